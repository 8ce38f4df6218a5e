"""Code Quality of GitLab: what its merge requests read, and no two fingerprints alike."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import Unreadable
from reusecheck.findings import ArticleVerdict, CorpusSize, Outcome, Remark, Verdict
from reusecheck.reports import Options, report
from tests.newsroom import ferry, newsroom
from tests.test_reports_hostile import HOSTILE, TEXTS, filled_with

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, in the words of a schema
ENTRY = {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1},
        "check_name": {"type": "string", "pattern": "^[a-z]+$"},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string"},
                "lines": {
                    "type": "object",
                    "required": ["begin"],
                    "properties": {
                        "begin": {"type": "integer", "minimum": 1},
                        "end": {"type": "integer", "minimum": 1},
                    },
                },
            },
        },
    },
}
VALIDATOR = jsonschema.Draft202012Validator({"type": "array", "items": ENTRY})


def entries(verdict: Verdict, options: Options = Options()) -> Any:  # noqa: B008 - a tuple
    found = json.loads(report("gitlab")(verdict, options).encode(options.encoding))
    VALIDATOR.validate(found)
    fingerprints = [entry["fingerprint"] for entry in found]
    assert len(set(fingerprints)) == len(fingerprints)
    return found


def article(*findings: Any, path: str = "content/a.md", **changes: Any) -> ArticleVerdict:
    return ArticleVerdict(path, Outcome.BLOCK, 400, 80, 80, 20.0, 40, (), tuple(findings))._replace(**changes)


def judged(*articles: ArticleVerdict) -> Verdict:
    return Verdict(articles, CorpusSize(1, 100))


def test_nothing_found_is_an_empty_array() -> None:
    assert report("gitlab")(judged(article(outcome=Outcome.PASS)), Options()) == "[]\n"


def test_an_entry_says_what_where_and_how_bad() -> None:
    (entry,) = entries(judged(article(ferry()._replace(limits_reached=()))))
    assert entry["description"].startswith("unattributed: 73 words as in guardian:2024/ferry.md")
    assert "reusecheck attribute guardian:3f9a12ab34cd content/a.md --write" in entry["description"]
    assert (entry["check_name"], entry["severity"]) == ("unattributed", "blocker")
    assert entry["location"] == {"path": "content/a.md", "lines": {"begin": 41, "end": 46}}


def test_each_level_has_its_severity_and_what_was_not_read_blocks() -> None:
    found = {entry["check_name"]: entry["severity"] for entry in entries(newsroom(), Options(verbose=True))}
    assert found == {
        "unattributed": "major",
        "attributed": "blocker",
        "misattributed": "major",
        "altered": "major",
        "waived": "info",
        "baseline": "info",
        "licence": "major",
        "waiver": "major",
        "unreadable": "blocker",
    }
    (unread,) = [entry for entry in entries(newsroom()) if entry["check_name"] == "unreadable"]
    assert unread["location"] == {"path": "content/broken.docx", "lines": {"begin": 1, "end": 1}}


def test_the_same_key_in_two_files_has_two_fingerprints() -> None:
    found = entries(judged(article(ferry()), article(ferry(), path="content/b.md")))
    assert len(found) == 2


def test_the_same_file_of_two_folders_with_a_configuration_each_has_two_fingerprints() -> None:
    (one,), (other,) = (entries(judged(article(ferry())), Options(prefix=prefix)) for prefix in ("", "site/"))
    assert one["fingerprint"] != other["fingerprint"]
    assert other["location"]["path"] == "site/content/a.md"


def test_the_same_remark_twice_in_a_file_has_two_fingerprints() -> None:
    twice = tuple(Remark("waiver", line, 1, "no source is called guardain") for line in (3, 9))
    assert len(entries(judged(article(remarks=twice)))) == 2


def test_a_fingerprint_does_not_know_the_line() -> None:
    moved = ferry()._replace(article=ferry().article._replace(line=2, end_line=7))
    (one,), (other,) = (entries(judged(article(found))) for found in (ferry(), moved))
    assert one["fingerprint"] == other["fingerprint"]
    assert one["location"] != other["location"]


def test_as_much_is_listed_as_text_shows() -> None:
    assert len(entries(newsroom(), Options(quiet=True))) < len(entries(newsroom()))
    assert len(entries(newsroom())) < len(entries(newsroom(), Options(verbose=True)))


def test_without_quoting_no_word_of_either_text_is_given_away() -> None:
    printed = report("gitlab")(newsroom(), Options(quote="none", verbose=True))
    for word in ("harbour shortly", "late summer", "Nacht stieg", "霧"):
        assert word not in printed


def test_a_path_that_is_no_text_is_shown_with_backslashes() -> None:
    path = b"content/caf\xe9.md".decode("utf-8", "surrogateescape")
    found = entries(Verdict((article(ferry(), path=path),), CorpusSize(1, 1), (Unreadable(path + "x", "why"),)))
    assert [entry["location"]["path"] for entry in found] == [r"content/caf\xe9.md", r"content/caf\xe9.mdx"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_leaves_it_valid(text: str) -> None:
    entries(filled_with([text]))


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=12), st.sampled_from(["utf-8", "ascii", "cp1252"]))
def test_any_text_leaves_it_valid_in_any_encoding(texts: list[str], encoding: str) -> None:
    entries(filled_with(texts), Options(encoding=encoding))
