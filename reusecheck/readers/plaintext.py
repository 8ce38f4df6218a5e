"""Plain text: all of it is prose, paragraphs are what blank lines separate."""

from __future__ import annotations

import re

from reusecheck.documents import Block, BlockKind, Reading, Region, Role
from reusecheck.spans import OffsetMap, Span

# Two patterns, because only one that begins with a letter is searched for at the speed of memory
_BLANK_LINES = r"\n[ \t]*\n\s*"
_BLANK_LINES_CR = r"(?:\r\n|\n|\r(?!\n))[ \t]*(?:\r\n|\r|\n)\s*"
_URL = r"\bhttps?://[^\s<>\"]+"


def read_plaintext(source: str) -> Reading:
    return Reading(source, OffsetMap.identity(len(source)), _paragraphs(source), regions=_links(source))


def _paragraphs(source: str) -> tuple[Block, ...]:
    """The stretches between blank lines, without the white space around them."""
    blocks: list[Block] = []
    stop = len(source.rstrip())
    start = len(source) - len(source.lstrip())
    for gap in re.finditer(_BLANK_LINES_CR if "\r" in source else _BLANK_LINES, source):
        if start < gap.start():
            blocks.append(Block(BlockKind.PARAGRAPH, Span(start, gap.start()), len(blocks)))
        start = max(start, gap.end())
    if start < stop:
        blocks.append(Block(BlockKind.PARAGRAPH, Span(start, stop), len(blocks)))
    return tuple(blocks)


def _links(source: str) -> tuple[Region, ...]:
    """Addresses as they stand in the text; here they are prose as well."""
    if "://" not in source:
        return ()
    regions = []
    for found in re.finditer(_URL, source):
        url = found[0].rstrip(".,;:!?'*_")
        if ")" in url and "(" not in url:
            url = url[: url.index(")")]
        span = (found.start(), found.start() + len(url))
        regions.append(Region(Role.LINK, Span(*span), Span(*span), url))
    return tuple(regions)
