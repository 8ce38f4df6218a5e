"""A document as attribution looks at it: blocks and their neighbours, words, links, footnotes; each worked out once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from unicodedata import category

from reusecheck.attribution.folding import Words, fold
from reusecheck.attribution.structure import Structure
from reusecheck.documents import Block, BlockKind, Role, no_neighbours
from reusecheck.spans import Prose, Span, U, union

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.attribution.bibliography import Bibliography
    from reusecheck.attribution.spdx import Tag
    from reusecheck.documents import Document, Neighbours, Region

# A sentence ends here when what follows begins with a large letter, a digit or a mark; the look behind is bounded.
_SENTENCE_END = r"[.!?…。！？][\"'”’»“)\]]{0,4}\s+(?=[^a-zß-öø-ÿ])|[。！？]"

# Between two cells of a row, or a term and what it means, stands markup of no more characters.
_BETWEEN = 2000
# Letters and a symbol that no reader of a page sees
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# What a link begins with that is put on a text
_ON_TEXT = ("[", "<a", "<A", "`\\")
# Marks that may have no words of their own by which to know that they stand in hidden text
_UNSEEN_WITHOUT_WORDS = (Role.CITATION, Role.LINK, Role.FOOTNOTE_REFERENCE)

# Nobody nests quotations deeper; whoever does is not about to be read.
_NESTED = 8
# Characters before a link, and behind it, in which the end of its paragraph is looked for
_PARAGRAPH_END = 500


class Page:
    """What is asked of a document again and again, worked out when it is first asked."""

    def __init__(self, document: Document, neighbours: Neighbours = no_neighbours) -> None:
        self.document = document
        self.neighbours = neighbours
        self.reading = document.reading
        self._words: dict[tuple[int, int], Words] = {}
        # what ``forms`` found out about stretches, whichever reference is asked for
        self.noted: dict[tuple[str, int, int], bool] = {}

    @cached_property
    def by_role(self) -> dict[Role, list[Region]]:
        """Regions by role, ascending by prose start; links and their like without the hidden ones.

        A link that shows nothing is hidden as well.
        """
        found: dict[Role, list[Region]] = {role: [] for role in Role}
        hidden = union(r.prose for r in self.reading.regions if r.role is Role.HIDDEN)
        written = union(r.source for r in self.reading.regions if r.role is Role.HIDDEN)
        for region in self.reading.regions:
            if region.role is not Role.HIDDEN and _within(hidden, region.prose):
                continue
            if region.role in _UNSEEN_WITHOUT_WORDS and _within(written, region.source):
                continue
            if region.role is Role.LINK and self._shows_nothing(region):
                continue
            found[region.role].append(region)
        for regions in found.values():
            regions.sort(key=lambda r: (r.prose.start, -r.prose.stop))
        return found

    def _shows_nothing(self, link: Region) -> bool:
        """Whether a link stands on nothing a reader would follow: ``[](…)``, ``[.](…)``.

        An address in angle brackets is shown, though no prose.
        """
        text = self.reading.prose[link.prose.start : link.prose.stop]
        if any(map(_shows, text)):
            return False
        if text.strip():
            return True
        return self.document.source.startswith(_ON_TEXT, link.source.start)

    @cached_property
    def bibliography(self) -> Bibliography:
        """What the document cites from; its files are read when a key is to be looked up."""
        from reusecheck.attribution.bibliography import bibliography  # noqa: PLC0415 - few articles cite by keys

        return bibliography(self.document, self.neighbours)

    @cached_property
    def has_company(self) -> bool:
        """Whether anything may speak for the file from beside it (``beside``): tags at its head, or a file that does.

        Asked first: most articles stand alone, and what reads such files takes 3 ms to import.
        """
        path = self.document.path
        folders = [path[:at] for at in range(len(path)) if path[at] == "/"]
        own = f"{folders[-1]}/" if folders else ""
        tables = [*(f"{folder}/REUSE.toml" for folder in reversed(folders)), "REUSE.toml"]
        files = [f"{path}.license", *tables, f"{own}CITATION.cff"]
        return bool(self.tags) or any(self.neighbours(file) is not None for file in files)

    @cached_property
    def tags(self) -> list[Tag]:
        """The SPDX tags in its comments, in the order of the file."""
        if not any("SPDX-" in comment.value for comment in self.by_role[Role.COMMENT]):
            return []
        from reusecheck.attribution.spdx import tags  # noqa: PLC0415 - few articles have any

        return tags(self)

    @cached_property
    def snippets(self) -> list[tuple[Span[Prose], list[Tag]]]:
        """Its SPDX snippets, each with who holds its copyright."""
        if not any(tag.name == "Begin" for tag in self.tags):
            return []
        from reusecheck.attribution.spdx import snippets  # noqa: PLC0415 - as above

        return snippets(self.tags)

    @cached_property
    def visible(self) -> str:
        """The prose with hidden text and code as spaces: what a reader of the page reads as words.

        Lines end as they do today, not in a carriage return alone.
        """
        unseen = union(r.prose for r in self.reading.regions if r.role in (Role.HIDDEN, Role.CODE))
        prose = self.reading.prose
        if "\r" in prose:
            prose = re.sub(r"\r(?!\n)", "\n", prose)
        if not unseen:
            return prose
        pieces, at = [], 0
        for span in unseen:
            pieces += [prose[at : span.start], " " * len(span)]
            at = span.stop
        return "".join([*pieces, prose[at:]])

    @cached_property
    def lowered(self) -> str:
        """``visible`` in lower case, character for character."""
        lowered = self.visible.lower()
        if len(lowered) == len(self.visible):
            return lowered
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.visible)

    @cached_property
    def unaccented(self) -> str:
        """``lowered`` without accents on letters that are one character, character for character."""
        if self.lowered.isascii():
            return self.lowered
        bare = {ord(c): fold(c) for c in set(self.lowered) if not c.isascii()}
        return self.lowered.translate({c: letter for c, letter in bare.items() if len(letter) == 1})

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """The blocks that stand in the flow of the page: those without words and the text of footnotes left out."""
        flow = [b for b in self.reading.blocks if b.kind is not BlockKind.FOOTNOTE and self._has_words(b)]
        if flow or self.reading.blocks:
            return flow
        return (Block(BlockKind.PARAGRAPH, Span(0, len(self.visible)), 0),)

    @cached_property
    def notes(self) -> list[Block]:
        """The blocks of footnotes, ascending."""
        return [b for b in self.reading.blocks if b.kind is BlockKind.FOOTNOTE and self._has_words(b)]

    def notes_of(self, span: Span[Prose]) -> list[Block]:
        """The blocks of footnotes that share a character with ``span``."""
        if not self.notes:
            return []
        first = max(bisect_right(self.notes, span.start, key=_start) - 1, 0)
        stop = bisect_left(self.notes, span.stop, key=_start)
        return [block for block in self.notes[first:stop] if block.prose.meets(span)]

    def blocks_of(self, span: Span[Prose]) -> list[Block]:
        """All blocks that share a character with ``span``, those of footnotes last."""
        return [*(self.blocks[index] for index in self.block_range(span)), *self.notes_of(span)]

    def _has_words(self, block: Block) -> bool:
        return not self.visible[block.prose.start : block.prose.stop].isspace() and len(block.prose) > 0

    @cached_property
    def _starts(self) -> list[int]:
        return [block.prose.start for block in self.blocks]

    def block_range(self, span: Span[Prose]) -> range:
        """Indexes of the blocks that share a character with ``span``."""
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        stop = bisect_left(self._starts, span.stop)
        while first < stop and self.blocks[first].prose.stop <= span.start:
            first += 1
        return range(first, stop)

    @cached_property
    def _groups(self) -> list[int]:
        """For each block the index of the first block of its group."""
        firsts: list[int] = []
        for index, block in enumerate(self.blocks):
            same = index > 0 and self.blocks[index - 1].group == block.group
            firsts.append(firsts[-1] if same else index)
        return firsts

    def group_range(self, index: int) -> range:
        """The blocks of one list, table or quotation around block ``index``."""
        first = self._groups[index]
        return range(first, bisect_right(self._groups, first))

    def words(self, span: Span[Prose]) -> Words:
        """The visible words of a stretch, folded; kept, for several passages and references ask for them."""
        key = (span.start, span.stop)
        if key not in self._words:
            self._words[key] = Words(self.visible[span.start : span.stop], span.start)
        return self._words[key]

    def text(self, span: Span[Prose]) -> str:
        return self.visible[span.start : span.stop]

    def meeting(self, role: Role, span: Span[Prose]) -> list[Region]:
        """Regions of ``role`` that begin in ``span`` or just behind it, and one that reaches into it.

        A mark that ends a block stands behind the block's last space, which is not part of it.
        """
        regions = self._links if role is Role.LINK else self.by_role[role]
        if not regions:
            return []
        behind = span.stop
        while self.visible[behind : behind + 1] == " ":
            behind += 1
        first = bisect_left(regions, span.start, key=lambda r: r.prose.start)
        stop = bisect_right(regions, behind, key=lambda r: r.prose.start)
        if first and regions[first - 1].prose.stop > span.start:
            first -= 1
        return regions[first:stop]

    @cached_property
    def _links(self) -> list[Region]:
        """The links that belong to a block."""
        alone = {link for links in self.alone.values() for link in links}
        return [link for link in self.by_role[Role.LINK] if link not in alone] if alone else self.by_role[Role.LINK]

    @cached_property
    def alone(self) -> dict[int, list[Region]]:
        """Bare addresses in a paragraph of their own, which has no words and is no block, by the block behind them."""
        found: dict[int, list[Region]] = {}
        notes = union(note.source for note in self.by_role[Role.FOOTNOTE])
        for link in self.by_role[Role.LINK]:
            if not self.visible[link.prose.start : link.prose.stop].isspace() and len(link.prose):
                continue
            index = bisect_left(self._starts, link.prose.start)
            if not _within(notes, link.source) and self._stands_alone(link, index):
                found.setdefault(index, []).append(link)
        return found

    def _stands_alone(self, link: Region, index: int) -> bool:
        """Whether an empty line parts the link from the block before, and from block ``index``."""
        start, stop = link.source.start - _PARAGRAPH_END, link.source.stop + _PARAGRAPH_END
        before = behind = True
        if index:
            if self.blocks[index - 1].prose.stop > link.prose.start:
                return False
            end = self.reading.offsets.to_source(self.blocks[index - 1].prose).stop
            before = self._is_parted(max(start, end), link.source.start)
        if before and index < len(self.blocks):
            begin = self.reading.offsets.to_source(self.blocks[index].prose).start
            behind = self._is_parted(link.source.stop, min(stop, begin))
        return before and behind

    def _is_parted(self, start: int, stop: int) -> bool:
        """Whether a line without a letter or digit lies between, as ``>`` or ``____``."""
        between = self.document.source[max(start, 0) : stop]
        if self.document.path.lower().endswith(".ipynb"):
            between = between.replace("\n", "").replace("\\n", "\n")
        lines = f"{between}|".splitlines()
        return any(not any(map(str.isalnum, line)) for line in lines[1:-1])

    @cached_property
    def block_quotations(self) -> list[Span[Prose]]:
        """The outermost block quotations, ascending."""
        return union(region.prose for region in self.by_role[Role.BLOCK_QUOTATION])

    def block_quotation(self, span: Span[Prose]) -> Span[Prose] | None:
        """The outermost block quotation in which ``span`` begins."""
        at = bisect_right(self.block_quotations, span.start, key=lambda s: s.start) - 1
        if at >= 0 and span.start < self.block_quotations[at].stop:
            return self.block_quotations[at]
        return None

    def quotations_around(self, index: int) -> tuple[Region, ...]:
        """The block quotations that block ``index`` stands in, the innermost last."""
        return self._around[index] if self.by_role[Role.BLOCK_QUOTATION] else ()

    @cached_property
    def _around(self) -> list[tuple[Region, ...]]:
        regions = self.by_role[Role.BLOCK_QUOTATION]
        around: list[tuple[Region, ...]] = []
        nested: list[Region] = []
        at = 0
        for block in self.blocks:
            begun = bisect_right(regions, block.prose.start, at, key=lambda r: r.prose.start)
            for region in regions[at:begun]:
                while nested and nested[-1].prose.stop <= region.prose.start:
                    nested.pop()
                nested.append(region)
            at = begun
            while nested and nested[-1].prose.stop <= block.prose.start:
                nested.pop()
            around.append(tuple(nested[-_NESTED:]))
        return around

    @cached_property
    def structure(self) -> Structure:
        return Structure(self)

    def source_between(self, index: int) -> str:
        """What stands in the file between block ``index`` and the next; before the first of them is -1, too."""
        to_source, source = self.reading.offsets.to_source, self.document.source
        start = to_source(self.blocks[index].prose).stop if index >= 0 else 0
        last = index + 1 == len(self.blocks)
        stop = len(source) if last else to_source(self.blocks[index + 1].prose).start
        return source[max(start, stop - _BETWEEN) : stop] if index < 0 else source[start : min(stop, start + _BETWEEN)]

    def addressed_quotations(self, span: Span[Prose]) -> list[Region]:
        """Block quotations with an address that reach into ``span``, the innermost ones: few pages have any."""
        return [r for r in self._addressed if r.prose.meets(span)][-_NESTED:]

    @cached_property
    def _addressed(self) -> list[Region]:
        return [region for region in self.by_role[Role.BLOCK_QUOTATION] if region.value]

    @cached_property
    def footnotes(self) -> dict[str, list[Span[Prose]]]:
        """Label → where its text stands."""
        found: dict[str, list[Span[Prose]]] = {}
        for region in self.by_role[Role.FOOTNOTE]:
            found.setdefault(region.value, []).append(region.prose)
        return found

    def sentences(self, span: Span[Prose]) -> list[Span[Prose]]:
        """The stretch cut into sentences, as far as stops and large letters tell."""
        starts = [span.start]
        starts += [span.start + end.end() for end in re.finditer(_SENTENCE_END, self.text(span))]
        stops = [*starts[1:], span.stop]
        return [Span(start, stop) for start, stop in zip(starts, stops, strict=True) if start < stop]


def _shows(character: str) -> bool:
    """Whether a character is a letter, a digit or a sign with a meaning of its own (``→``); a full stop is none."""
    if character.isalnum():
        return character not in _FILLERS
    return not character.isascii() and category(character) in ("So", "Sm", "Sc") and character not in _FILLERS


def _start(block: Block) -> int:
    return block.prose.start


def _within(spans: list[Span[U]], span: Span[U]) -> bool:
    """Whether ``span`` begins inside one of the sorted, disjoint ``spans``."""
    at = bisect_right(spans, span.start, key=lambda s: s.start) - 1
    return at >= 0 and span.start < spans[at].stop


def count_words(page: Page, blocks: Iterable[Block], span: Span[Prose]) -> int:
    """How many visible words of ``blocks`` begin inside ``span``."""
    return sum(page.words(block.prose).count(span.start, span.stop) for block in blocks)
