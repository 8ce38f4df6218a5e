"""Passages that an article shares with one reference: equal runs, chained over small edits, joined with neighbours.

Everything is counted in tokens. Runs hold equal words only, so whatever the
index promised is compared word by word here.
"""

from __future__ import annotations

from itertools import chain as chained
from typing import TYPE_CHECKING, NamedTuple

from reusecheck.spans import Run, Span, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.spans import Token

# Each rule a named number. Chosen on the sets `planted` (seed 1), `pan13-verbatim`, `short-answers` and `news-pair` of
# the evaluation data, 2026-11-21; docs/method.md says what each change did.
SHORT_RUN = 3  # words: equal runs this short join a passage when they stand near a longer one
REACH = 60  # words: how far from a longer run short ones are looked for, on both sides
COMMON_RUN = 16  # places: a short run that the neighbourhood of the reference holds more often says nothing
MAX_GAP = 25  # words: edits wider than this are not bridged within a chain
GAP_COST = 0.5  # equal words that one word between two runs must be outweighed by
LOOK_BACK = 64  # runs: how many runs before it a run may be chained to
FILL_GAP = 16  # words: in wider gaps single equal words are chance
LEAST_EDITED = 15  # equal words of a passage without a run of full length
LEAST_DENSITY = 0.6  # equal words to words of such a passage, on the side that has more
TELLING_RUN = (
    5  # words: several runs so long near each other in the article are more than chance, wherever they come from
)
UNTELLING = 4  # words of each such run that count for nothing
LEAST_TELLING = 6  # words beyond those, of all such runs together
NEIGHBOUR_GAP = 40  # words: passages this near in both texts, in whatever order, are one


class Alignment(NamedTuple):
    """Runs of one passage, ascending in the article, never overlapping there; none is empty."""

    runs: tuple[Run, ...]

    @property
    def article(self) -> Span[Token]:
        return Span(self.runs[0].article, self.runs[-1].article + self.runs[-1].length)

    @property
    def reference(self) -> Span[Token]:
        return Span(min(r.reference for r in self.runs), max(r.reference + r.length for r in self.runs))

    @property
    def matched(self) -> list[Span[Token]]:
        """The equal words, as spans of the article."""
        return union(run.span for run in self.runs)

    @property
    def matched_words(self) -> int:
        return sum(r.length for r in self.runs)

    @property
    def longest_run(self) -> int:
        """Words of the longest stretch that is equal without a gap on either side."""
        longest = length = 0
        before: Run | None = None
        for run in self.runs:
            adjoins = before and (before.article + before.length, before.reference + before.length) == run[:2]
            length = length + run.length if adjoins else run.length
            longest = max(longest, length)
            before = run
        return longest


def align(article: Sequence[str], reference: Sequence[str], anchors: Iterable[Run], run_words: int) -> list[Alignment]:
    """The passages around ``anchors`` (equal runs found by the index), ascending in the article.

    Every anchor of ``run_words`` words or more lies within the runs returned:
    each of its words is in one of them. Time is bounded by the words near the
    anchors times ``COMMON_RUN``.
    """
    anchors = [run for run in anchors if article[run.article : run.article + run.length]
               == reference[run.reference : run.reference + run.length]]  # fmt: skip
    runs = sorted({*anchors, *short_runs(article, reference, anchors)})
    certain, doubtful = chains_of(runs, run_words)
    passages = [*join_neighbours(fill(article, reference, c) for c in certain), *scattered(doubtful)]
    return sorted(passages, key=lambda alignment: alignment.runs)


