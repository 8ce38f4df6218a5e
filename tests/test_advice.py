"""What a writer is told beside the proposed text: that the source stands elsewhere, that a quotation is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.room import CLEAN, COPIED, PASSAGE, Room

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
    assert "mentions it, but not as the source of these words. Quote it and name The Plover:" in said
    line = far[: far.index("See also")].count("\n") + 1
    assert f"Line {line} mentions it" in said


def test_where_it_is_named_nowhere_nothing_of_the_kind_is_said(room: Room) -> None:
    assert "mentions it" not in advice(room, COPIED)


def test_what_would_be_too_much_as_a_quotation_is_said_to_be(room: Room) -> None:
    assert "of the article, and quotations block at 50 %: quote less of it. Quote it" in advice(room, PASSAGE)


def test_what_would_not_is_not(room: Room) -> None:
    assert "quotations block" not in advice(room, f"{CLEAN}\n{CLEAN}\n{PASSAGE}\n")


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
