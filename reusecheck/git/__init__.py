"""What git is about to commit or push: contents by path, read from its index or a commit, never from the disk.

Plumbing only, in as few processes as the work allows (measured over 200 files: 990 ms
with one ``git show`` each, 24 ms with one ``git cat-file --batch``). File names are
``str`` with surrogate escapes, so that any bytes survive; they are relative to the root,
with ``/``, and always reach git behind ``--`` and as literal names.

Git runs at the root of the work tree: inside a hook it hands on ``GIT_DIR`` without
``GIT_WORK_TREE``, and from any other folder it would take that one for the root.
"""

from __future__ import annotations

import os
from posixpath import dirname, join, normpath

from reusecheck.documents import Unreadable
from reusecheck.errors import NotJudgedError
from reusecheck.processes import Ended, Running, finished
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATH_VARIABLES = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
# Names on one command line; more are cheaper to filter from the whole listing, and always fit.
_MOST_NAMES = 200
_MOST_NAME_BYTES = 60_000
# The object of no bytes and the tree of no entries, by the length of the repository's object ids.
_EMPTY_BLOBS = {
    40: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    64: "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}
_EMPTY_TREES = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_COMPARED = (
    "diff-index", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=d", "--ita-invisible-in-index"
)  # fmt: skip
SYMBOLIC_LINK = "120000"
_GITLINK = "160000"
# A file of one line and no more bytes than a path has may be a symbolic link; git follows no longer chains of them
_LONGEST_LINK = 4096
_MOST_LINKS = 5
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


class Entry(NamedTuple):
    """A line of the index or of a tree. ``mode`` is octal text, ``stage`` 0 unless the path is unmerged."""

    path: str
    mode: str
    object_id: str
    stage: int


class Blob(NamedTuple):
    """The content of a file as git holds it: line ends and filters already normalised by git."""

    path: str
    object_id: str
    content: bytes


class LeftOut(NamedTuple):
    """A path that has no text of its own in the commit, and so is not judged."""

    path: str
    why: str


def toplevel(start: str, variables: Mapping[str, str] = os.environ) -> str | None:
    """The root of the work tree that holds ``start``, absolute; ``None`` outside any repository.

    Found by walking up to ``.git``, a folder or (in a linked work tree or a submodule) a
    file. Git is only asked where its variables point elsewhere.
    """
    if variables.get("GIT_WORK_TREE"):
        return os.path.abspath(variables["GIT_WORK_TREE"])
    folder = os.path.abspath(start)
    while True:
        mark = os.path.join(folder, ".git")
        if os.path.isfile(mark) or os.path.lexists(os.path.join(mark, "HEAD")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    if variables.get("GIT_DIR"):
        return os.fsdecode(_git(start, "rev-parse", "--show-toplevel").removesuffix(b"\n"))
    return None


def environment(root: str, variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables git is to run with, in whatever folder.

    Nothing is dropped: ``git commit -a`` and ``git commit -- PATH`` put what is being
    committed into a temporary index that only ``GIT_INDEX_FILE`` names. Relative paths are
    made absolute: they hold for the present folder, or for the root where a hook has moved
    away from it (git takes an index that is not there for an empty one, and says nothing).
    No fetching of what a partial clone lacks, no questions; older versions of git know only
    ``GIT_ALLOW_PROTOCOL``.
    """
    found = dict(variables)
    for name in _PATH_VARIABLES:
        path = found.get(name)
        if path and not os.path.isabs(path):
            found[name] = os.path.abspath(path if os.path.exists(path) else os.path.join(root, path))
    found.update(GIT_NO_LAZY_FETCH="1", GIT_ALLOW_PROTOCOL="none", GIT_TERMINAL_PROMPT="0")
    return found


def is_merging(root: str, variables: Mapping[str, str] = os.environ) -> bool:
    """Whether a merge is being made in this work tree: looked up in its files, without asking git."""
    if any(name.startswith("GITHEAD_") for name in variables):
        return True
    return os.path.exists(os.path.join(own_folder(root, variables), "MERGE_HEAD"))


def own_folder(root: str, variables: Mapping[str, str] = os.environ) -> str:
    """Where git keeps what belongs to this work tree alone, without asking git."""
    folder = environment(root, variables).get("GIT_DIR") or os.path.join(root, ".git")
    if os.path.isfile(folder):  # a linked work tree, a submodule
        with open(folder, encoding="utf-8", errors="surrogateescape") as file:
            folder = os.path.join(root, file.read().removeprefix("gitdir:").strip())
    return folder


def staged(root: str, paths: Sequence[str] | None = None) -> list[Entry]:
    """The entries of the index with these paths, or all; ascending by path and stage.

    Paths that the index lacks (deleted, not added) are absent. So are those of
    ``git add --intent-to-add``: git will not commit them.
    """
    entries = _only(paths, _parse_staged(_git(root, "ls-files", "--stage", "-z", *_names(paths))))
    maybe_intended = [entry.path for entry in entries if entry.object_id in _EMPTY_BLOBS.values() and not entry.stage]
    if not maybe_intended:
        return entries
    # An intended file and a file of no bytes look the same in the listing; a comparison tells them apart.
    against = _EMPTY_TREES[len(entries[0].object_id)]
    real = set(_compared(root, against, maybe_intended))
    return [entry for entry in entries if entry.path not in maybe_intended or entry.path in real]


def changed(root: str) -> list[str]:
    """Paths that the index adds, modifies or renames against HEAD, ascending; all where there is no commit yet."""
    against_head = _run(root, *_COMPARED, "HEAD", "--")
    if not against_head.code:
        return _listed(against_head.out)
    head = _run(root, "rev-parse", "--quiet", "--verify", "HEAD^{commit}")
    if head.code != 1:  # there is one
        raise _refusal(root, _COMPARED[0], against_head)
    return _compared(root, _git(root, "hash-object", "-t", "tree", os.devnull).decode("ascii").strip())


def tree(root: str, ref: str, paths: Sequence[str] | None = None) -> list[Entry]:
    """The entries of a commit with these paths, or all of them; ascending by path.

    Raises:
        NotJudgedError: the repository has no such commit.
    """
    if ref.startswith("-"):  # no name of a branch or commit does, and git would take it for an option
        raise NotJudgedError(f"{ref!r} is not the name of a commit")
    done = _run(root, "ls-tree", "-r", "-z", "--full-tree", ref, *_names(paths))
    if done.code:
        raise NotJudgedError(f"{ref} cannot be read, so what it holds was not judged: {_said(done)}")
    entries = []
    for line in done.out.split(b"\0")[:-1]:
        head, _, name = line.partition(b"\t")
        mode, _, object_id = head.decode("ascii").split(" ")
        entries.append(Entry(os.fsdecode(name), mode, object_id, 0))
    return _only(paths, entries)


def pushed(variables: Mapping[str, str] = os.environ) -> str | None:
    """What is being pushed, where pre-commit runs the hook for a push: a commit or a branch.

    The branch being pushed need not be the one on the disk. A first push has no commits to
    name, only the branch.
    """
    return variables.get("PRE_COMMIT_TO_REF") or variables.get("PRE_COMMIT_LOCAL_BRANCH") or None


class Objects:
    """The objects of a repository, from one process that starts with the first question and ends with the ``with``."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._process: Running | None = None

    def __enter__(self) -> Objects:  # noqa: PYI034 - typing.Self came with Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.end()

    def blob(self, object_id: str) -> bytes:
        """The content of an object. Raises NotJudgedError if it is missing (a partial clone) or damaged."""
        try:
            found = self._answer(object_id.encode("ascii"))
        except BrokenPipeError:
            found = None
        if found is None:
            raise NotJudgedError(
                f"git cannot read the object {object_id}: it is missing (a partial clone?) or damaged; "
                "run `git fsck`, or fetch it with `git fetch --refetch --no-filter`"
            )
        return found[1]

    def file(self, path: str, ref: str | None = None) -> bytes | None:
        """The content of a file in the index, or in the commit ``ref``; ``None`` where there is none of this name."""
        if "\n" in path:  # the protocol has a line for a question
            return None
        try:
            found = self._answer(os.fsencode(f":0:{path}" if ref is None else f"{ref}:{path}"))
        except BrokenPipeError:
            raise NotJudgedError(
                f"{path} could not be read: git has ended, and said why above; if objects are missing (a partial "
                "clone), fetch them with `git fetch --refetch --no-filter`"
            ) from None
        return found[1] if found and found[0] == b"blob" else None

    def has(self, ref: str) -> bool:
        """Whether there is a commit called so: before the first one there is no ``HEAD``."""
        try:
            return self._answer(os.fsencode(f"{ref}^{{commit}}")) is not None
        except BrokenPipeError:
            raise NotJudgedError(f"{ref} could not be looked up: git has ended, and said why above") from None

    def _answer(self, question: bytes) -> tuple[bytes, bytes] | None:
        """Kind and content of what is asked for; ``None`` if it is not there. Raises BrokenPipeError if git ended."""
        self._process = self._process or _started(self.root, "cat-file", "--batch")
        self._process.ask(question + b"\n")
        head = self._process.answers.readline()
        if head.endswith((b" missing\n", b" ambiguous\n")) and head.startswith(question):
            return None
        try:
            _, kind, size = head.split()
        except ValueError:
            raise BrokenPipeError from None
        content = self._process.answers.read(int(size) + 1)  # a line end follows the content
        if len(content) != int(size) + 1:
            raise BrokenPipeError
        return kind, content[:-1]


def snapshot(
    objects: Objects, paths: Sequence[str] | None = None, ref: str | None = None
) -> list[Blob | Unreadable | LeftOut]:
    """What the commit will hold under these paths, ascending: from the index, or from the commit ``ref``.

    Without paths: all that is staged against HEAD, or all of ``ref``. Paths that the commit
    does not hold are absent.
    """
    root = objects.root
    entries = tree(root, ref, paths) if ref is not None else staged(root, changed(root) if paths is None else paths)
    found: dict[str, Blob | Unreadable | LeftOut] = {}
    for entry in entries:
        found[entry.path] = _without_text(entry) or _content(entry, objects.blob(entry.object_id))
    return [found[path] for path in sorted(found)]


class Contents:
    """The files of the commit by their paths below ``folder``: of the index, or of the commit ``ref``.

    Symbolic links are followed inside of ``folder``, as they are on the disk.
    """

    def __init__(self, objects: Objects, folder: str = "", ref: str | None = None) -> None:
        """``folder``: "" or a path from the root that ends in ``/``."""
        self._objects, self._folder, self._ref = objects, folder, ref

    def __call__(self, path: str) -> bytes | None:
        """The bytes of a file; ``None`` where the commit holds no file under this path."""
        for _ in range(_MOST_LINKS):
            found = self._objects.file(self._folder + path, self._ref)
            if found is None or len(found) > _LONGEST_LINK or b"\n" in found or not self._is_link(path):
                return found
            path = normpath(join(dirname(path), os.fsdecode(found)))
            if path.startswith(("/", "../")):
                return None
        return None

    def _is_link(self, path: str) -> bool:
        root, names = self._objects.root, [self._folder + path]
        entries = staged(root, names) if self._ref is None else tree(root, self._ref, names)
        return any(entry.mode == SYMBOLIC_LINK for entry in entries)


def is_lfs_pointer(content: bytes) -> bool:
    """Whether Git LFS keeps the content elsewhere."""
    return content.startswith(_LFS_POINTER) and len(content) < 1024


def _without_text(entry: Entry) -> Unreadable | LeftOut | None:
    if entry.stage:
        return Unreadable(entry.path, "unmerged: resolve the conflict and add the file")
    if entry.mode == SYMBOLIC_LINK:
        return LeftOut(entry.path, "symbolic link, its target is judged where it stands")
    if entry.mode == _GITLINK:
        return LeftOut(entry.path, "submodule, judged in its own repository")
    return None


def _content(entry: Entry, content: bytes) -> Blob | Unreadable:
    if is_lfs_pointer(content):
        return Unreadable(
            entry.path,
            "kept in Git LFS: the commit holds a pointer, not the text; take the file out of LFS or exclude it",
        )
    return Blob(entry.path, entry.object_id, content)


def _compared(root: str, against: str, paths: Sequence[str] | None = None) -> list[str]:
    """Paths that differ between a tree and the index and are in the index, ascending."""
    return _listed(_git(root, *_COMPARED, against, *_names(paths)))


def _listed(listing: bytes) -> list[str]:
    return sorted(os.fsdecode(name) for name in listing.split(b"\0")[:-1])


def _parse_staged(listing: bytes) -> list[Entry]:
    entries = []
    for line in listing.split(b"\0")[:-1]:
        head, _, name = line.partition(b"\t")
        mode, object_id, stage = head.decode("ascii").split(" ")
        entries.append(Entry(os.fsdecode(name), mode, object_id, int(stage)))
    return entries


def _names(paths: Sequence[str] | None) -> list[str]:
    """The end of a command line that asks for these paths, or for all where they are too many."""
    if paths is None or len(paths) > _MOST_NAMES or sum(map(len, paths)) > _MOST_NAME_BYTES:
        return []
    # without a name git would list everything; nothing is called like this
    return ["--", *(path for path in paths if path)] if any(paths) else ["--", ".git"]


def _only(paths: Sequence[str] | None, entries: list[Entry]) -> list[Entry]:
    """Without the files under a path that names a folder, and without those nobody asked for."""
    if paths is None:
        return entries
    asked = set(paths)
    return [entry for entry in entries if entry.path in asked]


def _command(root: str, *arguments: str) -> list[str]:
    return ["git", "-C", root, "--literal-pathspecs", *arguments]


def _run(root: str, *arguments: str) -> Ended:
    try:
        return finished(_command(root, *arguments), environment(root))
    except OSError as error:
        raise _not_started(root, error) from error


def _git(root: str, *arguments: str) -> bytes:
    """What git prints.

    Raises:
        NotJudgedError: it failed; with its own message.
    """
    done = _run(root, *arguments)
    if done.code:
        raise _refusal(root, arguments[0], done)
    return done.out


def _started(root: str, *arguments: str) -> Running:
    """What git has to say itself goes to standard error."""
    try:
        return Running(_command(root, *arguments), environment(root))
    except OSError as error:
        raise _not_started(root, error) from error


def _not_started(root: str, error: OSError) -> NotJudgedError:
    if isinstance(error, FileNotFoundError):
        return NotJudgedError("git was not found: what is being committed cannot be read; install git")
    return NotJudgedError(f"git could not be started in {root}: {error.strerror}")


def _refusal(root: str, command: str, done: Ended) -> NotJudgedError:
    said = _said(done)
    if "not a git repository" in said:
        return NotJudgedError(f"{root} is not in a git repository: run this inside one, or name files to `check`")
    return NotJudgedError(f"`git {command}` failed: {said}")


def _said(done: Ended) -> str:
    return done.err.decode("utf-8", "replace").strip() or f"git ended with {done.code} and no message"
