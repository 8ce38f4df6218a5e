"""What readers of each format make of a report: whatever text it holds, they find the report's own structure alone."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

# What services look for in finished text: names called, issues and their like, addresses, emoji, numbers of commits
CALLED = re.compile(
    r"[@#!$~%&\[^*](?=[\w\"'])|[a-z][a-z0-9+.-]*://|\bwww\.|:[\w+-]+:|\bgh-\d|(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])",
    re.IGNORECASE,
)
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_SUMMARY = re.compile(r"<details><summary>([^<>]*)</summary>\n?")
_BLOCKS = {
    "heading", "paragraph", "inline", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td", "fence",
    "hr", "html_block",
}  # fmt: skip
_WORDS = {"text", "code_inline", "softbreak"}
_TAGS = {
    "html": {"lang"}, "head": set(), "meta": {"charset", "http-equiv", "content", "name"}, "title": set(),
    "style": set(), "body": set(), "main": set(), "section": {"id"}, "h1": {"class"}, "h2": set(), "h3": {"class"},
    "p": {"class"}, "ul": set(), "li": set(), "a": {"href"}, "bdi": set(), "table": {"class"}, "tr": set(),
    "th": {"class"}, "td": {"class", "dir", "colspan"}, "mark": set(), "br": set(), "code": set(), "pre": set(),
    "q": set(), "blockquote": set(), "details": set(), "summary": {"class"},
}  # fmt: skip
_VOID = {"meta", "br"}
_XML = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out", "properties", "property"}
_PROPERTIES = ["file", "line", "endLine", "col", "endColumn", "title"]
_SARIF_LINK = re.compile(r"(?<!\\)\[(?:[^\]\\]|\\.)*\]\(([^)]*)\)")


def commands(printed: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands with their properties and their data, as GitHub's runner takes them apart.

    https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
    """
    found = []
    for line in printed.removesuffix("\n").split("\n") if printed else ():
        assert line.startswith("::")
        end = line.index("::", 2)
        name, _, listed = line[2:end].partition(" ")
        given = dict(pair.split("=", 1) for pair in listed.strip().split(",") if pair)
        found.append((name, {key: _unescaped(value, property_=True) for key, value in given.items()}, line[end + 2 :]))
    return [(name, given, _unescaped(data)) for name, given, data in found]


def _unescaped(text: str, *, property_: bool = False) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if property_ else ())):
        text = text.replace(escape, character)
    return text.replace("%25", "%")


def _github(printed: str) -> None:
    for name, given, _ in commands(printed):
        assert name in ("error", "warning", "notice")
        assert [*given] == [one for one in _PROPERTIES if one in given]
        assert given["title"].startswith("reusecheck")
        assert not re.search(r"[\r\n]", "".join(given.values()))


def _json(printed: str) -> None:
    json.loads(printed)


def _jsonl(printed: str) -> None:
    for line in printed.splitlines():
        json.loads(line)


def _sarif(printed: str) -> None:
    for text in _messages(json.loads(printed)):
        assert all(target.isdigit() for target in _SARIF_LINK.findall(text))


def _messages(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        message = value.get("message")
        if isinstance(message, dict):
            yield message.get("text", "")
        for each in value.values():
            yield from _messages(each)
    elif isinstance(value, list):
        for each in value:
            yield from _messages(each)


def _junit(printed: str) -> None:
    for element in ET.fromstring(printed).iter():  # noqa: S314 - it was written a moment ago
        assert element.tag in _XML


def parsed(markdown: str) -> list[Token]:
    return _MARKDOWN.parse(markdown)


def skeleton(markdown: str) -> list[str]:
    """The blocks of a page in Markdown; its words were looked at on the way."""
    found = []
    cells = 0
    for token in parsed(markdown):
        kind = token.type.removesuffix("_open").removesuffix("_close")
        assert kind in _BLOCKS, token
        if token.type == "tr_open":
            cells = 0
        cells += token.type in ("td_open", "th_open")
        if token.type == "tr_close":
            assert cells == 6
        if token.type == "html_block":
            _html_block(token.content)
        if token.type == "inline":
            _inline(token.children or [])
        found.append(f"{token.type} {token.tag}")
    return found


def _html_block(content: str) -> None:
    if content.strip() in ("<!-- reusecheck -->", "</details>"):
        return
    summary = _SUMMARY.fullmatch(content)
    assert summary, content
    assert not CALLED.search(_text_of(content))


def _inline(children: list[Token]) -> None:
    assert {token.type for token in children} <= _WORDS, children
    for token in children:
        assert token.type == "code_inline" or not CALLED.search(token.content), token


def _markdown(printed: str) -> None:
    skeleton(printed)


class _Page(HTMLParser):
    """Keeps the tags with what they have, and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[tuple[str, str]] = []
        self.given: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.given.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append((self.open[-1] if self.open else "", data))

    def handle_decl(self, decl: str) -> None:
        assert decl == "DOCTYPE html"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_pi = unknown_decl = handle_comment


def _read(page: str) -> _Page:
    reader = _Page()
    reader.feed(page)
    reader.close()
    return reader


def _text_of(page: str) -> str:
    return "".join(text for _, text in _read(page).text)


def _html(printed: str) -> None:
    page = _read(printed)
    assert not page.open
    ids = [given["id"] for tag, given in page.given if "id" in given]
    assert len(ids) == len(set(ids))
    for tag, given in page.given:
        assert set(given) <= _TAGS[tag], (tag, given)
        if "href" in given:
            assert (given["href"] or "").removeprefix("#") in ids
    style = "".join(text for tag, text in page.text if tag == "style")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policies = [given["content"] for _, given in page.given if given.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]
    assert not re.search(r"url\(|@import|expression", style)


def _lines(printed: str) -> None:
    """For people at a terminal: what is asked of every report is all that is asked."""
    assert not printed or printed.endswith("\n")


# format → what raises if its readers find anything of their own in it
SOUND: dict[str, Callable[[str], None]] = {
    "text": _lines,
    "concise": _lines,
    "json": _json,
    "jsonl": _jsonl,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _json,
    "junit": _junit,
    "markdown": _markdown,
    "html": _html,
}
