"""What the block structure of Markdown consists of."""

from __future__ import annotations

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.leaves import Closed, Opened, Segments

QUOTE, LIST, ITEM, FOOTNOTE = "quote", "list", "item", "footnote"
PARAGRAPH, HEADING, CELL, CODE, HTML = "paragraph", "heading", "cell", "code", "html"


class Leaf(NamedTuple):
    """Text of one kind, in the source's segments (each with its line end); ``[start, stop)`` is all of it."""

    kind: str
    segments: Segments
    start: int
    stop: int
    first: bool = False  # opens an item
    table: int = 0  # number of the table whose cell it is
    value: str = ""  # kind of an HTML block


class Blocks(NamedTuple):
    """Containers and leaves in the order of the source, and what links may refer to."""

    events: list[Opened | Closed | Leaf]
    definitions: dict[str, str]
    footnotes: set[str]


class Container:
    """A container that is open while the lines are read."""

    __slots__ = ("content", "empty", "kind", "marker")

    def __init__(self, kind: str, marker: str = "", content: int = 0) -> None:
        self.kind = kind
        self.marker = marker  # of a list: the bullet or the delimiter
        self.content = content  # columns an item's lines are indented by
        self.empty = True  # an item that holds nothing yet
