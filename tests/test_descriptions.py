"""What a reference says of itself, in front matter, HTML meta, Open Graph and JSON-LD."""

from __future__ import annotations

import pytest

from reusecheck.attribution.identity import Identity, identity
from reusecheck.config import Credit
from reusecheck.documents import Description, describe
from reusecheck.readers import read_text

TITLE = "Night ferry returns to the island"


def of_markdown(front: str) -> Description:
    return describe(read_text("references/a.md", f"---\n{front}---\n\nText.\n").reading.meta)


def of_html(head: str) -> Description:
    return describe(read_text("references/a.html", f"<head>{head}</head><p>Text.</p>").reading.meta)


def of_linked_data(data: str) -> Description:
    return of_html(f'<script type="application/ld+json">{data}</script>')


def who(**said: str) -> Identity:
    return identity(Credit(), Description(**said))


@pytest.mark.parametrize(
    "front",
    [
        f"title: {TITLE}\nauthor: Ida Marsh\nurl: https://t.example/a\noutlet: Harbour Times\ndoi: 10.5555/a\n",
        (
            f"headline: {TITLE}\nbyline: Ida Marsh\nsource_url: https://t.example/a\n"
            "publisher: {name: Harbour Times}\nidentifier: https://doi.org/10.5555/a\n"
        ),
        (
            f"title: {TITLE}\nauthors: [{{name: Ida Marsh}}]\ncanonicalURL: https://t.example/a\n"
            "newspaper: Harbour Times\nidentifiers: {doi: 10.5555/a}\n"
        ),
    ],
)
def test_front_matter_describes_a_reference(front: str) -> None:
    about = of_markdown(front)
    assert about[:4] == (TITLE, "Ida Marsh", "https://t.example/a", "Harbour Times")
    assert about.doi.endswith("10.5555/a")


@pytest.mark.parametrize(
    "head",
    [
        (
            f'<title>{TITLE} | Harbour Times</title><meta name="author" content="Ida Marsh">'
            '<link rel="canonical" href="https://t.example/a"><meta property="og:site_name" content="Harbour Times">'
            '<meta name="citation_doi" content="10.5555/a">'
        ),
        (
            f'<title>Harbour Times – {TITLE}</title><meta property="og:title" content="{TITLE}">'
            '<meta property="article:author" content="https://faces.example/ida"><meta name="byl" content="Ida Marsh">'
            '<meta property="og:url" content="https://t.example/a"><meta name="DC.Publisher" content="Harbour Times">'
            '<meta name="DC.Identifier" content="doi:10.5555/a">'
        ),
        (
            f'<meta name="citation_title" content="{TITLE}"><meta name="citation_author" content="Ida Marsh">'
            '<meta name="citation_public_url" content="https://t.example/a">'
            '<meta name="citation_journal_title" content="Harbour Times">'
            '<meta name="dcterms.identifier" content="https://doi.org/10.5555/a">'
        ),
    ],
)
def test_the_head_of_a_page_describes_a_reference(head: str) -> None:
    about = of_html(head)
    assert about[:4] == (TITLE, "Ida Marsh", "https://t.example/a", "Harbour Times")
    assert about.doi.endswith("10.5555/a")


@pytest.mark.parametrize(
    "data",
    [
        (
            f'{{"@type": "NewsArticle", "headline": "{TITLE}", "author": [{{"@type": "Person", "name": "Ida Marsh"}}],'
            '"mainEntityOfPage": {"@type": "WebPage", "@id": "https://t.example/a"},'
            '"publisher": {"name": "Harbour Times"},'
            '"identifier": {"@type": "PropertyValue", "propertyID": "doi", "value": "10.5555/a"}}'
        ),
        (
            f'{{"@graph": [{{"@type": "WebSite", "name": "Harbour Times"}},'
            f'{{"@id": "#ida", "@type": "Person", "name": "Ida Marsh"}},'
            f'{{"@type": "Article", "@id": "https://t.example/a", "headline": "{TITLE}", "author": {{"@id": "#ida"}},'
            '"sameAs": "https://doi.org/10.5555/a"}]}'
        ),
        (
            '[{"@type": "BreadcrumbList"},'
            f'{{"@graph": {{"@type": "Article", "name": "{TITLE}", "author": "Ida Marsh",'
            '"mainEntityOfPage": "https://t.example/a", "isPartOf": {"@type": "Periodical", "name": "Harbour Times"},'
            '"identifier": "doi:10.5555/a"}}]'
        ),
    ],
)
def test_linked_data_describes_a_reference(data: str) -> None:
    about = of_linked_data(data)
    assert about[:4] == (TITLE, "Ida Marsh", "https://t.example/a", "Harbour Times")
    assert about.doi.endswith("10.5555/a")


def test_all_authors_are_kept() -> None:
    assert of_markdown("author: [Ida Marsh, Tom Pereira]\n").author == "Ida Marsh, Tom Pereira"
    head = '<meta name="citation_author" content="Marsh, Ida"><meta name="citation_author" content="Pereira, Tom">'
    assert of_html(head).author == "Marsh, Ida; Pereira, Tom"
    both = '{"author": [{"name": "Ida Marsh"}, {"name": "Tom Pereira"}, {"name": "Ida Marsh"}]}'
    assert of_linked_data(both).author == "Ida Marsh, Tom Pereira"


@pytest.mark.parametrize(
    "author",
    ["Ida Marsh and Tom Pereira", "Marsh, Ida; Pereira, Tom", "By Ida Marsh, Tom Pereira", "Ida Marsh; Tom Pereira"],
)
def test_each_of_several_authors_is_a_name(author: str) -> None:
    assert {name.words for name in who(author=author).names} >= {"ida marsh", "tom pereira"}
    assert all(name.person for name in who(author=author).names)


def test_a_name_in_reverse_order_is_one_person() -> None:
    names = {name.words: name.text for name in who(author="van Dyke, Anna").names}
    assert names["anna van dyke"] == "van Dyke, Anna"
    assert "anna" not in names


@pytest.mark.parametrize("author", ["admin", "Redaktion", "Editor", "staff"])
def test_an_author_who_is_nobody_in_particular_has_no_name(author: str) -> None:
    assert who(author=author).names == ()


@pytest.mark.parametrize(
    ("page", "other", "kept"),
    [
        (f"{TITLE} | Harbour Times", TITLE, TITLE),
        (f"Harbour Times · {TITLE}", TITLE, TITLE),
        (f"{TITLE}: what the tide says", TITLE, f"{TITLE}: what the tide says"),
        (f"{TITLE} after all", TITLE, f"{TITLE} after all"),
        (TITLE, "Something else", TITLE),
    ],
)
def test_the_site_is_no_part_of_the_title(page: str, other: str, kept: str) -> None:
    assert of_html(f'<title>{page}</title><meta property="og:title" content="{other}">').title == kept


def test_what_is_no_name_or_number_is_left_out() -> None:
    head = (
        '<meta property="article:author" content="https://faces.example/ida"><meta name="DC.Identifier" content="4711">'
    )
    assert of_html(head) == Description()
    assert of_linked_data('{"publisher": "#org", "author": "https://t.example/ida"}') == Description()
