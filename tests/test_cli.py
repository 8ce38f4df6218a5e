"""Flags, their twins in the environment, and exit codes: CONTRACT sections 2 and 3."""

from __future__ import annotations

import argparse
import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reusecheck import __version__
from reusecheck.cli import parsed, plain_hook
from reusecheck.judging import Judge
from reusecheck.usage import COMMANDS, NUMBERS, build_parser
from tests.room import CLEAN, CONFIGURATION, PASSAGE, Room

if TYPE_CHECKING:
    from pathlib import Path

    from reusecheck.documents import Document
    from reusecheck.findings import ArticleVerdict

CLOSING_COPIED = "checked 1 article (108 words) against 1 reference – 1 blocked (scope file)"

TWINS: tuple[tuple[str, str, list[str]], ...] = (
    ("SCOPE", "added", ["--scope", "added"]),
    ("CONFIG", "elsewhere.yaml", ["-c", "elsewhere.yaml"]),
    ("OUTPUT", "concise", ["-o", "concise"]),
    ("OUTPUT", "json=report.json text", ["-o", "json=report.json", "-o", "text"]),
    ("FAIL_ON", "never", ["--fail-on", "never"]),
    ("QUOTE", "none", ["--quote", "none"]),
    ("COLOR", "always", ["--color", "always"]),
    ("QUIET", "1", ["-q"]),
    ("VERBOSE", "1", ["-v"]),
    ("NO_INLINE", "1", ["--no-inline"]),
)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    return Room.furnished(tmp_path, monkeypatch, capsys)


