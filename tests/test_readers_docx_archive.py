"""The archive of a Word document: which bytes are refused and why, and that no bytes do harm."""

from __future__ import annotations

import io
import random
import time
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import Document, Role, Unreadable, describe
from reusecheck.readers import read
from reusecheck.spans import Lines
from tests import office
from tests.office import document, p, quoted, r, regions, unpacked, word


def why(content: bytes, path: str = "a.docx") -> str:
    found = read(path, content)
    assert isinstance(found, Unreadable), found
    return found.why


_STYLES = (
    "Normal",
    "Quote",
    "Intense Quote",
    "Heading 1",
    "List Bullet",
    "List Number 2",
    "Caption",
    "Title",
    "No Spacing",
)
_RUNS = st.text(st.sampled_from("ab \t\n<&é海-\xad\u2011"), max_size=6)


class TestTheArchive:
    def test_what_python_docx_writes(self) -> None:
        written = docx.Document()
        written.core_properties.title = "Night ferry"
        written.add_heading("At sea", 1)
        paragraph = written.add_paragraph("The ferry left ")
        paragraph.add_run("soon").bold = True
        paragraph.add_run(" after dawn.")
        written.add_paragraph("Nobody saw her go.", style="Intense Quote")
        written.add_paragraph("a boat", style="List Bullet")
        table = written.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
        written.add_comment(paragraph.runs, text="reusecheck: allow courier: a reason", author="A", initials="A")
        out = io.BytesIO()
        written.save(out)
        found = document(out.getvalue())
        assert found.reading.prose.split("\n\n") == [
            "At sea", "The ferry left soon after dawn.", "Nobody saw her go.", "a boat", "left", "right",
        ]  # fmt: skip
        assert quoted(found) == ["Nobody saw her go."]
        assert describe(found.reading.meta).title == "Night ferry"
        assert len(regions(found, Role.COMMENT)) == 1

    @given(st.lists(st.tuples(st.sampled_from(_STYLES), st.lists(st.tuples(_RUNS, st.booleans()), max_size=4))))
    @settings(max_examples=40, deadline=None)
    def test_the_words_of_each_line_are_those_python_docx_calls_the_paragraphs(
        self, drawn: list[tuple[str, list[tuple[str, bool]]]]
    ) -> None:
        written = docx.Document()
        for style, runs in drawn:
            paragraph = written.add_paragraph(style=style)
            for text, bold in runs:
                paragraph.add_run(text).bold = bold
        out = io.BytesIO()
        written.save(out)
        found = document(out.getvalue())
        lines: list[list[str]] = [[] for _ in drawn]
        at = Lines(found.source)
        for block in found.reading.blocks:
            line = at.place(found.reading.offsets.to_source(block.prose).start).line
            lines[line - 1] += found.reading.prose[block.prose.start : block.prose.stop].split()
        assert lines == [paragraph.text.split() for paragraph in docx.Document(out).paragraphs]

    def test_the_strict_form_of_the_format(self) -> None:
        content = word(p(r("one"), style="Quote"), notes={"footnotes": ""})
        strict = {
            name: body.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            .replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships")
            for name, body in _parts(content).items()
        }  # fmt: skip
        assert quoted(document(office.archive({**strict}))) == ["one"]

    def test_the_text_may_have_another_name(self) -> None:
        parts = _parts(word(p(r("one"))))
        parts["word/document2.xml"] = parts.pop("word/document.xml")
        parts["word/_rels/document2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"/word/document2.xml")
        assert document(office.archive({**parts})).reading.prose == "one"

    def test_an_empty_file_is_an_empty_document(self) -> None:
        assert document(b"").reading.prose == ""
        assert document(word("")).reading.prose == ""

    def test_what_is_no_word_document_is_refused_with_its_reason(self) -> None:
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12345\n" % (b"ab" * 32)
        sheet = {
            "_rels/.rels": office.relations(("a", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": "<workbook/>",
        }
        for content, said in {
            ole: "an office document of before 2007; save it as .docx",
            ole + "EncryptedPackage".encode("utf-16-le"): "encrypted; save it without a password",
            pointer: "git lfs pull",
            b"# Ferry adrift": "no Word document: found text",
            b"%PDF-1.7": "a PDF",
            b"PK\x03\x04" + b"x" * 100: "a damaged ZIP archive",
            office.archive({"a.txt": "words"}): "no Word document: a ZIP archive without word/document.xml",
            office.archive({"mimetype": "x", "content.xml": "y"}): "an OpenDocument text",
            office.archive({**sheet}): "found workbook",
            word(p(r("a")))[:-40]: "a damaged ZIP archive",
            word('<w:p><w:altChunk r:id="rId1"/></w:p>'): "another file is to be put into the text",
            word("<w:p>"): "its XML is damaged",
            word("", more={"word/document.xml": '<?xml version="1.0" encoding="koi8-r"?><w/>'}): "the encoding koi8-r",
            word("", more={"word/document.xml": '<?xml version="1.0" encoding="big5"?><w/>'}): "the encoding big5",
            word("", more={"word/document.xml": '<?xml version="1.0" encoding="nope"?><w/>'}): "the encoding nope",
            word("", more={"word/document.xml": "\0"}): "its XML is damaged",
        }.items():  # fmt: skip
            assert said in why(content), said

    def test_the_same_bytes_under_another_name_are_refused_as_before(self) -> None:
        for path in ("a.md", "a.txt", "a", "a.html", "a.docx.md"):
            assert why(word(p(r("a"))), path) == "binary file (a ZIP archive or office document)"

    def test_a_part_that_is_there_twice(self) -> None:
        out = io.BytesIO(word(p(r("a"))))
        with zipfile.ZipFile(out, "a") as file:
            file.writestr("word/Document.xml", "<x/>")
        assert "holds word/Document.xml twice" in why(out.getvalue())

    def test_damage_inside_a_part(self) -> None:
        content = bytearray(word(p(r("a" * 50 + "".join(map(chr, range(0x4E00, 0x4F00)))))))
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as file:
            info = file.getinfo("word/document.xml")
        content[info.header_offset + 30 + len(info.filename) + 60] ^= 0xFF
        assert "a damaged ZIP archive" in why(bytes(content))

    def test_a_part_with_a_password(self) -> None:
        content = word(p(r("a")))
        central = content.rindex(b"PK\x01\x02", 0, content.index(b"word/document.xml", content.index(b"PK\x01\x02")))
        assert "encrypted" in why(content[: central + 8] + b"\x01" + content[central + 9 :])

    def test_definitions_are_refused_whatever_they_define(self) -> None:
        laughs = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        outside = '<!DOCTYPE w SYSTEM "file:///etc/hostname">'
        for definition in (laughs, outside, "<!DOCTYPE w>"):
            for name in ("word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels", "docProps/core.xml"):
                assert "document type definition" in why(word("", more={name: f"{definition}<w/>"})), name

    def test_a_part_that_unpacks_to_too_much(self) -> None:
        started = time.process_time()
        bomb = {"word/document.xml": office.part("document", " " * 8 * 1024**2)}
        assert "unpacks to more than 400 times its size" in why(word("", more={**bomb}))
        assert "holds more than 32 MiB of XML" in why(word("", more={"word/document.xml": b"ab" * 20 * 1024**2}))
        assert time.process_time() - started < 5

    def test_a_large_table_of_equal_cells_is_no_bomb(self) -> None:
        cell = f"<w:tc>{p(r('n/a'))}</w:tc>"
        row = f"<w:tr>{cell * 10}</w:tr>"
        content = word(f"<w:tbl>{row * 4000}</w:tbl>")
        assert len(document(content).reading.blocks) == 40_000


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


_TAGS = (
    "w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:del", "w:ins", "w:rPr", "w:pPr", "w:trPr", "w:txbxContent",
    "w:hyperlink r:id='rId1'", "w:fldSimple w:instr='HYPERLINK x'", "mc:AlternateContent", "mc:Choice", "mc:Fallback",
    "w:numPr", "w:sdt", "w:footnote", "w:body", "w:ruby", "w:rt", "w:instrText",
)  # fmt: skip
_SINGLES = (
    "words", " ", "<w:br/>", "<w:vanish/>", "<w:tab/>", "<w:pStyle w:val='Quote'/>",
    "<w:fldChar w:fldCharType='begin'/>", "<w:fldChar w:fldCharType='separate'/>", "<w:fldChar w:fldCharType='end'/>",
    "<w:footnoteReference w:id='1'/>",
    "<w:commentReference w:id='1'/>", "<w:commentRangeStart w:id='1'/>", "<w:numId w:val='1'/>", "<w:del/>",
)  # fmt: skip
_TREES = st.recursive(
    st.sampled_from(_SINGLES),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split(' ')[0]}>",
        st.sampled_from(_TAGS),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


class TestAnything:
    @given(st.binary(max_size=200), st.sampled_from([b"", b"PK", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18]))
    @settings(max_examples=300, deadline=None)
    def test_any_bytes_are_read_or_refused(self, content: bytes, before: bytes) -> None:
        found = read("a.docx", before + content)
        assert isinstance(found, (Document, Unreadable))

    @pytest.mark.parametrize("seed", range(6))
    def test_a_document_with_wrong_bytes_is_read_or_refused(self, seed: int) -> None:
        content = office.word_document("[Quote] words{footnote note}{comment said} and {link https://a.example | more}")
        drawn = random.Random(seed)  # noqa: S311 - no secret
        for _ in range(150):
            broken = bytearray(content)
            for _ in range(drawn.randrange(1, 4)):
                broken[drawn.randrange(len(broken))] = drawn.randrange(256)
            found = read("a.docx", bytes(broken[: drawn.choice([len(broken), drawn.randrange(len(broken))])]))
            assert isinstance(found, (Document, Unreadable))

    @given(st.lists(_TREES, max_size=6))
    @settings(max_examples=400, deadline=None)
    def test_any_mixture_of_elements_is_read(self, trees: list[str]) -> None:
        notes = {"footnotes": f'<w:footnote w:id="1">{p(r("note"))}</w:footnote>',
                 "comments": f'<w:comment w:id="1">{p(r("reusecheck: allow a: b"))}</w:comment>'}  # fmt: skip
        document(word("".join(trees), ("https://a.example",), notes=notes))

    def test_what_nests_deeply_or_never_ends_is_read_in_linear_time(self) -> None:
        depth = 40_000
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        link = '<w:hyperlink r:id="rId1">'
        for body in (
            f"{'<w:sdt>' * depth}{p(r('words'))}{'</w:sdt>' * depth}",
            f"{'<w:p>' * depth}{r('words')}{'</w:p>' * depth}",
            f"<w:p>{(begin + r('words')) * depth}</w:p>",
            f"<w:p>{link * depth}{r('words')}{'</w:hyperlink>' * depth}</w:p>",
            "".join(p(r("words"), more="<w:rPr><w:del/></w:rPr>") for _ in range(depth // 4)),
            f"{'<w:tbl><w:tr><w:tc>' * (depth // 8)}{p(r('words'))}{'</w:tc></w:tr></w:tbl>' * (depth // 8)}",
        ):
            started = time.process_time()
            assert "words" in document(word(body, ("https://a.example",))).reading.prose
            assert time.process_time() - started < 6

    def test_a_comment_with_many_marks_is_not_copied_for_each(self) -> None:
        said = f'<w:comment w:id="1">{p(r("from the Courier"))}</w:comment>'
        marks = '<w:r><w:commentReference w:id="1"/></w:r>' * 3
        html = unpacked(word(p(r("a"), marks), notes={"comments": said}))
        assert html.count("<aside") == 1
