"""Fingerprints and words of a segment as arrays: written in order of their hashes, a range at a time, and read so."""

from __future__ import annotations

import zlib
from itertools import pairwise

import numpy as np

from reusecheck.index.arrays import begins
from reusecheck.index.format import (
    BUCKET,
    KEPT_BITS,
    MARK_BITS,
    MOST_HOLDERS,
    UNLISTED,
    WORD_BUCKET,
    document_bits,
    seed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reusecheck.index.segment import Segment
    from reusecheck.index.writing import SegmentWriter

_BUCKET = np.dtype([("first", "<u8"), ("marks", "<u4"), ("rests", "<u4")])
_WORD_BUCKET = np.dtype([("first", "<u8"), ("holder", "<u8"), ("words", "<u4"), ("holders", "<u4")])
assert (_BUCKET.itemsize, _WORD_BUCKET.itemsize) == (BUCKET.size, WORD_BUCKET.size)  # noqa: S101 - of two spellings
LOW = np.uint64(0xFFFFFFFF)
EVERY = np.uint32(0xFFFFFFFF)  # as a document: more than ``MOST_HOLDERS`` hold the word


def _bounds(hashes: NDArray[np.uint64], bits: int, low: int, high: int) -> NDArray[np.int64]:
    """Where the buckets from ``low`` up to ``high`` begin among hashes that ascend, and where the last ends."""
    if bits == 0:
        return np.array([0, len(hashes)], np.int64)
    firsts = np.arange(low, high, dtype=np.uint64) << np.uint64(64 - bits)
    return np.append(np.searchsorted(hashes, firsts), len(hashes))


def _buckets_of(bits: int, of_bits: int, part: int) -> tuple[int, int]:
    """The buckets, numbered by ``bits``, with hashes that begin with the ``of_bits`` that are ``part``; from, up to."""
    if bits >= of_bits:
        return part << bits - of_bits, part + 1 << bits - of_bits
    bucket = part >> of_bits - bits
    return bucket, bucket + 1


class PostingsWriter:
    """Writes fingerprints and the documents they are in."""

    def __init__(self, writer: SegmentWriter, bits: int, documents: int) -> None:
        self._buckets, self._marks, self._rests = (writer.spool(name) for name in ("buckets", "marks", "rests"))
        self._bits, self._document_bits = bits, document_bits(documents)
        self._bucket = self.count = 0

    def add(self, hashes: NDArray[np.uint64], documents: NDArray[np.uint32], stop: int) -> None:
        """Fingerprints of the buckets up to ``stop``, ascending by hash (``KEPT_BITS`` of it) and document."""
        marks = (hashes >> np.uint64(64 - MARK_BITS - self._bits)).astype("<u2")
        rest_bits = KEPT_BITS - MARK_BITS - self._bits
        rests = hashes >> np.uint64(64 - KEPT_BITS) & np.uint64((1 << rest_bits) - 1)
        rests = (rests << np.uint64(self._document_bits) | documents).astype("<u4")
        bounds = _bounds(hashes, self._bits, self._bucket, stop)
        entries = np.zeros(stop - self._bucket, _BUCKET)
        entries["first"] = bounds[:-1] + self.count
        sides = (memoryview(marks.tobytes()), memoryview(rests.tobytes()))
        edges = bounds.tolist()
        for name, data, size in zip(("marks", "rests"), sides, (2, 4), strict=True):
            entries[name] = [
                zlib.crc32(data[size * low : size * high], seed(bucket))
                for bucket, (low, high) in enumerate(pairwise(edges), self._bucket)
            ]
        self._buckets.write(entries.tobytes())
        self._marks.write(sides[0])
        self._rests.write(sides[1])
        self._bucket = stop
        self.count += len(hashes)

    def finish(self) -> int:
        """How many fingerprints there are, when the last bucket was added."""
        self._buckets.write(BUCKET.pack(self.count, 0, 0))
        return self.count


def read_postings(segment: Segment, of_bits: int, part: int) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The fingerprints whose hashes begin with the ``of_bits`` bits that are ``part``, ascending; their documents."""
    header = segment.header
    low, high = _buckets_of(header.bits, of_bits, part)
    sections = header.sections
    data = segment.read(sections["buckets"][0] + BUCKET.size * low, BUCKET.size * (high - low + 1))
    firsts = np.frombuffer(data, _BUCKET)["first"].astype(np.int64)
    first, count = int(firsts[0]), int(firsts[-1] - firsts[0])
    marks = np.frombuffer(segment.read(sections["marks"][0] + 2 * first, 2 * count), "<u2").astype(np.uint64)
    rests = np.frombuffer(segment.read(sections["rests"][0] + 4 * first, 4 * count), "<u4").astype(np.uint64)
    bits = document_bits(header.documents)
    hashes = marks << np.uint64(64 - MARK_BITS - header.bits) | rests >> np.uint64(bits) << np.uint64(64 - KEPT_BITS)
    if header.bits:
        buckets = np.arange(low, high, dtype=np.uint64) << np.uint64(64 - header.bits)
        hashes |= np.repeat(buckets, np.diff(firsts))
    documents = (rests & np.uint64((1 << bits) - 1)).astype(np.uint32)
    if header.bits < of_bits:
        wanted = hashes >> np.uint64(64 - of_bits) == part
        hashes, documents = hashes[wanted], documents[wanted]
    return hashes, documents


class WordsWriter:
    """Writes the distinct words and, of those that few documents hold, which do."""

    def __init__(self, writer: SegmentWriter, bits: int) -> None:
        names = ("word_buckets", "vocabulary", "counts", "holders")
        self._buckets, self._words, self._counts, self._holders = (writer.spool(name) for name in names)
        self._bits = bits
        self._bucket = self._holder = self.count = 0

    def add(self, pairs: NDArray[np.uint64], stop: int) -> None:
        """Pairs of words and documents, of the buckets up to ``stop``, ascending, each once.

        The leading 32 bits are those of the word's hash, the others the document,
        or ``EVERY`` where some source of them did not list those that hold the word.
        """
        held = (pairs >> np.uint64(32)).astype(np.uint32)
        first = np.flatnonzero(begins(held))
        counts = np.diff(np.append(first, len(held)))
        is_listed = counts <= MOST_HOLDERS
        if len(first):
            is_listed &= pairs[np.append(first[1:], len(held)) - 1] & LOW != EVERY
        holders = pairs[np.repeat(is_listed, counts)].astype("<u4")  # the low half of a pair is the document
        words = held[first].astype("<u4")
        bounds = _bounds(words.astype(np.uint64) << np.uint64(32), self._bits, self._bucket, stop)
        ends = np.append(0, np.cumsum(np.where(is_listed, counts, 0)))
        listed = np.where(is_listed, counts, UNLISTED).astype(np.uint8)
        entries = np.zeros(stop - self._bucket, _WORD_BUCKET)
        entries["first"] = bounds[:-1] + self.count
        entries["holder"] = ends[bounds[:-1]] + self._holder
        sides = [memoryview(column.tobytes()) for column in (words, listed, holders)]
        edges, holder_edges = bounds.tolist(), ends[bounds].tolist()
        for bucket, low, high in zip(range(self._bucket, stop), edges, edges[1:], strict=False):
            at = bucket - self._bucket
            check = zlib.crc32(sides[0][4 * low : 4 * high], seed(bucket))
            entries["words"][at] = zlib.crc32(sides[1][low:high], check)
            listed_here = sides[2][4 * holder_edges[at] : 4 * holder_edges[at + 1]]
            entries["holders"][at] = zlib.crc32(listed_here, seed(bucket))
        self._buckets.write(entries.tobytes())
        for section, data in zip((self._words, self._counts, self._holders), sides, strict=True):
            section.write(data)
        self._bucket = stop
        self._holder += len(holders)
        self.count += len(words)

    def finish(self) -> int:
        """How many words there are, when the last bucket was added."""
        self._buckets.write(WORD_BUCKET.pack(self.count, self._holder, 0, 0))
        return self.count


def vocabulary(segment: Segment) -> NDArray[np.uint32]:
    """The leading 32 bits of the hashes of all distinct words, ascending."""
    offset, length, _ = segment.header.sections["vocabulary"]
    return np.frombuffer(segment.read(offset, length), "<u4")


def read_words(segment: Segment, of_bits: int, part: int) -> NDArray[np.uint64]:
    """The pairs of words and documents, as ``WordsWriter.add`` takes them, of words that begin so."""
    header = segment.header
    low, high = _buckets_of(header.word_bits, of_bits, part)
    sections = header.sections
    data = segment.read(sections["word_buckets"][0] + WORD_BUCKET.size * low, WORD_BUCKET.size * (high - low + 1))
    entries = np.frombuffer(data, _WORD_BUCKET)
    first, count = int(entries["first"][0]), int(entries["first"][-1] - entries["first"][0])
    holder, held = int(entries["holder"][0]), int(entries["holder"][-1] - entries["holder"][0])
    words = np.frombuffer(segment.read(sections["vocabulary"][0] + 4 * first, 4 * count), "<u4").astype(np.uint64)
    counts = np.frombuffer(segment.read(sections["counts"][0] + first, count), np.uint8)
    holders = np.frombuffer(segment.read(sections["holders"][0] + 4 * holder, 4 * held), "<u4")
    is_listed = counts != UNLISTED
    each = np.where(is_listed, counts, 1).astype(np.int64)
    pairs = np.repeat(words << np.uint64(32), each)
    listed = np.repeat(is_listed, each)
    pairs[listed] |= holders
    pairs[~listed] |= np.uint64(EVERY)
    return pairs if header.word_bits >= of_bits else pairs[pairs >> np.uint64(64 - of_bits) == part]
