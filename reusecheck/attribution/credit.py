"""Whether the reference of a passage is named near enough: CONTRACT section 4, ATTRIBUTION.md.

What an editor would take as naming the source of a passage, and what not:

- In the same block: a link to the reference's page, its address or DOI, its
  citation key, its title in full, or a name beside a crediting phrase
  ("according to …", "… reported", "(Reuters)"). A name that merely occurs, or a
  link to another page of the outlet, credits nothing.
- A lead-in, the block before: where it ends with a colon any name in its last
  sentence counts; otherwise it needs a crediting phrase, or, before a quotation, a link.
- A trailer, the block behind: a credit line (``forms.is_credit_line``) or the
  caption of the quotation; below a quotation also a sentence with a crediting phrase.
- A footnote whose mark stands in the passage or behind it in its block.
- The address in ``cite=`` of the quotation.

A lead-in, trailer or ``cite=`` covers the whole passage. Evidence inside a block covers
that block; the passage is credited when the blocks so covered hold half of its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reusecheck.attribution.forms import (
    credit_tail,
    ends_with_colon,
    first_sentence,
    has_phrase,
    is_brief,
    is_caption,
    is_credit_line,
    last_sentence,
    window,
)
from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.mentions import Borrowed, Carrier, Mention, Relation, find_mention, other_source, relation
from reusecheck.documents import BlockKind, Role
from reusecheck.spans import Prose, Span
from reusecheck.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.page import Page
    from reusecheck.attribution.possible import Spots
    from reusecheck.documents import Block, Region

# Between a lead-in and the passage, and between the passage and a credit line, only so many own words may stand.
_EDGE_WORDS = 12
_COVERED_SHARE = 0.5


class Setting(NamedTuple):
    """A passage and its surroundings.

    ``unit`` is the quotation it belongs to, or the passage itself; ``quoted``
    whether it is marked as a quotation at all, ``block`` whether by a block quotation.
    """

    passage: Span[Prose]
    unit: Span[Prose]
    quoted: bool
    block: bool
    borrowed: Borrowed


class Found(NamedTuple):
    """Evidence, and whether it covers the whole passage."""

    evidence: Evidence
    whole: bool


def find_credit(page: Page, who: Identity, setting: Setting, spots: Spots | None = None) -> tuple[bool, list[Evidence]]:
    """Whether the passage is credited near where it stands, and what shows it.

    Only blocks at or beside ``spots`` are looked into, where they are given.
    """
    found = [Found(evidence, whole=True) for evidence in _around(page, who, setting)]
    covered = total = 0
    for index in page.block_range(setting.passage):
        count = page.words(page.blocks[index].prose).count(setting.passage.start, setting.passage.stop)
        if not count:
            continue
        total += count
        if spots is not None and not _may_be_named(page, spots, index):
            continue
        here = [*_in_block(page, who, setting, index), *_beside_block(page, who, setting, index)]
        found += here
        covered += count if here else 0
    credited = any(f.whole for f in found) or (total > 0 and covered >= _COVERED_SHARE * total)
    return credited, [f.evidence for f in found]


def _may_be_named(page: Page, spots: Spots, index: int) -> bool:
    """Whether something in the block, in one beside it, or in a footnote of theirs may name the reference."""
    first, last = max(index - 1, 0), min(index + 1, len(page.blocks) - 1)
    reach: Span[Prose] = Span(page.blocks[first].prose.start, page.blocks[last].prose.stop)
    if spots.meet(reach):
        return True
    marks = page.meeting(Role.FOOTNOTE_REFERENCE, reach)
    return any(spots.meet(text) for mark in marks for text in page.footnotes.get(mark.value, ()))


def _around(page: Page, who: Identity, setting: Setting) -> Iterator[Evidence]:
    """What credits the passage as a whole: address of the quotation, lead-in, trailer."""
    for region in _quoting_regions(page, setting.passage):
        if relation(page, region.value, who) is Relation.PAGE:
            yield Evidence("credit", f"address of the {region.role.value}", region.value, region.source)
    for index in _before(page, setting):
        yield from _lead_in(page, who, setting, index)
    for index in _behind(page, setting):
        yield from _trailer(page, who, setting, index)


def _quoting_regions(page: Page, passage: Span[Prose]) -> list[Region]:
    """Quotations with an address that hold half of the passage or more."""
    regions = (*page.addressed_quotations(passage), *page.meeting(Role.QUOTATION, passage))
    return [
        r
        for r in regions
        if r.value and 2 * (min(r.prose.stop, passage.stop) - max(r.prose.start, passage.start)) >= len(passage)
    ]


def _before(page: Page, setting: Setting) -> list[int]:
    """Blocks that may lead in: the one before the passage, its quotation, its list."""
    indexes = set()
    for stretch in (setting.passage, setting.unit):
        among = page.block_range(stretch)
        if not among:
            continue
        first = page.blocks[among.start]
        if page.words(first.prose).count(first.prose.start, stretch.start) <= _EDGE_WORDS:
            indexes.add(among.start - 1)
            if first.kind in (BlockKind.ITEM, BlockKind.CELL):
                indexes.add(page.group_range(among.start).start - 1)
    return sorted(index for index in indexes if index >= 0)


def _behind(page: Page, setting: Setting) -> list[int]:
    """Blocks that may be a credit line: the one behind the passage, the last of its quotation, the one behind that."""
    indexes = set()
    for stretch in (setting.passage, setting.unit):
        among = page.block_range(stretch)
        if not among:
            continue
        last = page.blocks[among.stop - 1]
        if page.words(last.prose).count(stretch.stop, last.prose.stop) <= _EDGE_WORDS:
            indexes.add(among.stop)
        if stretch is setting.unit and last.prose.start >= setting.passage.stop:
            indexes.add(among.stop - 1)
    return sorted(index for index in indexes if index < len(page.blocks))


def _lead_in(page: Page, who: Identity, setting: Setting, index: int, *, inside: bool = False) -> Iterator[Evidence]:
    """``inside``: the block is one of the passage's own, and must say more to credit the next."""
    block = page.blocks[index]
    if is_credit_line(page, block) or _of_another_quotation(page, setting, block):
        return
    carrier = _lead_in_carrier(page, block, link_is_enough=setting.quoted and not inside)
    if carrier is not None:
        yield from _evidence(page, who, carrier, setting.borrowed, "in the lead-in")