class TestExitCodes:
    def test_0_judged_and_nothing_blocks(self, room: Room) -> None:
        ran = room.run("check", "content/clean.md")
        assert ran.code == 0
        assert ran.out == "checked 1 article (54 words) against 1 reference – nothing found (scope file)\n"
        assert ran.err == ""

    def test_0_a_warning_does_not_block(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION + "    action: warn\n")
        ran = room.run("check", "content/copied.md")
        assert ran.code == 0
        assert ran.closing.endswith("– 1 to look at (scope file)")

    def test_1_an_article_is_blocked(self, room: Room) -> None:
        ran = room.run("check")
        assert ran.code == 1
        assert (
            ran.closing == "checked 3 articles (274 words) against 1 reference – 1 blocked, 1 attributed (scope file)"
        )
        assert "content/copied.md:7:1: 54 words as in plover:bus.md" in ran.out
        assert "no attribution found" in " ".join(ran.out.split())

    @pytest.mark.parametrize(
        ("arguments", "wanted"),
        [
            ((), "a command is wanted"),
            (("chek",), "'chek'"),
            (("check", "--stagged"), "--stagged: no such flag"),
            (("check", "--sta"), "--sta: no such flag"),
            (("hook", "--base"), "--base: no such flag"),
            (("check", "-o", "pdf"), "text, concise, json"),
            (("check", "-o"), "-o"),
            (("check", "--fail-on", "sometimes"), "block, warn, never"),
            (("check", "--quote", "all"), "fragment, none, full"),
            (("check", "--color", "red"), "auto, always, never"),
            (("check", "../elsewhere.md"), "../elsewhere.md: outside of"),
            (("check", "--staged", "content/clean.md"), "--staged and PATH do not go together"),
            (("check", "--stdin-filename", "content/a.md"), "--stdin-filename goes with -"),
            (("check", "-c", "elsewhere.yaml"), "elsewhere.yaml: cannot be read"),
            (("check", "-o", "json", "-o", "concise"), "two reports go to standard output"),
            (("check", "-o", "json=a", "-o", "concise=a"), "two reports go to a"),
            (("check", "-o", "json="), "found no path behind the ="),
            (("check", "-", "content/clean.md"), "goes alone"),
            (("-c", "x.yaml", "check"), "flags come after the command"),
            (("init", "-c", "x.yaml"), "no such flag"),
            (("compare", "content/copied.md"), "REFERENCE"),
            (("index",), "build|status|verify"),
            (("index", "bild"), "'bild'"),
            (("index", "build", "--jobs", "-1"), "--jobs: found '-1', wants a whole number"),
            (("index", "build", "--memory", "0"), "--memory: found '0', wants a whole number above 0"),
            (("index", "build", "--jobs", "9" * 5000), "', wants a whole number of 9 digits at most"),
            (("config", "shew"), "'shew'"),
            (("explain",), "KEY"),
            (("explain", "plover:nothing"), "no finding's key begins with 'plover:nothing'"),
        ],
    )
    def test_2_the_command_line_is_wrong(self, room: Room, arguments: tuple[str, ...], wanted: str) -> None:
        ran = room.run(*arguments)
        assert ran.code == 2
        assert ran.out == ""
        assert wanted in ran.err
        assert all(line.startswith("reusecheck: ") for line in ran.err.splitlines())

    @pytest.mark.parametrize("name", ["QUIET", "VERBOSE", "COLOR", "QUOTE", "FAIL_ON"])
    def test_2_a_wrong_value_is_named_where_it_stands(
        self, room: Room, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv(f"REUSECHECK_{name}", "banana")
        ran = room.run("check")
        assert ran.code == 2
        assert f"REUSECHECK_{name}: found 'banana', wants" in ran.err

    def test_paths_stand_on_both_sides_of_a_flag(self, room: Room) -> None:
        apart = room.run("check", "content/copied.md", "-q", "content/clean.md")
        assert apart == room.run("check", "-q", "content/copied.md", "content/clean.md")
        assert "checked 2 articles" in apart.closing

    def test_3_a_folder_that_is_not_there_is_not_its_parent(self, room: Room) -> None:
        ran = room.run("check", "content/nope/")
        assert ran.code == 3
        assert "content/nope: not judged" in ran.out

    def test_2_every_problem_of_the_configuration_at_its_place(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION.replace("articles:", "artikles:") + "limits: {share: NO}\n")
        for command in (["check"], ["hook"], ["config", "validate"], ["index", "build"], ["doctor"], ["explain", "a"]):
            ran = room.run(*command)
            assert ran.code == 2, command
            assert ran.out == ""
            first, second = ran.err.splitlines()
            assert first.startswith("reusecheck: .reusecheck.yaml:2:1: ")
            assert "articles" in first
            assert second.startswith("reusecheck: .reusecheck.yaml:9:17: ")

    def test_2_a_pattern_that_matches_no_file(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION.replace("references/", "refrences/"))
        for command in (["check"], ["index", "build"], ["config", "validate"], ["explain", "a"]):
            ran = room.run(*command)
            assert ran.code == 2, command
            assert ".reusecheck.yaml:6:" in ran.err
            assert "refrences/*.{md,html,txt}" in ran.err

    def test_2_no_configuration_says_how_to_begin(self, room: Room) -> None:
        (room.root / ".reusecheck.yaml").unlink()
        (room.root / ".git").mkdir()  # the search for one ends here
        ran = room.run("check")
        assert (ran.code, ran.out) == (2, "")
        assert "reusecheck init" in ran.err

    def test_3_an_article_that_is_not_there(self, room: Room) -> None:
        ran = room.run("check", "content/gone.md", "content/copied.md")
        assert ran.code == 3
        assert "content/gone.md: not judged" in ran.out
        assert "content/copied.md:7:1:" in ran.out
        assert ran.closing.endswith("– 1 blocked, 1 could not be read (scope file)")

    def test_3_an_article_that_is_no_text(self, room: Room) -> None:
        room.write("content/picture.md", b"\x89PNG\r\n\x1a\n" + bytes(2000))
        ran = room.run("check", "content/picture.md", "-o", "json")
        assert ran.code == 3
        assert [one["path"] for one in ran.json["unreadable"]] == ["content/picture.md"]
        assert ran.json["exit_code"] == 3

    def test_3_a_reference_that_is_no_text(self, room: Room) -> None:
        room.write("references/picture.md", b"\x89PNG\r\n\x1a\n" + bytes(2000))
        for command in (["check"], ["index", "build"], ["explain", "a"]):
            ran = room.run(*command)
            assert ran.code == 3, command
            assert "references/picture.md" in ran.err

    def test_3_no_article_at_all(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION.replace("content/**", "contents/**"))
        ran = room.run("check")
        assert ran.code == 3
        assert "articles.include" in ran.err

    def test_3_an_index_that_may_not_be_built_is_missing(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION + "index: {refresh: manual}\n")
        ran = room.run("check")
        assert ran.code == 3
        assert "reusecheck index build" in ran.err
        room.build()
        assert room.run("check").code == 1
        room.write("references/new.md", "A new one.\n")
        ran = room.run("check")
        assert ran.code == 3
        assert "plover" in ran.err
        assert "reusecheck index build" in ran.err

    def test_3_not_in_a_repository(self, room: Room) -> None:
        room.patch.setenv("GIT_CEILING_DIRECTORIES", str(room.root.parent))
        for command in (["hook"], ["check", "--staged"]):
            ran = room.run(*command)
            assert ran.code == 3, command
            assert "not in a git repository" in ran.err

    def test_70_a_fault_names_the_version_and_where_to_report_it(self, room: Room) -> None:
        def broken(judge: Judge, document: Document) -> ArticleVerdict:
            raise RuntimeError(f"no {document.path} today from {judge}")

        room.patch.setattr(Judge, "judge", broken)
        ran = room.run("check", "-o", "json", "content/clean.md")
        assert ran.code == 70
        assert ran.out == ""
        assert "Traceback" in ran.err
        assert "no content/clean.md today" in ran.err
        assert f"reusecheck {__version__}, Python " in ran.err
        assert "report" in ran.err

    def test_130_interrupted(self, room: Room) -> None:
        def interrupted(judge: Judge, document: Document) -> ArticleVerdict:
            raise KeyboardInterrupt(judge, document)

        room.patch.setattr(Judge, "judge", interrupted)
        ran = room.run("check", "content/clean.md")
        assert (ran.code, ran.out, ran.err) == (130, "", "reusecheck: interrupted\n")


class TestFailOn:
    @pytest.mark.parametrize(
        ("action", "codes"),
        [
            ("block", {"block": 1, "warn": 1, "never": 0}),
            ("warn", {"block": 0, "warn": 1, "never": 0}),
            ("note", {"block": 0, "warn": 0, "never": 0}),
        ],
    )
    def test_it_says_which_outcome_fails(self, room: Room, action: str, codes: dict[str, int]) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION + f"    action: {action}\n")
        for choice, code in codes.items():
            for output in ("text", "json", "concise"):
                assert room.run("check", "--fail-on", choice, "-o", output).code == code, (choice, output)

    def test_what_could_not_be_judged_is_never_a_pass(self, room: Room) -> None:
        assert room.run("check", "--fail-on", "never", "content/gone.md").code == 3


