"""The commands that judge articles: ``check``, ``hook`` and ``ci``. They select, call and show."""

from __future__ import annotations

import os
import sys

from reusecheck import console, pipeline
from reusecheck.errors import UsageError
from reusecheck.reports.wording import count
from reusecheck.selecting import articles_of, configuration, files_alone, listed_in, manner_of, relative
from reusecheck.showing import exit_code, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import SimpleNamespace

    from reusecheck.baseline import Baseline
    from reusecheck.config import Config
    from reusecheck.documents import Unreadable
    from reusecheck.gate import Gate
    from reusecheck.git.bases import Base
    from reusecheck.judging import Manner

# A check asks every segment for every k-gram, 2 ms for each in an article of a thousand words. Checks add segments as
# references change; builds merge them, and leave no more than six or so.
MANY_SEGMENTS = 8


def check(args: SimpleNamespace) -> int:
    """Judge articles on the disk, what is staged, what differs from a commit, or standard input."""
    config = configuration(args)
    _require_one_selection(args)
    if args.staged:
        return _judge_git(args, config, None)
    if args.diff:
        return _check_diff(args, config)
    if args.paths == ["-"]:
        name = relative(config, [args.stdin_filename])[0] if args.stdin_filename else "standard-input.md"
        return _judge_disk(args, config, [(name, sys.stdin.buffer.read())])
    if args.files_from:
        within = pipeline.is_article(config)
        listed = relative(config, listed_in(args.files_from, null=args.null))
        files_alone(config, listed, f"--files-from {args.files_from}")
        paths = sorted({path for path in listed if within(path)})
        gone = [path for path in listed if not within(path) and not os.path.lexists(os.path.join(config.root, path))]
        if gone:
            console.warn(
                f"--files-from {args.files_from}: {gone[0]}{_and_more(gone)} not there, and no article by name"
            )
    else:
        paths = articles_of(config, args.paths)
    return _judge_disk(args, config, _read(config, paths))


def _require_one_selection(args: SimpleNamespace) -> None:
    """Raises UsageError naming all that does not go together."""
    problems = []
    if args.stdin_filename and args.paths != ["-"]:
        problems.append("--stdin-filename goes with - as the only path")
    if "-" in args.paths and len(args.paths) > 1:
        problems.append("- is standard input, and goes alone")
    if args.null and not args.files_from:
        problems.append("-0 goes with --files-from: it says that its names end in NUL")
    named = {"--staged": args.staged, "--diff": args.diff, "--files-from": args.files_from, "PATH": args.paths}
    given = [name for name, value in named.items() if value]
    if len(given) > 1:
        problems.append(f"{' and '.join(given)} do not go together: each says which articles are judged")
    if problems:
        raise UsageError("\n".join(problems))


def _read(config: Config, paths: Iterable[str]) -> list[tuple[str, bytes] | Unreadable]:
    return [pipeline.read_file(config.root, path) for path in paths]


def _check_diff(args: SimpleNamespace, config: Config) -> int:
    """``BASE..HEAD``: what a commit adds, as git holds it; ``BASE``: what the disk has otherwise."""
    from reusecheck import gate  # noqa: PLC0415 - only where git is asked
    from reusecheck.git import bases, history  # noqa: PLC0415 - only where git is asked

    given, dots, head = args.diff.partition("..")
    if not given:
        raise UsageError(f"--diff {args.diff}: found no base, wants BASE or BASE..HEAD")
    place = gate.place_of(config)
    base = bases.base_of(place.top, given, head=head.removeprefix(".") or "HEAD")
    if dots:
        return _judge_range(args, config, base)
    within = pipeline.is_article(config)
    touched = filter(None, map(place.inner, history.touched_on_disk(place.top, base.commits)))
    return _judge_disk(args, config, _read(config, filter(within, touched)), base)


def _judge_disk(
    args: SimpleNamespace,
    config: Config,
    contents: Sequence[tuple[str, bytes] | Unreadable],
    base: Base | None = None,
) -> int:
    """Articles on the disk; under scope ``added`` against ``base``, or HEAD."""
    from reusecheck import gate  # noqa: PLC0415 - --help and usage errors need none of it

    manner = manner_of(args, config)
    gated = gate.Gate(contents, gate.no_file)
    if args.scope == gate.FILE:
        return _judge(args, config, gated, manner)
    place = gate.place_of(config)
    with place.objects:
        since, shown = (gate.since_commits(place, base.commits, None), base.shown) if base else gate.since_head(place)
        gated = gated._replace(scope=args.scope, since=since, shown=shown)
        return _judge(args, config, gated, manner._replace(since=since))


