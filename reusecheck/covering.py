"""The passages of an article while references are looked at one after the other: who holds each, and who else does."""

from __future__ import annotations

from reusecheck.spans import union

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.alignment import Alignment
    from reusecheck.index.candidates import Candidate
    from reusecheck.spans import Span, Token

# Share of a passage's words that a further reference holds if it is to be named beside the first: to credit it settles
# the whole passage, so a sentence in common is not enough.
SAME_WORDS = 0.5
_PART = 64  # words of the article, for finding the passages around others


class Found:
    """A passage while further references are being looked at."""

    def __init__(self, alignment: Alignment, candidate: Candidate) -> None:
        self.alignment = alignment
        self.candidate = candidate
        self.matched: list[Span[Token]] = list(alignment.matched)
        self.also: list[Candidate] = []


class Passages:
    """The passages found so far, by the part of the article they touch."""

    def __init__(self, words: int, run_words: int) -> None:
        self.found: list[Found] = []
        self.covered = bytearray(words)
        self._run_words = run_words
        self._parts: dict[int, list[int]] = {}

    def settle(self, alignment: Alignment, candidate: Candidate) -> None:
        """Take an alignment as a passage of its own, or into the passage whose words it mostly repeats."""
        matched = alignment.matched
        new = sum(self.covered.count(0, span.start, span.stop) for span in matched)
        repeats = new < self._run_words and any(
            self.found[at].alignment.article.meets(alignment.article) for at in self._touching([alignment.article])
        )
        into = self.name_also(candidate, matched)[:1] if repeats else []
        for at in into:
            self.found[at].matched = union([*self.found[at].matched, *matched])
            self._enter(at, matched)
        if not into:  # it may also lie in a gap of the passage that it meets
            self.found.append(Found(alignment, candidate))
            self._enter(len(self.found) - 1, [alignment.article])
        for span in matched:
            self.covered[span.start : span.stop] = b"\1" * len(span)

    def name_also(self, candidate: Candidate, spans: Iterable[Span[Token]]) -> list[int]:
        """Name a reference beside the passages whose words it holds too; those passages, most shared words first."""
        held = union(spans)
        shared = []
        for at in self._touching(held):
            each = self.found[at]
            common = _words_in_both(held, each.matched)
            if common:
                shared.append((-common, at))
                holds_it = common >= SAME_WORDS * sum(map(len, each.matched))
                if holds_it and candidate not in each.also and candidate[:2] != each.candidate[:2]:
                    each.also.append(candidate)
        return [at for _, at in sorted(shared)]

    def _touching(self, spans: Iterable[Span[Token]]) -> list[int]:
        """Passages that touch the same parts of the article, ascending."""
        return sorted({at for part in _parts(spans) for at in self._parts.get(part, ())})

    def _enter(self, at: int, spans: Iterable[Span[Token]]) -> None:
        for part in _parts(spans):
            self._parts.setdefault(part, []).append(at)


def _parts(spans: Iterable[Span[Token]]) -> set[int]:
    """The parts of the article, of ``_PART`` words each, that the spans touch."""
    return {part for span in spans for part in range(span.start // _PART, (span.stop - 1) // _PART + 1)}


def _words_in_both(first: Sequence[Span[Token]], second: Sequence[Span[Token]]) -> int:
    """Words inside spans of both; each ascend and do not overlap."""
    common = i = j = 0
    while i < len(first) and j < len(second):
        common += max(0, min(first[i].stop, second[j].stop) - max(first[i].start, second[j].start))
        if first[i].stop <= second[j].stop:
            i += 1
        else:
            j += 1
    return common
