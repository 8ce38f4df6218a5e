"""What a refresh must know beyond the catalog: which files were read, as they were then, and what came of them."""

from __future__ import annotations

import json
import zlib

from reusecheck.errors import IndexUnusableError
from reusecheck.hashing import blake2b
from reusecheck.index.catalog import checked, unchecked
from reusecheck.index.format import MEND
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Held(NamedTuple):
    """Where a reference stands in the index, the digest of what it was made of, and its line in its chunk, from 0."""

    segment: str
    document: int
    digest: str
    line: int


class Chunk(NamedTuple):
    """A part of a file that is read again, or not, as a whole: a file, or many lines of a file of lines.

    ``head`` is the digest of its first line, ``digest`` of all of it; "" where
    that is not to be relied upon. ``length`` is in bytes. ``held`` are its references, by id.
    """

    head: str
    digest: str
    length: int
    lines: int
    held: dict[str, Held]


class File(NamedTuple):
    """A file as it was read: its stat data, empty if they are not to be relied upon, and its chunks in order."""

    stat: tuple[int, ...]
    chunks: list[Chunk]


# by path
Files = dict[str, File]


class Ledger(NamedTuple):
    """For each entry of the corpus, its recipe and its files."""

    recipes: dict[str, str]
    files: dict[str, Files]


def all_held(files: Mapping[str, Files]) -> Iterator[Held]:
    """Where all references of all entries are."""
    for paths in files.values():
        for file in paths.values():
            for chunk in file.chunks:
                yield from chunk.held.values()


def pack_ledger(ledger: Ledger) -> bytes:
    """The bytes of a ledger's file. Names of segments are written once, and a chunk as columns."""
    names: dict[str, int] = {}
    files: dict[str, dict[str, list[object]]] = {}
    for entry, paths in ledger.files.items():
        files[entry] = {}
        for path, file in paths.items():
            chunks = []
            for chunk in file.chunks:
                segments = [names.setdefault(held.segment, len(names)) for held in chunk.held.values()]
                columns = list(zip(*chunk.held.values(), strict=True))[1:] or [(), (), ()]
                chunks.append([*chunk[:4], list(chunk.held), segments, *columns])
            files[entry][path] = [file.stat, chunks]
    raw = {"segments": list(names), "recipes": ledger.recipes, "files": files}
    return checked(zlib.compress(json.dumps(raw, separators=(",", ":")).encode(), 1))


def ledger_name(body: bytes) -> str:
    """The name of a ledger's file, made of its content."""
    return f"ledger-{blake2b(body, digest_size=8).hexdigest()}.json.z"


def load_ledger(path: str) -> Ledger:
    """Raises IndexUnusableError if the file is missing, damaged or something else."""
    try:
        with open(path, "rb") as file:
            body = unchecked(file.read(), path)
    except OSError as error:
        raise IndexUnusableError(f"{path}: {error.strerror}; {MEND}") from error
    try:
        raw = json.loads(zlib.decompress(body))
        names = raw["segments"]
        files: dict[str, Files] = {}
        for entry, paths in raw["files"].items():
            files[entry] = {}
            for name, (stat, chunks) in paths.items():
                loaded = []
                for head, digest, length, lines, ids, segments, documents, digests, places in chunks:
                    rows = zip(map(names.__getitem__, segments), documents, digests, places, strict=True)
                    # as ``Held(*row)``, in a third of the time: there may be hundreds of thousands
                    held = {one: tuple.__new__(Held, row) for one, row in zip(ids, rows, strict=True)}
                    loaded.append(Chunk(head, digest, length, lines, held))
                files[entry][name] = File(tuple(stat), loaded)
        return Ledger(dict(raw["recipes"]), files)
    except (
        TypeError,
        KeyError,
        ValueError,
        IndexError,
        AttributeError,
        zlib.error,
    ) as error:  # whole, but of another kind
        raise IndexUnusableError(f"{path}: not a ledger of a reusecheck index; {MEND}") from error
