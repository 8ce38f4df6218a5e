"""Large corpora are recognised by their folders: a check then says what it says after a look at every file."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.config import CorpusEntry, Refresh
from reusecheck.errors import ConfigError, IndexOutdatedError
from reusecheck.index import folders, listings
from reusecheck.index.catalog import Catalog, load_catalog, locked
from reusecheck.index.listings import Listed, list_corpus
from reusecheck.walking import GRAIN_NS
from tests.desk import Desk, prose
from tests.room import CLEAN, PASSAGE, REFERENCE, Room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SMALL, LARGE = CorpusEntry("ibis", files=("few/*.md",)), CorpusEntry("wren", files=("references/**/*.md",))


@pytest.fixture(autouse=True)
def _few_are_many() -> Iterator[None]:
    """More than two files are many, and of those none is looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listings, "MOST_LOOKED_AT", 2)
        patch.setattr(folders, "LOOKED_AT", 0)
        yield


def wait_out_the_grain() -> None:
    """Until what is changed now can be told from what is changed next: as long as a refresh waits, too."""
    time.sleep(GRAIN_NS / 1e9 + 0.001)


def keep(desk: Desk) -> None:
    """As a build does, which has looked at every file."""
    wait_out_the_grain()
    with locked(str(desk.index)):
        folders.keep(desk.config(), list_corpus(desk.config()))


def kept(desk: Desk) -> dict[str, tuple[int, int, bytes]]:
    return {name: state for name, state in desk.state().items() if name.startswith(listings.PREFIX)}


def relying(desk: Desk) -> list[Listed]:
    """What a check sees."""
    return list_corpus(desk.config(), load_catalog(str(desk.index)), relying=True)


