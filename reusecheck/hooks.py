"""The hooks that git runs without pre-commit, as ``reusecheck init --git-hook`` writes them."""

from __future__ import annotations

import os
import shlex
import sys

from reusecheck import git
from reusecheck.errors import NotJudgedError, UsageError
from reusecheck.git import history

# A merge that needs no hand runs a hook of its own (https://git-scm.com/docs/githooks)
NAMES = ("pre-commit", "pre-merge-commit")
WITH_MESSAGE = "reusecheck-commit-msg"  # the hook of `.pre-commit-hooks.yaml` that knows the trailers
MARK = "# written by: reusecheck init --git-hook"
_HOOK = f"""\
#!/bin/sh
{MARK}
# Judges what is being committed. The check in CI is the real control: --no-verify passes this by.
if command -v reusecheck >/dev/null 2>&1; then
    exec reusecheck hook
elif test -x {{python}}; then
    exec {{python}} -m reusecheck hook
fi
echo 'reusecheck was not found, so nothing was judged: install it, or remove this hook' >&2
exit 3
"""


def path_of(top: str, name: str) -> str:
    """Where git looks for a hook, absolute: elsewhere than in ``.git`` in a linked work tree or by ``core.hooksPath``.

    Raises NotJudgedError if git cannot be asked.
    """
    return history.path_of(top, f"hooks/{name}")


def write_hooks(start: str) -> list[str]:
    """Write the hooks of the repository around ``start``; say what was written or left alone, a line each.

    Raises:
        UsageError: a hook of somebody else is there, and nothing was written; or one cannot be written.
        NotJudgedError: there is no repository.
    """
    top = git.toplevel(start)
    if top is None:
        raise NotJudgedError(f"{start}: not in a git repository, so there is no place for a hook; run: git init")
    text = _HOOK.format(python=shlex.quote(sys.executable))
    places = {name: path_of(top, name) for name in NAMES}
    present = {name: _text(path) for name, path in places.items()}
    foreign = [places[name] for name, there in present.items() if there and MARK not in there]
    if foreign:
        raise UsageError(
            "\n".join(
                f"{os.path.relpath(path, top)}: there is a hook already, left alone; put this line into it: "
                "reusecheck hook || exit $?"
                for path in foreign
            )
        )
    return [_write(path, text, present[name], os.path.relpath(path, top)) for name, path in places.items()]


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read() or "\n"
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UsageError(f"{path}: the hook that is there cannot be read: {error.strerror}") from error


def _write(path: str, text: str, present: str, shown: str) -> str:
    if present == text and os.access(path, os.X_OK):
        return f"{shown}: is there already, left alone"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # whoever may read it may run it
        os.chmod(path, os.stat(path).st_mode | (os.stat(path).st_mode & 0o444) >> 2)
    except OSError as error:
        raise UsageError(f"{path}: the hook could not be written: {error.strerror}") from error
    return f"{shown}: written"
