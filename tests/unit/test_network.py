"""Several offices, by hand: who goes where, ways, trips in vain, couriers. Minutes since Monday 0:00.

Rules of the model: R5.21 to R5.26.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hallsim.audit import violations
from hallsim.demand.generate import generate
from hallsim.hall import build_plan, simulate
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.metrics.breakdown import by
from hallsim.metrics.registry import measure
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.study.frames import frames
from hallsim.trace.model import End, Trace
from tests.helpers.hall_builder import DAY, MIN, NINE, design, minutes, run, starts, works, world

CITY_AND_TOWN: dict[str, dict[str, Any]] = {
    "city": {"travel": {"time": "20 min", "fare": 2.0}},
    "town": {"within": "city", "travel": {"time": "10 min"}, "to_parent": {"time": "50 min", "fare": 8.0}},
}
PENSION = {"pension": {"counter": "10 min"}}


def places(home: str = "town", **more: Any) -> dict[str, Any]:
    """The city and a town within, everybody living in one of them."""
    found = {name: dict(place) for name, place in CITY_AND_TOWN.items()}
    found[home]["homes"] = "100%"
    for name, changes in more.items():
        found.setdefault(name, {}).update(changes)
    return found


def office(n_windows: int = 1, **more: Any) -> dict[str, Any]:
    """An office with one group of windows."""
    return {"windows": {"counter": {"count": n_windows}}, **more}


def with_offices(offices: dict[str, Any], rule: str = "nearest", **more: Any) -> Design:
    """A main hall with one window, and offices."""
    choice = {"rule": rule, "unattended": more.pop("unattended", "go_on")}
    return design({"hall": {}}, offices=offices, choice=choice, **more)


def offices_of(trace: Trace) -> list[str]:
    """The office of every visit."""
    assert trace.network is not None
    return [trace.network.offices[i] for i in trace.network.trips["office"]]


def ways_min(trace: Trace) -> list[float]:
    """Minutes on the way of every visit, there and back."""
    assert trace.network is not None
    return minutes(trace.network.trips["travel_ms"])


def test_who_lives_in_the_town_goes_there_and_to_the_main_hall_where_it_is_not_accepted() -> None:
    services = {"pension": {"counter": "10 min"}, "licence": {"counter": "10 min"}}
    w = world(services, {"pension": [NINE, NINE + 5], "licence": [NINE + 1]}, places=places())
    trace = run(w, with_offices({"town": office(accepts=["pension"])}))
    assert offices_of(trace) == ["town", "main", "town"]
    assert starts(trace) == [NINE, NINE + 1, NINE + 10]  # two windows in two places
    assert ways_min(trace) == [20, 2 * (10 + 50), 20]
    assert trace.network is not None
    assert (trace.network.trips["fare_fen"] == [0, 1600, 0]).all()


def test_the_rules_of_choice() -> None:
    w = world(PENSION, [NINE] * 3, places=places())
    near, main = (run(w, with_offices({"town": office()}, rule)) for rule in ("nearest", "main"))
    assert offices_of(near) == ["town"] * 3
    assert offices_of(main) == ["main"] * 3


def test_the_shortest_time_weighs_the_way_against_who_is_ahead() -> None:
    """The way to the city takes 50 min; the sixth at the town's window would wait as long: a tie stays."""
    w = world(PENSION, [NINE + 60] * 8, places=places(town={"travel": {}}))
    trace = run(w, with_offices({"town": office()}, "least_time"))
    assert offices_of(trace) == ["town"] * 6 + ["main"] * 2
    # Who goes on to the city sets out when the others do, and comes 50 min later.
    assert minutes(trace.visits["arrive_ms"]) == [NINE + 60] * 6 + [NINE + 110] * 2


