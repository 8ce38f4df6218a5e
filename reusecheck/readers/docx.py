"""A Word document → HTML that says the same, for the HTML reader; imported only when there is one.

A paragraph a line, so that the numbers of lines in a report are those of paragraphs: the
text, then the notes it refers to, then what the document says of itself. It is a fragment of
HTML, of which that reader leaves nothing out. Headers and footers of the printed page are
not read: they hold page numbers and letterheads.
"""

from __future__ import annotations

from reusecheck.readers.decoding import MAX_BYTES, Decoded, NoText, decode
from reusecheck.readers.docx_about import about
from reusecheck.readers.docx_package import Package, RefusedError
from reusecheck.readers.docx_sources import listed_sources
from reusecheck.readers.docx_styles import Styles
from reusecheck.readers.docx_text import Paragraph, read_part
from reusecheck.readers.docx_write import Notes, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.docx_text import Item

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]: what Word wrote up to 2003, and what holds an encrypted document
_NOTES = ("footnote", "endnote", "comment")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4


def unpack(content: bytes) -> Decoded | NoText:
    """The document as HTML, or why it cannot be read."""
    if not content.startswith(b"PK") or len(content) > MAX_BYTES:
        return _no_archive(content)
    try:
        return _html(Package(content))
    except RefusedError as refused:
        return NoText(str(refused))


def _no_archive(content: bytes) -> Decoded | NoText:
    """Why the bytes are no ZIP; an empty file is what some programs make for an empty document."""
    if content.startswith(_OLE) and _ENCRYPTED in content:
        return NoText("encrypted; save it without a password")
    found = decode(content)
    if isinstance(found, NoText) or not found.text.strip():
        return found
    return NoText("no Word document: found text, wants the ZIP archive that Word writes")


def _html(package: Package) -> Decoded | NoText:
    main = package.main()
    relations = package.related(main)
    parts = {relation.kind: relation.target for relation in relations.values()}
    styles = Styles(package.part(parts.get("styles", "")))
    text = read_part(package.part(main), relations, styles)
    if text.root != "w:document":
        return NoText(f"no Word document: the text of the archive, {main}, is none (found {text.root or 'nothing'})")
    if text.takes_in:
        return NoText("another file is to be put into the text when it is opened; open and save it in Word")
    notes = Notes(
        {
            **{kind: _notes(package, parts.get(f"{kind}s", ""), styles) for kind in _NOTES},
            "source": _sources(package, [r.target for r in relations.values() if r.kind == "customXml"]),
        }
    )
    lines = write(text.items, styles, notes)
    lines += notes.lines(styles)
    lines.append(about(package, _title(text.items, styles)))
    return Decoded("\n".join(lines))


def _notes(package: Package, part: str, styles: Styles) -> dict[str, list[Item]]:
    return read_part(package.part(part), package.related(part), styles).notes if part else {}


def _sources(package: Package, parts: list[str]) -> dict[str, list[Item]]:
    entries = (entry for part in parts for entry in listed_sources(package.part(part)).items())
    return {tag: [Paragraph.of(line)] for tag, line in entries}


def _title(items: list[Item], styles: Styles) -> str:
    """The words of the first paragraph that is styled as the title."""
    titles = (item for item in items if isinstance(item, Paragraph) and styles.meaning(item.style).is_title)
    return next(titles, Paragraph()).text()
