from __future__ import annotations

from array import array
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.detection import Described, ReferenceText, Rules, Shared, Texts, detect, unpacked
from reusecheck.documents import Document, Reading
from reusecheck.fingerprints import sampling
from reusecheck.spans import OffsetMap, Span
from reusecheck.tokens import Tokens, tokenize
from tests.oracles import places, shared_words
from tests.word_strategies import Pair, Words, pairs, run_lengths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reusecheck.spans import Token


def own_words(name: str, count: int) -> Words:
    """Words that stand nowhere else."""
    return [f"{name}{i}" for i in range(count)]


def reference(name: str, words: Words) -> ReferenceText:
    """A reference of words alone; where they stand in a text does not matter here."""
    nowhere = array("I", range(len(words)))
    document = Document(name, "", Reading("", OffsetMap.identity(0)))
    return ReferenceText(Described(name, "harbour", name, ""), document, Tokens(words, nowhere, nowhere))


def detected(
    article: Words,
    references: Mapping[str, Words],
    run_words: int = 8,
    is_left_out: Callable[[Described], bool] = lambda _: False,
) -> list[Shared]:
    texts = [reference(name, words) for name, words in references.items()]
    return detect(article, Texts(texts, sampling(run_words)), Rules(run_words, is_left_out)).passages


def named(references: list[Words]) -> dict[str, Words]:
    return {f"n{i}": words for i, words in enumerate(references)}


def overlap(found: list[Shared]) -> set[int]:
    """Places of the article in the union of all matched words."""
    return places(span for shared in found for span in shared.matched)


PASSAGE = own_words("p", 30)


@given(pairs(references=4), run_lengths)
@settings(deadline=None, max_examples=300)
@example(Pair(["a"] * 30, [["a"] * 12, ["a"] * 9]), 8)
def test_every_shared_run_is_found(pair: Pair, run_words: int) -> None:
    found = detected(pair.article, named(pair.references), run_words)
    assert shared_words(pair.article, pair.references, run_words) <= overlap(found)


@given(pairs(references=4), run_lengths)
@settings(deadline=None, max_examples=200)
def test_passages_ascend_and_hold_words_of_their_references(pair: Pair, run_words: int) -> None:
    references = named(pair.references)
    found = detected(pair.article, references, run_words)
    order = [(shared.alignment.runs, shared.reference.described.id) for shared in found]
    assert order == sorted(order)
    for shared in found:
        known = {word for name in _holders(shared) for word in references[name]}
        for span in shared.matched:
            assert len(span)
            assert set(pair.article[span.start : span.stop]) <= known
        assert places(shared.alignment.matched) <= places(shared.matched)
        assert shared.reference.described not in shared.also_in
        assert list(shared.also_in) == sorted(set(shared.also_in))


def _holders(shared: Shared) -> list[str]:
    return [shared.reference.described.id, *(described.id for described in shared.also_in)]


@given(pairs(references=3), run_lengths)
@settings(deadline=None)
def test_the_order_of_the_references_makes_no_difference(pair: Pair, run_words: int) -> None:
    references = named(pair.references)
    answers = [
        [(shared.matched, _holders(shared)) for shared in detected(pair.article, dict(order), run_words)]
        for order in permutations(references.items())
    ]
    assert all(answer == answers[0] for answer in answers)


@given(pairs(references=3), run_lengths, st.integers(0, 2))
@settings(deadline=None)
def test_what_is_left_out_is_as_if_it_were_not_there(pair: Pair, run_words: int, left_out: int) -> None:
    references = named(pair.references)
    found = detected(pair.article, references, run_words, lambda described: described.id == f"n{left_out}")
    without = {name: words for name, words in references.items() if name != f"n{left_out}"}
    expected = detected(pair.article, without, run_words)
    assert [(s.alignment, s.matched, _holders(s)) for s in found] == [
        (s.alignment, s.matched, _holders(s)) for s in expected
    ]


@given(pairs(references=4), run_lengths)
@settings(deadline=None)
def test_a_further_reference_loses_no_shared_run(pair: Pair, run_words: int) -> None:
    references = named(pair.references)
    for name in references:
        fewer = [words for other, words in references.items() if other != name]
        assert shared_words(pair.article, fewer, run_words) <= overlap(detected(pair.article, references, run_words))


def test_nothing_shared_is_no_passage() -> None:
    assert detected(own_words("x", 50), {"a": PASSAGE}) == []
    assert detected([], {"a": PASSAGE}) == []
    assert detected(PASSAGE, {}) == []
    assert detected(PASSAGE, {"a": []}) == []


def test_the_same_words_in_two_references_are_one_passage() -> None:
    article = [*own_words("x", 9), *PASSAGE]
    [shared] = detected(article, {"b": PASSAGE, "a": [*own_words("y", 4), *PASSAGE]})
    assert _holders(shared) == ["a", "b"]
    assert shared.matched == (Span(9, 39),)


def test_the_reference_that_holds_more_names_the_passage() -> None:
    [shared] = detected(PASSAGE, {"a": PASSAGE[:20], "b": PASSAGE})
    assert _holders(shared) == ["b", "a"]


def test_of_references_with_the_same_paragraphs_the_one_with_words_of_its_own_comes_first() -> None:
    """The page of a manual that was reworked after its neighbours: they hold more of it, none its title."""
    title, shared = own_words("t", 20), own_words("s", 60)
    article = [*title, *own_words("x", 50), *shared]
    pages = {f"n{i}": [*own_words(f"n{i}y", 9), *shared] for i in range(9)}
    page = {"page": [*title, *own_words("z", 90), *shared[10:-10]]}
    found = detected(article, pages | page)
    named_first = [(shared.reference.described.id, len(shared.alignment.article)) for shared in found]
    assert named_first == [("page", 20), ("n0", 60), ("page", 40)]


