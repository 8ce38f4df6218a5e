"""Article and reference side by side: where a passage stands in each, and piece by piece what differs."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from reusecheck.alignment.passages import adjoined
from reusecheck.findings import Extent, Piece
from reusecheck.spans import Lines, Span
from reusecheck.tokens import unbroken
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.documents import Document
    from reusecheck.spans import OffsetMap, Prose, Run, Token
    from reusecheck.tokens import Tokens

MOVED = 60  # words: where the reference goes on further away than this, a gap is shown on the article's side alone
SENTENCE = 400  # characters: what has no end so near is not looked for further
_CLOSING = ".!?…。！？\"'”’»)]"
_SENTENCE_BEGINS = r"[.!?…][\"'”’»)\]]*\s+(?=[^a-z])|[。！？]|\n\s*\n\s*"
_SENTENCE_ENDS = r"[。！？]|[.!?…](?=[\"'”’»)\]]*(?:\s|\Z))|(?=\n\s*\n)"


class Text(NamedTuple):
    """A document with its words."""

    document: Document
    tokens: Tokens
    lines: Lines

    @classmethod
    def of(cls, document: Document, tokens: Tokens) -> Text:
        return cls(document, tokens, Lines(document.source))

    def prose_span(self, span: Span[Token]) -> Span[Prose]:
        return Span(self.tokens.starts[span.start], self.tokens.stops[span.stop - 1])

    def extent(self, span: Span[Token]) -> Extent:
        source = self.document.reading.offsets.to_source(self.prose_span(span))
        first, last = self.lines.place(source.start), self.lines.last_place(source)
        return Extent(source.start, source.stop, *first, *last)

    def whole_sentences(self, prose: Span[Prose]) -> Span[Prose]:
        """The span from where its first sentence begins to where its last ends; none longer than ``SENTENCE``."""
        text = self.document.reading.prose
        before = re.compile(_SENTENCE_BEGINS).finditer(text, max(0, prose.start - SENTENCE), prose.start + 1)
        begins = [found.end() for found in before if found.end() <= prose.start]
        start = begins[-1] if begins else prose.start if prose.start > SENTENCE else 0
        ends = re.compile(_SENTENCE_ENDS).search(text, prose.stop, prose.stop + SENTENCE)
        stop = ends.end() if ends else prose.stop
        if not ends and len(text) - stop <= SENTENCE:
            stop = len(text.rstrip())
        while stop < len(text) and text[stop] in _CLOSING:
            stop += 1
        return Span(start, stop)

    def between(self, start: int, stop: int, *, is_last: bool = False) -> str:
        """The prose of tokens ``[start, stop)`` on one line, up to the next word unless ``is_last``."""
        if start >= stop:
            return ""
        tokens, prose = self.tokens, self.document.reading.prose
        end = tokens.stops[stop - 1] if is_last or stop >= len(tokens.starts) else tokens.starts[stop]
        # stripped first: a single word on a line of its own is not searched for a division
        return " ".join(unbroken(prose[tokens.starts[start] : end].strip()).split())

    def line_of(self, token: int) -> int:
        prose: Span[Prose] = Span(self.tokens.starts[token], self.tokens.stops[token])
        return self.lines.place(self.document.reading.offsets.to_source(prose).start).line

    def lines_of(self, span: Span[Token]) -> dict[int, int]:
        """The first token of each line in ``span``, ascending, with the line's number.

        In time of the lines, not of the words: a line's end is looked for in the tokens, not each token's line.
        """
        token_starts, line_starts, offsets = self.tokens.starts, self.lines.starts, self.document.reading.offsets
        line = self.line_of(span.start) if len(span) else len(line_starts)
        lines = {span.start: line} if len(span) else {}
        token = span.start
        while line < len(line_starts):
            token = bisect_left(token_starts, _prose_from(offsets, line_starts[line]), token, span.stop)
            if token == span.stop:
                break
            line += 1
            lines[token] = line  # again where a line has no words
        return lines


def _prose_from(offsets: OffsetMap, source: int) -> int:
    """The first character of the prose from ``source`` or from behind it; the prose's length if there is none."""
    behind = bisect_left(offsets.source_starts, source)
    following = offsets.prose_starts[behind] if behind < len(offsets.prose_starts) else offsets.length
    if behind and source < offsets.source_stops[behind - 1]:
        start, came_from = offsets.prose_starts[behind - 1], offsets.source_starts[behind - 1]
        # a stretch that was replaced as a whole comes from where it begins
        if following - start == offsets.source_stops[behind - 1] - came_from:
            return start + source - came_from
    return following


def side_by_side(runs: Sequence[Run], article: Text, reference: Text) -> list[Piece]:
    """Both texts, piece by piece, in the order of the article."""
    pieces: list[Piece] = []
    whole = adjoined(runs)
    for at, run in enumerate(whole):
        start, other = run.article, run.reference
        if at:
            last = whole[at - 1]
            own, theirs = last.article + last.length, last.reference + last.length
            from_here = theirs if theirs <= other <= theirs + MOVED else other
            put_in = article.between(own, start)
            left_out = reference.between(from_here, other)
            if put_in or left_out:
                lines = (article.line_of(min(own, start)), reference.line_of(min(from_here, other)))
                pieces.append(Piece(False, put_in, left_out, *lines))
        is_last = at == len(whole) - 1
        pieces += _equal(run, article, reference, is_last=is_last)
    return pieces


def one_side(runs: Sequence[Run], article: Text) -> list[Piece]:
    """The article's side alone, piece by piece; a piece that is not equal may be empty, where words were left out."""
    pieces: list[Piece] = []
    whole = adjoined(runs)
    for at, run in enumerate(whole):
        start, stop = run.article, run.article + run.length
        if at:
            own = whole[at - 1].article + whole[at - 1].length
            pieces.append(Piece(False, article.between(own, start), "", article.line_of(min(own, start)), 0))
        is_last = at == len(whole) - 1
        begins = article.lines_of(run.span)
        for low, high in pairwise([*sorted(begins), stop]):
            text = article.between(low, high, is_last=is_last and high == stop)
            pieces.append(Piece(True, text, "", begins[low], 0))
    return pieces


def _equal(run: Run, article: Text, reference: Text, *, is_last: bool) -> list[Piece]:
    """The run in pieces that begin where a line does in either text, so that every piece knows its lines."""
    ours = article.lines_of(run.span)
    others = reference.lines_of(Span(run.reference, run.reference + run.length))
    cuts = {*(at - run.article for at in ours), *(at - run.reference for at in others), run.length}
    pieces = []
    line = other_line = 0
    for start, stop in pairwise(sorted(cuts)):
        ends = is_last and stop == run.length
        line, other_line = ours.get(run.article + start, line), others.get(run.reference + start, other_line)
        own = article.between(run.article + start, run.article + stop, is_last=ends)
        theirs = reference.between(run.reference + start, run.reference + stop, is_last=ends)
        pieces.append(Piece(True, own, theirs, line, other_line))
    return pieces
