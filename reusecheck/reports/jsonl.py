"""The verdict a line at a time, for streams and ``jq``: schema ``reusecheck-lines/1``.

Each line is a JSON object whose ``kind`` says what it is:

- ``run``, the first: ``schema``, ``version``, ``corpus``, and maybe ``scope`` and ``since``
- ``article``: the figures of an article that was judged; behind it what was found in it:
- ``finding``: ``path`` and ``outcome`` of the article, ``level`` (``error`` where it blocks, ``warning``, ``note``),
  and the ``finding``
- ``remark``: ``path`` and ``outcome`` of the article, and the ``remark``
- ``unreadable``: ``path`` and ``why``
- ``summary``, the last: ``outcome``, ``exit_code``, and how many lines of each kind there are. A file without it is not
  whole.

Values are those of ``reusecheck/1`` (CONTRACT section 6) under the same names; ``objects`` says how strings are
written.
"""

from __future__ import annotations

from reusecheck import __version__
from reusecheck.reports import objects
from reusecheck.reports.results import level_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.findings import ArticleVerdict, Verdict
    from reusecheck.reports.objects import Object
    from reusecheck.reports.options import Options, Quote

SCHEMA = "reusecheck-lines/1"


def render(verdict: Verdict, options: Options) -> str:
    """All that was found, whatever ``verbose`` and ``quiet`` say; ``quote`` and ``encoding`` as for ``json``."""
    return "".join(objects.printed(line, options.encoding) for line in _lines(verdict, options.quote))


def _lines(verdict: Verdict, quote: Quote) -> Iterator[Object]:
    yield {
        "kind": "run",
        "schema": SCHEMA,
        "version": __version__,
        "corpus": objects.of_corpus(verdict.corpus),
        **({"scope": verdict.scope} if verdict.scope else {}),
        **({"since": objects.text(verdict.since)} if verdict.since else {}),
    }
    for article in verdict.articles:
        yield {"kind": "article", **objects.of_article(article)}
        yield from _of_article(article, quote)
    for unreadable in verdict.unreadable:
        yield {"kind": "unreadable", **objects.of_unreadable(unreadable)}
    yield {
        "kind": "summary",
        "outcome": verdict.outcome.value,
        "exit_code": verdict.exit_code,
        "articles": len(verdict.articles),
        "findings": sum(len(article.findings) for article in verdict.articles),
        "remarks": sum(len(article.remarks) for article in verdict.articles),
        "unreadable": len(verdict.unreadable),
    }


def _of_article(article: ArticleVerdict, quote: Quote) -> Iterator[Object]:
    of: Object = {**objects.of_path(article.path), "outcome": article.outcome.value}
    for finding in article.findings:
        yield {
            "kind": "finding",
            **of,
            "level": level_of(article, finding),
            "finding": objects.of_finding(finding, quote),
        }
    for remark in article.remarks:
        yield {"kind": "remark", **of, "remark": objects.of_remark(remark)}
