"""What a design's options do to the load, read off the tapes of a pilot demand.

Nothing is simulated: every matter is sent along its itinerary, and the tickets and work it brings to each
task are counted, with all that is decided before the clock starts (who files online, is caught by the guide,
books, goes by an agent, is served at home, which documents are missing). Seeds are those of block ``pilot``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.units import MS_PER_DAY
from hallsim.workload.expected import Coming, coming

if TYPE_CHECKING:
    from hallsim.demand.demand import Demand
    from hallsim.hall.decisions.model import Decisions
    from hallsim.hall.plan.itinerary import Itinerary
    from hallsim.hall.plan.model import Plan
    from hallsim.hall.plan.operations import Op, Ops, Serve
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.world.world import World

Real = NDArray[np.float64]
Int = NDArray[np.int64]
MOST_CITIZENS = 10_000
SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Tickets and work (ms in the catalogue) by task and quarter hour, over all matters of a pilot demand."""

    tickets: Real
    work_ms: Real


class Pilot:
    """Who is expected of a world; a pilot demand, drawn when needed, and counts of plain designs on it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.coming: Coming = coming(world)
        self._counts: list[tuple[Design, Plan, Counts]] = []

    @cached_property
    def demand(self) -> Demand:
        """Some days of the world's citizens: at most about MOST_CITIZENS, at least a day."""
        from hallsim.demand.generate import generate
        from hallsim.scenario.world.calendar import build_calendar

        spec = self.world.calendar
        calendar = build_calendar(spec)
        so_far = np.cumsum(self.coming.by_day)
        n_days = min(calendar.n_days, 1 + int(np.searchsorted(so_far, MOST_CITIZENS)))
        # a working day at least: days without arrivals tell nothing
        n_days = max(n_days, int(np.flatnonzero(calendar.is_working)[0]) + 1)
        update = {"days": n_days, "weeks": None, "length": None, "warm_up": 0}
        shorter = self.world.model_copy(update={"calendar": spec.model_copy(update=update)})
        return generate(shorter, SEED, 0, "pilot")

    def plain(self, design: Design) -> tuple[Plan, Counts]:
        """The plan of a design without options and its counts, kept for other designs that are alike."""
        from hallsim.hall import build_plan

        for known, plan, counts in self._counts:
            if known == design:
                return plan, counts
        plan = build_plan(self.world, design)
        self._counts.append((design, plan, count(self.world, design, plan, self.demand)))
        return plan, self._counts[-1][2]


def nobody(world: World, replication: int) -> Demand:
    """A demand without citizens: the environment's tapes of a pilot replication (absences, outages)."""
    from hallsim.demand.generate import generate
    from hallsim.scenario.world.arrivals import Arrivals

    quiet = (Arrivals.model_validate({"per_day": 0}),)
    return generate(world.model_copy(update={"arrivals": quiet}), SEED, replication, "pilot")


def count(world: World, design: Design, plan: Plan, demand: Demand) -> Counts:
    """Count what every matter brings to every task of the plan."""
    from hallsim.hall.decisions.resolve import read_tapes
    from hallsim.hall.decisions.staffing.model import Staffing

    decisions = read_tapes(world, design, demand, plan, Staffing.as_designed(plan))
    counter = _Counter(world, plan, demand, decisions)
    for way in np.unique(decisions.itinerary).tolist():
        rows = np.flatnonzero((decisions.itinerary == way) & counter.comes)
        if len(rows):
            counter.walk(plan.itineraries[way], rows)
    counter.count_misled()
    return Counts(tickets=counter.tickets, work_ms=counter.work_ms)


