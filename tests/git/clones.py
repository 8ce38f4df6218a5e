"""Clones of real repositories, as pipelines make them."""

from __future__ import annotations

import re
import shlex
import shutil
from copy import copy
from typing import TYPE_CHECKING

import pytest

from reusecheck.errors import EXIT_NOT_JUDGED, NotJudgedError
from reusecheck.git import bases
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from reusecheck.git.bases import Base


def cloned(origin: Repository, to: Path, *options: str) -> Repository:
    """By an address, since git clones a path whole whatever depth it is told."""
    # as the servers do: any commit may be asked for, and parts of it left out
    for key in ("uploadpack.allowAnySHA1InWant", "uploadpack.allowFilter"):
        origin.git("config", key, "true")
    to.parent.mkdir(parents=True, exist_ok=True)
    origin.git("clone", "--quiet", *options, f"file://{origin.root}", str(to))
    return Repository(to)


def mended(repository: Repository, message: str) -> str:
    """Run the ``git fetch`` that a message names; the command."""
    found = re.search(r"`(git fetch [^`]*)`", message)
    assert found, message
    repository.git(*shlex.split(found[1])[1:])
    return found[1]


def head(repository: Repository, name: str = "HEAD") -> str:
    return repository.git("rev-parse", "--verify", name).strip()


def commit(repository: Repository, path: str, content: str | bytes, message: str = "A commit") -> str:
    """A commit of one file; its id."""
    repository.stage(path, content)
    repository.commit(message)
    return head(repository)


def chain(repository: Repository, length: int, branch: str = "main", start: str = "") -> list[str]:
    """Commits on a new branch, one file each, from one process; their ids, the oldest first."""
    lines = []
    for number in range(length):
        lines += [f"commit refs/heads/{branch}", f"mark :{number + 1}", f"committer Desk <d@d.example> {number} +0000"]
        lines += ["data 1", "x", *([f"from {start}"] if start and not number else [])]
        lines += [f"M 100644 inline {branch}-{number}.md", "data 2", f"{number % 10}\n"]
    script = repository.root.parent / "chain"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = repository.run("sh", "-c", f"git fast-import --quiet <{shlex.quote(str(script))}")
    assert done.returncode == 0, done.stdout
    return repository.git("rev-list", "--reverse", f"--max-count={length}", branch).split()


class Service:
    """A repository as a service holds it: ``desk`` adds two commits to the fourth of six on ``main``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = Repository(folder / "service")
        self.main = chain(self.repository, 6)
        self.desk = chain(self.repository, 2, "desk", self.main[3])
        self.began = self.main[3]

    def copy(self, folder: Path) -> Service:
        """The same in another place."""
        shutil.copytree(self.repository.root, folder / "service", symlinks=True)
        found = copy(self)
        found.folder, found.repository = folder, copy(self.repository)
        found.repository.root = folder / "service"
        return found

    def clone(self, *options: str) -> Repository:
        return cloned(self.repository, self.folder / "clone", *options)

    def request(self, first: str = "main", second: str = "desk") -> str:
        """The merge of a request with its target, as the services make it; its id."""
        self.repository.git("checkout", "--quiet", "--force", "--detach", first)
        self.repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", second)
        merged = head(self.repository)
        self.repository.git("update-ref", "refs/pull/1/merge", merged)
        self.repository.git("checkout", "--quiet", "--force", "main")
        return merged

    def runner(self, wanted: str, depth: int) -> Repository:
        """What a runner has checked out: one commit, so many deep, and no branch. https://github.com/actions/checkout."""
        self.repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
        runner = Repository(self.folder / "runner")
        runner.git("remote", "add", "origin", f"file://{self.repository.root}")
        how = [f"--depth={depth}"] if depth else []
        runner.git("fetch", "--quiet", "--no-tags", *how, "origin", wanted)
        runner.git("checkout", "--quiet", "--force", "--detach", wanted)
        return runner


def base_of(repository: Repository, given: str = "", **variables: str) -> Base:
    return bases.base_of(str(repository.root), given, variables)


def refusal(repository: Repository, given: str = "", **variables: str) -> str:
    with pytest.raises(NotJudgedError) as refused:
        base_of(repository, given, **variables)
    assert refused.value.exit_code == EXIT_NOT_JUDGED
    return str(refused.value)


def mended_base(repository: Repository, given: str = "", **variables: str) -> tuple[str, Base]:
    """The command a refusal names, and what the base is once it was run."""
    command = mended(repository, refusal(repository, given, **variables))
    return command, base_of(repository, given, **variables)
