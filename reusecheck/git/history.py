"""What stood in a repository before: commits, their common ancestors, what was changed since, what their messages say.

Nothing here is on the road of a hook that finds nothing. Commits are given as full ids wherever a parameter is not
called ``name``; none is ever taken for an option. A shallow clone hides the parents of some commits, and git then
answers as if there were none (https://git-scm.com/docs/shallow): what that makes uncertain is refused, with the
command that mends it.
"""

from __future__ import annotations

import os

from reusecheck.errors import NotJudgedError
from reusecheck.git import _git, _refusal, _run, _said, staged, tree
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Alike by half: git's own default. Said here, so that nobody's configuration decides what a rename is.
_RENAMED = "-M50%"
# Files on each side of the search for renames with edits, above which git does not search (without edits they are
# always found, by their ids). It compares all with all: 1000 is git's own default since 2.34.
_MOST_RENAMES = "-l1000"
_LISTED = ("-z", "--raw", "--no-abbrev", _RENAMED, _MOST_RENAMES)
_ID_LENGTHS = (40, 64)  # hexadecimal digits of SHA-1 and SHA-256
# What `git merge` tells its hooks about the commits it merges, before it writes MERGE_HEAD
# (https://github.com/git/git/blob/master/builtin/merge.c)
_MERGED = "GITHEAD_"


class Change(NamedTuple):
    """A file that is not as it was in any of the bases.

    ``before`` holds its path in each of them, in their order: "" where a base has no such file, or has a symbolic
    link or a submodule there.
    """

    path: str
    before: tuple[str, ...]


class Trailer(NamedTuple):
    """A line of a commit's message such as ``Reusecheck-Allow: guardian: under contract``.

    ``value`` is what follows the first colon, unfolded. ``paths``: the files the commit touches, ascending; of a merge
    those that differ from every parent, so not what it only brings together.
    """

    commit: str
    value: str
    paths: tuple[str, ...]


def commit_of(root: str, name: str) -> str | None:
    """The full id of the commit of this name (of the commit a tag names, too); ``None`` if there is none here."""
    if not name or name.startswith(("-", "^")) or "\0" in name:
        return None
    done = _run(root, "rev-parse", "--quiet", "--verify", f"{name}^{{commit}}")
    if not done.code and is_full_id(found := done.out.decode("ascii").strip()):
        return found
    if b"not a git repository" in done.err or b"dubious ownership" in done.err:
        raise _refusal(root, "rev-parse", done)
    return None


def is_full_id(name: str) -> bool:
    return len(name) in _ID_LENGTHS and not name.strip("0123456789abcdef")


def is_nothing(name: str) -> bool:
    """Whether this is how git says that there is no commit: an id of zeros."""
    return is_full_id(name) and not name.strip("0")


def parents(root: str, commit: str) -> list[str]:
    """As the commit itself names them, in order: in a shallow clone they may be absent."""
    head, _, _ = _git(root, "cat-file", "commit", commit).partition(b"\n\n")
    lines = head.decode("utf-8", "surrogateescape").split("\n")
    return [line.removeprefix("parent ") for line in lines if line.startswith("parent ")]


def merge_bases(root: str, one: str, other: str = "HEAD") -> list[str]:
    """All best common ancestors of two commits, ascending; empty where their histories are unrelated.

    Raises:
        NotJudgedError: a shallow clone hides where one of the two comes from. What git then calls the merge base may
            be older than the real one (https://github.com/ocaml/ocaml/pull/12862). It is certain where the one is an
            ancestor of the other, or no parent is missing of what only one of them has.
    """
    done = _run(root, "merge-base", "--all", one, other)
    if done.code > 1 or done.code < 0:
        raise _refusal(root, "merge-base", done)
    found = sorted(done.out.decode("ascii").split())
    if found in ([commit_of(root, one)], [commit_of(root, other)]):
        return found
    if not (cut := boundary(root)):
        return found
    told = _commits(root, f"{one}...{other}")
    if len(found) > 1:  # one of them may come from another
        told += _commits(root, *found)
    if not cut.isdisjoint(told):
        raise NotJudgedError(
            "this clone is shallow: it does not hold the commits that tell where the branch began, so what it adds "
            f"was not judged; run `{deepening(root)}`, then this again"
        )
    return found


