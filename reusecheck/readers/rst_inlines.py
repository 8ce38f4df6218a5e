"""What stands within a block of reStructuredText: emphasis, references, roles, literals, addresses; nothing nests.

The text is never rewritten. What comes back are edits (a stretch that is dropped or replaced) and marks (a stretch
with a role), both in offsets of the text; whatever no edit names is kept as it stands.
"""

from __future__ import annotations

import re

from reusecheck.documents import Role
from reusecheck.expressions import expression
from reusecheck.readers.leaves import Mark, bare_url
from reusecheck.readers.rst_names import address_in, alias, normal_name, unescaped
from reusecheck.readers.rst_recognition import INTERPRETED, LITERAL, SUBSTITUTION, TARGET, Recognition
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.leaves import Edit
    from reusecheck.readers.rst_names import Names

SPECIAL = expression(r"\\|\*\*?|``?|\||_+|\[|:[^\W_][\w.:+-]{0,60}:(?=`)|https?://")

_NOTE = expression(r"\[([0-9]+|\#|\#[^\W_]+(?:[-._+:][^\W_]+)*|\*|[^\W_]+(?:[-._+:][^\W_]+)*)\]_")
_ESCAPE = expression(r"\\(?:(\r\n|\s)|.)?", re.DOTALL)
_URL = expression(r"https?://[^\s<>\"\[\]\\^`{|}]+")
_MIN_URL = 9  # "https://x"
_NAME_CHARACTERS = frozenset("-.+:_")
_MAX_NAME = 200  # characters of a reference's name that are looked at, going back from its underscore

_CITING = expression(r"(?:foot)?(?:full)?cite(?:[a-z]*|:[a-z:*]+)\Z")
_PRE_OR_POST = expression(r"\{[^{}]*\}")
_CODE_ROLES = frozenset(
    ("code", "literal", "math", "samp", "file", "kbd", "command", "program", "eq", "envvar", "option", "makevar",
     "regexp", "mimetype", "class", "func", "meth", "mod", "attr", "obj", "data", "const", "exc")
)  # fmt: skip
_CODE_DOMAINS = ("py:", "c:", "cpp:", "js:", "rst:", "std:option", "std:envvar")
# Without a role, interpreted text is such a title to docutils. Sphinx may be told otherwise, and many a writer means
# code by it, as in Markdown: it credits nobody by itself.
_TITLES = frozenset(("title-reference", "title", "t"))
_ABBREVIATIONS = frozenset(("abbr", "abbreviation"))  # what they mean, in parentheses, shows only below the mouse
_PLAIN_ROLES = frozenset(("emphasis", "strong", "sub", "subscript", "sup", "superscript", "", *_TITLES))
_NUMBERED = {"rfc": "RFC ", "rfc-reference": "RFC ", "pep": "PEP ", "pep-reference": "PEP "}


class Scanned(NamedTuple):
    """Edits ascend and do not overlap.

    The value of a link may be an alias (``name_``), for what it stands for may come later.
    """

    edits: list[Edit]
    marks: list[Mark]


def scan(text: str, names: Names) -> Scanned:
    """What to make of ``text``. Footnotes and targets that have no names are taken off ``names`` in turn."""
    scanner = _Scanner(text, names)
    steps = scanner.steps
    at = 0
    while found := SPECIAL.search(text, at):
        character = found[0][0]
        at = steps[character](found.start(), found[0])
        if character not in "\\h" and scanner.edits and scanner.edits[-1][1] == at:
            scanner.fresh = at  # as docutils has it: behind markup text begins anew
    return Scanned(scanner.edits, scanner.marks)


def plain(text: str, scanned: Scanned, names: Names) -> str:
    """The text without its markup, and with the addresses of its links behind it."""
    pieces: list[str] = []
    at = 0
    for start, stop, by in scanned.edits:
        pieces += (text[at:start], by)
        at = stop
    pieces.append(text[at:])
    for mark in scanned.marks:
        if mark.role is Role.LINK:
            pieces += (" ", names.address(mark.value))
    return " ".join("".join(pieces).split())


