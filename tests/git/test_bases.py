"""What a branch or a push is compared with, in real clones."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reusecheck.errors import NotJudgedError
from reusecheck.git import bases
from reusecheck.git.bases import Base
from tests.git.clones import Service, base_of, chain, commit, head, mended_base, refusal
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("no_git_variables")

HOSTILE = "it's;$(touch${IFS}owned)`touch${IFS}owned`&&x"


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
