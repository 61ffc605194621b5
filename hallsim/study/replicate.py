"""One replication: draw the citizens once, walk them through every design, audit, measure, pair."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self

from hallsim.errors import InputError, ReplicationError, RunError
from hallsim.text.message import Message
from hallsim.units import UnitError

if TYPE_CHECKING:
    from hallsim.demand.demand import Demand
    from hallsim.hall import Engine, Plan
    from hallsim.hall.engines import EngineName
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.metrics.definition.sample import Sample
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.scenario import EngineAsked, Scenario
    from hallsim.scenario.world.world import World
    from hallsim.study.gains import Fates
    from hallsim.trace.model import Trace

_PACKAGE: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class ReplicationTask:
    """What every replication of a study has in common.

    Attributes:
        with_parts: tell the parts of the hall, its day and who gains too, not the figures of the whole only.
    """

    scenario: Scenario
    designs: tuple[str, ...]
    seed: int
    engine: EngineAsked = "auto"
    with_parts: bool = True

    @cached_property
    def plans(self) -> Mapping[str, Plan]:
        """The plan of each design: no replication changes it."""
        from hallsim.hall import build_plan

        return {name: build_plan(self.scenario.world, self.scenario.designs[name]) for name in self.designs}

    @cached_property
    def more_parts(self) -> Mapping[Dimension, Sequence[str]]:
        """What targets are judged by in parts."""
        from hallsim.study.targets.of_study import parts_wanted

        return parts_wanted(self.scenario)

    @cached_property
    def opinions(self) -> tuple[Sequence[str], Mapping[Dimension, Sequence[str]]]:
        """What is worked out with every slope and weight that no survey tells, of the whole and of parts."""
        from hallsim.study.targets.of_study import targets_of_satisfaction

        whole, parts = targets_of_satisfaction(self.scenario)
        return (*self.scenario.run.primary, *whole), parts

    def ready(self) -> Self:
        """With what all processes have in common: none of them has to ask for the holidays of the country
        again, which the library that knows them takes as long for as the engine for a replication.

        Raises:
            RunError: a plan cannot be made.
        """
        with failures_in_words(0):
            _ = self.plans, self.more_parts, self.opinions
        return self


def run_design(
    scenario: Scenario, design: str, seed: int, replication: int, engine: Engine | EngineAsked = "auto"
) -> Trace:
    """The audited trace of one replication of one design, by an engine of ours or another one."""
    from hallsim.demand.generate import generate

    demand = generate(scenario.world, seed, replication)
    return walked(scenario.world, scenario.designs[design], demand, design, None, engine)


def replicate(task: ReplicationTask, replication: int) -> dict[str, Any]:
    """What one replication adds to a study, ready for JSON (NaN is null).

    Keys: replication; designs: {name: metrics, by, day, lead_days, opinions, heard}; pairs: {one:
    {other: {metric: [one, other]}}} of the same people, gains: {one: {other: rows against the one}},
    each pair once (`contributions.against` gives those of any base); engines: {name: which one ran it}.
    Without parts there are no gains, and of designs only metrics.

    Raises:
        ReplicationError: a trace contradicts itself, or the world cannot be drawn.
    """
    with failures_in_words(replication):
        return _replicate(task, replication)


def replicated(task: ReplicationTask, replication: int) -> bytes:
    """The same as it is kept, in JSON: this goes from process to process faster than so many objects."""
    from hallsim.study.folder.store import canonical_json

    return canonical_json(replicate(task, replication))


@contextmanager
def failures_in_words(replication: int) -> Iterator[None]:
    """Whatever fails inside is a ReplicationError, which travels between processes."""
    try:
        yield
    except RunError as error:
        # a plain error: an AuditError cannot be unpickled
        raise ReplicationError(error.said) from None
    except UnitError as error:
        raise ReplicationError(
            Message(
                "replication {replication} cannot be run: {said}; {advice}",
                replication=replication,
                said=error.said,
                advice=error.advice,
            )
        ) from None
    except InputError:
        raise
    except MemoryError:
        raise ReplicationError(
            Message(
                "replication {replication} needs more memory than there is; run fewer at once (-j 1), or "
                "fewer weeks",
                replication=replication,
            )
        ) from None
    except Exception as error:
        # a fault of the program: a library's words would help nobody, the place helps who mends it
        where = _place_of(error)
        raise ReplicationError(
            Message(
                "replication {replication} cannot be run: a fault of the program at {where}; "
                "please report it",
                replication=replication,
                where=where,
            )
        ) from error


def _place_of(error: Exception) -> str:
    """`arrivals.py:183`: the last line of ours that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _replicate(task: ReplicationTask, replication: int) -> dict[str, Any]:
    engines: dict[str, str] = {}
    return measured(task, replication, traces_of(task, replication, engines)) | {"engines": engines}


