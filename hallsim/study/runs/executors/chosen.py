"""The executor that was asked for, ended with the question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hallsim.study.executor import Elsewhere
from hallsim.study.runs.executors.processes import Processes
from hallsim.study.runs.executors.protocol import Executor
from hallsim.study.runs.executors.serial import Serial


@contextmanager
def executor(processes: int, cluster: str | None = None) -> Iterator[Executor]:
    """A cluster where one is named, this process where one is asked for, otherwise worker processes.

    Raises:
        InputError: see `executors.cluster.cluster`.
    """
    if cluster is not None:
        from hallsim.study.runs.executors.cluster import cluster as named

        with named(cluster) as workers:
            yield workers
    elif processes <= 1:
        yield Serial()
    else:
        several = Processes(processes)
        try:
            yield several
        finally:
            several.close()


@contextmanager
def elsewhere(cluster: str | None) -> Iterator[Elsewhere | None]:
    """The workers of a cluster; None where none is named.  InputError as `executor`."""
    if cluster is None:
        yield None
        return
    from hallsim.study.runs.executors.cluster import cluster as named

    with named(cluster) as workers:
        yield workers
