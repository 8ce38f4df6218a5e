"""An index handed on as one file: the same bytes for the same corpus, checked as a whole, and no other answers."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.config import CorpusEntry, IndexSettings, Refresh
from reusecheck.configuring import render
from reusecheck.errors import ConfigError, IndexOutdatedError, IndexUnusableError, NotJudgedError, UsageError
from reusecheck.fingerprints import sampling
from reusecheck.hashing import blake2b
from reusecheck.index.archive import CHECK_BYTES, HEADER, pack_manifest, read_manifest, unpack
from reusecheck.index.catalog import ARCHIVED, load_catalog
from reusecheck.index.exporting import PIECE_BYTES, Exported, export
from reusecheck.index.refresh import Effort, refresh
from reusecheck.pipeline import check
from reusecheck.reports import report
from reusecheck.reports.options import Options
from tests.desk import FILES, LINES, Desk, edited, prose
from tests.repository import Repository, isolated
from tests.room import CLEAN, CONFIGURATION, COPIED, CREDITED, REFERENCE, Room
from tests.test_hooks_road import imported

if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.config import Config
    from reusecheck.index.refresh import Summary

HOW = sampling(8)
# A check that is gone before the file of the index with this number is put in place
KILLED = """
import os, signal, sys
stop = int(sys.argv.pop(1))
replace = os.replace
def counted(*paths):
    global stop
    stop -= 1
    if stop < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(*paths)
os.replace = counted
from reusecheck.cli import main
sys.exit(main(["check", "-o", "json"]))
"""
ARTICLE = prose(100) + "\n" + prose(1) + "\n" + prose(101) + "\n" + edited(prose(3), 7)
BOTH = (FILES, LINES)


def furnish(desk: Desk) -> None:
    for number in range(5):
        desk.write(f"references/r{number}.md", f"---\ntitle: Letter {number}\n---\n\n{prose(number)}")
    desk.lines("lines/more.jsonl", [(f"n{number}", prose(number)) for number in range(10, 14)])
    desk.write("content/a.md", ARTICLE)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Who has the texts."""
    (tmp_path / "here").mkdir()
    desk = Desk(tmp_path / "here", *BOTH)
    furnish(desk)
    desk.build()
    return desk


@pytest.fixture
def team(tmp_path: Path) -> Desk:
    """Who has the article, and no text."""
    (tmp_path / "there").mkdir()
    team = Desk(tmp_path / "there", *BOTH)
    team.write("content/a.md", ARTICLE)
    return team


def exported(desk: Desk, name: str = "corpus.reuse") -> tuple[Path, Exported]:
    path = desk.root.parent / name
    return path, export(desk.config(), str(path))


def settled(desk: Desk) -> None:
    """Index until no file is so new that it could change unseen."""
    for _ in range(100):
        desk.build()
        if "" not in load_catalog(str(desk.index)).entries.values():
            return
    raise AssertionError("the index never came to rest")


def answered(config: Config) -> Any:
    return json.loads(report("json")(check((), config), Options()))


def named(team: Desk, path: Path, sha256: str, how: Refresh = Refresh.AUTO) -> Config:
    """The configuration of the team, with an archive in it."""
    return team.config()._replace(index=IndexSettings(".reusecheck", how, str(path), sha256))


def taken(team: Desk, path: Path) -> Summary:
    return refresh(team.config(), archive=str(path))


