"""Annotations: within GitHub's limits, beside the right lines, and nothing dropped in silence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from reusecheck.documents import Unreadable
from reusecheck.findings import ArticleVerdict, CorpusSize, Extent, Outcome, Reason, Remark, Verdict
from reusecheck.reports import MACHINE_FORMATS, Options, report
from reusecheck.reports.github import MOST
from reusecheck.stepsummary import VARIABLE
from tests.newsroom import FERRY, ferry, finding, newsroom
from tests.parsed import commands
from tests.room import Room

if TYPE_CHECKING:
    from pathlib import Path


def judged(count: int, outcome: Outcome = Outcome.BLOCK, remarks: int = 0) -> Verdict:
    """An article of so many passages, each longer than the one before."""
    findings = tuple(
        ferry()._replace(
            key=f"guardian:{number:012x}",
            blocks=outcome is Outcome.BLOCK,
            matched_words=number,
            limits_reached=ferry().limits_reached if outcome is not Outcome.NOTE else (),
            reason=Reason.UNATTRIBUTED,
        )
        for number in range(1, count + 1)
    )
    said = tuple(Remark("licence", number, 1, "to be noted", outcome=Outcome.NOTE) for number in range(1, remarks + 1))
    article = ArticleVerdict("a.md", outcome, 400, 80, 80, 20.0, 40, (), findings, remarks=said)
    return Verdict((article,), CorpusSize(1, 100))


def annotated(verdict: Verdict, options: Options = Options()) -> list[tuple[str, dict[str, str], str]]:  # noqa: B008 - a tuple
    return commands(report("github")(verdict, options))


def test_a_passage_on_one_line_has_columns_and_one_on_many_has_none() -> None:
    one_line = ferry()._replace(article=Extent(10, 50, 4, 3, 4, 43))
    article = newsroom().articles[0]._replace(findings=(one_line, ferry()))
    places = [given for _, given, _ in annotated(Verdict((article,), CorpusSize(1, 1)))]
    assert places == [
        {"file": "content/apples.md", "line": "4", "endLine": "4", "col": "3", "endColumn": "43",
         "title": "reusecheck: unattributed"},
        {"file": "content/apples.md", "line": "41", "endLine": "46", "title": "reusecheck: unattributed"},
    ]  # fmt: skip


def test_what_was_not_read_is_an_error_without_a_line() -> None:
    ((name, given, said),) = annotated(Verdict((), CorpusSize(1, 1), (Unreadable("a,b:c%.md", "it is gone\n::a::"),)))
    assert (name, given) == ("error", {"file": "a,b:c%.md", "title": "reusecheck: unreadable"})
    assert said.startswith(r"not judged, it could not be read: it is gone\n::a::.")


def test_what_would_settle_it_stands_on_a_line_of_its_own() -> None:
    article = newsroom().articles[0]._replace(findings=(ferry(),))
    ((_, _, said),) = annotated(Verdict((article,), CorpusSize(1, 1)))
    assert said.splitlines()[1].startswith("Name The Harbour Courier in this paragraph")


@pytest.mark.parametrize(
    ("outcome", "name"), [(Outcome.BLOCK, "error"), (Outcome.WARN, "warning"), (Outcome.NOTE, "notice")]
)
@pytest.mark.parametrize("count", [MOST - 1, MOST, MOST + 1, 300])
def test_a_step_has_no_more_annotations_of_a_kind_than_github_shows(outcome: Outcome, name: str, count: int) -> None:
    found = annotated(judged(count, outcome), Options(verbose=True))
    shown = [said for kind, _, said in found if kind == name]
    notices = [said for kind, _, said in found if kind == "notice"]
    assert len(shown) <= MOST
    assert len(notices) <= MOST
    if count <= MOST:
        assert len(found) == count
        return
    most = MOST if name != "notice" else MOST - 1
    noun = name if count - most == 1 else f"{name}s"
    assert notices[-1] == f"{count - most} {noun} left out here; see the step summary, or -o markdown"
    assert [int(said.split()[0]) for said in shown[:most]] == [*range(count, count - most, -1)]


def test_the_notice_about_what_was_left_out_is_one_of_ten() -> None:
    found = annotated(judged(12, remarks=MOST), Options(verbose=True))
    assert [name for name, _, _ in found].count("notice") == MOST
    assert found[-1][2] == "2 errors, 1 notice left out here; see the step summary, or -o markdown"


def test_quiet_leaves_errors_alone() -> None:
    assert {name for name, _, _ in annotated(newsroom(), Options(quiet=True))} == {"error"}


def test_without_quoting_no_words_of_the_article_are_in_it() -> None:
    printed = report("github")(newsroom(), Options(quote="none"))
    assert "harbour shortly" not in printed
    assert "*The Harbour Courier:" not in printed


def test_a_log_has_the_closing_line_too() -> None:
    assert "github" not in MACHINE_FORMATS
    assert report("github")(Verdict((), CorpusSize(1, 1)), Options()) == ""


def test_an_output_that_is_not_utf_8_has_the_same_annotations() -> None:
    found = annotated(newsroom(), Options(encoding="ascii"))
    assert [name for name, _, _ in found] == [name for name, _, _ in annotated(newsroom())]


def test_a_file_that_github_could_not_show_is_named_as_in_other_reports() -> None:
    path = "a\nb\x1b[31m\udcff.md"
    article = ArticleVerdict(path, Outcome.BLOCK, 9, 9, 9, 99.0, 9, (), (finding("one two three", FERRY),))
    ((_, given, _),) = annotated(Verdict((article,), CorpusSize(1, 1)))
    assert given["file"] == r"a\nb\x1b[31m\xff.md"


@pytest.mark.parametrize("below", ["", "sites/news"])
def test_services_are_told_paths_from_the_root_of_the_repository(
    below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (tmp_path / below).mkdir(parents=True, exist_ok=True)
    room = Room.furnished(tmp_path / below, monkeypatch, capsys)
    expected = f"{below}/content/copied.md".removeprefix("/")
    (_, given, _), *_ = commands(room.run("check", "content/copied.md", "-o", "github").out.partition("checked")[0])
    assert given["file"] == expected
    (entry, *_) = json.loads(room.run("check", "content/copied.md", "-o", "gitlab").out)
    assert entry["location"]["path"] == expected
    run = json.loads(room.run("check", "content/copied.md", "-o", "sarif").out)["runs"][0]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == expected
    (case,) = ET.fromstring(room.run("check", "content/copied.md", "-o", "junit").out).iter("testcase")  # noqa: S314
    assert case.get("file") == expected
    comment = room.run("check", "content/copied.md", "-o", "markdown").out
    assert f"| blocks | `{expected}` | 7 |" in comment
    assert f"<summary>In {expected}, line 7" in comment
    # commands are for whoever stands where the configuration is
    assert " content/copied.md --write" in comment
    assert " content/copied.md --write" in run["results"][0]["message"]["text"]
