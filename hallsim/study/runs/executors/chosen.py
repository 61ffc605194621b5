"""The executor that was asked for, ended with the question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hallsim.study.runs.executors.processes import Processes
from hallsim.study.runs.executors.protocol import Executor
from hallsim.study.runs.executors.serial import Serial


@contextmanager
def executor(processes: int) -> Iterator[Executor]:
    """This process where one is asked for, otherwise worker processes."""
    if processes <= 1:
        yield Serial()
        return
    workers = Processes(processes)
    try:
        yield workers
    finally:
        workers.close()
