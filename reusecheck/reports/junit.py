"""The verdict as JUnit XML, for whatever lists tests: a suite an article, a failure for each finding that blocks.

There is no standard; this is what Jenkins (https://github.com/jenkinsci/xunit-plugin, ``junit-10.xsd``) and GitLab
(https://docs.gitlab.com/ci/testing/unit_test_reports/) read. Times are left out: same verdict, same bytes.
"""

from __future__ import annotations

from codecs import lookup
from itertools import groupby
from operator import attrgetter

from reusecheck.reports.hostile import harmless, shown_path
from reusecheck.reports.layout import page
from reusecheck.reports.results import UNREADABLE, identities, settling, shown
from reusecheck.reports.wording import excerpt
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.findings import ArticleVerdict, Verdict
    from reusecheck.reports.options import Options
    from reusecheck.reports.results import Result

_COUNTS = ("tests", "failures", "errors")
_NEW_LINE = "\n"
# the one test of an article in which nothing blocks
_PASSED = "nothing blocks"
_MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}


def render(verdict: Verdict, options: Options) -> str:
    """One document. What ``text`` shows and does not block stands in ``system-out``.

    The suites ascend by path; those of files that could not be read hold an error.
    """
    found = {path: list(group) for path, group in groupby(shown(verdict, options), key=attrgetter("path"))}
    articles = {article.path: article for article in verdict.articles}
    suites = [_suite(path, articles.get(path), found.get(path, []), options) for path in sorted({*articles, *found})]
    counts = (sum(suite.counts[at] for suite in suites) for at in range(3))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites{_attributes(name='reusecheck', **dict(zip(_COUNTS, counts, strict=True)))}>",
        *(line for suite in suites for line in suite.lines),
        "</testsuites>",
    ]
    printed = page(each for line in lines for each in line.split(_NEW_LINE))  # a runner reads line by line
    # the document says UTF-8: for any other encoding, all that is not ASCII is a reference
    is_utf_8 = lookup(options.encoding).name == "utf-8"
    return printed if is_utf_8 else printed.encode("ascii", "xmlcharrefreplace").decode("ascii")


class _Suite(NamedTuple):
    """``counts`` are those of ``_COUNTS``."""

    lines: list[str]
    counts: tuple[int, int, int]


def _suite(path: str, article: ArticleVerdict | None, found: Sequence[Result], options: Options) -> _Suite:
    shown_as = harmless(shown_path(path))
    cases: list[str] = []
    more: list[str] = []
    failures = errors = 0
    for result, name in zip(found, identities(found), strict=True):
        if result.level != "error":
            more.append(f"{_place(result)}: {result.rule}: {result.message}")
            continue
        errors += result.rule == UNREADABLE
        failures += result.rule != UNREADABLE
        cases += _case(result, f"{result.rule} {name}" if result.finding else name, shown_as, options)
    output = [f"    <system-out>{_text(_NEW_LINE.join(more))}</system-out>"] if more else []
    if not cases:
        case = _attributes(classname=shown_as, name=_PASSED, file=shown_as)
        cases = [f"    <testcase{case}>", f"  {output[0]}", "    </testcase>"] if more else [f"    <testcase{case}/>"]
        output = []
    tests = max(1, failures + errors)
    counts = (tests, failures, errors)
    head = _attributes(name=shown_as, **dict(zip(_COUNTS, counts, strict=True)), skipped=0)
    lines = [f"  <testsuite{head}>", *_properties(article), *cases, *output, "  </testsuite>"]
    return _Suite(lines, counts)


def _case(result: Result, name: str, path: str, options: Options) -> list[str]:
    kind = "error" if result.rule == UNREADABLE else "failure"
    file = harmless(shown_path(options.prefix + result.path))
    line = {"line": result.line} if result.line else {}
    file = harmless(shown_path(options.prefix + result.path))
    told = settling(result, options._replace(encoding="utf-8"))  # any name can be written in XML
    words = harmless(excerpt(result.finding, options.quote)) if result.finding else ""
    body = [
        f"{_place(result)}: {result.message}",
        *([f"settle: {told}"] if told else []),
        *([f"words: {words}"] if words else []),
    ]
    return [
        f"    <testcase{_attributes(classname=path, name=name, file=file, **line)}>",
        f"      <{kind}{_attributes(type=result.rule, message=result.message)}>{_text(_NEW_LINE.join(body))}</{kind}>",
        "    </testcase>",
    ]


def _place(result: Result) -> str:
    path = harmless(shown_path(result.path))
    return f"{path}:{result.line}:{result.column}" if result.line else path


def _properties(article: ArticleVerdict | None) -> list[str]:
    if article is None:
        return []
    figures = {"outcome": article.outcome.value, "score": article.score, "words": article.words}
    told = [f"      <property{_attributes(name=name, value=value)}/>" for name, value in figures.items()]
    return ["    <properties>", *told, "    </properties>"]


def _attributes(**values: object) -> str:
    return "".join(f' {name}="{_text(str(value))}"' for name, value in values.items())


def _text(text: str) -> str:
    """Harmless text as XML 1.0: it holds no control character any more, which not even a reference could."""
    return text.translate(_MARKUP)
