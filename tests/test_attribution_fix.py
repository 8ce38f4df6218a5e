"""What is offered to settle a passage does settle it."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.fix import paragraphs, settle, settles
from reusecheck.attribution.fixing import asciidoc
from reusecheck.attribution.fixing.source import address_of
from reusecheck.attribution.identity import Identity, identity
from reusecheck.attribution.levels import Attribution, Level
from reusecheck.config import Credit, Require
from reusecheck.documents import Description, Document, Role
from reusecheck.readers import READERS, read_text
from reusecheck.spans import Prose, Span

PASSAGE = "The kettle sang for an hour (or so it seemed) before anyone noticed the smell of burning paint."
ADDRESS = "https://tea.example/2024/kettle"
PAGES = {
    "a.md": "Some words of ours.\n\n{}\n\nAnd more of them, which name nobody.\n",
    "a.html": "<main><p>Some words of ours.</p>\n{}\n<p>And more of them, which name nobody.</p></main>",
    "a.txt": "Some words of ours.\n\n{}\n\nAnd more of them, which name nobody.\n",
    "a.rst": "Some words of ours.\n\n{}\n\nAnd more of them, which name nobody.\n",
    "a.adoc": "Some words of ours.\n\n{}\n\nAnd more of them, which name nobody.\n",
    "a.tex": "Some words of ours.\n\n{}\n\nAnd more of them, which name nobody.\n",
}
PAGES = {path: page for path, page in PAGES.items() if path[1:] in READERS}
PARAGRAPH = dict.fromkeys(PAGES, "{}") | {"a.html": "<p>{}</p>"}
QUOTATION = {
    "a.md": "> {}",
    "a.html": "<blockquote><p>{}</p></blockquote>",
    "a.txt": "“{}”",
    "a.rst": "   {}",
    "a.adoc": "[quote]\n____\n{}\n____",
    "a.tex": "\\begin{{quote}}\n{}\n\\end{{quote}}",
}

# Letters, and what Markdown and HTML would take for markup
words = st.text(st.sampled_from("abcXYZéß東 *_[]()<>&\\`#.-1|'\"!~"), min_size=1, max_size=20)
urls = st.sampled_from(
    [
        "",
        "https://www.paper.example/2024/kettle",
        "http://paper.example/kettle_(song)/?a=1&b=2",
        "https://paper.example/*a*_b_?utm_source=x#top",
        "paper.example/kettle",
        "/2024/kettle",
        "https://paper.example",
    ]
)
identities = st.builds(
    lambda names, hosts, keys, title, author, url, doi: identity(
        Credit(names, hosts, keys), Description(title, author, url, "", doi), "references/kettle.md", "paper"
    ),
    st.lists(st.one_of(words, st.sampled_from(["The Tea Times", "TT", "The Sun", "Der Kessel"])), max_size=2).map(
        tuple
    ),
    st.sampled_from([(), ("paper.example",), ("https://paper.example/section",)]),
    st.sampled_from([(), ("kettle2024",)]),
    st.one_of(st.just(""), words, st.just("An hour of kettles"), st.just("Tea\nfor 2")),
    st.sampled_from(["", "Ida Kettle", "Ida Kettle and Bo Spout", "bo"]),
    urls,
    st.sampled_from(["", "10.5555/Kettle.1"]),
)


class Placed(NamedTuple):
    document: Document
    passage: Span[Prose]


def settled_by(here: Placed, who: Identity, attribution: Attribution, require: Require) -> tuple[str, str]:
    """What ``settle`` offers, with the words of the passage as those of its source."""
    return settle(here.document.path, paragraphs(here.document, here.passage), who, attribution, require)


def placed(path: str, put_in: str, starts: str = "The kettle", stops: str = "burning paint") -> Placed:
    document = read_text(path, PAGES[path].format(put_in))
    prose = document.reading.prose
    return Placed(document, Span(prose.index(starts), prose.index(stops) + len(stops)))


def level(here: Placed, who: Identity) -> Level:
    return Attributor(here.document).assess(here.passage, who).level


NAMELESS = identity(Credit(), Description(), "references/kettle.md", "paper")
TITLE_ALONE = identity(Credit(), Description(title="1. [Kettle] *x*"))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("require", tuple(Require))
@settings(deadline=None, max_examples=150)
@given(who=identities)
@example(who=TITLE_ALONE)
def test_the_text_offered_settles_the_passage(path: str, require: Require, who: Identity) -> None:
    here = placed(path, PARAGRAPH[path].format(PASSAGE))
    attribution = Attributor(here.document).assess(here.passage, who)
    advice, text = settled_by(here, who, attribution, require)
    assert advice
    if not text:
        assert "credit:" in advice
        return
    assert level(placed(path, text), who) is Level.FULL, text


@pytest.mark.parametrize("path", PAGES)
@settings(deadline=None, max_examples=150)
@given(who=identities)
def test_the_credit_line_alone_settles_a_quotation(path: str, who: Identity) -> None:
    quotation = QUOTATION[path].format(PASSAGE)
    here = placed(path, quotation)
    attribution = Attributor(here.document).assess(here.passage, who)
    assert attribution.level is Level.QUOTED
    _, text = settled_by(here, who, attribution, Require.CITATION)
    assert PASSAGE[:20] not in text
    if text:
        assert level(placed(path, f"{quotation}\n\n{text}"), who) is Level.FULL, text


@pytest.mark.parametrize("path", PAGES)
def test_a_passage_of_several_paragraphs_is_offered_as_one_quotation(path: str) -> None:
    who = identity(Credit(("The Tea Times",)), Description(title="Kettles"))
    second = "“Nobody came,” she said, and shut the “good” door with her foot."
    here = placed(path, "\n\n".join(PARAGRAPH[path].format(p) for p in (PASSAGE, second)), stops="with her foot")
    attribution = Attributor(here.document).assess(here.passage, who)
    assert attribution.level is Level.NONE
    _, text = settled_by(here, who, attribution, Require.CITATION)
    assert level(placed(path, text, stops="with her foot"), who) is Level.FULL


@pytest.mark.parametrize("path", PAGES)
def test_a_credited_passage_gets_its_quotation_marks_where_they_are_required(path: str) -> None:
    who = identity(Credit(("The Tea Times",)), Description())
    here = placed(path, PARAGRAPH[path].format(f"According to The Tea Times, {PASSAGE}"))
    attribution = Attributor(here.document).assess(here.passage, who)
    assert attribution.level is Level.CREDITED
    assert settled_by(here, who, attribution, Require.CITATION) == (
        "",
        "",
    )
    advice, text = settle(
        here.document.path, paragraphs(here.document, here.passage), who, attribution, Require.CITATION_AND_QUOTATION
    )
    assert advice == "Mark it as a quotation:"
    assert level(placed(path, text), who) is Level.FULL


@pytest.mark.parametrize("path", PAGES)
def test_where_nothing_names_the_reference_the_advice_names_the_corpus_entry(path: str) -> None:
    here = placed(path, PARAGRAPH[path].format(PASSAGE))
    attribution = Attributor(here.document).assess(here.passage, NAMELESS)
    advice, text = settle(
        here.document.path, paragraphs(here.document, here.passage), NAMELESS, attribution, Require.CITATION
    )
    assert not text
    assert "`credit:`" in advice
    assert "`paper`" in advice


def test_the_text_reads_as_an_editor_would_write_it() -> None:
    who = identity(
        Credit(("The Tea Times",), ("teatimes.example",)), Description("Kettles", url="https://teatimes.example/1")
    )
    texts = {}
    for path in PAGES:
        here = placed(path, PARAGRAPH[path].format(PASSAGE))
        attribution = Attributor(here.document).assess(here.passage, who)
        advice, texts[path] = settle(
            here.document.path, paragraphs(here.document, here.passage), who, attribution, Require.CITATION
        )
        assert advice == "Quote it and name The Tea Times:"
    words = PASSAGE.removesuffix(".")
    assert texts["a.md"] == f"> {words}\n>\n> — The Tea Times, [Kettles](https://teatimes.example/1)"
    assert texts["a.html"] == (
        f'<blockquote cite="https://teatimes.example/1">\n<p>{words}</p>\n'
        '<p>— <cite>The Tea Times, <a href="https://teatimes.example/1">Kettles</a></cite></p>\n</blockquote>'
    )
    assert texts["a.txt"] == f"“{words}”\n\n— The Tea Times, Kettles, https://teatimes.example/1"


@pytest.mark.parametrize(
    ("found", "citation", "both"),
    [(Level.FULL, True, True), (Level.CREDITED, True, False), (Level.QUOTED, False, False), (Level.NONE, False, False)],
)
def test_what_settles_follows_the_table_of_the_contract(found: Level, citation: bool, both: bool) -> None:
    from reusecheck.attribution.levels import Attribution  # noqa: PLC0415

    assert settles(Attribution(found), Require.CITATION) is citation
    assert settles(Attribution(found), Require.CITATION_AND_QUOTATION) is both


@settings(deadline=None, max_examples=300)
@given(who=identities)
@example(who=identity(Credit(("The Tea Times",)), Description(title="Ida's “[kettle]”, 'sung'", url=ADDRESS)))
def test_the_attributes_of_a_quote_block_name_the_source_and_keep_its_address(who: Identity) -> None:
    line = asciidoc.attributes(who)
    here = placed("a.adoc", f"{line}\n____\n{PASSAGE}\n____")
    assert here.document.reading.prose.count(PASSAGE) == 1
    if who.outlet or who.author or who.title:
        assert level(here, who) is Level.FULL, line
        links = [region.value for region in here.document.reading.regions if region.role is Role.LINK]
        assert len(links) == bool(address_of(who)), line
