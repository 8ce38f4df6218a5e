"""Who a reference is, how addresses compare, and the phrases of the languages."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.folding import Words, fold
from reusecheck.attribution.identity import Identity, identity
from reusecheck.attribution.levels import Level
from reusecheck.attribution.urls import canonical_url, doi_of, on_site, spellings
from reusecheck.config import Credit
from reusecheck.documents import Description
from reusecheck.readers import read_text
from reusecheck.spans import Span


def level(
    text: str, who: Identity, passage: str = "the words that were taken over from there", path: str = "a/b.md"
) -> Level:
    document = read_text(path, text.replace("…", passage))
    start = document.reading.prose.index(passage)
    return Attributor(document).assess(Span(start, start + len(passage)), who).level


@pytest.mark.parametrize(
    "same",
    [
        "http://www.Paper.example/a/b/",
        "https://paper.example/a/b#part",
        "//paper.example/a/b",
        "paper.example/a/b?utm_source=x&fbclid=1",
        "https://paper.example:443/a/b/index.html",
        " <https://paper.example/a/b> ",
        "https://me@paper.example/%61/b",
        "https://m.paper.example/a/b",
        "https://amp.paper.example/a/b",
        "https://mobile.paper.example:80/a/b?ocid=1&amp;wt.mc_id=x&mtm_source=y",
        "https://paper.example/a/b/amp/",
        "https://www.paper.example/amp/a/b?outputType=amp",
        "https://web.archive.org/web/20250503120000/https://www.paper.example/a/b",
    ],
)
def test_spellings_of_one_page_are_equal(same: str) -> None:
    assert canonical_url(same) == "paper.example/a/b"


@pytest.mark.parametrize(
    "other",
    [
        "https://paper.example/a",
        "https://paper.example/a/b?id=2",
        "https://papers.example/a/b",
        "https://shop.paper.example/a/b",
        "https://paper.example/a/b/ampere",
        "https://web.archive.org/web/20250503120000/https://www.paper.example/a",
        "https://elsewhere.example/https://paper.example/a/b",
    ],
)
def test_other_pages_are_not(other: str) -> None:
    assert canonical_url(other) != "paper.example/a/b"


@pytest.mark.parametrize(
    "none", ["", "mailto:a@paper.example", "#part", "word", "ftp://paper.example/a", "javascript:x.y"]
)
def test_what_is_no_page_has_no_address(none: str) -> None:
    assert canonical_url(none) == ""


@settings(deadline=None, max_examples=200)
@given(st.text("ab/.:?#&=%w@ ", max_size=30))
@example("://:")
def test_a_canonical_url_is_its_own(url: str) -> None:
    once = canonical_url(f"https://paper.example/{url}")
    assert "%" in once or canonical_url(once) == once


def test_a_site_holds_its_pages_and_those_of_its_subdomains_only() -> None:
    assert on_site("news.paper.example/a", "paper.example")
    assert on_site("paper.example/news/a", "paper.example/news")
    assert not on_site("paper.example/newsroom", "paper.example/news")
    assert not on_site("mypaper.example/a", "paper.example")


def test_a_host_has_two_spellings() -> None:
    assert canonical_url("https://xn--hftig-gra.example/a") == canonical_url("https://HÄFTIG.example/a")
    assert canonical_url("https://ha\u0308ftig.example/e\u0301") == canonical_url("https://häftig.example/%C3%A9")
    assert spellings(["häftig.example", "paper.example"]) == (
        "häftig.example",
        "paper.example",
        "xn--hftig-gra.example",
    )
    assert canonical_url("https://xn--\udcff.example/a") == "xn--\udcff.example/a"


@pytest.mark.parametrize("host", ["m.example", "amp.example", "m.co.uk", "www.m.com.au"])
def test_a_host_is_not_taken_for_the_mobile_one_of_a_suffix(host: str) -> None:
    assert canonical_url(f"https://{host}/a") == f"{host.removeprefix('www.')}/a"
    assert canonical_url(f"https://{host}/amp") == f"{host.removeprefix('www.')}/amp"


@pytest.mark.parametrize(
    "written",
    [
        "https://doi.org/10.5555/Ab.1",
        "http://dx.doi.org/10.5555%2Fab.1?x=1",
        "doi:10.5555/ab.1.",
        "DOI 10.5555/AB.1,",
        "(doi: 10.5555/ab.1).",
        "“10.5555/ab.1”",
        "info:doi/10.5555/ab.1;",
        "<https://www.doi.org/10.5555/ab.1/>",
    ],
)
def test_a_doi_has_many_spellings(written: str) -> None:
    assert doi_of(written) == "10.5555/ab.1"


def test_a_doi_keeps_the_parentheses_that_it_opens_itself() -> None:
    assert doi_of("(10.1016/s0022(97)00123)") == "10.1016/s0022(97)00123"
    assert doi_of("10.1016/s0022(97)") == "10.1016/s0022(97)"
    assert doi_of("costs 10.50/kg, or 110.5555/x") == ""


@pytest.mark.parametrize(
    ("one", "other"), [("Été", "ete"), ("ＡＢ", "ab"), ("Straße", "STRASSE"), ("cafe\u0301", "café"), ("ﬁn", "fin")]
)
def test_spellings_of_one_word_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@settings(deadline=None, max_examples=200)
@given(st.text("aB é\u0301,。東京ﬁ'-\u00ad", max_size=40))
def test_words_stand_where_they_say(text: str) -> None:
    words = Words(text, 5)
    assert words.joined.split() == [words.word(i) for i in range(len(words))]
    for i, (start, stop) in enumerate(zip(words.starts, words.stops, strict=True)):
        assert fold(text[start - 5 : stop - 5]) == words.word(i)
        assert (i, "") in list(words.find(words.word(i)))


def test_a_reference_is_known_by_all_that_is_configured_and_all_it_says() -> None:
    who = identity(
        Credit(("The Paper",), ("paper.example",), ("@key1",)),
        Description(
            "A long enough title", "Ann Lee and Bo Kay", "https://paper.example/1", "Paper Online", "10.5555/a"
        ),
    )
    assert {name.words for name in who.names} >= {
        "paper",
        "paper online",
        "ann lee",
        "bo kay",
        "a long enough title"[2:],
    }
    assert who.pages == {"paper.example/1"}
    assert who.page_known
    assert who.keys == {"key1"}
    assert (who.outlet, who.author, who.title) == ("The Paper", "Ann Lee and Bo Kay", "A long enough title")


def test_names_without_a_word_are_no_names() -> None:
    who = identity(Credit(("---", "")), Description("…", "*"))
    assert who.names == ()
    assert (who.outlet, who.author, who.title) == ("", "", "")


def test_a_link_to_the_very_file_names_it() -> None:
    who = identity(Credit(), Description(), "references/tea.md")
    assert level("… ([there](../references/tea.md#x))", who) is Level.CREDITED
    assert level("… ([there](references/tea.md))", who) is Level.NONE


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("The Guardian", "Gaurdian", Level.CREDITED),
        ("The Guardian", "guardian", Level.NONE),  # a person
        ("Frankfurter Rundschau", "Frankfurter Rundschu", Level.CREDITED),
        ("Frankfurter Rundschau", "Frankfurter Umschau", Level.NONE),
        ("Time", "Tome", Level.NONE),
        ("AP", "AP", Level.CREDITED),
        ("AP", "Ap", Level.NONE),
        ("El País", "El Pais", Level.CREDITED),
        ("taz", "taz", Level.CREDITED),
        ("新華社", "新華社", Level.CREDITED),
        ("Süddeutsche Zeitung", "SUEDDEUTSCHE ZEITUNG", Level.CREDITED),
    ],
)
def test_names_may_have_small_slips_and_no_more(name: str, written: str, expected: Level) -> None:
    assert level(f"According to {written}, …", identity(Credit((name,)), Description())) is expected


def test_rapidfuzz_is_not_needed_for_names_that_are_spelt_right_or_absent() -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    program = (
        "import sys\n"
        "from tests.test_attribution_identity import *\n"
        "who = identity(Credit(('The Harbour Courier',)), Description())\n"
        "assert level('According to The Harbour Courier, …', who) is Level.CREDITED\n"
        "assert level('Nobody is named before …', who) is Level.NONE\n"
        "sys.exit('rapidfuzz' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_more_evidence_never_makes_the_level_worse() -> None:
    who = identity(Credit(("The Paper",), ("paper.example",)), Description(url="https://paper.example/1"))
    ranks = [Level.NONE, Level.QUOTED, Level.CREDITED, Level.FULL]
    plain = "Something of ours.\n\n…\n\nMore of ours."
    quoted = plain.replace("…", "> …")
    for text in (plain, quoted):
        before = ranks.index(level(text, who))
        for more in (
            text.replace("…", "… ([x](https://paper.example/1))"),
            text.replace("…", "… — The Paper"),
            f"---\nsource: The Paper\n---\n{text}",
            f"{text}\n\n[x](https://paper.example/2)",
            f"{text}\n\nThis article first appeared in The Paper.",
        ):
            assert ranks.index(level(more, who)) >= before, more
