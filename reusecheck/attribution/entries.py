"""A work as a bibliography describes it, and whether that is the reference of a passage."""

from __future__ import annotations

from functools import lru_cache

from reusecheck.attribution.folding import Words
from reusecheck.attribution.identity import TITLE_WORDS
from reusecheck.attribution.mentions import Relation, occurrences, relation
from reusecheck.values import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from reusecheck.attribution.identity import Identity, Name
    from reusecheck.attribution.page import Page

# Two titles with less than half of the shorter one's words in common are those of two texts, not two wordings of one
_COMMON_SHARE = 0.5


class Entry(NamedTuple):
    """An entry of a bibliography; what it does not tell is empty.

    ``line`` counts from 1, in the file that holds it. ``authors`` are written
    with the given name first; ``outlets`` are journals, publishers, organisations;
    ``doi`` is as ``urls.doi_of`` gives it.
    """

    key: str
    line: int
    title: str = ""
    authors: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    doi: str = ""


class Standing(Enum):
    """What an entry has to do with a reference."""

    NAMED = 1  # it is the reference's: page, DOI or title; or outlet or author, and no other title
    NEAR = 2  # another title by the same outlet or author
    SILENT = 3  # it does not tell
    ANOTHER = 4  # another page of the outlet, another DOI, or a title and names that are all another's


def standing(page: Page, entry: Entry, who: Identity) -> Standing:
    """Whether the entry is that of the reference.

    As a footnote would name it, but an entry says which of its words are a title:
    an outlet's name in the title of a book about it credits nobody, and a title of
    its own shows that another text is meant. Only outlet and author together
    outweigh that, for headlines are changed.
    """
    relations = {relation(page, address, who) for address in entry.addresses}
    if Relation.PAGE in relations or (who.doi and entry.doi == who.doi) or _is_title(entry.title, who):
        return Standing.NAMED
    if Relation.OTHER_PAGE in relations or (who.doi and entry.doi):
        return Standing.ANOTHER
    outlets, authors = _names(who)
    is_outlet = bool(entry.title) and any(_is_all(entry.title, name) for name in outlets)
    by_outlet = is_outlet or Relation.HOME in relations or _named(outlets, (*entry.outlets, *entry.authors))
    by_author = _named(authors, entry.authors)
    if not is_outlet and _differ(entry.title, who.title):
        if by_outlet and by_author:
            return Standing.NAMED
        return Standing.NEAR if by_outlet or by_author else Standing.ANOTHER
    return Standing.NAMED if by_outlet or by_author else Standing.SILENT


def is_the_text(page: Page, entry: Entry, who: Identity) -> bool:
    """Whether the entry names the very text, by page, DOI or title: its outlet or author is not enough."""
    return (
        any(relation(page, address, who) is Relation.PAGE for address in entry.addresses if who.page_known)
        or bool(who.doi and entry.doi == who.doi)
        or _is_title(entry.title, who, least=TITLE_WORDS)
    )


def _names(who: Identity) -> tuple[list[Name], list[Name]]:
    """The reference's names but its title: of outlets, and of authors."""
    names = [name for name in who.names if name.text != who.title]
    outlets = [name for name in names if not is_author(name, who)]
    return outlets, [name for name in names if is_author(name, who)]


def is_author(name: Name, who: Identity) -> bool:
    """Whether the name is that of the reference's author, or of one of them, and of no outlet."""
    return bool(who.author) and name.text in who.author and name.text != who.outlet


@lru_cache(maxsize=1024)
def _words(text: str) -> Words:
    return Words(text)


def _is_title(title: str, who: Identity, least: int = 1) -> bool:
    """Whether a title is the reference's: in full, with more behind it, or a good part of it from its beginning."""
    name = next((name for name in who.names if name.text == who.title), None)
    if name is None or not title:
        return False
    words = _words(title)
    if name.title and any(not rest for _, rest in words.find(name.words)):
        return True
    if len(words) >= TITLE_WORDS and _words(who.title).joined.startswith(words.joined):
        return True
    return name.length >= least and _is_all(title, name)


def _is_all(text: str, name: Name) -> bool:
    """Whether the text is this name, an article before it aside."""
    words = _words(text)
    return len(words) - name.length in (0, 1) and words.joined.endswith(f" {name.words} ")


def _named(names: Iterable[Name], values: tuple[str, ...]) -> bool:
    return any(
        _spelt(name, value[span.start : span.stop])
        for name in names
        for value in values
        for exact in (True, False)
        for span, _, _ in occurrences(_words(value), name, exact=exact)
    )


def _spelt(name: Name, written: str) -> bool:
    if name.shouted:
        return written.isupper()
    return not name.cased or written[:1].isupper()


def _differ(one: str, other: str) -> bool:
    if not one or not other:
        return False
    these, those = set(_words(one).joined.split()), set(_words(other).joined.split())
    return len(these & those) < _COMMON_SHARE * min(len(these), len(those))
