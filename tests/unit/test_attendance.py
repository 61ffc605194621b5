"""Absence, cover, deputies and outages: decided before the clock starts, the same for the same tapes.

Rules of the model: R6.11, R6.12.
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from hallsim.audit import audit
from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.hall import build_plan, engine_input, simulate
from hallsim.hall.decisions.staffing.model import Staffing
from hallsim.hall.decisions.staffing.staff import outage_spans, staff
from hallsim.metrics.attribution.causes import ticket_causes
from hallsim.metrics.attribution.waits import TICKET_PARTS
from hallsim.metrics.catalogue.costs import hours_by_kind
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.registry import measure
from hallsim.scenario.world.world import World
from hallsim.trace.model import Trace
from hallsim.units import MS_PER_DAY, MS_PER_HOUR
from tests.helpers.hall_builder import MIN, design, ends, minutes, run, starts, world

SEED = 3
DAYS = 30


def month(**more: Any) -> tuple[World, Demand]:
    """A month in which nobody comes, or who is said to."""
    made = world(
        {"a": {"department": "n"}, "b": {"department": "s"}}, more.pop("arrive", {"a": []}), days=DAYS
    )
    return made, generate(made, SEED, 0)


def staffed(windows: dict[str, Any], **more: Any) -> Staffing:
    """The people of one replication."""
    made, demand = month()
    given = design({name: {"serves": ["all"], **group} for name, group in windows.items()}, **more)
    return staff(build_plan(made, given), given, demand)


def days_away(staffing: Staffing, server: int) -> list[int]:
    """Working days on which a server is rostered but never on duty."""
    roster = staffing.roster_of(server)
    midnights = np.arange(DAYS + 1, dtype=np.int64) * MS_PER_DAY
    planned = np.diff(roster.rostered.working_ms_before(midnights))
    there = np.diff(roster.on_duty.working_ms_before(midnights))
    return np.flatnonzero((planned > 0) & (there == 0)).tolist()


def test_the_share_is_the_share_of_days_whatever_an_absence_lasts() -> None:
    """500 clerks over 22 days: 10 % of the days, in spells of one day or of five; checks halve it."""
    for lasts in (1, 5):
        for checks, share in ((1.0, 0.1), (0.5, 0.05)):
            rule = {"share": "10%", "lasts": lasts, "checks": checks}
            made, demand = month()
            given = design({"hall": {"count": 500}}, absence=rule)
            staffing = staff(build_plan(made, given), given, demand)
            days = 300  # the tapes are longer than the month: a renewal process forgets how it began
            midnights = np.arange(100, 100 + days + 1, dtype=np.int64) * MS_PER_DAY
            missed = planned = 0
            for server in range(500):
                roster = staffing.roster_of(server)
                rostered = np.diff(roster.rostered.working_ms_before(midnights)) > 0
                there = np.diff(roster.on_duty.working_ms_before(midnights)) > 0
                planned += rostered.sum()
                missed += (rostered & ~there).sum()
            sd = (share * (1 - share) * (2 * lasts - 1) / planned) ** 0.5
            assert missed / planned == pytest.approx(share, abs=3.5 * sd)


def test_more_absence_keeps_the_days_and_adds_some() -> None:
    few = staffed({"hall": {"count": 20}}, absence={"share": "5%"})
    many = staffed({"hall": {"count": 20}}, absence={"share": "25%"})
    for server in range(20):
        assert set(days_away(few, server)) <= set(days_away(many, server))


def test_a_cover_comes_after_the_delay_and_no_more_covers_than_there_are() -> None:
    rule = {"share": "40%", "lasts": 3}
    alone = staffed({"hall": {"count": 6}}, absence=rule)
    late = staffed({"hall": {"count": 6}}, absence=rule | {"cover": "unlimited", "cover_delay": "1 workday"})
    prompt = staffed({"hall": {"count": 6}}, absence=rule | {"cover": "unlimited", "cover_delay": "2 h"})
    missed = [days_away(alone, s) for s in range(6)]
    first = [[d for d in days if d in set(days_away(late, s))] for s, days in enumerate(missed)]
    n_missed, n_first = sum(map(len, missed)), sum(map(len, first))
    assert n_missed / 3 - 6 <= n_first <= n_missed / 3 + 6  # only the first day of every spell
    assert all(not days_away(prompt, s) for s in range(6))
    server = next(s for s in range(6) if missed[s])
    roster = prompt.roster_of(server)
    nine = missed[server][0] * MS_PER_DAY + 9 * MS_PER_HOUR
    assert not roster.on_duty.is_open(nine + 2 * MS_PER_HOUR - 1)
    assert roster.on_duty.is_open(nine + 2 * MS_PER_HOUR)


@pytest.mark.parametrize("pool", [0, 1, 2])
def test_a_pool_covers_so_many_at_once(pool: int) -> None:
    covering = staffed({"hall": {"count": 12}}, absence={"share": "40%", "cover": pool})
    alone = staffed({"hall": {"count": 12}}, absence={"share": "40%"})
    for day in range(DAYS):
        absent = sum(day in days_away(alone, s) for s in range(12))
        empty = sum(day in days_away(covering, s) for s in range(12))
        assert empty == max(0, absent - pool)
    covered = sum(spans.total_ms for spans in covering.covers.values())
    assert (covered > 0) == (pool > 0)


def test_a_deputy_leaves_another_window_and_one_stays_behind() -> None:
    """Single windows of a always staffed by a colleague of b, except when b has but one clerk there."""
    windows = {"a": {"count": 1}, "b": {"count": 3}}
    rule = {"share": "30%"}
    alone = staffed(windows, absence=rule)
    helped = staffed(windows, absence=rule | {"deputies": {"a": ["b"]}})
    moved = 0
    for day in range(DAYS):
        there = [day not in days_away(alone, s) for s in range(4)]
        now = [day not in days_away(helped, s) for s in range(4)]
        lent = not there[0] and sum(there[1:]) > 1
        assert now[0] == (there[0] or lent)
        assert sum(now[1:]) == sum(there[1:]) - lent
        moved += lent
    assert moved > 0


def test_absence_is_paid_covers_are_paid_on_top_and_nobody_else_is_touched() -> None:
    made, demand = month(arrive={"a": [d * 1440 + 600 for d in range(25)]})
    windows = {"n": {"serves": ["n"], "count": 2}, "s": {"serves": ["s"]}}
    rule = {"share": "40%", "cover": 1}
    traces: list[Trace] = []
    for absence in ({}, {"share": "40%"}, rule):
        trace = simulate(made, design(windows, absence=absence), demand)
        audit(trace)
        traces.append(trace)
    plain, alone, covered = (measure(trace) for trace in traces)
    assert plain["cost_staff"] == alone["cost_staff"] < covered["cost_staff"]
    assert covered["cost_staff"] - plain["cost_staff"] == pytest.approx(40 * covered["cover_hours"])
    assert alone["staff_hours"] < covered["staff_hours"] < plain["staff_hours"]
    assert hours_by_kind(Sample(traces[1])) == hours_by_kind(Sample(traces[0]))
    for trace in traces[1:]:
        assert np.array_equal(trace.citizens["arrive_ms"], traces[0].citizens["arrive_ms"])
        assert np.array_equal(trace.tickets["work_ms"], traces[0].tickets["work_ms"])


def test_the_plan_is_the_same_in_every_replication_and_the_people_are_not() -> None:
    made, _ = month()
    given = design(
        {"hall": {"count": 3, "speed_cv": 0.3}},
        absence={"share": "40%", "cover": 1},
        tenure={"stay_months": 12, "learning_months": 12, "start_factor": 1.5, "start_error": "20%"},
    )
    plan = build_plan(made, given)
    before = pickle.dumps(plan)
    one, two = (engine_input(made, given, generate(made, SEED, number), plan) for number in (0, 1))
    assert one.plan is two.plan is plan
    assert pickle.dumps(plan) == before
    first, second = one.decisions.staffing, two.decisions.staffing
    for drawn in (first, second):
        assert drawn.rosters[: len(plan.rosters)] == plan.rosters
        assert all(server >= len(plan.rosters) for server in drawn.server_roster)
    assert [days_away(first, s) for s in range(3)] != [days_away(second, s) for s in range(3)]
    assert not np.any(first.time_factor == second.time_factor)
    assert not np.any(first.error_share == second.error_share)


def test_where_chance_says_nothing_about_people_the_design_does() -> None:
    made, demand = month()
    given = design({"hall": {"count": 3}})
    plan = build_plan(made, given)
    staffing = staff(plan, given, demand)
    assert staffing.rosters == plan.rosters
    assert staffing.server_roster.tolist() == [server.roster for server in plan.servers]
    assert staffing.time_factor.tolist() == [server.time_factor for server in plan.servers]
    assert not staffing.covers
    assert not staffing.attended


# ---------------------------------------------------------------------- outages


def test_the_system_is_up_and_down_by_turns() -> None:
    given = design({"hall": {}}, outages={"between": "constant(10 h)", "length": "constant(2 h)"})
    spans = outage_spans(given, month()[1], 40 * MS_PER_HOUR)
    assert (spans.starts[:3] // MS_PER_HOUR).tolist() == [10, 22, 34]
    assert (spans.ends[:3] // MS_PER_HOUR).tolist() == [12, 24, 36]


@pytest.mark.parametrize(
    ("rule", "called", "ended"),
    [
        ("finish", [585, 660], [620, 695]),  # done on paper; nobody is called before the system is back
        ("pause", [585, 680], [680, 715]),
        ("hand_back", [585, 660, 680], [600, 680, 715]),  # the rest is called first at 11:00
    ],
)
def test_a_visitor_during_an_outage_is_finished_paused_or_handed_back(
    rule: str, called: list[int], ended: list[int]
) -> None:
    """Down from 10:00 to 11:00: the visitor of 9:45 has 15 min behind and 20 to go; one comes at 10:30."""
    made = world({"a": {"counter": "35 min"}}, [585, 630])
    outages = {"between": "constant(10 h)", "length": "constant(1 h)"}
    trace = run(made, design({"hall": {"at_shift_end": rule}}, outages=outages))
    assert (starts(trace), ends(trace)) == (called, ended)


def test_waiting_during_an_outage_is_short_staffed() -> None:
    made = world({"a": {"counter": "10 min"}}, [630])
    given = design({"hall": {}}, outages={"between": "constant(10 h)", "length": "constant(1 h)"})
    trace = simulate(made, given, generate(made, SEED, 0))
    causes = ticket_causes(trace)
    assert causes["short_staffed"].tolist() == [30 * MIN]
    assert set(causes.columns) == set(TICKET_PARTS)
    assert minutes(trace.breaks["from_ms"][:1]) == [600]
