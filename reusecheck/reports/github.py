"""Annotations on GitHub: workflow commands on lines of their own, which a runner obeys.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; what a runner makes of them:
https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs.
"""

from __future__ import annotations

from itertools import islice

from reusecheck.reports import results
from reusecheck.reports.hostile import guarded, harmless, printable, shown_path, without_commands
from reusecheck.reports.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.findings import Verdict
    from reusecheck.reports.options import Options
    from reusecheck.reports.results import Result

# Annotations of one kind that a step may have; GitHub drops the others without a word.
MOST = 10
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_PROPERTY = {**_DATA, ord(":"): "%3A", ord(","): "%2C"}


def render(verdict: Verdict, options: Options) -> str:
    """A line an annotation, those that count most first; in the end a notice that says what was left out.

    Paths that hold what a terminal might obey are written harmless: GitHub does not find such a file, and shows the
    annotation beside no line.
    """
    found = results.ranked(results.shown(verdict, options))
    kinds = {level: [one for one in found if one.level == level] for level in _COMMANDS}
    left_out = {level: len(ones) - MOST for level, ones in kinds.items() if len(ones) > MOST}
    if left_out:  # the notice about them is one of the notices
        room = MOST - 1
        left_out["note"] = max(0, len(kinds["note"]) - room)
        kinds["note"] = kinds["note"][:room]
    lines = [_annotation(one, options) for ones in kinds.values() for one in islice(ones, MOST)]
    if left_out:
        told = ", ".join(count(left_out[level], kind) for level, kind in _COMMANDS.items() if left_out.get(level))
        lines.append(f"::notice title=reusecheck::{told} left out here; see the step summary, or -o markdown")
    return "".join(f"{printable(without_commands(line.rstrip()), options.encoding)}\n" for line in lines)


def _annotation(result: Result, options: Options) -> str:
    """``::error file=a.md,line=4,endLine=9,title=reusecheck: unattributed::62 words as in …``."""
    places = {"file": harmless(shown_path(options.prefix + result.path))}
    if result.line:
        places |= {"line": str(result.line), "endLine": str(result.end_line)}
    if result.line and result.line == result.end_line:  # GitHub takes columns within one line only
        places |= {"col": str(result.column), "endColumn": str(result.end_column)}
    places["title"] = f"reusecheck: {result.rule}"
    properties = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in places.items())
    said = "\n".join(guarded(line) for line in (result.message, *results.ways(result, options)))
    return f"::{_COMMANDS[result.level]} {properties}::{said.translate(_DATA)}"
