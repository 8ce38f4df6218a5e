"""The text that would settle a passage, in the article's own format."""

from __future__ import annotations

from reusecheck.attribution.fixing import form_of
from reusecheck.attribution.levels import Level
from reusecheck.config import Require
from reusecheck.tokens import unbroken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.levels import Attribution
    from reusecheck.documents import Document
    from reusecheck.spans import Prose, Span


_LESS = "uote less of it ("


def settles(attribution: Attribution, require: Require) -> bool:
    """Whether the passage is settled (CONTRACT section 4)."""
    if require is Require.CITATION_AND_QUOTATION:
        return attribution.level is Level.FULL
    return attribution.level in (Level.FULL, Level.CREDITED)


def settle(
    path: str, quoted: Sequence[str], who: Identity, attribution: Attribution, require: Require
) -> tuple[str, str]:
    """What to do, as a sentence, and the text that does it; both "" where nothing is to be settled.

    The text is a block of its own: it takes the place of the passage, with an
    empty line before and behind; below a quotation that only lacks its source
    it follows as a block. ``path`` is the article's, whose suffix says how it is
    written; ``quoted`` the words to quote, a line a paragraph: those of the
    reference, not what the article made of them; none if nobody here may read
    the reference. The text is "" where nothing is known by which the reference could be named.
    """
    if settles(attribution, require):
        return "", ""
    form = form_of(path)
    line = form.credit_line(who)
    if not line:
        entry = f"give `credit:` names or urls to the corpus entry `{who.source}`"
        first = entry if who.source else "find out who wrote it"
        return f"Nothing is known by which this reference could be named: {first}, then quote it and name it.", ""
    name = who.outlet or who.author or who.title or "its source"
    if not quoted:
        if attribution.level is Level.CREDITED:
            return "Mark as a quotation what is the source's own words.", ""
        if attribution.level is Level.NONE:
            return f"Name {name} beside these words:", form.block(line)
    if attribution.level is Level.QUOTED:
        return f"Name {name} below the quotation:", form.block(line)
    advice = f"Quote it and name {name}:" if attribution.level is Level.NONE else "Mark it as a quotation:"
    return advice, form.quotation(quoted, line, who)


def of_less(advice: str, why: str) -> str:
    """What ``settle`` advises, where a quotation of all of it would not pass: ``why`` in a few words."""
    less = f"q{_LESS}{why})"
    begins = {"Quote it": "", "Name ": " and name ", "Mark it ": ", marked "}
    for said, instead in begins.items():
        if advice.startswith(said):
            return f"Q{less[1:]}{instead}{advice[len(said) :]}"
    return advice.replace("then quote it", f"then {less}")


def is_of_less(advice: str) -> bool:
    """Whether what is advised, maybe behind other sentences, is ``of_less``."""
    return _LESS in advice


def paragraphs(document: Document, passage: Span[Prose]) -> list[str]:
    """The prose of ``passage``, a line for each block."""
    prose = document.reading.prose
    pieces = [
        prose[max(block.prose.start, passage.start) : min(block.prose.stop, passage.stop)]
        for block in document.reading.blocks
        if block.prose.meets(passage)
    ]
    lines = [" ".join(unbroken(piece).split()) for piece in pieces or [prose[passage.start : passage.stop]]]
    return [line for line in lines if line]
