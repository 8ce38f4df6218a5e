"""The baseline in real repositories: what stays accepted, what is new, and what git makes of two branches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from reusecheck.baseline import HEADER
from tests.git.accepting import BELLS, NAME, PLOVER, SALT, UNION
from tests.room import CLEAN, CREDITED, PASSAGE

if TYPE_CHECKING:
    from tests.git.accepting import Desk
    from tests.room import Ran


class TestWhatStaysAccepted:
    def test_what_was_there_when_the_gate_was_introduced(self, desk: Desk) -> None:
        assert desk.run("check").code == 1
        printed = desk.accept("--reason", "audit of 2024")
        assert printed == (
            f".gitattributes: {UNION.strip()} added, so that branches that both add entries merge; commit it, too\n"
            f"{NAME}: 1 entry (1 added, 0 kept, 0 dropped), from 3 articles (274 words) against 3 references\n"
        )
        (finding,) = desk.room.findings("content/copied.md")
        assert desk.read().splitlines() == [*HEADER, f"{finding['key']}  content/copied.md  # audit of 2024"]
        assert (finding["reason"], finding["blocks"]) == ("baseline", False)
        (evidence,) = finding["attribution"]["evidence"]
        assert (evidence["shows"], evidence["kind"], evidence["value"]) == (
            "baseline", "in the baseline", "audit of 2024"
        )  # fmt: skip
        ran = desk.run("check")
        assert (ran.code, ran.closing.partition(" – ")[2].partition(" (")[0]) == (0, "1 attributed, 1 in the baseline")

    def test_text_that_is_moved(self, known: Desk) -> None:
        known.write("content/copied.md", f"# First\n\nA new line.\n\n{PASSAGE}\n\n{CLEAN}")
        assert known.reasons("content/copied.md") == {"content/copied.md": ["baseline"]}

    def test_text_that_is_filled_and_marked_anew(self, known: Desk) -> None:
        words = PASSAGE.replace("somebody", "*somebody*").replace("the dog", "**the dog**").split()
        filled = "\r\n".join(" ".join(words[at : at + 7]) for at in range(0, len(words), 7))
        known.write("content/copied.md", f"\ufeff{CLEAN}\r\n{filled}\r\n".encode())
        assert known.reasons("content/copied.md") == {"content/copied.md": ["baseline"]}
        assert known.run("check").code == 0

    def test_an_article_that_gets_another_name(self, known: Desk) -> None:
        known.git.git("mv", "content/copied.md", "content/moved.md")
        assert known.reasons() == {"content/credited.md": ["attributed"], "content/moved.md": ["baseline"]}
        assert known.run("hook", "content/moved.md").code == 0
        assert "1 kept, 1 of them under a new name, 0 dropped" in known.accept()
        assert known.lines() == [f"{known.key('content/moved.md')}  content/moved.md  # audit of 2024"]

    def test_an_article_that_gets_another_name_and_more_words(self, known: Desk) -> None:
        known.git.git("mv", "content/copied.md", "content/moved.md")
        known.write("content/moved.md", f"{CLEAN}\n{PASSAGE}\n\nAnd a word of thanks to the postman.\n\n{BELLS}\n")
        assert known.reasons("content/moved.md") == {"content/moved.md": ["baseline", "unattributed"]}

    def test_a_passage_that_is_credited_needs_no_entry(self, known: Desk) -> None:
        known.write("content/copied.md", CREDITED)
        ran = known.run("baseline", "show")
        assert f"content/copied.md: no finding needs this entry any more: audit of 2024\n    {PLOVER}" in ran.out
        assert ran.out.endswith("1 entry, 1 that nothing needs; take out with: reusecheck baseline prune\n")
        assert known.run("baseline", "prune").out.startswith(f"{NAME}: 0 entries (1 dropped), from 3 articles")
        assert known.lines() == []
        known.write("content/copied.md", f"{CLEAN}\n{PASSAGE}\n")
        assert known.run("check").code == 1

    def test_the_keys_are_the_same_however_much_text_is_shown(self, desk: Desk) -> None:
        def keys(quote: str) -> list[str]:
            articles = desk.room.judge("--quote", quote)["articles"]
            return [finding["key"] for article in articles for finding in article["findings"]]

        assert keys("none") == keys("fragment") == keys("full")
        desk.room.patch.setenv("REUSECHECK_QUOTE", "none")
        desk.accept()
        desk.room.patch.setenv("REUSECHECK_QUOTE", "full")
        assert desk.run("check").code == 0

    def test_words_that_a_new_reference_has_too_and_is_named_for(self, known: Desk) -> None:
        before = known.key("content/copied.md")
        known.write("references/again.md", f"# Printed again\n\n{PASSAGE} So it was said, word for word.\n")
        (finding,) = known.room.findings("content/copied.md")
        assert (finding["reference"]["id"], finding["also_in"]) == ("plover:again.md", ["plover:bus.md"])
        assert (finding["reason"], finding["key"] == before) == ("baseline", False)
        assert f"{finding['key']} (entered as {before})" in known.run("baseline", "show").out
        before_all = known.state()
        assert "(0 added, 1 kept, 0 dropped)" in known.accept()
        assert known.state() == before_all
        (known.room.root / "references/again.md").unlink()
        assert known.run("check").code == 0


class TestWhatIsNew:
    def test_a_word_edited_within_the_passage(self, known: Desk) -> None:
        known.write("content/copied.md", f"{CLEAN}\n{PASSAGE.replace('garden gate', 'garden fence')}\n")
        assert known.reasons("content/copied.md") == {"content/copied.md": ["unattributed"]}
        assert known.run("check").code == 1

    def test_another_passage_on_the_same_line(self, known: Desk) -> None:
        """As in https://github.com/gitleaks/gitleaks/issues/2239: the place is that of what was accepted."""
        before = known.room.findings("content/copied.md")[0]
        known.write("content/copied.md", f"{CLEAN}\n{BELLS}\n")
        (after,) = known.room.findings("content/copied.md")
        assert (after["article"]["line"], after["article"]["column"]) == (before["article"]["line"], 1)
        assert (after["reason"], after["blocks"]) == ("unattributed", True)

    def test_the_same_passage_once_more(self, known: Desk) -> None:
        known.write("content/copied.md", f"{PASSAGE}\n\n{CLEAN}\n{PASSAGE}\n")
        assert known.reasons("content/copied.md") == {"content/copied.md": ["baseline", "unattributed"]}
        known.accept("--reason", "twice")
        one = known.key("content/copied.md")
        assert known.lines() == [
            f"{one}  content/copied.md  # audit of 2024",
            f"{one}-2  content/copied.md  # twice",
        ]
        known.write("content/copied.md", f"{PASSAGE}\n\n{CLEAN}\n{PASSAGE}\n\n{CLEAN}\n{PASSAGE}\n")
        assert known.reasons("content/copied.md") == {"content/copied.md": ["baseline", "baseline", "unattributed"]}

    def test_one_of_two_is_taken_out_and_later_put_in_again(self, known: Desk) -> None:
        known.write("content/copied.md", f"{PASSAGE}\n\n{CLEAN}\n{PASSAGE}\n")
        known.accept()
        known.write("content/copied.md", f"{CLEAN}\n{PASSAGE}\n")
        assert known.run("check").code == 0
        assert "1 entry (1 dropped)" in known.run("baseline", "prune").out
        assert known.lines() == [f"{known.key('content/copied.md')}  content/copied.md  # audit of 2024"]
        known.write("content/copied.md", f"{PASSAGE}\n\n{CLEAN}\n{PASSAGE}\n")
        assert known.run("check").code == 1

    def test_a_copy_of_an_accepted_article(self, known: Desk) -> None:
        known.write("content/zz.md", f"{CLEAN}\n{PASSAGE}\n")
        known.write("content/aa.md", f"{CLEAN}\n{PASSAGE}\n")
        assert known.reasons("content/copied.md", "content/zz.md", "content/aa.md") == {
            "content/aa.md": ["unattributed"], "content/copied.md": ["baseline"], "content/zz.md": ["unattributed"]
        }  # fmt: skip

    def test_the_copy_of_an_article_that_got_another_name(self, known: Desk) -> None:
        known.git.git("mv", "content/copied.md", "content/moved.md")
        known.write("content/other.md", f"{CLEAN}\n{PASSAGE}\n")
        known.git.git("add", "content/other.md")
        assert known.reasons("content/moved.md", "content/other.md") == {
            "content/moved.md": ["baseline"], "content/other.md": ["unattributed"]
        }  # fmt: skip
        assert known.run("hook", "content/moved.md", "content/other.md").code == 1

    def test_the_same_words_taken_from_another_source(self, known: Desk) -> None:
        configuration = known.read(".reusecheck.yaml")
        known.write(".reusecheck.yaml", configuration.replace("id: plover", "id: ibis"))
        assert known.reasons("content/copied.md") == {"content/copied.md": ["unattributed"]}


