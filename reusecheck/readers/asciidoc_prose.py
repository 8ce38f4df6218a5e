"""Blocks and inlines of AsciiDoc → prose, its offset map, blocks and regions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise

from reusecheck.documents import INLINE_NOTE, Block, BlockKind, MetaEntry, ProseBuilder, Reading, Region, Role
from reusecheck.readers import asciidoc_tree as tree
from reusecheck.readers.asciidoc_inlines import scan
from reusecheck.readers.asciidoc_macros import Context, Mark
from reusecheck.spans import Prose, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.asciidoc_attributes import Definitions
    from reusecheck.readers.asciidoc_passthroughs import Edit

_SEPARATOR = "\n\n"
_ROLES = {tree.QUOTE: Role.BLOCK_QUOTATION, tree.CALLOUT: Role.CALLOUT, tree.FOOTNOTE: Role.FOOTNOTE}
_GROUPS = frozenset((tree.QUOTE, tree.LIST, tree.TABLE, tree.FOOTNOTE, tree.CALLOUT))


class _Text:
    """The joined segments of a leaf, and the way back to the source and on to the prose."""

    __slots__ = ("bases", "length", "prose_at", "starts", "text", "text_at")

    def __init__(self, source: str, segments: tree.Segments) -> None:
        self.text = "".join([source[start:stop] for start, stop in segments])
        self.length = len(self.text.rstrip())
        self.bases = [start for start, _ in segments]
        self.starts = [0, *accumulate(stop - start for start, stop in segments)][:-1]
        self.text_at: list[int] = []  # where a piece of the text begins, and its prose
        self.prose_at: list[int] = []

    def source(self, at: int) -> int:
        """The source offset of the character ``text[at]``."""
        segment = bisect_right(self.starts, at) - 1
        return self.bases[segment] + at - self.starts[segment]

    def source_stop(self, at: int) -> int:
        """The source offset behind the last character before ``text[at]``."""
        return self.source(at - 1) + 1 if at else self.source(0)

    def prose(self, at: int) -> int:
        """The prose offset for a text offset; the place where it stood for one that was dropped."""
        piece = bisect_right(self.text_at, at) - 1
        if piece + 1 == len(self.text_at):
            return self.prose_at[piece]
        return min(self.prose_at[piece] + at - self.text_at[piece], self.prose_at[piece + 1])


class Writer:
    """Takes the events in order; ``reading`` is what they came to."""

    def __init__(self, source: str, definitions: Definitions, keys: set[str]) -> None:
        self.source = source
        self.definitions = definitions
        self.keys = keys
        self.builder = ProseBuilder(source)
        self.regions: list[Region] = []
        self.blocks: list[tuple[BlockKind, int, int, int]] = []
        self.open: list[tuple[tree.Opened, int]] = []
        self.grouping = 0  # how many of the open containers group their blocks
        self.group = 0
        self.notes = 0  # how many of them are footnotes
        self.tables = 0
        self.separated_at = 0

    def event(self, event: tree.Event) -> None:
        if isinstance(event, tree.Leaf):
            self.leaf(event)
        elif isinstance(event, tree.Opened):
            self.open_container(event)
        elif isinstance(event, tree.Closed):
            self.close_container(event.stop)
        elif isinstance(event, tree.Place):
            place = self.builder.length
            self.add_region(event.role, (place, place), (event.start, event.stop), event.value)
        else:
            value = None if event.value is None else self.definitions.resolve(event.value)
            self.definitions.define(event.name, value)

    def add_region(self, role: Role, prose: tuple[int, int], source: tuple[int, int], value: str) -> None:
        if source[0] < source[1]:
            self.regions.append(Region(role, Span(*prose), Span(*source), value))

    def open_container(self, event: tree.Opened) -> None:
        self.open.append((event, self.builder.length))
        if event.kind in _GROUPS:
            self.group += not self.grouping
            self.grouping += 1
        self.notes += event.kind == tree.FOOTNOTE
        self.tables += event.kind == tree.TABLE

    def close_container(self, stop: int) -> None:
        event, start = self.open.pop()
        self.grouping -= event.kind in _GROUPS
        self.notes -= event.kind == tree.FOOTNOTE
        self.tables -= event.kind == tree.TABLE
        if event.kind in _ROLES:
            source = event.start, max(event.start, stop)
            self.add_region(_ROLES[event.kind], (start, self.builder.length), source, event.value)

    # ---- leaves

    def leaf(self, leaf: tree.Leaf) -> None:
        segments = leaf.segments
        if len(segments) > 1 and not leaf.comments and all(left[1] == right[0] for left, right in pairwise(segments)):
            segments = [(segments[0][0], segments[-1][1])]
        text = _Text(self.source, segments)
        edits, marks = self.scan_listed(text) if leaf.listed else self.scan(text, 0, text.length)
        self.write(text, edits, self.kind(leaf))
        for mark in marks:
            self.add_mark(text, mark)
        for segment, start, stop in leaf.comments:
            at = text.starts[segment] if segment < len(text.starts) else text.length
            place = text.prose(min(at, text.length))
            self.add_region(Role.COMMENT, (place, place), (start, stop), self.source[start + 2 : stop])

    def scan(self, text: _Text, start: int, stop: int) -> tuple[list[Edit], list[Mark]]:
        """Edits and marks of a stretch, in offsets of the whole text."""
        context = Context(self.definitions, self.keys, lambda at: f"{INLINE_NOTE}{text.source(start + at)}]")
        edits, marks = scan(text.text[start:stop], context)
        if not start:
            return edits, marks
        moved = [m.moved(start) for m in marks]
        return [(start + left, start + right, by) for left, right, by in edits], moved

    def scan_listed(self, text: _Text) -> tuple[list[Edit], list[Mark]]:
        """Each segment by itself, with commas between."""
        edits: list[Edit] = []
        marks: list[Mark] = []
        for start, stop in zip(text.starts, [*text.starts[1:], len(text.text)], strict=True):
            found = self.scan(text, start, stop)
            edits += [(start, start, ", ")] if start else []
            edits += found[0]
            marks += found[1]
        return edits, marks

    def kind(self, leaf: tree.Leaf) -> BlockKind:
        if self.notes and leaf.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}:
            return BlockKind.FOOTNOTE
        if self.tables and leaf.kind is BlockKind.PARAGRAPH:
            return BlockKind.CELL
        return leaf.kind

    def add_mark(self, text: _Text, mark: Mark) -> None:
        prose = text.prose(mark.start), text.prose(mark.stop)
        source = text.source(mark.outer_start), text.source_stop(mark.outer_stop)
        self.add_region(mark.role, (prose[0], max(prose)), source, mark.value)

    def write(self, text: _Text, edits: list[Edit], kind: BlockKind) -> None:
        """Write the text as a block, unless nothing is left of it."""
        if not _holds_words(text.text, text.length, edits):
            text.text_at.append(0)
            text.prose_at.append(self.builder.length)
            return
        if self.builder.length > self.separated_at:
            place = text.source(0)
            self.builder.replace(place, place, _SEPARATOR)
            self.separated_at = self.builder.length
        begin = self.builder.length
        at = 0
        for start, stop, by in edits:
            self.copy(text, at, start)
            text.text_at.append(start)
            text.prose_at.append(self.builder.length)
            self.replace(text.source(start), text.source_stop(stop), by)
            at = stop
        self.copy(text, at, text.length)
        text.text_at.append(text.length)
        text.prose_at.append(self.builder.length)
        self.group += not self.grouping
        self.blocks.append((kind, begin, self.builder.length, self.group))

    def replace(self, start: int, stop: int, by: str) -> None:
        """Put ``by`` for a stretch; the map would take one of equal length for a copy, so a character is left out."""
        stop = max(start, stop)
        if stop - start == len(by) and self.source[start:stop] != by:
            stop -= 1
        self.builder.replace(start, stop, by)

    def copy(self, text: _Text, start: int, stop: int) -> None:
        if start >= stop:
            return
        text.text_at.append(start)
        text.prose_at.append(self.builder.length)
        segment = bisect_right(text.starts, start) - 1
        while start < stop:
            end = text.starts[segment + 1] if segment + 1 < len(text.starts) else stop
            end = min(end, stop)
            base = text.bases[segment] - text.starts[segment]
            self.builder.copy(base + start, base + end)
            start = end
            segment += 1

    # ---- the whole

    def reading(self, meta: tuple[MetaEntry, ...]) -> Reading:
        while self.open:
            self.close_container(len(self.source))
        prose = self.builder.text
        regions = [_trimmed(region, prose) for region in self.regions]
        regions.sort(key=lambda region: (region.source.start, -region.source.stop))
        blocks = [Block(kind, _stripped(prose, start, stop), group) for kind, start, stop, group in self.blocks]
        return Reading(prose, self.builder.offsets(), tuple(blocks), tuple(regions), meta)


def _holds_words(text: str, length: int, edits: list[Edit]) -> bool:
    """Whether something other than space is left before ``length``."""
    at = 0
    for start, stop, by in edits:
        if (at < start and not text[at:start].isspace()) or by.strip(" ,"):
            return True
        at = stop
    return at < length and not text[at:length].isspace()


def _stripped(prose: str, start: int, stop: int) -> Span[Prose]:
    """A block's span without the white space that dropped markup left at its ends."""
    while prose[start].isspace():
        start += 1
    while prose[stop - 1].isspace():
        stop -= 1
    return Span(start, stop)


def _trimmed(region: Region, prose: str) -> Region:
    """The region without the separators at its ends, which belong to no block."""
    start, stop = region.prose.start, region.prose.stop
    if start < stop and prose.startswith(_SEPARATOR, start):
        start += len(_SEPARATOR)
    if start < stop and prose.endswith(_SEPARATOR, start, stop):
        stop -= len(_SEPARATOR)
    if (start, stop) == (region.prose.start, region.prose.stop):
        return region
    return Region(region.role, Span(start, max(start, stop)), region.source, region.value)
