"""The audit accepts an honest trace and names the rule that each planted fault breaks."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from hallsim.audit import AuditError, audit, violations
from hallsim.errors import RunError
from hallsim.trace.model import End, Outcome, Trace
from tests.helpers.trace_builder import MIN, edit, tiny_trace, with_table


def rules(trace: Trace) -> set[str]:
    """The rules a trace breaks."""
    return {violation.rule for violation in violations(trace)}


def test_an_honest_trace_passes() -> None:
    assert violations(tiny_trace()) == []
    audit(tiny_trace())


def without_column(trace: Trace) -> Trace:
    rows = dict(trace.visits)
    del rows["purpose"]
    return with_table(trace, "visits", rows)


def as_float(trace: Trace) -> Trace:
    return with_table(
        trace, "tickets", {**trace.tickets, "issue_ms": trace.tickets["issue_ms"].astype(np.float64)}
    )


def uneven(trace: Trace) -> Trace:
    return with_table(trace, "matters", {**trace.matters, "state": trace.matters["state"][:-1]})


def move_service(trace: Trace, row: int, by: float, **more: dict[int, float]) -> Trace:
    """Shift start and end of a ticket by some minutes."""
    t = trace.tickets
    moved = {row: t["start_ms"][row] / MIN + by}, {row: t["end_ms"][row] / MIN + by}
    return edit(trace, "tickets", start_ms=moved[0], end_ms=moved[1], **more)


FAULTS: dict[str, tuple[str, Callable[[Trace], Trace]]] = {
    "a column is missing": ("columns", without_column),
    "a column is not int64": ("columns", as_float),
    "a column is shorter": ("columns", uneven),
    "a ticket number twice": ("ids", lambda t: edit(t, "tickets", ticket={4: 3})),
    "a queue that does not exist": ("references", lambda t: edit(t, "tickets", queue={0: 7})),
    "a state that does not exist": ("references", lambda t: edit(t, "matters", state={0: 99})),
    "a time before the clock": ("references", lambda t: edit(t, "tickets", end_ms={0: -5})),
    "served before issued": ("ticket_times", lambda t: move_service(t, 1, -1)),
    "ended before it began": ("ticket_times", lambda t: edit(t, "tickets", end_ms={9: 1014})),
    "left, yet served": ("ticket_times", lambda t: edit(t, "tickets", outcome={1: Outcome.LEFT})),
    "waiting, yet gone": ("ticket_times", lambda t: edit(t, "tickets", outcome={3: Outcome.WAITING})),
    "tickets out of order": ("issue_order", lambda t: edit(t, "tickets", issue_ms={14: 2050})),
    "after the end of the run": ("horizon", lambda t: replace(t, end_ms=2469 * MIN)),
    "citizens after the horizon": (
        "horizon",
        lambda t: replace(t, days=replace(t.days, horizon_ms=2400 * MIN)),
    ),
    "a window serves the desk's queue": ("skills", lambda t: edit(t, "tickets", server={10: 0})),
    "a service without a server": ("skills", lambda t: edit(t, "tickets", server={10: -1})),
    "two visitors at one window": ("overlap", lambda t: edit(t, "tickets", server={8: 1})),
    "more work than hours": (
        "utilisation",
        lambda t: edit(
            t, "tickets", start_ms={0: 540, 2: 550}, end_ms={0: 1030, 2: 1030, 11: 2470, 14: 2470}
        ),
    ),
    "two files with one officer": (
        "overlap",
        lambda t: edit(t, "tickets", end_ms={10: 2070}, work_ms={10: 90}),
    ),
    "service begins off duty": ("on_duty", lambda t: edit(t, "tickets", server={7: 1})),
    "service beyond the shift": ("on_duty", lambda t: edit(t, "shifts", left_ms={0: 1020})),
    "gone before the shift ends": ("roster", lambda t: edit(t, "shifts", left_ms={5: 900})),
    "on duty during the break": ("roster", lambda t: edit(t, "breaks", from_ms={0: 700})),
    "rostered but not there": ("roster", lambda t: edit(t, "rostered", from_ms={5: 1900})),
    "service shorter than its work": ("work", lambda t: edit(t, "tickets", work_ms={5: 11})),
    "a file worked on overnight": (
        "work",
        lambda t: edit(t, "tickets", start_ms={10: 1030}, work_ms={10: 990}),
    ),
    "a service broken off and lost": (
        "hand_back",
        lambda t: edit(t, "tickets", outcome={9: Outcome.HANDED_BACK}),
    ),
    "a wait that the queue did not see": ("little", lambda t: edit(t, "tickets", start_ms={6: 700})),
    "a window idles while people wait": ("idle_server", lambda t: move_service(t, 9, 0.5)),
    "a later ticket first": ("fifo", lambda t: edit(t, "tickets", priority={5: 5})),
    "a worse class first": ("priority", lambda t: edit(t, "tickets", priority={4: 1, 5: 5})),
    "a ticket outside its visit": ("visit_bounds", lambda t: edit(t, "visits", leave_ms={1: 574})),
    "a ticket of somebody else": ("visit_bounds", lambda t: edit(t, "tickets", citizen={0: 1})),
    "two tickets at once in a visit": (
        "visit_bounds",
        lambda t: edit(t, "tickets", visit={1: 0}, citizen={1: 0}),
    ),
    "left before arriving": ("visit_times", lambda t: edit(t, "visits", leave_ms={10: 1099})),
    "visits out of order": ("visit_order", lambda t: edit(t, "visits", arrive_ms={5: 400})),
    "inside, and yet left": ("visit_state", lambda t: edit(t, "visits", state={1: End.INSIDE})),
    "served, and yet left in anger": ("visit_state", lambda t: edit(t, "visits", state={3: End.SERVED})),
    "a visit ends in approval": ("visit_state", lambda t: edit(t, "visits", state={1: End.IN_APPROVAL})),
    "a visit for another's matter": ("visit_owner", lambda t: edit(t, "visits", matter={13: 1})),
    "an attempt left out": ("attempts", lambda t: edit(t, "visits", attempt={13: 3})),
    "came again before leaving": ("attempts", lambda t: edit(t, "visits", leave_ms={11: 2201})),
    "a visit not counted": ("n_visits", lambda t: edit(t, "matters", n_visits={0: 2})),
    "more rejections than visits": ("n_visits", lambda t: edit(t, "matters", n_rejections={1: 2})),
    "decided before accepted": ("matter_times", lambda t: edit(t, "matters", decided_ms={0: 2049})),
    "decided and never accepted": ("matter_times", lambda t: edit(t, "matters", accepted_ms={0: -1})),
    "in hand after its end": ("matter_times", lambda t: edit(t, "matters", in_hand_ms={0: 2206})),
    "in approval, yet decided": ("matter_state", lambda t: edit(t, "matters", decided_ms={13: 2600})),
    "served without a certificate": ("matter_state", lambda t: edit(t, "matters", in_hand_ms={1: -1})),
    "away before the run ends": ("matter_state", lambda t: edit(t, "matters", end_ms={8: 2500})),
    "a limit of three days": ("due", lambda t: edit(t, "matters", due_ms={0: 5 * 1440})),
    "no limit for a promise": ("due", lambda t: edit(t, "matters", due_ms={8: -1})),
    "a citizen who vanished": ("citizen_state", lambda t: edit(t, "citizens", state={3: End.SERVED})),
    "a state of no matter": ("citizen_state", lambda t: edit(t, "citizens", state={8: End.GIVEN_UP})),
    "a citizen ends too early": ("citizen_times", lambda t: edit(t, "citizens", end_ms={0: 2100})),
    "an arrival nobody saw": ("citizen_times", lambda t: edit(t, "citizens", arrive_ms={1: 540})),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named(fault: str) -> None:
    rule, plant = FAULTS[fault]
    assert rule in rules(plant(tiny_trace()))


def test_the_error_lists_rules_rows_and_the_design() -> None:
    broken = edit(tiny_trace(), "tickets", work_ms={5: 11})
    with pytest.raises(AuditError, match="tiny, replication 0") as caught:
        audit(broken)
    error = caught.value
    assert isinstance(error, RunError)
    assert error.exit_code == 1
    assert [(v.rule, v.table, v.rows, v.count) for v in error.violations] == [("work", "tickets", (5,), 1)]
    assert "rows 5" in str(error)
    assert "核查" in error.said.text("zh")


def handed_back() -> Trace:
    """Citizen 6's service is broken off at 12:00 after 10 min and continued at once."""
    trace = tiny_trace()
    rows = {name: np.insert(column, 7, column[6]) for name, column in trace.tickets.items()}
    rows["ticket"] = np.arange(len(rows["ticket"]))
    trace = with_table(trace, "tickets", rows)
    return edit(
        trace, "tickets",
        work_ms={6: 10, 7: 20},
        outcome={6: Outcome.HANDED_BACK}, end_ms={6: 720}, issue_ms={7: 720}, start_ms={7: 720},
    )  # fmt: skip


def test_a_service_handed_back_adds_up() -> None:
    assert violations(handed_back()) == []
    assert rules(edit(handed_back(), "tickets", work_ms={7: 19})) == {"work"}


def test_violations_of_form_hide_the_rest() -> None:
    broken = edit(without_column(tiny_trace()), "tickets", work_ms={5: 11})
    assert rules(broken) == {"columns"}
