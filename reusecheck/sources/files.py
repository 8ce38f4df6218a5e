"""A reference a file."""

from __future__ import annotations

import os

from reusecheck.documents import Unreadable
from reusecheck.globs import fixed_prefix
from reusecheck.hashing import blake2b
from reusecheck.readers.decoding import MAX_BYTES
from reusecheck.sources.records import Portion, Read, Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reusecheck.config import CorpusEntry
    from reusecheck.sources.records import Known


class Files:
    """A file is one reference, named by its path beneath the folder that all patterns share."""

    def portions(self, root: str, path: str, known: Mapping[str, Known]) -> Iterator[Portion | Unreadable]:
        del root, known
        yield Portion(path)

    def read(self, root: str, entry: CorpusEntry, portion: Portion) -> Read:
        content = read_bytes(root, portion.path)
        if isinstance(content, Unreadable):
            return Read(iter([content]), str)
        suffix = os.path.splitext(portion.path)[1].lower()
        name = f"{entry.id}:{portion.path[len(shared_prefix(entry.files)) :]}"
        reference = Reference(name, entry.id, portion.path, suffix, content)
        return Read(iter([reference]), lambda: blake2b(content, digest_size=10).hexdigest())


def shared_prefix(patterns: Sequence[str]) -> str:
    """The folder that all patterns share, with its ``/``; "" is the root.

    Taken from the patterns, not from the files, so that a new file renames no other.
    """
    folders = [f"{prefix}/" if (prefix := fixed_prefix(pattern)) else "" for pattern in patterns]
    shared = os.path.commonprefix(folders)  # noqa: RUF071 - commonpath refuses "", and the cut below mends the rest
    return shared[: shared.rfind("/") + 1]


def read_bytes(root: str, path: str) -> bytes | Unreadable:
    """The content of a regular file; a folder, a pipe or a broken link is unreadable."""
    full = os.path.join(root, path)
    try:
        if os.path.exists(full) and not os.path.isfile(full):
            return Unreadable(path, "is not a regular file")
        with open(full, "rb") as file:
            return file.read(MAX_BYTES + 1)  # enough to be refused for its size
    except OSError as error:
        return Unreadable(path, f"cannot be read: {error.strerror}")
