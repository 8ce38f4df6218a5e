from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.errors import IndexUnusableError
from reusecheck.fingerprints import hash_words, sampling
from reusecheck.index import merging
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.format import BLOCK, MOST_HOLDERS
from reusecheck.index.merging import Part, merge, parts
from reusecheck.index.segment import Segment
from tests.segments import EIGHT, answers, opened, questions
from tests.word_strategies import Words, texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reusecheck.fingerprints import Sampling

RANGES = (1, 9, 1_000_000)
CHIME = ["the", "chime", "of", "the", "quay", "at", "dawn", "again"]


def merged(
    folder: Path, segments: Sequence[Segment], wanted: Sequence[Part], how: Sampling = EIGHT, *, anew: bool = False
) -> Segment:
    return Segment(str(folder / merge(str(folder), how, segments, wanted, anew=anew).name), how)


def whole(segments: Sequence[Segment]) -> list[Part]:
    """All documents, in order."""
    return [Part(number, 0, segment.documents) for number, segment in enumerate(segments) if segment.documents]


def split(folder: Path, documents: Sequence[Words], sizes: Sequence[int], how: Sampling = EIGHT) -> list[Segment]:
    """Segments of so many documents each; every document keeps its number among all of them as its name."""
    bounds = list(pairwise(accumulate(sizes, initial=0)))
    return [opened(folder, documents[low:high], how, range(low, high)) for low, high in bounds]


def differences(one: Segment, other: Segment, documents: Sequence[Words], how: Sampling) -> list[tuple[object, object]]:
    """Questions about the documents that the two answer differently."""
    asked = questions(documents, how)
    both = zip(answers(one, asked), answers(other, asked), strict=True)
    assert one.verify() == other.verify() == []
    assert (one.documents, one.words) == (other.documents, other.words)
    return [pair for pair in both if pair[0] != pair[1]]


@given(
    st.lists(texts(20), max_size=9), st.lists(st.integers(0, 5), min_size=1, max_size=4), st.integers(1, 9), st.data()
)
@settings(deadline=None, max_examples=80)
def test_merged_segments_answer_as_one_that_was_built(
    tmp_path_factory: pytest.TempPathFactory,
    documents: list[Words],
    sizes: list[int],
    run_words: int,
    data: st.DataObject,
) -> None:
    width, anew = data.draw(st.sampled_from(RANGES)), data.draw(st.booleans())
    how, folder = sampling(run_words), tmp_path_factory.mktemp("s")
    documents = [documents[number % len(documents)] if documents else [] for number in range(sum(sizes))]
    segments = split(folder, documents, sizes, how)
    places = [(number, at) for number, size in enumerate(sizes) for at in range(size)]
    order = data.draw(st.one_of(st.just(places), st.permutations(places)))
    left_out = data.draw(st.sets(st.sampled_from(places), max_size=6)) if places else set()
    order = [place for place in order if place not in left_out]
    numbers = [places.index(place) for place in order]
    chosen = [documents[number] for number in numbers]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "RANGE", width)
        found = merged(folder, segments, parts(order), how, anew=anew)
    built = opened(folder, chosen, how, numbers)
    assert differences(found, built, chosen, how) == []
    if anew and not left_out:
        assert (found.name, found.header) == (built.name, built.header)


@pytest.mark.parametrize("width", RANGES)
def test_it_does_not_matter_how_often_and_in_what_order_segments_are_merged(
    tmp_path: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "RANGE", width)
    documents = [[f"w{(number * at + at) % 97}" for at in range(number % 31)] for number in range(150)]
    whole_one = opened(tmp_path, documents)
    a, b, c, d = split(tmp_path, documents, [40, 0, 1, 109])
    left = merged(tmp_path, [merged(tmp_path, [a, b], whole([a, b])), c], [Part(0, 0, 40), Part(1, 0, 1)])
    right = merged(tmp_path, [d, b], [Part(0, 0, 109)])
    twice = merged(tmp_path, [left, right], whole([left, right]))
    assert differences(twice, whole_one, documents, EIGHT) == []
    backwards = merged(tmp_path, [right, left], [Part(1, 0, 41), Part(0, 0, 109)], anew=True)
    assert backwards.name == whole_one.name
    assert merged(tmp_path, [twice], whole([twice]), anew=True).name == whole_one.name


