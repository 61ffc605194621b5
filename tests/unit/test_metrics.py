"""Every metric of the registry against a value worked out by hand on the tiny hall."""

from collections.abc import Iterator
from dataclasses import replace
from math import isnan, nan, sqrt
from pathlib import Path

import numpy as np
import pytest

from hallsim.metrics.page import metrics_page
from hallsim.metrics.registry import FAMILIES, METRICS, get_metric, measure
from hallsim.metrics.server_metrics import gini
from hallsim.metrics.tables import (
    by,
    citizen_outcomes,
    lead_time_distribution,
    queue_length_over_day,
    utilisation_by_window,
    waiting_over_day,
)
from hallsim.trace import End, Outcome, Trace
from tests.helpers.hall_builder import design, run, world
from tests.helpers.trace_builder import DAY, MIN, edit, tiny_trace

HOUR_MS = 60 * MIN
A_DUTY, B_DUTY, A_BUSY, B_BUSY = 980, 935, 154, 101
# Sixteen tickets; waits 11 x 0, 3, 10, 10 (left), 15, 15. Sixteen visits with a ticket; open 2 x 480 min.
BY_HAND: dict[str, float] = {
    "wait_mean": 53 / 16,
    "wait_median": 0,
    "wait_p90": 12.5,
    "wait_p95": 15,
    "wait_p99": 15,
    "wait_max": 15,
    "wait_sd": sqrt(659 / 16 - (53 / 16) ** 2),
    "wait_served_mean": 43 / 15,
    "wait_left_mean": 10,
    "wait_if_waiting_mean": 53 / 5,
    "p_wait": 5 / 16,
    "wait_target_share": 15 / 16,
    "abandonment_share": 1 / 16,
    "wait_closed_mean": 0,
    "wait_short_staffed_mean": 7.5 / 16,
    "wait_priority_mean": 5 / 16,
    "wait_all_busy_mean": 40.5 / 16,
    "wait_per_citizen_mean": 53 / 15,
    "missed_call_share": 0,
    "removed_share": 0,
    "to_window_mean": 0,
    "calling_share": 0,
    "n_tickets": 16,
    "queue_length_mean": 53 / 960,
    "desk_wait_mean": 950 / 3,
    "n_arrivals": 15,
    "arrivals_per_day": 7.5,
    "n_visits": 17,
    "visits_per_day": 8.5,
    "time_in_hall_mean": 318 / 16,
    "time_in_hall_median": 20,
    "time_in_hall_p90": 32.5,
    "time_in_hall_p95": 36.25,
    "time_in_hall_max": 40,
    "time_in_hall_var": 8316 / 16 - (318 / 16) ** 2,
    "queues_per_visit": 1,
    "number_in_hall_mean": (318 - 10 - 25) / 960,
    "throughput_per_hour": 15 / 16,
    "overtime_min": 10,
    "present_at_closing_mean": 1.5,
    "served_share": 11 / 15,
    "answered_share": 0.0,
    "booked_share": 0.0,
    "no_show_share": nan,
    "wait_booked_mean": nan,
    "wait_walk_in_mean": 53 / 16,
    "booked_ahead_mean": nan,
    "slot_use": nan,
    "calls_per_day": 0.0,
    "calls_answered_share": nan,
    "call_wait_mean": nan,
    "left_share": 1 / 15,
    "turned_away_share": 1 / 15,
    "given_up_share": 0,
    "inside_share": 0,
    "in_approval_share": 1 / 15,
    "away_share": 1 / 15,
    "shelved_share": 0,
    "n_cases": 12,
    "cases_per_day": 6,
    "visits_per_matter": 14 / 12,
    "one_trip_share": 8 / 10,
    "repeat_share": 1 / 12,
    "lead_first_visit_mean": (705 + 177) / 480 / 9,
    "lead_first_visit_p90": (40 + 0.2 * 665) / 480,
    "lead_filing_mean": (705 + 177) / 480 / 9,  # nobody's file is reviewed before the first visit
    "lead_first_visit_min": 1867 / 9,
    "lead_first_visit_min_p90": 40 + 0.2 * 1635,
    "lead_accept_mean": (50 + 40) / 2 / 480,
    "lead_accept_p90": 49 / 480,
    "lead_accept_min": (50 + 990) / 2,
    "on_time_share": 1,
    "late_or_left_share": 2 / 16,
    "unended_share": 2 / 16,
    "instant_share": 8 / 10,
    "on_the_spot_share": 8 / 10,
    "limit_used_mean": 45 / 960,
    "limit_used_p90": 49 / 960,
    "overdue_share": 0,
    "overdue_days_mean": nan,
    "overdue_days_p90": nan,
    "warned_share": 0,
    "deemed_share": 0,
    "unexamined_share": nan,
    "trips_to_lodge": 1,
    "trips_to_supplement": 1 / 12,
    "trips_to_correct": 0,
    "trips_elsewhere": 0,
    "trips_to_collect": 1 / 12,
    "enquiry_visits_per_case": 3 / 12,
    # nobody goes for others (tests/unit/test_company.py has traces in which somebody does)
    "agent_share": 0,
    "agent_trips_per_day": 0,
    "agent_files_per_trip": nan,
    "agent_held_min": nan,
    "home_share": 0,
    "utilisation_mean": (A_BUSY + B_BUSY) / (A_DUTY + B_DUTY),
    "utilisation_max": A_BUSY / A_DUTY,
    "utilisation_min": B_BUSY / B_DUTY,
    "utilisation_gini": (A_BUSY / A_DUTY - B_BUSY / B_DUTY) / (2 * (A_BUSY / A_DUTY + B_BUSY / B_DUTY)),
    "idle_share": 1 - (A_BUSY + B_BUSY) / (A_DUTY + B_DUTY),
    "top3_share": 1,
    "staff_hours": (A_DUTY + B_DUTY) / 60,
    "overtime_hours": 25 / 60,
    "desk_utilisation": 130 / 960,
    "satisfaction_queueing": (11 * 100 + 80 + 80 + 70 + 94 + 70) / 16,
    "satisfaction_efficiency": (1200 + 80 - 20 * 0.134375 / 0.4 + 100 - 20 * (245 / 480 - 0.3) / 0.3) / 16,
    "satisfaction_process": (15 * 100 + 45) / 16,
    "satisfaction_guidance": 100,
    "satisfaction_attitude": 84 - 2 / 15 * 10 * (0.1 - 40 / 485) / 0.1,
    "satisfaction_environment": 80,
}
# Clerks: A 16 h and 20 min over, B 16 h and 5 min over (its break is paid); the officer 16 h; default prices.
STAFF = 40 * (980 + 965) / 60 + 20 * 25 / 60
CITIZENS = 25 * (318 / 60 + 17) + 10 * 17
BY_HAND |= {
    "cost_staff": STAFF,
    "cost_overtime": 60 * 25 / 60,
    "cost_officers": 60 * 16,
    "meeting_hours": 0,
    "cost_kiosks": 0,
    "cost_hall": STAFF + 960,
    "cover_hours": 0,
    "citizen_hours": 318 / 60 + 17,
    "cost_citizens": CITIZENS,
    "cost_total": STAFF + 960 + CITIZENS,
    "cost_per_matter": (STAFF + 960 + CITIZENS) / 12,
}
# Ten of the twelve cases are decided: eight at once, one after 50 minutes, one after 990; 70 minutes of work.
BY_HAND |= {
    "approved_share": 1,
    "lead_decided_min": 1040 / 10,
    "lead_approved_min": 1040 / 10,
    "lead_approved_mean": 50 / 480 / 9,
    "desk_work_per_case": 70 / 12,
    "cancelled_work_h": 0,
    "sent_back_per_case": 0,
    "clock_stopped_days": 0,
    "trips_to_amend": 0,
    "trips_to_pay": 0,
}  # with results: test_step_results.py
BY_HAND["satisfaction_overall"] = sum(v for k, v in BY_HAND.items() if k.startswith("satisfaction")) / 6

