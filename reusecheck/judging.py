"""One article, judged: its passages, how each is attributed, and what the limits say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reusecheck.detection import Rules, detect
from reusecheck.documents import no_neighbours
from reusecheck.findings import ArticleVerdict, CommonText, Finding
from reusecheck.policy import Decision, decide
from reusecheck.spans import Span, Token
from reusecheck.tokens import Tokens, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reusecheck.config import Config, CorpusEntry
    from reusecheck.detection import Described, References, Shared
    from reusecheck.documents import Document, Neighbours
    from reusecheck.findings import InCommon
    from reusecheck.index.common import CommonPhrase
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


class Judge:
    """Judges articles against ``references`` under one configuration."""

    def __init__(
        self,
        config: Config,
        references: References,
        templates: TemplateText,
        *,
        measured: bool = False,
        neighbours: Neighbours = no_neighbours,
    ) -> None:
        """``measured``: with ``ArticleVerdict.common`` and, for each reference named first, ``in_common``.

        ``neighbours``: what stands beside the articles (bibliographies, ``REUSE.toml``).
        """
        self._config = config
        self._measured = measured
        self._neighbours = neighbours
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
        if passages:
            decision, findings = self._judged(document, tokens, passages, template)
        else:
            decision, findings = decide(len(tokens.words), [], self._config.limits), []
        return ArticleVerdict(
            path=document.path,
            outcome=decision.outcome,
            words=len(tokens.words),
            overlap_words=decision.overlap_words,
            unattributed_words=decision.unattributed_words,
            score=decision.score,
            longest_run=decision.longest_run,
            limits_reached=decision.limits_reached,
            findings=tuple(findings),
            notes=(*document.notes, *detected.notes),
            in_common=self._in_common(tokens, passages) if self._measured else (),
            common=_common(document, tokens, detected.phrases) if self._measured else (),
        )

    def _judged(
        self, document: Document, tokens: Tokens, passages: Sequence[Shared], template: Sequence[Span[Token]]
    ) -> tuple[Decision, list[Finding]]:
        from reusecheck.weighing import Identities, Weigher, numbered  # noqa: PLC0415 - most commits share nothing

        self._identities = self._identities or Identities(self._entries)
        least = self._config.detection.run_words
        weigher = Weigher(document, tokens, self._config, self._identities, self._neighbours)
        weighings = [weigher.weigh(shared, template, least) for shared in passages]
        decision = decide(len(tokens.words), [w.fact for w in weighings], self._config.limits)
        findings = map(weigher.finding, passages, weighings, decision.weighed)
        return decision, numbered(findings)

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
