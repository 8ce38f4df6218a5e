"""Programs run beside this one, as few and as plain as git needs.

Not by ``subprocess``: with the threads, selectors and signals it imports it costs every commit 3 ms, this a tenth of
it. What is started gets the variables it is told, the folder and the standard error of this process where nothing
else is said, and none of the files that are open here.
"""

from __future__ import annotations

import os

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Python does without this signal, what it starts should not. Its number on all systems that have it: `signal`, which
# knows its name, is half a millisecond.
_SIGPIPE = 13
_PIECE = 1 << 16  # bytes read at once; what a pipe holds


class Ended(NamedTuple):
    """``code`` is negative for a signal, as with ``subprocess``."""

    code: int
    out: bytes
    err: bytes


def finished(command: Sequence[str], variables: Mapping[str, str]) -> Ended:
    """What a program that is given no input printed until it ended. Raises OSError if it cannot be started."""
    import select  # noqa: PLC0415 - what only asks needs none of it

    nothing = os.open(os.devnull, os.O_RDONLY)
    out, out_end = os.pipe()
    err, err_end = os.pipe()
    said: dict[int, list[bytes]] = {out: [], err: []}
    try:
        try:
            process = _started(command, variables, (nothing, out_end, err_end))
        finally:
            for number in (nothing, out_end, err_end):
                os.close(number)
        # both at once: a program that fills the one pipe waits, and would never end the other
        waiting = select.poll()
        for number in said:
            waiting.register(number, select.POLLIN)
        left = set(said)
        while left:
            for number, _ in waiting.poll():
                piece = os.read(number, _PIECE)
                said[number].append(piece)
                if not piece:
                    waiting.unregister(number)
                    left.remove(number)
    finally:
        os.close(out)
        os.close(err)
    return Ended(_ended(process), b"".join(said[out]), b"".join(said[err]))


class Running:
    """A program that answers what it is asked, a line at a time; raises OSError if it cannot be started.

    Whoever asks reads the whole answer before the next question, so that neither side can fill the other's pipe.
    """

    def __init__(self, command: Sequence[str], variables: Mapping[str, str]) -> None:
        in_end, self._questions = os.pipe()
        answers, out_end = os.pipe()
        try:
            self._process = _started(command, variables, (in_end, out_end, 2))
        except OSError:
            os.close(self._questions)
            os.close(answers)
            raise
        finally:
            os.close(in_end)
            os.close(out_end)
        self.answers = open(answers, "rb")  # noqa: SIM115 - closed by `end`

    def ask(self, question: bytes) -> None:
        """Raises BrokenPipeError if the program has ended."""
        while question:
            question = question[os.write(self._questions, question) :]

    def end(self) -> int:
        """Wait until the program has ended, which it does where no question follows; its exit code."""
        os.close(self._questions)
        self.answers.close()
        return _ended(self._process)


def _started(command: Sequence[str], variables: Mapping[str, str], streams: tuple[int, int, int]) -> int:
    """The number of the process, whose standard streams are these descriptors."""
    if hasattr(os, "posix_spawnp"):
        placed = [(os.POSIX_SPAWN_DUP2, given, number) for number, given in enumerate(streams) if given != number]
        return os.posix_spawnp(command[0], [*command], variables, file_actions=placed, setsigdef=[_SIGPIPE])
    import subprocess  # noqa: PLC0415 - where the system cannot do it at one go

    stdin, stdout, stderr = streams
    process = subprocess.Popen(command, env=variables, stdin=stdin, stdout=stdout, stderr=stderr)
    process.returncode = 0  # it is waited for here: Popen need not
    return process.pid


def _ended(process: int) -> int:
    try:
        _, status = os.waitpid(process, 0)
    except ChildProcessError:  # whoever started us ignores the ends of processes, and so does the system
        return 0
    return os.waitstatus_to_exitcode(status)
