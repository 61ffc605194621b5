"""A hall open past midnight: closing, doors, last tickets and overtime are of an opening, not of a day.

Rule R1.2 of the model.
"""

from typing import Any

import numpy as np
import pytest

from hallsim.api import loads
from hallsim.metrics.registry import measure
from hallsim.scenario.values.hours import parse_hours
from hallsim.scenario.values.sessions import day_starts, open_days, sessions, turning_points
from hallsim.scenario.values.timetable import Timetable
from hallsim.trace.model import NEVER, End, Outcome, Trace
from hallsim.units import UnitError
from tests.helpers.hall_builder import DAY, MIN, NINE, design, ends, minutes, plan_of, run, starts, world

NIGHT = 23 * 60  # when a night of the examples begins; it ends at 02:00
SPELLINGS: tuple[Any, ...] = ("23:00-02:00", ["00:00-02:00", "23:00-24:00"], ["23:00-24:00", "00:00-02:00"])
ONE = {"hall": {"count": 1}}


def night(
    arrive: list[int], work: str = "40 min", opening: Any = "23:00-02:00", days: int = 3, **more: Any
) -> Trace:
    """One window in a hall that is open every night."""
    model = world({"a": {"counter": work}}, arrive, days=days, calendar={"working_days": "all"})
    group = {"count": 1} | more.pop("group", {})
    return run(model, design({"hall": group}, opening=opening, **more))


def waits(trace: Trace) -> list[float]:
    """Minutes that those who were served waited, in order of issue."""
    t = trace.tickets
    served = t["start_ms"] != NEVER
    found: list[float] = ((t["start_ms"] - t["issue_ms"])[served] / MIN).tolist()
    return found


def states(trace: Trace) -> list[End]:
    """How each matter ended."""
    return [End(state) for state in trace.matters["state"].tolist()]


@pytest.mark.parametrize("opening", SPELLINGS)
def test_a_night_is_one_opening(opening: Any) -> None:
    """At work 23:30-01:30; who comes at 01:51 is served out until 03:10; 02:00 is too late, noon early."""
    trace = night([1410, 1411, 1412, DAY + 110, DAY + 111, DAY + 120, DAY + 720], opening=opening)
    assert waits(trace) == [0, 39, 78, 0, 39, 0]
    assert states(trace) == [End.SERVED] * 5 + [End.TURNED_AWAY, End.SERVED]
    assert starts(trace)[-1] == DAY + NIGHT
    ids = ["wait_mean", "overtime_min", "overtime_hours", "present_at_closing_mean"]
    # 70 minutes and two people inside, at one of the closings of three days
    expected = {"wait_mean": 26, "overtime_min": 70 / 3, "overtime_hours": 70 / 60 / 3}
    assert measure(trace, ids) == pytest.approx(expected | {"present_at_closing_mean": 2 / 3})


@pytest.mark.parametrize("at_shift_end", ["finish", "pause", "hand_back"])
@pytest.mark.parametrize("opening", SPELLINGS)
def test_without_serving_out_who_waits_at_closing_goes_home(opening: Any, at_shift_end: str) -> None:
    group = {"at_close": "finish", "at_shift_end": at_shift_end}
    trace = night([DAY + 110, DAY + 111], opening=opening, group=group)
    assert ends(trace) == [DAY + 150, DAY + 120]
    assert trace.tickets["outcome"].tolist() == [Outcome.SERVED, Outcome.SENT_HOME]


def test_midnight_itself_is_nothing() -> None:
    """A service over midnight at a window that hands back at the end of its shift goes on."""
    trace = night([DAY - 5], opening=SPELLINGS[1], group={"at_shift_end": "hand_back"})
    assert ends(trace) == [DAY + 35]
    assert trace.shifts["to_ms"][1] == (DAY + 120) * MIN


@pytest.mark.parametrize("opening", SPELLINGS[:2])
def test_doors_and_last_tickets_of_the_night(opening: Any) -> None:
    """Tickets from 22:30 to 01:30: one drawn at 22:40 waits 20 min; 01:29 is in time, 01:30 not."""
    arrive = [NIGHT - 40, NIGHT - 20, DAY + 89, DAY + 90]
    trace = night(arrive, "5 min", opening, doors="22:30", tickets_until="01:30")
    assert minutes(trace.tickets["issue_ms"]) == [NIGHT - 30, NIGHT - 20, DAY + 89]
    assert waits(trace) == [30, 25, 0]
    assert states(trace) == [End.SERVED] * 3 + [End.TURNED_AWAY]


