"""What a quotation changed: words within quotation marks that the source does not have, or has otherwise.

Who quotes promises the source's own words. A change is looked for inside each
quoted part only: "she said" between two halves is not quoted, and what was left
out between them need not be marked. Left out of one part, words want an ellipsis;
put in, they want brackets. Numbers, negations and names weigh more than other
words, spelling less.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from reusecheck.alignment.passages import adjoined
from reusecheck.attribution.folding import fold
from reusecheck.attribution.languages import phrases
from reusecheck.attribution.levels import Evidence
from reusecheck.documents import Role
from reusecheck.spans import Prose, Span
from reusecheck.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reusecheck.sides import Text
    from reusecheck.spans import Run, Token

# A quotation is altered when its changes weigh so much together: a word, or four spellings.
ENOUGH = 1.0
_WORD, _SPELLING = 1.0, 0.25
# The kinds of change that make another statement of it; the first that fits is told.
_HEAVY = {"a number": 4.0, "a negation": 3.0, "a name": 2.0}
# Words of a quoted part before or behind the passage that are looked at: more are somebody else's.
_EDGE = 4
_MOST_SHOWN = 60  # characters of each side of a change
_ELLIPSIS = r"…|\.\s?\.\s?\.|\[\s*\]"
_BRACKETED = r"\[[^\[\]]{0,200}\]"
_SENTENCE_BEGINS = r"(?:[.!?…:][\"'”’»)\]]*|^)[\s\"'“„«‚‘(\[—–-]*$"


# What "&" is read as
_AND = frozenset(("and", "und", "et", "y", "e", "és", "es"))


class Change(NamedTuple):
    """Words of the article where the source has others; one of them may be empty, not both."""

    article: Span[Token]
    reference: Span[Token]


class Weighed(NamedTuple):
    """A change, what kind it is, and how much it weighs; the kind reads in parentheses: "a number"."""

    change: Change
    kind: str
    weight: float


def alterations(
    runs: Sequence[Run], article: Text, reference: Text, quoted: Sequence[Span[Prose]]
) -> tuple[Evidence, ...]:
    """What the quoted parts of a passage changed, what weighs most first; nothing where it is not enough to tell.

    ``quoted`` are the parts between marks that meet the passage, ascending and apart.
    """
    whole = adjoined(runs)
    changes = [*_edges(whole, article, reference, quoted), *_gaps(whole, article, reference, quoted)]
    weighed = [_weigh(change, article, reference) for change in changes]
    if sum(one.weight for one in weighed) < ENOUGH:
        return ()
    weighed.sort(key=lambda one: (-one.weight, one.change.article.start))
    return tuple(_told(one, article, reference) for one in weighed)


def _gaps(whole: Sequence[Run], article: Text, reference: Text, quoted: Sequence[Span[Prose]]) -> Iterator[Change]:
    """What stands between two runs, where it lies in one quoted part."""
    for run, following in pairwise(whole):
        start, stop = run.article + run.length, following.article
        behind, other = run.reference + run.length, following.reference
        before: Span[Prose] = Span(article.tokens.stops[start - 1] - 1, article.tokens.stops[start - 1])
        after: Span[Prose] = Span(article.tokens.starts[stop], article.tokens.starts[stop] + 1)
        part = next((one for one in quoted if one.holds(before)), None)
        put_in: Span[Token] = Span(start, stop)
        if part is None or not part.holds(after):
            if stop > start and _is_quoted(article, put_in, quoted):
                yield Change(put_in, Span(behind, behind))
            continue
        between = article.document.reading.prose[before.stop : after.start]
        put_in = _without_brackets(article, put_in, between, before.stop)
        left_out: Span[Token] = Span(behind, other) if behind <= other else Span(behind, behind)
        if re.search(_ELLIPSIS, between) or re.search(_BRACKETED, between) or _whole_blocks(reference, left_out):
            left_out = Span(behind, behind)
        if len(put_in) or len(left_out):
            yield Change(put_in, left_out)


def _edges(whole: Sequence[Run], article: Text, reference: Text, quoted: Sequence[Span[Prose]]) -> Iterator[Change]:
    """Words of the first and the last quoted part outside of the passage: it begins and ends on equal words."""
    tokens, prose = article.tokens, article.document.reading.prose
    start, stop = whole[0].article, whole[-1].article + whole[-1].length
    room = _room(article, article.prose_span(Span(start, start + 1)), quoted)
    begin = max(start - _EDGE - 1, bisect_left(tokens.starts, room.start))
    before: Span[Token] = Span(begin, start)
    if 0 < len(before) <= _EDGE and not (
        _announced(prose[tokens.starts[begin] : tokens.starts[start]]) or _names_a_source(article, before)
    ):
        first = whole[0].reference
        yield Change(before, Span(max(first - len(before), 0), first))
    room = _room(article, article.prose_span(Span(stop - 1, stop)), quoted)
    end = min(stop + _EDGE + 1, bisect_right(tokens.stops, room.stop))
    behind: Span[Token] = Span(stop, max(end, stop))
    if 0 < len(behind) <= _EDGE and not (
        _announced(prose[tokens.stops[stop - 1] : tokens.stops[end - 1]])
        or _names_a_source(article, behind)
        or _opens_a_credit(article, behind)
    ):
        last = whole[-1].reference + whole[-1].length
        yield Change(behind, Span(last, min(last + len(behind), len(reference.tokens.starts))))


def _room(article: Text, word: Span[Prose], quoted: Sequence[Span[Prose]]) -> Span[Prose]:
    """The quoted part around a word, as far as its paragraph goes; the word alone where it is not quoted."""
    part = next((one for one in quoted if one.holds(word)), word)
    block = next((block.prose for block in article.document.reading.blocks if block.prose.holds(word)), word)
    return Span(max(part.start, block.start), min(part.stop, block.stop))


def _announced(text: str) -> bool:
    """Whether the words are no part of what is quoted: a credit behind a dash, a lead-in before a colon, brackets."""
    return any(mark in text for mark in "—–―:：[(") or "--" in text


def _names_a_source(article: Text, span: Span[Token]) -> bool:
    """Whether a ``<cite>`` or a link of their own stands among the words: nobody takes it for the quotation's."""
    where = article.prose_span(span)
    regions = article.document.reading.regions
    return any(
        region.role in (Role.CITE, Role.LINK) and where.holds(region.prose) and region.prose for region in regions
    )


