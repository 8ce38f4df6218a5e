"""Runs chained over small edits: what a chain is worth, and the best ones."""

from __future__ import annotations

from reusecheck.alignment.nearly import nearly_equal
from reusecheck.spans import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.alignment.passages import Pair

# A chain is worth, in equal words:
FOLLOWING = 0.5  # beside 1 for each equal word, for each that follows an equal word
GAP_COST = 1.0  # less, for each word between two runs, on the side that has more
NEARLY = 0.8  # for a word of a gap that the other side has nearly so; such a word costs nothing
MAX_GAP = 25  # words: edits wider than this are not bridged within a chain
NARROW = 4  # words: in wider gaps nearly equal words are chance
LOOK_BACK = 32  # runs: how many runs before it a run may be chained to


def chains_of(runs: Sequence[Run], pair: Pair) -> tuple[list[list[Run]], list[list[Run]]]:
    """Runs chained in one order over small edits, the best chains first; each run stands in one chain at most.

    Two lists: the chains that count by themselves (with a run of full length),
    and the others that repeat none of their words.

    A chain begins and ends where its worth is greatest: it never
    reaches over more of the article's own words than it wins. The dynamic
    programme is that of local alignment (Smith and Waterman 1981) over runs
    instead of letters (chaining: Abouelhoda and Ohlebusch 2005).

    ``runs`` must ascend.
    """
    own = [run.length + FOLLOWING * (run.length - 1) for run in runs]
    worth = list(own)
    before = [-1] * len(runs)
    stops = [run.article + run.length for run in runs]
    others = [run.reference + run.length for run in runs]
    for i, run in enumerate(runs):
        for j in range(i - 1, max(-1, i - 1 - LOOK_BACK), -1):
            # what ``link_cost`` would say of most pairs, before the call
            if run.article - stops[j] > MAX_GAP or not -run.length < run.reference - others[j] <= MAX_GAP:
                continue
            cost = link_cost(runs[j], run, pair)
            if cost is not None and worth[j] > cost and worth[j] - cost + own[i] > worth[i]:
                worth[i] = worth[j] - cost + own[i]
                before[i] = j
    used = [False] * len(runs)
    covered = bytearray(max((r.article + r.length for r in runs), default=0))
    certain: list[list[Run]] = []
    doubtful: list[list[Run]] = []
    for end in sorted(range(len(runs)), key=lambda i: (-worth[i], i)):
        links = []
        at = end
        while at >= 0 and not used[at]:
            links.append(at)
            used[at] = True
            at = before[at]
        if not links:
            continue
        chain = _without_overlap([runs[i] for i in reversed(links)])
        if _brings_full_run((runs[i] for i in links), pair, covered):
            certain.append(chain)
            for run in chain:
                covered[run.article : run.article + run.length] = b"\1" * run.length
        else:
            doubtful.append(chain)
    return certain, [c for c in doubtful if not any(any(covered[r.article : r.article + r.length]) for r in c)]


def link_cost(first: Run, second: Run, pair: Pair) -> float | None:
    """What it costs to go from one run to the next; ``None`` if they cannot follow each other.

    A run of full length is never cut because the reference overlaps: its words of the article would be lost.
    """
    gap = second.article - first.article - first.length
    other = second.reference - first.reference - first.length
    overlap = max(0, -gap, -other)
    if other < 0 and pair.is_full(second):
        return None
    if overlap >= second.length or overlap >= first.length or max(gap, other) + overlap > MAX_GAP:
        return None
    cost = GAP_COST * (max(gap, other) + overlap) + (1 + FOLLOWING) * overlap
    if 0 < gap <= NARROW and 0 < other <= NARROW:
        here = pair.article[second.article - gap : second.article]
        there = pair.reference[second.reference - other : second.reference]
        cost -= (GAP_COST + NEARLY) * _nearly_equal_words(here, there)
    return max(0.0, cost)


def _nearly_equal_words(here: Sequence[str], there: Sequence[str]) -> int:
    if len(here) == len(there):
        return sum(map(nearly_equal, here, there))
    few, more = sorted((here, there), key=len)
    return sum(any(nearly_equal(word, other) for other in more) for word in few)


def _without_overlap(chain: Sequence[Run]) -> list[Run]:
    """The runs, each cut where the one before it ends, in both texts."""
    cut: list[Run] = []
    for run in chain:
        skip = 0
        if cut:
            last = cut[-1]
            skip = max(0, last.article + last.length - run.article, last.reference + last.length - run.reference)
        if skip < run.length:
            cut.append(Run(run.article + skip, run.reference + skip, run.length - skip))
    return cut


def _brings_full_run(runs: Iterable[Run], pair: Pair, covered: bytearray) -> bool:
    """Whether a run of full length among them holds a word that no chain before held."""
    return any(pair.is_full(run) and not all(covered[run.article : run.article + run.length]) for run in runs)
