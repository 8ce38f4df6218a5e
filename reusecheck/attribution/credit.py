"""Whether the reference of a passage is named near enough: CONTRACT section 4, ATTRIBUTION.md.

What an editor would take as naming the source of a passage, and what not:

- In the same block: a link to the reference's page, its address or DOI, its
  citation key, its title in full, or a name beside a crediting phrase
  ("according to …", "… reported", "(Reuters)"). A name that merely occurs, or a
  link to another page of the outlet, credits nothing.
  Nor does a name in a sentence of the block that quotes somebody else.
- A lead-in, the block before: where it ends with a colon any name in its last
  sentence counts, for all quotations in a row behind it that name nobody; otherwise
  it needs a crediting phrase, or, before a quotation, a link.
- A trailer, the block behind: a credit line (``forms.is_credit_line``); below a
  quotation also a sentence with a crediting phrase.
- The caption of the quotation, before it, behind it, or at either end inside.
- A footnote whose mark stands in the passage or behind it in its block.
- A name in the same row of a table, the term that the passage explains, the source
  line of its table or list.
- The address in ``cite=`` of the quotation.

A lead-in, trailer, caption or ``cite=`` covers the whole passage. Evidence inside a block
covers that block; the passage is credited when the blocks so covered hold half of its words.
"""

from __future__ import annotations

from reusecheck.attribution.forms import (
    credit_tail,
    ends_with_colon,
    first_sentence,
    has_phrase,
    is_brief,
    is_caption,
    is_credit_line,
    is_label,
    is_picture_credit,
    is_set_off,
    is_signature,
    is_source_line,
    last_sentence,
    names_nothing_else,
    window,
)
from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.lines import in_credit_line, in_label
from reusecheck.attribution.mentions import Carrier, Mention, Relation, find_mention, other_source, relation
from reusecheck.attribution.surroundings import (
    Setting,
    addresses_before,
    addresses_behind,
    before,
    behind,
    beside,
    captions,
    is_above,
    is_below,
    of_the_whole,
)
from reusecheck.documents import INLINE_NOTE, BlockKind, Role
from reusecheck.spans import Prose, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.mentions import Borrowed
    from reusecheck.attribution.page import Page
    from reusecheck.attribution.possible import Spots
    from reusecheck.documents import Block, Region

_COVERED_SHARE = 0.5
# A footnote sends the reader to one or two others; one with more marks is looked at no further.
_MARKS_IN_NOTE = 8
# What stands in notes of a Word document besides, by the beginning of its label
_NOTES_OF_WORD = {"comment": "comment", "endnote": "endnote", "source": "citation"}


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
        here = [
            *_in_block(page, who, setting, page.blocks[index]),
            *_beside_block(page, who, setting, index),
            *_in_row(page, who, setting, index),
        ]
        found += here
        covered += count if here else 0
    for note in page.notes_of(setting.passage):
        count = page.words(note.prose).count(setting.passage.start, setting.passage.stop)
        here = list(_in_block(page, who, setting, note))
        found += here
        total += count
        covered += count if here else 0
    credited = any(f.whole for f in found) or (total > 0 and covered >= _COVERED_SHARE * total)
    return credited, [f.evidence for f in found]


def _may_be_named(page: Page, spots: Spots, index: int) -> bool:
    """Whether something in the block, one beside it, its row, or a footnote of theirs may name the reference."""
    among = [index - 1, index, index + 1, *beside(page, index)]
    first, last = max(min(among), 0), min(max(among), len(page.blocks) - 1)
    reach: Span[Prose] = Span(page.blocks[first].prose.start, page.blocks[last].prose.stop)
    if spots.meet(reach):
        return True
    marks = page.meeting(Role.FOOTNOTE_REFERENCE, reach)
    return any(spots.meet(text) for mark in marks for text in _texts(page, mark))


