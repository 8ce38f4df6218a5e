"""What the markup of AsciiDoc means: which words are prose, where they stand, and what is said about them."""

from __future__ import annotations

import pytest

from reusecheck.documents import BlockKind, Role, describe
from reusecheck.readers import reader_for
from reusecheck.readers.asciidoc import read_asciidoc
from tests.marked import marked
from tests.readings import Asked

_asked = Asked(read_asciidoc)
_read, _words, _blocks, _texts = _asked.reading, _asked.words, _asked.blocks, _asked.texts


def _meta(source: str) -> list[tuple[str, str]]:
    return [(entry.key, entry.value) for entry in _read(source).meta]


PARAGRAPH, HEADING, ITEM = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM
CELL, CAPTION, FOOTNOTE = BlockKind.CELL, BlockKind.CAPTION, BlockKind.FOOTNOTE


def test_a_term_that_ends_in_brackets_is_no_macro() -> None:
    assert _words("Ferry:: it left at dawn [so they say]") == "Ferry it left at dawn [so they say]"
    assert _words("image::ferry.png[The ferry]\n\ntoc::[]\n\nGone.").endswith("Gone.")


@pytest.mark.parametrize("name", ["a.adoc", "a.asciidoc", "a.asc", "A.ADOC"])
def test_the_suffix_chooses_the_reader(name: str) -> None:
    assert reader_for(name)("*Ahoy*").prose == "Ahoy"


@pytest.mark.parametrize(
    ("drawing", "word"),
    [
        ("Tom &amp; ⟦Jerry⟧ sail", "Jerry"),
        ("Tom ⟦&amp;⟧ Jerry sail", "&"),
        ("e\u0301te\u0301 𝔖𝔢𝔞 🚢 ⟦Ahoy⟧", "Ahoy"),
        ("One.\r\n\r\n____\r\nTwo *⟦Ahoy⟧*\r\n____\r\n", "Ahoy"),
        ("One.\r\rTwo ⟦Ahoy⟧\r", "Ahoy"),
        ("https://sea.example[the ⟦Ahoy⟧,window=_blank] x", "Ahoy"),
        ("re**use**d ⟦Ahoy⟧", "Ahoy"),
        ("⟦re**use**d⟧ today", "reused"),
        ("[quote, ⟦Ada Quill⟧, The Lamp]\n____\nx\n____", "Ada Quill"),
        ('[quote, "⟦Quill, Ada⟧"]\nx', "Quill, Ada"),
        ("[quote, citetitle='https://sea.example[⟦The Lamp⟧]']\nx", "The Lamp"),
        ("x footnote:[See *⟦Ahoy⟧*.]", "Ahoy"),
        (":who: Ada\n\nx\n\ny ⟦{who}⟧ z", "Ada"),
        (":who: x\n\n{who} {who} ⟦Ahoy⟧", "Ahoy"),
        ("|===\n|a |⟦Ahoy⟧\n|===", "Ahoy"),
        ("|===\n|a \\| ⟦Ahoy⟧ b\n|===", "Ahoy"),
        (',===\na,"b, ⟦Ahoy⟧"\n,===', "Ahoy"),
        ("== ⟦Ahoy⟧ ==\n", "Ahoy"),
        ("Ahoi\n====\n\nterm:: ⟦Ahoy⟧", "Ahoy"),
        ("> one\n> ⟦Ahoy⟧", "Ahoy"),
        ("ifdef::x[]\n⟦Ahoy⟧\nendif::[]", "Ahoy"),
        ("ifdef::x[⟦Ahoy⟧]", "Ahoy"),
        ("---\ntitle: x\n---\n⟦Ahoy⟧", "Ahoy"),
        ('"one\n⟦Ahoy⟧"\n-- Ada', "Ahoy"),
    ],
)
def test_a_word_is_found_where_it_stands(drawing: str, word: str) -> None:
    source, (expected,) = marked(drawing)
    found = _asked.place(source, word)
    assert expected.holds(found)
    # of a value that stands for a name of the same length the last character is left out
    assert len(found) >= len(expected) - 1


