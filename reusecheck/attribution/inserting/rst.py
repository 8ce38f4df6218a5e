"""reStructuredText: paragraphs indented as a block quote, footnotes that number themselves, ``:cite:``."""

from __future__ import annotations

import re

from reusecheck.attribution.fixing import rst as form
from reusecheck.attribution.fixing.source import name_of
from reusecheck.attribution.inserting.place import Markup, as_label, at_the_end, fresh_label, indentation, wrapped
from reusecheck.attribution.inserting.place import below as block_below
from reusecheck.attribution.inserting.ways import Ways
from reusecheck.documents import BlockKind, Role
from reusecheck.edits import Insertion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Marks, Place

MARKUP = Markup(before=r"(?::[\w.+-]+:)?(?:\*{1,2}|`{1,2})", behind=r"(?:\*{1,2}|`{1,2}_{0,2})")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣⁃]|\(?(?:\d+|[A-Za-z#]|[ivxlcdm]+)[.)])[ \t]+")
_UNDERLINE = re.compile(r"[ \t]*([^\w\s])\1*[ \t]*")
_LABEL = re.compile(r"\[#?[\w.:+-]{1,200}\]")
_TABLE = re.compile(r"[ \t]*\.\.[ \t]+(?:csv-|list-|flat-)?table::")
_CITED = re.compile(r":cite(?::\w+)?:")


def quoted_blocks(place: Place, who: Identity | None) -> list[Insertion] | None:
    """Each line indented further, and the attribution below.

    An empty comment keeps it apart from a list item above it, which it would be part of.
    """
    if not place.owns_its_lines():
        return None
    first, last = place.parts[0].block, place.parts[-1].block
    insertions = []
    at = place.line_start(first.start)
    indent = indentation(place, at)
    above = next((b for b in reversed(place.reading.blocks) if b.prose.stop <= place.parts[0].prose.start), None)
    if above is not None and (above.kind is not BlockKind.PARAGRAPH or _is_indented(place, above.prose.stop - 1)):
        newline = place.newline(at)
        insertions.append(Insertion(at, f"{indent}..{newline}{newline}"))
    lines = [line for line in place.lines_from(first.start, last.stop - 1) if not place.is_blank(line)]
    insertions += [Insertion(line + len(indentation(place, line)), form.INDENT) for line in lines]
    if who is not None:
        insertions.append(block_below(place, last.stop - 1, indent + form.INDENT, form.credit_line(who)))
    return insertions


def _is_indented(place: Place, prose: int) -> bool:
    span = place.reading.offsets.to_source(type(place.prose)(prose, prose + 1))
    return bool(indentation(place, span.start))


def _prefix(place: Place, at: int) -> str:
    """What further paragraphs of the list item or block at ``at`` are indented by."""
    start = place.line_start(at)
    item = _ITEM.match(place.source, start, at)
    return re.sub(r"[^ \t]", " ", item[0]) if item else indentation(place, at)


def below(place: Place, who: Identity) -> list[Insertion] | None:
    part = place.parts[-1]
    if part.kind is BlockKind.CELL:
        return None
    at = part.block.stop - 1
    following = place.line_after(at)
    if part.kind is BlockKind.HEADING and _UNDERLINE.fullmatch(place.source, following, place.line_stop(following)):
        at = following
    return [block_below(place, at, _prefix(place, part.block.start), form.credit_line(who).replace("--", "—", 1))]


def inside(place: Place, who: Identity) -> list[Insertion] | None:
    """The attribution below the last paragraph of the quotation."""
    region = place.around(Role.BLOCK_QUOTATION)
    if region is None:
        return None
    stop = region.source.start + len(place.source[region.source.start : region.source.stop].rstrip())
    indent = indentation(place, place.parts[-1].block.start)
    return [block_below(place, stop - 1, indent, form.credit_line(who), is_last=True)]


def note(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    if _is_drawn(place):
        return None
    label = fresh_label("".join(_LABEL.findall(place.source)), as_label(who.source or name_of(who)), numbers=False)
    around = wrapped(place, place.all_ends(MARKUP), marks, f" [#{label}]_", is_note=True)
    return [*_parted(place, around), at_the_end(place, f".. [#{label}] {form.credit(who)}")]


def _parted(place: Place, insertions: list[Insertion]) -> list[Insertion]:
    """What is put in kept apart from letters behind it, which would end no markup."""
    apart = []
    for insertion in insertions:
        following = place.source[insertion.at : insertion.at + 1]
        closes = insertion.text.endswith(("_", "`"))
        apart.append(Insertion(insertion.at, insertion.text + ("\\ " if closes and following.isalnum() else "")))
    return apart


def _is_drawn(place: Place) -> bool:
    """Whether the passage stands in a table whose columns are drawn, or in a heading, which its line must fit."""
    if any(part.kind is BlockKind.HEADING for part in place.parts):
        return True
    return any(
        part.kind is BlockKind.CELL
        and not place.source[place.line_start(part.block.start) :].lstrip(" \t").startswith(("*", "-"))
        for part in place.parts
    )


def key(place: Place, name: str, marks: Marks) -> list[Insertion] | None:
    if _is_drawn(place):
        return None
    role = _CITED.search(place.source)
    tail = f" {role[0] if role else ':cite:'}`{name}`"
    return _parted(place, wrapped(place, place.all_ends(MARKUP), marks, tail))


def inline(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    if _is_drawn(place):
        return None
    return wrapped(place, place.all_ends(MARKUP), marks, f" ({form.credit(who)})")


def marked(place: Place, marks: Marks) -> list[Insertion] | None:
    return None if _is_drawn(place) else wrapped(place, place.all_ends(MARKUP), marks, "", is_note=True)


def lead_in(place: Place, who: Identity) -> list[Insertion] | None:
    """The credit with a colon, above the table that cannot be put anything into, or the directive that holds it."""
    if not any(part.kind is BlockKind.CELL for part in place.parts):
        return None
    at = _directive(place, place.parts[0].block.start)
    if at is None:
        at = place.line_start(place.parts[0].block.start)
        while at > 0 and not place.is_blank(place.line_start(at - 1)):
            at = place.line_start(at - 1)
    newline, indent = place.newline(at), indentation(place, at)
    return [Insertion(at, f"{indent}{form.credit(who)}:{newline}{newline}")]


def _directive(place: Place, at: int) -> int | None:
    """Where the line of the directive begins that holds the table at ``at``; None if none does."""
    at = place.line_start(at)
    depth = len(indentation(place, at))
    while at > 0:
        at = place.line_start(at - 1)
        if not place.source[at : place.line_stop(at)].strip():
            continue
        indent = len(indentation(place, at))
        if indent < depth and _TABLE.match(place.source, at):
            return at
        depth = min(depth, indent)
        if not depth:
            return None
    return None


WAYS = Ways(quoted_blocks, below, inside, note, key, inline, marked, lead_in=lead_in)
