"""References → segments: the only place where numpy is imported."""

from __future__ import annotations

import json
import zlib
from array import array

import numpy as np

from reusecheck.fingerprints import MIX, MULTIPLIER, RawWordHashes, Unspaced, word_hash
from reusecheck.index.format import MOST_HOLDERS, SEGMENT_WORDS, Record, pack_record, write_segment
from reusecheck.tokens import tokenize, word_pattern
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from reusecheck.fingerprints import Sampling

ENTRIES_A_BUCKET = 16  # of the directory: four steps of bisection


class Written(NamedTuple):
    """A segment that was put in place."""

    name: str
    documents: int
    words: int


class SegmentBuilder:
    """Collects references and writes them as one segment.

    ``add`` takes them in order; a document's number is how many came before it.
    """

    def __init__(self, sampling: Sampling) -> None:
        self.sampling = sampling
        self.documents = 0
        self._hashes = array("Q")
        self._token_starts = array("Q", [0])
        self._records: list[bytes] = []
        self._raw_hashes = RawWordHashes()

    @property
    def words(self) -> int:
        return len(self._hashes)

    @property
    def is_full(self) -> bool:
        return self.words >= SEGMENT_WORDS

    def add(self, description: Mapping[str, object], source: str, prose: str) -> int:
        """Add a reference; the number of its words."""
        before = len(self._hashes)
        try:
            self._hashes.extend(map(self._raw_hashes.__getitem__, word_pattern(prose).findall(prose)))
        except Unspaced:
            del self._hashes[before:]
            self._hashes.extend(map(word_hash, tokenize(prose).words))
        self._token_starts.append(len(self._hashes))
        data = json.dumps(description, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self._records.append(pack_record(Record(data.encode("utf-8", "surrogatepass"), source)))
        self.documents += 1
        return len(self._hashes) - before

    def write(self, folder: str) -> Written:
        """Write what was added; the builder is then spent."""
        hashes = np.frombuffer(self._hashes, dtype=np.uint64) if self._hashes else np.empty(0, np.uint64)
        starts = np.frombuffer(self._token_starts, dtype=np.uint64)
        tokens = hashes.astype(np.uint32)
        fingerprints, positions = fingerprint_table(hashes, starts.astype(np.int64), self.sampling)
        vocabulary, holder_starts, holders = holder_table(tokens, starts.astype(np.int64))
        sections: dict[str, bytes | memoryview[int]] = {
            "fingerprints": _bytes(fingerprints),
            "positions": _bytes(positions),
            "directory": _bytes(directory(fingerprints)),
            "tokens": _bytes(tokens),
            "token_starts": self._token_starts.tobytes(),
            "vocabulary": _bytes(vocabulary),
            "holder_starts": _bytes(holder_starts),
            "holders": _bytes(holders),
            "record_starts": array("Q", _running_sum(self._records)).tobytes(),
            "record_checks": array("I", map(zlib.crc32, self._records)).tobytes(),
            "records": b"".join(self._records),
        }
        counts = (self.documents, self.words)
        return Written(write_segment(folder, self.sampling, counts, sections), *counts)


def _bytes(column: NDArray[np.uint64] | NDArray[np.uint32]) -> memoryview:
    return column.view(np.uint8).data


def _running_sum(records: list[bytes]) -> list[int]:
    starts = [0]
    for record in records:
        starts.append(starts[-1] + len(record))
    return starts


def kgram_hashes(hashes: NDArray[np.uint64], k: int) -> NDArray[np.uint64]:
    """``fingerprints.hash_kgrams`` with whole arrays: (n - k + 1,) of uint64."""
    count = len(hashes) - k + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    rolled = np.zeros(count, np.uint64)
    for at in range(k):
        rolled *= np.uint64(MULTIPLIER)
        rolled += hashes[at : at + count]
    rolled ^= rolled >> np.uint64(33)
    rolled *= np.uint64(MIX)
    rolled ^= rolled >> np.uint64(29)
    return rolled


def winnowed(hashes: NDArray[np.uint64], window: int) -> NDArray[np.int64]:
    """``fingerprints.winnow`` with whole arrays: the positions kept, ascending."""
    kept = np.zeros(len(hashes), bool)
    if len(hashes):
        kept[_smallest_of_each(hashes, min(window, len(hashes)))] = True
    return np.flatnonzero(kept)


def _smallest_of_each(hashes: NDArray[np.uint64], window: int) -> NDArray[np.int64]:
    """Where the smallest hash of each full window is, the rightmost of equals: (n - window + 1,)."""
    count = len(hashes) - window + 1
    best = hashes[:count].copy()
    offset = np.zeros(count, np.int64)
    for step in range(1, window):
        other = hashes[step : step + count]
        smaller = other <= best
        best[smaller] = other[smaller]
        offset[smaller] = step
    return np.arange(count) + offset


def fingerprint_table(
    hashes: NDArray[np.uint64], starts: NDArray[np.int64], sampling: Sampling
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The fingerprints of all documents ascending, and the position of each; equal ones ascend by position.

    ``hashes`` are those of all words, document after document; ``starts`` where each begins, the end last.
    Each document keeps exactly what ``fingerprints.winnow`` keeps of it alone,
    so that its neighbours in a segment make no difference to what is found.
    All are winnowed in one go, and windows that reach into the next document
    thrown away; documents too short for a full window follow apart.
    """
    kgrams = kgram_hashes(hashes, sampling.k)
    kept = np.zeros(len(kgrams), bool)
    if len(kgrams) >= sampling.window:
        smallest = _smallest_of_each(kgrams, sampling.window)
        inside = np.ones(len(smallest), bool)
        for reach in range(1, sampling.k + sampling.window - 1):
            crossing = starts[1:-1] - reach
            inside[crossing[(crossing >= 0) & (crossing < len(inside))]] = False
        kept[smallest[inside]] = True
    lengths = np.diff(starts) - sampling.k + 1
    is_short = (lengths > 0) & (lengths < sampling.window)
    kept[_smallest_of_short(kgrams, starts[:-1][is_short], lengths[is_short])] = True
    positions = np.flatnonzero(kept)
    positions = positions[np.argsort(kgrams[positions], kind="stable")]
    return kgrams[positions], positions.astype(np.uint32)


def _smallest_of_short(
    hashes: NDArray[np.uint64], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where the smallest hash of each stretch is, the rightmost of equals."""
    best = starts.copy()
    for step in range(1, int(lengths.max(initial=0))):
        reached = np.flatnonzero(lengths > step)
        other = starts[reached] + step
        smaller = hashes[other] <= hashes[best[reached]]
        best[reached[smaller]] = other[smaller]
    return best


def directory(fingerprints: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Where the fingerprints of each leading bit pattern begin: ``2 ** bits + 1`` numbers, the count last."""
    bits = max(0, (len(fingerprints) // ENTRIES_A_BUCKET).bit_length())
    if bits == 0:
        return np.array([0, len(fingerprints)], np.uint32)
    bounds = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    found = np.searchsorted(fingerprints, bounds, side="left")
    return np.append(found, len(fingerprints)).astype(np.uint32)


def holder_table(
    words: NDArray[np.uint32], starts: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """The distinct words ascending, where the list of each begins (the end last), and the lists one behind the other.

    A list holds the documents that hold the word, ascending. It is empty where
    they are more than ``MOST_HOLDERS``. ``words`` and ``starts`` are those of
    all documents, as for ``fingerprint_table``.
    """
    pairs = words.astype(np.uint64) << np.uint64(32)
    pairs |= np.repeat(np.arange(len(starts) - 1, dtype=np.uint64), np.diff(starts))
    pairs.sort()
    pairs = pairs[_begins(pairs)]
    held = (pairs >> np.uint64(32)).astype(np.uint32)
    first = np.flatnonzero(_begins(held))
    counts = np.diff(np.append(first, len(held)))
    is_listed = counts <= MOST_HOLDERS
    holder_starts = np.append(0, np.cumsum(np.where(is_listed, counts, 0)))
    holders = pairs[np.repeat(is_listed, counts)].astype(np.uint32)  # the low half of a pair is the document
    return held[first], holder_starts.astype(np.uint32), holders


def _begins(column: NDArray[np.uint64] | NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Where a value differs from the one before it; the first does."""
    begins = np.ones(len(column), bool)
    np.not_equal(column[1:], column[:-1], out=begins[1:])
    return begins
