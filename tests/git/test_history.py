"""What stood before, read from real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reusecheck.errors import NotJudgedError
from reusecheck.git import history
from reusecheck.git.history import Change
from tests.git.clones import chain, cloned, commit, head, mended
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("no_git_variables")

ESSAY = "".join(f"The {number}th line of an essay about the harbour.\n" for number in range(30))
OTHER = "".join(f"Nothing like it, {number} times over: bread, salt and rope.\n" for number in range(30))
NAMES_NO_ONE_EXPECTS = [
    "-dash.md", "--config.md", ":(glob)*.md", "*.md", 'quoted "name".md', "line\nbreak.md", "tab\there.md",
    "right\u200fto\u200eleft.md", "Straße/ärger 🚢.md", "back\\slash.md", "R100",
]  # fmt: skip
# file systems of macOS refuse such a name
NOT_UTF_8 = os.fsdecode(b"caf\xe9.md")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "newsroom")


def root(repository: Repository) -> str:
    return str(repository.root)


def changes(repository: Repository, *bases: str, to: str | None = None) -> dict[str, tuple[str, ...]]:
    """Path → paths before."""
    found = history.changes(root(repository), [head(repository, base) for base in bases], to)
    assert [change.path for change in found] == sorted(change.path for change in found)
    return {change.path: change.before for change in found}


def merge(repository: Repository, *branches: str, message: str = "A merge") -> str:
    repository.git("merge", "--quiet", "--no-ff", "-m", message, *branches)
    return head(repository)


def criss_cross(repository: Repository) -> tuple[str, str]:
    """Two branches that have merged each other: both commits they merged are best common ancestors."""
    commit(repository, "start.md", "start\n")
    repository.git("checkout", "--quiet", "-b", "desk")
    left = commit(repository, "desk.md", "desk\n")
    repository.git("checkout", "--quiet", "main")
    right = commit(repository, "main.md", "main\n")
    merge(repository, left)
    repository.git("checkout", "--quiet", "desk")
    merge(repository, right)
    return left, right


class TestNamesOfCommits:
    def test_a_tag_names_the_commit_it_stands_on(self, repository: Repository) -> None:
        repository.commit()
        repository.git("tag", "-a", "-m", "a tag", "v1")
        assert history.commit_of(root(repository), "v1") == head(repository)
        assert history.commit_of(root(repository), head(repository, "v1")) == head(repository)

    @pytest.mark.parametrize(
        "name",
        ["", "-n", "--all", "--upload-pack=x", "^main", "main..main", "main:a.md", "nope", "\0", "1" * 40, ":/x"],
    )
    def test_what_names_no_commit_is_none(self, repository: Repository, name: str) -> None:
        commit(repository, "a.md", "text\n")
        assert history.commit_of(root(repository), name) is None

    def test_outside_of_a_repository_nothing_is_said_to_be_absent(self, tmp_path: Path) -> None:
        with pytest.raises(NotJudgedError, match="is not in a git repository"):
            history.commit_of(str(tmp_path), "main")

    def test_parents_are_known_though_a_shallow_clone_lacks_them(self, repository: Repository, tmp_path: Path) -> None:
        left, right = criss_cross(repository)
        shallow = cloned(repository, tmp_path / "shallow", "--depth=1", "--branch=main")
        assert history.parents(root(shallow), head(shallow)) == [right, left]
        assert history.commit_of(root(shallow), right) is None


class TestMergeBases:
    def test_branches_that_merged_each_other_have_several(self, repository: Repository) -> None:
        merged = criss_cross(repository)
        assert history.merge_bases(root(repository), "main", "desk") == sorted(merged)

    def test_unrelated_histories_have_none(self, repository: Repository) -> None:
        repository.commit()
        repository.git("checkout", "--quiet", "--orphan", "new")
        repository.commit("Another beginning")
        assert history.merge_bases(root(repository), "main") == []

    def test_a_commit_that_is_not_there_is_no_empty_answer(self, repository: Repository) -> None:
        repository.commit()
        with pytest.raises(NotJudgedError, match="merge-base"):
            history.merge_bases(root(repository), "1" * 40)

    def test_a_shallow_clone_in_which_git_finds_an_older_one_is_refused(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        """As in https://github.com/ocaml/ocaml/pull/12862: side branches lead past what is cut off."""
        first = commit(repository, "start.md", "start\n")
        commit(repository, "a.md", "a\n")
        began = commit(repository, "b.md", "b\n")
        commit(repository, "c.md", "c\n")
        commit(repository, "d.md", "d\n")
        for name, start, merged in (("side", first, ""), ("aside", first, ""), ("desk", began, "aside")):
            repository.git("checkout", "--quiet", "-b", name, start)
            if merged:
                merge(repository, merged)
            else:
                commit(repository, f"{name}.md", f"{name}\n")
        repository.git("checkout", "--quiet", "main")
        merge(repository, "side")
        assert history.merge_bases(root(repository), "main", "desk") == [began]

        shallow = cloned(repository, tmp_path / "shallow", "--depth=3", "--no-single-branch")
        assert shallow.git("merge-base", "origin/main", "origin/desk").strip() == first  # so says git
        with pytest.raises(NotJudgedError, match="shallow") as refused:
            history.merge_bases(root(shallow), "origin/main", "origin/desk")
        assert mended(shallow, str(refused.value)) == "git fetch --no-tags --unshallow origin"
        assert history.merge_bases(root(shallow), "origin/main", "origin/desk") == [began]

    def test_a_shallow_clone_that_holds_all_that_both_sides_added_is_believed(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        began = chain(repository, 60)[-3]
        chain(repository, 5, "desk", began)
        shallow = cloned(repository, tmp_path / "shallow", "--depth=50", "--no-single-branch")
        assert history.boundary(root(shallow))
        assert history.merge_bases(root(shallow), "origin/main", "origin/desk") == [began]

    def test_an_ancestor_is_certain_however_shallow_the_clone(self, repository: Repository, tmp_path: Path) -> None:
        before, after = chain(repository, 5)[-2:]
        shallow = cloned(repository, tmp_path / "shallow", "--depth=2")
        assert history.merge_bases(root(shallow), before, after) == [before]
        assert history.merge_bases(root(shallow), after, before) == [before]


class TestMergesBeingMade:
    def test_no_merge_has_no_heads(self, repository: Repository) -> None:
        repository.commit()
        assert history.merge_heads(root(repository)) == []

    def test_a_merge_that_waits_for_its_commit_names_all_its_heads(self, repository: Repository) -> None:
        commit(repository, "start.md", "start\n")
        tips = []
        for name in ("one", "two"):
            repository.git("checkout", "--quiet", "-b", name, "main")
            tips.append(commit(repository, f"{name}.md", name))
        repository.git("checkout", "--quiet", "main")
        repository.git("merge", "--quiet", "--no-ff", "--no-commit", "one", "two")
        assert history.merge_heads(root(repository)) == tips
        assert changes(repository, "HEAD", *tips) == {}
        repository.stage("added.md", "by hand\n")
        assert changes(repository, "HEAD", *tips) == {"added.md": ("", "", "")}

    def test_a_merge_in_a_linked_work_tree_is_not_one_in_another(self, repository: Repository, tmp_path: Path) -> None:
        commit(repository, "start.md", "start\n")
        repository.git("branch", "desk")
        tip = commit(repository, "main.md", "main\n")
        repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "desk")
        linked = Repository(tmp_path / "linked")
        linked.git("merge", "--quiet", "--no-ff", "--no-commit", "main")
        assert history.merge_heads(root(linked)) == [tip]
        assert history.merge_heads(root(repository)) == []

    def test_the_hook_of_a_clean_merge_knows_what_is_merged(self, repository: Repository) -> None:
        """Git runs it before it writes MERGE_HEAD."""
        commit(repository, "start.md", "start\n")
        repository.git("checkout", "--quiet", "-b", "desk")
        tip = commit(repository, "desk.md", "desk\n")
        repository.git("checkout", "--quiet", "main")
        commit(repository, "main.md", "main\n")
        seen, hook = repository.root.parent / "seen", repository.root / ".git/hooks/pre-merge-commit"
        hook.parent.mkdir(exist_ok=True)
        package = str(Path(history.__file__).parents[2])
        hook.write_text(
            f"#!{sys.executable}\nimport os, sys\nsys.path.insert(0, {package!r})\n"
            "from reusecheck.git import history\n"
            f"open({str(seen)!r}, 'w').write(' '.join(history.merge_heads(os.getcwd())))\n",
            encoding="utf-8",
        )
        hook.chmod(0o755)
        merge(repository, "desk")
        assert seen.read_text() == tip


