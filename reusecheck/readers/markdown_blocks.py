"""The block structure of Markdown, line by line: phase one of CommonMark's parsing strategy (spec 0.31, appendix).

What is not prose (link definitions, fences, table rules) stays behind here; what is, leaves as the segments of the
source it stands in, behind its prefixes.
"""

from __future__ import annotations

import re

from reusecheck.readers import markdown_links as links
from reusecheck.readers import markdown_starts as starts
from reusecheck.readers.leaves import Closed, Opened
from reusecheck.readers.markdown_tree import (
    CELL,
    CODE,
    FOOTNOTE,
    HEADING,
    HTML,
    ITEM,
    LIST,
    PARAGRAPH,
    QUOTE,
    Blocks,
    Container,
    Leaf,
)

MAX_DEPTH = 100  # containers within each other; what is deeper is text of the innermost


def parse_blocks(source: str, start: int) -> Blocks:
    """The blocks of ``source`` from ``start``, where a line begins."""
    parser = _Parser(source, start)
    if "\r" in source:
        for end in re.compile(r"\r\n|\n|\r").finditer(source, start):
            parser.line(start, end.start(), end.end())
            start = end.end()
    else:
        find = source.find
        while (end_at := find("\n", start)) >= 0:
            parser.line(start, end_at, end_at + 1)
            start = end_at + 1
    if start < len(source):
        parser.line(start, len(source), len(source))
    parser.close_leaf()
    parser.close_to(0)
    return Blocks(parser.events, parser.definitions, parser.footnotes)


