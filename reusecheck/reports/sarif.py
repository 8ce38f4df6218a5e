"""The verdict as SARIF 2.1.0, for code scanning and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html; numbers of
sections below are its own. What GitHub makes of it, and its limits:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

from urllib.parse import quote

from reusecheck import __version__
from reusecheck.attribution.levels import IN_BASE, TRAILER
from reusecheck.errors import EXIT_BLOCKED, EXIT_NOT_JUDGED, EXIT_OK
from reusecheck.findings import Reason
from reusecheck.reports import lines, objects, wording
from reusecheck.reports.hostile import harmless, path_bytes, shown_path
from reusecheck.reports.results import UNREADABLE, allowed, identities, ranked, results, settling, shown
from reusecheck.reports.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.levels import Evidence
    from reusecheck.findings import Finding, Verdict
    from reusecheck.reports.objects import Object, Value
    from reusecheck.reports.options import Options, Quote
    from reusecheck.reports.results import Result
    from reusecheck.reports.rules import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# of one run that GitHub accepts; it refuses the whole file otherwise
MOST_RESULTS = 25_000
# that GitHub accepts of one result; other references with the same words are listed up to here
MOST_LOCATIONS = 1_000
_NONE = '"results": []'
_ROOT = "%SRCROOT%"
_SOURCE_ID = 1  # of the one related location; links in messages lead to it (3.11.6)
_EXITS = {
    EXIT_OK: "judged, nothing blocks",
    EXIT_BLOCKED: "judged, at least one article is blocked",
    EXIT_NOT_JUDGED: "could not judge everything",
}
_RULE_AT = {rule.id: at for at, rule in enumerate(RULES)}
_NOTICES = {
    UNREADABLE: "A file could not be read, so it was not judged",
    "cut": "There are more results than a run may have",
}
# What is no problem: 3.27.9. All else is of kind "fail", be it suppressed or not.
_KINDS = {Reason.ATTRIBUTED: "pass", Reason.TEMPLATE: "informational", Reason.OWN: "informational"}


def render(verdict: Verdict, options: Options) -> str:
    """One run, its results as ``ranked``.

    There are the results that ``text`` shows, and what passes because somebody allowed it, with its suppression;
    ``verbose`` adds all others, ``quiet`` leaves only what blocks. (GitHub makes an open alert of every result,
    suppressed or not: a quotation that is credited must not be one.)
    """
    listed = _listed(verdict, options)
    notices: list[Value] = [
        _notice(UNREADABLE, "error", result, options) for result in listed if result.rule == UNREADABLE
    ]
    listed = ranked(result for result in listed if result.rule != UNREADABLE)
    if len(listed) > MOST_RESULTS:
        notices.append(_cut(len(listed)))
        listed = listed[:MOST_RESULTS]
    run: Object = {
        "tool": {"driver": _driver()},
        "invocations": [_invocation(verdict, notices)],
        # without the path of the machine: whoever reads it knows where the repository is (3.14.14)
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository"}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [],
        "properties": _properties(verdict),
    }
    document: Object = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    frame = objects.printed(document, options.encoding, indent=2)
    # a line a result: in half the bytes and a third of the memory. Within strings this cannot stand: quotes are escaped
    lines_of_results = ",\n".join(
        objects.printed(result, options.encoding).rstrip("\n") for result in _results(verdict, listed, options)
    )
    return frame.replace(_NONE, f"{_NONE[:-1]}\n{lines_of_results}\n{_NONE[-1]}") if listed else frame


def _listed(verdict: Verdict, options: Options) -> list[Result]:
    if options.quiet:
        return shown(verdict, options)
    if options.verbose:
        return results(verdict)
    more = [one for one in allowed(verdict) if one.finding and not lines.counts(one.finding)]
    return sorted([*shown(verdict, options), *more], key=lambda result: result[:5])


def _driver() -> Object:
    return {
        "name": "reusecheck",
        "version": __version__,
        "semanticVersion": __version__,
        "shortDescription": {"text": "Finds passages that an article shares with references without naming them."},
        "rules": [_rule(rule) for rule in RULES],
        "notifications": [{"id": name, "shortDescription": {"text": f"{said}."}} for name, said in _NOTICES.items()],
    }


def _rule(rule: Rule) -> Object:
    told = f"{rule.full}\n\n{rule.mend}"
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.short}."},
        "fullDescription": {"text": rule.full.replace("`", "")},
        "help": {"text": told.replace("`", ""), "markdown": told},
        "defaultConfiguration": {"level": rule.level},
        "properties": {"tags": ["attribution"], "precision": "very-high"},
    }


def _invocation(verdict: Verdict, notices: list[Value]) -> Object:
    return {
        "executionSuccessful": not verdict.unreadable,
        "exitCode": verdict.exit_code,
        "exitCodeDescription": _EXITS[verdict.exit_code],
        "toolExecutionNotifications": notices,
    }


def _notice(name: str, level: str, result: Result, options: Options) -> Object:
    return {
        "descriptor": {"id": name, "index": list(_NOTICES).index(name)},
        "level": level,
        "message": {"text": _bare(f"{result.message}.")},
        "locations": [{"physicalLocation": {"artifactLocation": _file(result.path, options)}}],
    }


def _cut(found: int) -> Object:
    said = f"{found - MOST_RESULTS:,} of {found:,} results are not in this file, which may hold {MOST_RESULTS:,}."
    return {
        "descriptor": {"id": "cut", "index": list(_NOTICES).index("cut")},
        "level": "warning",
        "message": {"text": f"{said} Those that weigh most are; -o json holds all."},
    }


def _properties(verdict: Verdict) -> Object:
    return {
        "outcome": verdict.outcome.value,
        "articles": len(verdict.articles),
        "corpus": objects.of_corpus(verdict.corpus),
        **({"scope": verdict.scope} if verdict.scope else {}),
        **({"since": objects.text(verdict.since)} if verdict.since else {}),
    }


def _results(verdict: Verdict, listed: Sequence[Result], options: Options) -> list[Value]:
    """The results; on all of them or on none there is a ``baselineState``, as 3.27.24 wants it.

    The run to compare with is one over what stood there before, or the one that made the baseline. ``unchanged`` is
    what one of these is known to have held, ``new`` all that is not. Where neither was looked at, nothing is said.
    """
    compared = verdict.scope == "added" or any(map(_is_known, listed))
    linked = not verdict.corpus.archive  # paths of an archive's references are those of another repository
    found: list[Value] = []
    for result, name in zip(listed, identities(listed), strict=True):
        state: Object = {"baselineState": "unchanged" if _is_known(result) else "new"} if compared else {}
        found.append({**_result(result, name, options, linked=linked), **state})
    return found


def _is_known(result: Result) -> bool:
    return result.finding is not None and result.finding.reason is Reason.BASELINE


def _result(result: Result, name: str, options: Options, *, linked: bool) -> Object:
    finding = result.finding
    kind = _KINDS.get(finding.reason, "fail") if finding and result.level == "note" else "fail"
    source = _source(finding, options) if finding and linked else None
    # a line to put in is left out: in the plain text of a message its links would be links (3.11.6)
    told = settling(result, options._replace(quote="none", encoding="utf-8"))  # JSON holds every name
    link = f"The source: [{_label(finding)}]({_SOURCE_ID})." if finding and source else ""
    return {
        "ruleId": result.rule,
        **({"ruleIndex": _RULE_AT[result.rule]} if result.rule in _RULE_AT else {}),
        "kind": kind,
        "level": result.level if kind == "fail" else "none",
        "message": {"text": " ".join(filter(None, [_bare(f"{result.message}."), link, _bare(told)]))},
        "locations": [
            {"physicalLocation": {"artifactLocation": _file(result.path, options), "region": _region(result)}}
        ],
        **({"relatedLocations": [source]} if source else {}),
        # the first is ours; by the second GitHub knows an alert again, and would make it of the line's text
        "partialFingerprints": {"reusecheckKey/v1": name, "primaryLocationLineHash": name},
        "suppressions": _suppressions(result, options),
        **({"properties": _of_finding(finding, options.quote)} if finding else {}),
    }


def _bare(text: str) -> str:
    """``text`` as part of a message, without placeholders (3.11.5) and links (3.11.6)."""
    return text.replace("](", "] (").replace("{", "{{").replace("}", "}}")


def _label(finding: Finding) -> str:
    """The reference's place as the text of a link: brackets and backslashes escaped, braces doubled."""
    label = harmless(shown_path(finding.reference.path))
    for special in "\\[]":
        label = label.replace(special, f"\\{special}")
    place = "" if _is_one_of_many(finding) else f":{finding.reference_extent.line}"
    return label.replace("{", "{{").replace("}", "}}") + place


