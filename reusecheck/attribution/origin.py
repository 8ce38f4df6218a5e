"""Whether a sentence with "this article" in it tells where the article comes from.

The crediting word must be said of the article, so that between the two stand but small words, names and dates:
"This article was *first published* …", not "This article mentions a map that was published …". And the article must
have come from there, not have gone there: "… was later reprinted by …".
"""

from __future__ import annotations

from functools import cache

from reusecheck.attribution.languages import LONGEST_PHRASE_WORDS, phrases
from reusecheck.attribution.parts import is_name
from reusecheck.spans import Prose, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.folding import Words
    from reusecheck.attribution.page import Page

# "This article about the old ferry was first …": what it is about has no more words
_TOPIC_WORDS = 6
# "reprinted by Anna Reed's kind permission": so near the word for a permission stands, if there is one
_PERMISSION_WORDS = 4


def told_of_origin(page: Page, sentence: Span[Prose], *, alone: bool) -> Span[Prose] | None:
    """The part of the sentence in which a name is that of the origin; ``None`` if it tells of no origin.

    ``alone``: the sentence may speak of the article without naming it, "Originally published by …".
    """
    text, words = page.visible, page.words(sentence)
    known = phrases()
    behind = max(_phrases_at(words, 0, known.statements), default=0) if alone else 0
    first = 0
    if not behind:
        reached = ((at, _reach(text, words, stop)) for at, stop in _subjects(words))
        first, behind = next(((at, stop) for at, stop in reached if stop), (0, 0))
    if not behind:
        return None
    turned = next((at for at in range(len(words)) if _goes_elsewhere(words, at)), len(words))
    if turned < behind:
        return None
    stop = next((at for at in range(behind, turned) if _begins_anew(text, words, at)), turned)
    return Span(words.starts[first], words.stops[stop - 1] if stop < len(words) else sentence.stop)


def _subjects(words: Words) -> Iterator[tuple[int, int]]:
    """Where "this article" stands: its first word, and the one behind its last."""
    for at in range(len(words)):
        stop = max(_phrases_at(words, at, phrases().subjects), default=0)
        if stop:
            yield at, stop


def _phrases_at(words: Words, at: int, among: frozenset[str]) -> list[int]:
    """Behind which words the phrases end that begin with word ``at``."""
    last = min(at + LONGEST_PHRASE_WORDS, len(words))
    return [stop for stop in range(at + 1, last + 1) if words.phrase(at, stop) in among]


def _reach(text: str, words: Words, first: int) -> int:
    """The word behind the crediting phrase that is said of the article, which ends before word ``first``; 0 if none is.

    What the article is about may stand between, or something in commas, dashes or parentheses, once.
    """
    at, aside = first, False
    while at < len(words):
        stop = max(_phrases_at(words, at, _crediting()), default=0)
        if stop:
            return stop
        if is_name(text, words, at) or words.word(at) in _linking():
            at += 1
            continue
        past = 0 if aside else _past_aside(text, words, first)
        if past <= at:
            return 0
        at, aside = past, True
    return 0


def _past_aside(text: str, words: Words, first: int) -> int:
    """The word behind an insertion that begins with word ``first``; 0 if there is none."""
    if first >= len(words):
        return 0
    if any(mark in text[words.stops[first - 1] : words.starts[first]] for mark in ",(–—"):
        later = range(first + 1, len(words))
        closed = (at for at in later if any(c in text[words.stops[at - 1] : words.starts[at]] for c in ",)–—"))
        return next(closed, 0)
    topic = max(_phrases_at(words, first, phrases().topics), default=0)
    within = range(topic, min(topic + _TOPIC_WORDS, len(words))) if topic else ()
    return next((at for at in within if at > topic and _phrases_at(words, at, _said())), 0)


@cache
def _crediting() -> frozenset[str]:
    return phrases().statements | phrases().statements_with_subject


@cache
def _linking() -> frozenset[str]:
    known = phrases()
    return known.linking | known.behind | known.articles | known.joined | known.days | known.before_day | known.kinds


@cache
def _said() -> frozenset[str]:
    """What ends the words on what an article is about: "was", "originally", and the crediting phrases."""
    known = phrases()
    return _crediting() | (known.linking - known.articles - known.joined - known.small)


def _goes_elsewhere(words: Words, at: int) -> bool:
    """Whether from word ``at`` on it is told who took the article later."""
    stop = max(_phrases_at(words, at, phrases().reversed), default=0)
    near = range(stop, min(stop + _PERMISSION_WORDS, len(words))) if stop - at > 1 else ()
    return bool(stop) and not any(words.word(later) in phrases().statements_with_subject for later in near)


def _begins_anew(text: str, words: Words, at: int) -> bool:
    """Whether something else is spoken of from word ``at`` on: behind a semicolon, or of a picture behind a mark."""
    between = text[words.stops[at - 1] : words.starts[at]]
    return ";" in between or (any(c in between for c in ",(–—-") and words.word(at) in phrases().pictures)
