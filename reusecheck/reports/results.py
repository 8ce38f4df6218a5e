"""A verdict as a list of results: what every format shares that lists findings beside remarks and unread files."""

from __future__ import annotations

from collections import Counter

from reusecheck.findings import Outcome, Reason
from reusecheck.hashing import blake2b
from reusecheck.reports import lines, wording
from reusecheck.reports.hostile import harmless
from reusecheck.reports.layout import Pen
from reusecheck.reports.options import Options
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Literal

    from reusecheck.findings import ArticleVerdict, Finding, LimitReached, Remark, Verdict

    Level = Literal["error", "warning", "note"]

UNREADABLE = "unreadable"
_RANKS = {"error": 0, "warning": 1, "note": 2}
# Characters of a text to be put in that is named within a sentence: a credit line has them, a quotation has more.
_FIX_LETTERS = 200
# A result is stored and shown as UTF-8 first; what an output cannot take is the business of its format.
_PEN = Pen(Options())
_STOPS = (".", "!", "?", "…")


class Result(NamedTuple):
    """One thing to list.

    ``path`` is as in the verdict, not yet harmless. Lines and columns are those of ``Extent``, 0 where there is no
    place; those of a remark end where they begin.
    ``level`` is ``error`` where the finding blocks or the file was not read, ``warning`` where somebody should look,
    ``note`` otherwise. ``rule`` is the value of the finding's reason, the kind of a remark, or ``unreadable``.
    ``message`` is one harmless line without the path and without a stop at its end; no words of either text are in it.
    ``article`` is absent for what was not read, ``finding`` for that and for remarks; ``remark`` is there for these.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    level: Level
    rule: str
    message: str
    article: ArticleVerdict | None = None
    finding: Finding | None = None
    remark: Remark | None = None


def results(verdict: Verdict) -> list[Result]:
    """All that was found, by path and place; a file that was not read stands among the others."""
    return _listed(verdict, lambda article: article.findings, remarks=True)


def shown(verdict: Verdict, options: Options) -> list[Result]:
    """What people are to see, in the same order: the findings that ``text`` shows, remarks, files that were not read.

    ``quiet``: without what does not block. ``verbose``: all.
    """
    return _listed(verdict, lambda article: lines.shown(article, options), remarks=not options.quiet)


def ranked(found: Iterable[Result]) -> list[Result]:
    """Errors first, then warnings; among them what was not read, then most matched words; then as they were.

    For outputs that take only so many: what was not read comes first because nobody knows what stands in it.
    """
    return sorted(found, key=_rank)


def _rank(result: Result) -> tuple[int, bool, int]:
    words = result.finding.matched_words if result.finding else 0
    return _RANKS[result.level], result.rule != UNREADABLE, -words


def identities(found: Iterable[Result]) -> list[str]:
    """A name for each result that no other of the same path has, in their order.

    Made of what was found, never of the place: a paragraph that moves keeps it. Like ones are told apart by a counter.
    """
    seen: Counter[tuple[str, str]] = Counter()
    named = []
    for result in found:
        name = harmless(result.finding.key) if result.finding else f"{result.rule}:{digest(result.message)}"
        seen[result.path, name] += 1
        number = seen[result.path, name]
        named.append(f"{name}-{number}" if number > 1 else name)
    return named


def digest(*parts: str) -> str:
    """32 hex digits that stand for the parts, whatever is in them."""
    state = blake2b(digest_size=16)
    for part in parts:
        state.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return state.hexdigest()


def _listed(verdict: Verdict, chosen: Callable[[ArticleVerdict], Sequence[Finding]], *, remarks: bool) -> list[Result]:
    found = [_unread(one.path, one.why) for one in verdict.unreadable]
    for article in verdict.articles:
        said = _Shares(article)
        found += [_of_finding(article, finding, said) for finding in chosen(article)]
        found += [_of_remark(article, remark) for remark in article.remarks if remarks]
    return sorted(found, key=lambda result: result[:5])


class _Shares(dict["LimitReached", str]):
    """Limit of an article → how it is said; each once, for that takes a look at all findings."""

    def __init__(self, article: ArticleVerdict) -> None:
        super().__init__()
        self._article = article

    def __missing__(self, limit: LimitReached) -> str:
        self[limit] = harmless(wording.share_limit(limit, self._article))
        return self[limit]


def _of_finding(article: ArticleVerdict, finding: Finding, said: _Shares) -> Result:
    place = finding.article[2:]
    level = level_of(article, finding)
    return Result(article.path, *place, level, finding.reason.value, _message(article, finding, said), article, finding)


def level_of(article: ArticleVerdict, finding: Finding) -> Level:
    if finding.blocks:
        return "error"
    # an article that is only noted has nothing to warn about: the corpus entry's action is "note"
    looked_at = article.outcome in (Outcome.WARN, Outcome.BLOCK)
    return "warning" if looked_at and lines.counts(finding) else "note"


def _message(article: ArticleVerdict, finding: Finding, said: _Shares) -> str:
    """``62 words as in ID ("Title"), no attribution found; passage_words: 62, blocks at 40``."""
    _, *words = lines.headline(article, finding, _PEN)
    disguised = [wording.DISGUISED] if finding.disguised else []
    return "; ".join([" ".join(word for word, _ in words), *_reached(article, finding, said), *disguised])


def reached(article: ArticleVerdict, finding: Finding) -> list[str]:
    """``passage_words: 62, blocks at 40``: the limits that the finding reaches, alone or with others, harmless."""
    return _reached(article, finding, _Shares(article))


def _reached(article: ArticleVerdict, finding: Finding, said: _Shares) -> list[str]:
    outcome = wording.outcome_of(finding, article)
    return [
        harmless(wording.passage_limit(limit, outcome)) if wording.is_of_passage(limit) else said[limit]
        for limit in finding.limits_reached
    ]


def _of_remark(article: ArticleVerdict, one: Remark) -> Result:
    place = (one.line, one.column, one.line, one.column)
    level: Level = "warning" if one.outcome is Outcome.WARN else "note"
    return Result(article.path, *place, level, one.kind, harmless(one.said), article, remark=one)


def _unread(path: str, why: str) -> Result:
    message = f"not judged, it could not be read: {harmless(why)}. Mend it, or exclude it (articles.exclude)"
    return Result(path, 0, 0, 0, 0, "error", UNREADABLE, message)


def in_words(verdict: Verdict) -> str:
    """``Blocked: 3 of 7 articles reach a limit``: how it ended, without a stop."""
    outcomes = [article.outcome for article in verdict.articles]
    blocked, looked_at = outcomes.count(Outcome.BLOCK), outcomes.count(Outcome.WARN)
    among = f"of {wording.count(len(outcomes), 'article')}"
    unread = f"{wording.count(len(verdict.unreadable), 'file')} could not be read" if verdict.unreadable else ""
    if blocked:
        said = f"Blocked: {blocked:,} {among} {'reaches' if blocked == 1 else 'reach'} a limit"
        return f"{said}, {unread}" if unread else said
    if unread:
        return f"Not judged: {unread}"
    if looked_at:
        return f"Passed, with something to look at in {looked_at:,} {among}"
    return f"Passed: none {among} reaches a limit" if outcomes else "Nothing to judge"


def allowed(verdict: Verdict) -> list[Result]:
    """What only passes because somebody allowed it, by path and place: whoever reviews is to see it.

    Not what stood there before the change that is judged: nobody was asked about that.
    """
    return [one for one in _listed(verdict, lambda article: article.findings, remarks=False) if _is_allowed(one)]


def _is_allowed(result: Result) -> bool:
    if result.finding is None:
        return False
    return result.finding.reason is Reason.WAIVED or wording.is_listed(result.finding)


def settling(result: Result, options: Options) -> str:
    """What would settle it, one harmless paragraph; "" where nothing is to be done."""
    *said, last = ways(result, options) or [""]
    return "".join(f"{one} " if one.endswith(_STOPS) else f"{one}. " for one in said) + last


def ways(result: Result, options: Options) -> list[str]:
    """The ways to settle it, each one harmless line; none where nothing is to be done.

    The text to be put in is part of it where that is one line, and with ``quote`` other than ``full`` no longer than a
    credit line is; the command that puts it in always. Of a quotation that was altered the change that weighs most is
    told. With ``none`` no words of the article or the reference are.
    """
    if result.remark:
        return [f"For example: {harmless(result.remark.fix)}"] if result.remark.fix else []
    article, finding = result.article, result.finding
    if finding and finding.reason is Reason.ALTERED:
        changed = [] if options.quote == "none" else wording.differences(finding)[:1]
        return [*(f"Changed in {harmless(one)}" for one in changed), f"{wording.MEND[:1].upper()}{wording.MEND[1:]}."]
    if not (article and finding and finding.advice):
        return []
    fix = harmless(finding.fix.strip()) if _may_be_named(finding.fix.strip(), options) else ""
    advice = harmless(wording.advice(finding, leads_on=bool(fix)))
    said = [f"{advice} {fix}" if fix else advice]
    command = wording.attributing(article, finding, options)
    if command:
        said.append(f"Or write: {command}")
    if finding.waiver:
        said.append(f"Or allow: {harmless(finding.waiver)}")
    return said


def _may_be_named(fix: str, options: Options) -> bool:
    """Whether it can be copied out of a sentence, and may be read there."""
    if options.quote == "none" or len(fix.splitlines()) != 1:
        return False
    return options.quote == "full" or (len(fix) <= _FIX_LETTERS and not fix.endswith("…"))
