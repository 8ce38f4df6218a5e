"""Formatting marks of AsciiDoc: ``*strong*``, ``__em__phasis``, "`quotation marks`" and their like.

Asciidoctor looks for one kind of mark after the other, each in what the former left; so does this. A mark that was
used is masked, so that the later ones take it for the end of a tag, as they do there.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from reusecheck.documents import Role
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MASK = "\x00"  # neither a letter nor a space
_QUIET = str.maketrans({**dict.fromkeys("*_`#^~{+$", "x"), "[": MASK, "]": MASK})
_ATTRIBUTE_CHARACTERS = 200  # between the brackets before a mark: ``[.lead]#words#``


class Kind(NamedTuple):
    """A pair of marks. ``bare`` ones stand anywhere; the others at the edges of words.

    ``not_before`` and ``not_behind`` are characters, beside those of words, that must not stand there.
    """

    opening: str
    closing: str
    bare: bool = False
    not_before: str = ";:}<>&"  # the last three are written with a semicolon once they are escaped
    not_behind: str = ""
    shown: tuple[str, str] = ("", "")
    is_code: bool = False


# in the order in which Asciidoctor goes through them
_KINDS = (
    Kind("**", "**", bare=True),
    Kind("*", "*"),
    Kind('"`', '`"', shown=("“", "”")),
    Kind("'`", "`'", not_before=";:}<>&`", shown=("‘", "’")),
    Kind("``", "``", bare=True, is_code=True),
    Kind("`", "`", not_before=";:}<>&\"'`", not_behind="\"'`", is_code=True),
    Kind("__", "__", bare=True),
    Kind("_", "_"),
    Kind("##", "##", bare=True),
    Kind("#", "#"),
)
_RAISED = ("^", "~")


class Pair(NamedTuple):
    """The opening mark with its attributes is ``[start, inside)``, the closing one ``[stop, end)``."""

    start: int
    inside: int
    stop: int
    end: int
    escaped: bool = False


class Masked:
    """A text in which what was understood already is masked, character for character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._waiting: list[tuple[int, int, str]] = []

    def mask(self, start: int, stop: int) -> None:
        """Nothing that stands here is looked at again."""
        if start < stop:
            self._waiting.append((start, stop, MASK * (stop - start)))

    def quiet(self, start: int, stop: int) -> None:
        """What stands here has no marks in it, but letters stay letters to the marks beside it."""
        if start < stop:
            self._waiting.append((start, stop, self.text[start:stop].translate(_QUIET)))

    def settle(self) -> str:
        """The text with all masks in it."""
        if self._waiting:
            pieces, at = [], 0
            for start, stop, by in sorted(self._waiting):
                if stop > at:
                    pieces += [self.text[at:start], by[max(at - start, 0) :]]
                    at = stop
            self.text = "".join([*pieces, self.text[at:]])
            self._waiting.clear()
        return self.text


def format_marks(masked: Masked) -> tuple[list[tuple[int, int, str]], list[tuple[Role, int, int, int, int]]]:
    """Edits that drop or replace the marks, and what was set as code: (role, start, stop, outer start, outer stop)."""
    edits: list[tuple[int, int, str]] = []
    roles: list[tuple[Role, int, int, int, int]] = []
    for kind in _KINDS:
        text = masked.settle()
        if kind.opening not in text:
            continue
        for pair in (_bare_pairs if kind.bare else _edged_pairs)(text, kind):
            if pair.escaped:
                edits.append((pair.start, pair.start + 1, ""))
                masked.mask(pair.start, pair.start + 1)
                continue
            edits += ((pair.start, pair.inside, kind.shown[0]), (pair.stop, pair.end, kind.shown[1]))
            masked.mask(pair.start, pair.inside)
            masked.mask(pair.stop, pair.end)
            if pair.inside - pair.start > len(kind.opening) and _is_hiding(masked.text, pair):
                roles.append((Role.HIDDEN, pair.inside, pair.stop, pair.start, pair.end))
            if kind.is_code:
                roles.append((Role.CODE, pair.inside, pair.stop, pair.start, pair.end))
    for mark in _RAISED:
        text = masked.settle()
        for pair in _raised_pairs(text, mark) if mark in text else ():
            if pair.escaped:
                edits.append((pair.start, pair.start + 1, ""))
                continue
            edits += ((pair.start, pair.inside, ""), (pair.stop, pair.end, ""))
            masked.mask(pair.start, pair.inside)
            masked.mask(pair.stop, pair.end)
    return edits, roles


