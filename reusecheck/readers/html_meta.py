"""What a page says of itself: ``title``, ``meta``, ``rel=canonical``, ``license``, JSON-LD, ``itemprop=isBasedOn``."""

from __future__ import annotations

import re

from reusecheck.documents import MetaEntry
from reusecheck.readers.html_scan import decoded, names, references
from reusecheck.readers.html_tree import TEXT_EVENT
from reusecheck.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from reusecheck.readers.html_tree import Element, Page
    from reusecheck.spans import Source

_ITEMPROPS = frozenset(["isbasedon", "isbasedonurl", "citation", "sourceorganization"])
# properties of such a thing by which it is known, and how deep inside of it they may stand
_NAMING = frozenset(["url", "name", "headline", "sameas"])
_NESTED = 20
# things a page's JSON-LD describes beside its article; their name is not the article's
_BESIDE = names(
    "organization newsmediaorganization website breadcrumblist person imageobject itemlist searchaction "
    "sitenavigationelement localbusiness corporation product event wpheader wpfooter wpsidebar videoobject"
)


def entries(page: Page) -> tuple[MetaEntry, ...]:
    """All of it, in the order of the source."""
    found = [*_singles(page), *_titles_and_scripts(page), *_items(page)]
    pages = [e for e in page.blocks if e.tag == "html" and "lang" in e.attributes]
    found += [_entry(page, "lang", e.attributes["lang"]) for e in pages]
    return tuple(sorted((e for e in found if e.value), key=lambda e: e.source.start))


def _entry(page: Page, key: str, span: tuple[int, int]) -> MetaEntry:
    return MetaEntry(key, decoded(page.source, span), Span(*span))


def _singles(page: Page) -> Iterator[MetaEntry]:
    for element in page.singles:
        if element.tag == "link":
            rel = element.get("rel").lower().split() if "href" in element.attributes else []
            if "canonical" in rel:
                yield _entry(page, "canonical", element.attributes["href"])
            if "license" in rel:
                yield _entry(page, "link.license", element.attributes["href"])
        elif element.tag == "meta" and "content" in element.attributes:
            for name in ("name", "property"):
                if name in element.attributes:
                    yield _entry(page, "meta." + _key(element.get(name)), element.attributes["content"])
                    break


def _key(name: str) -> str:
    return re.sub("[- ]", "_", name.lower())


def _titles_and_scripts(page: Page) -> Iterator[MetaEntry]:
    titled = False
    for element, start, stop in page.raws:
        if element.tag == "title" and not titled and not (element.parent and element.parent.tag == "svg"):
            titled = True
            value = " ".join(_text(page.source, start, stop).split())
            yield MetaEntry("title", value, Span(start, stop))
        elif element.tag == "script" and element.get("type").lower().split(";")[0].strip() == "application/ld+json":
            for key, value in _linked_data(page.source[start:stop]):
                yield MetaEntry(key, value, Span(start, stop))


def _text(source: str, start: int, stop: int) -> str:
    pieces = []
    for at, end, meaning in references(source, start, stop):
        pieces += [source[start:at], meaning]
        start = end
    return "".join([*pieces, source[start:stop]])


def _items(page: Page) -> Iterator[MetaEntry]:
    for element in [*page.blocks, *page.inlines, *page.singles]:
        if "itemprop" not in element.attributes:
            continue
        for name in element.get("itemprop").lower().split():
            if name in _ITEMPROPS:
                yield _item(page, element, name)
            elif name in _NAMING:
                whose = _described(element)
                if whose:
                    yield _item(page, element, f"{whose}.{name}")


def _described(element: Element) -> str:
    """Which of the properties that name a source ``element`` describes; "" if none."""
    parent, steps = element.parent, 0
    while parent and "itemscope" not in parent.attributes and steps < _NESTED:
        parent, steps = parent.parent, steps + 1
    if not parent or "itemscope" not in parent.attributes:
        return ""
    return next((name for name in parent.get("itemprop").lower().split() if name in _ITEMPROPS), "")


def _item(page: Page, element: Element, name: str) -> MetaEntry:
    for attribute in ("content", "href", "cite", "src"):
        if attribute in element.attributes:
            return _entry(page, f"itemprop.{name}", element.attributes[attribute])
    stop = min(element.last, element.first + 100)  # a name or an address, not an essay; and such elements may nest
    texts = [(e[1], e[2]) for e in page.events[element.first : stop] if e[0] == TEXT_EVENT]
    if not texts:
        return MetaEntry(f"itemprop.{name}", "", Span(element.start, element.stop))
    value = " ".join("".join(_text(page.source, *span) for span in texts).split())
    span: Span[Source] = Span(texts[0][0], texts[-1][1])
    return MetaEntry(f"itemprop.{name}", value, span)


def _linked_data(script: str) -> Iterator[tuple[str, str]]:
    """Keys and values of a JSON-LD script; none if it is broken, which is common and harms nobody."""
    import json  # noqa: PLC0415 - wanted on few pages

    script = script.strip().removeprefix("//").lstrip()
    for before, after in (("<!--", "-->"), ("<![CDATA[", "]]>")):
        if script.startswith(before) and script.endswith(after):
            script = script.removeprefix(before).removesuffix(after).rstrip().removesuffix("//")
    try:
        data = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return
    nodes = data if isinstance(data, list) else [data]
    nodes = [inner for node in nodes if isinstance(node, dict) for inner in _members(node) if isinstance(inner, dict)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    for node in nodes:
        kinds = node.get("@type")
        kind = str(kinds[0] if isinstance(kinds, list) and kinds else kinds or "").lower()
        prefix = f"jsonld.{kind}" if kind in _BESIDE else "jsonld"
        name = node.get("@id")
        if isinstance(name, str) and "://" in name:
            yield f"{prefix}.@id", name
        for name, value in node.items():
            if not name.startswith("@"):
                yield from _flattened(f"{prefix}.{_key(name)}", value, by_id)


def _members(node: dict[str, object]) -> list[object]:
    """What a ``@graph`` holds, one level deep; else the node itself."""
    graph = node.get("@graph")
    if isinstance(graph, dict):
        return [graph]
    return list(graph) if isinstance(graph, list) else [node]


def _flattened(key: str, value: object, by_id: dict[str, dict[str, object]]) -> Iterator[tuple[str, str]]:
    """``value`` and all it holds, keys joined by dots; an ``@id`` stands for the thing.

    Where the script describes that thing elsewhere, its name and URL are said here too.
    """
    waiting: list[tuple[str, object]] = [(key, value)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, str):
            yield key, " ".join(value.split())
        elif isinstance(value, list):
            waiting += [(key, item) for item in reversed(value)]
        elif isinstance(value, dict):
            name = value.get("@id")
            if isinstance(name, str):
                yield key, name
                if not (set(value) - {"@id", "@type"}):
                    there = by_id.get(name, {})
                    value = {part: there[part] for part in ("url", "name") if isinstance(there.get(part), str)}
            waiting += [(f"{key}.{_key(part)}", inner) for part, inner in reversed(value.items()) if part[:1] != "@"]
