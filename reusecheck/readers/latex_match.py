"""Which tokens of LaTeX belong together."""

from __future__ import annotations

from reusecheck.readers import latex_scan as tex

_BRACE = ""  # the name of an open group; no environment has it
_MATH_ENDS = {"(": ")", "[": "]"}


class _Level:
    """An open group or environment, and what was open around it."""

    __slots__ = ("index", "math", "name", "options")

    def __init__(self, index: int, name: str, options: list[int], math: tuple[str, int]) -> None:
        self.index = index
        self.name = name
        self.options = options
        self.math = math


def match(tokens: tex.Tokens) -> None:
    """Fill ``tokens.partners``: for each token that opens something where it is closed, and the other way round.

    Groups, environments, options and mathematics. What belongs together is
    properly nested, but that an option and a formula may overlap. An option
    or a formula does not reach beyond its paragraph. Linear.
    """
    tokens.partners = _Matcher(tokens).match()


class _Matcher:
    def __init__(self, tokens: tex.Tokens) -> None:
        self.tokens = tokens
        self.found = [-1] * len(tokens.kinds)
        self.levels: list[_Level] = []
        self.heights: dict[str, list[int]] = {}  # name → how many levels were open when it was opened
        self.options: list[int] = []
        self.math = ("", -1)

    def match(self) -> list[int]:
        values = self.tokens.values
        for index, kind in enumerate(self.tokens.kinds):
            if kind in (tex.TEXT, tex.SYMBOL):
                continue
            if kind in (tex.OPEN, tex.BEGIN):
                self.enter(index, _BRACE if kind == tex.OPEN else f"\\{values[index]}")
            elif kind in (tex.CLOSE, tex.END):
                self.leave(index, _BRACE if kind == tex.CLOSE else f"\\{values[index]}")
            elif kind == tex.PARAGRAPH:
                self.options = []
                self.math = ("", -1)
            else:
                self.mark(index, kind)
        return self.found

    def mark(self, index: int, kind: int) -> None:
        if kind == tex.OPTION:
            self.options.append(index)
        elif kind == tex.END_OPTION:
            if self.options:
                self.join(self.options.pop(), index)
        elif kind == tex.DOLLAR:
            self.dollar(index)
        elif kind == tex.COMMAND and self.tokens.values[index] in ("(", ")", "[", "]"):
            self.formula(index, self.tokens.values[index])

    def join(self, opening: int, closing: int) -> None:
        self.found[opening] = closing
        self.found[closing] = opening

    def enter(self, index: int, name: str) -> None:
        self.heights.setdefault(name, []).append(len(self.levels))
        self.levels.append(_Level(index, name, self.options, self.math))
        self.options, self.math = [], ("", -1)

    def leave(self, index: int, name: str) -> None:
        """Close the innermost group or environment of the name, and what was left open within."""
        open_ones = self.heights.get(name)
        if not open_ones:
            return
        height = open_ones[-1]
        while len(self.levels) > height:
            level = self.levels.pop()
            self.heights[level.name].pop()
        self.options, self.math = level.options, level.math
        self.join(level.index, index)

    def formula(self, index: int, mark: str) -> None:
        r"""``\(`` and ``\[``, and what closes them."""
        opened_by, at = self.math
        if mark in _MATH_ENDS:
            if not opened_by:
                self.math = (mark, index)
        elif _MATH_ENDS.get(opened_by) == mark:
            self.join(at, index)
            self.math = ("", -1)

    def dollar(self, index: int) -> None:
        """``$`` and ``$$``; two dollars inside a formula of one are its end and the next one's beginning."""
        opened_by, at = self.math
        double = self.is_double(index)
        if not opened_by:
            self.math = ("$$", index) if double else ("$", index)
        elif opened_by == "$" and index != at:
            self.join(at, index)
            self.math = ("", -1)
        elif opened_by == "$$" and double and index > at + 1:
            self.join(at, index + 1)
            self.math = ("$.", index)  # the second of the two is still to come
        elif opened_by == "$.":
            self.math = ("", -1)

    def is_double(self, index: int) -> bool:
        kinds, starts, stops = self.tokens.kinds, self.tokens.starts, self.tokens.stops
        return kinds[index + 1 : index + 2] == [tex.DOLLAR] and stops[index] == starts[index + 1]
