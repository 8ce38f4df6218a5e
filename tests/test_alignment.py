from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.alignment import (
    MAX_GAP,
    NEIGHBOUR_GAP,
    SHORT_RUN,
    Alignment,
    align,
    chains_of,
    common_words,
    join_neighbours,
    short_runs,
)
from reusecheck.fingerprints import sampling
from reusecheck.index.candidates import candidates
from reusecheck.index.memory import MemorySegment
from reusecheck.spans import Run, Span
from tests.oracles import longest_common_subsequence, maximal_runs, places
from tests.word_strategies import REALISTIC, Pair, Words, pairs, run_lengths, texts

if TYPE_CHECKING:
    from collections.abc import Iterable


def aligned(article: Words, reference: Words, run_words: int = 8) -> list[Alignment]:
    """The passages as a check finds them: the index gives the anchors."""
    how = sampling(run_words)
    found = candidates(article, [MemorySegment([reference], how.k)], [()], how)
    return [alignment for c in found for alignment in align(article, reference, c.runs, run_words)]


def own_words(name: str, count: int) -> Words:
    """Words that stand nowhere else."""
    return [f"{name}{i}" for i in range(count)]


@given(pairs(references=1, longest=70), run_lengths)
@settings(deadline=None, max_examples=200)
@example(Pair(["a"] * 30, [["a"] * 12]), 8)
def test_passages_are_made_of_equal_words_in_the_order_of_the_article(pair: Pair, run_words: int) -> None:
    article, [reference] = pair
    found = aligned(article, reference, run_words)
    assert found == sorted(found, key=lambda alignment: alignment.runs)
    for alignment in found:
        for at, other, length in alignment.runs:
            assert length > 0
            assert article[at : at + length] == reference[other : other + length] != []
        for before, after in pairwise(alignment.runs):
            assert before.article + before.length <= after.article
            assert after.article - before.article - before.length <= max(MAX_GAP, NEIGHBOUR_GAP)
        assert places(alignment.matched) == places(run.span for run in alignment.runs)
        assert alignment.matched_words == len(places(alignment.matched))
        assert 0 < alignment.longest_run <= alignment.matched_words


@given(pairs(references=1, longest=70), run_lengths)
@settings(deadline=None, max_examples=200)
@example(Pair(["a"] * 40, [["a"] * 9]), 8)
def test_a_passage_begins_and_ends_on_an_equal_word(pair: Pair, run_words: int) -> None:
    article, [reference] = pair
    for alignment in aligned(article, reference, run_words):
        inside = places(alignment.matched)
        assert {alignment.article.start, alignment.article.stop - 1} <= inside
        assert inside <= set(range(alignment.article.start, alignment.article.stop))
        there = places(Span(run.reference, run.reference + run.length) for run in alignment.runs)
        assert (alignment.reference.start, alignment.reference.stop) == (min(there), max(there) + 1)


@given(pairs(references=1, longest=70), run_lengths)
@settings(deadline=None, max_examples=300)
@example(Pair(["a"] * 40, [["a"] * 9]), 8)
@example(Pair(["a", "b"] * 20, [["b", "a"] * 15]), 4)
def test_every_long_run_lies_within_the_passages(pair: Pair, run_words: int) -> None:
    article, [reference] = pair
    anchors = maximal_runs(article, reference, run_words)
    inside = places(span for alignment in align(article, reference, anchors, run_words) for span in alignment.matched)
    assert places(run.span for run in anchors) <= inside


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 12)), max_size=12), run_lengths)
@settings(deadline=None, max_examples=300)
def test_chaining_loses_no_word_of_a_long_run(drawn: list[tuple[int, int, int]], run_words: int) -> None:
    runs = sorted({Run(*each) for each in drawn})
    certain, doubtful = chains_of(runs, run_words)
    kept = places(run.span for each in certain for run in each)
    assert places(run.span for run in runs if run.length >= run_words) <= kept
    assert not kept & places(run.span for each in doubtful for run in each)
    for each in certain + doubtful:
        for before, after in pairwise(each):
            assert before.article + before.length <= after.article
            assert before.reference + before.length <= after.reference


def test_an_anchor_that_is_a_hash_accident_is_dropped() -> None:
    assert align(["a"] * 9, ["b"] * 9, [Run(0, 0, 9)], 8) == []


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
@settings(deadline=None)
def test_common_words_are_as_many_as_there_can_be(first: Words, second: Words) -> None:
    pairs_found = common_words(first, second)
    assert len(pairs_found) == longest_common_subsequence(first, second)
    assert all(first[i] == second[j] for i, j in pairs_found)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs_found))


