"""The verdict as one page to be opened from the disk: no script, nothing fetched, the same bytes each time.

All text is harmless as for a terminal, then escaped. The page's policy (Content Security Policy Level 3,
https://www.w3.org/TR/CSP3/) allows its own style, known by its hash, and nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from reusecheck.findings import Outcome, Reason
from reusecheck.reports import lines, results, wording
from reusecheck.reports.hostile import guarded, harmless, shown_path
from reusecheck.reports.layout import Pen
from reusecheck.reports.options import Options
from reusecheck.reports.sidebyside import EXCERPT_ROWS, excerpt_of, is_two_sided, rows
from reusecheck.reports.why import why

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reusecheck.attribution.levels import Evidence
    from reusecheck.findings import ArticleVerdict, Finding, Verdict
    from reusecheck.reports.results import Result
    from reusecheck.reports.sidebyside import Row

# Columns of a row of either text: two of them go beside each other on a page
_COLUMNS = 56
_STYLE = """\
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--faint:#666;--rule:#d5d5d5;--mark:#ffe9a8;--bad:#a3181d;\
--look:#7a5200;--good:#1c6b2f}
@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#161616;--faint:#a0a0a0;--rule:#3c3c3c;--mark:#5c4a12;\
--bad:#ff8d8d;--look:#e9bd61;--good:#7fd394}}
body{margin:0 auto;max-width:70rem;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,\
sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem;border-top:1px solid var(--rule);padding-top:1rem}\
h3{font-size:1rem;margin-top:1.75rem}
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.15rem .5rem}
.list th{border-bottom:1px solid var(--rule)}.number{text-align:end}
.sides{table-layout:fixed;margin:.5rem 0}.sides td,.sides th{border-top:1px solid var(--rule)}\
.sides .line{width:3.5rem;color:var(--faint);text-align:end;font-weight:normal}
.faint{color:var(--faint)}mark{background:var(--mark);color:inherit}
pre{white-space:pre-wrap;border-inline-start:3px solid var(--rule);padding:.25rem .75rem}
.block{color:var(--bad)}.warn{color:var(--look)}.pass,.note{color:var(--good)}
"""
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode("ascii")
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
_ENDED = {Outcome.BLOCK: "blocked", Outcome.WARN: "to look at", Outcome.NOTE: "noted", Outcome.PASS: "passed"}
_LEVELS = {"error": "block", "warning": "warn", "note": "note"}
_SHOWS = {"quotation": "quoted", "credit": "source named", "other": "another source named", "alteration": "altered"}
_FIGURES = ("Words", "Overlap", "Unattributed", "Score", "Longest run")


def render(verdict: Verdict, options: Options) -> str:
    """The whole page; in ASCII where the output is not UTF-8, since the page says that it is."""
    lines_of_page = "\n".join(_page(verdict, options)).split("\n")
    page = "".join(f"{guarded(line.rstrip())}\n" for line in lines_of_page)
    if options.encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        return page
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _page(verdict: Verdict, options: Options) -> Iterator[str]:
    ended = _clean(results.in_words(verdict))
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>reusecheck: {ended}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<h1 class="{verdict.outcome.value}">{ended}</h1>'
    yield f"<p>{_clean(wording.closing_line(verdict))}.</p>"
    by_path: dict[str, list[Result]] = {}
    for result in results.results(verdict):
        if result.article and (result.level == "error" or not options.quiet):
            by_path.setdefault(result.path, []).append(result)
    anchors = {path: f"article-{number}" for number, path in enumerate(by_path, 1)}
    yield from _list((f"{_path(one.path)}: {_clean(one.why)}" for one in verdict.unreadable), "Not judged")
    yield from _list((_allowed(one, anchors) for one in results.allowed(verdict)), "Allowed")
    told = [article for article in verdict.articles if article.path in by_path]
    yield from _table(told, anchors)
    for article in told:
        yield f'<section id="{anchors[article.path]}">\n<h2>{_path(article.path)}</h2>'
        for result in by_path[article.path]:
            yield from _result(result, options)
        yield "</section>"
    yield "</main>\n</body>\n</html>"


def _clean(text: str) -> str:
    return escape(harmless(text))


def _path(path: str) -> str:
    """A name, whose direction is its own."""
    return f"<bdi>{_clean(shown_path(path))}</bdi>"


def _list(items: Iterable[str], title: str = "") -> Iterator[str]:
    listed = [f"<li>{item}</li>" for item in items]
    if listed:
        yield from ([f"<h2>{title}</h2>"] if title else [])
        yield from ("<ul>", *listed, "</ul>")


def _allowed(result: Result, anchors: dict[str, str]) -> str:
    path = _path(result.path)
    linked = f'<a href="#{anchors[result.path]}">{path}</a>' if result.path in anchors else path
    return f"{linked}, line {result.line}: {_clean(result.message)}"


def _table(told: Sequence[ArticleVerdict], anchors: dict[str, str]) -> Iterator[str]:
    if not told:
        return
    heads = "".join(f'<th class="number">{head}</th>' for head in _FIGURES)
    yield f'<h2>Articles</h2>\n<table class="list">\n<tr><th>Article</th><th>Outcome</th>{heads}</tr>'
    for article in told:
        counted = (article.words, article.overlap_words, article.unattributed_words)
        figures = [*(f"{one:,}" for one in counted), wording.number(article.score), f"{article.longest_run:,}"]
        cells = "".join(f'<td class="number">{figure}</td>' for figure in figures)
        linked = f'<a href="#{anchors[article.path]}">{_path(article.path)}</a>'
        outcome = f'<td class="{article.outcome.value}">{_ENDED[article.outcome]}</td>'
        yield f"<tr><td>{linked}</td>{outcome}{cells}</tr>"
    yield "</table>"


def _result(result: Result, options: Options) -> Iterator[str]:
    """A finding or a remark; what is settled can be unfolded."""
    style, finding = _LEVELS[result.level], result.finding
    head = f"Line {result.line}: {_clean(result.message)}"
    if finding is None or result.article is None:
        yield f'<h3 class="{style}">{head}</h3>'
        settling = results.settling(result, options)
        yield from ([f"<p>{_clean(settling)}</p>"] if settling else [])
    elif finding.blocks or finding.reason.is_open or finding.reason is Reason.ALTERED:
        yield f'<h3 class="{style}">{head}</h3>'
        yield from _body(result.article, finding, options)
    else:
        yield f'<details><summary class="{style}">{head}</summary>'
        yield from _body(result.article, finding, options)
        yield "</details>"


def _body(article: ArticleVerdict, finding: Finding, options: Options) -> Iterator[str]:
    quoting = options.quote != "none"
    reference = finding.reference
    stands = "sealed: its words are not shown" if reference.is_sealed else lines.extent(finding.reference_extent)
    if quoting:
        yield from _sides(finding, options)
    about = [
        f"Article: {lines.extent(finding.article)}",
        f"Source: {_path(reference.path)}, {stands}{f'. {_path(reference.url)}' if reference.url else ''}",
        f"Also in: {', '.join(map(_path, finding.also_in))}" if finding.also_in else "",
        f"Key: <code>{_clean(finding.key)}</code>",
    ]
    yield "<p>" + "<br>\n".join(one for one in about if one) + "</p>"
    yield f"<p>{_clean(' '.join(why(finding, quoting=quoting)))}</p>"
    yield from _list(_evidence(one, quoting=quoting) for one in finding.attribution.evidence)
    if finding.advice:
        yield f"<p>{_clean(finding.advice if quoting else finding.advice.removesuffix(':') + '.')}</p>"
    if finding.fix and quoting:
        whole = [harmless(line) for line in finding.fix.splitlines()]
        fix = whole if options.quote == "full" else lines.fix(finding.fix, Pen(Options()))
        yield "<pre>" + "\n".join(map(escape, fix)) + "</pre>"
    command = wording.attributing(article, finding, options._replace(encoding="utf-8"))  # HTML holds every name
    if command:
        yield f"<p>Or write: <code>{_clean(command)}</code></p>"
    if finding.waiver:
        yield f"<p>Or say why it may stay: <code>{_clean(finding.waiver)}</code></p>"


def _evidence(evidence: Evidence, *, quoting: bool) -> str:
    line = f", line {evidence.line}" if evidence.line else ""
    value = f": <q>{_clean(evidence.value)}</q>" if evidence.value and quoting else ""
    return f"{_SHOWS.get(evidence.shows, _clean(evidence.shows))}: {_clean(evidence.kind)}{line}{value}"


def _sides(finding: Finding, options: Options) -> Iterator[str]:
    """Both texts beside each other, what differs marked; the excerpt where that is all that was kept."""
    found = rows(finding, harmless, _COLUMNS)
    if not found:
        yield f"<blockquote>{_clean(finding.excerpt)}</blockquote>"
        return
    shown = range(len(found)) if options.quote == "full" or len(found) <= EXCERPT_ROWS else excerpt_of(found)
    both = is_two_sided(finding)
    yield '<table class="sides">'
    heads = "".join(f'<th class="line"></th><th>{head}</th>' for head in ("Article", "Source")[: 2 if both else 1])
    yield f"<tr>{heads}</tr>"
    before = -1
    for number in shown:
        if number != before + 1:
            yield f'<tr><td class="faint" colspan="{4 if both else 2}">…</td></tr>'
        row, before = found[number], number
        sides = [(row.article_line, [cell.article for cell in row.cells])]
        sides += [(row.reference_line, [cell.reference for cell in row.cells])] if both else []
        yield f"<tr>{''.join(_side(line, texts, row) for line, texts in sides)}</tr>"
    yield "</table>"
    if len(shown) < len(found):
        yield f'<p class="faint">… {wording.count(len(found) - len(shown), "more line")}</p>'


def _side(line: int, texts: Sequence[str], row: Row) -> str:
    said = []
    for number, (text, cell) in enumerate(zip(texts, row.cells, strict=True)):
        gap = " " if cell.spaced and number else ""
        said.append(gap + (f"<mark>{escape(text)}</mark>" if cell.differs and text else escape(text)))
    return f'<th class="line">{line or ""}</th><td dir="auto">{"".join(said).strip()}</td>'
