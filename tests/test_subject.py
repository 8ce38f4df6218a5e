"""References on an article's subject are found by short runs, though no fingerprint of theirs is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.fingerprints import sampling
from reusecheck.index.candidates import Candidate, candidates
from reusecheck.index.growing import OFTEN, is_telling
from reusecheck.index.memory import MemorySegment
from reusecheck.index.subject import LONGEST, MOST_LIKE
from reusecheck.spans import Run
from tests.oracles import maximal_runs

if TYPE_CHECKING:
    from tests.word_strategies import Words

EIGHT = sampling(8)


def own_words(name: str, count: int) -> Words:
    """Words that stand nowhere else."""
    return [f"{name}{i}" for i in range(count)]


SOURCE = own_words("source", 120)
# four words of it at a time, parted by others: no run of five
REWORKED = [word for at in range(0, 120, 6) for word in (*SOURCE[at : at + 4], f"own{at}")]
OTHERS = [own_words(f"other{number}-", 120) for number in range(3 * MOST_LIKE)]


def found(article: Words, references: list[Words]) -> list[Candidate]:
    return candidates(article, [MemorySegment(references, EIGHT.k)], [()], EIGHT)


@pytest.mark.parametrize("others", [[], OTHERS[:3], OTHERS], ids=["alone", "few", "many"])
def test_a_reworked_text_is_found_though_it_holds_no_kgram_of_its_source(others: list[Words]) -> None:
    assert maximal_runs(REWORKED, SOURCE, 5) == []
    [candidate] = found(REWORKED, [*others, SOURCE])
    assert candidate.document == len(others)
    assert list(candidate.runs) == maximal_runs(REWORKED, SOURCE, 4)


def test_the_same_words_in_another_order_are_no_candidate() -> None:
    assert found(sorted(REWORKED, key=lambda word: word[::-1]), [*OTHERS, SOURCE]) == []


def test_two_short_runs_are_no_candidate() -> None:
    article = [*SOURCE[:4], *own_words("x", 9), *SOURCE[10:14], *own_words("y", 30)]
    assert found(article, [*OTHERS, SOURCE]) == []


def test_a_book_is_not_searched_from_end_to_end() -> None:
    book = [*SOURCE, *own_words("page", LONGEST)]
    assert found(REWORKED, [*OTHERS, book]) == []
    [candidate] = found([*REWORKED, *SOURCE[20:28]], [*OTHERS, book])
    assert max(run.length for run in candidate.runs) == 8


def test_words_that_the_article_repeats_begin_no_run() -> None:
    refrain = [*SOURCE[:4], "x"] * (OFTEN + 1)
    assert found(refrain, [*OTHERS, SOURCE]) == []


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(4, 7)), max_size=8))
@settings(deadline=None)
def test_more_of_a_run_never_tells_less(drawn: list[tuple[int, int]]) -> None:
    runs = sorted(Run(at, at, length) for at, length in drawn)
    longer = sorted(run._replace(length=run.length + 1) for run in runs)
    assert not is_telling(runs) or is_telling(longer)
