"""Whether a page could name a reference at all: asked first where a passage stands in hundreds of references."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from reusecheck.attribution.folding import Words
from reusecheck.attribution.misspelt import plausible
from reusecheck.attribution.urls import doi_of, host_of
from reusecheck.documents import Role

if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity, Name
    from reusecheck.attribution.page import Page


class Possible:
    """All words and addresses of a page, its metadata and the values of its regions, in one heap.

    What cannot be found in the heap cannot be found in any part of the page, so
    ``names`` never says no where an assessment would find a credit (a property
    test compares the two); its yes means nothing.
    """

    def __init__(self, page: Page) -> None:
        self._page = page

    @cached_property
    def _values(self) -> str:
        """What is not prose and may yet name a source, in lower case."""
        values = [entry.value for entry in self._page.reading.meta]
        values += [region.value for region in self._page.reading.regions]
        return "\n".join(values).lower()

    @cached_property
    def _heap(self) -> str:
        return self._page.lowered + "\n" + self._values

    @cached_property
    def _words(self) -> str:
        values = " \n ".join(entry.value for entry in self._page.reading.meta)
        return Words(self._page.visible).joined + Words(values).joined

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in set(self._words.split()):
            found.setdefault(word[0], []).append(word)
        return found

    @cached_property
    def _dois(self) -> bool:
        return bool(doi_of(self._heap))

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(region.value for region in self._page.by_role[Role.CITATION])

    def names(self, who: Identity) -> bool:
        """Whether anything on the page may name the reference."""
        if not who.keys.isdisjoint(self._keys) or (who.doi and (self._dois or "%" in self._heap)):
            return True
        places = {host_of(address) or address.lower() for address in (*who.sites, *who.pages)}
        file = who.path.rpartition("/")[2].lower()
        if any(place in self._heap for place in places) or (file and file in self._values):
            return True
        return any(self._could_hold(name) for name in who.names)

    def _could_hold(self, name: Name) -> bool:
        return f" {name.words}" in self._words or all(map(self._could_be_meant, name.words.split(" ")))

    def _could_be_meant(self, word: str) -> bool:
        return any(plausible(word, other) for other in self._by_letter.get(word[0], ()))
