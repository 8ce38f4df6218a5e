"""Every command of the contract, as it is typed; some in a process of their own."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from reusecheck import __version__
from reusecheck.configuring import load_config
from reusecheck.gating import MANY_SEGMENTS
from tests.end_to_end.press import COMMAND
from tests.repository import Repository, isolated
from tests.room import CLEAN, CONFIGURATION, COPIED, CREDITED, PASSAGE, REFERENCE, SCHEMA, Ran, Room

if TYPE_CHECKING:
    from pathlib import Path

FOUND = "content/copied.md:7:1: 54 words as in plover:bus.md"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    (tmp_path / "room").mkdir()
    return Room.furnished(tmp_path / "room", monkeypatch, capsys)


@pytest.fixture
def repository(room: Room) -> Repository:
    """The room as a repository in which nothing is staged."""
    return Repository(room.root)


def process(room: Room, *arguments: str, stdin: bytes = b"", cwd: Path | None = None, **variables: str) -> Ran:
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd or room.root,
        env=isolated(room.root) | variables,
        input=stdin,
        capture_output=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def paths(document: object) -> list[str]:
    assert isinstance(document, dict)
    return [article["path"] for article in document["articles"]]


class TestCheck:
    def test_with_nothing_named_every_article_is_judged(self, room: Room) -> None:
        room.write("content/drafts/copied.md", COPIED)
        room.write("content/deep/er/copied.html", f"<p>{PASSAGE}</p>")
        room.write("content/deep/er/copied.rst", PASSAGE)
        assert paths(room.judge()) == [
            "content/clean.md",
            "content/copied.md",
            "content/credited.md",
            "content/deep/er/copied.html",
        ]

    def test_files_and_folders_that_are_named(self, room: Room) -> None:
        room.write("content/deep/copied.md", COPIED)
        assert paths(room.judge("content/deep", "content/clean.md")) == ["content/clean.md", "content/deep/copied.md"]
        assert paths(room.judge("content/deep/", "./content/deep/copied.md")) == ["content/deep/copied.md"]
        assert paths(room.judge(".")) == paths(room.judge())
        assert paths(room.judge(str(room.root / "content/clean.md"))) == ["content/clean.md"]

    def test_from_another_folder_paths_mean_what_they_mean_there(self, room: Room) -> None:
        everything = room.judge()
        room.patch.chdir(room.root / "content")
        assert room.judge() == everything
        assert paths(room.judge("clean.md", "../content/copied.md")) == ["content/clean.md", "content/copied.md"]
        assert room.run("check", "content/clean.md").code == 3

    def test_a_configuration_elsewhere_brings_its_root(self, room: Room) -> None:
        everything = room.judge()
        room.patch.chdir(room.root.parent)
        assert room.judge("-c", "room/.reusecheck.yaml") == everything
        assert paths(room.judge("-c", "room/.reusecheck.yaml", "room/content/clean.md")) == ["content/clean.md"]

    def test_what_is_excluded_is_not_judged_though_it_is_named_and_that_is_said(self, room: Room) -> None:
        room.write("content/drafts/copied.md", COPIED)
        ran = room.run("check", "-o", "json", "content/drafts/copied.md", "content/clean.md")
        assert paths(ran.json) == ["content/clean.md"]
        assert "content/drafts/copied.md: left out by articles.exclude" in ran.err
        assert paths(room.judge("content/drafts", "content/clean.md")) == ["content/clean.md"]

    def test_a_folder_without_an_article_is_no_pass(self, room: Room) -> None:
        room.write("content/pictures/a.png", b"")
        ran = room.run("check", "content/pictures")
        assert (ran.code, ran.out) == (3, "")
        assert "content/pictures: articles.include matches no file in this folder" in ran.err

    def test_a_damaged_copy_of_the_configuration_loosens_no_limit(self, room: Room) -> None:
        room.write("content/copied.md", COPIED)
        assert room.run("check", "content/copied.md").code == 1
        kept = room.root / ".reusecheck" / "configuration.json"
        kept.write_bytes(kept.read_bytes().replace(b"[15.0, 25, 40, 50.0]", b"[95.0, 99, 940, 50.0]"))
        assert b"940" in kept.read_bytes()
        assert room.run("check", "content/copied.md").code == 1

    def test_a_file_that_is_named_is_judged_though_nothing_includes_it(self, room: Room) -> None:
        room.write("elsewhere/copied.md", COPIED)
        ran = room.run("check", "elsewhere/copied.md")
        assert ran.code == 1
        assert "elsewhere/copied.md:7:1:" in ran.out

    def test_standard_input(self, room: Room) -> None:
        ran = room.run("check", "-", "-o", "json", stdin=COPIED)
        assert (ran.code, paths(ran.json)) == (1, ["standard-input.md"])
        ran = room.run("check", "-", "--stdin-filename", "content/new.html", "-o", "json", stdin=f"<p>{PASSAGE}</p>")
        assert (ran.code, paths(ran.json)) == (1, ["content/new.html"])
        assert ran.json["articles"][0]["findings"][0]["article"]["column"] == 4
        assert room.run("check", "-", stdin=CLEAN).code == 0

    def test_standard_input_stands_for_the_file_it_names(self, room: Room) -> None:
        by_name = room.judge("content/copied.md")
        ran = room.run("check", "-", "--stdin-filename", "content/copied.md", "-o", "json", stdin=COPIED)
        assert ran.json == by_name
        # a reference is not held against itself, nor when an editor sends what it has not yet saved
        ran = room.run("check", "-", "--stdin-filename", "references/bus.md", "-o", "json", stdin=REFERENCE)
        assert ran.json["outcome"] == "pass"

    def test_what_is_staged(self, room: Room, repository: Repository) -> None:
        repository.stage("content/clean.md", COPIED)
        room.write("content/clean.md", CLEAN)
        repository.stage("content/copied.md", CLEAN)
        room.write("content/copied.md", COPIED)
        document = room.judge("--staged")
        assert {article["path"]: article["outcome"] for article in document["articles"]} == {
            "content/clean.md": "block",
            "content/copied.md": "pass",
        }
        (article,) = (article for article in document["articles"] if article["outcome"] == "block")
        assert article["findings"][0]["article"]["line"] == 7


class TestHook:
    def test_it_judges_what_is_staged_of_the_files_it_is_given(self, room: Room, repository: Repository) -> None:
        repository.stage("content/copied.md", COPIED)
        repository.stage("content/clean.md", CLEAN)
        ran = room.run("hook", "-o", "json", "content/copied.md")
        assert (ran.code, paths(ran.json)) == (1, ["content/copied.md"])
        ran = room.run("hook", "-o", "json")
        assert (ran.code, paths(ran.json)) == (1, ["content/clean.md", "content/copied.md"])

    def test_a_pattern_that_no_file_matches_does_not_let_everything_pass(
        self, room: Room, repository: Repository
    ) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION.replace("content/**", "contnt/**"))
        repository.stage("content/copied.md", COPIED)
        ran = room.run("hook", "content/copied.md")
        assert ran.code == 3
        assert "articles.include matches no file that git knows, so content/copied.md was not judged" in ran.err
        assert room.run("config", "validate").code == 2
        # without paths too, as a plain .git/hooks/pre-commit calls it
        for command in (["hook"], ["check", "--staged"]):
            ran = room.run(*command)
            assert ran.code == 3, command
            assert "so content/copied.md was not judged" in ran.err
        # what is no article is no sign of a wrong pattern
        repository.git("rm", "-q", "--cached", "content/copied.md")
        repository.stage("tools/build.py", "print('no text')")
        assert room.run("hook").code == 0
        assert room.run("hook", "references/bus.md", "content/drafts/a.md").code == 0

    def test_a_file_that_nothing_includes_or_something_excludes_is_none_of_its_business(
        self, room: Room, repository: Repository
    ) -> None:
        repository.stage("content/clean.md", CLEAN)
        for path in ("elsewhere/copied.md", "content/drafts/copied.md"):
            repository.stage(path, COPIED)
        ran = room.run("hook", "elsewhere/copied.md", "content/drafts/copied.md")
        assert ran.code == 0
        assert ran.closing.endswith("nothing to judge (scope added)")

    def test_a_configuration_below_the_top_of_the_repository(self, room: Room) -> None:
        repository = Repository(room.root.parent)
        repository.stage("room/content/copied.md", COPIED)
        repository.stage("content/copied.md", COPIED)
        for cwd, given in ((room.root, "content/copied.md"), (room.root.parent, "room/content/copied.md")):
            room.patch.chdir(cwd)
            flags = ["-c", str(room.root / ".reusecheck.yaml"), "-o", "json"]
            for arguments in ([], [given]):
                ran = room.run("hook", *flags, *arguments)
                assert (ran.code, paths(ran.json)) == (1, ["content/copied.md"]), (cwd, arguments)

    def test_with_nothing_to_bring_up_to_date_it_writes_nothing(self, room: Room, repository: Repository) -> None:
        repository.stage("content/copied.md", COPIED)
        room.build()
        assert room.run("hook").code == 1
        before = {path: path.stat().st_mtime_ns for path in room.root.rglob("*") if ".git" not in path.parts}
        assert room.run("hook").code == 1
        assert {path: path.stat().st_mtime_ns for path in room.root.rglob("*") if ".git" not in path.parts} == before


class TestCompare:
    def test_it_needs_no_configuration_and_leaves_nothing_behind(self, room: Room) -> None:
        (room.root / ".reusecheck.yaml").unlink()
        before = sorted(room.root.rglob("*"))
        ran = room.run("compare", "content/copied.md", "references/bus.md", "-o", "json")
        assert ran.code == 1
        (article,) = ran.json["articles"]
        assert (article["path"], article["words"], article["unattributed_words"]) == ("content/copied.md", 108, 54)
        assert article["findings"][0]["reference"]["path"] == "references/bus.md"
        assert sorted(room.root.rglob("*")) == before

    def test_what_the_reference_says_of_itself_is_how_it_may_be_credited(self, room: Room) -> None:
        ran = room.run("compare", "content/credited.md", "references/bus.md", "-o", "json")
        assert ran.code in (0, 1)
        assert ran.json["articles"][0]["findings"][0]["reason"] == "attributed"
        assert ran.json["articles"][0]["score"] == 0

    def test_several_references(self, room: Room) -> None:
        room.write("other.txt", "Nothing of the kind was ever seen on this side of the hill, or on the other one.")
        ran = room.run("compare", "content/copied.md", "other.txt", "references/bus.md", "-o", "json")
        assert ran.json["corpus"]["references"] == 2
        assert [f["reference"]["path"] for f in ran.json["articles"][0]["findings"]] == ["references/bus.md"]
        assert room.run("compare", "content/clean.md", "other.txt").code == 0

    def test_it_answers_for_every_reference(self, room: Room) -> None:
        room.write("other.txt", "Nothing of the kind was ever seen on this side of the hill, or on the other one.")
        ran = room.run("compare", "content/copied.md", "other.txt", "references/bus.md")
        *_, bus, runs, other, score, closing = ran.out.splitlines()
        assert bus == "   reference:references/bus.md: article 50 %, source 75 %, resemblance 0.42"
        assert runs == "     1 run of 32+ words; longest 54"
        assert other == "   reference:other.txt: 0 % of either, resemblance 0.00"
        assert score.startswith("content/copied.md: score 50 ")
        assert closing == ran.closing
        assert "source 75 %" not in room.run("compare", "content/copied.md", "references/bus.md", "-q").out

    def test_a_check_gives_the_same_figures_where_more_was_asked_for(self, room: Room) -> None:
        figures = "   plover:bus.md: article 50 %, source 75 %, resemblance 0.42\n"
        assert figures in room.run("check", "-v", "content").out
        assert "resemblance" not in room.run("check", "content").out

    def test_what_cannot_be_read_was_not_judged(self, room: Room) -> None:
        for arguments in (["gone.md", "references/bus.md"], ["content/copied.md", "gone.md"]):
            ran = room.run("compare", *arguments)
            assert (ran.code, ran.out) == (3, "")
            assert "gone.md" in ran.err

    def test_it_obeys_the_flags_of_a_check(self, room: Room) -> None:
        names = ("content/copied.md", "references/bus.md")
        assert room.run("compare", *names, "--fail-on", "never").code == 0
        assert PASSAGE[:20] not in room.run("compare", *names, "--quote", "none").out
        assert room.run("compare", *names).closing == "checked 1 article (108 words) against 1 reference – 1 blocked"


class TestExplain:
    def test_a_key_or_the_beginning_of_one(self, room: Room) -> None:
        (finding,) = room.findings("content/copied.md")
        ran = room.run("explain", finding["key"], "content/copied.md")
        assert ran.code == 0
        assert FOUND in ran.out
        assert finding["key"] in ran.out
        assert "54 ÷ 108 = 50" in ran.out
        assert "https://plover.example/2025/bus" in ran.out
        assert finding["fix"].splitlines()[-1] in ran.out
        assert room.run("explain", finding["key"][:-5], "content/copied.md") == ran

    def test_a_settled_finding_has_its_key_too(self, room: Room) -> None:
        (finding,) = room.findings("content/credited.md")
        ran = room.run("explain", finding["key"], "content/credited.md")
        assert ran.code == 0
        assert "quoted, source named" in " ".join(ran.out.split())

    def test_the_whole_text_stands_side_by_side(self, room: Room) -> None:
        (finding,) = room.findings("content/copied.md")
        ran = room.run("explain", finding["key"], "content/copied.md")
        words = re.sub(r"[│\s]+", " ", ran.out)
        for word in PASSAGE.split():
            assert words.count(word.strip(",.")) >= 2, word
        assert PASSAGE[:20] not in room.run("explain", finding["key"], "content/copied.md", "--quote", "none").out

    def test_several_findings_that_begin_alike_are_listed(self, room: Room) -> None:
        room.write("content/half.md", f"{CLEAN}\n{' '.join(PASSAGE.split()[:30])}\n")
        keys = {finding["key"] for name in ("half", "copied") for finding in room.findings(f"content/{name}.md")}
        ran = room.run("explain", "plover:")
        assert (ran.code, ran.out) == (2, "")
        assert all(key in ran.err for key in keys)

    @pytest.mark.parametrize("command", ["explain", "attribute"])
    def test_the_same_passage_in_two_articles_has_one_key(self, room: Room, command: str) -> None:
        room.write("content/again.md", COPIED)
        (finding,) = room.findings("content/copied.md")
        ran = room.run(command, finding["key"])
        assert (ran.code, ran.out) == (2, "")
        assert (
            f"{finding['key']} stands in content/again.md, content/copied.md and content/credited.md; name the"
            in ran.err
        )
        assert "content/copied.md:7:" in room.run(command, finding["key"], "content/copied.md").out

    def test_of_very_many_articles_the_first_are_named(self, room: Room) -> None:
        for number in range(10):
            room.write(f"content/n{number}.md", COPIED)
        (finding,) = room.findings("content/copied.md")
        assert (
            "stands in content/copied.md, content/credited.md, content/n0.md, "
            in room.run("explain", finding["key"]).err
        )
        assert ", content/n5.md and 4 others; name the one" in room.run("explain", finding["key"]).err

    @pytest.mark.parametrize("command", ["explain", "attribute"])
    def test_a_path_from_the_root_is_found_from_a_folder_below(self, room: Room, command: str) -> None:
        (finding,) = room.findings("content/copied.md")
        from_root = room.run(command, finding["key"], "content/copied.md")
        room.patch.chdir(room.root / "content")
        assert from_root.code == 0
        assert room.run(command, finding["key"], "content/copied.md") == from_root
        assert room.run(command, finding["key"], "copied.md") == from_root
        # what is there from here comes first
        room.write("content/content/copied.md", CLEAN)
        assert room.run(command, finding["key"], "content/copied.md").code == 2

    @pytest.mark.parametrize(
        "name", ["two words.md", "fähre.md", "it's.md", '"so".md', "R&D [1] (a).md", "$HOME;*.md", "a\\b.md", "#1!.md"]
    )
    def test_what_is_printed_can_be_run_whatever_the_name(self, room: Room, name: str) -> None:
        room.write(f"content/{name}", COPIED)
        printed = room.run("check", f"content/{name}").out
        for label in ("or write", "more"):
            (line,) = (line.strip() for line in printed.splitlines() if line.strip().startswith(label))
            words = subprocess.run(
                ["sh", "-c", f'set -- {line.removeprefix(label)}; printf "%s\\n" "$@"'], capture_output=True, check=True
            )
            _, *arguments = words.stdout.decode().splitlines()
            assert arguments[2] == f"content/{name}"
            assert room.run(*arguments).code == 0

    @pytest.mark.parametrize("command", ["explain", "attribute"])
    def test_what_could_not_be_read_was_not_looked_through(self, room: Room, command: str) -> None:
        ran = room.run(command, "plover:", "nosuch.md")
        assert (ran.code, ran.out) == (3, "")
        assert "nosuch.md: not judged: no such file or directory" in ran.err
        assert "begins with" not in ran.err
        ran = room.run(command, "plover:f", "content/clean.md", "nosuch.md")
        assert ran.code == 3
        assert "no finding's key begins with 'plover:f' in what could be read" in ran.err
        ran = room.run(command, "plover:", "content/copied.md", "nosuch.md")
        assert ran.code == 0
        assert "nosuch.md: not judged: no such file or directory" in ran.err

    def test_a_key_nobody_knows(self, room: Room) -> None:
        ran = room.run("explain", "plover:ffffffffffff")
        assert (ran.code, ran.out) == (2, "")
        assert "'plover:ffffffffffff'" in ran.err


class TestIndex:
    def test_build_says_what_it_holds(self, room: Room) -> None:
        room.write("references/two.txt", "Two herons walked past the library, one of them reading.")
        ran = room.run("index", "build")
        assert ran.code == 0
        assert re.match(
            r"\.reusecheck: 2 references, \d+ words \(2 indexed, 0 removed, 0 kept\) in \d+\.\d s\n", ran.out
        )
        room.write("references/three.txt", "Three herons walked past the library, all of them reading.")
        (room.root / "references/two.txt").unlink()
        ran = room.run("index", "build")
        assert ", 1 removed," in ran.out
        assert "2 references" in ran.out
        assert room.run("index", "build", "-q").out == ""

    def test_a_check_says_when_a_build_should_merge_what_checks_have_added(self, room: Room) -> None:
        room.build()
        for number in range(MANY_SEGMENTS):
            ran = room.run("check", "content")
            assert "segments" not in ran.err
            room.write(f"references/more{number}.txt", f"Heron number {number} walked past the library.")
        before = room.run("check", "content")
        told = (
            f".reusecheck: in {MANY_SEGMENTS + 1} segments, which every check pays for; run: reusecheck index build\n"
        )
        assert told in before.err
        room.build()
        after = room.run("check", "content")
        assert "segments" not in after.err
        assert (after.code, after.out) == (before.code, before.out)

    def test_status_says_whether_it_is_up_to_date(self, room: Room) -> None:
        ran = room.run("index", "status")
        assert ran.code == 3
        assert "reusecheck index build" in ran.err
        room.build()
        ran = room.run("index", "status")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(".reusecheck: 1 reference, 72 words, 1 segment, ")
        room.write("references/bus.md", REFERENCE + "\nAnd the dog.\n")
        ran = room.run("index", "status")
        assert ran.code == 3
        assert "plover: changed since it was indexed" in ran.out
        assert "reusecheck index build" in ran.err

    def test_verify_finds_a_flipped_byte(self, room: Room) -> None:
        room.build()
        ran = room.run("index", "verify")
        assert (ran.code, ran.out, ran.err) == (0, ".reusecheck: 1 segment, every checksum is right\n", "")
        (segment,) = (path for path in (room.root / ".reusecheck").iterdir() if path.stat().st_size > 1000)
        data = bytearray(segment.read_bytes())
        data[-40] ^= 1
        segment.write_bytes(data)
        ran = room.run("index", "verify")
        assert ran.code == 3
        assert segment.name in ran.err
        assert "reusecheck index build" in ran.err

    def test_verify_reads_the_ledger_too(self, room: Room) -> None:
        room.build()
        (ledger,) = (room.root / ".reusecheck").glob("ledger-*")
        ledger.write_bytes(ledger.read_bytes()[:-3])
        ran = room.run("index", "verify")
        assert ran.code == 3
        assert f"{ledger.name}: " in ran.err
        assert "reusecheck index build" in ran.err

    def test_a_truncated_index_is_no_empty_one(self, room: Room) -> None:
        room.build()
        (segment,) = (path for path in (room.root / ".reusecheck").iterdir() if path.stat().st_size > 1000)
        whole = segment.read_bytes()
        for size in range(0, len(whole), len(whole) // 10):
            segment.write_bytes(whole[:size])
            for command in (["check"], ["index", "status"], ["index", "verify"], ["explain", "a"]):
                ran = room.run(*command)
                assert ran.code == 3, (size, command)
                assert "reusecheck index build" in ran.err
        assert room.run("index", "build").code == 0
        assert room.run("check").code == 1


class TestConfig:
    def test_what_is_shown_loads_to_the_same(self, room: Room) -> None:
        ran = room.run("config", "show")
        assert (ran.code, ran.err) == (0, "")
        room.write("again/.reusecheck.yaml", ran.out)
        again = load_config(str(room.root / "again/.reusecheck.yaml"), str(room.root))
        assert again._replace(path="") == load_config(str(room.root / ".reusecheck.yaml"))._replace(path="")

    def test_validate_counts(self, room: Room) -> None:
        ran = room.run("config", "validate")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(".reusecheck.yaml: valid; ")

    def test_the_schema_accepts_what_is_valid_and_refuses_what_is_not(self, room: Room) -> None:
        (room.root / ".reusecheck.yaml").unlink()  # whoever writes one has none yet
        (room.root / ".git").mkdir()
        ran = room.run("config", "schema")
        assert (ran.code, ran.err) == (0, "")
        validator = jsonschema.Draft202012Validator(json.loads(ran.out))
        validator.validate(yaml.safe_load(CONFIGURATION))
        assert not validator.is_valid({"version": 1, "corpus": [{"id": "a", "fils": ["*"]}]})


class TestInit:
    def test_it_writes_a_configuration_once_and_a_check_can_begin(self, room: Room) -> None:
        (room.root / ".reusecheck.yaml").unlink()
        ran = room.run("init")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(".reusecheck.yaml: written\n")
        hooks = yaml.safe_load(ran.out.split("\n\n", 2)[2])
        assert hooks["repos"][0]["hooks"] == [{"id": "reusecheck"}]
        assert hooks["repos"][0]["rev"] == f"v{__version__}"
        assert room.run("check").code == 1
        written = (room.root / ".reusecheck.yaml").read_bytes()
        ran = room.run("init")
        assert ran.code == 0
        assert "left alone" in ran.out
        assert (room.root / ".reusecheck.yaml").read_bytes() == written


class TestDoctor:
    def test_all_is_well(self, room: Room) -> None:
        room.build()
        ran = room.run("doctor")
        assert (ran.code, ran.err) == (0, "")
        for said in ("3 files named by articles.include", "plover: 1 file;", "The Plover", "1 reference, 72 words"):
            assert said in ran.out
        assert "trouble" not in ran.out

    def test_why_a_check_could_pass_by_checking_nothing(self, room: Room) -> None:
        room.write(
            ".reusecheck.yaml", CONFIGURATION.replace("content/**", "contents/**").replace("references/", "refs/")
        )
        ran = room.run("doctor")
        assert ran.code == 3
        troubles = [line for line in ran.out.splitlines() if line.startswith("trouble")]
        assert len(troubles) == 2
        assert "articles.include" in troubles[0]
        assert "refs/*.{md,html,txt}" in troubles[1]

    def test_an_index_that_may_not_refresh_itself_is_trouble_when_it_is_stale(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION + "index: {refresh: manual}\n")
        assert room.run("doctor").code == 3
        room.build()
        assert room.run("doctor").code == 0
        room.write("references/new.txt", "A new one.")
        ran = room.run("doctor")
        assert ran.code == 3
        assert "reusecheck index build" in ran.out

    def test_it_says_no_less_than_a_check_would(self, room: Room) -> None:
        """What stops a check is trouble, and what does not is none."""
        room.build()
        (segment,) = (path for path in (room.root / ".reusecheck").iterdir() if path.suffix == ".segment")
        segment.write_bytes(segment.read_bytes()[:-100])
        damaged = room.run("doctor")
        assert room.run("check").code == damaged.code == 3
        assert "reusecheck index build" in damaged.out
        room.build()
        room.write(".reusecheck.yaml", CONFIGURATION + "templates: [boilerplate/*]\n")
        assert room.run("check").code == room.run("doctor").code == 3
        assert 'trouble         .reusecheck.yaml: templates: "boilerplate/*"' in room.run("doctor").out
        room.write(
            ".reusecheck.yaml", CONFIGURATION.replace('files: ["references/*.{md,html,txt}"]', "jsonl: [a.jsonl]")
        )
        room.write("a.jsonl", "")
        assert room.run("check").code == room.run("doctor").code == 3
        assert "the corpus holds no reference" in room.run("doctor").out

    def test_an_index_that_is_not_there_yet_is_no_trouble(self, room: Room) -> None:
        ran = room.run("doctor")
        assert ran.code == 0
        assert "index           the next check builds it\n" in ran.out

    def test_where_the_hook_is_looked_for(self, room: Room, repository: Repository) -> None:
        assert "for the lines run: reusecheck init" in room.run("doctor").out
        room.write(".pre-commit-config.yaml", "repos: [{repo: local, hooks: [{id: reusecheck}]}]")
        assert ".git/hooks/pre-commit is not there; run: pre-commit install" in room.run("doctor").out
        hook = room.write(".git/hooks/pre-commit", "#!/bin/sh\n")
        assert "is not executable, so git passes it by; run: chmod +x" in room.run("doctor").out
        hook.chmod(0o755)
        assert ".git/hooks/pre-commit runs something else; run: pre-commit install\n" in room.run("doctor").out
        hook.write_text("#!/bin/sh\nexec reusecheck hook\n", encoding="utf-8")
        assert ".git/hooks/pre-commit runs reusecheck\n" in room.run("doctor").out
        hook.write_text("#!/bin/sh\n# File generated by pre-commit\n", encoding="utf-8")
        assert ".git/hooks/pre-commit runs pre-commit\n" in room.run("doctor").out
        repository.git("config", "core.hooksPath", "elsewhere")
        assert "elsewhere/pre-commit is not there" in room.run("doctor").out


def test_the_demo_has_help(room: Room) -> None:
    ran = room.run("demo", "--help")
    assert ran.code == 0
    assert "--keep" in ran.out


class TestTheSameInputGivesTheSameBytes:
    def test_twice_from_elsewhere_and_in_a_copy_of_the_room(self, room: Room) -> None:
        first = process(room, "check", "-o", "json", "-v")
        assert first.code == 1
        jsonschema.validate(json.loads(first.out), SCHEMA)
        assert process(room, "check", "-o", "json", "-v") == first
        assert process(room, "check", "-o", "json", "-v", cwd=room.root / "content", PYTHONHASHSEED="7") == first
        assert str(room.root) not in first.out + first.err
        copy = room.root.parent / "another room altogether"
        room.root.rename(copy)
        assert process(room, "check", "-o", "json", "-v", cwd=copy) == first

    def test_whatever_the_order_of_the_paths(self, room: Room) -> None:
        one = room.run("check", "content/copied.md", "content/credited.md", "-o", "json")
        assert room.run("check", "content/credited.md", "content/copied.md", "-o", "json") == one
        assert room.run("check", "content/credited.md", "content/copied.md", "content/copied.md", "-o", "json") == one


def on_a_terminal(room: Room, *arguments: str, **variables: str) -> str:
    """What the process writes to a standard error that is a terminal."""
    ours, theirs = pty.openpty()
    with open(ours, "rb", buffering=0) as shown:
        subprocess.run(
            [*COMMAND, *arguments], cwd=room.root, env=isolated(room.root) | variables, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=theirs, check=True,
        )  # fmt: skip
        os.write(theirs, b"end")
        printed = b""
        while not printed.endswith(b"end"):
            printed += shown.read(4096)
        os.close(theirs)
    return printed.removesuffix(b"end").decode()


class TestProgress:
    def test_a_build_says_how_far_it_is_and_wipes_its_line(self, room: Room) -> None:
        room.patch.delenv("CI", raising=False)
        shown = on_a_terminal(room, "index", "build")
        assert re.search(r"\rindexing: \d+ references?, \d+ words, \d+\.\d MB/s, \d+ s left", shown)
        assert shown.endswith("\r")
        assert shown.rpartition("\r")[0].rpartition("\r")[2].strip() == ""
        assert max(len(line) for line in shown.split("\r")) < 80

    @pytest.mark.parametrize(
        ("arguments", "variables"),
        [
            (["index", "build", "-q"], {}),
            (["index", "build"], {"PRE_COMMIT": "1"}),
            (["index", "build"], {"CI": "true"}),
        ],
    )
    def test_nobody_watches(self, room: Room, arguments: list[str], variables: dict[str, str]) -> None:
        room.patch.delenv("CI", raising=False)
        assert on_a_terminal(room, *arguments, **variables) == ""


class TestProcesses:
    def test_the_codes_leave_the_process(self, room: Room) -> None:
        assert process(room, "check", "content/clean.md").code == 0
        assert process(room, "check").code == 1
        assert process(room, "chek").code == 2
        assert process(room, "check", "content/gone.md").code == 3
        assert process(room, "--version") == Ran(0, f"reusecheck {__version__}\n", "")

    def test_standard_input_of_a_process(self, room: Room) -> None:
        ran = process(room, "check", "-", "--stdin-filename", "content/x.md", stdin=COPIED.encode("utf-16"))
        assert ran.code == 1
        assert "content/x.md:7:1:" in ran.out

    def test_an_encoding_without_dashes_gets_escapes_and_no_traceback(self, room: Room) -> None:
        ran = process(room, "check", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert ran.code == 1
        assert ran.out.isascii()
        assert "checked 3 articles" in ran.out

    def test_standard_output_closed_early_is_no_fault(self, room: Room) -> None:
        shell = f"'{sys.executable}' -m reusecheck check -v; echo $? > code"
        done = subprocess.run(
            ["sh", "-c", f"({shell}) | head -n 1"],
            cwd=room.root, env=isolated(room.root), stdin=subprocess.DEVNULL, capture_output=True, check=True,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr
        assert (room.root / "code").read_text() == "1\n"

    def test_an_interrupt_ends_it_with_130_and_leaves_nothing_half_written(self, room: Room) -> None:
        room.build()
        started = subprocess.Popen(
            [*COMMAND, "check", "-", "-o", "json=out.json"],
            cwd=room.root, env=isolated(room.root), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        assert started.stdin is not None
        started.stdin.write(COPIED.encode() * 2000)  # more than a pipe holds: it has begun to read when this returns
        started.stdin.flush()
        started.send_signal(signal.SIGINT)
        out, err = started.communicate()
        assert (started.returncode, out, err.decode()) == (130, b"", "reusecheck: interrupted\n")
        assert not (room.root / "out.json").exists()


def test_a_credit_settles_what_was_blocked(room: Room) -> None:
    (before,) = room.judge("content/copied.md")["articles"]
    room.write("content/copied.md", CREDITED)
    (after,) = room.judge("content/copied.md")["articles"]
    assert (before["outcome"], after["outcome"]) == ("block", "pass")
    assert before["findings"][0]["key"] == after["findings"][0]["key"]
