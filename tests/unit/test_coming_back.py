"""Who comes back after some minutes or hours, and finds the hall closed then (R5.8)."""

import pytest

from hallsim.trace.model import End
from tests.helpers.hall_builder import DAY, NINE, design, minutes, run, starts, world

FRIDAY = {"start": "2026-03-06"}
OPENING = ["09:00-12:00", "13:30-17:00"]


@pytest.mark.parametrize(
    ("return_after", "back"),
    [
        ("30 min", [640, 750, 3 * DAY + NINE]),  # in the midday closing tickets are issued
        ("6 h", [970, 3 * DAY + NINE, 3 * DAY + NINE]),
        ("15 h", [3 * DAY + NINE] * 3),  # at night
        ("21 h", [3 * DAY + NINE] * 3),  # on Saturday morning
        ("68 h", [3 * DAY + NINE] * 2 + [3 * DAY + 770]),  # on Monday before the doors; at 12:50
    ],
)
def test_who_comes_back_after_hours_comes_when_it_opens(return_after: str, back: list[int]) -> None:
    """Served at 10:00, 11:50 and 16:40 on a Friday for ten minutes."""
    service = {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}
    model = world(
        {"a": service}, [600, 710, 1000], days=5, calendar=FRIDAY, citizens={"return_after": return_after}
    )
    trace = run(model, design({"hall": {"count": 3}}, opening=OPENING))
    assert trace.matters["state"].tolist() == [End.SERVED] * 3
    again = trace.visits["attempt"] == 1
    come = dict(
        zip(trace.visits["citizen"][again].tolist(), minutes(trace.visits["arrive_ms"][again]), strict=True)
    )
    assert [come[i] for i in range(3)] == back


def test_after_the_last_ticket_it_is_the_next_opening_too() -> None:
    service = {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}
    model = world({"a": service}, [960], days=5, calendar=FRIDAY, citizens={"return_after": "25 min"})
    trace = run(model, design({"hall": {"count": 1}}, opening=OPENING, tickets_until="16:30"))
    assert starts(trace) == [960, 3 * DAY + NINE]


def test_a_corrected_file_is_brought_when_it_is_open_and_sent_at_any_hour() -> None:
    """Sent back at 16:50 on Friday, corrected within two hours: on Monday at nine, or online at 18:50."""
    service = {
        "counter": "10 min", "decision": "promised", "approval": {"step": "r"},
        "steps": {"r": {"desk": "d", "work": "0 min", "returns": "100%"}},
    }  # fmt: skip
    model = world({"a": service}, [1000], days=5, calendar=FRIDAY, citizens={"return_after": "2 h"})
    for corrections, first in (("visit", 3 * DAY + NINE), ("online", 1130)):
        hall = design(
            {"hall": {"count": 1}}, desks={"d": {"hours": "always"}}, approval={"corrections": corrections}
        )
        holds = run(model, hall).holds
        assert minutes(holds["to_ms"])[0] == first


@pytest.mark.parametrize(
    ("return_after", "day"), [("2 days", 2), ("2 workdays", 2), ("5 days", 7), ("5 workdays", 7)]
)
def test_days_of_the_calendar_count_every_day_and_workdays_the_open_ones(return_after: str, day: int) -> None:
    """Served on Monday at 10:00; the fifth day after it is a Saturday, the fifth working day a Monday."""
    service = {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}
    model = world({"a": service}, [600], days=12, citizens={"return_after": return_after})
    trace = run(model, design({"hall": {"count": 1}}))
    again = trace.visits["attempt"] == 1
    assert [minute // DAY for minute in minutes(trace.visits["arrive_ms"][again])] == [day]
