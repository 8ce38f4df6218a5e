"""What stood before, read from real repositories."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reusecheck.errors import NotJudgedError
from reusecheck.git import history
from tests.git.clones import chain, cloned, commit, head, mended
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("no_git_variables")

ESSAY = "".join(f"The {number}th line of an essay about the harbour.\n" for number in range(30))
OTHER = "".join(f"Nothing like it, {number} times over: bread, salt and rope.\n" for number in range(30))


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
