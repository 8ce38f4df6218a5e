"""Text of a block that stands in segments of the source → prose: the part of writing Markdown, rst and AsciiDoc share.

What stands within the text its scanner says in edits and marks, in offsets of the joined text.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from reusecheck.documents import Block, ProseBuilder, Reading, Region
from reusecheck.spans import Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import BlockKind, MetaEntry, Role
    from reusecheck.spans import Prose

Segments = list[tuple[int, int]]  # of the source
Edit = tuple[int, int, str]  # start, stop, what stands there instead

_SEPARATOR = "\n\n"
_URL_TAIL = "?!.,:*_~'\";"


class Opened(NamedTuple):
    """A container begins; ``value`` is a footnote's label, or the kind of a callout."""

    kind: str
    start: int
    value: str = ""


class Closed(NamedTuple):
    """The innermost open container ends."""

    stop: int


class Mark(NamedTuple):
    """``[start, stop)`` is the text concerned, ``[outer_start, outer_stop)`` all that was written for it."""

    role: Role
    start: int
    stop: int
    outer_start: int
    outer_stop: int
    value: str

    def moved(self, by: int) -> Mark:
        """The mark in a text that begins so much earlier."""
        start, stop, outer_start, outer_stop = (at + by for at in self[1:5])
        return Mark(self.role, start, stop, outer_start, outer_stop, self.value)


def bare_url(written: str, tail: str = _URL_TAIL) -> str:
    """An address without what ends the sentence around it: the marks of ``tail``, parentheses opened before it."""
    url = written.rstrip(tail)
    surplus = url.count(")") - url.count("(")
    while surplus > 0 and url.endswith(")"):
        url = url[:-1].rstrip(tail)
        surplus -= 1
    return url


class LeafText:
    """The joined segments of a leaf, and the way back to the source and on to the prose.

    ``lines``: a segment that does not end with white space gets a line end behind it, which stands nowhere in the
    source.
    """

    __slots__ = ("bases", "ends", "prose_at", "starts", "text", "text_at")

    def __init__(self, source: str, segments: Segments, *, lines: bool = False) -> None:
        self.bases = [start for start, _ in segments]
        self.ends = [stop for _, stop in segments]
        if self.bases[1:] == self.ends[:-1]:
            del self.bases[1:], self.ends[:-1]
        pieces = [source[start:stop] for start, stop in zip(self.bases, self.ends, strict=True)]
        if lines:
            pieces[:-1] = [piece if piece[-1:].isspace() else piece + "\n" for piece in pieces[:-1]]
        self.text = "".join(pieces).rstrip()
        self.starts = [0, *accumulate(map(len, pieces[:-1]))]
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
        """From ``text[at]`` on, the prose begins at ``prose``. Both ascend."""
        self.text_at.append(at)
        self.prose_at.append(prose)

    def prose(self, at: int) -> int:
        """The prose offset for a text offset; the place where it stood for one that was dropped."""
        piece = bisect_right(self.text_at, at) - 1
        if piece + 1 == len(self.text_at):
            return self.prose_at[piece]
        return min(self.prose_at[piece] + at - self.text_at[piece], self.prose_at[piece + 1])


