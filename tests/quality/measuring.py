"""Precision, recall, granularity and plagdet of what was found, against what was planted.

Potthast, Stein, Barrón-Cedeño and Rosso, "An Evaluation Framework for Plagiarism Detection", COLING 2010, section 3,
written from the paper: the macro-averaged measures, over the characters of both sides.
"""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Pair(NamedTuple):
    """A passage of an article and one of a reference, planted or found: code points, half-open. No side is empty."""

    article: str
    reference: str
    start: int
    stop: int
    other_start: int
    other_stop: int


def meet(one: Pair, other: Pair) -> bool:
    """Whether they have characters in common on both sides: then the one is said to detect the other."""
    return (
        one[:2] == other[:2]
        and one.start < other.stop
        and other.start < one.stop
        and one.other_start < other.other_stop
        and other.other_start < one.other_stop
    )


def covered(pair: Pair, others: Iterable[Pair]) -> float:
    """The share of its characters, of both sides together, that those of ``others`` which meet it hold.

    Of a planted passage and all that was found, its recall; of one found and all that was planted, its precision.
    """
    meeting = [other for other in others if meet(pair, other)]
    here, there = set(range(pair.start, pair.stop)), set(range(pair.other_start, pair.other_stop))
    held = here & _all(range(o.start, o.stop) for o in meeting)
    other_held = there & _all(range(o.other_start, o.other_stop) for o in meeting)
    return (len(held) + len(other_held)) / (len(here) + len(there))


def pieces(case: Pair, found: Iterable[Pair]) -> int:
    """In how many pieces it was found."""
    return sum(meet(case, pair) for pair in found)


def plagdet(precision: float, recall: float, granularity: float) -> float:
    """Their harmonic mean, less where passages were found in pieces."""
    both = precision + recall
    return 2 * precision * recall / both / log2(1 + granularity) if both else 0.0


def _all(ranges: Iterable[range]) -> set[int]:
    return {at for some in ranges for at in some}
