from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.fingerprints import hash_words, sampling
from reusecheck.index import candidates as candidates_module
from reusecheck.index import growing
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.candidates import MOST_PAIRS, Candidate, candidates
from reusecheck.index.growing import (
    NEAR,
    all_long_runs,
    equal_length,
    equal_length_before,
    grow,
    is_worth_aligning,
    places_of,
)
from reusecheck.index.memory import MemorySegment
from reusecheck.index.segment import Segment
from reusecheck.spans import Run
from tests import oracles
from tests.oracles import grams, maximal_runs, places, shared_words
from tests.word_strategies import Pair, Words, pairs, run_lengths, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.index.candidates import Searchable

REPEATED = 100_000


def packed(words: Sequence[str]) -> bytes:
    """Words as a segment keeps them."""
    return growing.packed(hash_words(words))


def mapped(folder: str, documents: Sequence[Words], run_words: int) -> Segment:
    how = sampling(run_words)
    builder = SegmentBuilder(how, str(folder))
    for words in documents:
        builder.add({}, "", " ".join(words))
    return Segment(f"{folder}/{builder.write().name}", how)


def in_memory(documents: Sequence[Words], run_words: int) -> MemorySegment:
    return MemorySegment(documents, sampling(run_words).k)


def found(article: Words, segment: Searchable, run_words: int, dead: Sequence[int] = ()) -> list[Candidate]:
    return candidates(article, [segment], [dead], sampling(run_words))


@given(texts(40), texts(40), st.integers(1, 6))
@settings(deadline=None)
def test_growing_every_seed_gives_all_maximal_runs(article: Words, reference: Words, k: int) -> None:
    known = list(enumerate(grams(reference, k)))
    seeds = [(at, other) for at, gram in enumerate(grams(article, k)) for other, there in known if gram == there]
    assert grow(packed(article), packed(reference), seeds, k) == maximal_runs(article, reference, k)


@given(texts(30), texts(30), st.data())
@settings(deadline=None)
def test_growing_some_seeds_gives_the_runs_through_them(article: Words, reference: Words, data: st.DataObject) -> None:
    equal = [(i, j) for i, word in enumerate(article) for j, other in enumerate(reference) if word == other]
    seeds = data.draw(st.lists(st.sampled_from(equal), max_size=6)) if equal else []
    expected = {
        run
        for run in maximal_runs(article, reference, 3)
        for at, other in seeds
        if other - at == run.reference - run.article and run.article <= at < run.article + run.length
    }
    assert grow(packed(article), packed(reference), seeds, 3) == sorted(expected)


def test_a_seed_that_is_a_hash_accident_grows_into_nothing() -> None:
    assert grow(packed(["a", "b"]), packed(["c", "d"]), [(0, 0), (1, 1)], 1) == []


@given(texts(100), texts(100), st.integers(0, 99), st.integers(0, 99))
@settings(deadline=None)
def test_equal_lengths_are_those_counted_word_by_word(first: Words, second: Words, at: int, other: int) -> None:
    at, other = min(at, len(first)), min(other, len(second))
    assert equal_length(packed(first), packed(second), at, other) == oracles.equal_length(first[at:], second[other:])
    before = oracles.equal_length(first[:at][::-1], second[:other][::-1])
    assert equal_length_before(packed(first), packed(second), at, other) == before


@pytest.mark.parametrize("length", [0, 1, 6, 7, 8, 9, 23, 24, 25, 55, 56, 57, 1000])
@pytest.mark.parametrize("follows", [["other"], []])
def test_a_long_run_is_counted_to_its_last_word(length: int, follows: Words) -> None:
    run = [f"w{i}" for i in range(length)]
    assert equal_length(packed([*run, *follows]), packed([*run, "end"]), 0, 0) == length


@given(texts(60), texts(60), run_lengths)
@settings(deadline=None)
@example(article=["a"] * 40, reference=["a"] * 9, run_words=8)
def test_long_runs_cover_every_run_that_stands_in_the_reference(
    article: Words, reference: Words, run_words: int
) -> None:
    runs = all_long_runs(packed(article), packed(reference), run_words)
    for at, other, length in runs:
        assert length >= run_words
        assert article[at : at + length] == reference[other : other + length]
    assert runs == sorted(runs)
    assert places(run.span for run in runs) == shared_words(article, [reference], run_words)


@given(pairs(), run_lengths)
@settings(deadline=None)
def test_every_reference_with_a_shared_run_is_a_candidate_with_that_run(pair: Pair, run_words: int) -> None:
    result = {c.document: c.runs for c in found(pair.article, in_memory(pair.references, run_words), run_words)}
    for document, reference in enumerate(pair.references):
        covered = places(run.span for run in result.get(document, ()))
        assert shared_words(pair.article, [reference], run_words) <= covered
    for document, runs in result.items():
        assert list(runs) == sorted(runs)
        for at, other, length in runs:
            assert pair.article[at : at + length] == pair.references[document][other : other + length]


@given(pairs(), run_lengths)
@settings(deadline=None, max_examples=60)
def test_a_segment_on_disk_finds_the_long_runs_that_memory_finds(
    tmp_path_factory: pytest.TempPathFactory, pair: Pair, run_words: int
) -> None:
    folder = str(tmp_path_factory.mktemp("s"))

    def long_runs(segment: Searchable) -> list[tuple[int, Run]]:
        result = found(pair.article, segment, run_words)
        return [(c.document, run) for c in result for run in c.runs if run.length >= run_words]

    assert long_runs(mapped(folder, pair.references, run_words)) == long_runs(in_memory(pair.references, run_words))


