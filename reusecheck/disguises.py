"""Whether somebody put look-alike letters or hidden characters into a passage: nobody writes them by accident."""

from __future__ import annotations

import unicodedata

from reusecheck.expressions import expression
from reusecheck.look_alikes import SCRIPT_OF, in_one_script, is_latin_lookalike, scripts_of
from reusecheck.tokens import HIDDEN
from reusecheck.unicode_marks import MARKS, UNSPACED

# Writers of these hide nothing: soft hyphens and the tatweel are typography.
_TYPOGRAPHY = frozenset("\u00ad\u0640")
# They show later text before earlier text; legitimate right-to-left text has no need of them.
_OVERRIDES = expression("[\u202d\u202e]")
_TAGS = expression("[\U000e0000-\U000e007f]+")
_FLAG = "\U0001f3f4"  # the emoji that is spelled with tags: flags of England, Scotland, Wales
_HIDDEN_RUN = expression(f"[{HIDDEN}]+")
# What joins or parts letters where their shapes depend on each other (Arabic, Indic, Mongolian scripts: Unicode
# Standard 23.2), and what marks the ends of words where there are no spaces.
_JOINERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200c\u200d\u3164\uffa0")
_BREAKS = _JOINERS | frozenset("\u200b\u2060")
# Alphabets whose letters neither join nor change their shape.
_ALPHABETS = frozenset(["Latin", "Greek", "Cyrillic", "Armenian", "Georgian", "Coptic", "Cherokee", "Hebrew"])
_UNSPACED = expression(f"[{UNSPACED}]")
_LETTERS = expression(rf"[^\W_](?:[^\W_]|[{MARKS}{HIDDEN}])*")
LEAST_LETTERS = 3  # of a word that is all look-alikes: "α" and "ρ" stand in texts that have nothing to hide


def is_disguised(prose: str) -> bool:
    """Whether characters are hidden in words of ``prose``, or letters of another script in a word, or words in it."""
    return not prose.isascii() and (_hides_characters(prose) or _has_look_alikes(prose))


def _hides_characters(prose: str) -> bool:
    if _OVERRIDES.search(prose):
        return True
    if any(prose[found.start() - 1 : found.start()] != _FLAG for found in _TAGS.finditer(prose)):
        return True
    for found in _HIDDEN_RUN.finditer(prose):
        hidden = set(found[0]) - _TYPOGRAPHY
        before, after = _letter_before(prose, found.start()), prose[found.end() : found.end() + 1]
        if hidden and before and after.isalnum() and not _is_at_home(hidden, before, after):
            return True
    return False


def _letter_before(prose: str, at: int) -> str:
    """The letter or digit of the word that goes on at ``at``; "" if none does."""
    while at and unicodedata.category(prose[at - 1])[0] == "M":
        at -= 1
    return prose[at - 1] if at and prose[at - 1].isalnum() else ""


def _is_at_home(hidden: set[str], before: str, after: str) -> bool:
    """Whether these hidden characters are part of how the script of the two letters is written."""
    if hidden <= {"\ufe0e", "\ufe0f"}:  # how an emoji is shown: ℹ️
        return not before.isascii()
    if _UNSPACED.match(before) or _UNSPACED.match(after):
        return all(c in _BREAKS or "\ufe00" <= c <= "\ufe0f" or c >= "\U000e0100" for c in hidden)
    if {SCRIPT_OF[before], SCRIPT_OF[after]} & {*_ALPHABETS, ""}:
        return False
    return hidden <= _JOINERS


def _has_look_alikes(prose: str) -> bool:
    """Whether a word mixes scripts and can be read in one, or, among Latin words, foreign words are all look-alikes."""
    has_latin = is_foreign = False
    wholly = 0
    for found in _LETTERS.finditer(prose):
        word = unicodedata.normalize("NFKC", _HIDDEN_RUN.sub("", found[0]))
        scripts = scripts_of(word)
        if len(scripts) > 1:
            if in_one_script(word) != word and not _is_notation(word):
                return True
        elif scripts == {"Latin"}:
            has_latin = True
        elif scripts:
            is_look_alike = is_latin_lookalike(word)
            is_foreign = is_foreign or not is_look_alike
            wholly += is_look_alike and len(word) >= LEAST_LETTERS and not word.isupper()  # ТАСС, ΑΕΚ are names
    return has_latin and wholly > 0 and not is_foreign


def _is_notation(word: str) -> bool:
    """Whether two scripts stand together for good: formulas (Δx, NFκB), endings of abbreviations (CEOшник)."""
    by_script: dict[str, str] = {}
    for letter in word:
        if script := SCRIPT_OF[letter]:
            by_script[script] = by_script.get(script, "") + letter
    if len(by_script) != 2:
        return False
    one, other = by_script.values()
    if len(one) == len(other) == 1:
        return "Greek" in by_script
    return (_is_abbreviation(one) and other.islower()) or (one.islower() and _is_abbreviation(other))


def _is_abbreviation(letters: str) -> bool:
    return len(letters) > 1 and letters.isupper()
