"""Different words whose few bits in an index are the same: never taken for equal, and nothing equal is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.detection import Rules, Texts, detect
from reusecheck.fingerprints import hash_words, sampling
from reusecheck.index import candidates
from reusecheck.index.common import Bounds
from reusecheck.index.growing import packed
from reusecheck.measures import in_common
from tests.oracles import places, shared_words
from tests.test_detection import own_words, reference
from tests.word_strategies import Pair, Words, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.detection import Detected


def _alike() -> list[tuple[str, str]]:
    """Pairs of different words that are kept as the same bytes, found by trying."""
    seen: dict[bytes, str] = {}
    found = []
    for word in (f"word{number}" for number in range(3_000)):
        other = seen.setdefault(packed(hash_words([word])), word)
        if other is not word:
            found.append((other, word))
    return found


ALIKE = _alike()
# The letters that ``pairs`` draws: two and two are alike
LETTERS = dict(zip("abcdef", (word for pair in ALIKE[:3] for word in pair), strict=True))


def in_alike_words(pair: Pair) -> Pair:
    def told(words: Words) -> Words:
        return [LETTERS.get(word, word) for word in words]

    return Pair(told(pair.article), [told(words) for words in pair.references])


alike_pairs = pairs().map(in_alike_words)
run_lengths = st.sampled_from([1, 2, 5, 8])


def detected(pair: Pair, run_words: int, bounds: Bounds | None = None) -> Detected:
    texts = [reference(f"n{number}", words) for number, words in enumerate(pair.references)]
    return detect(pair.article, Texts(texts, sampling(run_words), bounds), Rules(run_words))


def counted(found: Detected) -> set[int]:
    return places(span for shared in found.passages for span in shared.matched)


def every_word_is_equal(found: Detected, article: Sequence[str]) -> bool:
    return all(
        article[run.article : run.article + run.length]
        == shared.reference.tokens.words[run.reference : run.reference + run.length]
        for shared in found.passages
        for run in shared.alignment.runs
    )


def test_there_are_such_words() -> None:
    assert all(one != other and packed(hash_words([one])) == packed(hash_words([other])) for one, other in ALIKE[:3])


@given(alike_pairs, run_lengths)
@settings(deadline=None, max_examples=200)
def test_no_word_is_taken_for_another_and_no_run_is_missed(pair: Pair, run_words: int) -> None:
    found = detected(pair, run_words)
    assert every_word_is_equal(found, pair.article)
    assert shared_words(pair.article, pair.references, run_words) <= counted(found)


@given(alike_pairs, run_lengths)
@settings(deadline=None, max_examples=200)
@example(Pair([LETTERS["a"]] * 9, [[LETTERS["b"]] * 9 + [LETTERS["a"]] * 9]), 8)
def test_no_run_is_missed_where_words_repeat_too_often_to_pair_them(pair: Pair, run_words: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "MOST_PAIRS", 0)
        found = detected(pair, run_words)
    assert every_word_is_equal(found, pair.article)
    assert shared_words(pair.article, pair.references, run_words) <= counted(found)


@given(pairs(references=6).map(in_alike_words), st.integers(0, 3), run_lengths)
@settings(deadline=None, max_examples=200)
def test_each_run_is_counted_or_listed_as_common(pair: Pair, references: int, run_words: int) -> None:
    found = detected(pair, run_words, Bounds(references, 12))
    assert every_word_is_equal(found, pair.article)
    listed = places(phrase.span for phrase in found.phrases)
    assert shared_words(pair.article, pair.references, run_words) <= counted(found) | listed


def test_a_run_ends_where_a_word_is_only_alike() -> None:
    (one, other), passage = ALIKE[0], own_words("p", 20)
    article = [*passage, one, *own_words("q", 6)]
    found = detected(Pair(article, [[*passage, other, *own_words("q", 6)]]), 8)
    assert counted(found) == {*range(20), *range(21, 27)}
    assert in_common("n", article, [*passage, other], 8).longest_run == 20


def test_a_text_of_words_that_are_only_alike_shares_nothing() -> None:
    ours, theirs = ([pair[side] for pair in ALIKE[:40]] for side in (0, 1))
    assert detected(Pair(ours, [theirs]), 8).passages == []
