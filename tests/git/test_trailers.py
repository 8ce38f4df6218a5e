"""What the messages of commits say, read from real repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reusecheck.git import history
from tests.git.clones import chain, cloned, commit
from tests.git.test_history import ESSAY, OTHER
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("no_git_variables")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "newsroom")


def root(repository: Repository) -> str:
    return str(repository.root)


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
