"""Verdict → text, one format a file; only the chosen one is imported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from reusecheck.errors import UsageError
from reusecheck.reports.options import Options, Quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.findings import Verdict

    Report = Callable[[Verdict, Options], str]

__all__ = ["FORMATS", "MACHINE_FORMATS", "Options", "Quote", "report"]

_MODULES = {"text": "terminal", "concise": "concise", "json": "json"}

FORMATS = tuple(_MODULES)
# these stand alone on standard output: the closing line then goes to standard error
MACHINE_FORMATS = frozenset({"json"})


def report(name: str) -> Report:
    """The report called ``name``: a function that gives text which is empty or ends with a newline.

    Raises ``UsageError`` for a name that is not in ``FORMATS``.
    """
    if name not in _MODULES:
        raise UsageError(f"output format {name!r} is not known; there are {', '.join(FORMATS)}")
    module = import_module(f"reusecheck.reports.{_MODULES[name]}")
    return cast("Report", module.render)
