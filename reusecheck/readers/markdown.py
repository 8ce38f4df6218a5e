"""Markdown (CommonMark and the usual extensions) → prose and regions."""

from __future__ import annotations

from reusecheck.readers.frontmatter import front_matter
from reusecheck.readers.markdown_blocks import parse_blocks
from reusecheck.readers.markdown_prose import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.documents import Reading


def read_markdown(source: str) -> Reading:
    """The prose of a page as its readers see it, in the order of the source.

    Link text is prose and addresses are not; inline code is and code blocks are
    not; footnotes are, where they are written. The alternative text of images,
    comments, front matter and link definitions are not.
    """
    front = front_matter(source)
    blocks = parse_blocks(source, front.stop)
    writer = Writer(source, blocks.definitions, blocks.footnotes)
    writer.take(front.comments, blocks.events)
    return writer.reading(front.entries)
