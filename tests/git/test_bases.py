"""What a branch or a push is compared with, in real clones with the variables that pipelines and hooks set."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reusecheck.errors import EXIT_NOT_JUDGED, NotJudgedError
from reusecheck.git import bases, history
from reusecheck.git.bases import Base
from tests.git.clones import chain, cloned, commit, head, mended
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("no_git_variables")

HOSTILE = "it's;$(touch${IFS}owned)`touch${IFS}owned`&&x"


class Service:
    """A repository as a service holds it: ``desk`` adds two commits to the fourth of six on ``main``."""

    def __init__(self, root: Path) -> None:
        self.folder = root
        self.repository = Repository(root / "service")
        self.main = chain(self.repository, 6)
        self.desk = chain(self.repository, 2, "desk", self.main[3])
        self.began = self.main[3]

    def clone(self, *options: str) -> Repository:
        return cloned(self.repository, self.folder / "clone", *options)

    def request(self, first: str = "main", second: str = "desk") -> str:
        """The merge of a request with its target, as the services make it; its id."""
        self.repository.git("checkout", "--quiet", "--force", "--detach", first)
        self.repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", second)
        merged = head(self.repository)
        self.repository.git("update-ref", "refs/pull/1/merge", merged)
        self.repository.git("checkout", "--quiet", "--force", "main")
        return merged

    def runner(self, wanted: str, depth: int) -> Repository:
        """What a runner has checked out: one commit, so many deep, and no branch. https://github.com/actions/checkout."""
        self.repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
        runner = Repository(self.folder / "runner")
        runner.git("remote", "add", "origin", f"file://{self.repository.root}")
        how = [f"--depth={depth}"] if depth else []
        runner.git("fetch", "--quiet", "--no-tags", *how, "origin", wanted)
        runner.git("checkout", "--quiet", "--force", "--detach", wanted)
        return runner


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(tmp_path)


def base_of(repository: Repository, given: str = "", **variables: str) -> Base:
    return bases.base_of(str(repository.root), given, variables)


def refusal(repository: Repository, given: str = "", **variables: str) -> str:
    with pytest.raises(NotJudgedError) as refused:
        base_of(repository, given, **variables)
    assert refused.value.exit_code == EXIT_NOT_JUDGED
    return str(refused.value)


def mended_base(repository: Repository, given: str = "", **variables: str) -> tuple[str, Base]:
    """The command a refusal names, and what the base is once it was run."""
    command = mended(repository, refusal(repository, given, **variables))
    return command, base_of(repository, given, **variables)


