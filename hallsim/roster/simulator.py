"""Runs of a design under other rosters: the same citizens for every roster, drawn once a process.

Search and judgement have blocks of their own, so that no roster is judged by the citizens it was fitted to.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, Self

from hallsim.errors import RunError
from hallsim.roster.counts import Counts, Frame, measure
from hallsim.roster.stations import Staffing, staffed
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.demand.demand import Demand
    from hallsim.hall.plan.model import Plan
    from hallsim.scenario.scenario import EngineAsked

Block = Literal["search", "confirm"]
SEARCH: Final = "search"
CONFIRM: Final = "confirm"
_MOST_KEPT: Final = 4_000_000
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


@dataclass
class _Runner:
    """The runs of one process, and the citizens it has drawn."""

    hall: Hall
    kept: dict[tuple[str, int], Demand] = field(default_factory=dict)
    n_kept: int = 0

    def run(self, staffing: Staffing, block: Block, replications: Sequence[int]) -> list[Counts]:
        """A roster in some replications, audited where it is judged."""
        from hallsim.audit import audit
        from hallsim.hall import build_plan, simulate
        from hallsim.hall.engines import by_choice

        hall = self.hall
        design = staffed(hall.design, hall.frame.stations, staffing)
        plan = build_plan(hall.world, design)
        found = []
        for replication in replications:
            demand = self._demand(block, replication)
            trace = simulate(hall.world, design, demand, plan=plan, engine=by_choice(hall.engine))
            if block == CONFIRM:
                audit(trace)
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
    """Runs rosters in one process or several; each keeps the citizens of its own replications.

    A context: leaving it ends the processes.

    Attributes:
        n_runs: replications of rosters run so far.
    """

    def __init__(self, hall: Hall, processes: int) -> None:
        self.hall, self.n_runs = hall, 0
        self._own = _Runner(hall)
        self._pools: list[ProcessPoolExecutor] = []
        if processes > 1:
            context = multiprocessing.get_context("spawn")
            self._pools = [
                ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(hall,))
                for _ in range(processes)
            ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in self._pools:
            pool.shutdown(wait=kind is None, cancel_futures=True)

    def run(self, candidates: Sequence[Staffing], block: Block, n: int, first: int = 0) -> list[list[Counts]]:
        """Every candidate in the replications `first`, …, `first + n - 1` of a block: a row each, in order.

        Raises:
            RunError: a process died, or a trace contradicts itself.
        """
        self.n_runs += n * len(candidates)
        numbers = range(first, first + n)
        if not self._pools:
            return [self._own.run(one, block, numbers) for one in candidates]
        mine = [numbers[i :: len(self._pools)] for i in range(len(self._pools))]
        asked: list[list[Future[list[Counts]]]] = [
            [pool.submit(_run, one, block, some) for pool, some in zip(self._pools, mine, strict=True)]
            for one in candidates
        ]
        try:
            return [_in_order([future.result() for future in row], n) for row in asked]
        except BrokenProcessPool:
            raise RunError(
                Message("a process died while it ran a roster: perhaps too little memory; try -j 1")
            ) from None


def _in_order(parts: Sequence[Sequence[Counts]], n: int) -> list[Counts]:
    return [parts[i % len(parts)][i // len(parts)] for i in range(n)]


_runner: _Runner | None = None
"""Of a worker process, which has one hall for its life."""


def _begin(hall: Hall) -> None:
    global _runner
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _runner = _Runner(hall)


def _run(staffing: Staffing, block: Block, replications: Sequence[int]) -> list[Counts]:
    assert _runner is not None
    try:
        return _runner.run(staffing, block, replications)
    except RunError as error:
        raise RunError(error.said) from None  # a plain error, which travels between processes
