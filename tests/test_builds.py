"""Builds in many pieces, by several processes, interrupted and ended: the index is that of a build in one piece."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from reusecheck.errors import EXIT_NOT_JUDGED, NotJudgedError
from reusecheck.fingerprints import sampling
from reusecheck.index import indexing
from reusecheck.index.catalog import CATALOG, load_catalog, open_index
from reusecheck.index.listings import list_corpus
from reusecheck.index.plan import unfinished
from reusecheck.index.refresh import Effort
from reusecheck.index.refresh import refresh as bring_up_to_date
from tests.desk import FILES, LINES, Desk, counts, edited, prose
from tests.end_to_end.process import PATIENCE, started

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reusecheck.index.refresh import Step
    from reusecheck.sources import Reference

# A batch and a worker for every two or three references
SMALL = {
    "reusecheck.index.refresh.LEAST_BATCH": 900,
    "reusecheck.index.refresh.MOST_BATCH": 900,
    "reusecheck.index.refresh.WORTH_A_WORKER": 1,
    "reusecheck.sources.jsonl.PORTION": 500,
}
REFERENCES = 34


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Thirteen files, one of them not read well and one empty, and twenty-one lines; the article repeats three."""
    desk = Desk(tmp_path, FILES, LINES)
    for number in range(11):
        desk.write(f"references/r{number:02}.md", f"# {number}\n\n{prose(number)}")
    desk.write("references/old.md", prose(50).encode() + b"caf\xe9 quay\n")
    desk.write("references/nothing.md", "")
    desk.lines("lines/a.jsonl", [(f"n{number:02}", prose(number + 20, 20)) for number in range(20)])
    desk.lines("lines/b.jsonl", [("other", prose(45))])
    desk.write("content/a.md", "\n".join([prose(100), prose(3), prose(101), edited(prose(8), 7), prose(31, 20)]))
    return desk


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in SMALL.items():
        monkeypatch.setattr(name, size)


def finished(desk: Desk) -> int:
    """References that an interrupted build has left."""
    found = unfinished(str(desk.index), sampling(8), list_corpus(desk.config()))
    return sum(len(chunk.held) for paths in found.values() for chunks in paths.values() for chunk in chunks)


def build_told(desk: Desk, effort: Effort) -> Step:
    """Build; what was told last."""
    steps: list[Step] = []
    bring_up_to_date(desk.config(), steps.append, effort, thorough=True)
    return steps[-1]


