"""The paragraphs of one part of a Word document, as a reader sees them once all tracked changes are accepted.

WordprocessingML, ECMA-376 part 1, section 17. What is deleted or moved away, the
instructions of fields, phonetic guides, and the second of two forms of the same drawing are
no text. Nothing else is left out: a damaged field must not hide what follows it.
"""

from __future__ import annotations

import re

from reusecheck.readers.docx_package import read_xml
from reusecheck.readers.docx_sources import cited_entries, cited_tags
from reusecheck.readers.docx_styles import heading, is_on
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from reusecheck.readers.docx_package import Attributes, Relation
    from reusecheck.readers.docx_styles import Styles

TEXT: Final = 0
LINK: Final = 1  # its address; "" ends it
BREAK: Final = 2
NOTE: Final = 3  # "footnote 2": the kind and the id of a note whose mark stands here; of a source its tag, or its entry
COMMENT_START: Final = 4  # the comment's id

_NO_TEXT = frozenset(["w:del", "w:moveFrom", "w:delText", "w:delInstrText", "w:rt", "w:sectPr", "w:fldData"])
_PUT_IN = {"w:tab": "\t", "w:ptab": "\t", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\xad"}
_LOOKS = frozenset(["w:vanish", "w:strike", "w:dstrike", "w:color", "w:sz", "w:highlight", "w:shd"])
_PROPERTIES = frozenset(["w:pStyle", "w:outlineLvl", "w:numId", "w:rStyle", *_LOOKS])
_SMALLEST = 2  # half points; what is no larger nobody reads
_PAPER = frozenset(["", "auto", "none", "clear", "white", "ffffff"])
_BLACK = frozenset(["", "auto", "black", "000000"])
_PROPERTY_LISTS = frozenset(["w:pPr", "w:numPr", "w:rPr"])
_TABLES = {"w:tbl": "table", "w:tr": "tr", "w:tc": "td"}
_NOTES = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote", "w:commentReference": "comment"}
_HOLDERS = frozenset(["w:footnote", "w:endnote", "w:comment"])
_ENDS = _HOLDERS | {"w:body", "w:tc", "w:txbxContent"}  # of what holds paragraphs
_TEXT_TAGS = frozenset(["w:t", "m:t"])
_HYPERLINK = r"\s*HYPERLINK\s+(?:\"([^\"]*)\"|([^\s\"\\]\S*))"
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "zapf")


class Field:
    """A field: an instruction that is not shown, and the text that it came to."""

    __slots__ = ("ended", "instruction", "url")

    def __init__(self) -> None:
        self.instruction: list[str] = []
        self.url = ""
        self.ended = False


class Piece(NamedTuple):
    """A part of a paragraph.

    ``is_hidden`` is None where only the paragraph's style says. A piece that stands in the
    instruction of ``field`` is no text, if that field has an end.
    """

    kind: int
    value: str = ""
    is_hidden: bool | None = None
    field: Field | None = None

    @property
    def is_shown(self) -> bool:
        return self.field is None or not self.field.ended


class Paragraph:
    """``boxes`` are the text boxes that hang on it; ``tag`` is "" where only its style says what it is."""

    __slots__ = ("boxes", "is_item", "pieces", "runs_on", "style", "tag")

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.style = ""
        self.tag = ""
        self.is_item: bool | None = None
        self.runs_on = False  # its end is deleted
        self.boxes: list[Item] = []

    @classmethod
    def of(cls, text: str) -> Paragraph:
        """One of these words and nothing more."""
        paragraph = cls()
        paragraph.pieces.append(Piece(TEXT, text))
        return paragraph

    def text(self) -> str:
        """The words alone."""
        return "".join(
            piece.value if piece.kind == TEXT else " "
            for piece in self.pieces
            if piece.kind in (TEXT, BREAK) and piece.is_shown and not piece.is_hidden
        )


Item = Paragraph | str  # a string is a tag that holds the paragraphs up to its end


class Part(NamedTuple):
    """The paragraphs of the text, or of each note by its id; and whether another file is to be put in."""

    items: list[Item]
    notes: dict[str, list[Item]]
    root: str
    takes_in: bool


class _Setting:
    """What is laid aside while a text box is read: the paragraph it hangs on, and what was open there."""

    __slots__ = ("colour", "fields", "hidden", "instruction", "items", "link", "paragraph", "white")

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.paragraph: Paragraph | None = None
        self.hidden: bool | None = None
        self.colour = ""  # of the run
        self.white = False  # which is all that hides it
        self.link = ""
        self.fields: list[Field] = []
        self.instruction: Field | None = None  # the outermost field whose instruction is being read


