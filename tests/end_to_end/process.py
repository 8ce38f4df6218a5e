"""The command in a process of its own, apart from the settings of whoever runs the tests."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.end_to_end.press import COMMAND
from tests.repository import isolated
from tests.room import Ran

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PATIENCE = 120  # seconds, against a process that never ends


def command(root: Path, *arguments: str, program: Sequence[str] = COMMAND, stdin: bytes = b"") -> Ran:
    """What the command ended with, ``root`` being its working directory."""
    done = subprocess.run(
        [*program, *arguments],
        cwd=root,
        env=isolated(root),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def started(root: Path, *arguments: str, program: Sequence[str] = COMMAND) -> subprocess.Popen[bytes]:
    """The command, running."""
    return subprocess.Popen(
        [*program, *arguments],
        cwd=root,
        env=isolated(root),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(*processes: subprocess.Popen[bytes]) -> list[Ran]:
    """What commands that run at once ended with."""
    with ThreadPoolExecutor(len(processes)) as pool:
        printed = list(pool.map(lambda process: process.communicate(timeout=PATIENCE), processes))
    return [
        Ran(process.returncode, out.decode(), err.decode())
        for process, (out, err) in zip(processes, printed, strict=True)
    ]
