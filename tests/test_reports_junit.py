"""JUnit XML: parsed by the standard library, counted, and without a character that XML 1.0 forbids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import Unreadable
from reusecheck.findings import ArticleVerdict, CorpusSize, Outcome, Verdict
from reusecheck.reports import Options, report
from tests.newsroom import ferry, newsroom
from tests.test_reports_hostile import HOSTILE, TEXTS, filled_with

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# XML 1.0, production 2: what a document may hold at all
ALLOWED = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def parsed(verdict: Verdict, options: Options = Options()) -> Element:  # noqa: B008 - a tuple
    printed = report("junit")(verdict, options)
    assert ALLOWED.fullmatch(printed)
    root = ET.fromstring(printed.encode(options.encoding))  # noqa: S314 - it is our own
    for kind, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert int(root.get(kind, "")) == len(list(root.iter(tag)))
        for suite in root:
            assert int(suite.get(kind, "")) == len(list(suite.iter(tag)))
    for suite in root:
        names = [case.get("name") for case in suite.iter("testcase")]
        assert len(set(names)) == len(names)
    return root


def article(*findings: Any, path: str = "content/a.md", **changes: Any) -> ArticleVerdict:
    return ArticleVerdict(path, Outcome.BLOCK, 400, 80, 80, 20.0, 40, (), tuple(findings))._replace(**changes)


def judged(*articles: ArticleVerdict, unreadable: tuple[Unreadable, ...] = ()) -> Verdict:
    return Verdict(articles, CorpusSize(1, 100), unreadable)


def test_there_is_a_suite_for_each_file_judged_or_not() -> None:
    root = parsed(newsroom())
    paths = [article.path for article in newsroom().articles] + ["content/broken.docx"]
    assert [suite.get("name") for suite in root] == sorted(paths)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("9", "4", "1")


def test_an_article_in_which_nothing_blocks_passes_with_one_test() -> None:
    (suite,) = parsed(judged(article(outcome=Outcome.PASS)))
    (case,) = suite.iter("testcase")
    assert (case.get("classname"), case.get("name"), list(case)) == ("content/a.md", "nothing blocks", [])


def test_what_blocks_fails_and_says_where_and_how_it_is_settled() -> None:
    (suite,) = parsed(judged(article(ferry()._replace(limits_reached=()))))
    (case,) = suite.iter("testcase")
    assert case.attrib == {
        "classname": "content/a.md",
        "name": "unattributed guardian:3f9a12ab34cd",
        "file": "content/a.md",
        "line": "41",
    }
    (failure,) = case
    said = '73 words as in guardian:2024/ferry.md ("Ferry adrift in the northern sound"), no attribution found'
    assert (failure.get("type"), failure.get("message")) == ("unattributed", said)
    place, settle, words = (failure.text or "").splitlines()
    assert place == f"content/a.md:41:3: {said}"
    assert settle.startswith("settle: Name The Harbour Courier")
    assert words == f"words: {ferry().excerpt}"


def test_what_does_not_block_is_told_and_passes() -> None:
    desk = next(suite for suite in parsed(newsroom()) if suite.get("name") == "content/desk.md")
    (case,) = desk.iter("testcase")
    (told,) = case
    assert told.tag == "system-out"
    rules = [line.split(": ")[1] for line in (told.text or "").splitlines()]
    assert rules == ["licence", "waiver", "altered", "misattributed"]


def test_beside_a_failure_the_rest_is_told_by_the_suite() -> None:
    loose = ferry()._replace(key="guardian:loose", blocks=False)
    (suite,) = parsed(judged(article(ferry(), loose)))
    assert [child.tag for child in suite] == ["properties", "testcase", "system-out"]


def test_a_file_that_was_not_read_is_an_error() -> None:
    (suite,) = parsed(judged(unreadable=(Unreadable("a.docx", "it is a folder"),)))
    (case,) = suite
    (error,) = case
    assert (error.tag, error.get("type")) == ("error", "unreadable")
    assert (error.get("message") or "").startswith("not judged, it could not be read: it is a folder.")


def test_nothing_judged_is_still_a_document() -> None:
    assert len(parsed(judged())) == 0


def test_there_are_no_times() -> None:
    printed = report("junit")(newsroom(), Options())
    assert "time" not in printed.replace("sometimes", "")
    assert printed == report("junit")(newsroom(), Options(width=40, color=True))


@pytest.mark.parametrize(("quote", "words"), [("none", False), ("fragment", True), ("full", True)])
def test_the_words_shown_are_those_asked_for(quote: str, words: bool) -> None:
    printed = report("junit")(judged(article(ferry())), Options(quote=quote))  # type: ignore[arg-type]
    assert ("left the harbour shortly" in printed) == words
    assert ("had begun to sing" in printed) == (quote == "full")


def test_another_encoding_changes_the_bytes_and_no_value() -> None:
    for encoding in ("ascii", "latin-1", "cp1252"):
        assert report("junit")(newsroom(), Options(encoding=encoding)).isascii()
        assert ET.tostring(parsed(newsroom(), Options(encoding=encoding))) == ET.tostring(parsed(newsroom()))


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x0b\ufffe\uffff", "]]>", "&amp;&#0;", "<!--", "<![CDATA["])
def test_a_hostile_text_leaves_it_valid(text: str) -> None:
    parsed(filled_with([text]))
    loud = filled_with([text]).articles[0]
    parsed(judged(loud._replace(findings=(loud.findings[0]._replace(blocks=False),))))


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=12), st.sampled_from(["utf-8", "ascii", "cp1252"]))
def test_any_text_leaves_it_valid_in_any_encoding(texts: list[str], encoding: str) -> None:
    parsed(filled_with(texts), Options(encoding=encoding, verbose=True))
