"""Addresses as they are compared: two spellings of one page are equal."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Added by those who count readers; the page is the same without.
_TRACKED = """
fbclid gclid dclid gbraid wbraid msclkid yclid igshid igsh mc_cid mc_eid mkt_tok ttclid twclid li_fat_id srsltid
gclsrc gad_source epik cmp cmpid ref ref_src ref_url smid smtyp smprod ito _ga _gl guccounter guce_referrer
guce_referrer_sig ocid xtor share ncid icid intcid s_cid sref spm taid wprov feature vero_id trk _hsenc _hsmi
hss_channel oly_enc_id oly_anon_id rb_clickid sc_campaign wt_mc wt.mc_id cndid esrc ns_campaign ns_mchannel
ns_source ns_linkname amp outputtype __twitter_impression soc_src soc_trk
"""
_TRACKING = frozenset(_TRACKED.split())
_TRACKING_BEGINS = ("utm_", "at_", "mtm_", "pk_", "piwik_", "hsa_", "fb_")
_BEHIND_A_DOI = ".,;:!?\"'“”’»…/"
_OPENS = {")": "(", "]": "[", ">": "<"}
_ARCHIVE = "web.archive.org/web/"
_INDEXES = ("/index.html", "/index.htm")
# The same page for small screens: hosts and paths that stand for the one without them.
_MOBILE_HOSTS = ("m.", "mobile.", "amp.")
# Behind a mobile prefix these are no host of their own: m.co.uk is not co.uk
_SUFFIXES = frozenset(("co", "com", "org", "net", "gov", "ac", "edu"))


def canonical_url(url: str) -> str:
    """``host/path?query`` without scheme, ``www.``, trailing slash, fragment and tracking; "" if it is no page.

    A path alone keeps its leading ``/``. The host is in lower case and, if
    its name is not ASCII, as it is read, not in Punycode. Pages for small screens
    (``m.``, ``amp.``, ``/amp``) and copies in the Wayback Machine are the page itself.
    """
    rest = _without_scheme("".join(url.split()).strip("<>"))
    if rest.startswith(_ARCHIVE):
        _, _, kept = rest.removeprefix(_ARCHIVE).partition("/")
        if "://" in kept and _ARCHIVE not in kept:
            return canonical_url(kept)
    if not rest:
        return ""
    rest = rest.partition("#")[0]
    place, _, query = rest.partition("?")
    host, _, path = place.partition("/")
    kept_parts = sorted(part for part in query.replace("&amp;", "&").split("&") if part and not _is_tracking(part))
    return _host(host) + _path(path) + ("?" + "&".join(kept_parts) if kept_parts else "")


def _without_scheme(address: str) -> str:
    """Host and path, or the path alone; "" of what is no page: ``mailto:``, a fragment, a word."""
    scheme, mark, rest = address.partition("://")
    if mark and scheme.replace("+", "").replace("-", "").isalnum():
        return rest if scheme.lower() in {"http", "https"} else ""
    if address.startswith("//"):
        return address[2:]
    return address if address.startswith("/") or _begins_with_host(address) else ""


def _path(path: str) -> str:
    if "%" in path:
        from urllib.parse import unquote  # noqa: PLC0415 - dear, and seldom needed

        path = unquote(path)
    path = f"/{path.rstrip('/')}"
    for index in _INDEXES:
        path = path.removesuffix(index)
    while path.endswith("/amp") and path != "/amp":
        path = path.removesuffix("/amp").rstrip("/")
    while path.startswith("/amp/"):
        path = path.removeprefix("/amp")
    if not path.isascii():
        path = _composed(path)
    return path.rstrip("/")


def _begins_with_host(address: str) -> bool:
    head = address.partition("/")[0].partition("?")[0].partition("#")[0]
    name, _, port = head.partition(":")
    return "." in name and (not port or port.isdigit())


def _host(host: str) -> str:
    name = host.rpartition("@")[2].lower()
    for port in (":80", ":443"):
        name = name.removesuffix(port)
    name = name.rstrip(".").removeprefix("www.")
    while name.startswith(_MOBILE_HOSTS):
        behind = name.partition(".")[2]
        if "." not in behind or behind.partition(".")[0] in _SUFFIXES:
            break
        name = behind
    if "xn--" in name:
        name = ".".join(map(_read, name.split(".")))
    return name if name.isascii() else _composed(name)


def _read(label: str) -> str:
    """A part of a host as it is read: ``häftig`` for ``xn--hftig-nua`` (RFC 3492)."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except UnicodeError:
        return label


def spellings(hosts: Iterable[str]) -> tuple[str, ...]:
    """Each host once, as it is read and, where that is not ASCII, in Punycode, as some write it."""
    found = dict.fromkeys(hosts)
    for host in [host for host in found if not host.isascii() and "/" not in host]:
        parts = (part if part.isascii() else f"xn--{part.encode('punycode').decode()}" for part in host.split("."))
        found[".".join(parts)] = None
    return tuple(found)


def _composed(text: str) -> str:
    """Letters with their accents as one character each: both spellings are written in addresses."""
    import unicodedata  # noqa: PLC0415 - wanted for few addresses

    return unicodedata.normalize("NFC", text)


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_BEGINS)


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
    """The DOI in a text or address, in lower case: ``10.1234/abc``; "" if there is none.

    ``doi:10.1234/abc``, ``https://doi.org/10.1234%2Fabc``, ``(DOI 10.1234/abc).``
    """
    if "10." in text and "%" in text:
        from urllib.parse import unquote  # noqa: PLC0415 - dear, and seldom needed

        text = unquote(text)
    at = text.find("10.")
    while at >= 0:
        before = text[at - 1 : at]
        candidate = _without_marks_behind(text[at : at + 300].split(maxsplit=1)[0].lower())
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


def _without_marks_behind(doi: str) -> str:
    """A DOI without what follows it in a sentence; a parenthesis that it opened is its own: ``10.1016/s0022(97)1``."""
    while doi and (doi[-1] in _BEHIND_A_DOI or (doi[-1] in ")]>" and doi.count(doi[-1]) > doi.count(_OPENS[doi[-1]]))):
        doi = doi[:-1]
    return doi
