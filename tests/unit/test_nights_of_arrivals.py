"""A night's arrivals are of the day on which the night begins: Monday 20:00 to Tuesday 02:00 is Monday's.

Rule R2.7 of the model.
"""

from typing import Any

import numpy as np
import pytest

from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.hall.decisions.arrivals import who_comes_when
from hallsim.metrics.definition.dimensions import codes
from hallsim.metrics.definition.sample import Sample
from hallsim.scenario.values.profile import PROFILES, parse_profile, parse_rate_table
from hallsim.scenario.world.world import World
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, UnitError
from tests.helpers.hall_builder import DAY, design, minutes, plan_of, run, world

ONE_RANGE = {"20:00-02:00": 1}
TWO_RANGES = {"20:00-24:00": 1, "00:00-02:00": 1}
MONDAY, FRIDAY, SATURDAY = 0, 4, 5


def drawn(profile: Any = "always", days: int = 14, per_day: float = 300, **more: Any) -> Demand:
    """The citizens of two weeks from Monday on, of which Monday to Friday are worked."""
    citizens = more.pop("citizens", {})
    source = {"per_day": per_day, "profile": profile} | more
    model = World.model_validate(
        {
            "calendar": {"start": "2026-03-02", "days": days},
            "services": {"a": {}},
            "citizens": citizens,
            "arrivals": [source],
        }
    )
    return generate(model, 1, 0)


