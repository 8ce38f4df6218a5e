"""The configuration as it was read last, kept beside the index: reading YAML costs 15 ms, this a tenth of it.

Only what brings the index up to date writes it, so that a check with nothing to
bring up to date writes nothing. It is found by the digest of the file's bytes and
of the variables it names, so what is kept is never older than what is written.
"""

from __future__ import annotations

import os
import re

from reusecheck import __version__
from reusecheck.config import (
    Action,
    Articles,
    AttributionSettings,
    Config,
    CorpusEntry,
    Credit,
    Detection,
    Fields,
    IndexSettings,
    Limits,
    Refresh,
    Require,
)
from reusecheck.hashing import blake2b
from reusecheck.stored import read_stored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# An index elsewhere is not known before the configuration is read, so nothing is kept beside it.
FOLDER = IndexSettings().path
NAME = "configuration.json"


def digest_of(source: bytes) -> str:
    """Of all that decides what a configuration says: its bytes, the variables in them, this version."""
    names = sorted({name.decode() for name in re.findall(rb"\$\{(\w+)", source)}) if b"${" in source else []
    variables = [(name, os.environ.get(name)) for name in names]
    return blake2b(repr((__version__, variables)).encode() + source, digest_size=16).hexdigest()


def kept_config(source: bytes, root: str, shown: str) -> Config | None:
    """The configuration that was kept for a file of this content; ``None`` if none was, or it cannot be read."""
    try:
        with open(os.path.join(root, FOLDER, NAME), "rb") as file:
            body, _, check = file.read().rpartition(b"\n")
        if check != _check(body):
            return None
        raw = read_stored(body)
        return _unpacked(raw["config"], root, shown) if raw["digest"] == digest_of(source) else None
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None  # it is only a copy: the file itself is read instead


def pack(source: bytes, config: Config) -> bytes:
    """What ``kept_config`` reads back."""
    import json  # noqa: PLC0415 - what reads it back does without

    packed = {"digest": digest_of(source), "config": config[2:]}
    body = json.dumps(packed, default=lambda member: member.value).encode()
    return body + b"\n" + _check(body)


def _check(body: bytes) -> bytes:
    """A damaged copy must not loosen a limit: what this does not fit is not read."""
    return blake2b(body, digest_size=8).hexdigest().encode()


def _unpacked(raw: list[Any], root: str, shown: str) -> Config:
    articles, corpus, limits, detection, attribution, templates, index, baseline = raw
    return Config(
        root,
        shown,
        Articles(*map(tuple, articles)),
        tuple(map(_entry, corpus)),
        Limits(*limits),
        Detection(*detection),
        AttributionSettings(Require(*attribution)),
        tuple(templates),
        IndexSettings(index[0], Refresh(index[1]), *index[2:]),
        baseline,
    )


def _entry(raw: list[Any]) -> CorpusEntry:
    name, files, jsonl, fields, credit, license_, limits, action, own, line = raw
    return CorpusEntry(
        name,
        tuple(files),
        tuple(jsonl),
        Fields(*fields),
        Credit(*map(tuple, credit)),
        license_,
        Limits(*limits) if limits else None,
        Action(action),
        own,
        line,
    )
