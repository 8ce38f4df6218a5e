r"""LaTeX: ``\begin{quote}``, ``\footnote{…}``, ``\cite{…}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reusecheck.attribution.fixing import latex as form
from reusecheck.attribution.inserting.place import Ends, Markup, indentation, wrapped
from reusecheck.attribution.inserting.place import below as block_below
from reusecheck.attribution.inserting.ways import Ways
from reusecheck.documents import BlockKind, Role
from reusecheck.edits import Insertion

if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Marks, Part, Place

MARKUP = Markup(before="(?!)", behind="(?!)")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_OPENED = re.compile(r"\\[A-Za-z]+\*?\{\s*\Z|\{\s*\Z")
_STYLED = re.compile(r"\\(?:emph|text[a-z]{2}|underline|uline)\{\Z")
_PACKAGES = re.compile(r"\\usepackage(?:\[[^\]]{0,400}\])?\{[^}]{0,400}\b(?:hyperref|url|xurl)\b")
_CITED = re.compile(r"\\((?:paren|auto|text|foot)?cite[pt]?)(?![A-Za-z])")


def _ends(place: Place, part: Part) -> Ends:
    """Outside of the braces that the part opens and does not close, or closes and did not open, or fills."""
    ends = place.ends(part, MARKUP)
    depth = least = 0
    for brace in _BRACES.finditer(place.source, ends.start, ends.stop):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        least = min(least, depth)
    start, stop = ends.start, ends.stop
    for _ in range(-least):
        start = _before(place, start, _OPENED)
    for _ in range(depth - least):
        stop += place.source[stop : stop + 1] == "}"
    while (outside := _before(place, start, _STYLED)) < start and place.source[stop : stop + 1] == "}":
        start, stop = outside, stop + 1
    if stop == ends.stop:
        return ends._replace(start=start)
    found = re.compile(r"([.!?…]*['”’»)\]]*)[.,;:!?…'”’»)\]]*").match(place.source, stop)
    return Ends(start, stop, found.end(1) if found else stop, stop, found.end() if found else stop)


def _before(place: Place, at: int, opened: re.Pattern[str]) -> int:
    """``at`` without what opens a brace in front of it."""
    found = opened.search(place.source[max(0, at - 40) : at])
    return at - len(found[0]) if found else at


def _wrapped(place: Place, marks: Marks, tail: str, *, is_note: bool = False) -> list[Insertion]:
    if marks == ("“", "”"):
        marks = ("``", "''")
    return wrapped(place, [_ends(place, part) for part in place.parts], marks, tail, is_note=is_note)


def _links(place: Place) -> bool:
    r"""Whether the document has ``\url``."""
    return bool(_PACKAGES.search(place.source))


def quoted_blocks(place: Place, who: Identity | None) -> list[Insertion] | None:
    first, last = place.parts[0].block, place.parts[-1].block
    start, stop = place.line_start(first.start), place.line_stop(last.stop - 1)
    if not place.owns_its_lines() or place.source[start : first.start].lstrip(" \t").startswith("\\item"):
        return None
    newline, indent = place.newline(first.start), indentation(place, first.start)
    environment = "quote" if len(place.parts) == 1 else "quotation"
    line = f"{newline}{newline}{indent}{form.credit_line(who, linked=_links(place))}" if who else ""
    return [
        Insertion(start, f"{indent}\\begin{{{environment}}}{newline}"),
        Insertion(stop, f"{line}{newline}{indent}\\end{{{environment}}}"),
    ]


def below(place: Place, who: Identity) -> list[Insertion] | None:
    part = place.parts[-1]
    if part.kind is BlockKind.CELL:
        return None
    return [
        block_below(
            place,
            part.block.stop - 1,
            indentation(place, part.block.start),
            form.credit_line(who, linked=_links(place)),
        )
    ]


def inside(place: Place, who: Identity) -> list[Insertion] | None:
    """The credit line as the last paragraph of the quotation."""
    if place.around(Role.BLOCK_QUOTATION) is None:
        return None
    last = place.parts[-1].block
    line = form.credit_line(who, linked=_links(place))
    return [block_below(place, last.stop - 1, indentation(place, last.start), line, is_last=True)]


def note(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    """Not in a heading, which is printed twice, nor in a table, where LaTeX loses the text of a footnote."""
    if any(part.kind in (BlockKind.HEADING, BlockKind.CELL) for part in place.parts):
        return None
    return _wrapped(place, marks, f"\\footnote{{{form.credit(who, linked=_links(place))}}}", is_note=True)


def key(place: Place, name: str, marks: Marks) -> list[Insertion] | None:
    command = _CITED.search(place.source)
    return _wrapped(place, marks, f"~\\{command[1] if command else 'cite'}{{{name}}}")


def inline(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    return _wrapped(place, marks, f" ({form.credit(who, linked=_links(place))})")


def marked(place: Place, marks: Marks) -> list[Insertion] | None:
    return _wrapped(place, marks, "", is_note=True)


WAYS = Ways(quoted_blocks, below, inside, note, key, inline, marked)
