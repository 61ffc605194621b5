"""Which of several agents, and what goes first: agents, service at home, packages, tolerated shortfalls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.hall.decisions.service_times import scaled
from hallsim.trace.model import Purpose
from tests.helpers.hall_builder import DAY, MIN, NINE, design, minutes, run, world
from tests.unit.test_company import DAILY, LICENCE, MANY, ONE, OPENING, TAX

WHOLE: dict[str, Any] = {"documents": {"required": 1, "missing": "0%"}}
LACKING: dict[str, Any] = {"documents": {"required": 1, "missing": "100%"}}
PACKAGE = {"opening": {"services": ["licence", "tax"], "saving": "50%"}}


def opening(licence: dict[str, Any], tax: dict[str, Any]) -> Any:
    """One citizen on Monday at 9:00 with both matters of the errand."""
    services = {"licence": LICENCE | {"share": "50%"} | licence, "tax": TAX | {"share": "50%"} | tax}
    return world(services, [NINE], citizens=DAILY, errands=OPENING, ending="drain")


@pytest.mark.statistical
def test_each_kind_of_agents_has_its_own_share_and_its_own_agents() -> None:
    """Two agents who go at 10:00 for 30 %, three at 14:00 for another 20 %; nobody has two."""
    n = 400
    model = world({"a": {"counter": "1 min"}}, [NINE + i // 10 for i in range(n)], ending="drain")
    early, late = {"count": 2, "share": "30%", "at": "10:00"}, {"count": 3, "share": "20%", "at": "14:00"}
    trace = run(model, design(MANY, agents={"early": early, "late": late}))
    clock = trace.visits["arrive_ms"][trace.trips["visit"]] % (DAY * MIN) // MIN
    agent = trace.trips["agent"]
    assert set(agent[clock == 600].tolist()) == {0, 1}
    assert set(agent[clock == 840].tolist()) == {2, 3, 4}
    handed = trace.matters["n_visits"] == 0
    done = trace.matters["accepted_ms"] // MIN
    for share, mine in ((0.3, handed & (done < 840)), (0.2, handed & (done >= 840))):
        assert abs(mine.mean() - share) < 3.5 * np.sqrt(share * (1 - share) / n)


def test_who_is_served_at_home_lodges_no_package() -> None:
    """Ten minutes of travel and 10 + 20 of work; a package would save half of the second."""
    home = {"travel": "10 min"}
    trace = run(opening(WHOLE, WHOLE), design(ONE, home_service=home, packages=PACKAGE))
    assert minutes(trace.tickets["work_ms"]) == [40]


def test_a_package_brings_what_was_tolerated_to_be_missing_on_one_visit() -> None:
    """Nothing is rejected: 10 + 10 min on Monday, the one document of the licence on Tuesday."""
    for tolerate, visits, rejections in ((1, [Purpose.LODGE, Purpose.SUPPLEMENT], 0), (0, None, 1)):
        trace = run(opening(LACKING, WHOLE), design(ONE, packages=PACKAGE, tolerate=tolerate))
        assert trace.matters["n_rejections"].tolist() == [rejections] * 2
        if visits is not None:
            assert trace.visits["purpose"].tolist() == visits
            assert minutes(trace.visits["leave_ms"])[0] == NINE + 20


def test_at_home_nothing_is_tolerated_to_be_missing() -> None:
    model = world({"a": LICENCE | LACKING}, [NINE], citizens=DAILY, ending="drain")
    trace = run(model, design(ONE, home_service={"travel": "10 min"}, tolerate=1))
    assert trace.matters["n_rejections"].tolist() == [1]
    assert minutes(trace.tickets["start_ms"]) == [NINE, DAY + NINE]
    assert not len(trace.visits["visit"])


def test_work_times_a_factor_is_rounded_halves_up() -> None:
    assert scaled(np.array([1, 3, 10]), np.array([0.5, 0.5, 0.14])).tolist() == [1, 2, 1]
