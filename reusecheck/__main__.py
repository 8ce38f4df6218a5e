"""``python -m reusecheck``, and the ``reusecheck`` command."""

from __future__ import annotations

import gc
import os
import sys


def run() -> None:
    """Run the command line and exit with its code."""
    # Imports make tens of thousands of objects and no garbage: to look for some after every 700 is 3 ms of a commit.
    gc.set_threshold(50_000, 20, 20)
    from reusecheck.cli import main  # noqa: PLC0415 - see above

    # a stream that the caller closed is None, and its number would go to the next file that is opened
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as above
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as above
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
