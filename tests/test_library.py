"""What a program that imports reusecheck gets: the values that the reports are made of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import reusecheck
from reusecheck import ArticleVerdict, Config, ConfigError, NotJudgedError, UsageError, Verdict, check, compare
from reusecheck.reports.lines import fix_of
from tests.repository import isolated
from tests.room import CLEAN, CONFIGURATION, COPIED, CREDITED, PASSAGE, REFERENCE, Room

if TYPE_CHECKING:
    from reusecheck.findings import Finding


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    (tmp_path / "room").mkdir()
    return Room.furnished(tmp_path / "room", monkeypatch, capsys)


def reference(finding: Finding) -> dict[str, Any]:
    """What JSON says of a reference whose text is not sealed."""
    info = finding.reference._asdict()
    assert not info.pop("is_sealed")
    return {**info, **finding.reference_extent._asdict()}


def with_something(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}


def shown(verdict: Verdict) -> list[dict[str, Any]]:
    """What JSON says of each article, from the values."""
    return [
        {
            "path": article.path,
            "outcome": article.outcome.value,
            "words": article.words,
            "overlap_words": article.overlap_words,
            "unattributed_words": article.unattributed_words,
            "score": article.score,
            "longest_run": article.longest_run,
            "limits_reached": list(dict.fromkeys(limit.name for limit in article.limits_reached)),
            "findings": [
                {
                    "key": finding.key,
                    "reason": finding.reason.value,
                    "blocks": finding.blocks,
                    "article": {**finding.article._asdict(), "words": finding.article_words},
                    "reference": reference(finding),
                    "matched_words": finding.matched_words,
                    "longest_run": finding.longest_run,
                    "attribution": {
                        "level": finding.attribution.level.value,
                        "evidence": [
                            {
                                "shows": evidence.shows,
                                "kind": evidence.kind,
                                "value": evidence.value,
                                "start": evidence.source.start,
                                "stop": evidence.source.stop,
                                "line": evidence.line,
                            }
                            for evidence in finding.attribution.evidence
                        ],
                    },
                    "excerpt": finding.excerpt,
                    "fix": fix_of(finding, "fragment"),
                    "also_in": list(finding.also_in),
                    "disguised": finding.disguised,
                    **with_something(
                        limits=[limit._asdict() for limit in finding.limits_reached],
                        advice=finding.advice,
                        waiver=finding.waiver,
                    ),
                }
                for finding in article.findings
            ],
            **with_something(limits=[limit._asdict() for limit in article.limits_reached]),
        }
        for article in verdict.articles
    ]


class TestCheck:
    def test_the_values_are_those_of_the_report(self, room: Room) -> None:
        document = room.judge()
        verdict = check()
        assert shown(verdict) == document["articles"]
        assert {name: value for name, value in verdict.corpus._asdict().items() if value} == document["corpus"]
        assert (verdict.outcome.value, verdict.exit_code) == (document["outcome"], document["exit_code"])
        assert [finding.reason.value for article in verdict.articles for finding in article.findings] == [
            "unattributed",
            "attributed",
        ]

    def test_the_configuration_may_be_found_named_or_given(self, room: Room) -> None:
        found = check()
        room.patch.chdir(room.root.parent)
        path = room.root / ".reusecheck.yaml"
        config = reusecheck.load_config(str(path))
        assert isinstance(config, Config)
        assert check(config=path) == found
        assert check(config=str(path)) == found
        assert check(config=config) == found
        with pytest.raises(UsageError, match="reusecheck init"):
            check()

    def test_paths_are_relative_to_the_root_wherever_the_program_runs(self, room: Room) -> None:
        room.patch.chdir(room.root.parent)
        verdict = check(["content/copied.md", Path("content/clean.md")], room.root / ".reusecheck.yaml")
        assert [article.path for article in verdict.articles] == ["content/clean.md", "content/copied.md"]

    def test_what_is_excluded_is_not_judged_though_it_is_named(self, room: Room) -> None:
        room.write("content/drafts/copied.md", COPIED)
        assert [article.path for article in check(["content/drafts/copied.md", "content/clean.md"]).articles] == [
            "content/clean.md"
        ]

    def test_what_cannot_be_read_is_in_the_verdict(self, room: Room) -> None:
        (room.root / "content/clean.md").unlink()
        verdict = check(["content/clean.md", "content/copied.md"])
        assert [(one.path, one.why) for one in verdict.unreadable] == [
            ("content/clean.md", "no such file or directory")
        ]
        assert verdict.exit_code == 3
        assert len(verdict.articles) == 1

    def test_what_stops_a_check_is_raised(self, room: Room) -> None:
        room.write(".reusecheck.yaml", CONFIGURATION + "limits: {shar: 3}\n")
        with pytest.raises(ConfigError, match="shar") as raised:
            check()
        assert [problem.line for problem in raised.value.problems] == [9]
        room.write(".reusecheck.yaml", CONFIGURATION + "index: {refresh: manual}\n")
        with pytest.raises(NotJudgedError, match="reusecheck index build"):
            check()


class TestCompare:
    def test_texts(self) -> None:
        verdict = compare(COPIED, REFERENCE)
        assert isinstance(verdict, ArticleVerdict)
        assert (verdict.outcome.value, verdict.words, verdict.unattributed_words) == ("block", 108, 54)
        (finding,) = verdict.findings
        assert COPIED[finding.article.start : finding.article.stop] == PASSAGE[:-1]
        assert REFERENCE[finding.reference_extent.start : finding.reference_extent.stop] == PASSAGE[:-1]
        assert finding.reference.url == "https://plover.example/2025/bus"

    def test_texts_are_markdown(self) -> None:
        assert compare(f"```\n{PASSAGE}\n```\n", REFERENCE).findings == ()
        (finding,) = compare(CREDITED, REFERENCE).findings
        assert finding.reason.value == "attributed"

    def test_paths_are_read_by_their_suffix(self, room: Room) -> None:
        page = room.write("page.html", f"<nav>Home</nav><p>{PASSAGE}</p>")
        text = room.write("page.txt", f"<nav>Home</nav><p>{PASSAGE}</p>")
        assert compare(page, room.root / "references/bus.md").score == 100
        assert compare(text, room.root / "references/bus.md").score < 100
        assert compare(room.root / "content/copied.md", REFERENCE).score == compare(COPIED, REFERENCE).score

    def test_it_says_what_the_command_says(self, room: Room) -> None:
        ran = room.run("compare", "content/copied.md", "references/bus.md", "-o", "json")
        verdict = compare(Path("content/copied.md"), Path("references/bus.md"))
        assert shown(Verdict((verdict,), reusecheck.check().corpus)) == ran.json["articles"]

    def test_several_references_are_told_apart(self) -> None:
        (finding,) = compare(COPIED, CLEAN.upper()[:20], REFERENCE, f"{PASSAGE}\n").findings
        assert finding.reference.id == "reference:reference-2.md"
        assert finding.also_in == ("reference:reference-3.md",)

    def test_nothing_in_common(self) -> None:
        verdict = compare(CLEAN, REFERENCE)
        assert (verdict.outcome.value, verdict.score, verdict.findings) == ("pass", 0, ())
        assert compare("", "").outcome.value == "pass"

    def test_what_cannot_be_compared_is_raised(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="reference"):
            compare(COPIED)
        with pytest.raises(NotJudgedError, match=r"gone\.md"):
            compare(COPIED, tmp_path / "gone.md")
        (tmp_path / "picture.md").write_bytes(b"\x89PNG\r\n" + bytes(1000))
        with pytest.raises(NotJudgedError, match=r"picture\.md"):
            compare(tmp_path / "picture.md", COPIED)


class TestImport:
    def test_it_imports_none_of_its_modules(self, tmp_path: Path) -> None:
        program = "import sys, reusecheck; print([m for m in sys.modules if m.startswith('reusecheck.')])"
        assert run(program, tmp_path) == "[]\n"

    def test_its_names_are_all_there_and_no_other(self, tmp_path: Path) -> None:
        program = "import reusecheck as r; print([n for n in r.__all__ if getattr(r, n) is None], r.__version__)"
        assert run(program, tmp_path) == f"[] {reusecheck.__version__}\n"
        with pytest.raises(AttributeError, match="no_such_name"):
            _ = reusecheck.no_such_name

    def test_a_star_brings_what_is_listed(self, tmp_path: Path) -> None:
        assert run("from reusecheck import *; print(compare('a', 'b').score)", tmp_path) == "0.0\n"


def run(program: str, folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=isolated(folder), capture_output=True, text=True, check=True
    ).stdout


def test_what_the_baseline_lists_does_not_count(room: Room) -> None:
    assert reusecheck.check(config=".reusecheck.yaml").outcome.value == "block"
    assert room.run("baseline", "write").code == 0
    verdict = reusecheck.check(config=".reusecheck.yaml")
    assert (verdict.outcome.value, verdict.scope) == ("pass", "file")
