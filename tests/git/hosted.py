"""A project on a service that runs pipelines: its repository, what a runner checks out, and the steps of a composite
action run as GitHub's runner runs them. The repositories are real; of the service only the variables are.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from tests.end_to_end.press import CLEAN, CONFIGURATION, COPIED, CREDITED, PROJECT, REFERENCE
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# What a shell would obey, as far as git lets a branch be called so
HOSTILE_BRANCH = "it's;touch${IFS}owned;$(touch${IFS}owned)`touch${IFS}owned`&&touch${IFS}owned"
HOSTILE_FILE = 'content/$(touch owned)`touch owned`\n::error file=content::owned\n##vso[task.complete]";touch owned.md'
HOSTILE_TITLE = '"; touch owned #\n::stop-commands::owned\n$(touch owned)'
# branch → what it adds to main: path and content
BRANCHES = {
    "copied": ("content/hall.md", COPIED),
    "credited": ("content/hall.md", CREDITED),
    "own": ("content/hall.md", CLEAN),
    "hostile": (HOSTILE_FILE, COPIED),
    HOSTILE_BRANCH: ("content/hall.md", COPIED),
    "allowed": ("content/hall.md", COPIED),
    "misconfigured": (".reusecheck.yaml", CONFIGURATION.replace("version", "versoin")),
}
# branch → the end of the message of its commit
TRAILERS = {"allowed": "\n\nReusecheck-Allow: heron: the Heron agreed by letter"}
PATIENCE = 120  # seconds


class Project(Repository):
    """The repository as the service holds it: ``main``, branches, and for each a request to merge it, numbered from 1.

    Each branch begins before the last commit on main, which is what the request was last merged with.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.stage(".reusecheck.yaml", CONFIGURATION)
        self.stage("references/market.md", REFERENCE)
        self.stage("content/old.md", COPIED)  # from before the gate: no branch adds it
        self.commit("Before the gate")
        for number, (branch, (path, content)) in enumerate(BRANCHES.items(), 1):
            self.git("switch", "--quiet", "--create", branch, "main")
            self.stage(path, content)
            self.commit(f"What {number} adds{TRAILERS.get(branch, '')}")
            self.git("update-ref", f"refs/pull/{number}/head", "HEAD")
        self.git("switch", "--quiet", "main")
        self.stage("content/new.md", CLEAN)
        self.commit("Main goes on")
        for number, branch in enumerate(BRANCHES, 1):
            self.git("switch", "--quiet", "--detach", "main")
            self.git("merge", "--quiet", "--no-ff", "-m", f"Merge {number} into main", "--", branch)
            self.git("update-ref", f"refs/pull/{number}/merge", "HEAD")
        self.git("switch", "--quiet", "main")

    def id(self, name: str) -> str:
        return self.git("rev-parse", "--verify", f"{name}^{{commit}}").strip()

    def checked_out(self, root: Path, wanted: str, ref: str, *refspecs: str, depth: int = 0) -> Repository:
        """A clone as runners make them: nothing but these refs, so many commits deep (0: all), HEAD detached."""
        clone = Repository(root)
        clone.git("remote", "add", "origin", f"file://{self.root}")
        deep = [f"--depth={depth}"] if depth else []
        clone.git("fetch", "--quiet", "--no-tags", *deep, "origin", f"+{wanted}:{ref}", *refspecs)
        clone.git("checkout", "--quiet", "--force", "--detach", ref)
        return clone


def number_of(branch: str) -> int:
    return list(BRANCHES).index(branch) + 1


def tools(folder: Path, *names: str) -> str:
    """A PATH of these programs, and ``reusecheck`` as this checkout has it: no other is found there."""
    folder.mkdir()
    for name in names:
        found = sys.executable if name == "python3" else shutil.which(name)
        assert found is not None, name
        (folder / name).symlink_to(found)
    program = f"import sys; sys.path.insert(0, {str(PROJECT)!r}); from reusecheck.__main__ import run; run()"
    command = folder / "reusecheck"
    command.write_text(f'#!{shutil.which("sh")}\nexec {sys.executable} -I -c {_quoted(program)} "$@"\n', "utf-8")
    command.chmod(0o755)
    return str(folder)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


