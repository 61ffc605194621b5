"""Runs of a design under other rosters: the same citizens for every roster, drawn once a process.

Search and judgement have blocks of their own, so that no roster is judged by the citizens it was fitted to.
What was run is kept (`kept`), job by job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from hallsim.errors import RunError
from hallsim.roster.counts import Counts, measure
from hallsim.roster.runs.kept import Memory
from hallsim.roster.runs.trial import ORDINARY, Hall, Trial
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

__all__ = ["CONFIRM", "SEARCH", "Block", "Hall", "Simulator", "Trial"]
_MOST_KEPT: Final = 1_000_000
"""Citizens drawn that a process keeps for the next roster: half a gigabyte."""
_MOST_A_JOB: Final = 40
"""Runs that are sent together, and kept together: seconds of work."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Some rosters (their places among those asked for) in some replications of a block."""

    which: tuple[int, ...]
    trials: tuple[Trial, ...]
    block: Block
    replications: tuple[int, ...]


@dataclass
class _Runner:
    """The runs of one process, and the citizens it has drawn."""

    hall: Hall
    kept: dict[tuple[str, str, int], Demand] = field(default_factory=dict)
    n_kept: int = 0

    def run(self, job: _Job) -> list[list[Counts]]:
        """Every roster in every replication, whose citizens are drawn once; those that judge are audited."""
        from hallsim.hall import build_plan

        found: list[list[Counts]] = [[] for _ in job.trials]
        made = []
        for trial in job.trials:
            world, own = self.hall.of(trial.under)
            design = staffed(own, self.hall.frame.stations, trial.staffing)
            made.append((world, design, build_plan(world, design)))
        for replication in job.replications:
            drawn: dict[str, Demand] = {}
            for counts, trial, (world, design, plan) in zip(found, job.trials, made, strict=True):
                name = ORDINARY if world is self.hall.world else trial.under
                with failures_in_words(replication):
                    if name not in drawn:
                        drawn[name] = self._demand(world, name, job.block, replication)
                    counts.append(self._counts(world, design, plan, drawn[name], job.block))
        return found

    def _counts(self, world: World, design: Design, plan: Plan, demand: Demand, block: Block) -> Counts:
        from hallsim.hall import simulate
        from hallsim.hall.engines import by_choice

        if block == CONFIRM:
            trace = walked(world, design, demand, "", plan, self.hall.engine)
        else:
            engine = by_choice(self.hall.engine)
            trace = simulate(world, design, demand, plan=plan, engine=engine)
        return measure(trace, plan, self.hall.frame)

    def _demand(self, world: World, name: str, block: Block, replication: int) -> Demand:
        from hallsim.demand.generate import generate

        key = (name, block, replication)
        if key in self.kept:
            return self.kept[key]
        demand = generate(world, self.hall.seed, replication, block)
        if block == SEARCH and self.n_kept + demand.n_citizens <= _MOST_KEPT:
            self.kept[key] = demand
            self.n_kept += demand.n_citizens
        return demand


class Simulator:
    """Runs rosters in one process or several; what is in the folder's journal is not run again.

    A context: leaving it ends the processes.

    Attributes:
        told: (runs made, runs wanted) while several minutes of them are made.
    """

    def __init__(
        self,
        hall: Hall,
        processes: int,
        folder: Path | None = None,
        told: Callable[[int, int], None] = lambda made, wanted: None,
    ) -> None:
        self.hall, self.processes, self.told = hall, max(1, processes), told
        self._asked: set[tuple[str, Block, int]] = set()
        self._own, self._memory = _Runner(hall), Memory(hall, folder)
        self._pool: Pool[_Job, list[list[Counts]]] | None = (
            Pool(_work, hall, self.processes) if self.processes > 1 else None
        )

    @property
    def n_runs(self) -> int:
        """Different replications of rosters asked for so far: one asked for again is not run again."""
        return len(self._asked)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.end()
        self._memory.close()

    def run(
        self, candidates: Sequence[Staffing | Trial], block: Block, n: int, first: int = 0
    ) -> list[list[Counts]]:
        """Every candidate in the replications `first`, …, `first + n - 1` of a block: a row each, in order.

        Raises:
            RunError: a process died twice over one roster, or a trace contradicts itself.
        """
        trials = tuple(one if isinstance(one, Trial) else Trial(one) for one in candidates)
        numbers = range(first, first + n)
        told = [f"{trial.under} {trial.staffing!r}" for trial in trials]
        self._asked.update((one, block, number) for one in told for number in numbers)
        keys = self._memory.keys(trials, block, numbers)
        found = [self._memory.known(key, block, numbers) for key in keys]
        jobs = self._jobs(trials, found, block, numbers)
        made, wanted = 0, sum(len(job.which) * len(job.replications) for job in jobs)
        for job, answer in self._answers(jobs):
            rows = [
                (c, replication, counts)
                for c, several in zip(job.which, answer, strict=True)
                for replication, counts in zip(job.replications, several, strict=True)
            ]
            self._memory.keep([(keys[c], replication, counts) for c, replication, counts in rows], block)
            for c, replication, counts in rows:
                found[c][replication] = counts
            made += len(rows)
            self.told(made, wanted)
        return [[known[replication] for replication in numbers] for known in found]

    def _jobs(
        self, trials: Sequence[Trial], found: Sequence[Mapping[int, Counts]], block: Block, numbers: range
    ) -> list[_Job]:
        """What is missing, of so many runs that little is lost when somebody stops it.

        Each process has its own share of the replications, since it keeps their citizens.
        """
        parts: list[list[_Job]] = []
        for i in range(self.processes):
            groups: dict[tuple[int, ...], list[int]] = {}
            for replication in numbers[i :: self.processes]:
                which = tuple(c for c, known in enumerate(found) if replication not in known)
                groups.setdefault(which, []).append(replication)
            mine = []
            for which, replications in groups.items():
                size = max(1, _MOST_A_JOB // max(1, len(which)))
                some = tuple(trials[c] for c in which)
                for k in range(0, len(replications), size) if which else ():
                    mine.append(_Job(which, some, block, tuple(replications[k : k + size])))
            parts.append(mine)
        return [job for row in zip_longest(*parts) for job in row if job is not None]

    def _answers(self, jobs: Sequence[_Job]) -> Iterator[tuple[_Job, list[list[Counts]]]]:
        if self._pool is None:
            yield from ((job, self._own.run(job)) for job in jobs)
            return
        for job, answer in self._pool.run(jobs):
            if answer is None:
                raise RunError(
                    Message("a process died while it ran a roster: perhaps too little memory; try -j 1")
                )
            yield job, answer


_runners: dict[int, _Runner] = {}
"""Of a worker process, which is given one hall for its life."""


def _work(hall: Hall, job: _Job) -> list[list[Counts]]:
    return _runners.setdefault(id(hall), _Runner(hall)).run(job)
