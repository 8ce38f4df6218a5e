"""The report that GitHub shows on the page of a run: where the annotations have no room, the table has.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
"""

from __future__ import annotations

import os

from reusecheck import console
from reusecheck.errors import UsageError
from reusecheck.reports.markdown import MOST_BYTES, fitted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.findings import Verdict
    from reusecheck.reports.options import Options

VARIABLE = "GITHUB_STEP_SUMMARY"
# Bytes of a step's summary; GitHub drops all of a longer one.
MOST = 1024 * 1024


def append(verdict: Verdict, options: Options) -> None:
    """Put the ``markdown`` report behind what the step has said before, as much as there is room for.

    Nothing where no runner of GitHub names a file for it.

    Raises UsageError if the file cannot be written.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return
    try:
        with open(path, "ab") as file:
            room = MOST - file.tell() - 1
            if room < MOST_BYTES:
                console.warn(f"{VARIABLE}: other reports have filled it, and this one was not added")
                return
            report = fitted(verdict, options._replace(encoding="utf-8", color=False), room)
            file.write(b"\n" + report.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"{VARIABLE}: {path} could not be written: {error.strerror}") from error
