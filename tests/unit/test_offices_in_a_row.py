"""Offices that rely on each other, their couriers, and which of several people choose: by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.demand.generate import generate
from hallsim.hall.plan.office_layout import departures_ms
from hallsim.hall.plan.places import geography
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.scenario.design.offices import parse_departures
from hallsim.scenario.world.calendar import build_calendar
from hallsim.scenario.world.calendar_model import Calendar
from hallsim.trace.model import End, Trace
from hallsim.units import MS_PER_DAY, MS_PER_HOUR
from tests.helpers.hall_builder import DAY, MIN, NINE, design, minutes, plan_of, run, world
from tests.unit.test_network import CHAIN, PENSION, office, offices_of, places, ways_min, with_offices

ROW: dict[str, dict[str, Any]] = {
    "city": {},
    "county": {"within": "city", "to_parent": {"time": "1 h"}},
    "village": {"within": "county", "homes": "100%", "to_parent": {"time": "30 min"}},
}
DESKS: dict[str, Any] = {"desks": {"city": {}, "county": {}}}


def row(village: dict[str, Any] | None = None, county: dict[str, Any] | None = None) -> dict[str, Any]:
    """A village that relies on a county, with couriers at noon and at three, an hour each."""
    noon, three = ({"leaves": f"daily {at}", "takes": "1 h"} for at in ("12:00", "15:00"))
    return {
        "village": office(relies_on="county", courier=noon) | (village or {}),
        "county": office(desks={"county": {}}, courier=three) | (county or {}),
    }


def carried(trace: Trace) -> list[tuple[float, float]]:
    """From when to when files waited for couriers or were under way."""
    assert trace.network is not None
    c = trace.network.couriers
    return list(zip(minutes(c["from_ms"]), minutes(c["to_ms"]), strict=True))


def tasks(trace: Trace) -> list[str]:
    return [trace.names.tasks[task] for task in trace.tickets["task"].tolist()]


def test_a_file_goes_up_and_down_the_row_with_the_courier_of_the_lower_office() -> None:
    """At the county 13:00, checked 13:20, at the city 16:00, signed 16:30; down on Tuesday 15:00, 12:00."""
    w = world(CHAIN, [NINE], places=ROW)
    trace = run(w, with_offices(row(village={"decides": ["permit"]}), **DESKS))
    assert carried(trace) == [
        (NINE + 10, 780), (800, 960), (990, DAY + 960), (DAY + 960, 2 * DAY + 780)
    ]  # fmt: skip
    assert minutes(trace.matters["decided_ms"]) == [2 * DAY + 780]


@pytest.mark.parametrize(("decides", "decided"), [([], 990), (["permit"], DAY + 960)])
def test_a_matter_is_decided_at_the_first_office_of_the_row_that_may(
    decides: list[str], decided: float
) -> None:
    """The village decides nothing; the county may, or else it is the city, where the file is signed."""
    w = world(CHAIN, [NINE], places=ROW)
    trace = run(w, with_offices(row({"decides": []}, {"decides": decides}), **DESKS))
    assert minutes(trace.matters["decided_ms"]) == [decided]
    assert minutes(trace.matters["in_hand_ms"]) == [2 * DAY + 780]


def test_an_office_knows_that_the_desk_it_relies_on_meets() -> None:
    """At the county at 13:00; heard at its meeting on Wednesday at 10:00."""
    permit = CHAIN["permit"] | {"approval": {"step": "check"}, "steps": {"check": {"desk": "county"}}}
    w = world({"permit": permit}, [NINE], places=ROW)
    county = {"desks": {"county": {"meets": {"on": "wed", "at": "10:00"}}}, "decides": ["permit"]}
    desks = {"county": {"meets": {"on": "fri", "at": "10:00"}}}
    trace = run(w, with_offices(row({"decides": []}, county), desks=desks))
    assert minutes(trace.matters["decided_ms"]) == [2 * DAY + 600]


def test_branches_that_are_all_at_one_place_go_there_together() -> None:
    both = {"parallel": [{"step": "check"}, {"step": "sign"}]}
    steps = {step: {"desk": "city", "work": "20 min"} for step in ("check", "sign")}
    w = world({"permit": CHAIN["permit"] | {"approval": both, "steps": steps}}, [NINE], places=places())
    town = office(courier={"leaves": "every 1 h"})
    trace = run(w, with_offices({"town": town}, desks={"city": {"officers": 2}}))
    assert carried(trace) == [(NINE + 10, 600), (620, 660)]


BOTH = {"parallel": [{"step": "check"}, {"step": "sign"}]}


@pytest.mark.parametrize("tree", [CHAIN["permit"]["approval"], BOTH, {"serial": [BOTH, {"step": "last"}]}])
@pytest.mark.parametrize("desk", ["county", "city"])
def test_files_travel_alike_where_steps_might_refuse(
    tree: dict[str, Any], desk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps at the county and the city, or all at the city: in a row, in branches, and in both."""
    steps = {
        s: {"desk": d, "work": "20 min"} for s, d in (("check", desk), ("sign", "city"), ("last", "city"))
    }
    w = world({"permit": CHAIN["permit"] | {"approval": tree, "steps": steps}}, [NINE, 700, 900], places=ROW)
    hall = with_offices(row({"decides": []}, {"decides": ["permit"]}), **DESKS)
    plain = run(w, hall)
    monkeypatch.setattr("hallsim.hall.plan.approval.is_plain", lambda service: False)
    other = run(w, hall)
    assert len(carried(plain)) >= 4 * 3
    assert carried(plain) == carried(other)
    for table in ("tickets", "matters", "visits"):
        for column, values in plain.tables()[table].items():
            assert np.array_equal(values, other.tables()[table][column]), (table, column)


