"""What Markdown's markup means: which words are prose, where they stand, and what is said about them."""

from __future__ import annotations

import pytest

from reusecheck.documents import BlockKind, Role
from reusecheck.readers.markdown import read_markdown
from tests.marked import marked
from tests.readings import Asked

_asked = Asked(read_markdown)
_read, _words, _blocks, _regions = _asked.reading, _asked.words, _asked.blocks, _asked.regions


@pytest.mark.parametrize(
    ("drawing", "word"),
    [
        ("Tom &amp; ⟦Jerry⟧ sail", "Jerry"),
        ("Tom ⟦&amp;⟧ Jerry sail", "&"),
        ("&#8220;⟦Ahoy⟧&#8221; they said", "Ahoy"),
        ("a\tb\t⟦Ahoy⟧", "Ahoy"),
        ("-\tAn item\n\n\t⟦Ahoy⟧ there", "Ahoy"),
        ("e\u0301te\u0301 ⟦Ahoy⟧", "Ahoy"),
        ("𝔖𝔢𝔞 🚢 ⟦Ahoy⟧", "Ahoy"),
        ("One.\r\n\r\n> Two\r\n> *⟦Ahoy⟧*\r\n", "Ahoy"),
        ("One.\r\rTwo ⟦Ahoy⟧\r", "Ahoy"),
        ("[the ⟦Ahoy⟧](https://example.org 'title') x", "Ahoy"),
        ("re**use**d ⟦Ahoy⟧", "Ahoy"),
        ("⟦re**use**d⟧ today", "reused"),
        ("`x` \\* ⟦Ahoy⟧", "Ahoy"),
        ("| a | ⟦Ahoy⟧ |\n|---|---|\n", "Ahoy"),
        ("| a | b |\n|---|---|\n| c \\| d | **⟦Ahoy⟧** |", "Ahoy"),
        ("## ⟦Ahoy⟧ ##", "Ahoy"),
        ("> - > deep\n>   > ⟦Ahoy⟧", "Ahoy"),
        ("---\ntitle: x\n---\n⟦Ahoy⟧", "Ahoy"),
        ("<p align='left'>Hi <b>⟦Ahoy⟧</b></p>", "Ahoy"),
        ("text[^1]\n\n[^1]: See\n    ⟦Ahoy⟧", "Ahoy"),
        ("a <!-- x\ny --> ⟦Ahoy⟧", "Ahoy"),
        ("{{< note >}}⟦Ahoy⟧{{< /note >}}", "Ahoy"),
    ],
)
def test_a_word_is_found_where_it_stands(drawing: str, word: str) -> None:
    source, (expected,) = marked(drawing)
    assert _asked.place(source, word) == expected


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("A ferry, *adrift*, __lost__ ~~sunk~~ ~low~", "A ferry, adrift, lost sunk low"),
        ("snake_case and 5*3 stay, H~2~O", "snake_case and 5*3 stay, H2O"),
        ("![A ferry at sea](ferry.jpg) Adrift", "Adrift"),
        ("[![A ferry](a.jpg)](https://example.org) Adrift", "Adrift"),
        ("See <https://example.org/a> or https://example.org/b_c_d. Done", "See or . Done"),
        ("(https://example.org/x_(y)) and www.example.org", "( ) and"),
        ("one<br>two<sup>3</sup> four<sub>5</sub>", "one two 3 four5"),
        ("import fees rose, say ports; export of fish fell", "import fees rose, say ports; export of fish fell"),
        ("import Chart from './chart'\nimport 'x.css'\n\nFish", "Fish"),
        ("export const meta = {\n  a: 1\n}\n\nFish", "Fish"),
        ("<Tabs kind={[1, 2]}>\n\n*Fish* <Chip label='x' /> here\n\n</Tabs>", "Fish here"),
        ("{{< youtube abc >}} Fish {% include a.html %} and {{ page.title }} chips", "Fish and chips"),
        ("{% highlight python %}\ncode = 1\n\n# no\n{% endhighlight %}\nFish", "Fish"),
        ("Braces {like these} and {{ these stay", "Braces {like these} and {{ these stay"),
        ("::: {.callout-tip}\nFish\n:::\n\nchips", "Fish chips"),
        ("# Fish {#fish .big}\n\ntext{: .x}", "Fish text"),
        ("a<script>var x = 'fish'</script>b", "a b"),
        ("<div>\n<style>p { color: red }</style>\nFish\n</div>", "Fish"),
        ("<p>Fish<p>chips<td>peas", "Fish chips peas"),
        ("[fish]: /url 'a title'\n\nchips", "chips"),
        ("Write to sea@example.org today", "Write to sea@example.org today"),
        ("devel-\nopment", "devel- opment"),
        ("> devel-\n> opment", "devel- opment"),
        ("---\n\nFish between rules\n\n---\n\nchips", "Fish between rules chips"),
        ("---\nFish and chips are a dish.\n---\n\npeas", "Fish and chips are a dish. peas"),
        ("---\ntitle: fish\n\nnever closed", "title: fish never closed"),
        ("", ""),
        ("\ufefffish", "\ufefffish"),
    ],
)
def test_prose_is_what_readers_of_the_page_see(source: str, words: str) -> None:
    assert _words(source) == words


