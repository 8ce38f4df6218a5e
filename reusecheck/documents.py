"""What reading a file yields: prose that can be compared, and what the markup said about it."""

from __future__ import annotations

from reusecheck.spans import OffsetMap, Prose, Source, Span
from reusecheck.values import Enum, NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

# The text of another file of the same repository, by its path relative to the root, with ``/``; ``None`` where it is
# missing, is no text or stands outside. Articles of a commit have the files of that commit beside them.
Neighbours: TypeAlias = "Callable[[str], str | None]"


def no_neighbours(path: str, /) -> None:
    """The neighbours of a text that stands in no repository."""
    del path


# What a line of a comment begins with that speaks to reusecheck: a waiver
WAIVER_MARK = "reusecheck:"


def may_hold_waiver(comment: str) -> bool:
    """Whether a comment may speak to reusecheck, rightly written or not: rules out nearly all."""
    return "reusecheck" in comment.lower()


class Role(Enum):
    """What a region is.

    The prose span of a region covers the prose it concerns. A region whose
    content is not prose (code, a comment, the mark ``[^1]``) has an empty prose
    span at the place where it stood. ``value`` is said for each role.
    """

    BLOCK_QUOTATION = "block quotation"  # value: the URL of ``cite=`` or ""
    QUOTATION = "quotation"  # marked up inline (``<q>``), not by typographic marks. value: the URL of ``cite=`` or ""
    CALLOUT = "callout"  # ``> [!NOTE]``: looks like a quotation and is none. value: its kind, "note"
    LINK = "link"  # value: the URL
    CITE = "cite"  # ``<cite>``. value: ""
    CITATION = "citation"  # ``[@key]``. value: the key
    FOOTNOTE = "footnote"  # the text of a footnote. value: its label
    FOOTNOTE_REFERENCE = "footnote reference"  # empty prose span. value: the label
    CODE = "code"  # a code block has an empty prose span; inline code is prose. value: ""
    COMMENT = "comment"  # empty prose span. value: the text between the comment's marks
    HIDDEN = "hidden"  # ``display:none`` and its like; prose that a reader of the page never sees. value: ""


# The label of a footnote that was written where its mark stands; a number and a bracket follow, as in no written label
INLINE_NOTE = "^["


class Region(NamedTuple):
    """A stretch of a document with a role the reader saw."""

    role: Role
    prose: Span[Prose]
    source: Span[Source]
    value: str = ""


