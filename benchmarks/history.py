"""A made-up repository with a past, and what a gate has to say about each of its commits.

    python benchmarks/history.py FOLDER [--commits 300] [--references 60] [--seed 6]

Writes ``FOLDER/repository``, a git repository whose work tree holds the configuration, the references and the articles
of its last commit, and ``FOLDER/expected.jsonl``, a line for each commit, oldest first:

    {"commit": ID, "parents": [ID, …], "kind": NAME, "blocks": true,
     "articles": {PATH: {"references": [ID, …], "blocks": true}}}

These are the articles with open findings under scope ``added`` against all parents, and the references they are of (of
two that hold the same words, one is named). All follows from how the commits were made (``made_up.expected``); the gate
is not asked. The same arguments make the same bytes, commit ids included. Every kind of change (``editing.py``) and of
branching (below) is there at least once, if there are 120 commits or so; the rest is drawn.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from editing import KINDS, Change, Editing
from made_up import CONFIGURATION, AmbiguousError, Copy, expected, make_references, renames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from editing import Kind
    from made_up import Article, Block, Said, State

WHO = "Nell Ardent <nell@desk.example>"
FIRST = 1_893_456_000  # 1 January 2030, in seconds; each commit is ten minutes after the one before it
STEP = 600
AT_FIRST = 14  # articles in the first commit
TRIES = 40  # of a kind, each on another article, until what it comes to is certain
MOST_BRANCHES = 4
FINISHED = 0.2  # how likely the branches that people work on for long are merged after a commit
VARIABLES = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Commit(NamedTuple):
    """``parents`` are numbers of commits, counted from 0."""

    parents: tuple[int, ...]
    branch: str
    kind: str
    message: str
    state: State
    said: dict[str, Said]


class History:
    """Commits on branches, each with what has to be said about it."""

    def __init__(self, seed: int, references: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - the same seed makes the same history
        self.editing = Editing(self.draw, make_references(self.draw, references))
        self.commits: list[Commit] = []
        self.heads: dict[str, int] = {}
        self._names = (f"desk-{number}" for number in count(1))
        state: State = {}
        for at in range(AT_FIRST):
            state[self.editing.path()] = self.editing.article(2 if at % 4 == 3 else 0)
        self._add("main", (), "first", Change(state, "The house and its first articles"))

    # commits

    def state(self, branch: str) -> State:
        return self.commits[self.heads[branch]].state

    def _add(self, branch: str, parents: tuple[int, ...], kind: str, change: Change) -> bool:
        """Whether it could be committed: not if what is to be said is not certain."""
        if not all(article.is_sound() for article in change.state.values()):
            return False
        try:
            said = expected(change.state, [self.commits[at].state for at in parents], change.allowed)
        except AmbiguousError:
            return False
        trailers = "".join(f"Reusecheck-Allow: {source}: agreed with the outlet\n" for source in change.allowed)
        message = f"{change.told}\n" + (f"\n{trailers}" if trailers else "")
        self.heads[branch] = len(self.commits)
        self.commits.append(Commit(parents, branch, kind, message, change.state, said))
        return True

    def edit(self, branch: str, kind: Kind, name: str = "") -> bool:
        """One change of this kind at the end of a branch, if it can be made there."""
        for _ in range(TRIES):
            change = kind(self.editing, self.state(branch))
            if change and self._add(branch, (self.heads[branch],), name or kind.__name__, change):
                return True
        return False

    def start(self, start: str = "main") -> str:
        """A new branch."""
        name = next(self._names)
        self.heads[name] = self.heads[start]
        return name

    def join(self, into: str, others: list[str], kind: str, *, squash: bool = False, evil: bool = False) -> bool:
        """Merge branches into another; ``evil``: and copy a passage on the way; ``squash``: as one plain commit."""
        merged = self.state(into)
        tips = (self.heads[into], *(self.heads[name] for name in others))
        try:
            for tip in tips[1:]:
                merged = three_way(self.editing, self._base(tips[0], tip), merged, self.commits[tip].state)
        except AmbiguousError:
            return False
        told = f"{'Squash' if squash else 'Merge'} {' and '.join(others)}"
        for _ in range(TRIES):
            change = Editing.copy(self.editing, merged) if evil else Change(merged, told)
            parents = tips[:1] if squash else tips
            if change and self._add(into, parents, kind, change._replace(told=told)):
                return True
            if not evil:
                return False
        return False

    def _base(self, one: int, other: int) -> State:
        """The state at the last common ancestor."""
        return self.commits[max(self._ancestors(one) & self._ancestors(other))].state

    def _ancestors(self, tip: int) -> set[int]:
        found, left = {tip}, [tip]
        while left:
            new = set(self.commits[left.pop()].parents) - found
            found |= new
            left += new
        return found

    # kinds of branching: each makes several commits, and says whether it came to its end

    def clean_merge(self) -> bool:
        branch = self.start()
        made = [self.edit(branch, kind) for kind in (Editing.write, Editing.copy)]
        made += [self.edit("main", Editing.write)]
        return all(made) and self.join("main", [branch], "merge")

    def conflict(self) -> bool:
        """The same article changed on both sides, a copy on each."""
        branch = self.start()
        self.edit(branch, Editing.copy)
        path = next(iter(self.commits[-1].said), "")
        return self.edit("main", lambda editing, state: _copy_into(editing, state, path), "copy_beside") and self.join(
            "main", [branch], "merge-conflict"
        )

    def evil_merge(self) -> bool:
        branch = self.start()
        made = [self.edit(branch, Editing.append), self.edit("main", Editing.write)]
        return all(made) and self.join("main", [branch], "merge-evil", evil=True)

    def octopus(self) -> bool:
        branches = [self.start(), self.start()]
        made = [self.edit(branch, kind) for branch in branches for kind in (Editing.write, Editing.copy)]
        made += [self.edit("main", Editing.credit)]
        return all(made) and self.join("main", branches, "merge-octopus")

    def squash(self) -> bool:
        branch = self.start()
        made = [self.edit(branch, kind) for kind in (Editing.copy, Editing.credit, Editing.copy, Editing.append)]
        return all(made) and self.join("main", [branch], "squash", squash=True)

    def cherry_pick(self) -> bool:
        """A commit of a branch, made on main too; then the branch is merged, which brings nothing new."""
        branch = self.start()
        before = self.state(branch)
        made = [self.edit(branch, Editing.copy)]
        picked = self.commits[self.heads[branch]]
        made += [self.edit("main", Editing.write)]
        state = three_way(self.editing, before, self.state("main"), picked.state)
        made += [
            self._add("main", (self.heads["main"],), "cherry-pick", Change(state, f"Pick: {picked.message.strip()}"))
        ]
        return all(made) and self.join("main", [branch], "merge-picked")

    def revert(self) -> bool:
        """A copy, taken back, and put in again."""
        before = self.state("main")
        made = [self.edit("main", Editing.copy)]
        after = self.state("main")
        made += [self.edit("main", Editing.write)]
        for kind, base, wanted in (("revert", after, before), ("revert-revert", before, after)):
            state = three_way(self.editing, base, self.state("main"), wanted)
            made += [self._add("main", (self.heads["main"],), kind, Change(state, f"{kind.capitalize()} a copy"))]
        return all(made)

    def catch_up(self) -> bool:
        """Main merged into a branch, then the branch into main."""
        branch = self.start()
        made = [self.edit(branch, Editing.copy), self.edit("main", Editing.copy)]
        made += [self.join(branch, ["main"], "merge-main"), self.edit(branch, Editing.credit)]
        made += [self.edit("main", Editing.rewrite)]
        return all(made) and self.join("main", [branch], "merge")

    def renamed_on_one_side(self) -> bool:
        branch = self.start()
        made = [self.edit(branch, kind) for kind in (Editing.copy, Editing.extend)]
        made += [self.edit("main", Editing.rename), self.edit("main", Editing.move)]
        return all(made) and self.join("main", [branch], "merge-renamed")

    def run(self, commits: int) -> None:
        branchings = [
            self.clean_merge, self.conflict, self.evil_merge, self.octopus, self.squash,
            self.cherry_pick, self.revert, self.catch_up, self.renamed_on_one_side,
        ]  # fmt: skip
        left: list[Callable[[], bool]] = [*(partial(self._edit_somewhere, kind) for kind in KINDS), *branchings]
        drawn = [*left, *left, *branchings]
        self.draw.shuffle(left)
        while len(self.commits) < commits:
            for step in (*left[:1], self.draw.choice(drawn)):
                if step() and step in left:
                    left.remove(step)
                    break
            left = [*left[1:], *left[:1]]  # the turn of the first comes when there is something to do it to
            if self.draw.random() < FINISHED:
                self._finish(self._long())
        self._finish(name for name in list(self.heads) if name != "main")

    def _edit_somewhere(self, kind: Kind) -> bool:
        return self.edit(self._somewhere(), kind)

    def _somewhere(self) -> str:
        """Main, or one of the branches that people work on for long."""
        if self.draw.random() < 0.5:
            return "main"
        long = self._long()
        if len(long) < MOST_BRANCHES and self.draw.random() < 0.3:
            name = f"long-{len(self.commits)}"
            self.heads[name] = self.heads["main"]
            return name
        return self.draw.choice(long) if long else "main"

    def _long(self) -> list[str]:
        return [name for name in self.heads if name.startswith("long-")]

    def _finish(self, branches: Iterable[str]) -> None:
        """Merge what can be merged, and each of it into main."""
        for name in branches:
            is_in = self.heads[name] in self._ancestors(self.heads["main"])
            if is_in or self.join("main", [name], "merge", squash=self.draw.random() < 0.1):
                del self.heads[name]


def _copy_into(editing: Editing, state: State, path: str) -> Change | None:
    if path not in state:
        return None
    return Change({**state, path: editing.put(state[path], editing.passage(50, state[path]))}, f"Copy, too, in {path}")


def three_way(editing: Editing, base: State, ours: State, theirs: State) -> State:
    """Both sides' changes since the base; where both changed an article, what theirs put in comes behind ours."""
    to_ours, to_theirs = ({old: new for new, old in renames(base, side).items()} for side in (ours, theirs))
    sides: list[dict[str, tuple[str, Article]]] = []
    for state, moved in ((ours, to_ours), (theirs, to_theirs)):
        back = {new: old for old, new in moved.items()}
        sides.append({back.get(path, path): (path, article) for path, article in state.items()})
    found: State = {}
    for name in sorted({*sides[0], *sides[1]}):
        mine, yours = sides[0].get(name), sides[1].get(name)
        old = base.get(name)
        path = mine[0] if mine and (mine[0] != name or not yours) else yours[0] if yours else name
        one, other = mine[1] if mine else None, yours[1] if yours else None
        if other in (old, one):
            article = one
        elif one == old:
            article = other
        elif one and other and old:
            article = _both(editing, old, one, other)
        else:
            article = one or other
        if article:
            if path in found:
                raise AmbiguousError(f"two articles would be {path}")
            found[path] = article
    return found


