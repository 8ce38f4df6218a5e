"""Several processes that index at the same time. A worker ends when the build does, however that ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.connection import wait

from reusecheck.errors import NotJudgedError
from reusecheck.index.build import Words
from reusecheck.index.format import MEND
from reusecheck.index.indexing import Done, Indexer, Place, Task
from reusecheck.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from multiprocessing.connection import Connection
    from typing import Any

    # references, words and bytes of text since the last time
    Tell = Callable[[int, int, int], None]

SECONDS_BETWEEN = 0.2  # of news from a worker


class Result(NamedTuple):
    """The segments a batch of tasks was written into, and what came of each task."""

    segments: list[str]
    done: list[Done]


def index_all(
    place: Place, batches: Sequence[Sequence[Task]], jobs: int, tell: Tell, *, keep_parts: bool
) -> list[Result]:
    """What came of each batch, in order; ``jobs`` of them are worked on at the same time.

    Raises what a worker raised, NotJudgedError if one was ended; nothing works any more then.
    """
    jobs = min(jobs, len(batches))
    if jobs <= 1:
        words = Words()
        results = []
        for batch in batches:
            indexer = Indexer(place, words, tell)
            results.append(Result(indexer.segments, indexer.run(batch, keep_part=keep_parts)))
        return results
    # a fork has all that was imported; where there is none, a worker begins anew
    context: Any = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else None)
    workers: dict[Connection, Any] = {}
    try:
        for _ in range(jobs):
            here, there = context.Pipe()
            # A fork holds these ends too, and as long as anybody does no worker can tell that the build has ended
            inherited = [*workers, here] if context.get_start_method() == "fork" else []
            arguments = (there, inherited, place, keep_parts, os.getpid())
            worker = context.Process(target=_work, args=arguments, daemon=True)
            worker.start()
            there.close()
            workers[here] = worker
        return _share_out(workers, batches, tell)
    finally:
        for pipe, worker in workers.items():
            pipe.close()
            if worker.is_alive():
                worker.terminate()
            worker.join()


def _share_out(workers: Mapping[Connection, Any], batches: Sequence[Sequence[Task]], tell: Tell) -> list[Result]:
    results: dict[int, Result] = {}
    busy: dict[Connection, int] = {}
    waiting = list(range(len(batches)))[::-1]
    while len(results) < len(batches):
        for pipe, worker in workers.items():
            if pipe not in busy and waiting:
                busy[pipe] = waiting.pop()
                try:
                    pipe.send(batches[busy[pipe]])
                except OSError:
                    raise _ended(worker) from None
        ready = wait(list(busy))
        for pipe in [one for one in busy if one in ready]:
            try:
                kind, news = pipe.recv()
            except (EOFError, OSError):
                raise _ended(workers[pipe]) from None
            if kind == "told":
                tell(*news)
            elif kind == "failed":
                raise news
            else:
                results[busy.pop(pipe)] = news
    return [results[number] for number in range(len(batches))]


def _ended(worker: Any) -> NotJudgedError:  # noqa: ANN401 - a Process, which each way of starting has its own of
    worker.join()
    return NotJudgedError(
        f"a process that was indexing has ended with {worker.exitcode} (a signal, where that is below 0; where memory "
        f"is short, that is 9); what was finished is kept, {MEND}"
    )


def _work(pipe: Connection, inherited: Sequence[Connection], place: Place, keep_parts: bool, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told too, and ends its workers
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # with what was begun removed
    for one in inherited:
        one.close()
    words = Words()
    since = [0, 0, 0]
    last = time.monotonic()

    def tell(references: int, of_words: int, of_bytes: int) -> None:
        nonlocal last
        since[:] = [since[0] + references, since[1] + of_words, since[2] + of_bytes]
        if os.getppid() != parent:
            os._exit(1)  # the build was killed: nobody will put together what comes of this
        if time.monotonic() - last >= SECONDS_BETWEEN:
            last = time.monotonic()
            pipe.send(("told", tuple(since)))
            since[:] = [0, 0, 0]

    try:
        while True:
            batch = pipe.recv()
            indexer = Indexer(place, words, tell)
            result = Result(indexer.segments, indexer.run(batch, keep_part=keep_parts))
            pipe.send(("told", tuple(since)))
            since[:] = [0, 0, 0]
            pipe.send(("done", result))
    except (EOFError, ConnectionError):  # the build is gone
        return
    except Exception as error:  # noqa: BLE001 - raised again where the build is
        pipe.send(("failed", error))
