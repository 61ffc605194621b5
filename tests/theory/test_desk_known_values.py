"""Desks against closed forms and against an event loop of their own.

One audited run a file, cut into days; every mean lies within 3.5 standard errors of the means of days.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
import pytest

import hallsim.theory as th
from hallsim.trace.model import NEVER, Trace
from hallsim.units import MS_PER_DAY
from tests.theory.test_people_known_values import agrees, runs, waits

pytestmark = pytest.mark.statistical


def desk_waits(trace: Trace, queue: str, days: int) -> np.ndarray:
    """Means over the files that reached a desk on each day, in minutes."""
    mine = trace.tickets["queue"] == trace.names.queues.index(queue)
    day = trace.tickets["issue_ms"] // MS_PER_DAY
    value = waits(trace)
    return np.array([value[mine & (day == d)].mean() for d in range(1, days)])


def test_an_officer_with_three_files_at_once_is_three_servers() -> None:
    known = th.mmc(0.8, 1 / 3, 3)
    trace = runs("desk_files_at_once.yaml", 40)["one_officer"]
    assert agrees(desk_waits(trace, "desk.hall", 40), known.mean_wait)
    files = trace.tickets["visit"] == NEVER
    assert abs((waits(trace)[files] > 0).mean() - known.p_wait) < 0.02


@pytest.mark.parametrize(
    ("queue", "known"),
    [("desk.a", th.mg1(1.0, 0.8, 0.5).mean_wait), ("desk.b", th.mmc(1.0, 1 / 2.4, 3).mean_wait)],
)
def test_with_a_limit_of_files_in_progress_lying_open_is_service(queue: str, known: float) -> None:
    trace = runs("desk_work_in_progress.yaml", 40)["limited"]
    assert agrees(desk_waits(trace, queue, 40), known)


def event_loop(issue: list[int], work: list[int], rank: list[int], n_officers: int) -> list[int]:
    """Start of every file at officers who never go home: the smallest (rank, number) of those there."""
    starts = [0] * len(issue)
    busy: list[int] = []  # when officers at work are free again
    waiting: list[tuple[int, int]] = []
    coming = 0
    while coming < len(issue) or waiting:
        if not waiting:
            now = issue[coming] if len(busy) < n_officers else max(busy[0], issue[coming])
        else:
            now = busy[0]
        while busy and busy[0] <= now:
            heappop(busy)
        while coming < len(issue) and issue[coming] <= now:
            heappush(waiting, (rank[coming], coming))
            coming += 1
        while waiting and len(busy) < n_officers:
            _, file = heappop(waiting)
            starts[file] = now
            heappush(busy, now + work[file])
    return starts


def test_earliest_due_first_agrees_with_an_independent_event_loop() -> None:
    """Every file starts at the same millisecond, under both orders; more limits are kept."""
    found = runs("earliest_due.yaml", 120)
    on_time = {}
    for name, trace in found.items():
        t, m = trace.tickets, trace.matters
        files = t["visit"] == NEVER
        issue, work, start = (t[c][files].tolist() for c in ("issue_ms", "work_ms", "start_ms"))
        limit = np.array([2, 12])[m["service"][t["matter"][files]]]
        due = (m["accepted_ms"][t["matter"][files]] // MS_PER_DAY + limit + 1) * MS_PER_DAY
        rank = due.tolist() if name == "earliest_due" else [0] * len(issue)
        assert event_loop(issue, work, rank, 2) == start, name
        on_time[name] = float((m["decided_ms"] <= m["due_ms"]).mean())
    assert len(issue) > 600
    assert on_time["earliest_due"] > on_time["in_order"]
