"""What may be said about desks, officers, limits and who goes first, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Mapping = dict[str, Any]


def desk_habits(windows: Mapping, hours: st.SearchStrategy[Any]) -> st.SearchStrategy[Mapping]:
    """Some of what can be said about officers; quiet windows are ordinary ones."""
    shift = st.fixed_dictionaries({"count": st.integers(1, 2), "hours": hours})
    optional: Mapping = {
        "shifts": st.lists(shift, min_size=1, max_size=2),
        "speed_cv": st.just(0.5),
        "absence": st.sampled_from(("20%", {"share": "30%", "lasts": 2})),
        "at_once": st.sampled_from((2, {"files": 3, "speed": "60%"})),
        "wip": st.integers(1, 3),
        "interrupt": st.sampled_from(("resume", "restart")),
    }
    ordinary = [name for name, group in windows.items() if not {"tide", "lines"} & set(group)]
    if ordinary:
        optional["quiet_windows"] = st.just(ordinary[:1])
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def authority(draw: st.DrawFn, words: list[str], windows: Mapping) -> Mapping:
    """What has not entered the hall and what it may not decide, nothing in most designs; alters `windows`."""
    if draw(st.integers(0, 2)):
        return {}
    shares = ("0%", "50%", "100%", words[:1], {words[0]: "30%"})
    rule: Mapping = {
        "entry": draw(st.sampled_from(shares)),
        "decide": draw(st.sampled_from(shares)),
        "knows": draw(st.sampled_from(("0%", "50%"))),
        "told": draw(st.sampled_from(("0 min", "5 min"))),
        "travel": draw(st.sampled_from(("0 min", "2 h", "1 workday"))),
        "work": draw(st.sampled_from(("0 min", "exponential(mean 30 min)"))),
        "bureau": draw(st.sampled_from((1, {"north": 2}))),
    }
    if draw(st.booleans()):
        windows[min(windows)]["decides"] = draw(st.sampled_from((["none"], words[:1])))
    return {"authority": rule}


@st.composite
def limits(draw: st.DrawFn, words: list[str], groups: list[str]) -> Mapping:
    """Compressed, watched and enforced limits, supervision, a green channel: none in half of the designs."""
    if draw(st.booleans()):
        return {}
    rules: Mapping = {
        "factor": draw(st.sampled_from(("100%", "43%"))),
        "after_deemed": draw(st.sampled_from(("drop", "finish"))),
        "services": draw(st.sampled_from(([], words[:1]))),
    }
    for name in ("warn", "deemed"):
        if draw(st.booleans()):
            rules[name] = draw(st.sampled_from(("20%", "70%", "100%")))
    return {
        "limits": rules,
        "green_channel": draw(st.sampled_from(([], words[:1], groups[:1]))),
        "supervision": draw(st.sampled_from((1.0, 0.5))),
    }
