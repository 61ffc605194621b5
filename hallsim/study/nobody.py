"""A design that turns people away has no waits to boast of: what it would seem good at is left out or marked.

Left out where it serves hardly anybody, or not half of those whom another design of the study serves; marked
where it serves clearly fewer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from hallsim.study.contributions import Replications, of_design
from hallsim.study.inference.statistics import (
    SHARE,
    Code,
    Difference,
    Estimate,
    Pooled,
    difference_of,
    pooled,
)
from hallsim.study.inference.verdicts import LEFT_OUT, NOT_SERVED, LeftOut, Reason, serves_few, serves_fewer

if TYPE_CHECKING:
    from hallsim.study.result import MetricInfo

HARDLY = 0.05
"""Served visits per visit, and cases done per case, below which a hall serves hardly anybody."""
_WORST_OF_SCORES = 100 * HARDLY

Caution = Literal["", "serves_fewer"] | LeftOut
"""Why a figure flatters its design."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Which designs serve hardly anybody, and by design which others serve clearly (much) more people."""

    hardly: frozenset[str]
    more: Mapping[str, frozenset[str]]
    much_more: Mapping[str, frozenset[str]]

    @property
    def few(self) -> frozenset[str]:
        """Designs that serve hardly anybody, or not half of those whom another serves."""
        return self.hardly | {design for design, others in self.much_more.items() if others}

    def caution(self, info: MetricInfo, design: str, values: Mapping[str, float]) -> Caution:
        """Whether the figure of a design, one of `values` by design, flatters it.

        It does where it seems better than that of a design that serves clearly more.
        """
        own = values.get(design, math.nan)
        if design in self.hardly and flatters(info, own):
            return "nobody_served"
        if not info.misses:
            return ""
        if any(_is_better(info, own, values.get(other, math.nan)) for other in self.much_more[design]):
            return "serves_few"
        if any(_is_better(info, own, values.get(other, math.nan)) for other in self.more[design]):
            return "serves_fewer"
        return ""

    def reason(self, info: MetricInfo, base: str, design: str, d: Difference) -> Reason:
        """Why the difference of a design from the base says little, as of a verdict; empty where it does."""
        if d.warning in LEFT_OUT:
            return "base_serves_fewer" if math.isnan(d.base_value) else "serves_fewer"
        values = {base: d.base_value, design: d.other_value}
        if self.caution(info, design, values):
            return "serves_fewer"
        return "base_serves_fewer" if self.caution(info, base, values) else ""


def serving_of(results: Replications, designs: Sequence[str]) -> Serving:
    """How the designs of a study stand to each other in whom they serve."""
    hardly = (design for design in designs if serves_hardly_anybody(results, design))
    lost = {design: pooled(of_design(results, design, NOT_SERVED)) for design in designs}
    return compared(lost, hardly=hardly)


def compared(lost: Mapping[str, Pooled], *, hardly: Iterable[str]) -> Serving:
    """The same of the whole or of a part, from the share not served."""
    served = {design: 1 - share.value for design, share in lost.items()}
    return Serving(
        hardly=frozenset(hardly),
        more={
            one: frozenset(two for two in lost if two != one and _clearly_more(lost[two], lost[one]))
            for one in lost
        },
        much_more={
            one: frozenset(two for two in lost if serves_few(served[one], served[two])) for one in lost
        },
    )


def _clearly_more(lost: Pooled, lost_by_other: Pooled) -> bool:
    if not lost_by_other.value > lost.value:
        return False  # who loses no more needs no interval to be let off
    return serves_fewer(people_served(difference_of(lost, lost_by_other, limits=SHARE)))


def people_served(lost: Difference) -> Difference:
    """The difference in people not lost, from that in people not served."""
    return replace(lost, base_value=1 - lost.base_value, value=-lost.value, lo=-lost.hi, hi=-lost.lo)


def _is_better(info: MetricInfo, own: float, other: float) -> bool:
    """Whether one figure seems better than another; not where one of them is nan."""
    if info.better == "neutral":
        return False
    return own < other if info.better == "lower" else own > other


def serves_hardly_anybody(results: Replications, design: str) -> bool:
    """Whether people came, but hardly any visit to a service and hardly any case to an end."""
    return hardly_anybody(*(_counted(results, design, metric) for metric in SERVED))


SERVED = ("n_visits", "time_in_hall_mean", "n_cases", "visits_per_matter")
"""Metrics that count visits, those to a service, cases, and those to an end."""


def hardly_anybody(visits: float, served: float, cases: float, done: float) -> bool:
    """Whether people came, but hardly any of them was served, by how many each of `SERVED` counts."""
    return visits > 0 and served < HARDLY * visits and done <= HARDLY * cases


def _counted(results: Replications, design: str, metric: str) -> float:
    return sum(summand.n for summand in of_design(results, design, metric))


def flatters(info: MetricInfo, value: float) -> bool:
    """Whether a figure of a hall that serves hardly anybody seems anything but the worst there can be.

    Without a direction a figure says nothing good; the share served, satisfaction and the like are the worst.
    """
    if info.better == "neutral" or math.isnan(value):
        return False
    if info.better == "higher":
        return value > (_WORST_OF_SCORES if info.unit == "score" else HARDLY)
    return not (info.unit == "share" and value >= 1 - HARDLY)


def left_out(e: Estimate, warning: Code = "") -> Estimate:
    """The estimate without its numbers."""
    nan = math.nan
    return replace(e, value=nan, se=nan, lo=nan, hi=nan, warning=warning, needed=None)


def difference_left_out(d: Difference, base: Caution, other: Caution) -> Difference:
    """The difference without its numbers where a caution of the base or of the other design asks for it.

    The figure of the design goes that it flatters.
    """
    nan = math.nan
    hidden = base in LEFT_OUT, other in LEFT_OUT
    if not any(hidden):
        return d
    return replace(
        d,
        base_value=nan if hidden[0] else d.base_value,
        other_value=nan if hidden[1] else d.other_value,
        value=nan,
        se=nan,
        lo=nan,
        hi=nan,
        relative=nan,
        relative_lo=nan,
        relative_hi=nan,
        lower_share=nan,
        equal_share=nan,
        higher_share=nan,
        warning=base if hidden[0] else other,
        needed=None,
        pseudo=(),
    )
