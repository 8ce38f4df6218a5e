"""What git is about to commit, read from real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reusecheck import git
from reusecheck.documents import Unreadable
from reusecheck.errors import NotJudgedError
from reusecheck.git import Blob, LeftOut
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("no_git_variables")

NAMES_NO_ONE_EXPECTS = [
    "-dash.md",
    "--config.md",
    "@file.md",
    ":(glob)*.md",
    "*.md",
    "[a].md",
    "white space.md",
    'quoted "name".md',
    "it's.md",
    "line\nbreak.md",
    "tab\there.md",
    "right\u200fto\u200eleft.md",
    "Straße/ärger 🚢.md",
    "back\\slash.md",
]
# file systems of macOS refuse such a name
NOT_UTF_8 = os.fsdecode(b"caf\xe9.md")

HOOK = """#!{python}
import os, sys
sys.path.insert(0, {package!r})
from reusecheck import git
root = git.toplevel(os.getcwd())
os.chdir("/")
with open({seen!r}, "w") as seen:
    for item in git.snapshot(git.Objects(root), None):
        print(item.path, item.content.decode().strip(), os.environ["GIT_INDEX_FILE"], sep="|", file=seen)
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "newsroom")


def snapshot(
    repository: Repository, paths: list[str] | None = None, ref: str | None = None
) -> list[Blob | Unreadable | LeftOut]:
    with git.Objects(str(repository.root)) as objects:
        return git.snapshot(objects, paths, ref)


def contents(repository: Repository, paths: list[str] | None = None, ref: str | None = None) -> dict[str, bytes]:
    """Path → content of all that has one; nothing else may be there."""
    found = snapshot(repository, paths, ref)
    assert all(isinstance(item, Blob) for item in found), found
    return {item.path: item.content for item in found if isinstance(item, Blob)}


def hook_that_writes_what_it_sees(repository: Repository, name: str = "pre-commit") -> Path:
    seen = repository.root.parent / "seen"
    hook = repository.root / ".git/hooks" / name
    hook.parent.mkdir(exist_ok=True)
    package = str(Path(git.__file__).parents[2])
    # a variable that names a relative index must hold wherever the hook goes
    hook.write_text(HOOK.format(python=sys.executable, package=package, seen=str(seen)), encoding="utf-8")
    hook.chmod(0o755)
    return seen


class TestWhatIsStaged:
    def test_the_staged_text_is_read_where_the_disk_holds_a_later_one(self, repository: Repository) -> None:
        repository.stage("a.md", "staged\n")
        repository.write("a.md", "edited since\n")
        assert contents(repository, ["a.md"]) == {"a.md": b"staged\n"}

    def test_the_staged_text_is_read_where_the_disk_went_back_to_an_earlier_one(self, repository: Repository) -> None:
        repository.stage("a.md", "old\n")
        repository.commit()
        repository.stage("a.md", "new\n")
        repository.write("a.md", "old\n")
        assert contents(repository, ["a.md"]) == {"a.md": b"new\n"}
        assert git.changed(str(repository.root)) == ["a.md"]

    def test_a_file_that_only_the_disk_changed_is_not_changed(self, repository: Repository) -> None:
        repository.stage("a.md", "old\n")
        repository.commit()
        repository.write("a.md", "edited\n")
        assert git.changed(str(repository.root)) == []
        assert contents(repository) == {}

    def test_a_file_that_left_the_disk_but_not_the_index_is_read(self, repository: Repository) -> None:
        repository.stage("a.md", "kept\n")
        (repository.root / "a.md").unlink()
        assert contents(repository, ["a.md"]) == {"a.md": b"kept\n"}

    def test_files_that_git_does_not_know_are_absent(self, repository: Repository) -> None:
        repository.write("a.md", "never added\n")
        assert contents(repository, ["a.md", "b.md", ""]) == {}

    def test_nobody_asked_for_means_nothing_is_listed(self, repository: Repository) -> None:
        repository.stage("a.md", "text\n")
        assert git.staged(str(repository.root), []) == []
        assert git.staged(str(repository.root), [""]) == []

    def test_a_folder_is_not_a_file(self, repository: Repository) -> None:
        repository.stage("content/a.md", "text\n")
        assert git.staged(str(repository.root), ["content"]) == []

    def test_an_empty_file_is_read_and_an_intended_one_is_not(self, repository: Repository) -> None:
        repository.stage("empty.md", "")
        repository.write("intended.md", "to be added later\n")
        repository.git("add", "--intent-to-add", "intended.md")
        assert contents(repository, ["empty.md", "intended.md"]) == {"empty.md": b""}
        assert contents(repository) == {"empty.md": b""}

    def test_binary_content_and_line_ends_come_as_they_are(self, repository: Repository) -> None:
        content = b"\x00\xff\r\nblob 3\x00\n\n"
        repository.stage("a.md", content)
        repository.stage("b.md", b"no line end")
        assert contents(repository) == {"a.md": content, "b.md": b"no line end"}

    def test_a_text_kept_as_utf_16_on_the_disk_is_read_as_git_keeps_it(self, repository: Repository) -> None:
        repository.stage(".gitattributes", "*.md working-tree-encoding=UTF-16 text\n")
        repository.stage("a.md", "Fähre\n".encode("utf-16"))
        assert contents(repository, ["a.md"]) == {"a.md": "Fähre\n".encode()}


