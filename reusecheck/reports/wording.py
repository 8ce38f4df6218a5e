"""What is said about a verdict in words, the same in every report for people."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from reusecheck.attribution.levels import IN_BASE, IN_BASELINE, TRAILER, Level
from reusecheck.findings import Outcome, Reason
from reusecheck.reports.hostile import can_print, guarded, harmless, path_bytes, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.levels import Evidence
    from reusecheck.findings import ArticleVerdict, Finding, LimitReached, Verdict
    from reusecheck.reports.options import Options, Quote

_UNSETTLED = {
    Level.NONE: "no attribution found",
    Level.QUOTED: "quoted, source not named",
    Level.CREDITED: "source named, not marked as a quotation",
    Level.FULL: "quoted, source named",
}
ARCHIVE_DIGITS = 12  # of an archive's SHA-256 that tell it from others
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-+,@:%="
# They end code in Markdown, or begin a link in SARIF; of two blanks HTML shows one. Nobody could copy such a name.
_NOT_TO_BE_COPIED = ("`", "|", "](", "  ")
# Characters of a name in a command: reports of services cut what is longer than 400, and half a command is another one
_LONGEST_NAME = 240
_CONTAINERS = (".docx", ".ipynb")  # hold text inside of something else: a person puts the credit in
_FREE = "no attribution needed"  # by the licence of the source
_SETTLED = {Level.FULL: "quoted, source named", Level.CREDITED: "source named"}
_OTHER = {Reason.TEMPLATE: "text that everybody here repeats", Reason.OWN: "one's own text"}


def count(number: int, one: str, many: str = "") -> str:
    """``1 word``, ``4,102 words``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def number(value: float) -> str:
    """``62``, ``18.3``, ``15``: at most one decimal."""
    return f"{value:,.1f}".removesuffix(".0")


def standing(finding: Finding) -> str:
    """How the passage stands, after the comma: ``no attribution found``."""
    level = finding.attribution.level
    if finding.reason is Reason.ATTRIBUTED:
        return _SETTLED.get(level, _FREE) + _by(finding)
    if finding.reason is Reason.MISATTRIBUTED:
        return f"another source is named: {finding.names}"
    if finding.reason is Reason.ALTERED:
        return "quoted, source named, but the words differ"
    if finding.reason is Reason.BASELINE:
        return "; ".join(f"{one.kind}: {one.value}" if one.value else one.kind for one in known(finding))
    if finding.reason is Reason.WAIVED:
        return "waived" + "".join(f"{_waived_by(one)}: {one.value}" for one in waivers(finding)[:1])
    return _OTHER.get(finding.reason, _UNSETTLED[level])


def _waived_by(waiver: Evidence) -> str:
    return f" in line {waiver.line}" if waiver.line else f" by the {waiver.kind}"


def _by(finding: Finding) -> str:
    """`` by the link in the lead-in, line 14``: what credits the passage, and as whose, where another is named."""
    credit = next((one for one in finding.attribution.evidence if one.shows == "credit"), None)
    if credit is None:
        return ""
    holder = f", as that of {finding.names}" if finding.names else ""
    line = f", line {credit.line}" if credit.line else ""
    return f" ({where(credit)}{line}{holder})"


def where(evidence: Evidence) -> str:
    """``in the credit line below``, ``footnote 1``: its kind, to stand behind "source named"."""
    return evidence.kind.removeprefix("source named ")


def waivers(finding: Finding) -> list[Evidence]:
    """What allows the passage to stay."""
    return [one for one in finding.attribution.evidence if one.shows == "waiver"]


def known(finding: Finding) -> list[Evidence]:
    """Why the passage is no news."""
    return [one for one in finding.attribution.evidence if one.shows == "baseline"]


def is_overridden(finding: Finding) -> bool:
    """Whether the message of a commit allows the passage, not the article."""
    allowed = waivers(finding) if finding.reason is Reason.WAIVED else []
    return any(one.kind.startswith(TRAILER) for one in allowed)


def is_listed(finding: Finding) -> bool:
    """Whether the baseline has the passage; otherwise it only stood there before."""
    return finding.reason is Reason.BASELINE and any(one.kind != IN_BASE for one in known(finding))


