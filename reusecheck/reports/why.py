"""Why a finding is settled, or why it is not: two sentences for a writer who knows nothing of the program."""

from __future__ import annotations

from reusecheck.attribution.levels import IN_BASE, TRAILER, Level
from reusecheck.findings import Reason
from reusecheck.reports.wording import MEND, where

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.levels import Evidence
    from reusecheck.findings import Finding


def why(finding: Finding, *, quoting: bool = True) -> tuple[str, str]:
    """What the article says of these words, and what follows from it.

    Not ``quoting``: without any words of the article. Both end in a stop; what is
    quoted in them may hold anything that the article does.
    """
    return _SAID[finding.reason](finding, quoting)


def _unattributed(finding: Finding, quoting: bool) -> tuple[str, str]:
    level = finding.attribution.level
    other = next(iter(_showing(finding, "other")), None)
    if level is Level.CREDITED:
        return (
            f"The source is named ({_where(finding, 'credit')}), but the words are not marked as a quotation.",
            "Quotation marks are asked for as well, so it is not settled yet.",
        )
    if other is not None:
        named = f" names somebody else: “{other.value}”" if quoting and other.value else " names somebody else"
        marked = "The words are marked as a quotation, but the" if level is Level.QUOTED else "The"
        return (
            f"{marked} {_place(other)}{named}.",
            f"Whoever reads it cannot tell that the words stand in {_title(finding)}, so it is not settled.",
        )
    missing = next(iter(_showing(finding, "missing")), None)
    if missing is not None:
        key = f" (“{missing.value}”)" if quoting else ""
        marked = "The words are marked as a quotation, and beside them"
        beside = marked if level is Level.QUOTED else "Beside these words"
        return (
            f"{beside} stands a {_place(missing)}{key}.",
            f"Whoever follows it does not come to {_title(finding)}, so it is not settled.",
        )
    if level is Level.QUOTED:
        marked = f"The words are marked as a quotation ({_where(finding, 'quotation')})"
        return (
            f"{marked}, but nothing near them says whose they are.",
            f"It is settled once {_title(finding)} is named beside them.",
        )
    unmarked = "but they are not marked as a quotation, and nothing near them names the source"
    return (
        f"These words stand in {_title(finding)}, too, {unmarked}.",
        "Whoever reads the article takes them for its author's own, so it is not settled.",
    )


def _misattributed(finding: Finding, quoting: bool) -> tuple[str, str]:
    other = next(iter(_showing(finding, "other")), None)
    value = f": “{other.value}”" if other and quoting and other.value else ""
    place = f" ({_place(other)}{value})" if other else ""
    return (
        f"The article gives these words to {finding.names}{place}, but they stand in {_title(finding)}.",
        "The wrong source is worse than none, so it is not settled until the right one is named.",
    )


def _attributed(finding: Finding, quoting: bool) -> tuple[str, str]:
    del quoting
    settled, less_settled = (
        "That settles it: whoever reads it knows what was taken, and from whom.",
        "That settles it, though no quotation marks show which words are not the article's own.",
    )
    if any(limit.name == "quoted_share" for limit in finding.limits_reached):
        settled = less_settled = "But quotations make up too much of the article, and these words are among them."
    level = finding.attribution.level
    free = next(iter(_showing(finding, "licence")), None)
    if level in (Level.NONE, Level.QUOTED) and free is not None:
        return (
            f"The words stand in {_title(finding)}, whose licence ({free.value}) asks for no attribution.",
            "That settles it, and nothing need be done.",
        )
    holder = f" – {finding.names}, which holds the same words –" if finding.names else ""
    if level is Level.FULL:
        marked = f"The words are marked as a quotation ({_where(finding, 'quotation')}), and"
        return (
            f"{marked} their source{holder} is named ({_where(finding, 'credit')}).",
            settled,
        )
    return (
        f"The source of the words{holder} is named ({_where(finding, 'credit')}).",
        less_settled,
    )


def _altered(finding: Finding, quoting: bool) -> tuple[str, str]:
    change = next(iter(_showing(finding, "alteration")), None)
    told = f": {change.value}" if change and quoting else ""
    named = f"The words are given as a quotation and their source is named ({_where(finding, 'credit')})"
    return f"{named}, but they are not the source's words{told}.", f"It does not block, but should be mended: {MEND}."


def _waived(finding: Finding, quoting: bool) -> tuple[str, str]:
    waiver = next(iter(_showing(finding, "waiver")), None)
    reason = f": “{waiver.value}”" if waiver and quoting else ""
    line = f" in line {waiver.line}" if waiver and waiver.line else ""
    if waiver and waiver.kind.startswith(TRAILER):
        return f"The {waiver.kind} allows these words to stay{reason}.", "It holds for what that commit adds."
    return f"A comment{line} allows these words to stay{reason}.", "They do not count as long as it stands there."


def _baseline(finding: Finding, quoting: bool) -> tuple[str, str]:
    known = next(iter(_showing(finding, "baseline")), None)
    if known and known.kind == IN_BASE:
        return "The words stood there before.", "Only what is new counts, so they do not."
    reason = f": “{known.value}”" if known and known.value and quoting else ""
    return f"The baseline lists these words{reason}.", "They do not count as long as it does."


def _template(finding: Finding, quoting: bool) -> tuple[str, str]:
    del finding, quoting
    return (
        "These words are text that everybody here repeats: the configuration calls it a template.",
        "They do not count, and nothing need be done.",
    )


def _own(finding: Finding, quoting: bool) -> tuple[str, str]:
    del quoting
    return (
        f"The words stand in {_title(finding)}, which the configuration calls one's own text.",
        "They are only noted, and nothing need be done.",
    )


def _title(finding: Finding) -> str:
    reference = finding.reference
    return f"“{reference.title}” ({reference.id})" if reference.title else reference.id


def _showing(finding: Finding, shows: str) -> list[Evidence]:
    return [one for one in finding.attribution.evidence if one.shows == shows]


def _where(finding: Finding, shows: str) -> str:
    """``link in the lead-in, line 14``: the first evidence of its kind, for the others are listed below."""
    found = _showing(finding, shows)
    return _place(found[0]) if found else "see below"


def _place(evidence: Evidence) -> str:
    return f"{where(evidence)}, line {evidence.line}" if evidence.line else where(evidence)


_SAID = {
    Reason.UNATTRIBUTED: _unattributed,
    Reason.MISATTRIBUTED: _misattributed,
    Reason.ATTRIBUTED: _attributed,
    Reason.ALTERED: _altered,
    Reason.WAIVED: _waived,
    Reason.BASELINE: _baseline,
    Reason.TEMPLATE: _template,
    Reason.OWN: _own,
}
