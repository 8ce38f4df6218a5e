"""YAML as a tree in which every value knows its line and column.

Built from the parser's events rather than by ``yaml.load``, because loading
forgets places, duplicate keys and what ``012`` was before it became ten; and
because the C composer, being recursive, dies of a file of 40,000 ``[`` without
a traceback.
"""

from __future__ import annotations

import re

import yaml

from reusecheck.errors import Problem
from reusecheck.values import NamedTuple

DEEPEST = 50
MOST_ALIASED = 10_000  # values that aliases may add

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# what neither parser reads; compiled only once one has refused to
_UNPRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class Node(NamedTuple):
    """A value. ``value`` is a str, a list of nodes, or a list of pairs of nodes; the kind is in its tag.

    ``tag`` is ``str``, ``int``, ``float``, ``bool``, ``null``, ``list``,
    ``map``, or any other as the file has it, resolved as YAML 1.1 has it.
    """

    tag: str
    value: str | list[Node] | list[tuple[Node, Node]]
    line: int
    column: int

    @property
    def text(self) -> str:
        """The characters of a scalar; "" for others."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def items(self) -> list[Node]:
        return [item for item in self.value if isinstance(item, Node)] if self.tag == "list" else []

    @property
    def pairs(self) -> list[tuple[Node, Node]]:
        return [pair for pair in self.value if not isinstance(pair, (str, Node))] if self.tag == "map" else []


class SyntaxProblem(Exception):  # noqa: N818 - carries a problem, and is collected like one
    """The file is no YAML, or more of it than a configuration needs."""

    def __init__(self, line: int, column: int, message: str) -> None:
        self.problem = Problem(line, column, message)
        super().__init__(str(self.problem))


def read_nodes(source: bytes) -> Node | None:
    """The tree of a YAML file in UTF-8, or None if it says nothing.

    Raises SyntaxProblem.
    """
    text = _decoded(source)
    try:
        loader = _Loader(text)  # the parser in Python reads ahead already here
        return _Builder(loader).root()
    except yaml.reader.ReaderError as error:
        unprintable = re.search(_UNPRINTABLE, text)
        line, column = _place(text, unprintable.start() if unprintable else 0)
        found = f"found the character U+{ord(unprintable[0]):04X}" if unprintable else f"not valid YAML: {error.reason}"
        raise SyntaxProblem(line, column, f"{found}, wants printable text") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        indentation = re.match(r"[ \t]*", (text.splitlines()[line - 1 : line] or [""])[0])
        if indentation and "\t" in indentation[0]:
            raise SyntaxProblem(line, column, "found a tab in the indentation, wants spaces") from None
        context = f" {error.context}" if error.context else ""
        raise SyntaxProblem(line, column, f"not valid YAML: {error.problem}{context}") from None


def _decoded(source: bytes) -> str:
    if source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SyntaxProblem(1, 1, "found UTF-16, wants UTF-8")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(source[: error.start].decode("utf-8-sig"), None)
        raise SyntaxProblem(line, column, f"found the byte 0x{source[error.start]:02x}, wants UTF-8") from None


def _place(text: str, offset: int | None) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


class _Open(NamedTuple):
    """A list or map whose end has not been seen."""

    tag: str
    line: int
    column: int
    anchor: str | None
    counted: int
    children: list[Node]


class _Builder:
    """Takes the events of one document and gives its tree."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self.loader = loader
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.counted = 0  # values, those behind aliases every time
        self.aliased = 0

    def root(self) -> Node | None:
        top: list[Node] = []
        documents = 0
        # mypy is told nothing of the loader's methods by its stubs
        while not isinstance(event := self.loader.get_event(), yaml.StreamEndEvent):  # type: ignore[no-untyped-call]
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise SyntaxProblem(line, column, "found a second document, wants one")
                continue
            node = self.node(event, line, column)
            if node is not None:
                (self.open[-1].children if self.open else top).append(node)
        return top[0] if top and not (top[0].tag == "null" and not top[0].text) else None

    def node(self, event: yaml.Event, line: int, column: int) -> Node | None:
        """The node that is complete with this event."""
        if isinstance(event, yaml.ScalarEvent):
            self.counted += 1
            tag = event.tag
            if tag is None or tag == "!":
                tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
            return self.named(event.anchor, Node(_short(tag), event.value, line, column), self.counted - 1)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event.anchor or "", line, column)
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            if len(self.open) == DEEPEST:
                raise SyntaxProblem(line, column, f"found values nested deeper than {DEEPEST}, wants fewer")
            kind = "list" if isinstance(event, yaml.SequenceStartEvent) else "map"
            tag = kind if event.tag in (None, "!") else _short(event.tag)
            self.open.append(_Open(tag, line, column, event.anchor, self.counted, []))
            self.counted += 1
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            opened = self.open.pop()
            children = opened.children
            pairs = isinstance(event, yaml.MappingEndEvent)
            value = list(zip(children[::2], children[1::2], strict=True)) if pairs else children
            return self.named(opened.anchor, Node(opened.tag, value, opened.line, opened.column), opened.counted)
        return None

    def named(self, anchor: str | None, node: Node, counted_before: int) -> Node:
        if anchor is not None:
            self.anchors[anchor] = node, self.counted - counted_before
        return node

    def alias(self, anchor: str, line: int, column: int) -> Node:
        """What an alias stands for, at the place of the alias."""
        if anchor not in self.anchors:
            raise SyntaxProblem(line, column, f"found *{anchor}, wants &{anchor} before it")
        node, size = self.anchors[anchor]
        self.counted += size
        self.aliased += size
        if self.aliased > MOST_ALIASED:
            raise SyntaxProblem(
                line, column, f"found aliases for more than {MOST_ALIASED} values, wants them written out"
            )
        return node._replace(line=line, column=column)


def _short(tag: str) -> str:
    name = tag.removeprefix("tag:yaml.org,2002:")
    return {"seq": "list", "merge": "str"}.get(name, name)
