"""Where a credit may be put into an article: proposals, in the order in which an editor would prefer them."""

from __future__ import annotations

import re

from reusecheck.attribution.fixing import HTML, MARKDOWN, form_of, format_of
from reusecheck.attribution.fixing.source import key_of, name_of, shown
from reusecheck.attribution.identity import Identity
from reusecheck.attribution.inserting.place import NEAR
from reusecheck.attribution.levels import Level
from reusecheck.documents import BlockKind, Role
from reusecheck.edits import in_order
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reusecheck.attribution.inserting.place import Marks, Part, Place
    from reusecheck.attribution.inserting.ways import Ways
    from reusecheck.edits import Insertion

BELOW, INSIDE, NOTE, INLINE = (
    "a credit line below",
    "a credit line in the quotation",
    "a footnote",
    "a credit in brackets",
)
KEY, ENTRY, BLOCK, LEAD_IN = "a citation key", "an entry of the front matter", "a block quotation", "a lead-in"
MARKS = "quotation marks"

# A line of a Markdown page that begins with such an element is HTML, up to the words behind it or on the next line
_ELEMENTS = (
    "address|article|aside|blockquote|dd|div|dl|dt|figcaption|figure|h[1-6]|li|main|ol|p|section|summary|table|tbody|"
    "td|th|thead|tr|ul"
)
_HTML_BEFORE = re.compile(rf"(?im)^[ \t]*<(?:{_ELEMENTS})\b[^\r\n]*>[ \t]*(?:\r\n|\n|\r)?[ \t]*\Z")

# Notes to one source, a passage of more blocks gets a credit line first
MOST_NOTES = 3


class Proposal(NamedTuple):
    """One way to credit the passage: what it is called, what is put in, whether it marks the words as a quotation."""

    form: str
    insertions: tuple[Insertion, ...]
    quotes: bool


class Wanted(NamedTuple):
    """What is asked of a proposal.

    ``level`` is how the passage is attributed now. ``marked``: it must be marked as a quotation. ``altered``:
    its words differ from the source's, so that marks would misquote it. ``for_all``: passages of the
    reference make up most of the article. ``cited``: the key that the article's bibliography has for it.
    """

    level: Level
    marked: bool = False
    altered: bool = False
    for_all: bool = False
    cited: str = ""


def proposals(place: Place, who: Identity, wanted: Wanted) -> Iterator[Proposal]:
    """What may settle the passage, the best first; whoever asks tries them. None where nothing names the reference."""
    ways = _ways_of(place)
    seen: set[tuple[Insertion, ...]] = set()
    for form, made, quotes in _made(place, ways, who, wanted):
        insertions = tuple(in_order([one for one in made or () if one.text]))
        if insertions and insertions not in seen:
            seen.add(insertions)
            yield Proposal(form, insertions, quotes)


_Made = tuple[str, "list[Insertion] | None", bool]


def _ways_of(place: Place) -> Ways:
    from importlib import import_module  # noqa: PLC0415 - an article has one format

    written_in = format_of(place.document.path)
    if written_in == MARKDOWN and any(_is_in_html(place, part) for part in place.parts):
        written_in = HTML  # Markdown's own marks mean nothing there
    ways: Ways = import_module(f"{__name__}.{written_in}").WAYS
    return ways


def _is_in_html(place: Place, part: Part) -> bool:
    """Whether the part stands in an element of a Markdown page."""
    start = part.block.start
    above = place.line_start(max(place.line_start(start) - 1, 0))
    return _HTML_BEFORE.search(place.source, max(above, start - 4 * NEAR), start) is not None


