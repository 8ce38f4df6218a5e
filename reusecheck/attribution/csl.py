"""Works listed as CSL (JSON or YAML, as pandoc takes them) or under ``references`` of a ``CITATION.cff``.

YAML is read item by item: a library of a thousand entries would keep a parser busy for seconds, and one
entry is asked for.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from reusecheck.attribution.entries import Entry
from reusecheck.attribution.urls import doi_of
from reusecheck.spans import Lines
from reusecheck.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TITLES = ("title", "subtitle")
_OUTLETS = (
    *("container_title", "container_title_short", "journal", "publisher", "publisher.name", "organization"),
    *("institution", "institution.name", "collection_title", "archive", "source"),
)
_ADDRESSES = ("url", "repository", "repository_code", "repository_artifact")
_FAMILIES = frozenset(("family", "family_names"))
_GIVENS = frozenset(("given", "given_names"))
_WHOLES = frozenset(("literal", "name"))
_REFERENCES = re.compile(r"(?m)^references[ \t]*:[ \t]*(?:#[^\r\n]*)?\r?$")
_ITEM = re.compile(r"(?m)^([ \t]*)-(?=[ \t\r\n])")
_FIRST_KEY = re.compile(r"[ \t]*-[ \t]*(?:[\r\n]+[ \t]*)*")
_ID = re.compile(r"(?m)^[ \t-]*[\"']?(?=id)id[\"']?[ \t]*:[ \t]*[\"']?([^\s\"'#][^\r\n\"']*)")
_FLOW_ID = re.compile(r"[{,][ \t\r\n]*[\"']?id[\"']?[ \t]*:[ \t]*[\"']?([^\s\"',}]+)")
# Where a list ends: a line that is not indented and no item of it
_OUTSIDE = re.compile(r"(?m)^(?![ \t\r\n#-])|^-(?![ \t\r\n])")

Fields = list[tuple[str, str]]


class Item(NamedTuple):
    """An item of a list, unread: where it begins and ends."""

    start: int
    stop: int


class Listed:
    """The works of a YAML list under ``references``; of one that is all of the text, too, unless it is ``headed``."""

    def __init__(self, text: str, *, headed: bool = False) -> None:
        self._text = text
        self._lines = Lines(text)
        self.items = [] if headed and not _REFERENCES.search(text) else list(_items(text))
        self._by_id: dict[str, Item] = {}
        for item in self.items:
            key = self._id(item)
            if key:
                self._by_id.setdefault(key, item)

    def _id(self, item: Item) -> str:
        """Its id; "" if it has none, or none at the depth of its first key."""
        text = self._text
        dash = _FIRST_KEY.match(text, item.start, item.stop)
        if dash and text[dash.end() : dash.end() + 1] == "{":
            found = _FLOW_ID.search(text, item.start, item.stop)
            return found[1] if found else ""
        column = dash.end() - text.rfind("\n", 0, dash.end()) if dash else 0
        for found in _ID.finditer(text, item.start, item.stop):
            key = text.index("id", found.start())
            if key - text.rfind("\n", 0, key) - (text[key - 1] in "\"'") == column:
                return found[1].partition(" #")[0].strip()
        return ""

    def find(self, key: str) -> Entry | None:
        item = self._by_id.get(key)
        return None if item is None else self.entry(item, key)

    def entry(self, item: Item, key: str = "") -> Entry:
        """The item, read."""
        from reusecheck.readers.frontmatter_yaml import read_yaml  # noqa: PLC0415 - imports yaml, 12 ms

        # the dash of the item becomes a space, and the item a mapping of its own
        written = self._text[item.start : item.stop].replace("-", " ", 1)
        fields = [(one.key, one.value) for one in read_yaml(written, 0, len(written)) or ()]
        return _entry(key, self._lines.place(item.start).line, fields)


class Decoded:
    """The works of a JSON list."""

    def __init__(self, text: str, works: Sequence[object]) -> None:
        self._text = text
        self._works = {str(work["id"]): work for work in reversed(works) if isinstance(work, dict) and "id" in work}

    def find(self, key: str) -> Entry | None:
        if key not in self._works:
            return None
        written = re.compile(r'"id"\s*:\s*"?' + re.escape(json.dumps(key, ensure_ascii=False)[1:-1])).search(self._text)
        line = self._text.count("\n", 0, written.start()) + 1 if written else 1
        return _entry(key, line, list(_flattened(self._works[key])))


@lru_cache(maxsize=4)
def read_csl_json(text: str) -> Decoded | None:
    """The works of a CSL-JSON file; ``None`` where it is no JSON, or no list of works."""
    try:
        works = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(works, dict):  # some programs wrap the list
        works = works.get("references", works.get("items", []))
    return Decoded(text, works) if isinstance(works, list) else None


@lru_cache(maxsize=4)
def read_csl_yaml(text: str) -> Listed:
    """The works of a YAML list, the same object for several articles of a commit."""
    return Listed(text)


def _items(text: str) -> Iterator[Item]:
    """The items of the list; what they hold is indented deeper than their dashes."""
    head = _REFERENCES.search(text)
    start = head.end() if head else 0
    first = _ITEM.search(text, start)
    if not first:
        return
    stop = len(text)
    if head and (outside := _OUTSIDE.search(text, first.end())):
        stop = outside.start()
    # other dashes belong to lists inside of an item
    starts = [item.start() for item in _ITEM.finditer(text, start, stop) if item[1] == first[1]]
    for at, end in zip(starts, [*starts[1:], stop], strict=True):
        yield Item(at, end)


def _flattened(work: object) -> Iterator[tuple[str, str]]:
    """Keys and values as front matter has them; two levels are enough for CSL."""
    waiting: list[tuple[str, object]] = [("", work)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict) and key.count(".") < 2:
            waiting += [(f"{key}.{name}".lstrip("."), inner) for name, inner in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(key, inner) for inner in reversed(value)]
        elif isinstance(value, (str, int, float)):
            yield key.lower().replace("-", "_"), str(value).strip()


def _entry(key: str, line: int, fields: Fields) -> Entry:
    def all_of(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(value for name in names for field, value in fields if field == name and value)

    addresses = (*all_of(_ADDRESSES), *(value for value in all_of(("identifiers.value", "note")) if "://" in value))
    dois = map(doi_of, (*all_of(("doi", "identifiers.value")), *addresses))
    title = " ".join(all_of(_TITLES))
    return Entry(key, line, title, tuple(_people(fields)), all_of(_OUTLETS), addresses, next(filter(None, dois), ""))


def _people(fields: Fields) -> Iterator[str]:
    """Given and family name together; either may come first."""
    family = given = ""
    for field, value in (*fields, ("author.literal", "")):
        head, _, part = field.partition(".")
        if head not in ("author", "authors"):
            continue
        ends = part in _WHOLES or not part or (part in _FAMILIES and family) or (part in _GIVENS and given)
        if ends and (family or given):
            yield f"{given} {family}".strip()
            family = given = ""
        if part in _FAMILIES:
            family = value
        elif part in _GIVENS:
            given = value
        elif value and (part in _WHOLES or not part):
            yield value
