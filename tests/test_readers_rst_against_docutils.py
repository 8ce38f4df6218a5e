"""What docutils calls text, the reader of reStructuredText calls prose.

Differences that are meant, and thus kept out of what is compared:

- The marks of footnotes and citations ("[1]", "[Key]") are no words here, nor are the labels of the notes.
- An address that is its own text is no words: ``https://…`` in a sentence, or in pointed brackets in backquotes.
- Fields at the top of a document are metadata, not text, as front matter is.
- What docutils complains about: it shows a message where text should be; the reader keeps the text. Roles and
  directives of Sphinx are unknown to docutils, too.
- What a page shows elsewhere than where it is written (``header::``) stays where it is written.
- An argument that should be a name or a path, and is as long as a sentence, is text here.
- ``:class:`` below the name of an epigraph is an option here, and its text in docutils.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import assume, given, settings

from reusecheck.documents import Role
from reusecheck.readers.rst import read_rst
from tests.contracts import check_reading
from tests.rst_strategies import documents, plain_mixtures

if TYPE_CHECKING:
    from docutils.nodes import Node, document

    from reusecheck.documents import Reading

_NO_TEXT = (
    nodes.comment, nodes.literal_block, nodes.doctest_block, nodes.math_block, nodes.raw, nodes.system_message,
    nodes.substitution_definition, nodes.docinfo, nodes.label, nodes.footnote_reference, nodes.citation_reference,
    nodes.image, nodes.meta,
)  # fmt: skip
_SETTINGS = {
    "report_level": 5,
    "halt_level": 6,
    "file_insertion_enabled": False,
    "_disable_config": True,
    "input_encoding": "unicode",
}


def _authority(source: str) -> document:
    return publish_doctree(source, settings_overrides=_SETTINGS)


def _complains(tree: document, least: int) -> bool:
    """Whether docutils has something to say that is at least so grave: 1 a remark, 2 a warning."""
    messages = [*tree.parse_messages, *tree.transform_messages, *tree.findall(nodes.system_message)]
    return any(message["level"] >= least for message in messages)


def _text(node: Node) -> str:
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, _NO_TEXT):
        return " "
    if isinstance(node, nodes.reference) and "://" in node.astext() and node.astext() == node.get("refuri"):
        return " "
    inner = "".join(_text(child) for child in node.children)
    return inner if isinstance(node, nodes.Inline) else f"\n{inner}\n"


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _in(reading: Reading, role: Role) -> list[str]:
    """The words in the outermost regions of the role."""
    words: list[str] = []
    behind = 0
    spans = [region.prose for region in reading.regions if region.role is role]
    for span in sorted(spans, key=lambda span: (span.start, -span.stop)):
        if span.start >= behind:
            words += _words(reading.prose[span.start : span.stop])
            behind = span.stop
    return words


def _below(tree: document, kind: type[object]) -> list[str]:
    """The words in the outermost elements of the kind."""
    found: list[str] = []
    for node in tree.findall(lambda node: isinstance(node, kind)):
        parent = node.parent
        while parent is not None and not isinstance(parent, kind):
            parent = parent.parent
        if parent is None:
            found += _words(_text(node))
    return found


def _agree(source: str, tree: document) -> None:
    reading = read_rst(source)
    check_reading(source, reading)
    assert _words(reading.prose) == _words(_text(tree))
    assert _in(reading, Role.BLOCK_QUOTATION) == _below(tree, nodes.block_quote)
    assert sorted(_in(reading, Role.CALLOUT)) == sorted(_below(tree, nodes.Admonition))
    notes = [*_below(tree, nodes.footnote), *_below(tree, nodes.citation)]
    assert sorted(_in(reading, Role.FOOTNOTE)) == sorted(notes)
    comments = [region.value.split() for region in reading.regions if region.role is Role.COMMENT]
    assert comments == [comment.astext().split() for comment in tree.findall(nodes.comment)]


_TRICKY = (
    "Title\n=====\n\nSub\n---\n\ntext\n",
    "*a **b* c** **d *e** ``f`` g``h`` `i`_j `k <l>`__ *m*n *o*-p '*'q *r*’s\n",
    "a\\ *b*\\ c \\`d\\` e\\\\ *f\\*g* ``h\\`` i\n",
    "“*a*” («b») ‘*c*’ -*d*- /*e*/ <*f*> :*g*: (*)h(*) [*i*] x*y*z\n",
    (
        "name_ `two words`_ anon__ [1]_ [#]_ [#x]_ [*]_ [Key]_ |s| x_y z.\n\n.. _name: https://a.example\n"
        ".. _two words: name_\n__ https://b.example\n.. [1] one\n.. [#] two\n.. [#x] three\n"
        ".. [*] four\n.. [Key] five\n"
        ".. |s| replace:: six *seven*\n"
    ),
    "- a\n\n  b\n- c\n\n  1. d\n  2. e\n\n     f\n\n- g\n",
    "(i) a\n(ii) b\n\nA. c\nB. d\n\n#. e\n#. f\n\n1) g\n\nA. Quill wrote\nof it\n",
    "term\n   def\n\n   def too\nterm : kind\n   def *three*\n",
    "text\n\n:one: a\n:two *b*: c\n   d\n\n   e\n:three:\n",
    "-a            one\n-b FILE       two\n--long=<x y>  three\n/V, -v        four\n              five\n",
    "| a\n| b *c*\n  d\n|\n|   e\n| f\n",
    "text\n\n   quote\n\n   -- Ada, *Post*\n      of May\n\n   next\n\n      deeper\n\nend\n",
    "..\n\n   quote\n   -- no attribution\n\n..\n\n   quote\n\n   -- Ada\n",
    ".. epigraph::\n\n   a\n\n   -- b\n\n.. pull-quote:: c\n\n.. highlights::\n\n   d\n",
    ".. note:: a\n   b\n\n   c\n\n.. admonition:: d\n\n   e\n\n.. tip::\n   :class: x\n\n   f\n",
    ".. topic:: a\n\n   b\n\n.. sidebar:: c\n   :subtitle: d\n\n   e\n\n.. rubric:: f\n\ng\n",
    ".. figure:: x.png\n   :alt: y\n\n   a\n\n   b\n\n   - c\n\n.. image:: x.png\n   :alt: y\n\n.. |i| image:: x.png\n",
    "a::\n\n   b\n\nc ::\n\n> d\n> e\n\nf:\n\n::\n\n   g\n\nh\n",
    ">>> a\nb\n\nc\n\n.. code:: python\n\n   d\n\n.. math:: e\n\n.. raw:: html\n\n   f\n",
    ".. a comment\n   b\n\n..\n\n   c\n\n..\n   d\n\ne\n\n.. [not a note\n",
    (
        "+-----+-----------+\n| a   | b         |\n|     |           |\n| c   | - d       |\n|     | - e       |\n"
        "+=====+=====+=====+\n| f   | g   | h   |\n|     +-----+-----+\n|     | i   | j   |\n+-----+-----+-----+\n"
    ),
    "+----+-----+\n| 一 | née |\n+----+-----+\n| a  | b   |\n+----+-----+\n",
    "====  =====\n a    b\n====  =====\nc     d e\n      f\n\\     g\nh\n====  =====\n",
    (
        "=====  =====  ===\n  a b         c\n------------  ---\nd      e      f\n"
        "=====  =====  ===\n1      2      3 4 5\n=====  =====  ===\n"
    ),
    '.. csv-table:: a\n   :header: "b", c\n   :widths: 1, 1\n\n   "d, e", f\n   "g ""h""", "i\n   j"\n',
    ".. list-table:: a\n   :header-rows: 1\n\n   * - b\n     - c\n   * - d\n\n       e\n     -\n",
    ".. table:: a\n\n   === ===\n   b   c\n   === ===\n\n.. container:: x\n\n   d\n\n.. compound::\n\n   e\n\n   f\n",
    ".. class:: x\n\na\n\n.. class:: y\n\n   b\n\n.. parsed-literal::\n   :class: z\n\n   c\n",
    "a |b| c |d|\\ e\n\n.. |b| unicode:: 0x2014 .. dash\n.. |d| replace:: f |g|\n.. |g| replace:: h\n",
    "Date: x\n=======\n\n:Author: a\n:Date: b\n\ntext\n",
    "a\n\n----\n\nb\n\n=====\n c\n=====\n\nd\n",
    "1. a\n\n   b\n\n   ::\n\n     c\n\n2. d\n\n..\n\n    e\n\n.. _t:\n\nf t_\n",
    ":sub:`a`:sup:`b` `c`:strong: :emphasis:`d` :code:`e` :math:`f` :pep:`8` :rfc:`2822`\n",
    "\ta\n\n\t- b\n\n\t  c\n\n-\td\n\n\te\n",
)


@pytest.mark.parametrize("source", _TRICKY)
def test_tricky_documents_are_read_as_docutils_reads_them(source: str) -> None:
    _agree(source, _authority(source))


@given(documents)
@settings(max_examples=150, deadline=None)
def test_documents_as_writers_mean_them_are_read_as_docutils_reads_them(source: str) -> None:
    tree = _authority(source)
    assert not _complains(tree, 2), "the strategy writes what docutils does not accept"
    _agree(source, tree)


@given(plain_mixtures)
@settings(max_examples=250, deadline=None)
def test_where_docutils_has_nothing_to_complain_about_any_mixture_is_read_alike(source: str) -> None:
    tree = _authority(source)
    assume(not _complains(tree, 1))
    _agree(source, tree)
