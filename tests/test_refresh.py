"""Bringing the index up to date: what is read again, what is written, and that the answers are those of a new index."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.config import CorpusEntry, Limits, Refresh
from reusecheck.errors import EXIT_NOT_JUDGED, EXIT_USAGE, IndexOutdatedError, NotJudgedError, UsageError
from reusecheck.fingerprints import Sampling, hash_kgrams, hash_words, sampling
from reusecheck.index.build import SegmentBuilder
from reusecheck.index.candidates import RARE, candidates
from reusecheck.index.catalog import load_catalog
from reusecheck.index.format import KEPT_BITS
from reusecheck.index.segment import Segment
from reusecheck.walking import GRAIN_NS
from tests.desk import FILES, LINES, Desk, counts, edited, prose
from tests.oracles import kept_by_definition
from tests.word_strategies import Words, run_lengths, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_opened: tuple[list[str], list[int]] | None = None


def _remember(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _opened is not None and isinstance(arguments[0], str):
        _opened[0].append(arguments[0])
        _opened[1].append(time.time_ns())


sys.addaudithook(_remember)  # it cannot be taken off again, and does nothing outside of ``opened``


@contextmanager
def opened(times: list[int] | None = None) -> Iterator[list[str]]:
    """The files that are opened meanwhile, and when."""
    global _opened  # noqa: PLW0603 - as long as the hook lives
    _opened = [], [] if times is None else times
    try:
        yield _opened[0]
    finally:
        _opened = None


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Five references, of which the article repeats two, one of them with edits."""
    desk = Desk(tmp_path)
    for number in range(5):
        desk.write(f"references/r{number}.md", prose(number))
    desk.write("content/a.md", prose(100) + "\n" + prose(1) + "\n" + prose(101) + "\n" + edited(prose(3), 7))
    return desk


def names(paths: list[str], folder: str) -> list[str]:
    return sorted(os.path.basename(path) for path in paths if f"/{folder}/" in path)


def found(answer: str) -> set[str]:
    """The references in which something was found, those with the same words too."""
    findings = [finding for article in json.loads(answer)["articles"] for finding in article["findings"]]
    return {name for f in findings for name in (f["reference"]["id"], *f["also_in"])}


def test_the_first_time_everything_is_read_and_the_second_time_nothing(desk: Desk) -> None:
    assert counts(desk.build()) == (5, 0, 0)
    before = desk.state()
    with opened() as paths:
        assert counts(desk.build()) == (0, 0, 5)
    assert names(paths, "references") == []
    assert desk.state() == before


def test_a_check_with_nothing_to_bring_up_to_date_writes_nothing(desk: Desk) -> None:
    desk.build()
    before, folder = desk.state(), desk.index.stat().st_mtime_ns
    with opened() as paths:
        desk.answer()
    assert names(paths, "references") == []
    assert desk.state() == before
    assert desk.index.stat().st_mtime_ns == folder, "nothing was put aside in between either"


def test_only_new_changed_and_deleted_references_are_touched(desk: Desk) -> None:
    desk.build()
    segment = load_catalog(str(desk.index)).segments[0].name
    old = (desk.index / segment).stat()
    desk.write("references/r1.md", prose(11))
    desk.write("references/r9.md", prose(9))
    (desk.root / "references/r3.md").unlink()
    with opened() as paths:
        assert counts(desk.update()) == (2, 2, 3)
    assert names(paths, "references") == ["r1.md", "r9.md"]
    kept = (desk.index / segment).stat()
    assert (kept.st_ino, kept.st_mtime_ns) == (old.st_ino, old.st_mtime_ns)
    assert found(desk.answer()) == set()
    assert desk.answer() == desk.fresh_answer()


def test_a_check_brings_the_index_up_to_date_by_itself(desk: Desk) -> None:
    assert found(desk.answer()) == {"wren:r1.md", "wren:r3.md"}
    (desk.root / "references/r3.md").rename(desk.root / "references/r8.md")
    with opened() as paths:
        assert found(desk.answer()) == {"wren:r1.md", "wren:r8.md"}
    assert names(paths, "references") == ["r8.md"]