class BlockKind(Enum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "list item"  # a paragraph that opens an item; further ones are paragraphs
    CELL = "table cell"
    CAPTION = "caption"
    FOOTNOTE = "footnote"  # a paragraph of a footnote's text


class Block(NamedTuple):
    """The smallest stretch of prose that stands by itself. Blocks ascend and never overlap.

    ``group`` is the same number for blocks of one list, table or block
    quotation, and differs between neighbours that are not one thing.
    """

    kind: BlockKind
    prose: Span[Prose]
    group: int


class MetaEntry(NamedTuple):
    """One thing a document says of itself, where it stands: front matter, ``meta``, JSON-LD.

    Keys are lower case with ``-`` and spaces as ``_``; nested keys are joined by
    ``.`` and list items have no number (``sources.url`` may come twice). HTML:
    ``canonical``, ``title``, ``meta.author``, ``meta.og:title``, ``jsonld.isbasedon.url``.
    """

    key: str
    value: str
    source: Span[Source]


def meta_key(parts: tuple[str, ...]) -> str:
    """The key of an entry that stands below these names."""
    return ".".join("_".join(part.strip().lower().replace("-", " ").split(" ")) for part in parts)


class Reading(NamedTuple):
    """What a reader makes of a source."""

    prose: str
    offsets: OffsetMap
    blocks: tuple[Block, ...] = ()
    regions: tuple[Region, ...] = ()
    meta: tuple[MetaEntry, ...] = ()


class Reader(Protocol):
    """Keeps the prose of a source and remembers where it came from.

    ``tests/contracts.py`` says what any reading must satisfy; it runs on all.
    """

    def __call__(self, source: str, /) -> Reading: ...


class Document(NamedTuple):
    """An article or a reference, once read.

    ``path`` is relative to the root of the repository, with ``/``. ``notes`` are
    for the person who runs the check (text that was decoded with replacement).
    """

    path: str
    source: str
    reading: Reading
    notes: tuple[str, ...] = ()


class Unreadable(NamedTuple):
    """A file that could not be read; a value, so that one does not hide the others."""

    path: str
    why: str


class Description(NamedTuple):
    """What a reference says of itself; each is "" where it says nothing."""

    title: str = ""
    author: str = ""
    url: str = ""
    site: str = ""
    doi: str = ""


# Where a description is looked for, first found wins; keys as MetaEntry has them.
DESCRIPTION_KEYS = {
    "title": ("title", "headline", "meta.og:title", "meta.twitter:title", "meta.citation_title", "meta.dc.title",
              "meta.dcterms.title", "jsonld.headline", "jsonld.name"),
    "author": ("author", "authors", "author.name", "authors.name", "byline", "meta.author", "meta.citation_author",
               "meta.citation_authors", "meta.article:author", "meta.article:author_name", "meta.byl",
               "meta.parsely_author", "meta.sailthru.author", "meta.dc.creator", "meta.dcterms.creator",
               "jsonld.author.name", "jsonld.author", "jsonld.creator.name", "jsonld.creator"),
    "url": ("canonical_url", "canonicalurl", "canonical", "url", "meta.og:url", "jsonld.url", "jsonld.mainentityofpage",
            "jsonld.mainentityofpage.url", "jsonld.@id", "permalink", "source_url", "meta.twitter:url",
            "meta.parsely_link", "meta.citation_public_url", "meta.citation_abstract_html_url",
            "meta.citation_fulltext_html_url", "meta.dc.identifier", "meta.dcterms.identifier"),
    "site": ("site", "site_name", "publication", "outlet", "publisher", "site.name", "publication.name", "outlet.name",
             "publisher.name", "journal", "newspaper", "container_title", "meta.og:site_name", "meta.application_name",
             "meta.citation_journal_title", "meta.prism.publicationname", "jsonld.publisher.name", "jsonld.publisher",
             "jsonld.sourceorganization.name", "jsonld.ispartof.name", "jsonld.newsmediaorganization.name",
             "jsonld.website.name", "jsonld.organization.name", "meta.publisher", "meta.dc.publisher",
             "meta.dcterms.publisher", "meta.citation_publisher"),
    "doi": ("doi", "meta.citation_doi", "meta.dc.identifier.doi", "meta.dc.identifier", "meta.dcterms.identifier",
            "meta.prism.doi", "meta.bepress_citation_doi", "identifier", "identifiers.doi",
            "jsonld.doi", "jsonld.identifier", "jsonld.identifier.value", "jsonld.sameas", "jsonld.@id"),
}  # fmt: skip


def describe(meta: tuple[MetaEntry, ...]) -> Description:
    """What the metadata of a reference says of it; several authors with commas, or semicolons, between."""
    said: dict[str, list[str]] = {}
    for entry in meta:
        if entry.value.strip():
            said.setdefault(entry.key, []).append(entry.value)
    found = {
        name: [kept for key in keys if (kept := [value for value in said.get(key, ()) if _fits(name, value)])]
        for name, keys in DESCRIPTION_KEYS.items()
    }
    first = {name: values[0][0] if values else "" for name, values in found.items()}
    authors = list(dict.fromkeys(found["author"][0])) if found["author"] else []
    between = "; " if any("," in author for author in authors) else ", "
    title = _without_site(first["title"], first["site"])
    for other in found["title"][1:]:
        title = _shorter(title, other[0])
    return Description(**{**first, "title": title, "author": between.join(authors)})


def _fits(name: str, value: str) -> bool:
    """Whether a value is what is looked for: pages give profiles as authors, and numbers as identifiers."""
    if name in ("author", "site"):
        return "://" not in value and not value.startswith(("#", "@"))
    if name == "url":
        return ("/" in value or "." in value) and "doi:" not in value.lower()
    return name != "doi" or ("10." in value and ("/" in value or "%" in value))


def _shorter(title: str, other: str) -> str:
    """The other title, if this one is it and the name of a site before or behind: ``The Harbour | Night ferry``."""
    if title.startswith(other):
        beside = title[len(other) :].strip()[:1]
    elif title.endswith(other):
        beside = title[: -len(other)].strip()[-1:]
    else:
        return title
    return other if beside and beside in "|–—-·•»" else title


def _without_site(title: str, site: str) -> str:
    """A page's title without the name of the site that many put behind it: ``Night ferry returns | Harbour Times``."""
    for between in (" | ", " – ", " — ", " - ", " · "):
        if site and title.lower().endswith((between + site).lower()):
            return title[: -len(between + site)]
    return title


class ProseBuilder:
    """Collects prose piece by piece together with its offset map, which thus has one author.

    Pieces must be added in the order of the prose. ``copy`` joins a piece to the
    previous run where both continue.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.length = 0
        self._pieces: list[str] = []
        self._prose_starts: list[int] = []
        self._source_starts: list[int] = []
        self._source_stops: list[int] = []
        self._copied = False

    def copy(self, start: int, stop: int) -> None:
        """Keep ``source[start:stop]`` as it is."""
        if start >= stop:
            return
        if self._copied and self._source_stops[-1] == start:
            self._source_stops[-1] = stop
        else:
            self._add(start, stop)
        self._copied = True
        self._pieces.append(self.source[start:stop])
        self.length += stop - start

    def replace(self, start: int, stop: int, by: str) -> None:
        """Put ``by`` for ``source[start:stop]``: an entity, or white space the reader puts in (empty span)."""
        if not by:
            return
        self._add(start, stop)
        # a run of equal lengths counts as copied, which is just as true of one character for one
        self._copied = False
        self._pieces.append(by)
        self.length += len(by)

    def _add(self, start: int, stop: int) -> None:
        self._prose_starts.append(self.length)
        self._source_starts.append(start)
        self._source_stops.append(stop)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def offsets(self) -> OffsetMap:
        return OffsetMap(tuple(self._prose_starts), tuple(self._source_starts), tuple(self._source_stops), self.length)
