"""``pytest --renew`` rewrites the golden files; they are read in review like code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="rewrite the golden files from what is printed now")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name in ``tests/golden``."""

    def compare(name: str, printed: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--renew"):
            path.write_bytes(printed.encode("utf-8"))
        assert printed == path.read_bytes().decode("utf-8")

    return compare
