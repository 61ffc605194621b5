"""How often the interval of a change by one guess holds it: of a figure, and of a difference of two designs.

By the code of `hallsim sensitivity` (`outcome.told`, `outcome.change`); what is true is the change of all
replications together, whose error is a thirtieth of a study's.  Differences are of the queues of
`experiments.sizing.bank`, of which many thousand replications are made at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from experiments.how_sure.halls import MANY
from experiments.how_sure.pool import METRIC, replications, share, study_of
from experiments.sizing.bank import Queue, Real, simulate
from hallsim.metrics.registry import METRICS
from hallsim.study.inference.limits import limits_of
from hallsim.study.inference.statistics import difference_of, pooled
from hallsim.study.runs.candidate import candidate_of
from hallsim.study.sensitivity.outcome import Outcome, Told, change, told

NUMBERS: Final = (4, 10)
DIFFERENCES: Final = (
    ("work 9 to 10 min", Queue(per_min=0.35, work_min=9), Queue(per_min=0.35, work_min=10)),
    ("arrivals 0.3 to 0.35 a minute", Queue(per_min=0.3, work_min=10), Queue(per_min=0.35, work_min=10)),
    ("work 10 to 10.2 min", Queue(per_min=0.3, work_min=10), Queue(per_min=0.3, work_min=10.2)),
)
"""A guess at both ends of its range; the designs are four servers (the base) and five."""
SERVERS: Final = (4, 5)


def changes(studies: int, processes: int, folder: Path | None) -> Iterator[str]:
    """How often the interval of a change holds the change of all replications together."""
    yield ""
    yield (
        "| change of the mean wait | in truth, min | "
        + " | ".join(f"{n} replications" for n in NUMBERS)
        + " |"
    )
    yield "| --- | ---: |" + " ---: |" * len(NUMBERS)
    yield from (_difference(*case, studies) for case in DIFFERENCES)
    yield _figure(studies, processes, folder)


def _figure(studies: int, processes: int, folder: Path | None) -> str:
    """Of a day of one design, by its speed."""
    path, outcome, most = "designs.s0.windows.all.clerks.speed", Outcome(METRIC, "s0"), NUMBERS[-1]
    ends = [{"s0": candidate_of(MANY, "s0", factors=((path, value),))} for value in ("0.9", "1.1")]
    every = [one for end in ends for one in end.values()]
    with replications(every, MANY.scenario.run.seed + 1, studies * most, processes, folder) as found:
        low, high = (told(found, end, outcome).value for end in ends)
        held = []
        for n in NUMBERS:
            hits = 0
            for s in range(studies):
                own = study_of(found, s, n, most)
                one, other = (told(own, end, outcome) for end in ends)
                _, lo, hi = change(one, other)
                hits += lo <= high - low <= hi
            held.append(share(hits, studies))
    return f"| a design, speed 0.9 to 1.1 | {high - low:.3f} | {' | '.join(held)} |"


def _difference(name: str, low: Queue, high: Queue, studies: int) -> str:
    true, hits = of_differences(low, high, studies)
    held = " | ".join(share(n, studies) for n in hits)
    return f"| five servers less four, {name} | {true:.3f} | {held} |"


def of_differences(low: Queue, high: Queue, studies: int) -> tuple[float, list[int]]:
    """The change of the difference of five servers and four, with the same customers everywhere, and in how
    many studies with each of `NUMBERS` replications its interval holds it.
    """
    most = NUMBERS[-1]
    banks = [simulate(queue, SERVERS, studies * most, seed=5).totals for queue in (low, high)]
    gaps = [_told([bank[c] for c in SERVERS]).value for bank in banks]
    hits = [0] * len(NUMBERS)
    for i, n in enumerate(NUMBERS):
        for s in range(studies):
            own = slice(s * most, s * most + n)
            one, other = (_told([bank[c][own] for c in SERVERS]) for bank in banks)
            _, lo, hi = change(one, other)
            hits[i] += lo <= gaps[1] - gaps[0] <= hi
    return gaps[1] - gaps[0], hits


def _told(totals: Sequence[Real]) -> Told:
    """The difference of two designs as `Found.difference` gives it, from (replications, 4) totals of each."""
    restore = METRICS[METRIC].statistic.restore
    base, other = (pooled([restore([row[0], row[3]]) for row in of]) for of in totals)
    d = difference_of(base, other, limits=limits_of(METRIC, "min"))
    return Told(d.value, d.lo, d.hi, d.pseudo)
