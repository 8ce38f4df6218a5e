"""Where a passage stands in its file: its blocks, their lines, and where text may be put in around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from reusecheck.documents import Block, BlockKind, Role
from reusecheck.edits import Insertion
from reusecheck.spans import Lines, Prose, Source, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.documents import Document, Region
    from reusecheck.spans import OffsetMap

# Markup beside the first or last word is looked for within so many characters.
NEAR = 200
_NESTED = 8  # links, quotations and their like within each other
# A block within a passage counts as copied with so many equal words in a row, the least that are found wherever they
# stand, or with this share of its characters; single words in common are in any two texts.
COPIED_WORDS = 8
COPIED_SHARE = 0.25
_INLINE = (Role.LINK, Role.QUOTATION, Role.CITE, Role.CODE)
_SENTENCE_END = r"[.!?…。！？]+[\"'”’»)\]]*"
_PUNCTUATION = r"[.,;:!?…。！？、，\"'”’»)\]]+"


# The opening and the closing mark of a quotation, or None where it needs none
Marks = tuple[str, str] | None


class Part(NamedTuple):
    """What of the passage stands in one block, and all of the block.

    ``whole``: no word of the block stands outside of the passage. ``follows``: no words stand between it and the part
    before it, which a part without words of the source would have held.
    """

    kind: BlockKind
    prose: Span[Prose]
    source: Span[Source]
    block: Span[Source]
    block_prose: Span[Prose]
    whole: bool
    follows: bool = True


class Ends(NamedTuple):
    """Offsets in the source around a part, outside of the markup that begins or ends with it.

    ``close`` is where a closing mark goes, ``sentence`` the same behind the stop of a sentence; ``stop`` is where a
    credit goes, ``behind`` the same behind any punctuation. They differ where a link began before the part.
    """

    start: int
    close: int
    sentence: int
    stop: int
    behind: int


class Markup(NamedTuple):
    """Patterns of what may stand between a word and text that is put in: opened before it, closed behind it."""

    before: str
    behind: str


class Place:
    """A passage of a document.

    ``equal`` are its stretches of words that are the source's, as they are read; where none are given, all of it is.
    A block within it that holds next to none of them is somebody else's, and no part of it. ``new`` are the places in
    the prose where words begin that are to be credited, ascending; a block without any is left alone, too.
    """

    def __init__(
        self, document: Document, passage: Span[Source], equal: Sequence[str] = (), new: Sequence[int] = ()
    ) -> None:
        self.document = document
        self.source = document.source
        self.reading = document.reading
        self.lines = Lines(document.source)
        offsets = self.reading.offsets
        self.prose: Span[Prose] = Span(prose_at(offsets, passage.start), prose_at(offsets, passage.stop))
        self._copied = self._found(equal)
        self._new = new
        self.parts = self._parts()
        self.is_in_one_piece = all(part.follows for part in self.parts)
        self.is_whole_paragraphs = self.is_in_one_piece and all(
            part.whole and part.kind is BlockKind.PARAGRAPH for part in self.parts
        )
        inline = (region for region in self.reading.regions if region.role in _INLINE and len(region.prose))
        self._inline = sorted(inline, key=lambda region: region.prose.start)
        self._ends: dict[Markup, list[Ends]] = {}

    def _parts(self) -> tuple[Part, ...]:
        blocks: Sequence[Block] = self.reading.blocks
        blocks = blocks or (Block(BlockKind.PARAGRAPH, Span(0, len(self.reading.prose)), 0),)
        first = max(bisect_right(blocks, self.prose.start, key=lambda b: b.prose.start) - 1, 0)
        parts: list[Part] = []
        follows = True
        for block in blocks[first:]:
            if block.prose.start >= self.prose.stop:
                break
            inside = self._trimmed(max(block.prose.start, self.prose.start), min(block.prose.stop, self.prose.stop))
            whole = self._trimmed(block.prose.start, block.prose.stop)
            if inside is None or whole is None:
                continue
            if not (self._is_new(inside) and self._is_copied(inside)):
                follows = False
                continue
            to_source = self.reading.offsets.to_source
            outside = self._text(whole.start, inside.start) + self._text(inside.stop, whole.stop)
            alone = not any(character.isalnum() for character in outside)
            parts.append(
                Part(block.kind, inside, to_source(inside), to_source(whole), whole, alone, follows or not parts)
            )
            follows = True
        return tuple(parts)

    def _found(self, equal: Sequence[str]) -> list[Span[Prose]]:
        """Where the stretches of equal words stand, ascending; none if one of them is not to be found."""
        found: list[Span[Prose]] = []
        at = self.prose.start
        for stretch in equal:
            words = re.compile(r"\s+".join(map(re.escape, stretch.split()))).search(
                self.reading.prose, at, self.prose.stop
            )
            if words is None:
                return []
            found.append(Span(words.start(), words.end()))
            at = words.end()
        return found

    def _is_new(self, inside: Span[Prose]) -> bool:
        at = bisect_left(self._new, inside.start)
        return not self._new or (at < len(self._new) and self._new[at] < inside.stop)

    def _is_copied(self, inside: Span[Prose]) -> bool:
        """Whether enough of this stretch of a block is the source's."""
        if not self._copied:
            return True
        held = 0
        for copied in self._copied:
            start, stop = max(copied.start, inside.start), min(copied.stop, inside.stop)
            if start < stop:
                if self._text(start, stop).count(" ") >= COPIED_WORDS - 1:
                    return True
                held += stop - start
        return held >= COPIED_SHARE * len(inside)

    def _text(self, start: int, stop: int) -> str:
        return self.reading.prose[start:stop]

    def _trimmed(self, start: int, stop: int) -> Span[Prose] | None:
        """Without white space at the ends; None if nothing is left."""
        text = self._text(max(start, 0), stop)
        stripped = text.strip()
        if not stripped:
            return None
        start += len(text) - len(text.lstrip())
        return Span(start, start + len(stripped))

    def owns_its_lines(self) -> bool:
        """Whether no words of other blocks stand on the lines of the passage's blocks."""
        first, last = self.parts[0].block, self.parts[-1].block
        offsets = self.reading.offsets
        before = self._text(prose_at(offsets, self.line_start(first.start)), prose_at(offsets, first.start))
        behind = self._text(prose_at(offsets, last.stop), prose_at(offsets, self.line_stop(last.stop - 1)))
        return not any(character.isalnum() for character in before + behind)

    def around(self, role: Role) -> Region | None:
        """The innermost region of ``role`` that holds the whole passage: what is around it may be others' words."""
        found = (r for r in self.reading.regions if r.role is role and r.prose.holds(self.prose))
        return min(found, key=lambda region: len(region.prose), default=None)

    # ---- lines

    def line_start(self, at: int) -> int:
        return self.lines.starts[self.lines.place(at).line - 1]

    def line_stop(self, at: int) -> int:
        """Where the line of ``at`` ends, before its line end."""
        number = self.lines.place(at).line
        return self.lines.starts[number - 1] + len(self.lines.line(number))

    def line_after(self, at: int) -> int:
        """Where the next line begins; the end of the file if there is none."""
        number = self.lines.place(at).line
        return self.lines.starts[number] if number < len(self.lines.starts) else len(self.source)

    def lines_from(self, start: int, stop: int) -> list[int]:
        """Where the lines begin from that of ``start`` to that of ``stop``, both included."""
        return self.lines.starts[self.lines.place(start).line - 1 : self.lines.place(stop).line]

    def newline(self, at: int) -> str:
        """The line end of the line of ``at``; of a last line without one, the end of the line before."""
        stop = self.line_stop(at)
        ended = re.compile(r"\r\n|\n|\r").match(self.source, stop)
        if ended:
            return ended[0]
        start = self.line_start(at)
        before = self.source[max(start - 2, 0) : start]
        return "\r\n" if before == "\r\n" else before[-1:] or "\n"

    def is_blank(self, at: int) -> bool:
        """Whether the line of ``at`` holds nothing; so does what follows the last line."""
        return not self.source[self.line_start(at) : self.line_stop(at)].strip(" \t>")

    # ---- around words

    def ends(self, part: Part, markup: Markup) -> Ends:
        """Where something may be put around the part."""
        start = part.source.start
        close = stop = part.source.stop
        for region in self._inline_at(part):
            if part.prose.holds(region.prose):
                start = min(start, region.source.start)
                close = max(close, region.source.stop)
            if region.prose.stop >= part.prose.stop:
                stop = max(stop, region.source.stop)
        from_here = max(self.line_start(start), start - NEAR)
        opened = re.search(rf"(?:{markup.before})\Z", self.source[from_here:start])
        start -= len(opened[0]) if opened else 0
        is_outside = stop > close
        stop = self._past(stop, markup.behind)
        close = close if is_outside else stop
        sentence = close if is_outside else self._past(self._past(stop, _SENTENCE_END), markup.behind)
        behind = self._past(self._past(stop, _PUNCTUATION), markup.behind)
        return Ends(start, close, sentence, stop, max(sentence, behind))

    def all_ends(self, markup: Markup) -> list[Ends]:
        if markup not in self._ends:
            self._ends[markup] = [self.ends(part, markup) for part in self.parts]
        return self._ends[markup]

    def _inline_at(self, part: Part) -> list[Region]:
        """Links and their like that hold the first or the last character of the part, the innermost of them."""
        found: list[Region] = []
        for at in (part.prose.start, part.prose.stop - 1):
            behind = bisect_right(self._inline, at, key=lambda region: region.prose.start)
            found += (r for r in self._inline[max(behind - _NESTED, 0) : behind] if at < r.prose.stop)
        return [region for region in found if part.block_prose.holds(region.prose)]

    def _past(self, at: int, pattern: str) -> int:
        found = re.compile(pattern).match(self.source, at, min(at + NEAR, self.line_stop(at)))
        return found.end() if found else at


