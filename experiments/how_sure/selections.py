"""How often the best of several is selected, as often as is stated."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

import hallsim.api as hs
from experiments.how_sure.halls import MANY, SPEEDS
from experiments.how_sure.pool import METRIC, replications
from hallsim.study.runs.candidate import Candidate, candidates_of
from hallsim.study.runs.runs import Found
from hallsim.study.selection import kn, ocba
from hallsim.study.selection.saved import times_as_many

Real = NDArray[np.float64]
POOL, EACH = 10_000, 1_000
"""Replications run of each design, and drawn of them for a study."""
OCBA_RUNS: Final = 120


def selections(studies: int, processes: int, folder: Path | None) -> Iterator[str]:
    """How often KN and OCBA select the best, and what each takes."""
    candidates = candidates_of(hs.ask(MANY))
    with replications(candidates, MANY.scenario.run.seed, POOL, processes, folder) as found:
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
        told = [_ocba(study, OCBA_RUNS) for study in drawn]
        yield _row(citizens, f"OCBA, {OCBA_RUNS} runs", f"{np.mean([p for *_, p in told]):.1%}", told)
        equal = [
            (int(np.argmin(study[:, : OCBA_RUNS // 4].mean(axis=1))) == 0, OCBA_RUNS, 0.0) for study in drawn
        ]
        yield _row(citizens, f"equal shares, {OCBA_RUNS} runs", "", equal)


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


def _values(found: Found, candidate: Candidate, n: int) -> list[float]:
    summands = found.summands(candidate, METRIC)
    return [summands[r].value for r in range(n)]
