"""Every minute has one cause: by hand on the tiny hall, by brute force and by sums on simulated ones.

Rules of the model: R8.1 to R8.3.
"""

from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hallsim.audit import violations
from hallsim.audit.duty import continued_from, hold_end, wait_end
from hallsim.audit.spans import Spans, common_ms, minus, union
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.attribution.approval import APPROVAL_PARTS
from hallsim.metrics.attribution.causes import matter_causes, ticket_causes, visit_causes
from hallsim.metrics.attribution.dominance import dominance_sum
from hallsim.metrics.attribution.waits import LARGEST_UNIT, WAIT_CAUSES, WaitReader, _unit
from hallsim.scenario.load import load_text
from hallsim.trace.model import NEVER, Outcome, Purpose, Table, Trace
from tests.helpers.hall_builder import NINE, design, run, works, world
from tests.helpers.trace_builder import MIN, edit, tiny_trace
from tests.property.strategies import Case, cases

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
    assert minutes(causes.loc[4]) == [0, 0, 5, 10, 20, 0, 0]  # the later ticket 5 had one of two for 10 min
    assert minutes(causes.loc[5]) == [0, 0, 0, 3, 10, 0, 0]  # the overtaker itself waited for busy windows
    assert minutes(causes.loc[7]) == [0, 7.5, 0, 7.5, 5, 0, 0]  # B, one of two, was on its break
    assert minutes(causes.loc[10]) == [950, 0, 0, 0, 40, 0, 0]  # a file overnight
    assert minutes(causes.loc[16]) == [420, 0, 0, 0, 60, 0, 0]  # paused over the end of the desk's day


def test_a_visit_before_the_doors() -> None:
    parts = visit_causes(tiny_trace())
    assert minutes(parts.loc[0]) == [10, 0, 0, 0, 0, 0, 20, 0, 0, 0]
    assert minutes(parts.loc[10]) == [0] * 10


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
    never = {"before_slot", "between", "to_window", "missed_call"}
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


def waiting_causes(trace: Trace) -> np.ndarray:
    """(n, 4) of every ticket's wait, without the pauses of its service."""
    rows = np.arange(len(trace.tickets["ticket"]))
    return WaitReader(trace).causes(rows, 0 * rows, np.full(len(rows), trace.end_ms))


def brute_causes(trace: Trace, row: int) -> list[int]:
    """The causes of one ticket's wait, read from the servers' state between all changes of state."""
    t, names = trace.tickets, trace.names
    servers = [s for s, queues in enumerate(names.server_queues) if t["queue"][row] in queues]
    until, held_to, source = wait_end(trace), hold_end(trace), continued_from(trace)

    def first(ticket: int) -> int:
        while source[ticket] >= 0:
            ticket = int(source[ticket])
        return ticket

    def within(table: Table, server: int, now: int, end: str) -> bool:
        mine = table["server"] == server
        return bool((mine & (table["from_ms"] <= now) & (now < table[end])).any())

    at = np.isin(t["server"], servers)
    parts = [Fraction(0)] * 3
    start, stop = int(t["issue_ms"][row]), int(until[row])
    shifts = trace.shifts
    changes = {start, stop, *t["call_ms"][at].tolist(), *held_to[at].tolist()}
    for table in (shifts, trace.rostered):
        for column in ("from_ms", "to_ms", "left_ms"):
            changes |= set(table.get(column, shifts["from_ms"]).tolist())
    inside = sorted(c for c in changes if start <= c <= stop)
    for begin, end in pairwise(inside):
        present = {s for s in servers if within(shifts, s, begin, "left_ms")}
        expected = present | {s for s in servers if within(trace.rostered, s, begin, "to_ms")}
        held = np.flatnonzero(at & (t["call_ms"] != NEVER) & (t["call_ms"] <= begin) & (begin < held_to))
        later = {int(t["server"][j]) for j in held if first(int(j)) > first(row)} & present
        if not expected:
            parts[0] += end - begin
        else:
            parts[1] += Fraction(end - begin, len(expected)) * len(expected - present)
            parts[2] += Fraction(end - begin, len(expected)) * len(later)
    whole = [int(part) for part in parts]
    return [*whole, stop - start - sum(whole)]


@pytest.mark.parametrize("rule", ["finish", "hand_back", "pause"])
def test_causes_agree_with_a_reading_instant_by_instant(rule: str) -> None:
    trace = busy_trace(rule)
    rows = np.flatnonzero(wait_end(trace) > trace.tickets["issue_ms"])[::3]
    causes = waiting_causes(trace)
    assert len(rows) > 50
    assert (trace.tickets["outcome"] == Outcome.HANDED_BACK).any() == (rule == "hand_back")
    for row in rows:
        assert causes[row].tolist() == brute_causes(trace, int(row)), f"ticket {row}"


@settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(cases())
def test_causes_of_any_hall_agree_with_a_reading_instant_by_instant(case: Case) -> None:
    trace = case.run()
    causes = waiting_causes(trace)
    rows = np.flatnonzero(wait_end(trace) > trace.tickets["issue_ms"])
    for row in rows[:: max(1, len(rows) // 25)]:
        assert causes[row].tolist() == brute_causes(trace, int(row)), f"ticket {row}"


def test_an_instant_is_shared_out_over_the_windows() -> None:
    """Four windows, one on a break from 9:10 to 9:20, 30 minutes of work each, an ordinary ticket from 9:05.

    Elderly come at 9:06 and take the two windows that are free at 9:12 and 9:18 (7 and 3 minutes' work): of
    its wait from 9:05 to 9:19 two windows' minutes go to later tickets, 9 + 1 for one break of ten.
    """
    people = world(
        {"a": {"counter": works(30, 30, 12, 18, 20, 7, 7)}},
        {"others": [NINE, NINE, NINE, NINE, NINE + 5], "elderly": [NINE + 6, NINE + 6]},
        groups={"others": {}, "elderly": {}},
    )
    windows = {"hall": {"count": 4, "breaks": [{"hours": "09:10-09:20"}]}}
    trace = run(people, design(windows, priority={"elderly": 1}))
    ordinary = int(np.flatnonzero(trace.tickets["issue_ms"] == (NINE + 5) * MIN)[0])
    # works by citizen: 0 and 1 until 9:30, 2 until 9:12, 3 (the window whose break begins) until 9:18
    assert minutes(trace.tickets["start_ms"][ordinary:] - NINE * MIN) == [20, 12, 19]
    # 15 min: 4 on duty until 9:18 (finishing before its break), then one of four is away for 2 min;
    # the elderly hold a window from 9:12 to 9:19 and from 9:19 on, 8 min of one of four
    assert minutes(ticket_causes(trace).loc[ordinary]) == [0, 0.5, 2, 12.5, 20, 0, 0]


def test_one_of_eleven_windows_that_is_always_away_is_an_eleventh_of_the_waiting() -> None:
    people = world({"a": {"counter": "10 min"}}, [NINE] * 40)
    trace = run(people, design({"hall": {"count": 11, "breaks": [{"hours": "09:00-17:00"}]}}))
    total = ticket_causes(trace).sum()
    waited = total[list(WAIT_CAUSES)].sum()
    assert waited == 10 * (10 + 20 + 30) * MIN
    assert total["short_staffed"] == pytest.approx(waited / 11, abs=40)
    assert total["all_busy"] == waited - total["short_staffed"]


def test_with_one_window_the_whole_instant_has_the_first_cause() -> None:
    """Closed, away, an overtaking ticket, else busy: nothing is shared where there is one server."""
    people = world(
        {"a": {"counter": works(20, 20, 5)}},
        {"others": [NINE - 10, NINE + 1], "elderly": [NINE + 6]},
        groups={"others": {}, "elderly": {}},
    )
    windows = {"hall": {"breaks": [{"hours": "09:25-09:40"}], "hours": "09:05-17:00"}}
    made = design(windows, priority={"elderly": 1}, opening="08:30-17:00")
    causes = ticket_causes(run(people, made))
    # 9:05-9:25 the first; 9:25-9:40 nobody; 9:40-9:45 the elderly; then the second
    assert minutes(causes.loc[1]) == [4, 15, 5, 20, 20, 0, 0]


def test_parts_of_a_millisecond_for_many_servers() -> None:
    """Numbers that divide the unit exactly, and others nearly so; the parts never exceed the whole."""
    for numbers in ([1], [3, 7, 11], [16, 13, 11], list(range(1, 17)), [17, 19, 23, 29, 31], [160, 159, 158]):
        unit = _unit(np.array(numbers))
        assert unit <= LARGEST_UNIT
        if max(numbers) <= 16:
            assert all(unit % n == 0 for n in numbers)
        assert all(0 <= unit - n * (unit // n) < unit * 1e-5 for n in numbers)


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
    both = np.stack([cells[:, 1], -cells[:, 0]], axis=1)
    columns = dominance_sum(cells[:, 0], both, np.array([upto]), np.array([above]))
    expected = [sum(column) for column in zip(*((w, -v) for v, w in pairs[:upto] if v > above), strict=True)]
    assert columns.tolist() == [expected or [0, 0]]
