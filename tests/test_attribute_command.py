"""``reusecheck attribute KEY`` at the command line: the diff, the file, and which form it chooses."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reusecheck.edits import CannotEditError, Insertion, edited, edited_bytes, write
from tests.attributing import EVERY_FORMAT, FILLER, is_subsequence, key_of
from tests.room import COPIED, CREDITED, PASSAGE, REFERENCE, Room

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    room = Room(tmp_path, monkeypatch, capsys, EVERY_FORMAT)
    room.write("references/bus.md", REFERENCE)
    return room


class TestCommand:
    def test_it_shows_a_diff_and_writes_nothing(self, room: Room) -> None:
        path = room.write("content/copied.md", COPIED)
        ran = room.run("attribute", key_of(room, "content/copied.md"))
        assert (ran.code, ran.err) == (0, "")
        first, _, *diff = ran.out.splitlines()
        assert first == "content/copied.md:7: a block quotation would settle it; with --write it is put in"
        assert diff == [
            "--- content/copied.md",
            "+++ content/copied.md",
            "@@ -4,4 +4,6 @@",
            *(f" {line}" for line in COPIED.splitlines()[3:6]),
            f"-{PASSAGE}",
            f"+> {PASSAGE}",
            "+>",
            "+> — The Plover, [The bus that listens](https://plover.example/2025/bus)",
        ]
        assert path.read_text(encoding="utf-8") == COPIED

    def test_what_is_shown_is_what_is_written_and_the_next_check_passes(self, room: Room) -> None:
        path = room.write("content/copied.md", COPIED)
        path.chmod(0o640)
        key = key_of(room, "content/copied.md")
        shown = room.run("attribute", key[:12], "content")
        ran = room.run("attribute", key[:12], "content", "--write")
        assert (ran.code, ran.err) == (0, "")
        first, *diff = ran.out.splitlines()
        assert first == "content/copied.md:7: put in: a block quotation; the passage is settled"
        assert diff == shown.out.splitlines()[1:]
        assert room.run("check").code == 0
        [finding] = room.findings("content/copied.md")
        assert (finding["key"], finding["reason"], finding["attribution"]["level"]) == (key, "attributed", "full")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert os.listdir(path.parent) == ["copied.md"]

    def test_git_takes_the_diff(self, room: Room) -> None:
        path = room.write("content/copied.md", COPIED)
        ran = room.run("attribute", key_of(room, "content/copied.md"))
        patch = ran.out.partition("\n\n")[2]
        subprocess.run(["git", "apply", "-p0"], input=patch, text=True, check=True)
        assert path.read_text(encoding="utf-8").endswith("2025/bus)\n")
        assert room.run("check").code == 0

    @pytest.mark.parametrize("write", [(), ("--write",)])
    def test_what_is_settled_already_is_left_alone(self, room: Room, write: tuple[str, ...]) -> None:
        path = room.write("content/credited.md", CREDITED)
        key = key_of(room, "content/credited.md")
        ran = room.run("attribute", key, *write)
        assert (ran.code, ran.out) == (0, f"content/credited.md:9: {key} is attributed already; nothing to put in\n")
        assert path.read_text(encoding="utf-8") == CREDITED

    def test_the_same_passage_twice_is_told_apart(self, room: Room) -> None:
        room.write("content/a.md", f"{FILLER}\n\n{FILLER}\n\n{PASSAGE}\n\n{FILLER}\n\n{PASSAGE}\n")
        first, second = (finding["key"] for finding in room.findings("content/a.md"))
        assert second == f"{first}-2"
        assert room.run("attribute", second, "--write").code == 0
        text = (room.root / "content/a.md").read_text(encoding="utf-8")
        assert text.index(PASSAGE) < text.index(f"> {PASSAGE}")
        assert [f["reason"] for f in room.findings("content/a.md")] == ["unattributed", "attributed"]
        assert room.run("attribute", first, "--write").code == 0
        assert [f["reason"] for f in room.findings("content/a.md")] == ["attributed", "attributed"]

    def test_a_key_of_two_articles_is_written_into_the_one_that_is_named(self, room: Room) -> None:
        room.write("content/a.md", COPIED)
        room.write("content/b.md", COPIED)
        key = key_of(room, "content/a.md")
        ran = room.run("attribute", key, "--write")
        assert ran.code == 2
        assert f"{key} stands in content/a.md and content/b.md; name the one" in ran.err
        assert room.run("attribute", key, "content/b.md", "--write").code == 0
        assert (room.root / "content/a.md").read_text(encoding="utf-8") == COPIED
        assert room.run("check", "content/b.md").code == 0

    def test_an_unknown_key_is_an_error(self, room: Room) -> None:
        room.write("content/copied.md", COPIED)
        ran = room.run("attribute", "plover:zzz")
        assert ran.code == 2
        assert "no finding's key begins with 'plover:zzz'" in ran.err

    def test_what_is_marked_read_only_is_left_alone(self, room: Room) -> None:
        path = room.write("content/copied.md", COPIED)
        path.chmod(0o444)
        ran = room.run("attribute", key_of(room, "content/copied.md"), "--write")
        assert (ran.code, ran.out) == (3, "")
        assert "content/copied.md: is read-only; nothing was written" in ran.err
        assert path.read_text(encoding="utf-8") == COPIED

    def test_behind_a_symbolic_link_the_target_is_written(self, room: Room) -> None:
        target = room.write("texts/ferry.md", COPIED)
        (room.root / "content").mkdir()
        link = room.root / "content/linked.md"
        link.symlink_to("../texts/ferry.md")
        assert room.run("attribute", key_of(room, "content/linked.md"), "--write").code == 0
        assert link.is_symlink()
        assert "> — The Plover" in target.read_text(encoding="utf-8")
        assert room.run("check", "content/linked.md").code == 0

    @pytest.mark.parametrize("path", ["content/a.ipynb", "content/a.docx"])
    def test_what_is_no_text_file_is_not_written(self, room: Room, path: str) -> None:
        room.write(path, in_container(path))
        key = key_of(room, path)
        ran = room.run("attribute", key)
        assert ran.code == 0
        first, *_, credit = ran.out.splitlines()
        assert first.startswith(f"{path}:")
        assert first.endswith(", below the passage that begins “The library on wheels stops wherever …”:")
        assert credit.startswith("— The Plover, ")
        assert PASSAGE[40:80] not in ran.out
        written = room.run("attribute", key, "--write")
        assert (written.code, written.out) == (2, "")
        assert "--write does not work here, nothing was written: a " in written.err


def in_container(path: str) -> bytes:
    if path.endswith(".docx"):
        import docx  # noqa: PLC0415 - only here

        document, file = docx.Document(), io.BytesIO()
        for text in (FILLER, PASSAGE):
            document.add_paragraph(text)
        document.save(file)
        return file.getvalue()
    cells = [{"cell_type": "markdown", "metadata": {}, "source": [text]} for text in (FILLER, PASSAGE)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


class TestWriting:
    def test_a_file_that_was_changed_meanwhile_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_bytes(b"new")
        with pytest.raises(CannotEditError, match=r"a\.md: was changed since it was read"):
            write(str(tmp_path), "a.md", b"old", b"other")
        assert (tmp_path / "a.md").read_bytes() == b"new"

    def test_a_link_out_of_the_repository_is_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "root").mkdir()
        (tmp_path / "out.md").write_bytes(b"old")
        (tmp_path / "root/a.md").symlink_to("../out.md")
        with pytest.raises(CannotEditError, match="leads out of the repository"):
            write(str(tmp_path / "root"), "a.md", b"old", b"new")
        assert (tmp_path / "out.md").read_bytes() == b"old"

    def test_a_file_that_is_gone_is_said_to_be(self, tmp_path: Path) -> None:
        with pytest.raises(CannotEditError, match=r"a\.md: could not be written: no such file"):
            write(str(tmp_path), "a.md", b"old", b"new")
        assert os.listdir(tmp_path) == []

    def test_a_folder_that_cannot_be_written_leaves_nothing_behind(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_bytes(b"old")
        tmp_path.chmod(0o500)
        try:
            if not os.access(tmp_path, os.W_OK):  # root may
                with pytest.raises(CannotEditError, match=r"a\.md: could not be written"):
                    write(str(tmp_path), "a.md", b"old", b"new")
                assert os.listdir(tmp_path) == ["a.md"]
        finally:
            tmp_path.chmod(0o700)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    @given(
        text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
        places=st.lists(st.tuples(st.integers(0, 60), st.text("ab\n“東𝔖", max_size=5)), max_size=5),
    )
    def test_bytes_around_insertions_are_those_of_the_file(
        self, encoding: str, text: str, places: list[tuple[int, str]]
    ) -> None:
        insertions = [Insertion(min(at, len(text)), put) for at, put in places]
        text = text.removeprefix("\ufeff")
        insertions = [Insertion(min(one.at, len(text)), one.text) for one in insertions]
        content = text.encode(encoding)
        assert edited_bytes(content, insertions) == edited(text, insertions).encode(encoding)

    @given(st.binary(max_size=60), st.integers(0, 10))
    def test_bytes_that_are_no_text_stay(self, content: bytes, at: int) -> None:
        if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0")):
            return
        length = len(content.decode("utf-8", "surrogateescape"))
        after = edited_bytes(content, [Insertion(min(at, length), "«»")])
        assert after.replace("«»".encode(), b"", 1) == content or is_subsequence(content, after)
        assert len(after) == len(content) + 4

    def test_broken_utf_16_is_not_written(self) -> None:
        with pytest.raises(CannotEditError, match="not UTF-16"):
            edited_bytes(b"\xff\xfea\0b", [Insertion(0, "x")])