def prose_at(offsets: OffsetMap, source: int) -> int:
    """The first character of the prose that comes from ``source`` or from behind it; its length if none does."""
    low, high = 0, len(offsets.source_starts)
    while low < high:
        middle = (low + high) // 2
        if offsets.source_stops[middle] <= source:
            low = middle + 1
        else:
            high = middle
    if low == len(offsets.source_starts):
        return offsets.length
    start, came_from = offsets.prose_starts[low], offsets.source_starts[low]
    following = offsets.prose_starts[low + 1] if low + 1 < len(offsets.prose_starts) else offsets.length
    if source > came_from and following - start == offsets.source_stops[low] - came_from:
        return start + source - came_from
    return start


def wrapped(place: Place, around: Sequence[Ends], marks: Marks, tail: str, *, is_note: bool = False) -> list[Insertion]:
    """Quotation marks around the passage, and ``tail`` behind each of its parts, whose ends are ``around``.

    A note goes behind the punctuation, any other text before it. Of several whole paragraphs each opens with
    a mark and the last one closes it, as in print.
    """
    insertions = []
    for number, ends in enumerate(around):
        if marks:
            insertions.append(Insertion(ends.start, marks[0]))
            if number == len(around) - 1 or not place.is_whole_paragraphs:
                insertions.append(Insertion(ends.sentence if is_note else ends.close, marks[1]))
        if tail:
            insertions.append(Insertion(ends.behind if is_note else ends.stop, tail))
    return insertions


