"""The HTML reader: offsets, blocks, regions and metadata. What is left out is in test_readers_html_content."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import BlockKind, Reading, Role, describe
from reusecheck.readers.html import read_html
from reusecheck.readers.html_scan import references
from reusecheck.spans import Span
from tests import html_pages
from tests.contracts import check_reading
from tests.html_oracle import by_the_library, by_the_scanner
from tests.readings import Asked


def blocks_of(source: str) -> list[str]:
    reading = read_html(source)
    return [reading.prose[block.prose.start : block.prose.stop] for block in reading.blocks]


def region_texts(reading: Reading, role: Role) -> list[tuple[str, str]]:
    return [(reading.prose[r.prose.start : r.prose.stop], r.value) for r in reading.regions if r.role is role]


def meta_of(source: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in read_html(source).meta:
        found.setdefault(entry.key, []).append(entry.value)
    return found


def assert_sound(source: str) -> Reading:
    """The contract of readers, and more: every character is the source's, and blocks have no white space around."""
    reading = read_html(source)
    check_reading(source, reading)
    for i, character in enumerate(reading.prose):
        place = reading.offsets.to_source(Span(i, i + 1))
        if len(place) == 1:
            assert source[place.start] == character
        elif not len(place):  # put in
            assert character == "\n"
    at = 0
    for block in reading.blocks:
        assert not reading.prose[at : block.prose.start].strip()
        words = reading.prose[block.prose.start : block.prose.stop]
        assert words == words.strip() != ""
        at = block.prose.stop
    assert at == len(reading.prose)
    return reading


# ------------------------------------------------------------------ the scanner against the standard library

PARTS = st.sampled_from(
    ["<p>", "</p>", "<P Class=x>", "<a href='u v'>", '<a href="a>b" x>', "<img src=a/>", "<br/>", "</ DIV>",
    "<td nowrap  a = 1>",
     "a < b", "1<2", "&amp;", "&eacute;", "&copy2024", "&#x2014;", "&#8217", "&unknown;", "& ", " ", "\n", "word",
     "é𝒳", ">", '"', "=",
     "<!-- c -->", "<!DOCTYPE html>", "<i a=1 A=2>", "<b\n  c='&lt;&amp;'>", "<x-y>", "</x-y>", "<script>a<b</script>"],
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(PARTS, max_size=12))
def test_tags_text_and_comments_are_those_of_the_standard_library(parts: list[str]) -> None:
    source = "".join(part for part in parts if part != "</ DIV>") + "<hr>."
    assert by_the_scanner(source) == by_the_library(source)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["&", "#", "x", "amp", "notin", "copy", "lt", "Æ", "12", "0", "ff", "150", ";", " ", "frac12", "zz"]
        ),
        max_size=8,
    )
)
def test_character_references_mean_what_the_standard_library_says(parts: list[str]) -> None:
    source = "".join(parts)
    pieces, at = [], 0
    for start, stop, meaning in references(source, 0, len(source)):
        pieces += [source[at:start], meaning]
        at = stop
    told = html.unescape(source)
    if not re.search("[\0-\x08\x0b\x0e-\x1f\x7f]|[\ufdd0-\ufdef\ufffe\uffff]", "".join(pieces)):  # which it drops
        assert "".join([*pieces, source[at:]]) == told


@settings(deadline=None, max_examples=150)
@given(st.lists(PARTS | st.sampled_from(
    ["<div>", "</div>", "<li>", "<ul>", "</ul>", "<table><tr><td>", "</table>", "<blockquote>", "<pre>", "</pre>",
    "<h2>", "<a x='", "<svg>",
     "<nav>", "<b hidden>", "</b>", "<sup><a href='#n'>1</a></sup>", "<p id=n>", "<wbr>", "\u00ad", "<!--",
     "<html>", "<title>", "&nbsp;"],
), max_size=25))  # fmt: skip
def test_every_source_has_a_reading_whose_characters_know_their_place(parts: list[str]) -> None:
    assert_sound("".join(parts))


