"""How the passages of one article are attributed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from reusecheck.attribution.credit import Setting, find_credit, find_other
from reusecheck.attribution.levels import Attribution, Evidence, Level
from reusecheck.attribution.mentions import Borrowed
from reusecheck.attribution.page import Page, count_words
from reusecheck.attribution.possible import Possible, Spots
from reusecheck.attribution.quotation import Quoted, quotations
from reusecheck.attribution.statements import (
    meta_evidence,
    meta_statements,
    sentence_evidence,
    sentence_statements,
)
from reusecheck.documents import Role, no_neighbours
from reusecheck.spans import Prose, Span, union

if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.documents import Document, MetaEntry, Neighbours

# A passage is quoted when this share of its words stands inside marks: "he said" between two halves may be outside.
QUOTED_SHARE = 0.9


class Attributor:
    """Judges passages of one document; what is the same for all of them is worked out once, when it is first needed."""

    def __init__(self, document: Document, neighbours: Neighbours = no_neighbours) -> None:
        self.page = Page(document, neighbours)
        self._neighbours = neighbours  # asked only where a passage is to be attributed and the article refers to them
        self._possible = Possible(self.page)
        self._spots: dict[Identity, Spots] = {}

    def could_name(self, who: Identity) -> bool:
        """False only if nothing on the page can name the reference, so that it need not be assessed."""
        return bool(self._spots_of(who))

    def mentioned(self, who: Identity, passage: Span[Prose]) -> int | None:
        """Where something outside of the passage may name the reference, in the prose; ``None`` if nothing does."""
        offsets = self._spots_of(who).offsets
        return next((at for at in offsets if not passage.start <= at < passage.stop), None)

    def licence(self, spdx_id: str) -> Evidence | None:
        """Where the document, or what stands beside it, names this licence; ``None`` if nothing does."""
        from reusecheck.attribution.licences import find_licence  # noqa: PLC0415 - few references want it

        return find_licence(self.page, spdx_id, self._neighbours)

    def _spots_of(self, who: Identity) -> Spots:
        if who not in self._spots:
            self._spots[who] = self._possible.spots(who)
        return self._spots[who]

    def assess(self, passage: Span[Prose], who: Identity, copied: tuple[Span[Prose], ...] = ()) -> Attribution:
        """How the article attributes ``passage`` to the reference ``who``, with what shows it.

        ``copied`` are the stretches of the article that stand word for word in
        the reference: "told The Guardian" within was copied along and credits
        nobody. Evidence comes in the order: quotation, credit near, credit for
        the whole article. Where nothing credits the reference, what credits
        another source is listed with ``shows="other"``; it settles nothing.
        """
        quotation = self._quotation(passage)
        setting = self._setting(passage, copied, quoted=quotation is not None)
        credited, credits_found = find_credit(self.page, who, setting, self._spots_of(who))
        for_all = self._for_all(who, setting.borrowed)
        credited = credited or bool(for_all)
        shown = [quotation] if quotation else []
        shown += credits_found + for_all
        if not credited:
            shown += find_other(self.page, setting)
        return Attribution(_LEVELS[quotation is not None, credited], tuple(dict.fromkeys(shown)))

    def _setting(self, passage: Span[Prose], copied: tuple[Span[Prose], ...], *, quoted: bool) -> Setting:
        block = self.page.block_quotation(passage) if quoted else None
        unit = block
        if quoted and block is None:
            marked = self._marked_around(passage)
            unit = Span(marked.parts[0].start, marked.parts[-1].stop) if marked else None
        unit = unit or passage
        unit = Span(min(unit.start, passage.start), max(unit.stop, passage.stop))
        return Setting(passage, unit, quoted, block is not None, Borrowed(passage, copied))

    @cached_property
    def _marked(self) -> list[tuple[Span[Prose], Quoted]]:
        """The parts of the outermost quotations between marks, ascending, each with its quotation."""
        parts = [(part, quoted) for quoted in self._all_marked for part in quoted.parts if len(part)]
        parts.sort(key=lambda pair: (pair[0].start, -pair[0].stop))
        outermost: list[tuple[Span[Prose], Quoted]] = []
        for part, quoted in parts:
            if not outermost or part.start >= outermost[-1][0].stop:
                outermost.append((part, quoted))
        return outermost

    @cached_property
    def _all_marked(self) -> list[Quoted]:
        return quotations(self.page.visible, self.page.blocks)

    def _marked_around(self, passage: Span[Prose]) -> Quoted | None:
        """The quotation between marks that holds most of the passage."""
        best: tuple[int, Quoted | None] = (0, None)
        for part, quoted in self._marked[self._first_part(passage) :]:
            if part.start >= passage.stop:
                break
            shared = min(part.stop, passage.stop) - max(part.start, passage.start)
            if shared > best[0]:
                best = (shared, quoted)
        return best[1]

    def _first_part(self, passage: Span[Prose]) -> int:
        return max(bisect_right(self._marked, passage.start, key=lambda pair: pair[0].start) - 1, 0)

    @cached_property
    def _quoted_spans(self) -> list[Span[Prose]]:
        """All prose that is marked as a quotation, callouts left out, ascending and apart."""
        roles = self.page.by_role
        marked = [part for part, _ in self._marked]
        regions = [r.prose for role in (Role.BLOCK_QUOTATION, Role.QUOTATION) for r in roles[role]]
        return _without(union([*marked, *regions]), union(r.prose for r in roles[Role.CALLOUT]))

    def _quotation(self, passage: Span[Prose]) -> Evidence | None:
        """What marks nearly all of the passage as a quotation."""
        page = self.page
        blocks = [page.blocks[i] for i in page.block_range(passage)]
        spans = self._quoted_spans
        first = max(bisect_right(spans, passage.start, key=lambda s: s.start) - 1, 0)
        stop = bisect_left(spans, passage.stop, key=lambda s: s.start)
        inside: list[Span[Prose]] = [
            Span(max(span.start, passage.start), min(span.stop, passage.stop))
            for span in spans[first:stop]
            if span.meets(passage)
        ]
        if not inside:
            return None
        quoted = sum(count_words(page, blocks, span) for span in inside)
        if quoted < QUOTED_SHARE * count_words(page, blocks, passage) or not quoted:
            return None
        source = page.reading.offsets.to_source(Span(inside[0].start, inside[-1].stop))
        if page.block_quotation(inside[0]):
            return Evidence("quotation", "block quotation", "", source)
        marked = self._marked_around(passage)
        if marked:
            return Evidence("quotation", "quotation marks", marked.marks, source)
        return Evidence("quotation", "quotation element", "", source)

    @cached_property
    def _meta(self) -> list[MetaEntry]:
        return meta_statements(self.page)

    @cached_property
    def _sentences(self) -> list[Span[Prose]]:
        return sentence_statements(self.page)

    def _for_all(self, who: Identity, borrowed: Borrowed) -> list[Evidence]:
        """Statements for the whole document that name the reference."""
        alone = Borrowed(borrowed.passage)
        found = [meta_evidence(self.page, entry, who) for entry in self._meta]
        found += [sentence_evidence(self.page, sentence, who, alone) for sentence in self._sentences]
        return [evidence for evidence in found if evidence is not None]


_LEVELS = {
    (True, True): Level.FULL,
    (False, True): Level.CREDITED,
    (True, False): Level.QUOTED,
    (False, False): Level.NONE,
}


def _without(spans: list[Span[Prose]], taken: list[Span[Prose]]) -> list[Span[Prose]]:
    """``spans`` less ``taken``; both ascending and apart, and so is the result."""
    if not taken:
        return spans
    left: list[Span[Prose]] = []
    at = 0
    for span in spans:
        start = span.start
        while at < len(taken) and taken[at].stop <= start:
            at += 1
        among = at
        while among < len(taken) and taken[among].start < span.stop:
            if start < taken[among].start:
                left.append(Span(start, taken[among].start))
            start = max(start, taken[among].stop)
            among += 1
        if start < span.stop:
            left.append(Span(start, span.stop))
    return left
