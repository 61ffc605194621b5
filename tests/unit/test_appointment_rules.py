"""Books of slots, places by weekday, early and late: what each rule does, by hand (R3.24)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.errors import InputError
from hallsim.metrics.attribution.causes import visit_causes
from hallsim.metrics.registry import measure
from hallsim.scenario.design.appointments import parse_places
from hallsim.scenario.load import load_text
from hallsim.trace.model import NEVER, End, Trace
from hallsim.units import UnitError
from tests.helpers.hall_builder import DAY, NINE, design, minutes, run, starts, world

ONE = {"hall": {"count": 1}}
TEN = {"work": {"counter": "10 min"}}


def booked(wanted: Any, rule: dict[str, Any], services: dict[str, Any] = TEN, **keys: Any) -> Trace:
    citizens = {"books": "100%", **keys.pop("citizens", {})}
    plan = design(ONE, appointments={"period": "60 min", **rule}, **keys.pop("hall", {}))
    return run(world(services, wanted, citizens=citizens, **keys), plan)


def slots(trace: Trace) -> list[float]:
    return minutes(trace.citizens["slot_ms"])


def came(trace: Trace) -> list[float]:
    return minutes(trace.citizens["arrive_ms"])


# ---------------------------------------------------------------------- early


def half_an_hour_early(**rule: Any) -> Trace:
    """One for ten comes at half past nine, while a walk-in is served from 9:20 to 10:05."""
    services = {"work": {"counter": "10 min"}, "long": {"counter": "45 min"}}
    early = {"punctuality": {"early": "30 min"}}
    wanted = {"work": [600], "long": [DAY + 560]}
    return booked(wanted, {"capacity": 1, "services": ["work"], **rule}, services, citizens=early)


def test_waiting_counts_from_the_slot_for_who_comes_early() -> None:
    trace = half_an_hour_early()
    assert starts(trace) == [DAY + 560, DAY + 605]
    found = measure(trace, ["wait_booked_mean", "wait_from_slot_mean"])
    assert found == {"wait_booked_mean": 35, "wait_from_slot_mean": 5}


def test_who_is_served_before_the_slot_has_not_waited_for_it() -> None:
    trace = booked([600], {"capacity": 1}, citizens={"punctuality": {"early": "30 min"}})
    assert starts(trace) == [DAY + 570]
    assert measure(trace, ["wait_from_slot_mean"]) == {"wait_from_slot_mean": 0}


def test_no_ticket_before_the_slot_where_that_is_the_rule() -> None:
    trace = half_an_hour_early(not_before_slot=True)
    assert minutes(trace.tickets["issue_ms"]) == [DAY + 560, DAY + 600]
    assert starts(trace) == [DAY + 560, DAY + 605]
    found = measure(trace, ["wait_booked_mean", "wait_from_slot_mean"])
    assert found == {"wait_booked_mean": 5, "wait_from_slot_mean": 5}
    parts = visit_causes(trace)
    early = int(np.flatnonzero(trace.visits["arrive_ms"] == (DAY + 570) * 60_000)[0])
    assert parts.loc[early, "before_slot"] == 30 * 60_000
    assert parts["before_doors"].sum() == 0


def test_a_further_visit_waits_for_no_slot() -> None:
    services = {"work": {"counter": "10 min", "correction": "100%"}}
    citizens = {"max_visits": 2, "return_after": "1 workday", "punctuality": {"early": "30 min"}}
    trace = booked([600], {"capacity": 1, "not_before_slot": True}, services, citizens=citizens)
    issued, arrived = minutes(trace.tickets["issue_ms"]), minutes(trace.visits["arrive_ms"])
    assert issued[0] == DAY + 600
    assert issued[1] == arrived[1]


# ---------------------------------------------------------------------- late


def late(minutes_late: int, **rule: Any) -> Trace:
    """Who books ten comes so many minutes late."""
    law = {"punctuality": {"late": f"{minutes_late} min"}}
    return booked([600], {"capacity": 1, "mix": "booked_first", **rule}, citizens=law)


def test_who_is_later_than_grace_is_a_walk_in() -> None:
    assert late(30).tickets["priority"].tolist() == [1]
    assert late(30, late="walk_in", grace="30 min").tickets["priority"].tolist() == [1]
    assert late(30, late="walk_in", grace="29 min").tickets["priority"].tolist() == [5]


def test_earliest_appointment_goes_by_the_ticket_of_who_is_too_late() -> None:
    """A walk-in from 9:40 to 10:00; then the walk-in of 9:50, or the booking for nine that came at 9:55."""
    services = {"work": {"counter": "20 min"}}
    groups = {"planners": {"books": "100%", "punctuality": {"late": "55 min"}}, "others": {}}
    wanted = {"planners": [NINE], "others": [DAY + 580, DAY + 590]}
    made = world(services, wanted, groups=groups)

    def order_of(**rule: Any) -> list[float]:
        slots = {"period": "60 min", "capacity": 1, **rule}
        trace = run(made, design(ONE, appointments=slots, rule={"order": "earliest_appointment"}))
        return starts(trace)

    assert order_of() == [DAY + 580, DAY + 620, DAY + 600]  # issued 9:40, 9:50, 9:55; the booking goes first
    assert order_of(late="walk_in") == [DAY + 580, DAY + 600, DAY + 620]


def test_who_is_too_late_takes_the_next_slot_with_room() -> None:
    trace = late(30, late="next_slot")
    assert slots(trace) == [DAY + 660]
    assert came(trace) == [DAY + 630]
    assert starts(trace) == [DAY + 630]
    assert starts(late(30, late="next_slot", not_before_slot=True)) == [DAY + 660]


def test_who_comes_after_the_closing_comes_to_a_slot_of_the_next_day() -> None:
    """90 min late for 16:00 is half an hour after closing: turned away, or served the next morning."""
    law = {"punctuality": {"late": "90 min"}}
    keeps = booked([960], {"capacity": 1}, citizens=law)
    assert keeps.citizens["state"].tolist() == [End.TURNED_AWAY]
    again = booked([960], {"capacity": 1, "late": "next_slot"}, citizens=law)
    assert again.citizens["state"].tolist() == [End.SERVED]
    assert slots(again) == came(again) == [2 * DAY + NINE]


def test_who_books_again_takes_the_place_before_those_who_wish_for_it_later() -> None:
    """The late one takes the place of eleven at 10:30; who wants a slot at 10:40 gets noon."""
    groups = {"late": {"books": "100%", "punctuality": {"late": "30 min"}}, "prompt": {"books": "100%"}}
    rule = {"period": "60 min", "capacity": 1, "lead": "0 workdays", "late": "next_slot"}
    made = world(TEN, {"late": [600], "prompt": [640]}, groups=groups)
    found = slots(run(made, design(ONE, appointments=rule)))
    assert sorted(found) == [660, 720]
    assert found[0] == 660


def test_no_slot_in_time_leaves_a_walk_in() -> None:
    rule = {"capacity": 1, "period": "8 h", "lead": "0 workdays", "within": "0 workdays"}
    law = {"punctuality": {"late": "30 min"}}
    trace = booked([NINE], rule | {"late": "next_slot", "mix": "booked_first"}, citizens=law)
    assert slots(trace) == [NINE]
    assert came(trace) == [NINE + 30]
    assert trace.tickets["priority"].tolist() == [5]


def test_no_slot_holds_more_than_its_places() -> None:
    law = {"punctuality": {"late": "10 min", "sd": "40 min"}}
    rule = {"capacity": 3, "period": "30 min", "lead": "0 workdays", "late": "next_slot"}
    trace = booked([NINE] * 60 + [700] * 60, rule, TEN, citizens=law)
    slot = trace.citizens["slot_ms"]
    taken, n = np.unique(slot[slot != NEVER], return_counts=True)
    places = dict(zip(trace.slots["slot_ms"].tolist(), trace.slots["capacity"].tolist(), strict=True))
    assert len(taken) > 20
    assert all(n_booked <= places[at] for at, n_booked in zip(taken.tolist(), n.tolist(), strict=True))


# ---------------------------------------------------------------------- books


def test_places_by_weekday() -> None:
    """Monday has one place, Tuesday two, Wednesday none."""
    rule = {"capacity": {"mon": 1, "tue": 2, "thu-fri": 1}, "period": "8 h", "lead": "0 workdays"}
    assert slots(booked([NINE] * 5, rule)) == [
        NINE, DAY + NINE, DAY + NINE, 3 * DAY + NINE, 4 * DAY + NINE,
    ]  # fmt: skip


def test_a_worked_weekend_has_the_places_of_the_weekday_named_first() -> None:
    places = parse_places({"mon": 4, "周二-周五": 11})
    assert [places.on(day) for day in range(7)] == [4, 11, 11, 11, 11, 0, 0]
    assert places.on(5, ordinary=False) == 4
    for wrong in ({}, {"mon": "four"}, {"mon-wed": 1, "tue": 2}, -1, "4", 2.5, True, {"mun": 2}):
        with pytest.raises(UnitError):
            parse_places(wrong)


def test_each_department_has_a_book_of_its_own() -> None:
    services = {"check": {"counter": "10 min"}, "tax": {"counter": "10 min"}, "other": {"counter": "10 min"}}
    wanted = {"check": [NINE] * 3, "tax": [NINE] * 3, "other": [NINE] * 2}
    books = {
        "fire": {"services": ["check"], "capacity": 1},
        "taxes": {"services": ["tax"], "period": "30 min"},
    }
    trace = booked(wanted, {"capacity": 2, "books": books}, services)
    by_service = {
        name: sorted(t for t, s in zip(slots(trace), trace.matters["service"], strict=True) if s == number)
        for number, name in enumerate(services)
    }
    assert by_service == {
        "check": [DAY + 540, DAY + 600, DAY + 660],
        "tax": [DAY + 540, DAY + 540, DAY + 570],
        "other": [DAY + 540, DAY + 540],
    }
    nine = trace.slots["slot_ms"] == (DAY + NINE) * 60_000
    assert sorted(trace.slots["capacity"][nine].tolist()) == [1, 2, 2]


def test_without_a_general_book_the_rest_comes_without_booking() -> None:
    services = {"check": {"counter": "10 min"}, "other": {"counter": "10 min"}}
    books = {"fire": {"services": ["check"], "capacity": 1}}
    trace = booked({"check": [NINE], "other": [NINE]}, {"books": books}, services)
    found = dict(zip(trace.matters["service"].tolist(), slots(trace), strict=True))
    assert found == {0: DAY + NINE, 1: NEVER}


def test_who_fails_to_come_depends_on_the_service() -> None:
    services = {
        "check": {"counter": "10 min", "no_show": "100%"},
        "kept": {"counter": "10 min", "no_show": "0%"},
        "other": {"counter": "10 min"},
    }
    wanted = {"check": [NINE], "kept": [NINE], "other": [NINE]}
    trace = booked(wanted, {"capacity": 9}, services, citizens={"no_show": "100%"})
    states = dict(zip(trace.matters["service"].tolist(), trace.citizens["state"].tolist(), strict=True))
    assert states == {0: End.NO_SHOW, 1: End.SERVED, 2: End.NO_SHOW}


TEXT = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5}
  citizens: {books: 50%}
  services: {check: {counter: 10 min, share: 50%}, tax: {counter: 10 min, share: 50%}}
  arrivals: {per_day: 20, profile: {09:00-17:00: 1}}
designs:
  a: {opening: 09:00-17:00, windows: {hall: 2}, appointments: APPOINTMENTS}
"""


