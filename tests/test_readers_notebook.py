"""Notebooks: the prose of their cells, and the way back into the JSON."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import BlockKind, Document, Role, Unreadable, describe
from reusecheck.readers import read, read_text
from reusecheck.readers.json_scan import strings, unescaped
from reusecheck.readers.markdown import read_markdown
from reusecheck.spans import Lines, Span
from tests import strategies
from tests.contracts import check_reading


def markdown(*lines: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": metadata, "source": list(lines)}


def code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": source}


def raw(source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "raw", "metadata": metadata, "source": source}


def written(*cells: dict[str, Any], indent: int | None = 1, ascii_only: bool = False, **metadata: Any) -> str:
    notebook = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=indent, ensure_ascii=ascii_only)


def document(source: str) -> Document:
    found = read("a.ipynb", source.encode())
    assert isinstance(found, Document), found
    check_reading(source, found.reading)
    return found


def blocks(found: Document) -> list[str]:
    return [found.reading.prose[block.prose.start : block.prose.stop] for block in found.reading.blocks]


class TestCells:
    def test_markdown_is_read_as_markdown(self) -> None:
        found = document(written(markdown("# At *sea*\n", "\n", "- one\n", "- two"), markdown("> three\n", "> four")))
        assert blocks(found) == ["At sea", "one", "two", "three\nfour"]
        kinds = [block.kind for block in found.reading.blocks]
        assert kinds == [BlockKind.HEADING, BlockKind.ITEM, BlockKind.ITEM, BlockKind.PARAGRAPH]
        groups = [block.group for block in found.reading.blocks]
        assert groups[1] == groups[2]
        assert len(set(groups)) == 3
        (quotation,) = (r for r in found.reading.regions if r.role is Role.BLOCK_QUOTATION)
        assert found.reading.prose[quotation.prose.start : quotation.prose.stop] == "three\nfour"

    def test_code_is_code_and_outputs_are_nothing(self) -> None:
        cell = code("# ferry\nprint('ferry')")
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["ferry\n"]}]
        found = document(written(markdown("Before."), cell, markdown("After.")))
        assert found.reading.prose == "Before.\n\nAfter."
        (region,) = found.reading.regions
        assert region.role is Role.CODE
        assert found.source[region.source.start : region.source.stop] == r"# ferry\nprint('ferry')"

    def test_raw_cells_are_paragraphs_as_they_stand(self) -> None:
        found = document(written(markdown("a"), raw("*b*\n\nc"), raw("*d*", raw_mimetype="text/markdown")))
        assert blocks(found) == ["a", "*b*", "c", "d"]

    def test_what_begins_in_a_cell_ends_with_it(self) -> None:
        for open_one in ("```\ncode", "<!-- never closed", "<div>\nopen", "> quoted", "- item", "<pre>"):
            assert blocks(document(written(markdown(open_one), markdown("own words"))))[-1] == "own words"

    def test_front_matter_stands_in_the_first_cell_only(self) -> None:
        front = "---\ntitle: At sea\n---\n\nWords."
        for first in (markdown(front), raw(front)):
            found = document(written(first, markdown(front)))
            assert [(entry.key, entry.value) for entry in found.reading.meta] == [("title", "At sea")]
            assert blocks(found) == ["Words.", "title: At sea", "Words."]

    def test_footnotes_and_link_definitions_hold_for_all_cells(self) -> None:
        found = document(written(markdown("a[^1] and [b][c]"), markdown("[^1]: note\n\n[c]: https://c.example")))
        values = {region.role: region.value for region in found.reading.regions}
        assert values == {Role.FOOTNOTE_REFERENCE: "1", Role.LINK: "https://c.example", Role.FOOTNOTE: "1"}

    def test_a_label_that_two_cells_define_means_the_own_one(self) -> None:
        cell = "a[^n]\n\n[^n]: note"
        found = document(written(markdown(cell), code("x"), markdown(cell), markdown("b[^n]")))
        assert [r.value for r in found.reading.regions if r.role is not Role.CODE] == [
            "n", "n", "n (cell 3)", "n (cell 3)", "n",
        ]  # fmt: skip

    def test_comments_stand_where_they_stood(self) -> None:
        found = document(written(markdown("one"), markdown("<!-- reusecheck: allow a: b -->\n", "\n", "two")))
        (comment,) = found.reading.regions
        assert comment.value == " reusecheck: allow a: b "
        assert found.reading.prose[comment.prose.start :].strip() == "two"

    def test_the_older_format_with_sheets_and_heading_cells(self) -> None:
        cells = [{"cell_type": "heading", "level": 2, "source": "At sea"}, {"cell_type": "code", "input": "x"},
                 {"cell_type": "markdown", "source": ["*one*\n", "two"]}]  # fmt: skip
        found = document(json.dumps({"metadata": {"name": ""}, "nbformat": 3, "worksheets": [{"cells": cells}]}))
        assert blocks(found) == ["At sea", "one\ntwo"]
        assert found.reading.blocks[0].kind is BlockKind.HEADING


class TestMetadata:
    def test_what_the_notebook_says_to_this_program(self) -> None:
        own = {"source": "https://a.example/1", "Original-Author": "Ada", "sources": [{"url": "u"}, {"url": "v"}]}
        found = document(written(markdown("a"), kernelspec={"name": "x"}, title="T", reusecheck=own, source="no"))
        assert [(entry.key, entry.value) for entry in found.reading.meta] == [
            ("source", "https://a.example/1"), ("original_author", "Ada"), ("sources.url", "u"), ("sources.url", "v"),
            ("title", "T"),
        ]  # fmt: skip
        for entry in found.reading.meta:
            assert found.source[entry.source.start : entry.source.stop] == entry.value

    def test_a_notebook_describes_itself(self) -> None:
        found = document(written(markdown("a"), title="At sea", authors=[{"name": "Ada Quill"}]))
        about = describe(found.reading.meta)
        assert (about.title, about.author) == ("At sea", "Ada Quill")

    def test_an_address_of_a_cell_is_a_link_in_a_note(self) -> None:
        own = {"source": "https://a.example/1"}
        found = document(written(markdown("one"), markdown("two", reusecheck=own), markdown("three")))
        (link,) = (region for region in found.reading.regions if region.role is Role.LINK)
        assert found.reading.prose[link.prose.start : link.prose.stop] == link.value == "https://a.example/1"
        (mark,) = (region for region in found.reading.regions if region.role is Role.FOOTNOTE_REFERENCE)
        assert found.reading.prose[: mark.prose.start].endswith("two")
        assert document(written(markdown(""), code("x"), markdown("", reusecheck=own))).reading.prose == ""

    def test_many_sources_of_a_cell_with_many_paragraphs_take_linear_time(self) -> None:
        names = {"sources": [f"The Courier, part {number}" for number in range(5000)]}
        started = time.process_time()
        found = document(written(markdown("words\n\n" * 5000, reusecheck=names)))
        assert len(found.reading.blocks) == 10_000
        assert time.process_time() - started < 6

    def test_a_source_of_a_cell_is_a_note_to_each_of_its_paragraphs(self) -> None:
        for own in ({"source": "The “Courier”"}, {"sources": [{"title": "The “Courier”"}]}):
            cell = markdown("one\n\ntwo", reusecheck=own)
            for shown in (cell, dict(reversed(cell.items()))):
                found = document(written(markdown("zero"), shown, ascii_only=True))
                marks = [r for r in found.reading.regions if r.role is Role.FOOTNOTE_REFERENCE]
                assert [found.reading.prose[: mark.prose.start].split()[-1] for mark in marks] == ["one", "two"]
                (note,) = (r for r in found.reading.regions if r.role is Role.FOOTNOTE)
                assert found.reading.prose[note.prose.start : note.prose.stop] == "The “Courier”"
                assert {note.value, *(mark.value for mark in marks)} == {"cell 2, metadata"}


class TestPlaces:
    @pytest.mark.parametrize("indent", [None, 1])
    @pytest.mark.parametrize("ascii_only", [False, True])
    def test_escapes_lead_back_to_where_they_are_written(self, indent: int | None, *, ascii_only: bool) -> None:
        text = 'A "ferry" née 𝔖ee\tat dawn\nwith 100 % & more \\* less'
        source = written(markdown(text), indent=indent, ascii_only=ascii_only)
        reading = document(source).reading
        assert reading.prose == text.replace("\\", "")
        for at, character in enumerate(reading.prose):
            came_from = reading.offsets.to_source(Span(at, at + 1))
            stood = source[came_from.start : came_from.stop]
            assert json.loads(f'"{stood}"').lstrip("\\") == character

    def test_lines_are_those_of_the_file(self) -> None:
        found = document(written(markdown("# One\n", "\n", "Two\n", "three")))
        at = found.reading.offsets.to_source(found.reading.blocks[1].prose)
        lines = Lines(found.source)
        assert lines.line(lines.place(at.start).line).strip() == r'"Two\n",'
        assert lines.line(lines.last_place(at).line).strip() == '"three"'

    @given(st.text(), st.booleans())
    @settings(max_examples=300, deadline=None)
    def test_any_string_says_what_json_says(self, text: str, ascii_only: bool) -> None:
        source = json.dumps([text], ensure_ascii=ascii_only)
        (place,) = strings(source, 3)
        found = unescaped(source, place.start, place.stop)
        wanted = json.loads(source)[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        assert found.value == wanted
        bounds = [*found.starts, len(found.value)][1:]
        for start, stop, place_start, place_stop in zip(found.starts, bounds, found.places, found.stops, strict=True):
            said = json.loads(f'"{source[place_start:place_stop]}"')
            assert said.encode("utf-16", "surrogatepass").decode("utf-16", "replace") == found.value[start:stop]

    VALUES = st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
        max_leaves=12,
    )

    @given(VALUES, st.sampled_from([None, 0, 2]))
    @settings(max_examples=300, deadline=None)
    def test_all_strings_are_found_at_their_paths(self, value: Any, indent: int | None) -> None:
        source = json.dumps(value, indent=indent)
        found = {place.path: json.loads(f'"{source[place.start : place.stop]}"') for place in strings(source, 99)}
        assert found == dict(_flat(json.loads(source), ()))

    @given(st.lists(strategies.mixtures, max_size=3), st.booleans(), st.sampled_from(["markdown", "raw", "code"]))
    @settings(max_examples=300, deadline=None)
    def test_cells_of_any_markdown_are_read(self, sources: list[str], as_lines: bool, kind: str) -> None:
        cells: list[dict[str, Any]] = [
            {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True) if as_lines else text}
            for text in sources
        ]
        document(written(*cells))

    @given(strategies.commonmark)
    @settings(max_examples=200, deadline=None)
    def test_one_cell_is_what_the_markdown_reader_makes_of_it(self, text: str) -> None:
        cell = document(written(markdown("first"), markdown(text))).reading
        alone = read_markdown("\n" + text)  # the line keeps it from having front matter
        assert cell.prose.removeprefix("first").strip() == alone.prose.strip()
        assert [block.kind for block in cell.blocks[1:]] == [block.kind for block in alone.blocks]


def _flat(value: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        return [(path, _whole(value))]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [
        found for key, each in inner for found in _flat(each, (*path, _whole(key) if isinstance(key, str) else key))
    ]


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class TestWhatIsNone:
    def why(self, content: bytes) -> str:
        found = read("a.ipynb", content)
        assert isinstance(found, Unreadable), found
        return found.why

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "no notebook: not valid JSON at line 1, column 1: expecting value"),
            (b'{"cells": [\n}', "no notebook: not valid JSON at line 2, column 1: expecting value"),
            (b"# Ferry adrift", "no notebook: not valid JSON at line 1"),
            (b"<<<<<<< ours\n{}", "no notebook: not valid JSON at line 1"),
            (b'"cells"', "no notebook: found JSON, wants an object with cells"),
            (b"{}", "no notebook: found JSON without cells"),
            (b'{"cells": {}}', "no notebook: cells is not a list of cells"),
            (b'{"cells": ["x"]}', "no notebook: cells is not a list of cells"),
            (b'{"worksheets": [{"cells": 1}]}', "no notebook: cells is not a list of cells"),
            (b'{"cells": [{"source": 1}]}', "the source of a cell is neither a text nor a list of texts"),
            (b'{"cells": [{"source": ["a", ["b"]]}]}', "the source of a cell is neither a text nor a list of texts"),
            (b"[" * 200_000, "no notebook: its JSON is nested too deeply"),
            (b'{"n": ' + b"1" * 5000 + b"}", "no notebook: not valid JSON"),
            (b"PK\x03\x04", "binary file"),
        ],
    )
    def test_it_is_refused_with_its_reason(self, content: bytes, said: str) -> None:
        assert said in self.why(content)

    def test_text_that_is_read_all_the_same_is_prose_from_end_to_end(self) -> None:
        assert read_text("a.ipynb", "# *Ferry*").reading.prose == "# *Ferry*"

    @given(st.binary(max_size=100))
    @settings(max_examples=200, deadline=None)
    def test_any_bytes_are_read_or_refused(self, content: bytes) -> None:
        assert isinstance(read("a.ipynb", content), (Document, Unreadable))

    def test_a_notebook_without_cells_is_an_empty_article(self) -> None:
        assert document('{"cells": []}').reading.prose == ""
        assert document(written(markdown(), markdown(""), markdown("\n \n"), code(""))).reading.prose == ""

    def test_pictures_and_long_cells_take_linear_time(self) -> None:
        plot = code("x")
        plot["outputs"] = [{"output_type": "display_data", "data": {"image/png": "iVBOR" * 2_000_000}}]
        hard = markdown("*a \\\\ [b](" * 20_000, "\\n" * 100_000)
        started = time.process_time()
        assert blocks(document(written(plot, markdown("words "), hard)))[0] == "words"
        assert time.process_time() - started < 6