def _region(result: Result) -> Object:
    end: Object = {"endLine": result.end_line, "endColumn": result.end_column} if result.finding else {}
    return {"startLine": result.line, "startColumn": result.column, **end}


def _file(path: str, options: Options) -> Object:
    """Percent-encoded byte by byte: a name need not be UTF-8 (RFC 3986)."""
    return {"uri": quote(path_bytes(options.prefix + path)), "uriBaseId": _ROOT}


def _source(finding: Finding, options: Options) -> Object | None:
    """Where the words stand in the reference; nothing of one that is sealed."""
    if finding.reference.is_sealed:
        return None
    extent = finding.reference_extent
    region: Object = {
        "startLine": extent.line,
        "startColumn": extent.column,
        "endLine": extent.end_line,
        "endColumn": extent.end_column,
    }
    place: Object = {"artifactLocation": _file(finding.reference.path, options)}
    return {
        "id": _SOURCE_ID,
        "physicalLocation": place if _is_one_of_many(finding) else {**place, "region": region},
        "message": {"text": _bare(harmless(finding.reference.title or finding.reference.id))},
    }


def _is_one_of_many(finding: Finding) -> bool:
    """Whether the reference's file holds others, too: lines are those of its text, not of the file."""
    return finding.reference.path.endswith((".jsonl", ".jsonl.gz"))