def test_where_nobody_serves_people_go_on_to_the_next_office() -> None:
    w = world(PENSION, [NINE], places=places())
    trace = run(w, with_offices({"town": office(name_plate={})}))
    assert offices_of(trace) == ["town", "main"]
    assert trace.visits["state"].tolist() == [End.TURNED_AWAY, End.SERVED]
    assert minutes(trace.visits["arrive_ms"]) == [NINE, NINE + 50]
    assert ways_min(trace) == [10, 50 + 50 + 10]  # to the town; on to the city and home
    assert trace.matters["n_visits"].tolist() == [2]
    parts = matter_causes(trace).loc[0]
    assert parts["away_in_vain"] == 50 * MIN
    assert parts["being_served"] == 10 * MIN


def test_who_tries_again_comes_on_the_next_day() -> None:
    """The days are drawn: the visits are those up to the first day with anybody there."""
    w = world(PENSION, [NINE], days=5, ending="drain", places=places())
    rule = {"attended": "30%"}
    d = with_offices({"town": office(name_plate=rule)}, unattended="another_day")
    attended = generate(w, 1, 0).environment("office/town", 30)[[0, 1, 2, 3, 4, 7, 8, 9, 10, 11]] < 0.3
    trace = run(w, d)
    n_in_vain = int(np.argmax(attended))
    assert n_in_vain > 0
    assert offices_of(trace) == ["town"] * (n_in_vain + 1)
    assert measure(trace, ["trips_in_vain_per_case"])["trips_in_vain_per_case"] == n_in_vain


def test_a_share_of_the_offices_are_name_plates_spread_evenly() -> None:
    w = world(PENSION, [NINE], places=places(town={"count": 20}))
    plan = build_plan(w, with_offices({"town": office(name_plate={"offices": "35%", "attended": "10%"})}))
    assert plan.network is not None
    shares = [site.attended for site in plan.network.sites[1:]]
    assert shares.count(0.1) == 7
    assert all(shares[i : i + 5].count(0.1) <= 2 for i in range(16))


def test_accepted_here_and_decided_there_with_the_courier() -> None:
    """Accepted on Monday 9:10, sent at 16:00, decided there at 18:00; back with the next day's courier."""
    w = world(PENSION, [NINE], places=places())
    courier = {"leaves": "daily 16:00", "takes": "2 h"}
    trace = run(w, with_offices({"town": office(decides=[], courier=courier)}))
    m = trace.matters
    assert minutes(m["accepted_ms"]) == [NINE + 10]
    assert minutes(m["decided_ms"]) == [18 * 60]
    assert minutes(m["in_hand_ms"]) == [DAY + 18 * 60]
    parts = matter_causes(trace).loc[0]
    assert parts["courier"] == (DAY + 18 * 60 - NINE - 10) * MIN
    assert measure(trace, ["courier_per_matter"])["courier_per_matter"] == parts["courier"] / MIN / 60


def test_an_office_has_a_last_ticket_of_its_own() -> None:
    """At the town's door at 14:59 and at 15:00; the main hall goes on until 17:00."""
    w = world({"a": {"counter": "30 min"}}, [899, 900, 901], places=places("town", city={"homes": "0%"}))
    trace = run(w, with_offices({"town": office(2, tickets_until="15:00")}))
    assert trace.visits["state"].tolist() == [End.SERVED, End.TURNED_AWAY, End.TURNED_AWAY]
    main = run(w, with_offices({"town": office(2, tickets_until="15:00")}, rule="main"))
    assert set(main.visits["state"].tolist()) == {End.SERVED}


def test_an_enquiry_is_answered_where_it_is_asked() -> None:
    services = {"question": {"counter": "5 min", "kind": "enquiry"}}
    w = world(services, [NINE], places=places())
    trace = run(w, with_offices({"town": office(decides=[], courier={"leaves": "daily 16:00"})}))
    assert minutes(trace.matters["in_hand_ms"]) == [NINE + 5]


CHAIN = {
    "permit": {
        "counter": "10 min", "decision": "promised", "department": "hall",
        "approval": {"serial": [{"step": "check"}, {"step": "sign"}]},
        "steps": {"check": {"desk": "county", "work": "20 min"}, "sign": {"desk": "city", "work": "30 min"}},
    }
}  # fmt: skip