def below(place: Place, at: int, prefix: str, text: str, *, is_last: bool = False) -> Insertion:
    """``text`` as a block below the line of ``at``; ``prefix`` is what its container begins a line with.

    ``is_last``: its container ends with it, so that nothing need be kept apart from it.
    """
    newline = place.newline(at)
    put_in = f"{newline}{prefix.rstrip()}{newline}{prefix}{text}"
    following = place.line_after(at)
    if not is_last and following < len(place.source) and not place.is_blank(following):
        put_in += newline + prefix.rstrip()
    return Insertion(place.line_stop(at), put_in)


def at_the_end(place: Place, text: str) -> Insertion:
    """``text`` as a block at the end of the file, which keeps its last line end or the want of one."""
    end = len(place.source)
    newline = place.newline(end)
    last = place.source[place.line_start(end) :]
    if last.strip():
        return Insertion(end, newline * 2 + text)
    number = place.lines.place(end).line
    before = place.lines.line(number - 1) if number > 1 else ""
    return Insertion(end, (newline if before.strip() else "") + text + newline)


def indentation(place: Place, at: int) -> str:
    """The white space that the line of ``at`` begins with."""
    start = place.line_start(at)
    line = place.source[start : place.line_stop(at)]
    return line[: len(line) - len(line.lstrip(" \t"))]


def fresh_label(taken: str, wanted: str, *, numbers: bool) -> str:
    """A label that ``taken``, all that are in use, does not hold: the next number, or ``wanted`` with one behind it."""
    if numbers:
        used = [int(found) for found in re.findall(r"\[\^(\d{1,6})\]", taken)]
        return str(max(used, default=0) + 1)
    same = re.findall(rf"{re.escape(wanted)}(?:-(\d{{1,9}}))?", taken.lower())
    return f"{wanted}-{max(int(number or 1) for number in same) + 1}" if same else wanted


def as_label(words: str) -> str:
    """A short label of letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-") or "source"
