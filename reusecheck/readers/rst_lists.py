"""Lists of reStructuredText: with bullets, numbers, terms, options or fields, and the lines of poems."""

from __future__ import annotations

from reusecheck.documents import BlockKind
from reusecheck.readers import rst_starts as starts
from reusecheck.readers.rst_lines import indented_end, last_stop, least_column, region_end
from reusecheck.readers.rst_tree import Field, count_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from reusecheck.readers.leaves import Segments
    from reusecheck.readers.rst_blocks import Parser
    from reusecheck.readers.rst_lines import Line, Within

_FIELD_WORDS = 40  # a longer field at the top of a page is text: no statement of a source needs as many
_SHOWN_FIELDS = frozenset(["abstract", "dedication"])  # of those at the top, the ones a page shows as paragraphs


def _items(parser: Parser, within: Within, at: int, item: Callable[[int], int]) -> int:
    """A list: as many items as follow each other. ``item`` returns the line behind one, or where it began."""
    lines, stop, column = within
    start = at
    opened = len(parser.events)
    parser.open(lines[at].text)
    while (end := item(at)) > at:
        behind = end
        while end < stop and lines[end].column < 0:
            end += 1
        at = end
        if at == stop or lines[at].column != column:
            break
    if at == start:
        del parser.events[opened:]
        return at
    parser.close(last_stop(lines, start, behind))
    return at


def bullet_list(parser: Parser, within: Within, at: int) -> int:
    lines = within.lines
    mark = parser.source[lines[at].text]

    def item(at: int) -> int:
        found = starts.BULLET.match(parser.source, lines[at].text, lines[at].stop)
        return _item(parser, within, at, found) if found and found[0][0] == mark else at

    return _items(parser, within, at, item)


def enumerator(parser: Parser, lines: list[Line], at: int, stop: int) -> re.Match[str] | None:
    """The enumerator that the line begins with."""
    line = lines[at]
    character = parser.source[line.text]
    if not (character.isascii() and (character.isalnum() or character in "(#")):
        return None
    found = starts.ENUMERATOR.match(parser.source, line.text, line.stop)
    if not found:
        return None
    below = lines[at + 1] if at + 1 < stop else None
    same = below is not None and below.column == line.column
    following = parser.source[below.text : below.stop] if below and same else ""
    return found if starts.begins_item(found, following) else None


def enumerated_list(parser: Parser, within: Within, at: int) -> int:
    def item(at: int) -> int:
        found = enumerator(parser, within.lines, at, within.stop)
        return _item(parser, within, at, found) if found else at

    return _items(parser, within, at, item)


def _item(parser: Parser, within: Within, at: int, mark: re.Match[str]) -> int:
    """The item behind a bullet or enumerator; its lines are indented as far as its text."""
    lines, stop, _ = within
    parser.first_kind = BlockKind.ITEM
    line = lines[at]
    if mark.end() >= line.stop:
        return parser.body(within, at, line.stop)
    parser.take(line, mark.end())
    end = region_end(lines, at + 1, stop, line.column)
    parser.parse(lines, at, end, line.column)
    parser.first_kind = None
    return end


def definitions(parser: Parser, within: Within, at: int) -> int:
    """A definition list: terms, each with its definition indented right below."""
    lines, stop, column = within

    def item(at: int) -> int:
        if at + 1 >= stop or lines[at + 1].column <= column:
            return at
        if at > start and parser.begins_other(lines[at]):
            return at
        parser.emit(BlockKind.ITEM, [(lines[at].text, lines[at].next)])
        end = indented_end(within, at + 1)
        parser.parse(lines, at + 1, end, least_column(lines, at + 1, end))
        return end

    start = at
    return _items(parser, within, at, item)


def option_list(parser: Parser, within: Within, at: int) -> int:
    lines, stop, column = within

    def item(at: int) -> int:
        line = lines[at]
        found = starts.OPTION.match(parser.source, line.text, line.stop)
        below = at + 1 < stop and lines[at + 1].column > column
        if not found or (found.end() >= line.stop and not below):
            return at
        parser.emit(BlockKind.ITEM, [found.span(1)])
        return parser.body(within, at, found.end())

    return _items(parser, within, at, item)


def field_list(parser: Parser, within: Within, at: int) -> int:
    """Fields: at the top of the document they speak of it, elsewhere name and body are text."""
    lines = within.lines
    about = parser.depth == 1 and parser.prelude

    def item(at: int) -> int:
        line = lines[at]
        found = starts.FIELD.match(parser.source, line.text, line.stop)
        if not found:
            return at
        if about:
            end = indented_end(within, at + 1)
            if _field(parser, lines, at, end, found):
                return end
        else:
            parser.emit(BlockKind.ITEM, [found.span(1)])
        return parser.body(within, at, found.end())

    untitled = parser.untitled
    end = _items(parser, within, at, item)
    parser.untitled = about and untitled
    return end


def _field(parser: Parser, lines: list[Line], at: int, end: int, mark: re.Match[str]) -> bool:
    """Note what a field says of the document; False where its body is text all the same."""
    segments = [(mark.end(), lines[at].next)] if mark.end() < lines[at].stop else []
    segments += parser.segments(lines, at + 1, end)
    if segments and all(parser.source.startswith("- ", start) for start, _ in segments):
        parser.events += (Field(mark[1], [(start + 2, stop)]) for start, stop in segments)
    else:
        parser.events.append(Field(mark[1], segments))
    stop = end
    while stop > at + 1 and lines[stop - 1].column < 0:
        stop -= 1
    paragraphs = any(line.column < 0 for line in lines[at + 1 : stop])
    short = count_words(parser.source, segments) <= _FIELD_WORDS
    return short and not paragraphs and mark[1].lower() not in _SHOWN_FIELDS


def line_block(parser: Parser, within: Within, at: int) -> int:
    """A poem: its lines are parts of one paragraph, an empty line parts stanzas."""
    lines, stop, column = within
    start = at
    stanza: list[Segments] = []
    parser.open(lines[at].text)
    while at < stop and lines[at].column >= column:
        line = lines[at]
        mark = starts.LINE_BLOCK.match(parser.source, line.text, line.stop) if line.column == column else None
        if line.column == column and not mark:
            break
        if not mark:
            stanza[-1].append((line.text, line.next))
        elif mark.end() < line.stop:
            stanza.append([(mark.end(), line.next)])
        elif any(stanza):
            parser.emit(BlockKind.PARAGRAPH, *stanza)
            stanza = [[]]
        else:
            stanza = [[]]
        at += 1
    parser.emit(BlockKind.PARAGRAPH, *stanza)
    parser.close(last_stop(lines, start, at))
    return at
