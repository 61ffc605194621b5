"""Where the working days of a lead time go: by hand, against the causes of every minute, and by sums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings

from hallsim.audit.spans import Int
from hallsim.metrics.attribution.approval import APPROVAL_PARTS
from hallsim.metrics.attribution.causes import VISIT_PARTS, matter_causes
from hallsim.metrics.attribution.lead_parts import LEAD_PARTS, OF_APPROVAL, lead_parts
from hallsim.metrics.attribution.yardstick import CALENDAR, Yardstick, working_time
from hallsim.metrics.catalogue.days import DAY_METRICS, DAY_TOTAL
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.registry import measure
from hallsim.trace.model import NEVER, Trace
from tests.helpers.hall_builder import NINE, design, run, world
from tests.helpers.trace_builder import MIN, edit, tiny_trace
from tests.property.strategies import Case, cases
from tests.unit.test_causes import busy_trace
from tests.unit.test_network import PENSION, office, places, with_offices

PERMIT = {
    "counter": "10 min", "collect": "5 min", "decision": "promised", "limit": "20 workdays",
    "documents": {"required": 1, "missing": "100%"},
    "approval": {"serial": [{"step": name} for name in ("check", "site", "board", "notice")]},
    "steps": {
        "check": {"desk": "back", "work": "30 min"},
        "site": {"kind": "inspection", "desk": "team", "work": "60 min"},
        "board": {"desk": "board"},
        "notice": {"kind": "notice", "elapsed": "2 workdays"},
    },
}  # fmt: skip
DESKS = {
    "back": {"officers": 1, "hours": "13:00-17:00"},
    "team": {"officers": 1, "site": {"travel": "60 min"}},
    "board": {"meets": {"on": "fri", "at": "10:00", "length": "60 min"}},
}


def all_parts(s: Sample, yardstick: Yardstick = CALENDAR) -> Int:
    """(n matters, parts) by LEAD_PARTS."""
    found = lead_parts(s.reader, s.begun_ms, yardstick)
    return np.stack([found[name] for name in LEAD_PARTS], axis=1)


def parts_of(trace: Trace, row: int = 0, *, calendar: bool = False) -> dict[str, float]:
    """The parts of a matter in working hours; those that are there."""
    s = Sample(trace)
    yardstick = CALENDAR if calendar else working_time(trace.days)
    found = all_parts(s, yardstick)[row] / MIN / 60
    return {name: hours for name, hours in zip(LEAD_PARTS, found.tolist(), strict=True) if hours}


def test_a_permit_from_the_first_visit_to_the_certificate() -> None:
    """Monday 9:00 at the counter, a paper is missing: Tuesday 9:00 again, accepted 9:10. The desk comes at
    13:00 and works half an hour; the team (whole days) is two hours under way or on site, until 15:30. The
    board meets on Friday from 10:00 to 11:00; the notice ends on Tuesday 11:00; collected on Wednesday 9:00.
    """
    w = world({"permit": PERMIT}, [NINE], days=14, ending="drain", citizens={"return_after": "1 workday"})
    trace = run(w, design({"hall": {"count": 1}}, desks=DESKS))
    assert parts_of(trace) == pytest.approx({
        "hall": (10 + 10 + 5) / 60,
        "documents": 8 - 10 / 60,
        "desk_closed": 13 - 9 - 10 / 60,
        "work": 0.5,
        "inspection": 2,
        "meeting": 1.5 + 8 + 8 + 2,  # from Tuesday 15:30
        "step": 2 * 8,
        "collecting": 6,
    })  # fmt: skip
    told = measure(trace, [*DAY_METRICS, DAY_TOTAL, "lead_first_visit_mean"])
    assert sum(told[id] for id in DAY_METRICS) == pytest.approx(told[DAY_TOTAL], abs=1e-12)
    assert told[DAY_TOTAL] == pytest.approx(told["lead_first_visit_mean"], abs=1e-12)


def test_a_closed_desk_takes_no_day_at_night() -> None:
    """The file of matter 8 comes at 17:10, after the workday, and is taken up at 9:00 of the next."""
    assert parts_of(tiny_trace(), 8) == pytest.approx(
        {"hall": 10 / 60, "work": 40 / 60, "collecting": 440 / 60}
    )
    assert parts_of(tiny_trace(), 8, calendar=True)["desk_closed"] == 950 / 60


def test_work_goes_before_a_queue_where_steps_run_in_parallel() -> None:
    trace = edit(
        tiny_trace(), "tickets", matter={10: 0}, issue_ms={10: 2055}, start_ms={10: 2095}, end_ms={10: 2098}
    )
    found = parts_of(trace)
    assert [round(60 * found[name]) for name in ("step", "desk_queue", "work")] == [5 + 2, 10, 33]


def test_what_is_filed_online_is_with_the_desks_until_accepted() -> None:
    online = {
        "counter": "5 min", "decision": "promised", "limit": "5 workdays", "online": True,
        "approval": {"step": "check"}, "steps": {"check": {"desk": "back", "work": "60 min"}},
    }  # fmt: skip
    w = world({"a": online}, [NINE], ending="drain", citizens={"online": "100%"})
    how = {"success": "100%", "review": {"desk": "back", "work": "30 min"}}
    trace = run(w, design({"hall": {"count": 1}}, desks={"back": {}}, online=how))
    found = parts_of(trace)
    assert trace.matters["first_visit_ms"].tolist() == [NEVER]
    assert found["work"] == pytest.approx(1.5)
    assert "documents" not in found


def test_papers_with_a_courier() -> None:
    """Accepted on Monday 9:10, decided elsewhere at 18:00, back on Tuesday at 18:00: days end at 17:00."""
    w = world(PENSION, [NINE], places=places())
    courier = {"leaves": "daily 16:00", "takes": "2 h"}
    trace = run(w, with_offices({"town": office(decides=[], courier=courier)}))
    assert parts_of(trace) == pytest.approx({"hall": 1 / 6, "courier": 8 - 1 / 6 + 8})
    agrees_with_the_causes(trace)


def test_files_carried_to_a_bureau_and_back() -> None:
    """Nothing may be decided in the hall: a workday to the bureau, an hour of work there, a workday back."""
    permit = {
        "counter": "10 min", "department": "registry", "decision": "promised", "approval": {"step": "s"},
        "steps": {"s": {"desk": "x", "work": "1 h"}},
    }  # fmt: skip
    w = world({"permit": permit}, [NINE], ending="drain")
    trace = run(
        w, design({"w": {"count": 1}}, desks={"x": {}}, authority={"decide": "0%", "travel": "1 workday"})
    )
    found = parts_of(trace)
    assert found["courier"] == pytest.approx(16)
    assert found["work"] == pytest.approx(1)
    agrees_with_the_causes(trace)


@pytest.mark.parametrize("rule", ["finish", "pause", "hand_back"])
def test_parts_sum_to_the_lead_time(rule: str) -> None:
    agrees_with_the_causes(busy_trace(rule))


@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(cases())
def test_parts_sum_to_the_lead_time_whatever_the_hall(case: Case) -> None:
    agrees_with_the_causes(case.run())


def agrees_with_the_causes(trace: Trace) -> None:
    """Exact sums by both yardsticks; by the calendar the parts are those of `matter_causes` put together."""
    s, m = Sample(trace), trace.matters
    held = np.flatnonzero(m["in_hand_ms"] != NEVER)
    for yardstick in (CALENDAR, working_time(trace.days)):
        found = all_parts(s, yardstick)
        assert found.min(initial=0) >= 0
        whole = yardstick(m["in_hand_ms"]) - yardstick(s.begun_ms)
        assert np.array_equal(found[held].sum(axis=1), whole[held])
    assert s.lead_workdays(held, "first_visit_ms", "in_hand_ms") == pytest.approx(
        found[held].sum(axis=1) / trace.days.workday_ms
    )
    came = held[(m["first_visit_ms"][held] != NEVER) & (m["in_hand_ms"] == m["end_ms"])[held]]
    causes = matter_causes(trace).iloc[came]
    by_calendar = all_parts(s)[came]
    together = {name: np.zeros(len(came), np.int64) for name in LEAD_PARTS}
    for part in APPROVAL_PARTS:
        together[OF_APPROVAL[part]] += causes[part].to_numpy()
    together["courier"] += causes["carried"].to_numpy()
    together["hall"] += causes[list(VISIT_PARTS)].sum(axis=1).to_numpy()
    for part in (
        "work",
        "desk_queue",
        "desk_closed",
        "meeting",
        "inspection",
        "correction",
        "step",
        "courier",
        "hall",
    ):
        assert np.array_equal(by_calendar[:, LEAD_PARTS.index(part)], together[part]), part
