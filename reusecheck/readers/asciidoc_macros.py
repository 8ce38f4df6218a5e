"""Macros of AsciiDoc: links, cross references, footnotes, citations, images."""

from __future__ import annotations

from reusecheck.documents import Role
from reusecheck.expressions import expression
from reusecheck.readers.asciidoc_attributes import parse_attributes
from reusecheck.readers.asciidoc_lists import entry_label
from reusecheck.readers.leaves import Mark, bare_url
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from reusecheck.readers.asciidoc_attributes import Definitions
    from reusecheck.readers.asciidoc_quotes import Masked
    from reusecheck.readers.leaves import Edit

_CITING = frozenset(("cite", "citenp", "fullcite", "citet", "citep", "citeauthor", "citeyear", "bibitem"))
# Targets are bounded, so that a name without its bracket is not searched for to the end each time it comes.
_TOKEN = expression(
    r"\\?(?:(?P<spaced>image|icon|menu):(?P<file>[^:\s\[\]][^\r\n\[\]]{0,300})?\["
    r"|(?P<name>footnoteref|footnote|link|mailto|xref|kbd|btn|indexterm2?|anchor|"
    r"(?<!\w)(?:cite[a-z]{0,6}|fullcite|bibitem)):(?P<target>[^\s\[\]]{0,1000})\["
    r"|(?P<url>(?<![^\W_])(?<![/.@:])(?:(?:https?|ftp|irc|file)://|\{\w[\w-]{0,100}\})[^\s\[\]<>\"“”`]{0,4000})"
    r"|(?P<xref><<(?=[\w#/.:{]))|(?P<anchor>\[\[(?=[A-Za-z_:]))|(?P<index>\({2,3}))"
    r"|(?P<close>\])"
)
_ANCHOR = expression(r"\[\[[A-Za-z_:][\w\-:.]*(?:,[^\]\r\n]*)?\]\]")
_KEY = expression(r"[^\s,()]+(?:\([^()]*\))?|\([^()]*\)")
_SCHEME = expression(r"(?:https?|ftp|irc|file)://\S*$")
_TAIL = "?!.,:;*_#~^'\"+”’"
_SHORTEST_URL = len("https://x")
_CROSS_REFERENCE_CHARACTERS = 500
_DROPPED = frozenset(("image", "icon", "indexterm", "anchor"))


class _Opened(NamedTuple):
    """A macro whose bracket is still open, and how many marks there were when it opened."""

    name: str
    target: str
    start: int
    inside: int
    marks: int


class Context(NamedTuple):
    """What the text of a paragraph may refer to; ``label`` names a footnote after the place where it is written."""

    definitions: Definitions
    keys: set[str]
    label: Callable[[int], str]


