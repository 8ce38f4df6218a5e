"""The block structure of reStructuredText: which lines are what, region by region of indentation.

A region is a stretch of lines and the column its blocks begin in. What is indented deeper is a region of its own, and
is read by the same function; a marker is taken off its line first, so that each line is looked at once for each depth.
"""

from __future__ import annotations

from reusecheck.documents import BlockKind, Role
from reusecheck.readers import rst_starts as starts
from reusecheck.readers.leaves import Closed
from reusecheck.readers.rst_explicit import anonymous, explicit
from reusecheck.readers.rst_lines import (
    Line,
    Within,
    column_behind,
    indented_end,
    last_stop,
    least_column,
    paragraph_end,
)
from reusecheck.readers.rst_lists import (
    bullet_list,
    definitions,
    enumerated_list,
    enumerator,
    field_list,
    line_block,
    option_list,
)
from reusecheck.readers.rst_names import Names
from reusecheck.readers.rst_tables import grid_table, simple_table
from reusecheck.readers.rst_tree import Event, Leaf, Opened, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from reusecheck.readers.leaves import Segments

MAX_DEPTH = 40  # regions within each other; what is deeper is paragraphs of the innermost
_SHORT_RULE = 4  # below this, a line of punctuation may be text


class Parser:
    """Takes regions of lines; ``events`` and ``names`` are what they came to."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.events: list[Event] = []
        self.names = Names()
        self.depth = 0
        self.prelude = True  # nothing but titles, comments and definitions so far: fields speak of the document
        self.untitled = True  # nothing but those and fields so far: a title is that of the document
        self.first_kind: BlockKind | None = None  # of the next paragraph, where it opens something
        self.all_kind: BlockKind | None = None  # of all that stands in a footnote or table
        self.hides_next = False  # what stands next has a class that hides it
        self.delimiter = ","  # of the values of the next table

    # ---- what comes out

    def emit(self, kind: BlockKind, *parts: Segments) -> None:
        """Add text; a paragraph may be the one that opens an item, or of a footnote."""
        parts = tuple(part for part in parts if part)
        if not parts:
            return
        if kind is BlockKind.PARAGRAPH:
            kind = self.first_kind or kind
        if kind is not BlockKind.HEADING or self.depth > 1:
            self.prelude = self.untitled = False
        self.first_kind = None
        self.names.forget_waiting()
        hides, self.hides_next = self.hides_next, False
        if hides:
            self.open(parts[0][0][0], Role.HIDDEN, groups=False)
        self.events.append(Leaf(self.all_kind or kind, parts))
        if hides:
            self.close(parts[-1][-1][1])

    def open(self, start: int, role: Role | None = None, value: str = "", *, groups: bool = True) -> None:
        self.prelude = self.untitled = False
        self.events.append(Opened(start, role, value, groups))

    def close(self, stop: int) -> None:
        self.events.append(Closed(stop))

    def code(self, start: int, stop: int) -> None:
        """Note code that stands from ``start`` to ``stop`` in the source."""
        self.prelude = self.untitled = False
        self.first_kind = None
        self.events.append(Place(Role.CODE, start, stop))

    def segments(self, lines: list[Line], start: int, stop: int) -> Segments:
        return [(line.text, line.next) for line in lines[start:stop] if line.column >= 0]

    # ---- regions

    def parse(self, lines: list[Line], start: int, stop: int, column: int) -> None:
        """The blocks of ``lines[start:stop]``, none of which has text before ``column``."""
        within = Within(lines, stop, column)
        self.depth += 1
        at = start
        while at < stop:
            line = lines[at]
            if line.column < 0:
                at += 1
            elif self.depth > MAX_DEPTH:
                end = next((i for i in range(at, stop) if lines[i].column < 0), stop)
                self.emit(BlockKind.PARAGRAPH, self.segments(lines, at, end))
                at = end
            elif line.column > column:
                end = indented_end(within, at)
                self.quotations(lines, at, end)
                at = end
            else:
                at = self.block(within, at)
        self.depth -= 1

    def block(self, within: Within, at: int) -> int:
        """The block whose first line is ``lines[at]``; returns the line behind it."""
        lines, stop, _ = within
        line = lines[at]
        source = self.source
        character = source[line.text]
        if character in starts.MARKS:
            for pattern, read in _READERS.get(character, ()):
                mark = pattern.match(source, line.text, line.stop)
                end = read(self, within, at) if mark else at
                if end > at:
                    return end
            if starts.RULE.match(source, line.text, line.stop) and (end := self.rule(within, at)) > at:
                return end
        if enumerator(self, lines, at, stop) and (end := enumerated_list(self, within, at)) > at:
            return end
        return self.text(within, at)

    def body(self, within: Within, at: int, behind: int) -> int:
        """Take a marker that ends at ``behind`` off line ``at``, and read the region it opens; returns its end.

        All that is indented belongs to it, and the first line counts as indented like the others.
        """
        lines = within.lines
        end = indented_end(within, at + 1)
        inner = least_column(lines, at + 1, end)
        self.take(lines[at], behind)
        if lines[at].column >= 0:
            inner = lines[at].column if inner < 0 else inner
            lines[at].column = inner
        self.parse(lines, at, end, inner)
        return end

    def take(self, line: Line, behind: int) -> None:
        """Take the marker before ``behind``, which may be the end of the text, off the line."""
        if behind >= line.stop:
            line.empty()
        else:
            line.column = column_behind(self.source[line.text : behind], line.column)
            line.text = behind

    # ---- text and what depends on the line below it

    def text(self, within: Within, at: int) -> int:
        """A title, a definition or a paragraph; and the literal block that a paragraph announces."""
        lines, stop, column = within
        following = lines[at + 1] if at + 1 < stop else None
        if following and following.column > column:
            return definitions(self, within, at)
        if following and following.column == column and self.underlines(following, lines[at]):
            self.title([(lines[at].text, lines[at].next)])
            return at + 2
        end = paragraph_end(within, at)
        segments = self.segments(lines, at, end)
        literal = self.announces_literal(segments)
        self.emit(BlockKind.PARAGRAPH, segments)
        return self.literal(within, end) if literal else end

    def underlines(self, rule: Line, title: Line) -> bool:
        if not starts.RULE.match(self.source, rule.text, rule.stop):
            return False
        width = rule.stop - rule.text
        return width >= _SHORT_RULE or width >= title.stop - title.text

    def title(self, segments: Segments) -> None:
        if self.depth == 1 and self.untitled:
            self.names.title = segments
            self.untitled = False
        self.emit(BlockKind.HEADING, segments)

    def announces_literal(self, segments: Segments) -> bool:
        """Whether the paragraph ends with an unescaped ``::``, all of which or half of which is then cut off."""
        start, stop = segments[-1]
        written = self.source[start:stop].rstrip()
        if not written.endswith("::") or (len(written) - len(written[:-2].rstrip("\\"))) % 2:
            return False
        alone = len(written) == 2 or written[-3].isspace()
        cut = start + len(written[:-2].rstrip()) if alone else start + len(written) - 1
        segments.pop()
        if cut > start:
            segments.append((start, cut))
        return True

    def literal(self, within: Within, at: int) -> int:
        """The literal block that was announced: indented, or each line behind the same mark."""
        lines, stop, column = within
        while at < stop and lines[at].column < 0:
            at += 1
        if at == stop:
            return at
        end = indented_end(within, at)
        if end == at:
            mark = self.source[lines[at].text]
            while end < stop and lines[end].column == column and self.source[lines[end].text] == mark:
                end += 1
            if mark.isalnum() or not mark.isascii():
                return at
        self.code(lines[at].text, last_stop(lines, at, end))
        return end

    def rule(self, within: Within, at: int) -> int:
        """A title between two rules, or a transition; ``at`` where the punctuation is text."""
        lines, stop, column = within
        line = lines[at]
        if self.source.startswith("::", line.text) and line.stop - line.text == 2:
            return at
        if at + 2 < stop and lines[at + 1].column >= column and lines[at + 2].column == column:
            title, below = lines[at + 1], lines[at + 2]
            if self.source[line.text : line.stop] == self.source[below.text : below.stop] and (
                line.stop - line.text >= min(_SHORT_RULE, title.stop - title.text)
            ):
                self.title([(title.text, title.next)])
                return at + 3
        return at + 1 if line.stop - line.text >= _SHORT_RULE else at

    # ---- quotations

    def quotations(self, lines: list[Line], start: int, stop: int) -> None:
        """Block quotations that follow each other: the attribution of one ends it."""
        column = least_column(lines, start, stop)
        while start < stop:
            if lines[start].column < 0:
                start += 1
                continue
            credit, end = self.attribution(lines, start, stop, column)
            last = last_stop(lines, start, end)
            self.open(lines[start].text, Role.BLOCK_QUOTATION)
            self.parse(lines, start, credit, column)
            if credit < end:
                self.emit(BlockKind.CAPTION, self.segments(lines, credit, end))
            self.close(last)
            start = end

    def attribution(self, lines: list[Line], start: int, stop: int, column: int) -> tuple[int, int]:
        """The lines of the attribution that ends the quotation; an empty stretch at its end where it has none.

        It follows a blank line and begins with a dash; further lines are indented alike.
        """
        for at in range(start + 1, stop):
            line = lines[at]
            if line.column != column or lines[at - 1].column >= 0:
                continue
            if starts.ATTRIBUTION.match(self.source, line.text, line.stop):
                end = next((i for i in range(at + 1, stop) if lines[i].column < 0), stop)
                if len({further.column for further in lines[at + 1 : end]}) < 2:
                    return at, end
        return stop, stop

    def begins_other(self, line: Line) -> bool:
        """Whether the line would not be read as text."""
        if any(p.match(self.source, line.text, line.stop) for p, _ in _READERS.get(self.source[line.text], ())):
            return True
        return starts.ENUMERATOR.match(self.source, line.text, line.stop) is not None

    def doctest(self, within: Within, at: int) -> int:
        lines, stop, _ = within
        end = next((i for i in range(at, stop) if lines[i].column < 0), stop)
        self.code(lines[at].text, last_stop(lines, at, end))
        return end


_READERS: dict[str, tuple[tuple[re.Pattern[str], Callable[[Parser, Within, int], int]], ...]] = {
    **dict.fromkeys("*\u2022\u2023\u2043", ((starts.BULLET, bullet_list),)),
    "-": ((starts.BULLET, bullet_list), (starts.OPTION, option_list)),
    "+": (
        (starts.BULLET, bullet_list),
        (starts.OPTION, option_list),
        (starts.GRID_TOP, grid_table),
    ),
    ":": ((starts.FIELD, field_list),),
    "/": ((starts.OPTION, option_list),),
    ">": ((starts.DOCTEST, Parser.doctest),),
    "|": ((starts.LINE_BLOCK, line_block),),
    "=": ((starts.SIMPLE_TOP, simple_table),),
    ".": ((starts.EXPLICIT, explicit),),
    "_": ((starts.ANONYMOUS, anonymous),),
}
