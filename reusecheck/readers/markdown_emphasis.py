"""Emphasis, strong emphasis and strikethrough: which of the runs of ``*``, ``_`` and ``~`` are marks."""

from __future__ import annotations

import re
import unicodedata

from reusecheck.expressions import expression

_RUN = {mark: expression(re.escape(mark) + "+") for mark in "*_~"}


class _Run:
    """A run of one mark that may open or close emphasis; what is left of it begins at ``start``."""

    __slots__ = ("can_close", "can_open", "left", "length", "mark", "start")

    def __init__(self, mark: str, start: int, length: int, *, can_open: bool, can_close: bool) -> None:
        self.mark = mark
        self.start = start
        self.length = self.left = length
        self.can_open = can_open
        self.can_close = can_close

    def closes(self, opener: _Run) -> bool:
        if self.mark != opener.mark:
            return False
        if self.mark == "~":
            return self.left == opener.left
        both = self.can_open or opener.can_close
        return not (both and self.length % 3 and (self.length + opener.length) % 3 == 0)


class Delimiters:
    """The delimiter stack of CommonMark's appendix."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: list[_Run] = []
        self.struck: list[tuple[int, int, int, int]] = []  # outer start, start, stop, outer stop of ``~~text~~``

    @property
    def count(self) -> int:
        return len(self._runs)

    def cut(self, count: int) -> None:
        """Forget all runs but the first ``count``."""
        del self._runs[count:]

    def add(self, at: int) -> int:
        """Take the run that begins at ``at``; returns where it ends."""
        text = self._text
        mark = text[at]
        run = _RUN[mark].match(text, at)
        stop = run.end() if run else at + 1
        if mark == "~" and stop - at > 2:
            return stop
        before = text[at - 1] if at else "\n"
        after = text[stop : stop + 1] or "\n"
        space_before, space_after = before.isspace(), after.isspace()
        sign_before, sign_after = _is_sign(before), _is_sign(after)
        left = not space_after and (not sign_after or space_before or sign_before)
        right = not space_before and (not sign_before or space_after or sign_after)
        if mark == "_":  # none inside a word
            left, right = left and (not right or sign_before), right and (not left or sign_after)
        if left or right:
            self._runs.append(_Run(mark, at, stop - at, can_open=left, can_close=right))
        return stop

    def pair(self, bottom: int) -> list[tuple[int, int, str]]:
        """The edits that drop the marks of the runs from number ``bottom`` on, which are then forgotten.

        ``floors`` keeps it linear: how deep in the stack of openers there is
        nothing that a closer of that sort could match (CommonMark's
        ``openers_bottom``).
        """
        runs = self._runs[bottom:]
        del self._runs[bottom:]
        edits: list[tuple[int, int, str]] = []
        openers: list[_Run] = []
        floors: dict[tuple[str, bool, int], int] = {}
        for run in runs:
            while run.can_close and run.left:
                sort = (run.mark, run.can_open, run.left if run.mark == "~" else run.length % 3)
                floor = floors.get(sort, 0)
                place = len(openers) - 1
                while place >= floor and not run.closes(openers[place]):
                    place -= 1
                if place < floor:
                    floors[sort] = len(openers)
                    break
                del openers[place + 1 :]
                edits += (used := _use(openers[place], run))
                if run.mark == "~" and used[0][1] - used[0][0] == 2:
                    self.struck.append((*used[0][:2], *used[1][:2]))
                if not openers[place].left:
                    openers.pop()
                for key, height in floors.items():
                    floors[key] = min(height, len(openers))
            if run.can_open and run.left:
                openers.append(run)
        return edits


def _use(opener: _Run, closer: _Run) -> tuple[tuple[int, int, str], tuple[int, int, str]]:
    """Drop the marks next to the text on both sides: two for strong emphasis, else one."""
    used = 2 if opener.left >= 2 and closer.left >= 2 else 1
    opener.left -= used
    closer.left -= used
    inner = opener.start + opener.left
    closer.start += used
    return (inner, inner + used, ""), (closer.start - used, closer.start, "")


def _is_sign(character: str) -> bool:
    """Punctuation or a symbol."""
    return not character.isalnum() and unicodedata.category(character)[0] in "PS"
