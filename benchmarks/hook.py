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
import statistics
import subprocess
import sys
import time

# The floor: what any hook in Python pays that starts and reads one file of settings.
FLOORS = {
    "interpreter": "pass",
    "argparse, json, re, subprocess": "import argparse, json, re, subprocess",
    "the same with yaml, rapidfuzz": "import argparse, json, re, subprocess, yaml, rapidfuzz",
}
JUDGED = (0, 1)
VARIABLES = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def cost(command: list[str], runs: int, expected: tuple[int, ...]) -> tuple[float, float]:
    """Median CPU and wall time in ms; a first run, which fills the caches, does not count."""
    cpu, wall = [], []
    for number in range(runs + 1):
        started = time.perf_counter()
        process = subprocess.Popen(command, env=VARIABLES, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in expected:
            sys.exit(f"{shlex.join(command)} ended with {process.returncode}; run it by itself to see why")
        if number:
            cpu.append((usage.ru_utime + usage.ru_stime) * 1000)
            wall.append((time.perf_counter() - started) * 1000)
    return statistics.median(cpu), statistics.median(wall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("articles", nargs="*", metavar="ARTICLE")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--command", help="how reusecheck is called (default: by this interpreter)")
    args = parser.parse_args()
    command = shlex.split(args.command) if args.command else [sys.executable, "-m", "reusecheck"]
    hook = [*command, "hook", *args.articles]
    cost(hook, 1, JUDGED)  # the index
    rows = {name: cost([sys.executable, "-c", code], args.runs, (0,)) for name, code in FLOORS.items()}
    rows["reusecheck hook"] = cost(hook, args.runs, JUDGED)
    floor = rows["interpreter"][0]
    print(f"{'median of ' + str(args.runs):<32} {'CPU ms':>8} {'wall ms':>8} {'x floor':>8}")
    for name, (cpu, wall) in rows.items():
        print(f"{name:<32} {cpu:8.1f} {wall:8.1f} {cpu / floor:8.2f}")


if __name__ == "__main__":
    main()
