"""How often the interval of a change by one guess holds it: of a figure, and of a difference of two designs.

By the code of `hallsim sensitivity` (`outcome.told`, `outcome.change`); what is true is the change of all
replications together, whose error is a thirtieth of a study's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from experiments.how_sure.halls import MANY, TWO
from experiments.how_sure.pool import METRIC, replications, share, study_of
from hallsim.scenario.load import LoadedScenario
from hallsim.study.runs.candidate import Candidate, candidate_of
from hallsim.study.sensitivity.outcome import Outcome, change, told

NUMBERS: Final = (4, 10)


@dataclass(frozen=True, slots=True)
class _Case:
    """A guess moved from one value to another, and what is looked at."""

    said: str
    source: LoadedScenario
    outcome: Outcome
    path: str
    ends: tuple[str, str]

    def candidates(self) -> list[Mapping[str, Candidate]]:
        """By end, the designs."""
        return [
            {d: candidate_of(self.source, d, factors=((self.path, end),)) for d in self.outcome.designs}
            for end in self.ends
        ]


CASES: Final = (
    _Case("mean wait, speed 0.9 to 1.1", MANY, Outcome(METRIC, "s0"),
          "designs.s0.windows.all.clerks.speed", ("0.9", "1.1")),
    _Case("one queue less two, factor of generalists 1.0 to 1.3", TWO, Outcome(METRIC, "together", "apart"),
          "designs.together.windows.all.generalist.time", ("1.0", "1.3")),
    _Case("one queue less two, arrivals 1.1 to 1.3 a minute", TWO, Outcome(METRIC, "together", "apart"),
          "world.arrivals.rate", ("1.1 per min", "1.3 per min")),
)  # fmt: skip


def changes(studies: int, processes: int, folder: Path | None) -> Iterator[str]:
    """How often the interval of a change holds the change of all replications together."""
    yield ""
    yield "| change | in truth, min | " + " | ".join(f"{n} replications" for n in NUMBERS) + " |"
    yield "| --- | ---: |" + " ---: |" * len(NUMBERS)
    most = NUMBERS[-1]
    for case in CASES:
        ends = case.candidates()
        every = [one for end in ends for one in end.values()]
        with replications(
            every, case.source.scenario.run.seed + 1, studies * most, processes, folder
        ) as found:
            low, high = (told(found, end, case.outcome).value for end in ends)
            held = []
            for n in NUMBERS:
                hits = 0
                for s in range(studies):
                    own = study_of(found, s, n, most)
                    one, other = (told(own, end, case.outcome) for end in ends)
                    _, lo, hi = change(one, other)
                    hits += lo <= high - low <= hi
                held.append(share(hits, studies))
        yield f"| {case.said} | {high - low:.3f} | {' | '.join(held)} |"