def test_a_file_sent_back_to_a_step_elsewhere_travels_there_and_up_again() -> None:
    """Checked in the town, signed at the city, corrected online; seven times down and up again."""
    found: dict[str, Any] = CHAIN["permit"]
    steps = found["steps"] | {"sign": found["steps"]["sign"] | {"returns": "100%", "resume": "check"}}
    citizens = {"return_after": "1 h"}
    w = world({"permit": CHAIN["permit"] | {"steps": steps}}, [NINE], places=places(), citizens=citizens)
    town = office(desks={"county": {}}, courier={"leaves": "every 1 h"})
    trace = run(w, with_offices({"town": town}, approval={"corrections": "online"}, **DESKS))
    ways = carried(trace)
    assert len(ways) == 16
    checked = [
        end
        for end, task in zip(minutes(trace.tickets["end_ms"]), tasks(trace), strict=True)
        if task == "permit/check"
    ]
    assert [since for since, _ in ways[0::2]] == checked
    assert minutes(trace.matters["decided_ms"]) == [ways[-1][1]]


def test_of_a_refusal_one_hears_at_once() -> None:
    """Signed at the city from 13:00: refused at 13:30, wherever it is decided."""
    found: dict[str, Any] = CHAIN["permit"]
    steps = found["steps"] | {"sign": found["steps"]["sign"] | {"refuses": "100%"}}
    w = world({"permit": CHAIN["permit"] | {"steps": steps}}, [NINE], places=places())
    town = office(desks={"county": {}}, courier={"leaves": "daily 12:00", "takes": "1 h"})
    trace = run(w, with_offices({"town": town}, **DESKS))
    assert trace.matters["state"].tolist() == [End.REFUSED]
    assert minutes(trace.matters["decided_ms"]) == [810]
    assert carried(trace) == [(NINE + 30, 780)]


def test_who_waits_inside_waits_until_the_file_is_back() -> None:
    """Signed at the city from 10:00 to 10:30, back at 11:00."""
    instant = CHAIN["permit"] | {"decision": "instant", "approval": {"step": "sign"}}
    w = world({"permit": instant}, [NINE], places=places())
    town = office(courier={"leaves": "every 1 h"})
    trace = run(w, with_offices({"town": town}, **DESKS))
    assert minutes(trace.matters["decided_ms"]) == [660] == minutes(trace.visits["leave_ms"])


def test_what_is_decided_elsewhere_is_accepted_and_nobody_waits_for_it() -> None:
    """Instant elsewhere: home at 9:10, signed at the city at 10:00, decided at 10:30, back at 11:00."""
    instant = CHAIN["permit"] | {"decision": "instant", "approval": {"step": "sign"}}
    w = world({"permit": instant}, [NINE], places=places())
    town = office(decides=[], courier={"leaves": "every 1 h"})
    trace = run(w, with_offices({"town": town}, **DESKS))
    assert minutes(trace.visits["leave_ms"]) == [NINE + 10]
    assert minutes(trace.matters["decided_ms"]) == [630]
    assert minutes(trace.matters["in_hand_ms"]) == [660]