def _lead_in_carrier(page: Page, block: Block, *, link_is_enough: bool) -> Carrier | None:
    """The part of the block before that may credit the passage."""
    last = last_sentence(page, block.prose)
    if block.kind is not BlockKind.HEADING:
        if ends_with_colon(page, last):
            return Carrier(last, bare=True)
        if link_is_enough:
            return Carrier(window(block.prose, Span(block.prose.stop, block.prose.stop)))
    return Carrier(last) if has_phrase(page, last) else None


def _of_another_quotation(page: Page, setting: Setting, block: Block) -> bool:
    """Whether the block belongs to a block quotation that the passage is not part of."""
    quotation = page.block_quotation(block.prose)
    return quotation is not None and not quotation.meets(setting.passage)


def _trailer(page: Page, who: Identity, setting: Setting, index: int, *, inside: bool = False) -> Iterator[Evidence]:
    block = page.blocks[index]
    if _of_another_quotation(page, setting, block):
        return
    where = "in the credit line below the quotation" if setting.quoted else "in the credit line below"
    if is_credit_line(page, block) or (setting.block and is_caption(page, block)):
        yield from _evidence(page, who, Carrier(block.prose, bare=True), setting.borrowed, where)
    elif setting.quoted and not inside and block.kind is not BlockKind.HEADING:
        first = first_sentence(page, block.prose)
        if has_phrase(page, first) and not ends_with_colon(page, first):
            yield from _evidence(page, who, Carrier(first), setting.borrowed, "in the sentence below the quotation")


