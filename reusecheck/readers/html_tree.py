"""HTML as a tree of blocks with the inline elements laid over it, from any input, without recursion.

Only as much of the standard's tree construction as prose needs: missing end
tags of ``p``, ``li``, ``td`` and their like, end tags that match nothing, void
elements. Inline elements are stretches that may overlap, so ``<b><i></b></i>``
needs no mending. Every step costs a constant, over all of a page.
"""

from __future__ import annotations

from reusecheck.readers.html_scan import (
    COMMENT,
    EMPTY,
    END,
    NO_ATTRIBUTES,
    RAW,
    RAW_ELEMENTS,
    TEXT,
    decoded,
    is_xml,
    names,
    scan,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from reusecheck.readers.html_scan import Attributes

TEXT_EVENT: Final = 0
OPEN: Final = 1
CLOSE: Final = 2
BREAK: Final = 3  # ``<br>``
BOUNDARY: Final = 4  # ends a block and is none itself: ``<hr>``, a lone ``</p>``
COMMENT_EVENT: Final = 5  # start and stop are those of the text between the marks

VOID = names(
    "area base basefont bgsound br col command embed frame hr img input keygen link meta param source track wbr"
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
PREFORMATTED = frozenset(["pre", "listing"])
# content that is no text of the page; these neither begin nor end a paragraph
OPAQUE = names("noscript template svg object audio video canvas select button datalist applet rt rp frameset")
_BLOCKS = HEADINGS | names(
    "address article aside blockquote body caption center colgroup dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form head header hgroup html legend li listing main menu nav ol optgroup option p pre search "
    "section summary table tbody td tfoot th thead tr ul"
)
_HEAD_CONTENT = names("base basefont bgsound head html link meta noscript script style template title")
_TELLING = names("a q cite code kbd samp tt sup del s strike")  # say something without attributes
_LISTS = frozenset(["ul", "ol", "menu", "dir", "dl"])
_TABLE_PARTS = {
    "tr": ("tr",), "td": ("td", "th"), "th": ("td", "th"), "thead": ("tr", "tbody", "thead", "tfoot"),
    "tbody": ("tr", "tbody", "thead", "tfoot"), "tfoot": ("tr", "tbody", "thead", "tfoot"),
}  # fmt: skip
# what an end tag from inside cannot close (13.2.4.2, "has an element in scope")
_BARRIERS = frozenset(["td", "th", "caption", "table", "template", "object", "applet", "button", "select"])


class Element:
    """A block, or an inline element that says something; ``parent`` is always a block.

    ``first`` and ``last`` are the events of its opening and closing.
    """

    __slots__ = (
        "attributes", "block", "depth", "first", "index", "last", "note", "parent", "source", "start", "stop", "tag",
    )  # fmt: skip

    def __init__(self, source: str, tag: str, attributes: Attributes, parent: Element | None, start: int) -> None:
        self.source = source
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.start = start
        self.stop = start
        self.first = 0
        self.last = -1
        self.index = 0  # among the blocks
        self.depth = 0
        self.block = True
        self.note = ""  # of a footnote and of the links to it: the id

    def get(self, name: str) -> str:
        """The value of an attribute, or ``""``."""
        span = self.attributes.get(name)
        return decoded(self.source, span) if span else ""


class Page:
    """All of a source: what happens in which order, and the elements it happens to.

    ``whole`` says that this is a page rather than a fragment: it has a doctype,
    ``html``, ``head`` or ``body``. ``blocks[0]`` is the page itself; blocks stand
    in the order of their start tags, parents before children.
    """

    __slots__ = ("blocks", "events", "inlines", "raws", "singles", "source", "whole")

    def __init__(self, source: str) -> None:
        self.source = source
        self.events: list[tuple[int, int, int, Element | None]] = []
        self.blocks: list[Element] = [Element(source, "", NO_ATTRIBUTES, None, 0)]
        self.inlines: list[Element] = []
        self.singles: list[Element] = []  # meta, link
        self.raws: list[tuple[Element, int, int]] = []  # title and script with the span of their content
        self.whole = False


def parse(source: str) -> Page:
    """The page that ``source`` draws."""
    builder = _Builder(source)
    xml = is_xml(source)
    for kind, start, stop, name, attributes in scan(source):
        if kind == TEXT:
            builder.text(start, stop)
        elif kind == COMMENT:
            builder.comment(start, stop, attributes)
        elif kind == RAW:
            builder.page.raws.append(
                (Element(source, name, builder.raw_attributes, builder.stack[-1], start), start, stop)
            )
        elif kind == END:
            builder.end(name, start, stop)
        else:
            builder.start(name, attributes, start, stop)
            if kind == EMPTY and name not in VOID and (xml or builder.in_drawing):
                builder.end(name, stop, stop)
    builder.pop_to(1, len(source))
    root = builder.page.blocks[0]
    root.stop, root.last = len(source), len(builder.page.events)
    return builder.page


class _Builder:
    def __init__(self, source: str) -> None:
        self.page = Page(source)
        self.stack: list[Element] = [self.page.blocks[0]]
        self.raw_attributes: Attributes = NO_ATTRIBUTES
        self._depths: dict[str, list[int]] = {}  # open blocks of each name, as places in the stack
        self._barriers: list[int] = [0]
        self._lists: list[int] = [0]
        self._inline: list[Element] = []
        self._inline_by_name: dict[str, list[Element]] = {}

    @property
    def in_drawing(self) -> bool:
        return bool(self._depths.get("svg"))

    def text(self, start: int, stop: int) -> None:
        if self.stack[-1].tag == "head" and not self.page.source[start:stop].isspace():
            self.pop_to(len(self.stack) - 1, start)
        self.page.events.append((TEXT_EVENT, start, stop, None))

    def comment(self, start: int, stop: int, attributes: Attributes) -> None:
        element = Element(self.page.source, "", attributes, self.stack[-1], start)
        self.page.events.append((COMMENT_EVENT, start, stop, element))

    def start(self, tag: str, attributes: Attributes, start: int, stop: int) -> None:
        page = self.page
        if self.stack[-1].tag == "head" and tag not in _HEAD_CONTENT:
            self.pop_to(len(self.stack) - 1, start)
        if tag in RAW_ELEMENTS:
            self.raw_attributes = attributes
        elif tag in VOID:
            if tag == "br":
                page.events.append((BREAK, start, stop, None))
            elif tag == "hr":
                self._end_paragraph(start)
                page.events.append((BOUNDARY, start, stop, None))
            elif attributes:
                page.singles.append(Element(page.source, tag, attributes, self.stack[-1], start))
        elif tag == "!doctype":
            page.whole = True
        elif tag in ("html", "head", "body") and self._depths.get(tag):
            return
        elif tag in _BLOCKS or tag in OPAQUE or ("-" in tag and not self._in_running_line()):
            page.whole = page.whole or tag in ("html", "head", "body")
            self._imply_ends(tag, start)
            self._push(Element(page.source, tag, attributes, self.stack[-1], start))
        else:
            self._open_inline(Element(page.source, tag, attributes, self.stack[-1], start))

    def end(self, tag: str, start: int, stop: int) -> None:
        open_inline = self._inline_by_name.get(tag)
        if open_inline:
            self._close_inline(open_inline.pop(), start, stop)
            return
        if tag in HEADINGS and self.stack[-1].tag in HEADINGS:
            tag = self.stack[-1].tag  # ``<h2>…</h3>``
        if tag == "br":
            self.page.events.append((BREAK, start, stop, None))
            return
        depths = self._depths.get(tag)
        if tag in ("html", "body"):
            return
        if depths and self._in_scope(tag, depths[-1]):
            self.pop_to(depths[-1], start, stop)
        elif tag == "p":
            self.page.events.append((BOUNDARY, start, stop, None))

    def pop_to(self, depth: int, start: int, stop: int | None = None) -> None:
        """Close all but the lowest ``depth`` open blocks; the last one closed ends at ``stop``."""
        while len(self.stack) > depth:
            while self._inline and self._inline[-1].depth >= len(self.stack):
                self._close_inline(self._inline.pop(), start, start)
            element = self.stack.pop()
            self._depths[element.tag].pop()
            for places in (self._barriers, self._lists):
                if places[-1] == len(self.stack):
                    places.pop()
            element.stop = stop if stop is not None and len(self.stack) == depth else start
            element.last = len(self.page.events)
            self.page.events.append((CLOSE, start, element.stop, element))

    def _push(self, element: Element) -> None:
        depth = len(self.stack)
        self._depths.setdefault(element.tag, []).append(depth)
        if element.tag in _BARRIERS:
            self._barriers.append(depth)
        if element.tag in _LISTS:
            self._lists.append(depth)
        element.index = len(self.page.blocks)
        element.first = len(self.page.events)
        self.page.blocks.append(element)
        self.page.events.append((OPEN, element.start, element.start, element))
        self.stack.append(element)

    def _in_running_line(self) -> bool:
        return self.stack[-1].tag == "p" or self.stack[-1].tag in HEADINGS

    def _end_paragraph(self, at: int) -> None:
        if self.stack[-1].tag == "p":
            self.pop_to(len(self.stack) - 1, at)

    def _imply_ends(self, tag: str, at: int) -> None:
        """Close what a start tag of this name ends without saying so."""
        if tag in OPAQUE:
            return
        self._end_paragraph(at)
        if tag in HEADINGS and self.stack[-1].tag in HEADINGS:
            self.pop_to(len(self.stack) - 1, at)
        elif tag == "body":
            self._close_latest(("head",), 0, at)
        elif tag in ("li", "dt", "dd"):
            floor = max(self._lists[-1], self._barriers[-1])
            self._close_latest(("li",) if tag == "li" else ("dt", "dd"), floor, at)
        elif tag in _TABLE_PARTS:
            self._close_latest(_TABLE_PARTS[tag], self._table(), at)

    def _close_latest(self, tags: tuple[str, ...], floor: int, at: int) -> None:
        """Close the outermost open block of these names that was opened above ``floor``."""
        lowest = 0
        for tag in tags:
            places = self._depths.get(tag)
            if places and places[-1] > floor:
                lowest = min(lowest or places[-1], places[-1])
        if lowest:
            self.pop_to(lowest, at)

    def _table(self) -> int:
        tables = self._depths.get("table")
        return tables[-1] if tables else 0

    def _in_scope(self, tag: str, depth: int) -> bool:
        if tag == "table" or tag in OPAQUE:
            return True
        if tag in _TABLE_PARTS or tag == "caption":
            return depth > self._table()
        return depth > self._barriers[-1] and (tag not in ("li", "dt", "dd") or depth > self._lists[-1])

    def _open_inline(self, element: Element) -> None:
        named = self._inline_by_name.setdefault(element.tag, [])
        if element.tag == "a" and named:  # links do not nest
            self._close_inline(named.pop(), element.start, element.start)
        element.block = False
        element.depth = len(self.stack)
        if element.attributes or element.tag in _TELLING:
            element.first = len(self.page.events)
            self.page.inlines.append(element)
            self.page.events.append((OPEN, element.start, element.start, element))
        self._inline.append(element)
        named.append(element)

    def _close_inline(self, element: Element, start: int, stop: int) -> None:
        if element.last >= 0:
            return
        named = self._inline_by_name[element.tag]
        if named and named[-1] is element:
            named.pop()
        element.stop = stop
        element.last = len(self.page.events)
        if element.attributes or element.tag in _TELLING:
            self.page.events.append((CLOSE, start, stop, element))
