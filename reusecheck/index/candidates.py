"""Which references share runs of words with an article: looked up, then compared word by word by hash."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple, Protocol

from reusecheck.fingerprints import hash_kgrams, hash_words
from reusecheck.spans import Run

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from reusecheck.fingerprints import Sampling

# Above so many pairs of places for one reference (a word repeated a thousand times pairs with itself a million
# times) seeds are no longer paired but every run is searched by its first words: linear, and as complete.
MOST_PAIRS = 20_000
# An edited passage may hold no run of full length; two shorter ones this near in both texts are worth a look.
NEAR = 60  # words
# A k-gram that no more places hold is telling even when it stands alone: only one of ``window`` k-grams was kept, so
# the other short runs around it may be missing from the index, and are looked for in the reference itself.
RARE = 8  # places
AROUND = 500  # words of the reference on both sides
_WORD = 4  # bytes of a word's hash in a segment


class Searchable(Protocol):
    """What a segment must answer; ``format.Segment`` and ``memory.MemorySegment`` do."""

    def postings(self, fingerprint: int, /) -> Sequence[int]: ...

    def locate(self, position: int, /) -> tuple[int, int]: ...

    def token_bytes(self, document: int, /) -> bytes: ...


class Candidate(NamedTuple):
    """A reference that shares runs with the article; ``runs`` ascend and are equal by 32-bit hash.

    ``segment`` and ``document`` say where the reference stands in the index.
    """

    segment: int
    document: int
    runs: tuple[Run, ...]


def candidates(
    words: Sequence[str], segments: Sequence[Searchable], dead: Sequence[Container[int]], sampling: Sampling
) -> list[Candidate]:
    """All references that share a run of ``k + window - 1`` words with ``words``, and some that share shorter ones.

    Ordered by segment and document. ``dead[i]`` are the documents of segment
    ``i`` that no longer count.
    """
    hashes = hash_words(words)
    places: dict[int, list[int]] = {}
    for at, kgram in enumerate(hash_kgrams(hashes, sampling.k)):
        places.setdefault(kgram, []).append(at)
    tokens = array("I", [value & 0xFFFFFFFF for value in hashes]).tobytes()
    run_words = sampling.k + sampling.window - 1
    found = []
    held: dict[int, int] = {}  # over all segments: what is found must not depend on how references came into them
    hits_of = [_hits(places, segment, dead[number], held) for number, segment in enumerate(segments)]
    for number, segment in enumerate(segments):
        for document, hits in sorted(hits_of[number].items()):
            reference = segment.token_bytes(document)
            if sum(len(places[kgram]) for kgram, _ in hits) > MOST_PAIRS:
                runs = all_long_runs(tokens, reference, run_words)
            else:
                seeds = [(at, other) for kgram, other in hits for at in places[kgram]]
                runs = grow(tokens, reference, seeds, sampling.k)
                if not is_worth_aligning(runs, run_words):
                    rare = [(at, other) for kgram, other in hits if held[kgram] <= RARE for at in places[kgram]]
                    runs = runs_around(tokens, reference, rare, sampling.k)
            if is_worth_aligning(runs, run_words):
                found.append(Candidate(number, document, tuple(runs)))
    return found


def _hits(
    places: Iterable[int], segment: Searchable, dead: Container[int], held: dict[int, int]
) -> dict[int, list[tuple[int, int]]]:
    """Live document → the k-grams found in it, each with its place there; ``held`` counts the places of each k-gram."""
    hits: dict[int, list[tuple[int, int]]] = {}
    for kgram in places:
        for position in segment.postings(kgram):
            document, start = segment.locate(position)
            if document not in dead:
                held[kgram] = held.get(kgram, 0) + 1
                hits.setdefault(document, []).append((kgram, position - start))
    return hits


def runs_around(article: bytes, reference: bytes, seeds: Sequence[tuple[int, int]], k: int) -> list[Run]:
    """All runs of ``k`` words or more near ``seeds``: within ``NEAR`` in the article, ``AROUND`` in the reference."""
    if not seeds:
        return []
    size = k * _WORD
    stops = [other for _, other in seeds]
    low, high = max(0, min(stops) - AROUND), min(len(reference) // _WORD - k, max(stops) + AROUND)
    there: dict[bytes, list[int]] = {}
    for other in range(low, high + 1):
        there.setdefault(reference[other * _WORD : other * _WORD + size], []).append(other)
    pairs: list[tuple[int, int]] = []
    for at in sorted({near for seed, _ in seeds for near in range(max(0, seed - NEAR), seed + NEAR)}):
        pairs += ((at, other) for other in there.get(article[at * _WORD : at * _WORD + size], ())[:RARE])
    return grow(article, reference, pairs, k)


def grow(article: bytes, reference: bytes, seeds: Iterable[tuple[int, int]], least: int) -> list[Run]:
    """The maximal equal runs through ``seeds`` (pairs of word positions) of ``least`` words or more, ascending.

    Both texts are given as ``_WORD`` bytes a word.
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
    most = min(len(article) // _WORD - at, len(reference) // _WORD - other)

    def equal(start: int, count: int) -> bool:
        low, high = (at + start) * _WORD, (other + start) * _WORD
        return article[low : low + count * _WORD] == reference[high : high + count * _WORD]

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
        low, high = (at - length) * _WORD, (other - length) * _WORD
        if article[low - _WORD : low] != reference[high - _WORD : high]:
            break
        length += 1
    return length


def all_long_runs(article: bytes, reference: bytes, run_words: int) -> list[Run]:
    """Runs that hold every ``run_words`` words of the article which stand somewhere in the reference; ascending.

    One place in the reference is followed for each, the first: for texts in
    which words repeat so often that pairing all places would take quadratic time.
    """
    size = run_words * _WORD
    first: dict[bytes, int] = {}
    for other in range(0, len(reference) - size + 1, _WORD):
        first.setdefault(reference[other : other + size], other // _WORD)
    runs = []
    at = 0
    while at * _WORD + size <= len(article):
        there = first.get(article[at * _WORD : at * _WORD + size])
        if there is None:
            at += 1
            continue
        length = equal_length(article, reference, at, there)
        runs.append(Run(at, there, length))
        at += length - run_words + 1
    return runs


def is_worth_aligning(runs: Sequence[Run], run_words: int) -> bool:
    """Whether there is a run of full length, or two shorter ones near each other in both texts; ``runs`` ascend."""
    if any(run.length >= run_words for run in runs):
        return True
    return any(
        0 < second.article - first.article <= NEAR and abs(second.reference - first.reference) <= NEAR
        for i, first in enumerate(runs)
        for second in runs[i + 1 : i + 9]
    )
