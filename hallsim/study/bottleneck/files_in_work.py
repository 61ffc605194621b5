"""How many files are in work at every step of the approvals, day by day. Pure functions of a trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hallsim.audit.spans import Int, Real
from hallsim.metrics.attribution.yardstick import working_time
from hallsim.metrics.definition.sample import Sample
from hallsim.scenario.world.calendar import build_calendar
from hallsim.study.tables import frame
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, Hold
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.scenario.world.world import World
    from hallsim.study.replicate import ReplicationTask

STATES: Final = ("waiting", "at_work", "held")
"""A file at a step waits there, is worked on (heard, inspected), or is held: with the citizen, for a notice,
a fee, a check.
"""
HELD: Final = (Hold.NOTICE, Hold.SENT_BACK, Hold.AMENDING, Hold.PAYMENT, Hold.CHECK)
"""Holds beside a team's way and gathering, in which the file is at the desk of the inspection."""


def files_of_replication(task: ReplicationTask, replication: int) -> dict[str, Any]:
    """`files_in_work` of one replication of the first design, ready for JSON."""
    from hallsim.study.replicate import run_design

    trace = run_design(task.scenario, task.designs[0], task.seed, replication, task.engine)
    return files_in_work(Sample(trace))


def files_in_work(s: Sample) -> dict[str, Any]:
    """Mean numbers over the working time of each working day up to the horizon.

    Keys day (working days by date, k of them); cases: (k,) accepted and not decided; steps: by the name of a
    step its desk ("" without one) and, by STATES, (k,) files there. A case whose steps run in parallel is in
    work at several of them; one between two steps, or in an elapsed time, at none.
    """
    trace, days = s.trace, s.trace.days
    n_days = int(np.searchsorted(np.arange(len(days.is_working)) * MS_PER_DAY, days.horizon_ms))
    worked = np.flatnonzero(days.is_working[:n_days])
    bins = Bins(s, len(worked))
    m = trace.matters
    begun = np.flatnonzero(m["accepted_ms"] != NEVER)
    over = np.where(m["decided_ms"] == NEVER, m["end_ms"], m["decided_ms"])[begun]
    found: dict[str, dict[str, Any]] = {}
    for state, (task, start, end) in zip(STATES, _pieces(s), strict=True):
        for step in np.unique(task).tolist():
            mine = task == step
            name = trace.names.tasks[step]
            told = found.setdefault(
                name, {"desk": _desk(s, step), **{one: [0.0] * len(worked) for one in STATES}}
            )
            told[state] = bins.mean(start[mine], end[mine]).tolist()
    order = {name: i for i, name in enumerate(trace.names.tasks)}
    return {
        "day": worked.tolist(),
        "cases": bins.mean(m["accepted_ms"][begun], np.where(over == NEVER, trace.end_ms, over)).tolist(),
        "steps": {name: found[name] for name in sorted(found, key=order.__getitem__)},
    }


@dataclass(frozen=True, slots=True)
class Bins:
    """The working days of a sample as equal stretches of its working time."""

    s: Sample
    n: int

    def mean(self, start_ms: Int, end_ms: Int) -> Real:
        """(n,) mean number of spans under way in each."""
        days = self.s.trace.days
        passed, width = working_time(days), max(days.workday_ms, 1)
        edges = np.arange(self.n + 1, dtype=np.int64) * width
        area = np.diff(_elapsed(edges, passed(start_ms)) - _elapsed(edges, passed(end_ms)))
        return np.asarray(area / width, np.float64)


def _elapsed(edges: Int, moments: Int) -> Int:
    """(edges,) the time since each moment before an edge, summed over them."""
    ordered = np.sort(moments)
    total = np.concatenate([[0], np.cumsum(ordered)])
    n = np.searchsorted(ordered, edges)
    return np.asarray(n * edges - total[n], np.int64)


def _pieces(s: Sample) -> Iterator[tuple[Int, Int, Int]]:
    """(step, start, end) of the files that wait, are worked on, are held: of all cases, those of the warm-up
    too.
    """
    trace, reader = s.trace, s.reader
    t, h = trace.tickets, trace.holds
    steps = np.array(["/" in name for name in trace.names.tasks], np.bool_)
    rows = np.flatnonzero((t["visit"] == NEVER) & s.is_desk_ticket & steps[t["task"]])
    task, started = t["task"][rows], t["start_ms"][rows] != NEVER
    yield task, t["issue_ms"][rows], reader.waited_to[rows]
    yield task[started], t["start_ms"][rows][started], reader.served_to[rows][started]
    held = np.flatnonzero(one_of(HELD, h["kind"]))
    until = np.where(h["to_ms"][held] == NEVER, trace.end_ms, h["to_ms"][held])
    yield h["task"][held], h["from_ms"][held], until


def _desk(s: Sample, step: int) -> str:
    """The queue in which the files of a step wait, "" of a step without one; of several the first."""
    t = s.trace.tickets
    rows = np.flatnonzero((t["task"] == step) & (t["visit"] == NEVER))
    return s.trace.names.queues[int(t["queue"][rows[0]])] if len(rows) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesInWork:
    """Means over replications, a row a working day up to the horizon (and step).

    Attributes:
        steps: date, step, desk, waiting, at_work, held; cases: date, cases.
        n_replications: of which the means are; n_warm_up: working days that count in no metric.
    """

    steps: pd.DataFrame
    cases: pd.DataFrame
    n_replications: int
    n_warm_up: int


def together(found: Sequence[Mapping[str, Any]], world: World) -> FilesInWork | None:
    """The replications' numbers put together; None where no working day was seen.

    Args:
        found: what `files_in_work` gave, of every replication.
    """
    if not found or not found[0]["day"]:
        return None
    calendar = build_calendar(world.calendar)
    numbers = found[0]["day"]
    days = [calendar.date_of(day).isoformat() for day in numbers]
    rows: list[tuple[Any, ...]] = []
    for name in dict.fromkeys(name for one in found for name in one["steps"]):
        own = [one["steps"][name] for one in found if name in one["steps"]]
        desk = next((one["desk"] for one in own if one["desk"]), "")
        means = [np.sum([one[state] for one in own], axis=0) / len(found) for state in STATES]
        rows += [
            (day, name, desk, *map(float, means_of)) for day, *means_of in zip(days, *means, strict=True)
        ]
    cases = np.sum([one["cases"] for one in found], axis=0) / len(found)
    under_way = [(day, float(n)) for day, n in zip(days, cases, strict=True)]
    return FilesInWork(
        steps=frame(rows, ["date", "step", "desk", *STATES]),
        cases=frame(under_way, ["date", "cases"]),
        n_replications=len(found),
        n_warm_up=sum(day * MS_PER_DAY < calendar.warm_up_ms for day in numbers),
    )
