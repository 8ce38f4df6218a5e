"""What stands within a paragraph of AsciiDoc.

The text is never rewritten. What comes back are edits (a stretch that is dropped or replaced) and marks (a stretch
with a role), both in offsets of the text; whatever no edit names is kept as it stands.
"""

from __future__ import annotations

from functools import partial

from reusecheck.documents import Role
from reusecheck.expressions import expression
from reusecheck.readers.asciidoc_attributes import Definitions
from reusecheck.readers.asciidoc_macros import Context, Macros
from reusecheck.readers.asciidoc_passthroughs import take_passthroughs
from reusecheck.readers.asciidoc_quotes import Masked, format_marks
from reusecheck.readers.entities import REFERENCE, character
from reusecheck.readers.leaves import Mark
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.readers.leaves import Edit

SPECIAL = expression(r"[\\`*_#^~\[{&<+$]|://|\(\(|\([CRT]|--")
# Asked first, for they are quicker than what they spare
_MACROS = expression(r"[\[{]|://|<<|\(\(")
_REPLACEABLE = expression(r"[\\&+]|\([CRT]|--|`'")

_ATTRIBUTE = expression(r"(\\)?\{(?:(\w[\w-]*)|(?:set|counter2?):[^{}\r\n]{1,200})\}")
_REPLACED = expression(
    r"(?P<sign>\\?\((?:C|R|TM)\))|(?P<dash>(?:(?<=[ \t\r\n])|\A)--(?=[ \t\r\n]|\Z)|(?<=\w)--(?=\w))"
    r"|(?P<escaped>\\(?:--|\.\.\.|->|=>|<-|<=|&(?=[\w#]))|(?<=\w)\\(?='\w))|(?P<apostrophe>`')"
    r"|(?P<break>(?<=[ \t])\+(?=[ \t]*(?:[\r\n]|\Z)))|(?P<entity>&)"
)
_SIGNS = {"(C)": "©", "(R)": "®", "(TM)": "™"}


class Scanned(NamedTuple):
    """Edits ascend and do not overlap."""

    edits: list[Edit]
    marks: list[Mark]


def scan(text: str, context: Context) -> Scanned:
    """What to make of ``text``, in the order in which Asciidoctor substitutes."""
    if not SPECIAL.search(text):
        return Scanned([], [])
    masked = Masked(text)
    edits, roles = take_passthroughs(masked)
    macros = Macros(masked, text, context)
    if _MACROS.search(text):
        macros.take()
    marks = macros.marks
    more_edits, more_roles = format_marks(masked)
    edits += macros.edits + more_edits
    marks += [Mark(*role, text[role[3] + 4 : role[4] - 3] if role[0] is Role.COMMENT else "") for role in roles]
    marks += [Mark(*role, "") for role in more_roles]
    _take_attributes(masked, context, edits, marks)
    if _REPLACEABLE.search(text):
        _take_replacements(masked.settle(), edits)
    return Scanned(_outermost(edits), marks)


def plain(text: str, context: Context) -> str:
    """``text`` as it reads."""
    return _applied(text, scan(text, context).edits)


def _applied(text: str, edits: list[Edit]) -> str:
    pieces, at = [], 0
    for start, stop, by in edits:
        pieces += [text[at:start], by]
        at = stop
    return "".join([*pieces, text[at:]])


def _take_attributes(masked: Masked, context: Context, edits: list[Edit], marks: list[Mark]) -> None:
    """Put the value for ``{name}``. A link, citation or footnote in the value is one at this place."""
    text = masked.settle()
    if "{" not in text:
        return
    for found in _ATTRIBUTE.finditer(text):
        start, stop = found.span()
        if found[1]:
            edits.append((start, start + 1, ""))
            continue
        value = context.definitions.look_up(found[2]) if found[2] else ""
        if value is None:
            continue
        inner = scan(value, Context(_NOTHING, context.keys, partial(_label, context.label, start)))
        for mark in inner.marks:
            if mark.role not in {Role.CODE, Role.COMMENT}:
                end = start if mark.role is Role.FOOTNOTE_REFERENCE else stop
                marks.append(Mark(mark.role, start, end, start, stop, mark.value))
        edits.append((start, stop, _applied(value, inner.edits)))
        masked.mask(start, stop)


def _label(label: Callable[[int], str], start: int, _: int) -> str:
    return label(start)


def _take_replacements(text: str, edits: list[Edit]) -> None:
    for found in _REPLACED.finditer(text):
        start, stop = found.span()
        kind = found.lastgroup
        if kind == "entity":
            reference = REFERENCE.match(text, start)
            stands_for = character(reference[0]) if reference else None
            if reference and stands_for is not None:
                edits.append((start, reference.end(), stands_for))
        elif kind == "escaped" or (kind == "sign" and text[start] == "\\"):
            edits.append((start, start + 1, ""))
        elif kind == "sign":
            edits.append((start, stop, _SIGNS[found[0]]))
        else:
            edits.append((start, stop, {"dash": "—", "apostrophe": "’", "break": ""}[kind or "break"]))


def _outermost(edits: list[Edit]) -> list[Edit]:
    """The edits in order, without those inside another; what is put in at a place comes before what begins there."""
    edits.sort(key=lambda edit: (edit[0], edit[1] > edit[0], -edit[1]))
    kept: list[Edit] = []
    behind = 0
    for edit in edits:
        if edit[0] >= behind:
            kept.append(edit)
            behind = edit[1]
    return kept


# For the values of attributes, whose references were resolved when they were defined
_NOTHING = Definitions(0, {})
