"""Words of a quotation where its source has others: what kind of change it is, and what it weighs."""

from __future__ import annotations

import re

from reusecheck.attribution.folding import fold
from reusecheck.attribution.languages import phrases
from reusecheck.number_words import value_of
from reusecheck.spans import Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.sides import Text
    from reusecheck.spans import Token

WORD, SPELLING = 1.0, 0.25
# The kinds of change that make another statement of it; the first that fits is told.
_HEAVY = {"a number": 4.0, "a negation": 3.0, "a name": 2.0}
# Between two tokens of one written word: watch-makers, [N]obody
_JOINTS = frozenset(("-", "\u2010", "\u2011", "[", "]", "(", ")", "])", "-[", "]-"))
# Tokens of one written word, at most: what is longer is no word
_MOST_PARTS = 6
_SENTENCE_BEGINS = r"(?:[.!?…:][\"'”’»)\]]*|^)[\s\"'“„«‚‘(\[—–-]*$"
# "&" is an "and", "und", "et", "y", "és" of so many letters
_AND_LETTERS = 3
_LAST_SHORT_NUMBER = 20
_NO_DIGITS = -1
_ROUND = frozenset(("dozen", "dutzend", "hundred", "hundert", "cent", "cien", "thousand", "tausend", "mille", "mil"))
# Within a number: quarenta e três
_BETWEEN_NUMBERS = frozenset(("e", "y", "et"))


class Change(NamedTuple):
    """Words of the article where the source has others; one of them may be empty, not both.

    ``marked``: an ellipsis or brackets own up to it. ``kind`` where the place says what it is.
    """

    article: Span[Token]
    reference: Span[Token]
    marked: bool = False
    kind: str = ""


class Weighed(NamedTuple):
    """A change, what kind it is, and how much it weighs; the kind reads in parentheses: "a number"."""

    change: Change
    kind: str
    weight: float


def is_joined(text: Text, at: int) -> bool:
    """Whether token ``at`` goes on with the written word of the token before it."""
    tokens = text.tokens
    if not 0 < at < len(tokens.starts):
        return False
    start, stop = tokens.stops[at - 1], tokens.starts[at]
    return stop - start <= 2 and text.document.reading.prose[start:stop] in _JOINTS


def written_back(text: Text, at: int, words: int, least: int) -> int:
    """The token where the ``words`` written words before token ``at`` begin; none before ``least`` is looked at."""
    while words and at > least:
        at -= 1
        for _ in range(_MOST_PARTS):
            if at <= least or not is_joined(text, at):
                break
            at -= 1
        words -= 1
    return at


def written_on(text: Text, at: int, words: int, most: int) -> int:
    """The token behind the ``words`` written words from token ``at`` on; none from ``most`` on is looked at."""
    while words and at < most:
        at += 1
        for _ in range(_MOST_PARTS):
            if at >= most or not is_joined(text, at):
                break
            at += 1
        words -= 1
    return at


def count_written(text: Text, span: Span[Token]) -> int:
    return sum(not is_joined(text, at) for at in range(span.start + 1, span.stop)) + bool(len(span))


def widened(change: Change, article: Text, reference: Text, before: int, behind: int) -> Change:
    """The change of whole written words; ``before`` and ``behind`` it stand so many equal words."""
    start, other = change.article.start, change.reference.start
    for _ in range(min(before, _MOST_PARTS)):
        if not (is_joined(article, start) or is_joined(reference, other)):
            break
        start, other = start - 1, other - 1
    stop, end = change.article.stop, change.reference.stop
    for _ in range(min(behind, _MOST_PARTS)):
        if not (is_joined(article, stop) or is_joined(reference, end)):
            break
        stop, end = stop + 1, end + 1
    return change._replace(article=Span(start, stop), reference=Span(other, end))


def weigh(change: Change, article: Text, reference: Text) -> Weighed | None:
    """What kind of change it is; ``None`` if it is none.

    A word that stands on both sides of it, in another order, does not count.
    """
    if change.kind:
        return Weighed(change, change.kind, WORD)
    ours = article.tokens.words[change.article.start : change.article.stop]
    theirs = reference.tokens.words[change.reference.start : change.reference.stop]
    if ours == theirs:
        return None
    if "".join(ours) == "".join(theirs):
        cut = re.search(r"[\[\]()]", _between(article, change.article))
        return None if cut or change.marked else Weighed(change, "spelling", SPELLING)
    known, other = set(theirs), set(ours)
    sides = [(article, at) for at, word in enumerate(ours, change.article.start) if word not in known]
    sides += [(reference, at) for at, word in enumerate(theirs, change.reference.start) if word not in other]
    heavy = _unexcused(ours, theirs, sides) if change.marked else _heavy(ours, theirs, sides)
    if heavy:
        return Weighed(change, heavy, _HEAVY[heavy])
    return None if change.marked else _light(change, article, reference, sides)


