"""What the styles of a Word document say of its paragraphs: headings, quotations, captions, lists, hidden text.

Word keeps the English name of a style that it brought itself, whatever the language it
speaks; the id is translated (``Zitat`` for ``Quote``). So names are compared, and those
that people give to styles of their own.
"""

from __future__ import annotations

import re

from reusecheck.readers.docx_package import read_xml
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.readers.docx_package import Attributes

# Names of styles for block quotations, without spaces and hyphens: Word's three, LibreOffice's, then what people
# call their own. "Citation" is left out: in English it is a source, not a quotation.
_QUOTATIONS = frozenset(
    [
        "quote", "intensequote", "blocktext", "quotations", "quotation", "blockquote", "blockquotes",
        "blockquotation", "longquote", "longquotation", "zitat", "blockzitat", "intensiveszitat", "langzitat",
        "citationintense", "citationlongue", "citationenbloc", "cita", "citaenbloque", "citadestacada", "citalarga",
        "idézet", "kiemeltidézet", "blokkidézet", "citação", "citaçãointensa", "citaçãolonga", "citazione",
        "citazioneintensa", "citazionelunga", "citaat", "duidelijkcitaat", "citat", "starktcitat", "cytat",
        "цитата", "выделеннаяцитата",
    ]
)  # fmt: skip
_CAPTIONS = frozenset(["caption", "beschriftung", "légende", "leyenda", "képaláírás", "legenda", "didascalia"])
_TITLES = frozenset(["title", "subtitle"])
_HEADING = r"heading([1-9])"
_NOT = frozenset(["0", "false", "off"])
_LONGEST_CHAIN = 30  # styles based on one another; Word allows ten or so


class Meaning(NamedTuple):
    """What a style makes of a paragraph: its tag (``p``, ``h2``, ``blockquote``, ``figcaption``), and whether it is…"""

    tag: str = ""
    is_title: bool = False
    is_item: bool | None = None
    is_hidden: bool | None = None


class _Style:
    __slots__ = ("base", "hidden", "item", "level", "names")

    def __init__(self) -> None:
        self.names = ""
        self.base = ""
        self.level: int | None = None
        self.item: bool | None = None
        self.hidden: bool | None = None


def is_on(attributes: Attributes) -> bool:
    """Whether a switch like ``<w:vanish/>`` is on."""
    return attributes.get("w:val", "").lower() not in _NOT


def heading(level: str) -> str:
    """The tag for an outline level as it is written; "" for that of running text."""
    number = int(level) if level.isascii() and level.isdigit() and len(level) < 3 else 9
    return f"h{min(number + 1, 6)}" if number < 9 else ""


class Styles:
    """Asked for the meaning of a style by its id; of one that is not defined the id is taken as its name."""

    def __init__(self, content: bytes) -> None:
        self._styles: dict[str, _Style] = {}
        self._known: dict[str, Meaning] = {}
        self._open: _Style | None = None
        self._old = 0  # how many elements of the kind "as it was before the change" are open
        read_xml(content, self._opened, self._closed)

    def meaning(self, name: str) -> Meaning:
        """What the style says, or else the styles it is based on."""
        if name not in self._known:
            chain = [_told(style) for style in self._chain(name)] or [_by_name(name)]
            title = next((meaning for meaning in chain if meaning.tag), Meaning())
            self._known[name] = Meaning(
                title.tag,
                title.is_title,
                next((m.is_item for m in chain if m.is_item is not None), None),
                next((m.is_hidden for m in chain if m.is_hidden is not None), None),
            )
        return self._known[name]

    def _chain(self, name: str) -> Iterator[_Style]:
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = style.base

    def _opened(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("w:val", "")
        if tag.endswith("Change"):
            self._old += 1
        if tag == "w:style":
            self._open = self._styles.setdefault(attributes.get("w:styleId", ""), _Style())
        elif self._open is None or self._old:
            return
        elif tag in ("w:name", "w:aliases"):
            self._open.names += f",{value}"
        elif tag == "w:basedOn":
            self._open.base = value
        elif tag == "w:outlineLvl":
            self._open.level = int(value) if heading(value) else 9
        elif tag == "w:numId":
            self._open.item = value != "0"
        elif tag == "w:vanish":
            self._open.hidden = is_on(attributes)

    def _closed(self, tag: str) -> None:
        if tag.endswith("Change"):
            self._old -= 1
        if tag == "w:style":
            self._open = None


def _told(style: _Style) -> Meaning:
    """What a style says by itself: its names before its outline level."""
    meanings = [_by_name(name) for name in style.names.split(",")]
    meaning = next((meaning for meaning in meanings if meaning.tag), Meaning())
    if not meaning.tag and style.level is not None:
        meaning = Meaning(heading(str(style.level)) or "p")
    return meaning._replace(is_item=style.item, is_hidden=style.hidden)


def _by_name(name: str) -> Meaning:
    plain = "".join(c for c in name.lower() if c.isalnum())
    if plain in _QUOTATIONS:
        return Meaning("blockquote")
    if plain in _CAPTIONS:
        return Meaning("figcaption")
    if plain in _TITLES:
        return Meaning("h1", is_title=plain == "title")
    level = re.fullmatch(_HEADING, plain)
    return Meaning(f"h{min(int(level[1]), 6)}") if level else Meaning()
