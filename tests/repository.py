"""Real git repositories for tests, apart from the configuration of whoever runs them."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def isolated(home: Path) -> dict[str, str]:
    """Variables for git and hooks: nothing of the outer repository, nobody's settings, the same words everywhere."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "REUSECHECK_"))
    }
    return kept | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_EDITOR": "true",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
        "LC_ALL": "C.UTF-8",
    }


class Repository:
    """A repository in ``root`` with one author and no hooks."""

    def __init__(self, root: Path, *options: str, variables: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.variables = dict(isolated(root.parent) if variables is None else variables)
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--template=", "--initial-branch=main", *options)
        self.configure()

    def configure(self) -> None:
        for key, value in {
            "user.name": "Test Desk",
            "user.email": "desk@example.org",
            "commit.gpgsign": "false",
            "core.autocrlf": "false",
            "gc.auto": "0",
        }.items():
            self.git("config", key, value)

    def run(self, *command: str, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        """The command as it ended, both outputs together in ``stdout``."""
        return subprocess.run(
            command,
            cwd=cwd or self.root,
            env=self.variables | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """What git prints; it must succeed."""
        done = self.run("git", *arguments, cwd=cwd)
        assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stdout}"
        return done.stdout

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def stage(self, path: str, content: str | bytes) -> None:
        self.write(path, content)
        self.git("add", "--", path)

    def commit(self, message: str = "A commit") -> None:
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