class LeafWriter:
    """Writes leaves in order, and keeps what is said about them; ``reading`` is what they came to."""

    fillers: str | None = None  # characters of which an edit may put in any number, and no word; None: white space

    def __init__(self, source: str) -> None:
        self.source = source
        self.builder = ProseBuilder(source)
        self.regions: list[Region] = []
        self.blocks: list[tuple[BlockKind, int, int, int]] = []
        self.grouping = 0  # how many of the open things group their blocks
        self.group = 0
        self.separated_at = 0

    # ---- regions and groups

    def add_region(self, role: Role, prose: tuple[int, int], source: tuple[int, int], value: str) -> None:
        self.regions.append(Region(role, Span(*prose), Span(*source), value))

    def add_mark(self, text: LeafText, mark: Mark, value: str) -> None:
        """Once the text is written."""
        start = text.prose(mark.start)
        source = text.source(mark.outer_start), text.source_stop(mark.outer_stop)
        self.add_region(mark.role, (start, max(start, text.prose(mark.stop))), source, value)

    def begin_group(self) -> None:
        """What comes is one thing, until ``grouping`` is lowered again."""
        self.group += not self.grouping
        self.grouping += 1

    # ---- text

    def write(
        self, text: LeafText, stretch: tuple[int, int], edits: list[Edit], kind: BlockKind, *, goes_on: bool = False
    ) -> None:
        """Write a stretch of the text as a block, unless nothing is left of it. ``goes_on``: with the group before."""
        start, stop = stretch
        if not self.holds_words(text.text, start, stop, edits):
            text.at_prose(start, self.builder.length)
            text.at_prose(stop, self.builder.length)
            return
        self.separate(text.source(start))
        begin = self.builder.length
        self.write_edited(text, start, stop, edits)
        self.add_block(kind, begin, goes_on=goes_on)

    def holds_words(self, text: str, start: int, stop: int, edits: list[Edit]) -> bool:
        """Whether something other than space is left between ``start`` and ``stop``."""
        for edit_start, edit_stop, by in edits:
            if (start < edit_start and not text[start:edit_start].isspace()) or by.strip(self.fillers):
                return True
            start = edit_stop
        return start < stop and not text[start:stop].isspace()

    def separate(self, place: int) -> None:
        """Part what follows from the block before, unless that is done."""
        if self.builder.length > self.separated_at:
            self.builder.replace(place, place, _SEPARATOR)
            self.separated_at = self.builder.length

    def write_edited(self, text: LeafText, start: int, stop: int, edits: list[Edit]) -> None:
        """Add ``text[start:stop]`` with its edits to the block."""
        for edit_start, edit_stop, by in edits:
            if start < edit_start:
                self.copy(text, start, edit_start)
            text.text_at.append(edit_start)
            text.prose_at.append(self.builder.length)
            if by:
                self.put(text.source(edit_start), text.source_stop(edit_stop), by)
            start = edit_stop
        if start < stop:
            self.copy(text, start, stop)
        text.at_prose(stop, self.builder.length)

    def put(self, start: int, stop: int, by: str) -> None:
        """Put ``by`` for a stretch; the map would take one of equal length for a copy, so a character is left out."""
        stop = max(start, stop)
        if stop - start == len(by) and self.source[start:stop] != by:
            stop -= 1
        self.builder.replace(start, stop, by)

    def copy(self, text: LeafText, start: int, stop: int) -> None:
        """Keep ``text[start:stop]``, which is not empty, in whichever segments it stands."""
        text.text_at.append(start)
        text.prose_at.append(self.builder.length)
        segment = bisect_right(text.starts, start) - 1
        while start < stop:
            first, behind = text.bases[segment] + start - text.starts[segment], text.ends[segment]
            if first + stop - start <= behind:
                self.builder.copy(first, first + stop - start)
                return
            self.builder.copy(first, behind)
            segment += 1
            if start + behind - first < text.starts[segment]:
                self.builder.replace(behind, behind, "\n")
            start = text.starts[segment]

    def add_block(self, kind: BlockKind, begin: int, *, goes_on: bool = False) -> None:
        """What was written since ``begin`` is a block."""
        self.group += not (self.grouping or goes_on)
        self.blocks.append((kind, begin, self.builder.length, self.group))

    # ---- the whole

    def reading(self, meta: tuple[MetaEntry, ...]) -> Reading:
        prose = self.builder.text
        regions = [_trimmed(region, prose) for region in self.regions]
        regions.sort(key=lambda region: (region.source.start, -region.source.stop))
        blocks = [Block(kind, _stripped(prose, start, stop), group) for kind, start, stop, group in self.blocks]
        return Reading(prose, self.builder.offsets(), tuple(blocks), tuple(regions), meta)


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
