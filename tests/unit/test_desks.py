"""Desks: shifts, absence, spread, order by limit, files at once, work in progress, quiet windows.

Rules of the model: R6.16 to R6.20.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.hall.decisions.staffing.duty import spells_of
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.metrics.registry import measure
from hallsim.scenario.design.design import Design
from hallsim.trace.model import NEVER, Outcome, Trace
from tests.helpers.hall_builder import DAY, FIVE, MIN, NINE, design, minutes, run, world
from tests.helpers.spelled import design_of

HALL = {"w": {"count": 20}}


def permit(work: str = "1 h", **more: Any) -> dict[str, Any]:
    """A promised service accepted at once, examined in one step at the desk x."""
    step = {"desk": "x", "work": work} | more.pop("step", {})
    return {
        "counter": "0 min", "decision": "promised", "limit": "10 workdays", "approval": {"step": "s"},
        "steps": {"s": step}, **more,
    }  # fmt: skip


def pair(model: Any, *designs: Design) -> list[Trace]:
    """The same citizens under several designs; audited, causes summing to the whole."""
    demand = generate(model, 3, 0)
    traces = [simulate(model, one, demand) for one in designs]
    for trace in traces:
        audit(trace)
        parts, m = matter_causes(trace), trace.matters
        assert (parts.to_numpy() >= 0).all()
        came = m["first_visit_ms"] != NEVER
        assert np.array_equal(parts.sum(axis=1)[came], (m["end_ms"] - m["first_visit_ms"])[came])
    return traces


def decided(trace: Trace) -> list[float]:
    return minutes(trace.matters["decided_ms"])


def test_shifts_bring_their_own_officers() -> None:
    """One from 9 to 11, one from 10 to 12: files of an hour at nine end at 10, 11, 11 and 12."""
    shifts = [{"hours": "09:00-11:00"}, {"hours": "10:00-12:00"}]
    trace = run(world({"p": permit()}, [NINE] * 4), design(HALL, desks={"x": {"shifts": shifts}}))
    assert decided(trace) == [600, 660, 660, 720]


def test_an_absent_officer_leaves_the_files_to_the_others() -> None:
    """Days missed are the stated share, the officers' own, and nobody's tape at a window moves."""
    model = world({"p": permit("20 min")}, [NINE + i * 7 for i in range(300)], ending="drain", days=10)
    plain, absent, halved = pair(
        model,
        design(HALL, desks={"x": {"officers": 3}}),
        design(HALL, desks={"x": {"officers": 3, "absence": "30%"}}),
        design(HALL, desks={"x": {"officers": 3, "absence": "30%"}}, supervision=0.5),
    )
    windows = plain.tickets["visit"] != NEVER
    assert np.array_equal(plain.tickets["start_ms"][windows], absent.tickets["start_ms"][windows])
    away = [set(zip(t.breaks["server"].tolist(), t.breaks["from_ms"].tolist(), strict=True))
            for t in (absent, halved)]  # fmt: skip
    assert away[1] < away[0]
    assert not len(plain.breaks["server"])
    assert absent.matters["decided_ms"].mean() > plain.matters["decided_ms"].mean()


def test_the_share_of_days_absent_is_met() -> None:
    model = world({"p": permit()}, [NINE], days=90)
    for lasts in (1, 4):
        absence = {"share": "20%", "lasts": lasts}
        trace = run(model, design(HALL, desks={"x": {"officers": 40, "absence": absence}}))
        n_days = len(np.unique(trace.rostered["from_ms"]))
        share = len(trace.breaks["server"]) / (40 * n_days)
        assert abs(share - 0.2) < 4 * np.sqrt(0.2 * 0.8 * lasts / (40 * n_days))


def test_the_spread_between_officers_is_their_own_and_has_mean_one() -> None:
    factors = []
    for seed in range(12):
        trace = run(
            world({"p": permit()}, [NINE] * 40),
            design(HALL, desks={"x": {"officers": 40, "speed_cv": 0.5}}),
            seed,
        )
        files = trace.tickets["visit"] == NEVER
        factors.append(trace.tickets["work_ms"][files] / (60 * MIN))
    every = np.concatenate(factors)
    assert len(np.unique(every)) > 400
    assert abs(every.mean() - 1) < 3.5 * 0.5 / np.sqrt(len(every))
    assert abs(every.std() - 0.5) < 0.1


def test_the_limit_that_ends_first_goes_first() -> None:
    """Three files at nine with limits of 9, 5 and 7 days while another is worked on."""
    services = {
        name: permit(share="25%") | {"limit": f"{days} workdays"}
        for name, days in (("a", 8), ("b", 9), ("c", 5), ("d", 7))
    }
    model = world(services, {"a": [NINE], "b": [NINE + 1], "c": [NINE + 2], "d": [NINE + 3]})
    order = {}
    for discipline in ("fifo", "earliest_due"):
        trace = run(model, design(HALL, desks={"x": {"discipline": discipline}}))
        order[discipline] = np.argsort(trace.matters["decided_ms"]).tolist()
    assert order == {"fifo": [0, 1, 2, 3], "earliest_due": [0, 2, 3, 1]}


def test_what_holds_at_every_desk_holds_where_nothing_else_is_said() -> None:
    model = design_of(
        {
            "windows": {"w": {}},
            "every_desk": {"discipline": "earliest_due", "absence": "6%"},
            "desks": {"x": {"officers": 2}, "y": {"discipline": "fifo"}},
        }
    )
    assert [desk.discipline for desk in model.desks.values()] == ["earliest_due", "fifo"]
    assert [desk.absence.share for desk in model.desks.values()] == [0.06, 0.06]
    assert model.desks["x"].officers == 2


def test_three_files_at_once_at_a_third_of_the_speed_or_faster() -> None:
    """Four files of an hour: three at once take three hours each, then the fourth; one officer is paid."""
    model = world({"p": permit()}, [NINE] * 4)
    third = run(model, design(HALL, desks={"x": {"at_once": 3}}))
    assert decided(third) == [720, 720, 720, 900]
    half = run(model, design(HALL, desks={"x": {"at_once": {"files": 3, "speed": "50%"}}}))
    assert decided(half) == [660, 660, 660, 780]
    alone = run(model, design(HALL, desks={"x": {}}))
    cost = [measure(trace, ["cost_officers"])["cost_officers"] for trace in (third, half, alone)]
    assert cost == [cost[2]] * 3


def test_a_spell_of_absence_is_over_before_the_next_begins() -> None:
    """Of two days each; it may begin on 0, 1, 5 and 8, and 1 is within another."""
    u = np.array([0.0 if day in (0, 1, 5, 8) else 0.9 for day in range(9)])
    assert list(spells_of([0, 1, 4, 5, 6, 7, 8], 0.5, 2, u)) == [(0, 1), (5, 6), (8,)]


def test_a_desk_s_own_hours_go_before_those_of_all_desks() -> None:
    services = {"p": permit(share="50%"), "q": permit(share="50%", step={"desk": "y"})}
    model = world(services, {"p": [NINE], "q": [NINE]})
    for officers in (1, "unlimited"):
        desks = {"x": {"hours": "14:00-17:00", "officers": officers}, "y": {"officers": officers}}
        trace = run(model, design(HALL, desks=desks, desk_hours="10:00-17:00"))
        assert sorted(decided(trace)) == [660, 900]


def test_every_officer_has_so_many_files_at_once() -> None:
    """Two officers, two files each at half the speed: four files of an hour end at 11:00."""
    desk = {"officers": 2, "at_once": 2}
    assert decided(run(world({"p": permit()}, [NINE] * 4), design(HALL, desks={"x": desk}))) == [660] * 4


def test_an_officer_s_speed_and_absence_are_the_same_for_all_files_in_hand() -> None:
    desk = {"officers": 2, "at_once": 3, "speed_cv": 0.5, "absence": "50%"}
    trace = run(world({"p": permit()}, [NINE] * 6, days=30), design(HALL, desks={"x": desk}))
    officer = [name.partition("/")[0] for name in trace.names.servers]
    away: dict[str, set[tuple[int, ...]]] = {}
    for name in ("desk.x-1", "desk.x-2"):
        slots = [s for s, mine in enumerate(officer) if mine == name]
        days = {tuple(trace.breaks["from_ms"][trace.breaks["server"] == s].tolist()) for s in slots}
        assert len(slots) == 3
        assert len(days) == 1
        away[name] = days
    assert away["desk.x-1"] != away["desk.x-2"]
    files = trace.tickets["visit"] == NEVER
    works: dict[str, set[int]] = {}
    for server, work in zip(
        trace.tickets["server"][files].tolist(), trace.tickets["work_ms"][files].tolist(), strict=True
    ):
        works.setdefault(officer[server], set()).add(work)
    assert [len(mine) for mine in works.values()] == [1] * len(works)


def test_supervision_brings_officers_back_and_makes_nobody_quicker() -> None:
    model = world({"p": permit()}, [NINE])
    traces = [run(model, design(HALL, desks={"x": {}}, supervision=factor)) for factor in (1.0, 0.5)]
    assert [decided(trace) for trace in traces] == [[NINE + 60]] * 2


def test_no_more_files_are_in_progress_than_allowed_and_the_wait_has_a_name() -> None:
    """Two officers, one open file: work of an hour, then 30 minutes elapse; the next begins at 10:30."""
    service = permit(step={"elapsed": "30 min"})
    model = world({"p": service}, [NINE, NINE])
    free, limited = (
        run(model, design(HALL, desks={"x": {"officers": 2} | more})) for more in ({}, {"wip": 1})
    )
    assert decided(free) == [NINE + 90, NINE + 90]
    assert decided(limited) == [NINE + 90, NINE + 180]
    parts = matter_causes(limited).loc[1] / MIN
    found = [parts[name] for name in ("desk_full", "desk_queue", "desk_work", "elapsed_step")]
    assert found == [90, 0, 60, 30]
    assert matter_causes(free)["desk_full"].sum() == 0


def test_a_file_waits_in_the_desk_s_queue_while_any_officer_is_there() -> None:
    """The officer is busy until 11, the quiet window on its break until 12: two hours behind another file."""
    services = {"p": permit("2 h", share="50%"), "q": {"counter": "10 min", "share": "50%"}}
    model = world(services, {"p": [NINE, NINE]})
    windows = {"lodging": {"serves": ["p"], "count": 2},
               "quiet": {"serves": ["q"], "breaks": [{"hours": "09:00-12:00"}]}}  # fmt: skip
    trace = run(model, design(windows, desks={"x": {"quiet_windows": ["quiet"]}}))
    assert decided(trace) == [660, 780]
    parts = matter_causes(trace).loc[1] / MIN
    assert [parts[name] for name in ("desk_queue", "desk_closed", "desk_work")] == [120, 0, 120]


def test_quiet_windows_take_files_and_hand_them_back_at_closing() -> None:
    """The officer is busy until 11; the window takes the second file at 9, a visitor waits for its end."""
    services = {"p": permit("2 h", share="50%"), "q": {"counter": "10 min", "share": "50%"}}
    model = world(services, {"p": [NINE, NINE, 960], "q": [NINE + 60]})
    windows = {"lodging": {"serves": ["p"], "count": 3}, "quiet": {"serves": ["q"]}}
    alone = run(model, design(windows, desks={"x": {}}))
    helped = run(model, design(windows, desks={"x": {"quiet_windows": ["quiet"]}}))
    assert decided(alone)[:2] == [660, 780]
    assert decided(helped)[:2] == [660, 660]
    ask = np.flatnonzero(helped.matters["service"] == 1)[0]
    assert minutes(helped.matters["in_hand_ms"])[ask] == 670
    assert minutes(alone.matters["in_hand_ms"])[ask] == NINE + 70
    # the third file: the officer takes it from 16:00 on; nobody stays at a window for a file
    assert (helped.shifts["left_ms"] == helped.shifts["to_ms"]).all()


def test_a_quiet_window_calls_visitors_and_takes_files_without_a_call() -> None:
    """The walk of two minutes is the visitor's; the file lies on the table."""
    services = {"p": permit("2 h", share="50%"), "q": {"counter": "10 min", "share": "50%"}}
    model = world(services, {"p": [NINE, NINE], "q": [NINE + 60]})
    windows = {"lodging": {"serves": ["p"], "count": 2}, "quiet": {"serves": ["q"]}}
    rule = {"calling": {"walk": "2 min"}, "desks": {"x": {"quiet_windows": ["quiet"]}}}
    trace = run(model, design(windows, **rule))
    assert decided(trace)[:2] == [NINE + 122, NINE + 122]
    visitor = trace.tickets["task"] == trace.names.tasks.index("q")
    waits = minutes(trace.tickets["start_ms"] - trace.tickets["call_ms"])
    assert np.array(waits)[visitor].tolist() == [2]
    at_desk = trace.tickets["task"] == trace.names.tasks.index("p/s")
    assert np.array(waits)[at_desk].tolist() == [0, 0]


def test_a_file_begun_at_a_window_goes_back_to_the_desk_at_closing() -> None:
    """No officer before Tuesday: the window works on it from 16:00 to 17:00, the officer finishes it."""
    services = {"p": permit("2 h", share="50%"), "q": {"counter": "10 min", "share": "50%"}}
    model = world(services, {"p": [960], "q": []})
    windows = {"lodging": {"serves": ["p"]}, "quiet": {"serves": ["q"]}}
    desk = {"shifts": [{"hours": {"tue": "10:00-17:00"}}], "quiet_windows": ["quiet"]}
    trace = run(model, design(windows, desks={"x": desk}))
    assert Outcome.HANDED_BACK in trace.tickets["outcome"].tolist()
    assert decided(trace) == [DAY + NINE + 60]
    assert measure(trace, ["desk_work_per_case"]) == {"desk_work_per_case": 120}
    assert minutes(trace.tickets["end_ms"])[1] == FIVE
