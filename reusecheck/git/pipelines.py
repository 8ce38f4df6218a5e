"""What pipelines say in their variables of the commit or branch that theirs is to be compared with.

Nothing here asks git: what is named may be absent.
"""

from __future__ import annotations

import os

from reusecheck.errors import NotJudgedError
from reusecheck.git.history import is_full_id, is_nothing
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

BRANCH = "refs/heads/"
OTHERWISE = "name the base with `--base REF`, or judge all articles with `reusecheck check`"


class Named(NamedTuple):
    """What a pipeline says of its base.

    ``whose``: to tell of it. ``names``: what to look for, in this order: ids, or branches as ``refs/heads/main``; none
    where nothing is said, and ``looked_for`` then says of what. ``branch``: the one the names are of. ``source``: the
    commit that is to be merged, where known: HEAD may be its merge with the base, made for the pipeline. ``whole``:
    how this pipeline clones everything. ``first``: nothing was there before.
    """

    whose: str = ""
    names: tuple[str, ...] = ()
    branch: str = ""
    source: str = ""
    whole: str = ""
    looked_for: str = ""
    first: bool = False


def named(variables: Mapping[str, str]) -> Named:
    """What the first pipeline that is running here says."""
    for variable, reader in _PIPELINES.items():
        if variables.get(variable):
            return reader(variables)
    return Named(looked_for=", ".join(_PIPELINES))


def _github(variables: Mapping[str, str]) -> Named:
    """https://docs.github.com/en/webhooks/webhook-events-and-payloads, in the file that tells of the event."""
    event = _event(variables.get("GITHUB_EVENT_PATH", ""))
    found = Named(
        "this run of GitHub Actions",
        whole="`fetch-depth: 0` for actions/checkout",
        looked_for="pull_request, merge_group and before in the file that GITHUB_EVENT_PATH names; "
        f"GITHUB_EVENT_NAME is {variables.get('GITHUB_EVENT_NAME', '')!r}",
    )
    if base := _text(event, "pull_request", "base", "ref"):
        # the commit is as old as the last event of the request, the branch as new as the clone
        names = (BRANCH + base, _text(event, "pull_request", "base", "sha"))
        return found._replace(names=_some(*names), branch=base, source=_text(event, "pull_request", "head", "sha"))
    if commit := _text(event, "merge_group", "base_sha"):
        branch = _text(event, "merge_group", "base_ref")  # with refs/heads/
        return found._replace(names=_some(commit, branch), branch=branch.removeprefix(BRANCH))
    if before := _text(event, "before"):
        return _of_push(found, _text(event, "ref"), before, _text(event, "repository", "default_branch"))
    return found


def _gitlab(variables: Mapping[str, str]) -> Named:
    """https://docs.gitlab.com/ci/variables/predefined_variables/."""
    found = Named(
        "this pipeline of GitLab",
        whole="the variable `GIT_DEPTH: 0`",
        looked_for="CI_MERGE_REQUEST_TARGET_BRANCH_NAME, a CI_COMMIT_BRANCH other than CI_DEFAULT_BRANCH, and a "
        "CI_COMMIT_BEFORE_SHA other than zeros",
    )
    for request in ("CI_MERGE_REQUEST", "CI_EXTERNAL_PULL_REQUEST"):
        if branch := variables.get(f"{request}_TARGET_BRANCH_NAME"):
            # The first and the source only where the pipeline is of the merged result. The second is the merge base; a
            # request that is given another target keeps it until its next commit
            # (https://gitlab.com/gitlab-org/gitlab/-/issues/442031).
            commits = [variables.get(f"{request}_{name}_SHA", "") for name in ("TARGET_BRANCH", "DIFF_BASE")]
            source = variables.get(f"{request}_SOURCE_BRANCH_SHA", "")
            return found._replace(names=_some(*commits, BRANCH + branch), branch=branch, source=source)
    default, branch = variables.get("CI_DEFAULT_BRANCH", ""), variables.get("CI_COMMIT_BRANCH", "")
    before = variables.get("CI_COMMIT_BEFORE_SHA", "")
    # zeros also where someone has started the pipeline
    if branch == default and is_nothing(before) and variables.get("CI_PIPELINE_SOURCE") != "push":
        return found
    return _of_push(found, BRANCH + branch, before, default)


def _bitbucket(variables: Mapping[str, str]) -> Named:
    """https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/; its commits may be abbreviated."""
    branch = variables.get("BITBUCKET_PR_DESTINATION_BRANCH", "")
    commit = variables.get("BITBUCKET_PR_DESTINATION_COMMIT", "")
    return Named(
        "this pipeline of Bitbucket",
        _some(commit, branch and BRANCH + branch),
        branch,
        # the pipeline of a pull request merges the destination into the source before it begins
        source=variables.get("BITBUCKET_COMMIT", ""),
        whole="`clone: depth: full`",
        looked_for="BITBUCKET_PR_DESTINATION_COMMIT and BITBUCKET_PR_DESTINATION_BRANCH, which pull requests have",
    )


def _azure(variables: Mapping[str, str]) -> Named:
    """https://learn.microsoft.com/azure/devops/pipelines/build/variables; branches with and without ``refs/heads/``."""
    branch = variables.get("SYSTEM_PULLREQUEST_TARGETBRANCH", "").removeprefix(BRANCH)
    return Named(
        "this pipeline of Azure",
        _some(branch and BRANCH + branch),
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
        _some(BRANCH + branch) if branch else _some(commit if is_full_id(commit) else ""),
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
    if default and ref != BRANCH + default:
        return found._replace(names=(BRANCH + default,), branch=default)
    if is_nothing(before):
        return found._replace(first=True)
    return found._replace(names=_some(before), branch=ref.removeprefix(BRANCH))


def _event(path: str) -> object:
    """What GitHub tells of the event, a tree of JSON."""
    if not path:
        return None
    import json  # noqa: PLC0415 - only on GitHub

    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        raise NotJudgedError(
            f"the event file {path}, named by GITHUB_EVENT_PATH, cannot be read ({error}), so the base is not known "
            f"and nothing was judged; {OTHERWISE}"
        ) from error


def _text(tree: object, *keys: str) -> str:
    """What stands there in a tree of JSON; "" if nothing does."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    if not isinstance(tree, str):
        return ""
    try:
        os.fsencode(tree)
    except UnicodeEncodeError:  # a lone surrogate, which no name of a commit has
        return ""
    return tree


def _some(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name and not is_nothing(name))
