"""What the block structure of AsciiDoc consists of."""

from __future__ import annotations

from reusecheck.readers.leaves import Closed, Opened
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import BlockKind, Role
    from reusecheck.readers.leaves import Segments

# kinds of containers; those of PLAIN say nothing about what they hold
QUOTE, CALLOUT, LIST, TABLE, FOOTNOTE, PLAIN = "quote", "callout", "list", "table", "footnote", "plain"

Line = tuple[int, int, int]  # start, stop without the white space at its end, start of the line that follows


class Leaf(NamedTuple):
    """Text of one kind, in the source's segments.

    ``comments`` are lines between the segments: (number of the segment that
    follows, start, stop). ``listed``: the segments are things of their own, and
    a comma goes between them.
    """

    kind: BlockKind
    segments: Segments
    comments: tuple[tuple[int, int, int], ...] = ()
    listed: bool = False


class Place(NamedTuple):
    """Something that is not prose: code, a comment with its words."""

    role: Role
    start: int
    stop: int
    value: str = ""


class Entry(NamedTuple):
    """A document attribute has this value from here on; ``None`` where it is unset."""

    name: str
    value: str | None


Event = Opened | Closed | Leaf | Place | Entry


class Frame:
    """A container that is open while the lines are read."""

    __slots__ = ("attached", "awaiting", "blank", "closings", "delimiter", "kind", "mode", "start", "taken")

    def __init__(self, kind: str, start: int, delimiter: str = "", mode: str = "", closings: int = 1) -> None:
        self.kind = kind
        self.start = start
        self.delimiter = delimiter  # the line that ends it, "" for a list
        self.mode = mode  # how its lines are read
        self.closings = closings  # events that close it
        self.taken: list[Line] = []  # lines of a table
        self.blank = False  # list: a blank line stands behind the item
        self.attached = False  # list: a ``+`` stands there
        self.awaiting = False  # list: a term whose text is still to come
