"""How a passage is attributed, and what shows it."""

from __future__ import annotations

from reusecheck.values import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.spans import Source, Span


class Level(Enum):
    """The four groups editors know (CONTRACT section 4)."""

    FULL = "full"  # quoted, and the source is named
    CREDITED = "credited"  # the source is named
    QUOTED = "quoted"  # quotation marks alone
    NONE = "none"


TRAILER = "trailer of commit"  # what the kind of a waiver begins with that a commit's message gave
IN_BASELINE = "in the baseline"
IN_BASE = "stood there before"


class Evidence(NamedTuple):
    """One thing that names the reference, or marks the passage as a quotation.

    ``kind`` reads in a sentence: "link in the same paragraph". ``shows`` is
    ``credit`` or ``quotation``, ``other`` for what credits another source,
    ``missing`` for a citation key that leads nowhere, ``licence`` where none is
    needed, ``waiver`` for a comment or a commit that allows the passage, ``baseline`` for
    what was known before (``kind`` is one of the two below, ``value`` the reason), or ``alteration``
    for what a quotation changed; ``value`` what stands there; ``line`` the line on
    which it begins, 0 where nobody counted, or where it stands in a file beside the article.
    """

    shows: str
    kind: str
    value: str
    source: Span[Source]
    line: int = 0


class Attribution(NamedTuple):
    level: Level
    evidence: tuple[Evidence, ...] = ()
