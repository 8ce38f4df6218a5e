"""The baseline: findings that were accepted, one a line, in a file that is committed with the articles.

A line is ``KEY  PATH`` or ``KEY  PATH  # REASON``: what ``findings.finding_key`` gives with its counter, and the path
of the article below the root, as it is or, where that is not plain, as a JSON string. No line numbers and no dates, so
that no line changes while its finding is there. Lines that begin with ``#`` are comments.

Only ``reusecheck baseline`` writes it. A check reads it once a passage is open; the hook pays for no import here.
"""

from __future__ import annotations

import os
import re
import stat
from functools import cached_property

from reusecheck.errors import ConfigError, NotJudgedError, Problem
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

HEADER = (
    "# Findings that were accepted: the key, the article and maybe the reason of each. They do not count any more.",
    "# Add with: reusecheck baseline write. Take out what is no more: reusecheck baseline prune.",
)
_KEY = r"[A-Za-z0-9][A-Za-z0-9._-]*:[0-9a-f]{12}(?:-[1-9][0-9]*)?"
_CONFLICTS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_BLANKS = " \t"
_SHOWN = 60  # characters of what was found
_MOST_PROBLEMS = 20  # that are told one by one; a file of another kind has as many as lines
_WANTS = "wants KEY  PATH, or KEY  PATH  # REASON"


class Entry(NamedTuple):
    """The finding ``key`` in the article ``path`` is accepted; ``reason`` is maybe ""."""

    key: str
    path: str
    reason: str = ""


class Baseline:
    """Entries, and which of them were needed while articles were judged; they are read with the first question.

    An entry accepts one finding: that of its key in its article, or, where its article is no more, that of its key in
    one other article, the first that is asked about. So a renamed article keeps what was accepted, and a copy of an
    article is new. What was answered once is answered again.
    """

    def __init__(self, read: Callable[[], Iterable[Entry]], exists: Callable[[str], bool]) -> None:
        """``exists`` says whether an article is still there; only those of entries are asked about, each once.

        A gate that judges only what changes says so of an article, too, that was gone before: the one that got its
        entry then need not be among those judged, and a copy must not get it a second time.
        """
        self.accepted: dict[Entry, tuple[str, str]] = {}  # those that were needed → key and article of the finding
        self._read, self._exists = read, exists
        self._answers: dict[tuple[str, str], Entry] = {}
        self._missing: dict[str, bool] = {}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """By key and path, each once."""
        return joined(self._read())

    @cached_property
    def _exact(self) -> dict[tuple[str, str], Entry]:
        return {(entry.key, entry.path): entry for entry in self.entries}

    @cached_property
    def _left(self) -> dict[str, list[Entry]]:
        """Key → its entries that may have to follow their article, the first last."""
        found: dict[str, list[Entry]] = {}
        for entry in reversed(self.entries):
            found.setdefault(entry.key, []).append(entry)
        return found

    def accepts(self, key: str, path: str, others: Iterable[str] = ()) -> Entry | None:
        """The entry that accepts the finding of this key in this article; ``None`` if it is new.

        ``others`` are the keys of the same words as those of further references that hold them: which reference is
        named first may change as the corpus grows.
        """
        which = key, path
        if which not in self._answers:
            keys = [key, *others]
            exact = (self._exact.get((each, path)) for each in keys)
            found = next((entry for entry in exact if entry and entry not in self.accepted), None)
            found = found or next(filter(None, map(self._free, keys)), None)
            if found is None:
                return None
            self.accepted[found] = which
            self._answers[which] = found
        return self._answers[which]

    def _free(self, key: str) -> Entry | None:
        """The first entry of this key that no finding has needed, and whose article is no more; it is asked for once.

        Those passed over are there still or were needed, and remain so.
        """
        left = self._left.get(key, [])
        while left:
            entry = left.pop()
            if entry not in self.accepted and self._is_gone(entry.path):
                return entry
        return None

    def _is_gone(self, path: str) -> bool:
        if path not in self._missing:
            self._missing[path] = not self._exists(path)
        return self._missing[path]


