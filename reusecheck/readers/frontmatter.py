"""Front matter of a page: YAML, TOML or JSON at its very top → entries with their places."""

from __future__ import annotations

import re
from bisect import bisect_right

from reusecheck.documents import MetaEntry, meta_key
from reusecheck.spans import Source, Span, union
from reusecheck.values import NamedTuple

_OPENING = r"(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)(?![ \t]*[\r\n])"
_CLOSING = {
    "---": r"(?m)^(?:---|\.\.\.)[ \t]*\r?$",
    "+++": r"(?m)^\+\+\+[ \t]*\r?$",
}
_COMMENT_LINE = r"(?m)^[ \t]*#([^\r\n]*)"
# What most front matter is made of: a word, and a value that is neither quoted (or simply so) nor anything but a string
# or a number to YAML. What begins with a letter or a digit and holds no ": " and no " #" is a plain scalar.
_PLAIN_LINE = (
    r"(?P<key>[A-Za-z_][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*):"
    r"(?:[ ]+(?:\"(?P<double>[^\"\\\r\n]*)\"|'(?P<single>[^'\r\n]*)'|(?P<value>[A-Za-z0-9/][^\r\n]*?)))?"
    r"[ ]*(?:\r?\n|\Z)"
    r"|[ ]*-[ ]+(?P<item>[A-Za-z0-9/][^\r\n]*?)[ ]*(?:\r?\n|\Z)"
    r"|[ ]*(?:#[^\r\n]*)?(?:\r?\n|\Z)"
)


class FrontMatter(NamedTuple):
    """What stands before the text: ``stop`` is where the text begins; comments as (start, stop, words)."""

    stop: int
    entries: tuple[MetaEntry, ...] = ()
    comments: tuple[tuple[int, int, str], ...] = ()


def front_matter(source: str) -> FrontMatter:
    """The front matter of ``source``; ``stop`` is 0 where there is none."""
    if "\r" in source and source.startswith(("---", "+++")):
        source = re.sub(r"\r(?!\n)", "\n", source)  # ends of lines before the year 2001
    if source.startswith("{"):
        from reusecheck.readers.frontmatter_other import read_json  # noqa: PLC0415 - rare

        stop, found = read_json(source)
        return FrontMatter(stop, tuple(found))
    opening = re.match(_OPENING, source) if source.startswith(("---", "+++")) else None
    closing = re.compile(_CLOSING[opening[1]]).search(source, opening.end()) if opening else None
    if not opening or not closing:
        return FrontMatter(0)
    start, stop = opening.end(), closing.start()
    entries = _read(source, start, stop, is_yaml=opening[1] == "---")
    if entries is None:
        return FrontMatter(0)
    return FrontMatter(closing.end(), tuple(entries), _comments(source, start, stop, entries))


def _read(source: str, start: int, stop: int, *, is_yaml: bool) -> list[MetaEntry] | None:
    if is_yaml:
        plain = read_plain(source, start, stop)
        if plain is not None:
            return plain
        from reusecheck.readers.frontmatter_yaml import read_yaml  # noqa: PLC0415 - imports yaml, 12 ms

        return read_yaml(source, start, stop)
    from reusecheck.readers.frontmatter_other import read_toml  # noqa: PLC0415 - rare

    return read_toml(source, start, stop)


def read_plain(source: str, start: int, stop: int) -> list[MetaEntry] | None:
    """What YAML would make of lines of ``key: value`` and lists of plain values; ``None`` for anything else.

    A property test compares it with ``frontmatter_yaml.read_yaml``.
    """
    entries: list[MetaEntry] = []
    line = re.compile(_PLAIN_LINE)
    key = ""
    takes_items = False
    at = start
    while at < stop:
        found = line.match(source, at, stop)
        if not found or not found[0].strip("\r\n").isprintable():
            return None
        at = found.end()
        group = found.lastgroup
        if group == "item" and not takes_items:
            return None
        if found["key"]:
            key, takes_items = found["key"], group == "key"
        if group in ("value", "item", "double", "single"):
            value = found[group]
            if group in ("value", "item") and not _is_plain(value):
                return None
            quoted = group in ("double", "single")
            span: Span[Source] = Span(found.start(group) - quoted, found.end(group) + quoted)
            if quoted or value not in ("null", "Null", "NULL"):
                entries.append(MetaEntry(meta_key((key,)), value.strip(), span))
    return entries or None


def _is_plain(value: str) -> bool:
    return ": " not in value and " #" not in value and not value.endswith(":")


def _comments(source: str, start: int, stop: int, entries: list[MetaEntry]) -> tuple[tuple[int, int, str], ...]:
    """The lines that are comments; one inside a value of several lines is part of the value."""
    if "#" not in source[start:stop]:
        return ()
    values = union(entry.source for entry in entries)
    found = re.compile(_COMMENT_LINE).finditer(source, start, stop)
    return tuple((line.start(1) - 1, line.end(1), line[1]) for line in found if not _inside(values, line.start(1) - 1))


def _inside(spans: list[Span[Source]], at: int) -> bool:
    index = bisect_right(spans, at, key=lambda span: span.start) - 1
    return index >= 0 and at < spans[index].stop
