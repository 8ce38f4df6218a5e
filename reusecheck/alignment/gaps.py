"""Equal words one by one: inside the gaps of a chain, and beyond its ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reusecheck.alignment.nearly import nearly_equal
from reusecheck.alignment.passages import Alignment, adjoined
from reusecheck.spans import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.alignment.passages import Pair

FILL_GAP = 16  # words: in wider gaps single equal words are chance
# A passage goes on beyond its ends as far as the equal words outweigh what it goes over:
BEYOND = 24  # words that are looked at in one step; from where it ends, the next step is taken
CHANGED = 0.6  # equal words that a word in the place of another must be outweighed by
PUT_IN = 0.4  # equal words that a word put in or left out must be outweighed by
NEARLY_THERE = 0.5  # equal words that a nearly equal word is worth
LEAST_BEYOND = 1.0  # equal words that must be left: a single one behind an edit is chance


def completed(chain: Sequence[Run], pair: Pair) -> Alignment:
    """A chain with the equal words in its gaps and beyond its ends, one by one and in order."""
    runs = fill(chain, pair)
    runs += _beyond(runs[-1], pair)
    runs[:0] = _before(runs[0], pair)
    return Alignment(tuple(adjoined(runs)))


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


def _beyond(last: Run, pair: Pair) -> list[Run]:
    """The equal words behind the end of a passage, ascending."""
    runs: list[Run] = []
    at, other = last.article + last.length, last.reference + last.length
    while found := extension(pair.article[at : at + BEYOND], pair.reference[other : other + BEYOND]):
        runs += (Run(at + i, other + j, 1) for i, j in found)
        at, other = runs[-1].article + 1, runs[-1].reference + 1
    return runs


def _before(first: Run, pair: Pair) -> list[Run]:
    """The equal words before the beginning of a passage, ascending."""
    runs: list[Run] = []
    at, other = first[:2]
    while found := extension(
        pair.article[max(0, at - BEYOND) : at][::-1], pair.reference[max(0, other - BEYOND) : other][::-1]
    ):
        runs += (Run(at - 1 - i, other - 1 - j, 1) for i, j in found)
        at, other = runs[-1][:2]
    return runs[::-1]


def extension(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Positions of the equal words, ascending in both, of the best alignment of two beginnings; maybe none.

    Global at the start, free at the end: the extension of a seed (Altschul and
    others 1997, gapped BLAST), by the plain programme over a few words.
    """
    if not set(first).intersection(second):
        return []
    width = len(second) + 1
    above = [-PUT_IN * j for j in range(width)]
    steps = [[3] * width]
    best, end = 0.0, (0, 0)
    for i, word in enumerate(first, 1):
        row = [-PUT_IN * i]
        step = [2]
        for j, other in enumerate(second, 1):
            if word == other:
                score, how = above[j - 1] + 1, 1
            else:
                nearly = word[0] == other[0] and nearly_equal(word, other)
                score, how = above[j - 1] + (NEARLY_THERE if nearly else -CHANGED), 0
            if above[j] - PUT_IN > score:
                score, how = above[j] - PUT_IN, 2
            if row[-1] - PUT_IN > score:
                score, how = row[-1] - PUT_IN, 3
            row.append(score)
            step.append(how)
            if how == 1 and score > best:
                best, end = score, (i, j)
        above = row
        steps.append(step)
    return _traced(steps, end) if best >= LEAST_BEYOND else []


def _traced(steps: Sequence[Sequence[int]], end: tuple[int, int]) -> list[tuple[int, int]]:
    """The equal words on the way to ``end``.

    A step is 0 where a word was changed, 1 where it is equal, 2 or 3 where only the first or the second has it.
    """
    pairs = []
    i, j = end
    while i and j:
        how = steps[i][j]
        if how == 1:
            pairs.append((i - 1, j - 1))
        i, j = i - (how != 3), j - (how != 2)
    return pairs[::-1]
