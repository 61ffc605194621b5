"""What drawn matters bring under a design, with all that is decided before the clock starts; a row a matter.

Who files online, is caught by the guide, books, goes by an agent, is served at home, which documents are
missing: the decisions say so, and every matter is sent along its itinerary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.decisions.channels import first_brought
from hallsim.hall.decisions.model import Decisions
from hallsim.hall.decisions.resolve import read_tapes
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.opening import opening_of
from hallsim.hall.plan.operations import If, Serve, StepRef, Tape
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.approval_steps import MAX_EXAMINATIONS
from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER
from hallsim.units import MS_PER_DAY
from hallsim.workload.offices import Offices
from hallsim.workload.walk import Results, Walk

Real = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What all matters of a demand bring, by task.

    Attributes:
        tickets, work_ms, square: (tasks, BINS) tickets, work and its square (ms in the catalogue).
        by_group: (tasks, groups or 1) tickets.
        bends: whether citizens come at other times than those at which they are drawn.
    """

    tickets: Real
    work_ms: Real
    square: Real
    by_group: Real
    bends: bool


def count(world: World, design: Design, plan: Plan, demand: Demand) -> Counts:
    """Count what every matter brings to every task of the plan."""
    matters = _Matters(world, design, plan, demand)
    for way in np.unique(matters.decisions.itinerary).tolist():
        rows = np.flatnonzero((matters.decisions.itinerary == way) & matters.come)
        if len(rows):
            Walk(DrawnAccount(matters, rows)).itinerary(plan.itineraries[way])
    return Counts(
        tickets=matters.tickets,
        work_ms=matters.work_ms,
        square=matters.square,
        by_group=matters.by_group,
        bends=matters.bends,
    )


