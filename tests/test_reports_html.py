"""The page: whole, without scripts, and the same bytes each time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from reusecheck.findings import ArticleVerdict, CorpusSize, Outcome, Verdict
from reusecheck.reports import MACHINE_FORMATS, Options, report
from tests.newsroom import FERRY, finding, long, newsroom
from tests.parsed import SOUND

PROGRAM = """
import sys
from reusecheck.reports import Options, report
from tests.newsroom import newsroom
sys.stdout.buffer.write(report("html")(newsroom(), Options()).encode())
"""


def rendered(verdict: Verdict, options: Options = Options()) -> str:  # noqa: B008 - a tuple
    printed = report("html")(verdict, options)
    SOUND["html"](printed)
    return printed


def judged(*texts: str, outcome: Outcome = Outcome.BLOCK) -> Verdict:
    findings = tuple(finding(text, FERRY) for text in texts)
    return Verdict((ArticleVerdict("a.md", outcome, 90, 9, 9, 10.0, 9, (), findings),), CorpusSize(1, 1))


def test_the_page_has_a_title_a_language_and_the_outcome_first() -> None:
    printed = rendered(newsroom())
    ended = "Blocked: 3 of 7 articles reach a limit, 1 file could not be read"
    assert printed.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    assert f"<title>reusecheck: {ended}</title>" in printed
    assert f'<h1 class="block">{ended}</h1>' in printed
    assert "html" in MACHINE_FORMATS


def test_nothing_is_run_or_fetched() -> None:
    printed = rendered(newsroom())
    for word in ("<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "javascript:"):
        assert word not in printed
    assert 'href="http' not in printed


def test_words_that_differ_are_marked_on_both_sides_and_equal_ones_are_plain() -> None:
    printed = rendered(judged("the same words {here|there} and on"))
    assert "the same words <mark>here</mark> and on</td>" in printed
    assert "the same words <mark>there</mark> and on</td>" in printed


def test_a_word_that_one_side_lacks_leaves_no_mark_there() -> None:
    printed = rendered(judged("the same words {|too} and on"))
    assert '<td dir="auto">the same words and on</td>' in " ".join(printed.split())
    assert "<mark></mark>" not in printed


@pytest.mark.parametrize("quote", ["none", "fragment", "full"])
def test_no_more_is_quoted_than_was_asked_for(quote: str) -> None:
    printed = rendered(newsroom(), Options(quote=quote))  # type: ignore[arg-type]
    assert ("The ferry left the harbour" in printed) == (quote != "none")
    assert ("tenth" in printed) == (quote == "full")
    assert ("… 5 more lines" in printed) == (quote == "fragment")
    assert ("*The Harbour Courier: [Ferry adrift" in printed) == (quote != "none")


def test_of_a_text_that_is_sealed_one_side_is_shown() -> None:
    (article,) = judged("the same words").articles
    found = article.findings[0]
    sealed = found._replace(
        reference=FERRY._replace(is_sealed=True),
        comparison=tuple(piece._replace(reference="", reference_line=0) for piece in found.comparison),
    )
    printed = rendered(Verdict((article._replace(findings=(sealed,)),), CorpusSize(1, 1)))
    assert "<th>Source</th>" not in printed
    assert "sealed: its words are not shown" in printed


def test_without_both_texts_the_excerpt_is_shown() -> None:
    (article,) = judged("the same words").articles
    bare = article.findings[0]._replace(comparison=())
    printed = rendered(Verdict((article._replace(findings=(bare,)),), CorpusSize(1, 1)))
    assert "<blockquote>the same words</blockquote>" in printed


def test_what_is_settled_is_folded_and_what_somebody_allowed_is_listed_above() -> None:
    printed = rendered(newsroom())
    assert printed.count("<details>") == 4
    above, _, _ = printed.partition("<section")
    assert "the agency agreed by letter" in above
    assert "in the baseline: audit of 2024" in above
    assert "stood there before" not in above


def test_quiet_shows_what_blocks_and_what_was_allowed() -> None:
    printed = rendered(newsroom(), Options(quiet=True))
    assert printed.count("<section") == 3
    assert "another source is named" not in printed
    assert "the agency agreed by letter" in printed


def test_a_page_for_an_output_that_is_not_utf_8_is_ascii_and_says_the_same() -> None:
    printed = rendered(newsroom(), Options(encoding="cp1252"))
    assert printed.isascii()
    assert "&#33590;.md" in printed


def test_the_bytes_are_the_same_in_another_process() -> None:
    other = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7"}
    )
    assert other.stdout == report("html")(newsroom(), Options()).encode()


def test_a_run_that_found_nothing_is_a_page_too() -> None:
    printed = rendered(Verdict((), CorpusSize(1, 1)))
    assert '<h1 class="pass">Nothing to judge</h1>' in printed
    assert "<section" not in printed


def test_a_page_of_thousands_of_passages_is_whole() -> None:
    article = ArticleVerdict("a.md", Outcome.BLOCK, 900, 180, 180, 20.0, 11, (), (long(),) * 300)
    printed = rendered(Verdict((article,), CorpusSize(1, 1)))
    assert printed.count("<h3") == 300
