"""A folder with a configuration, references and articles, and the command line run in it. Every text is made up."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema

from reusecheck.cli import main

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

SCHEMA = json.loads((Path(__file__).parent / "golden" / "result.schema.json").read_text(encoding="utf-8"))

CONFIGURATION = """\
version: 1
articles:
  include: ["content/**/*.{md,html,txt}"]
  exclude: ["content/drafts/**"]
corpus:
  - id: plover
    files: ["references/*.{md,html,txt}"]
    credit: {names: ["The Plover"], urls: ["plover.example"]}
"""
# 52 words
PASSAGE = (
    "The library on wheels stops wherever somebody is reading aloud, and so the children of the upper valley have "
    "learnt to begin a sentence at the garden gate and to hold the last word back until the bus has come round the "
    "bend, opened its doors and let the dog down the steps first."
)
REFERENCE = f"""\
---
title: The bus that listens
site: The Plover
author: Runa Halvard
url: https://plover.example/2025/bus
---

Nobody remembers who drove it before her.

{PASSAGE}

She keeps the overdue books in a drawer of their own.
"""
# 52 words
CLEAN = """\
# Notes from the upper valley

We walked up on a Tuesday, because on Tuesdays the cable car carries only cheese, and were offered three kinds of
milk before anyone asked our names. The innkeeper is also the postman; he delivers his own letters late, he says,
so that nobody can call it a favour.
"""
COPIED = f"{CLEAN}\n{PASSAGE}\n"
CREDITED = f"{CLEAN}\nAs [The Plover](https://plover.example/2025/bus) wrote:\n\n> {PASSAGE}\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def closing(self) -> str:
        """The line that proves what was done: the last on standard output, or on standard error."""
        printed = [*self.err.splitlines(), *self.out.splitlines()]
        (line,) = (line for line in printed if line.startswith("checked "))
        return line

    @property
    def json(self) -> Any:
        """Standard output as a result, which it must be and nothing else."""
        document = json.loads(self.out)
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        return document


class Room:
    """The folder ``root`` is the working directory, and no variable from outside changes what is printed."""

    def __init__(
        self, root: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str], configuration: str = ""
    ) -> None:
        self.root, self.patch, self._captured = root, patch, captured
        for name in os.environ:
            if name.startswith(("REUSECHECK_", "GIT_", "PRE_COMMIT")):
                patch.delenv(name)
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
            patch.delenv(name, raising=False)
        patch.chdir(root)
        self.write(".reusecheck.yaml", configuration or CONFIGURATION)

    @classmethod
    def furnished(cls, root: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> Room:
        """With a reference, and an article of each kind."""
        room = cls(root, patch, captured)
        room.write("references/bus.md", REFERENCE)
        room.write("content/clean.md", CLEAN)
        room.write("content/copied.md", COPIED)
        room.write("content/credited.md", CREDITED)
        return room

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def run(self, *arguments: str, stdin: str | bytes = b"") -> Ran:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        self._captured.readouterr()
        try:
            code = main(arguments)
        except SystemExit as left:  # --help and --version leave this way
            code = left.code if isinstance(left.code, int) else 1 if left.code else 0
        printed = self._captured.readouterr()
        return Ran(code, printed.out, printed.err)

    def build(self) -> None:
        """Index until no file is so new that it could change unseen: the clock has steps of up to 20 ms."""
        for _ in range(1000):
            assert self.run("index", "build").code == 0
            if self.run("index", "status").code == 0:
                return
        raise AssertionError("the index never came to rest")

    def judge(self, *arguments: str) -> Any:
        """The result of a check."""
        return self.run("check", "-o", "json", *arguments).json

    def findings(self, path: str) -> Sequence[Any]:
        """The findings of one article."""
        (article,) = self.judge("--quote", "full", path)["articles"]
        found: Sequence[Any] = article["findings"]
        return found
