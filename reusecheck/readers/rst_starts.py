"""How the first line of each construct of reStructuredText looks; all to be matched where the text of a line begins.

The grammar is that of docutils' "reStructuredText Markup Specification".
"""

from __future__ import annotations

import re

from reusecheck.expressions import expression

_GAP = r"(?:[ \t\x0b\x0c]+|$)"
_NAME = r"[^\W_]+(?:[-._+:][^\W_]+)*"
_PUNCTUATION = r"[!-/:-@\[-`{-~]"

BULLET = expression(r"[-+*\u2022\u2023\u2043]" + _GAP)
_ORDINAL = r"([0-9]{1,9}|[a-zA-Z]|[ivxlcdm]{2,15}|[IVXLCDM]{2,15}|#)"
ENUMERATOR = expression(rf"(?:\({_ORDINAL}\)|{_ORDINAL}\)|{_ORDINAL}\.)" + _GAP)
FIELD = expression(r":(?![: ])((?:[^:\\]|\\.|:(?![ \t`]|$))+)(?<! ):" + _GAP)
OPTION_FIELD = expression(r":(\w[\w.+=: -]{0,80}):" + _GAP)
_ARGUMENT = r"(?:[a-zA-Z][a-zA-Z0-9_-]*|<[^<>]+>)"
_OPTION = rf"(?:[-+][a-zA-Z0-9](?: ?{_ARGUMENT})?|(?:--|/)[a-zA-Z0-9][a-zA-Z0-9_-]*(?:[ =]{_ARGUMENT})?)"
OPTION = expression(rf"({_OPTION}(?:, {_OPTION})*)(?:  +| ?$)")
DOCTEST = expression(r">>>(?: +|$)")
LINE_BLOCK = expression(r"\|" + _GAP)
GRID_TOP = expression(r"\+-[-+]+-\+$")
SIMPLE_TOP = expression(r"=+(?: +=+)+$")
SIMPLE_BORDER = expression(r"=+[ =]*$")
SPAN_RULE = expression(r"-[ -]*$")
EXPLICIT = expression(r"\.\." + _GAP)
ANONYMOUS = expression(r"__" + _GAP)
RULE = expression(rf"({_PUNCTUATION})\1*$")
ATTRIBUTION = expression(r"(?:---?(?!-)|\u2014) *(?=\S)")

# behind ``..`` and its space
NOTE = expression(rf"\[([0-9]+|\#|\#{_NAME}|\*|{_NAME})\]" + _GAP)
DIRECTIVE = expression(r"([^\W_]\w*(?:[-.+:]\w+)*) ?::" + _GAP)
SUBSTITUTION = expression(r"\|(?! )([^|\r\n]+)(?<![\s\\])\|[ \t]+(\w+(?:[-.+:]\w+)*)::" + _GAP)

# what none but the patterns above can begin; anything else begins a paragraph, or is an enumerator
MARKS = frozenset("-+*\u2022\u2023\u2043:/>|=._!\"#$%&'(),;<?@[\\]^`{}~")

_ROMAN = expression(r"m{0,4}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_ROMAN_DIGITS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def begins_item(enumerator: re.Match[str], following: str) -> bool:
    """Whether what looks like an enumerator is one, as far as the line below tells.

    "A. Quill wrote" at the head of a paragraph of two lines is a name: what
    follows an item is blank, indented, or the next item.
    """
    ordinal = enumerator[1] or enumerator[2] or enumerator[3]
    if len(ordinal) > 1 and ordinal.isalpha() and not _ROMAN.fullmatch(ordinal):
        return False
    if not following[:1].strip():
        return True
    before, behind = enumerator[0].strip().split(ordinal, 1)
    return any(following.startswith(f"{before}{n}{behind} ") for n in (*_following(ordinal), "#"))


def _following(ordinal: str) -> list[str]:
    """What may come after the ordinal: a letter may be a Roman number as well."""
    if ordinal.isdigit():
        return [str(int(ordinal) + 1)]
    found = []
    if len(ordinal) == 1 and ordinal not in "zZ#":
        found.append(chr(ord(ordinal) + 1))
    if _ROMAN.fullmatch(ordinal):
        following = _roman(_value(ordinal.lower()) + 1)
        found.append(following.upper() if ordinal.isupper() else following)
    return found


def _value(roman: str) -> int:
    worth = {digit: value for value, digit in _ROMAN_DIGITS}
    values = [worth[letter] for letter in roman]
    return sum(-v if any(v < w for w in values[at + 1 : at + 2]) else v for at, v in enumerate(values))


def _roman(number: int) -> str:
    written = ""
    for value, digits in _ROMAN_DIGITS:
        written += digits * (number // value)
        number %= value
    return written
