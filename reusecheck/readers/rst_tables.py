"""Tables of reStructuredText: drawn as a grid, between rules, or as comma-separated values.

The cells of a row often lie side by side over several lines, so that the text of none is one stretch of the source.
Prose is never reordered character by character; such a row comes as one piece, whose place is the row.
"""

from __future__ import annotations

import re
from itertools import pairwise

from reusecheck.documents import BlockKind
from reusecheck.expressions import expression
from reusecheck.readers import rst_starts as starts
from reusecheck.readers.rst_lines import Line, last_stop, least_column, line_between
from reusecheck.readers.rst_tree import RowClosed, RowOpened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.rst_blocks import Parser
    from reusecheck.readers.rst_lines import Within

_TAB = 8
_BORDER = expression(r"[-=+]+\Z")


class _Cell:
    """A cell of a grid while its lines are read: between the columns ``left`` and ``right``, both of them borders."""

    __slots__ = ("left", "lines", "right")

    def __init__(self, left: int, right: int) -> None:
        self.left = left
        self.right = right
        self.lines: list[Line] = []


class _Drawn:
    """A line of a table by columns: ``text`` has one character for each, ``at`` gives the source offset of a column."""

    __slots__ = ("line", "offsets", "source", "text")

    def __init__(self, source: str, line: Line) -> None:
        written = source[line.text : line.stop]
        self.source = source
        self.line = line
        self.text = written
        self.offsets: list[int] | None = None
        if not written.isascii() or "\t" in written:
            self._lay_out(written)

    def _lay_out(self, written: str) -> None:
        """Tabs go to the next stop, wide characters take two columns, combining ones none."""
        import unicodedata  # noqa: PLC0415 - only for a table with such characters

        shown: list[str] = []
        offsets: list[int] = []
        for at, character in enumerate(written):
            width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
            if character == "\t":
                width = _TAB - (self.line.column + len(shown)) % _TAB
            elif unicodedata.combining(character):
                width = 0
            shown += (" " if character == "\t" else character) * width
            offsets += [self.line.text + at] * width
        self.text, self.offsets = "".join(shown), offsets

    def at(self, column: int) -> int:
        """The source offset of a column, the end of the line for one behind it."""
        if column >= len(self.text):
            return self.line.stop
        return self.offsets[column] if self.offsets else self.line.text + column

    def piece(self, left: int, right: int) -> Line:
        """The line's text from column ``left`` up to column ``right``, as a line whose columns count from there."""
        shown = self.text[left:right].rstrip()
        indent = len(shown) - len(shown.lstrip())
        start = self.at(left + indent)
        stop = max(self.at(left + len(shown)), start) if shown.strip() else start
        behind = min(stop + 1, max(self.at(right), stop))
        return Line(start, stop, behind, indent if start < stop else -1)


def _write(parser: Parser, cells: list[list[Line]]) -> None:
    """Write cells in the order of the table; those that lie beside each other as one row."""
    outer, parser.all_kind = parser.all_kind, parser.all_kind or BlockKind.CELL
    parser.first_kind = None
    cells = [cell for cell in cells if least_column(cell, 0, len(cell)) >= 0]
    at = 0
    while at < len(cells):
        start, stop = _extent(cells[at])
        end = at + 1
        while end < len(cells) and (further := _extent(cells[end]))[0] < stop:
            start, stop = min(start, further[0]), max(stop, further[1])
            end += 1
        if end - at > 1:
            parser.events.append(RowOpened(start, stop))
        for cell in cells[at:end]:
            parser.parse(cell, 0, len(cell), least_column(cell, 0, len(cell)))
        if end - at > 1:
            parser.events.append(RowClosed())
        at = end
    parser.all_kind = outer


def _extent(cell: list[Line]) -> tuple[int, int]:
    shown = [line for line in cell if line.column >= 0]
    return shown[0].text, shown[-1].stop


# ---- grids


def grid_table(parser: Parser, within: Within, at: int) -> int:
    """The table whose top is line ``at``; returns the line behind it, ``at`` if it is not closed or ill drawn."""
    lines, stop, column = within
    source = parser.source
    end = at
    while end < stop and lines[end].column == column and source[lines[end].text] in "+|":
        end += 1
    while end > at + 1 and not starts.GRID_TOP.match(source, lines[end - 1].text, lines[end - 1].stop):
        end -= 1
    cells = _grid_cells([_Drawn(source, line) for line in lines[at:end]]) if end >= at + 3 else None
    if cells is None:
        return at
    parser.open(lines[at].text)
    _write(parser, cells)
    parser.close(last_stop(lines, at, end))
    return end


def _grid_cells(drawn: list[_Drawn]) -> list[list[Line]] | None:
    """The cells of a grid, row by row; a cell over several rows stands in the first.

    None where a line does not run through, so that a cell would cut its text.
    """
    finished: list[tuple[int, int, _Cell]] = []
    width = len(drawn[0].text)
    if any(len(line.text) != width for line in drawn):
        return None
    rows: list[tuple[int, _Cell]] = []
    for number, line in enumerate(drawn):
        below = drawn[number + 1].text if number + 1 < len(drawn) else ""
        if number == 0:
            rows = [(0, cell) for cell in _split(line.text, below, 0, width - 1)]
            continue
        kept: list[tuple[int, _Cell]] = []
        edges: list[tuple[int, int]] = []  # stretches where cells end in this line
        for first, cell in rows:
            if line.text[cell.left] not in "+|" or line.text[cell.right] not in "+|":
                return None
            border = line.text[cell.left : cell.right + 1]
            if len(border) > 1 and _BORDER.match(border):
                finished.append((first, cell.left, cell))
                if edges and edges[-1][1] == cell.left:
                    edges[-1] = (edges[-1][0], cell.right)
                else:
                    edges.append((cell.left, cell.right))
            else:
                cell.lines.append(line.piece(cell.left + 1, cell.right))
                kept.append((first, cell))
        for left, right in edges:
            kept += ((number, cell) for cell in _split(line.text, below, left, right))
        rows = sorted(kept, key=lambda row: row[1].left)
    finished += ((first, cell.left, cell) for first, cell in rows)
    finished.sort(key=lambda done: done[:2])
    return [cell.lines for _, _, cell in finished]