def test_a_chain_over_two_tiers_travels_only_between_them() -> None:
    """Checked in the town at once; the file leaves at noon, is signed, and is back on Tuesday at 13:00."""
    w = world(CHAIN, [NINE], places=places())
    town = office(desks={"county": {}}, courier={"leaves": "daily 12:00", "takes": "1 h"})
    trace = run(w, with_offices({"town": town}, desks={"city": {}, "county": {}}))
    t, names = trace.tickets, trace.names
    assert [names.queues[q] for q in t["queue"]] == ["town.counter", "town.desk.county", "desk.city"]
    assert minutes(t["start_ms"]) == [NINE, NINE + 10, 13 * 60]
    assert minutes(trace.matters["decided_ms"]) == [DAY + 13 * 60]
    parts = matter_causes(trace).loc[0]
    assert parts["courier"] == ((13 * 60 - NINE - 30) + (DAY + 13 * 60 - 13 * 60 - 30)) * MIN
    assert parts["desk_work"] == 50 * MIN


def test_branches_in_parallel_go_and_come_back() -> None:
    services = {"permit": CHAIN["permit"] | {"approval": {"parallel": [{"step": "check"}, {"step": "sign"}]}}}
    w = world(services, [NINE], places=places())
    town = office(desks={"county": {}}, courier={"leaves": "every 1 h"})
    trace = run(w, with_offices({"town": town}, desks={"city": {}, "county": {}}))
    # accepted at 9:10, checked by 9:30; the other branch leaves at 10:00, is signed, and is back at 11:00
    assert minutes(trace.matters["decided_ms"]) == [11 * 60]


def test_without_a_courier_files_travel_at_once() -> None:
    w = world(CHAIN, [NINE], places=places())
    trace = run(w, with_offices({"town": office()}, desks={"city": {}, "county": {}}))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60]
    assert trace.network is not None
    assert len(trace.network.couriers["matter"]) == 0


def test_an_office_relies_on_the_nearest_above() -> None:
    """Two counties with a desk each, a village in each: the village's file goes to its own county."""
    tree = {
        "city": {},
        "county": {"count": 2, "within": "city", "to_parent": {"time": "1 h"}},
        "village": {"count": 2, "within": "county", "homes": "100%", "to_parent": {"time": "30 min"}},
    }
    w = world(CHAIN, [NINE] * 20, places=tree)
    offices = {
        "county": office(desks={"county": {}}),
        "village": office(5, relies_on="county"),
    }
    trace = run(w, with_offices(offices, desks={"city": {"officers": "unlimited"}, "county": {}}))
    t, names = trace.tickets, trace.names
    assert trace.network is not None
    home = trace.network.home[t["citizen"]]
    desks = np.array([names.queues[q] for q in t["queue"]])
    for place, desk in zip((3, 4), ("county-1.desk.county", "county-2.desk.county"), strict=True):
        rows = (home == place) & np.char.endswith(desks, "desk.county")
        assert set(desks[rows]) == {desk}


def test_two_matters_for_two_offices_are_two_visits_one_after_another() -> None:
    services = {"tax": {"counter": "10 min", "share": "50%"}, "police": {"counter": "10 min", "share": "50%"}}
    groups = {"people": {"share": "100%", "matters": {"2": "100%"}}}
    w = world(services, [NINE], groups=groups, places=places())
    trace = None
    for seed in range(1, 20):  # until the citizen brings one of each
        d = design(
            {"hall": {"serves": ["tax"]}},
            offices={"town": office(accepts=["police"])},
        )
        trace = run(w, d, seed=seed)
        if sorted(trace.matters["service"].tolist()) == [0, 1]:
            break
    assert trace is not None
    assert sorted(offices_of(trace)) == ["main", "town"]
    first_left = int(trace.visits["leave_ms"][0])
    assert trace.visits["arrive_ms"][1] == first_left + 50 * MIN
    assert trace.matters["n_visits"].tolist() == [1, 1]
    assert sorted(ways_min(trace)) in ([10 + 0, 60 + 50], [60, 60])


