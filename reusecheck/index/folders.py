"""Many files that nobody need look at: their folders are as they were when the files were listed.

As git does with its untracked cache. A file added, removed, renamed or put in the
place of another moves the times of its folder; only what is written into a
file that is there does not. A check therefore also looks at a few of the
files, others each time, and tells how many it did not look at.
"""

from __future__ import annotations

import json
import os
import time
import zlib

from reusecheck.errors import IndexUnusableError
from reusecheck.hashing import blake2b
from reusecheck.index.catalog import LOCK, checked, folder_of, replace_file, unchecked
from reusecheck.index.format import VERSION
from reusecheck.index.listings import PREFIX, Listed, as_bytes, digest_of, list_entry, recipe_of, too_many
from reusecheck.values import NamedTuple
from reusecheck.walking import CTIME, Watched, is_racy, like_folder, like_link, like_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reusecheck.config import Config
    from reusecheck.walking import Numbers

# Files that a check looks at all the same: of 100,000, one that was edited in place is found after two hundred checks
# on average, a hundred after two. They cost 1 to 2 ms (2026-11-22). In blocks, so that only their names are unpacked.
LOOKED_AT, BLOCK = 512, 64


class _Kept(NamedTuple):
    """What was kept of an entry.

    ``digest`` is that of its ``total`` files. ``folders``, ``names`` and ``links`` are the paths of ``Watched``, and
    ``like`` is a digest of what was there. The ``unlooked`` files are all but those that are themselves among the
    names and links; of each ``BLOCK`` of them, ``lengths`` has the bytes of what stands behind this, and ``checks`` a
    CRC-32 of their stat data.
    """

    recipe: str
    digest: str
    total: int
    unlooked: int
    folders: list[str]
    names: list[str]
    links: list[str]
    like: str
    lengths: list[int]
    checks: list[int]


