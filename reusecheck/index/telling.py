"""Which references are on an article's subject: they hold words that few hold, whatever stands between them."""

from __future__ import annotations

from math import log

from reusecheck.index.format import MOST_HOLDERS, SEGMENT_WORDS
from reusecheck.values import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

# A reference with less is not worth a look. Of 10,000 press releases, 300 had half the time one other at this or above,
# and with 60 % of their words left out, at random, three in four of them still had so much of themselves. 2026-11-21
LEAST_EVIDENCE = 30.0  # nats
_LOW = 0xFFFFFFFF  # the half of a word's hash that is kept


class Holding(Protocol):
    """What a segment must answer; ``format.Segment`` and ``memory.MemorySegment`` do."""

    @property
    def documents(self) -> int: ...

    @property
    def words(self) -> int: ...

    def holders(self, word: int, /) -> Sequence[int] | None: ...


def like(
    words: Sequence[int], segments: Sequence[Holding], dead: Sequence[Collection[int]], most: int
) -> list[tuple[int, int, float]]:
    """The references that share telling words with an article: segment, document, evidence in nats; best first.

    ``words`` are the hashes of the article's words or their low halves. Each
    distinct one is worth log(live references ÷ those that hold it), its
    inverse document frequency (Spärck Jones, "A statistical interpretation of
    term specificity", J. Documentation 28 (1), 1972). The evidence of a
    reference is what all of the words it holds are worth. No more than ``most`` are
    named, and none with less than ``LEAST_EVIDENCE``.

    Nothing depends on how references came into segments: a word's holders are
    counted over all of them, and how many may hold it follows from the words of
    all. With two exceptions: the order of equals, and words that
    one segment does not list since more than ``MOST_HOLDERS`` of its
    documents, dead ones too, hold them.
    """
    live = sum(segment.documents - len(gone) for segment, gone in zip(segments, dead, strict=True))
    # As many as the segments would list that a build from nothing writes
    limit = MOST_HOLDERS * max(1, -(-sum(segment.words for segment in segments) // SEGMENT_WORDS))
    evidence: list[dict[int, float]] = [{} for _ in segments]
    for word in dict.fromkeys([word & _LOW for word in words]):  # in order, so that sums are rounded alike everywhere
        held = _held(word, segments, dead)
        count = sum(len(documents) for _, documents in held)
        if not 0 < count <= limit:
            continue
        worth = log(live / count)
        for number, documents in held:
            sums = evidence[number]
            for document in documents:
                sums[document] = sums.get(document, 0.0) + worth
    found = [
        (number, document, amount)
        for number, sums in enumerate(evidence)
        for document, amount in sums.items()
        if amount >= LEAST_EVIDENCE
    ]
    return sorted(found, key=lambda one: (-one[2], one[0], one[1]))[:most]


def _held(word: int, segments: Sequence[Holding], dead: Sequence[Collection[int]]) -> list[tuple[int, Sequence[int]]]:
    """Segment and its live documents that hold a word; none if more documents of a segment do than it lists."""
    held: list[tuple[int, Sequence[int]]] = []
    for number, segment in enumerate(segments):
        found = segment.holders(word)
        if found is None:
            return []
        if found:
            gone = dead[number]
            held.append((number, [document for document in found if document not in gone] if gone else found))
    return held
