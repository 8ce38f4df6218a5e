"""What the commands of LaTeX do to prose: headings, notes, citations, links."""

from __future__ import annotations

from bisect import bisect_left

from reusecheck.documents import BlockKind, Role
from reusecheck.expressions import expression
from reusecheck.readers import latex_names as names
from reusecheck.readers import latex_scan as tex
from reusecheck.readers.latex_hiding import Hiding
from reusecheck.readers.latex_quotes import entry_label
from reusecheck.readers.latex_walk import nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from reusecheck.readers.latex_prose import Writer
    from reusecheck.readers.pieces import OpenRegion

_SEVERAL = frozenset(
    ("cites", "parencites", "textcites", "footcites", "autocites", "smartcites", "supercites", "footcitetexts")
)
_OVERLAY = expression(r"<[^<>\r\n]{0,20}>")  # beamer: \item<2->
_OVERLAY_OF_NUMBERS = expression(r"<[\d,+.| -]{1,20}>")
_FILE = expression(r"[ \t]+[^\s{}\\%]+")  # \input chapter
_NOTES_IN_A_ROW = 5
# What a paragraph does not go on behind
_NEW_BLOCKS = names.HEADINGS | names.BREAKS | {"item", "bibitem", "caption"}


class Commands(Hiding):
    """Commands, formulas and environments of a document, whose bibliography holds ``entries``."""

    def __init__(self, source: str, tokens: tex.Tokens, writer: Writer, entries: frozenset[str]) -> None:
        super().__init__(source, tokens, writer, entries)
        self.macros: dict[str, str] = {}  # what commands of the author's own stand for
        self.other_names: dict[str, str] = {}  # of commands with one argument
        self.hiding = set(names.HIDING)  # commands that leave out their argument
        self.plain = False  # what is read is the value of something: notes are no part of it
        self._left_to_expand = len(source)
        self._notes = {"": 0, "e": 0, "m": 0}  # how many footnotes, endnotes and notes in the margin there were
        self._acts: dict[str, Callable[[int, str], None]] = {
            **dict.fromkeys(names.HEADINGS, self.heading),
            **dict.fromkeys(names.CAPTIONS, self.caption),
            **dict.fromkeys(names.ATTRIBUTIONS, self.attribution),
            **dict.fromkeys(names.NOTES, self.note),
            **dict.fromkeys(("footnotemark", "endnotemark"), self.note_mark),
            **dict.fromkeys(names.BREAKS, self.end_block),
            **dict.fromkeys(names.LINE_BREAKS, self.line_break),
            **dict.fromkeys(("(", "["), self.formula),
            **dict.fromkeys((")", "]", "newblock", "and"), self.gap),
            **dict.fromkeys(("url", "nolinkurl", "path"), self.address),
            **dict.fromkeys(("epigraph", "qitem"), self.epigraph),
            "setbox": self.set_aside, "href": self.link, "item": self.item, "bibitem": self.entry, "hspace": self.gap,
        }  # fmt: skip
        self._steps: dict[int, Callable[[int], None]] = {
            **dict.fromkeys((tex.TEXT, tex.SPACE, tex.OPTION, tex.END_OPTION), self.text),
            **dict.fromkeys((tex.OPEN, tex.CLOSE, tex.END, tex.ADDRESS), self.pass_by),
            tex.SYMBOL: self.symbol,
            tex.PARAGRAPH: lambda _: writer.end_block(),
            tex.COMMAND: lambda index: self.command(index, self.values[index]),
            tex.BEGIN: lambda index: self.environment(index, self.values[index]),
            tex.DOLLAR: lambda index: self.formula(index, "$"),
            tex.CELL: self.cell,
            tex.COMMENT: self.place_comment,
            tex.CODE: self.code,
            tex.INLINE_CODE: self.inline_code,
        }

    def pass_by(self, index: int) -> None:
        """A mark that means nothing where it stands."""

    def step(self, index: int) -> None:
        """What one token means that ends nothing and opens no argument."""
        self._steps[self.kinds[index]](index)

    def text(self, index: int) -> None:
        self.writer.copy(max(self.starts[index], self.done), self.stops[index])

    def symbol(self, index: int) -> None:
        self.writer.put(self.starts[index], self.stops[index], self.values[index])

    def cell(self, index: int) -> None:
        if self.writer.contexts[-1].name == "table":
            self.writer.end_block()
        else:
            self.text(index)

    def code(self, index: int) -> None:
        self.writer.end_block()
        self.writer.place(Role.CODE, self.starts[index], self.stops[index])

    def inline_code(self, index: int) -> None:
        region = self.writer.open(Role.CODE, self.starts[index])
        self.text(index)
        self.writer.close(region, self.stops[index])

    def command(self, index: int, name: str) -> None:
        name = self.other_names.get(name, name)
        act = self._acts.get(name)
        if act:
            act(index, name)
        elif self.formulas and name in names.TEXT_IN_MATH:
            self.text_in_math(index)
        elif name in self.macros or name in self.hiding:
            self.expand(index, name)
        elif self.quotation(index, name):
            pass
        elif "cite" in name.lower() and name not in names.NO_CITATIONS:
            self.citation(index, name)
        elif name in names.ARGUMENTS:
            self.known(index, name)
        else:
            self.unknown(index)

    def known(self, index: int, name: str) -> None:
        found = self.arguments(index, names.ARGUMENTS[name])
        if name == "input" and found[0] < 0:
            self.pass_over(index, _FILE)
        else:
            self.hide(index, name, found)

    def unknown(self, index: int) -> None:
        """A command nobody told us of: its options are no prose, what stands in its braces is."""
        self.pass_over(index, _OVERLAY_OF_NUMBERS)
        at = index + 1
        behind_argument = False
        while True:
            if self.adjacent(at, tex.OPTION):
                self.skip(at, self.partners[at] + 1)
            elif self.adjacent(at, tex.OPEN):
                if behind_argument:
                    self.around(at, self.spacing(at), nothing)
                behind_argument = True
            else:
                return
            at = self.partners[at] + 1

    def spacing(self, index: int) -> Callable[[], None]:
        return lambda: self.writer.put(self.starts[index], self.starts[index], " ")

    def expand(self, index: int, name: str) -> None:
        """A command of the author's own that stands for a text, or, where ``#1`` is in it, for a text around another.

        All of them together at most double a document.
        """
        text = self.macros.get(name, "")
        if name in self.hiding:
            hidden = self.arguments(index, "ok" if name in names.HIDING else "k")[-1]
            if hidden >= 0:
                self.region_around(hidden, Role.HIDDEN, self.starts[index], "")
        if len(text) > self._left_to_expand:
            return
        self._left_to_expand -= len(text)
        head, argument, tail = text.partition("#1")
        opens = self.argument(index + 1) if argument else -1
        if opens >= 0:
            place = self.starts[self.partners[opens]], self.stops[self.partners[opens]]
            self.around(opens, nothing, lambda: self.put_for(*place, tail))
        if opens >= 0 or not argument:
            self.put_for(self.starts[index], self.stops[index], head)

    def put_for(self, start: int, stop: int, text: str) -> None:
        """Put a text for a stretch of the source; one of the same length would count as copied."""
        if 1 < len(text) == stop - start:
            self.writer.put(start, stop, text[:-1])
            self.writer.put(stop, stop, text[-1:])
        else:
            self.writer.put(start, stop, text)

    def pass_over(self, index: int, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.source, self.stops[index])
        if found:
            self.done = max(self.done, found.end())

    # ---- blocks

    def end_block(self, index: int, name: str) -> None:
        del index, name
        self.writer.end_block()

    def line_break(self, index: int, name: str) -> None:
        del name
        if self.adjacent(index + 1, tex.OPTION):
            self.skip(index + 1, self.partners[index + 1] + 1)
        if self.writer.contexts[-1].name == "table":
            self.writer.end_block()
        else:
            self.writer.put(self.starts[index], self.stops[index], "\n")

    def gap(self, index: int, name: str) -> None:
        if name == "hspace":
            self.arguments(index, "m")
        self.writer.put(self.starts[index], self.stops[index], " ")

    def heading(self, index: int, name: str) -> None:
        del name
        self.block(self.arguments(index, "ok")[1], BlockKind.HEADING)

    def caption(self, index: int, name: str) -> None:
        self.block(self.arguments(index, names.ARGUMENTS.get(name, "ok"))[-1], BlockKind.CAPTION)

    def attribution(self, index: int, name: str) -> None:
        del name
        self.block(self.arguments(index, "ok")[1], BlockKind.CAPTION)

    def item(self, index: int, name: str) -> None:
        del name
        self.writer.end_block()
        self.pass_over(index, _OVERLAY)
        context = self.writer.contexts[-1]
        if context.name == "list":
            context.used = False
            if context.kind is not BlockKind.FOOTNOTE:
                context.kind = BlockKind.ITEM
        label = self.option(index + 1)
        if label >= 0:
            self.skip(label, label + 1)
            self.skip(self.partners[label], self.partners[label] + 1)

    def entry(self, index: int, name: str) -> None:
        """An entry of the bibliography: the text that a citation of its key leads to."""
        del name
        _, key = self.arguments(index, "om")
        self.end_entry(self.starts[index])
        if key >= 0 and self.writer.contexts[-1].name == "bibliography":
            start, stop = self.inside(key)
            label = entry_label(self.source[start:stop].strip())
            self.open_entry = self.writer.open(Role.FOOTNOTE, self.starts[index], label)

    # ---- notes

    def note(self, index: int, name: str) -> None:
        """A footnote, endnote or note in the margin, where it stands.

        At the end of its paragraph it is a block of its own. In the midst of one it stays inside, as
        a note of Markdown does: to cut the paragraph there would cut the quotation it stands in.
        """
        number, opens = self.arguments(index, "ok")
        if self.plain:
            if opens >= 0:
                self.around(opens, self.mute, self.restore)
            return
        label = self.note_label(name, number)
        there = name.endswith("text")  # its mark stands elsewhere
        writer = self.writer
        if not there:
            self.unmute()  # a note to the title stands before the text begins, one of a formula inside it
            writer.mark(Role.FOOTNOTE_REFERENCE, (self.starts[index], self.stops[index]), label)
            self.restore()
        if opens < 0:
            return
        closes = self.partners[opens]
        paragraphs = self.tokens.paragraphs
        several = bisect_left(paragraphs, opens) < bisect_left(paragraphs, closes)
        apart = (
            there
            or several
            or not writer.in_block
            or self.ends_paragraph(self.behind_notes(closes + 1), self.ends_prose)
        )
        waiting = writer.take_marks() if apart else []
        regions: list[OpenRegion] = []

        def before() -> None:
            self.unmute()
            if apart:
                writer.enter(BlockKind.FOOTNOTE, "note")
            else:
                writer.put(self.starts[opens], self.starts[opens], " ")
            regions.append(writer.open(Role.FOOTNOTE, self.starts[opens], label))

        def behind() -> None:
            if apart:
                writer.leave()
            writer.close(regions[0], self.stops[closes])
            if apart:
                writer.give_marks(waiting)
            else:
                writer.put(self.stops[closes], self.stops[closes], " ")
            self.restore()

        self.around(opens, before, behind)

    def note_label(self, name: str, number: int) -> str:
        """The number a note has in print; a letter before those that are counted apart."""
        family = "e" if name.startswith("end") else "" if name.startswith("foot") else "m"
        if number >= 0 and family != "m":
            start, stop = self.inside(number)
            return family + self.source[start:stop].strip()
        self._notes[family] += not name.endswith("text")
        return f"{family}{self._notes[family]}"

    def behind_notes(self, index: int) -> int:
        """The token behind the notes that follow one another from ``index`` on."""
        for _ in range(_NOTES_IN_A_ROW):
            if index >= self.limit or self.kinds[index] != tex.COMMAND or self.values[index] not in names.NOTES:
                break
            opens = self.argument(index + 1)
            if opens < 0:
                break
            index = self.partners[opens] + 1
        return index

    def ends_prose(self, index: int) -> bool:
        kind, value = self.kinds[index], self.values[index]
        if kind == tex.BEGIN:
            return value not in names.INLINE and value not in names.MATH
        return kind == tex.COMMAND and value in _NEW_BLOCKS

    def note_mark(self, index: int, name: str) -> None:
        (number,) = self.arguments(index, "o")
        place = self.starts[index], self.stops[index]
        self.writer.mark(Role.FOOTNOTE_REFERENCE, place, self.note_label(name, number))

    # ---- citations and links

    def citation(self, index: int, name: str) -> None:
        """The keys are regions; what is said before and behind them ("see", "p. 5") is prose in parentheses."""
        at = index + 1
        while True:
            notes: list[int] = []
            while len(notes) < 2 and (note := self.option(at)) >= 0:
                notes.append(note)
                at = self.partners[note] + 1
            keys = self.argument(at)
            if keys < 0:
                return
            self.cite(keys)
            for note in notes:
                self.parenthesis(note)
            at = self.partners[keys] + 1
            if name.lower() not in _SEVERAL:
                return

    def address(self, index: int, name: str) -> None:
        r"""``\url{…}``: its text is what it leads to."""
        if self.kinds[index + 1 : index + 2] != [tex.ADDRESS]:
            self.unknown(index)
            return
        start, stop, url = self.starts[index + 1], self.stops[index + 1], self.values[index + 1]
        region = self.writer.open(Role.LINK, self.starts[index], url)
        if len(url) == stop - start:
            self.writer.copy(start, stop)
        else:
            self.writer.put(start, stop, url)
        if name != "path":
            self.writer.close(region, stop)

    def link(self, index: int, name: str) -> None:
        del name
        if self.kinds[index + 1 : index + 2] != [tex.ADDRESS]:
            self.unknown(index)
            return
        text = self.argument(index + 2)
        if text >= 0:
            self.region_around(text, Role.LINK, self.starts[index], self.values[index + 1])
