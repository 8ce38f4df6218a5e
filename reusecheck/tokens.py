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
from itertools import accumulate

from reusecheck.expressions import expression
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Characters that show nothing and part no word: Default_Ignorable_Code_Point (UAX #44), that is soft hyphen, zero-width
# and bidi controls, fillers, variation selectors, tags; and the tatweel, which stretches an Arabic word.
HIDDEN = (
    "\u00ad\u034f\u061c\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
# Apostrophes that Unicode counts among the letters, with the half rings of transliterated Arabic (Qurʾan).
_MODIFIERS = "\u02b9\u02bb-\u02bf"
# Both apostrophes, the modifier letters, prime written for one, geresh, Armenian, full width.
APOSTROPHES = f"'\u2019{_MODIFIERS}\u2018\u201b\u00b4\u2032\u055a\u05f3\uff07"
# Between the thousands, and before the decimals: point, comma, and the Arabic ones. Spaces only between thousands.
_SEPARATORS = ".,\u066b\u066c\u060c\uff0c\uff0e"
_NUMBER_SPACES = "\u00a0\u2007\u2009\u202f"
_HYPHENS = "-\u2010\u2011\u00ad\u058a\uff0d"
_THOUSANDS = rf"(?<=\d)(?<!\d\d\d\d)[{_NUMBER_SPACES}]\d\d\d(?!\d)%(letter)s*"
_FIRST_GREEK_CAPITAL = "\u0370"  # the first capital that is no Latin letter
# Where the scripts written without spaces begin (Thai); below it, no character need be looked at for them.
_FIRST_UNSPACED = "\u0e00"


# A word divided at a line end goes on with a small letter: "Franco-\nPrussian" is two words as on one line. Between
# the two halves a quoted mail has its ">".
_WORD = (
    r"%(letter)s+(?:"
    r"[%(hyphens)s]%(hidden)s[ \t]*\r?\n[ \t]*(?:>[ \t]*)*(?![%(capitals)s])%(letter)s+"
    r"|(?<=%(digit)s)%(hidden)s[%(separators)s]%(hidden)s%(digit)s+%(letter)s*"
    r"|[%(apostrophes)s]%(marks)s%(letter)s+"
    r"%(more)s)*"
)
# Three patterns that find the same words (a property test holds it): this one in ASCII text, where it is compiled in a
# tenth of the time and runs twice as fast, the second in Latin text with typographic signs, the third in any.
_ASCII_WORD = expression(
    _WORD
    % {
        "letter": "[A-Za-z0-9]",
        "digit": "[0-9]",
        "capitals": "A-Z0-9",
        "hyphens": "-",
        "apostrophes": "'",
        "separators": ".,",
        "hidden": "",
        "marks": "",
        "more": "",
    }
)


# Blocks of Latin letters and of signs, without what is a mark, is hidden or is written without spaces: Latin-1 (but the
# soft hyphen) to Latin Extended-B, punctuation, currencies, the trade mark, arrows, shapes.
_LATIN_RANGES = (
    (0x80, 0xAC), (0xAE, 0x24F), (0x2000, 0x200A), (0x2010, 0x2027), (0x202F, 0x205E), (0x20A0, 0x20C0),
    (0x2122, 0x2122), (0x2190, 0x2212), (0x25A0, 0x27BF),
)  # fmt: skip
_ASCII = bytes(range(128))


@lru_cache(maxsize=1)
def _latin() -> frozenset[str]:
    return frozenset(chr(code) for first, last in _LATIN_RANGES for code in range(first, last + 1))


def _is_latin(prose: str) -> bool:
    others = prose.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return _latin().issuperset(others)


@lru_cache(maxsize=1)
def _latin_word() -> re.Pattern[str]:
    from reusecheck.unicode_marks import CAPITALS  # noqa: PLC0415 - ASCII text needs none

    return re.compile(
        _WORD
        % {
            "letter": r"[^\W_]",
            "digit": r"\d",
            "capitals": rf"{CAPITALS.partition(_FIRST_GREEK_CAPITAL)[0]}\d",
            "hyphens": "-\u2010\u2011",
            "apostrophes": "'\u2019\u2018\u201b\u00b4\u2032",
            "separators": ".,",
            "hidden": "",
            "marks": "",
            "more": "|" + _THOUSANDS % {"letter": r"[^\W_]"},
        }
    )


@lru_cache(maxsize=1)
def _any_word() -> re.Pattern[str]:
    from reusecheck.unicode_marks import CAPITALS, MARKS  # noqa: PLC0415 - 5 ms that Latin text need not pay

    letter = rf"[^\W_{_MODIFIERS}\u0640\u115f\u1160\u3164\uffa0]"  # without what Unicode counts among the letters
    thousands = _THOUSANDS % {"letter": letter}
    marks = f"[{MARKS}{HIDDEN}]"
    return re.compile(
        _WORD
        % {
            "letter": letter,
            "digit": r"\d",
            "capitals": rf"{CAPITALS}\d",
            "hyphens": _HYPHENS,
            "apostrophes": APOSTROPHES,
            "separators": _SEPARATORS,
            "hidden": f"[{HIDDEN}]*",
            "marks": f"{marks}*",
            # Marks up to a soft hyphen, which may divide the word at a line end; all of them if it did not.
            "more": f"|{thousands}|[{MARKS}{HIDDEN[1:]}]+{letter}*|\u00ad{marks}*{letter}*",
        }
    )


# Thai and Lao am are one character, or the two that NFKC makes of it. In any case a word begins with it.
_AM = f"\u0e4d[{HIDDEN}]*\u0e32|\u0ecd[{HIDDEN}]*\u0eb2"


@lru_cache(maxsize=2)
def _unspaced_parts(has_am: bool) -> re.Pattern[str]:
    """Characters of scripts written without spaces, each a word of its own, and what stands between them."""
    from reusecheck.unicode_marks import MARKS, UNSPACED  # noqa: PLC0415 - see above

    first, following = (rf"{_AM}|[{UNSPACED}]", f"(?!{_AM})") if has_am else (f"[{UNSPACED}]", "")
    # U+FF9E and U+FF9F are the voicing marks of half-width kana: letters to Unicode, marks in normal form.
    return re.compile(rf"({first})(?:{following}[{MARKS}{HIDDEN}\uff9e\uff9f])*|[^{UNSPACED}]+")


def word_pattern(prose: str) -> re.Pattern[str]:
    """The pattern whose matches are the words of ``prose``; see ``normal_form`` and ``parts``."""
    if prose.isascii():
        return _ASCII_WORD
    return _latin_word() if _is_latin(prose) else _any_word()


_ASCII_JOINTS = str.maketrans("", "", "'-., \t\r\n>")
# The most frequent joints of other text; what else is no letter falls later, and slower.
_JOINTS = str.maketrans("", "", f"'\u2019-.,\u00ad\u200b \t\r\n>{''.join(map(chr, range(0x2B9, 0x2C0)))}")
_LIGATURES = ("\u0153", "\u00e6")
_LAST_LATIN = "\u024f"  # up to here, all letters are Latin ones
_FIRST_FILLER = "\u115f"  # hidden, yet a letter to Unicode


@lru_cache(maxsize=1)
def _hidden_run() -> re.Pattern[str]:
    return re.compile(f"[{HIDDEN}]+")


def normal_form(raw: str) -> str:
    """A word as it is compared: NFKC, in letters of one script, case folded, without joints and hidden characters.

    Never empty. Digits are those of ASCII, by their value.
    """
    if raw.isascii():
        return raw.lower() if raw.isalnum() else raw.lower().translate(_ASCII_JOINTS)
    if "\u03f2" in raw or "\u03f9" in raw:
        raw = _without_lunate_sigma(raw)
    word = unicodedata.normalize("NFKC", raw).translate(_JOINTS)
    if word.isascii() and word.isalnum():
        return word.lower()
    word = _letters_and_marks(word)
    if not word or max(word) > _LAST_LATIN:
        return _of_one_script(word) or raw
    word = unicodedata.normalize("NFKC", word.casefold())
    for ligature in _LIGATURES:
        if ligature in word:
            return _of_one_script(word)
    return word


def _letters_and_marks(word: str) -> str:
    """A word in NFKC without all else, its digits by their value, in NFKC again."""
    if word.isalnum() and max(word) < _FIRST_FILLER:
        letters = word
    else:
        letters = "".join(c for c in word if c.isalnum() or unicodedata.category(c)[0] == "M")
        # Variation selectors and the like are marks, yet hidden. What stood apart by them or by an apostrophe may now
        # compose: "e", joiner, accent.
        letters = unicodedata.normalize("NFKC", _hidden_run().sub("", letters).translate(_JOINTS))
    if letters.isalpha():
        return letters
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in letters)


def _of_one_script(word: str) -> str:
    from reusecheck.look_alikes import as_latin, in_one_script, scripts_of  # noqa: PLC0415 - most text has none
    from reusecheck.spellings import spelled  # noqa: PLC0415

    word = word.replace("\u0345", "\u03b9")  # a mark that case folding makes a letter
    if len(scripts_of(word)) > 1:
        word = spelled(in_one_script(word))
        # A word that no script can write may be one in small letters: "ГZ" is left, "гz" is "rz".
        word = in_one_script(unicodedata.normalize("NFKC", word.casefold()))
    word = unicodedata.normalize("NFKC", word.casefold())
    return unicodedata.normalize("NFKC", as_latin(spelled(word)))


def _without_lunate_sigma(word: str) -> str:
    """A lunate sigma beside other letters than Greek ones looks like "c"; NFKC would make it a "σ"."""
    is_greek = all("\u0370" <= c <= "\u03ff" or "\u1f00" <= c <= "\u1fff" for c in word if c.isalpha())
    return word if is_greek else word.replace("\u03f2", "c").replace("\u03f9", "C")


def parts(raw: str) -> list[tuple[int, int]] | None:
    """Where the words stand in a match that holds characters of a script without spaces; ``None`` if it holds none."""
    if raw.isascii() or max(raw) < _FIRST_UNSPACED or _is_latin(raw):
        return None
    found = list(_unspaced_parts("\u0e4d" in raw or "\u0ecd" in raw).finditer(raw))
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


class _PartForms(_NormalForms):
    """Normal forms of single words that ``parts`` has found."""

    def __missing__(self, raw: str) -> str:
        if len(self) >= self.LIMIT:
            self.clear()
        word = self[raw] = normal_form(raw)
        return word


_normal_forms = _NormalForms()
_part_forms = _PartForms()


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
            words.append(_part_forms[prose[start + low : start + high]])
            starts.append(start + low)
            stops.append(start + high)
    return tokens


@lru_cache(maxsize=1)
def _division() -> re.Pattern[str]:
    return re.compile(rf"[{_HYPHENS}][{HIDDEN}]*[ \t]*\r?\n[ \t>]*")


def unbroken(prose: str) -> str:
    """``prose`` with the words that are divided at a line end made whole, for people to read."""
    if "\n" not in prose:
        return prose
    pieces: list[str] = []
    at = 0
    for found in word_pattern(prose).finditer(prose):
        if "\n" in found[0]:
            pieces += [prose[at : found.start()], _division().sub("", found[0])]
            at = found.end()
    return "".join([*pieces, prose[at:]])


# What a word counts towards a run of full length, in twelfths of a word of a script with spaces. Where every character
# is a word, 8 of them in common are chance. Messages translated from English (the catalogs of Django 5.1, 23 to 114
# messages of five words or more, 2026-11-21) take for each English word 1.5 Chinese characters, 2.6 Japanese, 3.4 Thai
# and 2.9 Khmer ones, where marks belong to their letter; a Japanese text is half kana.
WORD_SIZE = 12
IDEOGRAPH_SIZE = 8
SYLLABLE_SIZE = 4  # kana, and the letters of Thai, Lao, Khmer and Burmese


class _Sizes(dict[str, int]):
    """Size of a word by its first character."""

    def __missing__(self, first: str) -> int:
        size = WORD_SIZE
        found = _unspaced_parts(has_am=True).match(first) if first >= _FIRST_UNSPACED else None
        if found and found[1]:
            is_ideograph = "\u3005" <= first <= "\u3007" or first >= "\u3400"
            size = IDEOGRAPH_SIZE if is_ideograph else SYLLABLE_SIZE
        self[first] = size
        return size


_sizes = _Sizes()


def run_sizes(words: Sequence[str]) -> array[int] | None:
    """Sums of the sizes of the words before each place, ``(n + 1,)``; ``None`` if all count ``WORD_SIZE``.

    ``words`` are in normal form. A run of the tokens ``[start, stop)`` has the size ``sums[stop] - sums[start]``.
    """
    if max(words, default="") < _FIRST_UNSPACED:
        return None
    sums = array("I", [0, *accumulate(_sizes[word[0]] for word in words)])
    return sums if sums[-1] != WORD_SIZE * len(words) else None
