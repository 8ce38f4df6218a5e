"""What is known about the passages of one article, once they are weighed: findings, and remarks beside them."""

from __future__ import annotations

from reusecheck.alignment.passages import adjoined
from reusecheck.attribution.fix import of_less, paragraphs, settle
from reusecheck.attribution.fixing import form_of
from reusecheck.attribution.fixing.source import licence_name
from reusecheck.attribution.levels import Attribution
from reusecheck.config import Action
from reusecheck.documents import Unreadable
from reusecheck.findings import NOWHERE, Finding, Outcome, Reason, ReferenceInfo, Remark, shortened
from reusecheck.policy import CLOSED_LICENSES, Fact, Weighed, share, wants_its_name
from reusecheck.readers import read
from reusecheck.sides import Text, one_side, side_by_side
from reusecheck.spans import Span
from reusecheck.tokens import tokenize
from reusecheck.weighing import NAMED, Identities, Weigher, Weighing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reusecheck.attribution.identity import Identity
    from reusecheck.config import Config, CorpusEntry
    from reusecheck.detection import Shared
    from reusecheck.spans import Prose


def licence_remarks(
    weigher: Weigher, entries: Mapping[str, CorpusEntry], passages: Sequence[Shared], weighings: Sequence[Weighing]
) -> list[Remark]:
    """That a licence which wants to be named is not, once for each; at the first passage under it."""
    said: dict[str, Remark] = {}
    for shared, weighing in zip(passages, weighings, strict=True):
        credited = weighing.names or shared.reference.described.id
        entry = entries[credited.partition(":")[0]]
        if weighing.fact.reason.is_settled and entry.license not in said and _lacks_its_name(weigher, entry.license):
            at = weigher.article.extent(shared.alignment.article)
            clause = f"words of {entry.id} stand here under {entry.license}, which wants to be named or linked once"
            outcome = Outcome.NOTE if entry.action is Action.NOTE else Outcome.WARN
            said[entry.license] = Remark("licence", at.line, at.column, clause, licence_name(entry.license), outcome)
    return list(said.values())


def _lacks_its_name(weigher: Weigher, licence: str) -> bool:
    """Whether a licence wants to be named and the document names it nowhere."""
    return wants_its_name(licence) and weigher.attributor.licence(licence) is None


