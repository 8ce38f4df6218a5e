"""``reusecheck demo`` goes through to the end, with pre-commit and without, and says so when it cannot."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from reusecheck import demo
from reusecheck.demo import run_demo

if TYPE_CHECKING:
    import pytest


def played(*, keep: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    code = run_demo(out, keep=keep)
    return code, out.getvalue()


def in_order(printed: str, *expected: str) -> None:
    at = 0
    for text in expected:
        found = printed.find(text, at)
        assert found >= 0, f"not found after character {at}: {text!r} in\n{printed}"
        at = found + len(text)


def test_a_commit_is_refused_credited_and_accepted_through_pre_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    code, printed = played()
    assert code == 0, printed
    in_order(
        printed,
        "through it (`pre-commit install`)",
        "$ git commit",
        "Failed\n",
        "content/lamp.md:",
        "no attribution found",
        "checked 1 article",
        "1 blocked",
        "$ git diff",
        "\n+",
        "$ git commit",
        "Passed\n",
        "$ git log --oneline",
        "Tell of the lamp",
    )
    assert "\x1b" not in printed
    assert list(tmp_path.iterdir()) == []


def test_without_pre_commit_git_runs_the_hook_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_pre_commit", lambda: None)
    code, printed = played()
    assert code == 0, printed
    in_order(printed, "pre-commit is not installed here", "content/lamp.md:", "1 blocked", "1 attributed", "git log")


def test_the_settings_and_variables_of_the_user_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitconfig").write_text(
        "[commit]\n gpgsign = true\n[core]\n hooksPath = /nowhere\n autocrlf = true\n[user]\n useConfigOnly = true\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere/index")
    monkeypatch.setenv("REUSECHECK_OUTPUT", "json")
    monkeypatch.setattr(demo, "_pre_commit", lambda: None)
    code, printed = played()
    assert code == 0, printed
    assert not (tmp_path / "elsewhere").exists()


def test_the_newsroom_is_kept_when_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(demo, "_pre_commit", lambda: None)
    code, printed = played(keep=True)
    assert code == 0, printed
    kept = re.search(r"was kept in (.+)", printed)
    assert kept is not None
    assert (Path(kept[1]) / "content/lamp.md").is_file()


def test_a_step_that_fails_is_named_and_the_code_is_not_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_pre_commit", lambda: None)
    monkeypatch.setenv("PATH", os.devnull)
    code, printed = played()
    assert code == 3
    assert "The demonstration stopped: `git init" in printed


def test_a_commit_that_should_be_refused_and_is_not_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_pre_commit", lambda: None)
    monkeypatch.setattr(demo, "CONFIGURATION", demo.CONFIGURATION + "limits: {share: null, passage_words: null}\n")
    code, printed = played()
    assert code == 3
    assert "should have ended with 1, not 0" in printed
