"""How much two texts have in common, seen from either of them: for people who asked for it, never for the verdict."""

from __future__ import annotations

from reusecheck.alignment import align
from reusecheck.alignment.passages import adjoined
from reusecheck.findings import RUN_CLASSES, InCommon
from reusecheck.fingerprints import sampling
from reusecheck.index.candidates import candidates
from reusecheck.index.memory import MemorySegment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.spans import Run

# Chosen on `short-answers` of the evaluation data, 2026-11-21: answers written freely resemble a text on their subject
# by 0.03 at most; with shingles of 2 words by 0.07, with single words by 0.20. See docs/method.md, section 6.
SHINGLE = 3  # words


def in_common(reference_id: str, article: Sequence[str], reference: Sequence[str], run_words: int) -> InCommon:
    """The figures of two texts, given as words in normal form.

    They depend on these two alone, whatever else the corpus holds. If the texts change places, so do the two
    containments, and the resemblance stays. Time and memory grow linearly with the words of both.
    """
    lengths = run_lengths(shared_runs(article, reference, run_words), len(article))
    back = run_lengths(shared_runs(reference, article, run_words), len(reference))
    return InCommon(
        reference=reference_id,
        containment_of_article=_part(sum(lengths), len(article)),
        containment_of_reference=_part(sum(back), len(reference)),
        resemblance=resemblance(article, reference),
        longest_run=max(lengths, default=0),
        runs=histogram(lengths),
    )


def shared_runs(words: Sequence[str], within: Sequence[str], run_words: int) -> list[Run]:
    """The equal runs of all passages that ``words`` shares with ``within``, which stands alone in a corpus."""
    how = sampling(run_words)
    found = candidates(words, [MemorySegment([within], how.k)], [frozenset()], how)
    passages = (passage for each in found for passage in align(words, within, each.runs, run_words))
    return [run for passage in passages for run in adjoined(passage.runs)]


def run_lengths(runs: Iterable[Run], words: int) -> list[int]:
    """Words of each run in a text of ``words`` words, each word counted once; unordered.

    Where runs overlap, as the same words stand in the other text at several places, the longest has them, and what is
    left of the others counts as runs of their own.
    """
    taken = bytearray(words)
    lengths: list[int] = []
    for run in sorted(runs, key=lambda run: (-run.length, run)):
        stop = run.article + run.length
        lengths += map(len, filter(None, taken[run.article : stop].split(b"\1")))
        taken[run.article : stop] = b"\1" * run.length
    return lengths


def histogram(lengths: Iterable[int]) -> tuple[int, ...]:
    """How many runs are of each of ``RUN_CLASSES``."""
    counts = [0] * len(RUN_CLASSES)
    for length in lengths:
        counts[sum(length >= least for least in RUN_CLASSES) - 1] += 1
    return tuple(counts)


def resemblance(first: Sequence[str], second: Sequence[str]) -> float:
    """The share of shingles that stand in both texts among those that stand in either, in [0, 1].

    Broder, "On the resemblance and containment of documents", SEQUENCES 1997, with shingles of ``SHINGLE`` words as
    sets. Two texts without a word do not resemble each other.
    """
    here, there = _shingles(first), _shingles(second)
    both = len(here & there)
    return _part(both, len(here) + len(there) - both)


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Every ``SHINGLE`` words in a row; a shorter text is one shingle."""
    if not words:
        return set()
    return {tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))}


def _part(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
