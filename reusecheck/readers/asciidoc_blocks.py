"""The block structure of AsciiDoc, line by line.

What is not prose stays behind here; what is, leaves as the segments of the source it stands in. The rules are those of
Asciidoctor 2; where it would drop text that it does not understand, the text stays.
"""

from __future__ import annotations

from reusecheck.documents import BlockKind, Role
from reusecheck.readers import asciidoc_starts as starts
from reusecheck.readers import asciidoc_tables as tables
from reusecheck.readers.asciidoc_header import attribute_entry
from reusecheck.readers.asciidoc_lists import Lists
from reusecheck.readers.asciidoc_tree import (
    CALLOUT,
    PLAIN,
    QUOTE,
    TABLE,
    Entry,
    Event,
    Frame,
    Leaf,
    Line,
    Place,
)
from reusecheck.readers.leaves import Closed, Opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_DEPTH = 20  # quotations of Markdown within each other, whose lines are read once for each; the rest is text
# styles of a paragraph in which ``NOTE:`` is a word like any other
_TAKEN_AS_IT_IS = frozenset(("example", "sidebar", "open", "abstract", "partintro"))


def parse_blocks(source: str, lines: Sequence[Line], at: int) -> tuple[list[Event], set[str]]:
    """The blocks of the lines from number ``at`` on, and the keys of the entries of a bibliography."""
    parser = _Parser(source)
    parser.feed(lines, at)
    return parser.events, parser.keys


