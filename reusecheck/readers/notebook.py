"""Jupyter notebooks: the Markdown of their cells, each place in it led back to the text of the JSON.

Format 4 (nbformat.readthedocs.io) and the older 3. Markdown cells are prose; raw cells are
text for another program, and prose as well: as Markdown where they say so, else as they
stand. Code cells are ``CODE``, outputs are nothing. Link definitions and footnotes hold for
all cells, as Quarto and Jupyter Book show them; where each cell is shown by itself, the
label can be read and leads to the same note. Front matter stands in the first cell.
``reusecheck.source`` in the metadata of a cell is a note to each of its paragraphs.
"""

from __future__ import annotations

import json
from bisect import bisect_right

from reusecheck.documents import Block, BlockKind, MetaEntry, ProseBuilder, Reading, Region, Role, meta_key
from reusecheck.readers.decoding import Decoded, NoText, decode
from reusecheck.readers.frontmatter import FrontMatter, front_matter
from reusecheck.readers.json_scan import Text, strings, unescaped
from reusecheck.readers.markdown_blocks import parse_blocks
from reusecheck.readers.markdown_prose import Writer
from reusecheck.readers.plaintext import read_plaintext
from reusecheck.spans import Prose, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from reusecheck.readers.json_scan import Path
    from reusecheck.readers.markdown_tree import Blocks

_DEEPEST = 12  # levels of the JSON that are looked at: worksheets, cells, metadata and a few below
_OWN = "reusecheck"
_DESCRIBING = ("title", "authors")
_REMOVING = ("remove-cell", "remove_cell")  # tags of Jupyter Book and nbconvert: the page is made without the cell
_MARKDOWN_TYPES = ("text/markdown", "text/x-markdown", "markdown")


def decode_notebook(content: bytes) -> Decoded | NoText:
    """The text of a notebook, or why it is none."""
    decoded = decode(content)
    if isinstance(decoded, NoText):
        return decoded
    why = _fault(decoded.text)
    return NoText(why) if why else decoded


def _fault(source: str) -> str:
    """What is wrong with the notebook, "" if nothing is."""
    try:
        wrong = _wrong(json.loads(source))
    except json.JSONDecodeError as error:
        said = error.msg[:1].lower() + error.msg[1:]
        wrong = f"not valid JSON at line {error.lineno}, column {error.colno}: {said}"
    except RecursionError:
        wrong = "its JSON is nested too deeply"
    except ValueError as error:  # a number of thousands of digits
        wrong = f"not valid JSON: {error}"
    return wrong and f"no notebook: {wrong}"


def _wrong(notebook: object) -> str:
    """What makes this JSON no notebook, "" if it is one."""
    if not isinstance(notebook, dict):
        return "found JSON, wants an object with cells"
    sheets = notebook.get("worksheets")
    holders = [notebook, *(sheets if isinstance(sheets, list) else ())]
    lists = [holder["cells"] for holder in holders if isinstance(holder, dict) and "cells" in holder]
    if not lists:
        return "found JSON without cells"
    if not all(isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells) for cells in lists):
        return "cells is not a list of cells"
    for cell in (cell for cells in lists for cell in cells):
        said = cell.get("source", "")
        if not all(isinstance(line, str) for line in (said if isinstance(said, list) else [said])):
            return "the source of a cell is neither a text nor a list of texts"
    return ""


class _Cell:
    """What the JSON says of a cell, and what the Markdown in it refers to."""

    __slots__ = ("blocks", "credits", "front", "is_removed", "kind", "number", "spans", "text", "type")

    def __init__(self, number: int) -> None:
        self.number = number  # from 1
        self.kind = ""
        self.type = ""
        self.spans: list[tuple[int, int]] = []  # of the strings that are its source
        self.credits: list[MetaEntry] = []
        self.is_removed = False
        self.text = Text("", (), (), ())
        self.front = FrontMatter(0)
        self.blocks: Blocks | None = None


def read_notebook(source: str) -> Reading:
    """The prose of all cells in their order; all of the source, as plain text, if it is no notebook."""
    if _fault(source):
        return read_plaintext(source)
    cells, meta = _scan(source)
    for cell in cells:
        cell.text = _joined(source, cell.spans)
    texts = [cell for cell in cells if cell.kind != "code"]
    for cell in texts:
        first = cell is cells[0]
        cell.front = front_matter(cell.text.value) if first and cell.text.value[:1] in ("-", "+") else FrontMatter(0)
        if cell.kind != "raw" or cell.type in _MARKDOWN_TYPES or cell.front.stop:
            cell.blocks = parse_blocks(cell.text.value, cell.front.stop)
    writer = _Notebook(source, texts)
    for cell in cells:
        writer.cell(cell)
    return writer.reading(meta)


