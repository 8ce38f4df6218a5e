"""Lines of reStructuredText: where the text of each begins and ends, and in which column; tabs stop at every eighth."""

from __future__ import annotations

from reusecheck.expressions import expression
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_TAB = 8
_SPACES = " \t\x0b\x0c"
_LINE_END = expression(r"\r\n|\n|\r")


class Line:
    """A line, or what a marker left of it.

    ``text`` and ``stop`` bound its text in the source, ``next`` is where the line
    that follows begins. ``column`` is that of the text, -1 in a blank line.
    """

    __slots__ = ("column", "next", "stop", "text")

    def __init__(self, text: int, stop: int, following: int, column: int) -> None:
        self.text = text
        self.stop = stop
        self.next = following
        self.column = column

    def empty(self) -> None:
        """Make it a blank line: a marker that was all there was is taken."""
        self.text = self.stop
        self.column = -1


def lines_of(source: str, start: int) -> list[Line]:
    """The lines of ``source`` from ``start``, where one begins."""
    found: list[Line] = []
    if "\r" in source:
        for end in _LINE_END.finditer(source, start):
            found.append(line_between(source, start, end.start(), end.end()))
            start = end.end()
    else:
        while (end_at := source.find("\n", start)) >= 0:
            found.append(line_between(source, start, end_at, end_at + 1))
            start = end_at + 1
    if start < len(source):
        found.append(line_between(source, start, len(source), len(source)))
    return found


def line_between(source: str, start: int, stop: int, following: int, column: int = 0) -> Line:
    """The line whose characters are ``source[start:stop]``, the first of them in ``column``."""
    written = source[start:stop].rstrip()
    if not written:
        return Line(start, start, following, -1)
    indent = len(written) - len(written.lstrip(_SPACES))
    width = column_behind(written[:indent], column)
    return Line(start + indent, start + len(written), following, width)


def column_behind(written: str, column: int) -> int:
    """The column behind ``written``, which begins in ``column``."""
    if "\t" not in written:
        return column + len(written)
    for character in written:
        column = (column // _TAB + 1) * _TAB if character == "\t" else column + 1
    return column


class Within(NamedTuple):
    """A region of lines: those before ``stop``, the blocks of which begin in ``column``."""

    lines: list[Line]
    stop: int
    column: int


def indented_end(within: Within, at: int) -> int:
    """The first line from ``at`` on that is not indented below the region's blocks."""
    return region_end(within.lines, at, within.stop, within.column + 1)


def region_end(lines: Sequence[Line], at: int, stop: int, column: int) -> int:
    """The first line from ``at`` on that has text in a column before ``column``; ``stop`` if none has."""
    while at < stop and not 0 <= lines[at].column < column:
        at += 1
    return at


def paragraph_end(within: Within, at: int) -> int:
    """The first line from ``at`` on that is blank or whose text begins in another column."""
    lines, stop, column = within
    while at < stop and lines[at].column == column:
        at += 1
    return at


def least_column(lines: Sequence[Line], start: int, stop: int) -> int:
    """The column of the text that begins first; -1 if all lines are blank."""
    return min((line.column for line in lines[start:stop] if line.column >= 0), default=-1)


def last_stop(lines: Sequence[Line], start: int, stop: int) -> int:
    """Behind the last character of the text in ``lines[start:stop]``, the first of which begins it."""
    while stop > start + 1 and lines[stop - 1].column < 0:
        stop -= 1
    return lines[stop - 1].stop
