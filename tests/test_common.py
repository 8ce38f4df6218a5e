"""Phrases that many references hold, and texts that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.detection import Detected, Rules, Texts, detect
from reusecheck.fingerprints import sampling
from reusecheck.index import common
from reusecheck.index.candidates import Shelves, look_up
from reusecheck.index.common import TOGETHER, Bounds, Who
from reusecheck.spans import Span
from tests.oracles import grams, places, shared_words
from tests.test_candidates import in_memory, mapped
from tests.test_detection import own_words, reference
from tests.word_strategies import Pair, Words, pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reusecheck.spans import Token

PHRASE = own_words("p", 12)
SECOND = own_words("q", 12)
FEW = Bounds(references=3)


def judged(
    article: Words,
    references: Mapping[str, Words],
    bounds: Bounds = FEW,
    run_words: int = 8,
    template: Sequence[Span[Token]] = (),
) -> Detected:
    """Names that begin with "own" are one's own texts, with "out" references that do not count."""
    rules = Rules(run_words, lambda one: one.id.startswith("out"), lambda one: one.id.startswith("own"))
    texts = [reference(name, words) for name, words in references.items()]
    return detect(article, Texts(texts, sampling(run_words), bounds), rules, template)


def within(name: str, words: Words) -> Words:
    return [*own_words(f"{name}a", 9), *words, *own_words(f"{name}z", 9)]


def holding(words: Words, count: int, name: str = "n") -> dict[str, Words]:
    return {f"{name}{i}": within(f"{name}{i}", words) for i in range(count)}


def counted(detected: Detected) -> set[int]:
    return places(span for shared in detected.passages for span in shared.matched)


def listed(detected: Detected) -> list[tuple[int, int, int]]:
    return [(phrase.span.start, phrase.span.stop, phrase.references) for phrase in detected.phrases]


ARTICLE = within("x", PHRASE)


def test_a_phrase_counts_as_long_as_no_more_than_so_many_hold_it() -> None:
    detected = judged(ARTICLE, holding(PHRASE, 3))
    assert counted(detected) == set(range(9, 21))
    assert listed(detected) == []
    detected = judged(ARTICLE, holding(PHRASE, 4))
    assert counted(detected) == set()
    assert listed(detected) == [(9, 21, 4)]


def test_who_names_its_references_one_by_one_has_nothing_common() -> None:
    texts = [reference(name, words) for name, words in holding(PHRASE, 40).items()]
    detected = detect(ARTICLE, Texts(texts, sampling(8)), Rules(8))
    assert counted(detected) == set(range(9, 21))
    assert listed(detected) == []


@pytest.mark.parametrize("length", [24, 25])
def test_what_is_longer_than_a_phrase_is_found_however_many_hold_it(length: int) -> None:
    story = own_words("s", length)
    detected = judged(within("x", story), holding(story, 40))
    if length == 24:
        assert listed(detected) == [(9, 33, 40)]
        assert detected.passages == []
    else:
        [shared] = detected.passages
        assert shared.matched == (Span(9, 34),)
        assert [shared.reference.described.id, *(one.id for one in shared.also_in)] == sorted(holding(story, 40))
        assert listed(detected) == []


def test_a_copy_made_of_common_phrases_only_is_found() -> None:
    third = own_words("r", 12)
    each = {**holding(PHRASE, 6), **holding(SECOND, 6, "m"), **holding(third, 6, "k")}
    source = [*PHRASE, *own_words("y", 5), *SECOND, *own_words("z", 5), *third]
    article = within("x", source)
    apart = judged(article, each)
    assert counted(apart) == set()
    assert listed(apart) == [(9, 21, 6), (26, 38, 6), (43, 55, 6)]
    copied = judged(article, {**each, "source": within("s", source)})
    assert [shared.reference.described.id for shared in copied.passages] == ["source"]
    assert counted(copied) == set(range(9, 55))
    assert listed(copied) == []


def test_common_phrases_far_from_each_other_are_no_copy() -> None:
    third = own_words("r", 12)
    each = {**holding(PHRASE, 6), **holding(SECOND, 6, "m"), **holding(third, 6, "k")}

    def spread(name: str) -> Words:
        return [
            *PHRASE, *own_words(f"{name}y", TOGETHER + 1), *SECOND, *own_words(f"{name}z", TOGETHER + 1), *third
        ]  # fmt: skip

    detected = judged(spread("x"), {**each, "source": spread("s")})
    assert counted(detected) == set()
    assert [references for _, _, references in listed(detected)] == [7, 7, 7]


def test_a_common_sentence_in_a_copied_paragraph_is_part_of_the_copy() -> None:
    paragraph = [*own_words("s", 15), *PHRASE, *own_words("t", 15)]
    detected = judged(within("x", paragraph), {**holding(PHRASE, 9), "source": paragraph})
    assert [shared.reference.described.id for shared in detected.passages] == ["source"]
    assert counted(detected) == set(range(9, 51))
    assert listed(detected) == []


