"""What a refresh must know beyond the catalog: which files were read, as they were then, and what came of them."""

from __future__ import annotations

import json

from reusecheck.errors import IndexUnusableError
from reusecheck.hashing import blake2b
from reusecheck.index.catalog import checked, unchecked
from reusecheck.index.format import MEND
from reusecheck.values import NamedTuple


class Held(NamedTuple):
    """Where a reference stands in the index, the digest of what it was made of, and its line in a file of many."""

    segment: str
    document: int
    digest: str
    line: int


# path → stat data ([] if not to be relied on), reference id → where
Files = dict[str, tuple[list[int], dict[str, Held]]]


class Ledger(NamedTuple):
    """For each entry of the corpus, its recipe and its files."""

    recipes: dict[str, str]
    files: dict[str, Files]


def pack_ledger(ledger: Ledger) -> tuple[str, bytes]:
    """The name of the ledger's file, made of its content, and the content."""
    body = checked(json.dumps(ledger._asdict(), separators=(",", ":")).encode())
    return f"ledger-{blake2b(body, digest_size=8).hexdigest()}.json", body


def load_ledger(path: str) -> Ledger:
    """Raises IndexUnusableError if the file is missing, damaged or something else."""
    try:
        with open(path, "rb") as file:
            raw = unchecked(file.read(), path)
    except OSError as error:
        raise IndexUnusableError(f"{path}: {error.strerror}; {MEND}") from error
    try:
        files: dict[str, Files] = {
            entry: {
                name: (stat, {one: Held(*held) for one, held in references.items()})
                for name, (stat, references) in paths.items()
            }
            for entry, paths in raw["files"].items()
        }
        return Ledger(dict(raw["recipes"]), files)
    except (TypeError, KeyError, ValueError, AttributeError) as error:  # whole, but of another kind
        raise IndexUnusableError(f"{path}: not a ledger of a reusecheck index; {MEND}") from error