def test_a_last_ticket_before_midnight() -> None:
    trace = night([NIGHT + 29, NIGHT + 30, DAY + 10, DAY + NIGHT], "5 min", tickets_until="23:30")
    assert states(trace) == [End.SERVED, End.TURNED_AWAY, End.TURNED_AWAY, End.SERVED]


@pytest.mark.parametrize(
    ("opening", "late", "early"),
    [
        ("22:00-06:00", [6 * 60, 7 * 60, 719], [720, 21 * 60]),  # until noon
        ("06:00-02:00", [2 * 60, 239], [4 * 60, 5 * 60]),  # no noon between: until the middle
        (["22:00-02:00", "14:00-15:00"], [2 * 60, 719], [720, 13 * 60]),
        ("09:00-17:00", [17 * 60, 1439], [1440, DAY + 8 * 60]),  # until midnight
    ],
)
def test_too_late_for_one_opening_or_early_for_the_next(
    opening: Any, late: list[int], early: list[int]
) -> None:
    trace = night([DAY + t for t in [*late, *early]], "1 min", opening, days=4)
    assert states(trace) == [End.TURNED_AWAY] * len(late) + [End.SERVED] * len(early)


def test_the_last_night_of_the_week_ends_on_saturday() -> None:
    """Open from Monday to Friday nights; at 01:00 on Saturday served, on Monday nobody has begun a night."""
    arrive = [60, 4 * DAY + NIGHT, 5 * DAY + 60, 7 * DAY + 60, 7 * DAY + NIGHT]
    for opening in ("23:00-02:00", {"mon-fri": "23:00-02:00"}):
        model = world({"a": {"counter": "5 min"}}, arrive, days=14)
        trace = run(model, design(ONE, opening=opening))
        # who comes at 01:00 on Mondays is 22 hours early
        assert starts(trace) == [NIGHT, 4 * DAY + NIGHT, 5 * DAY + 60, 7 * DAY + NIGHT, 7 * DAY + NIGHT + 5]


def test_a_night_that_began_before_day_0_closes_all_the_same() -> None:
    """Open on day 0 from 00:00 to 02:00: who is in time is served out, and nobody sits there until 23:00."""
    trace = night([100, 110, 130], opening=SPELLINGS[1])
    assert ends(trace) == [140, 180]
    assert states(trace) == [End.SERVED, End.SERVED, End.TURNED_AWAY]


def test_midday_closing_before_a_night() -> None:
    """Nine to noon and 14:00 to 01:00: people wait inside at midday, and go home at 01:00."""
    opening = ["09:00-12:00", "14:00-01:00"]
    trace = night([715, 725, DAY + 55, DAY + 56], "10 min", opening, group={"at_close": "finish"})
    assert starts(trace) == [715, 14 * 60, DAY + 55, NEVER]
    assert states(trace)[-1] is End.TURNED_AWAY


def test_windows_and_breaks_of_the_night() -> None:
    """Two windows until midnight, one until 01:00 with a break at half past midnight, one from 01:00 on."""
    shifts = [
        {"count": 2, "hours": "23:00-24:00"},
        {"hours": "23:00-01:00"},
        {"hours": "01:00-02:00"},
    ]
    model = world({"a": {"counter": "5 min"}}, [NIGHT], days=2, calendar={"working_days": "mon"})
    plan = plan_of(model, design({"hall": {"shifts": shifts}}, opening="23:00-02:00"))
    on_duty = [plan.rosters[server.roster].on_duty for server in plan.servers]
    assert [minutes(table.starts)[0] for table in on_duty] == [NIGHT, NIGHT, NIGHT, DAY + 60]
    assert [minutes(table.ends)[0] for table in on_duty] == [DAY, DAY, DAY + 60, DAY + 120]
    breaks = [{"count": 1, "hours": "00:30-00:45"}]
    plan = plan_of(model, design({"hall": {"breaks": breaks}}, opening="23:00-02:00"))
    assert minutes(plan.rosters[0].breaks.starts)[0] == DAY + 30
    # a hall whose day begins at midnight keeps its own early hours
    early = plan_of(model, design({"hall": {"hours": "00:00-01:00"}}, opening=["00:00-02:00", "23:00-24:00"]))
    assert minutes(early.rosters[0].on_duty.ends)[0] == 60


