"""The files of languages: all of one shape, every phrase can be found, and a mistake is said with its line."""

from __future__ import annotations

import re

import pytest

from reusecheck.attribution.folding import Words
from reusecheck.attribution.languages import LONGEST_PHRASE_WORDS, beside, files, parse, phrases

SECTIONS = re.findall(r"^\[.*\]$", files()["languages/en.txt"], re.MULTILINE)
EMPTY = "\n".join(SECTIONS) + "\n"


def test_the_languages_of_the_documentation_are_there() -> None:
    assert {name[-6:-4] for name in files()} >= {"en", "de", "fr", "es", "hu", "pt", "it"}


@pytest.mark.parametrize("name", files())
def test_every_language_has_the_same_sections_in_the_same_order_and_says_how_to_extend_it(name: str) -> None:
    text = files()[name]
    assert re.findall(r"^\[.*\]$", text, re.MULTILINE) == SECTIONS
    assert text.startswith("# How people name a source in ")
    assert "copy en.txt" in text
    alone = parse({name: text})
    may_be_empty = {"joined", "endings"}
    assert not [
        field for field, some in zip(alone._fields, alone, strict=True) if not some and field not in may_be_empty
    ]


@pytest.mark.parametrize("name", files())
def test_no_phrase_stands_twice_in_a_section(name: str) -> None:
    for section in re.split(r"^\[.*\]$", files()[name], flags=re.MULTILINE)[1:]:
        lines = [line for line in section.splitlines() if not line.startswith("#")]
        written = [phrase.strip() for line in lines if line for phrase in line.split(";")]
        assert sorted(set(written)) == sorted(written)


def test_every_phrase_can_be_found() -> None:
    for section in phrases():
        assert section
        assert all(len(phrase.split()) <= LONGEST_PHRASE_WORDS for phrase in section)
        assert all(Words(phrase).joined.strip() == phrase for phrase in section)
    assert beside() >= {"agency", "nachrichtenagentur", "to", "selon", "yesterday", "the"}


def test_phrases_are_folded_and_comments_left_out() -> None:
    told = parse({"xx.txt": EMPTY.replace("[verbs]", "[verbs]  # two\n\nÉcrit ;\tl’a  dit; L'A DIT # three\n# four")})
    assert told.verbs == {"ecrit", "l a dit"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n[verb]\n", r"xx.txt:2: found '\[verb\]'; no section is called so, wants one of \[articles\], "),
        ("said\n", "xx.txt:1: found 'said'; wants phrases with semicolons between, below a "),
        (f"{EMPTY}# x\n  en: said\n", f"xx.txt:{len(SECTIONS) + 2}: found 'en: said'; wants phrases"),
        (f"{EMPTY}said;\n", "found 'said;'; wants a phrase on both sides"),
        (f"{EMPTY}said; …; wrote\n", "wants a phrase on both sides"),
        (f"{EMPTY}a b c d e f g\n", "wants phrases of at most 6 words"),
        (f"{EMPTY}[verbs]\n", "wants each section once, this began in line 4"),
        (EMPTY.replace("[verbs]\n", ""), r"found the end of the file; wants also \[verbs\], be it empty"),
        ("", "wants also"),
    ],
)
def test_a_mistake_in_a_file_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse({"xx.txt": text})
