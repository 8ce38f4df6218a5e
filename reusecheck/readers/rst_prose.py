"""Blocks and inlines of reStructuredText → prose, its offset map, blocks and regions."""

from __future__ import annotations

from reusecheck.documents import MetaEntry, ProseBuilder, Role, meta_key
from reusecheck.readers.leaves import Closed, LeafText, LeafWriter
from reusecheck.readers.rst_inlines import SPECIAL, Scanned, plain, scan
from reusecheck.readers.rst_names import Expanded
from reusecheck.readers.rst_tree import Event, Field, Leaf, Opened, Place, RowClosed, RowOpened
from reusecheck.spans import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.leaves import Mark, Segments
    from reusecheck.readers.rst_names import Names

_NOTHING = Scanned([], [])


class Writer(LeafWriter):
    """Takes the blocks in order; ``reading`` is what they came to."""

    def __init__(self, source: str, names: Names) -> None:
        super().__init__(source)
        self.names = names
        self.whole = self.builder
        self.meta: list[MetaEntry] = []
        self.open: list[tuple[Opened, int]] = []  # with the prose they begin at
        self.row: RowOpened | None = None  # then ``builder`` collects the row
        names.expander = self.expanded
        names.budget = len(source)

    def take(self, events: list[Event]) -> None:
        # inlines first: what they define, a reference before them may use
        scanned = [self.scanned(event) for event in events]
        for event, parts in zip(events, scanned, strict=True):
            if isinstance(event, Leaf):
                self.leaf(event, parts)
            elif isinstance(event, Opened):
                self.open_container(event)
            elif isinstance(event, Closed):
                self.close_container(event.stop)
            elif isinstance(event, Place):
                place = self.builder.length
                self.add_region(event.role, (place, place), (event.start, event.stop), event.value)
            elif isinstance(event, RowOpened):
                self.open_row(event)
            elif isinstance(event, RowClosed):
                self.close_row()
            else:
                self.field(event, parts)

    def scanned(self, event: Event) -> list[tuple[LeafText, Scanned]]:
        parts = event.parts if isinstance(event, Leaf) else (event.segments,) if isinstance(event, Field) else ()
        return [self.scan(part) for part in parts if part]

    def scan(self, segments: Segments) -> tuple[LeafText, Scanned]:
        text = LeafText(self.source, segments, lines=True)
        return text, scan(text.text, self.names) if SPECIAL.search(text.text) else _NOTHING

    def expanded(self, segments: Segments) -> Expanded:
        """What a substitution puts in, without markup."""
        if not segments:
            return Expanded("")
        text, scanned = self.scan(segments)
        link = next((mark.value for mark in scanned.marks if mark.role is Role.LINK), "")
        bare = scanned._replace(marks=[])
        return Expanded(plain(text.text, bare, self.names), link)

    # ---- what is written

    def open_row(self, event: RowOpened) -> None:
        self.separate(event.start)
        if self.builder is self.whole:
            self.builder = ProseBuilder(self.source)
            self.builder.length = self.whole.length
        self.row = event

    def close_row(self) -> None:
        if self.row:
            row, self.row = self.row, None
            written, self.builder = self.builder.text, self.whole
            self.put(row.start, row.stop, written)

    # ---- regions

    def add_region(self, role: Role, prose: tuple[int, int], source: tuple[int, int], value: str) -> None:
        if self.row and prose[0] < prose[1]:
            source = self.row.start, self.row.stop
        super().add_region(role, prose, source, value)

    def add_marks(self, text: LeafText, marks: list[Mark]) -> None:
        for mark in marks:
            if mark.role is not Role.LINK:
                self.add_mark(text, mark, mark.value)
            elif address := self.names.address(mark.value):
                self.add_mark(text, mark, address)

    def open_container(self, event: Opened) -> None:
        self.open.append((event, self.builder.length))
        if event.groups:
            self.begin_group()

    def close_container(self, stop: int) -> None:
        event, prose = self.open.pop()
        self.grouping -= event.groups
        if event.role is not None:
            value = self.names.label_of(int(event.value)) if event.role is Role.FOOTNOTE else event.value
            self.add_region(event.role, (prose, self.builder.length), (event.start, stop), value)

    def field(self, event: Field, parts: list[tuple[LeafText, Scanned]]) -> None:
        """An entry of the metadata; a list as its value is an entry for each item."""
        for text, scanned in parts:
            place: Span[Source] = Span(text.source(0), text.source_stop(len(text.text)))
            if len(place):
                self.meta.append(MetaEntry(meta_key((event.key,)), plain(text.text, scanned, self.names), place))

    # ---- text

    def leaf(self, leaf: Leaf, parts: list[tuple[LeafText, Scanned]]) -> None:
        """Write a block, unless nothing of it is words; its marks have a place all the same."""
        worded = [self.holds_words(text.text, 0, len(text.text), scanned.edits) for text, scanned in parts]
        if any(worded) or any(scanned.marks for _, scanned in parts):
            self.separate(parts[0][0].source(0))
        begin = self.builder.length
        for (text, scanned), has_words in zip(parts, worded, strict=True):
            if not has_words:
                text.at_prose(0, self.builder.length)
            else:
                if self.builder.length > begin:
                    place = text.source(0)
                    self.put(place, place, "\n")
                self.write_edited(text, 0, len(text.text), scanned.edits)
            self.add_marks(text, scanned.marks)
        if self.builder.length > begin:
            self.add_block(leaf.kind, begin)
