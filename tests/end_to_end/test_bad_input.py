"""Whatever lies in the repository: the command ends with the right code, says where and why, and soon."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk import Desk, prose
from tests.end_to_end.press import COMMAND
from tests.end_to_end.process import command, ended, started

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.room import Ran

CONFIGURATION = """\
version: 1
articles: {include: ["content/*.{md,html,txt}"]}
corpus:
  - id: wren
    files: ["references/*.md"]
"""
LIMITED = ("bash", "-c", 'ulimit -v 1500000 2>/dev/null; exec "$@"', "bash")
PASSAGE = prose(1)
COPIED = f"{prose(100)}\n{PASSAGE}\n"


class Shop(Desk):
    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.write(".reusecheck.yaml", CONFIGURATION)
        self.write("references/r1.md", PASSAGE)
        self.write("references/r2.md", prose(2))

    def run(self, *arguments: str, stdin: bytes = b"") -> Ran:
        return command(self.root, *arguments, stdin=stdin)

    def articles(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """What is said of each article, by path."""
        done = self.run("check", "-o", "json", *arguments)
        assert done.code == code, done.err
        return {article["path"]: article for article in done.json["articles"]}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def limited(shop: Shop, *arguments: str) -> Ran:
    """The command with 1.5 GB of memory, where the system can be told so; it must not die of it, nor go on for ever."""
    (done,) = ended(started(shop.root, *COMMAND, *arguments, program=LIMITED))
    assert "Traceback" not in done.err
    return done


# --- the corpus


def test_a_pattern_that_matches_no_file_is_an_error_of_the_configuration(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    shop.write(".reusecheck.yaml", CONFIGURATION.replace("references/*.md", "reference/*.md"))
    for action in (["check"], ["index", "build"]):
        done = shop.run(*action)
        assert (done.code, done.out) == (2, "")
        assert done.err == 'reusecheck: .reusecheck.yaml:4:1: corpus.wren.files: "reference/*.md" matches no file\n'


def test_a_corpus_of_no_entries_is_an_error_of_the_configuration(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    shop.write(".reusecheck.yaml", "version: 1\ncorpus: []\n")
    done = shop.run("check")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("reusecheck: .reusecheck.yaml:2:9: corpus: found an empty list, wants")


@pytest.mark.parametrize(
    ("name", "content"), [("r.jsonl", b""), ("r.md", b""), ("r.md", b"\xef\xbb\xbf \n"), ("r.md", b"* * *")]
)
def test_a_corpus_without_a_word_judges_nothing(shop: Shop, name: str, content: bytes) -> None:
    shop.write("content/a.md", COPIED)
    kind = "jsonl" if name.endswith("jsonl") else "files"
    shop.write(".reusecheck.yaml", CONFIGURATION.replace('files: ["references/*.md"]', f'{kind}: ["empty/*"]'))
    shop.write(f"empty/{name}", content)
    why = "corpus.wren: its files hold no reference with a word in it, wants one at least"
    for action in (["check"], ["index", "build"], ["check"]):
        done = shop.run(*action)
        assert done.code == 3
        assert why in done.err
        assert "run: reusecheck index build" in done.err
        assert "checked" not in done.out + done.err


def test_a_reference_that_is_a_link_out_of_the_repository_is_an_error(shop: Shop, tmp_path: Path) -> None:
    shop.write("content/a.md", COPIED)
    (tmp_path / "outside.md").write_text(PASSAGE, encoding="utf-8")
    (shop.root / "references/link.md").symlink_to(tmp_path / "outside.md")
    done = shop.run("check")
    assert (done.code, done.out) == (2, "")
    assert "corpus.wren.files: references/link.md is a link out of the repository" in done.err


def test_a_reference_of_60_mb_is_refused_by_its_size(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    os.truncate(shop.write("references/large.md", prose(3)), 60_000_000)
    done = limited(shop, "index", "build")
    assert done.code == 3
    assert "references/large.md: larger than 32 MiB; split it" in done.err


# --- the configuration


def test_a_misspelt_key_and_another_error_are_both_named_with_their_places(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    shop.write(".reusecheck.yaml", CONFIGURATION + "limit: {share: 15%}\nindex: {refresh: NO}\n")
    done = shop.run("check")
    assert (done.code, done.out) == (2, "")
    first, second = done.err.splitlines()
    assert first.startswith("reusecheck: .reusecheck.yaml:6:1: ")
    assert "limit" in first
    assert "limits" in first
    assert second.startswith("reusecheck: .reusecheck.yaml:7:18: ")
    assert "auto" in second


def test_no_configuration_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    done = command(tmp_path, "check")
    assert (done.code, done.out) == (2, "")
    assert done.err == "reusecheck: no .reusecheck.yaml here or in a folder above; run: reusecheck init\n"


# --- the index and the disk


def bound() -> Sequence[str]:
    """The command as one who may not read or write where permissions forbid it, which root otherwise may."""
    return COMMAND if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--", *COMMAND)


@pytest.fixture
def read_only(shop: Shop) -> Shop:
    """A shop whose index is up to date and cannot be written."""
    shop.write("content/a.md", COPIED)
    assert shop.run("index", "build").code == 0
    shop.index.chmod(0o555)
    for path in shop.index.iterdir():
        path.chmod(0o444)
    return shop


def test_a_check_with_nothing_to_write_works_on_a_read_only_index(read_only: Shop) -> None:
    assert command(read_only.root, "check", program=bound()).code == 1
    assert command(read_only.root, "index", "status", program=bound()).code == 0
    assert command(read_only.root, "index", "verify", program=bound()).code == 0


def test_a_folder_that_cannot_be_listed_is_no_fault_of_reusecheck(read_only: Shop) -> None:
    try:
        for mode, code in ((0o111, 1), (0o000, 3)):
            read_only.index.chmod(mode)
            assert command(read_only.root, "check", program=bound()).code == code
            done = command(read_only.root, "index", "build", program=bound())
            assert (done.code, "the index could not be written: Permission denied" in done.err) == (3, True)
    finally:
        read_only.index.chmod(0o755)


def test_a_read_only_index_that_must_be_written_is_refused_and_stays(read_only: Shop) -> None:
    before = read_only.state()
    read_only.write("references/r2.md", prose(22))
    for action in (["check"], ["index", "build"]):
        done = command(read_only.root, *action, program=bound())
        assert (done.code, done.out) == (3, "")
        assert done.err.endswith(
            "the index could not be written: Permission denied; "
            "index.path (.reusecheck) wants a folder that can be written to\n"
        )
    assert read_only.state() == before


def test_an_index_that_cannot_be_where_it_is_wanted_is_refused(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    shop.write("notes", "a file")
    for path in ("notes", "notes/index"):
        shop.write(".reusecheck.yaml", CONFIGURATION + f"index: {{path: {path}}}\n")
        for action in (["check"], ["index", "build"]):
            done = shop.run(*action)
            assert (done.code, done.out) == (3, "")
            assert str(shop.root / "notes") in done.err
            assert "run: reusecheck index build" in done.err or "wants a folder that can be written to" in done.err
    assert (shop.root / "notes").read_text(encoding="utf-8") == "a file"


@pytest.mark.parametrize("path", [".", "content", "references"])
def test_an_index_is_never_put_among_other_files(shop: Shop, path: str) -> None:
    shop.write("content/a.md", COPIED)
    shop.write(".reusecheck.yaml", CONFIGURATION + f"index: {{path: {path}}}\n")
    before = sorted(shop.root.rglob("*"))
    for action in (["check"], ["index", "build"]):
        done = shop.run(*action)
        assert (done.code, done.out) == (2, "")
        assert "index" in done.err
        assert "path" in done.err
    assert sorted(shop.root.rglob("*")) == before


# --- articles


def test_a_binary_article_is_named_and_the_others_are_judged(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    shop.write("content/photo.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    done = shop.run("check", "-o", "json")
    assert done.code == 3
    assert done.json["unreadable"] == [{"path": "content/photo.md", "why": "binary file (a PNG image)"}]
    assert [article["outcome"] for article in done.json["articles"]] == ["block"]
    told = " ".join(shop.run("check").out.split())
    assert "content/photo.md: not judged, it could not be read: binary file (a PNG image)" in told
    assert "Mend it, or exclude it (articles.exclude)." in told


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", 0), (b" \r\n\t\n", 0), (b"\xef\xbb\xbf", 0), (b"\xff\xfe", 0), (b"three small words", 3), (b"\n\n---\n", 0)],
)
@pytest.mark.parametrize("suffix", ["md", "html", "txt"])
def test_an_article_of_few_or_no_words_passes(shop: Shop, content: bytes, words: int, suffix: str) -> None:
    shop.write(f"content/a.{suffix}", content)
    article = shop.articles()[f"content/a.{suffix}"]
    assert (article["outcome"], article["score"]) == ("pass", 0.0)
    assert article["words"] == words


def test_three_words_that_are_the_whole_reference_pass(shop: Shop) -> None:
    shop.write("references/tiny.md", "three small words")
    shop.write("content/a.md", "three small words")
    assert shop.articles()["content/a.md"]["outcome"] == "pass"


def test_an_article_that_is_not_utf8_is_judged_and_says_so(shop: Shop) -> None:
    shop.write("content/a.md", f"Ein Café\n\n{PASSAGE}".encode("latin-1"))
    done = shop.run("check")
    assert done.code == 1
    assert "content/a.md: not UTF-8: 1 byte replaced, first at line 1; judged with replacement characters" in done.err
    (article,) = shop.articles(code=1).values()
    assert (article["findings"][0]["article"]["line"], article["findings"][0]["article"]["column"]) == (3, 1)


def test_an_article_of_60_mb_is_refused_by_its_size(shop: Shop) -> None:
    os.truncate(shop.write("content/large.md", prose(3)), 60_000_000)
    done = limited(shop, "check", "-o", "json")
    assert done.code == 3
    why = "larger than 32 MiB; split it"
    assert done.json["unreadable"] == [{"path": "content/large.md", "why": why}]


@pytest.mark.parametrize("suffix", ["md", "html", "txt"])
def test_a_passage_in_one_line_of_2_mb_is_found_at_its_place(shop: Shop, suffix: str) -> None:
    before = " ".join(f"{word}{at % 9973}" for at, word in enumerate(prose(5, 160_000).split()))
    line = f"{before} {' '.join(PASSAGE.split())} {before[:600_000]}"
    assert len(line) > 2_000_000
    shop.write(f"content/a.{suffix}", line)
    shop.run("index", "build")
    done = limited(shop, "check", "-o", "json", f"-o=text={shop.root / 'report'}")
    (article,) = done.json["articles"]
    (finding,) = article["findings"]
    assert (finding["article"]["line"], finding["article"]["column"]) == (1, len(before) + 2)
    assert finding["matched_words"] == 60
    assert len(done.out) < 10_000
    assert (shop.root / "report").stat().st_size < 10_000


def test_one_word_a_million_times_is_bounded_as_article_as_reference_and_as_both(shop: Shop) -> None:
    shop.write("content/a.md", "a " * 1_000_000)
    done = limited(shop, "check", "-o", "json")
    assert (done.code, done.json["articles"][0]["words"]) == (0, 1_000_000)
    shop.write("references/a.md", "a " * 1_000_000)
    (shop.root / "content/a.md").unlink()
    shop.write("content/b.md", COPIED)
    assert limited(shop, "check").code == 1
    (shop.root / "content/b.md").unlink()
    shop.write("content/a.md", "a " * 1_000_000)
    done = limited(shop, "check", "-o", "json")
    assert done.code == 1
    (article,) = done.json["articles"]
    assert (article["score"], article["longest_run"], len(article["findings"])) == (100.0, 1_000_000, 1)
    assert len(done.out) < 10_000


def test_two_words_in_turn_and_a_shorter_text_of_them_are_bounded(shop: Shop) -> None:
    shop.write("references/ab.md", "a b " * 20_000)
    shop.write("references/ba.md", "b a " * 300 + "c")
    shop.write("content/ab.md", "a b " * 25_000)
    shop.write("content/abc.md", "a b c " * 9 + "b a " * 5_000)
    articles = json.loads(limited(shop, "check", "-o", "json").out)["articles"]
    assert [article["outcome"] for article in articles] == ["block", "block"]
    assert articles[0]["score"] == 100.0
    assert articles[1]["unattributed_words"] == 10_000


NESTED = {
    "quotations.md": ">" * 50_000 + " ",
    "brackets.md": "[" * 50_000 + "\n\n",
    "stars.md": "*a **b " * 20_000 + "\n\n",
    "lists.md": "- " * 20_000 + "\n\n",
    "tags.md": "<div>" * 20_000 + "\n\n",
    "divisions.html": "<div>" * 30_000,
    "quotations.html": "<blockquote>" * 30_000,
    "unclosed.html": "<p " * 30_000 + ">",
    "comment.html": "<!-- " * 30_000 + "-->",
}


def test_deeply_nested_markup_hides_no_passage_and_is_bounded(shop: Shop) -> None:
    for name, opening in NESTED.items():
        shop.write(f"content/{name}", f"{opening}{PASSAGE}\n")
    done = limited(shop, "check", "-o", "json")
    assert done.code == 1
    found = {article["path"] for article in done.json["articles"] if article["overlap_words"] >= 60}
    assert found == {f"content/{name}" for name in NESTED}


# --- paths


def test_an_article_that_is_a_link_out_of_the_repository_is_not_read(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.md").write_text("hunter2 " * 20, encoding="utf-8")
    shop.write("content/a.md", prose(100))
    (shop.root / "content/link.md").symlink_to(tmp_path / "outside/secret.md")
    for arguments in ([], ["content/link.md"], ["content"]):
        done = shop.run("check", "-o", "json", *arguments)
        assert done.code == 3
        (unreadable,) = done.json["unreadable"]
        assert unreadable["path"] == "content/link.md"
        assert "leads out of the repository" in unreadable["why"]
        assert "hunter2" not in done.out + done.err
    (shop.root / "content/link.md").unlink()
    (shop.root / "linked").symlink_to(tmp_path / "outside")
    done = shop.run("check", "linked/secret.md")
    assert done.code in (2, 3)
    assert "linked/secret.md" in done.out + done.err
    assert "hunter2" not in done.out + done.err


def test_links_inside_are_followed_and_links_to_nothing_hold_nothing(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    (shop.root / "content/same.md").symlink_to("a.md")
    (shop.root / "content/.#a.md").symlink_to("somebody@somewhere.17")  # as an editor leaves it
    assert {path: article["outcome"] for path, article in shop.articles(code=1).items()} == {
        "content/a.md": "block",
        "content/same.md": "block",
    }


def test_a_missing_path_and_what_is_no_regular_file_are_named(shop: Shop) -> None:
    shop.write("content/a.md", prose(100))
    os.mkfifo(shop.root / "content/pipe.md")
    done = shop.run("check", "-o", "json", "content/a.md", "content/gone.md", "content/pipe.md")
    assert done.code == 3
    assert [article["path"] for article in done.json["articles"]] == ["content/a.md"]
    assert done.json["unreadable"] == [
        {"path": "content/gone.md", "why": "no such file or directory"},
        {"path": "content/pipe.md", "why": "not a regular file"},
    ]


def test_a_folder_stands_for_its_articles(shop: Shop) -> None:
    shop.write("content/a.md", prose(100))
    shop.write("content/image.png", b"\x89PNG")
    assert list(shop.articles("content")) == ["content/a.md"]
    assert list(shop.articles(".")) == ["content/a.md"]


def test_a_path_outside_of_the_root_is_an_error_of_usage(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.md").write_text(COPIED, encoding="utf-8")
    done = shop.run("check", "../elsewhere.md")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("reusecheck: ../elsewhere.md: outside of ")


def test_a_nul_in_standard_input_is_no_text(shop: Shop) -> None:
    done = shop.run("check", "-", "--stdin-filename", "content/a.md", stdin=PASSAGE.encode() + b"\0")
    assert done.code == 3
    assert "content/a.md" in done.out + done.err
    assert "binary file" in done.out + done.err
    assert shop.run("check", "-", stdin=COPIED.encode()).code == 1


# --- outputs


def shell(shop: Shop, line: str) -> Ran:
    """A line of the shell in which ``CHECK`` is the command; its code is the command's own."""
    script = line.replace("CHECK", shlex.join([*COMMAND, "check"]))
    return command(shop.root, script, program=["bash", "-c"])


