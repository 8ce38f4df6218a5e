"""LaTeX → marks and the text between them, in one pass: what TeX's eyes and mouth do."""

from __future__ import annotations

import re
from unicodedata import normalize

from reusecheck.expressions import expression
from reusecheck.readers import latex_names as names

# What a token is. The value of each is said behind it; "" where nothing is.
TEXT = 0  # copied as it stands
SYMBOL = 1  # the characters it stands for, maybe none
SPACE = 2  # a line end inside a paragraph
PARAGRAPH = 3  # an empty line
OPEN = 4
CLOSE = 5
OPTION = 6  # [
END_OPTION = 7  # ]
DOLLAR = 8
CELL = 9  # &
COMMAND = 10  # its name without backslash and star
BEGIN = 11  # the name of the environment
END = 12  # the name of the environment
COMMENT = 13  # the text of it
CODE = 14  # a block of code
INLINE_CODE = 15
ADDRESS = 16  # the argument of \url and its like, without escapes

_SPECIAL = expression(
    r"(?P<command>\\(?:[A-Za-z]+|\r\n|[\s\S]|\Z))"
    r"|(?P<comment>%[^\r\n]*(?:\r\n|\r|\n|\Z)[ \t]*)"
    r"|(?P<space>(?:\r\n|\r|\n)[ \t\r\n]*)"
    r"|(?P<one>[{}\[\]$&])"
    r"|(?P<ligature>---?|``|''|`|'(?!\w)|,,|<<|>>|\"[`']|[?!]`|~)"
)
# babel's short forms, in a document that loads a German for it
_GERMAN = expression(
    r"\\(?:usepackage|documentclass|PassOptionsToPackage)(?:\[[^\]]{0,1000})?[\[{,\s]n?german(?:b|$|\W)"
)
_SPECIAL_GERMAN = expression(_SPECIAL.pattern + r"|(?P<short>\"[aouAOUsz=~|<>\"-])")
_ONE = {"{": OPEN, "}": CLOSE, "[": OPTION, "]": END_OPTION, "$": DOLLAR, "&": CELL}
_SPACES = expression(r"[ \t]*(?:(?:\r\n|\r(?!\n)|\n)(?![ \t]*[\r\n])[ \t]*)?")
_LETTER = r"\\[ij](?![A-Za-z])[ \t]*|[^\W\d_]"
_ACCENT = expression(
    rf"\\(?:([`'^\"~=.])[ \t]*|([cvHukrbd])(?:[ \t]+|(?=\{{|\\[ij](?![A-Za-z]))))"
    rf"(?:\{{[ \t]*({_LETTER}|)[ \t]*\}}|({_LETTER}))"
)
_ENVIRONMENT = expression(r"[ \t]*\{([^{}\\%\r\n]{0,80})\}")
_URL = expression(
    r"[ \t]*(\[[^\]\r\n]{0,1000}\])?[ \t]*\{[ \t]*((?:[^{}\\\s]|\\.|\{[^{}\s]{0,1000}\}){0,4000})[ \t]*\}"
)
_STAR = expression(r"\*?")
_LISTING = expression(r"[ \t]*(?:\[[^\]\r\n]{0,1000}\])?")
_LANGUAGE = expression(r"[ \t]*(?:\[[^\]\r\n]{0,1000}\])?[ \t]*\{[^{}\r\n]{0,100}\}")
_LONGEST_CODE = 1000  # characters of code inside a line
_BRACED = expression(rf"\{{(?:[^{{}}\r\n]|\{{[^{{}}\r\n]{{0,100}}\}}){{0,{_LONGEST_CODE}}}\}}")
_ADDRESSED = frozenset(("url", "nolinkurl", "path", "href"))
_INLINE_CODE = frozenset(("verb", "lstinline", "mintinline", "Verb"))
_CONDITION = expression(r"\\([\\%])|(%)[^\r\n]*|\\(if[a-zA-Z]*|else|fi)(?![a-zA-Z])")
# They look like TeX's conditionals and have no \fi
_NO_CONDITIONS = expression(
    r"iff$|ifthenelse|ifdef$|ifundef|ifblank|ifstr|ifbool|iftoggle|ifnum[a-z]|ifdim[a-z]|ifcs[a-m]"
)


