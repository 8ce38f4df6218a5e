"""JSON with the places of its strings: what ``json`` reads, and where in the text it stands.

Only for text that ``json.loads`` accepts (RFC 8259, and the constants that Python adds).
Without recursion, linear.
"""

from __future__ import annotations

import re

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# A string, a bracket, or a number or word; what is between is white space, colons and commas.
# No part can match the same characters in two ways, so nothing is tried twice.
_PART = r'"([^"\\]*(?:\\.[^"\\]*)*)"|([\[{])|([\]}])|([^\s:,\[\]{}"]+)'
_ESCAPE = r"\\(?:u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|(.))"
_MEANINGS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

Path = tuple[str | int, ...]


class Text(NamedTuple):
    """A string: what it says, and where ``value[i]`` came from.

    Columns as of an offset map: from ``starts[i]`` of the value on, its characters stand at
    ``places[i]`` and behind, one for one; an escape is one character (a pair of surrogates, too)
    that came from ``[places[i], stops[i])``.
    """

    value: str
    starts: tuple[int, ...]
    places: tuple[int, ...]
    stops: tuple[int, ...]


class Place(NamedTuple):
    """A string's path from the root, as names and numbers, and the span between its quotation marks."""

    path: Path
    start: int
    stop: int


def strings(source: str, deepest: int) -> Iterator[Place]:
    """The values that are strings, in the order of the source, without names and what lies deeper than ``deepest``."""
    path: list[str | int] = []
    objects: list[bool] = []  # of what is open: whether it is an object
    named = False  # whether the name of the next value was read
    for found in re.finditer(_PART, source, re.DOTALL):
        kind = found.lastindex or 0
        in_object = bool(objects) and objects[-1]
        if kind == 3:
            if objects:
                objects.pop()
                path.pop()
            named = False
            _count(path, objects)
        elif in_object and not named:
            if kind == 1:
                path[-1] = unescaped(source, found.start(1), found.end(1)).value if len(path) <= deepest else ""
                named = True
        elif kind == 2:
            objects.append(found[2] == "{")
            path.append("" if objects[-1] else 0)
            named = False
        else:
            if kind == 1 and len(path) <= deepest:
                yield Place(tuple(path), *found.span(1))
            named = False
            _count(path, objects)


def _count(path: list[str | int], objects: list[bool]) -> None:
    """Go on to the next value of a list."""
    if objects and not objects[-1]:
        number = path[-1]
        path[-1] = number + 1 if isinstance(number, int) else 0


def unescaped(source: str, start: int, stop: int) -> Text:
    """The string that stands in ``source[start:stop]``, with its way back."""
    pieces: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    stops: list[int] = []
    length = 0
    at = start
    find = source.find
    escape_at = re.compile(_ESCAPE, re.DOTALL).match
    while at < stop:
        backslash = find("\\", at, stop)
        end = backslash if backslash >= 0 else stop
        if at < end:
            pieces.append(source[at:end])
            starts.append(length)
            places.append(at)
            stops.append(end)
            length += end - at
        if backslash < 0:
            break
        found = escape_at(source, backslash, stop)
        meaning, behind = _meaning(found) if found else ("\\", backslash + 1)
        pieces.append(meaning)
        starts.append(length)
        places.append(backslash)
        stops.append(behind)
        length += 1
        at = behind
    return Text("".join(pieces), tuple(starts), tuple(places), tuple(stops))


def _meaning(found: re.Match[str]) -> tuple[str, int]:
    """The character of an escape, and where it ends; half a pair of surrogates is replaced: no output can write it."""
    first, second, letter = found.groups()
    if letter is not None:
        return _MEANINGS.get(letter, letter), found.end()
    number = int(first, 16)
    if not 0xD800 <= number <= 0xDFFF:
        return chr(number), found.end(1)
    if number < 0xDC00 and second:
        return chr(0x10000 + ((number - 0xD800) << 10) + int(second, 16) - 0xDC00), found.end()
    return "\ufffd", found.end(1)
