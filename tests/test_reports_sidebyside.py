"""Word under word: what is marked differs, what is not marked is equal, and nothing is lost."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.findings import Piece, ReferenceInfo
from reusecheck.reports import Options, report
from reusecheck.reports.layout import Pen
from reusecheck.reports.sidebyside import EXCERPT_ROWS, comparison, rows
from tests.newsroom import FERRY, ferry, finding, long, newsroom, pieces, tea

WORDS = st.sampled_from(
    [
        "a",
        "the",
        "harbour",
        "Straße",
        "cafe\u0301",
        "naïveté",
        "山",
        "茶畑",
        "Fährverbindungsgesellschaft",
        "ὕδωρ",
        "여객선",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def alternating(parts: list[tuple[str, str, str]]) -> tuple[Piece, ...]:
    """Equal words, then words in each other's place, and so on."""
    found = []
    for number, (same, article, reference) in enumerate(parts, start=1):
        found.append(Piece(True, same, same, number, number))
        if article or reference:
            found.append(Piece(False, article, reference, number, number))
    return tuple(found)


COMPARED = st.lists(st.tuples(TEXTS, TEXTS | st.just(""), TEXTS | st.just("")), min_size=1, max_size=6).map(alternating)


def size(character: str) -> int:
    """Columns of a character, said otherwise than in the program."""
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return {"W": 2, "F": 2}.get(unicodedata.east_asian_width(character), 1)


def columns(line: str) -> list[str]:
    """What stands in each column; the second half of a wide character is "", marks go with their letter."""
    found: list[str] = []
    for character in line:
        if not size(character):
            found[-1] += character
        else:
            found += [character, *[""] * (size(character) - 1)]
    return found


def read_back(lines: list[str]) -> list[tuple[str, str, bool]]:
    """(article, reference, marked) for each column of the printed lines, rows joined."""
    found: list[tuple[str, str, bool]] = []
    texts = [re.split("│ ?", line, maxsplit=1)[1] for line in lines]
    at = 0
    while at < len(texts):
        marks = texts[at + 2] if at + 2 < len(texts) and "~" in texts[at + 2] else ""
        cells = [columns(text) for text in (*texts[at : at + 2], marks)]
        width = max(map(len, cells))
        padded = [cell + [" "] * (width - len(cell)) for cell in cells]
        found += [(a, r, mark == "~") for a, r, mark in zip(*padded, strict=True)]
        at += 3 if marks else 2
    return found


def letters(texts: list[str]) -> str:
    return "".join("".join(texts).split())


@settings(deadline=None, max_examples=150)
@given(COMPARED, st.integers(40, 130))
@example((Piece(False, "", "x", 1, 1),), 40)
def test_marks_stand_under_the_differing_words_and_no_word_is_lost(compared: tuple[Piece, ...], width: int) -> None:
    shown = comparison(ferry()._replace(comparison=compared), Pen(Options(width=width)), whole=True, foot=False)
    cells = read_back(shown)
    for marked in (False, True):
        of_kind = [piece for piece in compared if piece.equal is not marked]
        assert letters([a for a, _, mark in cells if mark is marked]) == letters([p.article for p in of_kind])
        assert letters([r for _, r, mark in cells if mark is marked]) == letters([p.reference for p in of_kind])


@settings(deadline=None, max_examples=100)
@given(COMPARED, st.integers(40, 130))
def test_equal_words_stand_under_each_other(compared: tuple[Piece, ...], width: int) -> None:
    shown = comparison(ferry()._replace(comparison=compared), Pen(Options(width=width)), whole=True, foot=False)
    assert all(article == reference for article, reference, marked in read_back(shown) if not marked)


@settings(deadline=None, max_examples=100)
@given(COMPARED, st.integers(40, 130), st.booleans())
def test_no_line_is_wider_than_the_terminal(compared: tuple[Piece, ...], width: int, whole: bool) -> None:
    shown = comparison(ferry()._replace(comparison=compared), Pen(Options(width=width)), whole=whole)
    assert [line for line in shown if len(columns(line)) > width] == []


@settings(deadline=None, max_examples=100)
@given(COMPARED, st.integers(40, 130))
def test_an_excerpt_is_short_and_shows_the_beginning_and_a_difference(compared: tuple[Piece, ...], width: int) -> None:
    pen = Pen(Options(width=width))
    found = ferry()._replace(comparison=compared)
    shown = comparison(found, pen, whole=False)
    everything = comparison(found, pen, whole=True)
    assert shown[:2] == everything[:2]
    assert sum("│" in line for line in shown) <= 3 * EXCERPT_ROWS
    assert any("~" in line for line in shown) == any(not piece.equal for piece in compared)


