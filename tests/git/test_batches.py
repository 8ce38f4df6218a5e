"""Many names: pre-commit calls the hook several times, and the report in a file is of all calls."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from reusecheck import batches
from reusecheck.batches import FOLDER
from tests.end_to_end.press import COMMAND, COPIED, CREDITED, Press, local_hook
from tests.end_to_end.process import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

MANY = 2_500
RUN = (sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose")
HOOK = f"PRE_COMMIT=1 {' '.join(COMMAND)} hook"
# What stands between pre-commit and the hook where somebody wrapped it
WRAPPED = f"bash -c '{' '.join(COMMAND)} hook \"$@\"; exit $?' --"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,500 tiny articles with long names, five of them copied, one credited, one that is no text."""
    press = Press(tmp_path_factory.mktemp("built") / "press")
    for number in range(MANY):
        press.write(f"content/{name(number)}.md", f"The {number}th cheese.\n")
    for number in (3, 700, 1500, 1501, 2499):
        press.write(f"content/{name(number)}.md", COPIED)
    press.write(f"content/{name(1999)}.md", CREDITED)
    press.write(f"content/{name(2000)}.md", b"\0\1" * 300)
    press.git("add", "--all")
    assert press.reusecheck("index", "build").returncode == 0
    return press.root


@pytest.fixture
def press(built: Path, tmp_path: Path) -> Press:
    return Press.copy(built, tmp_path / "press")


def name(number: int) -> str:
    return f"an article with a name so long that not all of them go onto one command line {number:04}"


def hooked(press: Press, *args: str, **changes: object) -> None:
    press.write(".pre-commit-config.yaml", local_hook(args=args, **changes))
    press.git("add", ".pre-commit-config.yaml")


def saved(press: Press, path: str = "out.json") -> Any:
    return json.loads((press.root / path).read_text(encoding="utf-8"))


def kept(press: Press) -> list[str]:
    folder = press.root / ".git" / FOLDER
    return sorted(path.name for path in folder.iterdir() if path.name != "lock") if folder.exists() else []


def in_one_call(press: Press) -> Any:
    """What one call says of all that is staged."""
    assert press.reusecheck("hook", "-o", "json=one.json", "-o", "sarif=one.sarif").returncode == 3
    return saved(press, "one.json")


def calls(printed: str) -> list[int]:
    """How many articles each call judged."""
    return [int(found.replace(",", "")) for found in re.findall(r"^checked ([\d,]+) articles", printed, re.MULTILINE)]


def test_two_calls_leave_the_reports_of_one(press: Press) -> None:
    hooked(press, "-o", "json=out.json", "-o", "sarif=out.sarif", "-o", "concise")
    done = press.run(*RUN)
    first, second = calls(done.stdout)
    assert first + second == MANY - 1
    assert "- exit code: 3\n" in done.stdout
    assert f"out.json, out.sarif: with {first:,} articles of earlier batches of this run" in done.stdout
    assert done.stdout.count("heron:market.md") == 5, "standard output is of each call alone"
    one = in_one_call(press)
    assert saved(press) == one
    assert len(one["articles"]) == MANY - 1
    assert len(one["unreadable"]) == 1
    assert (press.root / "out.sarif").read_bytes() == (press.root / "one.sarif").read_bytes()


def test_calls_at_the_same_time_do_not_lose_one_another(press: Press) -> None:
    hooked(press, "-o", "json=out.json", require_serial=False)
    done = press.run(*RUN)
    assert len(calls(done.stdout)) >= 2
    assert saved(press) == in_one_call(press)


def test_a_wrapper_between_them_changes_nothing(press: Press) -> None:
    hooked(press, "-o", "json=out.json", entry=WRAPPED)
    done = press.run(*RUN)
    assert len(calls(done.stdout)) == 2
    assert len(saved(press)["articles"]) == MANY - 1


def test_a_later_run_starts_anew_and_clears_away_what_the_earlier_one_left(press: Press) -> None:
    hooked(press, "-o", "json=out.json")
    press.run(*RUN)
    first = kept(press)
    assert len(first) == 2
    few = [f"content/{name(number)}.md" for number in (3, 4)]
    done = press.run(*RUN[:-2], "--files", *few, "--verbose")
    assert calls(done.stdout) == [2]
    assert [article["path"] for article in saved(press)["articles"]] == few
    assert len(kept(press)) == 1
    assert not set(kept(press)) & set(first)
    press.git("commit", "--quiet", "--no-verify", "-m", "All of them")
    press.stage("content/later.md", CREDITED)
    press.git("commit", "--quiet", "-m", "A commit, with the hook")
    assert [article["path"] for article in saved(press)["articles"]] == ["content/later.md"]