class TestABaseThatIsGiven:
    def test_it_is_what_the_branch_began_with_and_not_the_end_of_the_other(self, service: Service) -> None:
        clone = service.clone("--branch=desk")
        expected = Base((service.began,), f"origin/main at {service.began[:12]}", service.desk[-1])
        assert base_of(clone, "origin/main") == expected
        assert base_of(clone, "refs/remotes/origin/main") == expected

    @pytest.mark.parametrize("given", ["main", "refs/heads/main"])
    def test_the_branch_of_the_remote_comes_before_a_local_one(self, service: Service, given: str) -> None:
        clone = service.clone("--branch=desk")
        clone.git("branch", "main", service.main[0])
        assert base_of(clone, given) == base_of(clone, "origin/main")

    @pytest.mark.parametrize("given", ["main", "origin/main", "refs/heads/main"])
    def test_a_branch_that_is_known_here_alone_serves(self, service: Service, given: str) -> None:
        service.repository.git("checkout", "--quiet", "desk")
        expected = Base((service.began,), f"main at {service.began[:12]}", service.desk[-1])
        assert base_of(service.repository, given) == expected

    def test_a_commit_may_be_said_in_every_way_git_knows(self, service: Service) -> None:
        clone = service.clone()
        clone.git("tag", "-a", "-m", "tag", "v1", service.main[2])
        for given in (service.main[2], service.main[2][:9], "HEAD~3", "v1", "refs/tags/v1", "@{upstream}~3", "@~3"):
            assert base_of(clone, given).commits == (service.main[2],)
        assert base_of(clone, service.main[2]).shown == f"commit {service.main[2][:12]}"
        assert base_of(clone, "HEAD~3").shown == f"HEAD~3 at {service.main[2][:12]}"

    def test_branches_that_merged_each_other_have_several(self, service: Service) -> None:
        one, two = service.main[-1], service.desk[-1]
        service.repository.git("checkout", "--quiet", "desk")
        service.repository.git("merge", "--quiet", "-m", "A merge", one)
        service.repository.git("checkout", "--quiet", "main")
        service.repository.git("merge", "--quiet", "-m", "A merge", two)
        found = base_of(service.repository, "desk")
        assert found.commits == tuple(sorted((one, two)))
        assert found.shown == " and ".join(["desk at " + min(one, two)[:12], max(one, two)[:12]])

    def test_a_branch_that_was_merged_adds_nothing(self, service: Service) -> None:
        clone = service.clone()
        clone.git("checkout", "--quiet", "--detach", service.main[2])
        assert base_of(clone, "main").commits == (service.main[2],)

    @pytest.mark.parametrize(
        "given", ["--upload-pack=x", "-n", "main..desk", "no such\x1b[31m", "HEAD~99", "@{nothing}"]
    )
    def test_what_is_no_name_is_refused_without_a_command_to_run(self, service: Service, given: str) -> None:
        said = refusal(service.clone(), given)
        assert "names no commit" in said
        assert "git fetch" not in said
        assert "\x1b" not in said
        assert "--base REF" in said

    def test_another_beginning_is_refused(self, service: Service) -> None:
        chain(service.repository, 1, "other")
        assert "no common history" in refusal(service.clone(), "origin/other")

    def test_a_repository_without_a_commit_is_refused(self, tmp_path: Path) -> None:
        assert "HEAD names no commit" in refusal(Repository(tmp_path / "empty"), "main")

    def test_a_base_wins_over_what_the_pipeline_says(self, service: Service) -> None:
        variables = {"GITLAB_CI": "true", "CI_COMMIT_BRANCH": "desk", "CI_DEFAULT_BRANCH": "nowhere"}
        assert base_of(service.clone("--branch=desk"), "main", **variables).commits == (service.began,)

    def test_another_commit_than_the_one_checked_out_may_be_judged(self, service: Service) -> None:
        clone = service.clone()
        found = bases.base_of(str(clone.root), "main", {}, "origin/desk")
        assert (found.commits, found.head) == ((service.began,), service.desk[-1])


