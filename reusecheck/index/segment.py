"""A segment opened for reading: every read is one piece of the file, checked when it is read.

Nothing is mapped into memory. A touch of a mapped file costs more than a small
read (2.8 µs against 1.0 in a file of 900 MB, 2026-11-22), and the kernel adds the 64
KB around it to the memory of the process, so that a check would take more the larger the corpus.
"""

from __future__ import annotations

import os
import sys
import zlib
from bisect import bisect_left
from collections.abc import Sequence

from reusecheck.errors import IndexUnusableError
from reusecheck.index.format import (
    BLOCK,
    BUCKET,
    DESCRIPTIONS_A_BLOCK,
    DOCUMENT,
    KEPT_BITS,
    MARK_BITS,
    MEND,
    MOST_SECTIONS,
    NORMAL_FORM,
    SECTIONS,
    UNLISTED,
    WORD_BUCKET,
    Record,
    document_bits,
    header_end,
    header_size,
    seed,
    segment_name,
    unpack_header,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from reusecheck.fingerprints import Sampling

# A directory of buckets up to this size is read whole when the first bucket is looked up: of up to 4 million
# fingerprints, 0.2 ms. Of a larger one, a look-up reads the entry it wants.
WHOLE_DIRECTORY = 1 << 20  # bytes
_PORTION = 1 << 20  # bytes read at once where a whole section is
# What is kept for the next article. For 2,500 of 300 words against 1,000 references, a hook asks 680,000 times for
# k-grams and as often for words: 8.9 s of CPU without, 6.3 s with (2026-11-22, benchmarks/many.py).
KEPT_WORDS = 1 << 15  # holders of words, of ``format.MOST_HOLDERS`` documents at most: some 200 bytes each
KEPT_BUCKETS = 1 << 13  # marks of k-grams, some 60 in a bucket: 300 bytes each
_FEW = 64  # documents of a k-gram that are told as a list; more are told when they are asked for


class _Directory:
    """The entries of a section that says where buckets begin; one more at the end says where the last stops."""

    def __init__(self, segment: Segment, name: str, size: int) -> None:
        self._segment, self._size = segment, size
        self._offset, self._length, _ = segment.header.sections[name]
        self._whole: bytes | None = None

    def entry(self, bucket: int) -> tuple[bytes, int]:
        """Bytes and a place in them, at which the entry stands and behind it the next."""
        if self._length > WHOLE_DIRECTORY:
            return self._segment.read(self._offset + bucket * self._size, 2 * self._size), 0
        if self._whole is None:
            self._whole = self._segment.read(self._offset, self._length)
        return self._whole, bucket * self._size


class Segment:
    """A segment, opened read-only. Opening checks the header and the length of the file, a read what it reads."""

    def __init__(self, path: str, sampling: Sampling) -> None:
        """Raises IndexUnusableError if the file is missing, damaged, or built with other parameters."""
        self.path = path
        self._file = -1
        if sys.byteorder != "little":
            raise IndexUnusableError("the index is little endian, this machine is not")
        try:
            self._file = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
            size = os.fstat(self._file).st_size
            beginning = os.pread(self._file, header_size(MOST_SECTIONS), 0)
        except OSError as error:  # a directory can be opened, but not read
            raise IndexUnusableError(f"{path}: {error.strerror}; {MEND}") from error
        self.header = header = unpack_header(beginning, path)
        if (header.k, header.window, header.normal_form) != (sampling.k, sampling.window, NORMAL_FORM):
            raise IndexUnusableError(f"{path}: built with other parameters; {MEND}")
        needed = max((offset + length for offset, length, _ in header.sections.values()), default=0)
        if not header.sections.keys() >= set(SECTIONS) or needed != size:
            raise IndexUnusableError(f"{path}: {size:,} bytes, its header wants {needed:,}; {MEND}")
        self.name = segment_name(beginning[: header_size(len(header.sections))])
        at = {name: offset for name, (offset, _, _) in header.sections.items()}
        self._marks_at, self._rests_at = at["marks"], at["rests"]
        self._words_at, self._counts_at, self._holders_at = at["vocabulary"], at["counts"], at["holders"]
        self._documents_at, self._tokens_at = at["documents"], at["tokens"]
        self._buckets = _Directory(self, "buckets", BUCKET.size)
        self._word_buckets = _Directory(self, "word_buckets", WORD_BUCKET.size)
        self._bucket_shift = 64 - header.bits
        self._mark_shift = 64 - header.bits - MARK_BITS
        self._rest_bits = KEPT_BITS - MARK_BITS - header.bits  # of the hash, above those of the document
        self._document_bits = document_bits(header.documents)
        self._blocks: dict[tuple[str, int], bytes] = {}  # the last block of each section
        self._marks: dict[int, tuple[int, int, bytes]] = {}
        self._holders: dict[int, Sequence[int] | None] = {}

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    @property
    def documents(self) -> int:
        return self.header.documents

    @property
    def words(self) -> int:
        return self.header.words

    @property
    def is_sealed(self) -> bool:
        return any(self.header.key_check)

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the file, as they are; raises IndexUnusableError if there are fewer."""
        try:
            data = os.pread(self._file, length, offset)
        except (OSError, OverflowError, ValueError, MemoryError) as error:  # a damaged offset or length, among others
            raise IndexUnusableError(f"{self.path}: cannot be read at {offset}: {error}; {MEND}") from error
        if len(data) != length:
            raise IndexUnusableError(f"{self.path}: cut off or damaged at {offset}; {MEND}")
        return data

    def _checked(self, section: str, offset: int, length: int, check: int, begun: int = 0) -> bytes:
        """Bytes of a section; raises IndexUnusableError if they or what says where they are have been damaged."""
        start, size, _ = self.header.sections[section]
        if not 0 <= offset <= offset + length <= size:
            raise self._damaged(section)
        data = self.read(start + offset, length)
        if zlib.crc32(data, begun) != check:
            raise self._damaged(section)
        return data

    def _damaged(self, section: str) -> IndexUnusableError:
        return IndexUnusableError(f"{self.path}: section {section} is damaged; {MEND}")

    def postings(self, fingerprint: int) -> Sequence[int]:
        """Documents in which a k-gram of this hash was kept, ascending, each once; empty if in none.

        A k-gram that is in none is taken for one that is once in millions of times: see ``format.KEPT_BITS``.
        """
        bucket = fingerprint >> self._bucket_shift
        kept = self._marks.get(bucket)
        first, rests_check, marks = self._read_marks(bucket) if kept is None else kept
        mark = (fingerprint >> self._mark_shift & 0xFFFF).to_bytes(2, "little")
        low = marks.find(mark)
        while low & 1 and low > 0:
            low = marks.find(mark, low + 1)
        if low < 0:
            return ()
        rests = self._checked("rests", 4 * first, 2 * len(marks), rests_check, seed(bucket))
        return self._documents_of(fingerprint, marks, memoryview(rests).cast("I"), low // 2)

    def _read_marks(self, bucket: int) -> tuple[int, int, bytes]:
        """The number of the first fingerprint of a bucket, the check of their rests, and their marks."""
        directory, at = self._buckets.entry(bucket)
        first, marks_check, rests_check = BUCKET.unpack_from(directory, at)
        stop = BUCKET.unpack_from(directory, at + BUCKET.size)[0]
        if not first <= stop <= self.header.fingerprints:
            raise self._damaged("buckets")
        marks = self.read(self._marks_at + 2 * first, 2 * (stop - first))
        if zlib.crc32(marks, seed(bucket)) != marks_check:
            raise self._damaged("marks")
        if len(self._marks) == KEPT_BUCKETS:
            self._marks.clear()
        self._marks[bucket] = found = first, rests_check, marks
        return found

    def _documents_of(self, fingerprint: int, marks: bytes, rests: memoryview[int], low: int) -> Sequence[int]:
        """The documents of a fingerprint whose mark stands from ``low`` on."""
        mark = marks[2 * low : 2 * low + 2]
        bits = self._document_bits
        rest = (fingerprint >> 64 - KEPT_BITS & (1 << self._rest_bits) - 1) << bits
        count = len(rests)
        high = low + 1
        while high < count and marks[2 * high : 2 * high + 2] == mark:
            high = (
                high + 1 if high - low < _FEW else bisect_left(memoryview(marks).cast("H"), mark_number(mark) + 1, high)
            )
        start = bisect_left(rests, rest, low, high)
        stop = bisect_left(rests, rest + (1 << bits), start, high)
        found = rests[start:stop]
        documents = [value - rest for value in found] if len(found) <= _FEW else _Many(found, rest)
        if documents and documents[-1] >= self.header.documents:
            raise self._damaged("rests")
        return documents

    def count(self, fingerprint: int) -> int:
        """How many documents ``postings`` tells of."""
        return len(self.postings(fingerprint))

    def holders(self, word: int) -> Sequence[int] | None:
        """The documents that hold a word (its 64-bit hash), ascending; empty if none does.

        None where more than ``MOST_HOLDERS`` do. Dead documents are among them, and count.
        """
        if word in self._holders:
            return self._holders[word]
        if len(self._holders) == KEPT_WORDS:
            self._holders.clear()
        self._holders[word] = found = self._read_holders(word)
        return found

    def _read_holders(self, word: int) -> Sequence[int] | None:
        bucket = word >> 64 - self.header.word_bits
        directory, at = self._word_buckets.entry(bucket)
        first, holder, check, holders_check = WORD_BUCKET.unpack_from(directory, at)
        stop, holder_stop, _, _ = WORD_BUCKET.unpack_from(directory, at + WORD_BUCKET.size)
        if not first <= stop <= self.header.vocabulary:
            raise self._damaged("word_buckets")
        words = self.read(self._words_at + 4 * first, 4 * (stop - first))
        counts = self.read(self._counts_at + first, stop - first)
        if zlib.crc32(counts, zlib.crc32(words, seed(bucket))) != check:
            raise self._damaged("vocabulary")
        column = memoryview(words).cast("I")
        number = bisect_left(column, word >> 32)
        if number == len(column) or column[number] != word >> 32:
            return ()
        if counts[number] == UNLISTED:
            return None
        low = sum(count for count in counts[:number] if count != UNLISTED)
        data = self._checked("holders", 4 * holder, 4 * (holder_stop - holder), holders_check, seed(bucket))
        found = memoryview(data).cast("I")[low : low + counts[number]].tolist()
        if len(found) != counts[number] or found[-1] >= self.header.documents:
            raise self._damaged("holders")
        return found

    def _document(self, document: int) -> tuple[int, int, int, int, int, int]:
        """First word, words, CRC-32 of the tokens; block, offset and length of the text."""
        data = self.read(self._documents_at + document * DOCUMENT.size, DOCUMENT.size)
        *fields, check = DOCUMENT.unpack(data)
        if zlib.crc32(data[:-4], seed(document)) != check:
            raise self._damaged("documents")
        first, words, tokens, block, offset, length = fields
        return first, words, tokens, block, offset, length

    def length(self, document: int) -> int:
        """Words of a document."""
        return self._document(document)[1]

    def place(self, document: int) -> tuple[int, int, int]:
        """Block, offset and length of a document's text; in a sealed segment, the number that masks its words."""
        return self._document(document)[3:]

    def raw_tokens(self, document: int) -> bytes:
        """The low bits of each word's hash, ``header.token_bytes`` bytes a word; masked in a sealed segment."""
        first, words, check, *_ = self._document(document)
        size = self.header.token_bytes
        return self._checked("tokens", size * first, size * words, check)

    def token_bytes(self, document: int) -> bytes:
        """The low 16 bits of each word's hash, 2 bytes a word; not of a sealed segment, see ``sealed``."""
        return self.raw_tokens(document)

    def record(self, document: int) -> Record:
        """What is kept of a document; raises IndexUnusableError if it is damaged."""
        _, _, _, block, offset, length = self._document(document)
        text = self.block("text_blocks", "texts", block)[offset : offset + length]
        if len(text) != length:
            raise self._damaged("texts")
        return Record(self.description(document), text.decode("utf-8", "surrogatepass"))

    def description(self, document: int) -> bytes:
        """How a document is described, JSON."""
        lines = self.block("descriptor", "descriptions", document // DESCRIPTIONS_A_BLOCK).split(b"\n")
        if document % DESCRIPTIONS_A_BLOCK >= len(lines):
            raise self._damaged("descriptions")
        return lines[document % DESCRIPTIONS_A_BLOCK]

    def block(self, table: str, section: str, number: int) -> bytes:
        """A block of texts or descriptions, unpacked."""
        if (section, number) not in self._blocks:
            packed = self.packed_block(table, section, number)
            self._blocks = {key: kept for key, kept in self._blocks.items() if key[0] != section}
            try:
                self._blocks[section, number] = zlib.decompress(packed)
            except zlib.error:  # written so: its checksum is right
                raise self._damaged(section) from None
        return self._blocks[section, number]

    def packed_block(self, table: str, section: str, number: int) -> bytes:
        """The same as it is kept (zlib)."""
        offset, length, _ = self.header.sections[table]
        if not 0 <= number < length // BLOCK.size:
            raise self._damaged(table)
        start, size, check = BLOCK.unpack(self.read(offset + number * BLOCK.size, BLOCK.size))
        return self._checked(section, start, size, check, seed(number))

    def verify(self) -> list[str]:
        """Everything wrong with the file; reads all of it.

        Raises IndexUnusableError where it cannot be read.
        """
        problems = []
        end = header_end(len(self.header.sections))
        for name, (offset, length, check) in sorted(self.header.sections.items(), key=lambda item: item[1]):
            if any(self.read(end, max(0, offset - end))):
                problems.append(f"{self.path}: damaged before section {name}; {MEND}")
            found = 0
            end = offset + length
            for at in range(offset, end, _PORTION):
                found = zlib.crc32(self.read(at, min(_PORTION, end - at)), found)
            if found != check:
                problems.append(str(self._damaged(name)))
        return problems


def mark_number(mark: bytes) -> int:
    return int.from_bytes(mark, "little")


class _Many(Sequence[int]):
    """Documents of a k-gram that very many hold, told when they are asked for."""

    def __init__(self, values: memoryview[int], subtract: int) -> None:
        self._values, self._subtract = values, subtract

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[int]:
        return map((-self._subtract).__add__, self._values)

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - a number for a number, several for a slice
        if isinstance(at, slice):
            return [value - self._subtract for value in self._values[at]]
        return self._values[at] - self._subtract
