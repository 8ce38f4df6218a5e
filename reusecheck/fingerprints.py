"""Hashes of k-grams, the same in every process, platform and release, and which of them are kept."""

from __future__ import annotations

import sys
from array import array

from reusecheck.hashing import blake2b
from reusecheck.tokens import normal_form, parts
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

K = 5  # words; k-grams of 5 name few wrong documents and survive one edited word in six
MASK = (1 << 64) - 1
MULTIPLIER = 0x9E3779B97F4A7C15  # odd; 2**64 / golden ratio, as in Knuth, TAOCP 3, 6.4
MIX = 0xFF51AFD7ED558CCD  # Appleby, MurmurHash3, fmix64


class Sampling(NamedTuple):
    """How k-grams are cut and kept: ``k`` words each, one of every ``window`` kept."""

    k: int
    window: int


def sampling(run_words: int) -> Sampling:
    """The sampling that keeps a fingerprint of every run of ``run_words`` words.

    A run of ``run_words = k + window - 1`` words holds ``window`` k-grams, all
    of them within one window, and every window keeps one: see ``winnow``.
    """
    k = min(K, run_words)
    return Sampling(k, run_words - k + 1)


def word_hash(word: str, key: bytes = b"") -> int:
    """64-bit hash of a word in normal form; with a ``key``, one that nobody can make without it (sealed segments)."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest(), "little")


class Unspaced(Exception):  # noqa: N818 - not an error: the word must be taken apart first
    """A raw word that falls into several (``tokens.parts``)."""


class RawWordHashes(dict[str, int]):
    """``word_hash`` of the normal form by raw word; raises ``Unspaced`` for one that falls into parts."""

    LIMIT = 2_000_000

    def __init__(self, key: bytes = b"") -> None:
        super().__init__()
        self.key = key

    def __missing__(self, raw: str) -> int:
        if parts(raw) is not None:
            raise Unspaced(raw)
        if len(self) >= self.LIMIT:
            self.clear()
        value = self[raw] = word_hash(normal_form(raw), self.key)
        return value


def hash_words(words: Iterable[str], key: bytes = b"") -> array[int]:
    """``word_hash`` of each word."""
    listed = list(words)
    # ``word_hash`` written out: a call for each word of an article takes longer than its hash
    seen = {
        word: blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest() for word in set(listed)
    }
    hashes = array("Q", b"".join([seen[word] for word in listed]))
    if sys.byteorder == "big":
        hashes.byteswap()
    return hashes


def hash_kgrams(words: Sequence[int], k: int) -> list[int]:
    """A 64-bit hash of each ``k`` words in a row, from the hashes of the words.

    A polynomial in ``MULTIPLIER`` modulo 2**64, rolled from one k-gram to the
    next (Karp and Rabin 1987), then mixed so that its high bits, by which the
    index is searched, depend on all words. ``index.build`` computes the same
    with whole arrays; a property test compares the two.
    """
    if len(words) < k:
        return []
    first = pow(MULTIPLIER, k, 1 << 64)
    rolled = 0
    for word in words[:k]:
        rolled = (rolled * MULTIPLIER + word) & MASK
    hashes = [rolled]
    for leaving, entering in zip(words, words[k:]):  # noqa: B905 - the second is shorter by k
        rolled = (rolled * MULTIPLIER + entering - leaving * first) & MASK
        hashes.append(rolled)
    return [(mixed := (h ^ h >> 33) * MIX & MASK) ^ mixed >> 29 for h in hashes]


def winnow(hashes: Sequence[int], window: int) -> list[int]:
    """Positions of the hashes to keep as fingerprints, ascending.

    Every run of ``window`` hashes keeps its smallest, the rightmost of equals.
    Hence two texts that share ``window + k - 1`` tokens share a fingerprint,
    where ``hashes[i]`` stands for the k-gram that starts at token ``i``: the
    shared run holds ``window`` k-grams in a row, which are a window in both
    texts, and of equal windows the same hash is kept. A text of fewer than
    ``window`` hashes is treated as one run.

    A check looks up *every* k-gram of the article among the kept ones of the
    references, so the shared run is met at its own place in both, whichever of
    several equal hashes was kept.

    Schleimer, Wilkerson and Aiken, "Winnowing", SIGMOD 2003, written from the
    definition; the code printed there as figure 5 has errata. This is the plain
    form: ``index.build`` does the same with whole arrays.
    """
    kept: list[int] = []
    if not hashes:
        return kept
    for low in range(max(1, len(hashes) - window + 1)):
        inside = range(low, min(low + window, len(hashes)))
        best = min(inside, key=lambda i: (hashes[i], -i))
        if not kept or kept[-1] != best:
            kept.append(best)
    return kept
