"""The texts share what they are meant to share: the figures would mean nothing otherwise."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from tests.quality import texts

RUN = 8  # words: what is promised to be found


def runs(text: str, size: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def test_no_two_texts_share_a_run_but_a_reworking_and_its_reference() -> None:
    folders = ("references", "carriers", "near_misses")
    all_runs = {f"{folder}/{name}": runs(text, 5) for folder in folders for name, text in texts.read(folder).items()}
    all_runs["own sentences"] = runs(" ".join(texts.OWN), 5)
    for (name, one), (other, two) in combinations(all_runs.items(), 2):
        if name.split(".")[0] != other.split(".")[0]:
            assert one & two == set(), f"{name} and {other}"


@pytest.mark.parametrize("subject", sorted({name.split(".")[0] for name in texts.read("near_misses")}))
def test_near_misses_share_words_and_set_phrases_but_no_run(subject: str) -> None:
    one, two = (texts.read("near_misses")[f"{subject}.{number}.txt"] for number in ("one", "two"))
    assert runs(one, RUN) & runs(two, RUN) == set()
    assert runs(one, 4) & runs(two, 4)
    assert len(runs(one, 1) & runs(two, 1)) >= len(runs(one, 1)) // 3


@pytest.mark.parametrize("name", texts.read("reworked"))
def test_a_reworking_keeps_short_runs_and_a_light_one_long_ones(name: str) -> None:
    subject, kind, _ = name.split(".")
    article, reference = texts.read("reworked")[name], texts.read("references")[f"{subject}.txt"]
    longest = max(size for size in range(1, 60) if runs(article, size) & runs(reference, size))
    assert (6 <= longest <= 14) if kind == "heavy" else longest > 20


@pytest.mark.parametrize("language", texts.languages())
def test_a_language_has_a_reference_and_a_page_on_something_else(language: str) -> None:
    reference, page = (texts.read("languages")[f"{language}.{name}"] for name in ("reference.txt", "carrier.md"))
    size = 12 if texts.is_unspaced(reference) else 4
    characters = re.compile(r"\w")
    if texts.is_unspaced(reference):
        reference, page = (" ".join(characters.findall(text)) for text in (reference, page))
    assert runs(reference, size) & runs(page, size) == set()
