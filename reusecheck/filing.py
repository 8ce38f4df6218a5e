"""Reports in files: replaced in one step, so that whoever reads one never reads half of it."""

from __future__ import annotations

import os
import stat
import sys

from reusecheck.edits import replace_whole

_STREAMS = (1, 2)  # standard output and standard error
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write(path: str, text: str) -> str:
    """Put the text where ``path`` says; "" if that was done, else what stands against it, for people.

    A file is replaced as a whole and keeps its permissions; of a symbolic link that is the file it leads to. What is
    no file (a pipe, a terminal) is written to, and so are this process's own outputs by whatever name
    (``/dev/stdout``), files or not, behind what they hold.
    """
    try:
        why = _refusal(path)
        if not why:
            _write(path, text.encode("utf-8", "surrogateescape"))
    except (OSError, ValueError) as error:  # ValueError: a null character
        why = getattr(error, "strerror", None) or str(error)
    return f"{path}: the report could not be written: {why}" if why else ""


def _refusal(path: str) -> str:
    """What can be told beforehand, in words that help."""
    if os.path.isdir(path):
        return "found a folder, wants a file"
    folder = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(folder):
        return f"found no folder {os.path.dirname(path) or folder}, wants one that is there"
    # root may write everything, and a rename asks only the folder: what is marked as read-only is respected
    if os.path.isfile(path) and not (os.stat(path).st_mode & _WRITABLE and os.access(path, os.W_OK)):
        return "found a file that is read-only, wants one that may be replaced"
    return ""


def _write(path: str, content: bytes) -> None:
    found = os.stat(path) if os.path.exists(path) else None
    stream = next((number for number in _STREAMS if found and _is_open_as(number, found)), 0)
    if stream:
        _say(stream, content)
    elif found and not stat.S_ISREG(found.st_mode):
        with open(path, "wb") as file:
            file.write(content)
    else:
        replace_whole(os.path.realpath(path), content, stat.S_IMODE(found.st_mode) if found else None)


def _is_open_as(number: int, found: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(number), found)
    except OSError:  # the caller closed it
        return False


def _say(number: int, content: bytes) -> None:
    """A reader that left early is no fault."""
    (sys.stdout if number == 1 else sys.stderr).flush()
    try:
        while content:
            content = content[os.write(number, content) :]
    except BrokenPipeError:
        return
