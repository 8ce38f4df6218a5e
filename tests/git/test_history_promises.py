"""What holds of every history: nothing passes as moved that is a copy, no shallow clone is believed where it errs."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reusecheck.errors import NotJudgedError
from reusecheck.git import history
from tests.git.test_history import ESSAY, OTHER
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("no_git_variables")

# two that git takes for one another, and two that are like nothing
TEXTS = (ESSAY, f"{ESSAY}and more\n", OTHER, "short\n")
# name → number of the text
folders = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, len(TEXTS) - 1), max_size=6)
REAL = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # real git takes its time


def told(repository: Repository, program: str, *arguments: str, data: str) -> str:
    """What git prints when it is given ``data``."""
    command = ["git", "-C", str(repository.root), program, *arguments]
    done = subprocess.run(command, env=repository.variables, input=data, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "newsroom")


@pytest.fixture
def texts(repository: Repository) -> list[str]:
    """The ids of the texts."""
    return [told(repository, "hash-object", "-w", "--stdin", data=text) for text in TEXTS]


def trees(repository: Repository, texts: list[str], *drawn: dict[str, int]) -> list[str]:
    """The ids of folders with these texts."""
    listed = ([f"100644 blob {texts[number]}\t{name}\n" for name, number in folder.items()] for folder in drawn)
    return [told(repository, "mktree", data="".join(lines)) for lines in listed]


@settings(REAL, max_examples=80)
@given(folders, folders)
def test_what_is_not_changed_stood_there_as_often(
    repository: Repository, texts: list[str], before: dict[str, int], after: dict[str, int]
) -> None:
    base, head = trees(repository, texts, before, after)
    changed = {change.path: change.before for change in history.changes(str(repository.root), [base], head)}
    assert changed.keys() <= after.keys()
    assert not [name for name in changed if before.get(name) == after[name]]
    # no two files come from one: a copy is not taken for what was moved, nor for what was edited
    origins = [origin for (origin,) in changed.values() if origin]
    assert len(set(origins)) == len(origins)
    same = Counter(number for name, number in after.items() if name not in changed)
    assert same <= Counter(number for name, number in before.items() if name not in origins)


@settings(REAL, max_examples=80)
@given(folders, folders)
def test_what_was_touched_is_what_differs_and_what_was_moved_has_one_origin(
    repository: Repository, texts: list[str], before: dict[str, int], after: dict[str, int]
) -> None:
    base, head = trees(repository, texts, before, after)
    touched = history.touched(str(repository.root), [base], head)
    assert touched == sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    origins = history.origins(str(repository.root), base, head)
    assert set(origins) <= set(touched) & after.keys()
    assert len(set(origins.values())) == len(origins)
    assert set(origins.values()) <= set(touched) & before.keys()
    # what is not changed is where it was, or has an origin that held the very same
    changed = {change.path for change in history.changes(str(repository.root), [base], head)}
    for name in after.keys() - changed:
        assert before[origins.get(name, name)] == after[name]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[list[int]], int, int]:
    """For each commit the numbers of its parents, all of them smaller; the ends of two branches."""
    length = draw(st.integers(4, 10))
    before = (st.integers(max(0, number - 4), number - 1) for number in range(1, length))
    parents = [[], *(sorted(draw(st.sets(numbers, min_size=1, max_size=2))) for numbers in before)]
    return parents, draw(st.integers(0, length - 1)), draw(st.integers(0, length - 1))


@settings(REAL, max_examples=25)
@given(histories(), st.integers(1, 4))
@example(([[], [0], [0, 1], [0, 1]], 2, 3), 2)  # the one base comes from the other, and that is cut off
def test_a_shallow_clone_gives_the_merge_base_of_a_whole_one_or_none(
    repository: Repository, tmp_path: Path, drawn: tuple[list[list[int]], int, int], depth: int
) -> None:
    parents, one, other = drawn
    commits: list[str] = []
    tree = told(repository, "mktree", data="")
    for number, before in enumerate(parents):
        named = [word for parent in before for word in ("-p", commits[parent])]
        commits.append(told(repository, "commit-tree", tree, "-m", str(number), *named, data=""))
    for name, number in (("one", one), ("other", other)):
        repository.git("update-ref", f"refs/heads/{name}", commits[number])
    expected = history.merge_bases(str(repository.root), "one", "other")
    shallow = tmp_path / "shallow"
    shutil.rmtree(shallow, ignore_errors=True)
    how = ("--quiet", "--bare", "--no-single-branch", f"--depth={depth}")
    repository.git("clone", *how, f"file://{repository.root}", str(shallow))
    try:
        found = history.merge_bases(str(shallow), "one", "other")
    except NotJudgedError:
        return
    assert found == expected