# One hall and no places: nothing to say of several offices (by hand in test_network.py).
BY_HAND |= {metric.id: nan for metric in FAMILIES["network"]}


def test_every_metric_has_a_value_by_hand() -> None:
    assert set(BY_HAND) == set(METRICS)


@pytest.mark.parametrize("metric", METRICS)
def test_by_hand(metric: str) -> None:
    assert measure(tiny_trace(), [metric])[metric] == pytest.approx(BY_HAND[metric], abs=1e-12, nan_ok=True)


def test_words_in_both_languages_and_ids_once() -> None:
    assert len(METRICS) == sum(len(family) for family in FAMILIES.values())
    for metric in METRICS.values():
        assert metric.better in ("lower", "higher", "neutral")
        for words in (metric.label, metric.description):
            assert words.get("en").isascii() or "²" in words.en
            assert any("\u4e00" <= char <= "\u9fff" for char in words.get("zh"))
        assert metric.unit_in("en") is not None


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="wait_mean"):
        get_metric("wait_maen")


def test_the_wait_target_is_a_parameter() -> None:
    assert measure(tiny_trace(), ["wait_target_share"], wait_target_min=3)["wait_target_share"] == 12 / 16


def warmed_up() -> Trace:
    trace = tiny_trace()
    return replace(trace, days=replace(trace.days, warm_up_ms=DAY * MIN))


