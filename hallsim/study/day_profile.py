"""Waiting and queue length by time of day, summed over the days that count. Pure functions of a trace."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.duty import wait_end
from hallsim.metrics.definition.chosen import tickets_a_day
from hallsim.metrics.definition.sample import Sample
from hallsim.units import MS_PER_DAY, MS_PER_MIN

BIN_MIN = 30
_BIN_MS = BIN_MIN * MS_PER_MIN
_BINS = MS_PER_DAY // _BIN_MS

Index = NDArray[np.int64]


def day_profile(sample: Sample) -> dict[str, Any]:
    """Per half hour of the clock: tickets issued at windows, their total wait, waiting summed over time.

    Keys n_workdays (of the world, measured), clock_min, n_tickets, wait_ms, waiting_ms, span_ms: how much
    measured time of the world's days the bin stands for, so that waiting_ms / span_ms is the mean number
    waiting; and n_issued: the tickets of those days, whoever's where the run stops, as other amounts a day.
    """
    trace = sample.trace
    rows = ~sample.is_desk_ticket
    begin, end = sample.from_ms, trace.days.horizon_ms
    issued = np.clip(trace.tickets["issue_ms"][rows], begin, end)
    until = np.clip(wait_end(trace)[rows], begin, end)
    wait_ms = sample.all_waits_ms[sample.tickets].astype(np.float64)
    bin_of = _bin_of(sample, sample.tickets)
    first_day = begin // MS_PER_DAY
    last_day = max(first_day + 1, -(-sample.to_ms // MS_PER_DAY))
    edges = np.arange(first_day * _BINS, last_day * _BINS + 1, dtype=np.int64) * _BIN_MS
    waiting = np.diff(_waiting_before(edges, issued, until)).reshape(-1, _BINS)
    has_work = np.isin(np.arange(first_day, last_day), sample.days_of_world)
    has_work[0] |= not has_work.any()
    measured = np.diff(np.clip(edges, begin, end)).reshape(-1, _BINS)
    return {
        "n_workdays": sample.n_workdays,
        "clock_min": [b * BIN_MIN for b in range(_BINS)],
        "n_tickets": np.bincount(bin_of, minlength=_BINS).tolist(),
        "n_issued": np.bincount(_bin_of(sample, tickets_a_day(sample)), minlength=_BINS).tolist(),
        "wait_ms": np.bincount(bin_of, weights=wait_ms, minlength=_BINS).astype(np.int64).tolist(),
        "waiting_ms": waiting.sum(axis=0).tolist(),
        "span_ms": measured[has_work].sum(axis=0).tolist(),
    }


def _bin_of(sample: Sample, tickets: Index) -> Index:
    return np.asarray((sample.trace.tickets["issue_ms"][tickets] % MS_PER_DAY) // _BIN_MS)


def _waiting_before(edges: Index, issued: Index, until: Index) -> Index:
    """Time spent waiting by everybody together before each edge: the sum of (t - issue)+ - (t - until)+."""
    return _elapsed_since(edges, issued) - _elapsed_since(edges, until)


def _elapsed_since(edges: Index, moments: Index) -> Index:
    ordered = np.sort(moments, kind="stable")
    total = np.concatenate(([0], np.cumsum(ordered)))
    n = np.searchsorted(ordered, edges)
    return n * edges - total[n]
