r"""LaTeX → prose, blocks, regions and metadata.

Enough of it to know what is read: no macro is run but those of the author's
own that stand for a text, no file is fetched (``\input``). What is not known
fails towards judging: an unknown command goes and what stands in its braces
stays, an unknown environment keeps its content, and what hides text (a
comment, a formula, code) does so only where its end is found.

The preamble is no prose, nor is ``\title``: like the title in the front matter
of Markdown it is metadata, so that one article counts the same words in either format.
A note to the title (``\thanks``) is a paragraph: it speaks for the whole article.
"""

from __future__ import annotations

from reusecheck.documents import BlockKind, MetaEntry, Reading
from reusecheck.expressions import expression
from reusecheck.readers import latex_names as names
from reusecheck.readers import latex_scan as tex
from reusecheck.readers.latex_commands import Commands
from reusecheck.readers.latex_match import match
from reusecheck.readers.latex_prose import Writer
from reusecheck.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.spans import Source

_ONE_ARGUMENT = ("1", "m", "+m")
_OTHER_NAME = expression(r"\s*\\([A-Za-z]+)\*?\s*\{#1\}\s*")
_DEFINED_WITHIN = 20  # tokens between \def\name and its text: the pattern of its arguments


def read_latex(source: str) -> Reading:
    """The prose of a document or of a part of one; whatever the source is, there is a reading."""
    tokens = tex.scan(source)
    match(tokens)
    writer = Writer(source)
    document = _Document(source, tokens, writer, _entries(source, tokens))
    begin, first, stop = _body(tokens)
    writer.muted = True
    document.walk(0, begin)
    document.place_comments(begin, first)
    writer.muted = False
    document.walk(first, stop)
    document.end_entry(tokens.starts[stop] if stop < len(tokens.starts) else len(source))
    document.place_comments(stop, len(tokens.kinds))
    return writer.reading(tuple(document.meta))


def _body(tokens: tex.Tokens) -> tuple[int, int, int]:
    """Where the preamble ends, where the text begins, and where it ends. A part of a document is all text."""
    count = len(tokens.kinds)
    index = 0
    while index < count:
        kind, partner = tokens.kinds[index], tokens.partners[index]
        if kind == tex.BEGIN and tokens.values[index] == "document":
            return index, index + 1, partner if partner > index else count
        index = partner + 1 if kind in (tex.OPEN, tex.BEGIN) and partner > index else index + 1
    return 0, 0, count


def _entries(source: str, tokens: tex.Tokens) -> frozenset[str]:
    """The keys of the bibliography that stands in the document itself."""
    if "\\bibitem" not in source:
        return frozenset()
    found = set()
    for index, value in enumerate(tokens.values):
        if value == "bibitem" and tokens.kinds[index] == tex.COMMAND:
            at = index + 1
            if tokens.kinds[at : at + 1] == [tex.OPTION] and tokens.partners[at] > at:
                at = tokens.partners[at] + 1
            if tokens.kinds[at : at + 1] == [tex.OPEN] and tokens.partners[at] > at:
                found.add(source[tokens.stops[at] : tokens.starts[tokens.partners[at]]].strip())
    return frozenset(found)