def _scan(source: str) -> tuple[list[_Cell], list[MetaEntry]]:
    """The cells in their order, and what the notebook says of itself: what is said to this program first."""
    cells: dict[Path, _Cell] = {}
    own: list[MetaEntry] = []
    described: list[MetaEntry] = []
    for place in strings(source, _DEEPEST):
        path = place.path
        depth = 4 if path[:1] == ("worksheets",) else 2
        if path[0] == "metadata":
            names = tuple(part for part in path[1:] if isinstance(part, str))
            entry_names = names[1:] if names[:1] == (_OWN,) else names
            if entry_names and (names[:1] == (_OWN,) or names[0] in _DESCRIBING):
                into = own if names[0] == _OWN else described
                into.append(_entry(source, entry_names, place.start, place.stop))
        elif len(path) > depth and path[depth - 2] == "cells":
            cell = cells.setdefault(path[:depth], _Cell(0))
            _say(cell, source, path[depth:], place.start, place.stop)
    for number, cell in enumerate(cells.values(), 1):
        cell.number = number
    return list(cells.values()), [entry for entry in (*own, *described) if entry.value]


def _say(cell: _Cell, source: str, path: Path, start: int, stop: int) -> None:
    """Take one string of a cell."""
    if path == ("cell_type",):
        cell.kind = unescaped(source, start, stop).value
    elif path[0] == "source":
        cell.spans.append((start, stop))
    elif path in (("metadata", "format"), ("metadata", "raw_mimetype")):
        cell.type = unescaped(source, start, stop).value.lower()
    elif path[:2] == ("metadata", "tags"):
        cell.is_removed = cell.is_removed or unescaped(source, start, stop).value in _REMOVING
    elif path[:2] == ("metadata", _OWN):
        names = tuple(part for part in path[2:] if isinstance(part, str))
        entry = _entry(source, names, start, stop)
        if names[:1] in (("source",), ("sources",)) and entry.value:
            cell.credits.append(entry)


def _entry(source: str, names: tuple[str, ...], start: int, stop: int) -> MetaEntry:
    value = " ".join(unescaped(source, start, stop).value.split())
    return MetaEntry(meta_key(names), value, Span(start, stop))


def _joined(source: str, spans: Iterable[tuple[int, int]]) -> Text:
    """The strings of a list, one behind the other."""
    value: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    stops: list[int] = []
    length = 0
    for start, stop in spans:
        text = unescaped(source, start, stop)
        value.append(text.value)
        starts += (length + at for at in text.starts)
        places += text.places
        stops += text.stops
        length += len(text.value)
    return Text("".join(value), tuple(starts), tuple(places), tuple(stops))


