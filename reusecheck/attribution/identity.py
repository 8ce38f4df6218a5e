"""Who a reference is: everything by which an article may name it."""

from __future__ import annotations

from reusecheck.attribution.folding import Words
from reusecheck.attribution.languages import phrases
from reusecheck.attribution.urls import canonical_url, doi_of, host_of
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.config import Credit
    from reusecheck.documents import Description

# A title of so many words names its text wherever it stands in full; a shorter one may be chance ("Ferry adrift").
TITLE_WORDS = 4
# Names that publishing systems give as author
_NOBODY = frozenset(("admin", "administrator", "webmaster", "user", "guest", "unknown", "anonymous", "root", "team"))


class Name(NamedTuple):
    """A name as it is looked for.

    ``words`` are folded, with one space between, without a leading article.
    ``cased``: the text must spell the first letter large, or all of it
    (``shouted``: AP, AFP). ``article``: in running text the leading article
    must be there, for what is left is a word like any other ("The Sun").
    ``title``: names its text without any crediting word.
    """

    text: str
    words: str
    length: int
    cased: bool = False
    shouted: bool = False
    article: bool = False
    common: bool = False
    person: bool = False
    title: bool = False


class Identity(NamedTuple):
    """By what an article may name a reference.

    ``pages`` are canonical URLs any of which settles; ``sites`` hosts, or hosts
    with a path, that name the outlet: any page of theirs settles if
    ``page_known`` is false, and none but ``pages`` otherwise. ``outlet``,
    ``author``, ``title``, ``url`` are as they are written in a credit line,
    each maybe "". ``source`` is the id of the corpus entry, ``path`` of the
    reference's file; ``licence`` an SPDX id, where a credit is to name it.
    """

    names: tuple[Name, ...] = ()
    pages: frozenset[str] = frozenset()
    sites: tuple[str, ...] = ()
    page_known: bool = False
    keys: frozenset[str] = frozenset()
    doi: str = ""
    outlet: str = ""
    author: str = ""
    title: str = ""
    url: str = ""
    path: str = ""
    source: str = ""
    licence: str = ""


def identity(credit: Credit, description: Description, path: str = "", source: str = "") -> Identity:
    """Who the reference is: what was configured for its source and what it says of itself."""
    page = canonical_url(description.url)
    sites = tuple(dict.fromkeys(filter(None, map(canonical_url, credit.urls))))
    # a path alone belongs to any of the configured hosts
    pages = {host_of(site) + page for site in sites} if page.startswith("/") else set()
    pages.update((page,) if page and not pages else ())
    pages.update(site for site in sites if "/" in site or "?" in site)
    hosts = (host_of(page),) if page and host_of(page) else ()
    title, author = _line(description.title), _line(description.author)
    outlets = [_line(name) for name in (*credit.names, description.site)]
    names = [_name(outlet) for outlet in outlets]
    names += [
        _name(writer, person=True)._replace(text=written)
        for written, writer in _authors(author)
        if not _is_an_office(writer)
    ]
    names.append(_name(title, title=True))
    return Identity(
        names=tuple(dict.fromkeys(name for name in names if name.words)),
        pages=frozenset(pages),
        sites=tuple(dict.fromkeys((*sites, *hosts))),
        page_known=bool(page),
        keys=frozenset(key.strip().lstrip("@") for key in credit.keys),
        doi=doi_of(description.doi) or doi_of(description.url),
        outlet=next((outlet for outlet in outlets if _name(outlet).words), ""),
        author=author if any(_name(writer).words for _, writer in _authors(author)) else "",
        title=title if _name(title).words else "",
        url=_first_url(description.url, sites, credit.urls),
        path=path,
        source=source,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _name(text: str, *, person: bool = False, title: bool = False) -> Name:
    words = Words(text)
    count = len(words)
    first = 0
    if count > 1 and words.word(0) in phrases().articles:
        first = 1
    if not count:
        return Name(text, "", 0)
    start = text[words.starts[first]]
    single = count - first == 1
    left = text[words.starts[first] : words.stops[-1]]
    common = single and words.phrase(first, count) in phrases().common
    return Name(
        text,
        words.phrase(first, count),
        count - first,
        cased=single and (start.isupper() or common),
        shouted=single and left.isupper() and len(left) <= 5,
        article=bool(first) and single and len(left) <= 5,
        common=common and not person,
        person=person,
        title=title and count >= TITLE_WORDS,
    )


def _authors(author: str) -> list[tuple[str, str]]:
    """The author as written, and each of several: as written, and with the given name in front."""
    found = [(author, author)]
    several = author.removeprefix("By ").removeprefix("by ")
    for between in (" and ", " und ", " et ", " y ", " e ", " és ", " & "):
        several = several.replace(between, ";" if ";" in author else ",")
    for part in several.split(";"):
        names = [name.strip() for name in part.split(",")]
        if len(names) == 2 and not all(" " in name for name in names):
            # "Doe, Jane" is one person; "Jane Doe, John Roe" are two
            found.append((part.strip(), f"{names[1]} {names[0]}"))
            names = [name for name in names if " " in name]
        found += [(name, name) for name in names if " " in name or ";" in several]
    return [*dict.fromkeys((written, name) for written, name in found if name)]


def _is_an_office(author: str) -> bool:
    """Whether the author is nobody in particular: "Editor", "Redaktion", "admin"."""
    words = Words(author)
    return len(words) == 1 and (words.word(0) in phrases().behind or words.word(0) in _NOBODY)


def _first_url(url: str, sites: tuple[str, ...], configured: tuple[str, ...]) -> str:
    """What a credit line may link: the reference's page, or what is configured."""
    if sites and canonical_url(url).startswith("/"):
        url = host_of(sites[0]) + "".join(url.split())
    for candidate in (url, *configured):
        address = "".join(candidate.split())
        if canonical_url(address):
            return address if "://" in address or address.startswith("/") else f"https://{address}"
    return ""
