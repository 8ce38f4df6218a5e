"""Names no one expects, and what stands between them on a command line."""

from __future__ import annotations

import json
import os
import re
import sys
from base64 import b64decode
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

import pytest

from tests.end_to_end.press import local_hook
from tests.git.weekly import BAKER, HALL, LIGHT, blocked, judged, quoted, reasons, story

if TYPE_CHECKING:
    from tests.git.weekly import Weekly

NEXT = "We shall be back next week."
NAMES = [
    "-dash.md",
    "--config.md",
    "-o.md",
    "@file.md",
    ":(glob)*.md",
    "content/white space.md",
    "content/ leading.md",
    'content/it\'s "quoted".md',
    "content/back\\slash.md",
    "content/[a]{b,c}*?.md",
    "content/line\nbreak.md",
    "content/tab\there.md",
    "content/carriage\rreturn.md",
    "content/red \x1b[31m.md",
    "content/right\u200fto\u202eleft.md",
    "content/%0a::error::.md",
    "content/Straße/🚢.md",
    "content/" + "x" * 252 + ".md",
    pytest.param(
        os.fsdecode(b"content/caf\xe9.md"),
        marks=pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses names that are not UTF-8"),
        id="not UTF-8",
    ),
]
# what a terminal obeys, or shows in another order than it stands
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("name", NAMES)
class TestEveryName:
    def test_is_judged_by_hook_pipeline_and_check(self, weekly: Weekly, name: str) -> None:
        weekly.now(LIGHT, path=name)
        told = os.fsencode(name).decode("utf-8", "backslashreplace")
        listed = os.fsencode(name) + b"\0"
        assert blocked(weekly.hook(name)) == [told]
        assert blocked(weekly.hook()) == [told]
        assert blocked(weekly.ran("check", "-o", "json", "--files-from", "-", "-0", stdin=listed)) == [told]
        weekly.commit()
        assert blocked(weekly.ci()) == [told]
        weekly.began()
        weekly.now(LIGHT, NEXT, path=name)
        ran = weekly.both()
        assert (blocked(ran), reasons(ran, told)) == ([], ["baseline"])

    def test_is_harmless_and_can_be_told_from_others_in_every_report(self, weekly: Weekly, name: str) -> None:
        weekly.now(LIGHT, path=name)
        for form in ("text", "concise", "github", "markdown", "gitlab", "junit"):
            ran = weekly.ran("hook", "-o", form, name)
            assert ran.code == 1
            assert not OBEYED.search(ran.out), form
            assert not re.search(r"^::error::\.md", ran.out, re.MULTILINE)
        (found,) = weekly.hook(name).json["articles"]
        if "path_bytes" in found:
            assert b64decode(found["path_bytes"]) == os.fsencode(name)
        else:
            assert found["path"] == name
        sarif = json.loads(weekly.ran("hook", "-o", "sarif", name).out)
        places = [result["locations"][0]["physicalLocation"] for result in sarif["runs"][0]["results"]]
        (uri,) = {place["artifactLocation"]["uri"] for place in places}
        assert unquote_to_bytes(uri) == os.fsencode(name)
        assert re.fullmatch(r"[A-Za-z0-9/%._~-]+", uri)


