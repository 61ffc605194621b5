"""Metrics that a scenario names: whether there are such, and whether what it says of them can be so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hallsim.errors import InputError, Place, Problem, did_you_mean, option_place, problem, unknown_name
from hallsim.metrics.definition.unit import in_unit
from hallsim.scenario.values.amounts import KINDS, Amount, read_amount
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.text.message import Both, Message

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.metrics.definition.unit import Unit
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.world.figure import Figure

At = tuple[str | int, ...]

_EXAMPLES: Final[Mapping[str, Message]] = {
    "min": Message("minutes: write 35 or 35 min"),
    "h": Message("hours: write 3 or 3 h"),
    "workdays": Message("working days: write 5 or 5 workdays"),
    "share": Message("a share: write 58% or 0.58"),
    "per_day": Message("a number a day: write 40 or 40 per day"),
    "per_hour": Message("a number an hour: write 40 or 40 per hour"),
}
_PLAIN: Final = Message("a plain number: write for example 3")

_PARTS: Final[Mapping[str, tuple[Dimension, ...]]] = {
    "by_hour": ("hour",), "by_weekday": ("weekday",), "by_service": ("service",), "by_group": ("group",),
    "by_station": ("queue", "window", "desk"),
}  # fmt: skip
"""Keys of a figure that split it, with the dimensions that may be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An amount that a scenario says of a metric; of a part of it where `dimension` is not empty."""

    at: At
    metric: str
    amount: Amount
    dimension: str = ""
    key: str = ""


def metric_problems(source: LoadedScenario) -> list[Problem]:
    """Every metric of `figures` and `run` that does not exist, or whose number cannot be one of its unit."""
    named = list(_named(source.scenario))
    if not named:
        return []  # the registry is long to read
    from hallsim.metrics.registry import METRICS
    from hallsim.scenario.parsing.located import value_place

    problems = []
    for at, name in named:
        if name not in METRICS:
            problems.append(unknown_name(name, METRICS, Message("metric"), source.place_of(at)))
    for said in [*figures_of(source.scenario), *_thresholds(source.scenario)]:
        if said.metric in METRICS:
            place = value_place(source.tree, said.at)
            problems += wrong_amount(said, METRICS[said.metric].unit, place)
            problems += _wrong_part(said, source.scenario, source.place_of(said.at))
    for name, figure in source.scenario.figures.items():
        if name in METRICS and METRICS[name].is_count:
            problems.append(grows(name, source.place_of(("figures", name))))
        if figure.value is None and not any(getattr(figure, key) for key in _PARTS):
            problems.append(_nothing(name, source.place_of(("figures", name))))
    return problems


def grows(name: str, place: Place) -> Problem:
    """A count cannot be compared with anything: it is of all days and replications of the study."""
    return problem(
        place,
        "metric.count",
        Message("{name} is of all days and replications together: it grows with their number", name=name),
        Message("say how many a day: arrivals_per_day, visits_per_day, cases_per_day, files_per_day"),
    )


METRIC: Final = "--metric"
"""The option that names what is looked at."""


def refuse_unknown_metrics(names: Sequence[str], option: str) -> None:
    """InputError for names of metrics, said by an option, that are none, with the nearest."""
    from hallsim.study.measures import infos

    known = [info.id for info in infos()]
    what = Message("metric")
    problems = [
        unknown_name(name, known, what, option_place(option, name)) for name in names if name not in known
    ]
    if problems:
        raise InputError(problems)


def metric_doubts(source: LoadedScenario) -> list[Problem]:
    """What `run` says of metrics that exist but will not be judged."""
    run = source.scenario.run
    if not (run.thresholds or run.metrics or run.primary):
        return []
    from hallsim.metrics.registry import METRICS, PRIMARY
    from hallsim.study.mechanisms import has_mechanism

    designs = tuple(source.scenario.designs)
    doubts = [
        _not_judged(source.place_of(("run", "thresholds", name)), name)
        for name in run.thresholds
        if name in METRICS and name not in (run.primary or PRIMARY)
    ]
    return doubts + [
        _absent(source.place_of(("run", key, i)), name)
        for key in ("metrics", "primary")
        for i, name in enumerate(getattr(run, key))
        if name in METRICS and not has_mechanism(name, source.scenario, designs)
    ]


def _not_judged(place: Place, name: str) -> Problem:
    return problem(
        place,
        "metric.not_judged",
        Message("{name} has a threshold but is not judged: it is none of the primary metrics", name=name),
        Message(
            "name it in run.primary to have a verdict; otherwise the threshold counts in "
            "plausible worlds only"
        ),
    )


def _absent(place: Place, name: str) -> Problem:
    from hallsim.metrics.registry import METRICS

    needs = METRICS[name].needs
    return problem(
        place,
        "metric.absent",
        Message(
            "{name} is not applicable: no design has anything of the kind{needs}",
            name=name,
            needs=Both(f" ({needs})", ""),  # its words are English
        ),
        Message("leave it out, or write what it measures"),
    )


def refuse_without_value(found: Mapping[str, Place | None]) -> None:
    """InputError for metrics that no run had a value of, with where each was asked for.

    No value is no finding: it would read as a change that is not to be told from noise.
    """
    if found:
        raise InputError([_without_value(name, place) for name, place in found.items()])


def _without_value(name: str, place: Place | None) -> Problem:
    from hallsim.metrics.registry import METRICS

    counted = METRICS[name].counted.words
    said = Message("{name} has no value in this hall: no run has any of what it counts ({counted})")
    return problem(
        place,
        "metric.no_value",
        said.given(name=name, counted=counted),
        Message("name another metric, or write what it measures"),
    )


def figures_of(scenario: Scenario) -> Iterator[Said]:
    """Every figure of a scenario, those of parts too."""
    for metric, figure in scenario.figures.items():
        if figure.value is not None:
            yield Said(at=("figures", metric, "value"), metric=metric, amount=figure.value)
        for key in _PARTS:
            yield from _of_parts(metric, figure, key)


def _of_parts(metric: str, figure: Figure, key: str) -> Iterator[Said]:
    dimension = _dimension(metric, key)
    for part, amount in getattr(figure, key).items():
        name = WEEKDAYS[part] if key == "by_weekday" else str(part)
        yield Said(
            at=("figures", metric, key, name), metric=metric, amount=amount, dimension=dimension, key=name
        )


def _thresholds(scenario: Scenario) -> Iterator[Said]:
    for metric, amount in scenario.run.thresholds.items():
        yield Said(at=("run", "thresholds", metric), metric=metric, amount=amount)


def thresholds_of(scenario: Scenario) -> dict[str, float]:
    """The smallest differences that matter, in the metrics' units."""
    return {said.metric: number_of(said) for said in _thresholds(scenario)}


