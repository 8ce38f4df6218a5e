"""Which files differ from what stood before, in real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from reusecheck import git
from reusecheck.errors import NotJudgedError
from reusecheck.git import history
from reusecheck.git.history import Change
from tests.git.clones import cloned, commit, head, mended
from tests.git.test_history import ESSAY, OTHER, changes, criss_cross, merge, root
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("no_git_variables")

NAMES_NO_ONE_EXPECTS = [
    "-dash.md", "--config.md", ":(glob)*.md", "*.md", 'quoted "name".md', "line\nbreak.md", "tab\there.md",
    "right\u200fto\u200eleft.md", "Straße/ärger 🚢.md", "back\\slash.md", "R100",
]  # fmt: skip
# file systems of macOS refuse such a name
NOT_UTF_8 = os.fsdecode(b"caf\xe9.md")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "newsroom")


class TestWhatWasChanged:
    def test_all_that_is_staged_for_a_first_commit_is_new(self, repository: Repository) -> None:
        repository.stage("a.md", "text\n")
        assert history.changes(root(repository), [], None) == [Change("a.md", ())]

    def test_without_a_base_all_files_of_a_commit_are_new(self, repository: Repository) -> None:
        commit(repository, "b.md", "text\n")
        commit(repository, "a.md", "text\n")
        assert history.changes(root(repository), [], head(repository)) == [Change("a.md", ()), Change("b.md", ())]

    def test_an_orphan_branch_differs_where_its_files_do(self, repository: Repository) -> None:
        commit(repository, "same.md", ESSAY)
        repository.git("checkout", "--quiet", "--orphan", "new")
        commit(repository, "other.md", OTHER)
        assert changes(repository, "main", to="HEAD") == {"other.md": ("",)}

    def test_an_edited_file_was_where_it_is(self, repository: Repository) -> None:
        commit(repository, "a.md", ESSAY)
        commit(repository, "a.md", f"{ESSAY}and more\n")
        assert changes(repository, "HEAD~1", to="HEAD") == {"a.md": ("a.md",)}

    def test_the_index_is_compared_and_not_the_disk(self, repository: Repository) -> None:
        commit(repository, "a.md", ESSAY)
        repository.stage("b.md", OTHER)
        repository.write("a.md", "edited, not added\n")
        repository.write("intended.md", "later\n")
        repository.git("add", "--intent-to-add", "intended.md")
        assert changes(repository, "HEAD") == {"b.md": ("",)}

    def test_an_empty_commit_changes_nothing(self, repository: Repository) -> None:
        commit(repository, "a.md", ESSAY)
        repository.commit()
        assert changes(repository, "HEAD~1", to="HEAD") == {}

    def test_a_renamed_file_is_not_changed(self, repository: Repository) -> None:
        commit(repository, "a.md", ESSAY)
        repository.git("mv", "a.md", "b.md")
        assert changes(repository, "HEAD") == {}

    @pytest.mark.parametrize("staged", [True, False], ids=["index", "commit"])
    def test_a_renamed_and_edited_file_was_elsewhere(self, repository: Repository, staged: bool) -> None:
        commit(repository, "drafts/a.md", ESSAY)
        repository.git("mv", "drafts", "content")
        repository.stage("content/a.md", f"{ESSAY}and more\n")
        if not staged:
            repository.commit()
        base, to = ("HEAD", None) if staged else ("HEAD~1", "HEAD")
        assert changes(repository, base, to=to) == {"content/a.md": ("drafts/a.md",)}

    def test_nobody_s_settings_decide_what_a_rename_is(self, repository: Repository) -> None:
        for key, value in {"diff.renames": "false", "diff.renameLimit": "1", "core.quotePath": "true"}.items():
            repository.git("config", key, value)
        for name in ("ä.md", "ö.md", "ü.md"):
            repository.stage(name, ESSAY.replace("harbour", name))
        repository.commit()
        for name in ("ä.md", "ö.md", "ü.md"):
            repository.git("mv", name, f"new {name}")
            repository.stage(f"new {name}", ESSAY.replace("harbour", name) + "and more\n")
        assert changes(repository, "HEAD") == {f"new {name}": (name,) for name in ("ä.md", "ö.md", "ü.md")}

    def test_files_that_exchanged_their_names_are_not_changed(self, repository: Repository) -> None:
        repository.stage("a.md", ESSAY)
        commit(repository, "b.md", OTHER)
        repository.stage("a.md", OTHER)
        repository.stage("b.md", ESSAY)
        assert changes(repository, "HEAD") == {}

    def test_a_row_of_files_that_took_the_next_one_s_name_is_not_changed(self, repository: Repository) -> None:
        texts = [f"{ESSAY}{name}\n" for name in "abc"]
        for name, text in zip("abc", texts, strict=True):
            repository.stage(f"{name}.md", text)
        repository.commit()
        for name, text in zip("bcd", texts, strict=True):
            repository.stage(f"{name}.md", text)
        repository.git("rm", "--quiet", "--cached", "a.md")
        assert changes(repository, "HEAD") == {}

    def test_a_name_taken_over_from_a_deleted_file_is_not_changed(self, repository: Repository) -> None:
        repository.stage("a.md", ESSAY)
        commit(repository, "b.md", OTHER)
        repository.git("mv", "--force", "a.md", "b.md")
        assert changes(repository, "HEAD") == {}

    def test_a_new_file_like_one_that_took_over_a_name_was_nowhere(self, repository: Repository) -> None:
        repository.stage("a.md", ESSAY)
        commit(repository, "b.md", OTHER)
        repository.git("mv", "--force", "a.md", "b.md")
        repository.stage("c.md", f"{ESSAY}and more\n")
        assert changes(repository, "HEAD") == {"c.md": ("",)}

    def test_a_copy_was_nowhere(self, repository: Repository) -> None:
        commit(repository, "a.md", ESSAY)
        repository.stage("b.md", ESSAY)
        assert changes(repository, "HEAD") == {"b.md": ("",)}

    def test_a_copy_of_a_file_that_was_edited_then_was_nowhere(self, repository: Repository) -> None:
        """Else the words would pass under a new name while the old one takes the credit."""
        commit(repository, "a.md", ESSAY)
        repository.stage("a.md", f"From The Plover:\n\n{ESSAY}")
        repository.stage("b.md", ESSAY)
        assert changes(repository, "HEAD") == {"a.md": ("a.md",), "b.md": ("",)}

    def test_a_copy_over_another_file_is_an_edit_of_that(self, repository: Repository) -> None:
        repository.stage("a.md", ESSAY)
        commit(repository, "b.md", OTHER)
        repository.stage("a.md", f"{ESSAY}and more\n")
        repository.stage("b.md", ESSAY)
        assert changes(repository, "HEAD") == {"a.md": ("a.md",), "b.md": ("b.md",)}

    def test_deleted_files_are_absent(self, repository: Repository) -> None:
        commit(repository, "a.md", ESSAY)
        repository.git("rm", "--quiet", "a.md")
        assert changes(repository, "HEAD") == {}

    def test_a_mode_is_no_content(self, repository: Repository) -> None:
        commit(repository, "a.md", ESSAY)
        repository.git("update-index", "--chmod=+x", "a.md")
        assert changes(repository, "HEAD") == {}

    def test_a_file_that_becomes_a_link_or_was_one_has_no_text_before(self, repository: Repository) -> None:
        repository.stage("file.md", ESSAY)
        (repository.root / "link.md").symlink_to("file.md")
        repository.git("add", "link.md")
        repository.commit()
        for name in ("file.md", "link.md"):
            (repository.root / name).unlink()
        (repository.root / "file.md").symlink_to("elsewhere.md")
        repository.git("add", "file.md")
        repository.stage("link.md", OTHER)
        assert changes(repository, "HEAD") == {"file.md": ("",), "link.md": ("",)}

    def test_a_link_that_points_elsewhere_has_no_text_before(self, repository: Repository) -> None:
        link = repository.root / "link.md"
        link.symlink_to("a.md")
        repository.git("add", "link.md")
        repository.commit()
        link.unlink()
        link.symlink_to("b.md")
        repository.git("add", "link.md")
        assert changes(repository, "HEAD") == {"link.md": ("",)}

    def test_a_submodule_has_no_text_before(self, repository: Repository) -> None:
        other = commit(repository, "a.md", ESSAY)
        repository.git("update-index", "--add", "--cacheinfo", f"160000,{other},sub")
        repository.commit()
        repository.git("update-index", "--cacheinfo", f"160000,{head(repository)},sub")
        assert changes(repository, "HEAD~1", to="HEAD") == {"sub": ("",)}
        assert changes(repository, "HEAD") == {"sub": ("",)}

    def test_an_unmerged_file_is_listed(self, repository: Repository) -> None:
        commit(repository, "a.md", "start\n")
        repository.git("checkout", "--quiet", "-b", "desk")
        commit(repository, "a.md", "desk\n")
        repository.git("checkout", "--quiet", "main")
        commit(repository, "a.md", "main\n")
        assert repository.run("git", "merge", "desk").returncode == 1
        assert "a.md" in changes(repository, "HEAD", *history.merge_heads(root(repository)))
        assert history.changes(root(repository), [], None) == [Change("a.md", ())]

    @pytest.mark.parametrize("name", [*NAMES_NO_ONE_EXPECTS, NOT_UTF_8])
    def test_names_no_one_expects_arrive_whole(self, repository: Repository, name: str) -> None:
        if name == NOT_UTF_8 and sys.platform == "darwin":
            pytest.skip("this file system has no such names")
        commit(repository, name, ESSAY)
        repository.stage(name, f"{ESSAY}and more\n")
        repository.git("mv", "--", name, f"{name}2")
        repository.commit()
        assert changes(repository, "HEAD~1", to="HEAD") == {f"{name}2": (name,)}

    def test_thousands_of_files_come_in_one_call(self, repository: Repository) -> None:
        repository.commit()
        names = [f"desk/{number}/an article with a long name that says what it is about.md" for number in range(2500)]
        for name in names:
            repository.write(name, name)
        repository.git("add", "--all")
        assert list(changes(repository, "HEAD")) == sorted(names)


class TestMerges:
    @pytest.fixture
    def merged(self, repository: Repository) -> Repository:
        """Two branches, before their merge, on ``main``: each has edited a file and added one."""
        repository.stage("ours.md", ESSAY)
        commit(repository, "theirs.md", OTHER)
        repository.git("checkout", "--quiet", "-b", "desk")
        repository.stage("theirs.md", f"{OTHER}and theirs\n")
        commit(repository, "added by them.md", "theirs\n")
        repository.git("checkout", "--quiet", "main")
        repository.stage("ours.md", f"{ESSAY}and ours\n")
        commit(repository, "added by us.md", "ours\n")
        return repository

    def test_a_clean_merge_changes_nothing(self, merged: Repository) -> None:
        merge(merged, "desk")
        assert changes(merged, "HEAD^1", "HEAD^2", to="HEAD") == {}
        assert changes(merged, "HEAD^1", to="HEAD") == {"added by them.md": ("",), "theirs.md": ("theirs.md",)}

    def test_a_merge_that_adds_something_of_its_own_says_so(self, merged: Repository) -> None:
        merged.git("merge", "--quiet", "--no-commit", "desk")
        merged.stage("ours.md", f"{ESSAY}and ours\nand what neither had\n")
        merged.stage("new.md", "slipped in\n")
        merged.commit()
        expected = {"new.md": ("", ""), "ours.md": ("ours.md", "ours.md")}
        assert changes(merged, "HEAD^1", "HEAD^2", to="HEAD") == expected

    def test_a_squashed_merge_is_new_like_any_commit(self, merged: Repository) -> None:
        merged.git("merge", "--quiet", "--squash", "desk")
        assert history.merge_heads(root(merged)) == []
        assert changes(merged, "HEAD") == {"added by them.md": ("",), "theirs.md": ("theirs.md",)}

    def test_a_file_that_one_side_renamed_and_the_other_edited_is_known_by_both_names(self, merged: Repository) -> None:
        merged.git("mv", "theirs.md", "renamed.md")
        merged.commit()
        merged.git("merge", "--quiet", "--no-commit", "desk")
        bases = ("HEAD", "desk")
        assert changes(merged, *bases) == {}  # as it stood in the other branch, under its name there
        merged.stage("renamed.md", f"{OTHER}and theirs\nand more\n")
        assert changes(merged, *bases) == {"renamed.md": ("renamed.md", "theirs.md")}

    def test_of_branches_that_merged_each_other_only_what_is_in_neither_is_new(self, repository: Repository) -> None:
        bases = criss_cross(repository)
        commit(repository, "new.md", "new\n")
        found = history.merge_bases(root(repository), "main")
        assert found == sorted(bases)
        assert changes(repository, *found, to="HEAD") == {"new.md": ("", "")}


class TestOtherRepositories:
    def test_a_repository_of_sha_256(self, tmp_path: Path) -> None:
        probe = ["git", "init", "--quiet", "--object-format=sha256", str(tmp_path / "probe")]
        if subprocess.run(probe, capture_output=True, check=False).returncode:
            pytest.skip("this git knows no SHA-256 repositories")
        repository = Repository(tmp_path / "newsroom", "--object-format=sha256")
        first = commit(repository, "a.md", ESSAY)
        commit(repository, "b.md", OTHER, "One more\n\nReusecheck-Allow: plover: agreed")
        assert history.is_full_id(first)
        assert history.is_nothing("0" * 64)
        assert changes(repository, first, to="HEAD") == {"b.md": ("",)}
        assert history.new_to(root(repository), head(repository), "origin", [first]) == [first]
        assert [trailer.value for trailer in history.trailers(root(repository), [first], "HEAD")] == ["plover: agreed"]

    def test_a_bare_repository_and_its_work_tree(self, repository: Repository, tmp_path: Path) -> None:
        first = commit(repository, "a.md", ESSAY)
        commit(repository, "b.md", OTHER)
        bare = tmp_path / "bare.git"
        repository.git("clone", "--quiet", "--bare", root(repository), str(bare))
        assert history.changes(str(bare), [first], head(repository)) == [Change("b.md", ("",))]
        repository.git("worktree", "add", "--quiet", "-b", "desk", str(tmp_path / "tree"), cwd=bare)
        tree = Repository(tmp_path / "tree")
        tree.stage("c.md", "new\n")
        assert changes(tree, "HEAD") == {"c.md": ("",)}
        assert history.boundary(root(tree)) == set()

    def test_a_separate_git_folder(self, repository: Repository, tmp_path: Path) -> None:
        commit(repository, "a.md", ESSAY)
        separate = cloned(repository, tmp_path / "tree", f"--separate-git-dir={tmp_path / 'elsewhere'}", "--depth=1")
        separate.stage("b.md", OTHER)
        assert changes(separate, "HEAD") == {"b.md": ("",)}
        repository.commit()
        repository.commit()
        shallow = cloned(repository, tmp_path / "cut", f"--separate-git-dir={tmp_path / 'another'}", "--depth=1")
        assert history.boundary(root(shallow)) == {head(repository)}

    def test_a_sparse_checkout(self, repository: Repository, tmp_path: Path) -> None:
        commit(repository, "far/a.md", ESSAY)
        sparse = cloned(repository, tmp_path / "sparse", "--sparse")
        assert not (sparse.root / "far").exists()
        sparse.stage("b.md", OTHER)
        assert changes(sparse, "HEAD") == {"b.md": ("",)}

    def test_a_partial_clone_is_asked_for_what_it_has_and_never_filled(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        commit(repository, "a.md", ESSAY)
        commit(repository, "a.md", f"{ESSAY}and more\n")
        repository.git("mv", "a.md", "b.md")
        commit(repository, "b.md", f"{ESSAY}and even more\n")
        partial = cloned(repository, tmp_path / "partial", "--filter=blob:none", "--no-checkout")
        partial.git("read-tree", "HEAD")
        assert changes(partial, "HEAD~2", to="HEAD~1") == {"a.md": ("a.md",)}
        objects = partial.git("count-objects", "-v")
        with pytest.raises(NotJudgedError, match="partial clone") as refused:  # what was renamed the contents tell
            changes(partial, "HEAD~1", to="HEAD")
        assert partial.git("count-objects", "-v") == objects
        assert mended(partial, str(refused.value)) == "git fetch --refetch --no-filter"
        assert changes(partial, "HEAD~1", to="HEAD") == {"b.md": ("a.md",)}

    def test_what_is_said_of_a_missing_text_brings_it(self, repository: Repository, tmp_path: Path) -> None:
        commit(repository, "a.md", ESSAY)
        partial = cloned(repository, tmp_path / "partial", "--filter=blob:none", "--no-checkout")
        with git.Objects(root(partial)) as objects, pytest.raises(NotJudgedError, match="partial clone") as refused:
            git.snapshot(objects, ["a.md"], "HEAD")
        command = str(refused.value).rpartition("`git ")[2].rstrip("`")
        partial.git(*command.split())
        with git.Objects(root(partial)) as objects:
            assert [item.path for item in git.snapshot(objects, ["a.md"], "HEAD")] == ["a.md"]
