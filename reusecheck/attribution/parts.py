"""The parts of a line that names sources, between its marks, and whether one is but names: "Ada Quill, page 3".

A credit is made of names, dates and small words. Any other word makes a sentence of the part it stands in, which
names somebody without crediting him: "rejected by The Courier", "The Courier tote bags are in the shop".
"""

from __future__ import annotations

from functools import cache

from reusecheck.attribution.languages import phrases
from reusecheck.expressions import expression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.folding import Words
    from reusecheck.attribution.identity import Identity

# What parts a line; no full stop, for names have initials, and no slash, for addresses do
_MARK = expression(r"[,;:()\[\]{}<>—–―|•·…\"“”„«»]|--|\s[-/]\s")
ADDRESS = expression(r"(?i)<?\b(?:https?://|www\.|doi:)[^\s<>\"]+>?")
_AND = frozenset(("and", "und", "et", "y", "es", "e"))


@cache
def _small_words() -> frozenset[str]:
    """The words with a small letter that a credit may hold beside names."""
    known = phrases()
    turns = (known.articles, known.joined, known.before, known.verbs, known.openers, known.statements)
    nouns = (known.statements_with_subject, known.subjects, known.kinds, known.behind, known.days)
    small = (known.before_day, known.credit_words)
    return frozenset(word for section in (*turns, *nouns, *small) for phrase in section for word in phrase.split())


def parts(text: str, words: Words) -> Iterator[tuple[int, int]]:
    """First word and the one behind the last of each part, ascending; ``words`` point into ``text``."""
    first = 0
    for at in range(1, len(words)):
        if _MARK.search(text, words.stops[at - 1], words.starts[at]):
            yield first, at
            first = at
    if len(words):
        yield first, len(words)


def own_words(who: Identity) -> frozenset[str]:
    """The words of the reference's names, some of which may be written small."""
    return frozenset(word for name in who.names for word in name.words.split(" "))


def is_names(text: str, words: Words, first: int, stop: int, own: frozenset[str] = frozenset()) -> bool:
    """Whether the words ``[first, stop)`` are names, dates and what may stand beside them."""
    return all(_may_stand(text, words, at, own) for at in range(first, stop))


def is_name(text: str, words: Words, at: int) -> bool:
    """Whether the word has a large letter, as names have it, or is a number, or of a script without large letters."""
    letter = text[words.starts[at]]
    return letter.isupper() or letter.isdigit() or letter.lower() == letter.upper()


def _may_stand(text: str, words: Words, at: int, own: frozenset[str]) -> bool:
    if is_name(text, words, at):
        return True
    word = words.word(at)
    return word in _small_words() or word in own or (word == "s" and text[words.starts[at] - 1] in "'’")


def credited_parts(text: str, words: Words, who: Identity) -> list[tuple[int, int]]:
    """The parts that are but names, where each begins and ends in ``text``; those that follow each other are one."""
    own = own_words(who)
    found: list[tuple[int, int]] = []
    for first, stop in parts(text, words):
        if is_names(text, words, first, stop, own):
            if found and found[-1][1] == first:
                found[-1] = (found[-1][0], stop)
            else:
                found.append((first, stop))
    return [(words.starts[first], words.stops[stop - 1]) for first, stop in found]


def others(text: str, words: Words, who: Identity) -> int:
    """How many names stand in the line beside those of the reference: of other outlets, persons, places."""
    count = 0
    for first, stop in parts(text, words):
        named = [at for at in range(first, stop) if _is_of_a_name(words, at)]
        if not named:
            continue
        phrase = f" {words.phrase(first, stop)} "
        joined = sum(before not in named and words.word(before) in _AND for before in (at - 1 for at in named[1:]))
        its_own = any(f" {name.words} " in phrase for name in who.names)
        count += 1 + joined - its_own
    return count


def _is_of_a_name(words: Words, at: int) -> bool:
    word = words.word(at)  # not the c of a copyright
    return len(word) > 1 and word[0].isalpha() and word not in _small_words()
