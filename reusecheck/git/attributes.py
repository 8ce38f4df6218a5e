"""What ``.gitattributes`` says of a path, and the line that says it (gitattributes(5))."""

from __future__ import annotations

import os
import re

from reusecheck import edits, git
from reusecheck.edits import CannotEditError
from reusecheck.errors import NotJudgedError
from reusecheck.processes import finished

NAME = ".gitattributes"
UNSPECIFIED = "unspecified"


def merge_driver(top: str, path: str) -> str:
    """How git merges the file ``path`` below ``top``: ``union``, ``set``, ``unset``, a name, or UNSPECIFIED.

    Raises NotJudgedError if git cannot be asked.
    """
    command = ["git", "-C", top, "check-attr", "-z", "merge", "--", path]
    try:
        done = finished(command, git.environment(top))
    except OSError as error:
        raise NotJudgedError(f"git could not be run: {error.strerror}") from error
    told = done.out.split(b"\0")
    if done.code or len(told) < 3:
        raise NotJudgedError(f"`git check-attr` failed: {done.err.decode('utf-8', 'replace').strip()}")
    return os.fsdecode(told[2])


def line_for(path: str, attribute: str) -> str:
    """The line that gives an attribute to this path alone, without a line end."""
    pattern = "/" + re.sub(r"[*?\[\\]", lambda found: "\\" + found[0], path)
    if any(character in ' "' or not character.isprintable() for character in pattern):
        pattern = f'"{"".join(map(_quoted, pattern))}"'
    return f"{pattern} {attribute}"


def _quoted(character: str) -> str:
    """As git quotes names, in the manner of C: control characters and bytes that are no text by their number."""
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else "".join(f"\\{byte:03o}" for byte in os.fsencode(character))


def append(top: str, line: str) -> bool:
    """Whether the line was put behind what ``.gitattributes`` of the work tree says; nothing else in it is changed.

    Raises CannotEditError.
    """
    try:
        with open(os.path.join(top, NAME), "rb") as file:
            before: bytes | None = file.read()
    except FileNotFoundError:
        before = None
    except OSError as error:
        raise CannotEditError(f"{NAME}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    text = before or b""
    end = b"\r\n" if text.partition(b"\n")[0].endswith(b"\r") else b"\n"
    added = os.fsencode(line) + end
    if added in text.splitlines(keepends=True):
        return False
    edits.write(top, NAME, before, text + (b"" if not text or text.endswith(b"\n") else end) + added)
    return True