@pytest.mark.parametrize("form", ["text", "concise", "json"])
@pytest.mark.parametrize(("content", "code"), [(COPIED, 1), (prose(100), 0)])
def test_a_reader_that_leaves_early_changes_no_code(shop: Shop, form: str, content: str, code: int) -> None:
    for number in range(30):
        shop.write(f"content/a{number}.md", content)
    done = shell(shop, f"CHECK -v -o {form} | head -c 10; exit ${{PIPESTATUS[0]}}")
    assert (done.code, done.err if form != "json" else "") == (code, "")
    assert "Traceback" not in done.err
    assert "Exception ignored" not in done.err


def test_closed_streams_change_no_code(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    for line in ("CHECK >&-", "CHECK 2>&-", "CHECK <&-", "CHECK >&- 2>&- <&-", "CHECK -o json >&- 2>/dev/null"):
        done = shell(shop, line)
        assert (line, done.code, done.err) == (line, 1, "")
    assert shell(shop, "CHECK - <&-").code == 0, "nothing was read, and it says so"


def test_a_full_disk_behind_standard_output_is_no_pass(shop: Shop) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    shop.write("content/a.md", prose(100))
    done = shell(shop, "CHECK -o json >/dev/full")
    assert done.code == 3
    assert done.err.startswith("reusecheck: standard output could not be written: No space left on device\n")


def test_a_report_that_cannot_be_written_is_named(shop: Shop) -> None:
    shop.write("content/a.md", COPIED)
    for path in ("content", "missing/report.json"):
        done = shop.run("check", "-o", f"json={path}")
        assert done.code == 2
        assert f"{path}: the report could not be written" in done.err


INTERRUPTED = """\
import sys, time
from reusecheck.index import build
def slowly(builder):
    print("here", flush=True)
    time.sleep(600)
build.SegmentBuilder.write = slowly
from reusecheck.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("arguments", [("index", "build"), ("check", "-o", "json=report.json")])
def test_an_interrupted_command_ends_with_130_and_leaves_nothing_half_done(
    shop: Shop, arguments: tuple[str, ...]
) -> None:
    shop.write("content/a.md", COPIED)
    shop.run("index", "build")
    before = shop.state()
    shop.write("references/r3.md", prose(3))
    process = started(shop.root, "-c", INTERRUPTED, *arguments, program=[sys.executable])
    assert process.stdout is not None
    assert process.stdout.readline() == b"here\n"
    process.send_signal(signal.SIGINT)
    (done,) = ended(process)
    assert (done.code, done.err) == (130, "reusecheck: interrupted\n")
    assert shop.state() == before
    assert not (shop.root / "report.json").exists()
    assert shop.run("check").code == 1
