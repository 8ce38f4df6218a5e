"""What a pipeline is compared with, in real clones with the variables that pipelines set."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reusecheck.git import history
from reusecheck.git.bases import Base
from tests.git.clones import Service, base_of, chain, commit, head, mended, mended_base, refusal

pytestmark = pytest.mark.usefixtures("no_git_variables")


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

    def test_a_branch_called_like_an_abbreviated_commit_is_not_taken_for_it(self, service: Service) -> None:
        service.repository.git("branch", service.main[-1][:12], service.desk[-1])
        clone = service.clone("--branch=desk")
        variables = self.bitbucket(service, COMMIT=service.main[-1][:12])
        assert "is not in this clone" in refusal(clone, **variables)
        assert base_of(clone, **variables, BITBUCKET_PR_DESTINATION_BRANCH="main").commits == (service.began,)

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