class TestWhatChanged:
    def test_before_the_first_commit_everything_staged_is_new(self, repository: Repository) -> None:
        repository.stage("b.md", "two\n")
        repository.stage("a.md", "one\n")
        assert git.changed(str(repository.root)) == ["a.md", "b.md"]

    def test_deleted_files_are_absent(self, repository: Repository) -> None:
        repository.stage("a.md", "one\n")
        repository.stage("b.md", "two\n")
        repository.commit()
        repository.git("rm", "--quiet", "a.md")
        assert git.changed(str(repository.root)) == []
        assert contents(repository, ["a.md"]) == {}

    def test_a_renamed_file_is_changed_under_its_new_name(self, repository: Repository) -> None:
        repository.stage("old.md", "text\n" * 20)
        repository.commit()
        repository.git("mv", "old.md", "new.md")
        assert contents(repository) == {"new.md": b"text\n" * 20}

    def test_a_detached_head_is_a_head(self, repository: Repository) -> None:
        repository.stage("a.md", "one\n")
        repository.commit()
        repository.git("checkout", "--quiet", "--detach")
        repository.stage("b.md", "two\n")
        assert git.changed(str(repository.root)) == ["b.md"]

    def test_an_orphan_branch_has_no_commit_to_compare_with(self, repository: Repository) -> None:
        repository.stage("a.md", "one\n")
        repository.commit()
        repository.git("checkout", "--quiet", "--orphan", "fresh")
        assert git.changed(str(repository.root)) == ["a.md"]


class TestWhatHasNoText:
    def test_a_symbolic_link_is_left_out_with_a_word(self, repository: Repository) -> None:
        (repository.root / "a.md").symlink_to("/etc/hostname")
        repository.git("add", "a.md")
        (left_out,) = snapshot(repository, ["a.md"])
        assert isinstance(left_out, LeftOut)
        assert "symbolic link" in left_out.why

    def test_a_submodule_is_left_out_with_a_word(self, repository: Repository) -> None:
        repository.commit()
        commit = repository.git("rev-parse", "HEAD").strip()
        repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module.md")
        (left_out,) = snapshot(repository)
        assert isinstance(left_out, LeftOut)
        assert "submodule" in left_out.why

    def test_an_unmerged_file_cannot_be_judged_and_hides_no_other(self, repository: Repository) -> None:
        repository.stage("a.md", "base\n")
        repository.stage("z.md", "base\n")
        repository.commit()
        repository.git("checkout", "--quiet", "-b", "other")
        repository.stage("a.md", "theirs\n")
        repository.commit()
        repository.git("checkout", "--quiet", "main")
        repository.stage("a.md", "ours\n")
        repository.commit()
        assert repository.run("git", "merge", "--quiet", "other").returncode == 1
        repository.stage("z.md", "staged during the merge\n")
        unmerged, fine = snapshot(repository)
        assert isinstance(unmerged, Unreadable)
        assert unmerged.path == "a.md"
        assert isinstance(fine, Blob)

    def test_a_pointer_of_git_lfs_is_not_mistaken_for_the_text(self, repository: Repository) -> None:
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 4096\n"
        repository.stage("a.md", pointer)
        repository.stage("b.md", "An article on version https://git-lfs.github.com/spec/v1\n")
        pointed, article = snapshot(repository)
        assert isinstance(pointed, Unreadable)
        assert isinstance(article, Blob)


