"""``.reusecheck.yaml``: where it is, what it says, and everything that is wrong with it."""

from __future__ import annotations

import os

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
from reusecheck.configuring.kept import kept_config
from reusecheck.errors import ConfigError, Problem, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["NAMES", "find_config", "load_config", "render", "schema"]

NAMES = (".reusecheck.yaml", ".reusecheck.yml")


def find_config(start: str) -> str | None:
    """The configuration of ``start`` or of the nearest folder above it; absolute.

    The search ends at a folder that holds ``.git``: a configuration outside of
    the repository is not one its authors have agreed to.
    """
    folder = os.path.abspath(start)
    while True:
        for name in NAMES:
            path = os.path.join(folder, name)
            if os.path.lexists(path):
                return path
        above = os.path.dirname(folder)
        if above == folder or os.path.lexists(os.path.join(folder, ".git")):
            return None
        folder = above


def load_config(path: str, root: str | None = None) -> Config:
    """The configuration in the file ``path``, defaults filled in.

    Patterns are relative to ``root``, which is the folder of the file unless
    it is given. Messages name the file relative to ``root`` where it lies in it.

    Raises ConfigError with every problem of the file, and UsageError when it cannot be read.
    """
    path = os.path.abspath(path)
    root = os.path.abspath(root) if root is not None else os.path.dirname(path)
    shown = os.path.relpath(path, root) if path.startswith(root.rstrip("/") + "/") else path
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        raise UsageError(f"{shown}: cannot be read: {error.strerror}") from None
    return kept_config(source, root, shown) or parse_config(source, root, shown)


def parse_config(source: bytes, root: str, shown: str = NAMES[0]) -> Config:
    """The configuration that a file of this content stands for. Raises ConfigError."""
    # with these comes yaml, and a configuration that was kept needs neither
    from reusecheck.configuring.checking import Checker  # noqa: PLC0415
    from reusecheck.configuring.nodes import SyntaxProblem, read_nodes  # noqa: PLC0415

    try:
        node = read_nodes(source)
    except SyntaxProblem as error:
        raise ConfigError(shown, [error.problem]) from None
    if node is None:
        raise ConfigError(
            shown, [Problem(1, 1, "found an empty file, wants version: 1 and a corpus (reusecheck init)")]
        )
    checker = Checker()
    values = checker.check(node)
    if checker.problems:
        raise ConfigError(shown, sorted(checker.problems))
    return _config(values, root, shown)


def render(config: Config) -> str:
    """The file that says what ``config`` says and loads to it again, all defaults filled in."""
    from reusecheck.configuring import rendering  # noqa: PLC0415 - no check needs it

    return rendering.render(config)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the configuration, from the table that validates it."""
    from reusecheck.configuring.json_schema import json_schema  # noqa: PLC0415 - no check needs it

    return json_schema()


def _config(values: Mapping[str, Any], root: str, shown: str) -> Config:
    limits = values.get("limits", {})
    index = dict(values.get("index", {}))
    if "refresh" in index:
        index["refresh"] = Refresh(index["refresh"])
    require = values.get("attribution", {}).get("require", Require.CITATION)
    return Config(
        root=root,
        path=shown,
        articles=Articles(**values.get("articles", {})),
        corpus=tuple(_entry(entry, limits) for entry in values["corpus"]),
        limits=Limits(**limits),
        detection=Detection(**values.get("detection", {})),
        attribution=AttributionSettings(require=Require(require)),
        templates=values.get("templates", ()),
        index=IndexSettings(**index),
        **({"baseline": values["baseline"]} if "baseline" in values else {}),
    )


def _entry(values: Mapping[str, Any], limits: Mapping[str, Any]) -> CorpusEntry:
    kept = {name: values[name] for name in ("id", "files", "jsonl", "license", "own", "line") if name in values}
    return CorpusEntry(
        **kept,
        fields=Fields(**values.get("fields", {})),
        credit=Credit(**values.get("credit", {})),
        limits=Limits(**{**limits, **values["limits"]}) if "limits" in values else None,
        action=Action(values.get("action", Action.BLOCK)),
    )