class TestWhatAPushAdds:
    @pytest.fixture
    def clone(self, repository: Repository, tmp_path: Path) -> Repository:
        commit(repository, "start.md", "start\n")
        return cloned(repository, tmp_path / "clone")

    def new_to(self, clone: Repository, remote: str = "origin", *known: str) -> list[str]:
        return history.new_to(root(clone), head(clone), remote, known)

    def test_commits_that_follow_what_the_remote_has_build_on_it(self, clone: Repository) -> None:
        had = head(clone)
        commit(clone, "a.md", "a\n")
        commit(clone, "b.md", "b\n")
        assert self.new_to(clone) == [had]

    def test_a_remote_that_has_it_all_gets_nothing_new(self, clone: Repository) -> None:
        assert self.new_to(clone) == [head(clone)]

    def test_everything_is_new_to_another_remote(self, clone: Repository) -> None:
        assert self.new_to(clone, "upstream") == []
        assert self.new_to(clone, "orig*") == []
        assert self.new_to(clone, "") == []

    def test_a_remote_called_by_its_address_is_the_same(self, clone: Repository, repository: Repository) -> None:
        assert self.new_to(clone, f"file://{repository.root}") == [head(clone)]

    def test_what_is_known_to_be_there_counts(self, clone: Repository) -> None:
        had = head(clone)
        commit(clone, "a.md", "a\n")
        assert self.new_to(clone, "elsewhere", had) == [had]

    def test_of_what_a_merge_brings_only_the_latest_counts(self, clone: Repository, repository: Repository) -> None:
        commit(clone, "mine.md", "mine\n")  # on the first commit of the remote
        theirs = commit(repository, "theirs.md", "theirs\n")
        clone.git("fetch", "--quiet")
        merge(clone, "origin/main")
        assert self.new_to(clone) == [theirs]
        assert changes(clone, theirs, to="HEAD") == {"mine.md": ("",)}

    def test_several_branches_of_the_remote_may_be_merged(self, clone: Repository, repository: Repository) -> None:
        had = [commit(repository, "theirs.md", "theirs\n")]
        repository.git("checkout", "--quiet", "-b", "desk", "HEAD~1")
        had.append(commit(repository, "desk.md", "desk\n"))
        clone.git("fetch", "--quiet")
        commit(clone, "mine.md", "mine\n")
        merge(clone, "origin/main", "origin/desk")
        assert self.new_to(clone) == sorted(had)


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
        with pytest.raises(NotJudgedError, match="partial clone"):  # what was renamed only the contents tell
            changes(partial, "HEAD~1", to="HEAD")
        assert partial.git("count-objects", "-v") == objects


