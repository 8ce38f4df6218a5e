r"""LaTeX: ``\begin{quote}``, ``\footnote{…}``, ``\cite{…}``."""

from __future__ import annotations

import re

from reusecheck.attribution.fixing import latex as form
from reusecheck.attribution.inserting.place import Ends, Markup, indentation, wrapped
from reusecheck.attribution.inserting.place import below as block_below
from reusecheck.attribution.inserting.ways import Ways
from reusecheck.documents import BlockKind, Role
from reusecheck.edits import Insertion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Marks, Part, Place

MARKUP = Markup(before="(?!)", behind="(?!)")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_OPENED = re.compile(r"\\[A-Za-z]+\*?\{\s*\Z|\{\s*\Z")
_BLANK = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
# Characters before a passage in which its paragraph begins
_PARAGRAPH = 4000
_STYLED = re.compile(r"\\(?:emph|text[a-z]{2}|underline|uline)\{\Z")
# biblatex and the class of slides bring ``\\url`` with them
_PACKAGES = re.compile(
    r"(?m)^(?:[^%\r\n\\]|\\.)*?"
    r"\\(?:(?:usepackage|RequirePackage)(?:\[[^\]]{0,400}\])?\{[^}]{0,400}\b(?:hyperref|url|xurl|biblatex)\b"
    r"|documentclass(?:\[[^\]]{0,400}\])?\{beamer\})"
)
# What may stand before a paragraph on its line, and what ends one
_OVER = re.compile(r"(?:[}\]]|\\(?:par|maketitle|tableofcontents|noindent|frontmatter|mainmatter))[ \t]*\Z")
_ENDING = re.compile(
    r"[ \t]*\\(?:end[ \t]*\{|(?:begin[ \t]*\{|par|part|chapter|(?:sub){0,2}section|(?:sub)?paragraph|(?:new|clear)page)"
    r"(?![A-Za-z]))"
)
_REST = re.compile(r"[ \t]*(?:%[^\r\n]*)?\Z")
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
    r"""The environment around the lines of the paragraphs; inside of ``\begin{abstract}`` that shares a line with them.

    None in an argument, which a paragraph of its own would break, and in a list item.
    """
    first = place.parts[0]
    start, stop = _ends(place, first).start, _stop(place)
    head = place.source[place.line_start(start) : start]
    shares = head.strip(" \t")
    if stop is None or _is_argument(place, start) or (shares and not _is_outside(shares)):
        return None
    newline, indent = place.newline(start), indentation(place, start)
    environment = "quote" if len(place.parts) == 1 else "quotation"
    line = f"{newline}{newline}{indent}{form.credit_line(who, linked=_links(place))}" if who else ""
    opening = f"{indent}\\begin{{{environment}}}{newline}"
    apart = "" if _ends_its_line(place, stop) else f"{newline}{indent}"
    return [
        Insertion(start if shares else place.line_start(start), f"{newline}{opening}{indent}" if shares else opening),
        Insertion(stop, f"{line}{newline}{indent}\\end{{{environment}}}{apart}"),
    ]


def _is_argument(place: Place, at: int) -> bool:
    r"""Whether the braces of ``\emph{…}`` and its like, which take no second paragraph, are open at ``at``."""
    begin = max(at - _PARAGRAPH, 0)
    blank = [found.end() for found in _BLANK.finditer(place.source, begin, at)]
    opened: list[int] = []
    for brace in _BRACES.finditer(place.source, blank[-1] if blank else begin, at):
        if brace[0] == "{":
            opened.append(brace.end())
        elif brace[0] == "}" and opened:
            opened.pop()
    return any(_STYLED.search(place.source, max(stop - 40, 0), stop) for stop in opened)


def _is_outside(head: str) -> bool:
    """Whether what a line begins with is over before the words behind it, and no list item."""
    depth = 0
    for brace in _BRACES.finditer(head):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
    return not depth and bool(_OVER.search(head)) and "\\item" not in head


def _stop(place: Place) -> int | None:
    """Where a paragraph may be put in below the passage: the end of its line, or before what ends what it stands in."""
    last = place.parts[-1]
    at = max(_ends(place, last).stop, last.block.stop)
    if _REST.match(place.source, at, place.line_stop(last.block.stop - 1)):
        return place.line_stop(last.block.stop - 1)
    return at if _ENDING.match(place.source, at) else None


def _ends_its_line(place: Place, at: int) -> bool:
    return at == place.line_stop(at)


def below(place: Place, who: Identity) -> list[Insertion] | None:
    return None if place.parts[-1].kind is BlockKind.CELL else _line_below(place, who, is_last=False)


def inside(place: Place, who: Identity) -> list[Insertion] | None:
    """The credit line as the last paragraph of the quotation."""
    return None if place.around(Role.BLOCK_QUOTATION) is None else _line_below(place, who, is_last=True)


def _line_below(place: Place, who: Identity, *, is_last: bool) -> list[Insertion] | None:
    last = place.parts[-1].block
    line, indent = form.credit_line(who, linked=_links(place)), indentation(place, last.start)
    stop = _stop(place)
    if _is_argument(place, last.start):
        return None
    if stop is None or _ends_its_line(place, stop):
        return [block_below(place, last.stop - 1, indent, line, is_last=is_last)]
    newline = place.newline(last.start)
    return [Insertion(stop, f"{newline}{newline}{indent}{line}{newline}{indent}")]


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
