"""Where output goes: how wide, in colour or not, in which encoding, and how progress is shown."""

from __future__ import annotations

import os
import sys
import time

from reusecheck.errors import NotJudgedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from reusecheck.index.refresh import Step

DEFAULT_WIDTH = 80


def width() -> int:
    """Columns of the terminal; COLUMNS wins, and a terminal that says 0 counts as 80."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or DEFAULT_WIDTH
    except (OSError, ValueError):
        return DEFAULT_WIDTH


def wants_color(choice: str, stream: TextIO) -> bool:
    """``choice`` is always, never or auto: then NO_COLOR, FORCE_COLOR and TERM decide, and what the stream is."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def say(text: str, stream: TextIO | None = None) -> None:
    """Write lines; what the stream's encoding lacks is written as an escape. A reader that left early is no fault.

    Raises NotJudgedError if standard output cannot take them: nobody would know the verdict.
    """
    stream = stream or sys.stdout
    if not text.isascii():
        from reusecheck.reports.hostile import printable  # noqa: PLC0415 - "nothing found" needs no care

        text = printable(text, stream.encoding or "utf-8")
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # What is still buffered must not fail again when the interpreter closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):  # `| head` has read enough
            raise NotJudgedError(f"standard output could not be written: {error.strerror}") from error


def warn(text: str) -> None:
    """A line on standard error; names of files in it are obeyed by nobody."""
    from reusecheck.reports.hostile import harmless, shown_path  # noqa: PLC0415 - most runs have nothing to warn of

    say(f"reusecheck: {harmless(shown_path(text))}\n", sys.stderr)


def progress(*, quiet: bool) -> Callable[[Step], None] | None:
    """A line on standard error that is written over, or ``None`` where nobody watches: no terminal, pre-commit, CI.

    Nor on a terminal that cannot go back to the beginning of a line.
    """
    if quiet or not sys.stderr.isatty() or os.environ.get("PRE_COMMIT") or os.environ.get("CI"):
        return None
    if os.environ.get("TERM") == "dumb":
        return None
    started = time.monotonic()

    def show(step: Step) -> None:
        seconds = max(time.monotonic() - started, 1e-3)
        left = seconds * max(0, step.total - step.done) / max(1, step.done)
        line = (
            f"indexing: {step.references:,} references, {step.words:,} words, "
            f"{step.done / 1e6 / seconds:.1f} MB/s, {left:.0f} s left"
        )
        sys.stderr.write(f"\r{line:<79}")
        if step.done >= step.total:
            sys.stderr.write("\r" + " " * 79 + "\r")
        sys.stderr.flush()

    return show
