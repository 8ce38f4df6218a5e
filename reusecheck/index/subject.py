"""References on an article's subject that share only short runs with it: heavily reworked text has no longer ones."""

from __future__ import annotations

from bisect import bisect_right

from reusecheck.index.growing import NEAR, is_telling
from reusecheck.index.telling import like
from reusecheck.spans import union

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reusecheck.index.candidates import Shelves
    from reusecheck.index.growing import ShortRuns
    from reusecheck.spans import Run

MOST_LIKE = 8  # references: those that share most telling words are compared with the article
LONGEST = 20_000  # words: a longer reference is on every subject


def on_the_subject(
    short: ShortRuns, hashes: Sequence[int], shelves: Shelves, known: Mapping[tuple[int, int], Sequence[Run]]
) -> dict[tuple[int, int], list[Run]]:
    """Runs, by segment and document, of references that share enough short ones far from those ``known``.

    ``hashes`` are those of the article's words, in which ``short`` searches.
    The known runs of a reference are among those returned for it; near them
    alignment looks for shorter ones anyway.
    """
    found = {}
    for number, document in _alike(hashes, shelves):
        if shelves.segments[number].length(document) > LONGEST:
            continue
        before = known.get((number, document), ())
        if sum(len(span) + 2 * NEAR for span in union(run.span for run in before)) > len(hashes):
            continue  # no place is far from them
        runs = _far_from(before, short.anywhere(shelves.segments[number].token_bytes(document)))
        if is_telling(runs):
            found[number, document] = sorted({*before, *runs})
    return found


def _far_from(known: Sequence[Run], runs: list[Run]) -> list[Run]:
    """The runs further than ``NEAR`` from all known ones in the article."""
    if not known:
        return runs
    spans = union(run.span for run in known)
    starts = [span.start for span in spans]

    def is_far(run: Run) -> bool:
        at = bisect_right(starts, run.article)
        behind = spans[at - 1].stop + NEAR if at else -1
        ahead = starts[at] - NEAR if at < len(spans) else run.article + run.length
        return behind < run.article and run.article + run.length <= ahead

    return [run for run in runs if is_far(run)]


def _alike(hashes: Sequence[int], shelves: Shelves) -> list[tuple[int, int]]:
    """The references to look at: all where there are few, otherwise those most like the article."""
    live = sum(segment.documents - len(dead) for segment, dead in zip(shelves.segments, shelves.dead, strict=True))
    if live > MOST_LIKE:
        found = like(hashes, shelves.segments, shelves.dead, 4 * MOST_LIKE)
        # with those equal to the last of them: their order hangs on how they came into the index
        return [one[:2] for one in found if one[2] >= found[min(MOST_LIKE, len(found)) - 1][2]]
    return [
        (number, document)
        for number, segment in enumerate(shelves.segments)
        for document in range(segment.documents)
        if document not in shelves.dead[number]
    ]
