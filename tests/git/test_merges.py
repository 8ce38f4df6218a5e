"""Merges, and what moves commits about without running any hook: what either parent has is no news."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.press import local_hook
from tests.git.weekly import BAKER, FERRY, HALL, LIGHT, OWN, article, blocked, judged, quoted, reasons, story

if TYPE_CHECKING:
    from tests.git.weekly import Weekly

NEXT = "We shall be back next week."


def on_a_branch(weekly: Weekly, name: str, path: str, content: str, start: str = "began") -> None:
    """A branch with one commit that no gate has seen; ``main`` is checked out afterwards."""
    weekly.git("checkout", "--quiet", "-b", name, start)
    weekly.stage(path, content)
    weekly.commit(f"On {name}")
    weekly.git("checkout", "--quiet", "main")


def merging(weekly: Weekly, *names: str) -> None:
    """The merge of these branches waits for its commit."""
    weekly.commit("Something else on main")
    weekly.run("git", "merge", "--no-commit", "--no-ff", *names)
    assert (weekly.root / ".git/MERGE_HEAD").exists()


class TestAMergeBeingMade:
    def test_a_passage_of_the_other_parent_is_no_news(self, weekly: Weekly) -> None:
        on_a_branch(weekly, "side", HALL, story(LIGHT))
        merging(weekly, "side")
        ran = weekly.hook(HALL)
        assert (blocked(ran), reasons(ran)) == ([], ["baseline"])
        assert ran.closing.endswith("(scope added, since all parents of the merge)")
        assert judged(weekly.hook()) == []

    def test_a_passage_of_the_first_parent_is_no_news(self, weekly: Weekly) -> None:
        weekly.past(LIGHT, NEXT)
        on_a_branch(weekly, "side", HALL, story(LIGHT, "We shall be back on Tuesday."))
        weekly.now(LIGHT, "We shall be back on Friday.")
        merging(weekly, "side")
        weekly.now(LIGHT, "We shall be back on Tuesday or Friday.")
        assert blocked(weekly.hook(HALL)) == []

    def test_a_passage_that_both_parents_have_is_no_leave_to_paste_it_again(self, weekly: Weekly) -> None:
        weekly.past(LIGHT, NEXT)
        on_a_branch(weekly, "side", HALL, story("On the side.", LIGHT, NEXT))
        weekly.now(LIGHT, "On Friday, that is.")
        merging(weekly, "side")
        weekly.now("On the side.", LIGHT, "Between the two.", LIGHT, "On Friday, that is.")
        ran = weekly.hook(HALL)
        assert (blocked(ran), article(ran)["unattributed_words"]) == ([HALL], 51)

    def test_passages_of_both_parents_in_one_article_are_no_news(self, weekly: Weekly) -> None:
        weekly.past(NEXT)
        on_a_branch(weekly, "side", HALL, story(NEXT, BAKER))
        weekly.now(LIGHT, NEXT)
        merging(weekly, "side")
        ran = weekly.hook()
        assert (blocked(ran), reasons(ran)) == ([], ["baseline", "baseline"])

    def test_a_passage_that_neither_parent_has_is_news(self, weekly: Weekly) -> None:
        on_a_branch(weekly, "side", HALL, story(LIGHT))
        merging(weekly, "side")
        weekly.now(LIGHT, BAKER)
        ran = weekly.hook(HALL)
        assert (blocked(ran), reasons(ran)) == ([HALL], ["baseline", "unattributed"])

    def test_of_a_conflict_what_was_resolved_is_judged_and_what_was_brought_along_is_not(self, weekly: Weekly) -> None:
        weekly.past(NEXT)
        weekly.git("checkout", "--quiet", "-b", "side")
        weekly.stage("content/along.md", story(FERRY))
        weekly.now("Back on Tuesday.")
        weekly.commit()
        weekly.git("checkout", "--quiet", "main")
        weekly.now("Back on Friday.")
        merging(weekly, "side")
        assert weekly.hook(HALL).code == 3  # not resolved yet
        weekly.now("Back on Tuesday, or on Friday.")
        ran = weekly.hook(HALL)  # all that pre-commit names
        assert (blocked(ran), judged(ran)) == ([], [HALL])

    def test_what_was_edited_besides_a_conflict_is_judged_though_no_hook_is_told_of_it(self, weekly: Weekly) -> None:
        weekly.past(NEXT)
        weekly.git("checkout", "--quiet", "-b", "side")
        weekly.stage("content/along.md", story(NEXT))
        weekly.now("Back on Tuesday.")
        weekly.commit()
        weekly.git("checkout", "--quiet", "main")
        weekly.now("Back on Friday.")
        merging(weekly, "side")
        weekly.now("Back on Tuesday, or on Friday.")
        weekly.now(NEXT, BAKER, path="content/along.md")
        ran = weekly.hook(HALL)
        assert (blocked(ran), judged(ran)) == (["content/along.md"], ["content/along.md", HALL])

    def test_of_an_octopus_every_parent_counts(self, weekly: Weekly) -> None:
        on_a_branch(weekly, "one", "content/one.md", story(LIGHT))
        on_a_branch(weekly, "two", "content/two.md", story(FERRY))
        merging(weekly, "one", "two")
        assert blocked(weekly.hook("content/one.md", "content/two.md")) == []
        weekly.now(FERRY, BAKER, path="content/two.md")
        assert blocked(weekly.hook()) == ["content/two.md"]

    def test_an_article_that_one_side_renamed_and_the_other_edited(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("checkout", "--quiet", "-b", "side")
        weekly.git("mv", HALL, "content/market.md")
        weekly.commit()
        weekly.git("checkout", "--quiet", "main")
        weekly.now(LIGHT, NEXT)
        merging(weekly, "side")
        ran = weekly.hook()
        assert (blocked(ran), judged(ran)) == ([], ["content/market.md"])

    def test_a_branch_that_is_squashed_is_news(self, weekly: Weekly) -> None:
        on_a_branch(weekly, "side", HALL, story(LIGHT))
        weekly.commit("Something else on main")
        weekly.git("merge", "--squash", "side")
        assert blocked(weekly.both()) == [HALL]


class TestMergesInAPipeline:
    def test_what_a_branch_merges_from_its_base_is_no_news(self, weekly: Weekly) -> None:
        on_a_branch(weekly, "story", HALL, story(NEXT))
        weekly.now(LIGHT, path="content/other.md")
        weekly.commit()
        weekly.git("checkout", "--quiet", "story")
        weekly.git("merge", "--quiet", "--no-edit", "main")
        ran = weekly.ci(base="main")
        assert (blocked(ran), judged(ran)) == ([], [HALL])

    def test_what_a_merge_adds_by_itself_is_news(self, weekly: Weekly) -> None:
        on_a_branch(weekly, "story", HALL, story(NEXT))
        merging(weekly, "story")
        weekly.now(NEXT, BAKER)
        weekly.commit()
        assert blocked(weekly.ci(base="story")) == [HALL]

    def test_what_a_merge_adds_and_a_later_commit_takes_away_is_no_news(self, weekly: Weekly) -> None:
        on_a_branch(weekly, "story", HALL, story(BAKER))
        weekly.git("checkout", "--quiet", "story")
        weekly.now(NEXT)
        weekly.commit()
        assert blocked(weekly.ci()) == []

    def test_of_branches_that_merged_each_other_what_either_base_has_is_no_news(self, weekly: Weekly) -> None:
        on_a_branch(weekly, "story", "content/one.md", story(LIGHT))
        weekly.now(FERRY, path="content/two.md")
        weekly.commit()
        weekly.git("branch", "was", "main")
        weekly.git("merge", "--quiet", "--no-edit", "story")
        weekly.git("checkout", "--quiet", "story")
        weekly.git("merge", "--quiet", "--no-edit", "was")
        weekly.now(LIGHT, NEXT, path="content/one.md")
        weekly.now(FERRY, NEXT, path="content/two.md")
        weekly.commit()
        assert len(weekly.git("merge-base", "--all", "main", "story").split()) == 2
        assert blocked(weekly.ci(base="main")) == []
        weekly.now(FERRY, BAKER, path="content/two.md")
        weekly.commit()
        assert blocked(weekly.ci(base="main")) == ["content/two.md"]


class TestThroughPreCommit:
    @pytest.fixture
    def hooked(self, weekly: Weekly) -> Weekly:
        weekly.stage(".pre-commit-config.yaml", local_hook())
        weekly.began()
        types = [f"--hook-type={name}" for name in ("pre-commit", "pre-merge-commit")]
        installed = weekly.run(sys.executable, "-m", "pre_commit", "install", *types)
        assert installed.returncode == 0, installed.stdout
        return weekly

    def test_a_clean_merge_of_what_was_let_through_elsewhere_goes_on(self, hooked: Weekly) -> None:
        hooked.git("checkout", "--quiet", "-b", "side")
        hooked.now(LIGHT)
        hooked.git("commit", "--quiet", "--no-verify", "-m", "Around the gate")
        hooked.git("checkout", "--quiet", "main")
        hooked.git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", "Else")
        done = hooked.run("git", "merge", "--no-edit", "side")
        assert done.returncode == 0, done.stdout
        assert "Passed" in done.stdout

    def test_a_clean_merge_that_adds_a_passage_is_refused(self, hooked: Weekly) -> None:
        hooked.stage(".gitattributes", "content/*.md merge=generous\n")
        hooked.now("One.", NEXT)
        hooked.git("commit", "--quiet", "--no-verify", "-m", "Before")
        gift = hooked.write("../gift", f"\n{BAKER}\n")
        hooked.git("config", "merge.generous.driver", f"cat '{gift}' >> %A")
        hooked.git("checkout", "--quiet", "-b", "side")
        hooked.now("One.", NEXT, "Three.")
        hooked.git("commit", "--quiet", "--no-verify", "-m", "Three")
        hooked.git("checkout", "--quiet", "main")
        hooked.now("Zero.", "One.", NEXT)
        hooked.git("commit", "--quiet", "--no-verify", "-m", "Zero")
        done = hooked.run("git", "merge", "--no-edit", "side")
        assert done.returncode == 1, done.stdout
        assert "since all parents of the merge" in done.stdout
        assert "51 words as in heron:baker.md" in done.stdout

    def test_a_commit_after_a_conflict_that_adds_one_is_refused(self, hooked: Weekly) -> None:
        hooked.past(NEXT)
        on_a_branch(hooked, "side", HALL, story("Back on Tuesday."))
        hooked.now("Back on Friday.")
        hooked.git("commit", "--quiet", "--no-verify", "-m", "Friday")
        assert hooked.run("git", "merge", "side").returncode == 1
        hooked.now("Back on Tuesday, or on Friday.")
        hooked.stage("content/clean.md", f"{OWN}\n{BAKER}\n")  # pre-commit does not name it
        done = hooked.run("git", "commit", "--no-edit")
        assert done.returncode == 1, done.stdout
        assert "content/clean.md:" in done.stdout
        hooked.stage("content/clean.md", f"{OWN}\n{quoted(BAKER, 'As The Heron reported:')}\n")
        done = hooked.run("git", "commit", "--no-edit")
        assert done.returncode == 0, done.stdout


class TestWhatRunsNoHook:
    """``ci`` is the gate that holds: these never ask a hook."""

    @pytest.fixture
    def shut(self, weekly: Weekly) -> Weekly:
        """A repository whose hook refuses everything, and a branch with a copied passage."""
        weekly.past(quoted(LIGHT))
        on_a_branch(weekly, "side", "content/fair.md", story(BAKER))
        hook = weekly.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
        assert weekly.run("git", "commit", "--allow-empty", "-m", "Refused").returncode == 1
        return weekly

    def test_a_commit_that_skips_the_hook(self, shut: Weekly) -> None:
        shut.now(LIGHT)
        shut.git("commit", "--quiet", "--no-verify", "-m", "Around the gate")
        assert blocked(shut.ci()) == [HALL]

    def test_a_fast_forward(self, shut: Weekly) -> None:
        shut.git("merge", "--quiet", "--ff-only", "side")
        assert blocked(shut.ci()) == ["content/fair.md"]

    def test_a_cherry_pick(self, shut: Weekly) -> None:
        shut.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", "Else")
        shut.git("cherry-pick", "side")
        assert blocked(shut.ci()) == ["content/fair.md"]

    def test_a_cherry_pick_that_goes_on_after_a_conflict_is_seen_by_the_pipeline(self, shut: Weekly) -> None:
        shut.stage("content/fair.md", story(NEXT))
        shut.git("commit", "--quiet", "--no-verify", "-m", "Another fair")
        assert shut.run("git", "cherry-pick", "side").returncode == 1
        shut.stage("content/fair.md", story(NEXT, BAKER))
        (shut.root / ".git/hooks/pre-commit").unlink()  # this is the one step at which git may run it
        shut.git("cherry-pick", "--continue")
        assert blocked(shut.ci()) == ["content/fair.md"]

    def test_a_revert_that_takes_an_attribution_away(self, shut: Weekly) -> None:
        shut.now(LIGHT)
        shut.git("commit", "--quiet", "--no-verify", "-m", "Without a source")
        shut.now(quoted(LIGHT))
        shut.git("commit", "--quiet", "--no-verify", "-m", "Name the source")
        assert blocked(shut.ci()) == []
        shut.git("revert", "--no-edit", "HEAD")
        assert blocked(shut.ci()) == [HALL]

    def test_a_rebase(self, shut: Weekly) -> None:
        shut.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", "Else")
        shut.git("checkout", "--quiet", "side")
        shut.git("rebase", "--quiet", "main")
        ran = shut.ci(base="main")
        assert (blocked(ran), judged(ran)) == (["content/fair.md"], ["content/fair.md"])

    def test_a_patch_from_a_mail(self, shut: Weekly) -> None:
        mail = shut.write("../mail", shut.git("format-patch", "--stdout", "began..side"))
        shut.git("am", "--quiet", str(mail))
        assert blocked(shut.ci()) == ["content/fair.md"]
