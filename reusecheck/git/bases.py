"""What a branch, or a push, is compared with, from what pipelines and hooks say of it in their variables.

No secret and no network: what a pipeline knows, and what the clone holds. What is not there is refused with the
command that fetches it, since a gate that compares with the wrong commit passes what nobody judged.
"""

from __future__ import annotations

import os

from reusecheck.errors import NotJudgedError
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
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_BRANCH, _REMOTE, _TAG = "refs/heads/", "refs/remotes/", "refs/tags/"
_SHOWN = 12  # digits of a commit's id: as git shows them in a repository as large as Linux
_SHORTEST = 7  # digits of an id that is abbreviated, below which it is rather a word
# What no name of a branch may hold, so that it says a commit in another way, or nothing
# (https://git-scm.com/docs/git-check-ref-format)
_NEVER_IN_NAMES = frozenset(" ~^:?*[\\\x7f") | {chr(code) for code in range(32)}
_BEGINNING = "the beginning"
_OTHERWISE = "name the base with `--base REF`, or judge all articles with `reusecheck check`"


class Base(NamedTuple):
    """What to compare with.

    ``commits``: full ids; several where a merge has crossed another, none where everything is new. ``shown``: for the
    closing line, as "origin/main at 1a2b3c4d5e6f"; not harmless yet. ``head``: full id of the commit to judge; "" for
    a push that only deletes, where there is nothing to judge.
    """

    commits: tuple[str, ...]
    shown: str
    head: str


class Named(NamedTuple):
    """What a pipeline says of its base.

    ``names``: what to look for, in this order: ids, or branches as ``refs/heads/main``. ``branch``: the one they are
    of. ``source``: the commit that is to be merged, where known: HEAD may be its merge with the base, made for the
    pipeline. ``whole``: how this pipeline clones everything. ``first``: nothing was there before.
    """

    pipeline: str
    names: tuple[str, ...] = ()
    branch: str = ""
    source: str = ""
    whole: str = ""
    looked_for: str = ""
    first: bool = False


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
        return _compared(root, Named("", (given,)), judged)
    named = _named(variables)
    if named.first:
        return Base((), _BEGINNING, judged)
    if not named.names:
        raise NotJudgedError(
            f"{named.pipeline} names no base (looked for {named.looked_for}), so nothing was judged; {_OTHERWISE}"
        )
    return _merged(root, named, judged) or _compared(root, named, judged)


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
        return _compared(root, Named("", (before,)), head)
    # an address may hold a password
    shown = remote if remote in remotes(root) else "the remote"
    commits = new_to(root, head, remote, [known] if known else [])
    return Base(tuple(commits), _shown(shown, commits) if commits else _BEGINNING, head)


def _named(variables: Mapping[str, str]) -> Named:
    """What the first pipeline that is running here says."""
    for variable, reader in _PIPELINES.items():
        if variables.get(variable):
            return reader(variables)
    known = ", ".join(_PIPELINES)
    return Named("no pipeline that is known here", looked_for=f"the variables {known}")


def _github(variables: Mapping[str, str]) -> Named:
    """https://docs.github.com/en/webhooks/webhook-events-and-payloads, in the file that tells of the event."""
    event = _event(variables.get("GITHUB_EVENT_PATH", ""))
    found = Named("this run of GitHub Actions", whole="`fetch-depth: 0` for actions/checkout")
    if base := _text(event, "pull_request", "base", "ref"):
        # the commit is as old as the last event of the request, the branch as new as the clone
        names = (_BRANCH + base, _text(event, "pull_request", "base", "sha"))
        return found._replace(names=_some(*names), branch=base, source=_text(event, "pull_request", "head", "sha"))
    if commit := _text(event, "merge_group", "base_sha"):
        branch = _text(event, "merge_group", "base_ref")  # with refs/heads/
        return found._replace(names=_some(commit, branch), branch=branch.removeprefix(_BRANCH))
    if before := _text(event, "before"):
        return _of_push(found, _text(event, "ref"), before, _text(event, "repository", "default_branch"))
    event_name = variables.get("GITHUB_EVENT_NAME", "none")
    looked_for = f"pull_request, merge_group and before in the file GITHUB_EVENT_PATH names; the event is {event_name}"
    return found._replace(looked_for=looked_for)


