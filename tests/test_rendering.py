"""``reusecheck report``: a saved result shown again is what the check itself would have shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.errors import UsageError
from reusecheck.reports import FORMATS, Options, report
from reusecheck.reports.rereading import MOST_PROBLEMS, reread
from tests.newsroom import newsroom
from tests.repository import Repository
from tests.room import CONFIGURATION, PASSAGE, Room
from tests.test_reports_hostile import HOSTILE, filled_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reusecheck.reports.options import Quote

QUOTES: tuple[Quote, ...] = ("none", "fragment", "full")
# These set the two texts side by side, of which a result holds one
SIDE_BY_SIDE = {"text", "html", "markdown"}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    """One of nearly everything: blocked, credited, waived, misattributed, changed, not read, a name that is no text."""
    (tmp_path / "room").mkdir()
    room = Room.furnished(tmp_path / "room", monkeypatch, capsys)
    room.write(".reusecheck.yaml", CONFIGURATION + "limits: {share: 20%, quoted_share: 60%}\n")
    room.write("content/waived.md", f"<!-- reusecheck: allow plover: by agreement -->\n{PASSAGE}\n")
    room.write("content/wrong.md", f"As [The Heron](https://heron.example/b) wrote:\n\n> {PASSAGE}\n")
    room.write("content/changed.md", f"As The Plover wrote in The bus that listens:\n\n> {changed(PASSAGE)}\n")
    room.write("content/näher.md", f"Für alle.\n\n{PASSAGE[:150]}\n")
    room.write("content/broken.md", b"\0\1" * 300)
    (room.root / "content").joinpath("caf\udce9.md").write_text(f"Ours.\n\n{PASSAGE}\n", encoding="utf-8")
    return room


def changed(text: str) -> str:
    return text.replace("upper valley", "lower valley").replace("dog", "cat")


@pytest.mark.parametrize("quote", QUOTES)
def test_every_format_is_the_same_as_at_once(room: Room, quote: str) -> None:
    every = [f"-o{name}=once.{name}" for name in FORMATS]
    at_once = room.run("check", *every, "--quote", quote)
    again = room.run("report", "once.json", *(word.replace("once", "again") for word in every), "--quote", quote)
    assert again == at_once
    for name in FORMATS:
        once, later = ((room.root / f"{when}.{name}").read_text(encoding="utf-8") for when in ("once", "again"))
        if name in SIDE_BY_SIDE and quote != "none":
            assert later, name
        else:
            assert later == once, name


def test_services_find_the_articles_of_a_configuration_below_the_root(room: Room) -> None:
    Repository(room.root.parent)
    room.patch.chdir(room.root.parent)
    flags = ("-c", f"{room.root.name}/.reusecheck.yaml")
    wanted = ("-osarif=a.sarif", "-ogitlab=a.gitlab", "-ogithub")
    at_once = room.run("check", *flags, *wanted, "-ojson=r.json")
    again = room.run("report", "r.json", *flags, *(word.replace("=a", "=b") for word in wanted))
    assert again == at_once
    assert f"file={room.root.name}/content/copied.md" in again.out
    for name in ("sarif", "gitlab"):
        once, later = ((room.root.parent / f"{when}.{name}").read_bytes() for when in "ab")
        assert later == once
        assert f"{room.root.name}/content/copied.md".encode() in once


@pytest.mark.parametrize("name", FORMATS)
def test_standard_output_and_the_code_are_the_same(room: Room, name: str) -> None:
    for choice in ("block", "warn", "never"):
        at_once = room.run("check", "content/copied.md", "-o", name, "-o", "json=r.json", "--fail-on", choice)
        again = room.run("report", "r.json", "-o", name, "--fail-on", choice)
        assert (again.code, again.err) == (at_once.code, at_once.err)
        if name not in SIDE_BY_SIDE:
            assert again.out == at_once.out


def test_the_code_is_that_of_the_result(room: Room) -> None:
    for path, code in (("clean", 0), ("copied", 1), ("broken", 3)):
        content = room.run("check", f"content/{path}.md", "-o", "json").out
        ran = room.run("report", "-", "-q", stdin=content)
        assert ran.code == code
        assert ran.closing.startswith("checked ")


def test_of_texts_side_by_side_the_articles_words_are_left_and_nothing_is_made_up(room: Room) -> None:
    room.write("content/copied.md", f"Ours.\n\n{changed(PASSAGE)}\n")
    room.run("check", "content/copied.md", "-o", "json=r.json", "--quote", "full")
    ran = room.run("report", "r.json", "--quote", "full")
    shown = [line for line in ran.out.splitlines() if "│" in line]
    assert "lower valley" in " ".join(ran.out.split("│")[1:]).replace("\n", " ")
    assert "upper" not in ran.out
    assert shown
    assert not any("source" in line for line in shown)
    assert "references/bus.md:" in ran.out


def test_what_was_written_in_full_can_be_shown_as_a_fragment_or_not_at_all(room: Room) -> None:
    for quote in reversed(QUOTES):
        room.run("check", "content", "-o", f"json={quote}.json", "--quote", quote)
        ran = room.run("report", "full.json", "-o", "json", "--quote", quote)
        assert ran.out == (room.root / f"{quote}.json").read_text(encoding="utf-8")
        assert not [line for line in ran.err.splitlines() if line.startswith("reusecheck:")]


def test_it_says_that_it_cannot_show_what_was_left_out(room: Room) -> None:
    room.run("check", "content", "-o", "json=none.json", "--quote", "none")
    room.run("check", "content", "-o", "json=some.json")
    ran = room.run("report", "none.json", "-o", "concise")
    assert "none.json: written with --quote none, so no text is in it and none is shown\n" in ran.err
    assert PASSAGE[:20] not in room.run("report", "none.json").out
    ran = room.run("report", "some.json", "--quote", "full")
    assert "some.json: written with --quote fragment, so only the beginning of a passage can be shown\n" in ran.err


def test_what_a_later_version_added_is_named(room: Room) -> None:
    document = room.judge("content/copied.md")
    document["version"] = "0.9.0"
    document["mood"] = "calm"
    document["articles"][0]["findings"][0]["colour"] = "red"
    ran = room.run("report", "-", "-o", "concise", stdin=json.dumps(document))
    assert ran.code == 1
    assert "standard input: written by reusecheck 0.9.0; this is " in ran.err
    assert "leaves out: mood, articles[0].findings[0].colour\n" in ran.err


def cut(text: str) -> str:
    return text[: len(text) // 2]


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (cut, "found the end: it was cut off"),
        (lambda text: text[:-2], "found the end: it was cut off"),
        (lambda text: text[:0], "r.json:1:1: found an empty file"),
        (lambda text: text + text, "found extra data"),
        (lambda text: text[:0] + "[]", "r.json: found a list without a schema, wants reusecheck/1"),
        (lambda text: text[:0] + '{"a": 1}', "r.json: found an object without a schema, wants reusecheck/1"),
        (lambda text: text.replace("reusecheck/1", "reusecheck/2"), 'schema: found "reusecheck/2", wants reusecheck/1'),
        (lambda text: text.replace('"score": ', '"score": NaN, "s": '), "found no JSON that can be read (NaN"),
        (lambda text: text[:0] + "[" * 100_000, "found no JSON that can be read ("),
        (lambda text: text.replace('"words": 108', '"words": 1e400'), "words: found Infinity, wants a whole number"),
    ],
)
def test_what_is_no_result_is_told_where_and_why(room: Room, break_it: Callable[[str], str], told: str) -> None:
    room.write("r.json", break_it(room.run("check", "content/copied.md", "-o", "json").out))
    ran = room.run("report", "r.json", "-o", "concise=out.txt")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not (room.root / "out.txt").exists()


def test_a_file_that_is_not_there_or_is_a_folder_or_no_utf_8(room: Room) -> None:
    room.write("wide.json", '{"schema": "reusecheck/1"}'.encode("utf-16"))
    for name, told in (("no.json", "No such file"), ("content", "Is a directory"), ("wide.json", "no UTF-8 at byte 0")):
        ran = room.run("report", name)
        assert (ran.code, ran.out) == (2, "")
        assert f"{name}: " in ran.err
        assert told in ran.err


def test_all_problems_are_told_at_once(room: Room) -> None:
    document = room.judge("content/copied.md", "content/clean.md")
    clean, copied = document["articles"]
    copied["findings"][0]["reason"] = "stolen"
    copied["findings"][0]["article"]["stop"] = 1
    del copied["findings"][0]["reference"]
    copied["limits_reached"] = []
    clean["words"] = -1
    clean["findings"] = None
    document["corpus"]["references"] = True
    document["exit_code"] = 0
    ran = room.run("report", "-", stdin=json.dumps(document))
    assert ran.code == 2
    assert [line.removeprefix("reusecheck: standard input: ").partition(":")[0] for line in ran.err.splitlines()] == [
        "corpus.references", "articles[0].words", "articles[0].findings", "articles[1].limits_reached",
        "articles[1].findings[0].article.stop", "articles[1].findings[0].reference",
        "articles[1].findings[0].reason", "exit_code",
    ]  # fmt: skip
    assert 'found "stolen", wants one of unattributed, ' in ran.err
    assert "exit_code: found 0, wants 1, as its articles have it" in ran.err


def test_of_too_many_problems_the_first_are_told() -> None:
    document = json.loads(report("json")(newsroom(), Options()))
    document["articles"] = [3] * (MOST_PROBLEMS + 7)
    with pytest.raises(UsageError) as raised:
        reread(json.dumps(document).encode(), "r.json")
    assert len(str(raised.value).splitlines()) == MOST_PROBLEMS + 1
    assert "more problems" in str(raised.value)


@pytest.mark.parametrize("quote", QUOTES)
def test_the_json_of_what_was_read_is_the_json_that_was_read(quote: Quote) -> None:
    for verdict in (newsroom(), filled_with(HOSTILE), filled_with(HOSTILE[5:])):
        printed = report("json")(verdict, Options(quote=quote))
        saved = reread(printed.encode(), "r.json")
        assert report("json")(saved.verdict, Options(quote=quote)) == printed
        assert saved.verdict.exit_code == verdict.exit_code


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, one in inner for place in places(one, (*path, name)))]


RESULT = report("json")(newsroom(), Options())
PLACES = places(json.loads(RESULT))[1:]
WRONG: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 1.5, "", "x", [], {}, [None], [[]], {"a": 1}, 10**400, 2**53]
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PLACES), WRONG | st.just(...))
def test_whatever_stands_in_one_place_it_is_read_or_told_about(place: tuple[Any, ...], value: Any) -> None:
    """And what was read can be shown in every format."""
    document = json.loads(RESULT)
    inner = document
    for name in place[:-1]:
        inner = inner[name]
    if value is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    try:
        saved = reread(json.dumps(document).encode(), "r.json")
    except UsageError:
        return
    for name in FORMATS:
        report(name)(saved.verdict, Options())