class Ended(NamedTuple):
    """A pipeline that ran: exit code of the step that failed, or 0, what it printed, and what it left."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str
    used: Sequence[tuple[str, Mapping[str, str]]]

    @property
    def obeyed(self) -> list[str]:
        """The lines that the runner took for commands (those between ``::stop-commands::`` and its token are text)."""
        found, token = [], ""
        for line in re.split(r"[\r\n]+", self.log):
            if token:
                token = "" if line == f"::{token}::" else token
            elif line.lstrip().startswith(("::", "##[")):
                found.append(line)
                token = line.removeprefix("::stop-commands::") if line.startswith("::stop-commands::") else ""
        assert not token, "commands stay stopped"
        return [line for line in found if not line.startswith("::stop-commands::")]


class Runner:
    """Runs the steps of ``action.yml`` in a checkout, in a clean environment.

    Actions that others publish are not run: ``used`` has their names and inputs, and the caches that they keep are a
    folder here. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
    """

    def __init__(self, folder: Path, workspace: Path, path: str, action: Path = PROJECT) -> None:
        self.folder, self.workspace, self.path, self.action = folder, workspace, path, action
        self.caches: dict[str, Path] = {}
        self.definition = yaml.safe_load((action / "action.yml").read_text(encoding="utf-8"))
        self._runs = 0

    def run(self, event_name: str, event: Mapping[str, Any], inputs: Mapping[str, str], **variables: str) -> Ended:
        self._runs += 1
        work = self.folder / f"run-{self._runs}"
        (work / "temporary folder").mkdir(parents=True)
        (work / "home").mkdir()
        (work / "event.json").write_text(json.dumps(event), encoding="utf-8")
        known = {f"inputs.{name}": one.get("default", "") for name, one in self.definition["inputs"].items()}
        assert {f"inputs.{name}" for name in inputs} <= set(known)
        known |= {f"inputs.{name}": value for name, value in inputs.items()}
        environment = {
            "PATH": self.path,
            "HOME": str(work / "home"),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": event_name,
            "GITHUB_EVENT_PATH": str(work / "event.json"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_ENV": str(work / "env"),
            "GITHUB_PATH": str(work / "path"),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(work / "temporary folder"),
            **variables,
        }
        code, log, summary = 0, "", ""
        used: list[tuple[str, Mapping[str, str]]] = []
        for number, step in enumerate(self.definition["runs"]["steps"]):
            condition = step.get("if", "success()")
            condition = condition.removeprefix("${{").removesuffix("}}")
            known |= {"success()": "" if code else "true", "cancelled()": ""}
            if "()" not in condition:
                condition = f"success() && {condition}"
            if not evaluated(condition, known):
                continue
            given = {name: _filled(value, known) for name, value in step.get("with", step.get("env", {})).items()}
            if "uses" in step:
                used.append((step["uses"], given))
                outputs = self._used(step["uses"], given)
            else:
                files = {name: work / f"{number}-{name}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
                for file in files.values():
                    file.touch()
                script = work / f"{number}.sh"
                script.write_text(step["run"], encoding="utf-8")
                assert step["shell"] == "bash"
                done = subprocess.run(
                    ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],
                    cwd=self.workspace,
                    env=environment | given | {name: str(file) for name, file in files.items()},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    check=False,
                    timeout=PATIENCE,
                )
                code = code or done.returncode
                log += done.stdout.decode("utf-8", "backslashreplace")
                summary += files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
                outputs = _outputs(files["GITHUB_OUTPUT"].read_text("utf-8"))
            known |= {f"steps.{step['id']}.outputs.{name}": value for name, value in outputs.items()}
        outputs = {name: _filled(one["value"], known) for name, one in self.definition["outputs"].items()}
        return Ended(code, log, outputs, summary, used)

    def _used(self, action: str, given: Mapping[str, str]) -> dict[str, str]:
        """What an action of others would have done, as far as the next steps see it."""
        name = action.partition("@")[0]
        if name == "actions/setup-python":
            return {"python-path": sys.executable}
        folder = self.workspace / given["path"]
        if name == "actions/cache/save":
            kept = self.folder / f"cache-{len(self.caches)}"
            shutil.copytree(folder, kept)
            self.caches[given["key"]] = kept
            return {}
        assert name == "actions/cache/restore"
        beginnings = [given["key"], *given["restore-keys"].split()]
        for beginning in beginnings:
            for key in reversed(self.caches):
                if key.startswith(beginning):
                    shutil.copytree(self.caches[key], folder, dirs_exist_ok=True)
                    return {"cache-hit": str(key == given["key"]).lower()}
        return {}


def evaluated(expression: str, known: Mapping[str, str]) -> str:
    """An expression of GitHub's, of those kinds that ``action.yml`` uses: ``||``, ``&&``, ``!``, ``==``, ``!=``."""
    value = ""
    for alternative in expression.split("||"):
        for part in alternative.split("&&"):
            value = _term(part.strip(), known)
            if not value:
                break
        if value:
            break
    return value


def _term(term: str, known: Mapping[str, str]) -> str:
    if compared := re.fullmatch(r"(.+?) (==|!=) (.+)", term):
        equal = _term(compared[1], known) == _term(compared[3], known)
        return "true" if equal == (compared[2] == "==") else ""
    if term.startswith("!"):
        return "" if _term(term[1:], known) else "true"
    return term[1:-1] if term.startswith("'") else known.get(term, "")


def _filled(text: str | bool, known: Mapping[str, str]) -> str:
    if isinstance(text, bool):
        return str(text).lower()
    return re.sub(r"\$\{\{(.+?)\}\}", lambda found: evaluated(found[1].strip(), known), text)


def _outputs(written: str) -> dict[str, str]:
    """What a step wrote to GITHUB_OUTPUT: ``name=value``, or ``name<<END`` and lines up to END."""
    found: dict[str, str] = {}
    lines = iter(written.split("\n")[:-1])
    for line in lines:
        if block := re.fullmatch(r"([\w-]+)<<(\S+)", line):
            value = []
            while (line := next(lines)) != block[2]:
                value.append(line)
            found[block[1]] = "\n".join(value)
        else:
            name, _, found[name] = line.partition("=")
    return found