def test_under_manual_a_missing_and_an_old_index_are_refused_with_the_command(desk: Desk) -> None:
    desk.refresh = Refresh.MANUAL
    for why in ("there is no index here", "not up to date for wren"):
        with pytest.raises(IndexOutdatedError, match=f"{why}; run: reusecheck index build") as caught:
            desk.answer()
        assert caught.value.exit_code == EXIT_NOT_JUDGED
        desk.build()
        assert found(desk.answer()) == {"wren:r1.md", "wren:r3.md"}, "at once, however young the files are"
        desk.write("references/r4.md", prose(44))


def test_only_the_lines_that_changed_are_indexed_again(desk: Desk) -> None:
    desk.entries = (LINES,)
    lines = [(f"n{number}", prose(number)) for number in range(6)]
    desk.lines("lines/a.jsonl", lines)
    desk.lines("lines/b.jsonl", [("other", prose(77))])
    assert counts(desk.build()) == (7, 0, 0)
    desk.lines("lines/a.jsonl", [("new", prose(50)), *lines[:1], ("n1", prose(51)), *lines[3:]])
    with opened() as paths:
        assert counts(desk.build()) == (2, 2, 5)
    assert set(names(paths, "lines")) == {"a.jsonl"}
    assert desk.answer() == desk.fresh_answer()
    desk.lines("lines/a.jsonl", lines)
    desk.build()
    assert found(desk.answer()) == {"ibis:n1", "ibis:n3"}


def test_a_line_that_moves_to_another_file_is_found_there(desk: Desk) -> None:
    desk.entries = (LINES,)
    desk.lines("lines/a.jsonl", [("n1", prose(1)), ("n2", prose(2))])
    desk.lines("lines/b.jsonl", [("n3", prose(3))])
    desk.build()
    desk.lines("lines/a.jsonl", [("n2", prose(2))])
    desk.lines("lines/b.jsonl", [("n3", prose(3)), ("n1", prose(1))])
    assert counts(desk.build()) == (1, 1, 2)
    assert desk.answer() == desk.fresh_answer()


def test_a_file_of_the_same_size_and_time_is_noticed(desk: Desk) -> None:
    desk.write("references/r1.md", prose(1).replace("the", "thy"))
    desk.build()
    file = desk.root / "references/r1.md"
    before = file.stat()
    desk.write("references/r1.md", prose(1))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert counts(desk.build()) == (1, 1, 4)
    assert desk.answer() == desk.fresh_answer()


def test_a_file_put_in_place_of_another_of_the_same_size_and_time_is_noticed(desk: Desk) -> None:
    desk.build()
    before = (desk.root / "references/r1.md").stat()
    other = desk.write("other", prose(1).replace("the", "thy"))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.rename(desk.root / "references/r1.md")
    assert counts(desk.build()) == (1, 1, 4)


def test_a_file_written_again_at_once_is_never_missed(desk: Desk) -> None:
    desk.build()
    for turn in range(40):
        desk.write("references/r1.md", prose(1).replace("the", "thy" if turn % 2 else "the"))
        assert counts(desk.build())[:2] == ((0, 0) if turn == 0 else (1, 1)), f"turn {turn}"


def test_no_reference_is_read_before_a_later_change_of_it_would_show(desk: Desk) -> None:
    desk.build()
    for number in range(3):
        file = desk.write(f"references/r{number}.md", prose(number + 50))
        times: list[int] = []
        with opened(times) as paths:
            desk.build()
        read = times[paths.index(str(file))]
        assert read - file.stat().st_ctime_ns >= GRAIN_NS


def test_a_file_from_the_future_does_not_keep_the_index_from_coming_to_rest(desk: Desk) -> None:
    os.utime(desk.root / "references/r1.md", (2**32, 2**32))
    desk.build()
    before = desk.state()
    desk.answer()
    assert desk.state() == before