class Macros:
    """Takes the macros of one text, which are masked as they are understood."""

    def __init__(self, masked: Masked, original: str, context: Context) -> None:
        self.masked = masked
        self.text = masked.settle()
        self.original = original
        self.context = context
        self.edits: list[Edit] = []
        self.marks: list[Mark] = []
        self.open: list[_Opened] = []
        self.missing: set[str] = set()

    def take(self) -> None:
        at = 0
        while found := _TOKEN.search(self.text, at):
            at = self.token(found)
        for opened in self.open:
            if not opened.name:  # a bracket that never closes is no bracket of the address
                self.bare_url(opened.start, opened.inside - 1)

    def token(self, found: re.Match[str]) -> int:
        """Take what was found; where to go on."""
        start = found.start()
        if found["close"]:
            return self.close(start)
        if found[0].startswith("\\"):
            self.drop(start, start + 1)
        elif found["name"] or found["spaced"]:
            target = found.span("target") if found["name"] else found.span("file")
            name = found["name"] or found["spaced"]
            written = self.original[slice(*target)] if target[0] >= 0 else ""
            self.open.append(_Opened(name, written, start, found.end(), len(self.marks)))
        elif found["url"]:
            return self.url(start, found.end())
        elif found["xref"]:
            return self.cross_reference(start)
        elif found["index"]:
            return self.index_term(start, found[0])
        elif anchor := _ANCHOR.match(self.text, start):
            self.drop(start, anchor.end())
            return anchor.end()
        return found.end()

    def drop(self, start: int, stop: int, by: str = "") -> None:
        self.edits.append((start, stop, by))
        self.masked.quiet(start, stop)

    def mark(self, role: Role, inner: tuple[int, int], outer: tuple[int, int], value: str) -> None:
        self.marks.append(Mark(role, *inner, *outer, value))

    def gap(self, start: int, stop: int) -> str:
        """What to put for dropped markup so that no words run together."""
        text = self.original
        return " " if start and text[start - 1].isalnum() and text[stop : stop + 1].isalnum() else ""

    # ---- addresses

    def url(self, start: int, stop: int) -> int:
        """An address, alone or with its words in brackets behind it."""
        written = self.original[start:stop]
        resolved = self.context.definitions.resolve(written) if "{" in written else written
        if written.startswith("{") and not _SCHEME.match(resolved):
            return start + 1
        if self.text.startswith("[", stop):
            self.open.append(_Opened("", written, start, stop + 1, len(self.marks)))
            return stop + 1
        return self.bare_url(start, stop)

    def bare_url(self, start: int, stop: int) -> int:
        """An address that stands there by itself, whose characters are no words; where it ends."""
        address = bare_url(self.original[start:stop], _TAIL)
        if len(self.resolve(address)) < _SHORTEST_URL:
            return stop
        stop = start + len(address)
        outer = start, stop
        if start and self.text[start - 1] == "<" and self.text.startswith(">", stop):
            outer = start - 1, stop + 1
        self.drop(*outer, " ")
        self.mark(Role.LINK, (start, stop), outer, self.resolve(address))
        return outer[1]

    def resolve(self, address: str) -> str:
        """An address without the marks and references it was written with."""
        address = address.replace("++", "") if address.startswith("+") else address
        return self.context.definitions.resolve(address)

    # ---- brackets

    def close(self, at: int) -> int:
        if not self.open:
            return at + 1
        if self.text[at - 1] == "\\":
            self.drop(at - 1, at)
            return at + 1
        opened = self.open.pop()
        name = opened.name
        if name in _DROPPED:
            del self.marks[opened.marks :]
            self.drop(opened.start, at + 1, " " if name == "image" else self.gap(opened.start, at + 1))
        elif name in _CITING:
            self.cite(at, opened)
        elif name in {"footnote", "footnoteref"}:
            self.footnote(at, opened)
        elif name in {"", "link", "mailto", "xref"}:
            self.link(at, opened)
        else:
            # ``menu:File[Save]`` reads "File Save"
            target = len("menu:") if name == "menu" else opened.inside - opened.start
            self.drop(opened.start, opened.start + target)
            self.drop(opened.inside - 1, opened.inside, " " if name == "menu" else "")
            self.drop(at, at + 1)
        return at + 1

    def link(self, at: int, opened: _Opened) -> None:
        """Words that are linked. Without any the address stands there, whose characters are no words."""
        text = self.original
        start, stop = opened.inside, at
        if "=" in text[start:stop] or (opened.name == "mailto" and "," in text[start:stop]):
            start, stop = parse_attributes(text, start, stop).positional.get(1, (start, stop))
        if start < stop and text[stop - 1] == "^" and opened.name != "xref":
            stop -= 1
        address = self.resolve(opened.target)
        outer = opened.start, at + 1
        if opened.name == "xref":
            if not self.entry(address.strip("#"), outer):
                self.mark(
                    Role.LINK, (start, stop), outer, address if "." in address or "#" in address else f"#{address}"
                )
        else:
            address = f"mailto:{address}" if opened.name == "mailto" else address
            self.mark(Role.LINK, (start, stop), outer, address)
        if start >= stop:
            self.drop(*outer, " ")
            return
        self.drop(opened.start, start)
        self.drop(stop, at + 1)

    def cross_reference(self, at: int) -> int:
        """``<<id>>``, ``<<id,words>>``; what it would say without words is the title of the place, or a key."""
        text = self.original
        stop = self.text.find(">>", at + 2, at + _CROSS_REFERENCE_CHARACTERS)
        if stop < 0:
            return at + 2
        target, comma, _ = text[at + 2 : stop].partition(",")
        outer = at, stop + 2
        start = at + 2 + len(target) + len(comma)
        key = self.resolve(target.strip())
        is_entry = self.entry(key, outer)
        if not is_entry:
            value = key if "#" in key or "." in key else f"#{key}"
            self.mark(Role.LINK, (start, stop), outer, value)
        if not text[start:stop].strip():
            self.drop(*outer, self.gap(*outer) if is_entry else " ")
        else:
            start += len(text[start:stop]) - len(text[start:stop].lstrip())
            self.drop(at, start)
            self.drop(stop, stop + 2)
        return stop + 2

    def entry(self, key: str, outer: tuple[int, int]) -> bool:
        """Whether the reference is to an entry of the bibliography, which it cites and leads to like a footnote."""
        if key not in self.context.keys:
            return False
        place = outer[0], outer[0]
        self.mark(Role.FOOTNOTE_REFERENCE, place, outer, entry_label(key))
        self.mark(Role.CITATION, place, outer, key)
        return True

    def cite(self, at: int, opened: _Opened) -> None:
        outer = opened.start, at + 1
        for key in _KEY.finditer(self.original, opened.inside, at):
            name = key[0].partition("(")[0]
            if name and not self.entry(name, outer):
                self.mark(Role.CITATION, (outer[0], outer[0]), outer, name)
        self.drop(*outer, self.gap(*outer))

    def footnote(self, at: int, opened: _Opened) -> None:
        """``footnote:[words]``, ``footnote:id[words]``, ``footnote:id[]``, and the older ``footnoteref:[id,words]``."""
        start, name = opened.inside, opened.target
        if opened.name == "footnoteref":
            name, comma, _ = self.original[start:at].partition(",")
            start += len(name) + len(comma)
            name = name.strip()
        outer = opened.start, at + 1
        label = name or self.context.label(opened.start)
        self.mark(Role.FOOTNOTE_REFERENCE, (outer[0], outer[0]), (opened.start, opened.inside), label)
        if not self.original[start:at].strip():
            self.drop(*outer, self.gap(*outer))
            return
        self.mark(Role.FOOTNOTE, (start, at), (opened.inside, at + 1), label)
        self.drop(opened.start, start, " ")
        self.edits.append((at, at, " "))
        self.drop(at, at + 1)

    def index_term(self, at: int, opening: str) -> int:
        """``((term))`` is read, ``(((a, b)))`` is not."""
        closing = ")" * len(opening)
        stop = -1 if closing in self.missing else self.text.find(closing, at + len(opening))
        if stop < 0:
            self.missing.add(closing)
            return at + len(opening)
        end = stop + len(closing)
        if len(opening) == 3:
            self.drop(at, end, self.gap(at, end))
            return end
        while self.text.startswith(")", end):
            stop, end = stop + 1, end + 1
        self.drop(at, at + 2)
        self.drop(stop, end)
        return at + 2
