"""Text put into a file that is not changed otherwise: every byte outside of what is put in stays as it is."""

from __future__ import annotations

import os
import stat
from itertools import pairwise

from reusecheck.errors import NotJudgedError
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Byte order mark → the encoding of what follows it. UTF-32 LE begins with the mark of UTF-16 LE, and so goes first.
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)


class Insertion(NamedTuple):
    """``text`` before code point ``at`` of the decoded file, a byte order mark not counted."""

    at: int
    text: str


class CannotEditError(NotJudgedError):
    """Nothing was written, and why."""


def in_order(insertions: Sequence[Insertion]) -> list[Insertion]:
    """Ascending by place; what goes to the same place stays in its order."""
    return sorted(insertions, key=lambda insertion: insertion.at)


def edited(text: str, insertions: Sequence[Insertion]) -> str:
    """``text`` with the insertions."""
    ordered = in_order(insertions)
    places = [0, *(insertion.at for insertion in ordered), len(text)]
    kept = [text[start:stop] for start, stop in pairwise(places)]
    return "".join(piece + insertion.text for piece, insertion in zip(kept, ordered, strict=False)) + kept[-1]


def moved(at: int, insertions: Sequence[Insertion], *, behind: bool) -> int:
    """Where offset ``at`` is afterwards; ``behind``: what is put in at ``at`` itself comes before it."""
    return at + sum(len(i.text) for i in insertions if i.at < at or (behind and i.at == at))


def edited_bytes(content: bytes, insertions: Sequence[Insertion]) -> bytes:
    """The bytes of a file with the insertions, in its own encoding.

    Bytes that are no UTF-8 stay as they are: each counts as one character, as the readers have it.
    Raises CannotEditError if UTF-16 or UTF-32 is not sound, for then no place in it can be told.
    """
    mark, encoding = next(((m, e) for m, e in _MARKS if content.startswith(m)), (b"", "utf-8"))
    errors = "surrogateescape" if encoding == "utf-8" else "strict"
    body = content[len(mark) :]
    try:
        text = body.decode(encoding, errors)
    except UnicodeDecodeError as error:
        raise CannotEditError(f"not {encoding.upper()}: {error.reason} at byte {error.start}") from error
    ordered = in_order(insertions)
    pieces = [mark]
    at = 0
    for insertion in ordered:
        pieces += [text[at : insertion.at].encode(encoding, errors), insertion.text.encode(encoding)]
        at = insertion.at
    return b"".join([*pieces, text[at:].encode(encoding, errors)])


def write(root: str, path: str, judged: bytes | None, content: bytes) -> None:
    """Replace the file at ``path`` below ``root`` by ``content`` in one step, its permissions kept.

    ``judged`` are the bytes the insertions were made for, ``None`` where there was no file; one that holds others by
    now is left alone. Of a symbolic link the target is written, which must lie below ``root``. Raises CannotEditError.
    """
    target = os.path.realpath(os.path.join(root, path))
    if not target.startswith(os.path.realpath(root).rstrip("/") + "/"):
        raise CannotEditError(f"{path}: leads out of the repository; nothing was written")
    if judged is None:
        _make(path, target, content)
        return
    try:
        mode = os.stat(target).st_mode
        # root may write everything, and a rename asks only the folder: what is marked as read-only is respected
        if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
            raise CannotEditError(f"{path}: is read-only; nothing was written")
        with open(target, "rb") as file:
            if file.read() != judged:
                raise CannotEditError(f"{path}: was changed since it was read; nothing was written, run it again")
        replace_whole(target, content, stat.S_IMODE(mode))
    except OSError as error:
        raise CannotEditError(f"{path}: could not be written: {(error.strerror or str(error)).lower()}") from error


def _make(path: str, target: str, content: bytes) -> None:
    """A new file, with the permissions that the user's mask leaves, in a folder that is made if there is none."""
    if os.path.lexists(target):
        raise CannotEditError(f"{path}: has come to be since it was looked for; nothing was written, run it again")
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        replace_whole(target, content)
    except OSError as error:
        raise CannotEditError(f"{path}: could not be written: {(error.strerror or str(error)).lower()}") from error


def replace_whole(target: str, content: bytes, mode: int | None = None) -> None:
    """Put a file in place in one step, with these permissions, or those that the user's mask leaves to a new one.

    Whatever happens, nothing stands beside it afterwards. Raises OSError.
    """
    import tempfile  # noqa: PLC0415 - only where something is written

    if mode is None:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    handle, aside = tempfile.mkstemp(prefix=".reusecheck-", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(aside, mode)
        os.replace(aside, target)
    except BaseException:
        os.unlink(aside)
        raise
