"""Words as names are compared: without capitals, accents, apostrophes and forms of letters."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left

from reusecheck.unicode_marks import MARKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN_WORD = r"[^\W_]+"
# A letter of these scripts is a word: names stand in them without spaces around (從新華社…, 가디언에)
_SYLLABLES = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = rf"[{_SYLLABLES}]|(?:[^\W_{_SYLLABLES}]|[{MARKS}\u00ad\u200b-\u200d\u2060])+"


def fold(word: str) -> str:
    """One word without what may differ between two spellings of a name; "" for marks alone."""
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(c for c in bare if c.isalnum())


def _is_plain(text: str) -> bool:
    """Whether letters stand for themselves: no combining marks, no invisible characters, no syllables as words.

    The pattern for the others takes 4 ms to compile, and curly quotes alone do not need it.
    """
    return text.isascii() or not any(
        unicodedata.category(c) in ("Mn", "Mc", "Me", "Cf") or "\u3040" <= c <= "\ufaff"
        for c in set(text)
        if not c.isascii()
    )


class Words:
    """The words of a stretch of text.

    ``joined`` has a space before and behind every word; ``at[i]`` is the place
    of the space before word ``i``; ``starts`` and ``stops`` are offsets into
    the text plus ``offset``; ``each`` are the words. All columns have one length.
    """

    __slots__ = ("_by_letter", "_together", "at", "each", "joined", "starts", "stops")

    def __init__(self, text: str, offset: int = 0) -> None:
        pieces: list[str] = []
        self.at: list[int] = []
        self.starts: list[int] = []
        self.stops: list[int] = []
        at = 0
        for found in re.finditer(_PLAIN_WORD if _is_plain(text) else _WORD, text):
            folded = fold(found[0])
            if not folded:
                continue
            pieces.append(folded)
            self.at.append(at)
            at += len(folded) + 1
            self.starts.append(found.start() + offset)
            self.stops.append(found.end() + offset)
        self.joined = f" {' '.join(pieces)} " if pieces else ""
        self.each = pieces
        self._by_letter: dict[str, list[tuple[int, str]]] | None = None
        self._together: tuple[str, list[int]] | None = None

    def __len__(self) -> int:
        return len(self.at)

    def word(self, index: int) -> str:
        return self.phrase(index, index + 1)

    def phrase(self, first: int, stop: int) -> str:
        """Words ``[first, stop)`` with one space between."""
        end = self.at[stop] if stop < len(self.at) else len(self.joined) - 1
        return self.joined[self.at[first] + 1 : end]

    def find(self, phrase: str) -> Iterator[tuple[int, str]]:
        """Where ``phrase`` (folded words) begins, as index of a word, and the rest of its last word; ascending."""
        needle = " " + phrase
        found = self.joined.find(needle)
        while found >= 0:
            end = found + len(needle)
            yield bisect_left(self.at, found), self.joined[end : self.joined.index(" ", end)]
            found = self.joined.find(needle, found + 1)

    def beginning(self, letter: str) -> list[tuple[int, str]]:
        """The words that begin with a letter, each with its index; ascending."""
        if self._by_letter is None:
            self._by_letter = {}
            for index, word in enumerate(self.each):
                self._by_letter.setdefault(word[0], []).append((index, word))
        return self._by_letter.get(letter, [])

    def find_letters(self, letters: str) -> Iterator[tuple[int, int]]:
        """Words ``[first, stop)`` that are ``letters`` together, wherever spaces stand between; ascending."""
        if self._together is None:
            ends = (*self.at, len(self.joined) - 1) if self.at else ()
            self._together = "".join(self.each), [at - index for index, at in enumerate(ends)]
        together, begins = self._together
        found = together.find(letters)
        while found >= 0:
            first, stop = bisect_left(begins, found), bisect_left(begins, found + len(letters))
            if begins[first] == found and begins[stop] == found + len(letters):
                yield first, stop
            found = together.find(letters, found + 1)

    def count(self, start: int, stop: int) -> int:
        """How many words begin in ``[start, stop)``."""
        return bisect_left(self.starts, stop) - bisect_left(self.starts, start)
