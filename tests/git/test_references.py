"""What a branch changes of the corpus: passages of new references are new wherever they stand, and of no others."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.git.weekly import BAKER, FERRY, HALL, LIGHT, OWN, blocked, judged, reasons, reference
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.git.weekly import Weekly

SOURCE = '  - {id: wren, jsonl: ["lines/*.{jsonl,jsonl.gz}"]}\n'
TALE = """\
The smallest post office of the valley is a biscuit tin on a wall, and whoever passes takes the letters that lie on
his way; once, in a wet autumn, a postcard went round for eleven weeks because everybody wanted to know how the story
of the goat went on, and nobody could bring himself to deliver it."""


def lines(*texts: str) -> str:
    return "".join(json.dumps({"id": f"n{len(text)}", "text": text}) + "\n" for text in texts)


def configured(weekly: Weekly, more: str) -> None:
    settings = (weekly.root / ".reusecheck.yaml").read_text(encoding="utf-8")
    weekly.stage(".reusecheck.yaml", settings + more)


class TestFiles:
    def test_a_new_reference_blocks_an_old_article_that_holds_its_text(self, weekly: Weekly) -> None:
        weekly.past(TALE)
        weekly.stage("references/ibis/tin.md", reference("A tin on a wall", "The Ibis", "tin", TALE))
        ran = weekly.hook()
        assert (ran.code, judged(ran)) == (0, [])
        assert "references/ibis/tin.md changes here; articles that are not touched" in ran.err
        weekly.commit()
        ran = weekly.ci()
        assert blocked(ran) == [HALL]
        assert ran.json["scope"] == "added"
        assert "references/ibis/tin.md changes here, so all articles are judged" in ran.err

    def test_passages_of_other_references_are_no_news_where_the_corpus_changes(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.stage("references/ibis/tin.md", reference("A tin on a wall", "The Ibis", "tin", OWN[40:]))
        weekly.stage("references/ibis/ferry.md", reference("The terrier", "The Ibis", "ferry", FERRY, "And more."))
        weekly.commit()
        ran = weekly.ci()
        assert blocked(ran) == ["content/clean.md", HALL]
        assert reasons(ran) == ["unattributed", "baseline"]

    def test_a_reference_that_is_only_moved_within_the_corpus_is_not_new(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("mv", "references/heron/light.md", "references/heron/lamp.md")
        weekly.commit()
        ran = weekly.ci()
        assert (blocked(ran), reasons(ran)) == ([], ["baseline"])
        assert "references/heron/lamp.md and 1 more change here, so all articles are judged" in ran.err

    def test_one_behind_a_symbolic_link_is_new_where_what_the_link_leads_to_is(self, weekly: Weekly) -> None:
        weekly.stage("wire/tin.md", reference("A tin", "The Ibis", "tin", "Nothing of it is here yet, says the desk."))
        (weekly.root / "references/ibis/tin.md").symlink_to("../../wire/tin.md")
        weekly.git("add", "references/ibis/tin.md")
        weekly.past(TALE)
        weekly.stage("wire/tin.md", reference("A tin on a wall", "The Ibis", "tin", TALE))
        weekly.commit()
        assert blocked(weekly.ci()) == [HALL]

    def test_an_article_behind_a_link_to_a_folder_is_told(self, weekly: Weekly) -> None:
        (weekly.root / "content/linked").symlink_to("../elsewhere")
        weekly.git("add", "content/linked")
        weekly.began()
        weekly.stage("elsewhere/tale.md", f"{OWN}\n{LIGHT}\n")
        weekly.commit()
        assert "content/linked/tale.md: behind a symbolic link" in weekly.ci().err

    def test_one_that_is_moved_into_the_corpus_is_new(self, weekly: Weekly) -> None:
        weekly.stage("inbox/tale.md", reference("A tin on a wall", "The Ibis", "tin", TALE))
        weekly.past(TALE)
        weekly.git("mv", "inbox/tale.md", "references/ibis/tale.md")
        weekly.commit()
        assert blocked(weekly.ci()) == [HALL]

    def test_one_that_was_edited_is_new_as_a_whole(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.stage(
            "references/heron/light.md", reference("A lamp for the last", "The Heron", "light", LIGHT, "More.")
        )
        weekly.commit()
        assert blocked(weekly.ci()) == [HALL]

    def test_one_whose_mode_alone_changed_is_not_new(self, weekly: Weekly) -> None:
        weekly.past(LIGHT)
        weekly.git("update-index", "--chmod=+x", "references/heron/light.md")
        weekly.commit()
        assert blocked(weekly.ci()) == []

    def test_one_that_is_gone_leaves_nothing_new(self, weekly: Weekly) -> None:
        weekly.past(LIGHT, BAKER)
        weekly.git("rm", "--quiet", "references/heron/baker.md")
        weekly.commit()
        ran = weekly.ci()
        assert (blocked(ran), reasons(ran)) == ([], ["baseline"])


class TestLines:
    def test_of_a_file_of_lines_only_the_line_that_is_new_holds_a_new_reference(self, weekly: Weekly) -> None:
        settings = (weekly.root / ".reusecheck.yaml").read_text(encoding="utf-8")
        weekly.stage(".reusecheck.yaml", f'{settings}  - {{id: wren, jsonl: ["lines/*.jsonl"]}}\n')
        lines = [f'{{"id": "{name}", "text": "{" ".join(text.split())}"}}\n' for name, text in (("a", OWN[30:]),)]
        weekly.stage("lines/all.jsonl", "".join(lines))
        tale = LIGHT.replace("lamp", "lantern").replace("keeper", "warden").replace("fleet", "crew")
        weekly.stage("references/heron/light.md", reference("A lamp for the last", "The Heron", "light", "Gone."))
        weekly.stage("content/tale.md", f"# A tale\n\n{tale}\n")
        weekly.began()
        lines.insert(0, f'{{"id": "b", "text": "{" ".join(tale.split())}"}}\n')
        weekly.stage("lines/all.jsonl", "".join(lines))
        weekly.commit()
        ran = weekly.ci()
        # clean.md shares every word with the line that only moved down
        assert blocked(ran) == ["content/tale.md"]
        assert reasons(ran, "content/clean.md") == ["baseline"]

    @pytest.mark.parametrize("packed", [False, True])
    def test_the_lines_that_a_base_had_are_not_new(self, weekly: Weekly, *, packed: bool) -> None:
        def stage(*texts: str) -> None:
            content = lines(*texts).encode()
            weekly.stage(
                "lines/all.jsonl.gz" if packed else "lines/all.jsonl", gzip.compress(content) if packed else content
            )

        configured(weekly, SOURCE)
        stage("Something of no interest to anybody.")
        weekly.past(TALE)
        stage(TALE, "Something of no interest to anybody.")
        weekly.commit()
        assert blocked(weekly.ci()) == [HALL]
        weekly.began()
        stage("Something new.", TALE, "Something of no interest to anybody.")
        weekly.commit()
        ran = weekly.ci()
        assert (blocked(ran), reasons(ran)) == ([], ["baseline"])

    def test_lines_that_change_places_are_not_new_and_one_that_takes_the_place_of_another_is(
        self, weekly: Weekly
    ) -> None:
        configured(weekly, SOURCE)
        weekly.stage("lines/all.jsonl", lines(FERRY, "Something of no interest to anybody."))
        weekly.past(FERRY, TALE)
        assert weekly.ran("check", "-q").code == 1  # the index knows all lines by their places
        weekly.stage("lines/all.jsonl", lines("Something of no interest to anybody.", FERRY))
        weekly.commit()
        assert blocked(weekly.ci()) == []
        weekly.stage("lines/all.jsonl", lines(TALE, FERRY))
        weekly.commit()
        ran = weekly.ci()
        assert (blocked(ran), sorted(reasons(ran))) == ([HALL], ["baseline", "unattributed"])

    @pytest.mark.parametrize("name", ["lines/all.jsonl", "lines/all.jsonl.gz"])
    def test_a_file_of_which_git_has_a_pointer_alone_is_new_as_a_whole(self, weekly: Weekly, name: str) -> None:
        configured(weekly, SOURCE)
        weekly.past(TALE)
        for number in (1, 2):
            pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{number:064}\nsize 4096\n"
            weekly.stage(name, pointer)
            if number == 1:
                weekly.began()
        weekly.commit()
        content = lines(TALE).encode()  # as the filter of Git LFS puts it on the disk
        weekly.write(name, gzip.compress(content) if name.endswith(".gz") else content)
        assert blocked(weekly.ci()) == [HALL]

    def test_a_packed_file_that_was_damaged_before_is_new_as_a_whole(self, weekly: Weekly) -> None:
        configured(weekly, SOURCE)
        packed = gzip.compress(lines(TALE).encode())
        weekly.stage("lines/all.jsonl.gz", packed[:-20])
        weekly.past(TALE)
        weekly.stage("lines/all.jsonl.gz", packed)
        weekly.commit()
        assert blocked(weekly.ci()) == [HALL]


class TestSubmodules:
    @pytest.fixture
    def archive(self, weekly: Weekly, tmp_path: Path) -> Repository:
        """A repository of references, which the weekly has as a submodule."""
        archive = Repository(tmp_path / "archive")
        archive.stage("ferry.md", reference("The terrier at the helm", "The Ibis", "ferry", FERRY))
        archive.commit()
        weekly.git("rm", "--quiet", "-r", "references/ibis")
        allowed = ("-c", "protocol.file.allow=always", "submodule", "--quiet")
        weekly.git(*allowed, "add", str(archive.root), "references/ibis")
        weekly.past(TALE, FERRY)
        assert blocked(weekly.ran("check", "-o", "json")) == [HALL]
        return archive

    def bump(self, weekly: Weekly) -> None:
        inner = weekly.root / "references/ibis"
        weekly.git("pull", "--quiet", cwd=inner)
        weekly.git("add", "references/ibis")
        weekly.commit()

    def test_a_reference_that_a_later_commit_of_it_brings_is_new_and_the_others_are_not(
        self, weekly: Weekly, archive: Repository
    ) -> None:
        archive.stage("other.md", reference("Other", "The Ibis", "other", BAKER))
        archive.commit()
        self.bump(weekly)
        ran = weekly.ci()
        assert (blocked(ran), judged(ran)) == ([], ["content/clean.md", HALL])
        assert "references/ibis/other.md changes here, so all articles are judged" in ran.err
        archive.stage("tale.md", reference("A tin on a wall", "The Ibis", "tin", TALE))
        archive.commit()
        self.bump(weekly)
        ran = weekly.ci()
        assert (blocked(ran), sorted(reasons(ran))) == ([HALL], ["baseline", "unattributed"])

    def test_where_its_earlier_commit_is_not_here_all_of_it_is_new(
        self, weekly: Weekly, archive: Repository, tmp_path: Path
    ) -> None:
        archive.stage("other.md", reference("Other", "The Ibis", "other", BAKER))
        archive.commit()
        self.bump(weekly)
        inner = weekly.root / "references/ibis"
        (inner / ".git").unlink()
        for name in ("ferry.md", "other.md"):
            (inner / name).unlink()
        weekly.git("clone", "--quiet", "--depth=1", f"file://{archive.root}", str(tmp_path / "shallow"))
        (tmp_path / "shallow").rename(inner.with_name("ibis-new"))
        inner.rmdir()
        inner.with_name("ibis-new").rename(inner)
        assert blocked(weekly.ci()) == [HALL]
