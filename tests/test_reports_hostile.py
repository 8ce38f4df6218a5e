"""Whatever stands in an article, a reference or a file name: nothing of it is obeyed by a terminal or a runner."""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import cycle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck import cli
from reusecheck.attribution.levels import IN_BASELINE, Attribution, Evidence, Level
from reusecheck.documents import Unreadable
from reusecheck.findings import (
    ArticleVerdict,
    CorpusSize,
    InCommon,
    LimitReached,
    Outcome,
    Piece,
    Reason,
    ReferenceInfo,
    Remark,
    Verdict,
    shortened,
)
from reusecheck.reports import FORMATS, Options, report
from reusecheck.reports.explain import explain
from reusecheck.reports.hostile import harmless, path_bytes, printable, shown_path
from reusecheck.reports.wording import closing_line, notes, score_line
from reusecheck.spans import Span
from tests.newsroom import FERRY, ferry, newsroom
from tests.parsed import SOUND, commands, skeleton
from tests.room import REFERENCE, Room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reusecheck.findings import Finding

HOSTILE = [
    "\x1b[2J\x1b[H cleared",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]0;title\x07",
    "\x9b31m C1",
    "back\x08\x08\x08space and \r return",
    "bell\x07 null\x00 delete\x7f",
    "\u202eredro ni ton\u202c",
    "\u2066isolate\u2069 \u200fmark",
    "zero\u200bwidth\u2060joiner\ufeff",
    "joi\u200dner",
    "line\u2028separator\u2029paragraph\x85next",
    "\ud800 lone \udcff surrogate \udfff",
    "::error file=a.md,line=1::hello",
    "\t ::set-output name=a::b",
    "two lines\n::error::second",
    "carriage\r::warning::third",
    "##vso[task.setvariable variable=a]b",
    "in the midst ##[command]echo ####vso[a]",
    "##teamcity[message text='x']",
    "\U000e0041\U000e0042 tags",
    "o" + "\u0301" * 300 + " climbs",
    "\u3164\u115f hangul fillers \u034f",
    "\ue000 private \U0010ffff none",
    "",
    " ",
    "\x1b",
    '<script>alert(1)</script> & "quotes" \'',
    "\\u202e is no escape of ours",
    "[link](https://evil.example/a) ![image](https://evil.example/b.png) <https://evil.example/c> [ref][a]",
    "www.evil.example/a http://evil.example mailto:me@evil.example ftp://evil.example ssh://evil.example",
    "@somebody and @some/team, @all, #12, GH-12, owner/repo#12, !12, $12, ~label, %milestone, &epic, *iteration:1",
    "0123456789abcdef0123456789abcdef01234567 or :tada: and [issue:12] [^note] $`x^2`$ $$y$$",
    "| a | b |\n|---|---|\n| c \\| d | `e | f` |",
    "cell | after \\| cell \\",
    "`code` ``more`` ` one, ```` four",
    "```\n</details>\n```\n# heading\n> quote\n- item\n1. one\n***\n<!-- comment -->\n    code\n[a]: https://evil.example",
    "- item",
    "1. one",
    "# heading",
    "> quote",
    "    code",
    "---",
    "===",
    "~~~",
    "+ plus",
    "* star",
    "<!-- reusecheck -->",
    "**bold** _em_ ~~gone~~ ==mark== ^up^ {+ put in +} {- left out -} \\* a&copy;b &#64;name &lt;b&gt;",
    "<details><summary>a</summary> <img src=x onerror=alert(1)> <a href='javascript:alert(1)'>b</a> <br>",
    "</summary></details></script></style></title></main></body></html><script>alert(1)</script>",
    "<style>*{display:none}</style><meta http-equiv=refresh content=0><base href=//evil.example><plaintext>",
    '" onmouseover="alert(1)" x="\' onload=\'alert(1)',
    "]]> <![CDATA[ <?php ?> <!DOCTYPE a [<!ENTITY b 'c'>]> &b; --> --!> <!--",
    "=cmd|'/C calc'!A1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "100%25 %0A::error::a %0D%3A%2C , : ; ] \\n",
    "::add-mask::a",
    "::stop-commands::token",
    "::group::a",
    "\xad::error::soft hyphen",
    "a\n::endgroup::",
    "##[error]a",
    "##[section]b",
    "##octopus[setVariable name='a' value='b']",
    "[command]a",
    "section_start:0:a\r\x1b[0Kheading",
    "%PATH% $(id) `id` ${HOME} ; rm -rf x && y",
]
TEXTS = st.text(max_size=60) | st.sampled_from(HOSTILE) | st.text(alphabet="\x1b[:#vso\u202e\n\r\t ~│a", max_size=30)
# soft hyphen and the joiners are of this category, and so is every direction mark
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
OWN_COMMAND = re.compile(r"::(?:error|warning|notice) (?:\w+=[^:,]*,)*title=reusecheck[^:,]*::[^\r\n]*")
SGR = re.compile(r"\x1b\[(?:0|1|2|31|32|33)m")