def test_the_warm_up_is_left_out() -> None:
    got = measure(warmed_up())
    assert got["n_arrivals"] == 4
    # tickets of citizens 11 to 14; citizen 0's further visits on day 1 belong to a citizen of the warm-up
    assert got["n_tickets"] == 4
    assert got["wait_mean"] == 0
    assert got["visits_per_day"] == 6
    assert got["utilisation_max"] == pytest.approx(49 / 490)
    assert got["overtime_hours"] == pytest.approx(15 / 60)


def empty(trace: Trace) -> Trace:
    names = ("citizens", "visits", "tickets", "matters")
    blank = {name: {c: v[:0] for c, v in trace.tables()[name].items()} for name in names}
    return replace(
        trace,
        citizens=blank["citizens"],
        visits=blank["visits"],
        tickets=blank["tickets"],
        matters=blank["matters"],
    )


def test_a_day_without_citizens_is_data() -> None:
    got = measure(empty(tiny_trace()))
    zeros = ("n_tickets", "n_arrivals", "n_visits", "n_cases", "queue_length_mean", "number_in_hall_mean",
             "visits_per_day", "throughput_per_hour", "utilisation_mean", "utilisation_gini", "overtime_min",
             "present_at_closing_mean")  # fmt: skip
    assert {name: got[name] for name in zeros} == dict.fromkeys(zeros, 0.0)
    assert isnan(got["wait_mean"])
    assert isnan(got["on_time_share"])
    assert isnan(got["satisfaction_overall"])
    assert len(by(empty(tiny_trace()), "group")) == 0


def test_waits_of_those_still_waiting_and_sent_home_count() -> None:
    # citizen 14 is still waiting when the run stops at 2880
    t = edit(
        tiny_trace(),
        "tickets",
        start_ms={18: -1},
        end_ms={18: -1},
        outcome={18: Outcome.WAITING},
        server={18: -1},
    )
    assert measure(t, ["wait_mean"])["wait_mean"] == pytest.approx((53 + 2880 - 2456) / 16)
    t = edit(tiny_trace(), "tickets", outcome={3: Outcome.SENT_HOME})
    got = measure(t, ["abandonment_share", "wait_mean"])
    assert got == {"abandonment_share": 0.0, "wait_mean": 53 / 16}


def test_who_comes_at_the_very_closing_was_never_inside() -> None:
    """Two are inside when it closes at 17:00; a third is turned away at 17:00 sharp."""
    model = world({"a": {"counter": "10 min"}}, [1015, 1019, 1020], days=1)
    trace = run(model, design({"hall": {"count": 1}}))
    assert trace.matters["state"].tolist()[2] == End.TURNED_AWAY
    assert measure(trace, ["present_at_closing_mean"]) == {"present_at_closing_mean": 2}


def test_matters_without_an_end_are_a_share_of_all() -> None:
    """Of four at the horizon, one is served; one is at a window, one will come again, one is at the desks."""
    lacking = {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}
    permit = {"counter": "10 min", "decision": "promised", "approval": {"step": "s"},
              "steps": {"s": {"desk": "x", "work": "20 h"}}}  # fmt: skip
    services = {
        "plain": {"counter": "10 min"},
        "lacking": lacking,
        "permit": permit,
        "late": {"counter": "9 h"},
    }
    came = {"plain": [540], "lacking": [541], "permit": [542], "late": [960]}
    for ending, share in (("stop", 3 / 4), ("drain", 0)):
        model = world(services, came, days=1, ending=ending, citizens={"return_after": "1 workday"})
        trace = run(model, design({"w": {"count": 4}}, opening="always", desks={"x": {}}))
        assert measure(trace, ["unended_share"]) == {"unended_share": share}