def hook(args: SimpleNamespace) -> int:
    """Judge what is being committed or pushed, as git holds it."""
    config = configuration(args)
    if not args.paths:
        return _judge_git(args, config, None)
    paths = relative(config, args.paths)
    files_alone(config, paths, "hook")
    return _judge_git(args, config, paths)


def ci(args: SimpleNamespace) -> int:
    """Judge what a branch adds to its base."""
    config = configuration(args)
    from reusecheck import gate  # noqa: PLC0415 - only where git is asked
    from reusecheck.git import bases  # noqa: PLC0415 - only where git is asked

    return _judge_range(args, config, bases.base_of(gate.place_of(config).top, args.base or ""))


def _and_more(names: Sequence[str]) -> str:
    return f" and {len(names) - 1:,} more are" if len(names) > 1 else " is"


def _judge_git(args: SimpleNamespace, config: Config, paths: Sequence[str] | None) -> int:
    from reusecheck import gate, git  # noqa: PLC0415 - only where git is asked

    place = gate.place_of(config)
    if git.pushed() is not None:
        from reusecheck.git import bases  # noqa: PLC0415 - only where git is asked

        base = bases.base_of_push(place.top)
        if base is not None:
            return _judge_range(args, config, base, paths)
    with place.objects:
        gated = gate.of_commit(place, paths, args.scope)
        message = getattr(args, "message", None)
        if message:
            gated = gated._replace(allowances=gate.allowed_by_message(place, message))
        return _judge_gated(args, config, gated)


def _judge_range(args: SimpleNamespace, config: Config, base: Base, paths: Sequence[str] | None = None) -> int:
    from reusecheck import gate  # noqa: PLC0415 - --help and usage errors need none of it

    place = gate.place_of(config)
    with place.objects:
        return _judge_gated(args, config, gate.of_range(place, base, args.scope, paths))


def _judge_gated(args: SimpleNamespace, config: Config, gated: Gate) -> int:
    """Judge what a gate found; its objects are still open."""

    def exists(path: str) -> bool:
        """Also what was gone before: whoever got its entry then need not be among those judged."""
        return gated.stored(path) is not None or (gated.since is not None and not gated.since.before(path))

    def baseline() -> Baseline | None:
        content = gated.stored(config.baseline)
        if content is None:
            return None
        from reusecheck.baseline import held_by  # noqa: PLC0415 - not every repository has a past

        return held_by(config.baseline, lambda: content, exists)

    manner = manner_of(args, config)._replace(
        neighbours=pipeline.neighbours(gated.stored),
        baseline=baseline,
        since=gated.since,
        allowances=gated.allowances,
    )
    return _judge(args, config, gated, manner)


def _judge(args: SimpleNamespace, config: Config, gated: Gate, manner: Manner) -> int:
    library = pipeline.open_library(config, console.progress(quiet=args.quiet), args.key_file)
    not_read_well = library.index.catalog.notes
    if not_read_well:
        console.warn(f"{not_read_well[0]}{_and_others(not_read_well)}")
    unlooked = library.index.unlooked
    if unlooked:
        console.warn(
            f"{count(unlooked, 'reference file')} not looked at, since no folder changed; "
            "if one was edited in place, run: reusecheck index build"
        )
    segments = len(library.index.segments)
    if segments > MANY_SEGMENTS:
        console.warn(
            f"{config.index.path}: in {segments} segments, which every check pays for; run: reusecheck index build"
        )
    verdict = pipeline.judge_all(config, gated.contents, library, manner)
    notes = manner.allowances.notes if manner.allowances else []
    verdict = verdict._replace(
        scope=gated.scope,
        since=gated.shown,
        notes=(*verdict.notes, *gated.notes, *notes),
    )
    show(args, verdict)
    return exit_code(args, verdict)


def _and_others(notes_on_references: Sequence[str]) -> str:
    more = len(notes_on_references) - 1
    return f"; {count(more, 'more reference')} like it, named by: reusecheck index status" if more else ""
