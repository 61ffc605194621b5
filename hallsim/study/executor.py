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
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import connection, resource_tracker
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from hallsim.errors import RunError
from hallsim.os_errors import why
from hallsim.text.message import Message

Task = TypeVar("Task")
Result = TypeVar("Result")
Pipe = connection.Connection

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
    processes: int,
) -> Iterator[Outcome[Result]]:
    """Yield `work(task, replication)` of every replication, in order of completion.

    `work` is a module-level function; `task` is sent to each process once.  An exception out of `work` is
    raised here after the running replications have been stopped.
    """
    if processes <= 1 or len(replications) <= 1:
        for replication in replications:
            yield Outcome(replication, work(task, replication))
        return
    waiting, tried = deque(replications), Counter[int]()
    pool = _Pool(work, task)
    try:
        while waiting or pool.busy:
            while waiting and len(pool.busy) < processes:
                tried[waiting[0]] += 1
                pool.give(waiting.popleft())
            for replication, answer in pool.answers():
                if answer is not None:
                    yield Outcome(replication, answer)
                elif tried[replication] < _ATTEMPTS:
                    waiting.append(replication)
                else:
                    yield Outcome(replication)
    finally:
        # also after Ctrl-C or a failed replication: the others would run for minutes to be thrown away
        pool.end()


class _Pool:
    """Worker processes, each with at most one replication under way."""

    def __init__(self, work: Callable[[Any, int], Any], task: object) -> None:
        self.work, self.task = work, task
        self.context = multiprocessing.get_context("spawn")
        self.processes: dict[Pipe, BaseProcess] = {}
        self.busy: dict[Pipe, int] = {}

    def give(self, replication: int) -> None:
        """Let a worker begin a replication: an idle one, else a new one."""
        idle = [pipe for pipe in self.processes if pipe not in self.busy]
        pipe = idle[0] if idle else self._begin()
        self.busy[pipe] = replication
        try:
            pipe.send(replication)
        except OSError:
            return  # it has died; `answers` finds out

    def answers(self) -> list[tuple[int, Any]]:
        """Wait until somebody is done: (replication, result), None instead of the result of who died.

        An exception out of the work is raised.
        """
        found = []
        for pipe in connection.wait(list(self.busy)):
            assert isinstance(pipe, Pipe)
            replication = self.busy.pop(pipe)
            try:
                error, result = pipe.recv()
            except (EOFError, OSError):
                pipe.close()
                self.processes.pop(pipe).join()
                found.append((replication, None))
                continue
            if error is not None:
                raise error
            found.append((replication, result))
        return found

    def end(self) -> None:
        """End all workers, whatever they do."""
        for pipe, process in self.processes.items():
            pipe.close()
            process.terminate()
        for process in self.processes.values():
            process.join()

    def _begin(self) -> Pipe:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=_serve, args=(theirs, self.work, self.task), daemon=True)
        try:
            with _deaf_to_the_terminal():
                process.start()
        except OSError as error:
            reason = why(error)
            raise RunError(
                Message("no process can be started for a replication: {reason}", reason=reason)
            ) from None
        self.processes[ours] = process
        theirs.close()
        return ours


_FROM_THE_TERMINAL = {getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)}


@contextmanager
def _deaf_to_the_terminal() -> Iterator[None]:
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


def _serve(pipe: Pipe, work: Callable[[Any, int], Any], task: object) -> None:
    """A worker's life: answer (error, result) to every replication until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            replication = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[Exception | None, Any] = (None, work(task, replication))
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