def test_words_spelt_differently_but_equal_stay_under_each_other() -> None:
    compared = (Piece(True, "a well-known “Fish” re- turns – home", 'A well known "fish" returns home', 1, 1),)
    [row] = rows(ferry()._replace(comparison=compared), str, 70)
    assert [(cell.article, cell.reference) for cell in row.cells] == [
        ("a", "A"),
        ("well-known", "well known"),
        ("“Fish”", '"fish"'),
        ("re- turns", "returns"),
        ("– home", "home"),
    ]


def test_a_comma_stays_with_the_word_that_differs() -> None:
    lines = comparison(finding("It {stopped|failed}, and then", FERRY), Pen(Options()), whole=True, foot=False)
    assert lines[0].endswith("│ It stopped, and then")
    assert lines[1].endswith("│ It failed,  and then")


def test_a_line_number_is_shown_only_where_it_is_certain() -> None:
    found = rows(finding("one two\nthree {four|five}\nsixsix", FERRY), str, 9)
    assert [(row.article_line, row.reference_line) for row in found] == [(41, 7), (0, 0), (42, 8), (43, 9)]


def test_on_one_long_line_every_row_has_its_number() -> None:
    found = rows(finding("one two three {four|five} six seven eight nine", FERRY), str, 9)
    assert {(row.article_line, row.reference_line) for row in found} == {(41, 7)}


def test_closing_marks_do_not_begin_a_line() -> None:
    for width in range(12, 40):
        for row in rows(tea(), str, width):
            assert row.cells[0].article[:1] not in {"、", "。"}


@pytest.mark.parametrize("words", [5_000, 50_000])
def test_a_very_long_passage_takes_a_few_lines(words: int) -> None:
    text = " ".join(f"w{number}" if number % 50 else f"{{w{number}|v{number}}}" for number in range(words))
    assert len(comparison(finding(text, FERRY), Pen(Options()), whole=False)) < 15


def test_a_text_without_any_space_is_broken() -> None:
    found = ferry()._replace(comparison=(Piece(True, "x" * 5000, "x" * 5000, 1, 1),))
    lines = comparison(found, Pen(Options()), whole=True, foot=False)
    assert max(map(len, lines)) == 80
    assert sum(line.count("x") for line in lines) == 10_000


def test_an_empty_comparison_shows_where_the_reference_stands() -> None:
    lines = comparison(ferry()._replace(comparison=()), Pen(Options()), whole=False)
    assert [line.strip() for line in lines] == ["references/guardian/2024/ferry.md:7:1"]


def test_the_text_report_keeps_to_the_width_but_for_what_cannot_be_broken() -> None:
    fixes = {line for article in newsroom().articles for f in article.findings for line in f.fix.splitlines()}
    commands = r"more +reusecheck explain \S+|or write reusecheck attribute \S+"
    unbroken = re.compile(rf"{commands}|or allow <!-- reusecheck: allow \S+ REASON -->")
    for width in range(40, 210, 7):
        for options in (Options(width), Options(width, verbose=True), Options(width, quote="full")):
            printed = report("text")(newsroom(), options)
            wide = [line for line in printed.splitlines() if len(columns(line)) > max(width, 40)]
            assert [line for line in wide if line.strip() not in fixes and not unbroken.match(line.strip())] == []


def test_a_terminal_that_says_0_columns_counts_as_80() -> None:
    text = report("text")
    assert text(newsroom(), Options(0)) == text(newsroom(), Options(80))
    assert text(newsroom(), Options(1000)) == text(newsroom(), Options(200))
    assert text(newsroom(), Options(5)) == text(newsroom(), Options(40))


def test_a_long_title_and_many_references_stay_short() -> None:
    named = ReferenceInfo("a:b", "a", "b", "Very " * 100)
    printed = report("concise")(
        newsroom()._replace(articles=(newsroom().articles[0]._replace(findings=(finding("one two", named),)),)),
        Options(),
    )
    assert all(len(line) < 140 for line in printed.splitlines())
    assert "and 2 others" in report("text")(newsroom(), Options())


def test_the_drawn_texts_mean_what_the_tests_think() -> None:
    assert pieces("a {b|c} d", 1, 1) == (
        Piece(True, "a", "a", 1, 1),
        Piece(False, "b", "c", 1, 1),
        Piece(True, "d", "d", 1, 1),
    )
    assert len(long().comparison) == 41
