"""What a quotation changed: words within quotation marks that the source does not have, or has otherwise.

Who quotes promises the source's own words. A change is looked for inside each
quoted part only: "she said" between two halves is not quoted, and what was left
out between them need not be marked. Left out of one part, words want an ellipsis;
put in, they want brackets. Numbers, negations and names weigh more than other
words, spelling less.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from reusecheck.alignment.passages import adjoined
from reusecheck.attribution.levels import Evidence
from reusecheck.changed_words import Change, Weighed, weigh, widened
from reusecheck.documents import Role
from reusecheck.quotation_edges import NEAR, Around, edges, part_at
from reusecheck.spans import Prose, Span, union

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reusecheck.documents import Reading
    from reusecheck.sides import Text
    from reusecheck.spans import Run, Token

# A quotation is altered when its changes weigh so much together: a word, or four spellings.
ENOUGH = 1.0
_MOST_BETWEEN = 200  # characters of the source at a place where the article interrupts
_MOST_SHOWN = 60  # characters of each side of a change
# Words left out at one place that are looked at; the rest is not needed to say what is missing.
_MOST_LEFT_OUT = 60
# An ellipsis for so few words is about these words: "was … able".
_FEW = 2
# Sentences in another order are told of runs of so many words: a shorter one may stand elsewhere by chance.
_LEAST_MOVED = 5
# Words shown of each side where sentences are in another order
_MOVED_SHOWN = 4
_ELLIPSIS = r"…|\.\s?\.\s?\.|\[\s*\]|\(\s*\)"
# Marks closed, words, marks opened again: within a quotation somebody is quoted with an interruption
_INTERRUPTED = r"^[^\w\s]*[\"”’»“«](?![\w])[^\"“”„«»‘’‚]{1,80}[\"“„«»‘‚](?!\s)"
_BRACKETED = r"\[[^\[\]]{0,200}\]|\(sic!?\)"
_NO_WORDS = frozenset((Role.CITE, Role.CITATION, Role.HIDDEN))


def around(reading: Reading) -> Around:
    """What the markup of an article sets apart from any quotation."""
    apart = union(region.prose for region in reading.regions if region.role in _NO_WORDS)
    return Around(apart, union(region.prose for region in reading.regions if region.role is Role.LINK))


def alterations(
    runs: Sequence[Run],
    article: Text,
    reference: Text,
    quoted: Sequence[Span[Prose]],
    beside: Around,
) -> tuple[Evidence, ...]:
    """What the quoted parts of a passage changed, what weighs most first; nothing where it is not enough to tell.

    ``quoted`` are the parts between marks that meet the passage, ascending and apart; ``beside`` is ``around``, and
    where other passages and the credits of this one stand.
    """
    whole = adjoined(runs)
    changes = [*edges(whole, article, reference, quoted, beside), *_gaps(whole, article, reference, quoted)]
    found = (weigh(change, article, reference) for change in changes)
    weighed = [one for one in found if one is not None]
    if sum(one.weight for one in weighed) < ENOUGH:
        return ()
    weighed.sort(key=lambda one: (-one.weight, one.change.article.start))
    return tuple(_told(one, article, reference) for one in weighed)


def _gaps(whole: Sequence[Run], article: Text, reference: Text, quoted: Sequence[Span[Prose]]) -> Iterator[Change]:
    """What stands between two runs, where it lies in one quoted part."""
    moved = False
    for run, following in pairwise(whole):
        start, stop = run.article + run.length, following.article
        behind, other = run.reference + run.length, following.reference
        before: Span[Prose] = Span(article.tokens.stops[start - 1] - 1, article.tokens.stops[start - 1])
        after: Span[Prose] = Span(article.tokens.starts[stop], article.tokens.starts[stop] + 1)
        part = part_at(quoted, before)
        put_in: Span[Token] = Span(start, stop)
        if part is None or not part.holds(after):
            if stop > start and part_at(quoted, article.prose_span(put_in)):
                yield Change(put_in, Span(behind, behind))
            continue
        between = article.document.reading.prose[before.stop : after.start]
        if re.search(_INTERRUPTED, between) and not re.search(_INTERRUPTED, _between(reference, behind, other)):
            continue  # “‘…,’ she said, ‘…’”
        marked = re.search(_ELLIPSIS, between) or re.search(_BRACKETED, between)
        if other < behind and not marked and not moved:
            moved = True
            if _is_moved(run, following, reference.tokens.words):
                shown = min(following.length, _MOVED_SHOWN)
                there = min(behind + _MOVED_SHOWN, len(reference.tokens.words))
                yield Change(Span(stop, stop + shown), Span(behind, there), kind="the order of words")
        left_out = _left_out(reference, behind, other)
        change = widened(Change(put_in, left_out), article, reference, run.length, following.length)
        if not marked:
            yield change
        elif weigh(change._replace(marked=len(put_in) > 0 or len(left_out) <= _FEW), article, reference):
            yield from _owned_up_to(change, article, reference, between, before.stop)


def _left_out(reference: Text, start: int, stop: int) -> Span[Token]:
    """The source's words that the quotation passes over, as far as they are looked at."""
    left_out: Span[Token] = Span(start, max(start, stop))
    if _whole_blocks(reference, left_out):
        return Span(start, start)
    return Span(start, min(left_out.stop, start + _MOST_LEFT_OUT))


