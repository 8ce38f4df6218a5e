"""The comment on a merge request: what a reviewer must see is there, whatever the size."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import Unreadable
from reusecheck.findings import ArticleVerdict, CorpusSize, Outcome, Reason, Verdict
from reusecheck.reports import MACHINE_FORMATS, Options, report
from reusecheck.reports.inert import code, fenced, inert
from reusecheck.reports.markdown import MARKER, MOST_BYTES, fitted
from reusecheck.reports.wording import closing_line
from tests.newsroom import FERRY, finding, known, long, newsroom, tea
from tests.parsed import CALLED, parsed, skeleton
from tests.test_reports_hostile import HOSTILE, TEXTS, filled_with


def rendered(verdict: Verdict, options: Options = Options()) -> str:  # noqa: B008 - a tuple
    return report("markdown")(verdict, options)


def crowd(number: int) -> Verdict:
    """So many articles with a passage each; two in three were allowed or could not be read."""
    articles = tuple(
        ArticleVerdict(f"content/{at:05}.md", Outcome.BLOCK, 900, 180, 180, 20.0, 11, (), (long(), tea(), *known()))
        for at in range(number)
    )
    unreadable = tuple(Unreadable(f"content/{at:05}.docx", "it is a binary file") for at in range(number))
    return Verdict(articles, CorpusSize(1204, 912345), unreadable)


def left_out(printed: str) -> list[int]:
    return [
        int(found.replace(",", ""))
        for found in re.findall(r"^([\d,]+) more \w+ left out here\.$", printed, re.MULTILINE)
    ]


def test_a_bot_finds_its_comment_and_a_reader_the_outcome_first() -> None:
    first, second, *_, last = rendered(newsroom()).splitlines()
    assert (first, second) == (MARKER, "## Blocked: 3 of 7 articles reach a limit, 1 file could not be read")
    assert last.startswith("checked 7 articles (4,485 words) against 1,204 references – 3 blocked")


def test_a_run_that_found_nothing_says_so() -> None:
    clean = ArticleVerdict("a.md", Outcome.PASS, 100, 0, 0, 0.0, 0)
    printed = rendered(Verdict((clean,), CorpusSize(1, 1)))
    assert "## Passed: none of 1 article reaches a limit" in printed
    assert "## Nothing to judge" in rendered(Verdict((), CorpusSize(1, 1)))
    assert "markdown" in MACHINE_FORMATS


def test_what_somebody_allowed_is_shown_even_where_only_what_blocks_is_wanted() -> None:
    printed = rendered(newsroom(), Options(quiet=True))
    assert "the agency agreed by letter" in printed
    assert "in the baseline: audit of 2024" in printed
    assert "syndicated under contract 118" in printed
    assert "stood there before" not in printed
    assert "| look at |" not in printed


@pytest.mark.parametrize("quote", ["none", "fragment", "full"])
def test_no_more_is_quoted_than_was_asked_for(quote: str) -> None:
    printed = rendered(newsroom(), Options(quote=quote))  # type: ignore[arg-type]
    assert ("The ferry left the harbour" in printed) == (quote != "none")
    assert ("In the tenth year" in printed) == (quote == "full")
    assert ("*The Harbour Courier: [Ferry adrift" in printed) == (quote != "none")


@pytest.mark.parametrize("number", [1, 40])
@pytest.mark.parametrize("quote", ["fragment", "full"])
def test_a_comment_is_never_longer_than_a_service_takes(number: int, quote: str) -> None:
    printed = rendered(crowd(number), Options(quote=quote))  # type: ignore[arg-type]
    assert len(printed.encode()) <= MOST_BYTES
    skeleton(printed)
    assert bool(left_out(printed)) == (number > 1)
    assert printed.count("<details>") >= 2
    for title in ("### Not judged", "### Allowed", "### Passages"):
        assert title in printed


def test_what_is_left_out_is_counted_and_is_what_counts_least() -> None:
    printed = rendered(crowd(2_500))
    assert len(printed.encode()) <= MOST_BYTES
    rows, unread, allowed, passages = left_out(printed)
    shown = [line for line in printed.splitlines() if line.startswith("| ") and "`content/" in line]
    assert len(shown) + rows == 2 * 2_500
    assert {line.split("|")[4].strip() for line in shown} == {"180"}  # the shorter passages are what is cut
    assert printed.count("- File ") + unread == 2_500
    assert printed.count("- Article ") + allowed == 2 * 2_500
    assert printed.count("<details>") + passages == 2 * 2_500


@pytest.mark.parametrize("most", [4_000, 10_000, 200_000])
def test_a_step_summary_has_its_own_bound(most: int) -> None:
    printed = fitted(crowd(60), Options(), most)
    assert len(printed.encode()) <= most
    assert closing_line(crowd(60)) in printed


def test_a_passage_of_a_book_does_not_drive_out_the_others() -> None:
    book = finding("\n".join(f"word {number} {{ten|nine}} of it" for number in range(9_000)), FERRY)
    other = finding("a short one of {five|six} words", FERRY, key="guardian:000000000002", advice="Name it:", fix="x")
    article = ArticleVerdict("a.md", Outcome.BLOCK, 40_000, 40_000, 40_000, 99.0, 4, (), (book, other))
    printed = rendered(Verdict((article,), CorpusSize(1, 1)), Options(quote="full"))
    assert len(printed.encode()) <= MOST_BYTES
    assert "It is long, and shown in part here." in printed
    assert "a short one of five words" in printed
    assert not left_out(printed)


def test_names_of_a_hundred_thousand_characters_are_cut() -> None:
    printed = rendered(filled_with(["x" * 100_000]), Options(verbose=True))
    assert len(printed.encode()) <= MOST_BYTES


def test_what_was_read_back_from_a_result_shows_the_article_alone() -> None:
    bare = finding("only the {words|other} words", FERRY)._replace(comparison=(), reason=Reason.UNATTRIBUTED)
    article = ArticleVerdict("a.md", Outcome.BLOCK, 9, 9, 9, 99.0, 9, (), (bare,))
    assert "```text\nonly the words words\n```" in rendered(Verdict((article,), CorpusSize(1, 1)))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_that_is_not_utf_8_has_the_same_blocks(encoding: str) -> None:
    printed = rendered(newsroom(), Options(encoding=encoding))
    printed.encode(encoding)
    assert skeleton(printed) == skeleton(rendered(newsroom()))


@settings(deadline=None)
@given(TEXTS | st.text(alphabet="`|\\@#!$~%&[]()<>*_:/.wgh-1a \n", max_size=40))
def test_inert_text_is_read_as_text_and_calls_nobody(text: str) -> None:
    for page in (f"a {inert(text)}\n", f"| a | b |\n| --- | --- |\n| {code(text)} | a {inert(text)} |\n"):
        blocks = {"paragraph", "inline", "table", "thead", "tbody", "tr", "th", "td"}
        for token in parsed(page):
            assert token.type.removesuffix("_open").removesuffix("_close") in blocks
            for child in token.children or ():
                assert child.type in ("text", "code_inline")
                assert child.type == "code_inline" or not CALLED.search(child.content)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="`~ a", max_size=9) | st.sampled_from(HOSTILE).map(repr), max_size=6))
def test_nothing_ends_a_block_of_code_but_its_fence(lines: list[str]) -> None:
    (token,) = parsed("\n".join(fenced(lines)) + "\n")
    assert (token.type, token.content) == ("fence", "".join(f"{line}\n" for line in lines))
