"""What is put into a file, as a unified diff: the lines that change, with three around them."""

from __future__ import annotations

from itertools import pairwise

from reusecheck.edits import Insertion, edited, in_order
from reusecheck.spans import Lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTEXT = 3  # lines, as in diff -u


def patch(path: str, text: str, insertions: Sequence[Insertion]) -> Iterator[str]:
    """The lines of the diff without line ends.

    In time of the lines that are shown: ``difflib`` would compare all with all.
    """
    lines = Lines(text)
    yield f"--- {path}"
    yield f"+++ {path}"
    by_line: dict[int, list[Insertion]] = {}
    for insertion in in_order(insertions):
        by_line.setdefault(lines.place(insertion.at).line, []).append(insertion)
    added = 0
    for first, last in _groups(sorted(by_line), len(lines.starts)):
        old = new = 0
        body: list[str] = []
        for sign, line in _signed(text, lines, by_line, first, last):
            old += sign in " -"
            new += sign in " +"
            body.append(sign + line.rstrip("\r\n"))
            if not line.endswith(("\n", "\r")):
                body.append("\\ No newline at end of file")
        yield f"@@ -{first},{old} +{first + added},{new} @@"
        yield from body
        added += new - old


def _groups(changed: Sequence[int], count: int) -> list[tuple[int, int]]:
    """Lines to be shown, first and last, numbered from 1: those that change and those around them."""
    groups: list[tuple[int, int]] = []
    for number in changed:
        first, last = max(1, number - CONTEXT), min(count, number + CONTEXT)
        if groups and first <= groups[-1][1] + 1:
            groups[-1] = (groups[-1][0], last)
        else:
            groups.append((first, last))
    return groups


def _signed(
    text: str, lines: Lines, by_line: dict[int, list[Insertion]], first: int, last: int
) -> Iterator[tuple[str, str]]:
    """The lines ``first`` to ``last``, each with its sign and its line end; what goes before what comes."""
    coming: list[str] = []
    for number in range(first, last + 1):
        start = lines.starts[number - 1]
        stop = lines.starts[number] if number < len(lines.starts) else len(text)
        old = text[start:stop]
        here = [Insertion(one.at - start, one.text) for one in by_line.get(number, ())]
        now = _split(edited(old, here)) if here else [old]
        if old and old in now[:1] + now[-1:]:
            yield from (("+", line) for line in coming)
            coming = []
            at = now.index(old)
            yield from (("+", line) for line in now[:at])
            if old:
                yield " ", old
            yield from (("+", line) for line in now[at + 1 :])
        else:
            if old:
                yield "-", old
            coming += [line for line in now if line]
    yield from (("+", line) for line in coming)


def _split(text: str) -> list[str]:
    """The lines with their ends."""
    starts = [*Lines(text).starts, len(text)]
    return [text[start:stop] for start, stop in pairwise(starts) if start < stop]
