"""Every minute has one cause: by hand on the tiny hall, by brute force and by sums on simulated ones."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.audit import violations
from hallsim.audit.duty import continued_from, service_end, wait_end
from hallsim.audit.spans import Spans, common_ms, minus, union
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.approval_time import APPROVAL_PARTS
from hallsim.metrics.causes import matter_causes, ticket_causes, visit_causes
from hallsim.metrics.dominance import dominance_sum
from hallsim.metrics.waits import WAIT_CAUSES
from hallsim.scenario.load import load_text
from hallsim.trace import Outcome, Purpose, Table, Trace
from tests.helpers.trace_builder import MIN, edit, tiny_trace

BUSY_HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 4}
  groups:
    ordinary: {share: 80%, patience: exponential(mean 60 min), matters: {1: 60%, 2: 40%}}
    elderly: {share: 20%}
  services:
    licence:
      department: commerce
      share: 40%
      counter: exponential(mean 9 min)
      decision: promised
      limit: 2 workdays
      collect: 2 min
      documents: {required: 3, missing: 20%}
      correction: 10%
      steps:
        check: {desk: commerce, work: exponential(mean 30 min), elapsed: exponential(mean 20 min)}
        fire: {desk: fire, work: exponential(mean 40 min)}
      approval: {parallel: [check, fire]}
    card: {department: registry, share: 40%, counter: exponential(mean 8 min), correction: 5%}
    ask: {department: registry, kind: enquiry, share: 20%, counter: exponential(mean 3 min)}
  arrivals: {per_day: 110, profile: {08:15-12:00: 2, 12:30-17:00: 1}}
designs:
  helping:
    opening: [09:00-12:00, 13:00-17:00]
    doors: 08:30
    hand_off: 30 min
    notice: 60%
    priority: {elderly: 1}
    windows:
      commerce: {count: 2, helps: [registry], breaks: [{count: 1, hours: 10:00-10:30}]}
      registry: {count: 1, helps: [commerce], at_shift_end: RULE}
    desks: {commerce: 1, fire: 1}
"""


@cache
def busy_trace(rule: str) -> Trace:
    """A small, overloaded hall in which every cause of waiting occurs."""
    scenario = load_text(BUSY_HALL.replace("RULE", rule)).scenario
    demand = generate(scenario.world, 7, 0)
    return simulate(scenario.world, scenario.designs["helping"], demand, "helping")


def minutes(values: object) -> list[float]:
    return [float(value) / MIN for value in np.asarray(values)]


def test_causes_of_waiting_by_hand() -> None:
    causes = ticket_causes(tiny_trace())
    # closed, short-staffed, priority given, all busy, being served, to the window, missed call
    assert minutes(causes.loc[2]) == [0, 0, 0, 10, 30, 0, 0]
    assert minutes(causes.loc[3]) == [0, 0, 0, 10, 0, 0, 0]  # left
    assert minutes(causes.loc[4]) == [0, 0, 10, 5, 20, 0, 0]  # the later ticket 5 took its window for 10 min
    assert minutes(causes.loc[5]) == [0, 0, 0, 3, 10, 0, 0]  # the overtaker itself waited for busy windows
    assert minutes(causes.loc[7]) == [0, 15, 0, 0, 5, 0, 0]  # B was on its break
    assert minutes(causes.loc[10]) == [950, 0, 0, 0, 40, 0, 0]  # a file overnight
    assert minutes(causes.loc[16]) == [420, 0, 0, 0, 60, 0, 0]  # paused over the end of the desk's day


def test_a_visit_before_the_doors() -> None:
    parts = visit_causes(tiny_trace())
    assert minutes(parts.loc[0]) == [10, 0, 0, 0, 0, 20, 0, 0, 0]
    assert minutes(parts.loc[10]) == [0] * 9


def test_time_inside_between_tickets() -> None:
    trace = edit(tiny_trace(), "visits", leave_ms={9: 1020})
    assert minutes(visit_causes(trace)["between"])[9] == 4


def test_a_matter_from_first_visit_to_certificate() -> None:
    parts = matter_causes(tiny_trace())
    first = {name: value / MIN for name, value in parts.loc[0].items() if value}
    assert first == {
        "before_doors": 10, "being_served": 35, "away_documents": 1480, "away_to_collect": 100,
        "hand_off": 10, "desk_work": 30, "elapsed_step": 10,
    }  # fmt: skip
    not_collected = {name: value / MIN for name, value in parts.loc[8].items() if value}
    assert not_collected == {"being_served": 20, "desk_closed": 950, "desk_work": 40, "away_to_collect": 860}
    bundle = {name: value / MIN for name, value in parts.loc[12].items() if value}
    assert bundle == {"being_served": 30}


def test_away_for_a_correction() -> None:
    parts = matter_causes(edit(tiny_trace(), "visits", purpose={11: Purpose.CORRECT}))
    assert parts.loc[0, "away_correction"] == 1480 * MIN
    assert parts.loc[0, "away_documents"] == 0


def test_parallel_steps_share_an_instant_by_the_first_rule() -> None:
    # the file of matter 0 and a second file of the same matter, waiting meanwhile: work goes before queue
    trace = edit(
        tiny_trace(), "tickets", matter={10: 0}, issue_ms={10: 2055}, start_ms={10: 2095}, end_ms={10: 2098}
    )
    parts = matter_causes(trace).loc[0]
    got = [parts[name] / MIN for name in ("hand_off", "desk_queue", "desk_work", "elapsed_step")]
    # 2050-2055 hand-off; 2055-2060 queue; 2060-2090 work; 2090-2095 queue; 2095-2098 work; 2098-2100 elapsed
    assert got == [5, 10, 33, 2]


