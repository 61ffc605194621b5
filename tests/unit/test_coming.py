"""Who comes when: hours that some citizens bend to, and letters that flatten a peak (R3.20, R3.21)."""

from typing import Any

import numpy as np
import pytest

from hallsim.demand.generate import generate
from hallsim.hall import build_plan
from hallsim.hall.decisions.arrivals import who_comes_when
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import End
from hallsim.units import MS_PER_DAY
from tests.helpers.hall_builder import DAY, FIVE, NINE, design, minutes, run, world

ONE = {"hall": {"count": 1}}
WORK = {"work": {"counter": "1 min"}}
FLEXIBLE = {"flexible": "100%"}
HOURS = {"opening": ["09:00-12:00", "13:30-17:00"]}


def arrivals(made: World, plan: Design, seed: int = 1) -> np.ndarray:
    demand = generate(made, seed, 0)
    return who_comes_when(made, plan, demand, build_plan(made, plan)).arrive_ms


def test_who_would_find_the_hall_closed_comes_at_the_nearest_open_moment() -> None:
    """Open 9-12 and 13:30-17: early ones come at the opening, late ones in the hour before closing."""
    wanted = [400, 600, 730, 800, 1100, 4 * DAY + 1100]
    made = world(WORK, wanted, days=5, citizens=FLEXIBLE)
    found = minutes(arrivals(made, design(ONE, **HOURS)))
    assert found[:2] == [NINE, 600]
    assert 660 <= found[2] < 720  # 12:10 is nearer to 12:00 than to 13:30
    assert found[3] == 810
    assert FIVE - 60 <= found[4] < FIVE
    assert 4 * DAY + FIVE - 60 <= found[5] < 4 * DAY + FIVE


def test_a_day_without_opening_sends_them_to_the_next_opening() -> None:
    """Saturday 10:00 becomes Monday 9:00; the last Friday's next opening lies after the horizon."""
    made = world(WORK, [5 * DAY + 600], days=8, citizens=FLEXIBLE)
    assert minutes(arrivals(made, design(ONE))) == [7 * DAY + NINE]
    short = world(WORK, [5 * DAY + 600], days=6, citizens=FLEXIBLE)
    trace = run(short, design(ONE))
    assert trace.citizens["state"].tolist() == [End.AWAY]
    assert trace.matters["n_visits"].tolist() == [0]
    assert trace.matters["first_visit_ms"].tolist() == [-1]
    drained = run(world(WORK, [5 * DAY + 600], days=6, citizens=FLEXIBLE, ending="drain"), design(ONE))
    assert drained.citizens["state"].tolist() == [End.SERVED]
    assert minutes(drained.citizens["arrive_ms"]) == [7 * DAY + NINE]
    assert minutes(drained.citizens["wanted_ms"]) == [5 * DAY + 600]


def test_a_group_says_its_own_share_and_the_share_is_kept() -> None:
    """Late ones: the workers bend, the others are turned away; a larger share bends more, and the same."""
    groups = {"workers": {"flexible": "100%"}, "others": {}}
    made = world(WORK, {"workers": [1100] * 3, "others": [1101] * 4}, groups=groups)
    trace = run(made, design(ONE))
    assert (trace.citizens["state"] == End.TURNED_AWAY).tolist() == [False] * 3 + [True] * 4
    bent = []
    for share in ("30%", "60%"):
        many = world(WORK, [1100] * 400, citizens={"flexible": share})
        bent.append(arrivals(many, design(ONE)) != generate(many, 1, 0).arrive_ms)
    assert abs(bent[0].mean() - 0.3) < 3.5 * np.sqrt(0.21 / 400)
    assert (bent[1] | ~bent[0]).all()
    assert bent[1].sum() > bent[0].sum()


def test_longer_hours_take_demand_out_of_the_last_hour() -> None:
    """The demand is the same; open until 20:00, those who want to come at 18:20 do."""
    made = world(WORK, [1100] * 50, citizens=FLEXIBLE)
    short, long = (arrivals(made, design(ONE, opening=hours)) for hours in ("09:00-17:00", "09:00-20:00"))
    assert (short < FIVE * 60_000).all()
    assert np.array_equal(long, generate(made, 1, 0).arrive_ms)


PEAK: dict[str, Any] = {
    "calendar": {"start": "2026-03-02", "days": 12},
    "services": WORK,
    "arrivals": [{"per_day": 200, "dates": {"2026-03-11": 3.0}, "weekdays": {"mon": 1.2}}],
}


def reminded(share: str, days: str, **more: Any) -> tuple[np.ndarray, np.ndarray]:
    made = World.model_validate({**PEAK, **more})
    plan = design(ONE, reminders={"share": share, "days": days})
    return generate(made, 1, 0).arrive_ms, arrivals(made, plan)


def test_letters_move_some_off_the_peak_to_ordinary_days_before() -> None:
    """Wednesday 11 March is the peak; of the 3 worked days before it Monday is above the ordinary itself."""
    before, after = reminded("40%", "3 workdays")
    days_before, days_after = before // MS_PER_DAY, after // MS_PER_DAY
    moved = days_before != days_after
    assert (before % MS_PER_DAY == after % MS_PER_DAY).all()
    assert set(np.unique(days_before[moved])) == {7, 9}
    assert set(np.unique(days_after[moved & (days_before == 9)])) == {4, 8}
    # Monday's own ordinary days before it: Wednesday to Friday of the week before.
    assert set(np.unique(days_after[moved & (days_before == 7)])) == {2, 3, 4}
    peak = days_before == 9
    assert abs(moved[peak].mean() - 0.4) < 3.5 * np.sqrt(0.24 / peak.sum())


def test_nobody_moves_without_an_ordinary_day_before_or_without_a_peak() -> None:
    before, after = reminded("100%", "1 workday", arrivals=[{"per_day": 50, "dates": {"2026-03-02": 2.0}}])
    assert np.array_equal(before, after)
    before, after = reminded("100%", "3 workdays", arrivals=[{"per_day": 50, "weekdays": {"tue": 0.5}}])
    assert np.array_equal(before, after)
    before, after = reminded("100%", "3 workdays", arrivals=[{"interval": "5 min"}])
    assert np.array_equal(before, after)


@pytest.mark.parametrize("share", ["0%", "50%"])
def test_letters_change_no_demand_and_nobody_gets_lost(share: str) -> None:
    made = World.model_validate(PEAK)
    trace = run(made, design({"hall": {"count": 3}}, reminders={"share": share}))
    plain = run(made, design({"hall": {"count": 3}}))
    assert np.array_equal(trace.citizens["identity"], plain.citizens["identity"])
    assert np.array_equal(trace.citizens["wanted_ms"], plain.citizens["arrive_ms"])
    assert len(trace.visits["visit"]) == len(plain.visits["visit"])
    assert np.array_equal(trace.tickets["work_ms"].sum(), plain.tickets["work_ms"].sum())
    assert (trace.citizens["arrive_ms"] <= trace.citizens["wanted_ms"]).all()