def traces_of(task: ReplicationTask, replication: int, engines: dict[str, str]) -> Iterator[Trace]:
    """The audited traces of a replication of all designs, in `task.designs`; notes which engine ran each."""
    from hallsim.demand.generate import generate

    world = task.scenario.world
    calendar = task.plans[task.designs[0]].calendar
    demand = generate(world, task.seed, replication, calendar=calendar)
    for name in task.designs:
        told = partial(engines.__setitem__, name)
        yield walked(world, task.scenario.designs[name], demand, name, task.plans[name], task.engine, told)


def walked(
    world: World, design: Design, demand: Demand, name: str, plan: Plan | None,
    engine: Engine | EngineAsked, told: Callable[[EngineName], None] = lambda name: None,
) -> Trace:  # fmt: skip
    """The audited trace of citizens drawn once under one design; `told` hears which engine ran it."""
    from hallsim.audit import audit
    from hallsim.hall import simulate
    from hallsim.hall.engines import by_choice

    run = by_choice(engine, told) if isinstance(engine, str) else engine
    trace = simulate(world, design, demand, design_name=name, plan=plan, engine=run)
    audit(trace)
    return trace


def measured(task: ReplicationTask, replication: int, traces: Iterable[Trace]) -> dict[str, Any]:
    """What the traces of one replication add to a study: the keys of `replicate`.

    `traces` are those of all designs, in `task.designs`; each is asked for when the one before is done with.
    """
    from hallsim.metrics.definition.asking import asking_of
    from hallsim.metrics.definition.sample import Sample
    from hallsim.study.gains import fates, gains, kept_under_both
    from hallsim.study.measures import metrics_of, pairs_of

    target_min = task.scenario.run.wait_target_min
    asking = asking_of(task.scenario, task.seed, replication)
    found: dict[str, Any] = {}
    pairs: dict[str, dict[str, Any]] = {}
    compared: dict[str, dict[str, Any]] = {}
    before: list[tuple[str, Sample, Fates]] = []
    for name, trace in zip(task.designs, traces, strict=True):
        sample = Sample(trace, target_min, asking)
        found[name] = (
            measure(sample, task.more_parts, *task.opinions)
            if task.with_parts
            else {"metrics": metrics_of(sample)}
        )
        fate = fates(sample)
        for one, of_one, fate_one in before:
            kept = [kept_under_both(fate_one, fate, s) for s in (of_one, sample)]
            pairs.setdefault(one, {})[name] = pairs_of(of_one, sample, *kept)
            compared.setdefault(one, {})[name] = gains(fate_one, fate) if task.with_parts else []
        before.append((name, sample, fate))
    return {"replication": replication, "designs": found, "pairs": pairs, "gains": compared}


def measure(
    sample: Sample,
    more: Mapping[Dimension, Sequence[str]] = MappingProxyType({}),
    opinions: Sequence[str] = (),
    opinions_by: Mapping[Dimension, Sequence[str]] = MappingProxyType({}),
) -> dict[str, Any]:
    """What one trace adds: to metrics, breakdowns, profiles for the figures, what is said of opinions.

    `more`: metrics of parts beside those that a study always tells, by dimension.  `opinions`, `opinions_by`:
    metrics of satisfaction, of the whole and of parts, told with every slope and weight that no survey tells.
    """
    from hallsim.metrics.breakdown import OF, OF_NETWORK
    from hallsim.metrics.satisfaction.heard import heard
    from hallsim.study.day_profile import day_profile
    from hallsim.study.lead_days import lead_days
    from hallsim.study.measures import metrics_of, parts_of
    from hallsim.study.opinions.sensitivity import means_by_variant, parts_by_variant

    told = {**dict.fromkeys(more, ()), **OF}
    parts = {
        d: (*told[d], *more.get(d, ()))
        for d in told
        if d not in OF_NETWORK or sample.trace.network is not None
    }
    # the parts first, which keep the numbers of their rows for the whole
    by = {dimension: parts_of(sample, dimension, ids) for dimension, ids in parts.items()}
    return {
        "metrics": metrics_of(sample),
        "by": by,
        "day": day_profile(sample),
        "lead_days": lead_days(sample),
        "opinions": means_by_variant(sample, opinions),
        "opinions_by": {d: parts_by_variant(sample, d, ids) for d, ids in opinions_by.items() if d in parts},
        "heard": heard(sample),
    }
