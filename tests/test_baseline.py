"""The file of the baseline, and what its entries accept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reusecheck.baseline import HEADER, Baseline, Entry, entries_of, joined, line_of, on_disk, parse, rendered
from reusecheck.errors import ConfigError, NotJudgedError

if TYPE_CHECKING:
    from pathlib import Path

NAME = ".reusecheck.baseline"
KEY, OTHER = "wren:0123456789ab", "ibis.de:ba9876543210"

# few, so that they meet; names with blanks, quotes, marks, bytes that are not UTF-8
KEYS = st.sampled_from([KEY, f"{KEY}-2", f"{KEY}-10", OTHER])
PATHS = st.sampled_from(
    ["a.md", "b.md", "a b.md", "a  b.md", "a #b.md", "#a.md", '"a".md', " a.md", "é/鷦.md", "a\tb\n.md", "\\a.md",
     "caf\udce9.md", "\udc80\udc81", "a\u202eb.md", "a\xa0b.md", "-a.md", "a#b.md", "𝔖.md", "\x7f"]
)  # fmt: skip
PLAIN = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=12).map(str.strip)
REASONS = st.sampled_from(["", "audit", "# 7", "by letter; see desk", "до 2020"]) | PLAIN
ENTRIES = st.lists(st.builds(Entry, KEYS, PATHS, REASONS), max_size=8)


def read(content: bytes | str) -> list[Entry]:
    return entries_of(parse(content.encode() if isinstance(content, str) else content, NAME))


def problems(content: bytes) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(content, NAME)
    return str(caught.value).splitlines()


def accepting(*entries: Entry, gone: tuple[str, ...] = ()) -> Baseline:
    return Baseline(lambda: entries, lambda path: path not in gone)


class TestFile:
    def test_it_says_what_it_is_and_has_a_sorted_line_for_each_entry(self) -> None:
        entries = [
            Entry(KEY, "content/b.md", "audit of 2024"),
            Entry(OTHER, "content/b.md"),
            Entry(KEY, "content/a b.md"),
        ]
        assert rendered(entries).splitlines() == [
            *HEADER,
            f"{OTHER}  content/b.md",
            f"{KEY}  content/a b.md",
            f"{KEY}  content/b.md  # audit of 2024",
        ]
        assert all(line.startswith("# ") and "reusecheck" in line + HEADER[1] for line in HEADER)

    @given(ENTRIES)
    def test_what_is_written_reads_as_it_was(self, entries: list[Entry]) -> None:
        assert tuple(sorted(read(rendered(entries)))) == joined(entries)

    @given(ENTRIES)
    def test_its_lines_are_sorted_as_any_tool_sorts_bytes(self, entries: list[Entry]) -> None:
        lines = rendered(entries).encode().split(b"\n")[len(HEADER) : -1]
        assert lines == sorted(lines)

    @given(ENTRIES, st.randoms())
    def test_order_and_repetition_say_nothing(self, entries: list[Entry], random: st.DataObject) -> None:
        shuffled = [*entries, *entries[:3]]
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert rendered(shuffled) == rendered(entries)

    @given(ENTRIES, ENTRIES)
    def test_entries_of_two_branches_are_those_of_both(self, one: list[Entry], other: list[Entry]) -> None:
        both = joined([*one, *other])
        assert both == joined([*joined(one), *joined(other)]) == joined([*other, *one])
        assert {entry[:2] for entry in both} == {entry[:2] for entry in [*one, *other]}
        for entry in [*one, *other]:
            (held,) = (each for each in both if each[:2] == entry[:2])
            assert set(entry.reason.split("; ")) - {""} <= set(held.reason.split("; "))

    @given(ENTRIES, st.sampled_from(["\n", "\r\n"]), st.sampled_from([b"", b"\xef\xbb\xbf"]))
    def test_line_ends_and_a_byte_order_mark_change_nothing(self, entries: list[Entry], end: str, mark: bytes) -> None:
        source = rendered(entries).replace("\n", end)
        assert read(mark + source.encode()) == read(mark + source.rstrip("\r\n").encode()) == read(rendered(entries))

    def test_comments_and_empty_lines_may_stand_anywhere(self) -> None:
        source = f"\n# a\n{KEY}  a.md\n\n  # {OTHER}  b.md\n\t\n  {OTHER}\tb.md # why\t\n#"
        assert read(source) == [Entry(KEY, "a.md"), Entry(OTHER, "b.md", "why")]
        assert read("") == read("\n") == read(b"\xef\xbb\xbf") == []

    def test_a_comment_stays_above_its_entry_and_goes_to_the_next_where_that_is_gone(self) -> None:
        lines = parse(f"# ours\n{KEY}  b.md\n# of c\n{KEY}  c.md\n# of a\n{KEY}  a.md\n# last".encode(), NAME)
        a, b, c = (Entry(KEY, f"{name}.md") for name in "abc")
        assert rendered([a, b, c], lines).splitlines() == [
            *HEADER, "# ours", "# of a", line_of(a), line_of(b), "# of c", line_of(c), "# last"
        ]  # fmt: skip
        assert rendered([a, b], lines).splitlines() == [
            *HEADER, "# ours", "# of c", "# of a", line_of(a), line_of(b), "# last"
        ]  # fmt: skip
        moved = Entry(KEY, "z.md")
        assert rendered([moved], lines, {c: moved}).splitlines() == [
            *HEADER, "# ours", "# of c", line_of(moved), "# of a", "# last"
        ]  # fmt: skip

    @given(ENTRIES, ENTRIES)
    def test_to_render_what_was_rendered_changes_nothing(self, before: list[Entry], entries: list[Entry]) -> None:
        once = rendered(entries, parse(f"# x\n{rendered(before)}# y\n".encode(), NAME))
        assert rendered(entries, parse(once.encode(), NAME)) == once

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (b"<<<<<<< HEAD", "1: found the conflict marker <<<<<<<, wants the lines of both sides without markers"),
            (b"=======", "1: found the conflict marker ======="),
            (b"||||||| 1a2b3c4", "1: found the conflict marker |||||||"),
            (b">>>>>>> theirs", "1: found the conflict marker >>>>>>>"),
            (b"content/a.md", "1: found 'content/a.md', wants KEY  PATH, or KEY  PATH  # REASON"),
            (b"  wren:xyz  a.md", "3: found 'wren:xyz', wants KEY  PATH"),
            (b"wren:0123456789ab-0  a.md", "1: found 'wren:0123456789ab-0', wants KEY  PATH"),
            (b"wr\x1b[31men:0123456789ab  a.md", "1: found 'wr\\x1b[31men:0123456789ab', wants KEY  PATH"),
            (b"wren:0123456789AB  a.md", "1: found 'wren:0123456789AB', wants KEY  PATH"),
            (b"wren:0123456789ab", "18: found no path behind wren:0123456789ab, wants KEY  PATH"),
            (b"wren:0123456789ab  # why", "20: found no path behind wren:0123456789ab, wants"),
            (b'wren:0123456789ab  "a', "20: found '\"a', wants a path as a JSON string"),
            (b'wren:0123456789ab  "a\\x"', "20: found '\"a\\\\x\"', wants a path as a JSON string"),
            (b'wren:0123456789ab  ""', "20: found '\"\"', wants a path as a JSON string"),
            (b'wren:0123456789ab  "a\\u0000"', "wants a path as a JSON string"),
            (b'wren:0123456789ab  "\\ud800"', "wants a path as a JSON string"),
            (b'wren:0123456789ab  "a" b', "24: found 'b' behind the path, wants two blanks and # REASON, or nothing"),
            (b'wren:0123456789ab  "a"# b', "23: found '# b' behind the path, wants two blanks and # REASON"),
            (b"wren:0123456789ab  a\x07b", "21: found the character U+0007 in a path, wants it as a JSON string"),
            (b"wren:0123456789ab  a\rb", "21: found the character U+000D in a path"),
            ("wren:0123456789ab  é\u202e.md".encode(), "21: found the character U+202E in a path"),
        ],
    )
    def test_a_line_that_is_none_is_told_with_its_place(self, line: bytes, said: str) -> None:
        (told,) = problems(b"# one\n" + line + b"\r\n")
        assert told.startswith(f"{NAME}:2:")
        assert said in told

    def test_all_that_is_wrong_is_told_at_once_up_to_a_number(self) -> None:
        assert len(problems(b"x\n" * 20)) == 20
        told = problems(b"x\n" * 5000)
        assert len(told) == 20
        assert told[-1].endswith("(and 4,980 more lines that are none)")

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"# \xc3\xa9\n# \xc3\xa9 \xff", ":2:5: found the byte 0xff, wants UTF-8"),
            (b"\xef\xbb\xbf# \xe9", ":1:3: found the byte 0xe9, wants UTF-8"),
            ("# x".encode("utf-16"), ":1:1: found the byte 0xff, wants UTF-8"),
        ],
    )
    def test_what_is_not_utf_8_is_told_with_its_place(self, content: bytes, said: str) -> None:
        assert problems(content) == [NAME + said]

    @given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
    def test_whatever_stands_there_is_read_or_told(self, content: bytes) -> None:
        try:
            lines = parse(content, NAME)
        except ConfigError as error:
            lines = []
            wrong = error.problems
        else:
            wrong = ()
        assert all(problem.line >= 1 <= problem.column for problem in wrong)
        assert tuple(sorted(read(rendered(entries_of(lines), lines)))) == joined(entries_of(lines))

    def test_a_long_file_is_read_in_one_pass(self) -> None:
        blanks = b"wren:0123456789ab  a" + b" " * 300_000 + b"b\n"
        assert len(read(blanks)) == 1
        assert len(read("".join(f"wren:{number:012x}  content/{number}.md\n" for number in range(20_000)))) == 20_000


Ask = tuple[str, str, tuple[str, ...]]


def oracle(entries: list[Entry], gone: set[str], asks: list[Ask]) -> list[Entry | None]:
    """What the entries accept, told by looking at all of them again for each finding."""
    every = sorted(entries)
    answers: dict[tuple[str, str], Entry] = {}
    told: list[Entry | None] = []
    for key, path, others in asks:
        free = [entry for each in (key, *others) for entry in every if entry.key == each]
        free = [entry for entry in free if entry not in answers.values()]
        fitting = [entry for entry in free if entry.path == path] or [entry for entry in free if entry.path in gone]
        if (key, path) not in answers and fitting:
            answers[key, path] = fitting[0]
        told.append(answers.get((key, path)))
    return told


FEW = st.sampled_from(["a.md", "b.md", "c.md", "d.md"])
SMALL = st.sampled_from([KEY, f"{KEY}-2"])


class TestAccepting:
    @given(
        st.lists(st.builds(Entry, SMALL, FEW, st.just("")), max_size=6, unique=True),
        st.sets(FEW),
        st.lists(st.tuples(SMALL, FEW, st.lists(SMALL, max_size=2).map(tuple))),
    )
    def test_it_accepts_what_the_oracle_accepts(self, entries: list[Entry], gone: set[str], asks: list[Ask]) -> None:
        baseline = accepting(*entries, gone=tuple(gone))
        answers = [baseline.accepts(*ask) for ask in asks]
        assert answers == oracle(entries, gone, asks)
        found = {ask[:2]: entry for ask, entry in zip(asks, answers, strict=True) if entry}
        assert len(set(found.values())) == len(found), "an entry accepts one finding"
        assert all(entry.path == path or entry.path in gone for (_, path), entry in found.items())
        assert baseline.accepted == {entry: which for which, entry in found.items()}

    def test_words_that_another_reference_is_named_for_by_now_stay_accepted(self) -> None:
        entry = Entry(KEY, "a.md", "why")
        baseline = accepting(entry)
        assert baseline.accepts(OTHER, "a.md") is None
        assert baseline.accepts(OTHER, "a.md", [f"{KEY}-2", KEY]) == baseline.accepts(OTHER, "a.md") == entry
        assert baseline.accepts(KEY, "a.md") is None
        assert baseline.accepted == {entry: (OTHER, "a.md")}

    def test_thousands_of_articles_with_one_passage_may_get_other_names_at_once(self) -> None:
        entries = [Entry(KEY, f"old/{number}.md") for number in range(20_000)]
        baseline = Baseline(lambda: entries, lambda path: path.startswith("new/"))
        assert all(baseline.accepts(KEY, f"new/{number}.md") for number in range(20_000))
        assert not any(baseline.accepts(KEY, f"further/{number}.md") for number in range(20_000))

    def test_the_finding_of_the_article_is_accepted_and_no_copy_of_it(self) -> None:
        entry = Entry(KEY, "a.md", "why")
        baseline = accepting(entry)
        assert baseline.accepts(KEY, "b.md") is None
        assert baseline.accepts(KEY, "a.md") == entry
        assert baseline.accepts(f"{KEY}-2", "a.md") is None
        assert baseline.accepts(OTHER, "a.md") is None

    def test_an_article_with_another_name_keeps_what_was_accepted_and_its_copy_does_not(self) -> None:
        entry = Entry(KEY, "a.md")
        baseline = accepting(entry, gone=("a.md",))
        assert [baseline.accepts(KEY, path) for path in ("b.md", "c.md", "b.md", "a.md")] == [entry, None, entry, None]
        assert baseline.accepted == {entry: (KEY, "b.md")}

    def test_what_is_there_is_asked_about_once_and_only_where_it_matters(self) -> None:
        asked: list[str] = []

        def exists(path: str) -> bool:
            asked.append(path)
            return True

        entries = [Entry(KEY, "a.md"), Entry(f"{KEY}-2", "a.md"), Entry(OTHER, "b.md")]
        baseline = Baseline(lambda: entries, exists)
        assert baseline.accepts(KEY, "a.md")
        assert asked == []
        for path in ("c.md", "d.md"):
            assert not baseline.accepts(f"{KEY}-2", path)
        assert asked == ["a.md"]

    def test_nothing_is_read_before_the_first_question(self, tmp_path: Path) -> None:
        baseline = on_disk(str(tmp_path), NAME)
        (tmp_path / NAME).write_text(f"{KEY}  gone.md\n")
        assert baseline.accepts(KEY, "here.md") == Entry(KEY, "gone.md")


class TestDisk:
    def entries(self, root: Path, path: str = NAME) -> tuple[Entry, ...]:
        return on_disk(str(root), path).entries

    def told(self, root: Path, path: str = NAME) -> str:
        with pytest.raises(NotJudgedError) as caught:
            self.entries(root, path)
        return str(caught.value)

    def test_no_file_is_no_entries(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        assert self.entries(tmp_path) == self.entries(tmp_path, "no/folder") == self.entries(tmp_path, "file/x") == ()

    def test_a_link_is_followed_inside_of_the_repository_alone(self, tmp_path: Path) -> None:
        root = tmp_path / "root"
        (root / "desk").mkdir(parents=True)
        (root / "desk/known").write_text(f"{KEY}  a.md\n")
        (root / NAME).symlink_to("desk/known")
        assert self.entries(root) == (Entry(KEY, "a.md"),)
        (root / "desk/known").rename(tmp_path / "known")
        assert self.told(root) == f"{NAME}: the baseline cannot be read: no such file or directory"
        (root / NAME).unlink()
        (root / NAME).symlink_to("../known")
        assert self.told(root) == f"{NAME}: the baseline leads out of the repository; put the file itself there"
        (root / NAME).unlink()
        (root / NAME).symlink_to(NAME)
        assert "the baseline cannot be read" in self.told(root)

    def test_what_is_no_file_is_told(self, tmp_path: Path) -> None:
        (tmp_path / NAME).mkdir()
        assert self.told(tmp_path) == f"{NAME}: found a folder where the baseline should be, wants a file, or none"
        os.mkfifo(tmp_path / "pipe")
        assert "found not a regular file where" in self.told(tmp_path, "pipe")
