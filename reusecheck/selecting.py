"""What the command line says is to be judged, and how: the configuration, articles on the disk."""

from __future__ import annotations

import os
import sys

from reusecheck import console, pipeline
from reusecheck.configuring import find_config, load_config
from reusecheck.errors import NotJudgedError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import SimpleNamespace

    from reusecheck.config import Config
    from reusecheck.judging import Manner


def configuration(args: SimpleNamespace) -> Config:
    """The configuration named by ``-c``, or the one of the repository around the working directory."""
    path = args.config or find_config(os.getcwd())
    if path is None:
        raise UsageError("no .reusecheck.yaml here or in a folder above; run: reusecheck init")
    return load_config(path)


def relative(config: Config, paths: Sequence[str]) -> list[str]:
    """Paths of the command line as paths below the root, with ``/``; raises UsageError for those outside."""
    root = os.path.realpath(config.root)
    found, outside = [], []
    for path in paths:
        whole = os.path.abspath(path)
        full = os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))
        if os.path.isdir(path):
            full = os.path.realpath(path)
        inner = os.path.relpath(full, root)
        if inner == ".." or inner.startswith("../"):
            outside.append(path)
        else:
            found.append("" if inner == "." else inner)
    if outside:
        raise UsageError("\n".join(f"{path}: outside of {root}, where the configuration is" for path in outside))
    return found


def as_reported(config: Config, paths: Sequence[str]) -> list[str]:
    """The same, for the working directory; what is not there is looked for from the root, as reports have paths."""
    from_root = ((path, os.path.join(config.root, path)) for path in paths)
    return [whole if not os.path.lexists(path) and os.path.lexists(whole) else path for path, whole in from_root]


def articles_of(config: Config, paths: Sequence[str]) -> list[str]:
    """The articles below the paths; a file that is named is one whether ``include`` matches it or not."""
    named = relative(config, paths)
    folders = {path for path in named if os.path.isdir(os.path.join(config.root, path))}
    everything = pipeline.article_paths(config) if folders or not paths else []
    if not paths:
        if not everything:
            raise NotJudgedError(f"{config.path}: articles.include matches no file, so nothing was judged")
        return everything
    excluded = pipeline.is_excluded(config)
    chosen: set[str] = set()
    empty: list[str] = []
    for path in named:
        if path in folders:
            below = {each for each in everything if not path or each.startswith(path + "/")}
            chosen |= below
            empty += [] if below else [path or "."]
        elif excluded(path):
            console.warn(f"{path}: left out by articles.exclude")
        else:
            chosen.add(path)
    told = [f"{path}: articles.include matches no file in this folder" for path in empty]
    if empty and not chosen:
        raise NotJudgedError("\n".join(told))
    for line in told:
        console.warn(line)
    return sorted(chosen)


def listed_in(name: str, *, null: bool) -> list[str]:
    """The paths in a file, or in standard input (``-``): one a line, or with ``null`` a NUL behind each.

    Raises UsageError.
    """
    try:
        if name == "-":
            content = sys.stdin.buffer.read()
        else:
            with open(name, "rb") as file:
                content = file.read()
    except OSError as error:
        raise UsageError(f"--files-from {name}: cannot be read: {error.strerror}") from error
    content = content.removeprefix(b"\xef\xbb\xbf")
    if null:
        return [os.fsdecode(path) for path in content.split(b"\0") if path]
    lines = [path.removesuffix(b"\r") for path in content.split(b"\n") if path.strip()]
    if b"\0" in content:
        raise UsageError(f"--files-from {name}: found NUL, wants a path a line; add -0 for names that end in NUL")
    if any(line.startswith(b'"') and line.endswith(b'"') for line in lines):
        # as `git diff --name-only` quotes names beyond ASCII: taken as they stand they would be no articles, in silence
        raise UsageError(f"--files-from {name}: found names in quotation marks; ask git for -z, and add -0")
    return list(map(os.fsdecode, lines))


def files_alone(config: Config, paths: Sequence[str], where: str) -> None:
    """Raises UsageError if one of the paths is a folder: of its files none would be judged, in silence."""
    full = ((path, os.path.join(config.root, path)) for path in paths)
    # the folder of a submodule is what git calls one of its entries
    folders = [path for path, at in full if os.path.isdir(at) and not os.path.lexists(os.path.join(at, ".git"))]
    if folders or "" in paths:
        named = ", ".join(path or "." for path in folders or [""])
        raise UsageError(f"{where}: found the folder {named}, wants files; for folders run: reusecheck check PATH")


def manner_of(args: SimpleNamespace, config: Config) -> Manner:
    """How the command line wants articles on the disk judged."""
    return pipeline.manner_on_disk(config)._replace(inline=not args.no_inline, measured=_shows_figures(args))


def under_scope(args: SimpleNamespace, config: Config, work: Callable[[Manner], int]) -> int:
    """What ``work`` makes of how articles on the disk are judged under ``--scope``; git is there while it runs."""
    manner = manner_of(args, config)
    if args.scope == "file":
        return work(manner)
    from reusecheck import gate  # noqa: PLC0415 - only where git is asked

    place = gate.place_of(config)
    with place.objects:
        return work(manner._replace(since=gate.since_head(place)[0]))


def _shows_figures(args: SimpleNamespace) -> bool:
    """Whether a report will show what texts have in common: nobody else is to wait for it."""
    if args.command not in ("check", "hook"):
        return False
    formats = {wanted.partition("=")[0] for wanted in args.output or ["text"]}
    return args.verbose and not args.quiet and "text" in formats
