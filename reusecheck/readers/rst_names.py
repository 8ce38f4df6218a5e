"""What names stand for in a document of reStructuredText: targets, footnotes, citations, substitutions, roles."""

from __future__ import annotations

import re

from reusecheck.expressions import expression
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.readers.leaves import Segments

_HOPS = 20  # from alias to alias; whoever chains more wants to keep us busy
_NESTED = 3  # substitutions in substitutions
_SYMBOLS = "*†‡§¶#♠♥♦♣"  # of ``[*]_``, then doubled, as docutils has them
_ALIAS = expression(r"(?:`(?P<phrase>[^`]+)`|(?P<name>[^\s`]+))(?<!\\)_\Z")
_ESCAPED = expression(r"\\(?:\s|(.))?", re.DOTALL)
_CODE_POINT = expression(r"(?:0x|x|\\x|U\+?|u\+?|\\u|&#x)([0-9a-fA-F]{1,6});?\Z")


class Expanded(NamedTuple):
    """What stands for a substitution, and the address that it links."""

    text: str
    link: str = ""


class Substitution(NamedTuple):
    """What ``|name|`` stands for: the text of ``segments``, or ``text`` as it is."""

    segments: Segments
    text: str = ""


def normal_name(written: str) -> str:
    return " ".join(unescaped(written).split()).lower()


def unescaped(written: str) -> str:
    """The text without its backslashes; an escaped space is nothing."""
    return _ESCAPED.sub(lambda escape: escape[1] or "", written) if "\\" in written else written


class Names:
    """What is defined anywhere in the document, for references may come first."""

    def __init__(self) -> None:
        self.title: Segments = []
        self.targets: dict[str, str] = {}  # an address, or an alias with its underscore
        self.anonymous: list[str] = []
        self.notes: list[str] = []  # the label of each footnote and citation as it is written
        self.substitutions: dict[str, Substitution] = {}
        self.roles: dict[str, str] = {}  # those the document declares, and what they are made of
        self.hiding_roles: set[str] = set()  # whose class hides what they hold
        self.expander: Callable[[Segments], Expanded] | None = None
        self.budget = 0  # characters that substitutions may still put in: they must not make a page grow without end
        self._expanded: dict[str, Expanded | None] = {}
        self._depth = 0
        self._waiting: list[str] = []  # targets that stand for what the next one stands for
        self._labels: dict[str, str] = {}  # how a mark says it, in small letters → label
        self._in_turn: dict[str, list[str]] = {}
        self._of_note: list[str] = []
        self._anonymous_at = 0
        self._turn = {"#": 0, "*": 0}

    # ---- what is defined

    def add_target(self, name: str, address: str) -> None:
        """``name`` leads to ``address``; without one to where it stands, or to where the target below leads."""
        if not address:
            self._waiting.append(name)
            return
        for waiting in (*self._waiting, name):
            self.targets.setdefault(waiting, address)
        self._waiting.clear()

    def forget_waiting(self) -> None:
        self._waiting.clear()

    def add_note(self, label: str) -> int:
        self.notes.append(label)
        return len(self.notes) - 1

    def number(self) -> None:
        """Give the footnotes that have none their numbers and symbols, as docutils does."""
        self._waiting.clear()
        taken = {label for label in self.notes if label.isdigit()}
        number = symbols = 0
        numbered: list[str] = []
        symbolic: list[str] = []
        for written in self.notes:
            label = written
            if written.startswith("#"):
                number += 1
                while str(number) in taken:
                    number += 1
                label = str(number)
                if written == "#":
                    numbered.append(label)
            elif written == "*":
                label = _SYMBOLS[symbols % len(_SYMBOLS)] * (symbols // len(_SYMBOLS) + 1)
                symbols += 1
                symbolic.append(label)
            self._of_note.append(label)
            self._labels.setdefault(written.lower(), label)
        for label in self._of_note:  # one that got the number 1 is meant by [1]_, unless another is called so
            self._labels.setdefault(label.lower(), label)
        self._in_turn = {"#": numbered, "*": symbolic}

    # ---- what references lead to

    def label_of(self, note: int) -> str:
        """The label of a footnote by its number among them."""
        return self._of_note[note]

    def label(self, written: str) -> str | None:
        """The label of the footnote that ``[written]_`` refers to; those without a name are taken in turn."""
        if written in self._in_turn:
            turn, labels = self._turn[written], self._in_turn[written]
            self._turn[written] += 1
            return labels[turn] if turn < len(labels) else None
        return self._labels.get(written.lower())

    def expand(self, name: str) -> Expanded | None:
        """What to put for ``|name|``; None where its name has to do."""
        if name not in self._expanded:
            definition = self.substitutions.get(name)
            if definition is None or self.expander is None or self._depth >= _NESTED:
                return None
            self._expanded[name] = None  # in itself it stands for nothing
            self._depth += 1
            self._expanded[name] = (
                self.expander(definition.segments) if not definition.text else Expanded(definition.text)
            )
            self._depth -= 1
        found = self._expanded[name]
        if found is None or len(found.text) > self.budget:
            return None
        self.budget -= len(found.text)
        return found

    def next_anonymous(self) -> str:
        """The address or alias of the anonymous target whose turn it is; "" if there are no more."""
        at = self._anonymous_at
        self._anonymous_at += 1
        return self.anonymous[at] if at < len(self.anonymous) else ""

    def address(self, target: str) -> str:
        """The address that a target leads to; "" of a place in the document."""
        for _ in range(_HOPS):
            name = alias(target)
            if name is None:
                return target
            target = self.targets.get(name, "")
        return ""


def alias(target: str) -> str | None:
    """The name that a target refers to, if it is no address: ``name_``, `` `some name`_ ``."""
    found = _ALIAS.match(target) if "://" not in target or target.startswith("`") else None
    return normal_name(found["phrase"] or found["name"]) if found else None


def address_in(written: str) -> str:
    """A target's address as written, over several lines perhaps; an alias as it is."""
    if alias(" ".join(written.split())) is not None:
        return " ".join(written.split())
    return unescaped("".join(written.split()))


def unicode_text(written: str) -> str:
    """What ``unicode::`` makes of its codes, each for itself; anything else is text."""
    pieces = []
    for part in written.partition(" .. ")[0].split():
        code = _CODE_POINT.match(part)
        number = int(code[1], 16) if code else int(part) if part.isascii() and part.isdigit() and len(part) < 8 else -1
        known = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
        pieces.append(chr(number) if known else part)
    return "".join(pieces)
