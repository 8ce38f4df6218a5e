"""Whether a source is named only to say that the words are not its own: "not from NAME", "NAME says nothing of it"."""

from __future__ import annotations

from functools import cache

from reusecheck.attribution.languages import LONGEST_PHRASE_WORDS, phrases
from reusecheck.attribution.longer import phrases_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reusecheck.attribution.folding import Words
    from reusecheck.attribution.longer import Written
    from reusecheck.spans import Prose, Span

# What a denial does not reach across on its way to a name
_STOPS = frozenset('.,;:!?()[]{}—–…"“”«»')
_QUOTES = "\"'“”„’‘«»‹›"
# Words between a denial and the name behind it: "contrary to what was reported yesterday in the NAME". A mere "not" so
# far away may be that of another sentence: "who does not want to be named told NAME".
_DENIAL_REACH = 6
_NOT_REACH = 4
# "NAME on Friday did not report"; "NAME berichtet davon aber nichts"
_BEHIND = 4
# "did not even report"
_TO_VERB = 2


def denied(written: Written, borrowed: Sequence[Span[Prose]] = ()) -> bool:
    """Whether the name is denied in its clause; ``borrowed`` are the reference's own words, which deny nothing."""
    behind = written.words.each[written.stop : written.stop + _BEHIND]
    return _before(written, borrowed) or (not _firsts().isdisjoint(behind) and _behind(written, borrowed))


@cache
def _negations() -> frozenset[str]:
    """Without words that are another language's article or month: Portuguese "no Globo", German "im Mai"."""
    known = phrases()
    return known.negations - known.days - known.articles - known.joined


@cache
def _lasts() -> frozenset[str]:
    """The last words of all that is looked for before a name: most words of prose are none of them."""
    known = phrases()
    several = (*known.denials, *known.undenied, *known.asides)
    return _negations() | {phrase.rpartition(" ")[2] for phrase in several}


@cache
def _firsts() -> frozenset[str]:
    """The first words of all that is looked for behind a name."""
    known = phrases()
    several = (*known.denials, *known.undenied, *known.verbs)
    return _negations() | {phrase.partition(" ")[0] for phrase in several}


@cache
def _first_of_asides() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in phrases().asides)


def _before(written: Written, borrowed: Sequence[Span[Prose]]) -> bool:
    text, words, _, first, stop = written
    known = phrases()
    reach = _NOT_REACH
    if (
        stop < len(words)
        and words.each[stop] in _first_of_asides()
        and any(phrase in known.asides for phrase in _phrases_from(words, stop))
    ):
        reach = 1  # "nem a NAME szerint": but an article may stand between
    for end in range(first, max(first - _DENIAL_REACH - 1, 0), -1):
        between = text[words.stops[end - 1] : words.starts[end]]
        if _is_end(between.rstrip(_QUOTES) if end == first else between) or _is_in(words.starts[end - 1], borrowed):
            return False
        if words.each[end - 1] not in _lasts():
            continue
        for phrase in phrases_to(words, end):  # the longest first
            if phrase in known.undenied:
                return False
            if phrase in known.denials:
                return True
            if phrase in known.asides:
                return _is_denied_at(words, end - phrase.count(" ") - 1)
        if first - end <= reach and words.word(end - 1) in _negations():
            return True
    return False


def _is_denied_at(words: Words, end: int) -> bool:
    """Whether a "not" stands right before word ``end``."""
    return end > 0 and words.word(end - 1) in _negations()


def _behind(written: Written, borrowed: Sequence[Span[Prose]]) -> bool:
    words, first, known = written.words, written.first, phrases()
    led = [phrase for end in (first, first - 1) if end > 0 for phrase in phrases_to(words, end)]
    if any(phrase in known.before for phrase in led):
        return False  # "according to NAME nobody was hurt"
    said = any(phrase in known.verbs for phrase in led)
    for at in _clause_behind(written, borrowed):
        if words.each[at] not in _firsts():
            continue
        several = _phrases_from(words, at)
        if any(phrase in known.undenied for phrase in several):
            return False
        if not said and any(phrase in known.denials for phrase in several):
            return True
        if words.word(at) in _negations():
            if _ends_clause(written, at):
                return said  # "NAME says nothing:"
            return not said and _leads_to_verb(words, at + 1)
        said = said or any(phrase in known.verbs for phrase in several)
    return False


def _clause_behind(written: Written, borrowed: Sequence[Span[Prose]]) -> Iterator[int]:
    """The words behind the name in its clause that may deny it."""
    text, words, _, _, stop = written
    for at in range(stop, min(stop + _BEHIND, len(words))):
        between = text[words.stops[at - 1] : words.starts[at]]
        if _is_end(between.lstrip(_QUOTES) if at == stop else between) or _is_in(words.starts[at], borrowed):
            return
        yield at


def _ends_clause(written: Written, at: int) -> bool:
    words = written.words
    return at + 1 == len(words) or _is_end(written.text[words.stops[at] : words.starts[at + 1]])


def _leads_to_verb(words: Words, at: int) -> bool:
    known = phrases()
    return any(phrase in known.verbs for begin in range(at, at + _TO_VERB) for phrase in _phrases_from(words, begin))


def _phrases_from(words: Words, first: int) -> list[str]:
    """The phrases that begin at word ``first``, the shortest first."""
    return [words.phrase(first, end) for end in range(first + 1, min(first + LONGEST_PHRASE_WORDS, len(words)) + 1)]


def _is_end(between: str) -> bool:
    return any(c in _STOPS for c in between)


def _is_in(start: int, borrowed: Sequence[Span[Prose]]) -> bool:
    return any(span.start <= start < span.stop for span in borrowed)
