"""``action.yml`` as a runner of GitHub runs it: its own steps, a clean environment, what actions/checkout leaves."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from packaging.requirements import Requirement

from tests.end_to_end.press import CONFIGURATION, PASSAGE, PROJECT, REFERENCE
from tests.end_to_end.test_install import assert_an_index_is_reachable
from tests.git.hosted import (
    HOSTILE_BRANCH,
    HOSTILE_FILE,
    HOSTILE_TITLE,
    Ended,
    Project,
    Runner,
    number_of,
    tools,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

READY = {"install-from": "installed", "cache": "false"}
ALL_BRANCHES = "+refs/heads/*:refs/remotes/origin/*"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("service") / "project")


class Request:
    """A pull request: what GitHub says of it, and what the runner has checked out."""

    def __init__(self, project: Project, folder: Path, branch: str, base: str = "main", depth: int = 0) -> None:
        number = number_of(branch)
        merge = project.id(f"refs/pull/{number}/merge")
        ref = f"refs/remotes/pull/{number}/merge"
        others = () if depth else (ALL_BRANCHES,)
        self.clone = project.checked_out(folder / "work space", merge, ref, *others, depth=depth)
        self.runner = Runner(folder, self.clone.root, tools(folder / "bin", "bash", "git", "python3"))
        self.event = {
            "action": "synchronize",
            "number": number,
            "pull_request": {
                "number": number,
                "title": HOSTILE_TITLE,
                "body": HOSTILE_TITLE,
                "head": {"ref": branch, "sha": project.id(f"refs/pull/{number}/head"), "repo": {"fork": True}},
                "base": {"ref": base, "sha": project.id("main"), "repo": {"fork": False}},
            },
            "repository": {"default_branch": "main"},
        }
        self.variables = {
            "GITHUB_SHA": merge,
            "GITHUB_REF": f"refs/pull/{number}/merge",
            "GITHUB_REF_NAME": f"{number}/merge",
            "GITHUB_HEAD_REF": branch,
            "GITHUB_BASE_REF": base,
        }

    def run(self, **inputs: str) -> Ended:
        given = READY | {name.replace("_", "-"): value for name, value in inputs.items()}
        return self.runner.run("pull_request", self.event, given, **self.variables)


def result_of(ended: Ended) -> Any:
    with open(ended.outputs["json"], encoding="utf-8") as file:
        return json.load(file)


def articles_of(ended: Ended) -> list[str]:
    return [article["path"] for article in result_of(ended)["articles"]]


class TestAPullRequest:
    def test_that_adds_a_copied_passage_fails_and_says_so_everywhere(self, project: Project, tmp_path: Path) -> None:
        ended = Request(project, tmp_path, "copied").run()
        assert ended.code == 1, ended.log
        outputs = dict(ended.outputs)
        assert (outputs["outcome"], outputs["findings"], outputs["exit-code"]) == ("block", "1", "1")
        (annotation,) = (line for line in ended.obeyed if "file=" in line)
        assert annotation.startswith("::error file=content/hall.md,line=")
        assert "content/hall.md" in ended.summary
        with open(outputs["sarif"], encoding="utf-8") as file:
            (run,) = json.load(file)["runs"]
        (found,) = (one for one in run["results"] if one["level"] == "error")
        assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "content/hall.md"
        assert re.search(r"^checked 1 article .* – 1 blocked", ended.log, re.MULTILINE), ended.log

    def test_that_credits_it_passes_and_what_stood_on_main_before_is_not_told(
        self, project: Project, tmp_path: Path
    ) -> None:
        ended = Request(project, tmp_path, "credited").run()
        assert ended.code == 0, ended.log
        outputs = dict(ended.outputs)
        assert (outputs["outcome"], outputs["findings"], outputs["exit-code"]) == ("pass", "0", "0")
        assert articles_of(ended) == ["content/hall.md"]
        assert ended.obeyed == []

    def test_whose_commit_allows_it_passes_and_the_summary_lists_who_agreed(
        self, project: Project, tmp_path: Path
    ) -> None:
        ended = Request(project, tmp_path, "allowed").run()
        assert (ended.code, ended.outputs["findings"]) == (0, "0"), ended.log
        assert "the Heron agreed by letter" in ended.summary

    def test_in_a_clone_one_commit_deep_is_not_judged_until_the_command_it_names_has_run(
        self, project: Project, tmp_path: Path
    ) -> None:
        request = Request(project, tmp_path, "copied", depth=1)
        refused = request.run()
        assert (refused.code, refused.outputs["outcome"], refused.outputs["findings"]) == (3, "not-judged", "")
        (annotation,) = refused.obeyed
        assert annotation.startswith("::error title=reusecheck::reusecheck: the base ")
        (command,) = re.findall(r"`(git fetch [^`]+)`", annotation)
        request.clone.run(*shlex.split(command))
        judged = request.run()
        assert (judged.code, articles_of(judged)) == (1, ["content/hall.md"]), judged.log

    def test_is_judged_the_same_with_the_branch_that_the_workflow_names(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "copied")
        request.event = {}
        request.variables = {"GITHUB_SHA": request.variables["GITHUB_SHA"]}
        ended = request.run(base="origin/main")
        assert (ended.code, articles_of(ended)) == (1, ["content/hall.md"]), ended.log
        assert request.run(base="origin/absent").code == 3

    def test_with_a_misspelt_configuration_fails_with_two_and_names_the_line(
        self, project: Project, tmp_path: Path
    ) -> None:
        ended = Request(project, tmp_path, "misconfigured").run(cache="true")
        assert ended.used == []  # no index to restore, none to keep
        assert (ended.code, ended.outputs["outcome"]) == (2, "not-judged"), ended.log
        (annotation,) = ended.obeyed
        assert '.reusecheck.yaml:1:1: found the unknown key "versoin"' in annotation

    def test_may_be_let_through_and_still_says_what_it_found(self, project: Project, tmp_path: Path) -> None:
        sarif = tmp_path / "of this job.sarif"
        ended = Request(project, tmp_path, "copied").run(fail_on="never", sarif=str(sarif))
        assert (ended.code, ended.outputs["outcome"], ended.outputs["findings"]) == (0, "block", "1"), ended.log
        assert ended.outputs["sarif"] == str(sarif)
        assert sarif.is_file()

    def test_shows_no_words_where_none_are_to_be_shown(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "copied")
        words = " ".join(PASSAGE.split()[:4])
        assert words in " ".join(request.run().log.split())
        silent = request.run(quote="none")
        assert silent.code == 1
        with open(silent.outputs["sarif"], encoding="utf-8") as file:
            said = silent.log + silent.summary + file.read()
        assert words not in " ".join(said.split())

    def test_takes_more_arguments_as_a_shell_would_split_them(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "copied")
        more = tmp_path / "a comment.md"
        assert request.run(args=f"-o 'markdown={more}' --quiet").code == 1
        assert more.is_file()
        unclosed = request.run(args="-o 'markdown")
        assert unclosed.code == 2
        assert unclosed.obeyed == ["::error title=reusecheck::args: No closing quotation"]
        asking = request.run(args="--help")  # a command that ends well and judges nothing
        assert (asking.code, asking.outputs["outcome"]) == (3, "not-judged")


class TestOtherEvents:
    def test_a_push_to_main_is_judged_against_what_was_there_before(self, project: Project, tmp_path: Path) -> None:
        head, before = project.id(f"refs/pull/{number_of('copied')}/merge"), project.id("main")
        clone = project.checked_out(tmp_path / "workspace", head, "refs/remotes/origin/main")
        runner = Runner(tmp_path, clone.root, tools(tmp_path / "bin", "bash", "git", "python3"))
        event = {
            "ref": "refs/heads/main",
            "before": before,
            "after": head,
            "created": False,
            "repository": {"default_branch": "main"},
        }
        ended = runner.run("push", event, READY, GITHUB_SHA=head, GITHUB_REF="refs/heads/main")
        assert (ended.code, articles_of(ended)) == (1, ["content/hall.md"]), ended.log

    def test_a_merge_queue_is_judged_against_the_group_before(self, project: Project, tmp_path: Path) -> None:
        head, base = project.id(f"refs/pull/{number_of('copied')}/merge"), project.id("main")
        ref = f"refs/heads/gh-readonly-queue/main/pr-1-{base}"
        clone = project.checked_out(tmp_path / "workspace", head, "refs/remotes/origin/queue", ALL_BRANCHES)
        runner = Runner(tmp_path, clone.root, tools(tmp_path / "bin", "bash", "git", "python3"))
        group = {"head_sha": head, "head_ref": ref, "base_sha": base, "base_ref": "refs/heads/main"}
        event = {"action": "checks_requested", "merge_group": group, "repository": {"default_branch": "main"}}
        ended = runner.run("merge_group", event, READY, GITHUB_SHA=head, GITHUB_REF=ref)
        assert (ended.code, articles_of(ended)) == (1, ["content/hall.md"]), ended.log

    def test_an_event_without_a_base_is_not_judged(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "copied")
        request.variables = {"GITHUB_SHA": project.id("main")}
        ended = request.runner.run("workflow_dispatch", {"inputs": None}, READY, **request.variables)
        assert ended.code == 3
        assert "--base" in ended.log


class TestHostileNames:
    def test_branches_are_never_run(self, project: Project, tmp_path: Path) -> None:
        ended = Request(project, tmp_path, HOSTILE_BRANCH).run()
        assert (ended.code, articles_of(ended)) == (1, ["content/hall.md"]), ended.log
        assert not list(tmp_path.rglob("owned"))

    def test_the_branch_to_merge_into_is_never_run_either(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "credited", base=HOSTILE_BRANCH, depth=1)
        ended = request.run()
        assert ended.code == 3
        assert not list(tmp_path.rglob("owned"))

    def test_files_and_titles_neither_run_nor_speak_to_the_runner(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "hostile")
        ended = request.run()
        assert (ended.code, articles_of(ended)) == (1, [HOSTILE_FILE]), ended.log
        assert not list(tmp_path.rglob("owned"))
        (annotation,) = ended.obeyed
        assert annotation.startswith("::error file=content/")
        assert not re.search(r"^\s*(::error file=content::|##vso)", ended.log + ended.summary, re.MULTILINE)


class TestTheIndex:
    def test_of_a_run_before_is_used_again_and_a_failed_job_keeps_its_index_too(
        self, project: Project, tmp_path: Path
    ) -> None:
        request = Request(project, tmp_path, "copied")
        first = request.run(cache="true")
        assert first.code == 1
        assert [name.partition("@")[0] for name, _ in first.used] == ["actions/cache/restore", "actions/cache/save"]
        self.forget(request.clone)
        second = request.run(cache="true")
        assert second.code == 1
        assert [name.partition("@")[0] for name, _ in second.used] == ["actions/cache/restore"]
        assert (request.clone.root / ".reusecheck" / "catalog.json").is_file()

    def test_has_another_name_once_a_reference_changed_and_begins_with_the_old_one(
        self, project: Project, tmp_path: Path
    ) -> None:
        request = Request(project, tmp_path, "copied")
        request.run(cache="true")
        request.clone.stage("references/market.md", REFERENCE.replace("Few towns", "Hardly any towns"))
        self.forget(request.clone)
        again = request.run(cache="true")
        assert again.code == 1
        assert [name.partition("@")[0] for name, _ in again.used] == ["actions/cache/restore", "actions/cache/save"]
        assert len(request.runner.caches) == 2

    def test_lies_beside_a_configuration_that_stands_in_a_folder(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "own")
        request.clone.write("site/.reusecheck.yaml", CONFIGURATION)
        request.clone.write("site/references/market.md", REFERENCE)
        ended = request.run(config="site/.reusecheck.yaml", cache="true")
        assert (ended.code, articles_of(ended)) == (0, []), ended.log
        assert {given["path"] for _, given in ended.used} == {"site/.reusecheck"}
        assert len(request.runner.caches) == 1

    def test_is_kept_nowhere_where_the_workflow_or_its_path_says_so(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "copied")
        assert request.run().used == []
        request.clone.write(".reusecheck.yaml", CONFIGURATION + "index: {path: 'a*b'}\n")
        starred = request.run(cache="true")
        assert (starred.code, starred.used) == (1, [])
        assert "The index is not cached" in starred.log

    def forget(self, clone: Repository) -> None:
        """As another runner would find it."""
        (clone.root / ".reusecheck").rename(clone.root.parent / f"forgotten-{len(os.listdir(clone.root.parent))}")


class TestTheInstallation:
    def test_is_of_this_checkout_and_never_of_what_the_workspace_calls_by_the_same_name(
        self, project: Project, tmp_path: Path
    ) -> None:
        assert_an_index_is_reachable(tmp_path / "wheels")
        request = Request(project, tmp_path, "copied")
        for name in ("reusecheck.py", "yaml.py", "json.py", "numpy/__init__.py", "pip.py", "venv.py"):
            request.clone.write(name, "raise SystemExit(0)\n")
        settings = {name: value for name, value in os.environ.items() if re.match("PIP_|SSL_|.*_PROXY$", name.upper())}
        ended = request.runner.run("pull_request", request.event, {}, **request.variables, **settings)
        assert (ended.code, articles_of(ended)) == (1, ["content/hall.md"]), ended.log

    def test_that_is_to_be_there_already_and_is_not_fails_with_two(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "copied")
        (tmp_path / "bin" / "reusecheck").unlink()
        ended = request.run()
        assert ended.code == 2
        assert "no reusecheck is on the PATH" in ended.log

    def test_sets_up_a_python_only_where_none_is_there_or_one_is_wanted(self, project: Project, tmp_path: Path) -> None:
        request = Request(project, tmp_path, "own")
        assert not [name for name, _ in request.run().used if name.startswith("actions/setup-python@")]
        wanted = request.run(python_version="3.12")
        (given,) = (given for name, given in wanted.used if name.startswith("actions/setup-python@"))
        assert given == {"python-version": "3.12", "update-environment": "false"}
        (tmp_path / "bin" / "python3").unlink()
        without = request.run()
        assert without.code == 0
        (given,) = (given for name, given in without.used if name.startswith("actions/setup-python@"))
        assert given["python-version"] == "3.13"

    @pytest.mark.skipif(os.getuid() != 0, reason="only root may give a folder away")
    def test_judges_a_workspace_of_another_user_as_container_jobs_have_it(
        self, project: Project, tmp_path: Path
    ) -> None:
        request = Request(project, tmp_path, "copied")
        subprocess.run(["chown", "-R", "nobody", str(request.clone.root)], check=True)
        assert "dubious ownership" in request.clone.run("git", "status").stdout
        ended = request.run()
        assert (ended.code, articles_of(ended)) == (1, ["content/hall.md"]), ended.log


class TestTheFile:
    written = (PROJECT / "action.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(written)["runs"]["steps"]

    def test_every_action_of_others_is_pinned_by_commit_and_says_its_version(self) -> None:
        used = re.findall(r"^\s*(?:- )?uses: (.*)$", self.written, re.MULTILINE)
        assert len(used) == sum("uses" in step for step in self.steps) >= 3
        assert [one for one in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", one)] == []

    def test_no_script_holds_an_expression_and_none_asks_for_a_secret(self) -> None:
        scripts = [step["run"] for step in self.steps if "run" in step]
        assert len(scripts) >= 4
        assert all("${{" not in script and script.startswith("set -euo pipefail\n") for script in scripts)
        contexts = set(re.findall(r"\$\{\{[^}]*?\b(\w+)\.", self.written))
        assert contexts <= {"inputs", "steps"}

    def test_what_it_installs_is_pinned_by_hash_and_what_the_project_asks_for(self) -> None:
        written = (PROJECT / "ci" / "requirements.txt").read_text(encoding="utf-8")
        pinned = [line for line in written.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
        assert all("--hash=sha256:" in line for line in pinned)
        versions = [Requirement(line.partition("--hash")[0]) for line in pinned]
        wanted = re.search(r"^dependencies = (\[.*\])$", (PROJECT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
        assert wanted is not None
        for requirement in map(Requirement, json.loads(wanted[1])):
            of_it = [one for one in versions if one.name.lower() == requirement.name.lower()]
            assert of_it, requirement
            assert all(requirement.specifier.contains(str(one.specifier).removeprefix("==")) for one in of_it)
