"""A segment of the index on disk: written once, mapped into memory, searched with the standard library alone.

Little endian throughout; every section starts at a multiple of 8 bytes.
``docs/index-format.md`` describes it byte by byte.
"""

from __future__ import annotations

import mmap
import os
import sys
import zlib
from bisect import bisect_left, bisect_right
from struct import Struct

from reusecheck.errors import IndexUnusableError
from reusecheck.hashing import blake2b
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Literal

    from reusecheck.fingerprints import Sampling

MAGIC = b"reuseidx"
VERSION = 2
NORMAL_FORM = 3  # raise whenever tokens.normal_form or a reader changes what words there are
MEND = "run: reusecheck index build"

# Words of one segment: what bounds the memory of a build (about 60 bytes a word while a segment is sorted).
SEGMENT_WORDS = 4_000_000
# Of a word that more documents of a segment hold, only that it is held is kept. In a full segment of press releases
# (9,189, with 46,000 different words) these three sections are 5.4 % of the text; with 32 they would be 4.0 %, with
# 128 7.5 %. 2026-11-21
MOST_HOLDERS = 64

_HEADER = Struct("<8sIIHHIQQ")  # magic, version, sections, k, window, normal form, documents, words
_SECTION = Struct("<16sQQI4x")  # name, offset, length, CRC-32
_CHECK = Struct("<I")  # CRC-32 of all before it
SECTIONS = (
    "fingerprints",
    "positions",
    "directory",
    "tokens",
    "token_starts",
    "vocabulary",
    "holder_starts",
    "holders",
    "record_starts",
    "record_checks",
    "records",
)


# Small, and without them nothing could be told of the rest: checked whenever a segment is opened.
STARTS = ("token_starts", "record_starts", "record_checks")


class Header(NamedTuple):
    """What a segment says of itself; ``sections`` are name → offset, length, CRC-32."""

    k: int
    window: int
    normal_form: int
    documents: int
    words: int
    sections: Mapping[str, tuple[int, int, int]]


def pack_header(sampling: Sampling, documents: int, words: int, sections: Mapping[str, tuple[int, int, int]]) -> bytes:
    """The bytes of a header, its own checksum last, padded to a multiple of 8."""
    data = _HEADER.pack(MAGIC, VERSION, len(sections), sampling.k, sampling.window, NORMAL_FORM, documents, words)
    for name, (offset, length, check) in sections.items():
        data += _SECTION.pack(name.encode(), offset, length, check)
    data += _CHECK.pack(zlib.crc32(data))
    return data + bytes(-len(data) % 8)


def segment_name(header: bytes) -> str:
    """The name of a segment's file. Made of the header and so, by the checksums in it, of the content."""
    return f"{blake2b(header, digest_size=10).hexdigest()}.segment"


def header_size() -> int:
    """Bytes of a header with all ``SECTIONS``."""
    size = _HEADER.size + len(SECTIONS) * _SECTION.size + _CHECK.size
    return size + -size % 8


def unpack_header(data: bytes | mmap.mmap, path: str) -> Header:
    """The header of a segment; raises IndexUnusableError for a foreign, cut off or damaged one."""
    if len(data) < _HEADER.size or data[: len(MAGIC)] != MAGIC:
        raise IndexUnusableError(f"{path}: not a segment of a reusecheck index, or cut off; {MEND}")
    _, version, count, k, window, normal_form, documents, words = _HEADER.unpack_from(data)
    if version != VERSION:
        raise IndexUnusableError(f"{path}: format {version}, this version of reusecheck reads {VERSION}; {MEND}")
    stop = _HEADER.size + count * _SECTION.size
    if count > 64 or len(data) < stop + _CHECK.size or _CHECK.unpack_from(data, stop)[0] != zlib.crc32(data[:stop]):
        raise IndexUnusableError(f"{path}: damaged header; {MEND}")
    sections = {}
    for at in range(_HEADER.size, stop, _SECTION.size):
        name, offset, length, check = _SECTION.unpack_from(data, at)
        sections[name.rstrip(b"\0").decode()] = (offset, length, check)
    return Header(k, window, normal_form, documents, words, sections)


