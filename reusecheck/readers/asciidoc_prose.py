"""Blocks and inlines of AsciiDoc → prose, its offset map, blocks and regions."""

from __future__ import annotations

from reusecheck.documents import INLINE_NOTE, BlockKind, Role
from reusecheck.readers import asciidoc_tree as tree
from reusecheck.readers.asciidoc_inlines import scan
from reusecheck.readers.asciidoc_macros import Context
from reusecheck.readers.leaves import Closed, LeafText, LeafWriter, Opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import MetaEntry, Reading
    from reusecheck.readers.asciidoc_attributes import Definitions
    from reusecheck.readers.leaves import Edit, Mark

_ROLES = {tree.QUOTE: Role.BLOCK_QUOTATION, tree.CALLOUT: Role.CALLOUT, tree.FOOTNOTE: Role.FOOTNOTE}
_GROUPS = frozenset((tree.QUOTE, tree.LIST, tree.TABLE, tree.FOOTNOTE, tree.CALLOUT))


class Writer(LeafWriter):
    """Takes the events in order; ``reading`` is what they came to."""

    fillers = " ,"  # what ``scan_listed`` puts between two things

    def __init__(self, source: str, definitions: Definitions, keys: set[str]) -> None:
        super().__init__(source)
        self.definitions = definitions
        self.keys = keys
        self.open: list[tuple[Opened, int]] = []
        self.notes = 0  # how many of the open containers are footnotes
        self.tables = 0

    def event(self, event: tree.Event) -> None:
        if isinstance(event, tree.Leaf):
            self.leaf(event)
        elif isinstance(event, Opened):
            self.open_container(event)
        elif isinstance(event, Closed):
            self.close_container(event.stop)
        elif isinstance(event, tree.Place):
            place = self.builder.length
            self.add_region(event.role, (place, place), (event.start, event.stop), event.value)
        else:
            value = None if event.value is None else self.definitions.resolve(event.value)
            self.definitions.define(event.name, value)

    def add_region(self, role: Role, prose: tuple[int, int], source: tuple[int, int], value: str) -> None:
        if source[0] < source[1]:
            super().add_region(role, prose, source, value)

    def open_container(self, event: Opened) -> None:
        self.open.append((event, self.builder.length))
        if event.kind in _GROUPS:
            self.begin_group()
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
        text = LeafText(self.source, leaf.segments)
        length = len(text.text)
        edits, marks = self.scan_listed(text) if leaf.listed else self.scan(text, 0, length)
        self.write(text, (0, length), edits, self.kind(leaf))
        for mark in marks:
            self.add_mark(text, mark, mark.value)
        for segment, start, stop in leaf.comments:
            at = text.starts[segment] if segment < len(text.starts) else length
            place = text.prose(min(at, length))
            self.add_region(Role.COMMENT, (place, place), (start, stop), self.source[start + 2 : stop])

    def scan(self, text: LeafText, start: int, stop: int) -> tuple[list[Edit], list[Mark]]:
        """Edits and marks of a stretch, in offsets of the whole text."""
        context = Context(self.definitions, self.keys, lambda at: f"{INLINE_NOTE}{text.source(start + at)}]")
        edits, marks = scan(text.text[start:stop], context)
        if not start:
            return edits, marks
        moved = [mark.moved(start) for mark in marks]
        return [(start + left, start + right, by) for left, right, by in edits], moved

    def scan_listed(self, text: LeafText) -> tuple[list[Edit], list[Mark]]:
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

    # ---- the whole

    def reading(self, meta: tuple[MetaEntry, ...]) -> Reading:
        while self.open:
            self.close_container(len(self.source))
        return super().reading(meta)
