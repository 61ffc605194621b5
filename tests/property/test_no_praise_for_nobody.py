"""What flatters no design: to serve few people is best on nothing, to keep people is worse on nothing.

Whole worlds, as planners would write them. The first holds for every number of every table; the second of a
design that differs in its windows alone, so that more people stay, within what the intervals allow.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import hallsim.api as hs
from hallsim.study.result import StudyResult
from tests.helpers.study_values import row, value
from tests.property.worlds import DESK_WORK, DESKS, SHORT_WORK, Mapping, worlds

DAYTIME = {"09:30-16:00": 1}
TABLES = ("summary", "by_group", "by_service", "by_hour", "by_weekday", "by_queue", "by_window", "by_desk")


def study_of(world: Mapping, designs: Mapping, replications: int, seed: int) -> StudyResult:
    """A study of the scenario as a planner would write it; not one that the checks refuse."""
    text = json.dumps({"hallsim": 1, "world": world, "designs": designs})
    try:
        source = hs.loads(text, "generated")
    except hs.InputError:
        assume(False)
        raise
    return hs.compare(source, replications=replications, seed=seed, processes=1)


@st.composite
def halls(draw: st.DrawFn) -> Mapping:
    """A world whose citizens come while the hall is open, some of them for cases with approvals."""
    world = draw(worlds())
    world["places"] = {}
    for group in world["groups"].values():
        group.pop("home", None)
    world["calendar"] = {"start": "2026-03-02", "days": draw(st.integers(1, 6))}
    world["calendar"]["ending"] = draw(st.sampled_from(("stop", "drain")))
    world["arrivals"] = [{"per_day": draw(st.sampled_from((15, 60))), "profile": DAYTIME}]
    return world


OF_THE_HOUSE = ("staff_hours", "overtime_hours", "utilisation_gini", "top3_share")
"""What windows work, and how evenly: no figure of those who come."""
OF_ALL = ("served_share", "not_served_share", "late_or_left_share", "one_trip_share")
"""Shares of everybody: in the hour before it shuts, a hall may serve more of those who come."""


def seeming_best(study: StudyResult, table: str, good: str, poor: str) -> list[tuple[Any, ...]]:
    """Numbers of a table that look better under `poor`, by the direction of each metric and nothing else."""
    signs = {"lower": 1.0, "higher": -1.0, "neutral": math.nan}
    sign_of = {info.id: signs[info.better] for info in study.infos if info.id not in OF_THE_HOUSE}
    if "key" in getattr(study, table):
        sign_of |= dict.fromkeys(OF_ALL, math.nan)
    rows = getattr(study, table)
    keys = ["key", "metric"] if "key" in rows else ["metric"]
    sides = [rows[rows["design"] == design].set_index(keys)["value"] for design in (good, poor)]
    both = sides[0].to_frame("good").join(sides[1].rename("poor"), how="inner").reset_index()
    sign = both["metric"].map(sign_of).astype(float)
    return [tuple(row) for row in both[sign * (both["good"] - both["poor"]) > 0].itertuples(index=False)]


@settings(max_examples=16)
@given(
    halls(),
    st.sampled_from(("shut", "unstaffed", "full", "early", "midday")),
    st.integers(1, 3),
    st.integers(0, 2**31),
)
def test_a_hall_that_serves_few_is_best_on_nothing_shown(
    world: Mapping, how: str, replications: int, seed: int
) -> None:
    """Of those who come it serves nobody, or not half of whom the other hall serves."""
    world["citizens"]["patience"] = "exponential(mean 4 min)"
    for group in world["groups"].values():
        group.pop("patience", None)
    windows: Mapping = {"serves": ["all"], "count": 2}
    base: Mapping = {"opening": "09:00-17:00", "windows": {"hall": windows}, "desks": dict.fromkeys(DESKS, 2)}
    late = {"serves": ["all"], "shifts": [{"count": 2, "hours": "16:35-17:00"}]}
    few: Mapping = {
        "shut": {"tickets_until": "09:01"},
        "unstaffed": {"windows": {"hall": late}},
        "full": {"capacity": 1},
        "early": {"tickets_until": "10:30"},
        "midday": {"tickets_until": "11:40"},
    }
    study = study_of(world, {"open": base, "few": base | few[how]}, replications, seed)
    served = {name: 1 - value(study, "not_served_share", name) for name in ("open", "few")}
    assume(2 * served["few"] < served["open"])
    for table in TABLES:
        assert seeming_best(study, table, "open", "few") == [], table
    rows = study.differences[~study.differences["metric"].isin(OF_THE_HOUSE)]
    better = np.where(rows["better"] == "lower", rows["difference"] < 0, rows["difference"] > 0)
    told = rows[better & (rows["better"] != "neutral")]
    assert told.empty, told[["metric", "base_value", "design_value"]].to_string()
    assert set(rows["verdict"]) <= {"", "worse", "unsettled", "not_applicable"}


PAID = ("staff_hours", "cost_hall", "cost_staff")
"""What a window more costs; it is no part of what citizens meet."""
OF_CLERKS = ("satisfaction_attitude", "utilisation_gini", "top3_share")
"""Clerks at more windows have less to do, which the model takes for boredom; departments all overloaded are
equally busy, with a window more they are not."""


@st.composite
def leaving(draw: st.DrawFn) -> tuple[Mapping, Mapping]:
    """An overloaded hall of one or two departments whose citizens leave, and its windows."""
    services: Mapping = {}
    missing = ("0%", "10%")
    for name, share in (("a", "60%"), ("b", "40%")) if draw(st.booleans()) else (("a", "100%"),):
        services[name] = {
            "department": name, "share": share,
            "counter": draw(st.sampled_from(("12 min", "lognormal(mean 12 min, cv 1)"))),
            "documents": {"required": draw(st.integers(1, 4)), "missing": draw(st.sampled_from(missing))},
        }  # fmt: skip
        if draw(st.booleans()):
            look = {"desk": "d", "work": draw(st.sampled_from(DESK_WORK[:2]))}
            services[name] |= {
                "supplement": draw(st.sampled_from(SHORT_WORK[1:])),
                "decision": "promised", "limit": f"{draw(st.integers(2, 8))} workdays",
                "approval": ["look"], "steps": {"look": look | {"elapsed": "exponential(mean 1 workday)"}},
            }  # fmt: skip
    per_window = 1 if len(services) == 2 else 2
    world = {
        "calendar": {"start": "2026-03-02", "days": 5, "ending": "drain"},
        "services": services,
        "citizens": {
            "patience": f"exponential(mean {draw(st.sampled_from((8, 20, 40)))} min)",
            "return_after": "uniform(1, 4 workdays)",
        },
        "arrivals": {"per_day": draw(st.integers(80, 120)), "profile": DAYTIME},
    }
    return world, dict.fromkeys(services, per_window)


@settings(max_examples=8)
@given(leaving(), st.integers(1, 2), st.integers(0, 2**31))
def test_a_design_that_only_keeps_people_is_worse_on_nothing(
    hall: tuple[Mapping, Mapping], more: int, seed: int
) -> None:
    world, windows = hall
    base: dict[str, Any] = {"opening": "09:00-17:00", "windows": windows, "desks": {"d": 60}}
    keeps = {"based_on": "base", "windows": {name: count + more for name, count in windows.items()}}
    study = study_of(world, {"base": base, "keeps": keeps}, 4, seed)
    assert row(study, "not_served_share", "keeps", "differences")["hi"] < 0
    rows = study.differences[study.differences["design"] == "keeps"]
    rows = rows[~rows["metric"].isin((*PAID, *OF_CLERKS))]
    # clearly: by the whole of its interval again, since eight times a hundred intervals are looked at
    beyond = rows["hi"] - rows["lo"]
    lower = (rows["better"] == "lower") & (rows["lo"] - beyond > 0)
    higher = (rows["better"] == "higher") & (rows["hi"] + beyond < 0)
    assert list(rows[lower | higher]["metric"]) == []
