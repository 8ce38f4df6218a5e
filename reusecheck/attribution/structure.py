"""How deep the blocks of a page stand in its lists and tables, told from the source between them."""

from __future__ import annotations

import re
from functools import cached_property

from reusecheck.documents import BlockKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.page import Page

_HTML = (".html", ".htm", ".xhtml")
_NESTS = r"(?i)<(/?)(?:ul|ol|dl|table)\b"
# What stands before the first cell of a row: quotation signs, and the marks of the items it is in
_BEFORE_ROW = r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*"
# Text further from the beginning of its line than this is not indented, it is a long line.
_LINE = 400
_TAB = 4


class Structure:
    """For each block what it is nested in.

    A block's depth is that of the elements around it and, but in HTML, its
    column: an item of a list stands further to the right than what announces it.
    """

    def __init__(self, page: Page) -> None:
        self._page = page

    def above(self, index: int) -> int:
        """The nearest block before that stands less deep: what announces the list, or the item around it; or -1."""
        return self._above[index]

    def below(self, index: int) -> int:
        """The nearest block behind that stands less deep; the number of blocks if none does."""
        return self._below[index]

    @cached_property
    def _depths(self) -> list[tuple[int, int]]:
        page = self._page
        source, offsets = page.document.source, page.reading.offsets
        in_html = page.document.path.lower().endswith(_HTML)
        depths, nested, behind = [], 0, 0
        for block in page.blocks:
            span = offsets.to_source(block.prose)
            between = source[behind : span.start]
            if "<" in between:
                nested += sum(-1 if tag[1] else 1 for tag in re.finditer(_NESTS, between))
            behind = max(behind, span.stop)
            row = block.kind is BlockKind.CELL
            depths.append((nested, 0 if in_html else _column(source, span.start, row=row)))
        return depths

    @cached_property
    def _above(self) -> list[int]:
        return _nearest_lesser(self._depths)

    @cached_property
    def _below(self) -> list[int]:
        last = len(self._depths) - 1
        return [last - found if found >= 0 else last + 1 for found in reversed(_nearest_lesser(self._depths[::-1]))]


def _column(source: str, start: int, *, row: bool) -> int:
    """Characters before ``start`` on its line, tabs as four; for a cell those before its row, and one more."""
    first = max(start - _LINE, 0)
    line = max(source.rfind("\n", first, start), source.rfind("\r", first, start), first - 1) + 1
    before = source[line:start]
    if row:
        found = re.match(_BEFORE_ROW, before)
        return len((found[0] if found else "").expandtabs(_TAB)) + 1
    return len(before.expandtabs(_TAB))


def _nearest_lesser(depths: list[tuple[int, int]]) -> list[int]:
    """For each place the nearest one before it with a lesser depth, or -1; linear."""
    found: list[int] = []
    open_at: list[int] = []
    for at, depth in enumerate(depths):
        while open_at and depths[open_at[-1]] >= depth:
            open_at.pop()
        found.append(open_at[-1] if open_at else -1)
        open_at.append(at)
    return found
