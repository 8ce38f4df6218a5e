"""The diff that ``attribute`` shows: applied to the lines before, it gives the lines after."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reusecheck.edits import Insertion, edited
from reusecheck.reports.patch import patch

lines = st.lists(st.sampled_from(["", "a", "b", "a b", "> a"]), max_size=14)
texts = st.builds(lambda of, last: "\n".join(of) + ("\n" if last else ""), lines, st.booleans())
places = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["x", "> ", "\n", "\n\nx", "x\n", "x\ny"])), max_size=5)


def split(text: str) -> list[str]:
    """The lines without their ends; a last one that is empty is none."""
    found = re.split("\r\n|\r|\n", text)
    return found[:-1] if found[-1] == "" else found


def applied(before: list[str], diff: list[str]) -> list[str]:
    """The lines after the diff; that what it takes away or goes by stands there is checked."""
    after: list[str] = []
    at = 0
    for line in diff[2:]:
        header = re.fullmatch(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@", line)
        if header:
            start = int(header[1]) - 1
            after += before[at:start]
            at = start
            assert len(after) == int(header[3]) - 1
        elif line[0] in " -":
            assert before[at] == line[1:]
            at += 1
        if line[0] in " +":
            after.append(line[1:])
    return after + before[at:]


@given(texts, places, st.sampled_from("\n\r"))
def test_the_diff_makes_of_the_lines_before_those_after(text: str, put_in: list[tuple[int, str]], end: str) -> None:
    insertions = [Insertion(min(at, len(text)), put.replace("\n", end)) for at, put in put_in]
    text = text.replace("\n", end)
    diff = list(patch("a.md", text, insertions))
    assert diff[:2] == ["--- a.md", "+++ a.md"]
    assert applied(split(text), diff) == split(edited(text, insertions))


def test_lines_that_are_far_apart_are_shown_apart() -> None:
    text = "".join(f"line {number}\n" for number in range(1, 30))
    diff = list(patch("a.md", text, [Insertion(0, "> "), Insertion(len(text), "end\n")]))
    assert [line for line in diff if line.startswith("@@")] == ["@@ -1,4 +1,4 @@", "@@ -27,3 +27,4 @@"]
    assert diff[-4:] == [" line 27", " line 28", " line 29", "+end"]


def test_a_last_line_without_an_end_is_said_to_have_none() -> None:
    diff = list(patch("a.md", "a", [Insertion(1, "\nb")]))
    assert diff[2:] == [
        "@@ -1,1 +1,2 @@",
        "-a",
        "\\ No newline at end of file",
        "+a",
        "+b",
        "\\ No newline at end of file",
    ]