def _in_block(page: Page, who: Identity, setting: Setting, index: int) -> Iterator[Found]:
    """What credits, inside block ``index``, the part of the passage that stands there."""
    block = page.blocks[index]
    start, stop = max(block.prose.start, setting.passage.start), min(block.prose.stop, setting.passage.stop)
    near = window(block.prose, Span(start, stop))
    lead = last_sentence(page, Span(near.start, start))
    tail = credit_tail(page, Span(stop, near.stop), quoted=setting.quoted)
    carriers = [Carrier(near)]
    if ends_with_colon(page, lead):
        carriers.append(Carrier(lead, bare=True))
    if tail is not None:
        carriers.insert(0, Carrier(tail, bare=True))
    ends_here = stop == setting.passage.stop
    for carrier in carriers:
        mention = find_mention(page, who, carrier, setting.borrowed)
        if mention is not None:
            is_tail = carrier.span is tail
            where = "in the credit line" if is_tail else f"in the same {block.kind.value}"
            yield Found(_as_evidence(mention, where), whole=is_tail and ends_here)
            break
    # a mark behind an earlier sentence is that sentence's
    notes_from = start if page.text(lead).rstrip().endswith((".", "!", "?", "…")) else min(start, lead.start)
    for evidence in _footnotes(page, who, Span(notes_from, near.stop), setting.borrowed):
        yield Found(evidence, whole=setting.quoted and ends_here)


def _beside_block(page: Page, who: Identity, setting: Setting, index: int) -> Iterator[Found]:
    """What credits block ``index`` of a longer passage from the blocks of the passage next to it."""
    inside = page.block_range(setting.passage)
    if index > inside.start:
        for evidence in _lead_in(page, who, setting, index - 1, inside=True):
            yield Found(evidence, whole=False)
    if index < inside.stop - 1:
        for evidence in _trailer(page, who, setting, index + 1, inside=True):
            yield Found(evidence, whole=False)


def _footnotes(page: Page, who: Identity, marks_in: Span[Prose], borrowed: Borrowed) -> Iterator[Evidence]:
    """Footnotes that name the reference and whose mark stands in the stretch."""
    for mark in page.meeting(Role.FOOTNOTE_REFERENCE, marks_in):
        for text in page.footnotes.get(mark.value, ()):
            mention = find_mention(page, who, Carrier(text, bare=is_brief(page, who, text)), borrowed)
            if mention is not None:
                behind = f" ({mention.place})" if mention.place else ""
                yield Evidence("credit", f"footnote {mark.value}{behind}", mention.value, mention.source)


def _evidence(page: Page, who: Identity, carrier: Carrier, borrowed: Borrowed, where: str) -> Iterator[Evidence]:
    """What the carrier shows by itself, or by a footnote whose mark stands in it."""
    mention = find_mention(page, who, carrier, borrowed)
    if mention is not None:
        yield _as_evidence(mention, where)
    yield from _footnotes(page, who, carrier.span, borrowed)


_SAID = {"link": "link", "title": "title", "source": "source named", "citation": "citation", "dateline": "dateline"}


def _as_evidence(mention: Mention, where: str) -> Evidence:
    behind = f" ({mention.place})" if mention.place else ""
    return Evidence("credit", f"{_SAID[mention.what]} {where}{behind}", mention.value, mention.source)


def find_other(page: Page, setting: Setting) -> list[Evidence]:
    """What credits another source, asked once it is known that nothing credits this one."""
    found = [
        Evidence("other", f"address of the {region.role.value}", region.value, region.source)
        for region in _quoting_regions(page, setting.passage)
    ]
    for index in _behind(page, setting):
        block = page.blocks[index]
        if is_credit_line(page, block) and not _of_another_quotation(page, setting, block):
            source = page.reading.offsets.to_source(block.prose)
            found.append(Evidence("other", "credit line below", page.text(block.prose).strip(), source))
    for index in _before(page, setting):
        last = last_sentence(page, page.blocks[index].prose)
        link = other_source(page, last) if ends_with_colon(page, last) else None
        if link is not None:
            found.append(Evidence("other", "link in the lead-in", link.value, link.source))
    for index in page.block_range(setting.passage):
        block_span = page.blocks[index].prose
        reach = window(block_span, setting.passage)
        stretch: Span[Prose] = Span(max(block_span.start, setting.passage.start), reach.stop)
        for mark in page.meeting(Role.FOOTNOTE_REFERENCE, stretch):
            for text in page.footnotes.get(mark.value, ()):
                link = other_source(page, text)
                if link is not None:
                    found.append(Evidence("other", f"footnote {mark.value}", link.value, link.source))
    if page.by_role[Role.CITATION]:
        from reusecheck.attribution.citing import other_citations  # noqa: PLC0415 - few articles cite by keys

        found += other_citations(page, (page.blocks[i].prose for i in page.block_range(setting.passage)))
    return found
