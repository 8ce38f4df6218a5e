"""Glob patterns over paths relative to a root, with ``/`` on every system.

| pattern | matches |
| --- | --- |
| ``*`` | any characters inside one name, none too; also a leading dot, as in gitignore and ruff |
| ``?`` | one character, not ``/`` |
| ``[a-z]``, ``[!a-z]``, ``[^a-z]`` | one character of, or not of, a class; ``[*]`` is how to write a literal ``*`` |
| ``{a,b}`` | either; nests; may hold ``/`` |
| ``**`` | between slashes: any number of folders, none too: ``**/*.md`` matches ``a.md``; at the end: all beneath |
| ``drafts``, ``drafts/`` | a pattern that ends in a plain name also takes all that lies beneath a folder of that name |

Case counts. A pattern that could be read in two ways is an error rather than a
silent surprise: ``**.md``, a backslash, an open ``[`` or ``{``, ``..``, a leading ``/`` or ``!``.
"""

from __future__ import annotations

import re
from itertools import count

from reusecheck.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_ALTERNATIVES = 1000  # of one pattern once its braces are written out
DEEPEST_BRACES = 20


class PatternError(UsageError):
    """A pattern that cannot be honoured; the message says what was found and what is wanted."""


class Globs:
    """Whether a relative path matches one of several patterns; made by ``compile_globs``."""

    __slots__ = ("_matches", "_plain")

    def __init__(self, plain: frozenset[str], expression: str) -> None:
        self._plain = plain
        self._matches = re.compile(expression, re.DOTALL).fullmatch if expression else None

    def __call__(self, path: str) -> bool:
        return bool(self._matches and self._matches(path)) or bool(self._plain and self._is_plain(path))

    def _is_plain(self, path: str) -> bool:
        at = len(path)
        while at > 0:
            if path[:at] in self._plain:
                return True
            at = path.rfind("/", 0, at)
        return False


def compile_globs(patterns: Iterable[str]) -> Globs:
    """A predicate on relative paths. No pattern matches nothing.

    Its time is bounded by a small power of the path's length, whatever the
    patterns: where several stars could try every split, only the leftmost fit is tried.

    Raises PatternError.
    """
    plain: set[str] = set()
    expressions: list[str] = []
    numbers = count()
    for pattern in patterns:
        for names in alternatives(pattern):
            if any(is_wild(name) for name in names):
                expressions.append(_path_expression(names, numbers))
            else:
                plain.add("/".join(names))
    return Globs(frozenset(plain), "|".join(expressions))


def fixed_prefix(pattern: str) -> str:
    """The folder that holds all the pattern can match, as far as its letters say; "" is the root.

    The last name never counts, wildcard or not: the answer must not depend on
    whether it is a folder on this disk.

    Raises PatternError.
    """
    prefixes = []
    for names in alternatives(pattern):
        fixed = next((i for i, name in enumerate(names) if is_wild(name)), len(names) - 1)
        prefixes.append(names[:fixed])
    shared = prefixes[0]
    for prefix in prefixes[1:]:
        shared = [a for i, a in enumerate(shared) if prefix[: i + 1] == shared[: i + 1]]
    return "/".join(shared)


def is_wild(name: str) -> bool:
    """Whether a name of a pattern without braces matches more than itself."""
    return "*" in name or "?" in name or "[" in name


def alternatives(pattern: str) -> list[list[str]]:
    """The pattern without braces, each alternative as its names; two ``**`` never stand in a row.

    Raises PatternError.
    """
    return [_names(alternative, pattern) for alternative in _without_braces(pattern)]


def _names(alternative: str, pattern: str) -> list[str]:
    names = [name for name in alternative.split("/") if name not in ("", ".")]
    wanted = _wanted_instead(alternative, names)
    if wanted:
        raise PatternError(f'found "{_shortened(pattern)}", wants {wanted}')
    if alternative.endswith("/"):
        names.append("**")
    # one ``**`` says as much as two in a row
    return [name for i, name in enumerate(names) if name != "**" or names[i - 1 : i] != ["**"]]


def _wanted_instead(alternative: str, names: Sequence[str]) -> str:
    """What a pattern without braces should be, or "" if it is well."""
    if "\\" in alternative:
        return "/ between folders"
    if alternative.startswith("/") or (
        alternative[1:3] == ":/" and alternative[:1].isascii() and alternative[:1].isalpha()
    ):
        return "a path relative to the root of the repository"
    if alternative.startswith("!"):
        return "a pattern without !; what is left out goes under exclude"
    if ".." in names:
        return "a path inside the repository, without .."
    if any("**" in name and name != "**" for name in names):
        return "** alone between slashes, as in content/**/*.md"
    return "" if names else "a pattern such as content/**/*.md"


def _without_braces(pattern: str) -> list[str]:
    alternatives, stop = _sequence(pattern, 0, 0)
    if stop < len(pattern):
        raise PatternError(f'found "{pattern}", wants a {{ before the }}')
    return list(dict.fromkeys(alternatives))