def test_entries_come_and_go(desk: Desk) -> None:
    desk.lines("lines/a.jsonl", [("one", prose(1)), ("two", prose(3))])
    desk.build()
    desk.entries = (FILES, LINES)
    assert counts(desk.build()) == (2, 0, 5)
    assert found(desk.answer()) == {"wren:r1.md", "wren:r3.md", "ibis:one", "ibis:two"}
    assert desk.answer() == desk.fresh_answer()
    desk.entries = (LINES,)
    assert counts(desk.build()) == (0, 5, 2)
    assert found(desk.answer()) == {"ibis:one", "ibis:two"}
    assert desk.answer() == desk.fresh_answer()


def test_an_entry_with_another_name_or_other_fields_is_read_anew(desk: Desk) -> None:
    desk.write("lines/a.jsonl", json.dumps({"id": "n", "text": prose(1), "body": prose(3)}) + "\n")
    desk.entries = (LINES,)
    desk.build()
    desk.entries = (LINES._replace(id="egret"),)
    assert counts(desk.build()) == (1, 1, 0)
    assert found(desk.answer()) == {"egret:n"}
    desk.entries = (LINES._replace(id="egret", fields=LINES.fields._replace(text="body")),)
    assert counts(desk.build()) == (1, 1, 0)
    assert desk.answer() == desk.fresh_answer()


def test_another_length_of_runs_builds_the_index_anew(desk: Desk) -> None:
    desk.build()
    desk.run_words = 12
    desk.refresh = Refresh.MANUAL
    with pytest.raises(
        IndexOutdatedError, match=r"built for another detection\.run_words; run: reusecheck index build"
    ):
        desk.answer()
    desk.refresh = Refresh.AUTO
    assert desk.answer() == desk.fresh_answer()
    desk.run_words = 8
    assert desk.answer() == desk.fresh_answer()


def test_limits_and_credit_hold_at_once_without_indexing(desk: Desk) -> None:
    desk.build()
    before, strict = desk.state(), json.loads(desk.answer())
    assert strict["outcome"] == "block"
    desk.entries = (FILES._replace(limits=Limits(share=None, passage_words=None, quoted_share=None)),)
    mild = json.loads(desk.answer())
    assert mild["articles"][0]["score"] == strict["articles"][0]["score"]
    assert "passage_words" not in mild["articles"][0]["limits_reached"]
    assert desk.state() == before


@pytest.mark.parametrize("is_build", [False, True])
def test_many_small_refreshes_keep_the_answers_right_and_builds_the_segments_few(desk: Desk, is_build: bool) -> None:
    desk.build()
    most = 0
    for number in range(10, 40):
        desk.write(f"references/r{number}.md", prose(number))
        desk.build() if is_build else desk.update()
        most = max(most, len(load_catalog(str(desk.index)).segments))
    assert most <= 4 if is_build else most == 31
    named = {entry.name for entry in load_catalog(str(desk.index)).segments}
    assert {path.name for path in desk.index.glob("*.segment")} == named
    assert len(list(desk.index.glob("ledger-*"))) == 1
    assert desk.answer() == desk.fresh_answer()
    desk.build()
    assert len(load_catalog(str(desk.index)).segments) <= 4
    assert desk.answer() == desk.fresh_answer()


def test_a_segment_with_many_dead_documents_is_written_again_by_a_build_and_not_by_a_check(desk: Desk) -> None:
    for number in range(5, 20):
        desk.write(f"references/r{number}.md", prose(number))
    desk.build()
    before = load_catalog(str(desk.index)).segments[0].name
    for number in range(5, 20):
        (desk.root / f"references/r{number}.md").unlink()
    assert counts(desk.update()) == (0, 15, 5)
    assert desk.answer() == desk.fresh_answer()
    (entry,) = load_catalog(str(desk.index)).segments
    assert (entry.name, len(entry.dead)) == (before, 15)
    assert counts(desk.build()) == (0, 0, 5), "also when there is nothing else to do"
    (entry,) = load_catalog(str(desk.index)).segments
    assert (entry.documents, entry.dead, entry.dead_words) == (5, (), 0)
    assert desk.answer() == desk.fresh_answer()
    assert desk.update() == desk.build()


def test_a_reference_that_goes_and_comes_back_is_there_again(desk: Desk) -> None:
    desk.build()
    first, file = desk.answer(), desk.root / "references/r1.md"
    for _ in range(3):
        file.rename(desk.root / "aside")
        assert found(desk.answer()) == {"wren:r3.md"}
        (desk.root / "aside").rename(file)
        assert desk.answer() == first