class TestTwins:
    def test_what_the_environment_says_is_what_the_flag_would_say(self, room: Room) -> None:
        room.write("elsewhere.yaml", CONFIGURATION.replace("content/**/*", "content/clean"))
        room.write("content/waived.md", f"<!-- reusecheck: allow plover: by agreement -->\n{PASSAGE}\n")
        for name, value, flags in TWINS:
            plain = room.run("check")
            by_flag = room.run("check", *flags)
            assert by_flag != plain or name in ("OUTPUT", "QUIET"), name
            room.patch.setenv(f"REUSECHECK_{name}", value)
            assert room.run("check") == by_flag, name
            room.patch.delenv(f"REUSECHECK_{name}")
        assert json.loads((room.root / "report.json").read_text(encoding="utf-8"))["outcome"] == "block"

    def test_every_flag_has_a_place_in_the_list_above(self) -> None:
        flags = set()
        for name in COMMANDS:
            for action in build_parser(name)._subparsers._group_actions:  # type: ignore[union-attr]
                assert isinstance(action, argparse._SubParsersAction)
                for option in action.choices[name]._actions:
                    flags |= {flag for flag in option.option_strings if flag.startswith("--")}
        listed = {"--" + name.lower().replace("_", "-") for name, _, _ in TWINS}
        listed |= {f"--{name}" for name in NUMBERS}
        # these say what one command line judges or writes; a variable that stays set would do something else in silence
        judged_or_written = {"--help", "--staged", "--stdin-filename", "--keep", "--write", "--sealed", "--reason"}
        judged_or_written |= {"--diff", "--files-from", "--message", "--git-hook"}
        # their twins are tested where there is a sealed index, and a repository: tests/test_sealed.py, tests/git
        assert flags - listed == {*judged_or_written, "--key-file", "--base"}
        assert listed <= flags

    def test_a_flag_wins_over_the_environment(self, room: Room) -> None:
        for name, value in (
            ("CONFIG", "gone.yaml"),
            ("OUTPUT", "json"),
            ("FAIL_ON", "never"),
            ("QUOTE", "none"),
            ("COLOR", "always"),
        ):
            room.patch.setenv(f"REUSECHECK_{name}", value)
        flags = ("-c", ".reusecheck.yaml", "-o", "text", "--fail-on", "block", "--quote=fragment", "--color=never")
        ran = room.run("check", *flags, "content/copied.md")
        assert ran.code == 1
        assert PASSAGE[:30] in ran.out
        assert "\x1b" not in ran.out

    def test_the_environment_wins_over_nothing_when_it_is_empty(self, room: Room) -> None:
        plain = room.run("check")
        for name in ("CONFIG", "OUTPUT", "FAIL_ON", "QUOTE", "COLOR", "QUIET", "VERBOSE"):
            room.patch.setenv(f"REUSECHECK_{name}", "")
        assert room.run("check") == plain

    def test_wrong_values_are_named_all_at_once(self, room: Room) -> None:
        room.patch.setenv("REUSECHECK_QUOTE", "everything")
        room.patch.setenv("REUSECHECK_OUTPUT", "word")
        ran = room.run("check", "--fail-on", "sometimes", "--color", "red", "--nonsense")
        assert (ran.code, ran.out) == (2, "")
        for found, wanted in (
            ("everything", "none"),
            ("word", "json"),
            ("sometimes", "never"),
            ("red", "always"),
            ("--nonsense", "--help"),
        ):
            assert any(found in line and wanted in line for line in ran.err.splitlines()), (found, ran.err)


