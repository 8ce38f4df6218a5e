"""One finding in full, for ``reusecheck explain KEY``: in words that need no knowledge of the tool."""

from __future__ import annotations

from reusecheck.findings import Reason
from reusecheck.reports import lines, wording
from reusecheck.reports.layout import BOLD, Pen, page, styled
from reusecheck.reports.sidebyside import comparison
from reusecheck.reports.why import why

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.levels import Evidence
    from reusecheck.findings import ArticleVerdict, Finding
    from reusecheck.reports.options import Options

_INDENT = 3
_SHOWS = {"quotation": "quoted", "credit": "source", "alteration": "altered"}


def explain(article: ArticleVerdict, finding: Finding, options: Options) -> str:
    """The passage beside its source as a whole, how it is attributed, what counts, and what would settle it.

    With ``quote`` ``none``, no words of either text are shown.
    """
    pen = Pen(options)
    quoting = options.quote != "none"
    parts = [_what(article, finding, pen)]
    if quoting:
        title = "The passage" if finding.reference.is_sealed else "The two texts"
        parts.append([pen.paint(title, BOLD), *comparison(finding, pen, whole=True, foot=False)])
    parts += [
        _attribution(finding, pen, quoting=quoting),
        _arithmetic(article, finding, pen),
        _settle(finding, pen, quoting=quoting),
    ]
    printed: list[str] = []
    for part in parts:
        printed += ["", *part] if printed and part else part
    return page(printed)


def _what(article: ArticleVerdict, finding: Finding, pen: Pen) -> list[str]:
    reference = finding.reference
    where = "sealed: its words are not shown" if reference.is_sealed else lines.extent(finding.reference_extent)
    head = pen.flow(lines.headline(article, finding, pen), indent=_INDENT)
    said = [
        *head,
        *pen.labelled("article", [(f"{pen.path(article.path)},", ""), *styled(lines.extent(finding.article))]),
        *pen.labelled("source", [(f"{pen.path(reference.path)},", ""), *styled(where)]),
    ]
    if reference.url:
        said += pen.labelled("", [(pen.clean(reference.url), "")])
    if finding.also_in:
        others = [(pen.path(other), "") for other in finding.also_in]
        said += pen.labelled("also in", [(f"{other},", style) for other, style in others[:-1]] + others[-1:])
    if finding.disguised:
        said += pen.labelled("note", styled(wording.DISGUISED))
    return said + pen.labelled("key", [(pen.clean(finding.key), "")])


def _attribution(finding: Finding, pen: Pen, *, quoting: bool) -> list[str]:
    first, second = map(pen.clean, why(finding, quoting=quoting))
    printed = [pen.paint(_title(finding), BOLD), *_paragraph(f"{first} {second}", pen)]
    for evidence in finding.attribution.evidence:
        printed += _evidence(evidence, pen, quoting=quoting)
    return printed


def _title(finding: Finding) -> str:
    if finding.reason.is_open:
        return "Why it is not settled"
    if finding.reason is Reason.ALTERED:
        return "Why it should be mended"
    if finding.limits_reached:
        return "Why naming the source is not enough"
    return "Why it may stay"


def _evidence(evidence: Evidence, pen: Pen, *, quoting: bool) -> list[str]:
    where = f" (line {evidence.line})" if evidence.line else ""
    what = _SHOWS.get(evidence.shows, evidence.shows)
    value = f": {pen.cut(pen.clean(evidence.value), 160)}" if evidence.value and quoting else ""
    return pen.labelled(what, styled(f"{pen.clean(evidence.kind)}{where}{value}"))


def _arithmetic(article: ArticleVerdict, finding: Finding, pen: Pen) -> list[str]:
    printed = [pen.paint("What counts", BOLD)]
    printed += pen.labelled("passage", styled(_passage(finding)))
    outcome = wording.outcome_of(finding, article)
    for limit in filter(wording.is_of_passage, finding.limits_reached):
        printed += pen.labelled("", styled(pen.clean(wording.passage_limit(limit, outcome))))
    printed += pen.labelled("article", styled(_article(article)))
    for limit in lines.limits_of_article(article):
        printed += pen.labelled("", styled(pen.clean(wording.share_limit(limit, article))))
    if not article.limits_reached:
        printed += pen.labelled("", styled("No limit is reached: the article passes."))
    return printed


def _passage(finding: Finding) -> str:
    words = wording.count(finding.article_words, "word")
    return (
        f"{words} long. {finding.matched_words:,} of them stand in both texts; the longest stretch without a "
        f"difference has {finding.longest_run:,}."
    )


def _article(article: ArticleVerdict) -> str:
    overlap = wording.count(article.overlap_words, "word")
    return (
        f"{wording.count(article.words, 'word')} long. {overlap} stand in passages shared with references, "
        f"{article.unattributed_words:,} of them without attribution: "
        f"{article.unattributed_words:,} ÷ {article.words:,} = {wording.number(article.score)} %."
    )


def _settle(finding: Finding, pen: Pen, *, quoting: bool) -> list[str]:
    if not (finding.advice or finding.fix):
        return []
    printed = [pen.paint("What would settle it", BOLD)]
    if finding.advice:
        printed += _paragraph(pen.clean(wording.advice(finding, leads_on=quoting)), pen)
    if finding.fix and quoting:
        # at the left margin and unbroken, so that it can be copied as it is
        printed += ["", *map(pen.clean, finding.fix.splitlines())]
    return printed


def _paragraph(text: str, pen: Pen) -> list[str]:
    first, *others = pen.flow(styled(text), indent=_INDENT, first=_INDENT)
    return [" " * _INDENT + first, *others]