def _between(text: Text, start: int, stop: int) -> str:
    """The prose from the word before token ``start`` to token ``stop``; "" if the one is behind the other."""
    if not 0 < start <= stop < len(text.tokens.starts):
        return ""
    begin = text.tokens.stops[start - 1]
    return text.document.reading.prose[begin : min(text.tokens.starts[stop], begin + _MOST_BETWEEN)]


def _owned_up_to(change: Change, article: Text, reference: Text, between: str, offset: int) -> Iterator[Change]:
    """What is to be told of a change with an ellipsis or brackets in it: what these do not excuse."""
    owned = change._replace(marked=True)
    few = len(change.article) or len(change.reference) <= _FEW
    if few and weigh(owned, article, reference):
        yield owned
        return
    if "".join(article.tokens.words[change.article.start : change.article.stop]) == "".join(
        reference.tokens.words[change.reference.start : change.reference.stop]
    ):
        return
    put_in = _without_brackets(article, change.article, between, offset)
    if len(put_in):
        yield Change(put_in, Span(change.reference.start, change.reference.start))


def _is_moved(run: Run, following: Run, theirs: Sequence[str]) -> bool:
    """Whether the second run stands before the first in the source, and nowhere behind it."""
    if min(run.length, following.length) < _LEAST_MOVED or following.reference + following.length > run.reference:
        return False
    one = theirs[run.reference : run.reference + run.length]
    other = theirs[following.reference : following.reference + following.length]
    stop = run.reference + run.length
    before, behind = theirs[max(following.reference - NEAR, 0) : following.reference], theirs[stop : stop + NEAR]
    return not _holds(before, one) and not _holds(behind, other)


def _holds(words: Iterable[str], some: Iterable[str]) -> bool:
    return f" {' '.join(some)} " in f" {' '.join(words)} "


def _without_brackets(article: Text, span: Span[Token], between: str, offset: int) -> Span[Token]:
    """The words less those in brackets, which say that they are not the source's; only at its ends."""
    inside = [(offset + one.start(), offset + one.end()) for one in re.finditer(_BRACKETED, between)]
    stops = [stop for _, stop in inside]
    starts = article.tokens.starts

    def bracketed(token: int) -> bool:
        at = bisect_left(stops, starts[token] + 1)
        return at < len(inside) and inside[at][0] <= starts[token]

    start, stop = span.start, span.stop
    while start < stop and (bracketed(start) or starts[start] < offset):
        start += 1
    while start < stop and (bracketed(stop - 1) or starts[stop - 1] >= offset + len(between)):
        stop -= 1
    return Span(start, stop)


def _whole_blocks(reference: Text, span: Span[Token]) -> bool:
    """Whether the words are whole paragraphs of the source: a scraped page has captions and menus between its own."""
    if not len(span):
        return False
    where = reference.prose_span(span)
    blocks = reference.document.reading.blocks
    prose = reference.document.reading.prose
    first = bisect_left(blocks, where.start + 1, key=lambda block: block.prose.stop)
    last = bisect_left(blocks, where.stop, key=lambda block: block.prose.start) - 1
    return first <= last and not (
        re.search(r"\w", prose[blocks[first].prose.start : max(where.start, blocks[first].prose.start)])
        or re.search(r"\w", prose[min(where.stop, blocks[last].prose.stop) : blocks[last].prose.stop])
    )


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
    if len(span):
        prose, start, stop = (
            text.document.reading.prose,
            text.tokens.starts[span.start],
            text.tokens.stops[span.stop - 1],
        )
        if words.count("]") >= words.count("[") and prose[max(start - 1, 0) : start] == "[":
            words = f"[{words}"
        if words.count("[") > words.count("]") and prose[stop : stop + 1] == "]":
            words = f"{words}]"
    return words if len(words) <= _MOST_SHOWN else f"{words[: _MOST_SHOWN - 1]}…"