class TestOutputs:
    def test_json_stands_alone_on_standard_output(self, room: Room) -> None:
        ran = room.run("check", "-o", "json", "content/copied.md")
        assert ran.json["outcome"] == "block"
        assert ran.err == CLOSING_COPIED + "\n"

    def test_a_report_in_a_file_leaves_standard_output_to_the_text(self, room: Room) -> None:
        ran = room.run("check", "-o", "json=out.json", "-o", "text", "content/copied.md")
        plain = room.run("check", "content/copied.md")
        assert ran == plain
        alone = room.run("check", "-o", "json", "content/copied.md")
        assert (room.root / "out.json").read_text(encoding="utf-8") == alone.out

    def test_only_a_file_is_asked_for(self, room: Room) -> None:
        ran = room.run("check", "-o", "json=out.json", "content/copied.md")
        assert ran.out == CLOSING_COPIED + "\n"
        assert ran.code == 1

    def test_a_report_that_cannot_be_written_is_no_verdict(self, room: Room) -> None:
        ran = room.run("check", "-o", "json=no/such/folder/out.json", "content/clean.md")
        assert ran.code == 2
        assert "no/such/folder/out.json" in ran.err

    def test_a_report_in_a_file_has_no_colours(self, room: Room) -> None:
        room.run("check", "-o", "text=out.txt", "--color", "always")
        assert "\x1b" not in (room.root / "out.txt").read_text(encoding="utf-8")

    def test_quiet_shows_what_blocks_and_nothing_else(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION + "    action: warn\n")
        assert "content/copied.md" in room.run("check").out
        ran = room.run("check", "-q")
        assert "content/copied.md" not in ran.out
        assert ran.closing.endswith("1 to look at, 1 attributed (scope file)")

    def test_verbose_shows_what_is_settled_too(self, room: Room) -> None:
        assert "content/credited.md" not in room.run("check").out
        assert "content/credited.md:9:3: 54 words as in plover:bus.md" in room.run("check", "-v", "-o", "concise").out

    def test_quote_says_how_much_of_the_text_is_shown(self, room: Room) -> None:
        shown = {
            how: room.run("check", "--quote", how, "content/copied.md").out for how in ("none", "fragment", "full")
        }
        assert PASSAGE[:20] not in shown["none"]
        assert PASSAGE[:20] in shown["fragment"]
        assert PASSAGE[-20:-1] not in shown["fragment"]
        assert "down the steps first" in " ".join(shown["full"].replace("│", " ").split())
        found = {how: room.judge("--quote", how, "content/copied.md") for how in shown}
        excerpts = {how: document["articles"][0]["findings"][0]["excerpt"] for how, document in found.items()}
        assert excerpts["none"] == ""
        assert excerpts["fragment"].endswith("…")
        assert excerpts["full"] == PASSAGE[:-1]

    @pytest.mark.parametrize(
        ("variables", "flags", "colored"),
        [
            ({}, (), False),
            ({}, ("--color", "always"), True),
            ({"FORCE_COLOR": "1"}, (), True),
            ({"FORCE_COLOR": "1"}, ("--color", "never"), False),
            ({"NO_COLOR": "1"}, ("--color", "always"), True),
            ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, (), False),
            ({"NO_COLOR": ""}, ("--color", "auto"), False),
            ({"REUSECHECK_COLOR": "always"}, (), True),
        ],
    )
    def test_colours_are_wanted_or_not(
        self, room: Room, variables: dict[str, str], flags: tuple[str, ...], *, colored: bool
    ) -> None:
        for name, value in variables.items():
            room.patch.setenv(name, value)
        ran = room.run("check", *flags, "content/copied.md")
        assert ("\x1b[" in ran.out) is colored
        assert ran.code == 1

    def test_json_has_no_colours(self, room: Room) -> None:
        assert room.run("check", "-o", "json", "--color", "always").out == room.run("check", "-o", "json").out

    @pytest.mark.parametrize(
        "arguments", [(), ("-q",), ("-v",), ("-o", "concise"), ("-o", "json"), ("content/clean.md",)]
    )
    def test_every_run_that_judged_ends_with_the_line_that_proves_it(
        self, room: Room, arguments: tuple[str, ...]
    ) -> None:
        ran = room.run("check", *arguments)
        assert ran.closing.startswith("checked ")
        stream = ran.err if "json" in arguments else ran.out
        assert stream.endswith(ran.closing + "\n")