def read_part(content: bytes, relations: Mapping[str, Relation], styles: Styles) -> Part:
    """The text of a part. Raises RefusedError if its XML cannot be read."""
    reader = _Reader(relations, styles)
    read_xml(content, reader.opened, reader.closed, reader.characters)
    return Part(reader.body, reader.notes, reader.root, reader.takes_in)


class _Reader:
    def __init__(self, relations: Mapping[str, Relation], styles: Styles) -> None:
        self.notes: dict[str, list[Item]] = {}
        self.root = ""
        self.takes_in = False
        self._relations, self._styles = relations, styles
        self._path: list[str] = []
        self._skipped = 0  # how many elements are open inside one that is no text
        self._at = _Setting()
        self.body = self._at.items
        self._outer: list[_Setting] = []
        self._drawn: list[int] = []  # of each open choice of forms: the letters so far
        self._letters = 0
        self._lost_rows: list[bool] = []

    def opened(self, tag: str, attributes: Attributes) -> None:
        path = self._path
        above = path[-1] if path else ""
        path.append(tag)
        self.root = self.root or tag
        if self._skipped:
            self._skipped += 1
        elif self._is_no_text(tag, above):
            self._skipped = 1
        elif tag in ("w:p", "w:r", "m:r"):
            self._begin(tag)
        elif tag in _PROPERTIES and above in _PROPERTY_LISTS:
            self._property(tag, attributes)
        else:
            self._element(tag, above, attributes)

    def _is_no_text(self, tag: str, above: str) -> bool:
        if tag in _NO_TEXT:
            if above == "w:trPr" and self._lost_rows:
                self._lost_rows[-1] = True
            elif above == "w:rPr" and self._path[-3:-2] == ["w:pPr"] and self._at.paragraph:
                self._at.paragraph.runs_on = True
            return True
        if tag in ("mc:Choice", "mc:Fallback"):
            return bool(self._drawn) and self._letters > self._drawn[-1]
        if tag == "w:tc" and self._lost_rows and self._lost_rows[-1]:
            return True
        return tag.endswith("Change")

    def _begin(self, tag: str) -> None:
        if tag == "w:p":
            at, paragraph = self._at, Paragraph()
            before = at.items[-1] if at.items else None
            if isinstance(before, Paragraph) and before.runs_on:
                paragraph.pieces, before.pieces = before.pieces, []
            if at.paragraph is not None:  # what stood before it, outside of any
                paragraph.pieces += at.paragraph.pieces
            at.paragraph = paragraph
            if at.link:
                self._add(LINK, at.link)
        self._at.hidden, self._at.colour, self._at.white = None, "", False

    def _property(self, tag: str, attributes: Attributes) -> None:
        paragraph, value = self._at.paragraph, attributes.get("w:val", "")
        if tag == "w:rStyle":
            self._at.hidden = self._styles.meaning(value).is_hidden
        elif tag in _LOOKS:
            if self._path[-3:-2] != ["w:pPr"] and self._path[-2] == "w:rPr":  # else of the paragraph or its mark
                self._look(tag, attributes)
        elif paragraph is None:
            return
        elif tag == "w:pStyle":
            paragraph.style = value
        elif tag == "w:outlineLvl":
            paragraph.tag = heading(value) or "p"
        elif tag == "w:numId":
            paragraph.is_item = value != "0"

    def _look(self, tag: str, attributes: Attributes) -> None:
        """How a run looks: struck out, too small, in the colour of what is behind it."""
        at, value = self._at, attributes.get("w:val", "").lower()
        if tag == "w:vanish":
            at.hidden = is_on(attributes)
        elif tag in ("w:strike", "w:dstrike"):
            at.hidden = is_on(attributes) or at.hidden
        elif tag == "w:sz":
            at.hidden = (value.isdecimal() and int(value[:5]) <= _SMALLEST) or at.hidden
        elif tag == "w:color":  # the schema has it before what is behind the letters
            at.colour = value
            at.white = value == "ffffff" and not at.hidden
            at.hidden = at.white or at.hidden
        else:
            ground = attributes.get("w:fill", "").lower() if tag == "w:shd" else value
            if ground in _BLACK - _PAPER and at.colour in _BLACK:
                at.hidden = True
            elif at.white and ground not in _PAPER:
                at.hidden = None

    def _element(self, tag: str, above: str, attributes: Attributes) -> None:
        if tag in _PUT_IN:
            self._add(TEXT, _PUT_IN[tag]) if above != "w:tabs" else None
        elif tag in ("w:br", "w:cr"):
            self._add(BREAK)
        elif tag == "w:sym":
            self._add(TEXT, _symbol(attributes))
        elif tag in _NOTES:
            self._add(NOTE, f"{_NOTES[tag]} {attributes.get('w:id', '')}")
        elif tag == "w:commentRangeStart":
            self._add(COMMENT_START, attributes.get("w:id", ""))
        elif tag == "w:fldChar":
            self._field(attributes.get("w:fldCharType", ""))
        elif tag in _TABLES:
            self._at.items.append(f"<{_TABLES[tag]}>")
            if tag == "w:tr":
                self._lost_rows.append(False)
        else:
            self._holder(tag, attributes)

    def _holder(self, tag: str, attributes: Attributes) -> None:
        """What holds paragraphs or runs."""
        if tag == "w:hyperlink":
            self._link(self._address(attributes))
        elif tag == "w:fldSimple":
            self._cite(attributes.get("w:instr", ""))
            self._link(_linked(attributes.get("w:instr", "")))
        elif tag == "w:txbxContent":
            self._outer.append(self._at)
            self._at = _Setting()
        elif tag == "mc:AlternateContent":
            self._drawn.append(self._letters)
        elif tag in _HOLDERS:
            self._at.items = self.notes.setdefault(attributes.get("w:id", ""), [])
        elif tag in ("w:altChunk", "w:subDoc"):
            self.takes_in = True

    def closed(self, tag: str) -> None:
        self._path.pop()
        if self._skipped:
            self._skipped -= 1
            return
        if tag == "w:p" or tag in _ENDS:
            self._end_paragraph()
        if tag in ("w:hyperlink", "w:fldSimple"):
            self._link("")
        elif tag in _TABLES:
            self._at.items.append(f"</{_TABLES[tag]}>")
            if tag == "w:tr":
                self._lost_rows.pop()
        elif tag == "w:txbxContent":
            boxed, self._at = self._at.items, self._outer.pop()
            if self._at.paragraph is None:
                self._at.items += boxed
            else:
                self._at.paragraph.boxes += ["<div>", *boxed, "</div>"]
        elif tag == "mc:AlternateContent":
            self._drawn.pop()

    def _end_paragraph(self) -> None:
        paragraph, self._at.paragraph = self._at.paragraph, None
        if paragraph is not None:
            self._at.items.append(paragraph)
            boxes, paragraph.boxes = paragraph.boxes, []
            self._at.items += boxes

    def characters(self, text: str) -> None:
        if self._skipped or not self._path:
            return
        if self._path[-1] in _TEXT_TAGS:
            self._add(TEXT, text)
        elif self._path[-1] == "w:instrText" and self._at.fields:
            self._at.fields[-1].instruction.append(text)

    def _add(self, kind: int, value: str = "") -> None:
        at = self._at
        if at.paragraph is None:  # between paragraphs, where only the start of a comment may stand
            at.paragraph = Paragraph()
        at.paragraph.pieces.append(Piece(kind, value, at.hidden, at.instruction))
        if kind == TEXT:
            self._letters += len(value) - value.count(" ")

    def _link(self, url: str) -> None:
        self._at.link = url
        self._add(LINK, url)

    def _address(self, attributes: Attributes) -> str:
        relation = self._relations.get(attributes.get("r:id", ""))
        anchor = attributes.get("w:anchor", "")
        if relation is None:
            return ""
        return f"{relation.target}#{anchor}" if anchor and "#" not in relation.target else relation.target

    def _field(self, kind: str) -> None:
        at = self._at
        if kind == "begin":
            at.fields.append(Field())
            at.instruction = at.instruction or at.fields[-1]
        elif kind == "separate" and at.fields:
            field = at.fields[-1]
            if at.instruction is field:
                at.instruction = None
            field.url = _linked("".join(field.instruction))
            if field.url:
                self._link(field.url)
        elif kind == "end" and at.fields:
            field = at.fields.pop()
            field.ended = True
            if at.instruction is field:
                at.instruction = None
            if field.url:
                self._link("")
            self._cite("".join(field.instruction))

    def _cite(self, instruction: str) -> None:
        for source in (*cited_tags(instruction), *cited_entries(instruction)):
            self._add(NOTE, f"source {source}")


def _linked(instruction: str) -> str:
    """The address of a field ``HYPERLINK``; "" of any other, and of a link within the document."""
    found = re.match(_HYPERLINK, instruction, re.IGNORECASE)
    return (found[1] or found[2] or "").replace("\\\\", "\\") if found else ""


def _symbol(attributes: Attributes) -> str:
    """A character by its place in a font: one of a symbol font, or any letter, in a place of its own."""
    written = attributes.get("w:char", "")
    place = int(written, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", written) else 0
    if 0xF000 <= place <= 0xF0FF and not attributes.get("w:font", "").lower().startswith(_SYMBOL_FONTS):
        place -= 0xF000
    return chr(place) if place and not 0xD800 <= place <= 0xDFFF else " "
