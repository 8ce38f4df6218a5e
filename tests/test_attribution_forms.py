"""A case stays what it is in whatever markup it is wrapped: the same level, shown by the same words of the article."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import Document
from reusecheck.readers import read
from tests.attribution_cases import EVERY, assess, path_of, spelt_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.attribution_cases import Assessed

FORMATS = ("md", "html", "txt")
CASES = {case["name"]: case for case in EVERY if case.get("format") in FORMATS and isinstance(case["article"], str)}

FRONT = re.compile(r"\A(?:--- *\n.*?\n--- *\n|\+\+\+ *\n.*?\n\+\+\+ *\n|\{ *\n.*?\n\} *\n)", re.DOTALL)
# footnotes and the addresses of links, with the lines that go on with them
DEFINITION = re.compile(r"^\[[^\]\n]+\]:.*\n?(?:(?:[ \t]+.*)?\n)*", re.MULTILINE)
BODY = re.compile(r"(.*<body[^>]*>)(.*)(</body>.*)", re.DOTALL)
# what is no text of the page: tags, addresses, code, entities
NO_TEXT = re.compile(r"<[^>]*>|\]\([^)]*\)|\]\[[^\]]*\]|`[^`]*`|&[^;\s]*;|https?://\S+|[⟦⟧⟪⟫]")

OWN = [f"Paragraph {number} of our own says what we think of it all." for number in range(1, 101)]


class Parts(NamedTuple):
    """An article in three: what must stand first, what may be wrapped, what must stand at the end."""

    head: str
    body: str
    foot: str


def parts_of(article: str, suffix: str) -> Parts:
    article = spelt_out(article)
    if suffix == "html":
        page = BODY.fullmatch(article)
        return Parts(page[1], page[2], page[3]) if page else Parts("", article, "")
    if suffix == "txt":
        return Parts("", article, "")
    front = FRONT.match(article)
    head = front[0] if front else ""
    rest = article[len(head) :]
    definitions = [] if "⟦" in "".join(DEFINITION.findall(rest)) else DEFINITION.findall(rest)
    for definition in definitions:
        rest = rest.replace(definition, "")
    return Parts(head, rest.strip("\n") + "\n", "\n".join(definitions))


def joined(parts: Parts) -> str:
    if not parts.foot or parts.foot.startswith("</body>"):
        return parts.head + parts.body + parts.foot
    return f"{parts.head}{parts.body}\n{parts.foot}"


class Wrapper(NamedTuple):
    """``wrap`` changes the body, ``dress`` the whole article; ``quotes`` whether a quotation is put around it."""

    name: str
    formats: tuple[str, ...]
    wrap: Callable[[str], str] = str
    dress: Callable[[str], str] = str
    quotes: bool = False
    one_paragraph: bool = False
    puts_before: bool = False

    def fits(self, case: dict[str, Any]) -> bool:
        if case["format"] not in self.formats:
            return False
        parts = parts_of(case["article"], case["format"])
        if self.one_paragraph and (
            "\n" in parts.body.strip() or re.match(r"\s*(?:[-+*>|]|\d+\.|#|`|    )", parts.body) or "|" in parts.body
        ):
            return False
        if self.puts_before and case["article"].startswith("<!--"):
            return False  # what stands at the head of the file would stand there no more
        if "hundred" in self.name and case["name"] in AT_AN_END:
            return False
        # inside of a quotation a statement for the whole article is none, and a credit at its end is its own
        return not (self.quotes and (unwrapped(case["name"]).speaks_for_all or case["name"] in OF_THE_QUOTATION_THEN))


# A byline speaks for the article only where it begins or ends
AT_AN_END = (
    "author and outlet below the title",
    "author and outlet at the end of a German page",
    "first published by",
)
OF_THE_QUOTATION_THEN = (
    *AT_AN_END,
    "Source: and nothing behind it, the address further down",
    "a bare address above a block quotation",
    "the front page right below a block quotation",
    "a bare address in a paragraph of its own, above",
    "the second of two addresses below a quotation",
    "the paragraph before credits a quotation of its own",
    "the author stands before the outlet without a comma",
    "no statement, mentions",
    "no statement, is about",
    "no statement, mentions what was published",
    "no statement, reviews what was published",
    "no statement, a photo beside",
    "strict: the author's name linked, then the paper",
    "a heading stands between the quotation and the credit line",
    "the credit line of the quotation that follows",
    "a link at the end of the page",
    "a bare link right below, with nothing said about it",
    "a bare address in a paragraph of its own",
    "the title as a heading further below",
    "no statement, mentions",
    "no statement, is about",
    "no statement, mentions what was published",
    "no statement, reviews what was published",
    "no statement, a photo beside",
)


class Unwrapped(NamedTuple):
    shown: frozenset[tuple[str, str]]
    speaks_for_all: bool


@cache
def unwrapped(name: str) -> Unwrapped:
    """What credits the case as it is written, and whether that is a statement for the whole article."""
    assessed = assess(CASES[name])
    kinds = {evidence.kind for evidence in assessed.found.evidence}
    return Unwrapped(shown(assessed), "statement for the whole article" in kinds)


def indented(first: str, further: str) -> Callable[[str], str]:
    def wrap(body: str) -> str:
        lines = body.rstrip("\n").split("\n")
        return "\n".join([first + lines[0], *(further + line if line else "" for line in lines[1:])]) + "\n"

    return wrap


def quoted(mark: str, first: str = "") -> Callable[[str], str]:
    return lambda body: first + "".join(f"{mark}{line}".rstrip() + "\n" for line in body.rstrip("\n").split("\n"))


def enclosed(before: str, behind: str) -> Callable[[str], str]:
    return lambda body: before + body.strip("\n") + behind


def as_entities(article: str) -> str:
    """Every ninth letter of the passage as a character reference."""
    before, _, rest = article.partition("⟦")
    passage, _, behind = rest.partition("⟧")
    pieces, at, count = [], 0, 0
    for found in (*NO_TEXT.finditer(passage), None):
        for letter in passage[at : found.start() if found else None]:
            count += letter.isalpha()
            pieces.append(f"&#{ord(letter)};" if letter.isalpha() and count % 9 == 4 else letter)
        if found:
            pieces.append(found[0])
            at = found.end()
    return f"{before}⟦{''.join(pieces)}⟧{behind}"


def spaced(article: str) -> str:
    """Two spaces behind every line, and a tab where it is no front matter."""
    front = FRONT.match(article)
    head = front[0] if front else ""
    lines = [f"{line}  " if line else "" for line in head.split("\n")]
    body = [f"{line.rstrip()}  \t" if line.strip() else "" for line in article[len(head) :].split("\n")]
    return "\n".join(lines[:-1] + body)


def with_front_matter(article: str) -> str:
    # another wrapper may have changed the ends of its lines, or put a mark before it
    plain = article.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return article if FRONT.match(plain) else f"---\ntitle: At sea\ndate: 2024-05-03\n---\n\n{article}"


def behind_front_matter(article: str, put: str) -> str:
    front = FRONT.match(article)
    at = front.end() if front else 0
    return article[:at] + put + article[at:]


MD, HTML, TXT = ("md",), ("html",), ("txt",)
HUNDRED = "\n\n".join(OWN)
HUNDRED_HTML = "\n".join(f"<p>{line}</p>" for line in OWN)

WRAPPERS = [
    Wrapper("a list item", MD, indented("- ", "  ")),
    Wrapper("a list item, indented with tabs", MD, indented("-\t", "\t")),
    Wrapper(
        "a numbered item behind others", MD, lambda body: "1. One.\n\n" + indented("2. ", "   ")(body), puts_before=True
    ),
    Wrapper("a nested list", MD, lambda body: "- Our own list.\n\n" + indented("  - ", "    ")(body), puts_before=True),
    Wrapper(
        "a cell", MD, lambda body: f"| Day | Event |\n| --- | --- |\n| one | {body.strip()} |\n", one_paragraph=True
    ),
    Wrapper("a block quotation", MD, quoted("> "), quotes=True),
    Wrapper("a nested block quotation", MD, quoted("> > "), quotes=True),
    Wrapper("a callout", MD, quoted("> ", "> [!NOTE]\n"), quotes=True),
    Wrapper("a div in Markdown", MD, enclosed("<div>\n\n", "\n\n</div>\n")),
    Wrapper(
        "a section in an article in Markdown", MD, enclosed("<article><section>\n\n", "\n\n</section></article>\n")
    ),
    Wrapper("front matter", MD, dress=with_front_matter),
    Wrapper("a div", HTML, enclosed("<div class='text'>", "</div>")),
    Wrapper(
        "a section in an article in a main", HTML, enclosed("<main><article><section>", "</section></article></main>")
    ),
    Wrapper("an item", HTML, enclosed("<ul><li>One.</li><li>", "</li></ul>")),
    Wrapper("an item of an inner list", HTML, enclosed("<ol><li>One.<ol><li>", "</li></ol></li></ol>")),
    Wrapper("a table cell", HTML, enclosed("<table><tr><td>One.</td></tr><tr><td>", "</td></tr></table>")),
    Wrapper("a quotation", HTML, enclosed("<blockquote>", "</blockquote>"), quotes=True),
    Wrapper("details", HTML, enclosed("<details open><summary>One.</summary>", "</details>")),
    Wrapper("CRLF", FORMATS, dress=lambda article: article.replace("\n", "\r\n")),
    Wrapper("CR", FORMATS, dress=lambda article: article.replace("\n", "\r")),
    Wrapper("spaces behind the lines", FORMATS, dress=spaced),
    Wrapper("character references", ("md", "html"), dress=as_entities),
    Wrapper(
        "a hundred paragraphs before",
        ("md", "txt"),
        dress=lambda a: behind_front_matter(a, f"{HUNDRED}\n\n"),
        puts_before=True,
    ),
    Wrapper("a hundred paragraphs behind", ("md", "txt"), dress=lambda a: f"{a.rstrip()}\n\n{HUNDRED}\n"),
    Wrapper("a hundred paragraphs on either side", HTML, lambda body: f"{HUNDRED_HTML}\n{body}\n{HUNDRED_HTML}\n"),
]
BY_NAME = {wrapper.name: wrapper for wrapper in WRAPPERS}


def wrapped(case: dict[str, Any], wrappers: list[Wrapper]) -> dict[str, Any]:
    parts = parts_of(case["article"], case["format"])
    for wrapper in wrappers:
        parts = parts._replace(body=wrapper.wrap(parts.body))
    article = joined(parts)
    for wrapper in sorted(wrappers, key=lambda w: w.name in ("CR", "CRLF")):  # the ends of lines at last
        article = wrapper.dress(article)
    return {**case, "article": article}


def shown(assessed: Assessed) -> frozenset[tuple[str, str]]:
    """What credits the passage: its value, and the words that stand there in the source."""
    found = set()
    for evidence in assessed.found.evidence:
        if not len(evidence.source) and ", line " in evidence.kind:
            continue  # it stands in another file
        if evidence.kind == "byline" and assessed.found.evidence[:1] != (evidence,):
            continue  # a credit line is one only where the page ends; it credits anyhow
        stands = assessed.drawn.text[evidence.source.start : evidence.source.stop]
        assert stands, evidence
        if evidence.shows == "credit":
            words = re.findall(r"\w+", html.unescape(stands))
            found.add((" ".join(evidence.value.split()), " ".join(words)))
    return frozenset(found)


def difference(case: dict[str, Any], wrappers: list[Wrapper]) -> str:
    """What is wrong with the wrapped case; "" if nothing is."""
    other = wrapped(case, wrappers)
    assessed = assess(other)
    level = assessed.found.level.value
    expected = {case["expect"]}
    if any(wrapper.quotes for wrapper in wrappers):
        expected.add({"credited": "full", "none": "quoted"}.get(case["expect"], case["expect"]))
    if level not in expected:
        return f"{level} instead of {case['expect']}:\n{other['article'][:3000]}"
    expected_words = unwrapped(case["name"]).shown
    if shown(assessed) != expected_words:
        return f"{set(shown(assessed))} instead of {set(expected_words)}:\n{other['article'][:3000]}"
    return ""


@pytest.mark.parametrize("wrapper", WRAPPERS, ids=list(BY_NAME))
def test_a_case_in_other_markup_is_judged_the_same(wrapper: Wrapper) -> None:
    fitting = [case for case in CASES.values() if wrapper.fits(case)]
    assert len(fitting) >= 10
    wrong = {case["name"]: found for case in fitting if (found := difference(case, [wrapper]))}
    assert not wrong, "\n\n".join(f"### {name}: {found}" for name, found in wrong.items())


def drawn_wrappers(name: str) -> st.SearchStrategy[list[Wrapper]]:
    # a tab reaches to another column where something stands before it
    able = [wrapper for wrapper in WRAPPERS if not wrapper.one_paragraph and "tabs" not in wrapper.name]
    fitting = [wrapper for wrapper in able if wrapper.fits(CASES[name])]
    # the ends of lines are changed once
    return st.lists(st.sampled_from(fitting), min_size=2, max_size=4, unique_by=lambda w: w.name.rstrip("LF"))


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(CASES)).flatmap(lambda name: st.tuples(st.just(name), drawn_wrappers(name))))
def test_a_case_in_several_wrappings_at_once_is_judged_the_same(drawn: tuple[str, list[Wrapper]]) -> None:
    name, wrappers = drawn
    wrong = difference(CASES[name], wrappers)
    assert not wrong, (name, [wrapper.name for wrapper in wrappers], wrong)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_article(encoding: str) -> None:
    for case in CASES.values():
        assessed = assess(case)
        document = read(path_of(case), assessed.drawn.text.encode(encoding))
        assert isinstance(document, Document)
        assert document.source == assessed.drawn.text
        assert document.reading.meta == assessed.document.reading.meta
