"""The words an editor can read about: what is the same, what is not, what hides something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reusecheck.disguises import is_disguised
from reusecheck.tokens import tokenize

CASES: dict[str, list[list[Any]]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "words.yaml").read_text(encoding="utf-8")
)


def each(kind: str) -> pytest.MarkDecorator:
    cases = CASES[kind]
    return pytest.mark.parametrize("case", cases, ids=[case[0] for case in cases])


def words(prose: str) -> list[str]:
    return tokenize(prose).words


@each("same")
def test_the_same_words_in_another_dress(case: list[str]) -> None:
    _, one, other = case
    assert words(one) == words(other) != []
    assert one != other


@each("different")
def test_words_that_differ_stay_different(case: list[str]) -> None:
    _, one, other = case
    assert words(one) != words(other)


@each("count")
def test_how_many_words_there_are(case: list[Any]) -> None:
    _, prose, count = case
    assert len(words(prose)) == count


@each("disguised")
def test_a_disguise_is_seen(case: list[str]) -> None:
    assert is_disguised(case[1])


@each("honest")
def test_honest_writing_is_no_disguise(case: list[str]) -> None:
    assert not is_disguised(case[1])


def test_half_of_the_cases_are_near_misses() -> None:
    assert len(CASES["honest"]) >= len(CASES["disguised"]) >= 20
    assert 2 * len(CASES["different"]) >= len(CASES["same"]) >= 60
    names = [(kind, case[0]) for kind, cases in CASES.items() for case in cases]
    assert len(set(names)) == len(names)
