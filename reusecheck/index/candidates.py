"""Which references share runs of words with an article: looked up, then compared word by word by hash."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple, Protocol

from reusecheck.fingerprints import hash_kgrams, hash_words
from reusecheck.spans import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from reusecheck.fingerprints import Sampling
    from reusecheck.index.common import Bounds, Common, Who
    from reusecheck.spans import Span, Token

# Above so many pairs of places for one reference (a word repeated a thousand times pairs with itself a million
# times) seeds are no longer paired but every run is searched by its first words: linear, and as complete.
MOST_PAIRS = 20_000
# An edited passage may hold no run of full length; two shorter ones this near in both texts are worth a look.
NEAR = 60  # words
# A k-gram that no more places hold is telling even when it stands alone: only one of ``window`` k-grams was kept, so
# the other short runs around it may be missing from the index, and are looked for in the reference itself.
RARE = 8  # places
AROUND = 500  # words of the reference on both sides
# A k-gram that more references hold raises none by itself: the runs on it are looked at by ``common``.
COMMON_REFERENCES = 20
_WORD = 4  # bytes of a word's hash in a segment


class Searchable(Protocol):
    """What a segment must answer; ``format.Segment`` and ``memory.MemorySegment`` do."""

    def postings(self, fingerprint: int, /) -> Sequence[int]: ...

    def locate(self, position: int, /) -> tuple[int, int]: ...

    def token_span(self, document: int, /) -> tuple[int, int]: ...

    def runs_at(self, positions: Iterable[int], offset: int, count: int, /) -> list[bytes]: ...

    def token_bytes(self, document: int, /) -> bytes: ...


class Candidate(NamedTuple):
    """A reference that shares runs with the article; ``runs`` ascend and are equal by 32-bit hash.

    ``segment`` and ``document`` say where the reference stands in the index.
    """

    segment: int
    document: int
    runs: tuple[Run, ...]


class Looked(NamedTuple):
    """What looking an article up found: candidates, by segment and document.

    ``common`` tells which of its runs very many references hold, if any does.
    """

    candidates: list[Candidate]
    common: Common | None


# A k-gram found in a reference: its places there as positions of the segment, and where the reference begins.
Hits = list[tuple[int, "Sequence[int]", int]]


class Shelves(NamedTuple):
    """Where references are looked up; ``dead[i]`` are the documents of segment ``i`` that no longer count.

    ``bounds`` say what is common; None: as ``common.Bounds`` has it.
    """

    segments: Sequence[Searchable]
    dead: Sequence[Container[int]]
    sampling: Sampling
    bounds: Bounds | None = None


def candidates(
    words: Sequence[str], segments: Sequence[Searchable], dead: Sequence[Container[int]], sampling: Sampling
) -> list[Candidate]:
    """``look_up`` where nothing more is known of the references."""
    return look_up(words, Shelves(segments, dead, sampling)).candidates


def look_up(
    words: Sequence[str],
    shelves: Shelves,
    who: Callable[[int, int], Who | None] | None = None,
    template: Sequence[Span[Token]] = (),
) -> Looked:
    """All references that share a run of ``k + window - 1`` words with ``words``, and some that share shorter ones.

    Those that share nothing but common phrases are left out (``Common``).
    ``who`` says who a reference is, None for one that does not count; ``template``
    is what the article repeats of a template.
    """
    sampling = shelves.sampling
    hashes = hash_words(words)
    kgrams = hash_kgrams(hashes, sampling.k)
    places: dict[int, list[int]] = {}
    for at, kgram in enumerate(kgrams):
        places.setdefault(kgram, []).append(at)
    most = COMMON_REFERENCES if shelves.bounds is None else shelves.bounds.references
    hits: dict[tuple[int, int], Hits] = {}
    held: dict[int, int] = {}  # over all segments: what is found must not depend on how references came into them
    in_many = set()
    for kgram in places:
        holding = _holding(kgram, shelves, most)
        if holding is None:
            in_many.add(kgram)
            continue
        for number, document, start, found in holding:
            held[kgram] = held.get(kgram, 0) + len(found)
            hits.setdefault((number, document), []).append((kgram, found, start))
    if not hits and not in_many:
        return Looked([], None)
    tokens = array("I", [value & 0xFFFFFFFF for value in hashes]).tobytes()
    common = None
    if in_many:
        from reusecheck.index.common import Common, Who  # noqa: PLC0415 - most articles have no such words

        common = Common(tokens, kgrams, shelves)
        common.survey(in_many, who or (lambda number, document: Who(f"{number}:{document}", is_own=False)), template)
    search = _Search(tokens, places, held, sampling, common)
    found_in = []
    for number, document in sorted({*hits, *(common.raised if common else ())}):
        reference = shelves.segments[number].token_bytes(document)
        runs = search.runs((number, document), reference, hits.get((number, document), []))
        if runs:
            found_in.append(Candidate(number, document, tuple(runs)))
    return Looked(found_in, common)


def _holding(kgram: int, shelves: Shelves, most: int) -> list[tuple[int, int, int, Sequence[int]]] | None:
    """The live references that hold a k-gram, or ``None`` if they are more than ``most``.

    Each as segment, document, position of its first word, positions of the k-gram.
    """
    holding: list[tuple[int, int, int, Sequence[int]]] = []
    for number, segment in enumerate(shelves.segments):
        found = segment.postings(kgram)
        low = 0
        while low < len(found):
            document, start = segment.locate(found[low])
            stop = segment.token_span(document)[1]
            high = low + 1
            if high < len(found) and found[high] < stop:
                high = bisect_left(found, stop, high)
            if document not in shelves.dead[number]:
                if len(holding) == most:
                    return None
                holding.append((number, document, start, found[low:high]))
            low = high
    return holding


class _Search:
    """Grows what was looked up into runs, reference by reference."""

    def __init__(
        self,
        article: bytes,
        places: Mapping[int, Sequence[int]],
        held: Mapping[int, int],
        sampling: Sampling,
        common: Common | None,
    ) -> None:
        self._article, self._places, self._held, self._common = article, places, held, common
        self._k = sampling.k
        self._run_words = sampling.k + sampling.window - 1
        self._gathered: dict[bytes, array[int]] | None = None

    def runs(self, key: tuple[int, int], reference: bytes, hits: Hits) -> list[Run]:
        """The runs of a reference, ascending; none if it is not worth aligning."""
        common = self._common
        seeds = common.seeds(key) if common else []
        is_raised = common is not None and key in common.raised
        if sum(len(self._places[kgram]) * len(found) for kgram, found, _ in hits) > MOST_PAIRS:
            runs = self._all_long_runs(reference)
        else:
            runs = grow(self._article, reference, [*seeds, *self._seeds(hits)], self._k)
            if not is_raised and not self._is_worth_aligning(key, runs):
                rare = self._seeds([hit for hit in hits if self._held[hit[0]] <= RARE])
                runs = runs_around(self._article, reference, rare, self._k)
        if not is_raised and not self._is_worth_aligning(key, runs):
            return []
        if common and ((seeds and common.is_partial) or key in common.whole):
            return sorted({*runs, *self._all_long_runs(reference, common.left_aside(key))})
        return runs

    def _all_long_runs(self, reference: bytes, left_aside: bytearray | None = None) -> list[Run]:
        """``all_long_runs``, in time of the shorter text: the article's runs are gathered once for all references.

        Of runs at places to be left aside none begins.
        """
        if len(reference) >= len(self._article):
            return all_long_runs(self._article, reference, self._run_words, left_aside)
        size = self._run_words * _WORD
        if self._gathered is None:
            self._gathered = {}
            for at in range(0, len(self._article) - size + 1, _WORD):
                self._gathered.setdefault(self._article[at : at + size], array("I")).append(at // _WORD)
        there: dict[int, int] = {}
        seen = set()
        for other in range(0, len(reference) - size + 1, _WORD):
            run = reference[other : other + size]
            if run in self._gathered and run not in seen:
                seen.add(run)
                if not left_aside or not left_aside[self._gathered[run][0]]:
                    there.update(dict.fromkeys(self._gathered[run], other // _WORD))
        return _long_runs(self._article, reference, sorted(there.items()), self._run_words)

    def _seeds(self, hits: Hits) -> list[tuple[int, int]]:
        return [
            (at, other - start) for kgram, found, start in hits for other in found for at in self._places[kgram]
        ]  # fmt: skip

    def _is_worth_aligning(self, key: tuple[int, int], runs: Sequence[Run]) -> bool:
        common = self._common
        if common is None:
            return is_worth_aligning(runs, self._run_words)
        return is_worth_aligning(runs, self._run_words, lambda run: common.is_common(key, run))


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


def all_long_runs(article: bytes, reference: bytes, run_words: int, left_aside: bytearray | None = None) -> list[Run]:
    """Runs that hold every ``run_words`` words of the article which stand somewhere in the reference; ascending.

    One place in the reference is followed for each, the first: for texts in
    which words repeat so often that pairing all places would take quadratic time.
    Those that begin where ``left_aside`` has a 1 do not matter.
    """
    size = run_words * _WORD
    first: dict[bytes, int] = {}
    for other in range(0, len(reference) - size + 1, _WORD):
        first.setdefault(reference[other : other + size], other // _WORD)
    places = range(0, len(article) - size + 1, _WORD)
    pairs = ((at // _WORD, first[run]) for at in places if (run := article[at : at + size]) in first)
    if left_aside:
        pairs = ((at, other) for at, other in pairs if not left_aside[at])
    return _long_runs(article, reference, pairs, run_words)


def _long_runs(article: bytes, reference: bytes, pairs: Iterable[tuple[int, int]], run_words: int) -> list[Run]:
    """The runs that begin at these pairs of places, ascending; none whose words are all in the one before."""
    runs = []
    known = 0
    for at, there in pairs:
        if at >= known:
            length = equal_length(article, reference, at, there)
            runs.append(Run(at, there, length))
            known = at + length - run_words + 1
    return runs


def is_worth_aligning(
    runs: Sequence[Run], run_words: int, is_common: Callable[[Run], bool] = lambda run: not run
) -> bool:
    """Whether there is a run of full length, or two shorter ones near each other in both texts; ``runs`` ascend.

    A common run does not count, nor do two.
    """
    telling = [not is_common(run) for run in runs]
    if any(run.length >= run_words for run, tells in zip(runs, telling, strict=True) if tells):
        return True
    return any(
        0 < second.article - first.article <= NEAR and abs(second.reference - first.reference) <= NEAR
        for i, first in enumerate(runs)
        for second, tells in zip(runs[i + 1 : i + 9], telling[i + 1 : i + 9], strict=True)
        if tells or telling[i]
    )
