"""What a refresh has to read: the portions of files that the index does not hold as they are now."""

from __future__ import annotations

import os
import time

from reusecheck.errors import IndexUnusableError
from reusecheck.index.indexing import PART, Task
from reusecheck.index.ledger import Chunk, File, Files, Held, Ledger, all_held, load_ledger
from reusecheck.index.segment import Segment
from reusecheck.sources import Known, Portion, source_of
from reusecheck.values import NamedTuple
from reusecheck.walking import COARSE_GRAIN_NS, grain, is_racy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reusecheck.documents import Unreadable
    from reusecheck.fingerprints import Sampling
    from reusecheck.index.listings import Listed
    from reusecheck.walking import Found

    # Chunks by entry and path
    Unfinished = dict[str, dict[str, list[Chunk]]]


class Slot(NamedTuple):
    """Where the chunk that comes of a task belongs."""

    chunks: list[Chunk]
    at: int


class Plan(NamedTuple):
    """The files of each entry as the index will know them, with a slot for each task; and what could not be read.

    ``refused`` are the entries that have a problem, of which ``problems`` tell.
    """

    files: dict[str, Files]
    tasks: list[Task]
    slots: list[Slot]
    refused: set[str]
    problems: list[str]


def plan(root: str, listed: Sequence[Listed], ledger: Ledger, unfinished: Unfinished) -> Plan:
    """What to read of the files of the corpus. ``unfinished`` is what interrupted builds have left."""
    found = Plan({}, [], [], set(), [])
    changed = {one.entry.id: _changed(one, ledger) for one in listed}
    _wait_out_the_grain([file for files in changed.values() for file in files])
    started = time.time_ns()
    for number, one in enumerate(listed):
        known, parts = _known(one, ledger), unfinished[one.entry.id]
        again = {file.path for file in changed[one.entry.id]}
        files = found.files[one.entry.id] = {}
        if one.is_archived:
            files.update(ledger.files.get(one.entry.id, {}))
        for file in one.files:
            if file.path not in again:
                files[file.path] = known[file.path]
                continue
            new = files[file.path] = File(() if is_racy(file.ctime_ns, started) else tuple(file[1:]), [])
            if not one.entry.jsonl and file.path in parts and new.stat:
                new.chunks.extend(parts[file.path])
                continue
            # what the index holds comes last, so that of two of the same it stays where it is
            before = [*parts.get(file.path, ()), *(known[file.path].chunks if file.path in known else ())]
            portions = list(source_of(one.entry).portions(root, file.path, _heads(before)))
            for problem in portions:
                if not isinstance(problem, Portion):
                    found.refused.add(one.entry.id)
                    found.problems.append(f"{problem.path}: {problem.why}")
                    files[file.path] = new._replace(stat=())  # it is looked at the next time
            for portion, known_here in _new(portions, before, new):
                task = Task(number, portion, tuple(file[1:]), known_here)
                found.slots.append(Slot(new.chunks, len(new.chunks)))
                new.chunks.append(Chunk("", "", 0, 0, {}))
                found.tasks.append(task)
    return found


def _known(one: Listed, ledger: Ledger) -> Files:
    """The files of an entry as they were indexed; none if the entry is read in another way now."""
    return ledger.files.get(one.entry.id, {}) if ledger.recipes.get(one.entry.id) == one.recipe else {}


def _changed(one: Listed, ledger: Ledger) -> list[Found]:
    known = _known(one, ledger)
    return [found for found in one.files if found.path not in known or known[found.path].stat != tuple(found[1:])]


def _heads(before: Sequence[Chunk]) -> dict[str, Known]:
    return {
        chunk.head: Known(chunk.length, chunk.digest, chunk.lines) for chunk in before if chunk.digest and chunk.head
    }


def _new(
    portions: Sequence[Portion | Unreadable], before: Sequence[Chunk], file: File
) -> Iterator[tuple[Portion, dict[str, Held]]]:
    """What is to be read of a file, with the references that may be in it still.

    Chunks that it had before and still has go into ``file`` as they are.
    """
    by_digest = {(chunk.digest, chunk.length): chunk for chunk in before if chunk.digest and chunk.head}
    still = {(portion.digest, portion.length) for portion in portions if isinstance(portion, Portion)}
    gone = [chunk for chunk in before if (chunk.digest, chunk.length) not in still]
    known = {name: held for chunk in gone for name, held in chunk.held.items()}
    for portion in portions:
        if isinstance(portion, Portion):
            same = by_digest.get((portion.digest, portion.length))
            if same:
                file.chunks.append(same)
            else:
                yield portion, known


def size_of(task: Task) -> int:
    """Bytes of text, about."""
    return task.portion.length if task.portion.length >= 0 else task.stat[0]


def batches(sizes: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Tasks in a row, from and up to, of about ``most`` bytes each."""
    found = []
    low = amount = 0
    for at, size in enumerate(sizes):
        if at > low and amount + size > most:
            found.append((low, at))
            low, amount = at, 0
        amount += size
    if low < len(sizes):
        found.append((low, len(sizes)))
    return found


def unfinished(folder: str, kept: Sampling, listed: Sequence[Listed]) -> Unfinished:
    """What interrupted builds have finished, as far as it is whole and was read as the corpus wants it now.

    Of a file of one reference only what was read of it as it is now.
    """
    found: Unfinished = {one.entry.id: {} for one in listed}
    names = sorted(name for name in os.listdir(folder) if name.endswith(PART))
    stats = {file.path: tuple(file[1:]) for one in listed for file in one.files} if names else {}
    for name in names:
        try:
            part = load_ledger(os.path.join(folder, name))
            segments = {held.segment for held in all_held(part.files)}
            if any(Segment(os.path.join(folder, one), kept).verify() for one in segments):
                continue
        except IndexUnusableError:
            continue  # cut off, or of another version: what it tells of is indexed again
        for one in listed:
            for path, file in _known(one, part).items():
                if one.entry.jsonl:
                    found[one.entry.id].setdefault(path, []).extend(file.chunks)
                elif file.stat == stats.get(path):
                    found[one.entry.id][path] = file.chunks
    return found


def _wait_out_the_grain(files: list[Found]) -> None:
    """Wait until a later change of the files will show in their time stamps: a moment, and only after a change."""
    left = max((found.ctime_ns + grain(found.ctime_ns) for found in files), default=0) - time.time_ns()
    if 0 <= left <= COARSE_GRAIN_NS:  # a clock that was put back is not waited for
        time.sleep(left / 1e9 + 0.001)
