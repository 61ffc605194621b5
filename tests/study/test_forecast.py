"""What `hallsim check` foretells: waits against simulation, the worst day, meetings, what running takes."""

from functools import lru_cache

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.audit.duty import wait_end
from hallsim.report.tables.load import check_report
from hallsim.report.terminal import shown
from hallsim.study.forecast import Forecast

HALL = """
hallsim: 1
world:
  calendar: {{start: 2026-03-02, weeks: 4, ending: drain}}
  services: {{matter: {{counter: {work}}}}}
  citizens: {citizens}
  arrivals: {{per_day: {per_day}, profile: {{08:45-09:00: 1, 09:00-11:00: 2, 11:00-16:00: 1}}}}
designs: {{a: {{opening: 09:00-16:00, windows: {{hall: {hall}}}}}}}
"""

WEEKDAYS = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 4}
  services: {matter: {counter: 12 min}}
  arrivals: {rates: {09:00-17:00: 12 per hour}}
designs:
  a:
    opening: 09:00-17:00
    windows:
      hall: {shifts: [{count: 1, hours: {mon: 09:00-17:00}}, {count: 5, hours: {tue-fri: 09:00-17:00}}]}
  b: {opening: 09:00-17:00, windows: {hall: 4}}
"""


def simulated(text: str, n: int) -> tuple[float, float, float]:
    """Mean wait of all tickets in minutes, its standard error, and the share who left."""
    source = hs.loads(text)
    waits, left = [], []
    for replication in range(n):
        trace = hs.run_once(source, replication=replication)
        tickets = trace.tickets
        waits.append(float((wait_end(trace) - tickets["issue_ms"]).mean()) / 60_000)
        left.append(float((tickets["start_ms"] < 0).mean()))
    return float(np.mean(waits)), float(np.std(waits, ddof=1)) / n**0.5, float(np.mean(left))


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("work", "citizens", "per_day", "windows"),
    [
        ("exponential(mean 10 min)", "{}", 120, "4"),
        ("exponential(mean 10 min)", "{}", 170, "4"),
        ("exponential(mean 10 min)", "{patience: exponential(mean 30 min)}", 190, "4"),
    ],
)
def test_the_wait_of_a_day_is_the_simulated_one(work: str, citizens: str, per_day: int, windows: str) -> None:
    text = HALL.format(work=work, citizens=citizens, per_day=per_day, hall=windows)
    (load,) = hs.check(hs.loads(text))
    mean, error, left = simulated(text, 12)
    assert abs(load.wait_min - mean) < 4 * error
    assert load.figures is not None
    assert load.figures.p_abandon == pytest.approx(left, abs=0.02)


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("work", "citizens"),
    [
        ("8 min", "{}"),
        ("lognormal(mean 10 min, cv 0.6)", "{patience: lognormal(mean 45 min, cv 0.5)}"),
    ],
)
def test_other_laws_of_work_and_patience_are_met_within_a_fifth(work: str, citizens: str) -> None:
    text = HALL.format(work=work, citizens=citizens, per_day=170, hall="4")
    (load,) = hs.check(hs.loads(text))
    mean, error, left = simulated(text, 8)
    assert abs(load.wait_min - mean) < 0.2 * mean + 4 * error
    assert load.figures is not None
    assert load.figures.p_abandon == pytest.approx(left, abs=0.05)


def test_who_comes_before_the_doors_waits_for_them() -> None:
    """A hundred windows: 0.25 of 9.25 people come in the quarter of an hour before, and stand for 7.5 min."""
    text = HALL.format(work="exponential(mean 1 min)", citizens="{}", per_day=90, hall="100")
    (load,) = hs.check(hs.loads(text))
    assert load.figures is not None
    early = 0.25 / (0.25 + 2 * 2 + 5)
    assert load.figures.door_wait == pytest.approx(early * 7.5, rel=1e-6)
    assert load.wait_min == pytest.approx(0, abs=1e-6)
    assert "at the doors: 0.203 min" in shown(check_report(hs.forecast(hs.loads(text)), {}, "en"))


@lru_cache(maxsize=1)
def of_weekdays() -> Forecast:
    """The forecast of the hall with one window on Mondays."""
    return hs.forecast(hs.loads(WEEKDAYS))


def test_mondays_are_named_when_they_bring_more_than_they_can_do() -> None:
    load = of_weekdays().stations[0]
    assert load.worst.weekday == 0
    assert load.worst.utilisation == pytest.approx(96 * 12 / 60 / 8)
    assert load.utilisation == pytest.approx(96 * 12 / 60 / (8 * (1 + 4 * 5) / 5))
    titles = hs.titles(hs.loads(WEEKDAYS))
    text = " ".join(shown(check_report(of_weekdays(), titles, "en")).split())
    assert "Mon 240%" in text
    assert "more than a Monday can do (240%; 57% on an ordinary day)" in text
    assert "without end" not in text
    assert "周一 240%" in shown(check_report(of_weekdays(), titles, "zh"))


def test_advice_names_how_busy_the_advised_servers_would_be() -> None:
    # Monday: 2.4 hours of work an hour for one server; 3 would be 80% busy.
    told = " ".join(shown(check_report(of_weekdays(), {}, "en")).split())
    assert (
        "Move servers to that day: 3 on duty instead of 1.00, the mean of its hours, would be 80% busy."
        in told
    )
    few = hs.forecast(hs.loads(WEEKDAYS.replace("windows: {hall: 4}", "windows: {hall: 2}")))
    told = " ".join(shown(check_report(few, {}, "en")).split())
    assert "hall: more than the day can do (120%)" in told
    assert "3 servers instead of 2 would be 80% busy." in told


@pytest.mark.parametrize(
    "staff",
    [
        "{staff: {09:00: 1, 10:00: 3, 12:00: 1}}",
        "{shifts: [{count: 1, hours: 09:00-17:00}, {count: 2, hours: 10:00-12:00}]}",
    ],
)
def test_advice_for_servers_of_different_hours_is_of_those_on_duty(staff: str) -> None:
    """One all day and two more for two hours: 12 hours on duty in 8, 1.5 on the mean, for 19.2 of work."""
    found = hs.forecast(hs.loads(WEEKDAYS.replace("windows: {hall: 4}", f"windows: {{hall: {staff}}}")))
    load = next(load for load in found.stations if load.design == "b")
    assert load.n_servers == 3
    assert not load.together
    assert load.mean_on_duty == pytest.approx(1.5)
    told = " ".join(shown(check_report(found, {}, "en")).split())
    assert "3 on duty instead of 1.50, the mean of its hours (9–17 h), would be 80% busy." in told
    assert "instead of 3" not in told
    assert "若在岗由平均 1.50 个（9–17 时）增至 3 个，忙碌率约 80%。" in "".join(
        shown(check_report(found, {}, "zh")).split("\n")
    )


def test_half_an_hour_is_not_taken_for_a_whole_one() -> None:
    text = WEEKDAYS.replace("09:00-17:00", "09:30-17:00")
    assert hs.forecast(hs.loads(text)).stations[0].worst.mean_on_duty == 1


def test_stations_go_by_their_titles_and_a_desk_called_like_windows_says_so() -> None:
    text = """
