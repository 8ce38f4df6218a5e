"""What stands within a block of Markdown: emphasis, links, code, entities, tags; phase two of CommonMark's strategy.

The text is never rewritten. What comes back are edits (a stretch that is dropped or replaced) and marks (a stretch
with a role), both in offsets of the text; whatever no edit names is kept as it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from reusecheck.documents import INLINE_NOTE, Role
from reusecheck.expressions import expression
from reusecheck.readers import markdown_links as links
from reusecheck.readers import markdown_tags as tags
from reusecheck.readers.entities import REFERENCE, character
from reusecheck.readers.leaves import Mark, bare_url
from reusecheck.readers.markdown_emphasis import Delimiters
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from reusecheck.readers.leaves import Edit

SPECIAL = expression(r"[\\`*_~\]<&{@]|[!^]?\[|https?://|www\.")
SPECIAL_IN_HTML = expression(r"[<&{]|https?://|www\.")

_MAX_SHORTCODE = 1000
_MAX_LOCATOR = 60  # "see", "pp. 33-35": more words beside a citation key are the author's and stay

_RUN = expression(r"`+")
_SPACES = frozenset(" \r\n")
_AUTOLINK = expression(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*)>")
_EMAIL = expression(r"<([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255})>", re.ASCII)
_URL = expression(r"(?:https?://|www\.)[^\s<>\"\[\]\\^`{|}]+")
_FOOTNOTE = expression(r"\[\^([^\]\[\s]{1,200})\]")
_KEY = expression(r"@(?:\{([^{}\s]{1,200})\}|(\w(?:\w|[:.#$%&+?/-](?=\w))*))")
_ATTRIBUTES = expression(r"\{[:#.][^{}\r\n]{0,200}\}")
_PHANTOM = expression(r"\\[hv]?phantom\{([^{}]{0,1000})\}")
_CLASS = expression(r"\.([\w-]+)")
_STYLE = expression(r"\b(style)=\"([^\"]*)\"")
_DEAD = expression(r"\{\s*(?:(?:false|null|undefined|0)\s*&&|(?:\"\"|''|null|undefined|false|true)\s*/\*)")
_SHORTCODES = (("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}"))


class Scanned(NamedTuple):
    """Edits ascend and do not overlap; tags are the edits' own stretches, ascending."""

    edits: list[Edit]
    marks: list[Mark]
    tags: list[tuple[int, int]]


class _Bracket(NamedTuple):
    """An open ``[``, and how much there was of everything when it opened."""

    start: int
    inside: int
    edits: int
    marks: int
    tags: int
    delimiters: int


def scan(text: str, definitions: Mapping[str, str], footnotes: set[str], *, html: bool = False) -> Scanned:
    """What to make of ``text``; of ``html`` nothing but tags, entities and addresses."""
    scanner = _Scanner(text, definitions, footnotes, html=html)
    search = (SPECIAL_IN_HTML if html else SPECIAL).search
    steps = scanner.steps
    at = 0
    while found := search(text, at):
        at = steps[found[0]](found.start())
    scanner.edits += scanner.delimiters.pair(0)
    scanner.edits.sort()
    for outer, start, stop, outer_stop in scanner.delimiters.struck:
        scanner.marks.append(Mark(Role.HIDDEN, start, stop, outer, outer_stop, ""))
    if "%%" in text:
        scanner.marks += _percent_comments(text, scanner.marks)
    return Scanned(scanner.edits, scanner.marks, scanner.tags)