class Record(NamedTuple):
    """What is kept of a reference beside its words: how it is described (JSON), and its text as decoded."""

    description: bytes
    source: str


def pack_record(record: Record) -> bytes:
    text = zlib.compress(record.source.encode("utf-8", "surrogatepass"), 6)
    return _CHECK.pack(len(record.description)) + record.description + text


class Segment:
    """A segment, mapped read-only. Positions count the words of the whole segment.

    Opening checks the header, the length of the file and where documents begin; a
    record's checksum is checked when it is read, all others by ``verify``.
    """

    def __init__(self, path: str, sampling: Sampling) -> None:
        """Raises IndexUnusableError if the file is missing, damaged, or built with other parameters."""
        self.path = path
        if sys.byteorder != "little":
            raise IndexUnusableError("the index is little endian, this machine is not")
        try:
            descriptor = os.open(path, os.O_RDONLY)
            try:
                size = os.fstat(descriptor).st_size
                self._data: mmap.mmap | bytes = mmap.mmap(descriptor, size, access=mmap.ACCESS_READ) if size else b""
            finally:
                os.close(descriptor)
        except OSError as error:  # a directory can be opened, but not mapped
            raise IndexUnusableError(f"{path}: {error.strerror}; {MEND}") from error
        self.header = header = unpack_header(self._data, path)
        if (header.k, header.window, header.normal_form) != (sampling.k, sampling.window, NORMAL_FORM):
            raise IndexUnusableError(f"{path}: built with other parameters; {MEND}")
        needed = max((offset + length for offset, length, _ in header.sections.values()), default=0)
        if set(header.sections) != set(SECTIONS) or needed != size:
            raise IndexUnusableError(f"{path}: {size:,} bytes, its header wants {needed:,}; {MEND}")
        view = memoryview(self._data)
        self._fingerprints = self._column(view, "fingerprints", "Q")
        self._positions = self._column(view, "positions", "I")
        self._directory = self._column(view, "directory", "I")
        self._shift = 64 - (len(self._directory) - 1).bit_length() + 1
        self._token_starts = self._column(view, "token_starts", "Q")
        self._vocabulary = self._column(view, "vocabulary", "I")
        self._holder_starts = self._column(view, "holder_starts", "I")
        self._holders = self._column(view, "holders", "I")
        self._record_starts = self._column(view, "record_starts", "Q")
        self._record_checks = self._column(view, "record_checks", "I")
        self._tokens_at = header.sections["tokens"][0]
        for name in STARTS:
            if self._is_damaged(name):
                raise IndexUnusableError(f"{path}: section {name} is damaged; {MEND}")

    @property
    def name(self) -> str:
        """What the file was called when it was written."""
        return segment_name(self._data[: header_size()])

    @property
    def documents(self) -> int:
        return self.header.documents

    @property
    def words(self) -> int:
        return self.header.words

    def _column(self, view: memoryview, name: str, code: Literal["I", "Q"]) -> memoryview[int]:
        offset, length, _ = self.header.sections[name]
        return view[offset : offset + length].cast(code)

    def postings(self, fingerprint: int) -> memoryview[int]:
        """Positions at which a k-gram of this hash was kept, ascending; empty if none was."""
        bucket = fingerprint >> self._shift
        low = self._directory[bucket]
        high = self._directory[bucket + 1]
        if low == high:
            return self._positions[0:0]
        if not low < high <= len(self._fingerprints):
            raise IndexUnusableError(f"{self.path}: section directory is damaged; {MEND}")
        start = bisect_left(self._fingerprints, fingerprint, low, high)
        if start == high or self._fingerprints[start] != fingerprint:
            return self._positions[0:0]
        return self._positions[start : bisect_right(self._fingerprints, fingerprint, start, high)]

    def holders(self, word: int) -> Sequence[int] | None:
        """The documents that hold a word (the low 32 bits of its hash), ascending; empty if none does.

        None where more than ``MOST_HOLDERS`` do. Dead documents are among them, and count.
        """
        at = bisect_left(self._vocabulary, word)
        if at == len(self._vocabulary) or self._vocabulary[at] != word:
            return ()
        low, high = self._holder_starts[at], self._holder_starts[at + 1]
        if low == high:
            return None
        if not low < high <= min(low + MOST_HOLDERS, len(self._holders)):
            raise IndexUnusableError(f"{self.path}: section holder_starts is damaged; {MEND}")
        found = self._holders[low:high].tolist()
        if max(found) >= self.header.documents:
            raise IndexUnusableError(f"{self.path}: section holders is damaged; {MEND}")
        return found

    def locate(self, position: int) -> tuple[int, int]:
        """The document that holds a position, and the first position of that document."""
        if position >= self.header.words:
            raise IndexUnusableError(f"{self.path}: section positions is damaged; {MEND}")
        document = bisect_right(self._token_starts, position) - 1
        return document, self._token_starts[document]

    def token_span(self, document: int) -> tuple[int, int]:
        """First position of a document and the one behind its last."""
        return self._token_starts[document], self._token_starts[document + 1]

    def token_bytes(self, document: int) -> bytes:
        """The low 32 bits of each word's hash, 4 bytes a word."""
        start, stop = self.token_span(document)
        return self._data[self._tokens_at + 4 * start : self._tokens_at + 4 * stop]

    def runs_at(self, positions: Iterable[int], offset: int, count: int) -> list[bytes]:
        """The ``count`` words around each position, 4 bytes a word, ``offset`` of them before it.

        A run may begin in one document and end in the next; around the first and the last it is of no use.
        """
        data, size, first = self._data, 4 * count, self._tokens_at - 4 * offset
        return [data[first + 4 * at : first + 4 * at + size] for at in positions]

    def record(self, document: int) -> Record:
        """What is kept of a document; raises IndexUnusableError if its checksum is wrong."""
        data = self._record_bytes(document)
        size = _CHECK.unpack_from(data)[0]
        stop = _CHECK.size + size
        return Record(data[_CHECK.size : stop], zlib.decompress(data[stop:]).decode("utf-8", "surrogatepass"))

    def description(self, document: int) -> bytes:
        """``record(document).description`` without the text being unpacked."""
        data = self._record_bytes(document)
        return data[_CHECK.size : _CHECK.size + _CHECK.unpack_from(data)[0]]

    def _record_bytes(self, document: int) -> bytes:
        offset = self.header.sections["records"][0]
        data = self._data[offset + self._record_starts[document] : offset + self._record_starts[document + 1]]
        if zlib.crc32(data) != self._record_checks[document]:
            raise IndexUnusableError(f"{self.path}: the text of reference {document} is damaged; {MEND}")
        return data

    def verify(self) -> list[str]:
        """Everything wrong with the file; reads all of it."""
        damaged = filter(self._is_damaged, self.header.sections)
        return [f"{self.path}: section {name} is damaged; {MEND}" for name in damaged]

    def _is_damaged(self, name: str) -> bool:
        offset, length, check = self.header.sections[name]
        return section_check(memoryview(self._data)[offset : offset + length]) != check


