"""The agreement with programs: CONTRACT section 6, field by field."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck import __version__
from reusecheck.documents import Unreadable
from reusecheck.findings import CorpusSize, Verdict
from reusecheck.reports import Options, report
from reusecheck.reports.lines import fix_of
from tests.newsroom import ferry, newsroom
from tests.test_reports_hostile import HOSTILE, filled_with

SCHEMA = json.loads((Path(__file__).parent / "golden" / "result.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def parsed(verdict: Verdict, options: Options = Options()) -> Any:  # noqa: B008 - a tuple
    printed = report("json")(verdict, options)
    document = json.loads(printed.encode("utf-8"))
    VALIDATOR.validate(document)
    assert printed.endswith("}\n")
    return document


def test_the_fields_stand_in_the_order_of_the_contract() -> None:
    document = parsed(newsroom())
    article = document["articles"][0]
    finding = article["findings"][0]
    assert [*document] == [
        "schema",
        "version",
        "outcome",
        "exit_code",
        "corpus",
        "articles",
        "unreadable",
        "scope",
        "since",
    ]
    assert [*article] == [
        "path", "outcome", "words", "overlap_words", "unattributed_words", "score", "longest_run", "limits_reached",
        "findings", "limits",
    ]  # fmt: skip
    assert [*finding] == [
        "key", "reason", "blocks", "article", "reference", "matched_words", "longest_run", "attribution", "excerpt",
        "fix", "also_in", "disguised", "limits", "advice",
    ]  # fmt: skip
    assert [*finding["article"]] == ["start", "stop", "line", "column", "end_line", "end_column", "words"]
    assert [*finding["reference"]] == [
        "id", "source", "path", "title", "url", "start", "stop", "line", "column", "end_line", "end_column",
    ]  # fmt: skip


def test_the_values_are_those_of_the_verdict() -> None:
    verdict = newsroom()
    document = parsed(verdict)
    assert (document["schema"], document["version"]) == ("reusecheck/1", __version__)
    assert (document["outcome"], document["exit_code"]) == ("block", 3)
    assert document["corpus"] == {"references": 1204, "words": 912345}
    assert document["unreadable"] == [{"path": "content/broken.docx", "why": "it is a binary file"}]
    for article, shown in zip(verdict.articles, document["articles"], strict=True):
        assert (shown["path"], shown["score"], shown["words"]) == (article.path, article.score, article.words)
        assert shown["limits_reached"] == [limit.name for limit in article.limits_reached]
        for finding, entry in zip(article.findings, shown["findings"], strict=True):
            assert entry["article"]["words"] == finding.article_words
            assert (entry["key"], entry["excerpt"]) == (finding.key, finding.excerpt)
            assert entry["fix"] == (finding.fix if len(finding.fix) < 300 else fix_of(finding, "fragment"))
            assert entry["reference"]["title"] == finding.reference.title
            assert entry["attribution"]["level"] == finding.attribution.level.value
            assert [e["start"] for e in entry["attribution"]["evidence"]] == [
                evidence.source.start for evidence in finding.attribution.evidence
            ]


def test_nothing_judged_is_still_a_document() -> None:
    document = parsed(Verdict((), CorpusSize(0, 0)))
    assert (document["outcome"], document["exit_code"], document["articles"]) == ("pass", 0, [])


def test_a_path_that_is_no_text_keeps_its_bytes() -> None:
    path = b"content/caf\xe9.md".decode("utf-8", "surrogateescape")
    article = newsroom().articles[0]._replace(path=path)
    document = parsed(Verdict((article,), CorpusSize(1, 1), (Unreadable(path, "why"),)))
    for entry in (document["articles"][0], document["unreadable"][0]):
        assert entry["path"] == r"content/caf\xe9.md"
        assert base64.b64decode(entry["path_bytes"]) == b"content/caf\xe9.md"


def test_an_ordinary_path_has_no_bytes_beside_it() -> None:
    document = parsed(newsroom())
    assert all("path_bytes" not in article for article in document["articles"])
    assert "path_bytes" not in document["articles"][0]["findings"][0]["reference"]


@settings(deadline=None, max_examples=80)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1, max_size=9))
def test_any_text_parses_back_to_itself(texts: list[str]) -> None:
    verdict = filled_with(texts)
    finding = verdict.articles[0].findings[0]
    shown = parsed(verdict)["articles"][0]["findings"][0]
    assert shown["key"] == finding.key
    assert shown["reference"]["path"] == finding.reference.path
    assert shown["excerpt"] == finding.excerpt
    assert shown["fix"] == finding.fix
    assert shown["also_in"] == list(finding.also_in)
    assert shown["attribution"]["evidence"][0]["value"] == finding.attribution.evidence[0].value


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_valid_in_every_parser(text: str) -> None:
    document = parsed(filled_with([text]))
    value = document["articles"][0]["findings"][0]["reference"]["title"]
    value.encode("utf-8")  # no lone surrogate is left, on which parsers differ
    assert value == text.encode("utf-8", "backslashreplace").decode("utf-8")


def test_the_same_verdict_gives_the_same_bytes() -> None:
    assert report("json")(newsroom(), Options()) == report("json")(newsroom(), Options(40, True, True, True))


def test_without_quoting_no_word_of_either_text_is_given_away() -> None:
    document = parsed(newsroom(), Options(quote="none"))
    for article in document["articles"]:
        for finding in article["findings"]:
            assert (finding["excerpt"], finding["fix"]) == ("", "")
            quoted = [one for one in finding["attribution"]["evidence"] if one["shows"] not in ("waiver", "baseline")]
            assert {evidence["value"] for evidence in quoted} <= {""}


def test_without_quoting_it_is_still_said_why_a_passage_may_stay() -> None:
    """As the text report says it: a reason is no word of either text."""
    evidence = [
        one["value"]
        for article in parsed(newsroom(), Options(quote="none"))["articles"]
        for finding in article["findings"]
        for one in finding["attribution"]["evidence"]
        if one["shows"] in ("waiver", "baseline")
    ]
    assert evidence == ["syndicated under contract 118", "audit of 2024", "", "the agency agreed by letter"]


def test_a_finding_says_its_own_limits_and_what_would_settle_it() -> None:
    apples, desk = (parsed(newsroom())["articles"][at] for at in (0, 2))
    by_the_sea, storm = apples["findings"]
    assert [limit["name"] for limit in by_the_sea["limits"]] == ["passage_words", "share"]
    assert storm["limits"] == by_the_sea["limits"][1:]
    assert by_the_sea["advice"] == ferry().advice
    assert [finding.get("waiver") for finding in desk["findings"]] == [
        None, None, "<!-- reusecheck: allow guardian: REASON -->"
    ]  # fmt: skip


def test_quoting_in_full_gives_the_whole_passage() -> None:
    document = parsed(newsroom(), Options(quote="full"))
    excerpt = document["articles"][0]["findings"][0]["excerpt"]
    assert excerpt.startswith("The ferry left")
    assert excerpt.endswith("to sing.")
    assert len(excerpt) > len(ferry().excerpt)


@pytest.mark.parametrize("field", ["start", "line", "words"])
def test_the_schema_refuses_a_place_that_is_none(field: str) -> None:
    document = parsed(newsroom())
    document["articles"][0]["findings"][0]["article"][field] = -1
    assert not VALIDATOR.is_valid(document)


def test_for_an_output_that_is_not_utf_8_all_else_is_escaped() -> None:
    """Latin-1 takes these letters, but no JSON parser would read its bytes."""
    verdict = newsroom()._replace(since="Förde")
    assert "Förde" in report("json")(verdict, Options(encoding="UTF8"))
    assert "F\\u00f6rde" in report("json")(verdict, Options(encoding="latin-1"))


def test_a_long_text_to_be_put_in_is_cut_down_unless_quoting_in_full_was_asked_for() -> None:
    verdict = newsroom()
    (at,) = (at for at, article in enumerate(verdict.articles) if article.path == "content/rivers.md")
    whole = verdict.articles[at].findings[0].fix
    shown, full = (
        parsed(verdict, Options(quote=quote))["articles"][at]["findings"][0]["fix"] for quote in ("fragment", "full")
    )
    assert full == whole
    assert "… 9 more lines\n> — The Almanac of Small Rivers" in shown
    assert len(shown) < len(whole) / 3
