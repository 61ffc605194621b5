"""Yardsticks that no design, no day and no length of the run moves, and whom figures count, on tiny halls."""

from dataclasses import replace
from math import isnan
from typing import Any

import numpy as np
import pytest

from hallsim.metrics.breakdown import by
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.registry import METRICS, measure
from hallsim.metrics.satisfaction.opinions import opinions_of
from hallsim.trace.model import End, Trace
from tests.helpers.hall_builder import DAY, NINE, design, minutes, run, works, world
from tests.helpers.trace_builder import edit, tiny_trace

ONE = {"hall": {"count": 1}}


def permit(elapsed: str, **more: Any) -> dict[str, Any]:
    """A promised service decided after so much time, in which nobody works on it."""
    return {"counter": "0 min", "decision": "promised", "approval": {"step": "wait"},
            "steps": {"wait": {"kind": "notice", "elapsed": elapsed}}} | more  # fmt: skip


def test_the_same_visits_are_the_same_a_day_however_long_it_is_open() -> None:
    """Six visits from Monday to Saturday in a world that works on Saturdays: one a day under every design."""
    model = world({"a": {"counter": "10 min"}}, [DAY * n + 600 for n in range(6)], days=7,
                  calendar={"working_days": "mon-sat"})  # fmt: skip
    figures = ["visits_per_day", "arrivals_per_day", "cases_per_day", "wait_mean"]
    for opening in ({"mon-fri": "09:00-17:00"}, {"mon-sat": "09:00-17:00"}, {"mon-sat": "09:00-20:00"}):
        got = measure(run(model, design(ONE, opening=opening)), figures)
        assert got == {"visits_per_day": 1, "arrivals_per_day": 1, "cases_per_day": 1, "wait_mean": 0}


@pytest.mark.parametrize(("begins", "share"), [("09:00", 2 / 8), ("08:30", 2 / 8), ("12:00", 4 / 8)])
def test_the_same_minutes_are_the_same_working_days_however_long_it_is_open(
    begins: str, share: float
) -> None:
    """From 16:00 to 10:00, of working days of eight hours: those from 9:00 an hour of each of two, those from
    8:30 half an hour and 90 min, those from noon four hours of the first.
    """
    model = world({"a": permit("18 h")}, [960], calendar={"workday_from": begins})
    for opening in ("09:00-17:00", "09:00-20:00", "always"):
        got = measure(
            run(model, design(ONE, opening=opening)), ["lead_first_visit_mean", "lead_first_visit_min"]
        )
        assert got == pytest.approx({"lead_first_visit_mean": share, "lead_first_visit_min": 1080})


def test_a_workday_is_as_long_as_the_world_says() -> None:
    """The hour after 16:00 and that before 10:00, of working days of five hours from noon and of 24 hours."""
    for workday, begins, expected in (("5 h", "12:00", 1 / 5), ("24 h", "00:00", 18 / 24)):
        model = world({"a": permit("18 h")}, [960], calendar={"workday": workday, "workday_from": begins})
        got = measure(run(model, design(ONE)), ["lead_first_visit_mean"])
        assert got["lead_first_visit_mean"] == pytest.approx(expected)


LONG_AND_SHORT = ("09:00-17:00", "09:00-20:00", ["09:00-12:00", "14:00-17:00"], "13:00-15:00", "always")


def waits_for(kind: str, elapsed: str) -> dict[str, Any]:
    """A promised service with one step of a kind that takes so much time without an officer."""
    step = {"kind": kind, "elapsed": elapsed} | ({"desk": "d"} if kind == "review" else {})
    return {"counter": "0 min", "decision": "promised", "approval": {"step": "wait"}, "steps": {"wait": step}}


@pytest.mark.parametrize("kind", ["notice", "automatic", "payment", "review", "review with results"])
def test_three_workdays_are_three_workdays_whatever_is_open(kind: str) -> None:
    """From Monday 14:00 to Thursday 14:00."""
    service = waits_for(kind.split()[0], "3 workdays")
    service["steps"]["wait"]["returns"] = "0.0001%" if kind == "review with results" else "0%"
    model = world({"a": service}, [14 * 60], days=14, ending="drain")
    for opening in LONG_AND_SHORT:
        approval = {"payments": "online"}
        hall = design(ONE, opening=opening, desks={"d": {"officers": 1}}, approval=approval)
        trace = run(model, hall)
        assert minutes(trace.matters["decided_ms"]) == [3 * DAY + 14 * 60]
        assert measure(trace, ["lead_first_visit_mean"]) == {"lead_first_visit_mean": 3}


