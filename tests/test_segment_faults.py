"""Whatever happens to the bytes of a segment, it answers as before or says that it is damaged, and nothing else."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from reusecheck.errors import EXIT_NOT_JUDGED, IndexUnusableError
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.format import (
    BLOCK,
    BUCKET,
    DOCUMENT,
    MEND,
    SECTIONS,
    WORD_BUCKET,
    header_end,
    header_size,
    unpack_header,
)
from reusecheck.index.segment import Segment
from tests.segments import EIGHT, answers, questions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.segments import Question
    from tests.word_strategies import Words

FLIPS = 200
PAGE = 1024  # bytes; the segment is of some hundred of them
ENTRIES = {
    "buckets": BUCKET, "word_buckets": WORD_BUCKET, "documents": DOCUMENT, "descriptor": BLOCK, "text_blocks": BLOCK,
}  # fmt: skip


class Quay(NamedTuple):
    """A segment of several blocks and buckets, what can be asked of it, and what it answers."""

    path: Path
    data: bytes
    asked: Sequence[Question]
    intact: Sequence[object]

    def damaged(self, data: bytes) -> Path:
        path = self.path.with_name("damaged.segment")
        path.write_bytes(data)
        return path

    def is_found(self, data: bytes) -> bool:
        """Whether the damage is found when the segment is opened, or by ``verify``; no answer may be another."""
        path = self.damaged(data)
        try:
            segment = Segment(str(path), EIGHT)
        except IndexUnusableError as error:
            assert_told(error, path)
            return True
        self.compare(segment)
        return bool(segment.verify())

    def compare(self, segment: Segment) -> int:
        """How many questions are refused; what is answered is what was answered before."""
        refused = 0
        for before, now in zip(self.intact, answers(segment, self.asked), strict=True):
            if isinstance(now, IndexUnusableError):
                assert_told(now, segment.path)
                refused += 1
            else:
                assert now == before
        return refused


def assert_told(error: IndexUnusableError, path: Path | str) -> None:
    assert error.exit_code == EXIT_NOT_JUDGED
    assert str(path) in str(error)
    assert MEND in str(error)


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Quay:
    chance = Random(5)  # noqa: S311 - the same every time
    words = [f"w{number}" for number in range(400)]
    shared = ["the", "ferry", "left", "the", "harbour", "after", "dawn", "today"]
    documents: list[Words] = [[*chance.choices(words, k=9), *shared * (number % 3)] for number in range(100)]
    documents[40] = []
    folder = tmp_path_factory.mktemp("quay")
    builder = SegmentBuilder(EIGHT, str(folder))
    for number, document in enumerate(documents):
        noise = chance.randbytes(700).hex()  # so that there are several blocks
        builder.add({"id": f"n{number}", "title": noise[:40]}, " ".join([*document, noise]), " ".join(document))
    path = folder / builder.write().name
    segment = Segment(str(path), EIGHT)
    asked = questions(documents)
    intact = answers(segment, asked)
    assert not any(isinstance(answer, IndexUnusableError) for answer in intact)
    assert any(answer == ("holders", answer[1], None) for answer in intact if isinstance(answer, tuple))
    assert min(segment.header.bits, segment.header.word_bits) > 3
    assert all(segment.header.sections[name][1] >= 2 * ENTRIES[name].size for name in ENTRIES)
    return Quay(path, path.read_bytes(), asked, intact)


def flipped(data: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1 << bit
    return bytes(changed)


def stretches(quay: Quay) -> dict[str, range]:
    """The header, the sections, and the zeros between them."""
    header = unpack_header(quay.data, str(quay.path))
    end = header_end(len(SECTIONS))
    found = {"header": range(end)}
    for name, (offset, length, _) in sorted(header.sections.items(), key=lambda item: item[1]):
        if end < offset:
            found[f"before {name}"] = range(end, offset)
        found[name] = range(offset, offset + length)
        end = offset + length
    assert end == len(quay.data)
    return found


def test_a_flipped_bit_anywhere_is_found_or_changes_no_answer(quay: Quay) -> None:
    chance = Random(4177)  # noqa: S311 - the same every time
    places = list(stretches(quay).values())
    assert len(places) > len(SECTIONS) + 1
    for number in range(FLIPS):
        at = chance.choice(places[number % len(places)])
        assert quay.is_found(flipped(quay.data, at, chance.randrange(8))), f"byte {at}"


def test_a_flipped_bit_of_the_header_is_refused_when_the_segment_is_opened(quay: Quay) -> None:
    for at in range(header_end(len(SECTIONS))):
        path = quay.damaged(flipped(quay.data, at, at % 8))
        with pytest.raises(IndexUnusableError) as caught:
            Segment(str(path), EIGHT)
        assert_told(caught.value, path)


@pytest.mark.parametrize("name", SECTIONS)
def test_verify_names_the_section_that_is_damaged_or_lies_behind_the_damage(quay: Quay, name: str) -> None:
    where = stretches(quay)
    for at in {where[name].start, where[name].stop - 1, where[name].start + len(where[name]) // 2}:
        path = quay.damaged(flipped(quay.data, at, 3))
        assert Segment(str(path), EIGHT).verify() == [f"{path}: section {name} is damaged; {MEND}"]
    if f"before {name}" in where:
        for at in where[f"before {name}"]:
            path = quay.damaged(flipped(quay.data, at, 0))
            assert Segment(str(path), EIGHT).verify() == [f"{path}: damaged before section {name}; {MEND}"]


@pytest.mark.parametrize("name", [name for name in SECTIONS if name not in ("word_buckets", "buckets")])
def test_a_section_of_ones_is_found_by_whoever_reads_it(quay: Quay, name: str) -> None:
    place = stretches(quay)[name]
    path = quay.damaged(quay.data[: place.start] + b"\xff" * len(place) + quay.data[place.stop :])
    assert quay.compare(Segment(str(path), EIGHT))


def test_a_segment_cut_off_anywhere_is_refused(quay: Quay) -> None:
    for length in [*range(0, len(quay.data), 499), *range(header_size() + 1), len(quay.data) - 1]:
        path = quay.damaged(quay.data[:length])
        with pytest.raises(IndexUnusableError) as caught:
            Segment(str(path), EIGHT)
        assert_told(caught.value, path)


def test_a_segment_cut_off_while_it_is_read_is_found(quay: Quay) -> None:
    for length in range(0, len(quay.data), 20_011):
        path = quay.damaged(quay.data)
        segment = Segment(str(path), EIGHT)
        os.truncate(path, length)
        assert quay.compare(segment)
        with pytest.raises(IndexUnusableError) as caught:
            segment.verify()
        assert_told(caught.value, path)


def test_zeros_in_the_place_of_a_page_are_found(quay: Quay) -> None:
    for at in range(0, len(quay.data), PAGE):
        zeros = bytes(len(quay.data[at : at + PAGE]))
        assert quay.is_found(quay.data[:at] + zeros + quay.data[at + PAGE :])


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_of_zeros_is_found(quay: Quay, name: str) -> None:
    place = stretches(quay)[name]
    path = quay.damaged(quay.data[: place.start] + bytes(len(place)) + quay.data[place.stop :])
    segment = Segment(str(path), EIGHT)
    assert quay.compare(segment)
    assert segment.verify() == [f"{path}: section {name} is damaged; {MEND}"]


def test_a_page_of_another_place_is_found(quay: Quay) -> None:
    chance = Random(23)  # noqa: S311 - the same every time
    pages = range(0, len(quay.data) - PAGE, PAGE)
    for here, there in zip(chance.sample(pages, 60), chance.sample(pages, 60), strict=True):
        data = quay.data[:here] + quay.data[there : there + PAGE] + quay.data[here + PAGE :]
        assert data == quay.data or quay.is_found(data)


@pytest.mark.parametrize("name", ENTRIES)
def test_entries_of_another_place_are_found(quay: Quay, name: str) -> None:
    """Also those of several buckets, documents or blocks, one behind the other, moved together."""
    chance = Random(7)  # noqa: S311 - the same every time
    size, place = ENTRIES[name].size, stretches(quay)[name]
    count = len(place) // size
    for _ in range(15):
        here, there = sorted(chance.sample(range(count), 2))
        many = chance.randint(1, count - there)
        moved = quay.data[place.start + size * there :][: size * many]
        at = place.start + size * here
        data = quay.data[:at] + moved + quay.data[at + len(moved) :]
        assert data == quay.data or quay.is_found(data)
