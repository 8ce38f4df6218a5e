"""Works listed as CSL (JSON or YAML, as pandoc takes them) or under ``references`` of a ``CITATION.cff``.

YAML is read item by item: a library of a thousand entries would keep a parser busy for seconds, and one
entry is asked for.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from reusecheck.attribution.entries import Entry
from reusecheck.attribution.urls import doi_of
from reusecheck.expressions import expression
from reusecheck.spans import Lines
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_TITLES = ("title", "subtitle")
_OUTLETS = (
    *("container_title", "container_title_short", "journal", "publisher", "organization", "institution"),
    *("collection_title", "archive", "source"),
)
_ADDRESSES = ("url", "repository", "repository_code", "repository_artifact")
_PERSON = (
    "given",
    "given-names",
    "non-dropping-particle",
    "name-particle",
    "family",
    "family-names",
    "literal",
    "name",
)
# An item longer than this is no entry: the parser takes a second for it
_ITEM_CHARACTERS = 64 * 1024
_REFERENCES = expression(r"(?m)^references[ \t]*:[ \t]*(?:#[^\r\n]*)?\r?$")
_ITEM = expression(r"(?m)^([ \t]*)-(?=[ \t\r\n])")
_FIRST_KEY = expression(r"[ \t]*-[ \t]*(?:[\r\n]+[ \t]*)*")
_ID = expression(r"(?m)^[ \t-]*[\"']?id[\"']?[ \t]*:[ \t]*[\"']?([^\s\"'#][^\r\n\"']*)")
_FLOW_ID = expression(r"[{,][ \t\r\n]*[\"']?id[\"']?[ \t]*:[ \t]*(?:\"([^\"\r\n]*)|'([^'\r\n]*)|([^\"',}]+))")
# Where a list ends: a line that is not indented and no item of it
_OUTSIDE = expression(r"(?m)^(?![ \t\r\n#-])|^-(?![ \t\r\n])")


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
            return " ".join((found[1] or found[2] or found[3] or "").split()) if found else ""
        column = dash.end() - text.rfind("\n", 0, dash.end()) if dash else 0
        for found in _ID.finditer(text, item.start, item.stop):
            key = text.index("id", found.start())
            if key - text.rfind("\n", 0, key) - (text[key - 1] in "\"'") == column:
                return found[1].partition(" #")[0].strip()
        return ""

    @property
    def keys(self) -> Iterable[str]:
        """The ids of its items that have one, in order."""
        return self._by_id.keys()

    def find(self, key: str) -> Entry | None:
        item = self._by_id.get(key)
        return None if item is None else self.entry(item, key)

    def entry(self, item: Item, key: str = "") -> Entry:
        """The item, read."""
        # the dash of the item becomes a space, and the item a mapping of its own
        written = self._text[item.start : item.stop].replace("-", " ", 1)
        return _entry(key, self._lines.place(item.start).line, _mapping(written))


class Decoded:
    """The works of a JSON list."""

    def __init__(self, text: str, works: Sequence[object]) -> None:
        self._text = text
        self._works = {str(work["id"]): work for work in reversed(works) if isinstance(work, dict) and "id" in work}

    @property
    def keys(self) -> Iterable[str]:
        """The ids of its works, the last first."""
        return self._works.keys()

    def find(self, key: str) -> Entry | None:
        if key not in self._works:
            return None
        spelt = re.escape(json.dumps(key, ensure_ascii=False))
        written = re.compile(rf'"id"\s*:\s*(?:{spelt}|{re.escape(key)}(?=[\s,}}]))').search(self._text)
        line = self._text.count("\n", 0, written.start()) + 1 if written else 1
        return _entry(key, line, self._works[key])


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


def _mapping(written: str) -> Mapping[str, object]:
    """An item of a list as YAML has it, scalars as strings; empty where it is none or broken: it tells nothing then."""
    if len(written) > _ITEM_CHARACTERS:
        return {}
    import yaml  # noqa: PLC0415 - 12 ms that BibTeX and JSON need not pay

    try:
        found = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings, lists and mappings of them
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


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


def _entry(key: str, line: int, work: Mapping[str, object]) -> Entry:
    told = {str(name).lower().replace("-", "_"): value for name, value in work.items()}
    identifiers = _texts(told.get("identifiers"), "value")
    notes = [note for note in (*identifiers, *_texts(told.get("note"))) if "://" in note]
    addresses = (*_all_of(told, _ADDRESSES), *notes)
    dois = map(doi_of, (*_texts(told.get("doi")), *identifiers, *addresses))
    title = " ".join(_all_of(told, _TITLES))
    outlets = _all_of(told, _OUTLETS)
    return Entry(key, line, title, tuple(_people(told)), outlets, addresses, next(filter(None, dois), ""))


def _all_of(told: Mapping[str, object], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for name in names for text in _texts(told.get(name), "name"))


def _texts(value: object, part: str = "") -> list[str]:
    """The strings of a value that may be a list, or a mapping of which one part is meant."""
    values = value if isinstance(value, list) else [value]
    values = [one.get(part) if isinstance(one, dict) else one for one in values]
    return [text for one in values if isinstance(one, (str, int, float)) and (text := " ".join(str(one).split()))]


def _people(told: Mapping[str, object]) -> Iterator[str]:
    """The authors, the given name first."""
    for name in ("author", "authors"):
        people = told.get(name)
        for person in people if isinstance(people, list) else [people]:
            if not isinstance(person, dict):
                yield from _texts(person)
                continue
            parts = {str(part).lower().replace("_", "-"): value for part, value in person.items()}
            named = [text for part in _PERSON for text in _texts(parts.get(part))[:1]]
            if named:
                yield " ".join(named)