@pytest.mark.parametrize(
    "name", ["NEWSPAPER", "BARE", "FORUM", "FRAGMENT", "TABLE", "SHORT_NEWS", "SOURCES", "LISTICLE"]
)
def test_the_characters_of_drawn_pages_know_their_place(name: str) -> None:
    assert_sound(getattr(html_pages, name))


# ------------------------------------------------------------------ words, white space, blocks


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("re<b>use</b>d", ["reused"]),
        ("<p>a<span>b</span><i class=x>c</i>", ["abc"]),
        ("<p>super<wbr>cali", ["supercali"]),
        ("<p>super&shy;cali", ["super\u00adcali"]),
        ("<p>one<br>two", ["one\ntwo"]),
        ("<p>one<br><br/>two", ["one", "two"]),
        ("<div>one<br> \n <br>two</div>", ["one", "two"]),
        ("one<p>two</p>three", ["one", "two", "three"]),
        ("one</p>two", ["one", "two"]),
        ("<p>one<p>two", ["one", "two"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<dl><dt>one<dd>two<dt>three</dl>", ["one", "two", "three"]),
        ("<table><tr><td>one<td>two<tr><th>three</table>four", ["one", "two", "three", "four"]),
        ("<P>ONE</P><DIV>two</DIV>", ["ONE", "two"]),
        ("<p>a<hr>b", ["a", "b"]),
        ("<p>  a \n <b> b</b>  </p>", ["a \n  b"]),
        ("<p>&nbsp;</p><p>a&nbsp;b&nbsp;</p>", ["a\xa0b"]),
        ("<p>a &lt b &AMP; c&hellip; &#150; &bogus; &", ["a < b & c… – &bogus; &"]),
        ("<p title='a>b'>c</p>", ["c"]),
        ("<p class=a/>b", ["b"]),
        ('<p><a href="https://x.example>open</a> and on</p><p>more', ["open and on", "more"]),
        ("1 < 2 <3 and <", ["1 < 2 <3 and <"]),
        ("a <b", ["a <b"]),
        ("<script>a</scrip><p>b</SCRIPT >c", ["c"]),
        ("<title>never closed<p>seen", ["never closed", "seen"]),
        ("<p>a<!-- b --!>c<!-->d<!--->e", ["acde"]),
        ("<p>a<?php x ?>b<![CDATA[c]]>d</3>e", ["abde"]),
        ("<p>a<svg><title>b</title><path/>c</svg>d<button>e</button>f", ["adf"]),
        ("<div><table><tr><td>a</div>b</td></tr></table></div>", ["ab"]),
        ("<p><ruby>漢<rt>kan</rt></ruby>字", ["漢字"]),
        ("<h1>a<h2>b</h1>c", ["a", "b", "c"]),
        ("<?xml version='1.0'?><html><head><script src='x'/></head><body><p>a</p></body></html>", ["a"]),
    ],
)  # fmt: skip
def test_markup_splits_blocks_and_never_words(source: str, expected: list[str]) -> None:
    assert blocks_of(source) == expected
    assert_sound(source)


def test_an_address_keeps_its_parameters() -> None:
    # the standard (13.2.5.73): in attributes ``&copy=`` is no reference; html.parser learnt that in 2025
    reading = read_html('<a href="/?a=1&copy=2&amp;lt=3&sect">x</a>')
    assert region_texts(reading, Role.LINK) == [("x", "/?a=1&copy=2&lt=3§")]


def test_an_entity_is_replaced_as_a_whole() -> None:
    source = "<p>Fish &amp; chips &#x2014; caf&eacute;"
    reading = read_html(source)
    assert reading.prose == "Fish & chips — café"
    at = reading.prose.index
    assert reading.offsets.to_source(Span(at("&"), at("&") + 1)) == Span(8, 13)
    assert reading.offsets.to_source(Span(at("café"), len(reading.prose))) == Span(source.index("caf"), len(source))