class _Scanner:
    def __init__(self, text: str, definitions: Mapping[str, str], footnotes: set[str], *, html: bool) -> None:
        self.text = text
        self.definitions = definitions
        self.footnotes = footnotes
        self.html = html
        self.match_tag = (tags.loose_tag() if html else tags.TAG).match
        self.edits: list[Edit] = []
        self.marks: list[Mark] = []
        self.tags: list[tuple[int, int]] = []
        self.delimiters = Delimiters(text)
        self.brackets: list[_Bracket] = []
        self.inactive = 0  # so many of the open brackets are outside of a link, and cannot be one themselves
        self.nested_at = -1  # depth of the innermost open bracket that holds another
        self.ticks: dict[int, list[int]] | None = None
        self.missing: set[str] = set()  # closing marks that do not come any more
        self.steps = {
            "\\": self.backslash, "`": self.code, "*": self.delimiter, "_": self.delimiter, "~": self.delimiter,
            "[": self.bracket, "![": self.bracket, "^[": self.bracket, "]": self.close_bracket,
            "<": self.angle, "&": self.entity, "{": self.brace, "@": self.citation,
            "http://": self.url, "https://": self.url, "www.": self.url,
        }  # fmt: skip

    # Each step takes where its character stands, and returns where to go on.

    def backslash(self, at: int) -> int:
        following = self.text[at + 1 : at + 2]
        if following in "hpv" and (phantom := _PHANTOM.match(self.text, at)):
            self.marks.append(Mark(Role.HIDDEN, *phantom.span(1), *phantom.span(), ""))
        if following in "\r\n" or (
            following.isascii() and not following.isalnum() and following.isprintable() and following != " "
        ):
            self.edits.append((at, at + 1, ""))
            return at + 2
        return at + 1

    def code(self, at: int) -> int:
        run = _RUN.match(self.text, at)
        inside = run.end() if run else at + 1
        if self.ticks is None:
            self.ticks = {}
            for tick in _RUN.finditer(self.text, at):
                self.ticks.setdefault(len(tick[0]), []).append(tick.start())
        closings = self.ticks.get(inside - at, [])
        following = bisect_right(closings, inside - 1)
        if following == len(closings):
            return inside
        outer = closings[following] + inside - at
        start, stop = _code_words(self.text, inside, closings[following])
        self.edits += ((at, start, ""), (stop, outer, ""))
        self.marks.append(Mark(Role.CODE, start, stop, at, outer, ""))
        return outer

    def delimiter(self, at: int) -> int:
        return self.delimiters.add(at)

    def entity(self, at: int) -> int:
        reference = REFERENCE.match(self.text, at)
        stands_for = character(reference[0]) if reference else None
        if reference is None or stands_for is None:
            return at + 1
        self.edits.append((at, reference.end(), stands_for))
        return reference.end()

    def url(self, at: int) -> int:
        """A bare address: a link whose characters are no words."""
        found = _URL.match(self.text, at)
        if not found or (at and (self.text[at - 1].isalnum() or self.text[at - 1] in "/.@")):
            return at + 4
        url = bare_url(found[0])
        stop = at + len(url)
        if len(url) < 9:  # "https://", "www.x.y"
            return at + 4
        self.edits.append((at, stop, " "))
        self.marks.append(Mark(Role.LINK, at, stop, at, stop, url if url[0] == "h" else f"https://{url}"))
        return stop

    def citation(self, at: int) -> int:
        """A bare ``@key``, which stays; an e-mail address is none."""
        key = _KEY.match(self.text, at)
        if not key or (at and (self.text[at - 1].isalnum() or self.text[at - 1] in "@./_")):
            return at + 1
        self.marks.append(Mark(Role.CITATION, at, key.end(), at, key.end(), key[1] or key[2]))
        return key.end()

    # ---- angle brackets and braces

    def angle(self, at: int) -> int:
        text = self.text
        if link := _AUTOLINK.match(text, at) or _EMAIL.match(text, at):
            url = link[1] if ":" in link[1] else f"mailto:{link[1]}"
            self.edits.append((at, link.end(), " "))
            self.marks.append(Mark(Role.LINK, at, link.end(), at, link.end(), url))
            return link.end()
        if text.startswith("<!--", at):
            return self.comment(at)
        if text.startswith(("<%#", "<%--"), at) and (stop := self.find("%>", at + 3)) > 0:
            self.marks.append(Mark(Role.HIDDEN, at, stop, at, stop, ""))
            return at + 3
        for opening, closing in (("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")):
            if text.startswith(opening, at):
                stop = self.find(closing, at + len(opening))
                if stop < 0 or (opening == "<!" and not text[at + 2 : at + 3].isalpha()):
                    return at + 1
                self.edits.append((at, stop, ""))
                return stop
        tag = self.match_tag(text, at)
        return self.tag(at, tag.end()) if tag else at + 1

    def tag(self, at: int, stop: int) -> int:
        name = tags.name(self.text, at)
        if name in tags.NOT_PROSE and self.text[at + 1] != "/" and self.text[stop - 2] != "/":
            inside, stop = stop, tags.closing(self.text, name, stop)
            if name == "pre":
                self.marks.append(Mark(Role.CODE, inside, inside, at, stop, ""))
            self.edits.append((at, stop, "\n"))
            return stop
        self.edits.append((at, stop, tags.SPACE.get(name, "")))
        self.tags.append((at, stop))
        return stop

    def comment(self, at: int) -> int:
        short = next((mark for mark in ("<!-->", "<!--->") if self.text.startswith(mark, at)), "")
        stop = at + len(short) if short else self.find("-->", at + 4)
        if stop < 0:
            return at + 4
        self.edits.append((at, stop, ""))
        self.marks.append(Mark(Role.COMMENT, at, at, at, stop, self.text[at + 4 : stop].removesuffix("-->")))
        return stop

    def find(self, closing: str, at: int) -> int:
        """Behind the next ``closing``. If there is none: -1, or in HTML the end, as a browser would go on to there."""
        stop = -1 if closing in self.missing else self.text.find(closing, at)
        if stop >= 0:
            return stop + len(closing)
        self.missing.add(closing)  # looked for once only
        return len(self.text) if self.html else -1

    def brace(self, at: int) -> int:
        """Shortcodes of site generators and attributes are markup; what stands between two shortcodes stays."""
        text = self.text
        if text.startswith("{/*", at) and (stop := self.find("*/}", at + 3)) > 0:
            self.edits.append((at, stop, ""))
            self.marks.append(Mark(Role.COMMENT, at, at, at, stop, text[at + 3 : stop].removesuffix("*/}")))
            return stop
        for opening, closing in _SHORTCODES:
            if text.startswith(opening, at):
                stop = text.find(closing, at + len(opening), at + _MAX_SHORTCODE)
                if stop < 0:
                    return at + len(opening)
                self.edits.append((at, stop + len(closing), " "))
                if tags.is_comment_tag(text[at : stop + len(closing)]):
                    self.tags.append((at, stop + len(closing)))
                return stop + len(closing)
        if _DEAD.match(text, at):
            self.dead_code(at)
        if attributes := _ATTRIBUTES.match(text, at):
            self.edits.append((at, attributes.end(), ""))
            return attributes.end()
        return at + 1

    def dead_code(self, at: int) -> None:
        """``{false && …}`` and ``{"" /* … */}`` of MDX show nothing."""
        depth = 0
        for brace in re.compile(r"[{}]").finditer(self.text, at, at + _MAX_SHORTCODE):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                self.marks.append(Mark(Role.HIDDEN, at, brace.end(), at, brace.end(), ""))
                return

    # ---- square brackets

    def bracket(self, at: int) -> int:
        text = self.text
        inside = at + 1 if text[at] == "[" else at + 2
        footnote = _FOOTNOTE.match(text, inside - 1) if text.startswith("^", inside) else None
        label = links.normal_label(footnote[1]) if footnote else ""
        if footnote and label in self.footnotes:
            self.edits.append((inside - 1, footnote.end(), self.gap(inside - 1, footnote.end())))
            self.marks.append(Mark(Role.FOOTNOTE_REFERENCE, inside - 1, inside - 1, inside - 1, footnote.end(), label))
            return footnote.end()
        self.nested_at = len(self.brackets) - 1
        self.brackets.append(
            _Bracket(at, inside, len(self.edits), len(self.marks), len(self.tags), self.delimiters.count)
        )
        return inside

    def gap(self, start: int, stop: int) -> str:
        """What to put for dropped markup so that no words run together."""
        text = self.text
        return " " if start and text[start - 1].isalnum() and text[stop : stop + 1].isalnum() else ""

    def close_bracket(self, at: int) -> int:
        if not self.brackets:
            return at + 1
        opened = self.brackets.pop()
        depth = len(self.brackets)
        holds_brackets = self.nested_at >= depth
        self.nested_at = depth - 1
        inactive = depth < self.inactive
        self.inactive = min(self.inactive, depth)
        kind = self.text[opened.start]
        target = None if inactive and kind != "!" else self.target(at, opened, holds_brackets=holds_brackets)
        if target:
            return self.image(opened, target) if kind == "!" else self.link(at, opened, target)
        if kind == "^":
            return self.inline_footnote(at, opened)
        if kind == "[" and self.is_hiding(at + 1):
            self.marks.append(Mark(Role.HIDDEN, opened.inside, at, opened.start, at + 1, ""))
        if kind == "[" and not holds_brackets:
            return self.citations(at, opened)
        return at + 1

    def is_hiding(self, at: int) -> bool:
        """Whether the attributes at ``at`` hide what they stand behind: ``[text]{.hidden}``."""
        attributes = _ATTRIBUTES.match(self.text, at) if self.text.startswith("{", at) else None
        if not attributes:
            return False
        from reusecheck.readers import hiding  # noqa: PLC0415 - few articles have attributes of Pandoc

        said = dict(_STYLE.findall(attributes[0]))
        return hiding.is_hidden("", {"class": " ".join(_CLASS.findall(attributes[0])), **said})

    def target(self, at: int, opened: _Bracket, *, holds_brackets: bool) -> links.Target | None:
        """Where the brackets that close at ``at`` point, if they are a link."""
        text = self.text
        if text.startswith("(", at + 1) and (target := links.inline_target(text, at + 1)):
            return target
        if not self.definitions:
            return None
        label = links.LABEL.match(text, at + 1)
        if label:
            written, stop = label[1], label.end()
        elif not holds_brackets and at - opened.inside < 1000:
            written, stop = text[opened.inside : at], at + (3 if text.startswith("[]", at + 1) else 1)
        else:
            return None
        url = self.definitions.get(links.normal_label(written))
        return None if url is None else links.Target(url, stop)

    def link(self, at: int, opened: _Bracket, target: links.Target) -> int:
        start = opened.inside - 1
        self.edits += self.delimiters.pair(opened.delimiters)
        self.edits += ((start, opened.inside, ""), (at, target.stop, ""))
        self.marks.append(Mark(Role.LINK, opened.inside, at, start, target.stop, target.url))
        self.inactive = len(self.brackets)
        return target.stop

    def image(self, opened: _Bracket, target: links.Target) -> int:
        """An image is an object; its alternative text nobody reads in the page, so it is no prose."""
        self.forget(opened)
        del self.marks[opened.marks :]
        self.edits.append((opened.start, target.stop, " "))
        return target.stop

    def forget(self, opened: _Bracket) -> None:
        """Take back what was found inside the brackets."""
        del self.edits[opened.edits :]
        del self.tags[opened.tags :]
        self.delimiters.cut(opened.delimiters)

    def inline_footnote(self, at: int, opened: _Bracket) -> int:
        label = f"{INLINE_NOTE}{opened.start}]"
        self.edits += self.delimiters.pair(opened.delimiters)
        self.edits += ((opened.start, opened.inside, " "), (at, at, " "), (at, at + 1, ""))
        place = (opened.start, opened.start, opened.start, opened.inside)
        self.marks.append(Mark(Role.FOOTNOTE_REFERENCE, *place, label))
        self.marks.append(Mark(Role.FOOTNOTE, opened.inside, at, opened.inside, at + 1, label))
        return at + 1

    def citations(self, at: int, opened: _Bracket) -> int:
        """``[see @key, p. 3; @other]`` is dropped, but for the marks of its keys."""
        keys = [mark for mark in self.marks[opened.marks :] if mark.role is Role.CITATION]
        words = at - opened.inside - sum(key.stop - key.start for key in keys)
        if keys and words <= _MAX_LOCATOR * len(keys):
            self.forget(opened)
            self.edits.append((opened.start, at + 1, self.gap(opened.start, at + 1)))
        return at + 1


def _code_words(text: str, start: int, stop: int) -> tuple[int, int]:
    """The code without the one space inside its marks on either side."""
    inner = text[start:stop]
    if inner.isspace() or inner[:1] not in _SPACES or inner[-1:] not in _SPACES:
        return start, stop
    return start + (2 if inner.startswith("\r\n") else 1), stop - (2 if inner.endswith("\r\n") else 1)


def _percent_comments(text: str, marks: list[Mark]) -> list[Mark]:
    """Obsidian leaves ``%% … %%`` out of what it shows; anything else prints it, so the words stay."""
    codes = [mark for mark in marks if mark.role is Role.CODE]
    places = [found.start() for found in re.finditer("%%", text)]
    if codes:
        ends = [code.outer_start for code in codes]
        places = [at for at in places if not (i := bisect_right(ends, at)) or codes[i - 1].outer_stop <= at]
    pairs = zip(places[::2], places[1::2], strict=False)
    return [Mark(Role.HIDDEN, start, stop + 2, start, stop + 2, "") for start, stop in pairs]
