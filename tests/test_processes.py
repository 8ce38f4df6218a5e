"""Programs beside this one: what they print arrives whole, and none is left behind."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from pathlib import Path

import pytest

from reusecheck.processes import Ended, Running, finished

PYTHON = (sys.executable, "-S", "-c")


@pytest.fixture(params=["posix_spawn", "subprocess"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "subprocess":
        monkeypatch.delattr(os, "posix_spawnp")


def open_descriptors() -> set[str]:
    folder = Path("/dev/fd")
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def run(code: str, **variables: str) -> Ended:
    return finished([*PYTHON, code], {"PATH": os.environ["PATH"], **variables})


def test_code_output_and_complaint_arrive() -> None:
    before = open_descriptors()
    assert run("import sys; print(1); print(2, file=sys.stderr); sys.exit(3)") == (3, b"1\n", b"2\n")
    assert run("pass") == (0, b"", b"")
    assert run("import os; print(os.environ['TOLD'])", TOLD="caf\udce9").out == b"caf\xe9\n"
    assert run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)").code == -signal.SIGKILL
    assert open_descriptors() == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_more_than_a_pipe_holds_on_either_side_is_no_standstill() -> None:
    done = run("import sys; sys.stderr.write('e' * 500_000); sys.stderr.flush(); sys.stdout.write('o' * 500_000)")
    assert done == (0, b"o" * 500_000, b"e" * 500_000)


def test_a_program_gets_no_input_no_open_file_and_signals_as_they_are_by_default(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        number = fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, 100)
    seen = run(f"import os, sys; print(repr(sys.stdin.read()), '{number}' in os.listdir('/dev/fd'))")
    os.close(number)
    assert seen.out == b"'' False\n"
    # Python itself ignores the signal when it starts, so a shell says what it was given
    assert finished(["sh", "-c", "kill -PIPE $$; echo alive"], os.environ).code == -signal.SIGPIPE


def test_questions_are_answered_until_the_end() -> None:
    before = open_descriptors()
    code = "import sys\nfor line in sys.stdin: print(len(line), flush=True)\nsys.exit(5)"
    running = Running([*PYTHON, code], os.environ)
    for length in (1, 10, 200_000):
        running.ask(b"x" * (length - 1) + b"\n")
        assert running.answers.readline() == b"%d\n" % length
    assert running.end() == 5
    assert open_descriptors() == before


def test_who_has_ended_cannot_be_asked() -> None:
    running = Running([*PYTHON, "pass"], os.environ)
    assert running.answers.read() == b""
    with pytest.raises(BrokenPipeError):
        running.ask(b"?\n" * 100_000)
    assert running.end() == 0


def test_what_is_not_there_is_said_and_leaves_nothing_open(tmp_path: Path) -> None:
    before = open_descriptors()
    for start in (finished, Running):
        with pytest.raises(FileNotFoundError):
            start([str(tmp_path / "none")], os.environ)
    assert open_descriptors() == before


def test_an_end_that_the_system_took_for_itself_is_an_end() -> None:
    handled = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert run("print(1)") == (0, b"1\n", b"")
    finally:
        signal.signal(signal.SIGCHLD, handled)
