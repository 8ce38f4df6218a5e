"""One article, judged: its passages, how each is attributed, and what the limits say."""

from __future__ import annotations

from reusecheck.detection import Rules, detect
from reusecheck.documents import Role, may_hold_waiver, no_neighbours
from reusecheck.findings import ArticleVerdict, CommonText, Outcome
from reusecheck.policy import decide
from reusecheck.spans import Lines, Span, Token
from reusecheck.tokens import tokenize
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reusecheck.allowances import Allowances
    from reusecheck.baseline import Baseline
    from reusecheck.config import Config, CorpusEntry
    from reusecheck.detection import Described, Detected, References, Shared
    from reusecheck.documents import Document, Neighbours
    from reusecheck.findings import Finding, InCommon, Remark
    from reusecheck.index.common import CommonPhrase
    from reusecheck.policy import Decision, Weighed
    from reusecheck.tokens import Tokens
    from reusecheck.waivers import Leave
    from reusecheck.weighing import Identities, Weigher, Weighing


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


class Earlier(NamedTuple):
    """An earlier version of an article, and what stood beside it then."""

    document: Document
    neighbours: Neighbours


class Since(NamedTuple):
    """What articles are held against where only what is new counts.

    ``before``: the earlier versions of the article at a path, none of a new one, several where a merge is made.
    ``is_new`` tells references that were not there then, or not the same.
    """

    before: Callable[[str], Sequence[Earlier]]
    is_new: Callable[[Described], bool]


class Manner(NamedTuple):
    """How articles are judged, whatever the configuration says.

    ``neighbours``: what stands beside the articles (bibliographies, ``REUSE.toml``). ``inline``: whether waivers in the
    text count. ``measured``: with ``ArticleVerdict.common`` and, for each reference named first, ``in_common``.
    ``baseline`` gives what was accepted once, and is asked for it when something is open. ``since``: what only news is
    told against. ``allowances``: what commits allow.
    """

    neighbours: Neighbours = no_neighbours
    inline: bool = True
    measured: bool = False
    baseline: Callable[[], Baseline | None] | None = None
    since: Since | None = None
    allowances: Allowances | None = None