def test_a_clerk_is_absent_for_whole_nights() -> None:
    """Who is absent on a day misses the shift that begins on it, until 02:00, and not half of two."""
    model = world({"a": {"counter": "5 min"}}, [NIGHT], days=60, calendar={"working_days": "all"})
    absence = {"share": "30%", "cover": 0}
    trace = run(model, design(ONE, opening="23:00-02:00", absence=absence))
    spans = trace.breaks
    assert len(spans["from_ms"]) > 5
    assert set((spans["from_ms"] // MIN % DAY).tolist()) == {NIGHT}
    assert set((spans["to_ms"] // MIN % DAY).tolist()) == {120}


def test_who_comes_back_after_the_night_comes_when_it_is_open() -> None:
    """Rejected at 01:50 on Saturday; two working days later, at the own time of day: 01:40 on Tuesday."""
    service = {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}
    model = world({"a": service}, [5 * DAY + 100], days=14, citizens={"return_after": "2 workdays"})
    trace = run(model, design(ONE, opening="23:00-02:00"))
    assert starts(trace) == [5 * DAY + 100, 8 * DAY + 100]
    # on Thursday at 01:20 it has closed, and opens that evening
    model = world({"a": service}, [DAY + 80], days=14, citizens={"return_after": "2 workdays"})
    trace = run(model, design(ONE, opening={"mon": "22:00-02:00", "tue-fri": "23:00-01:00"}))
    assert starts(trace) == [DAY + 80, 3 * DAY + NIGHT]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("23:00-23:00", "'23:00-23:00' lasts no time"),
        (["22:00-02:00", "01:00-03:00"], "22:00-02:00 and 01:00-03:00 overlap"),
        ({"mon": "20:00-04:00", "tue": "03:30-05:00"}, "20:00-04:00 and 03:30-05:00 overlap"),
        ({"sun": "20:00-04:00", "mon": "03:30-05:00"}, "20:00-04:00 and 03:30-05:00 overlap"),
        (["10:00-09:00", "23:00-24:00"], "10:00-09:00 and 23:00-24:00 overlap"),
    ],
)
def test_what_is_no_night(value: Any, said: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_hours(value)
    assert said in str(caught.value)


def test_a_night_of_more_than_half_a_day_may_be_a_slip() -> None:
    text = """
hallsim: 1
world: {services: {a: {counter: 5 min}}, arrivals: {per_day: 10}}
designs:
  d:
    opening: [09:00-12:00, 13:30-02:00]
    desk_hours: 23:00-02:00
    windows: {hall: {shifts: [{count: 1, hours: 13:30-12:00}]}}
"""
    told = [w for w in loads(text).warnings if w.code == "hours.night"]
    assert [(w.place and w.place.line, w.message) for w in told] == [
        (6, "13:30-02:00 ends on the next day, after 12 h 30 min"),
        (8, "13:30-12:00 ends on the next day, after 22 h 30 min"),
    ]


def test_sessions_of_an_ordinary_week() -> None:
    """Midday closings lie within; days that are not open have none; midnight turns late into early."""
    spans = [(day * DAY + a, day * DAY + b) for day in (0, 1, 4) for a, b in ((540, 720), (840, 1020))]
    found = sessions(Timetable.from_spans([(a * MIN, b * MIN) for a, b in spans]))
    assert minutes(found.starts) == [NINE, DAY + NINE, 4 * DAY + NINE]
    assert minutes(found.ends) == [1020, DAY + 1020, 4 * DAY + 1020]
    assert minutes(turning_points(found)) == [0, DAY, 4 * DAY]
    assert open_days(found, 5).tolist() == [True, True, False, False, True]


def test_sessions_day_by_day() -> None:
    """In milliseconds: a night, a week around the clock, and the days that they make."""
    at = [60_000 * t for t in (0, 120, NIGHT, DAY + 120, 2 * DAY, 4 * DAY + 360)]
    found = sessions(Timetable.from_spans(zip(at[::2], at[1::2], strict=True)))
    assert minutes(found.starts) == [0, NIGHT, 2 * DAY]
    assert minutes(turning_points(found)) == [0, 720, 2 * DAY]
    assert open_days(found, 6).tolist() == [True, False, True, True, False, False]
    assert minutes(day_starts(found, 5)) == [0, DAY + 120, 2 * DAY, 3 * DAY, 4 * DAY + 360, 5 * DAY]
    assert np.array_equal(sessions(found).starts, found.starts)
