"""Whether a document names the licence of what it reuses: once anywhere, in words, by a link or as an SPDX tag.

Licences of Creative Commons are known by the parts of their names (``licences.txt``);
of any other licence its SPDX id is looked for as it is written. Which country a licence was
ported to makes no difference: "CC BY 3.0 DE" and "CC BY 3.0" name each other.
"""

from __future__ import annotations

import re
from functools import cache

from reusecheck.attribution.folding import Words
from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.urls import canonical_url
from reusecheck.documents import Role, no_neighbours
from reusecheck.spans import Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.page import Page
    from reusecheck.documents import Neighbours

_PARTS = frozenset(("by", "nc", "nd", "sa"))
_BETWEEN = frozenset(("between",))
# Words a name may have beyond its parts: "… Attribution-ShareAlike 4.0 International Public License, Version" has 5
_BETWEEN_WORDS = 6
# The end of a sentence ends a name, unless it is the mark in "Nevezd meg!"
_ENDS = frozenset(".;?")
_META_KEYS = frozenset(("license", "licence", "licenses", "licences", "license_url", "licence_url", "rights"))


class Licence(NamedTuple):
    """A licence by Creative Commons: its parts (``by``, ``sa`` …) and its version, "" where none is told."""

    parts: frozenset[str]
    version: str = ""


def creative_commons(spdx_id: str) -> Licence | None:
    """The licence behind ``CC-BY-NC-SA-3.0-DE``; ``None`` of any id that is none of Creative Commons' with credit."""
    head, *rest = spdx_id.strip().lower().split("-")
    parts = frozenset(part for part in rest if part in _PARTS)
    if head != "cc" or "by" not in parts:
        return None
    return Licence(parts, next((part for part in rest if _is_version(part)), ""))


def _is_version(text: str) -> bool:
    whole, dot, minor = text.partition(".")
    return len(whole) == 1 and whole.isdigit() and bool(dot) and len(minor) == 1 and minor.isdigit()


def agree(named: Licence, wanted: Licence) -> bool:
    """Whether both are one licence; where one of them tells no version, any will do."""
    return named.parts == wanted.parts and (not named.version or not wanted.version or named.version == wanted.version)


def find_licence(page: Page, spdx_id: str, neighbours: Neighbours = no_neighbours) -> Evidence | None:
    """Where the document names the licence, the plainest first; ``None`` where it does not.

    Links, prose that a reader of the page sees, metadata, comments with an
    SPDX tag, and the tags that stand beside the file. Evidence with
    ``shows="licence"``; of a file beside the article its span is empty and its kind names the file.
    """
    for found in _everywhere(page, spdx_id):
        return found
    return _beside(page, spdx_id, neighbours)


def _everywhere(page: Page, spdx_id: str) -> Iterator[Evidence]:
    wanted = creative_commons(spdx_id)
    for link in page.by_role[Role.LINK]:
        named = linked(link.value)
        if wanted and named and agree(named, wanted):
            yield Evidence("licence", "link to the licence", link.value, link.source)
    for start, stop in _named_in(page.visible, spdx_id):
        source = page.reading.offsets.to_source(Span(start, stop))
        yield Evidence("licence", "licence named in the text", page.visible[start:stop], source)
    for entry in page.reading.meta:
        if is_licence_key(entry.key) and names_licence(entry.value, spdx_id):
            yield Evidence("licence", f"metadata `{entry.key}`", entry.value, entry.source)
    for tag in page.tags:
        if tag.name == "License-Identifier" and names_licence(tag.value, spdx_id):
            yield Evidence("licence", "SPDX tag in a comment", tag.value, tag.source)


def _beside(page: Page, spdx_id: str, neighbours: Neighbours) -> Evidence | None:
    from reusecheck.attribution.reuse import LICENCE, notices  # noqa: PLC0415 - after all that the text itself says

    for notice in notices(page, LICENCE, neighbours):
        if names_licence(notice.value, spdx_id):
            return Evidence("licence", f"SPDX-License-Identifier in {notice.place}", notice.value, notice.source)
    return None


def is_licence_key(key: str) -> bool:
    """Whether metadata under ``key`` may tell a licence."""
    return not _META_KEYS.isdisjoint(re.split(r"[.:]", key))


def names_licence(text: str, spdx_id: str) -> bool:
    """Whether a value, a tag or a stretch of text names the licence, by words or by an address."""
    wanted = creative_commons(spdx_id)
    named = linked(text)
    if wanted and named and agree(named, wanted):
        return True
    return any(True for _ in _named_in(text, spdx_id))


def linked(url: str) -> Licence | None:
    """The licence an address leads to: a deed or its text at Creative Commons, or its page at SPDX."""
    if "icenses/" not in url:
        return None
    host, _, path = canonical_url(url).partition("/")
    if host == "spdx.org":
        return creative_commons(path.rpartition("/")[2].removesuffix(".html"))
    if host != "creativecommons.org" or not path.startswith("licenses/"):
        return None
    code, _, rest = path.removeprefix("licenses/").partition("/")
    named = creative_commons(f"cc-{code}")
    version = rest.partition("/")[0]
    return named and named._replace(version=version if _is_version(version) else "")


