"""What a commit that shares nothing has to import: every module costs each commit of everybody its milliseconds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.repository import Repository, isolated
from tests.room import CLEAN, CREDITED, Room

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# 1 to 150 ms each, or they bring along what is
NEVER = {
    "argparse", "asyncio", "dataclasses", "gettext", "hashlib", "importlib", "importlib.metadata", "inspect", "locale",
    "logging", "numpy", "pathlib", "rapidfuzz", "selectors", "shutil", "signal", "subprocess", "tempfile", "threading",
    "typing", "yaml",
}  # fmt: skip
# of the standard library, what the golden file names where it is loaded; the rest differs from Python to Python
WATCHED = {
    "argparse", "array", "ast", "base64", "copy", "csv", "datetime", "difflib", "email", "fnmatch", "glob", "gzip",
    "html", "http", "json", "mmap", "platform", "random", "re", "secrets", "string", "struct", "subprocess", "textwrap",
    "traceback", "unicodedata", "urllib", "zlib",
}  # fmt: skip
PROGRAM = """
import sys
before = set(sys.modules)
from reusecheck.cli import main
code = main(sys.argv[1:])
print(code, *sorted(set(sys.modules) - before))
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    """A repository whose index is up to date, and whose hook has run before."""
    room = Room.furnished(tmp_path, monkeypatch, capsys)
    front = "---\ntitle: Notes from the valley\ndate: 2026-11-21\ntags:\n  - milk\n  - letters\n---\n"
    room.write("content/clean.md", front + CLEAN)
    room.write("content/misspelt.md", CREDITED.replace("[The Plover](https://plover.example/2025/bus)", "The Plvoer"))
    Repository(room.root).git("add", "--all")
    room.build()
    imported(room, "content/clean.md")
    return room


def imported(room: Room, *paths: str, code: int = 0, search: str = os.environ["PATH"]) -> set[str]:
    """The modules that ``hook`` imports to judge the paths."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "hook", *paths],
        cwd=room.root, env=isolated(room.root) | {"PATH": search},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    ended, *modules = done.stdout.splitlines()[-1].split()
    assert int(ended) == code, done.stdout + done.stderr
    return set(modules)


def test_a_clean_article_imports_what_the_golden_file_lists(room: Room, golden: Callable[[str, str], None]) -> None:
    modules = imported(room, "content/clean.md")
    foreign = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"reusecheck"}
    assert not foreign
    assert not NEVER & modules
    kept = {name for name in modules if name.startswith("reusecheck") or name in WATCHED}
    golden("hooks-road.txt", "".join(f"{name}\n" for name in sorted(kept)))


def test_a_copied_article_imports_nothing_foreign_either(room: Room) -> None:
    modules = imported(room, "content/copied.md", code=1)
    assert not NEVER & modules
    assert "reusecheck.measures" not in modules  # figures are for those who ask for them
    assert "reusecheck.measures" in imported(room, "-v", "content/copied.md", code=1)
    assert not NEVER & imported(room, "content/credited.md")


def test_a_name_that_is_nearly_right_is_worth_an_import(room: Room) -> None:
    assert NEVER & imported(room, "content/misspelt.md", code=0) <= {"rapidfuzz"}


def test_the_road_is_as_short_for_many_files(room: Room) -> None:
    for number in range(20):
        room.write(f"content/{number}.md", CLEAN.replace("Tuesday", f"Tuesday {number}"))
    Repository(room.root).git("add", "--all")
    one = imported(room, "content/clean.md")
    assert imported(room, *(f"content/{number}.md" for number in range(20))) <= one


def test_a_hook_asks_git_twice_whatever_it_finds(room: Room, tmp_path: Path) -> None:
    """A list of what is staged, and one process for all contents and what stands beside them."""
    folder, told = tmp_path / "bin", tmp_path / "told"
    folder.mkdir()
    wrapper = folder / "git"
    wrapper.write_text(f'#!/bin/sh\necho run >>"{told}"\nexec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    search = f"{folder}{os.pathsep}{os.environ['PATH']}"
    imported(room, "content/copied.md", "content/clean.md", "content/credited.md", code=1, search=search)
    assert told.read_text().splitlines() == ["run"] * 2
