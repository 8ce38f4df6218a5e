"""The measures, against what the paper's definition gives for cases small enough to count by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quality.measuring import Pair, covered, meet, pieces, plagdet

ENDS = st.lists(st.integers(0, 20), min_size=2, max_size=2, unique=True).map(sorted)
PAIRS = st.builds(lambda here, there: pair(*here, *there), ENDS, ENDS)


def pair(start: int, stop: int, other_start: int, other_stop: int, reference: str = "r") -> Pair:
    return Pair("a", reference, start, stop, other_start, other_stop)


class TestCovered:
    def test_a_case_found_exactly_is_covered(self) -> None:
        assert covered(pair(10, 20, 0, 10), [pair(10, 20, 0, 10)]) == 1

    def test_both_sides_count(self) -> None:
        # all ten here, half of the thirty there
        assert covered(pair(0, 10, 0, 30), [pair(0, 10, 0, 15)]) == pytest.approx(25 / 40)

    def test_what_is_found_twice_counts_once(self) -> None:
        assert covered(pair(0, 10, 0, 10), [pair(0, 6, 0, 6), pair(4, 8, 4, 8)]) == pytest.approx(16 / 20)

    def test_what_meets_on_one_side_alone_does_not_count(self) -> None:
        assert covered(pair(0, 10, 0, 10), [pair(0, 10, 10, 20)]) == 0

    def test_another_reference_does_not_count(self) -> None:
        assert covered(pair(0, 10, 0, 10), [pair(0, 10, 0, 10, "other")]) == 0

    @given(PAIRS, st.lists(PAIRS, max_size=4))
    def test_is_the_share_of_characters_that_someone_holds(self, case: Pair, others: list[Pair]) -> None:
        meeting = [other for other in others if meet(case, other)]
        here = sum(any(o.start <= at < o.stop for o in meeting) for at in range(case.start, case.stop))
        there = sum(
            any(o.other_start <= at < o.other_stop for o in meeting) for at in range(case.other_start, case.other_stop)
        )
        size = case.stop - case.start + case.other_stop - case.other_start
        assert covered(case, others) == pytest.approx((here + there) / size)

    @given(PAIRS, PAIRS)
    def test_meeting_is_mutual(self, one: Pair, other: Pair) -> None:
        assert meet(one, other) == meet(other, one)


class TestPlagdet:
    def test_is_one_where_all_is_found_in_one_piece(self) -> None:
        assert plagdet(1, 1, 1) == 1

    def test_in_three_pieces_is_half(self) -> None:
        assert plagdet(1, 1, 3) == pytest.approx(0.5)

    def test_of_nothing_is_nought(self) -> None:
        assert plagdet(0, 0, 1) == 0

    def test_pieces_are_those_that_meet_the_case(self) -> None:
        assert pieces(pair(0, 10, 0, 10), [pair(0, 4, 0, 4), pair(5, 9, 5, 9), pair(20, 30, 20, 30)]) == 2
