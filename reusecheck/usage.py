"""The command line as argparse understands it, for all that is not a plain ``hook``."""

from __future__ import annotations

import argparse

from reusecheck import __version__
from reusecheck.errors import UsageError
from reusecheck.reports import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

HELP_WIDTH = 100
# whole numbers, with their defaults: processes of a build (0: one for each processor), and MB of memory for all of them
NUMBERS = {"jobs": 0, "memory": 512}
EXIT_CODES = """\
exit codes: 0 judged, nothing blocks · 1 an article is blocked · 2 usage or configuration is wrong
            3 could not judge · 70 a fault of reusecheck · 130 interrupted"""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see: {self.prog} --help")


def formatter(least: int) -> Callable[[str], argparse.HelpFormatter]:
    """What lays out help, of a fixed width: to ask the terminal, argparse imports shutil and all of its compressors.

    ``least``: columns for the names of commands and flags.
    """

    def made(prog: str) -> argparse.HelpFormatter:
        helped = argparse.RawDescriptionHelpFormatter(prog, width=HELP_WIDTH)
        helped._action_max_length = least  # noqa: SLF001 - there is no other way to say it
        return helped

    return made


def _configured(parser: Parser) -> None:
    parser.add_argument("-c", "--config", metavar="FILE", help="default: .reusecheck.yaml, here or in a folder above")


def _opening(parser: Parser) -> None:
    parser.add_argument("--key-file", metavar="FILE", help="the key of a sealed index")


def _waiving(parser: Parser) -> None:
    parser.add_argument("--no-inline", action="store_true", help="waivers in the text do not count")


def _showing(parser: Parser) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help="only what blocks")
    parser.add_argument("-v", "--verbose", action="store_true", help="also what is settled or stays below the limits")
    parser.add_argument("--color", metavar="WHEN", help="auto, always or never (default: auto)")
    parser.add_argument(
        "--quote", metavar="HOW", help="none, fragment or full: how much text is shown (default: fragment)"
    )


def _judging(parser: Parser) -> None:
    formats = ", ".join(FORMATS)
    parser.add_argument("-o", "--output", metavar="FORMAT[=PATH]", action="append", help=f"{formats}; repeatable")
    parser.add_argument("--fail-on", metavar="WHAT", help="block, warn or never (default: block)")


def _scoped(parser: Parser) -> None:
    scopes = "file: whole articles; added: only what is new (default: added for hook and ci, else file)"
    parser.add_argument("--scope", metavar="SCOPE", help=scopes)


def _quiet(parser: Parser) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")


def _check(parser: Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders; - reads standard input")
    parser.add_argument("--staged", action="store_true", help="judge what is staged in git instead of the disk")
    parser.add_argument("--diff", metavar="BASE[..HEAD]", help="judge what differs from BASE: the disk, or HEAD")
    parser.add_argument("--files-from", metavar="FILE", help="a list of paths, of which articles are judged; or -")
    parser.add_argument("-0", dest="null", action="store_true", help="the names in that list end in NUL")
    parser.add_argument("--stdin-filename", metavar="PATH", help="the path that standard input stands for")


def _hook(parser: Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="default: all that is staged")
    parser.add_argument("--message", metavar="FILE", help="the commit's message, whose trailers allow a finding each")


def _ci(parser: Parser) -> None:
    parser.add_argument("--base", metavar="REF", help="what to compare with (default: what the pipeline says)")


def _compare(parser: Parser) -> None:
    parser.add_argument("article", metavar="ARTICLE")
    parser.add_argument("references", nargs="+", metavar="REFERENCE")


def _report(parser: Parser) -> None:
    parser.add_argument("results", metavar="RESULTS.json", help="what -o json wrote; - reads standard input")


def _explain(parser: Parser) -> None:
    parser.add_argument("key", metavar="KEY", help="a finding's key, or the beginning of one")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="where to look (default: all articles)")


def _attribute(parser: Parser) -> None:
    parser.add_argument("key", metavar="KEY", help="a finding's key, or the beginning of one")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="where to look (default: all articles)")
    parser.add_argument("--write", action="store_true", help="put it into the article, and change nothing else")


