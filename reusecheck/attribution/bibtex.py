r"""Bibliographies in BibTeX and BibLaTeX: entries by key, with what they tell of a work.

As BibTeX reads them: braces nest inside of values and are never escaped, ``"…"``
may hold braces, pieces are joined by ``#``, ``@string`` names a piece, text between
entries is a comment. As biber does, ``%`` at the beginning of a line comments it out between
entries and between fields. Keys differ in case, names of fields do not.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from reusecheck.attribution.entries import Entry
from reusecheck.attribution.urls import doi_of
from reusecheck.expressions import expression
from reusecheck.spans import Lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ENTRY = expression(r"@[ \t]*([A-Za-z]+)[ \t\r\n]*([{(])[ \t\r\n]*")
_ENTRY_AT_LINE = expression(r"(?m)^[ \t]*@[A-Za-z]+[ \t]*[{(]")
_KEY = expression(r"[^\s,{}()\"=#%]+")
_FIELD = expression(r"(?:[\s,]|(?m:^)[ \t]*%[^\r\n]*)*([^\s,={}()\"#%]+)[ \t\r\n]*=[ \t\r\n]*")
_PIECE = expression(r"[^\s,{}()\"#%]+")
_JOIN = expression(r"[ \t\r\n]*#[ \t\r\n]*")
# A value or an entry whose braces nest no deeper than most do: four times as fast as brace by brace
_SHALLOW = expression(r"[^{}]*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}[^{}]*)*\}")
_BRACES = expression(r"[{}]")
_IN_QUOTES = expression(r"[{}\"]")
_IN_PARENTHESES = expression(r"[{})\"]")

_TITLES = ("title", "subtitle")
_OUTLETS = (
    *("journal", "journaltitle", "shortjournal", "publisher", "organization", "institution", "newspaper"),
    *("booktitle", "maintitle", "howpublished"),
)
_ADDRESSES = ("url", "link", "howpublished", "note", "addendum")
# Who comments out an entry writes the percent sign no further before it
_COMMENT_REACH = 1000
# What an entry takes from the volume it refers to; its own page and title it must name itself
_INHERITED = ("journal", "journaltitle", "publisher", "organization", "institution", "booktitle")


class BibTeX:
    """The entries of a file, looked into when one is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._fields_at: dict[str, tuple[int, int, int]] = {}  # key → where the entry begins, its fields begin and end
        self._strings: dict[str, str] = {}
        for kind, start, inside, stop in _entries(text):
            if kind == "string":
                self._strings |= {name.lower(): value for name, value in self._fields(inside, stop)}
            elif kind not in ("comment", "preamble") and (key := _KEY.match(text, inside, stop)):
                self._fields_at.setdefault(key[0], (start, key.end(), stop))
        self._lines = Lines(text)

    @property
    def keys(self) -> Iterable[str]:
        """The keys of its entries, in order."""
        return self._fields_at.keys()

    def find(self, key: str) -> Entry | None:
        """The entry behind the key; the first, where there are several."""
        if key not in self._fields_at:
            return None
        fields = self._of(key)
        for parent in (fields.get("crossref", ""), *fields.get("xdata", "").split(",")):
            inherits = self._of(parent.strip())
            inherits.setdefault("booktitle", inherits.get("title", ""))
            fields |= {name: inherits[name] for name in _INHERITED if name in inherits and not fields.get(name)}
        addresses = [
            address for name in _ADDRESSES for address in _addresses(fields.get(name, ""), whole=name == "url")
        ]
        return Entry(
            key,
            self._lines.place(self._fields_at[key][0]).line,
            " ".join(untex(fields[name]) for name in _TITLES if name in fields),
            tuple(_people(fields.get("author", ""))),
            tuple(untex(fields[name]) for name in _OUTLETS if fields.get(name)),
            tuple(dict.fromkeys(addresses)),
            next(filter(None, map(doi_of, (untex(fields.get("doi", "")), *addresses))), ""),
        )

    def _of(self, key: str) -> dict[str, str]:
        """The fields of an entry as they are written, names in lower case; none of a key that is not there."""
        if key not in self._fields_at:
            return {}
        _, inside, stop = self._fields_at[key]
        fields: dict[str, str] = {}
        for name, value in self._fields(inside, stop):
            fields.setdefault(name.lower(), value)
        return fields

    def _fields(self, at: int, stop: int) -> Iterator[tuple[str, str]]:
        while name := _FIELD.match(self._text, at, stop):
            value, at = self._value(name.end(), stop)
            yield name[1], value

    def _value(self, at: int, stop: int) -> tuple[str, int]:
        """A value, its pieces joined, and where it ends."""
        text, pieces = self._text, []
        while at < stop:
            if text[at] in '{"':
                end = _closed(text, at, stop)
                pieces.append(text[at + 1 : end - 1])
            elif piece := _PIECE.match(text, at, stop):
                end = piece.end()
                pieces.append(piece[0] if piece[0].isdigit() else self._strings.get(piece[0].lower(), ""))
            else:
                break
            at = end
            following = _JOIN.match(text, at, stop)
            if not following:
                break
            at = following.end()
        return "".join(pieces), at


