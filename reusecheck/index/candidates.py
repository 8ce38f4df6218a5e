"""Which references share runs of words with an article: looked up, then compared word by word by hash."""

from __future__ import annotations

from array import array

from reusecheck.fingerprints import hash_kgrams, hash_words
from reusecheck.index.growing import (
    MOST_SEARCHED,
    WORD,
    ShortRuns,
    all_long_runs,
    grow,
    is_worth_aligning,
    long_runs,
    packed,
    places_of,
)
from reusecheck.index.subject import on_the_subject
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import Protocol

    from reusecheck.fingerprints import Sampling
    from reusecheck.index.common import Bounds, Common, Who
    from reusecheck.index.telling import Holding
    from reusecheck.spans import Run, Span, Token

    class Searchable(Holding, Protocol):
        """What a segment must answer; ``format.Segment`` and ``memory.MemorySegment`` do."""

        @property
        def words(self) -> int: ...

        def postings(self, fingerprint: int, /) -> Sequence[int]: ...

        def length(self, document: int, /) -> int: ...

        def token_bytes(self, document: int, /) -> bytes: ...


# Above so many pairs of places for one reference (a word repeated a thousand times pairs with itself a million
# times) seeds are no longer paired but every run is searched by its first words: linear, and as complete.
MOST_PAIRS = 20_000
# A k-gram that no more references hold is telling even when it stands alone: only one of ``window`` k-grams was kept,
# so the other short runs around it may be missing from the index, and are looked for in the reference itself.
RARE = 4  # references
# A k-gram that more references hold raises none by itself: the runs on it are looked at by ``common``.
COMMON_REFERENCES = 20


class Candidate(NamedTuple):
    """A reference that shares runs with the article; they ascend, and are equal by ``growing.WORD`` bytes of each word.

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


class Shelves(NamedTuple):
    """Where references are looked up; ``dead[i]`` are the documents of segment ``i`` that no longer count.

    ``bounds`` say what is common; None: as ``common.Bounds`` has it. ``key`` is that of sealed segments.
    """

    segments: Sequence[Searchable]
    dead: Sequence[Collection[int]]
    sampling: Sampling
    bounds: Bounds | None = None
    key: bytes = b""


def candidates(
    words: Sequence[str], segments: Sequence[Searchable], dead: Sequence[Collection[int]], sampling: Sampling
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

    The latter hold a rare k-gram of the article, or are on its subject.
    Those that share nothing but common phrases are left out (``Common``).
    ``who`` says who a reference is, None for one that does not count; ``template``
    is what the article repeats of a template.
    """
    sampling = shelves.sampling
    hashes = hash_words(words, shelves.key)
    kgrams = hash_kgrams(hashes, sampling.k)
    hits: dict[tuple[int, int], list[int]] = {}
    held: dict[int, int] = {}  # over all segments: what is found must not depend on how references came into them
    in_many: dict[int, int] = {}
    most = COMMON_REFERENCES if shelves.bounds is None else shelves.bounds.references
    searched = [(number, segment.postings) for number, segment in enumerate(shelves.segments)]
    for kgram in dict.fromkeys(kgrams):
        found = [(number, documents) for number, postings in searched if (documents := postings(kgram))]
        if found:
            live = _live(found, shelves.dead, most)
            if live is None:
                in_many[kgram] = sum(len(documents) for _, documents in found)
                continue
            held[kgram] = len(live)
            for key in live:
                hits.setdefault(key, []).append(kgram)
    tokens = packed(hashes)
    common = None
    if in_many:
        from reusecheck.index.common import Common, Who  # noqa: PLC0415 - most articles have no such words

        common = Common(tokens, kgrams, shelves)
        common.survey(in_many, who or (lambda number, document: Who(f"{number}:{document}", is_own=False)), template)
    search = _Search(tokens, kgrams, held, sampling, common)
    runs_of: dict[tuple[int, int], Sequence[Run]] = {}
    for number, document in {*hits, *(common.raised if common else ())}:
        reference = shelves.segments[number].token_bytes(document)
        runs = search.runs((number, document), reference, hits.get((number, document), []))
        if runs:
            runs_of[number, document] = runs
    runs_of.update(on_the_subject(search.short, hashes, shelves, runs_of))
    return Looked([Candidate(*key, tuple(runs_of[key])) for key in sorted(runs_of)], common)