def test_kinds_and_groups_tell_lists_tables_and_quotations_apart() -> None:
    reading = read_html(
        "<h1>T</h1><p>a</p><ul><li>b<ul><li>c</ul><li><p>d</p><p>e</p></ul><blockquote><p>f</p><p>g</p></blockquote>"
        "<table><caption>h</caption><tr><th>i<td>j</table><figure><img><figcaption>k</figcaption></figure><p>l"
    )
    kinds = [(reading.prose[b.prose.start : b.prose.stop], b.kind) for b in reading.blocks]
    K = BlockKind  # noqa: N806 - short, to keep the table readable
    assert kinds == [
        ("T", K.HEADING), ("a", K.PARAGRAPH), ("b", K.ITEM), ("c", K.ITEM), ("d", K.ITEM), ("e", K.PARAGRAPH),
        ("f", K.PARAGRAPH), ("g", K.PARAGRAPH), ("h", K.CAPTION), ("i", K.CELL), ("j", K.CELL), ("k", K.CAPTION),
        ("l", K.PARAGRAPH),
    ]  # fmt: skip
    groups: dict[int, str] = {}
    for text, block in zip("Tabcdefghijkl", reading.blocks, strict=True):
        groups[block.group] = groups.get(block.group, "") + text
    assert sorted(groups.values()) == ["T", "a", "bcde", "fg", "hij", "k", "l"]


def test_a_quotation_in_a_list_belongs_to_the_list() -> None:
    reading = assert_sound("<ul><li>a<blockquote>b</blockquote>c<li>d</ul><p>e")
    assert [block.group == reading.blocks[0].group for block in reading.blocks] == [True, True, True, True, False]


def test_a_table_that_lays_out_the_page_is_no_group() -> None:
    reading = read_html("<table><tr><td><h1>a</h1><p>b</p><p>c</p></td></tr></table>")
    assert len({block.group for block in reading.blocks}) == 3
    assert [block.kind for block in reading.blocks][1] is BlockKind.PARAGRAPH


# ------------------------------------------------------------------ regions


def test_quotations_cites_links_and_code_are_regions() -> None:
    reading = assert_sound(
        '<blockquote cite="https://a.example/?x=1&amp;y=2"><p>Long <q cite=u>said</q> words.</p></blockquote>'
        '<p>From <a href=" https://b.example/p ">The <cite>B</cite></a>, run <code>make</code>.</p>'
    )
    assert region_texts(reading, Role.BLOCK_QUOTATION) == [("Long said words.", "https://a.example/?x=1&y=2")]
    assert region_texts(reading, Role.QUOTATION) == [("said", "u")]
    assert region_texts(reading, Role.LINK) == [("The B", "https://b.example/p")]
    assert region_texts(reading, Role.CITE) == [("B", "")]
    assert region_texts(reading, Role.CODE) == [("make", "")]


@pytest.mark.parametrize("href", ["#top", "javascript:void(0)", "mailto:a@b.example", "", "JavaScript:x", "tel:1"])
def test_what_leads_nowhere_is_no_link(href: str) -> None:
    assert region_texts(read_html(f'<p>see <a href="{href}">there</a></p>'), Role.LINK) == []


def test_a_region_knows_its_tags_in_the_source() -> None:
    source = "<p>a <q>b</q> c</p>"
    (region,) = read_html(source).regions
    assert source[region.source.start : region.source.stop] == "<q>b</q>"


def test_comments_are_regions_without_prose_wherever_they_stand() -> None:
    source = "<html><head><!-- first --></head><body><p>a <!--second--> b<nav><!-- third --></nav></html>"
    reading = read_html(source)
    assert region_texts(reading, Role.COMMENT) == [("", " first "), ("", "second"), ("", " third ")]
    (second,) = (r for r in reading.regions if r.value == "second")
    assert source[second.source.start : second.source.stop] == "<!--second-->"
    assert second.prose.start == 1


def test_preformatted_text_is_code_and_not_prose() -> None:
    reading = read_html("<p>Type the following words into your shell:</p><pre>rm -r /</pre><p>Wait.</p>")
    assert "rm" not in reading.prose
    assert region_texts(reading, Role.CODE) == [("", "")]


