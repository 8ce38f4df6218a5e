"""The short way through plain front matter finds what YAML finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.readers.frontmatter import front_matter, read_plain
from reusecheck.readers.frontmatter_yaml import read_yaml

LINES = [
    "title: The tide clock",
    "title: 'The tide: a clock'",
    'title: "The tide # clock"',
    "External Help-File: a.b-c.xml",
    "date: 2024-05-03 10:30:00",
    "draft: NO",
    "number: 012",
    "empty:",
    "nothing: null",
    "aliases:",
    "  - one",
    "- two words",
    "-not an item",
    "- key: value",
    "url: https://example.org/a?b=c#d",
    "url: /a/b",
    "bad: a: b",
    "late: value # a comment",
    "colon: value:",
    "# a comment",
    "",
    "  indented: yes",
    "  goes on",
    "flow: [a, b]",
    "tags: [milk, letters to nobody,été,  null , 12 , “x” ]",
    "tags: [a, b,]",
    "tags: [a,, b]",
    "tags: []",
    "tags: [ ]",
    "tags: [- a, ?b, ~]",
    "tags: [a b: c]",
    "tags: [a, 'b']",
    "tags: [a, [b]]",
    "tags: [a # b]",
    "tags: [a] b",
    "tags: [a,",
    "- [a, b]",
    "title: “The tide” – a clock",
    "title: Élan",
    "- été",
    "title: –",
    "title: «a: b»",
    "title: ¿Qué?",
    "title: 🚢",
    "title: \ufeffa",
    "tags: [🚢, \u2028, a]",
    "title: \u2003a",
    "title: _a",
    "block: |",
    "tab:\tvalue",
    "key : value",
    'escape: "a\\tb"',
    "é: accent",
    "nbsp: a\u00a0b",
    "quoted: 'it''s'",
    "quoted: 'open",
    "~: tilde",
    "same: 1",
    "same: 2",
    "trailing: space   ",
    "...",
]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_what_is_read_the_short_way_is_what_yaml_reads(lines: list[str], end: str) -> None:
    source = "---" + end + end.join(lines) + end
    start = 3 + len(end)
    plain = read_plain(source, start, len(source))
    if plain is not None:
        assert plain == read_yaml(source, start, len(source))


@pytest.mark.parametrize(
    "line",
    [
        "title: The tide clock",
        "title: 'a: b'",
        "aliases:\n  - one\n  - two",
        "a: 1\nb: 'x'",
        "title: “The tide”",
        "tags: [milk, letters to nobody]",
    ],
)
def test_plain_front_matter_is_read_the_short_way(line: str) -> None:
    source = f"---\n{line}\n---\nText.\n"
    assert read_plain(source, 4, 5 + len(line))
    assert front_matter(source).stop == len(source) - len("\nText.\n")


@pytest.mark.parametrize("line", ["a: b: c", "b: ['a']", "a: |\n  b", "a: b\n  c", "- a", "a: b # c", 'a: "\\u00e9"'])
def test_anything_else_is_left_to_yaml(line: str) -> None:
    assert read_plain(f"{line}\n", 0, len(line) + 1) is None


@pytest.mark.parametrize("line", ["a: b{}c", "- b{}c", "a:{}|", "a: [b{}c]", "a: [b]{}c", "a: 'b'{}c", "{}c"])
def test_a_long_row_of_spaces_is_read_in_one_pass(line: str) -> None:
    source = f"k: v\n{line.format(' ' * 300_000)}\n"  # step by step from each of them would take half an hour
    plain = read_plain(source, 0, len(source))
    assert plain is None or len(plain[-1].value) < 400_000
