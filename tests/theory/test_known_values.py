"""Short runs of the textbook scenarios against known values; the full table is experiments/known_values.

One run a file, cut into 30 batches; every value lies within 3.5 standard errors of the batch means (and the
stated tolerance of an approximation).

The reference engine was broken on purpose, the audit off, and these files failed: tickets taken last come
first (mm1, mmc), one priority class for all (priority, priority_reneging), patience doubled
(priority_reneging, hall_day_patience), a join that waits for the first branch only (fork_join_2,
parallel_unlimited), errors at first visits only (feedback, feedback_at_once), every service 3 s longer (mm1,
mg1).  Windows that skip their lunch are not seen in so short a run of hall_day; test_traces.py has a break
checked by hand.
"""

import math

import pytest

from experiments.known_values import make_time_varying
from experiments.known_values.case import LIMIT
from experiments.known_values.measuring import SCENARIOS, batches, cases_of, key, load, traces
from experiments.known_values.table import mean_se

SEED = 1
N_BATCHES = 30
# Long enough for standard errors of a few per cent, short enough for about a minute in all.
DAYS = {
    "mm1.yaml": 40,
    "mmc.yaml": 8,
    "erlang_c.yaml": 8,
    "erlang_a.yaml": 1,
    "mg1.yaml": 20,
    "mgc.yaml": 4,
    "priority.yaml": 10,
    "priority_reneging.yaml": 8,
    "preemption.yaml": 8,
    "pooling.yaml": 8,
    "pooling_departments.yaml": 30,
    "pooling_hurts.yaml": 160,
    "staffing_mean_wait.yaml": 40,
    "staffing_leavers.yaml": 12,
    "satisfaction.yaml": 30,
    "fork_join_2.yaml": 30,
    "fork_join_3.yaml": 20,
    "parallel_unlimited.yaml": 60,
    "tandem.yaml": 30,
    "cashier_for_some.yaml": 25,
    "feedback.yaml": 25,
    "feedback_at_once.yaml": 25,
    "time_varying.yaml": 30,
    "hall_day.yaml": 120,
    "hall_day_patience.yaml": 120,
    "appointments.yaml": 1000,
}
# Too rare for a short run, or too slow to forget its past (I02: 1000 min): the full table has them.
RARE = {"P_wait_gt_10_pooled", "share_4", "share_5", "Wq_long_alone"}


@pytest.mark.statistical
@pytest.mark.parametrize("file", DAYS)
def test_known_values_within_the_standard_error(file: str) -> None:
    scenario = load(file)
    calendar = scenario.world.calendar.model_copy(update={"days": DAYS[file], "warm_up": 0})
    world = scenario.world.model_copy(update={"calendar": calendar})
    runs = traces(scenario.model_copy(update={"world": world}), SEED, 0)
    wrong = []
    for case in cases_of(file):
        found = list(batches(case, runs, N_BATCHES, round(60_000 * case.warm_up_min)))
        for known in case.known:
            if known.metric in RARE:
                continue
            n, got, se = mean_se([batch[key(case, known.metric)] for batch in found])
            z = known.z(got, se)
            line = f"{case.id} {known.metric}: {known.value:.6g}, got {got:.6g} ± {se:.2g}, z {z:+.1f}"
            if n < N_BATCHES or not abs(z) <= LIMIT:
                wrong.append(line)
            if not se <= 0.25 * abs(known.value) + 1e-12 or math.isnan(se):
                wrong.append(f"too short a run to tell: {line}")
    assert not wrong, "\n".join(wrong)


def test_the_written_roster_is_the_script_s() -> None:
    assert make_time_varying.text() == (SCENARIOS / "time_varying.yaml").read_text(encoding="utf-8")
