"""The passages of one article: how each is attributed, and what it counts for."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from reusecheck.alignment.passages import Alignment, adjoined
from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.fix import settles
from reusecheck.attribution.identity import identity
from reusecheck.attribution.levels import Attribution, Evidence, Level
from reusecheck.documents import Description, no_neighbours
from reusecheck.findings import Reason, finding_key
from reusecheck.parting import parts
from reusecheck.policy import FREE_LICENSES, Fact, Terms, words_in
from reusecheck.sides import Text
from reusecheck.spans import Span, union
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from reusecheck.attribution.identity import Identity
    from reusecheck.config import Config, CorpusEntry
    from reusecheck.detection import Described, ReferenceText, Shared
    from reusecheck.documents import Document, Neighbours
    from reusecheck.quotation_edges import Around
    from reusecheck.spans import Prose, Run, Source, Token
    from reusecheck.tokens import Tokens
    from reusecheck.waivers import Leave

NAMED = (Level.FULL, Level.CREDITED)


class Identities:
    """Who the references are, each worked out once."""

    def __init__(self, entries: Mapping[str, CorpusEntry]) -> None:
        self._entries = entries
        self._known: dict[str, Identity] = {}

    def of(self, described: Described) -> Identity:
        if described.id not in self._known:
            about = Description(described.title, described.author, described.url, described.site, described.doi)
            entry = self._entries[described.source]
            source = entry.id if entry.line else ""
            self._known[described.id] = identity(entry.credit, about, described.path, source)
        return self._known[described.id]

    def of_source(self, entry: CorpusEntry) -> Identity:
        """Who the source as a whole is, whichever of its references is meant: what is configured for it."""
        if entry.id not in self._known:  # the id of a reference has a colon in it
            self._known[entry.id] = identity(entry.credit, Description(), source=entry.id)
        return self._known[entry.id]


class Weighing(NamedTuple):
    """A passage's fact for the policy, how it is attributed, and whom a credit should name.

    ``names`` is ``Finding.names``, ``key`` the finding's. ``own`` are the words that count in the passage itself, whose
    number the fact has.
    """

    fact: Fact
    attribution: Attribution
    named: Identity
    key: str
    names: str = ""
    own: Sequence[Span[Token]] = ()


class Weigher:
    """Weighs the passages of one article."""

    def __init__(
        self,
        document: Document,
        tokens: Tokens,
        config: Config,
        identities: Identities,
        neighbours: Neighbours = no_neighbours,
    ) -> None:
        self.article = Text.of(document, tokens)
        self.attributor = Attributor(document, neighbours)
        self._entries = {entry.id: entry for entry in config.corpus}
        self._identities = identities
        self._config = config
        self._texts: dict[str, Text] = {}

    def weigh_all(
        self, found: Sequence[Shared], template: Sequence[Span[Token]], leave: Leave | None
    ) -> tuple[list[Shared], list[Weighing]]:
        """The passages, and what each counts for; ``template`` is where the article repeats a template.

        A passage of which a part is settled and another not is two passages.
        """
        passages = [part for shared in found for part in self._parted(shared)]
        keys = numbered(self._key(shared) for shared in passages)
        weighings = [self._weigh(*each, template, leave) for each in zip(passages, keys, strict=True)]
        copied = union(shared.alignment.article for shared in passages)
        weighings = [self._altered(*each, copied) for each in zip(passages, weighings, strict=True)]
        settled = (each for each in weighings if each.fact.reason.is_settled)
        # what credits a passage of its own is no false credit of the one beside it
        used = {evidence.source for each in settled for evidence in each.attribution.evidence}
        return passages, [self._misattributed(*each, used) for each in zip(passages, weighings, strict=True)]

    def _parted(self, shared: Shared) -> list[Shared]:
        """The passage, or its parts where they are attributed differently; neighbours that are not stay together."""
        entry = self._entries[shared.reference.described.source]
        holders = (shared.reference.described, *shared.also_in)
        if entry.is_own or not any(self.attributor.could_name(self._identities.of(each)) for each in holders):
            return [shared]
        pieces = parts(shared.alignment, self.article.tokens, self.attributor.page, self._config.detection.run_words)
        if len(pieces) == 1 or len(alignments := self._alike(shared, pieces)) == 1:
            return self._without_titles(shared)
        begins = [shared.matched[0].start, *(each.article.start for each in alignments[1:])]
        ends = [*begins[1:], shared.matched[-1].stop]
        apart = [
            shared._replace(alignment=alignment, matched=tuple(_within(shared.matched, Span(begin, end))))
            for alignment, begin, end in zip(alignments, begins, ends, strict=True)
        ]
        return [part for each in apart for part in self._without_titles(each)]

    def _without_titles(self, shared: Shared) -> list[Shared]:
        """The passage, or apart from it where a credit gives the reference's title, which stands in its text, too.

        Only where that settles both; of them, what has fewer words than a run would be no passage, and is none.
        """
        reference, there = shared.reference, shared.alignment.reference
        starts = [block.prose.start for block in reference.document.reading.blocks]
        first, last = reference.tokens.starts[there.start], reference.tokens.starts[there.stop - 1]
        if reference.is_sealed or bisect_right(starts, first) == bisect_right(starts, last):
            return [shared]
        from reusecheck.titled import titled  # noqa: PLC0415 - few passages reach from a title into the text

        theirs, marked = self.text_of(reference), self.attributor.quotes.meeting
        least = self._config.detection.run_words
        found = titled(shared.alignment, self.article, theirs, reference.described.title, marked)
        if found is None:
            return [shared]
        titles = [self._part(shared, each) for each in found.titles]
        kept = [title for title in titles if title.alignment.matched_words >= least]
        # a few words behind a title were only joined to it
        runs = [run for part in found.rest if sum(run.length for run in part) >= least for run in part]
        if runs:
            rest = self._part(shared, Alignment(tuple(runs)), [title.alignment.article for title in titles])
            if not all(self._is_credit(title, rest) for title in titles):
                return [shared]
            kept = sorted([rest, *kept], key=_first_word)
        settled = kept and all(self._settles(self._attribution(part)[0]) for part in kept)
        return kept if settled else [shared]  # what is open stays one

    @staticmethod
    def _part(shared: Shared, alignment: Alignment, apart: Sequence[Span[Token]] = ()) -> Shared:
        """The part of a passage that these runs are, without what is ``apart``."""
        matched = _within(less(shared.matched, apart), alignment.article)
        return shared._replace(alignment=alignment, matched=tuple(matched))

    def _is_credit(self, title: Shared, quotation: Shared) -> bool:
        """Whether a title stands where the source of the quotation is named."""
        where = self.article.prose_span(title.alignment.article)
        if self.attributor.named_by(where, self._identities.of(title.reference.described)):
            return True
        page = self.attributor.page
        around = page.reading.offsets.to_source(page.blocks[page.block_range(where).start].prose)
        credited = self._attribution(quotation)[0].evidence
        return any(one.shows == "credit" and one.source.meets(around) for one in credited)

    def _alike(self, shared: Shared, pieces: Sequence[Alignment]) -> list[Alignment]:
        """The pieces, those made one again that are attributed alike by themselves and together."""

        def level(runs: Sequence[Run]) -> Level | None:
            found = self._attribution(shared._replace(alignment=Alignment(tuple(runs))))[0]
            return found.level if self._settles(found) else None  # what is open stays one, or a limit would not see it

        levels = [level(piece.runs) for piece in pieces]
        if len({*levels, level(shared.alignment.runs)}) == 1:
            return [shared.alignment]
        out: list[Alignment] = []
        for alike, group in groupby(zip(levels, pieces, strict=True), key=itemgetter(0)):
            members = [piece for _, piece in group]
            runs = [run for piece in members for run in piece.runs]
            out += [Alignment(tuple(runs))] if level(runs) == alike else members
        return out

    def _key(self, shared: Shared, described: Described | None = None) -> str:
        """The key of the passage, or that which it would have as one of another reference."""
        words = self.article.tokens.words
        named = described or shared.reference.described
        equal = (words[token] for part in shared.alignment.matched for token in range(part.start, part.stop))
        return finding_key(named.source, named.id, equal)

    def further_keys(self, shared: Shared, key: str) -> Iterator[str]:
        """The keys that a finding of this key would have as one of the other references that hold its words."""
        counter = key[len(self._key(shared)) :]
        return (self._key(shared, other) + counter for other in shared.also_in)

    def _weigh(self, shared: Shared, key: str, template: Sequence[Span[Token]], leave: Leave | None) -> Weighing:
        entry = self._entries[shared.reference.described.source]
        attribution, named, names = self._attribution(shared)
        least = self._config.detection.run_words
        sources = {shared.reference.described.source, *(other.source for other in shared.also_in)}
        allowed: Sequence[Span[Token]] = ()
        evidence: Sequence[Evidence] = ()
        if leave:
            allowed, evidence = leave.of(sources, key, self.article.tokens, shared.alignment.matched)
        apart = [*template, *allowed]
        own = less(shared.alignment.matched, template)
        reason = Reason.UNATTRIBUTED
        if entry.is_own:
            reason = Reason.OWN
        elif words_in(own) < least:
            reason = Reason.TEMPLATE
        elif words_in(less(shared.alignment.matched, apart)) < least:
            reason = Reason.WAIVED
            attribution = Attribution(attribution.level, (*attribution.evidence, *evidence))
        elif self._settles(attribution):
            reason = Reason.ATTRIBUTED
        elif entry.license in FREE_LICENSES:
            reason = Reason.ATTRIBUTED
            said = f"licence {entry.license}, which needs no attribution"
            free = Evidence("licence", said, entry.license, Span(0, 0))
            attribution = Attribution(attribution.level, (*attribution.evidence, free))
        if reason is not Reason.WAIVED:  # what was allowed in part counts less; what was allowed whole is shown whole
            own = less(shared.alignment.matched, apart)
        counted = less(shared.matched, template if reason is Reason.WAIVED else apart)
        terms = Terms(entry.id, entry.limits, entry.action, entry.license)
        longest = _longest_run(shared, template if reason is Reason.WAIVED else apart)
        fact = Fact(reason, terms, shared.matched, counted, words_in(own), longest)
        return Weighing(fact, attribution, named, key, names, own)

    def _settles(self, attribution: Attribution) -> bool:
        return settles(attribution, self._config.attribution.require)

    def _attribution(self, shared: Shared) -> tuple[Attribution, Identity, str]:
        """How the passage is attributed, and to which of the references that hold it: crediting one is enough.

        The last is the id of that reference where it is not the first.
        """
        passage, copied = self._prose_of(shared)
        named = self._identities.of(shared.reference.described)
        attribution = self.attributor.assess(passage, named, copied)
        if not self._settles(attribution):
            for described in shared.also_in:
                other = self._identities.of(described)
                if self.attributor.could_name(other):
                    further = self.attributor.assess(passage, other, copied)
                    if self._settles(further):
                        return further, other, described.id
        return attribution, named, ""

    @cached_property
    def _around(self) -> Around:
        from reusecheck.alterations import around  # noqa: PLC0415 - most quotations are whole

        return around(self.article.document.reading)

    def _altered(self, shared: Shared, weighing: Weighing, copied: Sequence[Span[Token]]) -> Weighing:
        """The same, or with what the quotation changed: it is held against the reference that is named."""
        alignment = shared.alignment
        if weighing.fact.reason is not Reason.ATTRIBUTED or weighing.attribution.level not in NAMED or weighing.names:
            return weighing
        quoted = self.attributor.quotes.meeting(self.article.prose_span(alignment.article))
        if not quoted or shared.reference.is_sealed:  # which words the source has instead, nobody can tell
            return weighing
        if self.attributor.named_by(self.article.prose_span(alignment.article), weighing.named):
            return weighing  # a title that names its source is no quotation
        from reusecheck.alterations import alterations  # noqa: PLC0415 - most quotations are whole

        named = [evidence.source for evidence in weighing.attribution.evidence if evidence.shows == "credit"]
        beside = self._around._replace(copied=copied, credits=named)
        changes = alterations(alignment.runs, self.article, self.text_of(shared.reference), quoted, beside)
        if not changes:
            return weighing
        return weighing._replace(
            fact=weighing.fact._replace(reason=Reason.ALTERED),
            attribution=Attribution(weighing.attribution.level, (*weighing.attribution.evidence, *changes)),
        )

    def _misattributed(self, shared: Shared, weighing: Weighing, used: Container[Span[Source]]) -> Weighing:
        """The same, or with whom the article names instead of the reference."""
        if weighing.fact.reason is not Reason.UNATTRIBUTED or weighing.attribution.level in NAMED:
            return weighing
        passage, copied = self._prose_of(shared)
        holders = {shared.reference.described.source, *(other.source for other in shared.also_in)}
        for entry in self._entries.values():
            who = self._identities.of_source(entry)
            if entry.id in holders or entry.is_own or not self.attributor.could_name(who):
                continue
            claimed = self.attributor.assess(passage, who, copied)
            false = [
                one._replace(shows="other")
                for one in claimed.evidence
                if one.shows == "credit" and one.source not in used
            ]
            if false and claimed.level in NAMED:
                kept = [one for one in weighing.attribution.evidence if one.shows != "other"]
                return weighing._replace(
                    fact=weighing.fact._replace(reason=Reason.MISATTRIBUTED),
                    attribution=Attribution(weighing.attribution.level, (*kept, *false)),
                    names=entry.id,
                )
        return weighing

    def _prose_of(self, shared: Shared) -> tuple[Span[Prose], tuple[Span[Prose], ...]]:
        """The prose of a passage, and of its runs."""
        runs = tuple(self.article.prose_span(run.span) for run in shared.alignment.runs)
        return self.article.prose_span(shared.alignment.article), runs

    def text_of(self, reference: ReferenceText) -> Text:
        """The text of a reference; its lines are worked out once, however many passages it shares."""
        known = self._texts.get(reference.described.id)
        if known is None or known.document is not reference.document:
            known = Text.of(reference.document, reference.tokens)
            self._texts[reference.described.id] = known
        return known


def _first_word(shared: Shared) -> int:
    return shared.alignment.article.start


def _longest_run(shared: Shared, apart: Sequence[Span[Token]]) -> int:
    """Words of the longest stretch that is equal in both texts and not set apart."""
    if not apart:
        return shared.alignment.longest_run
    counted = less((run.span for run in adjoined(shared.alignment.runs)), apart)
    return max(map(len, counted), default=0)


def less(spans: Iterable[Span[Token]], without: Sequence[Span[Token]]) -> list[Span[Token]]:
    """The spans without the tokens of ``without``."""
    dropped = union(without)
    kept: list[Span[Token]] = []
    for span in spans:
        start = span.start
        for at in range(bisect_right(dropped, span.start, key=_stop), len(dropped)):
            if dropped[at].start >= span.stop:
                break
            if start < dropped[at].start:
                kept.append(Span(start, dropped[at].start))
            start = min(dropped[at].stop, span.stop)
        if start < span.stop:
            kept.append(Span(start, span.stop))
    return kept


def _within(spans: Iterable[Span[Token]], bounds: Span[Token]) -> list[Span[Token]]:
    """What of the spans lies inside ``bounds``."""
    return [Span(max(span.start, bounds.start), min(span.stop, bounds.stop)) for span in spans if span.meets(bounds)]


def _stop(span: Span[Token]) -> int:
    return span.stop


def numbered(keys: Iterable[str]) -> list[str]:
    """The same keys; where one stands twice in an article, the second ends in ``-2``, and so on."""
    seen: Counter[str] = Counter()
    out = []
    for key in keys:
        seen[key] += 1
        out.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return out