class _Notebook:
    """Puts the readings of the cells together, on the source of the notebook."""

    def __init__(self, source: str, texts: list[_Cell]) -> None:
        self._builder = ProseBuilder(source)
        self._blocks: list[Block] = []
        self._regions: list[Region] = []
        self._meta: list[MetaEntry] = []
        self._groups = 0
        self._definitions: dict[str, str] = {}
        self._footnotes: dict[str, int] = {}  # label → the first cell that defines it
        for cell in texts:
            if cell.blocks:
                for label, url in cell.blocks.definitions.items():
                    self._definitions.setdefault(label, url)
                for label in cell.blocks.footnotes:
                    self._footnotes.setdefault(label, cell.number)

    def cell(self, cell: _Cell) -> None:
        """Add one cell."""
        if not cell.spans:
            return
        if cell.kind == "code":
            here = self._builder.length
            start, stop = cell.spans[0][0], cell.spans[-1][1]
            if start < stop:
                self._regions.append(Region(Role.CODE, Span(here, here), Span(start, stop)))
            return
        reading = self._markdown(cell) if cell.blocks else read_plaintext(cell.text.value)
        if cell.kind == "heading":
            reading = reading._replace(blocks=tuple(b._replace(kind=BlockKind.HEADING) for b in reading.blocks))
        self._add(cell, reading)

    def _markdown(self, cell: _Cell) -> Reading:
        if cell.blocks is None:
            return read_plaintext(cell.text.value)
        definitions = {**self._definitions, **cell.blocks.definitions}
        writer = Writer(cell.text.value, definitions, set(self._footnotes))
        writer.take(cell.front.comments, cell.blocks.events)
        return writer.reading(cell.front.entries)

    def _add(self, cell: _Cell, reading: Reading) -> None:
        """The reading of a cell, with notes that its metadata name before or behind it, as they stand in the JSON."""
        back = _Back(cell.text)
        named = cell.credits if reading.blocks else []
        for credit in named:
            if credit.source.start < cell.spans[0][0]:
                self._note(cell, credit)
        base = self._builder.length
        if reading.blocks:
            self._part(back.places[0])
            base = self._builder.length
            self._copy(reading, back)
            self._add_blocks(cell, reading, base)
        for region in reading.regions:
            prose = region.prose if reading.blocks else Span(0, 0)
            span: Span[Prose] = Span(base + prose.start, base + prose.stop)
            self._regions.append(Region(region.role, span, back.span(region.source), self._label(cell, region)))
        if cell.is_removed and reading.blocks:
            written = Span[Source](cell.spans[0][0], cell.spans[-1][1])
            self._regions.append(Region(Role.HIDDEN, Span(base, self._builder.length), written, ""))
        self._meta += (entry._replace(source=back.span(entry.source)) for entry in reading.meta)
        for credit in named:
            if credit.source.start >= cell.spans[0][0]:
                self._note(cell, credit)

    def _add_blocks(self, cell: _Cell, reading: Reading, base: int) -> None:
        groups: dict[int, int] = {}
        for kind, prose, group in reading.blocks:
            if group not in groups:
                self._groups += 1
                groups[group] = self._groups
            start, stop = base + prose.start, base + prose.stop
            self._blocks.append(Block(kind, Span(start, stop), groups[group]))
            if cell.credits:
                mark = cell.credits[0].source
                self._regions.append(Region(Role.FOOTNOTE_REFERENCE, Span(stop, stop), mark, _note_of(cell)))

    def _note(self, cell: _Cell, credit: MetaEntry) -> None:
        """Add a source that the metadata of a cell name, as a note to each of its paragraphs."""
        start, stop = credit.source.start, credit.source.stop
        self._part(start)
        base = self._builder.length
        text = unescaped(self._builder.source, start, stop)
        _Back(text).copy(self._builder, 0, len(text.value))
        prose: Span[Prose] = Span(base, self._builder.length)
        self._groups += 1
        self._blocks.append(Block(BlockKind.FOOTNOTE, prose, self._groups))
        self._regions.append(Region(Role.FOOTNOTE, prose, credit.source, _note_of(cell)))
        if "://" in credit.value:
            self._regions.append(Region(Role.LINK, prose, credit.source, credit.value))

    def _part(self, place: int) -> None:
        """Begin a paragraph."""
        if self._builder.length:
            self._builder.replace(place, place, "\n\n")

    def _label(self, cell: _Cell, region: Region) -> str:
        """A footnote's label, told apart from the same one of an earlier cell."""
        label = region.value
        if region.role not in (Role.FOOTNOTE, Role.FOOTNOTE_REFERENCE) or cell.blocks is None:
            return label
        own = label in cell.blocks.footnotes and self._footnotes.get(label) != cell.number
        return f"{label} (cell {cell.number})" if own else label

    def _copy(self, reading: Reading, back: _Back) -> None:
        """The cell's prose, each run of it from where it stands in the notebook."""
        offsets = reading.offsets
        bounds = [*offsets.prose_starts[1:], offsets.length]
        for start, stop, came_from, until in zip(
            offsets.prose_starts, bounds, offsets.source_starts, offsets.source_stops, strict=True
        ):
            if stop - start == until - came_from:
                back.copy(self._builder, came_from, until)
            else:
                place = back.start(came_from)
                self._builder.replace(place, max(place, back.stop(until)), reading.prose[start:stop])

    def reading(self, meta: list[MetaEntry]) -> Reading:
        regions = sorted(self._regions, key=lambda region: (region.source.start, -region.source.stop))
        builder = self._builder
        meta = [*meta, *self._meta]
        return Reading(builder.text, builder.offsets(), tuple(self._blocks), tuple(regions), tuple(meta))


def _note_of(cell: _Cell) -> str:
    return f"cell {cell.number}, metadata"


class _Back:
    """From a place in a text to the one in the notebook."""

    def __init__(self, text: Text) -> None:
        self.value, self.starts, self.places, self.stops = text

    def start(self, at: int) -> int:
        """Where the character ``value[at]`` begins; at the end of the value the place behind the last."""
        if at >= len(self.value):
            return self.stops[-1] if self.stops else 0
        piece = bisect_right(self.starts, at) - 1
        return self.places[piece] + at - self.starts[piece]

    def stop(self, at: int) -> int:
        """Behind the character before ``value[at]``."""
        if not at:
            return self.start(0)
        piece = bisect_right(self.starts, at - 1) - 1
        last = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.value)
        return self.stops[piece] if at == last else self.places[piece] + at - self.starts[piece]

    def span(self, span: Span[Source]) -> Span[Source]:
        start = self.start(span.start)
        return Span(start, max(start, self.stop(span.stop)))

    def copy(self, builder: ProseBuilder, start: int, stop: int) -> None:
        """Keep ``value[start:stop]``: what was written as it is, and what was escaped."""
        piece = bisect_right(self.starts, start) - 1
        while start < stop:
            last = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.value)
            end = min(last, stop)
            place = self.places[piece] + start - self.starts[piece]
            if last - self.starts[piece] == self.stops[piece] - self.places[piece]:
                builder.copy(place, place + end - start)
            else:
                builder.replace(place, self.stops[piece], self.value[start:end])
            start = end
            piece += 1