def boundary(root: str) -> set[str]:
    """The commits whose parents a shallow clone hides; none in a full one."""
    file = path_of(root, "shallow")
    return set(_lines(file)) if os.path.exists(file) else set()


def is_cut(root: str, bases: Sequence[str], head: str) -> bool:
    """Whether a shallow clone hides some of the commits from the bases to the head: their trailers are not read."""
    cut = boundary(root)
    return bool(cut) and not cut.isdisjoint(_commits(root, head, *_not(bases)))


def deepening(root: str, wanted: str = "", remote: str = "") -> str:
    """The command that fetches what a shallow clone hides, and what is ``wanted``: a commit or a refspec."""
    import shlex  # noqa: PLC0415 - for a message; branch names may hold what a shell takes for its own

    # `--unshallow` asks for what every boundary hides, whatever else is fetched
    words = ["git", "fetch", "--no-tags", *(["--unshallow"] if boundary(root) else []), remote or remote_of(root)]
    return shlex.join([*words, wanted] if wanted else words)


def remotes(root: str) -> dict[str, str]:
    """Name → address of the remotes that are configured, ``origin`` first, then as in the configuration."""
    done = _run(root, "config", "-z", "--get-regexp", r"^remote\..*\.url$")
    if done.code > 1 or done.code < 0:
        raise _refusal(root, "config", done)
    found: dict[str, str] = {}
    for line in done.out.split(b"\0")[:-1]:
        key, _, address = os.fsdecode(line).partition("\n")
        found.setdefault(key.removeprefix("remote.").removesuffix(".url"), address)
    return {name: found[name] for name in sorted(found, key=lambda name: name != "origin")}


def remote_of(root: str) -> str:
    """The remote to fetch from."""
    return next(iter(remotes(root)), "origin")


def merge_heads(root: str, variables: Mapping[str, str] = os.environ) -> list[str]:
    """The other parents of the merge that is being made in this work tree; empty if none is, several for an octopus.

    Found in MERGE_HEAD where a merge waits for its commit. A clean merge runs its hook before it writes that file, and
    names the commits in its variables alone.
    """
    file = path_of(root, "MERGE_HEAD")
    if os.path.exists(file):
        return _lines(file)
    named = (name.removeprefix(_MERGED) for name in sorted(variables) if name.startswith(_MERGED))
    return [commit for commit in named if is_full_id(commit) and commit_of(root, commit) == commit]


def new_to(root: str, head: str, remote: str, known: Sequence[str] = ()) -> list[str]:
    """The commits of a remote that a push builds on, ascending: what it adds is new against these.

    Of the parents of the commits that the remote lacks those it has, without those that others of them come after;
    ``[head]`` where it has all, empty where everything is new. It has what its branches held when they were last
    fetched or pushed, and what is ``known``. ``remote``: a name, or an address as ``git push ADDRESS`` hands it on.
    """
    names = [name for name, address in remotes(root).items() if remote in (name, address)]
    has = [f"--remotes={name}" for name in names[:1]]
    listed = _commits(root, "--boundary", head, "--not", *has, *known)
    if not listed:
        return [head]
    edge = [line[1:] for line in listed if line.startswith("-")]
    if len(edge) > 1:
        edge = _git(root, "merge-base", "--independent", *edge).decode("ascii").split()
    return sorted(edge)


def changes(root: str, bases: Sequence[str], head: str | None) -> list[Change]:
    """The files of a commit, or of the index (``None``), that differ from every base; ascending by path.

    A file that is as it stood in one of the bases, under its path or under one that it was moved from, is not among
    them. Nor are deleted files and those whose mode alone differs. A copy has no path before: the other is still
    there. Without bases: all files. One git process a base.

    Raises:
        NotJudgedError: something is missing (a partial clone), or there is no such commit.
    """
    if not bases:
        entries = staged(root) if head is None else tree(root, head)
        return [Change(path, ()) for path in sorted({entry.path for entry in entries})]
    found = [_differing(_compared(root, base, head)) for base in bases]
    paths = set(found[0]).intersection(*found[1:])
    return [Change(path, tuple(differing[path] for differing in found)) for path in sorted(paths)]


