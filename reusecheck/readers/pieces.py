"""Text that comes in pieces, between tags or commands → prose: the part of writing HTML and LaTeX share.

White space is held back until there is a word behind it, and a region begins with its first word.
"""

from __future__ import annotations

from reusecheck.documents import Block, ProseBuilder, Reading, Region
from reusecheck.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import BlockKind, MetaEntry, Role
    from reusecheck.spans import Prose


class OpenRegion:
    """A region whose end is not reached yet; ``start`` is -1 until it has prose, and -2 when it is closed."""

    __slots__ = ("role", "source", "start", "value")

    def __init__(self, role: Role, source: int, value: str) -> None:
        self.role = role
        self.source = source
        self.value = value
        self.start = -1


class PieceWriter:
    """Takes pieces in the order of the source; ``reading`` is what they came to."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.builder = ProseBuilder(source)
        self.blocks: list[Block] = []
        self.regions: list[Region] = []
        self._groups = 0
        self._block_start = -1  # -1: no block is open
        self._spaces: list[tuple[int, int, str | None]] = []  # not known to be inside a block yet
        self._waiting: list[OpenRegion] = []

    # ---- prose

    @property
    def in_block(self) -> bool:
        return self._block_start >= 0

    def copy(self, start: int, stop: int) -> None:
        """Add text of the source."""
        if start >= stop:
            return
        words = self.source[start:stop]
        first, last = stop - len(words.lstrip()), start + len(words.rstrip())
        if first >= last:
            self._spaces.append((start, stop, None))
            return
        if start < first:
            self._spaces.append((start, first, None))
        self._begin(first)
        self.builder.copy(first, last)
        if last < stop:
            self._spaces.append((last, stop, None))

    def put(self, start: int, stop: int, by: str) -> None:
        """Add what stands for a stretch of the source."""
        if not by:
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

    def _add_block(self, kind: BlockKind, group: int) -> None:
        """End the block that is open. Its group is a new one if that is 0."""
        self.blocks.append(Block(kind, Span(self._block_start, self.builder.length), group or self._next_group()))
        self._block_start = -1

    def _next_group(self) -> int:
        self._groups += 1
        return self._groups

    # ---- regions

    def open(self, role: Role, source: int, value: str = "") -> OpenRegion:
        """A region whose prose begins with the next word."""
        region = OpenRegion(role, source, value)
        self._waiting.append(region)
        return region

    def close(self, region: OpenRegion, stop: int) -> None:
        """End a region; one without prose is none."""
        if region.start >= 0:
            prose: Span[Prose] = Span(region.start, self.builder.length)
            self.regions.append(Region(region.role, prose, Span(region.source, stop), region.value))
        region.start = -2

    def place(self, role: Role, start: int, stop: int, value: str = "") -> None:
        """A region without prose, just where it stands."""
        if start < stop:
            here = self.builder.length
            self.regions.append(Region(role, Span(here, here), Span(start, stop), value))

    # ---- the whole

    def reading(self, meta: tuple[MetaEntry, ...]) -> Reading:
        regions = sorted(self.regions, key=lambda region: (region.source.start, -region.source.stop))
        return Reading(self.builder.text, self.builder.offsets(), tuple(self.blocks), tuple(regions), meta)
