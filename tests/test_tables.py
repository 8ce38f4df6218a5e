from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.fingerprints import sampling
from reusecheck.index.format import KEPT_BITS, MOST_HOLDERS
from reusecheck.index.tables import EVERY, read_postings, read_words, vocabulary
from tests.segments import opened, plain_holders, plain_postings
from tests.word_strategies import Words, texts

if TYPE_CHECKING:
    import pytest

MOST_RANGE_BITS = 7
KEPT = 64 - KEPT_BITS


@given(st.lists(texts(25), max_size=8), st.sampled_from([0, 1, MOST_HOLDERS, MOST_HOLDERS + 1]), st.integers(1, 9))
@settings(deadline=None, max_examples=40)
@example([], 0, 8)
@example([[f"w{number}" for number in range(400)]], 0, 1)  # several buckets of one document
def test_what_was_written_is_read_back_in_ranges_of_any_width(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Words], alike: int, run_words: int
) -> None:
    documents = [*documents, *[["a", "ferry"]] * alike]
    how = sampling(run_words)
    segment = opened(tmp_path_factory.mktemp("s"), documents, how)
    postings = sorted(
        (value >> KEPT, number) for value, numbers in plain_postings(documents, how).items() for number in numbers
    )
    pairs = sorted(
        (word >> 32, number)
        for word, numbers in plain_holders(documents).items()
        for number in ([int(EVERY)] if numbers is None else numbers)
    )
    assert vocabulary(segment).tolist() == sorted({word for word, _ in pairs})
    for bits in range(MOST_RANGE_BITS + 1):
        kept: list[tuple[int, int]] = []
        held: list[tuple[int, int]] = []
        for part in range(1 << bits):
            hashes, numbers = read_postings(segment, bits, part)
            assert {value >> 64 - bits for value in hashes.tolist()} <= {part}
            kept += zip((hashes >> KEPT).tolist(), numbers.tolist(), strict=True)
            words = read_words(segment, bits, part).tolist()
            assert {value >> 64 - bits for value in words} <= {part}
            held += ((value >> 32, value & 0xFFFFFFFF) for value in words)
        assert kept == postings
        assert held == pairs
