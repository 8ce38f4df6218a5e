"""What the hook costs on one's own repository, against the floor of a bare interpreter.

    python benchmarks/hook.py [--runs 15] [--command "reusecheck"] [ARTICLE …]

Run it in a repository with a ``.reusecheck.yaml``, with the interpreter that
reusecheck is installed for. Without ARTICLE it takes all that is staged. The
index is brought up to date first. Figures are user plus system CPU of the
finished process and its children, the median of the runs: wall time on a
shared machine says little, and is given beside it. PYTHONDONTWRITEBYTECODE is
left out of the environment: where it is set, Python compiles the whole program
at every commit. Nothing is written but the index and compiled modules.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys

from reusecheck import costs

# The floor: what any hook in Python pays that starts and reads one file of settings.
FLOORS = {
    "interpreter": "pass",
    "argparse, json, re, subprocess": "import argparse, json, re, subprocess",
    "the same with yaml, rapidfuzz": costs.FLOOR,
}
JUDGED = (0, 1)
VARIABLES = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("articles", nargs="*", metavar="ARTICLE")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--command", help="how reusecheck is called (default: by this interpreter)")
    args = parser.parse_args()
    hook = [*(shlex.split(args.command) if args.command else costs.REUSECHECK), "hook", *args.articles]
    commands = {name: [sys.executable, "-c", code] for name, code in FLOORS.items()} | {"reusecheck hook": hook}
    rows: dict[str, list[costs.Cost]] = {name: [] for name in commands}
    for _ in range(args.runs + 1):  # in turn, so that whatever else the machine does falls upon all alike
        for name, command in commands.items():
            found, said = costs.cost(command, os.getcwd(), VARIABLES)
            if found.code not in JUDGED:
                sys.exit(f"{said}{shlex.join(command)} ended with {found.code}")
            rows[name].append(found)
    medians = {name: costs.median(found[1:]) for name, found in rows.items()}  # the first filled the caches
    floor = medians["interpreter"].cpu
    print(f"{'median of ' + str(args.runs):<32} {'CPU ms':>8} {'wall ms':>8} {'MiB':>6} {'x floor':>8}")
    for name, (cpu, wall, peak, _) in medians.items():
        print(f"{name:<32} {1000 * cpu:8.1f} {1000 * wall:8.1f} {peak:6.1f} {cpu / floor:8.2f}")


if __name__ == "__main__":
    main()
