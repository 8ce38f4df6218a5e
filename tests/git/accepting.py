"""A repository for the baseline: one finding that is open, texts for further ones, and what is asked of both."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from tests.repository import Repository
from tests.room import Ran, Room

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NAME = ".reusecheck.baseline"
# 46 words
BELLS = (
    "On the island they ring the small bell for a boat that is late and the large one for a boat that is early, which "
    "has happened twice; both times it was the doctor, who rows standing up and will not say what the hurry was about."
)
# 45 words
SALT = (
    "The salt road is swept on the first dry Sunday of the year by whoever lost a bet in the winter, and the broom, "
    "which nobody remembers buying, hangs the rest of the time in the porch of the chapel beside a list of winners."
)
UNION = f"/{NAME} merge=union\n"
PLOVER = "plover:"  # what the keys of that finding begin with


class Desk(NamedTuple):
    """A repository whose only open finding is the bus passage in ``content/copied.md``."""

    room: Room
    git: Repository

    def run(self, *arguments: str) -> Ran:
        return self.room.run(*arguments)

    def write(self, path: str, content: str | bytes) -> None:
        self.room.write(path, content)

    def read(self, path: str = NAME) -> str:
        return (self.room.root / path).read_bytes().decode()

    def accept(self, *arguments: str) -> str:
        ran = self.run("baseline", "write", *arguments)
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    def lines(self) -> list[str]:
        return [line for line in self.read().splitlines() if not line.startswith("#")]

    def reasons(self, *paths: str) -> dict[str, list[str]]:
        """Article → the reasons of its findings, of articles that have some."""
        articles = self.room.judge(*paths)["articles"]
        return {a["path"]: [one["reason"] for one in a["findings"]] for a in articles if a["findings"]}

    def state(self) -> tuple[bytes, int, int]:
        """The file of the baseline as it lies there: content, inode, time of the last change."""
        found = os.stat(self.room.root / NAME)
        return (self.room.root / NAME).read_bytes(), found.st_ino, found.st_mtime_ns

    def commit(self, message: str = "A commit") -> None:
        self.git.git("add", "--all")
        self.git.commit(message)

    def key(self, path: str, number: int = 0) -> str:
        """The key of a finding of an article."""
        found: str = self.room.findings(path)[number]["key"]
        return found


def furnished(tmp_path: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> Desk:
    """All of it committed, and nothing accepted."""
    root = tmp_path / "desk"
    root.mkdir()
    room = Room.furnished(root, patch, captured)
    room.write("references/bells.md", f"---\ntitle: Two bells\n---\n\nA note from the harbour.\n\n{BELLS}\n")
    room.write("references/salt.md", f"---\ntitle: The salt road\n---\n\n{SALT}\n\nIt is a short road.\n")
    desk = Desk(room, Repository(room.root))
    desk.commit()
    return desk
