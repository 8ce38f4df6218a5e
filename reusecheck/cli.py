"""Arguments, subcommands and exit codes; every fault ends here with a message."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from reusecheck.errors import EXIT_BUG, EXIT_INTERRUPTED, ReuseCheckError, UsageError
from reusecheck.reports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HELP_WIDTH = 100
CHOICES = {
    "fail_on": ("block", "warn", "never"),
    "quote": ("fragment", "none", "full"),
    "color": ("auto", "always", "never"),
}
EXIT_CODES = """\
exit codes: 0 judged, nothing blocks · 1 an article is blocked · 2 usage or configuration is wrong
            3 could not judge · 70 a fault of reusecheck · 130 interrupted"""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Of a fixed width: to ask the terminal, argparse imports shutil and all of its compressors, for every command."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=HELP_WIDTH)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see: {self.prog} --help")


def _variable(flag: str) -> str:
    """The twin of a flag in the environment (CONTRACT section 2)."""
    return os.environ.get("REUSECHECK_" + flag.upper().replace("-", "_"), "")


def _common() -> _Parser:
    """Flags of every command that judges or reads the configuration. Checked later, with their twins."""
    parser = _Parser(add_help=False, allow_abbrev=False, formatter_class=_Formatter)
    parser.add_argument(
        "-c", "--config", metavar="FILE", help="configuration (default: .reusecheck.yaml, here or above)"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="only what blocks")
    parser.add_argument("-v", "--verbose", action="store_true", help="also what is settled or stays below the limits")
    parser.add_argument("--color", metavar="WHEN", help="auto, always or never (default: auto)")
    return parser


def _judging() -> _Parser:
    parser = _Parser(add_help=False, allow_abbrev=False, formatter_class=_Formatter)
    parser.add_argument(
        "-o", "--output", metavar="FORMAT[=PATH]", action="append", help=f"{', '.join(FORMATS)}; repeatable"
    )
    parser.add_argument("--fail-on", metavar="WHAT", help="block, warn or never (default: block)")
    parser.add_argument(
        "--quote", metavar="HOW", help="none, fragment or full: how much text is shown (default: fragment)"
    )
    return parser


def _check(parser: _Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders; - reads standard input")
    parser.add_argument("--staged", action="store_true", help="judge what is staged in git instead of the disk")
    parser.add_argument("--stdin-filename", metavar="PATH", help="the path that standard input stands for")


def _hook(parser: _Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="default: all that is staged")


def _compare(parser: _Parser) -> None:
    parser.add_argument("article", metavar="ARTICLE")
    parser.add_argument("references", nargs="+", metavar="REFERENCE")


def _explain(parser: _Parser) -> None:
    parser.add_argument("key", metavar="KEY", help="a finding's key, or the beginning of one")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="where to look (default: all articles)")


def _index(parser: _Parser) -> None:
    parser.add_argument("action", choices=("build", "status", "verify"))


def _config(parser: _Parser) -> None:
    parser.add_argument("action", choices=("show", "validate", "schema"))


def _demo(parser: _Parser) -> None:
    parser.add_argument("--keep", action="store_true", help="leave the temporary repository where it is")


def _no_arguments(parser: _Parser) -> None:
    del parser


# name → what it does, whether it judges, its own arguments
COMMANDS: dict[str, tuple[str, bool, Callable[[_Parser], None]]] = {
    "check": ("judge articles: those named, or all that the configuration includes", True, _check),
    "hook": ("what the pre-commit hook runs: judges what is being committed or pushed", True, _hook),
    "compare": ("score one text against others, without configuration or index", True, _compare),
    "explain": ("one finding side by side, with the arithmetic and what would settle it", True, _explain),
    "index": ("build, status or verify: the index of the references", False, _index),
    "config": ("show, validate or describe the configuration", False, _config),
    "init": ("write a starting .reusecheck.yaml and show the lines for .pre-commit-config.yaml", False, _no_arguments),
    "doctor": ("what is configured, found, indexed, stale or empty", False, _no_arguments),
    "demo": ("a made-up newsroom: a commit is refused, credited, and goes through", False, _demo),
}


def build_parser(only: str = "") -> _Parser:
    """The whole command line, or the part that the command ``only`` needs: the rest is 5 ms at every commit."""
    from reusecheck import __version__  # noqa: PLC0415 - the package imports nothing itself

    parser = _Parser(
        prog="reusecheck",
        description="Finds passages that articles share with references, and whether their source is named.",
        epilog=EXIT_CODES,
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"reusecheck {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    common, judging = _common(), _judging()
    plain: Any = {"formatter_class": _Formatter, "allow_abbrev": False}
    for name in (only,) if only in COMMANDS else COMMANDS:
        text, judges, arguments = COMMANDS[name]
        parents = [common, judging] if judges else [common]
        arguments(commands.add_parser(name, help=text, description=text, parents=parents, **plain))
    return parser


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments with their twins in the environment; raises UsageError naming all that is wrong."""
    args, unknown = build_parser(arguments[0] if arguments else "").parse_known_args(_paths_last(list(arguments)))
    problems = [f"{word}: no such flag; see: reusecheck {args.command or ''} --help" for word in unknown]
    if not args.command:
        problems.append("a command is wanted; see: reusecheck --help")
    args.config = getattr(args, "config", None) or _variable("config") or None
    for name in ("quiet", "verbose"):
        setattr(args, name, getattr(args, name, False) or _variable(name) not in ("", "0"))
    args.output = getattr(args, "output", None) or _variable("output").split()
    unknown = [output for output in args.output if output.partition("=")[0] not in FORMATS]
    problems += (f"-o {output}: no such format; there are {', '.join(FORMATS)}" for output in unknown)
    for name, allowed in CHOICES.items():
        value = getattr(args, name, None) or _variable(name) or allowed[0]
        setattr(args, name, value)
        if value not in allowed:
            problems.append(f"--{name.replace('_', '-')}: found {value!r}, wants {', '.join(allowed)}")
    if problems:
        raise UsageError("\n".join(problems))
    return args


