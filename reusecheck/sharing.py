"""``reusecheck index export`` and ``import``: an index as one file, for those who do not have the texts."""

from __future__ import annotations

import os

from reusecheck import console
from reusecheck.errors import EXIT_OK, IndexUnusableError, NotJudgedError, UsageError
from reusecheck.fingerprints import sampling
from reusecheck.index.archive import read_manifest, sha256_of
from reusecheck.index.catalog import folder_of, load_catalog, open_index
from reusecheck.index.ledger import load_ledger
from reusecheck.index.sealing import HOW, key_for, read_key
from reusecheck.reports.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import SimpleNamespace

    from reusecheck.config import Config
    from reusecheck.index.catalog import Origin


def export(args: SimpleNamespace, config: Config) -> int:
    """Write the index to a file, and print what goes into the configuration of those who use it."""
    from reusecheck.index.exporting import export as written  # noqa: PLC0415 - imports numpy

    path = _file(args)
    if args.sealed and not args.key_file:
        raise UsageError(f"--sealed wants a secret: --key-file FILE; {HOW}")
    if args.key_file and not args.sealed:
        raise UsageError("a key is given, and the texts would be exported openly: wants --sealed, or no key")
    done = written(config, path, read_key(args.key_file) if args.sealed else b"")
    if not args.quiet:
        manifest = done.manifest
        sealed = ", sealed" if manifest.is_sealed else ""
        console.say(
            f"{path}: {count(manifest.references, 'reference')}, {count(manifest.words, 'word')} of "
            f"{', '.join(manifest.entries)}, {done.size / 1e6:,.1f} MB{sealed}\n"
        )
    console.say(f"sha256: {done.sha256}\n")
    return EXIT_OK


def _file(args: SimpleNamespace) -> str:
    if len(args.paths) != 1 or args.paths == ["-"]:
        raise UsageError(f"index {args.action} wants one file: reusecheck index {args.action} FILE")
    path: str = args.paths[0]
    return path


def take(args: SimpleNamespace, config: Config) -> int:
    """Put an archive in place as the index of this configuration."""
    from reusecheck.index.refresh import Effort, refresh  # noqa: PLC0415 - imports numpy

    path = _file(args)
    if config.index.archive:
        raise UsageError(
            f"{config.path}: index.archive names {config.index.archive}, which a check puts in place by itself; "
            "change it there, or take it out to import another"
        )
    manifest = read_manifest(path, sampling(config.detection.run_words))
    summary = refresh(config, console.progress(quiet=args.quiet), Effort(args.jobs, args.memory), archive=path)
    for told in (*summary.notes, *summary.problems):
        console.warn(told)
    configured = {entry.id for entry in config.corpus}
    for name, (number, _) in manifest.entries.items():
        left = _left_of(config, name) if name in configured else 0
        if name not in configured:
            console.warn(f"{path}: {name} is no entry of corpus; its {count(number, 'reference')} do not count")
        elif left != number:
            console.warn(f"{path}: {name} has {count(number, 'reference')}, and its files here {left:,}: these count")
    if not args.quiet:
        console.say(
            f"{config.index.path}: {count(summary.references, 'reference')}, {count(summary.words, 'word')} "
            f"from {path} ({summary.added:,} indexed, {summary.removed:,} removed, {summary.kept:,} kept)\n"
        )
    if summary.problems:
        raise NotJudgedError(f"{config.index.path}: the index is not complete, and a check will judge nothing")
    return EXIT_OK


def _left_of(config: Config, entry: str) -> int:
    """How many references of an entry are in the index."""
    folder = folder_of(config)
    files = load_ledger(os.path.join(folder, load_catalog(folder).ledger)).files.get(entry, {})
    return sum(len(chunk.held) for file in files.values() for chunk in file.chunks)


def doctor(config: Config, key_file: str) -> list[str]:
    """Say what is known of the archive, and the key if it is sealed; what stands in the way of a check."""
    return [*_archive(config), *_sealed(config, key_file)]


def _archive(config: Config) -> list[str]:
    if not config.index.archive:
        return []
    path = os.path.join(config.root, config.index.archive)
    try:
        found = sha256_of(path)
    except NotJudgedError as error:
        wrong = str(error)
    else:
        wrong = "" if found == config.index.sha256 else f"{path}: found the SHA-256 {found}, not that of index.sha256"
    is_in_place = _sha256_in_place(config) == config.index.sha256
    console.say(f"archive         {config.index.archive}: {_state(wrong, is_in_place=is_in_place)}\n")
    return [wrong] if wrong and not is_in_place else []


def _state(wrong: str, *, is_in_place: bool) -> str:
    if is_in_place:
        return "in place" + (f"; not needed any more, for the file there is another: {wrong}" if wrong else "")
    return "the next check puts it in place" if not wrong else "cannot be put in place"


def _sha256_in_place(config: Config) -> str:
    origin = _origin(config)
    return origin.sha256 if origin else ""


def _origin(config: Config) -> Origin | None:
    try:
        return load_catalog(folder_of(config)).archive
    except NotJudgedError:
        return None  # of the index as a whole, others tell


def _sealed(config: Config, key_file: str) -> list[str]:
    """Whether the key is there, as far as it is known here: a hook may be given another in its arguments."""
    origin = _origin(config)
    if origin is None or not origin.is_sealed:
        return []
    if not key_file:
        console.say(
            "key             the index is sealed: a check wants --key-file or REUSECHECK_KEY_FILE, not set here\n"
        )
        return []
    try:
        key_for(open_index(folder_of(config), sampling(config.detection.run_words)).segments, key_file)
    except IndexUnusableError:
        return []  # likewise
    except NotJudgedError as error:
        return [str(error)]
    console.say(f"key             {key_file}: the one that the index was sealed with\n")
    return []
