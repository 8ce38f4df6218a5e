"""``.reusecheck.yaml`` as one frozen value: what the user wants, defaults filled in.

The values alone; ``configuring`` reads and validates the file, so that the
stages can take a section without paying for the parser.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


class Action(enum.Enum):
    """What happens when a limit is reached."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


class Require(enum.Enum):
    """What settles a passage (CONTRACT section 4)."""

    CITATION = "citation"
    CITATION_AND_QUOTATION = "citation+quotation"


class Refresh(enum.Enum):
    """Whether a check brings the index up to date by itself."""

    AUTO = "auto"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Articles:
    """Glob patterns relative to the root of the repository; ``exclude`` wins."""

    include: tuple[str, ...] = ("**/*.md",)
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """How an article may name a source: outlet names, URLs or hosts, citation keys."""

    names: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What blocks an article; each limit is "at least", ``None`` switches it off.

    Shares are percentages of the article's words, 0 to 100.
    """

    share: float | None = 15.0
    share_from_words: int = 25
    passage_words: int | None = 40
    quoted_share: float | None = 50.0


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields in a line of JSON."""

    id: str = "id"
    title: str = "title"
    url: str = "url"
    author: str = "author"
    text: str = "text"


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    """One source of references. Exactly one of ``files`` and ``jsonl`` is not empty.

    Patterns are relative to the root. ``limits`` is ``None`` where the entry has
    none of its own; otherwise the whole set, the general limits filled in.
    ``line`` is where the entry stands in the configuration, for messages.
    """

    id: str
    files: tuple[str, ...] = ()
    jsonl: tuple[str, ...] = ()
    fields: Fields = field(default_factory=Fields)
    credit: Credit = field(default_factory=Credit)
    license: str = "all-rights-reserved"
    limits: Limits | None = None
    action: Action = Action.BLOCK
    own: bool = False
    line: int = field(default=1, compare=False)  # two files that say the same are equal


@dataclass(frozen=True, slots=True)
class Detection:
    """``run_words``: every shared run of so many words is found."""

    run_words: int = 8


@dataclass(frozen=True, slots=True)
class AttributionSettings:
    require: Require = Require.CITATION


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """``path`` is relative to the root."""

    path: str = ".reusecheck"
    refresh: Refresh = Refresh.AUTO


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration. ``root`` is absolute; ``path`` is how messages name the file."""

    root: str
    path: str = ".reusecheck.yaml"
    articles: Articles = field(default_factory=Articles)
    corpus: tuple[CorpusEntry, ...] = ()
    limits: Limits = field(default_factory=Limits)
    detection: Detection = field(default_factory=Detection)
    attribution: AttributionSettings = field(default_factory=AttributionSettings)
    templates: tuple[str, ...] = ()
    index: IndexSettings = field(default_factory=IndexSettings)