class TestASmallRun:
    """Two calls made by hand, in an environment as pre-commit's, by a process that stands for it."""

    @pytest.fixture
    def press(self, tmp_path: Path) -> Press:
        press = Press(tmp_path / "press")
        press.stage("content/a.md", COPIED)
        press.stage("content/b.md", CREDITED)
        press.stage("content/ä.md", COPIED)
        press.reusecheck("index", "build")
        return press

    def calls(self, press: Press, *calls: str) -> subprocess.CompletedProcess[str]:
        """One shell runs them all: it was not started as a hook, they were."""
        return self.run(press, *(f"{HOOK} {call}" for call in calls))

    def run(self, press: Press, *lines: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return press.run("bash", "-c", "\n".join((*lines, "exit $?")), cwd=cwd)  # it would become its last command

    def paths(self, press: Press, path: str = "out.json") -> list[str]:
        return [article["path"] for article in saved(press, path)["articles"]]

    def test_two_hooks_with_reports_of_their_own_keep_them_apart(self, press: Press) -> None:
        self.calls(press, "-o json=out.json content/a.md", "-o json=other.json -o concise=c.txt content/b.md")
        assert self.paths(press) == ["content/a.md"]
        assert self.paths(press, "other.json") == ["content/b.md"]

    def test_two_hooks_that_share_one_of_their_reports_share_it(self, press: Press) -> None:
        self.calls(press, "-o json=out.json content/ä.md", "-o json=./out.json -o concise=c.txt content/a.md")
        assert self.paths(press) == ["content/a.md", "content/ä.md"]
        assert "content/ä.md" not in (press.root / "c.txt").read_text(encoding="utf-8")

    def test_of_an_article_that_is_judged_twice_the_later_verdict_counts(self, press: Press) -> None:
        call = "-o json=out.json content/a.md"
        edit = "printf 'Our own.\\n' >content/a.md; git add content/a.md"
        self.run(press, f"{HOOK} {call} content/b.md", edit, f"{HOOK} {call}")
        assert self.paths(press) == ["content/a.md", "content/b.md"]
        assert saved(press)["exit_code"] == 0

    def test_without_pre_commit_each_call_is_a_run_of_its_own(self, press: Press) -> None:
        for path in ("content/a.md", "content/b.md"):
            press.reusecheck("hook", "-o", "json=out.json", path)
            assert self.paths(press) == [path]
        assert kept(press) == []

    def test_a_linked_work_tree_keeps_its_own(self, press: Press) -> None:
        press.git("commit", "--quiet", "--no-verify", "-m", "Articles")
        linked = press.root.parent / "linked"
        press.git("worktree", "add", "--quiet", str(linked), "-b", "side")
        shutil.copytree(press.root / ".reusecheck", linked / ".reusecheck")
        (linked / "content/a.md").write_text(COPIED + "More.\n", encoding="utf-8")
        press.git("add", "content/a.md", cwd=linked)
        hook = f"{HOOK} -o json=out.json"
        self.run(press, f"{hook} content/a.md", f"{hook} content/b.md", cwd=linked)
        assert len(json.loads((linked / "out.json").read_text(encoding="utf-8"))["articles"]) == 2
        assert kept(press) == []
        assert len(list((press.root / ".git/worktrees/linked" / FOLDER).iterdir())) == 3

    def test_what_cannot_be_kept_is_told(self, press: Press) -> None:
        (press.root / ".git" / FOLDER).write_text("in the way", encoding="utf-8")
        done = self.calls(press, "-o json=out.json content/a.md", "-o json=out.json content/b.md")
        assert (
            done.stdout.count("out.json: holds this call alone; if it is one batch of several, others are lost: ") == 2
        )
        assert self.paths(press) == ["content/b.md"]

    def test_what_another_version_left_in_this_run_is_told(self, press: Press) -> None:
        spoil = f"for part in .git/{FOLDER}/*-*; do echo '[[], [\"Opinion\", 3]]' >$part; done"
        hook = f"{HOOK} -o json=out.json"
        done = self.run(press, f"{hook} content/a.md", spoil, f"{hook} content/b.md")
        assert f"what an earlier one left in {press.root}/.git/{FOLDER} cannot be read" in done.stdout
        assert self.paths(press) == ["content/b.md"]

    def test_where_no_process_can_be_seen_it_is_told(self, press: Press) -> None:
        """Neither ``/proc`` nor ``ps``."""
        program = (
            "import sys; from reusecheck import batches, cli; batches._PROC = '/no'; sys.exit(cli.main(sys.argv[1:]))"
        )
        environment = press.variables | {"PRE_COMMIT": "1", "PATH": str(press.root / "bin")}
        (press.root / "bin").mkdir()
        git = shutil.which("git")
        assert git
        (press.root / "bin/git").symlink_to(git)
        done = subprocess.run(
            [sys.executable, "-c", program, "hook", "-o", "json=out.json", "content/a.md"],
            cwd=press.root, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 1
        assert "others are lost: who runs this hook cannot be told" in done.stderr
        assert self.paths(press) == ["content/a.md"]


@pytest.mark.skipif(shutil.which("ps") is None, reason="ps is not installed here")
def test_a_process_is_known_by_ps_where_there_is_no_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_PROC", "/no")
    own = batches._look(os.getpid())
    assert own is not None
    assert own.parent == os.getppid()
    assert not own.is_hook
    assert batches._look(os.getpid()) == own
    assert batches._look(2**22 + 5) is None
    assert batches.run_of(os.getpid()).startswith(f"{os.getpid()}-")
    with subprocess.Popen(["sh", "-c", "sleep 60; true"], stdin=subprocess.PIPE) as shell:
        assert batches.run_of(shell.pid) == batches.run_of(os.getpid()), "a shell only stands between"
        shell.kill()
