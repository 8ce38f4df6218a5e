"""What the page of a run on GitHub shows: written where the runner says, and never more than it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reusecheck import stepsummary
from reusecheck.errors import UsageError
from reusecheck.reports import Options, report
from reusecheck.reports.markdown import MARKER
from reusecheck.stepsummary import MOST, VARIABLE, append
from tests.newsroom import newsroom
from tests.parsed import commands
from tests.room import Room
from tests.test_reports_markdown import crowd, left_out

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "summary.md"
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_the_summary_is_the_markdown_report(summary: Path) -> None:
    append(newsroom(), Options(color=True, encoding="ascii"))
    assert summary.read_text(encoding="utf-8") == "\n" + report("markdown")(newsroom(), Options())


def test_it_stands_behind_what_the_step_has_said_before(summary: Path) -> None:
    summary.write_text("# Before", encoding="utf-8")
    append(newsroom(), Options())
    append(newsroom(), Options())
    written = summary.read_text(encoding="utf-8")
    assert written.startswith(f"# Before\n{MARKER}\n")
    assert written.count(f"\n{MARKER}\n") == 2


def test_it_never_grows_beyond_what_github_keeps(summary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        append(crowd(900), Options())
    assert summary.stat().st_size <= MOST
    assert left_out(summary.read_text(encoding="utf-8"))
    assert capsys.readouterr().err.count(f"{VARIABLE}: other reports have filled it, and this one was not added") == 2


def test_without_a_runner_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    append(newsroom(), Options())
    assert not list(tmp_path.iterdir())


def test_a_summary_that_cannot_be_written_is_no_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(UsageError, match="could not be written: Is a directory"):
        stepsummary.append(newsroom(), Options())


def test_a_check_writes_annotations_the_closing_line_and_the_summary(
    summary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "room").mkdir()
    room = Room.furnished(tmp_path / "room", monkeypatch, capsys)
    ran = room.run("check", "-o", "github")
    *annotations, last = ran.out.splitlines()
    assert {name for name, _, _ in commands("".join(f"{line}\n" for line in annotations))} == {"error"}
    assert last.startswith("checked ")
    assert last in summary.read_text(encoding="utf-8")
    summary.unlink()
    assert room.run("check", "-o", "github=annotations.txt").code == ran.code
    assert not summary.exists()  # a file is for whoever reads it, not for the runner