@given(texts(40), texts(40))
@settings(deadline=None)
def test_short_runs_near_an_anchor_are_maximal_runs(article: Words, reference: Words) -> None:
    every = maximal_runs(article, reference, SHORT_RUN)
    found = short_runs(article, reference, every[:1])
    if len(set(article + reference)) > 20 and every:  # no word so common that it says nothing, all within reach
        assert sorted(found) == every
    assert set(found) <= set(every)


@given(pairs(references=1, longest=60))
@settings(deadline=None)
def test_words_put_around_both_texts_only_move_the_passages(pair: Pair) -> None:
    article, [reference] = pair
    moved = aligned(own_words("x", 7) + article + own_words("y", 5), own_words("z", 9) + reference + own_words("v", 3))
    expected = [
        Alignment(tuple(Run(r.article + 7, r.reference + 9, r.length) for r in alignment.runs))
        for alignment in aligned(article, reference)
    ]
    assert moved == expected


@given(texts(40), st.integers(8, 12))
@settings(deadline=None)
def test_a_copy_is_one_passage_whichever_is_the_article(words: Words, run_words: int) -> None:
    for article, reference in ((words, [*own_words("x", 3), *words]), ([*own_words("x", 3), *words], words)):
        found = aligned(article, reference, run_words)
        assert len(found) == (len(words) >= run_words)
        assert sum(alignment.matched_words for alignment in found) == (len(words) if found else 0)


_PASSAGE = """
on the last evening of the winter the keeper of the northern light carried his oldest lamp down two hundred and eleven
stairs set it upon the quay and waited there for the mail boat which by then was nine days late
"""
_OTHER = """
nobody in the village could say afterwards who had rung the bell first or why the miller came running with flour still
on his sleeves while every dog between the bridge and the church had gone quiet
"""
PASSAGE, OTHER = _PASSAGE.split(), _OTHER.split()


@pytest.mark.parametrize(
    ("article", "matched"),
    [
        (PASSAGE, len(PASSAGE)),
        ([*PASSAGE[:17], *PASSAGE[18:]], len(PASSAGE) - 1),  # a word dropped
        ([*PASSAGE[:17], "very", *PASSAGE[17:]], len(PASSAGE)),  # a word put in
        ([*PASSAGE[:17], "newest", *PASSAGE[18:]], len(PASSAGE) - 1),  # a word changed
        ([*PASSAGE[:17], "ol", "dest", *PASSAGE[18:]], len(PASSAGE) - 1),  # a word divided
        ([*PASSAGE[:12], *own_words("x", 10), *PASSAGE[12:]], len(PASSAGE)),  # a clause put in
        ([*PASSAGE[20:], *PASSAGE[:20]], len(PASSAGE)),  # clauses turned round
        ([*PASSAGE[28:], *PASSAGE[14:28], *PASSAGE[:14]], len(PASSAGE)),  # and again
        ([*PASSAGE[:20], *own_words("x", 30), *PASSAGE[20:]], len(PASSAGE)),  # a sentence put in
    ],
    ids=["copied", "dropped", "inserted", "changed", "divided", "clause", "turned", "shuffled", "sentence"],
)
def test_an_edited_passage_is_one_passage(article: Words, matched: int) -> None:
    [found] = aligned(own_words("u", 30) + article + own_words("v", 30), own_words("r", 50) + PASSAGE + OTHER)
    assert found.article == Span(30, 30 + len(article))
    assert found.matched_words == matched


def test_every_fifth_word_changed_is_still_found() -> None:
    article = [f"x{i}" if i % 6 == 5 else word for i, word in enumerate(PASSAGE)]
    [found] = aligned(article, own_words("r", 20) + PASSAGE)
    assert found.matched_words == sum(i % 6 != 5 for i in range(len(PASSAGE)))


@pytest.mark.parametrize("far_in", ["article", "reference"])
def test_passages_far_apart_are_two(far_in: str) -> None:
    near, far = [*PASSAGE, *OTHER], [*PASSAGE, *own_words("x", NEIGHBOUR_GAP + 1), *OTHER]
    article, reference = (far, near) if far_in == "article" else (near, far)
    found = aligned(article, reference)
    assert [alignment.matched_words for alignment in found] == [len(PASSAGE), len(OTHER)]


def test_passages_just_near_enough_are_one() -> None:
    [found] = aligned([*PASSAGE, *own_words("x", NEIGHBOUR_GAP), *OTHER], [*PASSAGE, *OTHER])
    assert found.matched_words == len(PASSAGE) + len(OTHER)


def test_the_longest_run_goes_on_where_two_runs_adjoin() -> None:
    assert Alignment((Run(0, 5, 3), Run(3, 8, 4), Run(7, 20, 2))).longest_run == 7
    assert Alignment((Run(0, 5, 3), Run(4, 9, 4))).longest_run == 4


PHRASES = ("at the end of the", "on the other side of", "for the first time in", "one of the most important")


