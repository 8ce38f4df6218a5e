"""What docs/ci.md and ci/gitlab.yml tell pipelines to run, run in clones as their runners make them, with their
variables. ``test_action.py`` does the same for GitHub. Lines that install from OWNER are left out: it is no address.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.end_to_end.press import PROJECT, hook_definition
from tests.git.clones import cloned
from tests.git.hosted import HOSTILE_BRANCH, Project, number_of, tools

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.repository import Repository

PAGE = (PROJECT / "docs" / "ci.md").read_text(encoding="utf-8")
PATIENCE = 120  # seconds
EVERYTHING = "+refs/heads/*:refs/remotes/origin/*"


def shown(name: str) -> str:
    """The pipeline of this name on the page."""
    (found,) = re.findall(rf"^<!-- pipeline: {name} -->\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert isinstance(found, str)
    return found


def run(lines: Sequence[str], clone: Repository, path: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The lines as a runner runs them, in a clean environment: the first that fails is the last."""
    wanted = [line for line in lines if "OWNER" not in line]
    assert any("reusecheck" in line and " ci" in line for line in wanted)
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(wanted)],
        cwd=clone.root,
        env={"PATH": path, "HOME": str(clone.root.parent), "CI": "true", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="backslashreplace",
        check=False,
        timeout=PATIENCE,
    )


def failures(report: Path) -> list[str]:
    """The suites of a JUnit report that hold a failure."""
    suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - we wrote it
    return [suite.get("name", "") for suite in suites if suite.find(".//failure") is not None]


