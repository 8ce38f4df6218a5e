"""``reusecheck report RESULTS.json -o …``: a saved result once more, in any format, without checking again."""

from __future__ import annotations

import sys

from reusecheck import __version__, console
from reusecheck.errors import UsageError
from reusecheck.reports.hostile import shown_path
from reusecheck.reports.rereading import reread
from reusecheck.reports.wording import whole_text
from reusecheck.showing import exit_code, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import SimpleNamespace

    from reusecheck.findings import Verdict

_CUT = "…"


def report(args: SimpleNamespace) -> int:
    """Show the result; its own exit code, as ``--fail-on`` bends it.

    Of the texts no more is shown than the result holds, and no more than ``--quote`` allows.
    """
    name = "standard input" if args.results == "-" else shown_path(args.results)
    saved = reread(_read(args.results, name), name)
    verdict = saved.verdict
    if saved.unknown:
        left_out = ", ".join(saved.unknown)
        console.warn(f"{name}: written by reusecheck {saved.version}; this is {__version__} and leaves out: {left_out}")
    if saved.is_silent and args.quote != "none":
        console.warn(f"{name}: written with --quote none, so no text is in it and none is shown")
        args.quote = "none"
    if args.quote == "full" and _is_cut(verdict):
        console.warn(f"{name}: written with --quote fragment, so only the beginning of a passage can be shown")
    show(args, verdict)
    return exit_code(args, verdict)


def _read(path: str, name: str) -> bytes:
    try:
        if path == "-":
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"{name}: the result could not be read: {error.strerror}") from error


def _is_cut(verdict: Verdict) -> bool:
    """Whether the result holds only the beginnings of passages."""
    findings = (finding for article in verdict.articles for finding in article.findings)
    return any(whole_text(finding).endswith(_CUT) for finding in findings)
