"""What a block or sentence says by its form: a lead-in, a credit line, a caption."""

from __future__ import annotations

from reusecheck.attribution.languages import LONGEST_PHRASE_WORDS, phrases
from reusecheck.attribution.parts import credited_parts, is_names, own_words
from reusecheck.documents import BlockKind, Role
from reusecheck.spans import Prose, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.page import Page
    from reusecheck.documents import Block

# A name counts by its place alone in a credit line or footnote of at most so many words, the name's own not counted.
CREDIT_LINE_WORDS = 40
# In a block longer than twice this, only what stands so near to the passage is in "the same block".
NEAR_CHARACTERS = 2500
# A credit line may open with a single word and no colon ("via The Guardian") if it is no longer than this.
_BRIEF_WORDS = 8

# "Ada Quill, The Harbour Courier of Northport, 3 May 2024"
_SIGNATURE_WORDS = 12
SENTENCE_ENDS = (".", "!", "?", "…", ":", ",", ";", "。", "！", "？", "：")

_DASHES = ("—", "–", "―", "--", "- ", "‒")
_MARKS_BEHIND = " \t\r\n\"'“”„’‘«»‹›」』》.,;:!?…)]*_"
_MARKS_BEFORE = " \t\r\n\"'“”„’‘«»‹›「『《([*_"


def window(block: Span[Prose], near: Span[Prose]) -> Span[Prose]:
    """The block, or of a very long one what stands near."""
    if len(block) <= 2 * NEAR_CHARACTERS:
        return block
    return Span(max(block.start, near.start - NEAR_CHARACTERS), min(block.stop, near.stop + NEAR_CHARACTERS))


def last_sentence(page: Page, span: Span[Prose]) -> Span[Prose]:
    """The last sentence of ``span``, empty if that is."""
    if not len(span):
        return span
    return page.sentences(Span(max(span.start, span.stop - NEAR_CHARACTERS), span.stop))[-1]


def first_sentence(page: Page, span: Span[Prose]) -> Span[Prose]:
    return page.sentences(Span(span.start, min(span.stop, span.start + NEAR_CHARACTERS)))[0]


def ends_with_colon(page: Page, span: Span[Prose]) -> bool:
    """Whether the stretch announces what follows it; an opening quotation mark may stand behind the colon."""
    return page.text(span).rstrip(_MARKS_BEFORE).endswith((":", "："))


def has_phrase(page: Page, span: Span[Prose]) -> bool:
    """Whether a crediting phrase stands anywhere in the stretch."""
    key = ("phrase", span.start, span.stop)
    if key not in page.noted:
        page.noted[key] = _holds_phrase(page, span)
    return page.noted[key]


def _holds_phrase(page: Page, span: Span[Prose]) -> bool:
    words, known = page.words(span), phrases()
    count = len(words)
    for begin in range(count):
        for end in range(begin + 1, min(begin + LONGEST_PHRASE_WORDS, count) + 1):
            phrase = words.phrase(begin, end)
            if phrase in known.before or phrase in known.verbs:
                return True
    return False


def is_caption(page: Page, block: Block) -> bool:
    """Whether the block is a caption that may speak of words, not one that credits a picture."""
    return block.kind is BlockKind.CAPTION and not _is_of_a_picture(page, block)


def _is_of_a_picture(page: Page, block: Block) -> bool:
    words = page.words(block.prose)
    return any(words.phrase(0, stop) in phrases().pictures for stop in range(1, min(3, len(words)) + 1))


def is_picture_credit(page: Page, block: Block) -> bool:
    """Whether the block is a line like "Photo: NAME"."""
    words = page.words(block.prose)
    return any(
        words.phrase(0, stop) in phrases().pictures
        and page.visible[words.stops[stop - 1] : block.prose.stop].lstrip().startswith((":", "：", "/", "©"))
        for stop in range(1, min(3, len(words)) + 1)
    )


def is_source_line(page: Page, block: Block) -> bool:
    """Whether the block opens with a phrase like "Source:", so that it may speak for a whole table or list."""
    if block.kind is BlockKind.HEADING or len(block.prose) > NEAR_CHARACTERS or _is_of_a_picture(page, block):
        return False
    text = page.text(block.prose).strip().strip("*_")
    return bool(text) and _opens_a_credit(page, block, text)


def is_signature(page: Page, block: Block) -> bool:
    """Whether a block that ends a block quotation or follows it is but a name, a date, a link: no sentence."""
    if block.kind is not BlockKind.PARAGRAPH or len(page.words(block.prose)) > _SIGNATURE_WORDS:
        return False
    text = page.text(block.prose).strip().lstrip("~ ").rstrip("*_")
    return bool(text) and text[0].isalnum() and not text.endswith(SENTENCE_ENDS) and not _is_of_a_picture(page, block)