def _split(border: str, below: str, left: int, right: int) -> list[_Cell]:
    """The cells below a border: a ``+`` parts two where a line goes down from it."""
    edges = [left]
    edges += (at for at in range(left + 1, right) if border[at : at + 1] == "+" and below[at : at + 1] in ("|", "+"))
    edges.append(right)
    return [_Cell(one, other) for one, other in pairwise(edges)]


# ---- between rules


def simple_table(parser: Parser, within: Within, at: int) -> int:
    """The table whose top rule is line ``at``; returns the line behind it, ``at`` if no rule closes it."""
    lines, stop, column = within
    source = parser.source
    found = 0
    end = at + 1
    while end < stop:
        line = lines[end]
        end += 1
        if line.column == column and starts.SIMPLE_BORDER.match(source, line.text, line.stop):
            if line.stop - line.text != lines[at].stop - lines[at].text:
                return at
            found += 1
            if found == 2 or end == stop or lines[end].column < 0:
                break
    else:
        return at
    top = _Drawn(source, lines[at])
    columns = [mark.span() for mark in re.finditer("=+", top.text)]
    cells: list[list[Line]] = []
    row: list[_Drawn] = []
    for line in lines[at + 1 : end]:
        if line.column < 0:
            continue
        if starts.SIMPLE_BORDER.match(source, line.text, line.stop) and line.column == column:
            cells += _row_cells(row, columns)
            row = []
        elif line.column == column and starts.SPAN_RULE.match(source, line.text, line.stop):
            spans = [mark.span() for mark in re.finditer("-+", _Drawn(source, line).text)]
            cells += _row_cells(row, spans)
            row = []
        else:
            drawn = _indented(source, line, column)
            if drawn.text[: columns[1][0]].strip():  # text in the first column begins a row
                cells += _row_cells(row, columns)
                row = []
            row.append(drawn)
    cells += _row_cells(row, columns)
    parser.open(lines[at].text)
    _write(parser, cells)
    parser.close(last_stop(lines, at, end))
    return end


def _indented(source: str, line: Line, column: int) -> _Drawn:
    """The line as the table has it: from the table's first column on."""
    drawn = _Drawn(source, line)
    before = line.column - column
    if before:
        drawn.offsets = [line.text] * before + (drawn.offsets or list(range(line.text, line.stop)))
        drawn.text = " " * before + drawn.text
    return drawn


def _row_cells(row: list[_Drawn], columns: list[tuple[int, int]]) -> list[list[Line]]:
    """The cells of the lines of one row; that of the last column is open to the right.

    Text between two columns makes the row one cell, for no word may be cut.
    """
    if not row:
        return []
    width = max(len(line.text) for line in row)
    gaps = [(left[1], right[0]) for left, right in pairwise(columns)]
    if any(line.text[start:stop].strip() for line in row for start, stop in gaps):
        return [[line.piece(0, width) for line in row]]
    edges = [*(start for start, _ in columns), max(width, columns[-1][0] + 1)]
    return [[line.piece(left, right) for line in row] for left, right in pairwise(edges)]


# ---- comma-separated values


def csv_table(parser: Parser, lines: list[Line], start: int, stop: int) -> None:
    """The cells of the values in ``lines[start:stop]``."""
    source, delimiter = parser.source, parser.delimiter
    parser.delimiter = ","
    cells: list[list[Line]] = []
    quoted: list[Line] | None = None  # the cell whose closing mark is still to come
    for line in lines[start:stop]:
        if line.column < 0:
            continue
        at = line.text
        while at < line.stop:
            if quoted is None and source[at] == '"':
                quoted, at = [], at + 1
            closing = _closing(source, at, line.stop, delimiter) if quoted is None else _quote(source, at, line.stop)
            piece = line_between(source, at, closing, closing)
            if quoted is None:
                cells.append([piece])
            else:
                quoted.append(piece)
                if closing == line.stop:
                    break
                cells.append(quoted)
                quoted = None
                closing = _closing(source, closing, line.stop, delimiter)
            at = closing + 1
            while at < line.stop and source[at] == " ":
                at += 1
    _write(parser, [*cells, quoted] if quoted else cells)


def _closing(source: str, at: int, stop: int, delimiter: str) -> int:
    found = source.find(delimiter, at, stop)
    return stop if found < 0 else found


def _quote(source: str, at: int, stop: int) -> int:
    """Where the mark stands that closes a quoted value; two of them are one that belongs to it."""
    found = source.find('"', at, stop)
    while found >= 0 and source.startswith('""', found) and found + 1 < stop:
        found = source.find('"', found + 2, stop)
    return stop if found < 0 else found
