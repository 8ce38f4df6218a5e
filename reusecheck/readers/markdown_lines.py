"""How far a line of Markdown is read, in characters and in columns: a tab goes to the next multiple of four."""

from __future__ import annotations

from reusecheck.readers.markdown_starts import SPACES


class LineCursor:
    """``at`` and ``column`` say how much of the line its containers have taken, ``text`` where its text begins.

    ``stop`` is the end of the line's text, ``next`` the start of the line that follows.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = self.column = self.stop = self.next = self.text = self.text_column = 0

    def begin_line(self, start: int, stop: int, following: int) -> None:
        self.at, self.column, self.stop, self.next, self.text = start, 0, stop, following, -1

    def look(self) -> int:
        """Find the first character that is no space; returns the columns before it."""
        if self.text < self.at:
            found = SPACES.match(self.source, self.at, self.stop)
            self.text = found.end() if found else self.at
            width = self.text - self.at
            if self.source.find("\t", self.at, self.text) < 0:
                self.text_column = self.column + width
            else:
                column = self.column
                for character in self.source[self.at : self.text]:
                    column = (column // 4 + 1) * 4 if character == "\t" else column + 1
                self.text_column = column
        return self.text_column - self.column

    def advance(self, columns: int) -> None:
        """Take so many columns of white space; the rest of a tab stays."""
        target = self.column + columns
        while self.column < target and self.at < self.stop:
            width = 4 - self.column % 4 if self.source[self.at] == "\t" else 1
            if self.column + width > target:
                self.column = target
                return
            self.column += width
            self.at += 1

    def take(self, characters: int) -> None:
        """Go to the text and take so many characters of it, none of them a tab."""
        self.at = self.text + characters
        self.column = self.text_column + characters
        self.text = -1
