"""Where reports go: standard output, files, and the line at the end that proves what was done."""

from __future__ import annotations

import os
import sys

from reusecheck import console
from reusecheck.errors import EXIT_BLOCKED, EXIT_NOT_JUDGED, EXIT_OK, NotJudgedError, UsageError
from reusecheck.findings import Outcome
from reusecheck.reports import FROM_TOP, MACHINE_FORMATS, report
from reusecheck.reports.options import Options
from reusecheck.reports.wording import closing_line, notes, score_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import SimpleNamespace
    from typing import Any

    from reusecheck.findings import Verdict


def show(args: SimpleNamespace, verdict: Verdict, *, compared: bool = False) -> None:
    """Write every report that was asked for, then the score of texts compared, and the line that proves it.

    What can be written is, whatever becomes of the rest. Raises UsageError, in the end, for what cannot.
    """
    outputs = [wanted.partition("=")[::2] for wanted in args.output or ["text"]]
    prefix = _prefix(args) if any(name in FROM_TOP for name, _ in outputs) else ""
    given: dict[str, Any] = {"explains": not compared, "prefix": prefix, "added": _is_of_disk(args, verdict)}
    files = [(name, path) for name, path in outputs if path]
    problems = _file(args, verdict, files, given) if files else []
    alone = False
    for name in (name for name, path in outputs if not path):
        alone = alone or name in MACHINE_FORMATS
        console.say(report(name)(verdict, options(args)._replace(**given)))
        if name == "github":
            from reusecheck import stepsummary  # noqa: PLC0415 - wanted in pipelines alone

            try:
                stepsummary.append(verdict, options(args)._replace(**given))
            except UsageError as error:
                problems.append(str(error))
    for note in notes(verdict):
        console.warn(note)
    last = [*map(score_line, verdict.articles if compared else ()), closing_line(verdict)]
    console.say("".join(f"{line}\n" for line in last), sys.stderr if alone else sys.stdout)
    if problems:
        told = "\n".join(problems)
        raise NotJudgedError(told) if verdict.exit_code == EXIT_NOT_JUDGED else UsageError(told)


def _file(
    args: SimpleNamespace, verdict: Verdict, files: Sequence[tuple[str, str]], given: Mapping[str, Any]
) -> list[str]:
    """Write these reports into files; what could not be written, and why."""
    from reusecheck import filing  # noqa: PLC0415 - most reports are read at once

    with _together(args, verdict, [path for _, path in files]) as verdicts:
        problems = [
            filing.write(path, report(name)(verdicts[path], options(args, path)._replace(**given)))
            for name, path in files
        ]
    return list(filter(None, problems))


def _together(
    args: SimpleNamespace, verdict: Verdict, paths: Sequence[str]
) -> AbstractContextManager[Mapping[str, Verdict]]:
    """What is to be written into each of the files: in a hook, of all batches of it."""
    if args.command == "hook":
        from reusecheck import batches  # noqa: PLC0415 - wanted where a hook writes files

        return batches.together(verdict, paths)
    from contextlib import nullcontext  # noqa: PLC0415 - as above

    return nullcontext(dict.fromkeys(paths, verdict))


def _is_of_disk(args: SimpleNamespace, verdict: Verdict) -> bool:
    """Whether commands about a finding need the scope ``added``, and can have it: they hold the disk against HEAD."""
    return args.command in ("check", "hook") and verdict.scope == "added" and verdict.since == "HEAD"


def _prefix(args: SimpleNamespace) -> str:
    """What leads from the root of the repository to the configuration, where the paths of a verdict begin."""
    from reusecheck import git  # noqa: PLC0415 - asked by reports for services alone
    from reusecheck.configuring import find_config  # noqa: PLC0415 - as above

    path = args.config or find_config(os.getcwd())
    folder = os.path.realpath(os.path.dirname(os.path.abspath(path))) if path else ""
    top = git.toplevel(folder) if folder else None
    inner = os.path.relpath(folder, os.path.realpath(top)).replace(os.sep, "/") if top else "."
    return "" if inner == "." else f"{inner}/"


def options(args: SimpleNamespace, path: str = "") -> Options:
    """How the command line wants a report that goes to ``path``, or to standard output."""
    return Options(
        width=console.width(),
        color=not path and console.wants_color(args.color, sys.stdout),
        verbose=args.verbose,
        quiet=args.quiet,
        quote=args.quote,
        encoding="utf-8" if path else sys.stdout.encoding or "utf-8",
    )


def exit_code(args: SimpleNamespace, verdict: Verdict) -> int:
    """The verdict's, as ``--fail-on`` bends it; what could not be judged is never bent."""
    code = verdict.exit_code
    if code == EXIT_NOT_JUDGED or args.fail_on == "block":
        return code
    least = Outcome.WARN.rank if args.fail_on == "warn" else Outcome.BLOCK.rank + 1
    return EXIT_BLOCKED if verdict.outcome.rank >= least else EXIT_OK