class TestNames:
    @pytest.mark.parametrize("name", NAMES_NO_ONE_EXPECTS)
    def test_every_name_stands_for_itself_alone(self, repository: Repository, name: str) -> None:
        for other in NAMES_NO_ONE_EXPECTS:
            repository.write(other, f"content of {other}\n")
        repository.git("add", "--all")
        assert contents(repository, [name]) == {name: f"content of {name}\n".encode()}

    def test_all_of_them_at_once(self, repository: Repository) -> None:
        for name in NAMES_NO_ONE_EXPECTS:
            repository.write(name, f"content of {name}\n")
        repository.git("add", "--all")
        assert set(contents(repository)) == set(NAMES_NO_ONE_EXPECTS)
        repository.commit()
        assert set(contents(repository, NAMES_NO_ONE_EXPECTS, "HEAD")) == set(NAMES_NO_ONE_EXPECTS)

    @pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses names that are not UTF-8")
    def test_a_name_that_is_not_utf_8_survives(self, repository: Repository) -> None:
        repository.write(NOT_UTF_8, "text\n")
        repository.git("add", "--all")
        assert contents(repository, [NOT_UTF_8]) == {NOT_UTF_8: b"text\n"}
        assert contents(repository) == {NOT_UTF_8: b"text\n"}

    def test_five_hundred_files_come_whole_and_in_order(self, repository: Repository) -> None:
        expected = {f"content/{number:03}.md": b"%d\n" % number * 3000 for number in range(500)}
        for path, content in expected.items():
            repository.write(path, content)
        repository.git("add", "--all")
        found = contents(repository, [*expected, "content/missing.md"])
        assert found == expected
        assert list(found) == sorted(expected)

    def test_long_lists_are_filtered_like_short_ones(self, repository: Repository) -> None:
        for name in ("a.md", "b.md"):
            repository.stage(name, name)
        many = ["a.md", *(f"{'long' * 50}{number}.md" for number in range(3000))]
        assert contents(repository, many) == contents(repository, many[:1]) == {"a.md": b"a.md"}


