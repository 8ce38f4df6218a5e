"""Slips in names: those that are forgiven, and none that makes one outlet of another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.attribution.folding import Words
from reusecheck.attribution.identity import identity
from reusecheck.attribution.misspelt import misspelt, plausible, respaced
from reusecheck.config import Credit
from reusecheck.documents import Description

OUTLETS = (Path(__file__).parent.parent / "benchmarks" / "outlets.txt").read_text(encoding="utf-8").splitlines()
NAMES = {
    name.words: name
    for line in OUTLETS
    if not line.startswith("#")
    for name in identity(Credit((line,)), Description()).names
}


def is_slip(text: str, name: str) -> bool:
    words, count = Words(text), len(name.split())
    return bool([*misspelt(words, name, count), *respaced(words, name, count)])


def test_no_outlet_is_taken_for_another() -> None:
    assert len(NAMES) > 600
    texts = [Words(name.text) for name in NAMES.values()]
    for name in NAMES.values():
        for text in texts:
            taken = [*misspelt(text, name.words, name.length), *respaced(text, name.words, name.length)]
            assert not taken or text.joined.strip().endswith(name.words), (text.joined, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gaurdian", "guardian"),
        ("harbour courrier", "harbour courier"),
        ("habour courrier", "harbour courier"),
        ("frankfurter rundschu", "frankfurter rundschau"),
        ("harbourcourier", "harbour courier"),
        ("nord kurier", "nordkurier"),
        ("a nord kurier b", "nordkurier"),
        ("handelsblat handelsbaltt", "handelsblatt"),
    ],
)
def test_slips_that_are_forgiven(text: str, name: str) -> None:
    assert is_slip(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("guardiana", "guardian"),
        ("guardian", "guardian"),
        ("courrier", "courier"),
        ("economista", "economist"),
        ("free press", "freie presse"),
        ("berner zeitung", "berliner zeitung"),
        ("abc news", "bbc news"),
        ("the sun", "thesun"),
        ("record kurier", "nordkurier"),
        ("nord kuriere", "nordkurier"),
    ],
)
def test_slips_that_are_another_word(text: str, name: str) -> None:
    assert not is_slip(text, name)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text("abcd", min_size=1, max_size=12), min_size=1, max_size=3), st.text("abcd ", max_size=40))
def test_what_is_a_slip_is_plausible_word_by_word(wanted: list[str], text: str) -> None:
    words = Words(text)
    for first in misspelt(words, " ".join(wanted), len(wanted)):
        there = words.each[first : first + len(wanted)]
        assert there != wanted
        assert all(plausible(a, b, len(wanted)) for a, b in zip(wanted, there, strict=True))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text("ab", min_size=1, max_size=6), min_size=1, max_size=4), st.text("ab ", max_size=40))
def test_letters_are_found_where_words_begin_and_end(wanted: list[str], text: str) -> None:
    words = Words(text)
    name = " ".join(wanted)
    found = list(respaced(words, name, len(wanted)))
    letters = "".join(wanted)
    every = [
        (first, stop)
        for first in range(len(words))
        for stop in range(first + 1, len(words) + 1)
        if "".join(words.each[first:stop]) == letters and words.each[first:stop] != wanted
    ]
    assert found == (every if len(letters) >= 8 else [])