def test_a_line_end_inside_a_quotation_stays_one_character() -> None:
    assert _read("> devel-\n> opment\n> > and\n> > so on").prose == "devel-\nopment\n\nand\nso on"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[the ferry](https://a.example/b)", [("the ferry", "https://a.example/b")]),
        ("[the *ferry*][f] [F][] [f]\n\n[f]: <https://a.example> 'x'",
         [(name, "https://a.example") for name in ("the ferry", "F", "f")]),
        ("[the ferry][g] [x]\n\n[f]: https://a.example", []),
        ("<https://a.example/x>", [("", "https://a.example/x")]),
        ("see https://a.example/x?a=1&b=2.", [("", "https://a.example/x?a=1&b=2")]),
        ("**Source: https://a.example/x**", [("", "https://a.example/x")]),
        ("www.a.example/x", [("", "https://www.a.example/x")]),
        ('<a class=x href="https://a.example/?a=1&amp;b=2">the ferry</a> left', [("the ferry", "https://a.example/?a=1&b=2")]),
        ("<a name=x>the ferry</a>", []),
        ("`[a](https://a.example)` \\[a](b)", []),
        ("[a [b](https://b.example) c](https://c.example)", [("b", "https://b.example"), ("", "https://c.example")]),
        ("![alt](https://a.example/x.jpg)", []),
        ('[a](</b c> "t")', [("a", "/b c")]),
        ("[a](b\\_c&amp;d)", [("a", "b_c&d")]),
    ],
)  # fmt: skip
def test_links_are_regions_with_their_addresses(source: str, expected: list[tuple[str, str]]) -> None:
    assert _asked.texts(source, Role.LINK) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("> The ferry\nleft\n\nat dawn", [(Role.BLOCK_QUOTATION, "The ferry left", "")]),
        ("> [!NOTE]\n> The ferry", [(Role.CALLOUT, "The ferry", "note")]),
        ("> [!tip]- Title\n> The ferry", [(Role.CALLOUT, "Title The ferry", "tip")]),
        ("> [!tip](/u) The ferry", [(Role.BLOCK_QUOTATION, "!tip The ferry", ""), (Role.LINK, "!tip", "/u")]),
        ("> a\n> > b\n>\n> c", [(Role.BLOCK_QUOTATION, "a b c", ""), (Role.BLOCK_QUOTATION, "b", "")]),
        ('<blockquote cite="https://a.example">\n\n*One*\n\nTwo\n\n</blockquote>\n\nThree',
         [(Role.BLOCK_QUOTATION, "One Two", "https://a.example")]),
        ("He said <q cite='https://a.example'>the ferry</q>.", [(Role.QUOTATION, "the ferry", "https://a.example")]),
        ("From <cite>The Harbour Post</cite>", [(Role.CITE, "The Harbour Post", "")]),
        ("From <cite>The Harbour\n\nnever closed", [(Role.CITE, "The Harbour", "")]),
        ("<span style='display: none'>secret</span> open", [(Role.HIDDEN, "secret", "")]),
        ("<div hidden>\n\nsecret\n\n<div>\n\nmore\n\n</div>\n\n</div>\n\nopen", [(Role.HIDDEN, "secret more", "")]),
        ("<div style='color: red'>\nopen</div>", []),
        ("> <div hidden>\n>\n> secret\n\nopen", [(Role.BLOCK_QUOTATION, "secret", ""), (Role.HIDDEN, "secret", "")]),
        ("open <!-- secret --> words", [(Role.COMMENT, "", " secret ")]),
        ("open\n\n<!-- secret\n\nand more -->\n\nwords", [(Role.COMMENT, "", " secret\n\nand more ")]),
        ("open <!--^[secret]--> words", [(Role.COMMENT, "", "^[secret]")]),
        ("open [words](^[here)", [(Role.LINK, "words", "^[here")]),
        ("open {/* secret */} words", [(Role.COMMENT, "", " secret ")]),
        ("`<!-- no comment -->`", [(Role.CODE, "<!-- no comment -->", "")]),
        ("```\n<!-- no comment -->\n```", [(Role.CODE, "", "")]),
        ("use `git commit` now", [(Role.CODE, "git commit", "")]),
        ("As [@smith2004; see @doe:99, pp. 3-5] says",
         [(Role.CITATION, "", "smith2004"), (Role.CITATION, "", "doe:99")]),
        ("As @smith2004 says, and [-@doe].", [(Role.CITATION, "@smith2004", "smith2004"), (Role.CITATION, "", "doe")]),
        ("mail a@b.example", []),
        ("Sunk[^a] at dawn.\n\n[^a]: The Post.\n\n    Page 3.\n\nNot this.",
         [(Role.FOOTNOTE_REFERENCE, "", "a"), (Role.FOOTNOTE, "The Post. Page 3.", "a")]),
        ("Sunk[^b] at dawn.\n\n[^a]: The Post.", [(Role.FOOTNOTE, "The Post.", "a")]),
        ("Sunk^[The Post.] at dawn",
         [(Role.FOOTNOTE_REFERENCE, "", "^[4]"), (Role.FOOTNOTE, "The Post.", "^[4]")]),
    ],
)  # fmt: skip
def test_roles_are_seen(source: str, expected: list[tuple[Role, str, str]]) -> None:
    assert _regions(source) == expected


