"""Markdown: ``>`` before each line, footnotes, citation keys."""

from __future__ import annotations

import re

from reusecheck.attribution.fixing import markdown as form
from reusecheck.attribution.fixing.source import name_of
from reusecheck.attribution.inserting.place import Markup, as_label, at_the_end, fresh_label, wrapped
from reusecheck.attribution.inserting.place import below as block_below
from reusecheck.attribution.inserting.ways import Ways
from reusecheck.documents import BlockKind, Role
from reusecheck.edits import Insertion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Marks, Place

MARKUP = Markup(before=r"[*_~]{1,4}", behind=r"[*_~]{1,4}")
# The marks of containers that a line begins with
_CONTAINERS = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]\s]{1,200}\]:))*[ \t]*")
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*$")
_NUMBERED = re.compile(r"\[\^\d+\]")
_LABEL = re.compile(r"\[\^[^\]\s]{1,200}\]")


def prefix_of(place: Place, at: int) -> str:
    """What a further line of the containers around the block that begins at ``at`` begins with."""
    start = place.line_start(at)
    found = _CONTAINERS.match(place.source, start, max(at, start))
    head = found[0] if found else ""
    return re.sub(r"\[\^[^\]\s]*\]:[ \t]*", "    ", re.sub(r"[-+*]|\d{1,9}[.)]", lambda m: " " * len(m[0]), head))


def quoted_blocks(place: Place, who: Identity | None) -> list[Insertion] | None:
    """``>`` before each line of the paragraphs and between them, and the credit line below."""
    if not place.owns_its_lines():
        return None
    first, last = place.parts[0].block, place.parts[-1].block
    prefix = prefix_of(place, first.start)
    insertions = []
    for line in place.lines_from(first.start, last.stop - 1):
        inner, missing = _behind_prefix(place, line, prefix)
        insertions.append(Insertion(inner, missing + ">" if place.is_blank(line) else "> "))
    if who is not None:
        newline = place.newline(last.stop - 1)
        credit = f"{newline}{prefix}>{newline}{prefix}> {form.credit_line(who)}"
        following = place.line_after(last.stop - 1)
        if following < len(place.source) and not place.is_blank(following):
            credit += newline + prefix.rstrip()
        insertions.append(Insertion(place.line_stop(last.stop - 1), credit))
    return insertions


def _behind_prefix(place: Place, at: int, prefix: str) -> tuple[int, str]:
    """The offset behind as much of ``prefix`` as the line at ``at`` has, and what it lacks of it.

    A paragraph may go on outside of its containers, and be indented further than they ask for.
    """
    stop = place.line_stop(at)
    pieces: list[str] = re.findall(r">|[ \t]+", prefix)
    for number, piece in enumerate(pieces):
        if piece == ">":
            mark = re.compile(r"[ \t]{0,3}>").match(place.source, at, stop)
            if not mark:
                return at, "".join(pieces[number:])
            at = mark.end()
            continue
        begin = at
        while at < min(stop, begin + len(piece)) and place.source[at] in " \t":
            at += 1
        if at == stop:
            return at, piece[at - begin :] + "".join(pieces[number + 1 :])
    return at, ""


def below(place: Place, who: Identity) -> list[Insertion] | None:
    part = place.parts[-1]
    at = part.block.stop - 1
    if part.kind is BlockKind.CELL:
        return None
    following = place.line_after(at)
    if part.kind is BlockKind.HEADING and following < len(place.source):
        underline = _UNDERLINE.match(place.source, following, place.line_stop(following))
        at = following if underline and underline.end() == place.line_stop(following) else at
    return [block_below(place, at, prefix_of(place, part.block.start), form.credit_line(who))]


def inside(place: Place, who: Identity) -> list[Insertion] | None:
    """The credit line below the last line of the block quotation."""
    region = place.around(Role.BLOCK_QUOTATION)
    if region is None:
        return None
    stop = len(place.source[region.source.start : region.source.stop].rstrip(" \t\r\n>")) + region.source.start
    depth = sum(1 for r in place.reading.regions if r.role is Role.BLOCK_QUOTATION and r.prose.holds(region.prose))
    prefix = prefix_of(place, place.parts[-1].block.start)
    # a line may leave out marks of the quotations that it goes on with
    prefix += "> " * (depth - prefix.count(">"))
    return [block_below(place, stop - 1, prefix, form.credit_line(who), is_last=depth == 1)]


def note(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    labels = _LABEL.findall(place.source)
    numbers = all(_NUMBERED.fullmatch(label) for label in labels)
    label = fresh_label("".join(labels), as_label(who.source or name_of(who)), numbers=numbers)
    mark = f"[^{label}]"
    definition = f"{mark}: {form.credit(who)}"
    end = at_the_end(place, definition)
    last = place.source.rstrip()
    if last[place.line_start(len(last)) :].startswith("[^") and end.text.count("\n") > 1:
        end = Insertion(end.at, end.text.replace(place.newline(end.at), "", 1))
    return [*wrapped(place, place.all_ends(MARKUP), marks, mark, is_note=True), end]


def key(place: Place, name: str, marks: Marks) -> list[Insertion] | None:
    return wrapped(place, place.all_ends(MARKUP), marks, f" [@{name}]")


def inline(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    return wrapped(place, place.all_ends(MARKUP), marks, f" ({form.credit(who)})")


def marked(place: Place, marks: Marks) -> list[Insertion] | None:
    return wrapped(place, place.all_ends(MARKUP), marks, "", is_note=True)


WAYS = Ways(quoted_blocks, below, inside, note, key, inline, marked)