def test_a_page_that_is_all_preformatted_is_read_by_paragraphs() -> None:
    mail = "Dear Sir,\n\nyour goat has eaten\nmy hat.\n \nYours"
    assert blocks_of(f"<html><body><h1>Mail</h1><pre>{mail}</pre></body></html>") == [
        "Mail", "Dear Sir,", "your goat has eaten\nmy hat.", "Yours",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "attribute",
    ["hidden", 'hidden="until-found"', 'style="display: NONE"', "style='color:red; visibility :hidden'",
    "aria-hidden=true",
     'style="font-size:0"', 'style="opacity: 0"', "class='x sr-only'"],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["p", "span"])
def test_hidden_text_stays_and_is_marked(attribute: str, tag: str) -> None:
    reading = read_html(
        f"<div>Seen.</div><{tag} {attribute}>Never seen, <{tag}x>but copied</{tag}x>.</{tag}> Seen again."
    )
    assert region_texts(reading, Role.HIDDEN) == [("Never seen, but copied.", "")]


@pytest.mark.parametrize(
    "attribute",
    ["style='opacity:0.5'", "style='font-size:0.9em'", "aria-hidden=false", "class=unhidden", "style='display:block'"],
)
def test_visible_text_is_not_marked_hidden(attribute: str) -> None:
    assert region_texts(read_html(f"<p {attribute}>Seen.</p>"), Role.HIDDEN) == []


def test_hidden_ends_where_its_own_element_ends() -> None:
    reading = read_html("<p><span hidden>a <span>b</span> c</span> d")
    assert region_texts(reading, Role.HIDDEN) == [("a b c", "")]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ('<sup><a href="#fn1">1</a></sup>', '<ol><li id="fn1"><p>The note. <a href="#r1">↩</a></p></li></ol>'),
        ('<a href="#fn1" role="doc-noteref" id="r1">[1]</a>', '<aside id="fn1" role="doc-footnote">The note.</aside>'),
        ('<a class="footnote-ref" href="#fn1"><sup>1</sup></a>', '<div id="fn1">The note.</div>'),
        ('<a href="#fn1" name="r1"><sup>1</sup></a>', '<p><a name="fn1" href="#r1"><sup>1</sup></a> The note.</p>'),
        ('<a class="footnote-reference" href="#fn1">1</a>', '<dl><dt id="fn1">1</dt><dd>The note.</dd></dl>'),
    ],
)  # fmt: skip
def test_a_footnote_is_reached_from_its_mark(mark: str, note: str) -> None:
    reading = assert_sound(f"<p>He left{mark} at once.</p><p>And so on.</p>{note}")
    assert reading.prose.startswith("He left at once.")
    (reference,) = (r for r in reading.regions if r.role is Role.FOOTNOTE_REFERENCE)
    assert (reference.value, reference.prose) == ("fn1", Span(7, 7))
    ((text, label),) = region_texts(reading, Role.FOOTNOTE)
    assert label == "fn1"
    assert "The note." in text
    kinds = {reading.prose[b.prose.start : b.prose.stop]: b.kind for b in reading.blocks}
    assert next(kind for words, kind in kinds.items() if "note" in words) is BlockKind.FOOTNOTE
    assert kinds["He left at once."] is BlockKind.PARAGRAPH


def test_a_mark_in_front_of_its_block_belongs_to_that_block() -> None:
    reading = read_html('<p>One.</p><p><sup><a href="#n">1</a></sup>Two.</p><p id="n">Note.</p>')
    (reference,) = (r for r in reading.regions if r.role is Role.FOOTNOTE_REFERENCE)
    assert reference.prose.start == reading.prose.index("Two")


def test_a_link_to_a_section_is_no_footnote() -> None:
    reading = read_html('<p>See <a href="#s">below</a>.</p><div id="s"><h2>Below</h2><p>Here.</p></div>')
    assert {r.role for r in reading.regions} == set()
    assert "below" in reading.prose


# ------------------------------------------------------------------ metadata


def test_a_page_says_what_it_is() -> None:
    reading = read_html(html_pages.NEWSPAPER)
    about = describe(reading.meta)
    assert about.title == "Harbour wall to be raised"  # without the name of the site behind it
    assert (about.author, about.site) == ("Ines Okafor", "The Saltmarsh Courier")
    assert about.url == "https://courier.example/2023/harbour?a=1&b=2"
    keys = {entry.key: entry.value for entry in reading.meta}
    assert keys["jsonld.isbasedon.url"] == "https://port.example/report"
    assert keys["jsonld.author.name"] == "Ines Okafor"
    assert keys["meta.application_name"] == "Courier"
    assert keys["lang"] == "en-GB"


