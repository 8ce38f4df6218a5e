"""One line a finding, ``path:line:column: what``, as editors and problem matchers read it."""

from __future__ import annotations

from reusecheck.findings import Outcome
from reusecheck.reports import lines
from reusecheck.reports.layout import Pen, page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.findings import Verdict
    from reusecheck.reports.options import Options


def render(verdict: Verdict, options: Options) -> str:
    """A line a finding or remark that is shown, an article that its shares block, a file that was not read."""
    pen = Pen(options)
    printed = []
    for article in verdict.articles:
        if article.outcome is Outcome.BLOCK or not options.quiet:
            printed += lines.of_article(article, pen)
        printed += [lines.headline(article, finding, pen) for finding in lines.shown(article, options)]
        printed += [] if options.quiet else [lines.remark(article, one, pen) for one in article.remarks]
    printed += [lines.unread(unreadable, pen) for unreadable in verdict.unreadable]
    return page(map(pen.line, printed))
