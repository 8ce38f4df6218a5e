"""``pytest --renew`` rewrites the golden files; they are read in review like code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.repository import isolated

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"

# What a property test draws is the same in every run, so that a change that did nothing wrong is not refused for what
# chance turned up. To look further: pytest --hypothesis-profile=explore
settings.register_profile("same every time", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("same every time")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="rewrite the golden files from what is printed now")


@pytest.fixture
def no_git_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Git as a fresh installation has it: a hook that runs the tests hands its own variables on."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "PRE_COMMIT")):
            monkeypatch.delenv(name)
    for name, value in isolated(tmp_path).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name in ``tests/golden``."""

    def compare(name: str, printed: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--renew"):
            path.write_bytes(printed.encode("utf-8"))
        assert printed == path.read_bytes().decode("utf-8")

    return compare
