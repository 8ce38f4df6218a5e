"""What the corpus holds on the disk now, and whether the index has seen it: stat data alone, nothing is read."""

from __future__ import annotations

import os
import time
from array import array

from reusecheck.errors import ConfigError, IndexOutdatedError, IndexUnusableError, Problem
from reusecheck.hashing import blake2b
from reusecheck.index.catalog import ARCHIVED, folder_of
from reusecheck.index.format import MEND
from reusecheck.sources import listing
from reusecheck.values import NamedTuple
from reusecheck.walking import Watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reusecheck.config import Config, CorpusEntry
    from reusecheck.index.catalog import Catalog
    from reusecheck.sources import Listing
    from reusecheck.walking import Found

# Files that every check looks at, however many there are. A look takes 3.6 us, so that these take 11 ms beside the 50
# of a check: 1.2 times the floor; 3,900 were 1.25 (2026-11-22). Of the entries beyond, it looks at the folders alone.
MOST_LOOKED_AT = 3_000
PREFIX = "folders-"  # of the names of files that ``index.folders`` writes


class Listed(NamedTuple):
    """A corpus entry and its files, ascending by path; of one that ``is_archived`` none is looked at.

    ``digest`` is the same as long as no file was added, removed, written to or
    replaced. If the folders are as they were when the ``total`` files had it,
    the entry is relied on: ``files`` is empty, and ``unlooked`` of them had no
    look. ``watched`` says what the names of the files depend on, if anybody
    asked, and ``started`` (ns) when the look began.
    """

    entry: CorpusEntry
    files: tuple[Found, ...]
    digest: str = ""
    total: int = 0
    is_archived: bool = False
    unlooked: int = 0
    watched: Watched | None = None
    started: int = 0

    @property
    def recipe(self) -> str:
        """What else than the files decides on the references that come of them."""
        return recipe_of(self.entry)

    @property
    def is_relied_on(self) -> bool:
        return len(self.files) < self.total


def recipe_of(entry: CorpusEntry) -> str:
    """What else than its files decides on the references of an entry."""
    return repr((entry.id, entry.files, entry.jsonl, entry.fields if entry.jsonl else ()))


def list_corpus(config: Config, catalog: Catalog | None = None, *, relying: bool = False) -> list[Listed]:
    """Every entry of the corpus with its files; ``catalog`` tells what came from an archive instead.

    Where the configuration names the archive, nobody looks for files of the
    entries it holds. Where it was imported, it stands for the entries that have no file here.
    ``relying``: where the index has kept what the folders were like when
    ``catalog`` was made, those are looked at instead of many files.

    Raises ConfigError naming every pattern that matches no file: an entry that
    holds nothing would be a pass by checking nothing.
    """
    problems = []
    listed = []
    origin = catalog.archive if catalog else None
    known = _unchanged(config, catalog) if catalog and relying else {}
    is_watched = not relying or known is not None
    for entry in config.corpus:
        if origin and config.index.archive and entry.id in origin.entries:
            listed.append(Listed(entry, (), ARCHIVED, is_archived=True))
            continue
        if known and entry.id in known:
            listed.append(known[entry.id])
            continue
        started = time.time_ns()
        watched = Watched() if is_watched else None
        found = list_entry(config, entry, watched)
        if catalog and not found.files and catalog.entries.get(entry.id) == ARCHIVED:
            listed.append(Listed(entry, (), ARCHIVED, is_archived=True))
            continue
        problems += [Problem(entry.line, 1, problem) for problem in found.problems]
        digest = digest_of(entry, found.files)
        listed.append(Listed(entry, found.files, digest, len(found.files), watched=watched, started=started))
    if problems:
        raise ConfigError(config.path, problems)
    return listed


def _unchanged(config: Config, catalog: Catalog) -> Mapping[str, Listed] | None:
    """By id, the entries of which only the folders need a look; ``None`` if the index has kept none."""
    try:
        names = os.listdir(folder_of(config))
    except OSError:  # it may be entered and not be listed; what can be read of it is enough
        return None
    if not any(name.startswith(PREFIX) for name in names):
        return None
    from reusecheck.index.folders import unchanged  # noqa: PLC0415 - for large corpora alone

    found = unchanged(config, int.from_bytes(os.urandom(4), "little"))
    return {name: one for name, one in found.items() if catalog.entries.get(name) == one.digest}


def list_entry(config: Config, entry: CorpusEntry, watched: Watched | None = None) -> Listing:
    """The files of an entry. The index's own folder holds none: it would be out of date as soon as it is written."""
    return listing(config.root, entry, watched, os.path.normpath(config.index.path))


def digest_of(entry: CorpusEntry, files: Sequence[Found]) -> str:
    """The same as long as no file was added, removed, written to or replaced."""
    paths, *numbers = zip(*files, strict=True) if files else ((),)
    digest = blake2b("\0".join([recipe_of(entry), *paths]).encode("utf-8", "surrogateescape"), digest_size=16)
    for column in numbers:
        digest.update(as_bytes(column))
    return digest.hexdigest()


def as_bytes(numbers: Sequence[int]) -> bytes:
    """Different bytes for different numbers."""
    try:
        return array("q", numbers).tobytes()
    except OverflowError:  # a file system with other ideas of an inode
        return repr(numbers).encode()


def require_in_place(config: Config, catalog: Catalog, listed: Sequence[Listed]) -> None:
    """Raises IndexOutdatedError if the archive that is configured is not the one in place.

    And IndexUnusableError where one was imported and files came into its place
    afterwards: that no check mends by itself, or one file would silently take the place of all.
    """
    if config.index.archive and (catalog.archive is None or catalog.archive.sha256 != config.index.sha256):
        raise IndexOutdatedError(f"{config.index.path}: does not hold the archive {config.index.archive} yet; {MEND}")
    stray = [
        one
        for one in listed
        if one.files and catalog.entries.get(one.entry.id) == ARCHIVED and not config.index.archive
    ]
    if stray:
        told = "\n".join(
            f"corpus.{one.entry.id}: found {one.files[0].path}, wants no file here: its references were imported"
            for one in stray
        )
        raise IndexUnusableError(f"{told}\ntake the files away, or hold articles against them alone: {MEND[5:]}")


def changed_entries(catalog: Catalog, listed: Sequence[Listed]) -> list[str]:
    """Ids of entries whose references the index does not hold as they are now, or holds though they are gone."""
    now = {one.entry.id: one.digest for one in listed}
    changed = [name for name, digest in now.items() if catalog.entries.get(name) != digest]
    return changed + [name for name in catalog.entries if name not in now]


def too_many(listed: Sequence[Listed]) -> list[Listed]:
    """The entries of whose files a check looks at the folders alone: beyond ``MOST_LOOKED_AT``, the largest of them."""
    left = MOST_LOOKED_AT
    found = []
    for one in sorted(listed, key=lambda one: one.total):
        left -= one.total
        if left < 0:
            found.append(one)
    return found
