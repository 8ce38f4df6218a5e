"""Files of lines are read again in portions: only what changed, and with the answers of an index built from nothing."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.config import CorpusEntry
from reusecheck.documents import Unreadable
from reusecheck.fingerprints import sampling
from reusecheck.index.catalog import load_catalog
from reusecheck.index.ledger import Ledger, load_ledger
from reusecheck.index.listings import list_corpus
from reusecheck.index.plan import plan, unfinished
from reusecheck.index.refresh import Effort, refresh
from reusecheck.sources import Portion, Reference, source_of
from reusecheck.sources.records import Known
from tests.desk import LINES, Desk, counts, edited, prose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PORTION = "reusecheck.sources.jsonl.PORTION"
MARK = "\ufeff"  # of byte order
LINES_A_PORTION = 4


def line(number: int, seed: int | None = None) -> str:
    return json.dumps({"id": f"n{number:02}", "text": prose(number if seed is None else seed, 20)})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Forty lines in portions of four; the article repeats two."""
    desk = Desk(tmp_path, LINES)
    lines = [line(number) for number in range(40)]
    monkeypatch.setattr(PORTION, sum(map(len, lines)) // len(lines) * LINES_A_PORTION - LINES_A_PORTION)
    put(desk, lines)
    desk.write("content/a.md", prose(100) + prose(7, 20) + prose(101) + prose(23, 20) + prose(102))
    return desk


def put(desk: Desk, lines: Sequence[str], separator: str = "\n", end: str = "\n", begin: str = "") -> None:
    desk.write("lines/a.jsonl", begin + separator.join(lines) + end)


def to_read(desk: Desk) -> list[int]:
    """Numbers of the lines, from 1, that the next build reads."""
    ledger = load_ledger(os.path.join(desk.index, load_catalog(str(desk.index)).ledger))
    listed = list_corpus(desk.config())
    found = plan(str(desk.root), listed, ledger, unfinished(str(desk.index), sampling(8), listed))
    return [
        number
        for task in found.tasks
        for number in range(task.portion.line, task.portion.line + task.portion.lines)
    ]  # fmt: skip


class Change(NamedTuple):
    """What is made of the forty lines: what of them is read again at most, and what is indexed and removed."""

    lines: list[str]
    first: int
    stop: int
    added: int
    removed: int
    end: str = "\n"


OLD = [line(number) for number in range(40)]
CHANGES = {
    "put in front": Change([line(50), *OLD], 1, 2, 1, 0),
    "put in the middle": Change([*OLD[:21], line(50), *OLD[21:]], 17, 27, 1, 0),
    "changed, and longer": Change([*OLD[:21], line(21, 50)[:-2] + ' quay"}', *OLD[22:]], 17, 27, 1, 1),
    "changed, and shorter": Change([*OLD[:21], '{"id": "n21", "text": "quay"}', *OLD[22:]], 17, 27, 1, 1),
    "changed, the first of its portion": Change([*OLD[:20], line(20, 50), *OLD[21:]], 17, 27, 1, 1),
    "changed, the very first": Change([line(0, 50), *OLD[1:]], 1, 6, 1, 1),
    "taken away": Change([*OLD[:21], *OLD[22:]], 17, 26, 0, 1),
    "taken away in front": Change(OLD[1:], 1, 5, 0, 1),
    "many taken away": Change([*OLD[:7], *OLD[30:]], 4, 15, 0, 23),
    "taken away at the end": Change(OLD[:-1], 36, 40, 0, 1),
    "added": Change([*OLD, line(50)], 41, 42, 1, 0),
    "added without an end of line": Change([*OLD, line(50)], 41, 42, 1, 0, end=""),
    "many added": Change([*OLD, *map(line, range(50, 70))], 41, 61, 20, 0),
    "swapped": Change([*OLD[:21], OLD[22], OLD[21], *OLD[23:]], 17, 27, 0, 0),
    "the last one first": Change([OLD[-1], *OLD[:-1]], 1, 41, 0, 0),
    "nothing but blank lines": Change([*OLD[:21], "", " ", *OLD[21:]], 17, 28, 0, 0),
    "without the last end of line": Change(OLD, 36, 41, 0, 0, end=""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_only_the_portion_of_a_change_is_read_and_only_the_change_indexed(desk: Desk, change: Change) -> None:
    desk.build()
    put(desk, change.lines, end=change.end)
    read = to_read(desk)
    assert set(read) <= set(range(change.first, change.stop))
    assert len(read) <= 2 * LINES_A_PORTION + 2 + (change.added if change.added > 1 else 0)
    assert counts(desk.update()) == (change.added, change.removed, 40 - change.removed)
    assert desk.answer() == desk.fresh_answer()
    put(desk, OLD)
    assert counts(desk.update()) == (change.removed, change.added, 40 - change.removed)
    assert desk.answer() == desk.fresh_answer()


def test_a_file_whose_lines_are_kept_apart_by_blank_ones_is_read_in_portions_too(desk: Desk) -> None:
    put(desk, OLD, separator="\n\n")
    desk.build()
    for turn in range(4):
        put(desk, [*OLD[:21], line(50 + turn), *OLD[21:]], separator="\n\n")
        assert 0 < len(to_read(desk)) <= 4 * (LINES_A_PORTION + 1)
        assert counts(desk.update()) == (1, min(turn, 1), 40)
    assert desk.answer() == desk.fresh_answer()


@pytest.mark.parametrize("begin", ["", MARK])
def test_other_ends_of_lines_and_a_mark_of_byte_order_index_nothing_again(desk: Desk, begin: str) -> None:
    desk.build()
    put(desk, OLD, separator="\r\n", end="\r\n", begin=begin)
    assert len(to_read(desk)) == 40
    assert counts(desk.update()) == (0, 0, 40)
    put(desk, [*OLD, line(50)], separator="\r\n", end="", begin=begin)
    assert to_read(desk) == [41]
    assert counts(desk.update()) == (1, 0, 40)
    assert desk.answer() == desk.fresh_answer()


def test_a_mark_of_byte_order_that_comes_to_stand_inside_is_a_fault_then(desk: Desk) -> None:
    put(desk, OLD, begin=MARK)
    desk.build()
    size = len(line(0)) + 1
    with pytest.MonkeyPatch.context() as small:
        small.setattr(PORTION, 4 * size)
        before = (desk.root / "lines/a.jsonl").read_bytes()
        desk.write("lines/a.jsonl", "".join(line(number) + "\n" for number in range(50, 54)).encode() + before)
        for _ in range(2):
            assert [problem.partition(": ")[0] for problem in desk.build().problems] == ["lines/a.jsonl:5"]


def test_an_id_twice_in_different_portions_is_named_until_it_is_mended(desk: Desk) -> None:
    desk.build()
    first = desk.answer()
    put(desk, [*OLD[:30], line(7, 50), *OLD[30:]])
    problem = 'lines/a.jsonl:31: found a second id "ibis:n07", wants ids that differ: lines/a.jsonl:8'
    assert desk.build().problems == (problem,)
    put(desk, ["", "", *OLD[:30], line(7, 50), *OLD[30:]])
    assert desk.build().problems == (problem.replace(":31:", ":33:").replace("jsonl:8", "jsonl:10"),)
    put(desk, [*OLD[:7], line(60), *OLD[8:30], line(7, 50), *OLD[30:]])
    assert desk.build().problems == ()
    assert desk.answer() == desk.fresh_answer() != first


def test_a_file_that_went_away_before_it_was_read_is_looked_at_the_next_time(desk: Desk) -> None:
    listed = list_corpus(desk.config())
    (desk.root / "lines/a.jsonl").unlink()
    found = plan(str(desk.root), listed, Ledger({}, {}), {"ibis": {}})
    assert found.problems == ["lines/a.jsonl: cannot be read: No such file or directory"]
    assert found.files["ibis"]["lines/a.jsonl"].stat == ()
    assert found.refused == {"ibis"}


contents = st.lists(
    st.sampled_from([line(1), line(2), line(3, 1), '{"id": "x"', "", " ", MARK + line(4), "n" * 90]), max_size=9
)


@given(
    st.lists(contents, min_size=1, max_size=4),
    st.lists(st.integers(1, 400), min_size=4, max_size=4),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
    st.sampled_from([80, 10_000]),
)
@settings(deadline=None, max_examples=150)
def test_portions_are_whole_lines_and_together_the_file_whatever_was_known(
    tmp_path_factory: pytest.TempPathFactory,
    files: list[list[str]],
    sizes: list[int],
    separator: str,
    longest: int,
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"), LINES)
    source, known = source_of(LINES), dict[str, Known]()
    for lines, size in zip(files, sizes, strict=False):
        end = separator if size % 2 and lines else ""
        data = desk.write("lines/a.jsonl", separator.join(lines) + end).read_bytes()
        with pytest.MonkeyPatch.context() as small:
            small.setattr("reusecheck.sources.jsonl.LONGEST_LINE", longest)
            whole = list(source.read(str(desk.root), LINES, Portion("lines/a.jsonl", line=1)).references)
            small.setattr(PORTION, size)
            portions = list(source.portions(str(desk.root), "lines/a.jsonl", known))
            at, apart = 0, list[Reference | Unreadable]()
            for one in portions:
                assert isinstance(one, Portion)
                assert one.offset == at
                assert one.line == 1 + data.count(b"\n", 0, at)
                assert at == 0 or data[at - 1 : at] == b"\n"
                at = at + one.length if one.length >= 0 else len(data)
                read = source.read(str(desk.root), LINES, one)
                apart += read.references
                if one.length >= 0 and one.digest:
                    assert read.digest() == one.digest
                    known[one.head] = Known(one.length, one.digest, one.lines)
        assert at == len(data)
        assert apart == whole


numbers = st.integers(0, 9)
edits = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["put", "put", "take", "change", "move"]), st.integers(0, 30), numbers),
        st.tuples(st.sampled_from(["blank", "separator", "end", "begin", "portion"]), st.integers(0, 30), numbers),
    ),
    min_size=1,
    max_size=3,
)


