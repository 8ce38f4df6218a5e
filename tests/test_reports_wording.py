"""What is said, and which findings it is said about."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reusecheck.attribution.levels import Attribution, Evidence, Level
from reusecheck.documents import Unreadable
from reusecheck.errors import UsageError
from reusecheck.findings import ArticleVerdict, CorpusSize, Finding, LimitReached, Outcome, Reason, Verdict
from reusecheck.reports import FORMATS, Options, report
from reusecheck.reports.explain import explain
from reusecheck.reports.hostile import harmless, shown_path
from reusecheck.reports.why import why
from reusecheck.reports.wording import closing_line, in_shell, share_limit, standing
from reusecheck.spans import Span
from tests.newsroom import credited, ferry, long, newsroom, weather


def judged(
    outcome: Outcome, *findings: Finding, limits: tuple[LimitReached, ...] = (), words: int = 405
) -> ArticleVerdict:
    return ArticleVerdict("a.md", outcome, words, 74, 74, 18.3, 20, limits, findings)


def verdict(*articles: ArticleVerdict, references: int = 1204, unreadable: int = 0) -> Verdict:
    return Verdict(articles, CorpusSize(references, 9), tuple(Unreadable(f"{n}.md", "why") for n in range(unreadable)))


def text(*articles: ArticleVerdict, name: str = "text", **options: Any) -> str:
    return report(name)(verdict(*articles), Options(width=120)._replace(**options))


SHARE = LimitReached("share", 18.3, 15, "%")
OWN = ferry()._replace(reason=Reason.OWN, blocks=False, limits_reached=(), advice="", fix="")
WRONG = credited()._replace(reason=Reason.MISATTRIBUTED, names="wire")
CHANGED = credited()._replace(reason=Reason.ALTERED)
SMALL = ferry()._replace(blocks=False, limits_reached=())


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (verdict(judged(Outcome.PASS)), "checked 1 article (405 words) against 1,204 references – nothing found"),
        (
            verdict(judged(Outcome.BLOCK, ferry()), judged(Outcome.BLOCK, credited(), credited())),
            "checked 2 articles (810 words) against 1,204 references – 2 blocked, 2 attributed",
        ),
        (
            verdict(judged(Outcome.PASS, words=1), references=1, unreadable=1),
            "checked 1 article (1 word) against 1 reference – 1 could not be read",
        ),
        (
            verdict(judged(Outcome.WARN, ferry()), judged(Outcome.NOTE, SMALL, OWN), unreadable=2),
            "checked 2 articles (810 words) against 1,204 references – 1 to look at, 1 below the limits, 1 own, 2 could not be read",  # noqa: E501 - one line it is
        ),
        (
            verdict(judged(Outcome.BLOCK, credited(), WRONG, CHANGED)),
            "checked 1 article (405 words) against 1,204 references – 1 blocked, 1 misattributed, 1 altered, 1 attributed",  # noqa: E501 - one line it is
        ),
        (verdict(), "checked 0 articles (0 words) against 1,204 references – nothing to judge"),
        (verdict(unreadable=1), "checked 0 articles (0 words) against 1,204 references – 1 could not be read"),
        (
            verdict(judged(Outcome.BLOCK, words=4_102)),
            "checked 1 article (4,102 words) against 1,204 references – 1 blocked",
        ),
    ],
)
def test_the_closing_line_says_what_was_done(given: Verdict, line: str) -> None:
    assert closing_line(given) == line


@pytest.mark.parametrize(
    ("reason", "level", "said"),
    [
        (Reason.UNATTRIBUTED, Level.NONE, "no attribution found"),
        (Reason.UNATTRIBUTED, Level.QUOTED, "quoted, source not named"),
        (Reason.UNATTRIBUTED, Level.CREDITED, "source named, not marked as a quotation"),
        (Reason.ATTRIBUTED, Level.CREDITED, "source named"),
        (Reason.ATTRIBUTED, Level.FULL, "quoted, source named"),
        (Reason.OWN, Level.NONE, "one's own text"),
        (Reason.ATTRIBUTED, Level.NONE, "no attribution needed"),
        (Reason.TEMPLATE, Level.NONE, "text that everybody here repeats"),
    ],
)
def test_the_first_line_says_how_a_passage_stands(reason: Reason, level: Level, said: str) -> None:
    found = ferry()._replace(reason=reason, attribution=Attribution(level))
    printed = text(judged(Outcome.BLOCK, found), name="concise", verbose=True)
    assert printed == (
        f'a.md:41:3: 73 words as in guardian:2024/ferry.md ("Ferry adrift in the northern sound"), {said}\n'
    )


def test_nobody_is_accused() -> None:
    for name in FORMATS:
        printed = report(name)(newsroom(), Options(verbose=True)).lower()
        assert not any(word in printed for word in ("plagia", "stolen", "stole", "theft", "cheat", "guilty"))


def test_concise_is_the_first_line_of_text() -> None:
    # wide enough for the first lines to stand unbroken
    lines = report("concise")(newsroom(), Options(200, verbose=True)).splitlines()
    whole = report("text")(newsroom(), Options(200, verbose=True)).splitlines()
    assert [line for line in whole if line in lines] == lines
    assert len(lines) == sum(len(a.findings) + len(a.remarks) for a in newsroom().articles) + 3 + 1


def test_an_article_blocked_by_its_share_says_so_once() -> None:
    one = weather()._replace(limits_reached=(SHARE,))
    for name in ("text", "concise"):
        printed = text(judged(Outcome.BLOCK, one, one._replace(key="b:1"), limits=(SHARE,)), name=name)
        said = "a.md: share: 18.3 % of the article is unattributed overlap (74 of 405 words), blocks at 15 %"
        assert printed.count(said) == 1
        assert printed.count("share:") == 1


def test_a_share_whose_words_are_not_certain_names_none() -> None:
    article = judged(Outcome.BLOCK, words=1000)
    assert "(503 of 1,000 words)" in share_limit(LimitReached("quoted_share", 50.3, 50, "%", "", 503), article)
    assert "(" not in share_limit(LimitReached("quoted_share", 33.3, 30, "%"), article)


def test_the_limit_of_a_source_names_the_source() -> None:
    own_limit = ferry()._replace(limits_reached=(LimitReached("passage_words", 73, 25, "words", "guardian"),))
    assert "limit    passage_words of guardian: 73, blocks at 25\n" in text(judged(Outcome.BLOCK, own_limit))
    warned = text(judged(Outcome.WARN, own_limit._replace(blocks=False)))
    assert "limit    passage_words of guardian: 73, warns at 25\n" in warned


def test_what_is_settled_is_shown_only_when_asked() -> None:
    article = judged(Outcome.NOTE, credited()._replace(blocks=False, limits_reached=()), OWN)
    assert text(article) == ""
    assert [
        line.partition("words as in")[1] for line in text(article, verbose=True).splitlines() if line[:1] == "a"
    ] == ["words as in"] * 2


def test_small_overlap_in_an_article_that_passes_is_not_shown() -> None:
    assert text(judged(Outcome.NOTE, SMALL)) == ""
    assert text(judged(Outcome.NOTE, SMALL), verbose=True).count("\n") == 1


def test_small_overlap_in_a_blocked_article_has_one_line() -> None:
    printed = text(judged(Outcome.BLOCK, ferry(), SMALL._replace(key="guardian:small")))
    assert printed.count("73 words as in") == 2
    assert printed.count("reusecheck explain") == 1


def test_quiet_shows_what_blocks_and_what_was_not_read() -> None:
    warned = ferry()._replace(blocks=False)
    settled = credited()._replace(blocks=False, limits_reached=())
    articles = judged(Outcome.BLOCK, ferry(), SMALL, settled, warned), judged(Outcome.WARN, warned, limits=(SHARE,))
    printed = report("concise")(verdict(*articles, unreadable=1), Options(quiet=True))
    assert printed.count("\n") == 2
    assert "0.md: not judged, it could not be read: why. Mend it, or exclude it (articles.exclude)." in printed


def test_of_very_many_passages_the_longest_are_shown_in_full() -> None:
    many = [ferry()._replace(key=f"guardian:{n}", matched_words=40 + n) for n in range(30)]
    printed = text(judged(Outcome.BLOCK, *many))
    assert printed.count("words as in") == 30
    assert printed.count("reusecheck explain") == 8
    assert "reusecheck explain guardian:29 a.md\n" in printed
    assert text(judged(Outcome.BLOCK, *many), verbose=True).count("reusecheck explain") == 30


def test_without_quoting_no_word_of_either_text_is_shown() -> None:
    article = judged(Outcome.BLOCK, ferry(), long())
    shown = [text(article, name=name, quote="none") for name in ("text", "concise")]
    shown += [explain(article, finding, Options(quote="none")) for finding in article.findings]
    for printed in shown:
        assert not any(
            word in printed for word in ("lantern", "harbour ", "dawn", "passengers", "mill stood", "apples")
        )
        assert "a.md:41:3:" in printed


def test_a_short_fix_stands_there_whole_and_a_long_one_is_cut() -> None:
    printed = text(judged(Outcome.BLOCK, ferry(), long()))
    assert f"\n            {ferry().fix}\n" in printed
    assert (
        "… 9 more lines\n            > — The Almanac of Small Rivers\n"
        "   or write reusecheck attribute archive:0123456789ab a.md --write\n" in printed
    )


def test_an_explanation_holds_the_whole_fix_to_be_copied() -> None:
    article = judged(Outcome.BLOCK, long(), limits=(SHARE,))
    printed = explain(article, long(), Options())
    assert f"\n{long().fix}\n" in printed
    assert "74 ÷ 405 = 18.3 %" in printed


def test_an_explanation_shows_the_evidence_with_its_line() -> None:
    printed = explain(judged(Outcome.PASS, credited()), credited(), Options())
    assert "quoted   block quotation (line 5)\n" in printed
    assert "source   link in the line above it (line 3): https://news.example/2024/ferry\n" in printed
    assert "No limit is reached: the article passes." in printed


def test_a_format_that_is_not_known_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="'pdf' is not known; there are text, concise, json"):
        report("pdf")


@pytest.mark.parametrize("name", FORMATS)
def test_only_the_chosen_report_is_imported(name: str) -> None:
    program = (
        "import sys; from reusecheck.documents import Unreadable; from reusecheck.findings import CorpusSize, Verdict;"
        "from reusecheck.reports import Options, report;"
        "report(sys.argv[1])(Verdict((), CorpusSize(1, 1), (Unreadable('a.md', 'gone'),)), Options());"
        "from reusecheck.reports import FORMATS;"
        "mine = ['reusecheck.reports.' + {'text': 'terminal'}.get(m, m) for m in FORMATS];"
        "print(*[m for m in mine if m in sys.modules], 'json' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, name], capture_output=True, text=True, check=True)
    chosen = {"text": "terminal"}.get(name, name)
    is_json = name in ("json", "jsonl", "sarif", "gitlab")
    assert done.stdout.split() == [f"reusecheck.reports.{chosen}", str(is_json)]


@pytest.mark.parametrize("name", ["text", "concise"])
def test_where_there_is_nothing_to_say_no_report_is_imported(name: str) -> None:
    program = (
        "import sys; from reusecheck.findings import CorpusSize, Verdict;"
        "from reusecheck.reports import Options, report;"
        "print(repr(report(sys.argv[1])(Verdict((), CorpusSize(1, 1)), Options())),"
        "*[m for m in sys.modules if m in ('reusecheck.reports.terminal', 'reusecheck.reports.concise')])"
    )
    done = subprocess.run([sys.executable, "-c", program, name], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "''"


def test_that_a_source_is_named_is_not_said_twice() -> None:
    named = Evidence("credit", "source named in the credit line below", "— The Guardian", Span(0, 4), 4)
    found = credited()._replace(attribution=Attribution(Level.CREDITED, (named,)))
    assert standing(found) == "source named (in the credit line below, line 4)"
    assert why(found)[0] == "The source of the words is named (in the credit line below, line 4)."
    other = found._replace(
        reason=Reason.MISATTRIBUTED, names="wire", attribution=Attribution(Level.NONE, (named._replace(shows="other"),))
    )
    assert "to wire (in the credit line below, line 4: “— The Guardian”)" in why(other)[0]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("content/a:b=c%d,e@f+g_h.md", "content/a:b=c%d,e@f+g_h.md"),
        ("two words.md", "'two words.md'"),
        ("fähre & Söhne.md", "'fähre & Söhne.md'"),
        ("it's [1].md", "'it'\"'\"'s [1].md'"),
        # what is shown would not be the name, or would not be copied as it is
        *((name, "") for name in ("a\nb.md", "a\tb.md", "a\u00a0b.md", "a\u202eb.md", "a\udcff.md", "##vso[a].md")),
        *((name, "") for name in ("a  b.md", " a.md", "a.md ", "a`b.md", "a|b.md", "a](b).md", "a" * 241, "")),
    ],
)
def test_a_name_is_told_for_a_shell_or_not_at_all(name: str, told: str) -> None:
    assert in_shell(name, "utf-8") == told
    assert told.isascii() or in_shell(name, "ascii") == ""


@given(st.text(st.characters(), max_size=12))
def test_a_shell_takes_it_for_the_name(name: str) -> None:
    told = in_shell(name, "utf-8")
    assert told == harmless(told)
    assert shlex.split(told) in ([], [shown_path(name)])


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_alters_a_command(name: str) -> None:
    path = 'R&D <[x]> {y} 50% #1!/it\'s @all $HOME\\n *so* _and_ "so".md'
    article = judged(Outcome.BLOCK, ferry()._replace(comparison=(), excerpt="", advice="Name it.", fix="a\nb"))
    printed = text(article._replace(path=path), name=name)
    if name in ("json", "jsonl", "concise"):
        return  # data, and one line each
    command = f"reusecheck attribute guardian:3f9a12ab34cd {shlex.quote(path)} --write"
    if name in ("sarif", "gitlab"):
        printed = json.loads('"' + re.findall(r'"((?:[^"\\]|\\.)*Or write(?:[^"\\]|\\.)*)"', printed)[0] + '"')
        printed = printed.replace("{{", "{").replace("}}", "}")
    elif name in ("junit", "html"):
        printed = html.unescape(printed)
    elif name == "github":
        printed = printed.replace("%25", "%")
    assert command in printed