class TestTrailers:
    def values(self, repository: Repository, *bases: str) -> list[str]:
        return [trailer.value for trailer in history.trailers(root(repository), bases, "HEAD")]

    def test_they_come_oldest_first_with_the_files_of_their_commits(self, repository: Repository) -> None:
        base = commit(repository, "start.md", "start\n")
        repository.stage("b.md", OTHER)
        one = commit(repository, "a.md", ESSAY, "One\n\nReusecheck-Allow: plover: agreed\nSigned-off-by: Desk")
        commit(repository, "c.md", "c\n", "Nothing to say")
        two = commit(repository, "ä\n.md", "d\n", "Two\n\nreusecheck-allow: gull: by\n  contract 118")
        assert history.trailers(root(repository), [base], "HEAD") == [
            history.Trailer(one, "plover: agreed", ("a.md", "b.md")),
            history.Trailer(two, "gull: by contract 118", ("ä\n.md",)),
        ]
        assert self.values(repository, one) == ["gull: by contract 118"]
        assert self.values(repository) == ["plover: agreed", "gull: by contract 118"]

    def test_several_of_one_commit_and_one_without_a_value(self, repository: Repository) -> None:
        commit(repository, "a.md", "a\n", "One\n\nReusecheck-Allow: b: c\nReusecheck-Allow:\nReusecheck-Allow: d: e: f")
        assert self.values(repository) == ["b: c", "", "d: e: f"]

    def test_what_stands_elsewhere_in_a_message_is_none(self, repository: Repository) -> None:
        commit(repository, "a.md", "a\n", "One\n\nReusecheck-Allow: plover: quoted in prose\n\nand so on.")
        assert self.values(repository) == []

    def test_a_message_cannot_pretend_to_be_another_commit(self, repository: Repository) -> None:
        sham = f"Reusecheck-Allow: b: c\ncommit {'1' * 40}\nReusecheck-Allow: d: e"
        own = commit(repository, "a.md", "a\n", f"One\n\n{sham}\nReusecheck-Allow: f: g")
        assert {trailer.commit for trailer in history.trailers(root(repository), [], "HEAD")} <= {own}

    def test_a_message_in_another_encoding_is_read(self, repository: Repository) -> None:
        repository.git("config", "i18n.commitEncoding", "ISO-8859-1")
        message = repository.root.parent / "message"
        message.write_bytes("One\n\nReusecheck-Allow: möwe: erlaubt\n".encode("latin-1"))
        repository.git("commit", "--quiet", "--allow-empty", "-F", str(message))
        assert self.values(repository) == ["möwe: erlaubt"]

    def test_that_of_a_merge_is_for_what_it_adds_itself(self, repository: Repository) -> None:
        commit(repository, "start.md", ESSAY)
        repository.git("checkout", "--quiet", "-b", "desk")
        commit(repository, "desk.md", "desk\n")
        repository.git("checkout", "--quiet", "main")
        commit(repository, "main.md", "main\n")
        repository.git("merge", "--quiet", "--no-commit", "desk")
        repository.stage("start.md", f"{ESSAY}and more\n")
        repository.commit("Merge\n\nReusecheck-Allow: b: c")
        assert [trailer.paths for trailer in history.trailers(root(repository), [], "HEAD")] == [("start.md",)]

    def test_a_shallow_clone_that_lacks_some_of_the_commits_is_known(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        first, *_, before, _ = chain(repository, 5)
        shallow = cloned(repository, tmp_path / "shallow", "--depth=2")
        assert history.is_cut(root(shallow), [], "HEAD")
        assert not history.is_cut(root(shallow), [before], "HEAD")
        assert not history.is_cut(root(repository), [first], "HEAD")

    def test_a_message_being_written_has_no_comments_and_ends_at_the_scissors(self, repository: Repository) -> None:
        message = (
            "One\n\nReusecheck-Allow: b: under\n  contract ä\n# Reusecheck-Allow: no: no\nreusecheck-allow: c: d\n"
            "Signed-off-by: Desk\n# Please enter the commit message\n"
            "# ------------------------ >8 ------------------------\ndiff --git a b\n\nReusecheck-Allow: e: f\n"
        )
        found = history.trailers_of_message(root(repository), message.encode())
        assert found == ["b: under contract ä", "c: d"]

    def test_the_repository_says_what_begins_a_comment(self, repository: Repository) -> None:
        repository.git("config", "core.commentChar", ";")
        scissors = "; ------------------------ >8 ------------------------"
        message = f"One\n\nReusecheck-Allow: b: c\n; Please enter\n{scissors}\nReusecheck-Allow: d"
        assert history.trailers_of_message(root(repository), message.encode()) == ["b: c"]

    def test_a_line_of_dashes_does_not_end_a_message(self, repository: Repository) -> None:
        message = b"One\n\n---\nmore\n\nReusecheck-Allow: b: c\n"
        assert history.trailers_of_message(root(repository), message) == ["b: c"]
        repository.git("commit", "--quiet", "--allow-empty", "-m", message.decode())
        assert self.values(repository) == ["b: c"]

    def test_a_message_without_any_has_none(self, repository: Repository) -> None:
        assert history.trailers_of_message(root(repository), b"") == []
        assert history.trailers_of_message(root(repository), b"One\n\n\xff\xfe not UTF-8\n") == []
