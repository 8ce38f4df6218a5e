"""What a credit says of a reference: foreign text and addresses, made fit to be written into a file."""

from __future__ import annotations

from reusecheck.attribution.urls import canonical_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from reusecheck.attribution.identity import Identity

# Between letters of Persian, Hindi and others they are spelling; elsewhere they show nothing and do no harm.
_JOINERS = "\u200c\u200d"
# What ends an address in one format or another, or would be read as markup there; RFC 3986 allows none of it bare.
_UNSAFE = frozenset("\"<>\\^`{|}'")


def shown(text: str) -> str:
    """``text`` without what a reader cannot see: controls, direction marks, lone surrogates."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c.isprintable() or c in _JOINERS)


def name_of(who: Identity) -> str:
    """The outlet, or else the author; maybe ""."""
    return shown(who.outlet or who.author)


def title_of(who: Identity) -> str:
    return shown(who.title)


def address_of(who: Identity) -> str:
    """Where the reference is to be read, or ""; characters that markup might trip over are percent-encoded."""
    url = who.url or (f"https://doi.org/{who.doi}" if who.doi else "")
    if url.isascii() and url.isprintable() and _UNSAFE.isdisjoint(url):
        return url
    return "".join("".join(f"%{byte:02X}" for byte in c.encode()) if c in _UNSAFE else c for c in shown(url))


def bare_address(who: Identity) -> str:
    """The address as it is shown where nothing else is known: without scheme and the like."""
    url = address_of(who)
    return canonical_url(url) or url


def key_of(who: Identity) -> str:
    """The citation key that is used where no other is; "" if none is configured."""
    return min(map(shown, who.keys), default="")


def licence_of(who: Identity) -> str:
    """The licence as people write it, where it wants to be named; "" otherwise."""
    return licence_name(who.licence)


def licence_name(spdx_id: str) -> str:
    """``CC BY-SA 4.0`` of ``CC-BY-SA-4.0``."""
    head, *rest = shown(spdx_id).split("-")
    parts = [part for part in rest if part.isalpha()]
    others = [part for part in rest if not part.isalpha()]
    return " ".join(filter(None, (head, "-".join(parts[:3]), *others, *parts[3:])))


def written(who: Identity) -> str:
    """Name, title, address and licence, with commas between: how a format without links has it, not escaped."""
    known = ", ".join(filter(None, (name_of(who), title_of(who), address_of(who))))
    return with_licence(known, licence_of(who))


def credited(
    who: Identity, text: Callable[[str], str], linked: Callable[[str, str], str], cited: Callable[[str], str]
) -> str:
    """Name, title and licence as a format with links has them, or the key if nothing else is known.

    ``text`` makes words of the format, ``linked`` a link of words and an address, ``cited`` a citation of a key.
    """
    name, title, url = text(name_of(who)), text(title_of(who)), address_of(who)
    if url:
        link = linked(title or name or text(bare_address(who)), url)
        known = f"{name}, {link}" if name and title else link
    else:
        key = key_of(who)
        known = ", ".join(filter(None, (name, title))) or (cited(key) if key else "")
    return with_licence(known, text(licence_of(who)))


def with_licence(credit: str, licence: str) -> str:
    """The credit, if there is one, with the licence behind it, if that wants to be named."""
    return f"{credit}, {licence}" if credit and licence else credit
