"""Blocks and inlines of Markdown → prose, its offset map, blocks and regions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise

from reusecheck.documents import INLINE_NOTE, Block, BlockKind, MetaEntry, ProseBuilder, Reading, Region, Role
from reusecheck.readers import markdown_tags as tags
from reusecheck.readers import markdown_tree as md
from reusecheck.readers.markdown_inlines import SPECIAL, Edit, Mark, scan
from reusecheck.spans import Prose, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SEPARATOR = "\n\n"
_KINDS = {md.PARAGRAPH: BlockKind.PARAGRAPH, md.HEADING: BlockKind.HEADING, md.CELL: BlockKind.CELL}
_CLOSING_LOOKS = 100  # open elements that a closing tag is looked for in


class _Open(NamedTuple):
    """What is open: an element of HTML, or a container of Markdown (its name is then its kind)."""

    name: str
    prose: int
    source: int
    roles: tuple[tuple[Role, str], ...] = ()
    groups: bool = False


class _Text:
    """The joined segments of a leaf, and the way back to the source and on to the prose."""

    __slots__ = ("bases", "prose_at", "starts", "text", "text_at")

    def __init__(self, source: str, segments: md.Segments) -> None:
        if len(segments) > 1 and all(left[1] == right[0] for left, right in pairwise(segments)):
            segments = [(segments[0][0], segments[-1][1])]
        self.text = "".join([source[start:stop] for start, stop in segments]).rstrip()
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
    """Takes the blocks in order; ``reading`` is what they came to."""

    def __init__(self, source: str, definitions: Mapping[str, str], footnotes: set[str]) -> None:
        self.source = source
        self.definitions = definitions
        self.footnotes = footnotes
        self.builder = ProseBuilder(source)
        self.regions: list[Region] = []
        self.blocks: list[tuple[BlockKind, int, int, int]] = []
        self.open: list[_Open] = []
        self.open_names: dict[str, int] = {}
        self.grouping = 0  # how many of the open things group their blocks
        self.group = 0
        self.table = 0
        self.separated_at = 0

    # ---- regions

    def add_region(self, role: Role, prose: tuple[int, int], source: tuple[int, int], value: str) -> None:
        self.regions.append(Region(role, Span(*prose), Span(*source), value))

    def add_mark(self, text: _Text, mark: Mark) -> None:
        prose = text.prose(mark.start), text.prose(mark.stop)
        source = text.source(mark.outer_start), text.source_stop(mark.outer_stop)
        value = mark.value
        if value.startswith(INLINE_NOTE):  # counted in the paragraph's text: two paragraphs would have the same
            value = f"{INLINE_NOTE}{text.source(int(value[len(INLINE_NOTE) : -1]))}]"
        self.add_region(mark.role, prose, source, value)

    # ---- what is open

    def push(self, opened: _Open) -> None:
        self.open.append(opened)
        self.open_names[opened.name] = self.open_names.get(opened.name, 0) + 1
        if opened.groups:
            self.group += not self.grouping
            self.grouping += 1

    def pop(self, source_stop: int, prose_stop: int | None = None) -> str:
        """Close the innermost thing that is open, and say what it was. Without ``prose_stop`` it ends here."""
        opened = self.open.pop()
        self.open_names[opened.name] -= 1
        self.grouping -= opened.groups
        for role, value in opened.roles:
            stop = self.builder.length if prose_stop is None else prose_stop
            self.add_region(
                role, (opened.prose, max(opened.prose, stop)), (opened.source, max(opened.source, source_stop)), value
            )
        return opened.name

    def open_container(self, event: md.Opened) -> None:
        roles: tuple[tuple[Role, str], ...] = ()
        if event.kind == md.QUOTE:
            roles = ((Role.CALLOUT if event.value else Role.BLOCK_QUOTATION, event.value),)
        elif event.kind == md.FOOTNOTE:
            roles = ((Role.FOOTNOTE, event.value),)
        self.push(_Open("/" + event.kind, self.builder.length, event.start, roles, groups=True))

    def close_container(self, stop: int) -> None:
        """Close the innermost container, and what elements were left open in it."""
        while not self.pop(stop).startswith("/"):
            pass

    def tag(self, text: _Text, start: int, stop: int) -> None:
        written = text.text[start:stop]
        name = tags.name(written, 0)
        if tags.is_closing(written):
            self.close_element(name, text.source_stop(stop), text.prose(start))
        elif name and name not in tags.VOID and not written.endswith("/>"):
            roles = tags.element(written, self.source).roles
            opened = _Open(name, text.prose(stop), text.source(start), roles, name in tags.GROUPS)
            self.push(opened)

    def close_element(self, name: str, source_stop: int, prose_stop: int) -> None:
        """Close the element and what is open within; a tag without its opening one is passed over."""
        if not self.open_names.get(name):
            return
        for height, opened in enumerate(reversed(self.open[-_CLOSING_LOOKS:]), 1):
            if opened.name == name:
                for _ in range(height):
                    self.pop(source_stop, prose_stop)
                return
            if opened.name.startswith("/") or (opened.name in tags.BLOCKS and name not in tags.BLOCKS):
                return

    def close_inline(self, source_stop: int) -> None:
        """Close the elements that cannot outlive their block."""
        while self.open and not self.open[-1].name.startswith("/") and self.open[-1].name not in tags.BLOCKS:
            self.pop(source_stop)

    # ---- leaves

    def leaf(self, leaf: md.Leaf) -> None:
        if leaf.kind == md.CODE:
            place = self.builder.length
            self.add_region(Role.CODE, (place, place), (leaf.start, leaf.stop), "")
            return
        text = _Text(self.source, leaf.segments)
        html = leaf.kind == md.HTML
        if not html and not SPECIAL.search(text.text) and "%%" not in text.text:
            self.write(text, (0, len(text.text)), [], self.kind(leaf), leaf.table)
            return
        scanned = scan(text.text, self.definitions, self.footnotes, html=html)
        if html:
            self.write_html(text, scanned.edits, scanned.tags)
        else:
            if leaf.kind != md.CELL and any(mark.role is Role.LINK for mark in scanned.marks):
                self.separate(text.source(0))  # an address alone has no words, and is not of the block before
            self.write(text, (0, len(text.text)), scanned.edits, self.kind(leaf), leaf.table)
            for start, stop in scanned.tags:
                self.tag(text, start, stop)
        for mark in scanned.marks:
            self.add_mark(text, mark)
        self.close_inline(text.source_stop(len(text.text)))

    def kind(self, leaf: md.Leaf) -> BlockKind:
        if leaf.kind == md.PARAGRAPH:
            if self.open_names.get("/" + md.FOOTNOTE):
                return BlockKind.FOOTNOTE
            if leaf.first:
                return BlockKind.ITEM
        return _KINDS[leaf.kind]

    def write_html(self, text: _Text, edits: list[Edit], found: list[tuple[int, int]]) -> None:
        """Text of an HTML block, which the tags of blocks part."""
        at = first = 0
        waiting = 0
        for number, (start, stop) in enumerate(found):
            if tags.name(text.text, start) not in tags.BLOCKS:
                continue
            last = first
            while last < len(edits) and edits[last][1] <= start:
                last += 1
            self.write(text, (at, start), edits[first:last], self.html_kind())
            for inner in found[waiting:number]:
                self.tag(text, *inner)
            text.text_at.append(start)
            text.prose_at.append(self.builder.length)
            text.text_at.append(stop)
            text.prose_at.append(self.builder.length)
            self.tag(text, start, stop)
            at, first, waiting = stop, last + 1, number + 1
        self.write(text, (at, len(text.text)), edits[first:], self.html_kind())
        for inner in found[waiting:]:
            self.tag(text, *inner)

    def html_kind(self) -> BlockKind:
        for opened in reversed(self.open[-3:]):
            if opened.name in tags.KINDS:
                return tags.KINDS[opened.name]
        return BlockKind.PARAGRAPH

    def write(self, text: _Text, stretch: tuple[int, int], edits: list[Edit], kind: BlockKind, table: int = 0) -> None:
        """Write a stretch of a leaf as a block, unless nothing is left of it."""
        start, stop = stretch
        if not _holds_words(text.text, start, stop, edits):
            text.text_at += (start, stop)
            text.prose_at += (self.builder.length, self.builder.length)
            return
        self.separate(text.source(start))
        begin = self.builder.length
        at = start
        for edit_start, edit_stop, by in edits:
            self.copy(text, at, edit_start)
            text.text_at.append(edit_start)
            text.prose_at.append(self.builder.length)
            place = text.source(edit_start)
            self.builder.replace(place, max(place, text.source_stop(edit_stop)), by)
            at = edit_stop
        self.copy(text, at, stop)
        text.text_at.append(stop)
        text.prose_at.append(self.builder.length)
        self.blocks.append((kind, begin, self.builder.length, self.group_of(table)))

    def separate(self, place: int) -> None:
        """Part what follows from the block before, unless that is done."""
        if self.builder.length > self.separated_at:
            self.builder.replace(place, place, _SEPARATOR)
            self.separated_at = self.builder.length

    def group_of(self, table: int) -> int:
        if not self.grouping and not (table and table == self.table):
            self.group += 1
        self.table = table
        return self.group

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
            self.pop(len(self.source))
        prose = self.builder.text
        regions = [_trimmed(region, prose) for region in self.regions]
        regions.sort(key=lambda region: (region.source.start, -region.source.stop))
        blocks = [Block(kind, _stripped(prose, start, stop), group) for kind, start, stop, group in self.blocks]
        return Reading(prose, self.builder.offsets(), tuple(blocks), tuple(regions), meta)


def _holds_words(text: str, start: int, stop: int, edits: list[Edit]) -> bool:
    """Whether something other than space is left between ``start`` and ``stop``."""
    for edit_start, edit_stop, by in edits:
        if (start < edit_start and not text[start:edit_start].isspace()) or by.strip():
            return True
        start = edit_stop
    return start < stop and not text[start:stop].isspace()


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
