from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.alignment import Alignment, align
from reusecheck.alignment.chains import MAX_GAP, chains_of
from reusecheck.alignment.gaps import BEYOND, common_words, extension
from reusecheck.alignment.joining import FAR_NEIGHBOUR, NEIGHBOUR_GAP, join_neighbours
from reusecheck.alignment.nearly import nearly_equal
from reusecheck.alignment.passages import Pair as Texts
from reusecheck.alignment.runs import LONGER_RUN, SHORT_RUN, short_runs
from reusecheck.alignment.scattered import GROUP_GAP
from reusecheck.fingerprints import sampling
from reusecheck.index.candidates import candidates
from reusecheck.index.memory import MemorySegment
from reusecheck.spans import Run, Span
from tests.oracles import longest_common_subsequence, maximal_runs, places
from tests.word_strategies import REALISTIC, Pair, Words, pairs, run_lengths, texts


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
            assert after.article - before.article - before.length <= max(MAX_GAP, FAR_NEIGHBOUR, GROUP_GAP, BEYOND)
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
    certain, doubtful = chains_of(runs, Texts.of(["a"] * 80, ["b"] * 80, run_words))
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
    found = short_runs(Texts.of(article, reference, 8), every[:1])
    if len(set(article + reference)) > 20 and every:  # no word so common that it says nothing, all within reach
        longer = {run for run in every if run.length >= LONGER_RUN}
        assert longer == {run for run in found if run.length >= LONGER_RUN}
        assert all(any(_go_on(run, other) for other in longer) for run in found)
    assert set(found) <= set(every)


def _go_on(one: Run, other: Run) -> bool:
    """Whether two runs are near enough each other to be chained, as far as places go."""
    first, second = sorted((one, other))
    return second.article - first.article - first.length <= MAX_GAP


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
@pytest.mark.parametrize(
    ("words", "count"), [(NEIGHBOUR_GAP, 1), (len(PASSAGE + OTHER), 1), (len(PASSAGE + OTHER) + 1, 2)]
)
def test_passages_are_one_where_no_more_stands_between_than_they_hold(far_in: str, words: int, count: int) -> None:
    near, far = [*PASSAGE, *OTHER], [*PASSAGE, *own_words("x", words), *OTHER]
    article, reference = (far, near) if far_in == "article" else (near, far)
    found = aligned(article, reference)
    assert [alignment.matched_words for alignment in found] == (
        [len(PASSAGE + OTHER)] if count == 1 else [len(PASSAGE), len(OTHER)]
    )


def test_long_passages_far_apart_are_two() -> None:
    pieces = own_words("a", 100), own_words("b", 100)
    between = own_words("x", FAR_NEIGHBOUR + 1)
    assert len(aligned([*pieces[0], *between, *pieces[1]], [*pieces[0], *pieces[1]])) == 2
    assert len(aligned([*pieces[0], *between[1:], *pieces[1]], [*pieces[0], *pieces[1]])) == 1


def test_the_longest_run_goes_on_where_two_runs_adjoin() -> None:
    assert Alignment((Run(0, 5, 3), Run(3, 8, 4), Run(7, 20, 2))).longest_run == 7
    assert Alignment((Run(0, 5, 3), Run(4, 9, 4))).longest_run == 4


def test_honest_texts_that_share_two_phrases_share_no_passage() -> None:
    for pieces in ((PASSAGE[:5], OTHER[:5]), (OTHER[:5], PASSAGE[:5])):
        article = [word for piece in pieces for word in (*piece, *own_words("x", 12))]
        assert aligned(article, [*PASSAGE[:5], *own_words("y", 9), *OTHER[:5]]) == []


def test_honest_texts_that_share_names_and_figures_share_no_passage() -> None:
    facts = ("the harrow valley water authority", "46 million crowns", "on 2 may 2031 at 14 30", "of the old dam")
    article = [word for fact in facts for word in (*fact.split(), *own_words("x", 8))]
    reference = [word for fact in reversed(facts) for word in (*fact.split(), *own_words("y", 8))]
    assert sum(run.length for run in maximal_runs(article, reference, 3)) == sum(len(fact.split()) for fact in facts)
    assert aligned(article, reference) == []


def test_honest_texts_that_share_phrases_a_paragraph_apart_share_no_passage() -> None:
    pieces = (PASSAGE[:6], OTHER[:6], PASSAGE[9:15])
    article = [word for i, piece in enumerate(pieces) for word in (*piece, *own_words(f"own{i}", GROUP_GAP + 1))]
    reference = [word for i, piece in enumerate(pieces) for word in (*piece, *own_words(f"its{i}", 9))]
    assert aligned(article, reference) == []
    assert len(aligned([word for piece in pieces for word in (*piece, *own_words("x", 30))], reference)) == 1


def test_heavily_reworked_text_is_found_by_its_many_short_runs() -> None:
    kept = [*PASSAGE[:6], *own_words("x", 20), *PASSAGE[12:18], *own_words("y", 20), *PASSAGE[24:30]]
    [found] = aligned(kept, PASSAGE)
    assert found.article == Span(0, len(kept))
    assert found.matched_words == 18


