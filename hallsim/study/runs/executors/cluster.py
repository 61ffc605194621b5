"""A cluster of Dask: workers on other machines, or a local one that is started for the question.

Workers are sent small jobs, or the numbers of replications with their scenario, and draw for themselves;
several are sent together, so that what takes time is the work and not the messages.  Dask gives what a lost
worker had to another one.
"""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hallsim.errors import InputError, Place, RunError, problem
from hallsim.study.executor import deaf_to_the_terminal
from hallsim.study.folder.store import versions
from hallsim.study.runs.job import Answer, Job, work
from hallsim.text.message import Message, joined

if TYPE_CHECKING:
    from distributed import Client, Future

    from hallsim.errors import Problem

Task = TypeVar("Task")
Item = TypeVar("Item")
Result = TypeVar("Result")
OPTION: Final = "--cluster"
_LOUD: Final = ("distributed", "tornado", "asyncio")
_LOCAL: Final = re.compile(r"local(?::([1-9]\d{0,2}))?")
_ADDRESS: Final = re.compile(
    r"(?:(?:tcp|tls|ucx|ws|wss)://)?[\w.\-]+:[1-9]\d{0,4}|(?:tcp|tls|ws|wss)://\[[\da-fA-F:.]+\]:[1-9]\d{0,4}"
)
_REACHED_S: Final = 5
"""A scheduler that has not answered by then does not."""
_JOINED_S: Final = 10
"""Workers may join as late as this."""
_GONE_S: Final = 60
"""Without any worker for so long, nobody waits for one any more."""
_COUNTED_S: Final = 2.0
"""How often workers are counted: to ask costs a message."""
_CHUNK_S: Final = (1.0, 5.0)
"""Work sent together, at least and at most: long beside a message, short enough to be lost with a worker."""
_WORKER_S: Final = 0.02
"""More of it for each worker: one client and one scheduler serve all, at 6 ms of their time a chunk."""
_MOST: Final = 500
_AHEAD: Final = 2
"""Chunks a thread of the cluster has or waits for."""


