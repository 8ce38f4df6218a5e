"""Bibliographies: what their parsers read, how an article finds them, and what an entry is worth."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.bibliography import MOST_CHARACTERS, bibliography
from reusecheck.attribution.citing import cited
from reusecheck.attribution.csl import Listed, read_csl_json, read_csl_yaml
from reusecheck.attribution.entries import Entry, Standing, is_the_text, standing
from reusecheck.attribution.identity import identity
from reusecheck.attribution.page import Page
from reusecheck.config import Credit
from reusecheck.documents import Description
from reusecheck.readers import read_text
from reusecheck.spans import Prose, Span

WHO = identity(
    Credit(("The Harbour Courier", "THC"), ("harbourcourier.example",), ("courier2024",)),
    Description(
        "Hundred passengers lost in the fog", "Ada Quill", "https://harbourcourier.example/ferry", "", "10.5555/ferry"
    ),
)
WITHOUT_PAGE = identity(Credit(("The Harbour Courier",), ("harbourcourier.example",)), Description("Ferry adrift"))


# ---- CSL

WORK = st.fixed_dictionaries(
    {"id": st.sampled_from(["quill", "tides", "k:1", "a b", "12"])},
    optional={
        "title": st.sampled_from(["Fog", "Tides: a history", "No. 1 – “Ebb”", "- dash", "é"]),
        "URL": st.sampled_from(["https://a.example/x", "http://b.example"]),
        "DOI": st.sampled_from(["10.5555/ferry", "https://doi.org/10.5555/Ebb"]),
        "container-title": st.sampled_from(["The Harbour Courier", "Low: Press"]),
        "publisher": st.sampled_from(["Low Press", "A & B"]),
        "author": st.lists(
            st.sampled_from([
                {"family": "Quill", "given": "Ada"}, {"given": "Jane", "family": "Doe"}, {"literal": "The Courier"},
                {"family": "Mono"},
            ]),
            min_size=1, max_size=3,
        ),
        "issued": st.just({"date-parts": [[2024, 5]]}),
    },
)  # fmt: skip
WORKS = st.lists(WORK, min_size=1, max_size=4, unique_by=lambda work: str(work["id"]))


@given(WORKS, st.sampled_from(["list", "references", "front", "indented"]), st.booleans())
def test_json_and_yaml_of_the_same_works_tell_the_same(works: list[dict[str, Any]], style: str, flow: bool) -> None:
    works = json.loads(json.dumps(works))  # no two share an object, or YAML would write it once
    in_json = read_csl_json(
        json.dumps(works if style == "list" else {"references": works}, indent=1, ensure_ascii=False)
    )
    assert in_json is not None
    dumped = yaml.safe_dump(works, allow_unicode=True, sort_keys=flow, default_flow_style=None if flow else False)
    if style in ("references", "front"):
        dumped = f"title: Fog\nauthors:\n- id: quill\n  name: x\nreferences: # works\n{dumped}nocite: '@*'\n"
    if style == "indented":
        dumped = "references:\n" + "".join(f"    {line}\n" for line in dumped.splitlines())
    if style == "front":
        dumped = f"---\n{dumped}...\n"
    in_yaml = Listed(dumped)
    for work in works:
        one, other = in_json.find(work["id"]), in_yaml.find(work["id"])
        assert one is not None
        assert other is not None
        assert one._replace(line=0) == other._replace(line=0)
        people = [
            " ".join(filter(None, (p.get("given"), p.get("family")))) or p["literal"] for p in work.get("author", [])
        ]
        assert list(one.authors) == people
        assert one.title == work.get("title", "")
    assert in_yaml.find("authors") is None


def test_the_places_of_works_are_their_lines() -> None:
    text = (
        "references:\n\n- title: Fog\n  id: quill # mine\n- id: tides\n  note: 'id: other'\n  custom:\n    id: other\n"
    )
    listed = read_csl_yaml(text)
    quill, tides = listed.find("quill"), listed.find("tides")
    assert quill is not None
    assert tides is not None
    assert (quill.line, tides.line) == (3, 5)
    assert listed.find("other") is None
    flow = read_csl_yaml('- {title: "Fog", id: quill}\n- {id: tides}\n').find("quill")
    assert flow is not None
    assert flow.title == "Fog"
    decoded = read_csl_json('[\n {"id": "a"},\n {"title": "x",\n  "id": 12}\n]')
    assert decoded is not None
    twelve = decoded.find("12")
    assert twelve is not None
    assert twelve.line == 4
    beside_another = read_csl_json('[{"id": "ab"},\n{"id": "a"}]')
    assert beside_another is not None
    found = beside_another.find("a")
    assert found is not None
    assert found.line == 2


# ---- what an entry is worth


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        (Entry("k", 1, addresses=("https://www.harbourcourier.example/ferry/?utm_source=x",)), Standing.NAMED),
        (Entry("k", 1, doi="10.5555/ferry"), Standing.NAMED),
        (Entry("k", 1, "Hundred Passengers Lost in the Fog"), Standing.NAMED),
        (Entry("k", 1, "Hundred passengers lost"), Standing.SILENT),
        (Entry("k", 1, "Hundred passengers lost in", addresses=("https://mirror.example",)), Standing.NAMED),
        (Entry("k", 1, "", ("Ada Quill",)), Standing.NAMED),
        (Entry("k", 1, "", (), ("Harbour Courier",)), Standing.NAMED),
        (Entry("k", 1, "", (), ("The Harbor Courier",)), Standing.NAMED),
        (Entry("k", 1, "", ("The Harbour Courier",)), Standing.NAMED),
        (Entry("k", 1, "The Harbour Courier", (), (), ("https://harbourcourier.example",)), Standing.NAMED),
        (Entry("k", 1, "", (), ("THC",)), Standing.NAMED),
        (Entry("k", 1, "", (), ("thc",)), Standing.SILENT),
        (Entry("k", 1, "A morning at sea", ("Ada Quill",), ("The Harbour Courier",)), Standing.NAMED),
        (Entry("k", 1, "A morning at sea", ("Ada Quill",)), Standing.NEAR),
        (Entry("k", 1, "A morning at sea", (), ("The Harbour Courier",)), Standing.NEAR),
        (Entry("k", 1, "A morning at sea", (), ("Low Press",)), Standing.ANOTHER),
        (Entry("k", 1, "A history of The Harbour Courier", (), ("Low Press",)), Standing.ANOTHER),
        (Entry("k", 1, "", ("Ada Quill",), (), ("https://harbourcourier.example/tides",)), Standing.ANOTHER),
        (Entry("k", 1, "", ("Ada Quill",), (), (), "10.5555/tides"), Standing.ANOTHER),
        (Entry("k", 1), Standing.SILENT),
        (Entry("k", 1, "", (), ("Low Press",)), Standing.SILENT),
    ],
)
def test_an_entry_stands_to_the_reference(entry: Entry, wanted: Standing) -> None:
    assert standing(Page(read_text("content/a.md", "")), entry, WHO) is wanted


def test_any_page_of_the_outlet_where_its_own_is_not_known() -> None:
    page = Page(read_text("content/a.md", ""))
    entry = Entry("k", 1, "Tides", (), (), ("https://harbourcourier.example/tides",))
    assert standing(page, entry, WITHOUT_PAGE) is Standing.NAMED
    assert not is_the_text(page, entry, WITHOUT_PAGE)
    assert standing(page, Entry("k", 1, "The ferry adrift"), WITHOUT_PAGE) is Standing.NAMED
    assert not is_the_text(page, Entry("k", 1, "Ferry adrift"), WITHOUT_PAGE)
    assert is_the_text(page, Entry("k", 1, "", (), (), (), "10.5555/ferry"), WHO)


# ---- how an article finds its bibliography

ENTRY = "@misc{courier2024, note = {x}}"


def page_of(front: str, files: dict[str, str], path: str = "content/deep/a.md") -> Page:
    return Page(read_text(path, f"---\n{front}\n---\n\nWords [@courier2024].\n"), files.get)


@pytest.mark.parametrize(
    ("front", "path"),
    [
        ("bibliography: refs.bib", "content/deep/refs.bib"),
        ("bibliography: ./refs.bib", "content/deep/refs.bib"),
        ("bibliography: refs", "content/deep/refs.bib"),
        ("bibliography: ../../refs.bib", "refs.bib"),
        ("bibliography: library/refs.bib", "library/refs.bib"),
        ("bibliography: /library/refs.bib", "library/refs.bib"),
        ("bibliography: [none.json, refs.bib]", "refs.bib"),
        ("bibliography:\n  main: refs.bib", "refs.bib"),
        ("Bibliography: REFS.BIB", "content/deep/REFS.BIB"),
    ],
)
def test_a_bibliography_stands_beside_the_article_or_below_the_root(front: str, path: str) -> None:
    page = page_of(front, {path: ENTRY})
    found = page.bibliography.find("courier2024")
    assert found is not None
    assert found.place == f"{path}, line 1"


def test_the_one_beside_the_article_comes_first() -> None:
    page = page_of("bibliography: refs.bib", {"refs.bib": ENTRY, "content/deep/refs.bib": f"\n{ENTRY}"})
    assert page.bibliography.names == ("content/deep/refs.bib",)


@pytest.mark.parametrize(
    ("front", "files", "problem"),
    [
        ("bibliography: refs.bib", {}, "content/deep/refs.bib was not found"),
        ("bibliography: refs", {}, "content/deep/refs.bib was not found"),
        ("bibliography: ../../../refs.bib", {"refs.bib": ENTRY}, "../refs.bib was not found"),
        ("bibliography: /home/me/refs.bib", {}, "/home/me/refs.bib was not found"),
        ("bibliography: https://x.example/refs.bib", {}, "https://x.example/refs.bib was not found"),
        ("bibliography: refs.ris", {"content/deep/refs.ris": "TY"}, "content/deep/refs.ris is in a format that is not"),
        ("bibliography: refs.json", {"content/deep/refs.json": "{"}, "content/deep/refs.json is no JSON"),
        ("bibliography: refs.json", {"content/deep/refs.json": '"x"'}, "content/deep/refs.json is no JSON"),
        ("bibliography: refs.bib", {"refs.bib": "x" * (MOST_CHARACTERS + 1)}, "refs.bib is larger than 8 million"),
    ],
)
def test_a_bibliography_that_cannot_be_read_is_told(front: str, files: dict[str, str], problem: str) -> None:
    page = page_of(front, files)
    (told,) = page.bibliography.problems
    assert told.startswith(problem)
    assert page.bibliography.is_declared
    assert not cited(page, "courier2024", WHO).credits


@pytest.mark.parametrize("front", ["title: x", "bibliography: true", "bibliography: ''", "bibliography: []"])
def test_without_a_bibliography_a_configured_key_counts(front: str) -> None:
    page = page_of(front, {})
    assert not page.bibliography.is_declared
    assert cited(page, "courier2024", WHO).credits
    assert not cited(page, "quill", WHO).credits


@pytest.mark.parametrize(
    ("fields", "configured", "other"),
    [
        ("doi = {10.5555/ferry}", True, True),
        ("title = {A morning at sea}, journal = {The Harbour Courier}", True, False),
        ("year = 2024", True, False),
        ("title = {A morning at sea}, journal = {Low Press}", False, False),
        ("doi = {10.5555/tides}", False, False),
    ],
)
def test_a_key_is_worth_what_its_entry_says(fields: str, configured: bool, other: bool) -> None:
    page = page_of("bibliography: refs.bib", {"refs.bib": f"@misc{{courier2024, {fields}}}\n@misc{{x, {fields}}}"})
    assert cited(page, "courier2024", WHO).credits is configured
    assert cited(page, "x", WHO).credits is other
    assert not cited(page, "y", WHO).credits


def test_files_are_read_when_a_key_is_looked_up_and_once() -> None:
    asked: list[str] = []

    def beside(path: str) -> str:
        asked.append(path)
        return ENTRY

    page = Page(read_text("content/a.md", "---\nbibliography: [a.bib, b.bib]\n---\n\nWords [@courier2024]."), beside)
    assert not asked
    cited(page, "courier2024", WHO)
    cited(page, "x", WHO)
    assert asked == ["content/a.bib", "content/b.bib"]


def test_the_front_matter_comes_before_files() -> None:
    front = "bibliography: refs.bib\nreferences:\n- id: courier2024\n  DOI: 10.5555/ferry"
    document = read_text("content/a.md", f"---\n{front}\n---\n\nWords.")
    found = bibliography(document, {"content/refs.bib": ENTRY}.get).find("courier2024")
    assert found is not None
    assert found.place == "front matter, line 4"


def test_what_could_not_be_read_is_noted_once_it_was_asked_for() -> None:
    front = "---\nbibliography: refs.bib\n---\n\n"
    words = "Words that were copied from it, all of them"
    attributor = Attributor(read_text("content/a.md", f"{front}{words} [@courier2024].\n"))
    assert not attributor.notes
    found = attributor.assess(Span[Prose](0, len(words)), WHO)
    assert [evidence.shows for evidence in found.evidence] == ["missing"]
    assert attributor.notes == ("content/refs.bib was not found, so no citation key that it may hold counts",)
    uncited = Attributor(read_text("content/a.md", f"{front}{words}.\n"))
    uncited.assess(Span[Prose](0, len(words)), WHO)
    assert not uncited.notes
