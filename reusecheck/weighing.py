"""The passages of one article: how each is attributed, and as findings what is known about them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from reusecheck.alignment.passages import adjoined
from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.fix import paragraphs, settle, settles
from reusecheck.attribution.identity import identity
from reusecheck.attribution.levels import Attribution, Evidence, Level
from reusecheck.documents import Description, no_neighbours
from reusecheck.findings import Finding, Reason, ReferenceInfo, finding_key
from reusecheck.policy import CLOSED_LICENSES, FREE_LICENSES, Fact, Terms, Weighed, share, words_in
from reusecheck.sides import Text, side_by_side
from reusecheck.spans import Span, union
from reusecheck.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reusecheck.attribution.identity import Identity
    from reusecheck.config import Config, CorpusEntry
    from reusecheck.detection import Described, ReferenceText, Shared
    from reusecheck.documents import Document, Neighbours
    from reusecheck.spans import Prose, Token
    from reusecheck.tokens import Tokens

EXCERPT = 160  # characters


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


class Weighing(NamedTuple):
    """A passage's fact for the policy, how it is attributed, and whom a credit should name."""

    fact: Fact
    attribution: Attribution
    named: Identity


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
        self._article = Text.of(document, tokens)
        self._attributor = Attributor(document, neighbours)
        self._entries = {entry.id: entry for entry in config.corpus}
        self._identities = identities
        self._config = config
        self._texts: dict[str, Text] = {}

    def weigh(self, shared: Shared, template: Sequence[Span[Token]], least: int) -> Weighing:
        """The fact of a passage. ``template`` is where the article repeats a template, ``least`` words make a run."""
        entry = self._entries[shared.reference.described.source]
        attribution, named = self._attribution(shared)
        counted = less(shared.matched, template)
        reason = Reason.UNATTRIBUTED
        if entry.is_own:
            reason = Reason.OWN
        elif words_in(counted) < least:
            reason = Reason.TEMPLATE
        elif self._settles(attribution):
            reason = Reason.ATTRIBUTED
        elif entry.license in FREE_LICENSES:
            reason = Reason.ATTRIBUTED
            said = f"licence {entry.license}, which needs no attribution"
            free = Evidence("licence", said, entry.license, Span(0, 0))
            attribution = Attribution(attribution.level, (*attribution.evidence, free))
        terms = Terms(entry.id, entry.limits, entry.action, entry.license)
        fact = Fact(reason, terms, shared.matched, counted, _longest_run(shared, template))
        return Weighing(fact, attribution, named)

    def _settles(self, attribution: Attribution) -> bool:
        return settles(attribution, self._config.attribution.require)

    def _attribution(self, shared: Shared) -> tuple[Attribution, Identity]:
        """How the passage is attributed, and to which of the references that hold it: crediting one is enough."""
        passage = self._article.prose_span(shared.alignment.article)
        copied = tuple(self._article.prose_span(run.span) for run in shared.alignment.runs)
        named = self._identities.of(shared.reference.described)
        attribution = self._attributor.assess(passage, named, copied)
        if not self._settles(attribution):
            for other in map(self._identities.of, shared.also_in):
                if self._attributor.could_name(other):
                    further = self._attributor.assess(passage, other, copied)
                    if self._settles(further):
                        return further, other
        return attribution, named

    def finding(self, shared: Shared, weighing: Weighing, weighed: Weighed) -> Finding:
        """All that reports are told about a passage."""
        article, described = self._article, shared.reference.described
        span = shared.alignment.article
        reference = self._text_of(shared.reference)
        passage = article.prose_span(span)
        advice, fix = self._fix(shared, weighing, reference)
        words = article.tokens.words
        matched = (words[token] for part in shared.matched for token in range(part.start, part.stop))
        return Finding(
            key=finding_key(described.source, described.id, matched),
            reason=weighing.fact.reason,
            blocks=weighed.outcome.value == "block",
            article=article.extent(span),
            article_words=len(span),
            reference=ReferenceInfo(described.id, described.source, described.path, described.title, described.url),
            reference_extent=reference.extent(shared.alignment.reference),
            matched_words=weighing.fact.counted_words,
            longest_run=weighing.fact.longest_run,
            attribution=self._placed(weighing.attribution),
            comparison=tuple(side_by_side(shared.alignment.runs, article, reference)),
            excerpt=_shortened(article.between(span.start, span.stop, is_last=True)),
            also_in=tuple(other.id for other in shared.also_in),
            disguised=_is_disguised(article.document.reading.prose[passage.start : passage.stop]),
            advice=advice,
            fix=fix,
            limits_reached=weighed.limits_reached,
        )

    def _text_of(self, reference: ReferenceText) -> Text:
        """The text of a reference; its lines are worked out once, however many passages it shares."""
        known = self._texts.get(reference.described.id)
        if known is None or known.document is not reference.document:
            known = Text.of(reference.document, reference.tokens)
            self._texts[reference.described.id] = known
        return known

    def _fix(self, shared: Shared, weighing: Weighing, reference: Text) -> tuple[str, str]:
        """Advice and text; a quotation is made of the source's words, not of the article's changed ones."""
        if weighing.fact.reason is not Reason.UNATTRIBUTED:
            return "", ""
        theirs = reference.whole_sentences(reference.prose_span(shared.alignment.reference))
        quoted = paragraphs(reference.document, theirs)
        require = self._config.attribution.require
        advice, fix = settle(self._article.document.path, quoted, weighing.named, weighing.attribution, require)
        first = [self._named_elsewhere(shared, weighing), self._too_much_to_quote(weighing.fact)]
        return " ".join(filter(None, [*first, advice])), fix

    def _named_elsewhere(self, shared: Shared, weighing: Weighing) -> str:
        """That the reference is mentioned, for a writer who did name it, but where it credits nothing."""
        at = self._attributor.mentioned(weighing.named, self._article.prose_span(shared.alignment.article))
        if at is None or weighing.attribution.level in (Level.FULL, Level.CREDITED):
            return ""
        place: Span[Prose] = Span(at, at + 1)
        line = self._article.lines.place(self._article.document.reading.offsets.to_source(place).start).line
        return f"Line {line} mentions it, but not as the source of these words."

    def _too_much_to_quote(self, fact: Fact) -> str:
        """That a quotation would not pass either, where it would be too much of the article."""
        limit = (fact.terms.limits or self._config.limits).quoted_share
        part = share(fact.counted_words, len(self._article.tokens.words))
        if limit is None or part < limit or fact.terms.license not in CLOSED_LICENSES:
            return ""
        return f"It is {part:.0f} % of the article, and quotations block at {limit:g} %: quote less of it."

    def _placed(self, attribution: Attribution) -> Attribution:
        """The same, with the line of each piece of evidence."""
        lines = self._article.lines
        evidence = (
            one._replace(line=lines.place(one.source.start).line) if len(one.source) else one
            for one in attribution.evidence
        )
        return Attribution(attribution.level, tuple(evidence))


def _is_disguised(prose: str) -> bool:
    if prose.isascii():
        return False
    from reusecheck.disguises import is_disguised  # noqa: PLC0415 - 4 ms that ASCII text need not pay

    return is_disguised(prose)


def _longest_run(shared: Shared, template: Sequence[Span[Token]]) -> int:
    """Words of the longest stretch that is equal in both texts and no template text."""
    if not template:
        return shared.alignment.longest_run
    counted = less((run.span for run in adjoined(shared.alignment.runs)), template)
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


def _stop(span: Span[Token]) -> int:
    return span.stop


def _shortened(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"


def numbered(findings: Iterable[Finding]) -> list[Finding]:
    """The same findings; where a key stands twice in one article, the second ends in ``-2``, and so on."""
    seen: Counter[str] = Counter()
    out = []
    for finding in findings:
        seen[finding.key] += 1
        times = seen[finding.key]
        out.append(finding if times == 1 else finding._replace(key=f"{finding.key}-{times}"))
    return out
