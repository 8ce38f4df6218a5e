"""reStructuredText: an indented block quote, whose attribution begins with two dashes."""

from __future__ import annotations

from reusecheck.attribution.fixing.source import credited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity

INDENT = "   "
# Punctuation that may begin or end markup; a backslash before any character means that character.
_MARKUP = frozenset("\\*`|_<>[]")
# At the beginning of a line also what opens lists, fields, options, comments, tables, sections
_FIRST = frozenset("-+.:/=~^\"'#!$%&(),;?@{}•‣⁃>")


def credit(who: Identity) -> str:
    return credited(who, text, _linked, ":cite:`{}`".format)


def _linked(words: str, url: str) -> str:
    """A last underscore of the address would make it a name."""
    target = f"{url[:-1]}\\_" if url.endswith("_") else url
    return f"`{words} <{target}>`__"


def credit_line(who: Identity) -> str:
    said = credit(who)
    return said and f"-- {said}"


def block(line: str) -> str:
    return line


def quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    del who
    return "\n\n".join(INDENT + paragraph for paragraph in (*map(_first, map(text, paragraphs)), line))


def text(words: str) -> str:
    """``words`` so that they are shown as they are."""
    return "".join(f"\\{c}" if c in _MARKUP else c for c in words)


def _first(escaped: str) -> str:
    """The words at the beginning of a line, where a list or a directive could begin."""
    head = escaped[:4].partition(" ")[0]
    listed = head[-1:] in (".", ")") and head[:-1].isalnum()
    return f"\\{escaped}" if listed or escaped[:1] in _FIRST else escaped
