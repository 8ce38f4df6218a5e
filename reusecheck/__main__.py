"""``python -m reusecheck``, and the ``reusecheck`` command."""

from __future__ import annotations

import atexit
import gc
import os
import sys


def run() -> None:
    """Run the command line and end with its code, at once: nothing is left that Python would have to put away.

    To take down all modules and values one by one, and to look for cycles among them, is 5 ms of a commit that shares
    nothing and 10 of one that is blocked; the kernel does it at one go. Output is written out as it is said.
    """
    code = main()
    # what asked to be called at the end is called: a tool that measures, processes that help to build the index
    if not getattr(atexit, "_ncallbacks", lambda: 1)() and "threading" not in sys.modules:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:
            pass  # Python says what it has to say about it
        else:
            os._exit(code)
    sys.exit(code)


def main() -> int:
    """Run the command line; its exit code."""
    # Imports make tens of thousands of objects and no garbage: to look for some after every 700 is 3 ms of a commit.
    gc.set_threshold(50_000, 20, 20)
    from reusecheck import cli  # noqa: PLC0415 - see above

    # a stream that the caller closed is None, and its number would go to the next file that is opened
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as above
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as above
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
