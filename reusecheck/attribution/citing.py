"""Whether a citation key credits a reference: by the entry of the bibliography behind it, or as it is configured.

Where the article has a bibliography, a key is worth what its entry says, for that is what readers are shown:

| entry | key is configured for the source | it is not |
| --- | --- | --- |
| names the reference | counts | counts |
| another title by the same outlet or author | counts: that is how the desk calls this source | does not |
| does not tell | counts | does not |
| another page, DOI, or title and names | does not: readers are sent elsewhere | does not |
| is not there, or the bibliography cannot be read | does not | does not |

Without a bibliography there is nothing to compare a configured key with, and it counts.
"""

from __future__ import annotations

from reusecheck.attribution.entries import Standing, standing
from reusecheck.attribution.levels import Evidence
from reusecheck.documents import Role
from reusecheck.expressions import expression
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reusecheck.attribution.bibliography import Bibliography
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.page import Page
    from reusecheck.spans import Prose, Span


# What pandoc-crossref and Quarto number: figures, tables, equations, sections, listings
_FIGURE = expression(r"(?:fig|tbl|eq|sec|lst|thm|lem|nte)[:-]")


class Cited(NamedTuple):
    """What a key is worth: whether it credits, and where its entry stands, "" if it has none."""

    credits: bool
    place: str = ""


def cited(page: Page, key: str, who: Identity) -> Cited:
    """Whether the key, cited on this page, credits the reference."""
    bibliography = page.bibliography
    configured = key in who.keys
    if not bibliography.is_declared:
        return Cited(configured)
    found = bibliography.find(key)
    if found is None:
        return Cited(credits=False)
    told = standing(page, found.entry, who)
    return Cited(told is Standing.NAMED or (configured and told is not Standing.ANOTHER), found.place)


def other_citations(page: Page, spans: Iterable[Span[Prose]]) -> Iterator[Evidence]:
    """What keys in these blocks of a passage cite instead, once it is known that none credits its reference.

    ``shows="missing"`` where a key leads nowhere.
    """
    bibliography = page.bibliography
    if not bibliography.is_declared:
        return
    for span in spans:
        for mark in page.meeting(Role.CITATION, span):
            found = bibliography.find(mark.value)
            if found:
                said = f"citation in the same paragraph ({found.place})"
                yield Evidence("other", said, f"@{mark.value}", mark.source)
            elif not _FIGURE.match(mark.value):
                yield Evidence("missing", f"citation key that {_missing(bibliography)}", f"@{mark.value}", mark.source)


def _missing(bibliography: Bibliography) -> str:
    if bibliography.problems:
        return f"cannot be looked up, for {' and '.join(bibliography.problems)}"
    first, *others = bibliography.names
    return f"none of {', '.join(bibliography.names)} has" if others else f"{first} does not have"
