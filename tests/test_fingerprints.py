from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.fingerprints import (
    RawWordHashes,
    Sampling,
    Unspaced,
    hash_kgrams,
    hash_words,
    sampling,
    winnow,
    word_hash,
)
from reusecheck.index.arrays import kgram_hashes, winnowed, winnowed_each
from tests.oracles import grams, kept_by_definition, kgram_hash
from tests.word_strategies import Words, run_lengths, texts

# the second as `printf ferry | b2sum -l 64` has it, last byte first
KNOWN = {
    "": 0xB4B2797457A0A6E4,
    "ferry": 0x6E53A75F838D7D10,
    "der": 0xB27C159A9BFEA681,
    "море": 0xC52C10264D12B22E,
    "\U0001d516": 0xF56222949BEAD766,
    "\ud800": 0x680D7D923E780842,
}
uint64s = st.one_of(st.integers(0, 4), st.integers(0, 2**64 - 1), st.sampled_from([0, 2**63, 2**64 - 1]))


def table_of(documents: list[Words], how: Sampling) -> list[Counter[tuple[int, int]]]:
    """The k-grams that are kept of documents looked at together, by document: (hash, position inside it)."""
    starts = np.cumsum([0, *map(len, documents)]).astype(np.int64)
    words = np.array([h for words in documents for h in hash_words(words)], np.uint64)
    kgrams = kgram_hashes(words, how.k)
    positions = winnowed_each(kgrams, starts, how.window, how.k)
    assert list(positions) == sorted(set(positions)), "no place is kept twice"
    hashes = kgrams[positions]
    found: list[Counter[tuple[int, int]]] = [Counter() for _ in documents]
    for value, position in zip(hashes, positions, strict=True):
        document = int(np.searchsorted(starts, position, side="right")) - 1
        found[document][int(value), int(position - starts[document])] += 1
    return found


def test_word_hashes_never_change() -> None:
    assert {word: word_hash(word) for word in KNOWN} == KNOWN


def test_hashes_are_the_same_in_another_process() -> None:
    words = ["ferry", "der", "море", "\U0001d516"] * 3
    program = (
        "import json, sys\n"
        "from reusecheck.fingerprints import hash_kgrams, hash_words\n"
        "hashes = hash_words(json.loads(sys.argv[1]))\n"
        "print(json.dumps([list(hashes), hash_kgrams(hashes, 5)]))\n"
    )
    answers = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", program, json.dumps(words)],
                check=True,
                capture_output=True,
                env={**os.environ, "PYTHONHASHSEED": seed},
            ).stdout
        )
        for seed in ("1", "2")
    ]
    hashes = hash_words(words)
    assert answers == [[list(hashes), hash_kgrams(hashes, 5)]] * 2


@given(texts(20))
def test_the_hashes_of_words_are_those_of_each_word(words: Words) -> None:
    assert list(hash_words(words)) == [word_hash(word) for word in words]


def test_raw_words_hash_as_their_normal_form_and_scripts_without_spaces_say_so() -> None:
    hashes = RawWordHashes()
    assert hashes["Don’t"] == hashes["don't"] == word_hash("dont")
    with pytest.raises(Unspaced):
        hashes["技術"]


@given(st.lists(uint64s, max_size=20), st.integers(1, 7))
def test_kgram_hashes_are_what_the_book_says_rolled_and_in_arrays(words: list[int], k: int) -> None:
    expected = [kgram_hash(gram) for gram in grams(words, k)]
    assert hash_kgrams(words, k) == expected
    assert [int(h) for h in kgram_hashes(np.array(words, np.uint64), k)] == expected


@given(st.lists(uint64s, max_size=30), st.integers(1, 12))
def test_winnowing_keeps_what_its_definition_keeps(hashes: list[int], window: int) -> None:
    expected = kept_by_definition(hashes, window)
    assert winnow(hashes, window) == expected
    assert [int(at) for at in winnowed(np.array(hashes, np.uint64), window)] == expected


@pytest.mark.parametrize("run_words", range(1, 13))
def test_a_run_of_the_promised_length_is_one_full_window(run_words: int) -> None:
    k, window = sampling(run_words)
    assert k + window - 1 == run_words
    assert 1 <= k <= 5
    assert window >= 1


@given(st.lists(texts(25), min_size=1, max_size=5), run_lengths)
@settings(deadline=None)
@example(documents=[["a"] * 9, ["a"], [], ["b"] * 5, [], ["a"] * 9], run_words=8)
@example(documents=[[], []], run_words=3)
@example(documents=[["a"], ["b"], ["a"], ["b"], ["a"]], run_words=2)
@example(documents=[["a"] * 4, ["b"] * 5, ["a"] * 7, ["b"] * 8], run_words=8)
def test_of_many_documents_the_fingerprints_of_each_alone_are_kept(documents: list[Words], run_words: int) -> None:
    how = sampling(run_words)
    for words, found in zip(documents, table_of(documents, how), strict=True):
        kgrams = hash_kgrams(hash_words(words), how.k)
        assert found == Counter((kgrams[at], at) for at in winnow(kgrams, how.window))


@given(texts(40), st.lists(texts(40), min_size=1, max_size=3), run_lengths, st.data())
@settings(deadline=None)
def test_every_shared_run_shares_a_fingerprint_at_its_own_place(
    article: Words, references: list[Words], run_words: int, data: st.DataObject
) -> None:
    how = sampling(run_words)
    source = data.draw(st.sampled_from(references))
    if len(source) >= run_words:  # so that there is something to share
        at = data.draw(st.integers(0, len(source) - run_words))
        article = [*article, *source[at : at + run_words], *article[:3]]
    looked_up = hash_kgrams(hash_words(article), how.k)
    for words, kept in zip(references, table_of(references, how), strict=True):
        by_place = {place: value for value, place in kept}
        for here, gram in enumerate(grams(article, run_words)):
            for there, other in enumerate(grams(words, run_words)):
                if gram == other:
                    assert any(by_place.get(there + step) == looked_up[here + step] for step in range(how.window))
