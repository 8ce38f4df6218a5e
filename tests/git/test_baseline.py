"""The baseline in real repositories: what stays accepted, what is new, and what git makes of two branches."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from reusecheck.baseline import HEADER
from reusecheck.git.attributes import line_for, merge_driver
from tests.end_to_end.test_bad_input import bound
from tests.repository import Repository
from tests.room import CLEAN, CONFIGURATION, CREDITED, PASSAGE, REFERENCE, Ran, Room

if TYPE_CHECKING:
    from pathlib import Path

NAME = ".reusecheck.baseline"
# 46 words
BELLS = (
    "On the island they ring the small bell for a boat that is late and the large one for a boat that is early, which "
    "has happened twice; both times it was the doctor, who rows standing up and will not say what the hurry was about."
)
# 45 words
SALT = (
    "The salt road is swept on the first dry Sunday of the year by whoever lost a bet in the winter, and the broom, "
    "which nobody remembers buying, hangs the rest of the time in the porch of the chapel beside a list of winners."
)
UNION = f"/{NAME} merge=union\n"


class Desk(NamedTuple):
    """A repository whose only open finding is the bus passage in ``content/copied.md``."""

    room: Room
    git: Repository

    def run(self, *arguments: str) -> Ran:
        return self.room.run(*arguments)

    def write(self, path: str, content: str | bytes) -> None:
        self.room.write(path, content)

    def read(self, path: str = NAME) -> str:
        return (self.room.root / path).read_bytes().decode()

    def accept(self, *arguments: str) -> str:
        ran = self.run("baseline", "write", *arguments)
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    def lines(self) -> list[str]:
        return [line for line in self.read().splitlines() if not line.startswith("#")]

    def reasons(self, *paths: str) -> dict[str, list[str]]:
        """Article → the reasons of its findings, of articles that have some."""
        articles = self.room.judge(*paths)["articles"]
        return {a["path"]: [one["reason"] for one in a["findings"]] for a in articles if a["findings"]}

    def state(self) -> tuple[bytes, int, int]:
        """The file of the baseline as it lies there: content, inode, time of the last change."""
        found = os.stat(self.room.root / NAME)
        return (self.room.root / NAME).read_bytes(), found.st_ino, found.st_mtime_ns

    def commit(self, message: str = "A commit") -> None:
        self.git.git("add", "--all")
        self.git.commit(message)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    root = tmp_path / "desk"
    root.mkdir()
    room = Room.furnished(root, monkeypatch, capsys)
    room.write("references/bells.md", f"---\ntitle: Two bells\n---\n\nA note from the harbour.\n\n{BELLS}\n")
    room.write("references/salt.md", f"---\ntitle: The salt road\n---\n\n{SALT}\n\nIt is a short road.\n")
    desk = Desk(room, Repository(room.root))
    desk.commit()
    return desk


@pytest.fixture
def known(desk: Desk) -> Desk:
    """The same with that finding accepted, and committed."""
    desk.accept("--reason", "audit of 2024")
    desk.commit()
    return desk


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
        assert (ran.code, ran.closing.partition(" – ")[2].partition(" (")[0]) == (0, "1 attributed, 1 known before")

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
        assert known.lines() == [f"{key(known, 'content/moved.md')}  content/moved.md  # audit of 2024"]

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


PLOVER = "plover:"  # what its keys begin with


def key(desk: Desk, path: str, number: int = 0) -> str:
    found: str = desk.room.findings(path)[number]["key"]
    return found


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
        one = key(known, "content/copied.md")
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
        assert known.lines() == [f"{key(known, 'content/copied.md')}  content/copied.md  # audit of 2024"]
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
        assert known.lines() == [f"{key(known, 'content/salt.md')}  content/salt.md"]

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
        found = key(known, "content/salt.md")
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
        assert (ran.code, "1 known before" in ran.closing) == (0, True)

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
        assert second == f"    {key(known, 'content/moved.md')} (entered for content/copied.md)"
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