class TestHelp:
    def test_every_command_has_help(self, room: Room) -> None:
        whole = room.run("--help")
        assert whole.code == 0
        for name in COMMANDS:
            assert f"\n    {name} " in whole.out
            ran = room.run(name, "--help")
            assert (ran.code, ran.err) == (0, "")
            assert ran.out.startswith(f"usage: reusecheck {name} ")
        assert "exit codes: 0 judged" in whole.out

    def test_the_version(self, room: Room) -> None:
        assert room.run("--version") == (0, f"reusecheck {__version__}\n", "")


def test_a_file_that_looks_like_a_flag_is_told_how_to_be_named(room: Room) -> None:
    room.write("-dash.md", CLEAN)
    ran = room.run("check", "-dash.md")
    assert ran.code == 2
    assert "-dash.md: no such flag; the file is ./-dash.md" in ran.err
    assert room.run("check", "./-dash.md").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("content/copied.md", "-q"),
        ("-q", "content/copied.md"),
        ("-dash.md", "content/copied.md", "-q"),
        ("content/copied.md", "-q", "-dash.md"),
    ],
)
def test_hook_tells_flags_from_names_with_a_dash(room: Room, arguments: tuple[str, ...]) -> None:
    room.write(".reusecheck.yaml", CONFIGURATION.replace('"content/**', '"**'))
    room.write("-dash.md", CLEAN)
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=room.root, check=True)
    ran = room.run("hook", *arguments)
    assert ran.code == 1
    assert f"checked {1 + ('-dash.md' in arguments)} article" in ran.closing