class _Document(Commands):
    """Commands, and what a document says of itself and defines."""

    def __init__(self, source: str, tokens: tex.Tokens, writer: Writer, entries: frozenset[str]) -> None:
        super().__init__(source, tokens, writer, entries)
        self.meta: list[MetaEntry] = []
        self._in_meta = False
        self._acts |= {
            **dict.fromkeys(("title", "subtitle", "author", "date"), self.about),
            **dict.fromkeys(("bibliography", "addbibresource", "addglobalbib", "addsectionbib"), self.bibliography),
            **dict.fromkeys(names.DEFINITIONS, self.define),
            **dict.fromkeys(names.ENVIRONMENT_DEFINITIONS, self.define_environment),
            **dict.fromkeys(("def", "gdef", "edef", "xdef"), self.define_plainly),
            "let": self.let,
            "thanks": self.thanks,
        }

    def value_of(self, first: int, stop: int) -> str:
        """The prose of some tokens, as one line."""
        writer = Writer(self.source)
        inner = _Document(self.source, self.tokens, writer, frozenset())
        inner.plain = True
        inner.macros = self.macros
        inner.quotations_of_own = self.quotations_of_own
        inner.other_names = self.other_names
        inner.walk(first, stop)
        return " ".join(writer.builder.text.split())

    # ---- metadata

    def about(self, index: int, name: str) -> None:
        r"""``\title`` and its like: an entry, and no prose."""
        opens = self.arguments(index, "ok")[1]
        if opens < 0:
            return
        if self.plain or self._in_meta:  # metadata inside of metadata is none
            self.around(opens, self.mute, self.restore)
            return
        closes = self.partners[opens]
        inside = range(opens + 1, closes)
        parts = [at for at in inside if self.kinds[at] == tex.COMMAND and self.values[at] == "and"]
        first = opens + 1
        for at in (*parts, closes):
            self.tell(name, first, at)
            first = at + 1

        def before() -> None:
            self._in_meta = True
            self.mute()

        def behind() -> None:
            self._in_meta = False
            self.restore()

        self.around(opens, before, behind)

    def tell(self, name: str, first: int, stop: int) -> None:
        """Add an entry. Below an author's name stands where they work, behind a line break."""
        if name == "author":
            breaks = (at for at in range(first, stop) if self.kinds[at] == tex.COMMAND and self.values[at] == "\\")
            stop = next(breaks, stop)
        value = self.value_of(first, stop)
        if value:
            self.meta.append(MetaEntry(name, value, Span(self.starts[first], self.stops[stop - 1])))

    def bibliography(self, index: int, name: str) -> None:
        r"""An entry for each file; ``\bibliography`` names them without their suffix."""
        opens = self.arguments(index, "om")[1]
        if opens < 0 or self.plain:
            return
        for start, stop in self.names_in(opens):
            path = self.source[start:stop]
            span: Span[Source] = Span(start, stop)
            suffix = ".bib" if name == "bibliography" and not path.endswith(".bib") else ""
            self.meta.append(MetaEntry("bibliography", path + suffix, span))

    def thanks(self, index: int, name: str) -> None:
        del name
        opens = self.argument(index + 1)
        if opens < 0:
            return
        if self.plain:
            self.around(opens, self.mute, self.restore)
            return

        def before() -> None:
            self.unmute()
            self.writer.enter(BlockKind.PARAGRAPH)

        def behind() -> None:
            self.writer.leave()
            self.restore()

        self.around(opens, before, behind)

    # ---- definitions

    def define(self, index: int, name: str) -> None:
        r"""``\newcommand``: a text with one argument or none is put wherever the command stands."""
        defined, at = self.defined(index + 1)
        pattern = self.argument(at) if name.endswith("DocumentCommand") else self.option(at)
        arguments = ""
        if pattern >= 0:
            start, stop = self.inside(pattern)
            arguments = self.source[start:stop].strip()
            at = self.partners[pattern] + 1
        while (option := self.option(at)) >= 0:
            arguments = "an option"
            at = self.partners[option] + 1
        text = self.argument(at)
        if text >= 0:
            at = self.partners[text] + 1
            if arguments in ("", "0"):
                self.remember(defined, text)
            elif arguments in _ONE_ARGUMENT:
                self.remember_around(defined, text)
        self.skip(index + 1, at)

    def defined(self, at: int) -> tuple[str, int]:
        """The name of what is defined, "" where none is, and the token behind it."""
        at = self.behind_space(at)
        opens = self.argument(at)
        if opens >= 0:
            start, stop = self.inside(opens)
            return self.source[start:stop].strip().removeprefix("\\"), self.partners[opens] + 1
        if at < self.limit and self.kinds[at] in (tex.COMMAND, tex.SYMBOL):
            return self.values[at] if self.kinds[at] == tex.COMMAND else "", at + 1
        return "", at

    def remember(self, defined: str, text: int) -> None:
        if defined and not self.plain:
            value = self.value_of(text + 1, self.partners[text])
            if "#" not in value:
                self.macros[defined] = value

    def remember_around(self, defined: str, text: int) -> None:
        """A command with an argument: another name for a command, a text around it, or what leaves it out."""
        if not defined or self.plain:
            return
        start, stop = self.inside(text)
        other = _OTHER_NAME.fullmatch(self.source, start, stop)
        if other:
            self.other_names[defined] = self.other_names.get(other[1], other[1])
            return
        value = self.value_of(text + 1, self.partners[text])
        if self.source.find("#", start, stop) < 0:
            self.hiding.add(defined)
            self.macros[defined] = value
        elif value.count("#") == value.count("#1") == 1:
            self.macros[defined] = value

    def define_environment(self, index: int, name: str) -> None:
        """An environment that begins with a quotation is one."""
        del name
        defined, _, _, begin, _ = self.arguments(index, "moomm")
        if begin < 0:
            return
        start, stop = self.inside(defined)
        inside = range(begin + 1, min(self.partners[begin], begin + _DEFINED_WITHIN))
        begun = (self.values[at] for at in inside if self.kinds[at] == tex.BEGIN)
        quotation = next((value for value in begun if value in names.QUOTES), "")
        if quotation:
            self.quotations_of_own.add(self.source[start:stop].strip())

    def define_plainly(self, index: int, name: str) -> None:
        r"""``\def``, with the pattern of its arguments."""
        del name
        defined, first = self.defined(index + 1)
        for at in range(first, min(first + _DEFINED_WITHIN, self.limit)):
            if self.adjacent(at, tex.OPEN) or self.argument(at) == at:
                if at == first:
                    self.remember(defined, at)
                self.skip(index + 1, self.partners[at] + 1)
                return
            if self.kinds[at] not in (tex.TEXT, tex.COMMAND, tex.OPTION, tex.END_OPTION):
                break
        self.skip(index + 1, first)

    def let(self, index: int, name: str) -> None:
        r"""``\let\one=\two``: both names go."""
        del name
        _, at = self.defined(index + 1)
        start = self.starts[at] if at < self.limit else 0
        if at < self.limit and self.kinds[at] == tex.TEXT and self.source[start : self.stops[at]].strip() == "=":
            at += 1
        _, behind = self.defined(at)
        self.skip(index + 1, behind)
