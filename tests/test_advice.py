"""What a writer is told beside the proposed text: that the source stands elsewhere, that a quotation is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reusecheck.reports import FORMATS
from tests.room import CLEAN, CONFIGURATION, COPIED, PASSAGE, Room

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "[the page](https://plover.example/2025/bus)"


def advice(room: Room, article: str) -> str:
    room.write("content/one.md", article)
    (found,) = room.run("check", "-o", "json", "content/one.md").json["articles"][0]["findings"]
    assert found["reason"] == "unattributed"
    printed = room.run("check", "content/one.md").out
    return " ".join(printed[printed.index("settle") :].split())


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    return Room.furnished(tmp_path, monkeypatch, capsys)


def test_a_source_that_is_linked_far_from_the_passage_is_not_said_to_be_missing(room: Room) -> None:
    far = f"{PASSAGE}\n\n{CLEAN}\n\nMuch later something else.\n\nSee also {ADDRESS} for more.\n"
    said = advice(room, far)
    assert "mentions The Plover, but not as the source of these words. Quote it and name The Plover:" in said
    line = far[: far.index("See also")].count("\n") + 1
    assert f"Line {line} mentions The Plover" in said


def test_where_it_is_named_nowhere_nothing_of_the_kind_is_said(room: Room) -> None:
    assert " mentions " not in advice(room, COPIED)


def test_what_would_be_too_much_as_a_quotation_is_said_to_be(room: Room) -> None:
    said = advice(room, PASSAGE)
    assert "Quote less of it (it is 100 % of the article, and quotations block at 50 %) and name The Plover:" in said
    assert "Quote it" not in said
    marked = advice(room, f"> {PASSAGE}\n")
    assert "and quotations block at 50 %) and name The Plover below the quotation:" in marked


def test_the_credit_makes_the_article_longer(room: Room) -> None:
    (article,) = room.judge("content/copied.md")["articles"]
    assert article["score"] == 50
    assert "Quote it and name The Plover:" in advice(room, COPIED)


def test_no_command_is_offered_that_could_not_help(room: Room) -> None:
    said = advice(room, PASSAGE)
    assert "or write" not in said
    assert "more reusecheck explain" in said
    assert room.run("attribute", room.findings("content/one.md")[0]["key"], "content/one.md").code == 1
    for name in FORMATS:
        assert "reusecheck attribute plover:" not in room.run("check", "content/one.md", "-o", name).out
    room.run("check", "content/one.md", "-o", "json=saved.json")
    assert "reusecheck attribute" not in room.run("report", "saved.json").out
    assert "or write" in advice(room, COPIED)


def test_what_would_not_is_not(room: Room) -> None:
    assert "quotations block" not in advice(room, f"{CLEAN}\n{CLEAN}\n{PASSAGE}\n")


def test_a_wrong_source_is_named_as_its_readers_know_it_and_is_to_go(room: Room) -> None:
    heron = '  - {id: heron, files: ["references/heron/*.md"], credit: {names: ["The Heron Gazette"]}}\n'
    room.write(".reusecheck.yaml", CONFIGURATION + heron)
    room.write("references/heron/reeds.md", "The reeds were cut on a Monday, and nobody minded.\n")
    room.write("content/one.md", f"{CLEAN}\n> {PASSAGE}\n>\n> — The Heron Gazette\n")
    printed = " ".join(room.run("check", "content/one.md").out.split())
    assert "The article names The Heron Gazette (line 9), which does not hold these words; take that out." in printed
    ran = room.run("attribute", "plover", "content/one.md")
    assert ran.code == 0
    said = (
        "The wrong source stays, and is to be taken out: “Heron Gazette”, in the credit line below the quotation, line "
    )
    assert f"{said}9." in ran.out
    ran = room.run("attribute", "plover", "content/one.md", "--write")
    assert ran.code == 0
    [after] = [part.partition(".")[0] for part in ran.out.split(said)[1:]]
    assert "Heron Gazette" in (room.root / "content/one.md").read_text("utf-8").splitlines()[int(after) - 1]


@pytest.mark.parametrize("path", ["content/one.md", "content/one.txt", "content/one.html"])
def test_where_nothing_settles_it_each_form_is_told_once(room: Room, path: str) -> None:
    room.write(path, f"Own words.\n\n{PASSAGE}\n")
    ran = room.run("attribute", "plover", path)
    assert ran.code == 1
    told = [line.partition(":   ")[2] for line in ran.err.splitlines() if line.startswith("reusecheck:   ")]
    forms = [line.partition(":")[0] for line in told]
    assert forms, ran.err
    assert len(set(forms)) == len(forms), ran.err
    assert all(line.count("quotations would make up") == 1 for line in told)


def test_a_citation_that_leads_nowhere_is_told(room: Room) -> None:
    room.write("refs.bib", "@article{other, title = {Another thing}}\n")
    room.write("content/copied.md", f"---\nbibliography: /refs.bib\n---\n{CLEAN}\n{PASSAGE} [@bus]\n")
    ran = room.run("check", "content/copied.md")
    assert ran.code == 1
    assert "Beside it stands a citation key that" in " ".join(ran.out.split())
    assert "@bus" in ran.out


def test_a_bibliography_that_is_not_there_is_told(room: Room) -> None:
    room.write("content/copied.md", f"---\nbibliography: gone.bib\n---\n{CLEAN}\n{PASSAGE} [@bus]\n")
    ran = room.run("check", "content/copied.md")
    assert ran.code == 1
    assert "content/copied.md: " in ran.err
    assert "gone.bib" in ran.err
