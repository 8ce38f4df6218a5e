"""Side by side: put together, the pieces give both passages again, and what is called equal is equal."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck import pipeline
from reusecheck.readers import read_text
from reusecheck.sides import MOVED, Text, side_by_side
from reusecheck.spans import Run, Span
from reusecheck.tokens import tokenize
from tests.word_strategies import pairs

if TYPE_CHECKING:
    from reusecheck.findings import Piece

# how words may stand in a text, none of which is part of a word
BETWEEN = (" ", " ", " ", "\n", "  ", ", ", ". ", "\n\n", " – ", "\t", "? “", "!” ", "\r\n", "\u00a0")


class Edited(NamedTuple):
    """Two texts, and the runs of words they share."""

    article: str
    reference: str
    runs: list[Run]


def spellings(word: str) -> list[str]:
    """The same word to whoever compares."""
    return [word, word.upper(), *([f"{word[:2]}-\n{word[2:]}"] if word.isascii() and word.isalpha() else [])]


@st.composite
def edits(draw: st.DrawFn) -> Edited:
    """Runs of equal words in one order, with words between them that only one of the texts has."""
    word = st.sampled_from(["ferry", "dawn", "née", "море", "it's", "12", "茶", "quay"])
    ours: list[str] = []
    theirs: list[str] = []
    runs = []
    for _ in range(draw(st.integers(1, 4))):
        equal = draw(st.lists(word, min_size=1, max_size=5))
        runs.append(Run(len(ours), len(theirs), len(equal)))
        ours += equal
        theirs += [draw(st.sampled_from(spellings(each))) for each in equal]
        ours += draw(st.lists(st.sampled_from(["gull", "rope"]), max_size=3))
        theirs += draw(st.lists(st.sampled_from(["bell", "lamp"]), max_size=3))
    between = st.sampled_from(BETWEEN)
    article, reference = ("".join(w + draw(between) for w in words) for words in (ours, theirs))
    return Edited(draw(st.sampled_from(["", "\n", "“"])) + article, reference, runs)


def as_text(source: str, path: str = "a.txt") -> Text:
    document = read_text(path, source)
    return Text.of(document, tokenize(document.reading.prose))


def words(text: str) -> list[str]:
    return list(tokenize(text).words)


def put_together(pieces: list[Piece], *, article: bool) -> list[str]:
    return [word for piece in pieces for word in words(piece.article if article else piece.reference)]


@given(edits())
@settings(deadline=None, max_examples=150)
def test_put_together_the_pieces_give_both_passages(edited: Edited) -> None:
    article, reference = as_text(edited.article), as_text(edited.reference)
    pieces = side_by_side(edited.runs, article, reference)
    last = edited.runs[-1]
    assert put_together(pieces, article=True) == list(article.tokens.words[: last.article + last.length])
    assert put_together(pieces, article=False) == list(reference.tokens.words[: last.reference + last.length])


@given(edits())
@settings(deadline=None, max_examples=100)
def test_equal_pieces_are_equal_and_others_differ(edited: Edited) -> None:
    pieces = side_by_side(edited.runs, as_text(edited.article), as_text(edited.reference))
    for piece in pieces:
        assert (words(piece.article) == words(piece.reference)) is piece.equal
        assert piece.article or piece.reference
        for text in (piece.article, piece.reference):
            assert text == " ".join(text.split())
    assert pieces[0].equal
    assert pieces[-1].equal
    for before, after in pairwise(pieces):  # equal words are told apart only where a line begins
        assert before.equal or after.equal
        assert before.equal != after.equal or before[3:] != after[3:]


@given(edits())
@settings(deadline=None, max_examples=100)
def test_lines_are_those_on_which_the_texts_begin(edited: Edited) -> None:
    article, reference = as_text(edited.article), as_text(edited.reference)
    ours = theirs = 0
    for piece in side_by_side(edited.runs, article, reference):
        for text, side, at, line in (
            (piece.article, article, ours, piece.article_line),
            (piece.reference, reference, theirs, piece.reference_line),
        ):
            if text:
                before = side.document.source[: side.tokens.starts[at]]
                assert line == before.replace("\r\n", "\n").count("\n") + 1
        ours, theirs = ours + len(words(piece.article)), theirs + len(words(piece.reference))


# what readers copy, replace, leave out and put in, with lines that end inside of it
MARKUP = ("ferry ", "dawn\n", "*née*\r\n", "a&amp;b ", "&nbsp;", "\n\n", "> ", "- ", "<br>\n", "<p>", "<!-- a\nb -->",
          "[quay\n](/a 'b\nc') ", "`12`\n", "wonder-\nful ", "茶", "# ", "\n![](a)\n", "&#x1F1;", "q\r")  # fmt: skip


@given(
    st.lists(st.sampled_from(MARKUP), max_size=30).map("".join), st.sampled_from(["a.md", "a.html", "a.txt"]), st.data()
)
@settings(deadline=None, max_examples=200)
def test_the_lines_of_a_span_are_those_of_its_tokens(source: str, path: str, data: st.DataObject) -> None:
    text = as_text(source, path)
    start, stop = sorted(data.draw(st.integers(0, len(text.tokens.words))) for _ in range(2))
    lines = [(token, text.line_of(token)) for token in range(start, stop)]
    first = [each for at, each in enumerate(lines) if not at or lines[at - 1][1] != each[1]]
    assert list(text.lines_of(Span(start, stop)).items()) == first


@given(pairs(references=2))
@settings(deadline=None, max_examples=60)
def test_what_a_comparison_shows_are_the_words_of_the_article(pair: tuple[list[str], list[list[str]]]) -> None:
    article, references = pair
    source = " ".join(article)
    documents = [read_text(f"{i}.txt", " ".join(text)) for i, text in enumerate(references)]
    for finding in pipeline.compare(read_text("a.txt", source), documents).articles[0].findings:
        pieces = list(finding.comparison)
        assert put_together(pieces, article=True) == words(source[finding.article.start : finding.article.stop])
        for piece in pieces:
            assert not piece.equal or words(piece.article) == words(piece.reference)
        assert sum(len(words(piece.article)) for piece in pieces if piece.equal) == finding.matched_words


def run_pieces(article: str, reference: str, *runs: Run) -> list[tuple[bool, str, str]]:
    return [piece[:3] for piece in side_by_side(runs, as_text(article), as_text(reference))]


def test_punctuation_stays_with_the_word_before_it_and_the_end_is_a_word() -> None:
    assert run_pieces("One, two; three. Four!", "one two (or so) three, four", Run(0, 0, 2), Run(2, 4, 2)) == [
        (True, "One, two;", "one two ("),
        (False, "", "or so)"),
        (True, "three. Four", "three, four"),
    ]


def test_a_word_that_is_hyphenated_at_the_end_of_a_line_is_shown_whole() -> None:
    assert run_pieces("the wonder-\n  ful lamp", "the won\u2010 \r\nderful\nlamp", Run(0, 0, 3)) == [
        (True, "the wonderful", "the wonderful"),
        (True, "lamp", "lamp"),
    ]


def test_runs_that_adjoin_in_both_texts_are_one_piece() -> None:
    assert run_pieces("a b c d", "a b c d", Run(0, 0, 2), Run(2, 2, 2)) == [(True, "a b c d", "a b c d")]


def test_runs_that_adjoin_in_the_article_alone_are_two() -> None:
    assert run_pieces("a b c d", "c d a b", Run(0, 2, 2), Run(2, 0, 2)) == [(True, "a b", "a b"), (True, "c d", "c d")]


def test_where_the_reference_goes_on_far_away_its_gap_is_not_shown() -> None:
    for gap, shown in ((MOVED, True), (MOVED + 1, False)):
        reference = "a b " + "x " * gap + "c d"
        (_, between, _) = run_pieces("a b y c d", reference, Run(0, 0, 2), Run(3, 2 + gap, 2))
        assert between == (False, "y", " ".join("x" * gap) if shown else "")


def test_an_extent_ends_behind_its_last_character() -> None:
    text = as_text("# One\n\nand *two* three\n", "a.md")
    assert text.extent(Span(1, 3)) == (7, 15, 3, 1, 3, 9)
    assert text.extent(Span(0, 4)) == (2, 22, 1, 3, 3, 16)
    assert text.line_of(0) == 1
    assert text.line_of(3) == 3


@pytest.mark.parametrize(
    ("page", "tokens", "whole"),
    [
        ("He said “stop.” Then he went", (0, 3), "He said “stop.”"),
        (
            "One. Forty apprentices live in the loft, mostly. Two.",
            (4, 6),
            "Forty apprentices live in the loft, mostly.",
        ),
        ("# A heading\n\nForty apprentices live there\n\nMore", (3, 5), "Forty apprentices live there"),
        ("Forty apprentices live there", (1, 3), "Forty apprentices live there"),
        ("One. Two! Three? Four.", (1, 3), "Two! Three?"),
        ("一只猫坐在那里。两只猫走了。三只。", (8, 11), "两只猫走了。"),
        ("a " * 300 + "here it is" + " b" * 300, (300, 303), "here it is"),
    ],
)
def test_a_quotation_is_made_of_whole_sentences(page: str, tokens: tuple[int, int], whole: str) -> None:
    text = as_text(page, "a.md")
    span = text.whole_sentences(text.prose_span(Span(*tokens)))
    assert text.document.reading.prose[span.start : span.stop] == whole