def differences(finding: Finding) -> list[str]:
    """``line 12: “112”, where the source has “12” (a number)``: what a quotation changed, what weighs most first."""
    return [
        f"line {one.line}: {one.value} ({one.kind})"
        for one in finding.attribution.evidence
        if one.shows == "alteration"
    ]


MEND = "put the source's words back, or show with […] and [brackets] what was left out and put in"


def advice(finding: Finding, *, leads_on: bool) -> str:
    """What would settle it; unless it ``leads_on`` to the text to be put in, a sentence of its own."""
    return (
        finding.advice if leads_on or not finding.advice else f"{finding.advice.removesuffix(':').removesuffix('.')}."
    )


def place(finding: Finding) -> str:
    """``:41:3``, to go behind a path."""
    return f":{finding.article.line}:{finding.article.column}"


def overlap(finding: Finding) -> str:
    return f"{count(finding.matched_words, 'word')} as in"


def is_of_passage(limit: LimitReached) -> bool:
    """Whether one passage alone reaches it; the others are limits of a whole article."""
    return limit.name == "passage_words"


def consequence(outcome: Outcome) -> str:
    return {Outcome.BLOCK: "blocks at", Outcome.WARN: "warns at"}.get(outcome, "the limit is")


DISGUISED = "look-alike or hidden characters stand in this passage"


def passage_limit(limit: LimitReached, outcome: Outcome) -> str:
    """``passage_words: 62, blocks at 40``."""
    return f"{_named(limit)}: {number(limit.found)}, {consequence(outcome)} {number(limit.limit)}"


def share_limit(limit: LimitReached, article: ArticleVerdict) -> str:
    """``share: 18.3 % of the article is unattributed overlap (74 of 405 words), blocks at 15 %``."""
    if limit.unit != "%":
        return passage_limit(limit, article.outcome)
    words = _words_behind(limit, article)
    by = [finding for finding in article.findings if limit in finding.limits_reached]
    outcome = article.outcome if not by or any(finding.blocks for finding in by) else Outcome.WARN
    what = "attributed overlap" if limit.name == "quoted_share" else "unattributed overlap"
    arithmetic = f" ({words:,} of {count(article.words, 'word')})" if words is not None else ""
    found = f"{number(limit.found)} % of the article is {what}{arithmetic}"
    return f"{_named(limit)}: {found}, {consequence(outcome)} {number(limit.limit)} %"


def _named(limit: LimitReached) -> str:
    return f"{limit.name} of {limit.source}" if limit.source else limit.name


def _words_behind(limit: LimitReached, article: ArticleVerdict) -> int | None:
    """How many words make up the share, where that can be told for certain."""
    if limit.part:
        return limit.part
    if limit.name == "share" and limit.found == article.score:
        return article.unattributed_words
    return None


def outcome_of(finding: Finding, article: ArticleVerdict) -> Outcome:
    """What a limit that this finding reached does."""
    if finding.blocks:
        return Outcome.BLOCK
    return article.outcome if article.outcome is Outcome.WARN else Outcome.NOTE


def notes(verdict: Verdict) -> tuple[str, ...]:
    """What the person who runs the check should know besides, harmless, one line each, for standard error."""
    of_articles = (f"{shown_path(a.path)}: {note}" for a in verdict.articles for note in a.notes)
    return tuple(guarded(harmless(note)) for note in (*verdict.notes, *of_articles))


def explaining(article: ArticleVerdict, finding: Finding, options: Options) -> str:
    """The command that explains a finding; with the article's path where that can be copied."""
    return f"reusecheck explain {_what(article, finding, options)}"


def attributing(article: ArticleVerdict, finding: Finding, options: Options) -> str:
    """The command that puts the credit in; "" where it would not settle the finding, or would not find it.

    So it is of what is no text file, and where only less of the passage could be quoted.
    """
    if not (finding.fix and options.explains) or article.path.lower().endswith(_CONTAINERS):
        return ""
    from reusecheck.attribution.fix import is_of_less  # noqa: PLC0415 - most commits share nothing

    if is_of_less(finding.advice):
        return ""
    return f"reusecheck attribute {_what(article, finding, options)} --write"


