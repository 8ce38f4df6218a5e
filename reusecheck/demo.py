"""A made-up newsroom in a temporary repository: a commit is refused, the source credited, and the commit goes through.

Nothing here is staged for show: a real git, a real hook, and what they print as they
print it. Texts and names are invented and stand in ``demo_texts``.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from reusecheck.errors import EXIT_BLOCKED, EXIT_NOT_JUDGED, EXIT_OK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TextIO

ARTICLE = "content/lamp.md"
CONFIGURATION = """\
version: 1
articles:
  include: ["content/**/*.md"]
corpus:
  - id: northwind
    files: ["references/northwind/*.md"]
    credit: {names: ["Northwind Press"], urls: ["northwind.example"]}
  - id: coastline
    files: ["references/coastline/*.md"]
    credit: {names: ["Coastline Wire"], urls: ["coastline.example"]}
"""
FILES = r"(?i)\.(md|markdown|txt|html?)$"
_OWN_COMMAND = (sys.executable, "-m", "reusecheck")


class _StepFailedError(Exception):
    """A step did not go as it should; the message says which, and what was printed."""


def run_demo(out: TextIO, *, keep: bool = False) -> int:
    """Play the demonstration and return 0, or say which step failed and return 3.

    The temporary folder is removed at the end, unless it is to be kept.
    """
    folder = Path(tempfile.mkdtemp(prefix="reusecheck-demo-")).resolve()
    try:
        _Newsroom(folder, out).play()
    except _StepFailedError as failure:
        print(f"\nThe demonstration stopped: {failure}", file=out)
        return EXIT_NOT_JUDGED
    else:
        return EXIT_OK
    finally:
        if keep:
            print(f"\nThe newsroom was kept in {folder / 'newsroom'}", file=out)
        else:
            shutil.rmtree(folder, ignore_errors=True)


class _Newsroom:
    def __init__(self, folder: Path, out: TextIO) -> None:
        self.root = folder / "newsroom"
        self.out = out
        self.variables = _variables(folder)

    def play(self) -> None:
        self.tell("A small newsroom keeps its articles in git, and beside them the agency stories it works from.")
        self.found()
        self.tell("It adds a configuration and a hook:")
        self.show(CONFIGURATION)
        self.tell(self.install_hook())
        self.tell(f"A writer finishes {ARTICLE}. One paragraph of it comes from an agency story. She commits:")
        printed = self.commit("Tell of the lamp at Skerry Point", EXIT_BLOCKED)
        if f"{ARTICLE}:" not in printed:
            raise _StepFailedError("the commit was refused, but not for what the article holds")
        self.expect_commits(2)
        self.tell("Nothing was committed. She puts the proposed quotation in place of her paragraph:")
        self.credit()
        self.tell("And once more:")
        self.commit("Tell of the lamp at Skerry Point", EXIT_OK)
        self.run("git", "log", "--oneline", shown=True)
        self.expect_commits(3)
        self.tell("The source is named, and the article is in.")

    def found(self) -> None:
        """The repository as it was before the gate: references and nothing else."""
        self.root.mkdir()
        shutil.copytree(Path(__file__).with_name("demo_texts"), self.root, dirs_exist_ok=True)
        self.run("git", "init", "--quiet", "--template=")
        self.run("git", "symbolic-ref", "HEAD", "refs/heads/main")  # git before 2.28 cannot be asked for it at init
        for setting, value in _SETTINGS.items():
            self.run("git", "config", setting, value)
        self.run("git", "add", "references")
        self.run("git", "commit", "--quiet", "-m", "Keep what the agencies send us")
        for path in sorted(self.root.glob("*/**/*.md")):
            self.show(f"    {path.relative_to(self.root).as_posix()}")

    def install_hook(self) -> str:
        """Install the hook and commit the configuration; returns in which way."""
        (self.root / ".reusecheck.yaml").write_text(CONFIGURATION, encoding="utf-8")
        (self.root / ".gitignore").write_text("/.reusecheck/\n", encoding="utf-8")
        settings = [".reusecheck.yaml", ".gitignore"]
        pre_commit = _pre_commit()
        if pre_commit is not None:
            (self.root / ".pre-commit-config.yaml").write_text(_pre_commit_configuration(), encoding="utf-8")
            settings.append(".pre-commit-config.yaml")
            self.run(*pre_commit, "install")
            how = "pre-commit is here, so the hook is installed through it (`pre-commit install`)."
        else:
            hook = self.root / ".git" / "hooks" / "pre-commit"
            hook.parent.mkdir(exist_ok=True)
            hook.write_text(f"#!/bin/sh\nexec {shlex.join(_OWN_COMMAND)} hook\n", encoding="utf-8")
            hook.chmod(0o755)
            how = "pre-commit is not installed here, so .git/hooks/pre-commit runs `reusecheck hook` itself."
        self.run("git", "add", *settings)
        self.run("git", "commit", "--quiet", "-m", "Ask for the sources of what we reuse")
        return how

    def commit(self, message: str, expected: int) -> str:
        self.run("git", "add", ARTICLE)
        return self.run("git", "commit", "-m", message, shown=True, expected=expected)

    def credit(self) -> None:
        """Put in what the tool itself proposes, in place of the passage and as a paragraph of its own."""
        command = (*_OWN_COMMAND, "check", "-o", "json", "--quote", "full", ARTICLE)
        answer = self.run(*command, expected=EXIT_BLOCKED, apart=True)
        article = self.root / ARTICLE
        text = article.read_text(encoding="utf-8")
        # from the last to the first, so that the places before stay where they are
        for finding in reversed(_to_settle(answer)):
            before, after = text[: finding["article"]["start"]], text[finding["article"]["stop"] :]
            after = after.lstrip(".")  # the quotation ends with its last word
            text = f"{before.rstrip()}\n\n{finding['fix']}\n\n{after.lstrip()}"
        article.write_text(text, encoding="utf-8")
        self.run("git", "diff", "--unified=1", "--", ARTICLE, shown=True)

    def expect_commits(self, expected: int) -> None:
        found = self.run("git", "rev-list", "--count", "HEAD").strip()
        if found != str(expected):
            raise _StepFailedError(f"there should be {expected} commits by now, and there are {found}")

    def run(self, *command: str, shown: bool = False, expected: int = 0, apart: bool = False) -> str:
        """What the command prints; shown as it is where ``shown``; standard error left out where ``apart``."""
        as_typed = shlex.join(_as_typed(command))
        if shown:
            self.show(f"$ {as_typed}")
        try:
            done = subprocess.run(
                command,
                cwd=self.root,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if apart else subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise _StepFailedError(f"`{as_typed}` could not be started: {error.strerror}") from error
        if shown:
            self.show(done.stdout)
        if done.returncode != expected:
            printed = "" if shown else f"\n{done.stdout}{done.stderr or ''}"
            raise _StepFailedError(f"`{as_typed}` should have ended with {expected}, not {done.returncode}{printed}")
        return done.stdout

    def tell(self, sentence: str) -> None:
        print(f"\n== {sentence}\n", file=self.out, flush=True)

    def show(self, printed: str) -> None:
        print(printed.rstrip("\n"), file=self.out, flush=True)


_SETTINGS = {
    "user.name": "The Saltmarsh Courier",
    "user.email": "desk@courier.example",
    "commit.gpgsign": "false",
    "core.autocrlf": "false",
    "core.pager": "cat",
}


def _variables(folder: Path) -> dict[str, str]:
    """Variables for git: nobody's settings, and no repository but the newsroom's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "REUSECHECK_"))}
    return kept | {
        "GIT_CONFIG_GLOBAL": os.devnull,  # from git 2.32 on; XDG_CONFIG_HOME and the repository's own settings before
        "GIT_CONFIG_NOSYSTEM": "1",
        "XDG_CONFIG_HOME": str(folder / "config"),
        "GIT_EDITOR": "true",
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
    }


