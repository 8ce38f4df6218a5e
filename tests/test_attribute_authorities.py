"""What is put in is sound by the rules of its format, as others know them: markdown-it, docutils, an HTML parser."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import docutils.core
import docutils.nodes
import pytest
from markdown_it import MarkdownIt
from pylatexenc.latexwalker import LatexWalker  # type: ignore[import-untyped]

from reusecheck.config import Require
from reusecheck.edits import edited
from tests.attributing import PLACES, Desk, ask, filled
from tests.room import PASSAGE

if TYPE_CHECKING:
    from docutils.nodes import document as Doctree  # noqa: N812 - it is a class

EMPTY = frozenset(("br", "hr", "img", "meta", "link"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def before_and_after(desk: Desk, name: str, require: Require) -> tuple[str, str, str]:
    """The article without and with the credit, and the form of it; the same twice where none can be put in."""
    path, text = filled(name)
    asked = ask(desk.at[require], path, text.encode())
    assert asked is not None
    if asked.credited is None:
        return text, text, ""
    return text, edited(text, asked.credited.insertions), asked.credited.form


def read_by_docutils(text: str) -> tuple[Doctree, list[str]]:
    """The tree, and what it complains of."""
    told = io.StringIO()
    settings = {"warning_stream": told, "report_level": 1}
    return docutils.core.publish_doctree(text, settings_overrides=settings), told.getvalue().splitlines()


@pytest.mark.parametrize("require", tuple(Require))
@pytest.mark.parametrize("name", [name for name in PLACES if name.startswith("rst")])
def test_docutils_has_nothing_to_complain_of(desk: Desk, name: str, require: Require) -> None:
    before, after, form = before_and_after(desk, name, require)
    assert read_by_docutils(after)[1] == read_by_docutils(before)[1]
    tree, _ = read_by_docutils(after)
    if form in ("a block quotation", "a credit line in the quotation"):
        quotations = list(tree.findall(docutils.nodes.block_quote))
        [signed] = [each for each in quotations if isinstance(each.children[-1], docutils.nodes.attribution)]
        assert "The Plover" in signed.children[-1].astext()
        assert not list(signed.findall(docutils.nodes.block_quote))[1:], "the innermost is signed"
    if "footnote" in form:
        reached = [found["refid"] for found in tree.findall(docutils.nodes.footnote_reference)]
        ours = [note for note in tree.findall(docutils.nodes.footnote) if "The Plover" in note.astext()]
        assert [note["ids"][0] in reached for note in ours] == [True]


@pytest.mark.parametrize("name", [name for name in PLACES if name.startswith("md")])
def test_markdown_it_quotes_the_paragraphs_and_nothing_else(desk: Desk, name: str) -> None:
    before, after, form = before_and_after(desk, name, Require.CITATION)
    shown = MarkdownIt().enable("table").render(after)
    if form in ("a block quotation", "a credit line in the quotation"):
        quotation = shown.rpartition("<blockquote")[2].partition("</blockquote>")[0]
        outer = shown.partition("<blockquote")[2]
        assert PASSAGE[-40:] in quotation
        assert "The Plover, <a href" in outer
        assert "ore of our own" not in outer.rpartition("</blockquote>")[0]
    told = MarkdownIt().enable("table").render(before)
    for tag in ("<li>", "<td>", "<h1>", "<code", "<table>", "<strong>", "<s>"):
        assert shown.count(tag) == told.count(tag), tag


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sound = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        block = tag in {"p", "blockquote", "ul", "table"}
        self.sound = self.sound and not (block and not {"p", "b", "em", "q", "cite"}.isdisjoint(self.open))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.sound = self.sound and bool(self.open) and self.open.pop() == tag


@pytest.mark.parametrize("require", tuple(Require))
@pytest.mark.parametrize("name", [name for name in PLACES if name.startswith("html")])
def test_tags_are_closed_in_order_and_no_block_stands_in_a_paragraph(desk: Desk, name: str, require: Require) -> None:
    _, after, _ = before_and_after(desk, name, require)
    tags = _Tags()
    tags.feed(after)
    tags.close()
    assert tags.sound
    assert tags.open == []


@pytest.mark.parametrize("require", tuple(Require))
@pytest.mark.parametrize("name", [name for name in PLACES if name.startswith("tex")])
def test_latex_braces_and_environments_are_closed(desk: Desk, name: str, require: Require) -> None:
    _, after, _ = before_and_after(desk, name, require)
    LatexWalker(after, tolerant_parsing=False).get_latex_nodes()