def _made(place: Place, ways: Ways, who: Identity, wanted: Wanted) -> Iterator[_Made]:
    if not place.parts:
        return
    named = _variants(place, who)
    quoted = wanted.level in (Level.QUOTED, Level.FULL)
    needs_marks = wanted.marked and not quoted
    in_front: list[_Made] = []
    if wanted.for_all and not needs_marks:
        from reusecheck.attribution.inserting.frontmatter import entry, filled  # noqa: PLC0415 - rare

        yield from ((ENTRY, filled(place, one), False) for one in named)
        in_front = [(ENTRY, entry(place, one), False) for one in named]
        if len(place.parts) > MOST_NOTES and not quoted:  # a page that is republished: nobody sets all of it as quoted
            yield from ((BELOW, ways.below(place, one), False) for one in named)
    if needs_marks and wanted.level is Level.CREDITED:  # it lacks nothing else
        if place.is_whole_paragraphs:
            yield BLOCK, ways.quoted_blocks(place, None), True
        yield from ((MARKS, ways.marked(place, pair), True) for pair in _pairs(place))
    cited = _cited_key(place, who, wanted.cited)
    if place.is_whole_paragraphs and not quoted and (needs_marks or not wanted.altered):
        keyed = [Identity(keys=frozenset((cited,)))] if cited else []
        yield from ((BLOCK, ways.quoted_blocks(place, one), True) for one in (*keyed, *named) if _line(place, one))
        yield from ((f"{MARKS} and {BELOW}", ways.line_below(place, one, pair), True)
                    for pair in _pairs(place) for one in named)  # fmt: skip
    yield from _smaller(place, ways, named, cited, _pairs(place) if needs_marks else [None])
    yield from in_front  # most themes print nothing of it, so that it tells no reader anything


def _smaller(
    place: Place, ways: Ways, named: Sequence[Identity], cited: str, pairs: Sequence[Marks]
) -> Iterator[_Made]:
    """All but block quotations; ``pairs`` are the marks to put around the passage, or None."""
    yield from ((INSIDE, ways.inside(place, one), False) for one in named if pairs == [None])
    lines = [(BELOW, ways.below, one) for one in named] if pairs == [None] else []
    kinds = {part.kind for part in place.parts}
    # a note in a heading shows in tables of contents; one in every paragraph is too much of it
    if kinds == {BlockKind.HEADING} or (len(place.parts) > MOST_NOTES and place.is_in_one_piece):
        yield from ((name, make(place, one), False) for name, make, one in lines)
    for pair in pairs:
        before = f"{MARKS} and " if pair else ""
        if cited:
            yield before + KEY, ways.key(place, cited, pair), bool(pair)
        if BlockKind.FOOTNOTE not in kinds and place.around(Role.FOOTNOTE) is None:
            yield from ((before + NOTE, ways.note(place, one, pair), bool(pair)) for one in named)
        if not place.is_whole_paragraphs:
            yield from ((before + INLINE, ways.inline(place, one, pair), bool(pair)) for one in named)
    yield from ((name, make(place, one), False) for name, make, one in lines)
    for pair in pairs:
        before = f"{MARKS} and " if pair else ""
        yield from ((before + BELOW, ways.line_below(place, one, pair), bool(pair)) for one in named if pair)
        yield from ((before + INLINE, ways.inline(place, one, pair), bool(pair)) for one in named)
        yield from ((LEAD_IN, ways.lead_in(place, one), False) for one in named if not pair)


def _line(place: Place, who: Identity) -> str:
    return form_of(place.document.path).credit_line(who)


def _variants(place: Place, who: Identity) -> list[Identity]:
    """The reference with all that is known of it, then with less: a long title may itself be words of the reference."""
    fewer = [who]
    if name_of(who):
        fewer += [who._replace(title=""), who._replace(title="", url="", doi="")]
    if who.outlet and who.author:
        fewer.append(who._replace(outlet=""))
    if who.licence:
        fewer += [one._replace(licence="") for one in fewer]
    lines: dict[str, Identity] = {}
    for one in fewer:
        lines.setdefault(_line(place, one), one)
    lines.pop("", None)
    return list(lines.values())


def _cited_key(place: Place, who: Identity, listed: str) -> str:
    """The key to cite, "" where the article cites no keys at all.

    The one that its bibliography has, or else one that it cites already, or a configured one.
    """
    cited = [region.value for region in place.reading.regions if region.role is Role.CITATION]
    uses = bool(cited) or any(entry.key in ("bibliography", "references.id") for entry in place.reading.meta)
    known = [key for key in cited if key in who.keys]
    if not uses or not (listed or who.keys):
        return ""
    key = listed or (known[0] if known else key_of(who))
    return key if shown(key) == key and not any(c in "{}[]`,;\\%#\"' \t" for c in key) else ""


def _pairs(place: Place) -> list[Marks]:
    """Quotation marks to try: those the article has most of, then straight ones, which nest in them."""
    text = place.document.reading.prose
    counts = {("„", "“"): text.count("„"), ("«", "»"): text.count("«"), ("“", "”"): text.count("”")}
    best = max(counts, key=lambda pair: counts[pair])
    return [best if counts[best] else ("“", "”"), ('"', '"')]
