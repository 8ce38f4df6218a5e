"""The archive a Word document is: its parts, how they belong together, and what makes it unsafe to read.

Open Packaging Conventions, ECMA-376 part 2: a ZIP of parts, whose relationships stand in
``_rels/NAME.rels`` beside them. Both families of namespaces are read, those of ECMA-376
("transitional", what Word writes) and those of ISO/IEC 29500 ("strict").
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from posixpath import dirname, join, normpath
from xml.parsers import expat

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Attributes = dict[str, str]

# XML of all parts that are read: some 1.4 million words as Word writes them (measured 2026-11)
MOST_XML_BYTES = 32 * 1024 * 1024
# What Word writes shrinks to a tenth or a thirtieth, a table of 20,000 equal cells to a 150th (measured 2026-11);
# DEFLATE can do 1,032.
MOST_RATIO = 400
RATIO_FROM_BYTES = 4 * 1024 * 1024  # what is smaller unpacked is no bomb

_MAIN = "word/document.xml"
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "pr",
    "http://schemas.openxmlformats.org/officeDocument/2006/bibliography": "b",
    "http://purl.oclc.org/ooxml/officeDocument/bibliography": "b",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_ENCODINGS = frozenset(["utf-8", "utf-16", "us-ascii", "iso-8859-1"])  # those that expat knows by itself
# all that zipfile raises on bytes that are no ZIP, or a damaged one
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


class RefusedError(Exception):
    """The bytes are not read; the message says why, for the person who runs the check."""


class Relation(NamedTuple):
    """``kind`` is the last word of its type: ``footnotes``. ``target`` is a part's name, or an address."""

    kind: str
    target: str


class Package:
    """The parts by name, which counts without its case."""

    def __init__(self, content: bytes) -> None:
        """Raises RefusedError if the archive cannot be opened, or could be read in two ways."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGE as error:
            raise RefusedError(_damaged(error)) from None
        self._parts: dict[str, zipfile.ZipInfo] = {}
        self._left = MOST_XML_BYTES
        for info in self._zip.infolist():
            name = info.filename.replace("\\", "/").lower()
            if name in self._parts and not name.endswith("/"):
                raise RefusedError(f"holds {info.filename} twice, and programs differ on which of them is the text")
            self._parts[name] = info

    def main(self) -> str:
        """The name of the part that holds the text. Raises RefusedError if there is none."""
        named = [relation.target for relation in self.related("").values() if relation.kind == "officeDocument"]
        for name in (*named, _MAIN):
            if name.lower() in self._parts:
                return name
        kind = "an OpenDocument text" if "mimetype" in self._parts else "a ZIP archive"
        raise RefusedError(f"no Word document: {kind} without {_MAIN}")

    def part(self, name: str) -> bytes:
        """The content of a part, empty if there is none. Raises RefusedError if it is damaged, encrypted or a bomb."""
        info = self._parts.get(name.lower())
        if info is None:
            return b""
        if info.flag_bits & 1:
            raise RefusedError("encrypted; save it without a password")
        try:
            with self._zip.open(info) as file:
                content = file.read(self._left + 1)
        except _DAMAGE as error:
            raise RefusedError(_damaged(error)) from None
        self._left -= len(content)
        if self._left < 0:
            raise RefusedError(f"holds more than {MOST_XML_BYTES // 1024**2} MiB of XML; split it")
        if len(content) > max(RATIO_FROM_BYTES, MOST_RATIO * info.compress_size):
            raise RefusedError(f"{name} unpacks to more than {MOST_RATIO} times its size, as no text does")
        return content

    def related(self, name: str) -> dict[str, Relation]:
        """What a part refers to, by id; "" is the document as a whole."""
        folder, base = dirname(name), name.rpartition("/")[2]
        found: dict[str, Relation] = {}

        def opened(tag: str, attributes: Attributes) -> None:
            if tag == "pr:Relationship":
                target = attributes.get("Target", "")
                if attributes.get("TargetMode") != "External":
                    target = normpath(join("/", folder, target)).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.setdefault(attributes.get("Id", ""), Relation(kind, target))

        read_xml(self.part(join(folder, "_rels", f"{base}.rels")), opened)
        return found


def _damaged(error: Exception) -> str:
    return f"a damaged ZIP archive ({str(error).rstrip('.') or type(error).__name__})"


def _nothing(_: str) -> None:
    """What is done where nobody asked."""


def read_xml(
    content: bytes,
    opened: Callable[[str, Attributes], None],
    closed: Callable[[str], None] = _nothing,
    text: Callable[[str], None] = _nothing,
) -> None:
    """Tell of every tag and text in turn, names as ``w:p``; nothing is told of an empty part.

    Raises RefusedError for XML that is not well-formed or brings definitions of its own: no
    program writes them, and by them a file of a few lines can fill the memory or ask for others.
    """
    if not content:
        return
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    short: dict[str, str] = {}

    def name(written: str) -> str:
        if written not in short:
            namespace, _, local = written.rpartition(" ")
            short[written] = f"{_PREFIXES.get(namespace, '?')}:{local}" if namespace else local
        return short[written]

    def refuse(*_: object) -> None:
        raise RefusedError("its XML has a document type definition, which no Word document has")

    def declared(_: str, encoding: str | None, __: int) -> None:
        if (encoding or "utf-8").lower() not in _ENCODINGS:
            raise RefusedError(f"its XML is in the encoding {encoding}, wants UTF-8")

    def start(tag: str, attributes: Attributes) -> None:
        opened(name(tag), {name(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        closed(name(tag))

    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise RefusedError(f"its XML is damaged ({error})") from None