class _Facts(NamedTuple):
    """An article, its passages and what is to be said of them, before anything is decided."""

    document: Document
    tokens: Tokens
    detected: Detected
    leave: Leave | None
    notes: tuple[str, ...]
    passages: Sequence[Shared] = ()
    weighings: Sequence[Weighing] = ()
    weigher: Weigher | None = None


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
        self._listed: list[Baseline | None] = []  # the baseline, once it was asked for

    def judge(self, document: Document) -> ArticleVerdict:
        facts = self._facts(document, self._manner.neighbours, self._is_left_out(document.path))
        remarks = self._remarks(facts)
        decision = self._decide(facts)
        if self._manner.since and (decision.outcome is not Outcome.PASS or remarks):
            facts, remarks = self._news(facts, remarks, self._manner.since)
            decision = self._decide(facts)
        if self._manner.allowances and decision.outcome.rank >= Outcome.WARN.rank:
            facts = self._allowed(facts, self._manner.allowances)
            decision = self._decide(facts)
        tokens, detected = facts.tokens, facts.detected
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
            findings=self._findings(facts, decision),
            remarks=tuple(remarks),
            notes=(*document.notes, *facts.notes, *detected.notes),
            in_common=self._in_common(tokens, detected.passages) if self._manner.measured else (),
            common=_common(document, tokens, detected.phrases) if self._manner.measured else (),
        )

    def _facts(self, document: Document, neighbours: Neighbours, is_left_out: Callable[[Described], bool]) -> _Facts:
        """Where the baseline lists a passage, that is settled already."""
        tokens = tokenize(document.reading.prose)
        rules = Rules(self._config.detection.run_words, is_left_out, self._is_own)
        template = self._templates.spans(tokens.words)

        def raw(span: Span[Token]) -> str:
            return document.reading.prose[tokens.starts[span.start] : tokens.stops[span.stop - 1]]

        detected = detect(tokens.words, self._references, rules, template, raw)
        leave, notes = self._leave(document)
        facts = _Facts(document, tokens, detected, leave, notes)
        if not detected.passages:
            return facts
        from reusecheck.weighing import Identities, Weigher  # noqa: PLC0415 - most commits share nothing

        self._identities = self._identities or Identities(self._entries)
        weigher = Weigher(document, tokens, self._config, self._identities, neighbours)
        passages, weighed = weigher.weigh_all(detected.passages, template, leave)
        weighings: Sequence[Weighing] = weighed
        if self._manner.baseline and any(weighing.fact.reason.is_open for weighing in weighings):
            weighings = self._accepted(weigher, passages, weighings, self._manner.baseline)
        return facts._replace(
            passages=passages, weighings=weighings, weigher=weigher, notes=notes + weigher.attributor.notes
        )

    def _accepted(
        self,
        weigher: Weigher,
        passages: Sequence[Shared],
        weighings: Sequence[Weighing],
        asked: Callable[[], Baseline | None],
    ) -> Sequence[Weighing]:
        """The same, those known that the baseline lists."""
        self._listed = self._listed or [asked()]
        baseline = self._listed[0]
        if baseline is None:
            return weighings
        from reusecheck.known import accepted  # noqa: PLC0415 - only where there is a baseline

        return accepted(weigher, passages, weighings, baseline)

    def _decide(self, facts: _Facts) -> Decision:
        return decide(len(facts.tokens.words), [weighing.fact for weighing in facts.weighings], self._config.limits)

    def _news(self, facts: _Facts, remarks: Sequence[Remark], since: Since) -> tuple[_Facts, Sequence[Remark]]:
        """What counts of the passages, and the remarks, less what an earlier version had."""
        versions = since.before(facts.document.path)
        if not versions:
            return facts, remarks
        from reusecheck.carried import carried, once  # noqa: PLC0415 - most commits share nothing
        from reusecheck.known import Known, Past, had_some, news, past  # noqa: PLC0415 - as above

        pasts = []
        texts = [tokenize(earlier.document.reading.prose).words for earlier in versions]
        found = once([carried(facts.tokens.words, text) for text in texts], texts)
        for earlier, text, places in zip(versions, texts, found, strict=True):
            if not remarks and not had_some(places, facts.weighings):
                pasts.append(Past(text, places))
                continue
            then = self._facts(earlier.document, earlier.neighbours, self._was_left_out(earlier.document.path, since))
            pasts.append(past(text, places, then.weighings, self._remarks(then)))
        known = Known(facts.tokens.words, facts.weighings, pasts)
        new = list(map(known.less, facts.passages, facts.weighings))
        facts = facts._replace(passages=[shared for shared, _ in new], weighings=[weighing for _, weighing in new])
        return facts, news(remarks, pasts)

    def _allowed(self, facts: _Facts, allowances: Allowances) -> _Facts:
        from reusecheck.known import allowed  # noqa: PLC0415 - only where a commit allows something

        def weighed(weighings: Sequence[Weighing]) -> Sequence[Weighed]:
            return self._decide(facts._replace(weighings=weighings)).weighed

        weighings = allowed(facts.weighings, facts.passages, facts.document.path, allowances, weighed)
        return facts._replace(weighings=weighings)

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

    def _remarks(self, facts: _Facts) -> Sequence[Remark]:
        """What is to be said of the article besides, ascending by place."""
        remarks: list[Remark] = []
        if facts.weigher:
            from reusecheck.recording import licence_remarks  # noqa: PLC0415 - most commits share nothing

            remarks += licence_remarks(facts.weigher, self._entries, facts.passages, facts.weighings)
        if facts.leave:
            remarks = sorted([*remarks, *facts.leave.remarks(Lines(facts.document.source))], key=lambda one: one[1:3])
        return remarks

    def _findings(self, facts: _Facts, decision: Decision) -> tuple[Finding, ...]:
        if not facts.weigher:
            return ()
        from reusecheck.recording import Recorder  # noqa: PLC0415 - most commits share nothing

        recorder = Recorder(facts.weigher, self._config)
        findings = map(recorder.finding, facts.passages, facts.weighings, decision.weighed)
        if not self._manner.inline:
            return tuple(finding._replace(waiver="") for finding in findings)
        return tuple(findings)

    def _in_common(self, tokens: Tokens, passages: Sequence[Shared]) -> tuple[InCommon, ...]:
        from reusecheck.measures import in_common  # noqa: PLC0415 - only where it was asked for

        run_words = self._config.detection.run_words
        references = {shared.reference.described.id: shared.reference.tokens for shared in passages}
        measured = [in_common(name, tokens.words, theirs.words, run_words) for name, theirs in references.items()]
        return tuple(sorted(measured, key=lambda one: (-one.containment_of_article, one.reference)))

    def _is_left_out(self, path: str) -> Callable[[Described], bool]:
        """Whether a reference does not count: the article itself, or of an entry that is configured no more."""
        return lambda described: described.path == path or described.source not in self._entries

    def _was_left_out(self, path: str, since: Since) -> Callable[[Described], bool]:
        """The same of an earlier version: what was no reference then could not make a passage known."""
        left_out = self._is_left_out(path)
        return lambda described: left_out(described) or since.is_new(described)

    def _is_own(self, described: Described) -> bool:
        """Own texts explain what no other reference does: a second copy of an article must not make it one's own."""
        return self._entries[described.source].is_own
