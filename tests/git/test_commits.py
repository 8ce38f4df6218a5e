"""Where the content of a commit is: the index, whatever the disk holds, in every kind of repository."""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.press import COMMAND, local_hook
from tests.git.clones import cloned, mended
from tests.git.weekly import BAKER, HALL, LIGHT, OWN, Weekly, article, blocked, judged, quoted, reasons, story
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

NEXT = "We shall be back next week."


def placed(weekly: Weekly, ran_line: int, ran_column: int) -> str:
    """What stands in the staged article from a place on."""
    return weekly.git("show", f":{HALL}").split("\n")[ran_line - 1][ran_column - 1 :]


class TestPartialStaging:
    def hunks(self, weekly: Weekly) -> tuple[str, str]:
        """An article of 14 lines before, and what its first half and its second half may become."""
        weekly.past(NEXT)
        top = OWN.replace("# Saturday", f"{LIGHT}\n\n# Saturday")
        return f"{top}\n{NEXT}\n", story(NEXT, "And on Friday.")

    @pytest.mark.parametrize("staged", ["top", "bottom"])
    def test_of_two_hunks_the_one_that_is_staged_is_judged(self, weekly: Weekly, staged: str) -> None:
        top, bottom = self.hunks(weekly)
        patches = {}
        for name, text in (("top", top), ("bottom", bottom)):
            weekly.write(HALL, text)
            patches[name] = weekly.write(f"../{name}.patch", weekly.git("diff"))
        weekly.write(HALL, f"{top}\nAnd on Friday.\n")
        weekly.git("apply", "--cached", str(patches[staged]))  # what `git add -p` does
        ran = weekly.hook(HALL)
        assert blocked(ran) == ([HALL] if staged == "top" else [])
        assert weekly.hook().json == ran.json


