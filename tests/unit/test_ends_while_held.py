"""Matters that end while somebody still holds their file: an agent, a desk, a citizen about to come; by hand.

Rule R7.1 of the model.

Files are handed to an agent on Monday at 9:00 and accepted on Tuesday at 10:00; the next trip is on Thursday.
"""

from __future__ import annotations

from typing import Any

import pytest

from hallsim.trace.model import NEVER, End, Outcome, Purpose, Trace
from tests.helpers.hall_builder import DAY, NINE, design, minutes, run, world
from tests.unit.test_step_results import DESKS, at_once, holds, permit

ACCEPTED = DAY + 600
DUE = ACCEPTED + 30  # the fee
THURSDAY = 3 * DAY + 600
VILLAGE = {"village": {"every": "2 workdays", "at": "10:00", "hand_over": "30 min"}}


def fee(elapsed: str = "30 min", work: str = "5 min") -> dict[str, Any]:
    return {"kind": "payment", "elapsed": elapsed, "work": work, "clock": "running"}


def review(time: str, **more: Any) -> dict[str, Any]:
    return {"desk": "x", "work": time, **more}


def by_agent(service: dict[str, Any], approval: dict[str, Any] | None = None, **more: Any) -> Trace:
    """One file, for which an agent goes on Tuesday and on Thursday at 10:00."""
    rule = {"payments": "visit", "corrections": "visit", **(approval or {})}
    model = world(
        {"permit": service}, [NINE], days=14, citizens={"return_after": "1 workday"}, ending="drain"
    )
    return run(model, design({"w": {}}, desks=DESKS, approval=rule, agents=VILLAGE, **more))


def bags(trace: Trace) -> list[tuple[float, float]]:
    return sorted(zip(minutes(trace.bags["from_ms"]), minutes(trace.bags["to_ms"]), strict=True))


def test_two_papers_of_a_file_in_the_agent_s_bag_are_one_errand() -> None:
    """One fee is due after half an hour, another after an hour: both are settled on Thursday's visit."""
    trace = by_agent(permit(at_once("p", "q"), {"p": fee(), "q": fee("1 h")}))
    assert trace.visits["purpose"].tolist() == [Purpose.LODGE, Purpose.PAY]
    assert bags(trace) == [(NINE, ACCEPTED), (DUE, THURSDAY)]
    assert holds(trace) == [("PAYMENT", ACCEPTED, THURSDAY + 5, 0), ("PAYMENT", ACCEPTED, THURSDAY + 5, 0)]
    assert minutes(trace.matters["in_hand_ms"]) == [THURSDAY + 5]


@pytest.mark.parametrize(
    ("policy", "ends"), [("cancel", ACCEPTED + 180), ("finish", THURSDAY + 5)], ids=["cancel", "finish"]
)
def test_papers_of_a_file_refused_with_cancel_are_not_carried(policy: str, ends: int) -> None:
    """The fee waits with the agent; refused on Tuesday at 13:00, or once the others have ended."""
    steps = {"p": fee(), "r": review("3 h", refuses="100%")}
    trace = by_agent(permit(at_once("p", "r"), steps), {"on_refusal": policy})
    assert trace.matters["state"].tolist() == [End.REFUSED]
    assert minutes(trace.matters["decided_ms"]) == [ends] == minutes(trace.matters["end_ms"])
    assert bags(trace) == [(NINE, ACCEPTED), (DUE, min(ends, THURSDAY))]
    assert len(trace.trips["visit"]) == (1 if policy == "cancel" else 2)
    assert holds(trace) == [("PAYMENT", ACCEPTED, ends, 0)]


