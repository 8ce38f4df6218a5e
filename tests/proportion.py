"""Whether work grows with its input: counted in calls, or by the clock of the process, which no other one moves."""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

# Ten times the input may take forty times as long: quadratic work takes a hundred, and caches spoil the rest.
_TIMES, _AT_MOST = 10, 40
_LEAST = 0.005  # seconds: a clock with steps of a millisecond says nothing of less


def grows_in_proportion(prepare: Callable[[int], Callable[[], object]], size: int) -> bool:
    """``prepare`` makes the work for an input of so many characters; the work alone is timed, the best of three.

    Once it was done on a small input first, for what is loaded only once.
    """
    prepare(1000)()
    return _seconds(prepare, _TIMES * size) < _AT_MOST * max(_seconds(prepare, size), _LEAST)


def _seconds(prepare: Callable[[int], Callable[[], object]], size: int) -> float:
    best = float("inf")
    for _ in range(3):
        work = prepare(size)
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def calls(work: Callable[[], object]) -> int:
    """How many functions are called to do it, those written in C too: the same number in every run."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        del frame, argument
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
