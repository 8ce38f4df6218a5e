"""What a Word document says of itself in its properties, as a page of HTML would."""

from __future__ import annotations

import re

from reusecheck.readers.docx_package import read_xml
from reusecheck.readers.docx_write import escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.readers.docx_package import Attributes, Package

_CORE = {"dc:title": "title", "dc:creator": "author", "dc:identifier": "dc.identifier"}
_DOI = r"(?i)(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+"
# Properties that people add themselves, under names that front matter has, and how a page of HTML says the same
_META = '<meta name="{0}" content="{1}">'
_OWN = {
    "url": '<meta property="og:url" content="{1}">',
    "permalink": '<meta property="og:url" content="{1}">',
    "canonical_url": '<link rel="canonical" href="{1}">',
    "canonical": '<link rel="canonical" href="{1}">',
    **dict.fromkeys(
        ("site", "site_name", "publication", "outlet", "publisher"), '<meta property="og:site_name" content="{1}">'
    ),
    "doi": '<meta name="citation_doi" content="{1}">',
    "title": "",  # Word keeps these two itself
    "author": "",
}


def about(package: Package, title: str) -> str:
    """Tags that say what the properties say; ``title`` is what the text itself is headed by."""
    parts = {relation.kind: relation.target for relation in package.related("").values()}
    core = _core(package.part(parts.get("core-properties", "")))
    tags = []
    headed = core.get("title") or " ".join(title.split())
    if headed:
        tags.append(f"<title>{escaped(headed)}</title>")
    if core.get("author"):
        tags.append(_META.format("author", escaped(core["author"])))
    identifier = core.get("dc.identifier", "")
    if identifier:
        name = "citation_doi" if re.fullmatch(_DOI, identifier) else "dc.identifier"
        tags.append(_META.format(name, escaped(identifier)))
    for name, value in _custom(package.part(parts.get("custom-properties", ""))):
        key = "_".join(name.strip().lower().replace("-", " ").split())
        if key and value:
            tags.append(_OWN.get(key, _META).format(escaped(key), escaped(value)))
    return "".join(tags)


def _core(content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    open_names: list[str] = []

    def opened(tag: str, _: Attributes) -> None:
        open_names.append(_CORE.get(tag, ""))

    def closed(_: str) -> None:
        open_names.pop()

    def text(words: str) -> None:
        if open_names[-1:] != [""]:
            found[open_names[-1]] = found.get(open_names[-1], "") + words

    read_xml(content, opened, closed, text)
    return {name: " ".join(value.split()) for name, value in found.items()}


def _custom(content: bytes) -> list[tuple[str, str]]:
    """Names and values of the properties, which stand a level below their names."""
    found: list[tuple[str, str]] = []

    def opened(tag: str, attributes: Attributes) -> None:
        if tag.endswith(":property"):
            found.append((attributes.get("name", ""), ""))

    def text(words: str) -> None:
        if found:
            name, value = found[-1]
            found[-1] = name, value + words

    read_xml(content, opened, text=text)
    return [(name, " ".join(value.split())) for name, value in found]