@pytest.mark.parametrize("key", ["hand_off", "delivery"])
def test_other_spans_in_workdays_go_by_the_same_clock(key: str) -> None:
    """Handed off on Friday at 14:00 for half a workday and more: to the desk, or by post."""
    service = {"counter": "0 min", "decision": "promised", "approval": {"step": "r"}, "collect": "5 min",
               "steps": {"r": {"desk": "d", "work": "0 min"}}}  # fmt: skip
    model = world({"a": service}, [4 * DAY + 14 * 60], days=14, ending="drain")
    spans: dict[str, Any] = {"hand_off": "1.5 workdays", "delivery": {"days": "1.5 workdays"}}
    more = {"delivery": {"days": "0 min"}} | {key: spans[key]}
    for opening in LONG_AND_SHORT:
        trace = run(model, design(ONE, opening=opening, desks={"d": {"hours": "always"}}, **more))
        # three hours of Friday, eight of Monday, one of Tuesday
        assert minutes(trace.matters["in_hand_ms"]) == [8 * DAY + NINE + 60]


def test_hours_at_a_desk_pass_in_its_own_hours() -> None:
    """Ten hours from 14:00: what is not given in workdays keeps to the desk's calendar."""
    model = world({"a": waits_for("review", "10 h")}, [14 * 60], days=14, ending="drain")
    for hours, expected in (("09:00-17:00", DAY + 16 * 60), ("09:00-20:00", DAY + 13 * 60)):
        trace = run(model, design(ONE, desks={"d": {"officers": 1, "hours": hours}}))
        assert minutes(trace.matters["decided_ms"]) == [expected]


def test_the_hall_closed_at_midday_is_not_open() -> None:
    """Four hours of opening; the service of the third, who comes at 10:50, pauses from 11:00 to 13:00."""
    model = world({"a": {"counter": works(30, 30, 60)}}, [NINE, NINE, 650], days=1)
    group = {"count": 1, "at_shift_end": "pause"}
    trace = run(model, design({"hall": group}, opening=["09:00-11:00", "13:00-15:00"]))
    got = measure(trace, ["queue_length_mean", "number_in_hall_mean", "throughput_per_hour"])
    assert got["queue_length_mean"] == pytest.approx(30 / 240)
    assert got["number_in_hall_mean"] == pytest.approx((30 + 60 + 60) / 240)
    assert got["throughput_per_hour"] == pytest.approx(3 / 4)


def test_days_overdue_are_days_by_date() -> None:
    """Accepted on Monday with a day's limit, due when Tuesday ends, decided on Wednesday at nine."""
    model = world({"a": permit("48 h", limit="1 workday")}, [NINE], ending="drain")
    got = measure(run(model, design(ONE)), ["overdue_share", "overdue_days_mean", "on_time_share"])
    assert got == {"overdue_share": 1, "overdue_days_mean": 1, "on_time_share": 0}


def test_a_late_decision_and_an_overdue_one() -> None:
    """Two due on Monday, one decided on Tuesday, one undecided when Tuesday ends; a third kept its limit."""
    ids = ["on_time_share", "overdue_share", "overdue_days_mean", "late_or_left_share"]
    late = edit(tiny_trace(), "matters", due_ms={0: DAY, 8: 2500, 13: DAY})
    assert measure(late, ids) == {
        "on_time_share": 1 / 3,
        "overdue_share": 2 / 3,
        "overdue_days_mean": 1,
        "late_or_left_share": 4 / 15,  # of one it is not known yet
    }
    # of the case that is due when the run stops nothing can be said: it would count when it was quick
    late = edit(tiny_trace(), "matters", due_ms={0: DAY, 8: 2880, 13: 2880})
    assert measure(late, ids[:2]) == {"on_time_share": 0, "overdue_share": 1}


