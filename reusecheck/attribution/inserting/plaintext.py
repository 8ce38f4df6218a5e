"""Plain text: quotation marks around the passage, a credit line below its paragraph."""

from __future__ import annotations

from reusecheck.attribution.fixing import plaintext as form
from reusecheck.attribution.inserting.place import Markup, indentation, wrapped
from reusecheck.attribution.inserting.place import below as block_below
from reusecheck.attribution.inserting.ways import Ways, nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.inserting.place import Marks, Place
    from reusecheck.edits import Insertion

MARKUP = Markup(before="(?!)", behind="(?!)")


def below(place: Place, who: Identity) -> list[Insertion] | None:
    at = place.parts[-1].block.stop - 1
    return [block_below(place, at, indentation(place, at), form.credit_line(who))]


def line_below(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    """Marks around the passage and the credit line below: the block quotation of plain text."""
    return [*wrapped(place, place.all_ends(MARKUP), marks, "", is_note=True), *(below(place, who) or ())]


def inline(place: Place, who: Identity, marks: Marks) -> list[Insertion] | None:
    return wrapped(place, place.all_ends(MARKUP), marks, f" ({form.credit(who)})")


def marked(place: Place, marks: Marks) -> list[Insertion] | None:
    return wrapped(place, place.all_ends(MARKUP), marks, "", is_note=True)


WAYS = Ways(nothing, below, nothing, nothing, nothing, inline, marked, line_below)
