"""An index in one file, for others: checked as a whole before anything of it is used.

``docs/sharing.md`` describes it byte by byte.
"""

from __future__ import annotations

import json
import os
import zlib
from struct import Struct

from reusecheck.errors import NotJudgedError
from reusecheck.hashing import blake2b
from reusecheck.index.format import NORMAL_FORM, VERSION
from reusecheck.index.segment import Segment
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import IO, Any

    from reusecheck.fingerprints import Sampling

MAGIC = b"reuseidxarchive\0"
ARCHIVE_VERSION = 1
HEADER = Struct("<16sIIQ")  # magic, version, bytes of the manifest, bytes of the segment
CHECK_BYTES = 32  # BLAKE2b of all before it
MOST_MANIFEST = 1 << 26  # bytes: a damaged length must not fill the memory
PORTION = 1 << 20  # bytes read or written at once


class Manifest(NamedTuple):
    """What an archive says of itself.

    ``entries``: id of a corpus entry → how many references it has, and the
    digest of their ids and contents. ``corpus`` is the digest of those. ``notes``
    are references that were read with replacement characters.
    """

    sampling: tuple[int, int]
    references: int
    words: int
    is_sealed: bool
    corpus: str
    entries: Mapping[str, tuple[int, str]]
    notes: tuple[str, ...]


class Unpacked(NamedTuple):
    """A segment that was taken out of an archive and lies aside, to be put in place under ``name``."""

    manifest: Manifest
    segment: Segment
    name: str
    sha256: str


def digests(references: Iterable[tuple[str, str, str]]) -> tuple[str, dict[str, tuple[int, str]]]:
    """The digest of a corpus, and of each of its entries; references are entry, id and digest, ascending by id."""
    found: dict[str, tuple[int, blake2b]] = {}
    for entry, name, digest in references:
        count, running = found.get(entry, (0, blake2b(digest_size=16)))
        running.update(f"{name}\0{digest}\n".encode("utf-8", "surrogatepass"))
        found[entry] = count + 1, running
    entries = {entry: (count, running.hexdigest()) for entry, (count, running) in sorted(found.items())}
    whole = json.dumps(entries, sort_keys=True).encode()
    return blake2b(whole, digest_size=16).hexdigest(), entries


def pack_manifest(manifest: Manifest) -> bytes:
    """Its bytes, with zeros up to a multiple of 8."""
    raw = {
        "format": VERSION,
        "normal_form": NORMAL_FORM,
        "k": manifest.sampling[0],
        "window": manifest.sampling[1],
        "references": manifest.references,
        "words": manifest.words,
        "sealed": manifest.is_sealed,
        "corpus": manifest.corpus,
        "entries": manifest.entries,
        "notes": manifest.notes,
    }
    data = json.dumps(raw, sort_keys=True, indent=1).encode()
    return data + bytes(-(HEADER.size + len(data)) % 8)


def _wrong(path: str, what: str) -> NotJudgedError:
    return NotJudgedError(f"{path}: {what}; fetch it again, or have it exported anew")


def _beginning(path: str, file: IO[bytes]) -> tuple[bytes, bytes, int]:
    """Header, manifest, and how long the segment is."""
    header = file.read(HEADER.size)
    if len(header) < HEADER.size or header[: len(MAGIC)] != MAGIC:
        raise _wrong(path, "not an archive of reusecheck, or cut off")
    _, version, manifest_bytes, segment_bytes = HEADER.unpack(header)
    if version != ARCHIVE_VERSION:
        raise NotJudgedError(
            f"{path}: archive of version {version}, this version of reusecheck reads {ARCHIVE_VERSION}; "
            "have it exported with this one"
        )
    size = os.fstat(file.fileno()).st_size
    wanted = HEADER.size + manifest_bytes + segment_bytes + CHECK_BYTES
    if size != wanted or manifest_bytes > MOST_MANIFEST:
        raise _wrong(path, f"cut off or damaged: found {size:,} bytes, wants {wanted:,}")
    return header, file.read(manifest_bytes), segment_bytes


