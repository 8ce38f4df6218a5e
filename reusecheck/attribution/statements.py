"""What an article says of itself as a whole: its metadata, and sentences like "This article first appeared in …"."""

from __future__ import annotations

from reusecheck.attribution.bylines import byline_evidence, bylines
from reusecheck.attribution.folding import Words
from reusecheck.attribution.languages import phrases
from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.mentions import Borrowed, Carrier, Relation, find_mention, is_named_in, relation
from reusecheck.attribution.origin import told_of_origin
from reusecheck.attribution.parts import ADDRESS, credited_parts, others
from reusecheck.attribution.urls import canonical_url, doi_of
from reusecheck.spans import Prose, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.page import Page
    from reusecheck.documents import MetaEntry

# ATTRIBUTION.md, first line of the table; ``author`` is left out on purpose. The first part of a key decides, and
# ``canonicalURL`` is ``canonical_url``.
FRONT_MATTER_KEYS = frozenset(
    (
        *("canonicalurl", "canonical", "source", "sources", "original", "originalurl", "originalauthor"),
        *("originalsource", "sourceurl", "republishedfrom", "syndicatedfrom", "via", "credit", "credits"),
        *("attribution", "basedon", "license", "licence"),
    )
)
# Below such a key these tell the source itself; whatever else is there tells something about it
SUB_KEYS = frozenset(
    (
        *("name", "names", "title", "headline", "url", "urls", "link", "href", "uri", "id", "doi", "text", "value"),
        *("author", "authors", "by", "from", "publisher", "publication", "outlet", "site", "website", "work", "source"),
        *("original", "originalurl", "label", "holder", "attribution", "credit", "journal", "newspaper", "agency"),
    )
)
# Where publishing systems keep what a site has added: Hugo, Zola
_OWN_FIELDS = ("params.", "extra.")
META_KEYS = FRONT_MATTER_KEYS - {"canonical", "canonicalurl", "license", "licence"} | {
    *("syndicationsource", "dc.source", "dcterms.source"),
}
LINKED_DATA_KEYS = frozenset(("isbasedon", "isbasedonurl", "citation", "sourceorganization"))
# Nobody says more about one source; whoever does is not about to be read.
_ABOUT_ONE_THING = 40
# A list that names more, beside the source, tells nobody what of it the article is taken from
_MOST_OTHERS = 2
# Under these a picture's maker is named as often as the writer of the text.
_CREDITS = frozenset(("credit", "credits", "attribution"))
_OWN_ADDRESS = frozenset(("url", "permalink", "meta.og:url", "jsonld.url", "jsonld.@id", "jsonld.mainentityofpage"))
_CANONICAL = frozenset(("canonical", "canonicalurl"))

# A sentence without "this article" speaks for the page only where it has a short paragraph of its own.
_STATEMENT_WORDS = 40


def meta_statements(page: Page) -> list[MetaEntry]:
    """The metadata that may name a source, without a canonical address that is the article's own."""
    own = {canonical_url(entry.value) for entry in page.reading.meta if entry.key in _OWN_ADDRESS} - {""}
    return [
        entry
        for entry in page.reading.meta
        if names_a_source(entry.key) and not (_plain(entry.key) in _CANONICAL and canonical_url(entry.value) in own)
    ]


def names_a_source(key: str) -> bool:
    """Whether the metadata under ``key`` says where a text comes from."""
    parts = key.split(".")
    if parts[0] == "meta":
        return _plain(key.removeprefix("meta.")) in META_KEYS
    if parts[0] in ("jsonld", "itemprop", "microdata"):
        return not LINKED_DATA_KEYS.isdisjoint(parts)
    return _is_front_matter(key) and all(_plain(part) in SUB_KEYS for part in _in_front(key).split(".")[1:])


def _is_front_matter(key: str) -> bool:
    return _plain(_in_front(key).partition(".")[0]) in FRONT_MATTER_KEYS


def _in_front(key: str) -> str:
    """The key as it would be at the top: ``params.source`` is ``source``."""
    return next((key.removeprefix(field) for field in _OWN_FIELDS if key.startswith(field)), key)


def _plain(part: str) -> str:
    return part.lower().replace("_", "").replace("-", "")


def of_one_thing(entries: list[MetaEntry]) -> dict[MetaEntry, list[MetaEntry]]:
    """For each entry all that are said of the same thing: ``source.name`` and ``source.url``.

    In a list of things the next one begins where a key comes again.
    """
    found: dict[MetaEntry, list[MetaEntry]] = {}
    together: list[MetaEntry] = []
    keys: set[str] = set()
    for entry in entries:
        if not together or _thing(entry.key) != _thing(together[0].key) or entry.key in keys:
            together, keys = [], set()
        together.append(entry)
        keys.add(entry.key)
        found[entry] = together
    return found


def _thing(key: str) -> str:
    """The part of a key that says which thing is spoken of."""
    parts = _in_front(key).split(".")
    depth = next((i for i, part in enumerate(parts) if part in LINKED_DATA_KEYS), 0)
    return ".".join(parts[: depth + 1])


