"""What a report is told about the place where it will be read."""

from __future__ import annotations

from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Quote = Literal["none", "fragment", "full"]


class Options(NamedTuple):
    """How to show a verdict.

    ``width`` counts columns; 0 is what a terminal says that does not know, and counts as 80. ``color`` has been
    decided by whoever knows the terminal. ``quiet`` leaves out what does not block, ``verbose`` adds what is
    settled. ``quote`` is how much of the article's and the references' words is shown, since logs are often public.
    ``encoding`` is that of the output: what it cannot take is written in ASCII, and still lines up.
    ``explains`` is whether ``reusecheck explain KEY`` would find what is shown: not what ``compare`` found.
    ``prefix`` leads from the root of the repository to where the paths of the verdict begin, "" or with a ``/`` at its
    end: services know files by their paths from there.
    ``added``: what is shown is told by commands only where they judge what is new since ``HEAD``, as was done here.
    """

    width: int = 80
    color: bool = False
    verbose: bool = False
    quiet: bool = False
    quote: Quote = "fragment"
    encoding: str = "utf-8"
    explains: bool = True
    prefix: str = ""
    added: bool = False
