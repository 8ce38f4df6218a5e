"""What a format can do to credit a passage: a table of functions, each of which only puts something in."""

from __future__ import annotations

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Marks, Place
    from reusecheck.edits import Insertion

    Made = list[Insertion] | None


def nothing(*_: object) -> None:
    """The format has no such thing."""


class Ways(NamedTuple):
    """What each makes is None where it does not go: no table cell holds a block.

    ``quoted_blocks``: whole paragraphs as a block quotation, with its credit line unless that is None.
    ``below``: a credit line below the passage's last block; ``inside``: one in the block quotation around it.
    ``note``: a footnote; ``key``: a citation of this key; ``inline``: the credit in parentheses; each with marks around
    the passage, or none. ``marked``: the marks alone. ``pairs`` are the marks to try, the article's own first.
    """

    quoted_blocks: Callable[[Place, Identity | None], Made]
    below: Callable[[Place, Identity], Made]
    inside: Callable[[Place, Identity], Made]
    note: Callable[[Place, Identity, Marks], Made]
    key: Callable[[Place, str, Marks], Made]
    inline: Callable[[Place, Identity, Marks], Made]
    marked: Callable[[Place, Marks], Made]
    line_below: Callable[[Place, Identity, Marks], Made] = nothing
    lead_in: Callable[[Place, Identity], Made] = nothing