def test_a_value_as_long_as_its_reference_does_not_count_as_copied() -> None:
    assert _words(":a: sea\n\nthe {a} and {nope}") == "the sea and {nope}"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("A *ferry*, _adrift_, #lost# `sunk` ~low~ ^high^", "A ferry, adrift, lost sunk low high"),
        ("snake_case and 5*3*2 stay, H~2~O", "snake_case and 5*3*2 stay, H2O"),
        ("[.lead]#words# [.big]**er**", "words er"),
        ("\"`words`\" '`word`' Ada`'s", "“words” ‘word’ Ada’s"),
        (r"\*stars* \_lines_ \{empty} \https://sea.example", "*stars* _lines_ {empty} https://sea.example"),
        ("+*stars*+ ++__x__++ `+{empty}+` pass:[_x_] pass:q[_x_]", "*stars* __x__ {empty} _x_ x"),
        ("+++<b>bold</b> &amp; <!-- x -->free+++", "bold & free"),
        ("stem:[x^2] and latexmath:[y] x", "and x"),
        ("(C) 2024 -- a--b... don't", "© 2024 — a—b... don't"),
        ("one +\ntwo + three", "one two + three"),
        ("image::a.jpg[A ferry at sea]\n\nAdrift image:b.jpg[Buoy] x", "Adrift x"),
        ("See https://sea.example/a or <https://sea.example/b_c_d>. Done", "See or . Done"),
        ("link:a.html[the page^] and mailto:a@sea.example[Ada,Subject] now", "the page and Ada now"),
        ('https://sea.example["Quill, Ada",role=x] https://sea.example[a b]', "Quill, Ada a b"),
        ("kbd:[Ctrl+C] btn:[OK] menu:File[Save]", "Ctrl+C OK File Save"),
        ("((lamp)) (((lamp,oil))) indexterm:[a,b] indexterm2:[wick]", "lamp wick"),
        ("[[here]]text anchor:x[] <<here,the place>> xref:a.adoc#b[there] <<here>>.", "text the place there ."),
        ("{set:x:y}{counter:n} {nbsp}{lsquo}x{rsquo} {nope}", "‘x’ {nope}"),
        ("C++ and a << b >> c", "C++ and a << b >> c"),
        ("include::part.adoc[]\n\ntext", "text"),
        (r"\include::part.adoc[] stays", r"\include::part.adoc[] stays"),
        ("\\include::part.adoc[]", "include::part.adoc[]"),
        ("text\n\n'''\n\nmore\n\n<<<\n\n***\n", "text more"),
        ("[discrete]\n== Head ==\n\ntoc::[]", "Head"),
        ("unknown::thing[with words]", "with words"),
        ("Braces { like these } stay", "Braces { like these } stay"),
        ("footnote:[never closed", "footnote:[never closed"),
        ("", ""),
        ("\ufefffish", "\ufefffish"),
    ],
)
def test_prose_is_what_readers_of_the_page_see(source: str, words: str) -> None:
    assert _words("z " + source if "\n" not in source and "::" not in source and source else source) == (
        f"z {words}".strip() if "\n" not in source and "::" not in source and source else words
    )


@pytest.mark.parametrize(
    "source",
    [
        "----\nname\n----", "....\nname\n....", "```ruby\nname\n```", "[source,ruby]\nname\n", " name\n name",
        "++++\nname\n++++", "[stem]\n++++\nname\n++++", "[listing]\nname", "[source]\n--\nname\n\nname\n--",
        "* item\n+\n----\nname\n----", "[pass]\nname", "----\nname\n\nnever closed", "====\n----\nname\n====",
    ],
)  # fmt: skip
def test_code_is_no_prose(source: str) -> None:
    reading = _read(f"text\n\n{source}")
    assert "name" not in reading.prose
    assert [r.role for r in reading.regions] == [Role.CODE]
    assert "text" in _read(f"{source}\n\ntext" if "never" not in source else "text").prose


def test_inline_code_is_prose_and_known() -> None:
    assert _texts("the `lamp *oil*` and ``w``ick", Role.CODE) == [("lamp oil", ""), ("w", "")]


