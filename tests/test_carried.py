"""Which words were carried over: what is promised of it, and a plain oracle beside it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from reusecheck.carried import LEAST, MOST_TRIED, carried, once

WORDS = st.lists(st.sampled_from("abcdef"), max_size=40)
RARE = st.lists(st.integers(0, 400).map(str), max_size=60)


def runs(words: list[str], length: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + length]) for at in range(len(words) - length + 1))


@given(WORDS | RARE, WORDS | RARE)
def test_equal_words_are_carried_over_and_each_once(words: list[str], before: list[str]) -> None:
    places = carried(words, before)
    assert len(places) == len(words)
    taken = [place for place in places if place >= 0]
    assert len(set(taken)) == len(taken)
    assert all(words[at] == before[place] for at, place in enumerate(places) if place >= 0)


@given(WORDS | RARE)
def test_a_text_is_carried_over_whole(words: list[str]) -> None:
    assert carried(words, words) == list(range(len(words)))


@given(RARE, RARE, RARE)
def test_what_is_put_in_is_all_that_is_new(first: list[str], put_in: list[str], last: list[str]) -> None:
    new = [f"new {word}" for word in put_in]
    places = carried([*first, *new, *last], [*first, *last])
    assert [place < 0 for place in places] == [False] * len(first) + [True] * len(new) + [False] * len(last)


@given(st.permutations(range(6)))
def test_paragraphs_that_are_moved_are_not_new(order: list[int]) -> None:
    paragraphs = [[f"{number} {word}" for word in range(LEAST + number)] for number in range(6)]
    before = [word for paragraph in paragraphs for word in paragraph]
    moved = [word for number in order for word in paragraphs[number]]
    assert -1 not in carried(moved, before)


@given(WORDS | RARE, WORDS | RARE)
def test_a_run_that_stands_there_more_often_than_before_is_new_once_at_least(
    words: list[str], before: list[str]
) -> None:
    places = carried(words, before)
    whole = Counter(
        tuple(words[at : at + LEAST])
        for at in range(len(words) - LEAST + 1)
        if all(places[at + step] == places[at] + step >= 0 for step in range(LEAST))
    )
    had = runs(before, LEAST)
    assert all(number <= had[run] for run, number in whole.items())


def test_a_passage_pasted_a_second_time_is_new() -> None:
    passage = [f"word{number}" for number in range(30)]
    places = carried([*passage, "between", *passage], [*passage, "between"])
    assert sum(place < 0 for place in places) == len(passage)


def words_of(text: str) -> list[str]:
    return text.split()


def test_few_words_in_a_row_say_nothing_where_a_passage_was_swapped_for_another() -> None:
    before = words_of("start there was one of the old boats in the harbour and one of the men end")
    after = words_of("start one of the mills of the valley had lost one of the wheels end")
    places = carried(after, before)
    assert [word for word, place in zip(after, places, strict=True) if place >= 0] == ["start", "end"]


def test_edits_leave_the_words_around_them_known() -> None:
    before = [str(number) for number in range(100)]
    after = list(before)
    after[50] = "changed"
    del after[20]
    assert sum(place < 0 for place in carried(after, before)) == 1


def test_scripts_without_spaces_want_longer_runs() -> None:
    before, after = list("開始山田太郎終了"), list("開始山田太次終了")
    assert [after[at] for at, place in enumerate(carried(after, before)) if place < 0] == ["次"]
    swapped = list("開始" + "海" * 9 + "山田太郎" + "川" * 9 + "終了")
    assert {after for after, place in zip(swapped, carried(swapped, before), strict=True) if place >= 0} == set(
        "開始終了"
    )


def test_text_that_repeats_itself_is_bounded() -> None:
    before = ["a", "b"] * 4000
    after = [*["a", "b"] * 2000, "c", *["a", "b"] * 2000]
    assert sum(place < 0 for place in carried(after, before)) <= 1 + LEAST
    several = ["x", *["a", "a", "b"] * (200 * MOST_TRIED), "y"]
    assert len(carried(several[::-1], several)) == len(several)


def test_what_two_versions_have_alike_is_carried_over_once_by_both() -> None:
    passage = [f"word{number}" for number in range(20)]
    first = [*passage, *words_of("and so it ended here on Friday")]
    second = [*words_of("so we began there on Monday with"), *passage]
    pasted = [*second, "between", *first]
    each = [carried(pasted, text) for text in (first, second)]
    together = once(each, [first, second])
    known = [any(places[at] >= 0 for places in together) for at in range(len(pasted))]
    assert sum(known) == len(pasted) - 1 - len(passage)


@given(RARE, RARE)
def test_one_version_twice_says_what_it_says_once(words: list[str], before: list[str]) -> None:
    places = carried(words, before)
    assert once([places, places], [before, before]) == [places, places]
