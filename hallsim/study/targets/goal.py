"""What a target measures: which metric of which parts, against which bound.

A bound on a quantile of waits is one on a share of people: the 90th percentile is 15 min at most where 90 %
are called within 15 min.  So it is judged, and who leaves, is turned away or misses the call counts as never
called: a hall that people leave does not meet a target by that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hallsim.metrics.breakdown import can_split
from hallsim.metrics.definition.summand import Counts, Summand, Sums, over
from hallsim.metrics.definition.unit import in_unit
from hallsim.metrics.registry import METRICS
from hallsim.scenario.targets.claim import CALLED
from hallsim.scenario.targets.target import Target
from hallsim.study.inference.interval import SHARE, Limits
from hallsim.study.inference.limits import limits_of

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.metrics.definition.unit import Unit
    from hallsim.scenario.targets.where import PartKind

CALLED_IN: Final = "called_in_p90"
QUANTILES: Final[Mapping[str, float]] = {
    "wait_median": 0.5, "wait_p90": 0.9, "wait_p95": 0.95, "wait_p99": 0.99, CALLED_IN: 0.9,
    "ticket_wait_p90": 0.9, "ticket_called_in_p90": 0.9,
}  # fmt: skip
"""Metrics of which a bound is judged as a share of people called in time."""
OF_TICKETS: Final[Mapping[str, str]] = {
    CALLED_IN: "ticket_called_in_p90", "wait_mean": "ticket_wait_mean", "left_share": "abandonment_share",
    "wait_target_share": "ticket_target_share",
}  # fmt: skip
"""What a figure of people is called at one station, where they are tickets."""
_STATIONS: Final[tuple[Dimension, ...]] = ("queue", "window", "desk")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a metric is read: in the whole (no dimension), in every part of a dimension, or in one of
    them.

    `variant`: of what is measured, with which slope or weight that no survey tells; no goal has one.
    """

    metric: str
    dimension: Dimension | None = None
    part: str | None = None
    kind: PartKind | None = None
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A target that can be judged.

    Attributes:
        metric: the one it names; unit: its own, of what is shown.
        limit: the bound of the metric, in its unit; of a share called the time in minutes.
        share: of the people that is to be called in that time; None for any other metric.
        shows_time: the figure shown is a time, not the share called.
        scopes: where it is to hold.
    """

    target: Target
    metric: str
    unit: Unit
    limit: float
    share: float | None
    shows_time: bool
    scopes: tuple[Scope, ...]

    @property
    def at_most(self) -> bool:
        """Whether what is tested is to be small: a share called never is."""
        return self.share is None and self.target.hold.at_most

    @property
    def bound(self) -> float:
        """What is tested is held against."""
        return self.limit if self.share is None else self.share

    @property
    def alpha(self) -> float:
        """The chance of an error that is allowed."""
        return 1 - self.target.confidence

    @property
    def limits(self) -> Limits:
        """The least and the greatest value that what is tested can have."""
        return limits_of(self.metric, self.unit) if self.share is None else SHARE

    def tested(self, parts: Sequence[Summand]) -> list[Summand]:
        """What each replication adds to what is tested."""
        if self.share is None:
            return list(parts)
        return [called_by(part, self.limit) for part in parts if isinstance(part, Counts)]


def called_by(part: Counts, minutes: float) -> Sums:
    """How many are called within so many minutes, and how many there are."""
    return Sums(np.array([part.weight_to(minutes), part.n]), over)


def goal_of(target: Target) -> Goal:
    """What a target that has passed the checks measures."""
    hold = target.hold
    share = None
    metric = hold.metric
    if hold.metric == CALLED:
        assert hold.within is not None
        share, limit = hold.amount.value / 100, in_unit(hold.within, "min")
        metric = CALLED_IN
    else:
        limit = in_unit(hold.amount, METRICS[metric].unit)
        if hold.at_most and metric in QUANTILES:
            share = QUANTILES[metric]
    assert limit is not None
    read = read_metric(target)
    scopes = [scope_at(read, where.kind, where.part) for where in target.where] or [Scope(read)]
    return Goal(
        target=target, metric=metric, unit="share" if hold.metric == CALLED else METRICS[metric].unit,
        limit=limit, share=share, shows_time=share is not None and hold.metric != CALLED,
        scopes=tuple(scope for scope in scopes if scope is not None),
    )  # fmt: skip


def read_metric(target: Target) -> str:
    """The metric of which contributions a target is judged by."""
    hold = target.hold
    if hold.metric == CALLED:
        return CALLED_IN
    if hold.at_most and hold.metric in QUANTILES:
        return OF_TICKETS[CALLED_IN] if hold.metric.startswith("ticket") else CALLED_IN
    return hold.metric


def scope_at(metric: str, kind: PartKind, part: str | None) -> Scope | None:
    """A metric at parts of a kind, as it is called there; None where it has no such parts."""
    if kind != "station":
        dimension: Dimension = kind
        return Scope(metric, dimension, part, kind) if can_split(METRICS[metric], dimension) else None
    metric = OF_TICKETS.get(metric, metric)
    for dimension in _STATIONS:
        if can_split(METRICS[metric], dimension) and (dimension == "queue") == (
            METRICS[metric].counted.table == "tickets"
        ):
            return Scope(metric, dimension, part, kind)
    return None


def goals_of(targets: Sequence[Target]) -> tuple[Goal, ...]:
    """Each target once."""
    return tuple(goal_of(target) for target in dict.fromkeys(targets))


def read_of(goals: Sequence[Goal]) -> tuple[list[str], dict[Dimension, list[str]]]:
    """The metrics of the whole and those of parts, by dimension, that goals are judged by."""
    whole: dict[str, None] = {}
    parts: dict[Dimension, list[str]] = {}
    for scope in _scopes(goals):
        if scope.dimension is None:
            whole[scope.metric] = None
        elif scope.metric not in parts.setdefault(scope.dimension, []):
            parts[scope.dimension].append(scope.metric)
    return list(whole), parts


def _scopes(goals: Sequence[Goal]) -> Iterator[Scope]:
    return (scope for goal in goals for scope in goal.scopes)
