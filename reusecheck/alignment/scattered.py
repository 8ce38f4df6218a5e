"""Heavily reworked text: several short chains near each other, none of which would say much by itself."""

from __future__ import annotations

from math import log

from reusecheck.alignment.chains import FOLLOWING, link_cost
from reusecheck.alignment.joining import joined
from reusecheck.alignment.passages import Alignment, adjoined, words_of
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.alignment.passages import Pair
    from reusecheck.spans import Run

TELLING_RUN = 3  # words that one run of such a chain must have
GROUP_GAP = 80  # words of the article: chains this near each other are looked at together
CHANCE = 5.0  # what a chain is worth that two honest writers share by chance; what is beyond it is evidence
LEAST_EVIDENCE = 8.0  # evidence of all chains of a group together, in a small pair of texts
PAIR = 80_000  # pairs of words: so many, or fewer, are a small pair: 200 words and 400
LARGER_PAIR = 2.0  # more evidence for e times as many pairs, since chance has as many times more room


class _Weighed(NamedTuple):
    """A chain and what it is worth."""

    worth: float
    alignment: Alignment


def telling_alone(chains: Iterable[list[Run]], pair: Pair) -> tuple[list[list[Run]], list[list[Run]]]:
    """The chains of several runs that are evidence enough by themselves, though none is of full length; and the others.

    An edited passage is one of these. It is no company for chance: what stands near it must be evidence without it.
    """
    wanted = _wanted(pair)
    alone: list[list[Run]] = []
    others: list[list[Run]] = []
    for chain in chains:
        (alone if len(chain) > 1 and _worth(chain, pair) - CHANCE >= wanted else others).append(chain)
    return alone, others


def scattered(chains: Iterable[list[Run]], pair: Pair) -> list[Alignment]:
    """Passages made of chains without a run of full length; where in the reference they come from makes no difference.

    Chains that stand near each other in the article are taken together. Each is
    evidence by as much as it is worth more than ``CHANCE``, the best first,
    and no word of either text counts twice: a phrase that one of them repeats is one
    piece of evidence. Several runs are needed: one alone is promised only from full length on.
    Several moderate segments together say what no single one does: the sum
    statistic of Karlin and Altschul (1993). A character of a script without
    spaces weighs as much as it counts towards a run.
    """
    groups: list[list[_Weighed]] = []
    stop = 0  # of the last group
    for chain in sorted(chains):
        worth = _worth(chain, pair)
        if worth <= CHANCE or max(run.length for run in chain) < TELLING_RUN:
            continue
        alignment = Alignment(tuple(chain))
        if not groups or alignment.article.start - stop > GROUP_GAP:
            groups.append([])
        groups[-1].append(_Weighed(worth, alignment))
        stop = max(stop, alignment.article.stop)
    wanted = _wanted(pair)
    return [joined(found) for found in (_evidence(group, wanted) for group in groups) if found]


def _wanted(pair: Pair) -> float:
    """How much evidence there must be in texts so large."""
    pairs = max(1, len(pair.article) * len(pair.reference))
    return LEAST_EVIDENCE + LARGER_PAIR * max(0.0, log(pairs / PAIR))


def _evidence(group: Iterable[_Weighed], wanted: float) -> list[Alignment]:
    """The chains of a group that share no word, or none if they are too little evidence together."""
    evidence = 0.0
    used: set[int] = set()
    found = []
    for worth, alignment in sorted(group, key=lambda weighed: (-weighed.worth, weighed.alignment.runs)):
        words = words_of(alignment.runs)
        if not used & words:
            used |= words
            evidence += worth - CHANCE
            found.append(alignment)
    runs = sum(len(adjoined(alignment.runs)) for alignment in found)
    return found if evidence >= wanted and runs > 1 else []


def _worth(chain: Sequence[Run], pair: Pair) -> float:
    """What a chain is worth, as in ``chains``, but numbers nothing: they are facts, and nobody's wording."""
    worth = 0.0
    for i, run in enumerate(chain):
        if i:
            worth -= link_cost(chain[i - 1], run, pair) or 0.0
        goes_on = False
        for at in range(run.article, run.article + run.length):
            if not pair.article[at].isdigit():
                worth += (1 + FOLLOWING if goes_on else 1) * pair.share(at)
                goes_on = True
    return worth
