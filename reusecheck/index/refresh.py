"""Brings the index up to date: reads what changed, writes new segments, puts a new catalog in place."""

from __future__ import annotations

import errno
import os

from reusecheck.configuring.kept import NAME as KEPT
from reusecheck.errors import IndexUnusableError, NotJudgedError, UsageError
from reusecheck.fingerprints import sampling
from reusecheck.index.catalog import (
    ARCHIVED,
    CATALOG,
    LOCK,
    Catalog,
    SegmentEntry,
    folder_of,
    locked,
    open_index,
    replace_file,
    save_catalog,
)
from reusecheck.index.compacting import renamed, to_merge, write_as_one
from reusecheck.index.folders import keep
from reusecheck.index.importing import install, is_wanted, require_no_texts_beside
from reusecheck.index.indexing import PART, Place, Task
from reusecheck.index.kept import keep_configuration
from reusecheck.index.ledger import Files, Ledger, all_held, ledger_name, load_ledger, pack_ledger
from reusecheck.index.listings import Listed, list_corpus
from reusecheck.index.plan import Slot, batches, plan, size_of, unfinished
from reusecheck.index.segment import Segment
from reusecheck.index.workers import Result, index_all
from reusecheck.sources import second_of_an_id
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from reusecheck.config import Config
    from reusecheck.fingerprints import Sampling

    Progress = Callable[["Step"], None]

MEMORY_MB = 512  # of a build, all its processes together
# What a worker takes before it has read anything, and for each byte of text that it holds until it writes a segment:
# measured with press releases, 2026-11-22
WORKER_MB = 90
BYTES_EACH = 4
LEAST_BATCH, MOST_BATCH = 1 << 20, 64 << 20  # bytes of text in one segment, before segments are merged
WORTH_A_WORKER = 8 << 20  # bytes of text: less is indexed by the process that asks for it, sooner than another starts


class Effort(NamedTuple):
    """How a build is made: with how many processes (0: one for each processor) and how much memory, in MB.

    ``may_merge``: segments may be merged when the index is up to date, which a hook leaves to a build.
    ``everything``: all of them are, and nothing is kept of what is dead.
    """

    jobs: int = 0
    memory: int = MEMORY_MB
    may_merge: bool = False
    everything: bool = False


class Step(NamedTuple):
    """How far a build is: references and words added, bytes of text read of about ``total``."""

    references: int
    words: int
    done: int
    total: int


class Summary(NamedTuple):
    """What bringing the index up to date did. ``notes`` are references that were read with replacement characters."""

    references: int
    words: int
    added: int
    removed: int
    kept: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def refresh(
    config: Config,
    progress: Progress | None = None,
    effort: Effort | None = None,
    *,
    thorough: bool = False,
    archive: str = "",
) -> Summary:
    """Index what changed since the last time; nothing is written if nothing did.

    Only changed, new and deleted references are touched, unless the index is
    damaged: then it is built from nothing. What an interrupted build has
    finished is taken over. ``thorough`` reads all segments to see whether they are
    damaged. An ``archive`` is put in place first; so is the one that the
    configuration names, unless it is there already. Raises ConfigError if a pattern matches nothing, UsageError if
    the folder is somebody else's, NotJudgedError if the index cannot be
    written; the old index then stays as it was.
    """
    folder = folder_of(config)
    try:
        _refuse_others_folder(config, folder)
        with locked(folder):
            _ignore_in_git(folder)
            kept = sampling(config.detection.run_words)
            before = _load(folder, kept, thorough=thorough)
            if archive or (config.index.archive and is_wanted(config, before[0])):
                before = _installed(config, folder, kept, archive)
            work = _Refresh(config, *before, progress, effort or Effort())
            try:
                keep_configuration(config, folder)
                if not work.is_up_to_date():
                    work.run()
                    work.save()
                work.merge()
            except OSError:
                work.give_back()
                raise
            work.sweep()
            keep(config, work.listed)
            return work.summary()
    except OSError as error:
        wants = "more room" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "a folder that can be written to"
        raise NotJudgedError(
            f"{error.filename or folder}: the index could not be written: {error.strerror or error}; "
            f"index.path ({config.index.path}) wants {wants}"
        ) from error


def _refuse_others_folder(config: Config, folder: str) -> None:
    """An index ignores its folder in git and clears it of what it no longer needs, so it must be its own."""
    names = set(os.listdir(folder)) if os.path.isdir(folder) else set()
    # a lock alone may be anybody's; a first build that was killed leaves one beside what it had begun
    others = sorted(name for name in names if not _is_ours(name) and name not in {LOCK, CATALOG, ".gitignore", KEPT})
    if names and not (LOCK in names and (CATALOG in names or not others)):
        raise UsageError(
            f"{config.path}: index.path: found {config.index.path}, which holds other files ({min(others or names)}), "
            "wants a folder that is new or empty"
        )


def _is_ours(name: str) -> bool:
    """Whether a file of this name in the folder of an index is one that a later index may have no need of."""
    return name.endswith((".segment", ".new", PART)) or name.startswith("ledger-")


