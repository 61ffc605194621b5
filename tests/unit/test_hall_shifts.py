"""Shifts, breaks and closing: who finishes, pauses or hands back, who is served out, who goes home.

Rules of the model: R6.2 to R6.4.
"""

import pytest

from hallsim.trace.model import NEVER, End, Outcome
from tests.helpers.hall_builder import DAY, FIVE, design, ends, minutes, run, starts, world

NOON = 720


def test_who_was_handed_back_and_is_never_called_again_goes_home_at_closing() -> None:
    """Handed back at 15:00 by the only window; nobody serves the queue again before 17:00."""
    trace = run(
        world({"a": {"counter": "30 min"}}, [890], citizens={"patience": "40 min"}),
        design({"hall": {"shifts": [{"hours": "09:00-15:00"}], "at_shift_end": "hand_back"}}),
    )
    assert trace.tickets["outcome"].tolist() == [Outcome.HANDED_BACK, Outcome.SENT_HOME]
    assert starts(trace) == [890, NEVER]
    assert ends(trace) == [900, FIVE]
    assert trace.matters["state"].tolist() == [End.TURNED_AWAY]


@pytest.mark.parametrize("at_shift_end", ["finish", "pause", "hand_back"])
@pytest.mark.parametrize("at_close", ["serve_out", "finish"])
def test_closing_finishes_the_visitor_at_the_window(at_shift_end: str, at_close: str) -> None:
    """At work from 16:50 for 30 minutes: to 17:20, not until the next morning, whatever the shift rule."""
    trace = run(
        world({"a": {"counter": "30 min"}}, [1010, 1015]),
        design({"hall": {"count": 1, "at_shift_end": at_shift_end, "at_close": at_close}}),
    )
    out = at_close == "serve_out"
    assert starts(trace) == [1010, 1040 if out else NEVER]
    assert ends(trace) == [1040, 1070 if out else FIVE]
    assert minutes(trace.shifts["left_ms"])[0] == (1070 if out else 1040)


def test_work_pauses_over_lunch_and_is_finished_at_closing() -> None:
    """Six hours from 11:00: 1 h, lunch of 1.5 h, 3.5 h until 17:00, the rest of 1.5 h after closing."""
    trace = run(
        world({"a": {"counter": "6 h"}}, [660]),
        design({"hall": {"at_shift_end": "pause"}}, opening=["09:00-12:00", "13:30-17:00"]),
    )
    assert ends(trace) == [FIVE + 90]
    assert minutes(trace.shifts["left_ms"])[:2] == [NOON, FIVE + 90]


def test_an_hour_at_midnight_is_no_closing_of_a_hall_that_never_closes() -> None:
    """A shift that ends at 24:00 in a hall without closing hands back, and a colleague goes on."""
    trace = run(
        world({"a": {"counter": "30 min"}}, [1430], calendar={"days": 2, "working_days": "all"}),
        design(
            {
                "late": {"hours": "16:00-24:00", "at_shift_end": "hand_back"},
                "early": {"hours": "00:00-08:00"},
            },
            opening="always",
        ),
    )
    assert starts(trace) == [1430, DAY]
    assert ends(trace) == [DAY, DAY + 20]


def test_a_hall_that_closes_at_midnight_sends_home_at_midnight() -> None:
    """Open 18:00-24:00 without serving out: who still waits at 24:00 is not kept for the next evening."""
    trace = run(
        world({"a": {"counter": "30 min"}}, [1420, 1425]),
        design({"hall": {"at_close": "finish"}}, opening="18:00-24:00"),
    )
    assert ends(trace) == [1450, DAY]
    assert trace.tickets["outcome"].tolist() == [Outcome.SERVED, Outcome.SENT_HOME]


def test_nobody_takes_a_ticket_after_midnight_at_a_window_whose_clerk_has_gone() -> None:
    """Served out until 00:10, then the second stop, which closed at 22:00 without serving out."""
    route = [{"name": "form", "work": "150 min"}, {"name": "cashier", "work": "5 min"}]
    trace = run(
        world({"a": {"route": route}}, [1300]),
        design(
            {"forms": {"serves": ["form"]}, "cash": {"serves": ["cashier"], "at_close": "finish"}},
            opening="14:00-22:00",
        ),
    )
    assert ends(trace) == [1450, 1450]
    assert trace.matters["state"].tolist() == [End.TURNED_AWAY]


def test_who_stays_beyond_closing_stays_to_the_end() -> None:
    """From 16:00 for 22 hours: the window finishes at closing whatever its rule, and so at noon next day."""
    trace = run(
        world({"permit": {"counter": "22 h"}}, [16 * 60]),
        design({"hall": {"breaks": [{"hours": "12:00-13:00"}], "at_shift_end": "hand_back"}}),
    )
    assert trace.tickets["outcome"].tolist() == [Outcome.SERVED]
    assert ends(trace) == [DAY + 14 * 60]
