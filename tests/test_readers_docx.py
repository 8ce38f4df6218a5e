"""Word documents: what of the XML is text, what it is, and in which line it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import BlockKind, Role, describe
from reusecheck.spans import Lines, Span
from tests import office
from tests.office import document, field, p, quoted, r, regions, word


def prose(*body: str) -> str:
    return document(word("".join(body))).reading.prose


class TestParagraphs:
    def test_the_number_of_a_line_is_that_of_the_paragraph(self) -> None:
        table = f"<w:tbl><w:tr><w:tc>{p(r('four'))}</w:tc><w:tc>{p(r('five'))}</w:tc></w:tr></w:tbl>"
        body = [
            p(r("one")),
            p(),
            p(r("three\nof it")),
            table,
            p(r("six"), style="Quote"),
            p(r("seven"), style="Bullets"),
        ]
        found = document(word("".join(body)))
        lines = Lines(found.source)
        at = [lines.place(found.reading.offsets.to_source(block.prose).start).line for block in found.reading.blocks]
        assert at == [1, 3, 4, 5, 6, 7]
        assert found.reading.prose == "one\n\nthree of it\n\nfour\n\nfive\n\nsix\n\nseven"

    def test_what_styles_make_of_them(self) -> None:
        styles = ("Heading1", "Kicker", "Title", "Caption", "Bullets", "Quote", "Normal", "nobody's", "Ring")
        found = document(word("".join(p(r("words"), style=style) for style in styles)))
        assert [block.kind for block in found.reading.blocks] == [
            *[BlockKind.HEADING] * 3, BlockKind.CAPTION, BlockKind.ITEM, *[BlockKind.PARAGRAPH] * 4,
        ]  # fmt: skip

    def test_an_outline_level_or_a_number_of_its_own_goes_before_the_style(self) -> None:
        body = [
            p(r("a"), style="Heading1", more='<w:outlineLvl w:val="9"/>'),
            p(r("b"), more='<w:outlineLvl w:val="1"/>'),
            p(r("c"), style="Bullets", more='<w:numPr><w:numId w:val="0"/></w:numPr>'),
            p(r("d"), more='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>'),
        ]
        kinds = [block.kind for block in document(word("".join(body))).reading.blocks]
        assert kinds == [BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM]

    @pytest.mark.parametrize("style", ["Quote", "IntenseQuote", "Zitat", "Langzitat", "BlockText"])
    def test_styles_for_quotations(self, style: str) -> None:
        body = p(r("before")) + p(r("one"), style=style) + p(r("two"), style=style) + p(r("after"))
        assert quoted(document(word(body))) == ["one\n\ntwo"]

    def test_without_a_file_of_styles_their_ids_are_their_names(self) -> None:
        parts = {"word/styles.xml": ""}
        body = p(r("one"), style="IntenseQuote") + p(r("two"), style="Heading2")
        found = document(word(body, more=dict(parts)))
        assert quoted(found) == ["one"]
        assert found.reading.blocks[1].kind is BlockKind.HEADING

    def test_lists_quotations_and_tables_are_groups(self) -> None:
        table = f"<w:tbl><w:tr><w:tc>{p(r('e'))}</w:tc></w:tr><w:tr><w:tc>{p(r('f'))}</w:tc></w:tr></w:tbl>"
        body = p(r("a"), style="Bullets") + p(r("b"), style="Bullets") + p(r("c"), style="Quote")
        groups = [block.group for block in document(word(body + p(r("d"), style="Quote") + table)).reading.blocks]
        assert [groups.index(group) for group in groups] == [0, 0, 2, 2, 4, 4]


class TestText:
    def test_characters_that_are_elements(self) -> None:
        inner = (
            "<w:r><w:t>co</w:t><w:softHyphen/><w:t>operate</w:t><w:tab/><w:t>re</w:t><w:noBreakHyphen/><w:t>do</w:t>"
            '<w:br/><w:t>x</w:t><w:sym w:font="Arial" w:char="F041"/><w:sym w:font="Arial" w:char="0042"/>'
            '<w:sym w:font="Wingdings" w:char="F04A"/><w:sym w:char="zz"/></w:r>'
        )
        assert prose(f"<w:p>{inner}</w:p>") == "co\xadoperate\tre\u2011do\nxAB\uf04a"

    def test_markup_in_the_words_is_none(self) -> None:
        text = 'a <b>&amp; "c" <!-- reusecheck: allow x: y --></p>'
        found = document(word(p(r(text))))
        assert found.reading.prose == text
        assert not found.reading.regions

    def test_words_of_equations(self) -> None:
        assert prose("<w:p><m:oMath><m:r><m:t>e=mc</m:t></m:r></m:oMath></w:p>") == "e=mc"

    def test_phonetic_guides_are_no_text(self) -> None:
        ruby = f"<w:ruby><w:rt>{r('kanji')}</w:rt><w:rubyBase>{r('漢字')}</w:rubyBase></w:ruby>"
        assert prose(f"<w:p><w:r>{ruby}</w:r></w:p>") == "漢字"

    def test_hidden_text_is_said_to_be_hidden(self) -> None:
        body = [
            p(r("seen "), r("not seen", "<w:vanish/>"), r(" seen", '<w:vanish w:val="0"/>')),
            p(r("secret"), r(" shown", '<w:vanish w:val="false"/>'), style="Secret"),
            p(r("by its run's style", '<w:rStyle w:val="Secret"/>')),
        ]
        found = document(word("".join(body)))
        hidden = regions(found, Role.HIDDEN)
        assert [found.reading.prose[one.prose.start : one.prose.stop].strip() for one in hidden] == [
            "not seen", "secret", "by its run's style",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("looks", "is_hidden"),
        [
            ('<w:color w:val="FFFFFF"/>', True),
            ('<w:color w:val="FFFFFF"/><w:highlight w:val="white"/>', True),
            ('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', False),
            ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>', False),
            ('<w:vanish/><w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', True),
            ('<w:color w:val="333333"/>', False),
            ('<w:highlight w:val="black"/>', True),
            ('<w:highlight w:val="yellow"/>', False),
            ('<w:sz w:val="2"/>', True),
            ('<w:sz w:val="12"/>', False),
            ("<w:strike/>", True),
            ('<w:strike w:val="0"/>', False),
            ("<w:dstrike/>", True),
        ],
    )
    def test_words_that_cannot_be_seen_or_do_not_hold_are_hidden(self, looks: str, is_hidden: bool) -> None:
        found = document(word(p(r("seen "), r("told", looks), r(" seen"))))
        assert found.reading.prose == "seen told seen"
        assert [one.prose for one in regions(found, Role.HIDDEN)] == ([Span(5, 9)] if is_hidden else [])

    @given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff")))
    @settings(max_examples=200, deadline=None)
    def test_any_words_come_out_as_they_went_in(self, text: str) -> None:
        assert prose(p(r(text))).split() == text.split()


class TestTrackedChanges:
    def test_what_is_deleted_or_moved_away_is_no_text_and_what_is_put_in_is(self) -> None:
        body = (
            f"<w:p>{r('a')}<w:del>{r(' b', tag='delText')}</w:del><w:moveFrom>{r(' c')}</w:moveFrom>"
            f"<w:ins>{r(' d')}<w:del>{r(' e', tag='delText')}</w:del></w:ins><w:moveTo>{r(' f')}</w:moveTo></w:p>"
        )
        assert prose(body) == "a d f"

    def test_a_deleted_paragraph_mark_joins_two_paragraphs(self) -> None:
        joined = p(r("One sen"), more="<w:rPr><w:del/></w:rPr>") + p(r("tence."), style="Quote") + p(r("Next."))
        found = document(word(joined))
        assert found.reading.prose == "One sentence.\n\nNext."
        assert quoted(found) == ["One sentence."]
        assert Lines(found.source).place(found.source.index("Next")).line == 3

    def test_a_deleted_row_is_none(self) -> None:
        row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p(r('gone'))}</w:tc></w:tr>"
        kept = f"<w:tr><w:tc>{p(r('kept'))}</w:tc></w:tr>"
        assert prose(f"<w:tbl>{row}{kept}</w:tbl>", p(r("behind"))) == "kept\n\nbehind"

    def test_how_a_paragraph_was_before_says_nothing(self) -> None:
        before = '<w:pPrChange><w:pPr><w:pStyle w:val="Quote"/></w:pPr></w:pPrChange>'
        runs = r("words", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>")
        assert document(word(p(runs, more=before))).reading.regions == ()


class TestFields:
    def test_instructions_are_no_text_and_results_are(self) -> None:
        simple = f'<w:fldSimple w:instr="PAGEREF x">{r("page 3")}</w:fldSimple>'
        assert prose(p(r("a "), field(" REF x ", r("b")), r(" c, "), simple)) == "a b c, page 3"

    def test_links_by_field(self) -> None:
        body = [
            p(field(' HYPERLINK "https://a.example/x?y=1&z" \\l "b" ', r("one"))),
            p(f'<w:fldSimple w:instr="hyperlink https://b.example">{r("two")}</w:fldSimple>'),
            p(field(' HYPERLINK \\l "bookmark" ', r("three"))),
        ]
        links = regions(document(word("".join(body))), Role.LINK)
        assert [link.value for link in links] == ["https://a.example/x?y=1&z", "https://b.example"]

    def test_a_link_over_two_paragraphs(self) -> None:
        begin, end = field(' HYPERLINK "https://a.example" ', "|").split("|")
        found = document(word(p(begin, r("one")) + p(r("two"), end, r(" three"))))
        spans = [link.prose for link in regions(found, Role.LINK)]
        assert [found.reading.prose[span.start : span.stop] for span in spans] == ["one", "two"]

    def test_a_field_in_an_instruction(self) -> None:
        inner = field(" MERGEFIELD town ", r("Orsa"))
        instruction = f"{r(' IF ', tag='instrText')}{inner}{r(' = x', tag='instrText')}"
        outer = field("|", r("the result")).replace(r("|", tag="instrText"), instruction)
        assert prose(p(outer)) == "the result"

    def test_a_field_without_an_end_hides_nothing(self) -> None:
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        assert prose(p(r("a "), begin, r("b")), p(r("c"))) == "a b\n\nc"
        stray = '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        assert prose(p(stray, r("a"))) == "a"


class TestCitations:
    LIST = (
        '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"><b:Source>'
        "<b:Tag>Qui24</b:Tag><b:Title>Ferry adrift</b:Title><b:Author><b:Author><b:NameList><b:Person><b:Last>Quill"
        "</b:Last><b:First>Ada</b:First></b:Person></b:NameList></b:Author></b:Author><b:URL>https://a.example/1</b:URL>"
        "</b:Source><b:Source><b:Tag>Oth23</b:Tag><b:Title>Fog</b:Title></b:Source></b:Sources>"
    )

    def test_the_entry_of_words_own_list_is_a_note_at_the_citation(self) -> None:
        body = p(r("one "), field(" CITATION Qui24 \\l 1033 \\m oth23 ", r("(Quill, 2024)"))) + p(r("two"))
        found = document(word(body, more={"customXml/item1.xml": self.LIST}))
        assert found.reading.prose.split("\n\n") == [
            "one (Quill, 2024)", "two", "Ada Quill, Ferry adrift, https://a.example/1", "Fog",
        ]  # fmt: skip
        assert [mark.value for mark in regions(found, Role.FOOTNOTE_REFERENCE)] == ["source-1", "source-2"]

    def test_the_entry_that_a_reference_manager_left(self) -> None:
        said = '{"citationItems": [{"itemData": {"title": "Ferry adrift", "URL": "https://a.example/1", "author": [{"family": "Quill", "given": "Ada"}, "?"], "issued": {}}}, 3]}'  # noqa: E501
        body = p(field(f" ADDIN ZOTERO_ITEM CSL_CITATION {said} ", r("(Quill 2024)")))
        assert prose(body) == "(Quill 2024)\n\nAda Quill, Ferry adrift, https://a.example/1"

    @pytest.mark.parametrize(
        "instruction",
        [
            "CITATION Nobody", "CITATION", "ADDIN CSL_CITATION", "ADDIN CSL_CITATION {", 'ADDIN CSL_CITATION {"a": 1}',
            'ADDIN CSL_CITATION {"citationItems": 3}',
            'ADDIN CSL_CITATION {"citationItems": [{"itemData": {"author": 1}}]}',
            "ADDIN CSL_CITATION " + '{"a":' * 100_000,
            'ADDIN CSL_CITATION {"citationItems": [{"itemData": {"title": "' + "of " * 100 + '"}}]}',
        ],
    )  # fmt: skip
    def test_what_leads_nowhere_is_left_out(self, instruction: str) -> None:
        assert prose(p(field(instruction, r("(Quill)")))) == "(Quill)"


class TestTextBoxes:
    CHOICE = (
        '<mc:AlternateContent><mc:Choice Requires="wps">{0}</mc:Choice>'
        "<mc:Fallback>{1}</mc:Fallback></mc:AlternateContent>"
    )
    BOX = "<wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>"

    def test_text_in_both_forms_of_a_drawing_counts_once(self) -> None:
        both = self.CHOICE.format(self.BOX.format(p(r("in the box"))), self.BOX.format(p(r("in the box"))))
        assert prose(p(r("before "), f"<w:r>{both}</w:r>", r("after")), p(r("next"))) == (
            "before after\n\nin the box\n\nnext"
        )

    def test_the_second_form_counts_where_the_first_is_empty(self) -> None:
        other = self.CHOICE.format("<wps:wsp/>", self.BOX.format(p(r("in the box"))))
        assert prose(p(f"<w:r>{other}</w:r>")) == "in the box"

    def test_a_box_within_a_table_and_a_box_within_a_box(self) -> None:
        inner = self.BOX.format(p(r("inner")))
        outer = self.BOX.format(p(r("outer"), f"<w:r>{inner}</w:r>") + p(r("outer too")))
        table = f"<w:tbl><w:tr><w:tc>{p(r('cell'), f'<w:r>{outer}</w:r>')}</w:tc></w:tr></w:tbl>"
        assert prose(table).split() == ["cell", "outer", "inner", "outer", "too"]


class TestNotes:
    def note(self, kind: str, number: int, text: str) -> str:
        return f'<w:{kind} w:id="{number}">{p(r(text))}</w:{kind}>'

    def mark(self, kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    def test_notes_stand_behind_the_text_in_the_order_of_their_marks(self) -> None:
        notes = {"footnotes": "".join(self.note("footnote", n, f"note {n}") for n in (-1, 1, 2, 3))}
        body = p(r("a"), self.mark("footnote", 3)) + p(r("b"), self.mark("footnote", 1), self.mark("footnote", 3))
        found = document(word(body, notes=notes))
        assert found.reading.prose == "a\n\nb\n\nnote 3\n\nnote 1"
        assert [mark.value for mark in regions(found, Role.FOOTNOTE_REFERENCE)] == ["1", "2", "1"]
        assert [note.value for note in regions(found, Role.FOOTNOTE)] == ["1", "2"]
        assert [block.kind for block in found.reading.blocks[2:]] == [BlockKind.FOOTNOTE] * 2

    def test_a_mark_without_a_note_and_one_that_is_deleted(self) -> None:
        notes = {"endnotes": self.note("endnote", 1, "gone")}
        body = p(r("a"), self.mark("footnote", 9), f"<w:del>{self.mark('endnote', 1)}</w:del>")
        found = document(word(body, notes=notes))
        assert (found.reading.prose, found.reading.regions) == ("a", ())

    def test_a_link_in_a_note_leads_where_the_note_says(self) -> None:
        linked = f'<w:footnote w:id="1"><w:p><w:hyperlink r:id="rId1">{r("there")}</w:hyperlink></w:p></w:footnote>'
        found = document(word(p(r("a"), self.mark("footnote", 1)), ("https://a.example",), notes={"footnotes": linked}))
        assert [link.value for link in regions(found, Role.LINK)] == ["https://a.example"]

    def test_what_hangs_on_a_note_is_part_of_it(self) -> None:
        said = '{"citationItems": [{"itemData": {"title": "Ferry adrift", "URL": "https://a.example/1"}}]}'
        inner = p(r("Quill, 3."), field(f" ADDIN ZOTERO_ITEM CSL_CITATION {said} ", ""), self.mark("comment", 1))
        notes = {"footnotes": f'<w:footnote w:id="1">{inner}</w:footnote>'}
        notes["comments"] = f'<w:comment w:id="1">{p(r("she said"), self.mark("comment", 1))}</w:comment>'
        found = document(word(p(r("a"), self.mark("footnote", 1)), notes=notes))
        assert found.reading.prose.split("\n\n") == ["a", "Quill, 3.", "Ferry adrift, https://a.example/1", "she said"]
        assert {block.kind for block in found.reading.blocks[1:]} == {BlockKind.FOOTNOTE}
        (note,) = regions(found, Role.FOOTNOTE)
        assert (note.prose.start, note.prose.stop) == (3, len(found.reading.prose))

    def test_a_note_is_hidden_if_all_its_marks_are(self) -> None:
        hidden = self.mark("footnote", 1).replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
        for marks, count in ((hidden, 1), (hidden + self.mark("footnote", 1), 0)):
            found = document(word(p(r("a"), marks), notes={"footnotes": self.note("footnote", 1, "note")}))
            assert found.reading.prose == "a\n\nnote"
            assert len(regions(found, Role.HIDDEN)) == count

    def test_a_comment_is_a_comment_and_a_note(self) -> None:
        found = document(office.word_document("words{comment from the Courier}\nmore"))
        assert [comment.value.strip() for comment in regions(found, Role.COMMENT)] == ["from the Courier"]
        assert [note.value for note in regions(found, Role.FOOTNOTE)] == ["comment-1"]
        assert found.reading.prose == "words\n\nmore\n\nfrom the Courier"

    def test_a_comment_that_speaks_to_the_program_is_no_note(self) -> None:
        found = document(office.word_document("words{comment reusecheck: allow courier: a reason}"))
        assert [c.value for c in regions(found, Role.COMMENT)] == [" reusecheck: allow courier: a reason "]
        assert found.reading.prose == "words"

    def test_a_comment_cannot_end_early(self) -> None:
        for text in ("a --> b", "a --!> b", "--> b", "> b", "-> b", "a <!-- b --", "a -", "a --->"):
            found = document(
                word(p(r("words"), self.mark("comment", 1)), notes={"comments": self.note("comment", 1, text)})
            )
            assert len(regions(found, Role.COMMENT)) == 1
            assert found.reading.prose == f"words\n\n{text}"

    def test_a_comment_of_two_paragraphs_says_two_things(self) -> None:
        said = f'<w:comment w:id="1">{p(r("reusecheck: allow a: x"))}{p(r("reusecheck: allow b: y"))}</w:comment>'
        found = document(word(p(r("words"), self.mark("comment", 1)), notes={"comments": said}))
        (comment,) = regions(found, Role.COMMENT)
        assert comment.value.strip().splitlines() == ["reusecheck: allow a: x", "reusecheck: allow b: y"]
        assert found.source.count("\n") == 1  # the text, and what the document says of itself

    def test_a_waiver_on_several_paragraphs_begins_and_ends(self) -> None:
        start, end = (f'<w:commentRange{which} w:id="1"/>' for which in ("Start", "End"))
        body = p(start, r("one")) + p(r("two")) + p(r("three"), end, self.mark("comment", 1)) + p(r("four"))
        notes = {"comments": self.note("comment", 1, "reusecheck: allow courier: a reason")}
        found = document(word(body, notes=notes))
        comments = regions(found, Role.COMMENT)
        assert [c.value.strip() for c in comments] == ["reusecheck: begin courier: a reason", "reusecheck: end"]
        assert [c.prose.start for c in comments] == [0, found.reading.prose.index("three") + 5]

    def test_a_range_that_begins_between_paragraphs(self) -> None:
        start = '<w:commentRangeStart w:id="1"/>'
        notes = {"comments": self.note("comment", 1, "reusecheck: allow courier: a reason")}
        found = document(word(p(r("zero")) + start + p(r("one"), self.mark("comment", 1)), notes=notes))
        assert [c.value.strip() for c in regions(found, Role.COMMENT)] == ["reusecheck: allow courier: a reason"]
        assert found.reading.prose == "zero\n\none"


class TestWhatItSaysOfItself:
    def test_properties(self) -> None:
        said = {
            "title": "Ferry & fog", "creator": "Ada Quill", "identifier": "doi:10.5555/ferry.2024",
            "canonical_url": "https://a.example/1", "Publisher": "The Courier", "Original-Source": "Elsewhere",
        }  # fmt: skip
        found = document(word(p(r("words")), properties=said))
        about = describe(found.reading.meta)
        assert about[:2] == ("Ferry & fog", "Ada Quill")
        assert about[2:] == ("https://a.example/1", "The Courier", "doi:10.5555/ferry.2024")
        others = [entry for entry in found.reading.meta if entry.key == "meta.original_source"]
        assert [entry.value for entry in others] == ["Elsewhere"]
        for entry in found.reading.meta:
            assert found.source[entry.source.start : entry.source.stop]

    def test_a_document_without_a_title_is_called_by_its_first_line(self) -> None:
        found = document(word(p(r("Ferry "), r("adrift"), style="Title") + p(r("words"))))
        assert describe(found.reading.meta).title == "Ferry adrift"
