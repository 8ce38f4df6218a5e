"""The small file that says what an index holds: written in one step, refused whenever it is not whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zlib
from typing import IO, TYPE_CHECKING

import pytest

from reusecheck.errors import EXIT_NOT_JUDGED, IndexOutdatedError, IndexUnusableError
from reusecheck.fingerprints import sampling
from reusecheck.index import catalog as catalogs
from reusecheck.index.catalog import (
    CATALOG,
    Catalog,
    SegmentEntry,
    checked,
    load_catalog,
    locked,
    open_index,
    replace_file,
    save_catalog,
    unchecked,
)
from reusecheck.index.format import MEND
from reusecheck.index.ledger import Chunk, File, Held, Ledger, ledger_name, load_ledger, pack_ledger
from tests.desk import Desk, prose

if TYPE_CHECKING:
    from pathlib import Path


def packed(raw: bytes) -> bytes:
    return checked(zlib.compress(raw))


EIGHT = sampling(8)
FULL = Catalog(
    (5, 4),
    (SegmentEntry("a.segment", 3, 90, (0, 2), 40), SegmentEntry("b.segment", 1, 7)),
    {"wren": "0f", "späte": ""},
    ("references/x.md: binary file", "\udcff.md: cannot be read"),
    "ledger-1.json",
)
HELD = Held("a.segment", 2**32 - 1, "ef", 1)
LEDGER = Ledger(
    {"wren": "how", "ibis": "otherwise"},
    {
        "wren": {
            "a.md": File((1, 2, 3, 4), [Chunk("", "0f", -1, 0, {"wren:a.md": Held("a.segment", 0, "ab", 0)})]),
            "\udcff.md": File((), []),
        },
        "ibis": {
            "b.jsonl": File(
                (5, 6, 7, 8),
                [
                    Chunk("11", "22", 90, 2, {"ibis:\udcff": Held("b.segment", 7, "cd", 0), "ibis:n": HELD}),
                    Chunk("33", "", 40, 1, {}),
                ],
            )
        },
    },
)


def refused(load: object, path: str, kind: type[IndexUnusableError] = IndexUnusableError) -> str:
    """What is said when something is loaded that must be refused in the way a user can mend."""
    assert callable(load)
    with pytest.raises(IndexUnusableError) as caught:
        load(path)
    assert type(caught.value) is kind
    assert caught.value.exit_code == EXIT_NOT_JUDGED
    assert path in str(caught.value)
    assert MEND in str(caught.value)
    return str(caught.value)


def test_a_catalog_comes_back_as_it_was_written(tmp_path: Path) -> None:
    save_catalog(str(tmp_path), FULL)
    assert load_catalog(str(tmp_path)) == FULL
    assert os.listdir(tmp_path) == [CATALOG]


def test_dead_documents_count_neither_as_references_nor_with_their_words() -> None:
    assert (FULL.references, FULL.words) == (2, 57)


def test_a_missing_catalog_is_outdated_not_damaged(tmp_path: Path) -> None:
    assert "there is no index here" in refused(load_catalog, str(tmp_path), IndexOutdatedError)
    assert "there is no index here" in refused(load_catalog, str(tmp_path / "none"), IndexOutdatedError)


def test_a_catalog_cut_off_anywhere_or_with_a_byte_changed_is_refused(tmp_path: Path) -> None:
    save_catalog(str(tmp_path), FULL)
    whole = (tmp_path / CATALOG).read_bytes()
    for at in range(0, len(whole), 3):
        (tmp_path / CATALOG).write_bytes(whole[:at])
        refused(load_catalog, str(tmp_path))
        (tmp_path / CATALOG).write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        refused(load_catalog, str(tmp_path))


@pytest.mark.parametrize(
    "other", [{"format": 1}, {"normal_form": 7}, {"format": 99, "segments": "elsewhere", "k": None}]
)
def test_a_catalog_of_another_version_is_outdated(tmp_path: Path, other: dict[str, object]) -> None:
    save_catalog(str(tmp_path), FULL)
    raw = json.loads(unchecked((tmp_path / CATALOG).read_bytes(), "")) | other
    (tmp_path / CATALOG).write_bytes(checked(json.dumps(raw).encode()))
    assert "written by another version" in refused(load_catalog, str(tmp_path), IndexOutdatedError)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"# Ferry\n" * 50, bytes(500), pack_ledger(LEDGER), checked(b"[]"), checked(b"# Ferry"),
     checked(b"\xff")],
)  # fmt: skip
def test_something_else_in_place_of_a_catalog_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CATALOG).write_bytes(content)
    refused(load_catalog, str(tmp_path))


def test_a_folder_in_place_of_a_catalog_and_a_file_in_place_of_the_index_are_refused(tmp_path: Path) -> None:
    (tmp_path / CATALOG).mkdir()
    refused(load_catalog, str(tmp_path))
    (tmp_path / "index").write_text("shopping list")
    refused(load_catalog, str(tmp_path / "index"))


def test_a_ledger_comes_back_and_its_name_says_what_it_holds(tmp_path: Path) -> None:
    body = pack_ledger(LEDGER)
    name = ledger_name(body)
    (tmp_path / name).write_bytes(body)
    assert load_ledger(str(tmp_path / name)) == LEDGER
    assert pack_ledger(LEDGER) == body
    assert ledger_name(pack_ledger(LEDGER._replace(recipes={}))) != name


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", bytes(90), checked(b"[]"), packed(b"[]"), packed(b"{}"), packed(b"{"), packed(b"\xff"),
     packed(b'{"segments": [], "recipes": {}, "files": {"a": {"b": [[], [{"c": 1}]]}}}'),
     packed(b'{"segments": [],"recipes": {},"files": {"a": {"b": [[], [["","",1,1,["n"], [0], [1], [""], [0]]]]}}}'),
     packed(b'{"segments": ["s"], "recipes": {}, "files": {"a": {"b": [[], [["", "", 1, 1, ["n"], [0], [1]]]]}}}'),
     pack_ledger(LEDGER)[:-40], packed(b'{"segments": [], "recipes": 7, "files": {}}')],
)  # fmt: skip
def test_something_else_in_place_of_a_ledger_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger").write_bytes(content)
    refused(load_ledger, str(tmp_path / "ledger"))
    refused(load_ledger, str(tmp_path / "missing"))
    refused(load_ledger, str(tmp_path))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An index of two segments with as many documents and words each."""
    desk = Desk(tmp_path)
    for number in (1, 2):
        desk.write(f"references/r{number}.md", prose(number))
        desk.update()
    assert len(load_catalog(str(desk.index)).segments) == 2
    return desk


