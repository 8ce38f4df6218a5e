"""Front matter in YAML, in all that YAML can be."""

from __future__ import annotations

import re

import yaml

from reusecheck.documents import MetaEntry, meta_key
from reusecheck.spans import Source, Span

_BYTES = 32 * 1024  # beyond, the pure Python parser is too slow to wait for, and no front matter is that long
_DEPTH = 20  # of nesting that is followed
_LINE = r"^[ \t]*(?:- )?([^\s:#'\"\[\]{}|>&*!%@`-][^:\r\n]{0,80}):[ \t]+(\S[^\r\n]*)"


def read_yaml(source: str, start: int, stop: int) -> list[MetaEntry] | None:
    """The scalars of a mapping; None where the lines are text between two rules, not front matter."""
    if stop - start > _BYTES:
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
            entries.append(MetaEntry(meta_key(path), node.value.strip(), span))
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
    for found in re.compile(_LINE, re.MULTILINE).finditer(source, start, stop):
        value = found[2].strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        entries.append(MetaEntry(meta_key((found[1],)), value, Span(found.start(2), found.end(2))))
    return entries
