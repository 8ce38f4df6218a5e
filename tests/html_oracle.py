"""What the standard library's parser makes of a source, in a form that the scanner's pieces can be brought into."""

from __future__ import annotations

import html
from html.parser import HTMLParser

from reusecheck.readers.html_scan import COMMENT, EMPTY, END, RAW, START, TEXT, decoded, scan

Happening = tuple[str, str, tuple[tuple[str, str], ...]]


class _Listener(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.heard: list[Happening] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        first: dict[str, str] = {}
        for name, value in attrs:
            first.setdefault(name, (value or "").strip())
        self.heard.append(("start", tag, tuple(sorted(first.items()))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.heard.append(("end", tag, ()))

    def handle_data(self, data: str) -> None:
        self.heard.append(("text", data, ()))

    def handle_comment(self, data: str) -> None:
        self.heard.append(("comment", data, ()))


def by_the_library(source: str) -> list[Happening]:
    listener = _Listener()
    listener.feed(source)
    listener.close()
    return _joined(listener.heard)


def by_the_scanner(source: str) -> list[Happening]:
    heard: list[Happening] = []
    for kind, start, stop, name, attributes in scan(source):
        if kind == TEXT:
            heard.append(("text", html.unescape(source[start:stop]), ()))
        elif kind == RAW:
            heard.append(("text", source[start:stop], ()))
        elif kind == COMMENT:
            heard.append(("comment", source[start:stop], ()))
        elif kind == END:
            heard.append(("end", name, ()))
        elif kind in (START, EMPTY) and name != "!doctype":
            values = {key: decoded(source, span) for key, span in attributes.items()}
            heard.append(("start", name, tuple(sorted(values.items()))))
    return _joined(heard)


def _joined(heard: list[Happening]) -> list[Happening]:
    """Neighbouring texts made one: where they are cut is nobody's business."""
    joined: list[Happening] = []
    for kind, what, attributes in heard:
        if kind == "text" and joined and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + what, ())
        elif what or kind != "text":
            joined.append((kind, what, attributes))
    return joined
