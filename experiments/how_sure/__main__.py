"""Selections and break-evens of queues whose answers are known, a thousand studies each.

    python -m experiments.how_sure            # all, some ten minutes of one core
    python -m experiments.how_sure select --studies 200

A break-even's interval holds the true value just when the interval
of the difference there holds zero (`hallsim/study/sensitivity/break_even.py`), so only that value is run.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

import hallsim.api as hs
from hallsim.study.inference.limits import limits_of
from hallsim.study.inference.statistics import difference_of, pooled
from hallsim.study.runs.blocks import MAIN
from hallsim.study.runs.candidate import Candidate, candidate_of, candidates_of
from hallsim.study.runs.executors.chosen import executor
from hallsim.study.runs.runs import Found, Runs
from hallsim.study.runs.wanted import wanted
from hallsim.study.selection import kn, ocba
from hallsim.study.selection.saved import times_as_many
from hallsim.study.sensitivity.outcome import Told, change
from hallsim.theory.erlang import mmc

Real = NDArray[np.float64]
METRIC: Final = "wait_mean"
POOL, EACH = 10_000, 1_000
"""Replications run of each design, and drawn of them for a study."""
SPEEDS: Final = (1.0, 0.95, 0.945, 0.94)
"""The first is best; the others lie close together behind it, where wrong selections are most frequent."""

_WINDOWS = "{{opening: always, windows: {{all: {{count: 2, clerks: {{speed: {speed}}}}}}}}}"
MANY = hs.loads(
    """
hallsim: 1
world:
  calendar: {working_days: all, days: 1, ending: drain}
  services: {matter: {counter: exponential(mean 2 min)}}
  arrivals: {rate: 0.8 per min}
run: {replications: 2, seed: 99}
designs:
"""
    + "".join(f"  s{i}: {_WINDOWS.format(speed=speed)}\n" for i, speed in enumerate(SPEEDS)),
    "many",
)
LAM: Final = 0.6
TWO = hs.loads(
    f"""
hallsim: 1
world:
  calendar: {{working_days: all, days: 2, warm_up: 1, ending: drain}}
  services:
    a: {{counter: exponential(mean 1 min), share: 50%}}
    b: {{counter: exponential(mean 1 min), share: 50%}}
  arrivals: {{rate: {2 * LAM} per min}}
designs:
  apart: {{opening: always, windows: {{one: {{serves: a, count: 1}}, two: {{serves: b, count: 1}}}}}}
  together: {{opening: always, windows: {{all: {{count: 2, generalist: {{time: 1.1}}}}}}}}
run: {{replications: 2, seed: 77}}
""",
    "two",
)


def main(argv: Sequence[str] | None = None) -> None:
    """Print what came of it, as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m experiments.how_sure")
    parser.add_argument("what", nargs="?", choices=["select", "breakeven", "changes", "all"], default="all")
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("-j", "--processes", type=int, default=1)
    args = parser.parse_args(argv)
    if args.what in ("select", "all"):
        sys.stdout.writelines(f"{line}\n" for line in selections(args.studies, args.processes))
    if args.what in ("breakeven", "all"):
        sys.stdout.writelines(f"{line}\n" for line in break_evens(args.studies, args.processes))

    if args.what in ("changes", "all"):
        sys.stdout.writelines(f"{line}\n" for line in changes(args.studies, args.processes))


def selections(studies: int, processes: int) -> Iterator[str]:
    """How often KN and OCBA select the best, and what each takes."""
    candidates = candidates_of(hs.ask(MANY))
    found = _runs(candidates, MANY.scenario.run.seed, POOL, processes)
    values = np.array([_values(found, c, POOL) for c in candidates])
    gap = float(values[1].mean() - values[0].mean())
    saved = times_as_many(list(values[0]), list(values[1]))
    yield f"M/M/2 days, speeds {SPEEDS}: mean waits {', '.join(f'{v:.3f}' for v in values.mean(axis=1))} min;"
    yield f"indifference {gap:.3f} min. Own citizens would take {saved:.0f} times as many replications."
    yield ""
    yield "| citizens | procedure | stated | right | runs a study |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for citizens in ("the same", "own"):
        rng = np.random.default_rng(1)
        drawn = [_study(values, rng, same=citizens == "the same") for _ in range(studies)]
        for p in (0.9, 0.95):
            yield _row(citizens, "KN", f"{p:.0%}", [_kn(study, gap, 1 - p) for study in drawn])
        told = [_ocba(study, 120) for study in drawn]
        yield _row(citizens, "OCBA, 120 runs", f"{np.mean([p for *_, p in told]):.1%}", told)
        equal = [(int(np.argmin(study[:, :30].mean(axis=1))) == 0, 120, 0.0) for study in drawn]
        yield _row(citizens, "equal shares, 120 runs", "", equal)


