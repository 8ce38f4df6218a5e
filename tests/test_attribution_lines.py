"""Every line of the design of attribution, which lines.yaml repeats, is shown by a case."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.attribution_cases import EVERY, FOLDER, outcome_of

LINES: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "lines.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("line", LINES)
def test_every_carrier_and_every_near_miss_has_a_case(line: str) -> None:
    """A near miss is shown by a case that is not settled, a carrier by one that is."""
    shown = [case for case in EVERY if line in _lines(case) or case["name"] in LINES[line].get("cases", ())]
    wanted = [case for case in shown if (outcome_of(case) == "block") == LINES[line]["blocks"]]
    assert wanted, f"no case has `line: {line}` ({LINES[line]['says']})"


def test_cases_name_lines_there_are() -> None:
    assert {line for case in EVERY for line in _lines(case)} <= set(LINES)


def _lines(case: dict[str, Any]) -> list[str]:
    line = case.get("line", [])
    return [line] if isinstance(line, str) else line


def test_lines_name_cases_there_are() -> None:
    assert {name for line in LINES.values() for name in line.get("cases", ())} <= {case["name"] for case in EVERY}
