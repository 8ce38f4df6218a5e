"""Which findings are shown, and the single lines that stand for them."""

from __future__ import annotations

from reusecheck.findings import RUN_CLASSES, Outcome, Reason
from reusecheck.reports import wording
from reusecheck.reports.layout import BOLD, DIM, GREEN, PLAIN, RED, YELLOW, Pen, columns, cut, styled
from reusecheck.reports.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import Unreadable
    from reusecheck.findings import ArticleVerdict, CommonText, Extent, Finding, InCommon, LimitReached, Remark
    from reusecheck.reports.layout import Words
    from reusecheck.reports.options import Quote

# What an editor wants to see before anything else
FIRST = (Reason.MISATTRIBUTED, Reason.ALTERED)
_TITLE = 60
_PHRASE = 200  # columns of a common phrase; only template text is longer
# Texts to be put in are shown whole up to here, and their lines never broken, so that they can be copied. Of longer
# ones the two first lines and the two last: what is quoted is cut, the credit never.
_FIX_LINES = 4
_FIX_COLUMNS = 240
_CREDIT_COLUMNS = 200


def counts(finding: Finding) -> bool:
    """Whether the finding is to be looked at for itself: it reaches a limit, alone or together, or is of the first."""
    return finding.blocks or bool(finding.limits_reached) or finding.reason in FIRST


def shown(article: ArticleVerdict, options: Options) -> list[Finding]:
    """The findings to show: what names a wrong source or alters its words first, then by place.

    ``quiet``: what blocks. ``verbose``: all. Otherwise those two, what reached a limit, what else is not attributed in
    the same article, and what the message of a commit allows: no article says that.
    """
    wanted = [finding for finding in article.findings if _wanted(article, finding, options)]
    return sorted(wanted, key=lambda finding: finding.reason not in FIRST)


def _wanted(article: ArticleVerdict, finding: Finding, options: Options) -> bool:
    if options.quiet:
        return finding.blocks
    if options.verbose or counts(finding) or wording.is_overridden(finding):
        return True
    return finding.reason is Reason.UNATTRIBUTED and article.outcome in (Outcome.WARN, Outcome.BLOCK)


def limits_of_article(article: ArticleVerdict) -> list[LimitReached]:
    """The limits that the article as a whole reached, whatever its passages."""
    return [limit for limit in article.limits_reached if not wording.is_of_passage(limit)]


def of_article(article: ArticleVerdict, pen: Pen) -> list[Words]:
    """``path: share: 18.3 % of the article …``, a line a limit."""
    path = (f"{pen.path(article.path)}:", BOLD)
    limits = limits_of_article(article)
    return [[path, *styled(pen.clean(wording.share_limit(limit, article)))] for limit in limits]


def headline(article: ArticleVerdict, finding: Finding, pen: Pen) -> Words:
    """``path:line:column: N words as in ID ("Title"), no attribution found``."""
    title = cut(pen.clean(finding.reference.title), _TITLE, pen.more)
    reference = pen.path(finding.reference.id)
    words = [
        (f"{pen.path(article.path)}{wording.place(finding)}:", BOLD),
        *styled(wording.overlap(finding)),
        (reference if title else f"{reference},", PLAIN),
    ]
    if title:
        words += styled(f'("{title}"),')
    return words + styled(pen.clean(wording.standing(finding)), _style(finding))


def common(article: ArticleVerdict, phrase: CommonText, pen: Pen, *, quoting: bool) -> Words:
    """``path:line:column: N words held by M references, not counted: the words``."""
    place = f"{phrase.article.line}:{phrase.article.column}"
    held = f"{wording.count(phrase.words, 'word')} held by {wording.count(phrase.references, 'reference')}, not counted"
    words: Words = [(f"{pen.path(article.path)}:{place}:", BOLD), *styled(f"{held}:" if quoting else held, DIM)]
    return words + (styled(cut(pen.clean(phrase.excerpt), _PHRASE, pen.more), DIM) if quoting else [])