def _around(page: Page, who: Identity, setting: Setting) -> Iterator[Evidence]:
    """What credits the passage as a whole: address of the quotation, lead-in, trailer."""
    for region in _quoting_regions(page, setting.passage):
        if relation(page, region.value, who) is Relation.PAGE:
            yield Evidence("credit", f"address of the {region.role.value}", region.value, region.source)
    for index in before(page, setting):
        yield from _lead_in(page, who, setting, index)
    for index in captions(page, setting):
        yield from _caption(page, who, setting, index)
    for index in behind(page, setting):
        yield from _trailer(page, who, setting, index)
    yield from _bare_addresses(page, who, setting)
    for index in of_the_whole(page, setting):
        block = page.blocks[index]
        if is_source_line(page, block):
            where = f"in the source line of the {_WHOLE[page.blocks[page.block_range(setting.passage).start].kind]}"
            yield from _evidence(page, who, Carrier(block.prose, bare=True), setting.borrowed, where)


def _bare_addresses(page: Page, who: Identity, setting: Setting) -> Iterator[Evidence]:
    """Addresses that are a paragraph beside the quotation, and no prose."""
    for link in addresses_before(page, setting):
        if relation(page, link.value, who) is Relation.PAGE:
            yield Evidence("credit", "link in the lead-in", link.value, link.source)
    for link, inside in addresses_behind(page, setting):
        how = relation(page, link.value, who)
        if how is Relation.PAGE or (how is Relation.HOME and inside):
            where = "in the last line of the quotation" if inside else "below the quotation"
            yield Evidence("credit", f"link {where}", link.value, link.source)


def _quoting_regions(page: Page, passage: Span[Prose]) -> list[Region]:
    """Quotations with an address that hold half of the passage or more."""
    regions = (*page.addressed_quotations(passage), *page.meeting(Role.QUOTATION, passage))
    return [
        r
        for r in regions
        if r.value and 2 * (min(r.prose.stop, passage.stop) - max(r.prose.start, passage.start)) >= len(passage)
    ]


def _lead_in(page: Page, who: Identity, setting: Setting, index: int, *, inside: bool = False) -> Iterator[Evidence]:
    """``inside``: the block is one of the passage's own, and must say more to credit the next."""
    block = page.blocks[index]
    if not inside and is_above(page, setting, index):
        label = in_label(page, who, block, setting.borrowed)
        if label is not None:
            yield _as_evidence(label, "in the line above the quotation")
    if block.kind is BlockKind.CAPTION or is_credit_line(page, block) or _of_another_quotation(page, setting, index):
        return
    within = any(unit.holds(block.prose) for unit in setting.units[:1])
    carrier = _lead_in_carrier(page, block, link_is_enough=setting.quoted and not (inside or within))
    if carrier is None:
        return
    # “…,” the paper wrote: the credit is that of the words it stands beside, and not of the next paragraph
    if setting.quoted or carrier.bare or not setting.quotes.holds_quotation(carrier.span):
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


def _of_another_quotation(page: Page, setting: Setting, index: int) -> bool:
    """Whether the block belongs to a block quotation that the passage is not part of, one inside the passage's too."""
    around = page.quotations_around(index)
    return bool(around) and not around[-1].prose.meets(setting.passage)


def _caption(page: Page, who: Identity, setting: Setting, index: int) -> Iterator[Evidence]:
    block = page.blocks[index]
    if is_caption(page, block) and not _of_another_quotation(page, setting, index):
        carrier = Carrier(block.prose, bare=True)
        yield from _evidence(page, who, carrier, setting.borrowed, "in the caption of the quotation")


def _trailer(page: Page, who: Identity, setting: Setting, index: int, *, inside: bool = False) -> Iterator[Evidence]:
    block = page.blocks[index]
    if _of_another_quotation(page, setting, index):
        return
    where = "in the credit line below the quotation" if setting.quoted else "in the credit line below"
    if is_credit_line(page, block):
        named = not is_set_off(page, block.prose) or in_credit_line(page, who, block.prose, setting.borrowed)
        yield from _evidence(page, who, Carrier(block.prose, bare=bool(named)), setting.borrowed, where)
    elif setting.block and not inside and is_signature(page, block):
        ends = _ends_its_quotation(page, index)
        where = "in the last line of the quotation" if ends else "below the quotation"
        ends = ends or (is_below(page, index) and names_nothing_else(page, block.prose, who))
        yield from _evidence(page, who, Carrier(block.prose, bare=ends), setting.borrowed, where)
    elif setting.quoted and not inside and block.kind is not BlockKind.HEADING:
        first = first_sentence(page, block.prose)
        if has_phrase(page, first) and not (ends_with_colon(page, first) or is_picture_credit(page, block)):
            yield from _evidence(page, who, Carrier(first), setting.borrowed, "in the sentence below the quotation")