@pytest.mark.parametrize("width", RANGES)
def test_a_word_that_many_hold_is_counted_over_all_segments(
    tmp_path: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a word that was not listed in a segment, nobody knows who holds it, even when most are gone."""
    monkeypatch.setattr(merging, "RANGE", width)
    often, chime = hash_words(["again", "chime"])
    documents = [[*CHIME[:7], *CHIME[7:] * (number < MOST_HOLDERS)] for number in range(MOST_HOLDERS + 1)]
    segments = split(tmp_path, documents, [20, 20, 25])
    assert [len(segment.holders(chime) or ()) for segment in segments] == [20, 20, 25]
    found = merged(tmp_path, segments, whole(segments), anew=True)
    assert found.holders(chime) is None
    assert found.holders(often) == list(range(MOST_HOLDERS))
    assert found.name == opened(tmp_path, documents).name
    few = merged(tmp_path, [found], [Part(0, 60, 65)])
    assert few.holders(chime) is None
    assert few.holders(often) == list(range(4))
    none = merged(tmp_path, [found], [Part(0, 64, 65)])
    assert none.holders(often) == ()


def test_when_nothing_is_wanted_a_segment_without_documents_is_left(tmp_path: Path) -> None:
    segments = split(tmp_path, [CHIME, ["ferry"]], [1, 1])
    assert merged(tmp_path, segments, [], anew=True).name == opened(tmp_path, []).name


def test_blocks_are_copied_or_cut_anew(tmp_path: Path) -> None:
    """Texts that fill several blocks: whole segments keep theirs, of others the wanted ones are packed again."""

    def build(numbers: Sequence[int]) -> Segment:
        builder = SegmentBuilder(EIGHT, str(tmp_path))
        for number in numbers:
            builder.add({"id": f"n{number}"}, f"{number} " * 9_000, f"quay w{number}")
        return Segment(str(tmp_path / builder.write().name), EIGHT)

    both = build(range(7)), build(range(7, 20))
    assert all(segment.header.sections["text_blocks"][1] >= 2 * BLOCK.size for segment in both)
    one = build(range(20))
    copied, cut = merged(tmp_path, both, whole(both)), merged(tmp_path, both, whole(both), anew=True)
    assert cut.name == one.name != copied.name
    order = [*range(15, 20), *range(1, 7), *range(9, 12)]
    some = merged(tmp_path, both, parts([(number >= 7, number - 7 * (number >= 7)) for number in order]))
    for found, numbers in ((copied, range(20)), (cut, range(20)), (some, order)):
        assert found.verify() == []
        assert [found.record(at) for at in range(found.documents)] == [one.record(number) for number in numbers]


def test_documents_are_numbered_beyond_what_one_builder_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than 2 ** 16 of them: their numbers then take bits that a range of hashes leaves free."""
    monkeypatch.setattr(merging, "RANGE", 20_000)
    first = opened(tmp_path, [["quay", "bell"]] * 40_000)
    last = opened(tmp_path, [[f"w{number}" for number in range(30)], CHIME, ["ferry"]], EIGHT)
    found = merged(tmp_path, [first, last], [Part(0, 0, 40_000), Part(1, 0, 2), Part(0, 0, 30_000), Part(1, 2, 3)])
    assert found.documents == 70_003
    for word, number in (("chime", 40_001), ("w7", 40_000), ("ferry", 70_002)):
        assert found.holders(hash_words([word])[0]) == [number]
    assert found.token_bytes(40_001) == last.token_bytes(1)
    assert found.verify() == []


@pytest.mark.parametrize("section", ["descriptions", "descriptor", "texts", "text_blocks"])
def test_a_damaged_segment_is_not_merged_into_a_new_one(tmp_path: Path, section: str) -> None:
    segments = split(tmp_path, [CHIME, ["ferry"]], [1, 1])
    path, (offset, _, _) = tmp_path / segments[1].name, segments[1].header.sections[section]
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(IndexUnusableError):
        merged(tmp_path, segments, whole(segments))
    assert sorted(tmp_path.iterdir()) == before, "nothing is left of it"
