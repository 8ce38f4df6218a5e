"""HTML inside of Markdown: what its tags mean for the prose."""

from __future__ import annotations

import re

from reusecheck.documents import BlockKind, Role
from reusecheck.readers.entities import unescape
from reusecheck.readers.markdown_starts import TAG
from reusecheck.values import NamedTuple

__all__ = ["BLOCKS", "KINDS", "NOT_PROSE", "SPACE", "TAG", "VOID", "Element", "closing", "element", "loose_tag", "name"]

NOT_PROSE = frozenset(["script", "style", "pre", "textarea", "template", "svg", "math", "iframe", "object", "canvas"])
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
     "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "section", "summary", "table", "tbody",
     "td", "tfoot", "th", "thead", "title", "tr", "ul"]
)  # fmt: skip
KINDS = {
    "figcaption": BlockKind.CAPTION, "caption": BlockKind.CAPTION, "td": BlockKind.CELL, "th": BlockKind.CELL,
    "li": BlockKind.ITEM, **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
}  # fmt: skip
GROUPS = frozenset(["blockquote", "ul", "ol", "dl", "table"])
# White space that parts words, which the tags of all blocks are; any other tag may stand within a word.
SPACE = {"br": "\n", "img": " ", "sup": " ", **dict.fromkeys(BLOCKS, "\n")}

_ROLES = {"a": Role.LINK, "q": Role.QUOTATION, "blockquote": Role.BLOCK_QUOTATION, "cite": Role.CITE, "code": Role.CODE}
_VALUES = {Role.LINK: "href", Role.QUOTATION: "cite", Role.BLOCK_QUOTATION: "cite"}

_NAME = re.compile(r"</?([A-Za-z][\w.:-]*)")
_ATTRIBUTE = r"\s([A-Za-z_:@][\w.:@-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
_HIDING = (
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0+(?![.\d]*[1-9])"
    r"|^(?!.*background-clip)(?:.*;)?\s*color\s*:\s*transparent"
)


class Element(NamedTuple):
    """An opening tag's name, and the roles of what it holds with their values."""

    name: str
    roles: tuple[tuple[Role, str], ...]


def name(text: str, at: int) -> str:
    """The name of the tag at ``text[at]``; "" for a fragment of JSX."""
    found = _NAME.match(text, at)
    return found[1].lower() if found else ""


def loose_tag() -> re.Pattern[str]:
    """What a browser takes for a tag; a browser takes more than Markdown does."""
    return re.compile(rf"{TAG.pattern}|</?[A-Za-z][^<>]*>", re.ASCII)


def closing(text: str, tag: str, at: int) -> int:
    """Behind the closing tag of an element whose content is no prose; the end if it is never closed."""
    found = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, at)
    return found.end() if found else len(text)


def element(tag: str) -> Element:
    """What an opening tag, as it is written, opens."""
    tag_name = name(tag, 0)
    attributes: dict[str, str] = {}
    for found in re.finditer(_ATTRIBUTE, tag):
        attributes.setdefault(found[1].lower(), unescape(found[2] or found[3] or found[4] or ""))
    roles = []
    role = _ROLES.get(tag_name)
    if role is Role.LINK and "href" not in attributes:
        role = None
    if role:
        roles.append((role, attributes.get(_VALUES.get(role, ""), "").strip()))
    if "hidden" in attributes or re.search(_HIDING, attributes.get("style", ""), re.IGNORECASE):
        roles.append((Role.HIDDEN, ""))
    return Element(tag_name, tuple(roles))
