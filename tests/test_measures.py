"""What two texts have in common: the arithmetic of docs/method.md, section 6."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck import pipeline
from reusecheck.findings import RUN_CLASSES, InCommon
from reusecheck.measures import SHINGLE, histogram, in_common, resemblance, run_lengths, shared_runs
from reusecheck.readers import read_text
from reusecheck.spans import Run
from tests.desk import WORDS, edited, prose
from tests.oracles import grams, places, shared_words
from tests.word_strategies import Pair, Words, pairs, texts

RUN_WORDS = 8


@given(pairs(references=1, longest=70))
@settings(deadline=None, max_examples=150)
@example(Pair(["a"] * 30, [["a"] * 12]))
@example(Pair([], [[]]))
def test_texts_that_change_places_change_their_containments_and_keep_their_resemblance(pair: Pair) -> None:
    article, [reference] = pair
    there, back = in_common("", article, reference, RUN_WORDS), in_common("", reference, article, RUN_WORDS)
    assert there.containment_of_article == back.containment_of_reference
    assert there.containment_of_reference == back.containment_of_article
    assert there.resemblance == back.resemblance


@given(pairs(references=1, longest=70))
@settings(deadline=None, max_examples=150)
@example(Pair(["a"] * 30, [["a"] * 12]))
def test_every_figure_keeps_within_its_bounds_and_the_runs_make_up_the_words_in_common(pair: Pair) -> None:
    article, [reference] = pair
    found = in_common("", article, reference, RUN_WORDS)
    for part in (found.containment_of_article, found.containment_of_reference, found.resemblance):
        assert 0 <= part <= 1
    words = round(found.containment_of_article * len(article))
    assert words >= len(shared_words(article, [reference], RUN_WORDS))
    lengths = run_lengths(shared_runs(article, reference, RUN_WORDS), len(article))
    assert sum(lengths) == words
    assert (max(lengths, default=0), histogram(lengths)) == (found.longest_run, found.runs)
    least = sum(count * words for count, words in zip(found.runs, RUN_CLASSES, strict=True))
    most = (*(words - 1 for words in RUN_CLASSES[1:]), found.longest_run)
    assert least <= words <= sum(count * words for count, words in zip(found.runs, most, strict=True))


@given(texts(60).filter(lambda words: len(words) >= RUN_WORDS))
@settings(deadline=None)
def test_a_copy_is_all_in_common(words: Words) -> None:
    found = in_common("", words, words, RUN_WORDS)
    assert found[1:4] == (1, 1, 1)
    assert found.longest_run == len(words)
    assert sum(found.runs) == 1


@given(texts(40), texts(40))
def test_resemblance_is_as_broder_wrote_it(first: Words, second: Words) -> None:
    here, there = set(grams(first, SHINGLE)), set(grams(second, SHINGLE))
    if here and there:
        assert resemblance(first, second) == float(Fraction(len(here & there), len(here | there)))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "", 0),
        ("a b c", "", 0),
        ("a", "a", 1),  # shorter than a shingle: the text is one
        ("a b", "a b", 1),
        ("a b", "a b c", 0),
        ("a b c d", "b c d e", 1 / 3),
        ("a rose is a rose is a rose", "a rose is a rose", 1),  # sets: how often does not matter
        ("b c d e a", "a b c d e", 1 / 2),
    ],
)
def test_resemblance_counts_three_words_in_a_row(first: str, second: str, expected: float) -> None:
    assert resemblance(first.split(), second.split()) == expected


@given(st.lists(st.builds(Run, st.integers(0, 20), st.integers(0, 20), st.integers(1, 10)), max_size=8))
def test_a_word_that_stands_in_several_runs_counts_in_one(runs: list[Run]) -> None:
    lengths = run_lengths(runs, 30)
    assert sum(lengths) == len(places(run.span for run in runs))
    assert max(lengths, default=0) == max((run.length for run in runs), default=0)
    assert all(lengths)


def test_the_longest_of_runs_that_overlap_has_the_words() -> None:
    assert sorted(run_lengths([Run(0, 50, 6), Run(4, 10, 9), Run(2, 70, 14)], 30)) == [2, 14]
    assert run_lengths([Run(0, 50, 9), Run(3, 90, 3)], 30) == [9]


@pytest.mark.parametrize(
    ("length", "class_"), [(1, 0), (2, 0), (3, 1), (7, 1), (8, 2), (15, 2), (16, 3), (31, 3), (32, 4), (9999, 4)]
)
def test_a_run_falls_into_the_class_of_its_words(length: int, class_: int) -> None:
    assert histogram([length]) == tuple(int(number == class_) for number in range(len(RUN_CLASSES)))


def test_words_that_one_text_repeats_are_in_common_wherever_they_stand() -> None:
    once = prose(1, 24).split()
    twice = [*once, *prose(2, 12).split(), *once]
    found = in_common("", twice, once, RUN_WORDS)
    assert (found.containment_of_article, found.containment_of_reference) == (48 / 60, 1)
    assert found.runs == (0, 0, 0, 2, 0)


def test_texts_written_apart_have_next_to_nothing_in_common() -> None:
    """The same few words in both, as two reports of one event have."""
    found = in_common("", prose(3, 300).split(), prose(4, 300).split(), RUN_WORDS)
    assert found[1:3] == (0, 0)
    assert found.resemblance < 0.03
    assert len(WORDS) < 100


class TestCompared:
    def test_with_one_reference_the_overlap_is_the_containment_of_the_article(self) -> None:
        article = read_text("a.md", f"{prose(5, 40)}\n{edited(prose(6, 60), 9)}\n")
        (judged,) = pipeline.compare(article, [read_text("b.md", f"{prose(6, 60)}\n{prose(7, 200)}")]).articles
        (found,) = judged.in_common
        assert 0 < found.containment_of_article == judged.overlap_words / judged.words
        assert found.longest_run == judged.longest_run

    def test_every_reference_is_answered_for_by_itself(self) -> None:
        article = read_text("a.md", f"{prose(5, 40)}\n{prose(6, 60)}\n")
        names = {"part.md": prose(6, 24), "none.md": prose(8, 50), "whole.md": prose(6, 60), "empty.md": ""}
        texts = {name: read_text(name, text) for name, text in names.items()}
        together = pipeline.compare(article, list(texts.values())).articles[0].in_common
        assert [found.reference for found in together] == [
            f"reference:{name}" for name in ("whole.md", "part.md", "none.md", "empty.md")
        ]
        for found in together:
            (alone,) = pipeline.compare(article, [texts[found.reference.partition(":")[2]]]).articles
            assert alone.in_common == (found,)
        assert together[-1] == InCommon("reference:empty.md", 0, 0, 0, 0, (0, 0, 0, 0, 0))
