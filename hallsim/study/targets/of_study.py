"""The targets of a scenario under the designs of a study: met, not met or tied, in the whole and by hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from hallsim.metrics.breakdown import can_split
from hallsim.metrics.registry import METRICS
from hallsim.study.contributions import Replications, of_design, of_parts
from hallsim.study.inference.simultaneous import alpha_of_look
from hallsim.study.targets.design_targets import DesignTargets
from hallsim.study.targets.goal import Goal, Scope, goals_of, read_of
from hallsim.study.targets.judge import Measured, Verdict, judge
from hallsim.study.targets.of_satisfaction import of_variants, opinions_wanted
from hallsim.study.targets.why import why_missed

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.metrics.definition.summand import Summand
    from hallsim.scenario.scenario import Scenario

HOUR: Final[Dimension] = "hour"


def days_of(scenario: Scenario) -> float:
    """Days of a replication on which somebody may come, after the warm-up: people of a day share its
    queue.
    """
    from hallsim.scenario.world.calendar import build_calendar
    from hallsim.workload.expected import worked_days

    return max(1.0, float(worked_days(build_calendar(scenario.world.calendar)).sum()))


def by_hour(goal: Goal) -> Goal | None:
    """The same target in each hour; None where it is of hours already, or its metric has none."""
    whole = [scope for scope in goal.scopes if scope.dimension is None]
    if not whole or not can_split(METRICS[whole[0].metric], HOUR):
        return None
    return replace(goal, scopes=(Scope(whole[0].metric, HOUR, kind="hour"),))


def parts_wanted(scenario: Scenario) -> dict[Dimension, list[str]]:
    """The metrics of parts that the targets of a scenario need, by dimension."""
    if not scenario.targets:
        return {}
    goals = goals_of(scenario.targets)
    return read_of([*goals, *filter(None, map(by_hour, goals))])[1]


def targets_of_satisfaction(scenario: Scenario) -> tuple[list[str], dict[Dimension, list[str]]]:
    """The metrics of satisfaction that the targets are judged by, of the whole and of parts by dimension."""
    goals = goals_of(scenario.targets)
    return opinions_wanted([*goals, *filter(None, map(by_hour, goals))])


def targets_of(
    results: Replications, scenario: Scenario, designs: Sequence[str], looks: Sequence[int] = ()
) -> DesignTargets | None:
    """Every target under every design; None where the scenario has none.

    Args:
        looks: numbers of replications at which this study has been judged before.
    """
    if not scenario.targets:
        return None
    goals = goals_of(scenario.targets)
    hourly = tuple(one for goal in goals if (one := by_hour(goal)) is not None)
    n = len(results)
    errors = {goal: alpha_of_look(n, looks, 2 * goal.alpha) / 2 for goal in (*goals, *hourly)}
    measured = {design: _measured(results, design, (*goals, *hourly)) for design in designs}
    days = days_of(scenario)
    verdicts = {design: judge(goals, found, errors, days) for design, found in measured.items()}
    return DesignTargets(
        goals=goals,
        verdicts=verdicts,
        why={design: why_missed(scenario, design, verdict) for design, verdict in verdicts.items()},
        hours={design: _alone(hourly, found, errors, days) for design, found in measured.items()},
    )


def _alone(goals: Sequence[Goal], measured: Measured, errors: Mapping[Goal, float], days: float) -> Verdict:
    """Each part judged by itself, as nothing is said of all of them."""
    parts = [(goal, part) for goal in goals for scope in goal.scopes for part in _parts_of(scope, measured)]
    readings: list[Any] = []
    for goal, part in parts:
        alone = replace(goal, scopes=tuple(replace(scope, part=part) for scope in goal.scopes))
        readings += [
            replace(one, goal=goal, scope=goal.scopes[0])
            for one in judge([alone], measured, {alone: errors[goal]}, days).readings
        ]
    return Verdict(readings=tuple(readings))


def _parts_of(scope: Scope, measured: Measured) -> list[str]:
    return [part for where, part in measured if where == Scope(scope.metric, scope.dimension)]


def _measured(results: Replications, design: str, goals: Sequence[Goal]) -> Measured:
    whole, parts = read_of(goals)
    found: dict[tuple[Scope, str], Sequence[Summand]] = {
        (Scope(metric), ""): of_design(results, design, metric) for metric in whole
    }
    for dimension, metrics in parts.items():
        for part, of in of_parts(results, design, dimension).items():
            found |= {(Scope(metric, dimension), part): of[metric] for metric in metrics if metric in of}
    return found | of_variants([result["designs"][design] for result in results], goals)
