"""A line that says who wrote the article and for whom: "By Ada Quill, The Harbour Courier"."""

from __future__ import annotations

from reusecheck.attribution.languages import phrases
from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.longer import Written, in_longer_name
from reusecheck.attribution.mentions import occurrences
from reusecheck.documents import BlockKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.page import Page
    from reusecheck.spans import Prose, Span

# "By Ada Quill, staff writer, The Harbour Courier of Northport, 3 May 2024"
_MOST_WORDS = 14
# A byline is one of the first blocks (title, standfirst), or the last.
_AT_THE_TOP = 3


def bylines(page: Page) -> list[Span[Prose]]:
    """Short paragraphs where bylines stand; what is quoted is somebody else's."""
    count = len(page.blocks)
    places = sorted({*range(min(_AT_THE_TOP, count)), *range(max(count - 1, 0), count)})
    return [page.blocks[at].prose for at in places if _may_be_one(page, at)]


def _may_be_one(page: Page, index: int) -> bool:
    block = page.blocks[index]
    is_short = block.kind is BlockKind.PARAGRAPH and len(page.words(block.prose)) <= _MOST_WORDS
    return is_short and not page.block_quotation(block.prose)


def byline_evidence(page: Page, line: Span[Prose], who: Identity) -> Evidence | None:
    """The line as evidence, if it names the author and the outlet of the reference, and says nothing else.

    The author alone is no credit: a newsroom's own articles have such a line, too.
    """
    words, known = page.words(line), phrases()
    named: dict[bool, Span[Prose]] = {}
    taken: set[int] = set()
    for name in who.names:
        for span, first, stop in () if name.title else occurrences(words, name, exact=True):
            if not in_longer_name(Written(page.visible, words, name, first, stop), who):
                named.setdefault(name.person, span)
                taken.update(range(first, stop))
    if len(named) != len((True, False)):
        return None
    harmless = known.articles | known.joined | known.small | known.behind | known.days
    others = [words.word(at) for at in range(len(words)) if at not in taken]
    if not all(word in harmless or word.isdigit() for word in others):
        return None
    return Evidence("credit", "byline", page.text(line).strip(), page.reading.offsets.to_source(line))
