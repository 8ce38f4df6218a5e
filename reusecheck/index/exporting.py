"""The index as one file for others: the same bytes for the same corpus, however the index came to be what it is."""

from __future__ import annotations

import json
import os
import shutil

from reusecheck.errors import IndexUnusableError, NotJudgedError, UsageError
from reusecheck.fingerprints import sampling
from reusecheck.hashing import blake2b
from reusecheck.index.archive import (
    ARCHIVE_VERSION,
    CHECK_BYTES,
    HEADER,
    MAGIC,
    PORTION,
    Manifest,
    digests,
    pack_manifest,
)
from reusecheck.index.build import SegmentBuilder, Words
from reusecheck.index.catalog import folder_of, open_index
from reusecheck.index.format import MEND
from reusecheck.index.ledger import load_ledger
from reusecheck.index.listings import changed_entries, list_corpus, require_in_place
from reusecheck.index.merging import merge, parts
from reusecheck.index.sealing import NONCE, key_check, masked, nonce_of, sealed_digest
from reusecheck.index.segment import Segment
from reusecheck.readers import read_text
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    from reusecheck.config import Config
    from reusecheck.fingerprints import Sampling
    from reusecheck.index.catalog import Index
    from reusecheck.index.ledger import Held, Ledger

PIECE_BYTES = 32 << 20  # of text that are indexed before a segment is written: 130 MB of memory


class Exported(NamedTuple):
    """What was written."""

    manifest: Manifest
    size: int  # bytes
    sha256: str


class SealedBuilder(SegmentBuilder):
    """Writes a segment without texts, whose words are hashed with a key, kept whole, and masked.

    Instead of the place of its text, what masks a document's words is told: a number used once.
    """

    word_type = "<u8"

    def __init__(self, how: Sampling, folder: str, key: bytes, words: Words) -> None:
        super().__init__(how, folder, words)
        self.key_check = key_check(key)
        self._key = key
        self._nonces: list[bytes] = []

    def add(self, description: Mapping[str, object], source: str, prose: str) -> int:
        self._nonces.append(nonce_of(str(description["id"]), str(description["digest"]), self._key))
        return super().add(description, source, prose)

    def words_of(self, prose: str) -> NDArray[np.uint64]:
        return self.careful(prose)

    def keep(self, data: bytes) -> tuple[int, int, int]:
        del data
        block, offset, length = NONCE.unpack(self._nonces[-1])
        return block, offset, length

    def stored(self, first: int, hashes: NDArray[Any], counts: NDArray[np.int64]) -> bytes:
        data, at = hashes.tobytes(), 0
        pieces = []
        for number, count in enumerate(counts.tolist(), first):
            pieces.append(masked(data[at : at + 8 * count], self._nonces[number], self._key))
            at += 8 * count
        return b"".join(pieces)


class _Row(NamedTuple):
    """A reference and where it is; ``line`` as the file has it now, which may have gone on since it was indexed."""

    id: str
    entry: str
    held: Held
    line: int


def export(config: Config, path: str, key: bytes = b"") -> Exported:
    """Write the index of a configuration to the file ``path``, sealed if there is a ``key``.

    Raises NotJudgedError if the index is not up to date, damaged or sealed
    itself, UsageError if the file cannot be written or is something else than an archive; what was there before
    then stays.
    """
    _require_no_other_file(path)
    how = sampling(config.detection.run_words)
    index, ledger = _opened(config, how)
    _require_fit(config, index)
    rows = sorted(_rows(ledger))
    aside = f"{path}.{os.getpid()}.new"
    try:
        os.mkdir(aside)
        try:
            return _Export(index, how, rows, key, aside).write(path)
        finally:
            shutil.rmtree(aside)
    except OSError as error:
        raise UsageError(
            f"{path}: the archive could not be written: {error.strerror or error}; wants a folder that is there, "
            "can be written to and has room"
        ) from error


def _require_no_other_file(path: str) -> None:
    """Raises UsageError if something would be lost that is no archive: a slip of the hand must not cost the references.

    An empty file may be replaced: ``mktemp`` makes one.
    """
    if os.path.isfile(path):
        try:
            with open(path, "rb") as file:
                if file.read(len(MAGIC)) in (MAGIC, b""):
                    return
        except OSError as error:
            raise UsageError(f"{path}: the archive could not be written: {error.strerror or error}") from error
    elif not os.path.lexists(path):
        return
    raise UsageError(f"{path}: there is something else than an archive here, wants a new name")


def _opened(config: Config, how: Sampling) -> tuple[Index, Ledger]:
    folder = folder_of(config)
    index = open_index(folder, how)
    try:
        return index, load_ledger(os.path.join(folder, index.catalog.ledger))
    except IndexUnusableError:  # a build may just have put another in its place
        index = open_index(folder, how)
        return index, load_ledger(os.path.join(folder, index.catalog.ledger))


