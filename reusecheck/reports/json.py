"""The verdict for programs: schema ``reusecheck/1``, CONTRACT section 6.

Same verdict, same bytes. ``objects`` says how strings are written.
"""

from __future__ import annotations

from reusecheck import __version__
from reusecheck.reports import objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.findings import ArticleVerdict, Verdict
    from reusecheck.reports.objects import Object
    from reusecheck.reports.options import Options, Quote

SCHEMA = "reusecheck/1"


def render(verdict: Verdict, options: Options) -> str:
    """One JSON document and a newline.

    ``quote`` decides about ``excerpt``, ``fix`` and ``value`` of evidence: ``none`` leaves them empty, but for the
    reason of a waiver and its like; ``full`` makes ``excerpt`` the whole passage. ``encoding`` decides whether all that
    is not ASCII is escaped. The other options change nothing.
    """
    document: Object = {
        "schema": SCHEMA,
        "version": __version__,
        "outcome": verdict.outcome.value,
        "exit_code": verdict.exit_code,
        "corpus": objects.of_corpus(verdict.corpus),
        "articles": [_article(article, options.quote) for article in verdict.articles],
        "unreadable": [objects.of_unreadable(unreadable) for unreadable in verdict.unreadable],
        **({"scope": verdict.scope} if verdict.scope else {}),
        **({"since": objects.text(verdict.since)} if verdict.since else {}),
    }
    return objects.printed(document, options.encoding, indent=2)


def _article(article: ArticleVerdict, quote: Quote) -> Object:
    return {
        **objects.of_article(article, [objects.of_finding(finding, quote) for finding in article.findings]),
        **({"remarks": [objects.of_remark(remark) for remark in article.remarks]} if article.remarks else {}),
    }
