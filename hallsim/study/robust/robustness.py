"""Does the answer hold over the ranges of what was assumed?  Plain data, and pure functions over it.

A world takes one value from the range of every assumption; every design meets the same citizens in it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from hallsim.study.inference.verdicts import N_ARRIVALS, NOT_SERVED, SERVED_MATTERS, serves_few
from hallsim.study.robust.factors import Factor, Turning
from hallsim.study.robust.turning_point import turning_point
from hallsim.text.message import Both

if TYPE_CHECKING:
    import pandas as pd

Better = Literal["lower", "higher", "neutral"]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One plausible world: the value of every factor by name, and what came of it.

    `metrics` holds, by design and then by metric, the figure of the world, replications together (NaN: none);
    `differences` those from the base, over what was done under both where the metric is compared so (where
    absent: of the two figures).
    """

    number: int
    factors: Mapping[str, float]
    metrics: Mapping[str, Mapping[str, float]]
    differences: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def difference(self, base: str, design: str, metric: str) -> float:
        """A design minus the base on a metric, NaN where one of them has no value."""
        gap = self.metrics[design].get(metric, math.nan) - self.metrics[base].get(metric, math.nan)
        return self.differences.get(design, {}).get(metric, gap)


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """The designs over plausible worlds.

    Attributes:
        base: the design the others are compared with.
        worlds: the finished ones, in their order; `failed`: those that were not, with why where it is known.
        replications: in each world.
        weeks: measured in each world; None where as many as the study's.
    """

    base: str
    designs: tuple[str, ...]
    factors: tuple[Factor, ...]
    worlds: tuple[World, ...]
    replications: int
    weeks: int | None = None
    failed: Mapping[int, Both] = field(default_factory=dict)

    def differences(self, design: str, metric: str) -> list[float]:
        """The design minus the base in each world, NaN where one of them has no value."""
        return [world.difference(self.base, design, metric) for world in self.worlds]

    @property
    def empty(self) -> list[int]:
        """Numbers of the finished worlds in which nobody comes to any design."""
        return [
            world.number
            for world in self.worlds
            if all(world.metrics[design].get(N_ARRIVALS) == 0 for design in self.designs)
        ]

    def table(self) -> pd.DataFrame:
        """world, design, metric, value, difference (from the base), then a column for every factor."""
        import pandas as pd

        names = [factor.name for factor in self.factors]
        rows: list[tuple[Any, ...]] = []
        for world in self.worlds:
            own = tuple(world.factors[name] for name in names)
            for design in self.designs:
                for metric, value in world.metrics[design].items():
                    gap = world.difference(self.base, design, metric)
                    rows.append((world.number, design, metric, value, gap, *own))
        return pd.DataFrame(rows, columns=["world", "design", "metric", "value", "difference", *names])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A design against the base on one metric over the worlds.

    `better`, `same`, `worse` are numbers of worlds (`unknown`: one of the two has no value; `fewer`: it looks
    better or the same but serves clearly fewer people, or worse or the same while the base does: of other
    people); `lo` and
    `hi` the smallest and the largest difference; `turning` what it depends on, None where no fit tells.
    """

    design: str
    metric: str
    n: int
    better: int
    same: int
    worse: int
    unknown: int
    lo: float
    hi: float
    turning: Turning | None
    fewer: int = 0


def answers(
    found: Robustness,
    metrics: Mapping[str, Better],
    thresholds: Mapping[tuple[str, str], float] | None = None,
    misses: Collection[str] = (),
    same_people: Collection[str] = (),
) -> list[Answer]:
    """Every design but the base on every metric that has a better side, in the order of both.

    Args:
        metrics: which side is better, by metric; neutral ones are left out.
        thresholds: the largest difference that is practically none, by design and metric, in its unit; 0
            when absent.
        misses: the metrics that serving fewer people can flatter.
        same_people: those compared over the same people under both designs.
    """
    sizes = thresholds or {}
    return [
        answer(
            found,
            design,
            metric,
            better,
            sizes.get((design, metric), 0.0),
            misses=metric in misses,
            same_people=metric in same_people,
        )
        for design in found.designs
        if design != found.base
        for metric, better in metrics.items()
        if better != "neutral"
    ]


def answer(
    found: Robustness,
    design: str,
    metric: str,
    better: Better,
    threshold: float = 0.0,
    *,
    misses: bool = False,
    same_people: bool = False,
) -> Answer:
    """One design on one metric; a difference up to `threshold` is practically none.

    `misses`: no praise in a world in which clearly fewer people are served, as in the study's verdicts; of
    the same people under both designs it may be said there that they fare the same, unless half of the others
    are missing.
    """
    gaps = found.differences(design, metric)
    known = [gap for gap in gaps if math.isfinite(gap)]
    side = -1 if better == "lower" else 1
    good = [side * gap > threshold for gap in gaps]
    bad = [side * gap < -threshold for gap in gaps]
    fewer = 0
    if misses:
        lost = [_people_lost(world, found.base, design) for world in found.worlds]
        alike = [same_people and not _serves_few(world, found.base, design) for world in found.worlds]
        flattered = [
            math.isfinite(gap) and (g or b or not a) and ((n > 0 and not b) or (n < 0 and not g))
            for gap, g, b, n, a in zip(gaps, good, bad, lost, alike, strict=True)
        ]
        good = [g and not f for g, f in zip(good, flattered, strict=True)]
        bad = [b and not f for b, f in zip(bad, flattered, strict=True)]
        fewer = sum(flattered)
    return Answer(
        design=design,
        metric=metric,
        n=len(gaps),
        better=sum(good),
        same=len(known) - sum(good) - sum(bad) - fewer,
        worse=sum(bad),
        unknown=len(gaps) - len(known),
        lo=min(known, default=math.nan),
        hi=max(known, default=math.nan),
        turning=turning(found, design, metric),
        fewer=fewer,
    )


def _served(world: World, *designs: str) -> list[float]:
    return [1 - world.metrics[design].get(NOT_SERVED, math.nan) for design in designs]


def _serves_few(world: World, base: str, design: str) -> bool:
    """Whether either serves not half as many people as the other."""
    of_base, of_design = _served(world, base, design)
    return serves_few(of_base, of_design) or serves_few(of_design, of_base)


def _people_lost(world: World, base: str, design: str) -> int:
    """1 where the design serves clearly fewer people than the base, -1 where clearly more, else 0."""
    of_base, of_design = _served(world, base, design)
    lost = of_base - of_design
    if math.isnan(lost) or lost == 0 or abs(lost) < SERVED_MATTERS * of_base:
        return 0
    return 1 if lost > 0 else -1


def turning(found: Robustness, design: str, metric: str) -> Turning | None:
    """What decides most about a design's differences from the base; see `turning_point`."""
    factors = [factor for factor in found.factors if factor.bears_on(found.base, design)]
    gaps = zip(found.worlds, found.differences(design, metric), strict=True)
    kept = [(world.factors, gap) for world, gap in gaps if math.isfinite(gap)]
    return turning_point(factors, [values for values, _ in kept], [gap for _, gap in kept])
