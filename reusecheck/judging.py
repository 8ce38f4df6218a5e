"""One article, judged: its passages, how each is attributed, and what the limits say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.fix import settle, settles
from reusecheck.attribution.identity import identity
from reusecheck.attribution.levels import Attribution, Evidence
from reusecheck.detection import detect
from reusecheck.documents import Description
from reusecheck.findings import ArticleVerdict, Extent, Finding, Piece, Reason, ReferenceInfo, finding_key
from reusecheck.policy import FREE_LICENSES, Decision, Fact, Terms, Weighed, decide, words_in
from reusecheck.spans import Lines, Span
from reusecheck.tokens import Tokens, is_disguised, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reusecheck.attribution.identity import Identity
    from reusecheck.config import Config, CorpusEntry
    from reusecheck.detection import Described, References, Shared
    from reusecheck.documents import Document
    from reusecheck.spans import Prose, Run, Token

EXCERPT = 160  # characters
MOVED = 60  # words: where the reference goes on further away than this, a gap is shown on the article's side alone


class Text(NamedTuple):
    """A document with its words."""

    document: Document
    tokens: Tokens
    lines: Lines

    @classmethod
    def of(cls, document: Document, tokens: Tokens | None = None) -> Text:
        return cls(document, tokens or tokenize(document.reading.prose), Lines(document.source))

    def prose_span(self, span: Span[Token]) -> Span[Prose]:
        return Span(self.tokens.starts[span.start], self.tokens.stops[span.stop - 1])

    def extent(self, span: Span[Token]) -> Extent:
        source = self.document.reading.offsets.to_source(self.prose_span(span))
        first, last = self.lines.place(source.start), self.lines.last_place(source)
        return Extent(source.start, source.stop, *first, *last)

    def between(self, start: int, stop: int, *, is_last: bool = False) -> str:
        """The prose of tokens ``[start, stop)`` on one line, up to the next word unless ``is_last``."""
        if start >= stop:
            return ""
        end = self.tokens.stops[stop - 1] if is_last or stop >= len(self.tokens.starts) else self.tokens.starts[stop]
        return " ".join(self.document.reading.prose[self.tokens.starts[start] : end].split())

    def line_of(self, token: int) -> int:
        prose: Span[Prose] = Span(self.tokens.starts[token], self.tokens.stops[token])
        return self.lines.place(self.document.reading.offsets.to_source(prose).start).line


class TemplateText:
    """Text that everybody here repeats: runs of ``run_words`` words that stand in a template."""

    def __init__(self, templates: Iterable[Sequence[str]], run_words: int) -> None:
        self._run_words = run_words
        self._runs = {tuple(words[at : at + run_words]) for words in templates for at in _starts(words, run_words)}

    def spans(self, words: Sequence[str]) -> list[Span[Token]]:
        """Where ``words`` repeat a template, a span for each run."""
        if not self._runs:
            return []
        size = self._run_words
        return [Span(at, at + size) for at in _starts(words, size) if tuple(words[at : at + size]) in self._runs]


def _starts(words: Sequence[str], run_words: int) -> range:
    return range(len(words) - run_words + 1)


def less(spans: Iterable[Span[Token]], without: Sequence[Span[Token]]) -> list[Span[Token]]:
    """The spans without the tokens of ``without``."""
    dropped = {token for span in without for token in range(span.start, span.stop)}
    kept: list[Span[Token]] = []
    for span in spans:
        start = span.start
        for token in range(span.start, span.stop):
            if token in dropped:
                if start < token:
                    kept.append(Span(start, token))
                start = token + 1
        if start < span.stop:
            kept.append(Span(start, span.stop))
    return kept


class Judge:
    """Judges articles against ``references`` under one configuration."""

    def __init__(self, config: Config, references: References, templates: TemplateText) -> None:
        self._config = config
        self._references = references
        self._templates = templates
        self._entries: Mapping[str, CorpusEntry] = {entry.id: entry for entry in config.corpus}
        self._identities: dict[Described, Identity] = {}

    def judge(self, document: Document) -> ArticleVerdict:
        article = Text.of(document)
        run_words = self._config.detection.run_words
        passages = detect(article.tokens.words, self._references, run_words, self._is_left_out(document.path))
        attributor = Attributor(document)
        template = self._templates.spans(article.tokens.words) if passages else []
        weighings = [self._weigh(shared, article, attributor, template) for shared in passages]
        decision = decide(len(article.tokens.words), [w.fact for w in weighings], self._config.limits)
        findings = [
            self._finding(shared, article, weighing, weighed)
            for shared, weighing, weighed in zip(passages, weighings, decision.weighed, strict=True)
        ]
        return _verdict(document, len(article.tokens.words), decision, numbered(findings))

    def _is_left_out(self, path: str) -> Callable[[Described], bool]:
        """Whether a reference does not count: the article itself, or of an entry that is configured no more."""
        return lambda described: described.path == path or described.source not in self._entries

    def _weigh(
        self, shared: Shared, article: Text, attributor: Attributor, template: Sequence[Span[Token]]
    ) -> _Weighing:
        described = shared.reference.described
        entry = self._entries[described.source]
        named = self._identity(described)
        passage = article.prose_span(shared.alignment.article)
        copied = tuple(article.prose_span(run.span) for run in shared.alignment.runs)
        attribution = attributor.assess(passage, named, copied)
        for other in shared.also_in:
            if self._settles(attribution):
                break
            further = self._identity(other)
            if attributor.could_name(further) and self._settles(found := attributor.assess(passage, further, copied)):
                attribution, named = found, further
        counted = less(shared.matched, template)
        reason = Reason.UNATTRIBUTED
        if entry.own or entry.license == "own":
            reason = Reason.OWN
        elif words_in(counted) < self._config.detection.run_words:
            reason = Reason.TEMPLATE
        elif self._settles(attribution):
            reason = Reason.ATTRIBUTED
        elif entry.license in FREE_LICENSES:
            reason = Reason.ATTRIBUTED
            free = Evidence(
                "licence", f"licence {entry.license}, which needs no attribution", entry.license, Span(0, 0)
            )
            attribution = Attribution(attribution.level, (*attribution.evidence, free))
        terms = Terms(entry.id, entry.limits, entry.action, entry.license)
        fact = Fact(reason, terms, shared.matched, counted, shared.alignment.longest_run)
        return _Weighing(fact, attribution, named)

    def _settles(self, attribution: Attribution) -> bool:
        return settles(attribution, self._config.attribution.require)

    def _identity(self, described: Described) -> Identity:
        if described not in self._identities:
            self._identities[described] = self._identified(described)
        return self._identities[described]

    def _identified(self, described: Described) -> Identity:
        entry = self._entries[described.source]
        description = Description(described.title, described.author, described.url, described.site, described.doi)
        return identity(entry.credit, description, described.path, entry.id)

    def _finding(self, shared: Shared, article: Text, weighing: _Weighing, weighed: Weighed) -> Finding:
        described = shared.reference.described
        span = shared.alignment.article
        reference = Text.of(shared.reference.document, shared.reference.tokens)
        passage = article.prose_span(span)
        advice = fix = ""
        if weighing.fact.reason is Reason.UNATTRIBUTED:
            advice, fix = settle(
                article.document, passage, weighing.named, weighing.attribution, self._config.attribution.require
            )
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
            longest_run=shared.alignment.longest_run,
            attribution=weighing.attribution,
            comparison=tuple(side_by_side(shared.alignment.runs, article, reference)),
            excerpt=_shortened(article.between(span.start, span.stop, is_last=True)),
            also_in=tuple(other.id for other in shared.also_in),
            disguised=is_disguised(article.document.reading.prose[passage.start : passage.stop]),
            advice=advice,
            fix=fix,
            limits_reached=weighed.limits_reached,
        )


class _Weighing(NamedTuple):
    """A passage's fact for the policy, how it is attributed, and whom a credit should name."""

    fact: Fact
    attribution: Attribution
    named: Identity