def _gitlab(variables: Mapping[str, str]) -> Named:
    """https://docs.gitlab.com/ci/variables/predefined_variables/."""
    found = Named("this pipeline of GitLab", whole="the variable `GIT_DEPTH: 0`")
    for request in ("CI_MERGE_REQUEST", "CI_EXTERNAL_PULL_REQUEST"):
        if branch := variables.get(f"{request}_TARGET_BRANCH_NAME"):
            # the first and the source only where the pipeline is of the merged result; the second is the merge base
            commits = [variables.get(f"{request}_{name}_SHA", "") for name in ("TARGET_BRANCH", "DIFF_BASE")]
            source = variables.get(f"{request}_SOURCE_BRANCH_SHA", "")
            return found._replace(names=_some(*commits, _BRANCH + branch), branch=branch, source=source)
    default, branch = variables.get("CI_DEFAULT_BRANCH", ""), variables.get("CI_COMMIT_BRANCH", "")
    before = variables.get("CI_COMMIT_BEFORE_SHA", "")
    # zeros also where someone has started the pipeline
    if branch != default or not is_nothing(before) or variables.get("CI_PIPELINE_SOURCE") == "push":
        return _of_push(found, _BRANCH + branch, before, default)
    return found._replace(
        looked_for="CI_MERGE_REQUEST_TARGET_BRANCH_NAME, CI_DEFAULT_BRANCH other than CI_COMMIT_BRANCH, and "
        "CI_COMMIT_BEFORE_SHA other than zeros"
    )


def _bitbucket(variables: Mapping[str, str]) -> Named:
    """https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/; its commits may be abbreviated."""
    branch = variables.get("BITBUCKET_PR_DESTINATION_BRANCH", "")
    commit = variables.get("BITBUCKET_PR_DESTINATION_COMMIT", "")
    return Named(
        "this pipeline of Bitbucket",
        _some(commit, branch and _BRANCH + branch),
        branch,
        # the pipeline of a pull request merges the destination into the source before it begins
        source=variables.get("BITBUCKET_COMMIT", ""),
        whole="`clone: depth: full`",
        looked_for="BITBUCKET_PR_DESTINATION_COMMIT and BITBUCKET_PR_DESTINATION_BRANCH, which pull requests have",
    )


def _azure(variables: Mapping[str, str]) -> Named:
    """https://learn.microsoft.com/azure/devops/pipelines/build/variables; branches with and without ``refs/heads/``."""
    branch = variables.get("SYSTEM_PULLREQUEST_TARGETBRANCH", "").removeprefix(_BRANCH)
    return Named(
        "this pipeline of Azure",
        _some(branch and _BRANCH + branch),
        branch,
        source=variables.get("SYSTEM_PULLREQUEST_SOURCECOMMITID", ""),
        whole="`fetchDepth: 0` for the checkout step",
        looked_for="SYSTEM_PULLREQUEST_TARGETBRANCH, which pull requests have",
    )


