"""SPDX tags in comments, REUSE's word about a file, and works listed in CITATION.cff."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.identity import identity
from reusecheck.attribution.page import Page
from reusecheck.attribution.reuse import COPYRIGHT, LICENCE, matches, notices, read_annotations
from reusecheck.attribution.spdx import Tag, snippets
from reusecheck.config import Credit
from reusecheck.documents import Description
from reusecheck.readers import read_text
from reusecheck.spans import Prose, Source, Span
from tests.proportion import calls, grows_in_proportion

if TYPE_CHECKING:
    from collections.abc import Callable

WHO = identity(
    Credit(("The Harbour Courier",), ("harbourcourier.example",)),
    Description("Hundred passengers lost in the fog", "Ada Quill", "https://harbourcourier.example/ferry"),
)
FILE = "SPDX-FileCopyrightText"


def page_of(text: str, suffix: str = "md", **files: str) -> Page:
    return Page(read_text(f"content/a.{suffix}", text), files.get)


# ---- tags


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("<!-- SPDX-FileCopyrightText: 2024 The Harbour Courier -->\n\nWords.", "md"),
        (
            "<!--\n  SPDX-FileCopyrightText: 2024 The Harbour Courier\n\nSPDX-License-Identifier: MIT\n-->\n\nWords.",
            "md",
        ),
        ("<!--\n * SPDX-FileCopyrightText:2024 The Harbour Courier\n */-->\n\nWords.", "md"),
        ("---\n# SPDX-FileCopyrightText: 2024 The Harbour Courier\ntitle: x\n---\n\nWords.", "md"),
        ("# A heading\n\n<!-- SPDX-FileCopyrightText: 2024 The Harbour Courier -->\n\nWords.", "md"),
        ("<!-- SPDX-FileCopyrightText: 2024 The Harbour Courier -->", "md"),
        ("<!DOCTYPE html>\n<!-- SPDX-FileCopyrightText: 2024 The Harbour Courier -->\n<p>Words.</p>", "html"),
        ("<!--\r\nSPDX-FileCopyrightText: 2024 The Harbour Courier\r\n-->\r\n\r\nWords.", "md"),
    ],
)
def test_a_tag_is_a_line_of_a_comment(text: str, suffix: str) -> None:
    page = page_of(text, suffix)
    tag = next(tag for tag in page.tags if tag.name == "FileCopyrightText")
    assert tag.value == "2024 The Harbour Courier"
    assert text[tag.source.start : tag.source.stop].strip(" *#").startswith("SPDX-FileCopyrightText:")
    assert [notice.value for notice in notices(page, COPYRIGHT, page.neighbours)] == [tag.value]


@pytest.mark.parametrize(
    "text",
    [
        "SPDX-FileCopyrightText: 2024 The Harbour Courier\n\nWords.",
        "`SPDX-FileCopyrightText: 2024 The Harbour Courier`",
        "<!-- write SPDX-FileCopyrightText: 2024 The Harbour Courier -->",
        "<!-- SPDX-FileCopyrightText 2024 The Harbour Courier -->",
        "<!-- REUSE-IgnoreStart -->\n<!-- SPDX-FileCopyrightText: 2024 The Harbour Courier\nREUSE-IgnoreEnd -->",
        "<!-- SPDX-SnippetBegin\nSPDX-FileCopyrightText: 2024 The Harbour Courier -->\n\nW.\n<!-- SPDX-SnippetEnd -->",
        "Words.\n\n<!-- SPDX-FileCopyrightText: 2024 The Harbour Courier -->",
    ],
)
def test_what_is_no_tag_of_the_file(text: str) -> None:
    page = page_of(text)
    assert notices(page, COPYRIGHT, page.neighbours) == []


# ---- snippets

NAMES = st.sampled_from(["Begin", "End", "SnippetCopyrightText", "License-Identifier", "FileCopyrightText"])


def end_of(tags: list[Tag], begin: int) -> int | None:
    """The tag that closes the snippet which tag ``begin`` opens."""
    depth = 0
    for at in range(begin, len(tags)):
        depth += {"Begin": 1, "End": -1}.get(tags[at].name, 0)
        if depth == 0:
            return at
    return None


def in_depth(tags: list[Tag]) -> dict[int, list[Tag]]:
    """Position of the prose → who holds the copyright there, by a parser that descends into the snippets."""
    begins = (at for at, tag in enumerate(tags) if tag.name == "Begin")
    ends = {begin: end for begin in begins if (end := end_of(tags, begin)) is not None}
    found: dict[int, list[Tag]] = {}

    def descend(begin: int, inherited: list[Tag]) -> None:
        own, inner, at = [], [], begin + 1
        while at < ends[begin]:
            if tags[at].name == "Begin":
                inner.append(at)
                at = ends[at]
            elif tags[at].name == "SnippetCopyrightText":
                own.append(tags[at])
            at += 1
        for place in range(tags[begin].at, tags[ends[begin]].at):
            found[place] = own or inherited
        for each in inner:
            descend(each, own or inherited)

    at = 0
    while at < len(tags):
        if at in ends:
            descend(at, [])
            at = ends[at]
        at += 1
    return {place: holders for place, holders in found.items() if holders}


@given(st.lists(st.tuples(NAMES, st.integers(0, 3)), max_size=14))
@settings(max_examples=500)
def test_snippets_nest_like_parentheses(drawn: list[tuple[str, int]]) -> None:
    tags, at = [], 0
    for number, (name, step) in enumerate(drawn):
        at += step
        tags.append(Tag(name, str(number), at, Span[Source](number, number + 1)))
    found = snippets(tags)
    stretches = [stretch for stretch, _ in found]
    assert all(one.stop <= other.start for one, other in pairwise(stretches))
    flat = {place: holders for stretch, holders in found for place in range(stretch.start, stretch.stop)}
    assert flat == in_depth(tags)


def test_evidence_is_asked_for_the_passage_alone() -> None:
    begin = "<!-- SPDX-SnippetBegin\nSPDX-SnippetCopyrightText: 2024 Ada Quill -->"
    end = "<!-- SPDX-SnippetEnd -->"
    page = f"{begin}\n\nOne two three.\n\n{end}\n\nFour five six.\n\n{begin}\n\nSeven eight.\n\n{end}"
    attributor = Attributor(read_text("content/a.md", page))
    prose = attributor.page.reading.prose

    def level(words: str) -> str:
        first, _, last = words.partition(" ... ")
        start = prose.index(first)
        stop = prose.index(last or first) + len(last or first)
        return attributor.assess(Span[Prose](start, stop), WHO).level.value

    assert level("One two three.") == level("Seven eight") == level("two") == "credited"
    assert level("Four five six.") == level("three. ... Four") == level("One ... eight") == "none"
    assert attributor.could_name(WHO)
    assert not attributor.could_name(identity(Credit(("Low Press",)), Description()))


# ---- REUSE


def toml(precedence: str = "", text: str = "2024 The Harbour Courier", path: str = "**") -> str:
    said = f'precedence = "{precedence}"\n' if precedence else ""
    return f'version = 1\n[[annotations]]\npath = "{path}"\n{said}SPDX-FileCopyrightText = "{text}"\n'


OWN = f"<!-- {FILE}: own -->\n\nWords."


@pytest.mark.parametrize(
    ("article", "files", "told"),
    [
        (OWN, {}, ["own"]),
        (OWN, {"content/a.md.license": f"{FILE}: beside"}, ["beside"]),
        (OWN, {"content/a.md.license": ""}, []),
        (OWN, {"REUSE.toml": toml()}, ["own"]),
        (OWN, {"REUSE.toml": toml("closest")}, ["own"]),
        ("Words.", {"REUSE.toml": toml(text="root"), "content/REUSE.toml": toml(text="near")}, ["near"]),
        ("Words.", {"REUSE.toml": toml(text="root"), "content/REUSE.toml": toml(path="b.md")}, ["root"]),
        (OWN, {"REUSE.toml": toml("aggregate", "r"), "content/REUSE.toml": toml("aggregate", "n")}, ["own", "n", "r"]),
        ("Words.", {"REUSE.toml": toml("closest", "root"), "content/REUSE.toml": toml("aggregate", "near")}, ["near"]),
        (OWN, {"REUSE.toml": toml("override", "root"), "content/REUSE.toml": toml("aggregate", "near")}, ["root"]),
        (OWN, {"REUSE.toml": toml("override", "root"), "content/REUSE.toml": toml("override", "near")}, ["root"]),
        (OWN, {"REUSE.toml": toml("closest", "root"), "content/REUSE.toml": toml("override", "near")}, ["near"]),
        (OWN, {"REUSE.toml": toml("aggregate", "r"), "content/REUSE.toml": toml("override", "n")}, ["n", "r"]),
        (OWN, {"content/a.md.license": f"{FILE}: b", "REUSE.toml": toml("override", "root")}, ["root"]),
        ("Words.", {"REUSE.toml": f"{toml(text='first')}\n{toml(text='last')}"}, ["last"]),
        ("Words.", {"REUSE.toml": f"{toml(text='first')}\n{toml(text='last', path='x')}"}, ["first"]),
        ("Words.", {"REUSE.toml": f'[[annotations]]\npath = ["x", "**"]\n{FILE} = ["a", """b"""]'}, ["a", "b"]),
        ("Words.", {"REUSE.toml": "[[annotations]]\npath = 'content/*'\nSPDX-License-Identifier = 'MIT'"}, []),
        ("Words.", {"other/REUSE.toml": toml(), "content/REUSE.TOML": toml()}, []),
    ],
)  # fmt: skip
def test_the_nearest_word_about_a_file_counts_as_its_precedence_says(
    article: str, files: dict[str, str], told: list[str]
) -> None:
    page = page_of(article, **files)
    assert [notice.value for notice in notices(page, COPYRIGHT, page.neighbours)] == told


def test_the_licence_of_a_file_is_told_apart_from_its_copyright() -> None:
    files = {
        "content/a.md.license": f"{FILE}: beside",
        "REUSE.toml": "[[annotations]]\npath = '**'\nSPDX-License-Identifier = ['MIT', 'CC-BY-4.0']\n",
    }
    page = page_of("Words.", **files)
    assert [notice.value for notice in notices(page, LICENCE, page.neighbours)] == ["MIT", "CC-BY-4.0"]
    assert [notice.place for notice in notices(page, LICENCE, page.neighbours)] == ["REUSE.toml, line 1"] * 2
    found = Attributor(page.document, files.get).licence("CC-BY-4.0")
    assert found is not None
    assert found.kind == "SPDX-License-Identifier in REUSE.toml, line 1"


@pytest.mark.parametrize(
    ("glob", "path", "wanted"),
    [
        ("a.md", "a.md", True),
        ("a.md", "x/a.md", False),
        ("*", "a.md", True),
        ("*", "x/a.md", False),
        ("*.md", ".md", True),
        ("**", "x/y/a.md", True),
        ("**/a.md", "a.md", True),
        ("**/a.md", "x/y/a.md", True),
        ("**/a.md", "x/ya.md", False),
        ("x/**/a.md", "x/a.md", True),
        ("x/**/a.md", "xa.md", False),
        ("x/**", "x/y/a.md", True),
        ("x**", "x/y/a.md", True),
        ("x*.md", "x/a.md", False),
        ("x/*/a.md", "x/a.md", False),
        ("\\*.md", "*.md", True),
        ("\\*.md", "a.md", False),
        ("a\\.md", "a.md", True),
        ("a\\\\", "a\\", True),
        ("[a].md", "[a].md", True),
        ("?.md", "a.md", False),
        ("", "", True),
        ("", "a", False),
    ],
)
def test_paths_of_an_annotation(glob: str, path: str, wanted: bool) -> None:
    assert matches(glob, path) is wanted


def as_expression(glob: str) -> str:
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    tokens = re.findall(r"(?s)\*\*/|\*\*|\*|\\.|.", glob)
    return "".join(pieces.get(token) or re.escape(token[-1]) for token in tokens)


@given(st.text(st.sampled_from("ab/*\\"), max_size=8), st.text(st.sampled_from("ab/*"), max_size=8))
@settings(max_examples=1000)
def test_paths_match_as_an_expression_would(glob: str, path: str) -> None:
    assert matches(glob, path) is bool(re.fullmatch(as_expression(glob), path, re.DOTALL))


@pytest.mark.skipif(sys.version_info < (3, 11), reason="tomllib came with Python 3.11")
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["**", "a b.md", "x/*.md", "c\\d", 'q"q', "é"]), min_size=1, max_size=3),
            st.sampled_from(["closest", "aggregate", "override", ""]),
            st.lists(st.sampled_from(["2024 A", "© B <b@x.example>", "C # D", "[E]", "F = G"]), max_size=2),
            st.sampled_from(["'", '"']),
        ),
        max_size=3,
    )
)
def test_annotations_are_read_as_tomllib_reads_them(tables: list[tuple[list[str], str, list[str], str]]) -> None:
    import tomllib  # noqa: PLC0415 - not on Python 3.10

    def written(value: str, mark: str) -> str:
        return f"'{value}'" if mark == "'" else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    text = "version = 1 # [[annotations]]\n"
    for paths, precedence, copyrights, mark in tables:
        text += "\n[[ annotations ]] # next\n"
        text += "path = [\n  " + ",\n  ".join(written(path, mark) for path in paths) + ", # all\n]\n"
        text += f"precedence = {written(precedence, mark)}\n" if precedence else ""
        text += f"SPDX-FileCopyrightText = [{', '.join(written(one, mark) for one in copyrights)}]\n"
    text += "[other]\npath = 'x'\n"
    wanted = tomllib.loads(text).get("annotations", [])
    found = read_annotations(text)
    assert [list(one.paths) for one in found] == [table["path"] for table in wanted]
    assert [one.precedence for one in found] == [table.get("precedence", "closest") for table in wanted]
    assert [list(one.values[COPYRIGHT]) for one in found] == [table["SPDX-FileCopyrightText"] for table in wanted]
    lines = text.splitlines()
    assert all("[[ annotations ]]" in lines[one.line - 1] for one in found)


# ---- what is read, and when


def test_nothing_beside_a_credited_article_is_read() -> None:
    asked: list[str] = []

    def beside(path: str) -> None:
        asked.append(path)

    text = "Words that were copied from it, all of them.\n\n— [The Courier](https://harbourcourier.example/ferry)\n"
    attributor = Attributor(read_text("content/news/a.md", text), beside)
    assert attributor.assess(Span[Prose](0, 40), WHO).level.value == "credited"
    assert asked == []
    attributor.assess(Span[Prose](0, 40), identity(Credit(("Low Press",)), Description()))
    assert asked == [
        "content/news/a.md.license", "content/news/REUSE.toml", "content/REUSE.toml", "REUSE.toml",
        "content/news/CITATION.cff",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "unit",
    [
        "<!-- SPDX-SnippetBegin -->\n", "<!-- SPDX-SnippetEnd -->\n",
        "<!-- SPDX-SnippetBegin\nSPDX-SnippetCopyrightText: x -->\nw\n",
    ],
)  # fmt: skip
def test_many_tags_take_work_in_proportion(unit: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        number = size // len(unit)
        document = read_text("content/a.html", unit * number + "<p>Words.</p>" + "<!-- SPDX-SnippetEnd -->\n" * number)
        attributor = Attributor(document)
        return lambda: attributor.assess(Span[Prose](0, len(document.reading.prose)), WHO)

    assert calls(prepare(32_000)) < 2.5 * calls(prepare(16_000))


def hostile(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: before + unit * (size // len(unit)) + after


@pytest.mark.parametrize(
    "text",
    [
        hostile("[[annotations]]\n"), hostile("["), hostile("[ "), hostile('"'), hostile("[a]\n"), hostile("\\"),
        hostile("'''", "[[annotations]]\npath = "), hostile("path = '**'\n", "[[annotations]]\n"),
        hostile("*a", "[[annotations]]\npath = '", "'"), hostile(" ", "[[annotations]]\npath = '", "'"),
        hostile("'x', ", "[[annotations]]\npath = [", "]"),
    ],
)  # fmt: skip
def test_a_long_reuse_toml_takes_time_in_proportion(text: Callable[[int], str]) -> None:
    def prepare(size: int) -> Callable[[], object]:
        written = text(size)
        page = page_of("Words.", **{"REUSE.toml": written, "content/a.md.license": written})
        return lambda: notices(page, COPYRIGHT, page.neighbours)

    assert grows_in_proportion(prepare, 10_000)
