"""Windows, clerks, queues and calling, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from hallsim.scenario.design.orders import ORDERS
from tests.property.worlds import Mapping, hours


@st.composite
def window_groups(draw: st.DrawFn, serves: list[str], helps: list[str]) -> Mapping:
    """One group of windows."""
    group: Mapping = {"serves": serves, "count": draw(st.integers(1, 3))}
    n_windows = group["count"]
    if helps:
        group["helps"] = helps
    kind = draw(st.sampled_from(("opening", "hours", "shifts", "on_duty")))
    if kind == "hours":
        group["hours"] = draw(hours())
    elif kind == "shifts":
        del group["count"]
        group["shifts"] = [{"count": draw(st.integers(1, 2)), "hours": draw(hours())} for _ in range(2)]
        n_windows = sum(shift["count"] for shift in group["shifts"])
    elif kind == "on_duty":
        del group["count"]
        group["on_duty"] = {"09:00": 1, "11:00": draw(st.integers(0, 3)), "15:00": draw(st.integers(1, 2))}
        n_windows = max(group["on_duty"].values())
    if draw(st.booleans()):
        away = draw(st.sampled_from(("12:00-12:30", "16:50-17:10", ["09:00-09:20", "10:30-11:00"])))
        group["breaks"] = [{"count": draw(st.integers(1, n_windows)), "hours": away}]
    group["at_shift_end"] = draw(st.sampled_from(("finish", "pause", "hand_back")))
    group["at_close"] = draw(st.sampled_from(("serve_out", "finish")))
    group["speed"] = draw(st.sampled_from((1.0, 1.0, 0.8, 1.3)))
    if draw(st.booleans()):
        group["generalist"] = {"time": 1.15, "error": draw(st.sampled_from(("0%", "10%")))}
    if draw(st.integers(0, 2)) == 0:
        group |= draw(people(n_windows))
    return group


def people(n_windows: int) -> st.SearchStrategy[Mapping]:
    """Some of what can be said about the people of a group; one window at least is left to who may decide."""
    clerk: Mapping = {"count": n_windows - 1, "auxiliary": True, "tenure_months": 3, "kind": "contract"}
    optional: Mapping = {
        "speed_cv": st.sampled_from((0.2, 1.0)),
        "fatigue": st.sampled_from((0.05, 0.5)),
        "training": st.just({"hours": {"wed": "10:00-11:00"}, "time": 0.9, "error": 0.5}),
        "idle_work": st.sampled_from(("4 min", "exponential(mean 10 min)", "2 h")),
    }
    if n_windows > 1:
        optional["clerks"] = st.just([clerk])
    return st.fixed_dictionaries({}, optional=optional)


def attendance(groups: list[str]) -> st.SearchStrategy[Mapping]:
    """Absence, outages, a last ticket, tenure: for a whole design."""
    absence: Mapping = {
        "share": "30%", "lasts": 2, "cover": 1, "cover_delay": "1 workday",
        "deputies": {groups[0]: groups[1:]} if len(groups) > 1 else {},
    }  # fmt: skip
    outages = {
        "between": "exponential(mean 6 h)",
        "length": "exponential(mean 20 min)",
        "windows": groups[:1],
    }
    return st.fixed_dictionaries(
        {},
        optional={
            "absence": st.sampled_from((absence, absence | {"cover_delay": "30 min", "deputies": {}})),
            "outages": st.just(outages),
            "tickets_until": st.sampled_from(("15:00", "16:59")),
            "tenure": st.just({"learning_months": 12, "start_factor": 1.5, "start_error": "20%"}),
            "authorise": st.sampled_from(("0 min", "20 min")),
        },
    )


@st.composite
def several_at_once(draw: st.DrawFn, windows: Mapping) -> None:
    """Several visitors at once where a group's windows have nothing that is of one visitor; it is changed."""
    for group in windows.values():
        if not {"lines", "tide", "idle_work"} & set(group) and draw(st.integers(0, 5)) == 0:
            group["at_once"] = draw(st.sampled_from(({"visitors": 2}, {"visitors": 3, "speed": "60%"})))


@st.composite
def queueing(draw: st.DrawFn, windows: Mapping, groups: Mapping, priority: Mapping) -> Mapping:
    """Queue rules, reserved and tide windows, thresholds of helping; `windows` is changed."""
    classes = ("strict", "n_to_one", "ageing", "quota") if priority else ("strict",)
    rule: Mapping = {
        "classes": draw(st.sampled_from(classes)),
        "order": draw(st.sampled_from(tuple(ORDERS))),
        "n": draw(st.integers(1, 3)),
        "every": draw(st.sampled_from(("5 min", "1 h"))),
    }
    if rule["classes"] == "quota":
        levels = sorted({str(level) for level in [*priority.values(), 5]})
        rule["shares"] = {level: 1 / len(levels) for level in levels}
    for group in windows.values():
        if groups and draw(st.integers(0, 3)) == 0 and _n_windows(group) > 1:
            group["only"], group["reserved"] = [draw(st.sampled_from(sorted(groups)))], 1
        if "helps" in group:
            group["help_from"] = draw(st.integers(1, 4))
        group["bundle_saving"] = draw(st.sampled_from(("0%", "25%")))
    owner = draw(st.sampled_from(sorted(windows)))
    kind = draw(st.sampled_from(("ticket", "shortest_line", "shortest_line_with_jockeying")))
    if kind != "ticket" and not any("helps" in group for group in windows.values()):
        windows[owner]["lines"] = kind
    elif draw(st.booleans()):
        open_at = draw(st.integers(1, 6))
        windows["flood"] = draw(window_groups(windows[owner]["serves"], []))
        if windows["flood"]["at_shift_end"] == "pause":
            windows["flood"]["at_shift_end"] = "finish"
        windows["flood"]["tide"] = {
            "open_at": open_at,
            "close_at": draw(st.integers(0, open_at - 1)),
            "staff": draw(st.sampled_from(("backup", 1))),
            "after": draw(st.sampled_from(("0 min", "7 min"))),
        }
    keys: Mapping = {"rule": rule, "cover": {"backup": draw(st.integers(1, 2))}}
    if draw(st.integers(0, 2)) == 0:
        keys["capacity"] = draw(st.integers(1, 12))
    return keys


def calling() -> st.SearchStrategy[Mapping]:
    """How tickets are called: short and long walks, many who do not come."""
    return st.fixed_dictionaries({
        "walk": st.sampled_from(("0 min", "1 min", "uniform(0, 15 min)")),
        "no_show": st.sampled_from(("0%", "30%", "80%")),
        "wait": st.sampled_from(("1 s", "2 min", "20 min")),
        "recalls": st.integers(0, 2),
        "missed": st.sampled_from(("remove", "back", 1, 3)),
        "requeues": st.integers(1, 3),
    })  # fmt: skip


def _n_windows(group: Mapping) -> int:
    if "on_duty" in group:
        return int(max(group["on_duty"].values()))
    return sum(s["count"] for s in group["shifts"]) if "shifts" in group else group["count"]