def joined(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries by key and path, each once; git's merge may bring one twice, or with two reasons."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        which = entry.key, entry.path
        other = found.setdefault(which, entry)
        if other.reason != entry.reason:
            reasons = {*other.reason.split("; "), *entry.reason.split("; ")} - {""}
            found[which] = entry._replace(reason="; ".join(sorted(reasons)))
    return tuple(sorted(found.values()))


def content_on_disk(root: str, path: str) -> bytes | None:
    """The bytes of the baseline ``path`` below ``root``; ``None`` where no file is. Raises NotJudgedError."""
    full = os.path.join(root, path)
    if not os.path.realpath(full).startswith(os.path.realpath(root).rstrip("/") + "/"):
        raise NotJudgedError(f"{path}: the baseline leads out of the repository; put the file itself there")
    try:
        mode = os.stat(full).st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
            raise NotJudgedError(f"{path}: found {kind} where the baseline should be, wants a file, or none")
        with open(full, "rb") as file:
            return file.read()
    except OSError as error:
        if isinstance(error, (FileNotFoundError, NotADirectoryError)) and not os.path.islink(full):
            return None
        said = (error.strerror or str(error)).lower()
        raise NotJudgedError(f"{path}: the baseline cannot be read: {said}") from error


def on_disk(root: str, path: str) -> Baseline:
    """The baseline in the file ``path`` below ``root``."""
    return held_by(path, lambda: content_on_disk(root, path), lambda each: os.path.lexists(os.path.join(root, each)))


def held_by(path: str, content: Callable[[], bytes | None], exists: Callable[[str], bool]) -> Baseline:
    """The baseline whose file has this content; ``None`` is no file, and no entries.

    Reading it raises ConfigError with every problem, and what ``content`` raises.
    """
    return Baseline(lambda: entries_of(parse(content() or b"", path)), exists)


def entries_of(lines: Iterable[Entry | str]) -> list[Entry]:
    return [line for line in lines if isinstance(line, Entry)]


def parse(content: bytes, shown: str) -> list[Entry | str]:
    """The lines in order: entries; comments and empty lines as they stand, without line ends. Raises ConfigError."""
    try:
        source = content.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"found the byte 0x{error.object[error.start]:02x}, wants UTF-8"
        raise ConfigError(shown, [Problem(place, column, message)]) from None
    lines: list[Entry | str] = []
    problems = []
    for number, whole in enumerate(source.removesuffix("\n").split("\n") if source else (), 1):
        line = whole.removesuffix("\r")
        if not line.strip(_BLANKS) or line.lstrip(_BLANKS).startswith("#"):
            lines.append(line)
            continue
        try:
            lines.append(_entry(line))
        except _Malformed as error:
            problems.append(Problem(number, error.column, str(error)))
    if len(problems) > _MOST_PROBLEMS:
        last = problems[_MOST_PROBLEMS - 1]
        more = f"{last.message} (and {len(problems) - _MOST_PROBLEMS:,} more lines that are none)"
        problems = [*problems[: _MOST_PROBLEMS - 1], last._replace(message=more)]
    if problems:
        raise ConfigError(shown, problems)
    return lines


class _Malformed(Exception):  # noqa: N818 - caught where the line is known
    def __init__(self, column: int, message: str) -> None:
        self.column = column
        super().__init__(message)


def _entry(line: str) -> Entry:
    """What a line says. Raises _Malformed."""
    if line.startswith(_CONFLICTS):
        raise _Malformed(1, f"found the conflict marker {line[:7]}, wants the lines of both sides without markers")
    body = line.strip(_BLANKS)
    column = line.index(body[0]) + 1
    key = re.split("[ \t]", body, maxsplit=1)[0]
    if not re.fullmatch(_KEY, key):
        raise _Malformed(column, f"found {_shown(key)}, {_WANTS}")
    rest = body[len(key) :].lstrip(_BLANKS)
    column += len(body) - len(rest)
    if not rest or rest.startswith("#"):
        raise _Malformed(column, f"found no path behind {key}, {_WANTS}")
    path, behind = _quoted(rest, column) if rest.startswith('"') else _plain(rest, column)
    mark = behind.lstrip(_BLANKS)
    if mark and (not mark.startswith("#") or mark == behind):
        at = column + len(rest) - len(mark)
        raise _Malformed(at, f"found {_shown(mark)} behind the path, wants two blanks and # REASON, or nothing")
    return Entry(key, path, mark[1:].strip(_BLANKS))


def _plain(rest: str, column: int) -> tuple[str, str]:
    """A path as it stands, and what is behind it."""
    mark = re.search("[ \t]#", rest)
    path = (rest[: mark.start()] if mark else rest).rstrip(_BLANKS)
    if not path.isprintable():
        at = next(at for at, character in enumerate(path) if not character.isprintable())
        found = f"found the character U+{ord(path[at]):04X}"
        raise _Malformed(column + at, f"{found} in a path, wants it as a JSON string with escapes")
    return path, rest[len(path) :]


def _quoted(rest: str, column: int) -> tuple[str, str]:
    """A path written as a JSON string, and what is behind it."""
    from reusecheck.stored import read_stored  # noqa: PLC0415 - few names are not plain

    string = re.match(r'"(?:[^"\\]|\\.)*"', rest)
    try:
        path = read_stored(string[0].encode()) if string else ""
        os.fsencode(path)
    except ValueError:
        path = ""
    if not string or not path or "\0" in path:
        raise _Malformed(column, f"found {_shown(rest)}, wants a path as a JSON string")
    return path, rest[string.end() :]


def _shown(text: str) -> str:
    return ascii(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def line_of(entry: Entry) -> str:
    """The entry's line, without an end; that of a name that is not UTF-8 has the escapes of Python's surrogates."""
    return f"{entry.key}  {_written(entry.path)}" + (f"  # {entry.reason}" if entry.reason else "")


def _written(path: str) -> str:
    plain = path.isprintable() and path == path.strip() and not path.startswith(('"', "#"))
    if plain and "  " not in path and " #" not in path:
        return path
    import json  # noqa: PLC0415 - few names are not plain

    return json.dumps(path)


def rendered(entries: Iterable[Entry], lines: Iterable[Entry | str] = (), became: Mapping[Entry, Entry] = {}) -> str:
    """The file of these entries, sorted; a comment of ``lines`` stays above the entry it stood above.

    Where that one is gone, it goes to the one that followed. ``became`` names entries that have a new line.
    """
    kept = sorted(joined(entries), key=line_of)
    first: list[str] = []  # comments before all entries stay there
    above: dict[tuple[str, str], list[str]] = {}
    waiting = first
    left = {(entry.key, entry.path) for entry in kept}
    for line in lines:
        if isinstance(line, str):
            waiting += [line] if line not in HEADER else []
            continue
        now = became.get(line, line)
        waiting = [] if waiting is first else waiting
        if (now.key, now.path) in left:
            above.setdefault((now.key, now.path), []).extend(waiting)
            waiting = []
    last = [] if waiting is first else waiting
    told = [text for entry in kept for text in (*above.get((entry.key, entry.path), ()), line_of(entry))]
    return "".join(f"{text}\n" for text in (*HEADER, *first, *told, *last))
