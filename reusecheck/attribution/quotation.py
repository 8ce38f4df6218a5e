"""Which prose stands between quotation marks."""

from __future__ import annotations

import re

from reusecheck.spans import Prose, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.documents import Block

_MARKS = "[\"'“”„«»‹›‘’‚「」『』《》]"

# What an opening mark may be closed by, the usual one first
_CLOSED_BY = {
    "“": "”",
    '"': '"',
    "'": "'",
    "‘": "’",
    "«": "»",
    "‹": "›",
    "„": "“”",
    "»": "«",
    "›": "‹",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "《": "》",
}
# A paragraph that goes on with a quotation may open with its mark turned around: « One.  » Two. »
_TURNED = {"«": "»", "‹": "›", "»": "«", "›": "‹"}
_OPENED_BY: dict[str, str] = {}
for _opening, _closings in _CLOSED_BY.items():
    for _closing in _closings:
        _OPENED_BY[_closing] = _OPENED_BY.get(_closing, "") + _opening


# A straight single mark is an apostrophe unless it stands beside these: 'Never,' she said. 'Never'.
_BEFORE_CLOSING = ".,!?…;:"
_BEHIND_CLOSING = ".,!?…;:)"


class Quoted(NamedTuple):
    """A quotation between marks: its marks, and the prose inside, a part for each paragraph it runs through."""

    marks: str
    parts: tuple[Span[Prose], ...]


class _Open(NamedTuple):
    mark: str
    start: int


def quotations(prose: str, blocks: Sequence[Block]) -> list[Quoted]:
    """Every quotation between marks, nested ones too, ascending by where they end.

    A pair does not reach beyond its block, unless the next block opens with
    the same mark again, as printed quotations of several paragraphs do, and
    the last of them closes it. A mark without its partner counts for nothing.
    Apostrophes, and marks of inches and seconds, are no quotation marks.
    Linear in the length of the prose.
    """
    found: list[Quoted] = []
    carried: tuple[Span[Prose], ...] = ()  # paragraphs of a quotation that is still open
    carried_mark = ""
    for block in blocks:
        first = _first_mark(prose, block.prose)
        turned = bool(carried_mark) and first == _TURNED.get(carried_mark)
        closed, left = _pairs(prose, block.prose, carried_mark if turned else "")
        if carried_mark and first != carried_mark and not turned:
            carried, carried_mark = (), ""
        reopened = bool(carried_mark)
        for marks, span, outermost_first in closed:
            continues = reopened and outermost_first
            found.append(Quoted(marks, (*carried, span) if continues else (span,)))
            if continues:
                carried, carried_mark, reopened = (), "", False
        if left is None:
            carried, carried_mark = (), ""
            continue
        span = Span(left.start + 1, block.prose.stop)
        at_the_start = not prose[block.prose.start : left.start].strip()
        carried = (*carried, span) if reopened and at_the_start else (span,)
        carried_mark = left.mark
    return found


def _first_mark(prose: str, span: Span[Prose]) -> str:
    """The first character of a block, "" of an empty one."""
    for at in range(span.start, span.stop):
        if not prose[at].isspace():
            return prose[at]
    return ""


def _pairs(prose: str, span: Span[Prose], opened: str = "") -> tuple[list[tuple[str, Span[Prose], bool]], _Open | None]:
    """The pairs of one block (marks, prose inside, whether it opens the block), and the outermost mark left open.

    ``opened`` is what the block's first mark stands for, if it is not itself.
    """
    marks = [found.start() for found in re.finditer(_MARKS, prose[span.start : span.stop])]
    closed: list[tuple[str, Span[Prose], bool]] = []
    stack: list[_Open] = []
    depth: dict[str, int] = {}
    first = span.start
    while first < span.stop and prose[first].isspace():
        first += 1
    for number, offset in enumerate(marks):
        at = span.start + offset
        mark = opened if opened and not number else prose[at]
        follower = prose[span.start + marks[number + 1]] if number + 1 < len(marks) else ""
        opened_by = _closes(prose, at, span, depth, follower)
        if opened_by and not (opened and not number):
            while stack[-1].mark not in opened_by:
                depth[stack.pop().mark] -= 1  # an inner mark that was never closed
            opening = stack.pop()
            depth[opening.mark] -= 1
            closed.append((f"{opening.mark}…{mark}", Span(opening.start + 1, at), opening.start == first))
        elif (opened and not number) or _opens(prose, at, span):
            stack.append(_Open(mark, at))
            depth[mark] = depth.get(mark, 0) + 1
    # a straight single mark that was never closed was an apostrophe
    return closed, next((left for left in stack if left.mark != "'"), None)


def _closes(prose: str, at: int, span: Span[Prose], depth: dict[str, int], follower: str) -> str:
    """The opening marks of which one is open and closed by the mark at ``at``; "" if it closes nothing."""
    mark = prose[at]
    openings = "".join(opening for opening in _OPENED_BY.get(mark, "") if depth.get(opening))
    if not openings:
        return ""
    before = prose[at - 1] if at > span.start else " "
    after = prose[at + 1] if at + 1 < span.stop else " "
    if mark in "’‘'" and _is_apostrophe(mark, before, after, follower):
        return ""
    if mark == '"':
        if after.isalnum():
            return ""  # opens an inner one, or is misplaced
        if _measures(prose, at) and after == " " and follower == '"' and not before.isspace():
            return ""  # a 5" disk
    return openings


def _is_apostrophe(mark: str, before: str, after: str, follower: str) -> bool:
    if after.isalnum():
        return True  # don’t, rock ’n’ roll
    if mark == "'" and not (before in _BEFORE_CLOSING or after in _BEHIND_CLOSING):
        return True  # as far as anybody can tell
    # the boys’ room: the closing mark is still to come
    return before in "sSxXzZ" and after == " " and follower == mark


def _opens(prose: str, at: int, span: Span[Prose]) -> bool:
    mark = prose[at]
    if mark not in _CLOSED_BY:
        return False
    before = prose[at - 1] if at > span.start else " "
    after = prose[at + 1] if at + 1 < span.stop else " "
    if mark in "«»‹›":  # the French set a space inside
        return True
    if mark == "'" and after.isdigit():
        return False  # the '90s
    if mark in "\"‘'":
        return not before.isalnum() and not after.isspace()
    return True


def _measures(prose: str, at: int) -> bool:
    """Whether the mark follows a number of one or two digits, as inches and seconds do."""
    digits = 0
    while digits < 3 and at - digits > 0 and prose[at - digits - 1].isdigit():
        digits += 1
    return 0 < digits < 3
