"""Waivers: what a comment allows, where it reaches, and what is said of one that allows nothing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reusecheck.readers import READERS, read_text
from reusecheck.waivers import find_waivers, proposed, today
from tests.proportion import grows_in_proportion
from tests.room import CLEAN, PASSAGE, Room

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCES = ("plover", "heron", "north-wind")


def found(text: str, path: str = "a.md", day: str = "2026-06-01") -> tuple[list[tuple[str, str]], list[str]]:
    """Targets and reasons of the waivers, and what is said of the others."""
    waivers, faults = find_waivers(read_text(path, text), SOURCES, lambda: day)
    return [(waiver.target, waiver.reason) for waiver in waivers], [fault.said for fault in faults]


def covered(text: str, path: str = "a.md") -> list[str]:
    """The prose each waiver holds for."""
    document = read_text(path, text)
    waivers, faults = find_waivers(document, SOURCES, lambda: "2026-06-01")
    assert not faults
    return [document.reading.prose[span.start : span.stop].strip() for waiver in waivers for span in waiver.covers]


@pytest.mark.parametrize(
    ("day", "holds"), [("2026-12-30", True), ("2026-12-31", True), ("2027-01-01", False), ("2030-01-01", False)]
)
def test_a_waiver_holds_through_its_last_day(day: str, holds: bool) -> None:
    waivers, faults = found("<!-- reusecheck: allow plover: contract 118, until 2026-12-31 -->\nText.", day=day)
    assert waivers == ([("plover", "contract 118, until 2026-12-31")] if holds else [])
    assert faults == ([] if holds else ["expired on 2026-12-31; take it out, or agree on another day"])


def test_the_day_is_asked_only_where_a_waiver_ends() -> None:
    def never() -> str:
        raise AssertionError("nobody need know")

    document = read_text("a.md", "<!-- reusecheck: allow plover: contract 118 -->\nText.")
    assert len(find_waivers(document, SOURCES, never)[0]) == 1
    assert time.strptime(today(), "%Y-%m-%d")


@pytest.mark.parametrize(
    ("said", "target", "reason"),
    [
        ("allow plover: by agreement", "plover", "by agreement"),
        ("allow plover : by agreement", "plover", "by agreement"),
        ("  allow   plover:  by agreement", "plover", "by agreement"),
        ("allow north-wind: a: b", "north-wind", "a: b"),
        ("allow plover:0123ab456789: by agreement", "plover:0123ab456789", "by agreement"),
        ("allow plover:0123ab456789-2: by agreement", "plover:0123ab456789-2", "by agreement"),
        ("allow plover:012abc: by agreement", "plover:012abc", "by agreement"),
        ("allow-file heron: ours, until 2026-06-01", "heron", "ours, until 2026-06-01"),
        ("allow heron: (contract 118; until 2026-06-01)", "heron", "(contract 118; until 2026-06-01)"),
        ("allow heron: until death do us part", "heron", "until death do us part"),
    ],
)
def test_what_is_allowed_and_why(said: str, target: str, reason: str) -> None:
    waivers, faults = found(f"<!-- reusecheck:{said} -->\nText.")
    assert (waivers, faults) == ([(target, reason)], [])


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("", "found nothing, wants allow, begin, end or allow-file"),
        ("allow", "no source is named; wants reusecheck: allow SOURCE: REASON"),
        ("allow: by agreement", "no source is named; wants reusecheck: allow SOURCE: REASON"),
        ("allow plover", "no reason is given; wants reusecheck: allow plover: REASON"),
        ("allow plover:", "no reason is given; wants reusecheck: allow plover: REASON"),
        ("allow plover: .", "no reason is given; wants reusecheck: allow plover: REASON"),
        ("allow gannet: by agreement", "no source is called gannet; there are heron, north-wind, plover"),
        (
            "allow plover:by agreement",
            "plover:by is no finding's key; wants one, or the source and a space: reusecheck: allow plover: REASON",
        ),
        (
            "allow plover:cafe: by agreement",
            "plover:cafe is no finding's key; wants one, or the source and a space: reusecheck: allow plover: REASON",
        ),
        ("Allow plover: by agreement", "found Allow, wants allow, begin, end or allow-file"),
        ("allow gannet, plover: x", "each source wants a waiver of its own: reusecheck: allow gannet: REASON"),
        ("allow plover;heron: x", "each source wants a waiver of its own: reusecheck: allow plover: REASON"),
    ],
)
def test_what_is_wrong_is_said_with_what_is_wanted(said: str, fault: str) -> None:
    assert found(f"<!-- reusecheck:{said} -->\nText.") == ([], [fault])


@pytest.mark.parametrize(
    ("reason", "found_day"),
    [
        ("x, until 2026-13-01", "2026-13-01"),
        ("x, until 1/2/2027", "1/2/2027"),
        ("x, until 31 December 2027", "31 December 2027"),
        ("until 2020-12-31: contract", "2020-12-31: contract"),
        ("until 2027-12-31, contract", "2027-12-31, contract"),
        ("Until 2020-12-31 by contract 118", "2020-12-31 by contract 118"),
        ("x, until: 31.12.2020 or so", "31.12.2020 or so"),
        ("until 2020-12-31, renewed until 2027-12-31", "2020-12-31, renewed until 2027-12-31"),
        ("x, until 2020 and then for as long as they do not ask for it back", "2020 and then for as long as they do…"),
    ],
)
def test_a_day_that_would_end_nothing_is_a_fault(reason: str, found_day: str) -> None:
    fault = f"found until {found_day}; wants a day at the very end: REASON, until 2027-01-31"
    assert found(f"<!-- reusecheck: allow plover: {reason} -->\nText.") == ([], [fault])


WANTED = "no waiver as it stands; wants a line of its own that begins with: reusecheck: "


@pytest.mark.parametrize(
    ("comment", "verb"),
    [
        ("Reusecheck: allow plover: x", "allow"),
        ("ReuseCheck:Allow plover: x", "allow"),
        ("REUSECHECK: ignore plover: x", "allow"),
        ("reusecheck : allow plover: x", "allow"),
        ("reusecheck allow plover: x", "allow"),
        ("reusecheck, begin plover: x", "begin"),
        ("Note. reusecheck: allow plover: x", "allow"),
        ("- reusecheck: allow-file plover: x", "allow-file"),
        ("Ours.\nNote: ReuseCheck: end", "end"),
    ],
)
def test_a_comment_that_is_surely_meant_as_a_waiver_is_told_how_to_become_one(comment: str, verb: str) -> None:
    assert found(f"<!-- {comment} -->\nText.") == ([], [WANTED + verb])


def test_a_second_waiver_in_the_line_of_the_first_is_told() -> None:
    text = "<!-- reusecheck: allow plover: x. reusecheck: allow heron: y -->\nText."
    assert found(text)[1] == [WANTED + "allow"]


@pytest.mark.parametrize(
    "comment",
    ["reusecheck allows this", "checked with reusecheck: nothing found", "the reusecheck end of it", "reusecheck", ""],
)
def test_a_comment_about_the_program_is_a_comment(comment: str) -> None:
    assert found(f"<!-- {comment} -->\nText.") == ([], [])


@pytest.mark.parametrize(
    "repeated", [" ", ",", "until ", "until 2 ", "reusecheck ", "reusecheck :", "reusecheck: x ", "\nx", "a,"]
)
def test_a_long_comment_is_read_in_proportion_to_its_length(repeated: str) -> None:
    def prepare(characters: int) -> Callable[[], object]:
        said = f"reusecheck: allow plover: x {repeated * (characters // len(repeated))}z"
        document = read_text("a.html", f"<p>a</p><!-- {said} --><p>b</p>")
        return lambda: find_waivers(document, SOURCES, lambda: "2026-06-01")

    assert grows_in_proportion(prepare, 200_000)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "One.\n\n<!-- reusecheck: allow plover: x -->\nTwo.\n\nThree."),
        ("a.mdx", "One.\n\n{/* reusecheck: allow plover: x */}\n\nTwo.\n\nThree."),
        ("a.html", "<p>One.</p><!-- reusecheck: allow plover: x --><p>Two.</p><p>Three.</p>"),
        ("a.rst", "One.\n\n.. reusecheck: allow plover: x\n\nTwo.\n\nThree."),
        ("a.adoc", "One.\n\n// reusecheck: allow plover: x\nTwo.\n\nThree."),
        ("a.tex", "One.\n\n% reusecheck: allow plover: x\nTwo.\n\nThree."),
    ],
)
def test_it_holds_for_the_next_block_in_every_format(path: str, text: str) -> None:
    if f".{path.rpartition('.')[2]}" not in READERS:
        pytest.skip("no reader of this format yet")
    assert covered(text, path) == ["Two."]
    assert proposed(path, "plover").replace("REASON", "x") in text


def test_a_format_without_comments_is_offered_none() -> None:
    in_the_margin = "a comment in the margin: reusecheck: allow plover: REASON"
    assert proposed("a.docx", "plover") == in_the_margin
    assert [proposed(path, "plover") for path in ("a.txt", "LICENSE", "")] == [""] * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> a\n>\n> b\n", ["a", "b"]),
        ("- a\n- b\n", ["a", "b"]),
        ("| a | b |\n|---|---|\n| c | d |\n", ["a", "b", "c", "d"]),
        ("a\n\nb\n", ["a"]),
        ("```\ncode\n```\n\na\n\nb\n", ["a"]),
        ("# a\n\nb\n", ["a"]),
    ],
)
def test_a_list_a_table_and_a_quotation_are_one_block(text: str, expected: list[str]) -> None:
    (prose,) = covered(f"<!-- reusecheck: allow plover: x -->\n\n{text}")
    assert prose.split() == expected


@given(st.text(st.sampled_from("reusechk:alowbgin-f pv.,\n\t>«é")), st.sampled_from(["a.md", "a.html", "a.txt"]))
def test_no_comment_is_too_strange(said: str, path: str) -> None:
    document = read_text(path, f"One.\n\n<!-- reusecheck: {said} -->\n\nTwo. <!--reusecheck:{said}-->")
    waivers, faults = find_waivers(document, SOURCES, lambda: "2026-06-01")
    for place in [*(waiver.place for waiver in waivers), *(fault.place for fault in faults)]:
        assert document.source[place.start : place.stop].lower().startswith("reusecheck")
    for waiver in waivers:
        assert waiver.reason
        assert waiver.target.partition(":")[0] in SOURCES


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    return Room.furnished(tmp_path, monkeypatch, capsys)


def test_a_finding_is_allowed_by_its_key_and_no_other(room: Room) -> None:
    (finding,) = room.findings("content/copied.md")
    key = finding["key"]
    for target, reason in ((key, "waived"), (key[:14], "waived"), (key[:-1] + "z", "unattributed")):
        room.write("content/copied.md", f"{CLEAN}\n<!-- reusecheck: allow {target}: by agreement -->\n{PASSAGE}\n")
        assert [each["reason"] for each in room.findings("content/copied.md")] == [reason], target
    other = key[:-1] + ("0" if key[-1] != "0" else "1")
    room.write("content/copied.md", f"{CLEAN}\n<!-- reusecheck: allow {other}: by agreement -->\n{PASSAGE}\n")
    assert [each["reason"] for each in room.findings("content/copied.md")] == ["unattributed"]


def test_who_owns_the_policy_can_do_without(room: Room) -> None:
    room.write("content/copied.md", f"{CLEAN}\n<!-- reusecheck: allow plover: by agreement -->\n{PASSAGE}\n")
    assert room.run("check", "content/copied.md").code == 0
    ran = room.run("check", "--no-inline", "content/copied.md")
    assert ran.code == 1
    assert "content/copied.md: a waiver in the text does not count here" in ran.err
    assert "or allow" not in ran.out


def test_the_report_offers_the_waiver_that_would_hold(room: Room) -> None:
    ran = room.run("check", "content/copied.md")
    (line,) = (line for line in ran.out.splitlines() if "or allow" in line)
    comment = line.partition("or allow")[2].strip()
    assert comment == "<!-- reusecheck: allow plover: REASON -->"
    room.write("content/copied.md", f"{CLEAN}\n{comment.replace('REASON', 'by agreement')}\n{PASSAGE}\n")
    ran = room.run("check", "content/copied.md")
    assert ran.code == 0
    assert ran.closing.endswith("– 1 waived (scope file)")


def test_who_compares_two_texts_has_no_sources_to_waive(room: Room) -> None:
    room.write("content/copied.md", f"{CLEAN}\n<!-- reusecheck: allow plover: by agreement -->\n{PASSAGE}\n")
    ran = room.run("compare", "content/copied.md", "references/bus.md")
    assert ran.code == 1
    assert "a waiver in the text does not count here" in ran.err
