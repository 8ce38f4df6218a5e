"""Who holds the copyright of a whole file, and under which licence, as REUSE 3.3 tells it.

In a comment at its head, in ``FILE.license`` beside it (what is in the file itself
does not count then), or by ``[[annotations]]`` of a ``REUSE.toml`` in its folder or above. Of these the last table
that matches the file is taken, and its ``precedence`` says what it is worth beside the file's own:

- ``closest``, the default: only where the file itself and no ``REUSE.toml`` closer to it says anything
- ``aggregate``: in addition
- ``override``: alone, and above all that is closer; of several the one closest to the root
"""

from __future__ import annotations

from functools import lru_cache
from posixpath import dirname, join

from reusecheck.attribution.spdx import at_the_head
from reusecheck.expressions import expression
from reusecheck.readers.frontmatter_other import read_toml
from reusecheck.spans import Lines, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reusecheck.attribution.page import Page
    from reusecheck.documents import Neighbours
    from reusecheck.spans import Source

COPYRIGHT = "FileCopyrightText"
LICENCE = "License-Identifier"

_KEYS = {COPYRIGHT: "spdx_filecopyrighttext", LICENCE: "spdx_license_identifier"}
_HEADER = expression(r"(?m)^[ \t]*\[{1,2}([^\[\]\r\n]+)\]{1,2}")
_IN_SIDECAR = {
    COPYRIGHT: expression(r"(?m)^[^\w\r\n©]*(?:SPDX-FileCopyrightText:|Copyright\b|©)[ \t]*([^\r\n]*)"),
    LICENCE: expression(r"(?m)^[^\w\r\n]*SPDX-License-Identifier:[ \t]*([^\r\n]*)"),
}
_MOST_CHARACTERS = 1_000_000  # of a REUSE.toml or a sidecar; the largest met has 60,000
_DEEPEST = 40  # folders above an article that are looked into


class Notice(NamedTuple):
    """What is told of the file: the value of a tag, and where it stands.

    ``source`` is the place in the article; empty where it stands beside it, and then ``place``
    names the file and the line.
    """

    value: str
    place: str
    source: Span[Source]


class Annotation(NamedTuple):
    """A table of a ``REUSE.toml``; ``line`` is that of its header."""

    line: int
    paths: tuple[str, ...]
    precedence: str
    values: dict[str, tuple[str, ...]]


def notices(page: Page, name: str, neighbours: Neighbours) -> list[Notice]:
    """What is told of the file under the tag ``name``, nearest first."""
    own = _own(page, name, neighbours)
    tables = _tables(page.document.path, neighbours)
    # from the root downwards; what is closer to the file than an override does not count
    over = next((at for at in reversed(range(len(tables))) if tables[at][1].precedence == "override"), None)
    if over is not None:
        own, tables = [], tables[over:]
    found = list(own)
    for path, table in tables:
        told = [Notice(value, f"{path}, line {table.line}", Span(0, 0)) for value in table.values[name]]
        if table.precedence in ("aggregate", "override") or not found:
            found += told
    return found


def _own(page: Page, name: str, neighbours: Neighbours) -> list[Notice]:
    """What the file itself says, or the one beside it in its stead."""
    path = f"{page.document.path}.license"
    text = neighbours(path)
    if text is None or len(text) > _MOST_CHARACTERS:
        return [Notice(tag.value, "the head of the file", tag.source) for tag in at_the_head(page, page.tags, name)]
    lines = Lines(text)
    found = _IN_SIDECAR[name].finditer(text)
    return [
        Notice(one[1].strip(), f"{path}, line {lines.place(one.start(1)).line}", Span(0, 0)) for one in found if one[1]
    ]


def _tables(path: str, neighbours: Neighbours) -> list[tuple[str, Annotation]]:
    """The annotation of each ``REUSE.toml`` that covers the file, the closest to the file first."""
    found = []
    folder = dirname(path)
    for _ in range(_DEEPEST):
        where = join(folder, "REUSE.toml")
        text = neighbours(where)
        if text is not None and len(text) <= _MOST_CHARACTERS:
            inner = path.removeprefix(folder).lstrip("/")
            covering = [one for one in read_annotations(text) if any(matches(glob, inner) for glob in one.paths)]
            found += [(where, covering[-1])] if covering else []
        if not folder.strip("/"):
            break
        folder = dirname(folder)
    return found


@lru_cache(maxsize=16)
def read_annotations(text: str) -> Sequence[Annotation]:
    """The ``[[annotations]]`` of a ``REUSE.toml`` in order; its other tables are left out."""
    return tuple(_annotations(text))


def _annotations(text: str) -> Iterator[Annotation]:
    headers = list(_HEADER.finditer(text))
    lines = Lines(text)
    for at, header in enumerate(headers):
        if header[1].strip() != "annotations":
            continue
        stop = headers[at + 1].start() if at + 1 < len(headers) else len(text)
        told: dict[str, list[str]] = {}
        for entry in read_toml(text, header.end(), stop):
            if entry.value:
                told.setdefault(entry.key, []).append(entry.value)
        yield Annotation(
            lines.place(header.start()).line,
            tuple(told.get("path", ())),
            next(iter(told.get("precedence", ())), "closest"),
            {name: tuple(told.get(key, ())) for name, key in _KEYS.items()},
        )


_GLOB = expression(r"(?s)(\*\*/|\*\*+|\*)|\\?(.)")


def matches(glob: str, path: str) -> bool:
    """Whether a path of ``REUSE.toml`` means this file; in time of the length of both multiplied, whatever the stars.

    ``*`` is anything but ``/``, ``**`` anything, ``**/`` any folders or none, a backslash makes a star a letter.
    """
    # ``reached[i]``: what of the pattern was read can be the first ``i`` characters of the path
    reached = [True] + [False] * len(path)
    for token in _GLOB.finditer(glob):
        star, letter = token[1], token[2]
        if star:
            following = list(reached)
            for i in range(1, len(path) + 1):
                goes_on = path[i - 1] != "/" if star == "*" else star != "**/"
                following[i] = following[i] or (following[i - 1] and goes_on)
            if star == "**/":
                first = reached.index(True)
                following = [reached[i] or (i > first and path[i - 1] == "/") for i in range(len(path) + 1)]
        else:
            following = [False] + [reached[i] and path[i] == letter for i in range(len(path))]
        if True not in following:
            return False
        reached = following
    return reached[-1]