def test_one_file_in_two_entries_is_two_references(desk: Desk) -> None:
    desk.entries = (FILES, CorpusEntry("teal", files=("references/r1.md", "references/r2.md")))
    assert counts(desk.build()) == (7, 0, 0)
    assert found(desk.answer()) == {"wren:r1.md", "wren:r3.md", "teal:r1.md"}
    desk.write("references/r1.md", prose(55))
    assert counts(desk.build()) == (2, 2, 5)
    assert found(desk.answer()) == {"wren:r3.md"}
    assert desk.answer() == desk.fresh_answer()


def incomplete(desk: Desk, *named: str) -> None:
    """Building names these, and a check names them, judges nothing and writes nothing more."""
    assert [problem for problem in named if problem not in "\n".join(desk.build().problems)] == []
    before = desk.state()
    for _ in range(2):
        with pytest.raises(NotJudgedError) as caught:
            desk.answer()
        assert caught.value.exit_code == EXIT_NOT_JUDGED
        assert [problem for problem in named if problem not in str(caught.value)] == []
        assert "the index is not complete, so nothing was judged" in str(caught.value)
        assert "run: reusecheck index build" in str(caught.value)
    assert desk.state() == before


def test_the_same_id_twice_in_one_file_is_named_until_it_is_mended(desk: Desk) -> None:
    desk.entries = (LINES,)
    desk.lines("lines/a.jsonl", [("n", prose(1)), ("n", prose(2))])
    incomplete(desk, 'lines/a.jsonl:2: found a second id "ibis:n", wants ids that differ: lines/a.jsonl:1')
    desk.lines("lines/a.jsonl", [("n", prose(1)), ("m", prose(2))])
    assert found(desk.answer()) == {"ibis:n"}


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("mended", ["a", "b"])
def test_the_same_id_in_two_files_is_named_also_when_one_of_them_is_read_again(
    desk: Desk, order: tuple[str, str], mended: str
) -> None:
    desk.entries = (LINES,)
    first, second = order
    desk.lines(f"lines/{first}.jsonl", [("n", prose(1))])
    desk.lines(f"lines/{second}.jsonl", [("m", prose(2))])
    assert found(desk.answer()) == {"ibis:n"}
    desk.lines(f"lines/{second}.jsonl", [("m", prose(2)), ("n", prose(3))])
    line = 2 if second == "b" else 1  # the first in the order of the files counts, whichever was there before
    incomplete(
        desk, f'lines/b.jsonl:{line}: found a second id "ibis:n", wants ids that differ: lines/a.jsonl:{3 - line}'
    )
    desk.lines(f"lines/{first}.jsonl", [("n", prose(1)), ("k", prose(5))])
    incomplete(desk, 'found a second id "ibis:n"')
    desk.lines(f"lines/{mended}.jsonl", [(f"only-{mended}", prose(6))])
    desk.answer()
    assert desk.answer() == desk.fresh_answer()


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("references/bad.md", b"\x89PNG\r\n\x1a\n" + bytes(40), "references/bad.md: binary file"),
        (
            "references/bad.md",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d" * 32 + b"\nsize 9120\n",
            "references/bad.md: a Git LFS pointer to 9,120 bytes that are not here; run: git lfs pull",
        ),
        ("lines/bad.jsonl", b'{"id": "x", "text": "a quay"}\n{"id": "y", "te', "lines/bad.jsonl:2: not valid JSON"),
        ("lines/bad.jsonl", b"", ""),
    ],
)
def test_a_reference_that_cannot_be_read_shuts_the_gate_until_it_is_mended(
    desk: Desk, path: str, content: bytes, why: str
) -> None:
    desk.lines("lines/good.jsonl", [("good", prose(60))])
    desk.entries = (FILES, LINES)
    desk.build()
    before = desk.answer()
    desk.write(path, content)
    if why:
        incomplete(desk, why)
    (desk.root / path).unlink()
    assert desk.answer() == before