class _Parser(starts.LineCursor):
    """Takes one line after the other."""

    def __init__(self, source: str, start: int) -> None:
        super().__init__(source)
        self.events: list[Opened | Closed | Leaf] = []
        self.definitions: dict[str, str] = {}
        self.footnotes: set[str] = set()
        self.containers: list[Container] = []
        self.leaf = ""  # the kind that is open
        self.leaf_value = ""
        self.leaf_start = start
        self.leaf_first = False
        self.segments: list[tuple[int, int]] = []
        self.fence = ""
        self.tables = 0
        self.columns = 0  # of the open table
        self.content_stop = start  # behind the last line that was not blank

    def line(self, start: int, stop: int, following: int) -> None:
        if self.leaf == PARAGRAPH and not self.containers and start < stop and self.source[start].isalpha():
            self.segments.append((start, following))  # by far the most lines, and nothing else can begin so
            self.content_stop = stop
            return
        self.begin_line(start, stop, following)
        matched = self.continued()
        if matched == len(self.containers) and self.leaf_continues():
            return
        matched = self.open_blocks(matched)
        blank = self.text >= stop
        if matched >= 0:
            # a line of text goes on with a paragraph even outside of its containers
            if blank or self.leaf != PARAGRAPH:
                self.close_to(matched)
            self.add_text(blank=blank)
        if not blank:
            self.content_stop = stop

    def continued(self) -> int:
        """How many containers go on in this line."""
        matched = 0
        for container in self.containers:
            if container.kind != LIST:
                indent = self.look()
                blank = self.text >= self.stop
                if container.kind == QUOTE:
                    if indent > 3 or blank or self.source[self.text] != ">":
                        break
                    self.take_quote_mark()
                elif blank:
                    if container.empty and container.kind == ITEM:
                        break
                elif indent >= container.content:
                    self.advance(container.content)
                else:
                    break
            matched += 1
        return matched

    def take_quote_mark(self) -> None:
        self.take(1)
        if self.look():
            self.advance(1)

    # ---- leaves

    def leaf_continues(self) -> bool:
        """Whether the open leaf takes this line whatever stands in it."""
        if self.leaf == CODE and self.fence:
            ends = self.look() <= 3 and self.ends_fence()
            if self.text < self.stop:
                self.content_stop = self.stop
            if ends:
                self.close_leaf()
            return True
        if self.leaf == CODE:
            indent = self.look()
            if self.text >= self.stop or indent >= 4:
                if self.text < self.stop:
                    self.content_stop = self.stop
                return True
            self.close_leaf()
        elif self.leaf == HTML:
            self.look()
            if self.text >= self.stop and starts.html_ends_at_blank(self.leaf_value):
                self.close_leaf()
                return False
            self.add_html()
            return True
        return False

    def ends_fence(self) -> bool:
        if self.fence.isalpha():
            tag = starts.CODE_TAG.match(self.source, self.text, self.stop)
            return tag is not None and bool(tag[1]) and tag[2] == self.fence
        mark = starts.FENCE.match(self.source, self.text, self.stop)
        rest = self.source[mark.end() : self.stop].strip(" \t") if mark else ""
        return mark is not None and mark[0].startswith(self.fence) and not rest

    def add_html(self) -> None:
        self.segments.append((self.at, self.next))
        self.content_stop = self.stop
        if starts.html_ends(self.source, self.at, self.stop, self.leaf_value):
            self.close_leaf()

    def open_leaf(self, kind: str, value: str = "") -> None:
        if self.containers:
            top = self.containers[-1]
            self.leaf_first = top.empty and top.kind == ITEM
            top.empty = False
        else:
            self.leaf_first = False
        self.leaf, self.leaf_value, self.leaf_start = kind, value, self.text
        self.segments = []

    def close_leaf(self) -> None:
        kind, self.leaf, self.fence = self.leaf, "", ""
        if kind == PARAGRAPH:
            self.close_paragraph(PARAGRAPH)
        elif kind in {CODE, HTML}:
            self.emit(kind)

    def emit(self, kind: str) -> None:
        leaf = Leaf(kind, self.segments, self.leaf_start, self.content_stop, self.leaf_first, 0, self.leaf_value)
        self.events.append(leaf)
        self.segments = []

    def close_paragraph(self, kind: str) -> None:
        self.take_definitions()
        if not self.segments:
            return
        first = self.segments[0][0]
        is_word = self.source.startswith(("import", "export"), first)  # looked at before the pattern is compiled
        if self.containers or not (is_word and starts.MODULE.match(self.source, first)):
            self.leaf_start = first
            self.emit(kind)

    def take_definitions(self) -> None:
        """Take link definitions off the beginning of the paragraph."""
        source, segments = self.source, self.segments
        if not segments or source[segments[0][0]] != "[":
            return
        found, at = links.leading_definitions("".join([source[start:stop] for start, stop in segments]))
        for label, url, _ in found:
            self.definitions.setdefault(label, url)
        taken = 0
        while at > 0:
            at -= segments[taken][1] - segments[taken][0]
            taken += 1
        self.segments = segments[taken:]

    def add_text(self, *, blank: bool) -> None:
        """The line, or what is left of it, is text or nothing."""
        if blank:
            if self.leaf in {PARAGRAPH, CELL}:
                self.close_leaf()
        elif self.leaf == CELL:
            self.add_row(self.text, self.stop)
        elif self.leaf == PARAGRAPH:
            self.segments.append((self.text, self.next))
        else:
            self.begin(len(self.containers))
            self.open_leaf(PARAGRAPH)
            self.segments.append((self.text, self.next))

    def add_row(self, start: int, stop: int) -> None:
        for left, right in starts.cells(self.source, start, stop)[: self.columns]:
            if left < right:
                self.events.append(Leaf(CELL, [(left, right)], left, right, False, self.tables))

    # ---- containers

    def close_to(self, depth: int) -> None:
        """Close all containers but the first ``depth``, and the open leaf in them."""
        if depth < len(self.containers):
            self.close_leaf()
        while len(self.containers) > depth:
            self.containers.pop()
            self.events.append(Closed(self.content_stop))

    def begin(self, matched: int) -> None:
        """Make room for a block inside the first ``matched`` containers."""
        self.close_to(matched)
        self.close_leaf()
        if self.containers and self.containers[-1].kind == LIST:
            self.close_to(len(self.containers) - 1)

    def push(self, container: Container, value: str = "") -> None:
        if self.containers:
            self.containers[-1].empty = False
        self.containers.append(container)
        self.events.append(Opened(container.kind, self.text, value))

    def open_blocks(self, matched: int) -> int:
        """Open what begins in this line; returns the containers it is in, -1 when nothing of the line is left."""
        while True:
            indent = self.look()
            if self.text >= self.stop:
                return matched
            if indent > 3:
                if self.leaf == PARAGRAPH:
                    return matched
                self.begin(matched)
                self.open_leaf(CODE)
                return -1
            character = self.source[self.text]
            if character not in starts.SPECIAL:
                return matched
            if self.open_container(character, indent, matched):
                self.content_stop = self.at
                matched = len(self.containers)
            else:
                return -1 if self.open_leaf_block(character, matched) else matched

    def open_container(self, character: str, indent: int, matched: int) -> bool:
        if matched > MAX_DEPTH - 2:
            return False
        if character == ">":
            self.begin(matched)
            self.open_quote()
            return True
        if character == "[":
            is_note = self.source.startswith("[^", self.text)
            label = starts.FOOTNOTE.match(self.source, self.text, self.stop) if is_note else None
            if label:
                self.begin(matched)
                self.footnotes.add(links.normal_label(label[1]))
                self.push(Container(FOOTNOTE, content=4), links.normal_label(label[1]))
                self.take(len(label[0]))
            return label is not None
        marker = starts.MARKER.match(self.source, self.text, self.stop) if character in starts.MARKS else None
        if not marker or (character in "*-" and starts.RULE.match(self.source, self.text, self.stop)):
            return False
        if matched == len(self.containers) and self.leaf == PARAGRAPH:
            # only what is surely a list may begin amid a paragraph: a line may well begin with a number or a dash
            begins = marker[1] is None or int(marker[1]) == 1
            if not begins or not self.source[marker.end() : self.stop].strip(" \t"):
                return False
        self.open_item(len(marker[0]), self.source[marker.end() - 1], indent, matched)
        return True

    def open_quote(self) -> None:
        start = self.text
        self.take_quote_mark()
        self.look()
        is_callout = self.source.startswith("[!", self.text)
        callout = starts.CALLOUT.match(self.source, self.text, self.stop) if is_callout else None
        behind, self.text = self.text, start
        self.push(Container(QUOTE), callout[1].lower() if callout else "")
        self.text = behind
        if callout:
            self.take(len(callout[0]))

    def open_item(self, width: int, marker: str, indent: int, matched: int) -> None:
        """An item, in the list it goes on with or in one of its own; bullets and delimiters tell lists apart."""
        self.close_to(matched)
        self.close_leaf()
        top = self.containers[-1] if self.containers else None
        if top and top.kind == LIST and top.marker != marker:
            self.close_to(len(self.containers) - 1)
            top = None
        if not top or top.kind != LIST:
            self.push(Container(LIST, marker))
        item = Container(ITEM)
        self.push(item)
        self.take(width)
        spaces = self.look()
        if self.text >= self.stop or spaces > 4:
            spaces = 1
        item.content = indent + width + spaces
        self.advance(spaces)

    # ---- leaves that a line begins

    def open_leaf_block(self, character: str, matched: int) -> bool:
        """Whether the line is, or begins, something other than a paragraph."""
        source, at, stop = self.source, self.text, self.stop
        in_paragraph = self.leaf == PARAGRAPH and matched == len(self.containers)
        if in_paragraph and character in "=-|:" and (self.close_setext() or self.open_table()):
            return True
        if character == "#" and (mark := starts.ATX.match(source, at, stop)):
            self.begin(matched)
            self.add_heading(mark.end())
            return True
        if character in "`~{" and (fence := starts.fence(source, at, stop)):
            self.begin(matched)
            self.open_leaf(CODE)
            self.fence = fence
            return True
        if character in "*-_" and starts.RULE.match(source, at, stop):
            self.begin(matched)
            return True
        if character == ":" and source.startswith(":::", at):
            self.begin(matched)
            mark = starts.FENCED_DIV.match(source, at, stop)
            self.take(len(mark[0]) if mark else 3)
            self.look()
        return character == "<" and self.open_html(matched)

    def open_html(self, matched: int) -> bool:
        kind = starts.html_kind(self.source, self.text, self.stop, interrupts=self.leaf == PARAGRAPH)
        if kind:
            self.begin(matched)
            self.open_leaf(HTML, kind)
            self.add_html()
        return bool(kind)

    def close_setext(self) -> bool:
        if self.source[self.text] not in "=-" or not starts.SETEXT.match(self.source, self.text, self.stop):
            return False
        self.take_definitions()
        if not self.segments:  # the paragraph was definitions only, and there is nothing to underline
            self.leaf = ""
            return False
        self.content_stop = self.stop
        self.leaf, self.leaf_start = "", self.segments[0][0]
        self.emit(HEADING)
        return True

    def open_table(self) -> bool:
        """Whether the line is the rule below a table's head, which the paragraph's last line then is."""
        source = self.source
        start, stop = self.segments[-1] if self.segments else (0, 0)
        if source.find("|", start, stop) < 0 or not starts.DELIMITER_ROW.match(source, self.text, self.stop):
            return False
        while stop > start and source[stop - 1] in "\r\n":
            stop -= 1
        columns = len(starts.cells(source, self.text, self.stop))
        if len(starts.cells(source, start, stop)) != columns:
            return False
        self.segments.pop()
        self.close_leaf()
        self.leaf, self.columns = CELL, columns
        self.tables += 1
        self.add_row(start, stop)
        return True

    def add_heading(self, start: int) -> None:
        written = self.source[start : self.stop].rstrip(" \t")
        without = written.rstrip("#")
        if not without or without[-1] in " \t":
            written = without.rstrip(" \t")
        self.open_leaf(HEADING)
        self.leaf, self.content_stop = "", self.stop
        if written:
            self.segments = [(start, start + len(written))]
            self.emit(HEADING)
