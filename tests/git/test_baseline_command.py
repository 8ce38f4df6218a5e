"""``baseline write``, ``prune`` and ``show`` in real repositories, the file they write and git's attributes for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from reusecheck.baseline import HEADER
from reusecheck.git.attributes import line_for, merge_driver
from tests.end_to_end.test_bad_input import bound
from tests.git.accepting import BELLS, NAME, PLOVER, SALT, UNION
from tests.room import CLEAN, CONFIGURATION, CREDITED, PASSAGE, REFERENCE, Room

if TYPE_CHECKING:
    from pathlib import Path

    from tests.git.accepting import Desk


class TestWrite:
    def test_it_keeps_reasons_and_gives_one_to_what_is_new(self, known: Desk) -> None:
        known.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        assert "2 entries (1 added, 1 kept, 0 dropped)" in known.accept("--reason", "  # the chapel's own words ")
        assert sorted(line.partition("  ")[2] for line in known.lines()) == [
            "content/copied.md  # audit of 2024", "content/salt.md  # # the chapel's own words"
        ]  # fmt: skip
        assert known.reasons("content/salt.md") == {"content/salt.md": ["baseline"]}

    def test_with_paths_it_leaves_the_entries_of_other_articles(self, known: Desk) -> None:
        known.write("content/sub/salt.md", f"{CLEAN}\n{SALT}\n")
        known.write("content/sub/bells.md", f"{CLEAN}\n{BELLS}\n")
        known.write("content/copied.md", CLEAN)
        assert "2 entries (1 added, 1 kept, 0 dropped), from 1 article" in known.accept("content/sub/salt.md")
        assert "3 entries (1 added, 2 kept, 0 dropped), from 2 articles" in known.accept("content/sub")
        assert known.run("baseline", "prune", "content/sub").out.startswith(f"{NAME}: 3 entries (0 dropped)")
        shown = known.run("baseline", "show", "content/sub").out
        assert "content/copied.md" not in shown
        assert shown.endswith("2 entries, all needed\n")
        assert "2 entries (0 added, 2 kept, 1 dropped), from 5 articles" in known.accept()

    def test_what_blocks_in_spite_of_it_is_told(self, desk: Desk) -> None:
        desk.write("content/quoted.md", CREDITED.replace(CLEAN, "# Quoted\n"))
        ran = desk.run("baseline", "write")
        assert (ran.code, len(desk.lines())) == (0, 1)
        assert ran.err == (
            "reusecheck: content/quoted.md: still blocks at quoted_share, by passages that are attributed: quote less\n"
        )
        assert desk.run("check").code == 1

    def test_a_new_file_has_the_permissions_of_any_new_file(self, desk: Desk) -> None:
        mask = os.umask(0o027)
        try:
            desk.accept()
            assert os.stat(desk.room.root / NAME).st_mode & 0o777 == 0o640
        finally:
            os.umask(mask)
        (desk.room.root / NAME).chmod(0o604)
        desk.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        desk.accept()
        assert os.stat(desk.room.root / NAME).st_mode & 0o777 == 0o604

    def test_an_article_that_is_no_more_loses_its_entries_with_the_next_write_of_all(self, known: Desk) -> None:
        known.git.git("rm", "--quiet", "content/copied.md")
        known.accept("content/clean.md")
        assert len(known.lines()) == 1
        known.accept()
        assert known.lines() == []

    def test_what_is_waived_or_credited_is_not_entered(self, desk: Desk) -> None:
        desk.write("content/copied.md", f"{CLEAN}\n<!-- reusecheck: allow plover: by agreement -->\n{PASSAGE}\n")
        assert f"{NAME}: 0 entries (0 added" in desk.accept()
        assert not (desk.room.root / NAME).exists()
        assert not (desk.room.root / ".gitattributes").exists()
        assert "1 entry (1 added" in desk.accept("--no-inline")

    def test_it_is_refused_where_an_article_could_not_be_judged(self, known: Desk) -> None:
        known.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        known.write("content/broken.md", b"\x89PNG\r\n\x1a\n" + bytes(2000))
        before = known.state()
        for action in ("write", "prune"):
            ran = known.run("baseline", action)
            assert (ran.code, ran.out) == (3, "")
            assert "content/broken.md: not judged: " in ran.err
            assert f"{NAME}: left as it is, since not every article could be judged" in ran.err
            assert known.state() == before
        assert known.run("baseline", "show").code == 3
        known.write("references/broken.md", b"\x89PNG\r\n\x1a\n" + bytes(2000))
        assert known.run("baseline", "write", "content/salt.md").code == 3
        assert known.state() == before

    def test_it_touches_nothing_where_nothing_changes(self, known: Desk) -> None:
        before = known.state()
        attributes = os.stat(known.room.root / ".gitattributes").st_mtime_ns
        assert "1 entry (0 added, 1 kept, 0 dropped)" in known.accept("--reason", "another")
        assert known.run("baseline", "prune").code == 0
        assert known.state() == before
        assert os.stat(known.room.root / ".gitattributes").st_mtime_ns == attributes

    def test_comments_of_people_stay_and_what_is_unsorted_is_sorted(self, known: Desk) -> None:
        known.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        known.accept()
        lines = known.lines()
        known.write(NAME, f"# Ask the desk before you add.\n{lines[1]}\n\n# of the first\n{lines[0]}\n{lines[1]}")
        assert known.run("check").code == 0
        known.run("baseline", "prune")
        assert known.read().splitlines() == [
            *HEADER, "# Ask the desk before you add.", "", "# of the first", lines[0], lines[1]
        ]  # fmt: skip

    @pytest.mark.parametrize("text", ["one\ntwo", "a\x1b[31mb", "a\u202eb", "\u2028"])
    def test_a_reason_is_plain_text_on_one_line(self, desk: Desk, text: str) -> None:
        ran = desk.run("baseline", "write", "--reason", text)
        assert ran.code == 2
        assert "wants plain text on one line" in ran.err
        assert not (desk.room.root / NAME).exists()
        assert desk.run("baseline", "prune", "--reason", "x").code == 2

    def test_names_of_every_kind_are_accepted(self, desk: Desk) -> None:
        names = [
            '"quoted".md',
            "two  blanks.md",
            "a #1.md",
            "tab\there.md",
            "line\nbreak.md",
            "鷦鷯.md",
            "caf\udce9.md",
        ]
        for name in names:
            path = os.path.join(os.fsencode(desk.room.root), b"content", os.fsencode(name))
            with open(path, "wb") as file:
                file.write(f"{CLEAN}\n{SALT}\n".encode())
        desk.accept()
        assert len(desk.lines()) == len(names) + 1
        assert desk.run("check").code == 0
        desk.git.git("add", "--all")
        assert desk.run("hook").code == 0
        assert desk.run("baseline", "show").out.isprintable() is False  # line ends
        assert all(line.isprintable() for line in desk.run("baseline", "show").out.splitlines())


class TestLineEnds:
    def test_a_baseline_checked_out_with_crlf_reads_and_stays_so(self, known: Desk) -> None:
        known.git.git("config", "core.autocrlf", "true")
        (known.room.root / NAME).unlink()
        known.git.git("checkout", "--", NAME)
        assert known.read().count("\r\n") == 3
        assert known.run("check").code == 0
        before = known.state()
        assert known.run("baseline", "prune").code == 0
        assert known.state() == before
        known.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        known.accept()
        assert known.read().count("\r\n") == known.read().count("\n") == 4
        known.git.git("add", "--all")
        assert known.run("hook").code == 0

    def test_a_byte_order_mark_is_no_part_of_the_first_line(self, known: Desk) -> None:
        known.write(NAME, b"\xef\xbb\xbf" + (known.lines()[0] + "\r\n").encode())
        assert known.run("check").code == 0


class TestAttributes:
    def test_the_line_goes_behind_what_is_there_and_only_once(self, desk: Desk) -> None:
        desk.write(".gitattributes", b"*.png binary\r\n# \xff\r\n*.md diff=prose")
        desk.accept()
        wanted = b"*.png binary\r\n# \xff\r\n*.md diff=prose\r\n" + UNION.strip().encode() + b"\r\n"
        assert (desk.room.root / ".gitattributes").read_bytes() == wanted
        desk.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        assert ".gitattributes" not in desk.accept()
        assert (desk.room.root / ".gitattributes").read_bytes() == wanted
        assert merge_driver(str(desk.room.root), NAME) == "union"

    def test_nothing_is_added_where_git_says_so_already(self, desk: Desk) -> None:
        desk.write(".git/info/attributes", "*.baseline merge=union\n")
        desk.accept()
        assert not (desk.room.root / ".gitattributes").exists()

    def test_what_somebody_chose_otherwise_stays(self, desk: Desk) -> None:
        desk.write(".gitattributes", "*.baseline -merge\n")
        ran = desk.run("baseline", "write")
        assert ran.code == 0
        assert f"{NAME}: git merges it as merge=unset says" in ran.err
        assert desk.read(".gitattributes") == "*.baseline -merge\n"

    def test_a_file_that_cannot_be_written_is_told_of_and_the_baseline_is_in_place(self, desk: Desk) -> None:
        (desk.room.root / ".gitattributes").mkdir()
        ran = desk.run("baseline", "write")
        assert (ran.code, len(desk.lines())) == (0, 1)
        assert f".gitattributes: cannot be read: is a directory; put this line into .gitattributes: {UNION}" in ran.err

    def test_a_configuration_in_a_folder_below_has_its_whole_path(self, desk: Desk) -> None:
        (desk.room.root / "desk news").mkdir()
        desk.git.git("mv", "content", "references", "desk news")
        desk.write("desk news/.reusecheck.yaml", CONFIGURATION + "baseline: known/[2024] accepted\n")
        (desk.room.root / ".reusecheck.yaml").unlink()
        desk.room.patch.chdir(desk.room.root / "desk news")
        desk.accept()
        line = '"/desk news/known/\\\\[2024] accepted" merge=union\n'
        assert desk.read(".gitattributes") == line
        assert merge_driver(str(desk.room.root), "desk news/known/[2024] accepted") == "union"
        assert merge_driver(str(desk.room.root), "desk news/known/2 accepted") == "unspecified"
        desk.git.git("add", "--all")
        assert desk.run("check").code == desk.run("hook").code == 0

    @pytest.mark.parametrize(
        "path", ["a b", 'a"b', "a*b", "[a]", "a?b", "a\\b", "!a", "#a", "é", "caf\udce9", "a\tb", "a\nb", "-a", "a/b c"]
    )
    def test_git_reads_the_line_as_meant(self, desk: Desk, path: str) -> None:
        desk.write(".gitattributes", os.fsencode(line_for(path, "merge=union")) + b"\n")
        top = str(desk.room.root)
        others = ["b", "axb", "a", f"x/{path}", f"{path}x"]
        assert [merge_driver(top, each) for each in (path, *others)] == ["union"] + ["unspecified"] * len(others)

    def test_outside_of_a_repository_there_is_no_such_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        room = Room.furnished(tmp_path, monkeypatch, capsys)
        room.patch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
        assert room.run("baseline", "write").code == 0
        assert sorted(os.listdir(tmp_path)) == [".reusecheck", NAME, ".reusecheck.yaml", "content", "references"]
        assert room.run("check").code == 0


class TestFile:
    def test_what_stands_in_its_place_is_told_by_every_command(self, desk: Desk) -> None:
        (desk.room.root / NAME).mkdir()
        for command in (["check"], ["baseline", "write"], ["baseline", "show"], ["doctor"]):
            ran = desk.run(*command)
            assert ran.code == 3, command
            assert f"{NAME}: found a folder where the baseline should be, wants a file, or none" in ran.err + ran.out

    def test_what_is_not_utf_8_is_told_with_its_place(self, desk: Desk) -> None:
        desk.write(NAME, b"# caf\xe9\n")
        ran = desk.run("check")
        assert (ran.code, ran.err) == (2, f"reusecheck: {NAME}:1:6: found the byte 0xe9, wants UTF-8\n")
        ran = desk.run("doctor")
        assert (ran.code, f"trouble         {NAME}:1:6: found the byte 0xe9, wants UTF-8\n" in ran.out) == (3, True)

    def test_what_may_not_be_read_is_told(self, known: Desk) -> None:
        (known.room.root / NAME).chmod(0)
        done = known.git.run(*bound(), "check")
        assert done.returncode == 3
        assert f"reusecheck: {NAME}: the baseline cannot be read: permission denied\n" in done.stdout

    def test_what_nothing_open_needs_is_not_read(self, desk: Desk) -> None:
        desk.write(NAME, "no baseline\n")
        assert desk.run("check", "content/clean.md", "content/credited.md").code == 0

    def test_the_doctor_counts_its_entries(self, desk: Desk) -> None:
        assert f"baseline        {NAME}: there is none, so every finding counts\n" in desk.run("doctor").out
        desk.accept()
        assert f"baseline        {NAME}: 1 entry\n" in desk.run("doctor").out

    def test_show_names_place_words_reference_and_reason(self, known: Desk) -> None:
        known.git.git("mv", "content/copied.md", "content/moved.md")
        ran = known.run("baseline", "show")
        first, second, last = ran.out.splitlines()
        title = "The bus that listens"
        assert first == (
            f'content/moved.md:7:1: 54 words as in plover:bus.md ("{title}"), in the baseline: audit of 2024'
        )
        assert second == f"    {known.key('content/moved.md')} (entered for content/copied.md)"
        assert (ran.code, last) == (0, f"{NAME}: 1 entry, all needed")

    def test_a_reason_that_somebody_made_hostile_is_harmless_where_it_is_shown(self, known: Desk) -> None:
        known.write(NAME, f"{known.lines()[0]} \x1b[31mred\x07 \u202e ::error::\n".encode())
        for command in (["baseline", "show"], ["check", "-v"], ["explain", PLOVER, "content/copied.md"]):
            ran = known.run(*command)
            assert ran.code == 0, command
            assert all(line.isprintable() for line in ran.out.splitlines()), command
            assert not any(line.startswith("::") for line in ran.out.splitlines()), command
        known.write("content/copied.md", CREDITED)
        assert all(line.isprintable() for line in known.run("baseline", "show").out.splitlines())

    def test_what_was_accepted_may_be_credited_all_the_same(self, known: Desk) -> None:
        ran = known.run("attribute", known.key("content/copied.md"), "content/copied.md", "--write")
        assert (ran.code, "put in: " in ran.out) == (0, True)
        assert known.reasons("content/copied.md") == {"content/copied.md": ["attributed"]}
        assert "0 entries (1 dropped)" in known.run("baseline", "prune").out

    def test_show_says_that_there_is_none(self, desk: Desk) -> None:
        assert desk.run("baseline", "show").out == f"{NAME}: there is none, so every finding counts\n"

    def test_another_file_may_be_named(self, desk: Desk) -> None:
        desk.write(".reusecheck.yaml", CONFIGURATION + 'baseline: "${DESK:-press}/known.txt"\n')
        desk.accept()
        assert desk.read("press/known.txt").startswith(HEADER[0])
        assert desk.read(".gitattributes") == "/press/known.txt merge=union\n"
        assert desk.run("check").code == 0
        desk.room.patch.setenv("DESK", "web")
        assert desk.run("check").code == 1

    def test_a_file_of_another_kind_is_not_overwritten(self, desk: Desk) -> None:
        desk.write(".reusecheck.yaml", CONFIGURATION + "baseline: references/bus.md\n")
        assert desk.run("baseline", "write").code == 2
        assert desk.read("references/bus.md") == REFERENCE