hallsim: 1
world:
  departments: {trade: {en: Trade, zh: 商事}}
  services: {a: {department: trade, counter: 10 min, decision: promised, limit: 3 workdays,
                 approval: {step: look}, steps: {look: {work: 30 min, desk: trade}}}}
  arrivals: {per_day: 100}
designs:
  a:
    opening: 09:00-17:00
    windows: {trade: 1, help_me: {count: 1, serves: [a], title: {en: Helpers, zh: 帮办}}}
    desks: {trade: 2}
  b: {based_on: a, windows: {help_me: 2}}
"""
    source = hs.loads(text)
    told = {lang: shown(check_report(hs.forecast(source), hs.titles(source), lang)) for lang in ("en", "zh")}
    for lang, words in {
        "en": ("Trade ", "Helpers ", "Trade (desk) ", "! Trade (desk): ", "'a': Trade (desk)."),
        "zh": ("商事 ", "帮办 ", "商事（科室） ", "！商事（科室）：", "商事（科室）。"),
    }.items():
        assert [word for word in words if word not in told[lang]] == []
        assert "trade" not in told[lang]
        assert "help_me" not in told[lang]


def test_a_weekday_without_anybody_on_duty_is_told() -> None:
    text = WEEKDAYS.replace("{count: 1, hours: {mon: 09:00-17:00}}", "{count: 1, hours: {tue: 09:00-17:00}}")
    told = " ".join(shown(check_report(hs.forecast(hs.loads(text)), {}, "en")).split())
    assert "! hall: work comes on a Monday and nobody is on duty then." in told


def test_waits_of_a_hall_open_past_midnight_are_said_to_be_left_out() -> None:
    said = "the waits of a hall open past midnight"
    by_day, by_night = (
        hs.forecast(hs.loads(WEEKDAYS.replace("opening: 09:00-17:00, windows: {hall: 4}", hall)))
        for hall in ("opening: 09:00-18:00, windows: {hall: 4}", "opening: 09:00-01:00, windows: {hall: 4}")
    )
    assert said not in shown(check_report(by_day, {}, "en"))
    assert said in shown(check_report(by_night, {}, "en"))
    assert "跨零点开放的大厅的等候" in shown(check_report(by_night, {}, "zh"))


@pytest.mark.statistical
def test_the_wait_over_all_weekdays_is_the_simulated_one() -> None:
    mean, error, _ = simulated(WEEKDAYS, 8)
    assert abs(of_weekdays().stations[0].wait_min - mean) < 4 * error


def test_a_busy_date_is_named() -> None:
    text = WEEKDAYS.replace("per hour}}", "per hour}, dates: {2026-03-10: 3}}")
    load = hs.check(hs.loads(text))[1]
    assert load.busiest_date is not None
    assert load.busiest_date[0].isoformat() == "2026-03-10"
    assert load.busiest_date[1] == pytest.approx(3 * 96 * 12 / 60 / 32)


MEETING = """
hallsim: 1
world:
  calendar: {{start: 2026-03-02, weeks: 4}}
  services: {{p: {{decision: promised, approval: [c], steps: {{c: {{desk: b}}}}}}}}
  arrivals: {{per_day: 10}}
