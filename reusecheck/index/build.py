"""References → a segment, in memory bounded by how many are added."""

from __future__ import annotations

import json
import zlib
from itertools import accumulate, pairwise

import numpy as np

from reusecheck.fingerprints import RawWordHashes, Unspaced, hash_words
from reusecheck.index.arrays import begins, kgram_hashes, winnowed_each
from reusecheck.index.format import (
    DOCUMENT,
    KEPT_BITS,
    NORMAL_FORM,
    SECTIONS,
    Header,
    bucket_bits,
    seed,
    word_bucket_bits,
)
from reusecheck.index.tables import PostingsWriter, WordsWriter
from reusecheck.index.wordhashes import WordHashes, simple
from reusecheck.index.writing import Blocks, SegmentWriter, Written, write_descriptions
from reusecheck.tokens import tokenize, word_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray

    from reusecheck.fingerprints import Sampling

BATCH = 256 * 1024  # bytes of text looked at together: their arrays stay within the processor's cache
MOST_DOCUMENTS = 65_536  # of one builder, whose fingerprints and documents share 64 bits
_as_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_KEPT = np.uint64((1 << 64) - (1 << 64 - KEPT_BITS))


class Words:
    """Hashes of words that one batch has taught the next; kept for as long as references are indexed.

    With a ``key``, they are those of a sealed segment, and ``simple`` does not know them.
    """

    def __init__(self, key: bytes = b"") -> None:
        self.simple = WordHashes()
        self.raw = RawWordHashes(key)