@pytest.mark.parametrize("rule", ["finish", "pause", "hand_back"])
def test_parts_sum_to_the_millisecond(rule: str) -> None:
    trace = busy_trace(rule)
    assert violations(trace) == []
    v, m = trace.visits, trace.matters
    leave = np.where(v["leave_ms"] < 0, trace.end_ms, v["leave_ms"])
    by_visit, by_matter = visit_causes(trace), matter_causes(trace)
    assert np.array_equal(by_visit.sum(axis=1), leave - v["arrive_ms"])
    assert np.array_equal(by_matter.sum(axis=1), m["end_ms"] - m["first_visit_ms"])
    assert by_visit.to_numpy().min() >= 0
    assert by_matter.to_numpy().min() >= 0
    # nobody waits for a desk inside this hall, and whoever is called is there
    never = {"between", "to_window", "missed_call"}
    assert set(by_visit.columns[by_visit.sum() == 0]) == never
    held = set(APPROVAL_PARTS[5:])  # test_step_results.py, test_inspections_and_meetings.py, test_desks.py
    never |= {
        "filed_online",
        "away_elsewhere",
        "carried",
        "away_in_vain",
        "with_agent",
        "home_service",
    } | held
    assert set(by_matter.columns[by_matter.sum() == 0]) == never


def brute_causes(trace: Trace, row: int) -> list[int]:
    """The causes of one ticket's wait, read from the servers' state between all changes of state."""
    t, names = trace.tickets, trace.names
    servers = [s for s, queues in enumerate(names.server_queues) if t["queue"][row] in queues]
    until, served_to, source = wait_end(trace), service_end(trace), continued_from(trace)

    def first(ticket: int) -> int:
        while source[ticket] >= 0:
            ticket = int(source[ticket])
        return ticket

    def within(table: Table, server: int, now: int, end: str) -> bool:
        mine = table["server"] == server
        return bool((mine & (table["from_ms"] <= now) & (now < table[end])).any())

    at = np.isin(t["server"], servers)
    parts = [0, 0, 0, 0]
    start, stop = int(t["issue_ms"][row]), int(until[row])
    shifts = trace.shifts
    changes = {start, stop, *t["start_ms"][at].tolist(), *served_to[at].tolist()}
    for table in (shifts, trace.rostered):
        for column in ("from_ms", "to_ms", "left_ms"):
            changes |= set(table.get(column, shifts["from_ms"]).tolist())
    inside = sorted(c for c in changes if start <= c <= stop)
    for begin, end in pairwise(inside):
        present = [within(shifts, s, begin, "left_ms") for s in servers]
        expected = [
            here or within(trace.rostered, s, begin, "to_ms")
            for s, here in zip(servers, present, strict=True)
        ]
        held = np.flatnonzero(at & (t["start_ms"] <= begin) & (begin < served_to))
        if not any(expected):
            cause = 0
        elif any(e and not p for e, p in zip(expected, present, strict=True)):
            cause = 1
        elif any(first(int(j)) > first(row) for j in held):
            cause = 2
        else:
            cause = 3
        parts[cause] += end - begin
    return parts


@pytest.mark.parametrize("rule", ["finish", "hand_back"])
def test_causes_agree_with_a_reading_instant_by_instant(rule: str) -> None:
    trace = busy_trace(rule)
    windows = ~np.array(trace.names.queue_is_desk)[trace.tickets["queue"]]
    rows = np.flatnonzero(windows & (wait_end(trace) > trace.tickets["issue_ms"]))[::3]
    causes = ticket_causes(trace)[list(WAIT_CAUSES)]
    assert len(rows) > 50
    assert (trace.tickets["outcome"] == Outcome.HANDED_BACK).any() == (rule == "hand_back")
    for row in rows:
        assert causes.loc[row].tolist() == brute_causes(trace, int(row)), f"ticket {row}"


spans_of_minutes = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


@given(spans_of_minutes, spans_of_minutes, st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_span_sets_agree_with_sets_of_instants(
    left: list[tuple[int, int]], right: list[tuple[int, int]], window: tuple[int, int]
) -> None:
    def instants(pairs: list[tuple[int, int]]) -> set[int]:
        return {i for a, b in pairs for i in range(a, b)}

    def spans(pairs: list[tuple[int, int]]) -> Spans:
        cells = np.array(pairs, np.int64).reshape(-1, 2)
        return union(cells[:, 0], cells[:, 1])

    one, other = spans(left), spans(right)
    difference = minus(one, other)
    assert {i for i in range(31) if difference.contains(np.array([i]))[0]} == instants(left) - instants(right)
    assert common_ms(one, other) == len(instants(left) & instants(right))
    begin, end = sorted(window)
    inside = instants(left) & set(range(begin, end))
    assert one.measure(np.array([begin]), np.array([end])).tolist() == [len(inside)]
    _, starts, ends = one.pieces(np.array([begin]), np.array([end]))
    assert {i for a, b in zip(starts, ends, strict=True) for i in range(a, b)} == inside


@given(
    st.lists(st.tuples(st.integers(-1, 9), st.integers(0, 99)), max_size=40),
    st.integers(0, 40),
    st.integers(-1, 9),
)
def test_dominance_sums(pairs: list[tuple[int, int]], upto: int, above: int) -> None:
    upto = min(upto, len(pairs))
    cells = np.array(pairs, np.int64).reshape(-1, 2)
    got = dominance_sum(cells[:, 0], cells[:, 1], np.array([upto]), np.array([above]))
    assert got.tolist() == [sum(weight for value, weight in pairs[:upto] if value > above)]
