"""Directives of reStructuredText, docutils' own and those of Sphinx and its extensions that writers use.

Of a directive nobody here knows, all that may be text is kept: what is not known is judged.
"""

from __future__ import annotations

import re

from reusecheck.documents import BlockKind, Role
from reusecheck.readers import rst_starts as starts
from reusecheck.readers.rst_lines import indented_end, last_stop, least_column
from reusecheck.readers.rst_tables import csv_table
from reusecheck.readers.rst_tree import Field, count_words
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.leaves import Segments
    from reusecheck.readers.rst_blocks import Parser
    from reusecheck.readers.rst_lines import Line, Within

_CALLOUTS = frozenset(
    ("attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning", "admonition", "seealso",
     "todo")
)  # fmt: skip
_QUOTATIONS = frozenset(("epigraph", "pull-quote", "highlights"))
_CODE = frozenset(
    ("code", "code-block", "sourcecode", "literalinclude", "raw", "math", "parsed-literal", "doctest", "testcode",
     "testsetup", "testcleanup", "testoutput", "graphviz", "digraph", "graph", "mermaid", "plantuml", "uml",
     "productionlist", "prompt", "ipython", "jupyter-execute", "command-output", "code-cell", "highlight-code")
)  # fmt: skip
# nothing of these is text of the page, or it stands in another file
_NO_TEXT = frozenset(
    ("image", "include", "toctree", "index", "default-role", "sectnum", "section-numbering", "target-notes",
     "date", "currentmodule", "module", "highlight", "tabularcolumns", "sectionauthor", "codeauthor", "moduleauthor",
     "footbibliography", "autosummary", "restructuredtext-test-directive")
)  # fmt: skip
_SAYING = frozenset(("title", "meta", "bibliography", "role"))
_CAPTIONED = frozenset(("table", "list-table", "csv-table"))
# what the argument is; a paragraph where it names something, and is text only if it is as long as one
_ARGUMENTS = {
    **dict.fromkeys(("topic", "sidebar", "rubric", "admonition", "contents"), BlockKind.HEADING),
    **dict.fromkeys(_CAPTIONED, BlockKind.CAPTION),
    **dict.fromkeys(("only", "ifconfig", "container", "class", "rst-class", "cssclass", "figure"), BlockKind.PARAGRAPH),
}
_CLASSES = frozenset(("class", "rst-class", "cssclass", "container"))
_DELIMITERS = {"tab": "\t", "space": " "}
_SHOWN_OPTIONS = frozenset(("caption", "title", "subtitle", "header", "attribution", "summary", "description"))
_TEXT_WORDS = 8  # an argument or option of so many words is text whatever it is called; fewer are no run that counts


class Head(NamedTuple):
    """Lines of a directive: its argument from ``start``, its options, its content up to ``end``."""

    start: int
    options: int
    content: int
    end: int


def head_of(parser: Parser, lines: list[Line], at: int, end: int) -> Head:
    """Where argument and options end, of the directive whose marker was taken off line ``at``."""
    options = content = at + 1
    while content < end and lines[content].column >= 0:
        line = lines[content]
        if options == content and not starts.OPTION_FIELD.match(parser.source, line.text, line.stop):
            options += 1
        content += 1
    return Head(at, options, content, end)


def directive(parser: Parser, within: Within, at: int, mark: re.Match[str]) -> int:
    """Read the directive whose name is ``mark``; returns the line behind it."""
    lines = within.lines
    end = indented_end(within, at + 1)
    name = mark[1].lower()
    start = lines[at].text
    last = last_stop(lines, at, end)
    parser.take(lines[at], mark.end())
    inner = least_column(lines, at + 1, end)
    if lines[at].column >= 0 and inner >= 0:
        lines[at].column = inner  # what stands behind the name counts as indented like the lines below
    head = head_of(parser, lines, at, end)
    if name in _SAYING:
        _say(parser, name, lines, at, end)
    elif name in _CODE:
        for option in _shown_options(parser, lines, head):
            parser.emit(BlockKind.CAPTION, option)
        parser.code(start, last)
    elif name not in _NO_TEXT:
        hides = name == "todo" or (name in _CLASSES and _hides(parser.source[lines[at].text : lines[at].stop]))
        role = Role.HIDDEN if hides else Role.CALLOUT if name in _CALLOUTS else None
        parser.open(start, role, name if role is Role.CALLOUT else "", groups=role is not None or name in _CAPTIONED)
        _content(parser, name, lines, _argument(parser, name, lines, head))
        parser.close(last)
        parser.hides_next = hides and name != "todo" and last_stop(lines, at, at + 1) == last
    return end


