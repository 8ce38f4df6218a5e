"""Runs in two texts whose words are given by their hashes, and whether they are worth comparing word by word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from reusecheck.spans import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Collection, Iterable, Sequence

# Bytes of a word's hash where texts are compared by them: 16 bits. Two different words have the same ones once in
# 65,536 times, so what is equal here is compared word by word before it counts (``alignment.passages``).
WORD = 2
# An edited passage may hold no run of full length. Shorter ones near each other are worth a look:
SHORT = 4  # words: the shortest run that tells something beside another
NEAR = 80  # words of the article between two of them
UNTELLING = 3  # words of each that tell nothing
LEAST_TELLING = 3  # words beyond those, of all of them together: of 5 and 4, of three times 4
AROUND = 150  # words of the reference on both sides of a place: so far shorter runs are looked for
# So many stretches of a few words are searched one by one in a text (0.5 us, and 0.05 us for each 100 words of it); for
# more it is read once from end to end (0.1 us a word).
MOST_SEARCHED = 64
OFTEN = 8  # places: of words that the article repeats more often no short run begins


def packed(hashes: array[int]) -> bytes:
    """The low 16 bits of 64-bit hashes: ``WORD`` bytes each, as a segment keeps them."""
    return memoryview(hashes).cast("B").cast("H")[::4].tobytes()


def places_of(words: bytes, text: bytes) -> list[int]:
    """Every word position of ``text`` at which ``words`` stand, ascending. Both are given as ``WORD`` bytes a word."""
    at = text.find(words)
    if at >= 0 and not at % WORD and text.find(words, at + WORD) < 0:
        return [at // WORD]  # as nearly always
    places = []
    while at >= 0:
        if at % WORD:  # begins inside a word
            at = text.find(words, at + 1)
        else:
            places.append(at // WORD)
            at = text.find(words, at + WORD)
    return places


def grow(article: bytes, reference: bytes, seeds: Iterable[tuple[int, int]], least: int) -> list[Run]:
    """The maximal equal runs through ``seeds`` (pairs of word positions) of ``least`` words or more, ascending.

    Both texts are given as ``WORD`` bytes a word.
    """
    runs = []
    diagonal = stop = None
    for across, at in sorted((other - at, at) for at, other in seeds):
        if across == diagonal and stop is not None and at < stop:
            continue
        other = at + across
        length = equal_length(article, reference, at, other)
        back = equal_length_before(article, reference, at, other)
        diagonal, stop = across, at + length
        if back + length >= least:
            runs.append(Run(at - back, other - back, back + length))
    return sorted(runs)


def equal_length(article: bytes, reference: bytes, at: int, other: int) -> int:
    """How many words are equal from these two places on.

    Compared in portions, doubled while they are equal and then halved, so that a long run costs little.
    """
    most = min(len(article) // WORD - at, len(reference) // WORD - other)

    def equal(start: int, count: int) -> bool:
        low, high = (at + start) * WORD, (other + start) * WORD
        return article[low : low + count * WORD] == reference[high : high + count * WORD]

    length, step = 0, 8
    while length + step <= most and equal(length, step):
        length += step
        step *= 2
    while step := step // 2:
        if length + step <= most and equal(length, step):
            length += step
    return length


def equal_length_before(article: bytes, reference: bytes, at: int, other: int) -> int:
    """How many words are equal just before these two places."""
    length = 0
    while length < at and length < other:
        low, high = (at - length) * WORD, (other - length) * WORD
        if article[low - WORD : low] != reference[high - WORD : high]:
            break
        length += 1
    return length


def all_long_runs(article: bytes, reference: bytes, run_words: int, left_aside: bytearray | None = None) -> list[Run]:
    """Runs that hold every ``run_words`` words of the article which stand somewhere in the reference; ascending.

    One place in the reference is followed for each, the first: for texts in
    which words repeat so often that pairing all places would take quadratic time.
    Those that begin where ``left_aside`` has a 1 do not matter.
    """
    size = run_words * WORD
    first: dict[bytes, int] = {}
    for other in range(0, len(reference) - size + 1, WORD):
        first.setdefault(reference[other : other + size], other // WORD)
    places = range(0, len(article) - size + 1, WORD)
    pairs = ((at // WORD, first[run]) for at in places if (run := article[at : at + size]) in first)
    if left_aside:
        pairs = ((at, other) for at, other in pairs if not left_aside[at])
    return long_runs(article, reference, pairs, run_words)


def long_runs(article: bytes, reference: bytes, pairs: Iterable[tuple[int, int]], run_words: int) -> list[Run]:
    """The runs that begin at these pairs of places, ascending; none whose words are all in the one before."""
    runs = []
    known = 0
    for at, there in pairs:
        if at >= known:
            length = equal_length(article, reference, at, there)
            runs.append(Run(at, there, length))
            known = at + length - run_words + 1
    return runs


class ShortRuns:
    """Finds runs of ``SHORT`` words or more; the article's words are gathered once, when they are wanted."""

    def __init__(self, article: bytes) -> None:
        self._article = article
        self._known: frozenset[bytes] | None = None  # every SHORT words of the article
        self._places: dict[bytes, list[int]] = {}  # those that a reference held so far; their places in the article

    def around(self, reference: bytes, seeds: Collection[tuple[int, int]]) -> list[Run]:
        """Those within ``NEAR`` of the seeds in the article and ``AROUND`` in the reference, ascending."""
        if not seeds:
            return []
        low = max(0, min(other for _, other in seeds) - AROUND)
        high = max(other for _, other in seeds) + AROUND
        known = sorted({at for at, _ in seeds})
        pairs = self._pairs(reference, low, high)
        near = [(at, other) for at, other in pairs if bisect_left(known, at - NEAR) < bisect_right(known, at + NEAR)]
        return grow(self._article, reference, near, SHORT)

    def anywhere(self, reference: bytes) -> list[Run]:
        """All of them, ascending."""
        return grow(self._article, reference, self._pairs(reference, 0, len(reference)), SHORT)

    def _pairs(self, reference: bytes, low: int, high: int) -> list[tuple[int, int]]:
        """Places with the same ``SHORT`` words; none that the article repeats more than ``OFTEN`` times."""
        article, size = self._article, SHORT * WORD
        every = range(0, len(article) - size + 1, WORD)
        if self._known is None:
            self._known = frozenset([article[at : at + size] for at in every])
        known, places = self._known, self._places
        wanted = range(low * WORD, min((high + 1) * WORD, len(reference) - size + 1), WORD)
        shared = [other for other in wanted if reference[other : other + size] in known]
        if len(places) <= MOST_SEARCHED < len(places) + len(shared):
            places.clear()
            for at in every:
                places.setdefault(article[at : at + size], []).append(at // WORD)
        pairs: list[tuple[int, int]] = []
        for other in shared:
            words = reference[other : other + size]
            found = places.get(words)
            if found is None:
                found = places[words] = places_of(words, article)
            if len(found) <= OFTEN:
                pairs += [(at, other // WORD) for at in found]
        return pairs


def is_worth_aligning(
    runs: Sequence[Run], run_words: int, is_common: Callable[[Run], bool] = lambda run: not run
) -> bool:
    """Whether there is a run of full length, or enough of shorter ones near each other; ``runs`` ascend.

    Common runs do not count.
    """
    telling = [run for run in runs if not is_common(run)]
    return any(run.length >= run_words for run in telling) or is_telling(telling)


def is_telling(runs: Iterable[Run]) -> bool:
    """Whether several short runs near each other in the article tell more than chance would; ``runs`` ascend.

    Of runs over the same words of the article the longest counts.
    """
    words = count = stop = last = 0
    for run in runs:
        if run.article - stop > NEAR:
            words = count = last = 0
        tells = max(0, run.length - UNTELLING)
        if count and run.article < stop:
            words += max(0, tells - last)
            last = max(last, tells)
        else:
            words += tells
            last = tells
            count += 1
        stop = max(stop, run.article + run.length)
        if count > 1 and words >= LEAST_TELLING:
            return True
    return False
