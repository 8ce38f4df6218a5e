"""The paragraphs of a Word document as lines of HTML, with the notes and comments that hang on them."""

from __future__ import annotations

import re

from reusecheck.documents import may_hold_waiver
from reusecheck.readers.docx_text import BREAK, COMMENT_START, LINK, NOTE, TEXT, Paragraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reusecheck.readers.docx_styles import Styles
    from reusecheck.readers.docx_text import Item

# A comment of more words is talk about the text, not a credit; as long as what counts as a credit line.
_NOTE_WORDS = 40
_MARK = "reusecheck:"  # a comment that speaks to this program is no credit: it names a source to waive it
_ALLOW = r"(?m)^(\s*reusecheck:\s*)allow(?=\s)"
_HOLDERS = {"blockquote": "blockquote", "li": "ul"}
# A line of HTML is a paragraph, so a comment of several paragraphs is parted by what ends no line.
_SEPARATOR = "\u2028"


def escaped(text: str) -> str:
    """``text`` as HTML, in one line."""
    for character, by in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", " "), ("\n", " ")):
        text = text.replace(character, by)
    return text


def _comment(text: str) -> str:
    """``text`` as a comment of HTML, which knows no escapes."""
    for mark, by in (("-->", "-- >"), ("--!>", "--! >"), ("\r", " "), ("\n", _SEPARATOR)):
        text = text.replace(mark, by)
    return f"<!-- {text} -->"


class Notes:
    """Footnotes, endnotes and comments, numbered as their marks are met; what no mark refers to is not shown."""

    def __init__(self, notes: Mapping[str, Mapping[str, Sequence[Item]]]) -> None:
        self._notes = notes
        self._labels: dict[str, str] = {}
        self._waiting: list[tuple[str, Sequence[Item]]] = []
        self._seen: set[str] = set()  # the labels of those whose mark somebody sees
        self._counts: dict[str, int] = {}
        self._inner: list[Sequence[Item]] | None = None  # what hangs on the note that is being written

    def mark(self, name: str, *, hidden: bool) -> str:
        """The mark of the note ``footnote 2`` (its kind and id).

        "" where there is no such note, where nobody sees the mark, and within a note: to that
        the text is added, for a note has no notes of its own.
        """
        kind, _, identifier = name.partition(" ")
        items = self._notes.get(kind, {}).get(identifier)
        if items is None and kind == "source" and " " in identifier:  # the entry itself
            items = [Paragraph.of(identifier)]
        if items is None:
            return ""
        if name not in self._labels:
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
            self._labels[name] = f"{number}" if kind == "footnote" else f"{kind}-{number}"
            if self._inner is not None:
                self._inner.append(items)
            else:
                self._waiting.append((self._labels[name], items))
        label = self._labels[name]
        if hidden or self._inner is not None:
            return ""
        self._seen.add(label)
        return f'<a role="doc-noteref" href="#{label}">{label}</a>'

    def comment(self, identifier: str) -> str:
        """What a comment says, a line a paragraph."""
        items = self._notes.get("comment", {}).get(identifier, ())
        return "\n".join(item.text() for item in items if isinstance(item, Paragraph)).strip()

    def lines(self, styles: Styles) -> list[str]:
        """All notes whose marks were met."""
        lines: list[str] = []
        for label, items in self._waiting:
            self._inner = []
            note = write(items, styles, self) or [""]
            for more in self._inner:  # grows as it is gone through
                note += write(more, styles, self)
            self._inner = None
            note[0] = f'<aside id="{label}"{"" if label in self._seen else " hidden"}>{note[0]}'
            note[-1] += "</aside>"
            lines += note
        return lines


def write(items: Sequence[Item], styles: Styles, notes: Notes) -> list[str]:
    """The lines of these paragraphs, one for each."""
    writer = _Writer(styles, notes, _spanning(items))
    for item in items:
        if isinstance(item, Paragraph):
            writer.paragraph(item)
        else:
            writer.tag(item)
    writer.shut()
    if writer.before and writer.lines:
        writer.lines[-1] += writer.before
    return writer.lines