class TestTwoBranches:
    def branch(self, desk: Desk, name: str, path: str, passage: str, *arguments: str) -> None:
        """A branch from ``main`` that accepts a passage in a new article."""
        desk.git.git("checkout", "--quiet", "-b", name, "main")
        desk.write(path, f"{CLEAN}\n{passage}\n")
        desk.accept(*arguments)
        desk.commit(name)

    def merge(self, desk: Desk, ours: str, theirs: str) -> None:
        desk.git.git("checkout", "--quiet", ours)
        desk.git.git("merge", "--quiet", "--no-edit", theirs)
        assert desk.git.git("status", "--porcelain") == ""

    def test_both_add_entries_and_the_merge_is_clean(self, known: Desk) -> None:
        self.branch(known, "bells", "content/bells.md", BELLS, "--reason", "from the harbour")
        self.branch(known, "salt", "content/salt.md", SALT)
        self.merge(known, "salt", "bells")
        assert sorted(line.partition("  ")[2] for line in known.lines()) == [
            "content/bells.md  # from the harbour", "content/copied.md  # audit of 2024", "content/salt.md"
        ]  # fmt: skip
        assert known.run("check").code == 0
        known.run("baseline", "prune")
        assert known.lines() == sorted(known.lines())
        assert len(known.lines()) == 3

    def test_both_introduce_the_baseline(self, desk: Desk) -> None:
        self.branch(desk, "bells", "content/bells.md", BELLS)
        self.branch(desk, "salt", "content/salt.md", SALT)
        self.merge(desk, "bells", "salt")
        assert desk.run("check").code == 0
        shown = desk.run("baseline", "show").out
        assert shown.endswith(f"{NAME}: 3 entries, all needed\n")
        desk.accept()
        assert desk.read().splitlines()[:2] == [*HEADER]
        assert len(desk.read().splitlines()) == 5
        assert desk.read(".gitattributes") == UNION

    def test_one_takes_out_and_one_adds(self, known: Desk) -> None:
        known.git.git("checkout", "--quiet", "-b", "credited", "main")
        known.write("content/copied.md", CREDITED)
        assert known.run("baseline", "prune").code == 0
        known.commit("credited")
        self.branch(known, "salt", "content/salt.md", SALT)
        self.merge(known, "salt", "credited")
        assert known.run("check").code == 0
        # where both sides touched the same lines git keeps those of both: prune again
        assert known.run("baseline", "prune").code == 0
        assert known.lines() == [f"{known.key('content/salt.md')}  content/salt.md"]

    def test_both_accept_the_same_for_different_reasons(self, desk: Desk) -> None:
        desk.accept("content/clean.md")
        desk.commit()
        for name, reason in (("one", "by letter"), ("two", "audit of 2024")):
            self.branch(desk, name, f"content/{name}.md", "Nothing here.", "--reason", reason)
        self.merge(desk, "one", "two")
        assert len(desk.lines()) == 2
        (finding,) = desk.room.findings("content/copied.md")
        assert finding["attribution"]["evidence"][0]["value"] == "audit of 2024; by letter"
        assert "1 kept" in desk.accept()
        assert desk.lines() == [f"{finding['key']}  content/copied.md  # audit of 2024; by letter"]

    def test_what_a_merge_left_in_conflict_is_told_line_by_line(self, known: Desk) -> None:
        known.write(".gitattributes", "")
        known.commit()
        known.git.git("branch", "--force", "start")
        self.branch(known, "bells", "content/bells.md", BELLS)
        known.write(".gitattributes", "")
        known.commit()
        known.git.git("checkout", "--quiet", "-b", "salt", "start")
        known.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        known.accept()
        known.write(".gitattributes", "")
        known.commit()
        done = known.git.run("git", "merge", "--no-edit", "bells")
        assert done.returncode == 1, done.stdout
        markers = [number for number, line in enumerate(known.read().splitlines(), 1) if line[:7] in MARKERS]
        ran = known.run("check")
        assert (ran.code, ran.out) == (2, "")
        assert [line.split(": ")[1] for line in ran.err.splitlines()] == [f"{NAME}:{number}:1" for number in markers]
        assert all("wants the lines of both sides without markers" in line for line in ran.err.splitlines())
        before = known.state()
        assert [known.run("baseline", action).code for action in ("write", "prune", "show")] == [2, 2, 2]
        assert known.state() == before


