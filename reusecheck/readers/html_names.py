"""What the names in a page's markup say: words of ``class``, ``id`` and ``role``, kept as data.

A name is read as an English compound: its last word says what the thing is. So
``article-share`` is a share box and ``navigation-article`` an article.
"""

from __future__ import annotations

import re

from reusecheck.readers.html_scan import names

# word that ends a name → why the block is left out. One reason stands or falls as a whole (see html_content)
_CLUTTER = {
    word: reason
    for reason, words in {
        "navigation": "nav navbar navigation navigations menu menus submenu megamenu topnav subnav sidenav toc navbox "
        "offcanvas",
        "breadcrumb": "breadcrumb breadcrumbs",
        "share": "share shares sharing sharebar sharethis addthis addtoany social socials follow",
        "related": "related recommended recommendations recommendation trending popular mostread readnext readmore "
        "taboola outbrain",
        "newsletter": "newsletter newsletters subscribe subscription signup",
        "cookie": "cookie cookies consent gdpr",
        "advert": "promo promos promotion promotions promoted advert adverts advertisement advertisements advertising "
        "ad ads adslot adsense sponsored sponsor sponsors",
        "sidebar": "sidebar sidebars siderail",
        "footer": "footer colophon",
        "comments": "comment comments disqus respond",
        "tags": "tags taglist tagcloud keywords",
        "pagination": "pagination pager paginator pagenav",
        "search": "search searchform searchbox",
        "login": "login signin",
        "dialog": "modal popup lightbox",
        "skip": "skiplink skiplinks",
    }.items()
    for word in words.split()
}
# two words that say it only together
_PAIRS = {
    "tag-list": "tags", "tag-cloud": "tags", "tag-links": "tags", "most-read": "related", "most-popular": "related",
    "most-viewed": "related", "most-shared": "related", "read-next": "related", "read-more": "related",
    "read-also": "related", "up-next": "related", "also-like": "related", "more-stories": "related",
    "more-news": "related", "more-articles": "related", "latest-news": "related", "latest-posts": "related",
    "recent-posts": "related", "top-stories": "related", "see-also": "related", "sign-up": "newsletter",
    "skip-link": "skip", "back-to-top": "skip", "side-bar": "sidebar", "cat-links": "tags",
}  # fmt: skip
# words at the end of a name that say how a thing is built, not what it is
_FORM = names(
    "list lists box boxes block blocks widget widgets link links item items wrapper wrap container content contents "
    "inner outer area section sections panel bar buttons button icons icon group holder row column col main top bottom "
    "left right header heading title toolbar tools tool articles posts stories news topics media this notice banner "
    "form overlay module component slot unit zone region strip rail feed carousel slider body text"
)
# words at the start of a name that tell of a state or a subject: ``has-sidebar``, ``tag-newsletter``, ``no-comments``
_STATES = names("has is no not with without js hide show open tag category type format status")
# what an article or a quotation calls its own end, where the credit often stands
_OWN_FOOTER = names("article post entry quote blockquote story card figure content")

SOURCES = names(
    "references reference reflist sources source footnotes footnote endnotes notes bibliography citations refs credits"
)
# headings over a list of sources, by their first word, in the languages of ATTRIBUTION.md
SOURCE_HEADINGS = names(
    "source sources reference references notes footnotes endnotes bibliography citations credits literature further "
    "quelle quellen literatur einzelnachweise quellenangaben nachweise weiterführende fußnoten anmerkungen "
    "références bibliographie fuentes fuente referencias bibliografía notas forrás források irodalom "
    "jegyzetek hivatkozások fontes referências bibliografia fonti riferimenti note"
)

TAG_REASONS = {
    "nav": "navigation", "menu": "navigation", "form": "form", "fieldset": "form", "dialog": "dialog",
    "footer": "footer", "search": "search", "aside": "aside",
}  # fmt: skip
ROLE_REASONS = {
    "navigation": "navigation", "menu": "navigation", "menubar": "navigation", "toolbar": "navigation",
    "tablist": "navigation", "banner": "banner", "contentinfo": "footer", "complementary": "sidebar",
    "search": "search", "dialog": "dialog", "alertdialog": "dialog",
}  # fmt: skip


def words_of(name: str) -> list[str]:
    """The words of one class name or id, in lower case; those with digits (numbers, hashes) left out."""
    parted = re.sub("([a-z])([A-Z])", r"\1-\2", name[:200])
    return [word for word in re.split("[-_:./]+", parted.lower()) if word.isalpha()]


def clutter(name: str) -> str:
    """Why a block of this name is left out, or ``""``."""
    words = words_of(name)
    if len(words) > 1 and words[0] in _STATES and "-".join(words[:2]) not in _PAIRS:
        return ""
    while words:
        reason = _CLUTTER.get(words[-1]) or _PAIRS.get("-".join(words[-2:])) or _PAIRS.get("-".join(words[-3:]), "")
        if reason == "footer" and _OWN_FOOTER.intersection(words):
            return ""
        if reason or words[-1] not in _FORM:
            return reason
        words.pop()
    return ""
