"""``Reusecheck-Allow: SOURCE: reason`` in a commit's message: one finding goes through, and everybody can see it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.press import COMMAND, local_hook
from tests.git.weekly import BAKER, FERRY, HALL, LIGHT, article, blocked, evidence, quoted, reasons

if TYPE_CHECKING:
    from tests.git.weekly import Weekly
    from tests.room import Ran

NEXT = "We shall be back next week."
ALLOW = "Reusecheck-Allow: heron: under contract 118"


def commits(weekly: Weekly, *lines: str, subject: str = "An article") -> str:
    """What is staged, with these lines at the end of the message; the id as reports show it."""
    weekly.commit("\n".join([subject, "", *lines]))
    return weekly.head()[:12]


def told(ran: Ran) -> list[str]:
    """What stands on standard error besides the closing line."""
    return [line for line in ran.err.splitlines() if not line.startswith("checked ")]


class TestInAPipeline:
    def test_a_trailer_lets_a_finding_of_its_source_through_and_is_shown(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        assert blocked(weekly.hook()) == [HALL]
        commit = commits(weekly, ALLOW)
        ran = weekly.ci()
        assert (blocked(ran), reasons(ran)) == ([], ["waived"])
        assert evidence(ran) == [("waiver", f"trailer of commit {commit}")]
        (finding,) = article(ran)["findings"]
        assert finding["attribution"]["evidence"][0]["value"] == "under contract 118"
        assert article(ran)["score"] == 0
        assert ran.closing.startswith("checked 1 article (158 words) against 3 references – 1 waived")

    def test_a_second_finding_of_the_source_stays(self, weekly: Weekly) -> None:
        weekly.now(LIGHT, BAKER)
        commits(weekly, ALLOW)
        ran = weekly.ci()
        assert blocked(ran) == [HALL]
        assert sorted(reasons(ran)) == ["unattributed", "waived"]

    def test_two_trailers_let_two_through(self, weekly: Weekly) -> None:
        weekly.now(LIGHT, BAKER)
        commits(weekly, ALLOW, "Reusecheck-Allow: heron: the baker agreed on the telephone")
        ran = weekly.ci()
        assert (blocked(ran), reasons(ran)) == ([], ["waived", "waived"])

    def test_it_does_not_hold_for_another_source(self, weekly: Weekly) -> None:
        weekly.now(FERRY)
        commits(weekly, ALLOW)
        ran = weekly.ci()
        assert blocked(ran) == [HALL]
        assert any("allows heron, which nothing needs" in line for line in told(ran))

    def test_a_key_says_which_finding_is_meant(self, weekly: Weekly) -> None:
        weekly.now(LIGHT, BAKER)
        key = article(weekly.hook())["findings"][1]["key"]
        commits(weekly, f"Reusecheck-Allow: {key}: the baker agreed on the telephone")
        ran = weekly.ci()
        assert (blocked(ran), reasons(ran)) == ([HALL], ["unattributed", "waived"])

    @pytest.mark.parametrize(
        ("line", "wanted"),
        [
            ("Reusecheck-Allow: heron", "Reusecheck-Allow: heron: REASON"),
            ("Reusecheck-Allow: heron:", "Reusecheck-Allow: heron: REASON"),
            ("Reusecheck-Allow: herring: under contract", "herring"),
        ],
    )
    def test_without_a_reason_or_for_an_unknown_source_it_allows_nothing_and_is_told(
        self, weekly: Weekly, line: str, wanted: str
    ) -> None:
        weekly.now(LIGHT)
        commit = commits(weekly, line)
        ran = weekly.ci()
        assert blocked(ran) == [HALL]
        (said,) = told(ran)
        assert f"the trailer of commit {commit} allows nothing: " in said
        assert wanted in said

    def test_one_that_nothing_needs_is_told(self, weekly: Weekly) -> None:
        weekly.now(quoted(LIGHT))
        commit = commits(weekly, ALLOW)
        ran = weekly.ci()
        assert blocked(ran) == []
        assert told(ran) == [f"reusecheck: the trailer of commit {commit} allows heron, which nothing needs"]

    def test_it_holds_for_the_articles_of_its_commit_alone(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        weekly.commit("No trailer")
        weekly.now(NEXT, path="content/other.md")
        commits(weekly, ALLOW)
        assert blocked(weekly.ci()) == [HALL]

    def test_a_later_commit_may_allow_what_an_earlier_one_brought_if_it_touches_the_article(
        self, weekly: Weekly
    ) -> None:
        weekly.now(LIGHT)
        weekly.commit("No trailer")
        weekly.now(LIGHT, NEXT)
        commits(weekly, ALLOW)
        assert blocked(weekly.ci()) == []

    @pytest.mark.parametrize("edited", [False, True])
    def test_it_follows_an_article_that_is_renamed_later(self, weekly: Weekly, *, edited: bool) -> None:
        weekly.past(NEXT)
        weekly.now(NEXT, LIGHT)
        commits(weekly, ALLOW)
        weekly.git("mv", HALL, "content/market.md")
        if edited:
            weekly.now(NEXT, LIGHT, NEXT, path="content/market.md")
        weekly.commit("A better name")
        assert blocked(weekly.ci()) == []

    def test_it_follows_an_article_that_is_new_and_renamed_later(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        commits(weekly, ALLOW)
        weekly.git("mv", HALL, "content/market.md")
        weekly.commit("A better name")
        assert blocked(weekly.ci()) == []

    def test_a_value_may_be_folded(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        commits(weekly, "Reusecheck-Allow: heron: under contract", "  118 of the year before")
        ran = weekly.ci()
        assert blocked(ran) == []
        assert (
            article(ran)["findings"][0]["attribution"]["evidence"][0]["value"]
            == "under contract 118 of the year before"
        )

    def test_a_line_of_prose_is_no_trailer(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        commits(weekly, ALLOW, "", "and that was that.")
        assert blocked(weekly.ci()) == [HALL]

    def test_one_of_the_base_is_spent(self, weekly: Weekly) -> None:
        weekly.now(NEXT)
        commits(weekly, ALLOW)
        weekly.git("tag", "--force", "began")
        weekly.now(LIGHT)
        weekly.commit("No trailer")
        assert blocked(weekly.ci()) == [HALL]

    def test_the_message_of_a_squashed_branch(self, weekly: Weekly) -> None:
        weekly.git("checkout", "--quiet", "-b", "side")
        weekly.now(LIGHT)
        commits(weekly, ALLOW)
        weekly.git("checkout", "--quiet", "main")
        weekly.git("merge", "--quiet", "--squash", "side")
        assert blocked(weekly.hook()) == [HALL]
        commits(weekly, ALLOW, subject="All of side")
        assert blocked(weekly.ci()) == []

    def test_the_message_of_a_merge_is_for_what_the_merge_adds(self, weekly: Weekly) -> None:
        weekly.git("checkout", "--quiet", "-b", "side")
        weekly.now(LIGHT)
        weekly.commit("No trailer")
        weekly.git("checkout", "--quiet", "main")
        weekly.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
        weekly.now(LIGHT, NEXT)
        commits(weekly, ALLOW, subject="Merge side")
        assert blocked(weekly.ci()) == []

    def test_a_push_reads_them_too(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        commits(weekly, ALLOW)
        ran = weekly.ran("hook", "-o", "json", PRE_COMMIT_LOCAL_BRANCH="refs/heads/main", PRE_COMMIT_REMOTE_NAME="none")
        assert (blocked(ran), reasons(ran)) == ([], ["waived"])

    @pytest.mark.parametrize("form", ["markdown", "github", "html", "text"])
    def test_reports_for_people_name_it(self, weekly: Weekly, form: str) -> None:
        weekly.now(LIGHT)
        commit = commits(weekly, ALLOW)
        summary = weekly.root.parent / "summary.md"
        ran = weekly.ran("ci", "--base", "began", "-v", "-o", form, GITHUB_STEP_SUMMARY=str(summary))
        printed = summary.read_text(encoding="utf-8") if form == "github" else " ".join(ran.out.split())
        assert ran.code == 0
        # in Markdown a code span: GitHub would make a link of it, to what may be another repository
        assert f"trailer of commit {commit}" in printed.replace("`", "")
        assert "under contract 118" in printed


class TestTheMessageBeingWritten:
    """The commit-msg stage: nothing has a commit yet."""

    @staticmethod
    def message(weekly: Weekly, text: str) -> Ran:
        file = weekly.write(".git/COMMIT_EDITMSG", text)
        return weekly.hook("--message", str(file))

    def test_it_allows_what_the_pipeline_will_allow(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        ran = self.message(weekly, f"An article\n\n{ALLOW}\n# comment\n")
        assert (blocked(ran), reasons(ran)) == ([], ["waived"])
        assert evidence(ran) == [("waiver", "trailer of commit message")]
        commits(weekly, ALLOW)
        assert blocked(weekly.ci()) == []

    @pytest.mark.parametrize("text", ["An article\n", f"An article\n\n# {ALLOW}\n", f"{ALLOW}\n\nAn article\n"])
    def test_a_message_without_one_allows_nothing(self, weekly: Weekly, text: str) -> None:
        weekly.now(LIGHT)
        assert blocked(self.message(weekly, text)) == [HALL]

    def test_what_is_no_file_is_refused(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        ran = weekly.ran("hook", "--message", "nowhere")
        assert ran.code == 3
        assert "nowhere: the message of the commit cannot be read" in ran.err

    def test_as_a_plain_hook_of_git(self, weekly: Weekly) -> None:
        hook = weekly.write(".git/hooks/commit-msg", f'#!/bin/sh\nexec {" ".join(COMMAND)} hook --message "$1"\n')
        hook.chmod(0o755)
        weekly.now(LIGHT)
        refused = weekly.run("git", "commit", "-m", "An article")
        assert refused.returncode == 1
        assert "51 words as in heron:light.md" in refused.stdout
        done = weekly.run("git", "commit", "-m", f"An article\n\n{ALLOW}")
        assert done.returncode == 0, done.stdout
        assert blocked(weekly.ci()) == []

    def test_the_commit_of_a_part_of_what_is_staged(self, weekly: Weekly) -> None:
        hook = weekly.write(".git/hooks/commit-msg", f'#!/bin/sh\nexec {" ".join(COMMAND)} hook --message "$1"\n')
        hook.chmod(0o755)
        weekly.now(LIGHT)
        weekly.now(NEXT, path="content/other.md")
        done = weekly.run("git", "commit", "-m", "The other", "--", "content/other.md")
        assert done.returncode == 0, done.stdout


class TestThroughPreCommit:
    def test_a_commit_is_refused_and_goes_through_with_a_trailer(self, weekly: Weekly) -> None:
        weekly.stage(".pre-commit-config.yaml", local_hook("reusecheck-commit-msg"))
        weekly.began()
        installed = weekly.run(sys.executable, "-m", "pre_commit", "install", "--hook-type=commit-msg")
        assert installed.returncode == 0, installed.stdout
        weekly.now(LIGHT)
        refused = weekly.run("git", "commit", "-m", "An article")
        assert refused.returncode == 1
        assert "- exit code: 1" in refused.stdout
        assert "51 words as in heron:light.md" in refused.stdout
        done = weekly.run("git", "commit", "-m", f"An article\n\n{ALLOW}")
        assert done.returncode == 0, done.stdout
        assert "Passed" in done.stdout
        assert blocked(weekly.ci()) == []