@pytest.mark.parametrize(
    ("written", "code", "key"),
    [
        ("{period: 30 min}", "appointments.capacity", "appointments"),
        ("{books: {fire: {services: [check]}}}", "appointments.capacity", "fire"),
        (
            "{books: {fire: {services: [check], capacity: 1}, water: {services: [check], capacity: 1}}}",
            "appointments.twice",
            "services",
        ),
        ("{books: {fire: {services: [chek], capacity: 1}}}", "name.unknown", "services"),
        ("{capacity: {mon: x}}", "value.unreadable", "capacity"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(written: str, code: str, key: str) -> None:
    with pytest.raises(InputError) as caught:
        load_text(TEXT.replace("APPOINTMENTS", written))
    found = caught.value.problems
    assert [one.code for one in found] == [code]
    assert found[0].place is not None
    assert found[0].place.line == 9


def test_grace_without_a_rule_for_the_late_is_told_as_without_effect() -> None:
    loaded = load_text(TEXT.replace("APPOINTMENTS", "{capacity: 3, grace: 10 min}"))
    assert "appointments.grace" in [one.code for one in loaded.warnings]


@pytest.mark.parametrize(("until", "is_told"), [("10:30", True), ("11:00", False)])
def test_slots_after_the_last_ticket_are_told(until: str, is_told: bool) -> None:
    text = TEXT.replace("windows:", f"tickets_until: '{until}', windows:")
    loaded = load_text(text.replace("APPOINTMENTS", "{capacity: 3, hours: 10:00-11:00}"))
    assert ("appointments.tickets" in [one.code for one in loaded.warnings]) is is_told


def test_what_is_wrong_under_a_derived_design_alone_names_it_once() -> None:
    more = "  b: {based_on: a, opening: 09:00-12:00}\n  c: {based_on: b, title: Other}\n"
    text = TEXT.replace("APPOINTMENTS", "{capacity: 3, hours: 13:00-14:00}") + more
    with pytest.raises(InputError) as told:
        load_text(text)
    (found,) = told.value.problems
    assert found.place is not None
    assert found.place.path[:2] == ("designs", "a")
    assert found.message.endswith("(under the design 'b', which takes this over)")
    assert "方案 'b'" in found.said.text("zh")
