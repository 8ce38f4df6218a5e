"""Pieces of LaTeX's prose in order → blocks, regions and the offset map. Knows no command."""

from __future__ import annotations

from reusecheck.documents import Block, BlockKind, ProseBuilder, Region, Role
from reusecheck.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.spans import Prose

_STOPS = ".,;:"

Place = tuple[int, int]  # of the source
Mark = tuple[Role, Place, str]


class Context:
    """What a block is that begins here.

    ``group``: 0 where every block is one of its own. ``used``: whether the item
    has its first paragraph. ``marks`` are repeated at every block: a key that
    speaks for a whole quotation.
    """

    __slots__ = ("group", "kind", "marks", "name", "used")

    def __init__(self, kind: BlockKind, group: int, name: str = "") -> None:
        self.kind = kind
        self.group = group
        self.name = name
        self.used = False
        self.marks: list[Mark] = []


class OpenRegion:
    """A region whose end is not reached yet; ``start`` is -1 until it has prose."""

    __slots__ = ("role", "source", "start", "value")

    def __init__(self, role: Role, source: int, value: str) -> None:
        self.role = role
        self.source = source
        self.value = value
        self.start = -1


class Writer:
    """Takes what is read, in the order of the source.

    ``muted``: what comes is not prose (the preamble, a formula).
    ``kept_aside``: where marks go instead of the prose, if it is a list.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.builder = ProseBuilder(source)
        self.blocks: list[Block] = []
        self.regions: list[Region] = []
        self.contexts = [Context(BlockKind.PARAGRAPH, 0)]
        self.muted = False
        self.kept_aside: list[Mark] | None = None
        self._groups = 0
        self._block_start = -1  # -1: no block is open
        self._spaces: list[tuple[int, int, str | None]] = []  # not known to be inside a block yet
        self._waiting: list[OpenRegion] = []
        self._marks: list[Mark] = []  # in front of their block's first word

    # ---- prose

    @property
    def in_block(self) -> bool:
        return self._block_start >= 0

    def copy(self, start: int, stop: int) -> None:
        """Add text of the source, holding white space back until there is a word behind it."""
        if self.muted or start >= stop:
            return
        words = self.source[start:stop]
        first, last = stop - len(words.lstrip()), start + len(words.rstrip())
        if first >= last:
            self._spaces.append((start, stop, None))
            return
        if self._marks and self._block_start < 0 and self.builder.length and self.source[first] in _STOPS:
            # a mark that a full stop follows ends the sentence before, which stands in another block: a quotation
            self._flush_marks()
            self.copy(first + 1, stop)
            return
        if start < first:
            self._spaces.append((start, first, None))
        self._begin(first)
        self.builder.copy(first, last)
        if last < stop:
            self._spaces.append((last, stop, None))

    def put(self, start: int, stop: int, by: str) -> None:
        """Add what stands for a stretch of the source."""
        if self.muted or not by:
            return
        if by.isspace():
            self._spaces.append((start, stop, by))
            return
        self._begin(start)
        self.builder.replace(start, stop, by)

    def _begin(self, at: int) -> None:
        """Make ready for a word at ``at``: open a block, or add the white space in front of it."""
        if self._block_start < 0:
            if self.builder.length:
                self.builder.replace(at, at, "\n\n")
            self._block_start = self.builder.length
            self._flush_marks()
            for mark in self.contexts[-1].marks:
                self._place(mark)
        else:
            for start, stop, by in self._spaces:
                if by is None:
                    self.builder.copy(start, stop)
                else:
                    self.builder.replace(start, stop, by)
        self._spaces.clear()
        for region in self._waiting:
            if region.start == -1:
                region.start = self.builder.length
        self._waiting.clear()

    def end_block(self) -> None:
        if self.muted:
            return
        if self._block_start >= 0:
            context = self.contexts[-1]
            kind = context.kind
            if kind is BlockKind.ITEM and context.used:
                kind = BlockKind.PARAGRAPH
            context.used = True
            self.blocks.append(Block(kind, Span(self._block_start, self.builder.length), context.group or self._next()))
            self._block_start = -1
        # a mark in a paragraph without words belongs to what stands before
        self._flush_marks()
        self._spaces.clear()

    def _next(self) -> int:
        self._groups += 1
        return self._groups

    # ---- what blocks are

    def enter(self, kind: BlockKind, name: str = "", *, grouped: bool = False) -> None:
        """End the block; what follows is of this kind. The outermost group holds."""
        self.end_block()
        outer = self.contexts[-1]
        group = outer.group or (self._next() if grouped else 0)
        self.contexts.append(Context(BlockKind.FOOTNOTE if outer.kind is BlockKind.FOOTNOTE else kind, group, name))

    def leave(self) -> None:
        self.end_block()
        inner = self.contexts.pop()
        if inner.name == self.contexts[-1].name:  # an environment of no meaning inside an item
            self.contexts[-1].used = self.contexts[-1].used or inner.used

    # ---- regions

    def open(self, role: Role, source: int, value: str = "") -> OpenRegion:
        """A region whose prose begins with the next word."""
        region = OpenRegion(role, source, value)
        self._waiting.append(region)
        return region

    def close(self, region: OpenRegion, stop: int) -> None:
        """End a region; one without prose is none, but for a hidden one, which may hold a citation."""
        if region.start == -1 and region.role is Role.HIDDEN:
            region.start = self.builder.length
        if region.start >= 0:
            prose: Span[Prose] = Span(region.start, self.builder.length)
            self.regions.append(Region(region.role, prose, Span(region.source, stop), region.value))
        region.start = -2

    def mark(self, role: Role, place: Place, value: str) -> None:
        """A region without prose. In front of a block's first word it waits for that word."""
        if self.muted:
            return
        if self.kept_aside is not None:
            self.kept_aside.append((role, place, value))
            return
        self._marks.append((role, place, value))
        if self._block_start >= 0:
            self._flush_marks()

    def take_marks(self) -> list[Mark]:
        """The marks that still wait for a word; they wait no longer."""
        taken, self._marks = self._marks, []
        return taken

    def give_marks(self, marks: list[Mark]) -> None:
        marks += self._marks
        self._marks = marks

    def place(self, role: Role, start: int, stop: int, value: str = "") -> None:
        """A region without prose, just where it stands."""
        if start < stop:
            self._place((role, (start, stop), value))

    def _place(self, mark: Mark) -> None:
        role, source, value = mark
        here = self.builder.length
        self.regions.append(Region(role, Span(here, here), Span(*source), value))

    def _flush_marks(self) -> None:
        for mark in self._marks:
            self._place(mark)
        self._marks.clear()
