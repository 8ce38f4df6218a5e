"""Builds, updates and compactions killed anywhere, and many processes at one index: no answer but the right ones."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from reusecheck.config import Refresh
from reusecheck.errors import IndexOutdatedError
from reusecheck.index.catalog import load_catalog
from reusecheck.index.refresh import Effort
from tests.desk import FILES, LINES, Desk, edited, prose
from tests.end_to_end.forked import Child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here, which is unknown")

POINTS = 15  # of each way of working
SMALL = {
    "reusecheck.index.refresh.LEAST_BATCH": 900,
    "reusecheck.index.refresh.MOST_BATCH": 900,
    "reusecheck.index.refresh.WORTH_A_WORKER": 1,
    "reusecheck.sources.jsonl.PORTION": 500,
}
# What leaves something on the disk, or starts a process
_MARKS = {"replace", "unlink", "fsync", "open", "close", "write", "flush", "flock", "fork", "_ftruncate", "truncate"}


def watched(act: Callable[[], object], stop: int = 0) -> list[int]:
    """The number of calls, and those that leave a mark on the disk. The process is killed at the call ``stop``."""
    calls, marks = 0, []

    def count(_: object, event: str, called: object) -> None:
        nonlocal calls
        if event == "c_call":
            calls += 1
            if calls == stop:
                os.kill(os.getpid(), signal.SIGKILL)
            if getattr(called, "__name__", "") in _MARKS:
                marks.append(calls)

    os.register_at_fork(after_in_child=lambda: sys.setprofile(None))
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return [calls, *marks]


def points(act: Callable[[], object], seed: int) -> Iterator[int]:
    """Where to kill: at marks on the disk mostly, elsewhere too."""
    total, *marks = Child(lambda: watched(act)).said()
    chosen = random.Random(seed)  # noqa: S311 - no secret
    few = 2 * POINTS // 3
    yield from sorted([*chosen.sample(marks, few), *chosen.sample(range(1, total), POINTS - few)])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Files and lines of which the article repeats three."""
    for name, size in SMALL.items():
        monkeypatch.setattr(name, size)
    desk = Desk(tmp_path, FILES, LINES)
    for number in range(6):
        desk.write(f"references/r{number}.md", prose(number))
    desk.lines("lines/a.jsonl", [(f"n{number}", prose(number + 20, 20)) for number in range(10)])
    desk.write("content/a.md", "\n".join([prose(100), prose(1), edited(prose(3), 7), prose(24, 20)]))
    return desk


def held(desk: Desk) -> str | None:
    try:
        return desk.held_answer()
    except IndexOutdatedError:
        return None


def under_manual(desk: Desk) -> str | None:
    """What a check answers that may not bring the index up to date."""
    desk.refresh = Refresh.MANUAL
    try:
        return desk.answer()
    except IndexOutdatedError:
        return None
    finally:
        desk.refresh = Refresh.AUTO


def survives(desk: Desk, act: Callable[[], object], seed: int) -> None:
    """Whatever the moment at which it is killed, checks answer as before or as after, and a build mends all."""
    aside = desk.root / "aside"
    desk.index.mkdir(exist_ok=True)
    (desk.index / "lock").touch()
    shutil.copytree(desk.index, aside)

    def restore() -> None:
        shutil.rmtree(desk.index)
        shutil.copytree(aside, desk.index)

    before, now, after = held(desk), under_manual(desk), desk.fresh_answer()
    seen, turn = set(), 0
    for turn, stop in enumerate(points(act, seed), 1):
        restore()
        said = Child(partial(watched, act, stop)).said()
        if said is not None:  # a few calls less than before (it may wait for the clock): at its last mark, then
            restore()
            said = Child(partial(watched, act, said[-1] - 1)).said()
        assert said is None, "it was killed, and its workers have ended"
        answer = held(desk)
        assert answer in {before, after}
        seen.add(answer)
        assert under_manual(desk) in {now, after}
        if turn % 2:
            assert desk.answer() == after
        desk.build()
        assert desk.is_tidy()
        assert desk.answer() == after
    assert turn == POINTS
    assert seen == {before, after}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_killed_anywhere(desk: Desk, jobs: int) -> None:
    survives(desk, lambda: desk.build(Effort(jobs, may_merge=True)), 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_update_killed_anywhere(desk: Desk, jobs: int) -> None:
    desk.build()
    for number in range(2, 8):
        desk.write(f"references/r{number}.md", prose(number + 60) + prose(number))
    (desk.root / "references/r1.md").unlink()
    desk.lines("lines/a.jsonl", [(f"n{number}", prose(number + 20 + number % 2, 20)) for number in range(12)])
    survives(desk, lambda: desk.build(Effort(jobs, may_merge=jobs == 1)), 2)


@pytest.mark.parametrize("seed", [3, 4])
def test_a_compaction_killed_anywhere(desk: Desk, seed: int) -> None:
    desk.build()
    for number in range(6, 9):
        desk.write(f"references/r{number}.md", prose(number))
        desk.update()
    (desk.root / "references/r2.md").unlink()
    desk.update()
    assert [len(entry.dead) for entry in load_catalog(str(desk.index)).segments] == [1, 0, 0, 0]
    survives(desk, lambda: desk.build(Effort(1, may_merge=True, everything=True)), seed)


def test_many_checks_builds_and_compactions_at_once_answer_as_before_or_as_after(desk: Desk) -> None:
    """Each check by itself brings the index up to date, while others do, and builds change what is there."""
    file = desk.root / "references/r1.md"
    contents = [prose(1), prose(70)]
    right = [desk.answer()]
    file.write_text(contents[1], encoding="utf-8")
    right.append(desk.answer())
    assert right[0] != right[1]

    def change() -> list[str]:
        answers = []
        for turn in range(12):
            desk.write("aside", contents[turn % 2]).rename(file)  # in one step, as editors do
            desk.build(Effort(1 + turn % 2, may_merge=True, everything=turn % 3 == 0))
            answers.append(desk.answer())
        return answers

    def compact() -> None:
        for _ in range(12):
            desk.write("aside-too", prose(2)).rename(desk.root / "references/r2.md")
            desk.build(Effort(1, may_merge=True, everything=True))

    def check() -> list[str]:
        return [desk.answer() for _ in range(12)]

    def check_alone() -> list[str | None]:
        return [under_manual(desk) for _ in range(40)]

    changing, *others = [Child(act) for act in (change, check, check, check_alone, check_alone, compact)]
    told = [child.said() for child in others]
    assert changing.said() == [right[turn % 2] for turn in range(12)], "what was changed before counts at once"
    assert told[-1] is None
    for answers in told[:-1]:
        assert set(answers) <= {*right, None}, answers
    assert desk.build().references == 16
    assert desk.is_tidy()
    assert desk.answer() == desk.fresh_answer() == right[1]
