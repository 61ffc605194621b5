"""What was expected, held against what came: as expected, otherwise, or not settled."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hallsim.metrics.definition.unit import in_unit
from hallsim.metrics.registry import METRICS
from hallsim.scenario.study_file.model import Expectation
from hallsim.scenario.values.amounts import Amount
from hallsim.study.experiment.figures import Figures
from hallsim.study.experiment.loaded import LoadedStudy
from hallsim.study.experiment.points import Point
from hallsim.study.experiment.trials import Trial, Trials
from hallsim.study.inference.statistics import Difference
from hallsim.study.inference.verdicts import threshold_of
from hallsim.study.named_metrics import thresholds_of

State = Literal["as_expected", "otherwise", "not_settled"]
STATES: Final[tuple[State, ...]] = ("as_expected", "otherwise", "not_settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where a difference is expected to lie, its ends included; `relative`: as a part of the base's value.

    `open_at_0`: 0 itself is no difference that way.
    """

    lo: float
    hi: float
    relative: bool = False
    open_at_0: bool = False

    def holds(self, lo: float, hi: float) -> bool:
        """Whether an interval lies wholly inside."""
        inside = self.lo <= lo and hi <= self.hi
        return inside and not (self.open_at_0 and lo <= 0 <= hi)

    def misses(self, lo: float, hi: float) -> bool:
        """Whether an interval lies wholly outside."""
        return hi < self.lo or lo > self.hi or (self.open_at_0 and lo == hi == 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One comparison that an expectation is about.

    `by_parameters`: the runs tell, but not with every slope and weight that no survey tells: not settled.
    """

    base: Trial
    other: Trial
    difference: Difference
    state: State
    flatters: bool
    by_parameters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An expectation and what came of it, everywhere that it speaks of."""

    expectation: Expectation
    design: str
    base: str
    region: Region
    rows: tuple[Compared, ...]

    @property
    def state(self) -> State:
        """As expected where every comparison is, otherwise where any surely is not."""
        states = [row.state for row in self.rows]
        if "otherwise" in states:
            return "otherwise"
        return "as_expected" if states and set(states) == {"as_expected"} else "not_settled"


def judged(study: LoadedStudy, trials: Trials, figures: Figures) -> list[Judged]:
    """Every expectation of a study.

    As expected needs each comparison to hold at the level of the study (an intersection of claims errs no
    more often than one); otherwise is said of one among m at 1 - (1 - level) / m.
    """
    return [_judged(study, trials, figures, one) for one in study.study.expect]


def _judged(study: LoadedStudy, trials: Trials, figures: Figures, one: Expectation) -> Judged:
    design, base = one.design or study.designs[-1], one.base or study.designs[0]
    pairs = list(_pairs(study, trials, one, design, base))
    strict = 1 - (1 - figures.level) / max(len(pairs), 1)
    rows, region = [], Region(lo=-math.inf, hi=math.inf)
    for before, after in pairs:
        plain = figures.difference(before, after, one.metric)
        region = region_of(one, study, plain)
        stricter = figures.difference(before, after, one.metric, strict)
        flatters = any(figures.told(trial, one.metric)[1] for trial in (before, after))
        state = state_of(region, plain, stricter)
        if flatters and state == "as_expected":
            state = "not_settled"
        in_doubt = state != "not_settled" and not _survives(region, state, figures, before, after, one.metric)
        state = "not_settled" if in_doubt else state
        rows.append(
            Compared(
                base=before, other=after, difference=plain, state=state, flatters=flatters,
                by_parameters=in_doubt,
            )
        )  # fmt: skip
    return Judged(expectation=one, design=design, base=base, region=region, rows=tuple(rows))


def _survives(
    region: Region, state: State, figures: Figures, before: Trial, after: Trial, metric: str
) -> bool:
    """Whether every slope and weight that no survey tells says the same of a score of satisfaction."""
    base, other = (figures.found.by_variant(trial.candidate, metric) for trial in (before, after))
    known = [(value, other[variant] - value) for variant, value in base.items() if variant in other]
    gaps = [gap / value if region.relative else gap for value, gap in known if value or not region.relative]
    says = region.holds if state == "as_expected" else region.misses
    return all(says(gap, gap) for gap in gaps)


def state_of(region: Region, plain: Difference, stricter: Difference) -> State:
    """What a difference says of a region: inside at its own level, outside at the stricter one."""
    if region.holds(*_ends(plain, region)):
        return "as_expected"
    return "otherwise" if region.misses(*_ends(stricter, region)) else "not_settled"


def _ends(d: Difference, region: Region) -> tuple[float, float]:
    """The ends of a difference as the region measures it; without any nan, which is in and out of nothing."""
    return (d.relative_lo, d.relative_hi) if region.relative else (d.lo, d.hi)


def region_of(one: Expectation, study: LoadedStudy, found: Difference) -> Region:
    """Where the difference is expected; the threshold of what matters stands for a missing size of *same*."""
    unit = METRICS[one.metric].unit
    if one.by is None:
        if one.direction != "same":
            low, high = (-math.inf, 0.0) if one.direction == "lower" else (0.0, math.inf)
            return Region(lo=low, hi=high, open_at_0=True)
        own = thresholds_of(study.source.scenario).get(one.metric)
        width = threshold_of(unit, found.base_value) if own is None else own
        return Region(lo=-width, hi=width)
    relative = one.by.least.kind == "share" and unit != "share"
    least = _number(one.by.least, one.metric, relative)
    most = math.inf if one.by.most is None else _number(one.by.most, one.metric, relative)
    if one.direction == "same":
        return Region(lo=-least, hi=least, relative=relative)
    low, high = (least, most) if one.direction == "higher" else (-most, -least)
    return Region(lo=low, hi=high, relative=relative)


def _number(amount: Amount, metric: str, relative: bool) -> float:
    found = amount.value / 100 if relative else in_unit(amount, METRICS[metric].unit)
    assert found is not None  # the checks of the study
    return found


def _pairs(
    study: LoadedStudy, trials: Trials, one: Expectation, design: str, base: str
) -> Iterator[tuple[Trial, Trial]]:
    """The comparisons that an expectation speaks of, each once."""
    seen: set[tuple[int, int]] = set()
    for world in [one.world] if one.world is not None else study.worlds:
        for before, after in _points(study.points, one):
            first = trials.at[world, base if one.along is None else design, before]
            second = trials.at[world, design, after]
            key = first.number, second.number
            if key not in seen and first is not second:
                seen.add(key)
                yield first, second


def _points(points: Sequence[Point], one: Expectation) -> Iterator[tuple[Point, Point]]:
    """The two points of each comparison: the same one, or the first and last value of a factor."""
    wanted = [point for point in points if one.at.items() <= dict(point).items()]
    if one.along is None:
        yield from ((point, point) for point in wanted)
        return
    groups: dict[Point, dict[str, Point]] = {}
    for point in wanted:
        rest: Mapping[str, str] = dict(point)
        if one.along in rest:
            others = tuple(pair for pair in point if pair[0] != one.along)
            groups.setdefault(others, {})[rest[one.along]] = point
    for found in groups.values():
        several = list(found.values())
        yield several[0], several[-1]
