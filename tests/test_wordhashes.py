from __future__ import annotations

import string

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.fingerprints import hash_words
from reusecheck.index import wordhashes
from reusecheck.index.wordhashes import LONGEST, WordHashes, simple
from reusecheck.tokens import tokenize

# what words, numbers and their divisions are made of, and what parts them
PIECES = (
    *"aZx09", "ferry", "The", "12", "1,204.50", "'", "''", ".", ",", "-", "--", "_", " ", "\t", "\n", "\r\n", "\r",
    "-\n", "-\r\n", "- \t\n ", "-\n> ", "-\n>> \t>", "-\n\n", "-\nb", "-\nB", "-\n7", "'-\n", ".-\n", ">",
    "\x00", "\x01", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f",
    "a" * LONGEST, "b" * (LONGEST + 1), "c" * 7, "d" * 8, "e" * 9, "f" * 90,
)  # fmt: skip
pieced = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
ascii_texts = st.one_of(pieced, pieced, st.text(st.characters(max_codepoint=0x7F), max_size=60))


def expected(prose: str) -> list[int]:
    return list(hash_words(tokenize(prose).words))


def assert_same(hashes: WordHashes, batch: list[str]) -> None:
    """That each text of the batch gets the hashes it gets alone, and by the careful way."""
    ready = [simple(text) for text in batch]
    found, counts = hashes.of([text for text in ready if text is not None])
    assert found.dtype == np.dtype(np.uint64)
    assert len(counts) == len(batch)
    stops = np.cumsum(counts)
    assert len(found) == sum(counts.tolist())
    for text, count, stop in zip(batch, counts.tolist(), stops.tolist(), strict=True):
        assert found[stop - count : stop].tolist() == expected(text)


@given(st.lists(st.lists(ascii_texts, max_size=8), max_size=4))
@settings(deadline=None, max_examples=200)
@example([[]])
@example([["", "", "a", ""]])
@example([["a", "b"], ["b", "a'", "'a", "a'b", "1.", ".1", "1.2", "1.a", "a.1", "a1.2b", "1,2,3", "1'2", "1..2"]])
@example([["Franco-\nprussian", "Franco-\nPrussian", "-\na", "a-\n-\nb", "1.5-\nb", "a-\nb'c-\r\n> d", "x1-\na2.3"]])
@example([["a\x00b", "\x00", "a\x00", "\x00a"]])
@example([["a" * size for size in range(30)], ["b" + "a" * size for size in range(30)]])
@example([[string.printable * 3, string.printable[::-1]]])
def test_batches_of_texts_get_the_hashes_of_each_text_alone(batches: list[list[str]]) -> None:
    hashes = WordHashes()  # what one batch has taught must not show in the next
    for batch in [*batches, *batches]:
        assert_same(hashes, batch)


@given(st.lists(st.lists(ascii_texts, max_size=8), max_size=6), st.integers(1, 4), st.integers(4, 6))
@settings(deadline=None, max_examples=100)
def test_a_table_that_grows_and_is_emptied_gives_the_same(batches: list[list[str]], first: int, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wordhashes, "_FIRST_BITS", first)
        patch.setattr(wordhashes, "_MOST_BITS", most)
        hashes = WordHashes()
        for batch in [*batches, *batches]:
            assert_same(hashes, batch)


def test_thousands_of_words_are_kept_apart() -> None:
    words = [f"w{number}" for number in range(60_000)]
    hashes = WordHashes()
    for low in range(0, len(words), 9_000):
        assert_same(hashes, [" ".join(words[max(0, low - 500) : low + 9_000])])
    assert_same(hashes, [" ".join(words[::37])])


def test_a_text_of_more_words_than_the_table_holds_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordhashes, "_FIRST_BITS", 2)
    monkeypatch.setattr(wordhashes, "_MOST_BITS", 6)
    words = [f"w{number}" for number in range(157)]  # 127 more than it knows: they fill it to the half
    hashes = WordHashes()
    assert_same(hashes, [" ".join(words[:30])])
    assert_same(hashes, [" ".join(words)])
    assert_same(hashes, [" ".join(words[120:])])


@pytest.mark.parametrize("text", ["née", "a\u2019b", "\u00ad", "море", "\ud800"])
def test_a_text_of_other_letters_is_left_to_the_careful_way(text: str) -> None:
    assert simple(text) is None
