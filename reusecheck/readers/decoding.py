"""Bytes of a file → its text, or why it has none."""

from __future__ import annotations

import re

from reusecheck.expressions import expression
from reusecheck.values import NamedTuple

MAX_BYTES = 32 * 1024 * 1024

_SNIFFED = 8192  # bytes that git, too, searches for a NUL

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document of before 2007; save it as .docx"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "RTF"),
    (b"\0GITCRYPT\0", "encrypted by git-crypt"),
)

# UTF-32 LE begins with the mark of UTF-16 LE, and so goes first
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_LFS = expression(
    rb"version https?://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v1\r?\n"
    rb"(?:ext-[^\n]*\n)*oid sha256:[0-9a-f]{64}\r?\nsize (\d+)\r?\n?\Z"
)


class Decoded(NamedTuple):
    """A text without its byte order mark, and what the person who runs the check should know of it."""

    text: str
    notes: tuple[str, ...] = ()


class NoText(NamedTuple):
    """Why the bytes are no text to be judged."""

    why: str


def decode(content: bytes) -> Decoded | NoText:
    """The text of a file. Line ends stay as they are, a byte order mark does not count as a character."""
    if len(content) > MAX_BYTES:
        return NoText(f"larger than {MAX_BYTES // 1024**2} MiB; split it")
    pointer = _LFS.match(content) if content.startswith(b"version http") and len(content) < 1024 else None
    if pointer:
        return NoText(f"a Git LFS pointer to {int(pointer[1]):,} bytes that are not here; run: git lfs pull")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode_wide(content, encoding)
    for magic, what in _MAGIC:
        if content.startswith(magic):
            return NoText(f"binary file ({what})")
    if b"\0" in content[:_SNIFFED]:
        return NoText("binary file")
    return _decode_utf8(content.removeprefix(b"\xef\xbb\xbf"))


def _decode_wide(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding))
    except UnicodeDecodeError as error:
        note = f"not {encoding.upper()}: {error.reason} at byte {error.start}; judged with replacement characters"
        return Decoded(content.decode(encoding, "replace"), (note,))


def _decode_utf8(content: bytes) -> Decoded:
    try:
        return Decoded(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    # one lone surrogate for each byte that is wrong, hence countable
    text, replaced = re.subn("[\udc80-\udcff]", "\ufffd", content.decode("utf-8", "surrogateescape"))
    plural = "byte" if replaced == 1 else "bytes"
    note = f"not UTF-8: {replaced:,} {plural} replaced, first at line {line}; judged with replacement characters"
    return Decoded(text, (note,))
