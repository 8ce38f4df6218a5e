"""Which blocks stand around a passage in the structure of the page: lead-in, trailer, caption, row, term."""

from __future__ import annotations

from reusecheck.attribution.forms import (
    SENTENCE_ENDS,
    credit_tail,
    ends_with_colon,
    is_credit_line,
    last_sentence,
    names_nothing_else,
)
from reusecheck.documents import BlockKind
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.mentions import Borrowed
    from reusecheck.attribution.page import Page
    from reusecheck.attribution.quoting import Quotes
    from reusecheck.documents import Region
    from reusecheck.spans import Prose, Span

# Between a lead-in and the passage, and between the passage and a credit line, only so many own words may stand.
_EDGE_WORDS = 12
# A row of more cells is a matrix of figures, and is looked at from the passage to either side no further.
_ROW_CELLS = 12

# Author, work and year may be a caption each; a quotation with more at one end is no quotation.
_CAPTIONS = 4


# Press reviews set a name above each quotation, or below each; further back nobody looks to see which.
_RUN = 20


class Setting(NamedTuple):
    """A passage and its surroundings.

    ``units`` are the quotations it belongs to, the innermost first; ``quoted``
    whether it is marked as a quotation at all, ``block`` whether by a block quotation.
    """

    passage: Span[Prose]
    units: tuple[Span[Prose], ...]
    quoted: bool
    block: bool
    borrowed: Borrowed
    quotes: Quotes


def before(page: Page, setting: Setting) -> list[int]:
    """Blocks that may lead in: the one before the passage, its quotation, its list."""
    indexes = set()
    for stretch in (setting.passage, *setting.units):
        among = page.block_range(stretch)
        if not among:
            continue
        first = page.blocks[among.start]
        if page.words(first.prose).count(first.prose.start, stretch.start) <= _EDGE_WORDS:
            indexes.add(among.start - 1)
            if first.kind in (BlockKind.ITEM, BlockKind.CELL):
                indexes.add(page.structure.above(among.start))
            if setting.quoted:
                indexes.add(_announcing(page, setting.quotes, among.start))
    return sorted(index for index in indexes if index >= 0)


def _announcing(page: Page, quotes: Quotes, index: int) -> int:
    """The block that announces block ``index`` and the quotations in a row before it; -1 if none does.

    A quotation with a credit of its own ends the row: what follows it is somebody else's.
    """
    around = page.quotations_around(index)
    # what the row itself stands in: where block quotations follow each other, each begins with its first block
    within = around[:-1] if around and around[-1].prose.start >= page.blocks[index].prose.start else around
    known = quotes.announced
    passed = []
    at = index - 1
    while at >= 0 and (at + 1, len(within)) not in known and _is_quotation(page, quotes, at, within):
        passed.append((at + 1, len(within)))
        at -= 1
    if (at + 1, len(within)) in known:
        found = known[at + 1, len(within)]
    elif at >= 0 and passed and _is_announcement(page, at):
        found = at
    else:
        found = -1
    known.update(dict.fromkeys(passed, found))
    return found


def _is_quotation(page: Page, quotes: Quotes, index: int, within: tuple[Region, ...]) -> bool:
    """Whether the block is nothing but a quotation, apart from what it is ``within``, with no source of its own."""
    block = page.blocks[index]
    around = page.quotations_around(index)
    if len(around) > len(within):
        if around[-1].value or block.kind is BlockKind.CAPTION:
            return False
    elif within or not quotes.is_quoted(block):
        return False
    return not is_credit_line(page, block) and credit_tail(page, block.prose, quoted=True) is None


