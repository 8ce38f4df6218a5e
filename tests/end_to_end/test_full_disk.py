"""A disk that is full, at whichever moment, or that can only be read: said, and nothing lost and nothing left."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from reusecheck.cli import main
from reusecheck.config import Refresh
from reusecheck.errors import EXIT_BLOCKED, EXIT_NOT_JUDGED, EXIT_OK, IndexOutdatedError, NotJudgedError
from reusecheck.index.refresh import Effort
from tests.desk import FILES, LINES, Desk, edited, prose
from tests.end_to_end.forked import Child, Disk, why_no_disk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SMALL = {
    "reusecheck.index.refresh.LEAST_BATCH": 8_000,
    "reusecheck.index.refresh.MOST_BATCH": 8_000,
    "reusecheck.index.refresh.WORTH_A_WORKER": 1,
}
MOST_ROOM = 200  # pages
CONFIGURATION = """\
version: 1
articles: {include: ["content/*.md"]}
corpus:
  - id: wren
    files: ["references/*.md"]
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Long files and many lines, of which the article repeats three."""
    if why := why_no_disk():
        pytest.skip(why)
    for name, size in SMALL.items():
        monkeypatch.setattr(name, size)
    desk = Desk(tmp_path, FILES, LINES)
    for number in range(6):
        desk.write(f"references/r{number}.md", prose(number, 600))
    desk.lines("lines/a.jsonl", [(f"n{number}", prose(number + 20, 20)) for number in range(60)])
    desk.write("content/a.md", "\n".join([prose(100), prose(1), edited(prose(3), 7), prose(24, 20)]))
    desk.index.mkdir()
    return desk


def old(desk: Desk) -> None:
    """An index, and references that have changed since."""
    desk.build()
    for number in range(2, 8):
        desk.write(f"references/r{number}.md", prose(number + 60, 600) + prose(number))
    desk.lines("lines/a.jsonl", [(f"n{number}", prose(number + 20 + number % 2, 20)) for number in range(70)])


def many(desk: Desk) -> None:
    """An index of several segments, one with a dead reference."""
    desk.build()
    for number in range(6, 9):
        desk.write(f"references/r{number}.md", prose(number, 900))
        desk.update()
    (desk.root / "references/r2.md").unlink()
    desk.update()


def held(desk: Desk) -> str | None:
    try:
        return desk.held_answer()
    except IndexOutdatedError:
        return None


def refusal(act: Callable[[], object]) -> str:
    """What it is refused with, "" if it is not."""
    try:
        act()
    except NotJudgedError as error:
        return str(error)
    return ""


def with_little_room(desk: Desk, prepare: Callable[[Desk], None], act: Callable[[], object]) -> tuple[int, int]:
    """How many sizes of the disk were too small: to write what is new, and then to merge it."""
    disk = Disk(desk.index)
    prepare(desk)
    aside = desk.root / "aside"
    shutil.copytree(desk.index, aside)
    names, before, after = set(os.listdir(aside)), held(desk), None
    failed = merging = 0
    for room in range(MOST_ROOM):
        for path in desk.index.iterdir():
            path.unlink()
        shutil.copytree(aside, desk.index, dirs_exist_ok=True)
        disk.leave(room)
        said = refusal(act)
        if not said:
            break
        failed += 1
        assert "could not be written: No space left on device" in said, said
        assert "wants more room" in said, said
        answer, left = held(desk), set(os.listdir(desk.index))
        disk.leave(None)
        desk.build()
        assert desk.is_tidy(), os.listdir(desk.index)
        after = after or desk.fresh_answer()
        assert desk.answer() == after
        is_new = answer != before or prepare is many
        merging += is_new
        assert answer in {before, after}, answer
        assert left - names <= ({".gitignore", "lock"} if answer == before else left), left - names
        assert not [name for name in left if name.endswith((".new", ".part"))], left
    else:
        raise AssertionError("no room was enough")
    disk.leave(None)
    desk.build()
    assert desk.is_tidy(), os.listdir(desk.index)
    assert desk.answer() == (after or desk.fresh_answer())
    return failed - merging, merging


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_too_small_for_a_first_build(desk: Desk, jobs: int) -> None:
    act = Child(
        lambda: with_little_room(desk, lambda _: None, lambda: desk.build(Effort(jobs, may_merge=True)))
    )  # fmt: skip
    writing, merging = act.said()
    assert writing > 5
    assert merging > 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_too_small_for_what_changed(desk: Desk, jobs: int) -> None:
    writing, merging = Child(
        lambda: with_little_room(desk, old, lambda: desk.build(Effort(jobs, may_merge=True)))
    ).said()  # fmt: skip
    assert writing > 5
    assert merging > 0


def test_a_disk_too_small_for_a_check_to_bring_the_index_up_to_date(desk: Desk) -> None:
    writing, merging = Child(lambda: with_little_room(desk, old, desk.answer)).said()
    assert writing + merging > 10


def test_a_disk_too_small_to_compact(desk: Desk) -> None:
    effort = Effort(1, may_merge=True, everything=True)
    writing, merging = Child(lambda: with_little_room(desk, many, lambda: desk.build(effort))).said()
    assert (writing, merging > 5) == (0, True)


def test_a_disk_that_can_only_be_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(".reusecheck.yaml", CONFIGURATION)
    desk.entries = (FILES,)
    monkeypatch.chdir(desk.root)

    def act() -> None:
        disk = Disk(desk.index)
        desk.build()
        right = desk.answer()
        disk.shut()
        assert desk.answer() == right, "a check that has nothing to write needs no place to write"
        assert main(["check", "-q"]) == EXIT_BLOCKED
        assert main(["index", "verify"]) == EXIT_OK
        assert main(["index", "build"]) == EXIT_NOT_JUDGED
        desk.write("references/r1.md", prose(70))
        for said in (refusal(desk.answer), refusal(desk.build)):
            assert "could not be written: Read-only file system; index.path (.reusecheck) wants a folder" in said, said
        assert main(["check", "-q"]) == EXIT_NOT_JUDGED
        assert desk.held_answer() == right
        desk.refresh = Refresh.MANUAL
        with pytest.raises(IndexOutdatedError, match="not up to date for wren"):
            desk.answer()

    Child(act).said()


def test_a_folder_that_cannot_be_made(desk: Desk) -> None:
    def act() -> None:
        disk = Disk(desk.index)
        (desk.index / "content").mkdir()
        shutil.copytree(desk.root / "references", desk.index / "references")
        disk.shut()
        inside = Desk(desk.index, FILES)
        assert ".reusecheck: the index could not be written: Read-only file system" in refusal(inside.build)

    Child(act).said()