MARKERS = ("<<<<<<<", "=======", ">>>>>>>")


class TestHook:
    def test_it_reads_the_baseline_that_is_committed_not_the_one_on_the_disk(self, desk: Desk) -> None:
        desk.git.stage("content/new.md", f"{CLEAN}\n{SALT}\n")
        desk.accept()
        assert desk.run("check").code == 0
        assert desk.run("hook", "content/new.md").code == 1
        desk.git.git("add", NAME)
        assert desk.run("hook", "content/new.md").code == 0
        desk.write(NAME, "no baseline at all\n")
        assert desk.run("hook", "content/new.md").code == 0
        assert desk.run("check", "content/new.md").code == 2

    def test_no_check_and_no_hook_ever_writes_it(self, known: Desk) -> None:
        stale = f"ibis:0123456789ab  content/gone.md\n{known.lines()[0]}\n{known.lines()[0]}"
        known.write(NAME, stale)
        known.git.git("mv", "content/copied.md", "content/moved.md")
        known.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        known.git.git("add", "--all")
        before = known.state()
        found = known.key("content/salt.md")
        for command in (
            ["hook"], ["check"], ["check", "--staged"], ["explain", found], ["attribute", found], ["doctor"],
            ["baseline", "show"], ["index", "build"], ["check", "content/clean.md"],
        ):  # fmt: skip
            assert known.run(*command).code in (0, 1), command
            assert known.state() == before, command

    def test_a_real_commit_goes_through_and_one_with_a_copy_does_not(self, known: Desk) -> None:
        hook = known.room.root / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reusecheck hook\n')
        hook.chmod(0o755)
        known.git.git("mv", "content/copied.md", "content/moved.md")
        done = known.git.run("git", "commit", "-m", "Another name")
        assert done.returncode == 0, done.stdout
        known.write("content/copy.md", known.read("content/moved.md"))
        known.git.git("add", "content/copy.md")
        done = known.git.run("git", "commit", "-m", "A copy")
        assert done.returncode == 1, done.stdout
        assert "content/copy.md:7:1: 54 words" in done.stdout
        assert known.git.git("status", "--porcelain") == "A  content/copy.md\n"