def _is_hiding(text: str, pair: Pair) -> bool:
    """Whether the roles before a mark, ``[.hidden]#…#``, hide or strike out what it holds."""
    from reusecheck.readers import hiding  # noqa: PLC0415 - few marks have roles

    classes = re.findall(r"[\w-]+", text[pair.start : pair.inside])
    return "line-through" in classes or hiding.hiding_classes(classes)


def is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def attributes_before(text: str, at: int, low: int) -> int:
    """Where the brackets that end at ``at`` begin; ``at`` if there are none."""
    if at <= low or text[at - 1] != "]":
        return at
    opening = text.rfind("[", max(low, at - _ATTRIBUTE_CHARACTERS), at - 1)
    between = text.rfind("]", max(low, at - _ATTRIBUTE_CHARACTERS), at - 1)
    return opening if opening > between and opening < at - 2 else at


def _bare_pairs(text: str, kind: Kind) -> Iterator[Pair]:
    at, width = 0, len(kind.opening)
    while (opening := text.find(kind.opening, at)) >= 0:
        stop = text.find(kind.closing, opening + width + 1)
        if stop < 0:
            return
        start = attributes_before(text, opening, at)
        if start > at and text[start - 1] == "\\":
            yield Pair(start - 1, opening + width, stop, stop + width, escaped=True)
        else:
            yield Pair(start, opening + width, stop, stop + width)
        at = stop + width


def _edged_pairs(text: str, kind: Kind) -> Iterator[Pair]:
    """Marks at the edges of words: the first that may close ends what an opening one begins."""
    ends = closings(text, kind)
    at, width = 0, len(kind.opening)
    looked = 0
    while (opening := text.find(kind.opening, looked)) >= 0:
        looked = opening + 1
        inside = opening + width
        start = attributes_before(text, opening, at)
        if start < opening and not may_precede(text, start, at, kind):
            start = opening
        if text[inside : inside + 1].isspace() or not may_precede(text, start, at, kind):
            continue
        following = bisect_left(ends, inside + 1)
        if following == len(ends):
            return
        stop = ends[following]
        if start > at and text[start - 1] == "\\":
            yield Pair(start - 1, inside, stop, stop + width, escaped=True)
        else:
            yield Pair(start, inside, stop, stop + width)
        at = looked = stop + width


def closings(text: str, kind: Kind) -> list[int]:
    """Where a closing mark may stand: behind no space, and before no word."""
    found = []
    at = text.find(kind.closing)
    width = len(kind.closing)
    while at >= 0:
        behind = text[at + width : at + width + 1]
        if at and not text[at - 1].isspace() and not (behind and (is_word(behind) or behind in kind.not_behind)):
            found.append(at)
        at = text.find(kind.closing, at + 1)
    return found


def may_precede(text: str, start: int, low: int, kind: Kind) -> bool:
    """Whether an opening mark may stand behind what is before ``start``; a former closing mark is used up."""
    if start == low:
        return start == 0 or text[start - 1] in "\r\n"
    before = text[start - 1]
    return not is_word(before) and before not in kind.not_before


def _raised_pairs(text: str, mark: str) -> Iterator[Pair]:
    """Marks with no space between."""
    at = 0
    while (opening := text.find(mark, at)) >= 0:
        stop = text.find(mark, opening + 2)
        if stop < 0:
            return
        if any(c.isspace() for c in text[opening + 1 : stop]):
            at = opening + 1
            continue
        start = attributes_before(text, opening, at)
        escaped = start > at and text[start - 1] == "\\"
        yield Pair(start - escaped, opening + 1, stop, stop + 1, escaped)
        at = stop + 1
