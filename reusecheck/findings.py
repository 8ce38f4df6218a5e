"""Facts about an article, and the verdict drawn from them: what every report is made of."""

from __future__ import annotations

from reusecheck.errors import EXIT_BLOCKED, EXIT_NOT_JUDGED, EXIT_OK
from reusecheck.hashing import blake2b
from reusecheck.values import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from reusecheck.attribution.levels import Attribution
    from reusecheck.documents import Unreadable


class Reason(Enum):
    """Why a finding counts, or why it does not."""

    UNATTRIBUTED = "unattributed"
    MISATTRIBUTED = "misattributed"  # another source is named as that of these words
    ALTERED = "altered"  # attributed, but the quotation does not say what the source says
    ATTRIBUTED = "attributed"
    WAIVED = "waived"
    BASELINE = "baseline"  # accepted when the gate was introduced, or it stood there before what is judged
    TEMPLATE = "template"
    OWN = "own"

    @property
    def is_open(self) -> bool:
        """Whether the passage counts as unattributed overlap."""
        return self in (Reason.UNATTRIBUTED, Reason.MISATTRIBUTED)

    @property
    def is_settled(self) -> bool:
        """Whether the source is named, or need not be."""
        return self in (Reason.ATTRIBUTED, Reason.ALTERED)


class Outcome(Enum):
    """From harmless to blocked; ``max`` by ``rank`` joins several."""

    PASS = "pass"  # noqa: S105 - not a password
    NOTE = "note"
    WARN = "warn"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        return list(Outcome).index(self)


class Extent(NamedTuple):
    """Where a passage stands in a file.

    ``start`` and ``stop`` are code points of the decoded file, half-open; lines
    and columns count from 1; ``end_column`` is just behind the last character.
    """

    start: int
    stop: int
    line: int
    column: int
    end_line: int
    end_column: int


NOWHERE = Extent(0, 0, 0, 0, 0, 0)  # in a text that is sealed


class ReferenceInfo(NamedTuple):
    """Which reference: ``id`` is ``SOURCE:NAME``, ``path`` relative to the root, ``url`` and ``title`` maybe "".

    Of one that ``is_sealed`` nobody here may read the text: its place in it and its words are not told.
    """

    id: str
    source: str
    path: str
    title: str = ""
    url: str = ""
    is_sealed: bool = False


class Piece(NamedTuple):
    """A stretch of both texts, side by side: equal words, or what stands in place of each other.

    The texts are prose with white space collapsed, without space at the ends;
    one of them may be "" where words were put in or left out. Lines are those
    on which the texts begin.
    """

    equal: bool
    article: str
    reference: str
    article_line: int
    reference_line: int


EXCERPT = 160  # characters


def shortened(text: str) -> str:
    """The beginning of a passage, as a finding's ``excerpt`` has it."""
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"


class LimitReached(NamedTuple):
    """A limit and what reached it.

    ``unit`` is ``words`` or ``%``; ``source`` the corpus entry whose limit it is, or "" for the general one.
    ``part`` is how many words make up a share, 0 where that is not said.
    """

    name: str
    found: float
    limit: float
    unit: str
    source: str = ""
    part: int = 0


class Finding(NamedTuple):
    """A passage that the article shares with a reference, how it is attributed, and what was decided about it.

    ``article_words`` counts all words of the article's passage,
    ``matched_words`` the equal ones that are not template text, ``longest_run`` the longest run of equal
    words. ``also_in`` are ids of other references that hold the same words.
    ``names`` is whom the article names where that is not ``reference``: the id of another reference that holds the
    same words, or of the corpus entry a misattributed passage is credited to; "" otherwise.
    ``fix`` is the text that would settle it, ready to be put in; ``advice`` the
    sentence before it; ``waiver`` the comment that would say why the passage may stay. All are "" where nothing is to
    be settled, the last also where a format has no comments or waivers do not count.
    """

    key: str
    reason: Reason
    blocks: bool
    article: Extent
    article_words: int
    reference: ReferenceInfo
    reference_extent: Extent
    matched_words: int
    longest_run: int
    attribution: Attribution
    comparison: tuple[Piece, ...]
    excerpt: str
    also_in: tuple[str, ...] = ()
    names: str = ""
    disguised: bool = False
    advice: str = ""
    fix: str = ""
    waiver: str = ""
    limits_reached: tuple[LimitReached, ...] = ()


