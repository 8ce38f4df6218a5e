from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reusecheck.errors import EXIT_NOT_JUDGED, IndexUnusableError
from reusecheck.fingerprints import Sampling, hash_kgrams, hash_words, sampling
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.format import MEND, MOST_HOLDERS, SECTIONS, STARTS, Record, Segment, header_size, unpack_header
from reusecheck.index.memory import MemorySegment
from tests.oracles import kept_by_definition
from tests.word_strategies import Words, run_lengths, texts

if TYPE_CHECKING:
    from pathlib import Path

EIGHT = sampling(8)
anything = st.text(st.characters(), max_size=30)  # lone surrogates too


def written(folder: Path, documents: list[Words], how: Sampling = EIGHT) -> Path:
    """A segment of these documents; the text of each is its words."""
    builder = SegmentBuilder(how)
    for number, words in enumerate(documents):
        builder.add({"id": f"n{number}"}, " ".join(words), " ".join(words))
    return folder / builder.write(str(folder)).name


def plain_postings(documents: list[Words], how: Sampling) -> dict[int, list[int]]:
    """Every fingerprint of each document alone → its positions in the segment."""
    postings: dict[int, list[int]] = {}
    first = 0
    for words in documents:
        kgrams = hash_kgrams(hash_words(words), how.k)
        for at in kept_by_definition(kgrams, how.window):
            postings.setdefault(kgrams[at], []).append(first + at)
        first += len(words)
    return postings


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    return written(tmp_path, [[f"w{i}" for i in range(60)], ["ferry"], [], ["tide", "bell"] * 30])


def changed(path: Path, at: int) -> Path:
    """A copy with one byte flipped."""
    data = bytearray(path.read_bytes())
    data[at] ^= 0x5A
    copy = path.with_name("changed.segment")
    copy.write_bytes(data)
    return copy


def refused(path: Path, how: Sampling = EIGHT) -> str:
    """What is said when the segment is opened, which must fail in the way a user can mend."""
    with pytest.raises(IndexUnusableError) as caught:
        Segment(str(path), how)
    assert caught.value.exit_code == EXIT_NOT_JUDGED
    assert str(path) in str(caught.value)
    assert MEND in str(caught.value)
    return str(caught.value)


@given(texts(80), run_lengths)
@settings(deadline=None, max_examples=60)
@example([], 8)
@example(["a"], 8)
@example(["a"] * 300, 8)
@example([f"w{i}" for i in range(300)], 1)
def test_one_document_has_the_postings_of_a_plain_dictionary(
    tmp_path_factory: pytest.TempPathFactory, words: Words, run_words: int
) -> None:
    how = sampling(run_words)
    segment = Segment(str(written(tmp_path_factory.mktemp("s"), [words], how)), how)
    expected = plain_postings([words], how)
    assert {value: list(segment.postings(value)) for value in expected} == expected
    for absent in (0, 1, 2**63, 2**64 - 1, *(value ^ 1 for value in expected), *(value + 1 for value in expected)):
        if absent not in expected and absent < 2**64:
            assert list(segment.postings(absent)) == []


@given(st.lists(texts(40), max_size=6), run_lengths)
@settings(deadline=None, max_examples=60)
@example([[], [], []], 8)
@example([["a"], ["b"], []], 8)
def test_many_documents_keep_their_postings_and_their_places(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Words], run_words: int
) -> None:
    how = sampling(run_words)
    segment = Segment(str(written(tmp_path_factory.mktemp("s"), documents, how)), how)
    assert (segment.header.documents, segment.header.words) == (len(documents), sum(map(len, documents)))
    first = 0
    for number, words in enumerate(documents):
        assert segment.token_span(number) == (first, first + len(words))
        hashes = hash_words(words)
        assert segment.token_bytes(number) == b"".join((h % 2**32).to_bytes(4, "little") for h in hashes)
        assert all(segment.locate(first + at) == (number, first) for at in range(len(words)))
        kgrams = hash_kgrams(hashes, how.k)
        if len(words) >= run_words:
            for at in kept_by_definition(kgrams, how.window):
                assert first + at in segment.postings(kgrams[at])
        first += len(words)
    for number, words in enumerate(documents):
        low, high = segment.token_span(number)
        kgrams = hash_kgrams(hash_words(words), how.k)
        for value in set(kgrams):
            found = list(segment.postings(value))
            assert found == sorted(set(found))
            assert all(kgrams[position - low] == value for position in found if low <= position < high)


def test_a_large_segment_finds_all_its_fingerprints(tmp_path: Path) -> None:
    documents = [[f"w{(i * i + 7 * n) % 4999}" for i in range(900)] for n in range(8)]
    segment = Segment(str(written(tmp_path, documents)), EIGHT)
    for value, positions in plain_postings(documents, EIGHT).items():
        assert set(positions) <= set(segment.postings(value))


def plain_holders(documents: list[Words]) -> dict[int, set[int]]:
    """Each distinct word, by the half of its hash that is kept → the documents that hold it."""
    holders: dict[int, set[int]] = {}
    for number, words in enumerate(documents):
        for word in hash_words(words):
            holders.setdefault(word % 2**32, set()).add(number)
    return holders


