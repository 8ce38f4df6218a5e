"""The passages that an article shares with the references of an index: which, where, and each word counted once."""

from __future__ import annotations

from collections import Counter, OrderedDict
from itertools import accumulate

from reusecheck.errors import IndexUnusableError
from reusecheck.index.candidates import Candidate, Shelves, look_up
from reusecheck.index.format import MEND
from reusecheck.readers import read_text
from reusecheck.spans import union
from reusecheck.tokens import Tokens, tokenize
from reusecheck.values import NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reusecheck.alignment import Alignment
    from reusecheck.covering import Found
    from reusecheck.documents import Document
    from reusecheck.fingerprints import Sampling
    from reusecheck.index.catalog import Index
    from reusecheck.index.common import Bounds, Common, CommonPhrase, Who
    from reusecheck.spans import Span, Token

# Words of unpacked references kept for the next article; about 100 bytes a word.
KEPT_WORDS = 1_000_000
KEPT_DESCRIPTIONS = 50_000  # of references, for the next article; about 1 KB each
MOST_RIVALS = 8  # references beside the first one of a passage that are aligned, too: which is nearest?
MOST_ALIGNED = 256  # times, of all passages of an article together
_WORTH = 1 << 32  # of a word that one reference holds; whole numbers, so that equal ones are equal


class Described(NamedTuple):
    """What the index keeps of a reference beside its text; "" where nothing is known, ``line`` 0.

    ``line`` is the line of a JSONL file. ``digest`` is of the text as it was read.
    """

    id: str
    source: str
    path: str
    digest: str
    line: int = 0
    title: str = ""
    author: str = ""
    url: str = ""
    site: str = ""
    doi: str = ""


class ReferenceText(NamedTuple):
    """A reference, unpacked. One that ``is_sealed`` has words but no text: those of the article, and others."""

    described: Described
    document: Document
    tokens: Tokens
    is_sealed: bool = False


class Shared(NamedTuple):
    """A passage and the reference that holds it.

    ``also_in`` are further references with at least ``SAME_WORDS`` of them, by id. ``matched``
    are the equal words in the article, also those that only one of the further
    references has.
    """

    alignment: Alignment
    reference: ReferenceText
    also_in: tuple[Described, ...]
    matched: tuple[Span[Token], ...]


class Detected(NamedTuple):
    """The passages of an article, ascending, and what is known of its common text."""

    passages: list[Shared]
    common: Common | None

    @property
    def phrases(self) -> list[CommonPhrase]:
        """The common phrases that are not within a passage: they do not count."""
        if self.common is None:
            return []
        return self.common.phrases(union(span for shared in self.passages for span in shared.matched))

    @property
    def notes(self) -> tuple[str, ...]:
        """Which caps were reached."""
        return tuple(self.common.notes) if self.common else ()


def _none(_: Described) -> bool:
    return False


class Rules(NamedTuple):
    """What detection is told: the words of a run, which references do not count, and which are one's own."""

    run_words: int
    is_left_out: Callable[[Described], bool] = _none
    is_own: Callable[[Described], bool] = _none


class References(Protocol):
    """Where detection gets its references from: ``Library`` from an index."""

    @property
    def shelves(self) -> Shelves: ...

    def beside(self, words: Sequence[str], /) -> References:
        """The references as an article of these words is compared with them."""

    def described(self, candidate: Candidate) -> Described: ...

    def text(self, candidate: Candidate) -> ReferenceText: ...


class Library:
    """The references of an index, unpacked when they are asked for; the last ones are kept."""

    def __init__(self, index: Index, sampling: Sampling) -> None:
        self.index = index
        self.sampling = sampling
        self.shelves = Shelves(index.segments, index.dead, sampling)
        self._kept: OrderedDict[tuple[int, int], ReferenceText] = OrderedDict()
        self._kept_words = 0
        self._described: dict[tuple[int, int], Described] = {}

    def beside(self, words: Sequence[str]) -> References:
        del words
        return self

    def described(self, candidate: Candidate) -> Described:
        key = candidate[:2]
        if key not in self._described:
            if len(self._described) == KEPT_DESCRIPTIONS:
                self._described.clear()
            self._described[key] = Described(**self.index.describe(*key))
        return self._described[key]

    def text(self, candidate: Candidate) -> ReferenceText:
        """Raises IndexUnusableError if the text does not hold the words that were indexed."""
        key = candidate[:2]
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        segment = self.index.segments[candidate.segment]
        described = self.described(candidate)
        text = unpacked(described, segment.record(candidate.document).source)
        length = segment.length(candidate.document)
        if len(text.tokens.words) != length:
            raise IndexUnusableError(f"{segment.path}: {described.id} has other words than its text; {MEND}")
        self._kept[key] = text
        self._kept_words += length
        while self._kept_words > KEPT_WORDS and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._kept_words -= len(dropped.tokens.words)
        return text