def _style(finding: Finding) -> str:
    if finding.reason is Reason.ATTRIBUTED:
        return GREEN
    if finding.blocks:
        return RED
    return YELLOW if finding.reason.is_open or finding.reason is Reason.ALTERED else DIM


def remark(article: ArticleVerdict, one: Remark, pen: Pen) -> Words:
    """``path:line:column: waiver: what is to be looked at``."""
    place = (f"{pen.path(article.path)}:{one.line}:{one.column}:", BOLD)
    return [place, *styled(f"{one.kind}: {pen.clean(one.said)}", YELLOW if one.outcome is Outcome.WARN else DIM)]


def in_common(found: InCommon, pen: Pen) -> Words:
    """``ID: article 18.2 %, source 82.1 %, resemblance 0.15``, no figure parted from its name."""
    article, source = (
        f"{wording.number(100 * part)} %," for part in (found.containment_of_article, found.containment_of_reference)
    )
    nothing = not (found.containment_of_article or found.containment_of_reference)
    shares = ["0 % of either,"] if nothing else [f"article {article}", f"source {source}"]
    parts = [f"{pen.path(found.reference)}:", *shares, f"resemblance {found.resemblance:.2f}"]
    return [(part, PLAIN) for part in parts]


def runs(found: InCommon, pen: Pen) -> Words:
    """``1 run of 32+ words, 2 of 8–15; longest 45``: the classes that have any, the longest runs first."""
    classes = [
        (number, f"{least}{pen.dash}{after - 1}" if after else f"{least}+")
        for least, after, number in zip(RUN_CLASSES, (*RUN_CLASSES[1:], 0), found.runs, strict=True)
        if number
    ]
    (first, length), *others = reversed(classes)
    named = [f"{wording.count(first, 'run')} of {length} words", *(f"{number:,} of {size}" for number, size in others)]
    parts = [*(f"{name}," for name in named[:-1]), f"{named[-1]};", f"longest {found.longest_run:,}"]
    return [(part, DIM) for part in parts]


def unread(unreadable: Unreadable, pen: Pen) -> Words:
    """``path: not judged, it could not be read: why``, and what can be done whatever the reason is."""
    why = styled(
        f"not judged, it could not be read: {pen.clean(unreadable.why)}. Mend it, or exclude it (articles.exclude)."
    )
    return [(f"{pen.path(unreadable.path)}:", BOLD), *why]


def fix(text: str, pen: Pen, indent: int = 0) -> list[str]:
    """The text to put in, line by line, to stand behind so many columns; its beginning and its end where it is long."""
    whole = [pen.clean(line) for line in text.splitlines()]
    if len(whole) <= _FIX_LINES and sum(map(columns, whole)) <= _FIX_COLUMNS:
        return whole
    room = pen.width - indent
    cut_down = [line if columns(line) <= _CREDIT_COLUMNS else pen.cut(line, room) for line in whole]
    if len(cut_down) <= _FIX_LINES:
        return cut_down
    first = _FIX_LINES // 2
    last = _FIX_LINES - first - 1  # with the line between, no more than this: cut down again it stays the same
    left_out = f"{pen.more} {wording.count(len(cut_down) - first - last, 'more line')}"
    return [*(pen.cut(line, room) for line in cut_down[:first]), left_out, *cut_down[-last:]]


def fix_of(finding: Finding, quote: Quote) -> str:
    """The text to put in as far as it may be shown: nothing, as ``fix`` cuts it down, or all of it.

    What is cut down ends a line in "…". Cut down again it is the same.
    """
    if quote == "none" or not finding.fix:
        return ""
    pen = Pen(Options())
    whole, shown = [pen.clean(line) for line in finding.fix.splitlines()], fix(finding.fix, pen)
    return finding.fix if quote == "full" or shown == whole else "\n".join(shown)


def extent(of: Extent) -> str:
    """``line 4, columns 1 to 34``; the last column is the last character's."""
    if of.line == of.end_line:
        return f"line {of.line}, columns {of.column} to {max(of.column, of.end_column - 1)}"
    return f"line {of.line}, column {of.column}, to line {of.end_line}, column {max(1, of.end_column - 1)}"
