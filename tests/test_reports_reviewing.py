"""What a reviewer is to see and to copy in every report: overrides, commits' ids, one way to settle it a line."""

from __future__ import annotations

import re

import pytest

from reusecheck.attribution.levels import IN_BASE, IN_BASELINE, TRAILER, Attribution, Evidence, Level
from reusecheck.findings import ArticleVerdict, CorpusSize, Finding, LimitReached, Outcome, Reason, Verdict
from reusecheck.reports import FORMATS, Options, report
from reusecheck.reports.explain import explain
from reusecheck.reports.results import Result, results, settling, ways
from reusecheck.reports.wording import closing_line
from reusecheck.spans import Span
from tests.newsroom import CREDIT_LINE, FERRY, ferry, finding, newsroom

ALLOWED = "the agency agreed by letter"


def settled(reason: Reason, shows: str, kind: str, value: str = "", number: int = 1) -> Finding:
    attribution = Attribution(Level.NONE, (Evidence(shows, kind, value, Span(0, 0)),))
    key = f"guardian:{number:012x}"
    return finding("Nobody was hurt", FERRY, key=key, reason=reason, blocks=False, attribution=attribution)


def judged(*findings: Finding, outcome: Outcome = Outcome.PASS) -> Verdict:
    article = ArticleVerdict("a.md", outcome, 400, 80, 0, 0.0, 40, (), findings)
    return Verdict((article,), CorpusSize(1, 100))


def altered() -> Result:
    (found,) = (result for result in results(newsroom()) if result.rule == "altered")
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_commit_allows_is_in_every_report_with_its_reason(name: str) -> None:
    verdict = judged(settled(Reason.WAIVED, "waiver", f"{TRAILER} 1a2b3c4d5e6f", ALLOWED))
    assert ALLOWED in " ".join(report(name)(verdict, Options()).split())


@pytest.mark.parametrize("name", ["text", "concise", "github", "gitlab", "junit"])
def test_where_only_what_blocks_is_wanted_a_list_has_nothing_else(name: str) -> None:
    verdict = judged(settled(Reason.WAIVED, "waiver", f"{TRAILER} 1a2b3c4d5e6f", ALLOWED))
    assert ALLOWED not in report(name)(verdict, Options(quiet=True))


@pytest.mark.parametrize("name", ["text", "concise", "github", "gitlab", "junit"])
def test_what_the_article_itself_allows_is_no_news(name: str) -> None:
    verdict = judged(settled(Reason.WAIVED, "waiver", "waiver for guardian", ALLOWED))
    assert ALLOWED not in report(name)(verdict, Options())
    assert ALLOWED in report(name)(verdict, Options(verbose=True))


def test_what_is_listed_and_what_stood_there_are_counted_apart() -> None:
    found = [settled(Reason.BASELINE, "baseline", IN_BASE, number=number) for number in (1, 2)]
    found.append(settled(Reason.BASELINE, "baseline", IN_BASELINE, number=3))
    assert closing_line(judged(*found)).endswith(" – 1 in the baseline, 2 known before")
    assert closing_line(judged(*found[:2])).endswith(" – 2 known before")


def test_an_id_is_copied_from_a_comment_as_it_is() -> None:
    verdict = judged(settled(Reason.WAIVED, "waiver", f"{TRAILER} 1a2b3c4d5e6f", ALLOWED))._replace(
        scope="added", since="origin/main at 2b3c4d5e6f70"
    )
    printed = report("markdown")(verdict, Options())
    assert "`1a2b3c4d5e6f`: " in printed
    assert "since origin/main at `2b3c4d5e6f70`)" in printed
    assert "&#8203;" not in printed


@pytest.mark.parametrize(
    "text", ["1a2b3c4", "x1a2b3c4d5e6f", "1a2b3c4d5e6f7081", "a@1a2b3c4d5e6f", "#1a2b3c4d5e6f", "o/1a2b3c4d5e6f"]
)
def test_other_digits_are_broken_so_that_they_link_to_no_commit(text: str) -> None:
    printed = report("markdown")(judged(settled(Reason.WAIVED, "waiver", "waiver for guardian", text)), Options())
    assert text not in printed
    assert re.search(r"[0-9a-f]{6}&#8203;[0-9a-f]", printed)


def test_each_way_to_settle_it_stands_by_itself() -> None:
    (result,) = results(judged(ferry(), outcome=Outcome.BLOCK))
    named, *others = ways(result, Options())
    assert named.endswith(CREDIT_LINE)
    assert [one.partition(":")[0] for one in others] == ["Or write"]
    assert f"{CREDIT_LINE}. Or write: " in settling(result, Options())
    assert f"{CREDIT_LINE}%0AOr write: " in report("github")(judged(ferry(), outcome=Outcome.BLOCK), Options())


def test_of_an_altered_quotation_the_words_are_told_and_what_to_do() -> None:
    changed, mend = ways(altered(), Options())
    assert changed == "Changed in line 11: “211”, where the source has “112” (a number)"
    assert mend.startswith("Put the source's words back, or show with […]")
    assert ways(altered(), Options(quote="none")) == [mend]


def test_a_quotation_that_is_too_much_is_not_explained_as_settled() -> None:
    limit = LimitReached("quoted_share", 61.0, 50.0, "%", part=244)
    credit = Evidence("credit", "source named in the lead-in", "The Courier", Span(0, 0))
    attribution = Attribution(Level.CREDITED, (credit,))
    one = ferry()._replace(
        reason=Reason.ATTRIBUTED, attribution=attribution, limits_reached=(limit,), fix="", advice=""
    )
    (article,) = judged(one, outcome=Outcome.BLOCK).articles
    printed = " ".join(explain(article, one, Options()).split())
    assert "Why naming the source is not enough" in printed
    assert "But quotations make up too much of the article" in printed
    assert "That settles it" not in printed
    assert "Why it may stay" in explain(article, one._replace(limits_reached=()), Options())


def test_an_explanation_without_words_does_not_announce_any() -> None:
    (article,) = judged(ferry(), outcome=Outcome.BLOCK).articles
    printed = explain(article, ferry(), Options(quote="none"))
    assert not printed.rstrip().endswith(":")
    assert ferry().advice.endswith(":")
