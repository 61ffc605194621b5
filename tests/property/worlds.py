"""Worlds for property tests: services with their approvals, groups, arrivals; small and hostile."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests.property import networks

Mapping = dict[str, Any]
DESKS = ("fire", "plan", "water")
DAY_HOURS = (
    "09:00-17:00",
    ["09:00-12:00", "13:30-17:00"],
    ["08:00-10:00", "10:15-11:00", "14:00-20:00"],
    "10:00-11:00",
    "00:00-24:00",
    "18:00-24:00",
    ["00:00-06:00", "09:00-12:00"],
)
NIGHT_HOURS = ("21:00-03:00", ["11:00-12:00", "14:00-01:00"], ["00:00-02:00", "23:00-24:00"])
SHORT_WORK = (
    "0 min",
    "1 min",
    "uniform(0, 10 min)",
    "exponential(mean 8 min)",
    "lognormal(mean 12 min, cv 1)",
)
DESK_WORK = ("0 min", "20 min", "exponential(mean 90 min)", "gamma(mean 3 h, cv 0.7)")
PATIENCE = ("0 min", "exponential(mean 20 min)", "uniform(5, 60 min)")
RETURN_AFTER = ("uniform(1, 3 workdays)", "1 workday")
RETURN_EXACTLY = ("exponential(mean 90 min)", "25 h")


def hours() -> st.SearchStrategy[Any]:
    """Weekly hours: the same every day, or closed on some weekdays."""
    one = st.sampled_from(DAY_HOURS)
    nights = st.sampled_from(NIGHT_HOURS)
    by_weekday = st.tuples(one, one).map(lambda p: {"mon-wed": p[0], "thu-fri": p[1], "sat": "closed"})
    return st.one_of(one, one, nights, by_weekday, one.map(lambda h: {"mon": h, "wed": h, "fri": h}))


@st.composite
def trees(draw: st.DrawFn, steps: list[str], joins: bool = True) -> Mapping:
    """A series-parallel tree with each of the steps once."""
    if len(steps) == 1:
        return {"step": steps[0]}
    n_cuts = draw(st.integers(1, min(2, len(steps) - 1)))
    cuts = sorted(draw(st.sets(st.integers(1, len(steps) - 1), min_size=n_cuts, max_size=n_cuts)))
    parts = [draw(trees(steps[a:b], joins)) for a, b in pairwise([0, *cuts, len(steps)])]
    if draw(st.booleans()):
        return {"serial": parts}
    join = draw(st.sampled_from(("all", "first", 2))) if joins else "all"
    return {"parallel": parts, "join": join}


@st.composite
def services(draw: st.DrawFn, name: str, department: str, share: str) -> Mapping:
    """One entry of the catalogue."""
    service: Mapping = {"department": department, "share": share}
    if draw(st.integers(0, 3)) == 0:
        stops = [f"{name}{stop}" for stop in ("triage", "form", "cashier")][: draw(st.integers(1, 3))]
        service["route"] = [{"name": stop, "work": draw(st.sampled_from(SHORT_WORK))} for stop in stops]
        n_always = draw(st.integers(1, len(stops)))
        for i, stop in enumerate(service["route"][1:], start=1):
            stop["when"] = "always" if i < n_always else "accepted"
            stop["needed"] = draw(st.sampled_from(("100%", "40%", "0%")))
    else:
        service["counter"] = draw(st.sampled_from(SHORT_WORK))
    if draw(st.integers(0, 3)) == 0:
        service |= {"kind": "enquiry", "progress": draw(st.booleans())}
    if draw(st.booleans()):
        service["collect"] = draw(st.sampled_from(SHORT_WORK))
    if draw(st.booleans()):
        service["supplement"] = draw(st.sampled_from(SHORT_WORK))
    if draw(st.booleans()):
        required = draw(st.integers(1, 4))
        service["documents"] = {
            "required": required,
            "missing": draw(st.sampled_from(("10%", "50%", "100%"))),
        }
    service["correction"] = draw(st.sampled_from(("0%", "20%", "100%")))
    service["decision"] = draw(st.sampled_from(("instant", "promised")))
    if service["decision"] == "promised":
        service["limit"] = f"{draw(st.integers(1, 10))} workdays"
    if name == "a":
        service["kiosk"] = "uniform(0, 5 min)"
        service["online"] = draw(st.booleans())
    n_steps = draw(st.integers(0, 4))
    if n_steps:
        names = [f"{name}_{i}" for i in range(n_steps)]
        service["approval"] = draw(trees(names))
        service["steps"] = {step: draw(steps()) for step in names}
    return service


@st.composite
def steps(draw: st.DrawFn) -> Mapping:
    """One approval step: effort, time passing, or both."""
    step: Mapping = {"desk": draw(st.sampled_from(DESKS)), "work": draw(st.sampled_from(DESK_WORK))}
    elapsed = draw(st.sampled_from((None, None, "30 min", "uniform(0, 2 workdays)")))
    if elapsed is not None:
        step["elapsed"] = elapsed
        if draw(st.booleans()):
            del step["work"]
    if draw(st.integers(0, 2)) == 0:
        step |= draw(results())
    return step


@st.composite
def results(draw: st.DrawFn) -> Mapping:
    """What else a step may be than work that every file needs and passes."""
    kind = draw(st.sampled_from(("review", "inspection", "notice", "automatic", "payment")))
    found: Mapping = {"kind": kind, "needed": draw(st.sampled_from(("100%", "60%")))}
    if kind not in ("review", "inspection"):
        found |= {"desk": None, "clock": draw(st.sampled_from(("running", "stopped")))}
        found["elapsed"] = draw(st.sampled_from(("0 min", "30 h", "uniform(0, 2 workdays)")))
    if kind != "payment":
        found |= {
            "returns": draw(st.sampled_from(("0%", "40%"))),
            "refuses": draw(st.sampled_from(("0%", "20%"))),
        }
        found["again"] = draw(st.sampled_from((None, "15 min", "exponential(mean 1 h)")))
    return found


@st.composite
def groups(draw: st.DrawFn, return_after: tuple[str, ...]) -> Mapping:
    """Kinds of citizens: none, or two."""
    if draw(st.booleans()):
        return {}
    found: Mapping = {"elderly": {"share": "30%"}, "firms": {"share": "70%"}}
    for group in found.values():
        if draw(st.booleans()):
            group["patience"] = draw(st.sampled_from(PATIENCE))
            group["comes_again"] = {"share": "70%", "after": "20 min", "most": 1}
        if draw(st.booleans()):
            group["matters"] = {"1": "40%", "2": "40%", "3": "20%"}
        if draw(st.booleans()):
            group["return_after"] = draw(st.sampled_from(return_after))
        if draw(st.booleans()):
            group |= {"online": "50%", "kiosk": "60%"}
        if draw(st.booleans()):
            group["missing_factor"] = draw(st.sampled_from((0.0, 0.5, 3.0)))
    return found


def arrivals() -> st.SearchStrategy[Mapping]:
    """One source of citizens: none, calm, a crowd at one instant, or far too many."""
    batch = {"1": "60%", "4": "40%"}
    crowd = ["0 min", "540 min", "540 min", "540 min", "600 min", "1020 min", "1979 min", "2040 min"]
    return st.sampled_from((
        {"per_day": 0},
        {"per_day": 30},
        {"per_day": 20, "batch": batch, "weekdays": {"mon": 2.0, "wed": 0.0}},
        {"per_day": 120, "profile": {"09:00-09:30": 1}},
        {"rate": "1 per hour"},
        {"interval": "37 min"},
        {"times": crowd},
    ))  # fmt: skip


@st.composite
def lengths(draw: st.DrawFn) -> Mapping:
    """How long the run is, and what of it does not count: whole days, or hours that end within one."""
    if draw(st.integers(0, 3)):
        n_days = draw(st.integers(1, 8))
        return {"days": n_days, "warm_up": draw(st.integers(0, n_days - 1))}
    n_hours = draw(st.integers(2, 60))
    return {"length": f"{n_hours} h", "warm_up": f"{draw(st.integers(0, n_hours - 1))} h"}


@st.composite
def worlds(draw: st.DrawFn) -> Mapping:
    """What citizens bring."""
    n_services = draw(st.integers(1, 3))
    share = {1: ("100%",), 2: ("60%", "40%"), 3: ("50%", "30%", "20%")}[n_services]
    names = "abc"[:n_services]
    departments = [draw(st.sampled_from(("north", "south"))) for _ in names]
    return_after = draw(st.sampled_from((RETURN_AFTER, RETURN_EXACTLY)))
    citizens: Mapping = {"return_after": draw(st.sampled_from(return_after))}
    if draw(st.integers(0, 3)) == 0:
        citizens["balk_at"] = draw(st.sampled_from((1, {"2": "30%", "6": "50%"})))
        citizens["balk_counts"] = draw(st.sampled_from(("waiting", "present")))
    if draw(st.booleans()):
        citizens |= {"wrong_window": "40%", "online": "70%", "kiosk": "50%"}
    if draw(st.booleans()):
        citizens["max_visits"] = draw(st.integers(1, 4))
    if draw(st.integers(0, 3)) == 0:
        citizens["patience"] = draw(st.sampled_from(PATIENCE))
        if draw(st.booleans()):
            citizens["comes_again"] = {"share": "60%", "left": "90%", "most": draw(st.integers(1, 4))}
    if draw(st.booleans()):
        citizens |= {"books": "70%", "no_show": draw(st.sampled_from(("0%", "30%")))}
        citizens["punctuality"] = draw(st.sampled_from(({}, {"early": "5 min", "sd": "20 min"})))
    found_groups, places = draw(groups(return_after)), draw(networks.places())
    at_one_place = draw(st.booleans())
    if places and found_groups and at_one_place:
        found_groups["elderly"]["home"] = {draw(st.sampled_from(sorted(places))): "100%"}
    errands: Mapping = {}
    if n_services > 1 and draw(st.booleans()):
        errands = {"both": {"services": list(names[: draw(st.integers(2, n_services))]), "share": "40%"}}
    citizens["flexible"] = draw(st.sampled_from(("0%", "0%", "50%", "100%")))
    return {
        "calendar": {
            "start": "2026-03-02",
            **draw(lengths()),
            "ending": draw(st.sampled_from(("stop", "drain"))),
            "working_days": draw(st.sampled_from(("mon-fri", "all"))),
        },
        "services": {n: draw(services(n, d, s)) for n, d, s in zip(names, departments, share, strict=True)},
        "groups": found_groups,
        "places": places,
        "errands": errands,
        "citizens": citizens,
        "arrivals": draw(st.lists(arrivals(), min_size=1, max_size=2)),
    }
