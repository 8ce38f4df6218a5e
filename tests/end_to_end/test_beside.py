"""What stands beside an article counts as the commit has it, not as it lies on the disk."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from reusecheck import git, pipeline
from reusecheck.library import compare
from tests.end_to_end.press import OWN, PASSAGE, Press
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("no_git_variables")

CITED = f"---\nbibliography: refs.bib\n---\n\n{OWN}\n{PASSAGE} [@brandt]\n"
PLAIN = f"{OWN}\n{PASSAGE}\n"
BIB = "@article{brandt, author = {Brandt, Odile}, url = {https://heron.example/market-time}}\n"
OTHER_BIB = "@article{brandt, title = {Another}, url = {https://heron.example/another}}\n"
ANNOTATION = 'version = 1\n\n[[annotations]]\npath = "content/**"\nSPDX-FileCopyrightText = "2024 The Heron"\n'
BLOCKED, PASSED = 1, 0


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path / "press")


def test_the_bibliography_that_is_staged_decides(press: Press) -> None:
    press.stage("content/article.md", CITED)
    press.write("content/refs.bib", BIB)  # on the disk alone
    ran = press.try_commit()
    assert ran.returncode == BLOCKED, ran.stdout
    assert "content/refs.bib was not found" in press.reusecheck("hook", "-o", "json", "content/article.md").stdout
    press.git("add", "content/refs.bib")
    press.write("content/refs.bib", OTHER_BIB)
    # pre-commit puts away what is not staged; the hook itself never looks
    assert press.reusecheck("hook", "content/article.md").returncode == PASSED
    assert press.reusecheck("check", "--staged").returncode == PASSED
    assert press.reusecheck("check", "content/article.md").returncode == BLOCKED
    ran = press.try_commit()
    assert ran.returncode == PASSED, ran.stdout


def test_a_bibliography_that_was_committed_before_counts_unless_it_is_taken_out(press: Press) -> None:
    press.stage("content/refs.bib", BIB)
    press.commit("Works")
    press.stage("content/article.md", CITED)
    assert press.reusecheck("hook", "content/article.md").returncode == PASSED
    press.git("rm", "--quiet", "--cached", "content/refs.bib")
    assert press.reusecheck("hook", "content/article.md").returncode == BLOCKED
    assert press.reusecheck("check", "content/article.md").returncode == PASSED


def test_an_annotation_counts_when_it_is_staged(press: Press) -> None:
    press.stage("content/article.md", PLAIN)
    press.write("REUSE.toml", ANNOTATION)
    assert press.reusecheck("hook", "content/article.md").returncode == BLOCKED
    assert press.reusecheck("check", "content/article.md").returncode == PASSED
    press.git("add", "REUSE.toml")
    assert press.reusecheck("hook", "content/article.md").returncode == PASSED


def test_what_is_pushed_has_the_files_of_its_commit_beside_it(press: Press) -> None:
    press.stage("content/article.md", CITED)
    press.stage("content/refs.bib", OTHER_BIB)
    press.git("commit", "--quiet", "--no-verify", "-m", "Wrong")
    wrong = press.git("rev-parse", "HEAD").strip()
    press.stage("content/refs.bib", BIB)
    press.git("commit", "--quiet", "--no-verify", "-m", "Right")
    right = press.git("rev-parse", "HEAD").strip()
    for ref, code in ((wrong, BLOCKED), (right, PASSED)):
        ran = press.reusecheck("hook", "content/article.md", variables={"PRE_COMMIT_TO_REF": ref})
        assert ran.returncode == code, ran.stdout


def test_standard_input_has_the_disk_beside_it(press: Press) -> None:
    press.write("content/refs.bib", BIB)
    press.write("elsewhere/article.md", CITED)
    for name, code in (("content/x.md", PASSED), ("elsewhere/x.md", BLOCKED)):
        ran = press.run(
            "sh", "-c", f'"$0" -m reusecheck check - --stdin-filename {name} < elsewhere/article.md', sys.executable
        )
        assert ran.returncode == code, ran.stdout


def test_compared_texts_have_their_folder_beside_them(press: Press) -> None:
    press.write("content/refs.bib", BIB)
    press.write("content/article.md", CITED)
    for name in ("content/article.md", f"{press.root}/content/article.md", "./content/../content/article.md"):
        assert press.reusecheck("compare", name, "references/market.md").returncode == PASSED
    assert (
        press.reusecheck("compare", "article.md", "../references/market.md", cwd=press.root / "content").returncode == 0
    )
    press.write("content/article.md", CITED.replace("refs.bib", "../refs.bib"))
    press.write("refs.bib", BIB)
    assert press.reusecheck("compare", "content/article.md", "references/market.md").returncode == BLOCKED


def test_a_text_that_a_program_hands_over_has_nothing_beside_it(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(press.write("refs.bib", BIB).parent)
    reference = press.root / "references/market.md"
    assert compare(CITED, reference).outcome.value == "block"
    assert compare(press.write("article.md", CITED), reference).outcome.value == "pass"


# ---- what is read


def test_only_files_below_the_root_are_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    (tmp_path / "secret.bib").write_text("secret")
    (root / "refs.bib").write_bytes(b"\xef\xbb\xbfrefs")
    (root / "link.bib").symlink_to("refs.bib")
    (root / "out.bib").symlink_to("../secret.bib")
    (root / "blob.bib").write_bytes(b"\0\1\2")
    beside = pipeline.neighbours_on_disk(str(root))
    assert beside("refs.bib") == beside("./refs.bib") == beside("content/../refs.bib") == beside("link.bib") == "refs"
    for path in ("../secret.bib", "out.bib", str(tmp_path / "secret.bib"), "content", "blob.bib", "none.bib", "", ".."):
        assert beside(path) is None
    (root / "refs.bib").write_text("changed")
    assert beside("refs.bib") == "refs", "one run sees one state of a file"
    assert pipeline.neighbours_of(str(root / "content" / "a.md"))(str(root / "refs.bib")) is None


def test_the_files_of_a_commit(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "newsroom")
    names = ["a b.bib", "sub/refs.bib", ":0:x.bib", "HEAD missing", "-x", "*.bib", "é.bib", "last"]
    for name in names:
        repository.write(name, f"{name}\n")
    repository.write("empty", "")
    repository.write("no line end", "sub/refs.bib")
    for link, to in {
        "l": "sub/refs.bib",
        "sub/up": "../a b.bib",
        "out": "../x",
        "abs": "/etc/hosts",
        "loop": "loop",
    }.items():
        (repository.root / link).symlink_to(to)
    repository.git("add", "--all")
    repository.commit()
    repository.write("last", "on the disk\n")
    for ref in (None, "HEAD"):
        with git.Objects(str(repository.root)) as objects:
            content = git.Contents(objects, "", ref)
            assert [content(name) for name in names] == [f"{name}\n".encode() for name in names]
            assert content("empty") == b""
            assert content("no line end") == b"sub/refs.bib"
            assert content("l") == b"sub/refs.bib\n"
            assert content("sub/up") == b"a b.bib\n"
            for name in ("none", "none missing", "sub", "out", "abs", "loop", "a\nb", "sub/refs.bib/x"):
                assert content(name) is None, name
            assert content("last") == b"last\n"
            content = git.Contents(objects, "sub/", ref)
            assert content("refs.bib") == b"sub/refs.bib\n"
            assert content("up") is None
            assert content("a b.bib") is None


def test_no_process_is_started_for_nothing(tmp_path: Path) -> None:
    with git.Objects(str(tmp_path / "nowhere")) as objects:
        assert objects._process is None