@pytest.mark.parametrize("state", [End.INSIDE, End.AWAY])
def test_a_file_sent_back_is_still_on_its_way_to_a_decision(state: End) -> None:
    """Its citizen is inside with it, or about to come: it counts so far, as one in approval does."""
    trace = edit(tiny_trace(), "matters", state={13: state})
    assert measure(trace, ["lead_accept_mean"])["lead_accept_mean"] == pytest.approx(50 / 480, rel=5e-3)
    assert measure(trace, ["lead_accept_min"])["lead_accept_min"] == pytest.approx(2030 / 3, rel=5e-3)


def test_what_ended_without_a_decision_is_neither_on_time_nor_late() -> None:
    """The citizen of an accepted case leaves the queue in which the missing paper would be handed in."""
    gone = edit(tiny_trace(), "matters", decided_ms={0: -1}, in_hand_ms={0: -1}, due_ms={0: DAY, 8: 2500})
    gone = edit(gone, "matters", state={0: End.LEFT})
    got = measure(gone, ["on_time_share", "overdue_share", "overdue_days_mean", "late_or_left_share"])
    assert got["on_time_share"] == 1
    assert got["overdue_share"] == 0
    assert isnan(got["overdue_days_mean"])
    # fourteen ended; the one that left now is the longest, and stands for one of the two cut off, too
    assert got["late_or_left_share"] == pytest.approx((2 + 1.5) / (13 + 1.5))


def test_a_weekend_is_no_day_overdue() -> None:
    """Due on Friday; decided on Monday: a day late, on Saturday: not one whole working day, but late."""
    for elapsed, late in (("96 h", 1), ("48 h", 0)):
        model = world({"a": permit(elapsed, limit="1 workday")}, [3 * DAY + NINE], days=14, ending="drain")
        got = measure(run(model, design(ONE)), ["overdue_share", "overdue_days_mean"])
        assert got == {"overdue_share": 1, "overdue_days_mean": late}


def quick_and_slow(ending: str) -> Trace:
    """On nine working days one case decided within the hour and one after 98 hours, with a limit of a day."""
    came = [DAY * n + NINE for n in range(11) if n % 7 < 5]
    kinds = {"quick": permit("1 h", limit="1 workday"), "slow": permit("98 h", limit="1 workday")}
    return run(world(kinds, {"quick": came, "slow": came}, days=11, ending=ending), design(ONE))


def test_a_run_that_stops_judges_as_one_that_is_followed_to_the_end() -> None:
    """Half are late; of those decided when it stops five of fourteen, as most of them have been quick."""
    followed, stopped = (measure(quick_and_slow(ending)) for ending in ("drain", "stop"))
    assert stopped["on_time_share"] == followed["on_time_share"] == 0.5
    decided = quick_and_slow("stop").matters
    on_time = (
        decided["decided_ms"][decided["decided_ms"] >= 0] <= decided["due_ms"][decided["decided_ms"] >= 0]
    )
    assert on_time.mean() == 9 / 14
    assert stopped["lead_accept_min"] == pytest.approx(followed["lead_accept_min"], rel=5e-3)
    assert followed["lead_accept_min"] == (60 + 98 * 60) / 2


def test_the_environment_is_that_of_the_day_not_of_the_warm_up() -> None:
    """Twenty crowd the hall in the warm-up; the one who comes on the next day has it for themselves."""
    model = world({"a": {"counter": "10 min"}}, [*[NINE] * 20, DAY + NINE], days=2, calendar={"warm_up": 1})
    got = measure(run(model, design(ONE, seats=2)), ["satisfaction_environment", "wait_mean"])
    assert got == {"satisfaction_environment": 100, "wait_mean": 0}


def test_who_is_sent_home_at_closing_was_inside() -> None:
    """One at the window, two waiting when it closes: the first is finished, the others are sent home."""
    model = world({"a": {"counter": "90 min"}}, [960, 990, 1005], days=1)
    trace = run(model, design({"hall": {"count": 1, "at_close": "finish"}}))
    assert trace.matters["state"].tolist() == [End.SERVED, End.TURNED_AWAY, End.TURNED_AWAY]
    got = measure(trace, ["present_at_closing_mean", "not_served_share", "overtime_min"])
    assert got == {"present_at_closing_mean": 3, "not_served_share": 2 / 3, "overtime_min": 30}


