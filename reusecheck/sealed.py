"""References whose texts nobody here may read: of their words, those are known that stand in the article, too."""

from __future__ import annotations

from array import array

from reusecheck.detection import Library, ReferenceText
from reusecheck.documents import Document, Reading
from reusecheck.fingerprints import word_hash
from reusecheck.index.sealing import NONCE, masked
from reusecheck.spans import OffsetMap
from reusecheck.tokens import Tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.detection import Described, References
    from reusecheck.fingerprints import Sampling
    from reusecheck.index.candidates import Candidate, Shelves
    from reusecheck.index.catalog import Index
    from reusecheck.index.segment import Segment

# Stands for the hash of a word that the article does not have. No word of any article begins with it, and no letter
# or digit follows that could be taken for a number: different words stay different, equal ones equal.
_UNKNOWN = "\0"
_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopqrstuv")
_NO_TEXT = Reading("", OffsetMap((), (), (), 0))


class _Unmasked:
    """A sealed segment as the look-up asks it: with its words unmasked."""

    def __init__(self, segment: Segment, key: bytes) -> None:
        self._segment, self._key = segment, key
        self.documents, self.words = segment.documents, segment.words
        self.postings, self.holders, self.length = segment.postings, segment.holders, segment.length

    def hashes(self, document: int) -> bytes:
        """The hash of each word, 8 bytes a word."""
        nonce = NONCE.pack(*self._segment.place(document))
        return masked(self._segment.raw_tokens(document), nonce, self._key)

    def token_bytes(self, document: int) -> bytes:
        return memoryview(self.hashes(document)).cast("H")[::4].tobytes()


class SealedLibrary(Library):
    """The references of a sealed index; ``key`` is the one that it was sealed with."""

    def __init__(self, index: Index, sampling: Sampling, key: bytes) -> None:
        super().__init__(index, sampling)
        self.key = key
        self.segments = [_Unmasked(segment, key) for segment in index.segments]
        self.shelves = self.shelves._replace(segments=self.segments, key=key)

    def beside(self, words: Sequence[str]) -> References:
        return _Beside(self, words)


class _Beside:
    """They, as one article is compared with them.

    A word of the article stands in a reference wherever the same 64 bits do, hashed with the key.
    """

    def __init__(self, library: SealedLibrary, words: Sequence[str]) -> None:
        self._library, self._words = library, words
        self.shelves: Shelves = library.shelves
        self._known: dict[int, str] = {}
        self._kept: dict[tuple[int, int], ReferenceText] = {}

    def beside(self, words: Sequence[str]) -> References:
        return self._library.beside(words)

    def described(self, candidate: Candidate) -> Described:
        return self._library.described(candidate)

    def text(self, candidate: Candidate) -> ReferenceText:
        """The reference with its words as far as they are known, and without its text."""
        key = candidate[:2]
        if key not in self._kept:
            if not self._known:
                self._known = {word_hash(word, self._library.key): word for word in set(self._words)}
            described = self.described(candidate)
            hashes = memoryview(self._library.segments[key[0]].hashes(key[1])).cast("Q")
            words = [self._known.get(value) or _unknown(value) for value in hashes]
            nowhere = array("q", bytes(8 * len(words)))
            document = Document(described.path, "", _NO_TEXT)
            self._kept[key] = ReferenceText(described, document, Tokens(words, nowhere, nowhere), is_sealed=True)
        return self._kept[key]


def _unknown(value: int) -> str:
    return _UNKNOWN + f"{value:016x}".translate(_LETTERS)