@pytest.mark.parametrize(
    ("source", "comment"),
    [
        ("// reusecheck: allow x: y\ntext", " reusecheck: allow x: y"),
        ("te\n// name\nxt", " name"),
        ("* item\n// name\n* item", " name"),
        ("////\nname\n\nname\n////\n\ntext", "name\n\nname"),
        ("[comment]\nname\n\ntext", "name"),
        ("[comment]\n--\nname\n--\n\ntext", "name"),
        ("= Title\n// name\n:a: b\n\ntext", " name"),
        ("|===\n// name\n|a\n|===", " name"),
        ("+++<!-- name -->+++text", " name "),
        ("---\n# name\ntitle: x\n---\ntext", " name"),
    ],
)
def test_comments_are_no_prose_but_known(source: str, comment: str) -> None:
    reading = _read(source)
    assert "name" not in reading.prose
    assert [r.value for r in reading.regions if r.role is Role.COMMENT] == [comment]


def test_what_is_no_comment() -> None:
    assert _words("///not one\n\n----\n// code\n----\n\na // b") == "///not one a // b"
    assert _texts("----\n// code\n----", Role.COMMENT) == []


# ---- the header


def test_the_header_is_metadata() -> None:
    source = (
        "// first\n= The *Lamp*: a story\nAda Quill <ada@sea.example>; Bob_Ray Roe\nv1.2, 2024-05-01: again\n"
        ":source: {base}/lamp\n:base: https://sea.example\n:page-canonical_url: https://our.example/lamp\n"
        ":keywords: one, \\\n  two\n:!toc:\n:empty:\n:bibtex-file: refs.bib\n\nText by {author} of {base}[us].\n"
    )
    assert _meta(source) == [
        ("title", "The Lamp: a story"),
        ("author", "Ada Quill"),
        ("email", "ada@sea.example"),
        ("author", "Bob Ray Roe"),
        ("revnumber", "1.2"),
        ("revdate", "2024-05-01"),
        ("revremark", "again"),
        ("source", "https://sea.example/lamp"),
        ("base", "https://sea.example"),
        ("canonical_url", "https://our.example/lamp"),
        ("keywords", "one, two"),
        ("bibliography", "refs.bib"),
        ("bibtex_file", "refs.bib"),
    ]
    assert _blocks(source) == [(HEADING, "The Lamp: a story"), (PARAGRAPH, "Text by Bob Ray Roe of us.")]
    for entry in _read(source).meta:
        assert len(entry.source)
    described = describe(_read(source).meta)
    assert described.title == "The Lamp: a story"
    assert described.author.startswith("Ada Quill")


def test_prose_below_the_title_is_not_lost_as_an_author() -> None:
    assert _words("= Title\nThe ferry left the harbour, and nobody saw her go.") == (
        "Title The ferry left the harbour, and nobody saw her go."
    )


def test_attributes_without_a_title_and_in_the_body() -> None:
    assert _meta(":source: x\n\ntext\n\n:source: y\n\nmore") == [("source", "x")]
    assert _words(":a: one\n\n{a}\n\n:a: two\n\n{a}\n\n:!a:\n\n{a}") == "one two {a}"


def test_front_matter_of_a_site_generator() -> None:
    assert _meta("---\nsource: x\n---\n= Title\n\ntext") == [("source", "x"), ("title", "Title")]


def test_values_that_hold_values_do_not_grow_without_bounds() -> None:
    bomb = "".join(f":a{n}: {{a{n - 1}}}{{a{n - 1}}}\n" for n in range(1, 60))
    source = f":a0: boom\n{bomb}\n{'{a59} ' * 2000}"
    assert len(_read(source).prose) < 300_000


