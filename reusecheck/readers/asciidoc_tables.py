"""Tables of AsciiDoc → the lines of their cells."""

from __future__ import annotations

import re

from reusecheck.expressions import expression
from reusecheck.readers import asciidoc_starts as starts
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reusecheck.readers.asciidoc_attributes import Stretch
    from reusecheck.readers.asciidoc_tree import Line

# ``2.3+^.>s`` before a separator: span or repetition, alignment, style
_SPEC = expression(r"(?:(?:\d+(?:\.\d*)?|\.\d+)[*+])?(?:[<^>](?:\.[<^>]?)?|\.[<^>])?([a-z])?$")
_SPEC_CHARACTERS = 20
_QUOTED = expression(r'[ \t]*"((?:[^"]|"")*)"')


class Form(NamedTuple):
    """How a table is written: what parts its cells, whether quotes do, whether the cells hold blocks."""

    separator: str
    is_csv: bool
    documents: bool


class Cell(NamedTuple):
    is_document: bool
    lines: list[Line]


def form_of(source: str, named: Mapping[str, Stretch], delimiter: str) -> Form:
    """The form of the table that the line ``delimiter`` opens, whose attributes stand at these places."""
    said = {name: source[start:stop] for name, (start, stop) in named.items()}
    form = said.get("format", {",": "csv", ":": "dsv"}.get(delimiter[0], "psv"))
    separator = {"csv": ",", "tsv": "\t", "dsv": ":"}.get(form, "!" if delimiter[0] == "!" else "|")
    asked = said.get("separator", "").replace("\\t", "\t")
    return Form(asked[:1] or separator, form in {"csv", "tsv"}, "a" in said.get("cols", ""))


def cells(source: str, lines: Sequence[Line], form: Form) -> list[Cell]:
    """The cells in the order of the source; blank lines part the paragraphs of one."""
    return list((_csv if form.is_csv else _parted)(source, lines, form))


def paragraphs(cell: Cell) -> Iterator[list[Line]]:
    """The lines of a cell, a list for each paragraph."""
    taken: list[Line] = []
    for line in cell.lines:
        if line[0] < line[1]:
            taken.append(line)
        elif taken:
            yield taken
            taken = []
    if taken:
        yield taken


def _parted(source: str, lines: Sequence[Line], form: Form) -> Iterator[Cell]:
    """Cells that each follow their separator, behind what says how they are set; with DSV each line ends one."""
    is_dsv = form.separator == ":"
    cell = Cell(form.documents, [])
    for start, stop, following in lines:
        at = looked = start
        while (bar := source.find(form.separator, looked, stop)) >= 0:
            looked = bar + 1
            if bar > at and source[bar - 1] == "\\":
                _add(source, cell, at, bar - 1, bar - 1)
                at = bar
                continue
            end, style = (bar, "") if is_dsv else _spec(source, at, bar)
            _add(source, cell, at, end, end)
            yield cell
            cell = Cell(form.documents or style == "a", [])
            at = bar + 1
        _add(source, cell, at, stop, following)
        if is_dsv:
            yield cell
            cell = Cell(form.documents, [])
    yield cell


def _add(source: str, cell: Cell, start: int, stop: int, following: int) -> None:
    """Add a part of a line, which begins where its words do; one without words is a blank line."""
    if following > stop or source[start:stop].strip():
        words = source[start:stop]
        first = start + len(words) - len(words.lstrip(" \t"))
        cell.lines.append((first, max(first, start + len(words.rstrip())), following))


def _spec(source: str, start: int, bar: int) -> tuple[int, str]:
    """Where the words before a separator end, and the style of the cell behind it."""
    at = bar
    while at > start and source[at - 1] not in " \t" and bar - at <= _SPEC_CHARACTERS:
        at -= 1
    if at == bar or (at > start and source[at - 1] not in " \t"):
        return bar, ""
    spec = _SPEC.match(source, at, bar)
    return (at, spec[1] or "") if spec else (bar, "")


def _csv(source: str, lines: Sequence[Line], form: Form) -> Iterator[Cell]:
    """Values between separators; one between quotes may hold those, and line ends."""
    at, stop = (lines[0][0], lines[-1][2]) if lines else (0, 0)
    ends = re.compile(re.escape(form.separator) + r"|\r\n|\n|\r")
    while at < stop:
        quoted = _QUOTED.match(source, at, stop)
        end = ends.search(source, quoted.end() if quoted else at, stop)
        start, behind = quoted.span(1) if quoted else (at, end.start() if end else stop)
        yield Cell(form.documents, starts.lines_of(source, start, behind))
        at = end.end() if end else stop