def _both(editing: Editing, old: Article, ours: Article, theirs: Article) -> Article:
    """Ours, and behind it the paragraphs that only theirs has, but none of a reference that ours has words of."""
    named = {
        name for block in ours.blocks if isinstance(block, Copy) for name in (block.reference.id, block.reference.twin)
    }
    blocks: list[Block] = list(ours.blocks)
    for block in theirs.blocks:
        if block not in old.blocks and block not in blocks:
            if isinstance(block, Copy) and block.reference.id not in named:
                blocks += [block, editing.own()]
            elif not isinstance(block, Copy):
                blocks.append(block)
    return ours._replace(blocks=tuple(blocks))


# writing it down: https://git-scm.com/docs/git-fast-import


def stream(history: History) -> Iterator[bytes]:
    """What ``git fast-import`` wants, the configuration and the references in the first commit."""
    house = {".reusecheck.yaml": CONFIGURATION.encode(), ".gitignore": b"/.reusecheck/\n"}
    house |= {reference.path: reference.render() for reference in history.editing.references}
    for number, commit in enumerate(history.commits):
        before = history.commits[commit.parents[0]].state if commit.parents else {}
        when = f"{WHO} {FIRST + STEP * number} +0000"
        message = commit.message.encode()
        yield f"commit refs/heads/{commit.branch}\nmark :{number + 1}\nauthor {when}\ncommitter {when}\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        for at, parent in enumerate(commit.parents):
            yield f"{'merge' if at else 'from'} :{parent + 1}\n".encode()
        for path in before:
            if path not in commit.state:
                yield f"D {_quoted(path)}\n".encode()
        for path, article in commit.state.items():
            if before.get(path) != article:
                yield from _file(article.mode, path, article.render())
        for path, content in house.items() if not number else ():
            yield from _file("100644", path, content)
        yield b"\n"


