from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.errors import EXIT_NOT_JUDGED, IndexUnusableError
from reusecheck.fingerprints import Sampling, hash_kgrams, hash_words, sampling
from reusecheck.index import segment as segment_module
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.format import KEPT_BITS, MEND, MOST_HOLDERS, header_size, pack_header, segment_name, unpack_header
from reusecheck.index.memory import MemorySegment
from reusecheck.index.segment import Segment
from tests.segments import (
    EIGHT,
    answers,
    opened,
    other_than,
    plain_holders,
    plain_postings,
    plain_tokens,
    questions,
    written,
)
from tests.word_strategies import Words, run_lengths, texts

if TYPE_CHECKING:
    from pathlib import Path

HARBOUR = [[f"w{i}" for i in range(60)], ["ferry"], [], ["tide", "bell"] * 30]
anything = st.text(st.characters(), max_size=30)  # lone surrogates too


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    return written(tmp_path, HARBOUR)


def refused(path: Path, how: Sampling = EIGHT) -> str:
    """What is said when the segment is opened, which must fail in the way a user can mend."""
    with pytest.raises(IndexUnusableError) as caught:
        Segment(str(path), how)
    assert caught.value.exit_code == EXIT_NOT_JUDGED
    assert str(path) in str(caught.value)
    assert MEND in str(caught.value)
    return str(caught.value)


@given(st.lists(texts(40), max_size=6), run_lengths)
@settings(deadline=None, max_examples=80)
@example([[], [], []], 8)
@example([["a"], ["b"], []], 8)
@example([["a"] * 4, ["a"] * 5, ["b"] * 6], 8)
@example([["a"] * 300, ["a"] * 300], 8)
@example([[f"w{i}" for i in range(300)]], 1)
def test_a_segment_answers_as_plain_dictionaries_do(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Words], run_words: int
) -> None:
    how = sampling(run_words)
    segment = opened(tmp_path_factory.mktemp("s"), documents, how)
    assert (segment.documents, segment.words) == (len(documents), sum(map(len, documents)))
    assert segment.verify() == []
    expected = plain_postings(documents, how)
    assert {value: list(segment.postings(value)) for value in expected} == expected
    for absent in other_than(set(expected), KEPT_BITS):
        assert list(segment.postings(absent)) == []
    for number, words in enumerate(documents):
        assert segment.length(number) == len(words)
        assert segment.token_bytes(number) == plain_tokens(words)
        assert segment.record(number) == (b'{"id":"n%d"}' % number, " ".join(words))


# short, so that some words are held by just as many as are listed, and some by one more
@given(st.lists(texts(3), max_size=6), st.sampled_from([0, 1, MOST_HOLDERS - 1, MOST_HOLDERS, MOST_HOLDERS + 1]))
@settings(deadline=None, max_examples=60)
@example([], 0)
@example([[], ["a"], []], 0)
@example([["a"], [], ["a", "b", "a"]], MOST_HOLDERS - 1)
def test_who_holds_a_word_is_as_in_a_plain_dictionary(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Words], alike: int
) -> None:
    documents = [*documents, *[["a", "ferry"]] * alike]
    expected = plain_holders(documents)
    for segment in (opened(tmp_path_factory.mktemp("s"), documents), MemorySegment(documents, EIGHT.k)):
        assert segment.documents == len(documents)
        for word, numbers in expected.items():
            found = segment.holders(word)
            assert (None if found is None else list(found)) == numbers
        for word in other_than(set(expected), 32):
            found = segment.holders(word)
            assert found is not None
            assert list(found) == []


def test_a_segment_in_memory_answers_for_every_kgram(tmp_path: Path) -> None:
    documents = [["tide", "bell", "quay"] * 8, ["bell", "quay", "tide", "bell", "quay", "salt"], []]
    on_disk, memory = opened(tmp_path, documents), MemorySegment(documents, EIGHT.k)
    for number, words in enumerate(documents):
        assert memory.token_bytes(number) == on_disk.token_bytes(number)
        assert memory.length(number) == on_disk.length(number)
        for value in hash_kgrams(hash_words(words), EIGHT.k):
            assert number in memory.postings(value)
            assert set(on_disk.postings(value)) <= set(memory.postings(value))