def filled_with(texts: list[str]) -> Verdict:
    """A verdict in which every string is one of the texts."""
    given_texts = cycle(texts)

    def text() -> str:
        return next(given_texts)

    def found(reason: Reason, shows: str, kind: str | None = None) -> Finding:
        return ferry()._replace(
            key=text(),
            reason=reason,
            blocks=reason.is_open,
            reference=ReferenceInfo(text(), text(), text(), text(), text()),
            attribution=Attribution(Level.QUOTED, (Evidence(shows, kind or text(), text(), Span(0, 1), 3),)),
            comparison=(
                Piece(True, text(), text(), 1, 1),
                Piece(False, text(), text(), 1, 1),
                Piece(True, text(), text(), 2, 2),
            ),
            excerpt=shortened(text()),
            also_in=(text(), text()),
            names=text(),
            disguised=True,
            advice=text(),
            fix=text(),
            waiver=text(),
            limits_reached=(LimitReached("passage_words", 50, 40, "words", text()),),
        )

    findings = (
        found(Reason.UNATTRIBUTED, "quotation"),
        found(Reason.MISATTRIBUTED, "other"),
        found(Reason.ALTERED, "alteration"),
        found(Reason.WAIVED, "waiver"),
        found(Reason.BASELINE, "baseline", IN_BASELINE),
    )
    share = LimitReached("share", 20, 15, "%", text())
    figures = (InCommon(text(), 0.2, 0.1, 0.05, 5, (1, 3, 0, 0, 0)),)
    remarks = (Remark("waiver", 1, 1, text(), text()),)
    article = ArticleVerdict(
        text(), Outcome.BLOCK, 100, 20, 20, 20.0, 5, (share,), findings, (text(),), figures, (), remarks
    )
    corpus = CorpusSize(1, 10)
    return Verdict((article,), corpus, (Unreadable(text(), text()),), (text(),), "added", text())


def everything_printed(verdict: Verdict, *, color: bool) -> Iterator[tuple[str, str]]:
    """What is printed, each with its format, "" where it is for people at a terminal alone."""
    article = verdict.articles[0]
    for quote, encoding in (("none", "utf-8"), ("fragment", "cp1252"), ("full", "utf-8")):
        options = Options(60, color, True, False, quote, encoding)  # type: ignore[arg-type]
        yield "", explain(article, article.findings[0], options)
        for name in FORMATS:
            yield name, report(name)(verdict, options)


def check(printed: str) -> None:
    printed.encode("utf-8")
    assert {c for c in set(printed) if unicodedata.category(c) in UNSEEN} <= {"\n"}
    for line in printed.split("\n"):
        assert not line.lstrip().startswith("::") or OWN_COMMAND.fullmatch(line)
        assert not re.search(r"##[a-z]*\[", line, re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_report_lets_a_hostile_text_through(text: str) -> None:
    for name, printed in everything_printed(filled_with([text]), color=False):
        check(printed)
        if name:
            SOUND[name](printed)


def test_every_format_is_read_by_a_parser_of_its_kind() -> None:
    assert set(FORMATS) <= set(SOUND)


OWN_BLOCKS = skeleton(report("markdown")(filled_with(["word"]), Options(verbose=True)))


@pytest.mark.parametrize("text", [text for text in HOSTILE if harmless(text).strip()])
def test_no_text_adds_a_block_to_markdown(text: str) -> None:
    assert skeleton(report("markdown")(filled_with([text]), Options(verbose=True))) == OWN_BLOCKS


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_adds_an_annotation_or_changes_another_property(text: str) -> None:
    found = commands(report("github")(filled_with([text]), Options()))
    own = commands(report("github")(filled_with(["word"]), Options()))
    assert [(name, [*given], given["title"]) for name, given, _ in found] == [
        (name, [*given], given["title"]) for name, given, _ in own
    ]


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=12))
def test_no_report_lets_any_text_through(texts: list[str]) -> None:
    for name, printed in everything_printed(filled_with(texts), color=False):
        check(printed)
        if name:
            SOUND[name](printed)


