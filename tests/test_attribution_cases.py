"""The cases an editor can read: each passage judged by itself, and each article by the whole gate."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from reusecheck.findings import Reason
from tests.attribution_cases import (
    EVERY,
    assess,
    outcome_of,
    reason_of,
    run_gate,
)

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [case["name"] for case in EVERY]
BLOCKED = [case for case in EVERY if outcome_of(case) == "block"]


@pytest.mark.parametrize("case", EVERY, ids=NAMES)
def test_a_passage_is_attributed_as_an_editor_would_say(case: dict[str, Any]) -> None:
    found = assess(case).found
    assert found.level.value == case["expect"], found
    if "evidence" in case:
        assert case["evidence"] in [evidence.kind for evidence in found.evidence]


@pytest.mark.parametrize("case", EVERY, ids=NAMES)
def test_the_gate_decides_as_an_editor_would(case: dict[str, Any], tmp_path: Path) -> None:
    decided = run_gate(case, tmp_path)
    assert decided.findings, "the gate does not find the passage"
    assert {finding.reason.value for finding in decided.findings} == {_known(reason_of(case))}, decided.findings
    assert {finding.attribution.level.value for finding in decided.findings} == {case["expect"]}
    assert decided.outcome == outcome_of(case)


def _known(reason: str) -> str:
    """What is not told apart yet counts as unattributed."""
    return reason if reason in {known.value for known in Reason} else "unattributed"


@pytest.mark.parametrize("case", EVERY, ids=NAMES)
def test_evidence_stands_in_the_source_where_it_says(case: dict[str, Any]) -> None:
    assessed = assess(case)
    for evidence in assessed.found.evidence:
        stands = assessed.drawn.text[evidence.source.start : evidence.source.stop]
        # what stands in a file beside the article says so
        assert stands or ", line " in evidence.kind, evidence
        if evidence.kind.startswith(("source named", "title")):
            assert evidence.value in stands


def test_there_are_enough_cases_and_half_of_them_block() -> None:
    assert len(EVERY) >= 150
    assert 2 * len(BLOCKED) >= len(EVERY)
    assert [name for name, times in Counter(NAMES).items() if times > 1] == []
