"""HTML: ``<blockquote cite="…">`` around whole paragraphs, ``<q>`` and ``<cite>`` inside of one."""

from __future__ import annotations

import re

from reusecheck.attribution.fixing import html as form
from reusecheck.attribution.fixing.source import address_of
from reusecheck.attribution.inserting.place import NEAR, Markup, indentation, wrapped
from reusecheck.attribution.inserting.ways import Ways, nothing
from reusecheck.documents import BlockKind, Role
from reusecheck.edits import Insertion
from reusecheck.spans import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Marks, Place

_NAMES = "abbr|b|bdi|bdo|cite|code|dfn|em|font|i|ins|kbd|mark|s|samp|small|span|strong|sub|sup|u|var|a|q"
MARKUP = Markup(before=rf"(?i:<(?:{_NAMES})(?:\s[^<>]*)?>\s*)+", behind=rf"(?i:\s*</(?:{_NAMES})\s*>)+")
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][\w-]*)(?:\s[^<>]*)?>")
_TAG_BEFORE = re.compile(rf"<(?P<name>(?i:{_NAMES}))(?:\s[^<>]*)?>\Z")
_TAG_BEHIND = re.compile(rf"</(?P<name>(?i:{_NAMES}))\s*>")
_VOID = frozenset(
    ("br", "img", "wbr", "hr", "input", "col", "embed", "source", "track", "area", "base", "link", "meta")
)
_START = re.compile(r"<p(?:\s[^<>]*)?>", re.IGNORECASE)
_END = re.compile(r"</p\s*>", re.IGNORECASE)
_END_OF = {
    BlockKind.PARAGRAPH: _END,
    BlockKind.HEADING: re.compile(r"</h[1-6]\s*>", re.IGNORECASE),
}
_END_OF_QUOTATION = re.compile(r"</blockquote\s*>", re.IGNORECASE)


def quoted_blocks(place: Place, who: Identity | None) -> list[Insertion] | None:
    before, behind = _neighbours(place)
    first, last = place.parts[0].block, place.parts[-1].block
    starts = list(_START.finditer(place.source, before, first.start))
    start = starts[-1].start() if starts and not _END.search(place.source, starts[-1].end(), first.start) else None
    end = _END.search(place.source, last.stop, behind)
    if start is not None and end:
        stop, head, tail = end.end(), "", ""
    elif start is None and len(place.parts) == 1:  # text that stands in a container without a paragraph
        ends = place.ends(place.parts[0], MARKUP)
        start, stop, head, tail = ends.start, ends.behind, "<p>", "</p>"
    else:
        return None
    owns_line = not place.source[place.line_start(start) : start].strip(" \t")
    between = place.newline(start) + indentation(place, start) if owns_line else ""
    line = between + form.block(form.credit_line(who)) if who else ""
    return [
        Insertion(start, f"{form.opening(who)}{between}{head}"),
        Insertion(stop, f"{tail}{line}{between}</blockquote>"),
    ]


def _neighbours(place: Place) -> tuple[int, int]:
    """Where the block before the passage ends and the one behind it begins, in the source."""
    to_source = place.reading.offsets.to_source
    before, behind = 0, len(place.source)
    for block in place.reading.blocks:
        if not len(block.prose):
            continue
        if block.prose.stop <= place.parts[0].prose.start:
            before = to_source(block.prose).stop
        elif block.prose.start >= place.parts[-1].prose.stop:
            behind = to_source(block.prose).start
            break
    return before, behind


def below(place: Place, who: Identity) -> list[Insertion] | None:
    """A paragraph of its own below the paragraph or heading that ends with the passage."""
    part = place.parts[-1]
    if part.kind not in _END_OF:
        return None
    end = _END_OF[part.kind].search(place.source, part.block.stop, _neighbours(place)[1])
    if not end:
        return None
    newline = place.newline(part.block.start) + indentation(place, part.block.start)
    return [Insertion(end.end(), newline + form.block(form.credit_line(who)))]


def inside(place: Place, who: Identity) -> list[Insertion] | None:
    """The credit line as the last paragraph of the block quotation."""
    region = place.around(Role.BLOCK_QUOTATION)
    if region is None:
        return None
    last, line = place.parts[-1].block, form.block(form.credit_line(who))
    ends = _END.search(place.source, last.stop, region.source.stop)
    if ends:
        start = place.line_start(last.start)
        indent = indentation(place, start)
        owns_line = place.source[start + len(indent) :].startswith("<p")
        return [Insertion(ends.end(), (place.newline(last.start) + indent if owns_line else "") + line)]
    closing = list(_END_OF_QUOTATION.finditer(place.source, last.stop, region.source.stop))
    return [Insertion(closing[-1].start(), line)] if closing else None


def inline(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    """``<cite>`` in parentheses behind the passage, and ``<q>`` around it where it is to be marked."""
    return _around(place, form.text(address_of(who)), f" ({form.credit(who)})", quoting=marks is not None)


def marked(place: Place, marks: Marks) -> list[Insertion] | None:
    del marks
    return _around(place, "", "", quoting=True)


def _around(place: Place, url: str, tail: str, *, quoting: bool) -> list[Insertion]:
    """``<q>`` around each part, or marks where elements begin in it and end outside, and ``tail`` behind it."""
    insertions = []
    for part, ends in zip(place.parts, place.all_ends(MARKUP), strict=True):
        element = _whole_elements(place.source, part.source) if quoting else None
        if element:
            insertions.append(Insertion(element.start, f'<q cite="{url}">' if url else "<q>"))
            insertions.append(Insertion(element.stop, "</q>"))
        elif quoting:
            insertions += [Insertion(part.source.start, "“"), Insertion(part.source.stop, "”")]
        if tail:
            insertions.append(Insertion(max(ends.stop, element.stop if element else 0), tail))
    return insertions


def _whole_elements(source: str, words: Span[Source]) -> Span[Source] | None:
    """The words with the tags right beside them that open and close in pairs; None if an element reaches outside."""
    start, stop = words.start, words.stop
    opened: list[str] = []
    unopened = 0
    for tag in _TAG.finditer(source, start, stop):
        name = tag["name"].lower()
        if name in _VOID or tag[0].endswith("/>"):
            continue
        if not tag["closing"]:
            opened.append(name)
        elif not opened:
            unopened += 1
        elif opened.pop() != name:
            return None
    while True:
        before = _TAG_BEFORE.search(source, max(0, start - NEAR), start)
        behind = _TAG_BEHIND.match(source, stop)
        if unopened and before:
            start, unopened = before.start(), unopened - 1
        elif opened and behind:
            stop, opened = behind.end(), opened[:-1]
        elif not (unopened or opened) and before and behind and before["name"].lower() == behind["name"].lower():
            start, stop = before.start(), behind.end()
        else:
            return None if unopened or opened else Span(start, stop)


def line_below(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    """Typographic marks and a credit line: where no ``<q>`` goes around the passage."""
    line = below(place, who)
    return line and [*wrapped(place, place.all_ends(MARKUP), marks, "", is_note=True), *line]


WAYS = Ways(quoted_blocks, below, inside, nothing, nothing, inline, marked, line_below)
