"""A unit of work: one replication of candidates that share a world; the citizens are drawn once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hallsim.errors import RunError
from hallsim.study.replicate import failures_in_words, walked
from hallsim.study.runs.blocks import Block
from hallsim.study.runs.candidate import Spec
from hallsim.study.runs.row import Ran, packed
from hallsim.study.runs.wanted import Wanted, measured
from hallsim.text.message import Both, Message

if TYPE_CHECKING:
    from hallsim.demand.demand import Demand
    from hallsim.hall import Plan
    from hallsim.scenario.scenario import EngineAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that a worker needs, in a few thousand bytes: it draws for itself.

    `keys` are those of the candidates, in the order of `designs`.
    """

    seed: int
    block: Block
    replication: int
    world: Spec
    designs: tuple[Spec, ...]
    keys: tuple[str, ...]
    opinion: Spec
    wait_target_min: float
    wanted: Wanted
    engine: EngineAsked = "auto"


Answer = Sequence[Ran]
"""What came of the designs of a job, in their order."""


def work(job: Job) -> Answer:
    """Run a job.  What fails is told, and costs no other design its run."""
    from hallsim.demand.generate import generate

    try:
        with failures_in_words(job.replication):
            demand = generate(job.world.restored(), job.seed, job.replication, job.block)
    except RunError as error:
        return [Ran(reason=in_words(error.said))] * len(job.designs)
    return [_run(job, design, demand) for design in job.designs]


def in_words(said: Message) -> Both:
    """A message as it is kept."""
    return Both(said.text("en"), said.text("zh"))


def _run(job: Job, design: Spec, demand: Demand) -> Ran:
    from hallsim.metrics.definition.asking import asking_in
    from hallsim.metrics.definition.sample import Sample

    engines: list[str] = []
    began = time.perf_counter()
    try:
        with failures_in_words(job.replication):
            trace = walked(
                job.world.restored(), design.restored(), demand, "", _plan(job.world, design), job.engine,
                engines.append,
            )  # fmt: skip
            asking = asking_in(job.opinion.restored(), job.world.restored(), demand.stream)
            body = packed(measured(Sample(trace, job.wait_target_min, asking), job.wanted))
    except RunError as error:
        return Ran(reason=in_words(error.said), seconds=time.perf_counter() - began)
    return Ran(body=body, engine=engines[-1], seconds=time.perf_counter() - began)


@lru_cache(maxsize=256)
def _plan(world: Spec, design: Spec) -> Plan:
    """No replication changes it."""
    from hallsim.hall import build_plan

    return build_plan(world.restored(), design.restored())