class TestRoundTrip:
    def test_a_check_says_what_it_says_where_the_texts_are(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        team.refresh = Refresh.MANUAL
        assert taken(team, path)[:5] == (9, 540, 0, 0, 9)
        there = answered(team.config())
        assert there["corpus"].pop("archive") == done.sha256
        assert there == answered(desk.config())
        assert {finding["reference"]["id"] for finding in there["articles"][0]["findings"]} == {
            "wren:r1.md",
            "wren:r3.md",
        }

    def test_what_was_imported_exports_to_the_same_bytes(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        taken(team, path)
        again, _ = exported(team, "again.reuse")
        assert again.read_bytes() == path.read_bytes()

    def test_what_is_printed_is_the_checksum_of_the_file(self, desk: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        assert done.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert done.size == path.stat().st_size
        assert done.manifest == read_manifest(str(path), HOW)
        assert {name: number for name, (number, _) in done.manifest.entries.items()} == {"ibis": 4, "wren": 5}

    def test_the_page_is_enough_to_read_the_beginning(self, desk: Desk) -> None:
        page = (Path(__file__).parents[1] / "docs" / "sharing.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| (\d+) \| `(\w+)` \| ([\w ]+) \|", page, re.MULTILINE)
        settled(desk)
        data = exported(desk)[0].read_bytes()
        fields = {name: struct.unpack_from("<" + code, data, int(at))[0] for at, code, name in rows}
        begins = 32 + fields["manifest"]
        manifest = json.loads(data[32:begins].rstrip(b"\0"))
        assert begins % 8 == 0
        assert data[begins : begins + 8] == b"reuseidx"
        assert begins + fields["segment"] + 32 == len(data)
        assert hashlib.blake2b(data[:-32], digest_size=32).digest() == data[-32:]
        assert set(manifest) == set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


class TestSameCorpusSameBytes:
    def test_whatever_the_history_of_the_index(self, desk: Desk, tmp_path: Path) -> None:
        settled(desk)
        once, _ = exported(desk)
        (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
        other = Desk(tmp_path / "elsewhere" / "deep", *BOTH)
        for number in (4, 0, 2):  # other ones first, in another order, some changed and some deleted later
            other.write(f"references/r{number}.md", prose(number + 50))
            other.write(f"references/gone{number}.md", prose(number + 60))
            other.lines("lines/more.jsonl", [("n12", prose(12)), ("gone", prose(70)), ("n10", prose(10))])
            other.build()
        for number in (0, 2, 4):
            (other.root / f"references/gone{number}.md").unlink()
        furnish(other)
        for step in (None, Effort(jobs=2, memory=256, may_merge=True), Effort(may_merge=True, everything=True)):
            refresh(other.config(), effort=step)
            settled(other)
            path, _ = exported(other, "other.reuse")
            assert path.read_bytes() == once.read_bytes()

    def test_in_however_many_pieces_it_is_made(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        settled(desk)
        once, _ = exported(desk)
        assert PIECE_BYTES > 1
        monkeypatch.setattr("reusecheck.index.exporting.PIECE_BYTES", 700)
        assert exported(desk, "pieces.reuse")[0].read_bytes() == once.read_bytes()

    def test_another_word_is_another_archive(self, desk: Desk) -> None:
        settled(desk)
        before = exported(desk)[1]
        desk.write("references/r2.md", prose(2) + "one more\n")
        settled(desk)
        after = exported(desk)[1]
        assert after.sha256 != before.sha256
        assert after.manifest.corpus != before.manifest.corpus
        assert after.manifest.entries["ibis"] == before.manifest.entries["ibis"]

    def test_neither_dates_nor_places_are_in_it(self, desk: Desk) -> None:
        settled(desk)
        data = exported(desk)[0].read_bytes()
        assert str(desk.root).encode() not in data


class TestRefusedToExport:
    def test_what_is_not_up_to_date(self, desk: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        before = path.read_bytes()
        desk.write("references/new.md", prose(9))
        with pytest.raises(NotJudgedError, match=r"wren: changed since it was indexed\n.*nothing was exported; run: "):
            exported(desk)
        assert path.read_bytes() == before

    def test_a_damaged_index(self, desk: Desk) -> None:
        settled(desk)
        segment = desk.index / load_catalog(str(desk.index)).segments[0].name
        data = bytearray(segment.read_bytes())
        data[-5] ^= 1
        segment.write_bytes(data)
        with pytest.raises(IndexUnusableError, match="damaged"):
            exported(desk)
        assert sorted(os.listdir(desk.root.parent)) == ["here"]

    def test_where_nothing_can_be_written(self, desk: Desk) -> None:
        settled(desk)
        told = r"missing/corpus\.reuse: the archive could not be written: .*; wants a folder that is there"
        with pytest.raises(UsageError, match=told):
            exported(desk, "missing/corpus.reuse")
        assert sorted(os.listdir(desk.root.parent)) == ["here"]

    def test_in_the_place_of_something_else(self, desk: Desk) -> None:
        settled(desk)
        for name in ("here", "here/references/r0.md", "here/.reusecheck/catalog.json"):
            path = desk.root.parent / name
            before = path.read_bytes() if path.is_file() else b""
            with pytest.raises(UsageError, match=f"{path}: there is something else than an archive here, wants a new"):
                exported(desk, name)
            assert not path.is_file() or path.read_bytes() == before
        (desk.root.parent / "empty").touch()
        assert exported(desk, "empty")[0].read_bytes() == exported(desk, "empty")[0].read_bytes() != b""


def damaged(path: Path, change: Callable[[bytearray], object]) -> Path:
    data = bytearray(path.read_bytes())
    change(data)
    other = path.with_suffix(".damaged")
    other.write_bytes(data)
    return other


def rewritten(path: Path, **changed: Any) -> Path:
    """The same archive with another manifest, and checksums that are right."""
    data = path.read_bytes()
    magic, version, length, segment = HEADER.unpack_from(data)
    manifest = read_manifest(str(path), HOW)._replace(**changed)
    packed = pack_manifest(manifest)
    body = HEADER.pack(magic, version, len(packed), segment) + packed + data[HEADER.size + length : -CHECK_BYTES]
    other = path.with_suffix(".rewritten")
    other.write_bytes(body + blake2b(body, digest_size=CHECK_BYTES).digest())
    return other


class TestRefusedToImport:
    def test_a_byte_changed_anywhere(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        taken(team, path)
        before = team.state()
        chance = random.Random(5)  # noqa: S311 - no secret
        size = path.stat().st_size
        for at in [*range(0, 40, 3), *chance.sample(range(40, size), 120), size - 1]:
            bit = chance.randrange(8)
            other = damaged(path, lambda data, at=at, bit=bit: data.__setitem__(at, data[at] ^ 1 << bit))  # type: ignore[misc]
            with pytest.raises(NotJudgedError, match=re.escape(str(other))):
                taken(team, other)
        assert team.state() == before

    def test_one_that_is_cut_off_or_goes_on(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        for length in (0, 7, 31, 32, 300, path.stat().st_size - 1):
            with pytest.raises(NotJudgedError, match="cut off"):
                taken(team, damaged(path, lambda data, length=length: data.__delitem__(slice(length, None))))  # type: ignore[misc]
        with pytest.raises(NotJudgedError, match="cut off or damaged"):
            taken(team, damaged(path, lambda data: data.append(0)))
        assert not [name for name in os.listdir(team.index) if name not in ("lock", ".gitignore")]

    @pytest.mark.parametrize("content", [b"", b"# Ferry\n" * 50, bytes(500), b"PK\3\4" * 20])
    def test_something_else(self, team: Desk, content: bytes) -> None:
        path = team.write("corpus.reuse", content)
        with pytest.raises(NotJudgedError, match="not an archive of reusecheck"):
            taken(team, path)

    def test_one_that_is_not_there_or_a_folder(self, team: Desk) -> None:
        for path in (team.root / "missing.reuse", team.root):
            with pytest.raises(NotJudgedError, match="the archive cannot be read"):
                taken(team, path)

    def test_one_of_other_parameters(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        team.run_words = 10
        with pytest.raises(NotJudgedError, match=r"for detection.run_words: 8, the configuration wants 10"):
            taken(team, path)

    def test_one_of_another_version(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        with pytest.raises(NotJudgedError, match="archive of version 9, this version of reusecheck reads 1"):
            taken(team, damaged(path, lambda data: data.__setitem__(16, 9)))

    def test_one_that_tells_other_than_it_holds(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        entries = done.manifest.entries
        for changed in (
            {"references": 8},
            {"words": 5},
            {"corpus": "0" * 32},
            {"entries": {**entries, "wren": (4, entries["wren"][1])}},
            {"entries": {"ibis": entries["ibis"]}},
            {"is_sealed": True},
            {"words": "many"},
            {"sampling": ("five", 4)},
        ):
            with pytest.raises(NotJudgedError, match=r"does not hold what it says|does not hold wren|damaged"):
                taken(team, rewritten(path, **changed))
        assert taken(team, rewritten(path)).references == 9

    def test_one_without_an_entry_of_the_corpus(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        team.entries = (FILES, CorpusEntry("heron", files=("heron/*.md",)))
        with pytest.raises(NotJudgedError, match=r'does not hold heron, and .*"heron/\*\.md" matches no file'):
            taken(team, path)
        team.entries = (CorpusEntry("heron", files=("content/*.md",)),)
        with pytest.raises(NotJudgedError, match="holds no entry of corpus, wants heron; it holds ibis, wren"):
            taken(team, path)


class TestWhatIsHere:
    def test_an_entry_the_archive_lacks_is_read_from_its_files(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        team.entries = (FILES, CorpusEntry("own", files=("content/*.md",), own=True))
        team.write("content/b.md", prose(100))
        summary = taken(team, path)
        assert (summary.references, summary.added) == (7, 2)
        (first, second) = answered(team.config())["articles"]
        assert {finding["reference"]["id"] for finding in first["findings"]} == {"wren:r1.md", "wren:r3.md", "own:b.md"}
        assert [finding["reason"] for finding in second["findings"]] == ["own"]

    def test_an_entry_that_is_not_configured_does_not_count(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        team.entries = (LINES,)
        assert taken(team, path).references == 4
        assert answered(team.config())["articles"][0]["findings"] == []

    def test_references_that_are_here_too_are_compared_and_not_indexed_again(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        furnish(team)
        team.write("references/r2.md", prose(22))
        (team.root / "references/r4.md").unlink()
        summary = taken(team, path)
        assert (summary.references, summary.added, summary.removed, summary.kept) == (8, 1, 2, 7)
        settled(team)
        assert load_catalog(str(team.index)).archive is None

    def test_a_file_that_comes_into_their_place_stops_every_check(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        taken(team, path)
        team.write("references/r1.md", prose(1))
        before = team.state()
        with pytest.raises(IndexUnusableError, match=r"corpus.wren: found references/r1.md, wants no file here"):
            team.answer()
        assert team.state() == before
        assert team.build().references == 1 + 4
        assert answered(team.config())["corpus"]["references"] == 5

    def test_a_build_with_nothing_here_keeps_all(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, _ = exported(desk)
        taken(team, path)
        before = team.state()
        assert team.build().references == 9
        assert team.state() == before
        assert refresh(team.config(), effort=Effort(may_merge=True, everything=True)).references == 9

    def test_without_an_import_a_pattern_that_matches_nothing_is_an_error_as_ever(self, team: Desk) -> None:
        with pytest.raises(ConfigError, match="matches no file"):
            team.answer()


class TestInTheConfiguration:
    def test_a_check_puts_it_in_place_and_needs_it_no_more(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        config = named(team, path, done.sha256)
        first = answered(config)
        assert first["corpus"].pop("archive") == done.sha256
        assert first == answered(desk.config())
        before = team.state()
        path.unlink()
        assert answered(config)["articles"] == first["articles"]
        assert team.state() == before

    def test_files_here_are_not_looked_at(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        config = named(team, path, done.sha256)
        before = answered(config)
        team.write("references/r1.md", prose(77))
        team.write("references/r8.md", ARTICLE)
        assert answered(config) == before
        assert refresh(config).references == 9

    def test_another_checksum_is_another_archive(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        assert answered(named(team, path, done.sha256))["corpus"]["references"] == 9
        desk.write("references/r8.md", prose(8))
        settled(desk)
        later, after = exported(desk, "later.reuse")
        assert answered(named(team, later, after.sha256))["corpus"]["references"] == 10
        assert len(load_catalog(str(team.index)).segments) == 1
        assert len([name for name in os.listdir(team.index) if name.endswith(".segment")]) == 1

    def test_a_wrong_checksum_leaves_the_old_one(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        answered(named(team, path, done.sha256))
        before = team.state()
        wrong = named(team, path, "0" * 64)
        for _ in range(2):
            with pytest.raises(NotJudgedError, match=f"found the SHA-256 {done.sha256}, wants {'0' * 64}; fetch"):
                answered(wrong)
        assert team.state() == before

    def test_under_manual_a_build_puts_it_in_place(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        config = named(team, path, done.sha256, Refresh.MANUAL)
        with pytest.raises(IndexOutdatedError, match=r"there is no index here; run: reusecheck index build"):
            answered(config)
        refresh(config, thorough=True)
        assert answered(config)["corpus"]["references"] == 9

    def test_an_entry_that_is_configured_later_is_taken_from_it_too(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        team.entries = (LINES,)
        assert answered(named(team, path, done.sha256))["corpus"]["references"] == 4
        team.entries = BOTH
        assert answered(named(team, path, done.sha256))["corpus"]["references"] == 9
        assert set(load_catalog(str(team.index)).entries.values()) == {ARCHIVED}

    def test_several_hooks_at_once_put_it_in_place_together(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        team.write(
            ".reusecheck.yaml",
            "version: 1\ncorpus:\n"
            "  - {id: wren, files: ['references/*.md']}\n  - {id: ibis, jsonl: ['lines/*.jsonl']}\n"
            f"articles: {{include: ['content/*.md']}}\nindex: {{archive: {path}, sha256: {done.sha256}}}\n",
        )
        command = [sys.executable, "-m", "reusecheck", "check", "-o", "json"]
        running = [
            subprocess.Popen(command, cwd=team.root, env=isolated(team.root), stdout=subprocess.PIPE) for _ in range(4)
        ]
        answers = [(one.communicate()[0], one.returncode) for one in running]
        assert {code for _, code in answers} == {1}
        assert len(set(answers)) == 1
        assert len([name for name in os.listdir(team.index) if name.endswith((".segment", ".new"))]) == 1

    def test_killed_at_any_step_it_leaves_the_old_one_or_the_new_one(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        before = exported(desk)
        desk.write("references/r8.md", prose(100))
        settled(desk)
        after = exported(desk, "later.reuse")
        old, new = (named(team, path, done.sha256) for path, done in (before, after))
        answers = [answered(old), answered(new)]
        answered(old)
        shutil.copytree(team.index, team.root / "aside")
        team.write(".reusecheck.yaml", render(new))
        for stop in range(20):
            shutil.rmtree(team.index)
            shutil.copytree(team.root / "aside", team.index)
            command = [sys.executable, "-c", KILLED, str(stop)]
            done = subprocess.run(command, cwd=team.root, env=isolated(team.root), capture_output=True, check=False)
            if done.returncode != -signal.SIGKILL:
                break
            origin = load_catalog(str(team.index)).archive
            assert origin is not None
            is_old = origin.sha256 == before[1].sha256
            assert answered(old if is_old else new) == answers[not is_old]
            assert answered(new) == answers[1]
        assert json.loads(done.stdout) == answers[1]
        assert stop >= 3, "the segment, the ledger and the catalog are put in place"
        left = [name for name in os.listdir(team.index) if name.endswith((".segment", ".new"))]
        assert left == [load_catalog(str(team.index)).segments[0].name]

    def test_a_damaged_index_is_made_again_from_it(self, desk: Desk, team: Desk) -> None:
        settled(desk)
        path, done = exported(desk)
        config = named(team, path, done.sha256)
        before = answered(config)
        segment = team.index / load_catalog(str(team.index)).segments[0].name
        segment.write_bytes(segment.read_bytes()[:-9] + bytes(9))
        refresh(config, thorough=True)
        assert answered(config) == before


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_damage_gets_through(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Several bytes at once, put in, left out or changed."""
    folder = tmp_path_factory.mktemp("damage")
    whole = _ONCE.setdefault("archive", _made(folder))
    draw = data.draw(
        st.lists(st.tuples(st.integers(0, len(whole) - 1), st.binary(max_size=3), st.integers(0, 3)), max_size=3)
    )
    broken = bytearray(whole)
    for at, put_in, left_out in draw:
        broken[at : at + left_out] = put_in
    path = folder / "broken.reuse"
    path.write_bytes(broken)
    if broken == whole:
        assert unpack(str(path), str(folder / "aside"), HOW).manifest.references == 9
    else:
        with pytest.raises(NotJudgedError):
            unpack(str(path), str(folder / "aside"), HOW)


_ONCE: dict[str, bytes] = {}


def _made(folder: Path) -> bytes:
    desk = Desk(folder, *BOTH)
    furnish(desk)
    settled(desk)
    export(desk.config(), str(folder / "whole.reuse"))
    return (folder / "whole.reuse").read_bytes()


class TestCommands:
    """As it is typed: somebody exports, and a team checks against that."""

    @pytest.fixture
    def room(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
        room = Room.furnished(tmp_path, monkeypatch, capsys)
        room.build()
        return room

    def bare(self, room: Room) -> None:
        """What a colleague has who never got the texts."""
        (room.root / "references/bus.md").unlink()
        for path in (room.root / ".reusecheck").iterdir():
            path.unlink()

    def test_export_and_import(self, room: Room) -> None:
        ran = room.run("index", "export", "corpus.reuse")
        sha256 = hashlib.sha256((room.root / "corpus.reuse").read_bytes()).hexdigest()
        assert ran.out == f"corpus.reuse: 1 reference, 72 words of plover, 0.0 MB\nsha256: {sha256}\n"
        assert room.run("index", "export", "-q", "corpus.reuse").out == f"sha256: {sha256}\n"
        self.bare(room)
        ran = room.run("index", "import", "corpus.reuse")
        assert ran.out == ".reusecheck: 1 reference, 72 words from corpus.reuse (0 indexed, 0 removed, 1 kept)\n"
        assert room.run("check", "content/copied.md").code == 1
        ran = room.run("check", "content/clean.md")
        assert ran.out == (
            f"checked 1 article (54 words) against 1 reference of archive {sha256[:12]} – nothing found (scope file)\n"
        )
        assert f"from the archive of SHA-256 {sha256}\n" in room.run("index", "status").out
        assert "corpus          plover: held by an archive" in room.run("doctor").out

    def test_the_configuration_names_it(self, room: Room) -> None:
        (room.root / "shared").mkdir()
        sha256 = room.run("index", "export", "-q", "shared/corpus.reuse").out.split()[1]
        self.bare(room)
        configuration = (room.root / ".reusecheck.yaml").read_text(encoding="utf-8")
        room.patch.setenv("SHELF", "shared")
        room.write(
            ".reusecheck.yaml", configuration + f"index: {{archive: '${{SHELF}}/corpus.reuse', sha256: {sha256}}}\n"
        )
        assert "archive         shared/corpus.reuse: the next check puts it in place" in room.run("doctor").out
        assert room.run("config", "validate").out == (
            ".reusecheck.yaml: valid; 1 corpus entry, 1 of them held by an archive, 0 files\n"
        )
        assert room.run("check", "content/copied.md").code == 1
        assert room.run("check", "content/copied.md").code == 1, "by the configuration that was kept"
        assert "archive         shared/corpus.reuse: in place" in room.run("doctor").out
        assert f'archive: "shared/corpus.reuse", sha256: "{sha256}"' in room.run("config", "show").out
        assert room.run("index", "import", "shared/corpus.reuse").code == 2
        (room.root / "shared/corpus.reuse").write_bytes(b"another")
        ran = room.run("doctor")
        assert (ran.code, "the file there is another" in ran.out) == (0, True)
        room.write(".reusecheck.yaml", configuration + f"index: {{archive: shared/corpus.reuse, sha256: {'f' * 64}}}\n")
        ran = room.run("check")
        assert (ran.code, "not an archive of reusecheck" in ran.err) == (3, True)
        assert room.run("doctor").code == 3

    def test_a_commit_costs_what_it_costs_with_files(self, room: Room) -> None:
        Repository(room.root).git("add", "content")
        before = imported(room, "content/clean.md")
        sha256 = room.run("index", "export", "-q", "corpus.reuse").out.split()[1]
        self.bare(room)
        room.write(".reusecheck.yaml", f"{CONFIGURATION}index: {{archive: corpus.reuse, sha256: {sha256}}}\n")
        assert "numpy" in imported(room, "content/clean.md"), "the first one puts the archive in place"
        assert imported(room, "content/clean.md") <= before

    def test_what_goes_with_which_action(self, room: Room) -> None:
        for arguments, told in (
            (("export",), "index export wants one file"),
            (("import", "-"), "index import wants one file"),
            (("export", "x", "--sealed"), "--sealed wants a secret: --key-file FILE"),
            (("export", "x", "--key-file", "k"), "the texts would be exported openly"),
            (("build", "x"), "found x, wants nothing behind index build"),
            (("status", "--sealed"), "found --sealed, wants nothing behind index status"),
        ):
            ran = room.run("index", *arguments)
            assert (ran.code, told in ran.err) == (2, True), arguments
        assert sorted(os.listdir(room.root)) == [".reusecheck", ".reusecheck.yaml", "content", "references"]

    def test_what_the_archive_holds_and_the_corpus_does_not_is_said(self, room: Room) -> None:
        room.write("extra/one.md", CLEAN)
        before = (room.root / ".reusecheck.yaml").read_text(encoding="utf-8")
        room.write(".reusecheck.yaml", before + '  - id: heron\n    files: ["extra/*.md"]\n')
        room.build()
        room.run("index", "export", "corpus.reuse")
        room.write(".reusecheck.yaml", before)
        self.bare(room)
        ran = room.run("index", "import", "corpus.reuse")
        assert "heron is no entry of corpus; its 1 reference do not count" in ran.err
        assert ".reusecheck: 1 reference, 72 words" in ran.out

    def test_the_same_is_found(self, room: Room) -> None:
        assert {REFERENCE, COPIED, CREDITED}  # what the room is furnished with
        before = room.judge()
        room.run("index", "export", "corpus.reuse")
        self.bare(room)
        room.run("index", "import", "corpus.reuse")
        after = room.judge()
        assert after["corpus"].pop("archive")
        assert after == before
