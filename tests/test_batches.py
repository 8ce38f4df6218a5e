"""What one batch of a hook leaves for the next is all of its verdict."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck import findings
from reusecheck.attribution import levels
from reusecheck.batches import _VALUES, merged, pack, unpack
from reusecheck.documents import Unreadable
from reusecheck.findings import CorpusSize, Outcome, Verdict
from reusecheck.reports import FORMATS, Options, report
from tests.newsroom import compared, measured, newsroom
from tests.test_reports_hostile import HOSTILE, TEXTS, filled_with


def kept(verdict: Verdict) -> Verdict:
    back = unpack(json.loads(json.dumps(pack(verdict))))
    assert isinstance(back, Verdict)
    return back


@pytest.mark.parametrize(
    "verdict", [newsroom(), measured(), compared(), Verdict((), CorpusSize(0, 0)), filled_with(HOSTILE)]
)
def test_a_verdict_comes_back_as_it_was(verdict: Verdict) -> None:
    assert kept(verdict) == verdict
    for name in FORMATS:
        options = Options(verbose=True, quote="full")
        assert report(name)(kept(verdict), options) == report(name)(verdict, options)


def test_no_kind_of_value_is_forgotten() -> None:
    for module in (findings, levels):
        made = {
            name for name, one in vars(module).items() if isinstance(one, type) and one.__module__ == module.__name__
        }
        assert made <= set(_VALUES)


@settings(deadline=None, max_examples=50)
@given(st.lists(TEXTS, min_size=1, max_size=9))
def test_so_does_any_text(texts: list[str]) -> None:
    verdict = filled_with(texts)
    assert kept(verdict) == verdict


@given(st.lists(st.integers(0, 3), min_size=7, max_size=7))
def test_batches_together_are_what_one_call_would_have_said(places: list[int]) -> None:
    whole = newsroom()
    whole = whole._replace(articles=tuple(sorted(whole.articles, key=lambda article: article.path)))
    batches = [
        whole._replace(
            articles=tuple(a for a, place in zip(whole.articles, places, strict=True) if place == number),
            unreadable=whole.unreadable if places[0] == number else (),
        )
        for number in range(4)
    ]
    assert merged(batches) == whole


def test_of_two_verdicts_about_an_article_the_later_counts() -> None:
    whole = newsroom()
    first = whole.articles[0]
    again = whole._replace(articles=(first._replace(outcome=Outcome.PASS),), unreadable=(), notes=("b", "a"))
    gone = whole._replace(articles=(), unreadable=(Unreadable(first.path, "gone"),))
    assert merged([whole, again]).articles[0].outcome is Outcome.PASS
    assert first.path not in [article.path for article in merged([whole, gone]).articles]
    assert merged([whole._replace(notes=("a",)), again]).notes == ("a", "b")


@pytest.mark.parametrize("packed", [["Opinion", 1], ["Verdict"], ["Span", 2, 1], ["Outcome", "maybe"], []])
def test_what_another_version_left_is_not_taken_for_a_verdict(packed: list[object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        unpack(packed)