def test_a_sentence_with_a_handle_in_brackets_is_no_citation_mark_and_stays() -> None:
    sentence = "[the ferry left its harbour at dawn with all of its people aboard, writes @post]"
    assert _words(sentence) == sentence


def test_blocks_have_kinds() -> None:
    source = (
        "# Head\n\nText\n\n- one\n\n  more\n- two\n\n| a | b |\n|---|---|\n| c | d |\n\n[^1]: Note\n\n"
        "<figure><img src=x><figcaption>Shot</figcaption></figure>\n"
    )
    kind = BlockKind
    assert _blocks(source) == [
        (kind.HEADING, "Head"),
        (kind.PARAGRAPH, "Text"),
        (kind.ITEM, "one"),
        (kind.PARAGRAPH, "more"),
        (kind.ITEM, "two"),
        *[(kind.CELL, cell) for cell in "abcd"],
        (kind.FOOTNOTE, "Note"),
        (kind.CAPTION, "Shot"),
    ]


def test_blocks_of_one_list_table_or_quotation_are_one_group_and_neighbours_are_not() -> None:
    source = "a\n\nb\n\n- c\n- d\n  - e\n\n* f\n\n> g\n>\n> - h\n\n|i|\n|-|\n|j|\n\n|k|\n|-|\n\n<ul><li>l<li>m</ul>"
    assert _asked.groups(source) == ["a", "b", "cde", "f", "gh", "ij", "k", "lm"]


def test_a_thousand_nested_quotations_are_read_and_their_words_kept() -> None:
    assert _words(">" * 1000 + " deep").endswith("deep")


_N = 1000

_HOSTILE = {
    "brackets": "[" * _N,
    "closed brackets": "[" * _N + "]" * _N,
    "images": "![" * _N + "](" * _N,
    "unclosed targets": "[a](" * _N,
    "unclosed titles": '[a](b "' * _N,
    "links in brackets": "[" * _N + "[a](b)" * _N,
    "labels": "[a]: b\n\n" + "[a][" * _N + "[a" * _N + "]" * _N,
    "definitions": "[a]: b '\n" * _N,
    "stars": "*" * _N,
    "openers": "*a " * _N,
    "mixed emphasis": "a**b_c*~d" * _N,
    "strikes": "~~a " * _N,
    "quotes": ">" * _N,
    "deep quotes": (">" * 90 + "a\n") * (_N // 10),
    "backticks": "`" * _N,
    "backticks of all lengths": "".join("`" * (i % 60) + "a" for i in range(_N)),
    "comments": "<!--" * _N,
    "comments in html": "<div>" + "<!--" * _N,
    "tags": "<a " * _N,
    "attributes": "<a b='" * _N,
    "instructions": "<?" * _N,
    "escapes": "\\" * _N,
    "shortcodes": "{{" * _N,
    "footnotes": "^[" * _N + "[^1]" * _N,
    "citations": "[@a " * _N + "]" * _N,
    "addresses": "http://" * _N + "www." * _N + ")" * _N,
    "entities": "&amp" * _N,
    "items": "- " * _N,
    "rows": "|a|\n|-|\n" + "|b|\n" * _N,
    "cells": "|a" * _N + "\n" + "|-" * _N,
    "elements": "<div>" * _N + "</p>" * _N,
    "inline elements": "<div><b>\n<p>" + "<i>" * _N + "</b>" * _N,
    "open quotations": "<blockquote>\n\n" * _N,
    "spaces": " " * _N + "\t" * _N + "x",
    "one line": "word " * _N,
    "yaml": "---\na: " + "[" * _N + "\n---\n",
    "json": '{"a":' * _N,
    "toml": "+++\n" + "a = [\n" * _N + "+++\n",
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_work_grows_with_the_source_and_not_with_its_square(name: str) -> None:
    assert _asked.takes_linear_work(_HOSTILE[name])
    read_markdown(_HOSTILE[name] * 10)