def _is_announcement(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if block.kind is BlockKind.HEADING:
        return False
    return not is_credit_line(page, block) and ends_with_colon(page, last_sentence(page, block.prose))


def behind(page: Page, setting: Setting) -> list[int]:
    """Blocks that may be a credit line: the one behind the passage, the last of its quotation, the one behind that."""
    indexes = set()
    for stretch in (setting.passage, *setting.units):
        among = page.block_range(stretch)
        if not among:
            continue
        last = page.blocks[among.stop - 1]
        if page.words(last.prose).count(stretch.stop, last.prose.stop) <= _EDGE_WORDS:
            indexes.add(among.stop)
        if last.prose.start >= setting.passage.stop:
            indexes.add(among.stop - 1)
    return sorted(index for index in indexes if index < len(page.blocks))


def addresses_before(page: Page, setting: Setting) -> list[Region]:
    """Bare addresses that have the paragraph before the quotation to themselves, unless they are of one before that."""
    found: list[Region] = []
    for stretch in (setting.passage, *setting.units) if setting.quoted and page.alone else ():
        among = page.block_range(stretch)
        if not among or among.start not in page.alone:
            continue
        first, previous = page.blocks[among.start], among.start - 1
        if page.words(first.prose).count(first.prose.start, stretch.start) > _EDGE_WORDS:
            continue
        if previous >= 0 and setting.quotes.is_quoted(page.blocks[previous]):
            continue
        found += page.alone[among.start][-1:]
    return found


def addresses_behind(page: Page, setting: Setting) -> list[tuple[Region, bool]]:
    """Bare addresses that are the last paragraph of the block quotation, or the first below it; whether inside."""
    found: list[tuple[Region, bool]] = []
    for unit in setting.units if setting.block and page.alone else ():
        among = page.block_range(unit)
        links = page.alone.get(among.stop, []) if among else []
        around = page.quotations_around(among.stop - 1) if links else ()
        for at, link in enumerate(links[:_CAPTIONS]):
            inside = any(region.prose.holds(unit) and region.source.holds(link.source) for region in around)
            if inside or at == 0:
                found.append((link, inside))
    return found


def captions(page: Page, setting: Setting) -> list[int]:
    """Captions of the block quotation: right before or behind it, and inside it before or behind what is quoted."""
    indexes = set()
    for unit in setting.units if setting.block else ():
        among = page.block_range(unit)
        first, stop = among.start, among.stop
        indexes |= {first - 1, stop}
        while first < min(stop, among.start + _CAPTIONS) and _is_caption(page, first):
            indexes.add(first)
            first += 1
        while max(first, among.stop - _CAPTIONS) < stop and _is_caption(page, stop - 1):
            indexes.add(stop - 1)
            stop -= 1
    found = sorted(index for index in indexes if 0 <= index < len(page.blocks) and _is_caption(page, index))
    return [index for index in found if not _is_under_a_picture(page, index)]


def _is_caption(page: Page, index: int) -> bool:
    return page.blocks[index].kind is BlockKind.CAPTION


def _is_under_a_picture(page: Page, index: int) -> bool:
    """Whether a picture shares the figure with the caption, in HTML."""
    before, behind = page.source_between(index - 1), page.source_between(index)
    figure = (before.lower().rpartition("<figure")[2], behind.lower().partition("</figure")[0])
    return any(f"<{tag}" in part for part in figure for tag in ("img", "picture", "video", "svg"))


def of_the_whole(page: Page, setting: Setting) -> list[int]:
    """Blocks that may name the source of the list or table the passage stands in: its caption, the one behind it."""
    among = page.block_range(setting.passage)
    if not among or page.blocks[among.start].kind not in (BlockKind.ITEM, BlockKind.CELL):
        return []
    above, below = page.structure.above(among.start), page.structure.below(among.start)
    indexes = [at for at in (above, above + 1, below) if 0 <= at < len(page.blocks)]
    return [at for at in indexes if _is_caption(page, at) or at == below]


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


def is_above(page: Page, setting: Setting, index: int) -> bool:
    """Whether block ``index`` stands right above the passage's block quotation, as a heading or a line of its own."""
    if not setting.block or index + 1 >= len(page.blocks):
        return False
    depth = len(page.quotations_around(index))
    around = page.quotations_around(index + 1)
    if len(around) <= depth or not around[depth].prose.meets(setting.passage):
        return False
    return page.blocks[index].kind is BlockKind.HEADING or not _is_deeper(page, index - 1, depth) or _leads(page, index)


def is_below(page: Page, index: int) -> bool:
    """Whether the line at block ``index`` belongs to the quotation above it, and not to one below."""
    return not _is_deeper(page, index + 1, len(page.quotations_around(index))) or not _leads(page, index)


def _is_deeper(page: Page, index: int, depth: int) -> bool:
    """Whether block ``index`` stands in more than ``depth`` block quotations."""
    return 0 <= index < len(page.blocks) and len(page.quotations_around(index)) > depth


def _leads(page: Page, index: int) -> bool:
    """Whether the row of names and block quotations by turns around the name at ``index`` begins with a name."""
    depth = len(page.quotations_around(index))
    for _ in range(_RUN):
        if not _is_deeper(page, index - 1, depth):
            return True
        index = page.block_range(page.quotations_around(index - 1)[depth].prose).start - 1
        if index < 0 or len(page.quotations_around(index)) != depth:
            return False
        above = page.blocks[index].prose
        if page.text(above).rstrip().endswith(SENTENCE_ENDS) or not names_nothing_else(page, above):
            return False
    return False
