"""Slow and plainly right: what the fast algorithms are compared with."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from reusecheck.fingerprints import MIX, MULTIPLIER
from reusecheck.spans import Run

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from reusecheck.spans import Span, U

T = TypeVar("T", bound="Hashable")


def kgram_hash(words: Sequence[int]) -> int:
    """The polynomial as it is written in a book, and the mixing of its bits."""
    value: int = sum(word * MULTIPLIER**power for power, word in enumerate(reversed(words))) % 2**64
    value = (value ^ value >> 33) * MIX % 2**64
    return value ^ value >> 29


def kept_by_definition(hashes: Sequence[int], window: int) -> list[int]:
    """Positions that are the smallest of some run of ``window`` hashes, the rightmost of equals, ascending."""
    runs = [range(low, low + window) for low in range(len(hashes) - window + 1)] or [range(len(hashes))]
    kept = set()
    for run in runs:
        smallest = min((hashes[i] for i in run), default=None)
        kept |= {max(i for i in run if hashes[i] == smallest)} if run else set()
    return sorted(kept)


def grams(words: Sequence[T], size: int) -> list[tuple[T, ...]]:
    """Every ``size`` words in a row, in order."""
    return [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]


def shared_words(article: Sequence[T], references: Iterable[Sequence[T]], run_words: int) -> set[int]:
    """Places of the article inside a run of ``run_words`` words that stands in one of the references."""
    known = {gram for reference in references for gram in grams(reference, run_words)}
    return {
        at + step for at, gram in enumerate(grams(article, run_words)) if gram in known for step in range(run_words)
    }


def maximal_runs(article: Sequence[T], reference: Sequence[T], least: int) -> list[Run]:
    """All equal runs of ``least`` words or more that go on to neither side, ascending."""
    runs = []
    for at in range(len(article)):
        for other in range(len(reference)):
            if at and other and article[at - 1] == reference[other - 1]:
                continue
            length = equal_length(article[at:], reference[other:])
            if length >= least:
                runs.append(Run(at, other, length))
    return runs


def equal_length(first: Sequence[T], second: Sequence[T]) -> int:
    """How many words both begin with."""
    length = 0
    while length < min(len(first), len(second)) and first[length] == second[length]:
        length += 1
    return length


def longest_common_subsequence(first: Sequence[T], second: Sequence[T]) -> int:
    """Its length: every choice of words is tried, so a few words only."""

    def stands_in(chosen: tuple[T, ...]) -> bool:
        rest = iter(second)
        return all(word in rest for word in chosen)

    sizes = range(len(first), 0, -1)
    return next((size for size in sizes if any(map(stands_in, combinations(first, size)))), 0)


def places(spans: Iterable[Span[U]]) -> set[int]:
    """Every unit inside the spans."""
    return {place for span in spans for place in range(span.start, span.stop)}
