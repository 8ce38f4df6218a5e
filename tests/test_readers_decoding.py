"""From bytes to documents: what is text, in which encoding, and why something is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import Document, Unreadable
from reusecheck.readers import READERS, read, read_text, reader_for
from reusecheck.readers.decoding import MAX_BYTES
from reusecheck.readers.plaintext import read_plaintext
from reusecheck.spans import Lines

_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12345\n" % (b"ab" * 32)


def _document(content: bytes, path: str = "a.txt") -> Document:
    document = read(path, content)
    assert isinstance(document, Document), document
    return document


def _why(content: bytes) -> str:
    unreadable = read("a.txt", content)
    assert isinstance(unreadable, Unreadable), unreadable
    assert unreadable.path == "a.txt"
    return unreadable.why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_mark_of_an_encoding_is_no_character_of_the_text(encoding: str) -> None:
    document = _document("née 𝔖\r\nat sea".encode(encoding))
    assert (document.source, document.notes) == ("née 𝔖\r\nat sea", ())


def test_big_endian_marks_are_known() -> None:
    assert _document(b"\xfe\xff" + "née".encode("utf-16-be")).source == "née"
    assert _document(b"\0\0\xfe\xff" + "née".encode("utf-32-be")).source == "née"


def test_what_is_not_utf8_is_judged_with_replacement_and_said() -> None:
    document = _document("All well\nA café in Orléans\n".encode("cp1252"))
    assert document.source == "All well\nA caf\ufffd in Orl\ufffdans\n"
    assert document.notes == ("not UTF-8: 2 bytes replaced, first at line 2; judged with replacement characters",)


def test_broken_utf16_is_judged_with_replacement_and_said() -> None:
    document = _document("née".encode("utf-16") + b"\x00")
    assert document.source.startswith("née")
    assert "judged with replacement characters" in document.notes[0]


@given(st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_bytes_are_replaced_if_and_only_if_there_is_a_note(content: bytes) -> None:
    document = read("a.txt", content)
    if isinstance(document, Document):
        assert all(ord(character) < 0xD800 or ord(character) > 0xDFFF for character in document.source)
        marked = content.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
        if not marked and not document.notes:
            assert document.source.encode() == content.removeprefix(b"\xef\xbb\xbf")
        assert marked or not document.notes or "\ufffd" in document.source


@pytest.mark.parametrize(
    "content",
    [b"a\0b", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\nno NUL here", b"PK\x03\x04", b"\0GITCRYPT\0abc", b"a" * 8191 + b"\0"],
)
def test_binary_files_are_not_read(content: bytes) -> None:
    assert _why(content).startswith("binary file")


def test_a_nul_far_behind_does_not_make_a_text_binary() -> None:
    assert _document(b"a" * 8192 + b"\0").source.endswith("\0")


def test_a_git_lfs_pointer_is_not_the_article() -> None:
    assert _why(_POINTER) == "a Git LFS pointer to 12,345 bytes that are not here; run: git lfs pull"


@pytest.mark.parametrize(
    "content",
    [
        _POINTER + b"and an article about pointers",
        _POINTER[:-20],
        b"Our house\n" + _POINTER,
        _POINTER.replace(b"ab", b"xy"),
    ],
)
def test_a_text_about_pointers_is_none(content: bytes) -> None:
    assert _document(content).source == content.decode()


def test_what_is_too_large_is_not_read() -> None:
    assert _why(b"a" * (MAX_BYTES + 1)) == "larger than 32 MiB; split it"
    assert len(_document(b"a" * MAX_BYTES).source) == MAX_BYTES


@pytest.mark.parametrize(
    ("path", "like"),
    [
        ("a/b.md", ".md"), ("a/B.MD", ".md"), ("x.Rmd", ".rmd"), ("x.mdx", ".mdx"), ("x.HTM", ".html"),
        ("x.xhtml", ".html"), ("x.DOCX", ".docx"), ("x.ipynb", ".ipynb"),
        ("x.txt", ".txt"), ("README", ".txt"), ("x.unknown", ".txt"), ("a.md/README", ".txt"), (".md", ".txt"),
        ("x.", ".txt"),
        ("a.html.md", ".md"),
    ],
)  # fmt: skip
def test_the_suffix_chooses_the_reader(path: str, like: str) -> None:
    assert reader_for(path) is READERS[like]


def test_text_that_is_decoded_already_is_read_by_the_same_table() -> None:
    assert read_text("a.md", "*Ahoy*").reading.prose == "Ahoy"
    assert read_text("a.txt", "*Ahoy*").reading.prose == read_plaintext("*Ahoy*").prose == "*Ahoy*"


def test_offsets_count_from_behind_the_mark() -> None:
    document = _document("\ufeff# *Ahoy*\n".encode(), "a.md")
    reading = document.reading
    start = reading.offsets.to_source(reading.blocks[0].prose).start
    assert Lines(document.source).place(start) == (1, 4)