def test_a_common_phrase_elsewhere_in_a_copied_reference_does_not_count() -> None:
    copied = own_words("s", 30)
    article = [*copied, *own_words("x", 200), *PHRASE]
    detected = judged(article, {**holding(PHRASE, 9), "source": [*PHRASE, *own_words("y", 200), *copied]})
    assert counted(detected) == set(range(30))
    assert listed(detected) == [(230, 242, 10)]


def test_own_texts_do_not_make_the_words_of_another_common() -> None:
    detected = judged(ARTICLE, {**holding(PHRASE, 9, "own"), "source": within("s", PHRASE)})
    assert [shared.reference.described.id for shared in detected.passages] == ["source"]
    assert counted(detected) == set(range(9, 21))


def test_what_only_many_own_texts_hold_makes_no_work() -> None:
    detected = judged(ARTICLE, holding(PHRASE, 9, "own"))
    assert detected.passages == []
    assert listed(detected) == [(9, 21, 9)]


def test_references_that_do_not_count_make_nothing_common() -> None:
    detected = judged(ARTICLE, {**holding(PHRASE, 9, "out"), **holding(PHRASE, 3)})
    assert counted(detected) == set(range(9, 21))


def test_template_text_that_many_hold_makes_no_work_however_long() -> None:
    footer = own_words("f", 60)
    article = within("x", footer)
    template: list[Span[Token]] = [Span(at, at + 8) for at in range(9, 9 + 60 - 7)]
    detected = judged(article, holding(footer, 40), template=template)
    assert detected.passages == []
    assert listed(detected) == [(9, 69, 40)]
    few = judged(article, holding(footer, 2), template=template)
    assert [shared.matched for shared in few.passages] == [(Span(9, 69),)]


def test_the_same_phrase_twice_is_listed_twice_each_as_long_as_it_is() -> None:
    article = [*within("x", PHRASE), *PHRASE[:9], *own_words("y", 3)]
    detected = judged(article, holding(PHRASE, 5))
    assert listed(detected) == [(9, 21, 5), (30, 39, 5)]


def test_a_text_that_the_article_repeats_counts_each_time() -> None:
    story = own_words("s", 40)
    detected = judged([*story, *own_words("x", 60), *story], holding(story, 40))
    assert counted(detected) == {*range(40), *range(100, 140)}


def test_overlapping_phrases_are_listed_apart_with_how_many_hold_each() -> None:
    article = own_words("p", 20)
    detected = judged(article, {**holding(article[:12], 5), **holding(article[6:], 7, "m")})
    assert listed(detected) == [(0, 12, 5), (6, 20, 7)]


def test_of_very_many_with_the_same_text_so_many_are_looked_at_and_it_is_said() -> None:
    story, other = own_words("s", 30), own_words("o", 26)
    references = {**holding(story, 30), **holding(other, 5, "m")}
    article = [*story, *own_words("x", 60), *other]
    detected = judged(article, references, Bounds(references=3, alike=10))
    first, second = detected.passages
    assert [first.reference.described.id, *(one.id for one in first.also_in)] == sorted(references)[5:15]
    assert len(second.also_in) == 4, "the others hold another text"
    assert detected.notes == ("15 of 35 references that hold the same text were looked at",)


def test_where_not_all_places_are_looked_at_it_is_said_and_a_text_is_found_whole() -> None:
    story = own_words("s", 300)
    article = within("x", story)
    assert judged(article, holding(story, 10)).notes == ()
    detected = judged(article, holding(story, 10), Bounds(references=3, look_ups=400))
    assert counted(detected) == set(range(9, 309))
    assert len(detected.passages[0].also_in) == 9
    [note] = detected.notes
    assert note == (
        "its words are so common that 400 of 1,180 places in the index were looked at: "
        "199 of its runs of 8 words were not looked up"
    )


def test_a_phrase_that_the_article_repeats_is_no_longer_for_it() -> None:
    copied = own_words("s", 30)
    again = [word for i in range(9) for word in (*PHRASE, f"x{i}")]
    article = [*copied, *own_words("x", 200), *again]
    detected = judged(article, {**holding(PHRASE, 6), "source": [*copied, *own_words("y", 200), *PHRASE]})
    assert counted(detected) == set(range(30))
    assert listed(detected) == [(at, at + 12, 7) for at in range(230, 347, 13)]


@pytest.mark.parametrize("repeated", [["a"], ["a", "b"], own_words("p", 50)], ids=["a word", "two words", "a period"])
def test_many_long_references_that_repeat_themselves_are_searched_in_linear_time(repeated: Words) -> None:
    long = (repeated * 20_000)[:20_000]
    detected = judged(long, {f"n{i}": long[: 20_000 - i] for i in range(6)})
    assert counted(detected) == set(range(20_000))


