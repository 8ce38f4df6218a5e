"""HTML inside of Markdown: what its tags mean for the prose."""

from __future__ import annotations

import re
from functools import lru_cache

from reusecheck.documents import BlockKind, Role
from reusecheck.expressions import expression
from reusecheck.readers.entities import unescape
from reusecheck.readers.markdown_starts import TAG
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.hiding import Sheet

__all__ = ["BLOCKS", "KINDS", "NOT_PROSE", "SPACE", "TAG", "VOID", "Element", "closing", "element", "loose_tag", "name"]

NOT_PROSE = frozenset(["script", "style", "pre", "textarea", "template", "svg", "math", "iframe", "object", "canvas"])
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# Tags of generators around what they leave out of the page: ``{% comment %}`` … ``{% endcomment %}``
COMMENT = "{comment"
BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
     "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "section", "summary", "table", "tbody",
     "td", "tfoot", "th", "thead", "title", "tr", "ul", "hidden", COMMENT]
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

_NAME = expression(r"</?([A-Za-z][\w.:-]*)")
_ATTRIBUTE = (
    r"\s([A-Za-z_:@][\w.:@-]*)"
    r"(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}|[^\s\"'=<>`{]+)))?"
)
_HIDING_TAGS = frozenset(
    ["del", "s", "strike", "dialog", "hidden"]
)  # those of ``hiding``, which is not imported for them
_COMMENT_TAG = expression(r"\{(?:\{[<%]|%-?)\s*(/\s*|end)?comment\b")


class Element(NamedTuple):
    """An opening tag's name, and the roles of what it holds with their values."""

    name: str
    roles: tuple[tuple[Role, str], ...]


def name(text: str, at: int) -> str:
    """The name of the tag at ``text[at]``; "" for a fragment of JSX, ``COMMENT`` for a generator's tag around one."""
    if text[at] == "{":
        return COMMENT
    found = _NAME.match(text, at)
    return found[1].lower() if found else ""


def loose_tag() -> re.Pattern[str]:
    """What a browser takes for a tag; a browser takes more than Markdown does."""
    return re.compile(rf"{TAG.pattern}|</?[A-Za-z][^<>]*>", re.ASCII)


def closing(text: str, tag: str, at: int) -> int:
    """Behind the closing tag of an element whose content is no prose; the end if it is never closed."""
    found = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, at)
    return found.end() if found else len(text)


def is_comment_tag(written: str) -> bool:
    """Whether a tag of a generator begins or ends a comment."""
    return _COMMENT_TAG.match(written) is not None


def is_closing(written: str) -> bool:
    """Whether a tag ends what another one began."""
    if written.startswith("{"):
        found = _COMMENT_TAG.match(written)
        return found is not None and bool(found[1])
    return written.startswith("</")


def element(tag: str, source: str = "") -> Element:
    """What an opening tag, as it is written, opens; ``source`` is looked through for a style sheet of its own."""
    tag_name = name(tag, 0)
    if tag_name == COMMENT:
        return Element(tag_name, ((Role.HIDDEN, ""),))
    attributes: dict[str, str] = {}
    for found in re.finditer(_ATTRIBUTE, tag):
        attributes.setdefault(found[1].lower(), unescape(found[2] or found[3] or found[4] or ""))
    roles = []
    role = _ROLES.get(tag_name)
    if role is Role.LINK and "href" not in attributes:
        role = None
    if role:
        roles.append((role, attributes.get(_VALUES.get(role, ""), "").strip()))
    if attributes or tag_name in _HIDING_TAGS:
        from reusecheck.readers import hiding  # noqa: PLC0415 - few articles have tags with attributes

        if hiding.is_hidden(tag_name, attributes, _own_style(source) if attributes else hiding.NO_SHEET):
            roles.append((Role.HIDDEN, ""))
    return Element(tag_name, tuple(roles))


@lru_cache(maxsize=1)  # asked for each tag of a page
def _own_style(source: str) -> Sheet:
    """What the style sheets in an article hide."""
    from reusecheck.readers import hiding  # noqa: PLC0415 - as above

    if "<style" not in source:
        return hiding.NO_SHEET
    return hiding.sheet_of("\n".join(found[1] for found in re.finditer(r"<style\b[^<>]*>([^<]*)", source)))
