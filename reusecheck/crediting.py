"""The credit that settles a finding: ways to put it in are tried in memory, and each is judged as a check would."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.entries import is_the_text
from reusecheck.attribution.fixing import form_of
from reusecheck.attribution.inserting import Wanted, proposals
from reusecheck.attribution.inserting.place import Place
from reusecheck.attribution.page import Page
from reusecheck.carried import carried
from reusecheck.config import Require
from reusecheck.documents import Role, Unreadable
from reusecheck.edits import edited, edited_bytes, moved
from reusecheck.findings import Reason
from reusecheck.judging import Judge
from reusecheck.pipeline import load_templates
from reusecheck.policy import wants_its_name
from reusecheck.readers import read
from reusecheck.spans import Source, Span
from reusecheck.tokens import tokenize
from reusecheck.values import NamedTuple
from reusecheck.weighing import Identities

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting import Proposal
    from reusecheck.config import Config
    from reusecheck.detection import Described, Library, References, ReferenceText
    from reusecheck.documents import Document, Reading
    from reusecheck.edits import Insertion
    from reusecheck.findings import ArticleVerdict, Finding
    from reusecheck.index.candidates import Candidate, Shelves
    from reusecheck.judging import Manner

# What the markup says of a text, which nothing that is put in may change
_KEPT_ROLES = (
    *(Role.CALLOUT, Role.LINK, Role.CITE, Role.CITATION, Role.FOOTNOTE, Role.FOOTNOTE_REFERENCE, Role.CODE),
    *(Role.COMMENT, Role.HIDDEN),
)
_BIBLIOGRAPHIES = ("bibliography", "references")
# Entries of a bibliography that are compared with the reference, in 0.5 s (22 November 2026)
_MOST_ENTRIES = 10_000
# A form is tried with one mark and another, with a title and without; more of them say nothing new.
_MOST_TRIED = 80


class Tried(NamedTuple):
    """A form of credit, and why it would not do."""

    form: str
    why: str


class Credited(NamedTuple):
    """What settles the finding: what is put in, and the file's bytes with it.

    ``misquotes``: it puts quotation marks around words that are not the source's.
    """

    form: str
    insertions: tuple[Insertion, ...]
    content: bytes
    misquotes: bool


class Remembering:
    """References that remember which of them were asked about, by their id."""

    def __init__(self, references: References) -> None:
        self._references = self._here = references
        self.asked: dict[str, Described] = {}

    @property
    def shelves(self) -> Shelves:
        return self._here.shelves

    def beside(self, words: Sequence[str]) -> References:
        self._here = self._references.beside(words)
        return self

    def described(self, candidate: Candidate) -> Described:
        found = self._here.described(candidate)
        self.asked[found.id] = found
        return found

    def text(self, candidate: Candidate) -> ReferenceText:
        return self._here.text(candidate)


class Crediting:
    """Judges articles, and finds what would settle one of their findings."""

    def __init__(self, config: Config, library: Library, manner: Manner) -> None:
        self._config = config
        self._library = Remembering(library)
        self._judge = Judge(config, self._library, load_templates(config), manner)
        self._identities = Identities({entry.id: entry for entry in config.corpus})
        self._licences = {entry.id: entry.license for entry in config.corpus}
        self._neighbours = manner.neighbours
        self._since = manner.since

    def judge(self, document: Document) -> ArticleVerdict:
        return self._judge.judge(document)

    def settle(
        self, document: Document, content: bytes, article: ArticleVerdict, finding: Finding
    ) -> tuple[Credited | None, list[Tried]]:
        """The first form that settles the finding and makes nothing else worse, and those tried before it.

        ``content`` are the bytes that ``document`` was read from. A form that puts marks around changed words
        is taken only where no other settles. Nothing is written.
        """
        extent: Span[Source] = Span(finding.article.start, finding.article.stop)
        equal = [piece.article for piece in finding.comparison if piece.equal]
        place = Place(document, extent, equal, self._news(document))
        place = place if place.parts else Place(document, extent, equal)  # its credit went, or what stood in between
        altered = any(not piece.equal for piece in finding.comparison)
        wanted = Wanted(
            finding.attribution.level,
            marked=self._config.attribution.require is Require.CITATION_AND_QUOTATION,
            altered=altered,
            for_all=_makes_up_most(article, finding),
            cited=self._key_of(document, finding),
        )
        tried: list[Tried] = []
        second_best: Credited | None = None
        who = self._named(finding)._replace(licence=self._licence(document, finding))
        for proposal in proposals(place, who, wanted):
            if len(tried) == _MOST_TRIED:
                break
            outcome = self._try(document, content, article, finding, proposal)
            if isinstance(outcome, Tried):
                tried.append(outcome)
                continue
            credited = outcome._replace(misquotes=outcome.misquotes or (altered and proposal.quotes))
            if not credited.misquotes:
                return credited, tried
            second_best = second_best or credited
        return second_best, tried

    def _news(self, document: Document) -> list[int]:
        """Where words of the prose begin that no earlier version had; none where nobody asked for what is new."""
        if self._since is None:
            return []
        tokens = tokenize(document.reading.prose)
        new = [True] * len(tokens.words)
        for earlier in self._since.before(document.path):
            places = carried(tokens.words, tokenize(earlier.document.reading.prose).words)
            new = [was and place < 0 for was, place in zip(new, places, strict=True)]
        return [start for start, is_new in zip(tokens.starts, new, strict=True) if is_new]

    def line(self, document: Document, finding: Finding) -> str:
        """The credit on a line of its own, as the article's format has it; "" if nothing names the reference."""
        return form_of(document.path).credit_line(self._named(finding))

    def _named(self, finding: Finding) -> Identity:
        """Whom a credit should name: the reference of the finding, or the first with the same words that has a name."""
        identities = self._all_of(finding)
        return next((who for who in identities if who.outlet or who.author or who.title or who.url), identities[0])

    def _all_of(self, finding: Finding) -> list[Identity]:
        """The reference of the finding, then others that hold the same words."""
        found = [self._library.asked[name] for name in (finding.reference.id, *finding.also_in)]
        return [self._identities.of(described) for described in found]

    def _key_of(self, document: Document, finding: Finding) -> str:
        """The key of the entry that the article's bibliography has for the finding's text; "" if it has none."""
        if not any(entry.key.partition(".")[0] in _BIBLIOGRAPHIES for entry in document.reading.meta):
            return ""
        page = Page(document, self._neighbours)
        identities = self._all_of(finding)
        for entry in page.bibliography.entries(_MOST_ENTRIES):
            if any(is_the_text(page, entry, who) for who in identities):
                return entry.key
        return ""

    def _licence(self, document: Document, finding: Finding) -> str:
        """The licence of the finding's source, if it wants to be named and the article does not name it yet."""
        licence = self._licences[finding.reference.source]
        return (
            licence
            if wants_its_name(licence) and Attributor(document, self._neighbours).licence(licence) is None
            else ""
        )

    def _try(
        self, document: Document, content: bytes, article: ArticleVerdict, finding: Finding, proposal: Proposal
    ) -> Credited | Tried:
        after = edited_bytes(content, proposal.insertions)
        reread = read(document.path, after)
        if isinstance(reread, Unreadable):
            return Tried(proposal.form, f"the file could not be read any more: {reread.why}")
        if reread.source != edited(document.source, proposal.insertions) or not _is_kept(
            document.reading, reread.reading, proposal.insertions
        ):
            return Tried(proposal.form, "it would change how the text around it is read")
        verdict = self._judge.judge(reread)
        why, misquotes = _objection(article, finding, verdict, proposal.insertions)
        if why:
            return Tried(proposal.form, why)
        return Credited(proposal.form, proposal.insertions, after, misquotes)


