"""Which files under a root match patterns, with what tells a later change of them."""

from __future__ import annotations

import os
import re
import stat
from itertools import count

from reusecheck.globs import alternatives, is_wild, name_expression
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Found(NamedTuple):
    """A file with what tells a change of it; times in nanoseconds. For a link, of what it points to."""

    path: str
    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int


class Stray(NamedTuple):
    """Something that matches, or may hold matches, and was not followed; ``why`` reads after the path."""

    path: str
    why: str


class Walk(NamedTuple):
    """What a walk found; both ascend by path."""

    files: list[Found]
    strays: list[Stray]

    @property
    def paths(self) -> list[str]:
        return [found.path for found in self.files]


class _Node:
    """A place in the trie of all patterns, name by name."""

    __slots__ = ("accepts", "below", "deep", "plain", "wild")

    def __init__(self) -> None:
        self.plain: dict[str, _Node] = {}
        self.wild: dict[str, _Node] = {}
        self.below: _Node | None = None  # what follows upon ``**``, which takes no name too
        self.deep = False  # behind a ``**``: stays alive in every folder beneath
        self.accepts = False

    def add(self, names: Sequence[str]) -> None:
        node = self
        for name in names:
            if name == "**":
                node.below = node.below or _Node()
                node = node.below
                node.deep = True
            else:
                node = (node.wild if is_wild(name) else node.plain).setdefault(name, _Node())
        node.accepts = True


class _State:
    """Where all patterns are in one folder."""

    __slots__ = ("nodes", "takes_file", "wild")

    def __init__(self, nodes: frozenset[_Node]) -> None:
        self.nodes = nodes
        wild = [pair for node in nodes for pair in node.wild.items()]
        self.wild = [(re.compile(name_expression(name, count()), re.DOTALL).fullmatch, node) for name, node in wild]
        numbers = count()
        names = [name_expression(name, numbers) for name, node in wild if node.accepts]
        plain = [name for node in nodes for name, after in node.plain.items() if after.accepts]
        self.takes_file: Callable[[str], object] = frozenset(plain).__contains__
        if any(node.deep and node.accepts for node in nodes):
            self.takes_file = bool  # whatever it is called
        elif names:
            self.takes_file = re.compile("|".join([*names, *map(re.escape, plain)]), re.DOTALL).fullmatch

    def after(self, name: str) -> frozenset[_Node]:
        """The nodes that are alive in the folder ``name``."""
        following = {node for node in self.nodes if node.deep}
        following.update(node.plain[name] for node in self.nodes if name in node.plain)
        following.update(node for matches, node in self.wild if matches(name))
        return _closed(following)


def _closed(nodes: set[_Node]) -> frozenset[_Node]:
    """The nodes and those that follow when a ``**`` takes no name."""
    todo = list(nodes)
    while todo:
        below = todo.pop().below
        if below is not None and below not in nodes:
            nodes.add(below)
            todo.append(below)
    return frozenset(nodes)


def walk(root: str, patterns: Iterable[str]) -> Walk:
    """The regular files under ``root`` that match, with their stat data, ascending by path.

    Only folders in which a pattern can match are read, and no ``.git``. Links
    to files and folders are followed while they stay inside ``root``, a folder
    at most once through links in the same state, so that loops end. What was
    not followed is said: links that lead out or to nothing, folders that
    cannot be read, and matching names that are no regular file (a folder is
    no stray).

    Raises PatternError.
    """
    start = _Node()
    for pattern in patterns:
        for names in alternatives(pattern):
            start.add(names)
            if not is_wild(names[-1]):
                start.add([*names, "**"])
    walker = _Walker(root)
    walker.run(_closed({start}))
    walker.files.sort()
    walker.strays.sort()
    return Walk(walker.files, walker.strays)


class _Walker:
    """One walk: the folders still to read, and what was found."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.real_root = os.path.realpath(root).rstrip("/") + "/"
        self.files: list[Found] = []
        self.strays: list[Stray] = []
        self.folders: list[tuple[str, frozenset[_Node], bool]] = []
        self.linked: set[tuple[int, int, frozenset[_Node]]] = set()
        self.states: dict[frozenset[_Node], _State] = {}

    def run(self, start: frozenset[_Node]) -> None:
        self.folders.append(("", start, False))
        while self.folders:
            folder, nodes, through_link = self.folders.pop()
            state = self.states.get(nodes) or self.states.setdefault(nodes, _State(nodes))
            try:
                with os.scandir(os.path.join(self.root, folder)) as entries:
                    # sorted: which of two links to one folder is followed must not depend on the disk
                    for entry in sorted(entries, key=_name_of):
                        self.visit(folder + entry.name, entry, state, through_link=through_link)
            except OSError as error:
                self.strays.append(Stray(folder.rstrip("/") or ".", f"cannot be read: {error.strerror}"))

    def visit(self, path: str, entry: os.DirEntry[str], state: _State, *, through_link: bool) -> None:
        try:
            is_link = entry.is_symlink()
            # isdir, because a link to itself is no reason to stop
            if os.path.isdir(entry.path) if is_link else entry.is_dir():
                nodes = state.after(entry.name)
                if entry.name == ".git" or not any(node.deep or node.plain or node.wild for node in nodes):
                    return
                if not is_link or self.is_inside(path):
                    self.enter(path, entry, nodes, through_link=through_link or is_link)
                else:
                    self.strays.append(Stray(path, "is a link out of the repository"))
            elif state.takes_file(entry.name):
                self.take(path, entry, is_link=is_link)
        except OSError as error:
            self.strays.append(Stray(path, f"cannot be read: {error.strerror}"))

    def enter(self, path: str, entry: os.DirEntry[str], nodes: frozenset[_Node], *, through_link: bool) -> None:
        if through_link:
            status = entry.stat()
            key = (status.st_dev, status.st_ino, nodes)
            if key in self.linked:
                return
            self.linked.add(key)
        self.folders.append((path + "/", nodes, through_link))

    def take(self, path: str, entry: os.DirEntry[str], *, is_link: bool) -> None:
        if is_link and not os.path.exists(entry.path):
            self.strays.append(Stray(path, "is a link to nothing"))
            return
        if is_link and not self.is_inside(path):
            self.strays.append(Stray(path, "is a link out of the repository"))
            return
        status = entry.stat()
        if stat.S_ISREG(status.st_mode):
            self.files.append(Found(path, status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns))
        else:
            self.strays.append(Stray(path, "is not a regular file"))

    def is_inside(self, path: str) -> bool:
        """Whether what ``path`` leads to lies under the root, links resolved."""
        return os.path.realpath(os.path.join(self.root, path)).startswith(self.real_root)


def _name_of(entry: os.DirEntry[str]) -> str:
    return entry.name
