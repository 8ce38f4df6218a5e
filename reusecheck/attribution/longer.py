"""Whether a name stands for itself: not in "North Harbour Times", nor in "Sun is shining"."""

from __future__ import annotations

from reusecheck.attribution.languages import LONGEST_PHRASE_WORDS, beside, phrases
from reusecheck.spans import Prose, Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.folding import Words
    from reusecheck.attribution.identity import Identity, Name

# A line this short was ended on purpose, so that what stands below it begins anew: "Ada Quill⏎Harbour Times".
# Prose is wrapped at 60 characters and more.
_SHORT_LINE = 45
# A single word above it is the beginning of the name: "Blue⏎Harbour Times".
_WORDS_ABOVE = 2
_HYPHENS = frozenset("-‐‑")
# Behind a name they make a firm of it: "Harbour Times & Sons"
_FIRM = frozenset(
    (
        "sons",
        "co",
        "company",
        "partners",
        "brothers",
        "daughters",
        "söhne",
        "sohne",
        "cie",
        "fils",
        "figli",
        "hijos",
        "filhos",
        "fiai",
    )
)
# Behind a name that is a common word they make it another: "Times of India"
_OF = frozenset(("of", "de", "di", "do", "da", "del", "della", "von"))


class Written(NamedTuple):
    """Where ``name`` was found: words ``[first, stop)`` of ``words``, which point into ``text``."""

    text: str
    words: Words
    name: Name
    first: int
    stop: int

    @property
    def span(self) -> Span[Prose]:
        return Span(self.words.starts[self.first], self.words.stops[self.stop - 1])


def in_longer_name(written: Written, who: Identity) -> bool:
    """Whether the words are part of another name.

    A word with a large letter right beside the name makes it another, unless
    the languages know it as a phrase ("According To"), a kind of outlet
    ("Agency"), a day, or a small word that opened the sentence; or it belongs to
    another name of the same reference ("Ada Quill"). Text all in capitals is
    judged alike. Before an author's name anything may stand ("Minister").
    """
    if not written.name.person and _continues_before(written, who):
        return True
    return written.stop < len(written.words) and _continues_behind(written, who)


def _continues_before(written: Written, who: Identity) -> bool:
    text, words, _, first, _ = written
    if not first or _apart(written, first, _HYPHENS):
        return False
    small = text[words.starts[first]].islower() and written.name.text[:1].isupper() and written.name.length > 1
    if not (text[words.starts[first - 1]].isupper() or small):
        return False
    word = words.word(first - 1)
    if word in beside() or any(name.words.rpartition(" ")[2] == word for name in who.names):
        return False
    return not (word in phrases().days and _is_date(words, first - 1))


def _apart(written: Written, at: int, joining: frozenset[str] = frozenset()) -> bool:
    """Whether more than a space, or one of ``joining``, stands between word ``at`` and the one before it."""
    between = written.text[written.words.stops[at - 1] : written.words.starts[at]]
    if "\n" in between:
        line = written.text.rfind("\n", 0, written.words.stops[at - 1])
        short = written.words.stops[at - 1] - line <= _SHORT_LINE
        several = at >= _WORDS_ABOVE and written.words.starts[at - _WORDS_ABOVE] > line
        return (short and several) or not between.isspace()
    return not between.isspace() and between not in joining


def _is_date(words: Words, day: int) -> bool:
    """Whether a word like "on" stands before the day, and not as the end of a phrase: "published in Sunday Times"."""
    if not day or words.word(day - 1) not in phrases().before_day:
        return False
    return not any(phrase in phrases().before for phrase in phrases_to(words, day))


def _continues_behind(written: Written, who: Identity) -> bool:
    text, words, name, _, stop = written
    if _is_joined(written):
        return True
    if _apart(written, stop):
        return False
    known = phrases()
    word = words.word(stop)
    if not text[words.starts[stop]].isupper():
        # "Times of India", but "The Sun of Friday"
        of = name.common and word in _OF and stop + 1 < len(words)
        return of and text[words.starts[stop + 1]].isupper() and words.word(stop + 1) not in known.days
    if any(word in some for some in (known.behind, known.days, known.small, known.articles)):
        return False
    if any(other.words.partition(" ")[0] == word for other in who.names):
        return False
    several = (words.phrase(stop, end) for end in range(stop + 1, min(stop + LONGEST_PHRASE_WORDS, len(words)) + 1))
    return not any(phrase in known.verbs or phrase in known.before for phrase in several)


def _is_joined(written: Written) -> bool:
    """Whether the name goes on behind a mark: "Vane-Smith", "Gazette-Times", "Gazette & Sons".

    Not in "Gazette-Reporterin" and "Reuters-Umfrage", which speak of the outlet.
    """
    text, words, name, _, stop = written
    known = phrases()
    word = words.word(stop)
    between = text[words.stops[stop - 1] : words.starts[stop]]
    if between.strip() == "&":
        return word in _FIRM
    if between not in _HYPHENS or not text[words.starts[stop]].isupper() or word in known.behind:
        return False
    return name.person or word in known.common


def phrases_to(words: Words, stop: int) -> Iterator[str]:
    """The phrases that end before word ``stop``."""
    return (words.phrase(begin, stop) for begin in range(max(stop - LONGEST_PHRASE_WORDS, 0), stop))


def stands_apart(written: Written) -> bool:
    """Whether a name stands by itself, as in a credit line: "— The Sun, 3 May", "Source: Time".

    Marks or nothing on both sides; before it also a phrase that opens a credit
    or leads to a name, behind it also a number, a day or "Magazine".
    """
    _, words, _, first, stop = written
    known = phrases()
    if first and words.word(first - 1) in known.articles:
        first -= 1
    if (
        first
        and not _divided(written, first)
        and not any(phrase in known.openers or phrase in known.before for phrase in phrases_to(words, first))
    ):
        return False
    if stop == len(words) or _divided(written, stop):
        return True
    word = words.word(stop)
    if (word in known.before_day or word in known.joined) and stop + 1 < len(words):  # "Le Monde du 3 mai"
        word = words.word(stop + 1)
        return word.isdigit() or word in known.days
    return word.isdigit() or word in known.days or word in known.behind


def _divided(written: Written, at: int) -> bool:
    """Whether marks stand between word ``at`` and the one before it."""
    between = written.text[written.words.stops[at - 1] : written.words.starts[at]]
    return not between.isspace() and between not in _HYPHENS and between not in ("'", "’", "&")
