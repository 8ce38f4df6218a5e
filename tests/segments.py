"""Segments of made-up documents, everything that can be asked of one, and a plain twin that answers the same."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reusecheck.errors import IndexUnusableError
from reusecheck.fingerprints import Sampling, hash_kgrams, hash_words, sampling
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.format import KEPT_BITS, MOST_HOLDERS
from reusecheck.index.segment import Segment
from tests.oracles import kept_by_definition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.word_strategies import Words

    Question = Callable[[Segment], object]

EIGHT = sampling(8)


def written(folder: Path, documents: Sequence[Words], how: Sampling = EIGHT, numbers: Sequence[int] = ()) -> Path:
    """A segment of these documents; the text of each is its words. ``numbers`` are what they are called by."""
    builder = SegmentBuilder(how, str(folder))
    for number, words in zip(numbers or range(len(documents)), documents, strict=True):
        builder.add({"id": f"n{number}"}, " ".join(words), " ".join(words))
    return folder / builder.write().name


def opened(folder: Path, documents: Sequence[Words], how: Sampling = EIGHT, numbers: Sequence[int] = ()) -> Segment:
    return Segment(str(written(folder, documents, how, numbers)), how)


def plain_postings(documents: Sequence[Words], how: Sampling = EIGHT) -> dict[int, list[int]]:
    """Every fingerprint of each document alone → the documents it is kept of."""
    postings: dict[int, list[int]] = {}
    for number, words in enumerate(documents):
        kgrams = hash_kgrams(hash_words(words), how.k)
        for value in {kgrams[at] for at in kept_by_definition(kgrams, how.window)}:
            postings.setdefault(value, []).append(number)
    return postings


def plain_holders(documents: Sequence[Words]) -> dict[int, list[int] | None]:
    """Each distinct word → the documents that hold it, None where they are too many to be listed."""
    holders: dict[int, list[int]] = {}
    for number, words in enumerate(documents):
        for word in set(hash_words(words)):
            holders.setdefault(word, []).append(number)
    return {word: held if len(held) <= MOST_HOLDERS else None for word, held in holders.items()}


def plain_tokens(words: Words) -> bytes:
    return b"".join((value & 0xFFFF).to_bytes(2, "little") for value in hash_words(words))


def other_than(hashes: set[int], kept: int) -> list[int]:
    """Hashes that none of these is taken for, near them and far; ``kept`` leading bits of each count."""
    step = 1 << 64 - kept
    near = [near for value in hashes for near in (value ^ step, value + step, value - step)]
    known = {value // step for value in hashes}
    return [value for value in (0, 2**63, 2**64 - 1, *near) if 0 <= value < 2**64 and value // step not in known]


def questions(documents: Sequence[Words], how: Sampling = EIGHT) -> list[Question]:
    """All that a segment of these documents can be asked: each k-gram and word, and some that are in none of them."""
    hashes = [hash_words(words) for words in documents]
    kgrams = {value for words in hashes for value in hash_kgrams(words, how.k)}
    held = {value for words in hashes for value in words}
    asked: list[Question] = [partial(_postings, value) for value in [*kgrams, *other_than(kgrams, KEPT_BITS)[:40]]]
    asked += [partial(_holders, value) for value in [*held, *other_than(held, 32)[:40]]]
    for number in range(len(documents)):
        asked += [partial(method, number) for method in (_tokens, _record)]
    return asked


def _postings(value: int, segment: Segment) -> object:
    return "postings", value, list(segment.postings(value))


def _holders(value: int, segment: Segment) -> object:
    found = segment.holders(value)
    return "holders", value, None if found is None else list(found)


def _tokens(number: int, segment: Segment) -> object:
    return segment.length(number), segment.token_bytes(number)


def _record(number: int, segment: Segment) -> object:
    record = segment.record(number)
    assert segment.description(number) == record.description
    return record


def answers(segment: Segment, asked: Sequence[Question]) -> list[object]:
    """What it answers to each; the error where it says that it is damaged. Any other error goes through."""
    return [_answer(segment, one) for one in asked]


def _answer(segment: Segment, question: Question) -> object:
    try:
        return question(segment)
    except IndexUnusableError as error:
        return error
