"""Word documents and notebooks through the whole program: as articles, as references, from Git, from standard input."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import docx
import pytest

from tests.end_to_end.press import CONFIGURATION as PRESS_CONFIGURATION
from tests.end_to_end.press import OWN, PASSAGE, Press
from tests.office import word_document
from tests.room import CLEAN, REFERENCE, Room
from tests.room import PASSAGE as BUS

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATION = """\
version: 1
articles: {include: ["content/**/*.{md,docx,ipynb}"]}
corpus:
  - id: plover
    files: ["references/*.{md,docx,ipynb}"]
    credit: {names: ["The Plover"], urls: ["plover.example"]}
limits: {quoted_share: null}
"""
URL = "https://plover.example/2025/bus"


def document(*paragraphs: tuple[str, str], title: str = "", author: str = "") -> bytes:
    """What python-docx writes: paragraphs, each with the name of its style."""
    written = docx.Document()
    written.core_properties.title, written.core_properties.author = title, author
    for style, text in paragraphs:
        written.add_paragraph(text, style=style)
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def notebook(*cells: str, **metadata: object) -> str:
    each = [{"cell_type": "markdown", "metadata": {}, "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": each, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)


OWN_WORDS = " ".join(CLEAN.split("\n\n")[1].split())
COPIED = document(("Heading 1", "Notes"), ("Normal", OWN_WORDS), ("Normal", BUS))
CREDITED = document(("Heading 1", "Notes"), ("Normal", "The Plover wrote:"), ("Quote", BUS), ("Normal", OWN_WORDS))


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    room = Room(tmp_path, monkeypatch, capsys, CONFIGURATION)
    room.write("references/bus.md", REFERENCE)
    return room


def test_a_word_document_is_blocked_and_its_line_is_the_paragraph(room: Room) -> None:
    room.write("content/a.docx", COPIED)
    ran = room.run("check")
    assert ran.code == 1
    assert "\ncontent/a.docx:3:4: 54 words as in plover:bus.md" in ran.out
    (finding,) = room.findings("content/a.docx")
    assert finding["excerpt"].startswith("The library on wheels")
    assert finding["matched_words"] == 54


def test_a_word_document_that_quotes_and_names_its_source_passes(room: Room) -> None:
    room.write("content/a.docx", CREDITED)
    ran = room.run("check")
    assert (ran.code, ran.closing) == (
        0,
        "checked 1 article (107 words) against 1 reference – 1 attributed (scope file)",
    )
    (finding,) = room.findings("content/a.docx")
    assert finding["attribution"]["level"] == "full"


def test_a_waiver_in_a_comment_in_the_margin(room: Room) -> None:
    room.write("content/a.docx", word_document(f"{BUS}{{comment reusecheck: allow plover: contract 118}}"))
    ran = room.run("check")
    assert ran.code == 0, ran.out
    assert "1 waived" in ran.closing


def test_a_notebook_is_blocked_where_the_passage_stands_and_passes_with_a_credit(room: Room) -> None:
    room.write("content/a.ipynb", notebook("# Notes", f"{OWN_WORDS}\n\n{BUS}\n"))
    ran = room.run("check")
    assert ran.code == 1
    assert "\ncontent/a.ipynb:16:6: 54 words as in plover:bus.md" in ran.out
    room.write("content/a.ipynb", notebook("# Notes", f"The Plover wrote:\n\n> {BUS}"))
    assert room.run("check").code == 0
    room.write("content/a.ipynb", notebook(BUS, reusecheck={"source": URL}))
    assert room.run("check").code == 0


@pytest.mark.parametrize("name", ["bus.docx", "bus.ipynb"])
def test_references_are_kept_as_they_are_read(room: Room, name: str) -> None:
    (room.root / "references/bus.md").unlink()
    if name.endswith("docx"):
        content: str | bytes = document(("Title", "The bus that listens"), ("Normal", BUS), author="Runa Halvard")
    else:
        content = notebook(f"## The bus\n\n{BUS}", title="The bus that listens", authors=[{"name": "Runa Halvard"}])
    room.write(f"references/{name}", content)
    room.write("content/a.md", f"{CLEAN}\n{BUS}\n")
    for _ in range(2):  # built, then as it was kept
        (finding,) = room.findings("content/a.md")
        assert finding["reference"]["id"] == f"plover:{name}"
        assert finding["reference"]["title"] == "The bus that listens"
        assert finding["matched_words"] == 54
        assert finding["reference"]["line"] == (2 if name.endswith("docx") else 9)
    room.write("content/a.md", f"{CLEAN}\n> {BUS}\n\n— Runa Halvard\n")
    assert room.run("check").code == 0


def test_a_document_against_itself_in_another_format(room: Room) -> None:
    article = room.write("content/a.docx", COPIED)
    reference = room.write("b.ipynb", notebook(BUS))
    ran = room.run("compare", str(article), str(reference), "-o", "json")
    assert ran.code == 1
    (judged,) = ran.json["articles"]
    assert judged["overlap_words"] == 54


def test_standard_input(room: Room) -> None:
    for name, content in (("content/a.docx", COPIED), ("content/a.ipynb", notebook(BUS).encode())):
        ran = room.run("check", "-", "--stdin-filename", name, stdin=content)
        assert ran.code == 1
        assert ran.out.startswith(name)


def test_what_cannot_be_read_is_not_a_pass(room: Room) -> None:
    room.write("content/a.docx", COPIED[:-30])
    room.write("content/b.ipynb", "<<<<<<< ours\n")
    room.write("content/c.md", CLEAN)
    ran = room.run("check")
    assert ran.code == 3
    said = " ".join(ran.out.split())
    assert "content/a.docx: not judged, it could not be read: a damaged ZIP archive" in said
    assert "content/b.ipynb: not judged, it could not be read: no notebook: not valid JSON at line 1" in said


def test_a_reference_that_cannot_be_read_stops_the_check(room: Room) -> None:
    room.write("references/bad.docx", b"PK\x03\x04 and no more")
    room.write("content/c.md", CLEAN)
    ran = room.run("check")
    assert ran.code == 3
    assert "references/bad.docx: a damaged ZIP archive" in ran.err


def test_a_commit(tmp_path: Path) -> None:
    configuration = PRESS_CONFIGURATION.replace('"content/**/*.md"', '"content/**/*.{md,docx,ipynb}"')
    press = Press(tmp_path / "press", configuration=f"{configuration}limits: {{quoted_share: null}}\n")
    own, copied = (" ".join(text.split()) for text in (OWN.split("\n\n")[1], PASSAGE))
    (press.root / "content").mkdir()
    for name, blocked, credited in (
        ("a.docx", document(("Normal", own), ("Normal", copied)), word_document(f"The Heron wrote:\n[Quote] {copied}")),
        ("a.ipynb", notebook(own, copied).encode(), notebook("The Heron wrote:", f"> {copied}").encode()),
    ):
        path = press.root / "content" / name
        for content, code in ((blocked, 1), (credited, 0)):
            path.write_bytes(content)
            assert press.run("git", "add", f"content/{name}").returncode == 0
            done = press.try_commit()
            assert done.returncode == code, done.stdout
            assert ("words as in heron:market.md" in done.stdout) is (code == 1)
