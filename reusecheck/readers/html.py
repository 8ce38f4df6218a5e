"""HTML → prose, blocks and regions, with what is no content left out (html_content says what that is).

Text that the page hides is kept and marked ``HIDDEN``: copied words are to be
found even there, while a credit nobody sees settles nothing. ``aria-hidden``
counts as hidden for the same reason, though the eye sees it.
"""

from __future__ import annotations

import re

from reusecheck.documents import BlockKind, Role
from reusecheck.readers import hiding
from reusecheck.readers.html_content import left_out
from reusecheck.readers.html_meta import entries
from reusecheck.readers.html_notes import mark_notes
from reusecheck.readers.html_scan import references
from reusecheck.readers.html_tree import BREAK, COMMENT_EVENT, HEADINGS, OPAQUE, OPEN, PREFORMATTED, TEXT_EVENT, parse
from reusecheck.readers.pieces import PieceWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import Reading
    from reusecheck.readers.html_tree import Element, Page
    from reusecheck.readers.pieces import OpenRegion

_CODE = frozenset(["code", "kbd", "samp", "tt"])
_NO_LINKS = ("#", "javascript:", "mailto:", "tel:", "data:", "about:")


def read_html(source: str) -> Reading:
    """The prose of a page or of a fragment; whatever the source is, there is a reading."""
    page = parse(source)
    mark_notes(page)
    writer = _Writer(page, left_out(page))
    writer.write()
    return writer.reading(entries(page))


class _Context:
    """What a block of text is when it stands directly in an element."""

    __slots__ = ("group", "kind", "used")

    def __init__(self, kind: BlockKind, group: int, used: list[bool]) -> None:
        self.kind = kind
        self.group = group  # 0: every block is a group of its own
        self.used = used  # whether the list item already has its first paragraph


class _Writer(PieceWriter):
    def __init__(self, page: Page, unwanted: set[int]) -> None:
        super().__init__(page.source)
        self._page = page
        self._unwanted = unwanted
        self._layout = _layout(page)
        self._style = _own_style(page)
        self._contexts = [_Context(BlockKind.PARAGRAPH, 0, [False])]
        self._skip = 0
        self._pre = 0
        self._breaks: list[tuple[int, int]] = []
        self._open: dict[Element, list[OpenRegion]] = {}
        self._marks: list[Element] = []  # footnote marks in front of their block's first word

    def write(self) -> None:
        """Go through the page once."""
        for index, (kind, start, stop, element) in enumerate(self._page.events):
            if kind == TEXT_EVENT:
                if not self._skip and index not in self._unwanted:
                    self._text(start, stop)
            elif kind == BREAK:
                if not self._skip:
                    self._breaks.append((start, stop))
            elif element is None:
                self._end_block()
            elif kind == COMMENT_EVENT:
                outer = element.attributes["outer"]
                self.place(Role.COMMENT, *outer, self.source[start:stop])
            elif kind == OPEN:
                self._enter(element)
            else:
                self._leave(element)
        self._end_block()

    def _enter(self, element: Element) -> None:
        if element.tag in OPAQUE:
            self._skip += 1
        elif element.block:
            self._end_block()
            self._contexts.append(self._context(element))
            if element.tag in PREFORMATTED:
                self._pre += 1
        elif element.note:
            if self._wanted(element):
                self._marks.append(element)
                if self._block_start >= 0:
                    self._place_marks()
            self._skip += 1
            return
        roles = _roles(element, self._style)
        if roles:
            self._open[element] = [self.open(role, element.start, value) for role, value in roles]

    def _leave(self, element: Element) -> None:
        if element.tag in OPAQUE or (element.note and not element.block):
            self._skip -= 1
        elif element.block:
            self._end_block()
            self._contexts.pop()
            if element.tag in PREFORMATTED:
                self._pre -= 1
                if not self._skip and not self._wanted(element):
                    self.place(Role.CODE, element.start, element.stop)
        for region in self._open.pop(element, ()):
            self.close(region, element.stop)

    def _wanted(self, element: Element) -> bool:
        """Whether the first words inside are kept."""
        for index in range(element.first, min(element.last, element.first + 20)):
            kind, start, stop, _ = self._page.events[index]
            if kind == TEXT_EVENT and not self.source[start:stop].isspace():
                return index not in self._unwanted
        return False

    def _place_marks(self) -> None:
        for mark in self._marks:
            self.place(Role.FOOTNOTE_REFERENCE, mark.start, mark.stop, mark.note)
        self._marks.clear()

    def _context(self, element: Element) -> _Context:
        outer = self._contexts[-1]
        kind, group, used, tag = outer.kind, outer.group, outer.used, element.tag
        layout = element.index in self._layout
        if tag in HEADINGS:
            kind = BlockKind.HEADING
        elif element.note or kind is BlockKind.FOOTNOTE:
            kind = BlockKind.FOOTNOTE
        elif tag in ("figcaption", "caption"):
            kind = BlockKind.CAPTION
        elif tag in ("article", "section", "blockquote") or layout:
            kind = BlockKind.PARAGRAPH
        elif tag in ("li", "dt", "dd"):
            kind, used = BlockKind.ITEM, [False]
        elif tag in ("td", "th"):
            kind = BlockKind.CELL
        if not group and not layout and tag in ("ul", "ol", "dl", "menu", "dir", "table", "blockquote"):
            group = self._next_group()
        return _Context(kind, group, used)

    def _text(self, start: int, stop: int) -> None:
        if not self._pre:
            self._decoded(start, stop)
            return
        done = start
        for blank in re.compile(r"\n[ \t\r]*(?=\n)").finditer(self.source, start, stop):
            self._decoded(done, blank.start())
            self._end_block()
            done = blank.end()
        self._decoded(done, stop)

    def _decoded(self, start: int, stop: int) -> None:
        for at, end, meaning in references(self.source, start, stop):
            self.copy(start, at)
            self.put(at, end, meaning)
            start = end
        self.copy(start, stop)

    def _begin(self, at: int) -> None:
        if self._breaks:
            if len(self._breaks) > 1:
                self._end_block()
            elif self._block_start >= 0:
                self._spaces = [(*self._breaks[0], "\n")]
            self._breaks.clear()
        super()._begin(at)
        if self._marks:
            self._place_marks()

    def _end_block(self) -> None:
        if self._block_start >= 0:
            context = self._contexts[-1]
            kind = context.kind
            if kind is BlockKind.ITEM and context.used[0]:
                kind = BlockKind.PARAGRAPH
            context.used[0] = True
            self._add_block(kind, context.group)
        self._spaces.clear()
        self._breaks.clear()


