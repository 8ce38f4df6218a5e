"""Turns of phrase that name a source, read from the files in ``languages/``, one for each language."""

from __future__ import annotations

import os
import unicodedata
from functools import cache

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Section of a file → field of ``Phrases``. Every file has every section, be it empty.
_FIELDS = {
    "articles": "articles",
    "joined articles": "joined",
    "before the name": "before",
    "verbs": "verbs",
    "opens a credit line": "openers",
    "statements": "statements",
    "statements about this article": "statements_with_subject",
    "this article": "subjects",
    "between this article and a statement": "linking",
    "what this article is about": "topics",
    "the other way round": "reversed",
    "in a credit line": "credit_words",
    "pictures": "pictures",
    "endings": "endings",
    "kinds of outlet": "kinds",
    "right behind the name": "behind",
    "days and months": "days",
    "before a day": "before_day",
    "opens a sentence": "small",
    "common words that are names": "common",
    "negations": "negations",
    "numbers": "numbers",
    "denials": "denials",
    "ends a denial": "undenied",
    "beside a sentence": "asides",
    "pronouns": "pronouns",
}


class Phrases(NamedTuple):
    """Folded phrases by what they do; the sections of all languages. ``en.txt`` says what each is for."""

    articles: frozenset[str]
    joined: frozenset[str]
    before: frozenset[str]
    verbs: frozenset[str]
    openers: frozenset[str]
    statements: frozenset[str]
    statements_with_subject: frozenset[str]
    subjects: frozenset[str]
    linking: frozenset[str]
    topics: frozenset[str]
    reversed: frozenset[str]
    credit_words: frozenset[str]
    pictures: frozenset[str]
    endings: frozenset[str]
    kinds: frozenset[str]
    behind: frozenset[str]
    days: frozenset[str]
    before_day: frozenset[str]
    small: frozenset[str]
    common: frozenset[str]
    negations: frozenset[str]
    numbers: frozenset[str]
    denials: frozenset[str]
    undenied: frozenset[str]
    asides: frozenset[str]
    pronouns: frozenset[str]


LONGEST_PHRASE_WORDS = 6
# Words are counted in phrases of more letters only: seven words have as many
_COUNTED_FROM = 2 * LONGEST_PHRASE_WORDS

_PUNCTUATION = "!\"$%&'()*+,-./<=>?@\\^_`{|}~\t\r"
_ASCII = bytes(range(128))


@cache
def phrases() -> Phrases:
    """All phrases of all languages, once a process."""
    return parse(files())


@cache
def beside() -> frozenset[str]:
    """Words that may stand right before a name with a large letter and are no part of a longer name.

    ``Agency`` of "Agency AFP", ``According`` and ``To`` of a headline, ``Yesterday``.
    """
    known = phrases()
    lasts = (
        phrase.rpartition(" ")[2] for part in (known.before, known.verbs, known.openers, known.kinds) for phrase in part
    )
    return known.articles | known.joined | known.small | known.behind | known.pictures | frozenset(lasts)


def files() -> dict[str, str]:
    """Name of a file in ``languages/`` → its text, ascending."""
    folder = __file__.rpartition("languages")[0] + "languages"
    found = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".txt"):
            with open(f"{folder}/{name}", encoding="utf-8") as lines:
                found[f"languages/{name}"] = lines.read()
    return found


def parse(texts: dict[str, str]) -> Phrases:
    """The sections of all files, name → text.

    Raises ``ValueError`` with file and line where a line cannot be meant, for
    the first such line: the files ship with the package, and a test reads them.
    """
    found: dict[str, set[str]] = {field: set() for field in _FIELDS.values()}
    for name, text in texts.items():
        _parse_file(name, text, found)
    return Phrases(**{field: frozenset(values) for field, values in found.items()})


def _parse_file(name: str, text: str, found: dict[str, set[str]]) -> None:
    written = text.split("\n")
    sections: dict[str, int] = {}
    section: set[str] | None = None
    bare = "\n".join([line.partition("#")[0] if "#" in line else line for line in written])
    for at, line in enumerate(_folded(bare).split("\n")):
        line = line.strip(" ")  # noqa: PLW2901 - the line without what is left of its comment
        if not line:
            continue
        if line[0] == "[":
            title = line.strip("[]")
            if title not in _FIELDS:
                raise _wrong(name, written, at, f"no section is called so, wants one of {_named(_FIELDS)}")
            if title in sections:
                raise _wrong(name, written, at, f"wants each section once, this began in line {sections[title]}")
            sections[title] = at + 1
            section = found[_FIELDS[title]]
            continue
        if section is None or ":" in line or "[" in line or "]" in line:
            raise _wrong(name, written, at, "wants phrases with semicolons between, below a [section]")
        found_here = line.split(";")
        if "" in found_here:
            raise _wrong(name, written, at, "wants a phrase on both sides of a semicolon, and no semicolon at the end")
        if any(phrase.count(" ") >= LONGEST_PHRASE_WORDS for phrase in found_here if len(phrase) > _COUNTED_FROM):
            raise _wrong(name, written, at, f"wants phrases of at most {LONGEST_PHRASE_WORDS} words")
        section.update(found_here)
    missing = [title for title in _FIELDS if title not in sections]
    if missing:
        raise ValueError(f"{name}:{len(written)}: found the end of the file; wants also {_named(missing)}, be it empty")


def _wrong(name: str, written: list[str], at: int, wants: str) -> ValueError:
    return ValueError(f"{name}:{at + 1}: found {written[at].strip()!r}; {wants}")


def _named(titles: Iterable[str]) -> str:
    return ", ".join(f"[{title}]" for title in titles)


def _folded(text: str) -> str:
    """A whole file folded as ``folding.fold`` does with words, its own marks kept, without spaces around semicolons.

    A character is replaced everywhere at once: phrase by phrase it takes five times as long.
    """
    for c in set(text.encode().translate(None, _ASCII).decode()):
        bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", c).casefold())
        kept = "".join(part for part in bare if part.isalnum())
        text = text.replace(c, kept or ("" if unicodedata.combining(c) else " "))
    for mark in (*_PUNCTUATION, "  "):
        text = text.replace(mark, " ")
    return text.replace("; ", ";").replace(" ;", ";").lower()
