"""The hashes of all words of many ASCII texts, with whole arrays: the same that ``fingerprints`` gives of each."""

from __future__ import annotations

import re

import numpy as np

from reusecheck.fingerprints import word_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Where a word is divided at a line end, as ``tokens`` has it.
# The hyphen comes first, so that it is searched for at the speed of memory.
_DIVISION = re.compile(r"-(?<=[A-Za-z0-9]-)[ \t]*\r?\n[ \t]*(?:>[ \t]*)*(?=[a-z])")
LONGEST = 16  # bytes of a word that are compared as two numbers; longer ones are looked up one by one
_SEPARATED = b"\n" * LONGEST  # in front of the texts, behind them, and between any two: no word reaches across
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))  # odd; only spread words over the table
_FIRST_BITS = 16
_MOST_BITS = 22  # a table of so many slots is emptied when it is half full: 2 million words

# A byte in small letters; 0 for one that is no letter and no digit
_SMALL = np.zeros(256, np.uint8)
_SMALL[[ord(c) for c in "0123456789abcdefghijklmnopqrstuvwxyz"]] = list(b"0123456789abcdefghijklmnopqrstuvwxyz")
_SMALL[[ord(c) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]] = list(b"abcdefghijklmnopqrstuvwxyz")
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)


def simple(prose: str) -> bytes | None:
    """A text as ``WordHashes.of`` wants it; None for one whose words it does not know."""
    if not prose.isascii():
        return None
    return (_DIVISION.sub("", prose) if "-" in prose and "\n" in prose else prose).encode()


