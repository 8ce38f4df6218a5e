"""Words of a passage that are its reference's title, where the article credits it: "— The Heron, Bells at dawn".

Many a page repeats its title at the head of its text. Alignment then takes the
title in a credit line for words of the quotation that stands beside it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

from reusecheck.alignment.passages import Alignment
from reusecheck.documents import BlockKind
from reusecheck.quotation_edges import is_signature, part_at
from reusecheck.spans import Run, Span
from reusecheck.tokens import tokenize
from reusecheck.values import NamedTuple

# Words of a title, at most: a credit line has no more (``forms.CREDIT_LINE_WORDS``).
_MOST_WORDS = 40

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reusecheck.documents import Block
    from reusecheck.sides import Text
    from reusecheck.spans import Prose, Token

    Marked = Callable[[Span[Prose]], Sequence[Span[Prose]]]


class Titled(NamedTuple):
    """A passage without the titles beside it: what stands before, between and behind them, and those, one a block."""

    rest: list[list[Run]]
    titles: list[Alignment]


class _Piece(NamedTuple):
    """A part of a run within one block of the article, and whether it is of a place where the whole title stands."""

    run: Run
    block: int
    is_title: bool


def titled(alignment: Alignment, article: Text, reference: Text, title: str, marked: Marked) -> Titled | None:
    """The passage parted from the places where the article has the whole ``title`` of the reference beside it.

    The heading with which its text begins is a title, too. ``None`` where there is no such place, or nothing else;
    ``marked`` gives what is quoted of a stretch of prose. A title that is part of what is quoted stays: one in a block,
    and between the marks, where other words of the passage stand, unless it signs them behind a dash.
    """
    titles = [words for words in (tokenize(title).words, _heading(reference)) if 0 < len(words) <= _MOST_WORDS]
    pieces = list(_pieces(alignment.runs, article, reference, titles))
    others = [at for at, piece in enumerate(pieces) if not piece.is_title]
    if not others or len(others) == len(pieces):
        return None
    apart: dict[int, list[Run]] = {}
    groups: list[list[Run]] = [[]]
    for at, piece in enumerate(pieces):
        behind = bisect_left(others, at)
        beside = [pieces[other] for other in others[max(behind - 1, 0) : behind + 1]]
        if piece.is_title and not any(_is_one(piece, other, article, marked) for other in beside):
            apart.setdefault(piece.block, []).append(piece.run)
            groups.append([])
        else:
            groups[-1].append(piece.run)
    if not apart:
        return None
    return Titled(groups, [Alignment(tuple(runs)) for runs in apart.values()])


def _pieces(runs: Iterable[Run], article: Text, reference: Text, titles: Sequence[Sequence[str]]) -> Iterator[_Piece]:
    """The runs, cut where a block of either text begins: behind a title its text goes on."""
    ours, theirs = article.document.reading.blocks, reference.document.reading.blocks
    for run in runs:
        here = _cuts(ours, article, Span(run.article, run.article + run.length))
        there = _cuts(theirs, reference, Span(run.reference, run.reference + run.length))
        for start, stop in pairwise(sorted({0, *here, *there, run.length})):
            piece = Run(run.article + start, run.reference + start, stop - start)
            block = _block(ours, article.tokens.starts[piece.article])
            yield _Piece(piece, block, any(_is_in(title, article.tokens.words, piece.span) for title in titles))


def _cuts(blocks: Sequence[Block], text: Text, span: Span[Token]) -> Iterator[int]:
    """How far behind the first token blocks begin within a span of tokens."""
    at = _block(blocks, text.tokens.starts[span.start]) + 1
    last = text.tokens.starts[span.stop - 1]
    while at < len(blocks) and blocks[at].prose.start <= last:
        yield bisect_left(text.tokens.starts, blocks[at].prose.start) - span.start
        at += 1


def _block(blocks: Sequence[Block], offset: int) -> int:
    return bisect_right(blocks, offset, key=lambda block: block.prose.start) - 1


def _heading(reference: Text) -> Sequence[str]:
    """The words of a heading with which a text begins."""
    first = next(iter(reference.document.reading.blocks), None)
    if first is None or first.kind is not BlockKind.HEADING:
        return ()
    return reference.tokens.words[: bisect_left(reference.tokens.starts, first.prose.stop)]


def _is_in(title: Sequence[str], words: Sequence[str], span: Span[Token]) -> bool:
    """Whether the words are part of a place where all of the title stands."""
    begins = range(max(span.stop - len(title), 0), span.start + 1)
    return any(words[at] == title[0] and list(words[at : at + len(title)]) == list(title) for at in begins)


def _is_one(piece: _Piece, other: _Piece, article: Text, marked: Marked) -> bool:
    """Whether title and words stand in one block, and between the same marks or both between none."""
    if piece.block != other.block:
        return False
    title, words = article.prose_span(piece.run.span), article.prose_span(other.run.span)
    around = marked(Span(min(title.start, words.start), max(title.stop, words.stop)))
    if part_at(around, title) != part_at(around, words):
        return False
    return words.stop > title.start or not is_signature(article.document.reading.prose[words.stop : title.start])
