"""Yardsticks that no design, no day and no length of the run moves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import hallsim.api as hs
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.weighed import Weighed
from hallsim.metrics.satisfaction.opinions import opinions_of
from hallsim.study.result import StudyResult
from hallsim.trace.model import Trace
from tests.helpers.study_values import row, study_of, value

# ------------------------------------------------------------------ opening hours, Saturdays

HOURS = """
world:
  calendar: {start: 2026-03-02, weeks: 2, working_days: WORKED, ending: drain}
  services:
    card: {share: 50%, counter: 10 min}
    permit: {share: 50%, counter: 10 min, decision: promised, limit: 3 workdays,
             approval: [w], steps: {w: {kind: notice, elapsed: 18 h}}}
  arrivals:
    - {service: card, times: [10:00, "10:05", 1 day 10 h, 2 days 10 h, 3 days 10 h, 4 days 10 h]}
    - {service: permit, times: [16:00, 1 day 16 h, 7 days 16 h]}
designs:
  five: {opening: {mon-fri: 09:00-17:00}, windows: {hall: 1}}
  evening: {opening: {mon-fri: 09:00-20:00}, windows: {hall: 1}}
  early: {opening: {mon-fri: 07:00-17:00}, windows: {hall: 1}}
  saturday: {opening: {mon-sat: 09:00-17:00}, windows: {hall: 1}}
  weekend: {opening: {mon-sun: 09:00-17:00}, windows: {hall: 1}}
  night: {opening: always, windows: {hall: {count: 1, hours: {mon-fri: 09:00-17:00}}}}
"""
OWN_HOURS = (
    "cost_staff", "cost_hall", "cost_per_matter", "cost_overtime", "cost_officers", "staff_hours",
    "overtime_hours", "satisfaction_overall", "satisfaction_attitude", "satisfaction_enquiries_overall",
)  # fmt: skip
"""Hours paid for, and clerks with less to do in the hours added: true of the design."""


@lru_cache(maxsize=2)
def hours(worked: str) -> StudyResult:
    """The same nine people, none of whom waits for the opening, under other hours."""
    return study_of(HOURS.replace("WORKED", worked))


@pytest.mark.parametrize("worked", ["mon-fri", "mon-sat"])
@pytest.mark.parametrize("design", ["evening", "early", "saturday", "weekend", "night"])
def test_the_same_visits_are_not_better_because_the_hall_opens_longer(design: str, worked: str) -> None:
    study = hours(worked)
    rows = study.differences[study.differences["design"] == design]
    judged = rows[(rows["better"] != "neutral") & ~rows["metric"].isin(OWN_HOURS)]
    other = judged[(judged["difference"] != 0) & ~judged["difference"].isna()]
    assert list(other["metric"]) == []
    for metric in ("visits_per_day", "arrivals_per_day", "cases_per_day", "wait_closed_mean"):
        found = rows.set_index("metric").loc[metric]
        assert found["difference"] == 0, metric


def test_a_working_day_is_the_worlds() -> None:
    """16:10 to 10:10 two calendar days' parts of a workday from 9 to 17 are 50 and 70 minutes of 480."""
    for design in ("five", "evening", "early", "night"):
        study = hours("mon-fri")
        assert value(study, "lead_accept_mean", design) == pytest.approx(120 / 480)
        # ten minutes at the window, for cards; from 16:00 to 10:10 for permits; one card waits five minutes
        own = (5 * 10 + 15) / 480 + 3 * 130 / 480
        assert value(study, "lead_first_visit_mean", design) == pytest.approx(own / 9)


def test_amounts_a_day_are_per_working_day_of_the_world() -> None:
    """Nine visits in two weeks are 0.9 a day of a world of five days a week, 0.75 of one of six."""
    for design in ("five", "evening", "saturday", "weekend", "night"):
        assert value(hours("mon-fri"), "visits_per_day", design) == pytest.approx(0.9)
        assert value(hours("mon-sat"), "visits_per_day", design) == pytest.approx(0.75)
    # eight hours on each of ten or of twelve days, over the world's twelve
    assert value(hours("mon-sat"), "staff_hours", "five") == pytest.approx(8 * 10 / 12)
    assert value(hours("mon-sat"), "staff_hours", "saturday") == pytest.approx(8)