def side_by_side(runs: Sequence[Run], article: Text, reference: Text) -> list[Piece]:
    """Both texts, piece by piece, in the order of the article."""
    pieces: list[Piece] = []
    joined = _joined(runs)
    for at, run in enumerate(joined):
        start, other = run.article, run.reference
        stop, end = start + run.length, other + run.length
        if at:
            last = joined[at - 1]
            own, theirs = last.article + last.length, last.reference + last.length
            from_here = theirs if theirs <= other <= theirs + MOVED else other
            put_in = article.between(own, start)
            left_out = reference.between(from_here, other)
            if put_in or left_out:
                lines = (article.line_of(min(own, start)), reference.line_of(min(from_here, other)))
                pieces.append(Piece(False, put_in, left_out, *lines))
        is_last = at == len(joined) - 1
        texts = (article.between(start, stop, is_last=is_last), reference.between(other, end, is_last=is_last))
        pieces.append(Piece(True, *texts, article.line_of(start), reference.line_of(other)))
    return pieces


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Runs that adjoin in both texts made one."""
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].article + joined[-1].length, joined[-1].reference + joined[-1].length) == run[:2]:
            joined[-1] = joined[-1]._replace(length=joined[-1].length + run.length)
        else:
            joined.append(run)
    return joined


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


def _verdict(document: Document, words: int, decision: Decision, findings: Sequence[Finding]) -> ArticleVerdict:
    return ArticleVerdict(
        path=document.path,
        outcome=decision.outcome,
        words=words,
        overlap_words=decision.overlap_words,
        unattributed_words=decision.unattributed_words,
        score=decision.score,
        longest_run=decision.longest_run,
        limits_reached=decision.limits_reached,
        findings=tuple(findings),
        notes=document.notes,
    )
