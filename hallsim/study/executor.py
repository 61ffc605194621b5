"""Run replications in one or several processes, and lose nothing that was finished.

Results arrive as they are completed; who collects them orders them by replication, so the output is the same
for any number of processes.  A worker that dies (out of memory, killed) costs only its own replication, which
is tried once more and then reported as failed.  Every worker has a pipe of its own: whatever ends one of
them, or their parent, the other side reads the end of the pipe and waits for nobody.  Workers do not hear
Ctrl-C or a terminal that closes, since their parent does and decides.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import connection, resource_tracker
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Protocol, TypeVar

from hallsim.errors import RunError
from hallsim.os_errors import why
from hallsim.text.message import Message

Task = TypeVar("Task")
Item = TypeVar("Item")
Result = TypeVar("Result")
Pipe = connection.Connection

_ATTEMPTS = 2


@dataclass(slots=True)
class Outcome(Generic[Result]):
    """One replication: its result, or None when the process that worked on it died."""

    replication: int
    result: Result | None = field(default=None)


class Elsewhere(Protocol):
    """Workers that are no processes of this machine's own: a cluster."""

    def each(
        self, work: Callable[[Task, Item], Result], task: Task, items: Iterator[Item]
    ) -> Iterator[tuple[Item, Result | None]]:
        """`work(task, item)` of every item in order of completion; None where its worker died again and
        again.
        """


def run_all(
    work: Callable[[Task, int], Result],
    task: Task,
    replications: Sequence[int],
    processes: int,
    elsewhere: Elsewhere | None = None,
) -> Iterator[Outcome[Result]]:
    """Yield `work(task, replication)` of every replication, in order of completion.

    `work` is a module-level function; `task` is sent to each process once.  An exception out of `work` is
    raised here after the running replications have been stopped.

    Args:
        elsewhere: who runs them instead of `processes` here.
    """
    if elsewhere is not None:
        for replication, result in elsewhere.each(work, task, iter(replications)):
            yield Outcome(replication, result)
        return
    if processes <= 1 or len(replications) <= 1:
        for replication in replications:
            yield Outcome(replication, work(task, replication))
        return
    pool = Pool(work, task, processes)
    try:
        for replication, result in pool.run(replications):
            yield Outcome(replication, result)
    finally:
        pool.end()


@dataclass(slots=True)
class _Trial(Generic[Item]):
    """An item, and how often a process has begun it."""

    item: Item
    n_begun: int = 0


class Pool(Generic[Item, Result]):
    """Worker processes, each with at most one item under way; they stay for the next items until `end`."""

    def __init__(self, work: Callable[[Any, Item], Result], task: object, processes: int) -> None:
        self.work, self.task, self.n = work, task, processes
        self.context = multiprocessing.get_context("spawn")
        self.processes: dict[Pipe, BaseProcess] = {}
        self.busy: dict[Pipe, _Trial[Item]] = {}

    def run(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | None]]:
        """Each item with its result in order of completion, with None where its process died twice.

        Whoever leaves early (Ctrl-C, a failed item, enough seen) ends the workers: what they have under way
        is wanted no more, and would run for minutes.
        """
        coming, again = iter(items), deque[_Trial[Item]]()
        try:
            while True:
                while len(self.busy) < self.n and (trial := _next(again, coming)) is not None:
                    self._give(trial)
                if not self.busy:
                    return
                for trial, answer in self._answers():
                    if answer is None and trial.n_begun < _ATTEMPTS:
                        again.append(trial)
                    else:
                        yield trial.item, answer
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End all workers, whatever they do."""
        for pipe, process in self.processes.items():
            pipe.close()
            process.terminate()
        for process in self.processes.values():
            process.join()
        self.processes, self.busy = {}, {}

    def _give(self, trial: _Trial[Item]) -> None:
        """Let a worker begin: an idle one, else a new one."""
        idle = next((pipe for pipe in self.processes if pipe not in self.busy), None)
        pipe = self._begin() if idle is None else idle
        self.busy[pipe] = trial
        trial.n_begun += 1
        try:
            pipe.send(trial.item)
        except OSError:
            return  # it has died; `_answers` finds out

    def _answers(self) -> list[tuple[_Trial[Item], Result | None]]:
        """Wait until somebody is done; None instead of the result of who died.

        An exception out of the work is raised.
        """
        found: list[tuple[_Trial[Item], Result | None]] = []
        for pipe in connection.wait(list(self.busy)):
            assert isinstance(pipe, Pipe)
            trial = self.busy.pop(pipe)
            try:
                error, result = pipe.recv()
            except (EOFError, OSError):
                pipe.close()
                self.processes.pop(pipe).join()
                found.append((trial, None))
                continue
            if error is not None:
                raise error
            found.append((trial, result))
        return found

    def _begin(self) -> Pipe:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=_serve, args=(theirs,), daemon=True)
        try:
            with deaf_to_the_terminal():
                process.start()
        except OSError as error:
            reason = why(error)
            raise RunError(
                Message("no process can be started for a replication: {reason}", reason=reason)
            ) from None
        self.processes[ours] = process
        theirs.close()
        with suppress(OSError):  # when it has died, which `_answers` finds out
            # not among the arguments: a parent that is killed while it writes those leaves a traceback
            ours.send((self.work, self.task))
        return ours


def _next(again: deque[_Trial[Item]], coming: Iterator[Item]) -> _Trial[Item] | None:
    """What comes next: new items first, those whose process died last; None when there is nothing."""
    for item in coming:
        return _Trial(item)
    return again.popleft() if again else None


_FROM_THE_TERMINAL = {getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)}


@contextmanager
def deaf_to_the_terminal() -> Iterator[None]:
    """A process started inside never hears these signals, not even while it starts; this one does afterwards.

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


def _serve(pipe: Pipe) -> None:
    """A worker's life: answer (error, result) to every item until the other end is closed.

    What is to be done with the items comes first.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        work, task = pipe.recv()
    except (EOFError, OSError):
        return
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[Exception | None, Any] = (None, work(task, item))
        except Exception as error:
            error.add_note(traceback.format_exc())
            answer = (error, None)
        try:
            pipe.send(answer)
        except OSError:
            return  # the parent is gone


def _end_with_parent() -> None:
    """A worker whose parent was killed would work to the end of its replication."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