class SegmentBuilder:
    """Collects references and writes them as one segment.

    ``add`` takes them in order; a document's number is how many came before it.
    Of a reference are kept 40 bytes for each of its words, or so, and its text packed.
    """

    word_type = "<u2"  # what is kept of each word's hash
    key_check = bytes(8)

    def __init__(self, sampling: Sampling, folder: str, words: Words | None = None) -> None:
        """Texts are written into the folder as they come. Raises OSError as the disk does."""
        self.sampling = sampling
        self.documents = self.words = self.bytes = 0
        self._words = words or Words()
        self._batch: list[bytes | NDArray[np.uint64]] = []  # simple texts, or the hashes of a text's words
        self._batch_bytes = 0
        self._tokens: list[NDArray[Any]] = []
        self._keys: list[NDArray[np.uint64]] = []  # hash and document
        self._pairs: list[NDArray[np.uint64]] = []  # word and document
        self._counts: list[NDArray[np.int64]] = []
        self._places: list[tuple[int, int, int]] = []
        self._descriptions: list[bytes] = []
        self._writer = SegmentWriter(folder, len(SECTIONS))
        self._blocks = Blocks(self._writer.section("texts"))

    def close(self) -> None:
        """Leave nothing behind of what was not written."""
        self._writer.close()

    @property
    def is_full(self) -> bool:
        return self.documents >= MOST_DOCUMENTS

    def add(self, description: Mapping[str, object], source: str, prose: str) -> int:
        """Add a reference; its number."""
        data = source.encode("utf-8", "surrogatepass")
        self._batch.append(self.words_of(prose))
        self._descriptions.append(_as_json(description).encode("utf-8", "surrogatepass"))
        self._places.append(self.keep(data))
        self.documents += 1
        self.bytes += len(data)
        self._batch_bytes += len(prose)
        if self._batch_bytes >= BATCH:
            self._flush()
        return self.documents - 1

    def words_of(self, prose: str) -> bytes | NDArray[np.uint64]:
        """What the batch is to know of a text."""
        text = simple(prose)
        return self.careful(prose) if text is None else text

    def keep(self, data: bytes) -> tuple[int, int, int]:
        """Keep a text; block, offset in it and length."""
        return self._blocks.add(data)

    def stored(self, first: int, hashes: NDArray[Any], counts: NDArray[np.int64]) -> bytes:
        """What is written of the words of some documents in a row, the first of them given by its number."""
        del first, counts
        return hashes.tobytes()

    def careful(self, prose: str) -> NDArray[np.uint64]:
        """The hashes of the words of any text."""
        try:
            hashes = list(map(self._words.raw.__getitem__, word_pattern(prose).findall(prose)))
        except Unspaced:
            hashes = list(hash_words(tokenize(prose).words, self._words.raw.key))
        return np.array(hashes, np.uint64)

    def _flush(self) -> None:
        """Take what counts from the texts of the batch."""
        if not self._batch:
            return
        found, sizes = self._words.simple.of([text for text in self._batch if isinstance(text, bytes)])
        simple = iter(np.split(found, np.cumsum(sizes)[:-1]))
        each = [next(simple) if isinstance(text, bytes) else text for text in self._batch]
        hashes = np.concatenate(each)
        counts = np.fromiter(map(len, each), np.int64, len(each))
        first = self.documents - len(each)
        owners = np.repeat(np.arange(first, self.documents, dtype=np.uint64), counts)
        starts = np.append(0, np.cumsum(counts))
        kgrams = kgram_hashes(hashes, self.sampling.k)
        kept = winnowed_each(kgrams, starts, self.sampling.window, self.sampling.k)
        self._keys.append(kgrams[kept] & _KEPT | owners[kept])
        self._pairs.append(_distinct(hashes >> np.uint64(32) << np.uint64(32) | owners))
        self._tokens.append(hashes.astype(self.word_type))
        self._counts.append(counts)
        self.words += len(hashes)
        self._batch, self._batch_bytes = [], 0

    def write(self) -> Written:
        """Write what was added; the builder is then spent."""
        self._flush()
        writer = self._writer
        self._blocks.flush()
        writer.section("text_blocks").write(bytes(self._blocks.table))
        tokens = writer.section("tokens")
        token_bytes = np.dtype(self.word_type).itemsize
        checks: list[int] = []
        for column, counts in zip(self._tokens, self._counts, strict=True):
            data = memoryview(self.stored(len(checks), column, counts))
            edges = np.append(0, np.cumsum(counts) * token_bytes).tolist()
            checks += (zlib.crc32(data[low:high]) for low, high in pairwise(edges))
            tokens.write(data)
        lengths = [count for counts in self._counts for count in counts.tolist()]
        firsts = [0, *accumulate(lengths)]
        documents = writer.section("documents")
        for number, entry in enumerate(zip(firsts[:-1], lengths, checks, self._places, strict=True)):
            documents.write(pack_document(number, *entry[:3], entry[3]))
        descriptor = write_descriptions(writer.section("descriptions"), self._descriptions)
        writer.section("descriptor").write(descriptor)
        self._tokens, self._descriptions = [], []
        keys = _distinct(_joined(self._keys))
        self._keys = []
        bits = bucket_bits(len(keys), self.documents)
        postings = PostingsWriter(writer, bits, self.documents)
        postings.add(keys & _KEPT, (keys & ~_KEPT).astype(np.uint32), 1 << bits)
        pairs = _joined(self._pairs)
        self._pairs = []
        pairs.sort()
        word_bits = word_bucket_bits(int(np.count_nonzero(begins(pairs >> np.uint64(32)))))
        words = WordsWriter(writer, word_bits)
        words.add(pairs, 1 << word_bits)
        return writer.finish(
            Header(
                0, self.sampling.k, self.sampling.window, NORMAL_FORM, self.documents, self.words,
                postings.finish(), words.finish(), bits, word_bits, token_bytes, self.key_check, {},
            )
        )  # fmt: skip


def _distinct(column: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The distinct values, ascending. ``np.unique`` hashes them, which takes eight times as long."""
    column.sort()
    return column[begins(column)]


def _joined(arrays: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    return np.concatenate(arrays) if arrays else np.empty(0, np.uint64)


def pack_document(number: int, first: int, words: int, check: int, place: tuple[int, int, int]) -> bytes:
    """The entry of a document in its section."""
    data = DOCUMENT.pack(first, words, check, *place, 0)[:-4]
    return data + zlib.crc32(data, seed(number)).to_bytes(4, "little")
