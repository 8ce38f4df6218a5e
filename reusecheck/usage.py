"""The command line as argparse understands it, for all that is not a plain ``hook``."""

from __future__ import annotations

import argparse

from reusecheck.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

HELP_WIDTH = 100


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
