"""The work of attribution grows with the page, however hostile it is: counted in calls, never by a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reusecheck.attribution.assess import Attributor
from reusecheck.readers import read_text
from reusecheck.spans import Span
from tests.attribution_cases import REFERENCES, identity_of
from tests.proportion import calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.spans import Prose

WORDS = "the ferry left the harbour soon after dawn with a hundred people aboard"
WHO = identity_of(REFERENCES["courier"])


def repeated(part: str, before: str = "", behind: str = "", between: str = "\n\n") -> Callable[[int], str]:
    """A page of so many parts; ``{i}`` in them is their number."""

    def page(count: int) -> str:
        parts = [part.replace("{words}", WORDS).replace("{i}", str(i)) for i in range(count)]
        notes = [behind.replace("{words}", WORDS).replace("{i}", str(i)) for i in range(count)] if behind else []
        return before.replace("{words}", WORDS) + between.join(parts) + "\n\n" + "\n".join(notes) + "\n"

    return page


PAGES: dict[str, tuple[str, Callable[[int], str]]] = {
    "credited paragraphs": ("md", repeated("“{words},” The Harbour Courier reported.")),
    "quotations with a credit line": ("md", repeated("> {words}\n>\n> — The Harbour Courier\n\n<!-- -->")),
    "quotations in a row": ("md", repeated("> {words}\n\n<!-- -->", "The Harbour Courier wrote:\n\n")),
    "quotations between marks in a row": ("txt", repeated("“{words}”", "The Harbour Courier wrote:\n\n")),
    "a long list": ("md", repeated("- {words}", "The Harbour Courier wrote:\n\n", between="\n")),
    "a long table": ("md", repeated("| {words} | The Harbour Courier |", "| a | b |\n| - | - |\n", between="\n")),
    "one row": ("html", repeated("<td>{words}", "<table><tr><td>The Harbour Courier", between="")),
    "terms": ("html", repeated("<dt>The Harbour Courier<dd>{words}", "<dl>", between="")),
    "lists in lists": ("html", repeated("<ul><li>{words}", between="")),
    "captions": ("html", repeated("<figcaption>The Harbour Courier</figcaption><p>{words}</p>", "<blockquote>")),
    "captions before all": (
        "html",
        lambda count: (
            f"<blockquote>{'<figcaption>The Mate</figcaption>' * count}{f'<p>{WORDS}</p>' * count}</blockquote>"
        ),
    ),
    "one paragraph": ("txt", repeated("“{words},” The Harbour Courier reported.", between=" ")),
    "one paragraph of quotations": ("txt", repeated("“{words},” he said.", between=" ")),
    "footnotes": ("md", repeated("{words}[^{i}].", behind="[^{i}]: The Harbour Courier, {i} May.")),
    "passages in footnotes": ("md", repeated("One.[^{i}]", behind="[^{i}]: “{words}” — The Harbour Courier.")),
    "footnotes that send on to all others": (
        "md",
        lambda count: (
            "\n\n".join([f"{WORDS}[^0]."] * count)
            + "\n\n[^0]: See"
            + "".join(f"[^{i}]" for i in range(1, count))
            + "\n"
            + "\n".join(f"[^{i}]: See[^0]." for i in range(1, count))
        ),
    ),
    "sources in the front matter": (
        "md",
        lambda count: (
            "---\nsources:\n"
            + "".join(f"  - name: The Harbour Courier\n    url: https://a.example/{i}\n" for i in range(count))
            + "---\n\n"
            + "\n\n".join([WORDS] * count)
        ),
    ),
    "statements": ("md", repeated("{words}\n\nThis article first appeared in The Harbour Courier.")),
    "marks that are never closed": ("txt", repeated("“'«„‚{words}")),
    "marks in marks": ("txt", lambda count: f"{'“‘' * count}{WORDS}{'’”' * count}\n\n" + f"{WORDS}\n\n" * count),
}


def calls_to_judge(suffix: str, page: str) -> int:
    """How many functions are called to judge every passage of the page."""
    document = read_text(f"a.{suffix}", page)
    prose = document.reading.prose
    passages: list[Span[Prose]] = []
    at = prose.find(WORDS)
    while at >= 0:
        passages.append(Span(at, at + len(WORDS)))
        at = prose.find(WORDS, at + 1)
    assert len(passages) > 10
    attributor = Attributor(document)
    return calls(lambda: [attributor.assess(passage, WHO, (passage,)) for passage in passages])


@pytest.mark.parametrize(("suffix", "page"), PAGES.values(), ids=PAGES)
def test_four_times_the_page_is_four_times_the_work(suffix: str, page: Callable[[int], str]) -> None:
    calls_to_judge(suffix, page(12))  # phrases are read, patterns compiled
    assert calls_to_judge(suffix, page(240)) < 5 * calls_to_judge(suffix, page(60))