class TestBranch:
    """The gate of a pipeline, which sees only what the branch changes."""

    @pytest.fixture
    def branch(self, known: Desk) -> Desk:
        known.git.git("checkout", "--quiet", "-b", "topic")
        return known

    def gate(self, desk: Desk, *arguments: str) -> Ran:
        desk.commit("On a branch")
        return desk.run("ci", "--base", "main", *arguments)

    @pytest.mark.parametrize("scope", ["added", "file"])
    def test_an_accepted_article_may_be_edited_and_renamed(self, branch: Desk, scope: str) -> None:
        branch.git.git("mv", "content/copied.md", "content/moved.md")
        branch.write("content/moved.md", f"{CLEAN}\nA line that is new here.\n\n{PASSAGE}\n")
        ran = self.gate(branch, "--scope", scope)
        assert (ran.code, "1 in the baseline" in ran.closing) == (0, True)

    def test_its_copy_is_blocked(self, branch: Desk) -> None:
        branch.write("content/copy.md", branch.read("content/copied.md"))
        assert self.gate(branch).code == 1

    def test_its_copy_is_blocked_also_where_it_got_another_name_long_ago(self, known: Desk) -> None:
        known.git.git("mv", "content/copied.md", "content/moved.md")
        known.commit("Another name, and nobody wrote the baseline anew")
        known.git.git("checkout", "--quiet", "-b", "topic")
        known.write("content/copy.md", known.read("content/moved.md"))
        assert self.gate(known).code == 1
        known.write("content/copy.md", CLEAN)
        known.write("content/moved.md", f"{PASSAGE}\n\n{CLEAN}")
        assert self.gate(known).code == 0

    def test_the_baseline_of_the_branch_counts_not_that_of_the_disk(self, branch: Desk) -> None:
        branch.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        branch.accept()
        assert self.gate(branch).code == 0
        branch.write(NAME, "no baseline\n")
        assert branch.run("ci", "--base", "main").code == 0
        branch.git.git("rm", "--quiet", "--force", NAME)
        assert self.gate(branch).code == 1

    def test_what_conflicts_in_the_branch_is_no_pass(self, branch: Desk) -> None:
        branch.write(NAME, f"<<<<<<< ours\n{branch.read()}=======\n>>>>>>> theirs\n")
        branch.write("content/salt.md", f"{CLEAN}\n{SALT}\n")
        ran = self.gate(branch)
        assert (ran.code, f"{NAME}:1:1: found the conflict marker" in ran.err) == (2, True)