@settings(deadline=None, max_examples=20)
@given(st.lists(TEXTS, min_size=1, max_size=12))
def test_with_colour_only_colours_are_added(texts: list[str]) -> None:
    verdict = filled_with(texts)
    pairs = zip(everything_printed(verdict, color=True), everything_printed(verdict, color=False), strict=True)
    for (_, colored), (_, plain) in pairs:
        bare = SGR.sub("", colored).splitlines()
        assert [line.rstrip() for line in bare] == plain.splitlines()


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=12))
def test_notes_for_standard_error_are_harmless_too(texts: list[str]) -> None:
    verdict = filled_with(texts)
    for note in (*notes(verdict), closing_line(verdict), *map(score_line, verdict.articles)):
        check(note)
        assert "\n" not in note


def test_names_of_files_are_harmless_in_warnings_and_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    room = Room(tmp_path, monkeypatch, capsys)
    room.write("references/bus.md", REFERENCE)
    for text in HOSTILE:
        name = text.replace("/", "").replace("\0", "").encode("utf-8", "replace").decode() or "x"
        for arguments in (
            ("check", f"content/drafts/{name}"),
            ("check", "-c", name),
            ("check", f"--{name}"),
            ("check", "-o", name),
        ):
            ran = room.run(*arguments)
            check(ran.out)
            check(ran.err)
            assert ran.err or ran.code == 3  # a name with spaces is no flag, but a file that is not there
            assert all(line.startswith("reusecheck: ") for line in ran.err.split("\n")[:-1])


def test_a_fault_of_ours_shows_no_command_either(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(_: object) -> int:
        raise RuntimeError("a\n::error::b \x1b[2J ##[error]c \udcff")

    monkeypatch.setattr(cli, "_command", lambda _: failing)
    assert cli.main(["doctor"]) == 70
    printed = capsys.readouterr().err
    check(printed)
    assert "\n\\x3a:error::b" in printed


@given(
    st.text(
        alphabet=st.characters(categories=["L", "N", "P", "S"], exclude_characters="\u3164\uffa0\u115f\u1160\u2800#")
    )
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_languages_that_need_the_joiners_keep_them() -> None:
    assert harmless("می\u200cخواهم") == "می\u200cخواهم"
    assert harmless("क्\u200dष") == "क्\u200dष"
    assert harmless("i\u200cllegal") == "i\\u200cllegal"


def test_what_a_terminal_would_obey_is_shown_as_an_escape() -> None:
    assert harmless("a\x1b[2Jb\u202ec\td\ne") == r"a\x1b[2Jb\u202ec d\ne"


def test_a_path_with_bytes_that_are_no_text_is_shown_with_backslashes() -> None:
    path = b"caf\xe9/\xff.md".decode("utf-8", "surrogateescape")
    assert shown_path(path) == r"caf\xe9/\xff.md"
    assert path_bytes(path) == b"caf\xe9/\xff.md"
    assert shown_path("caf\u00e9.md") == "caf\u00e9.md"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8", "koi8-r", "shift_jis"])
def test_an_output_of_any_encoding_takes_what_is_printed(encoding: str) -> None:
    for name in FORMATS:
        printed = report(name)(newsroom(), Options(encoding=encoding))
        printable(printed, encoding).encode(encoding)
        if name != "json":
            printed.encode(encoding)


def test_our_own_signs_have_plain_forms() -> None:
    assert printable("a – b │ c … ä ÷", "ascii") == r"a - b | c ... \xe4 /"
    assert printable("a – b │ c … ä", "cp1252") == "a – b | c … ä"
    assert printable("a – b │ c … ä", "utf-8") == "a – b │ c … ä"


def test_json_in_ascii_is_still_json() -> None:
    verdict = newsroom()._replace(notes=("𝔊",))
    printed = report("json")(verdict, Options(encoding="ascii"))
    assert json.loads(printed.encode("ascii")) == json.loads(report("json")(verdict, Options()))


def test_a_hostile_line_of_two_million_characters_is_made_harmless_quickly() -> None:
    for text in ("#" * 2_000_000, "##a" * 600_000, "\x1b" * 200_000, "e\u0301" * 500_000, "\u200d" * 300_000):
        assert "\x1b" not in harmless(text)


def test_the_reference_of_the_fixtures_is_ordinary() -> None:
    assert harmless(FERRY.title) == FERRY.title