def _pre_commit() -> Sequence[str] | None:
    if find_spec("pre_commit") is not None:
        return (sys.executable, "-m", "pre_commit")
    found = shutil.which("pre-commit")
    return None if found is None else (found,)


def _pre_commit_configuration() -> str:
    entry = json.dumps(f"{shlex.join(_OWN_COMMAND)} hook")  # a string of JSON is one of YAML
    return f"""\
repos:
  - repo: local
    hooks:
      - id: reusecheck
        name: reused passages without attribution
        entry: {entry}
        language: system
        require_serial: true
        files: '{FILES}'
"""


def _as_typed(command: Sequence[str]) -> Sequence[str]:
    """The command as a reader would type it."""
    own = len(_OWN_COMMAND)
    return ("reusecheck", *command[own:]) if tuple(command[:own]) == _OWN_COMMAND else command


def _to_settle(answer: str) -> list[dict[str, Any]]:
    """The findings of the one article that wait for something, in the order of their places."""
    try:
        findings: list[dict[str, Any]] = json.loads(answer)["articles"][0]["findings"]
    except (ValueError, LookupError) as error:
        raise _StepFailedError(f"the answer in JSON cannot be read ({error!r}):\n{answer}") from error
    waiting = [finding for finding in findings if finding["fix"]]
    if not waiting:
        raise _StepFailedError(f"no text was proposed that would settle it:\n{answer}")
    return waiting