def meta_evidence(page: Page, entry: MetaEntry, who: Identity, together: list[MetaEntry]) -> Evidence | None:
    """The entry as evidence, if its value names the reference.

    ``together`` are the entries about the same thing. Where its address is
    another page of the outlet, a name means that page.
    """
    if _credits_a_picture(entry) or not value_names(page, entry.value, who):
        return None
    if len(together) > 1 and not any(how is Relation.PAGE for how in _relations(page, [entry], who)):
        beside = _relations(page, together[:_ABOUT_ONE_THING], who)
        if Relation.OTHER_PAGE in beside and Relation.PAGE not in beside:
            return None
    front = "." not in entry.key or _is_front_matter(entry.key)
    if entry.key == "canonical" and page.document.path.lower().endswith(("html", "htm")):
        front = False
    kind = f"front matter `{entry.key}`" if front else f"page metadata `{entry.key}`"
    if page.document.path.lower().endswith(".docx"):
        kind = f"document property `{entry.key.removeprefix('meta.')}`"
    return Evidence("credit", kind, entry.value, entry.source)


def _addresses(value: str) -> list[str]:
    addresses = [part.strip("<>()[],;\"'") for part in value.split() if "://" in part]
    if not addresses and " " not in value.strip():
        addresses = [value.strip()]
    return addresses


def _relations(page: Page, entries: list[MetaEntry], who: Identity) -> set[Relation]:
    return {relation(page, address, who) for entry in entries for address in _addresses(entry.value)}


def _credits_a_picture(entry: MetaEntry) -> bool:
    """``credit: "Photo: NAME"``, ``credit.photo: NAME``."""
    first, _, rest = _in_front(entry.key).partition(".")
    if first not in _CREDITS:
        return False
    below = Words(rest.replace("_", " "))
    value = Words(entry.value)
    return any(
        words.phrase(0, stop) in phrases().pictures
        for words in (below, value)
        for stop in range(1, min(3, len(words)) + 1)
    )


def value_names(page: Page, value: str, who: Identity, most_others: int = _MOST_OTHERS) -> bool:
    """Whether a value names the reference: by its address or DOI, or by a name beside no other page of its outlet.

    A name counts among names only, and not in a list with more than ``most_others`` that are not the reference's.
    """
    misled = False
    for address in _addresses(value):
        how = relation(page, address, who)
        if how in (Relation.PAGE, Relation.HOME):
            return True
        misled = misled or how is Relation.OTHER_PAGE
    if who.doi and doi_of(value) == who.doi:
        return True
    return not misled and _is_credited_in(value, who, most_others)


def _is_credited_in(value: str, who: Identity, most_others: int) -> bool:
    """Whether the reference is named in what is but names of the value, and with not too many others."""
    plain = ADDRESS.sub(",", value)
    words = Words(plain)
    # a title may hold any words, and a name with a mark in it is not of one part
    whole = tuple(name for name in who.names if name.title or any(not (c.isalnum() or c == " ") for c in name.text))
    named = bool(whole) and is_named_in(value, who._replace(names=whole))
    if not named:
        named = any(is_named_in(plain[start:stop], who) for start, stop in credited_parts(plain, words, who))
    return named and others(plain, words, who) <= most_others


def sentence_statements(page: Page) -> list[Span[Prose]]:
    """Sentences that speak for the whole article, in order, and lines that may be its byline; none of a quotation.

    Of a sentence the part that tells of the origin (``origin.told_of_origin``).
    Only blocks with a word that any such phrase needs are looked at, so that a
    long page costs little more than a search.
    """
    found = []
    for index in _candidates(page):
        block = page.blocks[index]
        if page.block_quotation(block.prose):
            continue
        sentences = page.sentences(block.prose)
        alone = len(page.words(block.prose)) <= _STATEMENT_WORDS
        said = [sentence for sentence in sentences if _speaks_for_all(page.words(sentence), alone=alone)]
        found += [stretch for sentence in said if (stretch := told_of_origin(page, sentence, alone=alone)) is not None]
    return found + [line for line in bylines(page) if line not in found]


def _candidates(page: Page) -> list[int]:
    """Blocks that hold a trigger: the longest word of a statement phrase."""
    hits: set[int] = set()
    for trigger in _triggers():
        at = page.unaccented.find(trigger)
        while at >= 0:
            among = page.block_range(Span(at, at + 1))
            hits.update(among)
            # one hit a block is enough
            at = page.unaccented.find(trigger, page.blocks[among.start].prose.stop if among else at + 1)
    return sorted(hits)


def _triggers() -> frozenset[str]:
    known = phrases()
    return frozenset(max(p.split(), key=len) for p in (*known.statements, *known.statements_with_subject))


def _speaks_for_all(words: Words, *, alone: bool) -> bool:
    """Whether a sentence says where the article comes from.

    Either it begins with such a phrase and its block is short ("Originally
    published by …"), or it says "this article" first.
    """
    known = phrases()
    if alone and any(words.joined.startswith(f" {phrase} ") for phrase in known.statements):
        return True
    subject = min((at for p in known.subjects if (at := words.joined.find(f" {p} ")) >= 0), default=-1)
    if subject < 0:
        return False
    behind = words.joined[subject:]
    if not any(f" {phrase} " in behind for phrase in (*known.statements, *known.statements_with_subject)):
        return False
    return len(words) <= 2 * _STATEMENT_WORDS


def sentence_evidence(page: Page, statement: Span[Prose], who: Identity, borrowed: Borrowed) -> Evidence | None:
    """The sentence as evidence, if it names the reference."""
    told = None
    sentences = [sentence for sentence in page.sentences(statement) if page.words(sentence)]
    if len(sentences) == 1 and _speaks_for_all(page.words(statement), alone=True):
        told = told_of_origin(page, statement, alone=True)
    if told is None:
        return byline_evidence(page, statement, who)
    mention = find_mention(page, who, Carrier(told, bare=True, phrase=True), borrowed)
    if mention is None:
        return None
    return Evidence("credit", "statement for the whole article", mention.value, mention.source)