@pytest.mark.parametrize("content", ["", " \n\n", "\ufeff", "***\n", "<!-- nothing -->\n"])
def test_an_entry_without_a_word_shuts_the_gate(desk: Desk, content: str) -> None:
    desk.write("empty/nothing.md", content)
    desk.entries = (FILES, CorpusEntry("void", files=("empty/*.md",)))
    incomplete(desk, "corpus.void: its files hold no reference with a word in it, wants one at least")
    desk.write("empty/nothing.md", "a word")
    assert found(desk.answer()) == {"wren:r1.md", "wren:r3.md"}
    desk.write("empty/nothing.md", content)
    incomplete(desk, "corpus.void: its files hold no reference with a word in it, wants one at least")
    desk.write("empty/something.md", "a word")
    assert found(desk.answer()) == {"wren:r1.md", "wren:r3.md"}


def test_a_file_of_no_lines_beside_one_that_has_some_is_no_fault(desk: Desk) -> None:
    desk.entries = (LINES,)
    desk.lines("lines/a.jsonl", [])
    incomplete(desk, "corpus.ibis: its files hold no reference with a word in it")
    desk.lines("lines/b.jsonl", [("n", prose(1))])
    assert found(desk.answer()) == {"ibis:n"}


def test_the_folder_of_something_else_is_left_alone(desk: Desk) -> None:
    desk.write(".reusecheck/ledger-of-the-shop.json", "{}")
    with pytest.raises(UsageError, match=r"index\.path: found \.reusecheck, which holds other files") as caught:
        desk.build()
    assert caught.value.exit_code == EXIT_USAGE
    assert os.listdir(desk.index) == ["ledger-of-the-shop.json"]


def test_a_lock_does_not_make_the_folder_of_something_else_an_index(desk: Desk) -> None:
    desk.write(".reusecheck/lock", "")
    desk.write(".reusecheck/shop.segment", "half of the customers")
    desk.write(".reusecheck/shop.db", "the others")
    with pytest.raises(UsageError, match=r"which holds other files \(shop\.db\)"):
        desk.build()
    assert sorted(os.listdir(desk.index)) == ["lock", "shop.db", "shop.segment"]
    (desk.index / "shop.db").unlink()
    desk.build()  # as a first build that was killed leaves it


def test_what_a_killed_build_left_is_removed_even_when_nothing_changed(desk: Desk) -> None:
    desk.build()
    before = desk.state()
    for left in ("0123456789abcdef0123.segment.77.new", "0123456789abcdef0123.segment", "catalog.json.77.new"):
        desk.write(f".reusecheck/{left}", "half of it")
    desk.build()
    assert desk.state() == before


def test_what_was_read_but_not_well_is_told_until_it_is_mended(desk: Desk) -> None:
    file = desk.write("references/old.md", prose(50).encode() + b"caf\xe9 quay\n")
    (note,) = desk.build().notes
    assert note.startswith("references/old.md: ")
    for _ in range(2):
        file.touch()
        assert desk.build().notes == (note,), "also when it was written again with the same content"
    desk.write("references/r0.md", prose(51))
    assert desk.build().notes == (note,)
    desk.write("references/old.md", prose(50))
    assert desk.build().notes == ()


@given(st.lists(texts(40), min_size=1, max_size=5), run_lengths)
@settings(deadline=None, max_examples=60)
def test_a_document_keeps_in_a_segment_exactly_what_it_keeps_alone(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Words], run_words: int
) -> None:
    how = sampling(run_words)
    (segment,) = spread(str(tmp_path_factory.mktemp("s")), documents, [], how)
    expected: dict[int, dict[int, None]] = {}
    every = set()
    for number, words in enumerate(documents):
        kgrams = hash_kgrams(hash_words(words), how.k)
        every.update(kgrams)
        for at in kept_by_definition(kgrams, how.window):
            expected.setdefault(kgrams[at] >> 64 - KEPT_BITS, {})[number] = None
    assert {value: list(segment.postings(value)) for value in every} == {
        value: list(expected.get(value >> 64 - KEPT_BITS, ())) for value in every
    }