class Texts:
    """A few references given as they are, without an index."""

    def __init__(self, references: Sequence[ReferenceText], sampling: Sampling, bounds: Bounds | None = None) -> None:
        """``bounds`` as in ``Shelves``, but None: nothing is common, since each of them was named."""
        self._references = references
        from reusecheck.index.common import Bounds  # noqa: PLC0415 - not on the hook's road
        from reusecheck.index.memory import MemorySegment  # noqa: PLC0415 - not on the hook's road

        segment = MemorySegment([reference.tokens.words for reference in references], sampling.k)
        self.shelves = Shelves([segment], [frozenset()], sampling, bounds or Bounds(references=len(references)))

    def beside(self, words: Sequence[str]) -> References:
        del words
        return self

    def described(self, candidate: Candidate) -> Described:
        return self._references[candidate.document].described

    def text(self, candidate: Candidate) -> ReferenceText:
        return self._references[candidate.document]


def unpacked(described: Described, source: str) -> ReferenceText:
    """A reference read again from its text, by the reader it was indexed with."""
    document = read_text(described.path, source)
    return ReferenceText(described, document, tokenize(document.reading.prose))


def detect(
    words: Sequence[str],
    references: References,
    rules: Rules,
    template: Sequence[Span[Token]] = (),
    raw: Callable[[Span[Token]], str] = lambda span: "",  # noqa: ARG005
) -> Detected:
    """The passages of an article; ``template`` is where it repeats one, ``raw`` gives its text as it stands.

    References are taken in the order of how much of the article they hold (a
    greedy cover), own texts after all others. One that adds no words to those
    before it is named in ``also_in``, if it holds enough of a passage, or first,
    if it is nearer to the article. A passage of a few words that are all in common phrases is none.
    Promise: every run of ``run_words`` words that the article shares with a
    reference lies within ``matched`` of the passages, or within a common
    phrase, unless a note says that not all was looked at.
    """
    references = references.beside(words)

    def who(segment: int, document: int) -> Who | None:
        from reusecheck.index.common import Who  # noqa: PLC0415 - loaded already where this is called

        described = references.described(Candidate(segment, document, ()))
        return None if rules.is_left_out(described) else Who(described.id, rules.is_own(described))

    looked = look_up(words, references.shelves, who, template)
    known = [c for c in looked.candidates if not rules.is_left_out(references.described(c))]
    found: list[Found] = []
    if known:
        found, covered = _covering(words, references, known, rules, looked.common)
        nearest = _Nearest(words, covered, references, rules, raw)
        passages_of = Counter(each.candidate[:2] for each in found)
        for each in found:
            # a reference that holds other passages as well is not given up for one that has a word more of this one
            if each.also and passages_of[each.candidate[:2]] == 1:
                nearest.put_first(each)
    found.sort(key=lambda f: (f.alignment.runs, references.described(f.candidate).id))
    return Detected([_shared(each, references) for each in found], looked.common)


def _covering(
    words: Sequence[str], references: References, known: list[Candidate], rules: Rules, common: Common | None
) -> tuple[list[Found], bytearray]:
    """The passages of these references, in the order in which they were taken; 1 for each word that is in one."""
    from reusecheck.alignment import align  # noqa: PLC0415 - most commits share nothing
    from reusecheck.covering import Passages  # noqa: PLC0415 - likewise

    run_words = rules.run_words
    passages = Passages(len(words), run_words)

    rarity = _rarity(len(words), known)

    def turn(candidate: Candidate) -> tuple[bool, int, str]:
        described = references.described(candidate)
        return rules.is_own(described), -_extent(candidate, run_words, rarity), described.id

    for candidate in sorted(known, key=turn):
        if not _brings_new_words(candidate, passages.covered, run_words):
            passages.name_also(candidate, (run.span for run in candidate.runs))
            continue
        described = references.described(candidate)
        reference = references.text(candidate).tokens.words
        for alignment in align(words, reference, candidate.runs, run_words):
            if common is None or not common.is_phrase(alignment.runs, own=rules.is_own(described)):
                passages.settle(alignment, candidate)
    return passages.found, passages.covered


