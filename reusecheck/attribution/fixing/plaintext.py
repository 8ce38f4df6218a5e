"""Plain text: quotation marks, and a line that begins with a dash."""

from __future__ import annotations

from reusecheck.attribution.fixing.source import written as credit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity

__all__ = ("block", "credit", "credit_line", "quotation")

# Marks that would close the ones put around a passage become single ones, as in print.
INNER_MARKS = str.maketrans({"“": "‘", "”": "’", '"': "’", "„": "‚"})


def credit_line(who: Identity) -> str:
    said = credit(who)
    return said and f"— {said}"


def block(line: str) -> str:
    return line


def quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    """Each paragraph opens with a mark, the last one closes it, as in print."""
    del who
    quoted = [f"“{paragraph.translate(INNER_MARKS)}" for paragraph in paragraphs]
    return "\n\n".join([*quoted[:-1], f"{quoted[-1]}”", line])