def _spanning(items: Sequence[Item]) -> set[str]:
    """The comments that are made on several paragraphs."""
    starts: dict[str, Paragraph] = {}
    spanning: set[str] = set()
    for paragraph in (item for item in items if isinstance(item, Paragraph)):
        for piece in paragraph.pieces:
            if piece.kind == COMMENT_START:
                starts[piece.value] = paragraph
            elif piece.kind == NOTE and piece.value.startswith("comment "):
                identifier = piece.value.removeprefix("comment ")
                if starts.get(identifier, paragraph) is not paragraph:
                    spanning.add(identifier)
    return spanning


class _Writer:
    def __init__(self, styles: Styles, notes: Notes, spanning: set[str]) -> None:
        self.lines: list[str] = []
        self.before = ""  # tags that wait for a line to stand in
        self._styles, self._notes, self._spanning = styles, notes, spanning
        self._holder = ""  # the list or quotation that is open

    def tag(self, tag: str) -> None:
        """A table's, which ends what is open."""
        self.shut()
        if tag.startswith("</") and self.lines and not self.before:
            self.lines[-1] += tag
        else:
            self.before += tag

    def shut(self) -> None:
        if self._holder:
            self.lines[-1] += f"</{self._holder}>"
            self._holder = ""

    def paragraph(self, paragraph: Paragraph) -> None:
        """One line, empty if the paragraph is."""
        tag = self._tag(paragraph)
        holder = _HOLDERS.get(tag, "")
        above, inner = self._inner(paragraph)
        if holder != self._holder:
            self.shut()
        if not inner:
            self.lines.append(self.before + above)
        else:
            opening = f"<{holder}>" if holder and not self._holder else ""
            tag = "p" if tag == "blockquote" else tag
            self.lines.append(f"{self.before}{above}{opening}<{tag}>{inner}</{tag}>")
            self._holder = holder
        self.before = ""

    def _tag(self, paragraph: Paragraph) -> str:
        meaning = self._styles.meaning(paragraph.style)
        if meaning.tag in ("blockquote", "figcaption"):
            return meaning.tag
        tag = paragraph.tag or meaning.tag or "p"
        is_item = meaning.is_item if paragraph.is_item is None else paragraph.is_item
        return "li" if tag == "p" and is_item else tag

    def _inner(self, paragraph: Paragraph) -> tuple[str, str]:
        """Comments that begin a stretch, and the paragraph's text and marks."""
        hidden_by_style = bool(self._styles.meaning(paragraph.style).is_hidden)
        above: list[str] = []
        pieces: list[str] = []
        link = ""
        for kind, value, is_hidden, _ in (piece for piece in paragraph.pieces if piece.is_shown):
            hidden = hidden_by_style if is_hidden is None else is_hidden
            if kind == TEXT:
                pieces.append(f"<span hidden>{escaped(value)}</span>" if hidden else escaped(value))
            elif kind == BREAK:
                pieces.append("<br>")
            elif kind == LINK:
                pieces += ["</a>"] if link else []
                link = f'<a href="{escaped(value)}">' if value else ""
                pieces.append(link)
            elif kind == COMMENT_START:
                above += self._begin(value)
            else:
                mark = self._note(value, hidden=hidden)
                pieces.append(f"</a>{mark}{link}" if link and mark else mark)
        pieces += ["</a>"] if link else []
        return "".join(above), "".join(pieces)

    def _begin(self, identifier: str) -> list[str]:
        """A waiver in a comment on several paragraphs holds for all of them."""
        said = self._notes.comment(identifier)
        if identifier not in self._spanning or not re.search(_ALLOW, said):
            return []
        return [_comment(re.sub(_ALLOW, r"\1begin", said))]

    def _note(self, name: str, *, hidden: bool) -> str:
        kind, _, identifier = name.partition(" ")
        if kind != "comment":
            return self._notes.mark(name, hidden=hidden)
        said = self._notes.comment(identifier)
        if not said:
            return ""
        waivers = len(re.findall(_ALLOW, said)) if identifier in self._spanning else 0
        if waivers:
            return f"<!-- {_MARK} end -->" * waivers
        is_credit = not may_hold_waiver(said) and len(said.split()) <= _NOTE_WORDS
        return _comment(said) + (self._notes.mark(name, hidden=hidden) if is_credit else "")
