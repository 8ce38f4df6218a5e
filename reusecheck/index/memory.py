"""A segment that lives in memory only: for comparing a few texts without an index, and as the plain twin in tests."""

from __future__ import annotations

from reusecheck.fingerprints import hash_kgrams, hash_words
from reusecheck.index.format import MOST_HOLDERS
from reusecheck.index.growing import WORD, packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class MemorySegment:
    """What ``candidates.Searchable`` asks of a segment, with every k-gram kept."""

    def __init__(self, documents: Sequence[Sequence[str]], k: int) -> None:
        """``documents`` are words in normal form."""
        self._tokens: list[bytes] = []
        self._postings: dict[int, list[int]] = {}
        self._holders: dict[int, list[int]] = {}
        for number, words in enumerate(documents):
            hashes = hash_words(words)
            self._tokens.append(packed(hashes))
            for kgram in dict.fromkeys(hash_kgrams(hashes, k)):
                self._postings.setdefault(kgram, []).append(number)
            for word in dict.fromkeys(hashes):
                self._holders.setdefault(word, []).append(number)

    @property
    def documents(self) -> int:
        return len(self._tokens)

    @property
    def words(self) -> int:
        return sum(map(self.length, range(self.documents)))

    def postings(self, fingerprint: int) -> Sequence[int]:
        return self._postings.get(fingerprint, ())

    def length(self, document: int) -> int:
        return len(self._tokens[document]) // WORD

    def token_bytes(self, document: int) -> bytes:
        return self._tokens[document]

    def holders(self, word: int) -> Sequence[int] | None:
        found = self._holders.get(word, ())
        return found if len(found) <= MOST_HOLDERS else None
