"""Metrics that a scenario names: whether there are such, and whether what it says of them can be so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hallsim.errors import Place, Problem, problem, unknown_name

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario

At = tuple[str | int, ...]


def metric_problems(source: LoadedScenario) -> list[Problem]:
    """Every metric of `figures` and `run` that does not exist, or whose number cannot be one of its unit."""
    named = list(_named(source))
    if not named:
        return []  # the registry is long to read
    from hallsim.metrics.registry import METRICS
    from hallsim.scenario.located import value_place
    from hallsim.study.tables import limits_of

    problems = []
    for at, name in named:
        if name not in METRICS:
            problems.append(unknown_name(name, METRICS, "metric", "指标", source.place_of(at)))
    for at, name, value in _numbers(source):
        place = value_place(source.tree, at)
        if name in METRICS and METRICS[name].unit == "share" and value > limits_of(name, "share")[1]:
            problems.append(_share(place, name, value))
        elif at[0] == "run" and value < 0:
            problems.append(_negative(place, name, value))
    return problems


def _named(source: LoadedScenario) -> Iterator[tuple[At, str]]:
    scenario = source.scenario
    yield from ((("figures", name), name) for name in scenario.figures)
    for key in ("metrics", "primary"):
        yield from ((("run", key, i), name) for i, name in enumerate(getattr(scenario.run, key)))
    yield from ((("run", "thresholds", name), name) for name in scenario.run.thresholds)


def _numbers(source: LoadedScenario) -> Iterator[tuple[At, str, float]]:
    scenario = source.scenario
    yield from ((("figures", name, "value"), name, figure.value) for name, figure in scenario.figures.items())
    yield from ((("run", "thresholds", name), name, value) for name, value in scenario.run.thresholds.items())


def _share(place: Place, name: str, value: float) -> Problem:
    return problem(
        place, "metric.share", f"{name} is a share: {value:g} would be {value:.0%}",
        f"write {value:g}% or {value / 100:g}",
        f"{name} 是比例：{value:g} 即 {value:.0%}", f"请写 {value:g}% 或 {value / 100:g}",
    )  # fmt: skip


def _negative(place: Place, name: str, value: float) -> Problem:
    return problem(
        place, "metric.threshold", f"a difference in {name} that matters cannot be {value:g}",
        f"write its size, 0 or more, such as {abs(value):g}",
        f"{name} 的有实际意义的差异不能为 {value:g}", f"请写其大小（0 以上），例如 {abs(value):g}",
    )  # fmt: skip