def test_a_quiet_saturday_does_not_shorten_the_overtime_of_a_day() -> None:
    """Half an hour late on five of six days: 25 minutes a day, whether or not Saturday opens for nobody."""
    text = """
world:
  calendar: {start: 2026-03-02, weeks: 1, working_days: mon-sat, ending: drain}
  services: {matter: {counter: 40 min}}
  arrivals: {times: [16:50, 1 day 16 h 50 min, 2 days 16 h 50 min, 3 days 16 h 50 min, 4 days 16 h 50 min]}
designs:
  five: {opening: {mon-fri: 09:00-17:00}, windows: {hall: 1}}
  six: {opening: {mon-sat: 09:00-17:00}, windows: {hall: 1}}
"""
    study = study_of(text)
    for design in ("five", "six"):
        assert value(study, "overtime_min", design) == pytest.approx(25)
        assert value(study, "present_at_closing_mean", design) == pytest.approx(5 / 6)
        assert value(study, "time_in_hall_max", design) == pytest.approx(40 * 5 / 6)


# ------------------------------------------------------------------ midday, days off

MIDDAY = """
world:
  calendar: {start: 2026-03-02, days: 1, working_days: all, ending: drain}
  services: {matter: {counter: 60 min}}
  arrivals: {times: [09:00, "09:00", "13:30", "15:00"]}
designs:
  midday: {opening: [09:00-12:00, 13:30-17:00], windows: {hall: 1}}
"""


def test_a_hall_is_not_open_at_midday() -> None:
    """Four served in 6.5 hours; one of them waits for an hour; 60 + 120 + 60 + 60 minutes inside."""
    study = study_of(MIDDAY)
    assert value(study, "throughput_per_hour", "midday") == pytest.approx(4 / 6.5)
    assert value(study, "queue_length_mean", "midday") == pytest.approx(1 / 6.5)
    assert value(study, "number_in_hall_mean", "midday") == pytest.approx(5 / 6.5)


def test_who_waits_through_midday_is_counted_in_the_open_hours_only() -> None:
    """Come at 11:30 to a window on its break until 13:30: two hours of waiting, half an hour of them open."""
    text = MIDDAY.replace('[09:00, "09:00", "13:30", "15:00"]', "[11:30]").replace(
        "windows: {hall: 1}", "windows: {hall: {count: 1, hours: [09:00-11:00, 13:30-17:00]}}"
    )
    study = study_of(text)
    assert value(study, "wait_mean", "midday") == pytest.approx(120)
    assert value(study, "queue_length_mean", "midday") == pytest.approx(0.5 / 6.5)


def test_days_off_dilute_no_figure_of_the_day() -> None:
    """One waits for an hour on each of five days: 1 waits from 9:00 to 10:00, weekends or not."""
    text = """
world:
  calendar: {start: 2026-03-02, weeks: WEEKS, working_days: mon-fri, ending: drain}
  services: {matter: {counter: 60 min}}
  arrivals: {times: [TIMES]}
designs: {one: {opening: {mon-fri: 09:00-17:00}, windows: {hall: 1}}}
"""
    found = []
    for weeks in (1, 3):
        days = [7 * week + day for week in range(weeks) for day in range(5)]
        times = ", ".join(f"{24 * day + 9} h, {24 * day + 9} h" for day in days)
        study = study_of(text.replace("WEEKS", str(weeks)).replace("TIMES", times))
        day_table = study.by_time.set_index("clock_min")
        assert day_table.loc[540, "mean_waiting"] == pytest.approx(1)
        assert day_table.loc[570, "mean_waiting"] == pytest.approx(1)
        assert day_table.loc[540, "n_tickets"] == pytest.approx(2)
        metrics = ("wait_max", "queue_length_mean", "visits_per_day", "staff_hours", "cost_total")
        found.append([value(study, metric, "one") for metric in metrics])
    assert found[0] == pytest.approx(found[1])
    assert found[0][:3] == pytest.approx([60, 1 / 8, 2])


# ------------------------------------------------------------------ limits by date


def test_a_case_is_overdue_by_the_days_that_the_limit_counts() -> None:
    """Accepted on Thursday with three working days: the last is Tuesday; the board meets on Wednesday."""
    text = """
world:
  calendar: {start: 2026-03-05, days: 14, working_days: mon-fri, ending: drain}
  services:
    permit: {counter: 10 min, decision: promised, limit: 3 workdays,
             approval: [board], steps: {board: {desk: b}}}
  arrivals: {times: [10:00]}
designs:
  wednesday: {opening: 09:00-17:00, windows: {hall: 1}, desks: {b: {meets: {on: wed, at: "09:00"}}}}
  tuesday: {opening: 09:00-17:00, windows: {hall: 1}, desks: {b: {meets: {on: tue, at: "09:00"}}}}
"""
    study = study_of(text)
    assert value(study, "overdue_share", "wednesday") == 1
    assert value(study, "overdue_days_mean", "wednesday") == 1
    assert value(study, "overdue_days_p90", "wednesday") == 1
    assert value(study, "overdue_share", "tuesday") == 0
    assert np.isnan(value(study, "overdue_days_mean", "tuesday"))


