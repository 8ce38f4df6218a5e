"""Half-open intervals, where prose came from, and which line and column that is."""

from __future__ import annotations

from bisect import bisect_right

from reusecheck.values import Generic, NamedTuple, TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Source:
    """Unit: code points of the file as decoded."""


class Prose:
    """Unit: code points of the text a reader kept."""


class Token:
    """Unit: tokens of that prose."""


U = TypeVar("U")


class Span(Generic[U]):
    """The interval ``[start, stop)``, counted in units of ``U``. Never changed once it is made.

    Written out: the module ``dataclasses`` brings ``inspect`` with it, 7 ms at every commit.
    """

    __slots__ = ("start", "stop")

    def __init__(self, start: int, stop: int) -> None:
        if not 0 <= start <= stop:
            raise ValueError(f"not a span: [{start}, {stop})")
        self.start = start
        self.stop = stop

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.stop})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start == other.start and self.stop == other.stop

    def __lt__(self, other: Span[U]) -> bool:
        return (self.start, self.stop) < (other.start, other.stop)

    def __hash__(self) -> int:
        return hash((self.start, self.stop))

    def __len__(self) -> int:
        return self.stop - self.start

    def meets(self, other: Span[U]) -> bool:
        """Whether the two share at least one unit."""
        return self.start < other.stop and other.start < self.stop

    def holds(self, other: Span[U]) -> bool:
        """Whether all of ``other`` lies inside."""
        return self.start <= other.start and other.stop <= self.stop


def union(spans: Iterable[Span[U]]) -> list[Span[U]]:
    """The spans merged where they touch or overlap, ascending; empty ones left out."""
    merged: list[Span[U]] = []
    for span in sorted(spans, key=_bounds):
        if not len(span):
            continue
        if merged and span.start <= merged[-1].stop:
            merged[-1] = Span(merged[-1].start, max(merged[-1].stop, span.stop))
        else:
            merged.append(span)
    return merged


def _bounds(span: Span[U]) -> tuple[int, int]:
    return span.start, span.stop


class Run(NamedTuple):
    """``length`` equal tokens in a row: from token ``article`` in one text, from ``reference`` in the other."""

    article: int
    reference: int
    length: int

    @property
    def span(self) -> Span[Token]:
        """The article's side."""
        return Span(self.article, self.article + self.length)


class OffsetMap:
    """Where every character of the prose came from.

    Columns of adjoining runs, ascending: run ``i`` is the prose from
    ``prose_starts[i]`` to the next start (or ``length``), and came from the
    source span ``[source_starts[i], source_stops[i])``. A run of equal length
    on both sides was copied character for character. Any other was replaced as
    a whole (``&amp;``) or put in by the reader (an empty source span).
    """

    __slots__ = ("length", "prose_starts", "source_starts", "source_stops")

    def __init__(
        self, prose_starts: Sequence[int], source_starts: Sequence[int], source_stops: Sequence[int], length: int
    ) -> None:
        self.prose_starts = prose_starts
        self.source_starts = source_starts
        self.source_stops = source_stops
        self.length = length

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a source that was kept whole."""
        return cls((0,), (0,), (length,), length) if length else cls((), (), (), 0)

    def to_source(self, span: Span[Prose]) -> Span[Source]:
        """The smallest source span that holds all of ``span``, which must not be empty.

        The last character is mapped, not the end: the end may belong to the
        next run, and markup between two runs is not part of the passage.
        """
        return Span(self._at(span.start)[0], self._at(span.stop - 1)[1])

    def _at(self, position: int) -> tuple[int, int]:
        run = bisect_right(self.prose_starts, position) - 1
        start = self.prose_starts[run]
        stop = self.prose_starts[run + 1] if run + 1 < len(self.prose_starts) else self.length
        source_start, source_stop = self.source_starts[run], self.source_stops[run]
        if stop - start != source_stop - source_start:
            return source_start, source_stop
        return source_start + position - start, source_start + position - start + 1


class Place(NamedTuple):
    """Line and column of a character, both from 1; columns count code points."""

    line: int
    column: int


class Lines:
    """The lines of a text, to find the place of an offset.

    A line ends with LF, CR LF or a lone CR, as editors count them; the other
    separators of ``str.splitlines`` do not end a line.
    """

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        starts = [0]
        at = -1
        if "\r" in text:
            for at, character in enumerate(text):
                if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
                    starts.append(at + 1)
        else:
            while (at := text.find("\n", at + 1)) >= 0:
                starts.append(at + 1)
        self.starts = starts

    def place(self, offset: int) -> Place:
        line = bisect_right(self.starts, offset)
        return Place(line, offset - self.starts[line - 1] + 1)

    def last_place(self, span: Span[Source]) -> Place:
        """The place just behind the last character of ``span``, on that character's line."""
        if not len(span):
            return self.place(span.start)
        line, column = self.place(span.stop - 1)
        return Place(line, column + 1)

    def line(self, number: int) -> str:
        """Line ``number``, from 1, without its end."""
        stop = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : stop].rstrip("\r\n")