def test_a_kgram_that_hundreds_hold_is_told_of_all_of_them(tmp_path: Path) -> None:
    shared = ["the", "ferry", "left", "the", "harbour", "after", "dawn", "today"]
    documents = [[*shared, f"w{number}"] if number % 3 else [f"w{number}"] * 9 for number in range(900)]
    segment = opened(tmp_path, documents)
    expected = plain_postings(documents)
    most = max(expected, key=lambda value: len(expected[value]))
    assert len(expected[most]) == 600
    found = segment.postings(most)
    assert (len(found), list(found)) == (600, expected[most])
    assert (found[0], found[-1], list(found[7:300:5])) == (1, 899, expected[most][7:300:5])
    assert {value: list(segment.postings(value)) for value in expected} == expected


def test_what_was_looked_up_is_not_read_again_and_no_more_of_it_is_kept_than_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [[f"w{i}" for i in range(start, start + 90)] for start in range(0, 900, 45)]
    segment = opened(tmp_path, documents, EIGHT)
    kgrams = sorted(plain_postings(documents, EIGHT))
    words = sorted({value for document in documents for value in hash_words(document)})

    def asked() -> list[list[int] | None]:
        held = [segment.holders(word) for word in words]
        return [list(one) if one is not None else None for one in (*map(segment.postings, kgrams), *held)]

    first = asked()
    reads: list[int] = []
    read = segment.read

    def counted(offset: int, length: int) -> bytes:
        reads.append(offset)
        return read(offset, length)

    monkeypatch.setattr(segment, "read", counted)
    assert asked() == first
    assert len(reads) == len(kgrams)  # the rests of each; marks and words are kept
    monkeypatch.setattr(segment_module, "KEPT_BUCKETS", 1)
    monkeypatch.setattr(segment_module, "KEPT_WORDS", 1)
    segment = opened(tmp_path, documents, EIGHT)
    assert asked() == first
    assert len(segment._marks) == len(segment._holders) == 1


