"""What quotations changed: verbatim nothing, in any typography; a number, a negation, a name always something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.alterations import alterations, around
from reusecheck.attribution.assess import Attributor
from reusecheck.number_words import value_of
from reusecheck.readers import read_text
from reusecheck.sides import Text
from reusecheck.spans import Run, Span, union
from reusecheck.tokens import tokenize
from tests.proportion import grows_in_proportion
from tests.test_alignment import aligned

if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.attribution.levels import Evidence

SOURCE = (
    "The 14 bells of Saint Odo were never rung on a Monday, because the ringer, Ilse Brandt, kept that day for her "
    "mother, and when the new bishop ordered them rung the whole valley stayed in bed until noon out of loyalty. "
    "Thirty-one watchmakers & a priest's dog waited below; nobody had told them. The bishop left in 1902, on a cart."
)
WORDS = SOURCE.split()


def as_text(source: str, path: str) -> Text:
    document = read_text(path, source)
    return Text.of(document, tokenize(document.reading.prose))


def changes(article: str, source: str = SOURCE, path: str = "a.md") -> list[Evidence]:
    """What is told of all quotations of an article."""
    ours, theirs = as_text(article, path), as_text(source, "b.txt")
    found = aligned(ours.tokens.words, theirs.tokens.words)
    beside = around(ours.document.reading)._replace(copied=union(each.article for each in found))
    quotes = Attributor(ours.document).quotes
    return [
        evidence
        for each in found
        for evidence in alterations(each.runs, ours, theirs, quotes.meeting(ours.prose_span(each.article)), beside)
    ]


def quoted(words: str, marks: tuple[str, str]) -> str:
    own = "The road to the coast was closed on Friday."
    return f"{own}\n\n{marks[0]}{words}{marks[1]}\n\n{own}\n"


MARKS = [
    ("“", "”, it said."),
    ("« ", " »"),
    ("„", "“"),
    ('"', '"'),
    ("> ", ""),
    ("> “", "”"),
    ("He wrote: “", "” (p. 3)."),
]
marks = st.sampled_from(MARKS)


@st.composite
def verbatim(draw: st.DrawFn) -> str:
    """Fifteen words of the source or more, each dressed as honest writers do."""
    start = draw(st.integers(0, len(WORDS) - 15))
    stop = draw(st.integers(start + 15, len(WORDS)))
    out = []
    for word in WORDS[start:stop]:
        dress = draw(st.sampled_from(["", "", "", "", "bold", "upper", "bracket", "curly", "hyphen", "hidden"]))
        first = next((at for at, c in enumerate(word) if c.isalpha()), None)
        if dress == "bold" and word != "&":
            word = f"**{word}**"  # noqa: PLW2901 - the word in its dress
        elif dress == "upper":
            word = word.upper()  # noqa: PLW2901
        elif dress == "bracket" and first is not None and len(word) > first + 1 and word[first + 1].isalpha():
            word = f"{word[:first]}[{word[first].swapcase()}]{word[first + 1 :]}"  # noqa: PLW2901
        elif dress == "curly":
            word = word.replace("'", "’")  # noqa: PLW2901
        elif dress == "hyphen":
            word = word.replace("-", "\u2011")  # noqa: PLW2901
        elif dress == "hidden" and first is not None and len(word) > first + 1:
            word = f"{word[: first + 1]}\u00ad{word[first + 1 :]}"  # noqa: PLW2901
        out.append(word)
    between = st.sampled_from([" ", " ", " ", " ", "  ", "\u00a0"])
    return "".join(word + draw(between) for word in out).rstrip(" \u00a0,;")


@given(verbatim(), marks)
@settings(deadline=None, max_examples=150)
def test_verbatim_words_are_not_altered_in_any_typography(words: str, around_them: tuple[str, str]) -> None:
    assert changes(quoted(words, around_them)) == []


PUT_FOR = {
    "14": ["41", "4", "1400"],
    "never": ["often", "always", ""],
    "Ilse": ["Ada", "Gudrun"],
    "Brandt,": ["Morgan,", "Low,"],
    "nobody": ["somebody", "everybody", "they"],
    "Thirty-one": ["Thirty-two", "Thirteen", "Forty-one", "32"],
    "1902,": ["1903,", "1920,", "1809,"],
    "bed": ["bed not", "no bed"],
}


@pytest.mark.parametrize("around_them", MARKS, ids=[one for one, _ in MARKS])
@pytest.mark.parametrize(("word", "other"), [(word, other) for word in PUT_FOR for other in PUT_FOR[word]])
def test_a_number_a_negation_or_a_name_that_is_changed_is_always_told(
    word: str, other: str, around_them: tuple[str, str]
) -> None:
    words = [other if each == word else each for each in WORDS]
    told = changes(quoted(" ".join(each for each in words if each), around_them))
    assert len(told) == 1
    assert told[0].kind in ("a number", "a negation", "a name")
    for part in other.strip(",").split():
        assert part == word or part in told[0].value


@pytest.mark.parametrize("around_them", MARKS, ids=[one for one, _ in MARKS])
@pytest.mark.parametrize("at", [0, 1])
def test_a_sentence_that_is_put_in_is_told(at: int, around_them: tuple[str, str]) -> None:
    put_in = "The king wept and sold the tower to a bank."
    sides = [put_in, SOURCE] if at == 0 else [SOURCE, put_in]
    (told,) = changes(quoted(" ".join(sides), around_them))
    assert (told.kind, told.value) == ("words put in", f"“{put_in[:-1]}”, where the source has nothing")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("six", 6), ("thirtyone", 31), ("ninetynine", 99), ("einunddreißig", 31), ("zwölf", 12), ("trentedeux", 32),
        ("vingtetun", 21), ("dixsept", 17), ("treintaydos", 32), ("veintidós", 22), ("harminckettő", 32),
        ("huszonegy", 21), ("trentadue", 32), ("ventuno", 21), ("quarentaetrês", 43), ("thirty", 30), ("ferry", None),
        ("hundred", None),
    ],
)  # fmt: skip
def test_numbers_as_words_have_their_value(words: str, value: int | None) -> None:
    assert value_of(words) == value


def many_changes(size: int) -> str:
    return "“" + " ".join(f"the ferry left harbour {at} at dawn with nobody" for at in range(size // 40)) + "”"


def many_quotations(size: int) -> str:
    return " ".join(f"“the ferry left” harbour {at} “at dawn [with] nobody”" for at in range(size // 50))


def many_sentences(size: int) -> str:
    return "“the ferry left. " + "[x] (y) — The king: " * (size // 20) + "”"


def many_links(size: int) -> str:
    return "“the ferry left. " + "[The king](x) wept.\n" * (size // 20) + "”"


@pytest.mark.parametrize("article", [many_changes, many_quotations, many_sentences, many_links])
def test_work_grows_with_the_text(article: Callable[[int], str]) -> None:
    def prepare(size: int) -> Callable[[], object]:
        ours, theirs = as_text(article(size), "a.md"), as_text(many_changes(size).replace(" at ", " before "), "b.txt")
        quotes = Attributor(ours.document).quotes
        runs, at = [], 0
        places = {word: at for at, word in enumerate(theirs.tokens.words)}
        for place, word in enumerate(ours.tokens.words):
            other = places.get(word, 0) if word.isdecimal() else at
            if other < len(theirs.tokens.words) and theirs.tokens.words[other] == word:
                runs.append(Run(place, other, 1))
            at = other + 1
        runs = runs or [Run(0, 0, 1)]
        parts = quotes.meeting(Span(0, len(ours.document.reading.prose)))
        beside = around(ours.document.reading)
        return lambda: alterations(runs, ours, theirs, parts, beside)

    assert grows_in_proportion(prepare, 20_000)
