from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.spans import Lines, OffsetMap, Place, Span, Token, union
from tests.oracles import places

numbers = st.integers(0, 20)
spans: st.SearchStrategy[Span[Token]] = st.tuples(numbers, numbers).map(lambda ends: Span(min(ends), max(ends)))


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (3, 2), (-2, -1)])
def test_what_is_no_interval_is_refused(start: int, stop: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, stop)


@given(spans, spans)
def test_meets_and_holds_are_what_they_are_of_sets(first: Span[Token], second: Span[Token]) -> None:
    one, two = places([first]), places([second])
    assert len(first) == len(one)
    if one and two:
        assert first.meets(second) == bool(one & two)
        assert first.holds(second) == (two <= one)


def test_spans_that_only_touch_do_not_meet() -> None:
    touched: Span[Token] = Span(3, 5)
    assert not touched.meets(Span(0, 3))
    assert touched.meets(Span(0, 4))


@given(st.lists(spans, max_size=8))
def test_a_union_holds_the_same_places_in_few_ascending_spans(given_spans: list[Span[Token]]) -> None:
    merged = union(given_spans)
    assert places(merged) == places(given_spans)
    assert all(len(span) for span in merged)
    assert all(before.stop < after.start for before, after in pairwise(merged))


def test_an_offset_map_leads_through_markup_and_entities() -> None:
    # source: "a *b* &amp; c", prose: "a b & c"
    offsets = OffsetMap((0, 2, 3, 4, 5), (0, 3, 5, 6, 11), (2, 4, 6, 11, 13), 7)
    assert offsets.to_source(Span(0, 1)) == Span(0, 1)
    assert offsets.to_source(Span(2, 3)) == Span(3, 4)
    assert offsets.to_source(Span(4, 5)) == Span(6, 11), "an entity is one character of prose"
    assert offsets.to_source(Span(2, 7)) == Span(3, 13)


def test_a_passage_that_ends_before_markup_does_not_take_it_in() -> None:
    # source: "**a** b", prose: "a b": the end of the first word is also where the next run begins
    offsets = OffsetMap((0, 1), (2, 5), (3, 7), 3)
    assert offsets.to_source(Span(0, 1)) == Span(2, 3)


@given(st.integers(1, 30), st.data())
def test_a_source_kept_whole_is_its_own_prose(length: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, length - 1))
    stop = data.draw(st.integers(start + 1, length))
    assert OffsetMap.identity(length).to_source(Span(start, stop)) == Span(start, stop)


def test_an_empty_source_has_an_empty_map() -> None:
    assert OffsetMap.identity(0).length == 0


@given(st.text(st.sampled_from("ab\n\r\u2028\x0c"), max_size=12))
@settings(deadline=None)
def test_lines_end_where_editors_end_them(text: str) -> None:
    lines = Lines(text)
    plain = text.replace("\r\n", "\n\n").replace("\r", "\n")  # of equal length; CR LF is put right below
    for offset in range(len(text) + 1):
        before = text[:offset]
        expected = before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        if before.endswith("\r") and text[offset : offset + 1] == "\n":
            expected -= 1  # the LF of a CR LF stands on the line that it ends
        line, column = lines.place(offset)
        assert line == expected
        assert lines.starts[line - 1] + column - 1 == offset
        assert "\n" not in plain[lines.starts[line - 1] : offset].removesuffix("\n")
    assert [lines.line(n + 1) for n in range(len(lines.starts))] == text.replace("\r\n", "\n").replace(
        "\r", "\n"
    ).split("\n")


def test_a_place_counts_code_points_from_one() -> None:
    lines = Lines("a\U0001d516b\ne\u0301x")
    assert lines.place(2) == Place(1, 3)
    assert lines.place(6) == Place(2, 3)


def test_the_end_of_a_passage_stands_on_the_line_of_its_last_character() -> None:
    lines = Lines("one\ntwo\n")
    assert lines.last_place(Span(0, 4)) == Place(1, 5)
    assert lines.last_place(Span(4, 7)) == Place(2, 4)
    assert lines.last_place(Span(4, 4)) == Place(2, 1)
