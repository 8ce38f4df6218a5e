"""Lines of a given width: columns of characters, colour, words that flow, text cut to fit."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from reusecheck.reports.hostile import ASCII, can_print, column, guarded, harmless, printable, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from reusecheck.reports.options import Options

    # words of a line, each with its style
    Words = list[tuple[str, str]]

UNKNOWN_WIDTH = 80
NARROWEST = 40
WIDEST = 200

# Labels of lines stand in columns 4 to 11, what they label begins in column 13.
LABEL = 8
INDENT = 3 + LABEL

# SGR numbers; no other escape sequence is ever printed
BOLD, DIM, RED, GREEN, YELLOW = "1", "2", "31", "32", "33"
PLAIN = ""


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes; it must be harmless already."""
    if text.isascii():
        return len(text)
    return sum(map(column, text))


def cut(text: str, width: int, more: str = "…") -> str:
    """``text``, or as much of its beginning as goes into ``width`` columns with ``more`` behind it."""
    if columns(text) <= width:
        return text
    room = width - len(more)
    for at, character in enumerate(text):
        room -= column(character)
        if room < 0:
            return text[:at].rstrip() + more
    return text


class Pen:
    """Writes for one place: its width, its colours, the characters it can show."""

    __slots__ = ("bar", "color", "dash", "encoding", "more", "over", "width")

    def __init__(self, options: Options) -> None:
        width = options.width if options.width > 0 else UNKNOWN_WIDTH
        self.width = min(max(width, NARROWEST), WIDEST)
        self.color = options.color
        self.encoding = options.encoding
        self.bar, self.dash, self.over, self.more = (
            own if can_print(own, self.encoding) else plain for own, plain in ASCII.items()
        )

    def clean(self, text: str) -> str:
        """Foreign text as it may be printed here."""
        return printable(harmless(text), self.encoding)

    def path(self, path: str) -> str:
        """A path as it may be printed here."""
        return self.clean(shown_path(path))

    def paint(self, text: str, style: str) -> str:
        if not (self.color and style and text):
            return text
        return f"\x1b[{style}m{text}\x1b[0m"

    def cut(self, text: str, width: int) -> str:
        return cut(text, width, self.more)

    def flow(self, words: Iterable[tuple[str, str]], *, indent: int, first: int = 0) -> list[str]:
        """Words with a style each, as lines that are full but not longer than the width.

        The first line has ``first`` columns taken already, which the caller puts in front; the others are indented.
        A word longer than a line stands alone on one.
        """
        lines: list[list[tuple[str, str]]] = [[]]
        used = first
        for word, style in words:
            size = columns(word)
            if lines[-1] and used + 1 + size > self.width:
                lines.append([])
                used = indent
            used += size + bool(lines[-1])
            lines[-1].append((word, style))
        return [" " * (indent if number else 0) + self.line(words) for number, words in enumerate(lines)]

    def line(self, words: Iterable[tuple[str, str]]) -> str:
        """Words with a style each on one line; neighbours of one style are painted as one."""
        runs = groupby(words, key=itemgetter(1))
        return " ".join(self.paint(" ".join(word for word, _ in run), style) for style, run in runs)

    def labelled(self, label: str, words: Iterable[tuple[str, str]]) -> list[str]:
        """``   limit    passage_words: …``: words that flow beside their label."""
        first, *others = self.flow(words, indent=INDENT + 1, first=INDENT + 1)
        return [f"   {self.paint(label, DIM)}{' ' * (LABEL + 1 - len(label))}{first}", *others]


def styled(text: str, style: str = PLAIN) -> Words:
    """The words of ``text`` with one style, for ``Pen.flow``."""
    return [(word, style) for word in text.split()]


def page(lines: Iterable[str]) -> str:
    """The finished text: each line guarded, a newline behind each."""
    return "".join(guarded(line.rstrip()) + "\n" for line in lines)
