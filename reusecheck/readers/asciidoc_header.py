"""The header of an AsciiDoc document: its title, who wrote it, its attributes."""

from __future__ import annotations

from reusecheck.documents import BlockKind, MetaEntry, Role, meta_key
from reusecheck.expressions import expression
from reusecheck.readers import asciidoc_starts as starts
from reusecheck.readers.asciidoc_attributes import entry_value
from reusecheck.readers.asciidoc_tree import Event, Leaf, Line, Place
from reusecheck.spans import Source, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.readers.asciidoc_attributes import Definitions

# Asciidoctor takes any line below the title for the author. Prose that somebody wrote there must not be lost to the
# judge: a line counts as authors when each is a name of so many words at most, maybe with an address.
_AUTHOR = expression(r"(\w[\w\-'.’]*(?: +\w[\w\-'.’]*){0,5})(?: +<([^<>]+)>)?$")
_REVISION = expression(r"(?:v?(?P<number>\d[\w.-]*)(?:,[ ]*|$))?(?P<date>[^:]{0,40})(?::(?P<remark>.*))?$")
_REVISION_WORDS = 6
_NOT_IN_A_NAME = expression(r"[^\w-]")
_PAGE = "page-"  # Antora's and Jekyll's attributes of a page: what front matter says elsewhere


class Header(NamedTuple):
    """``at`` is the number of the line at which the text begins, ``title`` where the document's title stands."""

    at: int
    events: list[Event]
    entries: list[MetaEntry]
    title: tuple[int, int] | None


class AttributeEntry(NamedTuple):
    """``:name: value``: ``value`` is ``None`` where it unsets; ``following`` is the number of the next line."""

    name: str
    value: str | None
    span: tuple[int, int]
    following: int


def attribute_entry(source: str, lines: Sequence[Line], at: int) -> AttributeEntry | None:
    """The entry that line ``at`` begins, with the lines it goes on in."""
    start, stop, _ = lines[at]
    found = starts.ATTRIBUTE_ENTRY.match(source, start, stop)
    if not found:
        return None
    name = found[1]
    unset = name.startswith("!") or name.endswith("!")
    name = _NOT_IN_A_NAME.sub("", name).lower()
    pieces = [found[2] or ""]
    following = at + 1
    while pieces[-1].endswith(" \\") and following < len(lines):
        pieces[-1] = pieces[-1][:-2].rstrip().removesuffix(" +")
        start, stop, _ = lines[following]
        pieces.append(source[start:stop].lstrip())
        following += 1
    value_at = found.start(2) if found[2] else found.end()
    value = None if unset else entry_value(" ".join(pieces))
    return AttributeEntry(name, value, (value_at, max(value_at, stop)), following)


def parse_header(source: str, lines: Sequence[Line], definitions: Definitions) -> Header:
    """What stands before the text of the document; its attributes are defined in ``definitions``."""
    return _Parser(source, lines, definitions).parse()


