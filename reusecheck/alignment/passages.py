"""What alignment is about: the two texts, and a passage that they share."""

from __future__ import annotations

from reusecheck.index.growing import SHORT
from reusecheck.spans import Run, Span, union
from reusecheck.tokens import WORD_SIZE, run_sizes
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reusecheck.spans import Token


class Pair(NamedTuple):
    """The words of an article and of a reference, and what makes a run of full length there.

    ``sizes`` are ``tokens.run_sizes`` of the article: how much its words count towards ``run_words``.
    """

    article: Sequence[str]
    reference: Sequence[str]
    run_words: int
    sizes: Sequence[int] | None

    @classmethod
    def of(cls, article: Sequence[str], reference: Sequence[str], run_words: int) -> Pair:
        return cls(article, reference, run_words, run_sizes(article))

    def is_full(self, run: Run) -> bool:
        """Whether a run is so long that it is promised to be found."""
        if self.sizes is None or run.length < self.run_words:
            return run.length >= self.run_words
        return self.sizes[run.article + run.length] - self.sizes[run.article] >= self.run_words * WORD_SIZE

    def share(self, at: int) -> float:
        """How much of a word the article's token ``at`` is: 1, or less for a character of a script without spaces."""
        return 1.0 if self.sizes is None else (self.sizes[at + 1] - self.sizes[at]) / WORD_SIZE

    def is_equal(self, run: Run) -> bool:
        """Whether its words are equal indeed, not only by their hashes."""
        here = self.article[run.article : run.article + run.length]
        return here == self.reference[run.reference : run.reference + run.length]


class Alignment(NamedTuple):
    """Runs of one passage, ascending in the article, never overlapping there; none is empty."""

    runs: tuple[Run, ...]

    @property
    def article(self) -> Span[Token]:
        return Span(self.runs[0].article, self.runs[-1].article + self.runs[-1].length)

    @property
    def reference(self) -> Span[Token]:
        return Span(min(r.reference for r in self.runs), max(r.reference + r.length for r in self.runs))

    @property
    def matched(self) -> list[Span[Token]]:
        """The equal words, as spans of the article."""
        return union(run.span for run in self.runs)

    @property
    def matched_words(self) -> int:
        return sum(r.length for r in self.runs)

    @property
    def longest_run(self) -> int:
        """Words of the longest stretch that is equal without a gap on either side."""
        return max(run.length for run in adjoined(self.runs))


def word_by_word(anchors: Iterable[Run], pair: Pair) -> list[Run]:
    """The anchors, ascending; those that are not equal are cut to the parts that are.

    A word of another hash is never taken for equal, so every run of full length lies within the anchors. Where
    one is not equal indeed, its words may stand elsewhere in the reference, hidden by it: they are looked for.
    Hence no run of full length is lost.
    """
    runs = set(anchors)
    broken = [run for run in runs if not pair.is_equal(run)]
    if broken:  # as seldom as two different words have the same 16 bits
        runs.difference_update(broken)
        parts = [part for run in broken for part in _equal_parts(run, pair)]
        least = min(SHORT, pair.run_words)
        runs.update(part for part in parts if part.length >= least)
        runs.update(_elsewhere(broken, parts, pair))
    return sorted(runs)


def _equal_parts(run: Run, pair: Pair) -> Iterator[Run]:
    """The stretches of a run whose words are equal, as long as they can be."""
    start = 0
    for at in range(run.length + 1):
        if at == run.length or pair.article[run.article + at] != pair.reference[run.reference + at]:
            if at > start:
                yield Run(run.article + start, run.reference + start, at - start)
            start = at + 1


def _elsewhere(broken: Iterable[Run], parts: Iterable[Run], pair: Pair) -> Iterator[Run]:
    """For each run of full length inside the broken ones, but in none of their parts, the first place of its words."""
    size = pair.run_words
    inside = {at for run in broken for at in range(run.article, run.article + run.length - size + 1)}
    inside.difference_update(at for run in parts for at in range(run.article, run.article + run.length - size + 1))
    if not inside:
        return
    places: dict[tuple[str, ...], int] = {}
    for other in range(len(pair.reference) - size + 1):
        places.setdefault(tuple(pair.reference[other : other + size]), other)
    for at in inside:
        there = places.get(tuple(pair.article[at : at + size]))
        if there is not None:
            yield Run(at, there, size)


def adjoined(runs: Iterable[Run]) -> list[Run]:
    """The runs, those made one that go on in both texts where the one before them ends."""
    whole: list[Run] = []
    for run in runs:
        last = whole[-1] if whole else None
        if last and (last.article + last.length, last.reference + last.length) == run[:2]:
            whole[-1] = Run(last.article, last.reference, last.length + run.length)
        else:
            whole.append(run)
    return whole


def words_of(runs: Iterable[Run]) -> set[int]:
    """Every word that the runs hold: of the article as it is counted, of the reference as ``-1 - word``."""
    words: set[int] = set()
    for run in runs:
        words.update(range(run.article, run.article + run.length))
        words.update(range(-run.reference - run.length, -run.reference))
    return words
