"""What hypothesis draws where words are compared: few words, so that ties and repeats happen, and many."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

Words = list[str]

_REALISTIC = """
the a of and to in that it was on for with as by at from his her they had lamp keeper stairs gull harbour tide letter
winter morning rope engine kettle window paper brother ledger salt quay bell fog signal oar stone ladder bread market
"""
REALISTIC = tuple(_REALISTIC.split())

run_lengths = st.integers(1, 12)


def alphabets() -> st.SearchStrategy[tuple[str, ...]]:
    """Two to six words, or fifty."""
    few = st.integers(2, 6).map(lambda count: tuple("abcdef"[:count]))
    return st.one_of(few, few, st.just(REALISTIC))


def texts(longest: int = 60) -> st.SearchStrategy[Words]:
    """Words of one alphabet."""
    return alphabets().flatmap(lambda words: st.lists(st.sampled_from(words), max_size=longest))


class Pair(NamedTuple):
    """An article, and references of which it holds pieces."""

    article: Words
    references: list[Words]


@st.composite
def pairs(draw: st.DrawFn, references: int = 3, longest: int = 50) -> Pair:
    """An article made of pieces of the references, some edited, with words of its own between them."""
    word = st.sampled_from(draw(alphabets()))
    corpus = draw(st.lists(st.lists(word, max_size=longest), min_size=1, max_size=references))
    few = st.lists(word, max_size=4)
    article: Words = []
    for _ in range(draw(st.integers(0, 5))):
        source = draw(st.sampled_from(corpus))
        start = draw(st.integers(0, len(source)))
        piece = source[start : start + draw(st.integers(0, 25))]
        is_edited = draw(st.booleans())
        if piece and is_edited:
            at = draw(st.integers(0, len(piece) - 1))
            piece = piece[:at] + draw(few) + piece[at + 1 :]
        article += piece + draw(few)
    return Pair(article, corpus)