def assert_blocked(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1, done.stdout
    assert re.search(r"^content/hall\.md:\d+:\d+: ", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"^checked 1 article .* – 1 blocked", done.stdout, re.MULTILINE), done.stdout


def assert_passed(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout
    assert re.search(r"^checked 1 article ", done.stdout, re.MULTILINE), done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("service") / "project")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return tools(tmp_path / "bin", "bash", "git", "python3", "mkdir")


class TestAnyPipeline:
    lines = shown("any").splitlines()

    def test_is_three_lines(self) -> None:
        assert len(self.lines) == 3

    def test_judges_what_a_branch_adds(self, project: Project, tmp_path: Path, path: str) -> None:
        clone = cloned(project, tmp_path / "clone", "--branch=copied")
        assert_blocked(run(self.lines, clone, path))
        clone.git("switch", "--quiet", "--detach", "origin/credited")
        assert_passed(run(self.lines, clone, path))

    def test_refuses_a_clone_one_commit_deep_in_the_words_of_the_page_until_it_is_mended(
        self, project: Project, tmp_path: Path, path: str
    ) -> None:
        clone = cloned(project, tmp_path / "clone", "--branch=copied", "--depth=1")
        refused = run(self.lines[-1:], clone, path)
        assert refused.returncode == 3
        (words,) = re.findall(r"^<!-- refused: [^\n]* -->\n```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
        assert words == refused.stdout
        (command,) = re.findall(r"`(git fetch [^`]+)`", words)
        assert_blocked(run([command, *self.lines[-1:]], clone, path))


class TestGitLab:
    definition = yaml.safe_load((PROJECT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
    job = definition["reusecheck"]

    def checked_out(self, project: Project, folder: Path, name: str) -> Repository:
        return project.checked_out(folder / "clone", project.id(name), "refs/pipelines/118", EVERYTHING)

    def run(self, clone: Repository, path: str, **variables: str) -> subprocess.CompletedProcess[str]:
        given = {name: str(value) for name, value in self.job["variables"].items()}
        lines = [*self.job["before_script"], *self.job["script"]]
        return run(lines, clone, path, **given, GITLAB_CI="true", CI_DEFAULT_BRANCH="main", **variables)

    def request(self, project: Project, branch: str) -> dict[str, str]:
        return {
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_COMMIT_SHA": project.id(branch),
            "CI_MERGE_REQUEST_TITLE": '"; touch owned #',
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": branch,
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": project.git("merge-base", "main", branch).strip(),
        }

    def test_a_merge_request_fails_and_every_report_that_is_kept_is_there(
        self, project: Project, tmp_path: Path, path: str
    ) -> None:
        clone = self.checked_out(project, tmp_path, "copied")
        assert_blocked(self.run(clone, path, **self.request(project, "copied")))
        artifacts = self.job["artifacts"]
        for name in (*artifacts["paths"], *artifacts["reports"].values()):
            assert (clone.root / name).stat().st_size, name
        quality = json.loads((clone.root / artifacts["reports"]["codequality"]).read_text("utf-8"))
        assert [one["location"]["path"] for one in quality] == ["content/hall.md"]
        assert failures(clone.root / artifacts["reports"]["junit"]) == ["content/hall.md"]
        (cached,) = self.job["cache"]["paths"]
        assert (clone.root / cached).is_dir()

    def test_the_pipeline_of_a_merged_result_is_judged_the_same(
        self, project: Project, tmp_path: Path, path: str
    ) -> None:
        merged = f"refs/pull/{number_of('copied')}/merge"
        clone = self.checked_out(project, tmp_path, merged)
        ids = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": project.id("main"), "CI_COMMIT_SHA": project.id(merged)}
        ids["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] = project.id("copied")
        assert_blocked(self.run(clone, path, **(self.request(project, "copied") | ids)))

    def test_a_push_to_the_default_branch_is_held_against_what_it_was(
        self, project: Project, tmp_path: Path, path: str
    ) -> None:
        merged = f"refs/pull/{number_of('copied')}/merge"
        clone = self.checked_out(project, tmp_path, merged)
        before = {"CI_COMMIT_BEFORE_SHA": project.id("main"), "CI_COMMIT_SHA": project.id(merged)}
        assert_blocked(self.run(clone, path, CI_PIPELINE_SOURCE="push", CI_COMMIT_BRANCH="main", **before))

    def test_a_clone_as_deep_as_a_project_may_set_it_is_refused_with_the_variable_that_mends_it(
        self, project: Project, tmp_path: Path, path: str
    ) -> None:
        clone = project.checked_out(tmp_path / "clone", project.id("copied"), "refs/pipelines/118", depth=1)
        refused = self.run(clone, path, **self.request(project, "copied"))
        assert refused.returncode == 3, refused.stdout
        assert "GIT_DEPTH: 0" in refused.stdout

    def test_names_of_branches_are_never_run(self, project: Project, tmp_path: Path, path: str) -> None:
        clone = self.checked_out(project, tmp_path, HOSTILE_BRANCH)
        assert_blocked(self.run(clone, path, **self.request(project, HOSTILE_BRANCH)))
        assert not list(tmp_path.rglob("owned"))

    def test_flags_are_variables(self, project: Project, tmp_path: Path, path: str) -> None:
        clone = self.checked_out(project, tmp_path, "copied")
        done = self.run(clone, path, REUSECHECK_FAIL_ON="never", **self.request(project, "copied"))
        assert done.returncode == 0
        assert "1 blocked" in done.stdout

    def test_the_job_has_what_the_gate_needs_and_asks_for_no_secret(self) -> None:
        assert list(self.definition) == ["reusecheck"]
        assert self.job["variables"]["GIT_DEPTH"] == "0"
        sources = " ".join(rule["if"] for rule in self.job["rules"])
        assert '"merge_request_event"' in sources
        assert "$CI_DEFAULT_BRANCH" in sources
        assert not re.search(r"TOKEN|PASSWORD|SECRET", json.dumps(self.definition))

    def test_the_page_includes_the_file_by_its_name(self) -> None:
        page: Any = yaml.safe_load(shown("gitlab"))
        (included,) = page["include"]
        assert (PROJECT / included["file"]).samefile(PROJECT / "ci" / "gitlab.yml")
        assert set(page["variables"]) <= set(self.job["variables"])


class TestTheOthers:
    def test_bitbucket(self, project: Project, tmp_path: Path, path: str) -> None:
        page = yaml.safe_load(shown("bitbucket"))
        assert page["clone"]["depth"] == "full"
        (step,) = (each["step"] for each in page["pipelines"]["pull-requests"]["**"])
        clone = cloned(project, tmp_path / "clone", "--branch=copied")
        clone.git("merge", "--quiet", "--no-edit", project.id("main"))
        variables = {
            "BITBUCKET_BUILD_NUMBER": "41",
            "BITBUCKET_BRANCH": "copied",
            "BITBUCKET_COMMIT": project.id("copied"),
            "BITBUCKET_PR_ID": "1",
            "BITBUCKET_PR_DESTINATION_BRANCH": "main",
            "BITBUCKET_PR_DESTINATION_COMMIT": project.id("main")[:12],
        }
        assert_blocked(run(step["script"], clone, path, **variables))
        (report,) = (clone.root / "test-results").iterdir()
        assert failures(report) == ["content/hall.md"]

    def test_azure(self, project: Project, tmp_path: Path, path: str) -> None:
        page = yaml.safe_load(shown("azure"))
        assert page["steps"][0] == {"checkout": "self", "fetchDepth": 0, "persistCredentials": False}
        merged = project.id(f"refs/pull/{number_of('copied')}/merge")
        clone = project.checked_out(tmp_path / "clone", merged, "refs/remotes/pull/1/merge", EVERYTHING)
        variables = {
            "TF_BUILD": "True",
            "BUILD_REASON": "PullRequest",
            "BUILD_SOURCEVERSION": merged,
            "BUILD_SOURCEBRANCH": "refs/pull/1/merge",
            "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
            "SYSTEM_PULLREQUEST_SOURCECOMMITID": project.id("copied"),
        }
        scripts = [step["script"] for step in page["steps"] if "script" in step]
        assert_blocked(run(scripts, clone, path, **variables))
        (task,) = (step for step in page["steps"] if "task" in step)
        assert failures(clone.root / task["inputs"]["testResultsFiles"]) == ["content/hall.md"]

    def test_jenkins(self, project: Project, tmp_path: Path, path: str) -> None:
        page = shown("jenkins")
        environment = tmp_path / "workspace tmp" / "env" / "bin"
        environment.mkdir(parents=True)
        (environment / "reusecheck").symlink_to(f"{path}/reusecheck")
        clone = project.checked_out(tmp_path / "clone", project.id("copied"), "refs/remotes/origin/PR-1", EVERYTHING)
        variables = {
            "JENKINS_URL": "https://jenkins.example/",
            "BRANCH_NAME": "PR-1",
            "CHANGE_ID": "1",
            "CHANGE_BRANCH": "copied",
            "CHANGE_TARGET": "main",
            "WORKSPACE_TMP": str(tmp_path / "workspace tmp"),
        }
        assert_blocked(run(re.findall(r"\bsh '(.+)'$", page, re.MULTILINE), clone, path, **variables))
        (report,) = re.findall(r"junit '(.+?)'", page)
        assert failures(clone.root / report) == ["content/hall.md"]

    def test_pre_commit_with_two_ends(self, project: Project, tmp_path: Path, path: str) -> None:
        (line,) = re.findall(r"^pre-commit (run .* --to-ref .*)$", PAGE, re.MULTILINE)
        clone = cloned(project, tmp_path / "clone", "--branch=copied")
        hook = hook_definition() | {"language": "system", "entry": f"{path}/reusecheck hook"}
        configuration = {"repos": [{"repo": "local", "hooks": [hook]}]}
        clone.stage(".pre-commit-config.yaml", json.dumps(configuration))
        done = clone.run(sys.executable, "-m", "pre_commit", *line.split())
        assert done.returncode == 1, done.stdout
        assert "content/hall.md" in done.stdout
        assert "content/old.md" not in done.stdout


class TestThePage:
    def test_the_workflow_is_pinned_and_asks_for_the_history_and_no_more_rights_than_it_needs(self) -> None:
        written = shown("github")
        workflow = yaml.safe_load(written)
        assert workflow["permissions"] == {"contents": "read"}
        (job,) = workflow["jobs"].values()
        assert job["permissions"] == {"contents": "read", "security-events": "write"}
        checkout, gate, upload = job["steps"]
        assert checkout["with"] == {"fetch-depth": 0, "persist-credentials": False}
        assert gate["uses"] == "OWNER/reusecheck@COMMIT"
        assert f"steps.{gate['id']}.outputs.sarif" in upload["with"]["sarif_file"]
        pinned = r"[\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+|OWNER/reusecheck@COMMIT"
        assert [one for one in re.findall(r"uses: (.*)$", written, re.MULTILINE) if not re.fullmatch(pinned, one)] == []
        assert "pull_request_target" not in written
        assert "secrets." not in written

    def test_inputs_and_outputs_are_those_of_the_action(self) -> None:
        action = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
        inputs, outputs = (PAGE.partition(f"| {kind} | |\n")[2].partition("\n\n")[0] for kind in ("input", "output"))
        assert set(_first_cells(inputs)) == set(action["inputs"])
        assert set(_first_cells(outputs)) == set(action["outputs"])

    def test_the_formats_are_those_of_the_program(self) -> None:
        from reusecheck.reports import FORMATS  # noqa: PLC0415 - for this test alone

        assert set(_first_cells(PAGE.partition("| format | for |\n")[2].partition("\n\n")[0])) == set(FORMATS)


def _first_cells(table: str) -> list[str]:
    """The names in the first column."""
    return [name for row in table.splitlines() for name in re.findall(r"`([\w-]+)`", row.split("|")[1])]