def test_a_courier_takes_what_comes_in_that_very_millisecond_and_is_under_way_when_the_run_stops() -> None:
    """Accepted on Friday at 10:00; the courier of 10:00 takes it, for two days; the run ends with Friday."""
    w = world(PENSION, [4 * DAY + 590], places=places())
    town = office(decides=[], courier={"leaves": "every 1 h", "takes": "2 days"})
    trace = run(w, with_offices({"town": town}))
    assert carried(trace) == [(4 * DAY + 600, 5 * DAY)]
    on_time = run(world(PENSION, [590], places=places()), with_offices({"town": town}))
    assert minutes(on_time.matters["decided_ms"]) == [2 * DAY + 600]


def test_a_certificate_is_sent_from_where_it_was_decided() -> None:
    """At the city with the courier at 16:00, decided there, and by post in two days."""
    service = PENSION["pension"] | {"decision": "promised", "collect": "2 min"}
    w = world({"pension": service}, [NINE], places=places())
    town = office(decides=[], courier={"leaves": "daily 16:00", "takes": "2 h"})
    trace = run(w, with_offices({"town": town}, delivery={"days": "2 days"}))
    assert minutes(trace.matters["decided_ms"]) == [18 * 60]
    assert minutes(trace.matters["in_hand_ms"]) == [2 * DAY + 18 * 60]


