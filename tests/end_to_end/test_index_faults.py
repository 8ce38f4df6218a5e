"""The index gone, damaged, foreign, fought over or killed: the command says so, mends it, then says what it said."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from reusecheck.cli import main
from reusecheck.index.catalog import CATALOG, checked, load_catalog, unchecked
from reusecheck.index.format import MEND, header_size
from tests.desk import Desk, edited, prose
from tests.end_to_end.process import command, ended, started
from tests.room import Ran

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CONFIGURATION = """\
version: 1
articles: {include: ["content/*.md"]}
corpus:
  - id: wren
    files: ["references/*.md"]
"""


class Shop(Desk):
    """A desk with a configuration file, for the command."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.write(".reusecheck.yaml", CONFIGURATION)
        for number in range(5):
            self.write(f"references/r{number}.md", prose(number))
        self.write("content/a.md", prose(100) + "\n" + prose(1) + "\n" + prose(101) + "\n" + edited(prose(3), 7))

    def restore(self) -> None:
        """The index as it was in the beginning."""
        shutil.rmtree(self.index)
        shutil.copytree(self.root / "aside", self.index)

    def segments(self) -> list[Path]:
        return [self.index / entry.name for entry in load_catalog(str(self.index)).segments]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop that is the working directory, its index in two segments."""
    shop = Shop(tmp_path / "shop")
    monkeypatch.chdir(shop.root)
    shop.build()
    shop.write("references/r9.md", prose(9))
    shop.build()
    assert len(shop.segments()) == 2
    shutil.copytree(shop.index, shop.root / "aside")
    return shop


class Here:
    """The command line in this process."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured

    def __call__(self, *arguments: str) -> Ran:
        self._captured.readouterr()
        code = main(arguments)
        printed = self._captured.readouterr()
        return Ran(code, printed.out, printed.err)

    def json(self) -> str:
        done = self("check", "-o", "json")
        assert done.code == 1
        return done.out


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(capsys)