class _Nearest:
    """Of the references that hold a passage, the one that holds most of its words, and most as they stand.

    The cover takes references by their runs; which of two that hold an edited
    passage is nearer only the alignment shows. Where they hold the same words,
    capitals and punctuation tell.
    """

    def __init__(
        self,
        words: Sequence[str],
        covered: bytes | bytearray,
        references: References,
        rules: Rules,
        raw: Callable[[Span[Token]], str],
    ) -> None:
        self._words, self._covered, self._references, self._rules, self._raw = words, covered, references, rules, raw
        self._aligned = 0

    def put_first(self, each: Found) -> None:
        """Name the nearest reference of a passage first, the others beside it."""
        around = each.alignment.article
        is_own = self._rules.is_own(self._references.described(each.candidate))
        nearest = (self._nearness(each.candidate, each.alignment, around), each.candidate, each.alignment)
        for rival in each.also[:MOST_RIVALS]:
            if self._rules.is_own(self._references.described(rival)) is is_own:
                for alignment in self._alignments(rival, around):
                    if self._holds(alignment, each.alignment):
                        nearness = self._nearness(rival, alignment, around)
                        nearest = max(nearest, (nearness, rival, alignment), key=lambda one: one[0])
        if nearest[1] is not each.candidate:
            each.also = [each.candidate, *(other for other in each.also if other is not nearest[1])]
            _, each.candidate, each.alignment = nearest
            each.matched = union([*each.matched, *each.alignment.matched])

    def _holds(self, alignment: Alignment, first: Alignment) -> bool:
        """Whether it lacks few of the words that the first reference has: one with words of its own is not given up."""
        theirs = {at for span in alignment.matched for at in range(span.start, span.stop)}
        lacking = sum(at not in theirs for span in first.matched for at in range(span.start, span.stop))
        return lacking < self._rules.run_words // 2

    def _alignments(self, rival: Candidate, around: Span[Token]) -> list[Alignment]:
        """The passages that a rival shares with this part of the article; none where too many were aligned already."""
        from reusecheck.alignment import align  # noqa: PLC0415 - most commits share nothing

        self._aligned += 1
        if self._aligned > MOST_ALIGNED:
            return []
        anchors = [run for run in rival.runs if run.span.meets(around)]
        return align(self._words, self._references.text(rival).tokens.words, anchors, self._rules.run_words)

    def _nearness(self, candidate: Candidate, alignment: Alignment, around: Span[Token]) -> tuple[int, int]:
        """Equal words, without those of other passages; and equal words as they stand."""
        matched = sum(
            around.start <= at < around.stop or not self._covered[at]
            for span in alignment.matched
            for at in range(span.start, span.stop)
        )
        text, span = self._references.text(candidate), alignment.reference
        if text.is_sealed:
            return matched, 0
        start, stop = text.tokens.starts[span.start], text.tokens.stops[span.stop - 1]
        here, there = self._raw(alignment.article).split(), text.document.reading.prose[start:stop].split()
        return matched, (Counter(here) & Counter(there)).total()


def _rarity(words: int, candidates: Iterable[Candidate]) -> list[int]:
    """For each place of the article the sum before it of what its words are worth: ``_WORTH`` among their holders."""
    changes = [0] * (words + 1)
    for candidate in candidates:
        for span in union(run.span for run in candidate.runs):
            changes[span.start] += 1
            changes[span.stop] -= 1
    worth = (_WORTH // held if held else 0 for held in accumulate(changes[:-1]))
    return list(accumulate(worth, initial=0))


def _extent(candidate: Candidate, run_words: int, rarity: Sequence[int]) -> int:
    """How much of the article the candidate's runs hold, in 1 / ``_WORTH`` words.

    Words in runs of full length count twice, being certain. Each word counts once more, divided by how
    many hold it: of pages with the same paragraphs the one comes first that has also what no other has.
    """
    spans = union(run.span for run in candidate.runs)
    certain = union(run.span for run in candidate.runs if run.length >= run_words)
    held = sum(map(len, spans)) + sum(map(len, certain))
    return _WORTH * held + sum(rarity[span.stop] - rarity[span.start] for span in spans)


def _brings_new_words(candidate: Candidate, covered: bytearray, run_words: int) -> bool:
    """Whether a run of full length, or enough words of shorter ones, hold words that no reference so far did."""
    new = 0
    for run in candidate.runs:
        uncovered = covered.count(0, run.article, run.article + run.length)
        if uncovered and run.length >= run_words:
            return True
        new += uncovered
    return new >= run_words


def _shared(each: Found, references: References) -> Shared:
    also = sorted({references.described(candidate) for candidate in each.also})
    return Shared(each.alignment, references.text(each.candidate), tuple(also), tuple(each.matched))