class TestWhatIsAbsent:
    """Each command is run as it is printed, and the base is found then."""

    @pytest.mark.parametrize("given", ["main", "origin/main", "refs/heads/main"])
    @pytest.mark.parametrize("depth", [1, 2, 50])
    def test_a_branch_that_a_shallow_clone_lacks(self, service: Service, given: str, depth: int) -> None:
        clone = service.clone(f"--depth={depth}", "--single-branch", "--branch=desk")
        command, base = mended_base(clone, given)
        whole = " --unshallow" if depth < 50 else ""  # deeper than the history: nothing was cut off
        assert command == f"git fetch --no-tags{whole} origin +refs/heads/main:refs/remotes/origin/main"
        assert base == Base((service.began,), f"origin/main at {service.began[:12]}", service.desk[-1])

    @pytest.mark.parametrize("depth", [0, 1, 2])
    def test_a_commit_that_a_clone_lacks(self, service: Service, depth: int) -> None:
        clone = service.clone(*([f"--depth={depth}"] if depth else []), "--single-branch", "--branch=desk")
        command, base = mended_base(clone, service.main[-1])
        assert command.endswith(f" origin {service.main[-1]}")
        assert base.commits == (service.began,)

    def test_a_commit_that_is_abbreviated(self, service: Service) -> None:
        clone = service.clone("--depth=1", "--single-branch", "--branch=desk")
        command, base = mended_base(clone, service.main[-1][:12])
        assert command == "git fetch --no-tags --unshallow origin '+refs/heads/*:refs/remotes/origin/*'"
        assert base.commits == (service.began,)

    def test_a_tag(self, service: Service) -> None:
        service.repository.git("tag", "v1", service.main[-1])
        clone = service.clone("--depth=1", "--single-branch", "--no-tags", "--branch=desk")
        command, base = mended_base(clone, "refs/tags/v1")
        assert command == "git fetch --no-tags --unshallow origin +refs/tags/v1:refs/tags/v1"
        assert base.shown == f"v1 at {service.began[:12]}"

    def test_a_branch_of_a_remote_that_is_called_otherwise(self, service: Service) -> None:
        clone = service.clone("--single-branch", "--branch=desk", "--origin=upstream")
        for given in ("main", "upstream/main"):
            found = refusal(clone, given)
            assert "`git fetch --no-tags upstream +refs/heads/main:refs/remotes/upstream/main`" in found
        assert mended_base(clone, "main")[1].shown == f"upstream/main at {service.began[:12]}"

    def test_a_branch_whose_name_a_shell_would_obey(self, service: Service) -> None:
        service.repository.git("branch", HOSTILE, service.main[-1])
        clone = service.clone("--single-branch", "--branch=desk")
        command = re.findall(r"`(git fetch --no-tags origin .*)`, then", refusal(clone, HOSTILE))[0]
        done = clone.run("sh", "-c", command)
        assert done.returncode == 0, done.stdout
        assert not (clone.root / "owned").exists()
        assert base_of(clone, HOSTILE).commits == (service.began,)

    def test_where_the_branch_began(self, service: Service) -> None:
        clone = service.clone("--depth=2", "--no-single-branch", "--branch=desk")
        command, base = mended_base(clone, "origin/main")
        assert command == "git fetch --no-tags --unshallow origin"
        assert base.commits == (service.began,)

    def test_nothing_is_asked_for_that_is_not_needed(self, service: Service) -> None:
        """A shallow clone in which the base is an ancestor is as good as a whole one."""
        clone = service.clone("--depth=3", "--single-branch")
        assert base_of(clone, service.main[-2]).commits == (service.main[-2],)


