"""What ``action.yml`` does, step by step: ``python3 -I ci/action.py install``, ``key``, ``check``.

The standard library of Python 3.10 and nothing else. All that comes from outside comes by variables and is handed on as
whole arguments: branches, titles and paths are called what somebody wants, and no shell reads them here.
https://docs.github.com/en/actions/reference/security/secure-use
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv

INSTALLED = "installed"  # the input install-from: what an earlier step has put on the PATH
JUDGED = (0, 1)  # exit codes of a check that judged all it was to judge
USAGE, NOT_JUDGED = 2, 3
_LONGEST = 4_000  # characters of an annotation that says why nothing was judged; the log has all of it
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LOCKED = os.path.join(_PACKAGE, "ci", "requirements.txt")
_PIP = ("-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:")
_SOURCES = re.compile(r"^    (?:files|jsonl): (\[.*\])$", re.MULTILINE)
_STRING = r'("(?:[^"\\]|\\.)*")'
_INDEX = re.compile(rf"^index: \{{path: {_STRING}(?:.*, archive: {_STRING})?", re.MULTILINE)
_WILD = re.compile(r"[*?\[{]")
# What the action for caches would not take for a plain path (https://github.com/actions/toolkit/tree/main/packages/glob)
_NO_PATH = re.compile(r"[*?\[\]!~#\x00-\x1f\x7f]")


def install() -> int:
    """Make ``reusecheck`` callable; the output ``command`` says how, as a list in JSON."""
    wanted = os.environ["INPUT_INSTALL_FROM"]
    if os.name != "posix":
        return _fault(USAGE, f"reusecheck runs on Linux and macOS; this runner is {os.environ['RUNNER_OS']}")
    if wanted == INSTALLED:
        found = shutil.which("reusecheck")
        if found is None:
            return _fault(USAGE, "install-from is 'installed', and no reusecheck is on the PATH; install it before")
        _put("command", json.dumps([found]))
        return 0
    folder = os.path.join(tempfile.mkdtemp(prefix="reusecheck-", dir=os.environ["RUNNER_TEMP"]), "environment")
    venv.create(folder, with_pip=True)
    python = os.path.join(folder, "bin", "python")
    # this checkout needs no building: it is the commit that the workflow pins, and its dependencies are pinned with it
    what = ("--", wanted) if wanted else ("--require-hashes", "--requirement", _LOCKED)
    code = subprocess.run([python, *_PIP, *what], check=False).returncode
    if code:
        return _fault(NOT_JUDGED, f"pip could not install {wanted or 'what reusecheck needs'}, and has said why")
    if not wanted:
        (packages,) = _packages_of(python)
        with open(os.path.join(packages, "reusecheck.pth"), "w", encoding="utf-8") as file:
            file.write(_PACKAGE + "\n")
    # -I: nothing is imported from the working directory, which holds what the pull request wants it to hold
    _put("command", json.dumps([python, "-I", "-m", "reusecheck"]))
    return 0


def _packages_of(python: str) -> list[str]:
    asked = (python, "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.splitlines()


def key() -> int:
    """Outputs ``key``, ``prefix`` and ``path`` of the index to cache, or none where there is nothing to go by.

    The key is made of version, configuration and the references that git holds. It need not be exact: a check brings
    an index that is not up to date up to date, whatever it was cached under.
    """
    command = json.loads(os.environ["COMMAND"])
    shown = _asked([*command, "config", "show", *_flag("config")])
    if shown is None:
        print("The index is not cached: the configuration could not be read. The check says why.")
        return 0
    root = os.path.abspath(os.path.dirname(os.environ["INPUT_CONFIG"]))
    index = _INDEX.search(shown)
    path = os.path.relpath(os.path.join(root, ast.literal_eval(index[1]) if index else ""))
    if index is None or _NO_PATH.search(path) or path.split(os.sep)[0] in (".", ".."):
        print(f"The index is not cached: {path!r} is no folder below the workspace that a cache can hold.")
        return 0
    patterns = [pattern for found in _SOURCES.findall(shown) for pattern in ast.literal_eval(found)]
    patterns += [ast.literal_eval(index[2])] if index[2] else []
    folders = [_plain_part(pattern) for pattern in patterns]
    below = [] if not all(folders) else ["--", *folders]
    listed = _asked(["git", "--literal-pathspecs", "-C", root, "ls-files", "--stage", "-z", *below])
    version = _asked([*command, "--version"])
    if listed is None or version is None:
        print("The index is not cached: git could not list the references.")
        return 0
    prefix = f"{os.environ.get('RUNNER_OS', '')}-{version.strip().replace(' ', '-')}-"
    digest = hashlib.sha256(json.dumps([shown, listed]).encode()).hexdigest()
    _put("key", prefix + digest)
    _put("prefix", prefix)
    _put("path", path)
    return 0


def _plain_part(pattern: str) -> str:
    """The path up to the first name with a wildcard; "" where that is the first name of all."""
    wild = _WILD.search(pattern)
    return pattern[: wild.start()].rpartition("/")[0] if wild else pattern


def check() -> int:
    """Run the gate; its exit code. Outputs: ``outcome``, ``findings``, ``exit-code``, and the paths of the reports."""
    command = json.loads(os.environ["COMMAND"])
    folder = tempfile.mkdtemp(prefix="reusecheck-", dir=os.environ["RUNNER_TEMP"])
    results, text = os.path.join(folder, "results.json"), os.path.join(folder, "report.txt")
    sarif = os.environ["INPUT_SARIF"] or os.path.join(folder, "results.sarif")
    try:
        more = shlex.split(os.environ["INPUT_ARGS"])
    except ValueError as error:
        return _fault(USAGE, f"args: {error}")
    flags = [flag for name in ("config", "base", "quote", "fail-on") for flag in _flag(name)]
    # "github" on standard output adds to the summary of the step, too
    reports = ("-o", "github", "-o", f"text={text}", "-o", f"sarif={sarif}", "-o", f"json={results}")
    code, said = _run([*command, "ci", *flags, *reports, *more], text)
    for name, path in (("sarif", sarif), ("json", results)):
        _put(name, path if os.path.exists(path) else "")
    outcome, findings = _judged(results)
    is_judged = code in JUDGED and bool(outcome)
    code = code or (
        0 if is_judged else NOT_JUDGED
    )  # such as --help among the arguments: it ends well and judges nothing
    _put("outcome", outcome if is_judged else "not-judged")
    _put("findings", findings)
    _put("exit-code", str(code))
    if is_judged:
        return code
    return _fault(code, f"{said[:_LONGEST] or 'nothing was judged'} (exit code {code})")


def _judged(results: str) -> tuple[str, str]:
    """The outcome and the number of open findings; "" where there is no result."""
    if not os.path.exists(results):
        return "", ""
    with open(results, encoding="utf-8") as file:
        result = json.load(file)
    reasons = [finding["reason"] for article in result["articles"] for finding in article["findings"]]
    return result["outcome"], str(sum(reason in ("unattributed", "misattributed") for reason in reasons))


def _run(command: list[str], report: str) -> tuple[int, str]:
    """Run the gate, show its report, then its annotations, which are all that the runner is to obey.

    Returns its exit code, and what it said besides.
    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    token = secrets.token_hex(16)
    said = b""
    with tempfile.TemporaryFile() as annotations:
        _say(f"::stop-commands::{token}\n".encode())
        with subprocess.Popen(
            command, env=_variables(), stdin=subprocess.DEVNULL, stdout=annotations, stderr=subprocess.PIPE
        ) as process:
            for line in process.stderr or ():
                _say(line)
                said += line
        for path in (report,) if os.path.exists(report) else ():
            with open(path, "rb") as file:
                _say(file.read())
        _say(f"\n::{token}::\n".encode())
        annotations.seek(0)
        _say(annotations.read())
    code = process.returncode
    return (code if code >= 0 else 128 - code), said.decode("utf-8", "backslashreplace").strip()


