"""How the lines of Markdown begin: how far one is read, and the patterns by which a block is known.

All patterns are linear, and anchored at a place.
"""

from __future__ import annotations

import re
from itertools import pairwise

from reusecheck.expressions import expression

RULE = expression(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
ATX = expression(r"#{1,6}(?:[ \t]+|$)")
SETEXT = expression(r"(?:=+|-+)[ \t]*$")
FENCE = expression(r"(`{3,})(?=[^`]*$)|(~{3,})")
# Code between tags of Jekyll and Hugo; the words of the tag are (closing, name)
CODE_TAG = expression(r"\{(?:\{<|\{%|%-?)[ \t]*(end|/[ \t]*)?(highlight|codeblock|mermaid)\b")
MARKER = expression(r"(?:[*+-]|(\d{1,9})[.)])(?=[ \t]|$)")
FOOTNOTE = expression(r"\[\^([^\]\[\s]{1,200})\]:[ \t]*")
CALLOUT = expression(r"\[!([A-Za-z][\w-]{0,40})\](?![(\[])[+-]?[ \t]*")
FENCED_DIV = expression(r":{3,}[ \t]*(?:\{[^{}\r\n]*\}|[\w-]*)[ \t]*:*")
MODULE = expression(
    r"(?:import\s+(?:[\w*${][^'\";]{0,500}\sfrom\s+)?['\"]"
    r"|export\s+(?:default\s|\{|(?:const|let|var)\s+\w+\s*=|(?:async\s+)?function\b|class\s+\w+))"
)
DELIMITER_ROW = expression(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
SPACES = expression(r"[ \t]*")

MARKS = frozenset("*+-0123456789")  # what MARKER begins with
SPECIAL = frozenset(">#`~<=-*_+[:|{0123456789")

_NAMES = frozenset(
    ["address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col",
     "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
     "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe",
     "legend", "li", "link", "main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p",
     "param", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
     "track", "ul"]
)  # fmt: skip
_ATTRIBUTE = (
    r"\s+(?:[A-Za-z_:@][\w.:@-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\{[^{}]{0,500}(?:\{[^{}]{0,500}\}[^{}]{0,500})?\}"
    r"|[^\s\"'=<>`{]+))?|\{\.\.\.[\w.]+\})"
)
# as in HTML, and JSX with braces for values; a fragment has no name
TAG = expression(rf"</?>|<[A-Za-z][A-Za-z0-9.:-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9.:-]*\s*>", re.ASCII)
COMPONENT = expression(r"</?(?:[A-Z]|[a-z]+\.|>)")

_NAMED = expression(r"</?([A-Za-z][A-Za-z0-9]*)(?=[\s>]|/>|$)", re.ASCII)
_RAW_NAMES = frozenset(["script", "pre", "style", "textarea"])
_RAW_ENDS = ("</script>", "</pre>", "</style>", "</textarea>")
# how an HTML block of each kind ends; the other kinds end at a blank line
_HTML_ENDS = {"comment": "-->", "instruction": "?>", "declaration": ">", "cdata": "]]>"}
_HTML_MARKS = (("<!--", "comment"), ("<?", "instruction"), ("<![CDATA[", "cdata"))


class LineCursor:
    """How far a line is read, in characters and in columns: a tab goes to the next multiple of four.

    ``at`` and ``column`` say how much of the line its containers have taken, ``text`` where its text begins.

    ``stop`` is the end of the line's text, ``next`` the start of the line that follows.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = self.column = self.stop = self.next = self.text = self.text_column = 0

    def begin_line(self, start: int, stop: int, following: int) -> None:
        self.at, self.column, self.stop, self.next, self.text = start, 0, stop, following, -1

    def look(self) -> int:
        """Find the first character that is no space; returns the columns before it."""
        if self.text < self.at:
            found = SPACES.match(self.source, self.at, self.stop)
            self.text = found.end() if found else self.at
            width = self.text - self.at
            if self.source.find("\t", self.at, self.text) < 0:
                self.text_column = self.column + width
            else:
                column = self.column
                for character in self.source[self.at : self.text]:
                    column = (column // 4 + 1) * 4 if character == "\t" else column + 1
                self.text_column = column
        return self.text_column - self.column

    def advance(self, columns: int) -> None:
        """Take so many columns of white space; the rest of a tab stays."""
        target = self.column + columns
        while self.column < target and self.at < self.stop:
            width = 4 - self.column % 4 if self.source[self.at] == "\t" else 1
            if self.column + width > target:
                self.column = target
                return
            self.column += width
            self.at += 1

    def take(self, characters: int) -> None:
        """Go to the text and take so many characters of it, none of them a tab."""
        self.at = self.text + characters
        self.column = self.text_column + characters
        self.text = -1


def fence(source: str, at: int, stop: int) -> str:
    """The fence that opens code: its characters, or the name of a generator's tag; "" if there is none."""
    if source[at] != "{":
        found = FENCE.match(source, at, stop) if source.startswith(("```", "~~~"), at) else None
        return found[0] if found else ""
    tag = CODE_TAG.match(source, at, stop)
    return tag[2] if tag and not tag[1] else ""


def html_kind(source: str, at: int, stop: int, *, interrupts: bool) -> str:
    """The kind of the HTML block that begins at ``source[at]``, "" if none does (CommonMark 4.6).

    A tag alone on its line does not interrupt a paragraph. A component of JSX
    is a kind of its own: between its tags stands Markdown.
    """
    for mark, kind in _HTML_MARKS:
        if source.startswith(mark, at):
            return kind
    if source.startswith("<!", at) and source[at + 2 : at + 3].isalpha():
        return "declaration"
    named = _NAMED.match(source, at, stop)
    name = named[1].lower() if named else ""
    if name in _RAW_NAMES and source[at + 1] != "/":
        return "raw"
    if name in _NAMES and not COMPONENT.match(source, at):
        return "block"
    tag = None if interrupts else TAG.match(source, at, stop)
    if not tag or source[tag.end() : stop].strip(" \t"):
        return ""
    return "component" if COMPONENT.match(source, at) else "tag"


def html_ends(source: str, at: int, stop: int, kind: str) -> bool:
    """Whether the line ``source[at:stop]`` is the last of an HTML block of such a kind."""
    if kind == "raw":
        line = source[at:stop].lower()
        return any(end in line for end in _RAW_ENDS)
    return kind == "component" or (kind in _HTML_ENDS and source.find(_HTML_ENDS[kind], at, stop) >= 0)


def html_ends_at_blank(kind: str) -> bool:
    return kind in {"block", "tag"}


def cells(source: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The cells of a table row, without the space around them; an escaped bar separates none."""
    while stop > start and source[stop - 1] in " \t":
        stop -= 1
    bounds = []
    at = start
    while (at := source.find("|", at, stop)) >= 0:
        if not _escaped(source, at, start):
            bounds.append(at)
        at += 1
    edges = [start - 1, *bounds, stop]
    found = [(left + 1, right) for left, right in pairwise(edges)]
    if bounds and bounds[0] == start:
        found.pop(0)
    if bounds and bounds[-1] == stop - 1 and found:
        found.pop()
    return [_trim(source, *cell) for cell in found]


def _escaped(source: str, at: int, start: int) -> bool:
    backslashes = 0
    while at - backslashes > start and source[at - backslashes - 1] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def _trim(source: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and source[start] in " \t":
        start += 1
    while stop > start and source[stop - 1] in " \t":
        stop -= 1
    return start, stop
