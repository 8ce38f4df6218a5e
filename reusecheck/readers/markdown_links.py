"""Where a Markdown link points: destinations, titles, labels and definitions (CommonMark 0.31, section 6.3)."""

from __future__ import annotations

import re

from reusecheck.expressions import expression
from reusecheck.readers.entities import unescape
from reusecheck.values import NamedTuple

_MAX_PARENTHESES = 32  # within each other, as in cmark

LABEL = expression(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)
_BRACKETED = expression(r"<((?:[^<>\\\r\n]|\\.)*)>")
_DESTINATION_STOP = expression(r"[\x00-\x20\x7f()\\]")
_TITLES = {
    '"': expression(r'"(?:[^"\\]|\\.)*"', re.DOTALL),
    "'": expression(r"'(?:[^'\\]|\\.)*'", re.DOTALL),
    "(": expression(r"\((?:[^()\\]|\\.)*\)", re.DOTALL),
}
_BLANKS = frozenset(" \t\r\n")
_SPACE = expression(r"[ \t]*(?:(?:\r\n|\n|\r)[ \t]*)?")
_LINE_REST = expression(r"[ \t]*(?:\r\n|\n|\r|\Z)")
_ESCAPED = expression(r"\\([!-/:-@\[-`{-~])")
_BLANK = expression(r"(?:\r\n|\n|\r)[ \t]*[\r\n]")


class Target(NamedTuple):
    """Where a link points, and where its parentheses end in the text."""

    url: str
    stop: int


class Definition(NamedTuple):
    """``[label]: url "title"``; ``stop`` is behind its line end."""

    label: str
    url: str
    stop: int


def normal_label(written: str) -> str:
    return " ".join(written.split()).casefold()


def plain(written: str) -> str:
    """A destination without its escapes and entities."""
    without = _ESCAPED.sub(r"\1", written) if "\\" in written else written
    return unescape(without) if "&" in without else without


def inline_target(text: str, at: int) -> Target | None:
    """The target written at ``text[at]``, an opening parenthesis."""
    at = _skip(text, at + 1)
    if text.startswith(")", at):
        return Target("", at + 1)
    written = _destination(text, at)
    if written is None:
        return None
    url, at = written
    behind = _skip(text, at)
    if behind > at:
        title = _title(text, behind)
        behind = _skip(text, title) if title else behind
    return Target(plain(url), behind + 1) if text.startswith(")", behind) else None


def definition(text: str, at: int) -> Definition | None:
    """The link definition that begins at ``text[at]``, the start of a line."""
    label = LABEL.match(text, at)
    if not label or not label[1].strip() or not text.startswith(":", label.end()):
        return None
    written = _destination(text, _skip(text, label.end() + 1))
    if written is None:
        return None
    url, behind = written
    line_rest = _LINE_REST.match(text, behind)
    stop = line_rest.end() if line_rest else 0
    title_at = _skip(text, behind)
    title = _title(text, title_at) if title_at > behind else 0
    if title and (line_rest := _LINE_REST.match(text, title)):
        stop = line_rest.end()
    return Definition(normal_label(label[1]), plain(url), stop) if stop else None


def leading_definitions(text: str) -> tuple[list[Definition], int]:
    """The definitions that a paragraph begins with, and where they end."""
    found: list[Definition] = []
    at = 0
    while text.startswith("[", at) and (one := definition(text, at)):
        found.append(one)
        at = one.stop
    return found, at


def _skip(text: str, at: int) -> int:
    """Behind white space with at most one line end."""
    space = _SPACE.match(text, at) if text[at : at + 1] in _BLANKS else None
    return space.end() if space else at


def _destination(text: str, at: int) -> tuple[str, int] | None:
    if text.startswith("<", at):
        found = _BRACKETED.match(text, at)
        return (found[1], found.end()) if found else None
    start, depth = at, 0
    while stop := _DESTINATION_STOP.search(text, at):
        character = stop[0]
        at = stop.start()
        if character == "\\":
            at += 1
        elif character == "(":
            depth += 1
            if depth > _MAX_PARENTHESES:
                return None
        elif character == ")" and depth:
            depth -= 1
        else:
            break
        at += 1
    else:
        at = len(text)
    return (text[start:at], at) if at > start and not depth else None


def _title(text: str, at: int) -> int:
    """Where the title at ``text[at]`` ends; 0 if none stands there."""
    pattern = _TITLES.get(text[at : at + 1])
    found = pattern.match(text, at) if pattern else None
    if not found or _BLANK.search(text, at, found.end()):
        return 0
    return found.end()