class Tokens:
    """Columns of one length: what each token is, where it stands, what it says, and which answers it.

    ``comments`` and ``paragraphs`` are the indexes of those tokens, ascending.
    """

    __slots__ = ("comments", "kinds", "paragraphs", "partners", "starts", "stops", "values")

    def __init__(self) -> None:
        self.kinds: list[int] = []
        self.starts: list[int] = []
        self.stops: list[int] = []
        self.values: list[str] = []
        self.partners: list[int] = []  # -1: none answers. ``latex_match`` fills it
        self.comments: list[int] = []
        self.paragraphs: list[int] = []

    def add(self, kind: int, start: int, stop: int, value: str = "") -> None:
        if kind == COMMENT:
            self.comments.append(len(self.kinds))
        elif kind == PARAGRAPH:
            self.paragraphs.append(len(self.kinds))
        self.kinds.append(kind)
        self.starts.append(start)
        self.stops.append(stop)
        self.values.append(value)


def scan(source: str) -> Tokens:
    """The tokens of a source, ascending. What lies between two of them is nothing to be read."""
    return _Scanner(source).scan()


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = Tokens()
        self.hidden = _hidden(source)
        self.missing: set[str] = set()  # ends of environments that do not come any more

    def scan(self) -> Tokens:
        source, tokens, at = self.source, self.tokens, 0
        special = _SPECIAL_GERMAN if "german" in source and _GERMAN.search(source) else _SPECIAL
        while found := special.search(source, at):
            start, stop = found.span()
            if at < start:
                tokens.add(TEXT, at, start)
            kind = found.lastgroup
            if kind == "ligature":
                tokens.add(SYMBOL, start, stop, names.LIGATURES[found[0]])
            elif kind == "one":
                tokens.add(_ONE[found[0]], start, stop)
            elif kind == "space":
                ends = found[0].replace("\r\n", "\n")
                # behind a comment, which took its own line end along, one is enough
                many = ends.count("\n") + ends.count("\r") > (tokens.kinds[-1:] != [COMMENT])
                tokens.add(PARAGRAPH if many else SPACE, start, stop)
            elif kind == "comment":
                self.comment(start, stop)
            elif kind == "short":
                tokens.add(SYMBOL, start, stop, names.GERMAN[found[0][1]])
            else:
                stop = self.command(found[0][1:], start, stop)
            at = stop
        if at < len(source):
            tokens.add(TEXT, at, len(source))
        return tokens

    def comment(self, start: int, stop: int) -> None:
        """A comment; lines of nothing else that follow one another are one comment."""
        tokens = self.tokens
        said = self.source[start:stop].lstrip("%").rstrip()
        if tokens.kinds[-1:] == [COMMENT] and tokens.stops[-1] == start and tokens.values[-1] != "\\iffalse":
            tokens.stops[-1] = stop
            tokens.values[-1] += f"\n{said}"
        else:
            tokens.add(COMMENT, start, stop, said)

    def command(self, name: str, start: int, stop: int) -> int:
        """Add what begins with a backslash; where the next token begins."""
        tokens, source = self.tokens, self.source
        accent = _ACCENT.match(source, start) if name in names.ACCENTS else None
        if accent:
            mark = names.ACCENTS[accent[1] or accent[2]]
            letter = (accent[3] or accent[4] or "").strip().lstrip("\\")
            tokens.add(SYMBOL, start, accent.end(), normalize("NFC", letter + mark) if letter else _alone(name))
            return accent.end()
        if name in names.CHARACTERS:
            tokens.add(SYMBOL, start, stop, names.CHARACTERS[name])
            return stop
        if name in names.SYMBOLS:
            tokens.add(SYMBOL, start, stop, names.SYMBOLS[name])
            return self.behind_spaces(stop)
        if start in self.hidden:
            end = self.hidden[start]
            tokens.add(COMMENT, start, end, source[stop : source.rindex("\\", stop, end)])
            return end
        special = self.verbatim(name, start, stop)
        if special:
            return special
        if source.startswith("*", stop) and (name.isalpha() or name == "\\"):
            stop += 1
        tokens.add(COMMAND, start, stop, name)
        return stop

    def behind_spaces(self, at: int) -> int:
        found = _SPACES.match(self.source, at)
        return found.end() if found else at

    def verbatim(self, name: str, start: int, stop: int) -> int:
        """Add what is read otherwise than the rest: environments, code, addresses. 0 if it is none of these."""
        if name in ("begin", "end"):
            found = _ENVIRONMENT.match(self.source, stop)
            if not found:
                return 0
            inner = found[1].strip()
            if name == "begin" and (inner == "comment" or inner in names.VERBATIM):
                end = self.end_of(inner, found.end())
                if end:
                    return end
            self.tokens.add(BEGIN if name == "begin" else END, start, found.end(), inner)
            return found.end()
        if name in _INLINE_CODE:
            return self.inline_code(name, start, stop)
        return self.address(name, start, stop) if name in _ADDRESSED else 0

    def end_of(self, name: str, start: int) -> int:
        """Add an environment whose content is no LaTeX, and say where it ends; 0 if it never does."""
        end = f"\\end{{{name}}}"
        at = -1 if name in self.missing else self.source.find(end, start)
        if at < 0:
            self.missing.add(name)
            return 0
        begin = self.source.rindex("\\", 0, start)
        if name == "comment":
            self.tokens.add(COMMENT, begin, at + len(end), self.source[start:at])
        else:
            self.tokens.add(CODE, begin, at + len(end))
        return at + len(end)

    def inline_code(self, name: str, start: int, stop: int) -> int:
        source = self.source
        if name == "mintinline":
            head = _LANGUAGE.match(source, stop)
        elif name == "lstinline":
            head = _LISTING.match(source, stop)
        else:
            head = _STAR.match(source, stop)
        at = head.end() if head else len(source)
        mark = source[at : at + 1]
        if not mark or mark.isspace() or (mark.isalnum() and name in ("verb", "Verb")):
            return 0
        braced = _BRACED.match(source, at) if mark == "{" and name not in ("verb", "Verb") else None
        end = braced.end() - 1 if braced else source.find(mark, at + 1, at + 1 + _LONGEST_CODE)
        if end < 0 or not {"\r", "\n"}.isdisjoint(source[at + 1 : end]):
            return 0
        self.tokens.add(SYMBOL, start, at + 1)
        self.tokens.add(INLINE_CODE, at + 1, end)
        self.tokens.add(SYMBOL, end, end + 1)
        return end + 1

    def address(self, name: str, start: int, stop: int) -> int:
        found = _URL.match(self.source, stop)
        if not found:
            return 0
        self.tokens.add(COMMAND, start, stop, name)
        address = re.sub(r"\\([%#&_~{}$])", r"\1", found[2].replace("\\textasciitilde", "~"))
        self.tokens.add(ADDRESS, *found.span(2), address)
        return found.end()


def _alone(name: str) -> str:
    r"""What an accent prints over nothing: people write ``\~{}`` for the character."""
    return name if name in "~^" else ""


def _hidden(source: str) -> dict[int, int]:
    r"""Where ``\iffalse`` stands → where what it hides ends: behind its ``\fi``, or its ``\else``."""
    ends: dict[int, int] = {}
    if "\\iffalse" not in source:
        return ends
    stack: list[int] = []  # where an open conditional begins; -1 for one that hides nothing, or no more
    for found in _CONDITION.finditer(source):
        word = found[3]
        if not word:
            continue
        if word == "iffalse":
            stack.append(found.start())
        elif word.startswith("if"):
            if not _NO_CONDITIONS.match(word):
                stack.append(-1)
        elif stack:
            begin = stack[-1]
            if begin >= 0:
                ends[begin] = found.end()
            if word == "fi":
                stack.pop()
            else:
                stack[-1] = -1
    return ends
