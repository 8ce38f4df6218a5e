"""A result saved with ``-o json`` → the verdict, so that it can be shown again in any format.

What the schema ``reusecheck/1`` does not hold is not made up: of the texts side by side the article's excerpt is left,
notes and figures of ``-v`` are absent. Every problem of the file is named at once, with its place, such as
``articles[3].findings[0].key``.
"""

from __future__ import annotations

import json
from binascii import a2b_base64

from reusecheck.attribution.levels import Attribution, Evidence, Level
from reusecheck.documents import Unreadable
from reusecheck.errors import UsageError
from reusecheck.findings import (
    NOWHERE,
    ArticleVerdict,
    CorpusSize,
    Extent,
    Finding,
    LimitReached,
    Outcome,
    Piece,
    Reason,
    ReferenceInfo,
    Remark,
    Verdict,
    shortened,
)
from reusecheck.reports.hostile import harmless
from reusecheck.reports.json import SCHEMA
from reusecheck.spans import Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import UnionType
    from typing import Any, TypeVar

    E = TypeVar("E", Outcome, Reason, Level)

# More are of one kind, as where another program's file was given; whoever mends these sees the rest.
MOST_PROBLEMS = 20
# Characters of a value that a message repeats
_SHOWN = 40
# What stands for a text that would settle a finding and was not written down: there is one, and it is not to be shown.
_UNTOLD = "…"
# A greater number is not the same to every program that reads JSON (RFC 8259, section 6).
_MOST = 2**53 - 1
_ABSENT = object()
# Instead of what stands in a place of which it was said that something else is wanted there
_HUSHED = object()
_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}
_EXTENT = ("start", "stop", "line", "column", "end_line", "end_column")
_MEMBERS = {
    "": "schema version outcome exit_code corpus articles unreadable scope since",
    "corpus": "references words archive",
    "unreadable": "path path_bytes why",
    "articles": "path path_bytes outcome words overlap_words unattributed_words score longest_run limits_reached "
    "findings limits remarks",
    "limits": "name found limit unit source part",
    "remarks": "kind outcome line column said fix",
    "findings": "key reason blocks article reference matched_words longest_run attribution excerpt fix also_in "
    "disguised limits advice waiver",
    "article": f"{' '.join(_EXTENT)} words",
    "reference": f"id source path path_bytes title url sealed {' '.join(_EXTENT)}",
    "attribution": "level evidence names",
    "evidence": "shows kind value start stop line",
}


class Saved(NamedTuple):
    """A result read again. ``version`` is that of the reusecheck that wrote it.

    ``unknown`` are members that this version knows nothing of, each by the place where it first stands, as a later
    version may write them. ``is_silent``: it was written with ``--quote none``, so none of the words are in it.
    """

    verdict: Verdict
    version: str
    unknown: tuple[str, ...]
    is_silent: bool


def reread(content: bytes, name: str) -> Saved:
    """The verdict that a result holds. ``name`` is what messages call the file.

    Raises UsageError with a line for each problem: no JSON, or not whole; another schema; a member that is missing, of
    the wrong type or at odds with others.
    """
    document = _parsed(content, name)
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        found = f"found {_kind(document)} without a schema" if schema is None else f"schema: found {_shown(schema)}"
        raise UsageError(f"{name}: {found}, wants {SCHEMA}, which -o json writes")
    problems: list[str] = []
    unknown: dict[str, str] = {}
    top = _Node(document, "", problems, unknown)
    version = top["version"].text()
    verdict = _verdict(top)
    if problems:
        more = [f"{len(problems) - MOST_PROBLEMS:,} more problems"] if len(problems) > MOST_PROBLEMS else []
        raise UsageError("\n".join(f"{name}: {problem}" for problem in (*problems[:MOST_PROBLEMS], *more)))
    excerpts = [finding.excerpt for article in verdict.articles for finding in article.findings]
    return Saved(verdict, version, tuple(unknown.values()), is_silent=bool(excerpts) and not any(excerpts))


def _parsed(content: bytes, name: str) -> Any:  # noqa: ANN401 - whatever stands there
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: found no UTF-8 at byte {error.start}, wants a result of -o json") from None
    except json.JSONDecodeError as error:
        found = error.msg[:1].lower() + error.msg[1:]
        if not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated"):
            found = "the end: it was cut off, or is being written" if error.doc.strip() else "an empty file"
        place = f"{error.lineno}:{error.colno}"
        raise UsageError(f"{name}:{place}: found {found}; wants one whole result of -o json") from None
    except (RecursionError, ValueError) as error:
        raise UsageError(f"{name}: found no JSON that can be read ({error}), wants a result of -o json") from None