def _live(
    found: Sequence[tuple[int, Sequence[int]]], dead: Sequence[Collection[int]], most: int
) -> list[tuple[int, int]] | None:
    """The documents that are not dead, given by segment; ``None`` if they are more than ``most``."""
    live: list[tuple[int, int]] = []
    for number, documents in found:
        gone = dead[number]
        if len(documents) > most + len(gone):
            return None
        live += [(number, document) for document in documents if document not in gone]
    return live if len(live) <= most else None


class _Search:
    """Grows what was looked up into runs, reference by reference."""

    def __init__(
        self,
        article: bytes,
        kgrams: Sequence[int],
        held: Mapping[int, int],
        sampling: Sampling,
        common: Common | None,
    ) -> None:
        """``held`` says how many references hold a k-gram; of the others none is asked for."""
        self._article, self._held, self._common = article, held, common
        self.short = ShortRuns(article)
        self._k = sampling.k
        self._run_words = sampling.k + sampling.window - 1
        self._gathered: dict[bytes, array[int]] | None = None
        self._places: dict[int, list[int]] = {kgram: [] for kgram in held}
        for at, kgram in enumerate(kgrams if held else ()):
            if kgram in held:
                self._places[kgram].append(at)

    def runs(self, key: tuple[int, int], reference: bytes, hits: Sequence[int]) -> list[Run]:
        """The runs of a reference, ascending; none if it is not worth aligning.

        ``hits`` are the k-grams that the index says it holds; one that does not stand there makes no run.
        """
        common = self._common
        seeds = common.seeds(key) if common else []
        is_raised = common is not None and key in common.raised
        there = self._places_in(reference, hits)
        if sum(len(self._places[kgram]) * len(found) for kgram, found in there.items()) > MOST_PAIRS:
            runs = self._all_long_runs(reference)
        else:
            runs = grow(self._article, reference, [*seeds, *self._seeds(there, hits)], self._k)
            if not is_raised and not self._is_worth_aligning(key, runs):
                rare = self._seeds(there, [kgram for kgram in hits if self._held[kgram] <= RARE])
                runs = self.short.around(reference, rare)
        if not is_raised and not self._is_worth_aligning(key, runs):
            return []
        if common and ((seeds and common.is_partial) or key in common.whole):
            return sorted({*runs, *self._all_long_runs(reference, common.left_aside(key))})
        return runs

    def _places_in(self, reference: bytes, hits: Sequence[int]) -> dict[int, list[int]]:
        """Every place of these k-grams in a reference, also of those that were not kept when it was indexed."""
        size = self._k * WORD
        if len(hits) <= MOST_SEARCHED:
            return {kgram: places_of(self._words_of(kgram), reference) for kgram in hits}
        places: dict[bytes, list[int]] = {}
        there = {kgram: places.setdefault(self._words_of(kgram), []) for kgram in hits}
        for at in range(0, len(reference) - size + 1, WORD):
            found = places.get(reference[at : at + size])
            if found is not None:
                found.append(at // WORD)
        return there

    def _words_of(self, kgram: int) -> bytes:
        low = self._places[kgram][0] * WORD
        return self._article[low : low + self._k * WORD]

    def _all_long_runs(self, reference: bytes, left_aside: bytearray | None = None) -> list[Run]:
        """``all_long_runs``, in time of the shorter text: the article's runs are gathered once for all references.

        Of runs at places to be left aside none begins.
        """
        if len(reference) >= len(self._article):
            return all_long_runs(self._article, reference, self._run_words, left_aside)
        size = self._run_words * WORD
        if self._gathered is None:
            self._gathered = {}
            for at in range(0, len(self._article) - size + 1, WORD):
                self._gathered.setdefault(self._article[at : at + size], array("I")).append(at // WORD)
        there: dict[int, int] = {}
        seen = set()
        for other in range(0, len(reference) - size + 1, WORD):
            run = reference[other : other + size]
            if run in self._gathered and run not in seen:
                seen.add(run)
                if not left_aside or not left_aside[self._gathered[run][0]]:
                    there.update(dict.fromkeys(self._gathered[run], other // WORD))
        return long_runs(self._article, reference, sorted(there.items()), self._run_words)

    def _seeds(self, there: Mapping[int, Sequence[int]], kgrams: Sequence[int]) -> list[tuple[int, int]]:
        return [(at, other) for kgram in kgrams for other in there[kgram] for at in self._places[kgram]]

    def _is_worth_aligning(self, key: tuple[int, int], runs: Sequence[Run]) -> bool:
        common = self._common
        if common is None:
            return is_worth_aligning(runs, self._run_words)
        return is_worth_aligning(runs, self._run_words, lambda run: common.is_common(key, run))