def test_who_is_at_the_hall_with_the_file_finishes_the_visit() -> None:
    """Paying takes the agent from 10:00 to 11:00 on Thursday; refused at 10:30, after 16.5 hours of work."""
    steps = {"p": fee(work="60 min"), "r": review("16.5 h", refuses="100%")}
    trace = by_agent(permit(at_once("p", "r"), steps), {"on_refusal": "cancel"})
    assert trace.visits["state"].tolist() == [End.SERVED, End.SERVED]
    assert minutes(trace.visits["leave_ms"]) == [ACCEPTED, THURSDAY + 60]
    assert trace.matters["state"].tolist() == [End.REFUSED]
    assert minutes(trace.matters["end_ms"]) == [THURSDAY + 60]


@pytest.mark.parametrize("policy", ["finish", "cancel"])
def test_papers_for_a_branch_that_came_too_late_give_way_to_the_certificate(policy: str) -> None:
    """The fast branch passes on Tuesday at 13:00: what the agent takes on Thursday is the collecting."""
    race = at_once("p", "r") | {"join": "first"}
    trace = by_agent(permit(race, {"p": fee(), "r": review("3 h")}, collect="2 min"), {"on_refusal": policy})
    assert trace.visits["purpose"].tolist() == [Purpose.LODGE, Purpose.COLLECT]
    decided = ACCEPTED + 180
    assert minutes(trace.matters["decided_ms"]) == [decided]
    left = THURSDAY + 2
    assert bags(trace) == [(NINE, ACCEPTED), (DUE, decided), (decided, THURSDAY), (left, left + 30)]
    assert minutes(trace.matters["in_hand_ms"]) == [left + 30]


@pytest.mark.parametrize("after", ["drop", "finish"])
def test_a_limit_does_not_wait_for_papers_in_a_bag(after: str) -> None:
    """Accepted on Tuesday with a limit of one working day: approved on Wednesday's midnight."""
    service = permit({"step": "p"}, {"p": fee()}, limit="1 workday")
    trace = by_agent(service, limits={"deemed": "100%", "after_deemed": after})
    assert minutes(trace.deemed["deemed_ms"]) == [3 * DAY] == minutes(trace.matters["in_hand_ms"])
    assert bags(trace) == [(NINE, ACCEPTED), (DUE, 3 * DAY)]
    assert len(trace.trips["visit"]) == 1


def test_what_was_missing_is_not_brought_for_a_file_that_was_refused() -> None:
    """Tolerated on Monday at 9:00, refused at 10:00: nobody comes on Tuesday."""
    lacks = {"documents": {"required": 1, "missing": "100%"}}
    service = permit({"step": "r"}, {"r": review("1 h", refuses="100%")}, **lacks)
    model = world({"permit": service}, [NINE], citizens={"return_after": "1 workday"}, ending="drain")
    trace = run(model, design({"w": {}}, desks=DESKS, tolerate=1))
    assert trace.matters["state"].tolist() == [End.REFUSED]
    assert minutes(trace.matters["end_ms"]) == [NINE + 60]
    assert trace.matters["n_visits"].tolist() == [1]


def test_what_was_missing_comes_back_out_of_the_bag_of_a_file_that_was_refused() -> None:
    """In the bag again from Wednesday 9:00; refused at 14:00, after 7 and 5 hours of work."""
    lacks = {"documents": {"required": 1, "missing": "100%"}}
    service = permit({"step": "r"}, {"r": review("12 h", refuses="100%")}, **lacks)
    trace = by_agent(service, tolerate=1)
    (again, back) = bags(trace)[1]
    assert 2 * DAY <= again < back == 2 * DAY + 840
    assert trace.matters["state"].tolist() == [End.REFUSED]
    assert minutes(trace.matters["end_ms"]) == [back]
    assert len(trace.trips["visit"]) == 1


