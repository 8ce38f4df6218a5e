"""Arguments, subcommands and exit codes; every fault ends here with a message."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace

from reusecheck.errors import EXIT_BUG, EXIT_INTERRUPTED, ReuseCheckError, UsageError
from reusecheck.reports import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from reusecheck.usage import Parser

_YES = ("1", "true", "yes", "on")
_NO = ("", "0", "false", "no", "off")
CHOICES = {
    "fail_on": ("block", "warn", "never"),
    "quote": ("fragment", "none", "full"),
    "color": ("auto", "always", "never"),
}
# the flags of ``hook`` that argparse need not be asked about, without and with a value → their names
_SWITCHES = {"-q": "quiet", "--quiet": "quiet", "-v": "verbose", "--verbose": "verbose", "--no-inline": "no_inline"}
_VALUED = {
    "-c": "config", "--config": "config", "-o": "output", "--output": "output",
    "--color": "color", "--fail-on": "fail_on", "--quote": "quote", "--key-file": "key_file",
}  # fmt: skip
# whole numbers, with their defaults: processes of a build (0: one for each processor), and MB of memory for all of them
NUMBERS = {"jobs": 0, "memory": 512}
MOST_DIGITS = 9  # of them; Python reads no more than 4,300
EXIT_CODES = """\
exit codes: 0 judged, nothing blocks · 1 an article is blocked · 2 usage or configuration is wrong
            3 could not judge · 70 a fault of reusecheck · 130 interrupted"""


def _variable(flag: str) -> str:
    """The twin of a flag in the environment (CONTRACT section 2)."""
    return os.environ.get("REUSECHECK_" + flag.upper().replace("-", "_"), "")


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


def _quiet(parser: Parser) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")


def _check(parser: Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders; - reads standard input")
    parser.add_argument("--staged", action="store_true", help="judge what is staged in git instead of the disk")
    parser.add_argument("--stdin-filename", metavar="PATH", help="the path that standard input stands for")


def _hook(parser: Parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="default: all that is staged")


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


def _demo(parser: Parser) -> None:
    parser.add_argument("--keep", action="store_true", help="leave the temporary repository where it is")


def _no_arguments(parser: Parser) -> None:
    del parser


_JUDGE = (_configured, _showing, _judging, _waiving, _opening)
# name → what it does, the flags it shares with others, its own arguments
COMMANDS: dict[str, tuple[str, tuple[Callable[[Parser], None], ...], Callable[[Parser], None]]] = {
    "check": ("judge articles: those named, or all that the configuration includes", _JUDGE, _check),
    "hook": ("what the pre-commit hook runs: judges what is being committed or pushed", _JUDGE, _hook),
    "compare": ("score one text against others, without configuration or index", (_showing, _judging), _compare),
    "explain": (
        "one finding side by side, with the arithmetic and what would settle it",
        (_configured, _showing, _waiving, _opening), _explain
    ),
    "attribute": (
        "the credit that would settle a finding, in the article's own format, as a diff",
        (_configured, _quiet, _waiving, _opening), _attribute
    ),
    "report": ("show a saved result again, in any format, without checking again", (_showing, _judging), _report),
    "index": ("the index of the references: build it, look at it, share it", (_configured, _quiet, _opening), _index),
    "baseline": (
        "findings that are accepted: enter what is open, take out what is gone, show them",
        (_configured, _quiet, _waiving, _opening), _baseline
    ),
    "config": ("show, validate or describe the configuration", (_configured,), _config),
    "init": ("write a starting .reusecheck.yaml and show the lines for .pre-commit-config.yaml", (), _no_arguments),
    "bench": ("the cost of a check and of the index, on one's own corpus", (_configured, _quiet), _bench),
    "doctor": ("what is configured, found, indexed, stale or empty", (_configured,), _no_arguments),
    "demo": ("a made-up newsroom: a commit is refused, credited, and goes through", (), _demo),
}  # fmt: skip


def build_parser(only: str = "") -> Parser:
    """The whole command line, or the part that the command ``only`` needs."""
    from reusecheck import __version__  # noqa: PLC0415 - the package imports nothing itself
    from reusecheck.usage import Parser, formatter  # noqa: PLC0415 - argparse, 5 ms, which few commits need

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


def parse(arguments: Sequence[str]) -> SimpleNamespace:
    """The arguments with their twins in the environment; raises UsageError naming all that is wrong."""
    first = arguments[0] if arguments else ""
    if first.startswith("-") and first not in ("-h", "--help", "--version"):
        raise UsageError(f"{first}: flags come after the command; see: reusecheck --help")
    dashed = _dashed_paths(arguments)
    words = [word for word in arguments if word not in dashed]
    args = plain_hook(words)
    left: list[str] = []
    if args is None:
        args, left = parsed(words)
    if not args.command:
        raise UsageError("a command is wanted; see: reusecheck --help")
    if dashed:
        args.paths += sorted(dashed)
    problems = [f"{word}: no such flag; {_instead(word, args.command)}" for word in left]
    args.config = getattr(args, "config", None) or _variable("config") or None
    args.key_file = getattr(args, "key_file", None) or _variable("key_file")
    for name in ("quiet", "verbose", "no_inline"):
        said = _variable(name).lower()
        if said not in _YES + _NO:
            problems.append(f"REUSECHECK_{name.upper()}: found {said!r}, wants 1 or 0")
        setattr(args, name, getattr(args, name, False) or said in _YES)
    args.output = getattr(args, "output", None) or _variable("output").split()
    problems += _wrong_outputs(args.output)
    for name, allowed in CHOICES.items():
        given = getattr(args, name, None)
        value = given or _variable(name) or allowed[0]
        setattr(args, name, value)
        if value not in allowed:
            flag = f"--{name.replace('_', '-')}" if given else f"REUSECHECK_{name.upper()}"
            problems.append(f"{flag}: found {value!r}, wants {', '.join(allowed)}")
    problems += _take_numbers(args)
    if problems:
        raise UsageError("\n".join(problems))
    return args


def _take_numbers(args: SimpleNamespace) -> list[str]:
    """Give the arguments their numbers; what is wrong with them."""
    problems = []
    for name, default in NUMBERS.items() if args.command == "index" else ():
        given = getattr(args, name, None)
        value = given or _variable(name) or str(default)
        if value.isdecimal() and len(value) <= MOST_DIGITS and (int(value) or default == 0):
            setattr(args, name, int(value))
        else:
            flag = f"--{name}" if given else f"REUSECHECK_{name.upper()}"
            short = f" of {MOST_DIGITS} digits at most" if len(value) > MOST_DIGITS else ""
            problems.append(f"{flag}: found {value!r}, wants a whole number{' above 0' if default else ''}{short}")
    return problems


def plain_hook(words: Sequence[str]) -> SimpleNamespace | None:
    """What ``parsed`` says of the command ``hook`` with paths and the usual flags; ``None`` where that has to be asked.

    Such are nearly all hooks, and to import argparse and build a parser is 5 ms of each.
    """
    if not words or words[0] != "hook":
        return None
    found: dict[str, Any] = dict.fromkeys(_SWITCHES.values(), False) | dict.fromkeys(_VALUED.values())
    paths = []
    rest = iter(words[1:])
    for word in rest:
        if not word.startswith("-"):
            paths.append(word)
        elif word in _SWITCHES:
            found[_SWITCHES[word]] = True
        elif word in _VALUED:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
            name = _VALUED[word]
            found[name] = [*(found[name] or ()), value] if name == "output" else value
        else:
            return None
    return SimpleNamespace(command="hook", paths=paths, **found)


def parsed(words: Sequence[str]) -> tuple[SimpleNamespace, list[str]]:
    """What argparse makes of the arguments, and those that look like flags and are none it knows."""
    args, left = build_parser(words[0] if words else "").parse_known_args(words, SimpleNamespace())
    if not hasattr(args, "paths"):
        return args, left
    # argparse takes paths in one piece only: `a.md -q b.md` leaves the second over
    args.paths += [word for word in left if not word.startswith("-")]
    return args, [word for word in left if word.startswith("-")]


def _instead(word: str, command: str) -> str:
    return f"the file is ./{word}" if os.path.lexists(word) else f"see: reusecheck {command} --help"


def _wrong_outputs(outputs: Sequence[str]) -> list[str]:
    problems = []
    places = []
    for output in outputs:
        name, equals, path = output.partition("=")
        places.append(path)
        if name not in FORMATS:
            problems.append(f"-o {output}: no such format; there are {', '.join(FORMATS)}")
        if equals and not path:
            problems.append(f"-o {output}: found no path behind the =, wants one, or {name} alone for standard output")
    twice = sorted({path for path in places if places.count(path) > 1})
    problems += (
        f"-o: two reports go to {path or 'standard output'}, wants one file each: -o FORMAT=PATH" for path in twice
    )
    return problems


def _dashed_paths(arguments: Sequence[str]) -> frozenset[str]:
    """The arguments of ``hook`` that begin with a dash and are paths: they name an entry of git's index.

    pre-commit hands file names over as they are, and an ``entry`` that ended
    in ``--`` would break the ``args:`` of users.
    """
    dashed = [word for word in arguments[1:] if word.startswith("-") and word not in ("-", "--")]
    return _in_the_index(dashed) if dashed and arguments[0] == "hook" else frozenset()


def _in_the_index(words: list[str]) -> frozenset[str]:
    """Those that are paths of git's index, seen from the working directory."""
    from reusecheck import git  # noqa: PLC0415 - only where a name begins with a dash

    top = git.toplevel(os.getcwd())
    if top is None:
        return frozenset()
    prefix = os.path.relpath(os.getcwd(), top)
    entries = git.staged(top, [os.path.normpath(os.path.join(prefix, word)) for word in words])
    return frozenset(os.path.relpath(entry.path, prefix) for entry in entries)


def _command(name: str) -> Callable[[SimpleNamespace], int]:
    if name in ("index", "doctor"):
        from reusecheck import upkeep  # noqa: PLC0415 - not on the hook's road

        return upkeep.index if name == "index" else upkeep.doctor
    if name == "attribute":
        from reusecheck import attributing  # noqa: PLC0415 - not on the hook's road

        return attributing.attribute
    if name == "report":
        from reusecheck import rendering  # noqa: PLC0415 - not on the hook's road

        return rendering.report
    if name == "baseline":
        from reusecheck import baselining  # noqa: PLC0415 - not on the hook's road

        return baselining.baseline
    if name == "bench":
        from reusecheck import benching  # noqa: PLC0415 - not on the hook's road

        return benching.bench
    from reusecheck import commands  # noqa: PLC0415 - --help and usage errors need none of it

    found: Callable[[SimpleNamespace], int] = getattr(commands, name)
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
