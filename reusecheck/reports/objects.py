r"""The parts of a verdict as JSON values, and JSON text that no terminal or runner obeys.

Strings are what they are, with two exceptions: a path whose bytes are no text is
shown with backslashes and has ``path_bytes`` (base64) beside it; lone surrogates
elsewhere, which no JSON parser agrees about, are spelt ``\ud800``. Characters that
a terminal might obey are written as JSON escapes.
"""

from __future__ import annotations

import json
import re
from binascii import b2a_base64
from codecs import lookup

from reusecheck.reports import lines
from reusecheck.reports.hostile import path_bytes, shown_path
from reusecheck.reports.wording import excerpt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import Unreadable
    from reusecheck.findings import ArticleVerdict, CorpusSize, Extent, Finding, LimitReached, Remark
    from reusecheck.reports.options import Quote

    Value = str | int | float | bool | list["Value"] | dict[str, "Value"]
    Object = dict[str, "Value"]

# What evidence shows whose value is no text of article or source, but the reason why a passage may stay
_REASONS = ("waiver", "baseline", "licence")


def printed(value: Value, encoding: str, indent: int | None = None) -> str:
    r"""The value as JSON and a newline, on one line unless there is an ``indent``.

    JSON is UTF-8 (RFC 8259, 8.1): for any other encoding, all that is not ASCII is an escape.
    What a terminal or the runner of a pipeline might obey is ``\u001b`` everywhere.
    """
    document = json.dumps(value, ensure_ascii=lookup(encoding).name != "utf-8", indent=indent, allow_nan=False) + "\n"
    # commands such as ``##vso[`` stand in strings only; json itself has escaped the ASCII controls
    if "##" in document:
        document = re.sub(r"##(?=[A-Za-z]*\[)", r"\\u0023#", document)
    return document.replace("\x7f", "\\u007f") if document.isascii() else document.translate(_shown)


class _Shown(dict[int, str]):
    """Code point → how it stands in JSON; filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_plain = character.isprintable() or character in "\n\u3000"
        self[code] = character if is_plain else _unicode_escapes(character)
        return self[code]


_shown = _Shown()


def _unicode_escapes(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def of_corpus(corpus: CorpusSize) -> Object:
    return {
        "references": corpus.references,
        "words": corpus.words,
        **({"archive": corpus.archive} if corpus.archive else {}),
    }


def of_article(article: ArticleVerdict, findings: list[Value] | None = None) -> Object:
    """The figures, with ``findings`` at their place where there are some to be put in."""
    return {
        **of_path(article.path),
        "outcome": article.outcome.value,
        "words": article.words,
        "overlap_words": article.overlap_words,
        "unattributed_words": article.unattributed_words,
        "score": article.score,
        "longest_run": article.longest_run,
        "limits_reached": list(dict.fromkeys(limit.name for limit in article.limits_reached)),
        **({} if findings is None else {"findings": findings}),
        **({"limits": [_limit(limit) for limit in article.limits_reached]} if article.limits_reached else {}),
    }


def _limit(limit: LimitReached) -> Value:
    """``source`` is the corpus entry whose own limit it is, ``part`` how many words a share is made of."""
    return {
        "name": limit.name,
        "found": limit.found,
        "limit": limit.limit,
        "unit": limit.unit,
        "source": text(limit.source),
        "part": limit.part,
    }


def of_remark(remark: Remark) -> Object:
    return {
        "kind": remark.kind,
        "outcome": remark.outcome.value,
        "line": remark.line,
        "column": remark.column,
        "said": text(remark.said),
        "fix": text(remark.fix),
    }


def of_unreadable(unreadable: Unreadable) -> Object:
    return {**of_path(unreadable.path), "why": text(unreadable.why)}


def of_finding(finding: Finding, quote: Quote) -> Object:
    """``quote`` decides about ``excerpt``, ``fix`` and ``value`` of evidence."""
    reference = finding.reference
    return {
        "key": text(finding.key),
        "reason": finding.reason.value,
        "blocks": finding.blocks,
        "article": {**_extent(finding.article), "words": finding.article_words},
        "reference": {
            "id": text(reference.id),
            "source": text(reference.source),
            **of_path(reference.path),
            "title": text(reference.title),
            "url": text(reference.url),
            **({"sealed": True} if reference.is_sealed else _extent(finding.reference_extent)),
        },
        "matched_words": finding.matched_words,
        "longest_run": finding.longest_run,
        "attribution": {
            "level": finding.attribution.level.value,
            "evidence": _evidence(finding, quote),
            **({"names": text(finding.names)} if finding.names else {}),
        },
        "excerpt": text(excerpt(finding, quote)),
        "fix": text(lines.fix_of(finding, quote)),
        "also_in": [text(reference_id) for reference_id in finding.also_in],
        "disguised": finding.disguised,
        **({"limits": [_limit(limit) for limit in finding.limits_reached]} if finding.limits_reached else {}),
        **({"advice": text(finding.advice)} if finding.advice else {}),
        **({"waiver": text(finding.waiver)} if finding.waiver else {}),
    }


def _evidence(finding: Finding, quote: Quote) -> list[Value]:
    found: list[Value] = []
    for evidence in finding.attribution.evidence:
        entry: Object = {
            "shows": evidence.shows,
            "kind": text(evidence.kind),
            "value": "" if quote == "none" and evidence.shows not in _REASONS else text(evidence.value),
            "start": evidence.source.start,
            "stop": evidence.source.stop,
        }
        if evidence.line:
            entry["line"] = evidence.line
        found.append(entry)
    return found


def _extent(extent: Extent) -> Object:
    return {
        "start": extent.start,
        "stop": extent.stop,
        "line": extent.line,
        "column": extent.column,
        "end_line": extent.end_line,
        "end_column": extent.end_column,
    }


def of_path(path: str) -> Object:
    if _is_text(path):
        return {"path": path}
    shown, packed = shown_path(path), path_bytes(path)
    if shown.encode("utf-8") == packed:  # where the locale is not of UTF-8, Python takes all such names for no text
        return {"path": shown}
    return {"path": shown, "path_bytes": b2a_base64(packed, newline=False).decode("ascii")}


def text(string: str) -> str:
    r"""``string``, lone surrogates as ``\ud800``."""
    return string if _is_text(string) else string.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_text(string: str) -> bool:
    try:
        string.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
