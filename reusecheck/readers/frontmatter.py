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
# or a number to YAML. What begins with a letter, a digit or a sign beyond ASCII and holds no ": " and no " #" is a
# plain scalar; so is what stands between the commas of a list in brackets, without a colon.
_PLAIN_LINE = (
    r"(?P<key>[A-Za-z_][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*):"
    r"(?:[ ]+(?:\"(?P<double>[^\"\\\r\n]*)\"|'(?P<single>[^'\r\n]*)'|(?P<value>[^\x00-.:-@\[-`{-\xa0][^\r\n]*)"
    r"|\[(?P<list>[^\[\]{}\"'#:\r\n]*)\]))?"
    r"[ ]*(?:\r?\n|\Z)"
    r"|[ ]*-[ ]+(?P<item>[^\x00-.:-@\[-`{-\xa0][^\r\n]*)(?:\r?\n|\Z)"
    r"|[ ]*(?:#[^\r\n]*)?(?:\r?\n|\Z)"
)


_NULL = ("null", "Null", "NULL")


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
    indents: set[int] = set()  # of the items of one list: they begin below each other
    at = start
    while at < stop:
        found = line.match(source, at, stop)
        if not found or not found[0].strip("\r\n").isprintable():
            return None
        group = found.lastgroup
        if group == "item":
            indents.add(source.index("-", at) - at)
            if not takes_items or len(indents) > 1:
                return None
        at = found.end()
        if found["key"]:
            key, takes_items, indents = found["key"], group == "key", set()
        values = _values(found)
        if values is None:
            return None
        entries += (MetaEntry(meta_key((key,)), value.strip(), span) for value, span in values)
    return entries or None


def _values(found: re.Match[str]) -> list[tuple[str, Span[Source]]] | None:
    """What stands in a line that ``_PLAIN_LINE`` matches; ``None`` where only YAML can tell."""
    group = found.lastgroup
    if group == "list":
        return _listed(found["list"], found.start("list"))
    if group not in ("value", "item", "double", "single"):
        return []
    quoted = group in ("double", "single")
    value = found[group] if quoted else found[group].rstrip(" ")
    if not quoted and not _is_plain(value):
        return None
    first = found.start(group)
    return [(value, Span(first - quoted, first + len(value) + quoted))] if quoted or value not in _NULL else []


def _listed(written: str, at: int) -> list[tuple[str, Span[Source]]] | None:
    """The plain values between brackets, of which the words begin at ``at``; ``None`` as above."""
    found: list[tuple[str, Span[Source]]] = []
    for word in written.split(",") if written.strip(" ") else ():
        value = word.strip(" ")
        first = value[:1]
        if not (first.isalnum() or first == "/" if first.isascii() else first > "\xa0"):
            return None
        start = at + len(word) - len(word.lstrip(" "))
        if value not in _NULL:
            found.append((value, Span(start, start + len(value))))
        at += len(word) + 1
    return found


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
