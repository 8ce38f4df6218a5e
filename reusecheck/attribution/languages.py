"""Turns of phrase that name a source, read from ``languages.txt``."""

from __future__ import annotations

import unicodedata
from functools import cache

from reusecheck.values import NamedTuple

_FIELDS = {
    "articles": "articles",
    "before the name": "before",
    "verbs": "verbs",
    "opens a credit line": "openers",
    "statements": "statements",
    "statements about this article": "statements_with_subject",
    "this article": "subjects",
    "pictures": "pictures",
    "endings": "endings",
}


class Phrases(NamedTuple):
    """Folded phrases by what they do; the sections of ``languages.txt``."""

    articles: frozenset[str]
    before: frozenset[str]
    verbs: frozenset[str]
    openers: frozenset[str]
    statements: frozenset[str]
    statements_with_subject: frozenset[str]
    subjects: frozenset[str]
    pictures: frozenset[str]
    endings: frozenset[str]


LONGEST_PHRASE_WORDS = 6


@cache
def phrases() -> Phrases:
    """All phrases of all languages, once a process."""
    path = __file__.rpartition("languages")[0] + "languages.txt"
    with open(path, encoding="utf-8") as lines:
        return parse(lines.read())


def parse(text: str) -> Phrases:
    """The sections of ``text``.

    Raises ``ValueError`` where a line cannot be meant: it ships with the
    package, and a test reads it.
    """
    text = _folded(text)
    found: dict[str, set[str]] = {field: set() for field in _FIELDS.values()}
    section: set[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition("#")[0].strip()  # noqa: PLW2901 - the line without its comment
        if not line:
            continue
        if line.startswith("["):
            title = line.strip("[]")
            if title not in _FIELDS:
                raise ValueError(
                    f"languages.txt:{number}: no section is called [{title}]; wants one of {list(_FIELDS)}"
                )
            section = found[_FIELDS[title]]
            continue
        language, colon, rest = line.partition(":")
        if section is None or not colon or not language.isalpha():
            raise ValueError(f"languages.txt:{number}: found {line!r}, wants 'en: phrase; phrase' below a [section]")
        section.update(phrase for written in rest.split(";") if (phrase := " ".join(written.split())))
    return Phrases(**{field: frozenset(values) for field, values in found.items()})


def _folded(text: str) -> str:
    """The whole file folded as ``folding.fold`` does with words, its own marks kept: cheaper than phrase by phrase."""
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    blank = {ord(c): " " for c in set(bare) if not (c.isalnum() or c in "#[];:\n")}
    return bare.translate(blank | {ord(c): None for c in set(bare) if unicodedata.combining(c)})