def _no_number(found: str) -> None:
    raise ValueError(f"{found} is no number")


def _verdict(top: _Node) -> Verdict:
    size = top["corpus"]
    corpus = CorpusSize(size["references"].count(), size["words"].count(), size["archive"].text(""))
    unreadable = tuple(Unreadable(_path(one), one["why"].text()) for one in top["unreadable"].items())
    verdict = Verdict(
        tuple(map(_article, top["articles"].items())),
        corpus,
        unreadable,
        scope=top["scope"].one_of(("file", "added"), ""),
        since=top["since"].text(""),
    )
    top["outcome"].agrees(verdict.outcome.value, "as its articles have it")
    top["exit_code"].agrees(verdict.exit_code, "as its articles have it")
    return verdict


def _article(node: _Node) -> ArticleVerdict:
    limits = tuple(map(_limit, node["limits"].items(())))
    node["limits_reached"].agrees(list(dict.fromkeys(limit.name for limit in limits)), "the names of its limits")
    return ArticleVerdict(
        _path(node),
        node["outcome"].member(*Outcome),
        node["words"].count(),
        node["overlap_words"].count(),
        node["unattributed_words"].count(),
        node["score"].figure(100),
        node["longest_run"].count(),
        limits,
        tuple(map(_finding, node["findings"].items())),
        remarks=tuple(map(_remark, node["remarks"].items(()))),
    )


def _limit(node: _Node) -> LimitReached:
    unit = node["unit"].one_of(("words", "%"))
    found, limit = node["found"].figure(), node["limit"].figure()
    return LimitReached(node["name"].text(), found, limit, unit, node["source"].text(), node["part"].count())


def _remark(node: _Node) -> Remark:
    place = node["line"].count(1), node["column"].count(1)
    return Remark(
        node["kind"].one_of(("waiver", "licence")), *place,
        node["said"].text(), node["fix"].text(), node["outcome"].member(*Outcome),
    )  # fmt: skip


def _finding(node: _Node) -> Finding:
    article, reference, attribution = node["article"], node["reference"], node["attribution"]
    excerpt, fix, advice = node["excerpt"].text(), node["fix"].text(), node["advice"].text("")
    if not (excerpt or fix) and advice.endswith(":"):  # it was written with --quote none: a text follows the advice
        fix = _UNTOLD
    extent = _extent(article)
    is_sealed = reference["sealed"].flag(otherwise=False)
    return Finding(
        key=node["key"].text(),
        reason=node["reason"].member(*Reason),
        blocks=node["blocks"].flag(),
        article=extent,
        article_words=article["words"].count(),
        reference=ReferenceInfo(
            reference["id"].text(), reference["source"].text(), _path(reference),
            reference["title"].text(), reference["url"].text(), is_sealed,
        ),
        reference_extent=NOWHERE if is_sealed else _extent(reference),
        matched_words=node["matched_words"].count(),
        longest_run=node["longest_run"].count(),
        attribution=Attribution(
            attribution["level"].member(*Level), tuple(map(_evidence, attribution["evidence"].items()))
        ),
        comparison=(Piece(True, excerpt, "", extent.line, 0),) if excerpt else (),
        excerpt=shortened(excerpt),
        also_in=tuple(one.text() for one in node["also_in"].items()),
        names=attribution["names"].text(""),
        disguised=node["disguised"].flag(),
        advice=advice,
        fix=fix,
        waiver=node["waiver"].text(""),
        limits_reached=tuple(map(_limit, node["limits"].items(()))),
    )  # fmt: skip


def _evidence(node: _Node) -> Evidence:
    start, stop = node.interval()
    shows, kind, value = (node[name].text() for name in ("shows", "kind", "value"))
    return Evidence(shows, kind, value, Span(start, stop), node["line"].count(1, 0))


def _extent(node: _Node) -> Extent:
    return Extent(*node.interval(), *(node[name].count(1) for name in _EXTENT[2:]))


