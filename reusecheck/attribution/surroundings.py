"""Which blocks stand around a passage in the structure of the page: lead-in, trailer, caption, row, term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reusecheck.attribution.forms import credit_tail, ends_with_colon, is_credit_line, last_sentence
from reusecheck.documents import BlockKind
from reusecheck.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.mentions import Borrowed
    from reusecheck.attribution.page import Page
    from reusecheck.attribution.quoting import Quotes
    from reusecheck.spans import Prose, Span

# Between a lead-in and the passage, and between the passage and a credit line, only so many own words may stand.
_EDGE_WORDS = 12
# A row of more cells is a matrix of figures, and is looked at from the passage to either side no further.
_ROW_CELLS = 12


class Setting(NamedTuple):
    """A passage and its surroundings.

    ``unit`` is the quotation it belongs to, or the passage itself; ``quoted``
    whether it is marked as a quotation at all, ``block`` whether by a block quotation.
    """

    passage: Span[Prose]
    unit: Span[Prose]
    quoted: bool
    block: bool
    borrowed: Borrowed
    quotes: Quotes


def before(page: Page, setting: Setting) -> list[int]:
    """Blocks that may lead in: the one before the passage, its quotation, its list."""
    indexes = set()
    for stretch in (setting.passage, setting.unit):
        among = page.block_range(stretch)
        if not among:
            continue
        first = page.blocks[among.start]
        if page.words(first.prose).count(first.prose.start, stretch.start) <= _EDGE_WORDS:
            indexes.add(among.start - 1)
            if first.kind in (BlockKind.ITEM, BlockKind.CELL):
                indexes.add(page.group_range(among.start).start - 1)
            if setting.quoted and stretch is setting.unit:
                indexes.add(_announcing(page, setting.quotes, among.start))
    return sorted(index for index in indexes if index >= 0)


def _announcing(page: Page, quotes: Quotes, index: int) -> int:
    """The block that announces block ``index`` and the quotations in a row before it; -1 if none does.

    A quotation with a credit of its own ends the row: what follows it is somebody else's.
    """
    known = quotes.announced
    passed = []
    at = index - 1
    while at >= 0 and at + 1 not in known and _is_quotation(page, quotes, at):
        passed.append(at + 1)
        at -= 1
    if at + 1 in known:
        found = known[at + 1]
    elif at >= 0 and passed and _is_announcement(page, at):
        found = at
    else:
        found = -1
    known.update(dict.fromkeys(passed, found))
    return found


def _is_quotation(page: Page, quotes: Quotes, index: int) -> bool:
    """Whether the block is nothing but a quotation, with no source of its own."""
    block = page.blocks[index]
    around = page.quotation_around(index)
    if around is not None:
        if around.value or block.kind is BlockKind.CAPTION:
            return False
    elif not quotes.is_quoted(block):
        return False
    return not is_credit_line(page, block) and credit_tail(page, block.prose, quoted=True) is None


def _is_announcement(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if block.kind is BlockKind.HEADING or page.quotation_around(index) is not None:
        return False
    return not is_credit_line(page, block) and ends_with_colon(page, last_sentence(page, block.prose))


def behind(page: Page, setting: Setting) -> list[int]:
    """Blocks that may be a credit line: the one behind the passage, the last of its quotation, the one behind that."""
    indexes = set()
    for stretch in (setting.passage, setting.unit):
        among = page.block_range(stretch)
        if not among:
            continue
        last = page.blocks[among.stop - 1]
        if page.words(last.prose).count(stretch.stop, last.prose.stop) <= _EDGE_WORDS:
            indexes.add(among.stop)
        if stretch is setting.unit and last.prose.start >= setting.passage.stop:
            indexes.add(among.stop - 1)
    return sorted(index for index in indexes if index < len(page.blocks))


def captions(page: Page, setting: Setting) -> list[int]:
    """Captions of the block quotation: right before or behind it, and inside it before or behind what is quoted."""
    if not setting.block:
        return []
    among = page.block_range(setting.unit)
    first, stop = among.start, among.stop
    indexes = {first - 1, stop}
    while first < stop and _is_caption(page, first):
        indexes.add(first)
        first += 1
    while first < stop and _is_caption(page, stop - 1):
        indexes.add(stop - 1)
        stop -= 1
    return sorted(index for index in indexes if 0 <= index < len(page.blocks) and _is_caption(page, index))


def _is_caption(page: Page, index: int) -> bool:
    return page.blocks[index].kind is BlockKind.CAPTION


def of_the_whole(page: Page, setting: Setting) -> list[int]:
    """Blocks that may name the source of the list or table the passage stands in: its caption, the one behind it."""
    among = page.block_range(setting.passage)
    if not among or page.blocks[among.start].kind not in (BlockKind.ITEM, BlockKind.CELL):
        return []
    group = page.group_range(among.start)
    indexes = [at for at in (group.start, group.start - 1, group.stop - 1, group.stop) if 0 <= at < len(page.blocks)]
    return [at for at in indexes if _is_caption(page, at) or at == group.stop]


def beside(page: Page, index: int) -> Iterator[int]:
    """Cells of the row that block ``index`` stands in; of what a term means, the term."""
    kind = page.blocks[index].kind
    if kind is BlockKind.ITEM:
        if index and _explains(page, index - 1):
            yield index - 1
        return
    if kind is not BlockKind.CELL:
        return
    at = index
    while at > 0 and index - at < _ROW_CELLS and _same_row(page, at - 1):
        at -= 1
        yield at
    at = index
    while at + 1 < len(page.blocks) and at - index < _ROW_CELLS and _same_row(page, at):
        at += 1
        yield at


def _same_row(page: Page, index: int) -> bool:
    """Whether blocks ``index`` and ``index + 1`` are cells of one row, or paragraphs of one cell."""
    one, other = page.blocks[index], page.blocks[index + 1]
    if one.group != other.group or one.kind is not BlockKind.CELL or other.kind is not BlockKind.CELL:
        return False
    between = page.source_between(index).lower()
    if "<t" in between or "</" in between:
        return "<tr" not in between and "</tr" not in between
    return not any(end in between for end in "\n\r")


def _explains(page: Page, index: int) -> bool:
    """Whether block ``index`` is the term that block ``index + 1`` explains."""
    if page.blocks[index].group != page.blocks[index + 1].group:
        return False
    between = page.source_between(index).lower()
    return "<dd" in between or between.strip().startswith("::")
