"""What the hook prints to be run next: it speaks of the words that were refused, and settles these alone."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from tests.git.weekly import BAKER, FERRY, HALL, LIGHT, article, blocked, reasons, reference, story

if TYPE_CHECKING:
    from tests.git.weekly import Weekly


def printed(told: str, label: str) -> list[str]:
    """The arguments of the command that a report has behind this label."""
    (line,) = (line for line in told.splitlines() if line.strip().startswith(label))
    name, *arguments = shlex.split(line.strip().removeprefix(label))
    assert name == "reusecheck"
    return arguments


@pytest.fixture
def joined(weekly: Weekly) -> Weekly:
    """An article that was copied from one source, and now goes on with its next paragraph."""
    weekly.write("references/heron/light.md", reference("A long tale", "The Heron", "light", LIGHT, BAKER, FERRY))
    weekly.write("references/heron/baker.md", reference("Short", "The Heron", "baker", "Nothing to be told of ovens."))
    weekly.write("references/ibis/ferry.md", reference("Shorter", "The Ibis", "ferry", "Nor of any terrier."))
    weekly.past(LIGHT, BAKER)
    weekly.now(LIGHT, BAKER, FERRY)
    return weekly


@pytest.mark.parametrize(
    "command", [["hook"], ["check", "--staged", "--scope", "added"], ["check", "--scope", "added"]]
)
def test_what_the_gate_prints_explains_what_it_refused(joined: Weekly, command: list[str]) -> None:
    told = joined.ran(*command).out
    assert "51 words as in heron:light.md" in told
    explain = printed(told, "more")
    assert explain[-2:] == ["--scope", "added"]
    explained = joined.ran(*explain)
    assert (explained.code, explained.err) == (0, "")
    assert f"{HALL}:17:1: 51 words as in heron:light.md" in " ".join(explained.out.split())
    assert "153 words" in joined.ran(*explain[:-2]).out


def test_what_the_gate_prints_settles_what_it_refused_and_leaves_the_rest(joined: Weekly) -> None:
    attribute = printed(joined.ran("hook").out, "or write")
    assert attribute[-3:] == ["--scope", "added", "--write"]
    assert joined.ran(*attribute[:-3]).code == 1  # of the whole passage it would be too much to quote
    ran = joined.ran(*attribute)
    assert (ran.code, ran.err) == (0, "")
    now = (joined.root / HALL).read_text(encoding="utf-8")
    assert now.startswith(story(LIGHT, BAKER))
    assert now.removeprefix(story(LIGHT, BAKER)).lstrip().startswith("> On moonless nights")
    joined.git("add", HALL)
    ran = joined.hook()
    assert blocked(ran) == []
    assert "attributed" in reasons(ran)


def test_what_is_put_in_has_to_be_staged_and_that_is_said(joined: Weekly) -> None:
    attribute = printed(joined.ran("hook").out, "or write")
    ran = joined.ran(*attribute, cwd=joined.root / "content")
    first = ran.out.splitlines()[0]
    assert first.endswith("the passage is settled; a commit takes it in after: git add hall.md")
    assert joined.ran("hook").code == 1
    joined.git(*shlex.split(first.partition("git ")[2]), cwd=joined.root / "content")
    assert joined.ran("hook").code == 0


def test_a_credit_that_settles_it_all_is_no_worse_for_what_stood_there_before(weekly: Weekly) -> None:
    """With the news credited the article passes: what is left of it is known, and no fault of the credit."""
    weekly.write("references/heron/light.md", reference("A long tale", "The Heron", "light", LIGHT, BAKER, FERRY))
    few = " ".join(LIGHT.split()[:20])
    weekly.past(few)
    weekly.now(few, BAKER)
    ran = weekly.ran(*printed(weekly.ran("hook").out, "or write"))
    assert (ran.code, ran.err) == (0, "")
    assert (weekly.root / HALL).read_text(encoding="utf-8").startswith(story(few))


def test_what_stood_there_before_needs_no_credit(weekly: Weekly) -> None:
    weekly.past(LIGHT)
    weekly.now(LIGHT, BAKER)
    found = article(weekly.hook())
    key = next(each["key"] for each in found["findings"] if each["reason"] == "baseline")
    ran = weekly.ran("attribute", key, HALL, "--scope", "added", "--write")
    assert (ran.code, ran.err) == (0, "")
    assert "stood there before" in ran.out
    assert (weekly.root / HALL).read_text(encoding="utf-8") == story(LIGHT, BAKER)


def test_commands_that_judge_other_text_say_nothing_of_the_scope(joined: Weekly) -> None:
    assert "--scope" not in joined.ran("check").out
    assert "--scope" not in joined.ran("hook", "--scope", "file").out
    joined.ran("hook", "-o", "json=saved.json")
    assert "--scope" not in joined.ran("report", "saved.json").out
    joined.commit()
    assert "--scope" not in joined.ran("ci", "--base", "began").out
    assert "--scope" not in joined.ran("check", "--diff", "began", "--scope", "added").out


def test_a_scope_for_all_commands_is_that_of_these_too_and_wants_a_repository(joined: Weekly) -> None:
    key = printed(joined.ran("hook").out, "more")[1]
    assert "51 words as in" in joined.ran("explain", key, REUSECHECK_SCOPE="added").out
    assert "153 words as in" in joined.ran("explain", key).out
    assert "wants file or added" in joined.ran("explain", key, "--scope", "all").err


def test_an_old_paragraph_between_new_ones_gets_no_marks(joined: Weekly) -> None:
    joined.past(BAKER)
    joined.now(LIGHT, BAKER, FERRY)
    ran = joined.ran(*printed(joined.ran("hook").out, "or write"))
    assert (ran.code, ran.err) == (0, "")
    assert f"\n\n{BAKER}\n\n" in (joined.root / HALL).read_text(encoding="utf-8")
    joined.git("add", HALL)
    assert joined.ran("hook").code == 0


@pytest.mark.parametrize("command", ["explain", "attribute"])
def test_what_is_staged_and_lies_there_no_more_is_said_to_be(joined: Weekly, command: str) -> None:
    _, key, *where = printed(joined.ran("hook").out, "more")
    joined.write(HALL, story(LIGHT, BAKER))
    for arguments in (where, where[1:]):
        ran = joined.ran(command, key, *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert f"{HALL}: the staged text has '{key}', the file on the disk differs" in ran.err
    assert "no finding's key begins with" in joined.ran(command, key[:-4] + "0000").err