def _makes_up_most(article: ArticleVerdict, finding: Finding) -> bool:
    """Whether passages of the finding's reference are more than half of the article; not what stood there before."""
    passages = [f for f in article.findings if f.reason is not Reason.BASELINE]
    words = sum(f.matched_words for f in passages if f.reference.id == finding.reference.id)
    return 2 * words > article.words


def _objection(
    before: ArticleVerdict, finding: Finding, after: ArticleVerdict, insertions: Sequence[Insertion]
) -> tuple[str, bool]:
    """Why the article would be no better with the insertions, or ""; and whether a quotation would be altered."""
    here = _moved(finding, insertions)
    others = [
        (other, _moved(other, insertions)) for other in before.findings if other.reason.is_open and other != finding
    ]
    blocked = [_moved(other, insertions) for other in before.findings if other.blocks and other != finding]
    altered = [_moved(other, insertions) for other in before.findings if other.reason is Reason.ALTERED]
    settled = misquotes = False
    for found in after.findings:
        extent: Span[Source] = Span(found.article.start, found.article.stop)
        is_known = any(other.reference.id == found.reference.id and old.holds(extent) for other, old in others)
        if found.reason.is_open and not is_known:
            if extent.meets(here):
                return f"the passage would still count as {found.reason.value}", False
            return f"words of the credit would themselves count as taken from {found.reference.id}", False
        if found.blocks and not any(old.holds(extent) for old in blocked):
            return _blocking(found), False
        if extent.meets(here) and found.reason.is_settled:
            settled = True
            misquotes = misquotes or found.reason is Reason.ALTERED
        elif found.reason is Reason.ALTERED and not any(old.holds(extent) for old in altered):
            return "another passage would count as altered", False
    return ("" if settled else "the passage would not be found any more"), misquotes


