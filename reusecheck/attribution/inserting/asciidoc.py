"""AsciiDoc: quote blocks, ``footnote:[…]``, ``cite:[…]``."""

from __future__ import annotations

import re

from reusecheck.attribution.fixing import asciidoc as form
from reusecheck.attribution.fixing.source import name_of, title_of
from reusecheck.attribution.inserting.place import Markup, wrapped
from reusecheck.attribution.inserting.place import below as block_below
from reusecheck.attribution.inserting.ways import Ways
from reusecheck.documents import BlockKind, Role
from reusecheck.edits import Insertion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Marks, Place

MARKUP = Markup(before=r"(?:\[[^\[\]]*\])?[*_#`^~]{1,4}", behind=r"[*_#`^~]{1,4}")
_DELIMITER = re.compile(r"_{4,}")


def quoted_blocks(place: Place, who: Identity | None) -> list[Insertion] | None:
    """A quote block around the paragraphs, its source in the attributes, or below where only its address is known."""
    if not place.owns_its_lines():
        return None
    first, last = place.parts[0].block, place.parts[-1].block
    start, stop = place.line_start(first.start), place.line_stop(last.stop - 1)
    newline = place.newline(first.start)
    rule = "_" * max(map(len, [*_DELIMITER.findall(place.source, start, stop), "___"])) + "_"
    named = who is not None and bool(name_of(who) or title_of(who))
    line = "" if who is None or named else f"{newline}{newline}{form.credit_line(who)}"
    following = place.line_after(stop)
    apart = newline if following < len(place.source) and not place.is_blank(following) else ""
    return [
        Insertion(start, f"{form.attributes(who)}{newline}{rule}{newline}"),
        Insertion(stop, f"{line}{newline}{rule}{apart}"),
    ]


def below(place: Place, who: Identity) -> list[Insertion] | None:
    part = place.parts[-1]
    if part.kind in (BlockKind.CELL, BlockKind.ITEM):
        return None
    return [block_below(place, part.block.stop - 1, "", form.credit_line(who))]


def inside(place: Place, who: Identity) -> list[Insertion] | None:
    """The credit line as the last paragraph of the quote block."""
    if place.around(Role.BLOCK_QUOTATION) is None or place.parts[-1].kind is not BlockKind.PARAGRAPH:
        return None
    return [block_below(place, place.parts[-1].block.stop - 1, "", form.credit_line(who), is_last=True)]


def note(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    credit = form.plain_credit(who)
    return wrapped(place, place.all_ends(MARKUP), marks, f"footnote:[{credit}]", is_note=True) if credit else None


def key(place: Place, name: str, marks: Marks) -> list[Insertion] | None:
    return wrapped(place, place.all_ends(MARKUP), marks, f" cite:[{name}]")


def inline(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    return wrapped(place, place.all_ends(MARKUP), marks, f" ({form.credit(who)})")


def marked(place: Place, marks: Marks) -> list[Insertion] | None:
    return wrapped(place, place.all_ends(MARKUP), marks, "", is_note=True)


WAYS = Ways(quoted_blocks, below, inside, note, key, inline, marked)