def test_time_that_passes_for_a_cancelled_file_holds_up_nobody_at_the_desk() -> None:
    """One open file at y. Refused at 10:00 while four hours pass for b; the next is taken up at once."""
    steps = {
        "a": review("1 h", refuses="100%"),
        "b": {"desk": "y", "work": "30 min", "elapsed": "4 h"},
    }
    services = {
        "no": permit(at_once("a", "b"), steps) | {"share": "50%"},
        "yes": permit({"step": "n"}, {"n": {"desk": "y", "work": "1 h"}}) | {"share": "50%"},
    }
    model = world(services, {"no": [NINE], "yes": [NINE + 2]})
    desks = DESKS | {"y": {"officers": 2, "wip": 1}}
    trace = run(model, design({"w": {"count": 9}}, desks=desks, approval={"on_refusal": "cancel"}))
    tasks = [trace.names.tasks[task] for task in trace.tickets["task"].tolist()]
    assert minutes(trace.tickets["start_ms"])[tasks.index("yes/n")] == NINE + 60


def test_no_countdown_for_a_matter_that_has_ended() -> None:
    """The fee is due on Tuesday at 10:00, the window busy: of who leaves nobody is warned on Wednesday."""
    services = {
        "long": {"counter": "3 h", "share": "50%"},
        "permit": permit({"step": "p"}, {"p": fee("25 h")}, limit="4 workdays") | {"share": "50%"},
    }
    model = world(
        services, {"long": [DAY + NINE], "permit": [NINE]}, citizens={"patience": "1 min"}, ending="drain"
    )
    rule = {"payments": "visit"}
    trace = run(model, design({"w": {}}, desks=DESKS, approval=rule, limits={"warn": "50%"}))
    left = trace.tickets["outcome"] == Outcome.LEFT
    assert minutes(trace.tickets["end_ms"][left]) == [DAY + 601]
    assert (trace.matters["state"] == End.LEFT).sum() == 1
    assert not len(trace.warned["matter"])


@pytest.mark.parametrize("refused", [False, True])
def test_after_a_trip_in_vain_one_visit_settles_all_and_none_is_made_for_a_refused_file(
    refused: bool,
) -> None:
    """Attended on Monday, not on Tuesday. Fees due on Tuesday at 9:00 and 11:00, or a refusal at 10:00."""
    steps = {"p": fee("24 h"), "q": fee("26 h")}
    if refused:
        steps["q"] = review("9 h", refuses="100%")
    services = {"permit": permit(at_once("p", "q"), steps)}
    places = {
        "city": {"homes": "0%"},
        "town": {"within": "city", "homes": "100%", "to_parent": {"time": "1 h"}},
    }
    model = world(services, [NINE], places=places, days=10, ending="drain")
    town = {"at": "town", "windows": {"counter": {}}, "name_plate": {"attended": "50%"}}
    rule, stays = {"payments": "visit", "on_refusal": "cancel"}, {"unattended": "another_day"}
    hall = design({"w": {}}, desks=DESKS, offices={"town": town}, approval=rule, choice=stays)
    trace = next(t for t in (run(model, hall, seed) for seed in range(99)) if days(t)[:2] == [0, 1])
    assert trace.visits["state"].tolist()[1] == End.TURNED_AWAY
    if refused:
        assert trace.matters["state"].tolist() == [End.REFUSED]
        assert minutes(trace.matters["decided_ms"]) == [DAY + 600]
        assert len(trace.visits["visit"]) == 2
    else:
        assert trace.visits["purpose"].tolist()[1:] == [Purpose.PAY] * (len(trace.visits["visit"]) - 1)
        assert set(minutes(trace.visits["arrive_ms"] % (DAY * 60_000))) == {NINE}
        assert minutes(trace.matters["end_ms"]) == [minutes(trace.visits["leave_ms"])[-1]]
        assert NEVER not in trace.matters["in_hand_ms"]


def days(trace: Trace) -> list[int]:
    """On which days somebody came, if the second time was in vain and the first was not."""
    states = trace.visits["state"].tolist()
    wanted = states[:1] == [End.SERVED] and states[1:2] == [End.TURNED_AWAY]
    return (trace.visits["arrive_ms"] // (DAY * 60_000)).tolist() if wanted else []
