"""HTML cut into tags, text and comments, each with its place; no input is refused.

Follows the tokenizer of the HTML standard (section 13.2.5) as far as prose
depends on it. Where the standard throws away the rest of the file (a tag or a
quoted value that never ends) the rest is read on, because a gate must not be
blinded by one forgotten quotation mark. Linear in the length of the source.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    Attributes = dict[str, tuple[int, int]]  # name in lower case → where its value stands in the source
    Piece = tuple[int, int, int, str, Attributes]  # kind, start, stop, name, attributes

TEXT: Final = 0
START: Final = 1
EMPTY: Final = 2  # a start tag that ends in ``/>``
END: Final = 3
COMMENT: Final = 4  # the span is that of the text between the marks, widened by ``outer`` of the comment
RAW: Final = 5  # the content of ``script`` and its like, in which ``<`` means nothing


def names(text: str) -> frozenset[str]:
    """The words of a table that is kept as running text."""
    return frozenset(text.split())


RAW_ELEMENTS = frozenset(["script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"])
NO_ATTRIBUTES: Attributes = {}

_NAME = r"[a-zA-Z][^\t\n\f\r />]*"
# no part can match the same characters in two ways, so nothing is tried twice
_ATTRIBUTE = (
    r"[\t\n\f\r /]*(?:(>)|([^\t\n\f\r />][^\t\n\f\r />=]*)"
    r"""(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >"'][^\t\n\f\r >]*))?)?)"""
)


def scan(source: str) -> Iterator[Piece]:
    """The pieces in the order of the source; together with bogus comments they cover all of it."""
    unclosed: set[str] = set()  # raw elements known to have no end tag from here on
    xml = is_xml(source)
    done = at = 0
    while (at := source.find("<", at)) >= 0:
        piece = _markup(source, at)
        if piece is None:
            break
        kind, _, end, name, attributes = piece
        if end == at:  # a bare ``<``
            at += 1
            continue
        if done < at:
            yield TEXT, done, at, "", NO_ATTRIBUTES
        if kind == COMMENT:
            end = attributes["outer"][1]
        if name or kind == COMMENT:
            yield piece
        done = at = end
        if name in RAW_ELEMENTS and (kind == START or (kind == EMPTY and not xml)):
            stop = _raw_stop(source, end, name, unclosed)
            if stop < len(source) or kind == START:
                yield RAW, end, stop, name, NO_ATTRIBUTES
                done = at = stop
    if done < len(source):
        yield TEXT, done, len(source), "", NO_ATTRIBUTES


def is_xml(source: str) -> bool:
    """Whether a page says that it is XML, where ``<script/>`` is closed."""
    return source[:200].lstrip("\ufeff \t\r\n").startswith("<?xml")


def _markup(source: str, at: int) -> Piece | None:
    """What begins with the ``<`` at ``at``: empty if nothing does, None if the file ends before it does."""
    if source.startswith("<!--", at):
        start, stop, end = _comment(source, at)
        return COMMENT, start, stop, "", {"outer": (at, end)}
    closing = source.startswith("/", at + 1)
    named = re.compile(_NAME).match(source, at + 1 + closing)
    if named:
        tag = _tag(source, named.end())
        if tag is None:
            return None
        attributes, end, kind = tag
        return END if closing else kind, at, end, named.group().lower(), attributes
    if source[at + 1 : at + 2] not in ("!", "?", "/"):
        return START, at, at, "", NO_ATTRIBUTES
    end = source.find(">", at)
    doctype = source[at + 2 : at + 9].lower() == "doctype"
    return (START, at, end + 1, "!doctype" if doctype else "", NO_ATTRIBUTES) if end >= 0 else None


def _comment(source: str, at: int) -> tuple[int, int, int]:
    """Where the text of the comment at ``at`` starts and stops, and where the comment ends."""
    for short in ("<!-->", "<!--->"):
        if source.startswith(short, at):
            return at + 4, at + 4, at + len(short)
    end = re.compile("--!?>").search(source, at + 4)
    return (at + 4, end.start(), end.end()) if end else (min(at + 4, len(source)), len(source), len(source))