class File:
    """A file of lines in the hands of somebody who changes it."""

    def __init__(self, small: pytest.MonkeyPatch) -> None:
        self.small = small
        self.lines = [line(number) for number in range(20, 26)]
        self.separator, self.end, self.begin = "\n", "\n", ""

    def change(self, what: str, where: int, which: int) -> None:
        """One change: of the lines, of what is around them, or of the size of portions."""
        at = where % (len(self.lines) + 1)
        stretches = {
            "put": (0, [line(which)]),
            "blank": (0, [" " * (which % 2)]),
            "take": (1 + which % 3, []),
            "change": (1, [line(which, which + 50)]),
        }
        if what in stretches:
            length, new = stretches[what]
            self.lines[at : at + length] = new
        elif what == "move":
            self.lines = self.lines[at:] + self.lines[:at]
        elif what == "portion":
            self.small.setattr(PORTION, (120, 300, 900)[which % 3])
        else:
            setattr(self, what, {"separator": ("\n", "\r\n"), "end": ("\n", ""), "begin": ("", MARK)}[what][which % 2])


@given(st.lists(edits, min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_after_any_changes_of_lines_the_answers_are_those_of_an_index_built_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[str, int, int]]]
) -> None:
    entry = CorpusEntry("egret", jsonl=("lines/*.jsonl",))
    desk = Desk(tmp_path_factory.mktemp("desk"), entry)
    desk.lines("lines/z.jsonl", [("n03", prose(3, 20)), ("last", prose(200, 20))])
    desk.write("content/a.md", "\n".join(edited(prose(number, 20), 9) for number in range(8)))
    with pytest.MonkeyPatch.context() as small:
        small.setattr(PORTION, 300)
        file = File(small)
        for number, step in enumerate(steps):
            for what, where, which in step:
                file.change(what, where, which)
            put(desk, file.lines, file.separator, file.end, file.begin)
            updated = desk.build() if number % 2 else desk.update()
            fresh = refresh(desk.config(f"from-nothing-{number}"), None, Effort(jobs=1))
            assert (updated.references, updated.words) == (fresh.references, fresh.words)
            assert _places(updated.problems) == _places(fresh.problems)
            if not fresh.problems:
                assert desk.answer() == desk.answer(f"from-nothing-{number}")


def _places(problems: Sequence[str]) -> list[str]:
    return sorted(problem.partition(": ")[0] for problem in problems)
