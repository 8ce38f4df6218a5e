"""What a branch, or a push, is compared with, from what pipelines and hooks say of it in their variables.

No secret and no network: what a pipeline knows, and what the clone holds. What is not there is refused with the
command that fetches it, since a gate that compares with the wrong commit passes what nobody judged.
"""

from __future__ import annotations

import os

from reusecheck.errors import NotJudgedError
from reusecheck.git import _git
from reusecheck.git.history import (
    boundary,
    commit_of,
    deepening,
    is_full_id,
    is_nothing,
    merge_bases,
    new_to,
    parents,
    remote_of,
    remotes,
)
from reusecheck.git.pipelines import BRANCH, OTHERWISE, Named, named
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_REMOTE, _TAG = "refs/remotes/", "refs/tags/"
_SHOWN = 12  # digits of a commit's id: as git shows them in a repository as large as Linux
_MOST_KNOWN = 8  # branches that are named to somebody who may have misspelt one
_SHORTEST = 7  # digits of an id that is abbreviated, below which it is rather a word
# What no name of a branch may hold, so that it says a commit in another way, or nothing
# (https://git-scm.com/docs/git-check-ref-format)
_NEVER_IN_NAMES = frozenset(" ~^:?*[\\\x7f") | {chr(code) for code in range(32)}
_BEGINNING = "the beginning"


class Base(NamedTuple):
    """What to compare with.

    ``commits``: full ids; several where a merge has crossed another, none where everything is new. ``shown``: for the
    closing line, as "origin/main at 1a2b3c4d5e6f"; not harmless yet. ``head``: full id of the commit to judge; "" for
    a push that only deletes, where there is nothing to judge.
    """

    commits: tuple[str, ...]
    shown: str
    head: str


def base_of(root: str, given: str = "", variables: Mapping[str, str] = os.environ, head: str = "HEAD") -> Base:
    """The base of what a pipeline has checked out: ``given``, or what its variables name.

    Raises:
        NotJudgedError: no base is named; it is absent, has no history in common with the head, or a shallow clone
            leaves open where the branch began. With what mends it.
    """
    judged = commit_of(root, head)
    if judged is None:
        raise NotJudgedError(f"{head} names no commit: there is nothing to compare, and nothing was judged")
    if given:
        return _compared(root, Named(names=(given,)), judged)
    said = named(variables)
    if said.first:
        return Base((), _BEGINNING, judged)
    if said.names:
        return _merged(root, said, judged) or _compared(root, said, judged)
    whose = f"{said.whose} does not say what to compare with" if said.whose else "there is nothing to compare with"
    raise NotJudgedError(f"{whose} (looked for {said.looked_for}), so nothing was judged; {OTHERWISE}")


def base_of_push(root: str, variables: Mapping[str, str] = os.environ) -> Base | None:
    """What a push adds to, where pre-commit runs the hook for one; ``None`` where no push is being made.

    The variables: https://pre-commit.com/#pre-push. A first push has no FROM and no TO, only the name of the branch;
    FROM is what the remote had, or the last commit it is known to have. A tag is pushed like a branch.

    Raises:
        NotJudgedError: what is pushed is no commit.
    """
    pushed = variables.get("PRE_COMMIT_TO_REF") or variables.get("PRE_COMMIT_LOCAL_BRANCH") or ""
    if not pushed:
        return None
    if is_nothing(pushed) or pushed == "(delete)":
        return Base((), "", "")
    head = commit_of(root, pushed)
    if head is None:
        raise NotJudgedError(f"{pushed!r} is being pushed and is no commit that is here, so it was not judged")
    before = variables.get("PRE_COMMIT_FROM_REF", "")
    known = commit_of(root, before)
    remote = variables.get("PRE_COMMIT_REMOTE_NAME", "")
    if not remote and known:  # `pre-commit run --from-ref FROM --to-ref TO`: no push, but so called
        return _compared(root, Named(names=(before,)), head)
    # an address may hold a password
    shown = remote if remote in remotes(root) else "the remote"
    commits = new_to(root, head, remote, [known] if known else [])
    return Base(tuple(commits), _shown(shown, commits) if commits else _BEGINNING, head)


def _merged(root: str, said: Named, head: str) -> Base | None:
    """The other parent, where the head merges what is to be merged with it; known however shallow the clone is.

    Raises:
        NotJudgedError: it is absent, or the head does not hold what is to be merged, as after the checkout that is the
            default for ``pull_request_target``: the base would be compared with itself.
    """
    source = said.source
    if not source or head.startswith(source):
        return None
    merges = parents(root, head)
    others = [parent for parent in merges if not parent.startswith(source)]
    if len(others) == 1 and len(merges) == 2:
        if commit_of(root, others[0]):
            return Base((others[0],), _shown(_spoken(root, said), others), head)
        fetch = f"git fetch --no-tags --depth=1 {remote_of(root)} {others[0]}"
        raise _absent(root, said, f"{others[0][:_SHOWN]}, which the checked out merge builds on,", fetch)
    known = commit_of(root, source)
    if known is None or merge_bases(root, known, head) != [known]:
        raise NotJudgedError(
            f"the commit to be merged, {source[:_SHOWN]}, is not in what is checked out ({head[:_SHOWN]}), so nothing "
            "was judged; check out what is to be merged, or its merge with the base"
        )
    return None


