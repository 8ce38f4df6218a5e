"""A weekly's repository with a gate, judged in this process; and the texts that pass through it. All are made up."""

from __future__ import annotations

import io
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from reusecheck.cli import main
from tests.repository import Repository, isolated
from tests.room import Ran

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

CONFIGURATION = """\
version: 1
articles:
  include: ["content/**/*.md", "*.md"]
  exclude: ["content/drafts/**"]
corpus:
  - id: heron
    files: ["references/heron/*.md"]
    credit: {names: ["The Heron"], urls: ["heron.example"]}
  - id: ibis
    files: ["references/ibis/*.md"]
    credit: {names: ["The Ibis"], urls: ["ibis.example"]}
"""
# 51 words each, so that one can stand in the place of another
LIGHT = """\
The lamp on the outer mole is lit by whoever comes home last, and since nobody wishes to be that person the whole
fleet now leaves the fishing grounds at three, races for the harbour with its nets half full, and finds the keeper
waiting with a match behind his ear."""
BAKER = """\
Her oven has not gone out since the year of the two floods, when she carried the embers up to the attic in a soup
tureen and fed them with chair legs, and every loaf in town, she says, still tastes of that winter and of the
better kind of furniture."""
FERRY = """\
On moonless nights the cable ferry is steered by a blind terrier who barks once for every pile of the old bridge, and
passengers who lose count are asked to sit on the left, where the water comes in more slowly and the bailing buckets
have been painted white for guests."""
# 107 words, of nobody else
OWN = """\
# Saturday at the hall

We went there for the cheese and stayed for the argument about it. On the left, behind the flower stall, two brothers
have sold the same wheel of cheese to each other every week for eleven years, and the price has only ever gone up.
Their cousin keeps the books, which are thick by now, and charges both of them for ink. When we asked which of the
two owns it today, all three began to laugh, and then, rather slowly, they began to count, and had not come to an end
of it when we had to leave for the last bus.
"""
CREDIT = "As [The Heron](https://heron.example/light) reported:"
HALL = "content/hall.md"


def reference(title: str, outlet: str, page: str, *passages: str) -> str:
    site = outlet.rpartition(" ")[2].lower()
    head = f"---\ntitle: {title}\nsite: {outlet}\nurl: https://{site}.example/{page}\n---\n"
    return "\n".join([head, *(f"{passage}\n" for passage in passages)])


def quoted(passage: str, lead: str = CREDIT) -> str:
    return f"{lead}\n\n> {passage.replace(chr(10), chr(10) + '> ')}"


def story(*paragraphs: str) -> str:
    """An article of one's own words, and these."""
    return "\n".join([OWN, *(f"{paragraph}\n" for paragraph in paragraphs)])


class Weekly(Repository):
    """Configuration and references of two outlets are committed, and tagged ``began``; no hook is installed."""

    patch: pytest.MonkeyPatch
    captured: pytest.CaptureFixture[str]

    def __init__(self, root: Path, *options: str) -> None:
        super().__init__(root, *options)
        self.write(".reusecheck.yaml", CONFIGURATION)
        self.write(".gitignore", "/.reusecheck/\n")
        self.write("references/heron/light.md", reference("A lamp for the last", "The Heron", "light", LIGHT))
        self.write("references/heron/baker.md", reference("An oven of two floods", "The Heron", "baker", BAKER))
        self.write("references/ibis/ferry.md", reference("The terrier at the helm", "The Ibis", "ferry", FERRY))
        self.write("content/clean.md", OWN)
        self.git("add", "--all")
        self.began()

    @classmethod
    def copy(cls, built: Path, root: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> Weekly:
        """One that was built before, in another place."""
        shutil.copytree(built, root, symlinks=True)
        weekly = cls.__new__(cls)
        weekly.root, weekly.patch, weekly.captured = root, patch, captured
        weekly.variables = isolated(root.parent)
        return weekly

    def began(self) -> None:
        """What is staged was there before the branch began."""
        self.commit("Before")
        self.git("tag", "--force", "began")

    def past(self, *paragraphs: str, path: str = HALL) -> None:
        """An article with these paragraphs was there before."""
        self.stage(path, story(*paragraphs))
        self.began()

    def now(self, *paragraphs: str, path: str = HALL) -> None:
        """The article has these paragraphs, staged."""
        self.stage(path, story(*paragraphs))

    @contextmanager
    def inside(self, cwd: Path | None, variables: dict[str, str]) -> Iterator[None]:
        with self.patch.context() as patch:
            patch.chdir(cwd or self.root)
            for name, value in variables.items():
                patch.setenv(name, value)
            yield

    def ran(self, *arguments: str, cwd: Path | None = None, stdin: bytes = b"", **variables: str) -> Ran:
        """The command in this process, with these variables."""
        with self.inside(cwd, variables):
            self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            self.captured.readouterr()
            code = main(arguments)
        printed = self.captured.readouterr()
        return Ran(code, printed.out, printed.err)

    def hook(self, *arguments: str, cwd: Path | None = None, **variables: str) -> Ran:
        """What the hook says of the commit to be; of a push, with its variables."""
        return self.ran("hook", "-o", "json", *arguments, cwd=cwd, stdin=b"", **variables)

    def ci(self, *arguments: str, base: str = "began") -> Ran:
        """What the gate of a pipeline says of all that was committed since."""
        return self.ran("ci", "-o", "json", "--base", base, *arguments)

    def both(self) -> Ran:
        """What the hook says, which the pipeline must say too once it is committed."""
        hook = self.hook()
        self.commit()
        ci = self.ci()
        assert hook.code == ci.code, (hook, ci)
        assert [shape(article) for article in hook.json["articles"]] == [
            shape(article) for article in ci.json["articles"]
        ]
        return ci

    def head(self, name: str = "HEAD") -> str:
        return self.git("rev-parse", "--verify", name).strip()


def shape(article: Any) -> Any:
    return article["path"], article["outcome"], article["score"], reasons_in(article)


def reasons_in(article: Any) -> list[tuple[str, bool]]:
    return [(finding["reason"], finding["blocks"]) for finding in article["findings"]]


def judged(ran: Ran) -> list[str]:
    """The articles that were judged."""
    return [article["path"] for article in ran.json["articles"]]


def blocked(ran: Ran) -> list[str]:
    """The articles that are blocked, as the exit code must say."""
    found = [article["path"] for article in ran.json["articles"] if article["outcome"] == "block"]
    assert ran.code == (1 if found else 0), ran
    return found


def article(ran: Ran, path: str = HALL) -> Any:
    (found,) = (article for article in ran.json["articles"] if article["path"] == path)
    return found


def reasons(ran: Ran, path: str = HALL) -> list[str]:
    """Why each passage of an article blocks or does not, in the order of the report."""
    return [finding["reason"] for finding in article(ran, path)["findings"]]


def matched(ran: Ran, path: str = HALL) -> list[int]:
    """The words of each passage."""
    return [finding["matched_words"] for finding in article(ran, path)["findings"]]


def evidence(ran: Ran, path: str = HALL) -> list[tuple[str, str]]:
    """What settles the passages of an article: what it shows, and of what kind it is."""
    found = article(ran, path)["findings"]
    return [(one["shows"], one["kind"]) for finding in found for one in finding["attribution"]["evidence"]]
