"""Which segments and references are live. One small file, replaced in one step; segments are never changed."""

from __future__ import annotations

import os
import zlib
from contextlib import contextmanager

from reusecheck.errors import IndexOutdatedError, IndexUnusableError
from reusecheck.index.format import MEND, NORMAL_FORM, VERSION
from reusecheck.index.segment import Segment
from reusecheck.stored import read_stored
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from reusecheck.config import Config
    from reusecheck.fingerprints import Sampling

CATALOG = "catalog.json"
LOCK = "lock"


class SegmentEntry(NamedTuple):
    """A segment file; ``dead`` are the numbers of its documents that no longer count, ascending.

    ``words`` and ``documents`` count the dead ones too, ``dead_words`` those of the dead alone.
    """

    name: str
    documents: int
    words: int
    dead: tuple[int, ...] = ()
    dead_words: int = 0


class Origin(NamedTuple):
    """The archive that references came from: its SHA-256, whether it is sealed, the ids of all its corpus entries."""

    sha256: str
    is_sealed: bool
    entries: tuple[str, ...]


ARCHIVED = "archive"  # instead of the digest of a listing, of an entry whose references came from an archive


class Catalog(NamedTuple):
    """What an index holds.

    ``entries``: corpus entry id → digest of its listing (``listings.Listed``) when
    it was indexed; "" if that cannot be relied upon (a file changed within the
    clock's grain of being read), ``ARCHIVED`` if its files were never looked
    at. ``problems`` are references that could not be read: an index that has
    any is not complete. ``ledger`` is the name of the file with the details
    that only a refresh needs. ``notes`` are references that were read, but not
    well: with replacement characters. ``archive`` is where those of the
    ``ARCHIVED`` entries came from.
    """

    sampling: tuple[int, int]
    segments: tuple[SegmentEntry, ...]
    entries: Mapping[str, str]
    problems: tuple[str, ...]
    ledger: str
    notes: tuple[str, ...] = ()
    archive: Origin | None = None

    @property
    def references(self) -> int:
        return sum(entry.documents - len(entry.dead) for entry in self.segments)

    @property
    def words(self) -> int:
        return sum(entry.words - entry.dead_words for entry in self.segments)


def folder_of(config: Config) -> str:
    """Where the index of a configuration is."""
    return os.path.join(config.root, config.index.path)


def checked(data: bytes) -> bytes:
    """``data`` and a line with its CRC-32."""
    return data + b"\n%08x\n" % zlib.crc32(data)


def unchecked(data: bytes, path: str) -> bytes:
    """What ``checked`` was given; raises IndexUnusableError if a byte is missing or other."""
    body, check = data[:-10], data[-10:]
    if check != b"\n%08x\n" % zlib.crc32(body):
        raise IndexUnusableError(f"{path}: damaged or cut off; {MEND}")
    return body


def load_catalog(folder: str) -> Catalog:
    """The catalog of the index in ``folder``.

    Raises IndexOutdatedError if there is none or it is of another version, IndexUnusableError if it is damaged.
    """
    path = os.path.join(folder, CATALOG)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        raise IndexOutdatedError(f"{folder}: there is no index here; {MEND}") from None
    except OSError as error:
        raise IndexUnusableError(f"{path}: {error.strerror}; {MEND}") from error
    try:
        raw = read_stored(unchecked(data, path))
    except ValueError:
        raw = None
    if not isinstance(raw, dict) or "format" not in raw:
        raise IndexUnusableError(f"{path}: not the catalog of a reusecheck index; {MEND}")
    if (raw["format"], raw.get("normal_form")) != (VERSION, NORMAL_FORM):
        raise IndexOutdatedError(f"{path}: written by another version of reusecheck; {MEND}")
    try:
        return Catalog(
            (raw["k"], raw["window"]),
            tuple(SegmentEntry(s[0], s[1], s[2], tuple(s[3]), s[4]) for s in raw["segments"]),
            raw["entries"],
            tuple(raw["problems"]),
            raw["ledger"],
            tuple(raw["notes"]),
            _origin(raw.get("archive")),
        )
    except (KeyError, IndexError, TypeError):  # a checksum that is right, and yet not what this version writes
        raise IndexOutdatedError(f"{path}: written by another version of reusecheck; {MEND}") from None


def _origin(raw: tuple[str, bool, list[str]] | None) -> Origin | None:
    return Origin(raw[0], raw[1], tuple(raw[2])) if raw else None


def save_catalog(folder: str, catalog: Catalog) -> None:
    """Put a new catalog in place of the old one, in one step."""
    import json  # noqa: PLC0415 - what reads it back does without

    raw = {
        "format": VERSION,
        "normal_form": NORMAL_FORM,
        "k": catalog.sampling[0],
        "window": catalog.sampling[1],
        "segments": catalog.segments,
        "entries": catalog.entries,
        "problems": catalog.problems,
        "ledger": catalog.ledger,
        "notes": catalog.notes,
        **({"archive": catalog.archive} if catalog.archive else {}),
    }
    replace_file(os.path.join(folder, CATALOG), checked(json.dumps(raw, indent=1).encode()))


def replace_file(path: str, data: bytes) -> None:
    """Write ``data`` aside and put it in place in one step."""
    aside = f"{path}.{os.getpid()}.new"
    try:
        with open(aside, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        if os.path.exists(aside):
            os.unlink(aside)
        raise


@contextmanager
def locked(folder: str) -> Iterator[None]:
    """The only writer of the index, waiting for its turn. The lock dies with its process, so none is ever stale."""
    import fcntl  # noqa: PLC0415 - only who writes needs it

    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, LOCK), "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Index(NamedTuple):
    """An index opened for reading: the catalog, its segments, and the dead documents of each.

    ``unlooked`` counts the reference files that nobody looked at to see whether it is up to date.
    """

    catalog: Catalog
    segments: tuple[Segment, ...]
    dead: tuple[frozenset[int], ...]
    unlooked: int = 0

    def describe(self, segment: int, document: int) -> dict[str, Any]:
        """What was kept of a reference beside its text; keys are the columns of ``detection.Described``."""
        described: dict[str, Any] = read_stored(self.segments[segment].description(document))
        return described


def open_index(folder: str, sampling: Sampling) -> Index:
    """The index in ``folder``.

    Raises IndexOutdatedError if there is none, it is of another version or was
    built with another ``sampling``, IndexUnusableError if it is damaged.
    """
    catalog = load_catalog(folder)
    is_again = False
    while True:
        if catalog.sampling != tuple(sampling):
            raise IndexOutdatedError(f"{folder}: built for another detection.run_words; {MEND}")
        try:
            segments = _open_segments(folder, catalog, sampling)
        except IndexUnusableError:
            # Another process may just have put a new catalog in place and removed what the old one named; and the one
            # that is there now may say the same again, if a reference went and came back.
            before, catalog = catalog, load_catalog(folder)
            if catalog == before and is_again:
                raise
            is_again = catalog == before
        else:
            return Index(catalog, segments, tuple(frozenset(entry.dead) for entry in catalog.segments))


def _open_segments(folder: str, catalog: Catalog, sampling: Sampling) -> tuple[Segment, ...]:
    segments = []
    for entry in catalog.segments:
        segment = Segment(os.path.join(folder, entry.name), sampling)
        if segment.name != entry.name:
            raise IndexUnusableError(f"{segment.path}: not the segment that the catalog names; {MEND}")
        segments.append(segment)
    return tuple(segments)