def test_a_weekend_is_no_day_overdue() -> None:
    """Due on Thursday, decided on the Monday after: Friday and Monday, two working days."""
    text = """
world:
  calendar: {start: 2026-03-02, days: 14, working_days: mon-fri, ending: drain}
  services:
    permit: {counter: 10 min, decision: promised, limit: 3 workdays,
             approval: [board], steps: {board: {desk: b}}}
  arrivals: {times: [10:00]}
designs:
  one: {opening: 09:00-17:00, windows: {hall: 1}, desks: {b: {meets: {on: mon, at: "09:00"}}}}
"""
    assert value(study_of(text), "overdue_days_mean", "one") == 2


# ------------------------------------------------------------------ the environment


def satisfaction(weeks: int, warm_up: int) -> tuple[Trace, Sample]:
    """A run with a crowd on its second day."""
    text = f"""
hallsim: 1
world:
  calendar: {{start: 2026-03-02, weeks: {weeks}, warm_up: {warm_up}, working_days: mon-fri, ending: drain}}
  services: {{matter: {{counter: exponential(mean 9 min)}}}}
  arrivals: {{per_day: 100, profile: {{09:00-16:00: 1}}, dates: {{2026-03-03: 3}}}}
designs: {{one: {{opening: 09:00-17:00, windows: {{hall: 3}}, seats: 12}}}}
"""
    trace = hs.run_once(hs.loads(text, "hall"), "one")
    return trace, Sample(trace)


def environment(sample: Sample) -> NDArray[np.float64]:
    return opinions_of(sample).score("environment")


