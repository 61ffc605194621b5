"""A batch of runs: what the journal has is taken, the rest is run, and kept as it comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from hallsim.errors import RunError
from hallsim.study.runs.blocks import Block
from hallsim.study.runs.candidate import Candidate, distinct
from hallsim.study.runs.executors.protocol import Executor
from hallsim.study.runs.job import Answer, Job, in_words
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.row import Ran, Row
from hallsim.study.runs.wanted import Wanted
from hallsim.text.message import Both, Message

if TYPE_CHECKING:
    from hallsim.scenario.scenario import EngineAsked

MOST_TOGETHER: Final = 8
"""Candidates of a job at most: to draw the citizens again for the next ones costs little by then."""
JOBS_A_WORKER: Final = 4
"""At least, where there are runs enough, so that nobody idles at the end."""
MOST_FAILED: Final = 10
"""So many runs that fail, of every candidate one, and none that does not: so will all others."""
DIED: Final = Message("the process that worked on it ended twice (killed, or out of memory)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all runs of a question have in common."""

    seed: int
    wanted: Wanted
    engine: EngineAsked = "auto"


@dataclass(frozen=True, slots=True)
class Missing:
    """A run to be made: `wanted` is more than asked for where an earlier run of it knows something else."""

    candidate: Candidate
    block: Block
    replication: int
    wanted: Wanted


def missing(
    journal: Journal, candidates: Sequence[Candidate], block: Block, numbers: Mapping[str, Iterable[int]],
    terms: Terms,
) -> list[Missing]:  # fmt: skip
    """The runs of candidates that the journal has not, replication by replication.

    Args:
        numbers: the replications of each candidate, by its key.
    """
    found = []
    for candidate in distinct(candidates):
        known = journal.known(candidate.key, terms.seed, block)
        for replication in numbers[candidate.key]:
            there = known.get(replication)
            if there is None or not there.covers(terms.wanted):
                what = terms.wanted if there is None else there | terms.wanted
                found.append(Missing(candidate, block, replication, what))
    return sorted(found, key=lambda run: run.replication)


def rows(runs: Collection[Missing], journal: Journal, executor: Executor, terms: Terms) -> Iterator[Row]:
    """Make runs, and yield each once it is in the journal, in order of completion.

    Failed ones are rows too; those whose worker dies are tried alone before they are given up.

    Raises:
        RunError: whatever is run fails, or the journal cannot be written.
    """
    failures = _Failures({run.candidate.key for run in runs})
    jobs = _jobs(runs, terms, executor.n_workers)
    while True:
        alone: list[Job] = []
        for job, answer in executor.run(jobs):
            if answer is None and len(job.designs) > 1:
                alone += _each(job)
                continue
            made = _rows(job, answer)
            journal.put(made)
            for row in made:
                failures.count(row)
                yield row
        if not alone:
            return
        jobs = iter(alone)


@dataclass(slots=True)
class _Failures:
    """Stops a question of which every run fails."""

    untried: set[str]
    n_done: int = 0
    reasons: list[Both] = field(default_factory=list)

    def count(self, row: Row) -> None:
        reason = row.ran.reason
        if reason is None:
            self.n_done += 1
        elif not self.n_done:
            self.reasons.append(reason)
            self.untried.discard(row.candidate)
            if len(self.reasons) >= MOST_FAILED and not self.untried:
                raise RunError(Message("every run fails, the first one so: {reason}", reason=self.reasons[0]))


def _jobs(runs: Collection[Missing], terms: Terms, n_workers: int) -> Iterator[Job]:
    """Runs that share their citizens and what is wanted of them, several at a time."""
    together = max(1, min(MOST_TOGETHER, len(runs) // (JOBS_A_WORKER * n_workers)))
    groups: dict[object, list[Missing]] = {}
    for run in runs:
        candidate = run.candidate
        measured = candidate.opinion_spec, candidate.wait_target_min, run.wanted
        shared = run.replication, run.block, candidate.world_spec, *measured
        groups.setdefault(shared, []).append(run)
    for group in groups.values():
        for i in range(0, len(group), together):
            yield _job(group[i : i + together], terms)


def _job(group: Sequence[Missing], terms: Terms) -> Job:
    first = group[0]
    return Job(
        seed=terms.seed, block=first.block, replication=first.replication,
        world=first.candidate.world_spec, designs=tuple(run.candidate.design_spec for run in group),
        keys=tuple(run.candidate.key for run in group),
        opinion=first.candidate.opinion_spec, wait_target_min=first.candidate.wait_target_min,
        wanted=first.wanted, engine=terms.engine,
    )  # fmt: skip


def _each(job: Job) -> list[Job]:
    """A job of its own for every design: one of them may be what its worker died of."""
    return [
        replace(job, designs=(design,), keys=(key,))
        for design, key in zip(job.designs, job.keys, strict=True)
    ]


def _rows(job: Job, answer: Answer | None) -> list[Row]:
    ran = [Ran(reason=in_words(DIED))] * len(job.keys) if answer is None else answer
    return [
        Row(
            candidate=key, seed=job.seed, block=job.block, replication=job.replication, wanted=job.wanted,
            ran=one,
        )
        for key, one in zip(job.keys, ran, strict=True)
    ]  # fmt: skip