class _Counter:
    """Sums over matters."""

    def __init__(self, world: World, plan: Plan, demand: Demand, decisions: Decisions) -> None:
        from hallsim.hall.decisions.channels import first_brought
        from hallsim.trace.model import NEVER

        self.plan, self.demand, self.decisions = plan, demand, decisions
        self.tickets, self.work_ms = np.zeros((2, len(plan.tasks), BINS))
        citizen = demand.matter_citizen
        self.comes = np.ones(demand.n_matters, np.bool_)
        if decisions.stays_away is not None:
            self.comes = (decisions.stays_away == NEVER)[citizen]
        if decisions.shelved is not None:
            self.comes &= ~decisions.shelved
        self.is_first = first_brought(demand, decisions.shelved)
        self.visits, self.accepted = self._further_visits(world)
        at = decisions.arrive_ms.copy()
        agent = decisions.agent
        if agent is not None:
            setting_out = np.array([rule.at for rule in plan.agents for _ in range(rule.count)], np.int64)
            handed = agent != NEVER
            at[handed] = at[handed] // MS_PER_DAY * MS_PER_DAY + setting_out[agent[handed]]
        self.bin = (at % MS_PER_DAY // BIN_MS)[citizen]
        self.open = self._in_time(at)[citizen]

    def _in_time(self, at: Int) -> NDArray[np.bool_]:
        """(n,) who comes before the day's last closing (or last ticket)."""
        from hallsim.hall.plan.opening import opening_of

        return ~opening_of(self.plan).too_late(at)

    def _further_visits(self, world: World) -> tuple[Int, NDArray[np.bool_]]:
        """(m,) visits (or call-outs) after the first, and whether the matter is accepted in the end."""
        demand, plan = self.demand, self.plan
        error = np.array(plan.correction)[demand.service]
        further = np.array(window_errors(world, plan))
        share = 1 - (1 - error) * (1 - further[demand.service])
        failed: Int = self.decisions.rejections.copy()
        for k in range(demand.error_u.shape[1]):
            errs = (failed == k) & (demand.error_u[:, k] < share) & (k < plan.rescue_after)
            failed += errs
        last = plan.max_visits - 1
        return np.minimum(failed, last), failed <= last

    # ------------------------------------------------------------------ one way

    def walk(self, way: Itinerary, rows: Int) -> None:
        """Everything that matters of one way bring."""
        if not way.is_visited:
            self.from_afar(way, rows)
            return
        for op in way.before:
            self.serve_all(op, rows, np.ones(len(rows)))
        inside = self.open[rows]
        rows = rows[inside]
        leads = rows[self.is_first[rows]]
        for op in way.first.entry:
            self.serve_all(op, leads, np.ones(len(leads)))
        self.until_judged(way.first.stops, rows, np.ones(len(rows)))
        is_judged = any(_judges(op) for op in way.first.stops)
        visits = self.visits[rows].astype(np.float64) * is_judged
        if way.second is not None:
            again = visits >= 1
            self.until_judged(way.second.stops, rows, again.astype(np.float64))
            visits = np.maximum(visits - 1, 0)
        self.until_judged(way.again.stops, rows, visits, further=True)
        accepted = (self.accepted[rows] | (not is_judged)).astype(np.float64)
        judged = way.second or way.first
        for op in (*_after_judgement(judged.stops), *way.after):
            self.serve_all(op, rows, accepted)

    def from_afar(self, way: Itinerary, rows: Int) -> None:
        """Filed online, or served at home: what an approval asks of the citizen is done online too."""
        from hallsim.hall.plan.operations import Serve, Tape

        for op in way.after:
            if isinstance(op, Serve) and op.tape is Tape.HOME:
                self.at_home(op, rows)
                continue
            for serve, share in _serves(op, self.plan):
                if not self.asks_to_come(serve):
                    self.serve(serve, rows, np.full(len(rows), share))

    def asks_to_come(self, op: Serve) -> bool:
        """Whether an approval calls the citizen to a window: with a corrected file, or to pay."""
        from hallsim.hall.plan.operations import Tape

        at_desk = self.plan.queues[self.plan.tasks[op.task].queue].is_desk
        return op.tape is Tape.AMEND or (op.tape is Tape.STEP and not at_desk)

    def until_judged(self, stops: Ops, rows: Int, times: Real, further: bool = False) -> None:
        """The tickets of a visit up to its judgement (all of them where there is none)."""
        package = self.decisions.package
        if further and package is not None:
            lead = (package[rows] < 0) | (package[rows] == rows)
            times = np.where(lead, times, 0.0)
        for op in stops:
            if _judges(op):
                return
            self.serve_all(op, rows, times)

    def serve_all(self, op: Op, rows: Int, times: Real) -> None:
        """Every ticket of an operation, whatever it is made of."""
        for serve, share in _serves(op, self.plan):
            self.serve(serve, rows, times * share)

    def serve(self, op: Serve, rows: Int, times: Real) -> None:
        """Tickets for a task, `times` for each row."""
        from hallsim.hall.plan.operations import Tape

        if op.tape is Tape.REVISIT:
            work = self._revisit_ms(rows, times)
        elif op.tape is Tape.STEP and self.decisions.steps is not None:
            times, work = self._examinations(self.demand.step_start[rows] + op.position, times)
        elif op.tape is Tape.AMEND:
            times, work = self._corrections(rows, times)
        else:
            work = self._work_ms(op, rows) * times
        self.add(op.task, rows, times, work)

    def add(self, task: int, rows: Int, times: Real, work: Real) -> None:
        """Add to a task, by the quarter hour in which the citizen comes."""
        came = self.bin[rows]
        self.tickets[task] += np.bincount(came, weights=times, minlength=BINS)
        self.work_ms[task] += np.bincount(came, weights=work, minlength=BINS)

    def _revisit_ms(self, rows: Int, times: Real) -> Real:
        """Work of so many further visits, from the first on."""
        done = np.concatenate(
            [np.zeros((len(rows), 1)), np.cumsum(self.decisions.revisit_work_ms[rows], axis=1)], axis=1
        )
        whole = np.minimum(times.astype(np.int64), done.shape[1] - 1)
        return np.asarray(done[np.arange(len(rows)), whole])

    def _examinations(self, cells: Int, times: Real) -> tuple[Real, Real]:
        """How often a step of so many approvals is worked on, sent back files again, and for how long.

        A refusal elsewhere that stops the step, and steps passed again after a correction, are left out.
        """
        steps = self.decisions.steps
        assert steps is not None
        needed = times * steps.needed[cells]
        further = np.zeros(len(cells))
        sent_back = (steps.returns[cells] > 0) & (steps.needed[cells] > 0)
        if sent_back.any():
            again = np.cumsum(steps.again_work_ms[steps.again_row[cells[sent_back]]], axis=1)
            further[sent_back] = again[np.arange(len(again)), steps.returns[cells[sent_back]] - 1]
        work = needed * (self.decisions.step_work_ms[cells] + further)
        return needed * (1 + steps.returns[cells]), work

    def _corrections(self, rows: Int, times: Real) -> tuple[Real, Real]:
        """How often so many approvals call the citizen with a corrected file, and the work at the window."""
        steps, demand = self.decisions.steps, self.demand
        assert steps is not None
        owner = np.repeat(np.arange(demand.n_matters), np.diff(demand.step_start))
        returns = np.bincount(owner, weights=steps.returns * steps.needed, minlength=demand.n_matters)
        n_times = returns[rows].astype(np.int64)
        work = np.zeros(len(rows))
        called = n_times > 0
        if called.any():
            done = np.cumsum(demand.amend_work_ms[rows[called]], axis=1)
            work[called] = done[np.arange(len(done)), np.minimum(n_times[called], done.shape[1]) - 1]
        return times * n_times, times * work

    def _work_ms(self, op: Serve, rows: Int) -> Real:
        from hallsim.hall.plan.operations import Tape

        demand, decisions = self.demand, self.decisions
        if op.tape is Tape.ROUTE:
            found = decisions.route_work_ms[demand.route_start[rows] + op.position]
        elif op.tape is Tape.STEP:
            found = decisions.step_work_ms[demand.step_start[rows] + op.position]
        elif op.tape is Tape.COLLECT:
            found = demand.collect_work_ms[rows]
        elif op.tape is Tape.AUTHORISE:
            found = np.full(len(rows), self.plan.authorise_ms)
        else:
            found = decisions.extra_work_ms[op.tape][rows]
        return np.asarray(found, np.float64)

    def at_home(self, op: Serve, rows: Int) -> None:
        """Call-outs: travel with the first of a citizen's matters, and the work of each."""
        demand, decisions = self.demand, self.decisions
        visits = self.visits[rows].astype(np.float64)
        n_stops = np.diff(demand.route_start)
        needed_ms = decisions.route_work_ms * decisions.stop_needed
        route = np.bincount(np.repeat(np.arange(demand.n_matters), n_stops), weights=needed_ms)
        work = (route[rows] + self._revisit_ms(rows, visits)) * self.plan.home_time
        calls = np.where(self.is_first[rows], 1 + visits, 0.0)
        if decisions.travel_ms is not None:
            work = work + calls * decisions.travel_ms[demand.matter_citizen[rows], 0]
        self.add(op.task, rows, calls, work)

    def count_misled(self) -> None:
        """Tickets at wrong windows."""
        wrong = self.decisions.wrong_task
        if wrong is None:
            return
        from hallsim.hall.plan.operations import Tape

        rows = np.flatnonzero((wrong >= 0) & self.comes & self.open)
        for task in np.unique(wrong[rows]).tolist():
            mine = rows[wrong[rows] == task]
            work = self.decisions.extra_work_ms[Tape.REDIRECT][mine].astype(np.float64)
            self.add(task, mine, np.ones(len(mine)), work)


def window_errors(world: World, plan: Plan) -> list[float]:
    """By service, the mean error of the windows after which it is judged."""
    queue_of = {task.name: task.queue for task in plan.tasks}
    errors: dict[int, list[float]] = {}
    for server in plan.servers:
        for queue in server.tiers[0] if server.tiers else ():
            errors.setdefault(queue, []).append(server.error_share)
    judged = [
        f"{name}.{service.route[service.n_stops_before_judgement() - 1].name}" if service.route else name
        for name, service in world.services.items()
    ]
    return [float(np.mean(errors.get(queue_of[task], [0.0]))) for task in judged]


def _judges(op: Op) -> bool:
    """Whether a matter may be rejected at an operation."""
    from hallsim.hall.plan.operations import Condition, If

    return isinstance(op, If) and op.condition is Condition.NOT_REJECTED


def _after_judgement(stops: Ops) -> Ops:
    return tuple(op for stop in stops if _judges(stop) for row in stop.children() for op in row)


def _serves(op: Op, plan: Plan) -> Iterator[tuple[Serve, float]]:
    """Every ticket inside an operation of any kind, with the share of the matters that take it."""
    from hallsim.hall.plan.operations import Serve

    if isinstance(op, Serve):
        yield op, 1.0
    for row in op.children():
        for part in row:
            for serve, share in _serves(part, plan):
                yield serve, share * _share(op, serve, plan)


def _share(op: Op, serve: Serve, plan: Plan) -> float:
    """Share of the matters for which what stands inside an operation is walked."""
    from hallsim.hall.plan.operations import Condition, If

    if isinstance(op, If) and op.condition is Condition.BY_AUXILIARY:
        return _auxiliary_share(plan, serve.task)
    return op.share if isinstance(op, If) else 1.0


def _auxiliary_share(plan: Plan, task: int) -> float:
    """Share of the windows of a service at which auxiliary clerks sit."""
    service = plan.tasks[task].service
    queues = {t.queue for t in plan.tasks if t.service == service and "." not in t.name and "/" not in t.name}
    able = [s.decides for s in plan.servers if s.tiers and queues & set(s.tiers[0]) and not s.is_desk]
    return able.count(False) / len(able) if able else 0.0
