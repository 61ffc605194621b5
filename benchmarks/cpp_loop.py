"""The two systems as hand-written C++ (`cpp_loop.cpp`), with the citizens that hallsim draws.

It knows one queue and one hall, and leaves waits and times only: what a program costs that does nothing else.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
from numpy.typing import NDArray

from benchmarks.compiling import shared_object
from benchmarks.engines import REPEATS
from benchmarks.hallsim_models import hall, inputs, queue20
from benchmarks.outcome import HALL, QUEUE20, Outcome
from hallsim.units import MS_PER_MIN

Ints = NDArray[np.int64]


@cache
def make_ready() -> ctypes.CDLL:
    """The loop, compiled; NotHereError says why it is not there."""
    return ctypes.CDLL(str(shared_object(Path(__file__).with_name("cpp_loop.cpp"), "cpp_loop.so")))


def timed(function: str, *given: int | Ints, sizes: Sequence[int]) -> tuple[list[Ints], float]:
    """What one of the loop's functions writes into new arrays of some sizes, and its seconds.

    It takes milliseconds, so the median of `REPEATS` calls counts.
    """
    run, seconds = getattr(make_ready(), function), []
    for _ in range(REPEATS):
        begin = process_time()
        written = [np.empty(size, np.int64) for size in sizes]
        run(*(argument(one) for one in (*given, *written)))
        seconds.append(process_time() - begin)
    return written, median(seconds)


def argument(value: int | Ints) -> ctypes.c_void_p | ctypes.c_int64:
    """A number, or where an array begins."""
    return ctypes.c_void_p(value.ctypes.data) if isinstance(value, np.ndarray) else ctypes.c_int64(value)


def whole(values: Ints) -> Ints:
    """The values as the loop reads them."""
    return np.ascontiguousarray(values, dtype=np.int64)


def simulate_mm20(n_customers: int, seed: int) -> Outcome:
    """(a) about `n_customers` of M/M/20."""
    decisions = inputs(queue20(n_customers), seed).decisions
    arrive = whole(decisions.arrive_ms)
    work = whole(decisions.route_work_ms)
    n = len(arrive)
    (waits, totals), seconds = timed("simulate_queue", n, arrive, work, QUEUE20.n_windows, sizes=(n, n))
    return _outcome({"windows": waits}, totals, seconds)


def simulate_hall(n_customers: int, seed: int) -> Outcome:
    """(b) about `n_customers` of the hall."""
    decisions = inputs(hall(n_customers), seed).decisions
    arrive, service = whole(decisions.arrive_ms), whole(decisions.drawn.service)
    works = (decisions.route_work_ms, decisions.step_work_ms, decisions.drawn.collect_work_ms)
    stations = (len(HALL.shares), np.array(HALL.n_windows), HALL.n_desks, HALL.n_desk_servers, HALL.n_output)
    n = len(arrive)
    written, seconds = timed(
        "simulate_hall", n, arrive, service, *map(whole, works), *stations, sizes=(n, n * HALL.n_desks, n, n)
    )
    *waits, totals = written
    return _outcome(dict(zip(("windows", "desks", "output"), waits, strict=True)), totals, seconds)


def _outcome(waits: dict[str, Ints], totals: Ints, seconds: float) -> Outcome:
    return Outcome(
        n_customers=len(totals),
        waits_min={station: values / MS_PER_MIN for station, values in waits.items()},
        total_min=totals / MS_PER_MIN,
        seconds=seconds,
    )
