"""Desks of offices and of bureaus work by the rules of desks: order by limit, habits of every desk."""

from __future__ import annotations

from typing import Any

import numpy as np

from hallsim.scenario.design.design import Design
from hallsim.trace.model import Trace
from tests.helpers.hall_builder import NINE, design, run, world
from tests.unit.test_desks import permit
from tests.unit.test_network import office, places, with_offices

IN_ORDER, BY_LIMIT = [0, 1, 2, 3], [0, 2, 3, 1]
DUE = {"discipline": "earliest_due"}


def four(service: dict[str, Any], **more: Any) -> Any:
    """Files of an hour with limits of 8, 9, 5 and 7 days, a minute after each other."""
    limits = {"a": 8, "b": 9, "c": 5, "d": 7}
    services = {s: service | {"share": "25%", "limit": f"{days} workdays"} for s, days in limits.items()}
    return world(services, {s: [NINE + i] for i, s in enumerate(services)}, **more)


def order(trace: Trace) -> list[int]:
    """Matters in the order of their decisions."""
    found: list[int] = np.argsort(trace.matters["decided_ms"]).tolist()
    return found


def test_a_desk_of_an_office_may_be_the_only_one_that_goes_by_the_limit() -> None:
    model = four(permit(), places=places())
    for town, found in (({}, IN_ORDER), (DUE, BY_LIMIT)):
        offices = {"town": office(5, desks={"x": town})}
        assert order(run(model, with_offices(offices, desks={"x": {}}))) == found


def test_what_holds_at_every_desk_holds_at_those_of_offices() -> None:
    offices = {"town": office(5, desks={"x": {"officers": 1}, "y": {"discipline": "fifo"}})}
    whole: Design = with_offices(offices, desks={"x": {}}, every_desk=DUE)
    assert [d.discipline for d in whole.offices["town"].desks.values()] == ["earliest_due", "fifo"]
    assert order(run(four(permit(), places=places()), whole)) == BY_LIMIT


def test_what_holds_at_every_desk_holds_at_a_bureau_that_the_design_does_not_list() -> None:
    card = {"counter": "0 min", "department": "registry", "decision": "promised"}
    power = {"decide": "0%", "travel": "0 min", "work": "1 h", "bureau": 1}
    for every, found in (({}, IN_ORDER), (DUE, BY_LIMIT)):
        hall = design({"w": {"count": 9}}, authority=power, every_desk=every)
        assert order(run(four(card), hall)) == found


def test_the_officers_of_an_office_are_absent_by_their_own_desk_s_share() -> None:
    """Half of the days in the town, none at the main hall's desk of the same name; and the other way."""
    model = world({"a": permit()}, [NINE], places=places(), days=20)
    for here, there in (("0%", "50%"), ("50%", "0%")):
        offices = {"town": office(desks={"x": {"officers": 9, "absence": there}})}
        trace = run(model, with_offices(offices, desks={"x": {"officers": 9, "absence": here}}))
        station = {trace.names.servers[server].rpartition("-")[0] for server in trace.breaks["server"]}
        assert station == {"town.desk.x" if here == "0%" else "desk.x"}
