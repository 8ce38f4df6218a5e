"""A folder with references, articles and an index, judged in this process; and texts that are made up word by word."""

from __future__ import annotations

import json
import os
import random
from typing import TYPE_CHECKING

from reusecheck.config import Articles, Config, CorpusEntry, Detection, IndexSettings, Refresh
from reusecheck.detection import Library
from reusecheck.fingerprints import sampling
from reusecheck.index.catalog import CATALOG, LOCK, load_catalog, open_index
from reusecheck.index.refresh import Effort, Summary, refresh
from reusecheck.pipeline import check, judge_all
from reusecheck.reports import report
from reusecheck.reports.options import Options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_WORDS = """
harbour ladder kettle brother winter signal bread oar stone market gull rope evening copper letter garden wheel candle
river engine paper window salt bell morning quay thunder basket needle orchard mirror saddle pepper anchor ribbon
hammer the a of and to in that it was on for with as by at from his her they had we you she he not but or so then when
while carried opened painted counted followed answered borrowed mended lifted whistled
"""
WORDS = _WORDS.split()


def prose(seed: int, words: int = 60) -> str:
    """The same words for the same seed, in lines of twelve."""
    chosen = random.Random(seed).choices(WORDS, k=words)  # noqa: S311 - no secret
    return "\n".join(" ".join(chosen[at : at + 12]) for at in range(0, words, 12)) + "\n"


def edited(text: str, every: int) -> str:
    """``text`` with another word at each ``every``-th place."""
    return " ".join("changed" if at % every == every - 1 else word for at, word in enumerate(text.split()))


FILES = CorpusEntry("wren", files=("references/*.md",))
LINES = CorpusEntry("ibis", jsonl=("lines/*.jsonl",))


class Desk:
    """``entries``, ``run_words`` and the rest of the configuration may be changed between two steps."""

    def __init__(self, root: Path, *entries: CorpusEntry) -> None:
        self.root = root
        self.entries: tuple[CorpusEntry, ...] = entries or (FILES,)
        self.run_words = 8
        self.refresh = Refresh.AUTO
        self.include: tuple[str, ...] = ("content/*.md",)

    def config(self, index: str = ".reusecheck") -> Config:
        return Config(
            root=str(self.root),
            articles=Articles(include=self.include),
            corpus=self.entries,
            detection=Detection(self.run_words),
            index=IndexSettings(index, self.refresh),
        )

    @property
    def index(self) -> Path:
        return self.root / ".reusecheck"

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def lines(self, path: str, references: Sequence[tuple[str, str]]) -> Path:
        """A JSONL file of ids and texts."""
        return self.write(path, "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in references))

    def build(self, effort: Effort = Effort(may_merge=True)) -> Summary:  # noqa: B008 - a value
        return refresh(self.config(), None, effort, thorough=True)

    def update(self) -> Summary:
        """As a check does."""
        return refresh(self.config())

    def answer(self, index: str = ".reusecheck") -> str:
        """What a check of all articles says, as JSON."""
        return report("json")(check((), self.config(index)), Options())

    def held_answer(self) -> str:
        """The same of the index as it lies there, whether or not it is up to date."""
        how = sampling(self.run_words)
        articles = [(str(path.relative_to(self.root)), path.read_bytes()) for path in (self.root / "content").iterdir()]
        library = Library(open_index(str(self.index), how), how)
        return report("json")(judge_all(self.config(), sorted(articles), library)._replace(scope="file"), Options())

    def fresh_answer(self) -> str:
        """The same from an index built from nothing."""
        number = sum(name.startswith("fresh-") for name in os.listdir(self.root))
        refresh(self.config(f"fresh-{number}"))
        return self.answer(f"fresh-{number}")

    def is_tidy(self) -> bool:
        """Whether nothing is in the folder of the index but what its catalog names."""
        catalog = load_catalog(str(self.index))
        named = {catalog.ledger, CATALOG, LOCK, ".gitignore", *(entry.name for entry in catalog.segments)}
        return {path.name for path in self.index.iterdir()} - {"configuration.json"} == named

    def state(self) -> dict[str, tuple[int, int, bytes]]:
        """Every file of the index: inode, time of its last change, content."""
        return {
            path.name: (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) for path in self.index.iterdir()
        }


def counts(summary: Summary) -> tuple[int, int, int]:
    """How many references were added, removed and kept."""
    return summary.added, summary.removed, summary.kept
