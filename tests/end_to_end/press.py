"""A newsroom's repository with the hook installed, and the texts that pass through it. All of them are made up."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.repository import Repository, isolated

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping

PROJECT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "reusecheck")

CONFIGURATION = """\
version: 1
articles:
  include: ["content/**/*.md", "*.md"]
corpus:
  - id: heron
    files: ["references/*.md"]
    credit: {names: ["The Heron"], urls: ["heron.example"]}
"""
PASSAGE = """\
The clock in the market hall has been running backwards since the flood, and the traders have long grown used to it.
They open when the hands meet at the bottom, they close when a bell that nobody can find rings twice, and whoever
wants to know the real time asks the fishmonger, who has it from the tide and is never more than a quarter of an hour
out, except on the two days in spring when the whole river stands still and waits."""
REFERENCE = f"""\
---
title: A market that tells its own time
site: The Heron
author: Odile Brandt
url: https://heron.example/market-time
---

Few towns can afford to be wrong about the hour, and fewer enjoy it.

{PASSAGE}

The mayor has promised to have it mended by last winter.
"""
OWN = """\
# Saturday at the hall

We went there for the cheese and stayed for the argument about it. On the left, behind the flower stall, two brothers
have sold the same wheel of cheese to each other every week for eleven years, and the price has only ever gone up.
Their cousin keeps the books, which are thick by now, and charges both of them for ink. When we asked which of the
two owns it today, all three began to laugh, and then, rather slowly, they began to count.
"""
CREDIT = "As [The Heron](https://heron.example/market-time) reported:"
CLEAN = OWN
COPIED = f"{OWN}\n{PASSAGE}\n"
CREDITED = f"{OWN}\n{CREDIT}\n\n> {PASSAGE.replace(chr(10), chr(10) + '> ')}\n"


def hook_definition(name: str = "reusecheck") -> dict[str, Any]:
    """What ``.pre-commit-hooks.yaml`` offers under this id."""
    definitions = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (definition,) = (each for each in definitions if each["id"] == name)
    assert isinstance(definition, dict)
    return definition


def local_hook(name: str = "reusecheck", /, **changes: object) -> str:
    """``.pre-commit-config.yaml`` with a hook as it is offered, run from this checkout: nothing is installed."""
    hook = hook_definition(name)
    arguments = hook["entry"].removeprefix("reusecheck").split()
    hook |= {"language": "system", "entry": shlex.join([*COMMAND, *arguments]), **changes}
    return json.dumps({"repos": [{"repo": "local", "hooks": [hook]}]})  # JSON is YAML


class Press(Repository):
    """References and configuration committed, the hook installed."""

    def __init__(self, root: Path, *, configuration: str = CONFIGURATION, hooks: str | None = None) -> None:
        super().__init__(root)
        self.stage(".reusecheck.yaml", configuration)
        self.stage(".gitignore", "/.reusecheck/\n")
        self.stage("references/market.md", REFERENCE)
        self.stage(".pre-commit-config.yaml", local_hook() if hooks is None else hooks)
        self.commit("Before the gate")
        installed = self.run(sys.executable, "-m", "pre_commit", "install")
        assert installed.returncode == 0, installed.stdout

    @classmethod
    def copy(cls, built: Path, root: Path) -> Press:
        """One that was built before, in another place."""
        shutil.copytree(built, root, symlinks=True)
        press = cls.__new__(cls)
        press.root = root
        press.variables = isolated(root.parent)
        return press

    def try_commit(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return self.run("git", "commit", "-m", "An article", *arguments, cwd=cwd)

    def reusecheck(
        self, *arguments: str, cwd: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return self.run(*COMMAND, *arguments, cwd=cwd, **(variables or {}))

    def head(self, path: str) -> str | None:
        """What the last commit holds under ``path``; ``None`` where it holds nothing."""
        shown = self.run("git", "show", f"HEAD:{path}")
        return shown.stdout if shown.returncode == 0 else None
