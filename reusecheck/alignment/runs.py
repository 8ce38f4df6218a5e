"""Equal runs too short to be promised, near those that the index found."""

from __future__ import annotations

from reusecheck.alignment.chains import MAX_GAP
from reusecheck.spans import Run, Span, union

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.alignment.passages import Pair
    from reusecheck.spans import Token

SHORT_RUN = 2  # words: the shortest run that may join a passage
LONGER_RUN = 3  # words: a run shorter than this only where it goes on from a longer one, on nearly the same diagonal
DRIFT = 12  # words by which the diagonals of the two may differ, or a little more
REACH = 120  # words of the article: how far from a longer run short ones are looked for, on both sides
FAR = 600  # words of the reference, likewise
EDGE = 8  # words: so far into a run of the index short ones are looked for, too, since runs may overlap
COMMON_RUN = 16  # places: a short run that this part of the reference holds more often says nothing


def short_runs(pair: Pair, anchors: Sequence[Run]) -> list[Run]:
    """All maximal equal runs of ``LONGER_RUN`` words or more near the anchors, and of ``SHORT_RUN`` beside those.

    Near is within ``REACH`` in the article and ``FAR`` in the reference. Those
    that begin with words which stand more than ``COMMON_RUN`` times in
    that part of the reference are left out, and those that begin deep inside an
    anchor, which has their words. In no order.
    """
    article, reference = pair.article, pair.reference
    places: dict[tuple[str, ...], list[int]] = {}
    for low, high in _windows(((r.reference, r.reference + r.length) for r in anchors), len(reference), FAR):
        for at, gram in enumerate(_grams(reference, low, high), low):
            places.setdefault(gram, []).append(at)
    found = []
    inside = _deep_inside(anchors, len(article))
    for low, high in _windows(((r.article, r.article + r.length) for r in anchors), len(article), REACH):
        for at, gram in enumerate(_grams(article, low, high), low):
            there = places.get(gram, ())
            if inside[at] or len(there) > COMMON_RUN:
                continue
            is_first = at == low or inside[at - 1]
            for other in there:
                if not is_first and other > 0 and article[at - 1] == reference[other - 1]:
                    continue  # begins further to the left
                found.append(Run(at, other, _equal_length(article, reference, at, other)))
    return _beside_longer(found)


def _deep_inside(anchors: Iterable[Run], words: int) -> bytearray:
    """1 for each word of the article that is further than ``EDGE`` from both ends of an anchor: it is equal already."""
    inside = bytearray(words)
    for at, _, length in anchors:
        if length > 2 * EDGE:
            inside[at + EDGE : at + length - EDGE] = b"\1" * (length - 2 * EDGE)
    return inside


def _windows(places: Iterable[tuple[int, int]], length: int, reach: int) -> list[tuple[int, int]]:
    reached: Iterable[Span[Token]] = (Span(max(0, start - reach), min(length, stop + reach)) for start, stop in places)
    return [(span.start, span.stop) for span in union(reached)]


def _grams(words: Sequence[str], low: int, high: int) -> Iterable[tuple[str, ...]]:
    part = words[low:high]
    return zip(*(part[i:] for i in range(SHORT_RUN)))  # noqa: B905 - the last are shorter


def _equal_length(article: Sequence[str], reference: Sequence[str], at: int, other: int) -> int:
    length = SHORT_RUN
    most = min(len(article) - at, len(reference) - other)
    while length < most and article[at + length] == reference[other + length]:
        length += 1
    return length


def _beside_longer(runs: Sequence[Run]) -> list[Run]:
    """The runs without those of less than ``LONGER_RUN`` words that could join no longer one.

    The longer ones are entered into a grid of places in the article and
    diagonals, so that a short one looks at one cell.
    """
    cells: set[tuple[int, int]] = set()
    for at, other, length in runs:
        if length >= LONGER_RUN:
            diagonal = other - at
            columns = range((at - MAX_GAP - LONGER_RUN) // MAX_GAP, (at + length + MAX_GAP) // MAX_GAP + 1)
            rows = range((diagonal - DRIFT) // DRIFT, (diagonal + DRIFT) // DRIFT + 1)
            cells.update((column, row) for column in columns for row in rows)
    return [
        run
        for run in runs
        if run.length >= LONGER_RUN or (run.article // MAX_GAP, (run.reference - run.article) // DRIFT) in cells
    ]
