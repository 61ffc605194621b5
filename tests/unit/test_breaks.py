"""Breaks go round: staggered means everybody once (R6.1)."""

from typing import Any

import pytest

from hallsim.api import loads
from hallsim.metrics.registry import measure
from tests.helpers.hall_builder import DAY, design, minutes, plan_of, run, starts, world

LUNCH = [("12:00-12:45", 1), ("12:30-13:15", 1), ("12:15-13:00", 1)]


def away(breaks: list[tuple[Any, int]], days: int = 1, **more: Any) -> list[list[tuple[float, float]]]:
    """When each window of a group is on a break in the first days, in minutes."""
    group = {"breaks": [{"hours": hours, "count": count} for hours, count in breaks]} | more
    opening = group.pop("opening", "09:00-17:00")
    plan = plan_of(world({"a": {"counter": "5 min"}}, [600]), design({"hall": group}, opening=opening))
    found = []
    for server in plan.servers:
        table = plan.rosters[server.roster].breaks
        spans = zip(minutes(table.starts), minutes(table.ends), strict=True)
        found.append([span for span in spans if span[0] < days * DAY])
    return found


def test_overlapping_breaks_of_one_window_each_send_each_window_once() -> None:
    assert away(LUNCH, count=3) == [[(735, 780)], [(750, 795)], [(720, 765)]]


def test_staggered_breaks_are_what_a_roster_by_hand_says() -> None:
    """Waits of 5, 20, 30, 25, 30 and 15 minutes of eight; 3 x 8 h less 3 x 45 min, and 15 min of overtime."""
    arrive = [660, 725, 740, 745, 750, 760, 765, 785]
    model = world({"a": {"counter": "20 min"}}, arrive, days=1)
    by_hand = [
        ["09:00-12:15", "13:00-17:00"], ["09:00-12:30", "13:15-17:00"], ["09:00-12:00", "12:45-17:00"],
    ]  # fmt: skip
    breaks = [{"hours": hours, "count": count} for hours, count in LUNCH]
    for group in ({"count": 3, "breaks": breaks}, {"shifts": [{"hours": hours} for hours in by_hand]}):
        trace = run(model, design({"hall": group}))
        assert starts(trace) == [660, 725, 745, 765, 780, 785, 795, 800]
        got = measure(trace, ["wait_mean", "staff_hours"])
        assert got == pytest.approx({"wait_mean": 125 / 8, "staff_hours": 22})


@pytest.mark.parametrize(
    "waves",
    [
        [("11:30-12:15", 2), ("12:15-13:00", 2)],
        [(["11:30-12:15", "12:15-13:00"], 2)],  # one break in two waves
    ],
)
def test_two_waves_of_two_send_all_four_once(waves: list[tuple[Any, int]]) -> None:
    first, second = (690, 735), (735, 780)
    assert away(waves, count=4) == [[second], [second], [first], [first]]


def test_who_has_gone_goes_again_when_everybody_has() -> None:
    """Five breaks of one for three windows: the first two of the second round are the last windows again."""
    breaks = [(f"{hour:02d}:00-{hour:02d}:10", 1) for hour in range(10, 15)]
    at = [60 * hour for hour in range(10, 15)]
    got = [[start for start, _ in spans] for spans in away(breaks, count=3)]
    assert got == [[at[2]], [at[1], at[4]], [at[0], at[3]]]


def test_only_who_is_there_takes_a_turn() -> None:
    """Two until one, two from one on, one all day: the late ones have no lunch, the early ones no tea."""
    shifts = [
        {"count": 2, "hours": "09:00-13:00"}, {"count": 2, "hours": "13:00-17:00"}, {"hours": "09:00-17:00"},
    ]  # fmt: skip
    breaks = [("12:00-12:30", 1), ("12:30-13:00", 1), ("15:00-15:10", 1), ("15:10-15:20", 1)]
    got = away(breaks, shifts=shifts)
    assert got == [[], [(750, 780)], [(910, 920)], [(900, 910)], [(720, 750)]]


def test_each_day_has_its_own_round() -> None:
    """On Mondays somebody goes at ten; at noon that is somebody else, on Tuesdays the last window again."""
    got = away([({"mon": "10:00-10:10"}, 1), ("12:00-12:30", 1)], days=2, count=2)
    assert got == [[(720, 750)], [(600, 610), (DAY + 720, DAY + 750)]]


def test_nobody_is_on_two_breaks_at_once() -> None:
    """Two of three and then two more, half an hour apart: one is left, and check says so."""
    breaks = [("12:00-13:00", 2), ("12:30-13:30", 2)]
    assert away(breaks, count=3) == [[(750, 810)], [(720, 780)], [(720, 780)]]
    text = """
hallsim: 1
world: {services: {a: {counter: 5 min}}, arrivals: {per_day: 10}}
designs:
  d:
    windows:
      a:
        count: 3
        breaks:
          - {count: 2, hours: 12:00-13:00}
          - {count: 2, hours: 12:30-13:30}
"""
    told = [w for w in loads(text).warnings if w.code == "breaks.together"]
    assert [(w.place and w.place.line, w.message[:55]) for w in told] == [
        (11, "2 windows go on this break, but at times only 1 of thos")
    ]


@pytest.mark.parametrize(
    ("counts", "n", "right"),
    [
        ([3, 3], 5, "write as count 3 from 12:00, 2 from 12:30, which is 5 in all: then everybody goes once"),
        ([1, 2], 5, "write as count 3 from 12:00, 2 from 12:30, which is 5 in all: then everybody goes once"),
        ([1, 1, 1], 2, "write as count 2 from 12:00, 1 from 12:30, 1 from 13:00, which is 4 in all: then"
         " everybody goes twice"),
    ],
)  # fmt: skip
def test_counts_with_which_not_everybody_goes_equally_often_are_told_those_that_do(
    counts: list[int], n: int, right: str
) -> None:
    begun = ["12:00-12:30", "12:30-13:00", "13:00-13:30"]
    breaks = ", ".join(f"{{count: {c}, hours: {h}}}" for c, h in zip(counts, begun, strict=False))
    text = f"""
hallsim: 1
world:
  calendar: {{start: 2026-03-02, days: 1, working_days: all}}
  services: {{a: {{counter: 5 min}}}}
  arrivals: {{per_day: 50, profile: {{09:00-16:00: 1}}}}
designs: {{hall: {{opening: 09:00-17:00, windows: {{hall: {{count: {n}, breaks: [{breaks}]}}}}}}}}
"""
    (told,) = [one for one in loads(text).warnings if one.code == "breaks.turns"]
    assert told.remedy == right
    assert "人人轮休" in told.advice.text("zh")
