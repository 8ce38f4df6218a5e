"""What each rule asks for, in the words of somebody who meets it in a list of results and knows nothing else."""

from __future__ import annotations

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class Rule(NamedTuple):
    """A rule: ``id`` is ``Result.rule``, ``level`` that of most of its results.

    ``short`` is one sentence without a stop, ``full`` says what was found, ``mend`` what to do; code stands between
    backticks.
    """

    id: str
    name: str
    level: Literal["error", "warning", "note"]
    short: str
    full: str
    mend: str


_ALLOW = "or say in a comment why they may stay: `reusecheck: allow SOURCE: REASON`"
_NOTHING = "Nothing need be done."

RULES = (
    Rule(
        "unattributed",
        "UnattributedOverlap",
        "error",
        "Words of a reference, no attribution found",
        "These words stand in a reference of the corpus, too, and nothing near them settles it: neither the reference "
        "is named nor, where that is asked for, are they marked as a quotation. It blocks where a limit is reached.",
        "Quote the words and name their source beside them (`reusecheck attribute KEY --write` puts the credit in), "
        f"{_ALLOW}.",
    ),
    Rule(
        "misattributed",
        "MisattributedOverlap",
        "warning",
        "Words of a reference, another source is named",
        "The article names another source for these words than the reference in which they stand.",
        f"Name the right source, {_ALLOW}.",
    ),
    Rule(
        "altered",
        "AlteredQuotation",
        "warning",
        "A quotation does not say what its source says",
        "The words are given as a quotation and their source is named, but they are not the source's words.",
        "Put the source's words back, or show with […] and [brackets] what was left out and put in.",
    ),
    Rule(
        "attributed",
        "AttributedOverlap",
        "note",
        "Words of a reference, source named",
        "The source of these words is named. It blocks only where quotations make up too much of the article "
        "(`quoted_share`).",
        "Where it blocks: quote less; or, where the source allows more, say so in its `license:` (`.reusecheck.yaml`).",
    ),
    Rule(
        "waived",
        "WaivedOverlap",
        "note",
        "Words of a reference, allowed with a reason",
        "A comment in the article, or the message of a commit, allows these words to stay.",
        f"{_NOTHING} They count again once the waiver is gone.",
    ),
    Rule(
        "baseline",
        "KnownOverlap",
        "note",
        "Words of a reference, known before",
        "The baseline lists these words, or they stood there before what is judged.",
        f"{_NOTHING} Once they are credited, `reusecheck baseline prune` takes them off the list.",
    ),
    Rule(
        "template",
        "TemplateText",
        "note",
        "Text that everybody here repeats",
        "The configuration calls these words a template (`templates:`).",
        _NOTHING,
    ),
    Rule(
        "own",
        "OwnText",
        "note",
        "One's own text again",
        "These words stand in a text that the configuration calls one's own (`own: true`).",
        _NOTHING,
    ),
    Rule(
        "licence",
        "LicenceNotNamed",
        "warning",
        "A licence that wants to be named is not named",
        "Words stand here under a licence that wants to be named or linked where its text is used.",
        "Name the licence once in the article, or link it.",
    ),
    Rule(
        "waiver",
        "WaiverToMend",
        "warning",
        "A waiver does not do what it says",
        "A comment that allows words to stay holds for nothing, names no source or key, gives no reason or ran out.",
        "Mend the comment, or take it out.",
    ),
)