def names_nothing_else(page: Page, span: Span[Prose], who: Identity | None = None) -> bool:
    """Whether the stretch is but names, dates and small words; some outlets write theirs with small letters."""
    words = page.words(span)
    return bool(words) and is_names(page.visible, words, 0, len(words), own_words(who) if who else frozenset())


def in_credited_part(page: Page, who: Identity, line: Span[Prose], place: Span[Source]) -> bool:
    """Whether what stands at ``place`` of the file is of a part of the credit line that is but names."""
    to_source = page.reading.offsets.to_source
    parts = credited_parts(page.visible, page.words(line), who)
    return any(to_source(Span(start, stop)).meets(place) for start, stop in parts)


def is_set_off(page: Page, span: Span[Prose]) -> bool:
    """Whether a dash or a parenthesis alone makes a credit line of the stretch."""
    return page.text(span).strip().strip("*_").startswith((*_DASHES, "(", "["))


def is_parenthesis(page: Page, span: Span[Prose]) -> bool:
    return page.text(span).strip().strip("*_").startswith(("(", "["))


def is_label(page: Page, block: Block) -> bool:
    """Whether a cell or term is so short that a name in it is all it says."""
    return len(page.words(block.prose)) <= _BRIEF_WORDS


def is_credit_line(page: Page, block: Block) -> bool:
    """Whether the block says by its form that it names a source.

    It begins with a dash, stands in parentheses, opens with ``<cite>`` or with
    a phrase like "Source:", behind which a bare address, that is no prose, may
    stand. A link with nothing said about it is no credit line.
    """
    key = ("credit line", block.prose.start, block.prose.stop)
    if key not in page.noted:
        page.noted[key] = _is_credit_line(page, block)
    return page.noted[key]


def _is_credit_line(page: Page, block: Block) -> bool:
    if len(block.prose) > NEAR_CHARACTERS or block.kind is BlockKind.HEADING:
        return False
    text = page.text(block.prose).strip().strip("*_")
    words = page.words(block.prose)
    if not text or _is_of_a_picture(page, block):
        return False
    if text.endswith((":", "：")) and not _has_link_at_its_end(page, block):
        return False
    if text.startswith(_DASHES) or (text[0] in "([" and text.rstrip(".")[-1] in ")]"):
        return len(words) <= 2 * CREDIT_LINE_WORDS
    if any(cite.prose.start - block.prose.start <= 3 for cite in page.meeting(Role.CITE, block.prose)):
        return len(words) <= CREDIT_LINE_WORDS
    return _opens_a_credit(page, block, text)


def _has_link_at_its_end(page: Page, block: Block) -> bool:
    colon = block.prose.start + max(map(page.text(block.prose).rfind, (":", "：")))
    return any(link.prose.start > colon for link in page.meeting(Role.LINK, block.prose))


def _opens_a_credit(page: Page, block: Block, text: str) -> bool:
    """``Source: NAME``, ``Reprinted with permission of NAME``, ``via NAME``."""
    words = page.words(block.prose)
    for stop in range(min(LONGEST_PHRASE_WORDS, len(words)), 0, -1):
        if words.phrase(0, stop) not in phrases().openers:
            continue
        behind = page.visible[words.stops[stop - 1] : block.prose.stop].lstrip()
        if behind.startswith((":", "：")):
            return len(words) <= 2 * CREDIT_LINE_WORDS
        longest = CREDIT_LINE_WORDS if stop > 1 else _BRIEF_WORDS
        return len(words) <= longest and len(page.sentences(block.prose)) == 1 and text[0].isalpha()
    return False


def credit_tail(page: Page, behind: Span[Prose], *, quoted: bool) -> Span[Prose] | None:
    """The part of ``behind``, what follows a passage in its block, that is a credit: “…” — The Guardian."""
    text = page.text(behind)
    rest = text.lstrip(_MARKS_BEHIND)
    if not rest.startswith(_DASHES):
        line = text.rpartition("\n")[2].lstrip()
        closed = max(text.rfind(mark) for mark in '”"»“’') if quoted else -1
        after = text[closed + 1 :].lstrip(_MARKS_BEHIND) if closed >= 0 else ""
        rest = next((r for r in (line, after) if r.startswith(_DASHES) and len(r) < len(text)), "")
        if not rest.lstrip("—–―‒- ")[:1].isupper():
            return None
    tail: Span[Prose] = Span(behind.stop - len(rest), behind.stop)
    return tail if len(page.words(tail)) <= 2 * CREDIT_LINE_WORDS else None


def is_brief(page: Page, who: Identity, span: Span[Prose]) -> bool:
    """Whether a footnote is a reference rather than a remark: few words beside the names themselves."""
    return len(page.words(span)) <= CREDIT_LINE_WORDS + max((name.length for name in who.names), default=0)