def _opens_a_credit(article: Text, span: Span[Token]) -> bool:
    """Whether a sentence ends before the words, and they begin a credit: “… by hand.” via Northwind Press."""
    prose, tokens = article.document.reading.prose, article.tokens
    if not re.search(_SENTENCE_BEGINS, prose[max(0, tokens.starts[span.start] - 40) : tokens.starts[span.start]]):
        return False
    words = [fold(word) for word in tokens.words[span.start : span.stop]]
    return any(" ".join(words[:stop]) in phrases().openers for stop in range(1, len(words)))


def _is_quoted(article: Text, span: Span[Token], quoted: Sequence[Span[Prose]]) -> bool:
    where = article.prose_span(span)
    return any(one.holds(where) for one in quoted)


def _without_brackets(article: Text, span: Span[Token], between: str, offset: int) -> Span[Token]:
    """The words less those in brackets, which say that they are not the source's; only at its ends."""
    inside = [(offset + one.start(), offset + one.end()) for one in re.finditer(_BRACKETED, between)]
    start, stop = span.start, span.stop
    starts = article.tokens.starts
    while start < stop and any(a <= starts[start] < b for a, b in inside):
        start += 1
    while start < stop and any(a <= starts[stop - 1] < b for a, b in inside):
        stop -= 1
    return Span(start, stop)


def _whole_blocks(reference: Text, span: Span[Token]) -> bool:
    """Whether the words are whole paragraphs of the source: a scraped page has captions and menus between its own."""
    if not len(span):
        return False
    where = reference.prose_span(span)
    meeting = [block.prose for block in reference.document.reading.blocks if block.prose.meets(where)]
    prose = reference.document.reading.prose
    return bool(meeting) and not any(
        re.search(r"\w", prose[block.start : max(where.start, block.start)])
        or re.search(r"\w", prose[min(where.stop, block.stop) : block.stop])
        for block in meeting
    )