class _Scanner(Recognition):
    def __init__(self, text: str, names: Names) -> None:
        super().__init__(text)
        self.names = names
        self.edits: list[Edit] = []
        self.marks: list[Mark] = []
        self.steps = {
            "\\": self.backslash, "*": self.emphasis, "`": self.backquote, "|": self.substitution,
            "_": self.underscore, "[": self.note, ":": self.role, "h": self.url,
        }  # fmt: skip

    # ---- edits

    def drop(self, start: int, stop: int, by: str = "") -> None:
        if start < stop:
            self.edits.append((start, stop, by))

    def gap(self, start: int, stop: int) -> str:
        """What to put for dropped markup so that no words run together."""
        text = self.text
        return " " if start and text[start - 1].isalnum() and text[stop : stop + 1].isalnum() else ""

    def inner(self, start: int, stop: int) -> None:
        """Text within markup, in which only backslashes mean anything."""
        for escape in _ESCAPE.finditer(self.text, start, stop):
            self.drop(escape.start(), escape.end() if escape[1] else escape.start() + 1)

    # ---- the steps: each takes where its character stands, and returns where to go on

    def backslash(self, at: int, _: str) -> int:
        escape = _ESCAPE.match(self.text, at)
        stop = escape.end() if escape else at + 1
        self.drop(at, stop if escape and escape[1] else at + 1)
        return stop

    def ignore(self, stop: int) -> int:
        self.fresh = stop
        return stop

    def emphasis(self, at: int, mark: str) -> int:
        inside = at + len(mark)
        if not self.opens(at, inside):
            return inside
        stop = self.end(mark, inside)
        if stop <= inside:
            return self.ignore(inside)
        self.drop(at, inside)
        self.inner(inside, stop)
        self.drop(stop, stop + len(mark))
        return stop + len(mark)

    def backquote(self, at: int, mark: str) -> int:
        inside = at + len(mark)
        if mark == "`":
            return self.interpreted(at, at, "")
        if not self.opens(at, inside):
            return inside
        stop = self.end(LITERAL, inside)
        if stop <= inside:
            return self.ignore(inside)
        self.drop(at, inside)
        self.drop(stop, stop + 2)
        self.marks.append(Mark(Role.CODE, inside, stop, at, stop + 2, ""))
        return stop + 2

    def role(self, at: int, written: str) -> int:
        ticks = at + len(written)
        if self.text.startswith("``", ticks) or not self.opens(at, ticks + 1):
            return at + 1
        return self.interpreted(at, ticks, written.strip(":").lower())

    def interpreted(self, at: int, ticks: int, role: str) -> int:
        """Text in backquotes: a reference if underscores follow, otherwise what its role makes of it."""
        inside = ticks + 1
        if not self.opens(at, inside):
            return inside
        stop = self.end(INTERPRETED, inside)
        tail = self.tail(stop) if stop > inside else None
        if tail is None:
            return self.ignore(inside)
        behind_role, underscores, outer = tail
        role = role or behind_role.strip(":").lower()
        if underscores and not role:
            self.reference(at, inside, stop, outer, anonymous=len(underscores) == 2)
        else:
            self.in_role(role, at, inside, stop, outer)
        return outer

    def split(self, inside: int, stop: int) -> tuple[int, int, int]:
        """``text <target>``: where the text ends, and the stretch of the target; empty at ``stop`` if there is none."""
        text = self.text
        opening = text.rfind("<", inside, stop) if text[stop - 1] == ">" else -1
        if opening < 0 or opening + 2 >= stop or text[opening + 1].isspace() or text[stop - 2].isspace():
            return stop, stop, stop
        if opening > inside and not text[opening - 1].isspace():
            return stop, stop, stop
        end = opening
        while end > inside and text[end - 1].isspace():
            end -= 1
        return end, opening + 1, stop - 1

    def reference(self, at: int, inside: int, stop: int, outer: int, *, anonymous: bool) -> None:
        text = self.text
        end, first, last = self.split(inside, stop)
        if first == last:
            target = self.names.next_anonymous() if anonymous else f"`{text[inside:stop]}`_"
        else:
            target = address_in(text[first:last])
            name = normal_name(text[inside:end])
            if not anonymous and name and alias(target) != name:
                self.names.add_target(name, target)
        if end == inside and "://" in target:  # the address is the text, and its characters are no words
            self.drop(at, outer, " ")
            self.marks.append(Mark(Role.LINK, at, outer, at, outer, target))
            return
        if end == inside:
            inside, end = first, last
        self.drop(at, inside)
        self.inner(inside, end)
        self.drop(end, outer)
        self.marks.append(Mark(Role.LINK, inside, end, at, outer, target))

    def in_role(self, role: str, at: int, inside: int, stop: int, outer: int) -> None:
        made_of = self.names.roles.get(role, "")
        if role == "raw" or made_of == "raw":
            self.drop(at, outer, " ")
            self.marks.append(Mark(Role.CODE, at, at, at, outer, ""))
        elif _CITING.match(role):
            self.citations(at, inside, stop, outer)
        elif role in _CODE_ROLES or made_of in _CODE_ROLES or role.startswith(_CODE_DOMAINS):
            self.drop(at, inside)
            self.drop(stop, outer)
            self.marks.append(Mark(Role.CODE, inside, stop, at, outer, ""))
        else:
            end = stop if role in _PLAIN_ROLES else self.split(inside, stop)[0]
            end = end if end > inside else stop
            self.drop(at, inside, _NUMBERED.get(role, ""))
            self.inner(inside, end)
            self.drop(end, outer)
            if role in self.names.hiding_roles:
                self.marks.append(Mark(Role.HIDDEN, inside, end, at, outer, ""))
            elif role in _ABBREVIATIONS and (meaning := self.text.rfind("(", inside, end)) > inside:
                self.marks.append(Mark(Role.HIDDEN, meaning, end, meaning, outer, ""))
            if role in _TITLES or made_of in _TITLES:
                self.marks.append(Mark(Role.CITE, inside, end, at, outer, ""))

    def citations(self, at: int, inside: int, stop: int, outer: int) -> None:
        """``:cite:`one,two```, with words before or behind a key in braces."""
        text = self.text
        self.drop(at, outer, self.gap(at, outer))
        while inside < stop:
            comma = text.find(",", inside, stop)
            while comma > 0 and text.count("{", inside, comma) > text.count("}", inside, comma):
                comma = text.find(",", comma + 1, stop)
            comma = stop if comma < 0 else comma
            key = _PRE_OR_POST.sub("", text[inside:comma]).strip().lstrip("*")
            if key:
                first = text.find(key, inside, comma)
                first = inside if first < 0 else first
                self.marks.append(Mark(Role.CITATION, at, at, first, comma, key))
            inside = comma + 1

    def substitution(self, at: int, _: str) -> int:
        inside = at + 1
        if self.text.startswith("|", inside) or not self.opens(at, inside):
            return inside
        stop = self.end(SUBSTITUTION, inside)
        outer = self.underscores(stop + 1) if stop > inside else None
        if outer is None:
            return self.ignore(inside)
        name = self.text[inside:stop]
        expanded = self.names.expand(" ".join(name.split()).lower())
        if expanded is None:
            self.drop(stop + 1, outer)
            return outer
        self.drop(at, outer, expanded.text or self.gap(at, outer))
        link = expanded.link or (f"`{name}`_" if outer > stop + 1 else "")
        if link:
            self.marks.append(Mark(Role.LINK, at, outer, at, outer, link))
        return outer

    def underscore(self, at: int, written: str) -> int:
        """The end of a reference ``name_``, or the beginning of a target ``_`text```."""
        text = self.text
        stop = at + len(written)
        if text.startswith("`", stop) and not text.startswith("``", stop) and self.opens(stop - 1, stop + 1):
            closing = self.end(TARGET, stop + 1)
            if closing <= stop + 1:
                return self.ignore(stop + 1)
            self.drop(stop - 1, stop + 1)
            self.inner(stop + 1, closing)
            self.drop(closing, closing + 1)
            return closing + 1
        if len(written) > 2 or not self.closes(stop):
            return stop
        start = self.name_before(at)
        if start < at:
            target = self.names.next_anonymous() if len(written) == 2 else f"{text[start:at]}_"
            self.drop(at, stop)
            self.marks.append(Mark(Role.LINK, start, at, start, stop, target))
        return stop

    def name_before(self, stop: int) -> int:
        """Where the reference name before ``stop`` begins; ``stop`` if none stands there."""
        text = self.text
        first = max(self.edits[-1][1] if self.edits else 0, stop - _MAX_NAME, self.fresh)
        start = stop
        while start > first and (text[start - 1].isalnum() or text[start - 1] in _NAME_CHARACTERS):
            if text[start - 1] in _NAME_CHARACTERS and (start == stop or text[start] in _NAME_CHARACTERS):
                break
            start -= 1
        while start < stop and text[start] in _NAME_CHARACTERS:
            start += 1
        return start if start < stop and self.may_stand_behind(start) else stop

    def note(self, at: int, _: str) -> int:
        """A footnote reference or a citation."""
        found = _NOTE.match(self.text, at)
        if not found or not self.may_stand_behind(at) or not self.closes(found.end()):
            return at + 1
        written, stop = found[1], found.end()
        label = self.names.label(written)
        citation = not (written.isdigit() or written[0] in "#*")
        if label is None and not citation:
            return stop
        self.drop(at, stop, self.gap(at, stop))
        if citation:
            self.marks.append(Mark(Role.CITATION, at, at, at, stop, written))
        if label is not None:
            self.marks.append(Mark(Role.FOOTNOTE_REFERENCE, at, at, at, stop, label))
        return stop

    def url(self, at: int, _: str) -> int:
        """A bare address: a link whose characters are no words."""
        found = _URL.match(self.text, at)
        if not found or not self.may_stand_behind(at):
            return at + 4
        url = bare_url(found[0])
        if len(url) < _MIN_URL:
            return at + 4
        stop = at + len(url)
        self.drop(at, stop, " ")
        self.marks.append(Mark(Role.LINK, at, stop, at, stop, unescaped(url)))
        return stop
