"""Word documents for tests: from XML that is written by hand, or from a notation that an editor can read.

In the notation a line is a paragraph. It may begin with the name of a style, ``[Quote] words``. Within it:
``{link ADDRESS | words}``, ``{field HYPERLINK "ADDRESS" | words}``, ``{footnote words}``, ``{endnote words}``,
``{comment words}``, ``{deleted words}``, ``{inserted words}``, ``{hidden words}``; notes may hold the others.
A line ``@source: words`` is a property of the document, ``- words`` a list item, ``| words`` a table of one cell.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

from reusecheck.documents import Document, Region, Role
from reusecheck.readers import read
from reusecheck.readers.decoding import Decoded
from reusecheck.readers.docx import unpack
from tests.contracts import check_reading

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": f"{_OFFICE}/relationships",
        "m": f"{_OFFICE}/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/>{more}</w:style>'
    for name, called, more in (
        ("Normal", "Normal", ""),
        ("Quote", "Quote", '<w:basedOn w:val="Normal"/>'),
        ("IntenseQuote", "Intense Quote", ""),
        ("Zitat", "Quote", ""),
        ("Langzitat", "Our long one", '<w:basedOn w:val="Zitat"/>'),
        ("BlockText", "Block Text", ""),
        ("Heading1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("Kicker", "Kicker", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
        ("Title", "Title", ""),
        ("Caption", "caption", ""),
        ("Bullets", "List Bullet", '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>'),
        ("Secret", "Secret", "<w:rPr><w:vanish/></w:rPr>"),
        ("Ring", "Ring", '<w:basedOn w:val="Ring"/>'),
    )
)


def archive(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP of these parts, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
    return out.getvalue()


def relations(*related: tuple[str, str, str], external: bool = False) -> str:
    """Relationships: id, kind and target of each."""
    mode = ' TargetMode="External"' if external else ""
    each = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/relationships/{kind}" Target={quoteattr(target)}{mode}/>'
        for name, kind, target in related
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {NAMESPACES}>{inner}</w:{root}>'


def word(
    body: str,
    links: tuple[str, ...] = (),
    properties: dict[str, str] | None = None,
    more: dict[str, str | bytes] | None = None,
    notes: dict[str, str] | None = None,
) -> bytes:
    """A document whose body and ``notes`` (of kinds ``footnotes`` …) are these; ``links`` are rId1 and so on."""
    notes = notes or {}
    base = relations(("rSt", "styles", "styles.xml"), *((f"r{kind}", kind, f"{kind}.xml") for kind in notes))
    if more and "customXml/item1.xml" in more:
        base = base.replace(
            "</Relationships>", relations(("rXml", "customXml", "../customXml/item1.xml")).partition(">")[2]
        )
    outside = relations(*((f"rId{n}", "hyperlink", url) for n, url in enumerate(links, 1)), external=True)
    both = base.replace("</Relationships>", "") + outside.partition(">")[2]
    given = properties or {}
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(
            ("rId1", "officeDocument", "word/document.xml"),
            ("rId2", "metadata/core-properties", "docProps/core.xml"),
            ("rId3", "custom-properties", "docProps/custom.xml"),
        ),
        "docProps/core.xml": _core({key: given[key] for key in ("title", "creator", "identifier") if key in given}),
        "docProps/custom.xml": _custom(
            {key: value for key, value in given.items() if key not in ("title", "creator", "identifier")}
        ),
        "word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
        "word/_rels/document.xml.rels": both,
        "word/styles.xml": part("styles", STYLES),
    }
    for kind, inner in notes.items():
        parts[f"word/{kind}.xml"] = part(kind, inner)
        parts[f"word/_rels/{kind}.xml.rels"] = outside
    return archive({**parts, **(more or {})})


def _core(said: dict[str, str]) -> str:
    inner = "".join(f"<dc:{key}>{escape(value)}</dc:{key}>" for key, value in said.items())
    names = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"<cp:coreProperties {names}>{inner}</cp:coreProperties>"


def _custom(said: dict[str, str]) -> str:
    inner = "".join(
        f"<property name={quoteattr(key)}><vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for key, value in said.items()
    )
    return f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">{inner}</Properties>'


def p(*runs: str, style: str = "", more: str = "") -> str:
    """A paragraph."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{more}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "", tag: str = "t") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def field(instruction: str, result: str) -> str:
    """A field as Word writes it: begin, instruction, separate, result, end."""
    begin, between, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}{r(instruction, tag='instrText')}{between}{result}{end}"


class _Writer:
    """Takes the notation apart."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": [], "comment": []}
        self.properties: dict[str, str] = {}

    def line(self, line: str) -> str:
        if line.startswith("@"):
            key, _, value = line[1:].partition(":")
            self.properties[key] = value.strip()
            return ""
        if line.startswith("| "):
            return f"<w:tbl><w:tr><w:tc>{p(self.runs(line[2:]))}</w:tc></w:tr></w:tbl>"
        if line.startswith("- "):
            return p(self.runs(line[2:]), more='<w:numPr><w:numId w:val="1"/></w:numPr>')
        styled = re.match(r"\[(\w+)\] ", line)
        return p(self.runs(line[styled.end() :] if styled else line), style=styled[1] if styled else "")

    def runs(self, text: str) -> str:
        out, at = [], 0
        while (start := text.find("{", at)) >= 0:
            stop = _closing(text, start)
            out += [r(text[at:start]), self.said(text[start + 1 : stop])]
            at = stop + 1
        return "".join([*out, r(text[at:])])

    def said(self, inner: str) -> str:
        kind, _, words = inner.partition(" ")
        if kind == "link":
            url, _, shown = words.partition(" | ")
            self.links.append(url)
            return f'<w:hyperlink r:id="rId{len(self.links)}">{self.runs(shown)}</w:hyperlink>'
        if kind == "field":
            instruction, _, shown = words.partition(" | ")
            return field(instruction, self.runs(shown))
        if kind in self.notes:
            self.notes[kind].append(p(self.runs(words)))
            number = len(self.notes[kind])
            return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'
        if kind == "deleted":
            return f"<w:del>{r(words, tag='delText')}</w:del>"
        if kind == "hidden":
            return r(words, "<w:vanish/>")
        assert kind == "inserted", f"nothing is called {kind}"
        return f"<w:ins>{self.runs(words)}</w:ins>"


def _closing(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if not depth:
            return at
    raise AssertionError(f"a brace is never closed: {text}")


def word_document(article: str) -> bytes:
    """The document that the notation describes."""
    writer = _Writer()
    body = "".join(writer.line(line) for line in article.splitlines() if line.strip())
    notes = {
        f"{kind}s": "".join(f'<w:{kind} w:id="{n}">{inner}</w:{kind}>' for n, inner in enumerate(texts, 1))
        for kind, texts in writer.notes.items()
        if texts
    }
    return word(body, tuple(writer.links), writer.properties, notes=notes)


def document(content: bytes) -> Document:
    """The document, which keeps the promises of readers."""
    found = read("a.docx", content)
    assert isinstance(found, Document), found
    check_reading(found.source, found.reading)
    return found


def regions(found: Document, role: Role) -> list[Region]:
    return [region for region in found.reading.regions if region.role is role]


def quoted(found: Document) -> list[str]:
    """The words of its block quotations."""
    spans = [region.prose for region in regions(found, Role.BLOCK_QUOTATION)]
    return [found.reading.prose[span.start : span.stop] for span in spans]


def unpacked(content: bytes) -> str:
    """The HTML that a document comes to."""
    decoded = unpack(content)
    assert isinstance(decoded, Decoded), decoded
    return decoded.text