class TestGitHub:
    """https://docs.github.com/en/webhooks/webhook-events-and-payloads"""

    def variables(self, service: Service, event: object, name: str = "pull_request") -> dict[str, str]:
        path = service.folder / "event.json"
        path.write_text(json.dumps(event), encoding="utf-8")
        return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(path), "GITHUB_EVENT_NAME": name}

    def request(self, service: Service, base: str = "", source: str = "") -> dict[str, str]:
        base, source = base or service.main[-1], source or service.desk[-1]
        head = {"ref": "desk", "sha": source}
        return self.variables(service, {"pull_request": {"base": {"ref": "main", "sha": base}, "head": head}})

    def push(self, service: Service, ref: str, before: str) -> dict[str, str]:
        event = {"ref": ref, "before": before, "repository": {"default_branch": "main"}}
        return self.variables(service, event, "push")

    def test_the_merge_of_a_request_two_deep_is_enough(self, service: Service) -> None:
        runner = service.runner(service.request(), 2)
        found = base_of(runner, **self.request(service))
        assert found == Base((service.main[-1],), f"origin/main at {service.main[-1][:12]}", head(runner))
        changed = history.changes(str(runner.root), found.commits, found.head)
        assert [change.path for change in changed] == ["desk-0.md", "desk-1.md"]
        assert history.is_cut(str(runner.root), found.commits, found.head)  # of its commits one is not there

    def test_the_merge_of_a_request_one_deep_lacks_one_commit(self, service: Service) -> None:
        runner = service.runner(service.request(), 1)
        assert "`fetch-depth: 0` for actions/checkout" in refusal(runner, **self.request(service))
        command, found = mended_base(runner, **self.request(service))
        assert command == f"git fetch --no-tags --depth=1 origin {service.main[-1]}"
        assert found.commits == (service.main[-1],)
        changed = history.changes(str(runner.root), found.commits, found.head)
        assert [change.path for change in changed] == ["desk-0.md", "desk-1.md"]

    def test_a_merge_is_compared_with_the_target_it_was_made_with_and_not_an_earlier_one(
        self, service: Service
    ) -> None:
        """What an event calls the base may be old; the words that came to the target since are nobody's here."""
        runner = service.runner(service.request(), 0)
        assert base_of(runner, **self.request(service, base=service.began)).commits == (service.main[-1],)

    def test_the_branch_of_a_request_itself_may_be_checked_out(self, service: Service) -> None:
        clone = service.clone("--branch=desk")
        found = base_of(clone, **self.request(service))
        assert found == Base((service.began,), f"origin/main at {service.began[:12]}", service.desk[-1])

    def test_a_target_that_was_merged_into_the_branch_is_not_new(self, service: Service) -> None:
        service.repository.git("checkout", "--quiet", "desk")
        service.repository.git("merge", "--quiet", "-m", "Up to date", "main")
        clone = service.clone("--branch=desk")
        old = self.request(service, base=service.began, source=head(service.repository))
        assert base_of(clone, **old).commits == (service.main[-1],)

    def test_without_the_branch_its_commit_serves(self, service: Service) -> None:
        runner = service.runner(service.desk[-1], 0)
        found = base_of(runner, **self.request(service, base=service.began))
        assert found == Base((service.began,), f"origin/main at {service.began[:12]}", service.desk[-1])

    def test_a_branch_that_is_nowhere_is_fetched(self, service: Service) -> None:
        runner = service.runner(service.desk[-1], 1)
        command, found = mended_base(runner, **self.request(service))
        assert command == "git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main"
        assert found.commits == (service.began,)

    def test_a_request_that_was_merged_since_is_judged_as_it_was(self, service: Service) -> None:
        service.repository.git("checkout", "--quiet", "main")
        service.repository.git("merge", "--quiet", "-m", "Merged", "desk")
        clone = service.clone("--branch=desk")
        assert base_of(clone, **self.request(service)).commits == (service.began,)

    def test_the_checkout_of_the_target_instead_of_the_request_is_refused(self, service: Service) -> None:
        """The default for pull_request_target: the target has nothing that it did not have, and the gate would pass."""
        said = refusal(service.clone(), **self.request(service))
        assert f"{service.desk[-1][:12]}, is not in what is checked out ({service.main[-1][:12]})" in said

    def test_what_a_step_has_committed_on_top_of_a_request_belongs_to_it(self, service: Service) -> None:
        clone = service.clone("--branch=desk")
        commit(clone, "generated.md", "by a step\n")
        assert base_of(clone, **self.request(service)).commits == (service.began,)

    def test_a_merge_queue_builds_on_what_it_names(self, service: Service) -> None:
        group = {"merge_group": {"base_sha": service.main[2], "base_ref": "refs/heads/main"}}
        found = base_of(service.runner(service.main[4], 0), **self.variables(service, group, "merge_group"))
        assert found == Base((service.main[2],), f"origin/main at {service.main[2][:12]}", service.main[4])

    def test_a_push_to_the_default_branch_adds_to_what_it_was(self, service: Service) -> None:
        found = base_of(service.clone(), **self.push(service, "refs/heads/main", service.main[2]))
        assert found == Base((service.main[2],), f"origin/main at {service.main[2][:12]}", service.main[-1])

    @pytest.mark.parametrize("pushed_before", [False, True])
    def test_every_push_to_another_branch_is_judged_for_all_that_the_branch_adds(
        self, service: Service, pushed_before: bool
    ) -> None:
        """Otherwise the second push would be green whatever the first one brought."""
        before = service.desk[0] if pushed_before else "0" * 40
        found = base_of(service.clone("--branch=desk"), **self.push(service, "refs/heads/desk", before))
        assert found == Base((service.began,), f"origin/main at {service.began[:12]}", service.desk[-1])

    def test_everything_is_new_in_the_first_push_of_the_default_branch(self, service: Service) -> None:
        found = base_of(service.clone(), **self.push(service, "refs/heads/main", "0" * 40))
        assert found == Base((), "the beginning", service.main[-1])

    def test_what_a_forced_push_replaced_is_fetched(self, service: Service) -> None:
        replaced = chain(service.repository, 1, "replaced", service.main[2])[0]
        service.repository.git("branch", "--quiet", "-D", "replaced")
        runner = service.runner(service.main[-1], 2)
        command, found = mended_base(runner, **self.push(service, "refs/heads/main", replaced))
        assert command == f"git fetch --no-tags --unshallow origin {replaced}"
        assert found == Base((service.main[2],), f"origin/main at {service.main[2][:12]}", service.main[-1])

    def test_a_tag_adds_what_the_default_branch_has_not(self, service: Service) -> None:
        clone = service.clone("--branch=desk")
        found = base_of(clone, **self.push(service, "refs/tags/v1", "0" * 40))
        assert found.commits == (service.began,)

    @pytest.mark.parametrize("event", [{}, [], None, {"pull_request": None}, {"pull_request": {"base": {"ref": 1}}}])
    def test_an_event_that_names_no_base_is_refused(self, service: Service, event: Any) -> None:
        said = refusal(service.clone(), **self.variables(service, event, "schedule"))
        assert said == (
            "this run of GitHub Actions does not say what to compare with (looked for pull_request, merge_group and "
            "before in the file that GITHUB_EVENT_PATH names; GITHUB_EVENT_NAME is 'schedule'), so nothing was judged; "
            "name the base with `--base REF`, or judge all articles with `reusecheck check`"
        )

    def test_an_event_that_cannot_be_read_is_refused(self, service: Service) -> None:
        clone, path = service.clone(), service.folder / "event.json"
        variables = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(path)}
        assert "cannot be read" in refusal(clone, **variables)
        path.write_bytes(b"\xff{")
        assert "cannot be read" in refusal(clone, **variables)
        assert "does not say" in refusal(clone, GITHUB_ACTIONS="true")


