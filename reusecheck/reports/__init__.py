"""Verdict → text, one format a file; only the chosen one is imported."""

from __future__ import annotations

import sys

from reusecheck.errors import UsageError
from reusecheck.reports.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from reusecheck.findings import Verdict

    Report = Callable[[Verdict, Options], str]

__all__ = ["FORMATS", "FROM_TOP", "MACHINE_FORMATS", "Options", "report"]

_MODULES = {
    "text": "terminal",
    "concise": "concise",
    "json": "json",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "gitlab": "gitlab",
    "junit": "junit",
    "github": "github",
    "markdown": "markdown",
    "html": "html",
}

FORMATS = tuple(_MODULES)
# these stand alone on standard output: the closing line then goes to standard error
MACHINE_FORMATS = frozenset({"json", "jsonl", "sarif", "gitlab", "junit", "markdown", "html"})

# these are for services, which know files by their paths from the root of the repository
FROM_TOP = frozenset({"sarif", "github", "gitlab", "junit", "markdown"})


def report(name: str) -> Report:
    """The report called ``name``: a function that gives text which is empty or ends with a newline.

    Raises ``UsageError`` for a name that is not in ``FORMATS``.
    """
    if name not in _MODULES:
        raise UsageError(f"output format {name!r} is not known; there are {', '.join(FORMATS)}")
    if name in MACHINE_FORMATS:
        render: Report = _module(name).render
        return render
    return lambda verdict, options: _module(name).render(verdict, options) if _has_something(verdict) else ""


def _module(name: str) -> Any:  # noqa: ANN401 - a module
    full = f"reusecheck.reports.{_MODULES[name]}"
    __import__(full)  # importlib itself is 0.4 ms
    return sys.modules[full]


def _has_something(verdict: Verdict) -> bool:
    """Whether a report for people may have a line to say: most commits share nothing, and are not to wait for it."""
    if verdict.unreadable:
        return True
    return any(a.findings or a.limits_reached or a.in_common or a.common for a in verdict.articles)
