"""What the corpus holds on the disk now, and whether the index has seen it: stat data alone, nothing is read."""

from __future__ import annotations

from reusecheck.errors import ConfigError, IndexOutdatedError, IndexUnusableError, Problem
from reusecheck.hashing import blake2b
from reusecheck.index.catalog import ARCHIVED
from reusecheck.index.format import MEND
from reusecheck.sources import listing
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.config import Config, CorpusEntry
    from reusecheck.index.catalog import Catalog
    from reusecheck.walking import Found


class Listed(NamedTuple):
    """A corpus entry and its files, ascending by path; of one that is ``archived`` none is looked at."""

    entry: CorpusEntry
    files: tuple[Found, ...]
    is_archived: bool = False

    @property
    def recipe(self) -> str:
        """What else than the files decides on the references that come of them."""
        entry = self.entry
        return repr((entry.id, entry.files, entry.jsonl, entry.fields if entry.jsonl else ()))

    @property
    def digest(self) -> str:
        """The same as long as no file was added, removed, written to or replaced."""
        if self.is_archived:
            return ARCHIVED
        digest = blake2b(self.recipe.encode("utf-8", "surrogateescape"), digest_size=16)
        for found in self.files:
            digest.update(b"\0".join([found.path.encode("utf-8", "surrogateescape"), *map(b"%d".__mod__, found[1:])]))
            digest.update(b"\n")
        return digest.hexdigest()


def list_corpus(config: Config, catalog: Catalog | None = None) -> list[Listed]:
    """Every entry of the corpus with its files; ``catalog`` tells what came from an archive instead.

    Where the configuration names the archive, nobody looks for files of the
    entries it holds. Where it was imported, it stands for the entries that have no file here.

    Raises ConfigError naming every pattern that matches no file: an entry that
    holds nothing would be a pass by checking nothing.
    """
    problems = []
    listed = []
    origin = catalog.archive if catalog else None
    for entry in config.corpus:
        if origin and config.index.archive and entry.id in origin.entries:
            listed.append(Listed(entry, (), is_archived=True))
            continue
        found = listing(config.root, entry)
        if catalog and not found.files and catalog.entries.get(entry.id) == ARCHIVED:
            listed.append(Listed(entry, (), is_archived=True))
            continue
        problems += [Problem(entry.line, 1, problem) for problem in found.problems]
        listed.append(Listed(entry, found.files))
    if problems:
        raise ConfigError(config.path, problems)
    return listed


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
