"""Formulas and environments of LaTeX: what is no prose, and what kind of block the rest is."""

from __future__ import annotations

from reusecheck.documents import BlockKind
from reusecheck.expressions import expression
from reusecheck.readers import latex_names as names
from reusecheck.readers import latex_scan as tex
from reusecheck.readers.latex_quotes import Quotes
from reusecheck.readers.latex_walk import nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.readers.latex_prose import Writer

_NUMBER = expression(r"[\d.,:/% \xa0\u2009-]*\d[\d.,:/% \xa0\u2009-]*")
_NUMBER_TOKENS = 8  # "10\\,000\\,\\%" has five
_NUMBER_CHARACTERS = 40


class Environments(Quotes):
    """Quotations, formulas and all other environments."""

    def __init__(self, source: str, tokens: tex.Tokens, writer: Writer, entries: frozenset[str]) -> None:
        super().__init__(source, tokens, writer, entries)
        self.formulas = 0  # that are open
        self.quotations_of_own: set[str] = set()  # environments that the author defined

    def block(self, opens: int, kind: BlockKind) -> None:
        """The argument is a block of this kind."""
        if opens >= 0:
            self.around(opens, lambda: self.writer.enter(kind), self.writer.leave)

    # ---- formulas

    def formula(self, index: int, name: str) -> None:
        """A formula is no prose; in its place stands a space, so that the words around it stay two."""
        start, stop, closes = self.starts[index], self.stops[index], self.partners[index]
        if not index < closes < self.limit:
            if name == "$":
                self.writer.copy(start, stop)
            return
        if self.is_number(index, closes):
            self.at(closes, nothing)
        else:
            self.writer.put(start, start, " ")
            self.mute_formula(closes)

    def mute_formula(self, closes: int) -> None:
        self.mute()
        self.formulas += 1

        def behind() -> None:
            self.formulas -= 1
            self.restore()
            self.writer.put(self.starts[closes], self.starts[closes], " ")

        self.at(closes, behind)

    def is_number(self, index: int, closes: int) -> bool:
        """Whether a formula is a number, which many write as one: "$112$ people"."""
        start, stop = self.stops[index], self.starts[closes]
        if closes - index > _NUMBER_TOKENS or stop - start > _NUMBER_CHARACTERS:
            return False
        said = [
            self.source[self.starts[at] : self.stops[at]] if self.kinds[at] == tex.TEXT else self.values[at] or "x"
            for at in range(index + 1, closes)
        ]
        return bool(_NUMBER.fullmatch("".join(said)))

    def text_in_math(self, index: int) -> None:
        opens = self.argument(index + 1)
        if opens < 0:
            return
        self.around(opens, self.unmute, self.restore)

    # ---- environments

    def environment(self, index: int, name: str) -> None:
        closes = self.partners[index]
        whole = index < closes < self.limit
        if whole and (name in names.QUOTES or name in names.CSQUOTES or name in self.quotations_of_own):
            self.quoting_environment(index, name, closes)
            return
        if name == "frame":
            title = self.arguments(index, "ok")[1]
            self.block(title, BlockKind.HEADING)
        else:
            self.arguments(index, names.ENVIRONMENT_ARGUMENTS.get(name, "o"))
        writer = self.writer
        if not whole or name in names.INLINE:
            if name not in names.INLINE:
                writer.end_block()
        elif name in names.MATH:
            writer.put(self.starts[index], self.starts[index], " ")
            self.mute_formula(closes)
        elif name in names.DRAWINGS:
            writer.end_block()
            self.mute()
            self.at(closes, self.restore)
        else:
            self.enter_environment(name)
            self.at(closes, self.leave_environment(name, closes))

    def enter_environment(self, name: str) -> None:
        writer = self.writer
        if name in names.LISTS:
            writer.enter(BlockKind.PARAGRAPH, "list", grouped=True)
        elif name in names.TABLES:
            writer.enter(BlockKind.CELL, "table", grouped=True)
        elif name == "thebibliography":
            writer.enter(BlockKind.FOOTNOTE, "bibliography")
        elif name in names.FLOATS:
            writer.enter(BlockKind.PARAGRAPH, grouped=True)
        else:
            outer = writer.contexts[-1]
            writer.enter(outer.kind, outer.name)
            writer.contexts[-1].used = outer.used

    def leave_environment(self, name: str, closes: int) -> Callable[[], None]:
        def leave() -> None:
            if name == "thebibliography":
                self.end_entry(self.starts[closes])
            self.writer.leave()

        return leave
