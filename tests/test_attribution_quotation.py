"""Quotation marks: what they enclose, and what they must not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.attribution.quotation import quotations
from reusecheck.documents import Block, BlockKind
from reusecheck.readers.plaintext import read_plaintext
from reusecheck.spans import Span

PAIRS = ["“”", "«»", "‹›", "„“", "„”", "»«", "「」", "『』", "《》", "‘’", "‚‘", "‚’", "›‹", '""', "''"]


def enclosed(text: str) -> list[str]:
    """What stands between marks, paragraph by paragraph, in the order in which the marks close."""
    blocks = read_plaintext(text).blocks
    return [text[part.start : part.stop] for quoted in quotations(text, blocks) for part in quoted.parts]


@pytest.mark.parametrize("marks", PAIRS)
def test_every_pair_encloses_what_stands_between(marks: str) -> None:
    assert enclosed(f"He said {marks[0]}no more of it{marks[1]}, and left.") == ["no more of it"]


def test_french_marks_keep_their_spaces() -> None:
    assert enclosed("Il dit : « plus jamais », et sortit.") == [" plus jamais "]


def test_nested_marks_close_inside_out() -> None:
    assert enclosed("“She said ‘never’ to me.”") == ["never", "She said ‘never’ to me."]


def test_a_quotation_goes_on_where_the_next_paragraph_reopens_it() -> None:
    text = "“One.\n\n“Two.\n\n“Three.”\n\nFour."
    (quoted,) = quotations(text, read_plaintext(text).blocks)
    assert [text[part.start : part.stop] for part in quoted.parts] == ["One.", "Two.", "Three."]
    assert quoted.marks == "“…”"


@pytest.mark.parametrize("marks", [pair for pair in PAIRS if pair[0] != pair[1]])
def test_every_mark_opens_each_paragraph_of_a_longer_quotation(marks: str) -> None:
    opening, closing = marks[0], marks[1]
    text = f"{opening}One two.\n\n{opening}Three, four.\n\n{opening}Five.{closing}\n\nSix."
    (quoted,) = quotations(text, read_plaintext(text).blocks)
    assert [text[part.start : part.stop] for part in quoted.parts] == ["One two.", "Three, four.", "Five."]


@pytest.mark.parametrize("marks", ["«»", "‹›", "»«", "›‹"])
def test_guillemets_may_be_turned_around_where_a_quotation_goes_on(marks: str) -> None:
    opening, closing = marks[0], marks[1]
    text = f"Il dit : {opening}Un deux.\n\n{closing} Trois.\n\n{closing} Quatre.{closing}\n\nCinq."
    (quoted,) = quotations(text, read_plaintext(text).blocks)
    assert [text[part.start : part.stop] for part in quoted.parts] == ["Un deux.", " Trois.", " Quatre."]


@pytest.mark.parametrize(
    "text",
    [
        "“One.\n\nTwo.”",  # not reopened
        "“One.\n\n“Two.\n\nThree.",  # reopened, never closed
        "He said ‘well, and nothing after it.",
        "The dogs’ bowl and the cats’ basket",
        "Don’t say it isn’t so",
        'a 5" gun and a 12" plank',
        "6'2\" tall",
        "”closing first“",
        "'Twas the boys' father and the owners' boat.",
        "in the '90s and the '80s'.",
        "rock 'n' roll, fish 'n' chips",
        "I don't say it isn't the girls' own.",
        "- “One\n\n- two”",
        "« Un.\n\nDeux. »",
        "« Un.\n\n» Deux.",
    ],
)
def test_a_mark_without_its_partner_encloses_nothing(text: str) -> None:
    assert enclosed(text) == []


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("‘It’s the boys’ room,’ he said.", "It’s the boys’ room,"),
        ("‘Back in the ’n’ties,’ he said.", "Back in the ’n’ties,"),
        ('"The 5" gun is here," he said.', 'The 5" gun is here,'),
        ('"It was in 2024" he said.', "It was in 2024"),
        ("“One ‘unclosed inside.”", "One ‘unclosed inside."),
        ("'It isn't the boys' room,' he said.", "It isn't the boys' room,"),
        ("It was 'over', he said.", "over"),
    ],
)
def test_apostrophes_and_inches_close_nothing(text: str, inside: str) -> None:
    assert enclosed(text) == [inside]


# Pairs whose marks cannot be taken for one another, to any depth
_word = st.sampled_from(["tea", "ship’s", "fog", "don’t", "12"])
_quoted = st.recursive(
    _word,
    lambda inner: st.tuples(
        st.sampled_from(["“”", "‹›", "「」", "『』", "《》"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


def _drawn(tree: object, expected: list[str]) -> str:
    if isinstance(tree, str):
        return tree
    assert isinstance(tree, tuple)
    marks, parts = tree
    inside = " ".join(_drawn(part, expected) for part in parts)
    expected.append(inside)
    return f"{marks[0]}{inside}{marks[1]}"


@settings(deadline=None, max_examples=200)
@given(st.lists(_quoted, max_size=4))
def test_what_was_drawn_between_marks_is_found_between_them(trees: list[object]) -> None:
    expected: list[str] = []
    text = " ".join(["So", *(_drawn(tree, expected) for tree in trees), "then."])
    assert enclosed(text) == expected


@settings(deadline=None, max_examples=300)
@given(st.text("“”„«»‹›‘’‚\"' aS5.,\n", max_size=60))
def test_any_text_gives_parts_inside_their_blocks_that_never_cross(text: str) -> None:
    blocks = read_plaintext(text).blocks
    parts = [part for quoted in quotations(text, blocks) for part in quoted.parts]
    assert all(any(block.prose.holds(part) for block in blocks) for part in parts)
    for one in parts:
        for other in parts:
            assert one.holds(other) or other.holds(one) or not one.meets(other)


_MARKS = st.sampled_from(["“”", "«»", "„“", "»«", "「」", "‘’", '""'])
_SENTENCES = st.sampled_from(
    [
        "She left at dawn.",
        "Nobody’s fault, he thought.",
        "A 5-inch gun stood there, and isn’t it odd?",
        "Six, of seven.",
    ]
)


@settings(deadline=None, max_examples=150)
@given(_MARKS, st.lists(_SENTENCES, min_size=1, max_size=4), st.lists(_SENTENCES, max_size=3), _MARKS)
def test_an_unclosed_mark_takes_no_other_paragraph_along(
    marks: str, before: list[str], behind: list[str], other: str
) -> None:
    unclosed = f"He said {marks[0]}well and so on"
    closed = f"Then: {other[0]}Indeed, my dear{other[1]}, she said."
    text = "\n\n".join([*before, unclosed, *behind, closed])
    assert enclosed(text) == ["Indeed, my dear"]


def test_a_hundred_thousand_marks_take_no_more_than_a_pass() -> None:
    depth = 100_000
    text = "“" * depth + "tea" + "”" * depth
    block = Block(BlockKind.PARAGRAPH, Span(0, len(text)), 0)
    assert len(quotations(text, [block])) == depth
    assert quotations("“‘«" * depth, [Block(BlockKind.PARAGRAPH, Span(0, 3 * depth), 0)]) == []