def _windows(places: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    reached: Iterable[Span[Token]] = (Span(max(0, start - REACH), min(length, stop + REACH)) for start, stop in places)
    spans = union(reached)
    return [(span.start, span.stop) for span in spans]


def short_runs(article: Sequence[str], reference: Sequence[str], anchors: Sequence[Run]) -> list[Run]:
    """All maximal equal runs of ``SHORT_RUN`` words or more within ``REACH`` of the anchors on both sides.

    Those that begin with words which stand more than ``COMMON_RUN`` times in
    that part of the reference are left out.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for low, high in _windows(((r.reference, r.reference + r.length) for r in anchors), len(reference)):
        part = reference[low:high]
        for at, gram in enumerate(zip(*(part[i:] for i in range(SHORT_RUN)))):  # noqa: B905 - the last are shorter
            places.setdefault(gram, []).append(low + at)
    found = []
    for low, high in _windows(((r.article, r.article + r.length) for r in anchors), len(article)):
        part = article[low:high]
        for at, gram in enumerate(zip(*(part[i:] for i in range(SHORT_RUN))), low):  # noqa: B905
            there = places.get(gram, ())
            if len(there) > COMMON_RUN:
                continue
            for other in there:
                if at > low and other > 0 and article[at - 1] == reference[other - 1]:
                    continue  # begins further to the left
                found.append(Run(at, other, _equal_length(article, reference, at, other)))
    return found


def _equal_length(article: Sequence[str], reference: Sequence[str], at: int, other: int) -> int:
    length = SHORT_RUN
    most = min(len(article) - at, len(reference) - other)
    while length < most and article[at + length] == reference[other + length]:
        length += 1
    return length


def chains_of(runs: Sequence[Run], run_words: int) -> tuple[list[list[Run]], list[list[Run]]]:
    """Runs chained in one order over small edits, the best chains first; each run stands in one chain at most.

    Two lists: the chains that count by themselves (with a run of ``run_words``,
    or dense ones of ``LEAST_EDITED`` words without), and the others that repeat
    none of their words.

    A chain is worth its equal words less ``GAP_COST`` for each word of its gaps
    (the wider side), and begins and ends where that worth is greatest: it never
    reaches over more of the article's own words than it wins. The dynamic
    programme is that of local alignment (Smith and Waterman 1981) over runs
    instead of letters (chaining: Abouelhoda and Ohlebusch 2005).

    ``runs`` must ascend.
    """
    worth = [float(run.length) for run in runs]
    before = [-1] * len(runs)
    stops = [run.article + run.length for run in runs]
    for i, run in enumerate(runs):
        for j in range(i - 1, max(-1, i - 1 - LOOK_BACK), -1):
            if run.article - stops[j] > MAX_GAP:
                continue
            cost = _link_cost(runs[j], run, run_words)
            if cost is not None and worth[j] > cost and worth[j] - cost + run.length > worth[i]:
                worth[i] = worth[j] - cost + run.length
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
        if _counts(chain, [runs[i] for i in links], run_words, covered):
            certain.append(chain)
            for run in chain:
                covered[run.article : run.article + run.length] = b"\1" * run.length
        else:
            doubtful.append(chain)
    return certain, [c for c in doubtful if not any(any(covered[r.article : r.article + r.length]) for r in c)]


def scattered(chains: Iterable[list[Run]]) -> list[Alignment]:
    """Passages of heavily reworked text: runs of ``TELLING_RUN`` words, none long, several near each other.

    They count where they stand within ``NEIGHBOUR_GAP`` of each other in the
    article and hold ``LEAST_TELLING`` words beyond the first ``UNTELLING`` of
    each; where in the reference they come from makes no difference.
    """
    groups: list[list[Alignment]] = []
    stop = 0  # of the last group
    for chain in sorted(chains):
        if max(run.length for run in chain) < TELLING_RUN:
            continue
        alignment = Alignment(tuple(chain))
        if groups and alignment.article.start - stop <= NEIGHBOUR_GAP:
            groups[-1].append(alignment)
        else:
            groups.append([alignment])
        stop = max(stop, alignment.article.stop)
    # joined first: a phrase that the reference repeats must not count once for each place
    return [passage for passage in map(_joined, groups) if _telling(passage) >= LEAST_TELLING]


def _telling(passage: Alignment) -> int:
    return sum(run.length - UNTELLING for run in passage.runs if run.length >= TELLING_RUN)


def _link_cost(first: Run, second: Run, run_words: int) -> float | None:
    """What it costs to go from one run to the next, in equal words; ``None`` if they cannot follow each other.

    A run of full length is never cut because the reference overlaps: its words of the article would be lost.
    """
    gap = second.article - first.article - first.length
    other = second.reference - first.reference - first.length
    overlap = max(0, -gap, -other)
    if other < 0 and second.length >= run_words:
        return None
    if overlap >= second.length or overlap >= first.length or max(gap, other) + overlap > MAX_GAP:
        return None
    return GAP_COST * (max(gap, other) + overlap) + overlap


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


def _counts(chain: Sequence[Run], whole: Iterable[Run], run_words: int, covered: bytearray) -> bool:
    """Whether a chain is more than chance, and more than a repetition of what was found already."""
    long = [run for run in whole if run.length >= run_words]
    if long:
        return any(not all(covered[run.article : run.article + run.length]) for run in long)
    matched = sum(run.length for run in chain)
    if matched < LEAST_EDITED or any(any(covered[run.article : run.article + run.length]) for run in chain):
        return False
    last = chain[-1]
    widest = max(last.article + last.length - chain[0].article, last.reference + last.length - chain[0].reference)
    return matched >= LEAST_DENSITY * widest


def fill(article: Sequence[str], reference: Sequence[str], chain: Sequence[Run]) -> Alignment:
    """The chain with the equal words inside its gaps, one by one, in order."""
    runs: list[Run] = []
    for run in chain:
        if runs:
            last = runs[-1]
            start, other = last.article + last.length, last.reference + last.length
            if max(run.article - start, run.reference - other) <= FILL_GAP:
                runs += (
                    Run(start + i, other + j, 1)
                    for i, j in common_words(article[start : run.article], reference[other : run.reference])
                )
        runs.append(run)
    return Alignment(tuple(runs))


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


def join_neighbours(alignments: Iterable[Alignment]) -> list[Alignment]:
    """Passages within ``NEIGHBOUR_GAP`` of each other in both texts made one, in whatever order they stand there.

    Sentences that changed places are one passage to a reader, not several.
    Where two hold the same words of the article, the longer one keeps them.
    """
    ordered = sorted(alignments, key=lambda a: a.runs)
    sides = [(alignment.article, alignment.reference) for alignment in ordered]
    group_of = list(range(len(ordered)))  # the first of each group stands for it
    open_ones: list[int] = []  # those that a later one may still be near: thus each looks at few others
    for i, (article, reference) in enumerate(sides):
        open_ones = [j for j in open_ones if article.start - sides[j][0].stop <= NEIGHBOUR_GAP]
        for j in open_ones:
            other = sides[j][1]
            if reference.start - other.stop <= NEIGHBOUR_GAP and other.start - reference.stop <= NEIGHBOUR_GAP:
                one, two = sorted((_first(group_of, i), _first(group_of, j)))
                group_of[two] = one
        open_ones.append(i)
    groups: dict[int, list[Alignment]] = {}
    for i, alignment in enumerate(ordered):
        groups.setdefault(_first(group_of, i), []).append(alignment)
    return [_joined(group) for group in groups.values()]


def _first(group_of: list[int], member: int) -> int:
    """The one that stands for the group of ``member``, found faster the next time (Tarjan 1975, path halving)."""
    while group_of[member] != member:
        group_of[member] = group_of[group_of[member]]
        member = group_of[member]
    return member


def _joined(group: Sequence[Alignment]) -> Alignment:
    if len(group) == 1:
        return group[0]
    ordered = sorted(group, key=lambda a: (-a.matched_words, a.runs))
    runs: list[Run] = []
    low = min(a.article.start for a in group)
    taken = bytearray(max(a.article.stop for a in group) - low)
    for run in chained.from_iterable(a.runs for a in ordered):
        at = run.article
        while at < run.article + run.length:
            stop = at
            while stop < run.article + run.length and not taken[stop - low]:
                stop += 1
            if stop > at:
                runs.append(Run(at, run.reference + at - run.article, stop - at))
            at = stop + 1
        taken[run.article - low : run.article - low + run.length] = b"\1" * run.length
    return Alignment(tuple(sorted(runs)))