def test_one_segment_in_place_of_another_is_refused(desk: Desk) -> None:
    one, other = (desk.index / entry.name for entry in load_catalog(str(desk.index)).segments)
    shutil.copy(other, one)
    with pytest.raises(IndexUnusableError, match=rf"{one.name}: not the segment that the catalog names; {MEND}"):
        open_index(str(desk.index), EIGHT)


def test_an_index_replaced_while_it_is_opened_is_opened_as_it_is_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, changes = load_catalog, [13, 12, 11]

    def load_and_be_overtaken(folder: str) -> Catalog:
        seen = load(folder)
        if changes:  # each removes all segments that were there before
            desk.write("references/r1.md", prose(changes[-1]))
            desk.write("references/r2.md", prose(changes.pop()))
            with monkeypatch.context() as alone:
                alone.setattr(catalogs, "load_catalog", load)
                desk.build()
        return seen

    with monkeypatch.context() as overtaken:
        overtaken.setattr(catalogs, "load_catalog", load_and_be_overtaken)
        index = open_index(str(desk.index), EIGHT)
    assert changes == []
    assert index.catalog == load(str(desk.index))
    assert index.segments[0].record(0).source == prose(13)


def test_an_index_that_was_replaced_and_is_again_as_it_was_when_it_is_opened(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_segments, gone = catalogs._open_segments, ["for a moment"]

    def open_when_back(*arguments: object) -> object:
        if gone:
            raise IndexUnusableError(gone.pop())
        return open_segments(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(catalogs, "_open_segments", open_when_back)
    assert open_index(str(desk.index), EIGHT).catalog == load_catalog(str(desk.index))
    gone += ["for good", "for good"]
    with pytest.raises(IndexUnusableError, match="for good"):
        open_index(str(desk.index), EIGHT)


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "inside").touch()
    with pytest.raises(OSError, match="directory"):
        replace_file(str(tmp_path / "kept"), b"new")
    assert os.listdir(tmp_path) == ["kept"]
    assert os.listdir(tmp_path / "kept") == ["inside"]


def test_a_second_writer_waits_until_the_first_is_done_or_dead(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from reusecheck.index.catalog import locked\n"
        "with locked(sys.argv[1]):\n"
        "    print('mine', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "index")]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as second,
    ):
        assert first.stdout is not None
        assert second.stdout is not None
        pipes = {first: first.stdout, second: second.stdout}
        holder = next(process for process in _readable(pipes))
        other = second if holder is first else first
        assert list(_readable({other: pipes[other]}, seconds=0.3)) == []
        holder.kill()
        assert pipes[other].readline() == "mine\n"
        assert other.stdin is not None
        other.stdin.close()
    with locked(str(tmp_path / "index")):
        assert os.listdir(tmp_path / "index") == ["lock"]


def _readable(pipes: dict[subprocess.Popen[str], IO[str]], seconds: float | None = None) -> list[subprocess.Popen[str]]:
    """The processes that have said something, once one has."""
    import select  # noqa: PLC0415 - for this alone

    ready, _, _ = select.select(list(pipes.values()), [], [], seconds)
    return [process for process, pipe in pipes.items() if pipe in ready]
