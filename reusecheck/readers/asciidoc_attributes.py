"""Attribute lists, ``[quote, "Doe, Jane", role=lead]``, and the attributes of a document, ``{name}``."""

from __future__ import annotations

import re

from reusecheck.expressions import expression
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

Stretch = tuple[int, int]

_QUOTED = {'"': expression(r'"((?:[^"\\]|\\.)*)"', re.DOTALL), "'": expression(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)}
_NAMED = expression(r"(\w[\w.-]*)[ \t]*=[ \t]*")
_BLANKS = expression(r"[ \t]*")
_STYLE = expression(r"[^#.%\s]*")

REFERENCE = expression(r"\{(\w[\w-]*)\}")
_PASS = expression(r"pass:[a-z,-]*\[(.*)\]$", re.DOTALL)

# A value may hold other values, which may hold others: so many characters are kept of one (Asciidoctor's own limit in
# its secure mode), and so many are written for references altogether, for each character of the source.
_VALUE_CHARACTERS = 4096
_GROWTH = 4
_GROWTH_FROM = 200_000

# What every document knows (Asciidoctor's intrinsic attributes)
_INTRINSIC = {
    "startsb": "[", "endsb": "]", "vbar": "|", "caret": "^", "asterisk": "*", "tilde": "~", "plus": "+",
    "backslash": "\\", "backtick": "`", "blank": "", "empty": "", "sp": " ", "two-colons": "::",
    "two-semicolons": ";;", "nbsp": "\xa0", "deg": "°", "zwsp": "\u200b", "quot": '"', "apos": "'", "lsquo": "‘",
    "rsquo": "’", "ldquo": "“", "rdquo": "”", "wj": "\u2060", "brvbar": "¦", "pp": "++", "cpp": "C++", "amp": "&",
    "lt": "<", "gt": ">",
}  # fmt: skip


class Attributes(NamedTuple):
    """An attribute list: where the values stand, by their number (from 1) or name."""

    positional: Mapping[int, Stretch]
    named: Mapping[str, Stretch]


def parse_attributes(text: str, start: int, stop: int) -> Attributes:
    """The list in ``text[start:stop]``, without its brackets."""
    positional: dict[int, Stretch] = {}
    named: dict[str, Stretch] = {}
    number = 1
    while start < stop:
        blanks = _BLANKS.match(text, start, stop)
        start = blanks.end() if blanks else start
        name = _NAMED.match(text, start, stop)
        value, start = _value(text, name.end() if name else start, stop)
        if name:
            named[name[1]] = value
        elif value[0] < value[1]:
            positional[number] = value
        number += 1
    return Attributes(positional, named)


def _value(text: str, start: int, stop: int) -> tuple[Stretch, int]:
    """Where the value that begins at ``start`` stands, and where the next one may begin."""
    quoted = _QUOTED[text[start]].match(text, start, stop) if text[start : start + 1] in _QUOTED else None
    comma = text.find(",", quoted.end() if quoted else start, stop)
    following = stop if comma < 0 else comma + 1
    if quoted:
        return quoted.span(1), following
    end = stop if comma < 0 else comma
    return (start, max(start, start + len(text[start:end].rstrip()))), following


def style_of(text: str, attributes: Attributes) -> str:
    """The style of a block: ``quote`` of ``[quote#id.role%option, …]``."""
    place = attributes.positional.get(1)
    found = _STYLE.match(text, *place) if place else None
    return found[0] if found else ""


class Definitions:
    """The attributes of a document as they are at the place where it is read."""

    def __init__(self, source_length: int, values: Mapping[str, str] = _INTRINSIC) -> None:
        self._values: dict[str, str] = dict(values)
        self._left = _GROWTH_FROM + _GROWTH * source_length

    def define(self, name: str, value: str | None) -> None:
        if value is None:
            self._values.pop(name, None)
        else:
            self._values[name] = value

    def look_up(self, name: str) -> str | None:
        """The value of ``{name}``; ``None`` where the reference stands for itself."""
        value = self._values.get(name.lower())
        if value is None or len(value) > self._left:
            return None
        self._left -= len(value)
        return value

    def resolve(self, text: str) -> str:
        """``text`` with its references replaced, no longer than a value may be."""
        if "{" not in text:
            return text[:_VALUE_CHARACTERS]
        pieces, at, length = [], 0, 0
        for found in REFERENCE.finditer(text):
            value = self.look_up(found[1]) if length < _VALUE_CHARACTERS else None
            if value is not None:
                pieces += [text[at : found.start()], value]
                length += found.start() - at + len(value)
                at = found.end()
        return "".join([*pieces, text[at:]])[:_VALUE_CHARACTERS]


def entry_value(written: str) -> str:
    """The value of an attribute entry without the ``pass:[…]`` around it."""
    found = _PASS.match(written)
    return found[1] if found else written
