"""What alignment is about: the two texts, and a passage that they share."""

from __future__ import annotations

from reusecheck.spans import Run, Span, union
from reusecheck.tokens import WORD_SIZE, run_sizes
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
