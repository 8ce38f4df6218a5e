"""The commits of a repository, and what differs between each and its parents, in two or three processes of git."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Commit(NamedTuple):
    """``differing`` holds for each parent the paths that differ from it; of the first commit, none."""

    id: str
    parents: tuple[str, ...]
    differing: tuple[frozenset[str], ...]


def commits_of(top: str, revisions: Sequence[str]) -> list[Commit]:
    """What git calls these commits, a parent before its children. In two processes or three."""
    listed = _git(top, "log", "--topo-order", "--reverse", "--format=%H %T %P", *revisions, "--").decode("ascii")
    lines = [line.split() for line in listed.splitlines()]
    trees = {commit: tree for commit, tree, *_ in lines}
    beyond = sorted({parent for _, _, *parents in lines for parent in parents if parent not in trees})
    if beyond:
        shown = _git(top, "show", "--no-patch", "--format=%H %T", *beyond, "--").decode("ascii")
        trees |= dict(line.split() for line in shown.splitlines())
    pairs = [(trees[parent], tree) for _, tree, *parents in lines for parent in parents]
    differing = _differing(top, pairs)
    return [Commit(commit, tuple(parents), tuple(next(differing) for _ in parents)) for commit, _, *parents in lines]


def _differing(top: str, pairs: Sequence[tuple[str, str]]) -> Iterator[frozenset[str]]:
    """The paths that differ between two trees, for each pair."""
    asked = "".join(f"{old} {new}\n" for old, new in pairs)
    said = _git(top, "diff-tree", "--stdin", "-r", "-z", "--name-only", "--no-renames", asked=asked.encode("ascii"))
    heads = [f"{old} {new}\n".encode("ascii") for old, new in pairs]
    at = 0
    for head, following in zip(heads, [*heads[1:], b"\0"], strict=True):  # no name is empty
        at += len(head)
        names = []
        while at < len(said) and not said.startswith(following, at):
            end = said.index(b"\0", at)
            names.append(os.fsdecode(said[at:end]))
            at = end + 1
        yield frozenset(names)


def _git(top: str, *arguments: str, asked: bytes = b"") -> bytes:
    return subprocess.run(["git", "-C", top, *arguments], check=True, input=asked, stdout=subprocess.PIPE).stdout
