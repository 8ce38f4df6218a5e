"""Asked whether a page could name a reference at all, the answer is never no where an assessment finds a credit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.attribution.assess import Attributor
from reusecheck.attribution.levels import Level
from reusecheck.attribution.possible import Spots
from reusecheck.readers import read_text
from tests.attribution_cases import EVERY, FILES, REFERENCES, Drawn, assess, identity_of, path_of, prose_of
from tests.marked import marked

if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.spans import Span

CREDITED = (Level.FULL, Level.CREDITED)
IDENTITIES = {name: identity_of(reference) for name, reference in FILES["settled"]["references"].items()} | {
    name: identity_of({"names": [name], "urls": urls, "title": title, "url": url})
    for name, urls, title, url in (
        ("山谷晚报", ["https://shan.example/晚报/"], "茶馆只有一张桌子", "https://shan.example/晚报/茶"),
        (
            "Bell & Sons",
            ["bell.example/news"],
            "What’s in a bell? Everything & more",
            "https://bell.example/news/b%20c",
        ),
        ("3nach9", ["xn--hftig-gra.example"], "3 – 2 – 1", "https://häftig.example/3"),
        ("…", [], "???", ""),
        ("L'Écho d’Œuf", ["echo.example:8080"], "ﬁne œuvre of the ﬁrst order", "http://echo.example:8080/?id=7&x=1"),
    )
}
SOURCES = {case["name"]: Drawn.of(case["article"]).text for case in EVERY}

# Pieces of which pages are mixed: names near and far, spelt wrong, split by markup, in metadata, in addresses
PIECES = (
    "The Harbour Courier", "Harbour Courrier", "harbour\ncourier", "**Harbour** Courier", "Har*bour* Courier",
    "the Harbour Courier’s", "Northwind Press Agency", "Nothwind Press Agency", "NPA", "(NPA)", "Die Woge",
    "Der Woge zufolge", "La\u00a0Vague", "L’Onda", "l'onda", "Hullám", "Hullam", "The Sun", "Sun", "Ada Quill",
    "*Hundred passengers lost in the fog*", "Hundred passengers lost in the fogg", "Ferry adrift", "Die Fähre im Nebel",
    "[here](https://www.harbourcourier.example/2024/ferry)", "https://harbourcourier.example/2024/ferry?utm_source=x",
    "<http://harbourcourier.example:80/2024/ferry/#top>", "harbourcourier.example", "HARBOURCOURIER.EXAMPLE/2024/ferry",
    "[x](https://woge.example/%32)", "[@courier2024]", "[@other; @courier2024, p. 3]", "doi:10.5555/ferry.2024",
    "https://doi.org/10.5555%2Fferry.2024", "DOI 10.5555/FERRY.2024", "[^1]", "\n\n[^1]: The Harbour Courier\n\n",
    "<q cite='https://harbourcourier.example/2024/ferry'>", "</q>", "<cite>The Harbour Courier</cite>",
    "<!-- The Harbour Courier -->", "`The Harbour Courier`", "according to", "reported", "told", "laut", "selon",
    "según", "First published in", "Quelle:", "Source:", "— ", "(", ")", ": ", ". ", ", ", "“", "”", "\n\n", "\n> ",
    " ", "\n\n— ",
    "reference.md", "[ref](references/reference.md)", "山谷晚报", "据山谷晚报报道：", "《茶馆只有一张桌子》", "https://shan.example/%E6%99%9A%E6%8A%A5/茶",
    "Bell &amp; Sons", "Bell and Sons", "*What's in a bell? Everything and more*", "https://bell.example/news/b c",
    "3nach9", "3\u200bnach9", "https://xn--hftig-gra.example/3", "https://HÄFTIG.example/3", "…", "???",
    "L’ECHO D'OEUF", "l’écho d’œuf",
    "fine oeuvre of the first order", "http://echo.example:8080/?x=1&amp;id=7", "[e](//echo.example:8080/?id=7&x=1)",
    "The ferry left the harbour soon after dawn with a hundred people aboard",
)  # fmt: skip
FRONT = (
    "", "", "---\nsource: The Harbour Courier\n---\n", "---\ncanonical_url: https://harbourcourier.example/2024/ferry\n---\n",
    "---\ncredit:\n  - name: NPA\n    url: https://npa.example\n---\n", "---\nvia: references/reference.md\n---\n",
    "---\nsource: doi:10.5555/ferry.2024\n---\n", "---\nauthor: Ada Quill\n---\n",
)  # fmt: skip
COPIED = "⟦the ferry left the harbour soon after dawn with a hundred people aboard⟧"


def credited_though_impossible(path: str, source: str, passages: list[Span[Any]], who: Identity) -> bool:
    """Whether an assessment that looks everywhere finds what one that looks at the spots does not: what must not be."""
    document = read_text(path, source)
    everywhere, quick = Attributor(document), Attributor(document)
    everywhere._spots[who] = Spots(list(range(len(document.reading.prose) + 2)), aside=True)
    for passage in passages:
        thorough = everywhere.assess(passage, who)
        if quick.assess(passage, who) != thorough:
            return True
        if thorough.level in CREDITED and not quick.could_name(who):
            return True
    return False


@pytest.mark.parametrize("case", EVERY, ids=[case["name"] for case in EVERY])
def test_in_the_cases_an_editor_wrote(case: dict[str, Any]) -> None:
    assessed = assess(case)
    others = list(IDENTITIES.items())[EVERY.index(case) % 4 :: 4]  # each article is asked about some
    for name, who in [(case["reference"], identity_of(REFERENCES[case["reference"]])), *others]:
        assert not credited_though_impossible(path_of(case), assessed.drawn.text, [assessed.passage], who), name


@pytest.mark.parametrize(
    "after",
    [": https://www.harbourcourier.example/2024/ferry", " [@courier2024]", "  <https://doi.org/10.5555/ferry.2024>"],
)
@pytest.mark.parametrize("end", ["", "\n", "  \n", "\n\nAnd so on.\n"])
def test_an_address_that_ends_a_paragraph_stands_behind_its_last_space(after: str, end: str) -> None:
    source, (drawn,) = marked(f"{COPIED}{after}{end}")
    document = read_text("a.md", source)
    found = Attributor(document).assess(prose_of(document, drawn), IDENTITIES["courier"])
    assert found.level is Level.CREDITED


pages = st.builds(
    lambda front, before, after: front + "".join(before) + COPIED + "".join(after),
    st.sampled_from(FRONT),
    st.lists(st.sampled_from(PIECES), max_size=8),
    st.lists(st.sampled_from(PIECES), max_size=8),
)


@given(pages, st.sampled_from(["md", "html", "txt"]))
@example(f"{COPIED}: https://www.harbourcourier.example/2024/ferry", "md")
@settings(deadline=None, max_examples=250)
def test_in_pages_mixed_at_random(page: str, suffix: str) -> None:
    source, (drawn,) = marked(page)
    path = f"content/article.{suffix}"
    try:
        passage = prose_of(read_text(path, source), drawn)
    except IndexError:  # the passage fell into a comment or an attribute
        return
    for name, who in IDENTITIES.items():
        assert not credited_though_impossible(path, source, [passage], who), name


@given(st.lists(st.sampled_from(sorted(SOURCES)), min_size=2, max_size=3), st.sampled_from(["md", "html", "txt"]))
@settings(deadline=None, max_examples=60)
def test_in_the_cases_one_after_the_other(names: list[str], suffix: str) -> None:
    source = "\n\n".join(SOURCES[name] for name in names)
    path = f"content/article.{suffix}"
    blocks = [block.prose for block in read_text(path, source).reading.blocks if len(block.prose)]
    for name, who in IDENTITIES.items():
        assert not credited_though_impossible(path, source, blocks, who), name


def test_the_answer_can_be_no() -> None:
    """Or else asking would save nothing."""
    attributor = Attributor(read_text("a.md", "Nobody is named on this page, nor is any address written on it."))
    assert not any(attributor.could_name(who) for who in IDENTITIES.values())


def test_the_mixtures_do_find_credits() -> None:
    """Or else the tests above would hold of anything."""
    source = "As [The Harbour Courier](https://www.harbourcourier.example/2024/ferry) writes:\n\n> " + COPIED
    text, (drawn,) = marked(source)
    document = read_text("a.md", text)
    assert Attributor(document).assess(prose_of(document, drawn), IDENTITIES["courier"]).level is Level.FULL
