"""Addresses as they are compared: two spellings of one page are equal."""

from __future__ import annotations

# Added by those who count readers; the page is the same without.
_TRACKING = frozenset(
    (
        *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "mkt_tok"),
        *("cmp", "cmpid", "ref", "ref_src", "smid", "smtyp", "ito", "_ga", "guccounter", "ocid", "xtor", "share"),
        *("at_medium", "at_campaign"),
    )
)
_INDEXES = ("/index.html", "/index.htm")


def canonical_url(url: str) -> str:
    """``host/path?query`` without scheme, ``www.``, trailing slash, fragment and tracking; "" if it is no page.

    A path alone keeps its leading ``/``. The host is in lower case.
    """
    address = "".join(url.split()).strip("<>")
    scheme, mark, rest = address.partition("://")
    if mark and scheme.replace("+", "").replace("-", "").isalnum():
        if scheme.lower() not in {"http", "https"}:
            return ""
    elif address.startswith("//"):
        rest = address[2:]
    elif address.startswith("/"):
        rest = address
    elif not _begins_with_host(address):
        return ""  # mailto:, a fragment, a word
    else:
        rest = address
    rest = rest.partition("#")[0]
    place, _, query = rest.partition("?")
    host, _, path = place.partition("/")
    if "%" in path:
        from urllib.parse import unquote  # noqa: PLC0415 - dear, and seldom needed

        path = unquote(path)
    path = f"/{path.rstrip('/')}"
    for index in _INDEXES:
        path = path.removesuffix(index)
    kept = sorted(part for part in query.replace("&amp;", "&").split("&") if part and not _is_tracking(part))
    return _host(host) + path.rstrip("/") + ("?" + "&".join(kept) if kept else "")


def _begins_with_host(address: str) -> bool:
    head = address.partition("/")[0].partition("?")[0].partition("#")[0]
    name, _, port = head.partition(":")
    return "." in name and (not port or port.isdigit())


def _host(host: str) -> str:
    name = host.rpartition("@")[2].lower()
    for port in (":80", ":443"):
        name = name.removesuffix(port)
    return name.rstrip(".").removeprefix("www.")


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name in _TRACKING or name.startswith("utm_")


def host_of(canonical: str) -> str:
    """The host of a canonical URL; "" of a path alone."""
    return canonical.partition("/")[0].partition("?")[0]


def on_site(canonical: str, site: str) -> bool:
    """Whether a page lies on a site: its host or one below it, or a path or one below it."""
    if "/" in site:
        return canonical == site or canonical.startswith((site + "/", site + "?"))
    host = host_of(canonical)
    return host == site or host.endswith("." + site)


def doi_of(text: str) -> str:
    """The DOI in a text or address, in lower case: ``10.1234/abc``; "" if there is none."""
    at = text.find("10.")
    while at >= 0:
        before = text[at - 1 : at]
        candidate = text[at : at + 300].split(maxsplit=1)[0].lower().rstrip(".,;)>]\"'")
        prefix, slash, suffix = candidate.partition("/")
        if (
            slash
            and suffix
            and len(prefix) >= len("10.1234")
            and prefix[3:].replace(".", "").isdigit()
            and not before.isalnum()
            and before != "."
        ):
            return candidate.partition("?")[0].partition("#")[0]
        at = text.find("10.", at + 3)
    return ""
