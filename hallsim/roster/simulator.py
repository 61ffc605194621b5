"""Runs of a design under other rosters: the same citizens for every roster, drawn once a process.

Search and judgement have blocks of their own, so that no roster is judged by the citizens it was fitted to.
A roster is tried in a fraction of a second, and there are hundreds: what is measured of it (station by
weekday by half hour) is kept as sums, not as rows of a journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from hallsim.errors import RunError
from hallsim.roster.counts import Counts, Frame, measure
from hallsim.roster.stations import Staffing, staffed
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.study.executor import Pool
from hallsim.study.replicate import failures_in_words, walked
from hallsim.study.runs.blocks import CONFIRM, SEARCH, Block
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.demand.demand import Demand
    from hallsim.hall.plan.model import Plan
    from hallsim.scenario.scenario import EngineAsked

__all__ = ["CONFIRM", "SEARCH", "Block", "Hall", "Simulator"]
_MOST_KEPT: Final = 2_000_000
"""Citizens drawn that a process keeps for the next roster."""


@dataclass(frozen=True, kw_only=True)
class Hall:
    """What is run: a world, a design, and what is measured."""

    world: World
    design: Design
    frame: Frame
    seed: int
    engine: EngineAsked = "auto"

    @cached_property
    def plan(self) -> Plan:
        """The plan of the design as it is."""
        from hallsim.hall import build_plan

        return build_plan(self.world, self.design)


@dataclass(frozen=True, slots=True)
class _Job:
    """A roster in some replications of a block."""

    number: int
    staffing: Staffing
    block: Block
    replications: tuple[int, ...]


@dataclass
class _Runner:
    """The runs of one process, and the citizens it has drawn."""

    hall: Hall
    kept: dict[tuple[str, int], Demand] = field(default_factory=dict)
    n_kept: int = 0

    def run(self, job: _Job) -> list[Counts]:
        """A roster in some replications; the traces it is judged by are audited."""
        from hallsim.hall import build_plan, simulate
        from hallsim.hall.engines import by_choice

        hall = self.hall
        design = staffed(hall.design, hall.frame.stations, job.staffing)
        plan = build_plan(hall.world, design)
        found = []
        for replication in job.replications:
            with failures_in_words(replication):
                demand = self._demand(job.block, replication)
                if job.block == CONFIRM:
                    trace = walked(hall.world, design, demand, "", plan, hall.engine)
                else:
                    engine = by_choice(hall.engine)
                    trace = simulate(hall.world, design, demand, plan=plan, engine=engine)
                found.append(measure(trace, plan, hall.frame))
        return found

    def _demand(self, block: Block, replication: int) -> Demand:
        from hallsim.demand.generate import generate

        if (block, replication) in self.kept:
            return self.kept[block, replication]
        demand = generate(self.hall.world, self.hall.seed, replication, block)
        if block == SEARCH and self.n_kept + demand.n_citizens <= _MOST_KEPT:
            self.kept[block, replication] = demand
            self.n_kept += demand.n_citizens
        return demand


class Simulator:
    """Runs rosters in one process or several.

    A context: leaving it ends the processes.

    Attributes:
        n_runs: replications of rosters run so far.
    """

    def __init__(self, hall: Hall, processes: int) -> None:
        self.hall, self.n_runs, self.processes = hall, 0, max(1, processes)
        self._own = _Runner(hall)
        self._pool: Pool[_Job, list[Counts]] | None = (
            Pool(_work, hall, self.processes) if self.processes > 1 else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.end()

    def run(self, candidates: Sequence[Staffing], block: Block, n: int, first: int = 0) -> list[list[Counts]]:
        """Every candidate in the replications `first`, …, `first + n - 1` of a block: a row each, in order.

        Raises:
            RunError: a process died twice over one roster, or a trace contradicts itself.
        """
        self.n_runs += n * len(candidates)
        numbers = tuple(range(first, first + n))
        if self._pool is None:
            return [self._own.run(_Job(0, one, block, numbers)) for one in candidates]
        # as many parts as processes, handed out in their order: each keeps the citizens of its part
        parts = [numbers[i :: self.processes] for i in range(self.processes)]
        jobs = [
            _Job(i, one, block, part)
            for i, (one, part) in enumerate((one, part) for one in candidates for part in parts)
        ]
        found: dict[int, list[Counts]] = {}
        for job, counts in self._pool.run(jobs):
            if counts is None:
                raise RunError(
                    Message("a process died while it ran a roster: perhaps too little memory; try -j 1")
                )
            found[job.number] = counts
        rows = [
            [found[c * self.processes + i] for i in range(self.processes)] for c in range(len(candidates))
        ]
        return [_in_order(row, n) for row in rows]


def _in_order(parts: Sequence[Sequence[Counts]], n: int) -> list[Counts]:
    return [parts[i % len(parts)][i // len(parts)] for i in range(n)]


_runners: dict[int, _Runner] = {}
"""Of a worker process, which is given one hall for its life."""


def _work(hall: Hall, job: _Job) -> list[Counts]:
    return _runners.setdefault(id(hall), _Runner(hall)).run(job)
