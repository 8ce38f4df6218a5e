"""Passages that are nothing but the title of their reference, where it is named."""

from __future__ import annotations

from reusecheck.attribution.forms import (
    CREDIT_LINE_WORDS,
    ends_with_colon,
    has_phrase,
    is_brief,
    is_credit_line,
    last_sentence,
)
from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.longer import Written, stands_apart
from reusecheck.attribution.mentions import Borrowed, Carrier, Relation, find_mention, relation
from reusecheck.documents import BlockKind, Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.identity import Identity, Name
    from reusecheck.attribution.page import Page
    from reusecheck.documents import Block
    from reusecheck.spans import Prose, Span

_MARKS = frozenset('"“”„«»‹›‘’「」『』《》')


def names_itself(page: Page, who: Identity, passage: Span[Prose]) -> Evidence | None:
    """Where the passage is the reference's title and its words name it; ``None`` if it is more, or heads the article.

    The words are found because the reference repeats its title in its text, and
    the article names it: in a link to its page, ``<cite>``, a credit line, a
    footnote that is referred to, the lead-in of a quotation, or beside the
    outlet's name in a list of sources.
    """
    for name in who.names:
        if name.title and len(passage) <= 2 * len(name.text):
            for stretch, label in _stretches(page, passage):
                title = _title_around(page, name, stretch, passage)
                where = title and _place(page, who, title, stretch, label)
                if title and where:
                    source = page.reading.offsets.to_source(title.span)
                    return Evidence("credit", f"title {where}", page.text(title.span), source)
    return None


def _stretches(page: Page, passage: Span[Prose]) -> Iterator[tuple[Span[Prose], str]]:
    """The footnote or block that holds the passage, with the footnote's label."""
    for region in page.meeting(Role.FOOTNOTE, passage):
        if region.prose.holds(passage):
            yield region.prose, region.value
    for index in page.block_range(passage):
        if page.blocks[index].prose.holds(passage):
            yield page.blocks[index].prose, ""


def _title_around(page: Page, name: Name, stretch: Span[Prose], passage: Span[Prose]) -> Written | None:
    """The title in the stretch, if all words of the passage are words of it."""
    words = page.words(stretch)
    for first, rest in words.find(name.words):
        if rest:
            continue
        title = Written(page.visible, words, name, first, first + name.length)
        outside = words.count(passage.start, title.span.start) + words.count(title.span.stop, passage.stop)
        if title.span.meets(passage) and not outside:
            return title
    return None


def _place(page: Page, who: Identity, title: Written, stretch: Span[Prose], label: str) -> str:
    """What makes the title a naming of the source there; "" if nothing does."""
    span = title.span
    for link in page.meeting(Role.LINK, span):
        if link.prose.meets(span) and relation(page, link.value, who) is Relation.PAGE:
            return "in a link to its page"
    if not label:
        return _in_block(page, who, title, stretch)
    referred = any(mark.value == label for mark in page.by_role[Role.FOOTNOTE_REFERENCE])
    return "in the footnote" if referred and is_brief(page, who, stretch) else ""


def _in_block(page: Page, who: Identity, title: Written, stretch: Span[Prose]) -> str:
    span = title.span
    index = page.block_range(span).start
    block = page.blocks[index]
    if block.kind is BlockKind.HEADING or not index:
        return ""  # it heads the article, and was copied along
    if any(cite.prose.holds(span) for cite in page.meeting(Role.CITE, span)):
        return "in <cite>"
    if is_credit_line(page, block):
        return "in the credit line"
    if _leads_in(page, title, block):
        return "in the lead-in"
    return "beside the source" if _is_an_entry(page, who, title, stretch) else ""


def _leads_in(page: Page, title: Written, block: Block) -> bool:
    """Whether the title, between marks or with a crediting phrase, stands in a sentence that announces a quotation."""
    span = title.span
    sentence = last_sentence(page, block.prose)
    if not sentence.holds(span) or not ends_with_colon(page, sentence):
        return False
    marked = page.visible[span.start - 1] in _MARKS and page.visible[span.stop : span.stop + 1] in _MARKS
    return marked or has_phrase(page, sentence)


def _is_an_entry(page: Page, who: Identity, title: Written, stretch: Span[Prose]) -> bool:
    """Whether a short block names the outlet, page or DOI beside the title, as lists of sources do."""
    if not stands_apart(title) or len(title.words) > CREDIT_LINE_WORDS + title.name.length:
        return False
    others = who._replace(names=tuple(name for name in who.names if not (name.title or name.person)))
    return find_mention(page, others, Carrier(stretch, bare=True), Borrowed(title.span, (title.span,))) is not None
