"""Words in which letters of other scripts stand for their look-alikes, written in one script again.

After the skeletons of UTS #39 (Unicode Security Mechanisms), which are made for names and throw together what a
language keeps apart. Here a word is written in the script that its own letters point to, so that Russian and Greek
words stay what they are, and capitals stay the capitals of their small letters: ``Н`` looks like ``H``, ``н`` does
not look like ``h``, and ``Наш`` is ``наш`` all the same.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache

from reusecheck.look_alike_letters import LATIN, OTHERS, RARE, SCRIPTS, WHOLE

_STRETCHES = sorted(
    (first, last, script) for script, ends in SCRIPTS.items() for first, last in zip(ends[::2], ends[1::2], strict=True)
)
_STARTS = [start for start, _, _ in _STRETCHES]
# The Latin letter that a letter of another script looks like, by its own case.
_LOOKS = {letter: latin for latin, letters in LATIN.items() for letter in letters}
_RARE = frozenset(RARE)
_RARE_OR_NONE = _RARE | {""}
# Case-folded letters of a script as Latin ones: by the looks of small letters, by those of capitals.
_AS_SMALL = {script: dict(zip(tables[0], tables[1], strict=True)) for script, tables in WHOLE.items()}
_AS_CAPITALS = {script: dict(zip(tables[2], tables[3], strict=True)) for script, tables in WHOLE.items()}


class _ScriptOf(dict[str, str]):
    """Script by letter: "" for what is no letter, "?" for a letter of a script that has no look-alikes."""

    def __missing__(self, character: str) -> str:
        script = ""
        if character.isalpha():
            _, last, found = _STRETCHES[bisect_right(_STARTS, character) - 1]  # the first is "A", the first letter
            script = found if character <= last else "?"
        self[character] = script
        return script


SCRIPT_OF = _ScriptOf()


def scripts_of(word: str) -> set[str]:
    """The scripts of the letters of ``word``; "?" stands for all those that have no look-alikes."""
    found = set(map(SCRIPT_OF.__getitem__, word))
    found.discard("")
    return found


@lru_cache(maxsize=64)
def _letters_of(script: str) -> dict[str, str]:
    """The letter of ``script`` for each letter of another one that looks like it."""
    if script == "Latin":
        return _LOOKS
    found: dict[str, str] = {}
    for group in (*(latin + letters for latin, letters in LATIN.items()), *OTHERS):
        own = next((letter for letter in group if SCRIPT_OF[letter] == script), None)
        if own is not None:
            found.update({letter: own for letter in group if SCRIPT_OF[letter] != script})
    return found


def in_one_script(word: str) -> str:
    """``word`` (NFKC), its letters brought into one script if they are of several and each has a look-alike there.

    A letter that looks like no Latin one tells the script: ``вoдa`` with Latin ``o`` and ``a`` is Russian, since no
    Latin letter looks like ``д``. Else the word is Latin. Else it is left: ``kΩ`` has two scripts for good.
    """
    if len(scripts_of(word)) < 2:
        return word
    letters = unicodedata.normalize("NFD", word)
    for home in _homes([letter for letter in letters if SCRIPT_OF[letter]]):
        written = "".join(map(_letters_of(home).get, letters, letters))
        if scripts_of(written) == {home}:
            return unicodedata.normalize("NFC", written)
    return word


def _homes(letters: list[str]) -> list[str]:
    """The scripts that the word may be of, the likeliest first."""
    foreign = [letter for letter in letters if SCRIPT_OF[letter] != "Latin"]
    telling = [SCRIPT_OF[letter] for letter in foreign if letter not in _LOOKS]
    if telling:  # of several, such as π and т, the one with most
        return sorted(set(telling), key=lambda script: (-telling.count(script), script))
    # A common letter that cannot make a whole word Latin, since another of its script has that look (σ beside ο, ш
    # beside ԝ), is taken for a Latin one if a Latin letter stands by that is like no common one of its script.
    for letter in foreign:
        script = SCRIPT_OF[letter]
        if letter not in _RARE and not _is_strong(letter, script):
            own = _letters_of(script)
            is_latin = any(SCRIPT_OF[one] == "Latin" and own.get(one, "") in _RARE_OR_NONE for one in letters)
            return ["Latin"] if is_latin else [script, "Latin"]
    return ["Latin"]


def _is_strong(letter: str, script: str) -> bool:
    folded, latin = letter.casefold(), _LOOKS[letter].lower()
    return latin in (_AS_SMALL.get(script, {}).get(folded), _AS_CAPITALS.get(script, {}).get(folded))


def as_latin(word: str) -> str:
    """A case-folded word of one script in the Latin letters that it can be read as, or as it is.

    A whole word can be either, ``сосо`` or ``coco``, and must be the same as each of its disguises. So every letter
    needs a look, as a small letter or else as a capital, and each another one: words of that script that differ
    stay different.
    """
    scripts = scripts_of(word)
    if len(scripts) != 1:
        return word
    (script,) = scripts
    if script not in WHOLE:
        return word
    letters = unicodedata.normalize("NFD", word)
    different = set(letters)
    for looks in (_AS_SMALL[script], _AS_CAPITALS[script]):
        if not any(map(SCRIPT_OF.__getitem__, different.difference(looks))):
            return unicodedata.normalize("NFC", "".join(map(looks.get, letters, letters)))
    return word


def is_latin_lookalike(word: str) -> bool:
    """Whether every letter of ``word`` (NFKC) is of another script and looks, as it stands, like a Latin one."""
    return all(letter in _LOOKS or not SCRIPT_OF[letter] for letter in unicodedata.normalize("NFD", word))