class TestWhatAddsNoWords:
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(story(LIGHT).replace("\n", "\r\n"), id="line ends"),
            pytest.param("\ufeff" + story(LIGHT), id="a byte order mark"),
            pytest.param(story(LIGHT).replace(" the ", "  the "), id="white space"),
            pytest.param(story(LIGHT) + "\n\n\n", id="empty lines"),
            pytest.param("", id="nothing"),
        ],
    )
    def test_nothing_is_found(self, weekly: Weekly, content: str) -> None:
        weekly.past(LIGHT)
        weekly.stage(HALL, content.encode())
        ran = weekly.both()
        assert (blocked(ran), judged(ran)) == ([], [HALL])

    def test_a_mode(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("update-index", "--chmod=+x", HALL)
        ran = weekly.both()
        assert blocked(ran) == []

    def test_a_deletion(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("rm", "--quiet", HALL)
        ran = weekly.both()
        assert (ran.code, judged(ran)) == (0, [])
        assert judged(weekly.hook(HALL)) == []

    def test_a_commit_of_nothing(self, weekly: Weekly) -> None:
        ran = weekly.both()
        assert (ran.code, judged(ran)) == (0, [])
        assert "nothing to judge" in ran.closing

    def test_an_article_that_is_to_be_added_later(self, weekly: Weekly) -> None:
        weekly.write(HALL, story(LIGHT))
        weekly.git("add", "--intent-to-add", HALL)
        for names in ((), (HALL,)):
            ran = weekly.hook(*names)
            assert (ran.code, judged(ran)) == (0, [])


class TestTheDisk:
    def test_an_article_that_left_the_disk_while_the_hook_began_is_judged_all_the_same(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        (weekly.root / HALL).unlink()
        assert blocked(weekly.hook(HALL)) == [HALL]

    def test_an_article_that_left_the_disk_after_it_was_listed_was_not_judged(self, weekly: Weekly) -> None:
        weekly.write("list", f"{HALL}\ncontent/clean.md\n")
        ran = weekly.ran("check", "-o", "json", "--files-from", "list")
        assert (ran.code, judged(ran)) == (3, ["content/clean.md"])
        assert [one["path"] for one in ran.json["unreadable"]] == [HALL]

    def test_what_the_disk_has_otherwise_than_a_commit_is_judged_by_the_disk(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.write(HALL, story(LIGHT, BAKER))
        weekly.write("content/new.md", story(LIGHT))  # not added yet
        ran = weekly.ran("check", "-o", "json", "--diff", "began", "--scope", "added")
        assert blocked(ran) == [HALL, "content/new.md"]
        assert reasons(ran) == ["baseline", "unattributed"]
        assert judged(weekly.ran("check", "-o", "json", "--diff", "began..HEAD")) == []


class TestPlaces:
    """Lines and columns are those of the text that git keeps."""

    def where(self, weekly: Weekly) -> str:
        (finding,) = article(weekly.hook(HALL))["findings"]
        return placed(weekly, finding["article"]["line"], finding["article"]["column"])

    def test_of_a_text_whose_id_git_expands_on_the_disk(self, weekly: Weekly) -> None:
        weekly.stage(".gitattributes", "*.md ident export-subst\n")
        weekly.now(f"$Id$ and $Format:%H$ – {LIGHT}")
        weekly.commit()
        (weekly.root / HALL).unlink()
        weekly.git("checkout", "--quiet", "HEAD", "--", HALL)
        assert "$Id: " in (weekly.root / HALL).read_text(encoding="utf-8")
        weekly.git("reset", "--quiet", "--soft", "began")
        assert self.where(weekly).startswith("The lamp on the outer mole")

    @pytest.mark.parametrize(
        ("attributes", "kept"),
        [("*.md text eol=crlf\n", "crlf"), ("*.md text working-tree-encoding=UTF-16\n", "utf-16")],
    )
    def test_of_a_text_that_the_disk_keeps_otherwise(self, weekly: Weekly, attributes: str, kept: str) -> None:
        weekly.stage(".gitattributes", attributes)
        text = f"# Fähre\n\n{story(LIGHT)}"
        weekly.stage(HALL, text.replace("\n", "\r\n").encode() if kept == "crlf" else text.encode("utf-16"))
        assert self.where(weekly).startswith("The lamp on the outer mole")
        on_disk = article(weekly.ran("check", "-o", "json", HALL))["findings"][0]["article"]
        in_git = article(weekly.hook(HALL))["findings"][0]["article"]
        assert [in_git[name] for name in ("line", "column", "end_line", "end_column")] == [
            on_disk[name] for name in ("line", "column", "end_line", "end_column")
        ]

    def test_behind_characters_of_more_than_one_unit(self, weekly: Weekly) -> None:
        weekly.now(f"🚢\t深い霧 é {LIGHT}")
        assert self.where(weekly).startswith("The lamp on the outer mole")


class TestWhatIsNoText:
    def test_a_pointer_of_git_lfs(self, weekly: Weekly) -> None:
        weekly.stage(HALL, f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 4096\n")
        ran = weekly.hook(HALL)
        assert ran.code == 3
        assert "Git LFS" in ran.json["unreadable"][0]["why"]
        weekly.commit()
        assert weekly.ci().code == 3

    @pytest.mark.parametrize(
        "content", [b"\0GITCRYPT\0" + bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 99]
    )
    def test_what_is_encrypted_or_binary(self, weekly: Weekly, content: bytes) -> None:
        weekly.stage(HALL, content)
        ran = weekly.hook(HALL)
        assert (ran.code, [one["path"] for one in ran.json["unreadable"]]) == (3, [HALL])

    def test_what_was_no_text_before_leaves_all_of_it_new(self, weekly: Weekly) -> None:
        weekly.stage(HALL, b"\0GITCRYPT\0" + bytes(range(256)) * 4)
        weekly.began()
        weekly.now(LIGHT)
        assert blocked(weekly.both()) == [HALL]

    def test_a_submodule_and_a_link_are_left_out_with_a_word(self, weekly: Weekly) -> None:
        weekly.git("update-index", "--add", "--cacheinfo", f"160000,{weekly.head()},content/module.md")
        (weekly.root / "content/link.md").symlink_to("clean.md")
        weekly.git("add", "content/link.md")
        ran = weekly.both()
        assert (ran.code, judged(ran)) == (0, [])
        assert "content/link.md: not judged: symbolic link" in ran.err
        assert "content/module.md: not judged: submodule" in ran.err

    def test_a_link_that_becomes_a_text_is_judged_whole(self, weekly: Weekly) -> None:
        weekly.past(LIGHT, path="content/fair.md")
        (weekly.root / HALL).symlink_to("fair.md")
        weekly.git("add", HALL)
        weekly.began()
        (weekly.root / HALL).unlink()
        weekly.now(LIGHT)
        ran = weekly.both()
        assert judged(ran) == [HALL]


class TestOtherRepositories:
    def test_an_index_of_another_name(self, weekly: Weekly) -> None:
        weekly.write("content/fair.md", story(LIGHT))
        index = {"GIT_INDEX_FILE": ".git/other"}
        assert weekly.run("git", "read-tree", "HEAD", cwd=weekly.root, **index).returncode == 0
        assert weekly.run("git", "add", "content/fair.md", cwd=weekly.root, **index).returncode == 0
        assert judged(weekly.hook()) == []
        ran = weekly.ran("hook", "-o", "json", GIT_INDEX_FILE=".git/other")
        assert blocked(ran) == ["content/fair.md"]
        ran = weekly.ran("hook", "-o", "json", cwd=weekly.root / "content", GIT_INDEX_FILE=f"{weekly.root}/.git/other")
        assert blocked(ran) == ["content/fair.md"]

    def test_a_linked_work_tree_below_its_root(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        linked = weekly.root.parent / "linked"
        weekly.git("worktree", "add", "--quiet", str(linked), "-b", "side")
        (linked / HALL).write_text(story(LIGHT, BAKER), encoding="utf-8")
        weekly.git("add", "hall.md", cwd=linked / "content")
        own = weekly.git("rev-parse", "--absolute-git-dir", cwd=linked).strip()
        # as git runs hooks there
        ran = weekly.ran("hook", "-o", "json", cwd=linked, GIT_DIR=own, GIT_PREFIX="content/")
        assert (blocked(ran), reasons(ran)) == ([HALL], ["baseline", "unattributed"])
        weekly.git("commit", "--quiet", "--message=Linked", cwd=linked)
        ran = weekly.ran("ci", "-o", "json", "--base", "began", cwd=linked / "content")
        assert blocked(ran) == [HALL]

    def test_a_folder_of_git_kept_elsewhere(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("init", "--quiet", f"--separate-git-dir={weekly.root.parent / 'kept'}")
        assert (weekly.root / ".git").is_file()
        weekly.now(LIGHT, BAKER)
        assert reasons(weekly.both()) == ["baseline", "unattributed"]

    def test_a_bare_repository_with_a_work_tree_of_its_own(self, weekly: Weekly) -> None:
        bare = weekly.root.parent / "bare"
        (weekly.root / ".git").rename(bare)
        variables = {"GIT_DIR": str(bare), "GIT_WORK_TREE": str(weekly.root)}
        weekly.write(HALL, story(LIGHT))
        assert weekly.run("git", "add", HALL, cwd=weekly.root, **variables).returncode == 0
        ran = weekly.ran("hook", "-o", "json", cwd=None, stdin=b"", **variables)
        assert blocked(ran) == [HALL]

    def test_a_submodule_is_judged_in_its_own_repository(self, weekly: Weekly, tmp_path: Path) -> None:
        above = Repository(tmp_path / "above")
        above.commit()
        above.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(weekly.root), "news")
        inner = tmp_path / "above/news"
        (inner / HALL).write_text(story(LIGHT), encoding="utf-8")
        above.git("add", HALL, cwd=inner)
        ran = weekly.ran("hook", "-o", "json", cwd=inner / "content")
        assert blocked(ran) == [HALL]

    def test_a_configuration_below_the_root_of_the_repository(self, weekly: Weekly) -> None:
        weekly.git("mv", "content/clean.md", "other.md")
        (weekly.root / "desk").mkdir()
        for name in (".reusecheck.yaml", "references"):
            weekly.git("mv", name, f"desk/{name}")
        weekly.past(LIGHT, path="desk/content/hall.md")
        weekly.past(BAKER, path="content/fair.md")  # an article of nobody
        weekly.now(LIGHT, NEXT, path="desk/content/hall.md")
        weekly.git("mv", "content/fair.md", "desk/content/fair.md")
        ran = weekly.ran("hook", "-o", "json", "desk/content/hall.md", "-c", "desk/.reusecheck.yaml")
        assert (blocked(ran), reasons(ran)) == ([], ["baseline"])
        ran = weekly.ran("hook", "-o", "json", cwd=weekly.root / "desk")
        assert (blocked(ran), judged(ran)) == (["content/fair.md"], ["content/fair.md", HALL])
        weekly.commit()
        ran = weekly.ran("ci", "-o", "json", "--base", "began", cwd=weekly.root / "desk")
        assert blocked(ran) == ["content/fair.md"]

    def test_a_sparse_checkout_lacks_articles_on_the_disk_alone(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("sparse-checkout", "set", "--no-cone", "/*", "!/content/")
        assert not (weekly.root / HALL).exists()
        blob = weekly.write("../new", story(LIGHT, BAKER))
        written = weekly.git("hash-object", "-w", str(blob)).strip()
        weekly.git("update-index", "--cacheinfo", f"100644,{written},{HALL}")
        assert reasons(weekly.both()) == ["baseline", "unattributed"]

    def test_a_sparse_checkout_that_lacks_the_references_judges_nothing(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        weekly.git("update-index", "-q", "--refresh")  # the copy is not the files that git knows
        weekly.git("sparse-checkout", "set", "--no-cone", "/*", "!/references/")
        ran = weekly.ran("hook")
        assert ran.code == 2
        assert "references/heron/*.md" in ran.err

    def test_what_a_partial_clone_lacks_is_not_taken_for_absent(self, weekly: Weekly, tmp_path: Path) -> None:
        weekly.past(LIGHT)
        weekly.now(LIGHT, NEXT)
        weekly.commit()
        partial = cloned(weekly, tmp_path / "partial", "--filter=blob:none")
        ran = weekly.ran("ci", "--base", "began", cwd=partial.root)
        assert ran.code == 3
        assert "(a partial clone" in ran.err
        mended(partial, ran.err)
        ran = weekly.ran("ci", "-o", "json", "--base", "began", cwd=partial.root)
        assert (blocked(ran), reasons(ran)) == ([], ["baseline"])

    def test_a_repository_of_sha_256_through_the_whole_hook(self, tmp_path: Path, weekly: Weekly) -> None:
        probe = weekly.run("git", "init", "--object-format=sha256", str(tmp_path / "probe"))
        if probe.returncode:
            pytest.skip("this git knows no SHA-256 repositories")
        longer = Weekly(tmp_path / "longer", "--object-format=sha256")
        longer.patch, longer.captured = weekly.patch, weekly.captured
        longer.past(LIGHT)
        assert len(longer.head()) == 64
        hook = longer.write(".git/hooks/pre-commit", f"#!/bin/sh\nexec {' '.join(COMMAND)} hook\n")
        hook.chmod(0o755)
        longer.now(LIGHT, NEXT)
        done = longer.run("git", "commit", "-m", "Fine")
        assert done.returncode == 0, done.stdout
        longer.git("mv", HALL, "content/market.md")
        longer.now(LIGHT, NEXT, BAKER, path="content/market.md")
        done = longer.run("git", "commit", "-m", "Not fine")
        assert done.returncode == 1
        assert "1 known before (scope added, since HEAD)" in done.stdout
        longer.git("commit", "--quiet", "--no-verify", "-m", "Around the gate")
        assert blocked(longer.ci()) == ["content/market.md"]


@pytest.mark.parametrize(
    "settings",
    [
        {"diff.renames": "false", "diff.renameLimit": "1", "diff.relative": "true", "diff.noprefix": "true"},
        {"color.ui": "always", "core.quotePath": "true", "log.showSignature": "true", "diff.orderFile": "order"},
        {"i18n.logOutputEncoding": "ISO-8859-1", "core.commentChar": ";", "commit.cleanup": "scissors"},
        {"core.autocrlf": "true", "core.safecrlf": "false", "core.precomposeUnicode": "false"},
    ],
)
def test_nobody_s_settings_change_what_is_seen(weekly: Weekly, settings: dict[str, str]) -> None:
    weekly.write("order", "references/*\n")
    for name, value in settings.items():
        weekly.git("config", name, value)
    weekly.past(LIGHT)
    weekly.git("mv", HALL, "content/Märkte.md")
    weekly.now(LIGHT, BAKER, path="content/Märkte.md")
    ran = weekly.hook()
    assert (blocked(ran), reasons(ran, "content/Märkte.md")) == (["content/Märkte.md"], ["baseline", "unattributed"])
    weekly.commit("Märkte\n\nReusecheck-Allow: heron: läuft")
    ran = weekly.ci()
    assert (blocked(ran), reasons(ran, "content/Märkte.md")) == ([], ["baseline", "waived"])
    assert article(ran, "content/Märkte.md")["findings"][1]["attribution"]["evidence"][0]["value"] == "läuft"


@pytest.mark.parametrize("options", [("--index-version", "4"), ("--split-index",), ("--assume-unchanged", HALL)])
def test_the_index_may_be_kept_in_any_form(weekly: Weekly, options: tuple[str, ...]) -> None:
    weekly.past(LIGHT)
    weekly.git("update-index", *options)
    weekly.now(LIGHT, BAKER, path="content/other.md")
    assert blocked(weekly.both()) == ["content/other.md"]


def test_a_plain_hook_of_git_judges_every_way_to_commit(weekly: Weekly) -> None:
    hook = weekly.write(".git/hooks/pre-commit", f"#!/bin/sh\nexec {' '.join(COMMAND)} hook\n")
    hook.chmod(0o755)
    weekly.past(quoted(LIGHT))
    for arguments in (("-a",), ("--", HALL), ("-i", HALL)):
        weekly.write(HALL, story(quoted(LIGHT), BAKER))
        done = weekly.run("git", "commit", "-m", "Not fine", *arguments)
        assert (done.returncode, "51 words as in heron:baker.md" in done.stdout) == (1, True), done.stdout
        weekly.git("reset", "--quiet")
    weekly.write(HALL, story(quoted(LIGHT), NEXT))
    assert weekly.run("git", "commit", "-a", "-m", "Fine").returncode == 0


def test_processes_that_pre_commit_starts_at_once_share_an_index_that_none_had(weekly: Weekly) -> None:
    weekly.stage(".pre-commit-config.yaml", local_hook(require_serial=False, args=["-o", "concise"]))
    weekly.began()
    assert weekly.run(sys.executable, "-m", "pre_commit", "install").returncode == 0
    shutil.rmtree(weekly.root / ".reusecheck")
    for number in range(8):
        weekly.now(LIGHT if number == 5 else NEXT, path=f"content/{number}.md")
    done = weekly.run("git", "commit", "-m", "Eight articles")
    assert (done.returncode, "- exit code: 1" in done.stdout) == (1, True), done.stdout
    assert done.stdout.count("as in heron:light.md") == 1
    assert sum(int(found) for found in re.findall(r"^checked (\d+) article", done.stdout, re.MULTILINE)) == 8
    assert weekly.ran("index", "verify").code == 0


def test_outside_of_a_repository_nothing_is_being_committed(weekly: Weekly) -> None:
    (weekly.root / ".git").rename(weekly.root.parent / "away")
    for command in ("hook", "ci"):
        ran = weekly.ran(command)
        assert ran.code == 3
        assert "not in a git repository" in ran.err