def between(phrases: Iterable[str], name: str, count: int) -> Words:
    """The phrases, each followed by ``count`` words that stand nowhere else."""
    return [word for i, each in enumerate(phrases) for word in (*each.split(), *own_words(f"{name}{i}", count))]


@pytest.mark.parametrize("order", [1, -1])
def test_honest_texts_that_share_three_phrases_of_five_words_share_no_passage(order: int) -> None:
    assert aligned(between(PHRASES[:3], "x", 12), between(PHRASES[:3][::order], "y", 9)) == []


def test_honest_texts_that_share_phrases_a_paragraph_apart_share_no_passage() -> None:
    assert aligned(between(PHRASES, "x", NEIGHBOUR_GAP + 1), between(PHRASES, "y", 9)) == []


def test_heavily_reworked_text_is_found_by_its_many_short_runs() -> None:
    kept = [*PASSAGE[:6], *own_words("x", 20), *PASSAGE[12:18], *own_words("y", 20), *PASSAGE[24:30]]
    [found] = aligned(kept, PASSAGE)
    assert found.article == Span(0, len(kept))
    assert found.matched_words == 18


def test_a_phrase_that_the_reference_repeats_counts_once() -> None:
    article = [*PASSAGE[:7], *own_words("x", 3), *OTHER[:5]]
    once = [*PASSAGE[:7], *own_words("y", 2), *OTHER[:5]]
    assert aligned(article, once) == []
    assert aligned(article, [*once, *own_words("z", 90), *PASSAGE[:7], *own_words("v", 90), *PASSAGE[:7]]) == []


@pytest.mark.parametrize("run_words", [8, 12])
def test_a_run_one_word_too_short_is_no_passage(run_words: int) -> None:
    article = [*own_words("x", 20), *PASSAGE[: run_words - 1], *own_words("y", 20)]
    assert aligned(article, PASSAGE, run_words) == []
    assert len(aligned([*own_words("x", 20), *PASSAGE[:run_words], *own_words("y", 20)], PASSAGE, run_words)) == 1


def test_common_words_near_a_passage_do_not_stretch_it() -> None:
    article = [*PASSAGE, "and", "the", "of", *own_words("x", 20), "the", "and", *own_words("z", 5)]
    reference = [*PASSAGE, *own_words("y", 3), "the", "and", "of", *own_words("w", 20), "of", "the"]
    [found] = aligned(article, reference)
    assert found.article == Span(0, len(PASSAGE))


def test_a_sentence_repeated_in_the_article_counts_at_each_place() -> None:
    article = [*PASSAGE, *own_words("x", 100), *PASSAGE]
    found = aligned(article, [*own_words("r", 9), *PASSAGE])
    assert [alignment.article.start for alignment in found] == [0, len(PASSAGE) + 100]
    assert {alignment.reference for alignment in found} == {Span(9, 9 + len(PASSAGE))}


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(1, 20)), max_size=10))
@settings(deadline=None)
def test_joining_neighbours_keeps_every_word_and_leaves_none_near(drawn: list[tuple[int, int, int]]) -> None:
    alignments = [Alignment((Run(*each),)) for each in drawn]
    joined = join_neighbours(alignments)
    assert places(s for a in joined for s in a.matched) == places(s for a in alignments for s in a.matched)
    for one in joined:
        for before, after in pairwise(one.runs):
            assert before.article + before.length <= after.article
    # which were made one: those that a chain of neighbours leads to, found by trying all
    groups = [{each} for each in range(len(alignments))]
    for i, first in enumerate(alignments):
        for j, second in enumerate(alignments):
            if _near(first, second) and groups[i] is not groups[j]:
                groups[i] |= groups[j]
                for member in groups[j]:
                    groups[member] = groups[i]
    assert len(joined) == len({id(group) for group in groups})


def _near(first: Alignment, second: Alignment) -> bool:
    sides = ((first.article, second.article), (first.reference, second.reference))
    return all(max(a.start - b.stop, b.start - a.stop) <= NEIGHBOUR_GAP for a, b in sides)


@pytest.mark.parametrize(
    ("article", "reference"),
    [
        (["a"] * 20_000, ["a"] * 20_000),
        (["a", "b"] * 10_000, ["b", "a"] * 10_000),
        (["a"] * 20_000, ["a"] * 500),
        (["a"] * 10_000, ["a"] * 8),
        (["a"] * 9, ["a"] * 20_000),
        (list(REALISTIC) * 300, list(REALISTIC)),
    ],
    ids=["one word", "two words", "short reference", "one run", "short article", "a text again and again"],
)
def test_texts_that_repeat_themselves_are_aligned_whole(article: Words, reference: Words) -> None:
    found = aligned(article, reference)
    assert places(span for alignment in found for span in alignment.matched) == set(range(len(article)))
