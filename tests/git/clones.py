"""Clones of real repositories, as pipelines make them."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


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
