"""A page's text cut at its block boundaries, with the two measures that tell content from clutter: length and links."""

from __future__ import annotations

from reusecheck.readers.html_tree import BREAK, COMMENT_EVENT, HEADINGS, OPAQUE, OPEN, PREFORMATTED, TEXT_EVENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from reusecheck.readers.html_tree import Element, Page

RUNNING_WORDS = 10  # unlinked words from which a block counts as running text; shorter ones are labels or bylines
LINKED = 1 / 3  # link density above which a block is no content (Kohlschütter et al. 2010, figure 2)


class TextBlock:
    """Text between two block boundaries: its innermost block, its words, and how many of them are links."""

    __slots__ = ("element", "events", "kept", "linked", "links", "opening", "pre", "words")

    def __init__(self, element: Element) -> None:
        self.element = element
        self.events: list[int] = []
        self.kept = True
        self.words = 0
        self.linked = 0
        self.links = 0
        self.opening = ""
        self.pre = False

    @property
    def running(self) -> int:
        """The unlinked words if this reads like running text, else 0."""
        words = self.words - self.linked
        if words < RUNNING_WORDS or self.linked > LINKED * self.words or self.element.tag in HEADINGS:
            return 0
        return words


def measure(text: str) -> int:
    """The number of words; in scripts without spaces as if a word had two characters, an address as if it had ten."""
    words = len(text.split())
    if len(text) <= 10 * words:
        return words
    length = len(text.strip())
    return max(words, length // 10 if text.isascii() or length < 12 * words else length // 2)


def text_blocks(page: Page) -> list[TextBlock]:
    """All visible text of the page, in its order; what has no words is not there."""
    cutter = _Cutter(page)
    for index, (kind, start, stop, element) in enumerate(page.events):
        if kind == TEXT_EVENT:
            cutter.text(index, start, stop)
        elif kind == BREAK:
            cutter.breaks += 1
        elif element is None:
            cutter.current = None
        elif kind != COMMENT_EVENT:
            cutter.tag(element, 1 if kind == OPEN else -1)
    return cutter.blocks


class _Cutter:
    """Cuts text into blocks as it comes. The counters say how many such elements are open."""

    def __init__(self, page: Page) -> None:
        self.blocks: list[TextBlock] = []
        self.current: TextBlock | None = None
        self.breaks = 0
        self._source = page.source
        self._element = page.blocks[0]
        self._opaque = self._links = self._pre = 0

    def text(self, index: int, start: int, stop: int) -> None:
        if self._opaque or not (words := measure(self._source[start:stop])):
            return
        if self.current is None or self.breaks > 1:
            self.current = TextBlock(self._element)
            self.current.pre = self._pre > 0
            self.current.opening = self._source[start:stop].strip()[:40].lower()
            self.blocks.append(self.current)
        self.breaks = 0
        self.current.events.append(index)
        self.current.words += words
        if self._links:
            self.current.linked += words
            self.current.links += 1

    def tag(self, element: Element, step: int) -> None:
        if element.tag in OPAQUE:
            self._opaque += step
        elif element.block:
            self.current = None
            self.breaks = 0
            self._pre += step * (element.tag in PREFORMATTED)
        elif element.tag == "a" and "href" in element.attributes:
            self._links += step
        if element.block:
            self._element = element if step > 0 else element.parent or element


class Sums:
    """A number for every block of the page: the sum over the text inside."""

    def __init__(self, page: Page, blocks: list[TextBlock], numbers: Iterable[int]) -> None:
        self._of = [0] * len(page.blocks)
        for block, number in zip(blocks, numbers, strict=True):
            self._of[block.element.index] += number
        for element in reversed(page.blocks):
            if element.parent:
                self._of[element.parent.index] += self._of[element.index]

    def __getitem__(self, element: Element) -> int:
        return self._of[element.index]

    @property
    def total(self) -> int:
        return self._of[0]
