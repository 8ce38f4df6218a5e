"""Which files under a root match patterns, with what tells a later change of them."""

from __future__ import annotations

import os
import re
import stat
from itertools import count
from operator import attrgetter

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


# Stat data: mode, inode, mtime, ctime, of files the size too. Of some folders the mode alone, of what is absent errno
Numbers = tuple[int, ...]
CTIME = 3

# What is changed again within the clock's grain of being looked at may look unchanged (git's "racy" entries). Linux
# keeps time in steps of up to 10 ms; file systems without fractions of a second in steps of up to 2 s. What tells is
# the time of the last change, ctime: anybody may set mtime to anything, and every writing afterwards still moves ctime.
GRAIN_NS = 20_000_000
COARSE_GRAIN_NS = 2_000_000_000


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


class Watched:
    """What the names that a walk found depend on, by path, each with what it was like before the walk looked at it.

    As long as all is like that, another walk finds the same files: one that
    is added, removed, renamed or put in the place of another moves the times of
    its folder. What is written into a file that is there does not.
    """

    __slots__ = ("folders", "links", "names")

    def __init__(self) -> None:
        # those that were listed
        self.folders: dict[str, Numbers] = {}
        # what patterns ask for by its name, there or not, where no other name counts: a new file beside it is nothing
        self.names: dict[str, Numbers] = {}
        # those that were followed, or may be, and where they lead
        self.links: dict[str, tuple[str, Numbers]] = {}


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

    __slots__ = ("names", "nodes", "takes_file", "wild")

    def __init__(self, nodes: frozenset[_Node]) -> None:
        self.nodes = nodes
        wild = [pair for node in nodes for pair in node.wild.items()]
        self.wild = [(re.compile(name_expression(name, count()), re.DOTALL).fullmatch, node) for name, node in wild]
        is_plain = not wild and not any(node.deep for node in nodes)
        self.names = (
            sorted({name for node in nodes for name in node.plain}) if is_plain else None
        )  # None: any may count
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


def walk(root: str, patterns: Iterable[str], watched: Watched | None = None, leave_out: str = "") -> Walk:
    """The regular files under ``root`` that match, with their stat data, ascending by path.

    Only folders in which a pattern can match are read, no ``.git``, and not the
    folder ``leave_out`` (relative to the root). Links to files and folders are
    followed while they stay inside ``root``, a folder at most once through
    links in the same state, so that loops end. What was not followed is said:
    links that lead out or to nothing, folders that cannot be read, and matching
    names that are no regular file (a folder is no stray). ``watched`` is told
    what the names depend on.

    Raises PatternError.
    """
    start = _Node()
    for pattern in patterns:
        for names in alternatives(pattern):
            start.add(names)
            if not is_wild(names[-1]):
                start.add([*names, "**"])
    walker = _Walker(root, watched, leave_out)
    walker.run(_closed({start}))
    walker.files.sort()
    walker.strays.sort()
    return Walk(walker.files, walker.strays)


def grain(ctime_ns: int) -> int:
    """How far apart, in ns, two changes must be for their times to differ."""
    return GRAIN_NS if ctime_ns % 1_000_000_000 else COARSE_GRAIN_NS


def is_racy(ctime_ns: int, started: int) -> bool:
    """Whether a change after the look that began at ``started`` could leave the same time as the last one before it."""
    return ctime_ns + grain(ctime_ns) >= started


def like_folder(path: str) -> Numbers:
    """What tells that the names in a folder may be others now; a link is followed. Raises OSError."""
    status = os.stat(path)
    return status.st_mode, status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def like_name(path: str) -> Numbers:
    """What is there under this name, be it a link. Of a folder its mode alone: what is in it is watched for itself."""
    try:
        status = os.lstat(path)
    except OSError as error:
        return (error.errno or 0,)  # the walk tells what is wrong, if it is
    except ValueError:  # a name that no file can have
        return ()
    if stat.S_ISDIR(status.st_mode):
        return (status.st_mode,)
    return status.st_mode, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size


