"""Equal words one by one: inside the gaps of a chain, and beyond its ends."""

from __future__ import annotations

from itertools import chain as chained

from reusecheck.alignment.nearly import nearly_equal
from reusecheck.alignment.passages import Alignment, adjoined
from reusecheck.spans import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.alignment.passages import Pair

FILL_GAP = 16  # words: in wider gaps single equal words are chance
# A passage goes on beyond its ends as far as the equal words outweigh what it goes over:
BEYOND = 20  # words that are looked at in one step; from where it ends, the next step is taken
CHANGED = 0.6  # equal words that a word in the place of another must be outweighed by
PUT_IN = 0.4  # equal words that a word put in or left out must be outweighed by
NEARLY_THERE = 0.5  # equal words that a nearly equal word is worth
MOST_POINTS = 64  # places with equal words, or nearly equal ones, that are looked at in a step
MOST_STEPS = 10_000  # for all ends of two texts: about 5 s. 200,000 words with 5 % edited take so many, a page 100
AGAIN = 400  # equal words that two chains may both hold, since each fills gaps of the other; none after half the steps
LEAST_BEYOND = 1.0  # equal words that must be left: a single one behind an edit is chance


def completed(chains: Sequence[Sequence[Run]], pair: Pair) -> list[Alignment]:
    """Each chain with the equal words in its gaps and beyond its ends, one by one and in order.

    What one of them holds, the others do not go over again: a long text with
    many short runs in common falls into many chains, and each would go on to
    the end of the text. So one ends ``AGAIN`` words after the next begins, and
    all together take ``MOST_STEPS``; after that they end where they are.
    """
    ends = _Ends(chains, pair)
    alignments = []
    for chain in chains:
        runs = fill(chain, pair)
        runs += ends.beyond(runs[-1])
        runs[:0] = ends.before(runs[0])
        alignments.append(Alignment(tuple(adjoined(runs))))
    return alignments


def fill(chain: Sequence[Run], pair: Pair) -> list[Run]:
    """The chain with the equal words inside its gaps."""
    runs: list[Run] = []
    for run in chain:
        if runs:
            last = runs[-1]
            start, other = last.article + last.length, last.reference + last.length
            if max(run.article - start, run.reference - other) <= FILL_GAP:
                here, there = pair.article[start : run.article], pair.reference[other : run.reference]
                runs += (Run(start + i, other + j, 1) for i, j in common_words(here, there))
        runs.append(run)
    return runs


def common_words(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Positions of a longest common subsequence, ascending in both; the textbook programme, for a few words."""
    if not first or not second:
        return []
    best = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) - 1, -1, -1):
        for j in range(len(second) - 1, -1, -1):
            best[i][j] = best[i + 1][j + 1] + 1 if first[i] == second[j] else max(best[i + 1][j], best[i][j + 1])
    pairs = []
    i = j = 0
    while i < len(first) and j < len(second):
        if first[i] == second[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


class _Ends:
    """How far chains go on beyond their ends: a little into what another of them holds, as long as there are steps."""

    def __init__(self, chains: Sequence[Sequence[Run]], pair: Pair) -> None:
        self._pair = pair
        self._steps = MOST_STEPS
        self._held: dict[int, int] = {}  # words of the article, and where in the reference: the first chain's
        if len(chains) > 1:
            for at, other, length in chained.from_iterable(reversed(chains)):
                self._held.update(zip(range(at, at + length), range(other, other + length), strict=True))

    def beyond(self, last: Run) -> list[Run]:
        """The equal words behind the end of a passage, ascending."""
        article, reference = self._pair.article, self._pair.reference
        runs: list[Run] = []
        again = 0
        at, other = last.article + last.length, last.reference + last.length
        while found := self._step(article[at : at + BEYOND], reference[other : other + BEYOND]):
            for i, j in found:
                runs.append(Run(at + i, other + j, 1))
                again += self._held.get(at + i) == other + j
            if again > (AGAIN if self._steps > MOST_STEPS / 2 else 0):
                break
            at, other = runs[-1].article + 1, runs[-1].reference + 1
        return runs

    def before(self, first: Run) -> list[Run]:
        """The equal words before the beginning of a passage, ascending."""
        article, reference = self._pair.article, self._pair.reference
        runs: list[Run] = []
        again = 0
        at, other = first[:2]
        while found := self._step(
            article[max(0, at - BEYOND) : at][::-1], reference[max(0, other - BEYOND) : other][::-1]
        ):
            for i, j in found:
                runs.append(Run(at - 1 - i, other - 1 - j, 1))
                again += self._held.get(at - 1 - i) == other - 1 - j
            if again > (AGAIN if self._steps > MOST_STEPS / 2 else 0):
                break
            at, other = runs[-1][:2]
        return runs[::-1]

    def _step(self, first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
        if not self._steps:
            return []
        self._steps -= 1
        return extension(first, second)


def extension(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Positions of the equal words, ascending in both, of the best alignment of two beginnings; maybe none.

    Global at the start, free at the end: the extension of a seed (Altschul and
    others 1997, gapped BLAST). Only places where words are equal, or nearly so,
    are looked at, as between two of them the cheapest way is known.
    """
    points = _points(first, second)
    scores: list[float] = []
    before: list[int] = []
    best = -1
    for at, (i, j, worth) in enumerate(points):
        score, last = -_way(i, j), -1
        for earlier, (i0, j0, _) in enumerate(points[:at]):
            if i0 < i and j0 < j and scores[earlier] > score:
                through = scores[earlier] - _way(i - i0 - 1, j - j0 - 1)
                if through > score:
                    score, last = through, earlier
        scores.append(score + worth)
        before.append(last)
        if worth == 1 and scores[at] >= LEAST_BEYOND and (best < 0 or scores[at] > scores[best]):
            best = at
    pairs = []
    while best >= 0:
        i, j, worth = points[best]
        if worth == 1:
            pairs.append((i, j))
        best = before[best]
    return pairs[::-1]


def _points(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int, float]]:
    """Places where the words are equal, with 1, or nearly so, with less; ascending. None if none are equal."""
    equal: dict[str, list[int]] = {}
    alike: dict[str, list[int]] = {}
    for j, word in enumerate(second):
        equal.setdefault(word, []).append(j)
        alike.setdefault(word[0], []).append(j)
    points = [(i, j, 1.0) for i, word in enumerate(first) for j in equal.get(word, ())]
    if points:
        points += [
            (i, j, NEARLY_THERE)
            for i, word in enumerate(first)
            for j in alike.get(word[0], ())
            if nearly_equal(word, second[j])
        ]
    # the nearest, where words repeat: in time of the square of them
    return sorted(sorted(points, key=lambda point: point[0] + point[1])[:MOST_POINTS])


def _way(here: int, there: int) -> float:
    """What it costs to go over so many words of each side."""
    return CHANGED * here + PUT_IN * (there - here) if here < there else CHANGED * there + PUT_IN * (here - there)
