"""Stops of a route that only a share of the matters needs (R5.2)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.demand.generate import generate
from hallsim.errors import InputError
from hallsim.scenario.load import load_text
from hallsim.scenario.world.world import World
from hallsim.trace.model import Trace
from hallsim.workload.offered_load import offered_load
from tests.helpers.hall_builder import DAY, MIN, NINE, design, run, world

TEXT = """\
hallsim: 1
world:
  services:
    m:
      route:
        - {name: form, work: 5 min}
        - {name: cashier, work: 2 min, needed: 60%}
        - {name: output, work: 1 min}
  arrivals: {per_day: 100}
designs:
  today: {windows: {hall: {count: 2, serves: all}}}
"""


def halls(needed: str, **more: Any) -> World:
    """Forty citizens, ten minutes apart: three stops, the second for some."""
    route = [
        {"name": "form", "work": "5 min"},
        {"name": "cashier", "work": "2 min", "needed": needed},
        {"name": "output", "work": "1 min"},
    ]
    return world({"m": {"route": route}}, [NINE + 10 * i for i in range(40)], **more)


def lengths(trace: Trace) -> np.ndarray:
    return (trace.visits["leave_ms"] - trace.visits["arrive_ms"]) / MIN


def test_who_does_not_need_a_stop_passes_over() -> None:
    """Eight minutes with the cashier, six without; who needs it is read off the matter's uniform."""
    people = halls("60%")
    trace = run(people, design({"hall": {"count": 3}}))
    needs = generate(people, 1, 0).matter_tape.uniforms("stop_needed/cashier") < 0.6
    assert 10 < needs.sum() < 35
    assert np.array_equal(lengths(trace), np.where(needs, 8, 6))
    cashier = trace.tickets["task"] == trace.names.tasks.index("m.cashier")
    assert np.array_equal(trace.tickets["matter"][cashier], np.flatnonzero(needs))


@pytest.mark.parametrize(("needed", "minutes"), [("100%", 8), ("0%", 6)])
def test_all_or_nobody(needed: str, minutes: int) -> None:
    assert (lengths(run(halls(needed), design({"hall": {"count": 3}}))) == minutes).all()


def test_more_need_it_and_the_same_among_them() -> None:
    few, many = (run(halls(share), design({"hall": {"count": 3}})) for share in ("30%", "70%"))
    stops = [set(t.tickets["matter"][t.tickets["task"] == 1].tolist()) for t in (few, many)]
    assert stops[0] < stops[1]


def test_the_cashier_goes_home_when_nobody_inside_needs_it() -> None:
    """One who comes at 16:59: from 17:04 on nobody will need the cashier, and the output ends at 17:14."""
    route = [
        {"name": "form", "work": "5 min"},
        {"name": "cashier", "work": "2 min", "needed": "0%"},
        {"name": "output", "work": "10 min"},
    ]
    people = world({"m": {"route": route}}, [NINE + 479])
    trace = run(people, design({name: {"serves": [name]} for name in ("form", "cashier", "output")}))
    first_day = trace.shifts["from_ms"] < DAY * MIN
    left = {trace.names.servers[s]: t / MIN - NINE for s, t in zip(
        trace.shifts["server"][first_day].tolist(), trace.shifts["left_ms"][first_day].tolist(), strict=True
    )}  # fmt: skip
    assert left == {"form-1": 484, "cashier-1": 484, "output-1": 494}


def test_the_first_stop_is_for_all() -> None:
    assert load_text(TEXT).warnings == ()
    with pytest.raises(InputError, match="begins at 'form'") as caught:
        load_text(TEXT.replace("work: 5 min", "work: 5 min, needed: 90%"), "hall.yaml")
    assert str(caught.value.problems[0].place).endswith("6:37")


def test_the_load_and_the_itinerary_say_so(tmp_path: Any) -> None:
    file = tmp_path / "hall.yaml"
    file.write_text(TEXT, encoding="utf-8")
    assert re.search(r"for the 60% that need it:\n +ticket .*m\.cashier", hs.itinerary(file, "today", "m"))
    assert "需要者（60%）" in hs.itinerary(file, "today", "m", lang="zh")
    (load,) = offered_load(hs.load(file).scenario)
    assert load.work_hours == pytest.approx(100 * (5 + 0.6 * 2 + 1) / 60, rel=0.01)
