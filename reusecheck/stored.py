"""JSON that reusecheck itself has written, read without the package ``json``: its patterns are 2 ms of every commit."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Plain:
    """How values are read: as ``json.loads`` does by itself."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float = parse_constant = float
    parse_int = int
    memo: dict[str, str] = {}  # noqa: RUF012 - the names of members, forgotten after each text


def _scanner() -> Callable[[str, int], tuple[Any, int]]:
    try:
        from _json import make_scanner  # noqa: PLC0415 - what ``json`` itself reads with, where Python is CPython
    except ImportError:
        from json.scanner import make_scanner  # noqa: PLC0415
    plain: Any = _Plain
    scan: Callable[[str, int], tuple[Any, int]] = make_scanner(plain)
    return scan


def read_stored(raw: bytes) -> Any:  # noqa: ANN401 - as json.loads
    """The value of a text in UTF-8 that begins with it. Raises ValueError if it is none."""
    text = raw.decode()
    try:
        value, stop = _scanner()(text, 0)
    except StopIteration as error:
        raise ValueError(f"no JSON at character {error.value}") from None
    if text[stop:].strip(" \t\r\n"):
        raise ValueError(f"more than a value, from character {stop}")
    return value