class WordHashes:
    """``fingerprints.word_hash`` of the words of texts, remembered from one batch to the next.

    A word of up to ``LONGEST`` letters is two numbers of 64 bits, its own bytes,
    so that none can be taken for another. They are found in a table with
    open addressing (linear probing: Knuth, TAOCP 3, 6.4, algorithm L) that is
    searched for all words at once.
    """

    def __init__(self) -> None:
        self._long: dict[bytes, int] = {}
        self._clear(_FIRST_BITS)

    def _clear(self, bits: int) -> None:
        self._bits, self._held = bits, 0
        self._low = np.zeros(1 << bits, np.uint64)
        self._high = np.zeros(1 << bits, np.uint64)
        self._hashes = np.zeros(1 << bits, np.uint64)

    def of(self, texts: Sequence[bytes]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The hashes of the words of all texts, one text behind the other, and how many words each has.

        Each as ``simple`` gives it.
        """
        data = _SEPARATED + _SEPARATED.join(texts) + _SEPARATED
        raw = np.frombuffer(data, np.uint8)
        small = _SMALL[raw]
        joints = _joints(raw, small != 0)
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = LONGEST + np.cumsum(sizes + LONGEST)  # behind each text and its separator
        if len(joints):
            ends -= np.searchsorted(joints, ends)
            small = np.delete(small, joints)
        is_word = small != 0
        edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
        starts, lengths = edges[0::2], edges[1::2] - edges[0::2]
        counts = np.diff(np.searchsorted(starts, ends), prepend=0)
        return self._hashes_of(small, starts, lengths), counts

    def _hashes_of(
        self, small: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> NDArray[np.uint64]:
        wide = np.ndarray((len(small) - 7,), np.uint64, small, 0, (1,))  # the 8 bytes from each place on
        low = wide[starts] & _MASKS[np.minimum(lengths, 8)]
        high = np.zeros(len(low), np.uint64)
        longer = np.flatnonzero(lengths > 8)
        high[longer] = wide[starts[longer] + 8] & _MASKS[np.minimum(lengths[longer] - 8, 8)]
        hashes = self._look_up(low, high)
        for at in np.flatnonzero(lengths > LONGEST).tolist():
            start = int(starts[at])
            hashes[at] = self._hash_of_long(small[start : start + int(lengths[at])].tobytes())
        return hashes

    def _hash_of_long(self, word: bytes) -> int:
        if word not in self._long:
            if len(self._long) >= 1 << _MOST_BITS - 4:
                self._long.clear()
            self._long[word] = word_hash(word.decode())
        return self._long[word]

    def _look_up(self, low: NDArray[np.uint64], high: NDArray[np.uint64]) -> NDArray[np.uint64]:
        may_forget = True
        while True:
            slots, missing = self._slots(low, high)
            if not len(missing):
                return self._hashes[slots]
            self._learn(low[missing], high[missing], may_forget=may_forget)
            may_forget = False  # once: of a batch with more words than the table holds, each would displace the others

    def _slots(self, low: NDArray[np.uint64], high: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Where each word is, and which are nowhere."""
        slots = self._homes(low, high)
        wrong = np.flatnonzero((self._low[slots] != low) | (self._high[slots] != high))
        missing = [np.empty(0, np.int64)]
        last = np.uint64((1 << self._bits) - 1)
        while len(wrong):
            is_free = self._low[slots[wrong]] == 0  # no word has a first byte of 0
            missing.append(wrong[is_free])
            wrong = wrong[~is_free]
            slots[wrong] = slots[wrong] + np.uint64(1) & last
            at = slots[wrong]
            wrong = wrong[(self._low[at] != low[wrong]) | (self._high[at] != high[wrong])]
        return slots, np.concatenate(missing)

    def _homes(self, low: NDArray[np.uint64], high: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Where each word is looked for first."""
        return (low * _MIX[0] ^ high * _MIX[1]) * _MIX[0] >> np.uint64(64 - self._bits)

    def _learn(self, low: NDArray[np.uint64], high: NDArray[np.uint64], *, may_forget: bool) -> None:
        """Put words into the table that are not in it."""
        # the bytes of the words, without the zeros behind them
        words = list(dict.fromkeys(np.stack((low, high), axis=1).view(f"S{LONGEST}").ravel().tolist()))
        if 2 * (self._held + len(words)) > 1 << self._bits:
            self._grow(len(words), may_forget=may_forget)
        columns = np.array(words, f"S{LONGEST}").view(np.uint64).reshape(-1, 2)
        hashes = np.array([word_hash(word.decode()) for word in words], np.uint64)
        self._insert(columns[:, 0], columns[:, 1], hashes)

    def _insert(self, low: NDArray[np.uint64], high: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> None:
        """Put different words into the table, which has room for them and none of them."""
        slots = self._homes(low, high)
        last = np.uint64((1 << self._bits) - 1)
        waiting = np.arange(len(low))
        while len(waiting):
            free = waiting[self._low[slots[waiting]] == 0]
            _, first = np.unique(slots[free], return_index=True)
            placed = free[first]  # of those that want the same slot, one
            at = slots[placed]
            self._low[at], self._high[at], self._hashes[at] = low[placed], high[placed], hashes[placed]
            is_waiting = np.zeros(len(low), bool)
            is_waiting[waiting] = True
            is_waiting[placed] = False
            waiting = np.flatnonzero(is_waiting)
            slots[waiting] = slots[waiting] + np.uint64(1) & last
        self._held += len(low)

    def _grow(self, more: int, *, may_forget: bool) -> None:
        used = np.flatnonzero(self._low)
        low, high, hashes = self._low[used], self._high[used], self._hashes[used]
        bits = self._bits
        while 2 * (self._held + more) > 1 << bits:
            bits += 1
        if bits > _MOST_BITS and may_forget:
            self._clear(max(_FIRST_BITS, (2 * more).bit_length()))
            return
        self._clear(bits)
        self._insert(low, high, hashes)


def _joints(raw: NDArray[np.uint8], is_word: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Places of apostrophes within a word, and of points and commas within a number: words go on behind them."""
    places = np.flatnonzero((raw == ord("'")) | (raw == ord(".")) | (raw == ord(",")))
    before, behind = places - 1, places + 1
    is_apostrophe = raw[places] == ord("'")
    in_word = is_word[before] & is_word[behind]
    zero, ten = np.uint8(ord("0")), np.uint8(10)
    in_number = (raw[before] - zero < ten) & (raw[behind] - zero < ten)
    return places[np.where(is_apostrophe, in_word, in_number)]
