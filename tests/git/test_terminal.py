"""What stands at the other end: a terminal without a width, a reader that leaves, no input, an old encoding, Ctrl-C."""

from __future__ import annotations

import codecs
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from reusecheck.reports import FORMATS
from tests.end_to_end.press import COMMAND, COPIED, CREDITED, PASSAGE, Press, local_hook
from tests.end_to_end.process import PATIENCE, started
from tests.repository import isolated
from tests.room import Ran

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

NONE: Mapping[str, str] = {}
WITHOUT = {"CI": "", "COLUMNS": "", "NO_COLOR": "", "FORCE_COLOR": "", "TERM": "xterm-256color"}
SGR = re.compile(r"\x1b\[[0-9;]*m")
ENCODINGS = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "LC_ALL=C": {"LC_ALL": "C", "LANG": ""},
}
SHOWN = ("hook", "-v", "--quote", "full", "-o")
PARSED: dict[str, Callable[[str], Any]] = {
    "json": json.loads,
    "sarif": json.loads,
    "gitlab": json.loads,
    "jsonl": lambda printed: [json.loads(line) for line in printed.splitlines()],
    "junit": ET.canonicalize,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three copies staged, under names that few encodings have, with words before them that none of these has."""
    press = Press(tmp_path_factory.mktemp("built") / "press")
    press.stage("content/Fähre 🚢.md", COPIED)
    press.stage("content/茶.md", PASSAGE.replace("for a quarter", "für ein — “quarter”").replace("whole", "ganze 川"))
    press.stage("content/credited.md", CREDITED)
    assert press.reusecheck("index", "build").returncode == 0
    assert press.reusecheck("hook").returncode == 1
    return press.root


@pytest.fixture
def press(built: Path, tmp_path: Path) -> Press:
    """One to be changed."""
    return Press.copy(built, tmp_path / "press")


@pytest.fixture(scope="module")
def same(built: Path) -> Press:
    """The one that all share, for what writes nothing."""
    press = Press.__new__(Press)
    press.root, press.variables = built, isolated(built.parent)
    return press


@pytest.fixture(scope="module")
def plain(same: Press) -> dict[str, Ran]:
    """What each format prints in UTF-8."""
    return {name: ran(same, *SHOWN, name) for name in FORMATS}


def ran(press: Press, *arguments: str, **variables: str) -> Ran:
    """The command with no input, its outputs as they were encoded."""
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=press.root, env=press.variables | variables, stdin=subprocess.DEVNULL,
        capture_output=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    encoding = variables.get("PYTHONIOENCODING", "utf-8")
    return Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


def on_a_terminal(press: Press, *arguments: str, variables: Mapping[str, str] = NONE, columns: int = 0) -> Ran:
    """The command whose outputs are both a terminal; what it shows is in ``out``."""
    ours, theirs = pty.openpty()
    settings = termios.tcgetattr(theirs)
    settings[1] &= ~termios.OPOST  # or every line would end in \r\n
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 0, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=press.root, env={**press.variables, **WITHOUT, **variables},
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with open(ours, "rb", buffering=0) as terminal:
        while True:
            try:
                piece = terminal.read(65536)
            except OSError:  # Linux says so at the end
                break
            if not piece:
                break
            shown += piece
    return Ran(process.wait(PATIENCE), shown.decode(), "")


class TestAReaderThatLeaves:
    @pytest.mark.parametrize("name", FORMATS)
    def test_before_the_first_byte(self, same: Press, name: str) -> None:
        with started(same.root, "hook", "-o", name) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            told = process.stderr.read().decode()
        assert process.returncode == 1
        assert all(line.startswith(("checked ", "reusecheck: ")) for line in told.splitlines()), told

    def test_after_the_first_line_of_many(self, press: Press) -> None:
        """More than a pipe holds, so that the rest cannot be written."""
        press.write("content/long.md", "\n\n".join(f"{number}. {PASSAGE}" for number in range(400)))
        shell = f"'{sys.executable}' -m reusecheck check content/long.md -v -o concise; echo $? >code"
        done = press.run("sh", "-c", f"({shell}) | head -n 1")
        assert done.stdout.startswith("content/long.md:")
        assert "Traceback" not in done.stdout
        assert (press.root / "code").read_text() == "1\n"

    def test_both_outputs_gone(self, same: Press) -> None:
        with started(same.root, "hook") as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            process.stderr.close()
        assert process.returncode == 1

    def test_outputs_that_were_closed_from_the_start(self, press: Press) -> None:
        done = press.run("sh", "-c", f"{' '.join(COMMAND)} hook -o json=out.json <&- >&- 2>&-; echo $?")
        assert done.stdout == "1\n"
        assert json.loads((press.root / "out.json").read_text(encoding="utf-8"))["exit_code"] == 1


class TestNoInput:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("hook",), 1),
            (("check", "-"), 0),
            (("report", "-"), 2),
            (("attribute", "heron", "content/credited.md"), 0),
            (("baseline", "write"), 0),
            (("init",), 0),
        ],
    )
    def test_nothing_waits_for_an_answer(self, press: Press, arguments: tuple[str, ...], code: int) -> None:
        done = ran(press, *arguments)
        assert done.code == code, done
        assert "Traceback" not in done.err


class TestATerminal:
    def test_that_knows_no_width_has_eighty_columns(self, same: Press) -> None:
        unknown, known = (on_a_terminal(same, "hook", columns=columns) for columns in (0, 80))
        assert unknown == known
        assert unknown.code == 1
        assert "\x1b[" in unknown.out
        narrow = on_a_terminal(same, "hook", columns=50)
        assert len(narrow.out.splitlines()) > len(known.out.splitlines())

    def test_in_a_hook_nothing_moves_hides_or_links(self, press: Press) -> None:
        """The index has to be built, which a person would see going on."""
        for path in (press.root / ".reusecheck").iterdir():
            path.unlink()
        done = on_a_terminal(press, "hook", "-v", variables={"PRE_COMMIT": "1"})
        assert done.code == 1
        bare = SGR.sub("", done.out)
        assert bare != done.out
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", bare)

    def test_a_person_sees_an_index_being_built_but_for_a_terminal_that_cannot_go_back(self, press: Press) -> None:
        for variables, shown in (
            ({}, True),
            ({"TERM": "dumb"}, False),
            ({"CI": "1"}, False),
            ({"PRE_COMMIT": "1"}, False),
        ):
            for path in (press.root / ".reusecheck").iterdir():
                path.unlink()
            assert ("\r" in on_a_terminal(press, "index", "build", variables=variables).out) is shown, variables

    @pytest.mark.parametrize(
        ("variables", "colored"),
        [
            ({"TERM": "dumb"}, False),
            ({"NO_COLOR": "1"}, False),
            ({"CI": "true"}, True),
            ({"PRE_COMMIT": "1"}, True),
            ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ],
    )
    def test_colours_are_for_those_who_can_and_want_to_see_them(
        self, same: Press, variables: dict[str, str], *, colored: bool
    ) -> None:
        done = on_a_terminal(same, "hook", variables=variables)
        assert done.code == 1
        assert ("\x1b" in done.out) is colored
        assert "\r" not in done.out

    def test_machines_are_never_sent_colours(self, same: Press) -> None:
        for name in FORMATS:
            if name not in ("text", "concise"):
                assert "\x1b" not in on_a_terminal(same, "hook", "-o", name, variables={"FORCE_COLOR": "1"}).out, name

    def test_the_terminal_that_pre_commit_makes_for_its_hooks(self, press: Press) -> None:
        press.stage(".pre-commit-config.yaml", local_hook())
        press.variables |= WITHOUT
        done = press.run(sys.executable, "-m", "pre_commit", "run", "--color=always")
        assert done.returncode == 1
        assert "\x1b[31m" in done.stdout
        bare = SGR.sub("", done.stdout)
        assert "content/Fähre 🚢.md:" in bare
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", bare)


class TestEncodings:
    @pytest.mark.parametrize("name", FORMATS)
    @pytest.mark.parametrize("encoding", ENCODINGS)
    def test_no_format_breaks(self, same: Press, plain: dict[str, Ran], encoding: str, name: str) -> None:
        done = ran(same, *SHOWN, name, **ENCODINGS[encoding])
        assert done.code == plain[name].code == 1
        assert "Traceback" not in done.err
        if name in PARSED:
            assert PARSED[name](done.out) == PARSED[name](plain[name].out)
        else:
            assert any(written in done.out for written in (r"F\xe4hre", "F&#xe4;hre", "F&#228;hre", "Fähre"))

    @pytest.mark.parametrize("name", ["json", "jsonl", "sarif"])
    def test_a_locale_that_python_is_told_to_take_at_its_word(
        self, same: Press, plain: dict[str, Ran], name: str
    ) -> None:
        """Then every name that is not ASCII is no text to it."""
        done = ran(same, *SHOWN, name, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
        assert done.code == 1
        assert PARSED[name](done.out) == PARSED[name](plain[name].out)

    @pytest.mark.parametrize("encoding", ENCODINGS)
    def test_files_are_in_utf_8_whatever_the_terminal_is(self, press: Press, encoding: str) -> None:
        wanted = [f"-o{name}=out.{name}" for name in FORMATS]
        assert ran(press, "hook", *wanted).code == 1
        before = {name: (press.root / f"out.{name}").read_bytes() for name in FORMATS}
        assert ran(press, "hook", *wanted, **ENCODINGS[encoding]).code == 1
        assert {name: (press.root / f"out.{name}").read_bytes() for name in FORMATS} == before
        assert "Fähre 🚢" in before["json"].decode()

    def test_what_is_saved_can_be_shown_on_a_terminal_that_lacks_the_letters(self, press: Press) -> None:
        assert ran(press, "hook", "-o", "json=out.json").code == 1
        done = ran(press, "report", "out.json", **ENCODINGS["ascii"])
        assert done.code == 1
        assert r"content/F\xe4hre \U0001f6a2.md:" in done.out

    def test_the_encodings_of_this_test_are_there(self) -> None:
        assert {codecs.lookup(name).name for name in ("ascii", "cp1252")} == {"ascii", "cp1252"}


class TestAnInterrupt:
    def interrupted(self, press: Press, *arguments: str, when: Callable[[], bool], **variables: str) -> Ran:
        process = subprocess.Popen(
            [*COMMAND, *arguments], cwd=press.root, env=press.variables | variables, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        while not when():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        return Ran(process.returncode, out.decode(), err.decode())

    def test_while_git_is_at_work(self, press: Press) -> None:
        """A git that never answers."""
        (press.root / "bin").mkdir()
        git = press.write("bin/git", "#!/bin/sh\ntouch asked\nexec sleep 600\n")
        git.chmod(0o755)
        search = f"{press.root}/bin{os.pathsep}{os.environ['PATH']}"
        (press.root / "out.json").write_text("old", encoding="utf-8")
        done = self.interrupted(press, "hook", "-o", "json=out.json", when=(press.root / "asked").exists, PATH=search)
        assert done == (130, "", "reusecheck: interrupted\n")
        assert (press.root / "out.json").read_text(encoding="utf-8") == "old"

    def test_while_a_report_waits_for_its_reader(self, press: Press) -> None:
        """The first report is in place, the second goes into a pipe that nobody reads, the third never comes to be."""
        os.mkfifo(press.root / "pipe")
        first, third = press.root / "out.json", press.root / "out.sarif"
        done = self.interrupted(
            press, "hook", "-o", "json=out.json", "-o", "jsonl=pipe", "-o", "sarif=out.sarif", when=first.exists
        )
        assert done == (130, "", "reusecheck: interrupted\n")
        assert json.loads(first.read_text(encoding="utf-8"))["exit_code"] == 1
        assert not third.exists()
        assert not [path for path in press.root.iterdir() if path.name.startswith(".reusecheck-")]
