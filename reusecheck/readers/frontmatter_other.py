"""Front matter in TOML or JSON, without the types of either: what is wanted is strings and their places."""

from __future__ import annotations

import json
import re

from reusecheck.documents import MetaEntry, meta_key
from reusecheck.expressions import expression
from reusecheck.spans import Source, Span

DEPTH = 20  # of nesting that is followed

_TOML_TABLE = expression(r"\[\[?\s*([^\]\r\n]+?)\s*\]")
_TOML_KEY = expression(
    r"[ \t]*((?:[\w-]+|\"[^\"\r\n]*\"|'[^'\r\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|\"[^\"\r\n]*\"))*)[ \t]*=[ \t]*"
)
_TOML_TOKEN = expression(
    r"'''(?P<literals>[\s\S]*?)'''"
    r'|"""(?P<strings>[\s\S]*?)"""'
    r"|'(?P<literal>[^'\r\n]*)'"
    r'|"(?P<string>(?:[^"\\\r\n]|\\.)*)"'
    r"|(?P<punctuation>[\[\]{},])"
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<end>[\r\n])"
    r"|(?P<bare>[^\s\[\]{},#'\"]+)"
)


def read_toml(source: str, start: int, stop: int) -> list[MetaEntry]:
    """Keys and strings of TOML, without its types: ``tomllib`` came with Python 3.11, and tells no places."""
    entries: list[MetaEntry] = []
    table: tuple[str, ...] = ()
    at = start
    line_end = re.compile(r"[^\r\n]*[\r\n]*")
    while at < stop:
        if header := _TOML_TABLE.match(source, at, stop):
            table = tuple(part.strip(" \t\"'") for part in header[1].split("."))
        elif key := _TOML_KEY.match(source, at, stop):
            name = tuple(part.strip(" \t\"'") for part in key[1].split("."))
            at = _toml_value(source, key.end(), stop, (*table, *name), entries)
        following = line_end.match(source, at, stop)
        at = following.end() if following and following.end() > at else stop
    return entries


def _toml_value(source: str, at: int, stop: int, path: tuple[str, ...], entries: list[MetaEntry]) -> int:
    """Add the strings of one value, in arrays and inline tables too; returns where it ends."""
    depth = 0
    key = ""  # of an inline table
    while found := _TOML_TOKEN.search(source, at, stop):
        kind, written = found.lastgroup or "", found[found.lastgroup or 0]
        if kind == "end" and depth == 0:
            return found.start()
        at = found.end()
        if kind == "punctuation":
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(written, 0)
            key = ""
            if depth < 0:
                break
        elif kind in {"comment", "end"}:
            continue
        elif depth and (equals := re.compile(r"[ \t]*=").match(source, at, stop)):
            key, at = written, equals.end()
        elif depth and kind == "bare" and written.endswith("="):
            key = written[:-1]
        else:
            value = _toml_string(written) if kind in {"string", "strings"} else written
            span: Span[Source] = Span(found.start(), found.end())
            entries.append(MetaEntry(meta_key((*path, key) if key else path), value.strip(), span))
    return at


def _toml_string(written: str) -> str:
    try:
        return str(json.loads('"' + re.sub(r"\\?[\r\n]+\s*", " ", written).replace("\t", " ") + '"'))
    except ValueError:  # an escape that JSON does not know
        return written


def read_json(source: str) -> tuple[int, list[MetaEntry]]:
    """An object at the top of the file, as Hugo has it; the place of a value is its key's."""
    try:
        value, stop = json.JSONDecoder().raw_decode(source)
    except (ValueError, RecursionError):
        return 0, []
    if not isinstance(value, dict) or not re.compile(r"[ \t]*(?:[\r\n]|\Z)").match(source, stop):
        return 0, []
    entries: list[MetaEntry] = []
    at = 0
    for key, item in value.items():
        found = source.find(json.dumps(key, ensure_ascii=False), at, stop)
        at = found if found >= 0 else at
        _walk_json(item, (key,), Span(at, at + len(key) + 2 if found >= 0 else stop), entries)
    return stop, entries


def _walk_json(value: object, path: tuple[str, ...], place: Span[Source], entries: list[MetaEntry]) -> None:
    if isinstance(value, dict) and len(path) <= DEPTH:
        for key, item in value.items():
            _walk_json(item, (*path, str(key)), place, entries)
    elif isinstance(value, list):
        for item in value:
            _walk_json(item, path, place, entries)
    elif isinstance(value, (str, int, float)):
        entries.append(MetaEntry(meta_key(path), str(value).strip(), place))
