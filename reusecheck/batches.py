"""Several calls of one hook, one result: pre-commit hands more names than fit on a command line over in batches.

Each batch is a process of its own, has the same ``-o FORMAT=PATH``, and would write its report over that of the one
before it. So each leaves its verdict in git's own folder, which nobody publishes, and writes the reports of all
batches so far; the last to end has them all. They belong together if their run of pre-commit is the same process,
told by its number and the moment at which it began. What runs left that have ended is removed.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack, contextmanager

from reusecheck import console, git
from reusecheck.attribution.levels import Attribution, Evidence, Level
from reusecheck.documents import Unreadable
from reusecheck.edits import replace_whole
from reusecheck.findings import (
    ArticleVerdict,
    CommonText,
    CorpusSize,
    Extent,
    Finding,
    InCommon,
    LimitReached,
    Outcome,
    Piece,
    Reason,
    ReferenceInfo,
    Remark,
    Verdict,
)
from reusecheck.hashing import blake2b
from reusecheck.index.catalog import LOCK, locked
from reusecheck.processes import finished
from reusecheck.reports.wording import count
from reusecheck.spans import Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

FOLDER = "reusecheck-batches"
_PROC = "/proc"
# What pre-commit (and who does as it does) sets for the hooks that it runs, and for nothing else
_MARK = "PRE_COMMIT"
# Where no process tells its variables: what may stand between a hook and who runs it
_SHELLS = ("sh", "bash", "dash", "zsh", "ksh", "env")
_MOST_PARENTS = 32  # from a hook up to who runs it; there are seldom more than two
_VALUES: Mapping[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        ArticleVerdict, Attribution, CommonText, CorpusSize, Evidence, Extent, Finding, InCommon, Level, LimitReached,
        Outcome, Piece, Reason, ReferenceInfo, Remark, Span, Unreadable, Verdict,
    )
}  # fmt: skip


class Process(NamedTuple):
    """``began``: when, in whatever way the system says it; with the number it tells a process from all others.

    ``is_hook``: it was started by pre-commit, or by what was.
    """

    parent: int
    began: str
    is_hook: bool


@contextmanager
def together(verdict: Verdict, paths: Sequence[str]) -> Iterator[Mapping[str, Verdict]]:
    """For each path of a report, the verdict of this batch with those before it that write to the same path.

    No other batch comes in between as long as the ``with`` lasts. Where batches cannot be told apart or kept, each path
    has the verdict that was given, and that is said.
    """
    with ExitStack() as until_written:
        if os.environ.get(_MARK):
            yield _joined(verdict, paths, until_written)
        else:  # whoever else calls a hook does so once
            yield dict.fromkeys(paths, verdict)


def _joined(verdict: Verdict, paths: Sequence[str], until_written: ExitStack) -> Mapping[str, Verdict]:
    places = {path: os.path.realpath(path) for path in paths}
    run, top = run_of(os.getppid()), git.toplevel(os.getcwd())
    if not run or not top:
        return _alone(verdict, paths, "who runs this hook cannot be told")
    folder = os.path.join(os.path.abspath(git.own_folder(top)), FOLDER)
    try:
        until_written.enter_context(locked(folder))
        before = _earlier(folder, run)
        part = json.dumps([list(places.values()), pack(verdict)]).encode()
        replace_whole(os.path.join(folder, f"{run}-{len(before):06}"), part)
    except OSError as error:
        return _alone(verdict, paths, f"{error.filename or folder}: {error.strerror}")
    except (ValueError, KeyError, TypeError) as error:  # another version has left it
        return _alone(verdict, paths, f"what an earlier one left in {folder} cannot be read ({error})")
    found = {
        path: merged([*(earlier for theirs, earlier in before if place in theirs), verdict])
        for path, place in places.items()
    }
    own = len(verdict.articles) + len(verdict.unreadable)
    more = max((len(one.articles) + len(one.unreadable) - own for one in found.values()), default=0)
    if more:
        console.warn(f"{', '.join(paths)}: with {count(more, 'article')} of earlier batches of this run")
    return found


def _alone(verdict: Verdict, paths: Sequence[str], why: str) -> Mapping[str, Verdict]:
    console.warn(f"{', '.join(paths)}: holds this call alone; if it is one batch of several, others are lost: {why}")
    return dict.fromkeys(paths, verdict)


def _earlier(folder: str, run: str) -> list[tuple[list[str], Verdict]]:
    """Where the batches of this run before this one write to, and their verdicts, in order.

    What others left is removed, but for runs that have not ended.
    """
    found = []
    alive = {run: True}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        owner = name.rpartition("-")[0]
        if owner not in alive:
            number = owner.partition("-")[0]
            alive[owner] = number.isdecimal() and _name_of(int(number), _look(int(number))) == owner
        if owner == run:
            with open(path, "rb") as file:
                places, packed = json.loads(file.read())
            found.append((places, unpack(packed)))
        elif name != LOCK and not alive[owner]:
            os.unlink(path)
    return found


def merged(verdicts: Sequence[Verdict]) -> Verdict:
    """All of them as if it had been one; of what two have judged, the later counts."""
    found: dict[str, ArticleVerdict | Unreadable] = {}
    for verdict in verdicts:
        found.update((one.path, one) for one in verdict.articles)
        found.update((one.path, one) for one in verdict.unreadable)
    ordered = [found[path] for path in sorted(found)]
    return verdicts[-1]._replace(
        articles=tuple(one for one in ordered if isinstance(one, ArticleVerdict)),
        unreadable=tuple(one for one in ordered if isinstance(one, Unreadable)),
        notes=tuple(dict.fromkeys(note for verdict in verdicts for note in verdict.notes)),
    )


def pack(value: Any) -> Any:  # noqa: ANN401 - any value of a verdict
    """The value as JSON holds it: what is made of others as a list behind its name, without loss."""
    name = type(value).__name__
    if isinstance(value, Span):
        return [name, value.start, value.stop]
    if isinstance(value, tuple):
        return ["" if type(value) is tuple else name, *map(pack, value)]
    return [name, value.value] if name in _VALUES else value


def unpack(packed: Any) -> Any:  # noqa: ANN401 - as above
    """Raises KeyError, TypeError or ValueError for what ``pack`` has not made."""
    if not isinstance(packed, list):
        return packed
    name, *inner = packed
    values = map(unpack, inner)
    return _VALUES[name](*values) if name else tuple(values)


def run_of(number: int) -> str:
    """A name for the run of pre-commit that a process is or belongs to; "" where that cannot be told.

    That is the first process, up from this one, that was not itself started as a hook: a wrapper may stand between.
    """
    for _ in range(_MOST_PARENTS):
        process = _look(number)
        if process is None:
            return ""
        if not process.is_hook:
            return _name_of(number, process)
        number = process.parent
    return ""


def _name_of(number: int, process: Process | None) -> str:
    if process is None:
        return ""
    return f"{number}-{blake2b(process.began.encode(), digest_size=8).hexdigest()}"


def _look(number: int) -> Process | None:
    """What the system says of a process; ``None`` if it has ended, or nothing is told."""
    try:
        return _in_proc(number) if os.path.isdir(f"{_PROC}/self") else _by_ps(number)
    except (OSError, ValueError, IndexError):
        return None


def _in_proc(number: int) -> Process:
    """https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields 4 and 22, behind a name in parentheses."""
    with open(f"{_PROC}/{number}/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    with open(f"{_PROC}/sys/kernel/random/boot_id", encoding="ascii") as file:
        boot = file.read().strip()
    try:
        with open(f"{_PROC}/{number}/environ", "rb") as file:
            is_hook = any(one.startswith(_MARK.encode() + b"=") for one in file.read().split(b"\0"))
    except PermissionError:  # of somebody else, who has not started us
        is_hook = False
    return Process(int(fields[1]), f"{boot} {int(fields[19])}", is_hook)


def _by_ps(number: int) -> Process:
    """https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ps.html

    ``lstart``, the day and the second, is not in it; systems without ``/proc`` have it all the same.
    """
    command = ("ps", "-o", "ppid=", "-o", "lstart=", "-o", "comm=", "-p", str(number))
    said = finished(command, {**os.environ, "LC_ALL": "C"}).out.decode("utf-8", "replace")
    parent, *began, name = said.split(None, 6)
    return Process(int(parent), " ".join(began), os.path.basename(name.strip()) in _SHELLS)