class _Parser(Lists):
    """Takes one line after the other."""

    def feed(self, lines: Sequence[Line], at: int = 0) -> None:
        """Read lines that stand by themselves: all of the source, a quotation of Markdown, a cell."""
        outside = self.lines, self.at, self.delimiters, len(self.frames)
        self.lines, self.at, self.delimiters = lines, at, {}
        self.depth += 1
        while self.at < len(lines):
            line = lines[self.at]
            self.at += 1
            self.line(*line)
        self.close_to(outside[3])
        self.flush()
        self.depth -= 1
        self.lines, self.at, self.delimiters = outside[:3]

    def line(self, start: int, stop: int, following: int) -> None:
        source = self.source
        if (
            self.leaf == self.paragraph
            and not self.frames
            and start < stop
            and source[start].isalpha()
            and not source.startswith(starts.DIRECTIVES, start)
        ):
            self.take(start, stop, following)  # by far the most lines
            return
        text = source[start:stop]
        if text in self.delimiters:
            self.close_block(text, stop)
        elif self.frames and self.frames[-1].mode in {starts.CODE, starts.COMMENT}:
            self.content_stop = stop
        elif not (text.endswith("]") and self.directive(start, stop, following)):
            self.text_line(start, stop, following, text)

    def text_line(self, start: int, stop: int, following: int, text: str) -> None:
        mode = self.frames[-1].mode if self.frames else ""
        if mode == starts.TABLE:
            self.table_line(start, stop, following, text)
        elif not text:
            self.blank_line()
        elif mode == starts.VERSE:
            self.take(start, stop, following)
        elif not (self.leaf and self.goes_on(start, stop, following, text)):
            self.block(start, stop, following, text)

    def directive(self, start: int, stop: int, following: int) -> bool:
        """Whether the line is one of the preprocessor's, which leaves no trace; what it holds in brackets stays."""
        if self.source[start] not in "\\ie":
            return False
        found = starts.DIRECTIVE.match(self.source, start, stop)
        if not found:
            return False
        if found[1]:
            self.text_line(start + 1, stop, following, self.source[start + 1 : stop])
        elif found[2] in {"ifdef", "ifndef"} and found[4].strip():
            inner_stop = found.start(4) + len(found[4].rstrip())
            self.line(found.start(4), inner_stop, inner_stop)
            if self.frames and self.frames[-1].mode == starts.TABLE:
                self.frames[-1].taken.append((stop, stop, following))
            elif self.leaf:
                self.take(stop, stop, following)
        return True

    # ---- delimited blocks

    def open_block(self, start: int, stop: int, style: str, ending: str) -> None:
        if style == "table":
            self.open_table(start, stop, ending)
            return
        if self.asked in starts.MAY_BE.get(style, ()):
            style = self.asked
        if style == "comment":
            self.drop_meta()
            self.push(Frame(PLAIN, start, ending, starts.COMMENT, 0), stop)
        elif style in starts.CODE_STYLES:
            self.flush(BlockKind.CAPTION)
            self.push(Frame(PLAIN, start, ending, starts.CODE, 0), stop)
        elif style in {"quote", "verse"}:
            opened = self.open_quote(start)
            self.push(Frame(QUOTE, opened, ending, starts.VERSE if style == "verse" else ""), stop)
        elif style in starts.ADMONITIONS:
            self.events.append(Opened(CALLOUT, self.meta_start(start), style.lower()))
            self.flush()
            self.push(Frame(CALLOUT, start, ending), stop)
        else:
            self.flush(BlockKind.CAPTION if style == "example" else BlockKind.HEADING)
            self.push(Frame(PLAIN, start, ending, "", 0), stop)

    def push(self, frame: Frame, stop: int) -> None:
        self.frames.append(frame)
        self.content_stop = stop
        if frame.delimiter:
            self.delimiters[frame.delimiter] = len(self.frames) - 1

    def close_block(self, ending: str, stop: int) -> None:
        """Close the block that the line ends, and all that is open within."""
        height = self.delimiters[ending]
        self.close_to(height + 1)
        self.content_stop = stop
        self.close_to(height)

    def close_frame(self, frame: Frame) -> None:
        if frame.delimiter:
            del self.delimiters[frame.delimiter]
        if frame.mode == starts.CODE:
            self.events.append(Place(Role.CODE, frame.start, self.content_stop))
        elif frame.mode == starts.COMMENT:
            start = min(frame.start + len(frame.delimiter), self.content_stop)
            words = self.source[start : self.content_stop].removesuffix(frame.delimiter)
            self.events.append(Place(Role.COMMENT, frame.start, self.content_stop, words.strip("\r\n")))
        elif frame.mode == starts.TABLE:
            self.write_table(frame)
        self.flush()
        self.events += [Closed(self.content_stop)] * frame.closings

    # ---- quotations and paragraphs with a meaning

    def open_quote(self, start: int) -> int:
        """Open a quotation, with its title and the words that name its source; the place where all of it begins."""
        start = self.meta_start(start)
        self.events.append(Opened(QUOTE, start))
        names = [
            place
            for number, name in ((2, "attribution"), (3, "citetitle"))
            if (place := self.named.get(name) or self.positional.get(number))
        ]
        captions: list[Leaf] = [Leaf(BlockKind.CAPTION, sorted(names), listed=True)] if names else []
        captions += [Leaf(BlockKind.CAPTION, [self.title])] if self.title else []
        captions.sort(key=lambda leaf: leaf.segments[0])
        self.events += captions
        self.drop_meta()
        return start

    def close_leaf(self) -> None:
        """Write the paragraph that is open."""
        kind, self.leaf = self.leaf, ""
        taken, self.taken = self.taken, []
        comments, self.comments = self.comments, []
        closings, self.closings = self.closings, 0
        if not kind:
            return
        if kind == self.marked:
            self.markdown_quote(taken)
        elif kind == self.paragraph and self.is_signed(taken):
            self.signed_quote(taken, comments)
        elif kind == self.code:
            self.events.append(Place(Role.CODE, taken[0][0], taken[-1][1]))
        elif kind == self.comment:
            words = self.source[taken[0][0] : taken[-1][1]]
            self.events.append(Place(Role.COMMENT, taken[0][0], taken[-1][1], words))
        else:
            self.events.append(Leaf(BlockKind(kind), self.segments(taken), tuple(comments)))
        self.events += [Closed(self.content_stop)] * closings

    def is_signed(self, taken: list[Line]) -> bool:
        r"""Whether the paragraph is ``"words"`` with a line ``-- author, source`` below."""
        if len(taken) < 2 or self.closings or not self.source.startswith('"', taken[0][0]):
            return False
        return self.source.startswith("-- ", taken[-1][0]) and self.source[taken[-2][1] - 1] == '"'

    def signed_quote(self, taken: list[Line], comments: list[tuple[int, int, int]]) -> None:
        (start, stop, following), last = taken[0], taken[-1]
        before = taken[-2]
        inner = [(start + 1, stop, following), *taken[1:-1]]
        inner[-1] = (inner[-1][0], before[1] - 1, before[1] - 1)
        self.events.append(Opened(QUOTE, start))
        if inner[-1][0] < inner[-1][1] or len(inner) > 1:
            self.events.append(Leaf(BlockKind.PARAGRAPH, self.segments(inner), tuple(comments)))
        self.events += [Leaf(BlockKind.CAPTION, [(last[0] + 3, last[1])]), Closed(last[1])]

    def markdown_quote(self, taken: list[Line]) -> None:
        """``> words``, line by line, which hold blocks of their own."""
        source = self.source
        lines = []
        for start, stop, following in taken:
            mark = 2 if source.startswith("> ", start) else stop - start if source[start:stop] == ">" else 0
            lines.append((min(start + mark, stop), stop, following))
        signed = lines[-1] if source.startswith("-- ", lines[-1][0]) else None
        self.events.append(Opened(QUOTE, taken[0][0]))
        self.frames.append(Frame(QUOTE, taken[0][0]))
        self.feed(lines[:-1] if signed else lines)
        if signed:
            self.events.append(Leaf(BlockKind.CAPTION, [(signed[0] + 3, signed[1])]))
        self.content_stop = taken[-1][1]
        self.close_to(len(self.frames) - 1)

    # ---- blocks that are no paragraphs

    def block(self, start: int, stop: int, following: int, text: str) -> None:
        """What begins in this line, where no paragraph is open."""
        if self.continues_list(text) or self.takes_meta(start, stop, text):
            return
        style, ending = starts.delimiter(text) if text[0] in starts.DELIMITER_MARKS else ("", "")
        if text == '""' and self.closes_later(text):
            style, ending = "quote", text
        if style:
            self.leave_list()
            self.open_block(start, stop, style, ending)
            return
        asked = self.asked
        if not self.frames and self.heading(start, stop, text):
            return
        if asked in starts.VERBATIM_STYLES:
            self.flush(BlockKind.CAPTION)
            self.begin(self.code, start, stop, following)
            self.until_blank = True
        elif asked == "verse":
            self.open_quote(start)
            self.begin(self.paragraph, start, stop, following, closings=1)
            self.until_blank = True
        elif starts.BREAK.match(text):
            self.flush()
        elif (text[-1] == "]" and "::" in text and self.macro(start, stop)) or self.heading(start, stop, text):
            pass
        elif starts.list_mark(text):
            self.item(start, stop, following, text)
        else:
            self.open_paragraph(start, stop, following, text, asked)

    def takes_meta(self, start: int, stop: int, text: str) -> bool:
        """Whether the line says something of the block that follows, or of the document."""
        first = text[0]
        if first == "[" and starts.BLOCK_ATTRIBUTES.match(text):
            self.add_attributes(start, stop)
        elif first == "." and starts.BLOCK_TITLE.match(text):
            self.add_title(start, stop)
        elif first == ":" and (entry := attribute_entry(self.source, self.lines, self.at - 1)):
            self.at = entry.following
            self.events.append(Entry(entry.name, entry.value))
        elif text.startswith("//") and not text.startswith("///"):
            self.events.append(Place(Role.COMMENT, start, stop, text[2:]))
        else:
            return False
        self.content_stop = stop
        return True

    def macro(self, start: int, stop: int) -> bool:
        """Whether the line is a macro that stands for a block; what an unknown one holds in brackets stays."""
        found = starts.BLOCK_MACRO.match(self.source, start, stop)
        if not found or f"{found[1]}::" in starts.DIRECTIVES:
            return False
        if found[1] not in starts.NOT_PROSE_MACROS:
            self.flush(BlockKind.CAPTION)
            if found[3].strip():
                self.begin(self.paragraph, found.start(3), found.end(3), found.end(3))
                self.close_leaf()
            return True
        self.add_named(found.start(3), found.end(3))
        self.flush(BlockKind.CAPTION)
        return True

    def heading(self, start: int, stop: int, text: str) -> bool:
        source = self.source
        mark = starts.HEADING.match(source, start, stop) if text[0] in "=#" else None
        if mark:
            end = stop
            if text.endswith(mark[1]) and source[stop - len(mark[1]) - 1] in " \t":
                end = start + len(text[: -len(mark[1])].rstrip())
            start = mark.end() if mark.end() < end else start
            self.content_stop = stop
            stop = end
        else:
            below = source[slice(*self.lines[self.at][:2])] if self.at < len(self.lines) and not self.frames else ""
            if not starts.is_underline(text, below):
                return False
            self.content_stop = self.lines[self.at][1]
            self.at += 1
        self.leave_list()
        self.flush()
        self.events.append(Leaf(BlockKind.HEADING, [(start, stop)]))
        return True

    def open_paragraph(self, start: int, stop: int, following: int, text: str, asked: str) -> None:
        """A paragraph, or what its style or its first words make of it."""
        admonition = None if asked in _TAKEN_AS_IT_IS or self.in_item() else starts.ADMONITION.match(text)
        if asked == "comment":
            self.drop_meta()
            self.begin(self.comment, start, stop, following)
        elif asked in starts.CODE_STYLES or (text[0] in " \t" and not asked and not self.in_item()):
            self.flush(BlockKind.CAPTION)
            self.begin(self.code, start, stop, following)
        elif asked == "quote":
            self.open_quote(start)
            self.begin(self.paragraph, start, stop, following, closings=1)
        elif asked in starts.ADMONITIONS or admonition:
            kind = asked if asked in starts.ADMONITIONS else text.partition(":")[0]
            self.events.append(Opened(CALLOUT, self.meta_start(start), kind.lower()))
            self.flush()
            skipped = admonition.end() if admonition and asked not in starts.ADMONITIONS else 0
            self.begin(self.paragraph, start + skipped, stop, following, closings=1)
        elif text.startswith("> ") and self.depth < _MAX_DEPTH:
            self.flush()
            self.begin(self.marked, start, stop, following)
        else:
            self.flush()
            self.begin_text(self.paragraph, start, stop, following)

    # ---- tables

    def open_table(self, start: int, stop: int, ending: str) -> None:
        self.events.append(Opened(TABLE, self.meta_start(start)))
        form = tables.form_of(self.source, self.named, ending)
        self.flush(BlockKind.CAPTION)
        self.push(Frame(TABLE, start, ending, starts.TABLE), stop)
        self.forms[len(self.frames)] = form

    def table_line(self, start: int, stop: int, following: int, text: str) -> None:
        if text.startswith("//") and not text.startswith("///"):
            self.events.append(Place(Role.COMMENT, start, stop, text[2:]))
        else:
            self.frames[-1].taken.append((start, stop, following))
            self.content_stop = stop

    def write_table(self, frame: Frame) -> None:
        form = self.forms.pop(len(self.frames) + 1)
        for cell in tables.cells(self.source, frame.taken, form):
            if cell.is_document and self.depth < _MAX_DEPTH:
                self.frames.append(Frame(PLAIN, frame.start, closings=0))
                self.feed(cell.lines)
                self.close_to(len(self.frames) - 1)
            else:
                for paragraph in tables.paragraphs(cell):
                    self.events.append(Leaf(BlockKind.CELL, self.segments(paragraph)))
