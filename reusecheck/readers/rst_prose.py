"""Blocks and inlines of reStructuredText → prose, its offset map, blocks and regions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise

from reusecheck.documents import Block, BlockKind, MetaEntry, ProseBuilder, Reading, Region, Role, meta_key
from reusecheck.readers.rst_inlines import SPECIAL, Edit, Mark, Scanned, plain, scan
from reusecheck.readers.rst_names import Expanded
from reusecheck.readers.rst_tree import Closed, Event, Field, Leaf, Opened, Place, RowClosed, RowOpened, Segments
from reusecheck.spans import Prose, Source, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.rst_names import Names

_SEPARATOR = "\n\n"
_NOTHING = Scanned([], [])


class _Text:
    """The joined segments of a leaf, and the way back to the source and on to the prose.

    A segment that does not end with white space gets a line end behind it, which stands nowhere in the source.
    """

    __slots__ = ("bases", "ends", "prose_at", "starts", "text", "text_at")

    def __init__(self, source: str, segments: Segments) -> None:
        if len(segments) > 1 and all(left[1] == right[0] for left, right in pairwise(segments)):
            segments = [(segments[0][0], segments[-1][1])]
        pieces = [source[start:stop] for start, stop in segments]
        pieces[:-1] = [piece if piece[-1:].isspace() else piece + "\n" for piece in pieces[:-1]]
        self.text = "".join(pieces).rstrip()
        self.bases = [start for start, _ in segments]
        self.ends = [stop for _, stop in segments]
        self.starts = [0, *accumulate(map(len, pieces))][:-1]
        self.text_at: list[int] = []  # where a piece of the text begins, and its prose
        self.prose_at: list[int] = []

    def source(self, at: int) -> int:
        """The source offset of the character ``text[at]``."""
        segment = bisect_right(self.starts, at) - 1
        return min(self.bases[segment] + at - self.starts[segment], self.ends[segment])

    def source_stop(self, at: int) -> int:
        """The source offset behind the last character before ``text[at]``."""
        if not at:
            return self.source(0)
        segment = bisect_right(self.starts, at - 1) - 1
        return min(self.bases[segment] + at - self.starts[segment], self.ends[segment])

    def at_prose(self, at: int, prose: int) -> None:
        self.text_at.append(at)
        self.prose_at.append(prose)

    def prose(self, at: int) -> int:
        """The prose offset for a text offset; the place where it stood for one that was dropped."""
        piece = bisect_right(self.text_at, at) - 1
        if piece + 1 == len(self.text_at):
            return self.prose_at[piece]
        return min(self.prose_at[piece] + at - self.text_at[piece], self.prose_at[piece + 1])


class _Open(NamedTuple):
    """A container that is open: where it begins in prose and source, and what it is."""

    event: Opened
    prose: int
    row: bool  # opened inside a row that is written as one piece


class Writer:
    """Takes the blocks in order; ``reading`` is what they came to."""

    def __init__(self, source: str, names: Names) -> None:
        self.source = source
        self.names = names
        self.builder = ProseBuilder(source)
        self.regions: list[Region] = []
        self.blocks: list[tuple[BlockKind, int, int, int]] = []
        self.meta: list[MetaEntry] = []
        self.open: list[_Open] = []
        self.grouping = 0  # how many of the open containers group their blocks
        self.group = 0
        self.separated_at = 0
        self.row: RowOpened | None = None
        self.row_pieces: list[str] = []
        self.row_length = 0
        names.expander = self.expanded
        names.budget = len(source)

    def write(self, events: list[Event]) -> None:
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
                self.add_region(event.role, (self.length, self.length), (event.start, event.stop), event.value)
            elif isinstance(event, RowOpened):
                self.separate(event.start)
                self.row = event
            elif isinstance(event, RowClosed):
                self.close_row()
            else:
                self.field(event, parts)

    def scanned(self, event: Event) -> list[tuple[_Text, Scanned]]:
        parts = event.parts if isinstance(event, Leaf) else (event.segments,) if isinstance(event, Field) else ()
        return [self.scan(part) for part in parts if part]

    def scan(self, segments: Segments) -> tuple[_Text, Scanned]:
        text = _Text(self.source, segments)
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

    @property
    def length(self) -> int:
        return self.builder.length + self.row_length

    def copy(self, start: int, stop: int) -> None:
        """Keep ``source[start:stop]``."""
        if self.row:
            self.row_pieces.append(self.source[start:stop])
            self.row_length += stop - start
        else:
            self.builder.copy(start, stop)

    def put(self, start: int, stop: int, by: str) -> None:
        """Put ``by`` for ``source[start:stop]``."""
        if self.row:
            self.row_pieces.append(by)
            self.row_length += len(by)
        else:
            if len(by) == stop - start and by != self.source[start:stop]:
                stop -= 1  # what is as long as what it stands for counts as copied
            self.builder.replace(start, stop, by)

    def close_row(self) -> None:
        row, self.row = self.row, None
        written = "".join(self.row_pieces)
        self.row_pieces, self.row_length = [], 0
        if row:
            self.put(row.start, row.stop, written)

    def separate(self, place: int) -> None:
        """Part what comes from what was written, unless nothing was written since the last time."""
        if self.length > self.separated_at:
            self.put(place, place, _SEPARATOR)
            self.separated_at = self.length

    # ---- regions

    def add_region(self, role: Role, prose: tuple[int, int], source: tuple[int, int], value: str) -> None:
        if self.row and prose[0] < prose[1]:
            source = self.row.start, self.row.stop
        self.regions.append(Region(role, Span(*prose), Span(*source), value))

    def add_mark(self, text: _Text, mark: Mark) -> None:
        value = self.names.address(mark.value) if mark.role is Role.LINK else mark.value
        if mark.role is Role.LINK and not value:
            return
        prose = text.prose(mark.start), text.prose(mark.stop)
        self.add_region(mark.role, prose, (text.source(mark.outer_start), text.source_stop(mark.outer_stop)), value)

    def open_container(self, event: Opened) -> None:
        self.open.append(_Open(event, self.length, self.row is not None))
        if event.groups:
            self.group += not self.grouping
            self.grouping += 1

    def close_container(self, stop: int) -> None:
        event, prose, _ = self.open.pop()
        self.grouping -= event.groups
        if event.role is not None:
            value = self.names.label_of(int(event.value)) if event.role is Role.FOOTNOTE else event.value
            self.add_region(event.role, (prose, self.length), (event.start, stop), value)

    def field(self, event: Field, parts: list[tuple[_Text, Scanned]]) -> None:
        """An entry of the metadata; a list as its value is an entry for each item."""
        for text, scanned in parts:
            place: Span[Source] = Span(text.source(0), text.source_stop(len(text.text)))
            if len(place):
                self.meta.append(MetaEntry(meta_key((event.key,)), plain(text.text, scanned, self.names), place))

    # ---- text

    def leaf(self, leaf: Leaf, parts: list[tuple[_Text, Scanned]]) -> None:
        """Write a block, unless nothing of it is words; its marks have a place all the same."""
        worded = [_holds_words(text.text, scanned.edits) for text, scanned in parts]
        if any(worded) or any(scanned.marks for _, scanned in parts):
            self.separate(parts[0][0].source(0))
        begin = self.length
        for (text, scanned), has_words in zip(parts, worded, strict=True):
            if not has_words:
                text.at_prose(0, self.length)
            else:
                if self.length > begin:
                    place = text.source(0)
                    self.put(place, place, "\n")
                self.part(text, scanned.edits)
            for mark in scanned.marks:
                self.add_mark(text, mark)
        if self.length > begin:
            self.group += not self.grouping
            self.blocks.append((leaf.kind, begin, self.length, self.group))

    def part(self, text: _Text, edits: list[Edit]) -> None:
        at = 0
        for start, stop, by in edits:
            self.copy_text(text, at, start)
            text.at_prose(start, self.length)
            place = text.source(start)
            self.put(place, max(place, text.source_stop(stop)), by)
            at = stop
        self.copy_text(text, at, len(text.text))
        text.at_prose(len(text.text), self.length)

    def copy_text(self, text: _Text, start: int, stop: int) -> None:
        if start >= stop:
            return
        text.at_prose(start, self.length)
        segment = bisect_right(text.starts, start) - 1
        while start < stop:
            end = min(text.starts[segment + 1] if segment + 1 < len(text.starts) else stop, stop)
            first = text.bases[segment] + start - text.starts[segment]
            last = first + end - start
            behind = min(last, text.ends[segment])
            if first < behind:
                self.copy(first, behind)
            if behind < last:
                self.put(behind, behind, "\n")
            start = end
            segment += 1

    # ---- the whole

    def reading(self) -> Reading:
        prose = self.builder.text
        regions = [_trimmed(region, prose) for region in self.regions]
        regions.sort(key=lambda region: (region.source.start, -region.source.stop))
        blocks = [Block(kind, _stripped(prose, start, stop), group) for kind, start, stop, group in self.blocks]
        return Reading(prose, self.builder.offsets(), tuple(blocks), tuple(regions), tuple(self.meta))


def _holds_words(text: str, edits: list[Edit]) -> bool:
    """Whether something other than space is left of ``text``."""
    at = 0
    for start, stop, by in edits:
        if (at < start and not text[at:start].isspace()) or by.strip():
            return True
        at = stop
    return at < len(text) and not text[at:].isspace()


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