def test_hours_of_an_office_are_its_own() -> None:
    """The town opens at 14:00: tickets wait, and its last visitor is served out at its closing."""
    w = world(PENSION, [NINE, NINE + 7 * 60 + 55], places=places())
    trace = run(w, with_offices({"town": office(opening="14:00-17:00", doors="08:00")}))
    assert starts(trace) == [14 * 60, 16 * 60 + 55]
    assert offices_of(trace) == ["town", "town"]
    late = run(w, with_offices({"town": office(opening="09:00-12:00")}))
    assert late.visits["state"].tolist() == [End.SERVED, End.TURNED_AWAY]


def test_the_flexible_come_in_the_hours_of_their_office() -> None:
    w = world(PENSION, [NINE], places=places(), citizens={"flexible": "100%"})
    trace = run(w, with_offices({"town": office(opening="14:00-17:00")}))
    assert minutes(trace.visits["arrive_ms"]) == [14 * 60]


def test_offices_move_their_own_people_and_nobody_else() -> None:
    """With a window for everybody, who lives in the city is served as before, to the millisecond."""
    tree = places("city", town={"homes": "50%"}, city={"homes": "50%"})
    w = world(
        {"pension": {"counter": "exponential(mean 10 min)"}}, [NINE + 3 * i for i in range(100)], places=tree
    )
    one = run(w, design({"hall": {"count": 50}}))
    two = run(w, design({"hall": {"count": 50}}, offices={"town": office(50)}))
    assert one.network is not None
    assert two.network is not None
    in_city = one.network.home == 0
    assert 20 < in_city.sum() < 80
    assert (two.network.trips["office"] == np.where(in_city, 0, 1)[two.visits["citizen"]]).all()
    for column in ("accepted_ms", "in_hand_ms", "n_visits"):
        assert (one.matters[column] == two.matters[column]).all()


def test_the_guide_of_the_main_hall_serves_nobody_elsewhere() -> None:
    services = {"pension": {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}}
    w = world(services, [NINE, NINE + 60], days=10, places=places())
    d = with_offices({"town": office()}, guide={"catches": "100%"})
    trace = run(w, d)
    assert "guide" not in {trace.names.tasks[task] for task in trace.tickets["task"]}
    assert trace.matters["n_rejections"].tolist() == [1, 1]


def test_figures_by_hand() -> None:
    """Two cases: one first in the town, in vain, then in the city; one in the city from the start."""
    tree = places("city", city={"homes": "50%"}, town={"homes": "50%"})
    groups = {
        "town": {"home": {"town": "100%"}, "share": "50%"},
        "city": {"home": {"city": "100%"}, "share": "50%"},
    }
    w = world(PENSION, {"town": [NINE], "city": [NINE + 30]}, places=tree, groups=groups)
    trace = run(w, with_offices({"town": office(name_plate={})}))
    got = measure(trace)
    # the town's citizen: 10 to the town in vain, 50 on, served 10, 60 home; the city's: 20 + 20, served 10
    assert got["travel_per_matter"] == (10 + 50 + 60 + 40) / 2
    assert got["trips_in_vain_per_case"] == 1 / 2
    assert got["in_vain_share"] == 1 / 3
    assert got["main_hall_share"] == 2 / 3
    assert got["main_hall_wait_mean"] == 0
    assert np.isnan(got["office_wait_mean"])
    assert got["citizen_time_far"] == 10 + 50 + 60 + 10
    assert got["citizen_time_near"] == 40 + 10
    assert got["far_near_gap"] == 80
    assert got["courier_per_matter"] == 0
    # in five days
    assert got["citizen_hours"] == pytest.approx((160 + 20) / 60 / 5)
    # fares: town to city and back 8 + 8 and none within the town; within the city 2 + 2
    assert got["cost_citizens"] == pytest.approx((25 * (160 + 20) / 60 + 16 + 4) / 5)
    assert by(trace, "office")["n_visits"].to_dict() == {"main": 2, "town": 1}
    tables = frames(trace)
    assert tables["trips"]["office_name"].tolist() == offices_of(trace)
    assert tables["citizens"]["home_name"].tolist() == ["town", "city"]
    assert by(trace, "home")["n_cases"].to_dict() == {"city": 1, "town": 1}


