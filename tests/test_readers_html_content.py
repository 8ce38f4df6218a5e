"""What the HTML reader takes for a page's content. Half of these are near misses that must stay."""

from __future__ import annotations

import re

import pytest

from reusecheck.documents import Role
from reusecheck.readers.html import read_html
from reusecheck.readers.html_names import clutter
from tests import html_pages

PARAGRAPH = "The council met on Tuesday evening and spoke for four hours about the price of gravel."
MENU = f"<ul>{html_pages.MENU}</ul>"


@pytest.mark.parametrize(
    "name", ["NEWSPAPER", "BARE", "FORUM", "FRAGMENT", "TABLE", "SHORT_NEWS", "SOURCES", "LISTICLE"]
)
def test_the_content_stays_and_the_clutter_goes(name: str) -> None:
    page = getattr(html_pages, name)
    prose = read_html(page).prose
    assert "GONE" not in prose
    assert prose.count("KEPT") == page.count("KEPT")


def test_what_surrounds_an_article_takes_its_regions_along() -> None:
    regions = read_html(html_pages.NEWSPAPER).regions
    assert [r.value for r in regions if r.role is Role.LINK] == []
    assert len([r for r in regions if r.role is Role.CITE]) == 1


def page(body: str, attributes: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>t</title></head><body{attributes}>{body}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{PARAGRAPH}</p>",
        "<p>Three little words</p>",
        "<ul><li>Milk</li><li>Bread</li></ul>",
        '<ul><li><a href="/a">Milk</a></li><li><a href="/b">Bread</a></li><li><a href="/c">Jam</a></li></ul>',
        "<table><tr><td>Milk</td><td>2</td></tr></table>",
        f'<form id="aspnetForm"><div>{PARAGRAPH}</div></form>',
        f'<div class="sidebar"><p>{PARAGRAPH}</p></div>',
        f'<div class="comments"><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>',
        f"<footer><p>{PARAGRAPH}</p></footer>",
        f'<div aria-hidden="true"><p>{PARAGRAPH}</p></div>',
        f"<article><p>{PARAGRAPH}</p><aside><p>Gravel is sold by the ton.</p></aside></article>",
        f"<article><p>{PARAGRAPH}</p><footer>First published in The Tide.</footer></article>",
        f'<article class="tag-newsletter category-social"><p>{PARAGRAPH}</p></article><p>{PARAGRAPH}</p>',
        f'<div class="article-lead"><p>{PARAGRAPH}</p></div><div class="navigation-article"><p>{PARAGRAPH}</p></div>',
        f"<p>{PARAGRAPH}</p><p>Yes.</p><p>No.</p><p>{PARAGRAPH}</p>",
        f'<p>{PARAGRAPH}</p><p>With <a href="/a">one</a>, <a href="/b">two</a> and <a href="/c">three</a>.</p>',
        f"<div><p>{PARAGRAPH}</p></div><div><p>{PARAGRAPH}</p></div><div><p>{PARAGRAPH}</p></div>",
        f"<article><p>{PARAGRAPH}</p></article>" * 2 + "<article><p>Short answer.</p></article>",
        f"<p>{PARAGRAPH}</p><table><tr><th>Name</th></tr>" + "<tr><td><a href='/a'>Ada</a></td></tr>" * 4 + "</table>",
    ],
)
def test_running_text_is_never_lost(body: str) -> None:
    words = re.sub("<[^>]*>", " ", re.sub("</?a[^r>]*>", "", body)).split()
    assert read_html(page(body)).prose.split() == words


@pytest.mark.parametrize(
    "clutter_html",
    [
        MENU,
        f"<div>{MENU}</div>",
        f"<nav><p>{PARAGRAPH}</p></nav>",
        f'<div role="search"><p>{PARAGRAPH}</p></div>',
        f'<div class="c-related-articles__list"><p>{PARAGRAPH}</p></div>',
        f'<div id="newsletterSignup"><p>{PARAGRAPH}</p></div>',
        f'<div class="article-share"><p>{PARAGRAPH}</p></div>',
        f'<section class="Comments_comments__3xk9"><p>{PARAGRAPH}</p></section>',
        f"<footer><p>{PARAGRAPH}</p></footer>",
        f"<aside><p>{PARAGRAPH}</p></aside>",
        f"<noscript><p>{PARAGRAPH}</p></noscript>",
        f"<template><p>{PARAGRAPH}</p></template>",
        "<select><option>Choose a country</option></select>",
        f"<h3>Read on</h3>{MENU}",
        '<div><div><a href="/a">A ferry never came back</a></div><div><a href="/b">Fog over the strait</a></div></div>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("after", [True, False])
def test_clutter_beside_an_article_is_left_out(clutter_html: str, after: bool) -> None:
    article = f"<div><h1>Gravel</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>"
    prose = read_html(page(article + clutter_html if after else clutter_html + article)).prose
    assert prose.split() == ["Gravel", *(PARAGRAPH.split() * 3)]


def test_a_class_of_the_body_takes_nothing_away() -> None:
    assert PARAGRAPH in read_html(page(f"<p>{PARAGRAPH}</p>", ' class="sidebar nav-menu comments"')).prose


def test_a_layout_that_is_named_after_its_sidebar_loses_the_sidebar_alone() -> None:
    sidebar = '<div class="sidebar"><p>Buy gravel now.</p></div>'
    body = f'<div class="content-sidebar"><div><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>{sidebar}</div>'
    prose = read_html(page(body)).prose
    assert prose.count(PARAGRAPH) == 2
    assert "Buy" not in prose


def test_an_article_element_that_holds_little_is_not_the_article() -> None:
    teaser = '<article><h3><a href="/x">Fog</a></h3><p>More fog is expected over the strait on Monday.</p></article>'
    assert read_html(page(f"{teaser}<div><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>")).prose.count(PARAGRAPH) == 2


def test_a_footnote_outside_the_article_stays_with_its_mark() -> None:
    article = f'<article><p>{PARAGRAPH}<sup><a href="#n">1</a></sup></p></article>'
    reading = read_html(page(article + '<footer><p id="n">The Tide, 3 May.</p></footer>'))
    assert "The Tide, 3 May." in reading.prose
    assert {Role.FOOTNOTE, Role.FOOTNOTE_REFERENCE} <= {region.role for region in reading.regions}


def test_scripts_without_spaces_count_as_running_text() -> None:
    chinese = "議會星期二晚上開會,就碎石的價格談了四個小時,最後沒有作出任何決定,大家都很累,便回家去了。" * 2
    prose = read_html(page(f"<div>{MENU}</div><div><p>{chinese}</p></div>")).prose
    assert prose == chinese


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nav", "navigation"), ("site-nav", "navigation"), ("related-articles", "related"),
        ("relatedArticles", "related"), ("TagCloud", "tags"),
        ("most-read-list", "related"), ("article-share", "share"), ("social-icons", "share"), ("tag-list", "tags"),
        ("post-tags", "tags"), ("site-footer", "footer"), ("Share_share__9kx2", "share"), ("cookie-banner", "cookie"),
        ("", ""), ("navigation-article", ""), ("has-sidebar", ""), ("no-comments", ""), ("tag-newsletter", ""),
        ("article-footer", ""), ("quote-footer", ""), ("research", ""), ("shareholder", ""), ("menu-of-the-day", ""),
        ("adventure", ""),
        ("main-content", ""), ("commentary", ""), ("footnotes", ""),
    ],
)  # fmt: skip
def test_a_name_says_what_its_last_word_says(name: str, reason: str) -> None:
    assert clutter(name) == reason