class TestTwins:
    def test_names_that_differ_in_how_a_letter_is_composed(self, weekly: Weekly) -> None:
        composed, apart = "content/café.md", "content/cafe\u0301.md"
        weekly.stage(composed, story(LIGHT))
        weekly.stage(apart, story(NEXT))
        if len(list((weekly.root / "content").glob("caf*"))) == 1:
            pytest.skip("this file system takes them for one")
        assert blocked(weekly.hook(apart)) == []
        ran = weekly.both()
        assert (blocked(ran), len(judged(ran))) == ([composed], 2)

    def test_a_name_that_changes_its_case_alone(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("mv", "--force", HALL, "content/Hall.md")
        weekly.now(LIGHT, NEXT, path="content/Hall.md")
        ran = weekly.both()
        assert (blocked(ran), judged(ran)) == ([], ["content/Hall.md"])


class TestWhatIsLeftOut:
    def test_an_excluded_article_that_is_named_is_left_out(self, weekly: Weekly) -> None:
        draft = "content/drafts/hall.md"
        weekly.now(LIGHT, path=draft)
        assert (weekly.hook(draft).code, judged(weekly.hook(draft))) == (0, [])
        ran = weekly.ran("check", "-o", "json", draft)
        assert (ran.code, judged(ran)) == (0, [])
        assert f"{draft}: left out by articles.exclude" in ran.err
        weekly.commit()
        assert judged(weekly.ci()) == []

    def test_what_git_ignores_and_has_all_the_same_is_judged(self, weekly: Weekly) -> None:
        weekly.stage(".gitignore", "/.reusecheck/\ncontent/\n")
        weekly.write(HALL, story(LIGHT))
        weekly.git("add", "--force", HALL)
        assert blocked(weekly.both()) == [HALL]

    def test_what_git_ignores_and_nobody_added_is_no_part_of_a_branch(self, weekly: Weekly) -> None:
        weekly.stage(".gitignore", "/.reusecheck/\n/local.md\n")
        weekly.write("local.md", story(LIGHT))
        assert judged(weekly.hook()) == []
        weekly.commit()
        assert judged(weekly.ci()) == []
        assert judged(weekly.ran("check", "-o", "json", "--diff", "began")) == []

    def test_what_pre_commit_excludes_is_not_handed_over(self, weekly: Weekly) -> None:
        weekly.stage(".pre-commit-config.yaml", local_hook(exclude="^content/wire/"))
        weekly.began()
        assert weekly.run(sys.executable, "-m", "pre_commit", "install").returncode == 0
        weekly.now(LIGHT, path="content/wire/a.md")
        weekly.now(NEXT)
        done = weekly.run("git", "commit", "-m", "A wire")
        assert done.returncode == 0, done.stdout
        assert blocked(weekly.ci()) == ["content/wire/a.md"]

    @pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses names that are not UTF-8")
    def test_what_pre_commit_cannot_hand_over_is_no_pass(self, weekly: Weekly) -> None:
        weekly.stage(".pre-commit-config.yaml", local_hook())
        weekly.began()
        assert weekly.run(sys.executable, "-m", "pre_commit", "install").returncode == 0
        weekly.now(NEXT, path=os.fsdecode(b"content/caf\xe9.md"))
        assert weekly.run("git", "commit", "-m", "A name").returncode != 0


class TestArguments:
    def test_of_a_flag_that_is_given_twice_the_last_holds(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.now(LIGHT, NEXT)
        assert blocked(weekly.hook("--scope", "file", "--scope", "added", HALL)) == []
        assert blocked(weekly.hook("--scope", "added", "--scope=file", HALL)) == [HALL]
        assert blocked(weekly.hook("--scope=added", HALL, "--scope", "file")) == [HALL]
        ran = weekly.ran("hook", "--fail-on", "block", "--fail-on", "never", "--scope", "file", HALL)
        assert ran.code == 0

    @pytest.mark.parametrize("flag", ["--no-such-flag", "-x", "--dash.md"])
    def test_a_flag_that_is_none_and_no_file_is_refused(self, weekly: Weekly, flag: str) -> None:
        weekly.now(quoted(BAKER))
        ran = weekly.ran("hook", flag, HALL)
        assert ran.code == 2
        assert f"{flag}: no such flag" in ran.err

    def test_a_flag_that_is_a_file_too_is_the_flag_where_a_name_must_be_meant(self, weekly: Weekly) -> None:
        weekly.now(LIGHT, path="-q.md")
        weekly.now(NEXT)
        assert blocked(weekly.hook("-q", "-q.md")) == ["-q.md"]

    def test_names_from_a_folder_below_are_seen_from_there(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        weekly.now(LIGHT, path="content/-dash.md")
        ran = weekly.hook("hall.md", "-dash.md", cwd=weekly.root / "content")
        assert blocked(ran) == ["content/-dash.md", HALL]

    def test_names_that_git_does_not_know_are_nothing_to_judge(self, weekly: Weekly) -> None:
        ran = weekly.hook("content/gone.md")
        assert (ran.code, judged(ran)) == (0, [])

    def test_a_list_of_names_in_lines_skips_empty_ones(self, weekly: Weekly) -> None:
        weekly.now(LIGHT)
        ran = weekly.ran(
            "check", "-o", "json", "--files-from", "-", stdin=b"\n" + HALL.encode() + b"\r\n\nREADME.txt\n"
        )
        assert blocked(ran) == [HALL]