def origins(root: str, base: str, head: str | None) -> dict[str, str]:
    """Path → path before, of the files of a commit, or of the index (``None``), that stood elsewhere in the base.

    With edits or without. A copy stood nowhere: the other is still there.
    """
    differing, moved = _parted(_compared(root, base, head))
    return {path: before for path, before in (differing | moved).items() if before not in ("", path)}


def touched(root: str, bases: Sequence[str], head: str | None) -> list[str]:
    """The paths of a commit, or of the index (``None``), that every base has otherwise or not at all; ascending.

    Also what is deleted, and what was moved under both its names. Without bases: all paths.
    """
    if not bases:
        return [change.path for change in changes(root, (), head)]
    found: set[str] | None = None
    for base in bases:
        options = ["-z", "--name-only", "--no-renames"]
        if head is None:
            command = ["diff-index", "--cached", "--ita-invisible-in-index", *options, base, "--"]
        else:
            command = ["diff-tree", "-r", *options, base, head, "--"]
        names = {os.fsdecode(name) for name in _listing(root, base, command).split(b"\0")[:-1]}
        found = names if found is None else found & names
    return sorted(found or ())


def touched_on_disk(root: str, bases: Sequence[str]) -> list[str]:
    """The paths of files on the disk that every base has otherwise or not at all; ascending, what git ignores left out.

    A file that was written again with the same content may be among them.
    """
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard").split(b"\0")[:-1]
    known: set[bytes] | None = None
    for base in bases:
        command = ["diff-index", "-z", "--name-only", "--no-renames", "--diff-filter=d", base, "--"]
        names = set(_listing(root, base, command).split(b"\0")[:-1])
        known = names if known is None else known & names
    if known is None:
        known = set(_git(root, "ls-files", "-z").split(b"\0")[:-1])
    return sorted(map(os.fsdecode, {*known, *new}))


def _compared(root: str, base: str, head: str | None) -> bytes:
    if head is None:
        command = ["diff-index", "--cached", "--ita-invisible-in-index", *_LISTED, base, "--"]
    else:
        command = ["diff-tree", "-r", *_LISTED, base, head, "--"]
    return _listing(root, base, command)


def _listing(root: str, base: str, command: Sequence[str]) -> bytes:
    done = _run(root, *command)
    if not done.code:
        return done.out
    raise NotJudgedError(
        f"what differs from {base} cannot be listed, so it was not judged: {_said(done)}; if objects are missing (a "
        "partial clone), fetch them with `git fetch --refetch --no-filter`"
    )


def _differing(listing: bytes) -> dict[str, str]:
    """Path → path before, of what a comparison shows and is not elsewhere as it is."""
    return _parted(listing)[0]


