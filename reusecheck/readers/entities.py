"""Character references: ``&amp;``, ``&#8217;``, ``&#x2014;``."""

from __future__ import annotations

from reusecheck.expressions import expression

REFERENCE = expression(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# The common ones, so that most pages need not load the table of 2231
_COMMON = {
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0", "shy": "\xad",
    "ndash": "–", "mdash": "—", "hellip": "…", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
    "laquo": "«", "raquo": "»", "copy": "©",
}  # fmt: skip


def character(reference: str) -> str | None:
    """What ``&…;`` stands for; None where it stands for itself."""
    name = reference[1:-1]
    if name.startswith("#"):
        number = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
        valid = 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
        return chr(number) if valid else "\ufffd"
    if name in _COMMON:
        return _COMMON[name]
    from html.entities import html5  # noqa: PLC0415 - see _COMMON

    return html5.get(name + ";")


def unescape(written: str) -> str:
    """``written`` with its references replaced."""
    return REFERENCE.sub(lambda found: character(found[0]) or found[0], written)