# Words of the shortest run of each class: single words in gaps, runs that join a passage, runs that are found wherever
# they stand (8 and more), then longer and longer ones.
RUN_CLASSES = (1, 3, 8, 16, 32)


class InCommon(NamedTuple):
    """How much an article and one reference have in common, credited or not: docs/method.md, section 6.

    ``reference`` is its id. Containments and resemblance are in [0, 1]. ``longest_run`` counts words; ``runs`` is how
    many there are of each class of ``RUN_CLASSES``.
    """

    reference: str
    containment_of_article: float
    containment_of_reference: float
    resemblance: float
    longest_run: int
    runs: tuple[int, ...]


class CommonText(NamedTuple):
    """A phrase of the article that so many references hold that it does not count; ``excerpt`` is all of it."""

    article: Extent
    words: int
    excerpt: str
    references: int


class Remark(NamedTuple):
    """Something to look at in an article that is no passage: a waiver, a licence that is not named.

    ``kind`` is ``waiver`` or ``licence``, ``said`` a clause without a stop; lines and columns count from 1. ``fix`` is
    text that would settle it, maybe "".
    """

    kind: str
    line: int
    column: int
    said: str
    fix: str = ""
    outcome: Outcome = Outcome.WARN


class ArticleVerdict(NamedTuple):
    """One article, judged. ``score`` is CONTRACT section 1's, one decimal. Findings ascend by place.

    Remarks ascend by place, too. ``in_common`` is empty unless it was asked for; the reference that holds most of the
    article comes first.
    Nor is ``common`` filled unasked.
    """

    path: str
    outcome: Outcome
    words: int
    overlap_words: int
    unattributed_words: int
    score: float
    longest_run: int
    limits_reached: tuple[LimitReached, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    in_common: tuple[InCommon, ...] = ()
    common: tuple[CommonText, ...] = ()
    remarks: tuple[Remark, ...] = ()


class CorpusSize(NamedTuple):
    """``archive`` is the SHA-256 of the archive that references came from, "" if they came from files."""

    references: int
    words: int
    archive: str = ""


class Verdict(NamedTuple):
    """All that was judged. Articles ascend by path.

    ``scope`` is ``file`` where whole articles were judged, ``added`` where only what is new ``since`` a commit counts
    (as people call it: ``HEAD``, ``origin/main at 1a2b3c4d5e6f``), "" where neither was asked for.
    """

    articles: tuple[ArticleVerdict, ...]
    corpus: CorpusSize
    unreadable: tuple[Unreadable, ...] = ()
    notes: tuple[str, ...] = ()
    scope: str = ""
    since: str = ""

    @property
    def outcome(self) -> Outcome:
        return max((article.outcome for article in self.articles), key=lambda o: o.rank, default=Outcome.PASS)

    @property
    def exit_code(self) -> int:
        """What was not read was not judged, and is never a pass."""
        if self.unreadable:
            return EXIT_NOT_JUDGED
        return EXIT_BLOCKED if self.outcome is Outcome.BLOCK else EXIT_OK


def finding_key(source: str, reference_id: str, words: Iterable[str]) -> str:
    """``SOURCE:`` and 12 hex digits of the reference's id and the matched words in normal form.

    No line, path or date of the article goes in, so that moving a paragraph
    revives nothing. The same passage twice in one article gives the same key;
    whoever lists the findings adds a counter.
    """
    digest = blake2b(reference_id.encode("utf-8", "surrogatepass"), digest_size=6)
    for word in words:
        digest.update(b"\x1f" + word.encode("utf-8", "surrogatepass"))
    return f"{source}:{digest.hexdigest()}"
