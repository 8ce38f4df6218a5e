"""Which k-grams of many documents are kept, with whole arrays: the same that ``fingerprints`` gives, one by one."""

from __future__ import annotations

import numpy as np

from reusecheck.fingerprints import MIX, MULTIPLIER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    return winnowed_each(hashes, np.array([0, len(hashes)], np.int64), window, 1)


def winnowed_each(kgrams: NDArray[np.uint64], starts: NDArray[np.int64], window: int, k: int) -> NDArray[np.int64]:
    """The positions that ``fingerprints.winnow`` keeps of each document alone, ascending.

    ``kgrams`` are the hashes of the k-grams of all words, also of those that
    reach from one document into the next; ``starts`` say at which word each
    document begins, the end last. All are winnowed in one go, and windows that
    reach into the next document thrown away; documents too short for a full window follow apart.
    """
    kept = np.zeros(len(kgrams), bool)
    if len(kgrams) >= window:
        smallest = _smallest_of_each(kgrams, window)
        inside = np.ones(len(smallest), bool)
        for reach in range(1, k + window - 1):
            crossing = starts[1:-1] - reach
            inside[crossing[(crossing >= 0) & (crossing < len(inside))]] = False
        kept[smallest[inside]] = True
    lengths = np.diff(starts) - k + 1
    is_short = (lengths > 0) & (lengths < window)
    kept[_smallest_of_short(kgrams, starts[:-1][is_short], lengths[is_short])] = True
    return np.flatnonzero(kept)


def _smallest_of_each(hashes: NDArray[np.uint64], window: int) -> NDArray[np.int64]:
    """Where the smallest hash of each full window is, the rightmost of equals: (n - window + 1,)."""
    count = len(hashes) - window + 1
    best = hashes[:count].copy()
    for step in range(1, window):
        np.minimum(best, hashes[step : step + count], out=best)
    offset = np.zeros(count, np.uint8)
    for step in range(1, window):
        np.copyto(offset, step, where=hashes[step : step + count] == best)
    return np.arange(count) + offset


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


def begins(column: NDArray[np.uint64] | NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Where a value differs from the one before it; the first does."""
    found = np.ones(len(column), bool)
    np.not_equal(column[1:], column[:-1], out=found[1:])
    return found
