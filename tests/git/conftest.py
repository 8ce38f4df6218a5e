"""Repositories that several files work on, built once and copied for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.press import COMMAND
from tests.git.accepting import furnished
from tests.git.clones import Service
from tests.git.weekly import Weekly

if TYPE_CHECKING:
    from pathlib import Path

    from tests.git.accepting import Desk


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


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk with a finding that nobody has accepted yet."""
    return furnished(tmp_path, monkeypatch, capsys)


@pytest.fixture
def known(desk: Desk) -> Desk:
    """The same with that finding accepted, and committed."""
    desk.accept("--reason", "audit of 2024")
    desk.commit()
    return desk


@pytest.fixture(scope="session")
def service_built(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return Service(tmp_path_factory.mktemp("service"))


@pytest.fixture
def service(service_built: Service, tmp_path: Path, no_git_variables: None) -> Service:
    """A remote and what its services would clone."""
    del no_git_variables
    return service_built.copy(tmp_path)
