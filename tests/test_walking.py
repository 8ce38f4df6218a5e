from __future__ import annotations

import errno
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.globs import compile_globs
from reusecheck.walking import Stray, Watched, walk
from tests.test_globs import PATHS, PATTERNS


def plant(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path, encoding="utf-8")


def all_files(root: Path) -> list[str]:
    return sorted(
        os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names
    )


@settings(deadline=None, max_examples=100)
@given(st.lists(PATHS, max_size=8), st.lists(PATTERNS, min_size=1, max_size=4))
def test_a_walk_finds_exactly_the_files_that_match(paths: list[str], patterns: list[str]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for path in paths:
            if not any((root / place).is_file() for place in Path(path).parents) and not (root / path).is_dir():
                plant(root, path)
        matches = compile_globs(patterns)
        assert walk(folder, patterns).paths == [path for path in all_files(root) if matches(path)]


def test_what_is_found_comes_with_what_tells_a_change(tmp_path: Path) -> None:
    plant(tmp_path, "a/b.md")
    (found,) = walk(str(tmp_path), ["**/*.md"]).files
    status = (tmp_path / "a/b.md").stat()
    assert found == ("a/b.md", 6, status.st_mtime_ns, status.st_ino, status.st_ctime_ns)


def test_git_is_never_read_but_its_like_is(tmp_path: Path) -> None:
    plant(tmp_path, ".git/a.md", "sub/.git/a.md", ".github/a.md", ".gitignore.md")
    assert walk(str(tmp_path), ["**/*.md"]).paths == [".github/a.md", ".gitignore.md"]


def test_folders_in_which_nothing_can_match_are_not_read(tmp_path: Path) -> None:
    plant(tmp_path, "content/a.md", "other/b.md")
    # a folder that was read would be looked into, and its link out of the root be said
    (tmp_path / "other/out.md").symlink_to("/etc/hostname")
    assert walk(str(tmp_path), ["content/**/*.md"]).strays == []
    assert walk(str(tmp_path), ["*/out.md"]).strays == [Stray("other/out.md", "is a link out of the repository")]


def test_a_link_inside_the_root_is_followed_and_one_out_of_it_is_said(tmp_path: Path) -> None:
    root = tmp_path / "root"
    plant(root, "texts/a.md")
    plant(tmp_path, "outside/b.md", "root-too/c.md")
    (root / "texts/alias.md").symlink_to("a.md")
    (root / "texts/out.md").symlink_to(tmp_path / "outside/b.md")
    (root / "texts/near.md").symlink_to("../../root-too/c.md")
    (root / "texts/folder").symlink_to(tmp_path / "outside")
    (root / "texts/picture.png").symlink_to(tmp_path / "outside/b.md")  # matches nothing, so nobody asks
    found = walk(str(root), ["texts/**/*.md"])
    assert found.paths == ["texts/a.md", "texts/alias.md"]
    assert found.strays == [
        Stray("texts/folder", "is a link out of the repository"),
        Stray("texts/near.md", "is a link out of the repository"),
        Stray("texts/out.md", "is a link out of the repository"),
    ]


def test_a_linked_root_is_no_way_out(tmp_path: Path) -> None:
    plant(tmp_path, "real/a.md")
    (tmp_path / "real/b.md").symlink_to("a.md")
    (tmp_path / "alias").symlink_to("real")
    assert walk(str(tmp_path / "alias"), ["*.md"]) == walk(str(tmp_path / "real"), ["*.md"])
    assert walk(str(tmp_path / "alias"), ["*.md"]).paths == ["a.md", "b.md"]


def test_links_to_nothing_and_to_themselves_are_said(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to("nowhere.md")
    (tmp_path / "self.md").symlink_to("self.md")
    (tmp_path / "self.png").symlink_to("self.png")
    found = walk(str(tmp_path), ["**/*.md"])
    assert found.files == []
    assert found.strays == [Stray("gone.md", "is a link to nothing"), Stray("self.md", "is a link to nothing")]


def test_loops_of_links_end_and_hide_nothing(tmp_path: Path) -> None:
    plant(tmp_path, "a/x.md", "b/y.md")
    (tmp_path / "a/up").symlink_to("..")
    (tmp_path / "b/to-a").symlink_to("../a")
    (tmp_path / "a/to-b").symlink_to("../b")
    paths = walk(str(tmp_path), ["**/*.md"]).paths
    assert {"a/x.md", "b/y.md"} <= set(paths)
    assert {os.path.realpath(tmp_path / path) for path in paths} == {str(tmp_path / "a/x.md"), str(tmp_path / "b/y.md")}


def test_links_that_double_at_every_step_do_not_explode(tmp_path: Path) -> None:
    for i in range(40):
        plant(tmp_path, f"d{i}/x.md")
        for name in "ab":
            (tmp_path / f"d{i}" / name).symlink_to(f"../d{i + 1}")
    plant(tmp_path, "d40/x.md")
    paths = walk(str(tmp_path), ["d0/**/*.md"]).paths
    assert {os.path.realpath(tmp_path / path) for path in paths} == {str(tmp_path / f"d{i}/x.md") for i in range(41)}
    assert len(paths) == 41


def test_two_links_to_one_folder_are_both_followed_where_patterns_differ(tmp_path: Path) -> None:
    plant(tmp_path, "texts/x.md", "texts/y.txt")
    (tmp_path / "a").symlink_to("texts")
    (tmp_path / "b").symlink_to("texts")
    assert walk(str(tmp_path), ["a/*.md", "b/*.txt"]).paths == ["a/x.md", "b/y.txt"]


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert walk(str(tmp_path), ["*.md"]).strays == [Stray("pipe.md", "is not a regular file")]


def test_a_folder_with_the_name_of_a_file_is_no_file(tmp_path: Path) -> None:
    plant(tmp_path, "x.md/y.md")
    assert walk(str(tmp_path), ["*.md"]) == ([], [])
    assert walk(str(tmp_path), ["**/*.md"]).paths == ["x.md/y.md"]


@pytest.mark.skipif(os.uname().sysname == "Darwin", reason="the file system refuses such names")
def test_names_that_are_not_utf8_survive(tmp_path: Path) -> None:
    raw = os.path.join(os.fsencode(tmp_path), b"caf\xe9.md")
    with open(raw, "wb") as file:
        file.write(b"x")
    (path,) = walk(str(tmp_path), ["*.md"]).paths
    assert os.fsencode(path) == b"caf\xe9.md"


def test_a_root_that_is_not_there_is_said(tmp_path: Path) -> None:
    found = walk(str(tmp_path / "nowhere"), ["*.md"])
    assert found.strays == [Stray(".", "cannot be read: No such file or directory")]


def test_many_literal_patterns_are_as_good_as_one(tmp_path: Path) -> None:
    names = [f"texts/{i}.md" for i in range(300)]
    plant(tmp_path, *names, "texts/extra.md")
    assert walk(str(tmp_path), names).paths == sorted(names)


def test_one_folder_may_be_left_out(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", "kept/index/b.md", "kept/c.md", "other/kept/index/d.md")
    assert walk(str(tmp_path), ["**/*.md"], leave_out="kept/index").paths == [
        "a.md",
        "kept/c.md",
        "other/kept/index/d.md",
    ]


def test_what_names_depend_on_is_told(tmp_path: Path) -> None:
    plant(tmp_path, "texts/heron/2024/a.md", "texts/heron/index.md", "texts/wren/b.md", "other/c.md", "elsewhere/d.md")
    (tmp_path / "texts/heron/link").symlink_to("../../elsewhere")
    (tmp_path / "texts/link").symlink_to("../elsewhere")
    watched = Watched()
    found = walk(str(tmp_path), ["texts/{heron,gone}/**/*.md"], watched)
    assert found.paths == ["texts/heron/2024/a.md", "texts/heron/index.md", "texts/heron/link/d.md"]
    assert sorted(watched.folders) == ["texts/heron/", "texts/heron/2024/", "texts/heron/link/"]
    assert sorted(watched.names) == ["", "texts", "texts/", "texts/gone", "texts/heron"]
    assert watched.names["texts/gone"] == (errno.ENOENT,)
    assert [*watched.links] == ["texts/heron/link"]
    assert watched.links["texts/heron/link"][0] == str(tmp_path / "elsewhere")
    status = (tmp_path / "texts/heron/2024").stat()
    assert watched.folders["texts/heron/2024/"] == (
        status.st_mode, status.st_ino, status.st_mtime_ns, status.st_ctime_ns,
    )  # fmt: skip


def test_a_name_that_no_file_can_have_is_not_there(tmp_path: Path) -> None:
    watched = Watched()
    assert walk(str(tmp_path), ["a\0b"], watched).paths == []
    assert watched.names["a\0b"] == ()


def test_watching_changes_nothing_that_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "texts/a.md", "b.md")
    (tmp_path / "texts/through-itself").symlink_to("through-itself/x.md")
    (tmp_path / "texts/gone.md").symlink_to("nowhere.md")
    for patterns in (["texts/*.md"], ["texts/*/*.md"], ["**/*.md"], ["texts/through-itself", "b.md"]):
        assert walk(str(tmp_path), patterns, Watched()) == walk(str(tmp_path), patterns)