def spread(folder: str, documents: list[Words], sizes: list[int], how: Sampling) -> list[Segment]:
    """The documents in segments of these sizes, the rest in one more."""
    segments, left = [], list(documents)
    for size in [*sizes, len(documents)]:
        builder = SegmentBuilder(how, folder)
        for words in left[:size]:
            builder.add({}, "", " ".join(words))
        left = left[size:]
        segments.append(Segment(f"{folder}/{builder.write().name}", how))
    return segments


def runs_by_document(article: Words, segments: list[Segment], how: Sampling) -> dict[int, object]:
    """Runs by the number of a document among all."""
    before = [sum(segment.header.documents for segment in segments[:at]) for at in range(len(segments))]
    found = candidates(article, segments, [frozenset()] * len(segments), how)
    return {before[one.segment] + one.document: one.runs for one in found}


@given(texts(50), st.lists(texts(30), max_size=8), st.lists(st.integers(0, 3), max_size=4), run_lengths)
@settings(deadline=None, max_examples=60)
def test_what_is_found_does_not_depend_on_how_references_came_into_the_segments(
    tmp_path_factory: pytest.TempPathFactory, article: Words, documents: list[Words], sizes: list[int], run_words: int
) -> None:
    folder, how = str(tmp_path_factory.mktemp("s")), sampling(run_words)
    together = spread(folder, documents, [], how)
    apart = spread(folder, documents, sizes, how)
    assert runs_by_document(article, apart, how) == runs_by_document(article, together, how)


def test_how_rare_a_phrase_is_does_not_depend_on_the_segments_either(tmp_path: Path) -> None:
    how, found = sampling(8), 0
    for phrase in range(20):
        # eleven words with the sixth changed: two short runs, of which often only one was kept and may be told by
        words = [f"p{phrase}w{at}" for at in range(11)]
        article = [*words[:5], "other", *words[6:]]
        for copies in (RARE // 2, RARE + 2):
            together = spread(str(tmp_path), [words] * copies, [], how)
            apart = spread(str(tmp_path), [words] * copies, [copies // 2], how)
            runs = runs_by_document(article, together, how)
            assert runs_by_document(article, apart, how) == runs
            found += len(runs)
    assert found > 0


number = st.integers(0, 5)
content = st.integers(0, 3)  # few, so that texts repeat in several references, and come back
changes = st.one_of(
    st.tuples(st.just("write"), number, content),
    st.tuples(st.just("write"), number, content),
    st.tuples(st.just("delete"), number, content),
    st.tuples(st.just("lines"), number, content),
    st.tuples(st.just("lines"), number, content),
    st.tuples(st.just("entries"), number, content),
    st.tuples(st.just("run_words"), number, content),
)


def change(desk: Desk, what: str, which: int, text: int) -> None:
    """One change of references or configuration."""
    match what:
        case "write":
            desk.write(f"references/r{which}.md", f"# {which}\n\n{prose(text)}\n{prose(which + 20, 20)}")
        case "delete":
            (desk.root / f"references/r{which}.md").unlink(missing_ok=True)
        case "lines":  # as many lines as ``which``, from ``text`` on
            desk.lines("lines/a.jsonl", [(f"n{at}", prose(at)) for at in range(text, text + which)] + [("z", "quay")])
        case "entries":
            desk.entries = ((FILES, LINES), (LINES, FILES), (FILES,), (LINES,))[text]
        case "run_words":
            desk.run_words = 8 if which % 2 else 6


@given(st.lists(st.lists(changes, min_size=1, max_size=3), min_size=1, max_size=6))
@settings(deadline=None, max_examples=25)
def test_after_any_changes_the_answers_are_those_of_an_index_built_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[str, int, int]]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"), FILES, LINES)
    desk.write("references/always.md", prose(30))
    change(desk, "lines", 3, 0)
    desk.write("content/copied.md", prose(40) + prose(1) + prose(41, 30) + prose(2)[:200])
    desk.write("content/edited.md", prose(42) + edited(prose(0), 6) + "\n\n" + edited(prose(3), 8) + prose(43))
    for step in steps:
        for one in step:
            change(desk, *one)
        assert desk.answer() == desk.fresh_answer()