def _suppressions(result: Result, options: Options) -> list[Value]:
    """Why it may stay. On every result, if only as an empty list: 3.27.23 wants all or none."""
    if result.finding is None:
        return []
    found: list[Value] = []
    for one in wording.waivers(result.finding) if result.finding.reason is Reason.WAIVED else ():
        if one.kind.startswith(TRAILER):
            found.append(_external(one))
            continue
        line: Object = {"region": {"startLine": one.line}} if one.line else {}
        place: Object = {"physicalLocation": {"artifactLocation": _file(result.path, options), **line}}
        found.append({"kind": "inSource", "justification": objects.text(one.value), "location": place})
    # nobody was asked about what stood there before: it is unchanged, not suppressed
    found += [_external(one) for one in wording.known(result.finding) if one.kind != IN_BASE]
    return [one for at, one in enumerate(found) if one not in found[:at]]


def _external(evidence: Evidence) -> Object:
    said = f"{evidence.kind}: {evidence.value}" if evidence.value else evidence.kind
    return {"kind": "external", "justification": objects.text(said)}


def _of_finding(finding: Finding, quoted: Quote) -> Object:
    reference = finding.reference
    return {
        "key": objects.text(finding.key),
        "matchedWords": finding.matched_words,
        "longestRun": finding.longest_run,
        "attribution": finding.attribution.level.value,
        "reference": {
            "id": objects.text(reference.id),
            "source": objects.text(reference.source),
            "title": objects.text(reference.title),
            "url": objects.text(reference.url),
        },
        "alsoIn": [objects.text(other) for other in finding.also_in[: MOST_LOCATIONS - 1]],
        "excerpt": objects.text(wording.excerpt(finding, quoted)),
    }
