"""The walk over LaTeX's tokens: arguments, what is passed over, and what is done where an argument ends.

No recursion, whatever is nested: what is to be done at the end of an argument
waits on a stack.
"""

from __future__ import annotations

from bisect import bisect_left

from reusecheck.documents import Role
from reusecheck.readers import latex_scan as tex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.readers.latex_prose import Writer

    Act = Callable[[], None]

_NOTHING_LOOKED_AT = 12  # tokens behind a footnote, to see whether its paragraph ends there


def nothing() -> None:
    """For an argument that needs no act at one of its ends."""


class Walker:
    """Goes through the tokens in order; ``step`` says what one of them means."""

    def __init__(self, source: str, tokens: tex.Tokens, writer: Writer) -> None:
        self.source = source
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.starts = tokens.starts
        self.stops = tokens.stops
        self.values = tokens.values
        self.partners = tokens.partners
        self.writer = writer
        self.done = 0  # source offset up to which text was taken ahead of its turn
        self._comments = tokens.comments
        self._stop = 0
        self._closing: list[tuple[int, Act]] = []  # the innermost last
        self._jumps: dict[int, int] = {}
        self._opening: dict[int, tuple[Act, Act]] = {}
        self._mutes: list[bool] = []

    def step(self, index: int) -> None:
        raise NotImplementedError

    def walk(self, first: int, stop: int) -> None:
        """Read the tokens from ``first`` on, before ``stop``."""
        self._stop = stop
        index = first
        while index < stop:
            if self._closing and self._closing[-1][0] <= index:
                while self._closing and self._closing[-1][0] <= index:
                    self._closing.pop()[1]()
                index += 1  # a brace, a bracket or \end: its meaning was to close
            elif index in self._jumps:
                target = min(self._jumps.pop(index), self.limit)
                self.place_comments(index, target)
                index = target
            else:
                opening = self._opening.pop(index, None)
                if opening:
                    opening[0]()
                    self.at(self.partners[index], opening[1])
                else:
                    self.step(index)
                index += 1
        while self._closing:
            self._closing.pop()[1]()

    @property
    def limit(self) -> int:
        """The token that ends what is being read: nothing reaches beyond it."""
        return self._closing[-1][0] if self._closing else self._stop

    def at(self, index: int, act: Act) -> None:
        """Do this at a token that closes something."""
        self._closing.append((min(index, self.limit), act))

    def around(self, index: int, before: Act, behind: Act) -> None:
        """Do these where the argument that opens with token ``index`` begins and ends."""
        self._opening[index] = before, behind

    def skip(self, index: int, target: int) -> None:
        """Go on from token ``target`` once ``index`` is reached; comments on the way keep their places."""
        self._jumps[index] = target

    def place_comments(self, first: int, stop: int) -> None:
        for at in range(bisect_left(self._comments, first), bisect_left(self._comments, stop)):
            self.place_comment(self._comments[at])

    def place_comment(self, index: int) -> None:
        start, stop = self.starts[index], self.stops[index]
        stop = start + len(self.source[start:stop].rstrip())
        self.writer.place(Role.COMMENT, start, stop, self.values[index])

    # ---- arguments

    def behind_space(self, index: int) -> int:
        """The first token from ``index`` on that is no white space or comment."""
        limit = self.limit
        while index < limit and self.is_space(index):
            index += 1
        return index

    def is_space(self, index: int) -> bool:
        kind = self.kinds[index]
        if kind == tex.TEXT:
            start, stop = self.starts[index], self.stops[index]
            return self.source[start].isspace() and self.source[start:stop].isspace()
        return kind in (tex.SPACE, tex.COMMENT)

    def opened(self, index: int, kind: int) -> int:
        """The token behind white space that opens an argument of the kind; -1 if none does."""
        index = self.behind_space(index)
        limit = self.limit
        if index < limit and self.kinds[index] == kind and index < self.partners[index] < limit:
            return index
        return -1

    def option(self, index: int) -> int:
        return self.opened(index, tex.OPTION)

    def argument(self, index: int) -> int:
        return self.opened(index, tex.OPEN)

    def adjacent(self, index: int, kind: int) -> bool:
        """Whether the token opens an argument of the kind, with nothing before it."""
        return (
            index < self.limit
            and self.kinds[index] == kind
            and index < self.partners[index] < self.limit
            and self.starts[index] == self.stops[index - 1]
        )

    def arguments(self, index: int, letters: str) -> list[int]:
        """Where the arguments behind token ``index`` open, -1 for each that is missing.

        ``latex_names`` says what the letters mean. What is no prose is passed over.
        """
        found: list[int] = []
        at = index + 1
        for letter in letters:
            opens = self.option(at) if letter == "o" else self.argument(at)
            if opens >= 0:
                if letter != "k":
                    self.skip(opens, self.partners[opens] + 1)
                at = self.partners[opens] + 1
            elif letter == "m":
                bare = self.behind_space(at)  # \setlength\parindent{0pt}
                if bare >= self.limit or self.kinds[bare] != tex.COMMAND:
                    break
                self.skip(bare, bare + 1)
                at = bare + 1
            elif letter == "k":
                break
            found.append(opens)
        return found + [-1] * (len(letters) - len(found))

    def inside(self, opens: int) -> tuple[int, int]:
        """The source between the marks of an argument."""
        return self.stops[opens], self.starts[self.partners[opens]]

    def names_in(self, opens: int) -> list[tuple[int, int]]:
        """The places of the names in an argument, which commas part; without the white space around them."""
        start, stop = self.inside(opens)
        places: list[tuple[int, int]] = []
        for part in self.source[start:stop].split(","):
            name = part.strip()
            if name:
                first = start + part.index(name)
                places.append((first, first + len(name)))
            start += len(part) + 1
        return places

    def ends_paragraph(self, index: int, ends: Callable[[int], bool]) -> bool:
        """Whether no word of the paragraph follows from token ``index`` on, as far as a short look shows."""
        limit = self.limit
        for at in range(index, min(index + _NOTHING_LOOKED_AT, len(self.kinds))):
            if at >= limit:  # the end of all, of an environment, or of an argument that may stand inside a sentence
                return at >= self._stop or self.kinds[at] == tex.END
            if not self.is_space(at) and self.kinds[at] != tex.CLOSE:
                return self.kinds[at] in (tex.PARAGRAPH, tex.END, tex.CODE) or ends(at)
        return index + _NOTHING_LOOKED_AT >= len(self.kinds)

    # ---- what is no prose

    def mute(self) -> None:
        self._mutes.append(self.writer.muted)
        self.writer.muted = True

    def unmute(self) -> None:
        self._mutes.append(self.writer.muted)
        self.writer.muted = False

    def restore(self) -> None:
        """As it was before the last ``mute`` or ``unmute``."""
        self.writer.muted = self._mutes.pop()