def _say(text: bytes) -> None:
    """Print, at once: a report is UTF-8, whatever the locale of the runner."""
    sys.stdout.buffer.write(text)
    sys.stdout.flush()


def _asked(command: list[str]) -> str | None:
    """What a command prints, any bytes; ``None`` if it failed."""
    done = subprocess.run(command, env=_variables(), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return None if done.returncode else done.stdout.decode("utf-8", "backslashreplace")


def _variables() -> dict[str, str]:
    """The environment, in which git trusts the workspace whoever owns it.

    In a container job the folder belongs to the user of the runner, and git refuses the repositories of others from
    2.35.2 on (https://git-scm.com/docs/git-config, safe.directory). The workflow has asked for this one to be judged.
    """
    found = dict(os.environ)
    number = int(found.get("GIT_CONFIG_COUNT") or 0)
    found[f"GIT_CONFIG_KEY_{number}"] = "safe.directory"
    found[f"GIT_CONFIG_VALUE_{number}"] = os.path.realpath(os.environ["GITHUB_WORKSPACE"])
    return found | {"GIT_CONFIG_COUNT": str(number + 1)}


def _flag(name: str) -> list[str]:
    """The flag of an input, or none where nothing was given."""
    value = os.environ["INPUT_" + name.upper().replace("-", "_")]
    return [f"--{name}={value}"] if value else []


def _fault(code: int, message: str) -> int:
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::error title=reusecheck::{escaped}", flush=True)
    return code


def _put(name: str, value: str) -> None:
    """Set an output of the step, whatever lines the value has."""
    end = secrets.token_hex(16)
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
        file.write(f"{name}<<{end}\n{value}\n{end}\n")


if __name__ == "__main__":
    sys.exit({"install": install, "key": key, "check": check}[sys.argv[1]]())
