"""What LaTeX typesets so that nobody sees it: white letters, boxes scaled to nothing or set aside, tooltips."""

from __future__ import annotations

from reusecheck.documents import Role
from reusecheck.expressions import expression
from reusecheck.readers import latex_scan as tex
from reusecheck.readers.latex_environments import Environments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.latex_prose import Writer
    from reusecheck.readers.pieces import OpenRegion

_NOTHING = expression(r"0*\.?0+\Z")  # the factor of \scalebox
_BOX = expression(r"\s*(?:\d{1,3}|\\[A-Za-z]{1,40})\s*=?\s*\\[hv]box(?![A-Za-z])")
_GROUP_TOKENS = 300  # in which the end of a group is looked for; without one the letters stay white to the end


class Hiding(Environments):
    """Formulas, environments, and commands that hide their arguments."""

    def __init__(self, source: str, tokens: tex.Tokens, writer: Writer, entries: frozenset[str]) -> None:
        super().__init__(source, tokens, writer, entries)
        self._white: list[OpenRegion] = []  # what the last colour hides

    def hide(self, index: int, name: str, found: list[int]) -> None:
        """What ``latex_names.ARGUMENTS`` found of a command that may hide the last of them."""
        if name == "color":
            self.colour(index, self.said(found[2]))
        elif found and found[-1] >= 0 and self.is_hiding(name, found):
            self.region_around(found[-1], Role.HIDDEN, self.starts[index], "")

    def is_hiding(self, name: str, found: list[int]) -> bool:
        if name == "textcolor":
            return self.said(found[1]) == "white"
        if name == "scalebox":
            return _NOTHING.match(self.said(found[0])) is not None
        return name in ("pdftooltip", "sbox")

    def said(self, opens: int) -> str:
        """What an argument says, in small letters; "" if it is missing."""
        if opens < 0:
            return ""
        start, stop = self.inside(opens)
        return self.source[start:stop].strip().lower()

    def colour(self, index: int, name: str) -> None:
        """White letters are hidden until the group ends or another colour begins."""
        while self._white:
            self.writer.close(self._white.pop(), self.starts[index])
        if name != "white":
            return
        region = self.writer.open(Role.HIDDEN, self.starts[index])
        self._white.append(region)
        end = self.group_end(index)
        if end > index:
            self.at(
                end, lambda: self.writer.close(region, self.starts[end] if end < len(self.starts) else len(self.source))
            )

    def group_end(self, index: int) -> int:
        """The token that ends the group or environment around token ``index``."""
        at, limit = index + 1, self.limit
        for _ in range(_GROUP_TOKENS):
            if at >= limit or self.kinds[at] in (tex.CLOSE, tex.END):
                return min(at, limit)
            opens = self.kinds[at] in (tex.OPEN, tex.BEGIN) and self.partners[at] > at
            at = self.partners[at] + 1 if opens else at + 1
        return limit

    def set_aside(self, index: int, name: str) -> None:
        r"""``\setbox0=\hbox{…}``: a box that is not put anywhere yet."""
        del name
        found = _BOX.match(self.source, self.stops[index])
        if not found:
            return
        at = index + 1
        while at < self.limit and self.starts[at] < found.end():
            at += 1
        self.skip(index + 1, at)
        self.done = max(self.done, found.end())
        if self.argument(at) >= 0:
            self.region_around(self.argument(at), Role.HIDDEN, self.starts[index], "")
