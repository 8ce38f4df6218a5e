"""Bibliographies: what their parsers read, how an article finds them, and what an entry is worth."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.attribution.bibliography import MOST_CHARACTERS, bibliography
from reusecheck.attribution.bibtex import BibTeX, untex
from reusecheck.attribution.citing import cited
from reusecheck.attribution.csl import Listed, read_csl_json, read_csl_yaml
from reusecheck.attribution.entries import Entry, Standing, is_the_text, standing
from reusecheck.attribution.identity import identity
from reusecheck.attribution.page import Page
from reusecheck.config import Credit
from reusecheck.documents import Description
from reusecheck.readers import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

WHO = identity(
    Credit(("The Harbour Courier", "THC"), ("harbourcourier.example",), ("courier2024",)),
    Description(
        "Hundred passengers lost in the fog", "Ada Quill", "https://harbourcourier.example/ferry", "", "10.5555/ferry"
    ),
)
WITHOUT_PAGE = identity(Credit(("The Harbour Courier",), ("harbourcourier.example",)), Description("Ferry adrift"))


def bib(text: str, key: str = "k") -> Entry:
    entry = BibTeX(text).find(key)
    assert entry is not None
    return entry


# ---- BibTeX


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title = {Tides}", "Tides"),
        ('title = "Tides"', "Tides"),
        ("TITLE={Tides}", "Tides"),
        ("title\n  =\n  {Tides}", "Tides"),
        ("title = {{T}ides of {the {North} Sea}}", "Tides of the North Sea"),
        ('title = "Tides of {the " North} Sea"', 'Tides of the " North Sea'),
        ('title = {Tides "of" the}', 'Tides "of" the'),
        ('title = {Ti} # "des"', "Tides"),
        ("title = abbr # { of the North}", "Tides of the North"),
        ("title = Abbr", "Tides"),
        ("title = unknown # {Tides}", "Tides"),
        ("title = 1984", "1984"),
        ("title = {Tides,\n   a   history}", "Tides, a history"),
        ("title = {Tides}, subtitle = {A history}", "Tides A history"),
        ("year = 1900, title = {Tides}, title = {Twice}", "Tides"),
        ("year = {}, title = {Tides},,, ", "Tides"),
        ("% title = {No},\n title = {Tides} % this one\n", "Tides"),
        ('title = {100 \\% of M\\"uller \\& S{\\o}n}', "100 % of Müller & Søn"),
        ("title = {a = b, c = {d}}", "a = b, c = d"),
    ],
)  # fmt: skip
def test_a_field_is_read_as_bibtex_does(written: str, title: str) -> None:
    text = (
        f"Some words.\n@string{{abbr = {{Tides}}}}\n@string(other = abbr)\n@article{{k,\n  {written}\n}}\nMore words."
    )
    assert bib(text).title == title
    assert bib(text).line == 4
    assert bib(text.replace("@article{k", "@ARTICLE (k").replace("\n}\n", "\n)\n")).title == title


def test_people_outlets_and_addresses() -> None:
    entry = bib(
        "@article{k, author = {Quill, Ada and Lopez, Jr., Jos\\'e and {The Harbour Courier} and Jane Doe},\n"
        "journal = {The Courier}, publisher = {Low Press}, howpublished = {Online at \\url{https://a.example/x\\_y}},\n"
        "note = {and https://b.example/.}, url = {www.c.example/%7E}, doi = {https://doi.org/10.5555/A.B}}"
    )
    assert entry.authors == ("Ada Quill", "José Lopez", "The Harbour Courier", "Jane Doe")
    assert entry.outlets == ("The Courier", "Low Press", "Online at https://a.example/x_y")
    assert entry.addresses == ("www.c.example/%7E", "https://a.example/x_y", "https://b.example/")
    assert entry.doi == "10.5555/a.b"


def test_an_entry_takes_the_outlet_of_its_volume_and_no_more() -> None:
    text = (
        "@inbook{k, title = {Fog}, crossref = {v}}\n"
        "@book{v, title = {Annual}, publisher = {Low Press}, url = {https://x.example}, author = {A}, crossref = {k}}\n"
        "@misc{d, xdata = {a, v, none}}\n@xdata{a, organization = {Harbour}}"
    )
    assert bib(text) == Entry("k", 1, "Fog", (), ("Low Press", "Annual"))
    assert bib(text, "d").outlets == ("Low Press", "Harbour", "Annual")


@pytest.mark.parametrize(
    "text",
    [
        "@comment{k, title = {x}}",
        "@preamble{k, title = {x}}",
        "@string{k = {x}}",
        "% @misc{k, title = {x}}",
        "   % see @misc{k}",
        "@misc{a, note = {\n@misc{k, title = {x}}\n}}",
        "@misc{K, title = {x}}",
        "@misc{kk, title = {x}}",
        "k, title = {x}",
        "someone@misc.example {k}",
        "",
    ],
)
def test_what_is_no_entry_of_this_key(text: str) -> None:
    assert BibTeX(text).find("k") is None


def test_one_entry_that_is_never_closed_does_not_swallow_the_next() -> None:
    text = "@misc{a, title = {{Fog},\n}\n\n@misc{k, title = {Tides}}\n  @misc{l, title = {Ebb}\n@misc{m, note={"
    assert bib(text).title == "Tides"
    assert bib(text, "l").title == "Ebb"
    assert bib(text, "m").line == 6
    assert bib(text, "a").title.startswith("Fog")


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        ("{\\'a}\\'{a}\\'a{\\' a}", "áááá"),
        ('{\\"O}sterreich', "Österreich"),
        ("\\c{c}\\c c\\v{s}{\\H o}\\u{g}", "ççšőğ"),
        ("\\'{\\i}\\i", "íi"),
        ("stra{\\ss}e, \\O re, \\AA, \\L{}\\'od\\'z", "straße, Øre, Å, Łódź"),
        ("\\emph{The} \\textbf{Courier}", "The Courier"),
        ("a~b -- c---d \\\\ e", "a b – c–d e"),
        ("R\\&D \\#1 50\\% \\_ \\$5 $x^2$", "R&D #1 50% _ $5 x^2"),
        ("\\cite{x} \\href{https://a.example}{page}", "x https://a.examplepage"),
        ("", ""),
    ],
)  # fmt: skip
def test_tex_is_set(tex: str, said: str) -> None:
    assert untex(tex) == said


FIELDS = st.dictionaries(
    st.sampled_from(["title", "journal", "publisher", "year", "note", "isbn", "abstract", "organization"]),
    st.recursive(
        st.text(st.sampled_from("abc ,=@%#()'-.\n"), min_size=1, max_size=12),
        lambda inner: st.builds(lambda a, b, c: f"{a}{{{b}}}{c}", inner, inner, inner),
        max_leaves=4,
    ),
    min_size=1,
)
ENTRIES = st.dictionaries(
    st.text(st.sampled_from("abk1:-_.+/"), min_size=1, max_size=4), FIELDS, min_size=1, max_size=4
)


@given(ENTRIES, st.data())
def test_what_was_written_is_read_back(entries: dict[str, dict[str, str]], data: st.DataObject) -> None:
    def value(text: str) -> str:
        style = data.draw(st.sampled_from(["{}", '""', "#"]))
        if style == "#":
            middle = next((i for i in range(len(text)) if text[:i].count("{") == text[:i].count("}")), 0)
            return f"{{{text[:middle]}}} # {{{text[middle:]}}}"
        return f"{style[0]}{text}{style[1]}"

    pieces = []
    for key, fields in entries.items():
        opening, closing = data.draw(st.sampled_from([("{", "}"), ("(", ")")]))
        body = ",\n".join(f"  {name} = {value(text)}" for name, text in fields.items())
        pieces.append(f"@{data.draw(st.sampled_from(['article', 'Misc']))}{opening}{key},\n{body}{closing}\n")
    comment = data.draw(st.sampled_from(["", "Some words, 3 = three.\n", "% @misc{a, title = {x}}\n", "@comment{x}\n"]))
    found = BibTeX(comment.join(["", *pieces]))
    for key, fields in entries.items():
        entry = found.find(key)
        assert entry is not None
        assert entry.title == untex(fields.get("title", ""))
        wanted = [untex(fields[name]) for name in ("journal", "publisher", "organization") if name in fields]
        assert list(entry.outlets) == wanted


BITS = st.sampled_from([
    "@misc{", "@string{", "@a(", "@", "{", "}", "(", ")", '"', "#", "=", ",", "k", "title", "url", "crossref", "%",
    "\n", "\\", "\\'", "\\url{", "https://", " ", "author", " and ", "doi", "10.1234/x", "\r\n", "é",
])  # fmt: skip


@given(st.lists(BITS, max_size=40).map("".join))
@settings(max_examples=400)
def test_any_text_can_be_asked(text: str) -> None:
    found = BibTeX(text)
    for key in ("k", "title", ""):
        entry = found.find(key)
        assert entry is None or 1 <= entry.line <= text.count("\n") + text.count("\r") + 1
    json_or_none = read_csl_json(text)
    assert json_or_none is None or json_or_none.find("k") is None
    Listed(text).find("k")


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


# ---- in time of their length


def hostile(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: before + unit * (size // len(unit)) + after


@pytest.mark.parametrize(
    "text",
    [
        hostile("@a{k,"), hostile("\n@a{k,t={"), hostile('@a{k,a="'), hostile("% @a{k,"), hostile("% @a{k,\n"),
        hostile("a = b # ", "@a{k, ", "}"), hostile("{", "@a{k, t={"), hostile("{}", "@a{k, t={"), hostile("@a     "),
        hostile(" and ", "@a{k, author={"), hostile("\\'{", "@a{k, title={"), hostile(", % x\n", "@a{k", "}"),
        hostile(" ", "@a{k, ", "}"), hostile("-\n"), hostile("- id: x\n"), hostile("  id: 2\n", "- a: 1\n"),
        hostile("- a\n id"), hostile(" \n", "-"),
    ],
)  # fmt: skip
def test_the_time_is_in_proportion_to_the_length(text: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        written = text(size)
        began = time.process_time()
        BibTeX(written).find("k")
        Listed(written).find("zz")
        return time.process_time() - began

    seconds(1000)
    assert seconds(160_000) < 40 * max(seconds(16_000), 0.002)
