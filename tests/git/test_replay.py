"""A made-up past, replayed: what the gate says of each commit is what is known of it, and the commits sum up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.repository import isolated

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
KINDS = 62  # of changes, merges and other ways of branching


def ran(script: str, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *arguments],
        env=isolated(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of every kind of commit, with what is expected of each."""
    folder = tmp_path_factory.mktemp("past")
    arguments = (str(folder / "made"), "--commits", "96", "--references", "40", "--seed", "5")
    made = ran("history.py", *arguments, home=folder)
    assert made.returncode == 0, made.stderr
    assert len({one["kind"] for one in expected(folder / "made")}) == KINDS
    return folder / "made"


def expected(past: Path) -> list[Any]:
    return [json.loads(line) for line in (past / "expected.jsonl").read_text(encoding="utf-8").splitlines()]


def replayed(past: Path, file: Path, *revisions: str) -> subprocess.CompletedProcess[str]:
    return ran("replay.py", str(past / "repository"), "--expected", str(file), *revisions, home=past.parent)


def test_every_commit_is_judged_as_it_was_made_and_the_sum_of_them_is_the_whole(past: Path) -> None:
    done = replayed(past, past / "expected.jsonl", "--all")
    commits = len(expected(past))
    assert f"expected: {commits} of {commits} commits are as expected" in done.stdout, done.stdout + done.stderr
    assert "the sum of the commits: equal" in done.stdout, done.stdout
    assert done.returncode == 0


def test_of_a_part_of_it_what_was_there_before_is_summed_up_too_and_all_that_differs_is_named(
    past: Path, tmp_path: Path
) -> None:
    revisions = ("main", "^main~12")
    git = ["git", "-C", str(past / "repository"), "rev-list", *revisions]
    walked = set(subprocess.run(git, check=True, capture_output=True, encoding="ascii").stdout.split())
    known = [one for one in expected(past) if one["commit"] in walked]
    blocked = next(one for one in known if one["blocks"])
    path = next(iter(blocked["articles"]))
    blocked["blocks"] = blocked["articles"][path]["blocks"] = False
    file = tmp_path / "expected.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in known), encoding="utf-8")
    done = replayed(past, file, *revisions)
    assert f"{len(walked) - 1} of {len(walked)} commits are as expected" in done.stdout, done.stdout + done.stderr
    assert f"{blocked['commit'][:12]} ({blocked['kind']}): {path}: blocks, wants the opposite" in done.stdout
    assert "the sum of the commits: equal" in done.stdout
    assert done.returncode == 1


def test_the_same_seed_makes_the_same_past(past: Path, tmp_path: Path) -> None:
    arguments = (str(tmp_path / "again"), "--commits", "96", "--references", "40", "--seed", "5")
    assert ran("history.py", *arguments, home=tmp_path).returncode == 0
    assert expected(tmp_path / "again") == expected(past)
