"""Which references a branch brings, or has otherwise than its base: their passages are new wherever they stand.

A file that was only moved within the corpus, or whose mode alone changed, brings nothing. Of a JSONL file the lines
count; of a submodule the files that differ between its two commits.
"""

from __future__ import annotations

import os

from reusecheck import git
from reusecheck.git import history
from reusecheck.globs import compile_globs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from reusecheck.config import CorpusEntry
    from reusecheck.detection import Described

_GITLINK = "160000"  # the mode of a submodule


class Renewals:
    """``paths``: files of the corpus that the branch changes, below the configuration; also those that are gone."""

    def __init__(
        self,
        objects: git.Objects,
        prefix: str,
        commits: tuple[Sequence[str], str],
        touched: Sequence[str],
        entries: Sequence[CorpusEntry],
    ) -> None:
        """``prefix``: from the root to the configuration, "" or with a ``/`` behind. ``commits``: bases and head."""
        self._objects, self._prefix = objects, prefix
        self._bases, self._head = commits
        self._entries = {entry.id: entry for entry in entries}
        self._is_reference = compile_globs(pattern for entry in entries for pattern in (*entry.files, *entry.jsonl))
        self.paths = list(filter(self._is_reference, (*touched, *self._in_submodules(touched))))
        self._touched = frozenset(self.paths)
        self._origins: dict[str, dict[str, str]] = {}
        self._brought: dict[tuple[str, str], frozenset[str] | None] = {}

    def is_new(self, described: Described) -> bool:
        """Whether no base held this reference as it is now."""
        path = described.path
        if path not in self._touched:
            return False
        now = self._content(path, self._head)
        if now is None:  # in a submodule
            return True
        befores = [self._before(path, base) for base in self._bases]
        if now in befores:
            return False
        if not described.line:
            return True
        if (path, described.source) not in self._brought:
            found = self._ids(self._entries[described.source], path, now, befores)
            self._brought[path, described.source] = found
        brought = self._brought[path, described.source]
        return brought is None or described.id in brought

    @staticmethod
    def _ids(entry: CorpusEntry, path: str, now: bytes, befores: Sequence[bytes | None]) -> frozenset[str] | None:
        """The references in lines that no base had; ``None`` if the lines cannot be told.

        By their ids: the index may know them by the numbers of lines that have moved since.
        """
        lines = _lines(path, now)
        if lines is None:
            return None
        from reusecheck.sources.jsonl import ids  # noqa: PLC0415 - few corpora are kept in lines

        known = {line for before in befores for line in _lines(path, before or b"") or ()}
        return ids(entry, path, (line for line in lines if line not in known and line.strip()))

    def _before(self, path: str, base: str) -> bytes | None:
        """What a base held of this file, under the name that it had there as a reference."""
        if base not in self._origins:
            self._origins[base] = history.origins(self._objects.root, base, self._head)
        was = self._origins[base].get(self._prefix + path, "")
        inner = was.removeprefix(self._prefix) if was.startswith(self._prefix) else ""
        return self._content(inner if inner and self._is_reference(inner) else path, base)

    def _content(self, path: str, ref: str) -> bytes | None:
        return git.Contents(self._objects, self._prefix, ref)(path)

    def _in_submodules(self, touched: Sequence[str]) -> Iterator[str]:
        """The files that differ in submodules whose commit does; all of one of which not both commits are here."""
        if not self._bases or self._objects.file(".gitmodules", self._head) is None:
            return
        top = self._objects.root
        names = [self._prefix + path for path in touched]
        for link in _links(top, self._head, names):
            folder, inner = os.path.join(top, link.path), link.path.removeprefix(self._prefix)
            befores = [each.object_id for base in self._bases for each in _links(top, base, [link.path])]
            # in a hook git's variables name the repository around it
            is_known = len(befores) == len(self._bases) and "GIT_DIR" not in os.environ
            if is_known and all(history.commit_of(folder, commit) for commit in (*befores, link.object_id)):
                found: Collection[str] = history.touched(folder, befores, link.object_id)
            else:
                found = _files(folder)
            yield from (f"{inner}/{path}" for path in found)


def _links(top: str, ref: str, names: Sequence[str]) -> list[git.Entry]:
    return [entry for entry in git.tree(top, ref, names) if entry.mode == _GITLINK]


def _files(folder: str) -> list[str]:
    """The files on the disk below a folder, by their paths from there."""
    found = []
    for where, _, names in os.walk(folder):
        inner = os.path.relpath(where, folder)
        found += [name if inner == "." else f"{inner}/{name}" for name in names]
    return found


def _lines(path: str, content: bytes) -> Sequence[bytes] | None:
    """The lines of a JSONL file; ``None`` where git has but a pointer of Git LFS, or a damaged one."""
    if git.is_lfs_pointer(content):
        return None
    if path.endswith(".gz") and content:
        import gzip  # noqa: PLC0415 - few corpora are packed
        import zlib  # noqa: PLC0415 - as above

        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            return None
    return content.split(b"\n")
