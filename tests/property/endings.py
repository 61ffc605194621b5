"""Scenarios in which matters often end while something still holds their file: an agent, a desk, a visit."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.property.strategies import Case, designs, with_offices
from tests.property.worlds import DESK_WORK, DESKS, SHORT_WORK, Mapping, trees, worlds


@st.composite
def cases_that_end_early(draw: st.DrawFn) -> Case:
    """Parallel steps that send back, refuse, ask for a fee; agents, name-plates, limits that end things."""
    world = draw(worlds())
    world["arrivals"] = [draw(st.sampled_from(({"per_day": 15}, {"interval": "97 min"})))]
    for name, service in world["services"].items():
        steps = {f"{name}_{i}": draw(_steps()) for i in range(draw(st.integers(2, 4)))}
        parts: Mapping = {"parallel": [{"step": step} for step in steps]}
        parts["join"] = draw(st.sampled_from(("all", "all", "first", 2)))
        service |= {"steps": steps, "approval": draw(st.one_of(st.just(parts), trees(list(steps))))}
        if draw(st.integers(0, 3)):
            service |= {"decision": "promised", "limit": "5 workdays"}
    design = draw(with_offices(world, draw(designs(world))))
    design["approval"]["on_refusal"] = draw(st.sampled_from(("cancel", "cancel", "finish")))
    for what in ("corrections", "payments"):
        design["approval"][what] = draw(st.sampled_from(("visit", "visit", "online")))
    design["approval"] |= {"returns": 1.0}
    for other in ("online", "catalogue", "authority", "home_service", "hotline", "progress_query", "kiosks"):
        if draw(st.integers(0, 3)):  # so that more files are on their way by hand
            design.pop(other, None)
    if not world["places"] and draw(st.integers(0, 3)):
        design["agents"] = {"village": draw(_agents())}
    for office in design.get("offices", {}).values():
        if draw(st.booleans()):
            office["name_plate"] = {"attended": "50%"}
    if draw(st.booleans()):
        design["limits"] = {
            "deemed": draw(st.sampled_from(("20%", "100%"))), "warn": "20%", "factor": "43%",
            "after_deemed": draw(st.sampled_from(("drop", "finish"))),
        }  # fmt: skip
    return Case(world=world, design=design, seed=draw(st.integers(0, 2**32)))


def _agents() -> st.SearchStrategy[Mapping]:
    """One or two agents who go rarely, or with every file, and bring certificates late."""
    return st.fixed_dictionaries({
        "count": st.integers(1, 2),
        "share": st.sampled_from(("60%", "100%")),
        "every": st.sampled_from(("1 workday", "3 workdays", "7 workdays")),
        "batch": st.sampled_from((None, 1, 4)),
        "at": st.sampled_from(("00:00", "08:00", "10:30", "16:55")),
        "hand_over": st.sampled_from(("0 min", "2 h", "1 workday")),
    })  # fmt: skip


@st.composite
def _steps(draw: st.DrawFn) -> Mapping:
    """A step with a result, or a fee, or a time that passes."""
    kind = draw(
        st.sampled_from(("review", "review", "inspection", "notice", "automatic", "payment", "payment"))
    )
    step: Mapping = {"kind": kind, "needed": draw(st.sampled_from(("100%", "60%")))}
    if kind in ("review", "inspection"):
        step |= {"desk": draw(st.sampled_from(DESKS)), "work": draw(st.sampled_from(DESK_WORK))}
    else:
        step |= {"desk": None, "clock": draw(st.sampled_from(("running", "stopped")))}
    if kind not in ("review", "inspection") or draw(st.booleans()):
        step["elapsed"] = draw(st.sampled_from(("0 min", "30 min", "30 h", "uniform(0, 2 workdays)")))
    if kind == "payment":
        return step | {"work": draw(st.sampled_from(SHORT_WORK))}
    step["returns"] = draw(st.sampled_from(("0%", "40%", "60%")))
    return step | {"refuses": draw(st.sampled_from(("0%", "20%", "40%")))}