def _paths_last(arguments: list[str]) -> list[str]:
    """The arguments of ``hook`` with paths that begin with a dash behind ``--``.

    pre-commit hands file names over as they are, and an ``entry`` that ended
    in ``--`` would break the ``args:`` of users. So a token that begins with a
    dash and names an entry of git's index is a path.
    """
    if arguments[:1] != ["hook"] or "--" in arguments:
        return arguments
    dashed = [word for word in arguments[1:] if word.startswith("-") and word != "-"]
    if not dashed:
        return arguments
    from reusecheck import git  # noqa: PLC0415 - only where such a name is

    top = git.toplevel(os.getcwd())
    if top is None:
        return arguments
    prefix = os.path.relpath(os.getcwd(), top)
    known = {
        os.path.relpath(entry.path, prefix)
        for entry in git.staged(top, [os.path.normpath(os.path.join(prefix, word)) for word in dashed])
    }
    paths = [word for word in arguments[1:] if word in known]
    return ["hook", *(word for word in arguments[1:] if word not in known), "--", *paths]


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    if name in ("index", "doctor"):
        from reusecheck import upkeep  # noqa: PLC0415 - not on the hook's road

        return upkeep.index if name == "index" else upkeep.doctor
    from reusecheck import commands  # noqa: PLC0415 - --help and usage errors need none of it

    found: Callable[[argparse.Namespace], int] = getattr(commands, name)
    return found


def main(arguments: Sequence[str]) -> int:
    """Run a command line; the exit code (CONTRACT section 3)."""
    from reusecheck.console import say  # noqa: PLC0415 - kept beside its only use

    try:
        args = parse(arguments)
        return _command(args.command)(args)
    except ReuseCheckError as error:
        say("".join(f"reusecheck: {line}\n" for line in str(error).splitlines()), sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        say("reusecheck: interrupted\n", sys.stderr)
        return EXIT_INTERRUPTED
    except Exception:  # noqa: BLE001 - the last resort: a fault of ours must not look like a verdict
        say(_fault(), sys.stderr)
        return EXIT_BUG


def _fault() -> str:
    import platform  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    from reusecheck import __version__  # noqa: PLC0415

    return (
        f"{traceback.format_exc()}\nreusecheck {__version__}, Python {platform.python_version()}, {platform.system()}: "
        "this is a fault of reusecheck, and nothing was judged.\n"
        "Please report it with the lines above where you got reusecheck from.\n"
    )
