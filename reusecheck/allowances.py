"""What the messages of commits allow: ``Reusecheck-Allow: SOURCE: reason`` (CONTRACT section 5).

One trailer lets one finding through, and says so in every report: an override that a reviewer can see.
"""

from __future__ import annotations

from reusecheck.attribution.levels import TRAILER, Evidence
from reusecheck.spans import Span
from reusecheck.values import NamedTuple
from reusecheck.waivers import is_meant_for, parted_target, reasoned, today

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NAME = "Reusecheck-Allow"


class Allowance(NamedTuple):
    """``target`` is the id of a source, or the key of a finding or its beginning.

    ``commit`` is the commit whose message says so, "" for one that is being made; ``paths`` are the files it touches,
    ``None`` for all.
    """

    target: str
    reason: str
    commit: str
    paths: Collection[str] | None

    @property
    def said_by(self) -> str:
        return f"{TRAILER} {self.commit[:12] or 'message'}"


class Allowances:
    """The trailers of some commits while articles are judged: which of them were used."""

    def __init__(self, allowances: Iterable[Allowance] = (), faults: Iterable[str] = ()) -> None:
        self._left = list(allowances)
        self._faults = tuple(faults)

    def use(self, sources: Collection[str], key: str, path: str) -> Evidence | None:
        """What allows the finding with this key in this article; it allows no other then. ``None`` if nothing does.

        A trailer that names the key goes before one that names its source, one for fewer files before one for more.
        """
        found = [
            one
            for one in self._left
            if is_meant_for(one.target, sources, key) and (one.paths is None or path in one.paths)
        ]
        if not found:
            return None
        best = min(found, key=lambda one: (":" not in one.target, one.paths is None, len(one.paths or ())))
        self._left.remove(best)
        return Evidence("waiver", best.said_by, best.reason, Span(0, 0))

    @property
    def notes(self) -> list[str]:
        """What is wrong with trailers, and which of them nothing needed; asked once all articles are judged."""
        idle = (f"the {one.said_by} allows {one.target}, which nothing needs" for one in self._left)
        return [*self._faults, *idle]


def read_allowances(
    trailers: Iterable[tuple[str, str, Collection[str] | None]], sources: Collection[str]
) -> Allowances:
    """What trailers allow: commit, value and paths of each. ``sources`` are the ids that there are."""
    allowances, faults = [], []
    for commit, value, paths in trailers:
        target, said = parted_target(value)
        reason, wrong = reasoned(target, said, sources, today, lambda source: f"{NAME}: {source}: REASON")
        one = Allowance(target, reason, commit, paths)
        if wrong:
            faults.append(f"the {one.said_by} allows nothing: {wrong}")
        else:
            allowances.append(one)
    return Allowances(allowances, faults)
