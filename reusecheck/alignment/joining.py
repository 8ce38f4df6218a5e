"""Pieces that a reader takes for one passage, made one: whatever their order, and the short ones at their sides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import chain as chained

from reusecheck.alignment.passages import Alignment, words_of
from reusecheck.spans import Run, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.spans import Token

NEIGHBOUR_GAP = 40  # words: passages this near in both texts, in whatever order, are one
FAR_NEIGHBOUR = 120  # words: so are two this near, if they are longer than what stands between them and no repetition
LEAST_PIECE = 3  # equal words of a piece that was moved to the side of a passage or into it


def join_neighbours(alignments: Iterable[Alignment]) -> list[Alignment]:
    """Neighbouring passages made one, in whatever order they stand.

    Sentences that changed places are one passage to a reader, not several.
    Where two hold the same words of the article, the longer one keeps them.
    """
    ordered = sorted(alignments, key=lambda a: a.runs)
    sides = [_Sides(alignment.article, alignment.reference, alignment.matched_words) for alignment in ordered]
    group_of = list(range(len(ordered)))  # the first of each group stands for it
    open_ones: list[int] = []  # those that a later one may still be near: thus each looks at few others
    for i, passage in enumerate(sides):
        open_ones = [j for j in open_ones if passage.article.start - sides[j].article.stop <= FAR_NEIGHBOUR]
        for j in open_ones:
            if _are_neighbours(sides[j], passage):
                one, two = sorted((_first(group_of, i), _first(group_of, j)))
                group_of[two] = one
        open_ones.append(i)
    groups: dict[int, list[Alignment]] = {}
    for i, alignment in enumerate(ordered):
        groups.setdefault(_first(group_of, i), []).append(alignment)
    return [joined(group) for group in groups.values()]


class _Sides(NamedTuple):
    article: Span[Token]
    reference: Span[Token]
    matched_words: int


def _are_neighbours(one: _Sides, other: _Sides) -> bool:
    gap = max(_between(one.article, other.article), _between(one.reference, other.reference))
    if gap <= NEIGHBOUR_GAP:
        return True
    is_longer = gap <= min(FAR_NEIGHBOUR, one.matched_words + other.matched_words)
    # the same part of the reference again is a repetition
    repeated = -_between(one.reference, other.reference)
    return is_longer and 2 * repeated <= min(len(one.reference), len(other.reference))


def _first(group_of: list[int], member: int) -> int:
    """The one that stands for the group of ``member``, found faster the next time (Tarjan 1975, path halving)."""
    while group_of[member] != member:
        group_of[member] = group_of[group_of[member]]
        member = group_of[member]
    return member


def joined(group: Sequence[Alignment]) -> Alignment:
    """One passage of all; where they hold the same words of the article, the one with more words keeps them."""
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


def take_in_pieces(
    passages: Iterable[Alignment], chains: Iterable[list[Run]]
) -> tuple[list[Alignment], list[list[Run]]]:
    """The passages with the short chains that belong to them, and the chains that belong to none.

    A clause that was turned round or a short sentence that changed its place
    holds no run of full length. It belongs to a passage if neither text has
    more words between the two than it holds itself. Words that the passage has
    already are cut off it; ``LEAST_PIECE`` must be left.
    """
    ordered = sorted(chains)
    pieces = [Alignment(tuple(chain)) for chain in ordered]
    starts = [piece.article.start for piece in pieces]
    widest = max((len(piece.article) for piece in pieces), default=0)
    most = max((piece.matched_words for piece in pieces), default=0)
    is_free = [piece.matched_words >= LEAST_PIECE for piece in pieces]
    grown = []
    for passage in passages:
        runs, used = list(passage.runs), words_of(passage.runs)
        article, reference = passage.article, passage.reference
        goes_on = True
        while goes_on:
            goes_on = False
            low, high = bisect_left(starts, article.start - most - widest), bisect_right(starts, article.stop + most)
            for at in range(low, high):
                if not is_free[at] or not _belongs(pieces[at], article, reference):
                    continue
                fresh = _without(pieces[at].runs, used)
                if sum(run.length for run in fresh) < LEAST_PIECE:
                    continue
                is_free[at] = False
                goes_on = True
                runs += fresh
                used |= words_of(fresh)
                piece = Alignment(tuple(fresh))
                article, reference = _around(article, piece.article), _around(reference, piece.reference)
        grown.append(Alignment(tuple(sorted(runs))))
    taken = {at for at, piece in enumerate(pieces) if not is_free[at] and piece.matched_words >= LEAST_PIECE}
    return grown, [chain for at, chain in enumerate(ordered) if at not in taken]


def _without(runs: Iterable[Run], used: set[int]) -> list[Run]:
    """What is left of the runs without words that are used in one of the texts (``words_of``)."""
    left: list[Run] = []
    for run in runs:
        goes_on = False
        for step in range(run.length):
            at, other = run.article + step, run.reference + step
            if at in used or -1 - other in used:
                goes_on = False
            elif goes_on:
                left[-1] = left[-1]._replace(length=left[-1].length + 1)
            else:
                left.append(Run(at, other, 1))
                goes_on = True
    return left


def _belongs(piece: Alignment, article: Span[Token], reference: Span[Token]) -> bool:
    words = piece.matched_words
    return _between(piece.article, article) <= words and _between(piece.reference, reference) <= words


def _between(one: Span[Token], other: Span[Token]) -> int:
    return max(one.start - other.stop, other.start - one.stop)


def _around(one: Span[Token], other: Span[Token]) -> Span[Token]:
    return Span(min(one.start, other.start), max(one.stop, other.stop))
