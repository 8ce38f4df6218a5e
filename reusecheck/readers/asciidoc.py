"""AsciiDoc → prose and regions."""

from __future__ import annotations

from reusecheck.documents import MetaEntry, Role
from reusecheck.readers.asciidoc_attributes import Definitions
from reusecheck.readers.asciidoc_blocks import parse_blocks
from reusecheck.readers.asciidoc_header import parse_header
from reusecheck.readers.asciidoc_inlines import plain
from reusecheck.readers.asciidoc_macros import Context
from reusecheck.readers.asciidoc_prose import Writer
from reusecheck.readers.asciidoc_starts import lines_of
from reusecheck.readers.asciidoc_tree import Place
from reusecheck.spans import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import Reading
    from reusecheck.readers.asciidoc_tree import Event


def read_asciidoc(source: str) -> Reading:
    """The prose of a document as its readers see it, in the order of the source.

    The title, link text, footnotes and the words that name the source of a
    quotation are prose, where they are written; inline code is, and blocks of
    code, formulas and text for other programs are not. The alternative text of
    images, addresses, comments and the attributes of the document are not. No
    file is included.
    """
    stop = 0
    meta: list[MetaEntry] = []
    comments: list[Event] = []
    if source.startswith(("---", "+++")):
        # site generators let a document begin as their Markdown does
        from reusecheck.readers.frontmatter import front_matter  # noqa: PLC0415 - rare

        front = front_matter(source)
        stop, meta = front.stop, list(front.entries)
        comments += [Place(Role.COMMENT, *comment) for comment in front.comments]
    definitions = Definitions(len(source))
    lines = lines_of(source, stop, len(source))
    header = parse_header(source, lines, definitions)
    events, keys = parse_blocks(source, lines, header.at)
    writer = Writer(source, definitions, keys)
    if header.title:
        title = plain(source[slice(*header.title)], Context(definitions, keys, str)).strip()
        meta.append(MetaEntry("title", title, Span[Source](*header.title)))
    for event in (*comments, *header.events, *events):
        writer.event(event)
    return writer.reading((*meta, *header.entries))
