"""Thousands of changed files in one commit: what the hook, the gate of a pipeline and a real commit cost.

    python benchmarks/many.py [--files 2500] [--references 1000] [--folder DIR]

Makes a repository of made-up articles of 300 words with long names, commits them, changes all of them, and puts copied
passages into some; then measures each of these, as whole processes with all that they start:

- ``reusecheck hook`` without names, over what is staged,
- ``git commit`` through pre-commit, which hands the names over in batches, and has to put the hook's reports together,
- ``reusecheck ci`` over the same commit, made without the hook.

The index is built before. Each has to end with code 1 and name every article that got a passage, in one result: the
report in a file, for pre-commit. Prints wall time, CPU time and the memory of the largest process. With the interpreter
that reusecheck and pre-commit are installed for; needs git, writes into a temporary folder unless DIR is given.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from typing import NamedTuple

from made_up import CONFIGURATION, Article, Copy, Own, Reference, Words, make_references

from reusecheck import costs

WORDS = 300  # of an article
NAME = 150  # characters of a name, with its folder
COPIED, CREDITED, OLD = 40, 40, 40  # one article in so many gets a passage, gets one with its credit, had one before
PASSAGE = 60  # words
BLOCKED = 1


class House(NamedTuple):
    """A repository with everything staged; ``copied`` are the articles that are to be blocked."""

    root: str
    copied: frozenset[str]


def git(root: str, *arguments: str) -> None:
    command = ["git", "-C", root, "-c", "user.name=Nell Ardent", "-c", "user.email=nell@desk.example", *arguments]
    subprocess.run(command, check=True, env=costs.environment())


def house(root: str, files: int, references: int) -> House:
    draw = random.Random(6)  # noqa: S311 - the same articles each time
    known, prose = make_references(draw, references), Words(draw, "article", 1500)
    save(root, ".reusecheck.yaml", CONFIGURATION)
    save(root, ".gitignore", "/.reusecheck/\n/report.json\n")
    for reference in known:
        save(root, reference.path, reference.render().decode())
    blocking = [one for one in known if one.source in ("lantern", "tidewater", "foxglove")]
    articles = {path(number): article(number, prose, blocking, draw) for number in range(files)}
    hook = {
        "id": "reusecheck", "name": "reusecheck", "language": "system", "require_serial": True, "verbose": True,
        "entry": shlex.join([*costs.REUSECHECK, "hook", "-o", "json=report.json", "-o", "concise"]), "files": r"\.md$",
    }  # fmt: skip
    save(root, ".pre-commit-config.yaml", json.dumps({"repos": [{"repo": "local", "hooks": [hook]}]}))
    git(root, "init", "--quiet", "--template=", "--initial-branch=main")
    for name, text in articles.items():
        save(root, name, text.render().decode())
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "Before")
    copied = set()
    for number, (name, text) in enumerate(articles.items()):
        blocks = [*text.blocks[:-1], Own(" ".join(prose.paragraph(50)))]
        if number % COPIED in (3, 7):
            passage = copy_of(draw.choice(blocking), draw, "" if number % COPIED == 3 else "lead-in")
            blocks = [*blocks[:1], passage, *blocks[1:]]
        if number % COPIED == 3:
            copied.add(name)
        save(root, name, text._replace(blocks=tuple(blocks)).render().decode())
    git(root, "add", "--all")
    return House(root, frozenset(copied))


def article(number: int, prose: Words, references: list[Reference], draw: random.Random) -> Article:
    """Each fortieth holds a passage since ever."""
    blocks = [Own(" ".join(prose.paragraph(WORDS // 5))) for _ in range(4)]
    old = [copy_of(draw.choice(references), draw)] if number % OLD == 11 else []
    return Article(f"Article {number}", (*blocks[:2], *old, *blocks[2:]))


def copy_of(reference: Reference, draw: random.Random, style: str = "") -> Copy:
    start = draw.randint(2, len(reference.words) - PASSAGE - 2)
    return Copy(reference, start, start + PASSAGE, style=style)


def path(number: int) -> str:
    begin = f"content/{number % 25:02}/an-article-with-a-long-name-{number:05}-"
    return begin + "of-the-desk-"[: NAME - len(begin) - 3].ljust(NAME - len(begin) - 3, "x") + ".md"


def save(root: str, name: str, text: str) -> None:
    full = os.path.join(root, name)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf-8") as file:
        file.write(text)


def measure(found: House, command: list[str], report: str = "report.json") -> tuple[costs.Cost, int]:
    """What a command costs, and how many results it printed. It ends if the command does not say what it should."""
    out = os.path.join(found.root, ".git", "printed")
    cost, said = costs.cost(command, found.root, costs.environment() | {"PRE_COMMIT_HOME": out + "-home"}, out=out)
    with open(out, encoding="utf-8") as file:
        printed = file.read() + said
    shown = shlex.join(command)
    if cost.code != BLOCKED:
        sys.exit(f"{printed}\n{shown}\nended with {cost.code}, wants {BLOCKED}")
    with open(os.path.join(found.root, report), encoding="utf-8") as file:
        articles = json.load(file)["articles"]
    blocked = {one["path"] for one in articles if one["outcome"] == "block"}
    if blocked != found.copied:
        sys.exit(f"{shown}\nblocks {len(blocked):,} articles, wants {len(found.copied):,}")
    os.remove(os.path.join(found.root, report))
    return cost, sum(line.startswith("checked ") for line in printed.splitlines())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=2500)
    parser.add_argument("--references", type=int, default=1000)
    parser.add_argument("--folder", metavar="DIR", help="an empty folder to work in, which is kept")
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = args.folder or stack.enter_context(tempfile.TemporaryDirectory(prefix="reusecheck-many-"))
        found = house(os.path.join(os.path.realpath(folder), "house"), args.files, args.references)
        reusecheck = list(costs.REUSECHECK)
        subprocess.run([*reusecheck, "index", "build", "-q"], cwd=found.root, check=True, env=costs.environment())
        install = [sys.executable, "-m", "pre_commit", "install"]
        subprocess.run(install, cwd=found.root, check=True, env=costs.environment(), stdout=subprocess.DEVNULL)
        report = ["-o", "json=report.json", "-o", "concise"]
        who = ["-c", "user.name=Nell Ardent", "-c", "user.email=nell@desk.example"]
        rows = {
            "reusecheck hook": measure(found, [*reusecheck, "hook", *report]),
            "git commit, through pre-commit": measure(found, ["git", *who, "commit", "-m", "After"]),
        }
        git(found.root, "commit", "--quiet", "--no-verify", "-m", "After")
        rows["reusecheck ci"] = measure(found, [*reusecheck, "ci", "--base", "HEAD~", *report])
    machine = costs.machine()
    print(
        f"{args.files:,} changed files, {args.references:,} references, {len(found.copied):,} files are to be blocked"
    )
    print(f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}\n")
    print(f"{'':<32} {'wall s':>8} {'CPU s':>8} {'MiB':>6} {'results':>8}")
    for name, (cost, results) in rows.items():
        print(f"{name:<32} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.peak_mib:6.0f} {results:8}")


if __name__ == "__main__":
    main()