class TestCommitsThroughARealHook:
    def test_commit_all_is_read_from_the_index_it_is_about_to_write(self, repository: Repository) -> None:
        repository.stage("a.md", "old\n")
        repository.commit()
        seen = hook_that_writes_what_it_sees(repository)
        repository.write("a.md", "new\n")
        repository.git("commit", "--quiet", "-a", "-m", "all")
        path, content, index = seen.read_text(encoding="utf-8").strip().split("|")
        assert (path, content) == ("a.md", "new")
        assert index.endswith("index.lock")

    def test_commit_of_one_path_reads_that_path_alone(self, repository: Repository) -> None:
        repository.stage("a.md", "old\n")
        repository.stage("b.md", "old\n")
        repository.commit()
        seen = hook_that_writes_what_it_sees(repository)
        repository.write("a.md", "new\n")
        repository.stage("b.md", "staged, but not to be committed now\n")
        repository.git("commit", "--quiet", "-m", "one", "--", "a.md")
        path, content, index = seen.read_text(encoding="utf-8").strip().split("|")
        assert (path, content) == ("a.md", "new")
        assert "next-index" in index

    def test_a_plain_commit_names_its_index_relative_and_the_hook_may_move(self, repository: Repository) -> None:
        seen = hook_that_writes_what_it_sees(repository)
        repository.stage("a.md", "text\n")
        repository.git("commit", "--quiet", "-m", "plain")
        path, content, _ = seen.read_text(encoding="utf-8").strip().split("|")
        assert (path, content) == ("a.md", "text")

    def test_a_linked_work_tree_commits_its_own_index_from_any_folder(self, repository: Repository) -> None:
        repository.commit()
        seen = hook_that_writes_what_it_sees(repository)
        linked = repository.root.parent / "linked"
        repository.git("worktree", "add", "--quiet", str(linked), "-b", "side")
        (linked / "sub").mkdir()
        (linked / "sub/a.md").write_text("of the linked tree\n", encoding="utf-8")
        repository.stage("a.md", "of the main tree\n")
        repository.git("add", "a.md", cwd=linked / "sub")
        repository.git("commit", "--quiet", "-m", "linked", cwd=linked / "sub")
        path, content, _ = seen.read_text(encoding="utf-8").strip().split("|")
        assert (path, content) == ("sub/a.md", "of the linked tree")


