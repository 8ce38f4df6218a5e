"""``python -m reusecheck``, and the ``reusecheck`` command."""

from __future__ import annotations

import os
import sys

from reusecheck.cli import main


def run() -> None:
    """Run the command line and exit with its code."""
    # a stream that the caller closed is None, and its number would go to the next file that is opened
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as above
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as above
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
