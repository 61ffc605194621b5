"""Coverage where replications are not days of a queue: other laws of what one replication gives."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np

from experiments.coverage.queue import Floats
from experiments.coverage.studies import plain_interval
from experiments.coverage.summands import Ratio
from hallsim.study.inference.interval import AT_LEAST, SHARE, Limits
from hallsim.study.inference.statistics import estimate

N_REPLICATIONS = (5, 10, 30, 100)
N_TRUTH = 1_000_000
Draw = Callable[[np.random.Generator, int], tuple[Floats, Floats]]
"""What so many replications give: the sum over their people, and how many people."""


@dataclass(frozen=True, slots=True)
class Row:
    """Shares of studies; `plain` is Student's interval around the mean of the replications with people."""

    law: str
    n: int
    studies: int
    plain: float
    covered: float
    warned: float


COLUMNS = tuple(field.name for field in fields(Row))


def _few_citizens(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    """Three people a day on average, very unequal days; the more come, the more leave."""
    factor = rng.gamma(1.0, 1.0, n)
    people = rng.poisson(3 * factor)
    left = rng.binomial(people, np.minimum(1.0, 0.12 * factor))
    return left.astype(float), people.astype(float)


def _lognormal(cv: float) -> Draw:
    sigma = math.sqrt(math.log1p(cv * cv))
    return lambda rng, n: (rng.lognormal(-sigma * sigma / 2, sigma, n), np.ones(n))


LAWS: Mapping[str, tuple[Draw, Limits]] = {
    "normal, cv 0.1": (lambda rng, n: (rng.normal(1, 0.1, n), np.ones(n)), AT_LEAST),
    "exponential": (lambda rng, n: (rng.exponential(1, n), np.ones(n)), AT_LEAST),
    "lognormal, cv 0.5": (_lognormal(0.5), AT_LEAST),
    "lognormal, cv 1.5": (_lognormal(1.5), AT_LEAST),
    "3 people a day, share of leavers": (_few_citizens, SHARE),
    "share of 93 % among 2,000": (
        lambda rng, n: (rng.binomial(2000, 0.93, n).astype(float), np.full(n, 2000.0)),
        SHARE,
    ),
}


def rows(studies: int, seed: int) -> Iterator[Row]:
    """All laws and numbers of replications."""
    for law, (draw, limits) in LAWS.items():
        rng = np.random.default_rng(seed)
        total, people = draw(rng, N_TRUTH)
        truth = float(total.sum() / people.sum())
        for n in N_REPLICATIONS:
            plain = covered = warned = 0
            for _ in range(studies):
                total, people = draw(rng, n)
                parts = [Ratio(float(t), float(p)) for t, p in zip(total, people, strict=True)]
                e = estimate(parts, limits=limits)
                values = [part.value for part in parts if part.n]
                lo, hi = plain_interval(values) if len(values) > 1 else (math.nan, math.nan)
                plain += lo <= truth <= hi
                covered += e.lo <= truth <= e.hi
                warned += e.warning == "few"
            yield Row(law, n, studies, plain / studies, covered / studies, warned / studies)
