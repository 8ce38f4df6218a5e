"""Where a page could name a reference at all: asked first, for a passage may stand in hundreds of references."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from reusecheck.attribution.folding import Words
from reusecheck.attribution.mentions import cites
from reusecheck.attribution.misspelt import plausible, respaced
from reusecheck.attribution.urls import canonical_url, doi_of, host_of, spellings
from reusecheck.documents import Role
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity, Name
    from reusecheck.attribution.page import Page
    from reusecheck.spans import Prose, Span


class Spots(NamedTuple):
    """Places of the prose at which something may name a reference, ascending; ``aside``: its metadata may.

    Elsewhere nothing does: a test compares what is found with and without them.
    """

    offsets: list[int]
    aside: bool

    def __bool__(self) -> bool:
        return self.aside or bool(self.offsets)

    def meet(self, span: Span[Prose]) -> bool:
        at = bisect_left(self.offsets, span.start)
        return at < len(self.offsets) and self.offsets[at] <= span.stop


class Possible:
    """All words, links and addresses of a page with their places."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._found: dict[Name, list[int]] = {}

    @cached_property
    def _words(self) -> Words:
        return Words(self._page.visible)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Word → which words of the page it is."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self._words.each):
            found.setdefault(word, []).append(at)
        return found

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._places:
            found.setdefault(word[0], []).append(word)
        return found

    @cached_property
    def _links(self) -> list[tuple[str, int]]:
        """The addresses of links, canonical where they are addresses at all, and where they stand."""
        return [(canonical_url(link.value) or link.value, link.prose.start) for link in self._page.by_role[Role.LINK]]

    @cached_property
    def _values(self) -> str:
        """What stands beside the prose, in lower case: metadata, and the addresses of quotations."""
        regions = self._page.reading.regions
        values = [region.value for region in regions if region.role in (Role.BLOCK_QUOTATION, Role.QUOTATION)]
        return "\n".join([entry.value for entry in self._page.reading.meta] + values)

    @cached_property
    def _value_words(self) -> str:
        return Words(self._values).joined

    @cached_property
    def _has_doi(self) -> bool:
        return bool(doi_of(self._values)) or any(doi_of(value) for value, _ in self._links)

    def spots(self, who: Identity) -> Spots:
        """Where the page may name the reference."""
        page = self._page
        places = set(spellings(host_of(address) or address.lower() for address in (*who.sites, *who.pages))) - {""}
        file = who.path.rpartition("/")[2]
        marks = [
            start
            for value, start in self._links
            if file in value or any(place in value.lower() for place in places) or (who.doi and doi_of(value))
        ]
        marks += (mark.prose.start for mark in page.by_role[Role.CITATION] if cites(page, mark.value, who).credits)
        offsets = [*marks, *map(self._behind_last_word, marks)]
        for part in (*places, who.doi, who.doi.replace("/", "%2f")):
            offsets += self._occurrences(part)
        for name in who.names:
            if name not in self._found:  # references of one outlet share its names
                self._found[name] = self._named(name)
            offsets += self._found[name]
        return Spots(sorted(offsets), self._aside(who, places, file))

    def _behind_last_word(self, start: int) -> int:
        """``start`` without the spaces before it: a mark that ends a block stands behind its last space."""
        while self._page.visible[start - 1 : start] == " ":
            start -= 1
        return start

    def _occurrences(self, part: str) -> list[int]:
        found = []
        at = self._page.lowered.find(part) if part else -1
        while at >= 0:
            found.append(at)
            at = self._page.lowered.find(part, at + 1)
        return found

    def _named(self, name: Name) -> list[int]:
        """Where the name begins, as it is written or as it may be misspelt."""
        found = [self._words.starts[first] for first, _ in self._words.find(name.words)]
        found += (self._words.starts[first] for first, _ in respaced(self._words, name.words, name.length))
        wanted = name.words.split(" ")
        count = len(wanted)
        anchor = max(range(len(wanted)), key=lambda at: len(wanted[at]))  # the longest word excludes most
        longest = wanted[anchor]
        for word in self._by_letter.get(longest[0], ()):
            if plausible(longest, word, count):
                for at in self._places[word]:
                    first = at - anchor
                    there = self._words.each[max(first, 0) : first + count]
                    if first < 0 or len(there) < count:
                        continue
                    if all(plausible(a, b, count) for a, b in zip(wanted, there, strict=True)):
                        found.append(self._words.starts[first])
        return found

    def _aside(self, who: Identity, places: set[str], file: str) -> bool:
        """Whether metadata or the address of a quotation may name the reference."""
        if not self._values:
            return False
        lowered = self._values.lower()
        return (
            file in self._values
            or any(place in lowered for place in places)
            or (bool(who.doi) and self._has_doi)
            or any(f" {name.words}" in self._value_words for name in who.names)
        )
