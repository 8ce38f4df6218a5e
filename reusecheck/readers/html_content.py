"""Which of a page's text is its content: menus, link lists, share boxes and their like are left out.

Three kinds of evidence, each weighed against how much running text would go:

1. What the markup says: ``nav``, ``role=search``, class names (html_names).
   Taken together, what one reason would leave out may not hold most of the
   page's running text; else the reason does not count on this page. So a class
   ``comment`` takes the comments away from under an article, and not from a forum.
2. ``article``, ``main``, ``role=main``, ``itemprop=articleBody``, where they hold
   a substantial share of the running text: nothing outside is content.
3. Link density and length of text blocks (Kohlschütter, Fankhauser and Nejdl,
   "Boilerplate Detection using Shallow Text Features", WSDM 2010, section 4):
   lists of links anywhere, and outside the core of the page the decision tree of
   the paper's figure 2 for each block. The core is the smallest block that holds
   four fifths of the running text.

A fragment (no doctype, ``html``, ``head`` or ``body``) was written by hand and is kept
whole but for ``nav``. A page with hardly any running text (a table, a list of names)
keeps what the first kind of evidence leaves.
"""

from __future__ import annotations

from reusecheck.readers.html_blocks import LINKED, Sums, TextBlock, text_blocks
from reusecheck.readers.html_names import (
    ROLE_REASONS,
    SOURCE_HEADINGS,
    SOURCES,
    TAG_REASONS,
    clutter,
    words_of,
)
from reusecheck.readers.html_tree import HEADINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.html_tree import Element, Page

_ARTICLE_SHARE = 0.4  # of the running text that ``article`` or ``main`` must hold
_ARTICLE_SHARE_OF_TEXT = 0.6  # and of the running text that is no teaser
_CORE_SHARE = 0.8
_ARTICLE_WORDS = 20  # of running text, from which a page is an article; with less, its lists are what it says
_TEASER_WORDS = 60
_HOLDERS = frozenset(["", "html", "body", "div", "section", "article", "main", "td", "center", "form"])


def left_out(page: Page) -> set[int]:
    """The text events that are no content; those inside opaque elements are not among them."""
    blocks = text_blocks(page)
    _drop_preformatted(blocks)
    _drop_named(page, blocks)
    if page.whole and sum(block.running for block in blocks if block.kept) >= _ARTICLE_WORDS:
        restricted = _restrict(page, blocks)
        _drop_link_lists(page, blocks)
        if not restricted:
            _drop_outside_core(page, blocks)
        _drop_orphaned_headings(blocks)
    _keep_notes(page, blocks)
    if not any(block.kept for block in blocks):  # nothing but menus: then these are what the page says
        for block in blocks:
            block.kept = not block.pre
    return {event for block in blocks if not block.kept for event in block.events}


def _drop_preformatted(blocks: list[TextBlock]) -> None:
    """``pre`` is code, unless nearly all of the page is in it: a mail, a poem, a plain text dressed as a page."""
    inside = sum(block.words for block in blocks if block.pre)
    text = inside > 4 * sum(block.words for block in blocks if not block.pre)
    for block in blocks:
        block.pre = block.pre and not text
        block.kept = not block.pre


def _reason(element: Element, *, whole: bool) -> str:
    tag, attributes = element.tag, element.attributes
    if tag in ("", "html", "body", "head"):
        return ""
    if not whole:
        return "navigation" if tag == "nav" or element.get("role").lower() == "navigation" else ""
    reason = TAG_REASONS.get(tag, "")
    if reason == "footer" and _in_article(element):
        reason = ""
    if reason or not attributes:
        return reason
    if "role" in attributes:
        role = element.get("role").lower()
        if role.startswith("doc-"):
            return ""
        reason = ROLE_REASONS.get(role, "")
    if not reason and "aria-hidden" in attributes and element.get("aria-hidden").lower() == "true":
        reason = "aria-hidden"
    if not reason and tag not in ("main", "article"):
        names = (element.get("id"), *element.get("class").split())
        reason = next(filter(None, map(clutter, names)), "")
        if reason == "footer" and _in_article(element):
            reason = ""
    return reason


def _in_article(element: Element) -> bool:
    """Whether a footer belongs to an article or a quotation, where the credit often stands."""
    parent = element.parent
    steps = 0
    while parent and steps < 50:
        if parent.tag in ("article", "blockquote", "figure"):
            return True
        parent = parent.parent
        steps += 1
    return False