def unlooked(desk: Desk) -> int:
    return sum(one.unlooked for one in relying(desk))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Six references in two folders, and one that is an entry by itself; all are kept."""
    desk = Desk(tmp_path, SMALL, LARGE)
    desk.write("few/f.md", prose(7))
    for number in range(6):
        desk.write(f"references/{number % 2}/r{number}.md", prose(number))
    desk.write("content/a.md", prose(100) + "\n" + prose(1) + "\n" + prose(101))
    desk.build()
    keep(desk)
    return desk


def test_the_files_of_large_entries_are_not_looked_at(desk: Desk) -> None:
    few, many = relying(desk)
    assert [found.path for found in few.files] == ["few/f.md"]
    assert (many.files, many.unlooked, many.total) == ((), 6, 6)
    looked_at = list_corpus(desk.config())
    assert [one.digest for one in looked_at] == [few.digest, many.digest]
    assert [one.unlooked for one in looked_at] == [0, 0]


def test_the_largest_entries_are_those_that_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "MOST_LOOKED_AT", 10)
    sizes = {"a": 5, "b": 6, "c": 5, "d": 7}
    listed = [Listed(CorpusEntry(name), (), "", size) for name, size in sizes.items()]
    assert [one.entry.id for one in listings.too_many(listed)] == ["b", "d"]


def test_a_check_writes_nothing_while_the_folders_are_as_they_were(desk: Desk) -> None:
    before, folder = desk.state(), desk.index.stat().st_mtime_ns
    answer = desk.answer()
    assert (desk.state(), desk.index.stat().st_mtime_ns) == (before, folder)
    assert answer == desk.fresh_answer()


def test_what_is_added_removed_renamed_or_replaced_is_seen_at_once(desk: Desk) -> None:
    def replaced() -> None:
        desk.write("aside.md", prose(55))
        (desk.root / "aside.md").replace(desk.root / "references/1/r3.md")

    for change in (
        lambda: desk.write("references/new/r9.md", prose(9)),
        lambda: (desk.root / "references/1/r1.md").rename(desk.root / "references/0/r1.md"),
        (desk.root / "references/0/r1.md").unlink,
        replaced,
    ):
        assert unlooked(desk)
        change()
        assert relying(desk)[1].files
        assert desk.answer() == desk.fresh_answer()
        keep(desk)


def test_what_is_written_into_a_file_in_place_is_seen_by_a_build(desk: Desk) -> None:
    desk.write("references/0/r2.md", prose(1) + prose(102))
    stale = desk.answer()
    assert "r2.md" not in stale
    assert [one.digest for one in relying(desk)] != [one.digest for one in list_corpus(desk.config())]
    desk.build()
    assert "r2.md" in desk.answer()
    keep(desk)
    assert unlooked(desk) == 6
    assert "r2.md" in desk.answer()


def test_a_few_files_are_looked_at_and_by_and_by_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "BLOCK", 2)
    (desk.index / next(iter(kept(desk)))).unlink()
    keep(desk)
    monkeypatch.setattr(folders, "LOOKED_AT", 2)
    found = [folders.unchanged(desk.config(), chance) for chance in range(3)]
    assert [one["wren"].unlooked for one in found] == [4, 4, 4]
    desk.write("references/0/r2.md", prose(66))
    found = [folders.unchanged(desk.config(), chance) for chance in range(3)]
    assert sorted(len(one) for one in found) == [0, 1, 1]
    monkeypatch.setattr(folders, "LOOKED_AT", 100)
    assert desk.answer() == desk.fresh_answer()


def test_an_entry_that_changed_leaves_the_others_alone(tmp_path: Path) -> None:
    finch = CorpusEntry("finch", files=("references/**/x*.md",))
    desk = Desk(tmp_path, LARGE, finch, CorpusEntry("owl", files=("owls/*.md",)))
    for number in range(4):
        desk.write(f"references/r{number}.md", prose(number))
        desk.write(f"references/x{number}.md", prose(10 + number))
        desk.write(f"owls/o{number}.md", prose(20 + number))
    desk.write("content/a.md", prose(100))
    desk.build()
    keep(desk)
    assert [one.unlooked for one in relying(desk)] == [8, 4, 4]
    desk.write("references/x9.md", prose(19))  # in a folder that two share
    assert [one.unlooked for one in relying(desk)] == [0, 0, 4]


def test_a_check_keeps_what_a_look_at_every_file_has_shown(desk: Desk) -> None:
    before = kept(desk)
    desk.write("references/0/note.txt", "no reference").unlink()
    assert unlooked(desk) == 0
    wait_out_the_grain()
    desk.answer()
    assert kept(desk) != before
    assert unlooked(desk) == 6


def test_under_manual_a_check_writes_nothing(desk: Desk) -> None:
    desk.refresh = Refresh.MANUAL
    desk.answer()
    assert unlooked(desk) == 6
    desk.write("references/0/note.txt", "no reference").unlink()
    wait_out_the_grain()
    before = desk.state()
    desk.answer()
    assert desk.state() == before
    desk.write("references/0/r8.md", prose(8))
    with pytest.raises(IndexOutdatedError, match="not up to date for wren"):
        desk.answer()


def test_what_was_kept_of_another_index_leads_to_a_look_at_every_file(desk: Desk) -> None:
    desk.refresh = Refresh.MANUAL
    old = {name: state[2] for name, state in kept(desk).items()}
    desk.write("references/0/r2.md", prose(66))
    desk.build()
    for name, content in old.items():
        (desk.index / name).write_bytes(content)
    assert unlooked(desk) == 0
    assert desk.answer() == desk.fresh_answer()


def test_a_folder_that_changed_a_moment_ago_is_not_relied_on(desk: Desk) -> None:
    before = kept(desk)
    desk.write("references/0/r8.md", prose(8))
    listed = [one._replace(started=0) for one in list_corpus(desk.config())]  # the change is no older than the look
    folders.keep(desk.config(), listed)
    assert kept(desk) == before
    assert unlooked(desk) == 0


def test_what_changed_between_two_looks_is_not_relied_on(desk: Desk) -> None:
    before = kept(desk)
    listed = [one._replace(watched=None) for one in list_corpus(desk.config())]
    desk.write("references/0/r2.md", prose(66))
    desk.write("references/0/r8.md", prose(8))
    wait_out_the_grain()
    folders.keep(desk.config(), listed)
    assert kept(desk) == before


def test_what_is_no_longer_large_is_forgotten(desk: Desk) -> None:
    for number in range(1, 6):
        (desk.root / f"references/{number % 2}/r{number}.md").unlink()
    desk.build()
    assert kept(desk) == {}
    assert unlooked(desk) == 0


def test_a_check_waits_for_no_build_and_needs_no_leave_to_write(desk: Desk) -> None:
    desk.write("references/0/note.txt", "no reference").unlink()
    before = kept(desk)
    wait_out_the_grain()
    with (desk.index / "lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        desk.answer()
    assert kept(desk) == before
    (desk.index / "lock").unlink()
    (desk.index / "lock").mkdir()  # cannot be opened, as in a folder that is only read
    desk.answer()
    (desk.index / "lock").rmdir()
    assert kept(desk) == before


def test_a_damaged_file_leads_to_a_look_at_every_file_and_to_no_other_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "LOOKED_AT", 1000)
    ((name, (_, _, whole)),) = kept(desk).items()
    ends = whole.index(b"\n") + len("\n12345678\n")  # behind it, only what a few files are called
    looked_at = relying(desk)[1]
    assert looked_at.is_relied_on
    for at in [*range(0, ends, 7), *range(ends - 12, len(whole))]:
        (desk.index / name).write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        found = relying(desk)[1]
        assert found.digest == looked_at.digest
        assert at >= ends or not found.is_relied_on
    for content in (b"", whole[:40], b"[]\n", whole[: whole.index(b"\n")]):
        (desk.index / name).write_bytes(content)
        assert unlooked(desk) == 0
    desk.answer()
    assert kept(desk)[name][2] == whole, "and the check puts it right"


def test_a_pattern_for_everything_does_not_take_in_the_index(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CorpusEntry("wren", files=("**",)))
    for number in range(4):
        desk.write(f"references/r{number}.md", prose(number))
    desk.write("content/a.md", prose(100))
    assert desk.build().references == 5
    assert desk.build().added == 0
    keep(desk)
    assert unlooked(desk) == 5
    assert desk.answer()
    assert unlooked(desk) == 5


def test_files_that_are_named_one_by_one_are_looked_at(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CorpusEntry("wren", files=tuple(f"references/r{number}.md" for number in range(4))))
    for number in range(4):
        desk.write(f"references/r{number}.md", prose(number))
    desk.write("content/a.md", prose(100))
    desk.build()
    keep(desk)
    (one,) = relying(desk)
    assert (one.is_relied_on, one.unlooked) == (True, 0)
    desk.write("other.md", "beside the folder: nothing that counts")
    desk.write("references/other.md", "a name that nobody asks for")
    assert relying(desk)[0].is_relied_on
    desk.write("references/r2.md", prose(66))
    assert not relying(desk)[0].is_relied_on


def test_the_line_tells_how_many_files_were_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    room = Room.furnished(tmp_path, monkeypatch, capsys)
    for number in range(3):
        room.write(f"references/more-{number}.md", REFERENCE.replace(PASSAGE, prose(number)))
    room.write("content/article.md", CLEAN)
    wait_out_the_grain()
    assert room.run("index", "build").code == 0
    line = (
        "reusecheck: 4 reference files not looked at, since no folder changed; "
        "if one was edited in place, run: reusecheck index build\n"
    )
    for quiet in ((), ("-q",)):
        assert room.run("check", "content/article.md", *quiet).err.count(line) == 1
    room.write("references/more-1.md", f"{PASSAGE}\n")
    assert room.run("check", "content/copied.md", "-o", "json").json["articles"][0]["findings"][0]["also_in"] == []
    assert "changed since" in room.run("index", "status").out
    assert "changed since" in room.run("doctor").out
    assert room.run("index", "build").code == 0
    ran = room.run("check", "content/copied.md", "-o", "json")
    assert ran.json["articles"][0]["findings"][0]["also_in"] == ["plover:more-1.md"]


FILES = (
    "refs/x.md",
    "refs/a/x.md",
    "refs/a/y.md",
    "refs/b/x.md",
    "refs/b/c/z.md",
    "more/a/x.md",
    "off/x.md",
    "off/d/x.md",
)
PLACES = (
    *FILES,
    "refs",
    "refs/a",
    "refs/b",
    "refs/b/c",
    "more",
    "more/a",
    "off",
    "off/d",
    "refs/link",
    "refs/a/link.md",
)
PATTERNS = (
    ("refs/**/*.md",), ("refs/*/*.md",), ("refs/a/*.md", "refs/b/**"), ("refs/a/x.md", "refs/*.md"), ("refs",),
    ("{refs,more}/*/x.md",), ("refs/*/c/*.md",), ("refs/{a,b,link}/x.md", "more/a"), ("**/x.md",),
)  # fmt: skip


def change(root: Path, what: str, one: str, other: str) -> bool:
    """Change something, if it can be; whether what there was in a file may be other now, under the same name."""
    path, target = root / one, root / other
    with suppress(OSError):
        match what:
            case "write":
                is_new = not path.exists()
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("a") as file:
                    file.write("ferry ")
                return not is_new
            case "replace":
                (root / "aside").write_text("ferry dawn")
                (root / "aside").replace(path)
            case "move":
                path.rename(target)
            case "remove" if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            case "remove":
                path.unlink()
            case "folder":
                path.mkdir()
            case "link":
                path.symlink_to(os.path.relpath(target, path.parent))
            case "link out":
                path.symlink_to("/etc/hostname")
            case "hard link":
                path.hardlink_to(target)
    return False


def seen(desk: Desk, catalog: Catalog | None = None) -> list[Listed] | str:
    try:
        return list_corpus(desk.config(), catalog, relying=catalog is not None)
    except ConfigError as error:
        return str(error)


def all_but_ctime(listed: list[Listed] | str) -> list[tuple[object, ...]]:
    return [] if isinstance(listed, str) else [file[:-1] for file in listed[0].files]


CHANGES = st.sampled_from(
    ["write", "write", "replace", "move", "remove", "folder", "link", "link", "link out", "hard link"]
)
HISTORIES = st.lists(
    st.lists(st.tuples(CHANGES, st.sampled_from(PLACES), st.sampled_from(PLACES)), min_size=1, max_size=4), max_size=5
)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from(FILES), min_size=3, unique=True), HISTORIES)
def test_a_check_sees_what_a_look_at_every_file_sees_but_what_is_edited_in_place(
    patterns: Sequence[str], files: list[str], histories: list[list[tuple[str, str, str]]]
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(listings, "MOST_LOOKED_AT", 0)
        desk = Desk(Path(folder), CorpusEntry("wren", files=tuple(patterns)))
        desk.index.mkdir()
        for file in files:
            desk.write(file, "ferry dawn")
        for history in histories:
            with suppress(ConfigError):
                keep(desk)
            before, edited = seen(desk), False
            built = {} if isinstance(before, str) else {"wren": before[0].digest}
            for one in history:
                edited |= change(desk.root, *one)
            relied, looked = seen(desk, Catalog((0, 0), (), built, (), "")), seen(desk)
            if isinstance(relied, str) or isinstance(looked, str):
                assert relied == looked
            elif relied[0].digest != looked[0].digest:
                # to make or remove a hard link changes another file's ctime, and nothing that counts
                assert edited or all_but_ctime(looked) == all_but_ctime(before)
                assert relied[0].unlooked
            else:
                assert relied[0].total == looked[0].total


def test_names_and_links_are_no_files_that_nobody_looked_at(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CorpusEntry("wren", files=("references/*.md",)))
    for number in range(4):
        desk.write(f"references/r{number}.md", prose(number))
    desk.write("texts/t.md", prose(9))
    (tmp_path / "references/link.md").symlink_to("../texts/t.md")
    desk.write("content/a.md", prose(100))
    desk.build()
    keep(desk)
    (one,) = relying(desk)
    assert (one.total, one.unlooked) == (5, 4)
    desk.write("texts/t.md", prose(10))
    assert not relying(desk)[0].is_relied_on