def _parted(listing: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Path → path before, of a comparison as ``--raw -z`` prints it (https://git-scm.com/docs/git-diff-tree).

    Of what was edited or is new, and of what was at most moved.
    """
    found: dict[str, str] = {}
    moved: dict[str, str] = {}
    new_ids: dict[str, str] = {}
    renamed: dict[str, str] = {}  # path before → path
    left: dict[str, list[str]] = {}  # object → paths that held it and no longer do, those that are gone last
    gone: set[str] = set()
    pieces = iter(os.fsdecode(listing).split("\0")[:-1])
    for piece in pieces:
        old_mode, new_mode, old_id, new_id, status = piece.removeprefix(":").split(" ")
        before = path = next(pieces)
        if status.startswith("R"):
            path = renamed[before] = next(pieces)
        if old_id == new_id and status != "U":
            moved[path] = before  # the same where only its mode differs
            continue
        if _is_file(old_mode) and status[0] in "DR":
            gone.add(before)
            left.setdefault(old_id, []).append(before)
        if _is_file(old_mode) and status == "M":
            left.setdefault(old_id, []).insert(0, before)
        if status != "D":
            found[path] = before if _is_file(old_mode) and _is_file(new_mode) else ""
        if _is_file(new_mode):
            new_ids[path] = new_id
    for path, before in _exchanged(new_ids, left, gone).items():
        if before in renamed:
            found[renamed[before]] = ""  # what git took for the other end of a rename is elsewhere
        del found[path]
        moved[path] = before
    return found, moved


def _exchanged(new_ids: Mapping[str, str], left: Mapping[str, list[str]], gone: set[str]) -> dict[str, str]:
    """Path → path before, of files that have the very content another one had before and gave up.

    Git pairs what was deleted with names that are new. Names that were exchanged, and a name that another file took
    over, it shows as edits, or would have to read all that was edited (``-B``): the ids tell. A file whose former
    content is elsewhere now counts only if its own comes from elsewhere too: otherwise the other is a copy.
    """
    source_of: dict[str, str] = {}
    target_of: dict[str, str] = {}
    for path in sorted(new_ids):
        if held := left.get(new_ids[path]):
            source = held.pop()
            source_of[path], target_of[source] = source, path
    for start in [source for source in target_of if source not in source_of and source not in gone]:
        source = start
        while source in target_of:
            target = target_of.pop(source)
            del source_of[target]
            source = target
    return source_of


def _is_file(mode: str) -> bool:
    return mode.startswith("100")  # the others: none, a symbolic link, a submodule


def trailers(root: str, bases: Sequence[str], head: str, name: str = "Reusecheck-Allow") -> list[Trailer]:
    """The trailers of this name (in any case) in the messages of the commits from the bases to the head, oldest first.

    What a trailer is, git says: a line of the last paragraph (https://git-scm.com/docs/git-interpret-trailers).
    """
    shown = f"--format=%(trailers:key={name},unfold,separator=%x00)%x00"
    # `--encoding`: a message may be kept in another one
    command = ["rev-list", "--reverse", "--topo-order", "--encoding=UTF-8", shown, head, *_not(bases), "--"]
    listing = "\n" + _git(root, *command).decode("utf-8", "surrogateescape")
    found: list[Trailer] = []
    commit = ""
    paths: tuple[str, ...] = ()
    # no message holds a NUL, and no unfolded value a line break
    for piece in listing.split("\0")[:-1]:
        line = piece
        if piece.startswith("\ncommit "):
            commit, _, line = piece.removeprefix("\ncommit ").partition("\n")
            paths = _touched(root, commit) if line else ()
        if line:
            found.append(Trailer(commit, _value(line, name), paths))
    return found


def trailers_of_message(root: str, message: bytes, name: str = "Reusecheck-Allow") -> list[str]:
    """The values of the trailers in a message that is being written, in order.

    Comments, and what stands below the scissors of ``git commit --verbose``, are not part of it.
    """
    import tempfile  # noqa: PLC0415 - one commit in many gives a trailer

    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        # a line of dashes ends the message of a patch, not that of a commit
        said = _git(root, "interpret-trailers", "--parse", "--no-divider", file.name)
    lines = said.decode("utf-8", "surrogateescape").split("\n")
    return [_value(line, name) for line in lines if line.lower().startswith(f"{name.lower()}:")]


def _value(line: str, name: str) -> str:
    return line[len(name) + 1 :].strip()


def _touched(root: str, commit: str) -> tuple[str, ...]:
    listing = _git(root, "diff-tree", "-r", "-z", "-c", "--root", "--name-only", "--no-commit-id", commit, "--")
    return tuple(sorted(os.fsdecode(path) for path in listing.split(b"\0")[:-1]))


def _commits(root: str, *wanted: str) -> list[str]:
    return _git(root, "rev-list", *wanted, "--").decode("ascii").split()


def _not(bases: Sequence[str]) -> list[str]:
    return [f"^{base}" for base in bases]


def path_of(root: str, name: str) -> str:
    """Of a file of the repository, wherever its folder is."""
    said = _git(root, "rev-parse", "--git-path", name)
    return os.path.join(root, os.fsdecode(said.removesuffix(b"\n")))


def _lines(file: str) -> list[str]:
    with open(file, encoding="ascii") as lines:
        return lines.read().split()
