"""Front matter of a page: YAML, TOML or JSON at its very top → entries with their places."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import yaml

from reusecheck.documents import MetaEntry
from reusecheck.spans import Source, Span

_YAML_BYTES = 32 * 1024  # beyond, the pure Python parser is too slow to wait for, and no front matter is that long
_DEPTH = 20  # of nesting that is followed

_OPENING = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)(?![ \t]*[\r\n])")
_CLOSING = {
    "---": r"^(?:---|\.\.\.)[ \t]*\r?$",
    "+++": r"^\+\+\+[ \t]*\r?$",
}
_YAML_LINE = r"^[ \t]*(?:- )?([^\s:#'\"\[\]{}|>&*!%@`-][^:\r\n]{0,80}):[ \t]+(\S[^\r\n]*)"
_TOML_TABLE = re.compile(r"\[\[?\s*([^\]\r\n]+?)\s*\]")
_TOML_KEY = re.compile(
    r"[ \t]*((?:[\w-]+|\"[^\"\r\n]*\"|'[^'\r\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|\"[^\"\r\n]*\"))*)[ \t]*=[ \t]*"
)
_TOML_TOKEN = re.compile(
    r"'''(?P<literals>[\s\S]*?)'''"
    r'|"""(?P<strings>[\s\S]*?)"""'
    r"|'(?P<literal>[^'\r\n]*)'"
    r'|"(?P<string>(?:[^"\\\r\n]|\\.)*)"'
    r"|(?P<punctuation>[\[\]{},])"
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<end>[\r\n])"
    r"|(?P<bare>[^\s\[\]{},#'\"]+)"
)
_COMMENT_LINE = r"^[ \t]*#([^\r\n]*)"


class FrontMatter(NamedTuple):
    """What stands before the text: ``stop`` is where the text begins; comments as (start, stop, words)."""

    stop: int
    entries: tuple[MetaEntry, ...] = ()
    comments: tuple[tuple[int, int, str], ...] = ()


def front_matter(source: str) -> FrontMatter:
    """The front matter of ``source``; ``stop`` is 0 where there is none."""
    if source.startswith("{"):
        return _json(source)
    opening = _OPENING.match(source)
    if not opening:
        return FrontMatter(0)
    closing = re.compile(_CLOSING[opening[1]], re.MULTILINE).search(source, opening.end())
    if not closing:
        return FrontMatter(0)
    start, stop = opening.end(), closing.start()
    read = _yaml if opening[1] == "---" else _toml
    entries = read(source, start, stop)
    if entries is None:
        return FrontMatter(0)
    return FrontMatter(closing.end(), tuple(entries), _comments(source, start, stop))


def _comments(source: str, start: int, stop: int) -> tuple[tuple[int, int, str], ...]:
    lines = re.compile(_COMMENT_LINE, re.MULTILINE).finditer(source, start, stop)
    return tuple((found.start(1) - 1, found.end(1), found[1]) for found in lines)


def _key(parts: tuple[str, ...]) -> str:
    return ".".join(re.sub(r"[-\s]", "_", part.strip().lower()) for part in parts)


def _yaml(source: str, start: int, stop: int) -> list[MetaEntry] | None:
    """The scalars of a mapping; None where the lines are text between two rules, not front matter."""
    if stop - start > _YAML_BYTES:
        return _yaml_lines(source, start, stop) or None
    try:
        root = yaml.compose(source[start:stop], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        # broken, but meant as front matter if it begins as such; the site's generator is who should complain
        entries = _yaml_lines(source, start, stop)
        return entries if entries and re.match(r"\s*(#.*\s+)*[\w-]+\s*:", source[start:stop]) else None
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode):
        return None
    entries = []
    _walk(root, (), start, entries, set())
    return entries


def _walk(node: yaml.Node, path: tuple[str, ...], base: int, entries: list[MetaEntry], seen: set[int]) -> None:
    """Add the scalars below ``node``; an alias is followed once, so that a bomb of them stays small."""
    if id(node) in seen or len(path) > _DEPTH:
        return
    if isinstance(node, yaml.ScalarNode):
        if node.tag != "tag:yaml.org,2002:null" and path:
            span: Span[Source] = Span(base + node.start_mark.index, base + node.end_mark.index)
            entries.append(MetaEntry(_key(path), node.value.strip(), span))
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            _walk(value, (*path, name), base, entries, seen)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _walk(item, path, base, entries, seen)


def _yaml_lines(source: str, start: int, stop: int) -> list[MetaEntry]:
    """``key: value`` lines, where a parser gave up."""
    entries = []
    for found in re.compile(_YAML_LINE, re.MULTILINE).finditer(source, start, stop):
        value = found[2].strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        entries.append(MetaEntry(_key((found[1],)), value, Span(found.start(2), found.end(2))))
    return entries


def _toml(source: str, start: int, stop: int) -> list[MetaEntry]:
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
            entries.append(MetaEntry(_key((*path, key) if key else path), value.strip(), span))
    return at


def _toml_string(written: str) -> str:
    try:
        return str(json.loads('"' + re.sub(r"\\?[\r\n]+\s*", " ", written).replace("\t", " ") + '"'))
    except ValueError:  # an escape that JSON does not know
        return written


def _json(source: str) -> FrontMatter:
    """An object at the top of the file, as Hugo has it; the place of a value is its key's."""
    try:
        value, stop = json.JSONDecoder().raw_decode(source)
    except (ValueError, RecursionError):
        return FrontMatter(0)
    if not isinstance(value, dict) or not re.compile(r"[ \t]*(?:[\r\n]|\Z)").match(source, stop):
        return FrontMatter(0)
    entries: list[MetaEntry] = []
    at = 0
    for key, item in value.items():
        found = source.find(json.dumps(key, ensure_ascii=False), at, stop)
        at = found if found >= 0 else at
        _walk_json(item, (key,), Span(at, at + len(key) + 2 if found >= 0 else stop), entries)
    return FrontMatter(stop, tuple(entries))


def _walk_json(value: object, path: tuple[str, ...], place: Span[Source], entries: list[MetaEntry]) -> None:
    if isinstance(value, dict) and len(path) <= _DEPTH:
        for key, item in value.items():
            _walk_json(item, (*path, str(key)), place, entries)
    elif isinstance(value, list):
        for item in value:
            _walk_json(item, path, place, entries)
    elif isinstance(value, (str, int, float)):
        entries.append(MetaEntry(_key(path), str(value).strip(), place))
