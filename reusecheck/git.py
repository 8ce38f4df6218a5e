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
import subprocess
from posixpath import dirname, join, normpath

from reusecheck.documents import Unreadable
from reusecheck.errors import NotJudgedError
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence

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
_SYMBOLIC_LINK = "120000"
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
    head = _run(root, "rev-parse", "--quiet", "--verify", "HEAD^{commit}")
    if head.returncode == 0:
        against = head.stdout.decode("ascii").strip()
    elif head.returncode == 1:  # no commit yet
        against = _git(root, "hash-object", "-t", "tree", os.devnull).decode("ascii").strip()
    else:
        raise _refusal(root, head)
    return sorted(_compared(root, against))


def tree(root: str, ref: str, paths: Sequence[str] | None = None) -> list[Entry]:
    """The entries of a commit with these paths, or all of them; ascending by path.

    Raises:
        NotJudgedError: the repository has no such commit.
    """
    if ref.startswith("-"):  # no name of a branch or commit does, and git would take it for an option
        raise NotJudgedError(f"{ref!r} is not the name of a commit")
    done = _run(root, "ls-tree", "-r", "-z", "--full-tree", ref, *_names(paths))
    if done.returncode:
        raise NotJudgedError(f"{ref} cannot be read, so what it holds was not judged: {_said(done)}")
    entries = []
    for line in done.stdout.split(b"\0")[:-1]:
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


def blobs(root: str, object_ids: Iterable[str]) -> Generator[tuple[str, bytes]]:
    """Each object id with its content, in the order asked for, from one process.

    One question, one answer: neither side can fill the other's pipe, and only one
    content is held at a time. What git has to say itself goes to standard error.

    Raises:
        NotJudgedError: an object is missing (a partial clone) or damaged.
    """
    command = _command("cat-file", "--batch")
    with _started(root, command) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("both ends were asked for")
        for object_id in object_ids:
            try:
                # past the buffer, which would be flushed into the same broken pipe once more when it is closed
                os.write(process.stdin.fileno(), object_id.encode("ascii") + b"\n")
            except BrokenPipeError:
                raise _unreadable_object(object_id) from None
            head = process.stdout.readline().split()
            if len(head) != 3:
                raise _unreadable_object(object_id)
            size = int(head[2])
            content = process.stdout.read(size + 1)  # a line end follows the content
            if len(content) != size + 1:
                raise _unreadable_object(object_id)
            yield object_id, content[:size]


def snapshot(
    root: str, paths: Sequence[str] | None = None, ref: str | None = None
) -> list[Blob | Unreadable | LeftOut]:
    """What the commit will hold under these paths, ascending: from the index, or from the commit ``ref``.

    Without paths: all that is staged against HEAD, or all of ``ref``. Paths that the commit
    does not hold are absent.
    """
    entries = tree(root, ref, paths) if ref is not None else staged(root, changed(root) if paths is None else paths)
    found: dict[str, Blob | Unreadable | LeftOut] = {}
    wanted = []
    for entry in entries:
        aside = _without_text(entry)
        if aside is None:
            wanted.append(entry)
        else:
            found[entry.path] = aside
    contents = blobs(root, [entry.object_id for entry in wanted]) if wanted else iter(())
    for entry, (_, content) in zip(wanted, contents, strict=True):
        found[entry.path] = _content(entry, content)
    return [found[path] for path in sorted(found)]


