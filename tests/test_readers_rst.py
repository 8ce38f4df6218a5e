"""What the markup of reStructuredText means: which words are prose, where they stand, and what is said about them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from reusecheck.documents import BlockKind, Role
from reusecheck.readers.rst import read_rst
from reusecheck.spans import Span
from tests.contracts import check_reading
from tests.marked import marked
from tests.readings import Asked
from tests.rst_strategies import mixtures

_asked = Asked(read_rst)
_read, _words, _blocks, _regions = _asked.reading, _asked.words, _asked.blocks, _asked.regions

ITEM, CELL, CAPTION, HEADING = BlockKind.ITEM, BlockKind.CELL, BlockKind.CAPTION, BlockKind.HEADING
PARAGRAPH, FOOTNOTE = BlockKind.PARAGRAPH, BlockKind.FOOTNOTE


def _meta(source: str) -> list[tuple[str, str, str]]:
    """Key, value, and what stands in the source for it."""
    return [(e.key, e.value, source[e.source.start : e.source.stop]) for e in _read(source).meta]


@pytest.mark.parametrize(
    ("drawing", "word"),
    [
        ("A *⟦ferry⟧* at sea", "ferry"),
        ("**bold**\\ ⟦Ahoy⟧ there", "Ahoy"),
        ("re\\ *⟦use\\ d⟧* x", "used"),
        ("- one\n- ⟦Ahoy⟧\n", "Ahoy"),
        ("-\tan item\n\n\t⟦Ahoy⟧ there", "Ahoy"),
        ("One.\r\n\r\n   Two\r\n   *⟦Ahoy⟧*\r\n", "Ahoy"),
        ("One.\r\rTwo ⟦Ahoy⟧\r", "Ahoy"),
        ("\ufeff⟦Ahoy⟧\n====\n", "Ahoy"),
        ("e\u0301te\u0301 𝔖𝔢𝔞 ⟦Ahoy⟧", "Ahoy"),
        ("`the ⟦Ahoy⟧ <https://a.example/x>`_ x", "Ahoy"),
        ("+-----+------+\n| a   | ⟦Ahoy⟧ |\n+-----+------+\n", "Ahoy"),
        ("+------+\n| sea  |\n| ⟦Ahoy⟧ |\n+------+\n", "Ahoy"),
        ("+------+----+\n| 一二 | ⟦Ah⟧ |\n+------+----+\n", "Ah"),
        ("==== ====\nsea  ⟦Ahoy⟧\n==== ====\n", "Ahoy"),
        ('.. csv-table:: t\n\n   a, "b, ⟦Ahoy⟧"\n', "Ahoy"),
        (".. [1] See\n   ⟦Ahoy⟧", "Ahoy"),
        (".. figure:: x.png\n   :alt: a\n\n   ⟦Ahoy⟧", "Ahoy"),
        (".. note:: ⟦Ahoy⟧ there\n   x", "Ahoy"),
        ("| one\n| ⟦Ahoy⟧", "Ahoy"),
        (":a: b\n\n:c: ⟦Ahoy⟧\n", "Ahoy"),
        ("---\ntitle: x\n---\n⟦Ahoy⟧", "Ahoy"),
        ("text ⟦Ahoy⟧::\n\n   code", "Ahoy"),
        ("a ⟦|x|⟧ b\n\n.. |x| replace:: Ahoy sailor", "Ahoy sailor"),
        (".. |x| replace:: Ahoy\n\n|x|, a ⟦sailor⟧", "sailor"),
    ],
)
def test_a_word_is_found_where_it_stands(drawing: str, word: str) -> None:
    source, (expected,) = marked(drawing)
    if source.startswith(":a:"):
        source, expected = "x\n\n" + source, Span(expected.start + 3, expected.stop + 3)
    assert _asked.place(source, word) == expected


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("A *ferry* **adrift** ``at sea`` :sub:`2` `dawn`", "A ferry adrift at sea 2 dawn"),
        ("snake_case and 5*3*2 and 2 * 3 stay, H\\ :sub:`2`\\ O", "snake_case and 5*3*2 and 2 * 3 stay, H2O"),
        ("'*' and \"*\" and (*) are text, *a*'s", "'*' and \"*\" and (*) are text, a's"),
        ("a \\*b\\* c\\\\d ``\\e`` *\\f*", "a *b* c\\d \\e f"),
        ("see https://a.example/b_c, or https://a.example/x.", "see , or ."),
        ("`<https://a.example>`_ and https://x.example/a_b(c) end", "and end"),
        ("`ferry <https://a.example>`__ name_ other__ `two words`_ _`target`", "ferry name other two words target"),
        (":ref:`the ferry <ferry>` :term:`dawn` :doc:`/a/b` :py:func:`x.y`", "the ferry dawn /a/b x.y"),
        (":cite:`a,b` :cite:p:`{see}c{p. 3}` fish :footcite:t:`d` [Key2002]_", "fish"),
        ("fish [1]_ [#]_ [#x]_ [*]_\n\n.. [1] a\n.. [#] b\n.. [#x] c\n.. [*] d", "fish a b c d"),
        ("fish [7]_", "fish [7]_"),
        ("an *open mark and `another and ``a third", "an *open mark and `another and ``a third"),
        (":raw-html:`<b>` fish\n\n.. role:: raw-html(raw)\n   :format: html\n", "fish"),
        (("|a| |b| |c|\n\n.. |a| replace:: *one* |d|\n.. |b| image:: x.png\n.. |c| unicode:: 0x2014\n"
         ".. |d| replace:: two"), "one two —"),
        ("|a| fish\n\n.. |a| replace:: |a|", "|a| fish"),
        (".. code-block:: python\n   :caption: A ferry\n\n   x = 1\n\nfish", "A ferry fish"),
        (".. raw:: html\n\n   <b>x</b>\n\nfish", "fish"),
        ("fish::\n\n  code\n\nchips\n\n::\n\n  code\n\npeas ::\n\n> code\n> code\n\nend", "fish: chips peas end"),
        (">>> x\n1\n\nfish", "fish"),
        (".. image:: x.png\n   :alt: a ferry\n\nfish", "fish"),
        (".. toctree::\n\n   a\n   b\n\nfish", "fish"),
        (".. only:: html\n\n   fish", "fish"),
        (".. youtube:: abc123\n\nfish", "fish"),
        (".. card:: The ferry\n   :width: 3\n\n   is *lost*", "The ferry is lost"),
        (".. card::\n   :legend: the ferry left its harbour at dawn with all\n\n   fish",
         "the ferry left its harbour at dawn with all fish"),
        (".. container:: the ferry left its harbour at dawn with all\n\n   fish",
         "the ferry left its harbour at dawn with all fish"),
        (".. unknown:\n   comment\n\nfish", "fish"),
        ("..\n\n   not a comment", "not a comment"),
        (".. _a: https://a.example\n__ https://b.example\n\nfish", "fish"),
        ("1. one\n2. two\n\nA. Quill wrote\nof ferries.\n\n(iv) four\n\nmild. No number",
         "one two A. Quill wrote of ferries. four mild. No number"),
        ("-a FILE, --all=FILE   an option\n/V      another", "-a FILE, --all=FILE an option /V another"),
        ("| a poem\n| of *two* lines\n  and a half\n|\n| end", "a poem of two lines and a half end"),
        ("====\nSea\n====\n\nfish\n\n----\n\nchips\n\nHi\n--", "Sea fish chips Hi"),
        ("= = =\n\nSea\n====\n\n===\n", "= = = Sea ==="),
        ("=  =\nferry dawn\na  lamp\n=  =\n", "ferry dawn a lamp"),
        ("+----+----+\n| ferry | x |\n+----+----+", "+----+----+ | ferry | x | +----+----+"),
        ("+----+----+\n| ferry   |\n| at | x |\n+----+----+", "+----+----+ | ferry | | at | x | +----+----+"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_readers_see_is_prose(source: str, words: str) -> None:
    assert _words(source) == words


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("Head\n====\n\ntext\n\n- one\n\n  more\n- two\n", [(HEADING, "Head"), (PARAGRAPH, "text"), (ITEM, "one"),
                                                          (PARAGRAPH, "more"), (ITEM, "two")]),
        ("term : kind\n   definition\n   of it\n\n   more", [(ITEM, "term : kind"), (PARAGRAPH, "definition of it"),
                                                            (PARAGRAPH, "more")]),
        ("x\n\n:a b: c\n:d:\n   e", [(PARAGRAPH, "x"), (ITEM, "a b"), (PARAGRAPH, "c"), (ITEM, "d"), (PARAGRAPH, "e")]),
        ("  quoted\n\n  -- Ada, *Post*\n     of May", [(PARAGRAPH, "quoted"), (CAPTION, "-- Ada, Post of May")]),
        ("  quoted\n  -- Ada", [(PARAGRAPH, "quoted -- Ada")]),
        ("  quoted\n\n  -- Ada\n      one\n    two", [(PARAGRAPH, "quoted"), (ITEM, "-- Ada"), (PARAGRAPH, "one"),
                                                      (PARAGRAPH, "two")]),
        (".. figure:: a.png\n\n   A *shot*\n\n   Legend", [(CAPTION, "A shot"), (PARAGRAPH, "Legend")]),
        (".. topic:: Ferries\n\n   text", [(HEADING, "Ferries"), (PARAGRAPH, "text")]),
        (".. [1] a\n\n   - b\n", [(FOOTNOTE, "a"), (FOOTNOTE, "b")]),
        ("+---+---+\n| a | b |\n+===+===+\n| c     |\n+---+---+", [(CELL, "a"), (CELL, "b"), (CELL, "c")]),
        ("+---+---+\n| a | b |\n| c +---+\n|   | d |\n+---+---+", [(CELL, "a c"), (CELL, "b"), (CELL, "d")]),
        ("+----+----+\n| a  | c  |\n| b  | d  |\n+----+----+", [(CELL, "a b"), (CELL, "c d")]),
        ("=== ===\n A   B\n=== ===\na   b c d\n    e\n\nf   g\n=== ===",
         [(CELL, "A"), (CELL, "B"), (CELL, "a"), (CELL, "b c d e"), (CELL, "f"), (CELL, "g")]),
        ("=== ===\n  A B\n-------\na   b\n=== ===", [(CELL, "A B"), (CELL, "a"), (CELL, "b")]),
        (".. list-table:: Fish\n\n   * - a\n     - b\n   * - c\n     - d",
         [(CAPTION, "Fish"), *((CELL, cell) for cell in "abcd")]),
        ('.. csv-table:: Fish\n   :delim: ;\n\n   a; "b; c\n   d"\n   e; f',
         [(CAPTION, "Fish"), (CELL, "a"), (CELL, "b; c d"), (CELL, "e"), (CELL, "f")]),
        (".. table:: Fish\n\n   === ===\n   a   b\n   === ===", [(CAPTION, "Fish"), (CELL, "a"), (CELL, "b")]),
    ],
)  # fmt: skip
def test_blocks_have_kinds(source: str, blocks: list[tuple[BlockKind, str]]) -> None:
    assert _blocks(source) == blocks


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\n\n   b\n\n   -- c\n\nd", [(Role.BLOCK_QUOTATION, "b -- c", "")]),
        ("   a\n\n   -- b\n\n   c", [(Role.BLOCK_QUOTATION, "a -- b", ""), (Role.BLOCK_QUOTATION, "c", "")]),
        ("   a\n\n..\n\n   b",
         [(Role.BLOCK_QUOTATION, "a", ""), (Role.COMMENT, "", ""), (Role.BLOCK_QUOTATION, "b", "")]),
        (".. epigraph:: a\n   :class: x\n\n   -- b", [(Role.BLOCK_QUOTATION, "a -- b", "")]),
        (".. pull-quote::\n\n   a\n\nb", [(Role.BLOCK_QUOTATION, "a", "")]),
        (".. highlights::\n\n   a\n\n   b", [(Role.BLOCK_QUOTATION, "a b", "")]),
        (".. Tip:: a\n\n   b", [(Role.CALLOUT, "a b", "tip")]),
        (".. admonition:: Look\n\n   b", [(Role.CALLOUT, "Look b", "admonition")]),
        (".. a comment\n   of two lines\n\ntext", [(Role.COMMENT, "", "a comment\n   of two lines")]),
        (".. reusecheck: allow x: y\n\ntext", [(Role.COMMENT, "", "reusecheck: allow x: y")]),
        ("a ``b c`` :code:`d`", [(Role.CODE, "b c", ""), (Role.CODE, "d", "")]),
        ("a::\n\n  .. no comment\n", [(Role.CODE, "", "")]),
        (".. code:: x\n\n   .. no comment\n", [(Role.CODE, "", "")]),
        ("read `The Post` or :title:`The Mail`", [(Role.CITE, "The Mail", "")]),
        ("a [1]_ b [#x]_ c [#]_\n\n.. [#] d\n.. [1] e\n.. [#x] f",
         [(Role.FOOTNOTE_REFERENCE, "", "1"), (Role.FOOTNOTE_REFERENCE, "", "3"), (Role.FOOTNOTE_REFERENCE, "", "2"),
          (Role.FOOTNOTE, "d", "2"), (Role.FOOTNOTE, "e", "1"), (Role.FOOTNOTE, "f", "3")]),
        ("a [*]_ b [*]_\n\n.. [*] c\n.. [*] d",
         [(Role.FOOTNOTE_REFERENCE, "", "*"), (Role.FOOTNOTE_REFERENCE, "", "†"), (Role.FOOTNOTE, "c", "*"),
          (Role.FOOTNOTE, "d", "†")]),
        ("a [Key]_\n\n.. [key] b", [(Role.CITATION, "", "Key"), (Role.FOOTNOTE_REFERENCE, "", "key"),
                                    (Role.FOOTNOTE, "b", "key")]),
        ("a [Key]_", [(Role.CITATION, "", "Key")]),
        ("a :cite:t:`{see}one{p. 3, 4}, two`", [(Role.CITATION, "", "one"), (Role.CITATION, "", "two")]),
        ("`a`:cite:", [(Role.CITATION, "", "a")]),
    ],
)  # fmt: skip
def test_roles_are_seen(source: str, expected: list[tuple[Role, str, str]]) -> None:
    assert _regions(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("`the ferry <https://a.example/x y>`_", [("the ferry", "https://a.example/xy")]),
        ("ferry_\n\n.. _Ferry: https://a.example", [("ferry", "https://a.example")]),
        ("`the  Ferry`_\n\n.. _the ferry:\n   https://a.example/\n   b", [("the Ferry", "https://a.example/b")]),
        ("`a: b`_\n\n.. _`a: b`: https://a.example", [("a: b", "https://a.example")]),
        ("a__ `b c`__\n\n.. __: https://a.example\n__ https://b.example",
         [("a", "https://a.example"), ("b c", "https://b.example")]),
        ("a_\n\n.. _a: b_\n.. _b: `c d`_\n.. _c d: https://a.example", [("a", "https://a.example")]),
        ("a_\n\n.. _a:\n.. _b: https://a.example", [("a", "https://a.example")]),
        ("a_\n\n.. _a:\n\nb\n\n.. _c: https://a.example", []),
        ("a_ b_\n\n.. _a: b_\n.. _b: a_", []),
        ("`a <https://a.example>`_ and then a_", [("a", "https://a.example"), ("a", "https://a.example")]),
        ("|a|\n\n.. |a| replace:: `b <https://a.example>`_", [("b", "https://a.example")]),
        ("a_ b_\n\n.. _a: https://a.example/x\\_\n.. _b: https://b.example/y_",
         [("a", "https://a.example/x_"), ("b", "https://b.example/y_")]),
        ("see https://a.example/b.", [("", "https://a.example/b")]),
        ("a\n\n   b\n\n   -- https://a.example/b", [("", "https://a.example/b")]),
        ("``a <https://a.example>`_`` \\`a <x>`_", []),
    ],
)  # fmt: skip
def test_links_are_regions_with_their_addresses(source: str, expected: list[tuple[str, str]]) -> None:
    assert _asked.texts(source, Role.LINK) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Ferries\n=======\n\n:Author: Ada *Quill*\n:Original-URL: https://a.example\n\ntext",
         [("author", "Ada Quill", "Ada *Quill*"), ("original_url", "https://a.example", "https://a.example"),
          ("title", "Ferries", "Ferries")]),
        (":source: `the Post <https://a.example>`_\n\nFerries\n=======\n",
         [("source", "the Post https://a.example", "`the Post <https://a.example>`_"),
          ("title", "Ferries", "Ferries")]),
        (".. a comment\n.. _a: https://a.example\n\n:a: b\n   c", [("a", "b c", "b\n   c")]),
        (":authors:\n  - Ada\n  - Tom", [("authors", "Ada", "Ada"), ("authors", "Tom", "Tom")]),
        ("text\n\n:source: b", []),
        ("text\n\nHead\n====\n", []),
        (".. bibliography:: a.bib ../b.bib\n   :style: plain", [("bibliography", "a.bib", "a.bib"),
                                                               ("bibliography", "../b.bib", "../b.bib")]),
        (".. meta::\n   :description: a b\n   :property=og:title: c", [("meta.description", "a b", "a b"),
                                                                      ("meta.og:title", "c", "c")]),
        (".. title:: Ferries", [("title", "Ferries", "Ferries")]),
        ("---\nsource: x\n---\n\ntext", [("source", "x", "x")]),
    ],
)  # fmt: skip
def test_what_a_document_says_of_itself_is_metadata(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert _meta(source) == expected


def test_a_field_at_the_top_that_is_as_long_as_a_text_is_judged_as_one() -> None:
    assert _words(":note: " + "ferry " * 60) == "ferry " * 59 + "ferry"
    assert _words(":abstract: The ferry.\n:note: a\n\n  b") == "The ferry. a b"
    assert _words(":note: short") == ""


def test_a_long_substitution_is_judged_where_it_is_defined_and_none_makes_a_page_grow_without_end() -> None:
    assert _words("|a|\n\n.. |a| replace:: " + "ferry " * 100).count("ferry") == 100
    bomb = ".. |a| replace:: " + "|b| " * 50 + "\n.. |b| replace:: " + "|c| " * 50 + "\n.. |c| replace:: ferry\n"
    source = bomb + "\n" + "|a| " * 1000
    assert len(_read(source).prose) <= 4 * len(source)


def test_blocks_of_one_list_table_or_quotation_are_one_group_and_neighbours_are_not() -> None:
    source = (
        "a\n\nb\n\n- c\n- d\n\n  - e\n\n* f\n\n..\n\n   g\n\n   - h\n\n+---+\n| i |\n+---+\n| j |\n+---+\n\n"
        "= =\nk l\n= =\n\n.. note:: m\n\n   n\n\n.. rubric:: o\n"
    )
    assert _asked.groups(source) == ["a", "b", "cde", "f", "gh", "ij", "kl", "mn", "o"]


def test_cells_beside_each_other_stand_in_their_row() -> None:
    """Their text is not one stretch of the source: the place of all of it is the row."""
    row = "| the *ferry* | lost   |\n| at sea      | at     |\n|             | `dawn` |"
    rule = "+-------------+--------+"
    source = f"{rule}\n{row}\n{rule}\n| one         | two    |\n{rule}\n"
    reading = _read(source)
    assert " ".join(reading.prose.split()) == "the ferry at sea lost at dawn one two"
    for word in ("ferry", "sea", "dawn"):
        at = reading.prose.index(word)
        place = reading.offsets.to_source(Span(at, at + len(word)))
        assert source[place.start : place.stop] == row[2:-2]
    one = reading.prose.index("one")
    assert source.index("one") == reading.offsets.to_source(Span(one, one + 3)).start


def test_a_hundred_nested_quotations_are_read_and_their_words_kept() -> None:
    deep = "".join(" " * depth + f"w{depth}\n\n" for depth in range(200))
    assert _words(deep).split() == [f"w{depth}" for depth in range(200)]
    assert _words("- " * 1000 + "deep").endswith("deep")


@given(mixtures)
@settings(max_examples=1500, deadline=None)
def test_any_mixture_of_its_marks_is_read(source: str) -> None:
    check_reading(source, read_rst(source))


@given(mixtures)
@settings(max_examples=300, deadline=None)
def test_line_ends_do_not_change_the_words(source: str) -> None:
    unix = source.replace("\r\n", "\n").replace("\r", "\n")
    for line_end in ("\r\n", "\r"):
        assert read_rst(unix.replace("\n", line_end)).prose.split() == read_rst(unix).prose.split()


_N = 1000

_HOSTILE = {
    "stars": "*" * _N,
    "openers": "*a **b `c ``d |e _`f [g " * _N,
    "ticks": "`" * _N,
    "literals": "``a " * _N,
    "spaced stars": "* a*" * _N,
    "substitutions": ".. |a| replace:: |b| x\n.. |b| replace:: |a| y\n\n" + "|a| |b| " * _N,
    "references": "a_ " * _N + "a_b" * _N + "_" * _N,
    "names": "a-" * _N + "a_" + "a.b.c_ " * _N,
    "footnotes": "[#]_ " * _N + "\n\n" + ".. [#] a\n" * _N,
    "roles": ":a:b" * _N + ":`x` " + ":a:`x " * _N,
    "escapes": "\\" * _N + "\\*" * _N,
    "interpreted": "`a\\ ` " * _N,
    "addresses": "http://" * _N + "https://x.example/" + ")" * _N,
    "embedded": "`a <" * _N + ">`_ " + "`" + "<" * _N + ">`_",
    "citations": ":cite:`" + "{a," * _N + "`",
    "bullets": "- " * _N + "a\n",
    "items": "- a\n" * _N,
    "stairs": "".join(" " * i + "a\n" for i in range(_N // 2)),
    "stairs of items": "".join(" " * i + "- a\n" for i in range(_N // 2)),
    "stairs down": "".join(" " * (_N // 2 - i) + "a\n" for i in range(_N // 2)),
    "numbers": "1. a\n" * _N + "(i) " * _N + "mmmmmm. a\n" * _N,
    "fields": "x\n\n" + ":a: b\n" * _N + ":a: " * _N + ":" + "a:b" * _N,
    "options": "-a, " * _N + "\n" + "-a  b\n" * _N,
    "definitions": "a\n b\n" * _N,
    "quotations": "  a\n\n  -- b\n\n" * _N,
    "attributions that are none": "  a\n\n  -- b\n   c\n  d\n\n" * (_N // 2),
    "comments": "..\n" * _N + ".. " * _N + ".. a\n   b\n\n" * _N,
    "directives": ".. note:: " * _N + "\n" + ".. note::\n" * _N,
    "epigraphs": ".. epigraph::\n\n   a\n\n   -- b\n\n" * (_N // 2),
    "options of directives": ".. foo::\n" + "   :a: b\n" * _N,
    "targets": ".. _a:\n" * _N + ".. _a: b_\n" * _N + "\n" + "a_ " * _N,
    "anonymous": "__ a\n" * _N + "\n" + "a__ " * _N,
    "literal blocks": "a::\n" * _N + "\n" + "a::\n\n b\n\n" * _N + "a::\n\n> b\n\n" * _N,
    "grid": "+-+-+\n|a|b|\n" * _N + "+-+-+\n",
    "wide grid": "+" + "-+" * _N + "\n|" + "a|" * _N + "\n+" + "-+" * _N + "\n",
    "open grids": "+-+\n\n" * _N + "+--+\n" * _N,
    "simple tables": "= =\na b\n= =\n\n" * (_N // 2) + "= =\n\n" * _N,
    "open simple tables": "== ==\na\n\n" * _N,
    "rules": "----\n" * _N + "----\na\n" * _N + "a\n-\n" * _N,
    "poem": "| a\n" * _N + "|\n" * _N,
    "values": ".. csv-table::\n\n" + '   "a\n' * _N + '\n.. csv-table::\n\n   "a' + '""' * _N,
    "spaces": " " * _N + "\t" * _N + "x",
    "one line": "word " * _N,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_work_grows_with_the_source_and_not_with_its_square(name: str) -> None:
    assert _asked.takes_linear_work(_HOSTILE[name])
    read_rst(_HOSTILE[name] * 10)