def _hides(classes: str) -> bool:
    """Whether classes as they are written hide what they are given to."""
    from reusecheck.readers import hiding  # noqa: PLC0415 - few documents have classes

    return hiding.hiding_classes(classes.split())


def _argument(parser: Parser, name: str, lines: list[Line], head: Head) -> Head:
    """Write what the argument of the directive shows; what comes back begins where text of its body may."""
    segments = parser.segments(lines, head.start, head.options)
    kind = _ARGUMENTS.get(name)
    if kind is not None:
        if kind is not BlockKind.PARAGRAPH or count_words(parser.source, segments) >= _TEXT_WORDS:
            parser.emit(kind, segments)
        return head._replace(start=head.options)
    line = lines[head.start]
    if name in _CALLOUTS or name in _QUOTATIONS or line.column < 0:
        return head
    # a single word behind the name of an unknown directive names something
    alone = len(parser.source[line.text : line.stop].split()) == 1
    return head._replace(start=head.start + alone)


def _content(parser: Parser, name: str, lines: list[Line], head: Head) -> None:
    """Read the text of a directive without its options but for those that are text."""
    shown = _shown_options(parser, lines, head)
    for line in lines[head.options : head.content]:
        line.empty()
    kind = parser.all_kind
    if name == "list-table":
        parser.all_kind = kind or BlockKind.CELL
    parser.first_kind = BlockKind.CAPTION if name == "figure" else None
    start = head.start
    if shown:
        _read(parser, name, lines, start, head.options)
        for option in shown:
            parser.emit(BlockKind.CAPTION, option)
        start = head.content
    _read(parser, name, lines, start, head.end)
    parser.first_kind = None
    parser.all_kind = kind


def _read(parser: Parser, name: str, lines: list[Line], start: int, stop: int) -> None:
    column = least_column(lines, start, stop)
    if column < 0:
        return
    if name == "csv-table":
        csv_table(parser, lines, start, stop)
    elif name in _QUOTATIONS:
        parser.quotations(lines, start, stop)
    else:
        parser.parse(lines, start, stop, column)


def _shown_options(parser: Parser, lines: list[Line], head: Head) -> list[Segments]:
    """The options that are text, in their order."""
    found: list[Segments] = []
    source = parser.source
    at = head.options
    while at < head.content:
        line = lines[at]
        mark = starts.OPTION_FIELD.match(source, line.text, line.stop)
        end = at + 1
        while end < head.content and not starts.OPTION_FIELD.match(source, lines[end].text, lines[end].stop):
            end += 1
        if mark:
            if mark[1].lower() == "delim" and mark.end() < line.stop:
                parser.delimiter = _DELIMITERS.get(source[mark.end() : line.stop], source[mark.end()])
            segments = [(mark.end(), line.next)] if mark.end() < line.stop else []
            segments += parser.segments(lines, at + 1, end)
            if segments and (mark[1].lower() in _SHOWN_OPTIONS or count_words(source, segments) >= _TEXT_WORDS):
                found.append(segments)
        at = end
    return found


def _say(parser: Parser, name: str, lines: list[Line], at: int, end: int) -> None:
    """Note what a directive says of the document."""
    line = lines[at]
    if name == "title":
        parser.events.append(Field("title", parser.segments(lines, at, end)))
    elif name == "bibliography" and line.column >= 0:
        for path in re.finditer(r"\S+", parser.source[line.text : line.stop]):
            start, stop = line.text + path.start(), line.text + path.end()
            parser.events.append(Field("bibliography", [(start, stop)]))
    elif name == "role" and line.column >= 0:
        declared = re.match(r"([\w.:+-]+)(?:\s*\(\s*([\w.:+-]+)\s*\))?", parser.source[line.text : line.stop])
        if declared:
            parser.names.roles[declared[1].lower()] = (declared[2] or "").lower()
            options = parser.source[line.stop : last_stop(lines, at, end)]
            classes = re.search(r":class:[ \t]*([^\r\n]*)", options)
            if classes and _hides(classes[1]):
                parser.names.hiding_roles.add(declared[1].lower())
    elif name == "meta":
        for field in lines[at:end]:
            found = starts.FIELD.match(parser.source, field.text, field.stop) if field.column >= 0 else None
            if found and found.end() < field.stop:
                key = re.sub(r"^(?:name|property|http-equiv)=|\s.*", "", found[1], flags=re.DOTALL)
                parser.events.append(Field(f"meta.{key}", [(found.end(), field.stop)]))
