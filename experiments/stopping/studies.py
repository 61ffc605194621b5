"""Studies to a precision, drawn from the pool of a queue whose true values are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from experiments.coverage.queue import Pool, simulate
from experiments.coverage.studies import STATISTICS, Statistic
from hallsim.study.inference.precision import Goal, half_width, level_of, next_look, shortfall
from hallsim.study.inference.statistics import LEVEL, Estimate, estimate

CELLS = ((0.8, 1), (0.8, 5), (0.9, 5))
"""Load of the two windows, days of a replication."""
POOL = 6_000
MINIMUM, BUDGET = 10, 400
MEAN, QUANTILE, SHARE = STATISTICS[:3]
GOALS = (
    (MEAN, Goal(metric="wait_mean", half_width=0.2, relative=True)),
    (MEAN, Goal(metric="wait_mean", half_width=0.1, relative=True)),
    (QUANTILE, Goal(metric="wait_p90", half_width=0.2, relative=True)),
    (SHARE, Goal(metric="wait_target_share", half_width=0.03)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One goal in one queue; shares are of studies.

    Attributes:
        covered: the interval told holds the true value; below, above: it lies wholly below, above it.
        reached: stopped before the budget was spent.
        narrow: of those, the interval is as narrow as was asked for.
        replications: in the mean.
    """

    load: float
    days: int
    statistic: str
    goal: str
    studies: int
    covered: float
    below: float
    above: float
    reached: float
    narrow: float
    replications: float


COLUMNS = tuple(field.name for field in fields(Row))


def rows(studies: int, seed: int) -> Iterator[Row]:
    """All cells of the table."""
    for load, days in CELLS:
        pool = simulate(POOL, days, load, seed)[0]
        for statistic, goal in GOALS:
            yield of_goal(pool, load, days, statistic, goal, studies, seed)


def of_goal(
    pool: Pool, load: float, days: int, statistic: Statistic, goal: Goal, studies: int, seed: int
) -> Row:
    """How `studies` studies to one precision end."""
    truth, rng = statistic.truth(pool), np.random.default_rng([seed, studies])
    ends = [to_precision(pool, statistic, goal, rng) for _ in range(studies)]
    n = np.array([end.n_all for end in ends])
    stopped = [end for end in ends if end.n_all < BUDGET]
    narrow = [half_width(end) <= goal.allowed(end.value) for end in stopped]
    size = f"{100 * goal.half_width:g} %" + (" of the value" if goal.relative else "")
    return Row(
        load=load,
        days=days,
        statistic=statistic.name,
        goal=size,
        studies=studies,
        covered=float(np.mean([end.lo <= truth <= end.hi for end in ends])),
        below=float(np.mean([end.hi < truth for end in ends])),
        above=float(np.mean([end.lo > truth for end in ends])),
        reached=len(stopped) / studies,
        narrow=float(np.mean(narrow)) if narrow else float("nan"),
        replications=float(n.mean()),
    )


def to_precision(pool: Pool, statistic: Statistic, goal: Goal, rng: np.random.Generator) -> Estimate:
    """One study: replications are added until the rule stops."""
    chosen = rng.integers(0, pool.size, BUDGET)
    n, held, parts = MINIMUM, False, list(statistic.parts(pool, chosen[:MINIMUM]))
    while True:
        found = estimate(parts, level_of(LEVEL), statistic.limits)
        short = shortfall(found, goal)
        wanted = next_look(n, [short], MINIMUM, BUDGET, held_before=held)
        if wanted == n:
            return found
        held = short <= 1
        parts += statistic.parts(pool, chosen[n:wanted])
        n = wanted
