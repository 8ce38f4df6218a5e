"""Which prose of a page is marked as a quotation, and whether a passage is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise

from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.page import count_words
from reusecheck.attribution.quotation import Quoted, quotations
from reusecheck.documents import Role
from reusecheck.spans import Prose, Span, union

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.page import Page
    from reusecheck.documents import Block

# A passage is quoted when this share of its words stands inside marks.
QUOTED_SHARE = 0.9
# “…,” she told the paper on Friday, “…”: so many words of the article's own between two halves interrupt no quotation.
_INTERRUPTION_WORDS = 10
# Words between marks that are fewer are a word set off, no quotation of somebody.
_LEAST_WORDS = 4


class Quotes:
    """The quotations of a page; each worked out when it is first asked for."""

    def __init__(self, page: Page) -> None:
        self._page = page
        # block and number of quotations around its row → the block that announces the row; ``surroundings`` notes it
        self.announced: dict[tuple[int, int], int] = {}

    @cached_property
    def _marked(self) -> list[tuple[Span[Prose], Quoted]]:
        """The parts of the outermost quotations between marks, ascending, each with its quotation."""
        all_marked = quotations(self._page.visible, self._page.blocks)
        if self._page.notes:
            all_marked += quotations(self._page.visible, self._page.notes)
        parts = [(part, quoted) for quoted in all_marked for part in quoted.parts if len(part)]
        parts.sort(key=lambda pair: (pair[0].start, -pair[0].stop))
        outermost: list[tuple[Span[Prose], Quoted]] = []
        for part, quoted in parts:
            if not outermost or part.start >= outermost[-1][0].stop:
                outermost.append((part, quoted))
        return outermost

    def marked_around(self, passage: Span[Prose]) -> Quoted | None:
        """The quotation between marks that holds most of the passage."""
        best: tuple[int, Quoted | None] = (0, None)
        for part, quoted in self._marked[self._first_part(passage) :]:
            if part.start >= passage.stop:
                break
            shared = min(part.stop, passage.stop) - max(part.start, passage.start)
            if shared > best[0]:
                best = (shared, quoted)
        return best[1]

    def _first_part(self, passage: Span[Prose]) -> int:
        return max(bisect_right(self._marked, passage.start, key=_part_start) - 1, 0)

    @cached_property
    def _spans(self) -> list[Span[Prose]]:
        """All prose that is marked as a quotation, ascending and apart.

        A block quotation around a callout does not make the callout one; what is quoted inside of it is.
        """
        roles = self._page.by_role
        callouts = union(r.prose for r in roles[Role.CALLOUT])
        blocks = [r.prose for r in roles[Role.BLOCK_QUOTATION]]
        inside = [block for block in blocks if callouts and _is_held(block, callouts)]
        around = _without(union(block for block in blocks if block not in set(inside)), callouts)
        marked = [part for part, _ in self._marked]
        return union([*marked, *inside, *around, *(r.prose for r in roles[Role.QUOTATION])])

    def meeting(self, stretch: Span[Prose]) -> list[Span[Prose]]:
        """What is quoted, by marks or markup, and shares a character with ``stretch``; ascending and apart."""
        first = max(bisect_right(self._spans, stretch.start, key=lambda s: s.start) - 1, 0)
        stop = bisect_left(self._spans, stretch.stop, key=lambda s: s.start)
        return [span for span in self._spans[first:stop] if span.meets(stretch)]

    def evidence(self, passage: Span[Prose], copied: tuple[Span[Prose], ...]) -> Evidence | None:
        """What marks nearly all of the passage as a quotation."""
        page = self._page
        blocks = page.blocks_of(passage)
        inside: list[Span[Prose]] = [
            Span(max(span.start, passage.start), min(span.stop, passage.stop)) for span in self.meeting(passage)
        ]
        if not inside:
            return None
        quoted = sum(count_words(page, blocks, span) for span in inside)
        words = count_words(page, blocks, passage)
        if quoted < QUOTED_SHARE * words and len(inside) > 1:
            words -= self._interruptions(inside, blocks, copied)
        if quoted < QUOTED_SHARE * words or not quoted:
            return None
        source = page.reading.offsets.to_source(Span(inside[0].start, inside[-1].stop))
        if page.block_quotation(inside[0]):
            return Evidence("quotation", "block quotation", "", source)
        marked = self.marked_around(passage)
        if marked:
            return Evidence("quotation", "quotation marks", marked.marks, source)
        return Evidence("quotation", "quotation element", "", source)

    def _interruptions(self, inside: list[Span[Prose]], blocks: list[Block], copied: tuple[Span[Prose], ...]) -> int:
        """The words of the article's own that stand between two parts of what is quoted, in one sentence."""
        page, words = self._page, 0
        for before, behind in pairwise(inside):
            gap: Span[Prose] = Span(before.stop, behind.start)
            between = count_words(page, blocks, gap)
            if not 0 < between <= _INTERRUPTION_WORDS or any(span.meets(gap) for span in copied):
                continue
            # the gap begins with the mark that closes the first part
            if len(page.block_range(gap)) == 1 and len(page.sentences(Span(gap.start + 1, gap.stop))) == 1:
                words += between
        return words

    def is_quoted(self, block: Block) -> bool:
        """Whether all that the block says stands in one quotation or several."""
        words = self._page.words(block.prose)
        quoted = sum(words.count(span.start, span.stop) for span in self.meeting(block.prose))
        return bool(quoted) and quoted >= QUOTED_SHARE * len(words)

    def holds_quotation(self, stretch: Span[Prose]) -> bool:
        """Whether somebody is quoted between marks inside the stretch, in more than a word set off."""
        return any(
            stretch.holds(part) and len(self._page.words(part)) >= _LEAST_WORDS
            for part, _ in self._marked[
                self._first_part(stretch) : bisect_left(self._marked, stretch.stop, key=_part_start)
            ]
        )

    def reach(self, near: Span[Prose], passage: Span[Prose]) -> Span[Prose]:
        """``near`` without the sentences around the quoted passage in which somebody else is quoted, and beyond."""
        others = [
            part
            for part, _ in self._marked[self._first_part(near) : bisect_left(self._marked, near.stop, key=_part_start)]
            if not part.meets(passage) and len(self._page.words(part)) >= _LEAST_WORDS
        ]
        sentences = [sentence.start for sentence in self._page.sentences(near)] if others else []
        last = max((part.stop for part in others if near.start < part.stop <= passage.start), default=near.start)
        first = min((part.start for part in others if part.start >= passage.stop), default=near.stop)
        # what is said of another quotation ends with its sentence
        start = next((at for at in sentences if last <= at <= passage.start), near.start)
        stop = next((at for at in reversed(sentences) if passage.stop <= at <= first), near.stop)
        return Span(start, stop if first < near.stop else near.stop)


def _part_start(pair: tuple[Span[Prose], Quoted]) -> int:
    return pair[0].start


def _is_held(span: Span[Prose], by: list[Span[Prose]]) -> bool:
    at = bisect_right(by, span.start, key=lambda s: s.start) - 1
    return at >= 0 and by[at].holds(span)


def _without(spans: list[Span[Prose]], taken: list[Span[Prose]]) -> list[Span[Prose]]:
    """``spans`` less ``taken``; both ascending and apart, and so is the result."""
    if not taken:
        return spans
    left: list[Span[Prose]] = []
    at = 0
    for span in spans:
        start = span.start
        while at < len(taken) and taken[at].stop <= start:
            at += 1
        among = at
        while among < len(taken) and taken[among].start < span.stop:
            if start < taken[among].start:
                left.append(Span(start, taken[among].start))
            start = max(start, taken[among].stop)
            among += 1
        if start < span.stop:
            left.append(Span(start, span.stop))
    return left
