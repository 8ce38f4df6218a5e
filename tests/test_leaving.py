"""The command ``reusecheck`` ends at once, and loses nothing by it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.repository import isolated
from tests.room import Room

if TYPE_CHECKING:
    from pathlib import Path

RUN = "from reusecheck.__main__ import run; run()"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    room = Room.furnished(tmp_path, monkeypatch, capsys)
    room.build()
    return room


def ran(
    room: Room, *arguments: str, before: str = "", stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", before + RUN, *arguments],
        cwd=room.root, env=isolated(room.root), stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
        text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("check", "content/clean.md", "-o", "json"), ("hook", "content/copied.md"), ("check", "-x")],
)
def test_code_and_output_are_those_of_the_module(room: Room, arguments: tuple[str, ...]) -> None:
    module = [sys.executable, "-m", "reusecheck", *arguments]
    wanted = subprocess.run(module, cwd=room.root, env=isolated(room.root), capture_output=True, text=True, check=False)
    done = ran(room, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (wanted.returncode, wanted.stdout, wanted.stderr)
    assert done.stdout + done.stderr


def test_what_was_printed_before_is_not_lost(room: Room) -> None:
    assert ran(room, "check", before="print('before');").stdout.startswith("before\n")


def test_what_asked_to_be_called_at_the_end_is_called(room: Room) -> None:
    done = ran(room, "check", "content/clean.md", before="import atexit; atexit.register(print, 'at the end');")
    assert done.returncode == 0
    assert done.stdout.endswith("nothing found (scope file)\nat the end\n")


def test_output_that_cannot_be_written_is_no_verdict(room: Room) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    full = os.open("/dev/full", os.O_WRONLY)
    done = ran(room, "check", "content/clean.md", stdout=full)
    os.close(full)
    assert done.returncode == 3
    assert "standard output could not be written" in done.stderr
