"""SPDX tags in the comments of an article: whose words a snippet holds, and whose the whole file.

SPDX 2.3, annex H: a snippet stands between ``SPDX-SnippetBegin`` and ``SPDX-SnippetEnd``, snippets nest like
parentheses, and a tag belongs to the innermost snippet around it. REUSE 3.3: what stands between
``REUSE-IgnoreStart`` and ``REUSE-IgnoreEnd`` is an example. A tag is one line of a comment.
"""

from __future__ import annotations

from bisect import bisect_right

from reusecheck.attribution.levels import Evidence
from reusecheck.attribution.statements import value_names
from reusecheck.documents import BlockKind, Role
from reusecheck.expressions import expression
from reusecheck.spans import Span
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.attribution.identity import Identity
    from reusecheck.attribution.page import Page
    from reusecheck.spans import Prose, Source

# A passage is a snippet's when this share of it stands inside: a run may go on for a word behind its end
INSIDE_SHARE = 0.9

# REUSE wants a line for each holder of a copyright; one that lists several does not tell whose words these are
HOLDERS_BESIDE = 0

_TAG = expression(
    r"(?m)(?:^|(?<=\r))[^\w\r\n]*(?:"
    r"SPDX-Snippet(?P<bound>Begin|End)\b"
    r"|REUSE-Ignore(?P<ignore>Start|End)\b"
    r"|SPDX-(?P<name>SnippetCopyrightText|FileCopyrightText|License-Identifier):[ \t]*(?P<value>[^\r\n]*)"
    r")"
)


class Tag(NamedTuple):
    """A tag in a comment: ``name`` is ``Begin``, ``End`` or what stands behind ``SPDX-``; ``at`` where in the prose."""

    name: str
    value: str
    at: int
    source: Span[Source]


class Snippet:
    """A snippet that is open, and the copyright texts that are its own."""

    __slots__ = ("around", "closed", "holders")

    def __init__(self, around: Snippet | None) -> None:
        self.around = around
        self.closed = False
        self.holders: list[Tag] = []


def tags(page: Page) -> list[Tag]:
    """The tags of all comments in the order of the file, examples left out."""
    comments = [c for c in page.by_role[Role.COMMENT] if "SPDX-" in c.value or "REUSE-Ignore" in c.value]
    comments.sort(key=lambda comment: comment.source.start)
    found, ignored = [], False
    for comment in comments:
        at = comment.source.start
        for tag in _TAG.finditer(comment.value):
            if tag["ignore"]:
                ignored = tag["ignore"] == "Start"
            elif not ignored:
                written = tag[0].strip()
                start = page.document.source.find(written, at, comment.source.stop)
                at = start + len(written) if start >= 0 else at
                place: Span[Source] = Span(start, at) if start >= 0 else comment.source
                value = (tag["value"] or "").strip()
                found.append(Tag(tag["bound"] or tag["name"], value, comment.prose.start, place))
    return found


def snippet_evidence(page: Page, passage: Span[Prose], who: Identity) -> Iterator[Evidence]:
    """The copyright texts that name the reference, if the passage stands in snippets of theirs."""
    inside = 0
    shown: dict[Evidence, None] = {}
    first = max(bisect_right(page.snippets, passage.start, key=_start) - 1, 0)
    for stretch, holders in page.snippets[first:]:
        if stretch.start >= passage.stop:
            break
        found = naming(page, holders, who) if stretch.meets(passage) else []
        if found:
            inside += min(stretch.stop, passage.stop) - max(stretch.start, passage.start)
            kind = "SPDX snippet around the passage"
            shown |= dict.fromkeys(Evidence("credit", kind, tag.value, tag.source) for tag in found)
    if inside >= INSIDE_SHARE * len(passage):
        yield from shown


def naming(page: Page, holders: list[Tag], who: Identity) -> list[Tag]:
    """The tags that name the reference, and nobody beside it."""
    return [tag for tag in holders if value_names(page, tag.value, who, HOLDERS_BESIDE)]


def _start(snippet: tuple[Span[Prose], list[Tag]]) -> int:
    return snippet[0].start


def snippets(found: list[Tag]) -> list[tuple[Span[Prose], list[Tag]]]:
    """The stretches of prose that belong to snippets, ascending and apart, each with who holds its copyright.

    A snippet without a copyright text of its own has that of the one around it. One that is never closed
    is none: how far it was meant to go is not known.
    """
    opened = _matched(found)
    current: Snippet | None = None
    stretches: list[tuple[Span[Prose], Snippet]] = []
    at = 0
    for tag, snippet in zip(found, opened, strict=True):
        if snippet is None or not snippet.closed:
            continue
        if current and tag.at > at:
            stretches.append((Span(at, tag.at), current))
        at = tag.at
        if tag.name == "Begin":
            current = snippet
        elif tag.name == "End":
            current = _closed_around(snippet)
    holders: dict[Snippet, list[Tag]] = {}
    for snippet in dict.fromkeys(filter(None, opened)):  # those around come first
        around = _closed_around(snippet)
        holders[snippet] = snippet.holders or (holders.get(around, []) if around else [])
    return [(stretch, holders[snippet]) for stretch, snippet in stretches if holders[snippet]]


def _matched(found: list[Tag]) -> list[Snippet | None]:
    """The snippet that each tag opens, closes or belongs to."""
    opened: list[Snippet] = []
    belongs: list[Snippet | None] = []
    for tag in found:
        if tag.name == "Begin":
            opened.append(Snippet(opened[-1] if opened else None))
        belongs.append(opened[-1] if opened else None)
        if tag.name == "End" and opened:
            opened.pop().closed = True
        elif tag.name == "SnippetCopyrightText" and opened:
            opened[-1].holders.append(tag)
    return belongs


def _closed_around(snippet: Snippet) -> Snippet | None:
    # what is open around a closed snippet and never closed itself is the outermost of all, or inside of another such
    around = snippet.around
    return around if around and around.closed else None


def at_the_head(page: Page, found: list[Tag], name: str) -> list[Tag]:
    """The tags of this name before the first paragraph of the text, and outside of snippets."""
    paragraphs = (block.prose.start for block in page.blocks if block.kind is not BlockKind.HEADING)
    head = next(paragraphs, len(page.visible))
    apart = [tag for tag, snippet in zip(found, _matched(found), strict=True) if snippet is None]
    return [tag for tag in apart if tag.name == name and tag.at <= head]