def section_check(data: memoryview[int] | bytes) -> int:
    """CRC-32 of a section, in portions, so that a large one stays out of memory."""
    check = 0
    for at in range(0, len(data), 1 << 20):
        check = zlib.crc32(data[at : at + (1 << 20)], check)
    return check


def write_segment(
    folder: str, sampling: Sampling, counts: tuple[int, int], sections: Mapping[str, bytes | memoryview[int]]
) -> str:
    """Write a segment of ``counts`` documents and words; the name of the file, made of its content.

    Written aside and put in place in one step, so that a killed build leaves
    nothing that could be taken for a segment. Raises OSError as it comes.
    """
    table = {}
    at = header_size()
    for name in SECTIONS:
        data = sections[name]
        table[name] = (at, len(data), section_check(data))
        at += len(data) + -len(data) % 8
    header = pack_header(sampling, *counts, table)
    name = segment_name(header)
    aside = os.path.join(folder, f"{name}.{os.getpid()}.new")
    try:
        with open(aside, "wb") as out:
            out.write(header)
            for key in SECTIONS:
                data = sections[key]
                out.write(data)
                if key != SECTIONS[-1]:
                    out.write(bytes(-len(data) % 8))
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, os.path.join(folder, name))
    except BaseException:
        if os.path.exists(aside):
            os.unlink(aside)
        raise
    return name
