"""Terminals are no windows, and an office with hours of its own is not the main hall after closing."""

from __future__ import annotations

from typing import Any

import pytest

from hallsim.metrics.breakdown import by
from hallsim.metrics.definition.dimensions import codes
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.registry import measure
from hallsim.metrics.satisfaction.opinions import opinions_of
from hallsim.trace.model import Trace
from tests.helpers.hall_builder import NINE, design, run, world


def with_terminals(count: int) -> Trace:
    """One is served at the window for 48 min, one for 12 min there or 6 min at a terminal."""
    services: dict[str, Any] = {"a": {"counter": "48 min"}, "b": {"counter": "12 min", "kiosk": "6 min"}}
    people = world(services, {"a": [NINE], "b": [NINE]}, days=1, citizens={"kiosk": "100%"})
    rules = {"kiosks": {"count": count}} if count else {}
    return run(
        people, design({"hall": {"count": 1}}, costs={"clerk_per_hour": 40, "kiosk_per_day": 50}, **rules)
    )


def test_nobody_sits_at_a_terminal() -> None:
    """Two terminals add no hours of staff and no idle window; what they are used is told of them."""
    without, beside = with_terminals(0), with_terminals(2)
    ids = ["staff_hours", "utilisation_mean", "utilisation_min", "utilisation_gini", "top3_share",
           "idle_share", "kiosk_utilisation", "cost_staff", "cost_kiosks"]  # fmt: skip
    one, two = measure(without, ids), measure(beside, ids)
    assert (one["staff_hours"], two["staff_hours"]) == (8, 8)
    assert one["utilisation_mean"] == one["utilisation_min"] == 60 / 480
    assert two["utilisation_mean"] == two["utilisation_min"] == 48 / 480
    assert (two["idle_share"], two["utilisation_gini"], two["top3_share"]) == (0.9, 0, 1)
    assert two["kiosk_utilisation"] == 6 / 960
    assert (two["cost_staff"], two["cost_kiosks"]) == (320, 100)
    table = by(beside, "window")
    assert table["staff_hours"].dropna().to_dict() == {"hall-1": 8}
    assert table["kiosk_utilisation"].dropna().to_dict() == {"kiosk-1": 6 / 480, "kiosk-2": 0}


def test_a_terminal_has_no_attitude() -> None:
    """Who meets no clerk has nothing to say of clerks: a terminal used for 6 min a day is not bored."""
    lacking = opinions_of(Sample(with_terminals(1))).x("attitude")
    assert lacking[0] == 100 - 84  # a tenth of the day at work: neither bored nor tired
    assert lacking[1] != lacking[1]


def two_offices() -> Trace:
    """Of the town one comes to its office at 19:00, of the city one to the main hall at 16:55."""
    places = {
        "city": {"homes": "50%"},
        "town": {"within": "city", "homes": "50%", "to_parent": {"time": "30 min"}},
    }
    groups = {
        "near": {"share": "50%", "home": {"city": "100%"}},
        "far": {"share": "50%", "home": {"town": "100%"}},
    }
    people = world({"a": {"counter": "10 min"}}, {"near": [1015], "far": [1140]}, days=1,
                   places=places, groups=groups)  # fmt: skip
    town = {"at": "town", "opening": "09:00-20:00", "windows": {"w": {"serves": ["all"]}}, "accepts": ["a"]}
    return run(people, design({"hall": {"count": 1}}, seats=1, offices={"town": town}))


def test_an_office_open_for_longer_is_no_overtime_of_the_main_hall() -> None:
    """Until 17:05 somebody is in the main hall: 5 min, not the 130 until the office has served its last."""
    trace = two_offices()
    assert trace.network is not None
    assert trace.network.trips["office"].tolist() == [0, 1]
    ids = ["overtime_min", "present_at_closing_mean", "number_in_hall_mean", "throughput_per_hour",
           "satisfaction_environment", "staff_hours"]  # fmt: skip
    assert measure(trace, ids) == pytest.approx({
        "overtime_min": 5,
        "present_at_closing_mean": 1,
        "number_in_hall_mean": 5 / 480,
        "throughput_per_hour": 1 / 8,
        "satisfaction_environment": 60,  # one person for one seat; who is elsewhere has nothing to say
        "staff_hours": 8 + 5 / 60 + 11,
    })  # fmt: skip


def test_a_matter_is_of_the_office_at_which_it_began() -> None:
    trace = two_offices()
    found = codes(Sample(trace), "matters", "office")
    assert found is not None
    assert trace.network is not None
    kinds = [found[1][kind] for kind in found[0]] if found[1] is not None else []
    assert kinds == [trace.network.office_kind[0], "town"]
    table = by(trace, "office")
    assert table["satisfaction_overall"].notna().all()
    assert set(by(trace, "home").index) == {"city", "town"}


def test_a_team_that_comes_home_is_no_officer_and_who_waits_for_it_no_file() -> None:
    """One file is looked at for 30 min, at once; two citizens are served at home."""
    services: dict[str, Any] = {
        "a": {"counter": "10 min"},
        "p": {"counter": "10 min", "decision": "promised", "approval": {"step": "look"},
              "steps": {"look": {"desk": "d", "work": "30 min"}}},
    }  # fmt: skip
    people = world(services, {"a": [NINE, NINE], "p": [NINE]}, days=1, ending="drain")
    rules = {"home_service": {"teams": 1, "share": "100%", "services": ["a"], "travel": "30 min"}}
    ids = ["desk_wait_mean", "desk_work_per_case", "desk_utilisation", "home_team_utilisation"]
    plain, home = (
        measure(run(people, design({"hall": {"count": 3}}, desks={"d": {"officers": 1}}, **more)), ids)
        for more in ({}, rules)
    )
    assert plain["desk_wait_mean"] == home["desk_wait_mean"] == 0
    assert plain["desk_work_per_case"] == home["desk_work_per_case"] == 10
    assert plain["desk_utilisation"] == home["desk_utilisation"] == 30 / 480
    assert home["home_team_utilisation"] > 0
    assert plain["home_team_utilisation"] != plain["home_team_utilisation"]