@lru_cache(maxsize=4)
def read_bibtex(text: str) -> BibTeX:
    """The same bibliography, for several articles of a commit."""
    return BibTeX(text)


def _entries(text: str) -> Iterator[tuple[str, int, int, int]]:
    """The kind of each entry in lower case, where it begins, and where its inside begins and ends.

    One that is never closed would hold all that follows: it ends before the next one at the beginning of a line, and
    so do all behind it, so that a text of nothing but opening braces is not read through for each.
    """
    at, starts = 0, None
    while found := _ENTRY.search(text, at):
        start, inside = found.start(), found.end()
        before = text[max(start - _COMMENT_REACH, 0) : start].replace("\r", "\n")
        if before[before.rfind("\n") + 1 :].lstrip().startswith("%"):
            at = inside
            continue
        stop = None if starts is not None else _inside_stop(text, inside, found[2], len(text))
        if stop is None:
            starts = starts if starts is not None else [one.start() for one in _ENTRY_AT_LINE.finditer(text)]
            after = bisect_right(starts, start)
            limit = starts[after] if after < len(starts) else len(text)
            closed = _inside_stop(text, inside, found[2], limit)
            stop = limit if closed is None else closed
        yield found[1].lower(), start, inside, stop
        at = max(stop, inside)


def _inside_stop(text: str, at: int, opening: str, limit: int) -> int | None:
    """Where the bracket closes that opened before ``at``; ``None`` if it does not before ``limit``."""
    shallow = _SHALLOW.match(text, at, limit) if opening == "{" else None
    if shallow:
        return shallow.end() - 1
    depth = 0
    quoted = False
    for found in (_BRACES if opening == "{" else _IN_PARENTHESES).finditer(text, at, limit):
        mark = found[0]
        if depth == 0 and not quoted and mark == ("}" if opening == "{" else ")"):
            return found.start()
        if mark in "{}":
            depth += 1 if mark == "{" else -1
        elif mark == '"' and depth == 0:
            quoted = not quoted
    return None


def _closed(text: str, at: int, stop: int) -> int:
    """Behind the value that opens at ``at``; ``stop`` where it is never closed."""
    depth = 0
    quoted = text[at] == '"'
    for found in (_IN_QUOTES if quoted else _BRACES).finditer(text, at + 1, stop):
        mark = found[0]
        if depth == 0 and mark == ('"' if quoted else "}"):
            return found.end()
        if mark != '"':
            depth += 1 if mark == "{" else -1
    return stop


# ---- TeX in values

_ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "d": "\u0323", "b": "\u0331", "k": "\u0328",
    "r": "\u030a",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "i", "j": "j", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ", "TH": "Þ",
    "textquoteright": "’", "textquoteleft": "‘", "textendash": "–", "textemdash": "—", "textendash ": "–",
}  # fmt: skip
_TEX = expression(
    r"\\(?:(?P<accent>[\"'`^~=.]|[uvHcdbkr](?![A-Za-z]))[ \t]*\{?[ \t]*\\?(?P<letter>[A-Za-z])"
    r"|(?P<command>[A-Za-z]+)\*?[ \t]*"
    r"|(?P<escaped>[^A-Za-z]))"
    r"|(?P<dash>-{2,3})|(?P<space>[~\s]+)|[{}$]"
)


def untex(value: str) -> str:
    r"""What a value says once TeX has set it: ``{\"o}`` is ö, commands are dropped and their arguments stay."""
    return " ".join(_TEX.sub(_set, value).split())


def _set(found: re.Match[str]) -> str:
    if found["accent"]:
        return unicodedata.normalize("NFC", found["letter"] + _ACCENTS[found["accent"]])
    if found["command"]:
        return _LETTERS.get(found["command"], "")
    if found["escaped"]:
        return " " if found["escaped"] in "\\ \t\r\n" else "" if found["escaped"] in ",;:!/-" else found["escaped"]
    if found["dash"]:
        return "–"
    return " " if found["space"] else ""


_ADDRESS = expression(r"https?://[^\s{}\"<>|]+")


def _addresses(value: str, *, whole: bool) -> list[str]:
    """The addresses in a value; ``whole``: the value is one, with or without a scheme."""
    plain = re.sub(r"\\(?:[~^]\{\}|([%#&_~]))", lambda m: m[1] or "~", value)
    found = [address.rstrip(".,;)\\") for address in _ADDRESS.findall(plain)]
    if not found and whole and (address := plain.replace("\\url", "").strip(" \t\r\n{}")):
        found = [address]
    return found


def _people(value: str) -> list[str]:
    """The persons of a list, ``Quill, Ada`` as ``Ada Quill``."""
    found = []
    for person in re.split(r"\sand\s", untex(value)):
        family, comma, given = (part.strip() for part in person.partition(","))
        found.append(f"{given.rpartition(',')[2].strip()} {family}" if comma else family)
    return [person for person in found if person]
