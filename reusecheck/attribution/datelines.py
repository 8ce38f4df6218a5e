"""Names in parentheses, between slashes and in datelines: ``(AFP)``, ``(Quill, Harbour Courier)``, ``PARIS, AFP —``."""

from __future__ import annotations

import re

from reusecheck.attribution.folding import Words
from reusecheck.attribution.languages import phrases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reusecheck.attribution.longer import Written
    from reusecheck.attribution.mentions import Carrier
    from reusecheck.attribution.page import Page

_DASHES = "—–―-‒"
_DATELINE_WORDS = 8
_OPENING = ("(", "[", "（", "［")
# "(P. A. Quill, Harbour Courier)", "(Quill im Kurier)": who wrote it, before the name
_WRITER_WORDS = 4
_WRITER_CHARACTERS = 60


def in_parentheses(page: Page, start: int, stop: int) -> bool:
    """``(Reuters)``, ``(The Guardian, 3 May 2024)``, ``[AFP/dpa]``: right behind the opening one, soon closed."""
    head = page.visible[max(start - 12, 0) : start].rstrip(" *_")
    tail = page.visible[stop : stop + 80]
    if head.endswith("/"):
        head = head.rstrip("/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    if head[-1:] not in _OPENING:
        return _signed(page, start, stop)
    closing = min((at for at in map(tail.find, ")]）］") if at >= 0), default=-1)
    return closing == 0 or (closing > 0 and tail[0] in ",;:/ ，；：")


def agency_mark(page: Page, written: Written, carrier: Carrier) -> bool:
    """``PARIS (AFP) —`` where a block begins, or ``(AFP)`` where one ends: whose words follow, or went before.

    Whoever takes a story with it has left in place what tells readers whose it is.
    """
    if written.name.person:
        return False
    if dateline(page, written, carrier):
        return True
    start, stop = written.span.start, written.span.stop
    if not in_parentheses(page, start, stop) or page.visible[stop : stop + 1] not in (")", "]", "）", "］"):
        return False
    block = page.blocks[among.start].prose if (among := page.block_range(written.span)) else carrier.span
    behind = page.visible[stop + 1 : block.stop].lstrip(" *_")
    early = page.words(carrier.span).count(block.start, start) < _DATELINE_WORDS
    return not behind.rstrip("*_ .\n") or (early and behind.startswith((*_DASHES, "--", "- ")))


def dateline(page: Page, written: Written, carrier: Carrier) -> bool:
    """``PARIS, AFP —`` or ``AFP -`` at the very beginning of a block."""
    _, words, _, first, stop = written
    if first >= _DATELINE_WORDS or stop >= len(words):
        return False
    among = page.block_range(written.span)
    if not among:
        return False  # a footnote
    block = page.blocks[among.start]
    between = page.visible[words.stops[stop - 1] : words.starts[stop]]
    if block.prose.start < carrier.span.start or between.strip(" ") not in {*_DASHES, "--"} or between[:1] != " ":
        return False
    head = page.visible[block.prose.start : words.starts[first]].rstrip()
    name = page.visible[words.starts[first] : words.stops[stop - 1]]
    return (not head and name.isupper()) or head.endswith((",", "/"))


def _signed(page: Page, start: int, stop: int) -> bool:
    """``(Quill, Harbour Courier)``, ``(Quill im Kurier vom 3. Mai)``: who wrote it stands before; or ``/Kurier/``."""
    before = page.visible[max(start - _WRITER_CHARACTERS, 0) : start]
    tail = page.visible[stop : stop + 80]
    if before.endswith("/") and not before[:-1].rstrip(" \n")[-1:].isalnum() and tail.startswith("/"):
        return True
    opened = max(map(before.rfind, _OPENING))
    if opened < 0 or not any(mark in tail for mark in ")]）］"):
        return False
    writer = before[opened + 1 :]
    words = Words(writer)
    if not 0 < len(words) <= _WRITER_WORDS or not writer[words.starts[0]].isupper():
        return False
    joined = Words(page.visible[start:stop]).word(0) in phrases().joined  # "im Kurier"
    if not joined and not writer.rstrip(" *_").endswith(","):
        return False
    return all(part[0].isupper() for part in re.findall(r"[^\W_]+", writer))