def test_a_phrase_that_one_of_two_texts_repeats_is_evidence_once() -> None:
    once = [*own_words("once", 5), *PASSAGE[:6], *own_words("after", 5)]
    again = [*PASSAGE[:6], *own_words("between", 30), *PASSAGE[:6], *own_words("again", 30), *PASSAGE[:6]]
    assert aligned(once, again) == []
    assert aligned(again, once) == []


@pytest.mark.parametrize("run_words", [8, 12])
def test_a_run_one_word_too_short_is_no_passage(run_words: int) -> None:
    article = [*own_words("x", 20), *PASSAGE[: run_words - 1], *own_words("y", 20)]
    assert aligned(article, PASSAGE, run_words) == []
    assert len(aligned([*own_words("x", 20), *PASSAGE[:run_words], *own_words("y", 20)], PASSAGE, run_words)) == 1


@pytest.mark.parametrize(
    ("end", "source_end", "more"),
    [
        ("and then the boaat left", "and then the boat left", 4),  # misspelt: counted up to its neighbour
        ("and so then the big boat left", "and then the boat left", 5),
        ("whereupon then the boat", "and then the boat", 3),
        ("whereupon boat", "and boat", 0),  # one word behind an edit is chance
        ("the winter was over", "a spring had come", 0),
    ],
)
def test_a_passage_goes_on_beyond_an_edit_near_its_end(end: str, source_end: str, more: int) -> None:
    ahead, behind = own_words("u", 9), own_words("v", 9)
    [found] = aligned([*ahead, *PASSAGE, *end.split(), *behind], [*PASSAGE, *source_end.split()])
    assert found.matched_words == len(PASSAGE) + more
    mirrored = [*reversed(end.split()), *PASSAGE], [*reversed(source_end.split()), *PASSAGE]
    [found] = aligned(*mirrored)
    assert found.matched_words == len(PASSAGE) + more


@given(st.lists(st.sampled_from("abc"), max_size=7), st.lists(st.sampled_from("abc"), max_size=7))
@settings(deadline=None)
def test_an_extension_is_an_alignment_that_pays(first: Words, second: Words) -> None:
    found = extension(first, second)
    assert all(first[i] == second[j] for i, j in found)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))
    if first and second and first[0] == second[0]:
        assert found[:1] == [(0, 0)] or len(found) > 1


@pytest.mark.parametrize(
    ("one", "other", "nearly"),
    [
        ("harbour", "habrour", True),
        ("harbour", "harbor", True),
        ("language", "languages", True),
        ("education", "educational", True),
        ("needs", "need", True),
        ("harbour", "harbour", False),  # equal
        ("cat", "car", False),  # too short
        ("form", "from", True),  # the price of seeing misspelt words: worth little, and it never counts as equal
        ("morning", "mourning", True),
        ("island", "inland", True),
        ("weather", "whether", True),  # likewise
        ("minister", "monastery", False),
        ("boat", "goat", False),  # another first letter
        ("art", "article", False),
    ],
)
def test_words_that_are_nearly_equal(one: str, other: str, nearly: bool) -> None:
    assert nearly_equal(one, other) is nearly
    assert nearly_equal(other, one) is nearly


@pytest.mark.parametrize(
    "article",
    [
        ["her", "kettle", "was", "warm", *PASSAGE],  # the last sentence of the source before all others
        [*PASSAGE, "her", "kettle", "was", "warm"],
        [*PASSAGE[:20], "her", "kettle", "was", "warm", *PASSAGE[20:]],
    ],
)
def test_a_short_sentence_that_changed_its_place_belongs_to_the_passage(article: Words) -> None:
    source = [*own_words("s", 30), "her", "kettle", "was", "warm", *PASSAGE, *own_words("r", 30)]
    behind = [*own_words("s", 30), *PASSAGE, "her", "kettle", "was", "warm", *own_words("r", 30)]
    for reference in (source, behind):
        [found] = aligned(own_words("u", 30) + article + own_words("v", 30), reference)
        assert found.matched_words == len(article)


def test_a_short_run_some_way_from_a_passage_does_not_belong_to_it() -> None:
    phrase = ["her", "kettle", "was", "warm"]
    [found] = aligned([*PASSAGE, *own_words("x", 5), *phrase], [*phrase, *own_words("y", 5), *PASSAGE])
    assert found.matched_words == len(PASSAGE)


def test_a_run_of_an_unspaced_script_needs_as_many_characters_as_make_the_words() -> None:
    text = list("北风卷着细雪扑向码头老灯塔的看守人提着一盏铜灯慢慢走下石阶")
    for length, count in ((11, 0), (12, 1)):
        article = [*own_words("x", 20), *text[:length], *own_words("y", 20)]
        assert len(aligned(article, [*own_words("u", 9), *text])) == count, length


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
    gap = max(max(a.start - b.stop, b.start - a.stop) for a, b in sides)
    is_longer = gap <= min(FAR_NEIGHBOUR, first.matched_words + second.matched_words)
    repeated = places([first.reference]) & places([second.reference])
    is_repetition = 2 * len(repeated) > min(len(first.reference), len(second.reference))
    return gap <= NEIGHBOUR_GAP or (is_longer and not is_repetition)


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
