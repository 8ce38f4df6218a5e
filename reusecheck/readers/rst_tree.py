"""What the block structure of reStructuredText consists of."""

from __future__ import annotations

from reusecheck.readers.leaves import Closed
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import BlockKind, Role
    from reusecheck.readers.leaves import Segments


def count_words(source: str, segments: Segments) -> int:
    return sum(len(source[start:stop].split()) for start, stop in segments)


class Opened(NamedTuple):
    """A container begins. ``groups``: its blocks are one thing, as those of a list are."""

    start: int
    role: Role | None = None
    value: str = ""  # of a footnote: its number among the footnotes, from 0
    groups: bool = True


class Leaf(NamedTuple):
    """Text of one block: its parts (the lines of a poem, otherwise one), each in segments of the source."""

    kind: BlockKind
    parts: tuple[Segments, ...]


class Place(NamedTuple):
    """A comment, or code that is no prose."""

    role: Role
    start: int
    stop: int
    value: str = ""


class RowOpened(NamedTuple):
    """A row of a table whose cells lie side by side over several lines, so that their text is not one stretch."""

    start: int
    stop: int


class RowClosed(NamedTuple):
    """The row ends."""


class Field(NamedTuple):
    """What the document says of itself: ``segments`` hold the value."""

    key: str
    segments: Segments


Event = Opened | Closed | Leaf | Place | RowOpened | RowClosed | Field
