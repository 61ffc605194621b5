"""Run replications in one or several processes, and lose nothing that was finished.

Results arrive as they are completed; who collects them orders them by replication, so the output is the same
for any number of processes.  A worker that dies (out of memory, killed) costs only its own replication: the
unfinished ones are tried once more in a fresh pool and then reported as failed.  Workers do not hear Ctrl-C
or a terminal that closes, since their parent does and decides; when it dies, they end, and the tracker of
their resources with them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

DEFAULT_PROCESSES = 2
_ATTEMPTS = 2


@dataclass(slots=True)
class Outcome(Generic[Result]):
    """One replication: its result, or None when the process that worked on it died."""

    replication: int
    result: Result | None = field(default=None)


def run_all(
    work: Callable[[Task, int], Result],
    task: Task,
    replications: Sequence[int],
    processes: int = DEFAULT_PROCESSES,
) -> Iterator[Outcome[Result]]:
    """Yield `work(task, replication)` of every replication, in order of completion.

    `work` is a module-level function; `task` is sent to each process once.  An exception out of `work` is
    raised here after the running replications have been stopped.
    """
    if processes <= 1 or len(replications) <= 1:
        for replication in replications:
            yield Outcome(replication, work(task, replication))
        return
    left = list(replications)
    for _ in range(_ATTEMPTS):
        for outcome in _run_pool(work, task, left, processes):
            left.remove(outcome.replication)
            yield outcome
        if not left:
            return
    for replication in left:
        yield Outcome(replication)


def _run_pool(
    work: Callable[[Task, int], Result], task: Task, replications: Sequence[int], processes: int
) -> Iterator[Outcome[Result]]:
    """Results until all are there or a worker has died."""
    context = multiprocessing.get_context("spawn")
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        min(processes, len(replications)),
        mp_context=context,
        initializer=_start_worker,
        initargs=(work, task),
    )
    try:
        with _deaf_to_the_terminal():
            futures: dict[Future[Result], int] = {pool.submit(_work, r): r for r in replications}
        for future in as_completed(futures):
            try:
                result = future.result()
            except BrokenProcessPool:
                continue
            yield Outcome(futures[future], result)
    except BaseException:
        # Ctrl-C or a failed replication: the others would run for minutes to be thrown away
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_FROM_THE_TERMINAL = {getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)}


@contextmanager
def _deaf_to_the_terminal() -> Iterator[None]:
    """Processes started inside never hear these signals, not even while they start; this one does afterwards.

    A mask is handed down to what is started, unlike a handler.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where workers ignore Ctrl-C once they have started
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _FROM_THE_TERMINAL)
    try:
        # started by itself, since it lifts the mask from SIGINT
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, _FROM_THE_TERMINAL)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_in_worker: dict[str, object] = {}


def _start_worker(work: object, task: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _in_worker["work"], _in_worker["task"] = work, task


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever for work."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _work(replication: int) -> Any:
    work = _in_worker["work"]
    assert callable(work)
    return work(_in_worker["task"], replication)
