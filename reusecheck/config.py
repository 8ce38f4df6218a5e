"""``.reusecheck.yaml`` as one frozen value: what the user wants, defaults filled in.

The values alone; ``configuring`` reads and validates the file, so that the
stages can take a section without paying for the parser.
"""

from __future__ import annotations

from reusecheck.values import Enum, NamedTuple


class Action(Enum):
    """What happens when a limit is reached."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


class Require(Enum):
    """What settles a passage (CONTRACT section 4)."""

    CITATION = "citation"
    CITATION_AND_QUOTATION = "citation+quotation"


class Refresh(Enum):
    """Whether a check brings the index up to date by itself."""

    AUTO = "auto"
    MANUAL = "manual"


class Articles(NamedTuple):
    """Glob patterns relative to the root of the repository; ``exclude`` wins."""

    include: tuple[str, ...] = ("**/*.md",)
    exclude: tuple[str, ...] = ()


class Credit(NamedTuple):
    """How an article may name a source: outlet names, URLs or hosts, citation keys."""

    names: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Limits(NamedTuple):
    """What blocks an article; each limit is "at least", ``None`` switches it off.

    Shares are percentages of the article's words, 0 to 100.
    """

    share: float | None = 15.0
    share_from_words: int = 25
    passage_words: int | None = 40
    quoted_share: float | None = 50.0


class Fields(NamedTuple):
    """Names of the fields in a line of JSON."""

    id: str = "id"
    title: str = "title"
    url: str = "url"
    author: str = "author"
    text: str = "text"


class CorpusEntry(NamedTuple):
    """One source of references. Exactly one of ``files`` and ``jsonl`` is not empty.

    Patterns are relative to the root. ``limits`` is ``None`` where the entry has
    none of its own; otherwise the whole set, the general limits filled in.
    ``line`` is where the entry stands in the configuration, for messages; 0 of one that stands in none.
    """

    id: str
    files: tuple[str, ...] = ()
    jsonl: tuple[str, ...] = ()
    fields: Fields = Fields()
    credit: Credit = Credit()
    license: str = "all-rights-reserved"
    limits: Limits | None = None
    action: Action = Action.BLOCK
    own: bool = False
    line: int = 1

    @property
    def is_own(self) -> bool:
        """Whether these are one's own texts; there are two ways to say so."""
        return self.own or self.license == "own"

    def __eq__(self, other: object) -> bool:
        """Where an entry stands makes no difference: two files that say the same are equal."""
        return isinstance(other, CorpusEntry) and tuple(self[:-1]) == tuple(other[:-1])

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:-1])


class Detection(NamedTuple):
    """``run_words``: every shared run of so many words is found."""

    run_words: int = 8


class AttributionSettings(NamedTuple):
    require: Require = Require.CITATION


class IndexSettings(NamedTuple):
    """``path`` and ``archive`` are relative to the root; both of the last two are "" where no archive is configured."""

    path: str = ".reusecheck"
    refresh: Refresh = Refresh.AUTO
    archive: str = ""
    sha256: str = ""


class Config(NamedTuple):
    """The whole configuration. ``root`` is absolute; ``path`` is how messages name the file.

    ``baseline`` is a path below the root; where no file is, none was written yet.
    """

    root: str
    path: str = ".reusecheck.yaml"
    articles: Articles = Articles()
    corpus: tuple[CorpusEntry, ...] = ()
    limits: Limits = Limits()
    detection: Detection = Detection()
    attribution: AttributionSettings = AttributionSettings()
    templates: tuple[str, ...] = ()
    index: IndexSettings = IndexSettings()  # type: ignore[assignment]  # a tuple has a method of this name; ours is meant
    baseline: str = ".reusecheck.baseline"
