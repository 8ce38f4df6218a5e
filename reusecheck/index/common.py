"""Runs that very many references hold: as phrases they say nothing, as a text they are found like any other."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import accumulate

from reusecheck.index.candidates import COMMON_REFERENCES
from reusecheck.index.growing import WORD, equal_length, equal_length_before, places_of
from reusecheck.spans import Run, Span, union
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from reusecheck.index.candidates import Shelves
    from reusecheck.spans import Token

    # segment and document: where a reference stands in the index
    Key = tuple[int, int]
    # runs around a k-gram, by how many of their words stand before it: their words → places of the article
    _Around = dict[int, dict[bytes, list[int]]]

COMMON_WORDS = 24  # words: common runs of one reference that are no more together are phrases; more are a text
TOGETHER = 40  # words: common runs of one reference this near in both texts are taken together
MOST_ALIKE = 1_000  # references that hold the same common text and are looked at, those that hold most of it
MOST_LOOK_UPS = 2_000_000  # places in the index: common k-grams times the references that hold them
MOST_IN_ONE = 256  # places of one k-gram in one reference; one with more is searched as a whole, too
MOST_REPEATS = 256  # stretches that the article itself repeats; with more, references are searched as a whole too
MOST_RUNS = 64  # common runs of one reference before it is looked at whatever they are
_AT_ONCE = 16_384  # documents of a segment for which is gathered what they hold: bounds the memory of that
_NOWHERE = (0, 0)
_BUCKET = 64  # runs of the article, for finding those around one


class Bounds(NamedTuple):
    """From where on runs are common, and how much is looked at then; the numbers above, smaller ones in tests."""

    references: int = COMMON_REFERENCES
    words: int = COMMON_WORDS
    alike: int = MOST_ALIKE
    look_ups: int = MOST_LOOK_UPS


class Who(NamedTuple):
    """A reference as far as common text is concerned: own texts and those of others are counted apart."""

    id: str
    is_own: bool


class CommonPhrase(NamedTuple):
    """A stretch of the article whose runs are common, and how many references hold all of it."""

    span: Span[Token]
    references: int


class _Wanted(NamedTuple):
    """A k-gram whose places in references are compared: its words as they stand there, and the runs around it.

    ``at`` is its place in the article where all the runs stand around that one, otherwise None.
    """

    kgram: int
    words: bytes
    at: int | None
    around: list[tuple[int, dict[bytes, list[int]]]]


class Common:
    """What the references hold of an article's common k-grams, compared word by word (by hash).

    A run of ``run_words`` words of the article is common if more than
    ``bounds.references`` live references hold it. Its k-gram that winnowing
    keeps was kept in each of them, so they are among those to compare.
    Own texts and those of others are counted apart: to repeat a sentence of
    another's does not make it common, and what only stands in one's own makes no
    work.

    ``raised`` are the references to align: those with a run that is not common,
    and those that hold more than ``bounds.words`` common words together, templates
    left aside. ``runs`` are all that were found, of each reference; where
    ``is_partial``, and of those in ``whole``, there may be more. ``notes`` say which cap was reached.
    """

    def __init__(self, tokens: bytes, kgrams: Sequence[int], shelves: Shelves) -> None:
        """``tokens`` are the article's words, ``WORD`` bytes each; ``kgrams`` its k-grams, in order."""
        self._tokens, self._kgrams = tokens, kgrams
        self._segments, self._dead, sampling, bounds, _ = shelves
        self._k, self._window = sampling
        self._size = sampling.k + sampling.window - 1
        self._count = max(0, len(tokens) // WORD - self._size + 1)
        self._bounds = bounds or Bounds()
        self._first: dict[int, int] = {}  # places of the article whose run stands before → the first such place
        self._repeats: list[tuple[int, int, int]] = []  # stretches of them: first place, this place, how many in a row
        self.whole: set[Key] = set()
        self._own: dict[Key, bool] = {}
        self._is_common = {False: bytearray(self._count), True: bytearray(self._count)}
        self._common_words: dict[bool, bytearray] = {}
        self.runs: dict[Key, list[Run]] = {}
        self._telling: dict[Key, list[Run]] = {}  # of those raised: the runs that are more than phrases
        self._with_text: set[Key] = set()
        self.raised: set[Key] = set()
        self.is_partial = False
        self.notes: list[str] = []

    def survey(
        self, kgrams: Mapping[int, int], who: Callable[[int, int], Who | None], template: Iterable[Span[Token]]
    ) -> None:
        """Look up the runs that stand on ``kgrams``, given with how many references hold each, dead ones too.

        ``who`` gives None for a reference that does not count.
        """
        self._look_up(self._groups(kgrams), kgrams)
        many = self._more_than(self.runs)
        unwanted = []
        for key, runs in self.runs.items():
            if any(many.find(1, *self._windows_of(run)) >= 0 for run in runs):
                known = who(*key)
                if known is None:
                    unwanted.append(key)
                else:
                    self._own[key] = known.is_own
        for key in unwanted:
            del self.runs[key]
            self.whole.discard(key)
        for own, common in self._is_common.items():
            common[:] = self._more_than({key: self.runs[key] for key, is_own in self._own.items() if is_own is own})
            for at, first in self._first.items():
                common[at] = common[first]
        self._raise(who, template)

    def seeds(self, key: Key) -> list[tuple[int, int]]:
        """A pair of places (article, reference) in each run that counts, also where the article repeats one."""
        runs = self._telling.get(key, ())
        seeds = [(run.article, run.reference) for run in runs]
        if not self.is_partial:
            for first, at, count in self._repeats:
                for run in runs:
                    low, high = self._windows_of(run)
                    start = max(first, low)
                    if start < min(first + count, high):
                        seeds.append((at + start - first, run.reference + start - run.article))
        return seeds

    def is_common(self, key: Key, run: Run) -> bool:
        """Whether all runs of full length within ``run`` are common among references of that kind."""
        low, high = self._windows_of(run)
        return low < high and self._is_common[self._own.get(key, False)].find(0, low, high) < 0

    def left_aside(self, key: Key) -> bytearray:
        """1 for each run of full length that counts for nothing in a reference, being common."""
        return bytearray(self._count) if key in self._with_text else self._is_common[self._own.get(key, False)]

    def is_phrase(self, runs: Sequence[Run], *, own: bool) -> bool:
        """Whether the words of these runs are few, in one of the texts, and all within common runs."""
        if _fewer_words(runs) > self._bounds.words:
            return False
        if own not in self._common_words:
            self._common_words[own] = self._covered(self._is_common[own])
        return all(self._common_words[own].find(0, run.article, run.article + run.length) < 0 for run in runs)

    def phrases(self, counted: Iterable[Span[Token]]) -> list[CommonPhrase]:
        """The common runs that are not wholly within ``counted``, ascending; joined as long as many hold them."""
        covered = bytearray(len(self._tokens) // WORD)
        for span in counted:
            covered[span.start : span.stop] = b"\1" * len(span)
        around = self._around()
        found = []
        at = 0
        stop = 0
        while at < self._count:
            is_common = self._is_common[False][at] or self._is_common[True][at]
            if not is_common or covered.find(0, at, at + self._size) < 0 or at + self._size <= stop:
                at += 1
                continue
            stops = self._stops(around, at)
            stop = stops[self._bounds.references]
            found.append(CommonPhrase(Span(at, stop), sum(other >= stop for other in stops)))
            at += 1
        return found

    def _windows_of(self, run: Run) -> tuple[int, int]:
        """Where the runs of full length inside ``run`` begin: from, and up to."""
        return run.article, run.article + run.length - self._size + 1

    def _covered(self, windows: bytearray) -> bytearray:
        words = bytearray(len(self._tokens) // WORD)
        at = windows.find(1)
        while at >= 0:
            words[at : at + self._size] = b"\1" * self._size
            at = windows.find(1, at + 1)
        return words

    def _groups(self, kgrams: Collection[int]) -> dict[int, _Around]:
        """The runs whose kept k-gram is one of ``kgrams``, each with its first place; by k-gram and its offset.

        Runs are told apart by the hashes of their k-grams. A few bits of each word are not enough for that: of
        two that look alike in a reference both are kept.
        """
        groups: dict[int, _Around] = {}
        seen: dict[tuple[int, ...], int] = {}
        for at in range(self._count):
            inside = tuple(self._kgrams[at : at + self._window])
            kept = min(inside)
            if kept not in kgrams:
                continue
            if inside in seen:
                self._first[at] = seen[inside]
                continue
            seen[inside] = at
            offset = max(i for i, kgram in enumerate(inside) if kgram == kept)
            run = self._tokens[at * WORD : (at + self._size) * WORD]
            groups.setdefault(kept, {}).setdefault(offset, {}).setdefault(run, []).append(at)
        self._repeats = list(self._stretches())
        self.is_partial = len(self._repeats) > MOST_REPEATS
        return groups

    def _stretches(self) -> Iterator[tuple[int, int, int]]:
        for at, first in self._first.items():
            if self._first.get(at - 1) != first - 1:
                stop = at
                while self._first.get(stop) == stop - at + first:
                    stop += 1
                yield first, at, stop - at

    def _look_up(self, groups: Mapping[int, _Around], held: Mapping[int, int]) -> None:
        """Compare the runs on each k-gram with the references that hold it, those that the fewest hold first.

        As far as ``look_ups`` go. ``held`` says how many hold a k-gram.
        """
        wanted: list[_Wanted] = []
        spent = left = 0
        for kgram in sorted(groups, key=lambda kgram: (held[kgram], min(_places(groups[kgram])))):
            around = groups[kgram]
            if left or (spent and spent + held[kgram] > self._bounds.look_ups):
                left += sum(map(len, around.values()))
                continue
            spent += held[kgram]
            places = _places(around)
            at = next(iter(places))
            words = self._tokens[at * WORD : (at + self._k) * WORD]
            wanted.append(_Wanted(kgram, words, at if len(places) == 1 else None, list(around.items())))
        if left:
            self.is_partial = True
            self.notes.append(
                f"its words are so common that {spent:,} of {sum(held[kgram] for kgram in groups):,} places in the "
                f"index were looked at: {left:,} of its runs of {self._size} words were not looked up"
            )
        for number, segment in enumerate(self._segments):
            for document, those in self._holding(number, wanted):
                self._compare((number, document), segment.token_bytes(document), those)

    def _holding(self, number: int, wanted: Sequence[_Wanted]) -> Iterator[tuple[int, list[_Wanted]]]:
        """The live documents of a segment that hold one of the k-grams, each with those it holds."""
        segment, dead = self._segments[number], self._dead[number]
        postings = [(array("I", segment.postings(each.kgram)), each) for each in wanted]
        for low in range(0, segment.documents, _AT_ONCE):
            holding: dict[int, list[_Wanted]] = {}
            for documents, each in postings:
                start = bisect_left(documents, low)
                for document in documents[start : bisect_left(documents, low + _AT_ONCE, start)]:
                    holding.setdefault(document, []).append(each)
            yield from ((document, holding[document]) for document in sorted(holding) if document not in dead)

    def _compare(self, key: Key, tokens: bytes, wanted: Sequence[_Wanted]) -> None:
        """Keep what a reference holds of the runs: equal words as far as they go."""
        size = self._size * WORD
        found: dict[int, tuple[int, int]] = {}  # words the reference is ahead → from where to where the last run goes
        runs: set[Run] = set()
        for _, words, sole, around in wanted:
            places = places_of(words, tokens)
            if len(places) > MOST_IN_ONE:
                self.whole.add(key)
                del places[MOST_IN_ONE:]
            for place in places:
                if sole is not None:
                    low, stop = found.get(place - sole, _NOWHERE)
                    if low <= sole < stop:
                        continue
                for offset, known in around:
                    start = (place - offset) * WORD
                    for at in known.get(tokens[start : start + size], ()) if start >= 0 else ():
                        across = place - offset - at
                        low, stop = found.get(across, _NOWHERE)
                        if not low <= at < stop:
                            low = at - equal_length_before(self._tokens, tokens, at, at + across)
                            stop = at + equal_length(self._tokens, tokens, at, at + across)
                            found[across] = low, stop
                            runs.add(Run(low, low + across, stop - low))
        if runs or key in self.whole:
            self.runs[key] = sorted(runs)

    def _more_than(self, runs_of: Mapping[Key, Sequence[Run]]) -> bytearray:
        """1 for each run of full length that more than ``bounds.references`` of these references hold."""
        changes = [0] * (self._count + 1)
        for runs in runs_of.values():
            spans: list[Span[Token]] = [Span(*self._windows_of(run)) for run in runs]
            for span in spans if len(spans) == 1 else union(spans):
                changes[span.start] += 1
                changes[span.stop] -= 1
        return bytearray(held > self._bounds.references for held in accumulate(changes[:-1]))

    def _raise(self, who: Callable[[int, int], Who | None], template: Iterable[Span[Token]]) -> None:
        left_aside = bytearray(len(self._tokens) // WORD)
        for span in template:
            left_aside[span.start : span.stop] = b"\1" * len(span)
        alike = []
        for key, runs in self.runs.items():
            rare = [run for run in runs if not self.is_common(key, run)]
            if rare or key in self.whole or len(runs) > MOST_RUNS:
                self.raised.add(key)
            together = runs if len(runs) > MOST_RUNS else self._more_than_phrases(runs, left_aside)
            if together:
                self._with_text.add(key)
                alike.append((-sum(map(len, union(run.span for run in together))), key))
            if rare or together:
                self._telling[key] = sorted({*rare, *together})
        if len(alike) > self._bounds.alike:
            alike = self._few_of(alike, who)
        self.raised |= {key for _, key in alike}

    def _more_than_phrases(self, runs: Sequence[Run], left_aside: bytearray) -> list[Run]:
        """The runs that are together with others, near in both texts, more than a phrase; ``runs`` ascend."""
        if _fewer_words(runs) <= self._bounds.words:  # all of them together are no more, as with most references
            return []
        groups: list[list[Run]] = []
        for run in runs:
            near = [group for group in groups if any(_are_near(other, run) for other in group)]
            groups = [group for group in groups if group not in near]
            groups.append([*(other for group in near for other in group), run])
        texts = []
        for group in groups:
            aside = sum(left_aside.count(1, span.start, span.stop) for span in union(run.span for run in group))
            if _fewer_words(group) - aside > self._bounds.words:
                texts += group
        return texts

    def _few_of(self, alike: list[tuple[int, Key]], who: Callable[[int, int], Who | None]) -> list[tuple[int, Key]]:
        """Of references that hold the same texts ``bounds.alike`` of each: most words first, then by id."""
        ordered = sorted((extent, (who(*key) or Who("", is_own=False)).id, key) for extent, key in alike)
        held = [0] * self._count
        is_open = bytearray(b"\1" * self._count)
        kept = []
        for extent, _, key in ordered:
            windows = [self._windows_of(run) for run in self.runs[key]]
            if any(is_open.find(1, low, high) >= 0 for low, high in windows):
                kept.append((extent, key))
                for at in {at for low, high in windows for at in range(low, high)}:
                    held[at] += 1
                    is_open[at] = held[at] < self._bounds.alike
        if len(kept) < len(alike):
            self.notes.append(f"{len(kept):,} of {len(alike):,} references that hold the same text were looked at")
        return kept

    def _around(self) -> dict[int, list[tuple[Key, int, int]]]:
        """The references' runs by the part of the article they touch."""
        around: dict[int, list[tuple[Key, int, int]]] = {}
        for key, runs in self.runs.items():
            for run in runs:
                stop = run.article + run.length
                for part in range(run.article // _BUCKET, (stop - 1) // _BUCKET + 1):
                    around.setdefault(part, []).append((key, run.article, stop))
        return around

    def _stops(self, around: Mapping[int, Sequence[tuple[Key, int, int]]], at: int) -> list[int]:
        """How far the references hold the article from ``at`` on: a number each, the greatest first."""
        furthest: dict[Key, int] = {}
        first = self._first.get(at, at)
        last = self._count if first == at else at  # as far as the article goes on there as it does at the first place
        while last < self._count and self._first.get(last) == last - at + first:
            last += 1
        for key, start, stop in around.get(first // _BUCKET, ()):
            if start <= first and first + self._size <= stop:
                furthest[key] = max(furthest.get(key, 0), min(stop - first + at, last - 1 + self._size))
        return sorted(furthest.values(), reverse=True)


def _places(around: _Around) -> set[int]:
    """The places of a k-gram in the article, by the runs around it."""
    return {at + offset for offset, runs in around.items() for ats in runs.values() for at in ats}


def _fewer_words(runs: Sequence[Run]) -> int:
    """Words inside the runs, of the text where they are fewer: a phrase said twice is no longer than said once."""
    if len(runs) == 1:
        return runs[0].length
    article: Iterable[Span[Token]] = (run.span for run in runs)
    reference: Iterable[Span[Token]] = (Span(run.reference, run.reference + run.length) for run in runs)
    return min(sum(map(len, union(article))), sum(map(len, union(reference))))


def _are_near(first: Run, second: Run) -> bool:
    sides = ((first.article, second.article), (first.reference, second.reference))
    return all(max(one, two) - min(one + first.length, two + second.length) <= TOGETHER for one, two in sides)
