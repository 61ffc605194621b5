"""How often the intervals beside targets hold what is true: a mean, a share within a time, a quantile.

By the code of `hallsim size` and of targets in a file; what is true is the figure of all replications.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from experiments.how_sure.halls import MANY
from experiments.how_sure.pool import replications, share, study_of
from hallsim.scenario.targets.target import Target
from hallsim.study.runs.candidate import candidate_of
from hallsim.study.runs.runs import Found
from hallsim.study.runs.wanted import wanted
from hallsim.study.targets.goal import Goal, goals_of, read_of
from hallsim.study.targets.judge import Reading, judge
from hallsim.study.targets.of_runs import measured

NUMBERS: Final = (5, 10, 20)
HOLD: Final = ("wait_mean <= 2 min", "90% called in 8 min", "wait_p90 <= 8 min")
ERROR: Final = 0.025
"""On each side: intervals of 95 %."""


def targets(studies: int, processes: int, folder: Path | None) -> Iterator[str]:
    """A row a number of replications, a column a target."""
    candidate = candidate_of(MANY, "s0")
    goals = goals_of([Target.model_validate({"hold": hold}) for hold in HOLD])

    def readings(found: Found) -> dict[Goal, Reading]:
        told = judge(goals, measured(found, candidate, goals), dict.fromkeys(goals, ERROR))
        return {reading.goal: reading for reading in told.readings}

    most, seed = NUMBERS[-1], MANY.scenario.run.seed
    with replications(
        [candidate], seed, studies * most, processes, folder, wanted(sorted(read_of(goals)[0]))
    ) as found:
        true = {goal: reading.shown()[0] for goal, reading in readings(found).items()}
        yield ""
        yield (
            "| replications | "
            + " | ".join(f"{h} ({true[g]:.3g})" for h, g in zip(HOLD, goals, strict=True))
            + " |"
        )
        yield "| ---: |" + " ---: |" * len(goals)
        for n in NUMBERS:
            hits = dict.fromkeys(goals, 0)
            for s in range(studies):
                for goal, reading in readings(study_of(found, s, n, most)).items():
                    _, lo, hi = reading.shown()
                    hits[goal] += lo <= true[goal] <= hi
            yield f"| {n} | " + " | ".join(share(hits[goal], studies) for goal in goals) + " |"
