"""Appointments: who gets which slot, how booked and walk-in tickets mix, who never comes; by hand (R3.24)."""

from typing import Any

import numpy as np
import pytest

from hallsim.errors import InputError
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.metrics.registry import measure
from hallsim.scenario.load import load_text
from hallsim.trace.model import NEVER, End, Trace
from tests.helpers.hall_builder import DAY, FIVE, NINE, design, minutes, run, starts, works, world

ONE = {"hall": {"count": 1}}
BOOKS = {"books": "100%"}
TEN = {"work": {"counter": "10 min"}}


def booked(wanted: list[int], rule: dict[str, Any], services: dict[str, Any] = TEN, **keys: Any) -> Trace:
    citizens = {**BOOKS, **keys.pop("citizens", {})}
    plan = design(ONE, appointments={"period": "60 min", **rule}, **keys.pop("hall", {}))
    return run(world(services, wanted, citizens=citizens, **keys), plan)


def slots(trace: Trace) -> list[float]:
    return minutes(trace.citizens["slot_ms"])


def test_the_first_slot_with_room_a_working_day_later_at_the_same_time() -> None:
    """Two places an hour: the third at nine takes ten; who wants 10:30 takes eleven; Friday books Monday."""
    trace = booked([NINE, NINE, NINE, 630, 4 * DAY + 600], {"capacity": 2}, ending="drain")
    assert slots(trace) == [DAY + NINE, DAY + NINE, DAY + 600, DAY + 660, 7 * DAY + 600]
    assert minutes(trace.citizens["arrive_ms"]) == slots(trace)
    assert minutes(trace.citizens["wanted_ms"]) == [NINE, NINE, NINE, 630, 4 * DAY + 600]
    assert trace.citizens["state"].tolist() == [End.SERVED] * 5


def test_baileys_rule_books_several_for_the_beginning_of_each_stretch() -> None:
    rule = {"capacity": 1, "together": 2, "lead": "0 workdays", "hours": ["09:00-11:00", "13:00-15:00"]}
    trace = booked([NINE] * 6, rule)
    assert slots(trace) == [NINE, NINE, 600, 780, 780, 840]


def test_who_finds_no_slot_comes_without() -> None:
    """One place a day, today or tomorrow: the third comes when they would have come anyway."""
    rule = {"capacity": 1, "period": "8 h", "lead": "0 workdays", "within": "1 workday"}
    trace = booked([NINE, NINE, NINE, NINE], rule)
    assert slots(trace) == [NINE, DAY + NINE, NEVER, NEVER]
    assert minutes(trace.citizens["arrive_ms"]) == [NINE, DAY + NINE, NINE, NINE]


def test_a_slot_after_the_run_leaves_its_citizen_away() -> None:
    trace = booked([4 * DAY + 600], {"capacity": 1}, days=5)
    assert slots(trace) == [7 * DAY + 600]
    assert trace.citizens["state"].tolist() == [End.AWAY]


def test_who_does_not_come_wastes_the_slot_and_nothing_else() -> None:
    trace = booked([NINE, NINE], {"capacity": 1}, citizens={"no_show": "100%"})
    assert trace.citizens["state"].tolist() == [End.NO_SHOW] * 2
    assert slots(trace) == [DAY + NINE, DAY + 600]
    assert len(trace.visits["visit"]) == len(trace.tickets["ticket"]) == 0
    assert not matter_causes(trace).to_numpy().any()
    found = measure(trace, ["booked_share", "no_show_share", "slot_use", "n_arrivals", "late_or_left_share"])
    assert [found[name] for name in ("booked_share", "no_show_share", "slot_use", "n_arrivals")] == [
        1,
        1,
        0,
        0,
    ]
    assert np.isnan(found["late_or_left_share"])


def test_punctuality_shifts_and_spreads_within_the_day_of_the_slot() -> None:
    early = booked([NINE], {"capacity": 1}, citizens={"punctuality": {"early": "10 min"}})
    assert minutes(early.citizens["arrive_ms"]) == [DAY + NINE - 10]
    assert starts(early) == [DAY + NINE]  # before the doors
    law = {"late": "2 min", "sd": "20 min"}
    spread = booked([NINE] * 400, {"capacity": 400, "period": "8 h"}, citizens={"punctuality": law})
    off = (spread.citizens["arrive_ms"] - spread.citizens["slot_ms"]) / 60_000
    assert abs(off.mean() - 2) < 3.5 * 20 / 20
    assert abs(off.std() - 20) < 3.5 * 20 / np.sqrt(800)


GROUPS = {"planners": {"books": "100%"}, "others": {}}


def mixed(mix: str) -> Trace:
    """At 9:00 on day 1 three walk in; the booked one comes at 10 past, and all need ten minutes."""
    made = world(
        TEN,
        {"planners": [550], "others": [DAY + NINE] * 3},
        groups=GROUPS,
    )
    rule = {"capacity": 1, "period": "10 min", "mix": mix}
    return run(made, design(ONE, appointments=rule))


