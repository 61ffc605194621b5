"""Run a design, and the same design with one more of each, and say where the days go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from hallsim.errors import InputError, option_place, problem
from hallsim.metrics.attribution.lead_parts import LEAD_PARTS
from hallsim.metrics.breakdown import OF_FILES
from hallsim.metrics.catalogue.days import DAY_METRICS, DAY_TOTAL, day_id
from hallsim.metrics.registry import METRICS
from hallsim.scenario.scenario import WORLD
from hallsim.scenario.whatif.heard import refuse_unheard
from hallsim.study.bottleneck.additions import Addition, additions
from hallsim.study.bottleneck.files_in_work import FilesInWork, files_of_replication, together
from hallsim.study.bottleneck.result import LEAD, Bottleneck, Gain, Split, StepWait
from hallsim.study.bottleneck.stations import Queues, n_offices, queues_of, station_wait, waited
from hallsim.study.cores import cores
from hallsim.study.executor import run_all
from hallsim.study.folder import store
from hallsim.study.inference.verdicts import NOT_SERVED, Comparison, judge, threshold_of
from hallsim.study.measures import infos_of
from hallsim.study.mechanisms import HAS
from hallsim.study.named_metrics import METRIC, refuse_unknown_metrics, refuse_without_value, thresholds_of
from hallsim.study.names import names
from hallsim.study.nobody import people_served
from hallsim.study.replicate import ReplicationTask
from hallsim.study.runs.blocks import MAIN
from hallsim.study.runs.candidate import Candidate, candidate_of
from hallsim.study.runs.runs import Found, Part, Runs
from hallsim.study.runs.wanted import Wanted, wanted
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.study.result import MetricInfo

WAIT: Final = "wait_mean"
FILES_A_DAY: Final = "files_per_day"
MOST_OF_FILES: Final = 20
"""Replications from which the picture of files in work is drawn: means of more look the same."""
LEAST_WAITING: Final = 0.005
"""Of all the waiting of files (or of people): where less of it is, one more cannot bring anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked.

    Attributes:
        metric: None for the lead time, or the mean wait in a hall without approvals.
        most: of stations tried at most, desks and windows each: those where most is waited.
    """

    source: LoadedScenario = field(repr=False)
    name: str
    design: str
    replications: int
    world: str = WORLD
    metric: str | None = None
    most: int = 8


def find_bottleneck(asked: Asked, runs: Runs) -> Bottleneck:
    """The answer; `runs` makes what is not known yet.

    Raises:
        InputError: an unknown metric, one of which neither way is better, or one without a value.
        RunError: no replication finished.
    """
    base = candidate_of(asked.source, asked.design, asked.world, name=asked.design)
    info = next(info for info in infos_of(base.scenario) if info.id == metric_of(asked))
    found = runs.of([base], MAIN, asked.replications)
    now = found.estimate(base, info.id)
    if math.isnan(now.value):
        refuse_without_value({info.id: option_place(METRIC, info.id) if asked.metric else None})
    chosen, left_out = tried(asked, base, found)
    candidates = {one: (queues, with_one_more(asked, one)) for one, queues in chosen.items()}
    every = [base, *(candidate for _, candidate in candidates.values())]
    more = runs.of(every, MAIN, asked.replications, _wanted_of_gains(info.id), some_may_fail=True)
    dead = {
        one: next(iter(more.failures(candidate).values()))
        for one, (_, candidate) in candidates.items()
        if not more.replications(candidate)
    }
    alive = {one: pair for one, pair in candidates.items() if one not in dead}
    files = _files(asked, base, runs) if _has_files(found, base) else None
    scenario = base.scenario
    return Bottleneck(
        name=asked.name,
        title=scenario.title.model_dump() if scenario.title else {},
        design=asked.design,
        world=_world_title(asked),
        metric=info,
        now=now,
        split=_split(found, base) if _has_cases(found, base) else None,
        by_service={
            service: _split(found, base, ("service", service))
            for service in found.parts(base, "service")
            if found.pooled(base, "n_cases", ("service", service)).value > 0
        },
        steps=_steps(found, base, files),
        gains=gains_of(more, base, alive, info, thresholds_of(scenario)),
        left_out=left_out,
        files=files,
        names=names(scenario),
        replications=found.replications(base),
        failed={n: {"en": why.en, "zh": why.zh} for n, why in found.failures(base).items()},
        settings=tuple(map(str, asked.source.written.settings)),
        dead={one: {"en": why.en, "zh": why.zh} for one, why in dead.items()},
        manifest=_manifest(asked, info.id, runs),
    )


def metric_of(asked: Asked) -> str:
    """The metric asked about, a hall's usual one where none is named.

    InputError for one that is none, or of which neither way is better.
    """
    metric, scenario = asked.metric, asked.source.scenario
    if metric is None:
        world = scenario.in_world(asked.world).world
        return LEAD if HAS["approvals"](world, scenario.designs[asked.design]) else WAIT
    refuse_unknown_metrics([metric], METRIC)
    if METRICS[metric].better == "neutral":
        raise InputError(
            problem(
                option_place(METRIC, metric),
                "bottleneck.metric",
                Message("of {metric} neither way is better", metric=metric),
                Message("name one that should be lower or higher, such as {example}", example=LEAD),
            )
        )
    return metric


def n_runs(source: LoadedScenario, design: str, replications: int, most: int) -> int:
    """How many runs an answer takes at most."""
    every = additions(source, design, frozenset(range(7)), {})
    n_desks = sum(one.at_desk for one in every)
    return replications * (1 + min(n_desks, most) + min(len(every) - n_desks, most))


def wanted_of(asked: Asked) -> Wanted:
    """What is worked out of the design as it is."""
    refuse_unheard(asked.source, [asked.design], [asked.world])
    return wanted(
        {metric_of(asked), LEAD, WAIT, NOT_SERVED, "n_cases", "n_files", DAY_TOTAL, *DAY_METRICS},
        {
            "service": ("n_cases", DAY_TOTAL, *DAY_METRICS),
            "task": (*OF_FILES, FILES_A_DAY),
            "queue": (*OF_FILES, "n_tickets", "ticket_wait_mean"),
        },
    )


def _wanted_of_gains(metric: str) -> Wanted:
    return wanted({metric, WAIT, NOT_SERVED}, {"queue": ("desk_wait_days", "ticket_wait_mean")})


def _world_title(asked: Asked) -> Mapping[str, str]:
    if asked.world == WORLD:
        return {}
    title = asked.source.scenario.worlds[asked.world].title
    return title.model_dump() if title else {"en": asked.world, "zh": asked.world}


# ---------------------------------------------------------------------- where the days go


def _manifest(asked: Asked, metric: str, runs: Runs) -> dict[str, Any]:
    """What makes the answer what it is."""
    source, settings = asked.source, list(map(str, asked.source.written.settings))
    files = source.hashes()
    decides = {
        "design": asked.design, "world": asked.world, "metric": metric, "most": asked.most,
        "replications": asked.replications,
    }  # fmt: skip
    return {
        "study": f"{asked.name}: bottleneck",
        **({"set": settings} if settings else {}),
        "designs": [asked.design],
        "worlds": [asked.world],
        "metric": metric,
        "replications": asked.replications,
        "seed": runs.seed,
        "inputs_sha256": {name: mark for name, mark in files.items() if not name.startswith("(")},
        "versions": store.versions(),
        "fingerprint": store.fingerprint(content=files, seed=runs.seed, versions=store.versions(), **decides),
    }


def _has_cases(found: Found, base: Candidate) -> bool:
    return found.pooled(base, "n_cases").value > 0


def _has_files(found: Found, base: Candidate) -> bool:
    return found.pooled(base, "n_files").value > 0


def _split(found: Found, base: Candidate, part: Part | None = None) -> Split:
    return Split(
        n_cases=found.pooled(base, "n_cases", part).value,
        total=found.estimate(base, DAY_TOTAL, part),
        parts={name: found.estimate(base, day_id(name), part) for name in LEAD_PARTS},
    )


def _steps(found: Found, base: Candidate, files: FilesInWork | None) -> tuple[StepWait, ...]:
    desks = {} if files is None else dict(zip(files.steps["step"], files.steps["desk"], strict=True))
    return tuple(
        StepWait(
            step=step,
            desk=desks[step],
            n_a_day=found.pooled(base, FILES_A_DAY, ("task", step)).value,
            wait=found.estimate(base, "desk_wait_days", ("task", step)),
            wait_p90=found.estimate(base, "desk_wait_days_p90", ("task", step)),
            stay=found.estimate(base, "desk_stay_days", ("task", step)),
        )
        for step in found.parts(base, "task")
        if step in desks
    )


def _files(asked: Asked, base: Candidate, runs: Runs) -> FilesInWork | None:
    """Of the first of the same replications."""
    task = ReplicationTask(
        scenario=base.scenario, designs=(base.variant,), seed=runs.seed, engine=runs.engine, with_parts=False
    )
    numbers = range(min(asked.replications, MOST_OF_FILES))
    processes = min(runs.executor.n_workers, cores())  # here, whoever else runs: there are few
    told = [one.result for one in run_all(files_of_replication, task, numbers, processes)]
    return together([one for one in told if one is not None], base.scenario.world)


# ---------------------------------------------------------------------- what one more brings


def tried(asked: Asked, base: Candidate, found: Found) -> tuple[dict[Addition, Queues], tuple[Addition, ...]]:
    """Where most is waited, with the queues there; and what is left out."""
    from hallsim.hall import build_plan

    world, design = base.scenario.world, base.scenario.designs[base.variant]
    plan = build_plan(world, design)
    weekdays = frozenset(world.calendar.working_days)
    every = additions(asked.source, asked.design, weekdays, n_offices(plan, design.offices))
    queues = {one: queues_of(plan, one.station) for one in every}
    waits = {one: waited(found, base, one, queues[one]) for one in every}
    chosen: dict[Addition, Queues] = {}
    for at_desk in (True, False):
        own = [one for one in every if one.at_desk == at_desk]
        enough = LEAST_WAITING * sum({one.station: waits[one] for one in own}.values())
        ranked = sorted((one for one in own if waits[one] > enough), key=lambda one: -waits[one])
        chosen |= {one: queues[one] for one in ranked[: asked.most]}
    return chosen, tuple(one for one in every if one not in chosen)


def with_one_more(asked: Asked, one: Addition) -> Candidate:
    """The design with an addition."""
    factors = ((one.path, one.value),)
    return candidate_of(asked.source, asked.design, asked.world, factors, name=f"{one.path}={one.value}")


def gains_of(
    found: Found, base: Candidate, candidates: Mapping[Addition, tuple[Queues, Candidate]],
    info: MetricInfo, thresholds: Mapping[str, float],
) -> tuple[Gain, ...]:  # fmt: skip
    """Best first; the intervals of the metric hold for all that was tried at once."""
    family = {}
    for one, (_, candidate) in candidates.items():
        d = found.difference(base, candidate, info.id)
        served = people_served(found.difference(base, candidate, NOT_SERVED)) if info.misses else None
        threshold = thresholds.get(info.id, threshold_of(info.unit, d.base_value))
        family[one] = Comparison(
            difference=d, better=info.better, threshold=threshold, served=served, same_people=info.paired
        )
    verdicts = judge(family, reserve=0.0)
    sign = 1 if info.better == "lower" else -1
    gains = [
        Gain(
            addition=one,
            difference=family[one].difference,
            verdict=verdicts[one],
            hall_wait=found.difference(base, candidate, WAIT),
            station_wait=station_wait(found, base, candidate, one, queues),
        )
        for one, (queues, candidate) in candidates.items()
    ]
    return tuple(sorted(gains, key=lambda gain: sign * gain.difference.value))