def _path(node: _Node) -> str:
    shown, packed = node["path"].text(), node["path_bytes"]
    if packed.value is _ABSENT:
        return shown
    try:
        return a2b_base64(packed.text()).decode("utf-8", "surrogateescape")
    except ValueError:
        packed.wrong("the bytes of the path in base64")
        return shown


class _Node:
    """A value somewhere in the document. What is wrong with it is noted, and something harmless goes on."""

    __slots__ = ("_problems", "_unknown", "place", "value")

    def __init__(self, value: Any, place: str, problems: list[str], unknown: dict[str, str]) -> None:  # noqa: ANN401
        self.value, self.place = value, place
        self._problems, self._unknown = problems, unknown
        if isinstance(value, dict):
            kind = place.rpartition(".")[2].partition("[")[0]
            for name in value.keys() - _MEMBERS.get(kind, "").split():
                unknown.setdefault(f"{kind}.{name}", f"{place}.{harmless(name)}".removeprefix("."))

    def __getitem__(self, name: str) -> _Node:
        """A member, which may be absent. Of what is no object it is said once that it is none."""
        if not isinstance(self.value, dict) and self.value is not _HUSHED:
            self.wrong("an object")
            self.value = _HUSHED
        value = self.value.get(name, _ABSENT) if isinstance(self.value, dict) else _HUSHED
        return _Node(value, f"{self.place}.{name}".removeprefix("."), self._problems, self._unknown)

    def items(self, otherwise: tuple[()] | None = None) -> Sequence[_Node]:
        if not self._is(list, otherwise, "a list"):
            return ()
        return [_Node(one, f"{self.place}[{at}]", self._problems, self._unknown) for at, one in enumerate(self.value)]

    def text(self, otherwise: str | None = None) -> str:
        return str(self.value) if self._is(str, otherwise, "a text") else ""

    def flag(self, *, otherwise: bool | None = None) -> bool:
        return bool(self._is(bool, otherwise, "true or false") and self.value)

    def count(self, least: int = 0, otherwise: int | None = None) -> int:
        """A whole number."""
        if not self._is(int, otherwise, wanted := f"a whole number from {least}"):
            return 0
        if not least <= self.value <= _MOST:
            self.wrong(wanted)
        return int(self.value)

    def figure(self, most: int = _MOST) -> float:
        """A number from 0, whole or not, as it is written."""
        wanted = f"a number from 0 to {most:,}"
        if not self._is(int | float, None, wanted):
            return 0
        if not 0 <= self.value <= most:
            self.wrong(wanted)
        number: float = self.value
        return number

    def one_of(self, allowed: Sequence[str], otherwise: str | None = None) -> str:
        wanted = f"one of {', '.join(allowed)}"
        if not self._is(str, otherwise, wanted):
            return ""
        if self.value not in allowed:
            self.wrong(wanted)
        return str(self.value)

    def member(self, *members: E) -> E:
        """The one of these members of an Enum that has this value."""
        value = self.one_of([one.value for one in members])
        return next((one for one in members if one.value == value), members[0])

    def interval(self) -> tuple[int, int]:
        """``start`` and ``stop`` of this object."""
        start, stop = self["start"].count(), self["stop"].count()
        if stop < start:
            self["stop"].wrong(f"{start} or more, where it starts")
        return start, max(start, stop)

    def agrees(self, expected: Any, why: str) -> None:  # noqa: ANN401 - a text, a number or a list
        if self.value is not _HUSHED and self.value != expected:
            self.wrong(f"{_shown(expected)}, {why}")

    def _is(self, kinds: type | UnionType, otherwise: object, wanted: str) -> bool:
        """Whether the value is of this kind; notes it as wrong unless it is absent and may be."""
        if isinstance(self.value, kinds) and not (isinstance(self.value, bool) and kinds is not bool):
            return True
        if self.value is not _HUSHED and not (self.value is _ABSENT and otherwise is not None):
            self.wrong(wanted)
        return False

    def wrong(self, wanted: str) -> None:
        found = "nothing" if self.value is _ABSENT else _shown(self.value)
        self._problems.append(f"{self.place}: found {found}, wants {wanted}")


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever stands there
    if isinstance(value, dict | list) and value:
        return _kind(value)
    shown = harmless(json.dumps(value, ensure_ascii=False)[: _SHOWN + 1])
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"


def _kind(value: Any) -> str:  # noqa: ANN401 - as above
    return _KINDS.get(type(value), "null")