class TestGitLab:
    """https://docs.gitlab.com/ci/variables/predefined_variables/"""

    def request(self, **more: str) -> dict[str, str]:
        named = {"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": "0" * 40, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
        return named | {f"CI_MERGE_REQUEST_{name}": value for name, value in more.items()}

    def branch(self, name: str, before: str, source: str = "push") -> dict[str, str]:
        found = {"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": before, "CI_DEFAULT_BRANCH": "main"}
        return found | {"CI_COMMIT_BRANCH": name, "CI_PIPELINE_SOURCE": source}

    def test_a_merge_request_names_where_it_began(self, service: Service) -> None:
        runner = service.runner(service.desk[-1], 3)
        found = base_of(runner, **self.request(DIFF_BASE_SHA=service.began))
        assert found == Base((service.began,), f"origin/main at {service.began[:12]}", service.desk[-1])

    def test_a_clone_too_shallow_for_where_it_began_is_deepened(self, service: Service) -> None:
        runner = service.runner(service.desk[-1], 2)
        variables = self.request(DIFF_BASE_SHA=service.began)
        assert "`GIT_DEPTH: 0`" in refusal(runner, **variables)
        command, found = mended_base(runner, **variables)
        assert command == "git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main"
        assert found.commits == (service.began,)

    def test_a_merged_result_is_compared_with_what_it_was_merged_with(self, service: Service) -> None:
        runner = service.runner(service.request(), 2)
        variables = self.request(
            DIFF_BASE_SHA=service.began, TARGET_BRANCH_SHA=service.main[-1], SOURCE_BRANCH_SHA=service.desk[-1]
        )
        assert base_of(runner, **variables).commits == (service.main[-1],)

    def test_a_request_of_another_service_names_its_target(self, service: Service) -> None:
        name = "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH"
        variables = {"GITLAB_CI": "true", f"{name}_NAME": "main", f"{name}_SHA": service.main[-1]}
        assert base_of(service.clone("--branch=desk"), **variables).commits == (service.began,)

    def test_a_branch_is_compared_with_the_default_one(self, service: Service) -> None:
        runner = service.runner(service.desk[-1], 2)
        _, found = mended_base(runner, **self.branch("desk", service.desk[0]))
        assert found == Base((service.began,), f"origin/main at {service.began[:12]}", service.desk[-1])

    def test_the_default_branch_is_compared_with_what_it_was(self, service: Service) -> None:
        found = base_of(service.clone(), **self.branch("main", service.main[2]))
        assert found == Base((service.main[2],), f"origin/main at {service.main[2][:12]}", service.main[-1])

    def test_zeros_mean_a_first_push_only_where_somebody_pushed(self, service: Service) -> None:
        clone = service.clone()
        assert base_of(clone, **self.branch("main", "0" * 40)) == Base((), "the beginning", service.main[-1])
        assert "CI_COMMIT_BEFORE_SHA other than zeros" in refusal(clone, **self.branch("main", "0" * 40, "schedule"))
        assert "looked for CI_MERGE" in refusal(clone, GITLAB_CI="true")


class TestOtherPipelines:
    def bitbucket(self, service: Service, **more: str) -> dict[str, str]:
        """https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/"""
        named = {"BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_COMMIT": service.desk[-1]}
        return named | {f"BITBUCKET_PR_DESTINATION_{name}": value for name, value in more.items()}

    def test_bitbucket_merges_the_target_into_the_branch(self, service: Service) -> None:
        runner = service.runner(service.request("desk", "main"), 50)
        variables = self.bitbucket(service, BRANCH="main", COMMIT=service.main[-1][:12])
        expected = Base((service.main[-1],), f"origin/main at {service.main[-1][:12]}", head(runner))
        assert base_of(runner, **variables) == expected

    def test_bitbucket_abbreviates_commits(self, service: Service) -> None:
        clone = service.clone("--branch=desk")
        variables = self.bitbucket(service, BRANCH="main", COMMIT=service.main[-1][:12])
        assert base_of(clone, **variables).shown == f"origin/main at {service.began[:12]}"
        runner = service.runner(service.desk[-1], 1)
        command, found = mended_base(runner, **variables)
        assert command == "git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main"
        assert found.commits == (service.began,)

    def test_bitbucket_says_nothing_of_a_push(self, service: Service) -> None:
        said = refusal(service.clone(), **self.bitbucket(service))
        assert said.startswith("this pipeline of Bitbucket does not say what to compare with (looked for BITBUCKET_PR_")

    @pytest.mark.parametrize("target", ["refs/heads/main", "main"])
    @pytest.mark.parametrize("depth", [1, 2])
    def test_azure_builds_the_merge(self, service: Service, target: str, depth: int) -> None:
        """https://learn.microsoft.com/azure/devops/pipelines/build/variables"""
        runner = service.runner(service.request(), depth)
        named = {"SYSTEM_PULLREQUEST_TARGETBRANCH": target, "SYSTEM_PULLREQUEST_SOURCECOMMITID": service.desk[-1]}
        if depth == 1:
            assert "`fetchDepth: 0`" in refusal(runner, TF_BUILD="True", **named)
            mended(runner, refusal(runner, TF_BUILD="True", **named))
        expected = Base((service.main[-1],), f"origin/main at {service.main[-1][:12]}", head(runner))
        assert base_of(runner, TF_BUILD="True", **named) == expected

    def test_azure_says_nothing_of_a_push(self, service: Service) -> None:
        assert "SYSTEM_PULLREQUEST_TARGETBRANCH" in refusal(service.clone(), TF_BUILD="True")

    def test_jenkins_names_the_target_of_a_request(self, service: Service) -> None:
        """https://www.jenkins.io/doc/book/pipeline/multibranch/"""
        clone = service.clone("--branch=desk")
        variables = {"JENKINS_URL": "https://ci.example", "CHANGE_TARGET": "main"}
        assert base_of(clone, **variables).shown == f"origin/main at {service.began[:12]}"
        clone.git("checkout", "--quiet", "--detach", "origin/main")
        clone.git("merge", "--quiet", "--no-ff", "-m", "As Jenkins merges", "origin/desk")
        assert base_of(clone, **variables).commits == (service.main[-1],)

    def test_jenkins_names_the_last_build_that_succeeded(self, service: Service) -> None:
        variables = {"JENKINS_URL": "https://ci.example", "GIT_PREVIOUS_SUCCESSFUL_COMMIT": service.main[1]}
        clone = service.clone()
        assert base_of(clone, **variables) == Base((service.main[1],), f"commit {service.main[1][:12]}", head(clone))
        for nothing in ("", "null"):
            assert "CHANGE_TARGET" in refusal(clone, **variables | {"GIT_PREVIOUS_SUCCESSFUL_COMMIT": nothing})

    def test_no_pipeline_is_refused_and_says_what_was_looked_for(self, service: Service) -> None:
        said = refusal(service.clone())
        assert "GITHUB_ACTIONS, GITLAB_CI, BITBUCKET_BUILD_NUMBER, TF_BUILD, JENKINS_URL" in said
        assert "`--base REF`, or judge all articles with `reusecheck check`" in said


class TestPushes:
    """https://pre-commit.com/#pre-push"""

    @pytest.fixture
    def clone(self, service: Service) -> Repository:
        """On ``main``, with a new commit on ``desk``."""
        clone = service.clone("--branch=desk")
        commit(clone, "new.md", "new\n")
        clone.git("checkout", "--quiet", "main")
        return clone

    def pushed(
        self, clone: Repository, to: str = "", since: str = "", branch: str = "desk", **more: str
    ) -> Base | None:
        variables = {"REMOTE_NAME": "origin", "LOCAL_BRANCH": f"refs/heads/{branch}", **more}
        variables |= {"TO_REF": to, "FROM_REF": since} if to else {}
        return bases.base_of_push(str(clone.root), {f"PRE_COMMIT_{name}": value for name, value in variables.items()})

    def test_no_push_has_no_base(self, service: Service) -> None:
        assert bases.base_of_push(str(service.repository.root), {"PRE_COMMIT": "1"}) is None

    def test_another_branch_than_the_one_checked_out_is_pushed(self, service: Service, clone: Repository) -> None:
        had, new = service.desk[-1], head(clone, "desk")
        assert self.pushed(clone, new, had) == Base((had,), f"origin at {had[:12]}", new)

    def test_a_first_push_names_only_the_branch_and_is_all_new(self, service: Service) -> None:
        found = self.pushed(service.repository, branch="main", REMOTE_NAME="elsewhere")
        assert found == Base((), "the beginning", service.main[-1])

    def test_a_new_branch_adds_to_what_the_remote_has_elsewhere(self, service: Service, clone: Repository) -> None:
        clone.git("checkout", "--quiet", "-b", "other", service.main[2])
        new = commit(clone, "other.md", "new\n")
        found = self.pushed(clone, new, service.main[2], branch="other")
        assert found == Base((service.main[2],), f"origin at {service.main[2][:12]}", new)

    def test_a_merge_of_two_branches_the_remote_has_adds_to_both(self, service: Service, clone: Repository) -> None:
        clone.git("merge", "--quiet", "-m", "A merge", "origin/desk")
        both = sorted((service.main[-1], service.desk[-1]))
        found = self.pushed(clone, head(clone), service.main[-1], branch="main")
        assert found == Base(tuple(both), f"origin at {both[0][:12]} and {both[1][:12]}", head(clone))

    def test_a_forced_push_over_what_nobody_here_knows(self, service: Service, clone: Repository) -> None:
        new = head(clone, "desk")
        found = self.pushed(clone, new, "1" * 40)
        assert found == Base((service.desk[-1],), f"origin at {service.desk[-1][:12]}", new)

    def test_what_the_remote_had_counts_though_no_branch_of_it_is_known(self, service: Service) -> None:
        had, new = service.main[2], service.main[-1]
        found = self.pushed(service.repository, new, had, branch="main")
        assert found == Base((had,), f"the remote at {had[:12]}", new)

    def test_a_tag_is_pushed_like_a_branch(self, service: Service, clone: Repository) -> None:
        clone.git("tag", "-a", "-m", "tag", "v1", "desk")
        for to in ("", head(clone, "refs/tags/v1")):  # the tag itself, not its commit
            found = self.pushed(clone, to, service.desk[-1], branch="unused", LOCAL_BRANCH="refs/tags/v1")
            assert found == Base((service.desk[-1],), f"origin at {service.desk[-1][:12]}", head(clone, "desk"))

    def test_what_is_no_commit_was_not_judged(self, clone: Repository) -> None:
        clone.git("tag", "folder", "main^{tree}")
        with pytest.raises(NotJudgedError, match=r"'refs/tags/folder' is being pushed and is no commit"):
            self.pushed(clone, LOCAL_BRANCH="refs/tags/folder")

    @pytest.mark.parametrize("length", [40, 64])
    def test_a_push_that_deletes_has_nothing_to_judge(self, clone: Repository, length: int) -> None:
        assert self.pushed(clone, "0" * length, head(clone)) == Base((), "", "")
        assert self.pushed(clone, LOCAL_BRANCH="(delete)") == Base((), "", "")

    def test_a_push_of_what_the_remote_has_adds_nothing(self, service: Service, clone: Repository) -> None:
        found = self.pushed(clone, branch="main")
        assert found == Base((service.main[-1],), f"origin at {service.main[-1][:12]}", service.main[-1])

    def test_an_address_is_never_shown(self, service: Service, clone: Repository) -> None:
        for address in (f"file://{service.repository.root}", "https://desk:secret@git.example/desk.git"):
            found = self.pushed(clone, head(clone, "desk"), service.desk[-1], REMOTE_NAME=address)
            assert found
            assert found.shown == f"the remote at {service.desk[-1][:12]}"
            assert found.commits == (service.desk[-1],)

    def test_two_commits_named_by_hand_are_compared_where_they_part(self, service: Service, clone: Repository) -> None:
        """``pre-commit run --from-ref main --to-ref desk``"""
        named = {"PRE_COMMIT_FROM_REF": "main", "PRE_COMMIT_TO_REF": "desk"}
        found = bases.base_of_push(str(clone.root), named)
        assert found == Base((service.began,), f"origin/main at {service.began[:12]}", head(clone, "desk"))

    def test_pre_commit_itself_hands_on_what_is_needed(self, service: Service, clone: Repository) -> None:
        """Two pushes: a branch that is new to the remote, and the same again with one more commit."""
        seen = service.folder / "seen"
        package = str(Path(bases.__file__).parents[2])
        script = clone.write(
            ".git/told.py",
            f"import os, sys\nsys.path.insert(0, {package!r})\nfrom reusecheck.git import bases\n"
            f"open({str(seen)!r}, 'a').write(repr(tuple(bases.base_of_push(os.getcwd()))) + '\\n')\n",
        )
        hook: dict[str, object] = {
            "id": "told",
            "name": "told",
            "language": "system",
            "entry": f"{sys.executable} {script}",
        }
        hook |= {"pass_filenames": False, "always_run": True}
        commit(clone, ".pre-commit-config.yaml", json.dumps({"repos": [{"repo": "local", "hooks": [hook]}]}))
        done = clone.run(sys.executable, "-m", "pre_commit", "install", "--hook-type=pre-push")
        assert done.returncode == 0, done.stdout
        first = head(clone)
        clone.git("push", "--quiet", "origin", "main:refs/heads/other")
        commit(clone, "more.md", "more\n")
        clone.git("push", "--quiet", "origin", "main:refs/heads/other")
        assert [ast.literal_eval(line) for line in seen.read_text().splitlines()] == [
            ((service.main[-1],), f"origin at {service.main[-1][:12]}", first),
            ((first,), f"origin at {first[:12]}", head(clone)),
        ]


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """Hooks on pushes and merges import these modules."""
    heavy = {"subprocess", "typing", "json", "shlex", "tempfile", "pathlib"}
    program = "import sys; from reusecheck.git import bases; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    assert "reusecheck.git.history" in done.stdout.split()
    assert not heavy & set(done.stdout.split())
