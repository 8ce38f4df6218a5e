"""What is open while the lines of AsciiDoc are read: the paragraph, what was said of the next block, the lists."""

from __future__ import annotations

from reusecheck.documents import BlockKind
from reusecheck.readers import asciidoc_starts as starts
from reusecheck.readers.asciidoc_attributes import parse_attributes, style_of
from reusecheck.readers.asciidoc_tree import FOOTNOTE, LIST, Event, Frame, Leaf, Line
from reusecheck.readers.leaves import Opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.readers.asciidoc_attributes import Stretch
    from reusecheck.readers.asciidoc_tables import Form
    from reusecheck.readers.leaves import Segments


def entry_label(key: str) -> str:
    """The label of a bibliography's entry; in brackets, as no footnote's id has any."""
    return f"[{key}]"


class Lists:
    # what a paragraph may be
    paragraph = BlockKind.PARAGRAPH.value
    item_text = BlockKind.ITEM.value
    marked = "> "  # a quotation of Markdown
    code = "code"
    comment = "comment"

    def __init__(self, source: str) -> None:
        self.source = source
        self.events: list[Event] = []
        self.keys: set[str] = set()
        self.frames: list[Frame] = []
        self.delimiters: dict[str, int] = {}  # the line that ends an open block → its height
        self.forms: dict[int, Form] = {}  # of the open tables
        self.lines: Sequence[Line] = ()
        self.at = 0  # the number of the next line
        self.depth = 0
        self.leaf = ""
        self.taken: list[Line] = []
        self.comments: list[tuple[int, int, int]] = []
        self.closings = 0  # events that close the paragraph
        self.until_blank = False  # nothing but a blank line ends it
        self.content_stop = 0
        self.unclosed: Sequence[Line] | None = None  # lines in which no further ``""`` comes
        self.title: Stretch | None = None
        self.drop_meta()

    # ---- what was said of the block that follows

    def drop_meta(self) -> None:
        self.title = None
        self.asked = ""  # the style
        self.positional: dict[int, Stretch] = {}
        self.named: dict[str, Stretch] = {}
        self.meta_at = -1

    def meta_start(self, start: int) -> int:
        """Where the block that begins at ``start`` begins with all that was said of it."""
        return start if self.meta_at < 0 else self.meta_at

    def add_title(self, start: int, stop: int) -> None:
        if self.title:
            self.flush_title(BlockKind.HEADING)
        self.title = (start + 1, stop)
        self.meta_at = start if self.meta_at < 0 else self.meta_at

    def add_attributes(self, start: int, stop: int) -> None:
        if self.source.startswith("[[", start):
            return
        found = parse_attributes(self.source, start + 1, stop - 1)
        self.asked = style_of(self.source, found) or self.asked
        self.positional.update(found.positional)
        self.add_named(start + 1, stop - 1)
        self.meta_at = start if self.meta_at < 0 else self.meta_at

    def add_named(self, start: int, stop: int) -> None:
        """Values with a name, of which ``title`` is as good as a line of its own."""
        self.named.update(parse_attributes(self.source, start, stop).named)
        place = self.named.pop("title", None)
        if place and place[0] < place[1] and not self.title:
            self.title = place

    def flush(self, kind: BlockKind = BlockKind.HEADING) -> None:
        """Write the title that waits; all else that was said has been heeded."""
        self.flush_title(kind)
        self.drop_meta()

    def flush_title(self, kind: BlockKind) -> None:
        if self.title:
            self.events.append(Leaf(kind, [self.title]))
            self.title = None

    # ---- the paragraph that is open

    def begin(self, kind: str, start: int, stop: int, following: int, *, closings: int = 0) -> None:
        if self.frames and self.frames[-1].kind == LIST:
            top = self.frames[-1]
            top.attached = top.blank = top.awaiting = False
        self.flush()
        self.leaf, self.closings, self.until_blank = kind, closings, False
        self.take(start, stop, following)

    def begin_text(self, kind: str, start: int, stop: int, following: int) -> None:
        """A paragraph, or the entry of a bibliography."""
        entry = starts.BIBLIOGRAPHY_ANCHOR.match(self.source, start, stop)
        if entry:
            self.keys.add(entry[1])
            self.events.append(Opened(FOOTNOTE, start, entry_label(entry[1])))
            self.begin(kind, entry.end(), stop, following, closings=1)
        else:
            self.begin(kind, start, stop, following)

    def take(self, start: int, stop: int, following: int) -> None:
        self.leaf = self.leaf or self.paragraph
        self.taken.append((start, stop, following))
        self.content_stop = stop

    def goes_on(self, start: int, stop: int, following: int, text: str) -> bool:
        """Whether the line belongs to the paragraph that is open, which else it ends."""
        first = text[0]
        is_comment = first == "/" and text.startswith("//") and not text.startswith("///")
        if self.until_blank and text != "+":
            self.take(start, stop, following)
            return True
        if (
            text == "+"
            or (first == "[" and starts.BLOCK_ATTRIBUTES.match(text))
            or (first in starts.DELIMITER_MARKS and starts.delimiter(text)[0])
            or (self.frames and self.frames[-1].kind == LIST and not is_comment and starts.list_mark(text))
        ):
            self.close_leaf()
            return False
        if is_comment and self.leaf not in {self.code, self.comment}:
            self.comments.append((len(self.taken), start, stop))
        else:
            self.take(start, stop, following)
        return True

    def blank_line(self) -> None:
        self.close_leaf()
        if self.frames and self.frames[-1].kind == LIST:
            self.frames[-1].blank = True

    def segments(self, taken: list[Line]) -> Segments:
        return [(start, following) for start, _, following in taken]

    def close_leaf(self) -> None:
        raise NotImplementedError

    def close_frame(self, frame: Frame) -> None:
        raise NotImplementedError

    def close_to(self, height: int) -> None:
        """Close the paragraph, and all containers but the outer ``height``."""
        self.close_leaf()
        while len(self.frames) > height:
            self.close_frame(self.frames.pop())

    def closes_later(self, text: str) -> bool:
        """Whether a further line like this one comes."""
        if self.unclosed is self.lines:
            return False
        for number in range(self.at, len(self.lines)):
            start, stop, _ = self.lines[number]
            if stop - start == len(text) and self.source.startswith(text, start):
                return True
        self.unclosed = self.lines
        return False

    # ---- lists: nested ones are one list with the outermost, for nothing that is asked tells them apart

    def in_item(self) -> bool:
        """Whether a line is the item's own text, though it is indented and begins a paragraph."""
        top = self.frames[-1] if self.frames else None
        return top is not None and top.kind == LIST and (top.awaiting or not (top.blank or top.attached))

    def continues_list(self, text: str) -> bool:
        """Whether the line is ``+``, which ties the next block to the item; a list that does not go on is closed."""
        top = self.frames[-1] if self.frames else None
        if top is None or top.kind != LIST:
            return False
        if text == "+":
            top.attached, top.blank = True, False
            return True
        if top.blank and not (top.attached or top.awaiting or text[0] in " \t" or starts.list_mark(text)):
            self.close_to(len(self.frames) - 1)
        return False

    def leave_list(self) -> None:
        """A block begins, which ends the list unless it is tied to an item."""
        top = self.frames[-1] if self.frames else None
        if top is None or top.kind != LIST:
            return
        if top.attached:
            top.attached = top.blank = top.awaiting = False
        else:
            self.close_to(len(self.frames) - 1)

    def item(self, start: int, stop: int, following: int, text: str) -> None:
        if not self.frames or self.frames[-1].kind != LIST:
            self.flush()
            self.events.append(Opened(LIST, start))
            self.frames.append(Frame(LIST, start))
        self.flush()
        for pattern in (starts.BULLET, starts.NUMBER, starts.CALLOUT_ITEM):
            mark = pattern.match(text)
            if mark:
                self.begin_text(self.item_text, start + mark.end(), stop, following)
                return
        self.term(start, stop, following)

    def term(self, start: int, stop: int, following: int) -> None:
        """``term:: text``: the term opens the item, the text is a paragraph of its own."""
        found = starts.TERM.match(self.source, start, stop)
        if not found:
            return
        self.begin(self.item_text, found.start(1), found.end(1), found.end(1))
        self.close_leaf()
        if found.end() < stop:
            self.begin_text(self.paragraph, found.end(), stop, following)
        else:
            self.frames[-1].awaiting = True
            self.frames[-1].blank = False
            self.content_stop = stop
