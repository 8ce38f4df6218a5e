"""BibTeX as BibTeX reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.attribution.bibtex import BibTeX, untex
from reusecheck.attribution.csl import Listed, read_csl_json
from reusecheck.attribution.entries import Entry
from tests.proportion import grows_in_proportion

if TYPE_CHECKING:
    from collections.abc import Callable


def bib(text: str, key: str = "k") -> Entry:
    entry = BibTeX(text).find(key)
    assert entry is not None
    return entry


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
    def prepare(size: int) -> Callable[[], object]:
        written = text(size)
        return lambda: (BibTeX(written).find("k"), Listed(written).find("zz"))

    assert grows_in_proportion(prepare, 16_000)
