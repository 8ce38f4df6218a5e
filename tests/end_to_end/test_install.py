"""What a newcomer does: install from this checkout through pre-commit, and `make` on a machine that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.press import COPIED, CREDITED, PROJECT, Press
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


def assert_an_index_is_reachable(folder: Path) -> None:
    """Skip where pip can fetch nothing; asked for what the installation needs first."""
    if os.environ.get("PIP_NO_INDEX"):
        pytest.skip("pip was told to use no index (PIP_NO_INDEX)")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--retries=0",
        "--timeout=5",
        "--dest",
        str(folder),
    ]
    asked = subprocess.run([*command, "hatchling>=1.26"], capture_output=True, text=True, check=False)
    if asked.returncode:
        pytest.skip("pip reaches no index: " + (asked.stderr.strip().splitlines() or ["no message"])[-1])


def checkout(root: Path) -> Repository:
    """This checkout as it stands, edits included, as a repository with a release tag."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("the project is not a git checkout")
    repository = Repository(root)
    for name in os.fsdecode(listed.stdout).split("\0")[:-1]:
        if (PROJECT / name).is_file():
            repository.write(name, (PROJECT / name).read_bytes())
    repository.git("add", "--all", "--force")
    repository.commit()
    repository.git("tag", "v0.1.0")
    return repository


def test_pre_commit_installs_it_from_this_checkout_and_the_demonstration_plays_there(tmp_path: Path) -> None:
    assert_an_index_is_reachable(tmp_path / "wheels")
    source = checkout(tmp_path / "source")
    hooks = f"repos: [{{repo: {source.root}, rev: v0.1.0, hooks: [{{id: reusecheck}}]}}]\n"
    press = Press(tmp_path / "press", hooks=hooks)
    press.stage("content/hall.md", COPIED)
    refused = press.try_commit()
    assert refused.returncode == 1, refused.stdout
    assert "- exit code: 1\n" in refused.stdout
    assert "\ncontent/hall.md:" in refused.stdout
    press.stage("content/hall.md", CREDITED)
    accepted = press.try_commit()
    assert accepted.returncode == 0, accepted.stdout
    assert "[WARNING]" not in accepted.stdout

    (installed,) = (tmp_path / "pre-commit").glob("repo*/py_env-*/bin/reusecheck")
    played = press.run(str(installed), "demo")
    assert played.returncode == 0, played.stdout


def fake_python(path: Path, version: str, *, whole: bool) -> str:
    """A program that answers the questions the Makefile asks of a Python."""
    path.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        f"  *version_info*) exit {0 if version >= '3.10' else 1} ;;\n"
        f"  *ensurepip*) exit {0 if whole else 1} ;;\n"
        f"  --version) echo Python {version} ;;\n"
        "  *venv*) mkdir -p .venv/bin && touch .venv/bin/pip ;;\n"
        "esac\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def _without_an_outer_make() -> dict[str, str]:
    """The environment, without what the `make test` that runs these tests was told."""
    outer = ("MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "MFLAGS", "PYTHON")
    return {name: value for name, value in os.environ.items() if name not in outer}


class TestTheMakefile:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        shutil.copy(PROJECT / "Makefile", tmp_path / "Makefile")
        (tmp_path / "bin").mkdir()
        return tmp_path

    def make(self, folder: Path, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
        make = shutil.which("make")
        assert make is not None
        return subprocess.run(
            [make, ".venv/bin/pip", *arguments],
            cwd=folder,
            env=_without_an_outer_make() | ({} if path is None else {"PATH": path}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def only(self, folder: Path, *tools: str) -> str:
        """A PATH with these tools and what stands in ``folder/bin``."""
        for tool in tools:
            found = shutil.which(tool)
            assert found is not None
            (folder / "bin" / tool).symlink_to(found)
        return str(folder / "bin")

    def test_without_any_python_it_says_what_to_install(self, folder: Path) -> None:
        done = self.make(folder, path=self.only(folder, "sh"))
        assert done.returncode == 2
        assert "No Python 3.10 or newer was found" in done.stdout
        assert not (folder / ".venv").exists()

    def test_an_old_python_is_passed_by_for_a_newer_one(self, folder: Path) -> None:
        fake_python(folder / "bin/python3", "3.09", whole=True)
        fake_python(folder / "bin/python3.12", "3.12", whole=True)
        done = self.make(folder, path=self.only(folder, "sh", "mkdir", "touch"))
        assert done.returncode == 0, done.stdout
        assert "with Python 3.12" in done.stdout

    def test_a_python_without_venv_is_passed_by_for_a_whole_one(self, folder: Path) -> None:
        fake_python(folder / "bin/python3", "3.13", whole=False)
        fake_python(folder / "bin/python3.11", "3.11", whole=True)
        done = self.make(folder, path=self.only(folder, "sh", "mkdir", "touch"))
        assert done.returncode == 0, done.stdout
        assert "with Python 3.11" in done.stdout

    def test_debians_python_without_venv_gets_the_package_named(self, folder: Path) -> None:
        fake_python(folder / "bin/python3", "3.11", whole=False)
        done = self.make(folder, path=self.only(folder, "sh"))
        assert done.returncode == 2
        assert "apt install python3-venv" in done.stdout

    def test_a_python_that_was_named_is_the_only_one_tried(self, folder: Path) -> None:
        named = fake_python(folder / "mine", "3.12", whole=True)
        done = self.make(folder, f"PYTHON={named}")
        assert done.returncode == 0, done.stdout
        done = self.make(folder, "--always-make", "PYTHON=/no/such/python")
        assert done.returncode == 2
        assert "tried: /no/such/python" in done.stdout
