"""A passage in any script and any dress is found whole, and it is said who dressed it up. Every text is made up."""

from __future__ import annotations

import random
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

import reusecheck
from reusecheck.look_alike_letters import RARE
from reusecheck.look_alikes import SCRIPT_OF, _letters_of
from reusecheck.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "languages.yaml").read_text(encoding="utf-8"))
PASSAGES: dict[str, str] = CASES["passages"]
OTHERS: dict[str, str] = CASES["others"]
OWN = "Nobody else has written this opening."


def is_joint(before: str, after: str) -> bool:
    return before.isalpha() and after.isalpha()


def hidden(text: str, draw: random.Random) -> str:
    """A character that shows nothing, in every third place between two letters."""
    pieces = [text[0]]
    for before, after in pairwise(text):
        if is_joint(before, after) and draw.random() < 1 / 3:
            pieces.append(draw.choice("\u2060\ufeff"))
        pieces.append(after)
    return "".join(pieces)


def soft_hyphens(text: str, draw: random.Random) -> str:
    return hidden(text, draw).replace("\u2060", "\u00ad").replace("\ufeff", "\u00ad")


def decomposed(text: str, _: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def compatible(text: str, _: random.Random) -> str:
    return unicodedata.normalize("NFKC", text)


def in_capitals(text: str, _: random.Random) -> str:
    return text.replace("ı", "i").upper() if "ı" not in text else text


def over_lines(text: str, _: random.Random) -> str:
    return text.replace(" ", "\n", 3)


NEWSPAPERS = ("Latin", "Cyrillic", "Greek")
FROM: dict[str, list[str]] = {}
for script in NEWSPAPERS:
    for other, own in _letters_of(script).items():
        if SCRIPT_OF[other] in NEWSPAPERS and other not in RARE:
            FROM.setdefault(own, []).append(other)


def look_alikes(text: str, draw: random.Random) -> str:
    """Every fourth letter in another script that newspapers are printed in."""
    return "".join(draw.choice(FROM[one]) if one in FROM and draw.random() < 1 / 4 else one for one in text)


DRESSES: dict[str, Callable[[str, random.Random], str]] = {
    each.__name__: each for each in (hidden, soft_hyphens, decomposed, compatible, in_capitals, over_lines, look_alikes)
}


@pytest.mark.parametrize("language", PASSAGES)
@pytest.mark.parametrize("dress", DRESSES)
def test_a_passage_is_found_in_every_dress(language: str, dress: str) -> None:
    passage = PASSAGES[language]
    dressed = DRESSES[dress](passage, random.Random(3))  # noqa: S311 - no secret is made of it
    verdict = reusecheck.compare(f"{OWN}\n\n{dressed}\n", f"{passage}\n")
    (finding,) = verdict.findings
    count = len(tokenize(passage).words)
    assert verdict.words == count + len(tokenize(OWN).words)
    # A word of look-alikes alone may be another one; the rest is found around it.
    assert finding.matched_words >= (0.9 * count if dress == "look_alikes" else count)
    is_seen = dress == "hidden" or (dress == "look_alikes" and dressed != passage)
    assert finding.disguised == is_seen


@pytest.mark.parametrize("language", OTHERS)
def test_another_passage_of_the_same_language_is_another(language: str) -> None:
    assert reusecheck.compare(f"{OTHERS[language]}\n", f"{PASSAGES[language]}\n").findings == ()


def test_arabic_typed_on_another_keyboard_with_all_marks_is_found() -> None:
    typed = PASSAGES["Persian"].replace("ی", "ي").replace("ک", "ك").replace("\u200c", "")
    (finding,) = reusecheck.compare(f"{OWN}\n\n{typed}\n", f"{PASSAGES['Persian']}\n").findings
    assert finding.matched_words == len(tokenize(typed).words)
    assert not finding.disguised
    pointed = "".join(letter + "\u064e" if letter.isalpha() else letter for letter in PASSAGES["Arabic"])
    (finding,) = reusecheck.compare(f"{OWN}\n\n{pointed}\n", f"{PASSAGES['Arabic']}\n").findings
    assert finding.matched_words == len(tokenize(pointed).words)
