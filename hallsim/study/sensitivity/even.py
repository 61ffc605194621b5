"""The value of a guess at which two designs break even, in a hall."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hallsim.study.inference.statistics import LEVEL
from hallsim.study.inference.verdicts import NOT_SERVED
from hallsim.study.named_metrics import refuse_without_value
from hallsim.study.runs.runs import Runs
from hallsim.study.sensitivity.break_even import BreakEven, Gap, break_even
from hallsim.study.sensitivity.hall import Hall
from hallsim.study.sensitivity.levers import Lever
from hallsim.study.sensitivity.outcome import Outcome, Told

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Even:
    """Where the difference of two designs is zero.

    `lost`: by value tried, how much more of its people the design leaves without service than the base.
    """

    lever: Lever
    outcome: Outcome
    n: int
    found: BreakEven
    lost: Mapping[float, Told]
    level: float = LEVEL
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lost_there(self) -> Told:
        """The difference not served at the value tried that lies next to the one found."""
        return self.lost[min(self.lost, key=lambda x: abs(x - self.found.x))] if self.lost else Told()

    def table(self) -> pd.DataFrame:
        """The values tried: value, difference, lo, hi, not_served_difference."""
        import pandas as pd

        rows = [(g.x, g.value, g.lo, g.hi, self.lost[g.x].value) for g in self.found.gaps]
        return pd.DataFrame(rows, columns=["value", "difference", "lo", "hi", "not_served_difference"])


def where_even(hall: Hall, runs: Runs) -> Even:
    """Bisect the one lever of a hall for a zero of its first outcome, a difference.

    Raises:
        InputError: a value at which the scenario cannot be, or a metric that has none anywhere.
        RunError: as `Runs`.
    """
    (lever,), outcome = hall.levers, hall.outcomes[0]
    lost: dict[float, Told] = {}

    def gaps(values: Sequence[float]) -> list[Gap]:
        told = hall.at_values(runs, [(x,) for x in values])
        lost.update({x: point[1] for x, point in zip(values, told, strict=True)})
        return [Gap(x, p[0].value, p[0].lo, p[0].hi) for x, p in zip(values, told, strict=True)]

    found = break_even(gaps, lever.lo, lever.hi, whole=lever.whole)
    if all(math.isnan(gap.value) for gap in found.gaps):
        refuse_without_value({outcome.metric: None})
    return Even(lever=lever, outcome=outcome, n=hall.n, found=found, lost=lost)


def outcomes_of(metric: str, base: str, design: str) -> tuple[Outcome, Outcome]:
    """The difference looked at, and whom it costs their service."""
    return Outcome(metric, design, base), Outcome(NOT_SERVED, design, base)
