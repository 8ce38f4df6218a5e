"""Which words of a text were carried over from an earlier version of it: kept, moved, or moved and edited around.

No difference between lines: writers fill paragraphs anew and move them about. A word counts as carried over where it
stands in a run of words that the earlier version has too, wherever it has them, and each word of the earlier version
is carried over once: who pastes a passage a second time has added it.
"""

from __future__ import annotations

from reusecheck.tokens import WORD_SIZE, run_sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Words of the shortest run that says anything: of three ("one of the") any two texts have some in common, and a passage
# put in place of another must not pass for it in part. Scripts without spaces have more characters for it.
LEAST = 4
# Places of the earlier version that are tried for one run; texts that say a thing more often are lists or nonsense
MOST_TRIED = 16


def carried(words: Sequence[str], before: Sequence[str]) -> list[int]:
    """For each word the place in ``before`` that it was carried over from, or -1. No place stands there twice.

    What both begin and end with is carried over whatever its length. Between, from left to right, the longest run
    found, where the last one went on first of all. Linear but for texts that repeat themselves, and there bounded.
    """
    places = [-1] * len(words)
    least = min(len(words), len(before))
    first = 0
    while first < least and words[first] == before[first]:
        places[first] = first
        first += 1
    last = 0
    while last < least - first and words[-1 - last] == before[-1 - last]:
        last += 1
        places[-last] = len(before) - last
    if first + last < least:
        _Middle(words, before, places).fill(first, len(words) - last, len(before) - last)
    return places


def once(places: Sequence[Sequence[int]], texts: Sequence[Sequence[str]]) -> list[list[int]]:
    """The same for several earlier versions, but what two of them have alike is carried over once by both together.

    Parents of a merge have most of their text in common: a passage of one of them must not stand for a second paste of
    what the other one's stands for. ``places[i]`` are in ``texts[i]``; the first versions go before the later ones.
    """
    found = [list(each) for each in places]
    for later in range(1, len(texts)):
        for earlier in range(later):
            same = carried(texts[later], texts[earlier])
            used = {place: at for at, place in enumerate(found[earlier]) if place >= 0}
            for at, place in enumerate(found[later]):
                if place >= 0 and used.get(same[place], at) != at:
                    found[later][at] = -1
    return found


class _Middle:
    """What lies between the common beginning and end."""

    def __init__(self, words: Sequence[str], before: Sequence[str], places: list[int]) -> None:
        self._words, self._before, self._places = words, before, places
        self._taken = bytearray(len(before))
        self._sizes = run_sizes(words)

    def fill(self, start: int, stop: int, stop_before: int) -> None:
        """Find runs of ``words[start:stop]`` in ``before[start:stop_before]``."""
        grams: dict[tuple[str, ...], list[int]] = {}
        for at in range(stop_before - LEAST, start - 1, -1):  # so that the first place is the last of each list
            grams.setdefault(tuple(self._before[at : at + LEAST]), []).append(at)
        at = start
        following = start
        while at <= stop - LEAST:
            here = grams.get(tuple(self._words[at : at + LEAST]))
            length, place = self._longest(at, stop, stop_before, here, following) if here else (0, 0)
            if not length:
                at += 1
                continue
            self._places[at : at + length] = range(place, place + length)
            self._taken[place : place + length] = b"\1" * length
            at += length
            following = place + length

    def _longest(self, at: int, stop: int, stop_before: int, places: list[int], following: int) -> tuple[int, int]:
        """Length and place of the longest run from ``at`` that is free; (0, 0) where none is long enough."""
        while places and self._taken[places[-1]]:
            places.pop()
        best = (0, 0)
        for place in (following, *places[: -MOST_TRIED - 1 : -1]):
            length = 0
            most = min(stop - at, stop_before - place)
            while (
                length < most
                and self._words[at + length] == self._before[place + length]
                and not self._taken[place + length]
            ):
                length += 1
            if length > best[0]:
                best = length, place
        return best if self._is_enough(at, best[0]) else (0, 0)

    def _is_enough(self, at: int, length: int) -> bool:
        if self._sizes is None or length < LEAST:
            return length >= LEAST
        return self._sizes[at + length] - self._sizes[at] >= LEAST * WORD_SIZE
