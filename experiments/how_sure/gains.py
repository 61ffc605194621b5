"""How often the intervals of what one more window brings hold it: all at once, and each of the others.

By the code of `hallsim bottleneck`; what is true is the difference of all replications together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from experiments.how_sure.halls import COUNTERS
from experiments.how_sure.pool import METRIC, replications, share, study_of
from hallsim.study.bottleneck.study import Asked, gains_of, tried, wanted_of, with_one_more
from hallsim.study.inference.verdicts import ABSOLUTE
from hallsim.study.measures import infos_of
from hallsim.study.runs.candidate import candidate_of

NUMBERS: Final = (4, 10)


def gains(studies: int, processes: int, folder: Path | None) -> Iterator[str]:
    """Family of marginal values, the wait at each station, the wait of the hall."""
    asked = Asked(source=COUNTERS, name="counters", design="hall", replications=2, metric=METRIC)
    base = candidate_of(COUNTERS, "hall")
    info = next(info for info in infos_of(base.scenario) if info.id == METRIC)
    seed, most = COUNTERS.scenario.run.seed, NUMBERS[-1]
    with replications([base], seed, 20, processes, folder, wanted_of(asked)) as found:
        queues, _ = tried(asked, base, found)
    candidates = {one: (at, with_one_more(asked, one)) for one, at in queues.items()}
    every = [base, *(candidate for _, candidate in candidates.values())]
    with replications(every, seed, studies * most, processes, folder, wanted_of(asked)) as found:
        true = {gain.addition: gain for gain in gains_of(found, base, candidates, info, ABSOLUTE)}
        told = ", ".join(f"{one.station} {gain.difference.value:.3f}" for one, gain in true.items())
        now = found.estimate(base, METRIC).value
        yield f"\nOne more window changes the mean wait of {now:.3f} min by: {told}."
        yield ""
        yield "| replications | all marginal values at once | wait of the hall | wait at the station |"
        yield "| ---: | ---: | ---: | ---: |"
        for n in NUMBERS:
            at_once = hall = station = 0
            for s in range(studies):
                own = gains_of(study_of(found, s, n, most), base, candidates, info, ABSOLUTE)
                pairs = [(gain, true[gain.addition]) for gain in own]
                at_once += all(g.verdict.lo <= t.difference.value <= g.verdict.hi for g, t in pairs)
                hall += sum(g.hall_wait.lo <= t.hall_wait.value <= g.hall_wait.hi for g, t in pairs)
                station += sum(
                    g.station_wait.lo <= t.station_wait.value <= g.station_wait.hi for g, t in pairs
                )
            each = studies * len(true)
            yield f"| {n} | {share(at_once, studies)} | {share(hall, each)} | {share(station, each)} |"
