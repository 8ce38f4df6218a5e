"""The weekly's repository, built once and copied for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.press import COMMAND
from tests.git.weekly import Weekly

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def weekly_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With its index, so that no test pays for it."""
    weekly = Weekly(tmp_path_factory.mktemp("weekly") / "weekly")
    built = weekly.run(*COMMAND, "index", "build")
    assert built.returncode == 0, built.stdout
    return weekly.root


@pytest.fixture
def weekly(
    weekly_built: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    no_git_variables: None,
) -> Weekly:
    del no_git_variables
    return Weekly.copy(weekly_built, tmp_path / "weekly", monkeypatch, capsys)
