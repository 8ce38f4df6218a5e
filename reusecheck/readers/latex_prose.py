"""Pieces of LaTeX's prose in order → blocks, regions and the offset map. Knows no command."""

from __future__ import annotations

from reusecheck.documents import BlockKind, Role
from reusecheck.readers.pieces import PieceWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.pieces import OpenRegion

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


class Writer(PieceWriter):
    """Takes what is read, in the order of the source.

    ``muted``: what comes is not prose (the preamble, a formula).
    ``kept_aside``: where marks go instead of the prose, if it is a list.
    """

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.contexts = [Context(BlockKind.PARAGRAPH, 0)]
        self.muted = False
        self.kept_aside: list[Mark] | None = None
        self._marks: list[Mark] = []  # in front of their block's first word

    # ---- prose

    def copy(self, start: int, stop: int) -> None:
        if self.muted:
            return
        if self._marks and self._block_start < 0 and self.builder.length:
            words = self.source[start:stop].lstrip()
            if words[:1] and words[0] in _STOPS:
                # a mark that a full stop follows ends the sentence before, which stands in another block: a quotation
                self._flush_marks()
                start = stop - len(words) + 1
        super().copy(start, stop)

    def put(self, start: int, stop: int, by: str) -> None:
        if not self.muted:
            super().put(start, stop, by)

    def _begin(self, at: int) -> None:
        opens = self._block_start < 0
        super()._begin(at)
        if opens:
            self._flush_marks()
            for mark in self.contexts[-1].marks:
                self._place(mark)

    def end_block(self) -> None:
        if self.muted:
            return
        if self._block_start >= 0:
            context = self.contexts[-1]
            kind = context.kind
            if kind is BlockKind.ITEM and context.used:
                kind = BlockKind.PARAGRAPH
            context.used = True
            self._add_block(kind, context.group)
        # a mark in a paragraph without words belongs to what stands before
        self._flush_marks()
        self._spaces.clear()

    # ---- what blocks are

    def enter(self, kind: BlockKind, name: str = "", *, grouped: bool = False) -> None:
        """End the block; what follows is of this kind. The outermost group holds."""
        self.end_block()
        outer = self.contexts[-1]
        group = outer.group or (self._next_group() if grouped else 0)
        self.contexts.append(Context(BlockKind.FOOTNOTE if outer.kind is BlockKind.FOOTNOTE else kind, group, name))

    def leave(self) -> None:
        self.end_block()
        inner = self.contexts.pop()
        if inner.name == self.contexts[-1].name:  # an environment of no meaning inside an item
            self.contexts[-1].used = self.contexts[-1].used or inner.used

    # ---- regions

    def close(self, region: OpenRegion, stop: int) -> None:
        """End a region; one without prose is none, but for a hidden one, which may hold a citation."""
        if region.start == -1 and region.role is Role.HIDDEN:
            region.start = self.builder.length
        super().close(region, stop)

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

    def _place(self, mark: Mark) -> None:
        role, (start, stop), value = mark
        self.place(role, start, stop, value)

    def _flush_marks(self) -> None:
        for mark in self._marks:
            self._place(mark)
        self._marks.clear()
