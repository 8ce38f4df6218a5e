"""Pushes: what is pushed is judged, against what the remote has."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.press import local_hook
from tests.git.weekly import BAKER, FERRY, HALL, LIGHT, blocked, judged, quoted, reasons, story

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.git.weekly import Weekly
    from tests.room import Ran

NEXT = "We shall be back next week."


@pytest.fixture
def remote(weekly: Weekly) -> Path:
    """``origin``, which has ``main`` as it began."""
    place = weekly.root.parent / "remote"
    weekly.git("init", "--quiet", "--bare", str(place))
    weekly.git("remote", "add", "origin", str(place))
    weekly.git("push", "--quiet", "origin", "main")
    return place


def pushing(weekly: Weekly, *paths: str, before: str = "", to: str = "", branch: str = "refs/heads/main") -> Ran:
    """What the hook says where pre-commit runs it for a push (https://pre-commit.com/#pre-push)."""
    variables = {
        "PRE_COMMIT_REMOTE_NAME": "origin",
        "PRE_COMMIT_REMOTE_URL": str(weekly.root.parent / "remote"),
        "PRE_COMMIT_LOCAL_BRANCH": branch,
    }
    if to:
        variables |= {"PRE_COMMIT_FROM_REF": before, "PRE_COMMIT_TO_REF": to}
    return weekly.ran("hook", "-o", "json", *paths, stdin=b"", cwd=None, **variables)


@pytest.mark.usefixtures("remote")
class TestWhatThePushAdds:
    def test_a_passage_that_the_remote_has_is_no_news(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        weekly.commit()
        weekly.git("push", "--quiet", "origin", "main")
        before = weekly.head()
        weekly.now(LIGHT, NEXT)
        weekly.commit()
        ran = pushing(weekly, HALL, before=before, to=weekly.head())
        assert (blocked(ran), reasons(ran)) == ([], ["baseline"])
        assert ran.closing.endswith(f"(scope added, since origin at {before[:12]})")
        weekly.now(LIGHT, NEXT, BAKER)
        weekly.commit()
        ran = pushing(weekly, HALL, before=before, to=weekly.head())
        assert (blocked(ran), reasons(ran)) == ([HALL], ["baseline", "unattributed"])

    def test_another_branch_is_pushed_than_the_one_that_is_checked_out(self, weekly: Weekly) -> None:
        weekly.git("checkout", "--quiet", "-b", "side")
        weekly.now(LIGHT)
        weekly.commit()
        weekly.git("checkout", "--quiet", "main")
        weekly.write(HALL, story(quoted(LIGHT)))
        ran = pushing(weekly, HALL, before=weekly.head("main"), to=weekly.head("side"), branch="refs/heads/side")
        assert blocked(ran) == [HALL]

    def test_the_first_push_of_a_branch_names_it_alone(self, weekly: Weekly) -> None:
        weekly.git("checkout", "--quiet", "-b", "side")
        weekly.now(LIGHT)
        weekly.commit()
        weekly.git("checkout", "--quiet", "main")
        ran = pushing(weekly, branch="refs/heads/side")
        assert (blocked(ran), judged(ran)) == ([HALL], [HALL])

    def test_all_is_new_in_the_first_push_to_a_remote(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        weekly.commit()
        weekly.git("update-ref", "-d", "refs/remotes/origin/main")
        ran = pushing(weekly)
        assert (blocked(ran), judged(ran)) == ([HALL], ["content/clean.md", HALL])
        assert ran.closing.endswith("(scope added, since the beginning)")

    def test_a_forced_push_over_what_nobody_here_knows(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        weekly.commit()
        ran = pushing(weekly, HALL, before="1" * 40, to=weekly.head())
        assert (blocked(ran), judged(ran)) == ([HALL], [HALL])

    def test_a_tag(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        weekly.commit()
        weekly.git("tag", "--annotate", "v1", "-m", "v1")
        weekly.git("checkout", "--quiet", "began")
        assert blocked(pushing(weekly, branch="refs/tags/v1")) == [HALL]

    @pytest.mark.parametrize("to", ["0" * 40, "0" * 64, "(delete)"])
    def test_what_only_deletes_has_nothing_to_judge(self, weekly: Weekly, to: str) -> None:
        weekly.now(LIGHT)
        weekly.commit()
        ran = pushing(weekly, to=to, before=weekly.head())
        assert (ran.code, judged(ran)) == (0, [])
        assert "nothing to judge" in ran.closing

    def test_commits_that_add_and_take_away_again_add_nothing(self, weekly: Weekly) -> None:
        before = weekly.head()
        weekly.now(LIGHT)
        weekly.commit()
        weekly.now(NEXT)
        weekly.commit()
        assert blocked(pushing(weekly, HALL, before=before, to=weekly.head())) == []

    def test_of_what_is_named_alone_other_articles_are_said_not_to_have_been_judged(self, weekly: Weekly) -> None:
        before = weekly.head()
        settings = (weekly.root / ".reusecheck.yaml").read_text(encoding="utf-8")
        weekly.stage(".reusecheck.yaml", f"{settings}limits: {{passage_words: 30}}\n")
        weekly.now(NEXT)
        weekly.commit()
        ran = pushing(weekly, HALL, before=before, to=weekly.head())
        assert judged(ran) == [HALL]
        assert ".reusecheck.yaml changes here; articles that are not touched were not judged again" in ran.err
        assert judged(pushing(weekly, before=before, to=weekly.head())) == ["content/clean.md", HALL]


class TestThroughPreCommit:
    @pytest.fixture
    def hooked(self, weekly: Weekly, remote: Path) -> Weekly:
        del remote
        weekly.stage(".pre-commit-config.yaml", local_hook())
        weekly.commit()
        installed = weekly.run(sys.executable, "-m", "pre_commit", "install", "--hook-type=pre-push")
        assert installed.returncode == 0, installed.stdout
        return weekly

    def push(self, weekly: Weekly, *arguments: str) -> subprocess.CompletedProcess[str]:
        return weekly.run("git", "push", "origin", *arguments)

    def test_of_two_branches_it_sees_the_first_and_the_pipeline_sees_both(self, hooked: Weekly) -> None:
        assert self.push(hooked, "main").returncode == 0
        for name, text in (("a", NEXT), ("b", BAKER)):
            hooked.git("checkout", "--quiet", "-b", name, "main")
            hooked.now(text)
            hooked.commit()
        done = self.push(hooked, "a", "b")
        assert done.returncode == 0, done.stdout
        assert "checked" not in done.stdout  # pre-commit shows what fails alone
        assert blocked(hooked.ci(base="origin/main")) == [HALL]

    def test_a_forced_push_is_held_against_what_it_builds_on_and_not_what_it_replaces(self, hooked: Weekly) -> None:
        hooked.now(FERRY)
        hooked.commit()
        hooked.git("push", "--quiet", "--no-verify", "origin", "main")
        hooked.now(FERRY, NEXT)
        hooked.commit()
        done = self.push(hooked, "main")
        assert done.returncode == 0, done.stdout
        hooked.now(FERRY, NEXT, BAKER)
        hooked.git("commit", "--quiet", "--amend", "--no-verify", "-m", "Again")
        done = self.push(hooked, "--force", "main")
        assert done.returncode == 1, done.stdout
        assert "51 words as in heron:baker.md" in done.stdout
        assert "1 known before" in done.stdout

    def test_it_does_not_ask_about_files_that_the_disk_lacks_and_the_pipeline_does(self, hooked: Weekly) -> None:
        assert self.push(hooked, "main").returncode == 0
        hooked.git("checkout", "--quiet", "-b", "side")
        hooked.now(BAKER)
        hooked.commit()
        hooked.git("checkout", "--quiet", "main")
        done = self.push(hooked, "side")
        assert (done.returncode, "(no files to check)Skipped" in done.stdout) == (0, True), done.stdout
        hooked.git("checkout", "--quiet", "side")
        assert blocked(hooked.ci(base="origin/main")) == [HALL]

    def test_a_tag_and_a_deletion(self, hooked: Weekly) -> None:
        hooked.now(NEXT)
        hooked.commit()
        hooked.git("push", "--quiet", "--no-verify", "origin", "main", "main:old")
        hooked.git("checkout", "--quiet", "-b", "side")
        hooked.now(BAKER)
        hooked.commit()
        hooked.git("tag", "v1")
        hooked.git("checkout", "--quiet", "main")
        done = self.push(hooked, "v1")
        assert done.returncode == 1, done.stdout
        assert "51 words as in heron:baker.md" in done.stdout
        assert self.push(hooked, "--delete", "old").returncode == 0