class TestTheRoot:
    def test_it_is_found_from_below(self, repository: Repository) -> None:
        below = repository.root / "content/2026"
        below.mkdir(parents=True)
        assert git.toplevel(str(below)) == git.toplevel(str(repository.root)) == str(repository.root)

    def test_outside_a_repository_there_is_none(self, tmp_path: Path) -> None:
        assert git.toplevel(str(tmp_path)) is None

    def test_a_folder_called_git_that_is_no_repository_is_passed_by(self, repository: Repository) -> None:
        (repository.root / "content/.git").mkdir(parents=True)
        assert git.toplevel(str(repository.root / "content")) == str(repository.root)

    def test_a_git_folder_kept_elsewhere_is_followed(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path / "tree", f"--separate-git-dir={tmp_path / 'kept'}")
        repository.stage("a.md", "text\n")
        assert git.toplevel(str(repository.root)) == str(repository.root)
        assert contents(repository) == {"a.md": b"text\n"}

    def test_variables_of_git_come_first(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GIT_DIR", "newsroom/.git")
        assert git.toplevel(str(tmp_path)) == str(tmp_path)
        monkeypatch.setenv("GIT_WORK_TREE", "newsroom")
        assert git.toplevel(str(tmp_path)) == str(repository.root)

    def test_relative_variables_become_absolute_and_none_is_dropped(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        given = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index.lock", "GIT_PREFIX": "sub/", "PATH": "relative"}
        found = git.environment(str(tmp_path), given)
        assert found["GIT_INDEX_FILE"] == str(tmp_path / ".git/index.lock")
        assert found["GIT_DIR"] == str(tmp_path / ".git")
        assert (found["GIT_PREFIX"], found["PATH"]) == ("sub/", "relative")


class TestPushes:
    def test_the_pushed_commit_is_read_and_not_the_branch_on_the_disk(self, repository: Repository) -> None:
        repository.stage("a.md", "on main\n")
        repository.commit()
        repository.git("checkout", "--quiet", "-b", "side")
        repository.stage("a.md", "on side\n")
        repository.stage("b.md", "only there\n")
        repository.commit()
        repository.git("checkout", "--quiet", "main")
        assert contents(repository, ["a.md"], "side") == {"a.md": b"on side\n"}
        assert contents(repository, None, "refs/heads/side") == {"a.md": b"on side\n", "b.md": b"only there\n"}
        assert contents(repository, ["missing.md"], "side") == {}

    def test_a_first_push_names_only_its_branch(self) -> None:
        assert git.pushed({"PRE_COMMIT_LOCAL_BRANCH": "refs/heads/side"}) == "refs/heads/side"
        assert git.pushed({"PRE_COMMIT_LOCAL_BRANCH": "refs/heads/side", "PRE_COMMIT_TO_REF": "abc"}) == "abc"
        assert git.pushed({"PRE_COMMIT_TO_REF": ""}) is None

    @pytest.mark.parametrize("ref", ["no-such-branch", "--output=stolen", "0" * 40])
    def test_what_is_no_commit_is_refused(self, repository: Repository, ref: str) -> None:
        repository.commit()
        with pytest.raises(NotJudgedError, match=ref):
            git.tree(str(repository.root), ref)
        assert not (repository.root / "stolen").exists()


class TestWhatGoesWrong:
    def test_outside_a_repository_the_message_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(NotJudgedError, match="not in a git repository"):
            git.staged(str(tmp_path))

    def test_without_git_the_message_says_what_to_install(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(NotJudgedError, match="install git"):
            git.staged(str(repository.root))
        with pytest.raises(NotJudgedError, match="install git"):
            git.Objects(str(repository.root)).blob("0" * 40)

    def test_a_damaged_index_is_never_an_empty_answer(self, repository: Repository) -> None:
        repository.stage("a.md", "text\n")
        (repository.root / ".git/index").write_bytes(b"DIRC nonsense")
        with pytest.raises(NotJudgedError, match="ls-files"):
            git.staged(str(repository.root))

    def test_a_missing_object_is_named(self, repository: Repository) -> None:
        repository.stage("a.md", "text\n")
        (entry,) = git.staged(str(repository.root))
        (repository.root / ".git/objects" / entry.object_id[:2] / entry.object_id[2:]).unlink()
        with pytest.raises(NotJudgedError, match=entry.object_id):
            snapshot(repository)

    def test_a_damaged_object_is_named(self, repository: Repository) -> None:
        repository.stage("a.md", "text\n" * 100)
        (entry,) = git.staged(str(repository.root))
        file = repository.root / ".git/objects" / entry.object_id[:2] / entry.object_id[2:]
        file.chmod(0o644)
        file.write_bytes(b"x" * 10)
        with pytest.raises(NotJudgedError, match=entry.object_id):
            snapshot(repository)

    def test_a_partial_clone_is_not_filled_by_fetching(self, repository: Repository, tmp_path: Path) -> None:
        repository.stage("a.md", "text\n")
        repository.commit()
        repository.git("config", "uploadpack.allowFilter", "true")
        repository.git(
            "clone",
            "--quiet",
            "--filter=blob:none",
            "--no-checkout",
            f"file://{repository.root}",
            str(tmp_path / "partial"),
        )
        partial = Repository(tmp_path / "partial")
        partial.git("read-tree", "HEAD")
        with pytest.raises(NotJudgedError, match="partial clone"):
            snapshot(partial, ["a.md"])
        # the same clone may fetch, had it been asked
        assert partial.git("cat-file", "-p", ":a.md") == "text\n"

    def test_whoever_stops_asking_leaves_no_process_behind(self, repository: Repository) -> None:
        repository.stage("a.md", "a" * 300_000)
        with git.Objects(str(repository.root)) as objects:
            assert objects.file("a.md") == b"a" * 300_000
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


def test_a_repository_of_sha_256_is_read_like_any_other(tmp_path: Path) -> None:
    made = subprocess.run(
        ["git", "init", "--object-format=sha256", str(tmp_path / "probe")], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this git knows no SHA-256 repositories")
    repository = Repository(tmp_path / "newsroom", "--object-format=sha256")
    repository.stage("a.md", "text\n")
    repository.stage("empty.md", "")
    repository.write("intended.md", "later\n")
    repository.git("add", "--intent-to-add", "intended.md")
    assert contents(repository) == {"a.md": b"text\n", "empty.md": b""}
    repository.commit()
    repository.stage("b.md", "more\n")
    assert contents(repository) == {"b.md": b"more\n"}
    assert contents(repository, None, "HEAD") == {"a.md": b"text\n", "empty.md": b""}