@pytest.mark.parametrize("whole", [0, 64, segment_module.WHOLE_DIRECTORY])
def test_a_directory_read_entry_by_entry_tells_the_same(
    tmp_path: Path, whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [[f"w{(i * i + 7 * n) % 4999}" for i in range(900)] for n in range(8)]
    segment = opened(tmp_path, documents)
    expected, holders = plain_postings(documents), plain_holders(documents)
    assert segment.header.bits > 4
    assert segment.header.word_bits > 4
    monkeypatch.setattr(segment_module, "WHOLE_DIRECTORY", whole)
    assert {value: list(segment.postings(value)) for value in expected} == expected
    assert {word: segment.holders(word) for word in holders} == holders


@given(st.lists(st.tuples(anything, anything), min_size=1, max_size=4))
@settings(deadline=None, max_examples=40)
@example([("\ud800", "\udfff\x00"), ("", ""), ("é", "a\r\nb")])
def test_what_is_kept_of_a_reference_comes_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("s")
    builder = SegmentBuilder(EIGHT, str(folder))
    for title, source in records:
        builder.add({"title": title, "line": 3}, source, source)
    segment = Segment(str(folder / builder.write().name), EIGHT)
    for number, (title, source) in enumerate(records):
        record = segment.record(number)
        assert record.source == source
        assert record.description == segment.description(number)
        described = json.loads(record.description.decode("utf-8", "surrogatepass"))
        assert described == {"title": title, "line": 3}
    assert segment.verify() == []


def test_a_segment_without_documents_answers_nothing(tmp_path: Path) -> None:
    segment = opened(tmp_path, [])
    for value in (0, 12345, 2**63, 2**64 - 1):
        assert list(segment.postings(value)) == []
        assert list(segment.holders(value) or ()) == []
    assert segment.verify() == []
    assert (segment.header.documents, segment.header.words) == (0, 0)


def test_the_same_content_has_the_same_name_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    documents = [["tide", "bell"] * 20, ["ferry"]]
    one, two = written(tmp_path / "one", documents), written(tmp_path / "two", documents)
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()
    again = written(tmp_path / "one", documents)
    assert again.read_bytes() == two.read_bytes()
    assert os.listdir(tmp_path / "one") == [one.name], "nothing is left beside it"


@pytest.mark.parametrize(
    ("documents", "how"),
    [([["tide", "bell"] * 20, ["quay"]], EIGHT), ([["tide", "bell"] * 20], EIGHT),
     ([["tide", "bell"] * 20, ["ferry"]], sampling(9))],
)  # fmt: skip
def test_other_content_has_another_name(tmp_path: Path, documents: list[Words], how: Sampling) -> None:
    assert written(tmp_path, documents, how).name != written(tmp_path, [["tide", "bell"] * 20, ["ferry"]]).name


def test_a_segment_that_goes_on_behind_its_end_is_refused(harbour: Path) -> None:
    with harbour.open("ab") as file:
        file.write(b"\0")
    assert "its header wants" in refused(harbour)


def test_what_a_later_minor_version_adds_is_left_aside(harbour: Path) -> None:
    asked = questions(HARBOUR)
    data = harbour.read_bytes()
    header = unpack_header(data, str(harbour))
    before, after = header_size(len(header.sections)), header_size(len(header.sections) + 1)
    sections = {name: (at + after - before, length, check) for name, (at, length, check) in header.sections.items()}
    body = data[before:] + bytes(-len(data) % 8)
    sections["tides"] = (after + len(body), 9, zlib.crc32(b"ebb flood"))
    packed = pack_header(header._replace(minor=1, sections=sections))
    later = harbour.with_name(segment_name(packed))
    later.write_bytes(packed + body + b"ebb flood")
    segment = Segment(str(later), EIGHT)
    assert segment.header.minor == 1
    assert segment.name == later.name
    assert segment.verify() == []
    assert answers(segment, asked) == answers(Segment(str(harbour), EIGHT), asked)
    later.write_bytes(packed + body + b"ebb flooD")
    assert Segment(str(later), EIGHT).verify() == [f"{later}: section tides is damaged; {MEND}"]


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "foreign"
    for data in (b"PK\x03\x04" + bytes(1000), b"reuseidx", b"# Ferry\n" * 100, b"\0" * 400):
        path.write_bytes(data)
        refused(path)


def test_an_empty_file_a_missing_one_and_a_directory_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    refused(tmp_path / "empty")
    refused(tmp_path / "missing")
    refused(tmp_path)


@pytest.mark.parametrize("how", [sampling(7), sampling(9), sampling(3), Sampling(4, 5)])
def test_a_segment_built_with_other_parameters_is_refused(harbour: Path, how: Sampling) -> None:
    assert "other parameters" in refused(harbour, how)


def test_a_segment_of_another_version_says_which(harbour: Path) -> None:
    data = bytearray(harbour.read_bytes())
    data[8] = 2
    harbour.write_bytes(data)
    assert "format 2, this version of reusecheck reads 3" in refused(harbour)


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SegmentBuilder(EIGHT, str(tmp_path / "missing"))
    builder = SegmentBuilder(EIGHT, str(tmp_path))
    builder.add({}, "ferry", "ferry")
    builder.close()
    assert os.listdir(tmp_path) == []


def test_an_opened_segment_is_closed_once(harbour: Path) -> None:
    segment = Segment(str(harbour), EIGHT)
    segment.close()
    segment.close()
    with pytest.raises(IndexUnusableError):
        segment.length(0)
