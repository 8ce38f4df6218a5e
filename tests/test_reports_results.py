"""What the formats that list results have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reusecheck.attribution.levels import Attribution, Level
from reusecheck.documents import Unreadable
from reusecheck.findings import ArticleVerdict, CorpusSize, LimitReached, Outcome, Reason, Remark, Verdict
from reusecheck.reports import Options
from reusecheck.reports.results import identities, ranked, results, settling, shown
from tests.newsroom import CREDIT_LINE, FERRY, ferry, finding, long, newsroom
from tests.test_reports_hostile import HOSTILE, check, filled_with

if TYPE_CHECKING:
    from reusecheck.findings import Finding
    from reusecheck.reports.results import Result


def judged(*findings: Finding, outcome: Outcome = Outcome.BLOCK, path: str = "a.md") -> ArticleVerdict:
    return ArticleVerdict(path, outcome, 400, 80, 80, 20.0, 40, (), findings)


def verdict(*articles: ArticleVerdict) -> Verdict:
    return Verdict(articles, CorpusSize(1, 100))


def only(article: ArticleVerdict) -> Result:
    (result,) = results(verdict(article))
    return result


def test_all_results_stand_in_the_order_of_path_and_place() -> None:
    found = results(newsroom())
    assert [result[:3] for result in found] == sorted(result[:3] for result in found)
    assert len(found) == sum(len(a.findings) + len(a.remarks) for a in newsroom().articles) + 1


def test_an_article_that_was_not_read_stands_among_the_others_without_a_place() -> None:
    unread = results(newsroom())[2]
    assert unread[:7] == ("content/broken.docx", 0, 0, 0, 0, "error", "unreadable")
    assert unread.message == (
        "not judged, it could not be read: it is a binary file. Mend it, or exclude it (articles.exclude)"
    )
    assert (unread.article, unread.finding, settling(unread, Options())) == (None, None, "")


def test_the_message_says_what_was_found_and_which_limit_was_reached() -> None:
    limit = LimitReached("passage_words", 73, 40, "words")
    assert only(judged(ferry()._replace(limits_reached=(limit,)))).message == (
        '73 words as in guardian:2024/ferry.md ("Ferry adrift in the northern sound"), no attribution found; '
        "passage_words: 73, blocks at 40"
    )


@pytest.mark.parametrize(
    ("outcome", "blocks", "reason", "limited", "level"),
    [
        (Outcome.BLOCK, True, Reason.UNATTRIBUTED, True, "error"),
        (Outcome.BLOCK, True, Reason.ATTRIBUTED, True, "error"),
        (Outcome.BLOCK, False, Reason.UNATTRIBUTED, False, "note"),
        (Outcome.BLOCK, False, Reason.UNATTRIBUTED, True, "warning"),
        (Outcome.WARN, False, Reason.UNATTRIBUTED, True, "warning"),
        (Outcome.WARN, False, Reason.MISATTRIBUTED, False, "warning"),
        (Outcome.WARN, False, Reason.ALTERED, False, "warning"),
        (Outcome.NOTE, False, Reason.ALTERED, False, "note"),
        (Outcome.NOTE, False, Reason.UNATTRIBUTED, True, "note"),
        (Outcome.PASS, False, Reason.WAIVED, False, "note"),
    ],
)
def test_the_level_says_what_the_finding_does(
    outcome: Outcome, blocks: bool, reason: Reason, limited: bool, level: str
) -> None:
    limits = (LimitReached("passage_words", 73, 40, "words"),) if limited else ()
    found = ferry()._replace(blocks=blocks, reason=reason, limits_reached=limits)
    assert only(judged(found, outcome=outcome)).level == level


def test_what_was_not_read_comes_first_then_what_blocks_most() -> None:
    small = finding("eight words are all that it takes here", FERRY)
    loose = small._replace(blocks=False)
    first = judged(loose, small, ferry(), path="a.md")
    unread = (Unreadable("z.md", "it is a folder"),)
    found = ranked(results(verdict(first)._replace(unreadable=unread)))
    assert [(r.rule, r.level, r.finding and r.finding.matched_words) for r in found] == [
        ("unreadable", "error", None),
        ("unattributed", "error", 73),
        ("unattributed", "error", 8),
        ("unattributed", "note", 8),
    ]


def test_as_much_is_shown_as_at_a_terminal() -> None:
    everything = len(results(newsroom()))
    assert len(shown(newsroom(), Options(verbose=True))) == everything
    assert {result.level for result in shown(newsroom(), Options(quiet=True))} == {"error"}
    rules = {result.rule for result in shown(newsroom(), Options())}
    assert rules == {
        *("unattributed", "attributed", "misattributed", "altered", "waived", "waiver", "licence", "unreadable")
    }


def test_a_line_to_put_in_is_named_and_a_quotation_is_not() -> None:
    told = settling(only(judged(ferry())), Options())
    assert told.startswith(
        f"Name The Harbour Courier in this paragraph, for example with this line under it: {CREDIT_LINE}"
    )
    assert told.endswith("Or write: reusecheck attribute guardian:3f9a12ab34cd a.md --write")
    for quote in ("none", "fragment", "full"):
        told = settling(only(judged(long())), Options(quote=quote))
        assert "river" not in told
        assert told.startswith("Mark it as a quotation and name its source. Or write: reusecheck attribute")


def test_a_command_that_would_find_nothing_is_not_named() -> None:
    assert "reusecheck attribute" not in settling(only(judged(ferry())), Options(explains=False))


def test_a_long_line_is_named_where_all_may_be_quoted() -> None:
    line = f"“{'word ' * 60}” (The Harbour Courier)"
    result = only(judged(ferry()._replace(fix=line)))
    assert line in settling(result, Options(quote="full"))
    assert "word word" not in settling(result, Options())
    assert CREDIT_LINE not in settling(only(judged(ferry())), Options(quote="none"))


def test_what_is_settled_needs_no_advice() -> None:
    settled = ferry()._replace(reason=Reason.ATTRIBUTED, attribution=Attribution(Level.FULL), advice="", fix="")
    assert settling(only(judged(settled)), Options()) == ""


def test_a_remark_says_what_would_settle_it() -> None:
    told = {r.rule: settling(r, Options()) for r in results(newsroom()) if r.remark}
    assert told == {"licence": "For example: CC BY 4.0", "waiver": ""}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_message_lets_a_hostile_text_through(text: str) -> None:
    for result in results(filled_with([text])):
        for told in (
            result.message,
            *(settling(result, Options(quote=quote)) for quote in ("none", "fragment", "full")),
        ):
            check(f"a.md: {told}")
            assert "\n" not in told


def test_no_two_results_of_a_file_have_one_name() -> None:
    twice = Remark("waiver", 3, 1, "no source is called guardain")
    article = judged(ferry(), ferry())._replace(remarks=(twice, twice._replace(line=9)))
    names = identities(results(verdict(article, article._replace(path="b.md"))))
    assert len(set(names[:4])) == 4
    assert names[:4] == names[4:]
    assert names[2:4] == ["guardian:3f9a12ab34cd", "guardian:3f9a12ab34cd-2"]


def test_a_name_does_not_know_the_place() -> None:
    moved = [result._replace(line=result.line + 7, column=1) for result in results(newsroom())]
    assert identities(moved) == identities(results(newsroom()))
