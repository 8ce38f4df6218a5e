"""Portions of files → segments, and what the ledger must know of them. What one worker does."""

from __future__ import annotations

import os
from hashlib import sha256  # see sources.jsonl

from reusecheck.documents import Unreadable, describe
from reusecheck.index.build import SegmentBuilder, Words
from reusecheck.index.catalog import replace_file
from reusecheck.index.ledger import Chunk, File, Held, Ledger, pack_ledger
from reusecheck.readers import read, read_text, reader_for
from reusecheck.readers.plaintext import read_plaintext
from reusecheck.sources import Portion, second_of_an_id, source_of
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reusecheck.config import CorpusEntry
    from reusecheck.documents import Description
    from reusecheck.fingerprints import Sampling
    from reusecheck.sources import Reference

PART = ".part"  # beside a segment of a build that is not complete: its ledger
TELL_EVERY = 64  # references


class Task(NamedTuple):
    """A portion to be read: of which entry (its number), with the stat data of its file.

    ``known`` are references of the file as it was before, by id: those that are still the same stay where they are.
    """

    entry: int
    portion: Portion
    stat: tuple[int, ...]
    known: Mapping[str, Held]


class Done(NamedTuple):
    """What came of a task. ``problems`` are references that could not be read, ``notes`` those read, but not well."""

    chunk: Chunk
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    added: int


class Place(NamedTuple):
    """Where and how references are indexed: the repository, the folder of the index, the corpus."""

    root: str
    folder: str
    entries: Sequence[CorpusEntry]
    recipes: Sequence[str]
    sampling: Sampling
    most_bytes: int  # of texts in one segment


class Indexer:
    """Reads tasks, one after the other, and writes segments of up to ``most_bytes`` of text.

    ``tell`` is called with the references, words and bytes of text read since the last time.
    """

    def __init__(self, place: Place, words: Words, tell: Callable[[int, int, int], None]) -> None:
        self._place, self._words, self._tell = place, words, tell
        self.segments: list[str] = []
        self._pending: list[tuple[dict[str, Held], str]] = []  # their segment has no name yet
        self._builder: SegmentBuilder | None = None
        self._new = self._bytes = self._told_words = 0

    def run(self, tasks: Sequence[Task], *, keep_part: bool) -> list[Done]:
        """What came of each task. ``keep_part``: should the build be interrupted, the next one goes on from here."""
        try:
            done = [self._read(task) for task in tasks]
            self._flush()
        finally:
            if self._builder:
                self._builder.close()
        if keep_part and self.segments:
            _write_part(self._place, self.segments[-1], tasks, done)
        return done

    def _read(self, task: Task) -> Done:
        entry = self._place.entries[task.entry]
        portion = task.portion
        references, digest_of = source_of(entry).read(self._place.root, entry, portion)
        held: dict[str, Held] = {}
        problems: list[str] = []
        notes: list[str] = []
        added = 0
        for reference in references:
            if isinstance(reference, Unreadable):
                problems.append(f"{reference.path}: {reference.why}")
                continue
            line = reference.line - portion.line if reference.line else 0
            if reference.id in held:
                first = f"{portion.path}:{held[reference.id].line + portion.line}"
                refused = second_of_an_id(f"{portion.path}:{reference.line}", reference.id, first)
                problems.append(f"{refused.path}: {refused.why}")
                continue
            digest = _digest(reference)
            before = task.known.get(reference.id)
            if before and before.digest == digest:
                held[reference.id] = before._replace(line=line)
                continue
            content = _content(reference)
            if isinstance(content, Unreadable):
                problems.append(f"{content.path}: {content.why}")
                continue
            number = self._add(_description(reference, content.about, digest), content)
            held[reference.id] = Held("", number, digest, line)
            self._pending.append((held, reference.id))
            notes += [f"{reference.path}: {note}" for note in content.notes]
            added += 1
        digest = digest_of()
        is_whole = not problems and portion.digest in ("", digest)
        chunk = Chunk(portion.head, digest if is_whole else "", portion.length, portion.lines, held)
        return Done(chunk, tuple(problems), tuple(notes), added)

    def _add(self, description: Mapping[str, object], content: _Content) -> int:
        if self._builder and (self._builder.is_full or self._builder.bytes >= self._place.most_bytes):
            self._flush()
        if not self._builder:
            self._builder = SegmentBuilder(self._place.sampling, self._place.folder, self._words)
        number = self._builder.add(description, content.source, content.prose)
        self._new += 1
        self._bytes += len(content.source)
        if self._new == TELL_EVERY:
            self._told()
        return number

    def _told(self) -> None:
        words = self._builder.words if self._builder else self._told_words
        self._tell(self._new, words - self._told_words, self._bytes)
        self._told_words, self._new, self._bytes = words, 0, 0

    def _flush(self) -> None:
        if self._builder:
            written = self._builder.write()
            self._told()
            self._builder, self._told_words = None, 0
            self.segments.append(written.name)
            for held, name in self._pending:
                held[name] = held[name]._replace(segment=written.name)
            self._pending = []


def _write_part(place: Place, segment: str, tasks: Sequence[Task], done: Sequence[Done]) -> None:
    """Beside a segment what its references are, for a build that goes on from here."""
    files: dict[str, dict[str, File]] = {entry.id: {} for entry in place.entries}
    for task, one in zip(tasks, done, strict=True):
        if one.chunk.digest and not one.notes:
            paths = files[place.entries[task.entry].id]
            paths.setdefault(task.portion.path, File(task.stat, [])).chunks.append(one.chunk)
    recipes = {entry.id: recipe for entry, recipe in zip(place.entries, place.recipes, strict=True)}
    replace_file(os.path.join(place.folder, segment + PART), pack_ledger(Ledger(recipes, files)))


class _Content(NamedTuple):
    """What is kept of a reference, and the words that count."""

    source: str
    prose: str
    about: Description
    notes: tuple[str, ...]


_NOTHING_KNOWN = describe(())


def _content(reference: Reference) -> _Content | Unreadable:
    content = reference.content
    if isinstance(content, str) and reader_for(reference.path) is read_plaintext:
        return _Content(content, content, _NOTHING_KNOWN, ())  # as ``read_text`` has it, for most lines of most corpora
    document = read(reference.path, content) if isinstance(content, bytes) else read_text(reference.path, content)
    if isinstance(document, Unreadable):
        return document
    return _Content(document.source, document.reading.prose, describe(document.reading.meta), document.notes)


def _digest(reference: Reference) -> str:
    """Of all that decides what is kept of a reference."""
    content = reference.content
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    about = f"{reference.path}\0{reference.title}\0{reference.url}\0{reference.author}"
    return sha256(about.encode("utf-8", "surrogatepass") + b"\0" + data).hexdigest()[:20]


def _description(reference: Reference, about: Description, digest: str) -> dict[str, object]:
    """The columns of ``detection.Described``; empty ones are left out."""
    columns: dict[str, object] = {
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
