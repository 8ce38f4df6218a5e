"""Words of prose in normal form, with their places.

Normal form (CONTRACT section 1) is made word by word: what a word becomes
depends on its own characters alone, so that a word seen once need not be
looked at again, and an article and a reference cannot differ in it.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache
from typing import NamedTuple

# Characters that show nothing and part no word: soft hyphen, zero-width and bidi controls.
HIDDEN = "\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
# Both apostrophes, the modifier letters, prime written for one, full width.
APOSTROPHES = "'\u2019\u02bc\u02bb\u2018\u00b4\u2032\uff07"
# A word divided at a line end goes on with a small letter: "Franco-\nPrussian" is two words as on one line.
_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0391-\u03a9\u0400-\u042f0-9"
# Where the scripts written without spaces begin (Thai); below it, no character need be looked at for them.
_FIRST_UNSPACED = "\u0e00"


def _word_pattern(letter: str, hyphens: str, apostrophes: str, capital: str, hidden: str) -> re.Pattern[str]:
    inside, behind = (rf"|[{hidden}]+{letter}*", f"[{hidden}]*") if hidden else ("", "")
    return re.compile(
        rf"{letter}+(?:"
        rf"[{hyphens}][ \t]*\r?\n[ \t]*(?![{capital}]){letter}+"
        rf"{inside}"
        rf"|[{apostrophes}]{behind}{letter}+"
        rf"|(?<=[0-9])[.,][0-9]+{letter}*"
        rf")*"
    )


# Two patterns that find the same words in ASCII text (a property test holds it): the first is compiled in a
# tenth of the time and runs twice as fast, and most articles and references need no other.
_ASCII_WORD = _word_pattern("[A-Za-z0-9]", "-", "'", "A-Z0-9", "")


@lru_cache(maxsize=1)
def _any_word() -> re.Pattern[str]:
    from reusecheck.unicode_marks import MARKS  # noqa: PLC0415 - 2 ms that ASCII text need not pay

    letter = r"[^\W_\u02bc\u02bb]"  # two apostrophes that Unicode counts among the letters
    return _word_pattern(letter, "-\u2010\u2011\u00ad", APOSTROPHES, _CAPITAL, MARKS + HIDDEN)


@lru_cache(maxsize=1)
def _unspaced_parts() -> re.Pattern[str]:
    """Characters of scripts written without spaces, each a word of its own, and what stands between them."""
    from reusecheck.unicode_marks import MARKS, UNSPACED  # noqa: PLC0415 - see above

    # U+FF9E and U+FF9F are the voicing marks of half-width kana: letters to Unicode, marks in normal form.
    return re.compile(rf"([{UNSPACED}])[{MARKS}{HIDDEN}\uff9e\uff9f]*|[^{UNSPACED}]+")


def word_pattern(prose: str) -> re.Pattern[str]:
    """The pattern whose matches are the words of ``prose``; see ``normal_form`` and ``parts``."""
    return _ASCII_WORD if prose.isascii() else _any_word()


_ASCII_JOINTS = str.maketrans("", "", "'-., \t\r\n")
_MODIFIER_APOSTROPHES = str.maketrans("", "", "\u02bc\u02bb")


@lru_cache(maxsize=1)
def _hidden_run() -> re.Pattern[str]:
    return re.compile(f"[{HIDDEN}]+")


def normal_form(raw: str) -> str:
    """A word as it is compared: NFKC, case folded, joints and hidden characters dropped. Never empty."""
    if raw.isascii():
        return raw.lower() if raw.isalnum() else raw.lower().translate(_ASCII_JOINTS)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", raw).casefold())
    kept = "".join(
        c for c in folded.translate(_MODIFIER_APOSTROPHES) if c.isalnum() or unicodedata.category(c)[0] == "M"
    )
    # Variation selectors and the like are marks, yet hidden: they go with the other hidden characters. What stood
    # apart by them or by an apostrophe may now compose: "e", joiner, accent.
    return unicodedata.normalize("NFKC", _hidden_run().sub("", kept)) or raw


def parts(raw: str) -> list[tuple[int, int]] | None:
    """Where the words stand in a match that holds characters of a script without spaces; ``None`` if it holds none."""
    if raw.isascii() or max(raw) < _FIRST_UNSPACED:
        return None
    found = list(_unspaced_parts().finditer(raw))
    if not any(part[1] for part in found):
        return None
    return [part.span() for part in found if part[1] or any(c.isalnum() for c in part[0])]


class Tokens(NamedTuple):
    """Columns of one length: words in normal form, and where they start and stop in the prose."""

    words: list[str]
    starts: array[int]
    stops: array[int]


class _NormalForms(dict[str, str]):
    """Normal forms by raw word, each made once; "" for one that falls into ``parts``.

    Emptied when it holds ``LIMIT`` words, so that a corpus of serial numbers does not fill the memory.
    """

    LIMIT = 1_000_000

    def __missing__(self, raw: str) -> str:
        if len(self) >= self.LIMIT:
            self.clear()
        word = self[raw] = normal_form(raw) if parts(raw) is None else ""
        return word


_normal_forms = _NormalForms()


def tokenize(prose: str) -> Tokens:
    """The words of ``prose``, in order."""
    tokens = Tokens([], array("I"), array("I"))
    words, starts, stops = tokens
    for found in word_pattern(prose).finditer(prose):
        start, stop = found.span()
        word = _normal_forms[prose[start:stop]]
        if word:
            words.append(word)
            starts.append(start)
            stops.append(stop)
            continue
        for low, high in parts(prose[start:stop]) or ():
            words.append(
                _normal_forms[prose[start + low : start + high]] or normal_form(prose[start + low : start + high])
            )
            starts.append(start + low)
            stops.append(start + high)
    return tokens


def unbroken(prose: str) -> str:
    """``prose`` with the words that are divided at a line end made whole, for people to read."""
    if "\n" not in prose:
        return prose
    pieces: list[str] = []
    at = 0
    for found in word_pattern(prose).finditer(prose):
        divided = found[0].split()
        if len(divided) > 1:
            pieces += [prose[at : found.start()], *(part[:-1] for part in divided[:-1]), divided[-1]]
            at = found.end()
    return "".join([*pieces, prose[at:]])


_DISGUISE = (
    "[\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]"
    "|[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]"
)


def is_disguised(prose: str) -> bool:
    """Whether hidden characters, or letters of two alphabets within a word, stand in ``prose``."""
    return not prose.isascii() and re.search(_DISGUISE, prose) is not None