# short, so that some words are held by just as many as are listed, and some by one more
@given(st.lists(texts(3), max_size=6), st.sampled_from([0, 1, MOST_HOLDERS - 1, MOST_HOLDERS, MOST_HOLDERS + 1]))
@settings(deadline=None, max_examples=60)
@example([], 0)
@example([[], ["a"], []], 0)
@example([["a"], [], ["a", "b", "a"]], MOST_HOLDERS - 1)
def test_who_holds_a_word_is_as_in_a_plain_dictionary_of_sets(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Words], alike: int
) -> None:
    documents = [*documents, *[["a", "ferry"]] * alike]
    on_disk = Segment(str(written(tmp_path_factory.mktemp("s"), documents)), EIGHT)
    expected = plain_holders(documents)
    absent = {0, 2**32 - 1, *(word ^ 1 for word in expected), *(word + 1 for word in expected if word + 1 < 2**32)}
    for segment in (on_disk, MemorySegment(documents, EIGHT.k)):
        assert (segment.documents, segment.words) == (len(documents), sum(map(len, documents)))
        for word, numbers in expected.items():
            found = segment.holders(word)
            assert (found is None) == (len(numbers) > MOST_HOLDERS)
            assert found is None or list(found) == sorted(numbers)
        for word in absent - set(expected):
            found = segment.holders(word)
            assert found is not None
            assert list(found) == []


@pytest.mark.parametrize("name", ["holder_starts", "holders"])
def test_a_document_that_does_not_exist_is_never_named_as_holding_a_word(harbour: Path, name: str) -> None:
    words = [h % 2**32 for h in hash_words(["ferry", "tide", "bell", "w0", "w59"])]
    intact = [Segment(str(harbour), EIGHT).holders(word) for word in words]
    assert all(intact)
    start, length, _ = unpack_header(harbour.read_bytes(), str(harbour)).sections[name]
    refused_once = False
    for at in range(start, start + length):
        segment = Segment(str(changed(harbour, at)), EIGHT)
        for word in words:
            try:
                found = segment.holders(word)
            except IndexUnusableError as error:
                refused_once = True
                assert "section holder" in str(error)  # noqa: PT017 - both outcomes are asked for
                continue
            assert found is None or all(number < 4 for number in found)
    assert refused_once


@given(st.lists(st.tuples(anything, anything), min_size=1, max_size=4))
@settings(deadline=None, max_examples=40)
@example([("\ud800", "\udfff\x00"), ("", ""), ("é", "a\r\nb")])
def test_what_is_kept_of_a_reference_comes_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str]]
) -> None:
    builder = SegmentBuilder(EIGHT)
    for title, source in records:
        builder.add({"title": title, "line": 3}, source, source)
    folder = tmp_path_factory.mktemp("s")
    segment = Segment(str(folder / builder.write(str(folder)).name), EIGHT)
    for number, (title, source) in enumerate(records):
        record = segment.record(number)
        assert record.source == source
        assert record.description == segment.description(number)
        described = json.loads(record.description.decode("utf-8", "surrogatepass"))
        assert described == {"title": title, "line": 3}
    assert segment.verify() == []


def test_a_segment_without_documents_answers_nothing(tmp_path: Path) -> None:
    segment = Segment(str(written(tmp_path, [])), EIGHT)
    assert list(segment.postings(12345)) == []
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


def test_a_segment_cut_off_anywhere_is_refused(harbour: Path) -> None:
    data = harbour.read_bytes()
    cut = harbour.with_name("cut.segment")
    for length in [*range(0, len(data), 10), len(data) - 1]:
        cut.write_bytes(data[:length])
        refused(cut)


def test_a_segment_that_goes_on_behind_its_end_is_refused(harbour: Path) -> None:
    with harbour.open("ab") as file:
        file.write(b"\0")
    assert "its header wants" in refused(harbour)


def test_a_flipped_byte_in_the_header_is_refused(harbour: Path) -> None:
    for at in range(header_size() - 4):  # the last four fill up to a multiple of 8
        refused(changed(harbour, at))


@pytest.mark.parametrize("name", STARTS)
def test_a_flipped_byte_in_what_says_where_documents_begin_is_refused(harbour: Path, name: str) -> None:
    start, length, _ = unpack_header(harbour.read_bytes(), str(harbour)).sections[name]
    for at in range(start, start + length):
        refused(changed(harbour, at))


@pytest.mark.parametrize("name", [name for name in SECTIONS if name not in STARTS])
def test_a_flipped_byte_in_any_other_section_is_found_by_verify(harbour: Path, name: str) -> None:
    start, length, _ = unpack_header(harbour.read_bytes(), str(harbour)).sections[name]
    assert length > 0
    for at in {start, start + length // 2, start + length - 1}:
        path = changed(harbour, at)
        assert Segment(str(path), EIGHT).verify() == [f"{path}: section {name} is damaged; {MEND}"]


def read_or_refused(segment: Segment, document: int) -> Record | None:
    """The record, or ``None`` where it was found to be damaged; both ways of reading it must agree."""
    try:
        record = segment.record(document)
    except IndexUnusableError as error:
        assert MEND in str(error)  # noqa: PT017 - both outcomes are asked for
        with pytest.raises(IndexUnusableError):
            segment.description(document)
        return None
    assert segment.description(document) == record.description
    return record


def test_a_flipped_byte_in_a_record_is_found_when_that_record_is_read(harbour: Path) -> None:
    start, length, _ = unpack_header(harbour.read_bytes(), str(harbour)).sections["records"]
    intact = [Segment(str(harbour), EIGHT).record(document) for document in range(4)]
    for at in range(start, start + length, 7):
        segment = Segment(str(changed(harbour, at)), EIGHT)
        found = [read_or_refused(segment, document) for document in range(4)]
        assert found.count(None) == 1
        assert all(record in (None, right) for record, right in zip(found, intact, strict=True))


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
    data[8] = 1
    harbour.write_bytes(data)
    assert "format 1, this version of reusecheck reads 2" in refused(harbour)


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path) -> None:
    builder = SegmentBuilder(EIGHT)
    builder.add({}, "ferry", "ferry")
    with pytest.raises(FileNotFoundError):
        builder.write(str(tmp_path / "missing"))
    assert os.listdir(tmp_path) == []