def _compared(root: str, said: Named, head: str) -> Base:
    """The base among the names that are known here: the first that leaves no doubt."""
    refused: NotJudgedError | None = None
    held: Base | None = None
    for name in said.names:
        form, commit = _found(root, name)
        # what a pipeline abbreviates is an id, whatever somebody calls a branch
        if not commit or (said.whose and _may_be_abbreviated(name) and not commit.startswith(name)):
            continue
        try:
            commits = merge_bases(root, commit, head)
        except NotJudgedError as error:
            refused = refused or NotJudgedError(f"{error}{_or_whole(said)}")
            continue
        if not commits:
            raise NotJudgedError(
                f"{_plain(form)} ({commit[:_SHOWN]}) and what is checked out ({head[:_SHOWN]}) have no common "
                f"history, so there is nothing to compare with and nothing was judged; {OTHERWISE}"
            )
        shown = _plain(form) if form.startswith("refs/") else _spoken(root, said) or form
        found = Base(tuple(commits), _shown(shown, commits), head)
        if commits != [head]:
            return found
        held = held or found  # it has been merged since: an older name may tell what it added
    if held:
        return held
    raise refused or _missing(root, said)


def _found(root: str, name: str) -> tuple[str, str]:
    """The first form of a name that is known here, and its commit; "" if there is none."""
    for form in _forms(root, name):
        if commit := commit_of(root, form):
            return form, commit
    return name, ""


def _forms(root: str, name: str) -> list[str]:
    """What a name may stand for, best first: the branch of the remote, which a pipeline keeps, before a local one."""
    if _is_revision(name) or name.startswith((_TAG, "-")):
        return [name]
    if name.startswith((BRANCH, _REMOTE)):
        remote, branch = _split(root, name.removeprefix(_REMOTE).removeprefix(BRANCH), name.startswith(_REMOTE))
        return [f"{_REMOTE}{remote}/{branch}", BRANCH + branch]
    remote, branch = _split(root, name, may_name_remote=True)
    return [f"{_REMOTE}{remote}/{branch}", name, BRANCH + branch]


def _split(root: str, name: str, may_name_remote: bool) -> tuple[str, str]:
    """Remote and branch."""
    remote, slash, branch = name.partition("/")
    if may_name_remote and slash and remote in (remotes(root) or ("origin",)):
        return remote, branch
    return remote_of(root), name


def _is_revision(name: str) -> bool:
    """Whether it is no name but says a commit in another way: an id, ``HEAD~2``, ``@{upstream}``."""
    if is_full_id(name) or name in ("HEAD", "@"):
        return True
    return "@{" in name or ".." in name or not _NEVER_IN_NAMES.isdisjoint(name)


def _missing(root: str, said: Named) -> NotJudgedError:
    """None of the names is known here: what would fetch one of them."""
    branches = [name for name in said.names if not is_full_id(name) and not _may_be_abbreviated(name)]
    name = (branches or list(said.names))[0]
    if name.startswith("-") or (_is_revision(name) and not is_full_id(name)):
        return NotJudgedError(f"{name!r} names no commit here, so there is no base and nothing was judged; {OTHERWISE}")
    if is_full_id(name):
        return _absent(root, said, name, deepening(root, name))
    if _may_be_abbreviated(name):  # a server knows no abbreviations
        remote = remote_of(root)
        return _absent(root, said, name, deepening(root, f"+{BRANCH}*:{_REMOTE}{remote}/*"))
    if name.startswith(_TAG):
        return _absent(root, said, _plain(name), deepening(root, f"+{name}:{name}"))
    if not remotes(root):
        return NotJudgedError(f"{name!r} names no commit here{_known(root)}; {OTHERWISE}")
    form = _forms(root, name)[0]
    remote, branch = _split(root, form.removeprefix(_REMOTE), may_name_remote=True)
    fetch = deepening(root, f"+{BRANCH}{branch}:{form}", remote)
    # what somebody typed may be misspelt; what a pipeline says is not
    return _absent(root, said, f"{remote}/{branch}", fetch, "" if said.whose else _known(root))


def _known(root: str) -> str:
    """The branches that are here, to be put behind a name that is not."""
    listed = _git(root, "for-each-ref", f"--count={_MOST_KNOWN}", "--format=%(refname:short)", BRANCH, _REMOTE)
    names = [name for name in os.fsdecode(listed).split("\n") if name and "/" + name.rpartition("/")[2] != "/HEAD"]
    return f" (here are {', '.join(names)})" if names else ""


def _may_be_abbreviated(name: str) -> bool:
    return len(name) >= _SHORTEST and not name.strip("0123456789abcdef")


def _absent(root: str, said: Named, what: str, fetch: str, known: str = "") -> NotJudgedError:
    shallow = boundary(root)
    where = f"in this clone{known}{', which is shallow' if shallow else ''}"
    whole = _or_whole(said) if shallow else ""
    return NotJudgedError(
        f"the base {what} is not {where}, so what the branch adds was not judged; run `{fetch}`, then this again{whole}"
    )


def _or_whole(said: Named) -> str:
    return f" (or let the pipeline clone everything: {said.whole})" if said.whole else ""


def _spoken(root: str, said: Named) -> str:
    """The branch a pipeline names, as the remote has it; "" if it names none."""
    return f"{remote_of(root)}/{said.branch}" if said.branch else ""


def _plain(form: str) -> str:
    return form.removeprefix(_REMOTE).removeprefix(BRANCH).removeprefix(_TAG)


def _shown(name: str, commits: list[str]) -> str:
    ids = " and ".join(commit[:_SHOWN] for commit in commits)
    if not name or is_full_id(name):
        return f"commit {ids}"
    return f"{name} at {ids}"