def _weigh(change: Change, article: Text, reference: Text) -> Weighed:
    """What kind of change it is. A word that stands on both sides of it, in another order, does not count."""
    ours = article.tokens.words[change.article.start : change.article.stop]
    theirs = reference.tokens.words[change.reference.start : change.reference.stop]
    added = [at for at, word in zip(_numbers(change.article), ours, strict=True) if word not in theirs]
    dropped = [at for at, word in zip(_numbers(change.reference), theirs, strict=True) if word not in ours]
    if not added and not dropped:
        return Weighed(change, "the order of words", _WORD)
    if _is_one_word(ours, theirs) or _is_and(change, article, reference):
        return Weighed(change, "spelling", _SPELLING)
    sides = [(article, at) for at in added] + [(reference, at) for at in dropped]
    for kind, fits in (("a number", _is_number), ("a negation", _is_negation)):
        if any(fits(text.tokens.words[at]) for text, at in sides):
            return Weighed(change, kind, _HEAVY[kind])
    if len(ours) == len(theirs) and all(map(_spelt_alike, ours, theirs)):
        return Weighed(change, "spelling", _SPELLING * max(len(added), len(dropped)))
    if any(_is_name(text, at) for text, at in sides):
        return Weighed(change, "a name", _HEAVY["a name"])
    kind = "words put in" if not theirs else "words left out" if not ours else "other words"
    return Weighed(change, kind, _WORD)


def _is_one_word(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the sides are parted otherwise, and no more: watch-makers and watchmakers."""
    return len(ours) != len(theirs) and "".join(ours) == "".join(theirs)


def _is_and(change: Change, article: Text, reference: Text) -> bool:
    """Whether one side has "&", which is no word, where the other has the word for it."""
    for one, span, text in ((article, change.article, reference), (reference, change.reference, article)):
        other = change.reference if text is reference else change.article
        if len(span) or len(other) != 1 or fold(text.tokens.words[other.start]) not in _AND:
            continue
        at = one.tokens.stops[span.start - 1] if span.start else 0
        stop = one.tokens.starts[span.start] if span.start < len(one.tokens.starts) else len(one.document.reading.prose)
        if "&" in one.document.reading.prose[at:stop]:
            return True
    return False


def _numbers(span: Span[Token]) -> range:
    return range(span.start, span.stop)


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word)) or fold(word) in phrases().numbers


def _is_negation(word: str) -> bool:
    return fold(word) in phrases().negations or word.endswith("n't")


def _is_name(text: Text, at: int) -> bool:
    """Whether the word begins with a large letter that no sentence's beginning gave it."""
    prose = text.document.reading.prose
    start = text.tokens.starts[at]
    if not prose[start].isupper():
        return False
    return re.search(_SENTENCE_BEGINS, prose[max(0, start - 40) : start]) is None


def _spelt_alike(one: str, other: str) -> bool:
    """Whether two words are one in two spellings: colour and color, a slip of the finger."""
    if one == other:
        return True
    longest = max(len(one), len(other))
    if min(len(one), len(other)) < _LEAST_LETTERS or one[0] != other[0]:
        return False
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only where a quotation was changed

    return OSA.distance(one, other) <= max(1, longest // _LETTERS_A_SLIP)


# One slip in a short word, two from ten letters on, as for names; "him" and "his" are two words.
_LEAST_LETTERS = 4
_LETTERS_A_SLIP = 5


def _told(one: Weighed, article: Text, reference: Text) -> Evidence:
    ours = _shown(article, one.change.article)
    theirs = _shown(reference, one.change.reference)
    said = f"“{ours}”" if ours else "nothing"
    value = f"{said}, where the source has {f'“{theirs}”' if theirs else 'nothing'}"
    span = one.change.article
    at: Span[Token] = span if len(span) else Span(max(span.start - 1, 0), max(span.start, 1))
    source = article.document.reading.offsets.to_source(article.prose_span(at))
    return Evidence("alteration", one.kind, value, source)


def _shown(text: Text, span: Span[Token]) -> str:
    words = text.between(span.start, span.stop, is_last=True)
    return words if len(words) <= _MOST_SHOWN else f"{words[: _MOST_SHOWN - 1]}…"
