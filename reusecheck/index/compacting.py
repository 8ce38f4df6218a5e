"""When segments are merged, and which: few enough to be searched quickly, seldom enough that updates stay cheap."""

from __future__ import annotations

import os

from reusecheck.errors import IndexUnusableError
from reusecheck.index.ledger import Chunk, File, Held, Ledger
from reusecheck.index.merging import Part, merge
from reusecheck.index.segment import Segment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reusecheck.fingerprints import Sampling
    from reusecheck.index.catalog import SegmentEntry

# A segment is merged with the smaller ones when those have together more than this share of its words: each reference
# is then written again but a few times, and of 100 million words there are never more than five segments.
SHARE = 0.25
MOST_DEAD = 0.25  # share of dead words above which a segment is written again


def to_merge(segments: Sequence[SegmentEntry], least: float = SHARE) -> list[SegmentEntry]:
    """The segments that are better written as one; none if that is not worth it."""
    ascending = sorted(segments, key=lambda entry: (entry.words, entry.name))
    chosen: list[SegmentEntry] = []
    words = 0
    for at, entry in enumerate(ascending):
        smaller = ascending[:at]
        if smaller and words >= least * entry.words:
            chosen = [*smaller, entry]
        words += entry.words
    chosen += (entry for entry in ascending if entry not in chosen and entry.dead_words > MOST_DEAD * entry.words)
    return chosen


def write_as_one(
    folder: str, sampling: Sampling, entries: Sequence[SegmentEntry]
) -> tuple[str, dict[tuple[str, int], int]]:
    """The name of a new segment with the live documents of these, and the number each has in it.

    Raises IndexUnusableError where one of them is damaged, OSError as the disk does.
    """
    segments = []
    for entry in entries:
        segment = Segment(os.path.join(folder, entry.name), sampling)
        problems = segment.verify()
        if problems:
            raise IndexUnusableError("\n".join(problems))
        segments.append(segment)
    wanted = [part for number, entry in enumerate(entries) for part in _live(number, entry)]
    numbers: dict[tuple[str, int], int] = {}
    for part in wanted:
        for document in range(part.first, part.stop):
            numbers[entries[part.segment].name, document] = len(numbers)
    return merge(folder, sampling, segments, wanted).name, numbers


def _live(number: int, entry: SegmentEntry) -> Iterable[Part]:
    """The stretches of documents that count."""
    first = 0
    for dead in (*entry.dead, entry.documents):
        if first < dead:
            yield Part(number, first, dead)
        first = dead + 1


def renamed(ledger: Ledger, name: str, numbers: Mapping[tuple[str, int], int]) -> Ledger:
    """The ledger with references where they are in the new segment."""

    def moved(held: Held) -> Held:
        number = numbers.get((held.segment, held.document))
        return held if number is None else held._replace(segment=name, document=number)

    def chunk_of(chunk: Chunk) -> Chunk:
        return chunk._replace(held={one: moved(held) for one, held in chunk.held.items()})

    files = {
        entry: {path: File(file.stat, [chunk_of(chunk) for chunk in file.chunks]) for path, file in paths.items()}
        for entry, paths in ledger.files.items()
    }
    return Ledger(ledger.recipes, files)
