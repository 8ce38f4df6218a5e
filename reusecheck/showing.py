"""Where reports go: standard output, files, and the line at the end that proves what was done."""

from __future__ import annotations

import sys

from reusecheck import console
from reusecheck.errors import EXIT_BLOCKED, EXIT_NOT_JUDGED, EXIT_OK, UsageError
from reusecheck.findings import Outcome
from reusecheck.reports import MACHINE_FORMATS, report
from reusecheck.reports.options import Options
from reusecheck.reports.wording import closing_line, notes, score_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import SimpleNamespace

    from reusecheck.findings import Verdict


def show(args: SimpleNamespace, verdict: Verdict, *, compared: bool = False) -> None:
    """Write every report that was asked for, then the score of texts compared, and the line that proves it."""
    alone = False
    for wanted in args.output or ["text"]:
        name, _, path = wanted.partition("=")
        text = report(name)(verdict, options(args, path)._replace(explains=not compared))
        if path:
            _write(path, text)
        else:
            alone = alone or name in MACHINE_FORMATS
            console.say(text)
            if name == "github":
                from reusecheck import stepsummary  # noqa: PLC0415 - wanted in pipelines alone

                stepsummary.append(verdict, options(args)._replace(explains=not compared))
    for note in notes(verdict):
        console.warn(note)
    last = [*map(score_line, verdict.articles if compared else ()), closing_line(verdict)]
    console.say("".join(f"{line}\n" for line in last), sys.stderr if alone else sys.stdout)


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


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path}: the report could not be written: {error.strerror}") from error


def exit_code(args: SimpleNamespace, verdict: Verdict) -> int:
    """The verdict's, as ``--fail-on`` bends it; what could not be judged is never bent."""
    code = verdict.exit_code
    if code == EXIT_NOT_JUDGED or args.fail_on == "block":
        return code
    least = Outcome.WARN.rank if args.fail_on == "warn" else Outcome.BLOCK.rank + 1
    return EXIT_BLOCKED if verdict.outcome.rank >= least else EXIT_OK
