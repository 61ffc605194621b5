"""Who comes on which days, and what is told of days on which the hall does not open."""

from typing import Any

import pytest

from hallsim.api import loads
from hallsim.demand.generate import generate
from hallsim.scenario.world.world import World
from hallsim.trace.model import End
from tests.helpers.hall_builder import DAY, design, minutes, run, world

FRIDAY = {"start": "2026-03-06"}


def after_every(interval: str, days: int, working_days: str = "mon-fri", **more: Any) -> list[float]:
    """When the citizens of a renewal process come, from Friday on, in minutes."""
    calendar: dict[str, Any] = FRIDAY | {"working_days": working_days} | more
    calendar["days"] = days
    services = {"a": {"counter": "10 min"}}
    model = World.model_validate(
        {"calendar": calendar, "services": services, "arrivals": [{"interval": interval}]}
    )
    return minutes(generate(model, 1, 0).arrive_ms)


def test_an_interval_brings_nobody_on_days_that_are_not_worked() -> None:
    """Every six hours from Friday to Monday: three on Friday, four on Monday, of fifteen."""
    assert after_every("constant(6 h)", 4) == [360, 720, 1080, *(3 * DAY + t for t in (0, 360, 720, 1080))]
    assert len(after_every("constant(6 h)", 4, "all")) == 15
    assert after_every("constant(6 h)", 4, closed=["2026-03-06"]) == [
        3 * DAY + t for t in (0, 360, 720, 1080)
    ]


def test_other_working_days_leave_the_others_as_they_were() -> None:
    every_day, weekdays = (after_every("exponential(mean 50 min)", 14, days) for days in ("all", "mon-fri"))
    assert weekdays == [t for t in every_day if t // DAY % 7 not in (1, 2)]


def test_exact_times_are_exact_on_any_day() -> None:
    model = world({"a": {"counter": "10 min"}}, [600, DAY + 600], days=4, calendar=FRIDAY)
    trace = run(model, design({"hall": {"count": 1}}))
    assert trace.matters["state"].tolist() == [End.SERVED, End.TURNED_AWAY]


@pytest.mark.parametrize(
    ("arrivals", "opening", "told"),
    [
        ("{per_day: 10}", "{mon-thu: 09:00-17:00}", ["opening.days"]),
        ("{per_day: 10}", "09:00-17:00", []),
        ("{per_day: 10}", "always", []),
        ("{times: [10:00, 5 days 10 h]}", "09:00-17:00", ["opening.times"]),
        ("{times: [10:00, 5 days 10 h]}", "always", []),
        ("{times: [10:00, 5 days 1 h]}", "22:00-02:00", []),  # of the night of Friday
    ],
)
def test_check_says_who_comes_when_the_hall_does_not_open(
    arrivals: str, opening: str, told: list[str]
) -> None:
    text = f"""
hallsim: 1
world:
  calendar: {{start: 2026-03-02, days: 14}}
  services: {{a: {{counter: 5 min}}}}
  arrivals: {arrivals}
designs:
  d: {{opening: {opening}, windows: {{hall: 1}}}}
"""
    found = [w for w in loads(text).warnings if w.code.startswith("opening")]
    assert [w.code for w in found] == told
    if told == ["opening.days"]:
        assert "on 2 of the 10 working days, first on 2026-03-06" in found[0].message
    if told == ["opening.times"]:
        assert found[0].message.startswith("1 of the 2 exact times")
        assert "2026-03-07" in found[0].message
