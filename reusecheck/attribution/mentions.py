"""Whether a stretch of prose names a reference: by link, address, key, title, or name beside a crediting phrase."""

from __future__ import annotations

from reusecheck.attribution.datelines import agency_mark, dateline, in_parentheses
from reusecheck.attribution.denied import denied
from reusecheck.attribution.folding import Words
from reusecheck.attribution.languages import phrases
from reusecheck.attribution.longer import Written, in_longer_name, phrases_to, stands_apart
from reusecheck.attribution.misspelt import FLOORS, PERSONS, misspelt, respaced
from reusecheck.attribution.phrasing import phrase_before, stopped, verb_behind
from reusecheck.attribution.urls import canonical_url, doi_of, host_of, on_site, spellings
from reusecheck.documents import Role
from reusecheck.spans import Prose, Source, Span
from reusecheck.values import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reusecheck.attribution.citing import Cited
    from reusecheck.attribution.identity import Identity, Name
    from reusecheck.attribution.page import Page
    from reusecheck.documents import Region

# They lead on to pages of others: where to, an address of theirs does not say
_LEADING_ON = (
    *("doi.org", "archive.org", "archive.today", "archive.ph", "news.google.com", "t.co", "bit.ly", "tinyurl.com"),
    *("facebook.com", "twitter.com", "x.com", "bsky.app", "instagram.com", "linkedin.com", "youtube.com"),
)
_QUOTES = frozenset("\"“”„«»‹›‘’'")


class Relation(Enum):
    """What an address has to do with a reference."""

    PAGE = 1  # it is the reference's page, or any of its outlet where the page is not known
    HOME = 2  # the outlet's front page: names the outlet
    OTHER_PAGE = 3  # another page of the same outlet
    FOREIGN = 4


class Mention(NamedTuple):
    """Something that names the reference: ``what`` is ``link``, ``title``, ``source``, ``citation`` or ``dateline``.

    ``place``: where the entry behind a citation stands, if it has one.
    """

    what: str
    value: str
    source: Span[Source]
    place: str = ""


class Carrier(NamedTuple):
    """A stretch in which to look.

    ``bare``: its place alone makes a credit of every name in it (a credit
    line, a footnote); otherwise a name needs a crediting phrase beside it.
    ``phrase``: the stretch as a whole is such a phrase ("Originally published …").
    """

    span: Span[Prose]
    bare: bool = False
    phrase: bool = False


def relation(page: Page, url: str, who: Identity) -> Relation:
    """What ``url``, as written in the article, has to do with the reference."""
    if who.doi and doi_of(url) == who.doi:
        return Relation.PAGE
    address = canonical_url(url)
    if address and address in who.pages:
        return Relation.PAGE
    if who.path and _inside_repository(page, url) == who.path:
        return Relation.PAGE
    if not host_of(address) or not any(on_site(address, site) for site in who.sites):
        return Relation.FOREIGN
    if not who.page_known:
        return Relation.PAGE
    return Relation.HOME if address == host_of(address) else Relation.OTHER_PAGE


def _inside_repository(page: Page, url: str) -> str:
    """The path a relative link leads to, from the root of the repository; "" of any other link."""
    target = url.partition("#")[0].partition("?")[0]
    if "://" in target or not target:
        return ""
    from posixpath import dirname, join, normpath  # noqa: PLC0415 - only for links without a host

    return normpath(join(dirname(page.document.path), target)).lstrip("/")


class Borrowed(NamedTuple):
    """Words that are the reference's own: what is named in them was copied along and credits nobody.

    ``passage`` may hold words of the article's as well, so that a name with a
    crediting phrase counts there, and only a title does not; ``copied`` are
    stretches that stand word for word in the reference.
    """

    passage: Span[Prose]
    copied: tuple[Span[Prose], ...] = ()


def find_mention(page: Page, who: Identity, carrier: Carrier, borrowed: Borrowed) -> Mention | None:
    """What names the reference in the carrier, the plainest first; ``None`` if nothing does."""
    links = [
        (link, relation(page, link.value, who))
        for link in page.meeting(Role.LINK, carrier.span)
        if carrier.span.start <= link.prose.start
    ]
    for link, how in links:
        if how is Relation.PAGE or (how is Relation.HOME and carrier.bare):
            return Mention("link", link.value, link.source)
    for key in page.meeting(Role.CITATION, carrier.span):
        cited = cites(page, key.value, who)
        if cited.credits:
            return Mention("citation", f"@{key.value}", key.source, cited.place)
    elsewhere = [link.prose for link, how in links if how is Relation.OTHER_PAGE and not _is_of_person(page, link, who)]
    for span, how in _written_addresses(page, who, carrier.span):
        if how is Relation.PAGE or (how is Relation.HOME and carrier.bare):
            return Mention("link", page.text(span), _source(page, span))
        if how is Relation.OTHER_PAGE:
            elsewhere.append(span)
    return _find_name(page, who, carrier, borrowed, elsewhere)