def _what(article: ArticleVerdict, finding: Finding, options: Options) -> str:
    """Key, path and scope, for a shell."""
    key = in_shell(finding.key, options.encoding) or harmless(finding.key)
    path = "" if article.path.startswith("-") else in_shell(article.path, options.encoding)
    return " ".join(filter(None, [key, path, "--scope added" if options.added else ""]))


def in_shell(name: str, encoding: str) -> str:
    """A name as a POSIX shell wants it; "" where what can be shown is not the name, or could not be copied."""
    if len(name) > _LONGEST_NAME:
        return ""
    if name.isascii() and not set(name) - set(_PLAIN):
        return name
    shown = shown_path(name)
    if shown.encode("utf-8") != path_bytes(name) or harmless(shown) != shown or not can_print(shown, encoding):
        return ""
    if shown != shown.strip() or any(each in shown for each in _NOT_TO_BE_COPIED):
        return ""
    from shlex import quote  # noqa: PLC0415 - most names are plain

    return quote(shown)


def score_line(article: ArticleVerdict) -> str:
    """``draft.md: score 23.4 (52 of 222 words overlap without attribution, 52 in all), longest run 31 words``."""
    overlap = f"{article.unattributed_words:,} of {count(article.words, 'word')} overlap without attribution"
    longest = f"longest run {count(article.longest_run, 'word')}"
    path = harmless(shown_path(article.path))
    return guarded(f"{path}: score {number(article.score)} ({overlap}, {article.overlap_words:,} in all), {longest}")


def closing_line(verdict: Verdict) -> str:
    """``checked 3 articles (4,102 words) against 1,204 references – 1 blocked, 2 attributed, 1 waived``.

    Articles are what is blocked, warned about and not read, passages what is attributed or left aside.
    """
    words = count(sum(article.words for article in verdict.articles), "word")
    judged = f"{count(len(verdict.articles), 'article')} ({words})"
    corpus = count(verdict.corpus.references, "reference")
    if verdict.corpus.archive:
        corpus += f" of archive {verdict.corpus.archive[:ARCHIVE_DIGITS]}"
    return f"checked {judged} against {corpus} – {', '.join(_parts(verdict))}{_scope(verdict)}"


def _scope(verdict: Verdict) -> str:
    """`` (scope added, since HEAD)``: what was judged of the articles."""
    if not verdict.scope:
        return ""
    since = f", since {harmless(verdict.since)}" if verdict.since else ""
    return f" (scope {verdict.scope}{since})"


def _parts(verdict: Verdict) -> list[str]:
    outcomes = Counter(article.outcome for article in verdict.articles)
    findings = [finding for article in verdict.articles for finding in article.findings]
    reasons = Counter(finding.reason for finding in findings)
    below = sum(finding.reason is Reason.UNATTRIBUTED and not finding.limits_reached for finding in findings)
    listed = sum(map(is_listed, findings))
    named = {each: [(reasons[each], each.value)] for each in Reason if each is not Reason.UNATTRIBUTED}
    named[Reason.BASELINE] = [(listed, IN_BASELINE), (reasons[Reason.BASELINE] - listed, "known before")]
    counted = [
        (outcomes[Outcome.BLOCK], "blocked"),
        (outcomes[Outcome.WARN], "to look at"),
        (below, "below the limits"),
        *chain.from_iterable(named.values()),
        (len(verdict.unreadable), "could not be read"),
    ]
    parts = [f"{how_many:,} {what}" for how_many, what in counted if how_many]
    if not verdict.articles and not verdict.unreadable:
        return ["nothing to judge"]
    return parts if findings or parts else ["nothing found"]


def whole_text(finding: Finding) -> str:
    """The article's words of the passage, white space collapsed."""
    return " ".join(piece.article for piece in finding.comparison if piece.article)


def excerpt(finding: Finding, quote: Quote) -> str:
    """As much of the article's words as may be shown: nothing, the beginning, or all of the passage."""
    return {"none": "", "fragment": finding.excerpt, "full": whole_text(finding)}[quote]
