"""What a command costs: CPU time, wall time and memory of a process that ran to its end, and on what machine."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What starts the command and waits for it. A process counts the memory of the one it was forked from as its own
# (Linux keeps the larger of both as ru_maxrss), so this one loads nothing: it has 8 MB, a hook more than twice that.
_STARTER = """
import os, sys, time
out, *command = sys.argv[1:]
opened = [(os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
started = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ, file_actions=opened)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - started
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)
"""
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes that ru_maxrss counts in
# What the installed command does. `python -m reusecheck` also looks for what is to be run, and ends otherwise.
REUSECHECK = (sys.executable, "-c", "from reusecheck.__main__ import run; run()")
FLOOR = "import argparse, json, re, subprocess, yaml, rapidfuzz"  # what a command line in Python pays that does nothing


class Cost(NamedTuple):
    """Seconds of a process and its finished children; MiB of the largest of them. ``code`` is what it ended with."""

    cpu: float
    wall: float
    peak_mib: float
    code: int = 0


def environment(variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Variables to measure with: an ordinary installation, whatever repository and settings are at hand.

    PYTHONDONTWRITEBYTECODE would have Python compile the whole program at every
    run, and a module of the folder at hand might be taken for one of Python's.
    """
    foreign = ("GIT_", "REUSECHECK_", "PRE_COMMIT", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in variables.items() if not name.startswith(foreign)} | {"PYTHONSAFEPATH": "1"}


def cost(
    command: Sequence[str],
    folder: str,
    variables: Mapping[str, str],
    *,
    out: str = os.devnull,
    is_told: bool = False,
) -> tuple[Cost, str]:
    """What one run of ``command`` in ``folder`` costs, and what it wrote to standard error.

    Its standard output goes to the file ``out``. With ``is_told`` standard error
    goes where this process writes it, and is returned empty. An interrupt ends the command too.
    Raises OSError if it cannot be started.
    """
    starter = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _STARTER, out, *command],
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=None if is_told else subprocess.PIPE,
        start_new_session=True,
    )
    try:
        printed, said = starter.communicate()
    except BaseException:
        os.killpg(starter.pid, signal.SIGKILL)
        starter.wait()
        raise
    told = (said or b"").decode("utf-8", "replace")
    if starter.returncode:
        raise OSError(starter.returncode, f"could not be started: {told.strip().rpartition(chr(10))[2]}", command[0])
    code, cpu, wall, peak = printed.split()
    return Cost(float(cpu), float(wall), int(peak) * _PEAK_UNIT / 2**20, int(code)), told


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each time, the most memory, and the highest code."""
    return Cost(
        statistics.median(one.cpu for one in costs),
        statistics.median(one.wall for one in costs),
        max(one.peak_mib for one in costs),
        max(one.code for one in costs),
    )


def machine() -> dict[str, str]:
    """What the figures were measured on, in words; "unknown" where the system does not say."""
    import platform  # noqa: PLC0415 - for whoever shows figures

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        memory = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (ValueError, OSError):
        memory = "unknown"
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        system = platform.platform(terse=True)
    return {
        "cpu": _processor() or platform.processor() or "unknown",
        "cores": f"{cores}",
        "memory": memory,
        "system": system,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def _processor() -> str:
    """The model of the first processor, as Linux knows it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        return ""
