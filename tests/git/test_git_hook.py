"""Git's own hooks, without pre-commit, as ``reusecheck init --git-hook`` writes them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.end_to_end.press import CLEAN, CONFIGURATION, COPIED, CREDITED, PASSAGE, REFERENCE, Press, local_hook
from tests.repository import Repository


class Plain(Press):
    """References and configuration committed, and git's own hooks instead of pre-commit's."""

    def __init__(self, root: Path) -> None:
        Repository.__init__(self, root)
        self.stage(".reusecheck.yaml", CONFIGURATION)
        self.stage(".gitignore", "/.reusecheck/\n")
        self.stage("references/market.md", REFERENCE)
        self.commit("Before the gate")


@pytest.fixture
def plain(tmp_path: Path) -> Plain:
    return Plain(tmp_path / "press")


def test_a_commit_is_refused_and_goes_through_once_it_is_credited(plain: Plain) -> None:
    written = plain.reusecheck("init", "--git-hook")
    assert written.stdout.splitlines() == [
        ".reusecheck.yaml: is there already, left alone",
        ".git/hooks/pre-commit: written",
        ".git/hooks/pre-merge-commit: written",
    ]
    plain.stage("content/hall.md", COPIED)
    refused = plain.try_commit()
    assert refused.returncode == 1
    assert "no attribution found" in refused.stdout
    assert plain.head("content/hall.md") is None
    plain.stage("content/hall.md", CREDITED)
    assert plain.try_commit().returncode == 0
    assert "hook            not named in .pre-commit-config.yaml, .git/hooks/pre-commit runs reusecheck" in (
        plain.reusecheck("doctor").stdout
    )


def test_a_merge_that_needs_no_hand_is_judged_too_and_brings_nothing_new(plain: Plain) -> None:
    plain.stage("content/hall.md", CLEAN)
    plain.commit("Clean")
    plain.git("checkout", "--quiet", "-b", "side")
    plain.stage("content/hall.md", f"{CLEAN}\n{PASSAGE}\n")
    plain.git("commit", "--quiet", "-m", "Around the gate")
    plain.git("checkout", "--quiet", "main")
    plain.stage("content/other.md", "Something else.\n")
    plain.commit("Beside it")
    plain.reusecheck("init", "--git-hook")
    merged = plain.run("git", "merge", "--no-edit", "side")
    assert merged.returncode == 0, merged.stdout
    assert "against 1 reference" in merged.stdout


def test_a_merge_that_adds_a_copy_is_refused(plain: Plain) -> None:
    plain.stage("content/hall.md", CLEAN)
    plain.commit("Clean")
    plain.git("checkout", "--quiet", "-b", "side")
    plain.stage("content/side.md", "Something on the side.\n")
    plain.commit("Beside it")
    plain.git("checkout", "--quiet", "main")
    plain.stage("content/other.md", "Something else.\n")
    plain.commit("Elsewhere")
    plain.reusecheck("init", "--git-hook")
    plain.git("merge", "--quiet", "--no-commit", "--no-edit", "side")
    plain.stage("content/hall.md", COPIED)
    refused = plain.try_commit()
    assert refused.returncode == 1
    assert "(scope added, since all parents of the merge)" in refused.stdout


def test_a_hook_of_somebody_else_is_left_alone_and_nothing_is_written(plain: Plain) -> None:
    hook = plain.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    done = plain.reusecheck("init", "--git-hook")
    assert done.returncode == 2
    assert ".git/hooks/pre-commit: there is a hook already" in done.stdout
    assert hook.read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"
    assert not (hook.parent / "pre-merge-commit").exists()


def test_a_second_time_nothing_changes(plain: Plain) -> None:
    plain.reusecheck("init", "--git-hook")
    hook = plain.root / ".git/hooks/pre-commit"
    before = hook.stat()
    done = plain.reusecheck("init", "--git-hook")
    assert done.returncode == 0
    assert ".git/hooks/pre-commit: is there already, left alone" in done.stdout
    assert hook.stat().st_mtime_ns == before.st_mtime_ns


def test_it_is_found_where_a_linked_work_tree_and_the_configuration_of_git_keep_hooks(plain: Plain) -> None:
    linked = plain.root.parent / "linked"
    plain.git("worktree", "add", "--quiet", str(linked), "-b", "linked")
    done = plain.reusecheck("init", "--git-hook", cwd=linked)
    assert done.returncode == 0, done.stdout
    assert os.access(plain.root / ".git/hooks/pre-commit", os.X_OK)
    plain.git("config", "core.hooksPath", "tools/hooks")
    assert "tools/hooks/pre-commit: written" in plain.reusecheck("init", "--git-hook").stdout
    assert os.access(plain.root / "tools/hooks/pre-commit", os.X_OK)


def test_where_the_command_is_not_on_the_path_the_python_that_wrote_it_is_used(plain: Plain) -> None:
    plain.reusecheck("init", "--git-hook")
    folder = plain.root.parent / "few"
    folder.mkdir()
    for name in ("git", "sh", "test"):
        found = next(path for path in os.environ["PATH"].split(":") if (Path(path) / name).exists())
        (folder / name).symlink_to(Path(found) / name)
    plain.stage("content/hall.md", COPIED)
    hook = plain.root / ".git/hooks/pre-commit"
    assert plain.run(str(hook), PATH=str(folder)).returncode == 1
    hook.write_text(hook.read_text(encoding="utf-8").replace(sys.executable, "/gone"), encoding="utf-8")
    gone = plain.run(str(hook), PATH=str(folder))
    assert gone.returncode == 3
    assert "nothing was judged" in gone.stdout


def test_outside_of_a_repository_it_says_so(tmp_path: Path, plain: Plain) -> None:
    done = plain.reusecheck("init", "--git-hook", cwd=tmp_path)
    assert done.returncode == 3
    assert "not in a git repository" in done.stdout


def test_the_doctor_tells_which_stages_are_not_installed_and_that_commits_go_unjudged(tmp_path: Path) -> None:
    press = Press(tmp_path / "press")
    press.stage("content/hall.md", CLEAN)
    assert "not installed: pre-merge-commit, pre-push; run: pre-commit install -t pre-merge-commit -t pre-push" in (
        press.reusecheck("doctor").stdout
    )
    press.write(".pre-commit-config.yaml", local_hook("reusecheck-commit-msg"))
    done = press.reusecheck("doctor")
    assert done.returncode == 3
    assert "commits are not judged; run: pre-commit install -t commit-msg" in done.stdout
    installed = press.run(sys.executable, "-m", "pre_commit", "install", "-t", "commit-msg")
    assert installed.returncode == 0, installed.stdout
    assert press.reusecheck("doctor").returncode == 0