def _light(change: Change, article: Text, reference: Text, sides: Sequence[tuple[Text, int]]) -> Weighed:
    slips = _spellings(change, article, reference, sides) if sides else 0
    if slips:
        return Weighed(change, "spelling", SPELLING * slips)
    if any(_is_name(text, at) for text, at in sides):
        return Weighed(change, "a name", _HEAVY["a name"])
    put_in, left_out = len(change.article), len(change.reference)
    kind = "words put in" if not left_out else "words left out" if not put_in else "other words"
    return Weighed(change, kind if sides else "the order of words", WORD)


def _heavy(ours: Sequence[str], theirs: Sequence[str], sides: Sequence[tuple[Text, int]]) -> str:
    """The kind of a change that makes another number or the contrary of what is said; "" if it does neither."""
    if any(is_number(text.tokens.words[at]) for text, at in sides) and not _written_otherwise(ours, theirs):
        return "a number"
    return "a negation" if any(is_negation(text, at) for text, at in sides) else ""


def _spellings(change: Change, article: Text, reference: Text, sides: Sequence[tuple[Text, int]]) -> int:
    """How many words are the same in another spelling, if all are: a slip, "&" for "and", "6" for "six"; else 0."""
    if _is_and(change, article, reference):
        return 1
    changed = [text.tokens.words[at] for text, at in sides]
    if all(is_number(word) or word in _BETWEEN_NUMBERS for word in changed) and any(map(is_number, changed)):
        return 1  # an other number would weigh more
    ours = article.tokens.words[change.article.start : change.article.stop]
    theirs = reference.tokens.words[change.reference.start : change.reference.stop]
    if len(ours) != len(theirs) or not all(map(_spelt_alike, ours, theirs)):
        return 0
    return max(sum(text is article for text, _ in sides), sum(text is reference for text, _ in sides))


def _unexcused(ours: Sequence[str], theirs: Sequence[str], sides: Sequence[tuple[Text, int]]) -> str:
    """What no brackets and no ellipsis excuse: a negation put in or taken away, a number for another one; or ""."""
    if any(is_negation(text, at) for text, at in sides):
        return "a negation"
    mine, other = _values(ours), _values(theirs)
    known = mine and other and None not in (*mine, *other)
    return "a number" if known and mine != other else ""


def _between(text: Text, span: Span[Token]) -> str:
    """The prose from the token before the span to the one behind it."""
    tokens, prose = text.tokens, text.document.reading.prose
    start = tokens.stops[span.start - 1] if span.start else 0
    stop = tokens.starts[span.stop] if span.stop < len(tokens.starts) else len(prose)
    return prose[start:stop]


def _is_and(change: Change, article: Text, reference: Text) -> bool:
    """Whether one side has "&" where the other has the word."""
    for text, span, other, there in (
        (article, change.article, reference, change.reference),
        (reference, change.reference, article, change.article),
    ):
        if not len(span) and len(there) == 1 and len(other.tokens.words[there.start]) <= _AND_LETTERS:
            return "&" in _between(text, span)
    return False


def is_number(word: str) -> bool:
    if any(map(str.isdigit, word)) or fold(word) in phrases().numbers:
        return True
    # short ones are other words in other languages: once, due, hat
    return (value_of(word) or 0) > _LAST_SHORT_NUMBER


def is_negation(text: Text, at: int) -> bool:
    start, stop = text.tokens.starts[at], text.tokens.stops[at]
    raw = text.document.reading.prose[max(start, stop - 3) : stop].lower()
    return raw in ("n't", "n’t", "nʼt") or fold(text.tokens.words[at]) in phrases().negations


def _values(words: Sequence[str]) -> list[int | None]:
    """The numbers among the words, in order, ``None`` where the value is unknown; number words in a row are one."""
    found: list[int | None] = []
    row: list[str] = []
    for at, word in enumerate([*words, ""]):
        goes_on = row and word in _BETWEEN_NUMBERS and value_of("".join([*row, *words[at : at + 2]])) is not None
        if goes_on or (word and not word.isdecimal() and is_number(word)):
            row.append(word)
            continue
        if row:
            value = value_of("".join(row))
            # what one word says is seldom written in digits: half, first
            found.append(_NO_DIGITS if value is None and len(row) == 1 and row[0] not in _ROUND else value)
            row = []
        if word.isdecimal():
            found.append(int(word) if len(word) < 16 else None)
    return found


def _written_otherwise(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether both have the same numbers, one in digits and one in words: "6" and "six".

    Also where the value of the words is not known: house style is more frequent than a wrong number in the other style.
    """
    digits = [[word for word in side if word.isdecimal()] for side in (ours, theirs)]
    words = [[word for word in side if is_number(word) and not word.isdecimal()] for side in (ours, theirs)]
    if not (digits[0] and words[1] and not words[0]) and not (digits[1] and words[0] and not words[1]):
        return False
    mine, other = _values(ours), _values(theirs)
    pairs = list(zip(mine, other, strict=False))
    return len(mine) == len(other) and all(one == two or None in (one, two) for one, two in pairs)


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
