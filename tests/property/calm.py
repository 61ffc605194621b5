"""Halls in which nobody leaves unserved: what a matter brings then does not depend on who waits for whom."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.property.strategies import Case, cases

Mapping = dict[str, Any]

NOT_CALM = ("patience", "comes_again", "balk_at", "balk_counts", "home", "matters")
PLAIN = ("approval", "notice", "hand_off")
OPTIONS = (
    "guide", "first_asked", "redirect", "delivery", "online", "pre_review", "kiosks", "guides", "shared_data",
    "no_form", "tolerate", "rescue", "appointments", "progress_query", "hotline", "reminders", "catalogue",
    "authority",
)  # fmt: skip


@st.composite
def calm_cases(draw: st.DrawFn, per_day: int) -> Case:
    """One hall that never closes; all is done in the end, and branches leave each other alone.

    Everybody brings one matter: several share a ticket. What a refusal, a race or a common visit spares the
    other branches is told by the clock alone, and so is how long teams wait for each other.
    """
    case = draw(cases())
    world, design = deepcopy(dict(case.world)), deepcopy(dict(case.design))
    for spec in (world["citizens"], *world["groups"].values()):
        for key in NOT_CALM:
            spec.pop(key, None)
    calendar = {"start": "2026-03-02", "days": 3, "ending": "drain", "working_days": "all"}
    world |= {"calendar": calendar, "places": {}, "errands": {}, "arrivals": [{"per_day": per_day}]}
    for service in world["services"].values():
        if "approval" in service:
            _without_races(service["approval"])
            first, *further = service["steps"]
            for step in further:
                service["steps"][step] |= {"resume": first} if draw(st.booleans()) else {}
    windows: Mapping = {"count": 4, "serves": ["all"]}
    if "authority" in design and draw(st.booleans()):
        windows["decides"] = ["a"]
    kept = {key: design[key] for key in (*PLAIN, *OPTIONS) if key in design}
    desks = {name: {"officers": 3} for name in design["desks"]}
    rule = kept["approval"] = kept["approval"] | {"on_refusal": "finish", "inspections": "separate"}
    if rule["mode"] != "serial":
        rule |= {"corrections": "online", "payments": "online"}
    if rule["mode"] == "lines" or "tolerate" in kept:
        rule["refuses"] = 0
    found = {"opening": "always", "windows": {"hall": windows}, "desks": desks, **kept}
    return Case(world=world, design=found, seed=case.seed)


@st.composite
def plain_cases(draw: st.DrawFn, per_day: int) -> Case:
    """Such a hall without options; some clerks make errors, some only accept."""
    case = draw(calm_cases(per_day))
    world = {**case.world, "citizens": {**case.world["citizens"], "wrong_window": "0%", "flexible": "0%"}}
    design = {key: value for key, value in case.design.items() if key not in OPTIONS}
    hall: Mapping = {
        "count": 4,
        "serves": ["all"],
        "clerks": [{"count": 2, "auxiliary": draw(st.booleans())}],
    }
    hall["generalist"] = {"error": draw(st.sampled_from(("0%", "15%")))}
    return Case(
        world=world, design={**design, "windows": {"hall": hall}, "authorise": "2 min"}, seed=case.seed
    )


def _without_races(tree: Mapping) -> None:
    tree.pop("join", None)
    for part in (*tree.get("serial", ()), *tree.get("parallel", ())):
        _without_races(part)