def number_of(said: Said) -> float:
    """The amount in the unit of its metric.  ValueError where it is none, which `metric_problems` tells."""
    from hallsim.metrics.registry import METRICS

    found = in_unit(said.amount, METRICS[said.metric].unit)
    if found is None:
        raise ValueError(f"{said.amount.text()} is not in the unit of {said.metric}")
    return found


def number_in(text: str, unit: Unit) -> float | None:
    """An amount as people write it, in the unit of a metric; None for what is none, or of another unit."""
    amount = read_amount(text.strip().replace(" %", "%"))
    return None if amount is None else in_unit(amount, unit)


def _named(scenario: Scenario) -> Iterator[tuple[At, str]]:
    yield from ((("figures", name), name) for name in scenario.figures)
    for key in ("metrics", "primary"):
        yield from ((("run", key, i), name) for i, name in enumerate(getattr(scenario.run, key)))
    yield from ((("run", "thresholds", name), name) for name in scenario.run.thresholds)


def _dimension(metric: str, key: str) -> Dimension:
    """The dimension by which a metric can be split; of several the one that knows the metric."""
    from hallsim.metrics.breakdown import OF

    several = _PARTS[key]
    return next((name for name in several if metric in OF[name]), several[0])


def wrong_amount(said: Said, unit: Unit, place: Place) -> Iterator[Problem]:
    """Why an amount cannot be one of a metric."""
    from hallsim.study.inference.limits import limits_of

    name, amount = said.metric, said.amount
    value = in_unit(amount, unit)
    if value is None:
        kind, usage = KINDS[amount.kind], _EXAMPLES.get(unit, _PLAIN)
        yield problem(
            place,
            "metric.unit",
            Message("{name} cannot be {amount}, {kind}", name=name, amount=amount.text(), kind=kind),
            Message("it is {usage}", usage=usage),
        )
    elif unit == "share" and value > limits_of(name, "share")[1]:
        yield problem(
            place,
            "metric.share",
            Message("{name} is a share: {value:g} would be {value:.0%}", name=name, value=value),
            Message("write {value:g}% or {share:g}", value=value, share=value / 100),
        )
    elif said.at[0] == "run" and value < 0:
        yield problem(
            place,
            "metric.threshold",
            Message("a difference in {name} that matters cannot be {value:g}", name=name, value=value),
            Message("write its size, 0 or more, such as {value:g}", value=abs(value)),
        )


def _wrong_part(said: Said, scenario: Scenario, place: Place) -> Iterator[Problem]:
    from hallsim.metrics.breakdown import OF

    if not said.dimension:
        return
    several = _PARTS[str(said.at[2])]
    split = list(dict.fromkeys(metric for name in several for metric in OF[name]))
    if said.metric not in split:
        what = str(said.at[2]).removeprefix("by_")
        yield problem(
            place,
            "figures.part",
            Message("{metric} is not told by {what}", metric=said.metric, what=what),
            did_you_mean(said.metric, split),
        )
        return
    if said.dimension == "service" and said.key not in scenario.world.services:
        yield unknown_name(said.key, scenario.world.services, Message("service"), place)
    if said.dimension == "group" and said.key not in scenario.world.groups:
        yield unknown_name(said.key, scenario.world.groups, Message("group"), place)
    if said.dimension in _PARTS["by_station"]:
        stations = stations_of(scenario, said.dimension)
        if said.key not in stations:
            yield unknown_name(str(said.key), stations, Message(said.dimension, "part"), place)


def stations_of(scenario: Scenario, dimension: Dimension) -> list[str]:
    """Names of the queues, or of the windows or desks, of any design."""
    from hallsim.hall.plan.build import build_plan

    plans = [build_plan(scenario.world, design) for design in scenario.designs.values()]
    if dimension == "queue":
        return list(dict.fromkeys(queue.name for plan in plans for queue in plan.queues))
    is_desk = dimension == "desk"
    return list(
        dict.fromkeys(server.name for plan in plans for server in plan.servers if server.is_desk is is_desk)
    )


def _nothing(name: str, place: Place) -> Problem:
    return problem(
        place,
        "figures.nothing",
        Message("nothing is said of {name}", name=name),
        Message("write value, or by_hour, by_station, ..."),
    )