class _Matters:
    """All matters of a demand, and what they bring."""

    def __init__(self, world: World, design: Design, plan: Plan, demand: Demand) -> None:
        self.plan, self.demand = plan, demand
        self.decisions = decisions = read_tapes(world, design, demand, plan, Staffing.as_designed(plan))
        self.offices = Offices(world, design, plan)
        self.tickets, self.work_ms, self.square = np.zeros((3, len(plan.tasks), BINS))
        self.by_group = np.zeros((len(plan.tasks), self.offices.n_groups))
        citizen = demand.matter_citizen
        comes = np.ones(demand.n_citizens, np.bool_)
        if decisions.stays_away is not None:
            comes = decisions.stays_away == NEVER
        self.come = comes[citizen]
        if decisions.shelved is not None:
            self.come &= ~decisions.shelved
        self.leads = first_brought(demand, decisions.shelved)
        self.failed = self._failed()
        at = self._times(decisions)
        at_first = demand.arrive_ms % MS_PER_DAY // BIN_MS
        self.bends = bool(((at % MS_PER_DAY // BIN_MS != at_first) & comes).any())
        self.bin = (at % MS_PER_DAY // BIN_MS)[citizen]
        self.in_time = ~opening_of(plan).too_late(at)[citizen]
        steps = decisions.steps
        self.n_back = np.zeros(demand.n_matters, np.int64)
        if steps is not None:
            owner = np.repeat(np.arange(demand.n_matters), np.diff(demand.step_start))
            np.add.at(self.n_back, owner, steps.returns * steps.needed)

    def _times(self, decisions: Decisions) -> Int:
        """(n,) when citizens come, or their agents set out for them."""
        at = decisions.arrive_ms.copy()
        agent = decisions.agent
        if agent is not None:
            setting_out = np.array([r.at for r in self.plan.agents for _ in range(r.count)], np.int64)
            handed = agent != NEVER
            at[handed] = at[handed] // MS_PER_DAY * MS_PER_DAY + setting_out[agent[handed]]
        return at

    def _failed(self) -> Int:
        """(m,) visits (or call-outs) that fail, were the citizen to come as often as it takes."""
        demand, plan = self.demand, self.plan
        error = np.array([self.offices.error(0, way) for way in plan.itineraries])
        share = error[self.decisions.itinerary]
        failed: Int = self.decisions.rejections.copy()
        for k in range(demand.error_u.shape[1]):
            failed += (failed == k) & (demand.error_u[:, k] < share) & (k < plan.rescue_after)
        return failed


class DrawnAccount:
    """Some of the matters, all on one way (`walk.Account`)."""

    def __init__(self, matters: _Matters, rows: Int) -> None:
        self.matters, self.rows = matters, rows
        self.n_visits = matters.plan.max_visits
        self.in_time = matters.in_time[rows].astype(np.float64)
        self.leads = matters.leads[rows].astype(np.float64)
        self.failed = matters.failed[rows]

    def failing(self, k: int) -> Real:
        """Whether at least `k` visits fail."""
        return np.asarray(self.failed >= k, np.float64)

    def needing(self, stop: If) -> Real:
        """Whether a matter needs a stop."""
        cells = self.matters.demand.route_start[self.rows] + stop.position
        return self.matters.decisions.stop_needed[cells].astype(np.float64)

    def misled(self) -> Mapping[int, Real]:
        """Whether the citizen first stands at a wrong window, by task."""
        wrong = self.matters.decisions.wrong_task
        if wrong is None:
            return {}
        mine = wrong[self.rows]
        return {task: (mine == task).astype(np.float64) for task in np.unique(mine[mine >= 0]).tolist()}

    def auxiliary(self, task: int) -> float:
        """Share of the windows of a task whose clerks accept but do not decide."""
        return self.matters.offices.auxiliary(0, task)

    def results(self, step: StepRef) -> Results:
        """What comes of a step, as drawn."""
        steps = self.matters.decisions.steps
        assert steps is not None
        cells = self.matters.demand.step_start[self.rows] + step.position
        more = np.arange(MAX_EXAMINATIONS - 1)[:, None]
        return Results(
            needed=steps.needed[cells].astype(np.float64),
            sent_back=np.asarray(steps.returns[cells] > more, np.float64),
            passes=np.asarray(steps.refused[cells] == 0, np.float64),
        )

    def serve(self, op: Serve, times: Real, walk: Walk) -> None:
        """Book that many tickets, by the quarter hour in which the citizen comes."""
        if not times.any():
            return
        matters, rows = self.matters, self.rows
        if op.tape is Tape.HOME:
            tickets, work = self._calls(times)
        else:
            tickets = times * self._lead_packages() if op.tape is Tape.REVISIT else times
            work = tickets * self._work_ms(op, times, walk)
        came = matters.bin[rows]
        square = np.divide(work**2, tickets, out=np.zeros_like(work), where=tickets > 0)
        for table, values in ((matters.tickets, tickets), (matters.work_ms, work), (matters.square, square)):
            table[op.task] += np.bincount(came, weights=values, minlength=BINS)
        group = matters.demand.group[matters.demand.matter_citizen[rows]]
        matters.by_group[op.task] += np.bincount(group, tickets, matters.by_group.shape[1])

    def _work_ms(self, op: Serve, times: Real, walk: Walk) -> Real:
        """Mean work of the tickets of every matter; meetings hear files all at once."""
        if self.matters.plan.queues[self.matters.plan.tasks[op.task].queue].meets:
            return np.zeros(len(self.rows))
        demand, decisions, rows = self.matters.demand, self.matters.decisions, self.rows
        if op.tape is Tape.REVISIT:
            return self._revisit_ms(walk.returns)
        if op.tape is Tape.AMEND:
            return _mean_of_first(demand.amend_work_ms[rows], times)
        if op.tape is Tape.STEP and walk.again:
            return self._again_ms(demand.step_start[rows] + op.position)
        if op.tape is Tape.STEP:
            found = decisions.step_work_ms[demand.step_start[rows] + op.position]
        elif op.tape is Tape.ROUTE:
            found = decisions.route_work_ms[demand.route_start[rows] + op.position]
        elif op.tape is Tape.COLLECT:
            found = demand.collect_work_ms[rows]
        elif op.tape is Tape.AUTHORISE:
            found = np.full(len(rows), self.matters.plan.authorise_ms)
        else:
            found = decisions.extra_work_ms[op.tape][rows]
        return np.asarray(found, np.float64)

    def _lead_packages(self) -> Real:
        """Whether further visits are made for a matter: those of a package for its first one only."""
        package = self.matters.decisions.package
        mine = np.full(len(self.rows), NEVER) if package is None else package[self.rows]
        return np.asarray((mine == NEVER) | (mine == self.rows), np.float64)

    def _revisit_ms(self, returns: range | None) -> Real:
        """Mean work of further visits, numbered from 1 (`Walk.returns`)."""
        work, n_rows = self.matters.decisions.revisit_work_ms[self.rows], len(self.rows)
        if not work.shape[1]:
            return np.zeros(n_rows)
        if returns is None:
            return np.asarray(work[np.arange(n_rows), np.minimum(self.failed, work.shape[1] - 1)], np.float64)
        first = returns.start - 1
        return _mean_of_first(work[:, first:], np.minimum(self.failed, self.n_visits - 1) - first)

    def _again_ms(self, cells: Int) -> Real:
        """Mean work of the examinations of files that were sent back."""
        steps = self.matters.decisions.steps
        assert steps is not None
        work = self.matters.decisions.step_work_ms[cells].astype(np.float64)
        held = steps.again_row[cells] >= 0
        again = steps.again_work_ms[steps.again_row[cells[held]]]
        work[held] = _mean_of_first(again, np.maximum(steps.returns[cells[held]], 1))
        return work

    def _calls(self, times: Real) -> tuple[Real, Real]:
        """Call-outs: travel with the first of a citizen's matters, and the work of each."""
        demand, decisions, rows = self.matters.demand, self.matters.decisions, self.rows
        further = np.minimum(self.failed, self.n_visits - 1).astype(np.float64)
        needed_ms = decisions.route_work_ms * decisions.stop_needed
        owner = np.repeat(np.arange(demand.n_matters), np.diff(demand.route_start))
        route = np.bincount(owner, weights=needed_ms, minlength=demand.n_matters)[rows]
        work = (route + further * self._revisit_ms(range(1, self.n_visits))) * self.matters.plan.home_time
        calls = self.leads * (1 + further)
        if decisions.travel_ms is not None:
            travel = decisions.travel_ms[demand.matter_citizen[rows]].astype(np.float64)
            work = work + calls * _mean_of_first(travel, 1 + further)
        return times * calls, times * work


def _mean_of_first(values: NDArray[np.int64] | Real, n: Real | Int) -> Real:
    """(rows,) mean of the first n values of each row (0 for none)."""
    if not values.shape[1]:
        return np.zeros(len(values))
    whole = np.clip(n, 0, values.shape[1]).astype(np.int64)
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    return np.asarray(sums[np.arange(len(values)), whole] / np.maximum(whole, 1))
