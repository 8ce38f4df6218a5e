"""Names with a slip of the finger: "The Gaurdian", "Harbour Courrier", "HarbourCourier"."""

from __future__ import annotations

from functools import lru_cache

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.folding import Words

# A stretch longer than this is prose, not a credit line: there a name is looked for as it is written.
_LONGEST_WORDS = 400


class Floors(NamedTuple):
    """From how many letters on a word of a name may have a slip.

    ``swap``: two neighbours in the wrong order. ``alone``: any slip, in a name
    of one word. ``among``: any slip, in a name of several words; ``among_two``:
    two of them. ``name_two``: letters of a name that may have two slips in all.
    ``spaced``: letters of a name that may be written with a space too few or too many.

    Measured by ``benchmarks/names.py`` on 2026-11-21: the lowest at which none
    of its 631 names is taken for another. A name of one word has cousins in
    other countries (The Courier and Le Courrier, The Economist and El
    Economista), one of several words hardly any.
    """

    swap: int = 4
    alone: int = 11
    among: int = 4
    among_two: int = 10
    name_two: int = 13
    spaced: int = 8


FLOORS = Floors()
# One letter makes another person: Marc and Marco, Vane and Vance. Letters that changed places are a slip.
_NEVER = 99
PERSONS = FLOORS._replace(alone=_NEVER, among=_NEVER)


def misspelt(words: Words, name: str, count: int, floors: Floors = FLOORS) -> Iterator[int]:
    """Indexes of the words at which something begins that is ``name`` but for small slips, ascending.

    Each word of the name is compared with its counterpart, by optimal string
    alignment (a swap of neighbours is one slip). Equal names are left out.
    """
    wanted, anchor, most = _sought(name, count, floors)
    if not most or len(words) > _LONGEST_WORDS:
        return
    longest = wanted[anchor]
    low, high = len(longest) - most, len(longest) + most
    for at, word in words.beginning(longest[0]):
        first = at - anchor
        if not low <= len(word) <= high or first < 0 or first + count > len(words):
            continue
        pairs = list(zip(wanted, words.each[first : first + count], strict=True))
        if all(plausible(a, b, count, floors) for a, b in pairs) and any(a != b for a, b in pairs):
            slips = [_distance(a, b, count, floors) for a, b in pairs if a != b]
            if sum(slips) <= (2 if len(name) - count + 1 >= floors.name_two else 1):
                yield first


@lru_cache(maxsize=1024)
def _sought(name: str, count: int, floors: Floors) -> tuple[list[str], int, int]:
    """The words of a name, which of them is the longest, for it excludes most, and how many slips that may have."""
    wanted = name.split(" ")
    anchor = max(range(count), key=lambda at: len(wanted[at]))
    return wanted, anchor, _slips(len(wanted[anchor]), count, floors)


_TOO_MANY = 9


def _slips(length: int, count: int, floors: Floors) -> int:
    """How many slips a word of so many letters may have in a name of ``count`` words."""
    if length < floors.swap:
        return 0
    if count == 1:
        return 1
    return 2 if length >= floors.among_two else 1


def _distance(wanted: str, found: str, count: int, floors: Floors) -> int:
    """How many slips there are between two words; ``_TOO_MANY`` if more or other than may be."""
    if _swapped(wanted, found):
        return 1
    if len(wanted) < (floors.alone if count == 1 else floors.among):
        return _TOO_MANY
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - dear, and needed only where lengths and letters agree

    slips: int = OSA.distance(wanted, found)
    return slips if slips <= _slips(len(wanted), count, floors) else _TOO_MANY


def _swapped(wanted: str, found: str) -> bool:
    """Whether two neighbouring letters changed places, and nothing else."""
    if len(wanted) != len(found):
        return False
    at = next(at for at, (a, b) in enumerate(zip(wanted, found, strict=True)) if a != b)
    return wanted[at : at + 2] == found[at : at + 2][::-1] and wanted[at + 2 :] == found[at + 2 :]


def plausible(wanted: str, found: str, count: int, floors: Floors = FLOORS) -> bool:
    """Whether the two could be equal but for their slips; cheap, and never wrong when it says no."""
    if wanted == found:
        return True
    slips = _slips(len(wanted), count, floors)
    if not slips or wanted[0] != found[0] or abs(len(wanted) - len(found)) > slips:
        return False
    return sum(letter not in found for letter in wanted) <= slips


def respaced(words: Words, name: str, count: int, floors: Floors = FLOORS) -> Iterator[tuple[int, int]]:
    """Words ``[first, stop)`` that are ``name`` but for its spaces, ascending: "HarbourCourier", "Nord Kurier"."""
    letters = name.replace(" ", "")
    if len(letters) < floors.spaced:
        return
    for first, stop in words.find_letters(letters):
        if stop - first != count or words.phrase(first, stop) != name:
            yield first, stop
