"""HTML: ``<blockquote cite="…">`` with a ``<cite>`` of its own paragraph."""

from __future__ import annotations

from reusecheck.attribution.fixing.source import address_of, bare_address, licence_of, name_of, title_of, with_licence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from reusecheck.attribution.identity import Identity


def credit(who: Identity) -> str:
    name, title, url = text(name_of(who)), text(title_of(who)), text(address_of(who))
    if not (name or title or url):
        return ""
    linked = title or name or text(bare_address(who))
    anchor = f'<a href="{url}">{linked}</a>' if url else linked
    said = f"<cite>{name}, {anchor}</cite>" if name and title else f"<cite>{anchor}</cite>"
    return with_licence(said, text(licence_of(who)))


def credit_line(who: Identity) -> str:
    said = credit(who)
    return said and f"— {said}"


def block(line: str) -> str:
    return f"<p>{line}</p>"


def quotation(paragraphs: Sequence[str], line: str, who: Identity) -> str:
    return "\n".join([opening(who), *(f"<p>{text(p)}</p>" for p in paragraphs), block(line), "</blockquote>"])


def opening(who: Identity | None) -> str:
    """The start tag of a block quotation, with the address where one is known."""
    url = text(address_of(who)) if who else ""
    return f'<blockquote cite="{url}">' if url else "<blockquote>"


def text(words: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        words = words.replace(character, entity)
    return words