def _index(parser: Parser) -> None:
    actions = ("build", "status", "verify", "compact", "export", "import")
    parser.add_argument("action", choices=actions, metavar="|".join(actions))
    parser.add_argument("paths", nargs="*", metavar="FILE", help="what export writes and import reads: one archive")
    parser.add_argument("--sealed", action="store_true", help="export no texts, and hashes made with a key")
    parser.add_argument("--jobs", metavar="N", help="processes that index at the same time (default: all processors)")
    parser.add_argument(
        "--memory", metavar="MB", help=f"bound on the memory of all of them (default: {NUMBERS['memory']})"
    )


def _config(parser: Parser) -> None:
    parser.add_argument("action", choices=("show", "validate", "schema"), metavar="show|validate|schema")


def _baseline(parser: Parser) -> None:
    parser.add_argument("action", choices=("write", "prune", "show"), metavar="write|prune|show")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: all articles)")
    parser.add_argument("--reason", metavar="TEXT", help="why what is added may stay, in a few words")


def _bench(parser: Parser) -> None:
    parser.add_argument("-o", "--output", metavar="FORMAT[=PATH]", action="append", help="text, json; repeatable")


def _init(parser: Parser) -> None:
    parser.add_argument(
        "--git-hook", action="store_true", help="also write git's own hooks, for work without pre-commit"
    )


def _demo(parser: Parser) -> None:
    parser.add_argument("--keep", action="store_true", help="leave the temporary repository where it is")


def _no_arguments(parser: Parser) -> None:
    del parser


_JUDGE = (_configured, _showing, _judging, _scoped, _waiving, _opening)
# name → what it does, the flags it shares with others, its own arguments
COMMANDS: dict[str, tuple[str, tuple[Callable[[Parser], None], ...], Callable[[Parser], None]]] = {
    "check": ("judge articles: those named, or all that the configuration includes", _JUDGE, _check),
    "hook": ("what the pre-commit hook runs: judges what is being committed or pushed", _JUDGE, _hook),
    "ci": ("the gate of a pipeline: what the branch adds against its base", _JUDGE, _ci),
    "compare": ("score one text against others, without configuration or index", (_showing, _judging), _compare),
    "explain": (
        "one finding side by side, with the arithmetic and what would settle it",
        (_configured, _showing, _scoped, _waiving, _opening), _explain
    ),
    "attribute": (
        "the credit that would settle a finding, in the article's own format, as a diff",
        (_configured, _quiet, _scoped, _waiving, _opening), _attribute
    ),
    "report": (
        "show a saved result again, in any format, without checking again",
        (_configured, _showing, _judging), _report
    ),
    "index": ("the index of the references: build it, look at it, share it", (_configured, _quiet, _opening), _index),
    "baseline": (
        "findings that are accepted: enter what is open, take out what is gone, show them",
        (_configured, _quiet, _waiving, _opening), _baseline
    ),
    "config": ("show, validate or describe the configuration", (_configured,), _config),
    "init": ("write a starting .reusecheck.yaml and show the lines for .pre-commit-config.yaml", (), _init),
    "bench": ("the cost of a check and of the index, on one's own corpus", (_configured, _quiet), _bench),
    "doctor": ("what is configured, found, indexed, stale or empty", (_configured,), _no_arguments),
    "demo": ("a made-up newsroom: a commit is refused, credited, and goes through", (), _demo),
}  # fmt: skip


def build_parser(only: str = "") -> Parser:
    """The whole command line, or the part that the command ``only`` needs."""
    # argparse forgets that commands are indented twice, and would give the longest a line of its own
    plain: Any = {"formatter_class": formatter(max(map(len, COMMANDS)) + 4), "allow_abbrev": False}
    parser = Parser(
        prog="reusecheck",
        description="Finds passages that articles share with references, and whether their source is named.",
        epilog=EXIT_CODES,
        **plain,
    )
    parser.add_argument("--version", action="version", version=f"reusecheck {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name in (only,) if only in COMMANDS else COMMANDS:
        text, groups, arguments = COMMANDS[name]
        command = commands.add_parser(name, help=text, description=text, **plain)
        for add in (*groups, arguments):
            add(command)
    return parser
