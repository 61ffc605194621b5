"""Who takes which channel, slot or line, read off the tapes: each rule on its own, by share and by hand.

Every rule of channels.py, bookings.py and hotline.py in hall/decisions has been broken once on purpose, and a
test of this file, test_channels.py, test_appointments.py or test_hotline.py failed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.hall.decisions.bookings import (
    book_slots,
    fails_to_come,
    lateness_ms,
    offered_slots,
    slot_starts,
    time_of_coming,
)
from hallsim.hall.decisions.channels import Channels, found_by, read_channels, wrong_tasks
from hallsim.hall.decisions.hotline import calls
from hallsim.hall.plan.build import build_plan
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.calendar import build_calendar
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER
from tests.helpers.hall_builder import DAY, FIVE, MIN, NINE, design, world

N = 400
ONE = {"hall": {"count": 1}}
LACKING = {
    "counter": "5 min",
    "documents": {"required": 3, "missing": "50%"},
    "online": True,
    "kiosk": "2 min",
}
EVERYTHING: dict[str, Any] = {
    "online": {"success": "50%"},
    "pre_review": {"desk": "back", "share": "50%"},
    "kiosks": {"count": 9},
    "desks": {"back": {"officers": 1}},
}
ABLE = {"online": "60%", "kiosk": "50%"}


def demand_of(services: Any, arrive: Any = None, **more: Any) -> tuple[World, Demand]:
    made = world(services, [NINE + i for i in range(N)] if arrive is None else arrive, **more)
    return made, generate(made, 3, 0)


def channels(made: tuple[World, Demand], slot: int = NEVER, **measures: Any) -> Channels:
    world_, demand = made
    slot_ms = np.full(demand.n_citizens, slot, np.int64)
    return read_channels(world_, design(ONE, **measures), demand, slot_ms)


def near(flags: Any, share: float) -> bool:
    """Within four standard errors."""
    n = len(flags)
    return bool(abs(float(np.mean(flags)) - share) < 4 * (share * (1 - share) / n) ** 0.5)


# ---------------------------------------------------------------- channels


def test_a_matter_goes_one_way() -> None:
    """Online comes before review, review before terminals."""
    found = channels(demand_of({"a": LACKING}, citizens=ABLE), **EVERYTHING)
    flags = np.stack([found.online, found.reviewed, found.kiosk, found.kiosk_failed])
    assert flags.sum(axis=0).max() == 1
    assert near(found.online, 0.3)
    assert near(found.reviewed[~found.online], 0.5)
    rest = ~found.online & ~found.reviewed
    assert near(found.kiosk[rest], 0.5)
    assert (found.kiosk | found.kiosk_failed)[rest].all()


def test_who_booked_comes_to_the_hall() -> None:
    found = channels(demand_of({"a": LACKING}, citizens=ABLE), slot=DAY * MIN, **EVERYTHING)
    assert not found.online.any()
    assert not found.reviewed.any()
    assert found.kiosk.any()


def test_services_listed_go_online_and_to_terminals_instead_of_those_marked() -> None:
    services = {"a": {**LACKING, "share": "50%"}, "b": {**LACKING, "online": False, "share": "50%"}}
    made = demand_of(services, citizens={"online": "100%", "kiosk": "100%"})
    is_b = made[1].service == 1
    marked = channels(made, online={"success": "100%"})
    assert np.array_equal(marked.online, ~is_b)
    listed = channels(made, online={"success": "100%", "services": ["b"]})
    assert np.array_equal(listed.online, is_b)
    assert channels(made, kiosks={}).kiosk.all()
    assert np.array_equal(channels(made, kiosks={"services": ["b"]}).kiosk, is_b)


def test_a_bundle_goes_online_when_all_of_it_can() -> None:
    services = {"a": {**LACKING, "share": "50%"}, "b": {"counter": "5 min", "share": "50%"}}
    made = demand_of(services, groups={"agents": {"matters": {"2": "100%"}}}, citizens={"online": "100%"})
    online = channels(made, online={"success": "100%"}).online.reshape(-1, 2)
    assert np.array_equal(online.all(axis=1), online.any(axis=1))
    assert np.array_equal(online[:, 0], (made[1].service.reshape(-1, 2) == 0).all(axis=1))


def test_only_matters_with_documents_are_reviewed() -> None:
    services = {"a": {**LACKING, "share": "50%"}, "b": {"counter": "5 min", "share": "50%"}}
    made = demand_of(services)
    review: dict[str, Any] = {"pre_review": {"desk": "back", "share": "100%"}, "desks": EVERYTHING["desks"]}
    assert np.array_equal(channels(made, **review).reviewed, made[1].service == 0)


def test_who_does_not_use_terminals_does_not_try() -> None:
    groups = {"young": {"share": "50%", "kiosk": "70%"}, "old": {"share": "50%"}}
    made = demand_of({"a": LACKING}, groups=groups)
    found = channels(made, kiosks={})
    assert np.array_equal(found.kiosk | found.kiosk_failed, made[1].group == 0)


def test_a_share_of_what_is_missing_is_found_each_by_itself() -> None:
    _, demand = demand_of({"a": LACKING})
    missing = np.ones((N, 3), np.bool_)
    missing[:100] = False
    found = found_by(demand, "guide", 0.4, missing)
    assert not found[:100].any()
    assert near(found[100:].ravel(), 0.4)
    assert near(found[100:].all(axis=1), 0.4**3)


def test_only_the_first_matter_of_a_visit_is_taken_to_a_wrong_window() -> None:
    services = {"a": {"counter": "5 min", "share": "50%"}, "b": {"counter": "5 min", "share": "50%"}}
    agents = {"agents": {"matters": {"2": "100%"}}}
    made, demand = demand_of(services, groups=agents, citizens={"wrong_window": "100%"})
    windows = {"wa": {"serves": ["a"]}, "wb": {"serves": ["b"]}}
    hall = design(windows)
    plan = build_plan(made, hall)
    spared = np.zeros(demand.n_matters, np.bool_)
    spared[:100] = True
    found = wrong_tasks(made, hall, demand, plan, spared)
    assert found is not None
    goes = found >= 0
    assert not goes[1::2].any()
    assert not goes[:100].any()
    assert goes[100::2].all()


# ---------------------------------------------------------------- bookings


def booking(
    rule: dict[str, Any], wanted: list[int], **more: Any
) -> tuple[World, Design, Demand, list[float]]:
    """Slots in minutes of citizens who all book today or later."""
    rule = {"capacity": 1, "period": "60 min", "lead": "0 workdays"} | rule
    come = more.pop("would_come", None)
    citizens = {"books": "100%", **more.pop("citizens", {})}
    made, demand = demand_of({"a": {"counter": "5 min"}}, wanted, citizens=citizens, **more)
    hall = design(ONE, appointments=rule)
    would_come = np.ones(demand.n_citizens, np.bool_) if come is None else np.array(come)
    calendar = build_calendar(made.calendar)
    found = book_slots(made, hall, demand, demand.arrive_ms, would_come, calendar).slot_ms
    return made, hall, demand, [t if t == NEVER else t / MIN for t in found.tolist()]


def test_a_rest_shorter_than_a_period_has_no_slot() -> None:
    made = world({"a": {}}, [NINE], days=1)
    hall = design(
        ONE, appointments={"capacity": 3, "period": "60 min", "hours": ["09:00-10:30", "14:00-16:00"]}
    )
    assert hall.appointments is not None
    assert hall.appointments.hours is not None
    starts, capacity = slot_starts(hall.appointments.hours, hall.appointments, build_calendar(made.calendar))
    assert (starts[:3] / MIN).tolist() == [540, 840, 900]
    assert set(capacity.tolist()) == {3}


def test_slots_past_midnight_have_the_places_of_the_night_s_weekday() -> None:
    made = world({"a": {}}, [NINE], days=7)  # from a Monday on
    calendar = build_calendar(made.calendar)
    rule = {"capacity": {"mon-thu": 3, "fri": 1}, "period": "60 min", "hours": "23:00-02:00"}
    hall = design(ONE, appointments=rule, opening="22:00-03:00")
    assert hall.appointments is not None
    assert hall.appointments.hours is not None
    starts, capacity = slot_starts(hall.appointments.hours, hall.appointments, calendar)
    assert (starts[12:15] // MIN).tolist() == [4 * DAY + 23 * 60, 5 * DAY, 5 * DAY + 60]
    assert capacity[:15].tolist() == [3] * 12 + [1] * 3


def test_slots_after_midnight_are_of_the_night_of_the_opening() -> None:
    made, _ = demand_of({"a": {}}, [NINE], citizens={"books": "100%"})
    rule = {"capacity": 1, "period": "30 min", "lead": "0 workdays", "hours": ["20:00-20:30", "00:30-01:30"]}
    hall = design(ONE, appointments=rule, opening="20:00-02:00")
    starts, _ = offered_slots(hall, build_calendar(made.calendar))
    assert (starts[:4] / MIN).tolist() == [20 * 60, DAY + 30, DAY + 60, DAY + 20 * 60]


def test_who_is_late_for_a_slot_before_midnight_comes_after_it() -> None:
    citizens = {"books": "100%", "punctuality": {"late": "20 min"}}
    rule = {"capacity": 1, "period": "20 min", "lead": "0 workdays", "hours": "23:40-24:00"}
    made, demand = demand_of({"a": {}}, [NINE], citizens=citizens)
    calendar = build_calendar(made.calendar)
    for opening, comes in (("20:00-02:00", DAY), ("20:00-24:00", DAY - 1 / MIN)):
        hall = design(ONE, appointments=rule, opening=opening)
        found = book_slots(made, hall, demand, demand.arrive_ms, np.ones(1, np.bool_), calendar)
        assert found.slot_ms.tolist() == [(23 * 60 + 40) * MIN]
        assert (found.arrive_ms / MIN).tolist() == [comes]


def test_no_slot_is_offered_when_no_tickets_are_issued_any_more() -> None:
    citizens = {"books": "100%"}
    made, demand = demand_of({"a": {}}, [NINE] * 4, citizens=citizens)
    calendar = build_calendar(made.calendar)
    rule = {"capacity": 1, "period": "30 min", "lead": "0 workdays"}
    for more, slots in (
        ({}, [900, 930, 960, 990]),
        ({"tickets_until": "16:00"}, [900, 930, DAY + 900, DAY + 930]),
    ):
        hall = design(ONE, appointments=rule, opening="15:00-17:00", **more)
        found = book_slots(made, hall, demand, demand.arrive_ms, np.ones(4, np.bool_), calendar)
        assert (found.slot_ms / MIN).tolist() == slots
        starts, _ = offered_slots(hall, calendar)
        assert (starts[: len(slots) // 2] / MIN).tolist() == slots[:2]


def test_who_would_come_first_books_first() -> None:
    made, hall, demand, _ = booking({"hours": "10:00-11:00"}, [NINE, NINE + 30])
    wanted = demand.arrive_ms[::-1].copy()  # as letters and hours may have changed them
    everybody = np.ones(2, np.bool_)
    found = book_slots(made, hall, demand, wanted, everybody, build_calendar(made.calendar)).slot_ms
    assert (found / MIN).tolist() == [DAY + 600, 600]


def test_who_does_not_come_at_all_takes_no_slot() -> None:
    assert booking({}, [NINE, NINE], would_come=[False, True])[3] == [NEVER, NINE]


def test_a_period_without_places_is_passed_over() -> None:
    assert booking({"together": 0}, [NINE, NINE])[3] == [600, 660]


def test_only_who_booked_fails_to_come_and_by_the_group_s_own_share() -> None:
    groups = {"firm": {"share": "50%", "no_show": "80%"}, "person": {"share": "50%"}}
    made, demand = demand_of({"a": {}}, groups=groups, citizens={"no_show": "30%"})
    missing = fails_to_come(made, demand, np.arange(N) % 2 == 0)
    assert not missing[1::2].any()
    for group, share in enumerate((0.8, 0.3)):
        assert near(missing[::2][demand.group[::2] == group], share)


def arrivals(made: World, demand: Demand, slot_ms: int) -> NDArray[np.int64]:
    """When each citizen would come to one slot."""
    off, wish = lateness_ms(made, demand).tolist(), demand.arrive_ms.tolist()
    midnights = [day * DAY * MIN for day in range(8)]
    return np.array([time_of_coming(slot_ms, *one, midnights) for one in zip(off, wish, strict=True)])


def test_punctuality_is_the_group_s_and_stays_on_the_day_after_the_wish() -> None:
    groups = {"firm": {"share": "50%", "punctuality": {"early": "20 min"}}, "person": {"share": "50%"}}
    made, demand = demand_of({"a": {}}, groups=groups)
    at = arrivals(made, demand, (DAY + 600) * MIN)
    assert np.array_equal(at / MIN, np.where(demand.group == 0, DAY + 580, DAY + 600))
    made, demand = demand_of({"a": {}}, citizens={"punctuality": {"sd": "4 h"}})
    early, late = (arrivals(made, demand, (DAY + slot) * MIN) / MIN for slot in (240, 1200))
    assert (early.min(), early.max() > DAY + 720) == (DAY, True)
    assert (late.min() < DAY + 720, late.max() < 2 * DAY, late.max() > 2 * DAY - 1) == (True, True, True)
    at = arrivals(made, demand, FIVE * MIN)
    assert (at >= np.minimum(demand.arrive_ms, FIVE * MIN)).all()
    assert (at == demand.arrive_ms).any()


# ---------------------------------------------------------------- the hotline


def test_a_share_calls_and_only_of_those_who_would_come() -> None:
    ask = {"counter": "1 min", "kind": "enquiry"}
    made, demand = demand_of({"ask": ask})
    hall = design(ONE, hotline={"lines": 1, "share": "30%", "work": "1 min"})
    would_come = np.arange(N) % 4 > 0
    calendar = build_calendar(made.calendar)
    found = calls(made, hall, demand, demand.arrive_ms, would_come, calendar)
    assert would_come[found.citizen].all()
    assert near(np.isin(np.flatnonzero(would_come), found.citizen), 0.3)


def test_calls_are_taken_in_the_order_of_the_times_they_are_made() -> None:
    made, demand = demand_of({"ask": {"counter": "1 min", "kind": "enquiry"}}, [NINE, NINE + 1, NINE + 2])
    hall = design(ONE, hotline={"lines": 1, "share": "100%", "work": "10 min"})
    later = demand.arrive_ms[::-1].copy()
    found = calls(made, hall, demand, later, np.ones(3, np.bool_), build_calendar(made.calendar))
    assert found.citizen.tolist() == [2, 1, 0]
    assert (found.start_ms / MIN).tolist() == [540, 550, 560]


@pytest.mark.parametrize(("patience", "answered"), [("10 min", True), ("599 s", False)])
def test_who_is_answered_in_the_instant_patience_ends_is_answered(patience: str, answered: bool) -> None:
    made, demand = demand_of({"ask": {"counter": "1 min", "kind": "enquiry"}}, [NINE, NINE])
    hall = design(ONE, hotline={"lines": 1, "share": "100%", "work": "10 min", "patience": patience})
    everybody = np.ones(2, np.bool_)
    found = calls(made, hall, demand, demand.arrive_ms, everybody, build_calendar(made.calendar))
    assert (found.start_ms[1] != NEVER) == answered