def interrupted(desk: Desk, effort: Effort, references: int) -> None:
    """A build that is stopped when so many references have been told of."""

    def stop(step: Step) -> None:
        if step.references >= references:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(desk.config(), stop, effort)


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("may_merge", [False, True])
def test_many_pieces_and_processes_make_the_index_that_one_makes(
    desk: Desk, jobs: int, may_merge: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk.build()
    right, before = desk.answer(), load_catalog(str(desk.index))
    shutil.rmtree(desk.index)
    for name, size in SMALL.items():
        monkeypatch.setattr(name, size)
    assert desk.build(Effort(jobs, may_merge=may_merge)) == whole
    assert desk.answer() == right
    after = load_catalog(str(desk.index))
    assert after._replace(segments=(), ledger="") == before._replace(segments=(), ledger="")
    assert [entry[1:] for entry in after.segments] == [entry[1:] for entry in before.segments], "its pieces are merged"
    assert desk.is_tidy()
    assert counts(desk.build(Effort(jobs))) == (0, 0, REFERENCES)


@pytest.mark.usefixtures("small")
def test_little_memory_makes_small_pieces_and_the_progress_comes_to_its_end(desk: Desk) -> None:
    step = build_told(desk, Effort(2, memory=1))
    assert step.references == REFERENCES
    assert step.done == step.total
    assert step.words == load_catalog(str(desk.index)).words


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("references", [1, 9, 20, 30])
def test_an_interrupted_build_goes_on_from_what_is_finished(desk: Desk, jobs: int, references: int) -> None:
    interrupted(desk, Effort(jobs), references)
    assert not (desk.index / CATALOG).exists()
    done = finished(desk)
    assert done >= references - 6 * jobs
    assert not list(desk.index.glob("*.new"))
    steps: list[Step] = []
    summary = bring_up_to_date(desk.config(), steps.append, Effort(jobs))
    assert steps[-1].references == REFERENCES - done
    assert counts(summary) == (REFERENCES, 0, 0)
    assert desk.is_tidy()
    assert desk.answer() == desk.fresh_answer()


@pytest.mark.usefixtures("small")
def test_an_update_that_is_interrupted_leaves_the_old_index_and_the_next_one_goes_on(desk: Desk) -> None:
    desk.build()
    old = desk.held_answer()
    for number in range(4, 11):
        desk.write(f"references/r{number:02}.md", prose(number + 60))
    desk.lines("lines/a.jsonl", [(f"n{number:02}", prose(number + 80, 20)) for number in range(20)])
    for references in (5, 9, 9):
        interrupted(desk, Effort(1), references)
        assert desk.held_answer() == old
    assert finished(desk) >= 10
    assert build_told(desk, Effort(1)).references < 20
    assert desk.is_tidy()
    assert desk.answer() == desk.fresh_answer() != old


@pytest.mark.usefixtures("small")
def test_what_was_finished_of_a_file_that_changed_since_is_not_taken_over(desk: Desk) -> None:
    interrupted(desk, Effort(1), 9)
    for text in (prose(3, 30), prose(3)[:150], prose(70)):
        desk.write("references/r01.md", text)
        desk.write("references/r03.md", text)
        desk.lines("lines/a.jsonl", [("n05", text), ("n11", prose(31, 20))])
        interrupted(desk, Effort(1), 4)
    summary = desk.build()
    assert counts(summary) == (summary.references, 0, 0) == (16, 0, 0)
    assert desk.answer() == desk.fresh_answer()


@pytest.mark.usefixtures("small")
def test_what_was_finished_under_another_configuration_is_not_taken_over(desk: Desk) -> None:
    line = '{"id": "n%02d", "text": "%s", "body": "%s"}\n'
    texts = [" ".join(prose(number, 20).split()) for number in range(40)]
    desk.write("lines/a.jsonl", "".join(line % (at, texts[at + 20], texts[at]) for at in range(20)))
    desk.entries = (LINES,)
    interrupted(desk, Effort(1), 9)
    body = LINES._replace(fields=LINES.fields._replace(text="body"))
    desk.entries = (body,)
    interrupted(desk, Effort(1), 6)
    desk.entries = (LINES,)
    assert 5 < finished(desk) < 20
    desk.build()
    assert desk.answer() == desk.fresh_answer()
    interrupted_again = desk.index.with_name("again")
    desk.index.rename(interrupted_again)
    desk.run_words = 6
    interrupted(desk, Effort(1), 9)
    desk.run_words = 8
    assert finished(desk) == 0
    desk.build()
    assert desk.answer() == desk.fresh_answer()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("which", [".part", ".segment"])
def test_what_was_finished_and_then_damaged_is_indexed_again(desk: Desk, which: str) -> None:
    interrupted(desk, Effort(1), 20)
    before = finished(desk)
    damaged = min(desk.index.glob(f"*{which}"))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 0x10
    damaged.write_bytes(content)
    left = finished(desk)
    assert 0 < left < before
    assert build_told(desk, Effort(1)).references == REFERENCES - left
    assert desk.is_tidy()
    assert desk.answer() == desk.fresh_answer()


@pytest.mark.usefixtures("small")
def test_a_build_killed_after_its_pieces_were_merged_makes_the_next_one_no_worse(desk: Desk) -> None:
    aside = desk.root / "aside"

    def keep(_: Step) -> None:
        shutil.copytree(desk.index, aside, dirs_exist_ok=True)

    bring_up_to_date(desk.config(), keep, Effort(1))
    merged = load_catalog(str(desk.index)).segments[0].name
    for path in [*aside.glob("*.part"), *aside.glob("*.segment")]:
        shutil.copy(path, desk.index)  # as it is before the folder is cleared
    assert finished(desk) > 20
    desk.lines("lines/a.jsonl", [(f"n{at:02}", prose(at + 20 if at != 7 else 90, 20)) for at in range(20)])
    assert counts(desk.update()) == (1, 1, REFERENCES - 1)
    assert [entry.name for entry in load_catalog(str(desk.index)).segments if len(entry.dead) > 1] == []
    assert merged in {entry.name for entry in load_catalog(str(desk.index)).segments}
    assert desk.answer() == desk.fresh_answer()


def at_reference(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[], object]) -> None:
    """Have a process do something when it comes to a reference."""
    content = indexing._content

    def acting(reference: Reference) -> object:
        if reference.id == name:
            act()
        return content(reference)

    monkeypatch.setattr(indexing, "_content", acting)


