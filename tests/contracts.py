"""What any reading must satisfy, whatever was read."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reusecheck.documents import Reading, Role
from reusecheck.spans import Prose, Span

if TYPE_CHECKING:
    from reusecheck.spans import OffsetMap

# Regions whose content is not prose, so that they only have a place in it
_PLACES = {Role.COMMENT, Role.FOOTNOTE_REFERENCE}


def check_reading(source: str, reading: Reading) -> None:
    """Raise AssertionError unless ``reading`` can be one of ``source``."""
    _check_offsets(source, reading.prose, reading.offsets)
    _check_blocks(reading)
    _check_regions(source, reading)
    for entry in reading.meta:
        assert entry.key == entry.key.lower()
        assert not set(entry.key) & set("- "), f"{entry.key!r} is not in its normal form"
        assert entry.source.stop <= len(source)


def _check_offsets(source: str, prose: str, offsets: OffsetMap) -> None:
    """All of the prose came from somewhere, in order; what was copied is what stands in the source."""
    assert offsets.length == len(prose)
    columns = offsets.prose_starts, offsets.source_starts, offsets.source_stops
    assert len({len(column) for column in columns}) == 1
    assert not prose or offsets.prose_starts[0] == 0
    bounds = [*offsets.prose_starts, len(prose)]
    behind = 0
    for (start, stop), came_from, until in zip(
        pairwise(bounds), offsets.source_starts, offsets.source_stops, strict=True
    ):
        assert start < stop, "a run is empty"
        assert behind <= came_from <= until <= len(source), "the runs' sources must ascend"
        behind = until
        # one character for one other has the same map as a copy
        if stop - start == until - came_from > 1:
            assert prose[start:stop] == source[came_from:until], "what counts as copied was not"


def _check_blocks(reading: Reading) -> None:
    prose = reading.prose
    behind = 0
    groups: list[int] = []
    for block in reading.blocks:
        start, stop = block.prose.start, block.prose.stop
        assert behind <= start < stop <= len(prose), "blocks must ascend, and hold something"
        assert not prose[behind:start].strip(), "prose outside of all blocks"
        assert behind == 0 or prose[behind:start], "nothing between two blocks"
        assert prose[start:stop].strip(), "a block of white space"
        behind = stop
        if groups[-1:] != [block.group]:
            groups.append(block.group)
    assert not prose[behind:].strip(), "prose behind the last block"
    assert len(groups) == len(set(groups)), "a group's blocks must stand together"


def _check_regions(source: str, reading: Reading) -> None:
    for region in reading.regions:
        assert region.prose.stop <= len(reading.prose), region
        assert region.source.stop <= len(source), region
        assert len(region.source), region
        if region.role in _PLACES:
            assert not len(region.prose), region
        if len(region.prose) and reading.prose[region.prose.start : region.prose.stop].strip():
            inner = _without_space(reading.prose, region.prose)
            assert region.source.holds(reading.offsets.to_source(inner)), f"{region}: its prose came from elsewhere"


def _without_space(prose: str, span: Span[Prose]) -> Span[Prose]:
    start, stop = span.start, span.stop
    while prose[start].isspace():
        start += 1
    while prose[stop - 1].isspace():
        stop -= 1
    return Span(start, stop)