class Recorder:
    """Makes findings of what a weigher weighed."""

    def __init__(self, weigher: Weigher, config: Config) -> None:
        self._weigher = weigher
        self._article = weigher.article
        self._attributor = weigher.attributor
        self._config = config
        self._entries = {entry.id: entry for entry in config.corpus}

    def finding(self, shared: Shared, weighing: Weighing, weighed: Weighed) -> Finding:
        """All that reports are told about a passage."""
        article, described = self._article, shared.reference.described
        span = shared.alignment.article
        reference = None if shared.reference.is_sealed else self._weigher.text_of(shared.reference)
        passage = article.prose_span(span)
        advice, fix = self._fix(shared, weighing, reference)
        info = ReferenceInfo(described.id, described.source, described.path, described.title, described.url)
        return Finding(
            key=weighing.key,
            reason=weighing.fact.reason,
            blocks=weighed.outcome.value == "block",
            article=article.extent(span),
            article_words=len(span),
            reference=info if reference else info._replace(is_sealed=True),
            reference_extent=reference.extent(shared.alignment.reference) if reference else NOWHERE,
            matched_words=weighing.fact.counted_words,
            longest_run=weighing.fact.longest_run,
            attribution=self._placed(weighing.attribution),
            comparison=tuple(
                side_by_side(shared.alignment.runs, article, reference)
                if reference
                else one_side(shared.alignment.runs, article)
            ),
            excerpt=shortened(article.between(span.start, span.stop, is_last=True)),
            also_in=tuple(other.id for other in shared.also_in),
            names=weighing.names,
            disguised=_is_disguised(article.document.reading.prose[passage.start : passage.stop]),
            advice=advice,
            fix=fix,
            waiver=self._waiver(weighing, described.source),
            limits_reached=weighed.limits_reached,
        )

    def _fix(self, shared: Shared, weighing: Weighing, reference: Text | None) -> tuple[str, str]:
        """Advice and text; a quotation is made of the source's words, not of the article's changed ones.

        Of a sealed source, the article's words are known to be its own where they are all of the passage.
        """
        if not weighing.fact.reason.is_open:
            return "", ""
        quoted: list[str] = []
        if reference:
            theirs = reference.whole_sentences(reference.prose_span(shared.alignment.reference))
            quoted = paragraphs(reference.document, theirs)
        elif len(adjoined(shared.alignment.runs)) == 1:
            quoted = paragraphs(self._article.document, self._article.prose_span(shared.alignment.article))
        require = self._config.attribution.require
        licence = weighing.fact.terms.license
        named = weighing.named._replace(licence=licence if _lacks_its_name(self._weigher, licence) else "")
        advice, fix = settle(self._article.document.path, quoted, named, weighing.attribution, require)
        too_much = self._too_much_to_quote(weighing.fact, named)
        advice = of_less(advice, too_much) if too_much else advice
        first = [
            self._named_instead(weighing),
            *_missing(weighing.attribution),
            self._named_elsewhere(shared, weighing),
        ]
        return " ".join(filter(None, [*first, advice])), fix

    def _waiver(self, weighing: Weighing, source: str) -> str:
        if not (weighing.fact.reason.is_open and self._entries[source].line):
            return ""
        from reusecheck.waivers import proposed  # noqa: PLC0415 - only where a passage is open

        return proposed(self._article.document.path, source)

    def _named_elsewhere(self, shared: Shared, weighing: Weighing) -> str:
        """That the reference is mentioned, for a writer who did name it, but where it credits nothing."""
        at = self._attributor.mentioned(weighing.named, self._article.prose_span(shared.alignment.article))
        if at is None or weighing.attribution.level in NAMED:
            return ""
        place: Span[Prose] = Span(at, at + 1)
        line = self._article.lines.place(self._article.document.reading.offsets.to_source(place).start).line
        who = weighing.named.outlet or weighing.named.author or weighing.named.title or "the source"
        return f"Line {line} mentions {who}, but not as the source of these words."

    def _too_much_to_quote(self, fact: Fact, named: Identity) -> str:
        """Why a quotation would not pass either, where it would be too much of the article; "" where it would."""
        limit = (fact.terms.limits or self._config.limits).quoted_share
        words = len(self._article.tokens.words)
        part = share(fact.counted_words, words)
        if limit is None or part < limit or fact.terms.license not in CLOSED_LICENSES:
            return ""
        path = self._article.document.path
        credit = read(path, form_of(path).credit_line(named).encode())
        if not isinstance(credit, Unreadable):  # the credit is part of the article then
            words += len(tokenize(credit.reading.prose).words)
        if share(fact.counted_words, words) < limit:
            return ""
        return f"it is {part:.0f} % of the article, and quotations block at {limit:g} %"

    def _named_instead(self, weighing: Weighing) -> str:
        """That a wrong source is to go: to name the right one beside it would credit both."""
        if weighing.fact.reason is not Reason.MISATTRIBUTED:
            return ""
        wrong = Identities(self._entries).of_source(self._entries[weighing.names])
        evidence = next(one for one in self._placed(weighing.attribution).evidence if one.shows == "other")
        name = wrong.outlet or weighing.names
        line = f" (line {evidence.line})" if evidence.line else ""
        return f"The article names {name}{line}, which does not hold these words; take that out."

    def _placed(self, attribution: Attribution) -> Attribution:
        """The same, with the line of each piece of evidence."""
        lines = self._article.lines
        evidence = (
            one._replace(line=lines.place(one.source.start).line) if len(one.source) else one
            for one in attribution.evidence
        )
        return Attribution(attribution.level, tuple(evidence))


def _missing(attribution: Attribution) -> list[str]:
    """That a citation leads nowhere, for a writer who thinks to have named the source."""
    return [f"Beside it stands a {one.kind}: {one.value}." for one in attribution.evidence if one.shows == "missing"]


def _is_disguised(prose: str) -> bool:
    if prose.isascii():
        return False
    from reusecheck.disguises import is_disguised  # noqa: PLC0415 - 4 ms that ASCII text need not pay

    return is_disguised(prose)
