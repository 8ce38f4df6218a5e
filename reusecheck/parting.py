"""Where a passage may be taken apart: alignment joins over words of one's own, but a credit does not reach over them.

A copied paragraph, a paragraph of one's own and a credited quotation of the
same source are one passage to the alignment. Whoever reads the page sees three
things, and the credit belongs to the last.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from reusecheck.alignment.passages import Alignment
from reusecheck.spans import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reusecheck.attribution.page import Page
    from reusecheck.tokens import Tokens


def parts(alignment: Alignment, tokens: Tokens, page: Page, least: int) -> list[Alignment]:
    """The parts of a passage that stand by themselves, in order; the passage alone where there is one.

    It is parted where a block quotation begins or ends, and where a block of
    the article stands between that shares no word with the passage. A part has
    ``least`` matched words or more: fewer stay with the part before, or behind.
    """
    blocks = page.document.reading.blocks
    starts = [block.prose.start for block in blocks]
    groups: list[list[Run]] = []
    last: tuple[int, object] | None = None
    for run, at in _by_block(alignment.runs, tokens, starts):
        around = page.block_quotation(blocks[at].prose) if blocks else None
        stays = last is not None and at - last[0] <= 1 and around == last[1]
        if stays or (groups and _words(groups[-1]) < least):
            groups[-1].append(run)
        else:
            groups.append([run])
        last = at, around
    if len(groups) > 1 and _words(groups[-1]) < least:
        groups[-2:] = [groups[-2] + groups[-1]]
    return [Alignment(tuple(group)) for group in groups]


def _by_block(runs: Iterable[Run], tokens: Tokens, starts: Sequence[int]) -> Iterator[tuple[Run, int]]:
    """The runs, cut where a block begins, each with the number of its block."""
    for run in runs:
        done, stop = 0, run.article + run.length
        while done < run.length:
            at = max(bisect_right(starts, tokens.starts[run.article + done]) - 1, 0)
            following = starts[at + 1] if at + 1 < len(starts) else None
            end = stop if following is None else min(stop, bisect_left(tokens.starts, following))
            length = end - run.article - done
            yield Run(run.article + done, run.reference + done, length), at
            done += length


def _words(runs: Iterable[Run]) -> int:
    return sum(run.length for run in runs)
