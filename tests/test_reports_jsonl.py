"""A line at a time: all that JSON says, and a last line that proves nothing is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.findings import CorpusSize, Verdict
from reusecheck.reports import Options, report
from tests.newsroom import newsroom
from tests.test_reports_hostile import HOSTILE, TEXTS, filled_with


def lines(verdict: Verdict, options: Options = Options()) -> list[Any]:  # noqa: B008 - a tuple
    printed = report("jsonl")(verdict, options)
    assert printed.endswith("}\n")
    return [json.loads(line.encode(options.encoding)) for line in printed.removesuffix("\n").split("\n")]


def together(found: list[Any]) -> dict[str, Any]:
    """The document that ``json`` writes, made of the lines."""
    run, *others = found
    document = {key: value for key, value in run.items() if key not in ("kind", "schema")}
    document |= {"articles": [], "unreadable": []}
    for line in others:
        kind = line.pop("kind")
        if kind == "article":
            document["articles"].append(line | {"findings": []})
        elif kind == "finding":
            document["articles"][-1]["findings"].append(line["finding"])
        elif kind == "remark":
            document["articles"][-1].setdefault("remarks", []).append(line["remark"])
        elif kind == "unreadable":
            document["unreadable"].append(line)
        else:
            assert kind == "summary"
            document |= {key: line[key] for key in ("outcome", "exit_code")}
    return document


def as_json(verdict: Verdict, options: Options = Options()) -> Any:  # noqa: B008 - a tuple
    document = json.loads(report("json")(verdict, options))
    del document["schema"]
    return document


@pytest.mark.parametrize("quote", ["none", "fragment", "full"])
def test_the_lines_together_say_what_json_says(quote: str) -> None:
    options = Options(quote=quote)  # type: ignore[arg-type]
    assert together(lines(newsroom(), options)) == as_json(newsroom(), options)


def test_the_first_line_names_the_schema_and_the_last_counts() -> None:
    first, *_, last = lines(newsroom())
    assert (first["kind"], first["schema"]) == ("run", "reusecheck-lines/1")
    assert last == {
        "kind": "summary", "outcome": "block", "exit_code": 3, "articles": 7, "findings": 11, "remarks": 2,
        "unreadable": 1,
    }  # fmt: skip


def test_a_line_can_be_understood_without_the_others() -> None:
    found = next(line for line in lines(newsroom()) if line["kind"] == "finding")
    assert (found["path"], found["outcome"], found["level"]) == ("content/apples.md", "block", "error")
    assert found["finding"]["key"] == "guardian:3f9a12ab34cd"
    remark = next(line for line in lines(newsroom()) if line["kind"] == "remark")
    assert (remark["path"], remark["remark"]["kind"]) == ("content/desk.md", "licence")


def test_nothing_judged_is_a_first_and_a_last_line() -> None:
    assert [line["kind"] for line in lines(Verdict((), CorpusSize(0, 0)))] == ["run", "summary"]


def test_quiet_and_verbose_change_nothing() -> None:
    assert report("jsonl")(newsroom(), Options()) == report("jsonl")(newsroom(), Options(40, True, True, True))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_breaks_no_line(text: str) -> None:
    verdict = filled_with([text])
    assert together(lines(verdict)) == as_json(verdict)


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=12), st.sampled_from(["utf-8", "ascii", "cp1252"]))
def test_any_text_is_said_in_any_encoding(texts: list[str], encoding: str) -> None:
    verdict = filled_with(texts)
    assert together(lines(verdict, Options(encoding=encoding))) == as_json(verdict)