def _sequence(pattern: str, at: int, depth: int) -> tuple[list[str], int]:
    """All readings of ``pattern[at:]`` up to a ``}``, or a ``,`` between braces, and where that is."""
    readings = [""]
    while at < len(pattern):
        character = pattern[at]
        if character == "}" or (character == "," and depth):
            break
        if character == "{":
            choices, at = _choices(pattern, at + 1, depth + 1)
        else:
            stop = _class_stop(pattern, at) if character == "[" else at + 1
            while character != "[" and stop < len(pattern) and pattern[stop] not in "[{},":
                stop += 1
            choices, at = [pattern[at:stop]], stop
        if len(readings) * len(choices) > MOST_ALTERNATIVES:
            raise PatternError(
                f'found "{_shortened(pattern)}", wants braces for at most {MOST_ALTERNATIVES} alternatives'
            )
        readings = [reading + choice for reading in readings for choice in choices]
    return readings, at


def _choices(pattern: str, at: int, depth: int) -> tuple[list[str], int]:
    """All readings between braces, from behind the ``{``, and the place behind the ``}``."""
    if depth > DEEPEST_BRACES:
        raise PatternError(f'found "{_shortened(pattern)}", wants braces at most {DEEPEST_BRACES} deep')
    choices: list[str] = []
    while True:
        readings, at = _sequence(pattern, at, depth)
        choices += readings
        if at == len(pattern):
            raise PatternError(f'found "{_shortened(pattern)}", wants a }} for every {{')
        at += 1
        if pattern[at - 1] == "}":
            return choices, at


def _class_stop(pattern: str, at: int) -> int:
    """The place behind the class that opens at ``at``; a ``]`` right at its beginning is a member."""
    first = at + 2 if pattern[at + 1 : at + 2] in ("!", "^") else at + 1
    stop = pattern.find("]", first + 1)
    if stop < 0:
        raise PatternError(f'found "{_shortened(pattern)}", wants a ] for every [')
    if "/" in pattern[at:stop]:
        raise PatternError(f'found "{_shortened(pattern)}", wants no / between [ and ]')
    return stop + 1


def _path_expression(names: Sequence[str], numbers: Iterator[int]) -> str:
    parts: list[list[str]] = [[]]
    for name in names:
        if name == "**":
            parts.append([])
        else:
            parts[-1].append(name_expression(name, numbers))
    if len(parts) == 1:
        tail = "" if is_wild(names[-1]) else "(?:/.+)?"
        return "/".join(parts[0]) + tail
    expression = "".join(f"{name}/" for name in parts[0])
    for part in parts[1:-1]:
        expression += _leftmost("(?:[^/]+/)*?" + "".join(f"{name}/" for name in part), numbers)
    if not parts[-1]:
        return expression + ".+"
    tail = "" if is_wild(names[-1]) else "(?:/.+)?"
    return expression + "(?:[^/]+/)*" + "/".join(parts[-1]) + tail


def name_expression(name: str, numbers: Iterator[int]) -> str:
    """A regular expression for one name.

    What stands between two stars may be taken where it first fits: a later
    place leaves less for the rest. Without that, ``*a*a*a*`` tries every split.
    """
    chunks = [_fixed_expression(chunk, name) for chunk in _split_at_stars(name)]
    if len(chunks) == 1:
        return chunks[0]
    middle = "".join(_leftmost("[^/]*?" + chunk, numbers) for chunk in chunks[1:-1])
    return chunks[0] + middle + "[^/]*" + chunks[-1]


def _leftmost(expression: str, numbers: Iterator[int]) -> str:
    """An atomic group, in the words of Python 3.10."""
    name = f"g{next(numbers)}"
    return f"(?=(?P<{name}>{expression}))(?P={name})"


def _split_at_stars(name: str) -> list[str]:
    chunks, start, at = [], 0, 0
    while at < len(name):
        if name[at] == "*":
            chunks.append(name[start:at])
            start = at + 1
        at = _class_stop(name, at) if name[at] == "[" else at + 1
    return [*chunks, name[start:]]


def _fixed_expression(chunk: str, name: str) -> str:
    expression, at = "", 0
    while at < len(chunk):
        if chunk[at] == "[":
            stop = _class_stop(chunk, at)
            expression += _class_expression(chunk[at + 1 : stop - 1], name)
            at = stop
            continue
        expression += "[^/]" if chunk[at] == "?" else re.escape(chunk[at])
        at += 1
    return expression


def _class_expression(members: str, name: str) -> str:
    negated = members[0] in "!^"
    at, expression = int(negated), ""
    while at < len(members):
        is_range = members[at + 1 : at + 2] == "-" and at + 2 < len(members)
        low, high = members[at], members[at + 2 if is_range else at]
        if low > high:
            raise PatternError(f'found {low}-{high} in "{_shortened(name)}", wants a range from low to high')
        expression += f"{re.escape(low)}-{re.escape(high)}"
        at += 3 if is_range else 1
    return f"(?!/)[{'^' if negated else ''}{expression}]"


def _shortened(pattern: str) -> str:
    return pattern if len(pattern) <= 120 else pattern[:117] + "..."