def damaged(shop: Shop, path: Path, contents: Sequence[bytes], here: Here) -> None:
    """With each content a check is refused and names the file and the command; building mends it."""
    right = here.json()
    for content in contents:
        path.write_bytes(content)
        done = here("check")
        assert (done.code, done.out) == (3, "")
        assert str(path) in done.err
        assert MEND in done.err
        assert path.read_bytes() == content, "a check hides no damage by mending it"
    for content in contents[:: max(1, len(contents) // 3)]:
        path.write_bytes(content)
        mended = here("index", "build")
        assert mended.code == 0, mended.err
        assert here.json() == right
        assert sorted(path.name for path in shop.index.glob("*.segment")) == sorted(s.name for s in shop.segments())
        if path.exists():
            assert path.read_bytes() != content
        shop.restore()


FOREIGN = (b"", b"\0" * 700, b"# The ferry\n" * 60, b"PK\x03\x04" + bytes(range(256)) * 3)


@pytest.mark.parametrize("which", [0, 1])
def test_a_segment_truncated_at_every_tenth_byte_or_foreign_is_refused_and_mended(
    shop: Shop, which: int, here: Here
) -> None:
    path = shop.segments()[which]
    whole = path.read_bytes()
    other = shop.segments()[1 - which].read_bytes()
    cut = [whole[:at] for at in range(0, len(whole), 10)]
    damaged(shop, path, [*cut, whole[:-1], whole + b"\0", other, *FOREIGN], here)


def test_a_byte_flipped_in_a_header_is_refused_and_mended(shop: Shop, here: Here) -> None:
    path = shop.segments()[0]
    whole = path.read_bytes()
    flipped = [whole[:at] + bytes([whole[at] ^ 0x11]) + whole[at + 1 :] for at in range(0, header_size(), 17)]
    damaged(shop, path, flipped, here)


def test_a_catalog_truncated_at_every_tenth_byte_or_foreign_is_refused_and_mended(shop: Shop, here: Here) -> None:
    path = shop.index / CATALOG
    whole = path.read_bytes()
    ledger = (shop.index / load_catalog(str(shop.index)).ledger).read_bytes()
    cut = [whole[:at] for at in range(0, len(whole), 10)]
    damaged(shop, path, [*cut, whole[:-1], ledger, checked(b"[1, 2]"), *FOREIGN], here)


def test_a_segment_that_is_gone_is_refused_and_mended(shop: Shop, here: Here) -> None:
    right = here.json()
    gone = shop.segments()[0]
    gone.unlink()
    done = here("check")
    assert done.code == 3
    assert done.err == f"reusecheck: {gone}: No such file or directory; {MEND}\n"
    assert here("index", "build").code == 0
    assert here.json() == right


def test_a_ledger_that_is_gone_cut_or_foreign_changes_no_answer_and_is_mended(shop: Shop, here: Here) -> None:
    right = here.json()
    for spoil in (b"", b"# The ferry\n" * 60, checked(b"{}"), (shop.index / CATALOG).read_bytes(), None):
        ledger = shop.index / load_catalog(str(shop.index)).ledger
        if spoil is None:
            ledger.unlink()
        else:
            ledger.write_bytes(spoil)
        assert here.json() == right
        assert here("index", "build").code == 0
        assert here.json() == right
        shop.write("references/r0.md", prose(60 + len(spoil or b"-")))
        assert here.json().count("wren:r") == right.count("wren:r"), "and a refresh after it is right"


def test_a_refresh_upon_a_spoiled_ledger_is_right(shop: Shop, here: Here) -> None:
    (shop.index / load_catalog(str(shop.index)).ledger).write_bytes(b"{}")
    shop.write("references/r1.md", prose(61))
    answer = here("check", "-o", "json")
    assert "wren:r1.md" not in answer.out
    assert "wren:r3.md" in answer.out


def test_an_index_of_another_version_is_built_anew_or_refused_under_manual(shop: Shop, here: Here) -> None:
    right = here.json()
    path = shop.index / CATALOG
    newer = checked(json.dumps(json.loads(unchecked(path.read_bytes(), "")) | {"format": 99}).encode())
    path.write_bytes(newer)
    shop.write(".reusecheck.yaml", CONFIGURATION + "index: {refresh: manual}\n")
    done = here("check")
    assert done.code == 3
    assert done.err == f"reusecheck: {path}: written by another version of reusecheck; {MEND}\n"
    shop.write(".reusecheck.yaml", CONFIGURATION)
    assert here.json() == right
    path.write_bytes(newer)
    assert here("index", "build").code == 0
    assert here.json() == right


# As version 2 of the format wrote it
CATALOG_2 = b"""\
{
 "format": 2,
 "normal_form": 3,
 "k": 5,
 "window": 4,
 "segments": [
  [
   "7903661d093bd939b9eb.segment",
   1,
   14,
   [],
   0
  ]
 ],
 "entries": {
  "wren": "f473731c6693152bb83b889e0dfbba5b"
 },
 "problems": [],
 "ledger": "ledger-a092d0e205e138e9.json",
 "notes": []
}
560c82e4
"""
SEGMENT_2 = b"reuseidx\2\0\0\0\v\0\0\0\5\0\4\0\3\0\0\0\1" + bytes(7) + b"\x0e" + bytes(918)
INDEX_2 = {
    CATALOG: CATALOG_2,
    "7903661d093bd939b9eb.segment": SEGMENT_2,
    "ledger-a092d0e205e138e9.json": b'{"recipes":{},"files":{}}\n24f4260d\n',
    "lock": b"",
}


def test_an_index_of_the_version_before_is_refused_under_manual_and_built_anew_otherwise(
    shop: Shop, here: Here
) -> None:
    right = here.json()

    def as_before() -> None:
        shutil.rmtree(shop.index)
        for name, content in INDEX_2.items():
            shop.write(f".reusecheck/{name}", content)

    as_before()
    shop.write(".reusecheck.yaml", CONFIGURATION + "index: {refresh: manual}\n")
    told = f"reusecheck: {shop.index / CATALOG}: written by another version of reusecheck; {MEND}\n"
    for arguments in (("check",), ("index", "status"), ("index", "verify")):
        done = here(*arguments)
        assert (done.code, done.out, done.err) == (3, "", told), arguments
    assert {path.name: path.read_bytes() for path in shop.index.iterdir()} == INDEX_2
    assert here("index", "build").code == 0
    assert here.json() == right
    assert shop.is_tidy()
    shop.write(".reusecheck.yaml", CONFIGURATION)
    as_before()
    assert here.json() == right
    assert shop.is_tidy(), "what the version before wrote is gone"


def test_damage_behind_the_header_is_found_by_verify_and_mended_by_build(shop: Shop, here: Here) -> None:
    right = here.json()
    path = shop.segments()[0]
    whole = path.read_bytes()
    found = 0
    for at in range(400, len(whole), 211):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        done = here("index", "verify")
        found += done.code == 3
        assert done.code == 3 or here.json() == right  # what fills a section up to a multiple of 8 bytes is not read
        assert done.code == 0 or MEND in done.err
        assert here("index", "build").code == 0
        assert here("index", "verify").code == 0
        assert here.json() == right
        shop.restore()
    assert found > 5


def test_under_manual_the_command_names_what_to_run(shop: Shop) -> None:
    shop.write(".reusecheck.yaml", CONFIGURATION + "index: {refresh: manual}\n")
    shutil.rmtree(shop.index)
    missing = command(shop.root, "check")
    assert (missing.code, missing.out) == (3, "")
    assert "there is no index here; run: reusecheck index build" in missing.err
    assert not shop.index.exists()
    assert command(shop.root, "index", "build").code == 0
    assert command(shop.root, "check").code == 1
    shop.write("references/r9.md", prose(90))
    old = command(shop.root, "check")
    assert (old.code, old.out) == (3, "")
    assert old.err == "reusecheck: .reusecheck: not up to date for wren; run: reusecheck index build\n"


def test_a_reference_that_cannot_be_read_ends_build_and_check_with_3(shop: Shop) -> None:
    bad = shop.write("references/scan.md", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(60))
    built = command(shop.root, "index", "build")
    assert built.code == 3
    assert "references/scan.md: binary file (a PDF)" in built.err
    assert "the index is not complete" in built.err
    judged = command(shop.root, "check")
    assert (judged.code, judged.out) == (3, "")
    assert "references/scan.md: binary file (a PDF)" in judged.err
    bad.write_text(prose(77), encoding="utf-8")
    assert command(shop.root, "index", "build").code == 0
    bad.unlink()
    bad.mkdir()
    assert command(shop.root, "check").code == 1, "a folder of that name is no reference"


def test_a_folder_where_a_single_reference_is_named_holds_none(shop: Shop) -> None:
    shop.write(".reusecheck.yaml", CONFIGURATION.replace("references/*.md", "references/one.md"))
    (shop.root / "references/one.md").mkdir()
    done = command(shop.root, "check")
    assert done.code == 2
    assert done.err == 'reusecheck: .reusecheck.yaml:4:1: corpus.wren.files: "references/one.md" matches no file\n'


def test_two_builds_at_once_leave_one_whole_index(shop: Shop) -> None:
    right = command(shop.root, "check", "-o", "json").out
    shutil.rmtree(shop.index)
    first, second = ended(started(shop.root, "index", "build"), started(shop.root, "index", "build"))
    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert first.err == second.err == ""
    assert sorted(("(6 indexed" in first.out, "(6 indexed" in second.out)) == [False, True]
    assert command(shop.root, "index", "verify").code == 0
    assert command(shop.root, "check", "-o", "json").out == right
    assert not list(shop.index.glob("*.new"))


def test_checks_during_builds_answer_as_before_or_after_and_never_fail(shop: Shop) -> None:
    before = command(shop.root, "check", "-o", "json")
    file = shop.root / "references/r1.md"
    text, other = prose(1), prose(70)
    answers = {before.out}
    file.write_text(other, encoding="utf-8")
    answers.add(command(shop.root, "check", "-o", "json").out)
    assert len(answers) == 2
    for turn in range(2):  # more of it, and quicker: tests/end_to_end/test_killed.py
        shop.write("new.md", text if turn % 2 == 0 else other).rename(file)  # in one step, as editors do
        for done in ended(started(shop.root, "check", "-o", "json"), started(shop.root, *_either(turn))):
            assert done.code in (0, 1), done.err
            assert "Traceback" not in done.err
            assert not done.out.startswith("{") or done.out in answers


def _either(turn: int) -> tuple[str, ...]:
    return ("index", "build") if turn % 2 else ("check", "-o", "json")


# A build that stops where it is told to, and waits to be killed: after so many files of the index were put in place,
# or just before the next one is.
STOPPING = """\
import os, sys, time
from reusecheck.index import refresh
refresh.LEAST_BATCH = refresh.MOST_BATCH = 1500
stop, after = int(sys.argv.pop(1)), sys.argv.pop(1) == "after"
replace = os.replace
def counted(*paths):
    global stop
    stop -= 1
    if stop < 0 and not after:
        stay()
    replace(*paths)
    if stop < 0:
        stay()
def stay():
    print("here", flush=True)
    time.sleep(600)
os.replace = counted
from reusecheck.cli import main
sys.exit(main(["index", "build"]))
"""


def killed(shop: Shop, stop: int, when: str) -> bool:
    """Whether the build came as far as to be killed there."""
    process = started(shop.root, "-c", STOPPING, str(stop), when, program=[sys.executable])
    assert process.stdout is not None
    came = process.stdout.readline() == b"here\n"
    if came:
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    return came


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_build_killed_at_any_step_leaves_an_index_that_answers_and_the_next_one_succeeds(
    shop: Shop, here: Here, when: str
) -> None:
    old = shop.held_answer()
    for number in range(6):
        shop.write(f"references/r{number}.md", prose(number) + prose(number + 200))
    new = here.json()
    assert new != old
    for stop in range(20):
        shop.restore()
        if not killed(shop, stop, when):
            break
        assert here("index", "verify").code == 0
        assert shop.held_answer() == (new if _is_last(shop) else old)
        assert here("index", "build").code == 0
        assert here.json() == new
        named = {entry.name for entry in load_catalog(str(shop.index)).segments}
        assert len(named) < 9
        assert {path.name for path in shop.index.iterdir()} - named == {
            ".gitignore", "lock", CATALOG, "configuration.json", load_catalog(str(shop.index)).ledger,
        }  # fmt: skip
    assert stop >= 8, "there are several segments, the ledger and the catalog to be put in place"


def _is_last(shop: Shop) -> bool:
    """Whether the new catalog is in place."""
    return (shop.index / CATALOG).read_bytes() != (shop.root / "aside" / CATALOG).read_bytes()