_STORY = """
The ferry left Harrow Quay shortly after dawn with a hundred people on board, and for an hour nobody noticed that the
fog had closed behind it. Captain Ines Marlow rang the bell herself.
"""


def _first(article: str, *references: str) -> str:
    """Which of these texts, named by their numbers, is named first for the one passage."""
    texts = [unpacked(Described(f"r:{i}", "r", f"{i}.txt", ""), text) for i, text in enumerate(references)]
    tokens = tokenize(article)

    def raw(span: Span[Token]) -> str:
        return article[tokens.starts[span.start] : tokens.stops[span.stop - 1]]

    found = detect(tokens.words, Texts(texts, sampling(8)), Rules(8), raw=raw).passages
    [shared] = found
    assert {other.id for other in shared.also_in} | {shared.reference.described.id} == {t.described.id for t in texts}
    return shared.reference.described.id


def test_the_reference_that_the_edited_words_come_from_is_named_first() -> None:
    """Both hold the same runs of eight words; that one goes on behind a change is seen only when they are aligned."""
    other = _STORY.replace("rang the bell herself", "was asleep")
    article = _STORY.replace("Ines Marlow", "Agnes Marlowe")
    assert _first(article, other, _STORY) == "r:1"
    assert _first(article, _STORY, other) == "r:0"


def test_of_references_with_equal_words_the_one_with_equal_letters_is_named_first() -> None:
    shouted = _STORY.upper()
    assert _first(_STORY, shouted, _STORY) == "r:1"
    assert _first(shouted, _STORY, shouted) == "r:1"
    assert _first(_STORY, _STORY, _STORY) == "r:0"


def test_a_few_words_more_of_another_reference_go_into_the_same_passage() -> None:
    article = [*PASSAGE, "and", "so", "on", *own_words("x", 9)]
    [shared] = detected(article, {"a": PASSAGE, "b": [*PASSAGE[15:], "and", "so", "on"]})
    assert _holders(shared) == ["a", "b"]
    assert places(shared.matched) == set(range(33))


def test_two_references_with_other_words_are_two_passages() -> None:
    article = [*PASSAGE, *own_words("x", 2), *own_words("q", 20)]
    found = detected(article, {"a": PASSAGE, "b": own_words("q", 20)})
    assert [_holders(shared) for shared in found] == [["a"], ["b"]]
    assert overlap(found) == {*range(30), *range(32, 52)}


@pytest.mark.parametrize("run_words", [5, 8, 12])
def test_one_word_less_than_a_run_is_not_found(run_words: int) -> None:
    around = own_words("x", 20), own_words("y", 20)
    assert detected([*around[0], *PASSAGE[: run_words - 1], *around[1]], {"a": PASSAGE}, run_words) == []
    assert (
        len(overlap(detected([*around[0], *PASSAGE[:run_words], *around[1]], {"a": PASSAGE}, run_words))) == run_words
    )


def test_dropped_words_of_one_reference_hide_no_run_of_another() -> None:
    """With long runs: what a passage without a place of its own held must not count as found."""
    between = own_words("g", 18)
    article = [*PASSAGE, *between, *own_words("q", 30), *own_words("x", 60), *own_words("s", 40)]
    references = {
        "a": [*PASSAGE, *own_words("y", 18), *own_words("q", 30)],
        # more of the article than "c" has, but of the gap in "a" no run of full length
        "b": [*own_words("s", 40), *own_words("z", 90), *between],
        "c": [*own_words("w", 9), PASSAGE[-2], PASSAGE[-1], *between],
    }
    found = detected(article, references, run_words=20)
    assert shared_words(article, references.values(), 20) <= overlap(found)


def test_a_further_reference_does_not_make_the_overlap_smaller() -> None:
    """A source reworked every eighth word, and a page that quotes its only untouched words among others."""
    reworked = ["so" if i > 8 and i % 8 == 1 else word for i, word in enumerate(own_words("q", 49))]
    article = [*PASSAGE, *own_words("x", 60), *reworked]
    source = {"source": own_words("q", 49)}
    alone = len(overlap(detected(article, source)))
    assert alone >= 40
    page = {"page": [*PASSAGE, *own_words("y", 60), *own_words("q", 9)]}
    assert len(overlap(detected(article, source | page))) >= alone + len(PASSAGE)


@pytest.mark.parametrize(
    ("article", "other"),
    [
        (["a"] * 50_000, ["a"] * 50_000),
        (["a", "b"] * 25_000, ["b", "a"] * 25_000),
        (["a"] * 50_000, ["a"] * 400),
        (["a"] * 20, ["a"] * 50_000),
    ],
    ids=["one word", "two words", "short reference", "short article"],
)
def test_texts_that_repeat_themselves_are_covered(article: Words, other: Words) -> None:
    found = detected(article, {"a": other, "b": other[:-1]})
    assert overlap(found) == set(range(len(article)))


def test_a_reference_is_read_again_by_its_own_reader() -> None:
    source = "---\ntitle: Lamps\n---\nThe *keeper* of the light"
    text = unpacked(Described("harbour:a.md", "harbour", "a.md", ""), source)
    assert text.tokens.words == ["the", "keeper", "of", "the", "light"]
    assert text.document.source == source
