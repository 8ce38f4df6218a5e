"""What files beside an article say of all of it: ``FILE.license``, ``REUSE.toml``, ``CITATION.cff``.

Who holds the copyright of a file (``reuse.notices``) credits a reference as ``source:`` in front matter does, but an
author's name alone does not, as ``author:`` does not: it is the writer's own, most often.

``CITATION.cff`` lists what a whole repository builds on. It speaks for an article only where it lies in the article's
own folder, and only for a text that it names itself, by page, DOI or title: nothing in the article points at the list,
and an outlet's name in it would credit whatever was ever taken from that outlet.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from posixpath import dirname, join

from reusecheck.attribution.entries import Entry, is_author, is_the_text
from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.reuse import COPYRIGHT, notices
from reusecheck.attribution.spdx import HOLDERS_BESIDE
from reusecheck.attribution.statements import value_names
from reusecheck.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.page import Page
    from reusecheck.attribution.reuse import Notice

_MOST_CHARACTERS = 200_000  # of a CITATION.cff: about 700 references, read in a second


class Beside:
    """The files beside one article, read when they are first asked for."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def evidence(self, who: Identity) -> list[Evidence]:
        """What they say of the whole article, as far as it names the reference."""
        about = who._replace(names=tuple(name for name in who.names if not is_author(name, who)))
        # "Ada Quill, The Courier" is one holder: its author and no other
        found = [
            Evidence("credit", f"SPDX-FileCopyrightText in {notice.place}", notice.value, notice.source)
            for notice in self._notices
            if value_names(self._page, notice.value, about)
            and value_names(self._page, notice.value, who, HOLDERS_BESIDE)
        ]
        path, works = self._works
        return found + [
            Evidence("credit", f"references of {path}, line {work.line}", _shown(work), Span(0, 0))
            for work in works
            if is_the_text(self._page, work, who)
        ]

    @cached_property
    def _notices(self) -> list[Notice]:
        return notices(self._page, COPYRIGHT, self._page.neighbours)

    @cached_property
    def _works(self) -> tuple[str, tuple[Entry, ...]]:
        path = join(dirname(self._page.document.path), "CITATION.cff")
        text = self._page.neighbours(path)
        if text is None or len(text) > _MOST_CHARACTERS or "references" not in text:
            return path, ()
        return path, _cff(text)


@lru_cache(maxsize=4)
def _cff(text: str) -> tuple[Entry, ...]:
    from reusecheck.attribution.csl import Listed  # noqa: PLC0415 - imports yaml, and few articles have one beside them

    listed = Listed(text, headed=True)
    return tuple(listed.entry(item) for item in listed.items)


def _shown(work: Entry) -> str:
    return work.title or work.doi or next(iter(work.addresses), "")