class Doubtful(MemorySegment):
    """Names every document for every k-gram, as a segment may that keeps a part of each hash."""

    def postings(self, fingerprint: int) -> Sequence[int]:
        return range(self.documents) if super().postings(fingerprint) else ()


@given(pairs(), run_lengths)
@settings(deadline=None, max_examples=100)
def test_a_document_named_for_a_kgram_that_it_does_not_hold_is_no_candidate(pair: Pair, run_words: int) -> None:
    def long_runs(segment: Searchable) -> list[tuple[int, list[Run]]]:
        result = found(pair.article, segment, run_words)
        runs = [(c.document, [run for run in c.runs if run.length >= run_words]) for c in result]
        return [one for one in runs if one[1]]

    doubtful = Doubtful(pair.references, sampling(run_words).k)
    assert long_runs(doubtful) == long_runs(in_memory(pair.references, run_words))


@given(pairs(), run_lengths)
@settings(deadline=None, max_examples=100)
def test_few_and_many_kgrams_of_a_reference_are_found_at_the_same_places(pair: Pair, run_words: int) -> None:
    expected = found(pair.article, in_memory(pair.references, run_words), run_words)
    with pytest.MonkeyPatch.context() as patch:
        for module in (growing, candidates_module):
            patch.setattr(module, "MOST_SEARCHED", 0)
        assert found(pair.article, in_memory(pair.references, run_words), run_words) == expected


@given(st.lists(st.sampled_from([b"aa", b"ab", b"ba"]), max_size=40), st.integers(1, 4), st.data())
@settings(deadline=None)
def test_words_are_found_where_words_begin(text: list[bytes], count: int, data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.sampled_from([b"aa", b"ab", b"ba"]), min_size=count, max_size=count))
    expected = [at for at, gram in enumerate(grams(text, count)) if list(gram) == wanted]
    assert places_of(b"".join(wanted), b"".join(text)) == expected


def test_candidates_are_ordered_and_the_dead_do_not_count() -> None:
    passage = [f"w{i}" for i in range(12)]
    segments = [in_memory([passage, ["x"], passage], 8), in_memory([passage], 8)]
    result = candidates(passage, segments, [(0,), ()], sampling(8))
    assert [(c.segment, c.document) for c in result] == [(0, 2), (1, 0)]
    assert result[0].runs == (Run(0, 0, 12),)


@pytest.mark.parametrize("run_words", [5, 8, 12])
def test_one_word_less_than_a_run_is_no_candidate(run_words: int) -> None:
    passage = [f"w{i}" for i in range(run_words)]
    reference = ["before", *passage, "after"]
    assert found(passage, in_memory([reference], run_words), run_words)
    assert not found(["one", *passage[1:], "two"], in_memory([reference], run_words), run_words)


def test_shorter_runs_are_worth_a_look_only_near_each_other() -> None:
    near = [Run(0, 900, 5), Run(5 + NEAR, 100, 4)]
    assert is_worth_aligning(near, 8)
    assert not is_worth_aligning([near[0], Run(6 + NEAR, 100, 4)], 8)
    assert not is_worth_aligning([near[0], Run(0, 110, 5)], 8), "twice in the reference is once in the article"
    assert not is_worth_aligning([near[0], Run(3, 110, 4)], 8), "one word more is one word more"
    assert not is_worth_aligning(near[:1], 8)
    assert not is_worth_aligning([Run(0, 0, 4), Run(9, 0, 4)], 8)
    assert is_worth_aligning([Run(0, 0, 4), Run(9, 0, 4), Run(18, 0, 4)], 8)
    assert not is_worth_aligning([Run(0, 0, 7)], 8)
    assert is_worth_aligning([Run(0, 0, 8)], 8)
    assert not is_worth_aligning(near, 8, lambda run: run.length == 4)


@pytest.mark.parametrize(
    ("article", "reference"),
    [
        (["a"] * REPEATED, ["a"] * REPEATED),
        (["a", "b"] * (REPEATED // 2), ["b", "a"] * (REPEATED // 2)),
        (["a"] * REPEATED, ["a"] * 500),
        (["a"] * 500, ["a"] * REPEATED),
        (["a", "b", "c"] * (REPEATED // 3), ["a", "b", "c"] * (REPEATED // 3)),
    ],
    ids=["one word", "two words", "short reference", "short article", "three words"],
)
def test_texts_that_repeat_themselves_are_searched_in_linear_time(article: Words, reference: Words) -> None:
    [candidate] = found(article, in_memory([reference], 8), 8)
    assert places(run.span for run in candidate.runs) == set(range(len(article)))


def test_the_road_for_repeated_texts_finds_what_the_other_finds() -> None:
    passage = [f"w{i}" for i in range(30)]
    noise = ["so"] * 8
    short, long = [*passage, *noise], [*passage, *noise * 40]
    assert len(long) ** 2 > MOST_PAIRS
    for article in (short, long):
        [candidate] = found(article, in_memory([long], 8), 8)
        assert set(range(30)) <= places(run.span for run in candidate.runs)
