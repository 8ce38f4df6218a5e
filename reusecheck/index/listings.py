"""What the corpus holds on the disk now, and whether the index has seen it: stat data alone, nothing is read."""

from __future__ import annotations

from reusecheck.errors import ConfigError, Problem
from reusecheck.hashing import blake2b
from reusecheck.sources import listing
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.config import Config, CorpusEntry
    from reusecheck.index.catalog import Catalog
    from reusecheck.walking import Found


class Listed(NamedTuple):
    """A corpus entry and its files, ascending by path."""

    entry: CorpusEntry
    files: tuple[Found, ...]

    @property
    def recipe(self) -> str:
        """What else than the files decides on the references that come of them."""
        entry = self.entry
        return repr((entry.id, entry.files, entry.jsonl, entry.fields if entry.jsonl else ()))

    @property
    def digest(self) -> str:
        """The same as long as no file was added, removed, written to or replaced."""
        digest = blake2b(self.recipe.encode("utf-8", "surrogateescape"), digest_size=16)
        for found in self.files:
            digest.update(b"\0".join([found.path.encode("utf-8", "surrogateescape"), *map(b"%d".__mod__, found[1:])]))
            digest.update(b"\n")
        return digest.hexdigest()


def list_corpus(config: Config) -> list[Listed]:
    """Every entry of the corpus with its files.

    Raises ConfigError naming every pattern that matches no file: an entry that
    holds nothing would be a pass by checking nothing.
    """
    problems = []
    listed = []
    for entry in config.corpus:
        found = listing(config.root, entry)
        problems += [Problem(entry.line, 1, problem) for problem in found.problems]
        listed.append(Listed(entry, found.files))
    if problems:
        raise ConfigError(config.path, problems)
    return listed


def changed_entries(catalog: Catalog, listed: Sequence[Listed]) -> list[str]:
    """Ids of entries whose references the index does not hold as they are now, or holds though they are gone."""
    now = {one.entry.id: one.digest for one in listed}
    changed = [name for name, digest in now.items() if catalog.entries.get(name) != digest]
    return changed + [name for name in catalog.entries if name not in now]
