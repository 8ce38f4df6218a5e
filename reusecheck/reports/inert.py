"""Foreign text within Markdown or HTML: read as it was written, and nothing of it is markup, a link or a name called.

A character reference is never syntax in Markdown (CommonMark 0.31.2, section 2.5), nor in HTML. It is not enough
against what a service looks for in the finished page: names called, issues, addresses, emoji. These are broken by a
space of no width (https://github.github.com/gfm/#autolinks-extension-,
https://docs.gitlab.com/user/markdown/#gitlab-specific-references).
"""

from __future__ import annotations

import re

from reusecheck.reports.hostile import harmless

# Of ASCII punctuation all but what stands in every sentence and begins nothing in the midst of a line
_REFERENCES = {ord(character): f"&#{ord(character)};" for character in "\\`*_{}[]<>&|~#!$^=@"}
_BREAK = "\u200b"  # none is left in harmless text
_BROKEN = {**_REFERENCES, ord(_BREAK): "&#8203;"}
# @name #1 !1 $1 ~label %name &1 [issue:1] :emoji: scheme://… www. GH-1, and what may be a commit's number
_CALLED = re.compile(
    r"(?<=[@#!$~%&\[^*])(?=[\w\"'])|:(?://|(?=[\w+-]+:))|(?<=www)(?=\.)|(?<=\bgh)(?=-\d)"
    r"|[0-9a-f]{6}(?=[0-9a-f])",
    re.IGNORECASE,
)
# What could end a code span, or a cell of a table around it: such a text is no code, but inert all the same
_ENDS_CODE = frozenset("`|")


def inert(text: str) -> str:
    """``text`` on one line, to stand behind other text of the line; the same in Markdown and in HTML."""
    return _CALLED.sub(_broken, harmless(text)).translate(_BROKEN).strip()


def _broken(found: re.Match[str]) -> str:
    """What was found with a break behind its first character, or behind all of it."""
    return found[0][:1] + _BREAK + found[0][1:] if found[0].startswith(":") else found[0] + _BREAK


def code(text: str) -> str:
    """``text`` as a code span, which nobody turns into a link, or ``inert`` where it could get out of one."""
    shown = harmless(text).strip()
    if not shown or _ENDS_CODE & set(shown):
        return inert(text)
    return f"`{shown}`"


def fenced(lines: list[str], language: str = "") -> list[str]:
    """Harmless lines as a block of code, whose fence is longer than any within; to be guarded line by line."""
    runs = re.findall("`{3,}", "\n".join(lines))
    fence = "`" * max([3, *(len(run) + 1 for run in runs)])
    return [fence + language, *lines, fence]