def test_booked_tickets_wait_in_line_or_go_first() -> None:
    equal, first = mixed("equal"), mixed("booked_first")
    assert equal.tickets["priority"].tolist() == [5] * 4
    assert minutes(equal.tickets["start_ms"]) == [DAY + t for t in (540, 550, 560, 570)]
    assert first.tickets["priority"].tolist() == [5, 5, 5, 1]
    assert minutes(first.tickets["start_ms"]) == [DAY + t for t in (540, 560, 570, 550)]
    found = measure(first, ["wait_booked_mean", "wait_walk_in_mean", "booked_ahead_mean", "booked_share"])
    assert found == {
        "wait_booked_mean": 0, "wait_walk_in_mean": 50 / 3, "booked_ahead_mean": pytest.approx(1),
        "booked_share": 0.25,
    }  # fmt: skip


def test_the_class_of_a_booking_lasts_for_the_booked_visit_only() -> None:
    services = {"work": {"counter": works(10, 10), "correction": "100%"}}
    citizens = {"max_visits": 2, "return_after": "1 workday"}
    trace = booked([NINE], {"capacity": 1, "mix": "booked_first"}, services, citizens=citizens)
    assert trace.tickets["priority"].tolist() == [1, 5]


def test_who_brings_something_that_cannot_be_booked_comes_without() -> None:
    services = {"work": {"counter": "10 min"}, "other": {"counter": "10 min"}}
    made = world(services, {"work": [NINE], "other": [NINE]}, citizens=BOOKS)
    trace = run(made, design(ONE, appointments={"capacity": 1, "services": ["work"]}))
    found = dict(zip(trace.matters["service"].tolist(), slots(trace), strict=True))
    assert found == {0: DAY + NINE, 1: NEVER}


def test_booking_changes_neither_who_comes_nor_their_work() -> None:
    made = world({"work": {"counter": "exponential(mean 5 min)"}}, list(range(NINE, FIVE, 7)), citizens=BOOKS)
    with_slots = run(made, design(ONE, appointments={"capacity": 8}))
    without = run(made, design(ONE))
    one, other = (np.sort(trace.tickets["work_ms"]) for trace in (with_slots, without))
    assert np.array_equal(one, other)
    assert np.array_equal(with_slots.citizens["identity"], without.citizens["identity"])


def test_progress_is_looked_up_online() -> None:
    """Half of those who only ask about progress stay away, and the others' tickets are as before."""
    services = {
        "work": {"counter": "2 min"},
        "status": {"counter": "1 min", "kind": "enquiry", "progress": True},
    }
    made = world(services, {"work": [NINE] * 20, "status": [600] * 200})
    online = run(made, design(ONE, progress_query="50%"))
    before = run(made, design(ONE))
    answered = online.citizens["state"] == End.ANSWERED
    assert answered[:20].sum() == 0
    assert abs(answered[20:].mean() - 0.5) < 3.5 * np.sqrt(0.25 / 200)
    assert len(online.visits["visit"]) == len(before.visits["visit"]) - answered.sum()
    found = measure(online, ["served_share", "answered_share", "n_arrivals"])
    assert found["served_share"] == 1
    assert found["answered_share"] == answered.mean()
    assert found["n_arrivals"] == 220 - answered.sum()
    kept = before.tickets["work_ms"][~answered[before.tickets["citizen"]]]
    assert np.array_equal(online.tickets["work_ms"], kept)


TEXT = """\
hallsim: 1
world:
  services: {work: {}, status: {share: 0%, kind: enquiry}}
  citizens: {books: 50%}
  arrivals: {per_day: 100, service: work}
designs:
  today:
    opening: 09:00-17:00
    appointments: {capacity: 4}
    windows: {hall: 2}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        (
            "{capacity: 4}",
            "{capacity: 4, hours: 08:00-12:00}",
            "9:33",
            "from 08:00 to 09:00",
            "within opening",
        ),
        ("{capacity: 4}", "{capacity: 4, services: wrok}", "9:43", "no service 'wrok'", "'work'"),
        ("{capacity: 4}", "{capacity: 4, period: 9 h}", "9:33", "holds a period of 9 h", "shorten"),
        ("{}", "{progress: true}", "3:21", "work is a case", "kind: enquiry"),
    ],
)
def test_appointments_that_cannot_be_kept(old: str, new: str, place: str, message: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        load_text(TEXT.replace(old, new, 1), "hall.yaml")
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert f"{problem.place.line}:{problem.place.column}" == place
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("books: 50%", "books: 0%", "nobody would book"),
        (
            "{capacity: 4}",
            "{capacity: 4}\n    progress_query: 20%",
            "no service of the world is a progress enquiry",
        ),
    ],
)
def test_appointments_that_do_nothing_are_pointed_out(old: str, new: str, message: str) -> None:
    (warning,) = load_text(TEXT.replace(old, new), "hall.yaml").warnings
    assert message in warning.message
    assert load_text(TEXT).warnings == ()