def _nothing() -> tuple[Catalog, Ledger]:
    return Catalog((0, 0), (), {}, (), ""), Ledger({}, {})


def _load(folder: str, kept: Sampling, *, thorough: bool) -> tuple[Catalog, Ledger]:
    """What is there, or nothing if it is missing, damaged or was made with other parameters."""
    try:
        index = open_index(folder, kept)
        if thorough and any(segment.verify() for segment in index.segments):
            return _nothing()
        return index.catalog, load_ledger(os.path.join(folder, index.catalog.ledger))
    except IndexUnusableError:
        return _nothing()


def _installed(config: Config, folder: str, kept: Sampling, archive: str) -> tuple[Catalog, Ledger]:
    """What is in the archive, put in place."""
    if archive:
        return install(config, folder, kept, archive)
    return install(config, folder, kept, os.path.join(config.root, config.index.archive), config.index.sha256)


def _ignore_in_git(folder: str) -> None:
    path = os.path.join(folder, ".gitignore")
    if not os.path.exists(path):
        replace_file(path, b"# made by reusecheck; it can be made again\n*\n")


class _Refresh:
    """One run: what stays, what is dead, what is new."""

    def __init__(
        self, config: Config, catalog: Catalog, ledger: Ledger, progress: Progress | None, effort: Effort
    ) -> None:
        self.config, self.root, self.folder = config, config.root, folder_of(config)
        self.sampling = sampling(config.detection.run_words)
        self.listed = list_corpus(config, catalog)
        require_no_texts_beside(config, catalog, self.listed)
        self.old, self.ledger = catalog, ledger
        self.new = catalog
        self.progress, self.effort = progress, effort
        self.files: dict[str, Files] = {}
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.written: list[SegmentEntry] = []
        self.refused: set[str] = set()
        self.indexed: set[str] = set()  # paths
        self.step = Step(0, 0, 0, 0)
        self.added = 0
        self.taken_over = 0  # from an interrupted build
        self.before = frozenset(os.listdir(self.folder))

    def is_up_to_date(self) -> bool:
        now = {one.entry.id: one.digest for one in self.listed}
        return bool(self.old.ledger) and not self.old.problems and now == dict(self.old.entries)

    def run(self) -> None:
        """Read what changed and write it into segments; the catalog is not touched yet."""
        found = plan(self.root, self.listed, self.ledger, unfinished(self.folder, self.sampling, self.listed))
        self.files, self.refused, self.problems = found.files, found.refused, found.problems
        self._work(found.tasks, found.slots)
        self._finish()

    def _work(self, tasks: list[Task], slots: list[Slot]) -> None:
        """Have the tasks done, and put what came of them where it belongs."""
        sizes = [size_of(task) for task in tasks]
        total = sum(sizes)
        jobs = self.effort.jobs or _processors()
        jobs = max(1, min(jobs, total // WORTH_A_WORKER))
        most = (self.effort.memory // jobs - WORKER_MB) * (1 << 20) // BYTES_EACH
        most = max(LEAST_BATCH, min(MOST_BATCH, most))
        bounds = batches(sizes, max(LEAST_BATCH, min(most, -(-total // jobs))))
        self.step = Step(0, 0, 0, total)
        place = Place(
            self.root, self.folder, [one.entry for one in self.listed], [one.recipe for one in self.listed],
            self.sampling, most,
        )  # fmt: skip
        work = [tasks[low:high] for low, high in bounds]
        results = index_all(place, work, jobs, self._tell, keep_parts=len(work) > 1)
        for (low, high), result in zip(bounds, results, strict=True):
            self._take(tasks[low:high], slots[low:high], result)
        self._tell(0, 0, total - self.step.done)

    def _take(self, tasks: list[Task], slots: list[Slot], result: Result) -> None:
        for task, slot, done in zip(tasks, slots, result.done, strict=True):
            slot.chunks[slot.at] = done.chunk
            self.notes += done.notes
            self.added += done.added
            if done.added or done.problems:
                self.indexed.add(task.portion.path)
            if done.problems:
                entry = self.listed[task.entry].entry.id
                self.refused.add(entry)
                self.problems += done.problems
                path = task.portion.path
                self.files[entry][path] = self.files[entry][path]._replace(stat=())  # it is looked at the next time
        self.written += (self._entry_of(name) for name in result.segments)

    def _entry_of(self, name: str) -> SegmentEntry:
        segment = Segment(os.path.join(self.folder, name), self.sampling)
        return SegmentEntry(name, segment.documents, segment.words)

    def _tell(self, references: int, words: int, done: int) -> None:
        step = self.step
        self.step = Step(step.references + references, step.words + words, step.done + done, step.total)
        if self.progress:
            self.progress(self.step)

    def _finish(self) -> None:
        """Refuse what is there twice, or not at all."""
        for one in self.listed:
            self._refuse_doubles(one)
        kept = {path for files in self.files.values() for path in files} - self.indexed
        self.notes += (note for note in self.old.notes if note.partition(": ")[0] in kept)
        self.problems += (
            f"corpus.{one.entry.id}: its files hold no reference with a word in it, wants one at least"
            for one in self.listed
            if one.entry.id not in self.refused and not self._has_words(self.files[one.entry.id])
        )

    def _refuse_doubles(self, one: Listed) -> None:
        """Of two references with one id the first counts, and the other is named."""
        seen: dict[str, str] = {}
        files = self.files[one.entry.id]
        for path, file in files.items():
            first = 1
            for at, chunk in enumerate(file.chunks):
                for name in [name for name in chunk.held if name in seen]:
                    place = f"{path}:{first + chunk.held[name].line}"
                    self.problems.append(f"{place}: {second_of_an_id(place, name, seen[name]).why}")
                    self.refused.add(one.entry.id)
                    held = {other: where for other, where in chunk.held.items() if other != name}
                    file.chunks[at] = chunk = chunk._replace(held=held, digest="")  # noqa: PLW2901 - what is left of it
                    files[path] = files[path]._replace(stat=())
                if one.entry.jsonl:
                    seen.update((name, f"{path}:{first + held.line}") for name, held in chunk.held.items())
                first += chunk.lines

    def segments(self) -> list[SegmentEntry]:
        """All segments with a live document, their dead ones marked."""
        live: dict[str, set[int]] = {}
        for held in all_held(self.files):
            live.setdefault(held.segment, set()).add(held.document)
        # by name: a reference that went and came back is written into the very segment it was in before
        known = {entry.name: entry for entry in (*self.old.segments, *self.written)}
        self.taken_over = sum(len(documents) for name, documents in live.items() if name not in known)
        out = []
        for name in {**known, **live}:
            if name not in live:
                continue
            entry = known.get(name) or self._entry_of(name)  # what an interrupted build has finished
            dead = tuple(sorted(set(range(entry.documents)) - live[name]))
            out.append(entry if dead == entry.dead else entry._replace(dead=dead, dead_words=self._words(entry, dead)))
        return out

    def _words(self, entry: SegmentEntry, documents: tuple[int, ...]) -> int:
        segment = Segment(os.path.join(self.folder, entry.name), self.sampling)
        return sum(map(segment.length, documents))

    def _has_words(self, files: Files) -> bool:
        segments: dict[str, Segment] = {}
        for one in all_held({"": files}):
            if one.segment not in segments:
                segments[one.segment] = Segment(os.path.join(self.folder, one.segment), self.sampling)
            if segments[one.segment].length(one.document):
                return True
        return False

    def save(self) -> None:
        """Put the new catalog in place; nothing is written if it says what the old one did."""
        self.ledger = Ledger({one.entry.id: one.recipe for one in self.listed}, self.files)
        body = pack_ledger(self.ledger)
        entries = {one.entry.id: one.digest if self._is_reliable(one) else "" for one in self.listed}
        new = Catalog(
            (self.sampling.k, self.sampling.window),
            tuple(self.segments()),
            entries,
            tuple(self.problems),
            ledger_name(body),
            tuple(sorted(self.notes)),
            self.old.archive if self.config.index.archive or ARCHIVED in entries.values() else None,
        )
        if new != self.old:
            replace_file(os.path.join(self.folder, new.ledger), body)
            save_catalog(self.folder, new)
        self.new, self.before = new, frozenset()

    def merge(self) -> None:
        """Write segments as one where that is worth it; the index is whole and up to date meanwhile.

        Without leave only those that were written just now.
        """
        ours = {entry.name for entry in self.written}
        chosen = list(self.new.segments) if self.effort.everything else to_merge(self.new.segments)
        if not self.effort.may_merge:
            chosen = [entry for entry in self.new.segments if entry.name in ours]
        if len(chosen) < 2 and not any(entry.dead for entry in chosen):
            return
        name, numbers = write_as_one(self.folder, self.sampling, chosen)
        ledger = renamed(self.ledger, name, numbers)
        body = pack_ledger(ledger)
        names = {entry.name for entry in chosen}
        kept = [entry for entry in self.new.segments if entry.name not in names]
        new = self.new._replace(segments=(self._entry_of(name), *kept), ledger=ledger_name(body))
        replace_file(os.path.join(self.folder, new.ledger), body)
        save_catalog(self.folder, new)
        self.new = new

    def give_back(self) -> None:
        """Remove what was written since the catalog was put in place: a disk that is full has no room for it."""
        self.sweep(self.before)

    def sweep(self, kept: Collection[str] = ()) -> None:
        """Remove what the catalog does not name: what it named before, and what a killed build left."""
        named = {self.new.ledger, *(entry.name for entry in self.new.segments), *kept}
        for name in os.listdir(self.folder):
            if _is_ours(name) and name not in named:
                os.unlink(os.path.join(self.folder, name))

    def _is_reliable(self, one: Listed) -> bool:
        return one.is_archived or all(file.stat for file in self.files[one.entry.id].values())

    def summary(self) -> Summary:
        added = self.added + self.taken_over
        kept = self.new.references - added
        removed = self.old.references - kept
        return Summary(self.new.references, self.new.words, added, removed, kept, self.new.problems, self.new.notes)


def _processors() -> int:
    """How many may be used, as ``taskset`` and containers have it where that can be told."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