def _drop_named(page: Page, blocks: list[TextBlock]) -> None:
    """Evidence of the first kind."""
    reasons = [_reason(element, whole=page.whole) for element in page.blocks]
    if not any(reasons):
        return
    some_run = any(block.running for block in blocks if block.kept)
    weights = [(block.running if some_run else block.words - block.linked) * block.kept for block in blocks]
    total = sum(weights)
    _spare(page, blocks, weights, reasons)
    excessive = {""}
    while excessive:
        causes = _causes(page, reasons)
        taken: dict[str, int] = {}
        for block, weight in zip(blocks, weights, strict=True):
            reason = causes[block.element.index]
            taken[reason] = taken.get(reason, 0) + weight
        excessive = {reason for reason, words in taken.items() if reason and words * 2 > total}
        reasons = ["" if reason in excessive else reason for reason in reasons]
    for block in blocks:
        if causes[block.element.index]:
            block.kept = False


def _spare(page: Page, blocks: list[TextBlock], weights: list[int], reasons: list[str]) -> None:
    """Take the reason from what cannot be clutter all the same."""
    running = Sums(page, blocks, weights)
    words = Sums(page, blocks, [block.words * block.kept for block in blocks])
    linked = Sums(page, blocks, [block.linked * block.kept for block in blocks])
    for i, element in enumerate(page.blocks):
        own_aside = reasons[i] == "aside" and linked[element] <= LINKED * words[element] and _in_article(element)
        # what only a screen reader leaves out can be read on the page
        seen = reasons[i] == "aria-hidden" and running[element] > 0
        if running[element] * 2 > running.total or own_aside or seen:
            reasons[i] = ""


def _causes(page: Page, reasons: list[str]) -> list[str]:
    """For every block the reason of its outermost ancestor that has one."""
    causes = list(reasons)
    for element in page.blocks[1:]:
        parent = element.parent
        if parent and causes[parent.index]:
            causes[element.index] = causes[parent.index]
    return causes