def like_link(path: str) -> tuple[str, Numbers]:
    """Where a link leads, and what is there. Of a folder its mode alone, as above."""
    real = os.path.realpath(path)
    return real, like_name(real)


class _Walker:
    """One walk: the folders still to read, and what was found."""

    def __init__(self, root: str, watched: Watched | None, leave_out: str) -> None:
        self.root = root
        self.watched = watched
        self.leave_out = leave_out
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
                if self.watched:
                    self.watch(folder, state, self.watched)
                with os.scandir(os.path.join(self.root, folder)) as entries:
                    self.visit(folder, entries, state, through_link=through_link)
            except OSError as error:
                self.strays.append(Stray(folder.rstrip("/") or ".", f"cannot be read: {error.strerror}"))

    def watch(self, folder: str, state: _State, watched: Watched) -> None:
        """Before a folder is read: what happens afterwards must make a difference."""
        full = os.path.join(self.root, folder)
        if state.names is None:
            watched.folders[folder] = like_folder(full)
        else:
            watched.names[folder] = like_name(full)
            watched.names.update((folder + name, like_name(full + name)) for name in state.names)

    def visit(self, folder: str, entries: Iterable[os.DirEntry[str]], state: _State, *, through_link: bool) -> None:
        takes_file, files = state.takes_file, self.files
        # sorted: which of two links to one folder is followed must not depend on the disk
        for entry in sorted(entries, key=attrgetter("name")):
            name = entry.name
            path = folder + name
            try:
                if entry.is_symlink():
                    self.follow(path, name, state)
                elif entry.is_dir():
                    self.enter(path, name, state, through_link=through_link)
                elif takes_file(name):
                    status = entry.stat()
                    if stat.S_ISREG(status.st_mode):
                        # by tuple's own constructor: a walk of many files makes many
                        numbers = status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns
                        files.append(tuple.__new__(Found, (path, *numbers)))
                    else:
                        self.strays.append(Stray(path, "is not a regular file"))
            except OSError as error:
                self.strays.append(Stray(path, f"cannot be read: {error.strerror}"))

    def enter(self, path: str, name: str, state: _State, *, through_link: bool) -> None:
        nodes = state.after(name)
        if name == ".git" or path == self.leave_out or not _is_alive(nodes):
            return
        if through_link:
            status = os.stat(os.path.join(self.root, path))
            key = (status.st_dev, status.st_ino, nodes)
            if key in self.linked:
                return
            self.linked.add(key)
        self.folders.append((path + "/", nodes, through_link))

    def follow(self, path: str, name: str, state: _State) -> None:
        full = os.path.join(self.root, path)
        could_be_entered, could_be_taken = _is_alive(state.after(name)), state.takes_file(name)
        if self.watched and (could_be_entered or could_be_taken):
            self.watched.links[path] = like_link(full)
        if os.path.isdir(full):  # isdir, because a link to itself is no reason to stop
            if could_be_entered and name != ".git":
                if self.is_inside(full):
                    self.enter(path, name, state, through_link=True)
                else:
                    self.strays.append(Stray(path, "is a link out of the repository"))
        elif could_be_taken:
            self.take(path, full)

    def take(self, path: str, full: str) -> None:
        """A link to a file, or to nothing."""
        if not os.path.exists(full):
            self.strays.append(Stray(path, "is a link to nothing"))
            return
        if not self.is_inside(full):
            self.strays.append(Stray(path, "is a link out of the repository"))
            return
        status = os.stat(full)
        if stat.S_ISREG(status.st_mode):
            self.files.append(Found(path, status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns))
        else:
            self.strays.append(Stray(path, "is not a regular file"))

    def is_inside(self, full: str) -> bool:
        """Whether what a path leads to lies under the root, links resolved."""
        return os.path.realpath(full).startswith(self.real_root)


def _is_alive(nodes: frozenset[_Node]) -> bool:
    """Whether a pattern can match beneath a folder."""
    return any(node.deep or node.plain or node.wild for node in nodes)
