"""Letters and marks that the writers of one script use for each other, or leave out.

Each entry names who says so. Left apart on purpose, as they tell words apart: Urdu ے and ی, ھ and ہ, آ and ا (the crate
urdu-text names the words), Arabic ة and ه (كتابة, كتابه), Devanagari letters with and without nukta, Greek accents.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reusecheck.expressions import expression

_OPTIONAL = (
    # Arabic vowel and reading marks. Larkey, Ballesteros, Connell, "Improving stemming for Arabic information
    # retrieval", SIGIR 2002, 3.1; Lucene ArabicNormalizer. Hamza above and below are marks too, yet NFC has made
    # letters of them where a letter stands below: what is left is the ezafe of Persian (Lucene PersianNormalizer).
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff"
    "\u0640"  # tatweel stretches a line; the same sources
    # Points and accents of Hebrew: newspapers print none (Unicode Standard 9.1, "Points and Punctuation")
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
)
_INTERCHANGED = {
    # yeh, kaf, heh and teh marbuta of Arabic, Persian and Urdu keyboards, drawn alike: Lucene PersianNormalizer,
    # ArabicNormalizer (dotless yeh) and SoraniNormalizer, urdu-text ("letterforms")
    "\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9", "\u06c1": "\u0647", "\u06c3": "\u0629",
    "\u06c0": "\u0647", "\u06c2": "\u0647",  # with the hamza of the ezafe: Lucene PersianNormalizer
    "\u0623": "\u0627", "\u0625": "\u0627", "\u0671": "\u0627",  # alef with hamza or wasla: Larkey and others, as above
    "ё": "е", "Ё": "Е",  # only where a word would be misread: Правила русской орфографии и пунктуации, 1956, § 10
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE",  # ligatures; confusables.txt of UTS #39 has both
}  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table = str.maketrans(_INTERCHANGED)
    for first, last in re.findall("(.)(?:-(.))?", _OPTIONAL):
        table.update(dict.fromkeys(range(ord(first), ord(last or first) + 1), ""))
    return table


_ANY = expression(f"[{_OPTIONAL}{''.join(_INTERCHANGED)}]")
# Stress over Cyrillic letters is written in dictionaries and textbooks. Where it makes another letter (ѓ, ќ, ѝ), NFC
# has made it one.
_STRESS = expression("(?<=[\u0400-\u052f])[\u0300\u0301]+")
_HAMZA_YEH = expression("[\u06cc\u0649]\u0654")  # has no composed form but that with the Arabic yeh


def spelled(word: str) -> str:
    """A word in NFKC with one spelling for what its script's writers interchange or leave out. May be empty."""
    if _ANY.search(word):
        word = (_HAMZA_YEH.sub("\u0626", word) if "\u0654" in word else word).translate(_table())
    return _STRESS.sub("", word) if "\u0300" in word or "\u0301" in word else word
