"""Reports in files: several at once, each replaced in one step, one that fails not at the cost of the others."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from reusecheck import filing
from reusecheck.reports import FORMATS
from tests.end_to_end.press import COMMAND
from tests.end_to_end.process import command
from tests.repository import isolated
from tests.room import Room

if TYPE_CHECKING:
    from pathlib import Path

CLOSING = "checked 1 article (108 words) against 1 reference – 1 blocked (scope file)\n"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    return Room.furnished(tmp_path, monkeypatch, capsys)


def left_over(room: Room) -> list[str]:
    return [path.name for path in room.root.iterdir() if path.name.startswith(".reusecheck-")]


def test_every_format_at_once_each_in_its_file(room: Room) -> None:
    wanted = [f"-o{name}=out.{name}" for name in FORMATS]
    ran = room.run("check", "content/copied.md", *wanted)
    assert (ran.code, ran.out, ran.err) == (1, CLOSING, "")
    for name in FORMATS:
        alone = room.run("check", "content/copied.md", "-o", f"{name}=alone.{name}")
        assert alone.code == 1
        once = (room.root / f"out.{name}").read_bytes()
        assert once == (room.root / f"alone.{name}").read_bytes() != b"", name
    assert left_over(room) == []


def test_the_environment_names_several(room: Room) -> None:
    room.patch.setenv("REUSECHECK_OUTPUT", "json=a.json concise\n concise=b.txt")
    ran = room.run("check", "content/copied.md")
    assert json.loads((room.root / "a.json").read_text(encoding="utf-8"))["exit_code"] == 1
    assert ran.out == (room.root / "b.txt").read_text(encoding="utf-8") + CLOSING


def test_two_reports_never_go_to_one_file_by_whatever_name(room: Room) -> None:
    (room.root / "same").symlink_to("out")
    for twice in ("out", "./out", "content/../out", "same", str(room.root / "out")):
        ran = room.run("check", "-o", "json=out", "-o", f"concise={twice}")
        assert (ran.code, ran.out) == (2, ""), twice
        assert "two reports go to" in ran.err


def test_what_cannot_be_written_is_told_and_the_rest_is_written(room: Room) -> None:
    room.write("old.txt", "old").chmod(0o444)
    wrong = {
        "gone/out.txt": "found no folder gone, wants one that is there",
        "content": "found a folder, wants a file",
        "old.txt": "found a file that is read-only, wants one that may be replaced",
        f"{'n' * 300}.txt": "File name too long",
    }
    ran = room.run(
        "check", "content/copied.md", *(f"-oconcise={path}" for path in wrong), "-ojson=out.json", "-oconcise"
    )
    assert ran.code == 2
    assert "content/copied.md:7:1: " in ran.out
    assert ran.out.endswith(CLOSING)
    assert ran.err == "".join(
        f"reusecheck: {path}: the report could not be written: {why}\n" for path, why in wrong.items()
    )
    assert (room.root / "out.json").stat().st_size
    assert (room.root / "old.txt").read_text(encoding="utf-8") == "old"
    assert left_over(room) == []


def test_what_was_not_judged_weighs_more_than_a_report_that_could_not_be_written(room: Room) -> None:
    assert room.run("check", "content/gone.md", "-o", "json=gone/out.json").code == 3


def test_a_file_keeps_its_permissions_and_a_new_one_has_those_of_the_mask(room: Room) -> None:
    private = room.write("private.json", "old")
    private.chmod(0o600)
    mask = os.umask(0o027)
    try:
        room.run("check", "-o", "json=private.json", "-o", "concise=new.txt")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE((room.root / "new.txt").stat().st_mode) == 0o640
    assert json.loads(private.read_text(encoding="utf-8"))["outcome"] == "block"


def test_of_a_symbolic_link_the_file_it_leads_to_is_written(room: Room) -> None:
    (room.root / "reports").mkdir()
    link = room.root / "latest.txt"
    link.symlink_to("reports/today.txt")  # not there yet
    for _ in range(2):
        assert room.run("check", "-o", "concise=latest.txt").code == 1
        assert link.is_symlink()
        assert (room.root / "reports/today.txt").stat().st_size


def test_whoever_has_the_old_report_open_goes_on_reading_it(room: Room) -> None:
    room.write("out.json", "old")
    with (room.root / "out.json").open(encoding="utf-8") as old:
        room.run("check", "-o", "json=out.json")
        assert old.read() == "old"


def test_a_pipe_is_written_to_and_stays_one(room: Room) -> None:
    pipe = room.root / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    room.run("check", "-o", "json=pipe", "-o", "json")
    reader.join(60)
    assert json.loads(read[0])["outcome"] == "block"
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "printed.txt"])
def test_standard_output_by_another_name_is_not_replaced_though_it_is_a_file(room: Room, name: str) -> None:
    if name.startswith("/") and not os.path.exists(name):
        pytest.skip(f"there is no {name}")
    room.build()
    with (room.root / "printed.txt").open("w", encoding="utf-8") as printed:
        printed.write("before\n")
        printed.flush()
        done = subprocess.run(
            [*COMMAND, "check", "content/copied.md", "-o", f"concise={name}"],
            cwd=room.root, env=isolated(room.root), stdout=printed, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"")
    first, *findings, last = (room.root / "printed.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    assert (first, last) == ("before\n", CLOSING)
    assert findings[-1].startswith("content/copied.md:7:1:")


def test_standard_output_by_another_name_may_be_a_pipe_whose_reader_left(room: Room) -> None:
    room.build()
    with subprocess.Popen(
        [*COMMAND, "check", "content/copied.md", "-o", "json=/dev/stdout"],
        cwd=room.root, env=isolated(room.root), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


INTERRUPTED = """
import os, signal, sys
from reusecheck import cli
os.fsync = lambda number: os.kill(os.getpid(), signal.SIGINT)  # the report is whole, and not yet in place
sys.exit(cli.main(sys.argv[1:]))
"""


def test_an_interrupted_report_leaves_the_old_one_and_nothing_beside_it(room: Room) -> None:
    room.build()
    room.write("out.json", "old")
    program = (sys.executable, "-c", INTERRUPTED)
    ran = command(room.root, "check", "content/copied.md", "-o", "json=out.json", program=program)
    assert (ran.code, ran.out) == (128 + signal.SIGINT, "")
    assert ran.err == "reusecheck: interrupted\n"
    assert (room.root / "out.json").read_text(encoding="utf-8") == "old"
    assert left_over(room) == []


def test_a_name_with_a_null_is_told(tmp_path: Path) -> None:
    assert "null" in filing.write(f"{tmp_path}/a\0b", "text")