# ---- blocks


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("* [x] one\n* two\n  three\n** four\n+\nfive\n\n* six\n\nseven",
         [(ITEM, "one"), (ITEM, "two three"), (ITEM, "four"), (PARAGRAPH, "five"), (ITEM, "six"),
          (PARAGRAPH, "seven")]),
        (". one\n.. two\n1. three\nb. four\n<1> five",
         [(ITEM, "one"), (ITEM, "two"), (ITEM, "three"), (ITEM, "four"), (ITEM, "five")]),
        ("lamp:: a light\noil::\n  fat\n\nwick;; cord",
         [(ITEM, "lamp"), (PARAGRAPH, "a light"), (ITEM, "oil"), (PARAGRAPH, "fat"), (ITEM, "wick"),
          (PARAGRAPH, "cord")]),
        (".Fees\n|===\n|a |b\n\n2+|c\nd\n\ne\na|* f\n|===",
         [(CAPTION, "Fees"), (CELL, "a"), (CELL, "b"), (CELL, "c d"), (CELL, "e"), (ITEM, "f")]),
        ('[format=csv]\n|===\na,"b\nc",d\n|===', [(CELL, "a"), (CELL, "b c"), (CELL, "d")]),
        (":===\na:b\n:===", [(CELL, "a"), (CELL, "b")]),
        ("Head\n----\n\ntext\n\nSub\n~~~\n", [(HEADING, "Head"), (PARAGRAPH, "text"), (HEADING, "Sub")]),
        ("== A\n=== B ===\n# C", [(HEADING, "A"), (HEADING, "B"), (HEADING, "C")]),
        (".Title\n****\ntext\n\n====\nmore\n====\n****",
         [(HEADING, "Title"), (PARAGRAPH, "text"), (PARAGRAPH, "more")]),
        (".Code\n----\nx\n----\n.Picture\nimage::a.png[]", [(CAPTION, "Code"), (CAPTION, "Picture")]),
        ('image::a.png[alt,title="The lamp"]', [(CAPTION, "The lamp")]),
        ("[[x]]\n[.lead]\none\n[NOTE]\ntwo", [(PARAGRAPH, "one"), (PARAGRAPH, "two")]),
        (".Waits to the end", [(HEADING, "Waits to the end")]),
        ("* one\n\nnot a list;\n* no item", [(ITEM, "one"), (PARAGRAPH, "not a list; * no item")]),
    ],
)  # fmt: skip
def test_blocks(source: str, blocks: list[tuple[BlockKind, str]]) -> None:
    assert _blocks(f"{source}\n") == blocks


def test_lists_tables_and_quotations_are_groups() -> None:
    reading = _read("* a\n* b\n\n// apart\n\n* c\n\n|===\n|d |e\n|===\n\n____\nf\n\ng\n____\n\nh\n\ni")
    groups = [block.group for block in reading.blocks]
    assert [groups.index(group) for group in groups] == [0, 0, 2, 3, 3, 5, 5, 7, 8]


# ---- quotations


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("[quote, Ada, The Lamp]\n____\nwords\n____", "Ada, The Lamp words"),
        ("[quote, Ada, The Lamp]\nwords", "Ada, The Lamp words"),
        ("[quote, , The Lamp]\n--\nwords\n--", "The Lamp words"),
        ("[, Ada]\n____\nwords\n____", "Ada words"),
        ("[quote#id.big%x, 'link:a.html[Ada]']\n____\nwords\n\nmore\n____", "Ada words more"),
        ("[quote]\n.From Ada\n____\nwords\n____", "From Ada words"),
        ("[verse, Ada]\n____\nwords\n\n* more\n____", "Ada words * more"),
        ("[verse, Ada]\nwords\n|===\nmore", "Ada words |=== more"),
        ('"words\nmore"\n-- Ada, The Lamp', "words more Ada, The Lamp"),
        ("> words\n> * more\n> -- Ada", "words * more Ada"),
        ('[, Ada]\n""\nwords\n""', "Ada words"),
        ("____\nwords", "words"),
        ("* item\n+\n[quote, Ada]\n____\nwords\n____", "Ada words"),
    ],
)
def test_quotations_hold_the_words_that_name_their_source(source: str, quoted: str) -> None:
    assert _texts(f"before\n\n{source}\n", Role.BLOCK_QUOTATION) == [(quoted, "")]
    source = f"{source}\n\nafter"
    if "Ada" in quoted:
        assert CAPTION in [kind for kind, words in _blocks(source) if "Ada" in words]


def test_no_quotations() -> None:
    for source in (
        '""\nwords',
        "-- Ada",
        '"words" and more\nand more',
        "[quote, Ada]\n----\nx\n----\n",
        "// [quote]\nx",
    ):
        assert _texts(source, Role.BLOCK_QUOTATION) == []