def _study(values: Real, rng: np.random.Generator, *, same: bool) -> Real:
    """Replications of one study: of the pool without repetition, of every design the same ones or its own."""
    n = values.shape[1]
    if same:
        return values[:, rng.choice(n, EACH, replace=False)]
    return np.array([row[rng.choice(n, EACH, replace=False)] for row in values])


def _row(citizens: str, name: str, stated: str, told: Sequence[tuple[bool, int, float]]) -> str:
    share = float(np.mean([right for right, *_ in told]))
    se = math.sqrt(share * (1 - share) / len(told))
    runs = np.mean([n for _, n, _ in told])
    return f"| {citizens} | {name} | {stated} | {share:.1%} ± {se:.1%} | {runs:.1f} |"


def _kn(values: Real, gap: float, alpha: float) -> tuple[bool, int, float]:
    found = kn.select(
        lambda designs, r: values[np.ix_(list(designs), list(r))],
        len(values), gap, alpha, step=25, budget=values.shape[1],
    )  # fmt: skip
    return found.best == (0,), found.n_runs, 1 - alpha


def _ocba(values: Real, budget: int) -> tuple[bool, int, float]:
    found = ocba.allocate(
        lambda i, r: [float(values[i, j % values.shape[1]]) for j in r], len(values), budget
    )
    return found.best == 0, sum(found.n), found.probability


def break_evens(studies: int, processes: int) -> Iterator[str]:
    """How often the interval of a break-even holds the exact one."""
    apart_wait = mmc(LAM, 1.0, 1).mean_wait
    exact = float(brentq(lambda f: mmc(2 * LAM, 1 / f, 2).mean_wait - apart_wait, 1.0, 1.6))
    path = "designs.together.windows.all.generalist.time"
    apart = candidate_of(TWO, "apart")
    together = candidate_of(TWO, "together", factors=((path, f"{exact:.12g}"),))
    yield f"\nOne queue for two windows breaks even with a window each at a factor of {exact:.4f} (Erlang)."
    yield ""
    yield "| replications | intervals that hold it |"
    yield "| ---: | ---: |"
    most = 20
    found = _runs([apart, together], TWO.scenario.run.seed, studies * most, processes)
    sides = [list(found.summands(c, METRIC).values()) for c in (apart, together)]
    for n in (5, 10, most):
        hits = 0
        for s in range(studies):
            one, other = (pooled(side[s * most : s * most + n]) for side in sides)
            d = difference_of(one, other, limits=limits_of(METRIC, "min"))
            hits += d.lo <= 0 <= d.hi
        share = hits / studies
        yield f"| {n} | {share:.1%} ± {math.sqrt(share * (1 - share) / studies):.1%} |"


def changes(studies: int, processes: int) -> Iterator[str]:
    """How often the interval of a change by one guess holds the change of all replications together."""
    most = 10
    path = "designs.s0.windows.all.clerks.speed"
    ends = [candidate_of(MANY, "s0", factors=((path, value),)) for value in ("0.9", "1.1")]
    found = _runs(ends, MANY.scenario.run.seed + 1, studies * most, processes)
    sides = [list(found.summands(end, METRIC).values()) for end in ends]
    low, high = (pooled(side).value for side in sides)
    days = f"{len(sides[0]):,} days"
    yield f"\nFrom speed 0.9 to 1.1 the mean wait of a day changes by {high - low:.3f} min ({days})."
    yield ""
    yield "| replications | intervals of the change that hold it |"
    yield "| ---: | ---: |"
    for n in (4, most):
        hits = 0
        for s in range(studies):
            pools = [pooled(side[s * most : s * most + n]) for side in sides]
            told = [Told(pool.value, pool=pool) for pool in pools]
            _, lo, hi = change(told[0], told[1])
            hits += lo <= high - low <= hi
        share = hits / studies
        yield f"| {n} | {share:.1%} ± {math.sqrt(share * (1 - share) / studies):.1%} |"


def _runs(candidates: Sequence[Candidate], seed: int, n: int, processes: int) -> Found:
    def told(done: int, wanted_: int) -> None:
        if wanted_ and done % max(1, wanted_ // 20) == 0:
            sys.stderr.write(f"{done:,} of {wanted_:,} runs\n")

    with (
        executor(processes) as workers,
        Runs(seed=seed, wanted=wanted([METRIC]), executor=workers, progress=told) as runs,
    ):
        found = runs.of(candidates, MAIN, n)
        for candidate in candidates:
            found.replications(candidate)
        return found


def _values(found: Found, candidate: Candidate, n: int) -> list[float]:
    summands = found.summands(candidate, METRIC)
    return [summands[r].value for r in range(n)]


if __name__ == "__main__":
    main()