def test_a_reference_with_very_many_places_is_searched_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "MOST_IN_ONE", 4)
    many = {f"n{i}": [*own_words(f"n{i}a", i), *[*PHRASE, "and"] * i] for i in range(1, 12)}
    whole = judged(ARTICLE, many, Bounds(references=3, words=8))
    assert counted(whole) == set(range(9, 21))
    assert [whole.passages[0].reference.described.id, *(one.id for one in whole.passages[0].also_in)] == sorted(many)


def holders(run: Words, references: Mapping[str, Words]) -> int:
    """References that hold the run, counted by reading them all."""
    return sum(tuple(run) in grams(words, len(run)) for words in references.values())


def named(references: Sequence[Words]) -> dict[str, Words]:
    return {f"n{i}": words for i, words in enumerate(references)}


small_bounds = st.tuples(st.integers(0, 3), st.integers(8, 20)).map(lambda drawn: Bounds(*drawn))


@given(pairs(references=6), small_bounds)
@settings(deadline=None, max_examples=300)
@example(Pair(["a"] * 30, [["a"] * 12, ["a"] * 9, ["a"] * 30]), Bounds(references=1, words=20))
def test_each_shared_run_is_counted_or_listed(pair: Pair, bounds: Bounds) -> None:
    references = named(pair.references)
    detected = judged(pair.article, references, bounds)
    found = counted(detected) | places(phrase.span for phrase in detected.phrases)
    assert shared_words(pair.article, pair.references, 8) <= found
    for span, held in detected.phrases:
        assert held > bounds.references
        assert held == holders(pair.article[span.start : span.stop], references)
        assert not places([span]) <= counted(detected)
    starts = [phrase.span for phrase in detected.phrases]
    assert starts == sorted(starts)
    assert detected.notes == ()


@given(pairs(references=6), small_bounds)
@settings(deadline=None, max_examples=200)
def test_what_few_enough_hold_is_counted(pair: Pair, bounds: Bounds) -> None:
    references = named(pair.references)
    seen = counted(judged(pair.article, references, bounds))
    for at, run in enumerate(grams(pair.article, 8)):
        if 0 < holders(list(run), references) <= bounds.references:
            assert set(range(at, at + 8)) <= seen


@given(pairs(references=6), small_bounds)
@settings(deadline=None, max_examples=200)
def test_what_is_longer_than_a_phrase_is_counted_whoever_holds_it(pair: Pair, bounds: Bounds) -> None:
    seen = counted(judged(pair.article, named(pair.references), bounds))
    assert shared_words(pair.article, pair.references, bounds.words + 1) <= seen


@given(pairs(references=6), small_bounds, st.data())
@settings(deadline=None, max_examples=100)
def test_how_references_came_into_segments_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, pair: Pair, bounds: Bounds, data: st.DataObject
) -> None:
    def looked(parts: Sequence[Sequence[Words]], dead: Sequence[Sequence[int]]) -> list[object]:
        segments = [mapped(str(tmp_path_factory.mktemp("s")), part, 8) for part in parts]
        names = {(i, j): " ".join(words) for i, part in enumerate(parts) for j, words in enumerate(part)}
        found = look_up(
            pair.article,
            Shelves(segments, dead, sampling(8), bounds),
            lambda segment, document: Who(names[segment, document], is_own=False),
        )
        runs = sorted((names[c[:2]], c.runs) for c in found.candidates)
        return [runs, found.common.phrases([]) if found.common else [], found.common.notes if found.common else []]

    at_once = looked([pair.references], [()])
    order = data.draw(st.permutations(pair.references))
    cut = data.draw(st.integers(0, len(order)))
    gone = data.draw(st.lists(st.sampled_from(pair.references), max_size=3))
    assert looked([[*gone, *order[:cut]], order[cut:]], [range(len(gone)), ()]) == at_once


@given(pairs(references=6), small_bounds)
@settings(deadline=None)
def test_memory_and_disk_find_the_same_common_text(
    tmp_path_factory: pytest.TempPathFactory, pair: Pair, bounds: Bounds
) -> None:
    segments = (mapped(str(tmp_path_factory.mktemp("s")), pair.references, 8), in_memory(pair.references, 8))
    one, two = (look_up(pair.article, Shelves([each], [()], sampling(8), bounds)).common for each in segments)
    assert (one.phrases([]) if one else []) == (two.phrases([]) if two else [])


@given(st.integers(0, 60), st.integers(0, 60))
@settings(deadline=None)
def test_more_of_a_copy_never_counts_less(fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    story = own_words("s", 60)
    references = {**holding(story[5:20], 6), **holding(story[15:35], 6, "m"), **holding(story[30:], 6, "k")}
    seen = [
        counted(judged([*own_words("x", 9), *story[:count]], {**references, "source": story}))
        for count in (fewer, more)
    ]
    assert seen[0] <= seen[1]
