"""reStructuredText, with the roles and directives of Sphinx that writers use → prose and regions."""

from __future__ import annotations

from reusecheck.readers.frontmatter import front_matter
from reusecheck.readers.rst_blocks import Parser
from reusecheck.readers.rst_lines import lines_of
from reusecheck.readers.rst_prose import Writer
from reusecheck.readers.rst_tree import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import Reading


def read_rst(source: str) -> Reading:
    """The prose of a page as its readers see it, in the order of the source.

    Link text is prose and addresses are not; inline literals are and literal
    blocks are not; footnotes are, where they are written; substitutions are,
    where they are used. Comments, fields at the top, images and definitions are not.
    """
    front = front_matter(source)
    parser = Parser(source)
    start = 1 if source.startswith("\ufeff") else front.stop
    lines = lines_of(source, start)
    parser.parse(lines, 0, len(lines), 0)
    parser.names.number()
    if parser.names.title:
        parser.events.append(Field("title", parser.names.title))
    writer = Writer(source, parser.names)
    writer.take(parser.events)
    return writer.reading((*front.entries, *writer.meta))
