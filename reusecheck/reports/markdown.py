"""The verdict as a comment on a merge request, or the summary of a step: a table, what was allowed, what to do.

Names, titles and words are inert (see ``inert``): what an article or a reference says calls nobody and links nowhere.
Every line is guarded as those for a terminal are, for it may end up in a log.
"""

from __future__ import annotations

import re

from reusecheck.findings import Reason
from reusecheck.reports import lines, results, wording
from reusecheck.reports.hostile import guarded, harmless, printable, shown_path
from reusecheck.reports.inert import code, fenced, inert
from reusecheck.reports.layout import Pen, cut
from reusecheck.reports.options import Options
from reusecheck.reports.sidebyside import comparison
from reusecheck.reports.why import why

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reusecheck.findings import ArticleVerdict, Finding, Verdict
    from reusecheck.reports.results import Result

# by which whoever posts the comment finds and renews it
MARKER = "<!-- reusecheck -->"
# Bytes of a report. A comment on GitHub holds 65,536 characters, one on GitLab 1,000,000.
MOST_BYTES = 60_000
# Parts of that for the table and for each of the two lists; the passages have what is left.
_TABLE = 0.4
_LIST = 0.15
# Bytes of a passage, so that one does not drive out all the others; a longer one is shown in part.
_PASSAGE = 10_000
# Bytes of the line that says how much was left out
_LEFT_OUT = 100
# Columns of a path or an id, of a title, and of a sentence that holds foreign text: nobody's name fills the page.
_NAME = 240
_TITLE = 80
_SENTENCE = 400
_EXCERPT = 88
# 12 digits of a commit or an archive, or the key of a finding; by itself each might become a link to a commit
_ID = r"(?<![\w:/.@#-])((?:[A-Za-z0-9_.-]{1,64}:)?[0-9a-f]{12}(?:-\d{1,6})?)(?![\w/@-]|[:.]\w)"
_LEVELS = {"error": "blocks", "warning": "look at", "note": "note"}
_TABLE_HEAD = ("| | Article | Line | Words | As in | How it stands |", "| --- | --- | ---: | ---: | --- | --- |")


def render(verdict: Verdict, options: Options) -> str:
    """At most ``MOST_BYTES``; what is left out is counted."""
    return fitted(verdict, options, MOST_BYTES)


def fitted(verdict: Verdict, options: Options, most_bytes: int) -> str:
    """The report in at most so many bytes: what counts least is left out, and it is said how much.

    The outcome and the closing line stay, whatever the room.
    """
    found = _from_top(results.ranked(results.shown(verdict, options)), options)
    rows = [one for one in found if one.rule != results.UNREADABLE and (options.verbose or not _is_overridden(one))]
    unread = [one for one in found if one.rule == results.UNREADABLE]
    allowed = _from_top(results.allowed(verdict), options)
    told = [one for one in rows if one.finding and (one.finding.reason.is_open or one.finding.reason is Reason.ALTERED)]
    room = _Room(most_bytes, options.encoding)
    head = room.finished([MARKER, f"## {results.in_words(verdict)}"])
    foot = room.finished(["", "---", "", f"{_sentence(wording.closing_line(verdict))}."])
    room.left -= _size([*head, *foot])
    body = [
        *room.section(["", *_TABLE_HEAD], ([_row(one)] for one in rows), len(rows), "result", _TABLE),
        *room.section(["", "### Not judged", ""], ([_unread(one)] for one in unread), len(unread), "file", _LIST),
        *room.section(["", "### Allowed", ""], ([_allowed(one)] for one in allowed), len(allowed), "passage", _LIST),
        *room.section(["", "### Passages"], _passages(told, options), len(told), "passage", 1),
    ]
    return "".join(f"{line}\n" for line in (*head, *body, *foot))


def _is_overridden(result: Result) -> bool:
    """Whether it stands among what was allowed: once is enough."""
    return result.finding is not None and wording.is_overridden(result.finding)


def _from_top(found: Iterable[Result], options: Options) -> list[Result]:
    """The results with paths that whoever reads the comment can follow."""
    return [one._replace(path=options.prefix + one.path) for one in found]


def _size(written: Iterable[str]) -> int:
    return sum(len(line.encode("utf-8")) + 1 for line in written)


