"""Front matter: what a page says of itself, and where it says so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reusecheck.documents import Role
from reusecheck.readers.frontmatter import front_matter
from reusecheck.readers.markdown import read_markdown
from tests.contracts import check_reading


def _entries(source: str) -> list[tuple[str, str]]:
    reading = read_markdown(source)
    check_reading(source, reading)
    return [(entry.key, entry.value) for entry in reading.meta]


_YAML = """---
Title: "The ferry"   # not the value
canonical-url: https://a.example/ferry
tags: [sea, {kind: ferry}]
sources:
  - url: https://b.example
    name: The Post
  - url: https://c.example
empty:
draft: false
summary: >
  Two
  lines
---
"""

_TOML = """+++
title = "The \\"ferry\\""   # not the value
'canonical url' = 'https://a.example/ferry'
tags = ["sea",
  "ferry"]  # all
date = 2024-05-01
draft = false
[params.credit]
name = "The Post"
link = { url = "https://b.example", weight = 3 }
[[sources]]
url = "https://c.example"
[[sources]]
url = \"\"\"https://d.example\"\"\"
+++
"""


def test_yaml_is_flattened_to_entries() -> None:
    assert _entries(_YAML + "Text") == [
        ("title", "The ferry"),
        ("canonical_url", "https://a.example/ferry"),
        ("tags", "sea"),
        ("tags.kind", "ferry"),
        ("sources.url", "https://b.example"),
        ("sources.name", "The Post"),
        ("sources.url", "https://c.example"),
        ("draft", "false"),
        ("summary", "Two lines"),
    ]


def test_toml_is_flattened_to_entries() -> None:
    assert _entries(_TOML + "Text") == [
        ("title", 'The "ferry"'),
        ("canonical_url", "https://a.example/ferry"),
        ("tags", "sea"),
        ("tags", "ferry"),
        ("date", "2024-05-01"),
        ("draft", "false"),
        ("params.credit.name", "The Post"),
        ("params.credit.link.url", "https://b.example"),
        ("params.credit.link.weight", "3"),
        ("sources.url", "https://c.example"),
        ("sources.url", "https://d.example"),
    ]


def test_json_is_flattened_to_entries() -> None:
    source = (
        '{\n  "Title": "The ferry",\n  "sources": [{"url": "https://b.example"}, {"url": "https://c.example"}]\n}\nText'
    )
    assert _entries(source) == [
        ("title", "The ferry"),
        ("sources.url", "https://b.example"),
        ("sources.url", "https://c.example"),
    ]
    assert read_markdown(source).prose == "Text"


@pytest.mark.parametrize("source", [_YAML, _TOML])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_entry_stands_where_its_value_does(source: str, line_end: str) -> None:
    source = source.replace("\n", line_end)
    for entry in front_matter(source).entries:
        written = source[entry.source.start : entry.source.stop]
        assert entry.value.split()[-1].strip('"') in written
        assert entry.key not in written or entry.key == entry.value


@pytest.mark.parametrize(
    ("source", "entries", "prose"),
    [
        ("---\ntitle: a: b\nsource: 'The Post'\n---\nText", [("title", "a: b"), ("source", "The Post")], "Text"),
        ("---\n\ttitle: tabbed\n---\nText", [("title", "tabbed")], "Text"),
        ("---\n# only a comment\n---\nText", [], "Text"),
        ("---\n---\nText", [], "Text"),
        ("---\ntitle: a\n...\nText", [("title", "a")], "Text"),
        ("--- \ntitle: a\n---\t\n---\nb: c\n---", [("title", "a")], "b: c"),
        ("+++\ntitle = 'a'\n---\nText", [], "+++\ntitle = 'a'\n\nText"),
        ("Text\n\n---\ntitle: a\n---\n", [], "Text\n\ntitle: a"),
        ("---\n\ntitle: a\n\n---\n", [], "title: a"),
        ("---\n- a list\n---\n", [], "a list"),
        ('---\nWait: he said, "no: never\n---\nText', [("wait", 'he said, "no: never')], "Text"),
        ('---\nHe said "no: never" and: left\n---\nText', [], 'He said "no: never" and: left\n\nText'),
        ('{"not": "closed"', [], '{"not": "closed"'),
        ('{"a": 1} words', [], '{"a": 1} words'),
        ("{{< shortcode >}}\n\nText", [], "Text"),
        ("{}\nText", [], "Text"),
    ],
)  # fmt: skip
def test_what_is_front_matter_and_what_only_looks_so(source: str, entries: list[tuple[str, str]], prose: str) -> None:
    assert _entries(source) == entries
    assert read_markdown(source).prose.replace("\n\n\n", "\n\n").strip() == prose


def test_a_comment_in_front_matter_can_hold_a_waiver() -> None:
    reading = read_markdown("---\ntitle: a\n# reusecheck: allow-file guardian: syndicated\n---\nText")
    (comment,) = [region for region in reading.regions if region.role is Role.COMMENT]
    assert comment.value == " reusecheck: allow-file guardian: syndicated"
    assert comment.prose.start == comment.prose.stop == 0


def test_a_bomb_of_aliases_stays_small() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    assert len(front_matter("---\n" + "\n".join(lines) + "\n---\n").entries) < 10


@given(st.sampled_from(["---", "+++"]), st.text("ab:='\"[]{}-#&*|>,. \n\t\\", max_size=60))
@settings(max_examples=400, deadline=None)
def test_broken_front_matter_is_read_all_the_same(fence: str, inside: str) -> None:
    source = f"{fence}\n{inside}\n{fence}\nText"
    reading = read_markdown(source)
    check_reading(source, reading)
    assert reading.prose.endswith("Text") or fence in inside


def test_what_looks_like_a_comment_inside_of_a_value_is_part_of_the_value() -> None:
    source = "---\nnote: |\n  # reusecheck: allow heron: contract\n# a comment\ntitle: x\n---\n"
    found = front_matter(source)
    assert [words for _, _, words in found.comments] == [" a comment"]
