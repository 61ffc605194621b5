"""What every matter's citizen would answer: how likely each level, and so a score and a rate.

Levels are 100, 80, 60, 30 and 0 points; a rate is the share of the first three. Who got nothing (left, was
turned away, gave up, missed the call) answers the worst level to all that was to be had, and on the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.spans import Int
from hallsim.metrics.definition.sample import Real, Sample
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


class Opinions:
    """Answers of the citizens of a trace, by matter."""

    def __init__(self, sample: Sample, said: Satisfaction | None = None) -> None:
        self.sample = sample
        self.said = sample.asking.said if said is None else said
        self._at_least: dict[str, Real] = {}

    @cached_property
    def model(self) -> OpinionModel:
        """How experience becomes an answer."""
        return MODELS[self.said.model]

    @cached_property
    def drivers(self) -> Drivers:
        """What was experienced."""
        return self.sample.once(
            ("drivers", *driver_settings(self.said)), lambda: Drivers(self.sample, self.said)
        )

    def experience(self, item: str) -> Real:
        """(all matters,) what the answer follows; nan where there is nothing to answer on."""
        if item == OVERALL:
            return 100 - self.mean_of_six
        return self.model.experience(self.drivers, item)

    @cached_property
    def mean_of_six(self) -> Real:
        """(all matters,) weighted mean of the points of the six, those without a value left out."""
        scores = np.stack([self.score(name) for name in INDICATORS])
        weights = np.array([self.said.weights.get(name, 1.0) for name in INDICATORS])
        return weighted_mean(scores, weights)

    def at_least(self, item: str) -> Real:
        """(4, all matters) how likely the first level, one of the first two, ... is; nan without a value."""
        if item not in self._at_least:
            self._at_least[item] = self._answers(item)
        return self._at_least[item]

    def _answers(self, item: str) -> Real:
        return self._at(item, self.experience(item), np.arange(len(self.drivers.group)))

    def _at(self, item: str, x: Real, rows: Int) -> Real:
        """(4, n) the same of some matters, had they experienced x (n,)."""
        cuts = self._cuts(item)
        group, slope = self.drivers.group[rows], self.said.slope
        several = bool((cuts != cuts[:1]).any())
        found = np.stack(
            [
                self.model.at_least(item, x, cuts[group, k] if several else cuts[0, k], slope)
                for k in range(N_CUTS)
            ]
        )
        found = np.where(np.isnan(x), np.nan, found)
        return np.where(self.drivers.got_nothing[rows], 0.0, found) if item in TO_BE_HAD else found

    def _cuts(self, item: str) -> Real:
        """(groups, 4)"""
        asking = self.sample.asking
        n_groups = max(1, len(self.sample.trace.names.groups))
        whose = [asking.of(group) for group in range(n_groups)]
        return np.array([cuts_of(self.said, item, who.name, who.kind) for who in whose])

    def score(self, item: str) -> Real:
        """(all matters,) points expected, 0 to 100; nan without a value."""
        return np.tensordot(np.array(STEPS), self.at_least(item), axes=1)

    def rate(self, item: str) -> Real:
        """(all matters,) how likely the answer is one of the satisfied levels."""
        return np.asarray(self.at_least(item)[N_SATISFIED - 1])

    def shares(self, item: str) -> Real:
        """(all matters, 5) how likely each level is, the best first."""
        return self._shares(self.at_least(item))

    def shares_at(self, x: Real, rows: Int) -> Real:
        """(n, 5) the same on the whole of some matters, had their experience been x (n,)."""
        return self._shares(self._at(OVERALL, x, rows))

    @staticmethod
    def _shares(at_least: Real) -> Real:
        ends = np.zeros_like(at_least[:1]), np.where(np.isnan(at_least[:1]), np.nan, 1.0)
        return np.diff(np.concatenate([ends[0], at_least, ends[1]]), axis=0).T

    def with_weights(self, weights: Mapping[str, float]) -> Opinions:
        """The same with other weights of the six, whose answers are kept."""
        other = Opinions(self.sample, self.said.model_copy(update={"weights": dict(weights)}))
        other._at_least = {item: found for item, found in self._at_least.items() if item != OVERALL}
        return other


def weighted_mean(scores: Real, weights: Real) -> Real:
    """(n,) weighted mean of (items, n), nan left out; nan where nothing is known."""
    known = weights[:, None] * ~np.isnan(scores)
    total = known.sum(axis=0)
    mean = (np.nan_to_num(scores) * known).sum(axis=0) / np.where(total > 0, total, 1)
    return np.where(total > 0, mean, np.nan)


def driver_settings(said: Satisfaction) -> tuple[Any, ...]:
    """The parameters that decide what is experienced, not how it is answered."""
    clerk = tuple(getattr(said.clerk, name) for name in type(said.clerk).model_fields)
    return said.acceptable_wait, said.acceptable_wait_enterprises, said.expected_workdays, clerk


def opinions_of(sample: Sample) -> Opinions:
    """The answers by the sample's own model."""
    return sample.once("opinions", lambda: Opinions(sample))


SLOPE_RANGE: Final = (0.5, 1.5)
WEIGHT_RANGE: Final = (0.8, 1.2)


def variants(opinions: Opinions) -> Iterator[tuple[str, Opinions]]:
    """(name, answers) under every set of parameters that no survey of shares can tell from the one used: the
    slope +-50 %, the weight of each indicator +-20 %.
    """
    said = opinions.said
    for factor in SLOPE_RANGE:
        changed = said.model_copy(update={"slope": said.slope * factor})
        yield f"slope x{factor:g}", Opinions(opinions.sample, changed)
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