# what a hook may be called with: paths, flags with their values or without, what is no flag, what stands for one
HOOK_WORDS = st.one_of(
    st.sampled_from(
        ["content/a.md", "b c.md", "", "-", "--", "-1", "hook", "check", "text", "json=r.json", "none", "-qv"]
    ),
    st.sampled_from([flag for flag, *_ in (line[2] for line in TWINS)]),
    st.sampled_from(["--config", "--output", "--quiet", "--verbose", "--config=x", "-oconcise", "--quot", "--staged"]),
    st.text("-=acoqv ", max_size=4),
)


@given(st.lists(HOOK_WORDS, max_size=7))
def test_a_plain_hook_is_understood_as_argparse_does(words: list[str]) -> None:
    quickly = plain_hook(["hook", *words])
    if quickly is not None:
        args, left = parsed(["hook", *words])
        assert (vars(quickly), []) == (vars(args), left)


@pytest.mark.parametrize("twin", TWINS)
def test_a_hook_with_the_flags_of_many_needs_no_argparse(twin: tuple[str, str, list[str]]) -> None:
    assert plain_hook(["hook", *twin[2], "content/a.md", *twin[2], "content/b.md"]) is not None
    assert plain_hook(["check", *twin[2]]) is None


class TestFilesFrom:
    def test_names_that_git_put_in_quotation_marks_are_refused_and_not_passed_by(self, room: Room) -> None:
        ran = room.run("check", "--files-from", "-", stdin='"content/\\303\\244.md"\ncontent/clean.md\n')
        assert (ran.code, ran.out) == (2, "")
        assert "-z" in ran.err

    def test_names_that_end_in_nul_are_not_taken_for_lines(self, room: Room) -> None:
        ran = room.run("check", "--files-from", "-", stdin="content/clean.md\0content/copied.md\0")
        assert (ran.code, ran.out) == (2, "")
        assert "-0" in ran.err
        assert room.run("check", "--files-from", "-", "-0", stdin="content/clean.md\0content/copied.md\0").code == 1

    def test_what_is_listed_and_is_no_article_is_left_out(self, room: Room) -> None:
        ran = room.run("check", "--files-from", "-", stdin="references/bus.md\r\ncontent/clean.md\r\n\r\n")
        assert ran.closing == "checked 1 article (54 words) against 1 reference – nothing found (scope file)"

    def test_a_list_that_is_not_there_is_told(self, room: Room) -> None:
        ran = room.run("check", "--files-from", "gone.txt")
        assert (ran.code, ran.out) == (2, "")
        assert "gone.txt" in ran.err

    def test_folders_are_refused_here_and_by_the_hook(self, room: Room) -> None:
        ran = room.run("check", "--files-from", "-", stdin="content\n")
        assert (ran.code, ran.out) == (2, "")
        assert "reusecheck check PATH" in ran.err
        subprocess.run(["git", "init", "-q"], cwd=room.root, check=True)
        for folder in ("content", "."):
            ran = room.run("hook", folder)
            assert (ran.code, ran.out) == (2, "")
            assert "wants files" in ran.err

    def test_a_mark_at_the_beginning_is_no_part_of_a_name_and_what_is_gone_is_told(self, room: Room) -> None:
        ran = room.run("check", "--files-from", "-", stdin="\ufeffcontent/copied.md\npictures/gone.png\n")
        assert ran.code == 1
        assert "pictures/gone.png is not there" in ran.err
        assert room.run("check", "--files-from", "-", stdin="content/gone.md\n").code == 3
