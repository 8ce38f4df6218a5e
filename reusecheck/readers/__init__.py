"""The table suffix → reader, and reading a file with it."""

from __future__ import annotations

from reusecheck.documents import Document, Unreadable
from reusecheck.readers.decoding import NoText, decode
from reusecheck.readers.plaintext import read_plaintext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reusecheck.documents import Reader, Reading
    from reusecheck.readers.decoding import Decoded


def _markdown(source: str, /) -> Reading:
    # imported when used: a commit of text files does not pay for it
    from reusecheck.readers.markdown import read_markdown  # noqa: PLC0415

    return read_markdown(source)


def _html(source: str, /) -> Reading:
    from reusecheck.readers.html import read_html  # noqa: PLC0415 - as above

    return read_html(source)


def _notebook(source: str, /) -> Reading:
    from reusecheck.readers.notebook import read_notebook  # noqa: PLC0415 - as above

    return read_notebook(source)


def _asciidoc(source: str, /) -> Reading:
    from reusecheck.readers.asciidoc import read_asciidoc  # noqa: PLC0415 - as above

    return read_asciidoc(source)


def _latex(source: str, /) -> Reading:
    from reusecheck.readers.latex import read_latex  # noqa: PLC0415 - as above

    return read_latex(source)


def _rst(source: str, /) -> Reading:
    from reusecheck.readers.rst import read_rst  # noqa: PLC0415 - as above

    return read_rst(source)


READERS: Mapping[str, Reader] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".mdown": _markdown,
    ".mkd": _markdown,
    ".mdx": _markdown,
    ".qmd": _markdown,
    ".rmd": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".adoc": _asciidoc,
    ".asciidoc": _asciidoc,
    ".asc": _asciidoc,  # armour of PGP has it too, and is base64 to any reader
    ".ipynb": _notebook,
    ".docx": _html,  # of what ``_unpack_docx`` makes of it, which is also what the index keeps
    ".tex": _latex,
    ".latex": _latex,
    ".ltx": _latex,
    ".rst": _rst,
    ".rest": _rst,
    ".txt": read_plaintext,
    ".text": read_plaintext,
    "": read_plaintext,
}


def _unpack_docx(content: bytes, /) -> Decoded | NoText:
    from reusecheck.readers.docx import unpack  # noqa: PLC0415 - as above

    return unpack(content)


def _decode_notebook(content: bytes, /) -> Decoded | NoText:
    from reusecheck.readers.notebook import decode_notebook  # noqa: PLC0415 - as above

    return decode_notebook(content)


# Where the bytes are not simply the text, or not any text will do. What comes out is a Document's source.
DECODERS: Mapping[str, Callable[[bytes], Decoded | NoText]] = {".docx": _unpack_docx, ".ipynb": _decode_notebook}


def _suffix(path: str) -> str:
    """In small letters, with its dot; "" for a name without one, or one that only begins with a dot."""
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return (dot + suffix).lower() if stem else ""


def is_text(path: str) -> bool:
    """Whether the path's suffix is one that the table knows."""
    return _suffix(path) != "" and _suffix(path) in READERS


def reader_for(path: str) -> Reader:
    """The reader of the path's suffix, whatever its case; plain text where the table knows none."""
    return READERS.get(_suffix(path), read_plaintext)


def read(path: str, content: bytes) -> Document | Unreadable:
    """The document at ``path`` (relative, with ``/``), whose bytes are ``content``."""
    match DECODERS.get(_suffix(path), decode)(content):
        case NoText(why):
            return Unreadable(path, why)
        case decoded:
            return Document(path, decoded.text, reader_for(path)(decoded.text), decoded.notes)


def read_text(path: str, text: str) -> Document:
    """The document at ``path``, whose text is decoded already."""
    return Document(path, text, reader_for(path)(text))
