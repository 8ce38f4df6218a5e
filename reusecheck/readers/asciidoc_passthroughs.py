"""Text of AsciiDoc that is taken as it stands: ``+words+``, ``++words++``, ``pass:[words]``, formulas."""

from __future__ import annotations

from bisect import bisect_left

from reusecheck.documents import Role
from reusecheck.expressions import expression
from reusecheck.readers.asciidoc_quotes import Kind, attributes_before, closings, may_precede
from reusecheck.readers.entities import REFERENCE, character

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.asciidoc_quotes import Masked
    from reusecheck.readers.leaves import Edit

_LITERAL = expression(r"(\\{0,2})(\+\+\+?|\$\$|pass:([a-z,-]{0,40})\[|(?:stem|latexmath|asciimath):[a-z,-]{0,40}\[)")
_SINGLE = expression(r"[+`]")
_SINGLE_KINDS = {mark: Kind(mark, mark, not_before=";:") for mark in "+`"}
_HTML = expression(r"<[A-Za-z/!?][^<>]{0,1000}>")


def take_passthroughs(masked: Masked) -> tuple[list[Edit], list[tuple[Role, int, int, int, int]]]:
    """Edits for the marks, and comments in HTML: (role, place, place, start, stop). What was taken is masked."""
    edits: list[Edit] = []
    roles: list[tuple[Role, int, int, int, int]] = []
    text = masked.text
    if "++" in text or "$$" in text or ":" in text:
        _take_marked(masked, edits, roles)
    text = masked.settle()
    if "+" in text:
        _take_single(masked, edits)
    return edits, roles


def closing_bracket(text: str, at: int) -> int:
    """The first bracket from ``at`` on that closes and is not escaped; -1 if there is none."""
    at = text.find("]", at)
    while at > 0 and text[at - 1] == "\\":
        at = text.find("]", at + 1)
    return at


def _take_marked(masked: Masked, edits: list[Edit], roles: list[tuple[Role, int, int, int, int]]) -> None:
    text = masked.text
    at = 0
    missing: set[str] = set()  # marks that do not come any more
    while found := _LITERAL.search(text, at):
        mark, inside = found[2], found.end()
        closing = "]" if mark.endswith("[") else mark
        stop = (
            -1 if closing in missing else closing_bracket(text, inside) if closing == "]" else text.find(mark, inside)
        )
        if stop < 0 and mark == "+++":
            missing.add(mark)
            mark, closing, inside = "++", "++", found.start(2) + 2
            stop = -1 if closing in missing else text.find(mark, inside)
        if stop < 0:
            missing.add(closing)
            at = found.end()
            continue
        end = at = stop + len(closing)
        start = found.start()
        if found[1]:
            edits.append((start, start + 1, ""))
            masked.mask(start, inside)
            masked.mask(stop, end)
            continue
        if mark[0] in "sla":
            edits.append((start, end, " "))
            masked.mask(start, end)
            continue
        start = attributes_before(text, start, 0)
        edits += ((start, inside, ""), (stop, end, ""))
        if found[3]:  # the reader is told which marks still count
            masked.mask(start, inside)
            masked.mask(stop, end)
            continue
        if mark not in {"++", "$$"}:
            _read_html(text, inside, stop, edits, roles)
        masked.mask(start, end)


def _read_html(
    text: str, start: int, stop: int, edits: list[Edit], roles: list[tuple[Role, int, int, int, int]]
) -> None:
    """Drop the tags; what stands between them is read on the page."""
    for tag in _HTML.finditer(text, start, stop):
        edits.append((tag.start(), tag.end(), ""))
        if tag[0].startswith("<!--"):
            roles.append((Role.COMMENT, tag.start(), tag.start(), tag.start(), tag.end()))
    references = REFERENCE.finditer(text, start, stop)
    edits.extend((*reference.span(), character(reference[0]) or reference[0]) for reference in references)


def _take_single(masked: Masked, edits: list[Edit]) -> None:
    """``+words+``; between backticks only where the plus stands next to them."""
    text = masked.text
    ends = {mark: closings(text, kind) for mark, kind in _SINGLE_KINDS.items()}
    at = looked = 0
    while found := _SINGLE.search(text, looked):
        mark, opening = found[0], found.start()
        looked = inside = opening + 1
        start = attributes_before(text, opening, at)
        kind = _SINGLE_KINDS[mark]
        if start < opening and not may_precede(text, start, at, kind):
            start = opening
        if text[inside : inside + 1].isspace() or not may_precede(text, start, at, kind):
            continue
        following = bisect_left(ends[mark], inside + 1)
        if following == len(ends[mark]):
            continue
        stop = ends[mark][following]
        at = looked = stop + 1
        if start and text[start - 1] == "\\":
            if mark == "+":
                edits.append((start - 1, start, ""))
        elif mark == "+":
            edits += ((start, inside, ""), (stop, stop + 1, ""))
            masked.mask(start, stop + 1)
        elif stop - inside > 2 and text[inside] == "+" == text[stop - 1]:
            edits += ((inside, inside + 1, ""), (stop - 1, stop, ""))
            masked.mask(inside, stop)