def _roles(element: Element, style: hiding.Sheet) -> list[tuple[Role, str]]:
    """The roles of what stands in an element, with their values."""
    tag = element.tag
    roles: list[tuple[Role, str]] = []
    if tag == "blockquote":
        roles.append((Role.BLOCK_QUOTATION, element.get("cite")))
    elif tag == "q":
        roles.append((Role.QUOTATION, element.get("cite")))
    elif tag == "cite":
        roles.append((Role.CITE, ""))
    elif tag in _CODE:
        roles.append((Role.CODE, ""))
    elif tag == "a" and "href" in element.attributes:
        url = element.get("href")
        if url and not url.lower().startswith(_NO_LINKS):
            roles.append((Role.LINK, url))
    if element.note:
        roles.append((Role.FOOTNOTE, element.note))
    if (element.attributes or element.tag in hiding.HIDING_TAGS) and _is_hidden(element, style):
        roles.append((Role.HIDDEN, ""))
    return roles


def _own_style(page: Page) -> hiding.Sheet:
    """What the page's own style sheets hide."""
    css = [page.source[start:stop] for element, start, stop in page.raws if element.tag == "style"]
    return hiding.sheet_of("\n".join(css)) if css else hiding.NO_SHEET


def _is_hidden(element: Element, style: hiding.Sheet) -> bool:
    said = {name: element.get(name) for name in hiding.TELLING & element.attributes.keys()}
    return bool(said or element.tag in hiding.HIDING_TAGS) and hiding.is_hidden(element.tag, said, style)


def _layout(page: Page) -> set[int]:
    """Tables and lists, with their cells and items, that arrange a page rather than hold data.

    They have headings or many paragraphs in one cell. To call such a table one
    group would bring a credit near to everything on the page.
    """
    cell: list[Element | None] = [None] * len(page.blocks)
    paragraphs: dict[int, int] = {}
    layout: set[int] = set()
    for element in page.blocks[1:]:
        above = cell[element.parent.index] if element.parent else None
        if above is not None:
            if element.tag == "p":
                paragraphs[above.index] = paragraphs.get(above.index, 0) + 1
            many = paragraphs.get(above.index, 0) > (5 if above.tag in ("li", "dd") else 2)
            if many or element.tag in HEADINGS or element.tag in ("article", "section", "table"):
                layout.add(above.index)
        cell[element.index] = element if element.tag in ("td", "th", "li", "dd") else above
    holders: list[Element | None] = [None] * len(page.blocks)
    arranged: set[int] = set()
    for element in page.blocks[1:]:
        holder = holders[element.parent.index] if element.parent else None
        if element.index in layout and holder is not None:
            arranged.add(holder.index)
        is_holder = element.tag in ("table", "ul", "ol", "dl", "menu", "dir")
        holders[element.index] = element if is_holder else holder
    for element in page.blocks[1:]:
        holder = holders[element.parent.index] if element.parent else None
        if holder is not None and holder.index in arranged and element.tag in ("td", "th", "li", "dd", "dt"):
            arranged.add(element.index)
    return arranged
