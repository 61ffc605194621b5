"""What every matter's citizen would answer: how likely each level, and so a score and a rate.

Levels are 100, 80, 60, 30 and 0 points; a rate is the share of the first three. Who got nothing (left, was
turned away, gave up, missed the call) answers the worst level to all that was to be had, and on the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.definition.asking import Who
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.satisfaction.cuts import cuts_of
from hallsim.metrics.satisfaction.drivers import Drivers
from hallsim.metrics.satisfaction.models.opinion_model import OpinionModel
from hallsim.metrics.satisfaction.models.registry import MODELS
from hallsim.scenario.satisfaction.items import INDICATORS, N_CUTS, N_SATISFIED, OVERALL, POINTS
from hallsim.scenario.satisfaction.model import Satisfaction

TO_BE_HAD: Final = frozenset({"queueing", "efficiency", "process", "guidance", OVERALL})
"""Items on which who got nothing answers the worst level; clerks and hall are judged as they were met."""
STEPS: Final = tuple(better - worse for better, worse in pairwise(POINTS))
"""Points gained by a level over the next worse one."""


@dataclass(frozen=True, kw_only=True)
class Experience:
    """What people experienced, of n matters.

    Attributes:
        x: by indicator (n,); the more, the worse; nan where there is nothing to answer on.
        group: (n,) index into groups.
        got_nothing: (n,)
        groups: who they are.
    """

    x: Mapping[str, Real]
    group: Int
    got_nothing: Mask
    groups: tuple[Who, ...]

    @cached_property
    def with_nothing(self) -> Int:
        """Rows of who got nothing."""
        return np.flatnonzero(self.got_nothing)

    def of(self, rows: Int | Mask) -> Experience:
        """Those of some matters."""
        return Experience(
            x={name: values[rows] for name, values in self.x.items()},
            group=self.group[rows],
            got_nothing=self.got_nothing[rows],
            groups=self.groups,
        )


def experience_of(sample: Sample, said: Satisfaction) -> Experience:
    """Of all matters of a trace, as the model of `said` sees it."""
    drivers = sample.once(("drivers", *_of_drivers(said)), lambda: Drivers(sample, said))
    model = MODELS[said.model]
    groups = range(max(1, len(sample.trace.names.groups)))
    return Experience(
        x={name: model.experience(drivers, name) for name in INDICATORS},
        group=drivers.group,
        got_nothing=drivers.got_nothing,
        groups=tuple(sample.asking.of(group) for group in groups),
    )


def _of_drivers(said: Satisfaction) -> tuple[Any, ...]:
    """The parameters that decide what is experienced, not how it is answered."""
    clerk = tuple(getattr(said.clerk, name) for name in type(said.clerk).model_fields)
    return said.acceptable_wait, said.acceptable_wait_enterprises, said.expected_workdays, clerk


class Opinions:
    """Answers of people to what they experienced."""

    def __init__(self, experience: Experience, said: Satisfaction) -> None:
        self.experience = experience
        self.said = said
        self._at_least: dict[str, Real] = {}
        self._scores: dict[str, Real] = {}

    @cached_property
    def model(self) -> OpinionModel:
        """How experience becomes an answer."""
        return MODELS[self.said.model]

    def x(self, item: str) -> Real:
        """(n,) what the answer follows; nan where there is nothing to answer on."""
        return 100 - self.mean_of_six if item == OVERALL else self.experience.x[item]

    @cached_property
    def mean_of_six(self) -> Real:
        """(n,) weighted mean of the points of the six, those without a value left out."""
        return self.weighted([self.score(name) for name in INDICATORS])

    def weighted(self, scores: Iterable[Real]) -> Real:
        """(n,) weighted mean of the points (n,) of each of the six, nan left out; nan where all are."""
        total, points = np.zeros((2, len(self.experience.group)))
        for name, score in zip(INDICATORS, scores, strict=True):
            weight, unknown = self.said.weights.get(name, 1.0), np.isnan(score)
            if not unknown.any():
                total += weight
                points += score * weight
            elif not unknown.all():
                total += weight * ~unknown
                points += np.where(unknown, 0.0, score) * weight
        found = np.full(len(total), np.nan)
        np.divide(points, total, out=found, where=total > 0)
        return found

    def at_least(self, item: str) -> Real:
        """(4, n) how likely the first level, one of the first two, ... is; nan without a value."""
        if item not in self._at_least:
            self._at_least[item] = self.at_least_by(item, self.x(item))
        return self._at_least[item]

    def at_least_by(self, item: str, x: Real) -> Real:
        """(4, n) the same, had they experienced x (n,)."""
        cuts = self._cuts(item)
        by_cut = cuts[self.experience.group].T if self._several(cuts) else cuts[0][:, None]
        found: Real = self.model.at_least(item, x, by_cut, self.said.slope)
        unknown = np.isnan(x)
        if unknown.any():
            found[:, unknown] = np.nan
        if item in TO_BE_HAD:
            found[:, self.experience.with_nothing] = 0.0
        return found

    def _cuts(self, item: str) -> Real:
        """(groups, 4)"""
        return np.array([cuts_of(self.said, item, who.name, who.kind) for who in self.experience.groups])

    @staticmethod
    def _several(cuts: Real) -> bool:
        """Whether groups answer the same experience differently."""
        return bool((cuts != cuts[:1]).any())

    def score(self, item: str) -> Real:
        """(n,) points expected, 0 to 100; nan without a value."""
        if item not in self._scores:
            self._scores[item] = _points(self.at_least(item))
        return self._scores[item]

    def rate(self, item: str) -> Real:
        """(n,) how likely the answer is one of the satisfied levels."""
        return np.asarray(self.at_least(item)[N_SATISFIED - 1])

    def shares(self, item: str) -> Real:
        """(n, 5) how likely each level is, the best first."""
        return shares_of(self.at_least(item))

    def of(self, rows: Int) -> Opinions:
        """The same of some matters, with the answers that are known."""
        other = Opinions(self.experience.of(rows), self.said)
        other._at_least = {item: found[:, rows] for item, found in self._at_least.items()}
        other._scores = {item: found[rows] for item, found in self._scores.items()}
        return other

    def with_weights(self, weights: Mapping[str, float]) -> Opinions:
        """The same with other weights of the six, whose answers are kept."""
        other = Opinions(self.experience, self.said.model_copy(update={"weights": dict(weights)}))
        other._at_least = {item: found for item, found in self._at_least.items() if item != OVERALL}
        other._scores = {item: found for item, found in self._scores.items() if item != OVERALL}
        return other

    def of_alike(self, weight: Real) -> tuple[Opinions, Real]:
        """One of all who answer the six alike, and so the whole, and what these weigh together.

        Where everybody answers one level for sure, they are a few hundred.
        """
        if not self.model.is_sure:
            return self, weight
        kind = np.zeros(len(self.experience.group), np.int64)
        cuts = self._cuts(OVERALL)
        if self._several(cuts):
            kind += np.unique(cuts, axis=0, return_inverse=True)[1].ravel()[self.experience.group]
        kind = kind * 2 + self.experience.got_nothing
        for name in INDICATORS:
            level = self.at_least(name).sum(axis=0)
            kind = kind * (N_CUTS + 2) + np.where(np.isnan(level), N_CUTS + 1, level).astype(np.int64)
        example = np.zeros(int(kind.max(initial=-1)) + 1, np.int64)
        example[kind] = np.arange(len(kind))
        known = np.flatnonzero(np.bincount(kind))
        return self.of(example[known]), np.asarray(np.bincount(kind, weight)[known], np.float64)


def _points(at_least: Real) -> Real:
    """(n,) points expected, from (4, n) how likely each level or a better one is.

    Step by step: a matrix library adds in an order of its own on each machine, and its threads cost more.
    """
    found = at_least[0] * STEPS[0]
    for step, likely in zip(STEPS[1:], at_least[1:], strict=True):
        found += step * likely
    return np.asarray(found, np.float64)


def shares_of(at_least: Real) -> Real:
    """(n, 5) how likely each level is, from (4, n) how likely each or a better one is."""
    last = np.where(np.isnan(at_least[:1]), np.nan, 1.0)
    return np.diff(np.concatenate([np.zeros_like(last), at_least, last]), axis=0).T


def opinions_of(sample: Sample) -> Opinions:
    """The answers of all matters of a trace, by the sample's own model."""
    said = sample.asking.said
    return sample.once("opinions", lambda: Opinions(experience_of(sample, said), said))


