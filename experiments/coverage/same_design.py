"""False verdicts: the same design twice, with other draws, so that every difference found is false."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from experiments.coverage.queue import EDGES_MIN, Pool
from experiments.coverage.studies import plain_interval
from experiments.coverage.summands import means, quantiles, shares
from hallsim.study.inference.interval import SHARE
from hallsim.study.inference.statistics import Difference, difference
from hallsim.study.inference.verdicts import Comparison, judge

Chosen = NDArray[np.int64]
N_REPLICATIONS = (4, 10, 20)
LOOKS = tuple(range(4, 44, 4))
FALSE = ("better", "worse")
N_OLD_METRICS = 47


@dataclass(frozen=True, slots=True)
class Row:
    """What the studies of one kind said; every share is of studies.

    Attributes:
        any_false: studies with at least one better or worse.
        mean_false: better and worse a study.
        most_false: the most of them in one study.
        same: of all verdicts, those that say practically the same (which is right).
    """

    rule: str
    draws: str
    load: float
    days: int
    n: str
    studies: int
    any_false: float
    mean_false: float
    most_false: int
    same: float


COLUMNS = tuple(field.name for field in fields(Row))
Pairs = Sequence[tuple[Chosen, Chosen]]
Rule = Callable[[Pool, Pool, Pairs], tuple[int, float]]


def old_rule(base: Pool, other: Pool, pairs: Pairs) -> tuple[int, float]:
    """Before: each of 47 metrics by Student's interval of its paired differences, one design."""
    a, b = old_metrics(base, pairs[0][0]), old_metrics(other, pairs[0][1])
    wrong = 0
    for before, after in zip(a, b, strict=True):
        lo, hi = plain_interval([float(y - x) for x, y in zip(before, after, strict=True)])
        wrong += lo > 0 or hi < 0
    return wrong, 0.0


def family_rule(base: Pool, other: Pool, pairs: Pairs, looks: Sequence[int] = ()) -> tuple[int, float]:
    """Now: three primary metrics of every other design, judged together."""
    family = {}
    for i, (a, b) in enumerate(pairs):
        for name, d, threshold in primary(base, other, a, b):
            better = "higher" if name == "share" else "lower"
            family[i, name] = Comparison(difference=d, better=better, threshold=threshold)  # type: ignore[arg-type]
    words = [verdict.word for verdict in judge(family, looks=looks).values()]
    return sum(word in FALSE for word in words), words.count("same") / len(words)


def primary(base: Pool, other: Pool, a: Chosen, b: Chosen) -> list[tuple[str, Difference, float]]:
    """Mean wait, 90th percentile and share within the target, with their thresholds."""
    return [
        ("mean", difference(means(base, a), means(other, b)), 0.5),
        ("p90", difference(quantiles(base, a), quantiles(other, b)), 0.5),
        ("share", difference(shares(base, a), shares(other, b), limits=SHARE), 0.01),
    ]


def old_metrics(pool: Pool, chosen: Chosen) -> NDArray[np.float64]:
    """People, mean, variance, sd, 20 quantiles and 23 shares; shape (47, replications).

    They stand for the 47 of a hall: functions of the same waits, as most of those are.
    """
    cells = pool.cells[chosen].astype(float)
    n, mean = pool.n[chosen], pool.wait_min[chosen] / pool.n[chosen]
    variance = pool.wait2[chosen] / n - mean**2
    below = np.cumsum(cells, axis=1) / n[:, None]
    upper = np.append(EDGES_MIN, EDGES_MIN[-1] + 10)
    quantile = [upper[(below >= p).argmax(axis=1)] for p in np.linspace(0.5, 0.99, 20)]
    share = [below[:, np.searchsorted(EDGES_MIN, t)] for t in range(0, 46, 2)]
    return np.array([n, mean, variance, np.sqrt(variance), *quantile, *share])


def draw(rng: np.random.Generator, size: int, n: int, others: int, paired: bool) -> Pairs:
    """Replications of the base, and of each other design: of the same days or of any others."""
    base = rng.integers(0, size, n)
    return [(base, base if paired else rng.integers(0, size, n)) for _ in range(others)]


def fixed(
    pools: tuple[Pool, Pool], rule: Rule, n: int, others: int, paired: bool, studies: int, seed: int
) -> tuple[float, float, int, float]:
    """Studies with a false verdict, false verdicts a study, the most in one study, share of *same*."""
    rng = np.random.default_rng(seed)
    base, other = pools if paired else (pools[0], pools[0])
    found = [rule(base, other, draw(rng, base.size, n, others, paired)) for _ in range(studies)]
    wrong = np.array([w for w, _ in found])
    return (
        float((wrong > 0).mean()),
        float(wrong.mean()),
        int(wrong.max()),
        float(np.mean([s for _, s in found])),
    )


def called_same(pools: tuple[Pool, Pool], n: int, studies: int, seed: int) -> tuple[float, float, int, float]:
    """As `fixed`: how often a difference of exactly the threshold is called practically the same."""
    rng = np.random.default_rng(seed)
    everything = np.arange(pools[0].size)
    truths = [abs(d.value) for _, d, _ in primary(*pools, everything, everything)]
    wrong = np.zeros(studies, dtype=int)
    for i in range(studies):
        chosen = rng.integers(0, pools[0].size, n)
        family = {
            name: Comparison(difference=d, better="lower", threshold=truth)
            for (name, d, _), truth in zip(primary(*pools, chosen, chosen), truths, strict=True)
        }
        wrong[i] = sum(verdict.word == "same" for verdict in judge(family).values())
    return float((wrong > 0).mean()), float(wrong.mean()), int(wrong.max()), 0.0


def resumed(pools: tuple[Pool, Pool], rule: str, studies: int, seed: int) -> float:
    """Studies with a false verdict when replications are added, 4 at a time up to 40, until one shows."""
    rng = np.random.default_rng(seed)
    wrong = 0
    for _ in range(studies):
        a, b = rng.integers(0, pools[0].size, (2, LOOKS[-1]))
        wrong += any(_look(pools[0], rule, a, b, i) for i in range(len(LOOKS)))
    return wrong / studies


def _look(pool: Pool, rule: str, a: Chosen, b: Chosen, i: int) -> bool:
    pairs = [(a[: LOOKS[i]], b[: LOOKS[i]])]
    if rule == "family":
        return family_rule(pool, pool, pairs, LOOKS[:i])[0] > 0
    before, after = (pool.wait_min[c] / pool.n[c] for c in pairs[0])
    lo, hi = plain_interval([float(y - x) for x, y in zip(before, after, strict=True)])
    return lo > 0 or hi < 0