def test_how_full_the_hall_was_is_of_the_day_of_the_visit() -> None:
    """The most people inside on that day: no longer run and no warm-up makes anybody's visit fuller."""
    (short, one), (long, two) = satisfaction(1, 0), satisfaction(4, 0)
    early = long.matters["first_visit_ms"] < 5 * 86_400_000
    assert np.array_equal(long.matters["first_visit_ms"][early], short.matters["first_visit_ms"])
    assert np.array_equal(environment(two)[early], environment(one))
    # the crowd of Tuesday is in the warm-up: those who count never saw it
    warm = satisfaction(1, 2)[1]
    points = environment(warm)[warm.cases]
    assert points.mean() > environment(one)[one.cases].mean() + 10
    v = short.visits
    day = v["arrive_ms"] // 86_400_000
    moments = np.sort(v["arrive_ms"][day == 1])
    peak = max(((v["arrive_ms"] <= t) & (v["leave_ms"] > t)).sum() for t in moments)
    assert peak > 12 * 1.6
    assert (environment(one)[short.matters["first_visit_ms"] // 86_400_000 == 1] == 0).all()


# ------------------------------------------------------------------ runs that stop

STOPS = """
world:
  calendar: {start: 2026-03-02, weeks: WEEKS, working_days: mon-fri, holidays: none, ending: ENDING}
  services:
    permit: {counter: 5 min, decision: promised, limit: 9 workdays, approval: [look],
             steps: {look: {desk: d, work: 30 min, elapsed: exponential(mean 6 workdays)}}}
  arrivals: {per_day: 24, profile: {09:00-16:00: 1}}
designs:
  slow: {opening: 09:00-17:00, windows: {hall: 2}, desks: {d: 60}}
  quick: {based_on: slow, desks: {d: {officers: 60, speed: 3}}}
"""
OF_TIME = (
    "on_time_share", "overdue_share", "lead_accept_mean", "lead_accept_p90", "lead_first_visit_mean",
    "lead_decided_min", "limit_used_mean",
)  # fmt: skip


@lru_cache(maxsize=4)
def stopped(weeks: int, ending: str) -> StudyResult:
    """Three replications of an approval of six days on average, and a limit of nine."""
    return study_of(STOPS.replace("WEEKS", str(weeks)).replace("ENDING", ending), 3)


@pytest.mark.statistical
@pytest.mark.parametrize("metric", OF_TIME)
def test_a_run_that_stops_tells_the_times_of_all_not_of_the_quick(metric: str) -> None:
    """Six weeks that stop against the same world worked to its end; the quick ones alone would be far off."""
    cut, whole = (row(stopped(6, ending), metric, "slow") for ending in ("stop", "drain"))
    tolerance = 3 * float(np.hypot(cut["se"], whole["se"]))
    assert abs(cut["value"] - whole["value"]) < tolerance, (cut["value"], whole["value"], tolerance)


def test_those_decided_before_the_stop_are_not_all() -> None:
    """What the test above guards against: the decided ones alone look quick and on time."""
    traces: dict[str, Any] = {
        ending: hs.run_once(
            hs.loads("hallsim: 1\n" + STOPS.replace("WEEKS", "3").replace("ENDING", ending), "hall"), "slow"
        )
        for ending in ("stop", "drain")
    }
    late = {}
    for ending, trace in traces.items():
        m = trace.matters
        decided = m["decided_ms"] >= 0
        late[ending] = (m["decided_ms"] > m["due_ms"])[decided].mean()
    assert late["stop"] < 0.6 * late["drain"]
    assert 1 - hs.measure(traces["stop"])["on_time_share"] > 0.75 * late["drain"]


def test_two_designs_are_compared_over_the_unfinished_too() -> None:
    """In a run that stops, cases done under both are those that were quick under both."""
    cut, whole = (stopped(6, ending) for ending in ("stop", "drain"))
    for metric in ("lead_accept_mean", "lead_first_visit_mean"):
        one, two = (row(study, metric, "quick", "differences") for study in (cut, whole))
        assert one["paired"]
        assert abs(one["base_value"] - two["base_value"]) < 0.15 * two["base_value"], metric


def test_lead_times_of_a_picture_are_those_of_all() -> None:
    """Shares by whole days: of a drained run the plain shares, of a stopped one nearly the same."""
    shares = {}
    for ending in ("stop", "drain"):
        table = stopped(6, ending).lead_times
        shares[ending] = table[table["design"] == "slow"].set_index("workdays")["share"]
    assert shares["drain"].sum() == pytest.approx(1)
    assert shares["stop"].sum() <= 1 + 1e-9
    for days in (2, 5, 9, 12):
        within = [shares[ending][shares[ending].index < days].sum() for ending in ("stop", "drain")]
        assert within[0] == pytest.approx(within[1], abs=0.05), days


@pytest.mark.statistical
@pytest.mark.parametrize(
    "metric",
    ["visits_per_matter", "one_trip_share", "repeat_share", "trips_to_collect", "on_the_spot_share",
     "satisfaction_process"],
)  # fmt: skip
def test_a_run_that_stops_tells_the_trips_of_all_not_of_the_quick(metric: str) -> None:
    """Nobody queues, so that a run to the end is the same hall: two weeks that stop against it."""
    text = """
world:
  calendar: {start: 2026-03-02, weeks: 2, working_days: all, holidays: none, ending: ENDING}
  services:
    permit: {share: 50%, counter: 5 min, decision: promised, approval: [look], collect: 3 min,
             documents: {required: 4, missing: 12%},
             steps: {look: {desk: d, work: 1 min, elapsed: exponential(mean 1 workday)}}}
    card: {share: 50%, counter: 5 min}
  citizens: {return_after: "uniform(1, 3 workdays)"}
  arrivals: {per_day: 50, profile: {09:00-16:00: 1}}
designs: {one: {opening: 09:00-17:00, windows: {hall: 20}, desks: {d: 60}, notice: 50%}}
"""
    cut, whole = (row(_once(text.replace("ENDING", e)), metric, "one") for e in ("stop", "drain"))
    assert value(_once(text.replace("ENDING", "stop")), "unended_share", "one") > 0.1
    assert abs(cut["value"] - whole["value"]) < 3 * float(np.hypot(cut["se"], whole["se"])), metric


@lru_cache(maxsize=2)
def _once(text: str) -> StudyResult:
    return study_of(text, 3)


def test_a_case_cut_off_is_stood_for_by_those_like_it() -> None:
    """Two quick cases of one trip; of two slow ones one is cut off at 2, the other ends at 3 with two trips.

    The one that is seen counts for both: (1 + 1 + 2 * 2) / 4. And what is added can be taken away.
    """
    quick = Weighed(np.array([1.0]), np.array([2.0]), np.array([2.0]), np.zeros(1), np.zeros(1))
    slow = Weighed(
        np.array([2.0, 3.0]), np.array([0.0, 1.0]), np.array([0.0, 2.0]), np.zeros(2), np.array([1.0, 0.0])
    )
    assert (quick + slow).value == pytest.approx(1.5)
    assert (quick + slow).n == 3
    assert quick.value == 1
    assert ((quick + slow) - slow).plain() == quick.plain()
    assert np.isnan((quick - quick).value)
    # who ended otherwise (left after 2.5) was watched as long: three at 2, of whom two are watched longer
    left = Weighed(np.array([2.5]), np.zeros(1), np.zeros(1), np.array([1.0]), np.zeros(1))
    assert (quick + slow + left).value == pytest.approx((2 + 1.5 * 2) / (2 + 1.5))
