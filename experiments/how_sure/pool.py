"""Replications run once, of which studies take theirs, and how often an interval holds what is true."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hallsim.study.runs.blocks import MAIN
from hallsim.study.runs.candidate import Candidate
from hallsim.study.runs.executors.chosen import executor
from hallsim.study.runs.runs import Found, Runs
from hallsim.study.runs.wanted import Wanted, wanted

METRIC: Final = "wait_mean"


@contextmanager
def replications(
    candidates: Sequence[Candidate],
    seed: int,
    n: int,
    processes: int,
    folder: Path | None,
    what: Wanted | None = None,
) -> Iterator[Found]:
    """The first `n` replications of candidates; what `folder` holds is not run again."""

    def told(done: int, wanted_: int) -> None:
        if wanted_ and done % max(1, wanted_ // 20) == 0:
            sys.stderr.write(f"{done:,} of {wanted_:,} runs\n")

    with (
        executor(processes) as workers,
        Runs(
            seed=seed, wanted=what or wanted([METRIC]), folder=folder, executor=workers, progress=told
        ) as runs,
    ):
        yield runs.of(candidates, MAIN, n)


def study_of(all_: Found, s: int, n: int, most: int) -> Found:
    """What a study with `n` replications finds, the `s`-th of those with `most` of their own."""
    own = range(s * most, s * most + n)
    return Found(all_.journal, all_.seed, all_.block, dict.fromkeys(all_.numbers, own))


def share(hits: float, studies: int) -> str:
    """`95.1% ± 0.7%`: the share of studies with its standard error."""
    p = hits / studies
    return f"{p:.1%} ± {math.sqrt(p * (1 - p) / studies):.1%}"