def test_a_service_that_no_office_accepts_is_refused() -> None:
    w = world({"pension": {}, "licence": {}}, {"pension": [NINE]}, places=places())
    d = design({"hall": {"serves": ["pension"]}}, offices={"town": office(accepts=["pension"])})
    with pytest.raises(ValueError, match="no window serves licence"):
        build_plan(w, d)


def test_a_world_with_places_and_one_hall_runs_as_without() -> None:
    law = {"pension": {"counter": works(7, 12, 3, 9)}}
    without = run(world(law, [NINE, NINE + 1, NINE + 2, NINE + 3]), design({"hall": {}}))
    with_places = run(world(law, [NINE, NINE + 1, NINE + 2, NINE + 3], places=places()), design({"hall": {}}))
    for name, table in without.tables().items():
        for column, values in table.items():
            assert (values == with_places.tables()[name][column]).all()


def test_the_plan_of_366_offices_is_small() -> None:
    tree: dict[str, Any] = {
        "city": {},
        "town": {"count": 28, "within": "city"},
        "village": {"count": 338, "within": "town", "homes": "100%"},
    }
    services = {f"s{i}": {"counter": "5 min"} for i in range(30)}
    w = World.model_validate(
        {"services": services, "places": tree, "arrivals": [{"per_day": 1, "service": "s0"}]}
    )
    plan = build_plan(w, with_offices({"town": office(2), "village": office()}))
    assert len(plan.tasks) == 30
    assert len(plan.itineraries) == 90
    assert len(plan.queues) == 367
    assert len(plan.rosters) == 3
    demand = generate(w, 1, 0)
    assert len(simulate(w, with_offices({"town": office(2)}), demand).names.queues) == 29


@pytest.mark.parametrize(
    ("table", "column", "row", "value", "rule"),
    [
        ("trips", "visit", 0, 1, "trips"),
        ("trips", "office", 1, 0, "office"),
        ("trips", "in_vain", 1, 1, "in_vain"),
        ("trips", "travel_ms", 0, -1, "references"),
        ("couriers", "from_ms", 0, 0, "couriers"),
        ("couriers", "to_ms", 0, 1 << 40, "couriers"),
    ],
)
def test_the_audit_sees_what_contradicts_itself(
    table: str, column: str, row: int, value: int, rule: str
) -> None:
    services = {"pension": {"counter": "10 min"}, "licence": {"counter": "10 min"}}
    w = world(services, {"pension": [NINE]}, places=places())
    seat = office(at="city", accepts=["pension"], decides=[], courier={"leaves": "daily 16:00"})
    town = office(accepts=["pension"], name_plate={})
    trace = run(w, design({"hall": {"serves": ["licence"]}}, offices={"town": town, "seat": seat}))
    assert offices_of(trace) == ["town", "seat"]
    assert trace.network is not None
    broken = {name: values.copy() for name, values in getattr(trace.network, table).items()}
    broken[column][row] = value
    changed: Any = {table: broken}
    found = violations(replace(trace, network=replace(trace.network, **changed)))
    assert rule in {violation.rule for violation in found}


@pytest.mark.parametrize(
    "company",
    [
        {"agents": {"village": {"every": "1 workday", "at": "12:00"}}},
        {"packages": {"opening": {"services": ["pension", "licence"]}}},
        {"home_service": {"teams": 1, "travel": "10 min"}},
    ],
)
def test_who_does_not_go_alone_has_it_done_at_the_main_hall(company: dict[str, Any]) -> None:
    services = {
        "pension": {"counter": "10 min", "share": "50%"},
        "licence": {"counter": "10 min", "share": "50%"},
    }
    errands = {"opening": {"services": ["pension", "licence"], "share": "100%"}}
    w = world(services, [NINE, NINE + 30], errands=errands, places=places(), ending="drain")
    d = with_offices({"town": office()}, **company)
    assert set(offices_of(run(w, d))) <= {"main"}
    assert set(offices_of(run(w, with_offices({"town": office()})))) == {"town"}
