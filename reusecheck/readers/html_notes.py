"""Footnotes of a page: which links are footnote marks, and where the notes stand."""

from __future__ import annotations

from reusecheck.readers.html_names import words_of
from reusecheck.readers.html_tree import TEXT_EVENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.html_tree import Element, Page

_NOTE_BLOCKS = frozenset(["li", "p", "div", "aside", "dd", "td", "tr", "section", "table"])


def mark_notes(page: Page) -> None:
    """Set ``note`` of the links that are footnote marks, and of the blocks they lead to, to the block's id.

    A mark is a link within the page that says so (``role=doc-noteref``, a class like
    ``footnote-ref``) or stands in ``sup``. The link back from a note has the
    same shape and is none: it stands in a note that an earlier mark leads to.
    """
    marks = [e for e in page.inlines if e.tag == "a" and _leads_within(page, e)]
    if not marks:
        return
    targets = _targets(page)
    raised = _raised(page, marks)
    noted: set[int] = set()
    for mark in marks:
        label = mark.get("href")[1:]
        note = targets.get(label)
        if note is None or not (_calls_itself_mark(mark) or mark.first in raised):
            continue
        if _within(mark, noted) or note.first <= mark.first <= note.last:
            continue
        mark.note = label
        note.note = note.note or label
        noted.add(note.index)


def _leads_within(page: Page, element: Element) -> bool:
    span = element.attributes.get("href")
    return span is not None and page.source.startswith("#", span[0]) and span[1] - span[0] > 1


def _calls_itself_mark(element: Element) -> bool:
    if element.get("role") == "doc-noteref" or "noteref" in element.get("epub:type"):
        return True
    for name in element.get("class").split():
        words = words_of(name)
        if "backref" in words or "return" in words:
            return False
        if words and words[0] in ("footnote", "footnotes", "fn", "endnote", "noteref", "footnoteref", "citation"):
            return True
    return False


def _raised(page: Page, marks: list[Element]) -> set[int]:
    """The opening events of those marks that stand in ``sup``, or hold nothing but one."""
    spans = sorted((e.first, e.last) for e in page.inlines if e.tag == "sup")
    raised: set[int] = set()
    at = 0
    for mark in marks:
        while at < len(spans) and spans[at][1] < mark.first:
            at += 1
        if at < len(spans) and (
            spans[at][0] < mark.first < spans[at][1]
            or (mark.first < spans[at][0] and spans[at][1] < mark.last <= mark.first + 6)
        ):
            raised.add(mark.first)
    return raised


def _within(element: Element, noted: set[int]) -> bool:
    parent = element.parent
    for _ in range(8):  # a note is a small thing: its link back stands a few blocks deep at most
        if parent is None:
            return False
        if parent.index in noted:
            return True
        parent = parent.parent
    return False


def _targets(page: Page) -> dict[str, Element]:
    """The block that each id or anchor name leads to."""
    targets: dict[str, Element] = {}
    for element in page.blocks[1:]:
        if element.tag in _NOTE_BLOCKS and "id" in element.attributes:
            targets.setdefault(element.get("id"), element)
        elif element.tag == "dt" and "id" in element.attributes:
            told = [e for e in page.blocks[element.index : element.index + 8] if e.parent is element.parent]
            targets.setdefault(element.get("id"), next((e for e in told if e.tag == "dd"), element))
    for element in page.inlines:
        parent = element.parent
        if parent and parent.tag in ("p", "li", "dd") and _opens(page, element, parent):
            for name in ("id", "name"):
                if name in element.attributes:
                    targets.setdefault(element.get(name), parent)
    return targets


def _opens(page: Page, element: Element, parent: Element) -> bool:
    """Whether an anchor stands in front of its block's text."""
    return (
        all(
            kind != TEXT_EVENT or page.source[start:stop].isspace()
            for kind, start, stop, _ in page.events[parent.first : min(element.first, parent.first + 8)]
        )
        and element.first < parent.first + 8
    )