def cites(page: Page, key: str, who: Identity) -> Cited:
    """What a citation key of the page is worth to the reference."""
    from reusecheck.attribution.citing import cited  # noqa: PLC0415 - few articles cite by keys

    return cited(page, key, who)


def _written_addresses(page: Page, who: Identity, span: Span[Prose]) -> Iterator[tuple[Span[Prose], Relation]]:
    """Addresses with the host or DOI of the reference that stand in the prose, links or not."""
    paths = (path.lower() for path in sorted(who.pages) if path.startswith("/"))
    for part in (*spellings(host_of(site) for site in who.sites), who.doi, who.doi.replace("/", "%2f"), *paths):
        at = page.lowered.find(part, span.start, span.stop) if part else -1
        while at >= 0:
            address = _address_around(page, at, at + len(part), span)
            text = page.text(address)
            if "@" not in text:
                yield address, relation(page, text, who)
            at = page.lowered.find(part, max(address.stop, at + 1), span.stop)


def _address_around(page: Page, start: int, stop: int, within: Span[Prose]) -> Span[Prose]:
    """``[start, stop)`` and what belongs to the same address on both sides; bounded, for a line may have no spaces."""
    first, last = max(within.start, start - 200), min(within.stop, stop + 2000)
    while start > first and (page.visible[start - 1].isalnum() or page.visible[start - 1] in ".:/-_@"):
        start -= 1
    while stop < last and not page.visible[stop].isspace() and page.visible[stop] not in '<>"”»’)]':
        stop += 1
    while stop > start and page.visible[stop - 1] in ".,;:!?":
        stop -= 1
    return Span(start, stop)


def _find_name(
    page: Page, who: Identity, carrier: Carrier, borrowed: Borrowed, elsewhere: Sequence[Span[Prose]]
) -> Mention | None:
    """A title in full, or a name that credits; of what was copied along, an agency's own mark alone.

    ``elsewhere`` are links in the carrier to another page of the outlet: where there are any, the
    outlet's name alone, without a crediting phrase, means that page.
    """
    words = page.words(carrier.span)
    for exact in (True, False):
        for name in who.names:
            for span, first, stop in occurrences(words, name, exact=exact):
                written = Written(page.visible, words, name, first, stop)
                if any(stretch.holds(span) for stretch in elsewhere) or not _is_cased(written):
                    continue
                if any(stretch.holds(span) for stretch in borrowed.copied):
                    if not name.title and agency_mark(page, written, carrier):
                        return Mention("dateline", page.text(span), _source(page, span))
                    continue
                if name.title and borrowed.passage.holds(span):
                    continue
                what = "title" if name.title else _named(page, who, carrier, written, misled=bool(elsewhere))
                if what and (name.title or not _disowned(page, written, who, borrowed)):
                    return Mention(what, page.text(span), _source(page, span))
    return None


def _named(page: Page, who: Identity, carrier: Carrier, written: Written, *, misled: bool) -> str:
    """``source`` or ``dateline``, if the name as it is written there credits; "" if not."""
    marked = _marked_up(page, written.span)
    if not marked and in_longer_name(written, who):
        return ""
    cited = any(cite.prose.holds(written.span) for cite in page.meeting(Role.CITE, carrier.span))
    by_place = ((carrier.bare or cited) and not misled) or carrier.phrase
    if by_place and (marked or not written.name.common or stands_apart(written)):
        return "source"
    if _credited(page, written):
        return "source"
    return "dateline" if dateline(page, written, carrier) else ""


def occurrences(words: Words, name: Name, *, exact: bool) -> Iterator[tuple[Span[Prose], int, int]]:
    """Where the name stands, with the indexes of its first word and behind its last."""
    if exact:
        endings = phrases().endings
        for first, rest in words.find(name.words):
            if not rest or (len(name.words) >= 4 and rest in endings):
                stop = first + name.length
                yield Span(words.starts[first], words.stops[stop - 1]), first, stop
        return
    for first, stop in respaced(words, name.words, name.length):
        yield Span(words.starts[first], words.stops[stop - 1]), first, stop
    for first in misspelt(words, name.words, name.length, PERSONS if name.person else FLOORS):
        stop = first + name.length
        yield Span(words.starts[first], words.stops[stop - 1]), first, stop