def _blocking(found: Finding) -> str:
    for limit in found.limits_reached:
        if limit.name == "quoted_share":
            return (
                f"quotations would make up {limit.found:g} % of the article, and they block at {limit.limit:g} %: "
                "quote less"
            )
    return "it would still block"


def _moved(finding: Finding, insertions: Sequence[Insertion]) -> Span[Source]:
    """Where the finding's passage is afterwards."""
    start, stop = finding.article.start, finding.article.stop
    return Span(moved(start, insertions, behind=True), moved(stop, insertions, behind=False))


def _is_kept(before: Reading, after: Reading, insertions: Sequence[Insertion]) -> bool:
    """Whether all that was there is read as it was: words, kinds of blocks, links, notes, comments, metadata."""
    regions = Counter((region.role, region.value) for region in before.regions if region.role in _KEPT_ROLES)
    regions.subtract((region.role, region.value) for region in after.regions)
    meta = Counter((entry.key, entry.value) for entry in before.meta if entry.value)
    meta.subtract((entry.key, entry.value) for entry in after.meta)
    if max((*regions.values(), *meta.values(), 0)) > 0:
        return False
    characters, kinds = _marked_characters(before, [(0, len(before.prose))])
    now_characters, now_kinds = _marked_characters(after, _outside(after, insertions))
    return characters == now_characters and all(now_kinds.get(at) == kind for at, kind in kinds.items())


def _outside(reading: Reading, insertions: Sequence[Insertion]) -> list[tuple[int, int]]:
    """The stretches of the prose that do not come from what was put in, ascending."""
    ordered = sorted(insertions, key=lambda i: i.at)
    added = [0, *accumulate(len(i.text) for i in ordered)]
    spans = [(i.at + before, i.at + before + len(i.text)) for i, before in zip(ordered, added, strict=False)]
    starts = [start for start, _ in spans]
    offsets = reading.offsets
    stretches: list[tuple[int, int]] = []
    for run, prose_start in enumerate(offsets.prose_starts):
        prose_stop = offsets.prose_starts[run + 1] if run + 1 < len(offsets.prose_starts) else offsets.length
        source_start, source_stop = offsets.source_starts[run], offsets.source_stops[run]
        at = max(bisect_right(starts, source_start) - 1, 0)
        if prose_stop - prose_start != source_stop - source_start:
            inside = any(low <= source_start and source_stop <= high for low, high in spans[at : at + 2])
            stretches += [] if inside else [(prose_start, prose_stop)]
            continue
        shift, from_here = prose_start - source_start, source_start
        while at < len(spans) and spans[at][0] < source_stop:
            low, high = spans[at]
            if from_here < low:
                stretches.append((from_here + shift, low + shift))
            from_here = max(from_here, high)
            at += 1
        if from_here < source_stop:
            stretches.append((from_here + shift, prose_stop))
    return stretches


def _marked_characters(reading: Reading, stretches: Sequence[tuple[int, int]]) -> tuple[str, dict[int, str]]:
    """The characters of the stretches without white space, and by the number of its first one each block's kind."""
    pieces: list[str] = []
    kinds: dict[int, str] = {}
    length = block = 0
    blocks = reading.blocks
    for start, stop in stretches:
        at = start
        while at < stop:
            while block < len(blocks) and blocks[block].prose.stop <= at:
                block += 1
            inside = block < len(blocks) and blocks[block].prose.start <= at
            following = stop
            if block < len(blocks):
                following = min(stop, blocks[block].prose.stop if inside else blocks[block].prose.start)
            piece = "".join(reading.prose[at:following].split())
            if piece and inside:
                kinds.setdefault(length, blocks[block].kind.value)
            pieces.append(piece)
            length += len(piece)
            at = following
    return "".join(pieces), kinds