def _ends_its_quotation(page: Page, index: int) -> bool:
    around = page.quotations_around(index)
    return bool(around) and (index + 1 == len(page.blocks) or around[-1] not in page.quotations_around(index + 1))


def _in_block(page: Page, who: Identity, setting: Setting, block: Block) -> Iterator[Found]:
    """What credits, inside ``block``, the part of the passage that stands there."""
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
        if carrier.span is tail:
            mention = in_credit_line(page, who, carrier.span, setting.borrowed)
        else:
            mention = find_mention(page, who, carrier, setting.borrowed)
        if mention is not None and mention.what in _IN_WORDS and setting.quoted and carrier.span is near:
            reach = setting.quotes.reach(near, setting.passage)
            mention = find_mention(page, who, Carrier(reach), setting.borrowed) if reach != near else mention
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


_WHOLE = {BlockKind.ITEM: "list", BlockKind.CELL: "table"}
_IN_WORDS = frozenset(("source", "dateline"))


def _in_row(page: Page, who: Identity, setting: Setting, index: int) -> Iterator[Found]:
    """What credits block ``index`` in the row of its table, or as the term that it explains."""
    for other in beside(page, index):
        block = page.blocks[other]
        if block.prose.meets(setting.passage):
            continue
        where = "in the same row" if block.kind is BlockKind.CELL else "in the term above"
        carrier = Carrier(block.prose, bare=is_label(page, block))
        for evidence in _evidence(page, who, carrier, setting.borrowed, where):
            yield Found(evidence, whole=False)


def _texts(page: Page, mark: Region) -> Iterator[Span[Prose]]:
    """The text of a footnote, and of those that it sends the reader to."""
    for text in page.footnotes.get(mark.value, ()):
        yield text
        onward = [m for m in page.meeting(Role.FOOTNOTE_REFERENCE, text) if text.start <= m.prose.start <= text.stop]
        for further in onward[:_MARKS_IN_NOTE]:
            yield from page.footnotes.get(further.value, ())


def _note(page: Page, mark: Region) -> str:
    """``footnote 2``; one that was written in place has no label that anybody wrote."""
    if mark.value.startswith(INLINE_NOTE):
        return "footnote"
    kind, parted, number = mark.value.partition("-" if page.document.path.lower().endswith(".docx") else ", ")
    if parted and number == "metadata":  # of a notebook; no written label has white space
        return f"metadata of {kind}"
    if parted and kind in _NOTES_OF_WORD:
        return f"{_NOTES_OF_WORD[kind]} {number}"
    return f"footnote {mark.value}"


def _footnotes(page: Page, who: Identity, marks_in: Span[Prose], borrowed: Borrowed) -> Iterator[Evidence]:
    """Footnotes that name the reference and whose mark stands in the stretch."""
    for mark in page.meeting(Role.FOOTNOTE_REFERENCE, marks_in):
        for text in _texts(page, mark):
            mention = find_mention(page, who, Carrier(text, bare=is_brief(page, who, text)), borrowed)
            if mention is not None:
                behind = f" ({mention.place})" if mention.place else ""
                yield Evidence("credit", f"{_note(page, mark)}{behind}", mention.value, mention.source)


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
    for index in behind(page, setting):
        block = page.blocks[index]
        if is_credit_line(page, block) and not _of_another_quotation(page, setting, index):
            source = page.reading.offsets.to_source(block.prose)
            found.append(Evidence("other", "credit line below", page.text(block.prose).strip(), source))
    for index in before(page, setting):
        block = page.blocks[index]
        last = last_sentence(page, block.prose)
        announces = ends_with_colon(page, last) and not is_credit_line(page, block)
        link = other_source(page, last) if announces else None
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
                    found.append(Evidence("other", _note(page, mark), link.value, link.source))
    if page.by_role[Role.CITATION]:
        from reusecheck.attribution.citing import other_citations  # noqa: PLC0415 - few articles cite by keys

        found += other_citations(page, (page.blocks[i].prose for i in page.block_range(setting.passage)))
    return found
