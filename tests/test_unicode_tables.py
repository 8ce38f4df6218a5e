"""The tables that programs wrote: they hold what they should on every interpreter."""

from __future__ import annotations

import re
import sys
import unicodedata
from itertools import combinations, pairwise

import pytest

from reusecheck import unicode_marks
from reusecheck.look_alike_letters import LATIN, OTHERS, SCRIPTS, WHOLE
from reusecheck.look_alikes import SCRIPT_OF
from tools import make_unicode_marks

UNASSIGNED_HERE = "Cn"  # of a Unicode version newer than this interpreter's


@pytest.mark.parametrize(
    ("ranges", "category", "last"), [(unicode_marks.MARKS, "M", sys.maxunicode), (unicode_marks.CAPITALS, "Lu", 0xFFFF)]
)
def test_the_committed_ranges_hold_every_such_character_and_no_other(ranges: str, category: str, last: int) -> None:
    committed = re.compile(f"[{ranges}]")
    here = {at for low, high in make_unicode_marks.ranges(category) for at in range(low, high + 1) if at <= last}
    there = {at for at in range(sys.maxunicode + 1) if committed.match(chr(at))}
    assert here <= there
    assert {unicodedata.category(chr(at)) for at in there - here} <= {UNASSIGNED_HERE}


def test_scripts_written_without_spaces_have_no_digits_that_are_words() -> None:
    unspaced = re.compile(f"[{unicode_marks.UNSPACED}]")
    assert not [at for at in range(sys.maxunicode + 1) if chr(at).isdecimal() and unspaced.match(chr(at))]


def test_a_letter_looks_like_one_latin_letter_at_most() -> None:
    letters = "".join(LATIN.values())
    assert len(letters) == len(set(letters))
    assert all(len(latin) == 1 and latin.isascii() and latin.isalpha() for latin in LATIN)


def test_only_letters_of_other_scripts_are_look_alikes() -> None:
    for letter in "".join([*LATIN.values(), *OTHERS]):
        assert SCRIPT_OF[letter] not in ("", "?", "Latin") or unicodedata.category(letter) == UNASSIGNED_HERE, letter


def test_what_one_script_tells_apart_is_never_one_latin_word() -> None:
    for script, (small, small_latin, capital, capital_latin) in WHOLE.items():
        assert len(set(small_latin)) == len(small_latin) == len(small), script
        assert len(set(capital_latin)) == len(capital_latin) == len(capital), script
        by_small = dict(zip(small, small_latin, strict=True))
        by_capital = dict(zip(capital, capital_latin, strict=True))
        # A word read by its capitals has a letter that small letters cannot read, and no small letter has that look.
        assert not {by_capital[letter] for letter in by_capital.keys() - by_small} & set(by_small.values()), script


def test_no_letter_is_of_two_scripts() -> None:
    stretches = sorted(pair for ends in SCRIPTS.values() for pair in zip(ends[::2], ends[1::2], strict=True))
    assert all(one[1] < other[0] for one, other in pairwise(stretches))


@pytest.mark.parametrize(
    ("latin", "others"), [("a", "\u0430\u03b1"), ("H", "\u041d\u0397"), ("o", "\u043e\u03bf\u0585")]
)
def test_well_known_look_alikes_are_there(latin: str, others: str) -> None:
    assert set(others) <= set(LATIN[latin])


@pytest.mark.parametrize("signs", ["0O", "1l", "l1I", "3\u0417", "m\u028d"])
def test_digits_and_latin_letters_are_nobodys_look_alikes(signs: str) -> None:
    groups = [latin + letters for latin, letters in LATIN.items()] + list(OTHERS)
    assert not [pair for pair in combinations(signs, 2) for group in groups if set(pair) <= set(group)]
