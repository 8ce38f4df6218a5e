"""The bibliography of an article: files that it names in its metadata, and entries in its front matter."""

from __future__ import annotations

import re
from itertools import islice
from posixpath import dirname, join, normpath

from reusecheck.values import NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reusecheck.attribution.entries import Entry
    from reusecheck.documents import Document, Neighbours

# 20,000 entries with their abstracts, read in 0.15 s; the worst that was made to be slow takes 4 s (21 November 2026)
MOST_CHARACTERS = 8_000_000
_DECLARED = "bibliography"
_NO_PATH = frozenset(("", "true", "false"))  # a switch of the site's generator, not a file
_SUFFIXES = (".bib", ".bibtex", ".biblatex", ".json", ".yaml", ".yml")


class Works(Protocol):
    """What was read from one source: entries by their keys."""

    @property
    def keys(self) -> Iterable[str]:
        """The keys of its entries."""

    def find(self, key: str, /) -> Entry | None:
        """The entry behind the key, if there is one."""


class Found(NamedTuple):
    """The entry behind a key, and where it stands: ``content/refs.bib, line 12``."""

    entry: Entry
    place: str


class Bibliography:
    """What an article cites from.

    ``sources`` are those that were read, files by their paths from the root; ``problems`` say of
    each other one why not. Neither: the article declares no bibliography.
    """

    def __init__(self, sources: tuple[tuple[str, Works], ...] = (), problems: tuple[str, ...] = ()) -> None:
        self.sources, self.problems = sources, problems
        self._found: dict[str, Found | None] = {}  # a key is asked for by every reference that holds a passage

    @property
    def is_declared(self) -> bool:
        return bool(self.sources or self.problems)

    @property
    def names(self) -> tuple[str, ...]:
        """What was read, as a message names it."""
        return tuple(name for name, _ in self.sources)

    def find(self, key: str) -> Found | None:
        """The entry behind the key in the first source that has one; those of the front matter come first."""
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]

    def entries(self, most: int) -> Iterator[Entry]:
        """The first ``most`` entries, each by the key that ``find`` has it under."""
        keys = (key for _, works in self.sources for key in works.keys)
        for key in islice(dict.fromkeys(keys), most):
            found = self.find(key)
            if found is not None:
                yield found.entry

    def _find(self, key: str) -> Found | None:
        for name, works in self.sources:
            entry = works.find(key)
            if entry is not None:
                return Found(entry, f"{name}, line {entry.line}")
        return None


def bibliography(document: Document, neighbours: Neighbours) -> Bibliography:
    """The bibliography of the document; its files are read from ``neighbours``."""
    sources: list[tuple[str, Works]] = []
    problems: list[str] = []
    if any(entry.key == "references.id" for entry in document.reading.meta):
        from reusecheck.attribution.csl import Listed  # noqa: PLC0415 - few articles list works there

        sources.append(("front matter", Listed(_front_matter(document.source), headed=True)))
    for written in _declared(document):
        path, text = _text(document, written, neighbours)
        found = _entries(path, text)
        if isinstance(found, str):
            problems.append(found)
        else:
            sources.append((path, found))
    return Bibliography(tuple(sources), tuple(dict.fromkeys(problems)))


def _declared(document: Document) -> Iterator[str]:
    for entry in document.reading.meta:
        if entry.key.partition(".")[0] == _DECLARED and entry.value.lower() not in _NO_PATH:
            yield entry.value


def _text(document: Document, written: str, neighbours: Neighbours) -> tuple[str, str | None]:
    """The path of a file from the root, and its text: beside the article, else below the root."""
    names = [written] if written.lower().endswith(_SUFFIXES) else [written, f"{written}.bib"]
    folder = dirname(document.path)
    paths = [normpath(join(base, name)) for base in (folder, "") for name in names]
    paths += [normpath(written.lstrip("/"))] if written.startswith("/") else []
    for path in dict.fromkeys(paths):
        text = neighbours(path)
        if text is not None:
            return path, text
    return (written if "://" in written else paths[len(names) - 1]), None


def _entries(path: str, text: str | None) -> Works | str:
    """The entries of a file, or why they cannot be had."""
    if text is None:
        return f"{path} was not found"
    if len(text) > MOST_CHARACTERS:
        return f"{path} is larger than {MOST_CHARACTERS // 1_000_000} million characters"
    suffix = path.lower().rpartition(".")[2]
    if suffix in ("bib", "bibtex", "biblatex"):
        from reusecheck.attribution.bibtex import read_bibtex  # noqa: PLC0415 - one of three formats

        return read_bibtex(text)
    from reusecheck.attribution.csl import read_csl_json, read_csl_yaml  # noqa: PLC0415 - the other two

    if suffix == "json":
        listed = read_csl_json(text)
        return f"{path} is no JSON" if listed is None else listed
    if suffix in ("yaml", "yml"):
        return read_csl_yaml(text)
    return f"{path} is in a format that is not read; .bib, .json and .yaml are"


def _front_matter(source: str) -> str:
    """The lines between the rules, with as many lines before them as stand there."""
    from reusecheck.readers.frontmatter import front_matter  # noqa: PLC0415 - few articles list works there

    return re.sub(r"\r(?!\n)", "\n", source[: front_matter(source).stop])
