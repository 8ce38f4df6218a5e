"""References on an article's subject that share only short runs with it: heavily reworked text has no longer ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reusecheck.index.growing import is_telling
from reusecheck.index.telling import like

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reusecheck.index.candidates import Shelves
    from reusecheck.index.growing import ShortRuns
    from reusecheck.spans import Run

MOST_LIKE = 8  # references: those that share most telling words are compared with the article
LONGEST = 20_000  # words: a longer reference is on every subject


def on_the_subject(
    short: ShortRuns, hashes: Sequence[int], shelves: Shelves, known: Collection[tuple[int, int]]
) -> dict[tuple[int, int], list[Run]]:
    """Runs, by segment and document, of references that share enough short ones; those ``known`` are left out.

    ``hashes`` are those of the article's words, in which ``short`` searches.
    """
    found = {}
    for number, document in _alike(hashes, shelves):
        low, high = shelves.segments[number].token_span(document)
        if (number, document) in known or high - low > LONGEST:
            continue
        runs = short.anywhere(shelves.segments[number].token_bytes(document))
        if is_telling(runs):
            found[number, document] = runs
    return found


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
