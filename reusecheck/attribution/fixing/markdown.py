"""Markdown: ``— The Guardian, [Ferry adrift](https://…)``, and ``>`` before each line."""

from __future__ import annotations

from reusecheck.attribution.fixing.source import credited
from reusecheck.expressions import expression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity

_ENTITY = expression(r"&(?=[\w\\])")  # any other is an ampersand


def credit(who: Identity) -> str:
    return credited(who, text, _linked, "[@{}]".format)


def _linked(words: str, url: str) -> str:
    target = f"<{url}>" if any(c in url for c in "()*_") else url
    return f"[{words}]({target})"


def credit_line(who: Identity) -> str:
    said = credit(who)
    return said and f"— {said}"


def block(line: str) -> str:
    return line


def quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    del who
    return "\n>\n".join(f"> {paragraph}" for paragraph in (*map(text, paragraphs), line))


def text(words: str) -> str:
    """``words`` so that Markdown shows them as they are."""
    escaped = _ENTITY.sub(r"\\&", "".join(f"\\{c}" if c in "\\`*_[]<>#~|$^{}" else c for c in words))
    head, dot, tail = escaped.partition(".")
    if head.isdigit() and dot:  # 1. would begin a list
        return f"{head}\\.{tail}"
    head, parenthesis, tail = escaped.partition(")")
    if head.isdigit() and parenthesis:
        return f"{head}\\){tail}"
    return f"\\{escaped}" if escaped[:1] in ("-", "+", "=", ":") else escaped