class Cluster:
    """The workers of a scheduler that is there, or of one that is started here."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._chunks: dict[object, _Chunk] = {}
        self._n_threads, self._counted_s = 0, -math.inf

    @property
    def n_workers(self) -> int:
        """Threads of all workers, which come and go; one where there is none just now."""
        if time.monotonic() - self._counted_s > _COUNTED_S:
            with _told_when_lost():
                self._n_threads = sum(self._client.nthreads().values())
            self._counted_s = time.monotonic()
        return max(1, self._n_threads)

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        """In order of completion."""
        return self.each(_job, None, jobs)

    def each(
        self, work: Callable[[Task, Item], Result], task: Task, items: Iterator[Item]
    ) -> Iterator[tuple[Item, Result | None]]:
        """`work(task, item)` of every item in order of completion.

        A chunk whose workers died again and again is sent item by item.
        """
        size = self._chunks.setdefault(work, _Chunk())
        under_way: dict[Future, list[Item]] = {}
        done: SimpleQueue[Future] = SimpleQueue()
        alone: list[Item] = []
        try:
            while True:
                most = _AHEAD * self.n_workers
                while len(under_way) < most and (chunk := _next(items, alone, size.n)):
                    with _told_when_lost():
                        future = self._client.submit(partial(_work, work, task), chunk, pure=False)
                    under_way[future] = chunk
                    future.add_done_callback(done.put)
                if not under_way:
                    return
                future = self._one(done)
                chunk = under_way.pop(future)
                answers = self._answers(future, len(chunk), size)
                if answers is not None:
                    yield from zip(chunk, answers, strict=True)
                elif len(chunk) == 1:
                    yield chunk[0], None
                else:
                    alone += chunk
        finally:
            if under_way and self._client.status == "running":
                with suppress(OSError, CancelledError):
                    self._client.cancel(list(under_way), force=True)

    def close(self) -> None:
        """Workers of others stay, those started here end."""
        self._client.close()

    def _one(self, done: SimpleQueue[Future]) -> Future:
        """The next chunk that is done; RunError when nobody is left to do one."""
        alive = time.monotonic()
        while True:
            try:
                return done.get(timeout=1.0)
            except Empty:
                pass
            if self._client.status != "running":
                raise _lost()
            with _told_when_lost():
                if self._client.nthreads():
                    alive = time.monotonic()
            if time.monotonic() - alive > _GONE_S:
                raise RunError(
                    Message(
                        "the cluster has had no worker for {n} s; what was finished before is kept, and the "
                        "same command goes on from there",
                        n=_GONE_S,
                    )
                )

    def _answers(self, future: Future, n: int, size: _Chunk) -> Sequence[Any] | None:
        """What came of a chunk of `n` items; None when every worker that had it died."""
        from distributed import KilledWorker

        if future.status == "cancelled" or self._client.status != "running":
            raise _lost()
        with _told_when_lost():
            error = future.exception() if future.status == "error" else None
            result: Any = None if error is not None else future.result()
        if isinstance(error, KilledWorker):
            return None
        if error is not None:
            raise error
        seconds, answers = result
        size.took(n, seconds, self.n_workers)
        found: Sequence[Any] = answers
        return found


def _next(items: Iterator[Item], alone: list[Item], n: int) -> list[Item]:
    return list(islice(items, n)) or ([alone.pop()] if alone else [])


class _Chunk:
    """How many items are sent together, by how long those before took."""

    def __init__(self) -> None:
        self.n = 1
        self._item_s = 0.0

    def took(self, n: int, seconds: float, n_workers: int) -> None:
        least, most = _CHUNK_S
        wanted_s = max(least, min(most, n_workers * _WORKER_S))
        each = seconds / n
        self._item_s = each if not self._item_s else 0.8 * self._item_s + 0.2 * each
        self.n = max(1, min(_MOST, int(wanted_s / max(self._item_s, 1e-6))))


@contextmanager
def cluster(asked: str) -> Iterator[Cluster]:
    """The cluster that `--cluster` names: `tcp://host:port`, or `local`, `local:4`.

    Raises:
        InputError: nothing that can be a cluster, a scheduler that does not answer or has no workers, or
            workers with other versions than here.
    """
    local = _LOCAL.fullmatch(asked.strip())
    if local is None and not _ADDRESS.fullmatch(asked.strip()):
        raise InputError(_wrong(asked))
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise InputError(_not_installed(asked)) from None
    with _quiet(), _started(int(local[1] or 0) if local else None, asked.strip()) as client:
        found = Cluster(client)
        refuse_other_versions(client, asked)
        try:
            yield found
        finally:
            found.close()


@contextmanager
def _started(n_local: int | None, asked: str) -> Iterator[Client]:
    """A client of the scheduler at an address, or of one started here (0 workers: one a core)."""
    from distributed import Client, LocalCluster

    if n_local is None:
        try:
            client = Client(asked, timeout=_REACHED_S, set_as_default=False)
        except (OSError, ValueError):
            raise InputError(_unreachable(asked)) from None
        with client:
            _wait_for_workers(client, asked)
            yield client
        return
    from hallsim.study.cores import cores

    with deaf_to_the_terminal():  # its threads hand that down to the workers, which end with this process
        home = LocalCluster(
            n_workers=n_local or cores(), threads_per_worker=1, dashboard_address=None, host="127.0.0.1",
            silence_logs=logging.CRITICAL,
        )  # fmt: skip
        client = Client(home, set_as_default=False)
    with home, client:
        yield client


def _work(work: Callable[[Any, Any], Any], task: Any, items: Sequence[Any]) -> tuple[float, list[Any]]:
    """What a worker does with a chunk; and how long it took."""
    began = time.perf_counter()
    answers = [work(task, item) for item in items]
    return time.perf_counter() - began, answers


def _job(_: None, job: Job) -> Answer:
    return work(job)


def _wait_for_workers(client: Client, asked: str) -> None:
    until = time.monotonic() + _JOINED_S
    while not client.nthreads():
        if time.monotonic() > until:
            said = Message("the scheduler has no workers")
            advice = Message("start some: dask worker {address}", address=asked)
            raise InputError(problem(_place(asked), "cluster.empty", said, advice))
        time.sleep(0.2)


def refuse_other_versions(client: Client, asked: str) -> None:
    """Other versions may give other numbers, or none: told before anything is run."""
    ours = versions()
    told = client.get_versions(packages=[library for library in ours if library != "python"])
    sides: dict[str, Any] = {"scheduler": told["scheduler"], **told["workers"]}
    problems = []
    for name, side in sides.items():
        theirs = side["packages"] | {"python": ".".join(side["packages"]["python"].split(".")[:3])}
        apart = [
            Message("{library} {theirs} instead of {ours}", library=k, theirs=theirs.get(k) or "–", ours=v)
            for k, v in ours.items()
            if theirs.get(k) != v
        ]
        if apart:
            said = Message("{worker} has {apart}", worker=name, apart=joined(apart))
            advice = Message("install the same versions there as here")
            problems.append(problem(_place(asked), "cluster.versions", said, advice))
    if problems:
        raise InputError(problems)


@contextmanager
def _told_when_lost() -> Iterator[None]:
    """What the client finds when its scheduler has gone a moment ago."""
    try:
        yield
    except (OSError, CancelledError):
        raise _lost() from None


def _lost() -> RunError:
    return RunError(
        Message(
            "the scheduler of the cluster is gone; what was finished before is kept, and the same command "
            "goes on from there"
        )
    )


def _unreachable(asked: str) -> Problem:
    return problem(
        _place(asked),
        "cluster.unreachable",
        Message("no scheduler answers there"),
        Message("start one with dask scheduler and name its address, or leave {option} out", option=OPTION),
    )


def _wrong(asked: str) -> Problem:
    return problem(
        _place(asked),
        "cluster.form",
        Message("this names no cluster"),
        Message("write the address of a scheduler, tcp://HOST:8786, or local, local:4"),
    )


def _not_installed(asked: str) -> Problem:
    return problem(
        _place(asked),
        "cluster.missing",
        Message("Dask is not installed here"),
        Message("install it: pip install 'hallsim[cluster]'"),
    )


def _place(asked: str) -> Place:
    return Place(file=f"{OPTION} {asked}", line=1, column=1, said=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask logs of workers that come and go is told by us, where it matters."""
    known = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _LOUD]
    loggers = [logging.getLogger(name) for name in known]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
