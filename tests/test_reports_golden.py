"""What is printed, as files to be read: ``pytest --renew`` rewrites them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reusecheck.reports import FORMATS, Options, report
from reusecheck.reports.explain import explain
from reusecheck.reports.wording import closing_line
from tests.newsroom import compared, measured, newsroom

if TYPE_CHECKING:
    from collections.abc import Callable

    Golden = Callable[[str, str], None]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("color", [False, True])
def test_the_text_report_reads_as_before(golden: Golden, width: int, color: bool) -> None:
    printed = report("text")(newsroom(), Options(width=width, color=color))
    golden(f"text-{width}{'-color' * color}.txt", printed)


def test_the_text_report_on_a_narrow_terminal_reads_as_before(golden: Golden) -> None:
    golden("text-40.txt", report("text")(newsroom(), Options(width=40)))


def test_the_text_report_says_more_when_asked(golden: Golden) -> None:
    golden("text-verbose.txt", report("text")(measured(), Options(verbose=True)))


def test_the_text_report_answers_for_every_reference_compared(golden: Golden) -> None:
    wide, narrow, plain = Options(), Options(width=40), Options(encoding="ascii")
    printed = [report("text")(compared(), options._replace(verbose=True, explains=False)) for options in (wide, narrow)]
    in_ascii = report("text")(compared(), plain._replace(verbose=True, explains=False))
    assert in_ascii.isascii()
    golden("text-compare.txt", f"{'=' * 80}\n".join([*printed, in_ascii]))


def test_figures_stand_in_the_text_report_alone_and_not_where_quiet_was_asked_for() -> None:
    for name in FORMATS:
        told = report(name)(measured(), Options()) != report(name)(newsroom(), Options())
        assert told == (name == "text")
    assert report("text")(measured(), Options(quiet=True)) == report("text")(newsroom(), Options(quiet=True))


def test_the_text_report_says_less_when_asked(golden: Golden) -> None:
    golden("text-quiet.txt", report("text")(newsroom(), Options(quiet=True)))


@pytest.mark.parametrize("quote", ["none", "full"])
def test_the_text_report_quotes_as_much_as_asked(golden: Golden, quote: str) -> None:
    golden(f"text-quote-{quote}.txt", report("text")(newsroom(), Options(quote=quote)))  # type: ignore[arg-type]


def test_the_text_report_keeps_its_shape_in_ascii(golden: Golden) -> None:
    printed = report("text")(newsroom(), Options(encoding="ascii"))
    assert printed.isascii()
    golden("text-ascii.txt", printed)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "text"])
def test_the_other_reports_read_as_before(golden: Golden, name: str) -> None:
    golden(f"{name}.txt", report(name)(newsroom(), Options()))


def test_an_explanation_reads_as_before(golden: Golden) -> None:
    pages = [explain(article, finding, Options()) for article in newsroom().articles for finding in article.findings]
    golden("explain.txt", f"{'=' * 80}\n".join(pages))


def test_the_closing_line_reads_as_before(golden: Golden) -> None:
    golden("closing-line.txt", closing_line(newsroom()) + "\n")