def _named_in(text: str, spdx_id: str) -> Iterator[tuple[int, int]]:
    """Where the licence is named, as offsets into the text."""
    wanted = creative_commons(spdx_id)
    if wanted is None:
        yield from _written(text, spdx_id)
        return
    for found in re.finditer(r"creativecommons\.org/licenses/[^\s<>\"')\]]{2,80}", text, re.IGNORECASE):
        named = linked(found[0])
        if named and agree(named, wanted):
            yield found.start(), found.end()
    lowered = text.lower()
    if "cc" not in lowered and "commons" not in lowered:
        return
    words = Words(text)
    for first, begin in _heads(words):
        named, stop = _name_at(text, words, first, begin)
        if named and agree(named, wanted):
            yield words.starts[first], words.stops[stop - 1]


def _written(text: str, spdx_id: str) -> Iterator[tuple[int, int]]:
    sought = Words(spdx_id)
    if not len(sought) or spdx_id.lower() not in text.lower():
        return
    words = Words(text)
    for first, rest in words.find(sought.joined.strip()):
        if not rest:
            yield words.starts[first], words.stops[first + len(sought) - 1]


def _heads(words: Words) -> Iterator[tuple[int, int]]:
    """Where a name may begin: the index of "CC" or "Creative Commons", and of the word behind it."""
    for first, rest in words.find("creative commons"):
        if not rest:
            yield first, first + 2
    for first, rest in words.find("cc"):
        if not rest:
            yield first, first + 1
        elif rest == "by":
            yield first, first


def _name_at(text: str, words: Words, first: int, at: int) -> tuple[Licence | None, int]:
    """The licence whose name goes on at word ``at``, and the word behind it."""
    parts: set[str] = set()
    version = ""
    stop, between = at, 0
    if at == first:  # CCBY
        parts, at, stop = {"by"}, at + 1, at + 1
    while at < len(words) and between <= _BETWEEN_WORDS and not (version and parts):
        if at > first and not _ENDS.isdisjoint(text[words.stops[at - 1] : words.starts[at]]):
            break
        part, size = _part_at(text, words, at)
        found = "" if part else _version_at(text, words, at)
        if part and part not in parts and (parts or part == "by"):
            parts.add(part)
        elif found:
            version, size = found, 2
        elif size := _named_at(words, at, _BETWEEN)[1]:
            between += size
            at += size
            continue
        else:
            break
        at += size
        stop = at
    return (Licence(frozenset(parts), version) if parts else None), stop


def _part_at(text: str, words: Words, at: int) -> tuple[str, int]:
    """The part of a name that begins at word ``at``, and how many words it has."""
    part, size = _named_at(words, at, _PARTS)
    if size == 1 and words.word(at) in _PARTS and not _is_code(text, words, at):
        return "", 0
    return part, size


def _named_at(words: Words, at: int, kinds: frozenset[str]) -> tuple[str, int]:
    """The longest of these names that begins at word ``at``: what it is, and how many words it has."""
    lengths = _lengths().get(words.word(at), ())
    for size in lengths:
        kind = _names().get(words.phrase(at, at + size), "") if at + size <= len(words) else ""
        if kind in kinds:
            return kind, size
    return "", 0


def _is_code(text: str, words: Words, at: int) -> bool:
    """Whether "by", "sa" and their like are meant as such: in capitals, joined by a hyphen, or before a version."""
    start, stop = words.starts[at], words.stops[at]
    joined = text[start - 1 : start] in ("-", "_", "/") or text[stop : stop + 1] in ("-", "_")
    return joined or text[start:stop].isupper() or bool(_version_at(text, words, at + 1))


def _version_at(text: str, words: Words, at: int) -> str:
    """``4.0`` or ``v4.0`` at word ``at``; "" of anything else."""
    if at + 1 >= len(words):
        return ""
    written = text[words.starts[at] : words.stops[at + 1]].lower().removeprefix("v")
    return written if _is_version(written) else ""


@cache
def _names() -> dict[str, str]:
    """Folded name → what it is: a part of a licence, or ``between``."""
    path = __file__.rpartition("licences")[0] + "licences.txt"
    with open(path, encoding="utf-8") as lines:
        return parse_names(lines.read())


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """The first word of each name → how many words such names have, the longest first."""
    found: dict[str, set[int]] = {}
    for name in _names():
        words = name.split()
        found.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(sizes, reverse=True)) for word, sizes in found.items()}


def parse_names(text: str) -> dict[str, str]:
    """The sections of ``licences.txt``. Raises ``ValueError`` where a line cannot be meant."""
    found: dict[str, str] = {}
    section = ""
    for number, written in enumerate(text.splitlines(), 1):
        line = written.partition("#")[0].strip()
        if not line:
            continue
        if line.startswith("["):
            section = line.strip("[]")
            if section not in _PARTS | _BETWEEN:
                raise ValueError(f"licences.txt:{number}: no section is called [{section}]")
            continue
        language, colon, rest = line.partition(":")
        if not section or not colon or not language.isalpha():
            raise ValueError(f"licences.txt:{number}: found {line!r}, wants 'en: name; name' below a [section]")
        for name in rest.split(";"):
            found[Words(name).joined.strip()] = section
    return found
