"""Crediting phrases beside a name: "according to NAME", "NAME reported"."""

from __future__ import annotations

from reusecheck.attribution.languages import LONGEST_PHRASE_WORDS, beside, phrases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.folding import Words
    from reusecheck.attribution.longer import Written

# Up to four words may stand between a crediting phrase and the name: "according to a new study in Britain's Guardian"
_GAP_BEFORE = 5
# "The Guardian newspaper first reported", "reported the Guardian"
_GAP_VERB = 2
# What stands in parentheses between name and verb: "The Guardian (3 May 2024, p. 3) says"; characters
_ASIDE = 60
# What a phrase does not reach across on its way to a name
_STOPS = frozenset('.,;:!?()[]{}—–…"“”«»')


def phrase_before(written: Written, first: int, *, marked: bool) -> bool:
    """Whether a phrase leads to word ``first``, at which the name begins, or its article."""
    text, words, name, _, _ = written
    known = phrases()
    for end in range(first, max(first - _GAP_BEFORE, 0), -1):
        near_enough = first - end - sum(_uncounted(words, at) for at in range(end, first)) < _GAP_VERB
        between = text[words.stops[end - 1] : words.starts[end]]
        if marked and end == first:
            between = between[:-1]
        opened = between.strip() == ":"  # "Source: NAME"
        if stopped(between) and not opened:
            return False
        for begin in range(end - 1, max(end - LONGEST_PHRASE_WORDS, 0) - 1, -1):
            phrase = words.phrase(begin, end)
            if phrase in known.before or (near_enough and phrase in known.verbs):
                return True
            if end == first and opened and phrase in known.openers:
                return True
        if name.common and not _small(words, end - 1):
            return False
    return False


def _uncounted(words: Words, at: int) -> bool:
    """Whether the word is not counted between a verb and a name: "meldete am Dienstag der", "publica el diario"."""
    known = phrases()
    word = words.word(at)
    return any(word in some for some in (known.days, known.before_day, known.articles, known.kinds))


def _small(words: Words, at: int) -> bool:
    """Whether the word may stand between a crediting phrase and a name that is a common word."""
    word = words.word(at)
    possessive = at + 1 < len(words) and words.word(at + 1) == "s"  # "told Britain's Sun"
    return possessive or word == "s" or any(word in some for some in (beside(), phrases().days, phrases().behind))


def verb_behind(written: Written, *, marked: bool) -> bool:
    """Whether a verb like "reported" follows the name."""
    text, words, name, _, stop = written
    known = phrases()
    # "The Guardian's Ada Quill writes"
    possessive = stop < len(words) and words.word(stop) == "s"
    reach = _GAP_VERB + 2 if possessive else _GAP_VERB
    stop, aside = _behind_parenthesis(written)
    for begin in range(stop, min(stop + reach + 1, len(words))):
        between = text[words.stops[begin - 1] : words.starts[begin]]
        if stopped(between[1:] if marked and begin == stop else between) and not (aside and begin == stop):
            return False
        for end in range(begin + 1, min(begin + LONGEST_PHRASE_WORDS, len(words)) + 1):
            if words.phrase(begin, end) in known.verbs:
                return True
        person = possessive and text[words.starts[begin]].isupper()
        if name.common and (words.word(begin) in known.pronouns or not (person or _small(words, begin))):
            return False  # "From Time to Time he wrote"
    return False


def _behind_parenthesis(written: Written) -> tuple[int, bool]:
    """The word behind the name, or behind what stands in parentheses there, and whether something does."""
    text, words, _, _, stop = written
    end = words.stops[stop - 1]
    if text[end : end + 2] != " (":
        return stop, False
    closed = text.find(")", end, end + _ASIDE)
    between = closed >= 0 and not text[closed + 1 : closed + 2].strip()
    return (stop + words.count(end, closed), True) if between else (stop, False)


def stopped(between: str) -> bool:
    """Whether a mark stands there that no phrase reaches across."""
    return any(c in _STOPS for c in between)
