"""The gate through prek, which hands over what pre-commit does not: names that are no UTF-8.

prek is no requirement of the tests: whoever has it installed runs these (``pip install prek``).
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.press import local_hook
from tests.git.weekly import BAKER, HALL, LIGHT, quoted

if TYPE_CHECKING:
    from tests.git.weekly import Weekly

PREK = shutil.which("prek", path=os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")]))
NOT_UTF_8 = os.fsdecode(b"content/caf\xe9.md")

pytestmark = pytest.mark.skipif(PREK is None, reason="prek is not installed: pip install prek")


@pytest.fixture
def hooked(weekly: Weekly) -> Weekly:
    weekly.variables["PREK_HOME"] = str(weekly.root.parent / "prek")
    weekly.stage(".pre-commit-config.yaml", local_hook(args=["-o", "concise"]))
    weekly.began()
    assert PREK is not None
    installed = weekly.run(PREK, "install", "--hook-type=pre-commit", "--hook-type=pre-push")
    assert installed.returncode == 0, installed.stdout
    return weekly


def test_a_commit_is_refused_then_credited_then_accepted(hooked: Weekly) -> None:
    hooked.now(LIGHT)
    hooked.write(HALL, "An edit that is not staged.\n")
    done = hooked.run("git", "commit", "-m", "An article")
    assert done.returncode == 1, done.stdout
    assert f"{HALL}:9:1: 51 words as in heron:light.md" in done.stdout
    assert "\x1b" not in done.stdout
    hooked.now(quoted(LIGHT))
    done = hooked.run("git", "commit", "-m", "An article")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses names that are not UTF-8")
def test_a_name_that_is_no_utf_8_is_handed_over_and_told_as_it_can_be_written(hooked: Weekly) -> None:
    hooked.now(BAKER, path=NOT_UTF_8)
    hooked.now(LIGHT, path="-dash.md")
    done = hooked.run("git", "commit", "-m", "An article")
    assert done.returncode == 1, done.stdout
    assert "caf\\xe9.md:9:1: 51 words as in heron:baker.md" in done.stdout
    assert "-dash.md:9:1: 51 words as in heron:light.md" in done.stdout


def test_a_push_of_another_branch_is_judged_by_what_is_pushed(hooked: Weekly) -> None:
    remote = hooked.root.parent / "remote"
    hooked.git("init", "--quiet", "--bare", str(remote))
    hooked.git("remote", "add", "origin", str(remote))
    hooked.now("We shall be back next week.")
    hooked.commit()
    hooked.git("push", "--quiet", "--no-verify", "origin", "main")
    hooked.git("checkout", "--quiet", "-b", "side")
    hooked.now(LIGHT)
    hooked.git("commit", "--quiet", "--no-verify", "-m", "Around the gate")
    hooked.git("checkout", "--quiet", "main")
    done = hooked.run("git", "push", "origin", "side")
    assert done.returncode == 1, done.stdout
    assert "51 words as in heron:light.md" in done.stdout
