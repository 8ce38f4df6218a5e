"""Hostile texts are judged in work that is bounded: counted in what is done, never by a clock."""

from __future__ import annotations

import random
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from reusecheck import pipeline
from reusecheck.alignment import align, gaps
from reusecheck.alignment.passages import Pair
from reusecheck.readers import read_text
from reusecheck.sides import Text
from reusecheck.spans import Lines, Run, Span, union
from reusecheck.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reusecheck.alignment import Alignment
    from reusecheck.findings import ArticleVerdict
    from reusecheck.spans import Place

WORDS = [
    f"{first}{second}{third}" for first in "bdglmrst" for second in ("a", "io", "u") for third in ("ck", "n", "rp")
]


def own_words(count: int, seed: int = 1) -> list[str]:
    """Words in no order, so that no eight of them stand in a row a second time."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    return [f"{chance.choice(WORDS)}{chance.choice(WORDS)}" for _ in range(count)]


def edited(words: Sequence[str], every: int) -> list[str]:
    """Each ``every``-th word another, a little sooner or later."""
    chance = random.Random(every)  # noqa: S311 - the same every time
    out = list(words)
    for at in range(every - 1, len(words), every):
        out[at - chance.randrange(every // 3)] = f"other{at}"
    return out


def judged(article: str, *references: str, suffix: str = "txt") -> ArticleVerdict:
    documents = [read_text(f"{i}.{suffix}", text) for i, text in enumerate(references)]
    return pipeline.compare(read_text(f"a.{suffix}", article), documents).articles[0]


def matched(alignments: Sequence[Alignment]) -> int:
    return sum(map(len, union(chain.from_iterable(each.matched for each in alignments))))


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many steps beyond their ends passages took so far."""
    taken = 0
    real = gaps.extension

    def counted(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
        nonlocal taken
        taken += 1
        return real(first, second)

    monkeypatch.setattr(gaps, "extension", counted)
    return lambda: taken


def test_many_chains_of_a_long_text_do_not_each_go_on_to_its_end(steps: Callable[[], int]) -> None:
    reference = own_words(20_000)
    article = edited(reference, 20)
    starts = [at for at in range(0, len(article) - 8, 40) if article[at : at + 8] == reference[at : at + 8]]
    chains = [[Run(at, at, 8)] for at in starts]
    completed = gaps.completed(chains, Pair.of(article, reference, 8))
    assert steps() <= gaps.MOST_STEPS < len(chains) * len(article) / gaps.BEYOND / 10
    equal = sum(one == other for one, other in zip(article, reference, strict=True))
    assert matched(completed) >= 0.99 * equal


def test_two_texts_of_two_words_in_no_order_end(steps: Callable[[], int]) -> None:
    chance = random.Random(3)  # noqa: S311 - the same every time
    article, reference = ([chance.choice(("ferry", "dawn")) for _ in range(2_000)] for _ in range(2))
    anchors = [Run(at, other, 12) for at in range(0, 1_900, 12) for other in range(1_900)
               if article[at : at + 12] == reference[other : other + 12]]  # fmt: skip
    passages = align(article, reference, anchors, 8)
    assert steps() <= gaps.MOST_STEPS
    assert matched(passages) >= len(union(run.span for run in anchors))


def test_one_word_on_lines_of_its_own_is_judged_and_shown_line_by_line() -> None:
    verdict = judged("harbour\n" * 20_000, "harbour\n" * 20_000)
    (finding,) = verdict.findings
    assert finding.matched_words == 20_000
    assert finding.comparison[-1][3:] == (20_000, 20_000)


def test_no_word_of_a_span_is_looked_up_for_its_line() -> None:
    document = read_text("a.txt", ("harbour " * 500 + "\n") * 20)
    looked = 0

    class Counted(Lines):
        def place(self, offset: int) -> Place:
            nonlocal looked
            looked += 1
            return super().place(offset)

    text = Text(document, tokenize(document.reading.prose), Counted(document.source))
    assert text.lines_of(Span(0, 10_000)) == {500 * line: line + 1 for line in range(20)}
    assert looked == 1


@pytest.mark.parametrize("period", [1, 2, 50])
def test_a_text_that_repeats_a_few_words_is_judged_whole(period: int, steps: Callable[[], int]) -> None:
    words = own_words(period)
    verdict = judged(" ".join(words * (20_000 // period)), " ".join(words * (20_000 // period)))
    assert verdict.score == 100
    assert steps() <= gaps.MOST_STEPS


def test_an_article_that_stands_in_very_many_references_is_one_finding() -> None:
    article = own_words(300)
    references = [" ".join([*own_words(20, seed), *article]) for seed in range(2, 202)]
    (finding,) = judged(" ".join(article), *references).findings
    assert finding.matched_words == 300
    assert len(finding.also_in) == 199


def test_an_article_in_which_every_word_is_misspelt_shares_nothing() -> None:
    words = own_words(3_000)
    verdict = judged(" ".join(f"{word[:3]}w{word[3:]}" for word in words), " ".join(words))
    assert verdict.score == 0


def test_a_chinese_sentence_said_a_thousand_times_is_judged_whole() -> None:
    sentence = "渡轮清晨离开港口时船上有许多乘客和九名船员"
    verdict = judged(sentence * 1_000, sentence * 2)
    assert verdict.score == 100
