"""How the lines of AsciiDoc begin: the patterns by which a block is known. All are linear, and anchored at a place.

The rules are those of Asciidoctor 2 (the AsciiDoc Language Documentation names them, its parser settles the doubts).
"""

from __future__ import annotations

import re

from reusecheck.expressions import expression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.asciidoc_tree import Line

CODE, COMMENT, VERSE, TABLE = "code", "comment", "verse", "table"  # modes in which the lines of a block are read

DIRECTIVES = ("ifdef::", "ifndef::", "ifeval::", "endif::", "include::")
DIRECTIVE = expression(r"(\\)?(ifdef|ifndef|ifeval|endif|include)::([^\s\[]*)\[(.*)\]$")
ATTRIBUTE_ENTRY = expression(r":(!?\w[^:]*):(?:[ \t]+(.*))?$")
BLOCK_ATTRIBUTES = expression(r"\[(?:|[\w.#%{,\"'].*|\[(?:|[A-Za-z_:][\w:.-]*(?:,.*)?)\])\]$")
BLOCK_TITLE = expression(r"\.(\.?[^ \t.].*)$")
HEADING = expression(r"(={1,6}|#{1,6})[ \t]+(?=\S)")
BREAK = expression(r"'{3,}$|<{3,}$|[ ]{0,3}([-*_])([ ]*)\1\2\1$")
BLOCK_MACRO = expression(r"(\w[\w-]*)::((?:[^\s\[][^\[]*)?)\[(.*)\]$")
ADMONITION = expression(r"(NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")
BULLET = expression(r"[ \t]*(?:-|\*+|•)[ \t]+(?:\[[ xX*]\][ \t]+)?(?=\S)")
NUMBER = expression(r"[ \t]*(?:\.+|\d+\.|[A-Za-z]\.|[IVXivx]+\))[ \t]+(?=\S)")
CALLOUT_ITEM = expression(r"<(?:\d+|\.)>[ \t]+(?=\S)")
TERM = expression(r"(?!//[^/])[ \t]*([^ \t].*?)(?::{2,4}|;;)(?:$|[ \t]+)")
BIBLIOGRAPHY_ANCHOR = expression(r"\[\[\[([A-Za-z_:][\w\-:.]*)(?:,[^\]\r\n]*)?\]\]\][ \t]*")

ADMONITIONS = frozenset(("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"))
VERBATIM_STYLES = frozenset(("literal", "listing", "source"))
CODE_STYLES = VERBATIM_STYLES | {"pass", "stem", "latexmath", "asciimath"}
# What a delimited block may be made by the style that is asked for; any other style changes nothing
MAY_BE = {
    "open": ADMONITIONS
    | {"comment", "example", "literal", "listing", "pass", "quote", "sidebar", "source", "verse", "abstract"},
    "example": ADMONITIONS,
    "quote": frozenset(("verse",)),
    "listing": VERBATIM_STYLES,
    "literal": VERBATIM_STYLES,
    "pass": CODE_STYLES,
}
NOT_PROSE_MACROS = frozenset(("image", "video", "audio", "toc", "bibliography"))

# What a delimiter of four or more such characters opens: a mode, or a style that its content has by itself
_BY_MARK = {"-": "listing", ".": "literal", "=": "example", "*": "sidebar", "_": "quote", "+": "pass", "/": "comment"}
_TABLES = ("|===", ",===", ":===", "!===")
DELIMITER_MARKS = frozenset('-.=*_+/|,:!`"')


def delimiter(text: str) -> tuple[str, str]:
    """The style of the block that the line ``text`` opens, and the line that ends it; ("", "") if it opens none."""
    first = text[0]
    if text == "--":
        return "open", text
    if first == "`" and text.startswith("```"):
        return ("listing", "```") if text.rstrip("`") == "" or "`" not in text[3:] else ("", "")
    if text.startswith(_TABLES) and not text[4:].strip("="):
        return "table", text
    if first in _BY_MARK and len(text) >= 4 and not text.strip(first):
        return _BY_MARK[first], text
    return "", ""


def is_underline(text: str, below: str) -> bool:
    """Whether ``below`` makes ``text`` a heading: a row of one mark, as long as the text give or take one."""
    return (
        len(below) > 1
        and below[0] in "=-~^+"
        and not below.strip(below[0])
        and abs(len(text) - len(below)) <= 1
        and text[0] != "."
        and any(c.isalnum() for c in text)
    )


def list_mark(text: str) -> bool:
    """Whether an item begins in this line."""
    first = text[0]
    if first in " \t-*•" and BULLET.match(text):
        return True
    if (first in " \t." or first.isalnum()) and NUMBER.match(text):
        return True
    if first == "<" and CALLOUT_ITEM.match(text):
        return True
    return ("::" in text or ";;" in text) and TERM.match(text) is not None


def lines_of(source: str, start: int, stop: int) -> list[Line]:
    """The lines between two places, where a line begins and one ends."""
    found = []
    ends = re.compile(r"\r\n|\n|\r").finditer(source, start, stop)
    for end in ends:
        found.append((start, start + len(source[start : end.start()].rstrip()), end.end()))
        start = end.end()
    if start < stop:
        found.append((start, start + len(source[start:stop].rstrip()), stop))
    return found
