"""What stands behind a citation in a Word document: Word's own list of sources, or what a reference manager left there.

A reader of the page sees "(Quill 2024)"; the entry says which title and address that is. It
becomes a note at the citation, as the entry of a bibliography would be.
"""

from __future__ import annotations

import re

from reusecheck.readers.docx_package import read_xml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from reusecheck.readers.docx_package import Attributes

# ECMA-376 part 1, 22.6.2: the elements of a source that name it
_NAMING = ("b:Title", "b:InternetSiteTitle", "b:PeriodicalTitle", "b:JournalName", "b:Publisher", "b:DOI", "b:URL")
# An entry of more words is no entry: nobody would see that it is among the words of the article.
_MOST_WORDS = 80
_MOST_AUTHORS = 3  # of a paper with hundreds
_CITATION = r"\s*CITATION\s+([^\s\\]+)"
_FURTHER = r"\\m\s+([^\s\\]+)"
_CSL = "CSL_CITATION"  # Zotero and Mendeley: what follows is JSON of the Citation Style Language
_CSL_NAMING = ("title", "container-title", "publisher", "DOI", "URL")


def cited_tags(instruction: str) -> list[str]:
    """The sources that a field ``CITATION`` refers to, in small letters: Word takes them without their case."""
    first = re.match(_CITATION, instruction, re.IGNORECASE)
    return [tag.lower() for tag in (first[1], *re.findall(_FURTHER, instruction))] if first else []


def cited_entries(instruction: str) -> list[str]:
    """What a reference manager's field says of the texts it cites, a line each; none if it is damaged."""
    start = instruction.find("{", instruction.find(_CSL)) if _CSL in instruction else -1
    if start < 0:
        return []
    import json  # noqa: PLC0415 - few documents have such fields

    try:
        said = json.JSONDecoder().raw_decode(instruction, start)[0]
    except (ValueError, RecursionError):
        return []
    items = said.get("citationItems")
    entries = (item.get("itemData") for item in (items if isinstance(items, list) else ()) if isinstance(item, dict))
    return [line for line in (_entry(entry) for entry in entries if isinstance(entry, dict)) if line]


def _entry(entry: dict[str, Any]) -> str:
    authors = entry.get("author")
    names = [
        " ".join(str(author[part]) for part in ("given", "family", "literal") if author.get(part))
        for author in (authors if isinstance(authors, list) else ())
        if isinstance(author, dict)
    ]
    return _line([*names[:_MOST_AUTHORS], *(entry[key] for key in _CSL_NAMING if isinstance(entry.get(key), str))])


def _line(parts: list[str]) -> str:
    line = ", ".join(" ".join(part.split()) for part in parts if part.strip())
    return line if len(line.split()) <= _MOST_WORDS else ""


def listed_sources(content: bytes) -> dict[str, str]:
    """Word's list of sources: tag in small letters → the line of its entry. Empty for XML about something else."""
    found: dict[str, str] = {}
    path: list[str] = []
    said: dict[str, str] = {}
    people: list[dict[str, str]] = []

    def opened(tag: str, _: Attributes) -> None:
        path.append(tag)
        if tag == "b:Source":
            said.clear()
            people.clear()
        elif tag in ("b:Person", "b:Corporate"):
            people.append({})

    def closed(tag: str) -> None:
        path.pop()
        if tag == "b:Source" and said.get("b:Tag"):
            names = [" ".join(filter(None, map(person.get, ("b:First", "b:Last", "b:Corporate")))) for person in people]
            line = _line([*names[:_MOST_AUTHORS], *(said[name] for name in _NAMING if name in said)])
            found.setdefault(said["b:Tag"].strip().lower(), line)

    def text(words: str) -> None:
        into = people[-1] if people and path and path[-1] in ("b:First", "b:Last", "b:Corporate") else said
        if path:
            into[path[-1]] = into.get(path[-1], "") + words

    read_xml(content, opened, closed, text)
    return {tag: line for tag, line in found.items() if line}
