"""The disguises do what they say, and the truth about what was planted is exact."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from reusecheck.tokens import tokenize
from tests.quality import planting, texts
from tests.quality.disguises import DISGUISES, HALVED, IN_EVERY_LANGUAGE

if TYPE_CHECKING:
    from tests.quality.disguises import Disguise

QUAKE = texts.read("references")["small-quake.txt"]
PASSAGE = QUAKE[slice(*texts.choose(QUAKE, 100, planting.chance("a passage")))].replace("\n\n", " ")
ALL = {**DISGUISES, **IN_EVERY_LANGUAGE}


def words(text: str) -> list[str]:
    return list(tokenize(text).words)


@pytest.mark.parametrize("name", ALL)
def test_the_same_chance_gives_the_same(name: str) -> None:
    once, again = (ALL[name](PASSAGE, planting.chance(name)) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("name", [name for name in ALL if name not in ("verbatim", HALVED)])
def test_each_changes_the_passage(name: str) -> None:
    assert ALL[name](PASSAGE, planting.chance(name)) != PASSAGE


@pytest.mark.parametrize("name", ["typography", "rewrapped", "capitals", "wrapped"])
def test_some_change_no_word_in_normal_form(name: str) -> None:
    assert words(ALL[name](PASSAGE, planting.chance(name))) == words(PASSAGE)


@pytest.mark.parametrize(("disguise", "rate"), [("edited_5", 0.05), ("edited_10", 0.1), ("edited_20", 0.2)])
def test_an_edit_strikes_so_many_words(disguise: str, rate: float) -> None:
    before, after = PASSAGE.split(), ALL[disguise](PASSAGE, planting.chance(disguise)).split()
    kept = sum(word in after for word in before)
    assert kept >= (1 - rate) * len(before) - 1
    assert abs(len(after) - len(before)) <= rate * len(before) + 1


@pytest.mark.parametrize("disguise", [DISGUISES["shuffled"], DISGUISES["turned"]])
def test_what_is_moved_is_all_there(disguise: Disguise) -> None:
    assert sorted(words(disguise(PASSAGE, planting.chance("moved")))) == sorted(words(PASSAGE))


@pytest.mark.parametrize("language", texts.languages())
def test_sentences_make_up_the_text(language: str) -> None:
    text = texts.read("languages")[f"{language}.reference.txt"]
    spans = texts.sentences(text)
    assert len(spans) >= 5
    assert (spans[0][0], spans[-1][1]) == (0, len(text))
    between = "".join(text[stop:start] for (_, stop), (start, _) in pairwise(spans))
    assert not between.strip()


class TestPlanting:
    PLANTED = planting.plant()

    def test_is_the_same_every_time(self) -> None:
        assert planting.plant() == self.PLANTED

    def test_a_verbatim_passage_stands_where_it_is_said(self) -> None:
        corpus = planting.references()
        for case in self.PLANTED.cases:
            if case.disguise == "verbatim":
                pair = case.pair
                here = self.PLANTED.files[pair.article][pair.start : pair.stop]
                there = corpus[pair.reference][pair.other_start : pair.other_stop]
                assert here == there.replace("\n\n", " ")

    def test_every_reference_stands_in_every_disguise(self) -> None:
        names = {f"references/{name}" for name in texts.read("references")}
        for disguise in DISGUISES:
            english = [case for case in self.PLANTED.cases if case.language == "en" and case.disguise == disguise]
            assert {case.pair.reference for case in english} == names

    def test_no_two_passages_of_an_article_meet(self) -> None:
        by_article: dict[str, list[tuple[int, int]]] = {}
        for case in self.PLANTED.cases:
            by_article.setdefault(case.pair.article, []).append((case.pair.start, case.pair.stop))
        for spans in by_article.values():
            ordered = sorted(spans)
            assert all(stop < start for (_, stop), (start, _) in pairwise(ordered))
