"""``reusecheck bench`` measures on a copy and leaves the repository as it was; what comes out, no test can know."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from reusecheck import costs, trial
from reusecheck.readers import read
from reusecheck.tokens import tokenize
from tests.end_to_end.press import COMMAND, PROJECT
from tests.end_to_end.process import PATIENCE
from tests.repository import isolated
from tests.room import CONFIGURATION, COPIED, PASSAGE, Room

if TYPE_CHECKING:
    from pathlib import Path

OWN = """\
version: 1
articles:
  include: ["content/open.md"]
corpus:
  - id: own
    files: ["content/*.md"]
    own: true
templates: ["boilerplate/*.md"]
index: {path: "../indexes/room", refresh: manual}
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    """A room whose temporary files have a folder of their own, in which each thing is measured once."""
    for name in ("room", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(trial, "RUNS", 1)
    monkeypatch.setattr(trial, "REBUILDS", 1)
    return Room.furnished(tmp_path / "room", monkeypatch, capsys)


def everything(folder: Path) -> dict[str, object]:
    """All that is below a folder, with what tells a change of it."""
    below = [folder, *folder.rglob("*")]
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_ctime_ns, path.read_bytes() if path.is_file() else b"")
        for path in below
    }


def temporary(room: Room) -> list[Path]:
    return list((room.root.parent / "temporary").iterdir())


class TestWhatIsPrinted:
    def test_the_table_and_the_same_for_programs(self, room: Room) -> None:
        before = everything(room.root)
        (room.root.parent / "figures").mkdir()
        ran = room.run("bench", "-o", "text", "-o", "json=../figures/of the room.json")
        assert (ran.code, ran.err) == (0, "")
        assert everything(room.root) == before
        assert temporary(room) == []
        time = r"[\d,.]+ m?s"
        for row in (
            r"corpus +1 reference, 0\.0 MB of text",
            r"index +\d+\.\d MB, [\d,.]+ of the text",
            rf"index build +{time} +{time} +\d+ MiB +\d+\.\d\d MB of text a CPU second",
            rf"  with nothing changed +{time} +{time} +\d+ MiB",
            rf"floor +{time} +{time} +\d+ MiB",
            rf"hook, nothing shared +{time} +{time} +\d+ MiB +\d+\.\d\d of the floor",
            rf"hook, 72 words shared +{time} +{time} +\d+ MiB +\d+\.\d\d of the floor",
        ):
            assert re.search(f"^{row}$", ran.out, re.MULTILINE), (row, ran.out)
        assert "The hook judged content/clean.md (54 words)" in ran.out
        assert "of plover:bus.md, put into content/clean.md" in ran.out
        document = json.loads((room.root.parent / "figures" / "of the room.json").read_text(encoding="utf-8"))
        assert document["schema"] == "reusecheck-bench/1"
        figures = document["figures"]
        assert (figures["references"], figures["hook_clean_shared_words"], figures["hook_reused_shared_words"]) == (
            1,
            0,
            72,
        )
        assert all(value > 0 for name, value in figures.items() if name.endswith(("_cpu_ms", "_peak_mb", "_cpu_s")))

    def test_ones_own_texts_an_index_elsewhere_and_an_article_that_takes_no_more_words(self, room: Room) -> None:
        room.write(".reusecheck.yaml", OWN)
        room.write("boilerplate/a.md", "Nothing that anybody wrote.")
        room.write("content/open.md", f"{COPIED}\n<!-- whatever follows is a comment\n")
        before = everything(room.root)
        ran = room.run("bench", "-o", "text", "-o", "json=../figures.json")
        assert (ran.code, ran.err) == (0, "")
        assert everything(room.root) == before
        assert not (room.root.parent / "indexes").exists()
        assert "corpus                      4 references" in ran.out
        assert re.search(r"^hook, 108 words shared .* of the floor$", ran.out, re.MULTILINE), ran.out
        assert "A hook with words shared was not measured" in ran.out
        figures = json.loads((room.root.parent / "figures.json").read_text(encoding="utf-8"))["figures"]
        assert (figures["hook_clean_shared_words"], figures["hook_reused_shared_words"]) == (108, None)

    def test_an_index_that_is_there_stays_as_it_is(self, room: Room) -> None:
        room.build()
        room.write("references/new.md", "A reference that the index does not hold yet.")
        before = everything(room.root)
        assert room.run("bench", "-q").code == 0
        assert everything(room.root) == before