def test_a_service_handed_back_is_one_ticket() -> None:
    trace = tiny_trace()
    rows = {name: np.insert(column, 7, column[6]) for name, column in trace.tickets.items()}
    rows["ticket"] = np.arange(len(rows["ticket"]))
    changes: dict[str, dict[int, int | float]] = {
        "end_ms": {6: 720},
        "issue_ms": {7: 720},
        "start_ms": {7: 725},
    }
    trace = edit(replace(trace, tickets=rows), "tickets", outcome={6: Outcome.HANDED_BACK}, **changes)
    got = measure(trace, ["n_tickets", "wait_mean", "queues_per_visit"])
    assert got == {"n_tickets": 16, "wait_mean": 58 / 16, "queues_per_visit": 1}


def test_a_late_decision_and_an_overdue_one() -> None:
    late = edit(tiny_trace(), "matters", due_ms={0: 2060, 13: 2500})
    got = measure(late, ["on_time_share", "late_or_left_share"])
    assert got == {"on_time_share": 1 / 3, "late_or_left_share": 4 / 16}


@pytest.mark.parametrize(
    ("values", "expected"), [([], nan), ([0, 0], 0), ([1, 1, 1], 0), ([0, 0, 0, 1], 0.75), ([1, 2, 3], 2 / 9)]
)
def test_gini(values: list[float], expected: float) -> None:
    assert gini(np.array(values, np.float64)) == pytest.approx(expected, nan_ok=True)


def test_breakdowns() -> None:
    trace = tiny_trace()
    by_service = by(trace, "service")
    assert by_service.loc["card", "n_tickets"] == 8
    assert by_service.loc["card", "wait_mean"] == pytest.approx(43 / 8)
    assert by_service.loc["licence", "visits_per_matter"] == 6 / 4
    assert by(trace, "department").loc["registry", "n_matters"] == 12
    assert by(trace, "group").loc["elderly", "wait_mean"] == 3
    assert by(trace, "window").loc["B", "utilisation"] == pytest.approx(B_BUSY / B_DUTY)
    assert by(trace, "hour").loc[9, "n_tickets"] == 6
    assert by(trace, "day")["n_tickets"].tolist() == [10, 6]
    assert by(trace, "queue").loc["hall", "abandonment_share"] == 1 / 16
    assert by(trace, "priority").loc[1, "n_tickets"] == 1
    assert by(trace, "purpose").loc["collect", "n_tickets"] == 1
    assert by(trace, "task").loc["licence.collect", "n_tickets"] == 1
    with pytest.raises(ValueError, match="choose from group"):
        by(trace, "colour")  # type: ignore[arg-type]


def test_over_the_day() -> None:
    waiting = waiting_over_day(tiny_trace())
    assert waiting.loc[[9 * HOUR_MS]].to_numpy()[0].tolist() == pytest.approx([4, 5.0, 10.0])
    length = queue_length_over_day(tiny_trace())
    # 9:00-9:30: ten minutes each of citizens 2 and 3, over two days; 8:30-9:00: citizen 0 at the door
    assert length.loc[9 * HOUR_MS, "waiting"] == pytest.approx(20 / 60)
    assert length.loc[17 * HOUR_MS // 2, "inside"] == pytest.approx(10 / 60)
    assert length["inside"].sum() * 60 == pytest.approx(318)


def test_tables_of_windows_cases_and_citizens() -> None:
    windows = utilisation_by_window(tiny_trace())
    assert windows.index.tolist() == ["A", "B"]
    assert windows.loc["A", "hours_on_duty"] == pytest.approx(A_DUTY / 60)
    cases = lead_time_distribution(tiny_trace())
    assert len(cases) == 9
    assert cases["first_visit_workdays"].max() == pytest.approx(705 / 480)
    assert cases["accept_workdays"].count() == 1
    citizens = citizen_outcomes(tiny_trace())
    assert citizens.loc[[100], ["visits", "time_in_hall_min", "state"]].to_numpy().tolist() == [
        [3, 45, "SERVED"]
    ]
    assert citizens.loc[104, "wait_min"] == 15
    assert citizens["lead_workdays"].isna().sum() == 4


def lines(text: str) -> Iterator[str]:
    return (line.rstrip() for line in text.splitlines())


def test_the_page_is_in_step(root: Path) -> None:
    committed = (root / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert list(lines(committed)) == list(lines(metrics_page())), (
        "write hallsim.metrics.page.metrics_page() there"
    )