def _jenkins(variables: Mapping[str, str]) -> Named:
    """https://www.jenkins.io/doc/book/pipeline/multibranch/ and https://plugins.jenkins.io/git/."""
    branch, commit = variables.get("CHANGE_TARGET", ""), variables.get("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "")
    return Named(
        "this build of Jenkins",
        _some(_BRANCH + branch) if branch else _some(commit if is_full_id(commit) else ""),
        branch,
        whole="a clone that is not shallow",
        looked_for="CHANGE_TARGET and GIT_PREVIOUS_SUCCESSFUL_COMMIT",
    )


# What tells the pipelines apart, and who reads their variables
_PIPELINES = {
    "GITHUB_ACTIONS": _github,
    "GITLAB_CI": _gitlab,
    "BITBUCKET_BUILD_NUMBER": _bitbucket,
    "TF_BUILD": _azure,
    "JENKINS_URL": _jenkins,
}


def _of_push(found: Named, ref: str, before: str, default: str) -> Named:
    """The base of what was pushed to a branch or tag.

    To the default branch: what it was before. To another: what it adds to the default one, however often it was
    pushed; were it compared with what it was before, the next push would turn the gate green.
    """
    if default and ref != _BRANCH + default:
        return found._replace(names=(_BRANCH + default,), branch=default)
    if is_nothing(before):
        return found._replace(first=True)
    return found._replace(names=_some(before), branch=ref.removeprefix(_BRANCH))


def _event(path: str) -> object:
    """What GitHub tells of the event, a tree of JSON."""
    if not path:
        return None
    import json  # noqa: PLC0415 - only on GitHub

    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise NotJudgedError(
            f"the event file {path}, named by GITHUB_EVENT_PATH, cannot be read ({error}), so the base is not known "
            f"and nothing was judged; {_OTHERWISE}"
        ) from error


def _text(tree: object, *keys: str) -> str:
    """What stands there in a tree of JSON; "" if nothing does."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree if isinstance(tree, str) else ""


def _some(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name and not is_nothing(name))


def _merged(root: str, named: Named, head: str) -> Base | None:
    """The other parent, where the head merges what is to be merged with it; known however shallow the clone is.

    Raises:
        NotJudgedError: it is absent, or the head does not hold what is to be merged, as after the checkout that is the
            default for ``pull_request_target``: the base would be compared with itself.
    """
    source = named.source
    if not source or head.startswith(source):
        return None
    others = [parent for parent in parents(root, head) if not parent.startswith(source)]
    if len(others) == 1 and len(parents(root, head)) == 2:
        if commit_of(root, others[0]):
            return Base((others[0],), _shown(_spoken(root, named), others), head)
        fetch = f"git fetch --no-tags --depth=1 {remote_of(root)} {others[0]}"
        raise _absent(root, named, f"{others[0][:_SHOWN]}, which the checked out merge builds on,", fetch)
    known = commit_of(root, source)
    if known is None or merge_bases(root, known, head) != [known]:
        raise NotJudgedError(
            f"the commit to be merged, {source[:_SHOWN]}, is not in what is checked out ({head[:_SHOWN]}), so nothing "
            "was judged; check out what is to be merged, or its merge with the base"
        )
    return None


def _compared(root: str, named: Named, head: str) -> Base:
    """The base among the names that are known here: the first that leaves no doubt."""
    refused: NotJudgedError | None = None
    held: Base | None = None
    for name in named.names:
        form, commit = _found(root, name)
        if not commit:
            continue
        try:
            commits = merge_bases(root, commit, head)
        except NotJudgedError as error:
            refused = refused or NotJudgedError(f"{error}{_or_whole(named)}")
            continue
        if not commits:
            raise NotJudgedError(
                f"{_plain(form)} ({commit[:_SHOWN]}) and what is checked out ({head[:_SHOWN]}) have no common "
                f"history, so there is nothing to compare with and nothing was judged; {_OTHERWISE}"
            )
        shown = _plain(form) if form.startswith("refs/") else _spoken(root, named) or form
        found = Base(tuple(commits), _shown(shown, commits), head)
        if commits != [head]:
            return found
        held = held or found  # it has been merged since: an older name may tell what it added
    if held:
        return held
    raise refused or _missing(root, named)


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
    if name.startswith((_BRANCH, _REMOTE)):
        remote, branch = _split(root, name.removeprefix(_REMOTE).removeprefix(_BRANCH), name.startswith(_REMOTE))
        return [f"{_REMOTE}{remote}/{branch}", _BRANCH + branch]
    remote, branch = _split(root, name, may_name_remote=True)
    return [f"{_REMOTE}{remote}/{branch}", name, _BRANCH + branch]


def _split(root: str, name: str, may_name_remote: bool) -> tuple[str, str]:
    """Remote and branch."""
    remote, slash, branch = name.partition("/")
    if may_name_remote and slash and remote in {*remotes(root), "origin"}:
        return remote, branch
    return remote_of(root), name


def _is_revision(name: str) -> bool:
    """Whether it is no name but says a commit in another way: an id, ``HEAD~2``, ``@{upstream}``."""
    return is_full_id(name) or name in ("HEAD", "@") or "@{" in name or not _NEVER_IN_NAMES.isdisjoint(name)


def _missing(root: str, named: Named) -> NotJudgedError:
    """None of the names is known here: what would fetch one of them."""
    branches = [name for name in named.names if not is_full_id(name) and not _may_be_abbreviated(name)]
    name = (branches or list(named.names))[0]
    if name.startswith("-") or (_is_revision(name) and not is_full_id(name)):
        return NotJudgedError(
            f"{name!r} names no commit here, so there is no base and nothing was judged; {_OTHERWISE}"
        )
    if is_full_id(name):
        return _absent(root, named, name, deepening(root, name))
    if _may_be_abbreviated(name):  # a server knows no abbreviations
        remote = remote_of(root)
        return _absent(root, named, name, deepening(root, f"+{_BRANCH}*:{_REMOTE}{remote}/*"))
    if name.startswith(_TAG):
        return _absent(root, named, _plain(name), deepening(root, f"+{name}:{name}"))
    form = _forms(root, name)[0]
    remote, branch = _split(root, form.removeprefix(_REMOTE), may_name_remote=True)
    fetch = deepening(root, f"+{_BRANCH}{branch}:{form}", remote)
    return _absent(root, named, f"{remote}/{branch}", fetch)


def _may_be_abbreviated(name: str) -> bool:
    return len(name) >= _SHORTEST and not name.strip("0123456789abcdef")


def _absent(root: str, named: Named, what: str, fetch: str) -> NotJudgedError:
    shallow = boundary(root)
    return NotJudgedError(
        f"the base {what} is not in this clone{', which is shallow' if shallow else ''}, so what the branch adds was "
        f"not judged; run `{fetch}`, then this again{_or_whole(named) if shallow else ''}"
    )


def _or_whole(named: Named) -> str:
    return f" (or let the pipeline clone everything: {named.whole})" if named.whole else ""


def _spoken(root: str, named: Named) -> str:
    """The branch a pipeline names, as the remote has it; "" if it names none."""
    return f"{remote_of(root)}/{named.branch}" if named.branch else ""


def _plain(form: str) -> str:
    return form.removeprefix(_REMOTE).removeprefix(_BRANCH).removeprefix(_TAG)


def _shown(name: str, commits: list[str]) -> str:
    ids = " and ".join(commit[:_SHOWN] for commit in commits)
    if not name or is_full_id(name):
        return f"commit {ids}"
    return f"{name} at {ids}"