designs:
  d: {{windows: {{h: {{count: 4, serves: all}}}}, desks: {{b: {{meets: {{on: wed, capacity: {capacity}}}}}}}}}
"""


@pytest.mark.parametrize(("capacity", "share"), [(40, 1.25), (100, 0.5)])
def test_meetings_that_hear_too_few_files_are_told(capacity: int, share: float) -> None:
    found = hs.forecast(hs.loads(MEETING.format(capacity=capacity)))
    (meeting,) = found.meetings
    assert meeting.days_apart == 5
    assert meeting.n_files == pytest.approx(10)
    assert meeting.utilisation == pytest.approx(share)
    text = shown(check_report(found, {}, "en"))
    assert ("files pile up" in " ".join(text.split())) is (share > 1)


def test_what_is_the_same_under_two_designs_is_printed_once() -> None:
    text = MEETING.format(capacity=50) + "  e: {based_on: d, notice: 90%}\n"
    page = shown(check_report(hs.forecast(hs.loads(text)), {}, "en"))
    assert page.count("As under 'd': h and b.") + page.count("As under 'd': h, b.") == 1
    assert [line.strip() for line in page.splitlines()].count("e") == 1
    later = text.replace("notice: 90%}", "desks: {b: {meets: {on: daily, capacity: 50}}}}")
    page = shown(check_report(hs.forecast(hs.loads(later)), {}, "en"))
    assert [line.strip() for line in page.splitlines()].count("e") == 1  # of the meeting alone
    assert page.count("As under 'd': h.") == 1


@pytest.mark.parametrize(
    ("windows", "absence", "unstaffed"),
    [(1, "{share: 10%}", 0.1), (2, "{share: 10%}", 0.01), (1, "{share: 10%, cover: 1}", 0.0),
     (3, "{share: 0%}", 0.0)],
)  # fmt: skip
def test_days_on_which_a_whole_station_is_absent_are_told(
    windows: int, absence: str, unstaffed: float
) -> None:
    text = HALL.format(work="5 min", citizens="{}", per_day=20, hall=windows)
    source = hs.loads(text.replace("{opening", f"{{absence: {absence}, opening"))
    (load,) = hs.check(source)
    assert load.unstaffed_share == pytest.approx(unstaffed, abs=1e-12)
    told = "".join(shown(check_report(hs.forecast(source), {}, "en")))
    assert ("all who work there are absent" in told) == (unstaffed > 0)


@pytest.mark.statistical
def test_days_without_anybody_are_as_many_as_simulated() -> None:
    """Two windows, 30 % absent each: both on 9 % of days."""
    text = HALL.format(work="5 min", citizens="{}", per_day=40, hall=2).replace("weeks: 4", "weeks: 26")
    source = hs.loads(text.replace("{opening", "{absence: {share: 30%}, opening"))
    (load,) = hs.check(source)
    trace = hs.run_once(source)
    day = trace.tickets["start_ms"][trace.tickets["start_ms"] >= 0] // 86_400_000
    n_days = 26 * 5
    silent = 1 - len(set(day.tolist())) / n_days
    assert abs(silent - load.unstaffed_share) < 4 * (load.unstaffed_share / n_days) ** 0.5