@pytest.mark.usefixtures("small")
def test_a_worker_that_is_killed_ends_the_build_and_the_next_one_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("references/r08.md", prose(9))
    desk.build()
    old = desk.held_answer()
    for path in (desk.root / "references").glob("r*.md"):
        path.write_text(path.read_text() + prose(70), encoding="utf-8")
    with monkeypatch.context() as fatal:
        at_reference(fatal, "wren:r08.md", lambda: os.kill(os.getpid(), signal.SIGKILL))
        with pytest.raises(NotJudgedError, match=r"has ended with -9 .* run: reusecheck index build") as caught:
            desk.build(Effort(2))
    assert caught.value.exit_code == EXIT_NOT_JUDGED
    assert multiprocessing.active_children() == []
    assert desk.held_answer() == old
    desk.build(Effort(2))
    assert desk.is_tidy()
    assert desk.answer() == desk.fresh_answer()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_that_fails_a_worker_ends_the_build_and_nothing_is_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    desk.build()
    old, before = desk.held_answer(), desk.state()
    for path in (desk.root / "references").glob("r*.md"):
        path.write_text(path.read_text() + prose(70), encoding="utf-8")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fail() -> None:
        raise full

    with monkeypatch.context() as fatal:
        at_reference(fatal, "wren:r08.md", fail)
        with pytest.raises(NotJudgedError, match="could not be written: No space left on device") as caught:
            desk.build(Effort(jobs))
    assert caught.value.exit_code == EXIT_NOT_JUDGED
    assert multiprocessing.active_children() == []
    assert desk.state() == before
    assert desk.held_answer() == old
    desk.build(Effort(jobs))
    assert desk.answer() == desk.fresh_answer()


@pytest.mark.usefixtures("small")
def test_a_fault_in_a_worker_comes_out_as_a_fault(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError("a fault")

    with monkeypatch.context() as fatal:
        at_reference(fatal, "wren:r08.md", fail)
        with pytest.raises(ZeroDivisionError, match="a fault"):
            desk.build(Effort(2))
    assert multiprocessing.active_children() == []
    assert not list(desk.index.glob("*.new"))
    desk.build()
    assert open_index(str(desk.index), sampling(8)).catalog.references == REFERENCES


# One of two workers is busy, the other has nothing left to do and waits to be told.
WAITING = """\
import sys, time
from reusecheck.index import indexing, refresh
from reusecheck.config import Config, CorpusEntry, Detection, IndexSettings
refresh.LEAST_BATCH = refresh.MOST_BATCH = refresh.WORTH_A_WORKER = 1
content = indexing._content
def slow(reference):
    if reference.id == "wren:r00.md":
        time.sleep(0.5)
        print("busy", flush=True)
        time.sleep(0.5)
    return content(reference)
indexing._content = slow
entry = CorpusEntry("wren", files=("references/r0[01].md",))
refresh.refresh(Config(root=".", corpus=(entry,)), None, refresh.Effort(2))
"""


def test_when_a_build_is_killed_its_workers_end(desk: Desk) -> None:
    build = started(desk.root, "-c", WAITING, program=[sys.executable])
    assert build.stdout is not None
    assert build.stdout.readline() == b"busy\n"
    build.kill()
    out, error = build.communicate(timeout=PATIENCE / 4)  # which ends when nobody holds the pipes any more
    assert (out, error) == (b"", b"")
    desk.build()
    assert desk.is_tidy()