def _manifest(path: str, data: bytes, sampling: Sampling) -> Manifest:
    try:
        raw = json.loads(data.rstrip(b"\0"))
        versions = raw["format"], raw["normal_form"]
        manifest = Manifest(
            (raw["k"], raw["window"]),
            raw["references"],
            raw["words"],
            raw["sealed"],
            raw["corpus"],
            {entry: (said[0], said[1]) for entry, said in raw["entries"].items()},
            tuple(map(str, raw["notes"])),
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise _wrong(path, "damaged manifest") from None
    if not all(isinstance(number, int) for number in (*manifest.sampling, manifest.references, manifest.words)):
        raise _wrong(path, "damaged manifest")
    if versions != (VERSION, NORMAL_FORM):
        raise NotJudgedError(f"{path}: exported by another version of reusecheck; have it exported with this one")
    if manifest.sampling != tuple(sampling):
        raise NotJudgedError(
            f"{path}: exported for detection.run_words: {sum(manifest.sampling) - 1}, "
            f"the configuration wants {sum(sampling) - 1}; change one of them"
        )
    return manifest


def read_manifest(path: str, sampling: Sampling) -> Manifest:
    """What an archive says of itself; its checksum is not looked at. Raises NotJudgedError."""
    try:
        with open(path, "rb") as file:
            return _manifest(path, _beginning(path, file)[1], sampling)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str, error: OSError) -> NotJudgedError:
    return NotJudgedError(f"{path}: the archive cannot be read: {error.strerror or error}; fetch it, or mend the path")


def sha256_of(path: str) -> str:
    """The SHA-256 of a file. Raises NotJudgedError if it cannot be read."""
    import hashlib  # noqa: PLC0415 - not on the hook's road

    running = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while data := file.read(PORTION):
                running.update(data)
    except OSError as error:
        raise _unreadable(path, error) from error
    return running.hexdigest()


def unpack(path: str, aside: str, sampling: Sampling, sha256: str = "") -> Unpacked:
    """Take the segment out of an archive, write it to the file ``aside`` and check all of it.

    ``sha256`` is what the archive must have, if that is known. Raises
    NotJudgedError if anything is wrong with the archive, OSError as the disk
    does on which ``aside`` is.
    """
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        header, manifest_data, left = _beginning(path, file)
        found = _copy(path, file, aside, header + manifest_data, left)
    if sha256 and found != sha256:
        raise NotJudgedError(
            f"{path}: found the SHA-256 {found}, wants {sha256}; fetch the archive that the checksum is of, "
            "or, if the new one is meant, write its checksum into the configuration"
        )
    manifest = _manifest(path, manifest_data, sampling)
    try:
        segment = Segment(aside, sampling)
        if segment.verify():
            raise _wrong(path, "damaged segment")
        _require_told(path, segment, manifest)
    except (NotJudgedError, ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        if isinstance(error, NotJudgedError) and str(error).startswith(path):
            raise
        raise _wrong(path, "does not hold what it says") from error
    return Unpacked(manifest, segment, segment.name, found)


def _copy(path: str, file: IO[bytes], aside: str, before: bytes, left: int) -> str:
    """Write the next ``left`` bytes to ``aside``, check that the archive is whole, and give its SHA-256."""
    import hashlib  # noqa: PLC0415 - not on the hook's road

    check, sha256 = blake2b(before, digest_size=CHECK_BYTES), hashlib.sha256(before)
    with open(aside, "wb") as out:
        while left:
            data = _read(path, file, min(PORTION, left))
            check.update(data)
            sha256.update(data)
            out.write(data)
            left -= len(data)
        out.flush()
        os.fsync(out.fileno())
    told = _read(path, file, CHECK_BYTES)
    if told != check.digest():
        raise _wrong(path, "damaged: its checksum is another")
    sha256.update(told)
    return sha256.hexdigest()


def _read(path: str, file: IO[bytes], count: int) -> bytes:
    try:
        data = file.read(count)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(data) != count:
        raise _wrong(path, "cut off while it was read")
    return data


def described(segment: Segment) -> Iterator[dict[str, Any]]:
    """What a segment says of its references, in their order."""
    return (json.loads(segment.description(document)) for document in range(segment.documents))


def _require_told(path: str, segment: Segment, manifest: Manifest) -> None:
    """Raises NotJudgedError unless the manifest tells of the very references in the segment."""
    every = ((one["source"], one["id"], one["digest"]) for one in described(segment))
    is_told = digests(_ascending(path, every)) == (manifest.corpus, manifest.entries)
    counts = (segment.documents, segment.words) == (manifest.references, manifest.words)
    if not (is_told and counts and segment.is_sealed is manifest.is_sealed):
        raise _wrong(path, "does not hold what it says")


def _ascending(path: str, references: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    last = ""
    for one in references:
        if one[1] <= last:
            raise _wrong(path, "does not hold what it says")
        last = one[1]
        yield one