def test_another_queue_on_the_way_does_not_shorten_the_wait() -> None:
    """A cashier whom nobody waits for: a third of all tickets more, the wait of the people the same."""
    plain = {"counter": "20 min"}
    paid = {"route": [{"name": "window", "work": "20 min"}, {"name": "cashier", "work": "1 min"}]}
    without, beside = (
        run(world({"a": service}, [NINE] * 3, days=1), design(windows))
        for service, windows in (
            (plain, ONE),
            (paid, {"hall": {"serves": ["window"]}, "cash": {"serves": ["cashier"]}}),
        )
    )
    ids = ["wait_mean", "wait_p90", "wait_target_share", "ticket_wait_mean"]
    one, two = measure(without, ids), measure(beside, ids)
    assert one["wait_mean"] == two["wait_mean"] == 20
    assert one["wait_target_share"] == two["wait_target_share"] == pytest.approx(1 / 3)
    assert one["wait_p90"] == two["wait_p90"] == 20 + 0.8 * 20
    assert (one["ticket_wait_mean"], two["ticket_wait_mean"]) == (20, 10)


def test_a_share_of_a_group_is_of_its_citizens() -> None:
    """Who leaves at once when anybody waits is counted in the group it belongs to, not among the tickets."""
    groups = {"x": {"share": "50%", "patience": "0 min"}, "y": {"share": "50%"}}
    model = world(
        {"a": {"counter": "60 min"}}, {"y": [NINE, NINE], "x": [NINE + 1] * 2}, days=1, groups=groups
    )
    trace = run(model, design(ONE))
    assert by(trace, "group")["left_share"].to_dict() == {"x": 1, "y": 0}
    assert measure(trace, ["left_share", "not_served_share"]) == {"left_share": 0.5, "not_served_share": 0.5}


def test_whose_ticket_is_removed_was_not_called_within_the_target() -> None:
    """Called at once and not there: the ticket is gone, whatever the board says of the wait."""
    for end in (End.REMOVED, End.LEFT):  # or who leaves when it goes on elsewhere after a first call
        trace = edit(tiny_trace(), "visits", state={4: end})
        got = measure(trace, ["wait_target_share", "wait_served_mean"])
        assert got == {"wait_target_share": 14 / 17, "wait_served_mean": (43 - 15) / 14}


def test_what_an_agent_waits_is_no_wait_of_the_citizen() -> None:
    """Citizen 0 comes in person and waits for nobody; who comes with the missing paper waits for 10 min."""
    trace = edit(tiny_trace(), "tickets", issue_ms={11: 2030})
    assert measure(trace, ["wait_per_citizen_mean"]) == {"wait_per_citizen_mean": 63 / 15}
    sent = replace(trace, trips={"visit": np.array([11]), "agent": np.array([0])})
    assert measure(sent, ["wait_per_citizen_mean"]) == {"wait_per_citizen_mean": 53 / 15}
    assert measure(sent, ["wait_mean"]) == {"wait_mean": 63 / 16}  # a visit that waits, whoever makes it


def test_a_hall_that_turns_all_away_is_not_the_best() -> None:
    """Only the first is served: shares, scores and the cost per case done say so."""
    model = world({"a": {"counter": "10 min"}}, [NINE, NINE + 20, NINE + 40], days=1)
    works_on, turns_away = (run(model, design(ONE, **more)) for more in ({}, {"tickets_until": "09:01"}))
    assert turns_away.matters["state"].tolist() == [End.SERVED, End.TURNED_AWAY, End.TURNED_AWAY]
    good, bad = measure(works_on), measure(turns_away)
    assert (good["wait_target_share"], bad["wait_target_share"]) == (1, 1 / 3)
    assert (good["not_served_share"], bad["not_served_share"]) == (0, 2 / 3)
    for indicator in ("queueing", "efficiency", "process", "guidance"):
        id = f"satisfaction_{indicator}"
        assert bad[id] == pytest.approx(good[id] / 3)
    assert bad["satisfaction_overall"] < good["satisfaction_overall"] / 2
    assert bad["cost_per_matter"] > 2 * good["cost_per_matter"]
    worse = [id for id in METRICS if METRICS[id].better == "higher" and bad[id] > good[id] + 1e-12]
    assert worse == []
    assert np.flatnonzero(opinions_of(Sample(turns_away)).experience.got_nothing).tolist() == [1, 2]
