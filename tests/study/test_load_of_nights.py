"""The load of a hall open past midnight: a weekday is its night, from 20:00 to 02:00 on the next day."""

import pytest

import hallsim.api as hs

TEXT = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, working_days: DAYS}
  services: {a: {counter: 6 min}}
  arrivals: {per_day: 180, profile: {PROFILE}, weekdays: {mon: 1.16, fri: 0.5}}
designs:
  a: {opening: OPENING, windows: {hall: {serves: all, HALL}}}
"""


def loads(
    profile: str, opening: str = "20:00-02:00", hall: str = "count: 3", days: str = "mon-fri"
) -> list[float]:
    """Utilisation by weekday."""
    text = TEXT.replace("PROFILE", profile).replace("OPENING", opening).replace("HALL", hall)
    (station,) = hs.check(hs.loads(text.replace("DAYS", days)))
    return [day.utilisation for day in station.days]


@pytest.mark.parametrize("profile", ["20:00-24:00: 2, 00:00-02:00: 1", "20:00-02:00: 1", "20:00-24:00: 1"])
def test_monday_by_hand(profile: str) -> None:
    """180 citizens of 6 min for 18 window hours: 100 %; on Mondays 116 %, whatever comes when."""
    assert loads(profile) == pytest.approx([1.16, 1, 1, 1, 0.5])
    assert loads(profile, days="all") == pytest.approx([1.16, 1, 1, 1, 0.5, 1, 1])


def test_who_comes_after_the_closing_is_no_load() -> None:
    """Of seven hours of arrivals the last one finds the hall closed, on Mondays as on other days."""
    assert loads("20:00-03:00: 1") == pytest.approx([1.16 * 6 / 7, 6 / 7, 6 / 7, 6 / 7, 0.5 * 6 / 7])


@pytest.mark.parametrize(
    ("hall", "window_hours"),
    [
        ("on_duty: {20:00: 3, 00:00: 1}", 14),
        ("shifts: [{count: 2, hours: 20:00-24:00}, {count: 3, hours: 00:00-02:00}]", 14),
        ("hours: 20:00-01:00, count: 2", 10),
    ],
)
def test_rosters_of_the_night_are_of_its_evening(hall: str, window_hours: float) -> None:
    assert loads("20:00-02:00: 1", hall=hall) == pytest.approx(
        [share * 18 / window_hours for share in (1.16, 1, 1, 1, 0.5)]
    )


def test_nights_that_differ_by_weekday() -> None:
    """Monday's ends an hour earlier: a sixth of its citizens and of its time on duty is gone."""
    found = loads("20:00-02:00: 1", "{mon: 20:00-01:00, tue-fri: 20:00-02:00}")
    assert found == pytest.approx([1.16, 1, 1, 1, 0.5])