def test_a_meta_entry_knows_where_its_value_stands() -> None:
    source = '<meta name="author" content="A &amp; B"><link href=https://c.example/x rel="nofollow CANONICAL">'
    found = {
        entry.key: (entry.value, source[entry.source.start : entry.source.stop]) for entry in read_html(source).meta
    }
    assert found == {"meta.author": ("A & B", "A &amp; B"), "canonical": ("https://c.example/x", "https://c.example/x")}


def _with_data(text: str) -> dict[str, list[str]]:
    return meta_of(f'<script type="application/ld+json">{text}</script><p>a')


def test_linked_data_is_read_from_graphs_lists_and_names() -> None:
    assert _with_data(
        '{"@graph": [{"@type": "Organization", "@id": "#o", "name": "The Tide"},'
        '{"@type": "Article", "headline": "H", "publisher": {"@id": "#o"}, "isBasedOn": ["u1", {"@id": "u2"}]}]}'
    ) == {
        "jsonld.organization.name": ["The Tide"], "jsonld.headline": ["H"], "jsonld.publisher": ["#o"],
        "jsonld.publisher.name": ["The Tide"], "jsonld.isbasedon": ["u1", "u2"],
    }  # fmt: skip
    assert _with_data('[{"@type": "Article", "isBasedOnUrl": "u"}]') == {"jsonld.isbasedonurl": ["u"]}
    assert _with_data('<!-- {"citation": "c"} -->') == {"jsonld.citation": ["c"]}


@pytest.mark.parametrize(
    "text", ["{", "", "null", "3", '"x"', "[[1]]", "[" * 100_000, '{"@graph": 1}', '{"@id": [1], "@type": []}']
)
def test_broken_linked_data_says_nothing_and_harms_nothing(text: str) -> None:
    assert _with_data(text) == {}


def test_an_item_property_names_what_the_page_is_based_on() -> None:
    assert meta_of('<link itemprop="isBasedOn" href="u"><span itemprop="isBasedOn">The <b>Tide</b></span>') == {
        "itemprop.isbasedon": ["u", "The Tide"]
    }


# ------------------------------------------------------------------ hostile input

N = 500


@pytest.mark.parametrize(
    "source",
    ["<" * N, "<!--" * N, "<div>" * N + "x", "<div>" * N + "</p>" * N, "<li><ul>" * N,
    "<li><ul>" + "<div>" * N + "<li></li>" * N,
     "<q>" * N + " " * N + "x", "<a " + "b " * N, '<a b="' * N, "<a b='" * N + ">", "<blockquote>" * N + "x",
     "&" * N, "&#" + "9" * N,
     "word " * 20_000, "<title>" * N, "<table><tr><td>" * N, "<font color=red>" * N + "x",
     "<html><p>" + "w " * 20 + "<div class=nav>" * N,
     "<html><p>" + "w " * 20 + "<h2>a</h2><ul><li><a href=x>b</a><li><a href=x>c</a><li><a href=x>d</ul>" * (N // 5),
     "<p id=a>" + "<sup><a href=#a>1</a></sup>" * N, "<div itemprop=citation>" * N + "x", "<pre>" + "\n \n" * N + "x"],
    ids=lambda source: source[:12],
)  # fmt: skip
def test_work_grows_with_the_source_and_not_with_its_square(source: str) -> None:
    assert Asked(read_html).takes_linear_work(source)
    reading = read_html(source * 20)  # a quadratic step inside of one call would take minutes here, and be seen
    assert len(reading.prose) <= 20 * len(source)


def test_a_deep_nest_keeps_its_words_and_their_place() -> None:
    depth = 10_000
    source = "<div>" * depth + "x" + "</div>" * depth
    reading = read_html(source)
    assert reading.prose == "x"
    assert reading.offsets.to_source(Span(0, 1)) == Span(5 * depth, 5 * depth + 1)
