"""Busy and quiet days: random factors, days after a holiday, and the keys that a source does not use.

Rule R2.6 of the model.
"""

from typing import Any

import numpy as np
import pytest

from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.scenario.load import load_text
from hallsim.scenario.world.calendar import build_calendar
from hallsim.scenario.world.day_factors import planned_factor
from hallsim.scenario.world.world import World
from hallsim.units import MS_PER_DAY


def world(days: int = 5, calendar: dict[str, Any] | None = None, **source: Any) -> World:
    return World.model_validate(
        {
            "calendar": {"start": "2026-03-02", "days": days, **(calendar or {})},
            "services": {"work": {}},
            "arrivals": [{"per_day": 100, **source}],
        }
    )


def by_day(demand: Demand) -> np.ndarray:
    return np.bincount(demand.arrive_ms // MS_PER_DAY, minlength=demand.horizon_ms // MS_PER_DAY)


def factors(**keys: Any) -> list[float]:
    made = world(**keys)
    return [float(f) for f in planned_factor(made.sources()[0], build_calendar(made.calendar))]


def test_the_first_worked_day_after_missed_ones_has_the_factor() -> None:
    """A weekend is no holiday; Friday and Monday off make the Tuesday busy, and no later day."""
    calendar = {"closed": ["2026-03-04", "2026-03-06", "2026-03-09"]}
    assert factors(days=10, calendar=calendar, after_holiday=1.5) == [1, 1, 1, 1.5, 1, 1, 1, 1, 1.5, 1]
    assert factors(days=10, after_holiday=1.5) == [1.0] * 10


def test_factors_of_the_same_day_multiply() -> None:
    calendar = {"closed": ["2026-03-02"]}
    found = factors(
        calendar=calendar,
        after_holiday=2.0,
        weekdays={"tue": 1.5},
        dates={"2026-03-03": 2.0, "2026-03-05": 0.5},
    )
    assert found == [1, 6, 1, 0.5, 1]


@pytest.mark.statistical
def test_random_days_keep_the_mean_and_spread_the_counts() -> None:
    """Counts a day have mean m and variance m + (cv m)^2; 3.5 standard errors over 2000 days."""
    n, cv = 2000, 0.4
    found = by_day(generate(world(days=n, calendar={"working_days": "all"}, day_cv=cv), 3, 0))
    mean, variance = 100.0, 100 + (cv * 100) ** 2
    assert abs(found.mean() - mean) < 3.5 * np.sqrt(variance / n)
    # The fourth moment of a gamma of shape 1 / cv^2: kurtosis 3 + 6 cv^2.
    assert abs(found.var() - variance) < 3.5 * variance * np.sqrt((2 + 6 * cv**2) / n)


def test_more_demand_on_random_days_only_adds_citizens() -> None:
    few, many = (generate(world(days=20, per_day=n, day_cv=0.5), 3, 0) for n in (60, 240))
    assert 0 < few.n_citizens < many.n_citizens
    assert np.isin(few.identity, many.identity).all()
    # A longer calendar leaves the first days as they are.
    longer = generate(world(days=40, per_day=60, day_cv=0.5), 3, 0)
    assert np.array_equal(longer.arrive_ms[: few.n_citizens], few.arrive_ms)


def test_each_source_has_its_own_days() -> None:
    source = {"per_day": 400, "day_cv": 0.5}
    two = World.model_validate(
        {"calendar": {"days": 5}, "services": {"work": {}}, "arrivals": [source, {**source, "rate": None}]}
    )
    alone = generate(world(per_day=400, day_cv=0.5, calendar={"start": "2026-01-05"}), 1, 0)
    both = generate(two, 1, 0)
    others = by_day(both) - by_day(alone)
    assert np.isin(alone.identity, both.identity).all()
    assert not np.allclose(others, by_day(alone), rtol=0.1)


TEXT = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5}
  services: {work: {}}
  arrivals: {SOURCE}
designs: {today: {windows: {hall: 2}}}
"""


@pytest.mark.parametrize(
    "key", ["weekdays: {mon: 2}", "dates: {2026-03-03: 2}", "day_cv: 0.2", "after_holiday: 2"]
)
@pytest.mark.parametrize("kind", ["interval: 5 min", "times: [600 min]"])
def test_factors_of_days_do_nothing_where_times_are_given(kind: str, key: str) -> None:
    (warning,) = load_text(TEXT.replace("SOURCE", f"{kind}, {key}"), "hall.yaml").warnings
    name = key.split(":")[0]
    assert f"{name} does nothing where {kind.split(':')[0]}" in warning.message
    assert "per_day" in warning.remedy
    assert warning.place is not None
    assert warning.place.line == 5
    day_off = "days: 5, closed: [2026-03-03]" if "holiday" in key else "days: 5"
    assert load_text(TEXT.replace("days: 5", day_off).replace("SOURCE", "per_day: 9, " + key)).warnings == ()


def test_a_date_beyond_the_calendar_is_pointed_out() -> None:
    (warning,) = load_text(TEXT.replace("SOURCE", "per_day: 9, dates: {2026-04-01: 2}")).warnings
    assert "2026-04-01 lies outside the calendar" in warning.message
