from __future__ import annotations

from math import inf, isclose, log, nextafter
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.fingerprints import hash_words, sampling
from reusecheck.index import telling
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.format import MOST_HOLDERS
from reusecheck.index.memory import MemorySegment
from reusecheck.index.segment import Segment
from reusecheck.index.telling import LEAST_EVIDENCE, like
from tests.word_strategies import REALISTIC, Words, texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EIGHT = sampling(8)
ALL = 10**9


class Shelf(NamedTuple):
    """References of one segment, and which of them are dead."""

    documents: list[Words]
    dead: frozenset[int]


def plainly(article: Words, shelves: Sequence[Shelf]) -> dict[tuple[int, int], float]:
    """The evidence of every live reference that shares a telling word, from sets of words."""
    everywhere = [
        (number, document, set(words))
        for number, shelf in enumerate(shelves)
        for document, words in enumerate(shelf.documents)
    ]
    live = [one for one in everywhere if one[1] not in shelves[one[0]].dead]
    evidence: dict[tuple[int, int], float] = {}
    for word in set(article):
        unlisted = any(
            sum(word in words for at, _, words in everywhere if at == number) > MOST_HOLDERS
            for number in range(len(shelves))
        )
        holding = [(number, document) for number, document, words in live if word in words]
        if unlisted or len(holding) > MOST_HOLDERS:
            continue
        for place in holding:
            evidence[place] = evidence.get(place, 0.0) + log(len(live) / len(holding))
    return evidence


def found(article: Words, shelves: Sequence[Shelf], most: int = ALL) -> list[tuple[int, int, float]]:
    segments = [MemorySegment(shelf.documents, EIGHT.k) for shelf in shelves]
    return like(hash_words(article), segments, [shelf.dead for shelf in shelves], most)