def test_couriers_leave_on_worked_days_and_their_weekdays() -> None:
    """Wednesday the 4th is a holiday, Saturday the 7th is worked."""
    calendar = build_calendar(
        Calendar.model_validate(
            {"start": "2026-03-02", "weeks": 1, "closed": ["2026-03-04"], "open": ["2026-03-07"]}
        )
    )

    def left(text: str) -> list[tuple[int, int]]:
        found = departures_ms(parse_departures(text), calendar)
        return [(t // MS_PER_DAY, t % MS_PER_DAY // MS_PER_HOUR) for t in found if t < 7 * MS_PER_DAY]

    assert left("daily 16:00") == [(d, 16) for d in (0, 1, 3, 4, 5)]
    assert left("wed, thu, sat 10:00, 16:00") == [(3, 10), (3, 16), (5, 10), (5, 16)]


def test_one_of_two_offices_is_a_name_plate_and_the_other_is_not() -> None:
    tree = places(town={"count": 2})
    w = world(PENSION, [NINE + i for i in range(20)], places=tree)
    trace = run(w, with_offices({"town": office(name_plate={"offices": "50%", "attended": "0%"})}))
    assert trace.network is not None
    first = np.unique(trace.visits["citizen"], return_index=True)[1]
    where = np.array(offices_of(trace))[first]
    in_vain = trace.network.trips["in_vain"][first]
    assert set(where) == {"town-1", "town-2"}
    assert set(where[in_vain == 1]) == {"town-2"}
    assert set(where[in_vain == 0]) == {"town-1"}
    assert (trace.visits["state"][first][where == "town-1"] == End.SERVED).all()


@pytest.mark.parametrize("needed", ["100%", "99.99%"])
def test_a_limit_that_is_over_decides_wherever_the_file_is(needed: str) -> None:
    """Signed in the city for 50 hours: approved at the midnight after Tuesday, although the town decides."""
    sign = {"desk": "city", "work": "50 h", "needed": needed}
    permit = CHAIN["permit"] | {"approval": {"step": "sign"}, "steps": {"sign": sign}, "limit": "1 workday"}
    w = world({"permit": permit}, [NINE], places=places())
    town = office(courier={"leaves": "daily 12:00", "takes": "1 h"})
    trace = run(w, with_offices({"town": town}, limits={"deemed": "100%"}, **DESKS))
    assert minutes(trace.deemed["deemed_ms"]) == [2 * DAY] == minutes(trace.matters["decided_ms"])


def test_a_branch_still_on_its_way_after_the_decision_takes_nothing_from_the_visit_to_collect() -> None:
    """Checked in the town by 9:30, collected on Tuesday at 9:00; the other branch is back at 13:00."""
    permit = CHAIN["permit"] | {"approval": BOTH | {"join": "first"}, "collect": "10 min"}
    w = world({"permit": permit}, [NINE], places=places(), citizens={"collect_after": "1 workday"})
    town = office(desks={"county": {}}, courier={"leaves": "daily 12:00", "takes": "1 h"})
    trace = run(w, with_offices({"town": town}, **DESKS))
    parts = matter_causes(trace).loc[0] / MIN
    assert (parts >= 0).all()
    assert (parts["being_served"], parts["courier"], parts["away_to_collect"]) == (20, 210 + 1170, 30)
    assert parts.sum() == DAY + 10
    assert minutes(trace.matters["decided_ms"]) == [NINE + 30]


# ---------------------------------------------------------------------- which office


def test_of_offices_as_near_it_is_the_main_hall_and_then_the_first_written() -> None:
    here = {"seat": office(at="city"), "other": office(at="city")}
    w = world(PENSION, [NINE], places=places("city"))
    assert offices_of(run(w, with_offices(here))) == ["main"]
    both = {"pension": {"counter": "1 min", "share": "50%"}, "tax": {"counter": "1 min", "share": "50%"}}
    taxes = world(both, {"pension": [NINE]}, places=places("city"))
    elsewhere = design({"hall": {"serves": ["tax"]}}, offices=here)
    assert offices_of(run(taxes, elsewhere)) == ["seat"]
    towns = world(both, {"pension": [NINE]}, places=places("city", town={"count": 3}))
    assert offices_of(run(towns, design({"hall": {"serves": ["tax"]}}, offices={"town": office()}))) == [
        "town-1"
    ]


@pytest.mark.parametrize("rule", ["nearest", "least_time"])
def test_two_matters_are_brought_where_both_are_accepted(rule: str) -> None:
    """The town accepts one of them; the citizen takes both to the city, in one visit."""
    services = {name: {"counter": "10 min", "share": "50%"} for name in ("tax", "police")}
    errands = {"both": {"services": ["tax", "police"], "share": "100%"}}
    w = world(services, [NINE], errands=errands, places=places())
    trace = run(w, with_offices({"town": office(accepts=["police"])}, rule))
    assert offices_of(trace) == ["main"]


@pytest.mark.parametrize("rule", ["nearest", "least_time"])
def test_who_has_booked_comes_to_the_main_hall(rule: str) -> None:
    w = world(PENSION, [NINE], places=places(), citizens={"books": "100%"})
    trace = run(w, with_offices({"town": office()}, rule, appointments={"period": "60 min", "capacity": 1}))
    assert offices_of(trace) == ["main"]
    assert minutes(trace.visits["arrive_ms"]) == [DAY + NINE]


def test_by_the_shortest_time_who_finds_nobody_ahead_comes_when_they_would() -> None:
    w = world(PENSION, [NINE + 60], places=places())
    trace = run(w, with_offices({"town": office()}, "least_time"))
    assert offices_of(trace) == ["town"]
    assert minutes(trace.visits["arrive_ms"]) == [NINE + 60]
    assert ways_min(trace) == [20]


def test_by_the_shortest_time_the_way_and_the_wait_count_and_a_tie_keeps_the_nearer() -> None:
    """Somebody is served in the city, 50 minutes on: the seventh waits 60 here or 10 there, the eighth 70."""
    groups = {
        "city": {"share": "10%", "home": {"city": "100%"}},
        "town": {"share": "90%", "home": {"town": "100%"}},
    }
    tree = places("town", town={"travel": {}})
    w = world(PENSION, {"city": [NINE + 59], "town": [NINE + 60] * 8}, places=tree, groups=groups)
    trace = run(w, with_offices({"town": office()}, "least_time"))
    assert offices_of(trace) == ["main"] + ["town"] * 7 + ["main"]


@pytest.mark.parametrize(("opening", "at"), [("14:00-17:00", NINE), ("09:00-12:00", 800)])
def test_by_the_shortest_time_a_closed_office_counts_its_doors_or_a_day(opening: str, at: int) -> None:
    """The town has not opened yet, or no more today; the city is 50 minutes further."""
    w = world(PENSION, [at], places=places())
    offices = {"town": office(opening=opening)}
    assert offices_of(run(w, with_offices(offices, "least_time"))) == ["main"]
    assert offices_of(run(w, with_offices(offices))) == ["town"]


def test_who_goes_on_goes_to_what_is_nearest_from_there() -> None:
    """From home the main hall is 25 min away and q 40; from the name-plate at a, q is 25 and the hall 30."""
    tree = {
        "city": {},
        "a": {"within": "city", "to_parent": {"time": "10 min"}},
        "q": {"within": "a", "to_parent": {"time": "25 min"}},
        "m": {"within": "city", "to_parent": {"time": "20 min"}},
        "home": {"within": "city", "homes": "100%", "to_parent": {"time": "5 min"}},
    }
    offices = {"a": office(name_plate={}), "q": office()}
    trace = run(world(PENSION, [NINE], places=tree), with_offices(offices, at="m"))
    assert offices_of(trace) == ["a", "q"]
    assert minutes(trace.visits["arrive_ms"]) == [NINE, NINE + 25]


def test_who_would_be_too_late_goes_on_the_next_day() -> None:
    """In vain at 16:30; the city, 50 minutes on, would be closed: there on Tuesday at 16:30, from home."""
    trace = run(world(PENSION, [990], places=places()), with_offices({"town": office(name_plate={})}))
    assert offices_of(trace) == ["town", "main"]
    assert minutes(trace.visits["arrive_ms"]) == [990, DAY + 990]
    assert ways_min(trace) == [20, 120]


def test_the_guide_of_the_main_hall_finds_nothing_for_who_goes_to_an_office() -> None:
    """Two documents named one by one: two rejections in the town; in the main hall the guide finds both."""
    services = {"pension": {"counter": "10 min", "documents": {"required": 2, "missing": "100%"}}}
    for home, n in (("town", 2), ("city", 1)):
        w = world(services, [NINE], days=14, places=places(home), citizens={"return_after": "1 workday"})
        guided = with_offices({"town": office()}, guide={"catches": "100%"}, notice="0%")
        assert run(w, guided).matters["n_rejections"].tolist() == [n]


# ---------------------------------------------------------------------- places


def test_copies_lie_next_to_each_other_in_those_above() -> None:
    tree = {"city": {}, "county": {"count": 2, "within": "city"}, "village": {"count": 5, "within": "county"}}
    where = geography(world(PENSION, [NINE], places=tree), MS_PER_DAY // 3)
    villages = where.copies("village")
    assert [where.names[where.parent[v]] for v in villages] == ["county-1"] * 3 + ["county-2"] * 2


def test_homes_of_a_kind_are_spread_over_its_copies() -> None:
    """Half of 1000 live in the one city, half in four towns; each comes the way of their own place."""
    n = 1000
    tree = places("city", city={"homes": "50%"}, town={"homes": "50%", "count": 4})
    w = world(PENSION, [NINE + i // 4 for i in range(n)], places=tree)
    plan = plan_of(w, with_offices({"town": office()}))
    trace = run(w, with_offices({"town": office(50)}, desks={}))
    assert plan.network is not None
    assert trace.network is not None
    count = np.bincount(trace.network.home, minlength=5)
    for k, share in enumerate((0.5, *[0.125] * 4)):
        assert abs(count[k] / n - share) < 3.5 * np.sqrt(share * (1 - share) / n)
    citizen = trace.visits["citizen"]
    lives_in_city = trace.network.home[citizen] == 0
    ways = trace.network.trips["travel_ms"] / 60_000
    assert set(ways[lives_in_city].tolist()) == {40}
    assert set(ways[~lives_in_city].tolist()) == {20}
    assert len(generate(w, 1, 0).group) == n


@pytest.mark.parametrize("rule", ["nearest", "least_time"])
def test_what_is_filed_online_is_worked_at_the_main_hall_s_desk_and_shown_there(rule: str) -> None:
    """The town, where everybody lives, has a desk of that name too: the file of an hour is not on it."""
    service = {
        "counter": "10 min", "decision": "promised", "online": True, "approval": {"step": "check"},
        "steps": {"check": {"desk": "back", "work": "1 h"}},
    }  # fmt: skip
    w = world({"permit": service}, [NINE], places=places(), citizens={"online": "100%"}, ending="drain")
    town = office(at="town", desks={"back": {}})
    trace = run(w, with_offices({"town": town}, rule, desks={"back": {}}, online={"success": "100%"}))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60]
    assert trace.matters["n_visits"].tolist() == [0]
    (queue,) = trace.tickets["queue"].tolist()
    assert trace.names.queues[queue] == "desk.back"
