"""What two dots begin: footnotes, citations, targets, substitutions, directives; a comment is what is none of these."""

from __future__ import annotations

import re

from reusecheck.documents import BlockKind, Role
from reusecheck.expressions import expression
from reusecheck.readers import rst_starts as starts
from reusecheck.readers.rst_directives import directive, head_of
from reusecheck.readers.rst_lines import indented_end, last_stop
from reusecheck.readers.rst_names import Substitution, address_in, normal_name, unicode_text
from reusecheck.readers.rst_tree import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.rst_blocks import Parser
    from reusecheck.readers.rst_lines import Line, Within

_MAX_SUBSTITUTION = 400  # characters; a longer text stays where it is defined, and is judged there

_TARGET = expression(r"(?:`([^`]+)`|((?![ `_])(?:[^\\:]|\\.|:(?!\s|\Z))+)|(_)):(?:\s+|\Z)", re.DOTALL)


def explicit(parser: Parser, within: Within, at: int) -> int:
    """Read what the two dots of line ``at`` begin; returns the line behind it."""
    line = within.lines[at]
    source = parser.source
    mark = starts.EXPLICIT.match(source, line.text, line.stop)
    behind = mark.end() if mark else line.text
    if source.startswith("_", behind) and not source.startswith(("_ ", "_\t"), behind):
        end = _target(parser, within, at, behind + 1)
        if end > at:
            return end
    parser.names.forget_waiting()
    if note := starts.NOTE.match(source, behind, line.stop):
        return _note(parser, within, at, note)
    if found := starts.SUBSTITUTION.match(source, behind, line.stop):
        return _substitution(parser, within, at, found)
    if found := starts.DIRECTIVE.match(source, behind, line.stop):
        return directive(parser, within, at, found)
    return _comment(parser, within, at, behind)


def _comment(parser: Parser, within: Within, at: int, behind: int) -> int:
    """A comment and what is indented below it; two dots alone before a blank line are a comment by themselves."""
    lines, stop, _ = within
    line = lines[at]
    end = indented_end(within, at + 1)
    if behind >= line.stop and (at + 1 == stop or lines[at + 1].column < 0):
        end = at + 1
    last = last_stop(lines, at, end)
    parser.events.append(Place(Role.COMMENT, line.text, last, parser.source[min(behind, last) : last]))
    return end


def _note(parser: Parser, within: Within, at: int, mark: re.Match[str]) -> int:
    """A footnote or a citation."""
    lines = within.lines
    parser.first_kind = None
    parser.open(lines[at].text, Role.FOOTNOTE, str(parser.names.add_note(mark[1])))
    outer, parser.all_kind = parser.all_kind, BlockKind.FOOTNOTE
    last = last_stop(lines, at, indented_end(within, at + 1))
    end = parser.body(within, at, mark.end())
    parser.all_kind = outer
    parser.close(last)
    return end


def _target(parser: Parser, within: Within, at: int, behind: int) -> int:
    """``_name: address``; ``at`` if it is none after all."""
    lines, stop, column = within
    end = at + 1
    while end < stop and lines[end].column > column:
        end += 1
    written = "\n".join([parser.source[behind : lines[at].stop], *_texts(parser, lines, at + 1, end)])
    found = _TARGET.match(written)
    if not found:
        return at
    address = address_in(written[found.end() :])
    if found[3]:
        parser.names.anonymous.append(address)
    else:
        parser.names.add_target(normal_name(found[1] or found[2]), address)
    return end


def anonymous(parser: Parser, within: Within, at: int) -> int:
    """``__ address``, the short form of a target without a name."""
    lines, stop, column = within
    end = at + 1
    while end < stop and lines[end].column > column:
        end += 1
    first = parser.source[lines[at].text + 2 : lines[at].stop]
    parser.names.anonymous.append(address_in("\n".join([first, *_texts(parser, lines, at + 1, end)])))
    return end


def _texts(parser: Parser, lines: list[Line], start: int, stop: int) -> list[str]:
    return [parser.source[line.text : line.stop] for line in lines[start:stop] if line.column >= 0]


def _substitution(parser: Parser, within: Within, at: int, mark: re.Match[str]) -> int:
    """``|name| replace:: text``; an image and what else a page is given at build time is no text."""
    lines = within.lines
    end = indented_end(within, at + 1)
    parser.take(lines[at], mark.end())
    head = head_of(parser, lines, at, end)
    kind = mark[2].lower()
    segments = parser.segments(lines, at, head.options if kind != "replace" else end)
    text = ""
    if kind == "unicode":
        text = unicode_text(" ".join(_texts(parser, lines, at, head.options)))
    if kind != "replace":
        segments = []
    if sum(stop - start for start, stop in segments) > _MAX_SUBSTITUTION:
        parser.emit(BlockKind.PARAGRAPH, segments)
    else:
        parser.names.substitutions.setdefault(" ".join(mark[1].split()).lower(), Substitution(segments, text))
    return end
