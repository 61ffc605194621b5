"""How often the interval of a break-even holds the exact one.

It does just when the interval of the difference there holds zero (`hallsim/study/sensitivity/break_even.py`),
so only that value is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from scipy.optimize import brentq

from experiments.how_sure.halls import LAM, TWO
from experiments.how_sure.pool import METRIC, replications, share, study_of
from hallsim.study.runs.candidate import candidate_of
from hallsim.theory.erlang import mmc

NUMBERS: Final = (5, 10, 20)


def break_evens(studies: int, processes: int, folder: Path | None) -> Iterator[str]:
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
    most = NUMBERS[-1]
    with replications([apart, together], TWO.scenario.run.seed, studies * most, processes, folder) as found:
        for n in NUMBERS:
            hits = 0
            for s in range(studies):
                d = study_of(found, s, n, most).difference(apart, together, METRIC)
                hits += d.lo <= 0 <= d.hi
            yield f"| {n} | {share(hits, studies)} |"
