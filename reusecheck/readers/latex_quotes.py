"""Quotations of LaTeX: the environments, and the commands of csquotes and epigraph.

Quoted words are a region, and csquotes' commands become quotation marks as
well: what attribution knows of marks (a colon before them, a dash behind
them) then holds for them, too, while the region holds where marks would not,
over several paragraphs.
"""

from __future__ import annotations

from reusecheck.documents import BlockKind, Role
from reusecheck.expressions import expression
from reusecheck.readers import latex_names as names
from reusecheck.readers import latex_scan as tex
from reusecheck.readers.latex_walk import Walker, nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.latex_prose import Mark, Writer
    from reusecheck.readers.pieces import OpenRegion

# 1: a language stands before the rest; 2: whether it is set apart; 3: a key of the bibliography is among the arguments
_COMMAND = expression(r"(foreign|hyphen|hybrid)?(text|block|en)?(c)?quote")
_LOOKED_AT = 20  # tokens of an option, for a word: \cite{key} in it is none
_PUNCTUATION = expression(r"[.,;:!?…’”]+")


class Quotes(Walker):
    def __init__(self, source: str, tokens: tex.Tokens, writer: Writer, entries: frozenset[str]) -> None:
        super().__init__(source, tokens, writer)
        self.entries = entries
        self.open_entry: OpenRegion | None = None
        self._depth = 0  # quotations inside quotations
        self._quotations: list[OpenRegion] = []  # block quotations that are open

    def quotation(self, index: int, name: str) -> bool:
        """A command of csquotes; False if it is none."""
        found = _COMMAND.fullmatch(name)
        if not found or name in ("quote", "cquote"):
            return False
        at = index + 1
        if found[1]:
            language = self.argument(at)
            if language < 0:
                return True
            self.skip(language, self.partners[language] + 1)
            at = self.partners[language] + 1
        notes, key, at = self.cited(at, keyed=bool(found[3]), notes=found[2] in ("text", "block"))
        text = self.argument(at)
        if text < 0:
            return True
        if found[2] == "block" or found[1] == "hybrid":
            self.block_quotation(index, notes, key)
            self.around(text, nothing, lambda: self.end_block_quotation(text))
        else:
            for note in notes:
                self.parenthesis(note, cite=True)
            if key >= 0:
                self.cite(key)
            self.marked(index, text)
        return True

    def cited(self, at: int, *, keyed: bool, notes: bool) -> tuple[list[int], int, int]:
        """The arguments before the quoted text: where what is said of the source opens, where its key does."""
        found: list[int] = []
        key = punctuation = -1
        while notes and len(found) < 2 and (note := self.option(at)) >= 0:
            found.append(note)
            at = self.partners[note] + 1
        if keyed:
            key = self.argument(at)
            if key < 0:
                return found, key, at
            at = self.partners[key] + 1
            punctuation = self.option(at)
            at = self.partners[punctuation] + 1 if punctuation >= 0 else at
        elif len(found) == 2:
            punctuation = found.pop()
        if punctuation >= 0:
            self.skip(punctuation, self.partners[punctuation] + 1)
        return found, key, at

    def marked(self, index: int, text: int) -> None:
        """Quotation marks around the text of a command, single ones inside others."""
        writer = self.writer
        opening, closing = ("“", "”") if self._depth % 2 == 0 else ("‘", "’")
        regions: list[OpenRegion] = []

        def before() -> None:
            self._depth += 1
            writer.put(self.starts[text], self.stops[text], opening)
            regions.append(writer.open(Role.QUOTATION, self.starts[index]))

        def behind() -> None:
            self._depth -= 1
            closes = self.partners[text]
            writer.close(regions[0], self.stops[closes])
            writer.put(self.starts[closes], self.stops[closes], closing)

        self.around(text, before, behind)

    def parenthesis(self, note: int, *, cite: bool = False) -> None:
        """What is said in an option, as prose in parentheses."""
        closes = self.partners[note]
        looked_at = range(note + 1, min(closes, note + _LOOKED_AT))
        wordy = any(self.kinds[at] in (tex.TEXT, tex.SYMBOL) for at in looked_at)
        regions: list[OpenRegion] = []

        def before() -> None:
            if wordy:
                self.writer.put(self.starts[note], self.starts[note], " ")
                self.writer.put(self.starts[note], self.stops[note], "(")
            if cite:
                regions.append(self.writer.open(Role.CITE, self.starts[note]))

        def behind() -> None:
            for region in regions:
                self.writer.close(region, self.stops[closes])
            if wordy:
                self.writer.put(self.starts[closes], self.stops[closes], ")")
            if cite:
                self.writer.put(self.stops[closes], self.stops[closes], " ")

        self.around(note, before, behind)

    def cite(self, keys: int) -> None:
        """The keys in an argument, each a citation, and a mark of the entry it leads to."""
        self.skip(keys, self.partners[keys] + 1)
        for start, stop in self.names_in(keys):
            key = self.source[start:stop]
            self.writer.mark(Role.CITATION, (start, stop), key)
            if key in self.entries:
                self.writer.mark(Role.FOOTNOTE_REFERENCE, (start, stop), entry_label(key))

    # ---- block quotations

    def block_quotation(self, index: int, notes: list[int], key: int) -> None:
        """Begin one. What is said of its source are captions, and the key speaks for each of its blocks."""
        writer = self.writer
        writer.enter(BlockKind.PARAGRAPH, grouped=True)
        self._quotations.append(writer.open(Role.BLOCK_QUOTATION, self.starts[index]))
        marks = writer.contexts[-1].marks
        outer = writer.kept_aside
        writer.kept_aside = marks
        if key >= 0:
            self.cite(key)
        writer.kept_aside = outer
        for note in notes:
            self.source_of_quotation(note, marks)

    def end_block_quotation(self, opens: int) -> None:
        writer = self.writer
        closes = self.partners[opens]
        stop = self.stops[closes]
        following = closes + 1
        if self.kinds[opens] == tex.OPEN and following < self.limit and self.kinds[following] == tex.TEXT:
            # the full stop behind the command belongs to the quotation, in print and here
            found = _PUNCTUATION.match(self.source, self.starts[following])
            if found:
                writer.copy(*found.span())
                stop = self.done = found.end()
        writer.end_block()
        writer.close(self._quotations.pop(), stop)
        writer.leave()

    def source_of_quotation(self, note: int, marks: list[Mark]) -> None:
        writer = self.writer
        outer: list[list[Mark] | None] = []

        def before() -> None:
            writer.enter(BlockKind.CAPTION)
            outer.append(writer.kept_aside)
            writer.kept_aside = marks

        def behind() -> None:
            writer.kept_aside = outer.pop()
            writer.leave()

        self.around(note, before, behind)

    def quoting_environment(self, index: int, name: str, closes: int) -> None:
        notes: list[int] = []
        key = -1
        if name in names.CSQUOTES:
            language, kind = names.CSQUOTES[name]
            at = index + 1
            if language:
                self.arguments(index, language)
                opens = self.argument(at)
                at = self.partners[opens] + 1 if opens >= 0 else at
            notes, key, _ = self.cited(at, keyed=kind == "c", notes=True)
        else:
            self.arguments(index, names.ENVIRONMENT_ARGUMENTS.get(name, ""))
        self.block_quotation(index, notes, key)
        self.at(closes, lambda: self.end_block_quotation(index))

    def epigraph(self, index: int, name: str) -> None:
        """A quotation and, in a second argument, its source."""
        del name
        writer = self.writer
        text, source = self.arguments(index, "kk")
        if text < 0:
            return

        def begin() -> None:
            self.block_quotation(index, [], -1)

        if source < 0:
            self.around(text, begin, lambda: self.end_block_quotation(text))
            return

        def end() -> None:
            writer.leave()
            self.end_block_quotation(source)

        self.around(text, begin, writer.end_block)
        self.around(source, lambda: writer.enter(BlockKind.CAPTION), end)

    # ---- others

    def region_around(self, opens: int, role: Role, start: int, value: str) -> None:
        regions: list[OpenRegion] = []
        self.around(
            opens,
            lambda: regions.append(self.writer.open(role, start, value)),
            lambda: self.writer.close(regions[0], self.stops[self.partners[opens]]),
        )

    def end_entry(self, stop: int) -> None:
        """The open entry of the bibliography ends here."""
        self.writer.end_block()
        if self.open_entry:
            self.writer.close(self.open_entry, stop)
            self.open_entry = None


def entry_label(key: str) -> str:
    """The label of a bibliography's entry; in brackets, as no footnote's is."""
    return f"[{key}]"