def _require_fit(config: Config, index: Index) -> None:
    catalog = index.catalog
    listed = list_corpus(config, catalog)
    require_in_place(config, catalog, listed)
    changed = changed_entries(catalog, listed)
    if changed or catalog.problems:
        told = [*catalog.problems, *(f"{name}: changed since it was indexed" for name in changed)]
        raise NotJudgedError(
            "\n".join([*told, f"{config.index.path}: not up to date or not complete, so nothing was exported; {MEND}"])
        )
    if any(segment.is_sealed for segment in index.segments):
        raise NotJudgedError(
            f"{config.index.path}: the index is sealed and holds no texts to be exported; "
            "hand on the archive it came from"
        )
    problems = [problem for segment in index.segments for problem in segment.verify()]
    if problems:
        raise IndexUnusableError("\n".join(problems))


def _rows(ledger: Ledger) -> Iterator[_Row]:
    for entry, files in ledger.files.items():
        for file in files.values():
            first = 1
            for chunk in file.chunks:
                yield from (_Row(name, entry, held, first + held.line) for name, held in chunk.held.items())
                first += chunk.lines


class _Export:
    """One export: pieces of the index are made anew in the folder ``aside``, and merged there."""

    def __init__(self, index: Index, how: Sampling, rows: Sequence[_Row], key: bytes, aside: str) -> None:
        self._how, self._rows, self._key, self._aside = how, rows, key, aside
        self._notes = index.catalog.notes
        self._segments = {
            entry.name: segment for entry, segment in zip(index.catalog.segments, index.segments, strict=True)
        }
        self._words = Words(key)
        self._digests: list[str] = []

    def write(self, path: str) -> Exported:
        pieces = [Segment(os.path.join(self._aside, name), self._how) for name in self._pieces()]
        order = [(number, document) for number, piece in enumerate(pieces) for document in range(piece.documents)]
        name = merge(self._aside, self._how, pieces, parts(order), anew=True).name
        segment = Segment(os.path.join(self._aside, name), self._how)
        of_rows = ((row.entry, row.id, digest) for row, digest in zip(self._rows, self._digests, strict=True))
        corpus, entries = digests(of_rows)
        manifest = Manifest(
            (self._how.k, self._how.window), segment.documents, segment.words, bool(self._key),
            corpus, entries, tuple(sorted(self._notes)),
        )  # fmt: skip
        whole = os.path.join(self._aside, "archive")
        size, sha256 = _put_together(whole, pack_manifest(manifest), segment.path)
        os.replace(whole, path)
        return Exported(manifest, size, sha256)

    def _pieces(self) -> Iterator[str]:
        """The names of new segments with all references in order."""
        builder: SegmentBuilder | None = None
        read = 0
        try:
            for row in self._rows:
                builder = builder or self._builder()
                segment, document = self._segments[row.held.segment], row.held.document
                description, source = segment.record(document)
                read += len(description) + len(source)
                about = self._described(json.loads(description), row)
                builder.add(about, source, read_text(about["path"], source).reading.prose)
                if read >= PIECE_BYTES or builder.is_full:
                    yield builder.write().name
                    builder, read = None, 0
            if builder:
                yield builder.write().name
        finally:
            if builder:
                builder.close()

    def _builder(self) -> SegmentBuilder:
        if self._key:
            return SealedBuilder(self._how, self._aside, self._key, self._words)
        return SegmentBuilder(self._how, self._aside, self._words)

    def _described(self, about: dict[str, str | int], row: _Row) -> dict[str, str]:
        if "line" in about:
            about["line"] = row.line
        if self._key:
            about["digest"] = sealed_digest(str(about["digest"]), self._key)
        self._digests.append(str(about["digest"]))
        return about  # type: ignore[return-value]  # all but the line


def _put_together(path: str, manifest: bytes, segment: str) -> tuple[int, str]:
    """Write the archive; its size and its SHA-256."""
    import hashlib  # noqa: PLC0415 - beside its only use

    check, sha256 = blake2b(digest_size=CHECK_BYTES), hashlib.sha256()
    with open(path, "wb") as out, open(segment, "rb") as file:

        def write(data: bytes) -> None:
            check.update(data)
            sha256.update(data)
            out.write(data)

        write(HEADER.pack(MAGIC, ARCHIVE_VERSION, len(manifest), os.path.getsize(segment)) + manifest)
        while data := file.read(PORTION):
            write(data)
        write(check.digest())
        out.flush()
        os.fsync(out.fileno())
        return out.tell(), sha256.hexdigest()