class _Room:
    """Counts the bytes that are left."""

    def __init__(self, whole: int, encoding: str) -> None:
        self._whole = self.left = whole
        self._encoding = encoding

    def finished(self, plain: Iterable[str]) -> list[str]:
        """The lines as they are written."""
        return [printable(guarded(line.rstrip()), self._encoding) for line in plain]

    def section(
        self, head: list[str], blocks: Iterator[list[str]], number: int, one: str, part: float
    ) -> Iterator[str]:
        """The head and as many of the ``number`` blocks as go into that part of the whole, and what is left of it."""
        if not number:
            return
        most = min(self.left, int(self._whole * part)) - _size(head) - _LEFT_OUT
        self.left -= _size(head) + _LEFT_OUT
        yield from self.finished(head)
        for block in blocks:
            written = self.finished(block)
            most -= _size(written)
            if most < 0:
                break
            self.left -= _size(written)
            number -= 1
            yield from written
        if number:
            yield from ("", f"{wording.count(number, f'more {one}')} left out here.")


def _name(path: str) -> str:
    return code(cut(harmless(shown_path(path)), _NAME))


def _sentence(text: str) -> str:
    """Inert text; a commit, an archive or a key in it is code, which is copied as it is."""
    parts = re.split(_ID, cut(harmless(text), _SENTENCE))
    return "".join(code(part) if at % 2 else _kept(part) for at, part in enumerate(parts))


def _kept(text: str) -> str:
    """Inert, with the spaces around it."""
    bare = text.strip()
    return text.replace(bare, inert(bare)) if bare else text


def _row(result: Result) -> str:
    finding = result.finding
    cells = [_LEVELS[result.level], _name(result.path), str(result.line or "")]
    if finding is None:
        cells += ["", "", f"{result.rule}: {_sentence(result.message)}"]
    else:
        title = inert(cut(harmless(finding.reference.title), _TITLE))
        reference = f"“{title}” {_name(finding.reference.id)}" if title else _name(finding.reference.id)
        cells += [f"{finding.matched_words:,}", reference, _sentence(wording.standing(finding))]
    return f"| {' | '.join(cells)} |"


def _unread(result: Result) -> str:
    return f"- File {_name(result.path)}: {_sentence(result.message)}."


def _allowed(result: Result) -> str:
    line = f"- Article {_name(result.path)}, line {result.line}: "
    if result.finding is None:
        return line + _sentence(result.message)
    words = wording.count(result.finding.matched_words, "word")
    standing = _sentence(wording.standing(result.finding))
    return f"{line}{words} as in {_name(result.finding.reference.id)}, {standing}"


def _passages(told: Iterable[Result], options: Options) -> Iterator[list[str]]:
    for result in told:
        passage = _passage(result, options)
        yield passage if _size(passage) <= _PASSAGE else _passage(result, options, in_part=True)


def _passage(result: Result, options: Options, *, in_part: bool = False) -> list[str]:
    """What unfolds: why it is not settled, both texts, and what would settle it."""
    article, finding = result.article, result.finding
    if article is None or finding is None:
        return []
    quoting, whole = options.quote != "none", options.quote == "full" and not in_part
    pen = Pen(Options(width=_EXCERPT))
    place = f"{inert(cut(harmless(shown_path(result.path)), _NAME))}, line {finding.article.line}"
    words = f"{wording.overlap(finding)} {inert(cut(harmless(finding.reference.id), _NAME))}"
    notes = [f"- Limit {_sentence(limit)}" for limit in results.reached(article, finding)]
    notes += [f"- Note: {wording.DISGUISED}"] if finding.disguised else []
    notes += ["- It is long, and shown in part here."] if in_part else []
    # the summary is HTML, in which no Markdown counts
    blocks = [
        [f"<details><summary>In {place}: {words}</summary>"],
        [f"Why: {_sentence(' '.join(why(finding, quoting=quoting)))}"],
        notes,
    ]
    if quoting:
        texts = comparison(finding, pen, whole=whole) if finding.comparison else [harmless(finding.excerpt)]
        blocks.append(fenced(texts, "text"))
    if finding.advice:
        blocks.append([f"What to do: {_sentence(wording.advice(finding, leads_on=quoting))}"])
    if finding.fix and quoting:
        fix = [harmless(line) for line in finding.fix.splitlines()] if whole else lines.fix(finding.fix, pen)
        blocks.append(fenced(fix))
    blocks += [[*_ways(article, finding, options)], ["</details>"]]
    return [line for block in blocks if block for line in ("", *block)]


def _ways(article: ArticleVerdict, finding: Finding, options: Options) -> Iterator[str]:
    command = wording.attributing(article, finding, options)
    if command:
        yield f"- Or write {code(cut(command, _SENTENCE))}"
    if finding.waiver:
        yield f"- Or say why it may stay: {code(cut(harmless(finding.waiver), _SENTENCE))}"