def test_links_in_the_source_of_a_quotation_are_known() -> None:
    source = ":lamp: https://lamp.example\n\n[quote, Ada Quill, '{lamp}/a[The Lamp], 3 May']\n____\nwords\n____"
    assert _texts(source, Role.LINK) == [("The Lamp", "https://lamp.example/a")]
    assert _blocks(source)[0] == (CAPTION, "Ada Quill, The Lamp, 3 May")


def test_admonitions_are_callouts() -> None:
    source = "NOTE: one\n\n[TIP]\ntwo\n\n[WARNING]\n.Hot\n====\nthree\n====\n\n[CAUTION]\n--\nfour\n--\n"
    source += "\n[example]\nTIP: five"
    assert _texts(source, Role.CALLOUT) == [
        ("one", "note"), ("two", "tip"), ("Hot three", "warning"), ("four", "caution"),
    ]  # fmt: skip


# ---- footnotes, citations, links


def test_footnotes() -> None:
    source = "One.footnote:[See https://sea.example[Ada].] Two.footnote:x[Note two.] Three.footnote:x[]"
    source += " four footnoteref:[y,Five]"
    reading = _read(source)
    labels = [r.value for r in reading.regions if r.role is Role.FOOTNOTE_REFERENCE]
    assert labels[1:] == ["x", "x", "y"]
    assert _texts(source, Role.FOOTNOTE) == [("See Ada.", labels[0]), ("Note two.", "x"), ("Five", "y")]
    assert _words(source) == "One. See Ada. Two. Note two. Three. four Five"


def test_footnotes_of_different_paragraphs_are_told_apart() -> None:
    labels = [value for _, value in _texts("One.footnote:[a]\n\nTwo.footnote:[b]", Role.FOOTNOTE)]
    assert len(set(labels)) == 2


def test_a_footnote_kept_in_an_attribute_stands_where_it_is_put() -> None:
    source = ":fn: footnote:[By https://sea.example[Ada].]\n\nOne.{fn} Two."
    assert _words(source) == "One. By Ada. Two."
    assert [words for words, _ in _texts(source, Role.FOOTNOTE)] == ["By Ada."]
    assert _texts(source, Role.LINK) == [("By Ada.", "https://sea.example")]


def test_entries_of_a_bibliography_are_footnotes_and_their_keys_citations() -> None:
    source = "Text <<ada>>, <<bob,see Bob>> and <<nobody>>.\n\n[bibliography]\n"
    source += "* [[[ada]]] Ada Quill.\n* [[[bob,2]]] Bob Roe.\n"
    assert _words(source) == "Text , see Bob and . Ada Quill. Bob Roe."
    assert [value for _, value in _texts(source, Role.CITATION)] == ["ada", "bob"]
    assert [value for _, value in _texts(source, Role.FOOTNOTE_REFERENCE)] == ["[ada]", "[bob]"]
    assert _texts(source, Role.FOOTNOTE) == [("Ada Quill.", "[ada]"), ("Bob Roe.", "[bob]")]
    assert [kind for kind, _ in _blocks(source)] == [PARAGRAPH, FOOTNOTE, FOOTNOTE]


def test_citations_of_asciidoctor_bibtex() -> None:
    source = "Text cite:[quill24(12), roe19], as citenp:[lamp] says.\n\nbibliography::[]"
    assert [value for _, value in _texts(source, Role.CITATION)] == ["quill24", "roe19", "lamp"]
    assert _words(source) == "Text , as says."


def test_links() -> None:
    source = (
        ":u: https://sea.example\n\nz {u} {u}/a[one] link:{u}/b[two] link:++https://sea.example/c__d__e++[x] "
        "https://sea.example/(c). \\https://no.example mailto:a@sea.example[] image:x.png[https://no.example] <<sec,s>>"
    )
    assert [value for _, value in _texts(source, Role.LINK)] == [
        "https://sea.example", "https://sea.example/a", "https://sea.example/b",
        "https://sea.example/c__d__e", "https://sea.example/(c)", "mailto:a@sea.example", "#sec",
    ]  # fmt: skip