def _file(mode: str, path: str, content: bytes) -> Iterator[bytes]:
    yield f"M {mode} inline {_quoted(path)}\ndata {len(content)}\n".encode()
    yield content + b"\n"


def _quoted(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(history: History, folder: str) -> None:
    """The repository, checked out, and what is expected of each commit."""
    repository, marks = os.path.join(folder, "repository"), os.path.join(folder, "marks")
    os.makedirs(repository)
    git = ["git", "-C", repository, "-c", "core.autocrlf=false"]
    subprocess.run([*git, "init", "--quiet", "--template=", "--initial-branch=main"], check=True, env=VARIABLES)
    told = b"".join(stream(history))
    command = [*git, "fast-import", "--quiet", f"--export-marks={os.path.abspath(marks)}"]
    subprocess.run(command, input=told, check=True, env=VARIABLES)
    subprocess.run([*git, "reset", "--quiet", "--hard"], check=True, env=VARIABLES)
    with open(marks, encoding="ascii") as lines:
        ids = {int(mark[1:]) - 1: object_id for mark, object_id in map(str.split, lines)}
    os.remove(marks)
    with open(os.path.join(folder, "expected.jsonl"), "w", encoding="utf-8") as out:
        for number, commit in enumerate(history.commits):
            articles = {
                path: {"references": said.references, "blocks": said.blocks} for path, said in commit.said.items()
            }
            line = {
                "commit": ids[number],
                "parents": [ids[parent] for parent in commit.parents],
                "kind": commit.kind,
                "blocks": any(said.blocks for said in commit.said.values()),
                "articles": dict(sorted(articles.items())),
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--references", type=int, default=60)
    parser.add_argument("--seed", type=int, default=6)
    args = parser.parse_args()
    if os.path.exists(args.folder) and os.listdir(args.folder):
        sys.exit(f"{args.folder}: is not empty")
    history = History(args.seed, args.references)
    history.run(args.commits)
    write(history, args.folder)
    blocked = sum(any(said.blocks for said in commit.said.values()) for commit in history.commits)
    merges = sum(len(commit.parents) > 1 for commit in history.commits)
    kinds = len({commit.kind for commit in history.commits})
    print(f"{len(history.commits)} commits of {kinds} kinds, {merges} merges; {blocked} are to be blocked")


if __name__ == "__main__":
    main()
