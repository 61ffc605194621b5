"""One replication: draw the citizens once, walk them through every design, audit, measure, pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hallsim.errors import RunError

if TYPE_CHECKING:
    from hallsim.metrics.dimensions import Dimension
    from hallsim.metrics.sample import Sample
    from hallsim.scenario.scenario import Scenario
    from hallsim.study.gains import Fates
    from hallsim.trace import Trace


STUDY_DIMENSIONS: tuple[Dimension, ...] = (
    "group", "service", "queue", "hour", "weekday", "office", "window", "desk"
)  # fmt: skip
"""By what a study's figures are split."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicationTask:
    """What every replication of a study has in common."""

    scenario: Scenario
    designs: tuple[str, ...]
    base: str
    seed: int


def run_design(scenario: Scenario, design: str, seed: int, replication: int) -> Trace:
    """The audited trace of one replication of one design."""
    from hallsim.audit import audit
    from hallsim.demand.generate import generate
    from hallsim.hall import simulate

    demand = generate(scenario.world, seed, replication)
    trace = simulate(scenario.world, scenario.designs[design], demand, design_name=design)
    audit(trace)
    return trace


def replicate(task: ReplicationTask, replication: int) -> dict[str, Any]:
    """What one replication adds to a study, ready for JSON (NaN is null).

    Keys: replication; designs: {name: metrics, by, day, lead_days}; pairs: {name: {metric: [base, design]}}
    of the same people; gains: {name: rows against the base}.

    Raises:
        RunError: a trace contradicts itself, or the world cannot be drawn.
    """
    try:
        return _replicate(task, replication)
    except RunError as error:
        # a plain error, so that it travels between processes: an AuditError cannot be unpickled
        raise RunError(error.message, error.message_zh) from None
    except ValueError as error:
        raise RunError(
            f"replication {replication} cannot be run: {error}", f"第 {replication} 次重复无法运行：{error}"
        ) from error


def _replicate(task: ReplicationTask, replication: int) -> dict[str, Any]:
    from hallsim.audit import audit
    from hallsim.demand.generate import generate
    from hallsim.hall import simulate
    from hallsim.metrics.sample import Sample
    from hallsim.study.gains import fates, gains, kept_under_both
    from hallsim.study.measures import pairs_of

    world = task.scenario.world
    demand = generate(world, task.seed, replication)
    found: dict[str, Any] = {}
    compared: dict[str, Any] = {}
    pairs: dict[str, Any] = {}
    base: tuple[Sample, Fates] | None = None
    for name in (task.base, *(d for d in task.designs if d != task.base)):
        trace = simulate(world, task.scenario.designs[name], demand, design_name=name)
        audit(trace)
        sample = Sample(trace, task.scenario.run.wait_target_min)
        fate = fates(sample)
        if base is None:
            base = sample, fate
        else:
            kept = [kept_under_both(base[1], fate, s) for s in (base[0], sample)]
            pairs[name] = pairs_of(base[0], sample, *kept)
            compared[name] = gains(base[1], fate)
        found[name] = measure(sample)
    designs = {d: found[d] for d in task.designs}
    return {"replication": replication, "designs": designs, "pairs": pairs, "gains": compared}


def measure(sample: Sample) -> dict[str, Any]:
    """What one trace adds: to metrics, breakdowns, profiles for the figures."""
    from hallsim.study.day_profile import day_profile
    from hallsim.study.lead_days import lead_days
    from hallsim.study.measures import metrics_of, parts_of

    dimensions = [d for d in STUDY_DIMENSIONS if d != "office" or sample.trace.network is not None]
    return {
        "metrics": metrics_of(sample),
        "by": {dimension: parts_of(sample, dimension) for dimension in dimensions},
        "day": day_profile(sample),
        "lead_days": lead_days(sample),
    }