SLOPE_RANGE: Final = (0.5, 1.5)
WEIGHT_RANGE: Final = (0.8, 1.2)


def by_slope(opinions: Opinions) -> Iterator[tuple[str, Opinions]]:
    """(name, answers) with a slope that no survey of shares can tell from the one used: +-50 %."""
    for factor in SLOPE_RANGE:
        changed = opinions.said.model_copy(update={"slope": opinions.said.slope * factor})
        yield f"slope x{factor:g}", Opinions(opinions.experience, changed)


def by_weights(opinions: Opinions) -> Iterator[tuple[str, Opinions]]:
    """The same with the weight of each indicator +-20 %: what is said of the six stays."""
    said = opinions.said
    for name in INDICATORS:
        weight = said.weights.get(name, 1.0)
        for factor in WEIGHT_RANGE:
            yield f"{name} x{factor:g}", opinions.with_weights({**said.weights, name: weight * factor})


def counts_by_level(shares: Real, weight: Real | None = None) -> NDArray[np.float64]:
    """(5,) how many answer each level; rows without a value left out."""
    known = ~np.isnan(shares[:, 0])
    weighted = shares[known] if weight is None else shares[known] * weight[known, None]
    return np.asarray(weighted.sum(axis=0), np.float64)


def score_of(counts: Real) -> float:
    """Points of a number of answers by level; nan of none."""
    total = float(counts.sum())
    return float(counts @ np.array(POINTS) / total) if total else float("nan")


def rate_of(counts: Real) -> float:
    """Share of the satisfied levels; nan of none."""
    total = float(counts.sum())
    return float(counts[:N_SATISFIED].sum() / total) if total else float("nan")
