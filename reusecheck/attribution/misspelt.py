"""Names with a slip of the finger: "The Gaurdian"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.folding import Words

# A stretch longer than this is prose, not a credit line: there a name is looked for as it is written.
_LONGEST_WORDS = 400


def _slips(length: int) -> int:
    """How many slips a word of so many letters may have: short words are soon another word."""
    return 0 if length < 6 else 1 if length < 10 else 2


def misspelt(words: Words, name: str, count: int) -> Iterator[int]:
    """Indexes of the words at which something begins that is ``name`` but for small slips, ascending.

    Each word of the name is compared with its counterpart, by optimal string
    alignment (a swap of neighbours is one slip). Equal names are left out.
    """
    wanted = name.split(" ")
    if len(words) > _LONGEST_WORDS or not any(_slips(len(word)) for word in wanted):
        return
    found = words.joined.split()
    anchor = max(range(count), key=lambda i: len(wanted[i]))  # the longest word excludes most
    longest = wanted[anchor]
    low, high = len(longest) - _slips(len(longest)), len(longest) + _slips(len(longest))
    for at, word in enumerate(found):
        if word[0] != longest[0] or not low <= len(word) <= high:
            continue
        first = at - anchor
        pairs = list(zip(wanted, found[max(first, 0) : first + count], strict=False))
        if first < 0 or len(pairs) < count or not all(plausible(a, b) for a, b in pairs):
            continue
        if any(a != b for a, b in pairs):
            from rapidfuzz.distance import OSA  # noqa: PLC0415 - dear, and needed only where lengths and letters agree

            if all(OSA.distance(a, b) <= _slips(len(a)) for a, b in pairs):
                yield first


def plausible(wanted: str, found: str) -> bool:
    """Whether the two could be equal but for their slips; cheap, and never wrong when it says no."""
    if wanted == found:
        return True
    slips = _slips(len(wanted))
    if not slips or wanted[0] != found[0] or abs(len(wanted) - len(found)) > slips:
        return False
    return sum(letter not in found for letter in wanted) <= slips
