"""Shifts, breaks and closing: who finishes, pauses or hands back, who is served out, who goes home."""

import pytest

from hallsim.trace import NEVER, End, Outcome
from tests.helpers.hall_builder import DAY, FIVE, NINE, design, ends, minutes, run, starts, works, world

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
