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


# command → the module that has a function of its name, where that is not ``commands``
_MODULES = {
    "check": "gating", "hook": "gating", "ci": "gating",
    "index": "upkeep", "doctor": "upkeep", "attribute": "attributing", "bench": "benching", "report": "rendering",
    "baseline": "baselining",
}  # fmt: skip
_YES = ("1", "true", "yes", "on")
_NO = ("", "0", "false", "no", "off")
CHOICES = {
    "fail_on": ("block", "warn", "never"),
    "quote": ("fragment", "none", "full"),
    "color": ("auto", "always", "never"),
}
SCOPES = ("file", "added")
# the flags of ``hook`` that argparse need not be asked about, without and with a value → their names
_SWITCHES = {"-q": "quiet", "--quiet": "quiet", "-v": "verbose", "--verbose": "verbose", "--no-inline": "no_inline"}
_VALUED = {
    "-c": "config", "--config": "config", "-o": "output", "--output": "output",
    "--color": "color", "--fail-on": "fail_on", "--quote": "quote", "--key-file": "key_file", "--scope": "scope",
    "--message": "message",
}  # fmt: skip
MOST_DIGITS = 9  # of them; Python reads no more than 4,300


def _variable(flag: str) -> str:
    """The twin of a flag in the environment (CONTRACT section 2)."""
    return os.environ.get("REUSECHECK_" + flag.upper().replace("-", "_"), "")


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
    problems += [*_take_scope(args), *_take_numbers(args)]
    if problems:
        raise UsageError("\n".join(problems))
    return args


def _take_scope(args: SimpleNamespace) -> list[str]:
    """Give the arguments their scope; what is wrong with it."""
    given = getattr(args, "scope", None)
    args.scope = given or _variable("scope") or ("added" if args.command in ("hook", "ci") else "file")
    if args.command == "ci":
        args.base = args.base or _variable("base")
    if args.scope in SCOPES:
        return []
    return [f"{'--scope' if given else 'REUSECHECK_SCOPE'}: found {args.scope!r}, wants {' or '.join(SCOPES)}"]


def _take_numbers(args: SimpleNamespace) -> list[str]:
    """Give the arguments their numbers; what is wrong with them."""
    if args.command != "index":
        return []
    from reusecheck.usage import NUMBERS  # noqa: PLC0415 - argparse, as above

    problems = []
    for name, default in NUMBERS.items():
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
    from reusecheck.usage import build_parser  # noqa: PLC0415 - argparse, 5 ms, which few commits need

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
        places.append(os.path.realpath(path) if path else "")
        if name not in FORMATS:
            problems.append(f"-o {output}: no such format; there are {', '.join(FORMATS)}")
        if equals and not path:
            problems.append(f"-o {output}: found no path behind the =, wants one, or {name} alone for standard output")
    twice = sorted({os.path.relpath(path) if path else "" for path in places if places.count(path) > 1})
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
    module = f"reusecheck.{_MODULES.get(name, 'commands')}"
    __import__(module)  # importlib itself is 0.4 ms
    found: Callable[[SimpleNamespace], int] = getattr(sys.modules[module], name)
    return found


def main(arguments: Sequence[str]) -> int:
    """Run a command line; the exit code (CONTRACT section 3)."""
    from reusecheck.console import say, warn  # noqa: PLC0415 - kept beside its only use

    try:
        args = parse(arguments)
        return _command(args.command)(args)
    except ReuseCheckError as error:
        for line in str(error).rstrip("\n").split("\n"):
            warn(line)
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
    from reusecheck.reports.hostile import guarded, harmless, shown_path  # noqa: PLC0415

    trace = (guarded(harmless(shown_path(line))) for line in traceback.format_exc().split("\n"))
    return (
        "\n".join(trace) + f"\nreusecheck {__version__}, Python {platform.python_version()}, {platform.system()}: "
        "this is a fault of reusecheck, and nothing was judged.\n"
        "Please report it with the lines above where you got reusecheck from.\n"
    )
