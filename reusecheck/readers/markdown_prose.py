"""Blocks and inlines of Markdown → prose, its offset map, blocks and regions."""

from __future__ import annotations

from reusecheck.documents import INLINE_NOTE, BlockKind, Role
from reusecheck.readers import markdown_tags as tags
from reusecheck.readers import markdown_tree as md
from reusecheck.readers.leaves import LeafText, LeafWriter, Opened
from reusecheck.readers.markdown_inlines import SPECIAL, scan
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reusecheck.documents import MetaEntry, Reading
    from reusecheck.readers.leaves import Closed, Edit

_KINDS = {md.PARAGRAPH: BlockKind.PARAGRAPH, md.HEADING: BlockKind.HEADING, md.CELL: BlockKind.CELL}
_NOTES = (Role.FOOTNOTE, Role.FOOTNOTE_REFERENCE)
_CLOSING_LOOKS = 100  # open elements that a closing tag is looked for in


class _Open(NamedTuple):
    """What is open: an element of HTML, or a container of Markdown (its name is then its kind)."""

    name: str
    prose: int
    source: int
    roles: tuple[tuple[Role, str], ...] = ()
    groups: bool = False


class Writer(LeafWriter):
    """Takes the blocks in order; ``reading`` is what they came to."""

    def __init__(self, source: str, definitions: Mapping[str, str], footnotes: set[str]) -> None:
        super().__init__(source)
        self.definitions = definitions
        self.footnotes = footnotes
        self.open: list[_Open] = []
        self.open_names: dict[str, int] = {}
        self.table = 0  # number of the table whose cell was written last

    def take(self, comments: Iterable[tuple[int, int, str]], events: Iterable[Opened | Closed | md.Leaf]) -> None:
        """The comments of the front matter, which has no prose, and all that stands behind it."""
        for start, stop, words in comments:
            self.add_region(Role.COMMENT, (0, 0), (start, stop), words)
        for event in events:
            if isinstance(event, md.Leaf):
                self.leaf(event)
            elif isinstance(event, Opened):
                self.open_container(event)
            else:
                self.close_container(event.stop)

    # ---- what is open

    def push(self, opened: _Open) -> None:
        self.open.append(opened)
        self.open_names[opened.name] = self.open_names.get(opened.name, 0) + 1
        if opened.groups:
            self.begin_group()

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

    def open_container(self, event: Opened) -> None:
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

    def tag(self, text: LeafText, start: int, stop: int) -> None:
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
        text = LeafText(self.source, leaf.segments)
        html = leaf.kind == md.HTML
        if not html and not SPECIAL.search(text.text) and "%%" not in text.text:
            self.write_leaf(text, [], leaf)
            return
        scanned = scan(text.text, self.definitions, self.footnotes, html=html)
        if html:
            self.write_html(text, scanned.edits, scanned.tags)
        else:
            if leaf.kind != md.CELL and any(mark.role is Role.LINK for mark in scanned.marks):
                self.separate(text.source(0))  # an address alone has no words, and is not of the block before
            self.write_leaf(text, scanned.edits, leaf)
            for start, stop in scanned.tags:
                self.tag(text, start, stop)
        for mark in scanned.marks:
            value = mark.value
            if mark.role in _NOTES and value.startswith(INLINE_NOTE):
                # counted in the paragraph's text: two paragraphs would have the same
                value = f"{INLINE_NOTE}{text.source(int(value[len(INLINE_NOTE) : -1]))}]"
            self.add_mark(text, mark, value)
        self.close_inline(text.source_stop(len(text.text)))

    def write_leaf(self, text: LeafText, edits: list[Edit], leaf: md.Leaf) -> None:
        goes_on = leaf.table > 0 and leaf.table == self.table
        self.write(text, (0, len(text.text)), edits, self.kind(leaf), goes_on=goes_on)
        self.table = leaf.table

    def kind(self, leaf: md.Leaf) -> BlockKind:
        if leaf.kind == md.PARAGRAPH:
            if self.open_names.get("/" + md.FOOTNOTE):
                return BlockKind.FOOTNOTE
            if leaf.first:
                return BlockKind.ITEM
        return _KINDS[leaf.kind]

    def write_html(self, text: LeafText, edits: list[Edit], found: list[tuple[int, int]]) -> None:
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
            text.at_prose(start, self.builder.length)
            text.at_prose(stop, self.builder.length)
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

    # ---- the whole

    def reading(self, meta: tuple[MetaEntry, ...]) -> Reading:
        while self.open:
            self.pop(len(self.source))
        return super().reading(meta)