def _restrict(page: Page, blocks: list[TextBlock]) -> bool:
    """Evidence of the second kind; whether there was any."""
    running = Sums(page, blocks, [block.running * block.kept for block in blocks])
    linked_headings = Sums(page, blocks, [(block.linked > block.words // 2) * block.kept for block in blocks])
    articles = [e for e in page.blocks if e.tag == "article" or "articlebody" in e.get("itemprop").lower().split()]
    outer = _outermost(page, [e for e in articles if e.tag == "article"]) or _outermost(page, articles)
    chosen = [e for e in outer if not (linked_headings[e] and running[e] <= _TEASER_WORDS)]
    mains = [e for e in page.blocks if e.tag == "main" or e.get("role").lower() == "main"]
    for elements in (chosen or outer, mains[:1]):
        inside = _inside(page, elements)
        if _holds_the_article(blocks, inside):
            for block in blocks:
                block.kept = block.kept and inside[block.element.index]
            return True
    return False


def _holds_the_article(blocks: list[TextBlock], inside: list[bool]) -> bool:
    """Whether enough running text is inside, and not too much outside that is no teaser."""
    within = total = teasers = 0
    for i, block in enumerate(blocks):
        if block.kept and block.running:
            total += block.running
            if inside[block.element.index]:
                within += block.running
            elif _under_headline(blocks, i):
                teasers += block.running
    return within >= _ARTICLE_SHARE * total and within >= _ARTICLE_SHARE_OF_TEXT * (total - teasers)


def _outermost(page: Page, elements: list[Element]) -> list[Element]:
    inside = _inside(page, elements)
    return [e for e in elements if e.parent and not inside[e.parent.index]]


def _inside(page: Page, elements: list[Element]) -> list[bool]:
    """For every block whether it is one of ``elements`` or inside one."""
    inside = [False] * len(page.blocks)
    for element in elements:
        inside[element.index] = True
    for element in page.blocks:
        if element.parent and inside[element.parent.index]:
            inside[element.index] = True
    return inside


def _drop_link_lists(page: Page, blocks: list[TextBlock]) -> None:
    """Leave out menus and lists of headlines: three links or more, mostly linked words, nothing that runs on.

    A list of sources has the same shape. It stays: by its heading, its name, or
    because its items say more than the link.
    """
    words = Sums(page, blocks, [block.words * block.kept for block in blocks])
    linked = Sums(page, blocks, [block.linked * block.kept for block in blocks])
    links = Sums(page, blocks, [block.links * block.kept for block in blocks])
    running = Sums(page, blocks, [block.running * block.kept for block in blocks])
    sources = _inside(page, _source_lists(page, blocks))
    tables = _inside(page, _tables_with_headings(page))
    doomed = [
        e
        for e in page.blocks[1:]
        if e.tag not in ("p", "blockquote", "figcaption")
        and e.tag not in HEADINGS
        and links[e] >= 3
        and not running[e]
        and linked[e] > 0.6 * words[e]
        and not sources[e.index]
        and not tables[e.index]
    ]
    inside = _inside(page, doomed)
    for block in blocks:
        if inside[block.element.index] and not sources[block.element.index]:
            block.kept = False


def _source_lists(page: Page, blocks: list[TextBlock]) -> list[Element]:
    """Lists that a heading in front, or their name, calls sources or notes."""
    found = [e for e in page.blocks if e.attributes and _names_sources(e)]
    previous: TextBlock | None = None
    for block in blocks:
        if previous is not None and _is_source_heading(previous):
            element: Element | None = block.element
            while element and element.tag not in ("ul", "ol", "dl", "table", "p"):
                element = element.parent if element.tag in ("li", "dt", "dd", "td", "tr", "tbody", "div") else None
            if element:
                found.append(element)
        previous = block
    return found


def _tables_with_headings(page: Page) -> list[Element]:
    """Tables that are tables, not a means of layout: what is linked there is data."""
    found = []
    for element in page.blocks:
        if element.tag == "th":
            table = element.parent
            while table and table.tag in ("tr", "thead", "tbody", "tfoot"):
                table = table.parent
            if table and table.tag == "table":
                found.append(table)
    return found


def _names_sources(element: Element) -> bool:
    names = (element.get("id"), *element.get("class").split())
    if element.get("role") in ("doc-endnotes", "doc-bibliography", "doc-footnote"):
        return True
    return element.tag not in ("body", "html") and any(SOURCES.intersection(words_of(name)[-1:]) for name in names)


def _is_source_heading(block: TextBlock) -> bool:
    first = block.opening.rstrip(":").split()[:1]
    return block.words <= 5 and bool(first) and first[0].strip(":") in SOURCE_HEADINGS


def _drop_outside_core(page: Page, blocks: list[TextBlock]) -> None:
    """Evidence of the third kind, on a page whose markup does not say where its content is."""
    running = Sums(page, blocks, [block.running * block.kept for block in blocks])
    plain = sum(block.words - block.linked for block in blocks if block.kept)
    if running.total * 2 < plain:  # not a page of running text: its short blocks may be all it has
        return
    core = max((e for e in page.blocks if running[e] >= _CORE_SHARE * running.total), key=lambda e: e.index)
    while core.tag not in _HOLDERS and core.parent:
        core = core.parent
    inside = _inside(page, [core])
    fringe = _inside(page, [e for e in page.blocks if e.parent is core and e.tag in _HOLDERS and not running[e]])
    within = [i for i, block in enumerate(blocks) if block.kept and block.running and inside[block.element.index]]
    verdicts = []
    for i, block in enumerate(blocks):
        # a lone line at either end may be the byline or the credit; what has parts of its own is a header or a footer
        apart = fringe[block.element.index] and block.element.parent is not core and not within[0] < i < within[-1]
        certain = block.element.tag == "h1" or (inside[block.element.index] and not apart)
        verdicts.append(block.kept and (certain or _reads_as_content(blocks, i)))
    for block, verdict in zip(blocks, verdicts, strict=True):
        block.kept = verdict


def _reads_as_content(blocks: list[TextBlock], i: int) -> bool:
    """The decision tree of Kohlschütter et al., figure 2 ("number of words")."""
    words, density = _shape(blocks, i)
    words_before, density_before = _shape(blocks, i - 1)
    words_after, _ = _shape(blocks, i + 1)
    if density > LINKED or blocks[i].opening.startswith(("©", "&copy", "copyright")):
        return False
    if blocks[i].running and not _under_headline(blocks, i):
        return True  # a paragraph on its own, as against the teaser under a linked headline
    if density_before > 0.555556:
        return words > 40 or words_after > 17
    return words > 16 or words_after > 15 or words_before > 4


def _under_headline(blocks: list[TextBlock], i: int) -> bool:
    """Whether a linked headline stands in front of a block, as part of the same thing."""
    before, parent = blocks[i - 1], blocks[i].element.parent
    if not i or before.linked <= 2 or before.linked <= before.words // 2:
        return False
    above = before.element.parent
    return above is parent or (above is not None and above.parent is parent)


def _shape(blocks: list[TextBlock], i: int) -> tuple[int, float]:
    """Words and link density of a block; of none beyond the ends."""
    if not 0 <= i < len(blocks):
        return 0, 0.0
    return blocks[i].words, blocks[i].linked / blocks[i].words


def _drop_orphaned_headings(blocks: list[TextBlock]) -> None:
    """Leave out the heading of what was left out: ``Related articles`` over nothing."""
    for i in range(len(blocks) - 2, -1, -1):
        block, after = blocks[i], blocks[i + 1]
        if block.kept and not after.kept and not after.pre and block.element.tag in HEADINGS - {"h1"}:
            later = next((b for b in blocks[i + 1 : i + 60] if b.kept or b.pre), None)
            if later is None or later.element.tag in HEADINGS:
                block.kept = False


def _keep_notes(page: Page, blocks: list[TextBlock]) -> None:
    """Footnotes that the text points to stay, wherever on the page they stand."""
    inside = _inside(page, [e for e in page.blocks if e.note])
    for block in blocks:
        if inside[block.element.index] and not block.pre:
            block.kept = True