@st.composite
def shelves_of(draw: st.DrawFn) -> list[Shelf]:
    """Up to three segments; some words are held by as many as are listed, or one more, and some of those are dead."""
    shelves = []
    for _ in range(draw(st.integers(0, 3))):
        documents = draw(st.lists(texts(12), max_size=5))
        documents += [["a", "lamp"]] * draw(st.sampled_from([0, 0, 1, MOST_HOLDERS // 2, MOST_HOLDERS]))
        dead = draw(st.frozensets(st.integers(0, max(0, len(documents) - 1)), max_size=len(documents)))
        shelves.append(Shelf(documents, dead if documents else frozenset()))
    return shelves


@pytest.fixture
def any_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "LEAST_EVIDENCE", 0.0)


@given(texts(30), shelves_of())
@settings(deadline=None, max_examples=150)
@example([], [])
@example(["a"], [])
@example(["a"], [Shelf([], frozenset())])
@example(["a"], [Shelf([["a"]], frozenset({0}))])
@example(["a"], [Shelf([["a"]], frozenset()), Shelf([[], ["a"], ["b"]], frozenset({1}))])
@example(["a"], [Shelf([["a"]] * 40 + [["b"]], frozenset()), Shelf([["a"]] * 25, frozenset())])
@example(["a"], [Shelf([["a"]] * 40 + [["b"]], frozenset()), Shelf([["a"]] * 25, frozenset({3}))])
@pytest.mark.usefixtures("any_evidence")
def test_evidence_is_that_of_plain_sets_of_words(article: Words, shelves: list[Shelf]) -> None:
    answer = found(article, shelves)
    expected = plainly(article, shelves)
    assert {(number, document) for number, document, _ in answer} == set(expected)
    assert all(isclose(amount, expected[number, document], abs_tol=1e-9) for number, document, amount in answer)
    assert answer == sorted(answer, key=lambda one: (-one[2], one[0], one[1]))
    assert found(article, shelves, 2) == answer[:2]
    assert found(article, shelves, 0) == []


@given(texts(30), st.lists(texts(12), max_size=12), st.data())
@settings(deadline=None, max_examples=100)
@pytest.mark.usefixtures("any_evidence")
def test_how_references_came_into_segments_makes_no_difference(
    article: Words, documents: list[Words], data: st.DataObject
) -> None:
    """To the last bit: each reference has the same evidence, and so the order is the same but among equals."""
    whole = {document: amount for _, document, amount in found(article, [Shelf(documents, frozenset())])}
    pieces: list[list[int]] = [[], [], []]
    for document in range(len(documents)):
        pieces[data.draw(st.integers(0, 2))].append(document)
    shelves = [Shelf([[], *(documents[at] for at in piece)], frozenset({0})) for piece in pieces]
    parted = {pieces[number][document - 1]: amount for number, document, amount in found(article, shelves)}
    assert parted == whole


def test_a_segment_on_disk_answers_as_one_in_memory(tmp_path: Path) -> None:
    documents = [[f"w{(number * step) % 997}" for step in range(40)] for number in range(1, 200)]
    article = documents[7] + documents[50]
    builder = SegmentBuilder(EIGHT, str(tmp_path))
    for words in documents:
        builder.add({}, "", " ".join(words))
    segment = Segment(f"{tmp_path}/{builder.write().name}", EIGHT)
    dead = frozenset({3, 50})
    answer = like(hash_words(article), [segment], [dead], ALL)
    assert answer == found(article, [Shelf(documents, dead)])
    assert answer[0][1] == 7
    assert {document for _, document, _ in answer}.isdisjoint(dead)


def test_a_rewritten_text_without_three_words_in_a_row_is_named_before_all_others() -> None:
    strangers = [
        [f"{word}{number}" if at % 3 else word for at, word in enumerate(REALISTIC)] for number in range(100)
    ]  # each has every third word in common with all others: those say nothing
    reference = [word for number, word in enumerate(REALISTIC) for word in (word, f"rare{number}")][:60]
    article = [word for pair in zip(reversed(reference), (f"own{n}" for n in range(60)), strict=False) for word in pair]
    answer = found(article, [Shelf([*strangers[:40], reference, *strangers[40:]], frozenset())])
    assert [document for _, document, _ in answer] == [40]


def test_a_reference_with_just_enough_evidence_is_named_and_one_with_less_is_not() -> None:
    def with_words(count: int) -> float:
        documents = [[f"w{n}" for n in range(count)], *[["other"]] * 19]
        return max((amount for _, _, amount in found(documents[0], [Shelf(documents, frozenset())])), default=0.0)

    enough = next(count for count in range(1, 100) if count * log(20) >= LEAST_EVIDENCE)
    assert with_words(enough - 1) == 0
    assert isclose(with_words(enough), enough * log(20))


def test_least_evidence_itself_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    shelves = [Shelf([["a", "b"], ["c"], ["d"]], frozenset())]
    amount = log(3) + log(3)
    monkeypatch.setattr(telling, "LEAST_EVIDENCE", amount)
    assert found(["a", "b"], shelves) == [(0, 0, amount)]
    monkeypatch.setattr(telling, "LEAST_EVIDENCE", nextafter(amount, inf))
    assert found(["a", "b"], shelves) == []


def test_a_word_that_more_hold_is_no_telling_word_however_large_the_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over all segments: as many as are listed, whichever lists them."""
    monkeypatch.setattr(telling, "LEAST_EVIDENCE", 0.0)
    half = [["a"]] * (MOST_HOLDERS // 2) + [["b"]] * MOST_HOLDERS
    assert len(found(["a"], [Shelf(half, frozenset())] * 2)) == MOST_HOLDERS
    one_more = Shelf([["a"], *half], frozenset())
    assert found(["a"], [one_more, Shelf(half, frozenset())]) == []
    assert len(found(["a"], [one_more, Shelf(half, frozenset({0}))])) == MOST_HOLDERS, "the dead do not count"
