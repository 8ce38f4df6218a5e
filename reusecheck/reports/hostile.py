"""Text that others wrote, made harmless for a terminal and for the log of a pipeline.

Nothing that came from an article, a reference or a file name is printed before
it went through ``harmless``; every finished line goes through ``guarded``.
"""

from __future__ import annotations

import unicodedata

# Letters, marks and symbols to Unicode, and yet nothing to the eye: they would hide words or break the alignment.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0")
_JOINERS = ("\u200c", "\u200d")
# Arabic to Sinhala: scripts that are spelt with the joiners.
_JOINED = range(0x0600, 0x0E00)
# More marks than any script puts on one letter are there to climb into the neighbouring lines.
_MOST_MARKS = 8
# Our own characters, and what stands for them where an encoding lacks them. All but the last keep their width.
ASCII = {"│": "|", "–": "-", "÷": "/", "…": "..."}


class _Shown(dict[int, str]):
    """Code point → what is printed for it; filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character == "\t" or unicodedata.category(character) == "Zs":
            shown = " "
        elif character.isprintable() and character not in _INVISIBLE:
            shown = character
        else:
            shown = escaped(character)
        self[code] = shown
        return shown


_shown = _Shown()


def column(character: str) -> int:
    """How many columns it takes: 0 for a combining mark, 2 for an East Asian wide character, otherwise 1."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def escaped(character: str) -> str:
    r"""The character as Python would write it in a string: ``\n``, ``\x1b``, ``\u202e``."""
    return character.encode("unicode_escape").decode("ascii")


def harmless(text: str) -> str:
    r"""``text`` on one line, with everything that a terminal might obey or not show written as an escape.

    Control characters, direction marks, line separators, zero-width characters, lone surrogates, unassigned and
    private ones become ``\u202e``; tabs and other spaces become spaces. What an encoding cannot take is the
    business of ``printable``.
    """
    if text.isascii():
        if not text.isprintable():
            text = text.translate(_shown)
    elif any(joiner in text for joiner in _JOINERS):
        text = "".join(_joined(text))
    else:
        text = text.translate(_shown)
    if not text.isascii():
        text = _few_marks(text)
    return without_commands(text) if "##" in text else text


def _joined(text: str) -> list[str]:
    pieces = []
    for before, character in zip(" " + text, text, strict=False):
        wanted = character in _JOINERS and ord(before) in _JOINED
        pieces.append(character if wanted else _shown[ord(character)])
    return pieces


def _few_marks(text: str) -> str:
    pieces = []
    marks = 0
    for character in text:
        marks = 0 if column(character) else marks + 1
        pieces.append(escaped(character) if marks > _MOST_MARKS else character)
    return "".join(pieces)


def without_commands(text: str) -> str:
    r"""``text`` with ``##vso[``, ``##[`` and their like broken: runners obey them anywhere in a line."""
    import re  # noqa: PLC0415 - hardly any text has "##" in it

    return re.sub(r"##(?=[A-Za-z]*\[)", r"\\x23#", text)


def guarded(line: str) -> str:
    r"""A finished line that no runner takes for a command: GitHub's ``::error::`` may even be indented."""
    bare = line.lstrip()
    while bare.startswith("\x1b["):  # a colour of ours; the runner of tomorrow may look behind it
        bare = bare[bare.index("m") + 1 :].lstrip()
    if bare.startswith("::"):
        line = line[: len(line) - len(bare)] + r"\x3a" + bare[1:]
    return without_commands(line) if "##" in line else line


def shown_path(path: str) -> str:
    r"""A path for people and for JSON: bytes that are no text become ``\xff``, other characters stay."""
    return path_bytes(path).decode("utf-8", "backslashreplace")


def path_bytes(path: str) -> bytes:
    """The bytes of a path as the file system has them."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate that never was a byte; Windows allows it in names
        return path.encode("utf-8", "surrogatepass")


def can_print(text: str, encoding: str) -> bool:
    """Whether an output of this encoding takes the text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def printable(text: str, encoding: str) -> str:
    """``text`` as an output of this encoding can take it: our own signs in ASCII, the rest as escapes."""
    if can_print(text, encoding):
        return text
    for character, plain in ASCII.items():
        if not can_print(character, encoding):
            text = text.replace(character, plain)
    return text.encode(encoding, "backslashreplace").decode(encoding)
