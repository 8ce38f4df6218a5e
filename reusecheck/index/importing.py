"""An archive put in place as the index of a configuration."""

from __future__ import annotations

import os

from reusecheck.errors import NotJudgedError
from reusecheck.index.archive import described, read_manifest, unpack
from reusecheck.index.catalog import (
    ARCHIVED,
    Catalog,
    Origin,
    SegmentEntry,
    folder_of,
    load_catalog,
    replace_file,
    save_catalog,
)
from reusecheck.index.ledger import Chunk, File, Files, Held, Ledger, ledger_name, pack_ledger
from reusecheck.index.listings import Listed, list_corpus, list_entry, recipe_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.config import Config
    from reusecheck.fingerprints import Sampling
    from reusecheck.index.archive import Unpacked


def is_wanted(config: Config, catalog: Catalog) -> bool:
    """Whether the archive that the configuration names is to be put in place: another is, or not all of it is."""
    if not config.index.archive:
        return False
    origin = catalog.archive
    if origin is None or origin.sha256 != config.index.sha256:
        return True
    return any(entry.id in origin.entries and catalog.entries.get(entry.id) != ARCHIVED for entry in config.corpus)


def install(config: Config, folder: str, how: Sampling, path: str, sha256: str = "") -> tuple[Catalog, Ledger]:
    """Put an archive in place of the index in ``folder``, whose lock is held; references not configured are dead.

    Raises NotJudgedError if anything is wrong with the archive or it does not
    fit what is configured and here, ConfigError as ``list_corpus`` does; the old index then stays. OSError as the disk
    does.
    """
    aside = os.path.join(folder, f"archive.{os.getpid()}.new")
    try:
        unpacked = unpack(path, aside, how, sha256)
        _require_fit(config, path, unpacked)
        catalog, ledger = _taken(config, unpacked)
        require_no_texts_beside(config, catalog, list_corpus(config, catalog))
        os.replace(aside, os.path.join(folder, unpacked.name))
    except BaseException:
        if os.path.exists(aside):
            os.unlink(aside)
        raise
    body = pack_ledger(ledger)
    catalog = catalog._replace(ledger=ledger_name(body))
    replace_file(os.path.join(folder, catalog.ledger), body)
    save_catalog(folder, catalog)
    return catalog, ledger


def _require_fit(config: Config, path: str, unpacked: Unpacked) -> None:
    manifest = unpacked.manifest
    wanted = [entry.id for entry in config.corpus]
    missing = [name for name in wanted if name not in manifest.entries]
    holds = f"it holds {', '.join(manifest.entries) or 'nothing'}"
    found = {entry.id: list_entry(config, entry) for entry in config.corpus if entry.id in missing}
    problems = [
        f"{path}: does not hold {name}, and {problem}" for name, one in found.items() for problem in one.problems
    ]
    if missing == wanted:
        raise NotJudgedError(f"{path}: holds no entry of corpus, wants {', '.join(wanted)}; {holds}")
    if missing and manifest.is_sealed:
        raise NotJudgedError(
            f"{path}: sealed, and does not hold {', '.join(missing)} of corpus; {holds}. "
            "A sealed index has no texts beside it: have it exported with them, or take them out of corpus"
        )
    if problems:
        raise NotJudgedError("\n".join(problems))


def require_no_texts_beside(config: Config, catalog: Catalog, listed: Sequence[Listed]) -> None:
    """Raises NotJudgedError if files are to be indexed beside references whose words nobody here may hash."""
    if not (catalog.archive and catalog.archive.is_sealed):
        return
    stray = [one for one in listed if not one.is_archived]
    if stray:
        told = "\n".join(f"corpus.{one.entry.id}: found files, wants none beside a sealed archive" for one in stray)
        raise NotJudgedError(
            f"{told}\n{config.index.path}: a sealed index has no texts beside it; take the files away, "
            "have the archive exported with them, or delete the folder to hold articles against files alone"
        )


def _taken(config: Config, unpacked: Unpacked) -> tuple[Catalog, Ledger]:
    """The catalog, its ledger without a name yet, and the ledger."""
    manifest, segment = unpacked.manifest, unpacked.segment
    configured = {entry.id: entry for entry in config.corpus if entry.id in manifest.entries}
    files: dict[str, Files] = {name: {} for name in configured}
    dead = []
    for document, about in enumerate(described(segment)):
        entry, path, line = about["source"], about["path"], about.get("line", 0)
        if entry not in configured:
            dead.append(document)
            continue
        file = files[entry].setdefault(path, File((), [Chunk("", "", 0, 0, {})]))
        file.chunks[0].held[about["id"]] = Held(unpacked.name, document, about["digest"], max(0, line - 1))
    segments = SegmentEntry(
        unpacked.name, segment.documents, segment.words, tuple(dead), sum(map(segment.length, dead))
    )
    origin = Origin(unpacked.sha256, manifest.is_sealed, tuple(manifest.entries))
    entries = dict.fromkeys(configured, ARCHIVED)
    catalog = Catalog(manifest.sampling, (segments,), entries, (), "", manifest.notes, origin)
    return catalog, Ledger({name: recipe_of(entry) for name, entry in configured.items()}, files)


def catalog_of(config: Config, how: Sampling) -> Catalog | None:
    """What ``list_corpus`` must know: the catalog in place, or what it will be once the configured archive is.

    ``None`` where there is neither. Raises NotJudgedError if that archive cannot be read.
    """
    try:
        catalog = load_catalog(folder_of(config))
    except NotJudgedError:
        catalog = None
    if catalog and not is_wanted(config, catalog):
        return catalog
    if not config.index.archive:
        return None
    manifest = read_manifest(os.path.join(config.root, config.index.archive), how)
    origin = Origin(config.index.sha256, manifest.is_sealed, tuple(manifest.entries))
    return Catalog(manifest.sampling, (), {}, (), "", (), origin)
