r"""The verdict for programs: schema ``reusecheck/1``, CONTRACT section 6.

Same verdict, same bytes. Strings are what they are, with two exceptions: a path
whose bytes are no text is shown with backslashes and has ``path_bytes`` (base64)
beside it; lone surrogates elsewhere, which no JSON parser agrees about, are
spelt ``\ud800``. Characters that a terminal might obey are written as JSON escapes.
"""

from __future__ import annotations

import json
import re
from binascii import b2a_base64

from reusecheck import __version__
from reusecheck.reports.hostile import can_print, path_bytes, shown_path
from reusecheck.reports.wording import excerpt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.findings import ArticleVerdict, Extent, Finding, LimitReached, Remark, Verdict
    from reusecheck.reports.options import Options, Quote

    Value = str | int | float | bool | list["Value"] | dict[str, "Value"]

SCHEMA = "reusecheck/1"
# What evidence shows whose value is no text that anybody wrote to be read, but why a passage may stay
_REASONS = ("waiver", "baseline", "licence")


def render(verdict: Verdict, options: Options) -> str:
    """One JSON document and a newline.

    ``quote`` decides about ``excerpt``, ``fix`` and ``value`` of evidence: ``none`` leaves them empty (but for the
    reason of a waiver and its like), ``full`` makes ``excerpt`` the whole passage. ``encoding`` decides whether all that is not ASCII is escaped. The other
    options change nothing.
    """
    document: dict[str, Value] = {
        "schema": SCHEMA,
        "version": __version__,
        "outcome": verdict.outcome.value,
        "exit_code": verdict.exit_code,
        "corpus": {
            "references": verdict.corpus.references,
            "words": verdict.corpus.words,
            **({"archive": verdict.corpus.archive} if verdict.corpus.archive else {}),
        },
        "articles": [_article(article, options.quote) for article in verdict.articles],
        "unreadable": [{**_path(unreadable.path), "why": _text(unreadable.why)} for unreadable in verdict.unreadable],
        **({"scope": verdict.scope} if verdict.scope else {}),
        **({"since": _text(verdict.since)} if verdict.since else {}),
    }
    printed = _safe(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)) + "\n"
    if can_print(printed, options.encoding):
        return printed
    return "".join(character if character.isascii() else _unicode_escapes(character) for character in printed)


def _article(article: ArticleVerdict, quote: Quote) -> dict[str, Value]:
    return {
        **_path(article.path),
        "outcome": article.outcome.value,
        "words": article.words,
        "overlap_words": article.overlap_words,
        "unattributed_words": article.unattributed_words,
        "score": article.score,
        "longest_run": article.longest_run,
        "limits_reached": list(dict.fromkeys(limit.name for limit in article.limits_reached)),
        "findings": [_finding(finding, quote) for finding in article.findings],
        **({"limits": [_limit(limit) for limit in article.limits_reached]} if article.limits_reached else {}),
        **({"remarks": [_remark(remark) for remark in article.remarks]} if article.remarks else {}),
    }


def _limit(limit: LimitReached) -> Value:
    """``source`` is the corpus entry whose own limit it is, ``part`` how many words a share is made of."""
    return {
        "name": limit.name,
        "found": limit.found,
        "limit": limit.limit,
        "unit": limit.unit,
        "source": _text(limit.source),
        "part": limit.part,
    }


def _remark(remark: Remark) -> Value:
    return {
        "kind": remark.kind,
        "outcome": remark.outcome.value,
        "line": remark.line,
        "column": remark.column,
        "said": _text(remark.said),
        "fix": _text(remark.fix),
    }


def _finding(finding: Finding, quote: Quote) -> dict[str, Value]:
    reference = finding.reference
    return {
        "key": _text(finding.key),
        "reason": finding.reason.value,
        "blocks": finding.blocks,
        "article": {**_extent(finding.article), "words": finding.article_words},
        "reference": {
            "id": _text(reference.id),
            "source": _text(reference.source),
            **_path(reference.path),
            "title": _text(reference.title),
            "url": _text(reference.url),
            **({"sealed": True} if reference.is_sealed else _extent(finding.reference_extent)),
        },
        "matched_words": finding.matched_words,
        "longest_run": finding.longest_run,
        "attribution": {
            "level": finding.attribution.level.value,
            "evidence": _evidence(finding, quote),
            **({"names": _text(finding.names)} if finding.names else {}),
        },
        "excerpt": _text(excerpt(finding, quote)),
        "fix": "" if quote == "none" else _text(finding.fix),
        "also_in": [_text(reference_id) for reference_id in finding.also_in],
        "disguised": finding.disguised,
        **({"limits": [_limit(limit) for limit in finding.limits_reached]} if finding.limits_reached else {}),
        **({"advice": _text(finding.advice)} if finding.advice else {}),
        **({"waiver": _text(finding.waiver)} if finding.waiver else {}),
    }


def _evidence(finding: Finding, quote: Quote) -> list[Value]:
    found: list[Value] = []
    for evidence in finding.attribution.evidence:
        entry: dict[str, Value] = {
            "shows": evidence.shows,
            "kind": _text(evidence.kind),
            "value": "" if quote == "none" and evidence.shows not in _REASONS else _text(evidence.value),
            "start": evidence.source.start,
            "stop": evidence.source.stop,
        }
        if evidence.line:
            entry["line"] = evidence.line
        found.append(entry)
    return found


def _extent(extent: Extent) -> dict[str, Value]:
    return {
        "start": extent.start,
        "stop": extent.stop,
        "line": extent.line,
        "column": extent.column,
        "end_line": extent.end_line,
        "end_column": extent.end_column,
    }


def _path(path: str) -> dict[str, Value]:
    if _is_text(path):
        return {"path": path}
    return {"path": shown_path(path), "path_bytes": b2a_base64(path_bytes(path), newline=False).decode("ascii")}


def _text(text: str) -> str:
    return text if _is_text(text) else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _safe(document: str) -> str:
    r"""The same values, with what a terminal or the runner of a pipeline might obey as ``\u001b``.

    ``json`` has done so with the ASCII controls; they, and commands such as ``##vso[``, stand in strings only.
    """
    if "##" in document:
        document = re.sub(r"##(?=[A-Za-z]*\[)", r"\\u0023#", document)
    if document.isascii():
        return document.replace("\x7f", "\\u007f")
    return "".join(c if c.isprintable() or c in "\n\u3000" else _unicode_escapes(c) for c in document)


def _unicode_escapes(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
