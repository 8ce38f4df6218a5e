"""One article, judged: its passages, how each is attributed, and what the limits say."""

from __future__ import annotations

from reusecheck.detection import Rules, detect
from reusecheck.documents import Role, may_hold_waiver, no_neighbours
from reusecheck.findings import ArticleVerdict, CommonText, Finding, Remark
from reusecheck.policy import Decision, decide
from reusecheck.spans import Lines, Span, Token
from reusecheck.tokens import Tokens, tokenize
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reusecheck.config import Config, CorpusEntry
    from reusecheck.detection import Described, References, Shared
    from reusecheck.documents import Document, Neighbours
    from reusecheck.findings import InCommon
    from reusecheck.index.common import CommonPhrase
    from reusecheck.waivers import Leave
    from reusecheck.weighing import Identities


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


def _common(document: Document, tokens: Tokens, phrases: Sequence[CommonPhrase]) -> tuple[CommonText, ...]:
    """The phrases with their place in the file."""
    if not phrases:
        return ()
    from reusecheck.sides import Text  # noqa: PLC0415 - most articles have none

    article = Text.of(document, tokens)
    return tuple(
        CommonText(article.extent(span), len(span), article.between(span.start, span.stop, is_last=True), references)
        for span, references in phrases
    )


class Manner(NamedTuple):
    """How articles are judged, whatever the configuration says.

    ``neighbours``: what stands beside the articles (bibliographies, ``REUSE.toml``). ``inline``: whether waivers in the
    text count. ``measured``: with ``ArticleVerdict.common`` and, for each reference named first, ``in_common``.
    """

    neighbours: Neighbours = no_neighbours
    inline: bool = True
    measured: bool = False


class Judge:
    """Judges articles against ``references`` under one configuration."""

    def __init__(
        self, config: Config, references: References, templates: TemplateText, manner: Manner | None = None
    ) -> None:
        self._config = config
        self._manner = manner or Manner()
        self._references = references
        self._templates = templates
        self._entries: Mapping[str, CorpusEntry] = {entry.id: entry for entry in config.corpus}
        self._identities: Identities | None = None

    def judge(self, document: Document) -> ArticleVerdict:
        tokens = tokenize(document.reading.prose)
        rules = Rules(self._config.detection.run_words, self._is_left_out(document.path), self._is_own)
        template = self._templates.spans(tokens.words)

        def raw(span: Span[Token]) -> str:
            return document.reading.prose[tokens.starts[span.start] : tokens.stops[span.stop - 1]]

        detected = detect(tokens.words, self._references, rules, template, raw)
        passages = detected.passages
        leave, notes = self._leave(document)
        if passages:
            decision, findings, remarks, further = self._judged(document, tokens, passages, template, leave)
            notes += further
        else:
            decision, findings, remarks = decide(len(tokens.words), [], self._config.limits), [], []
        if leave:
            remarks = sorted([*remarks, *leave.remarks(Lines(document.source))], key=lambda one: one[1:3])
        return ArticleVerdict(
            path=document.path,
            outcome=max(decision.outcome, *(remark.outcome for remark in remarks), key=lambda o: o.rank)
            if remarks
            else decision.outcome,
            words=len(tokens.words),
            overlap_words=decision.overlap_words,
            unattributed_words=decision.unattributed_words,
            score=decision.score,
            longest_run=decision.longest_run,
            limits_reached=decision.limits_reached,
            findings=tuple(findings),
            remarks=tuple(remarks),
            notes=(*document.notes, *notes, *detected.notes),
            in_common=self._in_common(tokens, passages) if self._manner.measured else (),
            common=_common(document, tokens, detected.phrases) if self._manner.measured else (),
        )

    def _leave(self, document: Document) -> tuple[Leave | None, tuple[str, ...]]:
        """The waivers of an article, and a note where they do not count."""
        regions = document.reading.regions
        if not any(region.role is Role.COMMENT and may_hold_waiver(region.value) for region in regions):
            return None, ()
        from reusecheck.waivers import Leave, find_waivers, today  # noqa: PLC0415 - most articles have none

        waivers, faults = find_waivers(document, self._entries, today)
        if self._manner.inline:
            return Leave(waivers, faults), ()
        number = len(waivers) + len(faults)
        said = "a waiver in the text does" if number == 1 else f"{number} waivers in the text do"
        return None, (f"{said} not count here",) if number else ()

    def _judged(
        self,
        document: Document,
        tokens: Tokens,
        passages: Sequence[Shared],
        template: Sequence[Span[Token]],
        leave: Leave | None,
    ) -> tuple[Decision, list[Finding], list[Remark], tuple[str, ...]]:
        """The last are notes on the files beside the article."""
        from reusecheck.recording import Recorder  # noqa: PLC0415 - most commits share nothing
        from reusecheck.weighing import Identities, Weigher  # noqa: PLC0415 - as above

        self._identities = self._identities or Identities(self._entries)
        weigher = Weigher(document, tokens, self._config, self._identities, self._manner.neighbours)
        passages, weighings = weigher.weigh_all(passages, template, leave)
        decision = decide(len(tokens.words), [w.fact for w in weighings], self._config.limits)
        recorder = Recorder(weigher, self._config)
        findings = list(map(recorder.finding, passages, weighings, decision.weighed))
        if not self._manner.inline:
            findings = [finding._replace(waiver="") for finding in findings]
        return decision, findings, recorder.licence_remarks(passages, weighings), weigher.attributor.notes

    def _in_common(self, tokens: Tokens, passages: Sequence[Shared]) -> tuple[InCommon, ...]:
        from reusecheck.measures import in_common  # noqa: PLC0415 - only where it was asked for

        run_words = self._config.detection.run_words
        references = {shared.reference.described.id: shared.reference.tokens for shared in passages}
        measured = [in_common(name, tokens.words, theirs.words, run_words) for name, theirs in references.items()]
        return tuple(sorted(measured, key=lambda one: (-one.containment_of_article, one.reference)))

    def _is_left_out(self, path: str) -> Callable[[Described], bool]:
        """Whether a reference does not count: the article itself, or of an entry that is configured no more."""
        return lambda described: described.path == path or described.source not in self._entries

    def _is_own(self, described: Described) -> bool:
        """Own texts explain what no other reference does: a second copy of an article must not make it one's own."""
        return self._entries[described.source].is_own
