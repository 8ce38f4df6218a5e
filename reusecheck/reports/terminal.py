"""The report for people at a terminal: each passage beside its source, why it counts, what settles it."""

from __future__ import annotations

from reusecheck.findings import Outcome, Reason
from reusecheck.reports import lines, wording
from reusecheck.reports.layout import BOLD, INDENT, Pen, page, styled
from reusecheck.reports.sidebyside import comparison, place_of_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from reusecheck.findings import ArticleVerdict, Finding, Remark, Verdict
    from reusecheck.reports.layout import Words
    from reusecheck.reports.options import Options

# Passages of one article shown beside their source, the longest; others have their first line. With -v, all.
_MOST_IN_FULL = 8
_ALSO_IN = 3
_HOW_MUCH = "how much of each text stands in the other, credited or not"
_QUOTE_LESS = "quote less; or, where the source allows more, say so in its license: in .reusecheck.yaml"


def render(verdict: Verdict, options: Options) -> str:
    """The findings to show, article by article; "" where there are none."""
    pen = Pen(options)
    blocks: list[list[str]] = []
    for article in verdict.articles:
        blocks += _article(article, pen, options)
    blocks += [pen.flow(lines.unread(unreadable, pen), indent=3) for unreadable in verdict.unreadable]
    return page(_spaced(blocks))


def _spaced(blocks: Iterable[list[str]]) -> list[str]:
    """An empty line around everything that takes more than one line, none between single lines."""
    printed: list[str] = []
    tall = False
    for block in blocks:
        if printed and (tall or len(block) > 1):
            printed.append("")
        printed += block
        tall = len(block) > 1
    return printed


def _article(article: ArticleVerdict, pen: Pen, options: Options) -> list[list[str]]:
    findings = lines.shown(article, options)
    in_full = [finding for finding in findings if lines.counts(finding)]
    if not options.verbose:
        in_full.sort(key=lambda finding: (finding.reason not in lines.FIRST, -finding.matched_words))
        in_full = in_full[:_MOST_IN_FULL]
    keys = {finding.key for finding in in_full if finding.reason.is_open or finding.reason is Reason.ALTERED}
    blocks = [] if options.quiet and article.outcome is not Outcome.BLOCK else _shares(article, pen)
    for finding in findings:
        head = pen.flow(lines.headline(article, finding, pen), indent=3)
        blocks.append([*head, *_body(article, finding, pen, options)] if finding.key in keys else head)
    if not options.quiet:
        blocks += [_remark(article, one, pen) for one in article.remarks]
    if options.verbose and not options.quiet:
        quoting = options.quote != "none"
        blocks += [pen.flow(lines.common(article, one, pen, quoting=quoting), indent=3) for one in article.common]
    if article.in_common and not options.quiet:
        blocks.append(_in_common(article, pen))
    return blocks


def _remark(article: ArticleVerdict, one: Remark, pen: Pen) -> list[str]:
    printed = pen.flow(lines.remark(article, one, pen), indent=3)
    return [*printed, *pen.labelled("settle", [(pen.clean(one.fix), "")])] if one.fix else printed


def _shares(article: ArticleVerdict, pen: Pen) -> list[list[str]]:
    blocks = [pen.flow(words, indent=3) for words in lines.of_article(article, pen)]
    if any(limit.name == "quoted_share" for limit in article.limits_reached):
        blocks[-1] += pen.labelled("settle", styled(_QUOTE_LESS))
    return blocks


def _in_common(article: ArticleVerdict, pen: Pen) -> list[str]:
    """What the article and each reference have in common, two lines each."""
    printed = pen.flow([(f"{pen.path(article.path)}:", BOLD), *styled(_HOW_MUCH)], indent=3)
    for found in article.in_common:
        first, *others = pen.flow(lines.in_common(found, pen), indent=5, first=3)
        printed += [f"   {first}", *others]
        if found.longest_run:
            first, *others = pen.flow(lines.runs(found, pen), indent=5, first=5)
            printed += [f"     {first}", *others]
    return printed


def _body(article: ArticleVerdict, finding: Finding, pen: Pen, options: Options) -> list[str]:
    quoting = options.quote != "none"
    printed = comparison(finding, pen, whole=options.quote == "full") if quoting else _source(finding, pen)
    outcome = wording.outcome_of(finding, article)
    for limit in filter(wording.is_of_passage, finding.limits_reached):
        printed += pen.labelled("limit", styled(pen.clean(wording.passage_limit(limit, outcome))))
    for said in wording.differences(finding) if quoting else ():
        printed += pen.labelled("altered", styled(pen.clean(said)))
    if finding.disguised:
        printed += pen.labelled("note", styled(wording.DISGUISED))
    if finding.also_in:
        printed += pen.labelled("also in", _also_in(finding, pen))
    if finding.advice:
        printed += pen.labelled("settle", styled(pen.clean(wording.advice(finding, leads_on=quoting))))
    if finding.fix and quoting:
        indent = " " * (INDENT + 1)
        printed += [indent + line for line in lines.fix(finding.fix, pen, len(indent))]
    command = wording.attributing(article, finding, options)
    if command:
        printed += pen.labelled("or write", [(command, BOLD)])
    if finding.waiver:
        printed += pen.labelled("or allow", [(pen.clean(finding.waiver), "")])
    if not options.explains:
        return printed
    return printed + pen.labelled("more", [(wording.explaining(article, finding, options), BOLD)])


def _source(finding: Finding, pen: Pen) -> list[str]:
    return pen.labelled("source", [(place_of_reference(finding, pen), "")])


def _also_in(finding: Finding, pen: Pen) -> Words:
    named = [(pen.path(reference), "") for reference in finding.also_in[:_ALSO_IN]]
    others = len(finding.also_in) - len(named)
    words = [(f"{word},", style) for word, style in named[:-1]] + named[-1:]
    return words + (styled(f"and {wording.count(others, 'other')}") if others else [])
