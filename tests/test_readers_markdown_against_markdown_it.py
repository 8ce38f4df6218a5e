"""What markdown-it-py calls text, quotation and code, the Markdown reader calls so too."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from markdown_it import MarkdownIt

from reusecheck.documents import Reading, Role
from reusecheck.readers.markdown import read_markdown
from reusecheck.readers.markdown_tags import NOT_PROSE, SPACE
from tests import strategies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_AUTHORITY = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class _Words(HTMLParser):
    """The words of a piece of HTML as Python's own parser sees them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in NOT_PROSE and not self.silent:
            self.silent = tag
        self.pieces.append(SPACE.get(tag, "") + (" " if tag in NOT_PROSE else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        self.pieces.append(SPACE.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def _of_html(written: str) -> str:
    parser = _Words()
    # a comment or instruction that is never closed is text to Python, and a comment to a browser
    written = re.sub(r"<!--(?:-?>|[\s\S]*?-->)|<\?[\s\S]*?\?>|<![A-Za-z][^>]*>", "", written)
    written = re.sub(r"(?:<!--|<\?|<![A-Za-z])[\s\S]*", "", written)
    parser.feed(written)
    parser.close()
    return "".join(parser.pieces)


def _inline(children: Sequence[Token]) -> str:
    pieces = []
    for token in children:
        if token.type in {"text", "text_special", "code_inline"}:
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak", "image"}:
            pieces.append("\n")
        elif token.type == "html_inline" and (name := re.match(r"</?([A-Za-z][\w-]*)", token.content)):
            pieces.append(SPACE.get(name[1].lower(), ""))
    return "".join(pieces)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _authority(source: str) -> tuple[list[str], list[str], list[str]]:
    """The words of the text, those in block quotations, those in code blocks."""
    text: list[str] = []
    quoted: list[str] = []
    code: list[str] = []
    depth = 0
    for token in _AUTHORITY.parse(source):
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type in {"code_block", "fence"}:
            hidden = token.type == "code_block" and token.content.startswith("<pre")
            code += [] if hidden else _words(token.info + "\n" + token.content)
        elif token.type in {"inline", "html_block"}:
            written = _inline(token.children or ()) if token.type == "inline" else _of_html(token.content)
            text += _words(written)
            quoted += _words(written) if depth else []
    return text, quoted, code


def _ours(reading: Reading, source: str) -> tuple[list[str], list[str], list[str]]:
    found = [(word.start(), word[0]) for word in re.finditer(r"\w+", reading.prose)]
    quotations = [region.prose for region in reading.regions if region.role is Role.BLOCK_QUOTATION]
    quoted = [word for at, word in found if any(span.start <= at < span.stop for span in quotations)]
    code = [
        word
        for region in reading.regions
        if region.role is Role.CODE and not len(region.prose) and not source.startswith("<pre", region.source.start)
        for word in _words(source[region.source.start : region.source.stop])
    ]
    return [word for _, word in found], quoted, code


# Where the two differ, the reader keeps to cmark (the reference) and markdown-it does not:
_OTHERWISE = (
    # the head of a table is looked for before the container that its line begins
    re.compile(r"^[ ]{0,3}(?:>|[-+*][ \t]|\d[.)]).*\|.*\n[^\n]*-", re.MULTILINE),
    # a lazy line indented by four is code if something that looks like the start of a block stands in it
    re.compile(r"^\s*(?:[>*+-]|\d[.)]).*\n[> ]*(?:\t| {4})\s*[^\w\s]", re.MULTILINE),
)


def _has_a_tag_cut_short(source: str) -> bool:
    """Whether HTML holds a tag in which the next one opens before it is closed.

    To Python's parser, as to a browser, all is one tag up to the next ``>``. The reader keeps the words: what a slip
    hides from the eye is still compared, and looking for that ``>`` from every ``<`` would take quadratic time.
    """
    return any(
        token.type == "html_block" and re.search(r"</?[A-Za-z][^<>]*<", token.content)
        for token in _AUTHORITY.parse(source)
    )


_TRICKY = (
    "Lead-in:\n> quoted *line*\nand lazy\n\nnot quoted",
    "> a\n>\n> > b\n> c\n\n> d\n\ne",
    "> ```\n> code\nnot code",
    "- a\n\n  b\n\n      code\n- > quoted\n\n  not\n1. other list",
    "10) x\n\n    still x\n\n2) y",
    "a\n14. not a list\n1. a list",
    "- a\n-\n\n  not in the item",
    "Title\n===\nText\n---\n***\n# Closed #\n#not a heading\n####### nor this",
    "`` a `b` `` and `c`` not` end",
    "*a **b* c** _d_e_ f__g__ **“h”**i ***j** k*",
    "re**use**d snake_case_name un*frigging*believable __init__ 5*3*2",
    "[a [b](/u) c](/v) ![d [e](/f)](/g) [h]: [h] [I][h] [j][] [K]\n\n[h]: /u\n[j]: </v w> 'title\nin two'\n[k]: /k",
    "[a](<b c>) [d](e (f)) [g](h 'i\nj') [k](l m) [n](o\\)p) [q](((r)))",
    "a &amp; b &nbsp;c&#8217;s &bogus; &#0; &copy d&shy;e",
    "one<br>two <b>three</b>four <!-- five --> six <notatag seven",
    "| a | `b` |\n|:--|--:|\n| c \\| d | e | f |\ng | h\n\ni | j",
    "a | b\nc | d\n--|--\ne | f\n> g",
    "<div>\n*raw* words\n</div>\n\n*parsed* words\n\n<div>\n\n*parsed* too\n\n</div>",
    "<script>\nlet words = 1;\n\nmore\n</script>\ntext\n\n<style>\np {}\n</style>",
    "    code\n\n    code too\ntext\n    lazy text",
    "~~~ info\n```\n~~~~\ntext ~~struck~~ ~~~not~~~",
    "\ttabbed code\n\n-\titem\n\n\tin the item\n\n>\tquoted\n>\n>\t\tcode",
    "a\\\nb  \nc\\*d\\e",
)


@pytest.mark.parametrize("source", _TRICKY)
def test_tricky_documents_are_read_as_markdown_it_reads_them(source: str) -> None:
    ours = _ours(read_markdown(source), source)
    assert ours == _authority(source)
    assert any(ours), "the document tests nothing"


def test_the_words_in_a_tag_cut_short_are_compared() -> None:
    source = "<div>\n<ferry\n[dawn]: <x y> 'a'\n"
    assert _has_a_tag_cut_short(source)
    assert _ours(read_markdown(source), source) == (["ferry", "dawn", "a"], [], [])


@given(strategies.commonmark)
@settings(max_examples=1500, deadline=None)
def test_text_quotation_and_code_are_what_markdown_it_says(source: str) -> None:
    assume(not any(pattern.search(source) for pattern in _OTHERWISE))
    assume(not _has_a_tag_cut_short(source))
    assert _ours(read_markdown(source), source) == _authority(source)
