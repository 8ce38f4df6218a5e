"""A segment that lives in memory only: for comparing a few texts without an index, and as the plain twin in tests."""

from __future__ import annotations

from array import array
from bisect import bisect_right

from reusecheck.fingerprints import hash_kgrams, hash_words
from reusecheck.index.format import MOST_HOLDERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class MemorySegment:
    """What ``candidates`` asks of a segment, with every k-gram kept."""

    def __init__(self, documents: Sequence[Sequence[str]], k: int) -> None:
        """``documents`` are words in normal form."""
        self._starts = [0]
        tokens = array("I")
        self._postings: dict[int, list[int]] = {}
        self._holders: dict[int, list[int]] = {}
        for number, words in enumerate(documents):
            hashes = hash_words(words)
            for at, kgram in enumerate(hash_kgrams(hashes, k), self._starts[-1]):
                self._postings.setdefault(kgram, []).append(at)
            self._starts.append(self._starts[-1] + len(hashes))
            low = array("I", [value & 0xFFFFFFFF for value in hashes])
            tokens.extend(low)
            for word in set(low):
                self._holders.setdefault(word, []).append(number)
        self._tokens = tokens.tobytes()

    @property
    def documents(self) -> int:
        return len(self._starts) - 1

    @property
    def words(self) -> int:
        return self._starts[-1]

    def holders(self, word: int) -> Sequence[int] | None:
        found = self._holders.get(word, ())
        return found if len(found) <= MOST_HOLDERS else None

    def postings(self, fingerprint: int) -> Sequence[int]:
        return self._postings.get(fingerprint, ())

    def locate(self, position: int) -> tuple[int, int]:
        document = bisect_right(self._starts, position) - 1
        return document, self._starts[document]

    def token_span(self, document: int) -> tuple[int, int]:
        return self._starts[document], self._starts[document + 1]

    def token_bytes(self, document: int) -> bytes:
        start, stop = self.token_span(document)
        return self._tokens[4 * start : 4 * stop]

    def runs_at(self, positions: Iterable[int], offset: int, count: int) -> list[bytes]:
        return [self._tokens[max(0, 4 * (at - offset)) : 4 * (at - offset + count)] for at in positions]