class TestWhatStandsInTheWay:
    def test_2_the_command_line_and_the_configuration(self, room: Room) -> None:
        ran = room.run("bench", "-o", "concise")
        assert (ran.code, ran.out) == (2, "")
        assert "-o concise: found concise, wants text or json" in ran.err
        ran = room.run("bench", "-o", "json=no/such/folder/a.json", "-c", "elsewhere.yaml")
        assert ran.code == 2
        assert "elsewhere.yaml: cannot be read" in ran.err
        room.write(".reusecheck.yaml", CONFIGURATION.replace("references/", "refrences/"))
        ran = room.run("bench")
        assert ran.code == 2
        assert ".reusecheck.yaml:6:" in ran.err
        room.write(".reusecheck.yaml", CONFIGURATION.replace("articles:", "artikles:") + "limits: {share: NO}\n")
        ran = room.run("bench")
        assert (ran.code, len(ran.err.splitlines())) == (2, 2)
        assert temporary(room) == []

    def test_3_no_article_no_git_no_room(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION.replace("content/**", "contents/**"))
        ran = room.run("bench")
        assert ran.code == 3
        assert "articles.include matches no file of plain text" in ran.err
        room.write(".reusecheck.yaml", CONFIGURATION)
        room.patch.setattr(trial, "SPACE", 10**15)
        ran = room.run("bench")
        assert ran.code == 3
        assert "TMPDIR" in ran.err
        room.patch.setenv("PATH", os.devnull)
        ran = room.run("bench")
        assert ran.code == 3
        assert "git was not found" in ran.err
        assert temporary(room) == []

    def test_3_a_reference_that_is_no_text(self, room: Room) -> None:
        room.write("references/picture.md", b"\x89PNG\r\n\x1a\n" + bytes(2000))
        before = everything(room.root)
        ran = room.run("bench")
        assert (ran.code, ran.out) == (3, "")
        assert "`reusecheck index build` ended with 3" in ran.err
        assert everything(room.root) == before
        assert temporary(room) == []

    def test_130_interrupted_and_nothing_is_left(self, room: Room) -> None:
        variables = isolated(room.root) | {"TMPDIR": str(room.root.parent / "temporary")}
        before = everything(room.root)
        with subprocess.Popen(
            [*COMMAND, "bench"],
            cwd=room.root, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as bench:  # fmt: skip
            while not list(room.root.parent.glob("temporary/*/repository/.git/HEAD")) and bench.poll() is None:
                pass
            bench.send_signal(signal.SIGINT)
            out, err = bench.communicate(timeout=PATIENCE)
        assert (bench.returncode, out, err.decode()) == (130, b"", "reusecheck: interrupted\n")
        assert temporary(room) == []
        assert everything(room.root) == before


@pytest.mark.parametrize(
    ("path", "article"),
    [
        ("a.md", "# A title\n\nSome words.\n"),
        ("a.txt", "Some words."),
        ("a.html", "<html><body>\n<p>Some words.</p>\n</body>\n</html>\n"),
        ("a.htm", "<p>Some words.</p>"),
        ("a.rst", "Title\n=====\n\nSome words.\n"),
        ("a.adoc", "= Title\n\nSome words.\n"),
        ("a.tex", "\\documentclass{article}\n\\begin{document}\nSome words.\n\\end{document}\n"),
        ("a.tex", "Some words."),
    ],
)
def test_words_are_put_where_a_reader_finds_them(path: str, article: str) -> None:
    document = read(path, trial.with_passage(path, article.encode(), PASSAGE))
    wanted = " ".join(tokenize(PASSAGE).words)
    assert wanted in " ".join(tokenize(document.reading.prose).words)  # type: ignore[union-attr]


def test_what_is_measured_beside_others_wants_them_installed(tmp_path: Path) -> None:
    script = [sys.executable, str(PROJECT / "benchmarks" / "others.py"), "--references", "a.jsonl", "--article", "a.md"]
    done = subprocess.run(script, cwd=tmp_path, env={"PATH": os.devnull}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sim_text: apt-get update && apt-get install similarity-tester" in done.stderr


class TestCosts:
    def test_a_process_is_not_charged_with_the_memory_of_the_one_that_measures(self, tmp_path: Path) -> None:
        held = bytearray(b"x" * 200_000_000)
        found, said = costs.cost([sys.executable, "-c", "pass"], str(tmp_path), os.environ)
        assert (found.code, said) == (0, "")
        assert found.peak_mib < 100 < len(held) / 2**20

    def test_what_it_writes_and_how_it_ends(self, tmp_path: Path) -> None:
        program = "import sys; print('answer'); print('why', file=sys.stderr); sys.exit(3)"
        found, said = costs.cost([sys.executable, "-c", program], str(tmp_path), os.environ, out=f"{tmp_path}/out")
        assert (found.code, said, (tmp_path / "out").read_text()) == (3, "why\n", "answer\n")

    def test_a_command_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="could not be started: FileNotFoundError"):
            costs.cost(["no-such-command"], str(tmp_path), os.environ)

    def test_the_median_of_times_and_the_most_memory(self) -> None:
        some = [costs.Cost(3, 1, 20), costs.Cost(1, 2, 30, 1), costs.Cost(2, 9, 10)]
        assert costs.median(some) == costs.Cost(2, 2, 30, 1)