class Contents:
    """The files of the commit by their paths below ``folder``: of the index, or of the commit ``ref``.

    One process answers all questions; it starts with the first and ends with the ``with`` block. Symbolic links are
    followed inside of ``folder``, as they are on the disk.
    """

    def __init__(self, root: str, folder: str = "", ref: str | None = None) -> None:
        """``folder``: "" or a path from ``root`` that ends in ``/``."""
        self._root, self._folder, self._ref = root, folder, ref
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Contents:  # noqa: PYI034 - typing.Self came with Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.communicate()

    def __call__(self, path: str) -> bytes | None:
        """The bytes of a file; ``None`` where the commit holds no file under this path."""
        for _ in range(_MOST_LINKS):
            found = self._of(self._folder + path)
            if found is None or len(found) > _LONGEST_LINK or b"\n" in found or not self._is_link(path):
                return found
            path = normpath(join(dirname(path), os.fsdecode(found)))
            if path.startswith(("/", "../")):
                return None
        return None

    def _of(self, path: str) -> bytes | None:
        if "\n" in path:  # the protocol has a line for a question
            return None
        self._process = self._process or _started(self._root, _command("cat-file", "--batch"))
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("both ends were asked for")
        asked = os.fsencode(f":0:{path}" if self._ref is None else f"{self._ref}:{path}")
        try:
            os.write(self._process.stdin.fileno(), asked + b"\n")
        except BrokenPipeError:
            raise NotJudgedError(f"{path} could not be read: git ended with {self._process.wait()}") from None
        head = self._process.stdout.readline()
        if head.startswith(asked) and head.endswith((b" missing\n", b" ambiguous\n")):
            return None
        _, kind, size = head.split()
        answer = self._process.stdout.read(int(size) + 1)[:-1]
        return answer if kind == b"blob" else None

    def _is_link(self, path: str) -> bool:
        names = [self._folder + path]
        entries = staged(self._root, names) if self._ref is None else tree(self._root, self._ref, names)
        return any(entry.mode == _SYMBOLIC_LINK for entry in entries)


def _without_text(entry: Entry) -> Unreadable | LeftOut | None:
    if entry.stage:
        return Unreadable(entry.path, "unmerged: resolve the conflict and add the file")
    if entry.mode == _SYMBOLIC_LINK:
        return LeftOut(entry.path, "symbolic link, its target is judged where it stands")
    if entry.mode == _GITLINK:
        return LeftOut(entry.path, "submodule, judged in its own repository")
    return None


def _content(entry: Entry, content: bytes) -> Blob | Unreadable:
    if content.startswith(_LFS_POINTER) and len(content) < 1024:
        return Unreadable(
            entry.path,
            "kept in Git LFS: the commit holds a pointer, not the text; take the file out of LFS or exclude it",
        )
    return Blob(entry.path, entry.object_id, content)


def _compared(root: str, against: str, paths: Sequence[str] | None = None) -> list[str]:
    """Paths that differ between a tree and the index and are in the index."""
    options = ("--cached", "--name-only", "-z", "--no-renames", "--diff-filter=d", "--ita-invisible-in-index")
    listing = _git(root, "diff-index", *options, against, *_names(paths))
    return [os.fsdecode(name) for name in listing.split(b"\0")[:-1]]


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


def _command(*arguments: str) -> list[str]:
    return ["git", "--literal-pathspecs", *arguments]


def _run(root: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = _command(*arguments)
    try:
        return subprocess.run(
            command, cwd=root, env=environment(root), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        raise _not_started(root, error) from error


def _git(root: str, *arguments: str) -> bytes:
    """What git prints.

    Raises:
        NotJudgedError: it failed; with its own message.
    """
    done = _run(root, *arguments)
    if done.returncode:
        raise _refusal(root, done)
    return done.stdout


def _started(root: str, command: list[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, cwd=root, env=environment(root), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except OSError as error:
        raise _not_started(root, error) from error


def _not_started(root: str, error: OSError) -> NotJudgedError:
    if isinstance(error, FileNotFoundError) and os.path.isdir(root):
        return NotJudgedError("git was not found: what is being committed cannot be read; install git")
    return NotJudgedError(f"git could not be started in {root}: {error.strerror}")


def _refusal(root: str, done: subprocess.CompletedProcess[bytes]) -> NotJudgedError:
    said = _said(done)
    if "not a git repository" in said:
        return NotJudgedError(f"{root} is not in a git repository: run this inside one, or name files to `check`")
    return NotJudgedError(f"`git {done.args[2]}` failed: {said}")


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8", "replace").strip() or f"git ended with {done.returncode} and no message"


def _unreadable_object(object_id: str) -> NotJudgedError:
    return NotJudgedError(
        f"git cannot read the object {object_id}: it is missing (a partial clone?) or damaged; "
        "run `git fsck`, or fetch it with `git fetch --refetch`"
    )
