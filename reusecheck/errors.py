"""What can go wrong, and which exit code it means (CONTRACT section 3)."""

from __future__ import annotations

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_OK = 0
EXIT_BLOCKED = 1
EXIT_USAGE = 2
EXIT_NOT_JUDGED = 3
EXIT_BUG = 70
EXIT_INTERRUPTED = 130


class ReuseCheckError(Exception):
    """The user can put it right: shown as a message, without a traceback."""

    exit_code = EXIT_USAGE


class UsageError(ReuseCheckError):
    """The command line is wrong."""


class Problem(NamedTuple):
    """One thing wrong in a file: where, what was found and what is wanted."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message}"


class ConfigError(ReuseCheckError):
    """Everything wrong in one configuration, one problem a line."""

    def __init__(self, path: str, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{path}:{problem}" for problem in self.problems))


class NotJudgedError(ReuseCheckError):
    """Something needed for a judgement is missing or unreadable; the gate stays shut."""

    exit_code = EXIT_NOT_JUDGED


class IndexUnusableError(NotJudgedError):
    """The index is damaged, or one of the kinds below."""


class IndexOutdatedError(IndexUnusableError):
    """The index is missing, of another version, or does not hold what the corpus is now: building it mends that."""
