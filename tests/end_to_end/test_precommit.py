"""The gate as a writer meets it: real commits, through pre-commit, into a real repository."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from reusecheck.readers import READERS
from tests.end_to_end.press import (
    CLEAN,
    CONFIGURATION,
    COPIED,
    CREDITED,
    OWN,
    PROJECT,
    Press,
    hook_definition,
    local_hook,
)

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A press whose first commit has been judged, so that no test but the first pays for the index."""
    press = Press(tmp_path_factory.mktemp("built") / "press")
    assert press.reusecheck("index", "build").returncode == 0
    return press.root


@pytest.fixture
def press(built: Path, tmp_path: Path) -> Press:
    return Press.copy(built, tmp_path / "press")


def assert_refused(done: subprocess.CompletedProcess[str], path: str = "content/hall.md", code: int = 1) -> None:
    """Refused by this hook, with this code, for what stands in this file."""
    assert done.returncode == 1, done.stdout
    assert f"- exit code: {code}\n" in done.stdout
    if code == 1:
        assert f"\n{path}:" in done.stdout
        assert "heron:market.md" in done.stdout
        assert re.search(r"checked \d+ articles? .* – \d+ blocked", done.stdout), done.stdout


def assert_accepted(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout
    # neither "Skipped": the hook ran
    assert re.search(r"^reused passages.*\.Passed$", done.stdout, re.MULTILINE), done.stdout


class TestACommit:
    def test_is_refused_then_credited_then_accepted(self, press: Press) -> None:
        press.stage("content/hall.md", COPIED)
        refused = press.try_commit()
        assert_refused(refused)
        assert "no attribution found" in refused.stdout
        assert press.head("content/hall.md") is None
        press.stage("content/hall.md", CREDITED)
        assert_accepted(press.try_commit())
        assert press.head("content/hall.md") == CREDITED

    def test_of_ones_own_words_is_accepted(self, press: Press) -> None:
        press.stage("content/hall.md", CLEAN)
        assert_accepted(press.try_commit())

    def test_of_a_file_that_is_no_article_is_none_of_the_gates_business(self, press: Press) -> None:
        press.stage("content/clean.md", CLEAN)  # or else the pattern would match nothing, and look misspelt
        press.stage("notes/hall.md", COPIED)
        assert_accepted(press.try_commit())

    def test_shows_no_live_progress_and_no_colours(self, press: Press) -> None:
        press.stage("content/hall.md", COPIED)
        refused = press.try_commit()
        assert_refused(refused)
        assert "\x1b" not in refused.stdout
        assert "\r" not in refused.stdout


class TestPartialStaging:
    def test_a_copy_that_is_staged_is_refused_whatever_the_disk_holds(self, press: Press) -> None:
        press.stage("content/hall.md", COPIED)
        press.write("content/hall.md", CLEAN)
        assert_refused(press.try_commit())
        assert (press.root / "content/hall.md").read_text(encoding="utf-8") == CLEAN

    def test_a_copy_that_only_the_disk_holds_is_accepted(self, press: Press) -> None:
        press.stage("content/hall.md", CLEAN)
        press.write("content/hall.md", COPIED)
        assert_accepted(press.try_commit())
        assert press.head("content/hall.md") == CLEAN

    def test_pre_commit_run_puts_nothing_aside_and_the_verdict_is_the_same(self, press: Press) -> None:
        run = (sys.executable, "-m", "pre_commit", "run", "--files", "content/hall.md")
        press.stage("content/hall.md", COPIED)
        press.write("content/hall.md", CLEAN)
        assert_refused(press.run(*run))
        press.stage("content/hall.md", CLEAN)
        press.write("content/hall.md", COPIED)
        assert_accepted(press.run(*run))


class TestOtherWaysToCommit:
    @pytest.mark.parametrize("arguments", [("-a",), ("--", "content/hall.md"), ("-i", "content/hall.md")])
    def test_what_git_stages_only_for_this_commit_is_judged(self, press: Press, arguments: tuple[str, ...]) -> None:
        press.stage("content/hall.md", CLEAN)
        press.commit()
        press.write("content/hall.md", COPIED)
        assert_refused(press.try_commit(*arguments))
        press.write("content/hall.md", CREDITED)
        assert_accepted(press.try_commit(*arguments))

    def test_from_a_folder_of_a_linked_work_tree(self, press: Press) -> None:
        linked = press.root.parent / "linked"
        press.git("worktree", "add", "--quiet", str(linked), "-b", "side")
        (linked / "content").mkdir()
        (linked / "content/hall.md").write_text(COPIED, encoding="utf-8")
        press.git("add", "hall.md", cwd=linked / "content")
        assert_refused(press.try_commit(cwd=linked / "content"))
        (linked / "content/hall.md").write_text(CREDITED, encoding="utf-8")
        press.git("add", "hall.md", cwd=linked / "content")
        assert_accepted(press.try_commit(cwd=linked / "content"))

    def test_a_push_is_judged_by_what_is_pushed_and_not_by_the_branch_on_the_disk(self, press: Press) -> None:
        remote = press.root.parent / "remote"
        press.git("init", "--quiet", "--bare", str(remote))
        press.git("remote", "add", "origin", str(remote))
        press.git("push", "--quiet", "origin", "main")
        installed = press.run(sys.executable, "-m", "pre_commit", "install", "--hook-type", "pre-push")
        assert installed.returncode == 0, installed.stdout
        press.stage("content/hall.md", CLEAN)
        press.commit()
        press.git("checkout", "--quiet", "-b", "side")
        press.stage("content/hall.md", COPIED)
        press.git("commit", "--quiet", "--no-verify", "-m", "Around the gate")
        press.git("checkout", "--quiet", "main")
        assert_refused(press.run("git", "push", "origin", "side"))
        assert_accepted(press.run("git", "push", "origin", "main"))


class TestNamesAndNumbers:
    def test_a_file_with_a_dash_in_front(self, press: Press) -> None:
        press.stage("-dash.md", COPIED)
        assert_refused(press.try_commit(), "-dash.md")
        press.stage("-dash.md", CREDITED)
        assert_accepted(press.try_commit())

    @pytest.mark.parametrize("name", ["content/white space.md", "content/--config.md", "content/Fähre 🚢.md"])
    def test_a_name_no_one_expects(self, press: Press, name: str) -> None:
        press.stage(name, COPIED)
        assert_refused(press.try_commit(), name)

    def test_users_may_add_arguments(self, tmp_path: Path) -> None:
        press = Press(tmp_path / "press", hooks=local_hook(args=["--output", "concise"]))
        press.stage("-dash.md", COPIED)
        done = press.try_commit()
        assert_refused(done, "-dash.md")
        assert "│" not in done.stdout

    def test_five_hundred_files_at_once(self, press: Press) -> None:
        for number in range(500):
            words = OWN.replace("eleven", f"{number}").replace("cheese", f"cheese number {number}")
            press.write(f"content/{number % 7}/an article with a rather long name, number {number}.md", words)
        press.write("content/3/hall.md", COPIED)
        press.git("add", "--all")
        done = press.try_commit()
        assert_refused(done, "content/3/hall.md")
        assert "checked 501 articles" in done.stdout
        assert done.stdout.count("heron:market.md") == 1


class TestTheGateStaysShut:
    def test_an_empty_corpus_is_no_pass(self, press: Press) -> None:
        press.stage(".reusecheck.yaml", CONFIGURATION.replace('files: ["references/*.md"]', "jsonl: [all.jsonl]"))
        press.stage("all.jsonl", "")
        press.stage("content/hall.md", CLEAN)
        done = press.try_commit()
        assert_refused(done, code=3)
        assert "its files hold no reference with a word in it" in done.stdout
        assert press.head("content/hall.md") is None

    def test_a_pattern_of_the_corpus_that_matches_nothing_is_named(self, press: Press) -> None:
        press.git("rm", "--quiet", "references/market.md")
        press.stage("content/hall.md", CLEAN)
        done = press.try_commit()
        assert_refused(done, code=2)
        assert ".reusecheck.yaml:5:" in done.stdout
        assert "references/*.md" in done.stdout

    def test_a_misspelt_key_is_named(self, press: Press) -> None:
        press.stage(".reusecheck.yaml", CONFIGURATION.replace("articles:", "artikles:"))
        press.stage("content/hall.md", CLEAN)
        done = press.try_commit()
        assert_refused(done, code=2)
        assert ".reusecheck.yaml:2:1: " in done.stdout
        assert "articles" in done.stdout

    def test_a_repository_without_a_configuration_says_what_to_do(self, press: Press) -> None:
        press.git("rm", "--quiet", ".reusecheck.yaml")
        press.stage("content/hall.md", CLEAN)
        done = press.try_commit()
        assert_refused(done, code=2)
        assert "reusecheck init" in done.stdout

    def test_an_article_that_is_no_text_was_not_judged(self, press: Press) -> None:
        press.stage("content/hall.md", b"\x00\x01" * 500)
        assert_refused(press.try_commit(), code=3)

    def test_a_flag_nobody_knows_is_not_taken_for_a_file(self, press: Press) -> None:
        done = press.reusecheck("hook", "--no-such-flag")
        assert done.returncode == 2
        assert "--no-such-flag" in done.stdout

    def test_a_symbolic_link_out_of_the_repository_is_not_followed(self, press: Press) -> None:
        outside = press.root.parent / "outside.md"
        outside.write_text(COPIED, encoding="utf-8")
        (press.root / "content").mkdir()
        (press.root / "content/hall.md").symlink_to(outside)
        press.git("add", "content/hall.md")
        done = press.reusecheck("hook", "content/hall.md")
        assert done.returncode == 0, done.stdout
        assert "symbolic link" in done.stdout


def test_the_second_of_two_clean_commits_writes_nothing(press: Press) -> None:
    press.stage("content/hall.md", CLEAN)
    assert_accepted(press.try_commit())
    before = {path: path.stat().st_mtime_ns for path in (press.root / ".reusecheck").rglob("*")}
    assert before
    press.stage("content/other.md", CLEAN.replace("cheese", "bread"))
    assert_accepted(press.try_commit())
    assert {path: path.stat().st_mtime_ns for path in (press.root / ".reusecheck").rglob("*")} == before


def test_outside_a_hook_everything_staged_is_judged(press: Press) -> None:
    press.stage("content/clean.md", CLEAN)
    press.stage("content/hall.md", COPIED)
    press.write("content/never added.md", COPIED)
    done = press.reusecheck("hook", cwd=press.root / "content")
    assert done.returncode == 1
    assert "checked 2 articles" in done.stdout


class TestTheDefinition:
    def test_it_asks_for_every_suffix_that_can_be_read_and_no_other(self) -> None:
        pattern = hook_definition()["files"]
        for suffix in filter(None, READERS):
            assert re.search(pattern, f"content/a{suffix}"), suffix
            assert re.search(pattern, f"content/A{suffix.upper()}"), suffix
            assert not re.search(pattern, f"content/a{suffix}_"), suffix
            assert not re.search(pattern, f"content/a{suffix[1:]}"), suffix
        for name in ("a.doc", "a.md.bak", "md", "a.html/b.py"):
            assert not re.search(pattern, name), name
        listed = re.search(r"\((\w+(?:\|\w+)*)\)", pattern)
        assert listed is not None
        assert {f".{suffix}" for suffix in listed[1].split("|")} == set(filter(None, READERS))

    def test_users_arguments_come_before_the_names(self) -> None:
        assert hook_definition()["entry"] == "reusecheck hook"
        assert hook_definition()["require_serial"] is True

    def test_it_is_valid_for_pre_commit(self, press: Press) -> None:
        path = str(PROJECT / ".pre-commit-hooks.yaml")
        done = press.run(sys.executable, "-m", "pre_commit", "validate-manifest", path)
        assert done.returncode == 0, done.stdout
        assert not done.stdout
