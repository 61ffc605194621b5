"""The enquiry hotline: who gets through need not come, everybody else comes; by hand and against Erlang A.

Rule R3.23 of the model.
"""

from typing import Any

import numpy as np
import pytest

from hallsim.errors import InputError
from hallsim.metrics.registry import measure
from hallsim.scenario.load import load_text
from hallsim.scenario.world.world import World
from hallsim.theory import erlang_a
from hallsim.trace.model import End, Trace
from tests.helpers.hall_builder import NINE, design, minutes, run, world

ONE = {"hall": {"count": 1}}
SERVICES = {"ask": {"counter": "1 min", "kind": "enquiry"}, "work": {"counter": "1 min"}}


def called(arrive: dict[str, list[int]], **rule: Any) -> Trace:
    hotline = {"lines": 1, "share": "100%", "work": "10 min", **rule}
    return run(world(SERVICES, arrive), design(ONE, hotline=hotline))


def test_a_line_answers_in_order_and_who_gives_up_comes_at_once() -> None:
    """Calls at 9:00, 9:01 and 9:02 of ten minutes each, patience 12 min: the third gives up at 9:14."""
    trace = called({"ask": [540, 541, 542], "work": [545]}, patience="12 min")
    by_wish = trace.citizens["wanted_ms"].argsort()
    state = trace.citizens["state"][by_wish].tolist()
    assert state == [End.ANSWERED, End.ANSWERED, End.SERVED, End.SERVED]
    assert minutes(trace.calls["call_ms"]) == [540, 541, 542]
    assert minutes(trace.calls["start_ms"]) == [540, 550, -1]
    assert minutes(trace.calls["end_ms"]) == [550, 560, 554]
    assert minutes(trace.visits["arrive_ms"]) == [545, 554]
    assert minutes(trace.citizens["end_ms"][by_wish])[:2] == [550, 560]
    known = {
        "calls_answered_share": 2 / 3,
        "call_wait_mean": 7,
        "answered_share": 0.5,
        "served_share": 1,
        "n_tickets": 2,
    }
    assert measure(trace, known) == known


def test_outside_its_hours_they_come_as_before_and_at_the_end_they_are_cut_off() -> None:
    """The line is open 10-11: the call of 9:00 is a visit; the one on hold at eleven comes then."""
    trace = called({"ask": [NINE, 655, 656]}, hours="10:00-11:00")
    assert minutes(trace.calls["call_ms"]) == [655, 656]
    assert minutes(trace.calls["start_ms"]) == [655, -1]
    assert trace.visits["arrive_ms"].tolist() == [NINE * 60_000, 660 * 60_000 - 1]


def test_patience_ends_with_the_hours() -> None:
    """On hold at 10:56 with an hour's patience behind a call until 11:05: nobody answers after eleven."""
    trace = called({"ask": [655, 656]}, hours="10:00-11:00", patience="1 h")
    assert minutes(trace.calls["start_ms"]) == [655, -1]
    assert trace.visits["arrive_ms"].tolist() == [660 * 60_000 - 1]


def test_more_lines_answer_more_and_change_nobody_elses_fate() -> None:
    arrive = {"ask": list(range(540, 700, 2)), "work": list(range(541, 900, 6))}
    shares = []
    for lines in (1, 2, 4, 8):
        trace = called(arrive, lines=lines, patience="exponential(mean 5 min)")
        answered = trace.citizens["state"] == End.ANSWERED
        shares.append(float(answered.mean()))
        work = trace.matters["service"] == 1
        assert not answered[trace.matters["citizen"][work]].any()
        assert len(trace.visits["visit"]) == (~answered).sum()
    assert shares == sorted(shares)
    assert shares[-1] == 80 / 140


@pytest.mark.statistical
def test_the_share_that_gives_up_is_erlangs() -> None:
    """2 calls a minute, 4 lines, 2.4 min a call, patience of 3 min: M/M/4+M."""
    calendar = {"days": 20, "working_days": "all"}
    arrivals = [{"rate": "2 per min"}]
    made = World.model_validate(
        {"calendar": calendar, "services": {"ask": SERVICES["ask"]}, "arrivals": arrivals}
    )
    hotline = {"lines": 4, "share": "100%", "work": "exponential(mean 2.4 min)",
               "patience": "exponential(mean 3 min)"}  # fmt: skip
    trace = run(made, design({"hall": {"count": 9}}, opening="always", hotline=hotline))
    known = erlang_a(2.0, 1 / 2.4, 1 / 3.0, 4)
    lost = trace.calls["start_ms"] < 0
    batches = np.array([part.mean() for part in np.array_split(lost, 30)])
    se = batches.std(ddof=1) / np.sqrt(30)
    assert abs(batches.mean() - known.p_abandon) < 3.5 * se
    assert se < 0.05 * known.p_abandon


TEXT = """\
hallsim: 1
world: {services: {work: {kind: enquiry}}, arrivals: {per_day: 100}}
designs:
  today:
    hotline: {lines: 2}
    windows: {hall: 2}
"""


def test_calls_that_cannot_be_are_refused() -> None:
    assert load_text(TEXT).warnings == ()
    with pytest.raises(InputError, match="neither a sequence nor in working days"):
        load_text(TEXT.replace("lines: 2", 'lines: 2, work: "sequence(1 min, 2 min)"'))
    (warning,) = load_text(TEXT.replace("kind: enquiry", "")).warnings
    assert "nobody calls" in warning.message