def days_and_hours(demand: Demand) -> set[tuple[int, int]]:
    """(day, hour of the clock) of everybody who comes."""
    at = demand.arrive_ms
    return set(zip((at // MS_PER_DAY).tolist(), (at % MS_PER_DAY // MS_PER_HOUR).tolist(), strict=True))


@pytest.mark.parametrize(
    ("table", "begins_h"),
    [
        (ONE_RANGE, 2),
        (TWO_RANGES, 2),
        (dict(reversed(TWO_RANGES.items())), 2),
        ({"20:00-24:00": 1, "00:00-02:00": 1, "02:00-03:00": 0.1, "09:00-12:00": 2}, 3),
        ({"20:00-02:00": 1, "02:00-04:00": 0, "04:00-06:00": 1}, 2),
        ({"00:00": 1, "02:00": 0, "20:00": 0, "22:00": 2, "24:00": 1}, 2),
        # round the clock: of the calendar's days, unless a range says otherwise
        ({"00:00-08:00": 1, "08:00-24:00": 2}, 0),
        ({"08:00-20:00": 2, "20:00-08:00": 1}, 8),
        # no night
        ({"20:00-24:00": 1}, 0),
        ({"00:00-02:00": 1}, 0),
        ({"20:00-24:00": 0, "00:00-02:00": 1}, 0),
        ({"20:00-00:00": 1}, 0),
        ({"09:00-17:00": 1}, 0),
    ],
)
def test_when_the_day_of_a_curve_begins(table: dict[str, float], begins_h: float) -> None:
    assert parse_profile(table).begins_ms == begins_h * MS_PER_HOUR


def test_named_profiles_are_of_the_calendars_days() -> None:
    assert not any(profile.begins_ms for profile in PROFILES.values())


def test_one_night_in_two_spellings() -> None:
    one, two = parse_profile({"20:00-02:00": 3}), parse_profile({"20:00-24:00": 3, "00:00-02:00": 3})
    assert one == two
    assert one.integral() == 18 * MS_PER_HOUR
    assert one.of_day(25 * MS_PER_HOUR) == 3 * MS_PER_HOUR
    assert one.of_day(0, 21 * MS_PER_HOUR) == 3 * MS_PER_HOUR
    assert one.of_day(0) == one.integral()
    assert np.array_equal(drawn(ONE_RANGE).arrive_ms, drawn(TWO_RANGES).arrive_ms)


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ({"20:00-02:00": 1, "23:00-24:00": 1}, "overlap"),
        ({"20:00-02:00": 1, "01:00-03:00": 1}, "20:00-02:00 and 01:00-03:00 overlap"),
        ({"12:00-09:00": 1}, "'12:00-09:00' would end on the next day, after 21 h"),
        ({"09:00-09:00": 1}, "lasts no time"),
    ],
)
def test_what_is_no_night(table: dict[str, float], part: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_profile(table)
    assert part in str(caught.value.said)
    with pytest.raises(UnitError):
        parse_rate_table({name: f"{value} per hour" for name, value in table.items()})


def test_the_week_begins_on_monday_evening_and_ends_on_saturday_night() -> None:
    come = days_and_hours(drawn(ONE_RANGE))
    for week in (0, 7):
        assert not {(week + MONDAY, 0), (week + MONDAY, 1), (week + SATURDAY, 20)} & come
        assert {
            (week + MONDAY, 20),
            (week + MONDAY + 1, 0),
            (week + SATURDAY, 0),
            (week + SATURDAY, 1),
        } <= come
    assert {hour for _, hour in come} == {20, 21, 22, 23, 0, 1}


def test_factors_of_a_day_hold_for_its_night() -> None:
    come = days_and_hours(drawn(ONE_RANGE, weekdays={"fri": 0}, dates={"2026-03-02": 0}))
    assert {day for day, hour in come if hour >= 20} == {1, 2, 3, 7, 8, 9, 10}
    assert {day for day, hour in come if hour < 2} == {2, 3, 4, 8, 9, 10, 11}


@pytest.mark.statistical
def test_as_many_come_as_are_stated() -> None:
    """Ten nights of 300, a third of them after midnight: 3,000 and 1,000 within four standard errors."""
    at = drawn(ONE_RANGE).arrive_ms
    assert abs(len(at) - 3000) < 4 * 3000**0.5
    assert abs((at % MS_PER_DAY < 2 * MS_PER_HOUR).sum() - 1000) < 4 * 1000**0.5


def test_every_day_has_its_own_luck_all_night() -> None:
    """With a very uneven spread a night is busy or quiet as a whole, on both sides of midnight."""
    at = drawn(ONE_RANGE, day_cv=3).arrive_ms
    night = (at - 2 * MS_PER_HOUR) // MS_PER_DAY
    late = np.bincount(night[at % MS_PER_DAY < 2 * MS_PER_HOUR], minlength=14)
    early = np.bincount(night[at % MS_PER_DAY >= 20 * MS_PER_HOUR], minlength=14)
    assert np.corrcoef(early, late)[0, 1] > 0.95


def test_letters_move_people_of_the_peak_night_as_of_its_evening() -> None:
    """Wednesday's night is the peak: whoever would come at 01:00 on Thursday comes a night or two earlier."""
    model = World.model_validate(
        {
            "calendar": {"start": "2026-03-02", "days": 5},
            "services": {"a": {}},
            "arrivals": [{"per_day": 300, "profile": ONE_RANGE, "dates": {"2026-03-04": 3}}],
        }
    )
    hall = design({"hall": {}}, opening="20:00-02:00", reminders={"share": "100%", "days": "2 workdays"})
    demand = generate(model, 1, 0)
    coming = who_comes_when(model, hall, demand, plan_of(model, hall))
    before, after = ((at - 2 * MS_PER_HOUR) // MS_PER_DAY for at in (demand.arrive_ms, coming.arrive_ms))
    assert (before == 2).sum() > 700
    assert not (after == 2).any()
    assert np.array_equal(before[before != 2], after[before != 2])
    assert np.array_equal(coming.arrive_ms % MS_PER_DAY, demand.arrive_ms % MS_PER_DAY)


def test_further_visits_come_in_the_night_of_their_day() -> None:
    demand = drawn(ONE_RANGE, citizens={"return_after": "1 workday", "max_visits": 2})
    clock_h = np.unique(demand.return_ms[:, 0] // MS_PER_HOUR)
    assert clock_h.tolist() == [20, 21, 22, 23, 24, 25]


def test_the_next_open_day_after_fridays_night_is_mondays_night() -> None:
    """Sent to the bureau at 00:30 on Saturday: there at 00:30 on Tuesday, not at closed doors on Monday."""
    model = world({"card": {"counter": "10 min", "department": "registry"}}, [SATURDAY * DAY + 30], days=14)
    trace = run(model, design({"hall": {}}, opening="20:00-02:00", authority={"entry": "0%"}))
    assert minutes(trace.visits["arrive_ms"]) == [SATURDAY * DAY + 30, 8 * DAY + 30]


def nights() -> Sample:
    """Two weeks of nights from Monday to Friday, which end on Saturdays."""
    model = World.model_validate(
        {
            "calendar": {"start": "2026-03-02", "days": 14, "ending": "drain"},
            "services": {"a": {"counter": "6 min"}},
            "arrivals": [{"per_day": 60, "profile": ONE_RANGE}],
        }
    )
    return Sample(run(model, design({"hall": {"count": 3}}, opening="20:00-02:00")))


def test_figures_of_a_day_and_of_a_weekday_are_those_of_its_night() -> None:
    s = nights()
    for table in ("citizens", "visits", "tickets", "matters"):
        by_weekday, by_day = codes(s, table, "weekday"), codes(s, table, "day")
        assert by_weekday is not None
        assert by_day is not None
        assert set(by_weekday[0].tolist()) == {0, 1, 2, 3, 4}
        assert set(by_day[0].tolist()) == {0, 1, 2, 3, 4, 7, 8, 9, 10, 11}


def test_saturday_is_no_day_of_the_world_because_fridays_night_ends_on_it() -> None:
    assert nights().days_of_world.tolist() == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]


def test_slots_are_booked_by_nights() -> None:
    """On Friday at 23:50 and on Saturday at 00:10 for Friday's night; the third for Monday's."""
    wanted = [FRIDAY * DAY + 1430, SATURDAY * DAY + 10, SATURDAY * DAY + 11]
    model = world({"a": {"counter": "5 min"}}, wanted, days=14, citizens={"books": "100%"})
    book = {"capacity": 1, "period": "30 min", "lead": "0 workdays", "hours": ["20:00-20:30", "00:30-01:30"]}
    hall = design({"hall": {}}, opening="20:00-02:00", appointments=book)
    slots = who_comes_when(model, hall, generate(model, 1, 0), plan_of(model, hall)).slot_ms
    assert minutes(slots) == [SATURDAY * DAY + 30, SATURDAY * DAY + 60, 7 * DAY + 1200]
    tonight = design({"hall": {}}, opening="20:00-02:00", appointments=book | {"within": "0 workdays"})
    slots = who_comes_when(model, tonight, generate(model, 1, 0), plan_of(model, tonight)).slot_ms
    assert minutes(slots) == [SATURDAY * DAY + 30, SATURDAY * DAY + 60, -1]