def _tag(source: str, at: int) -> tuple[Attributes, int, int] | None:
    """Attributes, end and kind of the tag whose name ends at ``at``; None when the file ends first."""
    if source.startswith(">", at):
        return NO_ATTRIBUTES, at + 1, START
    attribute_at = re.compile(_ATTRIBUTE).match
    attributes: Attributes = {}
    while found := attribute_at(source, at):
        group = found.lastindex or 0
        at = found.end()
        if group == 1:
            slash = found.start() < at - 1 and source[at - 2] == "/"
            return attributes, at, EMPTY if slash else START
        name = found.group(2).lower()
        if group > 2:
            attributes.setdefault(name, found.span(group))
        elif source[at : at + 1] in ('"', "'"):  # a quotation mark that is never closed: ends with the tag
            end = source.find(">", at)
            if end < 0:
                return None
            attributes.setdefault(name, (at + 1, end))
            at = end
        else:
            attributes.setdefault(name, (at, at))
    return None


def _raw_stop(source: str, at: int, name: str, unclosed: set[str]) -> int:
    """Where the end tag of a raw element stands."""
    if name not in unclosed:
        found = re.compile(f"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(source, at)
        if found:
            return found.start()
        unclosed.add(name)
    # without an end tag a script takes the rest of the page, as in a browser; a title must not
    return len(source) if name in ("script", "style") else at


_COMMON = {
    "amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'", "nbsp;": "\xa0", "shy;": "\xad",
    "ndash;": "–", "mdash;": "—", "lsquo;": "‘", "rsquo;": "’", "ldquo;": "“", "rdquo;": "”", "hellip;": "…",
}  # fmt: skip
_REFERENCE = r"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|([a-zA-Z][a-zA-Z0-9]{1,31};?))"


def references(source: str, start: int, stop: int, *, attribute: bool = False) -> Iterator[tuple[int, int, str]]:
    """Start, stop and meaning of the character references in ``source[start:stop]``, ascending."""
    at = source.find("&", start, stop)
    if at < 0:
        return
    reference_at = re.compile(_REFERENCE).match
    while at >= 0:
        end = at + 1
        found = reference_at(source, at, stop)
        if found:
            hexadecimal, decimal, name = found.groups()
            if name is None:
                end = found.end()
                yield at, end, _character(hexadecimal or decimal, 16 if hexadecimal else 10)
            elif named := _named(name, source[found.end() : found.end() + 1] if attribute else None):
                end = at + 1 + named[0]
                yield at, end, named[1]
        at = source.find("&", end, stop)


def _character(digits: str, base: int) -> str:
    """The character of a number, as the standard mends it (13.2.5.80)."""
    digits = digits.lstrip("0")
    number = int(digits, base) if 0 < len(digits) < 8 else 0
    if 0x80 <= number < 0xA0:
        return bytes([number]).decode("cp1252", "ignore") or chr(number)
    if not number or number > 0x10FFFF or 0xD800 <= number < 0xE000:
        return "\ufffd"
    return chr(number)


def _named(name: str, following: str | None) -> tuple[int, str] | None:
    """How much of ``name`` is a name of the standard, and its meaning; ``following`` is given in attributes.

    Old names do without the semicolon (``&copy2024``), but not in a URL (``?a=1&copy=2``).
    """
    if name in _COMMON:
        return len(name), _COMMON[name]
    from html.entities import html5  # noqa: PLC0415 - a large table, wanted on few pages

    if name in html5 and (name.endswith(";") or following is None or not (following == "=" or following.isalnum())):
        return len(name), html5[name]
    if following is not None:
        return None
    for length in range(len(name) - 1, 1, -1):
        if name[:length] in html5:
            return length, html5[name[:length]]
    return None


def decoded(source: str, span: tuple[int, int]) -> str:
    """An attribute's value or a title, with its character references resolved and its ends trimmed."""
    start, stop = span
    pieces = []
    for at, end, meaning in references(source, start, stop, attribute=True):
        pieces += [source[start:at], meaning]
        start = end
    return "".join([*pieces, source[start:stop]]).strip()