def is_named_in(value: str, who: Identity) -> bool:
    """Whether a name or title of the reference stands in a value that says where a text comes from."""
    words = Words(value)
    for name in who.names:
        for first, rest in words.find(name.words):
            written = Written(value, words, name, first, first + name.length)
            if rest or not _is_cased(written):
                continue
            if name.title:
                return True
            longer = in_longer_name(written, who) or (name.common and not stands_apart(written))
            if not (longer or denied(written)):
                return True
    return False


def _marked_up(page: Page, name: Span[Prose]) -> bool:
    """Whether the name, with its article or without, is all of a link's text or of ``<cite>``: there it ends."""
    for region in (*page.meeting(Role.LINK, name), *page.meeting(Role.CITE, name)):
        if region.prose.holds(name) and not any(c.isalnum() for c in page.visible[name.stop : region.prose.stop]):
            before = page.words(Span(region.prose.start, name.start))
            if not before or before.joined.strip() in phrases().articles:
                return True
    return False


def _is_of_person(page: Page, link: Region, who: Identity) -> bool:
    """Whether a link's text is an author's name, so that it leads to what the outlet says of its people."""
    text = page.words(link.prose).joined.strip()
    return any(name.person and name.words == text for name in who.names)


def _disowned(page: Page, written: Written, who: Identity, borrowed: Borrowed) -> bool:
    """Whether the name is denied, or its link leads to somebody else's page."""
    return denied(written, borrowed.copied or (borrowed.passage,)) or _leads_away(page, written, who)


def _leads_away(page: Page, written: Written, who: Identity) -> bool:
    """Whether the outlet's name is the text of a link to a page of another site than its own.

    Not asked where no site of its is known. A front page, a page of the article's own site, an address
    that holds the name (``…/wiki/Harbour_Courier``) and ``_LEADING_ON`` name it.
    """
    if written.name.person or not who.sites or not page.by_role[Role.LINK]:
        return False
    for link in page.meeting(Role.LINK, written.span):
        if link.prose.holds(written.span) and "://" in link.value:
            address = canonical_url(link.value)
            host = host_of(address)
            if host and address != host and relation(page, link.value, who) is Relation.FOREIGN:
                holds = written.name.words.replace(" ", "") in Words(address).joined.replace(" ", "")
                return not holds and not any(on_site(address, site) for site in _LEADING_ON)
    return False


def _is_cased(written: Written) -> bool:
    """Whether the name has the large letters it needs."""
    text = written.text[written.span.start : written.span.stop]
    if text[:1].islower() and _is_large(written.name) and _has_ending(written):
        return False  # "heron gazettes" are no outlet
    if written.name.shouted:
        return text[: len(written.name.words)].isupper()
    return not written.name.cased or text[:1].isupper()


def _is_large(name: Name) -> bool:
    return name.text[:1].isupper()


def _has_ending(written: Written) -> bool:
    found = written.words.phrase(written.first, written.stop)
    return found != written.name.words and found.startswith(written.name.words)


def _credited(page: Page, written: Written) -> bool:
    """Whether a crediting phrase stands beside the name, or the name stands alone in parentheses."""
    _, words, name, first, stop = written
    known = phrases()
    before = words.word(first - 1) if first else ""
    # an article may belong to the phrase ("Bericht der Woge", "publicado no Globo") or not ("told The Sun")
    articled = before in known.articles or before in known.joined
    start, end = words.starts[first - articled], words.stops[stop - 1]
    if in_parentheses(page, start, end) and (not name.common or stands_apart(written)):
        return True
    if name.article and not articled:
        return any(phrase in known.before for phrase in phrases_to(words, first)) and not stopped(
            page.visible[words.stops[first - 1] : start]
        )
    # a name in quotation marks of its own: laut „Spiegel“
    marked = page.visible[start - 1 : start] in _QUOTES and page.visible[end : end + 1] in _QUOTES
    return (
        phrase_before(written, first, marked=marked)
        or (articled and phrase_before(written, first - 1, marked=marked))
        or verb_behind(written, marked=marked)
    )


def _source(page: Page, span: Span[Prose]) -> Span[Source]:
    return page.reading.offsets.to_source(span)


def other_source(page: Page, span: Span[Prose]) -> Region | None:
    """A link in the stretch, which thus names something: asked once it is known not to be the reference."""
    links = page.meeting(Role.LINK, span)
    return next((link for link in links if canonical_url(link.value) and link.prose.start >= span.start), None)
