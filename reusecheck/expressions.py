"""Regular expressions that are compiled when they are first used.

One takes a tenth of a millisecond, and a module of patterns that most articles never need some of each commit.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import compile as expression
    from typing import Any
else:

    class expression:  # noqa: N801 - stands for the function ``re.compile``
        """What ``re.compile`` gives, later: each method is that of the compiled pattern from its first use on."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            self._given = pattern, flags

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as of any object
            value = getattr(re.compile(*self._given), name)
            self.__dict__[name] = value
            return value


__all__ = ["expression"]