def unchanged(config: Config, chance: int) -> dict[str, Listed]:
    """By id, the entries whose folders are as they were, and whose files are as far as a few of them tell.

    Those that are not, or of which nothing whole was kept, want a look at every
    file. ``chance``, any number, chooses the files that are looked at.
    """
    found: dict[str, Listed] = {}
    blocks: list[tuple[str, _Kept, str, int]] = []
    for entry in config.corpus:
        recipe = recipe_of(entry)
        path = _path(folder_of(config), recipe)
        kept = _load(path)
        if kept and kept.recipe == recipe and kept.like == _like_now(config.root, kept):
            found[entry.id] = Listed(entry, (), kept.digest, kept.total, unlooked=kept.unlooked)
            blocks += ((entry.id, kept, path, number) for number in range(len(kept.lengths)))
    some = min(len(blocks), LOOKED_AT // BLOCK)
    for at in range(some):
        name, kept, path, number = blocks[(chance + len(blocks) * at // some) % len(blocks)]
        looked_at = _same(config.root, kept, path, number)
        if name in found and looked_at:
            found[name] = found[name]._replace(unlooked=found[name].unlooked - looked_at)
        else:
            found.pop(name, None)
    return found


def keep(config: Config, listed: Sequence[Listed]) -> None:
    """Keep what large entries are like now, for the checks to come. The caller holds the lock.

    Nothing is written if it says what was kept before, and nothing of an entry
    whose folders changed so shortly before they were listed that another change could go unseen.
    """
    folder = folder_of(config)
    wanted = {_path(folder, one.recipe): one for one in too_many(listed)}
    for path, one in wanted.items():
        if one.is_relied_on:
            continue
        kept = _load(path)
        if not (kept and kept.digest == one.digest and kept.like == _like_now(config.root, kept)):
            packed = _packed(config, one)
            if packed:
                replace_file(path, packed)
    for name in os.listdir(folder):
        if name.startswith(PREFIX) and os.path.join(folder, name) not in wanted:
            os.unlink(os.path.join(folder, name))


def keep_if_free(config: Config, listed: Sequence[Listed]) -> None:
    """``keep`` for a check, which waits for nobody, and which a folder that is not to be written to does not stop.

    What is not kept costs the next check as much as this one, and nothing else.
    """
    import fcntl  # noqa: PLC0415 - only who writes needs it

    try:
        with open(os.path.join(folder_of(config), LOCK), "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            keep(config, listed)
    except OSError:
        return


def _path(folder: str, recipe: str) -> str:
    name = blake2b(f"{VERSION}\0{recipe}".encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return os.path.join(folder, PREFIX + name)


def _load(path: str) -> _Kept | None:
    """What was kept, or nothing if there is nothing, or it is not whole: then every file is looked at."""
    try:
        with open(path, "rb") as file:
            return _Kept(*json.loads(unchecked(file.readline() + file.readline(), path)))
    except (OSError, IndexUnusableError, ValueError, TypeError):
        return None


def _like_now(root: str, kept: _Kept) -> str:
    try:
        return _like(
            map(like_folder, [f"{root}/{path}" for path in kept.folders]),
            map(like_name, [f"{root}/{path}" for path in kept.names]),
            map(like_link, [f"{root}/{path}" for path in kept.links]),
        )
    except OSError:
        return ""  # what cannot be seen any more is not as it was


def _like(folders: Iterable[Numbers], names: Iterable[Numbers], links: Iterable[tuple[str, Numbers]]) -> str:
    numbers: list[int] = []
    for of_folder in folders:
        numbers += of_folder
    leads_to = []
    for of_name in names:
        numbers += (len(of_name), *of_name)
    for real, of_link in links:
        leads_to.append(real)
        numbers += (len(of_link), *of_link)
    digest = blake2b("\0".join(leads_to).encode("utf-8", "surrogateescape"), digest_size=16)
    digest.update(as_bytes(numbers))
    return digest.hexdigest()


def _packed(config: Config, one: Listed) -> bytes:
    """What is kept of an entry, as bytes; none if it is not to be relied upon."""
    watched, started = one.watched, one.started
    if watched is None:
        watched, started = Watched(), time.time_ns()
        again = list_entry(config, one.entry, watched)
        if again.problems or digest_of(one.entry, again.files) != one.digest:
            return b""
    numbers = [*watched.folders.values(), *watched.names.values(), *(found for _, found in watched.links.values())]
    if any(is_racy(found[CTIME], started) for found in numbers if len(found) > CTIME):
        return b""
    files = [found for found in one.files if found.path not in watched.names and found.path not in watched.links]
    blocks = [files[at : at + BLOCK] for at in range(0, len(files), BLOCK)]
    names = [
        zlib.compress("\0".join(found.path for found in block).encode("utf-8", "surrogateescape"), 1)
        for block in blocks
    ]
    kept = _Kept(
        one.recipe, one.digest, one.total, len(files), [*watched.folders], [*watched.names], [*watched.links],
        _like(watched.folders.values(), watched.names.values(), watched.links.values()),
        [len(name) for name in names], [_check([found[1:] for found in block]) for block in blocks],
    )  # fmt: skip
    return checked(json.dumps(kept, separators=(",", ":")).encode()) + b"".join(names)


def _same(root: str, kept: _Kept, path: str, number: int) -> int:
    """How many files of a block are as they were; 0 if not all are."""
    try:
        with open(path, "rb") as file:
            file.seek(-sum(kept.lengths[number:]), os.SEEK_END)
            names = zlib.decompress(file.read(kept.lengths[number])).decode("utf-8", "surrogateescape").split("\0")
        statuses = list(map(os.stat, [f"{root}/{name}" for name in names]))
    except (OSError, ValueError, zlib.error):  # gone, or what was kept is not whole: every file is looked at
        return 0
    numbers = [(status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns) for status in statuses]
    return len(names) if _check(numbers) == kept.checks[number] else 0


def _check(numbers: Sequence[tuple[int, ...]]) -> int:
    """A checksum of the stat data of files, in the order of ``Found``."""
    return zlib.crc32(b"".join(map(as_bytes, zip(*numbers, strict=True))))