class _Parser:
    def __init__(self, source: str, lines: Sequence[Line], definitions: Definitions) -> None:
        self.source = source
        self.lines = lines
        self.definitions = definitions
        self.at = 0
        self.events: list[Event] = []
        self.entries: list[MetaEntry] = []

    def parse(self) -> Header:
        body = self.skip(blanks=True)
        title = self.title()
        if title:
            self.define("doctitle", self.source[slice(*title)])
            self.skip(blanks=False)
            if self.authors():
                self.skip(blanks=False)
                self.revision()
            self.skip(blanks=False)
            body = self.at
        for number, entry in enumerate(self.entries):
            if "{" in entry.value:  # what is defined below it is known by now
                self.entries[number] = MetaEntry(entry.key, self.definitions.resolve(entry.value), entry.source)
        return Header(body, self.events, self.entries, title)

    def skip(self, *, blanks: bool) -> int:
        """Go over comments, conditions and entries, and over ``blanks``; the line behind the last entry."""
        behind = self.at
        while self.at < len(self.lines):
            start, stop, _ = self.lines[self.at]
            text = self.source[start:stop]
            if text.startswith("////") and not text.strip("/"):
                if not self.comment_block(text):
                    break
            elif text.startswith("//") and not text.startswith("///"):
                self.events.append(Place(Role.COMMENT, start, stop, text[2:]))
                self.at += 1
            elif text.startswith(":") and (entry := attribute_entry(self.source, self.lines, self.at)):
                self.at = entry.following
                self.take(entry.name, entry.value, entry.span)
            elif (blanks and not text) or (text.startswith(starts.DIRECTIVES) and text.endswith("[]")):
                self.at += 1
                continue
            else:
                break
            behind = self.at
        return behind

    def comment_block(self, delimiter: str) -> bool:
        start = self.lines[self.at][0]
        for number in range(self.at + 1, len(self.lines)):
            at, stop, _ = self.lines[number]
            if self.source[at:stop] == delimiter:
                words = self.source[self.lines[self.at][2] : at]
                self.events.append(Place(Role.COMMENT, start, stop, words.strip("\r\n")))
                self.at = number + 1
                return True
        return False

    def title(self) -> tuple[int, int] | None:
        """Where the title stands, if the line that is reached is one."""
        if self.at >= len(self.lines):
            return None
        start, stop, _ = self.lines[self.at]
        found = starts.HEADING.match(self.source, start, stop)
        if found and len(found[1]) == 1:
            start = found.end()
            self.at += 1
        elif start < stop and self.at + 1 < len(self.lines):
            below = self.source[slice(*self.lines[self.at + 1][:2])]
            if below[:1] != "=" or not starts.is_underline(self.source[start:stop], below):
                return None
            self.at += 2
        else:
            return None
        self.events.append(Leaf(BlockKind.HEADING, [(start, stop)]))
        return start, stop

    def authors(self) -> bool:
        """Whether the line that is reached names the authors, which it then is taken for."""
        if self.at >= len(self.lines):
            return False
        start, stop, _ = self.lines[self.at]
        found = []
        while start < stop:
            semicolon = self.source.find(";", start, stop)
            end = stop if semicolon < 0 else semicolon
            start += len(self.source[start:end]) - len(self.source[start:end].lstrip())
            author = _AUTHOR.match(self.source, start, end)
            if not author:
                return False
            found.append(author)
            start = end + 1
        for author in found:
            self.add("author", author[1].replace("_", " "), author.span(1))
            self.define("author", author[1].replace("_", " "))
            if author[2]:
                self.add("email", author[2], author.span(2))
        self.at += 1
        return bool(found)

    def revision(self) -> None:
        if self.at >= len(self.lines):
            return
        start, stop, _ = self.lines[self.at]
        found = _REVISION.match(self.source, start, stop)
        if not found or start == stop or len((found["date"] or "").split()) > _REVISION_WORDS:
            return
        if not found["number"] and not any(c.isdigit() for c in found["date"]):
            return
        self.at += 1
        for part in ("number", "date", "remark"):
            if found[part] and found[part].strip():
                self.add(f"rev{part}", found[part].strip(), found.span(part))
                self.define(f"rev{part}", found[part].strip())

    def take(self, name: str, value: str | None, span: tuple[int, int]) -> None:
        self.define(name, value)
        value = self.definitions.resolve(value).strip() if value else ""
        if not value:
            return
        if name == "bibtex-file":
            for path in value.split(","):
                self.add("bibliography", path.strip(), span)
        self.add({"doctitle": "title"}.get(name, name.removeprefix(_PAGE)), value, span)

    def define(self, name: str, value: str | None) -> None:
        self.definitions.define(name, None if value is None else self.definitions.resolve(value))

    def add(self, name: str, value: str, span: tuple[int, int]) -> None:
        self.entries.append(MetaEntry(meta_key((name,)), value, Span[Source](*span)))
