"""Brings the index up to date: reads what changed, writes new segments, puts a new catalog in place."""

from __future__ import annotations

import json
import os
import time

from reusecheck.documents import Unreadable, describe
from reusecheck.errors import IndexUnusableError, NotJudgedError, UsageError
from reusecheck.fingerprints import sampling
from reusecheck.hashing import blake2b
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.catalog import (
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
from reusecheck.index.format import SEGMENT_WORDS, Segment
from reusecheck.index.kept import keep_configuration
from reusecheck.index.ledger import Files, Held, Ledger, load_ledger, pack_ledger
from reusecheck.index.listings import Listed, list_corpus
from reusecheck.readers import read, read_text
from reusecheck.sources import read_references, second_of_an_id
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from reusecheck.config import Config
    from reusecheck.documents import Document
    from reusecheck.fingerprints import Sampling
    from reusecheck.sources import Reference
    from reusecheck.walking import Found

    Progress = Callable[["Step"], None]

MOST_SEGMENTS = 8  # beyond the ones a build from nothing would write, all is built anew
MOST_DEAD = 0.5  # share of dead words above which all is built anew
# A file written again within the clock's grain of being read may look unchanged (git's "racy" entries). Linux keeps
# time in steps of up to 10 ms; file systems without fractions of a second in steps of up to 2 s. What tells is the
# time of the last change, ctime: anybody may set mtime to anything, and every writing afterwards still moves ctime.
GRAIN_NS = 20_000_000
COARSE_GRAIN_NS = 2_000_000_000


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


def refresh(config: Config, progress: Progress | None = None, *, thorough: bool = False) -> Summary:
    """Index what changed since the last time; nothing is written if nothing did.

    Only changed, new and deleted references are touched, unless the segments
    have become many or mostly dead, or the index is damaged: then it is built
    from nothing. ``thorough`` reads all segments to see whether they are
    damaged. Raises ConfigError if a pattern matches nothing, UsageError if
    the folder is somebody else's, NotJudgedError if the index cannot be
    written; the old index then stays as it was.
    """
    folder = folder_of(config)
    _refuse_others_folder(config, folder)
    try:
        with locked(folder):
            _ignore_in_git(folder)
            work = _Refresh(config, *_load(folder, sampling(config.detection.run_words), thorough=thorough), progress)
            keep_configuration(config, folder)
            if not work.is_up_to_date():
                work.run()
                if work.is_worn():
                    work = _Refresh(config, *_nothing(), progress)
                    work.run()
                work.save()
            work.sweep()
            return work.summary()
    except OSError as error:
        raise NotJudgedError(
            f"{error.filename or folder}: the index could not be written: {error.strerror or error}; "
            f"index.path ({config.index.path}) wants a folder that can be written to"
        ) from error


def _refuse_others_folder(config: Config, folder: str) -> None:
    """An index ignores its folder in git and clears it of what it no longer needs, so it must be its own."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    if names and not {LOCK, CATALOG} & set(names):
        raise UsageError(
            f"{config.path}: index.path: found {config.index.path}, which holds other files ({min(names)}), "
            "wants a folder that is new or empty"
        )


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


def _ignore_in_git(folder: str) -> None:
    path = os.path.join(folder, ".gitignore")
    if not os.path.exists(path):
        replace_file(path, b"# made by reusecheck; it can be made again\n*\n")


class _Refresh:
    """One run: what stays, what is dead, what is new."""

    def __init__(self, config: Config, catalog: Catalog, ledger: Ledger, progress: Progress | None) -> None:
        self.root, self.folder = config.root, folder_of(config)
        self.sampling = sampling(config.detection.run_words)
        self.listed = list_corpus(config)
        self.old, self.ledger = catalog, ledger
        self.new = catalog
        self.progress = progress
        self.files: dict[str, Files] = {}
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.written: list[SegmentEntry] = []
        self.refused: set[str] = set()
        self.added = self.added_words = self.done = self.total = 0
        self._builder = SegmentBuilder(self.sampling)
        self._pending: list[tuple[dict[str, Held], str, Held]] = []  # their segment has no name yet

    def is_up_to_date(self) -> bool:
        now = {one.entry.id: one.digest for one in self.listed}
        return bool(self.old.ledger) and not self.old.problems and now == dict(self.old.entries)

    def run(self) -> None:
        """Read what changed and write it into segments; the catalog is not touched yet."""
        plan = [(one, self._changed(one)) for one in self.listed]
        self.total = sum(found.size for _, changed in plan for found in changed)
        _wait_out_the_grain([found for _, changed in plan for found in changed])
        started = time.time_ns()
        for one, changed in plan:
            old = self._known(one)
            files: Files = {found.path: old.get(found.path, ([], {})) for found in one.files}
            for found in changed:
                files[found.path] = ([] if _is_racy(found, started) else list(found[1:]), {})
            self.files[one.entry.id] = files
            self._read(one, [found.path for found in changed], old)
        self._flush()
        read = {found.path for _, changed in plan for found in changed}
        kept = {path for files in self.files.values() for path in files} - read
        self.notes += (note for note in self.old.notes if note.partition(": ")[0] in kept)
        self.problems += (
            f"corpus.{one.entry.id}: its files hold no reference with a word in it, wants one at least"
            for one in self.listed
            if one.entry.id not in self.refused and not self._has_words(self.files[one.entry.id])
        )
        self.done = self.total
        self._tell()

    def _known(self, one: Listed) -> Files:
        """The files of an entry as they were indexed; none if the entry is read in another way now."""
        same = self.ledger.recipes.get(one.entry.id) == one.recipe
        return self.ledger.files.get(one.entry.id, {}) if same else {}

    def _changed(self, one: Listed) -> list[Found]:
        known = self._known(one)
        return [found for found in one.files if known.get(found.path, ([], {}))[0] != list(found[1:])]

    def _read(self, one: Listed, paths: list[str], known: Files) -> None:
        files = self.files[one.entry.id]
        elsewhere = _ids(files, leaving_out=paths) if one.entry.jsonl and paths else {}
        for reference in read_references(self.root, one.entry, paths):
            if not isinstance(reference, Unreadable) and reference.id in elsewhere:
                reference = second_of_an_id(reference, elsewhere[reference.id])  # noqa: PLW2901 - what it is, is decided here
            if isinstance(reference, Unreadable):
                self.refused.add(one.entry.id)
                self._refuse(files, reference)
                continue
            digest = _digest(reference)
            before = known.get(reference.path, ([], {}))[1].get(reference.id)
            if before and before.digest == digest:
                files[reference.path][1][reference.id] = before._replace(line=reference.line)
            else:
                self._add(reference, digest, files)

    def _refuse(self, files: Files, unreadable: Unreadable) -> None:
        """Name what could not be read; its file is looked at again the next time, changed or not."""
        self.problems.append(f"{unreadable.path}: {unreadable.why}")
        path = unreadable.path if unreadable.path in files else unreadable.path.rpartition(":")[0]
        if path in files:
            files[path] = ([], files[path][1])

    def _add(self, reference: Reference, digest: str, files: Files) -> None:
        document = _document(reference)
        if isinstance(document, Unreadable):
            self._refuse(files, document)
            return
        self.notes += (f"{reference.path}: {note}" for note in document.notes)
        description = _description(reference, document, digest)
        self.added_words += self._builder.add(description, document.source, document.reading.prose)
        held = Held("", self._builder.documents - 1, digest, reference.line)
        self._pending.append((files[reference.path][1], reference.id, held))
        self.added += 1
        self.done += len(document.source)
        if self._builder.is_full:
            self._flush()
        elif self.added % 64 == 0:
            self._tell()

    def _tell(self) -> None:
        if self.progress:
            self.progress(Step(self.added, self.added_words, self.done, self.total))

    def _flush(self) -> None:
        if self._builder.documents:
            written = self._builder.write(self.folder)
            self.written.append(SegmentEntry(written.name, written.documents, written.words))
            for into, name, held in self._pending:
                into[name] = held._replace(segment=written.name)
            self._pending = []
            self._builder = SegmentBuilder(self.sampling)
        self._tell()

    def segments(self) -> list[SegmentEntry]:
        """All segments with a live document, their dead ones marked."""
        live: dict[str, set[int]] = {}
        for files in self.files.values():
            for _, references in files.values():
                for held in references.values():
                    live.setdefault(held.segment, set()).add(held.document)
        # by name: a reference that went and came back is written into the very segment it was in before
        known = {entry.name: entry for entry in (*self.old.segments, *self.written)}
        out = []
        for entry in known.values():
            alive = live.get(entry.name, set())
            if alive:
                dead = tuple(number for number in range(entry.documents) if number not in alive)
                out.append(entry._replace(dead=dead, dead_words=self._words(entry, dead)))
        return out

    def _words(self, entry: SegmentEntry, documents: tuple[int, ...]) -> int:
        if not documents:
            return 0
        segment = Segment(os.path.join(self.folder, entry.name), self.sampling)
        return sum(stop - start for start, stop in map(segment.token_span, documents))

    def is_worn(self) -> bool:
        """Whether building from nothing would leave a better index."""
        segments = self.segments()
        words = sum(entry.words for entry in segments)
        dead = sum(entry.dead_words for entry in segments)
        many = len(segments) > MOST_SEGMENTS + words // SEGMENT_WORDS
        return bool(self.old.segments) and (many or dead > MOST_DEAD * words)

    def _has_words(self, files: Files) -> bool:
        held = (held for _, references in files.values() for held in references.values())
        segments = {}
        for one in held:
            if one.segment not in segments:
                segments[one.segment] = Segment(os.path.join(self.folder, one.segment), self.sampling)
            start, stop = segments[one.segment].token_span(one.document)
            if start < stop:
                return True
        return False

    def save(self) -> None:
        """Put the new catalog in place; nothing is written if it says what the old one did."""
        name, body = pack_ledger(Ledger({one.entry.id: one.recipe for one in self.listed}, self.files))
        entries = {one.entry.id: one.digest if self._is_reliable(one) else "" for one in self.listed}
        self.new = Catalog(
            (self.sampling.k, self.sampling.window),
            tuple(self.segments()),
            entries,
            tuple(self.problems),
            name,
            tuple(sorted(self.notes)),
        )
        if self.new != self.old:
            replace_file(os.path.join(self.folder, name), body)
            save_catalog(self.folder, self.new)

    def sweep(self) -> None:
        """Remove what the catalog does not name: what it named before, and what a killed build left."""
        named = {self.new.ledger, *(entry.name for entry in self.new.segments)}
        for name in os.listdir(self.folder):
            is_ours = name.endswith((".segment", ".new")) or (name.startswith("ledger-") and name.endswith(".json"))
            if is_ours and name not in named:
                os.unlink(os.path.join(self.folder, name))

    def _is_reliable(self, one: Listed) -> bool:
        return all(stat for stat, _ in self.files[one.entry.id].values())

    def summary(self) -> Summary:
        kept = self.new.references - self.added
        removed = self.old.references - kept
        return Summary(
            self.new.references, self.new.words, self.added, removed, kept, self.new.problems, self.new.notes
        )


def _ids(files: Files, leaving_out: list[str]) -> dict[str, str]:
    """Reference id → its file and line, of all files but those that are read again."""
    again = set(leaving_out)
    return {
        name: f"{path}:{held.line}"
        for path, (_, references) in files.items()
        if path not in again
        for name, held in references.items()
    }


def _wait_out_the_grain(files: list[Found]) -> None:
    """Wait until a later change of the files will show in their time stamps: a moment, and only after a change."""
    left = max((found.ctime_ns + _grain(found) for found in files), default=0) - time.time_ns()
    if 0 <= left <= COARSE_GRAIN_NS:  # a clock that was put back is not waited for
        time.sleep(left / 1e9 + 0.001)


def _is_racy(found: Found, reading_started: int) -> bool:
    """Whether a later change of the file could leave the same time stamps as it has now."""
    return found.ctime_ns + _grain(found) >= reading_started


def _grain(found: Found) -> int:
    return GRAIN_NS if found.ctime_ns % 1_000_000_000 else COARSE_GRAIN_NS


def _document(reference: Reference) -> Document | Unreadable:
    if isinstance(reference.content, bytes):
        return read(reference.path, reference.content)
    return read_text(reference.path, reference.content)


def _digest(reference: Reference) -> str:
    """Of all that decides what is kept of a reference."""
    content = reference.content
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    about = json.dumps([reference.path, reference.title, reference.url, reference.author])
    return blake2b(about.encode() + b"\n" + data, digest_size=12).hexdigest()


def _description(reference: Reference, document: Document, digest: str) -> Mapping[str, object]:
    """The columns of ``detection.Described``; empty ones are left out."""
    about = describe(document.reading.meta)
    columns: dict[str, Any] = {
        "id": reference.id,
        "source": reference.source,
        "path": reference.path,
        "digest": digest,
        "line": reference.line,
        "title": reference.title or about.title,
        "author": reference.author or about.author,
        "url": reference.url or about.url,
        "site": about.site,
        "doi": about.doi,
    }
    return {name: value for name, value in columns.items() if value}
